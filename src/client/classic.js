// Made from src/client/driver.js and pkg-template/ by `cargo xtask build`: change those.
var tokenwardDriver=(()=>{var Ge=Object.defineProperty;var _r=Object.getOwnPropertyDescriptor;var Mr=Object.getOwnPropertyNames;var Ir=Object.prototype.hasOwnProperty;var Rt=(t,e)=>{for(var n in e)Ge(t,n,{get:e[n],enumerable:!0})},Cr=(t,e,n,r)=>{if(e&&typeof e=="object"||typeof e=="func\
tion")for(let o of Mr(e))!Ir.call(t,o)&&o!==n&&Ge(t,o,{get:()=>e[o],enumerable:!(r=_r(e,o))||r.enumerable});return t};var Rr=t=>Cr(Ge({},"__esModule",{value:!0}),t);var Ls={};Rt(Ls,{ClientDriver:()=>$e,durableObjectStorage:()=>Ar,errorOf:()=>Sr,kvStorage:()=>Tr,leave:()=>xr,monotonicMs:()=>$,
textOfError:()=>Er});var Pt=["code","provider","retryable","status","oauthError","oauthErrorDescription","suberror","claims","retryAfterMs"],
b=class extends Error{constructor(e,n={}){super(e,n.cause===void 0?void 0:{cause:n.cause}),this.code=n.code??Nt[this.name]??
"acquisition_failed",this.retryable=n.retryable??!1;for(let r of Pt)n[r]!==void 0&&Object.assign(this,{[r]:n[r]})}toJSON(){
let e={name:this.name,message:this.message};for(let n of Pt)e[n]=Reflect.get(this,n);return e}},U=class extends b{},w=class extends b{},
Fe=class extends b{},He=class extends b{},Ye=class extends b{},ze=class extends b{},pe=class extends b{},Je=class extends pe{},
se=class extends b{},D=class extends b{},Ve=class extends b{},P=class extends b{},Pr=[[b,"TokenError","acquisition_faile\
d"],[U,"NotInitializedError","not_initialized"],[w,"InvalidConfigurationError","invalid_configuration"],[Fe,"UnknownProv\
iderError","unknown_provider"],[He,"TokenNotFoundError","token_not_found"],[Ye,"TokenExpiredError","token_expired"],[ze,
"TokenAcquisitionError","acquisition_failed"],[pe,"TokenRefreshError","refresh_failed"],[Je,"ReauthenticationRequiredErr\
or","reauthentication_required"],[se,"LoginError","login_failed"],[D,"StorageError","storage"],[Ve,"InvalidTokenError","\
invalid_token"],[P,"ManagerClosedError","closed"]],Nt={},jt={};for(let[t,e,n]of Pr)Object.defineProperty(t.prototype,"na\
me",{value:e,configurable:!0,writable:!0}),Nt[e]=n,jt[e]=t;function Lt(t,e,n,r){let o=jt[t]??b;return new o(n,{...r,code:e})}function Nr(t,e){if(typeof t!="string")throw new w(`${e}: must be a string, a provider's name`);return t}function Kt(t){
return t==null?void 0:Nr(t,"provider")}function N(t,e){return t!=null&&Object.hasOwn(t,e)?t[e]??void 0:void 0}var me=t=>Object.assign(Object.create(null),t);function ie(t,e){return e===void 0?t:new Promise((n,r)=>{let o=()=>{e.removeEventListener("abort",o),r(e.reason)};e.addEventListener(
"abort",o);let s=()=>e.removeEventListener("abort",o);t.then(i=>{s(),n(i)},i=>{s(),r(i)})})}function Ut(t,...e){try{let n=t(...e);typeof n=="object"&&n!==null&&"then"in n&&Promise.resolve(n).catch(Wt)}catch(n){Wt(
n)}}function Wt(t){try{console.error("tokenward: a listener failed:",t)}catch{}}function E(t){let e=globalThis.Zone?.root;return typeof e?.run=="function"?e.run(t):t()}function H(t){return typeof WeakRef=="function"?new WeakRef(t):{deref:()=>t}}var jr=100;function ae(t,e){try{let{BroadcastChannel:n}=globalThis,r=typeof n=="function"?new n(t):new Ze(t);return e&&(r.
onmessage=({data:o})=>{typeof o=="string"&&e(o)}),r}catch{return}}function Dt(t,e){let n=H(e);return ae(t,r=>n.deref()?.
signal({signal:"heard",text:r}))}var Ze=class{onmessage=null;#t=localStorage;#e;constructor(e){this.#e=`${e}%message`,addEventListener(
"storage",this)}handleEvent({key:e,newValue:n}){e===this.#e&&n&&this.onmessage?.({data:n.slice(n.indexOf(" ")+1)})}postMessage(e){
try{this.#t.setItem(this.#e,`${Math.random()} ${e}`),E(()=>setTimeout(()=>this.#t.removeItem(this.#e),jr))}catch{}}close(){
removeEventListener("storage",this)}};function $(){try{return performance.now()}catch{return Date.now()}}var Lr=2**31-1,Kr=50,Wr=250,Ur=2e3,Dr=3,$r=(t,e)=>E(()=>setTimeout(e,Math.min(Math.max(t,0),Lr)));function Qe(t){let e,n=0;return{over:new Promise(o=>{let s=i=>{let a=$()+i;e=$r(i,()=>{let f=$()-a;f<Kr||n++===Dr?o():s(
f<Ur?Wr:t)})};s(t)}),end:()=>clearTimeout(e)}}async function k(t,e,n){let{over:r,end:o}=Qe(t);try{return await Promise.race(
[e,r.then(()=>n?.())])}finally{o()}}var Br="tw.",Xe="taken",qr=3e3,Gr=1e3,W;function we(t){(t===void 0||t===W?.namespace)&&(W=void 0)}function Fr(t){let e=new URLSearchParams(
t.split("#",1)[0].split("?").slice(1).join("?"));return(e.get("code")||e.get("error"))&&e.get("state")||void 0}function Hr(t,e){
try{let n=t.replaceAll("%","%25").replaceAll(":","%3A");return globalThis.sessionStorage.getItem(`${n}%login:${e}`)!==null}catch{
return!1}}var et=t=>ae(`tokenward%login:${t}`);async function Yr(t,e){let n=et(t),r=new Promise(s=>{n&&(n.onmessage=({data:i})=>i===
Xe&&s(!0))});n?.postMessage(e);let o=await k(qr,r);return n?.close(),o&&globalThis.close(),globalThis.parent!==globalThis.
self?new Promise(()=>{}):o&&k(Gr,new Promise(()=>{}))}async function $t(t,e,n){let{namespace:r,host:o}=t.shared.settings,
s=globalThis.history?.length,i=n??globalThis.location?.href;if(i===void 0)return;let c=W&&(({url:l,shown:g,...m})=>m.namespace===
r&&m.entries===s&&(i===l||i===g))(W)?W:void 0;if(c?.core===t)return c.result;let f=c?.url??i,u=Fr(f);if(u?.startsWith(Br)&&
o==="browser"&&globalThis.document!==void 0)return Yr(u,f);if(u===void 0||!(c||t.login||Hr(r,u)))return;let d={core:t,namespace:r,
url:f,entries:s},h=o==="browser"&&globalThis.document!==void 0;h&&(W=d);let p=()=>{W===d&&(W=void 0)};return d.result=(async()=>{
let g=(await e().catch(T=>{throw p(),T})).run("handleCallback",void 0,{url:f});d.shown=globalThis.location?.href;let m=await g;
if(m.provider!==void 0)return m;p()})(),h&&E(()=>globalThis.addEventListener("popstate",p,{once:!0})),d.result}var Bt=t=>t.replace(/\p{Surrogate}/gu,"�"),ce=(t,e)=>t===e||typeof t=="string"&&Bt(t)===e;function A(){return typeof TextEncoder==
"function"?new TextEncoder:{encode:Gt,encodeInto:zr}}function qt(){return typeof TextDecoder=="function"?new TextDecoder(
"utf-8",{ignoreBOM:!0}):{decode:Jr}}function Gt(t=""){let e=encodeURIComponent(Bt(t));return Uint8Array.from(e.match(/%..|./g)??
[],n=>n.length===1?n.charCodeAt(0):Number.parseInt(n.slice(1),16))}function zr(t,e){let[n,r]=[0,0];for(let o of t){let s=Gt(
o);if(r+s.length>e.length)break;e.set(s,r),n+=o.length,r+=s.length}return{read:n,written:r}}function Jr(t=new Uint8Array){
let e="";for(let n of t)e+=`%${(n+256).toString(16).slice(1)}`;return decodeURIComponent(e)}function x(t){try{return globalThis[t]??void 0}catch{return}}function fe(){return x("navigator")?.userAgent==="Cloudflar\
e-Workers"||x("WebSocketPair")!==void 0}function ge(){return fe()||x("EdgeRuntime")!==void 0?"edge":x("process")?.versions||
x("Deno")||x("Bun")?"server":"browser"}var Ft=1048576,Vr=["content-type","date","retry-after","authorization","dpop-nonce","www-authenticate"];async function Ht({
method:t,url:e,headers:n,body:r},{fetch:o=x("fetch"),kind:s,signal:i}){let a;try{if(typeof o!="function")throw new TypeError(
"the host has no fetch");let c={method:t,headers:n,redirect:"manual",signal:i};r!==void 0&&(c.body=r),s!=="edge"&&Object.
assign(c,{credentials:"omit",cache:"no-store"}),a=await o(e,c)}catch(c){return{failure:s==="browser"?"networkOfPage":"ne\
twork",cause:c}}try{let c=Yt(a);if(c===void 0)throw new TypeError("fetch gave no Response: the result has no status");let f=await Zr(
a);return f===void 0?{failure:"tooLarge"}:{failure:null,...c,body:f}}catch(c){return{failure:"network",cause:c}}}function Yt(t){
let e=t?.status;if(typeof e!="number")return;let n=Object.create(null);for(let r of Vr){let o=ue(t,r);typeof o=="string"&&
(n[r]=o)}return{status:e,headers:n}}var ue=({headers:t},e)=>(typeof t?.get=="function"?t.get(e):t?.[e])??void 0;function ye(t){
(async()=>t.body?.cancel?.())().catch(()=>{})}function zt(t,{htu:e,iat:n,nonce:r,skewMs:o},s){let i=Yt(s);if(i===void 0)
return!1;let a=Object.entries(i.headers);return t.ask("proofAnswered",void 0,{htu:e,iat:n,nonce:r,skewMs:o,status:i.status,
headers:a}).value}async function Zr(t){let e=t.body?.getReader?.();if(e===void 0){let r=A().encode(await Qr(t));return r.
length>Ft?void 0:r}let n=new Uint8Array;for(;;){let{done:r,value:o}=await e.read();if(r)return n;if(!ArrayBuffer.isView(
o))throw new TypeError("a chunk of the response's body is not a Uint8Array");let s=n.length+o.byteLength;if(s>Ft){(async()=>e.
cancel?.())().catch(()=>{});return}let i=new Uint8Array(s);i.set(n),i.set(new Uint8Array(o.buffer,o.byteOffset,o.byteLength),
n.length),n=i}}async function Qr(t){return typeof t.text=="function"?String(await t.text()):typeof t.json=="function"?JSON.
stringify(await t.json())??"":""}var Xr=[void 0,"","AQgw","AEIMQUYcgkosw048"];function B(t){let e=Xr[t.length%4];if(!(e!==void 0&&!e.includes(t[t.length-
1]))&&!(e===""||t.includes("+")||t.includes("/")))try{let n=eo(t);return n.length===t.length*3>>2?n:void 0}catch{return}}
var eo=(()=>{let t=globalThis;return typeof t.Uint8Array.fromBase64=="function"?e=>t.Uint8Array.fromBase64(e,{alphabet:"\
base64url"}):typeof t.Buffer?.from=="function"?e=>t.Buffer.from(e,"base64url"):e=>Uint8Array.from(atob(e.replaceAll("-",
"+").replaceAll("_","/")),n=>n.charCodeAt(0))})();function Y(t){let e="";for(let n of t)e+=String.fromCharCode(n);return btoa(
e).replace(/\+/g,"-").replace(/\//g,"_").replace(/=+$/,"")}var to="tokenward",le="records",he="keys",ot="commits",st="leases",Zt=[le,he,ot,st],no=1e3,be,nt,de;function ro(){return globalThis.
addEventListener?.("pagehide",()=>{de=new Promise(t=>{let e=()=>{de=void 0,t()};globalThis.addEventListener("pageshow",e,
{once:!0})}),nt?.forEach(t=>t())}),new Set}function j(){try{return globalThis.indexedDB??void 0}catch{return}}async function I(t,e,n,r,o=no){
let s=()=>{},i=!1,a=()=>{},c=()=>{},f=new Promise((p,l)=>{c=()=>{i=!0,s(),l(tt())}}),u=()=>{let p=Qe(o);a=p.end,p.over.then(
c)},d=async()=>{a(),await de,u()};u(),f.catch(()=>{});let h=()=>s();(nt??=ro()).add(h);try{for(let p=!0;;p=!1){de&&await d();
let l=be??=oo();try{let g=await Promise.race([l.database,f]);de&&await d();let m=g.transaction(t,e,{durability:r?"strict":
"relaxed"}),T=new Promise((v,_)=>{s=()=>Jt(m)&&_(tt());let M=!1,oe=(K,qe)=>{M=!0,K.onsuccess=()=>{try{qe(K.result),m.commit?.()}catch(vr){
_(vr),Jt(m)}}},S=n(m.objectStore(t),oe);M||m.commit?.(),m.oncomplete=()=>v(S.result),m.onabort=()=>_(m.error??tt())});return await Promise.
race([T,f])}catch(g){if(g?.name==="QuotaExceededError"||(rt(l),i||!p))throw g}}}finally{a(),nt?.delete(h)}}async function ke(t,e,n){
let r=await I(t,"readonly",i=>i.get(e));if(r!==void 0)return r;let o=await n();return await I(t,"readwrite",(i,a)=>{let c=i.
get(e);return a(c,f=>{f===void 0&&i.add(o,e)}),c},!0)??o}function tt(){return new DOMException("IndexedDB took too long.",
"TimeoutError")}function Jt(t){try{return t.abort(),!0}catch{return!1}}function oo(){let t={database:so().then(e=>(e.onversionchange=
()=>rt(t),e.onclose=()=>rt(t),be!==t&&e.close(),e))};return t}function rt(t){be===t&&(be=void 0),t.database.then(e=>e.close(),
()=>{})}async function so(){let t=await Vt();if(Zt.every(n=>t.objectStoreNames.contains(n)))return t;let{version:e}=t;return t.
close(),Vt(e+1)}function Vt(t){return new Promise((e,n)=>{let r=j().open(to,t);r.onupgradeneeded=()=>{let{objectStoreNames:o}=r.
result;for(let s of Zt)o.contains(s)||r.result.createObjectStore(s)},r.onsuccess=()=>e(r.result),r.onerror=()=>n(r.error)})}var q={ES256:"P-256",ES384:"P-384",ES512:"P-521"},z={RS:"RSASSA-PKCS1-v1_5",PS:"RSA-PSS",ES:"ECDSA",Ed:"Ed25519"};function Qt(t){
if(typeof t!="object"||t===null)return;let e=N(t,"kty")!==void 0?io(me(t)):ao(t);return e!==void 0&&/^([RP]S(256|384|512)|EdDSA)$|^ES/.
test(e)&&(e[0]!=="E"||e==="EdDSA"||e in q)?e:void 0}function io({kty:t,crv:e,alg:n,d:r}){if(typeof r=="string")return t===
"RSA"?typeof n=="string"&&n[1]==="S"&&n[0]!=="E"?n:n===void 0?"RS256":void 0:t==="EC"?Object.keys(q).find(o=>q[o]===e):t===
"OKP"&&e==="Ed25519"?"EdDSA":void 0}function ao({type:t,usages:e,algorithm:n}){if(t!=="private"||!Array.isArray(e)||!e.includes(
"sign"))return;let{name:r,hash:o,namedCurve:s}=n;if(r===z.Ed)return"EdDSA";if(r===z.ES)return Object.keys(q).find(a=>q[a]===
s);let i=String(o?.name).replace("SHA-","");return r===z.RS?`RS${i}`:r===z.PS?`PS${i}`:void 0}function J(t,e){if(Object.prototype.toString.call(e)===`[object ${t}]`)return!0;let n=globalThis[t];return typeof n=="fu\
nction"&&e instanceof n}var co='this host compiles no WebAssembly at run time. Bundle with the condition "workerd" or "edge-light", or give init\
() a WebAssembly.Module.';function Xt(t){if(t instanceof b)return t;let e=String(t?.message??""),n="The core could not b\
e loaded",r=!1;return typeof WebAssembly!="object"?n+=": WebAssembly is missing. A lockdown mode disables it, or the bro\
wser is too old.":/content.security.policy|\bcsp\b|unsafe-eval/i.test(e)?n+=": the Content-Security-Policy of this page \
or worker forbids WebAssembly. Add 'wasm-unsafe-eval' to its script-src.":/disallowed by embedder/i.test(e)?n+=`: ${co}`:
(n+=e?`: ${e}`:".",r=!0),new U(n,{cause:t,retryable:r})}var it={},fo={};async function xe(t){try{return await(fo[t]??it[t])?.()}catch(e){throw uo(e)}}function uo(t){if(t instanceof
TypeError&&/import/i.test(t.message)&&x("ServiceWorkerGlobalScope")){let e='A part of tokenward could not be loaded: a s\
ervice worker has no import(). Add import "tokenward/login" to it.';return new U(e,{cause:t})}return Xt(t)}var Se=class{#t;#e;#n=!1;constructor(e,n){let r=Oe(e)?e:void 0,o=i=>r&&Ee(r,i),s=i=>N(n,i);this.#t=r,this.#e=n,this.url=
lo(o("url")??String(e)),this.method=(s("method")??o("method")??"GET").toUpperCase(),this.headers=new Headers(s("headers")??
o("headers")),this.signal=Object.hasOwn(n,"signal")&&n.signal!==void 0?s("signal"):o("signal")??void 0,this.redirect=s("\
redirect")??o("redirect")??"follow",this.isOneShot=ho(s("body"))}take(e,n,r=this.url,o=!1){let s={...this.#e,headers:e};
if(n!==void 0&&(s.redirect=n),o)return delete s.body,this.signal!==void 0&&(s.signal=this.signal),[r.href,{...s,method:"\
GET"}];let i=this.#t;return i===void 0?[r.href,s]:(Ee(i,"body")!==null&&N(s,"body")===void 0&&(this.#t=i.clone(),this.#n=
!0),[r===this.url?i:new Request(r,i),s])}release(){this.#n&&this.#t?.body?.cancel().catch(()=>{}),this.#t=void 0}};function Oe(t){
if(typeof Request!="function")return!1;if(t instanceof Request)return!0;try{return typeof t=="object"&&t!==null&&typeof Reflect.
get(Request.prototype,"url",t)=="string"}catch{return!1}}function Ee(t,e){return e in Request.prototype?Reflect.get(Request.
prototype,e,t):t[e]}function lo(t){try{return new URL(t,globalThis.document?.baseURI??globalThis.location?.href)}catch(e){
throw new w("input: must be a URL, absolute outside of pages",{cause:e})}}function ho(t){return typeof t!="object"||t===
null?!1:J("ReadableStream",t)?!0:Symbol.asyncIterator in t}var po={CURVES:q,InvalidConfigurationError:w,KEYS:he,NAMES:z,TokenError:b,algorithmOf:Qt,base64url:Y,bytesOf:B,discard:ye,
factory:j,headerOf:ue,isKind:J,keptOrMade:ke,memberOf:Ee,own:N,within:k};async function C(){let t=await xe("rare");return t.
start(po),t}function en(t){let e=globalThis;if(fe())return e.Cloudflare?.compatibilityFlags?.strip_authorization_on_cross_origin_redirect===
!0;let n=ge();return n!=="browser"?n==="server"&&!t:e.document!==void 0||e.WorkerGlobalScope!==void 0}var tn="DPoP ";function nn(t,e,n,r){return{fetch:n,authorization:r,providerFor:(o,s)=>e().run("providerFor",o,{origin:s}),
checkOrigin:(o,s,i)=>e().ask("checkOrigin",o,{token:s,origin:i}),challenged:(o,s,i,a,c)=>t.ask("challenged",o,{token:s,origin:i,
status:a,challenge:c})?.value,reject:(o,s)=>e().run("rejectToken",o,{token:s}),refusedWhenNew:(o,s,i)=>t.ask("refusedWhe\
nNew",o,{token:s,origin:i}),prover:o=>mo(e,o)}}var mo=(t,e)=>({claims:n=>t().proof(e,n),answered:(n,r)=>t().proofAnswered(
n,r)});async function Te(t,e,n){let{provider:r,anonymously:o,init:s,via:i}=wo(n),a=new Se(...go(e,s)),{signal:c}=a;c?.throwIfAborted();
let{origin:f}=a.url,u=await ie(t.providerFor(r,f),c),d;try{d=await t.authorization(u,c)}catch(l){if(!o||!(l instanceof b)||
l instanceof P)throw l}d!==void 0&&t.checkOrigin(u,V(d),f);let h=yo(t,u,a,i??t.fetch),p=(l,g)=>{let{status:m}=l;return m!==
401&&m!==403||ko(l,f)?!1:t.challenged(u,g,f,m,ue(l,"www-authenticate"))};try{let l=await h(d);if(d===void 0||!p(l,V(d)))
return l;let g=await bo(t,u,d,f,a);if(g===void 0)return l;ye(l);let m=await h(g);return p(m,V(g))&&t.refusedWhenNew(u,V(
g),f),m}finally{a.release()}}function wo(t){if(t!=null&&typeof t!="object")throw new w("init: must be an object");let e=Oe(
t)?t:void 0,{provider:n,onNoToken:r,fetch:o,...s}=e?{}:t??{},[i,a,c]=["provider","onNoToken","fetch"].map(f=>e?void 0:N(
t,f));if(a!==void 0&&a!=="throw"&&a!=="anonymous")throw new w('init.onNoToken: must be one of "throw", "anonymous"');if(c!==
void 0&&typeof c!="function")throw new w("init.fetch: must be a function");return{provider:Kt(i),anonymously:a==="anonym\
ous",init:e??s,via:c}}function go(t,e){return Oe(e)?[new Request(t,e),{}]:[t,e]}function yo(t,e,n,r){let o=r??((i,a)=>fetch(
i,a)),s=n.redirect==="follow"&&!en(r!==void 0);return async i=>{let a=new Headers(n.headers);if(i===void 0?a.delete("aut\
horization"):a.set("authorization",i),i?.startsWith(tn)){let{sendWithProofs:c}=await C();return c(t.prover(e),i.slice(tn.
length),o,n,a)}return s?(await C()).follow(o,n,a):o(...n.take(a))}}async function bo(t,e,n,r,{signal:o,isOneShot:s}){try{
if(!await ie(t.reject(e,V(n)),o)||s)return;let a=await t.authorization(e,o);return t.checkOrigin(e,V(a),r),a}catch{o?.throwIfAborted();
return}}function rn({token:t,tokenType:e}){return`${["Bearer","DPoP"].find(r=>r.toLowerCase()===e.toLowerCase())??e} ${t}`}
var V=t=>t.slice(t.indexOf(" ")+1);function ko(t,e){return!!t.url&&new URL(t.url).origin!==e}function O(t){return typeof t=="string"?JSON.stringify(t.replace(/\p{Surrogate}/gu,"�")):typeof t!="object"||t===null?
JSON.stringify(t)??"null":Array.isArray(t)?`[${t.map(O).join(",")}]`:`{${Object.entries(t).filter(([,n])=>n!==void 0).map(
([n,r])=>`${JSON.stringify(n)}:${O(r)}`).join(",")}}`}var Z=t=>sn(JSON.parse(t)),on=t=>t&&JSON.parse(O(t));function sn(t){
if(typeof t!="object"||t===null)return t;for(let e of Object.values(t))sn(e);return Array.isArray(t)?t:Object.setPrototypeOf(
t,null)}var at;function an(t){at=t}function cn(){if(at===void 0)return;let t;try{return at(new Promise(e=>{t=()=>e(void 0)})),t}catch{
return}}var xo=["code","message","retryable","status","oauthError","oauthErrorDescription","suberror","claims","retryAfterMs"],ct=new Map,
fn=0,G=class{keep(e){return ct.set(++fn,e),fn}get(e){return ct.get(e)}forget(e){for(let n of e)ct.delete(n)}again({cause:e,
earlier:n,...r}){return{...r,cause:e===void 0?void 0:this.keep(this.get(e)),earlier:n&&this.again(n)}}error({class:e,code:n,
message:r,cause:o,earlier:s,...i}){let a=s===void 0?this.get(o):this.error(s);return Lt(e,n,r,{...i,cause:a})}thrown(e){
return typeof e=="string"?this.error(Z(e)):e}threw(e){let n=this.keep(e),r={};for(let s of xo){let i=un(e,s);["string","\
number","boolean"].includes(typeof i)&&(r[s]=i)}let o=un(e,"cause");return o!=null&&(r.cause=this.keep(o)),{answer:"thre\
w",cause:n,retryable:r.retryable===!0,error:typeof r.code=="string"?r:void 0}}};function un(t,e){try{return t?.[e]}catch{
return}}var So=2**31-1;function dn(t){let e;function n(){e!==void 0&&clearTimeout(e),e=void 0}return{arm(r,o){n();try{e=E(()=>setTimeout(
t,Math.min(Math.max(r,0),So)))}catch{return}o||(typeof e=="object"?e?.unref?.():x("Deno")?.unrefTimer?.(e))},disarm:n}}var Eo=400,Oo=new Uint8Array,ln=new Set,Q=class{causes=new G;#t;#e;#n=new Map;#s=0;#r=new Map;#o=new Map;#i=[];#u=[];#c;#d=!1;#f=!1;#l=!1;#h;constructor(e){
this.#e=e,this.#t=this.#p(()=>e.make(L()));let n=H(this);this.#h=dn(()=>n.deref()?.tick())}#p(e){try{return e()}catch(n){
throw this.causes.thrown(n)}}#a(e){if(this.#t===void 0)return;let{answer:n,effects:r,dueMs:o,isAwaited:s,forgotten:i}=Z(
this.#p(()=>e(this.#t)));return this.#i.push(...r),i&&this.#u.push(...i),this.#c=o,this.#d=!!s,this.#x(),n}drive(){this.#a(
e=>e.effects())}tick(){this.#a(e=>e.tick(...L()))}signal(e){this.#a(n=>n.signal(O(e),...L()))}run(e,n,r,o=this.#y){let s=++this.#s,
i=O({call:e,provider:n,...r});return this.#e.edge?this.#k(s,i,o):this.#b(s,i,o)}#y=e=>{if(e.error!==void 0)throw this.causes.
error(e.error);return this.#e.value(e)};#b(e,n,r){return new Promise((o,s)=>{this.#m(e,n,i=>{try{o(r(i))}catch(a){s(a)}})})}async#k(e,n,r){
let o;this.#m(e,n,s=>{try{o={value:r(s)}}catch(i){o={error:i}}});for(let s=1;o===void 0;)await new Promise(i=>E(()=>setTimeout(
i,s))),o===void 0&&(s=this.#a(i=>i.look(e,...L()))??0);if("error"in o)throw o.error;return o.value}#m(e,n,r){if(this.#t===
void 0)throw new P("This TokenManager is closed.");this.#n.set(e,{settle:r});try{this.#a(o=>o.call(e,n,...L()))}catch(o){
throw this.#n.delete(e),o}}ask(e,n,r){let o=O({ask:e,provider:n,...r});return this.#a(s=>s.ask(o,...L()))}close(){this.#l=
!0,this.#a(e=>e.close(...L())),this.#w()}#w(){if(!this.#l||this.#r.size||this.#f||this.#t===void 0)return;this.#h.disarm();
let e=this.#t;this.#t=void 0,e.free()}#x(){if(this.#f)return;this.#f=!0;let e=0;try{for(;e<this.#i.length;)this.#S(this.#i[e++]);
this.#u.length&&this.causes.forget(this.#u.splice(0))}finally{this.#i.splice(0,e),this.#f=!1}this.#c===void 0?this.#h.disarm():
this.#h.arm(this.#c,this.#d),this.#d&&!this.#e.edge?ln.add(this):ln.delete(this),this.#w()}#S(e){switch(e.effect){case"d\
o":return this.#E(e);case"cancel":ft(this.#r.get(e.number)),this.#r.delete(e.number);return;case"unlock":ft(this.#r.get(
e.number)),this.#o.get(e.number)?.(),this.#o.delete(e.number);return;case"settle":{let n=this.#n.get(e.caller);return this.#n.
delete(e.caller),n?.settle(e)}default:return this.#e.effect(e)}}#E({number:e,withinMs:n,work:r,...o}){let s=typeof AbortController==
"function"?new AbortController:void 0;this.#r.set(e,s);let i=cn(),a={withinMs:n,causes:this.causes,signal:s?.signal,locked:u=>this.#o.
set(e,u)},c=u=>{this.#T(e,s,u),i?.()},f=()=>{if(!this.#g(e,s))return i?.();let u;try{u=this.#e.work(r,o,a)}catch(l){u=this.
causes.threw(l)}if(typeof u?.then!="function")return c(u);let d=u.catch(l=>this.causes.threw(l)),p=n===void 0?d:k(n,d,()=>(ft(
s),{answer:"timedOut"}));(this.#e.edge?this.#O(e,p):p).then(c)};this.#e.atOnce?f():Promise.resolve().then(f)}async#O(e,n){
let r;for(;(r=await k(Eo,n))===void 0;)this.#a(o=>o.alive(e,...L()));return r}#T(e,n,{body:r,...o}){let s=r??Oo;this.#g(
e,n)&&(this.#r.delete(e),this.#a(i=>i.answer(e,O(o),s,...L())))}#g(e,n){return this.#r.has(e)&&this.#r.get(e)===n}};function ft(t){
try{t?.abort()}catch{}}var L=()=>[Date.now(),$(),Math.floor(Math.random()*2**32)];var hn=()=>x("crypto")?.subtle!==void 0;async function pn(t,e,n,r){try{let o=JSON.parse(e),s=await crypto.subtle.importKey("jwk",JSON.parse(t),o,!1,["verify"]);
return await crypto.subtle.verify(o,s,r,n)}catch{return!1}}function Ae(t,e){let n=To(t,e);return n===void 0?"is unknown: is it misspelt?":`is unknown: did you mean "${n}"?`}function To(t,e){
let n=mn(t),r=Math.floor(n.length/3)+1,o;for(let s of e){let i=Ao(n,mn(s));i<r&&([r,o]=[i,s])}return o}var mn=t=>t.slice(
0,40).toLowerCase().replaceAll(/[_-]/g,"");function Ao(t,e){let n=[],r=Array.from({length:e.length+1},(o,s)=>s);for(let o=1;o<=
t.length;o++){let s=[o];for(let i=1;i<=e.length;i++){let a=t[o-1]===e[i-1],c=o>1&&i>1&&t[o-1]===e[i-2]&&t[o-2]===e[i-1];
s.push(Math.min(r[i]+1,s[i-1]+1,r[i-1]+(a?0:1),c?n[i-2]+1:1/0))}[n,r]=[r,s]}return r[e.length]}function R(t,e,n){return new w(`${t||"options"}: ${e}`,{cause:n})}function wn(t,e){try{return e()}catch(n){throw R(t,"co\
uld not be read: a getter or a proxy threw",n)}}var X=class{#t;#e=new Map;#n=new Set;constructor(e,n){if(this.#t=n,e==null)
return;let r=wn(n,()=>typeof e=="object"&&!Array.isArray(e)?Object.entries(e):void 0);if(r===void 0)throw R(n,"must be a\
n object");for(let[o,s]of r)s!=null&&this.#e.set(o,s)}path(e){return this.#t===""?e:`${this.#t}.${e}`}peek(e){return this.#e.
get(e)}has(e){return this.#e.has(e)}take(e,n){let r=this.#e.get(e);return this.#e.delete(e),this.#n.add(e),n(r,this.path(
e))}takeAll(e){return[...this.#e.keys()].map(n=>[n,this.take(n,e)])}read(e){return Object.fromEntries(Object.entries(e).
map(([n,r])=>[vo.get(r)??n,this.take(n,r)]))}end(){for(let e of this.#e.keys())throw R(this.path(e),Ae(e,this.#n))}},ut=(t,e)=>(n,r)=>{
if(n===void 0||t(n))return n;throw R(r,e)},vo=new WeakMap;var gn=t=>(e,n)=>{if(e===void 0)throw R(n,"is missing");return t(e,n)};var F=ut(t=>typeof t=="string","must be a string");var _o=(t,e)=>wn(e,()=>Array.isArray(t)?Object.values(t):void 0);function yn(t,e){if(t===void 0)return;let n=typeof t=="string"?[t]:_o(t,e);if(n?.every(r=>typeof r=="string"))return n;throw R(
e,"must be a string or an array of strings")}function dt(t,e){if(t===void 0)return;let n,r;try{n=JSON.stringify(t)}catch(o){r=o}if(n===void 0)throw R(e,"must be a JS\
ON value",r);return n}var Mo=9e15,lt=(t,e,n,r=Number.MAX_VALUE)=>(o,s)=>{if(o!==void 0){if(typeof o!="number"||!(o>=n&&o<=
r))throw R(s,t);return Math.min(Math.ceil(o*e),Mo)}},da=Number.MIN_VALUE;var ht=lt("must be a number of seconds that is finite and not negative",1e3,0);var pt=lt("must be a time in epoch milliseconds, as Date.now() gives it",1,0),la=lt("must be a whole number of at least \
1",1,1,2**32-1);var bn=gn(ut(t=>typeof t=="string"&&t!=="","must be a string")),kn=(t,e)=>yn(t,e)?.join(" "),Io=(t,e)=>{let n=typeof t==
"string"&&t.trim()!==""?Number(t):t;if(Number.isNaN(n))throw R(e,"must be a number of seconds that is finite and not neg\
ative");return ht(n,e)};function ve(t,e){let n=new X(t,e),r=n.peek("access_token")!==void 0&&n.peek("accessToken")===void 0,
o=r?{accessToken:n.take("access_token",bn),tokenType:n.take("token_type",F),expiresInMs:n.take("expires_in",Io),scope:n.
take("scope",kn),refreshToken:n.take("refresh_token",F),idToken:n.take("id_token",F),extra:xn(n.takeAll(dt))}:{accessToken:n.
take("accessToken",bn),tokenType:n.take("tokenType",F),expiresAt:n.take("expiresAt",pt),expiresInMs:n.take("expiresIn",ht),
obtainedAt:n.take("obtainedAt",pt),scope:n.take("scope",kn),refreshToken:n.take("refreshToken",F),idToken:n.take("idToke\
n",F),extra:n.take("extra",(s,i)=>xn(new X(s,i).takeAll(dt)))};return n.end(),{path:e,endpointNames:r,...o}}function ee({
extra:t,...e}){return t===void 0?e:{...e,extra:JSON.parse(t)}}function Sn(t){try{let e=new X(t,"");return[e.peek("refres\
hToken"),e.peek("refresh_token")].find(r=>typeof r=="string"&&r!=="")}catch(e){if(e instanceof w)return;throw e}}function xn(t){
let e=t.filter(([,n])=>n!==void 0);return e.length?`{${e.map(([n,r])=>`${JSON.stringify(n)}:${r}`).join(",")}}`:void 0}async function mt(t,e,n){let r=An(t,e,n),{tokens:o}=e,s=await(o!==void 0&&t.refresh?t.refresh.call(t.self,ee(o),r):t.acquire?.
call(t.self,r));try{return{answer:"tokens",...ve(s,"the custom provider's answer")}}catch(i){if(!(i instanceof w))throw i;
let a=i.cause===void 0?void 0:n.causes.keep(i.cause);return{answer:"noTokens",message:i.message,cause:a,refreshToken:o&&
Sn(s)}}}async function En(t,e,n){return await t.revoke?.call(t.self,ee(e.tokens),An(t,e,n)),{answer:"done"}}async function On({
owner:t},{call:e,provider:n,argument:r}){return await t[e](n,typeof r=="object"?ee(r):r),{answer:"done"}}async function Tn({
make:t},e){return{answer:"parts",parts:await t?.(e)}}function An({owner:t},{provider:e,forceRefresh:n,minLifetimeMs:r,scope:o,
resource:s,audience:i},{signal:a,fetch:c}){let f={provider:e,signal:a,fetch:c??globalThis.fetch};if(t===void 0)return f;
let u={scope:o,resource:s,audience:i};return n&&(u.forceRefresh=!0),r!==void 0&&(u.minLifetimeSeconds=r/1e3),{...f,...u}}
var _e=class{#t=new Map;#e=0;get(e){return this.#t.get(e)??{}}add(e){return this.#t.set(++this.#e,e),this.#e}forget(e){this.#t.
delete(e)}register(e){let n=[],r=o=>{let s=me(o);return o.functions!==void 0&&(s.functions=this.add(o.functions),n.push(
s.functions)),s.fallback=o.fallback?.map(i=>typeof i=="string"?i:r(i)),s};return{config:r(e),undo:()=>n.forEach(o=>this.
forget(o))}}};var vn="?",_n="!",Mn=".",Co=4,Ro=250;function Me(t){let e=wt(t,n=>n===vn&&e?.postMessage(_n));return()=>{e?.postMessage(
Mn),e?.close()}}async function Ie(t){let[e,n]=[!1,()=>{}],r=new Promise(s=>n=s),o=wt(t,s=>{s===_n&&(e=!0,n())});if(o){for(let s=Co;s&&
!e;s--)o.postMessage(vn),await k(Ro,r);return o.close(),e}}function In(t){let e=()=>{},n=wt(t,r=>r===Mn&&e());return{wait:r=>new Promise(
o=>{let s=E(()=>setTimeout(o,r));e=()=>{clearTimeout(s),o()}}),end:()=>n?.close()}}function wt(t,e){return ae(`${t} aliv\
e?`,e)}var Po=500,Cn=3e3,No=1e3,jo=3e4,Lo=50,Ko=20,Wo=400;async function Pn(t,e){let n={owner:Math.random(),beat:0},r=In(t);try{
let o,s=!1,[i,a,c]=[0,0,performance.now()];for(let f=Ko;;f=Math.min(f*1.5,Wo)){let u=l=>!l||l.owner===n.owner||s&&Rn(l,o),
d=await gt(t,n,u);if(!d||u(d))return Uo(t,n);let h=performance.now(),p=Math.min(h-c,No);if(c=h,i+=p,a=Rn(d,o)?a+p:0,o=d,
i>=(e?jo:Lo))return null;s=a>=Cn&&!await Ie(t),a>=Cn&&!s&&(a=0),s||await r.wait(f*(.5+Math.random()))}}finally{r.end()}}
function Uo(t,e){let n=i=>i?.owner===e.owner,r=Me(t),o=()=>{e.beat++,gt(t,e,n).then(i=>n(i)||clearInterval(s),()=>{})},s=E(
()=>setInterval(o,Po));return()=>{clearInterval(s),gt(t,void 0,n).then(r,r)}}function gt(t,e,n){return I(st,"readwrite",
(r,o)=>{let s=r.get(t);return o(s,i=>{n(i)&&(e?r.put(e,t):r.delete(t))}),s})}function Rn(t,e){return t.owner===e?.owner&&
t.beat===e.beat}var Do=4e3,$o=6,Bo=2e3,qo=1e3,Go=50;async function Nn(t,e){try{return await Fo(t,e)}catch{}try{return await Pn(t,e)}catch{
return}}async function Fo(t,e){let n=yt(t),r=await(e?Ho(t,n):k(Go,n.granted));return r||(n.cancel(),null)}async function Ho(t,e){
for(let n=$o;n;n--){let r=await k(Do,e.granted);if(r)return r;let o=yt(`${t} asking`);try{let s=await k(Bo,Promise.race(
[e.granted,o.granted.then(()=>!0)])),i=s===!0?await Promise.race([e.granted,Ie(t)]):s;if(typeof i=="function")return i;if(i===
void 0)return null;if(!i)return await Yo(t,e)}finally{o.cancel()}}return null}async function Yo(t,e){let n=yt(t,{steal:!0}),
r=await k(qo,n.granted);return(r?e:n).cancel(),r}function yt(t,e){let n=new AbortController,r=()=>{},o=new Promise((i,a)=>{
let c=()=>new Promise(f=>{let u=Me(t);r=()=>{f(void 0),u()},i(r)});navigator.locks.request(t,e??{signal:n.signal},c).catch(
a)});return o.catch(()=>{}),{granted:o,cancel:()=>{n.abort(),r()}}}var zo=5e3,Jo=50,jn=new WeakMap;async function Ln(t,e,n){let r=jn.get(t)??new Map;jn.set(t,r);let o=r.get(e)??[],s=()=>{
let f=o.shift();f?f():r.delete(e)};if(!r.has(e))return r.set(e,o),s;let i=()=>{},a=new Promise(f=>{i=()=>f(!0),o.push(i)});
if(await k(n?zo:Jo,a))return s;let c=o.indexOf(i);return c<0?s:(o.splice(c,1),null)}async function Kn(t,e,n,r){let o=t==="browser"?await Nn(n,r):void 0;return o===void 0?Ln(e,n,r):o}function Ce(t,e,n){return Wn(e)?k(t,Promise.resolve(e).then(n)):n(e)}var Wn=t=>typeof t?.then=="function";function bt(t,e,n){
return Ce(n,t.getItem(e),r=>{if(typeof(r??"")!="string")throw new TypeError("getItem gave no string");return r??null})}function Un(t,e){
try{let n=t.peekItem?.(e);return typeof n=="string"?n:void 0}catch{return}}function Dn(t,e,n,r,o,s){let i={};r!==void 0&&
(i.expiresAt=r),o!==void 0&&(i.expected=o);let a=Object.keys(i).length?[i]:[],c=n===void 0?t.removeItem(e,...a):t.setItem(
e,n,...a);return Ce(s,c,f=>f!==!1)}function $n(t,e,n){let r=s=>{if(!Array.isArray(s))throw new TypeError("getKeys gave n\
o array");return s.filter(i=>typeof i=="string"&&i.startsWith(e))};if(typeof t.getKeys=="function")return Ce(n,t.getKeys(
e),r);if(typeof t.key!="function"||typeof t.length!="number")return null;let o=Array.from({length:t.length},(s,i)=>t.key(
i));return Ce(n,o.some(Wn)?Promise.all(o):o,r)}function te(t,e){try{return t[Symbol.for("tokenward.storage")]?.[e]}catch{
return}}var ne=(t,e)=>{let n=r=>r===void 0?{answer:"timedOut"}:e(r);return typeof t?.then=="function"?t.then(n):n(t)},kt=t=>({answer:"\
text",text:t}),Re={async fetch(t,{fetch:e,host:n,signal:r,causes:o,keyOwner:s}){let i=Object.fromEntries(t.headers),a;if(t.
proof!==void 0){let{proof:d,proofKey:h}=await C();try{let p=await h(s,t.proof.key),l=await d(p,t.method,t.proof.htu,t.proof.
iat,t.proof.nonce);i.dpop=l,a={thumbprint:p.jkt,proof:l}}catch(p){return{answer:"noResponse",why:"noProof",cause:o.keep(
p)}}}let c=await Ht({method:t.method,url:t.url,headers:i,body:t.body},{fetch:e,kind:n,signal:r});if(c.failure!==null){let d=c.
cause===void 0?void 0:o.keep(c.cause);return{answer:"noResponse",why:c.failure,cause:d}}let{status:f,body:u}=c;return{answer:"\
response",status:f,headers:Object.entries(c.headers),proof:a,body:u}},read:(t,{storages:e,withinMs:n})=>ne(bt(e.get(t.storage),
t.key,n),kt),peek(t,{storages:e,withinMs:n}){let r=Un(e.get(t.storage),t.key);return r===void 0?ne(bt(e.get(t.storage),t.
key,n),kt):{answer:"text",text:r}},write:(t,{storages:e,withinMs:n})=>ne(Dn(e.get(t.storage),t.key,t.text,t.expiresAt,t.
expected,n),r=>({answer:"written",written:r})),list:(t,{storages:e,withinMs:n})=>ne($n(e.get(t.storage),t.prefix,n),r=>({
answer:"keys",keys:r})),seal:({additionalData:t,text:e},{storages:n,withinMs:r})=>ne(n.cipher.seal(t,e,r),o=>({answer:"s\
ealed",bytes:o})),open:({additionalData:t,bytes:e},{storages:n,withinMs:r})=>ne(n.cipher.open(t,e,r),kt),async lock(t,{host:e,
storages:n,signal:r,locked:o}){let s=await Kn(e,n.get(t.storage),t.key,t.patient);return s&&r?.aborted?s():s&&o(s),{answer:"\
locked",locked:!!s}},async proofKey({name:t},{causes:e,keyOwner:n}){let{proofKey:r}=await C();try{let{jkt:o,kept:s,fault:i}=await r(
n,t);return{answer:"proofKey",thumbprint:o,kept:s,fault:i===void 0?void 0:e.keep(i)}}catch{return{answer:"proofKey"}}},async verify({
key:t,algorithm:e,input:n,signature:r}){return{answer:"verified",verified:await pn(t,e,A().encode(n),B(r)??new Uint8Array)}},
makeParts:(t,{functions:e})=>Tn(e.get(t.functions),t),acquire:(t,e)=>mt(e.functions.get(t.functions),t,e),refresh:(t,e)=>mt(
e.functions.get(t.functions),t,e),revoke:(t,e)=>En(e.functions.get(t.functions),t,e),async resolve({provider:t},{causes:e,
functions:n,resolveProvider:r,signal:o,keep:s}){let i=await r?.(t);if(i instanceof Error)return{answer:"provider",error:e.
threw(i).error};let a=i&&n.register(i).config;return a&&!o?.aborted&&s(t,a),{answer:"provider",provider:a}},decide:({id:t,
answer:e,closing:n},{mover:r})=>({answer:"decided",step:r.decide(t,e,n)}),passOn:(t,{functions:e})=>On(e.get(t.functions),
t)};var Bn={Loop:Q,TAKEN:Xe,TokenError:b,WORKS:Re,base64url:Y,channelOf:et,fetchWithToken:Te,outsideZones:E,plain:on,textEncoder:A,
textOf:O,within:k},Vo;function qn(t,e){we(t),Vo?.loggedOut(t,e)}var Zo="popup,width=480,height=640",xt=()=>typeof globalThis.document=="object"&&typeof globalThis.location?.assign=="fu\
nction";function Gn(t){return location.assign(t),new Promise(()=>{})}function Fn(t,e,n){if(!xt())throw new w(`options.mo\
de: "${t}" needs a page: call startLogin here, and send the user to its url`);if(t!=="popup")return;if(e!==void 0)return e;
let r;try{let s=globalThis.open("about:blank","_blank",Zo);if(s)return s}catch(s){r=s}let o="the browser opened no popup\
: call login in the handler of a click, before the first await";throw new se(o,{code:"popup_blocked",provider:n,cause:r})}var Ot={};Rt(Ot,{asksFor:()=>tr,dpopRequest:()=>er,follow:()=>Le,makeParts:()=>Qn,proof:()=>je,proofKey:()=>Ne,prove:()=>Et,
sendWithProofs:()=>Xn,start:()=>Hn});var y={};function Hn(t){Object.assign(y,t)}function Yn(t){let e=t.slice(2);return{name:y.NAMES[t.slice(0,2)],hash:`SHA-${e}`,namedCurve:y.CURVES[t],saltLength:Number(
e)/8}}async function zn(t){let{alg:e,use:n,key_ops:r,ext:o,...s}=t;if(s.kty==="RSA")for(let i of Qo)i in s&&(s[i]=Xo(s[i]));
return crypto.subtle.importKey("jwk",s,Yn(y.algorithmOf(t)),!1,["sign"])}var Qo=["n","e","d","p","q","dp","dq","qi"];function Xo(t){
let e=typeof t=="string"&&y.bytesOf(t)||void 0;return e?.[0]===0?y.base64url(e.subarray(e.findIndex(n=>n!==0))):t}async function Pe(t,e,n){
let r=y.algorithmOf(t),{base64url:o}=y,s=c=>o(new TextEncoder().encode(JSON.stringify(c))),i=`${s({alg:r,...e})}.${s(n)}`,
a=await crypto.subtle.sign(Yn(r),t,new TextEncoder().encode(i));return`${i}.${o(new Uint8Array(a))}`}var Jn=new WeakMap,es=3e3;function Ne(t,e){return y.within(es,ts(t,e),()=>{throw new DOMException("WebCrypto took too lo\
ng.","TimeoutError")})}async function ts(t,e){let n=Jn.get(t)??new Map;Jn.set(t,n);let r=n.get(e);if(r?.kept===!1)return r;
let o=async()=>n.get(e)??await ns(),s;if(y.factory())try{let a={...await y.keptOrMade(y.KEYS,["dpop",e],o),kept:!0};return n.
set(e,a),a}catch(a){s=a}let i={...await o(),kept:!1};return n.get(e)?.kept!==!1&&n.set(e,i),{...n.get(e),fault:s}}async function ns(){
let{privateKey:t,publicKey:e}=await crypto.subtle.generateKey({name:"ECDSA",namedCurve:"P-256"},!1,["sign","verify"]),{crv:n,
kty:r,x:o,y:s}=await crypto.subtle.exportKey("jwk",e),i={crv:n,kty:r,x:o,y:s};return{privateKey:t,jwk:i,jkt:await Vn(JSON.
stringify(i))}}async function je({privateKey:t,jwk:e},n,r,o,s,i){let c={jti:y.base64url(crypto.getRandomValues(new Uint8Array(
16))),htm:n,htu:r,iat:o,nonce:s,ath:i===void 0?void 0:await Vn(i)};return Pe(t,{typ:"dpop+jwt",jwk:e},c)}async function Vn(t){
return y.base64url(new Uint8Array(await crypto.subtle.digest("SHA-256",new TextEncoder().encode(t))))}var rs=20,os=["content-encoding","content-language","content-length","content-location","content-type"],ss=["authorizati\
on","cookie","proxy-authorization"];async function Le(t,e,n){let{url:r,method:o}=e,s=new Headers(n),i=!1;for(let a=0;;a++){
let c=await t(...e.take(s,"manual",r,i)),f=[301,302,303,307,308].includes(c.status)?y.headerOf(c,"location"):void 0;if(f===
void 0)return c;if(y.discard(c),a===rs)throw new TypeError("fetch failed: too many redirects");let u=new URL(f,r);if(!/^https?:$/.
test(u.protocol))throw new TypeError("fetch failed: redirected to something that is not http");if(c.status===303?o!=="GE\
T"&&o!=="HEAD":c.status<303&&o==="POST"){o="GET",i=!0;for(let d of os)s.delete(d)}else if(!i&&e.isOneShot)throw new TypeError(
"fetch failed: a body that is a stream cannot be sent again after a redirect");if(u.origin!==r.origin)for(let d of ss)s.
delete(d);u.hash===""&&(u.hash=r.hash),r=u}}var is=60,as=300;async function Qn(t,{clientId:e,scope:n,audience:r,endpoint:o,subjectToken:s,now:i}){let{claims:a,assertion:c,
subject:f,actor:u}=t,d=[],h=Math.floor(i/1e3);if(r!==void 0){let p={iss:e,sub:e,aud:r,jti:crypto.randomUUID(),iat:h,exp:h+
is};d.push(["client_assertion_type","urn:ietf:params:oauth:client-assertion-type:jwt-bearer"]),d.push(["client_assertion",
await Zn(t,"client-authentication+jwt",p)])}if(o!==void 0){if(a!==void 0){let p={iss:e,scope:n||void 0,aud:o,iat:h,exp:h+
as,jti:crypto.randomUUID()};d.push(["assertion",await Zn(t,"JWT",{...p,...a})])}else c!==void 0&&d.push(["assertion",await St(
"assertion",c)]);f!==void 0&&d.push(["subject_token",s??await St("subjectToken",f)]),u!==void 0&&d.push(["actor_token",await St(
"actorToken",u)])}return d}async function Zn(t,e,n){let{jwk:r,kid:o}=t,s=r?.kty==="OKP"&&r.alg==="Ed25519"?{alg:r.alg}:{};
try{return t.key??=await zn(r),await Pe(t.key,{typ:e,kid:o,...s},n)}catch(i){throw new y.TokenError("privateKey: WebCryp\
to could not sign with it: see cause",{code:"crypto",cause:i})}}async function St(t,e){if(typeof e=="string")return e;let n;
try{n=await e()}catch(r){let o=r?.retryable===!0;throw new y.TokenError(`${t}: the function threw: see cause`,{retryable:o,
cause:r})}if(typeof n!="string"||n==="")throw new y.TokenError(`${t}: the function must give a string that is not empty`);
return n}async function Et(t,e,n,r){let o=t.claims(n);if(o===void 0)return;let{owner:s,id:i,htu:a,iat:c,nonce:f}=o;try{return{claims:o,
text:await je(await Ne(s,i),us(e),a,c,f,r)}}catch(u){throw new y.TokenError("No DPoP proof can be made: WebCrypto is mis\
sing, or fails.",{code:"crypto",cause:u})}}var cs=/^[!\x23-\x5b\x5d-\x7e]*$/,fs=/^(delete|get|head|options|post|put)$/i;
async function Xn(t,e,n,r,o){let{memberOf:s,own:i}=y;for(let a=r.isOneShot;;a=!0){let c=!1,f=async(h,p={})=>{let l=new Headers(
p.headers);if(!l.has("authorization"))l.delete("dpop");else{let g=typeof h=="string",m=i(p,"method")??(g?"GET":s(h,"meth\
od")),T=await Et(t,m,g?h:s(h,"url"),e);if(T!==void 0){l.set("dpop",T.text);let v=await n(h,{...p,headers:l});return c=t.
answered(T.claims,v),v}}return c=!1,n(h,{...p,headers:l})},u=r.redirect==="follow",d=await(u?Le(f,r,o):f(...r.take(o)));
if(u&&d.type==="opaqueredirect")throw new TypeError("fetch failed: pages cannot see where a redirect leads, so no DPoP p\
roof can be made for it. Request the final URL.");if(!c||a)return d;y.discard(d)}}var us=t=>fs.test(t)?t.toUpperCase():t;
function er({url:t,method:e="GET",nonce:n}){let{InvalidConfigurationError:r,isKind:o}=y;if(typeof e!="string"||e==="")throw new r(
"request.method: must be the name of an HTTP method");if(n!==void 0&&!(typeof n=="string"&&cs.test(n)))throw new r("requ\
est.nonce: must be the DPoP-Nonce header of the server's last answer");let s=o("URL",t)?t.href:t;if(typeof s!="string"||
!/^https?:\/\//i.test(s))throw new r("request.url: must be an absolute http or https URL");return{url:new URL(s).href,method:e,
nonce:n||void 0}}function tr(t){return new Response(null,{status:401,headers:{"dpop-nonce":t,"www-authenticate":'DPoP er\
ror="use_dpop_nonce"'}})}var nr;var or=()=>ds;async function sr(t){return ke(he,t,()=>crypto.subtle.generateKey({name:"AES-GCM",length:256},!1,["encrypt",
"decrypt"]))}var ds={[Symbol.for("tokenward.storage")]:Object.freeze({kind:"indexeddb",compares:!0}),getItem:t=>I(le,"re\
adonly",e=>e.get(t)),setItem:(t,e,n)=>rr(t,n,r=>r.put(e,t),n?.expiresAt===void 0),removeItem:(t,e)=>rr(t,e,n=>n.delete(t),
!0),getKeys:t=>I(le,"readonly",e=>e.getAllKeys(IDBKeyRange.lowerBound(t)))};async function rr(t,e,n,r){let o=e?.expected,
s=!0;return await I(le,"readwrite",(a,c)=>{let f=a.get(t);return c(f,u=>{s=o===void 0||ce(u??null,o),s&&n(a)}),f},r),s}var ls=500,hs=1e4,ps=200,ms=8,Tt,ir=0;function ur(t){return Tt?.web!==t&&(Tt=new At(t)),Tt}var At=class{constructor(e){this.
web=e}get[Symbol.for("tokenward.storage")](){return{kind:"local",compares:!0}}peekItem(e){return this.web.getItem(e)}async getItem(e){
let n=await fr("readonly",a=>a.get(e)),r=ar(n?.result),o=cr(this.web.getItem(e),r);if(o!==void 0)return o;await gs(e);let s=this.
web.getItem(e),i=cr(s,r);return i!==void 0?i:(this.#n(e,s,r?.value),s)}async setItem(e,n,r){let o=await this.#e(e,n,r);return o&&
this.web.setItem(e,n),o}async removeItem(e,n){let r=await this.#e(e,null,n);return r&&this.web.removeItem(e),r}getKeys(e){
return Object.keys(this.web).filter(n=>n.startsWith(e))}#t(e){try{let n=this.web.getItem(e);return typeof n=="string"?n:
null}catch{return null}}async#e(e,n,{expected:r,expiresAt:o}={}){return await this.#n(e,n,r,o===void 0)??(r===void 0||ce(
this.web.getItem(e),r))}async#n(e,n,r,o){let s=!0;return await fr("readwrite",(c,f)=>{let u=c.get(e);return f(u,d=>{let h=this.#t(
e),p=ar(d)??{value:h,replaced:[]};s=r===void 0||ce(p.value,r),s&&c.put({value:n,replaced:ws(n,p,h)},e)}),u},o)&&s}};function ar(t){
return Array.isArray(t?.replaced)&&(t.value===null||typeof t.value=="string")?t:void 0}function cr(t,e){return e===void 0||
t===e.value?t:t!==null&&e.replaced.includes(dr(t))?e.value:void 0}function ws(t,e,n){let[r,...o]=[t,n,e.value].map(i=>i===
null?void 0:dr(i)),s=new Set([...o,...e.replaced]);return s.delete(r),[...s].filter(i=>i!==void 0).slice(0,ms)}function dr(t){
let[e,n]=[2166136261,16777619];for(let r=0;r<t.length;r++)e=Math.imul(e^t.charCodeAt(r),16777619),n=Math.imul(n^t.charCodeAt(
r),2246822507);return(n>>>11)*2**32+(e>>>0)}async function fr(t,e,n){if(!(j()===void 0||performance.now()<ir))try{return{
result:await I(ot,t,e,n,ls)}}catch{ir=performance.now()+hs;return}}function gs(t){return new Promise(e=>{let n=s=>{s.key===
t&&r()},r=()=>{clearTimeout(o),globalThis.removeEventListener?.("storage",n),e()},o=E(()=>setTimeout(r,ps));globalThis.addEventListener?.(
"storage",n)})}function lr(t){try{let{algorithm:e,type:n,usages:r}=t;return e.name==="AES-GCM"&&e.length===256&&n==="secret"&&Array.isArray(
r)&&r.includes("encrypt")&&r.includes("decrypt")}catch{return!1}}function hr(t){let e=t;async function n(){if(typeof e==
"string")return sr(e);if(!ArrayBuffer.isView(e))return e;let o=e,s=await crypto.subtle.importKey("raw",o,"AES-GCM",!1,["\
encrypt","decrypt"]);return o.fill(0),e=s}async function r(o,s,i,a){try{let c=await n(),f=crypto.subtle[o]({name:"AES-GC\
M",iv:s,additionalData:i},c,a),u=o==="encrypt"?await f:await f.catch(()=>null);return u&&new Uint8Array(u)}finally{a.fill(
0)}}return{canWork:()=>hn()&&(typeof e!="string"||j()!==void 0),run:(o,s,i,a,c)=>k(c,r(o,s,i,a)),close(){ArrayBuffer.isView(
e)&&e.fill(0)}}}var ys="encryption: must be true, 32 bytes as base64 or base64url, or a CryptoKey for AES-GCM of 256 bits with the usage\
s encrypt and decrypt",vt=12,bs=32;function pr(t,e){if(t===void 0||t===!1)return;let n=t===!0?e:typeof t=="string"?ks(t):
lr(t)&&t;if(!n)throw new w(ys);return xs(hr(n))}function ks(t){let e=B(t.replace(/=$/,"").replaceAll("+","-").replaceAll(
"/","_"));return e?.length===bs?e:void 0}var xs=t=>({canWork:t.canWork,close:t.close,async seal(e,n,r){let o=crypto.getRandomValues(
new Uint8Array(vt)),s=await t.run("encrypt",o,_t(e),A().encode(n),r);return s&&Y(Uint8Array.of(...o,...s))},async open(e,n,r){
let o=_t(n),s=await t.run("decrypt",o.slice(0,vt),_t(e),o.slice(vt),r);if(!s)return s;try{return qt().decode(s)}catch{return null}finally{
s.fill(0)}}}),_t=t=>B(t)??new Uint8Array;function mr(t){let e=ge(),r=e==="edge"&&te(t,"lasting")===!0?"durableObject":e==="server"?"process":e;return{kind:e,name:r}}
var Ss={local:"localStorage is missing or forbidden here: tokens are kept in memory alone",session:"sessionStorage is mi\
ssing or forbidden here: tokens are kept in memory alone",indexeddb:"IndexedDB is missing or forbidden here: tokens are \
kept in memory alone"},Es="records cannot be encrypted here, since WebCrypto or IndexedDB is missing: tokens are kept in\
 memory alone",Ke=class{cipher;#t=new Map;#e=0;constructor(e,n){this.cipher=pr(e,n)}get(e){return this.#t.get(e)}open(e="\
memory"){if(e==="memory")return{};let[n,r]=Os(e),o=te(n,"kind"),s=r??(typeof o=="string"?o:"custom"),i=c=>({storageMissing:{
kind:s,message:c}});return n===void 0?i(Ss[s]):this.cipher?.canWork()===!1?i(Es):{storage:{id:this.#n(n),kind:s,keepsRefreshTokens:te(
n,"refreshTokens")!==!1,shared:r==="local"||r==="indexeddb",volatile:te(n,"volatile")===!0,late:this.cipher===void 0&&typeof n.
peekItem=="function",compares:!!te(n,"compares"),encrypted:this.cipher!==void 0}}}#n(e){for(let[n,r]of this.#t)if(r===e)
return n;return this.#t.set(++this.#e,e),this.#e}keep(e){for(let n of this.#t.keys())e.includes(n)||this.#t.delete(n)}};
function Os(t){let e=()=>{let n=x("localStorage");return n&&ur(n)};return t==="local"?[e(),t]:t==="session"?[x("sessionS\
torage"),t]:t==="indexeddb"?[j()&&or(),t]:t===x("localStorage")?[e(),"local"]:[t]}var Ts=["visibilitychange","resume","pagehide","pageshow","focus","online","offline"];function wr(t){let e=({type:r,persisted:o})=>{
t(r==="online"||r==="offline"?r:o===!0&&r==="pagehide"?"hidden":o===!0&&r==="pageshow"?"restored":"woke")},n=r=>{for(let o of Ts)
try{globalThis[r](o,e,o!=="focus")}catch{}};return n("addEventListener"),()=>n("removeEventListener")}var Mt=()=>x("navi\
gator")?.onLine===!1;var As=["client_credentials","static","custom","coordinator","login"],Ue=class{login;shared;#t=new Map;#e;#n;#s=new _e;#r=()=>{};#o;#i;#u;#c;#d;#f;constructor(e,n,r=nr){
let{fetch:o,logger:s,storage:i,encryption:a,providers:c=[],resolveProvider:f,...u}=e;u.namespace??="tokenward";let d=new Ke(
a,u.namespace),h=d.open(i),p=h.storage&&d.get(h.storage.id),l=mr(p),g=this.#s,m=c.map(([S,K])=>({...g.register(K).config,
name:S}));u.logLevel=s===void 0?void 0:u.logLevel??"info",u.host=l.name;let T={...u,...h,offline:l.name==="browser"&&Mt(),
resolves:f!==void 0,providers:m};this.#n=n,this.#u=s,this.#c=d,this.#d=h.storage,this.#i=u.namespace,this.#f=p??this;let v=(S,K)=>this.#l(
S,K),_={fetch:o,host:l.kind,functions:g,storages:d,keyOwner:this.#f,resolveProvider:f,keep:v},M=l.name==="edge";this.#e=
new Q({edge:M,make:S=>new r(O(T),...S),work:(S,K,qe)=>Re[S](K,{__proto__:_,...qe}),effect:S=>this.do(S),value:S=>this.#h(
S)}),this.shared={settings:u,means:_,edge:M,loop:this.#e};for(let S of m)this.#l(S.name,S);let oe=H(this);l.name==="brow\
ser"&&(this.#r=wr(S=>oe.deref()?.signal({signal:S,offline:Mt()}))),this.#e.drive()}signal(e){this.#e.signal(e)}run(e,n,r){
return this.#e.run(e,n,r)}ask(e,n,r){return this.#e.ask(e,n,r)}addProvider(e,n){let{config:r,undo:o}=this.#s.register(n);
try{this.ask("addProvider",void 0,{...r,name:e})}catch(s){throw o(),s}this.#l(e,r)}removeProvider(e){this.ask("removePro\
vider",e),this.#t.delete(e),this.login?.signal({signal:"removed",provider:e})}#l(e,{fallback:n,name:r,...o}){(o.dpop||o.
made)&&C().catch(()=>{}),(!As.includes(o.grant)||o.endSessionEndpoint!==void 0)&&this.#t.set(e,o)}configOf(e){return{grant:"\
custom",...this.#t.get(e),name:e}}async answer(e,n,r,o){let{causes:s}=this.#e;return this.#e.run(e,n,r,({error:i,value:a})=>i===
void 0?o(a):{answer:"failed",error:s.again(i)})}async setTokens(e,n){return this.run("setTokens",e,{tokens:ve(n,"tokens")})}async move(e,n){
let{Mover:r}=await xe("moves"),{means:o,settings:s}=this.shared,{host:i,namespace:a}=s;o.mover??=new r(O({namespace:a,host:i,
storage:this.#d})),this.#c.keep(this.ask("storages").value);let{storage:c,storageMissing:f}=this.#c.open(n);if(f)throw new D(
f.message);let u=o.mover.begin(O({move:e,host:i,storage:c}));return this.run("move",void 0,{id:u,storage:c})}peekToken(e){
return this.ask("peekToken",e).token}tokenInfo(e){return We(this.ask("tokenInfo",e).info)}user(e){return gr(this.ask("us\
er",e).user)}health(){let{providers:e,storage:n,...r}=this.ask("health");return{...r,storage:{...n},providers:e.map(We)}}proof(e,n){
let{proof:r}=this.ask("proof",e,{url:n});return r&&{...r,owner:this.#f,id:r.key}}proofAnswered(e,n){return zt(this.#e,e,
n)}close(){this.login?.close(),this.#e.close(),this.#r(),this.#c.cipher?.close()}do(e){switch(e.effect){case"lend":return this.#n.
lend(e.provider,e.token,e.since,e.until);case"withdraw":return this.#n.lend(e.provider,void 0);case"only":return this.#n.
lend(void 0,e.provider);case"emit":return this.#n.tell(e.name,this.#p(e.event));case"log":return Ut(this.#u,{...e.record});case"\
announce":return this.#o?.postMessage(e.text);case"listen":this.#o?.close(),this.#o=e.listens?Dt(this.#i,this):void 0;return;case"\
forget":return this.#s.forget(e.functions);case"loggedOut":return qn(this.#i,e.provider),this.login?.signal({signal:"log\
gedOut",provider:e.provider})}}#h(e){if(e.token!==void 0)return{token:e.token,tokenType:e.tokenType};if(e.info!==void 0)
return We(e.info);if(e.moved!==void 0)return{...e.moved};if(e.refreshed!==void 0){let n=e.failed.map(({provider:r,error:o})=>({
provider:r,error:this.#e.causes.error(o)}));return{refreshed:e.refreshed,failed:n}}return e.tokens===void 0?e.value:ee(e.
tokens)}#p(e){let n={...e};return typeof e.error=="object"&&(n.error=this.#e.causes.error(e.error)),e.info!==void 0&&(n.
info=We(e.info)),e.user!==void 0&&(n.user=gr(e.user)),n}};function gr(t){if(t===void 0)return;let e=JSON.parse(t.claims);
return delete e._claim_sources,{...t,claims:e}}function We({remainingMs:t,lastError:e,...n}){return t!==void 0&&(n.remainingSeconds=
t/1e3),e!==void 0&&(n.lastError={...e}),n}var yr;var vs=96,_s=250,It=class{#t;#e;#n;#s;#r={};#o=()=>{};constructor(e,n){this.#t=e,this.#e=n}handleEvent({type:e}){this.#r.
focus=e==="focus",this.#o()}go(e,n){let{TAKEN:r,channelOf:o,outsideZones:s}=this.#t;if(this.#s=o(n),this.#s&&(this.#s.onmessage=
({data:i})=>{typeof i!="string"||i===r||(this.#r.handed=i,this.#o())}),s(()=>["focus","blur"].forEach(i=>addEventListener(
i,this))),this.#e){this.#e.location.replace(e);return}this.#n=document.createElement("iframe"),this.#n.style.display="no\
ne",this.#n.src=e,(document.body??document.documentElement).append(this.#n)}async look(e,n){if(e!==void 0){if(this.#e?.closed)
return{answer:"seen",place:"gone"};this.go(e,n)}this.#r.handed===void 0&&await this.#t.within(_s,new Promise(o=>this.#o=
()=>o(void 0)));let r=this.#r;return this.#r={},{answer:"seen",...this.#i(),...r}}#i(){let e=this.#e??this.#n?.contentWindow;
if(!e||e.closed)return{place:"closed"};try{return{place:"here",url:e.location.href}}catch{return{place:"elsewhere"}}}close(){
this.#s?.postMessage(this.#t.TAKEN),this.#s?.close(),["focus","blur"].forEach(e=>removeEventListener(e,this)),this.#n?.remove(),
this.#e?.close(),this.#o()}},De=class{loop;#t;#e=new Map;#n=0;constructor(e,n,r,o=yr){let{Loop:s,WORKS:i,plain:a,textOf:c}=n,
{settings:f,means:u,edge:d}=e.shared,h=this.#e,p=new s({edge:d,atOnce:!0,make:l=>new o(c(f),...l),work(l,g,m){if(l==="wa\
tch")return h.get(g.window)?.look(g.url,g.state)??{answer:"seen",place:"gone"};if(l==="fetchAsUser"){let v={...r,providerFor:async()=>g.
provider,checkOrigin(){}};v.authorization=(M,oe)=>r.authorization(M,oe,!1);let _=(...M)=>n.fetchWithToken(v,...M);return i.
fetch({method:"GET",url:g.url,headers:[["accept","application/json, application/jwt"]]},{...u,...m,fetch:_})}let T=Is[l];
return T?T(g,e,n):i[l](g,{__proto__:u,...m})},effect(l){if(l.effect==="note")return Ms(e,l);if(l.effect!=="closeWindow")
return e.do(l);h.get(l.window)?.close(),h.delete(l.window)},value({effect:l,caller:g,provider:m,appState:T,claims:v,userInfo:_,
...M}){return _!==void 0?a(_):m===void 0?M:{provider:m,info:e.tokenInfo(m),appState:a(T),claims:a(v),user:e.user(m)}}});
this.loop=p,this.#t=n}watch(e){return this.#e.set(++this.#n,new It(this.#t,e)),this.#n}run(e,n,r){return this.loop.run(e,
n,r)}async userInfo(e){try{return await this.run("userInfo",e)}catch(n){let{code:r,cause:o}=n;throw r==="network"&&o instanceof
this.#t.TokenError?o:n}}cancel(e){this.loop.ask("cancelDeviceLogin",void 0,{id:e})}signal(e){this.loop.signal(e)}close(){
this.loop.close()}};function Ms(t,{provider:e,note:n}){try{t.ask("note",e,{note:n})}catch{}}var Is={random:(t,e,{base64url:n})=>({
answer:"random",bytes:n(crypto.getRandomValues(new Uint8Array(vs)))}),async digest({text:t},e,{base64url:n,textEncoder:r}){
let o=await crypto.subtle.digest("SHA-256",r().encode(t));return{answer:"digest",bytes:n(new Uint8Array(o))}},readSession({
prefix:t}){try{let e=globalThis.sessionStorage;return{answer:"session",entries:Object.keys(e).filter(r=>r.startsWith(t)).
map(r=>[r,e.getItem(r)])}}catch{return{answer:"session"}}},writeSession({key:t,text:e}){try{let n=globalThis.sessionStorage;
return e===void 0?n.removeItem(t):n.setItem(t,e),{answer:"written",written:!0}}catch{return{answer:"written",written:!1}}},
showUrl({from:t,to:e}){let{location:n,history:r}=globalThis,o=r!==void 0&&new URL(t,n.href).href===n.href;return o&&r.replaceState(
r.state,"",e),{answer:"written",written:o}},findProvider:({provider:t},e)=>e.answer("findProvider",t,{},({provider:n,...r})=>({
answer:"provider",provider:e.configOf(n),...r})),discover:({provider:t},e)=>e.answer("discover",t,{},n=>({answer:"metada\
ta",metadata:n})),idToken:({provider:t},e)=>e.answer("idToken",t,{},n=>({answer:"text",text:n})),signOut:({provider:t,revoke:e},n)=>n.
answer(e?"revoke":"clear",t,{},()=>({answer:"written",written:!0})),giveTokens:({provider:t,...e},n)=>n.answer("takeLogi\
n",t,e,()=>({answer:"given",given:!0}))};function br(){import(/* webpackIgnore: true *//* @vite-ignore */["cloudflare","workers"].join(":")).then(({waitUntil:e})=>typeof e=="function"&&an(n=>e(n)),()=>{})}fe()&&br();var Cs={lend(){},tell(){}},$e=class extends Ue{#t=!1;#e;constructor(e,n){it.rare=()=>Ot;let{resolveProvider:r,
...o}=e;super({...o,resolveProvider:r&&(i=>Rs(r,i))},Cs,kr(n));let s=()=>{if(this.#t)throw new P("This TokenManager is c\
losed.");return this};this.#e=nn(this,s,e.fetch,async(i,a,c)=>rn(await ie(this.run("getToken",i,{useFallback:c}),a)))}get loop(){
return this.shared.loop}get functions(){return this.shared.means.functions}startLogins(e){return this.login=new De(this,
Bn,this.#e,kr(e)),this.login}fetch(e,n){return Te(this.#e,e,{provider:n})}close(){this.#t=!0,super.close()}open(e){return O(
this.shared.means.storages.open(e))}keep(e){this.shared.means.storages.keep([...e])}popup(e,n,r){return Fn(e,r,n)}async handleCallback(e,n){
let r=async(s,i,{url:a})=>({provider:await n(a)?a:void 0});return(await $t(this,async()=>({run:r}),e))?.provider}async makeProof(e,n,r,o,s,i){
let{proof:a,proofKey:c}=await C();return a(await c(this.shared.means.keyOwner,e),n,r,o,s,i)}do(e){e.effect==="loggedOut"?
we(this.shared.settings.namespace):super.do(e)}};async function Rs(t,e){try{let n=await t(e);return n===void 0?void 0:{grant:"\
custom",functions:n}}catch(n){if(n instanceof Error&&n.code==="invalid_configuration")return n;throw n}}var kr=t=>function(e){
return t(e)};function xr(t){xt()&&Gn(t)}function Sr(t,e){let n=new G,r=Z(t);return n.error(e===void 0?r:{...r,cause:n.keep(
e)})}function Er(t){let{error:e}=new G().threw(t);return e&&O({...e,cause:void 0,class:t.name,provider:t.provider})}var Or=60,re=512,Be=65,Ct=Symbol.for("tokenward.storage");function Tr(t,e){let n=Ps(t),{prefix:r,cacheTtl:o,refreshTokens:s}=Ns(
e),i=async a=>{let c=r+a,f=A().encode(c);if(f.length<=re)return c;let u=new Uint8Array(await crypto.subtle.digest("SHA-2\
56",f)),d=c.slice(0,re-Be);for(;A().encode(d).length>re-Be;)d=d.slice(0,-1);return`${d}~${Array.from(u,h=>h.toString(16).
padStart(2,"0")).join("")}`};return{[Ct]:Object.freeze({kind:"kv",refreshTokens:s,volatile:!0}),async getItem(a){return await n.
get(await i(a),o===void 0?{type:"text"}:{type:"text",cacheTtl:o})},async setItem(a,c,f){let u=f?.expiresAt,d=typeof u=="\
number"&&Number.isFinite(u)?{expirationTtl:Math.max(Or,Math.ceil((u-Date.now())/1e3))}:void 0;try{await n.put(await i(a),
c,d)}catch(h){if(s||!js(h))throw h}},async removeItem(a){await n.delete(await i(a))},async getKeys(a){if(typeof n.list!=
"function")throw new D("This namespace has no list().");let c=[],f;do{let u=await n.list(f===void 0?{prefix:r+a}:{prefix:r+
a,cursor:f});for(let{name:d}of u.keys)c.push(d.slice(r.length));f=u.list_complete?void 0:u.cursor}while(f!==void 0);return c}}}
function Ps(t){let e=t;if(!(typeof e=="object"&&e!==null&&["get","put","delete"].every(r=>typeof e[r]=="function")))throw new w(
"namespace: must be a Workers KV namespace, such as env.TOKENS (is the binding in wrangler's configuration?)");return e}
function Ns(t){if(t!=null&&(typeof t!="object"||Array.isArray(t)))throw new w("options: must be an object");let e={prefix:"",
cacheTtl:void 0,refreshTokens:!1};for(let[n,r]of Object.entries(t??{}))if(r!=null)if(n==="prefix"){if(typeof r!="string")
throw new w("options.prefix: must be a string");if(A().encode(r).length>re-Be)throw new w(`options.prefix: must have at \
most ${re-Be} bytes, since Workers KV takes keys of ${re}`);e.prefix=r}else if(n==="cacheTtlSeconds"){if(typeof r!="numb\
er"||!Number.isInteger(r)||r<Or)throw new w("options.cacheTtlSeconds: must be a whole number of at least 60, as Workers \
KV demands");e.cacheTtl=r}else if(n==="refreshTokens"){if(typeof r!="boolean")throw new w("options.refreshTokens: must b\
e true or false");e.refreshTokens=r}else throw new w(`options.${n}: ${Ae(n,["prefix","cacheTtlSeconds","refreshTokens"])}`);
return e}function js(t){return J("Error",t)&&/\b429\b/.test(t.message)}function Ar(t){let e=t;if(!(typeof e=="object"&&e!==null&&["get","put","delete","list","sync"].every(r=>typeof Reflect.get(
e,r)=="function")))throw new w("storage: must be a Durable Object's own storage, such as this.ctx.storage");return{[Ct]:Object.
freeze({kind:"durable object",refreshTokens:!0,lasting:!0}),async getItem(r){return await e.get(r)},async setItem(r,o){await e.
put(r,o),await e.sync()},async removeItem(r){await e.delete(r),await e.sync()},async getKeys(r){return[...(await e.list(
{prefix:r})).keys()]}}}return Rr(Ls);})();
