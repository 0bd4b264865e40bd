// Made from the files of pkg-template/ by `cargo xtask build`: change those.
function g(t){let e=globalThis.Zone?.root;return typeof e?.run=="function"?e.run(t):t()}var gn=100;function U(t,e){try{let{BroadcastChannel:n}=globalThis,r=typeof n=="function"?new n(t):new le(t);return e&&(r.
onmessage=({data:o})=>{typeof o=="string"&&e(o)}),r}catch{return}}var le=class{onmessage=null;#t=localStorage;#e;constructor(e){
this.#e=`${e}%message`,addEventListener("storage",this)}handleEvent({key:e,newValue:n}){e===this.#e&&n&&this.onmessage?.(
{data:n.slice(n.indexOf(" ")+1)})}postMessage(e){try{this.#t.setItem(this.#e,`${Math.random()} ${e}`),g(()=>setTimeout(()=>this.#t.
removeItem(this.#e),gn))}catch{}}close(){removeEventListener("storage",this)}};function N(){try{return performance.now()}catch{return Date.now()}}var wn=2**31-1,bn=50,xn=250,kn=2e3,Sn=3,En=(t,e)=>g(()=>setTimeout(e,Math.min(Math.max(t,0),wn)));function H(t){let e,n=0;return{over:new Promise(o=>{let s=i=>{let a=N()+i;e=En(i,()=>{let f=N()-a;f<bn||n++===Sn?o():s(f<
kn?xn:t)})};s(t)}),end:()=>clearTimeout(e)}}async function p(t,e,n){let{over:r,end:o}=H(t);try{return await Promise.race(
[e,r.then(()=>n?.())])}finally{o()}}var An="tokenward",W="records",G="keys",ye="commits",ge="leases",at=[W,G,ye,ge],On=1e3,Z,he,B;function Tn(){return globalThis.
addEventListener?.("pagehide",()=>{B=new Promise(t=>{let e=()=>{B=void 0,t()};globalThis.addEventListener("pageshow",e,{
once:!0})}),he?.forEach(t=>t())}),new Set}function k(){try{return globalThis.indexedDB??void 0}catch{return}}async function x(t,e,n,r,o=On){
let s=()=>{},i=!1,a=()=>{},c=()=>{},f=new Promise((y,b)=>{c=()=>{i=!0,s(),b(pe())}}),u=()=>{let y=H(o);a=y.end,y.over.then(
c)},d=async()=>{a(),await B,u()};u(),f.catch(()=>{});let m=()=>s();(he??=Tn()).add(m);try{for(let y=!0;;y=!1){B&&await d();
let b=Z??=vn();try{let $=await Promise.race([b.database,f]);B&&await d();let T=$.transaction(t,e,{durability:r?"strict":
"relaxed"}),dn=new Promise((ln,de)=>{s=()=>st(T)&&de(pe());let rt=!1,pn=(ot,mn)=>{rt=!0,ot.onsuccess=()=>{try{mn(ot.result),
T.commit?.()}catch(yn){de(yn),st(T)}}},hn=n(T.objectStore(t),pn);rt||T.commit?.(),T.oncomplete=()=>ln(hn.result),T.onabort=
()=>de(T.error??pe())});return await Promise.race([dn,f])}catch($){if($?.name==="QuotaExceededError"||(me(b),i||!y))throw $}}}finally{
a(),he?.delete(m)}}async function z(t,e,n){let r=await x(t,"readonly",i=>i.get(e));if(r!==void 0)return r;let o=await n();
return await x(t,"readwrite",(i,a)=>{let c=i.get(e);return a(c,f=>{f===void 0&&i.add(o,e)}),c},!0)??o}function pe(){return new DOMException(
"IndexedDB took too long.","TimeoutError")}function st(t){try{return t.abort(),!0}catch{return!1}}function vn(){let t={database:Mn().
then(e=>(e.onversionchange=()=>me(t),e.onclose=()=>me(t),Z!==t&&e.close(),e))};return t}function me(t){Z===t&&(Z=void 0),
t.database.then(e=>e.close(),()=>{})}async function Mn(){let t=await it();if(at.every(n=>t.objectStoreNames.contains(n)))
return t;let{version:e}=t;return t.close(),it(e+1)}function it(t){return new Promise((e,n)=>{let r=k().open(An,t);r.onupgradeneeded=
()=>{let{objectStoreNames:o}=r.result;for(let s of at)o.contains(s)||r.result.createObjectStore(s)},r.onsuccess=()=>e(r.
result),r.onerror=()=>n(r.error)})}var _n=[void 0,"","AQgw","AEIMQUYcgkosw048"];function J(t){let e=_n[t.length%4];if(!(e!==void 0&&!e.includes(t[t.length-
1]))&&!(e===""||t.includes("+")||t.includes("/")))try{let n=In(t);return n.length===t.length*3>>2?n:void 0}catch{return}}
var In=(()=>{let t=globalThis;return typeof t.Uint8Array.fromBase64=="function"?e=>t.Uint8Array.fromBase64(e,{alphabet:"\
base64url"}):typeof t.Buffer?.from=="function"?e=>t.Buffer.from(e,"base64url"):e=>Uint8Array.from(atob(e.replaceAll("-",
"+").replaceAll("_","/")),n=>n.charCodeAt(0))})();var ct=["code","provider","retryable","status","oauthError","oauthErrorDescription","suberror","claims","retryAfterMs"],
w=class extends Error{constructor(e,n={}){super(e,n.cause===void 0?void 0:{cause:n.cause}),this.code=n.code??ft[this.name]??
"acquisition_failed",this.retryable=n.retryable??!1;for(let r of ct)n[r]!==void 0&&Object.assign(this,{[r]:n[r]})}toJSON(){
let e={name:this.name,message:this.message};for(let n of ct)e[n]=Reflect.get(this,n);return e}},we=class extends w{},l=class extends w{},
be=class extends w{},xe=class extends w{},ke=class extends w{},Se=class extends w{},Q=class extends w{},Ee=class extends Q{},
Ae=class extends w{},Y=class extends w{},Oe=class extends w{},q=class extends w{},Cn=[[w,"TokenError","acquisition_faile\
d"],[we,"NotInitializedError","not_initialized"],[l,"InvalidConfigurationError","invalid_configuration"],[be,"UnknownPro\
viderError","unknown_provider"],[xe,"TokenNotFoundError","token_not_found"],[ke,"TokenExpiredError","token_expired"],[Se,
"TokenAcquisitionError","acquisition_failed"],[Q,"TokenRefreshError","refresh_failed"],[Ee,"ReauthenticationRequiredErro\
r","reauthentication_required"],[Ae,"LoginError","login_failed"],[Y,"StorageError","storage"],[Oe,"InvalidTokenError","i\
nvalid_token"],[q,"ManagerClosedError","closed"]],ft={},ut={};for(let[t,e,n]of Cn)Object.defineProperty(t.prototype,"nam\
e",{value:e,configurable:!0,writable:!0}),ft[e]=n,ut[e]=t;function dt(t,e,n,r){let o=ut[t]??w;return new o(n,{...r,code:e})}function lt(t,e){return t!=null&&Object.hasOwn(t,e)?t[e]??void 0:void 0}var X=t=>Object.assign(Object.create(null),t);var v={ES256:"P-256",ES384:"P-384",ES512:"P-521"},j={RS:"RSASSA-PKCS1-v1_5",PS:"RSA-PSS",ES:"ECDSA",Ed:"Ed25519"};function pt(t){
if(typeof t!="object"||t===null)return;let e=lt(t,"kty")!==void 0?Nn(X(t)):jn(t);return e!==void 0&&/^([RP]S(256|384|512)|EdDSA)$|^ES/.
test(e)&&(e[0]!=="E"||e==="EdDSA"||e in v)?e:void 0}function Nn({kty:t,crv:e,alg:n,d:r}){if(typeof r=="string")return t===
"RSA"?typeof n=="string"&&n[1]==="S"&&n[0]!=="E"?n:n===void 0?"RS256":void 0:t==="EC"?Object.keys(v).find(o=>v[o]===e):t===
"OKP"&&e==="Ed25519"?"EdDSA":void 0}function jn({type:t,usages:e,algorithm:n}){if(t!=="private"||!Array.isArray(e)||!e.includes(
"sign"))return;let{name:r,hash:o,namedCurve:s}=n;if(r===j.Ed)return"EdDSA";if(r===j.ES)return Object.keys(v).find(a=>v[a]===
s);let i=String(o?.name).replace("SHA-","");return r===j.RS?`RS${i}`:r===j.PS?`PS${i}`:void 0}function Rn(t){let e=t.slice(2);return{name:j[t.slice(0,2)],hash:`SHA-${e}`,namedCurve:v[t],saltLength:Number(e)/8}}async function ht(t,e,n){let r=pt(t),o=a=>M(new TextEncoder().encode(JSON.stringify(a))),s=`${o({alg:r,...e})}.${o(n)}`,
i=await crypto.subtle.sign(Rn(r),t,new TextEncoder().encode(s));return`${s}.${M(new Uint8Array(i))}`}function M(t){let e="";
for(let n of t)e+=String.fromCharCode(n);return btoa(e).replace(/\+/g,"-").replace(/\//g,"_").replace(/=+$/,"")}var mt=new WeakMap,Pn=3e3;function R(t,e){return p(Pn,Kn(t,e),()=>{throw new DOMException("WebCrypto took too long.","Ti\
meoutError")})}async function Kn(t,e){let n=mt.get(t)??new Map;mt.set(t,n);let r=n.get(e);if(r?.kept===!1)return r;let o=async()=>n.
get(e)??await Ln(),s;if(k())try{let a={...await z(G,["dpop",e],o),kept:!0};return n.set(e,a),a}catch(a){s=a}let i={...await o(),
kept:!1};return n.get(e)?.kept!==!1&&n.set(e,i),{...n.get(e),fault:s}}async function Ln(){let{privateKey:t,publicKey:e}=await crypto.
subtle.generateKey({name:"ECDSA",namedCurve:"P-256"},!1,["sign","verify"]),{crv:n,kty:r,x:o,y:s}=await crypto.subtle.exportKey(
"jwk",e),i={crv:n,kty:r,x:o,y:s};return{privateKey:t,jwk:i,jkt:await yt(JSON.stringify(i))}}async function V({privateKey:t,
jwk:e},n,r,o,s,i){let c={jti:M(crypto.getRandomValues(new Uint8Array(16))),htm:n,htu:r,iat:o,nonce:s,ath:i===void 0?void 0:
await yt(i)};return ht(t,{typ:"dpop+jwt",jwk:e},c)}async function yt(t){return M(new Uint8Array(await crypto.subtle.digest(
"SHA-256",new TextEncoder().encode(t))))}var Te=()=>Dn;async function wt(t){return z(G,t,()=>crypto.subtle.generateKey({name:"AES-GCM",length:256},!1,["encrypt",
"decrypt"]))}var Dn={[Symbol.for("tokenward.storage")]:Object.freeze({kind:"indexeddb",compares:!0}),getItem:t=>x(W,"rea\
donly",e=>e.get(t)),setItem:(t,e,n)=>gt(t,n,r=>r.put(e,t),n?.expiresAt===void 0),removeItem:(t,e)=>gt(t,e,n=>n.delete(t),
!0),getKeys:t=>x(W,"readonly",e=>e.getAllKeys(IDBKeyRange.lowerBound(t)))};async function gt(t,e,n,r){let o=e?.expected,
s=!0;return await x(W,"readwrite",(a,c)=>{let f=a.get(t);return c(f,u=>{s=o===void 0||(u??null)===o,s&&n(a)}),f},r),s}function h(t){try{return globalThis[t]??void 0}catch{return}}function $n(){return h("navigator")?.userAgent==="Cloudflar\
e-Workers"||h("WebSocketPair")!==void 0}function ve(){return $n()||h("EdgeRuntime")!==void 0?"edge":h("process")?.versions||
h("Deno")||h("Bun")?"server":"browser"}var bt=()=>h("crypto")?.subtle!==void 0;function Un(t){crypto.getRandomValues(t)}async function Bn(t){return new Uint8Array(
await crypto.subtle.digest("SHA-256",t))}async function Me(t,e,n,r){try{let o=JSON.parse(e),s=await crypto.subtle.importKey(
"jwk",JSON.parse(t),o,!1,["verify"]);return await crypto.subtle.verify(o,s,r,n)}catch{return!1}}function _e(t){try{let{algorithm:e,type:n,usages:r}=t;return e.name==="AES-GCM"&&e.length===256&&n==="secret"&&Array.isArray(
r)&&r.includes("encrypt")&&r.includes("decrypt")}catch{return!1}}function Ie(t){let e=t;async function n(){if(typeof e==
"string")return wt(e);if(!ArrayBuffer.isView(e))return e;let o=e,s=await crypto.subtle.importKey("raw",o,"AES-GCM",!1,["\
encrypt","decrypt"]);return o.fill(0),e=s}async function r(o,s,i,a){try{let c=await n(),f=crypto.subtle[o]({name:"AES-GC\
M",iv:s,additionalData:i},c,a),u=o==="encrypt"?await f:await f.catch(()=>null);return u&&new Uint8Array(u)}finally{a.fill(
0)}}return{canWork:()=>bt()&&(typeof e!="string"||k()!==void 0),run:(o,s,i,a,c)=>p(c,r(o,s,i,a)),close(){ArrayBuffer.isView(
e)&&e.fill(0)}}}function S(){return typeof TextEncoder=="function"?new TextEncoder:{encode:kt,encodeInto:Wn}}function xt(){return typeof TextDecoder==
"function"?new TextDecoder("utf-8",{ignoreBOM:!0}):{decode:Gn}}function kt(t=""){let e=encodeURIComponent(t.replace(/\p{Surrogate}/gu,
"�"));return Uint8Array.from(e.match(/%..|./g)??[],n=>n.length===1?n.charCodeAt(0):Number.parseInt(n.slice(1),16))}function Wn(t,e){
let[n,r]=[0,0];for(let o of t){let s=kt(o);if(r+s.length>e.length)break;e.set(s,r),n+=o.length,r+=s.length}return{read:n,
written:r}}function Gn(t=new Uint8Array){let e="";for(let n of t)e+=`%${(n+256).toString(16).slice(1)}`;return decodeURIComponent(
e)}var St=1048576,Jn=["content-type","date","retry-after","authorization","dpop-nonce","www-authenticate"];async function Ce({
method:t,url:e,headers:n,body:r},{fetch:o=h("fetch"),kind:s,signal:i}){let a;try{if(typeof o!="function")throw new TypeError(
"the host has no fetch");let c={method:t,headers:n,redirect:"manual",signal:i};r!==void 0&&(c.body=r),s!=="edge"&&Object.
assign(c,{credentials:"omit",cache:"no-store"}),a=await o(e,c)}catch(c){return{failure:s==="browser"?"networkOfPage":"ne\
twork",cause:c}}try{let c=Et(a);if(c===void 0)throw new TypeError("what fetch gave is no Response: it has no status");let f=await Yn(
a);return f===void 0?{failure:"tooLarge"}:{failure:null,...c,body:f}}catch(c){return{failure:"network",cause:c}}}function Et(t){
let e=t?.status;if(typeof e!="number")return;let n=t.headers,r=Object.create(null);for(let o of Jn){let s=typeof n?.get==
"function"?n.get(o):n?.[o];typeof s=="string"&&(r[o]=s)}return{status:e,headers:r}}async function Yn(t){let e=t.body?.getReader?.();
if(e===void 0){let r=S().encode(await qn(t));return r.length>St?void 0:r}let n=new Uint8Array;for(;;){let{done:r,value:o}=await e.
read();if(r)return n;if(!ArrayBuffer.isView(o))throw new TypeError("a chunk of the response's body is no Uint8Array");let s=n.
length+o.byteLength;if(s>St){(async()=>e.cancel?.())().catch(()=>{});return}let i=new Uint8Array(s);i.set(n),i.set(new Uint8Array(
o.buffer,o.byteOffset,o.byteLength),n.length),n=i}}async function qn(t){return typeof t.text=="function"?String(await t.
text()):typeof t.json=="function"?JSON.stringify(await t.json())??"":""}var At="?",Ot="!",Tt=".",Vn=4,Fn=250;function ee(t){let e=Ne(t,n=>n===At&&e?.postMessage(Ot));return()=>{e?.postMessage(
Tt),e?.close()}}async function te(t){let[e,n]=[!1,()=>{}],r=new Promise(s=>n=s),o=Ne(t,s=>{s===Ot&&(e=!0,n())});if(o){for(let s=Vn;s&&
!e;s--)o.postMessage(At),await p(Fn,r);return o.close(),e}}function vt(t){let e=()=>{},n=Ne(t,r=>r===Tt&&e());return{wait:r=>new Promise(
o=>{let s=g(()=>setTimeout(o,r));e=()=>{clearTimeout(s),o()}}),end:()=>n?.close()}}function Ne(t,e){return U(`${t} alive\
?`,e)}var Hn=500,Mt=3e3,Zn=1e3,zn=3e4,Qn=50,Xn=20,er=400;async function It(t,e){let n={owner:Math.random(),beat:0},r=vt(t);try{
let o,s=!1,[i,a,c]=[0,0,performance.now()];for(let f=Xn;;f=Math.min(f*1.5,er)){let u=b=>!b||b.owner===n.owner||s&&_t(b,o),
d=await je(t,n,u);if(!d||u(d))return tr(t,n);let m=performance.now(),y=Math.min(m-c,Zn);if(c=m,i+=y,a=_t(d,o)?a+y:0,o=d,
i>=(e?zn:Qn))return null;s=a>=Mt&&!await te(t),a>=Mt&&!s&&(a=0),s||await r.wait(f*(.5+Math.random()))}}finally{r.end()}}
function tr(t,e){let n=i=>i?.owner===e.owner,r=ee(t),o=()=>{e.beat++,je(t,e,n).then(i=>n(i)||clearInterval(s),()=>{})},s=g(
()=>setInterval(o,Hn));return()=>{clearInterval(s),je(t,void 0,n).then(r,r)}}function je(t,e,n){return x(ge,"readwrite",
(r,o)=>{let s=r.get(t);return o(s,i=>{n(i)&&(e?r.put(e,t):r.delete(t))}),s})}function _t(t,e){return t.owner===e?.owner&&
t.beat===e.beat}var nr=4e3,rr=6,or=2e3,sr=1e3,ir=50;async function Ct(t,e){try{return await ar(t,e)}catch{}try{return await It(t,e)}catch{
return}}async function ar(t,e){let n=Re(t),r=await(e?cr(t,n):p(ir,n.granted));return r||(n.cancel(),null)}async function cr(t,e){
for(let n=rr;n;n--){let r=await p(nr,e.granted);if(r)return r;let o=Re(`${t} asking`);try{let s=await p(or,Promise.race(
[e.granted,o.granted.then(()=>!0)])),i=s===!0?await Promise.race([e.granted,te(t)]):s;if(typeof i=="function")return i;if(i===
void 0)return null;if(!i)return await fr(t,e)}finally{o.cancel()}}return null}async function fr(t,e){let n=Re(t,{steal:!0}),
r=await p(sr,n.granted);return(r?e:n).cancel(),r}function Re(t,e){let n=new AbortController,r=()=>{},o=new Promise((i,a)=>{
let c=()=>new Promise(f=>{let u=ee(t);r=()=>{f(void 0),u()},i(r)});navigator.locks.request(t,e??{signal:n.signal},c).catch(
a)});return o.catch(()=>{}),{granted:o,cancel:()=>{n.abort(),r()}}}var ur=5e3,dr=50,Nt=new WeakMap;async function jt(t,e,n){let r=Nt.get(t)??new Map;Nt.set(t,r);let o=r.get(e)??[],s=()=>{
let f=o.shift();f?f():r.delete(e)};if(!r.has(e))return r.set(e,o),s;let i=()=>{},a=new Promise(f=>{i=()=>f(!0),o.push(i)});
if(await p(n?ur:dr,a))return s;let c=o.indexOf(i);return c<0?s:(o.splice(c,1),null)}async function Pe(t,e,n,r){let o=t==="browser"?await Ct(n,r):void 0;return o===void 0?jt(e,n,r):o}function ne(t,e,n){return Rt(e)?p(t,Promise.resolve(e).then(n)):n(e)}var Rt=t=>typeof t?.then=="function";function re(t,e,n){
return ne(n,t.getItem(e),r=>{if(typeof(r??"")!="string")throw new TypeError("getItem gave no string");return r??null})}function Ke(t,e){
try{let n=t.peekItem?.(e);return typeof n=="string"?n:void 0}catch{return}}function Le(t,e,n,r,o,s){let i={};r!==void 0&&
(i.expiresAt=r),o!==void 0&&(i.expected=o);let a=Object.keys(i).length?[i]:[],c=n===void 0?t.removeItem(e,...a):t.setItem(
e,n,...a);return ne(s,c,f=>f!==!1)}function De(t,e,n){let r=s=>{if(!Array.isArray(s))throw new TypeError("getKeys gave n\
o array");return s.filter(i=>typeof i=="string"&&i.startsWith(e))};if(typeof t.getKeys=="function")return ne(n,t.getKeys(
e),r);if(typeof t.key!="function"||typeof t.length!="number")return null;let o=Array.from({length:t.length},(s,i)=>t.key(
i));return ne(n,o.some(Rt)?Promise.all(o):o,r)}function _(t,e){try{return t[Symbol.for("tokenward.storage")]?.[e]}catch{
return}}var lr=2**31-1;function $e(t){let e;function n(){e!==void 0&&clearTimeout(e),e=void 0}return{arm(r,o){n();try{e=g(()=>setTimeout(
t,Math.min(Math.max(r,0),lr)))}catch{return}o||(typeof e=="object"?e?.unref?.():h("Deno")?.unrefTimer?.(e))},disarm:n}}var pr=["visibilitychange","resume","pagehide","pageshow","focus","online","offline"];function Ue(t){let e=({type:r,persisted:o})=>{
t(r==="online"||r==="offline"?r:o===!0&&r==="pagehide"?"hidden":o===!0&&r==="pageshow"?"restored":"woke")},n=r=>{for(let o of pr)
try{globalThis[r](o,e,o!=="focus")}catch{}};return n("addEventListener"),()=>n("removeEventListener")}var oe=()=>h("navi\
gator")?.onLine===!1;function E(t){return typeof t=="string"?JSON.stringify(t.replace(/\p{Surrogate}/gu,"�")):typeof t!="object"||t===null?
JSON.stringify(t)??"null":Array.isArray(t)?`[${t.map(E).join(",")}]`:`{${Object.entries(t).filter(([,n])=>n!==void 0).map(
([n,r])=>`${JSON.stringify(n)}:${E(r)}`).join(",")}}`}var I=t=>Pt(JSON.parse(t));function Pt(t){if(typeof t!="object"||t===null)return t;for(let e of Object.values(t))Pt(e);return Array.isArray(t)?t:Object.
setPrototypeOf(t,null)}var hr=["code","message","retryable","status","oauthError","oauthErrorDescription","suberror","claims","retryAfterMs"],Be=new Map,
Kt=0,P=class{keep(e){return Be.set(++Kt,e),Kt}get(e){return Be.get(e)}forget(e){for(let n of e)Be.delete(n)}again({cause:e,
earlier:n,...r}){return{...r,cause:e===void 0?void 0:this.keep(this.get(e)),earlier:n&&this.again(n)}}error({class:e,code:n,
message:r,cause:o,earlier:s,...i}){let a=s===void 0?this.get(o):this.error(s);return dt(e,n,r,{...i,cause:a})}thrown(e){
return typeof e=="string"?this.error(I(e)):e}threw(e){let n=this.keep(e),r={};for(let s of hr){let i=Lt(e,s);["string","\
number","boolean"].includes(typeof i)&&(r[s]=i)}let o=Lt(e,"cause");return o!=null&&(r.cause=this.keep(o)),{answer:"thre\
w",cause:n,retryable:r.retryable===!0,error:typeof r.code=="string"?r:void 0}}};function Lt(t,e){try{return t?.[e]}catch{
return}}function se(t,e){let n=mr(t,e);return n===void 0?"is unknown: is it misspelt?":`is unknown: did you mean "${n}"?`}function mr(t,e){
let n=Dt(t),r=Math.floor(n.length/3)+1,o;for(let s of e){let i=yr(n,Dt(s));i<r&&([r,o]=[i,s])}return o}var Dt=t=>t.slice(
0,40).toLowerCase().replaceAll(/[_-]/g,"");function yr(t,e){let n=[],r=Array.from({length:e.length+1},(o,s)=>s);for(let o=1;o<=
t.length;o++){let s=[o];for(let i=1;i<=e.length;i++){let a=t[o-1]===e[i-1],c=o>1&&i>1&&t[o-1]===e[i-2]&&t[o-2]===e[i-1];
s.push(Math.min(r[i]+1,s[i-1]+1,r[i-1]+(a?0:1),c?n[i-2]+1:1/0))}[n,r]=[r,s]}return r[e.length]}function A(t,e,n){return new l(`${t||"options"}: ${e}`,{cause:n})}function $t(t,e){try{return e()}catch(n){throw A(t,"co\
uld not be read: a getter or a proxy threw",n)}}var K=class{#t;#e=new Map;#n=new Set;constructor(e,n){if(this.#t=n,e==null)
return;let r=$t(n,()=>typeof e=="object"&&!Array.isArray(e)?Object.entries(e):void 0);if(r===void 0)throw A(n,"must be a\
n object");for(let[o,s]of r)s!=null&&this.#e.set(o,s)}path(e){return this.#t===""?e:`${this.#t}.${e}`}peek(e){return this.#e.
get(e)}has(e){return this.#e.has(e)}take(e,n){let r=this.#e.get(e);return this.#e.delete(e),this.#n.add(e),n(r,this.path(
e))}takeAll(e){return[...this.#e.keys()].map(n=>[n,this.take(n,e)])}read(e){return Object.fromEntries(Object.entries(e).
map(([n,r])=>[gr.get(r)??n,this.take(n,r)]))}end(){for(let e of this.#e.keys())throw A(this.path(e),se(e,this.#n))}},We=(t,e)=>(n,r)=>{
if(n===void 0||t(n))return n;throw A(r,e)},gr=new WeakMap;var Ut=t=>(e,n)=>{if(e===void 0)throw A(n,"is missing");return t(e,n)};var C=We(t=>typeof t=="string","must be a string");var wr=(t,e)=>$t(e,()=>Array.isArray(t)?Object.values(t):void 0);function Bt(t,e){if(t===void 0)return;let n=typeof t=="string"?[t]:wr(t,e);if(n?.every(r=>typeof r=="string"))return n;throw A(
e,"must be a string or an array of strings")}function Ge(t,e){if(t===void 0)return;let n,r;try{n=JSON.stringify(t)}catch(o){r=o}if(n===void 0)throw A(e,"must be what\
 JSON can hold",r);return n}var br=9e15,Je=(t,e,n,r=Number.MAX_VALUE)=>(o,s)=>{if(o!==void 0){if(typeof o!="number"||!(o>=
n&&o<=r))throw A(s,t);return Math.min(Math.ceil(o*e),br)}},ts=Number.MIN_VALUE;var Ye=Je("must be a number of seconds that is finite and not negative",1e3,0);var qe=Je("must be a time in epoch milliseconds, as Date.now() gives it",1,0),ns=Je("must be a whole number of at least \
1",1,1,2**32-1);var Wt=Ut(We(t=>typeof t=="string"&&t!=="","must be a string")),Gt=(t,e)=>Bt(t,e)?.join(" "),xr=(t,e)=>{let n=typeof t==
"string"&&t.trim()!==""?Number(t):t;if(Number.isNaN(n))throw A(e,"must be a number of seconds that is finite and not neg\
ative");return Ye(n,e)};function Yt(t,e){let n=new K(t,e),r=n.peek("access_token")!==void 0&&n.peek("accessToken")===void 0,
o=r?{accessToken:n.take("access_token",Wt),tokenType:n.take("token_type",C),expiresInMs:n.take("expires_in",xr),scope:n.
take("scope",Gt),refreshToken:n.take("refresh_token",C),idToken:n.take("id_token",C),extra:Jt(n.takeAll(Ge))}:{accessToken:n.
take("accessToken",Wt),tokenType:n.take("tokenType",C),expiresAt:n.take("expiresAt",qe),expiresInMs:n.take("expiresIn",Ye),
obtainedAt:n.take("obtainedAt",qe),scope:n.take("scope",Gt),refreshToken:n.take("refreshToken",C),idToken:n.take("idToke\
n",C),extra:n.take("extra",(s,i)=>Jt(new K(s,i).takeAll(Ge)))};return n.end(),{path:e,endpointNames:r,...o}}function ie({
extra:t,...e}){return t===void 0?e:{...e,extra:JSON.parse(t)}}function qt(t){try{let e=new K(t,"");return[e.peek("refres\
hToken"),e.peek("refresh_token")].find(r=>typeof r=="string"&&r!=="")}catch(e){if(e instanceof l)return;throw e}}function Jt(t){
let e=t.filter(([,n])=>n!==void 0);return e.length?`{${e.map(([n,r])=>`${JSON.stringify(n)}:${r}`).join(",")}}`:void 0}async function Ve(t,e,n){let r=Zt(t,e,n),{tokens:o}=e,s=await(o!==void 0&&t.refresh?t.refresh.call(t.self,ie(o),r):t.acquire?.
call(t.self,r));try{return{answer:"tokens",...Yt(s,"the custom provider's answer")}}catch(i){if(!(i instanceof l))throw i;
let a=i.cause===void 0?void 0:n.causes.keep(i.cause);return{answer:"noTokens",message:i.message,cause:a,refreshToken:o&&
qt(s)}}}async function Vt(t,e,n){return await t.revoke?.call(t.self,ie(e.tokens),Zt(t,e,n)),{answer:"done"}}async function Ft({
owner:t},{call:e,provider:n,argument:r}){return await t[e](n,typeof r=="object"?ie(r):r),{answer:"done"}}async function Ht({
make:t},e){return{answer:"parts",parts:await t?.(e)}}function Zt({owner:t},{provider:e,forceRefresh:n,minLifetimeMs:r},{
signal:o,fetch:s}){let i={provider:e,signal:o,fetch:s??globalThis.fetch};if(t===void 0)return i;let a={};return n&&(a.forceRefresh=
!0),r!==void 0&&(a.minLifetimeSeconds=r/1e3),{...i,...a}}var ae=class{#t=new Map;#e=0;get(e){return this.#t.get(e)??{}}add(e){
return this.#t.set(++this.#e,e),this.#e}forget(e){this.#t.delete(e)}register(e){let n=[],r=o=>{let s=X(o);return o.functions!==
void 0&&(s.functions=this.add(o.functions),n.push(s.functions)),s.fallback=o.fallback?.map(i=>typeof i=="string"?i:r(i)),
s};return{config:r(e),undo:()=>n.forEach(o=>this.forget(o))}}};var zt;function Qt(){if(zt===void 0)return;let t;try{return zt(new Promise(e=>{t=()=>e(void 0)})),t}catch{return}}function F(t){return typeof WeakRef=="function"?new WeakRef(t):{deref:()=>t}}var kr=400,Sr=new Uint8Array,Xt=new Set,ce=class{causes=new P;#t;#e;#n=new Map;#f=0;#r=new Map;#o=new Map;#i=!1;#s=!1;#c;constructor(e){
this.#e=e,this.#t=this.#u(()=>e.make(O()));let n=F(this);this.#c=$e(()=>n.deref()?.tick())}#u(e){try{return e()}catch(n){
throw this.causes.thrown(n)}}#a(e){this.#t!==void 0&&(this.#u(()=>e(this.#t)),this.drive())}tick(){this.#a(e=>e.tick(...O()))}signal(e){
this.#a(n=>n.signal(E(e),...O()))}run(e,n,r,o=this.#h){let s=++this.#f,i=E({call:e,provider:n,...r});return this.#e.edge?
this.#y(s,i,o):this.#m(s,i,o)}#h=e=>{if(e.error!==void 0)throw this.causes.error(e.error);return this.#e.value(e)};#m(e,n,r){
return new Promise((o,s)=>{this.#d(e,n,i=>{try{o(r(i))}catch(a){s(a)}})})}async#y(e,n,r){let o;this.#d(e,n,s=>{try{o={value:r(
s)}}catch(i){o={error:i}}});for(let s=1;o===void 0;)await new Promise(i=>g(()=>setTimeout(i,s))),o===void 0&&this.#a(i=>s=
i.look(e,...O())??0);if("error"in o)throw o.error;return o.value}#d(e,n,r){if(this.#t===void 0)throw new q("This TokenMa\
nager is closed.");this.#n.set(e,{settle:r});try{this.#a(o=>o.call(e,n,...O()))}catch(o){throw this.#n.delete(e),o}}ask(e,n,r){
let o=E({ask:e,provider:n,...r}),s=this.#u(()=>I(this.#t.ask(o,...O())));return this.drive(),s}close(){this.#s=!0,this.#a(
e=>e.close(...O())),this.#l()}#l(){if(!this.#s||this.#r.size||this.#i||this.#t===void 0)return;this.#c.disarm();let e=this.#t;
this.#t=void 0,e.free()}drive(){if(this.#i)return;this.#i=!0;try{for(let r;(r=this.#t.next())!==void 0;)this.#g(I(r));this.
causes.forget(this.#t.forgotten())}finally{this.#i=!1}let e=this.#t.deadline(),n=this.#t.isAwaited();e===void 0?this.#c.
disarm():this.#c.arm(e,n),n&&!this.#e.edge?Xt.add(this):Xt.delete(this),this.#l()}#g(e){switch(e.effect){case"do":return this.#w(
e);case"cancel":Fe(this.#r.get(e.number)),this.#r.delete(e.number);return;case"unlock":Fe(this.#r.get(e.number)),this.#o.
get(e.number)?.(),this.#o.delete(e.number);return;case"settle":{let n=this.#n.get(e.caller);return this.#n.delete(e.caller),
n?.settle(e)}default:return this.#e.effect(e)}}#w({number:e,withinMs:n,work:r,...o}){let s=typeof AbortController=="func\
tion"?new AbortController:void 0;this.#r.set(e,s);let i=Qt(),a={withinMs:n,signal:s?.signal,locked:u=>this.#o.set(e,u)},
c=u=>{this.#x(e,s,u),i?.()},f=()=>{if(!this.#p(e,s))return i?.();let u;try{u=this.#e.work(r,o,a)}catch(b){u=this.causes.
threw(b)}if(typeof u?.then!="function")return c(u);let d=u.catch(b=>this.causes.threw(b)),y=n===void 0?d:p(n,d,()=>(Fe(s),
{answer:"timedOut"}));(this.#e.edge?this.#b(e,y):y).then(c)};this.#e.atOnce?f():Promise.resolve().then(f)}async#b(e,n){let r;
for(;(r=await p(kr,n))===void 0;)this.#a(o=>o.alive(e,...O()));return r}#x(e,n,{body:r,...o}){let s=r??Sr;this.#p(e,n)&&
(this.#r.delete(e),this.#a(i=>i.answer(e,E(o),s,...O())))}#p(e,n){return this.#r.has(e)&&this.#r.get(e)===n}};function Fe(t){
try{t?.abort()}catch{}}var O=()=>[Date.now(),N(),Math.floor(Math.random()*2**32)];var Er=500,Ar=1e4,Or=200,Tr=8,He,en=0;function ze(t){return He?.web!==t&&(He=new Ze(t)),He}var Ze=class{constructor(e){this.
web=e}get[Symbol.for("tokenward.storage")](){return{kind:"local",compares:!0}}peekItem(e){return this.web.getItem(e)}async getItem(e){
let n=await rn("readonly",a=>a.get(e)),r=tn(n?.result),o=nn(this.web.getItem(e),r);if(o!==void 0)return o;await Mr(e);let s=this.
web.getItem(e),i=nn(s,r);return i!==void 0?i:(this.#n(e,s,r?.value),s)}async setItem(e,n,r){let o=await this.#e(e,n,r);return o&&
this.web.setItem(e,n),o}async removeItem(e,n){let r=await this.#e(e,null,n);return r&&this.web.removeItem(e),r}getKeys(e){
return Object.keys(this.web).filter(n=>n.startsWith(e))}#t(e){try{let n=this.web.getItem(e);return typeof n=="string"?n:
null}catch{return null}}async#e(e,n,{expected:r,expiresAt:o}={}){return await this.#n(e,n,r,o===void 0)??(r===void 0||this.
web.getItem(e)===r)}async#n(e,n,r,o){let s=!0;return await rn("readwrite",(c,f)=>{let u=c.get(e);return f(u,d=>{let m=this.#t(
e),y=tn(d)??{value:m,replaced:[]};s=r===void 0||y.value===r,s&&c.put({value:n,replaced:vr(n,y,m)},e)}),u},o)&&s}};function tn(t){
return Array.isArray(t?.replaced)&&(t.value===null||typeof t.value=="string")?t:void 0}function nn(t,e){return e===void 0||
t===e.value?t:t!==null&&e.replaced.includes(on(t))?e.value:void 0}function vr(t,e,n){let[r,...o]=[t,n,e.value].map(i=>i===
null?void 0:on(i)),s=new Set([...o,...e.replaced]);return s.delete(r),[...s].filter(i=>i!==void 0).slice(0,Tr)}function on(t){
let[e,n]=[2166136261,16777619];for(let r=0;r<t.length;r++)e=Math.imul(e^t.charCodeAt(r),16777619),n=Math.imul(n^t.charCodeAt(
r),2246822507);return(n>>>11)*2**32+(e>>>0)}async function rn(t,e,n){if(!(k()===void 0||performance.now()<en))try{return{
result:await x(ye,t,e,n,Er)}}catch{en=performance.now()+Ar;return}}function Mr(t){return new Promise(e=>{let n=s=>{s.key===
t&&r()},r=()=>{clearTimeout(o),globalThis.removeEventListener?.("storage",n),e()},o=g(()=>setTimeout(r,Or));globalThis.addEventListener?.(
"storage",n)})}var _r="encryption: must be true, 32 bytes as base64 or base64url, or a CryptoKey for AES-GCM of 256 bits with the usage\
s encrypt and decrypt",Qe=12,Ir=32;function sn(t,e){if(t===void 0||t===!1)return;let n=t===!0?e:typeof t=="string"?Cr(t):
_e(t)&&t;if(!n)throw new l(_r);return Nr(Ie(n))}function Cr(t){let e=J(t.replace(/=$/,"").replaceAll("+","-").replaceAll(
"/","_"));return e?.length===Ir?e:void 0}var Nr=t=>({canWork:t.canWork,close:t.close,async seal(e,n,r){let o=crypto.getRandomValues(
new Uint8Array(Qe)),s=await t.run("encrypt",o,Xe(e),S().encode(n),r);return s&&M(Uint8Array.of(...o,...s))},async open(e,n,r){
let o=Xe(n),s=await t.run("decrypt",o.slice(0,Qe),Xe(e),o.slice(Qe),r);if(!s)return s;try{return xt().decode(s)}catch{return null}finally{
s.fill(0)}}}),Xe=t=>J(t)??new Uint8Array;function an(t){let e=ve(),r=e==="edge"&&_(t,"lasting")===!0?"durableObject":e==="server"?"process":e;return{kind:e,name:r}}
var jr={local:"localStorage is missing or forbidden here: tokens are kept in memory alone",session:"sessionStorage is mi\
ssing or forbidden here: tokens are kept in memory alone",indexeddb:"IndexedDB is missing or forbidden here: tokens are \
kept in memory alone"},Rr="records cannot be encrypted here, since WebCrypto or IndexedDB is missing: tokens are kept in\
 memory alone",fe=class{cipher;#t=new Map;#e=0;constructor(e,n){this.cipher=sn(e,n)}get(e){return this.#t.get(e)}open(e="\
memory"){if(e==="memory")return{};let[n,r]=Pr(e),o=_(n,"kind"),s=r??(typeof o=="string"?o:"custom"),i=c=>({storageMissing:{
kind:s,message:c}});return n===void 0?i(jr[s]):this.cipher?.canWork()===!1?i(Rr):{storage:{id:this.#n(n),kind:s,keepsRefreshTokens:_(
n,"refreshTokens")!==!1,shared:r==="local"||r==="indexeddb",volatile:_(n,"volatile")===!0,late:this.cipher===void 0&&typeof n.
peekItem=="function",compares:!!_(n,"compares"),encrypted:this.cipher!==void 0}}}#n(e){for(let[n,r]of this.#t)if(r===e)return n;
return this.#t.set(++this.#e,e),this.#e}keep(e){for(let n of this.#t.keys())e.includes(n)||this.#t.delete(n)}};function Pr(t){
let e=()=>{let n=h("localStorage");return n&&ze(n)};return t==="local"?[e(),t]:t==="session"?[h("sessionStorage"),t]:t===
"indexeddb"?[k()&&Te(),t]:t===h("localStorage")?[e(),"local"]:[t]}var L=(t,e)=>{let n=r=>r===void 0?{answer:"timedOut"}:e(r);return typeof t?.then=="function"?t.then(n):n(t)},et=t=>({answer:"\
text",text:t}),cn={async fetch(t,{fetch:e,host:n,signal:r,causes:o,keyOwner:s}){let i=Object.fromEntries(t.headers),a;if(t.
proof!==void 0)try{let d=await R(s,t.proof.key),m=await V(d,t.method,t.proof.htu,t.proof.iat,t.proof.nonce);i.dpop=m,a={
thumbprint:d.jkt,proof:m}}catch(d){return{answer:"noResponse",why:"noProof",cause:o.keep(d)}}let c=await Ce({method:t.method,
url:t.url,headers:i,body:t.body},{fetch:e,kind:n,signal:r});if(c.failure!==null){let d=c.cause===void 0?void 0:o.keep(c.
cause);return{answer:"noResponse",why:c.failure,cause:d}}let{status:f,body:u}=c;return{answer:"response",status:f,headers:Object.
entries(c.headers),proof:a,body:u}},read:(t,{storages:e,withinMs:n})=>L(re(e.get(t.storage),t.key,n),et),peek(t,{storages:e,
withinMs:n}){let r=Ke(e.get(t.storage),t.key);return r===void 0?L(re(e.get(t.storage),t.key,n),et):{answer:"text",text:r}},
write:(t,{storages:e,withinMs:n})=>L(Le(e.get(t.storage),t.key,t.text,t.expiresAt,t.expected,n),r=>({answer:"written",written:r})),
list:(t,{storages:e,withinMs:n})=>L(De(e.get(t.storage),t.prefix,n),r=>({answer:"keys",keys:r})),seal:({additionalData:t,
text:e},{storages:n,withinMs:r})=>L(n.cipher.seal(t,e,r),o=>({answer:"sealed",bytes:o})),open:({additionalData:t,bytes:e},{
storages:n,withinMs:r})=>L(n.cipher.open(t,e,r),et),async lock(t,{host:e,storages:n,signal:r,locked:o}){let s=await Pe(e,
n.get(t.storage),t.key,t.patient);return s&&r?.aborted?s():s&&o(s),{answer:"locked",locked:!!s}},async proofKey({name:t},{
causes:e,keyOwner:n}){try{let{jkt:r,kept:o,fault:s}=await R(n,t);return{answer:"proofKey",thumbprint:r,kept:o,fault:s===
void 0?void 0:e.keep(s)}}catch{return{answer:"proofKey"}}},async verify({key:t,algorithm:e,input:n,signature:r}){return{
answer:"verified",verified:await Me(t,e,S().encode(n),J(r)??new Uint8Array)}},makeParts:(t,{functions:e})=>Ht(e.get(t.functions),
t),acquire:(t,e)=>Ve(e.functions.get(t.functions),t,e),refresh:(t,e)=>Ve(e.functions.get(t.functions),t,e),revoke:(t,e)=>Vt(
e.functions.get(t.functions),t,e),async resolve({provider:t},{causes:e,functions:n,resolveProvider:r,signal:o,keep:s}){let i=await r?.(
t);if(i instanceof Error)return{answer:"provider",error:e.threw(i).error};let a=i&&n.register(i).config;return a&&!o?.aborted&&
s(t,a),{answer:"provider",provider:a}},passOn:(t,{functions:e})=>Ft(e.get(t.functions),t)};var Kr={async resolve({provider:t},{causes:e,resolveProvider:n}){try{let r=await n?.(t);return{answer:"provider",provider:r===
void 0?void 0:{grant:"custom",functions:r}}}catch(r){if(r?.code==="invalid_configuration")return{answer:"provider",error:e.
threw(r).error};throw r}}},tt=class{functions=new ae;#t;#e;#n;#f;#r;#o;#i=()=>{};#s;constructor(e){this.#t=e,this.#e=new fe(
e.encryption,e.namespace),this.#n=this.#e.open(e.storage);let{storage:n}=this.#n,r=n&&this.#e.get(n.id);this.#f=an(r),this.#r=
r??this}get settings(){let{namespace:e,background:n,logLevel:r,resolveProvider:o}=this.#t,{name:s}=this.#f,i=s==="browse\
r"&&oe();return E({namespace:e,background:n,logLevel:r,...this.#n,host:s,offline:i,resolves:o!==void 0})}start(e){let{fetch:n,
resolveProvider:r}=this.#t,{kind:o,name:s}=this.#f,i={fetch:n,host:o,functions:this.functions,storages:this.#e,keyOwner:this.#r,
resolveProvider:r},a={...cn,...Kr},c=new ce({edge:s==="edge",make:()=>e,work:(f,u,d)=>a[f](u,{...i,...d,causes:c.causes}),
effect:f=>this.#c(f),value:()=>{}});if(this.#o===void 0){this.#o=c;let f=F(this);s==="browser"&&(this.#i=Ue(u=>f.deref()?.
signal({signal:u,offline:oe()})))}return c}signal(e){this.#o?.signal(e)}close(){this.#i(),this.#o?.close(),this.#e.cipher?.
close()}open(e){return E(this.#e.open(e))}keep(e){this.#e.keep([...e])}async proof(e,n,r,o,s,i){return V(await R(this.#r,
e),n,r,o,s,i)}#c(e){switch(e.effect){case"announce":return this.#s?.postMessage(e.text);case"listen":return this.#u(e.listens);case"\
forget":return this.functions.forget(e.functions)}}#u(e){this.#s?.close(),this.#s=e?U(this.#t.namespace):void 0;let n=F(
this),r=({data:o})=>{typeof o=="string"&&n.deref()?.signal({signal:"heard",text:o})};this.#s&&(this.#s.onmessage=r)}};function Lr(t,e){
let n=new P,r=I(t);return n.error(e===void 0?r:{...r,cause:n.keep(e)})}function fn(t,e){if(Object.prototype.toString.call(e)===`[object ${t}]`)return!0;let n=globalThis[t];return typeof n=="f\
unction"&&e instanceof n}var un=60,D=512,ue=65,nt=Symbol.for("tokenward.storage");function Dr(t,e){let n=$r(t),{prefix:r,cacheTtl:o,refreshTokens:s}=Ur(
e),i=async a=>{let c=r+a,f=S().encode(c);if(f.length<=D)return c;let u=new Uint8Array(await crypto.subtle.digest("SHA-25\
6",f)),d=c.slice(0,D-ue);for(;S().encode(d).length>D-ue;)d=d.slice(0,-1);return`${d}~${Array.from(u,m=>m.toString(16).padStart(
2,"0")).join("")}`};return{[nt]:Object.freeze({kind:"kv",refreshTokens:s,volatile:!0}),async getItem(a){return await n.get(
await i(a),o===void 0?{type:"text"}:{type:"text",cacheTtl:o})},async setItem(a,c,f){let u=f?.expiresAt,d=typeof u=="numb\
er"&&Number.isFinite(u)?{expirationTtl:Math.max(un,Math.ceil((u-Date.now())/1e3))}:void 0;try{await n.put(await i(a),c,d)}catch(m){
if(s||!Br(m))throw m}},async removeItem(a){await n.delete(await i(a))},async getKeys(a){if(typeof n.list!="function")throw new Y(
"This namespace has no list().");let c=[],f;do{let u=await n.list(f===void 0?{prefix:r+a}:{prefix:r+a,cursor:f});for(let{
name:d}of u.keys)c.push(d.slice(r.length));f=u.list_complete?void 0:u.cursor}while(f!==void 0);return c}}}function $r(t){
let e=t;if(!(typeof e=="object"&&e!==null&&["get","put","delete"].every(r=>typeof e[r]=="function")))throw new l("namesp\
ace: must be a Workers KV namespace, env.TOKENS say (is the binding in wrangler's configuration?)");return e}function Ur(t){
if(t!=null&&(typeof t!="object"||Array.isArray(t)))throw new l("options: must be an object");let e={prefix:"",cacheTtl:void 0,
refreshTokens:!1};for(let[n,r]of Object.entries(t??{}))if(r!=null)if(n==="prefix"){if(typeof r!="string")throw new l("op\
tions.prefix: must be a string");if(S().encode(r).length>D-ue)throw new l(`options.prefix: must have at most ${D-ue} byt\
es, since Workers KV takes keys of ${D}`);e.prefix=r}else if(n==="cacheTtlSeconds"){if(typeof r!="number"||!Number.isInteger(
r)||r<un)throw new l("options.cacheTtlSeconds: must be a whole number of at least 60, as Workers KV demands");e.cacheTtl=
r}else if(n==="refreshTokens"){if(typeof r!="boolean")throw new l("options.refreshTokens: must be true or false");e.refreshTokens=
r}else throw new l(`options.${n}: ${se(n,["prefix","cacheTtlSeconds","refreshTokens"])}`);return e}function Br(t){return fn(
"Error",t)&&/\b429\b/.test(t.message)}function Wr(t){let e=t;if(!(typeof e=="object"&&e!==null&&["get","put","delete","list","sync"].every(r=>typeof Reflect.get(
e,r)=="function")))throw new l("storage: must be a Durable Object's own storage, this.ctx.storage say");return{[nt]:Object.
freeze({kind:"durable object",refreshTokens:!0,lasting:!0}),async getItem(r){return await e.get(r)},async setItem(r,o){await e.
put(r,o),await e.sync()},async removeItem(r){await e.delete(r),await e.sync()},async getKeys(r){return[...(await e.list(
{prefix:r})).keys()]}}}export{tt as ClientDriver,H as bound,Ie as createCipher,$e as createTimer,Wr as durableObjectStorage,Lr as errorOf,k as factory,
Un as fillRandomly,Et as headOf,ve as hostKind,Te as indexedDbStorage,_e as isCipherKey,oe as isOffline,Me as isSignature,
De as keysOf,Dr as kvStorage,Ue as listenToHost,ze as localRecords,Pe as lock,N as monotonicMs,U as openChannel,g as outsideZones,
Ke as peekItem,V as proof,R as proofKey,re as readItem,_ as saysOf,Ce as send,Bn as sha256,Le as writeItem};
