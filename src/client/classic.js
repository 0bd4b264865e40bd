// Made from src/client/driver.js and pkg-template/ by `cargo xtask build`: change those.
var tokenwardDriver=(()=>{var ve=Object.defineProperty;var sr=Object.getOwnPropertyDescriptor;var ir=Object.getOwnPropertyNames;var ar=Object.prototype.hasOwnProperty;var yt=(t,e)=>{for(var n in e)ve(t,n,{get:e[n],enumerable:!0})},cr=(t,e,n,r)=>{if(e&&typeof e=="object"||typeof e=="func\
tion")for(let o of ir(e))!ar.call(t,o)&&o!==n&&ve(t,o,{get:()=>e[o],enumerable:!(r=sr(e,o))||r.enumerable});return t};var fr=t=>cr(ve({},"__esModule",{value:!0}),t);var Xo={};yt(Xo,{ClientDriver:()=>Oe,durableObjectStorage:()=>er,errorOf:()=>Zn,fillRandomly:()=>vn,kvStorage:()=>Qn,monotonicMs:()=>j});function S(t){let e=globalThis.Zone?.root;return typeof e?.run=="function"?e.run(t):t()}function D(t){return typeof WeakRef=="function"?new WeakRef(t):{deref:()=>t}}var ur=100;function Me(t,e){try{let{BroadcastChannel:n}=globalThis,r=typeof n=="function"?new n(t):new _e(t);return e&&(r.
onmessage=({data:o})=>{typeof o=="string"&&e(o)}),r}catch{return}}function wt(t,e){let n=D(e);return Me(t,r=>n.deref()?.
signal({signal:"heard",text:r}))}var _e=class{onmessage=null;#t=localStorage;#e;constructor(e){this.#e=`${e}%message`,addEventListener(
"storage",this)}handleEvent({key:e,newValue:n}){e===this.#e&&n&&this.onmessage?.({data:n.slice(n.indexOf(" ")+1)})}postMessage(e){
try{this.#t.setItem(this.#e,`${Math.random()} ${e}`),S(()=>setTimeout(()=>this.#t.removeItem(this.#e),ur))}catch{}}close(){
removeEventListener("storage",this)}};var gt=["code","provider","retryable","status","oauthError","oauthErrorDescription","suberror","claims","retryAfterMs"],
w=class extends Error{constructor(e,n={}){super(e,n.cause===void 0?void 0:{cause:n.cause}),this.code=n.code??bt[this.name]??
"acquisition_failed",this.retryable=n.retryable??!1;for(let r of gt)n[r]!==void 0&&Object.assign(this,{[r]:n[r]})}toJSON(){
let e={name:this.name,message:this.message};for(let n of gt)e[n]=Reflect.get(this,n);return e}},R=class extends w{},m=class extends w{},
Ie=class extends w{},Re=class extends w{},Ce=class extends w{},Ne=class extends w{},ne=class extends w{},je=class extends ne{},
Pe=class extends w{},Y=class extends w{},Ke=class extends w{},C=class extends w{},dr=[[w,"TokenError","acquisition_faile\
d"],[R,"NotInitializedError","not_initialized"],[m,"InvalidConfigurationError","invalid_configuration"],[Ie,"UnknownProv\
iderError","unknown_provider"],[Re,"TokenNotFoundError","token_not_found"],[Ce,"TokenExpiredError","token_expired"],[Ne,
"TokenAcquisitionError","acquisition_failed"],[ne,"TokenRefreshError","refresh_failed"],[je,"ReauthenticationRequiredErr\
or","reauthentication_required"],[Pe,"LoginError","login_failed"],[Y,"StorageError","storage"],[Ke,"InvalidTokenError","\
invalid_token"],[C,"ManagerClosedError","closed"]],bt={},kt={};for(let[t,e,n]of dr)Object.defineProperty(t.prototype,"na\
me",{value:e,configurable:!0,writable:!0}),bt[e]=n,kt[e]=t;function xt(t,e,n,r){let o=kt[t]??w;return new o(n,{...r,code:e})}function lr(t,e){if(typeof t!="string")throw new m(`${e}: must be a string, a provider's name`);return t}function St(t){
return t==null?void 0:lr(t,"provider")}function v(t,e){return t!=null&&Object.hasOwn(t,e)?t[e]??void 0:void 0}var re=t=>Object.assign(Object.create(null),t);function De(t,e){return e===void 0?t:new Promise((n,r)=>{let o=()=>{e.removeEventListener("abort",o),r(e.reason)};e.addEventListener(
"abort",o);let s=()=>e.removeEventListener("abort",o);t.then(i=>{s(),n(i)},i=>{s(),r(i)})})}var Et=t=>t.replace(/\p{Surrogate}/gu,"�"),z=(t,e)=>t===e||typeof t=="string"&&Et(t)===e;function E(){return typeof TextEncoder==
"function"?new TextEncoder:{encode:At,encodeInto:pr}}function Ot(){return typeof TextDecoder=="function"?new TextDecoder(
"utf-8",{ignoreBOM:!0}):{decode:hr}}function At(t=""){let e=encodeURIComponent(Et(t));return Uint8Array.from(e.match(/%..|./g)??
[],n=>n.length===1?n.charCodeAt(0):Number.parseInt(n.slice(1),16))}function pr(t,e){let[n,r]=[0,0];for(let o of t){let s=At(
o);if(r+s.length>e.length)break;e.set(s,r),n+=o.length,r+=s.length}return{read:n,written:r}}function hr(t=new Uint8Array){
let e="";for(let n of t)e+=`%${(n+256).toString(16).slice(1)}`;return decodeURIComponent(e)}function g(t){try{return globalThis[t]??void 0}catch{return}}function V(){return g("navigator")?.userAgent==="Cloudflare\
-Workers"||g("WebSocketPair")!==void 0}function oe(){return V()||g("EdgeRuntime")!==void 0?"edge":g("process")?.versions||
g("Deno")||g("Bun")?"server":"browser"}var Tt=1048576,mr=["content-type","date","retry-after","authorization","dpop-nonce","www-authenticate"];async function vt({
method:t,url:e,headers:n,body:r},{fetch:o=g("fetch"),kind:s,signal:i}){let a;try{if(typeof o!="function")throw new TypeError(
"the host has no fetch");let c={method:t,headers:n,redirect:"manual",signal:i};r!==void 0&&(c.body=r),s!=="edge"&&Object.
assign(c,{credentials:"omit",cache:"no-store"}),a=await o(e,c)}catch(c){return{failure:s==="browser"?"networkOfPage":"ne\
twork",cause:c}}try{let c=_t(a);if(c===void 0)throw new TypeError("fetch gave no Response: the result has no status");let f=await yr(
a);return f===void 0?{failure:"tooLarge"}:{failure:null,...c,body:f}}catch(c){return{failure:"network",cause:c}}}function _t(t){
let e=t?.status;if(typeof e!="number")return;let n=Object.create(null);for(let r of mr){let o=Z(t,r);typeof o=="string"&&
(n[r]=o)}return{status:e,headers:n}}var Z=({headers:t},e)=>(typeof t?.get=="function"?t.get(e):t?.[e])??void 0;function se(t){
(async()=>t.body?.cancel?.())().catch(()=>{})}function Mt(t,{htu:e,iat:n,nonce:r,skewMs:o},s){let i=_t(s);if(i===void 0)
return!1;let a=Object.entries(i.headers);return t.ask("proofAnswered",void 0,{htu:e,iat:n,nonce:r,skewMs:o,status:i.status,
headers:a}).value}async function yr(t){let e=t.body?.getReader?.();if(e===void 0){let r=E().encode(await wr(t));return r.
length>Tt?void 0:r}let n=new Uint8Array;for(;;){let{done:r,value:o}=await e.read();if(r)return n;if(!ArrayBuffer.isView(
o))throw new TypeError("a chunk of the response's body is not a Uint8Array");let s=n.length+o.byteLength;if(s>Tt){(async()=>e.
cancel?.())().catch(()=>{});return}let i=new Uint8Array(s);i.set(n),i.set(new Uint8Array(o.buffer,o.byteOffset,o.byteLength),
n.length),n=i}}async function wr(t){return typeof t.text=="function"?String(await t.text()):typeof t.json=="function"?JSON.
stringify(await t.json())??"":""}var gr=[void 0,"","AQgw","AEIMQUYcgkosw048"];function N(t){let e=gr[t.length%4];if(!(e!==void 0&&!e.includes(t[t.length-
1]))&&!(e===""||t.includes("+")||t.includes("/")))try{let n=br(t);return n.length===t.length*3>>2?n:void 0}catch{return}}
var br=(()=>{let t=globalThis;return typeof t.Uint8Array.fromBase64=="function"?e=>t.Uint8Array.fromBase64(e,{alphabet:"\
base64url"}):typeof t.Buffer?.from=="function"?e=>t.Buffer.from(e,"base64url"):e=>Uint8Array.from(atob(e.replaceAll("-",
"+").replaceAll("_","/")),n=>n.charCodeAt(0))})();function ie(t){let e="";for(let n of t)e+=String.fromCharCode(n);return btoa(
e).replace(/\+/g,"-").replace(/\//g,"_").replace(/=+$/,"")}function j(){try{return performance.now()}catch{return Date.now()}}var kr=2**31-1,xr=50,Sr=250,Er=2e3,Or=3,Ar=(t,e)=>S(()=>setTimeout(e,Math.min(Math.max(t,0),kr)));function Le(t){let e,n=0;return{over:new Promise(o=>{let s=i=>{let a=j()+i;e=Ar(i,()=>{let f=j()-a;f<xr||n++===Or?o():s(
f<Er?Sr:t)})};s(t)}),end:()=>clearTimeout(e)}}async function b(t,e,n){let{over:r,end:o}=Le(t);try{return await Promise.race(
[e,r.then(()=>n?.())])}finally{o()}}var Tr="tokenward",Q="records",ee="keys",Be="commits",qe="leases",Ct=[Q,ee,Be,qe],vr=1e3,ae,Ue,X;function _r(){return globalThis.
addEventListener?.("pagehide",()=>{X=new Promise(t=>{let e=()=>{X=void 0,t()};globalThis.addEventListener("pageshow",e,{
once:!0})}),Ue?.forEach(t=>t())}),new Set}function _(){try{return globalThis.indexedDB??void 0}catch{return}}async function O(t,e,n,r,o=vr){
let s=()=>{},i=!1,a=()=>{},c=()=>{},f=new Promise((p,l)=>{c=()=>{i=!0,s(),l(We())}}),u=()=>{let p=Le(o);a=p.end,p.over.then(
c)},d=async()=>{a(),await X,u()};u(),f.catch(()=>{});let h=()=>s();(Ue??=_r()).add(h);try{for(let p=!0;;p=!1){X&&await d();
let l=ae??=Mr();try{let x=await Promise.race([l.database,f]);X&&await d();let k=x.transaction(t,e,{durability:r?"strict":
"relaxed"}),J=new Promise((te,Te)=>{s=()=>It(k)&&Te(We());let ht=!1,tr=(mt,rr)=>{ht=!0,mt.onsuccess=()=>{try{rr(mt.result),
k.commit?.()}catch(or){Te(or),It(k)}}},nr=n(k.objectStore(t),tr);ht||k.commit?.(),k.oncomplete=()=>te(nr.result),k.onabort=
()=>Te(k.error??We())});return await Promise.race([J,f])}catch(x){if(x?.name==="QuotaExceededError"||($e(l),i||!p))throw x}}}finally{
a(),Ue?.delete(h)}}async function ce(t,e,n){let r=await O(t,"readonly",i=>i.get(e));if(r!==void 0)return r;let o=await n();
return await O(t,"readwrite",(i,a)=>{let c=i.get(e);return a(c,f=>{f===void 0&&i.add(o,e)}),c},!0)??o}function We(){return new DOMException(
"IndexedDB took too long.","TimeoutError")}function It(t){try{return t.abort(),!0}catch{return!1}}function Mr(){let t={database:Ir().
then(e=>(e.onversionchange=()=>$e(t),e.onclose=()=>$e(t),ae!==t&&e.close(),e))};return t}function $e(t){ae===t&&(ae=void 0),
t.database.then(e=>e.close(),()=>{})}async function Ir(){let t=await Rt();if(Ct.every(n=>t.objectStoreNames.contains(n)))
return t;let{version:e}=t;return t.close(),Rt(e+1)}function Rt(t){return new Promise((e,n)=>{let r=_().open(Tr,t);r.onupgradeneeded=
()=>{let{objectStoreNames:o}=r.result;for(let s of Ct)o.contains(s)||r.result.createObjectStore(s)},r.onsuccess=()=>e(r.
result),r.onerror=()=>n(r.error)})}var P={ES256:"P-256",ES384:"P-384",ES512:"P-521"},L={RS:"RSASSA-PKCS1-v1_5",PS:"RSA-PSS",ES:"ECDSA",Ed:"Ed25519"};function Nt(t){
if(typeof t!="object"||t===null)return;let e=v(t,"kty")!==void 0?Rr(re(t)):Cr(t);return e!==void 0&&/^([RP]S(256|384|512)|EdDSA)$|^ES/.
test(e)&&(e[0]!=="E"||e==="EdDSA"||e in P)?e:void 0}function Rr({kty:t,crv:e,alg:n,d:r}){if(typeof r=="string")return t===
"RSA"?typeof n=="string"&&n[1]==="S"&&n[0]!=="E"?n:n===void 0?"RS256":void 0:t==="EC"?Object.keys(P).find(o=>P[o]===e):t===
"OKP"&&e==="Ed25519"?"EdDSA":void 0}function Cr({type:t,usages:e,algorithm:n}){if(t!=="private"||!Array.isArray(e)||!e.includes(
"sign"))return;let{name:r,hash:o,namedCurve:s}=n;if(r===L.Ed)return"EdDSA";if(r===L.ES)return Object.keys(P).find(a=>P[a]===
s);let i=String(o?.name).replace("SHA-","");return r===L.RS?`RS${i}`:r===L.PS?`PS${i}`:void 0}function W(t,e){if(Object.prototype.toString.call(e)===`[object ${t}]`)return!0;let n=globalThis[t];return typeof n=="fu\
nction"&&e instanceof n}var Nr='this host compiles no WebAssembly at run time. Bundle with the condition "workerd" or "edge-light", or give init\
() a WebAssembly.Module.';function jt(t){if(t instanceof w)return t;let e=String(t?.message??""),n="The core could not b\
e loaded",r=!1;return typeof WebAssembly!="object"?n+=": WebAssembly is missing. A lockdown mode disables it, or the bro\
wser is too old.":/content.security.policy|\bcsp\b|unsafe-eval/i.test(e)?n+=": the Content-Security-Policy of this page \
or worker forbids WebAssembly. Add 'wasm-unsafe-eval' to its script-src.":/disallowed by embedder/i.test(e)?n+=`: ${Nr}`:
(n+=e?`: ${e}`:".",r=!0),new R(n,{cause:t,retryable:r})}var Ge={},jr={};async function Pt(t){try{return await(jr[t]??Ge[t])?.()}catch(e){throw Pr(e)}}function Pr(t){if(t instanceof
TypeError&&/import/i.test(t.message)&&g("ServiceWorkerGlobalScope")){let e='A part of tokenward could not be loaded: a s\
ervice worker has no import(). Add import "tokenward/login" to it.';return new R(e,{cause:t})}return jt(t)}var fe=class{#t;#e;#n=!1;constructor(e,n){let r=de(e)?e:void 0,o=i=>r&&ue(r,i),s=i=>v(n,i);this.#t=r,this.#e=n,this.url=
Kr(o("url")??String(e)),this.method=(s("method")??o("method")??"GET").toUpperCase(),this.headers=new Headers(s("headers")??
o("headers")),this.signal=Object.hasOwn(n,"signal")&&n.signal!==void 0?s("signal"):o("signal")??void 0,this.redirect=s("\
redirect")??o("redirect")??"follow",this.isOneShot=Dr(s("body"))}take(e,n,r=this.url,o=!1){let s={...this.#e,headers:e};
if(n!==void 0&&(s.redirect=n),o)return delete s.body,this.signal!==void 0&&(s.signal=this.signal),[r.href,{...s,method:"\
GET"}];let i=this.#t;return i===void 0?[r.href,s]:(ue(i,"body")!==null&&v(s,"body")===void 0&&(this.#t=i.clone(),this.#n=
!0),[r===this.url?i:new Request(r,i),s])}release(){this.#n&&this.#t?.body?.cancel().catch(()=>{}),this.#t=void 0}};function de(t){
if(typeof Request!="function")return!1;if(t instanceof Request)return!0;try{return typeof t=="object"&&t!==null&&typeof Reflect.
get(Request.prototype,"url",t)=="string"}catch{return!1}}function ue(t,e){return e in Request.prototype?Reflect.get(Request.
prototype,e,t):t[e]}function Kr(t){try{return new URL(t,globalThis.document?.baseURI??globalThis.location?.href)}catch(e){
throw new m("input: must be a URL, absolute outside of pages",{cause:e})}}function Dr(t){return typeof t!="object"||t===
null?!1:W("ReadableStream",t)?!0:Symbol.asyncIterator in t}var Lr={CURVES:P,InvalidConfigurationError:m,KEYS:ee,NAMES:L,TokenError:w,algorithmOf:Nt,base64url:ie,bytesOf:N,discard:se,
factory:_,headerOf:Z,isKind:W,keptOrMade:ce,memberOf:ue,own:v,within:b};async function I(){let t=await Pt("rare");return t.
start(Lr),t}function Kt(t){let e=globalThis;if(V())return e.Cloudflare?.compatibilityFlags?.strip_authorization_on_cross_origin_redirect===
!0;let n=oe();return n!=="browser"?n==="server"&&!t:e.document!==void 0||e.WorkerGlobalScope!==void 0}var Dt="DPoP ";async function Lt(t,e,n){let{provider:r,anonymously:o,init:s,via:i}=Wr(n),a=new fe(...Ur(e,s)),{signal:c}=a;
c?.throwIfAborted();let{origin:f}=a.url,u=await De(t.providerFor(r,f),c),d;try{d=await t.authorization(u,c)}catch(l){if(!o||
!(l instanceof w)||l instanceof C)throw l}d!==void 0&&t.checkOrigin(u,U(d),f);let h=$r(t,u,a,i??t.fetch),p=(l,x)=>{let{status:k}=l;
return k!==401&&k!==403||qr(l,f)?!1:t.challenged(u,x,f,k,Z(l,"www-authenticate"))};try{let l=await h(d);if(d===void 0||!p(
l,U(d)))return l;let x=await Br(t,u,d,f,a);if(x===void 0)return l;se(l);let k=await h(x);return p(k,U(x))&&t.refusedWhenNew(
u,U(x),f),k}finally{a.release()}}function Wr(t){if(t!=null&&typeof t!="object")throw new m("init: must be an object");let e=de(
t)?t:void 0,{provider:n,onNoToken:r,fetch:o,...s}=e?{}:t??{},[i,a,c]=["provider","onNoToken","fetch"].map(f=>e?void 0:v(
t,f));if(a!==void 0&&a!=="throw"&&a!=="anonymous")throw new m('init.onNoToken: must be one of "throw", "anonymous"');if(c!==
void 0&&typeof c!="function")throw new m("init.fetch: must be a function");return{provider:St(i),anonymously:a==="anonym\
ous",init:e??s,via:c}}function Ur(t,e){return de(e)?[new Request(t,e),{}]:[t,e]}function $r(t,e,n,r){let o=r??((i,a)=>fetch(
i,a)),s=n.redirect==="follow"&&!Kt(r!==void 0);return async i=>{let a=new Headers(n.headers);if(i===void 0?a.delete("aut\
horization"):a.set("authorization",i),i?.startsWith(Dt)){let{sendWithProofs:c}=await I();return c(t.prover(e),i.slice(Dt.
length),o,n,a)}return s?(await I()).follow(o,n,a):o(...n.take(a))}}async function Br(t,e,n,r,{signal:o,isOneShot:s}){try{
if(!await De(t.reject(e,U(n)),o)||s)return;let a=await t.authorization(e,o);return t.checkOrigin(e,U(a),r),a}catch{o?.throwIfAborted();
return}}var Wt=t=>["Bearer","DPoP"].find(e=>e.toLowerCase()===t.toLowerCase())??t,U=t=>t.slice(t.indexOf(" ")+1);function qr(t,e){
return!!t.url&&new URL(t.url).origin!==e}var Je={};yt(Je,{asksFor:()=>zt,dpopRequest:()=>Yt,follow:()=>me,makeParts:()=>Ht,proof:()=>he,proofKey:()=>pe,prove:()=>He,
sendWithProofs:()=>Jt,start:()=>Ut});var y={};function Ut(t){Object.assign(y,t)}function $t(t){let e=t.slice(2);return{name:y.NAMES[t.slice(0,2)],hash:`SHA-${e}`,namedCurve:y.CURVES[t],saltLength:Number(
e)/8}}async function Bt(t){let{alg:e,use:n,key_ops:r,ext:o,...s}=t;if(s.kty==="RSA")for(let i of Gr)i in s&&(s[i]=Fr(s[i]));
return crypto.subtle.importKey("jwk",s,$t(y.algorithmOf(t)),!1,["sign"])}var Gr=["n","e","d","p","q","dp","dq","qi"];function Fr(t){
let e=typeof t=="string"&&y.bytesOf(t)||void 0;return e?.[0]===0?y.base64url(e.subarray(e.findIndex(n=>n!==0))):t}async function le(t,e,n){
let r=y.algorithmOf(t),{base64url:o}=y,s=c=>o(new TextEncoder().encode(JSON.stringify(c))),i=`${s({alg:r,...e})}.${s(n)}`,
a=await crypto.subtle.sign($t(r),t,new TextEncoder().encode(i));return`${i}.${o(new Uint8Array(a))}`}var qt=new WeakMap,Hr=3e3;function pe(t,e){return y.within(Hr,Jr(t,e),()=>{throw new DOMException("WebCrypto took too lo\
ng.","TimeoutError")})}async function Jr(t,e){let n=qt.get(t)??new Map;qt.set(t,n);let r=n.get(e);if(r?.kept===!1)return r;
let o=async()=>n.get(e)??await Yr(),s;if(y.factory())try{let a={...await y.keptOrMade(y.KEYS,["dpop",e],o),kept:!0};return n.
set(e,a),a}catch(a){s=a}let i={...await o(),kept:!1};return n.get(e)?.kept!==!1&&n.set(e,i),{...n.get(e),fault:s}}async function Yr(){
let{privateKey:t,publicKey:e}=await crypto.subtle.generateKey({name:"ECDSA",namedCurve:"P-256"},!1,["sign","verify"]),{crv:n,
kty:r,x:o,y:s}=await crypto.subtle.exportKey("jwk",e),i={crv:n,kty:r,x:o,y:s};return{privateKey:t,jwk:i,jkt:await Gt(JSON.
stringify(i))}}async function he({privateKey:t,jwk:e},n,r,o,s,i){let c={jti:y.base64url(crypto.getRandomValues(new Uint8Array(
16))),htm:n,htu:r,iat:o,nonce:s,ath:i===void 0?void 0:await Gt(i)};return le(t,{typ:"dpop+jwt",jwk:e},c)}async function Gt(t){
return y.base64url(new Uint8Array(await crypto.subtle.digest("SHA-256",new TextEncoder().encode(t))))}var zr=20,Vr=["content-encoding","content-language","content-length","content-location","content-type"],Zr=["authorizati\
on","cookie","proxy-authorization"];async function me(t,e,n){let{url:r,method:o}=e,s=new Headers(n),i=!1;for(let a=0;;a++){
let c=await t(...e.take(s,"manual",r,i)),f=[301,302,303,307,308].includes(c.status)?y.headerOf(c,"location"):void 0;if(f===
void 0)return c;if(y.discard(c),a===zr)throw new TypeError("fetch failed: too many redirects");let u=new URL(f,r);if(!/^https?:$/.
test(u.protocol))throw new TypeError("fetch failed: redirected to something that is not http");if(c.status===303?o!=="GE\
T"&&o!=="HEAD":c.status<303&&o==="POST"){o="GET",i=!0;for(let d of Vr)s.delete(d)}else if(!i&&e.isOneShot)throw new TypeError(
"fetch failed: a body that is a stream cannot be sent again after a redirect");if(u.origin!==r.origin)for(let d of Zr)s.
delete(d);u.hash===""&&(u.hash=r.hash),r=u}}var Xr=60,Qr=300;async function Ht(t,{clientId:e,scope:n,audience:r,endpoint:o,subjectToken:s,now:i}){let{claims:a,assertion:c,
subject:f,actor:u}=t,d=[],h=Math.floor(i/1e3);if(r!==void 0){let p={iss:e,sub:e,aud:r,jti:crypto.randomUUID(),iat:h,exp:h+
Xr};d.push(["client_assertion_type","urn:ietf:params:oauth:client-assertion-type:jwt-bearer"]),d.push(["client_assertion",
await Ft(t,"client-authentication+jwt",p)])}if(o!==void 0){if(a!==void 0){let p={iss:e,scope:n||void 0,aud:o,iat:h,exp:h+
Qr,jti:crypto.randomUUID()};d.push(["assertion",await Ft(t,"JWT",{...p,...a})])}else c!==void 0&&d.push(["assertion",await Fe(
"assertion",c)]);f!==void 0&&d.push(["subject_token",s??await Fe("subjectToken",f)]),u!==void 0&&d.push(["actor_token",await Fe(
"actorToken",u)])}return d}async function Ft(t,e,n){let{jwk:r,kid:o}=t,s=r?.kty==="OKP"&&r.alg==="Ed25519"?{alg:r.alg}:{};
try{return t.key??=await Bt(r),await le(t.key,{typ:e,kid:o,...s},n)}catch(i){throw new y.TokenError("privateKey: WebCryp\
to could not sign with it: see cause",{code:"crypto",cause:i})}}async function Fe(t,e){if(typeof e=="string")return e;let n;
try{n=await e()}catch(r){let o=r?.retryable===!0;throw new y.TokenError(`${t}: the function threw: see cause`,{retryable:o,
cause:r})}if(typeof n!="string"||n==="")throw new y.TokenError(`${t}: the function must give a string that is not empty`);
return n}async function He(t,e,n,r){let o=t.claims(n);if(o===void 0)return;let{owner:s,id:i,htu:a,iat:c,nonce:f}=o;try{return{claims:o,
text:await he(await pe(s,i),no(e),a,c,f,r)}}catch(u){throw new y.TokenError("No DPoP proof can be made: WebCrypto is mis\
sing, or fails.",{code:"crypto",cause:u})}}var eo=/^[!\x23-\x5b\x5d-\x7e]*$/,to=/^(delete|get|head|options|post|put)$/i;
async function Jt(t,e,n,r,o){let{memberOf:s,own:i}=y;for(let a=r.isOneShot;;a=!0){let c=!1,f=async(h,p={})=>{let l=new Headers(
p.headers);if(!l.has("authorization"))l.delete("dpop");else{let x=typeof h=="string",k=i(p,"method")??(x?"GET":s(h,"meth\
od")),J=await He(t,k,x?h:s(h,"url"),e);if(J!==void 0){l.set("dpop",J.text);let te=await n(h,{...p,headers:l});return c=t.
answered(J.claims,te),te}}return c=!1,n(h,{...p,headers:l})},u=r.redirect==="follow",d=await(u?me(f,r,o):f(...r.take(o)));
if(u&&d.type==="opaqueredirect")throw new TypeError("fetch failed: pages cannot see where a redirect leads, so no DPoP p\
roof can be made for it. Request the final URL.");if(!c||a)return d;y.discard(d)}}var no=t=>to.test(t)?t.toUpperCase():t;
function Yt({url:t,method:e="GET",nonce:n}){let{InvalidConfigurationError:r,isKind:o}=y;if(typeof e!="string"||e==="")throw new r(
"request.method: must be the name of an HTTP method");if(n!==void 0&&!(typeof n=="string"&&eo.test(n)))throw new r("requ\
est.nonce: must be the DPoP-Nonce header of the server's last answer");let s=o("URL",t)?t.href:t;if(typeof s!="string"||
!/^https?:\/\//i.test(s))throw new r("request.url: must be an absolute http or https URL");return{url:new URL(s).href,method:e,
nonce:n||void 0}}function zt(t){return new Response(null,{status:401,headers:{"dpop-nonce":t,"www-authenticate":'DPoP er\
ror="use_dpop_nonce"'}})}function A(t){return typeof t=="string"?JSON.stringify(t.replace(/\p{Surrogate}/gu,"�")):typeof t!="object"||t===null?
JSON.stringify(t)??"null":Array.isArray(t)?`[${t.map(A).join(",")}]`:`{${Object.entries(t).filter(([,n])=>n!==void 0).map(
([n,r])=>`${JSON.stringify(n)}:${A(r)}`).join(",")}}`}var $=t=>Vt(JSON.parse(t));function Vt(t){if(typeof t!="object"||t===null)return t;for(let e of Object.values(t))Vt(e);return Array.isArray(t)?t:Object.
setPrototypeOf(t,null)}var ro=["code","message","retryable","status","oauthError","oauthErrorDescription","suberror","claims","retryAfterMs"],Ye=new Map,
Zt=0,B=class{keep(e){return Ye.set(++Zt,e),Zt}get(e){return Ye.get(e)}forget(e){for(let n of e)Ye.delete(n)}again({cause:e,
earlier:n,...r}){return{...r,cause:e===void 0?void 0:this.keep(this.get(e)),earlier:n&&this.again(n)}}error({class:e,code:n,
message:r,cause:o,earlier:s,...i}){let a=s===void 0?this.get(o):this.error(s);return xt(e,n,r,{...i,cause:a})}thrown(e){
return typeof e=="string"?this.error($(e)):e}threw(e){let n=this.keep(e),r={};for(let s of ro){let i=Xt(e,s);["string","\
number","boolean"].includes(typeof i)&&(r[s]=i)}let o=Xt(e,"cause");return o!=null&&(r.cause=this.keep(o)),{answer:"thre\
w",cause:n,retryable:r.retryable===!0,error:typeof r.code=="string"?r:void 0}}};function Xt(t,e){try{return t?.[e]}catch{
return}}function ye(t,e){let n=oo(t,e);return n===void 0?"is unknown: is it misspelt?":`is unknown: did you mean "${n}"?`}function oo(t,e){
let n=Qt(t),r=Math.floor(n.length/3)+1,o;for(let s of e){let i=so(n,Qt(s));i<r&&([r,o]=[i,s])}return o}var Qt=t=>t.slice(
0,40).toLowerCase().replaceAll(/[_-]/g,"");function so(t,e){let n=[],r=Array.from({length:e.length+1},(o,s)=>s);for(let o=1;o<=
t.length;o++){let s=[o];for(let i=1;i<=e.length;i++){let a=t[o-1]===e[i-1],c=o>1&&i>1&&t[o-1]===e[i-2]&&t[o-2]===e[i-1];
s.push(Math.min(r[i]+1,s[i-1]+1,r[i-1]+(a?0:1),c?n[i-2]+1:1/0))}[n,r]=[r,s]}return r[e.length]}function T(t,e,n){return new m(`${t||"options"}: ${e}`,{cause:n})}function en(t,e){try{return e()}catch(n){throw T(t,"co\
uld not be read: a getter or a proxy threw",n)}}var q=class{#t;#e=new Map;#n=new Set;constructor(e,n){if(this.#t=n,e==null)
return;let r=en(n,()=>typeof e=="object"&&!Array.isArray(e)?Object.entries(e):void 0);if(r===void 0)throw T(n,"must be a\
n object");for(let[o,s]of r)s!=null&&this.#e.set(o,s)}path(e){return this.#t===""?e:`${this.#t}.${e}`}peek(e){return this.#e.
get(e)}has(e){return this.#e.has(e)}take(e,n){let r=this.#e.get(e);return this.#e.delete(e),this.#n.add(e),n(r,this.path(
e))}takeAll(e){return[...this.#e.keys()].map(n=>[n,this.take(n,e)])}read(e){return Object.fromEntries(Object.entries(e).
map(([n,r])=>[io.get(r)??n,this.take(n,r)]))}end(){for(let e of this.#e.keys())throw T(this.path(e),ye(e,this.#n))}},ze=(t,e)=>(n,r)=>{
if(n===void 0||t(n))return n;throw T(r,e)},io=new WeakMap;var tn=t=>(e,n)=>{if(e===void 0)throw T(n,"is missing");return t(e,n)};var K=ze(t=>typeof t=="string","must be a string");var ao=(t,e)=>en(e,()=>Array.isArray(t)?Object.values(t):void 0);function nn(t,e){if(t===void 0)return;let n=typeof t=="string"?[t]:ao(t,e);if(n?.every(r=>typeof r=="string"))return n;throw T(
e,"must be a string or an array of strings")}function Ve(t,e){if(t===void 0)return;let n,r;try{n=JSON.stringify(t)}catch(o){r=o}if(n===void 0)throw T(e,"must be a JS\
ON value",r);return n}var co=9e15,Ze=(t,e,n,r=Number.MAX_VALUE)=>(o,s)=>{if(o!==void 0){if(typeof o!="number"||!(o>=n&&o<=
r))throw T(s,t);return Math.min(Math.ceil(o*e),co)}},Ti=Number.MIN_VALUE;var Xe=Ze("must be a number of seconds that is finite and not negative",1e3,0);var Qe=Ze("must be a time in epoch milliseconds, as Date.now() gives it",1,0),vi=Ze("must be a whole number of at least \
1",1,1,2**32-1);var rn=tn(ze(t=>typeof t=="string"&&t!=="","must be a string")),on=(t,e)=>nn(t,e)?.join(" "),fo=(t,e)=>{let n=typeof t==
"string"&&t.trim()!==""?Number(t):t;if(Number.isNaN(n))throw T(e,"must be a number of seconds that is finite and not neg\
ative");return Xe(n,e)};function an(t,e){let n=new q(t,e),r=n.peek("access_token")!==void 0&&n.peek("accessToken")===void 0,
o=r?{accessToken:n.take("access_token",rn),tokenType:n.take("token_type",K),expiresInMs:n.take("expires_in",fo),scope:n.
take("scope",on),refreshToken:n.take("refresh_token",K),idToken:n.take("id_token",K),extra:sn(n.takeAll(Ve))}:{accessToken:n.
take("accessToken",rn),tokenType:n.take("tokenType",K),expiresAt:n.take("expiresAt",Qe),expiresInMs:n.take("expiresIn",Xe),
obtainedAt:n.take("obtainedAt",Qe),scope:n.take("scope",on),refreshToken:n.take("refreshToken",K),idToken:n.take("idToke\
n",K),extra:n.take("extra",(s,i)=>sn(new q(s,i).takeAll(Ve)))};return n.end(),{path:e,endpointNames:r,...o}}function we({
extra:t,...e}){return t===void 0?e:{...e,extra:JSON.parse(t)}}function cn(t){try{let e=new q(t,"");return[e.peek("refres\
hToken"),e.peek("refresh_token")].find(r=>typeof r=="string"&&r!=="")}catch(e){if(e instanceof m)return;throw e}}function sn(t){
let e=t.filter(([,n])=>n!==void 0);return e.length?`{${e.map(([n,r])=>`${JSON.stringify(n)}:${r}`).join(",")}}`:void 0}async function et(t,e,n){let r=ln(t,e,n),{tokens:o}=e,s=await(o!==void 0&&t.refresh?t.refresh.call(t.self,we(o),r):t.acquire?.
call(t.self,r));try{return{answer:"tokens",...an(s,"the custom provider's answer")}}catch(i){if(!(i instanceof m))throw i;
let a=i.cause===void 0?void 0:n.causes.keep(i.cause);return{answer:"noTokens",message:i.message,cause:a,refreshToken:o&&
cn(s)}}}async function fn(t,e,n){return await t.revoke?.call(t.self,we(e.tokens),ln(t,e,n)),{answer:"done"}}async function un({
owner:t},{call:e,provider:n,argument:r}){return await t[e](n,typeof r=="object"?we(r):r),{answer:"done"}}async function dn({
make:t},e){return{answer:"parts",parts:await t?.(e)}}function ln({owner:t},{provider:e,forceRefresh:n,minLifetimeMs:r,scope:o,
resource:s,audience:i},{signal:a,fetch:c}){let f={provider:e,signal:a,fetch:c??globalThis.fetch};if(t===void 0)return f;
let u={scope:o,resource:s,audience:i};return n&&(u.forceRefresh=!0),r!==void 0&&(u.minLifetimeSeconds=r/1e3),{...f,...u}}
var ge=class{#t=new Map;#e=0;get(e){return this.#t.get(e)??{}}add(e){return this.#t.set(++this.#e,e),this.#e}forget(e){this.#t.
delete(e)}register(e){let n=[],r=o=>{let s=re(o);return o.functions!==void 0&&(s.functions=this.add(o.functions),n.push(
s.functions)),s.fallback=o.fallback?.map(i=>typeof i=="string"?i:r(i)),s};return{config:r(e),undo:()=>n.forEach(o=>this.
forget(o))}}};var tt;function pn(t){tt=t}function hn(){if(tt===void 0)return;let t;try{return tt(new Promise(e=>{t=()=>e(void 0)})),t}catch{
return}}var uo=2**31-1;function mn(t){let e;function n(){e!==void 0&&clearTimeout(e),e=void 0}return{arm(r,o){n();try{e=S(()=>setTimeout(
t,Math.min(Math.max(r,0),uo)))}catch{return}o||(typeof e=="object"?e?.unref?.():g("Deno")?.unrefTimer?.(e))},disarm:n}}var lo=400,po=new Uint8Array,yn=new Set,be=class{causes=new B;#t;#e;#n=new Map;#c=0;#r=new Map;#o=new Map;#i=[];#a=[];#f;#l=!1;#u=!1;#p=!1;#d;constructor(e){
this.#e=e,this.#t=this.#h(()=>e.make(M()));let n=D(this);this.#d=mn(()=>n.deref()?.tick())}#h(e){try{return e()}catch(n){
throw this.causes.thrown(n)}}#s(e){if(this.#t===void 0)return;let{answer:n,effects:r,dueMs:o,isAwaited:s,forgotten:i}=$(
this.#h(()=>e(this.#t)));return this.#i.push(...r),i&&this.#a.push(...i),this.#f=o,this.#l=!!s,this.#x(),n}drive(){this.#s(
e=>e.effects())}tick(){this.#s(e=>e.tick(...M()))}signal(e){this.#s(n=>n.signal(A(e),...M()))}run(e,n,r,o=this.#g){let s=++this.#c,
i=A({call:e,provider:n,...r});return this.#e.edge?this.#k(s,i,o):this.#b(s,i,o)}#g=e=>{if(e.error!==void 0)throw this.causes.
error(e.error);return this.#e.value(e)};#b(e,n,r){return new Promise((o,s)=>{this.#m(e,n,i=>{try{o(r(i))}catch(a){s(a)}})})}async#k(e,n,r){
let o;this.#m(e,n,s=>{try{o={value:r(s)}}catch(i){o={error:i}}});for(let s=1;o===void 0;)await new Promise(i=>S(()=>setTimeout(
i,s))),o===void 0&&(s=this.#s(i=>i.look(e,...M()))??0);if("error"in o)throw o.error;return o.value}#m(e,n,r){if(this.#t===
void 0)throw new C("This TokenManager is closed.");this.#n.set(e,{settle:r});try{this.#s(o=>o.call(e,n,...M()))}catch(o){
throw this.#n.delete(e),o}}ask(e,n,r){let o=A({ask:e,provider:n,...r});return this.#s(s=>s.ask(o,...M()))}close(){this.#p=
!0,this.#s(e=>e.close(...M())),this.#y()}#y(){if(!this.#p||this.#r.size||this.#u||this.#t===void 0)return;this.#d.disarm();
let e=this.#t;this.#t=void 0,e.free()}#x(){if(this.#u)return;this.#u=!0;let e=0;try{for(;e<this.#i.length;)this.#S(this.#i[e++]);
this.#a.length&&this.causes.forget(this.#a.splice(0))}finally{this.#i.splice(0,e),this.#u=!1}this.#f===void 0?this.#d.disarm():
this.#d.arm(this.#f,this.#l),this.#l&&!this.#e.edge?yn.add(this):yn.delete(this),this.#y()}#S(e){switch(e.effect){case"d\
o":return this.#E(e);case"cancel":nt(this.#r.get(e.number)),this.#r.delete(e.number);return;case"unlock":nt(this.#r.get(
e.number)),this.#o.get(e.number)?.(),this.#o.delete(e.number);return;case"settle":{let n=this.#n.get(e.caller);return this.#n.
delete(e.caller),n?.settle(e)}default:return this.#e.effect(e)}}#E({number:e,withinMs:n,work:r,...o}){let s=typeof AbortController==
"function"?new AbortController:void 0;this.#r.set(e,s);let i=hn(),a={withinMs:n,causes:this.causes,signal:s?.signal,locked:u=>this.#o.
set(e,u)},c=u=>{this.#A(e,s,u),i?.()},f=()=>{if(!this.#w(e,s))return i?.();let u;try{u=this.#e.work(r,o,a)}catch(l){u=this.
causes.threw(l)}if(typeof u?.then!="function")return c(u);let d=u.catch(l=>this.causes.threw(l)),p=n===void 0?d:b(n,d,()=>(nt(
s),{answer:"timedOut"}));(this.#e.edge?this.#O(e,p):p).then(c)};this.#e.atOnce?f():Promise.resolve().then(f)}async#O(e,n){
let r;for(;(r=await b(lo,n))===void 0;)this.#s(o=>o.alive(e,...M()));return r}#A(e,n,{body:r,...o}){let s=r??po;this.#w(
e,n)&&(this.#r.delete(e),this.#s(i=>i.answer(e,A(o),s,...M())))}#w(e,n){return this.#r.has(e)&&this.#r.get(e)===n}};function nt(t){
try{t?.abort()}catch{}}var M=()=>[Date.now(),j(),Math.floor(Math.random()*2**32)];var gn=()=>ho;async function bn(t){return ce(ee,t,()=>crypto.subtle.generateKey({name:"AES-GCM",length:256},!1,["encrypt",
"decrypt"]))}var ho={[Symbol.for("tokenward.storage")]:Object.freeze({kind:"indexeddb",compares:!0}),getItem:t=>O(Q,"rea\
donly",e=>e.get(t)),setItem:(t,e,n)=>wn(t,n,r=>r.put(e,t),n?.expiresAt===void 0),removeItem:(t,e)=>wn(t,e,n=>n.delete(t),
!0),getKeys:t=>O(Q,"readonly",e=>e.getAllKeys(IDBKeyRange.lowerBound(t)))};async function wn(t,e,n,r){let o=e?.expected,
s=!0;return await O(Q,"readwrite",(a,c)=>{let f=a.get(t);return c(f,u=>{s=o===void 0||z(u??null,o),s&&n(a)}),f},r),s}var mo=500,yo=1e4,wo=200,go=8,rt,kn=0;function On(t){return rt?.web!==t&&(rt=new ot(t)),rt}var ot=class{constructor(e){this.
web=e}get[Symbol.for("tokenward.storage")](){return{kind:"local",compares:!0}}peekItem(e){return this.web.getItem(e)}async getItem(e){
let n=await En("readonly",a=>a.get(e)),r=xn(n?.result),o=Sn(this.web.getItem(e),r);if(o!==void 0)return o;await ko(e);let s=this.
web.getItem(e),i=Sn(s,r);return i!==void 0?i:(this.#n(e,s,r?.value),s)}async setItem(e,n,r){let o=await this.#e(e,n,r);return o&&
this.web.setItem(e,n),o}async removeItem(e,n){let r=await this.#e(e,null,n);return r&&this.web.removeItem(e),r}getKeys(e){
return Object.keys(this.web).filter(n=>n.startsWith(e))}#t(e){try{let n=this.web.getItem(e);return typeof n=="string"?n:
null}catch{return null}}async#e(e,n,{expected:r,expiresAt:o}={}){return await this.#n(e,n,r,o===void 0)??(r===void 0||z(
this.web.getItem(e),r))}async#n(e,n,r,o){let s=!0;return await En("readwrite",(c,f)=>{let u=c.get(e);return f(u,d=>{let h=this.#t(
e),p=xn(d)??{value:h,replaced:[]};s=r===void 0||z(p.value,r),s&&c.put({value:n,replaced:bo(n,p,h)},e)}),u},o)&&s}};function xn(t){
return Array.isArray(t?.replaced)&&(t.value===null||typeof t.value=="string")?t:void 0}function Sn(t,e){return e===void 0||
t===e.value?t:t!==null&&e.replaced.includes(An(t))?e.value:void 0}function bo(t,e,n){let[r,...o]=[t,n,e.value].map(i=>i===
null?void 0:An(i)),s=new Set([...o,...e.replaced]);return s.delete(r),[...s].filter(i=>i!==void 0).slice(0,go)}function An(t){
let[e,n]=[2166136261,16777619];for(let r=0;r<t.length;r++)e=Math.imul(e^t.charCodeAt(r),16777619),n=Math.imul(n^t.charCodeAt(
r),2246822507);return(n>>>11)*2**32+(e>>>0)}async function En(t,e,n){if(!(_()===void 0||performance.now()<kn))try{return{
result:await O(Be,t,e,n,mo)}}catch{kn=performance.now()+yo;return}}function ko(t){return new Promise(e=>{let n=s=>{s.key===
t&&r()},r=()=>{clearTimeout(o),globalThis.removeEventListener?.("storage",n),e()},o=S(()=>setTimeout(r,wo));globalThis.addEventListener?.(
"storage",n)})}var Tn=()=>g("crypto")?.subtle!==void 0;function vn(t){crypto.getRandomValues(t)}async function _n(t,e,n,r){try{let o=JSON.parse(e),s=await crypto.subtle.importKey("jwk",JSON.parse(t),o,!1,["verify"]);
return await crypto.subtle.verify(o,s,r,n)}catch{return!1}}function Mn(t){try{let{algorithm:e,type:n,usages:r}=t;return e.name==="AES-GCM"&&e.length===256&&n==="secret"&&Array.isArray(
r)&&r.includes("encrypt")&&r.includes("decrypt")}catch{return!1}}function In(t){let e=t;async function n(){if(typeof e==
"string")return bn(e);if(!ArrayBuffer.isView(e))return e;let o=e,s=await crypto.subtle.importKey("raw",o,"AES-GCM",!1,["\
encrypt","decrypt"]);return o.fill(0),e=s}async function r(o,s,i,a){try{let c=await n(),f=crypto.subtle[o]({name:"AES-GC\
M",iv:s,additionalData:i},c,a),u=o==="encrypt"?await f:await f.catch(()=>null);return u&&new Uint8Array(u)}finally{a.fill(
0)}}return{canWork:()=>Tn()&&(typeof e!="string"||_()!==void 0),run:(o,s,i,a,c)=>b(c,r(o,s,i,a)),close(){ArrayBuffer.isView(
e)&&e.fill(0)}}}var xo="encryption: must be true, 32 bytes as base64 or base64url, or a CryptoKey for AES-GCM of 256 bits with the usage\
s encrypt and decrypt",st=12,So=32;function Rn(t,e){if(t===void 0||t===!1)return;let n=t===!0?e:typeof t=="string"?Eo(t):
Mn(t)&&t;if(!n)throw new m(xo);return Oo(In(n))}function Eo(t){let e=N(t.replace(/=$/,"").replaceAll("+","-").replaceAll(
"/","_"));return e?.length===So?e:void 0}var Oo=t=>({canWork:t.canWork,close:t.close,async seal(e,n,r){let o=crypto.getRandomValues(
new Uint8Array(st)),s=await t.run("encrypt",o,it(e),E().encode(n),r);return s&&ie(Uint8Array.of(...o,...s))},async open(e,n,r){
let o=it(n),s=await t.run("decrypt",o.slice(0,st),it(e),o.slice(st),r);if(!s)return s;try{return Ot().decode(s)}catch{return null}finally{
s.fill(0)}}}),it=t=>N(t)??new Uint8Array;function ke(t,e,n){return Cn(e)?b(t,Promise.resolve(e).then(n)):n(e)}var Cn=t=>typeof t?.then=="function";function at(t,e,n){
return ke(n,t.getItem(e),r=>{if(typeof(r??"")!="string")throw new TypeError("getItem gave no string");return r??null})}function Nn(t,e){
try{let n=t.peekItem?.(e);return typeof n=="string"?n:void 0}catch{return}}function jn(t,e,n,r,o,s){let i={};r!==void 0&&
(i.expiresAt=r),o!==void 0&&(i.expected=o);let a=Object.keys(i).length?[i]:[],c=n===void 0?t.removeItem(e,...a):t.setItem(
e,n,...a);return ke(s,c,f=>f!==!1)}function Pn(t,e,n){let r=s=>{if(!Array.isArray(s))throw new TypeError("getKeys gave n\
o array");return s.filter(i=>typeof i=="string"&&i.startsWith(e))};if(typeof t.getKeys=="function")return ke(n,t.getKeys(
e),r);if(typeof t.key!="function"||typeof t.length!="number")return null;let o=Array.from({length:t.length},(s,i)=>t.key(
i));return ke(n,o.some(Cn)?Promise.all(o):o,r)}function G(t,e){try{return t[Symbol.for("tokenward.storage")]?.[e]}catch{
return}}function Kn(t){let e=oe(),r=e==="edge"&&G(t,"lasting")===!0?"durableObject":e==="server"?"process":e;return{kind:e,name:r}}
var Ao={local:"localStorage is missing or forbidden here: tokens are kept in memory alone",session:"sessionStorage is mi\
ssing or forbidden here: tokens are kept in memory alone",indexeddb:"IndexedDB is missing or forbidden here: tokens are \
kept in memory alone"},To="records cannot be encrypted here, since WebCrypto or IndexedDB is missing: tokens are kept in\
 memory alone",xe=class{cipher;#t=new Map;#e=0;constructor(e,n){this.cipher=Rn(e,n)}get(e){return this.#t.get(e)}open(e="\
memory"){if(e==="memory")return{};let[n,r]=vo(e),o=G(n,"kind"),s=r??(typeof o=="string"?o:"custom"),i=c=>({storageMissing:{
kind:s,message:c}});return n===void 0?i(Ao[s]):this.cipher?.canWork()===!1?i(To):{storage:{id:this.#n(n),kind:s,keepsRefreshTokens:G(
n,"refreshTokens")!==!1,shared:r==="local"||r==="indexeddb",volatile:G(n,"volatile")===!0,late:this.cipher===void 0&&typeof n.
peekItem=="function",compares:!!G(n,"compares"),encrypted:this.cipher!==void 0}}}#n(e){for(let[n,r]of this.#t)if(r===e)return n;
return this.#t.set(++this.#e,e),this.#e}keep(e){for(let n of this.#t.keys())e.includes(n)||this.#t.delete(n)}};function vo(t){
let e=()=>{let n=g("localStorage");return n&&On(n)};return t==="local"?[e(),t]:t==="session"?[g("sessionStorage"),t]:t===
"indexeddb"?[_()&&gn(),t]:t===g("localStorage")?[e(),"local"]:[t]}var _o=["visibilitychange","resume","pagehide","pageshow","focus","online","offline"];function Dn(t){let e=({type:r,persisted:o})=>{
t(r==="online"||r==="offline"?r:o===!0&&r==="pagehide"?"hidden":o===!0&&r==="pageshow"?"restored":"woke")},n=r=>{for(let o of _o)
try{globalThis[r](o,e,o!=="focus")}catch{}};return n("addEventListener"),()=>n("removeEventListener")}var ct=()=>g("navi\
gator")?.onLine===!1;var Ln="?",Wn="!",Un=".",Mo=4,Io=250;function Se(t){let e=ft(t,n=>n===Ln&&e?.postMessage(Wn));return()=>{e?.postMessage(
Un),e?.close()}}async function Ee(t){let[e,n]=[!1,()=>{}],r=new Promise(s=>n=s),o=ft(t,s=>{s===Wn&&(e=!0,n())});if(o){for(let s=Mo;s&&
!e;s--)o.postMessage(Ln),await b(Io,r);return o.close(),e}}function $n(t){let e=()=>{},n=ft(t,r=>r===Un&&e());return{wait:r=>new Promise(
o=>{let s=S(()=>setTimeout(o,r));e=()=>{clearTimeout(s),o()}}),end:()=>n?.close()}}function ft(t,e){return Me(`${t} aliv\
e?`,e)}var Ro=500,Bn=3e3,Co=1e3,No=3e4,jo=50,Po=20,Ko=400;async function Gn(t,e){let n={owner:Math.random(),beat:0},r=$n(t);try{
let o,s=!1,[i,a,c]=[0,0,performance.now()];for(let f=Po;;f=Math.min(f*1.5,Ko)){let u=l=>!l||l.owner===n.owner||s&&qn(l,o),
d=await ut(t,n,u);if(!d||u(d))return Do(t,n);let h=performance.now(),p=Math.min(h-c,Co);if(c=h,i+=p,a=qn(d,o)?a+p:0,o=d,
i>=(e?No:jo))return null;s=a>=Bn&&!await Ee(t),a>=Bn&&!s&&(a=0),s||await r.wait(f*(.5+Math.random()))}}finally{r.end()}}
function Do(t,e){let n=i=>i?.owner===e.owner,r=Se(t),o=()=>{e.beat++,ut(t,e,n).then(i=>n(i)||clearInterval(s),()=>{})},s=S(
()=>setInterval(o,Ro));return()=>{clearInterval(s),ut(t,void 0,n).then(r,r)}}function ut(t,e,n){return O(qe,"readwrite",
(r,o)=>{let s=r.get(t);return o(s,i=>{n(i)&&(e?r.put(e,t):r.delete(t))}),s})}function qn(t,e){return t.owner===e?.owner&&
t.beat===e.beat}var Lo=4e3,Wo=6,Uo=2e3,$o=1e3,Bo=50;async function Fn(t,e){try{return await qo(t,e)}catch{}try{return await Gn(t,e)}catch{
return}}async function qo(t,e){let n=dt(t),r=await(e?Go(t,n):b(Bo,n.granted));return r||(n.cancel(),null)}async function Go(t,e){
for(let n=Wo;n;n--){let r=await b(Lo,e.granted);if(r)return r;let o=dt(`${t} asking`);try{let s=await b(Uo,Promise.race(
[e.granted,o.granted.then(()=>!0)])),i=s===!0?await Promise.race([e.granted,Ee(t)]):s;if(typeof i=="function")return i;if(i===
void 0)return null;if(!i)return await Fo(t,e)}finally{o.cancel()}}return null}async function Fo(t,e){let n=dt(t,{steal:!0}),
r=await b($o,n.granted);return(r?e:n).cancel(),r}function dt(t,e){let n=new AbortController,r=()=>{},o=new Promise((i,a)=>{
let c=()=>new Promise(f=>{let u=Se(t);r=()=>{f(void 0),u()},i(r)});navigator.locks.request(t,e??{signal:n.signal},c).catch(
a)});return o.catch(()=>{}),{granted:o,cancel:()=>{n.abort(),r()}}}var Ho=5e3,Jo=50,Hn=new WeakMap;async function Jn(t,e,n){let r=Hn.get(t)??new Map;Hn.set(t,r);let o=r.get(e)??[],s=()=>{
let f=o.shift();f?f():r.delete(e)};if(!r.has(e))return r.set(e,o),s;let i=()=>{},a=new Promise(f=>{i=()=>f(!0),o.push(i)});
if(await b(n?Ho:Jo,a))return s;let c=o.indexOf(i);return c<0?s:(o.splice(c,1),null)}async function Yn(t,e,n,r){let o=t==="browser"?await Fn(n,r):void 0;return o===void 0?Jn(e,n,r):o}var F=(t,e)=>{let n=r=>r===void 0?{answer:"timedOut"}:e(r);return typeof t?.then=="function"?t.then(n):n(t)},lt=t=>({answer:"\
text",text:t}),zn={async fetch(t,{fetch:e,host:n,signal:r,causes:o,keyOwner:s}){let i=Object.fromEntries(t.headers),a;if(t.
proof!==void 0){let{proof:d,proofKey:h}=await I();try{let p=await h(s,t.proof.key),l=await d(p,t.method,t.proof.htu,t.proof.
iat,t.proof.nonce);i.dpop=l,a={thumbprint:p.jkt,proof:l}}catch(p){return{answer:"noResponse",why:"noProof",cause:o.keep(
p)}}}let c=await vt({method:t.method,url:t.url,headers:i,body:t.body},{fetch:e,kind:n,signal:r});if(c.failure!==null){let d=c.
cause===void 0?void 0:o.keep(c.cause);return{answer:"noResponse",why:c.failure,cause:d}}let{status:f,body:u}=c;return{answer:"\
response",status:f,headers:Object.entries(c.headers),proof:a,body:u}},read:(t,{storages:e,withinMs:n})=>F(at(e.get(t.storage),
t.key,n),lt),peek(t,{storages:e,withinMs:n}){let r=Nn(e.get(t.storage),t.key);return r===void 0?F(at(e.get(t.storage),t.
key,n),lt):{answer:"text",text:r}},write:(t,{storages:e,withinMs:n})=>F(jn(e.get(t.storage),t.key,t.text,t.expiresAt,t.expected,
n),r=>({answer:"written",written:r})),list:(t,{storages:e,withinMs:n})=>F(Pn(e.get(t.storage),t.prefix,n),r=>({answer:"k\
eys",keys:r})),seal:({additionalData:t,text:e},{storages:n,withinMs:r})=>F(n.cipher.seal(t,e,r),o=>({answer:"sealed",bytes:o})),
open:({additionalData:t,bytes:e},{storages:n,withinMs:r})=>F(n.cipher.open(t,e,r),lt),async lock(t,{host:e,storages:n,signal:r,
locked:o}){let s=await Yn(e,n.get(t.storage),t.key,t.patient);return s&&r?.aborted?s():s&&o(s),{answer:"locked",locked:!!s}},
async proofKey({name:t},{causes:e,keyOwner:n}){let{proofKey:r}=await I();try{let{jkt:o,kept:s,fault:i}=await r(n,t);return{
answer:"proofKey",thumbprint:o,kept:s,fault:i===void 0?void 0:e.keep(i)}}catch{return{answer:"proofKey"}}},async verify({
key:t,algorithm:e,input:n,signature:r}){return{answer:"verified",verified:await _n(t,e,E().encode(n),N(r)??new Uint8Array)}},
makeParts:(t,{functions:e})=>dn(e.get(t.functions),t),acquire:(t,e)=>et(e.functions.get(t.functions),t,e),refresh:(t,e)=>et(
e.functions.get(t.functions),t,e),revoke:(t,e)=>fn(e.functions.get(t.functions),t,e),async resolve({provider:t},{causes:e,
functions:n,resolveProvider:r,signal:o,keep:s}){let i=await r?.(t);if(i instanceof Error)return{answer:"provider",error:e.
threw(i).error};let a=i&&n.register(i).config;return a&&!o?.aborted&&s(t,a),{answer:"provider",provider:a}},decide:({id:t,
answer:e,closing:n},{mover:r})=>({answer:"decided",step:r.decide(t,e,n)}),passOn:(t,{functions:e})=>un(e.get(t.functions),
t)};function Vn(){import(/* webpackIgnore: true *//* @vite-ignore */["cloudflare","workers"].join(":")).then(({waitUntil:e})=>typeof e=="function"&&pn(n=>e(n)),()=>{})}V()&&Vn();var Yo={async resolve({provider:t},{causes:e,resolveProvider:n}){try{let r=await n?.(t);return{answer:"provide\
r",provider:r===void 0?void 0:{grant:"custom",functions:r}}}catch(r){if(r?.code==="invalid_configuration")return{answer:"\
provider",error:e.threw(r).error};throw r}}},Oe=class{functions=new ge;#t;#e;#n;#c;#r;#o;#i=()=>{};#a;constructor(e){Ge.
rare=()=>Je,this.#t=e,this.#e=new xe(e.encryption,e.namespace),this.#n=this.#e.open(e.storage);let{storage:n}=this.#n,r=n&&
this.#e.get(n.id);this.#c=Kn(r),this.#r=r??this}get settings(){let{namespace:e,background:n,logLevel:r,resolveProvider:o}=this.#t,
{name:s}=this.#c,i=s==="browser"&&ct();return A({namespace:e,background:n,logLevel:r,...this.#n,host:s,offline:i,resolves:o!==
void 0})}start(e){let{fetch:n,resolveProvider:r}=this.#t,{kind:o,name:s}=this.#c,i={fetch:n,host:o,functions:this.functions,
storages:this.#e,keyOwner:this.#r,resolveProvider:r},a={...zn,...Yo},c=new be({edge:s==="edge",make:()=>e,work:(f,u,d)=>a[f](
u,{__proto__:i,...d}),effect:f=>this.#f(f),value:f=>f});if(this.#o===void 0){this.#o=c;let f=D(this);s==="browser"&&(this.#i=
Dn(u=>f.deref()?.signal({signal:u,offline:ct()})))}return c}fetch(e,n){let r=this.#o,o=this.#r,s={fetch:this.#t.fetch,providerFor:async(i,a)=>(await r.
run("providerFor",i,{origin:a})).value,async authorization(i){let{token:a,tokenType:c}=await r.run("getToken",i);return`${Wt(
c)} ${a}`},checkOrigin:(i,a,c)=>{r.ask("checkOrigin",i,{token:a,origin:c})},challenged:(i,a,c,f,u)=>r.ask("challenged",i,
{token:a,origin:c,status:f,challenge:u}).value,reject:async(i,a)=>(await r.run("rejectToken",i,{token:a})).value,refusedWhenNew:(i,a,c)=>{
r.ask("refusedWhenNew",i,{token:a,origin:c})},prover:i=>({claims(a){let{proof:c}=r.ask("proof",i,{url:a});return c&&{...c,
owner:o,id:c.key}},answered:(a,c)=>Mt(r,a,c)})};return Lt(s,e,void 0)}signal(e){this.#o?.signal(e)}close(){this.#i(),this.#o?.
close(),this.#e.cipher?.close()}open(e){return A(this.#e.open(e))}keep(e){this.#e.keep([...e])}async proof(e,n,r,o,s,i){
let{proof:a,proofKey:c}=await I();return a(await c(this.#r,e),n,r,o,s,i)}#f(e){switch(e.effect){case"announce":return this.#a?.
postMessage(e.text);case"listen":this.#a?.close(),this.#a=e.listens?wt(this.#t.namespace,this):void 0;return;case"forget":
return this.functions.forget(e.functions)}}};function Zn(t,e){let n=new B,r=$(t);return n.error(e===void 0?r:{...r,cause:n.
keep(e)})}var Xn=60,H=512,Ae=65,pt=Symbol.for("tokenward.storage");function Qn(t,e){let n=zo(t),{prefix:r,cacheTtl:o,refreshTokens:s}=Vo(
e),i=async a=>{let c=r+a,f=E().encode(c);if(f.length<=H)return c;let u=new Uint8Array(await crypto.subtle.digest("SHA-25\
6",f)),d=c.slice(0,H-Ae);for(;E().encode(d).length>H-Ae;)d=d.slice(0,-1);return`${d}~${Array.from(u,h=>h.toString(16).padStart(
2,"0")).join("")}`};return{[pt]:Object.freeze({kind:"kv",refreshTokens:s,volatile:!0}),async getItem(a){return await n.get(
await i(a),o===void 0?{type:"text"}:{type:"text",cacheTtl:o})},async setItem(a,c,f){let u=f?.expiresAt,d=typeof u=="numb\
er"&&Number.isFinite(u)?{expirationTtl:Math.max(Xn,Math.ceil((u-Date.now())/1e3))}:void 0;try{await n.put(await i(a),c,d)}catch(h){
if(s||!Zo(h))throw h}},async removeItem(a){await n.delete(await i(a))},async getKeys(a){if(typeof n.list!="function")throw new Y(
"This namespace has no list().");let c=[],f;do{let u=await n.list(f===void 0?{prefix:r+a}:{prefix:r+a,cursor:f});for(let{
name:d}of u.keys)c.push(d.slice(r.length));f=u.list_complete?void 0:u.cursor}while(f!==void 0);return c}}}function zo(t){
let e=t;if(!(typeof e=="object"&&e!==null&&["get","put","delete"].every(r=>typeof e[r]=="function")))throw new m("namesp\
ace: must be a Workers KV namespace, such as env.TOKENS (is the binding in wrangler's configuration?)");return e}function Vo(t){
if(t!=null&&(typeof t!="object"||Array.isArray(t)))throw new m("options: must be an object");let e={prefix:"",cacheTtl:void 0,
refreshTokens:!1};for(let[n,r]of Object.entries(t??{}))if(r!=null)if(n==="prefix"){if(typeof r!="string")throw new m("op\
tions.prefix: must be a string");if(E().encode(r).length>H-Ae)throw new m(`options.prefix: must have at most ${H-Ae} byt\
es, since Workers KV takes keys of ${H}`);e.prefix=r}else if(n==="cacheTtlSeconds"){if(typeof r!="number"||!Number.isInteger(
r)||r<Xn)throw new m("options.cacheTtlSeconds: must be a whole number of at least 60, as Workers KV demands");e.cacheTtl=
r}else if(n==="refreshTokens"){if(typeof r!="boolean")throw new m("options.refreshTokens: must be true or false");e.refreshTokens=
r}else throw new m(`options.${n}: ${ye(n,["prefix","cacheTtlSeconds","refreshTokens"])}`);return e}function Zo(t){return W(
"Error",t)&&/\b429\b/.test(t.message)}function er(t){let e=t;if(!(typeof e=="object"&&e!==null&&["get","put","delete","list","sync"].every(r=>typeof Reflect.get(
e,r)=="function")))throw new m("storage: must be a Durable Object's own storage, such as this.ctx.storage");return{[pt]:Object.
freeze({kind:"durable object",refreshTokens:!0,lasting:!0}),async getItem(r){return await e.get(r)},async setItem(r,o){await e.
put(r,o),await e.sync()},async removeItem(r){await e.delete(r),await e.sync()},async getKeys(r){return[...(await e.list(
{prefix:r})).keys()]}}}return fr(Xo);})();
