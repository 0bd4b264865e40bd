// Made from src/client/driver.js and pkg-template/ by `cargo xtask build`: change those.
var tokenwardDriver=(()=>{var Oe=Object.defineProperty;var rr=Object.getOwnPropertyDescriptor;var or=Object.getOwnPropertyNames;var sr=Object.prototype.hasOwnProperty;var ht=(t,e)=>{for(var n in e)Oe(t,n,{get:e[n],enumerable:!0})},ir=(t,e,n,r)=>{if(e&&typeof e=="object"||typeof e=="func\
tion")for(let o of or(e))!sr.call(t,o)&&o!==n&&Oe(t,o,{get:()=>e[o],enumerable:!(r=rr(e,o))||r.enumerable});return t};var ar=t=>ir(Oe({},"__esModule",{value:!0}),t);var zo={};ht(zo,{ClientDriver:()=>Se,durableObjectStorage:()=>Xn,errorOf:()=>zn,fillRandomly:()=>On,kvStorage:()=>Zn,monotonicMs:()=>P});function S(t){let e=globalThis.Zone?.root;return typeof e?.run=="function"?e.run(t):t()}function L(t){return typeof WeakRef=="function"?new WeakRef(t):{deref:()=>t}}var cr=100;function ve(t,e){try{let{BroadcastChannel:n}=globalThis,r=typeof n=="function"?new n(t):new Te(t);return e&&(r.
onmessage=({data:o})=>{typeof o=="string"&&e(o)}),r}catch{return}}function mt(t,e){let n=L(e);return ve(t,r=>n.deref()?.
signal({signal:"heard",text:r}))}var Te=class{onmessage=null;#t=localStorage;#e;constructor(e){this.#e=`${e}%message`,addEventListener(
"storage",this)}handleEvent({key:e,newValue:n}){e===this.#e&&n&&this.onmessage?.({data:n.slice(n.indexOf(" ")+1)})}postMessage(e){
try{this.#t.setItem(this.#e,`${Math.random()} ${e}`),S(()=>setTimeout(()=>this.#t.removeItem(this.#e),cr))}catch{}}close(){
removeEventListener("storage",this)}};var yt=["code","provider","retryable","status","oauthError","oauthErrorDescription","suberror","claims","retryAfterMs"],
w=class extends Error{constructor(e,n={}){super(e,n.cause===void 0?void 0:{cause:n.cause}),this.code=n.code??wt[this.name]??
"acquisition_failed",this.retryable=n.retryable??!1;for(let r of yt)n[r]!==void 0&&Object.assign(this,{[r]:n[r]})}toJSON(){
let e={name:this.name,message:this.message};for(let n of yt)e[n]=Reflect.get(this,n);return e}},C=class extends w{},m=class extends w{},
_e=class extends w{},Me=class extends w{},Ie=class extends w{},Re=class extends w{},te=class extends w{},Ce=class extends te{},
Ne=class extends w{},Y=class extends w{},je=class extends w{},N=class extends w{},fr=[[w,"TokenError","acquisition_faile\
d"],[C,"NotInitializedError","not_initialized"],[m,"InvalidConfigurationError","invalid_configuration"],[_e,"UnknownProv\
iderError","unknown_provider"],[Me,"TokenNotFoundError","token_not_found"],[Ie,"TokenExpiredError","token_expired"],[Re,
"TokenAcquisitionError","acquisition_failed"],[te,"TokenRefreshError","refresh_failed"],[Ce,"ReauthenticationRequiredErr\
or","reauthentication_required"],[Ne,"LoginError","login_failed"],[Y,"StorageError","storage"],[je,"InvalidTokenError","\
invalid_token"],[N,"ManagerClosedError","closed"]],wt={},gt={};for(let[t,e,n]of fr)Object.defineProperty(t.prototype,"na\
me",{value:e,configurable:!0,writable:!0}),wt[e]=n,gt[e]=t;function bt(t,e,n,r){let o=gt[t]??w;return new o(n,{...r,code:e})}function ur(t,e){if(typeof t!="string")throw new m(`${e}: must be a string, a provider's name`);return t}function kt(t){
return t==null?void 0:ur(t,"provider")}function v(t,e){return t!=null&&Object.hasOwn(t,e)?t[e]??void 0:void 0}var ne=t=>Object.assign(Object.create(null),t);function Pe(t,e){return e===void 0?t:new Promise((n,r)=>{let o=()=>{e.removeEventListener("abort",o),r(e.reason)};e.addEventListener(
"abort",o);let s=()=>e.removeEventListener("abort",o);t.then(i=>{s(),n(i)},i=>{s(),r(i)})})}var dr=[void 0,"","AQgw","AEIMQUYcgkosw048"];function j(t){let e=dr[t.length%4];if(!(e!==void 0&&!e.includes(t[t.length-
1]))&&!(e===""||t.includes("+")||t.includes("/")))try{let n=lr(t);return n.length===t.length*3>>2?n:void 0}catch{return}}
var lr=(()=>{let t=globalThis;return typeof t.Uint8Array.fromBase64=="function"?e=>t.Uint8Array.fromBase64(e,{alphabet:"\
base64url"}):typeof t.Buffer?.from=="function"?e=>t.Buffer.from(e,"base64url"):e=>Uint8Array.from(atob(e.replaceAll("-",
"+").replaceAll("_","/")),n=>n.charCodeAt(0))})();function re(t){let e="";for(let n of t)e+=String.fromCharCode(n);return btoa(
e).replace(/\+/g,"-").replace(/\//g,"_").replace(/=+$/,"")}function P(){try{return performance.now()}catch{return Date.now()}}var pr=2**31-1,hr=50,mr=250,yr=2e3,wr=3,gr=(t,e)=>S(()=>setTimeout(e,Math.min(Math.max(t,0),pr)));function Ke(t){let e,n=0;return{over:new Promise(o=>{let s=i=>{let a=P()+i;e=gr(i,()=>{let f=P()-a;f<hr||n++===wr?o():s(
f<yr?mr:t)})};s(t)}),end:()=>clearTimeout(e)}}async function b(t,e,n){let{over:r,end:o}=Ke(t);try{return await Promise.race(
[e,r.then(()=>n?.())])}finally{o()}}var br="tokenward",V="records",Z="keys",Ue="commits",$e="leases",Et=[V,Z,Ue,$e],kr=1e3,oe,Le,z;function xr(){return globalThis.
addEventListener?.("pagehide",()=>{z=new Promise(t=>{let e=()=>{z=void 0,t()};globalThis.addEventListener("pageshow",e,{
once:!0})}),Le?.forEach(t=>t())}),new Set}function _(){try{return globalThis.indexedDB??void 0}catch{return}}async function E(t,e,n,r,o=kr){
let s=()=>{},i=!1,a=()=>{},c=()=>{},f=new Promise((p,l)=>{c=()=>{i=!0,s(),l(De())}}),u=()=>{let p=Ke(o);a=p.end,p.over.then(
c)},d=async()=>{a(),await z,u()};u(),f.catch(()=>{});let h=()=>s();(Le??=xr()).add(h);try{for(let p=!0;;p=!1){z&&await d();
let l=oe??=Sr();try{let x=await Promise.race([l.database,f]);z&&await d();let k=x.transaction(t,e,{durability:r?"strict":
"relaxed"}),R=new Promise((ee,Ae)=>{s=()=>xt(k)&&Ae(De());let lt=!1,Qn=(pt,tr)=>{lt=!0,pt.onsuccess=()=>{try{tr(pt.result),
k.commit?.()}catch(nr){Ae(nr),xt(k)}}},er=n(k.objectStore(t),Qn);lt||k.commit?.(),k.oncomplete=()=>ee(er.result),k.onabort=
()=>Ae(k.error??De())});return await Promise.race([R,f])}catch(x){if(x?.name==="QuotaExceededError"||(We(l),i||!p))throw x}}}finally{
a(),Le?.delete(h)}}async function se(t,e,n){let r=await E(t,"readonly",i=>i.get(e));if(r!==void 0)return r;let o=await n();
return await E(t,"readwrite",(i,a)=>{let c=i.get(e);return a(c,f=>{f===void 0&&i.add(o,e)}),c},!0)??o}function De(){return new DOMException(
"IndexedDB took too long.","TimeoutError")}function xt(t){try{return t.abort(),!0}catch{return!1}}function Sr(){let t={database:Er().
then(e=>(e.onversionchange=()=>We(t),e.onclose=()=>We(t),oe!==t&&e.close(),e))};return t}function We(t){oe===t&&(oe=void 0),
t.database.then(e=>e.close(),()=>{})}async function Er(){let t=await St();if(Et.every(n=>t.objectStoreNames.contains(n)))
return t;let{version:e}=t;return t.close(),St(e+1)}function St(t){return new Promise((e,n)=>{let r=_().open(br,t);r.onupgradeneeded=
()=>{let{objectStoreNames:o}=r.result;for(let s of Et)o.contains(s)||r.result.createObjectStore(s)},r.onsuccess=()=>e(r.
result),r.onerror=()=>n(r.error)})}var K={ES256:"P-256",ES384:"P-384",ES512:"P-521"},W={RS:"RSASSA-PKCS1-v1_5",PS:"RSA-PSS",ES:"ECDSA",Ed:"Ed25519"};function At(t){
if(typeof t!="object"||t===null)return;let e=v(t,"kty")!==void 0?Ar(ne(t)):Or(t);return e!==void 0&&/^([RP]S(256|384|512)|EdDSA)$|^ES/.
test(e)&&(e[0]!=="E"||e==="EdDSA"||e in K)?e:void 0}function Ar({kty:t,crv:e,alg:n,d:r}){if(typeof r=="string")return t===
"RSA"?typeof n=="string"&&n[1]==="S"&&n[0]!=="E"?n:n===void 0?"RS256":void 0:t==="EC"?Object.keys(K).find(o=>K[o]===e):t===
"OKP"&&e==="Ed25519"?"EdDSA":void 0}function Or({type:t,usages:e,algorithm:n}){if(t!=="private"||!Array.isArray(e)||!e.includes(
"sign"))return;let{name:r,hash:o,namedCurve:s}=n;if(r===W.Ed)return"EdDSA";if(r===W.ES)return Object.keys(K).find(a=>K[a]===
s);let i=String(o?.name).replace("SHA-","");return r===W.RS?`RS${i}`:r===W.PS?`PS${i}`:void 0}function U(t,e){if(Object.prototype.toString.call(e)===`[object ${t}]`)return!0;let n=globalThis[t];return typeof n=="fu\
nction"&&e instanceof n}function g(t){try{return globalThis[t]??void 0}catch{return}}function X(){return g("navigator")?.userAgent==="Cloudflare\
-Workers"||g("WebSocketPair")!==void 0}function ie(){return X()||g("EdgeRuntime")!==void 0?"edge":g("process")?.versions||
g("Deno")||g("Bun")?"server":"browser"}var Tr='this host compiles no WebAssembly at run time. Bundle with the condition "workerd" or "edge-light", or give init\
() a WebAssembly.Module.';function Ot(t){if(t instanceof w)return t;let e=String(t?.message??""),n="The core could not b\
e loaded",r=!1;return typeof WebAssembly!="object"?n+=": WebAssembly is missing. A lockdown mode disables it, or the bro\
wser is too old.":/content.security.policy|\bcsp\b|unsafe-eval/i.test(e)?n+=": the Content-Security-Policy of this page \
or worker forbids WebAssembly. Add 'wasm-unsafe-eval' to its script-src.":/disallowed by embedder/i.test(e)?n+=`: ${Tr}`:
(n+=e?`: ${e}`:".",r=!0),new C(n,{cause:t,retryable:r})}var Be={},vr={};async function Tt(t){try{return await(vr[t]??Be[t])?.()}catch(e){throw _r(e)}}function _r(t){if(t instanceof
TypeError&&/import/i.test(t.message)&&g("ServiceWorkerGlobalScope")){let e='A part of tokenward could not be loaded: a s\
ervice worker has no import(). Add import "tokenward/login" to it.';return new C(e,{cause:t})}return Ot(t)}var ae=class{#t;#e;#n=!1;constructor(e,n){let r=fe(e)?e:void 0,o=i=>r&&ce(r,i),s=i=>v(n,i);this.#t=r,this.#e=n,this.url=
Mr(o("url")??String(e)),this.method=(s("method")??o("method")??"GET").toUpperCase(),this.headers=new Headers(s("headers")??
o("headers")),this.signal=Object.hasOwn(n,"signal")&&n.signal!==void 0?s("signal"):o("signal")??void 0,this.redirect=s("\
redirect")??o("redirect")??"follow",this.isOneShot=Ir(s("body"))}take(e,n,r=this.url,o=!1){let s={...this.#e,headers:e};
if(n!==void 0&&(s.redirect=n),o)return delete s.body,this.signal!==void 0&&(s.signal=this.signal),[r.href,{...s,method:"\
GET"}];let i=this.#t;return i===void 0?[r.href,s]:(ce(i,"body")!==null&&v(s,"body")===void 0&&(this.#t=i.clone(),this.#n=
!0),[r===this.url?i:new Request(r,i),s])}release(){this.#n&&this.#t?.body?.cancel().catch(()=>{}),this.#t=void 0}};function fe(t){
if(typeof Request!="function")return!1;if(t instanceof Request)return!0;try{return typeof t=="object"&&t!==null&&typeof Reflect.
get(Request.prototype,"url",t)=="string"}catch{return!1}}function ce(t,e){return e in Request.prototype?Reflect.get(Request.
prototype,e,t):t[e]}function Mr(t){try{return new URL(t,globalThis.document?.baseURI??globalThis.location?.href)}catch(e){
throw new m("input: must be a URL, absolute outside of pages",{cause:e})}}function Ir(t){return typeof t!="object"||t===
null?!1:U("ReadableStream",t)?!0:Symbol.asyncIterator in t}var Rr={CURVES:K,InvalidConfigurationError:m,KEYS:Z,NAMES:W,TokenError:w,algorithmOf:At,base64url:re,bytesOf:j,factory:_,
isKind:U,keptOrMade:se,memberOf:ce,own:v,within:b};async function I(){let t=await Tt("rare");return t.start(Rr),t}function vt(t){let e=globalThis;if(X())return e.Cloudflare?.compatibilityFlags?.strip_authorization_on_cross_origin_redirect===
!0;let n=ie();return n!=="browser"?n==="server"&&!t:e.document!==void 0||e.WorkerGlobalScope!==void 0}var _t="DPoP ";async function Mt(t,e,n){let{provider:r,anonymously:o,init:s,via:i}=Cr(n),a=new ae(...Nr(e,s)),{signal:c}=a;
c?.throwIfAborted();let{origin:f}=a.url,u=await Pe(t.providerFor(r,f),c),d;try{d=await t.authorization(u,c)}catch(l){if(!o||
!(l instanceof w)||l instanceof N)throw l}d!==void 0&&t.checkOrigin(u,$(d),f);let h=jr(t,u,a,i??t.fetch),p=(l,x)=>{let{status:k,
headers:R}=l;return k!==401&&k!==403||Kr(l,f)?!1:t.challenged(u,x,f,k,R.get("www-authenticate")??void 0)};try{let l=await h(
d);if(d===void 0||!p(l,$(d)))return l;let x=await Pr(t,u,d,f,a);if(x===void 0)return l;l.body?.cancel().catch(()=>{});let k=await h(
x);return p(k,$(x))&&t.refusedWhenNew(u,$(x),f),k}finally{a.release()}}function Cr(t){if(t!=null&&typeof t!="object")throw new m(
"init: must be an object");let e=fe(t)?t:void 0,{provider:n,onNoToken:r,fetch:o,...s}=e?{}:t??{},[i,a,c]=["provider","on\
NoToken","fetch"].map(f=>e?void 0:v(t,f));if(a!==void 0&&a!=="throw"&&a!=="anonymous")throw new m('init.onNoToken: must \
be one of "throw", "anonymous"');if(c!==void 0&&typeof c!="function")throw new m("init.fetch: must be a function");return{
provider:kt(i),anonymously:a==="anonymous",init:e??s,via:c}}function Nr(t,e){return fe(e)?[new Request(t,e),{}]:[t,e]}function jr(t,e,n,r){
let o=r??((i,a)=>fetch(i,a)),s=n.redirect==="follow"&&!vt(r!==void 0);return async i=>{let a=new Headers(n.headers);if(i===
void 0?a.delete("authorization"):a.set("authorization",i),i?.startsWith(_t)){let{sendWithProofs:c}=await I();return c(t.
prover(e),i.slice(_t.length),o,n,a)}return s?(await I()).follow(o,n,a):o(...n.take(a))}}async function Pr(t,e,n,r,{signal:o,
isOneShot:s}){try{if(!await Pe(t.reject(e,$(n)),o)||s)return;let a=await t.authorization(e,o);return t.checkOrigin(e,$(a),
r),a}catch{o?.throwIfAborted();return}}var It=t=>["Bearer","DPoP"].find(e=>e.toLowerCase()===t.toLowerCase())??t,$=t=>t.
slice(t.indexOf(" ")+1);function Kr(t,e){return t.url!==""&&new URL(t.url).origin!==e}var Fe={};ht(Fe,{asksFor:()=>Ut,dpopRequest:()=>Wt,follow:()=>pe,makeParts:()=>Dt,proof:()=>le,proofKey:()=>de,prove:()=>Ge,
sendWithProofs:()=>Lt,start:()=>Rt});var y={};function Rt(t){Object.assign(y,t)}function Ct(t){let e=t.slice(2);return{name:y.NAMES[t.slice(0,2)],hash:`SHA-${e}`,namedCurve:y.CURVES[t],saltLength:Number(
e)/8}}async function Nt(t){let{alg:e,use:n,key_ops:r,ext:o,...s}=t;if(s.kty==="RSA")for(let i of Dr)i in s&&(s[i]=Lr(s[i]));
return crypto.subtle.importKey("jwk",s,Ct(y.algorithmOf(t)),!1,["sign"])}var Dr=["n","e","d","p","q","dp","dq","qi"];function Lr(t){
let e=typeof t=="string"&&y.bytesOf(t)||void 0;return e?.[0]===0?y.base64url(e.subarray(e.findIndex(n=>n!==0))):t}async function ue(t,e,n){
let r=y.algorithmOf(t),{base64url:o}=y,s=c=>o(new TextEncoder().encode(JSON.stringify(c))),i=`${s({alg:r,...e})}.${s(n)}`,
a=await crypto.subtle.sign(Ct(r),t,new TextEncoder().encode(i));return`${i}.${o(new Uint8Array(a))}`}var jt=new WeakMap,Wr=3e3;function de(t,e){return y.within(Wr,Ur(t,e),()=>{throw new DOMException("WebCrypto took too lo\
ng.","TimeoutError")})}async function Ur(t,e){let n=jt.get(t)??new Map;jt.set(t,n);let r=n.get(e);if(r?.kept===!1)return r;
let o=async()=>n.get(e)??await $r(),s;if(y.factory())try{let a={...await y.keptOrMade(y.KEYS,["dpop",e],o),kept:!0};return n.
set(e,a),a}catch(a){s=a}let i={...await o(),kept:!1};return n.get(e)?.kept!==!1&&n.set(e,i),{...n.get(e),fault:s}}async function $r(){
let{privateKey:t,publicKey:e}=await crypto.subtle.generateKey({name:"ECDSA",namedCurve:"P-256"},!1,["sign","verify"]),{crv:n,
kty:r,x:o,y:s}=await crypto.subtle.exportKey("jwk",e),i={crv:n,kty:r,x:o,y:s};return{privateKey:t,jwk:i,jkt:await Pt(JSON.
stringify(i))}}async function le({privateKey:t,jwk:e},n,r,o,s,i){let c={jti:y.base64url(crypto.getRandomValues(new Uint8Array(
16))),htm:n,htu:r,iat:o,nonce:s,ath:i===void 0?void 0:await Pt(i)};return ue(t,{typ:"dpop+jwt",jwk:e},c)}async function Pt(t){
return y.base64url(new Uint8Array(await crypto.subtle.digest("SHA-256",new TextEncoder().encode(t))))}var Br=["content-encoding","content-language","content-length","content-location","content-type"],qr=["authorization","c\
ookie","proxy-authorization"];async function pe(t,e,n){let{url:r,method:o}=e,s=new Headers(n),i=!1;for(let a=0;;a++){let c=await t(
...e.take(s,"manual",r,i)),f=[301,302,303,307,308].includes(c.status)?c.headers.get("location"):null;if(f===null)return c;
if(c.body?.cancel().catch(()=>{}),a===20)throw new TypeError("fetch failed: too many redirects");let u=new URL(f,r);if(!/^https?:$/.
test(u.protocol))throw new TypeError("fetch failed: redirected to something that is not http");if(c.status===303?o!=="GE\
T"&&o!=="HEAD":c.status<303&&o==="POST"){o="GET",i=!0;for(let d of Br)s.delete(d)}else if(!i&&e.isOneShot)throw new TypeError(
"fetch failed: a body that is a stream cannot be sent again after a redirect");if(u.origin!==r.origin)for(let d of qr)s.
delete(d);u.hash===""&&(u.hash=r.hash),r=u}}var Gr=60,Fr=300;async function Dt(t,{clientId:e,scope:n,audience:r,endpoint:o,subjectToken:s,now:i}){let{claims:a,assertion:c,
subject:f,actor:u}=t,d=[],h=Math.floor(i/1e3);if(r!==void 0){let p={iss:e,sub:e,aud:r,jti:crypto.randomUUID(),iat:h,exp:h+
Gr};d.push(["client_assertion_type","urn:ietf:params:oauth:client-assertion-type:jwt-bearer"]),d.push(["client_assertion",
await Kt(t,"client-authentication+jwt",p)])}if(o!==void 0){if(a!==void 0){let p={iss:e,scope:n||void 0,aud:o,iat:h,exp:h+
Fr,jti:crypto.randomUUID()};d.push(["assertion",await Kt(t,"JWT",{...p,...a})])}else c!==void 0&&d.push(["assertion",await qe(
"assertion",c)]);f!==void 0&&d.push(["subject_token",s??await qe("subjectToken",f)]),u!==void 0&&d.push(["actor_token",await qe(
"actorToken",u)])}return d}async function Kt(t,e,n){let{jwk:r,kid:o}=t,s=r?.kty==="OKP"&&r.alg==="Ed25519"?{alg:r.alg}:{};
try{return t.key??=await Nt(r),await ue(t.key,{typ:e,kid:o,...s},n)}catch(i){throw new y.TokenError("privateKey: WebCryp\
to could not sign with it: see cause",{code:"crypto",cause:i})}}async function qe(t,e){if(typeof e=="string")return e;let n;
try{n=await e()}catch(r){let o=r?.retryable===!0;throw new y.TokenError(`${t}: the function threw: see cause`,{retryable:o,
cause:r})}if(typeof n!="string"||n==="")throw new y.TokenError(`${t}: the function must give a string that is not empty`);
return n}async function Ge(t,e,n,r){let o=t.claims(n);if(o===void 0)return;let{owner:s,id:i,htu:a,iat:c,nonce:f}=o;try{return{claims:o,
text:await le(await de(s,i),Yr(e),a,c,f,r)}}catch(u){throw new y.TokenError("No DPoP proof can be made: WebCrypto is mis\
sing, or fails.",{code:"crypto",cause:u})}}var Hr=/^[!\x23-\x5b\x5d-\x7e]*$/,Jr=/^(delete|get|head|options|post|put)$/i;
async function Lt(t,e,n,r,o){let{memberOf:s,own:i}=y;for(let a=r.isOneShot;;a=!0){let c=!1,f=async(h,p={})=>{let l=new Headers(
p.headers);if(!l.has("authorization"))l.delete("dpop");else{let x=typeof h=="string",k=i(p,"method")??(x?"GET":s(h,"meth\
od")),R=await Ge(t,k,x?h:s(h,"url"),e);if(R!==void 0){l.set("dpop",R.text);let ee=await n(h,{...p,headers:l});return c=t.
answered(R.claims,ee),ee}}return c=!1,n(h,{...p,headers:l})},u=r.redirect==="follow",d=await(u?pe(f,r,o):f(...r.take(o)));
if(u&&d.type==="opaqueredirect")throw new TypeError("fetch failed: pages cannot see where a redirect leads, so no DPoP p\
roof can be made for it. Request the final URL.");if(!c||a)return d;d.body?.cancel().catch(()=>{})}}var Yr=t=>Jr.test(t)?
t.toUpperCase():t;function Wt({url:t,method:e="GET",nonce:n}){let{InvalidConfigurationError:r,isKind:o}=y;if(typeof e!="\
string"||e==="")throw new r("request.method: must be the name of an HTTP method");if(n!==void 0&&!(typeof n=="string"&&Hr.
test(n)))throw new r("request.nonce: must be the DPoP-Nonce header of the server's last answer");let s=o("URL",t)?t.href:
t;if(typeof s!="string"||!/^https?:\/\//i.test(s))throw new r("request.url: must be an absolute http or https URL");return{
url:new URL(s).href,method:e,nonce:n||void 0}}function Ut(t){return new Response(null,{status:401,headers:{"dpop-nonce":t,
"www-authenticate":'DPoP error="use_dpop_nonce"'}})}function A(t){return typeof t=="string"?JSON.stringify(t.replace(/\p{Surrogate}/gu,"�")):typeof t!="object"||t===null?
JSON.stringify(t)??"null":Array.isArray(t)?`[${t.map(A).join(",")}]`:`{${Object.entries(t).filter(([,n])=>n!==void 0).map(
([n,r])=>`${JSON.stringify(n)}:${A(r)}`).join(",")}}`}var B=t=>$t(JSON.parse(t));function $t(t){if(typeof t!="object"||t===null)return t;for(let e of Object.values(t))$t(e);return Array.isArray(t)?t:Object.
setPrototypeOf(t,null)}var zr=["code","message","retryable","status","oauthError","oauthErrorDescription","suberror","claims","retryAfterMs"],He=new Map,
Bt=0,q=class{keep(e){return He.set(++Bt,e),Bt}get(e){return He.get(e)}forget(e){for(let n of e)He.delete(n)}again({cause:e,
earlier:n,...r}){return{...r,cause:e===void 0?void 0:this.keep(this.get(e)),earlier:n&&this.again(n)}}error({class:e,code:n,
message:r,cause:o,earlier:s,...i}){let a=s===void 0?this.get(o):this.error(s);return bt(e,n,r,{...i,cause:a})}thrown(e){
return typeof e=="string"?this.error(B(e)):e}threw(e){let n=this.keep(e),r={};for(let s of zr){let i=qt(e,s);["string","\
number","boolean"].includes(typeof i)&&(r[s]=i)}let o=qt(e,"cause");return o!=null&&(r.cause=this.keep(o)),{answer:"thre\
w",cause:n,retryable:r.retryable===!0,error:typeof r.code=="string"?r:void 0}}};function qt(t,e){try{return t?.[e]}catch{
return}}function he(t,e){let n=Vr(t,e);return n===void 0?"is unknown: is it misspelt?":`is unknown: did you mean "${n}"?`}function Vr(t,e){
let n=Gt(t),r=Math.floor(n.length/3)+1,o;for(let s of e){let i=Zr(n,Gt(s));i<r&&([r,o]=[i,s])}return o}var Gt=t=>t.slice(
0,40).toLowerCase().replaceAll(/[_-]/g,"");function Zr(t,e){let n=[],r=Array.from({length:e.length+1},(o,s)=>s);for(let o=1;o<=
t.length;o++){let s=[o];for(let i=1;i<=e.length;i++){let a=t[o-1]===e[i-1],c=o>1&&i>1&&t[o-1]===e[i-2]&&t[o-2]===e[i-1];
s.push(Math.min(r[i]+1,s[i-1]+1,r[i-1]+(a?0:1),c?n[i-2]+1:1/0))}[n,r]=[r,s]}return r[e.length]}function O(t,e,n){return new m(`${t||"options"}: ${e}`,{cause:n})}function Ft(t,e){try{return e()}catch(n){throw O(t,"co\
uld not be read: a getter or a proxy threw",n)}}var G=class{#t;#e=new Map;#n=new Set;constructor(e,n){if(this.#t=n,e==null)
return;let r=Ft(n,()=>typeof e=="object"&&!Array.isArray(e)?Object.entries(e):void 0);if(r===void 0)throw O(n,"must be a\
n object");for(let[o,s]of r)s!=null&&this.#e.set(o,s)}path(e){return this.#t===""?e:`${this.#t}.${e}`}peek(e){return this.#e.
get(e)}has(e){return this.#e.has(e)}take(e,n){let r=this.#e.get(e);return this.#e.delete(e),this.#n.add(e),n(r,this.path(
e))}takeAll(e){return[...this.#e.keys()].map(n=>[n,this.take(n,e)])}read(e){return Object.fromEntries(Object.entries(e).
map(([n,r])=>[Xr.get(r)??n,this.take(n,r)]))}end(){for(let e of this.#e.keys())throw O(this.path(e),he(e,this.#n))}},Je=(t,e)=>(n,r)=>{
if(n===void 0||t(n))return n;throw O(r,e)},Xr=new WeakMap;var Ht=t=>(e,n)=>{if(e===void 0)throw O(n,"is missing");return t(e,n)};var D=Je(t=>typeof t=="string","must be a string");var Qr=(t,e)=>Ft(e,()=>Array.isArray(t)?Object.values(t):void 0);function Jt(t,e){if(t===void 0)return;let n=typeof t=="string"?[t]:Qr(t,e);if(n?.every(r=>typeof r=="string"))return n;throw O(
e,"must be a string or an array of strings")}function Ye(t,e){if(t===void 0)return;let n,r;try{n=JSON.stringify(t)}catch(o){r=o}if(n===void 0)throw O(e,"must be a JS\
ON value",r);return n}var eo=9e15,ze=(t,e,n,r=Number.MAX_VALUE)=>(o,s)=>{if(o!==void 0){if(typeof o!="number"||!(o>=n&&o<=
r))throw O(s,t);return Math.min(Math.ceil(o*e),eo)}},yi=Number.MIN_VALUE;var Ve=ze("must be a number of seconds that is finite and not negative",1e3,0);var Ze=ze("must be a time in epoch milliseconds, as Date.now() gives it",1,0),wi=ze("must be a whole number of at least \
1",1,1,2**32-1);var Yt=Ht(Je(t=>typeof t=="string"&&t!=="","must be a string")),zt=(t,e)=>Jt(t,e)?.join(" "),to=(t,e)=>{let n=typeof t==
"string"&&t.trim()!==""?Number(t):t;if(Number.isNaN(n))throw O(e,"must be a number of seconds that is finite and not neg\
ative");return Ve(n,e)};function Zt(t,e){let n=new G(t,e),r=n.peek("access_token")!==void 0&&n.peek("accessToken")===void 0,
o=r?{accessToken:n.take("access_token",Yt),tokenType:n.take("token_type",D),expiresInMs:n.take("expires_in",to),scope:n.
take("scope",zt),refreshToken:n.take("refresh_token",D),idToken:n.take("id_token",D),extra:Vt(n.takeAll(Ye))}:{accessToken:n.
take("accessToken",Yt),tokenType:n.take("tokenType",D),expiresAt:n.take("expiresAt",Ze),expiresInMs:n.take("expiresIn",Ve),
obtainedAt:n.take("obtainedAt",Ze),scope:n.take("scope",zt),refreshToken:n.take("refreshToken",D),idToken:n.take("idToke\
n",D),extra:n.take("extra",(s,i)=>Vt(new G(s,i).takeAll(Ye)))};return n.end(),{path:e,endpointNames:r,...o}}function me({
extra:t,...e}){return t===void 0?e:{...e,extra:JSON.parse(t)}}function Xt(t){try{let e=new G(t,"");return[e.peek("refres\
hToken"),e.peek("refresh_token")].find(r=>typeof r=="string"&&r!=="")}catch(e){if(e instanceof m)return;throw e}}function Vt(t){
let e=t.filter(([,n])=>n!==void 0);return e.length?`{${e.map(([n,r])=>`${JSON.stringify(n)}:${r}`).join(",")}}`:void 0}async function Xe(t,e,n){let r=nn(t,e,n),{tokens:o}=e,s=await(o!==void 0&&t.refresh?t.refresh.call(t.self,me(o),r):t.acquire?.
call(t.self,r));try{return{answer:"tokens",...Zt(s,"the custom provider's answer")}}catch(i){if(!(i instanceof m))throw i;
let a=i.cause===void 0?void 0:n.causes.keep(i.cause);return{answer:"noTokens",message:i.message,cause:a,refreshToken:o&&
Xt(s)}}}async function Qt(t,e,n){return await t.revoke?.call(t.self,me(e.tokens),nn(t,e,n)),{answer:"done"}}async function en({
owner:t},{call:e,provider:n,argument:r}){return await t[e](n,typeof r=="object"?me(r):r),{answer:"done"}}async function tn({
make:t},e){return{answer:"parts",parts:await t?.(e)}}function nn({owner:t},{provider:e,forceRefresh:n,minLifetimeMs:r,scope:o,
resource:s,audience:i},{signal:a,fetch:c}){let f={provider:e,signal:a,fetch:c??globalThis.fetch};if(t===void 0)return f;
let u={scope:o,resource:s,audience:i};return n&&(u.forceRefresh=!0),r!==void 0&&(u.minLifetimeSeconds=r/1e3),{...f,...u}}
var ye=class{#t=new Map;#e=0;get(e){return this.#t.get(e)??{}}add(e){return this.#t.set(++this.#e,e),this.#e}forget(e){this.#t.
delete(e)}register(e){let n=[],r=o=>{let s=ne(o);return o.functions!==void 0&&(s.functions=this.add(o.functions),n.push(
s.functions)),s.fallback=o.fallback?.map(i=>typeof i=="string"?i:r(i)),s};return{config:r(e),undo:()=>n.forEach(o=>this.
forget(o))}}};var rn=t=>t.replace(/\p{Surrogate}/gu,"�"),Q=(t,e)=>t===e||typeof t=="string"&&rn(t)===e;function T(){return typeof TextEncoder==
"function"?new TextEncoder:{encode:sn,encodeInto:no}}function on(){return typeof TextDecoder=="function"?new TextDecoder(
"utf-8",{ignoreBOM:!0}):{decode:ro}}function sn(t=""){let e=encodeURIComponent(rn(t));return Uint8Array.from(e.match(/%..|./g)??
[],n=>n.length===1?n.charCodeAt(0):Number.parseInt(n.slice(1),16))}function no(t,e){let[n,r]=[0,0];for(let o of t){let s=sn(
o);if(r+s.length>e.length)break;e.set(s,r),n+=o.length,r+=s.length}return{read:n,written:r}}function ro(t=new Uint8Array){
let e="";for(let n of t)e+=`%${(n+256).toString(16).slice(1)}`;return decodeURIComponent(e)}var an=1048576,oo=["content-type","date","retry-after","authorization","dpop-nonce","www-authenticate"];async function cn({
method:t,url:e,headers:n,body:r},{fetch:o=g("fetch"),kind:s,signal:i}){let a;try{if(typeof o!="function")throw new TypeError(
"the host has no fetch");let c={method:t,headers:n,redirect:"manual",signal:i};r!==void 0&&(c.body=r),s!=="edge"&&Object.
assign(c,{credentials:"omit",cache:"no-store"}),a=await o(e,c)}catch(c){return{failure:s==="browser"?"networkOfPage":"ne\
twork",cause:c}}try{let c=fn(a);if(c===void 0)throw new TypeError("fetch gave no Response: the result has no status");let f=await so(
a);return f===void 0?{failure:"tooLarge"}:{failure:null,...c,body:f}}catch(c){return{failure:"network",cause:c}}}function fn(t){
let e=t?.status;if(typeof e!="number")return;let n=t.headers,r=Object.create(null);for(let o of oo){let s=typeof n?.get==
"function"?n.get(o):n?.[o];typeof s=="string"&&(r[o]=s)}return{status:e,headers:r}}function un(t,{htu:e,iat:n,nonce:r,skewMs:o},s){
let i=fn(s);if(i===void 0)return!1;let a=Object.entries(i.headers);return t.ask("proofAnswered",void 0,{htu:e,iat:n,nonce:r,
skewMs:o,status:i.status,headers:a}).value}async function so(t){let e=t.body?.getReader?.();if(e===void 0){let r=T().encode(
await io(t));return r.length>an?void 0:r}let n=new Uint8Array;for(;;){let{done:r,value:o}=await e.read();if(r)return n;if(!ArrayBuffer.
isView(o))throw new TypeError("a chunk of the response's body is not a Uint8Array");let s=n.length+o.byteLength;if(s>an){
(async()=>e.cancel?.())().catch(()=>{});return}let i=new Uint8Array(s);i.set(n),i.set(new Uint8Array(o.buffer,o.byteOffset,
o.byteLength),n.length),n=i}}async function io(t){return typeof t.text=="function"?String(await t.text()):typeof t.json==
"function"?JSON.stringify(await t.json())??"":""}var Qe;function dn(t){Qe=t}function ln(){if(Qe===void 0)return;let t;try{return Qe(new Promise(e=>{t=()=>e(void 0)})),t}catch{
return}}var ao=2**31-1;function pn(t){let e;function n(){e!==void 0&&clearTimeout(e),e=void 0}return{arm(r,o){n();try{e=S(()=>setTimeout(
t,Math.min(Math.max(r,0),ao)))}catch{return}o||(typeof e=="object"?e?.unref?.():g("Deno")?.unrefTimer?.(e))},disarm:n}}var co=400,fo=new Uint8Array,hn=new Set,we=class{causes=new q;#t;#e;#n=new Map;#c=0;#r=new Map;#o=new Map;#i=[];#a=[];#f;#l=!1;#u=!1;#p=!1;#d;constructor(e){
this.#e=e,this.#t=this.#h(()=>e.make(M()));let n=L(this);this.#d=pn(()=>n.deref()?.tick())}#h(e){try{return e()}catch(n){
throw this.causes.thrown(n)}}#s(e){if(this.#t===void 0)return;let{answer:n,effects:r,dueMs:o,isAwaited:s,forgotten:i}=B(
this.#h(()=>e(this.#t)));return this.#i.push(...r),i&&this.#a.push(...i),this.#f=o,this.#l=!!s,this.#x(),n}drive(){this.#s(
e=>e.effects())}tick(){this.#s(e=>e.tick(...M()))}signal(e){this.#s(n=>n.signal(A(e),...M()))}run(e,n,r,o=this.#g){let s=++this.#c,
i=A({call:e,provider:n,...r});return this.#e.edge?this.#k(s,i,o):this.#b(s,i,o)}#g=e=>{if(e.error!==void 0)throw this.causes.
error(e.error);return this.#e.value(e)};#b(e,n,r){return new Promise((o,s)=>{this.#m(e,n,i=>{try{o(r(i))}catch(a){s(a)}})})}async#k(e,n,r){
let o;this.#m(e,n,s=>{try{o={value:r(s)}}catch(i){o={error:i}}});for(let s=1;o===void 0;)await new Promise(i=>S(()=>setTimeout(
i,s))),o===void 0&&(s=this.#s(i=>i.look(e,...M()))??0);if("error"in o)throw o.error;return o.value}#m(e,n,r){if(this.#t===
void 0)throw new N("This TokenManager is closed.");this.#n.set(e,{settle:r});try{this.#s(o=>o.call(e,n,...M()))}catch(o){
throw this.#n.delete(e),o}}ask(e,n,r){let o=A({ask:e,provider:n,...r});return this.#s(s=>s.ask(o,...M()))}close(){this.#p=
!0,this.#s(e=>e.close(...M())),this.#y()}#y(){if(!this.#p||this.#r.size||this.#u||this.#t===void 0)return;this.#d.disarm();
let e=this.#t;this.#t=void 0,e.free()}#x(){if(this.#u)return;this.#u=!0;let e=0;try{for(;e<this.#i.length;)this.#S(this.#i[e++]);
this.#a.length&&this.causes.forget(this.#a.splice(0))}finally{this.#i.splice(0,e),this.#u=!1}this.#f===void 0?this.#d.disarm():
this.#d.arm(this.#f,this.#l),this.#l&&!this.#e.edge?hn.add(this):hn.delete(this),this.#y()}#S(e){switch(e.effect){case"d\
o":return this.#E(e);case"cancel":et(this.#r.get(e.number)),this.#r.delete(e.number);return;case"unlock":et(this.#r.get(
e.number)),this.#o.get(e.number)?.(),this.#o.delete(e.number);return;case"settle":{let n=this.#n.get(e.caller);return this.#n.
delete(e.caller),n?.settle(e)}default:return this.#e.effect(e)}}#E({number:e,withinMs:n,work:r,...o}){let s=typeof AbortController==
"function"?new AbortController:void 0;this.#r.set(e,s);let i=ln(),a={withinMs:n,causes:this.causes,signal:s?.signal,locked:u=>this.#o.
set(e,u)},c=u=>{this.#O(e,s,u),i?.()},f=()=>{if(!this.#w(e,s))return i?.();let u;try{u=this.#e.work(r,o,a)}catch(l){u=this.
causes.threw(l)}if(typeof u?.then!="function")return c(u);let d=u.catch(l=>this.causes.threw(l)),p=n===void 0?d:b(n,d,()=>(et(
s),{answer:"timedOut"}));(this.#e.edge?this.#A(e,p):p).then(c)};this.#e.atOnce?f():Promise.resolve().then(f)}async#A(e,n){
let r;for(;(r=await b(co,n))===void 0;)this.#s(o=>o.alive(e,...M()));return r}#O(e,n,{body:r,...o}){let s=r??fo;this.#w(
e,n)&&(this.#r.delete(e),this.#s(i=>i.answer(e,A(o),s,...M())))}#w(e,n){return this.#r.has(e)&&this.#r.get(e)===n}};function et(t){
try{t?.abort()}catch{}}var M=()=>[Date.now(),P(),Math.floor(Math.random()*2**32)];var yn=()=>uo;async function wn(t){return se(Z,t,()=>crypto.subtle.generateKey({name:"AES-GCM",length:256},!1,["encrypt",
"decrypt"]))}var uo={[Symbol.for("tokenward.storage")]:Object.freeze({kind:"indexeddb",compares:!0}),getItem:t=>E(V,"rea\
donly",e=>e.get(t)),setItem:(t,e,n)=>mn(t,n,r=>r.put(e,t),n?.expiresAt===void 0),removeItem:(t,e)=>mn(t,e,n=>n.delete(t),
!0),getKeys:t=>E(V,"readonly",e=>e.getAllKeys(IDBKeyRange.lowerBound(t)))};async function mn(t,e,n,r){let o=e?.expected,
s=!0;return await E(V,"readwrite",(a,c)=>{let f=a.get(t);return c(f,u=>{s=o===void 0||Q(u??null,o),s&&n(a)}),f},r),s}var lo=500,po=1e4,ho=200,mo=8,tt,gn=0;function Sn(t){return tt?.web!==t&&(tt=new nt(t)),tt}var nt=class{constructor(e){this.
web=e}get[Symbol.for("tokenward.storage")](){return{kind:"local",compares:!0}}peekItem(e){return this.web.getItem(e)}async getItem(e){
let n=await xn("readonly",a=>a.get(e)),r=bn(n?.result),o=kn(this.web.getItem(e),r);if(o!==void 0)return o;await wo(e);let s=this.
web.getItem(e),i=kn(s,r);return i!==void 0?i:(this.#n(e,s,r?.value),s)}async setItem(e,n,r){let o=await this.#e(e,n,r);return o&&
this.web.setItem(e,n),o}async removeItem(e,n){let r=await this.#e(e,null,n);return r&&this.web.removeItem(e),r}getKeys(e){
return Object.keys(this.web).filter(n=>n.startsWith(e))}#t(e){try{let n=this.web.getItem(e);return typeof n=="string"?n:
null}catch{return null}}async#e(e,n,{expected:r,expiresAt:o}={}){return await this.#n(e,n,r,o===void 0)??(r===void 0||Q(
this.web.getItem(e),r))}async#n(e,n,r,o){let s=!0;return await xn("readwrite",(c,f)=>{let u=c.get(e);return f(u,d=>{let h=this.#t(
e),p=bn(d)??{value:h,replaced:[]};s=r===void 0||Q(p.value,r),s&&c.put({value:n,replaced:yo(n,p,h)},e)}),u},o)&&s}};function bn(t){
return Array.isArray(t?.replaced)&&(t.value===null||typeof t.value=="string")?t:void 0}function kn(t,e){return e===void 0||
t===e.value?t:t!==null&&e.replaced.includes(En(t))?e.value:void 0}function yo(t,e,n){let[r,...o]=[t,n,e.value].map(i=>i===
null?void 0:En(i)),s=new Set([...o,...e.replaced]);return s.delete(r),[...s].filter(i=>i!==void 0).slice(0,mo)}function En(t){
let[e,n]=[2166136261,16777619];for(let r=0;r<t.length;r++)e=Math.imul(e^t.charCodeAt(r),16777619),n=Math.imul(n^t.charCodeAt(
r),2246822507);return(n>>>11)*2**32+(e>>>0)}async function xn(t,e,n){if(!(_()===void 0||performance.now()<gn))try{return{
result:await E(Ue,t,e,n,lo)}}catch{gn=performance.now()+po;return}}function wo(t){return new Promise(e=>{let n=s=>{s.key===
t&&r()},r=()=>{clearTimeout(o),globalThis.removeEventListener?.("storage",n),e()},o=S(()=>setTimeout(r,ho));globalThis.addEventListener?.(
"storage",n)})}var An=()=>g("crypto")?.subtle!==void 0;function On(t){crypto.getRandomValues(t)}async function Tn(t,e,n,r){try{let o=JSON.parse(e),s=await crypto.subtle.importKey("jwk",JSON.parse(t),o,!1,["verify"]);
return await crypto.subtle.verify(o,s,r,n)}catch{return!1}}function vn(t){try{let{algorithm:e,type:n,usages:r}=t;return e.name==="AES-GCM"&&e.length===256&&n==="secret"&&Array.isArray(
r)&&r.includes("encrypt")&&r.includes("decrypt")}catch{return!1}}function _n(t){let e=t;async function n(){if(typeof e==
"string")return wn(e);if(!ArrayBuffer.isView(e))return e;let o=e,s=await crypto.subtle.importKey("raw",o,"AES-GCM",!1,["\
encrypt","decrypt"]);return o.fill(0),e=s}async function r(o,s,i,a){try{let c=await n(),f=crypto.subtle[o]({name:"AES-GC\
M",iv:s,additionalData:i},c,a),u=o==="encrypt"?await f:await f.catch(()=>null);return u&&new Uint8Array(u)}finally{a.fill(
0)}}return{canWork:()=>An()&&(typeof e!="string"||_()!==void 0),run:(o,s,i,a,c)=>b(c,r(o,s,i,a)),close(){ArrayBuffer.isView(
e)&&e.fill(0)}}}var go="encryption: must be true, 32 bytes as base64 or base64url, or a CryptoKey for AES-GCM of 256 bits with the usage\
s encrypt and decrypt",rt=12,bo=32;function Mn(t,e){if(t===void 0||t===!1)return;let n=t===!0?e:typeof t=="string"?ko(t):
vn(t)&&t;if(!n)throw new m(go);return xo(_n(n))}function ko(t){let e=j(t.replace(/=$/,"").replaceAll("+","-").replaceAll(
"/","_"));return e?.length===bo?e:void 0}var xo=t=>({canWork:t.canWork,close:t.close,async seal(e,n,r){let o=crypto.getRandomValues(
new Uint8Array(rt)),s=await t.run("encrypt",o,ot(e),T().encode(n),r);return s&&re(Uint8Array.of(...o,...s))},async open(e,n,r){
let o=ot(n),s=await t.run("decrypt",o.slice(0,rt),ot(e),o.slice(rt),r);if(!s)return s;try{return on().decode(s)}catch{return null}finally{
s.fill(0)}}}),ot=t=>j(t)??new Uint8Array;function ge(t,e,n){return In(e)?b(t,Promise.resolve(e).then(n)):n(e)}var In=t=>typeof t?.then=="function";function st(t,e,n){
return ge(n,t.getItem(e),r=>{if(typeof(r??"")!="string")throw new TypeError("getItem gave no string");return r??null})}function Rn(t,e){
try{let n=t.peekItem?.(e);return typeof n=="string"?n:void 0}catch{return}}function Cn(t,e,n,r,o,s){let i={};r!==void 0&&
(i.expiresAt=r),o!==void 0&&(i.expected=o);let a=Object.keys(i).length?[i]:[],c=n===void 0?t.removeItem(e,...a):t.setItem(
e,n,...a);return ge(s,c,f=>f!==!1)}function Nn(t,e,n){let r=s=>{if(!Array.isArray(s))throw new TypeError("getKeys gave n\
o array");return s.filter(i=>typeof i=="string"&&i.startsWith(e))};if(typeof t.getKeys=="function")return ge(n,t.getKeys(
e),r);if(typeof t.key!="function"||typeof t.length!="number")return null;let o=Array.from({length:t.length},(s,i)=>t.key(
i));return ge(n,o.some(In)?Promise.all(o):o,r)}function F(t,e){try{return t[Symbol.for("tokenward.storage")]?.[e]}catch{
return}}function jn(t){let e=ie(),r=e==="edge"&&F(t,"lasting")===!0?"durableObject":e==="server"?"process":e;return{kind:e,name:r}}
var So={local:"localStorage is missing or forbidden here: tokens are kept in memory alone",session:"sessionStorage is mi\
ssing or forbidden here: tokens are kept in memory alone",indexeddb:"IndexedDB is missing or forbidden here: tokens are \
kept in memory alone"},Eo="records cannot be encrypted here, since WebCrypto or IndexedDB is missing: tokens are kept in\
 memory alone",be=class{cipher;#t=new Map;#e=0;constructor(e,n){this.cipher=Mn(e,n)}get(e){return this.#t.get(e)}open(e="\
memory"){if(e==="memory")return{};let[n,r]=Ao(e),o=F(n,"kind"),s=r??(typeof o=="string"?o:"custom"),i=c=>({storageMissing:{
kind:s,message:c}});return n===void 0?i(So[s]):this.cipher?.canWork()===!1?i(Eo):{storage:{id:this.#n(n),kind:s,keepsRefreshTokens:F(
n,"refreshTokens")!==!1,shared:r==="local"||r==="indexeddb",volatile:F(n,"volatile")===!0,late:this.cipher===void 0&&typeof n.
peekItem=="function",compares:!!F(n,"compares"),encrypted:this.cipher!==void 0}}}#n(e){for(let[n,r]of this.#t)if(r===e)return n;
return this.#t.set(++this.#e,e),this.#e}keep(e){for(let n of this.#t.keys())e.includes(n)||this.#t.delete(n)}};function Ao(t){
let e=()=>{let n=g("localStorage");return n&&Sn(n)};return t==="local"?[e(),t]:t==="session"?[g("sessionStorage"),t]:t===
"indexeddb"?[_()&&yn(),t]:t===g("localStorage")?[e(),"local"]:[t]}var Oo=["visibilitychange","resume","pagehide","pageshow","focus","online","offline"];function Pn(t){let e=({type:r,persisted:o})=>{
t(r==="online"||r==="offline"?r:o===!0&&r==="pagehide"?"hidden":o===!0&&r==="pageshow"?"restored":"woke")},n=r=>{for(let o of Oo)
try{globalThis[r](o,e,o!=="focus")}catch{}};return n("addEventListener"),()=>n("removeEventListener")}var it=()=>g("navi\
gator")?.onLine===!1;var Kn="?",Dn="!",Ln=".",To=4,vo=250;function ke(t){let e=at(t,n=>n===Kn&&e?.postMessage(Dn));return()=>{e?.postMessage(
Ln),e?.close()}}async function xe(t){let[e,n]=[!1,()=>{}],r=new Promise(s=>n=s),o=at(t,s=>{s===Dn&&(e=!0,n())});if(o){for(let s=To;s&&
!e;s--)o.postMessage(Kn),await b(vo,r);return o.close(),e}}function Wn(t){let e=()=>{},n=at(t,r=>r===Ln&&e());return{wait:r=>new Promise(
o=>{let s=S(()=>setTimeout(o,r));e=()=>{clearTimeout(s),o()}}),end:()=>n?.close()}}function at(t,e){return ve(`${t} aliv\
e?`,e)}var _o=500,Un=3e3,Mo=1e3,Io=3e4,Ro=50,Co=20,No=400;async function Bn(t,e){let n={owner:Math.random(),beat:0},r=Wn(t);try{
let o,s=!1,[i,a,c]=[0,0,performance.now()];for(let f=Co;;f=Math.min(f*1.5,No)){let u=l=>!l||l.owner===n.owner||s&&$n(l,o),
d=await ct(t,n,u);if(!d||u(d))return jo(t,n);let h=performance.now(),p=Math.min(h-c,Mo);if(c=h,i+=p,a=$n(d,o)?a+p:0,o=d,
i>=(e?Io:Ro))return null;s=a>=Un&&!await xe(t),a>=Un&&!s&&(a=0),s||await r.wait(f*(.5+Math.random()))}}finally{r.end()}}
function jo(t,e){let n=i=>i?.owner===e.owner,r=ke(t),o=()=>{e.beat++,ct(t,e,n).then(i=>n(i)||clearInterval(s),()=>{})},s=S(
()=>setInterval(o,_o));return()=>{clearInterval(s),ct(t,void 0,n).then(r,r)}}function ct(t,e,n){return E($e,"readwrite",
(r,o)=>{let s=r.get(t);return o(s,i=>{n(i)&&(e?r.put(e,t):r.delete(t))}),s})}function $n(t,e){return t.owner===e?.owner&&
t.beat===e.beat}var Po=4e3,Ko=6,Do=2e3,Lo=1e3,Wo=50;async function qn(t,e){try{return await Uo(t,e)}catch{}try{return await Bn(t,e)}catch{
return}}async function Uo(t,e){let n=ft(t),r=await(e?$o(t,n):b(Wo,n.granted));return r||(n.cancel(),null)}async function $o(t,e){
for(let n=Ko;n;n--){let r=await b(Po,e.granted);if(r)return r;let o=ft(`${t} asking`);try{let s=await b(Do,Promise.race(
[e.granted,o.granted.then(()=>!0)])),i=s===!0?await Promise.race([e.granted,xe(t)]):s;if(typeof i=="function")return i;if(i===
void 0)return null;if(!i)return await Bo(t,e)}finally{o.cancel()}}return null}async function Bo(t,e){let n=ft(t,{steal:!0}),
r=await b(Lo,n.granted);return(r?e:n).cancel(),r}function ft(t,e){let n=new AbortController,r=()=>{},o=new Promise((i,a)=>{
let c=()=>new Promise(f=>{let u=ke(t);r=()=>{f(void 0),u()},i(r)});navigator.locks.request(t,e??{signal:n.signal},c).catch(
a)});return o.catch(()=>{}),{granted:o,cancel:()=>{n.abort(),r()}}}var qo=5e3,Go=50,Gn=new WeakMap;async function Fn(t,e,n){let r=Gn.get(t)??new Map;Gn.set(t,r);let o=r.get(e)??[],s=()=>{
let f=o.shift();f?f():r.delete(e)};if(!r.has(e))return r.set(e,o),s;let i=()=>{},a=new Promise(f=>{i=()=>f(!0),o.push(i)});
if(await b(n?qo:Go,a))return s;let c=o.indexOf(i);return c<0?s:(o.splice(c,1),null)}async function Hn(t,e,n,r){let o=t==="browser"?await qn(n,r):void 0;return o===void 0?Fn(e,n,r):o}var H=(t,e)=>{let n=r=>r===void 0?{answer:"timedOut"}:e(r);return typeof t?.then=="function"?t.then(n):n(t)},ut=t=>({answer:"\
text",text:t}),Jn={async fetch(t,{fetch:e,host:n,signal:r,causes:o,keyOwner:s}){let i=Object.fromEntries(t.headers),a;if(t.
proof!==void 0){let{proof:d,proofKey:h}=await I();try{let p=await h(s,t.proof.key),l=await d(p,t.method,t.proof.htu,t.proof.
iat,t.proof.nonce);i.dpop=l,a={thumbprint:p.jkt,proof:l}}catch(p){return{answer:"noResponse",why:"noProof",cause:o.keep(
p)}}}let c=await cn({method:t.method,url:t.url,headers:i,body:t.body},{fetch:e,kind:n,signal:r});if(c.failure!==null){let d=c.
cause===void 0?void 0:o.keep(c.cause);return{answer:"noResponse",why:c.failure,cause:d}}let{status:f,body:u}=c;return{answer:"\
response",status:f,headers:Object.entries(c.headers),proof:a,body:u}},read:(t,{storages:e,withinMs:n})=>H(st(e.get(t.storage),
t.key,n),ut),peek(t,{storages:e,withinMs:n}){let r=Rn(e.get(t.storage),t.key);return r===void 0?H(st(e.get(t.storage),t.
key,n),ut):{answer:"text",text:r}},write:(t,{storages:e,withinMs:n})=>H(Cn(e.get(t.storage),t.key,t.text,t.expiresAt,t.expected,
n),r=>({answer:"written",written:r})),list:(t,{storages:e,withinMs:n})=>H(Nn(e.get(t.storage),t.prefix,n),r=>({answer:"k\
eys",keys:r})),seal:({additionalData:t,text:e},{storages:n,withinMs:r})=>H(n.cipher.seal(t,e,r),o=>({answer:"sealed",bytes:o})),
open:({additionalData:t,bytes:e},{storages:n,withinMs:r})=>H(n.cipher.open(t,e,r),ut),async lock(t,{host:e,storages:n,signal:r,
locked:o}){let s=await Hn(e,n.get(t.storage),t.key,t.patient);return s&&r?.aborted?s():s&&o(s),{answer:"locked",locked:!!s}},
async proofKey({name:t},{causes:e,keyOwner:n}){let{proofKey:r}=await I();try{let{jkt:o,kept:s,fault:i}=await r(n,t);return{
answer:"proofKey",thumbprint:o,kept:s,fault:i===void 0?void 0:e.keep(i)}}catch{return{answer:"proofKey"}}},async verify({
key:t,algorithm:e,input:n,signature:r}){return{answer:"verified",verified:await Tn(t,e,T().encode(n),j(r)??new Uint8Array)}},
makeParts:(t,{functions:e})=>tn(e.get(t.functions),t),acquire:(t,e)=>Xe(e.functions.get(t.functions),t,e),refresh:(t,e)=>Xe(
e.functions.get(t.functions),t,e),revoke:(t,e)=>Qt(e.functions.get(t.functions),t,e),async resolve({provider:t},{causes:e,
functions:n,resolveProvider:r,signal:o,keep:s}){let i=await r?.(t);if(i instanceof Error)return{answer:"provider",error:e.
threw(i).error};let a=i&&n.register(i).config;return a&&!o?.aborted&&s(t,a),{answer:"provider",provider:a}},decide:({id:t,
answer:e,closing:n},{mover:r})=>({answer:"decided",step:r.decide(t,e,n)}),passOn:(t,{functions:e})=>en(e.get(t.functions),
t)};function Yn(){import(/* webpackIgnore: true *//* @vite-ignore */["cloudflare","workers"].join(":")).then(({waitUntil:e})=>typeof e=="function"&&dn(n=>e(n)),()=>{})}X()&&Yn();var Fo={async resolve({provider:t},{causes:e,resolveProvider:n}){try{let r=await n?.(t);return{answer:"provide\
r",provider:r===void 0?void 0:{grant:"custom",functions:r}}}catch(r){if(r?.code==="invalid_configuration")return{answer:"\
provider",error:e.threw(r).error};throw r}}},Se=class{functions=new ye;#t;#e;#n;#c;#r;#o;#i=()=>{};#a;constructor(e){Be.
rare=()=>Fe,this.#t=e,this.#e=new be(e.encryption,e.namespace),this.#n=this.#e.open(e.storage);let{storage:n}=this.#n,r=n&&
this.#e.get(n.id);this.#c=jn(r),this.#r=r??this}get settings(){let{namespace:e,background:n,logLevel:r,resolveProvider:o}=this.#t,
{name:s}=this.#c,i=s==="browser"&&it();return A({namespace:e,background:n,logLevel:r,...this.#n,host:s,offline:i,resolves:o!==
void 0})}start(e){let{fetch:n,resolveProvider:r}=this.#t,{kind:o,name:s}=this.#c,i={fetch:n,host:o,functions:this.functions,
storages:this.#e,keyOwner:this.#r,resolveProvider:r},a={...Jn,...Fo},c=new we({edge:s==="edge",make:()=>e,work:(f,u,d)=>a[f](
u,{__proto__:i,...d}),effect:f=>this.#f(f),value:f=>f});if(this.#o===void 0){this.#o=c;let f=L(this);s==="browser"&&(this.#i=
Pn(u=>f.deref()?.signal({signal:u,offline:it()})))}return c}fetch(e,n){let r=this.#o,o=this.#r,s={fetch:this.#t.fetch,providerFor:async(i,a)=>(await r.
run("providerFor",i,{origin:a})).value,async authorization(i){let{token:a,tokenType:c}=await r.run("getToken",i);return`${It(
c)} ${a}`},checkOrigin:(i,a,c)=>{r.ask("checkOrigin",i,{token:a,origin:c})},challenged:(i,a,c,f,u)=>r.ask("challenged",i,
{token:a,origin:c,status:f,challenge:u}).value,reject:async(i,a)=>(await r.run("rejectToken",i,{token:a})).value,refusedWhenNew:(i,a,c)=>{
r.ask("refusedWhenNew",i,{token:a,origin:c})},prover:i=>({claims(a){let{proof:c}=r.ask("proof",i,{url:a});return c&&{...c,
owner:o,id:c.key}},answered:(a,c)=>un(r,a,c)})};return Mt(s,e,void 0)}signal(e){this.#o?.signal(e)}close(){this.#i(),this.#o?.
close(),this.#e.cipher?.close()}open(e){return A(this.#e.open(e))}keep(e){this.#e.keep([...e])}async proof(e,n,r,o,s,i){
let{proof:a,proofKey:c}=await I();return a(await c(this.#r,e),n,r,o,s,i)}#f(e){switch(e.effect){case"announce":return this.#a?.
postMessage(e.text);case"listen":this.#a?.close(),this.#a=e.listens?mt(this.#t.namespace,this):void 0;return;case"forget":
return this.functions.forget(e.functions)}}};function zn(t,e){let n=new q,r=B(t);return n.error(e===void 0?r:{...r,cause:n.
keep(e)})}var Vn=60,J=512,Ee=65,dt=Symbol.for("tokenward.storage");function Zn(t,e){let n=Ho(t),{prefix:r,cacheTtl:o,refreshTokens:s}=Jo(
e),i=async a=>{let c=r+a,f=T().encode(c);if(f.length<=J)return c;let u=new Uint8Array(await crypto.subtle.digest("SHA-25\
6",f)),d=c.slice(0,J-Ee);for(;T().encode(d).length>J-Ee;)d=d.slice(0,-1);return`${d}~${Array.from(u,h=>h.toString(16).padStart(
2,"0")).join("")}`};return{[dt]:Object.freeze({kind:"kv",refreshTokens:s,volatile:!0}),async getItem(a){return await n.get(
await i(a),o===void 0?{type:"text"}:{type:"text",cacheTtl:o})},async setItem(a,c,f){let u=f?.expiresAt,d=typeof u=="numb\
er"&&Number.isFinite(u)?{expirationTtl:Math.max(Vn,Math.ceil((u-Date.now())/1e3))}:void 0;try{await n.put(await i(a),c,d)}catch(h){
if(s||!Yo(h))throw h}},async removeItem(a){await n.delete(await i(a))},async getKeys(a){if(typeof n.list!="function")throw new Y(
"This namespace has no list().");let c=[],f;do{let u=await n.list(f===void 0?{prefix:r+a}:{prefix:r+a,cursor:f});for(let{
name:d}of u.keys)c.push(d.slice(r.length));f=u.list_complete?void 0:u.cursor}while(f!==void 0);return c}}}function Ho(t){
let e=t;if(!(typeof e=="object"&&e!==null&&["get","put","delete"].every(r=>typeof e[r]=="function")))throw new m("namesp\
ace: must be a Workers KV namespace, such as env.TOKENS (is the binding in wrangler's configuration?)");return e}function Jo(t){
if(t!=null&&(typeof t!="object"||Array.isArray(t)))throw new m("options: must be an object");let e={prefix:"",cacheTtl:void 0,
refreshTokens:!1};for(let[n,r]of Object.entries(t??{}))if(r!=null)if(n==="prefix"){if(typeof r!="string")throw new m("op\
tions.prefix: must be a string");if(T().encode(r).length>J-Ee)throw new m(`options.prefix: must have at most ${J-Ee} byt\
es, since Workers KV takes keys of ${J}`);e.prefix=r}else if(n==="cacheTtlSeconds"){if(typeof r!="number"||!Number.isInteger(
r)||r<Vn)throw new m("options.cacheTtlSeconds: must be a whole number of at least 60, as Workers KV demands");e.cacheTtl=
r}else if(n==="refreshTokens"){if(typeof r!="boolean")throw new m("options.refreshTokens: must be true or false");e.refreshTokens=
r}else throw new m(`options.${n}: ${he(n,["prefix","cacheTtlSeconds","refreshTokens"])}`);return e}function Yo(t){return U(
"Error",t)&&/\b429\b/.test(t.message)}function Xn(t){let e=t;if(!(typeof e=="object"&&e!==null&&["get","put","delete","list","sync"].every(r=>typeof Reflect.get(
e,r)=="function")))throw new m("storage: must be a Durable Object's own storage, such as this.ctx.storage");return{[dt]:Object.
freeze({kind:"durable object",refreshTokens:!0,lasting:!0}),async getItem(r){return await e.get(r)},async setItem(r,o){await e.
put(r,o),await e.sync()},async removeItem(r){await e.delete(r),await e.sync()},async getKeys(r){return[...(await e.list(
{prefix:r})).keys()]}}}return ar(zo);})();
