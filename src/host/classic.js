// Made from the files of pkg-template/ by `cargo xtask build`: change those.
var tokenwardDriver=(()=>{var Oe=Object.defineProperty;var xn=Object.getOwnPropertyDescriptor;var kn=Object.getOwnPropertyNames;var Sn=Object.prototype.hasOwnProperty;var En=(t,e)=>{for(var n in e)Oe(t,n,{get:e[n],enumerable:!0})},An=(t,e,n,r)=>{if(e&&typeof e=="object"||typeof e=="func\
tion")for(let o of kn(e))!Sn.call(t,o)&&o!==n&&Oe(t,o,{get:()=>e[o],enumerable:!(r=xn(e,o))||r.enumerable});return t};var On=t=>An(Oe({},"__esModule",{value:!0}),t);var Vr={};En(Vr,{ClientDriver:()=>Se,bound:()=>W,createCipher:()=>se,createTimer:()=>he,durableObjectStorage:()=>pn,errorOf:()=>fn,
factory:()=>b,fillRandomly:()=>kt,headOf:()=>Be,hostKind:()=>ne,indexedDbStorage:()=>te,isCipherKey:()=>oe,isOffline:()=>H,
isSignature:()=>re,keysOf:()=>pe,kvStorage:()=>ln,listenToHost:()=>me,localRecords:()=>xe,lock:()=>fe,monotonicMs:()=>M,
openChannel:()=>R,outsideZones:()=>g,peekItem:()=>de,proof:()=>K,proofKey:()=>C,readItem:()=>F,saysOf:()=>v,send:()=>ie,
sha256:()=>St,writeItem:()=>le});function g(t){let e=globalThis.Zone?.root;return typeof e?.run=="function"?e.run(t):t()}var Tn=100;function R(t,e){try{let{BroadcastChannel:n}=globalThis,r=typeof n=="function"?new n(t):new Te(t);return e&&(r.
onmessage=({data:o})=>{typeof o=="string"&&e(o)}),r}catch{return}}var Te=class{onmessage=null;#t=localStorage;#e;constructor(e){
this.#e=`${e}%message`,addEventListener("storage",this)}handleEvent({key:e,newValue:n}){e===this.#e&&n&&this.onmessage?.(
{data:n.slice(n.indexOf(" ")+1)})}postMessage(e){try{this.#t.setItem(this.#e,`${Math.random()} ${e}`),g(()=>setTimeout(()=>this.#t.
removeItem(this.#e),Tn))}catch{}}close(){removeEventListener("storage",this)}};function M(){try{return performance.now()}catch{return Date.now()}}var vn=2**31-1,Mn=50,_n=250,In=2e3,Cn=3,Nn=(t,e)=>g(()=>setTimeout(e,Math.min(Math.max(t,0),vn)));function W(t){let e,n=0;return{over:new Promise(o=>{let s=i=>{let a=M()+i;e=Nn(i,()=>{let f=M()-a;f<Mn||n++===Cn?o():s(f<
In?_n:t)})};s(t)}),end:()=>clearTimeout(e)}}async function h(t,e,n){let{over:r,end:o}=W(t);try{return await Promise.race(
[e,r.then(()=>n?.())])}finally{o()}}var jn="tokenward",Y="records",J="keys",Ie="commits",Ce="leases",ct=[Y,J,Ie,Ce],Rn=1e3,z,Me,G;function Pn(){return globalThis.
addEventListener?.("pagehide",()=>{G=new Promise(t=>{let e=()=>{G=void 0,t()};globalThis.addEventListener("pageshow",e,{
once:!0})}),Me?.forEach(t=>t())}),new Set}function b(){try{return globalThis.indexedDB??void 0}catch{return}}async function x(t,e,n,r,o=Rn){
let s=()=>{},i=!1,a=()=>{},c=()=>{},f=new Promise((y,O)=>{c=()=>{i=!0,s(),O(ve())}}),u=()=>{let y=W(o);a=y.end,y.over.then(
c)},d=async()=>{a(),await G,u()};u(),f.catch(()=>{});let p=()=>s();(Me??=Pn()).add(p);try{for(let y=!0;;y=!1){G&&await d();
let O=z??=Kn();try{let B=await Promise.race([O.database,f]);G&&await d();let T=B.transaction(t,e,{durability:r?"strict":
"relaxed"}),hn=new Promise((mn,Ae)=>{s=()=>it(T)&&Ae(ve());let ot=!1,yn=(st,wn)=>{ot=!0,st.onsuccess=()=>{try{wn(st.result),
T.commit?.()}catch(bn){Ae(bn),it(T)}}},gn=n(T.objectStore(t),yn);ot||T.commit?.(),T.oncomplete=()=>mn(gn.result),T.onabort=
()=>Ae(T.error??ve())});return await Promise.race([hn,f])}catch(B){if(B?.name==="QuotaExceededError"||(_e(O),i||!y))throw B}}}finally{
a(),Me?.delete(p)}}async function Q(t,e,n){let r=await x(t,"readonly",i=>i.get(e));if(r!==void 0)return r;let o=await n();
return await x(t,"readwrite",(i,a)=>{let c=i.get(e);return a(c,f=>{f===void 0&&i.add(o,e)}),c},!0)??o}function ve(){return new DOMException(
"IndexedDB took too long.","TimeoutError")}function it(t){try{return t.abort(),!0}catch{return!1}}function Kn(){let t={database:Ln().
then(e=>(e.onversionchange=()=>_e(t),e.onclose=()=>_e(t),z!==t&&e.close(),e))};return t}function _e(t){z===t&&(z=void 0),
t.database.then(e=>e.close(),()=>{})}async function Ln(){let t=await at();if(ct.every(n=>t.objectStoreNames.contains(n)))
return t;let{version:e}=t;return t.close(),at(e+1)}function at(t){return new Promise((e,n)=>{let r=b().open(jn,t);r.onupgradeneeded=
()=>{let{objectStoreNames:o}=r.result;for(let s of ct)o.contains(s)||r.result.createObjectStore(s)},r.onsuccess=()=>e(r.
result),r.onerror=()=>n(r.error)})}var Dn=[void 0,"","AQgw","AEIMQUYcgkosw048"];function q(t){let e=Dn[t.length%4];if(!(e!==void 0&&!e.includes(t[t.length-
1]))&&!(e===""||t.includes("+")||t.includes("/")))try{let n=$n(t);return n.length===t.length*3>>2?n:void 0}catch{return}}
var $n=(()=>{let t=globalThis;return typeof t.Uint8Array.fromBase64=="function"?e=>t.Uint8Array.fromBase64(e,{alphabet:"\
base64url"}):typeof t.Buffer?.from=="function"?e=>t.Buffer.from(e,"base64url"):e=>Uint8Array.from(atob(e.replaceAll("-",
"+").replaceAll("_","/")),n=>n.charCodeAt(0))})();var ft=["code","provider","retryable","status","oauthError","oauthErrorDescription","suberror","claims","retryAfterMs"],
w=class extends Error{constructor(e,n={}){super(e,n.cause===void 0?void 0:{cause:n.cause}),this.code=n.code??ut[this.name]??
"acquisition_failed",this.retryable=n.retryable??!1;for(let r of ft)n[r]!==void 0&&Object.assign(this,{[r]:n[r]})}toJSON(){
let e={name:this.name,message:this.message};for(let n of ft)e[n]=Reflect.get(this,n);return e}},Ne=class extends w{},l=class extends w{},
je=class extends w{},Re=class extends w{},Pe=class extends w{},Ke=class extends w{},X=class extends w{},Le=class extends X{},
De=class extends w{},V=class extends w{},$e=class extends w{},Ue=class extends w{},Un=[[w,"TokenError","acquisition_fail\
ed"],[Ne,"NotInitializedError","not_initialized"],[l,"InvalidConfigurationError","invalid_configuration"],[je,"UnknownPr\
oviderError","unknown_provider"],[Re,"TokenNotFoundError","token_not_found"],[Pe,"TokenExpiredError","token_expired"],[Ke,
"TokenAcquisitionError","acquisition_failed"],[X,"TokenRefreshError","refresh_failed"],[Le,"ReauthenticationRequiredErro\
r","reauthentication_required"],[De,"LoginError","login_failed"],[V,"StorageError","storage"],[$e,"InvalidTokenError","i\
nvalid_token"],[Ue,"ManagerClosedError","closed"]],ut={},dt={};for(let[t,e,n]of Un)Object.defineProperty(t.prototype,"na\
me",{value:e,configurable:!0,writable:!0}),ut[e]=n,dt[e]=t;function lt(t,e,n,r){let o=dt[t]??w;return new o(n,{...r,code:e})}function pt(t,e){return t!=null&&Object.hasOwn(t,e)?t[e]??void 0:void 0}var ee=t=>Object.assign(Object.create(null),t);var _={ES256:"P-256",ES384:"P-384",ES512:"P-521"},P={RS:"RSASSA-PKCS1-v1_5",PS:"RSA-PSS",ES:"ECDSA",Ed:"Ed25519"};function ht(t){
if(typeof t!="object"||t===null)return;let e=pt(t,"kty")!==void 0?Bn(ee(t)):Wn(t);return e!==void 0&&/^([RP]S(256|384|512)|EdDSA)$|^ES/.
test(e)&&(e[0]!=="E"||e==="EdDSA"||e in _)?e:void 0}function Bn({kty:t,crv:e,alg:n,d:r}){if(typeof r=="string")return t===
"RSA"?typeof n=="string"&&n[1]==="S"&&n[0]!=="E"?n:n===void 0?"RS256":void 0:t==="EC"?Object.keys(_).find(o=>_[o]===e):t===
"OKP"&&e==="Ed25519"?"EdDSA":void 0}function Wn({type:t,usages:e,algorithm:n}){if(t!=="private"||!Array.isArray(e)||!e.includes(
"sign"))return;let{name:r,hash:o,namedCurve:s}=n;if(r===P.Ed)return"EdDSA";if(r===P.ES)return Object.keys(_).find(a=>_[a]===
s);let i=String(o?.name).replace("SHA-","");return r===P.RS?`RS${i}`:r===P.PS?`PS${i}`:void 0}function Gn(t){let e=t.slice(2);return{name:P[t.slice(0,2)],hash:`SHA-${e}`,namedCurve:_[t],saltLength:Number(e)/8}}async function mt(t,e,n){let r=ht(t),o=a=>I(new TextEncoder().encode(JSON.stringify(a))),s=`${o({alg:r,...e})}.${o(n)}`,
i=await crypto.subtle.sign(Gn(r),t,new TextEncoder().encode(s));return`${s}.${I(new Uint8Array(i))}`}function I(t){let e="";
for(let n of t)e+=String.fromCharCode(n);return btoa(e).replace(/\+/g,"-").replace(/\//g,"_").replace(/=+$/,"")}var yt=new WeakMap,Yn=3e3;function C(t,e){return h(Yn,Jn(t,e),()=>{throw new DOMException("WebCrypto took too long.","Ti\
meoutError")})}async function Jn(t,e){let n=yt.get(t)??new Map;yt.set(t,n);let r=n.get(e);if(r?.kept===!1)return r;let o=async()=>n.
get(e)??await qn(),s;if(b())try{let a={...await Q(J,["dpop",e],o),kept:!0};return n.set(e,a),a}catch(a){s=a}let i={...await o(),
kept:!1};return n.get(e)?.kept!==!1&&n.set(e,i),{...n.get(e),fault:s}}async function qn(){let{privateKey:t,publicKey:e}=await crypto.
subtle.generateKey({name:"ECDSA",namedCurve:"P-256"},!1,["sign","verify"]),{crv:n,kty:r,x:o,y:s}=await crypto.subtle.exportKey(
"jwk",e),i={crv:n,kty:r,x:o,y:s};return{privateKey:t,jwk:i,jkt:await gt(JSON.stringify(i))}}async function K({privateKey:t,
jwk:e},n,r,o,s,i){let c={jti:I(crypto.getRandomValues(new Uint8Array(16))),htm:n,htu:r,iat:o,nonce:s,ath:i===void 0?void 0:
await gt(i)};return mt(t,{typ:"dpop+jwt",jwk:e},c)}async function gt(t){return I(new Uint8Array(await crypto.subtle.digest(
"SHA-256",new TextEncoder().encode(t))))}var te=()=>Vn;async function bt(t){return Q(J,t,()=>crypto.subtle.generateKey({name:"AES-GCM",length:256},!1,["encrypt",
"decrypt"]))}var Vn={[Symbol.for("tokenward.storage")]:Object.freeze({kind:"indexeddb",compares:!0}),getItem:t=>x(Y,"rea\
donly",e=>e.get(t)),setItem:(t,e,n)=>wt(t,n,r=>r.put(e,t),n?.expiresAt===void 0),removeItem:(t,e)=>wt(t,e,n=>n.delete(t),
!0),getKeys:t=>x(Y,"readonly",e=>e.getAllKeys(IDBKeyRange.lowerBound(t)))};async function wt(t,e,n,r){let o=e?.expected,
s=!0;return await x(Y,"readwrite",(a,c)=>{let f=a.get(t);return c(f,u=>{s=o===void 0||(u??null)===o,s&&n(a)}),f},r),s}function m(t){try{return globalThis[t]??void 0}catch{return}}function Fn(){return m("navigator")?.userAgent==="Cloudflar\
e-Workers"||m("WebSocketPair")!==void 0}function ne(){return Fn()||m("EdgeRuntime")!==void 0?"edge":m("process")?.versions||
m("Deno")||m("Bun")?"server":"browser"}var xt=()=>m("crypto")?.subtle!==void 0;function kt(t){crypto.getRandomValues(t)}async function St(t){return new Uint8Array(
await crypto.subtle.digest("SHA-256",t))}async function re(t,e,n,r){try{let o=JSON.parse(e),s=await crypto.subtle.importKey(
"jwk",JSON.parse(t),o,!1,["verify"]);return await crypto.subtle.verify(o,s,r,n)}catch{return!1}}function oe(t){try{let{algorithm:e,type:n,usages:r}=t;return e.name==="AES-GCM"&&e.length===256&&n==="secret"&&Array.isArray(
r)&&r.includes("encrypt")&&r.includes("decrypt")}catch{return!1}}function se(t){let e=t;async function n(){if(typeof e==
"string")return bt(e);if(!ArrayBuffer.isView(e))return e;let o=e,s=await crypto.subtle.importKey("raw",o,"AES-GCM",!1,["\
encrypt","decrypt"]);return o.fill(0),e=s}async function r(o,s,i,a){try{let c=await n(),f=crypto.subtle[o]({name:"AES-GC\
M",iv:s,additionalData:i},c,a),u=o==="encrypt"?await f:await f.catch(()=>null);return u&&new Uint8Array(u)}finally{a.fill(
0)}}return{canWork:()=>xt()&&(typeof e!="string"||b()!==void 0),run:(o,s,i,a,c)=>h(c,r(o,s,i,a)),close(){ArrayBuffer.isView(
e)&&e.fill(0)}}}function k(){return typeof TextEncoder=="function"?new TextEncoder:{encode:At,encodeInto:Hn}}function Et(){return typeof TextDecoder==
"function"?new TextDecoder("utf-8",{ignoreBOM:!0}):{decode:Zn}}function At(t=""){let e=encodeURIComponent(t.replace(/\p{Surrogate}/gu,
"�"));return Uint8Array.from(e.match(/%..|./g)??[],n=>n.length===1?n.charCodeAt(0):Number.parseInt(n.slice(1),16))}function Hn(t,e){
let[n,r]=[0,0];for(let o of t){let s=At(o);if(r+s.length>e.length)break;e.set(s,r),n+=o.length,r+=s.length}return{read:n,
written:r}}function Zn(t=new Uint8Array){let e="";for(let n of t)e+=`%${(n+256).toString(16).slice(1)}`;return decodeURIComponent(
e)}var Ot=1048576,zn=["content-type","date","retry-after","authorization","dpop-nonce","www-authenticate"];async function ie({
method:t,url:e,headers:n,body:r},{fetch:o=m("fetch"),kind:s,signal:i}){let a;try{if(typeof o!="function")throw new TypeError(
"the host has no fetch");let c={method:t,headers:n,redirect:"manual",signal:i};r!==void 0&&(c.body=r),s!=="edge"&&Object.
assign(c,{credentials:"omit",cache:"no-store"}),a=await o(e,c)}catch(c){return{failure:s==="browser"?"networkOfPage":"ne\
twork",cause:c}}try{let c=Be(a);if(c===void 0)throw new TypeError("what fetch gave is no Response: it has no status");let f=await Qn(
a);return f===void 0?{failure:"tooLarge"}:{failure:null,...c,body:f}}catch(c){return{failure:"network",cause:c}}}function Be(t){
let e=t?.status;if(typeof e!="number")return;let n=t.headers,r=Object.create(null);for(let o of zn){let s=typeof n?.get==
"function"?n.get(o):n?.[o];typeof s=="string"&&(r[o]=s)}return{status:e,headers:r}}async function Qn(t){let e=t.body?.getReader?.();
if(e===void 0){let r=k().encode(await Xn(t));return r.length>Ot?void 0:r}let n=new Uint8Array;for(;;){let{done:r,value:o}=await e.
read();if(r)return n;if(!ArrayBuffer.isView(o))throw new TypeError("a chunk of the response's body is no Uint8Array");let s=n.
length+o.byteLength;if(s>Ot){(async()=>e.cancel?.())().catch(()=>{});return}let i=new Uint8Array(s);i.set(n),i.set(new Uint8Array(
o.buffer,o.byteOffset,o.byteLength),n.length),n=i}}async function Xn(t){return typeof t.text=="function"?String(await t.
text()):typeof t.json=="function"?JSON.stringify(await t.json())??"":""}var Tt="?",vt="!",Mt=".",er=4,tr=250;function ae(t){let e=We(t,n=>n===Tt&&e?.postMessage(vt));return()=>{e?.postMessage(
Mt),e?.close()}}async function ce(t){let[e,n]=[!1,()=>{}],r=new Promise(s=>n=s),o=We(t,s=>{s===vt&&(e=!0,n())});if(o){for(let s=er;s&&
!e;s--)o.postMessage(Tt),await h(tr,r);return o.close(),e}}function _t(t){let e=()=>{},n=We(t,r=>r===Mt&&e());return{wait:r=>new Promise(
o=>{let s=g(()=>setTimeout(o,r));e=()=>{clearTimeout(s),o()}}),end:()=>n?.close()}}function We(t,e){return R(`${t} alive\
?`,e)}var nr=500,It=3e3,rr=1e3,or=3e4,sr=50,ir=20,ar=400;async function Nt(t,e){let n={owner:Math.random(),beat:0},r=_t(t);try{
let o,s=!1,[i,a,c]=[0,0,performance.now()];for(let f=ir;;f=Math.min(f*1.5,ar)){let u=O=>!O||O.owner===n.owner||s&&Ct(O,o),
d=await Ge(t,n,u);if(!d||u(d))return cr(t,n);let p=performance.now(),y=Math.min(p-c,rr);if(c=p,i+=y,a=Ct(d,o)?a+y:0,o=d,
i>=(e?or:sr))return null;s=a>=It&&!await ce(t),a>=It&&!s&&(a=0),s||await r.wait(f*(.5+Math.random()))}}finally{r.end()}}
function cr(t,e){let n=i=>i?.owner===e.owner,r=ae(t),o=()=>{e.beat++,Ge(t,e,n).then(i=>n(i)||clearInterval(s),()=>{})},s=g(
()=>setInterval(o,nr));return()=>{clearInterval(s),Ge(t,void 0,n).then(r,r)}}function Ge(t,e,n){return x(Ce,"readwrite",
(r,o)=>{let s=r.get(t);return o(s,i=>{n(i)&&(e?r.put(e,t):r.delete(t))}),s})}function Ct(t,e){return t.owner===e?.owner&&
t.beat===e.beat}var fr=4e3,ur=6,dr=2e3,lr=1e3,pr=50;async function jt(t,e){try{return await hr(t,e)}catch{}try{return await Nt(t,e)}catch{
return}}async function hr(t,e){let n=Ye(t),r=await(e?mr(t,n):h(pr,n.granted));return r||(n.cancel(),null)}async function mr(t,e){
for(let n=ur;n;n--){let r=await h(fr,e.granted);if(r)return r;let o=Ye(`${t} asking`);try{let s=await h(dr,Promise.race(
[e.granted,o.granted.then(()=>!0)])),i=s===!0?await Promise.race([e.granted,ce(t)]):s;if(typeof i=="function")return i;if(i===
void 0)return null;if(!i)return await yr(t,e)}finally{o.cancel()}}return null}async function yr(t,e){let n=Ye(t,{steal:!0}),
r=await h(lr,n.granted);return(r?e:n).cancel(),r}function Ye(t,e){let n=new AbortController,r=()=>{},o=new Promise((i,a)=>{
let c=()=>new Promise(f=>{let u=ae(t);r=()=>{f(void 0),u()},i(r)});navigator.locks.request(t,e??{signal:n.signal},c).catch(
a)});return o.catch(()=>{}),{granted:o,cancel:()=>{n.abort(),r()}}}var gr=5e3,wr=50,Rt=new WeakMap;async function Pt(t,e,n){let r=Rt.get(t)??new Map;Rt.set(t,r);let o=r.get(e)??[],s=()=>{
let f=o.shift();f?f():r.delete(e)};if(!r.has(e))return r.set(e,o),s;let i=()=>{},a=new Promise(f=>{i=()=>f(!0),o.push(i)});
if(await h(n?gr:wr,a))return s;let c=o.indexOf(i);return c<0?s:(o.splice(c,1),null)}async function fe(t,e,n,r){let o=t==="browser"?await jt(n,r):void 0;return o===void 0?Pt(e,n,r):o}function ue(t,e,n){return Kt(e)?h(t,Promise.resolve(e).then(n)):n(e)}var Kt=t=>typeof t?.then=="function";function F(t,e,n){
return ue(n,t.getItem(e),r=>{if(typeof(r??"")!="string")throw new TypeError("getItem gave no string");return r??null})}function de(t,e){
try{let n=t.peekItem?.(e);return typeof n=="string"?n:void 0}catch{return}}function le(t,e,n,r,o,s){let i={};r!==void 0&&
(i.expiresAt=r),o!==void 0&&(i.expected=o);let a=Object.keys(i).length?[i]:[],c=n===void 0?t.removeItem(e,...a):t.setItem(
e,n,...a);return ue(s,c,f=>f!==!1)}function pe(t,e,n){let r=s=>{if(!Array.isArray(s))throw new TypeError("getKeys gave n\
o array");return s.filter(i=>typeof i=="string"&&i.startsWith(e))};if(typeof t.getKeys=="function")return ue(n,t.getKeys(
e),r);if(typeof t.key!="function"||typeof t.length!="number")return null;let o=Array.from({length:t.length},(s,i)=>t.key(
i));return ue(n,o.some(Kt)?Promise.all(o):o,r)}function v(t,e){try{return t[Symbol.for("tokenward.storage")]?.[e]}catch{
return}}var br=2**31-1;function he(t){let e;function n(){e!==void 0&&clearTimeout(e),e=void 0}return{arm(r,o){n();try{e=g(()=>setTimeout(
t,Math.min(Math.max(r,0),br)))}catch{return}o||(typeof e=="object"?e?.unref?.():m("Deno")?.unrefTimer?.(e))},disarm:n}}var xr=["visibilitychange","resume","pagehide","pageshow","focus","online","offline"];function me(t){let e=({type:r,persisted:o})=>{
t(r==="online"||r==="offline"?r:o===!0&&r==="pagehide"?"hidden":o===!0&&r==="pageshow"?"restored":"woke")},n=r=>{for(let o of xr)
try{globalThis[r](o,e,o!=="focus")}catch{}};return n("addEventListener"),()=>n("removeEventListener")}var H=()=>m("navig\
ator")?.onLine===!1;function S(t){return typeof t=="string"?JSON.stringify(t.replace(/\p{Surrogate}/gu,"�")):typeof t!="object"||t===null?
JSON.stringify(t)??"null":Array.isArray(t)?`[${t.map(S).join(",")}]`:`{${Object.entries(t).filter(([,n])=>n!==void 0).map(
([n,r])=>`${JSON.stringify(n)}:${S(r)}`).join(",")}}`}var N=t=>Lt(JSON.parse(t));function Lt(t){if(typeof t!="object"||t===
null)return t;for(let e of Object.values(t))Lt(e);return Array.isArray(t)?t:Object.setPrototypeOf(t,null)}var kr=["code","message","retryable","status","oauthError","oauthErrorDescription","suberror","claims","retryAfterMs"],L=class{#t=new Map;#e=0;keep(e){
return this.#t.set(++this.#e,e),this.#e}get(e){return this.#t.get(e)}forget(e){for(let n of e)this.#t.delete(n)}error({class:e,
code:n,message:r,cause:o,earlier:s,...i}){let a=s===void 0?this.get(o):this.error(s);return lt(e,n,r,{...i,cause:a})}thrown(e){
return typeof e=="string"?this.error(N(e)):e}threw(e){let n=this.keep(e),r={};for(let s of kr){let i=Dt(e,s);["string","\
number","boolean"].includes(typeof i)&&(r[s]=i)}let o=Dt(e,"cause");return o!=null&&(r.cause=this.keep(o)),{answer:"thre\
w",cause:n,retryable:r.retryable===!0,error:typeof r.code=="string"?r:void 0}}};function Dt(t,e){try{return t?.[e]}catch{
return}}function ye(t,e){let n=Sr(t,e);return n===void 0?"is unknown: is it misspelt?":`is unknown: did you mean "${n}"?`}function Sr(t,e){
let n=$t(t),r=Math.floor(n.length/3)+1,o;for(let s of e){let i=Er(n,$t(s));i<r&&([r,o]=[i,s])}return o}var $t=t=>t.slice(
0,40).toLowerCase().replaceAll(/[_-]/g,"");function Er(t,e){let n=[],r=Array.from({length:e.length+1},(o,s)=>s);for(let o=1;o<=
t.length;o++){let s=[o];for(let i=1;i<=e.length;i++){let a=t[o-1]===e[i-1],c=o>1&&i>1&&t[o-1]===e[i-2]&&t[o-2]===e[i-1];
s.push(Math.min(r[i]+1,s[i-1]+1,r[i-1]+(a?0:1),c?n[i-2]+1:1/0))}[n,r]=[r,s]}return r[e.length]}function E(t,e,n){return new l(`${t||"options"}: ${e}`,{cause:n})}function Ut(t,e){try{return e()}catch(n){throw E(t,"co\
uld not be read: a getter or a proxy threw",n)}}var D=class{#t;#e=new Map;#n=new Set;constructor(e,n){if(this.#t=n,e==null)
return;let r=Ut(n,()=>typeof e=="object"&&!Array.isArray(e)?Object.entries(e):void 0);if(r===void 0)throw E(n,"must be a\
n object");for(let[o,s]of r)s!=null&&this.#e.set(o,s)}path(e){return this.#t===""?e:`${this.#t}.${e}`}peek(e){return this.#e.
get(e)}has(e){return this.#e.has(e)}take(e,n){let r=this.#e.get(e);return this.#e.delete(e),this.#n.add(e),n(r,this.path(
e))}takeAll(e){return[...this.#e.keys()].map(n=>[n,this.take(n,e)])}read(e){return Object.fromEntries(Object.entries(e).
map(([n,r])=>[Ar.get(r)??n,this.take(n,r)]))}end(){for(let e of this.#e.keys())throw E(this.path(e),ye(e,this.#n))}},Je=(t,e)=>(n,r)=>{
if(n===void 0||t(n))return n;throw E(r,e)},Ar=new WeakMap;var Bt=t=>(e,n)=>{if(e===void 0)throw E(n,"is missing");return t(e,n)};var j=Je(t=>typeof t=="string","must be a string");var Or=(t,e)=>Ut(e,()=>Array.isArray(t)?Object.values(t):void 0);function Wt(t,e){if(t===void 0)return;let n=typeof t=="string"?[t]:Or(t,e);if(n?.every(r=>typeof r=="string"))return n;throw E(
e,"must be a string or an array of strings")}function qe(t,e){if(t===void 0)return;let n,r;try{n=JSON.stringify(t)}catch(o){r=o}if(n===void 0)throw E(e,"must be what\
 JSON can hold",r);return n}var Tr=9e15,Ve=(t,e,n,r=Number.MAX_VALUE)=>(o,s)=>{if(o!==void 0){if(typeof o!="number"||!(o>=
n&&o<=r))throw E(s,t);return Math.min(Math.ceil(o*e),Tr)}},as=Number.MIN_VALUE;var Fe=Ve("must be a number of seconds that is finite and not negative",1e3,0);var He=Ve("must be a time in epoch milliseconds, as Date.now() gives it",1,0),cs=Ve("must be a whole number of at least \
1",1,1,2**32-1);var Gt=Bt(Je(t=>typeof t=="string"&&t!=="","must be a string")),Yt=(t,e)=>Wt(t,e)?.join(" "),vr=(t,e)=>{let n=typeof t==
"string"&&t.trim()!==""?Number(t):t;if(Number.isNaN(n))throw E(e,"must be a number of seconds that is finite and not neg\
ative");return Fe(n,e)};function qt(t,e){let n=new D(t,e),r=n.peek("access_token")!==void 0&&n.peek("accessToken")===void 0,
o=r?{accessToken:n.take("access_token",Gt),tokenType:n.take("token_type",j),expiresInMs:n.take("expires_in",vr),scope:n.
take("scope",Yt),refreshToken:n.take("refresh_token",j),idToken:n.take("id_token",j),extra:Jt(n.takeAll(qe))}:{accessToken:n.
take("accessToken",Gt),tokenType:n.take("tokenType",j),expiresAt:n.take("expiresAt",He),expiresInMs:n.take("expiresIn",Fe),
obtainedAt:n.take("obtainedAt",He),scope:n.take("scope",Yt),refreshToken:n.take("refreshToken",j),idToken:n.take("idToke\
n",j),extra:n.take("extra",(s,i)=>Jt(new D(s,i).takeAll(qe)))};return n.end(),{path:e,endpointNames:r,...o}}function ge({
extra:t,...e}){return t===void 0?e:{...e,extra:JSON.parse(t)}}function Vt(t){try{let e=new D(t,"");return[e.peek("refres\
hToken"),e.peek("refresh_token")].find(r=>typeof r=="string"&&r!=="")}catch(e){if(e instanceof l)return;throw e}}function Jt(t){
let e=t.filter(([,n])=>n!==void 0);return e.length?`{${e.map(([n,r])=>`${JSON.stringify(n)}:${r}`).join(",")}}`:void 0}async function Ze(t,e,n){let r=zt(t,e,n),{tokens:o}=e,s=await(o!==void 0&&t.refresh?t.refresh.call(t.self,ge(o),r):t.acquire?.
call(t.self,r));try{return{answer:"tokens",...qt(s,"the custom provider's answer")}}catch(i){if(!(i instanceof l))throw i;
let a=i.cause===void 0?void 0:n.causes.keep(i.cause);return{answer:"noTokens",message:i.message,cause:a,refreshToken:o&&
Vt(s)}}}async function Ft(t,e,n){return await t.revoke?.call(t.self,ge(e.tokens),zt(t,e,n)),{answer:"done"}}async function Ht({
owner:t},{call:e,provider:n,argument:r}){return await t[e](n,typeof r=="object"?ge(r):r),{answer:"done"}}async function Zt({
make:t},e){return{answer:"parts",parts:await t?.(e)}}function zt({owner:t},{provider:e,forceRefresh:n,minLifetimeMs:r},{
signal:o,fetch:s}){let i={provider:e,signal:o,fetch:s??globalThis.fetch};if(t===void 0)return i;let a={};return n&&(a.forceRefresh=
!0),r!==void 0&&(a.minLifetimeSeconds=r/1e3),{...i,...a}}var we=class{#t=new Map;#e=0;get(e){return this.#t.get(e)??{}}add(e){
return this.#t.set(++this.#e,e),this.#e}forget(e){this.#t.delete(e)}register(e){let n=[],r=o=>{let s=ee(o);return o.functions!==
void 0&&(s.functions=this.add(o.functions),n.push(s.functions)),s.fallback=o.fallback?.map(i=>typeof i=="string"?i:r(i)),
s};return{config:r(e),undo:()=>n.forEach(o=>this.forget(o))}}};var Qt;function Xt(){if(Qt===void 0)return;let t;try{return Qt(new Promise(e=>{t=()=>e(void 0)})),t}catch{return}}function Z(t){return typeof WeakRef=="function"?new WeakRef(t):{deref:()=>t}}var Mr=400,_r=new Uint8Array,be=class{causes=new L;#t;#e;#n=new Map;#f=0;#r=new Map;#o=new Map;#i=!1;#s=!1;#c;constructor(e){
this.#e=e,this.#t=this.#u(()=>e.make(A()));let n=Z(this);this.#c=he(()=>n.deref()?.tick())}#u(e){try{return e()}catch(n){
throw this.causes.thrown(n)}}#a(e){this.#t!==void 0&&(this.#u(()=>e(this.#t)),this.drive())}tick(){this.#a(e=>e.tick(...A()))}signal(e){
this.#a(n=>n.signal(S(e),...A()))}run(e,n,r){let o=++this.#f,s=S({call:e,provider:n,...r});return this.#e.edge?this.#m(o,
s):this.#h(o,s)}#h(e,n){return new Promise((r,o)=>{let s=i=>{i.error===void 0?r(this.#e.value(i)):o(this.causes.error(i.
error))};this.#d(e,n,s)})}async#m(e,n){let r;this.#d(e,n,o=>r=o);for(let o=1;r===void 0;)await new Promise(s=>g(()=>setTimeout(
s,o))),r===void 0&&this.#a(s=>o=s.look(e,...A())??0);if(r.error!==void 0)throw this.causes.error(r.error);return this.#e.
value(r)}#d(e,n,r){this.#n.set(e,{settle:r});try{this.#a(o=>o.call(e,n,...A()))}catch(o){throw this.#n.delete(e),o}}ask(e,n,r){
let o=S({ask:e,provider:n,...r}),s=this.#u(()=>N(this.#t.ask(o,...A())));return this.drive(),s}close(){this.#s=!0,this.#a(
e=>e.close(...A())),this.#l()}#l(){if(!this.#s||this.#r.size||this.#i||this.#t===void 0)return;this.#c.disarm();let e=this.#t;
this.#t=void 0,e.free()}drive(){if(this.#i)return;this.#i=!0;try{for(let n;(n=this.#t.next())!==void 0;)this.#y(N(n));this.
causes.forget(this.#t.forgotten())}finally{this.#i=!1}let e=this.#t.deadline();e===void 0?this.#c.disarm():this.#c.arm(e,
this.#t.isAwaited()),this.#l()}#y(e){switch(e.effect){case"do":return this.#g(e);case"cancel":ze(this.#r.get(e.number)),
this.#r.delete(e.number);return;case"unlock":ze(this.#r.get(e.number)),this.#o.get(e.number)?.(),this.#o.delete(e.number);
return;case"settle":{let n=this.#n.get(e.caller);return this.#n.delete(e.caller),n?.settle(e)}default:return this.#e.effect(
e)}}#g({number:e,withinMs:n,work:r,...o}){let s=typeof AbortController=="function"?new AbortController:void 0;this.#r.set(
e,s);let i=Xt(),a={withinMs:n,signal:s?.signal,locked:f=>this.#o.set(e,f)},c=f=>{this.#b(e,s,f),i?.()};Promise.resolve().
then(()=>{if(!this.#p(e,s))return i?.();let f;try{f=this.#e.work(r,o,a)}catch(y){f=this.causes.threw(y)}if(typeof f?.then!=
"function")return c(f);let u=f.catch(y=>this.causes.threw(y)),p=n===void 0?u:h(n,u,()=>(ze(s),{answer:"timedOut"}));(this.#e.
edge?this.#w(e,p):p).then(c)})}async#w(e,n){let r;for(;(r=await h(Mr,n))===void 0;)this.#a(o=>o.alive(e,...A()));return r}#b(e,n,{
body:r,...o}){let s=r??_r;this.#p(e,n)&&(this.#r.delete(e),this.#a(i=>i.answer(e,S(o),s,...A())))}#p(e,n){return this.#r.
has(e)&&this.#r.get(e)===n}};function ze(t){try{t?.abort()}catch{}}var A=()=>[Date.now(),M(),Math.floor(Math.random()*2**
32)];var Ir=500,Cr=1e4,Nr=200,jr=8,Qe,en=0;function xe(t){return Qe?.web!==t&&(Qe=new Xe(t)),Qe}var Xe=class{constructor(e){this.
web=e}get[Symbol.for("tokenward.storage")](){return{kind:"local",compares:!0}}peekItem(e){return this.web.getItem(e)}async getItem(e){
let n=await rn("readonly",a=>a.get(e)),r=tn(n?.result),o=nn(this.web.getItem(e),r);if(o!==void 0)return o;await Pr(e);let s=this.
web.getItem(e),i=nn(s,r);return i!==void 0?i:(this.#n(e,s,r?.value),s)}async setItem(e,n,r){let o=await this.#e(e,n,r);return o&&
this.web.setItem(e,n),o}async removeItem(e,n){let r=await this.#e(e,null,n);return r&&this.web.removeItem(e),r}getKeys(e){
return Object.keys(this.web).filter(n=>n.startsWith(e))}#t(e){try{let n=this.web.getItem(e);return typeof n=="string"?n:
null}catch{return null}}async#e(e,n,{expected:r,expiresAt:o}={}){return await this.#n(e,n,r,o===void 0)??(r===void 0||this.
web.getItem(e)===r)}async#n(e,n,r,o){let s=!0;return await rn("readwrite",(c,f)=>{let u=c.get(e);return f(u,d=>{let p=this.#t(
e),y=tn(d)??{value:p,replaced:[]};s=r===void 0||y.value===r,s&&c.put({value:n,replaced:Rr(n,y,p)},e)}),u},o)&&s}};function tn(t){
return Array.isArray(t?.replaced)&&(t.value===null||typeof t.value=="string")?t:void 0}function nn(t,e){return e===void 0||
t===e.value?t:t!==null&&e.replaced.includes(on(t))?e.value:void 0}function Rr(t,e,n){let[r,...o]=[t,n,e.value].map(i=>i===
null?void 0:on(i)),s=new Set([...o,...e.replaced]);return s.delete(r),[...s].filter(i=>i!==void 0).slice(0,jr)}function on(t){
let[e,n]=[2166136261,16777619];for(let r=0;r<t.length;r++)e=Math.imul(e^t.charCodeAt(r),16777619),n=Math.imul(n^t.charCodeAt(
r),2246822507);return(n>>>11)*2**32+(e>>>0)}async function rn(t,e,n){if(!(b()===void 0||performance.now()<en))try{return{
result:await x(Ie,t,e,n,Ir)}}catch{en=performance.now()+Cr;return}}function Pr(t){return new Promise(e=>{let n=s=>{s.key===
t&&r()},r=()=>{clearTimeout(o),globalThis.removeEventListener?.("storage",n),e()},o=g(()=>setTimeout(r,Nr));globalThis.addEventListener?.(
"storage",n)})}var Kr="encryption: must be true, 32 bytes as base64 or base64url, or a CryptoKey for AES-GCM of 256 bits with the usage\
s encrypt and decrypt",et=12,Lr=32;function sn(t,e){if(t===void 0||t===!1)return;let n=t===!0?e:typeof t=="string"?Dr(t):
oe(t)&&t;if(!n)throw new l(Kr);return $r(se(n))}function Dr(t){let e=q(t.replace(/=$/,"").replaceAll("+","-").replaceAll(
"/","_"));return e?.length===Lr?e:void 0}var $r=t=>({canWork:t.canWork,close:t.close,async seal(e,n,r){let o=crypto.getRandomValues(
new Uint8Array(et)),s=await t.run("encrypt",o,tt(e),k().encode(n),r);return s&&I(Uint8Array.of(...o,...s))},async open(e,n,r){
let o=tt(n),s=await t.run("decrypt",o.slice(0,et),tt(e),o.slice(et),r);if(!s)return s;try{return Et().decode(s)}catch{return null}finally{
s.fill(0)}}}),tt=t=>q(t)??new Uint8Array;function an(t){let e=ne(),r=e==="edge"&&v(t,"lasting")===!0?"durableObject":e==="server"?"process":e;return{kind:e,name:r}}
var Ur={local:"localStorage is missing or forbidden here: tokens are kept in memory alone",session:"sessionStorage is mi\
ssing or forbidden here: tokens are kept in memory alone",indexeddb:"IndexedDB is missing or forbidden here: tokens are \
kept in memory alone"},Br="records cannot be encrypted here, since WebCrypto or IndexedDB is missing: tokens are kept in\
 memory alone",ke=class{cipher;#t=new Map;#e=0;constructor(e,n){this.cipher=sn(e,n)}get(e){return this.#t.get(e)}open(e="\
memory"){if(e==="memory")return{};let[n,r]=Wr(e),o=v(n,"kind"),s=r??(typeof o=="string"?o:"custom"),i=c=>({storageMissing:{
kind:s,message:c}});return n===void 0?i(Ur[s]):this.cipher?.canWork()===!1?i(Br):{storage:{id:this.#n(n),kind:s,keepsRefreshTokens:v(
n,"refreshTokens")!==!1,shared:r==="local"||r==="indexeddb",volatile:v(n,"volatile")===!0,late:this.cipher===void 0&&typeof n.
peekItem=="function",compares:!!v(n,"compares"),encrypted:this.cipher!==void 0}}}#n(e){for(let[n,r]of this.#t)if(r===e)return n;
return this.#t.set(++this.#e,e),this.#e}keep(e){for(let n of this.#t.keys())e.includes(n)||this.#t.delete(n)}};function Wr(t){
let e=()=>{let n=m("localStorage");return n&&xe(n)};return t==="local"?[e(),t]:t==="session"?[m("sessionStorage"),t]:t===
"indexeddb"?[b()&&te(),t]:t===m("localStorage")?[e(),"local"]:[t]}var $=(t,e)=>{let n=r=>r===void 0?{answer:"timedOut"}:e(r);return typeof t?.then=="function"?t.then(n):n(t)},nt=t=>({answer:"\
text",text:t}),cn={async fetch(t,{fetch:e,host:n,signal:r,causes:o,keyOwner:s}){let i=Object.fromEntries(t.headers),a;if(t.
proof!==void 0)try{let d=await C(s,t.proof.key),p=await K(d,t.method,t.proof.htu,t.proof.iat,t.proof.nonce);i.dpop=p,a={
thumbprint:d.jkt,proof:p}}catch(d){return{answer:"noResponse",why:"noProof",cause:o.keep(d)}}let c=await ie({method:t.method,
url:t.url,headers:i,body:t.body},{fetch:e,kind:n,signal:r});if(c.failure!==null){let d=c.cause===void 0?void 0:o.keep(c.
cause);return{answer:"noResponse",why:c.failure,cause:d}}let{status:f,body:u}=c;return{answer:"response",status:f,headers:Object.
entries(c.headers),proof:a,body:u}},read:(t,{storages:e,withinMs:n})=>$(F(e.get(t.storage),t.key,n),nt),peek(t,{storages:e,
withinMs:n}){let r=de(e.get(t.storage),t.key);return r===void 0?$(F(e.get(t.storage),t.key,n),nt):{answer:"text",text:r}},
write:(t,{storages:e,withinMs:n})=>$(le(e.get(t.storage),t.key,t.text,t.expiresAt,t.expected,n),r=>({answer:"written",written:r})),
list:(t,{storages:e,withinMs:n})=>$(pe(e.get(t.storage),t.prefix,n),r=>({answer:"keys",keys:r})),seal:({additionalData:t,
text:e},{storages:n,withinMs:r})=>$(n.cipher.seal(t,e,r),o=>({answer:"sealed",bytes:o})),open:({additionalData:t,bytes:e},{
storages:n,withinMs:r})=>$(n.cipher.open(t,e,r),nt),async lock(t,{host:e,storages:n,signal:r,locked:o}){let s=await fe(e,
n.get(t.storage),t.key,t.patient);return s&&r?.aborted?s():s&&o(s),{answer:"locked",locked:!!s}},async proofKey({name:t},{
causes:e,keyOwner:n}){try{let{jkt:r,fault:o}=await C(n,t);return{answer:"proofKey",thumbprint:r,fault:o===void 0?void 0:
e.keep(o)}}catch{return{answer:"proofKey"}}},async verify({key:t,algorithm:e,input:n,signature:r}){return{answer:"verifi\
ed",verified:await re(t,e,k().encode(n),q(r)??new Uint8Array)}},makeParts:(t,{functions:e})=>Zt(e.get(t.functions),t),acquire:(t,e)=>Ze(
e.functions.get(t.functions),t,e),refresh:(t,e)=>Ze(e.functions.get(t.functions),t,e),revoke:(t,e)=>Ft(e.functions.get(t.
functions),t,e),async resolve({provider:t},{causes:e,functions:n,resolveProvider:r}){let o=await r?.(t);return o instanceof
Error?{answer:"provider",error:e.threw(o).error}:{answer:"provider",provider:o&&n.register(o).config}},passOn:(t,{functions:e})=>Ht(
e.get(t.functions),t)};var Gr={async resolve({provider:t},{causes:e,resolveProvider:n}){try{let r=await n?.(t);return{answer:"provider",provider:r===
void 0?void 0:{grant:"custom",functions:r}}}catch(r){if(r?.code==="invalid_configuration")return{answer:"provider",error:e.
threw(r).error};throw r}}},Se=class{functions=new we;#t;#e;#n;#f;#r;#o;#i=()=>{};#s;constructor(e){this.#t=e,this.#e=new ke(
e.encryption,e.namespace),this.#n=this.#e.open(e.storage);let{storage:n}=this.#n,r=n&&this.#e.get(n.id);this.#f=an(r),this.#r=
r??this}get settings(){let{namespace:e,background:n,logLevel:r,resolveProvider:o}=this.#t,{name:s}=this.#f,i=s==="browse\
r"&&H();return S({namespace:e,background:n,logLevel:r,...this.#n,host:s,offline:i,resolves:o!==void 0})}start(e){let{fetch:n,
resolveProvider:r}=this.#t,{kind:o,name:s}=this.#f,i={fetch:n,host:o,functions:this.functions,storages:this.#e,keyOwner:this.#r,
resolveProvider:r},a={...cn,...Gr},c=new be({edge:s==="edge",make:()=>e,work:(f,u,d)=>a[f](u,{...i,...d,causes:c.causes}),
effect:f=>this.#c(f),value:()=>{}});if(this.#o===void 0){this.#o=c;let f=Z(this);s==="browser"&&(this.#i=me(u=>f.deref()?.
signal({signal:u,offline:H()})))}return c}signal(e){this.#o?.signal(e)}close(){this.#i(),this.#o?.close(),this.#e.cipher?.
close()}open(e){return S(this.#e.open(e))}keep(e){this.#e.keep([...e])}async proof(e,n,r,o,s,i){return K(await C(this.#r,
e),n,r,o,s,i)}#c(e){switch(e.effect){case"announce":return this.#s?.postMessage(e.text);case"listen":return this.#u(e.listens);case"\
forget":return this.functions.forget(e.functions)}}#u(e){this.#s?.close(),this.#s=e?R(this.#t.namespace):void 0;let n=Z(
this),r=({data:o})=>{typeof o=="string"&&n.deref()?.signal({signal:"heard",text:o})};this.#s&&(this.#s.onmessage=r)}};function fn(t,e){
let n=new L,r=N(t);return n.error(e===void 0?r:{...r,cause:n.keep(e)})}function un(t,e){if(Object.prototype.toString.call(e)===`[object ${t}]`)return!0;let n=globalThis[t];return typeof n=="f\
unction"&&e instanceof n}var dn=60,U=512,Ee=65,rt=Symbol.for("tokenward.storage");function ln(t,e){let n=Yr(t),{prefix:r,cacheTtl:o,refreshTokens:s}=Jr(
e),i=async a=>{let c=r+a,f=k().encode(c);if(f.length<=U)return c;let u=new Uint8Array(await crypto.subtle.digest("SHA-25\
6",f)),d=c.slice(0,U-Ee);for(;k().encode(d).length>U-Ee;)d=d.slice(0,-1);return`${d}~${Array.from(u,p=>p.toString(16).padStart(
2,"0")).join("")}`};return{[rt]:Object.freeze({kind:"kv",refreshTokens:s,volatile:!0}),async getItem(a){return await n.get(
await i(a),o===void 0?{type:"text"}:{type:"text",cacheTtl:o})},async setItem(a,c,f){let u=f?.expiresAt,d=typeof u=="numb\
er"&&Number.isFinite(u)?{expirationTtl:Math.max(dn,Math.ceil((u-Date.now())/1e3))}:void 0;try{await n.put(await i(a),c,d)}catch(p){
if(s||!qr(p))throw p}},async removeItem(a){await n.delete(await i(a))},async getKeys(a){if(typeof n.list!="function")throw new V(
"This namespace has no list().");let c=[],f;do{let u=await n.list(f===void 0?{prefix:r+a}:{prefix:r+a,cursor:f});for(let{
name:d}of u.keys)c.push(d.slice(r.length));f=u.list_complete?void 0:u.cursor}while(f!==void 0);return c}}}function Yr(t){
let e=t;if(!(typeof e=="object"&&e!==null&&["get","put","delete"].every(r=>typeof e[r]=="function")))throw new l("namesp\
ace: must be a Workers KV namespace, env.TOKENS say (is the binding in wrangler's configuration?)");return e}function Jr(t){
if(t!=null&&(typeof t!="object"||Array.isArray(t)))throw new l("options: must be an object");let e={prefix:"",cacheTtl:void 0,
refreshTokens:!1};for(let[n,r]of Object.entries(t??{}))if(r!=null)if(n==="prefix"){if(typeof r!="string")throw new l("op\
tions.prefix: must be a string");if(k().encode(r).length>U-Ee)throw new l(`options.prefix: must have at most ${U-Ee} byt\
es, since Workers KV takes keys of ${U}`);e.prefix=r}else if(n==="cacheTtlSeconds"){if(typeof r!="number"||!Number.isInteger(
r)||r<dn)throw new l("options.cacheTtlSeconds: must be a whole number of at least 60, as Workers KV demands");e.cacheTtl=
r}else if(n==="refreshTokens"){if(typeof r!="boolean")throw new l("options.refreshTokens: must be true or false");e.refreshTokens=
r}else throw new l(`options.${n}: ${ye(n,["prefix","cacheTtlSeconds","refreshTokens"])}`);return e}function qr(t){return un(
"Error",t)&&/\b429\b/.test(t.message)}function pn(t){let e=t;if(!(typeof e=="object"&&e!==null&&["get","put","delete","list","sync"].every(r=>typeof Reflect.get(
e,r)=="function")))throw new l("storage: must be a Durable Object's own storage, this.ctx.storage say");return{[rt]:Object.
freeze({kind:"durable object",refreshTokens:!0,lasting:!0}),async getItem(r){return await e.get(r)},async setItem(r,o){await e.
put(r,o),await e.sync()},async removeItem(r){await e.delete(r),await e.sync()},async getKeys(r){return[...(await e.list(
{prefix:r})).keys()]}}}return On(Vr);})();

