// Made from src/client/driver.js and pkg-template/ by `cargo xtask build`: change those.
var tokenwardDriver=(()=>{var et=Object.defineProperty;var Vr=Object.getOwnPropertyDescriptor;var Zr=Object.getOwnPropertyNames;var Xr=Object.prototype.hasOwnProperty;var Bt=(t,e)=>{for(var n in e)et(t,n,{get:e[n],enumerable:!0})},Qr=(t,e,n,r)=>{if(e&&typeof e=="object"||typeof e=="func\
tion")for(let o of Zr(e))!Xr.call(t,o)&&o!==n&&et(t,o,{get:()=>e[o],enumerable:!(r=Vr(e,o))||r.enumerable});return t};var eo=t=>Qr(et({},"__esModule",{value:!0}),t);var mi={};Bt(mi,{ClientDriver:()=>Ve,ClientVerifier:()=>Ze,durableObjectStorage:()=>zr,errorOf:()=>Gr,kvStorage:()=>Hr,leave:()=>qr,
monotonicMs:()=>q,textOfError:()=>Jr});var qt=["code","provider","retryable","status","oauthError","oauthErrorDescription","suberror","claims","retryAfterMs"],
k=class extends Error{constructor(e,n={}){super(e,n.cause===void 0?void 0:{cause:n.cause}),this.code=n.code??Gt[this.name]??
"acquisition_failed",this.retryable=n.retryable??!1;for(let r of qt)n[r]!==void 0&&Object.assign(this,{[r]:n[r]})}toJSON(){
let e={name:this.name,message:this.message};for(let n of qt)e[n]=Reflect.get(this,n);return e}},U=class extends k{},m=class extends k{},
tt=class extends k{},nt=class extends k{},rt=class extends k{},ot=class extends k{},xe=class extends k{},st=class extends xe{},
fe=class extends k{},$=class extends k{},B=class extends k{},P=class extends k{},to=[[k,"TokenError","acquisition_failed"],
[U,"NotInitializedError","not_initialized"],[m,"InvalidConfigurationError","invalid_configuration"],[tt,"UnknownProvider\
Error","unknown_provider"],[nt,"TokenNotFoundError","token_not_found"],[rt,"TokenExpiredError","token_expired"],[ot,"Tok\
enAcquisitionError","acquisition_failed"],[xe,"TokenRefreshError","refresh_failed"],[st,"ReauthenticationRequiredError",
"reauthentication_required"],[fe,"LoginError","login_failed"],[$,"StorageError","storage"],[B,"InvalidTokenError","inval\
id_token"],[P,"ManagerClosedError","closed"]],Gt={},Jt={};for(let[t,e,n]of to)Object.defineProperty(t.prototype,"name",{
value:e,configurable:!0,writable:!0}),Gt[e]=n,Jt[e]=t;function Ft(t,e,n,r){let o=Jt[t]??k;return new o(n,{...r,code:e})}function no(t,e){if(typeof t!="string")throw new m(`${e}: must be a string, a provider's name`);return t}function Ht(t){
return t==null?void 0:no(t,"provider")}function j(t,e){return t!=null&&Object.hasOwn(t,e)?t[e]??void 0:void 0}var z=t=>Object.assign(Object.create(null),t);function ue(t,e){return e===void 0?t:new Promise((n,r)=>{let o=()=>{e.removeEventListener("abort",o),r(e.reason)};e.addEventListener(
"abort",o);let s=()=>e.removeEventListener("abort",o);t.then(i=>{s(),n(i)},i=>{s(),r(i)})})}function zt(t){if(t===void 0||
["getItem","setItem"].every(e=>typeof t?.[e]=="function"))return t;throw new m("storage: must be an object with getItem,\
 setItem and removeItem, such as kvStorage(env.KEYS)")}function Vt(t,...e){try{let n=t(...e);typeof n=="object"&&n!==null&&"then"in n&&Promise.resolve(n).catch(Yt)}catch(n){Yt(
n)}}function Yt(t){try{console.error("tokenward: a listener failed:",t)}catch{}}function x(t){let e=globalThis.Zone?.root;return typeof e?.run=="function"?e.run(t):t()}function Y(t){return typeof WeakRef=="function"?new WeakRef(t):{deref:()=>t}}var ro=100;function de(t,e){try{let{BroadcastChannel:n}=globalThis,r=typeof n=="function"?new n(t):new it(t);return e&&(r.
onmessage=({data:o})=>{typeof o=="string"&&e(o)}),r}catch{return}}function Zt(t,e){let n=Y(e);return de(t,r=>n.deref()?.
signal({signal:"heard",text:r}))}var it=class{onmessage=null;#t=localStorage;#e;constructor(e){this.#e=`${e}%message`,addEventListener(
"storage",this)}handleEvent({key:e,newValue:n}){e===this.#e&&n&&this.onmessage?.({data:n.slice(n.indexOf(" ")+1)})}postMessage(e){
try{this.#t.setItem(this.#e,`${Math.random()} ${e}`),x(()=>setTimeout(()=>this.#t.removeItem(this.#e),ro))}catch{}}close(){
removeEventListener("storage",this)}};function q(){try{return performance.now()}catch{return Date.now()}}var oo=2**31-1,so=50,io=250,ao=2e3,co=3,fo=(t,e)=>x(()=>setTimeout(e,Math.min(Math.max(t,0),oo)));function at(t){let e,n=0;return{over:new Promise(o=>{let s=i=>{let a=q()+i;e=fo(i,()=>{let f=q()-a;f<so||n++===co?o():s(
f<ao?io:t)})};s(t)}),end:()=>clearTimeout(e)}}async function b(t,e,n){let{over:r,end:o}=at(t);try{return await Promise.race(
[e,r.then(()=>n?.())])}finally{o()}}var uo="tw.",ct="taken",lo=3e3,ho=1e3,W;function Se(t){(t===void 0||t===W?.namespace)&&(W=void 0)}function po(t){let e=new URLSearchParams(
t.split("#",1)[0].split("?").slice(1).join("?"));return(e.get("code")||e.get("error"))&&e.get("state")||void 0}function mo(t,e){
try{let n=t.replaceAll("%","%25").replaceAll(":","%3A");return globalThis.sessionStorage.getItem(`${n}%login:${e}`)!==null}catch{
return!1}}var ft=t=>de(`tokenward%login:${t}`);async function wo(t,e){let n=ft(t),r=new Promise(s=>{n&&(n.onmessage=({data:i})=>i===
ct&&s(!0))});n?.postMessage(e);let o=await b(lo,r);return n?.close(),o&&globalThis.close(),globalThis.parent!==globalThis.
self?new Promise(()=>{}):o&&b(ho,new Promise(()=>{}))}async function Xt(t,e,n){let{namespace:r,host:o}=t.shared.settings,
s=globalThis.history?.length,i=n??globalThis.location?.href;if(i===void 0)return;let c=W&&(({url:l,shown:y,...w})=>w.namespace===
r&&w.entries===s&&(i===l||i===y))(W)?W:void 0;if(c?.core===t)return c.result;let f=c?.url??i,u=po(f);if(u?.startsWith(uo)&&
o==="browser"&&globalThis.document!==void 0)return wo(u,f);if(u===void 0||!(c||t.login||mo(r,u)))return;let d={core:t,namespace:r,
url:f,entries:s},h=o==="browser"&&globalThis.document!==void 0;h&&(W=d);let p=()=>{W===d&&(W=void 0)};return d.result=(async()=>{
let y=(await e().catch(T=>{throw p(),T})).run("handleCallback",void 0,{url:f});d.shown=globalThis.location?.href;let w=await y;
if(w.provider!==void 0)return w;p()})(),h&&x(()=>globalThis.addEventListener("popstate",p,{once:!0})),d.result}var Qt=t=>t.replace(/\p{Surrogate}/gu,"�"),le=(t,e)=>t===e||typeof t=="string"&&Qt(t)===e;function A(){return typeof TextEncoder==
"function"?new TextEncoder:{encode:en,encodeInto:yo}}function Ee(){return typeof TextDecoder=="function"?new TextDecoder(
"utf-8",{ignoreBOM:!0}):{decode:go}}function en(t=""){let e=encodeURIComponent(Qt(t));return Uint8Array.from(e.match(/%..|./g)??
[],n=>n.length===1?n.charCodeAt(0):Number.parseInt(n.slice(1),16))}function yo(t,e){let[n,r]=[0,0];for(let o of t){let s=en(
o);if(r+s.length>e.length)break;e.set(s,r),n+=o.length,r+=s.length}return{read:n,written:r}}function go(t=new Uint8Array){
let e="";for(let n of t)e+=`%${(n+256).toString(16).slice(1)}`;return decodeURIComponent(e)}function S(t){try{return globalThis[t]??void 0}catch{return}}function he(){return S("navigator")?.userAgent==="Cloudflar\
e-Workers"||S("WebSocketPair")!==void 0}function Oe(){return he()||S("EdgeRuntime")!==void 0?"edge":S("process")?.versions||
S("Deno")||S("Bun")?"server":"browser"}var tn=1048576,bo=["content-type","date","retry-after","authorization","dpop-nonce","www-authenticate"];async function nn({
method:t,url:e,headers:n,body:r},{fetch:o=S("fetch"),kind:s,signal:i}){let a;try{if(typeof o!="function")throw new TypeError(
"the host has no fetch");let c={method:t,headers:n,redirect:"manual",signal:i};r!==void 0&&(c.body=r),s!=="edge"&&Object.
assign(c,{credentials:"omit",cache:"no-store"}),a=await o(e,c)}catch(c){return{failure:s==="browser"?"networkOfPage":"ne\
twork",cause:c}}try{let c=rn(a);if(c===void 0)throw new TypeError("fetch gave no Response: the result has no status");let f=await ko(
a);return f===void 0?{failure:"tooLarge"}:{failure:null,...c,body:f}}catch(c){return{failure:"network",cause:c}}}function rn(t){
let e=t?.status;if(typeof e!="number")return;let n=Object.create(null);for(let r of bo){let o=pe(t,r);typeof o=="string"&&
(n[r]=o)}return{status:e,headers:n}}var pe=({headers:t},e)=>(typeof t?.get=="function"?t.get(e):t?.[e])??void 0;function Te(t){
(async()=>t.body?.cancel?.())().catch(()=>{})}function on(t,{htu:e,iat:n,nonce:r,skewMs:o},s){let i=rn(s);if(i===void 0)
return!1;let a=Object.entries(i.headers);return t.ask("proofAnswered",void 0,{htu:e,iat:n,nonce:r,skewMs:o,status:i.status,
headers:a}).value}async function ko(t){let e=t.body?.getReader?.();if(e===void 0){let r=A().encode(await xo(t));return r.
length>tn?void 0:r}let n=new Uint8Array;for(;;){let{done:r,value:o}=await e.read();if(r)return n;if(!ArrayBuffer.isView(
o))throw new TypeError("a chunk of the response's body is not a Uint8Array");let s=n.length+o.byteLength;if(s>tn){(async()=>e.
cancel?.())().catch(()=>{});return}let i=new Uint8Array(s);i.set(n),i.set(new Uint8Array(o.buffer,o.byteOffset,o.byteLength),
n.length),n=i}}async function xo(t){return typeof t.text=="function"?String(await t.text()):typeof t.json=="function"?JSON.
stringify(await t.json())??"":""}var So=[void 0,"","AQgw","AEIMQUYcgkosw048"];function v(t){let e=So[t.length%4];if(!(e!==void 0&&!e.includes(t[t.length-
1]))&&!(e===""||t.includes("+")||t.includes("/")))try{let n=Eo(t);return n.length===t.length*3>>2?n:void 0}catch{return}}
var Eo=(()=>{let t=globalThis;return typeof t.Uint8Array.fromBase64=="function"?e=>t.Uint8Array.fromBase64(e,{alphabet:"\
base64url"}):typeof t.Buffer?.from=="function"?e=>t.Buffer.from(e,"base64url"):e=>Uint8Array.from(atob(e.replaceAll("-",
"+").replaceAll("_","/")),n=>n.charCodeAt(0))})();function V(t){let e="";for(let n of t)e+=String.fromCharCode(n);return btoa(
e).replace(/\+/g,"-").replace(/\//g,"_").replace(/=+$/,"")}var Oo="tokenward",we="records",ye="keys",ht="commits",pt="leases",cn=[we,ye,ht,pt],To=1e3,Ae,dt,me;function Ao(){return globalThis.
addEventListener?.("pagehide",()=>{me=new Promise(t=>{let e=()=>{me=void 0,t()};globalThis.addEventListener("pageshow",e,
{once:!0})}),dt?.forEach(t=>t())}),new Set}function L(){try{return globalThis.indexedDB??void 0}catch{return}}async function C(t,e,n,r,o=To){
let s=()=>{},i=!1,a=()=>{},c=()=>{},f=new Promise((p,l)=>{c=()=>{i=!0,s(),l(ut())}}),u=()=>{let p=at(o);a=p.end,p.over.then(
c)},d=async()=>{a(),await me,u()};u(),f.catch(()=>{});let h=()=>s();(dt??=Ao()).add(h);try{for(let p=!0;;p=!1){me&&await d();
let l=Ae??=vo();try{let y=await Promise.race([l.database,f]);me&&await d();let w=y.transaction(t,e,{durability:r?"strict":
"relaxed"}),T=new Promise((_,M)=>{s=()=>sn(w)&&M(ut());let I=!1,ce=(D,Qe)=>{I=!0,D.onsuccess=()=>{try{Qe(D.result),w.commit?.()}catch(Yr){
M(Yr),sn(w)}}},E=n(w.objectStore(t),ce);I||w.commit?.(),w.oncomplete=()=>_(E.result),w.onabort=()=>M(w.error??ut())});return await Promise.
race([T,f])}catch(y){if(y?.name==="QuotaExceededError"||(lt(l),i||!p))throw y}}}finally{a(),dt?.delete(h)}}async function ve(t,e,n){
let r=await C(t,"readonly",i=>i.get(e));if(r!==void 0)return r;let o=await n();return await C(t,"readwrite",(i,a)=>{let c=i.
get(e);return a(c,f=>{f===void 0&&i.add(o,e)}),c},!0)??o}function ut(){return new DOMException("IndexedDB took too long.",
"TimeoutError")}function sn(t){try{return t.abort(),!0}catch{return!1}}function vo(){let t={database:_o().then(e=>(e.onversionchange=
()=>lt(t),e.onclose=()=>lt(t),Ae!==t&&e.close(),e))};return t}function lt(t){Ae===t&&(Ae=void 0),t.database.then(e=>e.close(),
()=>{})}async function _o(){let t=await an();if(cn.every(n=>t.objectStoreNames.contains(n)))return t;let{version:e}=t;return t.
close(),an(e+1)}function an(t){return new Promise((e,n)=>{let r=L().open(Oo,t);r.onupgradeneeded=()=>{let{objectStoreNames:o}=r.
result;for(let s of cn)o.contains(s)||r.result.createObjectStore(s)},r.onsuccess=()=>e(r.result),r.onerror=()=>n(r.error)})}var G={ES256:"P-256",ES384:"P-384",ES512:"P-521"},Z={RS:"RSASSA-PKCS1-v1_5",PS:"RSA-PSS",ES:"ECDSA",Ed:"Ed25519"};function fn(t){
if(typeof t!="object"||t===null)return;let e=j(t,"kty")!==void 0?Mo(z(t)):Io(t);return e!==void 0&&/^([RP]S(256|384|512)|EdDSA)$|^ES/.
test(e)&&(e[0]!=="E"||e==="EdDSA"||e in G)?e:void 0}function Mo({kty:t,crv:e,alg:n,d:r}){if(typeof r=="string")return t===
"RSA"?typeof n=="string"&&n[1]==="S"&&n[0]!=="E"?n:n===void 0?"RS256":void 0:t==="EC"?Object.keys(G).find(o=>G[o]===e):t===
"OKP"&&e==="Ed25519"?"EdDSA":void 0}function Io({type:t,usages:e,algorithm:n}){if(t!=="private"||!Array.isArray(e)||!e.includes(
"sign"))return;let{name:r,hash:o,namedCurve:s}=n;if(r===Z.Ed)return"EdDSA";if(r===Z.ES)return Object.keys(G).find(a=>G[a]===
s);let i=String(o?.name).replace("SHA-","");return r===Z.RS?`RS${i}`:r===Z.PS?`PS${i}`:void 0}function X(t,e){if(Object.prototype.toString.call(e)===`[object ${t}]`)return!0;let n=globalThis[t];return typeof n=="fu\
nction"&&e instanceof n}var Co='this host compiles no WebAssembly at run time. Bundle with the condition "workerd" or "edge-light", or give init\
() a WebAssembly.Module.';function un(t){if(t instanceof k)return t;let e=String(t?.message??""),n="The core could not b\
e loaded",r=!1;return typeof WebAssembly!="object"?n+=": WebAssembly is missing. A lockdown mode disables it, or the bro\
wser is too old.":/content.security.policy|\bcsp\b|unsafe-eval/i.test(e)?n+=": the Content-Security-Policy of this page \
or worker forbids WebAssembly. Add 'wasm-unsafe-eval' to its script-src.":/disallowed by embedder/i.test(e)?n+=`: ${Co}`:
(n+=e?`: ${e}`:".",r=!0),new U(n,{cause:t,retryable:r})}var mt={},No={};async function _e(t){try{return await(No[t]??mt[t])?.()}catch(e){throw Ro(e)}}function Ro(t){if(t instanceof
TypeError&&/import/i.test(t.message)&&S("ServiceWorkerGlobalScope")){let e='A part of tokenward could not be loaded: a s\
ervice worker has no import(). Add import "tokenward/login" to it.';return new U(e,{cause:t})}return un(t)}var Me=class{#t;#e;#n=!1;constructor(e,n){let r=Ce(e)?e:void 0,o=i=>r&&Ie(r,i),s=i=>j(n,i);this.#t=r,this.#e=n,this.url=
Po(o("url")??String(e)),this.method=(s("method")??o("method")??"GET").toUpperCase(),this.headers=new Headers(s("headers")??
o("headers")),this.signal=Object.hasOwn(n,"signal")&&n.signal!==void 0?s("signal"):o("signal")??void 0,this.redirect=s("\
redirect")??o("redirect")??"follow",this.isOneShot=jo(s("body"))}take(e,n,r=this.url,o=!1){let s={...this.#e,headers:e};
if(n!==void 0&&(s.redirect=n),o)return delete s.body,this.signal!==void 0&&(s.signal=this.signal),[r.href,{...s,method:"\
GET"}];let i=this.#t;return i===void 0?[r.href,s]:(Ie(i,"body")!==null&&j(s,"body")===void 0&&(this.#t=i.clone(),this.#n=
!0),[r===this.url?i:new Request(r,i),s])}release(){this.#n&&this.#t?.body?.cancel().catch(()=>{}),this.#t=void 0}};function Ce(t){
if(typeof Request!="function")return!1;if(t instanceof Request)return!0;try{return typeof t=="object"&&t!==null&&typeof Reflect.
get(Request.prototype,"url",t)=="string"}catch{return!1}}function Ie(t,e){return e in Request.prototype?Reflect.get(Request.
prototype,e,t):t[e]}function Po(t){try{return new URL(t,globalThis.document?.baseURI??globalThis.location?.href)}catch(e){
throw new m("input: must be a URL, absolute outside of pages",{cause:e})}}function jo(t){return typeof t!="object"||t===
null?!1:X("ReadableStream",t)?!0:Symbol.asyncIterator in t}var Lo={CURVES:G,InvalidConfigurationError:m,KEYS:ye,NAMES:Z,TokenError:k,algorithmOf:fn,base64url:V,bytesOf:v,discard:Te,
factory:L,headerOf:pe,isKind:X,keptOrMade:ve,memberOf:Ie,own:j,within:b};async function N(){let t=await _e("rare");return t.
start(Lo),t}function dn(t){let e=globalThis;if(he())return e.Cloudflare?.compatibilityFlags?.strip_authorization_on_cross_origin_redirect===
!0;let n=Oe();return n!=="browser"?n==="server"&&!t:e.document!==void 0||e.WorkerGlobalScope!==void 0}var ln="DPoP ";function hn(t,e,n,r){return{fetch:n,authorization:r,providerFor:(o,s)=>e().run("providerFor",o,{origin:s}),
checkOrigin:(o,s,i)=>e().ask("checkOrigin",o,{token:s,origin:i}),challenged:(o,s,i,a,c)=>t.ask("challenged",o,{token:s,origin:i,
status:a,challenge:c})?.value,reject:(o,s)=>e().run("rejectToken",o,{token:s}),refusedWhenNew:(o,s,i)=>t.ask("refusedWhe\
nNew",o,{token:s,origin:i}),prover:o=>Ko(e,o)}}var Ko=(t,e)=>({claims:n=>t().proof(e,n),answered:(n,r)=>t().proofAnswered(
n,r)});async function Ne(t,e,n){let{provider:r,anonymously:o,init:s,via:i}=Do(n),a=new Me(...Wo(e,s)),{signal:c}=a;c?.throwIfAborted();
let{origin:f}=a.url,u=await ue(t.providerFor(r,f),c),d;try{d=await t.authorization(u,c)}catch(l){if(!o||!(l instanceof k)||
l instanceof P)throw l}d!==void 0&&t.checkOrigin(u,Q(d),f);let h=Uo(t,u,a,i??t.fetch),p=(l,y)=>{let{status:w}=l;return w!==
401&&w!==403||Bo(l,f)?!1:t.challenged(u,y,f,w,pe(l,"www-authenticate"))};try{let l=await h(d);if(d===void 0||!p(l,Q(d)))
return l;let y=await $o(t,u,d,f,a);if(y===void 0)return l;Te(l);let w=await h(y);return p(w,Q(y))&&t.refusedWhenNew(u,Q(
y),f),w}finally{a.release()}}function Do(t){if(t!=null&&typeof t!="object")throw new m("init: must be an object");let e=Ce(
t)?t:void 0,{provider:n,onNoToken:r,fetch:o,...s}=e?{}:t??{},[i,a,c]=["provider","onNoToken","fetch"].map(f=>e?void 0:j(
t,f));if(a!==void 0&&a!=="throw"&&a!=="anonymous")throw new m('init.onNoToken: must be one of "throw", "anonymous"');if(c!==
void 0&&typeof c!="function")throw new m("init.fetch: must be a function");return{provider:Ht(i),anonymously:a==="anonym\
ous",init:e??s,via:c}}function Wo(t,e){return Ce(e)?[new Request(t,e),{}]:[t,e]}function Uo(t,e,n,r){let o=r??((i,a)=>fetch(
i,a)),s=n.redirect==="follow"&&!dn(r!==void 0);return async i=>{let a=new Headers(n.headers);if(i===void 0?a.delete("aut\
horization"):a.set("authorization",i),i?.startsWith(ln)){let{sendWithProofs:c}=await N();return c(t.prover(e),i.slice(ln.
length),o,n,a)}return s?(await N()).follow(o,n,a):o(...n.take(a))}}async function $o(t,e,n,r,{signal:o,isOneShot:s}){try{
if(!await ue(t.reject(e,Q(n)),o)||s)return;let a=await t.authorization(e,o);return t.checkOrigin(e,Q(a),r),a}catch{o?.throwIfAborted();
return}}function pn({token:t,tokenType:e}){return`${["Bearer","DPoP"].find(r=>r.toLowerCase()===e.toLowerCase())??e} ${t}`}
var Q=t=>t.slice(t.indexOf(" ")+1);function Bo(t,e){return!!t.url&&new URL(t.url).origin!==e}var mn=1048576;async function wt(t,e,n){let r=new AbortController;return b(t,e(r.signal),()=>(Promise.resolve().then(()=>r.
abort()),n))}async function yn(t){let e=t.body?.getReader?.();if(e===void 0){let o=typeof t.text=="function"?await t.text():
JSON.stringify(await t.json());if(o.length>mn)throw wn();return o}let n=new TextDecoder,r="";for(let o=0;;){let{done:s,value:i}=await e.
read();if(s)return r+n.decode();if(o+=i.length,o>mn)throw e.cancel().catch(()=>{}),wn();r+=n.decode(i,{stream:!0})}}var wn=()=>new RangeError(
"the answer is larger than a mebibyte");var J=A(),ge=Ee(),gn=t=>J.encode(JSON.stringify(t));function ee(t,e){let n=JSON.parse(ge.decode(t));if(n.error)throw kn(
n.error,e);return n}var bn=t=>t.length===0?void 0:kn(JSON.parse(ge.decode(t)).error);function kn({message:t,cause:e,...n},r){
let o=n.oauthError===void 0?m:B;return new o(t,{...n,cause:r?.[e]})}var qo=5e3,xn=1e3,Go=10,Jo=500,Fo=24*36e5,Ho=4,Re=class{causes=[];#t=0;#e;#n;#s;#r;constructor(e,n,r,o){this.#e=e,this.#n=
n,this.#s=r,this.#r=`tokenward:jwks:${o}`}async fetch(e){let n=this.#e,r=ee(n.fetch(!1,Date.now()));for(;r.wait;)await zo(
Go),r=ee(n.fetch(!0,Date.now()));let o=r.url;if(o===void 0)return!1;let s=x(()=>setInterval(()=>n.alive(Date.now()),Jo));
try{if(!e&&await this.#c())return!1;for(;o!==void 0;){let{body:i,...a}=await this.#o(o),c=i??"";o=ee(n.answer(gn({url:o,
...a}),J.encode(c),Date.now())).url,o===void 0&&a.status===200&&await this.#a(c)}return!0}finally{clearInterval(s)}}async#o(e){
let n=this.#n??fetch,r=async o=>{let s=await n(e,{headers:{accept:"application/json"},redirect:"manual",signal:o});return{
status:s.status,body:await yn(s)}};try{return await wt(qo,r,{})}catch(o){return{cause:this.#i(o)}}}#i(e){let n=this.#t++%
Ho;return this.causes[n]=e,n}async#c(){let e=this.#s;if(e===void 0)return!1;let n=await Sn(xn,async()=>e.getItem(this.#r),
void 0);try{let{fetched:r,keys:o}=z(typeof n=="string"?JSON.parse(n):n);return this.#e.restore(J.encode(o),r,Date.now())}catch{
return!1}}async#a(e){let n=this.#s;if(n===void 0)return;let r=Date.now(),o=JSON.stringify({fetched:r,keys:e});await Sn(xn,
async()=>n.setItem(this.#r,o,{expiresAt:r+Fo}),void 0)}},zo=t=>new Promise(e=>x(()=>setTimeout(e,t))),Sn=(t,e,n)=>wt(t,e,
n).catch(()=>n);function O(t){return typeof t=="string"?JSON.stringify(t.replace(/\p{Surrogate}/gu,"�")):typeof t!="object"||t===null?
JSON.stringify(t)??"null":Array.isArray(t)?`[${t.map(O).join(",")}]`:`{${Object.entries(t).filter(([,n])=>n!==void 0).map(
([n,r])=>`${JSON.stringify(n)}:${O(r)}`).join(",")}}`}var te=t=>On(JSON.parse(t)),En=t=>t&&JSON.parse(O(t));function On(t){
if(typeof t!="object"||t===null)return t;for(let e of Object.values(t))On(e);return Array.isArray(t)?t:Object.setPrototypeOf(
t,null)}var yt;function Tn(t){yt=t}function An(){if(yt===void 0)return;let t;try{return yt(new Promise(e=>{t=()=>e(void 0)})),t}catch{
return}}var Yo=["code","message","retryable","status","oauthError","oauthErrorDescription","suberror","claims","retryAfterMs"],gt=new Map,
vn=0,F=class{keep(e){return gt.set(++vn,e),vn}get(e){return gt.get(e)}forget(e){for(let n of e)gt.delete(n)}again({cause:e,
earlier:n,...r}){return{...r,cause:e===void 0?void 0:this.keep(this.get(e)),earlier:n&&this.again(n)}}error({class:e,code:n,
message:r,cause:o,earlier:s,...i}){let a=s===void 0?this.get(o):this.error(s);return Ft(e,n,r,{...i,cause:a})}thrown(e){
return typeof e=="string"?this.error(te(e)):e}threw(e){let n=this.keep(e),r={};for(let s of Yo){let i=_n(e,s);["string",
"number","boolean"].includes(typeof i)&&(r[s]=i)}let o=_n(e,"cause");return o!=null&&(r.cause=this.keep(o)),{answer:"thr\
ew",cause:n,retryable:r.retryable===!0,error:typeof r.code=="string"?r:void 0}}};function _n(t,e){try{return t?.[e]}catch{
return}}var Vo=2**31-1;function Mn(t){let e;function n(){e!==void 0&&clearTimeout(e),e=void 0}return{arm(r,o){n();try{e=x(()=>setTimeout(
t,Math.min(Math.max(r,0),Vo)))}catch{return}o||(typeof e=="object"?e?.unref?.():S("Deno")?.unrefTimer?.(e))},disarm:n}}var Zo=400,Xo=new Uint8Array,In=new Set,ne=class{causes=new F;#t;#e;#n=new Map;#s=0;#r=new Map;#o=new Map;#i=[];#c=[];#a;#u=!1;#f=!1;#l=!1;#h;constructor(e){
this.#e=e,this.#t=this.#p(()=>e.make(K()));let n=Y(this);this.#h=Mn(()=>n.deref()?.tick())}#p(e){try{return e()}catch(n){
throw this.causes.thrown(n)}}#d(e){if(this.#t===void 0)return;let{answer:n,effects:r,dueMs:o,isAwaited:s,forgotten:i}=te(
this.#p(()=>e(this.#t)));return this.#i.push(...r),i&&this.#c.push(...i),this.#a=o,this.#u=!!s,this.#x(),n}drive(){this.#d(
e=>e.effects())}tick(){this.#d(e=>e.tick(...K()))}signal(e){this.#d(n=>n.signal(O(e),...K()))}run(e,n,r,o=this.#g){let s=++this.#s,
i=O({call:e,provider:n,...r});return this.#e.edge?this.#k(s,i,o):this.#b(s,i,o)}#g=e=>{if(e.error!==void 0)throw this.causes.
error(e.error);return this.#e.value(e)};#b(e,n,r){return new Promise((o,s)=>{this.#m(e,n,i=>{try{o(r(i))}catch(a){s(a)}})})}async#k(e,n,r){
let o;this.#m(e,n,s=>{try{o={value:r(s)}}catch(i){o={error:i}}});for(let s=1;o===void 0;)await new Promise(i=>x(()=>setTimeout(
i,s))),o===void 0&&(s=this.#d(i=>i.look(e,...K()))??0);if("error"in o)throw o.error;return o.value}#m(e,n,r){if(this.#t===
void 0)throw new P("This TokenManager is closed.");this.#n.set(e,{settle:r});try{this.#d(o=>o.call(e,n,...K()))}catch(o){
throw this.#n.delete(e),o}}ask(e,n,r){let o=O({ask:e,provider:n,...r});return this.#d(s=>s.ask(o,...K()))}close(){this.#l=
!0,this.#d(e=>e.close(...K())),this.#w()}#w(){if(!this.#l||this.#r.size||this.#f||this.#t===void 0)return;this.#h.disarm();
let e=this.#t;this.#t=void 0,e.free()}#x(){if(this.#f)return;this.#f=!0;let e=0;try{for(;e<this.#i.length;)this.#S(this.#i[e++]);
this.#c.length&&this.causes.forget(this.#c.splice(0))}finally{this.#i.splice(0,e),this.#f=!1}this.#a===void 0?this.#h.disarm():
this.#h.arm(this.#a,this.#u),this.#u&&!this.#e.edge?In.add(this):In.delete(this),this.#w()}#S(e){switch(e.effect){case"d\
o":return this.#E(e);case"cancel":bt(this.#r.get(e.number)),this.#r.delete(e.number);return;case"unlock":bt(this.#r.get(
e.number)),this.#o.get(e.number)?.(),this.#o.delete(e.number);return;case"settle":{let n=this.#n.get(e.caller);return this.#n.
delete(e.caller),n?.settle(e)}default:return this.#e.effect(e)}}#E({number:e,withinMs:n,work:r,...o}){let s=typeof AbortController==
"function"?new AbortController:void 0;this.#r.set(e,s);let i=An(),a={withinMs:n,causes:this.causes,signal:s?.signal,locked:u=>this.#o.
set(e,u)},c=u=>{this.#T(e,s,u),i?.()},f=()=>{if(!this.#y(e,s))return i?.();let u;try{u=this.#e.work(r,o,a)}catch(l){u=this.
causes.threw(l)}if(typeof u?.then!="function")return c(u);let d=u.catch(l=>this.causes.threw(l)),p=n===void 0?d:b(n,d,()=>(bt(
s),{answer:"timedOut"}));(this.#e.edge?this.#O(e,p):p).then(c)};this.#e.atOnce?f():Promise.resolve().then(f)}async#O(e,n){
let r;for(;(r=await b(Zo,n))===void 0;)this.#d(o=>o.alive(e,...K()));return r}#T(e,n,{body:r,...o}){let s=r??Xo;this.#y(
e,n)&&(this.#r.delete(e),this.#d(i=>i.answer(e,O(o),s,...K())))}#y(e,n){return this.#r.has(e)&&this.#r.get(e)===n}};function bt(t){
try{t?.abort()}catch{}}var K=()=>[Date.now(),q(),Math.floor(Math.random()*2**32)];var Cn=()=>S("crypto")?.subtle!==void 0;async function Nn(t,e,n,r){try{let o=JSON.parse(e),s=await crypto.subtle.importKey("jwk",JSON.parse(t),o,!1,["verify"]);
return await crypto.subtle.verify(o,s,r,n)}catch{return!1}}function Pe(t,e){let n=Qo(t,e);return n===void 0?"is unknown: is it misspelt?":`is unknown: did you mean "${n}"?`}function Qo(t,e){
let n=Rn(t),r=Math.floor(n.length/3)+1,o;for(let s of e){let i=es(n,Rn(s));i<r&&([r,o]=[i,s])}return o}var Rn=t=>t.slice(
0,40).toLowerCase().replaceAll(/[_-]/g,"");function es(t,e){let n=[],r=Array.from({length:e.length+1},(o,s)=>s);for(let o=1;o<=
t.length;o++){let s=[o];for(let i=1;i<=e.length;i++){let a=t[o-1]===e[i-1],c=o>1&&i>1&&t[o-1]===e[i-2]&&t[o-2]===e[i-1];
s.push(Math.min(r[i]+1,s[i-1]+1,r[i-1]+(a?0:1),c?n[i-2]+1:1/0))}[n,r]=[r,s]}return r[e.length]}function R(t,e,n){return new m(`${t||"options"}: ${e}`,{cause:n})}function Pn(t,e){try{return e()}catch(n){throw R(t,"co\
uld not be read: a getter or a proxy threw",n)}}var re=class{#t;#e=new Map;#n=new Set;constructor(e,n){if(this.#t=n,e==null)
return;let r=Pn(n,()=>typeof e=="object"&&!Array.isArray(e)?Object.entries(e):void 0);if(r===void 0)throw R(n,"must be a\
n object");for(let[o,s]of r)s!=null&&this.#e.set(o,s)}path(e){return this.#t===""?e:`${this.#t}.${e}`}peek(e){return this.#e.
get(e)}has(e){return this.#e.has(e)}take(e,n){let r=this.#e.get(e);return this.#e.delete(e),this.#n.add(e),n(r,this.path(
e))}takeAll(e){return[...this.#e.keys()].map(n=>[n,this.take(n,e)])}read(e){return Object.fromEntries(Object.entries(e).
map(([n,r])=>[ts.get(r)??n,this.take(n,r)]))}end(){for(let e of this.#e.keys())throw R(this.path(e),Pe(e,this.#n))}},kt=(t,e)=>(n,r)=>{
if(n===void 0||t(n))return n;throw R(r,e)},ts=new WeakMap;var jn=t=>(e,n)=>{if(e===void 0)throw R(n,"is missing");return t(e,n)};var H=kt(t=>typeof t=="string","must be a string");var ns=(t,e)=>Pn(e,()=>Array.isArray(t)?Object.values(t):void 0);function Ln(t,e){if(t===void 0)return;let n=typeof t=="string"?[t]:ns(t,e);if(n?.every(r=>typeof r=="string"))return n;throw R(
e,"must be a string or an array of strings")}function xt(t,e){if(t===void 0)return;let n,r;try{n=JSON.stringify(t)}catch(o){r=o}if(n===void 0)throw R(e,"must be a JS\
ON value",r);return n}var rs=9e15,St=(t,e,n,r=Number.MAX_VALUE)=>(o,s)=>{if(o!==void 0){if(typeof o!="number"||!(o>=n&&o<=
r))throw R(s,t);return Math.min(Math.ceil(o*e),rs)}},ec=Number.MIN_VALUE;var Et=St("must be a number of seconds that is finite and not negative",1e3,0);var Ot=St("must be a time in epoch milliseconds, as Date.now() gives it",1,0),tc=St("must be a whole number of at least \
1",1,1,2**32-1);var Kn=jn(kt(t=>typeof t=="string"&&t!=="","must be a string")),Dn=(t,e)=>Ln(t,e)?.join(" "),os=(t,e)=>{let n=typeof t==
"string"&&t.trim()!==""?Number(t):t;if(Number.isNaN(n))throw R(e,"must be a number of seconds that is finite and not neg\
ative");return Et(n,e)};function je(t,e){let n=new re(t,e),r=n.peek("access_token")!==void 0&&n.peek("accessToken")===void 0,
o=r?{accessToken:n.take("access_token",Kn),tokenType:n.take("token_type",H),expiresInMs:n.take("expires_in",os),scope:n.
take("scope",Dn),refreshToken:n.take("refresh_token",H),idToken:n.take("id_token",H),extra:Wn(n.takeAll(xt))}:{accessToken:n.
take("accessToken",Kn),tokenType:n.take("tokenType",H),expiresAt:n.take("expiresAt",Ot),expiresInMs:n.take("expiresIn",Et),
obtainedAt:n.take("obtainedAt",Ot),scope:n.take("scope",Dn),refreshToken:n.take("refreshToken",H),idToken:n.take("idToke\
n",H),extra:n.take("extra",(s,i)=>Wn(new re(s,i).takeAll(xt)))};return n.end(),{path:e,endpointNames:r,...o}}function oe({
extra:t,...e}){return t===void 0?e:{...e,extra:JSON.parse(t)}}function Un(t){try{let e=new re(t,"");return[e.peek("refre\
shToken"),e.peek("refresh_token")].find(r=>typeof r=="string"&&r!=="")}catch(e){if(e instanceof m)return;throw e}}function Wn(t){
let e=t.filter(([,n])=>n!==void 0);return e.length?`{${e.map(([n,r])=>`${JSON.stringify(n)}:${r}`).join(",")}}`:void 0}async function Tt(t,e,n){let r=Gn(t,e,n),{tokens:o}=e,s=await(o!==void 0&&t.refresh?t.refresh.call(t.self,oe(o),r):t.acquire?.
call(t.self,r));try{return{answer:"tokens",...je(s,"the custom provider's answer")}}catch(i){if(!(i instanceof m))throw i;
let a=i.cause===void 0?void 0:n.causes.keep(i.cause);return{answer:"noTokens",message:i.message,cause:a,refreshToken:o&&
Un(s)}}}async function $n(t,e,n){return await t.revoke?.call(t.self,oe(e.tokens),Gn(t,e,n)),{answer:"done"}}async function Bn({
owner:t},{call:e,provider:n,argument:r}){return await t[e](n,typeof r=="object"?oe(r):r),{answer:"done"}}async function qn({
make:t},e){return{answer:"parts",parts:await t?.(e)}}function Gn({owner:t},{provider:e,forceRefresh:n,minLifetimeMs:r,scope:o,
resource:s,audience:i},{signal:a,fetch:c}){let f={provider:e,signal:a,fetch:c??globalThis.fetch};if(t===void 0)return f;
let u={scope:o,resource:s,audience:i};return n&&(u.forceRefresh=!0),r!==void 0&&(u.minLifetimeSeconds=r/1e3),{...f,...u}}
var Le=class{#t=new Map;#e=0;get(e){return this.#t.get(e)??{}}add(e){return this.#t.set(++this.#e,e),this.#e}forget(e){this.#t.
delete(e)}register(e){let n=[],r=o=>{let s=z(o);return o.functions!==void 0&&(s.functions=this.add(o.functions),n.push(s.
functions)),s.fallback=o.fallback?.map(i=>typeof i=="string"?i:r(i)),s};return{config:r(e),undo:()=>n.forEach(o=>this.forget(
o))}}};var Jn="?",Fn="!",Hn=".",ss=4,is=250;function Ke(t){let e=At(t,n=>n===Jn&&e?.postMessage(Fn));return()=>{e?.postMessage(
Hn),e?.close()}}async function De(t){let[e,n]=[!1,()=>{}],r=new Promise(s=>n=s),o=At(t,s=>{s===Fn&&(e=!0,n())});if(o){for(let s=ss;s&&
!e;s--)o.postMessage(Jn),await b(is,r);return o.close(),e}}function zn(t){let e=()=>{},n=At(t,r=>r===Hn&&e());return{wait:r=>new Promise(
o=>{let s=x(()=>setTimeout(o,r));e=()=>{clearTimeout(s),o()}}),end:()=>n?.close()}}function At(t,e){return de(`${t} aliv\
e?`,e)}var as=500,Yn=3e3,cs=1e3,fs=3e4,us=50,ds=20,ls=400;async function Zn(t,e){let n={owner:Math.random(),beat:0},r=zn(t);try{
let o,s=!1,[i,a,c]=[0,0,performance.now()];for(let f=ds;;f=Math.min(f*1.5,ls)){let u=l=>!l||l.owner===n.owner||s&&Vn(l,o),
d=await vt(t,n,u);if(!d||u(d))return hs(t,n);let h=performance.now(),p=Math.min(h-c,cs);if(c=h,i+=p,a=Vn(d,o)?a+p:0,o=d,
i>=(e?fs:us))return null;s=a>=Yn&&!await De(t),a>=Yn&&!s&&(a=0),s||await r.wait(f*(.5+Math.random()))}}finally{r.end()}}
function hs(t,e){let n=i=>i?.owner===e.owner,r=Ke(t),o=()=>{e.beat++,vt(t,e,n).then(i=>n(i)||clearInterval(s),()=>{})},s=x(
()=>setInterval(o,as));return()=>{clearInterval(s),vt(t,void 0,n).then(r,r)}}function vt(t,e,n){return C(pt,"readwrite",
(r,o)=>{let s=r.get(t);return o(s,i=>{n(i)&&(e?r.put(e,t):r.delete(t))}),s})}function Vn(t,e){return t.owner===e?.owner&&
t.beat===e.beat}var ps=4e3,ms=6,ws=2e3,ys=1e3,gs=50;async function Xn(t,e){try{return await bs(t,e)}catch{}try{return await Zn(t,e)}catch{
return}}async function bs(t,e){let n=_t(t),r=await(e?ks(t,n):b(gs,n.granted));return r||(n.cancel(),null)}async function ks(t,e){
for(let n=ms;n;n--){let r=await b(ps,e.granted);if(r)return r;let o=_t(`${t} asking`);try{let s=await b(ws,Promise.race(
[e.granted,o.granted.then(()=>!0)])),i=s===!0?await Promise.race([e.granted,De(t)]):s;if(typeof i=="function")return i;if(i===
void 0)return null;if(!i)return await xs(t,e)}finally{o.cancel()}}return null}async function xs(t,e){let n=_t(t,{steal:!0}),
r=await b(ys,n.granted);return(r?e:n).cancel(),r}function _t(t,e){let n=new AbortController,r=()=>{},o=new Promise((i,a)=>{
let c=()=>new Promise(f=>{let u=Ke(t);r=()=>{f(void 0),u()},i(r)});navigator.locks.request(t,e??{signal:n.signal},c).catch(
a)});return o.catch(()=>{}),{granted:o,cancel:()=>{n.abort(),r()}}}var Ss=5e3,Es=50,Qn=new WeakMap;async function er(t,e,n){let r=Qn.get(t)??new Map;Qn.set(t,r);let o=r.get(e)??[],s=()=>{
let f=o.shift();f?f():r.delete(e)};if(!r.has(e))return r.set(e,o),s;let i=()=>{},a=new Promise(f=>{i=()=>f(!0),o.push(i)});
if(await b(n?Ss:Es,a))return s;let c=o.indexOf(i);return c<0?s:(o.splice(c,1),null)}async function tr(t,e,n,r){let o=t==="browser"?await Xn(n,r):void 0;return o===void 0?er(e,n,r):o}function We(t,e,n){return nr(e)?b(t,Promise.resolve(e).then(n)):n(e)}var nr=t=>typeof t?.then=="function";function Mt(t,e,n){
return We(n,t.getItem(e),r=>{if(typeof(r??"")!="string")throw new TypeError("getItem gave no string");return r??null})}function rr(t,e){
try{let n=t.peekItem?.(e);return typeof n=="string"?n:void 0}catch{return}}function or(t,e,n,r,o,s){let i={};r!==void 0&&
(i.expiresAt=r),o!==void 0&&(i.expected=o);let a=Object.keys(i).length?[i]:[],c=n===void 0?t.removeItem(e,...a):t.setItem(
e,n,...a);return We(s,c,f=>f!==!1)}function sr(t,e,n){let r=s=>{if(!Array.isArray(s))throw new TypeError("getKeys gave n\
o array");return s.filter(i=>typeof i=="string"&&i.startsWith(e))};if(typeof t.getKeys=="function")return We(n,t.getKeys(
e),r);if(typeof t.key!="function"||typeof t.length!="number")return null;let o=Array.from({length:t.length},(s,i)=>t.key(
i));return We(n,o.some(nr)?Promise.all(o):o,r)}function se(t,e){try{return t[Symbol.for("tokenward.storage")]?.[e]}catch{
return}}var ie=(t,e)=>{let n=r=>r===void 0?{answer:"timedOut"}:e(r);return typeof t?.then=="function"?t.then(n):n(t)},It=t=>({answer:"\
text",text:t}),Ue={async fetch(t,{fetch:e,host:n,signal:r,causes:o,keyOwner:s}){let i=Object.fromEntries(t.headers),a;if(t.
proof!==void 0){let{proof:d,proofKey:h}=await N();try{let p=await h(s,t.proof.key),l=await d(p,t.method,t.proof.htu,t.proof.
iat,t.proof.nonce);i.dpop=l,a={thumbprint:p.jkt,proof:l}}catch(p){return{answer:"noResponse",why:"noProof",cause:o.keep(
p)}}}let c=await nn({method:t.method,url:t.url,headers:i,body:t.body},{fetch:e,kind:n,signal:r});if(c.failure!==null){let d=c.
cause===void 0?void 0:o.keep(c.cause);return{answer:"noResponse",why:c.failure,cause:d}}let{status:f,body:u}=c;return{answer:"\
response",status:f,headers:Object.entries(c.headers),proof:a,body:u}},read:(t,{storages:e,withinMs:n})=>ie(Mt(e.get(t.storage),
t.key,n),It),peek(t,{storages:e,withinMs:n}){let r=rr(e.get(t.storage),t.key);return r===void 0?ie(Mt(e.get(t.storage),t.
key,n),It):{answer:"text",text:r}},write:(t,{storages:e,withinMs:n})=>ie(or(e.get(t.storage),t.key,t.text,t.expiresAt,t.
expected,n),r=>({answer:"written",written:r})),list:(t,{storages:e,withinMs:n})=>ie(sr(e.get(t.storage),t.prefix,n),r=>({
answer:"keys",keys:r})),seal:({additionalData:t,text:e},{storages:n,withinMs:r})=>ie(n.cipher.seal(t,e,r),o=>({answer:"s\
ealed",bytes:o})),open:({additionalData:t,bytes:e},{storages:n,withinMs:r})=>ie(n.cipher.open(t,e,r),It),async lock(t,{host:e,
storages:n,signal:r,locked:o}){let s=await tr(e,n.get(t.storage),t.key,t.patient);return s&&r?.aborted?s():s&&o(s),{answer:"\
locked",locked:!!s}},async proofKey({name:t},{causes:e,keyOwner:n}){let{proofKey:r}=await N();try{let{jkt:o,kept:s,fault:i}=await r(
n,t);return{answer:"proofKey",thumbprint:o,kept:s,fault:i===void 0?void 0:e.keep(i)}}catch{return{answer:"proofKey"}}},async verify({
key:t,algorithm:e,input:n,signature:r}){return{answer:"verified",verified:await Nn(t,e,A().encode(n),v(r)??new Uint8Array)}},
makeParts:(t,{functions:e})=>qn(e.get(t.functions),t),acquire:(t,e)=>Tt(e.functions.get(t.functions),t,e),refresh:(t,e)=>Tt(
e.functions.get(t.functions),t,e),revoke:(t,e)=>$n(e.functions.get(t.functions),t,e),async resolve({provider:t},{causes:e,
functions:n,resolveProvider:r,signal:o,keep:s}){let i=await r?.(t);if(i instanceof Error)return{answer:"provider",error:e.
threw(i).error};let a=i&&n.register(i).config;return a&&!o?.aborted&&s(t,a),{answer:"provider",provider:a}},decide:({id:t,
answer:e,closing:n},{mover:r})=>({answer:"decided",step:r.decide(t,e,n)}),passOn:(t,{functions:e})=>Bn(e.get(t.functions),
t)};var ir={Loop:ne,TAKEN:ct,TokenError:k,WORKS:Ue,base64url:V,channelOf:ft,fetchWithToken:Ne,outsideZones:x,plain:En,textEncoder:A,
textOf:O,within:b},Os;function ar(t,e){Se(t),Os?.loggedOut(t,e)}var Ts="popup,width=480,height=640",Ct=()=>typeof globalThis.document=="object"&&typeof globalThis.location?.assign=="fu\
nction";function cr(t){return location.assign(t),new Promise(()=>{})}function fr(t,e,n){if(!Ct())throw new m(`options.mo\
de: "${t}" needs a page: call startLogin here, and send the user to its url`);if(t!=="popup")return;if(e!==void 0)return e;
let r;try{let s=globalThis.open("about:blank","_blank",Ts);if(s)return s}catch(s){r=s}let o="the browser opened no popup\
: call login in the handler of a click, before the first await";throw new fe(o,{code:"popup_blocked",provider:n,cause:r})}var Pt={};Bt(Pt,{asksFor:()=>br,dpopRequest:()=>gr,follow:()=>Ge,makeParts:()=>wr,proof:()=>qe,proofKey:()=>Be,prove:()=>Rt,
sendWithProofs:()=>yr,start:()=>ur});var g={};function ur(t){Object.assign(g,t)}function dr(t){let e=t.slice(2);return{name:g.NAMES[t.slice(0,2)],hash:`SHA-${e}`,namedCurve:g.CURVES[t],saltLength:Number(
e)/8}}async function lr(t){let{alg:e,use:n,key_ops:r,ext:o,...s}=t;if(s.kty==="RSA")for(let i of As)i in s&&(s[i]=vs(s[i]));
return crypto.subtle.importKey("jwk",s,dr(g.algorithmOf(t)),!1,["sign"])}var As=["n","e","d","p","q","dp","dq","qi"];function vs(t){
let e=typeof t=="string"&&g.bytesOf(t)||void 0;return e?.[0]===0?g.base64url(e.subarray(e.findIndex(n=>n!==0))):t}async function $e(t,e,n){
let r=g.algorithmOf(t),{base64url:o}=g,s=c=>o(new TextEncoder().encode(JSON.stringify(c))),i=`${s({alg:r,...e})}.${s(n)}`,
a=await crypto.subtle.sign(dr(r),t,new TextEncoder().encode(i));return`${i}.${o(new Uint8Array(a))}`}var hr=new WeakMap,_s=3e3;function Be(t,e){return g.within(_s,Ms(t,e),()=>{throw new DOMException("WebCrypto took too lo\
ng.","TimeoutError")})}async function Ms(t,e){let n=hr.get(t)??new Map;hr.set(t,n);let r=n.get(e);if(r?.kept===!1)return r;
let o=async()=>n.get(e)??await Is(),s;if(g.factory())try{let a={...await g.keptOrMade(g.KEYS,["dpop",e],o),kept:!0};return n.
set(e,a),a}catch(a){s=a}let i={...await o(),kept:!1};return n.get(e)?.kept!==!1&&n.set(e,i),{...n.get(e),fault:s}}async function Is(){
let{privateKey:t,publicKey:e}=await crypto.subtle.generateKey({name:"ECDSA",namedCurve:"P-256"},!1,["sign","verify"]),{crv:n,
kty:r,x:o,y:s}=await crypto.subtle.exportKey("jwk",e),i={crv:n,kty:r,x:o,y:s};return{privateKey:t,jwk:i,jkt:await pr(JSON.
stringify(i))}}async function qe({privateKey:t,jwk:e},n,r,o,s,i){let c={jti:g.base64url(crypto.getRandomValues(new Uint8Array(
16))),htm:n,htu:r,iat:o,nonce:s,ath:i===void 0?void 0:await pr(i)};return $e(t,{typ:"dpop+jwt",jwk:e},c)}async function pr(t){
return g.base64url(new Uint8Array(await crypto.subtle.digest("SHA-256",new TextEncoder().encode(t))))}var Cs=20,Ns=["content-encoding","content-language","content-length","content-location","content-type"],Rs=["authorizati\
on","cookie","proxy-authorization"];async function Ge(t,e,n){let{url:r,method:o}=e,s=new Headers(n),i=!1;for(let a=0;;a++){
let c=await t(...e.take(s,"manual",r,i)),f=[301,302,303,307,308].includes(c.status)?g.headerOf(c,"location"):void 0;if(f===
void 0)return c;if(g.discard(c),a===Cs)throw new TypeError("fetch failed: too many redirects");let u=new URL(f,r);if(!/^https?:$/.
test(u.protocol))throw new TypeError("fetch failed: redirected to something that is not http");if(c.status===303?o!=="GE\
T"&&o!=="HEAD":c.status<303&&o==="POST"){o="GET",i=!0;for(let d of Ns)s.delete(d)}else if(!i&&e.isOneShot)throw new TypeError(
"fetch failed: a body that is a stream cannot be sent again after a redirect");if(u.origin!==r.origin)for(let d of Rs)s.
delete(d);u.hash===""&&(u.hash=r.hash),r=u}}var Ps=60,js=300;async function wr(t,{clientId:e,scope:n,audience:r,endpoint:o,subjectToken:s,now:i}){let{claims:a,assertion:c,
subject:f,actor:u}=t,d=[],h=Math.floor(i/1e3);if(r!==void 0){let p={iss:e,sub:e,aud:r,jti:crypto.randomUUID(),iat:h,exp:h+
Ps};d.push(["client_assertion_type","urn:ietf:params:oauth:client-assertion-type:jwt-bearer"]),d.push(["client_assertion",
await mr(t,"client-authentication+jwt",p)])}if(o!==void 0){if(a!==void 0){let p={iss:e,scope:n||void 0,aud:o,iat:h,exp:h+
js,jti:crypto.randomUUID()};d.push(["assertion",await mr(t,"JWT",{...p,...a})])}else c!==void 0&&d.push(["assertion",await Nt(
"assertion",c)]);f!==void 0&&d.push(["subject_token",s??await Nt("subjectToken",f)]),u!==void 0&&d.push(["actor_token",await Nt(
"actorToken",u)])}return d}async function mr(t,e,n){let{jwk:r,kid:o}=t,s=r?.kty==="OKP"&&r.alg==="Ed25519"?{alg:r.alg}:{};
try{return t.key??=await lr(r),await $e(t.key,{typ:e,kid:o,...s},n)}catch(i){throw new g.TokenError("privateKey: WebCryp\
to could not sign with it: see cause",{code:"crypto",cause:i})}}async function Nt(t,e){if(typeof e=="string")return e;let n;
try{n=await e()}catch(r){let o=r?.retryable===!0;throw new g.TokenError(`${t}: the function threw: see cause`,{retryable:o,
cause:r})}if(typeof n!="string"||n==="")throw new g.TokenError(`${t}: the function must give a string that is not empty`);
return n}async function Rt(t,e,n,r){let o=t.claims(n);if(o===void 0)return;let{owner:s,id:i,htu:a,iat:c,nonce:f}=o;try{return{claims:o,
text:await qe(await Be(s,i),Ds(e),a,c,f,r)}}catch(u){throw new g.TokenError("No DPoP proof can be made: WebCrypto is mis\
sing, or fails.",{code:"crypto",cause:u})}}var Ls=/^[!\x23-\x5b\x5d-\x7e]*$/,Ks=/^(delete|get|head|options|post|put)$/i;
async function yr(t,e,n,r,o){let{memberOf:s,own:i}=g;for(let a=r.isOneShot;;a=!0){let c=!1,f=async(h,p={})=>{let l=new Headers(
p.headers);if(!l.has("authorization"))l.delete("dpop");else{let y=typeof h=="string",w=i(p,"method")??(y?"GET":s(h,"meth\
od")),T=await Rt(t,w,y?h:s(h,"url"),e);if(T!==void 0){l.set("dpop",T.text);let _=await n(h,{...p,headers:l});return c=t.
answered(T.claims,_),_}}return c=!1,n(h,{...p,headers:l})},u=r.redirect==="follow",d=await(u?Ge(f,r,o):f(...r.take(o)));
if(u&&d.type==="opaqueredirect")throw new TypeError("fetch failed: pages cannot see where a redirect leads, so no DPoP p\
roof can be made for it. Request the final URL.");if(!c||a)return d;g.discard(d)}}var Ds=t=>Ks.test(t)?t.toUpperCase():t;
function gr({url:t,method:e="GET",nonce:n}){let{InvalidConfigurationError:r,isKind:o}=g;if(typeof e!="string"||e==="")throw new r(
"request.method: must be the name of an HTTP method");if(n!==void 0&&!(typeof n=="string"&&Ls.test(n)))throw new r("requ\
est.nonce: must be the DPoP-Nonce header of the server's last answer");let s=o("URL",t)?t.href:t;if(typeof s!="string"||
!/^https?:\/\//i.test(s))throw new r("request.url: must be an absolute http or https URL");return{url:new URL(s).href,method:e,
nonce:n||void 0}}function br(t){return new Response(null,{status:401,headers:{"dpop-nonce":t,"www-authenticate":'DPoP er\
ror="use_dpop_nonce"'}})}var kr;var Sr=()=>Ws;async function Er(t){return ve(ye,t,()=>crypto.subtle.generateKey({name:"AES-GCM",length:256},!1,["encrypt",
"decrypt"]))}var Ws={[Symbol.for("tokenward.storage")]:Object.freeze({kind:"indexeddb",compares:!0}),getItem:t=>C(we,"re\
adonly",e=>e.get(t)),setItem:(t,e,n)=>xr(t,n,r=>r.put(e,t),n?.expiresAt===void 0),removeItem:(t,e)=>xr(t,e,n=>n.delete(t),
!0),getKeys:t=>C(we,"readonly",e=>e.getAllKeys(IDBKeyRange.lowerBound(t)))};async function xr(t,e,n,r){let o=e?.expected,
s=!0;return await C(we,"readwrite",(a,c)=>{let f=a.get(t);return c(f,u=>{s=o===void 0||le(u??null,o),s&&n(a)}),f},r),s}var Us=500,$s=1e4,Bs=200,qs=8,jt,Or=0;function _r(t){return jt?.web!==t&&(jt=new Lt(t)),jt}var Lt=class{constructor(e){this.
web=e}get[Symbol.for("tokenward.storage")](){return{kind:"local",compares:!0}}peekItem(e){return this.web.getItem(e)}async getItem(e){
let n=await vr("readonly",a=>a.get(e)),r=Tr(n?.result),o=Ar(this.web.getItem(e),r);if(o!==void 0)return o;await Js(e);let s=this.
web.getItem(e),i=Ar(s,r);return i!==void 0?i:(this.#n(e,s,r?.value),s)}async setItem(e,n,r){let o=await this.#e(e,n,r);return o&&
this.web.setItem(e,n),o}async removeItem(e,n){let r=await this.#e(e,null,n);return r&&this.web.removeItem(e),r}getKeys(e){
return Object.keys(this.web).filter(n=>n.startsWith(e))}#t(e){try{let n=this.web.getItem(e);return typeof n=="string"?n:
null}catch{return null}}async#e(e,n,{expected:r,expiresAt:o}={}){return await this.#n(e,n,r,o===void 0)??(r===void 0||le(
this.web.getItem(e),r))}async#n(e,n,r,o){let s=!0;return await vr("readwrite",(c,f)=>{let u=c.get(e);return f(u,d=>{let h=this.#t(
e),p=Tr(d)??{value:h,replaced:[]};s=r===void 0||le(p.value,r),s&&c.put({value:n,replaced:Gs(n,p,h)},e)}),u},o)&&s}};function Tr(t){
return Array.isArray(t?.replaced)&&(t.value===null||typeof t.value=="string")?t:void 0}function Ar(t,e){return e===void 0||
t===e.value?t:t!==null&&e.replaced.includes(Mr(t))?e.value:void 0}function Gs(t,e,n){let[r,...o]=[t,n,e.value].map(i=>i===
null?void 0:Mr(i)),s=new Set([...o,...e.replaced]);return s.delete(r),[...s].filter(i=>i!==void 0).slice(0,qs)}function Mr(t){
let[e,n]=[2166136261,16777619];for(let r=0;r<t.length;r++)e=Math.imul(e^t.charCodeAt(r),16777619),n=Math.imul(n^t.charCodeAt(
r),2246822507);return(n>>>11)*2**32+(e>>>0)}async function vr(t,e,n){if(!(L()===void 0||performance.now()<Or))try{return{
result:await C(ht,t,e,n,Us)}}catch{Or=performance.now()+$s;return}}function Js(t){return new Promise(e=>{let n=s=>{s.key===
t&&r()},r=()=>{clearTimeout(o),globalThis.removeEventListener?.("storage",n),e()},o=x(()=>setTimeout(r,Bs));globalThis.addEventListener?.(
"storage",n)})}function Ir(t){try{let{algorithm:e,type:n,usages:r}=t;return e.name==="AES-GCM"&&e.length===256&&n==="secret"&&Array.isArray(
r)&&r.includes("encrypt")&&r.includes("decrypt")}catch{return!1}}function Cr(t){let e=t;async function n(){if(typeof e==
"string")return Er(e);if(!ArrayBuffer.isView(e))return e;let o=e,s=await crypto.subtle.importKey("raw",o,"AES-GCM",!1,["\
encrypt","decrypt"]);return o.fill(0),e=s}async function r(o,s,i,a){try{let c=await n(),f=crypto.subtle[o]({name:"AES-GC\
M",iv:s,additionalData:i},c,a),u=o==="encrypt"?await f:await f.catch(()=>null);return u&&new Uint8Array(u)}finally{a.fill(
0)}}return{canWork:()=>Cn()&&(typeof e!="string"||L()!==void 0),run:(o,s,i,a,c)=>b(c,r(o,s,i,a)),close(){ArrayBuffer.isView(
e)&&e.fill(0)}}}var Fs="encryption: must be true, 32 bytes as base64 or base64url, or a CryptoKey for AES-GCM of 256 bits with the usage\
s encrypt and decrypt",Kt=12,Hs=32;function Nr(t,e){if(t===void 0||t===!1)return;let n=t===!0?e:typeof t=="string"?zs(t):
Ir(t)&&t;if(!n)throw new m(Fs);return Ys(Cr(n))}function zs(t){let e=v(t.replace(/=$/,"").replaceAll("+","-").replaceAll(
"/","_"));return e?.length===Hs?e:void 0}var Ys=t=>({canWork:t.canWork,close:t.close,async seal(e,n,r){let o=crypto.getRandomValues(
new Uint8Array(Kt)),s=await t.run("encrypt",o,Dt(e),A().encode(n),r);return s&&V(Uint8Array.of(...o,...s))},async open(e,n,r){
let o=Dt(n),s=await t.run("decrypt",o.slice(0,Kt),Dt(e),o.slice(Kt),r);if(!s)return s;try{return Ee().decode(s)}catch{return null}finally{
s.fill(0)}}}),Dt=t=>v(t)??new Uint8Array;function Rr(t){let e=Oe(),r=e==="edge"&&se(t,"lasting")===!0?"durableObject":e==="server"?"process":e;return{kind:e,name:r}}
var Vs={local:"localStorage is missing or forbidden here: tokens are kept in memory alone",session:"sessionStorage is mi\
ssing or forbidden here: tokens are kept in memory alone",indexeddb:"IndexedDB is missing or forbidden here: tokens are \
kept in memory alone"},Zs="records cannot be encrypted here, since WebCrypto or IndexedDB is missing: tokens are kept in\
 memory alone",Je=class{cipher;#t=new Map;#e=0;constructor(e,n){this.cipher=Nr(e,n)}get(e){return this.#t.get(e)}open(e="\
memory"){if(e==="memory")return{};let[n,r]=Xs(e),o=se(n,"kind"),s=r??(typeof o=="string"?o:"custom"),i=c=>({storageMissing:{
kind:s,message:c}});return n===void 0?i(Vs[s]):this.cipher?.canWork()===!1?i(Zs):{storage:{id:this.#n(n),kind:s,keepsRefreshTokens:se(
n,"refreshTokens")!==!1,shared:r==="local"||r==="indexeddb",volatile:se(n,"volatile")===!0,late:this.cipher===void 0&&typeof n.
peekItem=="function",compares:!!se(n,"compares"),encrypted:this.cipher!==void 0}}}#n(e){for(let[n,r]of this.#t)if(r===e)
return n;return this.#t.set(++this.#e,e),this.#e}keep(e){for(let n of this.#t.keys())e.includes(n)||this.#t.delete(n)}};
function Xs(t){let e=()=>{let n=S("localStorage");return n&&_r(n)};return t==="local"?[e(),t]:t==="session"?[S("sessionS\
torage"),t]:t==="indexeddb"?[L()&&Sr(),t]:t===S("localStorage")?[e(),"local"]:[t]}var Qs=["visibilitychange","resume","pagehide","pageshow","focus","online","offline"];function Pr(t){let e=({type:r,persisted:o})=>{
t(r==="online"||r==="offline"?r:o===!0&&r==="pagehide"?"hidden":o===!0&&r==="pageshow"?"restored":"woke")},n=r=>{for(let o of Qs)
try{globalThis[r](o,e,o!=="focus")}catch{}};return n("addEventListener"),()=>n("removeEventListener")}var Wt=()=>S("navi\
gator")?.onLine===!1;var ei=["client_credentials","static","custom","coordinator","login"],He=class{login;shared;#t=new Map;#e;#n;#s=new Le;#r=()=>{};#o;#i;#c;#a;#u;#f;constructor(e,n,r=kr){
let{fetch:o,logger:s,storage:i,encryption:a,providers:c=[],resolveProvider:f,...u}=e;u.namespace??="tokenward";let d=new Je(
a,u.namespace),h=d.open(i),p=h.storage&&d.get(h.storage.id),l=Rr(p),y=this.#s,w=c.map(([E,D])=>({...y.register(D).config,
name:E}));u.logLevel=s===void 0?void 0:u.logLevel??"info",u.host=l.name;let T={...u,...h,offline:l.name==="browser"&&Wt(),
resolves:f!==void 0,providers:w};this.#n=n,this.#c=s,this.#a=d,this.#u=h.storage,this.#i=u.namespace,this.#f=p??this;let _=(E,D)=>this.#l(
E,D),M={fetch:o,host:l.kind,functions:y,storages:d,keyOwner:this.#f,resolveProvider:f,keep:_},I=l.name==="edge";this.#e=
new ne({edge:I,make:E=>new r(O(T),...E),work:(E,D,Qe)=>Ue[E](D,{__proto__:M,...Qe}),effect:E=>this.do(E),value:E=>this.#h(
E)}),this.shared={settings:u,means:M,edge:I,loop:this.#e};for(let E of w)this.#l(E.name,E);let ce=Y(this);l.name==="brow\
ser"&&(this.#r=Pr(E=>ce.deref()?.signal({signal:E,offline:Wt()}))),this.#e.drive()}signal(e){this.#e.signal(e)}run(e,n,r){
return this.#e.run(e,n,r)}ask(e,n,r){return this.#e.ask(e,n,r)}addProvider(e,n){let{config:r,undo:o}=this.#s.register(n);
try{this.ask("addProvider",void 0,{...r,name:e})}catch(s){throw o(),s}this.#l(e,r)}removeProvider(e){this.ask("removePro\
vider",e),this.#t.delete(e),this.login?.signal({signal:"removed",provider:e})}#l(e,{fallback:n,name:r,...o}){(o.dpop||o.
made)&&N().catch(()=>{}),(!ei.includes(o.grant)||o.endSessionEndpoint!==void 0)&&this.#t.set(e,o)}configOf(e){return{grant:"\
custom",...this.#t.get(e),name:e}}async answer(e,n,r,o){let{causes:s}=this.#e;return this.#e.run(e,n,r,({error:i,value:a})=>i===
void 0?o(a):{answer:"failed",error:s.again(i)})}async setTokens(e,n){return this.run("setTokens",e,{tokens:je(n,"tokens")})}async move(e,n){
let{Mover:r}=await _e("moves"),{means:o,settings:s}=this.shared,{host:i,namespace:a}=s;o.mover??=new r(O({namespace:a,host:i,
storage:this.#u})),this.#a.keep(this.ask("storages").value);let{storage:c,storageMissing:f}=this.#a.open(n);if(f)throw new $(
f.message);let u=o.mover.begin(O({move:e,host:i,storage:c}));return this.run("move",void 0,{id:u,storage:c})}peekToken(e){
return this.ask("peekToken",e).token}tokenInfo(e){return Fe(this.ask("tokenInfo",e).info)}user(e){return jr(this.ask("us\
er",e).user)}health(){let{providers:e,storage:n,...r}=this.ask("health");return{...r,storage:{...n},providers:e.map(Fe)}}proof(e,n){
let{proof:r}=this.ask("proof",e,{url:n});return r&&{...r,owner:this.#f,id:r.key}}proofAnswered(e,n){return on(this.#e,e,
n)}close(){this.login?.close(),this.#e.close(),this.#r(),this.#a.cipher?.close()}do(e){switch(e.effect){case"lend":return this.#n.
lend(e.provider,e.token,e.since,e.until);case"withdraw":return this.#n.lend(e.provider,void 0);case"only":return this.#n.
lend(void 0,e.provider);case"emit":return this.#n.tell(e.name,this.#p(e.event));case"log":return Vt(this.#c,{...e.record});case"\
announce":return this.#o?.postMessage(e.text);case"listen":this.#o?.close(),this.#o=e.listens?Zt(this.#i,this):void 0;return;case"\
forget":return this.#s.forget(e.functions);case"loggedOut":return ar(this.#i,e.provider),this.login?.signal({signal:"log\
gedOut",provider:e.provider})}}#h(e){if(e.token!==void 0)return{token:e.token,tokenType:e.tokenType};if(e.info!==void 0)
return Fe(e.info);if(e.moved!==void 0)return{...e.moved};if(e.refreshed!==void 0){let n=e.failed.map(({provider:r,error:o})=>({
provider:r,error:this.#e.causes.error(o)}));return{refreshed:e.refreshed,failed:n}}return e.tokens===void 0?e.value:oe(e.
tokens)}#p(e){let n={...e};return typeof e.error=="object"&&(n.error=this.#e.causes.error(e.error)),e.info!==void 0&&(n.
info=Fe(e.info)),e.user!==void 0&&(n.user=jr(e.user)),n}};function jr(t){if(t===void 0)return;let e=JSON.parse(t.claims);
return delete e._claim_sources,{...t,claims:e}}function Fe({remainingMs:t,lastError:e,...n}){return t!==void 0&&(n.remainingSeconds=
t/1e3),e!==void 0&&(n.lastError={...e}),n}var Lr;var ti=96,ni=250,Ut=class{#t;#e;#n;#s;#r={};#o=()=>{};constructor(e,n){this.#t=e,this.#e=n}handleEvent({type:e}){this.#r.
focus=e==="focus",this.#o()}go(e,n){let{TAKEN:r,channelOf:o,outsideZones:s}=this.#t;if(this.#s=o(n),this.#s&&(this.#s.onmessage=
({data:i})=>{typeof i!="string"||i===r||(this.#r.handed=i,this.#o())}),s(()=>["focus","blur"].forEach(i=>addEventListener(
i,this))),this.#e){this.#e.location.replace(e);return}this.#n=document.createElement("iframe"),this.#n.style.display="no\
ne",this.#n.src=e,(document.body??document.documentElement).append(this.#n)}async look(e,n){if(e!==void 0){if(this.#e?.closed)
return{answer:"seen",place:"gone"};this.go(e,n)}this.#r.handed===void 0&&await this.#t.within(ni,new Promise(o=>this.#o=
()=>o(void 0)));let r=this.#r;return this.#r={},{answer:"seen",...this.#i(),...r}}#i(){let e=this.#e??this.#n?.contentWindow;
if(!e||e.closed)return{place:"closed"};try{return{place:"here",url:e.location.href}}catch{return{place:"elsewhere"}}}close(){
this.#s?.postMessage(this.#t.TAKEN),this.#s?.close(),["focus","blur"].forEach(e=>removeEventListener(e,this)),this.#n?.remove(),
this.#e?.close(),this.#o()}},ze=class{loop;#t;#e=new Map;#n=0;constructor(e,n,r,o=Lr){let{Loop:s,WORKS:i,plain:a,textOf:c}=n,
{settings:f,means:u,edge:d}=e.shared,h=this.#e,p=new s({edge:d,atOnce:!0,make:l=>new o(c(f),...l),work(l,y,w){if(l==="wa\
tch")return h.get(y.window)?.look(y.url,y.state)??{answer:"seen",place:"gone"};if(l==="fetchAsUser"){let _={...r,providerFor:async()=>y.
provider,checkOrigin(){}};_.authorization=(I,ce)=>r.authorization(I,ce,!1);let M=(...I)=>n.fetchWithToken(_,...I);return i.
fetch({method:"GET",url:y.url,headers:[["accept","application/json, application/jwt"]]},{...u,...w,fetch:M})}let T=oi[l];
return T?T(y,e,n):i[l](y,{__proto__:u,...w})},effect(l){if(l.effect==="note")return ri(e,l);if(l.effect!=="closeWindow")
return e.do(l);h.get(l.window)?.close(),h.delete(l.window)},value({effect:l,caller:y,provider:w,appState:T,claims:_,userInfo:M,
...I}){return M!==void 0?a(M):w===void 0?I:{provider:w,info:e.tokenInfo(w),appState:a(T),claims:a(_),user:e.user(w)}}});
this.loop=p,this.#t=n}watch(e){return this.#e.set(++this.#n,new Ut(this.#t,e)),this.#n}run(e,n,r){return this.loop.run(e,
n,r)}async userInfo(e){try{return await this.run("userInfo",e)}catch(n){let{code:r,cause:o}=n;throw r==="network"&&o instanceof
this.#t.TokenError?o:n}}cancel(e){this.loop.ask("cancelDeviceLogin",void 0,{id:e})}signal(e){this.loop.signal(e)}close(){
this.loop.close()}};function ri(t,{provider:e,note:n}){try{t.ask("note",e,{note:n})}catch{}}var oi={random:(t,e,{base64url:n})=>({
answer:"random",bytes:n(crypto.getRandomValues(new Uint8Array(ti)))}),async digest({text:t},e,{base64url:n,textEncoder:r}){
let o=await crypto.subtle.digest("SHA-256",r().encode(t));return{answer:"digest",bytes:n(new Uint8Array(o))}},readSession({
prefix:t}){try{let e=globalThis.sessionStorage;return{answer:"session",entries:Object.keys(e).filter(r=>r.startsWith(t)).
map(r=>[r,e.getItem(r)])}}catch{return{answer:"session"}}},writeSession({key:t,text:e}){try{let n=globalThis.sessionStorage;
return e===void 0?n.removeItem(t):n.setItem(t,e),{answer:"written",written:!0}}catch{return{answer:"written",written:!1}}},
showUrl({from:t,to:e}){let{location:n,history:r}=globalThis,o=r!==void 0&&new URL(t,n.href).href===n.href;return o&&r.replaceState(
r.state,"",e),{answer:"written",written:o}},findProvider:({provider:t},e)=>e.answer("findProvider",t,{},({provider:n,...r})=>({
answer:"provider",provider:e.configOf(n),...r})),discover:({provider:t},e)=>e.answer("discover",t,{},n=>({answer:"metada\
ta",metadata:n})),idToken:({provider:t},e)=>e.answer("idToken",t,{},n=>({answer:"text",text:n})),signOut:({provider:t,revoke:e},n)=>n.
answer(e?"revoke":"clear",t,{},()=>({answer:"written",written:!0})),giveTokens:({provider:t,...e},n)=>n.answer("takeLogi\
n",t,e,()=>({answer:"given",given:!0}))};function be(t){if(typeof t!="object"||t===null)return t;if(Array.isArray(t))return t.map(be);let e={...t};for(let n of Object.
keys(e)){let r=e[n];typeof r=="object"&&r!==null&&(e[n]=be(r))}return e}var si=65536,ii=64,Ur=8192,ai=46,Kr=new Uint8Array(Ur),Ye=class{#t;#e;#n;#s=new Map;#r=new Map;#o=-1;constructor(e,n,r){
this.#t=e,this.#e=n,this.#n=r}async check(e){ci(e);let n=Date.now(),r=e.lastIndexOf("."),o=e.indexOf(".")+1,s=this.#r.get(
e.slice(0,o)),i=this.#o;if(s===void 0||o>r||this.#t.current(n)!==i)return this.#i(e);let c=e.length<=Ur&&J.encodeInto(e,
Kr).written===e.length&&e.length-r-1===s.signature?v(e.slice(r+1)):void 0;if(c===void 0)return this.#i(e);let f=crypto.subtle.
verify(s.algorithm,s.key,c,Kr.subarray(0,r)),u={header:be(s.header),claims:this.#a(e.slice(o,r),n)},d;try{d=await f}catch{
throw ke(Wr)}if(!d)throw ke(Dr);return this.#u(e,u,i)}async#i(e){let n=J.encode(e),{keys:r,algorithm:o,generation:s}=this.#c(
n,!1)??await this.#h(n),[i,a]=[e.indexOf(".")+1,e.lastIndexOf(".")],c=v(e.slice(a+1));this.#l(s);let f=this.#f(r,o,s,c,n.
subarray(0,n.lastIndexOf(ai))),u=JSON.parse(ge.decode(v(e.slice(0,i-1)))),d=n.length===e.length,h=this.#a(d?e.slice(i,a):
void 0,Date.now()),p=await f;return r.length===1&&s===this.#o&&(this.#r.size>=ii&&this.#r.delete(this.#r.keys().next().value),
this.#r.set(e.slice(0,i),{...p,header:be(u),signature:e.length-a-1})),this.#u(e,{header:u,claims:h},s)}#c(e,n){let r=ee(
this.#t.begin(e,Date.now(),n),this.#e.causes);return r.keys&&r}#a(e,n){let r=e===void 0?void 0:v(e);return r===void 0?ke(
"the JWT's payload is not base64url"):fi(this.#t,r,n)}#u(e,n,r){let{claims:o}=n;if(o instanceof Error)throw o;return r===
this.#o&&this.#n?.put(e,n),n}async#f(e,n,r,o,s){let i=Dr;for(let{id:a,jwk:c}of e)try{let f=r===this.#o?this.#s.get(a):void 0;
if(f===void 0&&(f={key:await crypto.subtle.importKey("jwk",c,n,!1,["verify"]),algorithm:n},r===this.#o&&this.#s.set(a,f)),
await crypto.subtle.verify(n,f.key,o,s))return f}catch{i=Wr}throw ke(i)}#l(e){e!==this.#o&&(this.#o=e,this.#s.clear(),this.#r.
clear(),this.#n?.clear())}async#h(e){for(let n=!1;;n=!0){let r=await this.#e.fetch(n)||n,o=this.#c(e,r);if(o!==void 0)return o}}};
function ci(t){if(t.length>si)throw ke("the token is longer than 65,536 characters")}var Dr="the token's signature is wr\
ong",Wr="the token's signature could not be checked: WebCrypto rejects the key, or is missing";function fi(t,e,n){return bn(
t.check(e,n))??JSON.parse(ge.decode(e))}function ke(t,e="invalid_token"){return new B(t,{oauthError:e})}function $r(){import(/* webpackIgnore: true *//* @vite-ignore */["cloudflare","workers"].join(":")).then(({waitUntil:e})=>typeof e=="function"&&Tn(n=>e(n)),()=>{})}he()&&$r();var ui={lend(){},tell(){}},Ve=class extends He{#t=!1;#e;constructor(e,n){mt.rare=()=>Pt;let{resolveProvider:r,
...o}=e;super({...o,resolveProvider:r&&(i=>di(r,i))},ui,Br(n));let s=()=>{if(this.#t)throw new P("This TokenManager is c\
losed.");return this};this.#e=hn(this,s,e.fetch,async(i,a,c)=>pn(await ue(this.run("getToken",i,{useFallback:c}),a)))}get loop(){
return this.shared.loop}get functions(){return this.shared.means.functions}startLogins(e){return this.login=new ze(this,
ir,this.#e,Br(e)),this.login}fetch(e,n){return Ne(this.#e,e,{provider:n})}close(){this.#t=!0,super.close()}open(e){return O(
this.shared.means.storages.open(e))}keep(e){this.shared.means.storages.keep([...e])}popup(e,n,r){return fr(e,r,n)}async handleCallback(e,n){
let r=async(s,i,{url:a})=>({provider:await n(a)?a:void 0});return(await Xt(this,async()=>({run:r}),e))?.provider}async makeProof(e,n,r,o,s,i){
let{proof:a,proofKey:c}=await N();return a(await c(this.shared.means.keyOwner,e),n,r,o,s,i)}do(e){e.effect==="loggedOut"?
Se(this.shared.settings.namespace):super.do(e)}},Ze=class extends Ye{constructor(e,n,r,o){super(e,new Re(e,n,zt(r),o))}};
async function di(t,e){try{let n=await t(e);return n===void 0?void 0:{grant:"custom",functions:n}}catch(n){if(n instanceof
Error&&n.code==="invalid_configuration")return n;throw n}}var Br=t=>function(e){return t(e)};function qr(t){Ct()&&cr(t)}
function Gr(t,e){let n=new F,r=te(t);return n.error(e===void 0?r:{...r,cause:n.keep(e)})}function Jr(t){let{error:e}=new F().
threw(t);return e&&O({...e,cause:void 0,class:t.name,provider:t.provider})}var Fr=60,ae=512,Xe=65,$t=Symbol.for("tokenward.storage");function Hr(t,e){let n=li(t),{prefix:r,cacheTtl:o,refreshTokens:s}=hi(
e),i=async a=>{let c=r+a,f=A().encode(c);if(f.length<=ae)return c;let u=new Uint8Array(await crypto.subtle.digest("SHA-2\
56",f)),d=c.slice(0,ae-Xe);for(;A().encode(d).length>ae-Xe;)d=d.slice(0,-1);return`${d}~${Array.from(u,h=>h.toString(16).
padStart(2,"0")).join("")}`};return{[$t]:Object.freeze({kind:"kv",refreshTokens:s,volatile:!0}),async getItem(a){return await n.
get(await i(a),o===void 0?{type:"text"}:{type:"text",cacheTtl:o})},async setItem(a,c,f){let u=f?.expiresAt,d=typeof u=="\
number"&&Number.isFinite(u)?{expirationTtl:Math.max(Fr,Math.ceil((u-Date.now())/1e3))}:void 0;try{await n.put(await i(a),
c,d)}catch(h){if(s||!pi(h))throw h}},async removeItem(a){await n.delete(await i(a))},async getKeys(a){if(typeof n.list!=
"function")throw new $("This namespace has no list().");let c=[],f;do{let u=await n.list(f===void 0?{prefix:r+a}:{prefix:r+
a,cursor:f});for(let{name:d}of u.keys)c.push(d.slice(r.length));f=u.list_complete?void 0:u.cursor}while(f!==void 0);return c}}}
function li(t){let e=t;if(!(typeof e=="object"&&e!==null&&["get","put","delete"].every(r=>typeof e[r]=="function")))throw new m(
"namespace: must be a Workers KV namespace, such as env.TOKENS (is the binding in wrangler's configuration?)");return e}
function hi(t){if(t!=null&&(typeof t!="object"||Array.isArray(t)))throw new m("options: must be an object");let e={prefix:"",
cacheTtl:void 0,refreshTokens:!1};for(let[n,r]of Object.entries(t??{}))if(r!=null)if(n==="prefix"){if(typeof r!="string")
throw new m("options.prefix: must be a string");if(A().encode(r).length>ae-Xe)throw new m(`options.prefix: must have at \
most ${ae-Xe} bytes, since Workers KV takes keys of ${ae}`);e.prefix=r}else if(n==="cacheTtlSeconds"){if(typeof r!="numb\
er"||!Number.isInteger(r)||r<Fr)throw new m("options.cacheTtlSeconds: must be a whole number of at least 60, as Workers \
KV demands");e.cacheTtl=r}else if(n==="refreshTokens"){if(typeof r!="boolean")throw new m("options.refreshTokens: must b\
e true or false");e.refreshTokens=r}else throw new m(`options.${n}: ${Pe(n,["prefix","cacheTtlSeconds","refreshTokens"])}`);
return e}function pi(t){return X("Error",t)&&/\b429\b/.test(t.message)}function zr(t){let e=t;if(!(typeof e=="object"&&e!==null&&["get","put","delete","list","sync"].every(r=>typeof Reflect.get(
e,r)=="function")))throw new m("storage: must be a Durable Object's own storage, such as this.ctx.storage");return{[$t]:Object.
freeze({kind:"durable object",refreshTokens:!0,lasting:!0}),async getItem(r){return await e.get(r)},async setItem(r,o){await e.
put(r,o),await e.sync()},async removeItem(r){await e.delete(r),await e.sync()},async getKeys(r){return[...(await e.list(
{prefix:r})).keys()]}}}return eo(mi);})();
