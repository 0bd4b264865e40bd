// Made from src/client/driver.js and pkg-template/ by `cargo xtask build`: change those.
var Hn=Object.defineProperty;var Jn=(t,e)=>{for(var n in e)Hn(t,n,{get:e[n],enumerable:!0})};function S(t){let e=globalThis.Zone?.root;return typeof e?.run=="function"?e.run(t):t()}var Yn=100;function ee(t,e){try{let{BroadcastChannel:n}=globalThis,r=typeof n=="function"?new n(t):new Ee(t);return e&&(r.
onmessage=({data:o})=>{typeof o=="string"&&e(o)}),r}catch{return}}var Ee=class{onmessage=null;#t=localStorage;#e;constructor(e){
this.#e=`${e}%message`,addEventListener("storage",this)}handleEvent({key:e,newValue:n}){e===this.#e&&n&&this.onmessage?.(
{data:n.slice(n.indexOf(" ")+1)})}postMessage(e){try{this.#t.setItem(this.#e,`${Math.random()} ${e}`),S(()=>setTimeout(()=>this.#t.
removeItem(this.#e),Yn))}catch{}}close(){removeEventListener("storage",this)}};var lt=["code","provider","retryable","status","oauthError","oauthErrorDescription","suberror","claims","retryAfterMs"],
g=class extends Error{constructor(e,n={}){super(e,n.cause===void 0?void 0:{cause:n.cause}),this.code=n.code??ht[this.name]??
"acquisition_failed",this.retryable=n.retryable??!1;for(let r of lt)n[r]!==void 0&&Object.assign(this,{[r]:n[r]})}toJSON(){
let e={name:this.name,message:this.message};for(let n of lt)e[n]=Reflect.get(this,n);return e}},j=class extends g{},p=class extends g{},
Oe=class extends g{},Te=class extends g{},Ae=class extends g{},ve=class extends g{},te=class extends g{},_e=class extends te{},
Me=class extends g{},z=class extends g{},Ie=class extends g{},P=class extends g{},Fn=[[g,"TokenError","acquisition_faile\
d"],[j,"NotInitializedError","not_initialized"],[p,"InvalidConfigurationError","invalid_configuration"],[Oe,"UnknownProv\
iderError","unknown_provider"],[Te,"TokenNotFoundError","token_not_found"],[Ae,"TokenExpiredError","token_expired"],[ve,
"TokenAcquisitionError","acquisition_failed"],[te,"TokenRefreshError","refresh_failed"],[_e,"ReauthenticationRequiredErr\
or","reauthentication_required"],[Me,"LoginError","login_failed"],[z,"StorageError","storage"],[Ie,"InvalidTokenError","\
invalid_token"],[P,"ManagerClosedError","closed"]],ht={},pt={};for(let[t,e,n]of Fn)Object.defineProperty(t.prototype,"na\
me",{value:e,configurable:!0,writable:!0}),ht[e]=n,pt[e]=t;function mt(t,e,n,r){let o=pt[t]??g;return new o(n,{...r,code:e})}function zn(t,e){if(typeof t!="string")throw new p(`${e}: must be a string, a provider's name`);return t}function yt(t){
return t==null?void 0:zn(t,"provider")}function M(t,e){return t!=null&&Object.hasOwn(t,e)?t[e]??void 0:void 0}var ne=t=>Object.assign(Object.create(null),t);function Re(t,e){return e===void 0?t:new Promise((n,r)=>{let o=()=>{e.removeEventListener("abort",o),r(e.reason)};e.addEventListener(
"abort",o);let s=()=>e.removeEventListener("abort",o);t.then(i=>{s(),n(i)},i=>{s(),r(i)})})}var Vn=[void 0,"","AQgw","AEIMQUYcgkosw048"];function K(t){let e=Vn[t.length%4];if(!(e!==void 0&&!e.includes(t[t.length-
1]))&&!(e===""||t.includes("+")||t.includes("/")))try{let n=Zn(t);return n.length===t.length*3>>2?n:void 0}catch{return}}
var Zn=(()=>{let t=globalThis;return typeof t.Uint8Array.fromBase64=="function"?e=>t.Uint8Array.fromBase64(e,{alphabet:"\
base64url"}):typeof t.Buffer?.from=="function"?e=>t.Buffer.from(e,"base64url"):e=>Uint8Array.from(atob(e.replaceAll("-",
"+").replaceAll("_","/")),n=>n.charCodeAt(0))})();function re(t){let e="";for(let n of t)e+=String.fromCharCode(n);return btoa(
e).replace(/\+/g,"-").replace(/\//g,"_").replace(/=+$/,"")}function W(){try{return performance.now()}catch{return Date.now()}}var Xn=2**31-1,Qn=50,er=250,tr=2e3,nr=3,rr=(t,e)=>S(()=>setTimeout(e,Math.min(Math.max(t,0),Xn)));function Ce(t){let e,n=0;return{over:new Promise(o=>{let s=i=>{let a=W()+i;e=rr(i,()=>{let f=W()-a;f<Qn||n++===nr?o():s(
f<tr?er:t)})};s(t)}),end:()=>clearTimeout(e)}}async function x(t,e,n){let{over:r,end:o}=Ce(t);try{return await Promise.race(
[e,r.then(()=>n?.())])}finally{o()}}var or="tokenward",Z="records",X="keys",Ke="commits",De="leases",bt=[Z,X,Ke,De],sr=1e3,oe,je,V;function ir(){return globalThis.
addEventListener?.("pagehide",()=>{V=new Promise(t=>{let e=()=>{V=void 0,t()};globalThis.addEventListener("pageshow",e,{
once:!0})}),je?.forEach(t=>t())}),new Set}function I(){try{return globalThis.indexedDB??void 0}catch{return}}async function T(t,e,n,r,o=sr){
let s=()=>{},i=!1,a=()=>{},c=()=>{},f=new Promise((h,m)=>{c=()=>{i=!0,s(),m(Ne())}}),u=()=>{let h=Ce(o);a=h.end,h.over.then(
c)},d=async()=>{a(),await V,u()};u(),f.catch(()=>{});let l=()=>s();(je??=ir()).add(l);try{for(let h=!0;;h=!1){V&&await d();
let m=oe??=ar();try{let O=await Promise.race([m.database,f]);V&&await d();let E=O.transaction(t,e,{durability:r?"strict":
"relaxed"}),w=new Promise((k,N)=>{s=()=>wt(E)&&N(Ne());let ut=!1,$n=(dt,qn)=>{ut=!0,dt.onsuccess=()=>{try{qn(dt.result),
E.commit?.()}catch(Gn){N(Gn),wt(E)}}},Bn=n(E.objectStore(t),$n);ut||E.commit?.(),E.oncomplete=()=>k(Bn.result),E.onabort=
()=>N(E.error??Ne())});return await Promise.race([w,f])}catch(O){if(O?.name==="QuotaExceededError"||(Pe(m),i||!h))throw O}}}finally{
a(),je?.delete(l)}}async function se(t,e,n){let r=await T(t,"readonly",i=>i.get(e));if(r!==void 0)return r;let o=await n();
return await T(t,"readwrite",(i,a)=>{let c=i.get(e);return a(c,f=>{f===void 0&&i.add(o,e)}),c},!0)??o}function Ne(){return new DOMException(
"IndexedDB took too long.","TimeoutError")}function wt(t){try{return t.abort(),!0}catch{return!1}}function ar(){let t={database:cr().
then(e=>(e.onversionchange=()=>Pe(t),e.onclose=()=>Pe(t),oe!==t&&e.close(),e))};return t}function Pe(t){oe===t&&(oe=void 0),
t.database.then(e=>e.close(),()=>{})}async function cr(){let t=await gt();if(bt.every(n=>t.objectStoreNames.contains(n)))
return t;let{version:e}=t;return t.close(),gt(e+1)}function gt(t){return new Promise((e,n)=>{let r=I().open(or,t);r.onupgradeneeded=
()=>{let{objectStoreNames:o}=r.result;for(let s of bt)o.contains(s)||r.result.createObjectStore(s)},r.onsuccess=()=>e(r.
result),r.onerror=()=>n(r.error)})}var D={ES256:"P-256",ES384:"P-384",ES512:"P-521"},U={RS:"RSASSA-PKCS1-v1_5",PS:"RSA-PSS",ES:"ECDSA",Ed:"Ed25519"};function xt(t){
if(typeof t!="object"||t===null)return;let e=M(t,"kty")!==void 0?fr(ne(t)):ur(t);return e!==void 0&&/^([RP]S(256|384|512)|EdDSA)$|^ES/.
test(e)&&(e[0]!=="E"||e==="EdDSA"||e in D)?e:void 0}function fr({kty:t,crv:e,alg:n,d:r}){if(typeof r=="string")return t===
"RSA"?typeof n=="string"&&n[1]==="S"&&n[0]!=="E"?n:n===void 0?"RS256":void 0:t==="EC"?Object.keys(D).find(o=>D[o]===e):t===
"OKP"&&e==="Ed25519"?"EdDSA":void 0}function ur({type:t,usages:e,algorithm:n}){if(t!=="private"||!Array.isArray(e)||!e.includes(
"sign"))return;let{name:r,hash:o,namedCurve:s}=n;if(r===U.Ed)return"EdDSA";if(r===U.ES)return Object.keys(D).find(a=>D[a]===
s);let i=String(o?.name).replace("SHA-","");return r===U.RS?`RS${i}`:r===U.PS?`PS${i}`:void 0}function $(t,e){if(Object.prototype.toString.call(e)===`[object ${t}]`)return!0;let n=globalThis[t];return typeof n=="fu\
nction"&&e instanceof n}function b(t){try{return globalThis[t]??void 0}catch{return}}function Le(){return b("navigator")?.userAgent==="Cloudflar\
e-Workers"||b("WebSocketPair")!==void 0}function ie(){return Le()||b("EdgeRuntime")!==void 0?"edge":b("process")?.versions||
b("Deno")||b("Bun")?"server":"browser"}var dr='this host compiles no WebAssembly at run time. Bundle with the condition "workerd" or "edge-light", or give init\
() a WebAssembly.Module.';function kt(t){if(t instanceof g)return t;let e=String(t?.message??""),n="The core could not b\
e loaded",r=!1;return typeof WebAssembly!="object"?n+=": WebAssembly is missing. A lockdown mode takes it away, or this \
browser is older than it.":/content.security.policy|\bcsp\b|unsafe-eval/i.test(e)?n+=": the Content-Security-Policy of t\
his page or worker forbids WebAssembly. Add 'wasm-unsafe-eval' to its script-src.":/disallowed by embedder/i.test(e)?n+=
`: ${dr}`:(n+=e?`: ${e}`:".",r=!0),new j(n,{cause:t,retryable:r})}var We={},lr={};async function St(t){try{return await(lr[t]??We[t])?.()}catch(e){throw hr(e)}}function hr(t){if(t instanceof
TypeError&&/import/i.test(t.message)&&b("ServiceWorkerGlobalScope")){let e='A part of tokenward could not be loaded: a s\
ervice worker has no import(). Add import "tokenward/login" to it.';return new j(e,{cause:t})}return kt(t)}var ae=class{#t;#e;#n=!1;constructor(e,n){let r=fe(e)?e:void 0,o=i=>r&&ce(r,i),s=i=>M(n,i);this.#t=r,this.#e=n,this.url=
pr(o("url")??String(e)),this.method=(s("method")??o("method")??"GET").toUpperCase(),this.headers=new Headers(s("headers")??
o("headers")),this.signal=Object.hasOwn(n,"signal")&&n.signal!==void 0?s("signal"):o("signal")??void 0,this.redirect=s("\
redirect")??o("redirect")??"follow",this.isOneShot=mr(s("body"))}take(e,n,r=this.url,o=!1){let s={...this.#e,headers:e};
if(n!==void 0&&(s.redirect=n),o)return delete s.body,this.signal!==void 0&&(s.signal=this.signal),[r.href,{...s,method:"\
GET"}];let i=this.#t;return i===void 0?[r.href,s]:(ce(i,"body")!==null&&M(s,"body")===void 0&&(this.#t=i.clone(),this.#n=
!0),[r===this.url?i:new Request(r,i),s])}release(){this.#n&&this.#t?.body?.cancel().catch(()=>{}),this.#t=void 0}};function fe(t){
if(typeof Request!="function")return!1;if(t instanceof Request)return!0;try{return typeof t=="object"&&t!==null&&typeof Reflect.
get(Request.prototype,"url",t)=="string"}catch{return!1}}function ce(t,e){return e in Request.prototype?Reflect.get(Request.
prototype,e,t):t[e]}function pr(t){try{return new URL(t,globalThis.document?.baseURI??globalThis.location?.href)}catch(e){
throw new p("input: must be a URL, and an absolute one where there is no page",{cause:e})}}function mr(t){return typeof t!=
"object"||t===null?!1:$("ReadableStream",t)?!0:Symbol.asyncIterator in t}var yr={CURVES:D,InvalidConfigurationError:p,KEYS:X,NAMES:U,TokenError:g,algorithmOf:xt,base64url:re,bytesOf:K,factory:I,
isKind:$,keptOrMade:se,memberOf:ce,own:M,within:x};async function C(){let t=await St("rare");return t.start(yr),t}function Et(t){let e=globalThis;if(Le())return e.Cloudflare?.compatibilityFlags?.strip_authorization_on_cross_origin_redirect===
!0;let n=ie();return n!=="browser"?n==="server"&&!t:e.document!==void 0||e.WorkerGlobalScope!==void 0}var Ot="DPoP ";async function Tt(t,e,n){let{provider:r,anonymously:o,init:s,via:i}=wr(n),a=new ae(...gr(e,s)),{signal:c}=a;
c?.throwIfAborted();let f=await Re(t.allowedOrigins(r),c),{origin:u}=a.url,d=w=>{let k=`The token may not be sent to ${u}\
. If it is meant for it, add "${u}" to providers.${w}.allowedOrigins.`;return new g(k,{code:"origin_not_allowed",provider:t.
nameOf(r)})};if(!f.includes(u))throw d(t.nameOf(r));let l;try{l=await t.authorization(r,c)}catch(w){if(!o||!(w instanceof
g)||w instanceof P)throw w}let h=l&&t.refusedBy(r,B(l),u);if(h)throw d(h);let m=br(t,r,a,i??t.fetch),O=w=>w.status===401&&
!Sr(w,u)&&!kr(w),E=({headers:w},k)=>t.isWorthRenewing(r,k,u,w.get("www-authenticate")??void 0);try{let w=await m(l);if(l===
void 0||!O(w)||!E(w,B(l)))return w;let k=await xr(t,r,l,a);if(k===void 0||t.refusedBy(r,B(k),u))return w;w.body?.cancel().
catch(()=>{});let N=await m(k);return O(N)&&E(N,B(k))&&t.refusedWhenNew(r,B(k),u),N}finally{a.release()}}function wr(t){
if(t!=null&&typeof t!="object")throw new p("init: must be an object");let e=fe(t)?t:void 0,{provider:n,onNoToken:r,fetch:o,
...s}=e?{}:t??{},[i,a,c]=["provider","onNoToken","fetch"].map(f=>e?void 0:M(t,f));if(a!==void 0&&a!=="throw"&&a!=="anony\
mous")throw new p('init.onNoToken: must be one of "throw", "anonymous"');if(c!==void 0&&typeof c!="function")throw new p(
"init.fetch: must be a function");return{provider:yt(i),anonymously:a==="anonymous",init:e??s,via:c}}function gr(t,e){return fe(
e)?[new Request(t,e),{}]:[t,e]}function br(t,e,n,r){let o=r??((i,a)=>fetch(i,a)),s=n.redirect==="follow"&&!Et(r!==void 0);
return async i=>{let a=new Headers(n.headers);if(i===void 0?a.delete("authorization"):a.set("authorization",i),i?.startsWith(
Ot)){let{sendWithProofs:c}=await C();return c(t.prover(e),i.slice(Ot.length),o,n,a)}return s?(await C()).follow(o,n,a):o(
...n.take(a))}}async function xr(t,e,n,{signal:r,isOneShot:o}){try{return await Re(t.reject(e,B(n)),r)&&!o?await t.authorization(
e,r):void 0}catch{r?.throwIfAborted();return}}function kr(t){return t.headers.get("www-authenticate")?.includes("use_dpo\
p_nonce")===!0}var At=t=>["Bearer","DPoP"].find(e=>e.toLowerCase()===t.toLowerCase())??t,B=t=>t.slice(t.indexOf(" ")+1);
function Sr(t,e){return t.url!==""&&new URL(t.url).origin!==e}var Be={};Jn(Be,{asksFor:()=>Kt,dpopRequest:()=>Pt,follow:()=>he,makeParts:()=>Nt,proof:()=>le,proofKey:()=>de,prove:()=>$e,
sendWithProofs:()=>jt,start:()=>vt});var y={};function vt(t){Object.assign(y,t)}function _t(t){let e=t.slice(2);return{name:y.NAMES[t.slice(0,2)],hash:`SHA-${e}`,namedCurve:y.CURVES[t],saltLength:Number(
e)/8}}async function Mt(t){let{alg:e,use:n,key_ops:r,ext:o,...s}=t;if(s.kty==="RSA")for(let i of Er)i in s&&(s[i]=Or(s[i]));
return crypto.subtle.importKey("jwk",s,_t(y.algorithmOf(t)),!1,["sign"])}var Er=["n","e","d","p","q","dp","dq","qi"];function Or(t){
let e=typeof t=="string"&&y.bytesOf(t)||void 0;return e?.[0]===0?y.base64url(e.subarray(e.findIndex(n=>n!==0))):t}async function ue(t,e,n){
let r=y.algorithmOf(t),{base64url:o}=y,s=c=>o(new TextEncoder().encode(JSON.stringify(c))),i=`${s({alg:r,...e})}.${s(n)}`,
a=await crypto.subtle.sign(_t(r),t,new TextEncoder().encode(i));return`${i}.${o(new Uint8Array(a))}`}var It=new WeakMap,Tr=3e3;function de(t,e){return y.within(Tr,Ar(t,e),()=>{throw new DOMException("WebCrypto took too lo\
ng.","TimeoutError")})}async function Ar(t,e){let n=It.get(t)??new Map;It.set(t,n);let r=n.get(e);if(r?.kept===!1)return r;
let o=async()=>n.get(e)??await vr(),s;if(y.factory())try{let a={...await y.keptOrMade(y.KEYS,["dpop",e],o),kept:!0};return n.
set(e,a),a}catch(a){s=a}let i={...await o(),kept:!1};return n.get(e)?.kept!==!1&&n.set(e,i),{...n.get(e),fault:s}}async function vr(){
let{privateKey:t,publicKey:e}=await crypto.subtle.generateKey({name:"ECDSA",namedCurve:"P-256"},!1,["sign","verify"]),{crv:n,
kty:r,x:o,y:s}=await crypto.subtle.exportKey("jwk",e),i={crv:n,kty:r,x:o,y:s};return{privateKey:t,jwk:i,jkt:await Rt(JSON.
stringify(i))}}async function le({privateKey:t,jwk:e},n,r,o,s,i){let c={jti:y.base64url(crypto.getRandomValues(new Uint8Array(
16))),htm:n,htu:r,iat:o,nonce:s,ath:i===void 0?void 0:await Rt(i)};return ue(t,{typ:"dpop+jwt",jwk:e},c)}async function Rt(t){
return y.base64url(new Uint8Array(await crypto.subtle.digest("SHA-256",new TextEncoder().encode(t))))}var _r=["content-encoding","content-language","content-length","content-location","content-type"],Mr=["authorization","c\
ookie","proxy-authorization"];async function he(t,e,n){let{url:r,method:o}=e,s=new Headers(n),i=!1;for(let a=0;;a++){let c=await t(
...e.take(s,"manual",r,i)),f=[301,302,303,307,308].includes(c.status)?c.headers.get("location"):null;if(f===null)return c;
if(c.body?.cancel().catch(()=>{}),a===20)throw new TypeError("fetch failed: too many redirects");let u=new URL(f,r);if(!/^https?:$/.
test(u.protocol))throw new TypeError("fetch failed: redirected to something that is not http");if(c.status===303?o!=="GE\
T"&&o!=="HEAD":c.status<303&&o==="POST"){o="GET",i=!0;for(let d of _r)s.delete(d)}else if(!i&&e.isOneShot)throw new TypeError(
"fetch failed: a body that is a stream cannot be sent again to where it was redirected");if(u.origin!==r.origin)for(let d of Mr)
s.delete(d);u.hash===""&&(u.hash=r.hash),r=u}}var Ir=60,Rr=300;async function Nt(t,{clientId:e,scope:n,audience:r,endpoint:o,subjectToken:s,now:i}){let{claims:a,assertion:c,
subject:f,actor:u}=t,d=[],l=Math.floor(i/1e3);if(r!==void 0){let h={iss:e,sub:e,aud:r,jti:crypto.randomUUID(),iat:l,exp:l+
Ir};d.push(["client_assertion_type","urn:ietf:params:oauth:client-assertion-type:jwt-bearer"]),d.push(["client_assertion",
await Ct(t,"client-authentication+jwt",h)])}if(o!==void 0){if(a!==void 0){let h={iss:e,scope:n||void 0,aud:o,iat:l,exp:l+
Rr,jti:crypto.randomUUID()};d.push(["assertion",await Ct(t,"JWT",{...h,...a})])}else c!==void 0&&d.push(["assertion",await Ue(
"assertion",c)]);f!==void 0&&d.push(["subject_token",s??await Ue("subjectToken",f)]),u!==void 0&&d.push(["actor_token",await Ue(
"actorToken",u)])}return d}async function Ct(t,e,n){let{jwk:r,kid:o}=t,s=r?.kty==="OKP"&&r.alg==="Ed25519"?{alg:r.alg}:{};
try{return t.key??=await Mt(r),await ue(t.key,{typ:e,kid:o,...s},n)}catch(i){throw new y.TokenError("privateKey: WebCryp\
to could not sign with it: see cause",{code:"crypto",cause:i})}}async function Ue(t,e){if(typeof e=="string")return e;let n;
try{n=await e()}catch(r){let o=r?.retryable===!0;throw new y.TokenError(`${t}: the function threw: see cause`,{retryable:o,
cause:r})}if(typeof n!="string"||n==="")throw new y.TokenError(`${t}: the function must give a string that is not empty`);
return n}async function $e(t,e,n,r){let o=t.claims(n);if(o===void 0)return;let{owner:s,id:i,htu:a,iat:c,nonce:f}=o;try{return{claims:o,
text:await le(await de(s,i),jr(e),a,c,f,r)}}catch(u){throw new y.TokenError("No DPoP proof can be made: WebCrypto is mis\
sing, or fails.",{code:"crypto",cause:u})}}var Cr=/^[!\x23-\x5b\x5d-\x7e]*$/,Nr=/^(delete|get|head|options|post|put)$/i;
async function jt(t,e,n,r,o){let{memberOf:s,own:i}=y;for(let a=r.isOneShot;;a=!0){let c=!1,f=async(l,h={})=>{let m=new Headers(
h.headers);if(!m.has("authorization"))m.delete("dpop");else{let O=typeof l=="string",E=i(h,"method")??(O?"GET":s(l,"meth\
od")),w=await $e(t,E,O?l:s(l,"url"),e);if(w!==void 0){m.set("dpop",w.text);let k=await n(l,{...h,headers:m});return c=t.
answered(w.claims,k),k}}return c=!1,n(l,{...h,headers:m})},u=r.redirect==="follow",d=await(u?he(f,r,o):f(...r.take(o)));
if(u&&d.type==="opaqueredirect")throw new TypeError("fetch failed: redirected, and pages cannot tell where to, so that n\
o proof (DPoP) can be made for it. Ask for the final URL.");if(!c||a)return d;d.body?.cancel().catch(()=>{})}}var jr=t=>Nr.
test(t)?t.toUpperCase():t;function Pt(t){let{InvalidConfigurationError:e,isKind:n,own:r}=y,[o,s="GET",i]=["url","method",
"nonce"].map(c=>r(t,c));if(typeof s!="string"||s==="")throw new e("request.method: must be the name of an HTTP method");
if(i!==void 0&&!(typeof i=="string"&&Cr.test(i)))throw new e("request.nonce: must be the DPoP-Nonce header of the server\
's last answer");let a=n("URL",o)?o.href:o;if(typeof a!="string"||!/^https?:\/\//i.test(a))throw new e("request.url: mus\
t be an absolute http or https URL");return{url:new URL(a).href,method:s,nonce:i||void 0}}function Kt(t){return new Response(
null,{status:401,headers:{"dpop-nonce":t,"www-authenticate":'DPoP error="use_dpop_nonce"'}})}function A(t){return typeof t=="string"?JSON.stringify(t.replace(/\p{Surrogate}/gu,"�")):typeof t!="object"||t===null?
JSON.stringify(t)??"null":Array.isArray(t)?`[${t.map(A).join(",")}]`:`{${Object.entries(t).filter(([,n])=>n!==void 0).map(
([n,r])=>`${JSON.stringify(n)}:${A(r)}`).join(",")}}`}var q=t=>Dt(JSON.parse(t));function Dt(t){if(typeof t!="object"||t===null)return t;for(let e of Object.values(t))Dt(e);return Array.isArray(t)?t:Object.
setPrototypeOf(t,null)}var Pr=["code","message","retryable","status","oauthError","oauthErrorDescription","suberror","claims","retryAfterMs"],qe=new Map,
Lt=0,G=class{keep(e){return qe.set(++Lt,e),Lt}get(e){return qe.get(e)}forget(e){for(let n of e)qe.delete(n)}again({cause:e,
earlier:n,...r}){return{...r,cause:e===void 0?void 0:this.keep(this.get(e)),earlier:n&&this.again(n)}}error({class:e,code:n,
message:r,cause:o,earlier:s,...i}){let a=s===void 0?this.get(o):this.error(s);return mt(e,n,r,{...i,cause:a})}thrown(e){
return typeof e=="string"?this.error(q(e)):e}threw(e){let n=this.keep(e),r={};for(let s of Pr){let i=Wt(e,s);["string","\
number","boolean"].includes(typeof i)&&(r[s]=i)}let o=Wt(e,"cause");return o!=null&&(r.cause=this.keep(o)),{answer:"thre\
w",cause:n,retryable:r.retryable===!0,error:typeof r.code=="string"?r:void 0}}};function Wt(t,e){try{return t?.[e]}catch{
return}}function pe(t,e){let n=Kr(t,e);return n===void 0?"is unknown: is it misspelt?":`is unknown: did you mean "${n}"?`}function Kr(t,e){
let n=Ut(t),r=Math.floor(n.length/3)+1,o;for(let s of e){let i=Dr(n,Ut(s));i<r&&([r,o]=[i,s])}return o}var Ut=t=>t.slice(
0,40).toLowerCase().replaceAll(/[_-]/g,"");function Dr(t,e){let n=[],r=Array.from({length:e.length+1},(o,s)=>s);for(let o=1;o<=
t.length;o++){let s=[o];for(let i=1;i<=e.length;i++){let a=t[o-1]===e[i-1],c=o>1&&i>1&&t[o-1]===e[i-2]&&t[o-2]===e[i-1];
s.push(Math.min(r[i]+1,s[i-1]+1,r[i-1]+(a?0:1),c?n[i-2]+1:1/0))}[n,r]=[r,s]}return r[e.length]}function v(t,e,n){return new p(`${t||"options"}: ${e}`,{cause:n})}function $t(t,e){try{return e()}catch(n){throw v(t,"co\
uld not be read: a getter or a proxy threw",n)}}var H=class{#t;#e=new Map;#n=new Set;constructor(e,n){if(this.#t=n,e==null)
return;let r=$t(n,()=>typeof e=="object"&&!Array.isArray(e)?Object.entries(e):void 0);if(r===void 0)throw v(n,"must be a\
n object");for(let[o,s]of r)s!=null&&this.#e.set(o,s)}path(e){return this.#t===""?e:`${this.#t}.${e}`}peek(e){return this.#e.
get(e)}has(e){return this.#e.has(e)}take(e,n){let r=this.#e.get(e);return this.#e.delete(e),this.#n.add(e),n(r,this.path(
e))}takeAll(e){return[...this.#e.keys()].map(n=>[n,this.take(n,e)])}read(e){return Object.fromEntries(Object.entries(e).
map(([n,r])=>[Lr.get(r)??n,this.take(n,r)]))}end(){for(let e of this.#e.keys())throw v(this.path(e),pe(e,this.#n))}},Ge=(t,e)=>(n,r)=>{
if(n===void 0||t(n))return n;throw v(r,e)},Lr=new WeakMap;var Bt=t=>(e,n)=>{if(e===void 0)throw v(n,"is missing");return t(e,n)};var L=Ge(t=>typeof t=="string","must be a string");var Wr=(t,e)=>$t(e,()=>Array.isArray(t)?Object.values(t):void 0);function qt(t,e){if(t===void 0)return;let n=typeof t=="string"?[t]:Wr(t,e);if(n?.every(r=>typeof r=="string"))return n;throw v(
e,"must be a string or an array of strings")}function He(t,e){if(t===void 0)return;let n,r;try{n=JSON.stringify(t)}catch(o){r=o}if(n===void 0)throw v(e,"must be what\
 JSON can hold",r);return n}var Ur=9e15,Je=(t,e,n,r=Number.MAX_VALUE)=>(o,s)=>{if(o!==void 0){if(typeof o!="number"||!(o>=
n&&o<=r))throw v(s,t);return Math.min(Math.ceil(o*e),Ur)}},ri=Number.MIN_VALUE;var Ye=Je("must be a number of seconds that is finite and not negative",1e3,0);var Fe=Je("must be a time in epoch milliseconds, as Date.now() gives it",1,0),oi=Je("must be a whole number of at least \
1",1,1,2**32-1);var Gt=Bt(Ge(t=>typeof t=="string"&&t!=="","must be a string")),Ht=(t,e)=>qt(t,e)?.join(" "),$r=(t,e)=>{let n=typeof t==
"string"&&t.trim()!==""?Number(t):t;if(Number.isNaN(n))throw v(e,"must be a number of seconds that is finite and not neg\
ative");return Ye(n,e)};function Yt(t,e){let n=new H(t,e),r=n.peek("access_token")!==void 0&&n.peek("accessToken")===void 0,
o=r?{accessToken:n.take("access_token",Gt),tokenType:n.take("token_type",L),expiresInMs:n.take("expires_in",$r),scope:n.
take("scope",Ht),refreshToken:n.take("refresh_token",L),idToken:n.take("id_token",L),extra:Jt(n.takeAll(He))}:{accessToken:n.
take("accessToken",Gt),tokenType:n.take("tokenType",L),expiresAt:n.take("expiresAt",Fe),expiresInMs:n.take("expiresIn",Ye),
obtainedAt:n.take("obtainedAt",Fe),scope:n.take("scope",Ht),refreshToken:n.take("refreshToken",L),idToken:n.take("idToke\
n",L),extra:n.take("extra",(s,i)=>Jt(new H(s,i).takeAll(He)))};return n.end(),{path:e,endpointNames:r,...o}}function me({
extra:t,...e}){return t===void 0?e:{...e,extra:JSON.parse(t)}}function Ft(t){try{let e=new H(t,"");return[e.peek("refres\
hToken"),e.peek("refresh_token")].find(r=>typeof r=="string"&&r!=="")}catch(e){if(e instanceof p)return;throw e}}function Jt(t){
let e=t.filter(([,n])=>n!==void 0);return e.length?`{${e.map(([n,r])=>`${JSON.stringify(n)}:${r}`).join(",")}}`:void 0}async function ze(t,e,n){let r=Xt(t,e,n),{tokens:o}=e,s=await(o!==void 0&&t.refresh?t.refresh.call(t.self,me(o),r):t.acquire?.
call(t.self,r));try{return{answer:"tokens",...Yt(s,"the custom provider's answer")}}catch(i){if(!(i instanceof p))throw i;
let a=i.cause===void 0?void 0:n.causes.keep(i.cause);return{answer:"noTokens",message:i.message,cause:a,refreshToken:o&&
Ft(s)}}}async function zt(t,e,n){return await t.revoke?.call(t.self,me(e.tokens),Xt(t,e,n)),{answer:"done"}}async function Vt({
owner:t},{call:e,provider:n,argument:r}){return await t[e](n,typeof r=="object"?me(r):r),{answer:"done"}}async function Zt({
make:t},e){return{answer:"parts",parts:await t?.(e)}}function Xt({owner:t},{provider:e,forceRefresh:n,minLifetimeMs:r},{
signal:o,fetch:s}){let i={provider:e,signal:o,fetch:s??globalThis.fetch};if(t===void 0)return i;let a={};return n&&(a.forceRefresh=
!0),r!==void 0&&(a.minLifetimeSeconds=r/1e3),{...i,...a}}var ye=class{#t=new Map;#e=0;get(e){return this.#t.get(e)??{}}add(e){
return this.#t.set(++this.#e,e),this.#e}forget(e){this.#t.delete(e)}register(e){let n=[],r=o=>{let s=ne(o);return o.functions!==
void 0&&(s.functions=this.add(o.functions),n.push(s.functions)),s.fallback=o.fallback?.map(i=>typeof i=="string"?i:r(i)),
s};return{config:r(e),undo:()=>n.forEach(o=>this.forget(o))}}};function _(){return typeof TextEncoder=="function"?new TextEncoder:{encode:en,encodeInto:Br}}function Qt(){return typeof TextDecoder==
"function"?new TextDecoder("utf-8",{ignoreBOM:!0}):{decode:qr}}function en(t=""){let e=encodeURIComponent(t.replace(/\p{Surrogate}/gu,
"�"));return Uint8Array.from(e.match(/%..|./g)??[],n=>n.length===1?n.charCodeAt(0):Number.parseInt(n.slice(1),16))}function Br(t,e){
let[n,r]=[0,0];for(let o of t){let s=en(o);if(r+s.length>e.length)break;e.set(s,r),n+=o.length,r+=s.length}return{read:n,
written:r}}function qr(t=new Uint8Array){let e="";for(let n of t)e+=`%${(n+256).toString(16).slice(1)}`;return decodeURIComponent(
e)}var tn=1048576,Gr=["content-type","date","retry-after","authorization","dpop-nonce","www-authenticate"];async function nn({
method:t,url:e,headers:n,body:r},{fetch:o=b("fetch"),kind:s,signal:i}){let a;try{if(typeof o!="function")throw new TypeError(
"the host has no fetch");let c={method:t,headers:n,redirect:"manual",signal:i};r!==void 0&&(c.body=r),s!=="edge"&&Object.
assign(c,{credentials:"omit",cache:"no-store"}),a=await o(e,c)}catch(c){return{failure:s==="browser"?"networkOfPage":"ne\
twork",cause:c}}try{let c=Ve(a);if(c===void 0)throw new TypeError("what fetch gave is no Response: it has no status");let f=await Hr(
a);return f===void 0?{failure:"tooLarge"}:{failure:null,...c,body:f}}catch(c){return{failure:"network",cause:c}}}function Ve(t){
let e=t?.status;if(typeof e!="number")return;let n=t.headers,r=Object.create(null);for(let o of Gr){let s=typeof n?.get==
"function"?n.get(o):n?.[o];typeof s=="string"&&(r[o]=s)}return{status:e,headers:r}}async function Hr(t){let e=t.body?.getReader?.();
if(e===void 0){let r=_().encode(await Jr(t));return r.length>tn?void 0:r}let n=new Uint8Array;for(;;){let{done:r,value:o}=await e.
read();if(r)return n;if(!ArrayBuffer.isView(o))throw new TypeError("a chunk of the response's body is no Uint8Array");let s=n.
length+o.byteLength;if(s>tn){(async()=>e.cancel?.())().catch(()=>{});return}let i=new Uint8Array(s);i.set(n),i.set(new Uint8Array(
o.buffer,o.byteOffset,o.byteLength),n.length),n=i}}async function Jr(t){return typeof t.text=="function"?String(await t.
text()):typeof t.json=="function"?JSON.stringify(await t.json())??"":""}var rn;function on(){if(rn===void 0)return;let t;try{return rn(new Promise(e=>{t=()=>e(void 0)})),t}catch{return}}function Q(t){return typeof WeakRef=="function"?new WeakRef(t):{deref:()=>t}}var Yr=2**31-1;function sn(t){let e;function n(){e!==void 0&&clearTimeout(e),e=void 0}return{arm(r,o){n();try{e=S(()=>setTimeout(
t,Math.min(Math.max(r,0),Yr)))}catch{return}o||(typeof e=="object"?e?.unref?.():b("Deno")?.unrefTimer?.(e))},disarm:n}}var Fr=400,zr=new Uint8Array,an=new Set,we=class{causes=new G;#t;#e;#n=new Map;#c=0;#r=new Map;#o=new Map;#a=[];#s=[];#f;#u=!1;#d=!1;#h=!1;#l;constructor(e){
this.#e=e,this.#t=this.#p(()=>e.make(R()));let n=Q(this);this.#l=sn(()=>n.deref()?.tick())}#p(e){try{return e()}catch(n){
throw this.causes.thrown(n)}}#i(e){if(this.#t===void 0)return;let{answer:n,effects:r,dueMs:o,isAwaited:s,forgotten:i}=q(
this.#p(()=>e(this.#t)));return this.#a.push(...r),i&&this.#s.push(...i),this.#f=o,this.#u=!!s,this.#k(),n}drive(){this.#i(
e=>e.effects())}tick(){this.#i(e=>e.tick(...R()))}signal(e){this.#i(n=>n.signal(A(e),...R()))}run(e,n,r,o=this.#g){let s=++this.#c,
i=A({call:e,provider:n,...r});return this.#e.edge?this.#x(s,i,o):this.#b(s,i,o)}#g=e=>{if(e.error!==void 0)throw this.causes.
error(e.error);return this.#e.value(e)};#b(e,n,r){return new Promise((o,s)=>{this.#m(e,n,i=>{try{o(r(i))}catch(a){s(a)}})})}async#x(e,n,r){
let o;this.#m(e,n,s=>{try{o={value:r(s)}}catch(i){o={error:i}}});for(let s=1;o===void 0;)await new Promise(i=>S(()=>setTimeout(
i,s))),o===void 0&&(s=this.#i(i=>i.look(e,...R()))??0);if("error"in o)throw o.error;return o.value}#m(e,n,r){if(this.#t===
void 0)throw new P("This TokenManager is closed.");this.#n.set(e,{settle:r});try{this.#i(o=>o.call(e,n,...R()))}catch(o){
throw this.#n.delete(e),o}}ask(e,n,r){let o=A({ask:e,provider:n,...r});return this.#i(s=>s.ask(o,...R()))}close(){this.#h=
!0,this.#i(e=>e.close(...R())),this.#y()}#y(){if(!this.#h||this.#r.size||this.#d||this.#t===void 0)return;this.#l.disarm();
let e=this.#t;this.#t=void 0,e.free()}#k(){if(this.#d)return;this.#d=!0;let e=0;try{for(;e<this.#a.length;)this.#S(this.#a[e++]);
this.#s.length&&this.causes.forget(this.#s.splice(0))}finally{this.#a.splice(0,e),this.#d=!1}this.#f===void 0?this.#l.disarm():
this.#l.arm(this.#f,this.#u),this.#u&&!this.#e.edge?an.add(this):an.delete(this),this.#y()}#S(e){switch(e.effect){case"d\
o":return this.#E(e);case"cancel":Ze(this.#r.get(e.number)),this.#r.delete(e.number);return;case"unlock":Ze(this.#r.get(
e.number)),this.#o.get(e.number)?.(),this.#o.delete(e.number);return;case"settle":{let n=this.#n.get(e.caller);return this.#n.
delete(e.caller),n?.settle(e)}default:return this.#e.effect(e)}}#E({number:e,withinMs:n,work:r,...o}){let s=typeof AbortController==
"function"?new AbortController:void 0;this.#r.set(e,s);let i=on(),a={withinMs:n,causes:this.causes,signal:s?.signal,locked:u=>this.#o.
set(e,u)},c=u=>{this.#T(e,s,u),i?.()},f=()=>{if(!this.#w(e,s))return i?.();let u;try{u=this.#e.work(r,o,a)}catch(m){u=this.
causes.threw(m)}if(typeof u?.then!="function")return c(u);let d=u.catch(m=>this.causes.threw(m)),h=n===void 0?d:x(n,d,()=>(Ze(
s),{answer:"timedOut"}));(this.#e.edge?this.#O(e,h):h).then(c)};this.#e.atOnce?f():Promise.resolve().then(f)}async#O(e,n){
let r;for(;(r=await x(Fr,n))===void 0;)this.#i(o=>o.alive(e,...R()));return r}#T(e,n,{body:r,...o}){let s=r??zr;this.#w(
e,n)&&(this.#r.delete(e),this.#i(i=>i.answer(e,A(o),s,...R())))}#w(e,n){return this.#r.has(e)&&this.#r.get(e)===n}};function Ze(t){
try{t?.abort()}catch{}}var R=()=>[Date.now(),W(),Math.floor(Math.random()*2**32)];var fn=()=>Vr;async function un(t){return se(X,t,()=>crypto.subtle.generateKey({name:"AES-GCM",length:256},!1,["encrypt",
"decrypt"]))}var Vr={[Symbol.for("tokenward.storage")]:Object.freeze({kind:"indexeddb",compares:!0}),getItem:t=>T(Z,"rea\
donly",e=>e.get(t)),setItem:(t,e,n)=>cn(t,n,r=>r.put(e,t),n?.expiresAt===void 0),removeItem:(t,e)=>cn(t,e,n=>n.delete(t),
!0),getKeys:t=>T(Z,"readonly",e=>e.getAllKeys(IDBKeyRange.lowerBound(t)))};async function cn(t,e,n,r){let o=e?.expected,
s=!0;return await T(Z,"readwrite",(a,c)=>{let f=a.get(t);return c(f,u=>{s=o===void 0||(u??null)===o,s&&n(a)}),f},r),s}var Zr=500,Xr=1e4,Qr=200,eo=8,Xe,dn=0;function mn(t){return Xe?.web!==t&&(Xe=new Qe(t)),Xe}var Qe=class{constructor(e){this.
web=e}get[Symbol.for("tokenward.storage")](){return{kind:"local",compares:!0}}peekItem(e){return this.web.getItem(e)}async getItem(e){
let n=await pn("readonly",a=>a.get(e)),r=ln(n?.result),o=hn(this.web.getItem(e),r);if(o!==void 0)return o;await no(e);let s=this.
web.getItem(e),i=hn(s,r);return i!==void 0?i:(this.#n(e,s,r?.value),s)}async setItem(e,n,r){let o=await this.#e(e,n,r);return o&&
this.web.setItem(e,n),o}async removeItem(e,n){let r=await this.#e(e,null,n);return r&&this.web.removeItem(e),r}getKeys(e){
return Object.keys(this.web).filter(n=>n.startsWith(e))}#t(e){try{let n=this.web.getItem(e);return typeof n=="string"?n:
null}catch{return null}}async#e(e,n,{expected:r,expiresAt:o}={}){return await this.#n(e,n,r,o===void 0)??(r===void 0||this.
web.getItem(e)===r)}async#n(e,n,r,o){let s=!0;return await pn("readwrite",(c,f)=>{let u=c.get(e);return f(u,d=>{let l=this.#t(
e),h=ln(d)??{value:l,replaced:[]};s=r===void 0||h.value===r,s&&c.put({value:n,replaced:to(n,h,l)},e)}),u},o)&&s}};function ln(t){
return Array.isArray(t?.replaced)&&(t.value===null||typeof t.value=="string")?t:void 0}function hn(t,e){return e===void 0||
t===e.value?t:t!==null&&e.replaced.includes(yn(t))?e.value:void 0}function to(t,e,n){let[r,...o]=[t,n,e.value].map(i=>i===
null?void 0:yn(i)),s=new Set([...o,...e.replaced]);return s.delete(r),[...s].filter(i=>i!==void 0).slice(0,eo)}function yn(t){
let[e,n]=[2166136261,16777619];for(let r=0;r<t.length;r++)e=Math.imul(e^t.charCodeAt(r),16777619),n=Math.imul(n^t.charCodeAt(
r),2246822507);return(n>>>11)*2**32+(e>>>0)}async function pn(t,e,n){if(!(I()===void 0||performance.now()<dn))try{return{
result:await T(Ke,t,e,n,Zr)}}catch{dn=performance.now()+Xr;return}}function no(t){return new Promise(e=>{let n=s=>{s.key===
t&&r()},r=()=>{clearTimeout(o),globalThis.removeEventListener?.("storage",n),e()},o=S(()=>setTimeout(r,Qr));globalThis.addEventListener?.(
"storage",n)})}var wn=()=>b("crypto")?.subtle!==void 0;function ro(t){crypto.getRandomValues(t)}async function gn(t,e,n,r){try{let o=JSON.parse(e),s=await crypto.subtle.importKey("jwk",JSON.parse(t),o,!1,["verify"]);
return await crypto.subtle.verify(o,s,r,n)}catch{return!1}}function bn(t){try{let{algorithm:e,type:n,usages:r}=t;return e.name==="AES-GCM"&&e.length===256&&n==="secret"&&Array.isArray(
r)&&r.includes("encrypt")&&r.includes("decrypt")}catch{return!1}}function xn(t){let e=t;async function n(){if(typeof e==
"string")return un(e);if(!ArrayBuffer.isView(e))return e;let o=e,s=await crypto.subtle.importKey("raw",o,"AES-GCM",!1,["\
encrypt","decrypt"]);return o.fill(0),e=s}async function r(o,s,i,a){try{let c=await n(),f=crypto.subtle[o]({name:"AES-GC\
M",iv:s,additionalData:i},c,a),u=o==="encrypt"?await f:await f.catch(()=>null);return u&&new Uint8Array(u)}finally{a.fill(
0)}}return{canWork:()=>wn()&&(typeof e!="string"||I()!==void 0),run:(o,s,i,a,c)=>x(c,r(o,s,i,a)),close(){ArrayBuffer.isView(
e)&&e.fill(0)}}}var oo="encryption: must be true, 32 bytes as base64 or base64url, or a CryptoKey for AES-GCM of 256 bits with the usage\
s encrypt and decrypt",et=12,so=32;function kn(t,e){if(t===void 0||t===!1)return;let n=t===!0?e:typeof t=="string"?io(t):
bn(t)&&t;if(!n)throw new p(oo);return ao(xn(n))}function io(t){let e=K(t.replace(/=$/,"").replaceAll("+","-").replaceAll(
"/","_"));return e?.length===so?e:void 0}var ao=t=>({canWork:t.canWork,close:t.close,async seal(e,n,r){let o=crypto.getRandomValues(
new Uint8Array(et)),s=await t.run("encrypt",o,tt(e),_().encode(n),r);return s&&re(Uint8Array.of(...o,...s))},async open(e,n,r){
let o=tt(n),s=await t.run("decrypt",o.slice(0,et),tt(e),o.slice(et),r);if(!s)return s;try{return Qt().decode(s)}catch{return null}finally{
s.fill(0)}}}),tt=t=>K(t)??new Uint8Array;function ge(t,e,n){return Sn(e)?x(t,Promise.resolve(e).then(n)):n(e)}var Sn=t=>typeof t?.then=="function";function nt(t,e,n){
return ge(n,t.getItem(e),r=>{if(typeof(r??"")!="string")throw new TypeError("getItem gave no string");return r??null})}function En(t,e){
try{let n=t.peekItem?.(e);return typeof n=="string"?n:void 0}catch{return}}function On(t,e,n,r,o,s){let i={};r!==void 0&&
(i.expiresAt=r),o!==void 0&&(i.expected=o);let a=Object.keys(i).length?[i]:[],c=n===void 0?t.removeItem(e,...a):t.setItem(
e,n,...a);return ge(s,c,f=>f!==!1)}function Tn(t,e,n){let r=s=>{if(!Array.isArray(s))throw new TypeError("getKeys gave n\
o array");return s.filter(i=>typeof i=="string"&&i.startsWith(e))};if(typeof t.getKeys=="function")return ge(n,t.getKeys(
e),r);if(typeof t.key!="function"||typeof t.length!="number")return null;let o=Array.from({length:t.length},(s,i)=>t.key(
i));return ge(n,o.some(Sn)?Promise.all(o):o,r)}function J(t,e){try{return t[Symbol.for("tokenward.storage")]?.[e]}catch{
return}}function An(t){let e=ie(),r=e==="edge"&&J(t,"lasting")===!0?"durableObject":e==="server"?"process":e;return{kind:e,name:r}}
var co={local:"localStorage is missing or forbidden here: tokens are kept in memory alone",session:"sessionStorage is mi\
ssing or forbidden here: tokens are kept in memory alone",indexeddb:"IndexedDB is missing or forbidden here: tokens are \
kept in memory alone"},fo="records cannot be encrypted here, since WebCrypto or IndexedDB is missing: tokens are kept in\
 memory alone",be=class{cipher;#t=new Map;#e=0;constructor(e,n){this.cipher=kn(e,n)}get(e){return this.#t.get(e)}open(e="\
memory"){if(e==="memory")return{};let[n,r]=uo(e),o=J(n,"kind"),s=r??(typeof o=="string"?o:"custom"),i=c=>({storageMissing:{
kind:s,message:c}});return n===void 0?i(co[s]):this.cipher?.canWork()===!1?i(fo):{storage:{id:this.#n(n),kind:s,keepsRefreshTokens:J(
n,"refreshTokens")!==!1,shared:r==="local"||r==="indexeddb",volatile:J(n,"volatile")===!0,late:this.cipher===void 0&&typeof n.
peekItem=="function",compares:!!J(n,"compares"),encrypted:this.cipher!==void 0}}}#n(e){for(let[n,r]of this.#t)if(r===e)return n;
return this.#t.set(++this.#e,e),this.#e}keep(e){for(let n of this.#t.keys())e.includes(n)||this.#t.delete(n)}};function uo(t){
let e=()=>{let n=b("localStorage");return n&&mn(n)};return t==="local"?[e(),t]:t==="session"?[b("sessionStorage"),t]:t===
"indexeddb"?[I()&&fn(),t]:t===b("localStorage")?[e(),"local"]:[t]}var lo=["visibilitychange","resume","pagehide","pageshow","focus","online","offline"];function vn(t){let e=({type:r,persisted:o})=>{
t(r==="online"||r==="offline"?r:o===!0&&r==="pagehide"?"hidden":o===!0&&r==="pageshow"?"restored":"woke")},n=r=>{for(let o of lo)
try{globalThis[r](o,e,o!=="focus")}catch{}};return n("addEventListener"),()=>n("removeEventListener")}var rt=()=>b("navi\
gator")?.onLine===!1;var _n="?",Mn="!",In=".",ho=4,po=250;function xe(t){let e=ot(t,n=>n===_n&&e?.postMessage(Mn));return()=>{e?.postMessage(
In),e?.close()}}async function ke(t){let[e,n]=[!1,()=>{}],r=new Promise(s=>n=s),o=ot(t,s=>{s===Mn&&(e=!0,n())});if(o){for(let s=ho;s&&
!e;s--)o.postMessage(_n),await x(po,r);return o.close(),e}}function Rn(t){let e=()=>{},n=ot(t,r=>r===In&&e());return{wait:r=>new Promise(
o=>{let s=S(()=>setTimeout(o,r));e=()=>{clearTimeout(s),o()}}),end:()=>n?.close()}}function ot(t,e){return ee(`${t} aliv\
e?`,e)}var mo=500,Cn=3e3,yo=1e3,wo=3e4,go=50,bo=20,xo=400;async function jn(t,e){let n={owner:Math.random(),beat:0},r=Rn(t);try{
let o,s=!1,[i,a,c]=[0,0,performance.now()];for(let f=bo;;f=Math.min(f*1.5,xo)){let u=m=>!m||m.owner===n.owner||s&&Nn(m,o),
d=await st(t,n,u);if(!d||u(d))return ko(t,n);let l=performance.now(),h=Math.min(l-c,yo);if(c=l,i+=h,a=Nn(d,o)?a+h:0,o=d,
i>=(e?wo:go))return null;s=a>=Cn&&!await ke(t),a>=Cn&&!s&&(a=0),s||await r.wait(f*(.5+Math.random()))}}finally{r.end()}}
function ko(t,e){let n=i=>i?.owner===e.owner,r=xe(t),o=()=>{e.beat++,st(t,e,n).then(i=>n(i)||clearInterval(s),()=>{})},s=S(
()=>setInterval(o,mo));return()=>{clearInterval(s),st(t,void 0,n).then(r,r)}}function st(t,e,n){return T(De,"readwrite",
(r,o)=>{let s=r.get(t);return o(s,i=>{n(i)&&(e?r.put(e,t):r.delete(t))}),s})}function Nn(t,e){return t.owner===e?.owner&&
t.beat===e.beat}var So=4e3,Eo=6,Oo=2e3,To=1e3,Ao=50;async function Pn(t,e){try{return await vo(t,e)}catch{}try{return await jn(t,e)}catch{
return}}async function vo(t,e){let n=it(t),r=await(e?_o(t,n):x(Ao,n.granted));return r||(n.cancel(),null)}async function _o(t,e){
for(let n=Eo;n;n--){let r=await x(So,e.granted);if(r)return r;let o=it(`${t} asking`);try{let s=await x(Oo,Promise.race(
[e.granted,o.granted.then(()=>!0)])),i=s===!0?await Promise.race([e.granted,ke(t)]):s;if(typeof i=="function")return i;if(i===
void 0)return null;if(!i)return await Mo(t,e)}finally{o.cancel()}}return null}async function Mo(t,e){let n=it(t,{steal:!0}),
r=await x(To,n.granted);return(r?e:n).cancel(),r}function it(t,e){let n=new AbortController,r=()=>{},o=new Promise((i,a)=>{
let c=()=>new Promise(f=>{let u=xe(t);r=()=>{f(void 0),u()},i(r)});navigator.locks.request(t,e??{signal:n.signal},c).catch(
a)});return o.catch(()=>{}),{granted:o,cancel:()=>{n.abort(),r()}}}var Io=5e3,Ro=50,Kn=new WeakMap;async function Dn(t,e,n){let r=Kn.get(t)??new Map;Kn.set(t,r);let o=r.get(e)??[],s=()=>{
let f=o.shift();f?f():r.delete(e)};if(!r.has(e))return r.set(e,o),s;let i=()=>{},a=new Promise(f=>{i=()=>f(!0),o.push(i)});
if(await x(n?Io:Ro,a))return s;let c=o.indexOf(i);return c<0?s:(o.splice(c,1),null)}async function Ln(t,e,n,r){let o=t==="browser"?await Pn(n,r):void 0;return o===void 0?Dn(e,n,r):o}var Y=(t,e)=>{let n=r=>r===void 0?{answer:"timedOut"}:e(r);return typeof t?.then=="function"?t.then(n):n(t)},at=t=>({answer:"\
text",text:t}),Wn={async fetch(t,{fetch:e,host:n,signal:r,causes:o,keyOwner:s}){let i=Object.fromEntries(t.headers),a;if(t.
proof!==void 0){let{proof:d,proofKey:l}=await C();try{let h=await l(s,t.proof.key),m=await d(h,t.method,t.proof.htu,t.proof.
iat,t.proof.nonce);i.dpop=m,a={thumbprint:h.jkt,proof:m}}catch(h){return{answer:"noResponse",why:"noProof",cause:o.keep(
h)}}}let c=await nn({method:t.method,url:t.url,headers:i,body:t.body},{fetch:e,kind:n,signal:r});if(c.failure!==null){let d=c.
cause===void 0?void 0:o.keep(c.cause);return{answer:"noResponse",why:c.failure,cause:d}}let{status:f,body:u}=c;return{answer:"\
response",status:f,headers:Object.entries(c.headers),proof:a,body:u}},read:(t,{storages:e,withinMs:n})=>Y(nt(e.get(t.storage),
t.key,n),at),peek(t,{storages:e,withinMs:n}){let r=En(e.get(t.storage),t.key);return r===void 0?Y(nt(e.get(t.storage),t.
key,n),at):{answer:"text",text:r}},write:(t,{storages:e,withinMs:n})=>Y(On(e.get(t.storage),t.key,t.text,t.expiresAt,t.expected,
n),r=>({answer:"written",written:r})),list:(t,{storages:e,withinMs:n})=>Y(Tn(e.get(t.storage),t.prefix,n),r=>({answer:"k\
eys",keys:r})),seal:({additionalData:t,text:e},{storages:n,withinMs:r})=>Y(n.cipher.seal(t,e,r),o=>({answer:"sealed",bytes:o})),
open:({additionalData:t,bytes:e},{storages:n,withinMs:r})=>Y(n.cipher.open(t,e,r),at),async lock(t,{host:e,storages:n,signal:r,
locked:o}){let s=await Ln(e,n.get(t.storage),t.key,t.patient);return s&&r?.aborted?s():s&&o(s),{answer:"locked",locked:!!s}},
async proofKey({name:t},{causes:e,keyOwner:n}){let{proofKey:r}=await C();try{let{jkt:o,kept:s,fault:i}=await r(n,t);return{
answer:"proofKey",thumbprint:o,kept:s,fault:i===void 0?void 0:e.keep(i)}}catch{return{answer:"proofKey"}}},async verify({
key:t,algorithm:e,input:n,signature:r}){return{answer:"verified",verified:await gn(t,e,_().encode(n),K(r)??new Uint8Array)}},
makeParts:(t,{functions:e})=>Zt(e.get(t.functions),t),acquire:(t,e)=>ze(e.functions.get(t.functions),t,e),refresh:(t,e)=>ze(
e.functions.get(t.functions),t,e),revoke:(t,e)=>zt(e.functions.get(t.functions),t,e),async resolve({provider:t},{causes:e,
functions:n,resolveProvider:r,signal:o,keep:s}){let i=await r?.(t);if(i instanceof Error)return{answer:"provider",error:e.
threw(i).error};let a=i&&n.register(i).config;return a&&!o?.aborted&&s(t,a),{answer:"provider",provider:a}},passOn:(t,{functions:e})=>Vt(
e.get(t.functions),t)};var Co={async resolve({provider:t},{causes:e,resolveProvider:n}){try{let r=await n?.(t);return{answer:"provider",provider:r===
void 0?void 0:{grant:"custom",functions:r}}}catch(r){if(r?.code==="invalid_configuration")return{answer:"provider",error:e.
threw(r).error};throw r}}},ct=class{functions=new ye;#t;#e;#n;#c;#r;#o;#a=()=>{};#s;constructor(e){We.rare=()=>Be,this.#t=
e,this.#e=new be(e.encryption,e.namespace),this.#n=this.#e.open(e.storage);let{storage:n}=this.#n,r=n&&this.#e.get(n.id);
this.#c=An(r),this.#r=r??this}get settings(){let{namespace:e,background:n,logLevel:r,resolveProvider:o}=this.#t,{name:s}=this.#c,
i=s==="browser"&&rt();return A({namespace:e,background:n,logLevel:r,...this.#n,host:s,offline:i,resolves:o!==void 0})}start(e){
let{fetch:n,resolveProvider:r}=this.#t,{kind:o,name:s}=this.#c,i={fetch:n,host:o,functions:this.functions,storages:this.#e,
keyOwner:this.#r,resolveProvider:r},a={...Wn,...Co},c=new we({edge:s==="edge",make:()=>e,work:(f,u,d)=>a[f](u,{__proto__:i,
...d}),effect:f=>this.#f(f),value:f=>f});if(this.#o===void 0){this.#o=c;let f=Q(this);s==="browser"&&(this.#a=vn(u=>f.deref()?.
signal({signal:u,offline:rt()})))}return c}fetch(e,n){let r=this.#o,o=(a,c={})=>r.ask(a,n,c),s=this.#r,i={fetch:this.#t.
fetch,allowedOrigins:async()=>(await r.run("allowedOrigins",n)).value,nameOf:()=>o("tokenInfo").info.provider,async authorization(){
let{token:a,tokenType:c}=await r.run("getToken",n);return`${At(c)} ${a}`},refusedBy:(a,c,f)=>o("originRefusedBy",{token:c,
origin:f}).value,isWorthRenewing:(a,c,f,u)=>o("isWorthRenewing",{token:c,origin:f,challenge:u}).value,reject:async(a,c)=>(await r.
run("rejectToken",n,{token:c})).value,refusedWhenNew:(a,c,f)=>{o("refusedWhenNew",{token:c,origin:f})},prover:()=>({claims(a){
let{proof:c}=o("proof",{url:a});return c&&{...c,owner:s,id:c.key}},answered({htu:a,iat:c,nonce:f,skewMs:u},d){let l=Ve(d);
return l!==void 0&&o("proofAnswered",{htu:a,iat:c,nonce:f,skewMs:u,status:l.status,headers:Object.entries(l.headers)}).value}})};
return Tt(i,e,void 0)}signal(e){this.#o?.signal(e)}close(){this.#a(),this.#o?.close(),this.#e.cipher?.close()}open(e){return A(
this.#e.open(e))}keep(e){this.#e.keep([...e])}async proof(e,n,r,o,s,i){let{proof:a,proofKey:c}=await C();return a(await c(
this.#r,e),n,r,o,s,i)}#f(e){switch(e.effect){case"announce":return this.#s?.postMessage(e.text);case"listen":return this.#u(
e.listens);case"forget":return this.functions.forget(e.functions)}}#u(e){this.#s?.close(),this.#s=e?ee(this.#t.namespace):
void 0;let n=Q(this),r=({data:o})=>{typeof o=="string"&&n.deref()?.signal({signal:"heard",text:o})};this.#s&&(this.#s.onmessage=
r)}};function No(t,e){let n=new G,r=q(t);return n.error(e===void 0?r:{...r,cause:n.keep(e)})}var Un=60,F=512,Se=65,ft=Symbol.for("tokenward.storage");function jo(t,e){let n=Po(t),{prefix:r,cacheTtl:o,refreshTokens:s}=Ko(
e),i=async a=>{let c=r+a,f=_().encode(c);if(f.length<=F)return c;let u=new Uint8Array(await crypto.subtle.digest("SHA-25\
6",f)),d=c.slice(0,F-Se);for(;_().encode(d).length>F-Se;)d=d.slice(0,-1);return`${d}~${Array.from(u,l=>l.toString(16).padStart(
2,"0")).join("")}`};return{[ft]:Object.freeze({kind:"kv",refreshTokens:s,volatile:!0}),async getItem(a){return await n.get(
await i(a),o===void 0?{type:"text"}:{type:"text",cacheTtl:o})},async setItem(a,c,f){let u=f?.expiresAt,d=typeof u=="numb\
er"&&Number.isFinite(u)?{expirationTtl:Math.max(Un,Math.ceil((u-Date.now())/1e3))}:void 0;try{await n.put(await i(a),c,d)}catch(l){
if(s||!Do(l))throw l}},async removeItem(a){await n.delete(await i(a))},async getKeys(a){if(typeof n.list!="function")throw new z(
"This namespace has no list().");let c=[],f;do{let u=await n.list(f===void 0?{prefix:r+a}:{prefix:r+a,cursor:f});for(let{
name:d}of u.keys)c.push(d.slice(r.length));f=u.list_complete?void 0:u.cursor}while(f!==void 0);return c}}}function Po(t){
let e=t;if(!(typeof e=="object"&&e!==null&&["get","put","delete"].every(r=>typeof e[r]=="function")))throw new p("namesp\
ace: must be a Workers KV namespace, env.TOKENS say (is the binding in wrangler's configuration?)");return e}function Ko(t){
if(t!=null&&(typeof t!="object"||Array.isArray(t)))throw new p("options: must be an object");let e={prefix:"",cacheTtl:void 0,
refreshTokens:!1};for(let[n,r]of Object.entries(t??{}))if(r!=null)if(n==="prefix"){if(typeof r!="string")throw new p("op\
tions.prefix: must be a string");if(_().encode(r).length>F-Se)throw new p(`options.prefix: must have at most ${F-Se} byt\
es, since Workers KV takes keys of ${F}`);e.prefix=r}else if(n==="cacheTtlSeconds"){if(typeof r!="number"||!Number.isInteger(
r)||r<Un)throw new p("options.cacheTtlSeconds: must be a whole number of at least 60, as Workers KV demands");e.cacheTtl=
r}else if(n==="refreshTokens"){if(typeof r!="boolean")throw new p("options.refreshTokens: must be true or false");e.refreshTokens=
r}else throw new p(`options.${n}: ${pe(n,["prefix","cacheTtlSeconds","refreshTokens"])}`);return e}function Do(t){return $(
"Error",t)&&/\b429\b/.test(t.message)}function Lo(t){let e=t;if(!(typeof e=="object"&&e!==null&&["get","put","delete","list","sync"].every(r=>typeof Reflect.get(
e,r)=="function")))throw new p("storage: must be a Durable Object's own storage, this.ctx.storage say");return{[ft]:Object.
freeze({kind:"durable object",refreshTokens:!0,lasting:!0}),async getItem(r){return await e.get(r)},async setItem(r,o){await e.
put(r,o),await e.sync()},async removeItem(r){await e.delete(r),await e.sync()},async getKeys(r){return[...(await e.list(
{prefix:r})).keys()]}}}export{ct as ClientDriver,Lo as durableObjectStorage,No as errorOf,ro as fillRandomly,jo as kvStorage,W as monotonicMs};
