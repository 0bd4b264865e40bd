// Made from src/client/driver.js and pkg-template/ by `cargo xtask build`: change those.
var Zn=Object.defineProperty;var Xn=(t,e)=>{for(var n in e)Zn(t,n,{get:e[n],enumerable:!0})};function S(t){let e=globalThis.Zone?.root;return typeof e?.run=="function"?e.run(t):t()}function D(t){return typeof WeakRef=="function"?new WeakRef(t):{deref:()=>t}}var Qn=100;function Oe(t,e){try{let{BroadcastChannel:n}=globalThis,r=typeof n=="function"?new n(t):new Ae(t);return e&&(r.
onmessage=({data:o})=>{typeof o=="string"&&e(o)}),r}catch{return}}function pt(t,e){let n=D(e);return Oe(t,r=>n.deref()?.
signal({signal:"heard",text:r}))}var Ae=class{onmessage=null;#t=localStorage;#e;constructor(e){this.#e=`${e}%message`,addEventListener(
"storage",this)}handleEvent({key:e,newValue:n}){e===this.#e&&n&&this.onmessage?.({data:n.slice(n.indexOf(" ")+1)})}postMessage(e){
try{this.#t.setItem(this.#e,`${Math.random()} ${e}`),S(()=>setTimeout(()=>this.#t.removeItem(this.#e),Qn))}catch{}}close(){
removeEventListener("storage",this)}};var ht=["code","provider","retryable","status","oauthError","oauthErrorDescription","suberror","claims","retryAfterMs"],
w=class extends Error{constructor(e,n={}){super(e,n.cause===void 0?void 0:{cause:n.cause}),this.code=n.code??mt[this.name]??
"acquisition_failed",this.retryable=n.retryable??!1;for(let r of ht)n[r]!==void 0&&Object.assign(this,{[r]:n[r]})}toJSON(){
let e={name:this.name,message:this.message};for(let n of ht)e[n]=Reflect.get(this,n);return e}},C=class extends w{},m=class extends w{},
Te=class extends w{},ve=class extends w{},_e=class extends w{},Me=class extends w{},te=class extends w{},Ie=class extends te{},
Re=class extends w{},Y=class extends w{},Ce=class extends w{},N=class extends w{},er=[[w,"TokenError","acquisition_faile\
d"],[C,"NotInitializedError","not_initialized"],[m,"InvalidConfigurationError","invalid_configuration"],[Te,"UnknownProv\
iderError","unknown_provider"],[ve,"TokenNotFoundError","token_not_found"],[_e,"TokenExpiredError","token_expired"],[Me,
"TokenAcquisitionError","acquisition_failed"],[te,"TokenRefreshError","refresh_failed"],[Ie,"ReauthenticationRequiredErr\
or","reauthentication_required"],[Re,"LoginError","login_failed"],[Y,"StorageError","storage"],[Ce,"InvalidTokenError","\
invalid_token"],[N,"ManagerClosedError","closed"]],mt={},yt={};for(let[t,e,n]of er)Object.defineProperty(t.prototype,"na\
me",{value:e,configurable:!0,writable:!0}),mt[e]=n,yt[e]=t;function wt(t,e,n,r){let o=yt[t]??w;return new o(n,{...r,code:e})}function tr(t,e){if(typeof t!="string")throw new m(`${e}: must be a string, a provider's name`);return t}function gt(t){
return t==null?void 0:tr(t,"provider")}function v(t,e){return t!=null&&Object.hasOwn(t,e)?t[e]??void 0:void 0}var ne=t=>Object.assign(Object.create(null),t);function Ne(t,e){return e===void 0?t:new Promise((n,r)=>{let o=()=>{e.removeEventListener("abort",o),r(e.reason)};e.addEventListener(
"abort",o);let s=()=>e.removeEventListener("abort",o);t.then(i=>{s(),n(i)},i=>{s(),r(i)})})}var nr=[void 0,"","AQgw","AEIMQUYcgkosw048"];function j(t){let e=nr[t.length%4];if(!(e!==void 0&&!e.includes(t[t.length-
1]))&&!(e===""||t.includes("+")||t.includes("/")))try{let n=rr(t);return n.length===t.length*3>>2?n:void 0}catch{return}}
var rr=(()=>{let t=globalThis;return typeof t.Uint8Array.fromBase64=="function"?e=>t.Uint8Array.fromBase64(e,{alphabet:"\
base64url"}):typeof t.Buffer?.from=="function"?e=>t.Buffer.from(e,"base64url"):e=>Uint8Array.from(atob(e.replaceAll("-",
"+").replaceAll("_","/")),n=>n.charCodeAt(0))})();function re(t){let e="";for(let n of t)e+=String.fromCharCode(n);return btoa(
e).replace(/\+/g,"-").replace(/\//g,"_").replace(/=+$/,"")}function L(){try{return performance.now()}catch{return Date.now()}}var or=2**31-1,sr=50,ir=250,ar=2e3,cr=3,fr=(t,e)=>S(()=>setTimeout(e,Math.min(Math.max(t,0),or)));function je(t){let e,n=0;return{over:new Promise(o=>{let s=i=>{let a=L()+i;e=fr(i,()=>{let f=L()-a;f<sr||n++===cr?o():s(
f<ar?ir:t)})};s(t)}),end:()=>clearTimeout(e)}}async function b(t,e,n){let{over:r,end:o}=je(t);try{return await Promise.race(
[e,r.then(()=>n?.())])}finally{o()}}var ur="tokenward",V="records",Z="keys",Le="commits",We="leases",xt=[V,Z,Le,We],dr=1e3,oe,Ke,z;function lr(){return globalThis.
addEventListener?.("pagehide",()=>{z=new Promise(t=>{let e=()=>{z=void 0,t()};globalThis.addEventListener("pageshow",e,{
once:!0})}),Ke?.forEach(t=>t())}),new Set}function _(){try{return globalThis.indexedDB??void 0}catch{return}}async function E(t,e,n,r,o=dr){
let s=()=>{},i=!1,a=()=>{},c=()=>{},f=new Promise((p,l)=>{c=()=>{i=!0,s(),l(Pe())}}),u=()=>{let p=je(o);a=p.end,p.over.then(
c)},d=async()=>{a(),await z,u()};u(),f.catch(()=>{});let h=()=>s();(Ke??=lr()).add(h);try{for(let p=!0;;p=!1){z&&await d();
let l=oe??=pr();try{let x=await Promise.race([l.database,f]);z&&await d();let k=x.transaction(t,e,{durability:r?"strict":
"relaxed"}),R=new Promise((ee,Ee)=>{s=()=>bt(k)&&Ee(Pe());let dt=!1,Jn=(lt,zn)=>{dt=!0,lt.onsuccess=()=>{try{zn(lt.result),
k.commit?.()}catch(Vn){Ee(Vn),bt(k)}}},Yn=n(k.objectStore(t),Jn);dt||k.commit?.(),k.oncomplete=()=>ee(Yn.result),k.onabort=
()=>Ee(k.error??Pe())});return await Promise.race([R,f])}catch(x){if(x?.name==="QuotaExceededError"||(De(l),i||!p))throw x}}}finally{
a(),Ke?.delete(h)}}async function se(t,e,n){let r=await E(t,"readonly",i=>i.get(e));if(r!==void 0)return r;let o=await n();
return await E(t,"readwrite",(i,a)=>{let c=i.get(e);return a(c,f=>{f===void 0&&i.add(o,e)}),c},!0)??o}function Pe(){return new DOMException(
"IndexedDB took too long.","TimeoutError")}function bt(t){try{return t.abort(),!0}catch{return!1}}function pr(){let t={database:hr().
then(e=>(e.onversionchange=()=>De(t),e.onclose=()=>De(t),oe!==t&&e.close(),e))};return t}function De(t){oe===t&&(oe=void 0),
t.database.then(e=>e.close(),()=>{})}async function hr(){let t=await kt();if(xt.every(n=>t.objectStoreNames.contains(n)))
return t;let{version:e}=t;return t.close(),kt(e+1)}function kt(t){return new Promise((e,n)=>{let r=_().open(ur,t);r.onupgradeneeded=
()=>{let{objectStoreNames:o}=r.result;for(let s of xt)o.contains(s)||r.result.createObjectStore(s)},r.onsuccess=()=>e(r.
result),r.onerror=()=>n(r.error)})}var P={ES256:"P-256",ES384:"P-384",ES512:"P-521"},W={RS:"RSASSA-PKCS1-v1_5",PS:"RSA-PSS",ES:"ECDSA",Ed:"Ed25519"};function St(t){
if(typeof t!="object"||t===null)return;let e=v(t,"kty")!==void 0?mr(ne(t)):yr(t);return e!==void 0&&/^([RP]S(256|384|512)|EdDSA)$|^ES/.
test(e)&&(e[0]!=="E"||e==="EdDSA"||e in P)?e:void 0}function mr({kty:t,crv:e,alg:n,d:r}){if(typeof r=="string")return t===
"RSA"?typeof n=="string"&&n[1]==="S"&&n[0]!=="E"?n:n===void 0?"RS256":void 0:t==="EC"?Object.keys(P).find(o=>P[o]===e):t===
"OKP"&&e==="Ed25519"?"EdDSA":void 0}function yr({type:t,usages:e,algorithm:n}){if(t!=="private"||!Array.isArray(e)||!e.includes(
"sign"))return;let{name:r,hash:o,namedCurve:s}=n;if(r===W.Ed)return"EdDSA";if(r===W.ES)return Object.keys(P).find(a=>P[a]===
s);let i=String(o?.name).replace("SHA-","");return r===W.RS?`RS${i}`:r===W.PS?`PS${i}`:void 0}function U(t,e){if(Object.prototype.toString.call(e)===`[object ${t}]`)return!0;let n=globalThis[t];return typeof n=="fu\
nction"&&e instanceof n}function g(t){try{return globalThis[t]??void 0}catch{return}}function X(){return g("navigator")?.userAgent==="Cloudflare\
-Workers"||g("WebSocketPair")!==void 0}function ie(){return X()||g("EdgeRuntime")!==void 0?"edge":g("process")?.versions||
g("Deno")||g("Bun")?"server":"browser"}var wr='this host compiles no WebAssembly at run time. Bundle with the condition "workerd" or "edge-light", or give init\
() a WebAssembly.Module.';function Et(t){if(t instanceof w)return t;let e=String(t?.message??""),n="The core could not b\
e loaded",r=!1;return typeof WebAssembly!="object"?n+=": WebAssembly is missing. A lockdown mode disables it, or the bro\
wser is too old.":/content.security.policy|\bcsp\b|unsafe-eval/i.test(e)?n+=": the Content-Security-Policy of this page \
or worker forbids WebAssembly. Add 'wasm-unsafe-eval' to its script-src.":/disallowed by embedder/i.test(e)?n+=`: ${wr}`:
(n+=e?`: ${e}`:".",r=!0),new C(n,{cause:t,retryable:r})}var Ue={},gr={};async function At(t){try{return await(gr[t]??Ue[t])?.()}catch(e){throw br(e)}}function br(t){if(t instanceof
TypeError&&/import/i.test(t.message)&&g("ServiceWorkerGlobalScope")){let e='A part of tokenward could not be loaded: a s\
ervice worker has no import(). Add import "tokenward/login" to it.';return new C(e,{cause:t})}return Et(t)}var ae=class{#t;#e;#n=!1;constructor(e,n){let r=fe(e)?e:void 0,o=i=>r&&ce(r,i),s=i=>v(n,i);this.#t=r,this.#e=n,this.url=
kr(o("url")??String(e)),this.method=(s("method")??o("method")??"GET").toUpperCase(),this.headers=new Headers(s("headers")??
o("headers")),this.signal=Object.hasOwn(n,"signal")&&n.signal!==void 0?s("signal"):o("signal")??void 0,this.redirect=s("\
redirect")??o("redirect")??"follow",this.isOneShot=xr(s("body"))}take(e,n,r=this.url,o=!1){let s={...this.#e,headers:e};
if(n!==void 0&&(s.redirect=n),o)return delete s.body,this.signal!==void 0&&(s.signal=this.signal),[r.href,{...s,method:"\
GET"}];let i=this.#t;return i===void 0?[r.href,s]:(ce(i,"body")!==null&&v(s,"body")===void 0&&(this.#t=i.clone(),this.#n=
!0),[r===this.url?i:new Request(r,i),s])}release(){this.#n&&this.#t?.body?.cancel().catch(()=>{}),this.#t=void 0}};function fe(t){
if(typeof Request!="function")return!1;if(t instanceof Request)return!0;try{return typeof t=="object"&&t!==null&&typeof Reflect.
get(Request.prototype,"url",t)=="string"}catch{return!1}}function ce(t,e){return e in Request.prototype?Reflect.get(Request.
prototype,e,t):t[e]}function kr(t){try{return new URL(t,globalThis.document?.baseURI??globalThis.location?.href)}catch(e){
throw new m("input: must be a URL, absolute outside of pages",{cause:e})}}function xr(t){return typeof t!="object"||t===
null?!1:U("ReadableStream",t)?!0:Symbol.asyncIterator in t}var Sr={CURVES:P,InvalidConfigurationError:m,KEYS:Z,NAMES:W,TokenError:w,algorithmOf:St,base64url:re,bytesOf:j,factory:_,
isKind:U,keptOrMade:se,memberOf:ce,own:v,within:b};async function I(){let t=await At("rare");return t.start(Sr),t}function Ot(t){let e=globalThis;if(X())return e.Cloudflare?.compatibilityFlags?.strip_authorization_on_cross_origin_redirect===
!0;let n=ie();return n!=="browser"?n==="server"&&!t:e.document!==void 0||e.WorkerGlobalScope!==void 0}var Tt="DPoP ";async function vt(t,e,n){let{provider:r,anonymously:o,init:s,via:i}=Er(n),a=new ae(...Ar(e,s)),{signal:c}=a;
c?.throwIfAborted();let{origin:f}=a.url,u=await Ne(t.providerFor(r,f),c),d;try{d=await t.authorization(u,c)}catch(l){if(!o||
!(l instanceof w)||l instanceof N)throw l}d!==void 0&&t.checkOrigin(u,$(d),f);let h=Or(t,u,a,i??t.fetch),p=(l,x)=>{let{status:k,
headers:R}=l;return k!==401&&k!==403||vr(l,f)?!1:t.challenged(u,x,f,k,R.get("www-authenticate")??void 0)};try{let l=await h(
d);if(d===void 0||!p(l,$(d)))return l;let x=await Tr(t,u,d,f,a);if(x===void 0)return l;l.body?.cancel().catch(()=>{});let k=await h(
x);return p(k,$(x))&&t.refusedWhenNew(u,$(x),f),k}finally{a.release()}}function Er(t){if(t!=null&&typeof t!="object")throw new m(
"init: must be an object");let e=fe(t)?t:void 0,{provider:n,onNoToken:r,fetch:o,...s}=e?{}:t??{},[i,a,c]=["provider","on\
NoToken","fetch"].map(f=>e?void 0:v(t,f));if(a!==void 0&&a!=="throw"&&a!=="anonymous")throw new m('init.onNoToken: must \
be one of "throw", "anonymous"');if(c!==void 0&&typeof c!="function")throw new m("init.fetch: must be a function");return{
provider:gt(i),anonymously:a==="anonymous",init:e??s,via:c}}function Ar(t,e){return fe(e)?[new Request(t,e),{}]:[t,e]}function Or(t,e,n,r){
let o=r??((i,a)=>fetch(i,a)),s=n.redirect==="follow"&&!Ot(r!==void 0);return async i=>{let a=new Headers(n.headers);if(i===
void 0?a.delete("authorization"):a.set("authorization",i),i?.startsWith(Tt)){let{sendWithProofs:c}=await I();return c(t.
prover(e),i.slice(Tt.length),o,n,a)}return s?(await I()).follow(o,n,a):o(...n.take(a))}}async function Tr(t,e,n,r,{signal:o,
isOneShot:s}){try{if(!await Ne(t.reject(e,$(n)),o)||s)return;let a=await t.authorization(e,o);return t.checkOrigin(e,$(a),
r),a}catch{o?.throwIfAborted();return}}var _t=t=>["Bearer","DPoP"].find(e=>e.toLowerCase()===t.toLowerCase())??t,$=t=>t.
slice(t.indexOf(" ")+1);function vr(t,e){return t.url!==""&&new URL(t.url).origin!==e}var qe={};Xn(qe,{asksFor:()=>Lt,dpopRequest:()=>Dt,follow:()=>pe,makeParts:()=>Pt,proof:()=>le,proofKey:()=>de,prove:()=>Be,
sendWithProofs:()=>Kt,start:()=>Mt});var y={};function Mt(t){Object.assign(y,t)}function It(t){let e=t.slice(2);return{name:y.NAMES[t.slice(0,2)],hash:`SHA-${e}`,namedCurve:y.CURVES[t],saltLength:Number(
e)/8}}async function Rt(t){let{alg:e,use:n,key_ops:r,ext:o,...s}=t;if(s.kty==="RSA")for(let i of _r)i in s&&(s[i]=Mr(s[i]));
return crypto.subtle.importKey("jwk",s,It(y.algorithmOf(t)),!1,["sign"])}var _r=["n","e","d","p","q","dp","dq","qi"];function Mr(t){
let e=typeof t=="string"&&y.bytesOf(t)||void 0;return e?.[0]===0?y.base64url(e.subarray(e.findIndex(n=>n!==0))):t}async function ue(t,e,n){
let r=y.algorithmOf(t),{base64url:o}=y,s=c=>o(new TextEncoder().encode(JSON.stringify(c))),i=`${s({alg:r,...e})}.${s(n)}`,
a=await crypto.subtle.sign(It(r),t,new TextEncoder().encode(i));return`${i}.${o(new Uint8Array(a))}`}var Ct=new WeakMap,Ir=3e3;function de(t,e){return y.within(Ir,Rr(t,e),()=>{throw new DOMException("WebCrypto took too lo\
ng.","TimeoutError")})}async function Rr(t,e){let n=Ct.get(t)??new Map;Ct.set(t,n);let r=n.get(e);if(r?.kept===!1)return r;
let o=async()=>n.get(e)??await Cr(),s;if(y.factory())try{let a={...await y.keptOrMade(y.KEYS,["dpop",e],o),kept:!0};return n.
set(e,a),a}catch(a){s=a}let i={...await o(),kept:!1};return n.get(e)?.kept!==!1&&n.set(e,i),{...n.get(e),fault:s}}async function Cr(){
let{privateKey:t,publicKey:e}=await crypto.subtle.generateKey({name:"ECDSA",namedCurve:"P-256"},!1,["sign","verify"]),{crv:n,
kty:r,x:o,y:s}=await crypto.subtle.exportKey("jwk",e),i={crv:n,kty:r,x:o,y:s};return{privateKey:t,jwk:i,jkt:await Nt(JSON.
stringify(i))}}async function le({privateKey:t,jwk:e},n,r,o,s,i){let c={jti:y.base64url(crypto.getRandomValues(new Uint8Array(
16))),htm:n,htu:r,iat:o,nonce:s,ath:i===void 0?void 0:await Nt(i)};return ue(t,{typ:"dpop+jwt",jwk:e},c)}async function Nt(t){
return y.base64url(new Uint8Array(await crypto.subtle.digest("SHA-256",new TextEncoder().encode(t))))}var Nr=["content-encoding","content-language","content-length","content-location","content-type"],jr=["authorization","c\
ookie","proxy-authorization"];async function pe(t,e,n){let{url:r,method:o}=e,s=new Headers(n),i=!1;for(let a=0;;a++){let c=await t(
...e.take(s,"manual",r,i)),f=[301,302,303,307,308].includes(c.status)?c.headers.get("location"):null;if(f===null)return c;
if(c.body?.cancel().catch(()=>{}),a===20)throw new TypeError("fetch failed: too many redirects");let u=new URL(f,r);if(!/^https?:$/.
test(u.protocol))throw new TypeError("fetch failed: redirected to something that is not http");if(c.status===303?o!=="GE\
T"&&o!=="HEAD":c.status<303&&o==="POST"){o="GET",i=!0;for(let d of Nr)s.delete(d)}else if(!i&&e.isOneShot)throw new TypeError(
"fetch failed: a body that is a stream cannot be sent again after a redirect");if(u.origin!==r.origin)for(let d of jr)s.
delete(d);u.hash===""&&(u.hash=r.hash),r=u}}var Pr=60,Kr=300;async function Pt(t,{clientId:e,scope:n,audience:r,endpoint:o,subjectToken:s,now:i}){let{claims:a,assertion:c,
subject:f,actor:u}=t,d=[],h=Math.floor(i/1e3);if(r!==void 0){let p={iss:e,sub:e,aud:r,jti:crypto.randomUUID(),iat:h,exp:h+
Pr};d.push(["client_assertion_type","urn:ietf:params:oauth:client-assertion-type:jwt-bearer"]),d.push(["client_assertion",
await jt(t,"client-authentication+jwt",p)])}if(o!==void 0){if(a!==void 0){let p={iss:e,scope:n||void 0,aud:o,iat:h,exp:h+
Kr,jti:crypto.randomUUID()};d.push(["assertion",await jt(t,"JWT",{...p,...a})])}else c!==void 0&&d.push(["assertion",await $e(
"assertion",c)]);f!==void 0&&d.push(["subject_token",s??await $e("subjectToken",f)]),u!==void 0&&d.push(["actor_token",await $e(
"actorToken",u)])}return d}async function jt(t,e,n){let{jwk:r,kid:o}=t,s=r?.kty==="OKP"&&r.alg==="Ed25519"?{alg:r.alg}:{};
try{return t.key??=await Rt(r),await ue(t.key,{typ:e,kid:o,...s},n)}catch(i){throw new y.TokenError("privateKey: WebCryp\
to could not sign with it: see cause",{code:"crypto",cause:i})}}async function $e(t,e){if(typeof e=="string")return e;let n;
try{n=await e()}catch(r){let o=r?.retryable===!0;throw new y.TokenError(`${t}: the function threw: see cause`,{retryable:o,
cause:r})}if(typeof n!="string"||n==="")throw new y.TokenError(`${t}: the function must give a string that is not empty`);
return n}async function Be(t,e,n,r){let o=t.claims(n);if(o===void 0)return;let{owner:s,id:i,htu:a,iat:c,nonce:f}=o;try{return{claims:o,
text:await le(await de(s,i),Wr(e),a,c,f,r)}}catch(u){throw new y.TokenError("No DPoP proof can be made: WebCrypto is mis\
sing, or fails.",{code:"crypto",cause:u})}}var Dr=/^[!\x23-\x5b\x5d-\x7e]*$/,Lr=/^(delete|get|head|options|post|put)$/i;
async function Kt(t,e,n,r,o){let{memberOf:s,own:i}=y;for(let a=r.isOneShot;;a=!0){let c=!1,f=async(h,p={})=>{let l=new Headers(
p.headers);if(!l.has("authorization"))l.delete("dpop");else{let x=typeof h=="string",k=i(p,"method")??(x?"GET":s(h,"meth\
od")),R=await Be(t,k,x?h:s(h,"url"),e);if(R!==void 0){l.set("dpop",R.text);let ee=await n(h,{...p,headers:l});return c=t.
answered(R.claims,ee),ee}}return c=!1,n(h,{...p,headers:l})},u=r.redirect==="follow",d=await(u?pe(f,r,o):f(...r.take(o)));
if(u&&d.type==="opaqueredirect")throw new TypeError("fetch failed: pages cannot see where a redirect leads, so no DPoP p\
roof can be made for it. Request the final URL.");if(!c||a)return d;d.body?.cancel().catch(()=>{})}}var Wr=t=>Lr.test(t)?
t.toUpperCase():t;function Dt({url:t,method:e="GET",nonce:n}){let{InvalidConfigurationError:r,isKind:o}=y;if(typeof e!="\
string"||e==="")throw new r("request.method: must be the name of an HTTP method");if(n!==void 0&&!(typeof n=="string"&&Dr.
test(n)))throw new r("request.nonce: must be the DPoP-Nonce header of the server's last answer");let s=o("URL",t)?t.href:
t;if(typeof s!="string"||!/^https?:\/\//i.test(s))throw new r("request.url: must be an absolute http or https URL");return{
url:new URL(s).href,method:e,nonce:n||void 0}}function Lt(t){return new Response(null,{status:401,headers:{"dpop-nonce":t,
"www-authenticate":'DPoP error="use_dpop_nonce"'}})}function A(t){return typeof t=="string"?JSON.stringify(t.replace(/\p{Surrogate}/gu,"�")):typeof t!="object"||t===null?
JSON.stringify(t)??"null":Array.isArray(t)?`[${t.map(A).join(",")}]`:`{${Object.entries(t).filter(([,n])=>n!==void 0).map(
([n,r])=>`${JSON.stringify(n)}:${A(r)}`).join(",")}}`}var B=t=>Wt(JSON.parse(t));function Wt(t){if(typeof t!="object"||t===null)return t;for(let e of Object.values(t))Wt(e);return Array.isArray(t)?t:Object.
setPrototypeOf(t,null)}var Ur=["code","message","retryable","status","oauthError","oauthErrorDescription","suberror","claims","retryAfterMs"],Ge=new Map,
Ut=0,q=class{keep(e){return Ge.set(++Ut,e),Ut}get(e){return Ge.get(e)}forget(e){for(let n of e)Ge.delete(n)}again({cause:e,
earlier:n,...r}){return{...r,cause:e===void 0?void 0:this.keep(this.get(e)),earlier:n&&this.again(n)}}error({class:e,code:n,
message:r,cause:o,earlier:s,...i}){let a=s===void 0?this.get(o):this.error(s);return wt(e,n,r,{...i,cause:a})}thrown(e){
return typeof e=="string"?this.error(B(e)):e}threw(e){let n=this.keep(e),r={};for(let s of Ur){let i=$t(e,s);["string","\
number","boolean"].includes(typeof i)&&(r[s]=i)}let o=$t(e,"cause");return o!=null&&(r.cause=this.keep(o)),{answer:"thre\
w",cause:n,retryable:r.retryable===!0,error:typeof r.code=="string"?r:void 0}}};function $t(t,e){try{return t?.[e]}catch{
return}}function he(t,e){let n=$r(t,e);return n===void 0?"is unknown: is it misspelt?":`is unknown: did you mean "${n}"?`}function $r(t,e){
let n=Bt(t),r=Math.floor(n.length/3)+1,o;for(let s of e){let i=Br(n,Bt(s));i<r&&([r,o]=[i,s])}return o}var Bt=t=>t.slice(
0,40).toLowerCase().replaceAll(/[_-]/g,"");function Br(t,e){let n=[],r=Array.from({length:e.length+1},(o,s)=>s);for(let o=1;o<=
t.length;o++){let s=[o];for(let i=1;i<=e.length;i++){let a=t[o-1]===e[i-1],c=o>1&&i>1&&t[o-1]===e[i-2]&&t[o-2]===e[i-1];
s.push(Math.min(r[i]+1,s[i-1]+1,r[i-1]+(a?0:1),c?n[i-2]+1:1/0))}[n,r]=[r,s]}return r[e.length]}function O(t,e,n){return new m(`${t||"options"}: ${e}`,{cause:n})}function qt(t,e){try{return e()}catch(n){throw O(t,"co\
uld not be read: a getter or a proxy threw",n)}}var G=class{#t;#e=new Map;#n=new Set;constructor(e,n){if(this.#t=n,e==null)
return;let r=qt(n,()=>typeof e=="object"&&!Array.isArray(e)?Object.entries(e):void 0);if(r===void 0)throw O(n,"must be a\
n object");for(let[o,s]of r)s!=null&&this.#e.set(o,s)}path(e){return this.#t===""?e:`${this.#t}.${e}`}peek(e){return this.#e.
get(e)}has(e){return this.#e.has(e)}take(e,n){let r=this.#e.get(e);return this.#e.delete(e),this.#n.add(e),n(r,this.path(
e))}takeAll(e){return[...this.#e.keys()].map(n=>[n,this.take(n,e)])}read(e){return Object.fromEntries(Object.entries(e).
map(([n,r])=>[qr.get(r)??n,this.take(n,r)]))}end(){for(let e of this.#e.keys())throw O(this.path(e),he(e,this.#n))}},Fe=(t,e)=>(n,r)=>{
if(n===void 0||t(n))return n;throw O(r,e)},qr=new WeakMap;var Gt=t=>(e,n)=>{if(e===void 0)throw O(n,"is missing");return t(e,n)};var K=Fe(t=>typeof t=="string","must be a string");var Gr=(t,e)=>qt(e,()=>Array.isArray(t)?Object.values(t):void 0);function Ft(t,e){if(t===void 0)return;let n=typeof t=="string"?[t]:Gr(t,e);if(n?.every(r=>typeof r=="string"))return n;throw O(
e,"must be a string or an array of strings")}function He(t,e){if(t===void 0)return;let n,r;try{n=JSON.stringify(t)}catch(o){r=o}if(n===void 0)throw O(e,"must be a JS\
ON value",r);return n}var Fr=9e15,Je=(t,e,n,r=Number.MAX_VALUE)=>(o,s)=>{if(o!==void 0){if(typeof o!="number"||!(o>=n&&o<=
r))throw O(s,t);return Math.min(Math.ceil(o*e),Fr)}},ui=Number.MIN_VALUE;var Ye=Je("must be a number of seconds that is finite and not negative",1e3,0);var ze=Je("must be a time in epoch milliseconds, as Date.now() gives it",1,0),di=Je("must be a whole number of at least \
1",1,1,2**32-1);var Ht=Gt(Fe(t=>typeof t=="string"&&t!=="","must be a string")),Jt=(t,e)=>Ft(t,e)?.join(" "),Hr=(t,e)=>{let n=typeof t==
"string"&&t.trim()!==""?Number(t):t;if(Number.isNaN(n))throw O(e,"must be a number of seconds that is finite and not neg\
ative");return Ye(n,e)};function zt(t,e){let n=new G(t,e),r=n.peek("access_token")!==void 0&&n.peek("accessToken")===void 0,
o=r?{accessToken:n.take("access_token",Ht),tokenType:n.take("token_type",K),expiresInMs:n.take("expires_in",Hr),scope:n.
take("scope",Jt),refreshToken:n.take("refresh_token",K),idToken:n.take("id_token",K),extra:Yt(n.takeAll(He))}:{accessToken:n.
take("accessToken",Ht),tokenType:n.take("tokenType",K),expiresAt:n.take("expiresAt",ze),expiresInMs:n.take("expiresIn",Ye),
obtainedAt:n.take("obtainedAt",ze),scope:n.take("scope",Jt),refreshToken:n.take("refreshToken",K),idToken:n.take("idToke\
n",K),extra:n.take("extra",(s,i)=>Yt(new G(s,i).takeAll(He)))};return n.end(),{path:e,endpointNames:r,...o}}function me({
extra:t,...e}){return t===void 0?e:{...e,extra:JSON.parse(t)}}function Vt(t){try{let e=new G(t,"");return[e.peek("refres\
hToken"),e.peek("refresh_token")].find(r=>typeof r=="string"&&r!=="")}catch(e){if(e instanceof m)return;throw e}}function Yt(t){
let e=t.filter(([,n])=>n!==void 0);return e.length?`{${e.map(([n,r])=>`${JSON.stringify(n)}:${r}`).join(",")}}`:void 0}async function Ve(t,e,n){let r=en(t,e,n),{tokens:o}=e,s=await(o!==void 0&&t.refresh?t.refresh.call(t.self,me(o),r):t.acquire?.
call(t.self,r));try{return{answer:"tokens",...zt(s,"the custom provider's answer")}}catch(i){if(!(i instanceof m))throw i;
let a=i.cause===void 0?void 0:n.causes.keep(i.cause);return{answer:"noTokens",message:i.message,cause:a,refreshToken:o&&
Vt(s)}}}async function Zt(t,e,n){return await t.revoke?.call(t.self,me(e.tokens),en(t,e,n)),{answer:"done"}}async function Xt({
owner:t},{call:e,provider:n,argument:r}){return await t[e](n,typeof r=="object"?me(r):r),{answer:"done"}}async function Qt({
make:t},e){return{answer:"parts",parts:await t?.(e)}}function en({owner:t},{provider:e,forceRefresh:n,minLifetimeMs:r,scope:o,
resource:s,audience:i},{signal:a,fetch:c}){let f={provider:e,signal:a,fetch:c??globalThis.fetch};if(t===void 0)return f;
let u={scope:o,resource:s,audience:i};return n&&(u.forceRefresh=!0),r!==void 0&&(u.minLifetimeSeconds=r/1e3),{...f,...u}}
var ye=class{#t=new Map;#e=0;get(e){return this.#t.get(e)??{}}add(e){return this.#t.set(++this.#e,e),this.#e}forget(e){this.#t.
delete(e)}register(e){let n=[],r=o=>{let s=ne(o);return o.functions!==void 0&&(s.functions=this.add(o.functions),n.push(
s.functions)),s.fallback=o.fallback?.map(i=>typeof i=="string"?i:r(i)),s};return{config:r(e),undo:()=>n.forEach(o=>this.
forget(o))}}};var tn=t=>t.replace(/\p{Surrogate}/gu,"�"),Q=(t,e)=>t===e||typeof t=="string"&&tn(t)===e;function T(){return typeof TextEncoder==
"function"?new TextEncoder:{encode:rn,encodeInto:Jr}}function nn(){return typeof TextDecoder=="function"?new TextDecoder(
"utf-8",{ignoreBOM:!0}):{decode:Yr}}function rn(t=""){let e=encodeURIComponent(tn(t));return Uint8Array.from(e.match(/%..|./g)??
[],n=>n.length===1?n.charCodeAt(0):Number.parseInt(n.slice(1),16))}function Jr(t,e){let[n,r]=[0,0];for(let o of t){let s=rn(
o);if(r+s.length>e.length)break;e.set(s,r),n+=o.length,r+=s.length}return{read:n,written:r}}function Yr(t=new Uint8Array){
let e="";for(let n of t)e+=`%${(n+256).toString(16).slice(1)}`;return decodeURIComponent(e)}var on=1048576,zr=["content-type","date","retry-after","authorization","dpop-nonce","www-authenticate"];async function sn({
method:t,url:e,headers:n,body:r},{fetch:o=g("fetch"),kind:s,signal:i}){let a;try{if(typeof o!="function")throw new TypeError(
"the host has no fetch");let c={method:t,headers:n,redirect:"manual",signal:i};r!==void 0&&(c.body=r),s!=="edge"&&Object.
assign(c,{credentials:"omit",cache:"no-store"}),a=await o(e,c)}catch(c){return{failure:s==="browser"?"networkOfPage":"ne\
twork",cause:c}}try{let c=an(a);if(c===void 0)throw new TypeError("fetch gave no Response: the result has no status");let f=await Vr(
a);return f===void 0?{failure:"tooLarge"}:{failure:null,...c,body:f}}catch(c){return{failure:"network",cause:c}}}function an(t){
let e=t?.status;if(typeof e!="number")return;let n=t.headers,r=Object.create(null);for(let o of zr){let s=typeof n?.get==
"function"?n.get(o):n?.[o];typeof s=="string"&&(r[o]=s)}return{status:e,headers:r}}function cn(t,{htu:e,iat:n,nonce:r,skewMs:o},s){
let i=an(s);if(i===void 0)return!1;let a=Object.entries(i.headers);return t.ask("proofAnswered",void 0,{htu:e,iat:n,nonce:r,
skewMs:o,status:i.status,headers:a}).value}async function Vr(t){let e=t.body?.getReader?.();if(e===void 0){let r=T().encode(
await Zr(t));return r.length>on?void 0:r}let n=new Uint8Array;for(;;){let{done:r,value:o}=await e.read();if(r)return n;if(!ArrayBuffer.
isView(o))throw new TypeError("a chunk of the response's body is not a Uint8Array");let s=n.length+o.byteLength;if(s>on){
(async()=>e.cancel?.())().catch(()=>{});return}let i=new Uint8Array(s);i.set(n),i.set(new Uint8Array(o.buffer,o.byteOffset,
o.byteLength),n.length),n=i}}async function Zr(t){return typeof t.text=="function"?String(await t.text()):typeof t.json==
"function"?JSON.stringify(await t.json())??"":""}var Ze;function fn(t){Ze=t}function un(){if(Ze===void 0)return;let t;try{return Ze(new Promise(e=>{t=()=>e(void 0)})),t}catch{
return}}var Xr=2**31-1;function dn(t){let e;function n(){e!==void 0&&clearTimeout(e),e=void 0}return{arm(r,o){n();try{e=S(()=>setTimeout(
t,Math.min(Math.max(r,0),Xr)))}catch{return}o||(typeof e=="object"?e?.unref?.():g("Deno")?.unrefTimer?.(e))},disarm:n}}var Qr=400,eo=new Uint8Array,ln=new Set,we=class{causes=new q;#t;#e;#n=new Map;#c=0;#r=new Map;#o=new Map;#i=[];#a=[];#f;#l=!1;#u=!1;#p=!1;#d;constructor(e){
this.#e=e,this.#t=this.#h(()=>e.make(M()));let n=D(this);this.#d=dn(()=>n.deref()?.tick())}#h(e){try{return e()}catch(n){
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
this.#d.arm(this.#f,this.#l),this.#l&&!this.#e.edge?ln.add(this):ln.delete(this),this.#y()}#S(e){switch(e.effect){case"d\
o":return this.#E(e);case"cancel":Xe(this.#r.get(e.number)),this.#r.delete(e.number);return;case"unlock":Xe(this.#r.get(
e.number)),this.#o.get(e.number)?.(),this.#o.delete(e.number);return;case"settle":{let n=this.#n.get(e.caller);return this.#n.
delete(e.caller),n?.settle(e)}default:return this.#e.effect(e)}}#E({number:e,withinMs:n,work:r,...o}){let s=typeof AbortController==
"function"?new AbortController:void 0;this.#r.set(e,s);let i=un(),a={withinMs:n,causes:this.causes,signal:s?.signal,locked:u=>this.#o.
set(e,u)},c=u=>{this.#O(e,s,u),i?.()},f=()=>{if(!this.#w(e,s))return i?.();let u;try{u=this.#e.work(r,o,a)}catch(l){u=this.
causes.threw(l)}if(typeof u?.then!="function")return c(u);let d=u.catch(l=>this.causes.threw(l)),p=n===void 0?d:b(n,d,()=>(Xe(
s),{answer:"timedOut"}));(this.#e.edge?this.#A(e,p):p).then(c)};this.#e.atOnce?f():Promise.resolve().then(f)}async#A(e,n){
let r;for(;(r=await b(Qr,n))===void 0;)this.#s(o=>o.alive(e,...M()));return r}#O(e,n,{body:r,...o}){let s=r??eo;this.#w(
e,n)&&(this.#r.delete(e),this.#s(i=>i.answer(e,A(o),s,...M())))}#w(e,n){return this.#r.has(e)&&this.#r.get(e)===n}};function Xe(t){
try{t?.abort()}catch{}}var M=()=>[Date.now(),L(),Math.floor(Math.random()*2**32)];var hn=()=>to;async function mn(t){return se(Z,t,()=>crypto.subtle.generateKey({name:"AES-GCM",length:256},!1,["encrypt",
"decrypt"]))}var to={[Symbol.for("tokenward.storage")]:Object.freeze({kind:"indexeddb",compares:!0}),getItem:t=>E(V,"rea\
donly",e=>e.get(t)),setItem:(t,e,n)=>pn(t,n,r=>r.put(e,t),n?.expiresAt===void 0),removeItem:(t,e)=>pn(t,e,n=>n.delete(t),
!0),getKeys:t=>E(V,"readonly",e=>e.getAllKeys(IDBKeyRange.lowerBound(t)))};async function pn(t,e,n,r){let o=e?.expected,
s=!0;return await E(V,"readwrite",(a,c)=>{let f=a.get(t);return c(f,u=>{s=o===void 0||Q(u??null,o),s&&n(a)}),f},r),s}var no=500,ro=1e4,oo=200,so=8,Qe,yn=0;function kn(t){return Qe?.web!==t&&(Qe=new et(t)),Qe}var et=class{constructor(e){this.
web=e}get[Symbol.for("tokenward.storage")](){return{kind:"local",compares:!0}}peekItem(e){return this.web.getItem(e)}async getItem(e){
let n=await bn("readonly",a=>a.get(e)),r=wn(n?.result),o=gn(this.web.getItem(e),r);if(o!==void 0)return o;await ao(e);let s=this.
web.getItem(e),i=gn(s,r);return i!==void 0?i:(this.#n(e,s,r?.value),s)}async setItem(e,n,r){let o=await this.#e(e,n,r);return o&&
this.web.setItem(e,n),o}async removeItem(e,n){let r=await this.#e(e,null,n);return r&&this.web.removeItem(e),r}getKeys(e){
return Object.keys(this.web).filter(n=>n.startsWith(e))}#t(e){try{let n=this.web.getItem(e);return typeof n=="string"?n:
null}catch{return null}}async#e(e,n,{expected:r,expiresAt:o}={}){return await this.#n(e,n,r,o===void 0)??(r===void 0||Q(
this.web.getItem(e),r))}async#n(e,n,r,o){let s=!0;return await bn("readwrite",(c,f)=>{let u=c.get(e);return f(u,d=>{let h=this.#t(
e),p=wn(d)??{value:h,replaced:[]};s=r===void 0||Q(p.value,r),s&&c.put({value:n,replaced:io(n,p,h)},e)}),u},o)&&s}};function wn(t){
return Array.isArray(t?.replaced)&&(t.value===null||typeof t.value=="string")?t:void 0}function gn(t,e){return e===void 0||
t===e.value?t:t!==null&&e.replaced.includes(xn(t))?e.value:void 0}function io(t,e,n){let[r,...o]=[t,n,e.value].map(i=>i===
null?void 0:xn(i)),s=new Set([...o,...e.replaced]);return s.delete(r),[...s].filter(i=>i!==void 0).slice(0,so)}function xn(t){
let[e,n]=[2166136261,16777619];for(let r=0;r<t.length;r++)e=Math.imul(e^t.charCodeAt(r),16777619),n=Math.imul(n^t.charCodeAt(
r),2246822507);return(n>>>11)*2**32+(e>>>0)}async function bn(t,e,n){if(!(_()===void 0||performance.now()<yn))try{return{
result:await E(Le,t,e,n,no)}}catch{yn=performance.now()+ro;return}}function ao(t){return new Promise(e=>{let n=s=>{s.key===
t&&r()},r=()=>{clearTimeout(o),globalThis.removeEventListener?.("storage",n),e()},o=S(()=>setTimeout(r,oo));globalThis.addEventListener?.(
"storage",n)})}var Sn=()=>g("crypto")?.subtle!==void 0;function co(t){crypto.getRandomValues(t)}async function En(t,e,n,r){try{let o=JSON.parse(e),s=await crypto.subtle.importKey("jwk",JSON.parse(t),o,!1,["verify"]);
return await crypto.subtle.verify(o,s,r,n)}catch{return!1}}function An(t){try{let{algorithm:e,type:n,usages:r}=t;return e.name==="AES-GCM"&&e.length===256&&n==="secret"&&Array.isArray(
r)&&r.includes("encrypt")&&r.includes("decrypt")}catch{return!1}}function On(t){let e=t;async function n(){if(typeof e==
"string")return mn(e);if(!ArrayBuffer.isView(e))return e;let o=e,s=await crypto.subtle.importKey("raw",o,"AES-GCM",!1,["\
encrypt","decrypt"]);return o.fill(0),e=s}async function r(o,s,i,a){try{let c=await n(),f=crypto.subtle[o]({name:"AES-GC\
M",iv:s,additionalData:i},c,a),u=o==="encrypt"?await f:await f.catch(()=>null);return u&&new Uint8Array(u)}finally{a.fill(
0)}}return{canWork:()=>Sn()&&(typeof e!="string"||_()!==void 0),run:(o,s,i,a,c)=>b(c,r(o,s,i,a)),close(){ArrayBuffer.isView(
e)&&e.fill(0)}}}var fo="encryption: must be true, 32 bytes as base64 or base64url, or a CryptoKey for AES-GCM of 256 bits with the usage\
s encrypt and decrypt",tt=12,uo=32;function Tn(t,e){if(t===void 0||t===!1)return;let n=t===!0?e:typeof t=="string"?lo(t):
An(t)&&t;if(!n)throw new m(fo);return po(On(n))}function lo(t){let e=j(t.replace(/=$/,"").replaceAll("+","-").replaceAll(
"/","_"));return e?.length===uo?e:void 0}var po=t=>({canWork:t.canWork,close:t.close,async seal(e,n,r){let o=crypto.getRandomValues(
new Uint8Array(tt)),s=await t.run("encrypt",o,nt(e),T().encode(n),r);return s&&re(Uint8Array.of(...o,...s))},async open(e,n,r){
let o=nt(n),s=await t.run("decrypt",o.slice(0,tt),nt(e),o.slice(tt),r);if(!s)return s;try{return nn().decode(s)}catch{return null}finally{
s.fill(0)}}}),nt=t=>j(t)??new Uint8Array;function ge(t,e,n){return vn(e)?b(t,Promise.resolve(e).then(n)):n(e)}var vn=t=>typeof t?.then=="function";function rt(t,e,n){
return ge(n,t.getItem(e),r=>{if(typeof(r??"")!="string")throw new TypeError("getItem gave no string");return r??null})}function _n(t,e){
try{let n=t.peekItem?.(e);return typeof n=="string"?n:void 0}catch{return}}function Mn(t,e,n,r,o,s){let i={};r!==void 0&&
(i.expiresAt=r),o!==void 0&&(i.expected=o);let a=Object.keys(i).length?[i]:[],c=n===void 0?t.removeItem(e,...a):t.setItem(
e,n,...a);return ge(s,c,f=>f!==!1)}function In(t,e,n){let r=s=>{if(!Array.isArray(s))throw new TypeError("getKeys gave n\
o array");return s.filter(i=>typeof i=="string"&&i.startsWith(e))};if(typeof t.getKeys=="function")return ge(n,t.getKeys(
e),r);if(typeof t.key!="function"||typeof t.length!="number")return null;let o=Array.from({length:t.length},(s,i)=>t.key(
i));return ge(n,o.some(vn)?Promise.all(o):o,r)}function F(t,e){try{return t[Symbol.for("tokenward.storage")]?.[e]}catch{
return}}function Rn(t){let e=ie(),r=e==="edge"&&F(t,"lasting")===!0?"durableObject":e==="server"?"process":e;return{kind:e,name:r}}
var ho={local:"localStorage is missing or forbidden here: tokens are kept in memory alone",session:"sessionStorage is mi\
ssing or forbidden here: tokens are kept in memory alone",indexeddb:"IndexedDB is missing or forbidden here: tokens are \
kept in memory alone"},mo="records cannot be encrypted here, since WebCrypto or IndexedDB is missing: tokens are kept in\
 memory alone",be=class{cipher;#t=new Map;#e=0;constructor(e,n){this.cipher=Tn(e,n)}get(e){return this.#t.get(e)}open(e="\
memory"){if(e==="memory")return{};let[n,r]=yo(e),o=F(n,"kind"),s=r??(typeof o=="string"?o:"custom"),i=c=>({storageMissing:{
kind:s,message:c}});return n===void 0?i(ho[s]):this.cipher?.canWork()===!1?i(mo):{storage:{id:this.#n(n),kind:s,keepsRefreshTokens:F(
n,"refreshTokens")!==!1,shared:r==="local"||r==="indexeddb",volatile:F(n,"volatile")===!0,late:this.cipher===void 0&&typeof n.
peekItem=="function",compares:!!F(n,"compares"),encrypted:this.cipher!==void 0}}}#n(e){for(let[n,r]of this.#t)if(r===e)return n;
return this.#t.set(++this.#e,e),this.#e}keep(e){for(let n of this.#t.keys())e.includes(n)||this.#t.delete(n)}};function yo(t){
let e=()=>{let n=g("localStorage");return n&&kn(n)};return t==="local"?[e(),t]:t==="session"?[g("sessionStorage"),t]:t===
"indexeddb"?[_()&&hn(),t]:t===g("localStorage")?[e(),"local"]:[t]}var wo=["visibilitychange","resume","pagehide","pageshow","focus","online","offline"];function Cn(t){let e=({type:r,persisted:o})=>{
t(r==="online"||r==="offline"?r:o===!0&&r==="pagehide"?"hidden":o===!0&&r==="pageshow"?"restored":"woke")},n=r=>{for(let o of wo)
try{globalThis[r](o,e,o!=="focus")}catch{}};return n("addEventListener"),()=>n("removeEventListener")}var ot=()=>g("navi\
gator")?.onLine===!1;var Nn="?",jn="!",Pn=".",go=4,bo=250;function ke(t){let e=st(t,n=>n===Nn&&e?.postMessage(jn));return()=>{e?.postMessage(
Pn),e?.close()}}async function xe(t){let[e,n]=[!1,()=>{}],r=new Promise(s=>n=s),o=st(t,s=>{s===jn&&(e=!0,n())});if(o){for(let s=go;s&&
!e;s--)o.postMessage(Nn),await b(bo,r);return o.close(),e}}function Kn(t){let e=()=>{},n=st(t,r=>r===Pn&&e());return{wait:r=>new Promise(
o=>{let s=S(()=>setTimeout(o,r));e=()=>{clearTimeout(s),o()}}),end:()=>n?.close()}}function st(t,e){return Oe(`${t} aliv\
e?`,e)}var ko=500,Dn=3e3,xo=1e3,So=3e4,Eo=50,Ao=20,Oo=400;async function Wn(t,e){let n={owner:Math.random(),beat:0},r=Kn(t);try{
let o,s=!1,[i,a,c]=[0,0,performance.now()];for(let f=Ao;;f=Math.min(f*1.5,Oo)){let u=l=>!l||l.owner===n.owner||s&&Ln(l,o),
d=await it(t,n,u);if(!d||u(d))return To(t,n);let h=performance.now(),p=Math.min(h-c,xo);if(c=h,i+=p,a=Ln(d,o)?a+p:0,o=d,
i>=(e?So:Eo))return null;s=a>=Dn&&!await xe(t),a>=Dn&&!s&&(a=0),s||await r.wait(f*(.5+Math.random()))}}finally{r.end()}}
function To(t,e){let n=i=>i?.owner===e.owner,r=ke(t),o=()=>{e.beat++,it(t,e,n).then(i=>n(i)||clearInterval(s),()=>{})},s=S(
()=>setInterval(o,ko));return()=>{clearInterval(s),it(t,void 0,n).then(r,r)}}function it(t,e,n){return E(We,"readwrite",
(r,o)=>{let s=r.get(t);return o(s,i=>{n(i)&&(e?r.put(e,t):r.delete(t))}),s})}function Ln(t,e){return t.owner===e?.owner&&
t.beat===e.beat}var vo=4e3,_o=6,Mo=2e3,Io=1e3,Ro=50;async function Un(t,e){try{return await Co(t,e)}catch{}try{return await Wn(t,e)}catch{
return}}async function Co(t,e){let n=at(t),r=await(e?No(t,n):b(Ro,n.granted));return r||(n.cancel(),null)}async function No(t,e){
for(let n=_o;n;n--){let r=await b(vo,e.granted);if(r)return r;let o=at(`${t} asking`);try{let s=await b(Mo,Promise.race(
[e.granted,o.granted.then(()=>!0)])),i=s===!0?await Promise.race([e.granted,xe(t)]):s;if(typeof i=="function")return i;if(i===
void 0)return null;if(!i)return await jo(t,e)}finally{o.cancel()}}return null}async function jo(t,e){let n=at(t,{steal:!0}),
r=await b(Io,n.granted);return(r?e:n).cancel(),r}function at(t,e){let n=new AbortController,r=()=>{},o=new Promise((i,a)=>{
let c=()=>new Promise(f=>{let u=ke(t);r=()=>{f(void 0),u()},i(r)});navigator.locks.request(t,e??{signal:n.signal},c).catch(
a)});return o.catch(()=>{}),{granted:o,cancel:()=>{n.abort(),r()}}}var Po=5e3,Ko=50,$n=new WeakMap;async function Bn(t,e,n){let r=$n.get(t)??new Map;$n.set(t,r);let o=r.get(e)??[],s=()=>{
let f=o.shift();f?f():r.delete(e)};if(!r.has(e))return r.set(e,o),s;let i=()=>{},a=new Promise(f=>{i=()=>f(!0),o.push(i)});
if(await b(n?Po:Ko,a))return s;let c=o.indexOf(i);return c<0?s:(o.splice(c,1),null)}async function qn(t,e,n,r){let o=t==="browser"?await Un(n,r):void 0;return o===void 0?Bn(e,n,r):o}var H=(t,e)=>{let n=r=>r===void 0?{answer:"timedOut"}:e(r);return typeof t?.then=="function"?t.then(n):n(t)},ct=t=>({answer:"\
text",text:t}),Gn={async fetch(t,{fetch:e,host:n,signal:r,causes:o,keyOwner:s}){let i=Object.fromEntries(t.headers),a;if(t.
proof!==void 0){let{proof:d,proofKey:h}=await I();try{let p=await h(s,t.proof.key),l=await d(p,t.method,t.proof.htu,t.proof.
iat,t.proof.nonce);i.dpop=l,a={thumbprint:p.jkt,proof:l}}catch(p){return{answer:"noResponse",why:"noProof",cause:o.keep(
p)}}}let c=await sn({method:t.method,url:t.url,headers:i,body:t.body},{fetch:e,kind:n,signal:r});if(c.failure!==null){let d=c.
cause===void 0?void 0:o.keep(c.cause);return{answer:"noResponse",why:c.failure,cause:d}}let{status:f,body:u}=c;return{answer:"\
response",status:f,headers:Object.entries(c.headers),proof:a,body:u}},read:(t,{storages:e,withinMs:n})=>H(rt(e.get(t.storage),
t.key,n),ct),peek(t,{storages:e,withinMs:n}){let r=_n(e.get(t.storage),t.key);return r===void 0?H(rt(e.get(t.storage),t.
key,n),ct):{answer:"text",text:r}},write:(t,{storages:e,withinMs:n})=>H(Mn(e.get(t.storage),t.key,t.text,t.expiresAt,t.expected,
n),r=>({answer:"written",written:r})),list:(t,{storages:e,withinMs:n})=>H(In(e.get(t.storage),t.prefix,n),r=>({answer:"k\
eys",keys:r})),seal:({additionalData:t,text:e},{storages:n,withinMs:r})=>H(n.cipher.seal(t,e,r),o=>({answer:"sealed",bytes:o})),
open:({additionalData:t,bytes:e},{storages:n,withinMs:r})=>H(n.cipher.open(t,e,r),ct),async lock(t,{host:e,storages:n,signal:r,
locked:o}){let s=await qn(e,n.get(t.storage),t.key,t.patient);return s&&r?.aborted?s():s&&o(s),{answer:"locked",locked:!!s}},
async proofKey({name:t},{causes:e,keyOwner:n}){let{proofKey:r}=await I();try{let{jkt:o,kept:s,fault:i}=await r(n,t);return{
answer:"proofKey",thumbprint:o,kept:s,fault:i===void 0?void 0:e.keep(i)}}catch{return{answer:"proofKey"}}},async verify({
key:t,algorithm:e,input:n,signature:r}){return{answer:"verified",verified:await En(t,e,T().encode(n),j(r)??new Uint8Array)}},
makeParts:(t,{functions:e})=>Qt(e.get(t.functions),t),acquire:(t,e)=>Ve(e.functions.get(t.functions),t,e),refresh:(t,e)=>Ve(
e.functions.get(t.functions),t,e),revoke:(t,e)=>Zt(e.functions.get(t.functions),t,e),async resolve({provider:t},{causes:e,
functions:n,resolveProvider:r,signal:o,keep:s}){let i=await r?.(t);if(i instanceof Error)return{answer:"provider",error:e.
threw(i).error};let a=i&&n.register(i).config;return a&&!o?.aborted&&s(t,a),{answer:"provider",provider:a}},decide:({id:t,
answer:e,closing:n},{mover:r})=>({answer:"decided",step:r.decide(t,e,n)}),passOn:(t,{functions:e})=>Xt(e.get(t.functions),
t)};function Fn(){import(/* webpackIgnore: true *//* @vite-ignore */["cloudflare","workers"].join(":")).then(({waitUntil:e})=>typeof e=="function"&&fn(n=>e(n)),()=>{})}X()&&Fn();var Do={async resolve({provider:t},{causes:e,resolveProvider:n}){try{let r=await n?.(t);return{answer:"provide\
r",provider:r===void 0?void 0:{grant:"custom",functions:r}}}catch(r){if(r?.code==="invalid_configuration")return{answer:"\
provider",error:e.threw(r).error};throw r}}},ft=class{functions=new ye;#t;#e;#n;#c;#r;#o;#i=()=>{};#a;constructor(e){Ue.
rare=()=>qe,this.#t=e,this.#e=new be(e.encryption,e.namespace),this.#n=this.#e.open(e.storage);let{storage:n}=this.#n,r=n&&
this.#e.get(n.id);this.#c=Rn(r),this.#r=r??this}get settings(){let{namespace:e,background:n,logLevel:r,resolveProvider:o}=this.#t,
{name:s}=this.#c,i=s==="browser"&&ot();return A({namespace:e,background:n,logLevel:r,...this.#n,host:s,offline:i,resolves:o!==
void 0})}start(e){let{fetch:n,resolveProvider:r}=this.#t,{kind:o,name:s}=this.#c,i={fetch:n,host:o,functions:this.functions,
storages:this.#e,keyOwner:this.#r,resolveProvider:r},a={...Gn,...Do},c=new we({edge:s==="edge",make:()=>e,work:(f,u,d)=>a[f](
u,{__proto__:i,...d}),effect:f=>this.#f(f),value:f=>f});if(this.#o===void 0){this.#o=c;let f=D(this);s==="browser"&&(this.#i=
Cn(u=>f.deref()?.signal({signal:u,offline:ot()})))}return c}fetch(e,n){let r=this.#o,o=this.#r,s={fetch:this.#t.fetch,providerFor:async(i,a)=>(await r.
run("providerFor",i,{origin:a})).value,async authorization(i){let{token:a,tokenType:c}=await r.run("getToken",i);return`${_t(
c)} ${a}`},checkOrigin:(i,a,c)=>{r.ask("checkOrigin",i,{token:a,origin:c})},challenged:(i,a,c,f,u)=>r.ask("challenged",i,
{token:a,origin:c,status:f,challenge:u}).value,reject:async(i,a)=>(await r.run("rejectToken",i,{token:a})).value,refusedWhenNew:(i,a,c)=>{
r.ask("refusedWhenNew",i,{token:a,origin:c})},prover:i=>({claims(a){let{proof:c}=r.ask("proof",i,{url:a});return c&&{...c,
owner:o,id:c.key}},answered:(a,c)=>cn(r,a,c)})};return vt(s,e,void 0)}signal(e){this.#o?.signal(e)}close(){this.#i(),this.#o?.
close(),this.#e.cipher?.close()}open(e){return A(this.#e.open(e))}keep(e){this.#e.keep([...e])}async proof(e,n,r,o,s,i){
let{proof:a,proofKey:c}=await I();return a(await c(this.#r,e),n,r,o,s,i)}#f(e){switch(e.effect){case"announce":return this.#a?.
postMessage(e.text);case"listen":this.#a?.close(),this.#a=e.listens?pt(this.#t.namespace,this):void 0;return;case"forget":
return this.functions.forget(e.functions)}}};function Lo(t,e){let n=new q,r=B(t);return n.error(e===void 0?r:{...r,cause:n.
keep(e)})}var Hn=60,J=512,Se=65,ut=Symbol.for("tokenward.storage");function Wo(t,e){let n=Uo(t),{prefix:r,cacheTtl:o,refreshTokens:s}=$o(
e),i=async a=>{let c=r+a,f=T().encode(c);if(f.length<=J)return c;let u=new Uint8Array(await crypto.subtle.digest("SHA-25\
6",f)),d=c.slice(0,J-Se);for(;T().encode(d).length>J-Se;)d=d.slice(0,-1);return`${d}~${Array.from(u,h=>h.toString(16).padStart(
2,"0")).join("")}`};return{[ut]:Object.freeze({kind:"kv",refreshTokens:s,volatile:!0}),async getItem(a){return await n.get(
await i(a),o===void 0?{type:"text"}:{type:"text",cacheTtl:o})},async setItem(a,c,f){let u=f?.expiresAt,d=typeof u=="numb\
er"&&Number.isFinite(u)?{expirationTtl:Math.max(Hn,Math.ceil((u-Date.now())/1e3))}:void 0;try{await n.put(await i(a),c,d)}catch(h){
if(s||!Bo(h))throw h}},async removeItem(a){await n.delete(await i(a))},async getKeys(a){if(typeof n.list!="function")throw new Y(
"This namespace has no list().");let c=[],f;do{let u=await n.list(f===void 0?{prefix:r+a}:{prefix:r+a,cursor:f});for(let{
name:d}of u.keys)c.push(d.slice(r.length));f=u.list_complete?void 0:u.cursor}while(f!==void 0);return c}}}function Uo(t){
let e=t;if(!(typeof e=="object"&&e!==null&&["get","put","delete"].every(r=>typeof e[r]=="function")))throw new m("namesp\
ace: must be a Workers KV namespace, such as env.TOKENS (is the binding in wrangler's configuration?)");return e}function $o(t){
if(t!=null&&(typeof t!="object"||Array.isArray(t)))throw new m("options: must be an object");let e={prefix:"",cacheTtl:void 0,
refreshTokens:!1};for(let[n,r]of Object.entries(t??{}))if(r!=null)if(n==="prefix"){if(typeof r!="string")throw new m("op\
tions.prefix: must be a string");if(T().encode(r).length>J-Se)throw new m(`options.prefix: must have at most ${J-Se} byt\
es, since Workers KV takes keys of ${J}`);e.prefix=r}else if(n==="cacheTtlSeconds"){if(typeof r!="number"||!Number.isInteger(
r)||r<Hn)throw new m("options.cacheTtlSeconds: must be a whole number of at least 60, as Workers KV demands");e.cacheTtl=
r}else if(n==="refreshTokens"){if(typeof r!="boolean")throw new m("options.refreshTokens: must be true or false");e.refreshTokens=
r}else throw new m(`options.${n}: ${he(n,["prefix","cacheTtlSeconds","refreshTokens"])}`);return e}function Bo(t){return U(
"Error",t)&&/\b429\b/.test(t.message)}function qo(t){let e=t;if(!(typeof e=="object"&&e!==null&&["get","put","delete","list","sync"].every(r=>typeof Reflect.get(
e,r)=="function")))throw new m("storage: must be a Durable Object's own storage, such as this.ctx.storage");return{[ut]:Object.
freeze({kind:"durable object",refreshTokens:!0,lasting:!0}),async getItem(r){return await e.get(r)},async setItem(r,o){await e.
put(r,o),await e.sync()},async removeItem(r){await e.delete(r),await e.sync()},async getKeys(r){return[...(await e.list(
{prefix:r})).keys()]}}}export{ft as ClientDriver,qo as durableObjectStorage,Lo as errorOf,co as fillRandomly,Wo as kvStorage,L as monotonicMs};
