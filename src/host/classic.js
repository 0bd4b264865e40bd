// Made from the files of pkg-template/ by `cargo xtask build`: change those.
var tokenwardDriver=(()=>{var Te=Object.defineProperty;var En=Object.getOwnPropertyDescriptor;var An=Object.getOwnPropertyNames;var On=Object.prototype.hasOwnProperty;var Tn=(t,e)=>{for(var n in e)Te(t,n,{get:e[n],enumerable:!0})},vn=(t,e,n,r)=>{if(e&&typeof e=="object"||typeof e=="func\
tion")for(let o of An(e))!On.call(t,o)&&o!==n&&Te(t,o,{get:()=>e[o],enumerable:!(r=En(e,o))||r.enumerable});return t};var Mn=t=>vn(Te({},"__esModule",{value:!0}),t);var Zr={};Tn(Zr,{ClientDriver:()=>Ee,bound:()=>W,createCipher:()=>ie,createTimer:()=>me,durableObjectStorage:()=>yn,errorOf:()=>ln,
factory:()=>x,fillRandomly:()=>St,headOf:()=>Be,hostKind:()=>re,indexedDbStorage:()=>ne,isCipherKey:()=>se,isOffline:()=>Z,
isSignature:()=>oe,keysOf:()=>he,kvStorage:()=>mn,listenToHost:()=>ye,localRecords:()=>ke,lock:()=>ue,monotonicMs:()=>M,
openChannel:()=>R,outsideZones:()=>y,peekItem:()=>le,proof:()=>K,proofKey:()=>C,readItem:()=>H,saysOf:()=>v,send:()=>ae,
sha256:()=>Et,writeItem:()=>pe});function y(t){let e=globalThis.Zone?.root;return typeof e?.run=="function"?e.run(t):t()}var _n=100;function R(t,e){try{let{BroadcastChannel:n}=globalThis,r=typeof n=="function"?new n(t):new ve(t);return e&&(r.
onmessage=({data:o})=>{typeof o=="string"&&e(o)}),r}catch{return}}var ve=class{onmessage=null;#t=localStorage;#e;constructor(e){
this.#e=`${e}%message`,addEventListener("storage",this)}handleEvent({key:e,newValue:n}){e===this.#e&&n&&this.onmessage?.(
{data:n.slice(n.indexOf(" ")+1)})}postMessage(e){try{this.#t.setItem(this.#e,`${Math.random()} ${e}`),y(()=>setTimeout(()=>this.#t.
removeItem(this.#e),_n))}catch{}}close(){removeEventListener("storage",this)}};function M(){try{return performance.now()}catch{return Date.now()}}var In=2**31-1,Cn=50,Nn=250,jn=2e3,Rn=3,Pn=(t,e)=>y(()=>setTimeout(e,Math.min(Math.max(t,0),In)));function W(t){let e,n=0;return{over:new Promise(o=>{let s=i=>{let a=M()+i;e=Pn(i,()=>{let f=M()-a;f<Cn||n++===Rn?o():s(f<
jn?Nn:t)})};s(t)}),end:()=>clearTimeout(e)}}async function p(t,e,n){let{over:r,end:o}=W(t);try{return await Promise.race(
[e,r.then(()=>n?.())])}finally{o()}}var Kn="tokenward",J="records",Y="keys",Ce="commits",Ne="leases",ft=[J,Y,Ce,Ne],Ln=1e3,Q,_e,G;function Dn(){return globalThis.
addEventListener?.("pagehide",()=>{G=new Promise(t=>{let e=()=>{G=void 0,t()};globalThis.addEventListener("pageshow",e,{
once:!0})}),_e?.forEach(t=>t())}),new Set}function x(){try{return globalThis.indexedDB??void 0}catch{return}}async function k(t,e,n,r,o=Ln){
let s=()=>{},i=!1,a=()=>{},c=()=>{},f=new Promise((g,b)=>{c=()=>{i=!0,s(),b(Me())}}),u=()=>{let g=W(o);a=g.end,g.over.then(
c)},d=async()=>{a(),await G,u()};u(),f.catch(()=>{});let m=()=>s();(_e??=Dn()).add(m);try{for(let g=!0;;g=!1){G&&await d();
let b=Q??=$n();try{let B=await Promise.race([b.database,f]);G&&await d();let T=B.transaction(t,e,{durability:r?"strict":
"relaxed"}),gn=new Promise((wn,Oe)=>{s=()=>at(T)&&Oe(Me());let st=!1,bn=(it,kn)=>{st=!0,it.onsuccess=()=>{try{kn(it.result),
T.commit?.()}catch(Sn){Oe(Sn),at(T)}}},xn=n(T.objectStore(t),bn);st||T.commit?.(),T.oncomplete=()=>wn(xn.result),T.onabort=
()=>Oe(T.error??Me())});return await Promise.race([gn,f])}catch(B){if(B?.name==="QuotaExceededError"||(Ie(b),i||!g))throw B}}}finally{
a(),_e?.delete(m)}}async function X(t,e,n){let r=await k(t,"readonly",i=>i.get(e));if(r!==void 0)return r;let o=await n();
return await k(t,"readwrite",(i,a)=>{let c=i.get(e);return a(c,f=>{f===void 0&&i.add(o,e)}),c},!0)??o}function Me(){return new DOMException(
"IndexedDB took too long.","TimeoutError")}function at(t){try{return t.abort(),!0}catch{return!1}}function $n(){let t={database:Un().
then(e=>(e.onversionchange=()=>Ie(t),e.onclose=()=>Ie(t),Q!==t&&e.close(),e))};return t}function Ie(t){Q===t&&(Q=void 0),
t.database.then(e=>e.close(),()=>{})}async function Un(){let t=await ct();if(ft.every(n=>t.objectStoreNames.contains(n)))
return t;let{version:e}=t;return t.close(),ct(e+1)}function ct(t){return new Promise((e,n)=>{let r=x().open(Kn,t);r.onupgradeneeded=
()=>{let{objectStoreNames:o}=r.result;for(let s of ft)o.contains(s)||r.result.createObjectStore(s)},r.onsuccess=()=>e(r.
result),r.onerror=()=>n(r.error)})}var Bn=[void 0,"","AQgw","AEIMQUYcgkosw048"];function q(t){let e=Bn[t.length%4];if(!(e!==void 0&&!e.includes(t[t.length-
1]))&&!(e===""||t.includes("+")||t.includes("/")))try{let n=Wn(t);return n.length===t.length*3>>2?n:void 0}catch{return}}
var Wn=(()=>{let t=globalThis;return typeof t.Uint8Array.fromBase64=="function"?e=>t.Uint8Array.fromBase64(e,{alphabet:"\
base64url"}):typeof t.Buffer?.from=="function"?e=>t.Buffer.from(e,"base64url"):e=>Uint8Array.from(atob(e.replaceAll("-",
"+").replaceAll("_","/")),n=>n.charCodeAt(0))})();var ut=["code","provider","retryable","status","oauthError","oauthErrorDescription","suberror","claims","retryAfterMs"],
w=class extends Error{constructor(e,n={}){super(e,n.cause===void 0?void 0:{cause:n.cause}),this.code=n.code??dt[this.name]??
"acquisition_failed",this.retryable=n.retryable??!1;for(let r of ut)n[r]!==void 0&&Object.assign(this,{[r]:n[r]})}toJSON(){
let e={name:this.name,message:this.message};for(let n of ut)e[n]=Reflect.get(this,n);return e}},je=class extends w{},l=class extends w{},
Re=class extends w{},Pe=class extends w{},Ke=class extends w{},Le=class extends w{},ee=class extends w{},De=class extends ee{},
$e=class extends w{},V=class extends w{},Ue=class extends w{},F=class extends w{},Gn=[[w,"TokenError","acquisition_faile\
d"],[je,"NotInitializedError","not_initialized"],[l,"InvalidConfigurationError","invalid_configuration"],[Re,"UnknownPro\
viderError","unknown_provider"],[Pe,"TokenNotFoundError","token_not_found"],[Ke,"TokenExpiredError","token_expired"],[Le,
"TokenAcquisitionError","acquisition_failed"],[ee,"TokenRefreshError","refresh_failed"],[De,"ReauthenticationRequiredErr\
or","reauthentication_required"],[$e,"LoginError","login_failed"],[V,"StorageError","storage"],[Ue,"InvalidTokenError","\
invalid_token"],[F,"ManagerClosedError","closed"]],dt={},lt={};for(let[t,e,n]of Gn)Object.defineProperty(t.prototype,"na\
me",{value:e,configurable:!0,writable:!0}),dt[e]=n,lt[e]=t;function pt(t,e,n,r){let o=lt[t]??w;return new o(n,{...r,code:e})}function ht(t,e){return t!=null&&Object.hasOwn(t,e)?t[e]??void 0:void 0}var te=t=>Object.assign(Object.create(null),t);var _={ES256:"P-256",ES384:"P-384",ES512:"P-521"},P={RS:"RSASSA-PKCS1-v1_5",PS:"RSA-PSS",ES:"ECDSA",Ed:"Ed25519"};function mt(t){
if(typeof t!="object"||t===null)return;let e=ht(t,"kty")!==void 0?Jn(te(t)):Yn(t);return e!==void 0&&/^([RP]S(256|384|512)|EdDSA)$|^ES/.
test(e)&&(e[0]!=="E"||e==="EdDSA"||e in _)?e:void 0}function Jn({kty:t,crv:e,alg:n,d:r}){if(typeof r=="string")return t===
"RSA"?typeof n=="string"&&n[1]==="S"&&n[0]!=="E"?n:n===void 0?"RS256":void 0:t==="EC"?Object.keys(_).find(o=>_[o]===e):t===
"OKP"&&e==="Ed25519"?"EdDSA":void 0}function Yn({type:t,usages:e,algorithm:n}){if(t!=="private"||!Array.isArray(e)||!e.includes(
"sign"))return;let{name:r,hash:o,namedCurve:s}=n;if(r===P.Ed)return"EdDSA";if(r===P.ES)return Object.keys(_).find(a=>_[a]===
s);let i=String(o?.name).replace("SHA-","");return r===P.RS?`RS${i}`:r===P.PS?`PS${i}`:void 0}function qn(t){let e=t.slice(2);return{name:P[t.slice(0,2)],hash:`SHA-${e}`,namedCurve:_[t],saltLength:Number(e)/8}}async function yt(t,e,n){let r=mt(t),o=a=>I(new TextEncoder().encode(JSON.stringify(a))),s=`${o({alg:r,...e})}.${o(n)}`,
i=await crypto.subtle.sign(qn(r),t,new TextEncoder().encode(s));return`${s}.${I(new Uint8Array(i))}`}function I(t){let e="";
for(let n of t)e+=String.fromCharCode(n);return btoa(e).replace(/\+/g,"-").replace(/\//g,"_").replace(/=+$/,"")}var gt=new WeakMap,Vn=3e3;function C(t,e){return p(Vn,Fn(t,e),()=>{throw new DOMException("WebCrypto took too long.","Ti\
meoutError")})}async function Fn(t,e){let n=gt.get(t)??new Map;gt.set(t,n);let r=n.get(e);if(r?.kept===!1)return r;let o=async()=>n.
get(e)??await Hn(),s;if(x())try{let a={...await X(Y,["dpop",e],o),kept:!0};return n.set(e,a),a}catch(a){s=a}let i={...await o(),
kept:!1};return n.get(e)?.kept!==!1&&n.set(e,i),{...n.get(e),fault:s}}async function Hn(){let{privateKey:t,publicKey:e}=await crypto.
subtle.generateKey({name:"ECDSA",namedCurve:"P-256"},!1,["sign","verify"]),{crv:n,kty:r,x:o,y:s}=await crypto.subtle.exportKey(
"jwk",e),i={crv:n,kty:r,x:o,y:s};return{privateKey:t,jwk:i,jkt:await wt(JSON.stringify(i))}}async function K({privateKey:t,
jwk:e},n,r,o,s,i){let c={jti:I(crypto.getRandomValues(new Uint8Array(16))),htm:n,htu:r,iat:o,nonce:s,ath:i===void 0?void 0:
await wt(i)};return yt(t,{typ:"dpop+jwt",jwk:e},c)}async function wt(t){return I(new Uint8Array(await crypto.subtle.digest(
"SHA-256",new TextEncoder().encode(t))))}var ne=()=>Zn;async function xt(t){return X(Y,t,()=>crypto.subtle.generateKey({name:"AES-GCM",length:256},!1,["encrypt",
"decrypt"]))}var Zn={[Symbol.for("tokenward.storage")]:Object.freeze({kind:"indexeddb",compares:!0}),getItem:t=>k(J,"rea\
donly",e=>e.get(t)),setItem:(t,e,n)=>bt(t,n,r=>r.put(e,t),n?.expiresAt===void 0),removeItem:(t,e)=>bt(t,e,n=>n.delete(t),
!0),getKeys:t=>k(J,"readonly",e=>e.getAllKeys(IDBKeyRange.lowerBound(t)))};async function bt(t,e,n,r){let o=e?.expected,
s=!0;return await k(J,"readwrite",(a,c)=>{let f=a.get(t);return c(f,u=>{s=o===void 0||(u??null)===o,s&&n(a)}),f},r),s}function h(t){try{return globalThis[t]??void 0}catch{return}}function zn(){return h("navigator")?.userAgent==="Cloudflar\
e-Workers"||h("WebSocketPair")!==void 0}function re(){return zn()||h("EdgeRuntime")!==void 0?"edge":h("process")?.versions||
h("Deno")||h("Bun")?"server":"browser"}var kt=()=>h("crypto")?.subtle!==void 0;function St(t){crypto.getRandomValues(t)}async function Et(t){return new Uint8Array(
await crypto.subtle.digest("SHA-256",t))}async function oe(t,e,n,r){try{let o=JSON.parse(e),s=await crypto.subtle.importKey(
"jwk",JSON.parse(t),o,!1,["verify"]);return await crypto.subtle.verify(o,s,r,n)}catch{return!1}}function se(t){try{let{algorithm:e,type:n,usages:r}=t;return e.name==="AES-GCM"&&e.length===256&&n==="secret"&&Array.isArray(
r)&&r.includes("encrypt")&&r.includes("decrypt")}catch{return!1}}function ie(t){let e=t;async function n(){if(typeof e==
"string")return xt(e);if(!ArrayBuffer.isView(e))return e;let o=e,s=await crypto.subtle.importKey("raw",o,"AES-GCM",!1,["\
encrypt","decrypt"]);return o.fill(0),e=s}async function r(o,s,i,a){try{let c=await n(),f=crypto.subtle[o]({name:"AES-GC\
M",iv:s,additionalData:i},c,a),u=o==="encrypt"?await f:await f.catch(()=>null);return u&&new Uint8Array(u)}finally{a.fill(
0)}}return{canWork:()=>kt()&&(typeof e!="string"||x()!==void 0),run:(o,s,i,a,c)=>p(c,r(o,s,i,a)),close(){ArrayBuffer.isView(
e)&&e.fill(0)}}}function S(){return typeof TextEncoder=="function"?new TextEncoder:{encode:Ot,encodeInto:Qn}}function At(){return typeof TextDecoder==
"function"?new TextDecoder("utf-8",{ignoreBOM:!0}):{decode:Xn}}function Ot(t=""){let e=encodeURIComponent(t.replace(/\p{Surrogate}/gu,
"�"));return Uint8Array.from(e.match(/%..|./g)??[],n=>n.length===1?n.charCodeAt(0):Number.parseInt(n.slice(1),16))}function Qn(t,e){
let[n,r]=[0,0];for(let o of t){let s=Ot(o);if(r+s.length>e.length)break;e.set(s,r),n+=o.length,r+=s.length}return{read:n,
written:r}}function Xn(t=new Uint8Array){let e="";for(let n of t)e+=`%${(n+256).toString(16).slice(1)}`;return decodeURIComponent(
e)}var Tt=1048576,er=["content-type","date","retry-after","authorization","dpop-nonce","www-authenticate"];async function ae({
method:t,url:e,headers:n,body:r},{fetch:o=h("fetch"),kind:s,signal:i}){let a;try{if(typeof o!="function")throw new TypeError(
"the host has no fetch");let c={method:t,headers:n,redirect:"manual",signal:i};r!==void 0&&(c.body=r),s!=="edge"&&Object.
assign(c,{credentials:"omit",cache:"no-store"}),a=await o(e,c)}catch(c){return{failure:s==="browser"?"networkOfPage":"ne\
twork",cause:c}}try{let c=Be(a);if(c===void 0)throw new TypeError("what fetch gave is no Response: it has no status");let f=await tr(
a);return f===void 0?{failure:"tooLarge"}:{failure:null,...c,body:f}}catch(c){return{failure:"network",cause:c}}}function Be(t){
let e=t?.status;if(typeof e!="number")return;let n=t.headers,r=Object.create(null);for(let o of er){let s=typeof n?.get==
"function"?n.get(o):n?.[o];typeof s=="string"&&(r[o]=s)}return{status:e,headers:r}}async function tr(t){let e=t.body?.getReader?.();
if(e===void 0){let r=S().encode(await nr(t));return r.length>Tt?void 0:r}let n=new Uint8Array;for(;;){let{done:r,value:o}=await e.
read();if(r)return n;if(!ArrayBuffer.isView(o))throw new TypeError("a chunk of the response's body is no Uint8Array");let s=n.
length+o.byteLength;if(s>Tt){(async()=>e.cancel?.())().catch(()=>{});return}let i=new Uint8Array(s);i.set(n),i.set(new Uint8Array(
o.buffer,o.byteOffset,o.byteLength),n.length),n=i}}async function nr(t){return typeof t.text=="function"?String(await t.
text()):typeof t.json=="function"?JSON.stringify(await t.json())??"":""}var vt="?",Mt="!",_t=".",rr=4,or=250;function ce(t){let e=We(t,n=>n===vt&&e?.postMessage(Mt));return()=>{e?.postMessage(
_t),e?.close()}}async function fe(t){let[e,n]=[!1,()=>{}],r=new Promise(s=>n=s),o=We(t,s=>{s===Mt&&(e=!0,n())});if(o){for(let s=rr;s&&
!e;s--)o.postMessage(vt),await p(or,r);return o.close(),e}}function It(t){let e=()=>{},n=We(t,r=>r===_t&&e());return{wait:r=>new Promise(
o=>{let s=y(()=>setTimeout(o,r));e=()=>{clearTimeout(s),o()}}),end:()=>n?.close()}}function We(t,e){return R(`${t} alive\
?`,e)}var sr=500,Ct=3e3,ir=1e3,ar=3e4,cr=50,fr=20,ur=400;async function jt(t,e){let n={owner:Math.random(),beat:0},r=It(t);try{
let o,s=!1,[i,a,c]=[0,0,performance.now()];for(let f=fr;;f=Math.min(f*1.5,ur)){let u=b=>!b||b.owner===n.owner||s&&Nt(b,o),
d=await Ge(t,n,u);if(!d||u(d))return dr(t,n);let m=performance.now(),g=Math.min(m-c,ir);if(c=m,i+=g,a=Nt(d,o)?a+g:0,o=d,
i>=(e?ar:cr))return null;s=a>=Ct&&!await fe(t),a>=Ct&&!s&&(a=0),s||await r.wait(f*(.5+Math.random()))}}finally{r.end()}}
function dr(t,e){let n=i=>i?.owner===e.owner,r=ce(t),o=()=>{e.beat++,Ge(t,e,n).then(i=>n(i)||clearInterval(s),()=>{})},s=y(
()=>setInterval(o,sr));return()=>{clearInterval(s),Ge(t,void 0,n).then(r,r)}}function Ge(t,e,n){return k(Ne,"readwrite",
(r,o)=>{let s=r.get(t);return o(s,i=>{n(i)&&(e?r.put(e,t):r.delete(t))}),s})}function Nt(t,e){return t.owner===e?.owner&&
t.beat===e.beat}var lr=4e3,pr=6,hr=2e3,mr=1e3,yr=50;async function Rt(t,e){try{return await gr(t,e)}catch{}try{return await jt(t,e)}catch{
return}}async function gr(t,e){let n=Je(t),r=await(e?wr(t,n):p(yr,n.granted));return r||(n.cancel(),null)}async function wr(t,e){
for(let n=pr;n;n--){let r=await p(lr,e.granted);if(r)return r;let o=Je(`${t} asking`);try{let s=await p(hr,Promise.race(
[e.granted,o.granted.then(()=>!0)])),i=s===!0?await Promise.race([e.granted,fe(t)]):s;if(typeof i=="function")return i;if(i===
void 0)return null;if(!i)return await br(t,e)}finally{o.cancel()}}return null}async function br(t,e){let n=Je(t,{steal:!0}),
r=await p(mr,n.granted);return(r?e:n).cancel(),r}function Je(t,e){let n=new AbortController,r=()=>{},o=new Promise((i,a)=>{
let c=()=>new Promise(f=>{let u=ce(t);r=()=>{f(void 0),u()},i(r)});navigator.locks.request(t,e??{signal:n.signal},c).catch(
a)});return o.catch(()=>{}),{granted:o,cancel:()=>{n.abort(),r()}}}var xr=5e3,kr=50,Pt=new WeakMap;async function Kt(t,e,n){let r=Pt.get(t)??new Map;Pt.set(t,r);let o=r.get(e)??[],s=()=>{
let f=o.shift();f?f():r.delete(e)};if(!r.has(e))return r.set(e,o),s;let i=()=>{},a=new Promise(f=>{i=()=>f(!0),o.push(i)});
if(await p(n?xr:kr,a))return s;let c=o.indexOf(i);return c<0?s:(o.splice(c,1),null)}async function ue(t,e,n,r){let o=t==="browser"?await Rt(n,r):void 0;return o===void 0?Kt(e,n,r):o}function de(t,e,n){return Lt(e)?p(t,Promise.resolve(e).then(n)):n(e)}var Lt=t=>typeof t?.then=="function";function H(t,e,n){
return de(n,t.getItem(e),r=>{if(typeof(r??"")!="string")throw new TypeError("getItem gave no string");return r??null})}function le(t,e){
try{let n=t.peekItem?.(e);return typeof n=="string"?n:void 0}catch{return}}function pe(t,e,n,r,o,s){let i={};r!==void 0&&
(i.expiresAt=r),o!==void 0&&(i.expected=o);let a=Object.keys(i).length?[i]:[],c=n===void 0?t.removeItem(e,...a):t.setItem(
e,n,...a);return de(s,c,f=>f!==!1)}function he(t,e,n){let r=s=>{if(!Array.isArray(s))throw new TypeError("getKeys gave n\
o array");return s.filter(i=>typeof i=="string"&&i.startsWith(e))};if(typeof t.getKeys=="function")return de(n,t.getKeys(
e),r);if(typeof t.key!="function"||typeof t.length!="number")return null;let o=Array.from({length:t.length},(s,i)=>t.key(
i));return de(n,o.some(Lt)?Promise.all(o):o,r)}function v(t,e){try{return t[Symbol.for("tokenward.storage")]?.[e]}catch{
return}}var Sr=2**31-1;function me(t){let e;function n(){e!==void 0&&clearTimeout(e),e=void 0}return{arm(r,o){n();try{e=y(()=>setTimeout(
t,Math.min(Math.max(r,0),Sr)))}catch{return}o||(typeof e=="object"?e?.unref?.():h("Deno")?.unrefTimer?.(e))},disarm:n}}var Er=["visibilitychange","resume","pagehide","pageshow","focus","online","offline"];function ye(t){let e=({type:r,persisted:o})=>{
t(r==="online"||r==="offline"?r:o===!0&&r==="pagehide"?"hidden":o===!0&&r==="pageshow"?"restored":"woke")},n=r=>{for(let o of Er)
try{globalThis[r](o,e,o!=="focus")}catch{}};return n("addEventListener"),()=>n("removeEventListener")}var Z=()=>h("navig\
ator")?.onLine===!1;function E(t){return typeof t=="string"?JSON.stringify(t.replace(/\p{Surrogate}/gu,"�")):typeof t!="object"||t===null?
JSON.stringify(t)??"null":Array.isArray(t)?`[${t.map(E).join(",")}]`:`{${Object.entries(t).filter(([,n])=>n!==void 0).map(
([n,r])=>`${JSON.stringify(n)}:${E(r)}`).join(",")}}`}var N=t=>Dt(JSON.parse(t));function Dt(t){if(typeof t!="object"||t===null)return t;for(let e of Object.values(t))Dt(e);return Array.isArray(t)?t:Object.
setPrototypeOf(t,null)}var Ar=["code","message","retryable","status","oauthError","oauthErrorDescription","suberror","claims","retryAfterMs"],Ye=new Map,
$t=0,L=class{keep(e){return Ye.set(++$t,e),$t}get(e){return Ye.get(e)}forget(e){for(let n of e)Ye.delete(n)}again({cause:e,
earlier:n,...r}){return{...r,cause:e===void 0?void 0:this.keep(this.get(e)),earlier:n&&this.again(n)}}error({class:e,code:n,
message:r,cause:o,earlier:s,...i}){let a=s===void 0?this.get(o):this.error(s);return pt(e,n,r,{...i,cause:a})}thrown(e){
return typeof e=="string"?this.error(N(e)):e}threw(e){let n=this.keep(e),r={};for(let s of Ar){let i=Ut(e,s);["string","\
number","boolean"].includes(typeof i)&&(r[s]=i)}let o=Ut(e,"cause");return o!=null&&(r.cause=this.keep(o)),{answer:"thre\
w",cause:n,retryable:r.retryable===!0,error:typeof r.code=="string"?r:void 0}}};function Ut(t,e){try{return t?.[e]}catch{
return}}function ge(t,e){let n=Or(t,e);return n===void 0?"is unknown: is it misspelt?":`is unknown: did you mean "${n}"?`}function Or(t,e){
let n=Bt(t),r=Math.floor(n.length/3)+1,o;for(let s of e){let i=Tr(n,Bt(s));i<r&&([r,o]=[i,s])}return o}var Bt=t=>t.slice(
0,40).toLowerCase().replaceAll(/[_-]/g,"");function Tr(t,e){let n=[],r=Array.from({length:e.length+1},(o,s)=>s);for(let o=1;o<=
t.length;o++){let s=[o];for(let i=1;i<=e.length;i++){let a=t[o-1]===e[i-1],c=o>1&&i>1&&t[o-1]===e[i-2]&&t[o-2]===e[i-1];
s.push(Math.min(r[i]+1,s[i-1]+1,r[i-1]+(a?0:1),c?n[i-2]+1:1/0))}[n,r]=[r,s]}return r[e.length]}function A(t,e,n){return new l(`${t||"options"}: ${e}`,{cause:n})}function Wt(t,e){try{return e()}catch(n){throw A(t,"co\
uld not be read: a getter or a proxy threw",n)}}var D=class{#t;#e=new Map;#n=new Set;constructor(e,n){if(this.#t=n,e==null)
return;let r=Wt(n,()=>typeof e=="object"&&!Array.isArray(e)?Object.entries(e):void 0);if(r===void 0)throw A(n,"must be a\
n object");for(let[o,s]of r)s!=null&&this.#e.set(o,s)}path(e){return this.#t===""?e:`${this.#t}.${e}`}peek(e){return this.#e.
get(e)}has(e){return this.#e.has(e)}take(e,n){let r=this.#e.get(e);return this.#e.delete(e),this.#n.add(e),n(r,this.path(
e))}takeAll(e){return[...this.#e.keys()].map(n=>[n,this.take(n,e)])}read(e){return Object.fromEntries(Object.entries(e).
map(([n,r])=>[vr.get(r)??n,this.take(n,r)]))}end(){for(let e of this.#e.keys())throw A(this.path(e),ge(e,this.#n))}},qe=(t,e)=>(n,r)=>{
if(n===void 0||t(n))return n;throw A(r,e)},vr=new WeakMap;var Gt=t=>(e,n)=>{if(e===void 0)throw A(n,"is missing");return t(e,n)};var j=qe(t=>typeof t=="string","must be a string");var Mr=(t,e)=>Wt(e,()=>Array.isArray(t)?Object.values(t):void 0);function Jt(t,e){if(t===void 0)return;let n=typeof t=="string"?[t]:Mr(t,e);if(n?.every(r=>typeof r=="string"))return n;throw A(
e,"must be a string or an array of strings")}function Ve(t,e){if(t===void 0)return;let n,r;try{n=JSON.stringify(t)}catch(o){r=o}if(n===void 0)throw A(e,"must be what\
 JSON can hold",r);return n}var _r=9e15,Fe=(t,e,n,r=Number.MAX_VALUE)=>(o,s)=>{if(o!==void 0){if(typeof o!="number"||!(o>=
n&&o<=r))throw A(s,t);return Math.min(Math.ceil(o*e),_r)}},us=Number.MIN_VALUE;var He=Fe("must be a number of seconds that is finite and not negative",1e3,0);var Ze=Fe("must be a time in epoch milliseconds, as Date.now() gives it",1,0),ds=Fe("must be a whole number of at least \
1",1,1,2**32-1);var Yt=Gt(qe(t=>typeof t=="string"&&t!=="","must be a string")),qt=(t,e)=>Jt(t,e)?.join(" "),Ir=(t,e)=>{let n=typeof t==
"string"&&t.trim()!==""?Number(t):t;if(Number.isNaN(n))throw A(e,"must be a number of seconds that is finite and not neg\
ative");return He(n,e)};function Ft(t,e){let n=new D(t,e),r=n.peek("access_token")!==void 0&&n.peek("accessToken")===void 0,
o=r?{accessToken:n.take("access_token",Yt),tokenType:n.take("token_type",j),expiresInMs:n.take("expires_in",Ir),scope:n.
take("scope",qt),refreshToken:n.take("refresh_token",j),idToken:n.take("id_token",j),extra:Vt(n.takeAll(Ve))}:{accessToken:n.
take("accessToken",Yt),tokenType:n.take("tokenType",j),expiresAt:n.take("expiresAt",Ze),expiresInMs:n.take("expiresIn",He),
obtainedAt:n.take("obtainedAt",Ze),scope:n.take("scope",qt),refreshToken:n.take("refreshToken",j),idToken:n.take("idToke\
n",j),extra:n.take("extra",(s,i)=>Vt(new D(s,i).takeAll(Ve)))};return n.end(),{path:e,endpointNames:r,...o}}function we({
extra:t,...e}){return t===void 0?e:{...e,extra:JSON.parse(t)}}function Ht(t){try{let e=new D(t,"");return[e.peek("refres\
hToken"),e.peek("refresh_token")].find(r=>typeof r=="string"&&r!=="")}catch(e){if(e instanceof l)return;throw e}}function Vt(t){
let e=t.filter(([,n])=>n!==void 0);return e.length?`{${e.map(([n,r])=>`${JSON.stringify(n)}:${r}`).join(",")}}`:void 0}async function ze(t,e,n){let r=Xt(t,e,n),{tokens:o}=e,s=await(o!==void 0&&t.refresh?t.refresh.call(t.self,we(o),r):t.acquire?.
call(t.self,r));try{return{answer:"tokens",...Ft(s,"the custom provider's answer")}}catch(i){if(!(i instanceof l))throw i;
let a=i.cause===void 0?void 0:n.causes.keep(i.cause);return{answer:"noTokens",message:i.message,cause:a,refreshToken:o&&
Ht(s)}}}async function Zt(t,e,n){return await t.revoke?.call(t.self,we(e.tokens),Xt(t,e,n)),{answer:"done"}}async function zt({
owner:t},{call:e,provider:n,argument:r}){return await t[e](n,typeof r=="object"?we(r):r),{answer:"done"}}async function Qt({
make:t},e){return{answer:"parts",parts:await t?.(e)}}function Xt({owner:t},{provider:e,forceRefresh:n,minLifetimeMs:r},{
signal:o,fetch:s}){let i={provider:e,signal:o,fetch:s??globalThis.fetch};if(t===void 0)return i;let a={};return n&&(a.forceRefresh=
!0),r!==void 0&&(a.minLifetimeSeconds=r/1e3),{...i,...a}}var be=class{#t=new Map;#e=0;get(e){return this.#t.get(e)??{}}add(e){
return this.#t.set(++this.#e,e),this.#e}forget(e){this.#t.delete(e)}register(e){let n=[],r=o=>{let s=te(o);return o.functions!==
void 0&&(s.functions=this.add(o.functions),n.push(s.functions)),s.fallback=o.fallback?.map(i=>typeof i=="string"?i:r(i)),
s};return{config:r(e),undo:()=>n.forEach(o=>this.forget(o))}}};var en;function tn(){if(en===void 0)return;let t;try{return en(new Promise(e=>{t=()=>e(void 0)})),t}catch{return}}function z(t){return typeof WeakRef=="function"?new WeakRef(t):{deref:()=>t}}var Cr=400,Nr=new Uint8Array,nn=new Set,xe=class{causes=new L;#t;#e;#n=new Map;#f=0;#r=new Map;#o=new Map;#i=!1;#s=!1;#c;constructor(e){
this.#e=e,this.#t=this.#u(()=>e.make(O()));let n=z(this);this.#c=me(()=>n.deref()?.tick())}#u(e){try{return e()}catch(n){
throw this.causes.thrown(n)}}#a(e){this.#t!==void 0&&(this.#u(()=>e(this.#t)),this.drive())}tick(){this.#a(e=>e.tick(...O()))}signal(e){
this.#a(n=>n.signal(E(e),...O()))}run(e,n,r,o=this.#h){let s=++this.#f,i=E({call:e,provider:n,...r});return this.#e.edge?
this.#y(s,i,o):this.#m(s,i,o)}#h=e=>{if(e.error!==void 0)throw this.causes.error(e.error);return this.#e.value(e)};#m(e,n,r){
return new Promise((o,s)=>{this.#d(e,n,i=>{try{o(r(i))}catch(a){s(a)}})})}async#y(e,n,r){let o;this.#d(e,n,s=>{try{o={value:r(
s)}}catch(i){o={error:i}}});for(let s=1;o===void 0;)await new Promise(i=>y(()=>setTimeout(i,s))),o===void 0&&this.#a(i=>s=
i.look(e,...O())??0);if("error"in o)throw o.error;return o.value}#d(e,n,r){if(this.#t===void 0)throw new F("This TokenMa\
nager is closed.");this.#n.set(e,{settle:r});try{this.#a(o=>o.call(e,n,...O()))}catch(o){throw this.#n.delete(e),o}}ask(e,n,r){
let o=E({ask:e,provider:n,...r}),s=this.#u(()=>N(this.#t.ask(o,...O())));return this.drive(),s}close(){this.#s=!0,this.#a(
e=>e.close(...O())),this.#l()}#l(){if(!this.#s||this.#r.size||this.#i||this.#t===void 0)return;this.#c.disarm();let e=this.#t;
this.#t=void 0,e.free()}drive(){if(this.#i)return;this.#i=!0;try{for(let r;(r=this.#t.next())!==void 0;)this.#g(N(r));this.
causes.forget(this.#t.forgotten())}finally{this.#i=!1}let e=this.#t.deadline(),n=this.#t.isAwaited();e===void 0?this.#c.
disarm():this.#c.arm(e,n),n&&!this.#e.edge?nn.add(this):nn.delete(this),this.#l()}#g(e){switch(e.effect){case"do":return this.#w(
e);case"cancel":Qe(this.#r.get(e.number)),this.#r.delete(e.number);return;case"unlock":Qe(this.#r.get(e.number)),this.#o.
get(e.number)?.(),this.#o.delete(e.number);return;case"settle":{let n=this.#n.get(e.caller);return this.#n.delete(e.caller),
n?.settle(e)}default:return this.#e.effect(e)}}#w({number:e,withinMs:n,work:r,...o}){let s=typeof AbortController=="func\
tion"?new AbortController:void 0;this.#r.set(e,s);let i=tn(),a={withinMs:n,signal:s?.signal,locked:u=>this.#o.set(e,u)},
c=u=>{this.#x(e,s,u),i?.()},f=()=>{if(!this.#p(e,s))return i?.();let u;try{u=this.#e.work(r,o,a)}catch(b){u=this.causes.
threw(b)}if(typeof u?.then!="function")return c(u);let d=u.catch(b=>this.causes.threw(b)),g=n===void 0?d:p(n,d,()=>(Qe(s),
{answer:"timedOut"}));(this.#e.edge?this.#b(e,g):g).then(c)};this.#e.atOnce?f():Promise.resolve().then(f)}async#b(e,n){let r;
for(;(r=await p(Cr,n))===void 0;)this.#a(o=>o.alive(e,...O()));return r}#x(e,n,{body:r,...o}){let s=r??Nr;this.#p(e,n)&&
(this.#r.delete(e),this.#a(i=>i.answer(e,E(o),s,...O())))}#p(e,n){return this.#r.has(e)&&this.#r.get(e)===n}};function Qe(t){
try{t?.abort()}catch{}}var O=()=>[Date.now(),M(),Math.floor(Math.random()*2**32)];var jr=500,Rr=1e4,Pr=200,Kr=8,Xe,rn=0;function ke(t){return Xe?.web!==t&&(Xe=new et(t)),Xe}var et=class{constructor(e){this.
web=e}get[Symbol.for("tokenward.storage")](){return{kind:"local",compares:!0}}peekItem(e){return this.web.getItem(e)}async getItem(e){
let n=await an("readonly",a=>a.get(e)),r=on(n?.result),o=sn(this.web.getItem(e),r);if(o!==void 0)return o;await Dr(e);let s=this.
web.getItem(e),i=sn(s,r);return i!==void 0?i:(this.#n(e,s,r?.value),s)}async setItem(e,n,r){let o=await this.#e(e,n,r);return o&&
this.web.setItem(e,n),o}async removeItem(e,n){let r=await this.#e(e,null,n);return r&&this.web.removeItem(e),r}getKeys(e){
return Object.keys(this.web).filter(n=>n.startsWith(e))}#t(e){try{let n=this.web.getItem(e);return typeof n=="string"?n:
null}catch{return null}}async#e(e,n,{expected:r,expiresAt:o}={}){return await this.#n(e,n,r,o===void 0)??(r===void 0||this.
web.getItem(e)===r)}async#n(e,n,r,o){let s=!0;return await an("readwrite",(c,f)=>{let u=c.get(e);return f(u,d=>{let m=this.#t(
e),g=on(d)??{value:m,replaced:[]};s=r===void 0||g.value===r,s&&c.put({value:n,replaced:Lr(n,g,m)},e)}),u},o)&&s}};function on(t){
return Array.isArray(t?.replaced)&&(t.value===null||typeof t.value=="string")?t:void 0}function sn(t,e){return e===void 0||
t===e.value?t:t!==null&&e.replaced.includes(cn(t))?e.value:void 0}function Lr(t,e,n){let[r,...o]=[t,n,e.value].map(i=>i===
null?void 0:cn(i)),s=new Set([...o,...e.replaced]);return s.delete(r),[...s].filter(i=>i!==void 0).slice(0,Kr)}function cn(t){
let[e,n]=[2166136261,16777619];for(let r=0;r<t.length;r++)e=Math.imul(e^t.charCodeAt(r),16777619),n=Math.imul(n^t.charCodeAt(
r),2246822507);return(n>>>11)*2**32+(e>>>0)}async function an(t,e,n){if(!(x()===void 0||performance.now()<rn))try{return{
result:await k(Ce,t,e,n,jr)}}catch{rn=performance.now()+Rr;return}}function Dr(t){return new Promise(e=>{let n=s=>{s.key===
t&&r()},r=()=>{clearTimeout(o),globalThis.removeEventListener?.("storage",n),e()},o=y(()=>setTimeout(r,Pr));globalThis.addEventListener?.(
"storage",n)})}var $r="encryption: must be true, 32 bytes as base64 or base64url, or a CryptoKey for AES-GCM of 256 bits with the usage\
s encrypt and decrypt",tt=12,Ur=32;function fn(t,e){if(t===void 0||t===!1)return;let n=t===!0?e:typeof t=="string"?Br(t):
se(t)&&t;if(!n)throw new l($r);return Wr(ie(n))}function Br(t){let e=q(t.replace(/=$/,"").replaceAll("+","-").replaceAll(
"/","_"));return e?.length===Ur?e:void 0}var Wr=t=>({canWork:t.canWork,close:t.close,async seal(e,n,r){let o=crypto.getRandomValues(
new Uint8Array(tt)),s=await t.run("encrypt",o,nt(e),S().encode(n),r);return s&&I(Uint8Array.of(...o,...s))},async open(e,n,r){
let o=nt(n),s=await t.run("decrypt",o.slice(0,tt),nt(e),o.slice(tt),r);if(!s)return s;try{return At().decode(s)}catch{return null}finally{
s.fill(0)}}}),nt=t=>q(t)??new Uint8Array;function un(t){let e=re(),r=e==="edge"&&v(t,"lasting")===!0?"durableObject":e==="server"?"process":e;return{kind:e,name:r}}
var Gr={local:"localStorage is missing or forbidden here: tokens are kept in memory alone",session:"sessionStorage is mi\
ssing or forbidden here: tokens are kept in memory alone",indexeddb:"IndexedDB is missing or forbidden here: tokens are \
kept in memory alone"},Jr="records cannot be encrypted here, since WebCrypto or IndexedDB is missing: tokens are kept in\
 memory alone",Se=class{cipher;#t=new Map;#e=0;constructor(e,n){this.cipher=fn(e,n)}get(e){return this.#t.get(e)}open(e="\
memory"){if(e==="memory")return{};let[n,r]=Yr(e),o=v(n,"kind"),s=r??(typeof o=="string"?o:"custom"),i=c=>({storageMissing:{
kind:s,message:c}});return n===void 0?i(Gr[s]):this.cipher?.canWork()===!1?i(Jr):{storage:{id:this.#n(n),kind:s,keepsRefreshTokens:v(
n,"refreshTokens")!==!1,shared:r==="local"||r==="indexeddb",volatile:v(n,"volatile")===!0,late:this.cipher===void 0&&typeof n.
peekItem=="function",compares:!!v(n,"compares"),encrypted:this.cipher!==void 0}}}#n(e){for(let[n,r]of this.#t)if(r===e)return n;
return this.#t.set(++this.#e,e),this.#e}keep(e){for(let n of this.#t.keys())e.includes(n)||this.#t.delete(n)}};function Yr(t){
let e=()=>{let n=h("localStorage");return n&&ke(n)};return t==="local"?[e(),t]:t==="session"?[h("sessionStorage"),t]:t===
"indexeddb"?[x()&&ne(),t]:t===h("localStorage")?[e(),"local"]:[t]}var $=(t,e)=>{let n=r=>r===void 0?{answer:"timedOut"}:e(r);return typeof t?.then=="function"?t.then(n):n(t)},rt=t=>({answer:"\
text",text:t}),dn={async fetch(t,{fetch:e,host:n,signal:r,causes:o,keyOwner:s}){let i=Object.fromEntries(t.headers),a;if(t.
proof!==void 0)try{let d=await C(s,t.proof.key),m=await K(d,t.method,t.proof.htu,t.proof.iat,t.proof.nonce);i.dpop=m,a={
thumbprint:d.jkt,proof:m}}catch(d){return{answer:"noResponse",why:"noProof",cause:o.keep(d)}}let c=await ae({method:t.method,
url:t.url,headers:i,body:t.body},{fetch:e,kind:n,signal:r});if(c.failure!==null){let d=c.cause===void 0?void 0:o.keep(c.
cause);return{answer:"noResponse",why:c.failure,cause:d}}let{status:f,body:u}=c;return{answer:"response",status:f,headers:Object.
entries(c.headers),proof:a,body:u}},read:(t,{storages:e,withinMs:n})=>$(H(e.get(t.storage),t.key,n),rt),peek(t,{storages:e,
withinMs:n}){let r=le(e.get(t.storage),t.key);return r===void 0?$(H(e.get(t.storage),t.key,n),rt):{answer:"text",text:r}},
write:(t,{storages:e,withinMs:n})=>$(pe(e.get(t.storage),t.key,t.text,t.expiresAt,t.expected,n),r=>({answer:"written",written:r})),
list:(t,{storages:e,withinMs:n})=>$(he(e.get(t.storage),t.prefix,n),r=>({answer:"keys",keys:r})),seal:({additionalData:t,
text:e},{storages:n,withinMs:r})=>$(n.cipher.seal(t,e,r),o=>({answer:"sealed",bytes:o})),open:({additionalData:t,bytes:e},{
storages:n,withinMs:r})=>$(n.cipher.open(t,e,r),rt),async lock(t,{host:e,storages:n,signal:r,locked:o}){let s=await ue(e,
n.get(t.storage),t.key,t.patient);return s&&r?.aborted?s():s&&o(s),{answer:"locked",locked:!!s}},async proofKey({name:t},{
causes:e,keyOwner:n}){try{let{jkt:r,kept:o,fault:s}=await C(n,t);return{answer:"proofKey",thumbprint:r,kept:o,fault:s===
void 0?void 0:e.keep(s)}}catch{return{answer:"proofKey"}}},async verify({key:t,algorithm:e,input:n,signature:r}){return{
answer:"verified",verified:await oe(t,e,S().encode(n),q(r)??new Uint8Array)}},makeParts:(t,{functions:e})=>Qt(e.get(t.functions),
t),acquire:(t,e)=>ze(e.functions.get(t.functions),t,e),refresh:(t,e)=>ze(e.functions.get(t.functions),t,e),revoke:(t,e)=>Zt(
e.functions.get(t.functions),t,e),async resolve({provider:t},{causes:e,functions:n,resolveProvider:r,signal:o,keep:s}){let i=await r?.(
t);if(i instanceof Error)return{answer:"provider",error:e.threw(i).error};let a=i&&n.register(i).config;return a&&!o?.aborted&&
s(t,a),{answer:"provider",provider:a}},passOn:(t,{functions:e})=>zt(e.get(t.functions),t)};var qr={async resolve({provider:t},{causes:e,resolveProvider:n}){try{let r=await n?.(t);return{answer:"provider",provider:r===
void 0?void 0:{grant:"custom",functions:r}}}catch(r){if(r?.code==="invalid_configuration")return{answer:"provider",error:e.
threw(r).error};throw r}}},Ee=class{functions=new be;#t;#e;#n;#f;#r;#o;#i=()=>{};#s;constructor(e){this.#t=e,this.#e=new Se(
e.encryption,e.namespace),this.#n=this.#e.open(e.storage);let{storage:n}=this.#n,r=n&&this.#e.get(n.id);this.#f=un(r),this.#r=
r??this}get settings(){let{namespace:e,background:n,logLevel:r,resolveProvider:o}=this.#t,{name:s}=this.#f,i=s==="browse\
r"&&Z();return E({namespace:e,background:n,logLevel:r,...this.#n,host:s,offline:i,resolves:o!==void 0})}start(e){let{fetch:n,
resolveProvider:r}=this.#t,{kind:o,name:s}=this.#f,i={fetch:n,host:o,functions:this.functions,storages:this.#e,keyOwner:this.#r,
resolveProvider:r},a={...dn,...qr},c=new xe({edge:s==="edge",make:()=>e,work:(f,u,d)=>a[f](u,{...i,...d,causes:c.causes}),
effect:f=>this.#c(f),value:()=>{}});if(this.#o===void 0){this.#o=c;let f=z(this);s==="browser"&&(this.#i=ye(u=>f.deref()?.
signal({signal:u,offline:Z()})))}return c}signal(e){this.#o?.signal(e)}close(){this.#i(),this.#o?.close(),this.#e.cipher?.
close()}open(e){return E(this.#e.open(e))}keep(e){this.#e.keep([...e])}async proof(e,n,r,o,s,i){return K(await C(this.#r,
e),n,r,o,s,i)}#c(e){switch(e.effect){case"announce":return this.#s?.postMessage(e.text);case"listen":return this.#u(e.listens);case"\
forget":return this.functions.forget(e.functions)}}#u(e){this.#s?.close(),this.#s=e?R(this.#t.namespace):void 0;let n=z(
this),r=({data:o})=>{typeof o=="string"&&n.deref()?.signal({signal:"heard",text:o})};this.#s&&(this.#s.onmessage=r)}};function ln(t,e){
let n=new L,r=N(t);return n.error(e===void 0?r:{...r,cause:n.keep(e)})}function pn(t,e){if(Object.prototype.toString.call(e)===`[object ${t}]`)return!0;let n=globalThis[t];return typeof n=="f\
unction"&&e instanceof n}var hn=60,U=512,Ae=65,ot=Symbol.for("tokenward.storage");function mn(t,e){let n=Vr(t),{prefix:r,cacheTtl:o,refreshTokens:s}=Fr(
e),i=async a=>{let c=r+a,f=S().encode(c);if(f.length<=U)return c;let u=new Uint8Array(await crypto.subtle.digest("SHA-25\
6",f)),d=c.slice(0,U-Ae);for(;S().encode(d).length>U-Ae;)d=d.slice(0,-1);return`${d}~${Array.from(u,m=>m.toString(16).padStart(
2,"0")).join("")}`};return{[ot]:Object.freeze({kind:"kv",refreshTokens:s,volatile:!0}),async getItem(a){return await n.get(
await i(a),o===void 0?{type:"text"}:{type:"text",cacheTtl:o})},async setItem(a,c,f){let u=f?.expiresAt,d=typeof u=="numb\
er"&&Number.isFinite(u)?{expirationTtl:Math.max(hn,Math.ceil((u-Date.now())/1e3))}:void 0;try{await n.put(await i(a),c,d)}catch(m){
if(s||!Hr(m))throw m}},async removeItem(a){await n.delete(await i(a))},async getKeys(a){if(typeof n.list!="function")throw new V(
"This namespace has no list().");let c=[],f;do{let u=await n.list(f===void 0?{prefix:r+a}:{prefix:r+a,cursor:f});for(let{
name:d}of u.keys)c.push(d.slice(r.length));f=u.list_complete?void 0:u.cursor}while(f!==void 0);return c}}}function Vr(t){
let e=t;if(!(typeof e=="object"&&e!==null&&["get","put","delete"].every(r=>typeof e[r]=="function")))throw new l("namesp\
ace: must be a Workers KV namespace, env.TOKENS say (is the binding in wrangler's configuration?)");return e}function Fr(t){
if(t!=null&&(typeof t!="object"||Array.isArray(t)))throw new l("options: must be an object");let e={prefix:"",cacheTtl:void 0,
refreshTokens:!1};for(let[n,r]of Object.entries(t??{}))if(r!=null)if(n==="prefix"){if(typeof r!="string")throw new l("op\
tions.prefix: must be a string");if(S().encode(r).length>U-Ae)throw new l(`options.prefix: must have at most ${U-Ae} byt\
es, since Workers KV takes keys of ${U}`);e.prefix=r}else if(n==="cacheTtlSeconds"){if(typeof r!="number"||!Number.isInteger(
r)||r<hn)throw new l("options.cacheTtlSeconds: must be a whole number of at least 60, as Workers KV demands");e.cacheTtl=
r}else if(n==="refreshTokens"){if(typeof r!="boolean")throw new l("options.refreshTokens: must be true or false");e.refreshTokens=
r}else throw new l(`options.${n}: ${ge(n,["prefix","cacheTtlSeconds","refreshTokens"])}`);return e}function Hr(t){return pn(
"Error",t)&&/\b429\b/.test(t.message)}function yn(t){let e=t;if(!(typeof e=="object"&&e!==null&&["get","put","delete","list","sync"].every(r=>typeof Reflect.get(
e,r)=="function")))throw new l("storage: must be a Durable Object's own storage, this.ctx.storage say");return{[ot]:Object.
freeze({kind:"durable object",refreshTokens:!0,lasting:!0}),async getItem(r){return await e.get(r)},async setItem(r,o){await e.
put(r,o),await e.sync()},async removeItem(r){await e.delete(r),await e.sync()},async getKeys(r){return[...(await e.list(
{prefix:r})).keys()]}}}return Mn(Zr);})();
