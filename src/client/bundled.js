// Made from src/client/driver.js and pkg-template/ by `cargo xtask build`: change those.
function x(t){let e=globalThis.Zone?.root;return typeof e?.run=="function"?e.run(t):t()}var Rn=100;function Q(t,e){try{let{BroadcastChannel:n}=globalThis,r=typeof n=="function"?new n(t):new be(t);return e&&(r.
onmessage=({data:o})=>{typeof o=="string"&&e(o)}),r}catch{return}}var be=class{onmessage=null;#t=localStorage;#e;constructor(e){
this.#e=`${e}%message`,addEventListener("storage",this)}handleEvent({key:e,newValue:n}){e===this.#e&&n&&this.onmessage?.(
{data:n.slice(n.indexOf(" ")+1)})}postMessage(e){try{this.#t.setItem(this.#e,`${Math.random()} ${e}`),x(()=>setTimeout(()=>this.#t.
removeItem(this.#e),Rn))}catch{}}close(){removeEventListener("storage",this)}};function j(){try{return performance.now()}catch{return Date.now()}}var Cn=2**31-1,Nn=50,Pn=250,jn=2e3,Kn=3,Ln=(t,e)=>x(()=>setTimeout(e,Math.min(Math.max(t,0),Cn)));function xe(t){let e,n=0;return{over:new Promise(o=>{let s=i=>{let a=j()+i;e=Ln(i,()=>{let f=j()-a;f<Nn||n++===Kn?o():s(
f<jn?Pn:t)})};s(t)}),end:()=>clearTimeout(e)}}async function w(t,e,n){let{over:r,end:o}=xe(t);try{return await Promise.race(
[e,r.then(()=>n?.())])}finally{o()}}var Dn="tokenward",F="records",J="keys",Oe="commits",Te="leases",at=[F,J,Oe,Te],Un=1e3,ee,Se,Y;function Wn(){return globalThis.
addEventListener?.("pagehide",()=>{Y=new Promise(t=>{let e=()=>{Y=void 0,t()};globalThis.addEventListener("pageshow",e,{
once:!0})}),Se?.forEach(t=>t())}),new Set}function v(){try{return globalThis.indexedDB??void 0}catch{return}}async function E(t,e,n,r,o=Un){
let s=()=>{},i=!1,a=()=>{},c=()=>{},f=new Promise((m,b)=>{c=()=>{i=!0,s(),b(ke())}}),u=()=>{let m=xe(o);a=m.end,m.over.then(
c)},d=async()=>{a(),await Y,u()};u(),f.catch(()=>{});let l=()=>s();(Se??=Wn()).add(l);try{for(let m=!0;;m=!1){Y&&await d();
let b=ee??=$n();try{let k=await Promise.race([b.database,f]);Y&&await d();let h=k.transaction(t,e,{durability:r?"strict":
"relaxed"}),S=new Promise((H,ge)=>{s=()=>st(h)&&ge(ke());let rt=!1,vn=(ot,Mn)=>{rt=!0,ot.onsuccess=()=>{try{Mn(ot.result),
h.commit?.()}catch(In){ge(In),st(h)}}},_n=n(h.objectStore(t),vn);rt||h.commit?.(),h.oncomplete=()=>H(_n.result),h.onabort=
()=>ge(h.error??ke())});return await Promise.race([S,f])}catch(k){if(k?.name==="QuotaExceededError"||(Ee(b),i||!m))throw k}}}finally{
a(),Se?.delete(l)}}async function te(t,e,n){let r=await E(t,"readonly",i=>i.get(e));if(r!==void 0)return r;let o=await n();
return await E(t,"readwrite",(i,a)=>{let c=i.get(e);return a(c,f=>{f===void 0&&i.add(o,e)}),c},!0)??o}function ke(){return new DOMException(
"IndexedDB took too long.","TimeoutError")}function st(t){try{return t.abort(),!0}catch{return!1}}function $n(){let t={database:Bn().
then(e=>(e.onversionchange=()=>Ee(t),e.onclose=()=>Ee(t),ee!==t&&e.close(),e))};return t}function Ee(t){ee===t&&(ee=void 0),
t.database.then(e=>e.close(),()=>{})}async function Bn(){let t=await it();if(at.every(n=>t.objectStoreNames.contains(n)))
return t;let{version:e}=t;return t.close(),it(e+1)}function it(t){return new Promise((e,n)=>{let r=v().open(Dn,t);r.onupgradeneeded=
()=>{let{objectStoreNames:o}=r.result;for(let s of at)o.contains(s)||r.result.createObjectStore(s)},r.onsuccess=()=>e(r.
result),r.onerror=()=>n(r.error)})}var qn=[void 0,"","AQgw","AEIMQUYcgkosw048"];function z(t){let e=qn[t.length%4];if(!(e!==void 0&&!e.includes(t[t.length-
1]))&&!(e===""||t.includes("+")||t.includes("/")))try{let n=Gn(t);return n.length===t.length*3>>2?n:void 0}catch{return}}
var Gn=(()=>{let t=globalThis;return typeof t.Uint8Array.fromBase64=="function"?e=>t.Uint8Array.fromBase64(e,{alphabet:"\
base64url"}):typeof t.Buffer?.from=="function"?e=>t.Buffer.from(e,"base64url"):e=>Uint8Array.from(atob(e.replaceAll("-",
"+").replaceAll("_","/")),n=>n.charCodeAt(0))})();var ct=["code","provider","retryable","status","oauthError","oauthErrorDescription","suberror","claims","retryAfterMs"],
y=class extends Error{constructor(e,n={}){super(e,n.cause===void 0?void 0:{cause:n.cause}),this.code=n.code??ft[this.name]??
"acquisition_failed",this.retryable=n.retryable??!1;for(let r of ct)n[r]!==void 0&&Object.assign(this,{[r]:n[r]})}toJSON(){
let e={name:this.name,message:this.message};for(let n of ct)e[n]=Reflect.get(this,n);return e}},Ae=class extends y{},p=class extends y{},
ve=class extends y{},_e=class extends y{},Me=class extends y{},Ie=class extends y{},ne=class extends y{},Re=class extends ne{},
Ce=class extends y{},V=class extends y{},Ne=class extends y{},I=class extends y{},Hn=[[y,"TokenError","acquisition_faile\
d"],[Ae,"NotInitializedError","not_initialized"],[p,"InvalidConfigurationError","invalid_configuration"],[ve,"UnknownPro\
viderError","unknown_provider"],[_e,"TokenNotFoundError","token_not_found"],[Me,"TokenExpiredError","token_expired"],[Ie,
"TokenAcquisitionError","acquisition_failed"],[ne,"TokenRefreshError","refresh_failed"],[Re,"ReauthenticationRequiredErr\
or","reauthentication_required"],[Ce,"LoginError","login_failed"],[V,"StorageError","storage"],[Ne,"InvalidTokenError","\
invalid_token"],[I,"ManagerClosedError","closed"]],ft={},ut={};for(let[t,e,n]of Hn)Object.defineProperty(t.prototype,"na\
me",{value:e,configurable:!0,writable:!0}),ft[e]=n,ut[e]=t;function dt(t,e,n,r){let o=ut[t]??y;return new o(n,{...r,code:e})}function Yn(t,e){if(typeof t!="string")throw new p(`${e}: must be a string, a provider's name`);return t}function lt(t){
return t==null?void 0:Yn(t,"provider")}function _(t,e){return t!=null&&Object.hasOwn(t,e)?t[e]??void 0:void 0}var re=t=>Object.assign(Object.create(null),t);function Pe(t,e){return e===void 0?t:new Promise((n,r)=>{let o=()=>{e.removeEventListener("abort",o),r(e.reason)};e.addEventListener(
"abort",o);let s=()=>e.removeEventListener("abort",o);t.then(i=>{s(),n(i)},i=>{s(),r(i)})})}var R={ES256:"P-256",ES384:"P-384",ES512:"P-521"},K={RS:"RSASSA-PKCS1-v1_5",PS:"RSA-PSS",ES:"ECDSA",Ed:"Ed25519"};function ht(t){
if(typeof t!="object"||t===null)return;let e=_(t,"kty")!==void 0?Fn(re(t)):Jn(t);return e!==void 0&&/^([RP]S(256|384|512)|EdDSA)$|^ES/.
test(e)&&(e[0]!=="E"||e==="EdDSA"||e in R)?e:void 0}function Fn({kty:t,crv:e,alg:n,d:r}){if(typeof r=="string")return t===
"RSA"?typeof n=="string"&&n[1]==="S"&&n[0]!=="E"?n:n===void 0?"RS256":void 0:t==="EC"?Object.keys(R).find(o=>R[o]===e):t===
"OKP"&&e==="Ed25519"?"EdDSA":void 0}function Jn({type:t,usages:e,algorithm:n}){if(t!=="private"||!Array.isArray(e)||!e.includes(
"sign"))return;let{name:r,hash:o,namedCurve:s}=n;if(r===K.Ed)return"EdDSA";if(r===K.ES)return Object.keys(R).find(a=>R[a]===
s);let i=String(o?.name).replace("SHA-","");return r===K.RS?`RS${i}`:r===K.PS?`PS${i}`:void 0}function zn(t){let e=t.slice(2);return{name:K[t.slice(0,2)],hash:`SHA-${e}`,namedCurve:R[t],saltLength:Number(e)/8}}async function pt(t,e,n){let r=ht(t),o=a=>C(new TextEncoder().encode(JSON.stringify(a))),s=`${o({alg:r,...e})}.${o(n)}`,
i=await crypto.subtle.sign(zn(r),t,new TextEncoder().encode(s));return`${s}.${C(new Uint8Array(i))}`}function C(t){let e="";
for(let n of t)e+=String.fromCharCode(n);return btoa(e).replace(/\+/g,"-").replace(/\//g,"_").replace(/=+$/,"")}var mt=new WeakMap,Vn=3e3;function N(t,e){return w(Vn,Zn(t,e),()=>{throw new DOMException("WebCrypto took too long.","Ti\
meoutError")})}async function Zn(t,e){let n=mt.get(t)??new Map;mt.set(t,n);let r=n.get(e);if(r?.kept===!1)return r;let o=async()=>n.
get(e)??await Xn(),s;if(v())try{let a={...await te(J,["dpop",e],o),kept:!0};return n.set(e,a),a}catch(a){s=a}let i={...await o(),
kept:!1};return n.get(e)?.kept!==!1&&n.set(e,i),{...n.get(e),fault:s}}async function Xn(){let{privateKey:t,publicKey:e}=await crypto.
subtle.generateKey({name:"ECDSA",namedCurve:"P-256"},!1,["sign","verify"]),{crv:n,kty:r,x:o,y:s}=await crypto.subtle.exportKey(
"jwk",e),i={crv:n,kty:r,x:o,y:s};return{privateKey:t,jwk:i,jkt:await yt(JSON.stringify(i))}}async function L({privateKey:t,
jwk:e},n,r,o,s,i){let c={jti:C(crypto.getRandomValues(new Uint8Array(16))),htm:n,htu:r,iat:o,nonce:s,ath:i===void 0?void 0:
await yt(i)};return pt(t,{typ:"dpop+jwt",jwk:e},c)}async function yt(t){return C(new Uint8Array(await crypto.subtle.digest(
"SHA-256",new TextEncoder().encode(t))))}function oe(t,e){if(Object.prototype.toString.call(e)===`[object ${t}]`)return!0;let n=globalThis[t];return typeof n=="f\
unction"&&e instanceof n}var se=class{#t;#e;#n=!1;constructor(e,n){let r=ie(e)?e:void 0,o=i=>r&&Z(r,i),s=i=>_(n,i);this.#t=r,this.#e=n,this.url=Qn(
o("url")??String(e)),this.method=(s("method")??o("method")??"GET").toUpperCase(),this.headers=new Headers(s("headers")??
o("headers")),this.signal=Object.hasOwn(n,"signal")&&n.signal!==void 0?s("signal"):o("signal")??void 0,this.redirect=s("\
redirect")??o("redirect")??"follow",this.isOneShot=er(s("body"))}take(e,n,r=this.url,o=!1){let s={...this.#e,headers:e};
if(n!==void 0&&(s.redirect=n),o)return delete s.body,this.signal!==void 0&&(s.signal=this.signal),[r.href,{...s,method:"\
GET"}];let i=this.#t;return i===void 0?[r.href,s]:(Z(i,"body")!==null&&_(s,"body")===void 0&&(this.#t=i.clone(),this.#n=
!0),[r===this.url?i:new Request(r,i),s])}release(){this.#n&&this.#t?.body?.cancel().catch(()=>{}),this.#t=void 0}};function ie(t){
if(typeof Request!="function")return!1;if(t instanceof Request)return!0;try{return typeof t=="object"&&t!==null&&typeof Reflect.
get(Request.prototype,"url",t)=="string"}catch{return!1}}function Z(t,e){return e in Request.prototype?Reflect.get(Request.
prototype,e,t):t[e]}function Qn(t){try{return new URL(t,globalThis.document?.baseURI??globalThis.location?.href)}catch(e){
throw new p("input: must be a URL, and an absolute one where there is no page",{cause:e})}}function er(t){return typeof t!=
"object"||t===null?!1:oe("ReadableStream",t)?!0:Symbol.asyncIterator in t}function g(t){try{return globalThis[t]??void 0}catch{return}}function je(){return g("navigator")?.userAgent==="Cloudflar\
e-Workers"||g("WebSocketPair")!==void 0}function ae(){return je()||g("EdgeRuntime")!==void 0?"edge":g("process")?.versions||
g("Deno")||g("Bun")?"server":"browser"}var tr=20,nr=["content-encoding","content-language","content-length","content-location","content-type"],rr=["authorizati\
on","cookie","proxy-authorization"];function wt(t){let e=globalThis;if(je())return e.Cloudflare?.compatibilityFlags?.strip_authorization_on_cross_origin_redirect===
!0;let n=ae();return n!=="browser"?n==="server"&&!t:e.document!==void 0||e.WorkerGlobalScope!==void 0}async function ce(t,e,n){
let{url:r,method:o}=e,s=new Headers(n),i=!1;for(let a=0;;a++){let c=await t(...e.take(s,"manual",r,i)),f=[301,302,303,307,
308].includes(c.status)?c.headers.get("location"):null;if(f===null)return c;if(c.body?.cancel().catch(()=>{}),a===tr)throw new TypeError(
"fetch failed: too many redirects");let u=new URL(f,r);if(!/^https?:$/.test(u.protocol))throw new TypeError("fetch faile\
d: redirected to something that is not http");if(c.status===303?o!=="GET"&&o!=="HEAD":c.status<303&&o==="POST"){o="GET",
i=!0;for(let d of nr)s.delete(d)}else if(!i&&e.isOneShot)throw new TypeError("fetch failed: a body that is a stream cann\
ot be sent again to where it was redirected");if(u.origin!==r.origin)for(let d of rr)s.delete(d);u.hash===""&&(u.hash=r.
hash),r=u}}async function or(t,e,n,r){let o=t.claims(n);if(o===void 0)return;let{owner:s,id:i,htu:a,iat:c,nonce:f}=o;try{return{claims:o,
text:await L(await N(s,i),ir(e),a,c,f,r)}}catch(u){throw new y("No DPoP proof can be made: WebCrypto is missing, or fail\
s.",{code:"crypto",cause:u})}}var sr=/^(delete|get|head|options|post|put)$/i;async function gt(t,e,n,r,o){for(let s=r.isOneShot;;s=!0){let i=!1,a=async(u,d={})=>{
let l=new Headers(d.headers);if(!l.has("authorization"))l.delete("dpop");else{let m=typeof u=="string",b=_(d,"method")??
(m?"GET":Z(u,"method")),k=await or(t,b,m?u:Z(u,"url"),e);if(k!==void 0){l.set("dpop",k.text);let h=await n(u,{...d,headers:l});
return i=t.answered(k.claims,h),h}}return i=!1,n(u,{...d,headers:l})},c=r.redirect==="follow",f=await(c?ce(a,r,o):a(...r.
take(o)));if(c&&f.type==="opaqueredirect")throw new TypeError("fetch failed: redirected, and pages cannot tell where to,\
 so that no proof (DPoP) can be made for it. Ask for the final URL.");if(!i||s)return f;f.body?.cancel().catch(()=>{})}}
var ir=t=>sr.test(t)?t.toUpperCase():t;function bt(t){return t.headers.get("www-authenticate")?.includes("use_dpop_nonce")===
!0}var xt="DPoP ";async function kt(t,e,n){let{provider:r,anonymously:o,init:s}=ar(n),i=new se(...cr(e,s)),{signal:a}=i;a?.
throwIfAborted();let c=await Pe(t.allowedOrigins(r),a),{origin:f}=i.url,u=h=>{let S=`The token may not be sent to ${f}. \
If it is meant for it, add "${f}" to providers.${h}.allowedOrigins.`;return new y(S,{code:"origin_not_allowed",provider:t.
nameOf(r)})};if(!c.includes(f))throw u(t.nameOf(r));let d;try{d=await t.authorization(r,a)}catch(h){if(!o||!(h instanceof
y)||h instanceof I)throw h}let l=d&&t.refusedBy(r,D(d),f);if(l)throw u(l);let m=fr(t,r,i),b=h=>h.status===401&&!dr(h,f)&&
!bt(h),k=({headers:h},S)=>t.isWorthRenewing(r,S,f,h.get("www-authenticate")??void 0);try{let h=await m(d);if(d===void 0||
!b(h)||!k(h,D(d)))return h;let S=await ur(t,r,d,i);if(S===void 0||t.refusedBy(r,D(S),f))return h;h.body?.cancel().catch(
()=>{});let H=await m(S);return b(H)&&k(H,D(S))&&t.refusedWhenNew(r,D(S),f),H}finally{i.release()}}function ar(t){if(t!=
null&&typeof t!="object")throw new p("init: must be an object");let e=ie(t)?t:void 0,{provider:n,onNoToken:r,...o}=e?{}:
t??{},[s,i]=["provider","onNoToken"].map(a=>e?void 0:_(t,a));if(i!==void 0&&i!=="throw"&&i!=="anonymous")throw new p('in\
it.onNoToken: must be one of "throw", "anonymous"');return{provider:lt(s),anonymously:i==="anonymous",init:e??o}}function cr(t,e){
return ie(e)?[new Request(t,e),{}]:[t,e]}function fr(t,e,n){let r=t.fetch,o=r??((i,a)=>fetch(i,a)),s=n.redirect==="follo\
w"&&!wt(r!==void 0);return async i=>{let a=new Headers(n.headers);return i===void 0?a.delete("authorization"):a.set("aut\
horization",i),i?.startsWith(xt)?gt(t.prover(e),i.slice(xt.length),o,n,a):s?ce(o,n,a):o(...n.take(a))}}async function ur(t,e,n,{
signal:r,isOneShot:o}){try{return await Pe(t.reject(e,D(n)),r)&&!o?await t.authorization(e,r):void 0}catch{r?.throwIfAborted();
return}}var St=t=>["Bearer","DPoP"].find(e=>e.toLowerCase()===t.toLowerCase())??t,D=t=>t.slice(t.indexOf(" ")+1);function dr(t,e){
return t.url!==""&&new URL(t.url).origin!==e}function O(t){return typeof t=="string"?JSON.stringify(t.replace(/\p{Surrogate}/gu,"�")):typeof t!="object"||t===null?
JSON.stringify(t)??"null":Array.isArray(t)?`[${t.map(O).join(",")}]`:`{${Object.entries(t).filter(([,n])=>n!==void 0).map(
([n,r])=>`${JSON.stringify(n)}:${O(r)}`).join(",")}}`}var U=t=>Et(JSON.parse(t));function Et(t){if(typeof t!="object"||t===null)return t;for(let e of Object.values(t))Et(e);return Array.isArray(t)?t:Object.
setPrototypeOf(t,null)}var lr=["code","message","retryable","status","oauthError","oauthErrorDescription","suberror","claims","retryAfterMs"],Ke=new Map,
Ot=0,W=class{keep(e){return Ke.set(++Ot,e),Ot}get(e){return Ke.get(e)}forget(e){for(let n of e)Ke.delete(n)}again({cause:e,
earlier:n,...r}){return{...r,cause:e===void 0?void 0:this.keep(this.get(e)),earlier:n&&this.again(n)}}error({class:e,code:n,
message:r,cause:o,earlier:s,...i}){let a=s===void 0?this.get(o):this.error(s);return dt(e,n,r,{...i,cause:a})}thrown(e){
return typeof e=="string"?this.error(U(e)):e}threw(e){let n=this.keep(e),r={};for(let s of lr){let i=Tt(e,s);["string","\
number","boolean"].includes(typeof i)&&(r[s]=i)}let o=Tt(e,"cause");return o!=null&&(r.cause=this.keep(o)),{answer:"thre\
w",cause:n,retryable:r.retryable===!0,error:typeof r.code=="string"?r:void 0}}};function Tt(t,e){try{return t?.[e]}catch{
return}}function fe(t,e){let n=hr(t,e);return n===void 0?"is unknown: is it misspelt?":`is unknown: did you mean "${n}"?`}function hr(t,e){
let n=At(t),r=Math.floor(n.length/3)+1,o;for(let s of e){let i=pr(n,At(s));i<r&&([r,o]=[i,s])}return o}var At=t=>t.slice(
0,40).toLowerCase().replaceAll(/[_-]/g,"");function pr(t,e){let n=[],r=Array.from({length:e.length+1},(o,s)=>s);for(let o=1;o<=
t.length;o++){let s=[o];for(let i=1;i<=e.length;i++){let a=t[o-1]===e[i-1],c=o>1&&i>1&&t[o-1]===e[i-2]&&t[o-2]===e[i-1];
s.push(Math.min(r[i]+1,s[i-1]+1,r[i-1]+(a?0:1),c?n[i-2]+1:1/0))}[n,r]=[r,s]}return r[e.length]}function T(t,e,n){return new p(`${t||"options"}: ${e}`,{cause:n})}function vt(t,e){try{return e()}catch(n){throw T(t,"co\
uld not be read: a getter or a proxy threw",n)}}var $=class{#t;#e=new Map;#n=new Set;constructor(e,n){if(this.#t=n,e==null)
return;let r=vt(n,()=>typeof e=="object"&&!Array.isArray(e)?Object.entries(e):void 0);if(r===void 0)throw T(n,"must be a\
n object");for(let[o,s]of r)s!=null&&this.#e.set(o,s)}path(e){return this.#t===""?e:`${this.#t}.${e}`}peek(e){return this.#e.
get(e)}has(e){return this.#e.has(e)}take(e,n){let r=this.#e.get(e);return this.#e.delete(e),this.#n.add(e),n(r,this.path(
e))}takeAll(e){return[...this.#e.keys()].map(n=>[n,this.take(n,e)])}read(e){return Object.fromEntries(Object.entries(e).
map(([n,r])=>[mr.get(r)??n,this.take(n,r)]))}end(){for(let e of this.#e.keys())throw T(this.path(e),fe(e,this.#n))}},Le=(t,e)=>(n,r)=>{
if(n===void 0||t(n))return n;throw T(r,e)},mr=new WeakMap;var _t=t=>(e,n)=>{if(e===void 0)throw T(n,"is missing");return t(e,n)};var P=Le(t=>typeof t=="string","must be a string");var yr=(t,e)=>vt(e,()=>Array.isArray(t)?Object.values(t):void 0);function Mt(t,e){if(t===void 0)return;let n=typeof t=="string"?[t]:yr(t,e);if(n?.every(r=>typeof r=="string"))return n;throw T(
e,"must be a string or an array of strings")}function De(t,e){if(t===void 0)return;let n,r;try{n=JSON.stringify(t)}catch(o){r=o}if(n===void 0)throw T(e,"must be what\
 JSON can hold",r);return n}var wr=9e15,Ue=(t,e,n,r=Number.MAX_VALUE)=>(o,s)=>{if(o!==void 0){if(typeof o!="number"||!(o>=
n&&o<=r))throw T(s,t);return Math.min(Math.ceil(o*e),wr)}},us=Number.MIN_VALUE;var We=Ue("must be a number of seconds that is finite and not negative",1e3,0);var $e=Ue("must be a time in epoch milliseconds, as Date.now() gives it",1,0),ds=Ue("must be a whole number of at least \
1",1,1,2**32-1);var It=_t(Le(t=>typeof t=="string"&&t!=="","must be a string")),Rt=(t,e)=>Mt(t,e)?.join(" "),gr=(t,e)=>{let n=typeof t==
"string"&&t.trim()!==""?Number(t):t;if(Number.isNaN(n))throw T(e,"must be a number of seconds that is finite and not neg\
ative");return We(n,e)};function Nt(t,e){let n=new $(t,e),r=n.peek("access_token")!==void 0&&n.peek("accessToken")===void 0,
o=r?{accessToken:n.take("access_token",It),tokenType:n.take("token_type",P),expiresInMs:n.take("expires_in",gr),scope:n.
take("scope",Rt),refreshToken:n.take("refresh_token",P),idToken:n.take("id_token",P),extra:Ct(n.takeAll(De))}:{accessToken:n.
take("accessToken",It),tokenType:n.take("tokenType",P),expiresAt:n.take("expiresAt",$e),expiresInMs:n.take("expiresIn",We),
obtainedAt:n.take("obtainedAt",$e),scope:n.take("scope",Rt),refreshToken:n.take("refreshToken",P),idToken:n.take("idToke\
n",P),extra:n.take("extra",(s,i)=>Ct(new $(s,i).takeAll(De)))};return n.end(),{path:e,endpointNames:r,...o}}function ue({
extra:t,...e}){return t===void 0?e:{...e,extra:JSON.parse(t)}}function Pt(t){try{let e=new $(t,"");return[e.peek("refres\
hToken"),e.peek("refresh_token")].find(r=>typeof r=="string"&&r!=="")}catch(e){if(e instanceof p)return;throw e}}function Ct(t){
let e=t.filter(([,n])=>n!==void 0);return e.length?`{${e.map(([n,r])=>`${JSON.stringify(n)}:${r}`).join(",")}}`:void 0}async function Be(t,e,n){let r=Dt(t,e,n),{tokens:o}=e,s=await(o!==void 0&&t.refresh?t.refresh.call(t.self,ue(o),r):t.acquire?.
call(t.self,r));try{return{answer:"tokens",...Nt(s,"the custom provider's answer")}}catch(i){if(!(i instanceof p))throw i;
let a=i.cause===void 0?void 0:n.causes.keep(i.cause);return{answer:"noTokens",message:i.message,cause:a,refreshToken:o&&
Pt(s)}}}async function jt(t,e,n){return await t.revoke?.call(t.self,ue(e.tokens),Dt(t,e,n)),{answer:"done"}}async function Kt({
owner:t},{call:e,provider:n,argument:r}){return await t[e](n,typeof r=="object"?ue(r):r),{answer:"done"}}async function Lt({
make:t},e){return{answer:"parts",parts:await t?.(e)}}function Dt({owner:t},{provider:e,forceRefresh:n,minLifetimeMs:r},{
signal:o,fetch:s}){let i={provider:e,signal:o,fetch:s??globalThis.fetch};if(t===void 0)return i;let a={};return n&&(a.forceRefresh=
!0),r!==void 0&&(a.minLifetimeSeconds=r/1e3),{...i,...a}}var de=class{#t=new Map;#e=0;get(e){return this.#t.get(e)??{}}add(e){
return this.#t.set(++this.#e,e),this.#e}forget(e){this.#t.delete(e)}register(e){let n=[],r=o=>{let s=re(o);return o.functions!==
void 0&&(s.functions=this.add(o.functions),n.push(s.functions)),s.fallback=o.fallback?.map(i=>typeof i=="string"?i:r(i)),
s};return{config:r(e),undo:()=>n.forEach(o=>this.forget(o))}}};function A(){return typeof TextEncoder=="function"?new TextEncoder:{encode:Wt,encodeInto:br}}function Ut(){return typeof TextDecoder==
"function"?new TextDecoder("utf-8",{ignoreBOM:!0}):{decode:xr}}function Wt(t=""){let e=encodeURIComponent(t.replace(/\p{Surrogate}/gu,
"�"));return Uint8Array.from(e.match(/%..|./g)??[],n=>n.length===1?n.charCodeAt(0):Number.parseInt(n.slice(1),16))}function br(t,e){
let[n,r]=[0,0];for(let o of t){let s=Wt(o);if(r+s.length>e.length)break;e.set(s,r),n+=o.length,r+=s.length}return{read:n,
written:r}}function xr(t=new Uint8Array){let e="";for(let n of t)e+=`%${(n+256).toString(16).slice(1)}`;return decodeURIComponent(
e)}var $t=1048576,kr=["content-type","date","retry-after","authorization","dpop-nonce","www-authenticate"];async function Bt({
method:t,url:e,headers:n,body:r},{fetch:o=g("fetch"),kind:s,signal:i}){let a;try{if(typeof o!="function")throw new TypeError(
"the host has no fetch");let c={method:t,headers:n,redirect:"manual",signal:i};r!==void 0&&(c.body=r),s!=="edge"&&Object.
assign(c,{credentials:"omit",cache:"no-store"}),a=await o(e,c)}catch(c){return{failure:s==="browser"?"networkOfPage":"ne\
twork",cause:c}}try{let c=qe(a);if(c===void 0)throw new TypeError("what fetch gave is no Response: it has no status");let f=await Sr(
a);return f===void 0?{failure:"tooLarge"}:{failure:null,...c,body:f}}catch(c){return{failure:"network",cause:c}}}function qe(t){
let e=t?.status;if(typeof e!="number")return;let n=t.headers,r=Object.create(null);for(let o of kr){let s=typeof n?.get==
"function"?n.get(o):n?.[o];typeof s=="string"&&(r[o]=s)}return{status:e,headers:r}}async function Sr(t){let e=t.body?.getReader?.();
if(e===void 0){let r=A().encode(await Er(t));return r.length>$t?void 0:r}let n=new Uint8Array;for(;;){let{done:r,value:o}=await e.
read();if(r)return n;if(!ArrayBuffer.isView(o))throw new TypeError("a chunk of the response's body is no Uint8Array");let s=n.
length+o.byteLength;if(s>$t){(async()=>e.cancel?.())().catch(()=>{});return}let i=new Uint8Array(s);i.set(n),i.set(new Uint8Array(
o.buffer,o.byteOffset,o.byteLength),n.length),n=i}}async function Er(t){return typeof t.text=="function"?String(await t.
text()):typeof t.json=="function"?JSON.stringify(await t.json())??"":""}var qt;function Gt(){if(qt===void 0)return;let t;try{return qt(new Promise(e=>{t=()=>e(void 0)})),t}catch{return}}function X(t){return typeof WeakRef=="function"?new WeakRef(t):{deref:()=>t}}var Or=2**31-1;function Ht(t){let e;function n(){e!==void 0&&clearTimeout(e),e=void 0}return{arm(r,o){n();try{e=x(()=>setTimeout(
t,Math.min(Math.max(r,0),Or)))}catch{return}o||(typeof e=="object"?e?.unref?.():g("Deno")?.unrefTimer?.(e))},disarm:n}}var Tr=400,Ar=new Uint8Array,Yt=new Set,le=class{causes=new W;#t;#e;#n=new Map;#c=0;#r=new Map;#o=new Map;#a=[];#s=[];#f;#u=!1;#d=!1;#h=!1;#l;constructor(e){
this.#e=e,this.#t=this.#p(()=>e.make(M()));let n=X(this);this.#l=Ht(()=>n.deref()?.tick())}#p(e){try{return e()}catch(n){
throw this.causes.thrown(n)}}#i(e){if(this.#t===void 0)return;let{answer:n,effects:r,dueMs:o,isAwaited:s,forgotten:i}=U(
this.#p(()=>e(this.#t)));return this.#a.push(...r),i&&this.#s.push(...i),this.#f=o,this.#u=!!s,this.#k(),n}drive(){this.#i(
e=>e.effects())}tick(){this.#i(e=>e.tick(...M()))}signal(e){this.#i(n=>n.signal(O(e),...M()))}run(e,n,r,o=this.#g){let s=++this.#c,
i=O({call:e,provider:n,...r});return this.#e.edge?this.#x(s,i,o):this.#b(s,i,o)}#g=e=>{if(e.error!==void 0)throw this.causes.
error(e.error);return this.#e.value(e)};#b(e,n,r){return new Promise((o,s)=>{this.#m(e,n,i=>{try{o(r(i))}catch(a){s(a)}})})}async#x(e,n,r){
let o;this.#m(e,n,s=>{try{o={value:r(s)}}catch(i){o={error:i}}});for(let s=1;o===void 0;)await new Promise(i=>x(()=>setTimeout(
i,s))),o===void 0&&(s=this.#i(i=>i.look(e,...M()))??0);if("error"in o)throw o.error;return o.value}#m(e,n,r){if(this.#t===
void 0)throw new I("This TokenManager is closed.");this.#n.set(e,{settle:r});try{this.#i(o=>o.call(e,n,...M()))}catch(o){
throw this.#n.delete(e),o}}ask(e,n,r){let o=O({ask:e,provider:n,...r});return this.#i(s=>s.ask(o,...M()))}close(){this.#h=
!0,this.#i(e=>e.close(...M())),this.#y()}#y(){if(!this.#h||this.#r.size||this.#d||this.#t===void 0)return;this.#l.disarm();
let e=this.#t;this.#t=void 0,e.free()}#k(){if(this.#d)return;this.#d=!0;let e=0;try{for(;e<this.#a.length;)this.#S(this.#a[e++]);
this.#s.length&&this.causes.forget(this.#s.splice(0))}finally{this.#a.splice(0,e),this.#d=!1}this.#f===void 0?this.#l.disarm():
this.#l.arm(this.#f,this.#u),this.#u&&!this.#e.edge?Yt.add(this):Yt.delete(this),this.#y()}#S(e){switch(e.effect){case"d\
o":return this.#E(e);case"cancel":Ge(this.#r.get(e.number)),this.#r.delete(e.number);return;case"unlock":Ge(this.#r.get(
e.number)),this.#o.get(e.number)?.(),this.#o.delete(e.number);return;case"settle":{let n=this.#n.get(e.caller);return this.#n.
delete(e.caller),n?.settle(e)}default:return this.#e.effect(e)}}#E({number:e,withinMs:n,work:r,...o}){let s=typeof AbortController==
"function"?new AbortController:void 0;this.#r.set(e,s);let i=Gt(),a={withinMs:n,causes:this.causes,signal:s?.signal,locked:u=>this.#o.
set(e,u)},c=u=>{this.#T(e,s,u),i?.()},f=()=>{if(!this.#w(e,s))return i?.();let u;try{u=this.#e.work(r,o,a)}catch(b){u=this.
causes.threw(b)}if(typeof u?.then!="function")return c(u);let d=u.catch(b=>this.causes.threw(b)),m=n===void 0?d:w(n,d,()=>(Ge(
s),{answer:"timedOut"}));(this.#e.edge?this.#O(e,m):m).then(c)};this.#e.atOnce?f():Promise.resolve().then(f)}async#O(e,n){
let r;for(;(r=await w(Tr,n))===void 0;)this.#i(o=>o.alive(e,...M()));return r}#T(e,n,{body:r,...o}){let s=r??Ar;this.#w(
e,n)&&(this.#r.delete(e),this.#i(i=>i.answer(e,O(o),s,...M())))}#w(e,n){return this.#r.has(e)&&this.#r.get(e)===n}};function Ge(t){
try{t?.abort()}catch{}}var M=()=>[Date.now(),j(),Math.floor(Math.random()*2**32)];var Jt=()=>vr;async function zt(t){return te(J,t,()=>crypto.subtle.generateKey({name:"AES-GCM",length:256},!1,["encrypt",
"decrypt"]))}var vr={[Symbol.for("tokenward.storage")]:Object.freeze({kind:"indexeddb",compares:!0}),getItem:t=>E(F,"rea\
donly",e=>e.get(t)),setItem:(t,e,n)=>Ft(t,n,r=>r.put(e,t),n?.expiresAt===void 0),removeItem:(t,e)=>Ft(t,e,n=>n.delete(t),
!0),getKeys:t=>E(F,"readonly",e=>e.getAllKeys(IDBKeyRange.lowerBound(t)))};async function Ft(t,e,n,r){let o=e?.expected,
s=!0;return await E(F,"readwrite",(a,c)=>{let f=a.get(t);return c(f,u=>{s=o===void 0||(u??null)===o,s&&n(a)}),f},r),s}var _r=500,Mr=1e4,Ir=200,Rr=8,He,Vt=0;function en(t){return He?.web!==t&&(He=new Ye(t)),He}var Ye=class{constructor(e){this.
web=e}get[Symbol.for("tokenward.storage")](){return{kind:"local",compares:!0}}peekItem(e){return this.web.getItem(e)}async getItem(e){
let n=await Qt("readonly",a=>a.get(e)),r=Zt(n?.result),o=Xt(this.web.getItem(e),r);if(o!==void 0)return o;await Nr(e);let s=this.
web.getItem(e),i=Xt(s,r);return i!==void 0?i:(this.#n(e,s,r?.value),s)}async setItem(e,n,r){let o=await this.#e(e,n,r);return o&&
this.web.setItem(e,n),o}async removeItem(e,n){let r=await this.#e(e,null,n);return r&&this.web.removeItem(e),r}getKeys(e){
return Object.keys(this.web).filter(n=>n.startsWith(e))}#t(e){try{let n=this.web.getItem(e);return typeof n=="string"?n:
null}catch{return null}}async#e(e,n,{expected:r,expiresAt:o}={}){return await this.#n(e,n,r,o===void 0)??(r===void 0||this.
web.getItem(e)===r)}async#n(e,n,r,o){let s=!0;return await Qt("readwrite",(c,f)=>{let u=c.get(e);return f(u,d=>{let l=this.#t(
e),m=Zt(d)??{value:l,replaced:[]};s=r===void 0||m.value===r,s&&c.put({value:n,replaced:Cr(n,m,l)},e)}),u},o)&&s}};function Zt(t){
return Array.isArray(t?.replaced)&&(t.value===null||typeof t.value=="string")?t:void 0}function Xt(t,e){return e===void 0||
t===e.value?t:t!==null&&e.replaced.includes(tn(t))?e.value:void 0}function Cr(t,e,n){let[r,...o]=[t,n,e.value].map(i=>i===
null?void 0:tn(i)),s=new Set([...o,...e.replaced]);return s.delete(r),[...s].filter(i=>i!==void 0).slice(0,Rr)}function tn(t){
let[e,n]=[2166136261,16777619];for(let r=0;r<t.length;r++)e=Math.imul(e^t.charCodeAt(r),16777619),n=Math.imul(n^t.charCodeAt(
r),2246822507);return(n>>>11)*2**32+(e>>>0)}async function Qt(t,e,n){if(!(v()===void 0||performance.now()<Vt))try{return{
result:await E(Oe,t,e,n,_r)}}catch{Vt=performance.now()+Mr;return}}function Nr(t){return new Promise(e=>{let n=s=>{s.key===
t&&r()},r=()=>{clearTimeout(o),globalThis.removeEventListener?.("storage",n),e()},o=x(()=>setTimeout(r,Ir));globalThis.addEventListener?.(
"storage",n)})}var nn=()=>g("crypto")?.subtle!==void 0;function Pr(t){crypto.getRandomValues(t)}async function rn(t,e,n,r){try{let o=JSON.parse(e),s=await crypto.subtle.importKey("jwk",JSON.parse(t),o,!1,["verify"]);
return await crypto.subtle.verify(o,s,r,n)}catch{return!1}}function on(t){try{let{algorithm:e,type:n,usages:r}=t;return e.name==="AES-GCM"&&e.length===256&&n==="secret"&&Array.isArray(
r)&&r.includes("encrypt")&&r.includes("decrypt")}catch{return!1}}function sn(t){let e=t;async function n(){if(typeof e==
"string")return zt(e);if(!ArrayBuffer.isView(e))return e;let o=e,s=await crypto.subtle.importKey("raw",o,"AES-GCM",!1,["\
encrypt","decrypt"]);return o.fill(0),e=s}async function r(o,s,i,a){try{let c=await n(),f=crypto.subtle[o]({name:"AES-GC\
M",iv:s,additionalData:i},c,a),u=o==="encrypt"?await f:await f.catch(()=>null);return u&&new Uint8Array(u)}finally{a.fill(
0)}}return{canWork:()=>nn()&&(typeof e!="string"||v()!==void 0),run:(o,s,i,a,c)=>w(c,r(o,s,i,a)),close(){ArrayBuffer.isView(
e)&&e.fill(0)}}}var jr="encryption: must be true, 32 bytes as base64 or base64url, or a CryptoKey for AES-GCM of 256 bits with the usage\
s encrypt and decrypt",Fe=12,Kr=32;function an(t,e){if(t===void 0||t===!1)return;let n=t===!0?e:typeof t=="string"?Lr(t):
on(t)&&t;if(!n)throw new p(jr);return Dr(sn(n))}function Lr(t){let e=z(t.replace(/=$/,"").replaceAll("+","-").replaceAll(
"/","_"));return e?.length===Kr?e:void 0}var Dr=t=>({canWork:t.canWork,close:t.close,async seal(e,n,r){let o=crypto.getRandomValues(
new Uint8Array(Fe)),s=await t.run("encrypt",o,Je(e),A().encode(n),r);return s&&C(Uint8Array.of(...o,...s))},async open(e,n,r){
let o=Je(n),s=await t.run("decrypt",o.slice(0,Fe),Je(e),o.slice(Fe),r);if(!s)return s;try{return Ut().decode(s)}catch{return null}finally{
s.fill(0)}}}),Je=t=>z(t)??new Uint8Array;function he(t,e,n){return cn(e)?w(t,Promise.resolve(e).then(n)):n(e)}var cn=t=>typeof t?.then=="function";function ze(t,e,n){
return he(n,t.getItem(e),r=>{if(typeof(r??"")!="string")throw new TypeError("getItem gave no string");return r??null})}function fn(t,e){
try{let n=t.peekItem?.(e);return typeof n=="string"?n:void 0}catch{return}}function un(t,e,n,r,o,s){let i={};r!==void 0&&
(i.expiresAt=r),o!==void 0&&(i.expected=o);let a=Object.keys(i).length?[i]:[],c=n===void 0?t.removeItem(e,...a):t.setItem(
e,n,...a);return he(s,c,f=>f!==!1)}function dn(t,e,n){let r=s=>{if(!Array.isArray(s))throw new TypeError("getKeys gave n\
o array");return s.filter(i=>typeof i=="string"&&i.startsWith(e))};if(typeof t.getKeys=="function")return he(n,t.getKeys(
e),r);if(typeof t.key!="function"||typeof t.length!="number")return null;let o=Array.from({length:t.length},(s,i)=>t.key(
i));return he(n,o.some(cn)?Promise.all(o):o,r)}function B(t,e){try{return t[Symbol.for("tokenward.storage")]?.[e]}catch{
return}}function ln(t){let e=ae(),r=e==="edge"&&B(t,"lasting")===!0?"durableObject":e==="server"?"process":e;return{kind:e,name:r}}
var Ur={local:"localStorage is missing or forbidden here: tokens are kept in memory alone",session:"sessionStorage is mi\
ssing or forbidden here: tokens are kept in memory alone",indexeddb:"IndexedDB is missing or forbidden here: tokens are \
kept in memory alone"},Wr="records cannot be encrypted here, since WebCrypto or IndexedDB is missing: tokens are kept in\
 memory alone",pe=class{cipher;#t=new Map;#e=0;constructor(e,n){this.cipher=an(e,n)}get(e){return this.#t.get(e)}open(e="\
memory"){if(e==="memory")return{};let[n,r]=$r(e),o=B(n,"kind"),s=r??(typeof o=="string"?o:"custom"),i=c=>({storageMissing:{
kind:s,message:c}});return n===void 0?i(Ur[s]):this.cipher?.canWork()===!1?i(Wr):{storage:{id:this.#n(n),kind:s,keepsRefreshTokens:B(
n,"refreshTokens")!==!1,shared:r==="local"||r==="indexeddb",volatile:B(n,"volatile")===!0,late:this.cipher===void 0&&typeof n.
peekItem=="function",compares:!!B(n,"compares"),encrypted:this.cipher!==void 0}}}#n(e){for(let[n,r]of this.#t)if(r===e)return n;
return this.#t.set(++this.#e,e),this.#e}keep(e){for(let n of this.#t.keys())e.includes(n)||this.#t.delete(n)}};function $r(t){
let e=()=>{let n=g("localStorage");return n&&en(n)};return t==="local"?[e(),t]:t==="session"?[g("sessionStorage"),t]:t===
"indexeddb"?[v()&&Jt(),t]:t===g("localStorage")?[e(),"local"]:[t]}var Br=["visibilitychange","resume","pagehide","pageshow","focus","online","offline"];function hn(t){let e=({type:r,persisted:o})=>{
t(r==="online"||r==="offline"?r:o===!0&&r==="pagehide"?"hidden":o===!0&&r==="pageshow"?"restored":"woke")},n=r=>{for(let o of Br)
try{globalThis[r](o,e,o!=="focus")}catch{}};return n("addEventListener"),()=>n("removeEventListener")}var Ve=()=>g("navi\
gator")?.onLine===!1;var pn="?",mn="!",yn=".",qr=4,Gr=250;function me(t){let e=Ze(t,n=>n===pn&&e?.postMessage(mn));return()=>{e?.postMessage(
yn),e?.close()}}async function ye(t){let[e,n]=[!1,()=>{}],r=new Promise(s=>n=s),o=Ze(t,s=>{s===mn&&(e=!0,n())});if(o){for(let s=qr;s&&
!e;s--)o.postMessage(pn),await w(Gr,r);return o.close(),e}}function wn(t){let e=()=>{},n=Ze(t,r=>r===yn&&e());return{wait:r=>new Promise(
o=>{let s=x(()=>setTimeout(o,r));e=()=>{clearTimeout(s),o()}}),end:()=>n?.close()}}function Ze(t,e){return Q(`${t} alive\
?`,e)}var Hr=500,gn=3e3,Yr=1e3,Fr=3e4,Jr=50,zr=20,Vr=400;async function xn(t,e){let n={owner:Math.random(),beat:0},r=wn(t);try{
let o,s=!1,[i,a,c]=[0,0,performance.now()];for(let f=zr;;f=Math.min(f*1.5,Vr)){let u=b=>!b||b.owner===n.owner||s&&bn(b,o),
d=await Xe(t,n,u);if(!d||u(d))return Zr(t,n);let l=performance.now(),m=Math.min(l-c,Yr);if(c=l,i+=m,a=bn(d,o)?a+m:0,o=d,
i>=(e?Fr:Jr))return null;s=a>=gn&&!await ye(t),a>=gn&&!s&&(a=0),s||await r.wait(f*(.5+Math.random()))}}finally{r.end()}}
function Zr(t,e){let n=i=>i?.owner===e.owner,r=me(t),o=()=>{e.beat++,Xe(t,e,n).then(i=>n(i)||clearInterval(s),()=>{})},s=x(
()=>setInterval(o,Hr));return()=>{clearInterval(s),Xe(t,void 0,n).then(r,r)}}function Xe(t,e,n){return E(Te,"readwrite",
(r,o)=>{let s=r.get(t);return o(s,i=>{n(i)&&(e?r.put(e,t):r.delete(t))}),s})}function bn(t,e){return t.owner===e?.owner&&
t.beat===e.beat}var Xr=4e3,Qr=6,eo=2e3,to=1e3,no=50;async function kn(t,e){try{return await ro(t,e)}catch{}try{return await xn(t,e)}catch{
return}}async function ro(t,e){let n=Qe(t),r=await(e?oo(t,n):w(no,n.granted));return r||(n.cancel(),null)}async function oo(t,e){
for(let n=Qr;n;n--){let r=await w(Xr,e.granted);if(r)return r;let o=Qe(`${t} asking`);try{let s=await w(eo,Promise.race(
[e.granted,o.granted.then(()=>!0)])),i=s===!0?await Promise.race([e.granted,ye(t)]):s;if(typeof i=="function")return i;if(i===
void 0)return null;if(!i)return await so(t,e)}finally{o.cancel()}}return null}async function so(t,e){let n=Qe(t,{steal:!0}),
r=await w(to,n.granted);return(r?e:n).cancel(),r}function Qe(t,e){let n=new AbortController,r=()=>{},o=new Promise((i,a)=>{
let c=()=>new Promise(f=>{let u=me(t);r=()=>{f(void 0),u()},i(r)});navigator.locks.request(t,e??{signal:n.signal},c).catch(
a)});return o.catch(()=>{}),{granted:o,cancel:()=>{n.abort(),r()}}}var io=5e3,ao=50,Sn=new WeakMap;async function En(t,e,n){let r=Sn.get(t)??new Map;Sn.set(t,r);let o=r.get(e)??[],s=()=>{
let f=o.shift();f?f():r.delete(e)};if(!r.has(e))return r.set(e,o),s;let i=()=>{},a=new Promise(f=>{i=()=>f(!0),o.push(i)});
if(await w(n?io:ao,a))return s;let c=o.indexOf(i);return c<0?s:(o.splice(c,1),null)}async function On(t,e,n,r){let o=t==="browser"?await kn(n,r):void 0;return o===void 0?En(e,n,r):o}var q=(t,e)=>{let n=r=>r===void 0?{answer:"timedOut"}:e(r);return typeof t?.then=="function"?t.then(n):n(t)},et=t=>({answer:"\
text",text:t}),Tn={async fetch(t,{fetch:e,host:n,signal:r,causes:o,keyOwner:s}){let i=Object.fromEntries(t.headers),a;if(t.
proof!==void 0)try{let d=await N(s,t.proof.key),l=await L(d,t.method,t.proof.htu,t.proof.iat,t.proof.nonce);i.dpop=l,a={
thumbprint:d.jkt,proof:l}}catch(d){return{answer:"noResponse",why:"noProof",cause:o.keep(d)}}let c=await Bt({method:t.method,
url:t.url,headers:i,body:t.body},{fetch:e,kind:n,signal:r});if(c.failure!==null){let d=c.cause===void 0?void 0:o.keep(c.
cause);return{answer:"noResponse",why:c.failure,cause:d}}let{status:f,body:u}=c;return{answer:"response",status:f,headers:Object.
entries(c.headers),proof:a,body:u}},read:(t,{storages:e,withinMs:n})=>q(ze(e.get(t.storage),t.key,n),et),peek(t,{storages:e,
withinMs:n}){let r=fn(e.get(t.storage),t.key);return r===void 0?q(ze(e.get(t.storage),t.key,n),et):{answer:"text",text:r}},
write:(t,{storages:e,withinMs:n})=>q(un(e.get(t.storage),t.key,t.text,t.expiresAt,t.expected,n),r=>({answer:"written",written:r})),
list:(t,{storages:e,withinMs:n})=>q(dn(e.get(t.storage),t.prefix,n),r=>({answer:"keys",keys:r})),seal:({additionalData:t,
text:e},{storages:n,withinMs:r})=>q(n.cipher.seal(t,e,r),o=>({answer:"sealed",bytes:o})),open:({additionalData:t,bytes:e},{
storages:n,withinMs:r})=>q(n.cipher.open(t,e,r),et),async lock(t,{host:e,storages:n,signal:r,locked:o}){let s=await On(e,
n.get(t.storage),t.key,t.patient);return s&&r?.aborted?s():s&&o(s),{answer:"locked",locked:!!s}},async proofKey({name:t},{
causes:e,keyOwner:n}){try{let{jkt:r,kept:o,fault:s}=await N(n,t);return{answer:"proofKey",thumbprint:r,kept:o,fault:s===
void 0?void 0:e.keep(s)}}catch{return{answer:"proofKey"}}},async verify({key:t,algorithm:e,input:n,signature:r}){return{
answer:"verified",verified:await rn(t,e,A().encode(n),z(r)??new Uint8Array)}},makeParts:(t,{functions:e})=>Lt(e.get(t.functions),
t),acquire:(t,e)=>Be(e.functions.get(t.functions),t,e),refresh:(t,e)=>Be(e.functions.get(t.functions),t,e),revoke:(t,e)=>jt(
e.functions.get(t.functions),t,e),async resolve({provider:t},{causes:e,functions:n,resolveProvider:r,signal:o,keep:s}){let i=await r?.(
t);if(i instanceof Error)return{answer:"provider",error:e.threw(i).error};let a=i&&n.register(i).config;return a&&!o?.aborted&&
s(t,a),{answer:"provider",provider:a}},passOn:(t,{functions:e})=>Kt(e.get(t.functions),t)};var co={async resolve({provider:t},{causes:e,resolveProvider:n}){try{let r=await n?.(t);return{answer:"provider",provider:r===
void 0?void 0:{grant:"custom",functions:r}}}catch(r){if(r?.code==="invalid_configuration")return{answer:"provider",error:e.
threw(r).error};throw r}}},tt=class{functions=new de;#t;#e;#n;#c;#r;#o;#a=()=>{};#s;constructor(e){this.#t=e,this.#e=new pe(
e.encryption,e.namespace),this.#n=this.#e.open(e.storage);let{storage:n}=this.#n,r=n&&this.#e.get(n.id);this.#c=ln(r),this.#r=
r??this}get settings(){let{namespace:e,background:n,logLevel:r,resolveProvider:o}=this.#t,{name:s}=this.#c,i=s==="browse\
r"&&Ve();return O({namespace:e,background:n,logLevel:r,...this.#n,host:s,offline:i,resolves:o!==void 0})}start(e){let{fetch:n,
resolveProvider:r}=this.#t,{kind:o,name:s}=this.#c,i={fetch:n,host:o,functions:this.functions,storages:this.#e,keyOwner:this.#r,
resolveProvider:r},a={...Tn,...co},c=new le({edge:s==="edge",make:()=>e,work:(f,u,d)=>a[f](u,{__proto__:i,...d}),effect:f=>this.#f(
f),value:f=>f});if(this.#o===void 0){this.#o=c;let f=X(this);s==="browser"&&(this.#a=hn(u=>f.deref()?.signal({signal:u,offline:Ve()})))}
return c}fetch(e,n){let r=this.#o,o=(a,c={})=>r.ask(a,n,c),s=this.#r,i={fetch:this.#t.fetch,allowedOrigins:async()=>(await r.
run("allowedOrigins",n)).value,nameOf:()=>o("tokenInfo").info.provider,async authorization(){let{token:a,tokenType:c}=await r.
run("getToken",n);return`${St(c)} ${a}`},refusedBy:(a,c,f)=>o("originRefusedBy",{token:c,origin:f}).value,isWorthRenewing:(a,c,f,u)=>o(
"isWorthRenewing",{token:c,origin:f,challenge:u}).value,reject:async(a,c)=>(await r.run("rejectToken",n,{token:c})).value,
refusedWhenNew:(a,c,f)=>{o("refusedWhenNew",{token:c,origin:f})},prover:()=>({claims(a){let{proof:c}=o("proof",{url:a});
return c&&{...c,owner:s,id:c.key}},answered({htu:a,iat:c,nonce:f,skewMs:u},d){let l=qe(d);return l!==void 0&&o("proofAns\
wered",{htu:a,iat:c,nonce:f,skewMs:u,status:l.status,headers:Object.entries(l.headers)}).value}})};return kt(i,e,void 0)}signal(e){
this.#o?.signal(e)}close(){this.#a(),this.#o?.close(),this.#e.cipher?.close()}open(e){return O(this.#e.open(e))}keep(e){
this.#e.keep([...e])}async proof(e,n,r,o,s,i){return L(await N(this.#r,e),n,r,o,s,i)}#f(e){switch(e.effect){case"announc\
e":return this.#s?.postMessage(e.text);case"listen":return this.#u(e.listens);case"forget":return this.functions.forget(
e.functions)}}#u(e){this.#s?.close(),this.#s=e?Q(this.#t.namespace):void 0;let n=X(this),r=({data:o})=>{typeof o=="strin\
g"&&n.deref()?.signal({signal:"heard",text:o})};this.#s&&(this.#s.onmessage=r)}};function fo(t,e){let n=new W,r=U(t);return n.
error(e===void 0?r:{...r,cause:n.keep(e)})}var An=60,G=512,we=65,nt=Symbol.for("tokenward.storage");function uo(t,e){let n=lo(t),{prefix:r,cacheTtl:o,refreshTokens:s}=ho(
e),i=async a=>{let c=r+a,f=A().encode(c);if(f.length<=G)return c;let u=new Uint8Array(await crypto.subtle.digest("SHA-25\
6",f)),d=c.slice(0,G-we);for(;A().encode(d).length>G-we;)d=d.slice(0,-1);return`${d}~${Array.from(u,l=>l.toString(16).padStart(
2,"0")).join("")}`};return{[nt]:Object.freeze({kind:"kv",refreshTokens:s,volatile:!0}),async getItem(a){return await n.get(
await i(a),o===void 0?{type:"text"}:{type:"text",cacheTtl:o})},async setItem(a,c,f){let u=f?.expiresAt,d=typeof u=="numb\
er"&&Number.isFinite(u)?{expirationTtl:Math.max(An,Math.ceil((u-Date.now())/1e3))}:void 0;try{await n.put(await i(a),c,d)}catch(l){
if(s||!po(l))throw l}},async removeItem(a){await n.delete(await i(a))},async getKeys(a){if(typeof n.list!="function")throw new V(
"This namespace has no list().");let c=[],f;do{let u=await n.list(f===void 0?{prefix:r+a}:{prefix:r+a,cursor:f});for(let{
name:d}of u.keys)c.push(d.slice(r.length));f=u.list_complete?void 0:u.cursor}while(f!==void 0);return c}}}function lo(t){
let e=t;if(!(typeof e=="object"&&e!==null&&["get","put","delete"].every(r=>typeof e[r]=="function")))throw new p("namesp\
ace: must be a Workers KV namespace, env.TOKENS say (is the binding in wrangler's configuration?)");return e}function ho(t){
if(t!=null&&(typeof t!="object"||Array.isArray(t)))throw new p("options: must be an object");let e={prefix:"",cacheTtl:void 0,
refreshTokens:!1};for(let[n,r]of Object.entries(t??{}))if(r!=null)if(n==="prefix"){if(typeof r!="string")throw new p("op\
tions.prefix: must be a string");if(A().encode(r).length>G-we)throw new p(`options.prefix: must have at most ${G-we} byt\
es, since Workers KV takes keys of ${G}`);e.prefix=r}else if(n==="cacheTtlSeconds"){if(typeof r!="number"||!Number.isInteger(
r)||r<An)throw new p("options.cacheTtlSeconds: must be a whole number of at least 60, as Workers KV demands");e.cacheTtl=
r}else if(n==="refreshTokens"){if(typeof r!="boolean")throw new p("options.refreshTokens: must be true or false");e.refreshTokens=
r}else throw new p(`options.${n}: ${fe(n,["prefix","cacheTtlSeconds","refreshTokens"])}`);return e}function po(t){return oe(
"Error",t)&&/\b429\b/.test(t.message)}function mo(t){let e=t;if(!(typeof e=="object"&&e!==null&&["get","put","delete","list","sync"].every(r=>typeof Reflect.get(
e,r)=="function")))throw new p("storage: must be a Durable Object's own storage, this.ctx.storage say");return{[nt]:Object.
freeze({kind:"durable object",refreshTokens:!0,lasting:!0}),async getItem(r){return await e.get(r)},async setItem(r,o){await e.
put(r,o),await e.sync()},async removeItem(r){await e.delete(r),await e.sync()},async getKeys(r){return[...(await e.list(
{prefix:r})).keys()]}}}export{tt as ClientDriver,mo as durableObjectStorage,fo as errorOf,Pr as fillRandomly,uo as kvStorage,j as monotonicMs};
