// Made from the files of pkg-template/ by `cargo xtask build`: change those.
function g(t){let e=globalThis.Zone?.root;return typeof e?.run=="function"?e.run(t):t()}var hn=100;function U(t,e){try{let{BroadcastChannel:n}=globalThis,r=typeof n=="function"?new n(t):new de(t);return e&&(r.
onmessage=({data:o})=>{typeof o=="string"&&e(o)}),r}catch{return}}var de=class{onmessage=null;#t=localStorage;#e;constructor(e){
this.#e=`${e}%message`,addEventListener("storage",this)}handleEvent({key:e,newValue:n}){e===this.#e&&n&&this.onmessage?.(
{data:n.slice(n.indexOf(" ")+1)})}postMessage(e){try{this.#t.setItem(this.#e,`${Math.random()} ${e}`),g(()=>setTimeout(()=>this.#t.
removeItem(this.#e),hn))}catch{}}close(){removeEventListener("storage",this)}};function N(){try{return performance.now()}catch{return Date.now()}}var mn=2**31-1,yn=50,gn=250,wn=2e3,bn=3,xn=(t,e)=>g(()=>setTimeout(e,Math.min(Math.max(t,0),mn)));function F(t){let e,n=0;return{over:new Promise(o=>{let s=i=>{let a=N()+i;e=xn(i,()=>{let f=N()-a;f<yn||n++===bn?o():s(f<
wn?gn:t)})};s(t)}),end:()=>clearTimeout(e)}}async function h(t,e,n){let{over:r,end:o}=F(t);try{return await Promise.race(
[e,r.then(()=>n?.())])}finally{o()}}var kn="tokenward",W="records",G="keys",me="commits",ye="leases",it=[W,G,me,ye],Sn=1e3,H,pe,B;function En(){return globalThis.
addEventListener?.("pagehide",()=>{B=new Promise(t=>{let e=()=>{B=void 0,t()};globalThis.addEventListener("pageshow",e,{
once:!0})}),pe?.forEach(t=>t())}),new Set}function x(){try{return globalThis.indexedDB??void 0}catch{return}}async function b(t,e,n,r,o=Sn){
let s=()=>{},i=!1,a=()=>{},c=()=>{},f=new Promise((y,O)=>{c=()=>{i=!0,s(),O(le())}}),u=()=>{let y=F(o);a=y.end,y.over.then(
c)},d=async()=>{a(),await B,u()};u(),f.catch(()=>{});let p=()=>s();(pe??=En()).add(p);try{for(let y=!0;;y=!1){B&&await d();
let O=H??=An();try{let $=await Promise.race([O.database,f]);B&&await d();let T=$.transaction(t,e,{durability:r?"strict":
"relaxed"}),cn=new Promise((fn,ue)=>{s=()=>ot(T)&&ue(le());let nt=!1,un=(rt,ln)=>{nt=!0,rt.onsuccess=()=>{try{ln(rt.result),
T.commit?.()}catch(pn){ue(pn),ot(T)}}},dn=n(T.objectStore(t),un);nt||T.commit?.(),T.oncomplete=()=>fn(dn.result),T.onabort=
()=>ue(T.error??le())});return await Promise.race([cn,f])}catch($){if($?.name==="QuotaExceededError"||(he(O),i||!y))throw $}}}finally{
a(),pe?.delete(p)}}async function Z(t,e,n){let r=await b(t,"readonly",i=>i.get(e));if(r!==void 0)return r;let o=await n();
return await b(t,"readwrite",(i,a)=>{let c=i.get(e);return a(c,f=>{f===void 0&&i.add(o,e)}),c},!0)??o}function le(){return new DOMException(
"IndexedDB took too long.","TimeoutError")}function ot(t){try{return t.abort(),!0}catch{return!1}}function An(){let t={database:On().
then(e=>(e.onversionchange=()=>he(t),e.onclose=()=>he(t),H!==t&&e.close(),e))};return t}function he(t){H===t&&(H=void 0),
t.database.then(e=>e.close(),()=>{})}async function On(){let t=await st();if(it.every(n=>t.objectStoreNames.contains(n)))
return t;let{version:e}=t;return t.close(),st(e+1)}function st(t){return new Promise((e,n)=>{let r=x().open(kn,t);r.onupgradeneeded=
()=>{let{objectStoreNames:o}=r.result;for(let s of it)o.contains(s)||r.result.createObjectStore(s)},r.onsuccess=()=>e(r.
result),r.onerror=()=>n(r.error)})}var Tn=[void 0,"","AQgw","AEIMQUYcgkosw048"];function Y(t){let e=Tn[t.length%4];if(!(e!==void 0&&!e.includes(t[t.length-
1]))&&!(e===""||t.includes("+")||t.includes("/")))try{let n=vn(t);return n.length===t.length*3>>2?n:void 0}catch{return}}
var vn=(()=>{let t=globalThis;return typeof t.Uint8Array.fromBase64=="function"?e=>t.Uint8Array.fromBase64(e,{alphabet:"\
base64url"}):typeof t.Buffer?.from=="function"?e=>t.Buffer.from(e,"base64url"):e=>Uint8Array.from(atob(e.replaceAll("-",
"+").replaceAll("_","/")),n=>n.charCodeAt(0))})();var at=["code","provider","retryable","status","oauthError","oauthErrorDescription","suberror","claims","retryAfterMs"],
w=class extends Error{constructor(e,n={}){super(e,n.cause===void 0?void 0:{cause:n.cause}),this.code=n.code??ct[this.name]??
"acquisition_failed",this.retryable=n.retryable??!1;for(let r of at)n[r]!==void 0&&Object.assign(this,{[r]:n[r]})}toJSON(){
let e={name:this.name,message:this.message};for(let n of at)e[n]=Reflect.get(this,n);return e}},ge=class extends w{},l=class extends w{},
we=class extends w{},be=class extends w{},xe=class extends w{},ke=class extends w{},z=class extends w{},Se=class extends z{},
Ee=class extends w{},J=class extends w{},Ae=class extends w{},Oe=class extends w{},Mn=[[w,"TokenError","acquisition_fail\
ed"],[ge,"NotInitializedError","not_initialized"],[l,"InvalidConfigurationError","invalid_configuration"],[we,"UnknownPr\
oviderError","unknown_provider"],[be,"TokenNotFoundError","token_not_found"],[xe,"TokenExpiredError","token_expired"],[ke,
"TokenAcquisitionError","acquisition_failed"],[z,"TokenRefreshError","refresh_failed"],[Se,"ReauthenticationRequiredErro\
r","reauthentication_required"],[Ee,"LoginError","login_failed"],[J,"StorageError","storage"],[Ae,"InvalidTokenError","i\
nvalid_token"],[Oe,"ManagerClosedError","closed"]],ct={},ft={};for(let[t,e,n]of Mn)Object.defineProperty(t.prototype,"na\
me",{value:e,configurable:!0,writable:!0}),ct[e]=n,ft[e]=t;function ut(t,e,n,r){let o=ft[t]??w;return new o(n,{...r,code:e})}function dt(t,e){return t!=null&&Object.hasOwn(t,e)?t[e]??void 0:void 0}var Q=t=>Object.assign(Object.create(null),t);var v={ES256:"P-256",ES384:"P-384",ES512:"P-521"},j={RS:"RSASSA-PKCS1-v1_5",PS:"RSA-PSS",ES:"ECDSA",Ed:"Ed25519"};function lt(t){
if(typeof t!="object"||t===null)return;let e=dt(t,"kty")!==void 0?_n(Q(t)):In(t);return e!==void 0&&/^([RP]S(256|384|512)|EdDSA)$|^ES/.
test(e)&&(e[0]!=="E"||e==="EdDSA"||e in v)?e:void 0}function _n({kty:t,crv:e,alg:n,d:r}){if(typeof r=="string")return t===
"RSA"?typeof n=="string"&&n[1]==="S"&&n[0]!=="E"?n:n===void 0?"RS256":void 0:t==="EC"?Object.keys(v).find(o=>v[o]===e):t===
"OKP"&&e==="Ed25519"?"EdDSA":void 0}function In({type:t,usages:e,algorithm:n}){if(t!=="private"||!Array.isArray(e)||!e.includes(
"sign"))return;let{name:r,hash:o,namedCurve:s}=n;if(r===j.Ed)return"EdDSA";if(r===j.ES)return Object.keys(v).find(a=>v[a]===
s);let i=String(o?.name).replace("SHA-","");return r===j.RS?`RS${i}`:r===j.PS?`PS${i}`:void 0}function Cn(t){let e=t.slice(2);return{name:j[t.slice(0,2)],hash:`SHA-${e}`,namedCurve:v[t],saltLength:Number(e)/8}}async function pt(t,e,n){let r=lt(t),o=a=>M(new TextEncoder().encode(JSON.stringify(a))),s=`${o({alg:r,...e})}.${o(n)}`,
i=await crypto.subtle.sign(Cn(r),t,new TextEncoder().encode(s));return`${s}.${M(new Uint8Array(i))}`}function M(t){let e="";
for(let n of t)e+=String.fromCharCode(n);return btoa(e).replace(/\+/g,"-").replace(/\//g,"_").replace(/=+$/,"")}var ht=new WeakMap,Nn=3e3;function R(t,e){return h(Nn,jn(t,e),()=>{throw new DOMException("WebCrypto took too long.","Ti\
meoutError")})}async function jn(t,e){let n=ht.get(t)??new Map;ht.set(t,n);let r=n.get(e);if(r?.kept===!1)return r;let o=async()=>n.
get(e)??await Rn(),s;if(x())try{let a={...await Z(G,["dpop",e],o),kept:!0};return n.set(e,a),a}catch(a){s=a}let i={...await o(),
kept:!1};return n.get(e)?.kept!==!1&&n.set(e,i),{...n.get(e),fault:s}}async function Rn(){let{privateKey:t,publicKey:e}=await crypto.
subtle.generateKey({name:"ECDSA",namedCurve:"P-256"},!1,["sign","verify"]),{crv:n,kty:r,x:o,y:s}=await crypto.subtle.exportKey(
"jwk",e),i={crv:n,kty:r,x:o,y:s};return{privateKey:t,jwk:i,jkt:await mt(JSON.stringify(i))}}async function q({privateKey:t,
jwk:e},n,r,o,s,i){let c={jti:M(crypto.getRandomValues(new Uint8Array(16))),htm:n,htu:r,iat:o,nonce:s,ath:i===void 0?void 0:
await mt(i)};return pt(t,{typ:"dpop+jwt",jwk:e},c)}async function mt(t){return M(new Uint8Array(await crypto.subtle.digest(
"SHA-256",new TextEncoder().encode(t))))}var Te=()=>Pn;async function gt(t){return Z(G,t,()=>crypto.subtle.generateKey({name:"AES-GCM",length:256},!1,["encrypt",
"decrypt"]))}var Pn={[Symbol.for("tokenward.storage")]:Object.freeze({kind:"indexeddb",compares:!0}),getItem:t=>b(W,"rea\
donly",e=>e.get(t)),setItem:(t,e,n)=>yt(t,n,r=>r.put(e,t),n?.expiresAt===void 0),removeItem:(t,e)=>yt(t,e,n=>n.delete(t),
!0),getKeys:t=>b(W,"readonly",e=>e.getAllKeys(IDBKeyRange.lowerBound(t)))};async function yt(t,e,n,r){let o=e?.expected,
s=!0;return await b(W,"readwrite",(a,c)=>{let f=a.get(t);return c(f,u=>{s=o===void 0||(u??null)===o,s&&n(a)}),f},r),s}function m(t){try{return globalThis[t]??void 0}catch{return}}function Kn(){return m("navigator")?.userAgent==="Cloudflar\
e-Workers"||m("WebSocketPair")!==void 0}function ve(){return Kn()||m("EdgeRuntime")!==void 0?"edge":m("process")?.versions||
m("Deno")||m("Bun")?"server":"browser"}var wt=()=>m("crypto")?.subtle!==void 0;function Ln(t){crypto.getRandomValues(t)}async function Dn(t){return new Uint8Array(
await crypto.subtle.digest("SHA-256",t))}async function Me(t,e,n,r){try{let o=JSON.parse(e),s=await crypto.subtle.importKey(
"jwk",JSON.parse(t),o,!1,["verify"]);return await crypto.subtle.verify(o,s,r,n)}catch{return!1}}function _e(t){try{let{algorithm:e,type:n,usages:r}=t;return e.name==="AES-GCM"&&e.length===256&&n==="secret"&&Array.isArray(
r)&&r.includes("encrypt")&&r.includes("decrypt")}catch{return!1}}function Ie(t){let e=t;async function n(){if(typeof e==
"string")return gt(e);if(!ArrayBuffer.isView(e))return e;let o=e,s=await crypto.subtle.importKey("raw",o,"AES-GCM",!1,["\
encrypt","decrypt"]);return o.fill(0),e=s}async function r(o,s,i,a){try{let c=await n(),f=crypto.subtle[o]({name:"AES-GC\
M",iv:s,additionalData:i},c,a),u=o==="encrypt"?await f:await f.catch(()=>null);return u&&new Uint8Array(u)}finally{a.fill(
0)}}return{canWork:()=>wt()&&(typeof e!="string"||x()!==void 0),run:(o,s,i,a,c)=>h(c,r(o,s,i,a)),close(){ArrayBuffer.isView(
e)&&e.fill(0)}}}function k(){return typeof TextEncoder=="function"?new TextEncoder:{encode:xt,encodeInto:$n}}function bt(){return typeof TextDecoder==
"function"?new TextDecoder("utf-8",{ignoreBOM:!0}):{decode:Un}}function xt(t=""){let e=encodeURIComponent(t.replace(/\p{Surrogate}/gu,
"�"));return Uint8Array.from(e.match(/%..|./g)??[],n=>n.length===1?n.charCodeAt(0):Number.parseInt(n.slice(1),16))}function $n(t,e){
let[n,r]=[0,0];for(let o of t){let s=xt(o);if(r+s.length>e.length)break;e.set(s,r),n+=o.length,r+=s.length}return{read:n,
written:r}}function Un(t=new Uint8Array){let e="";for(let n of t)e+=`%${(n+256).toString(16).slice(1)}`;return decodeURIComponent(
e)}var kt=1048576,Bn=["content-type","date","retry-after","authorization","dpop-nonce","www-authenticate"];async function Ce({
method:t,url:e,headers:n,body:r},{fetch:o=m("fetch"),kind:s,signal:i}){let a;try{if(typeof o!="function")throw new TypeError(
"the host has no fetch");let c={method:t,headers:n,redirect:"manual",signal:i};r!==void 0&&(c.body=r),s!=="edge"&&Object.
assign(c,{credentials:"omit",cache:"no-store"}),a=await o(e,c)}catch(c){return{failure:s==="browser"?"networkOfPage":"ne\
twork",cause:c}}try{let c=St(a);if(c===void 0)throw new TypeError("what fetch gave is no Response: it has no status");let f=await Wn(
a);return f===void 0?{failure:"tooLarge"}:{failure:null,...c,body:f}}catch(c){return{failure:"network",cause:c}}}function St(t){
let e=t?.status;if(typeof e!="number")return;let n=t.headers,r=Object.create(null);for(let o of Bn){let s=typeof n?.get==
"function"?n.get(o):n?.[o];typeof s=="string"&&(r[o]=s)}return{status:e,headers:r}}async function Wn(t){let e=t.body?.getReader?.();
if(e===void 0){let r=k().encode(await Gn(t));return r.length>kt?void 0:r}let n=new Uint8Array;for(;;){let{done:r,value:o}=await e.
read();if(r)return n;if(!ArrayBuffer.isView(o))throw new TypeError("a chunk of the response's body is no Uint8Array");let s=n.
length+o.byteLength;if(s>kt){(async()=>e.cancel?.())().catch(()=>{});return}let i=new Uint8Array(s);i.set(n),i.set(new Uint8Array(
o.buffer,o.byteOffset,o.byteLength),n.length),n=i}}async function Gn(t){return typeof t.text=="function"?String(await t.
text()):typeof t.json=="function"?JSON.stringify(await t.json())??"":""}var Et="?",At="!",Ot=".",Yn=4,Jn=250;function X(t){let e=Ne(t,n=>n===Et&&e?.postMessage(At));return()=>{e?.postMessage(Ot),
e?.close()}}async function ee(t){let[e,n]=[!1,()=>{}],r=new Promise(s=>n=s),o=Ne(t,s=>{s===At&&(e=!0,n())});if(o){for(let s=Yn;s&&
!e;s--)o.postMessage(Et),await h(Jn,r);return o.close(),e}}function Tt(t){let e=()=>{},n=Ne(t,r=>r===Ot&&e());return{wait:r=>new Promise(
o=>{let s=g(()=>setTimeout(o,r));e=()=>{clearTimeout(s),o()}}),end:()=>n?.close()}}function Ne(t,e){return U(`${t} alive\
?`,e)}var qn=500,vt=3e3,Vn=1e3,Fn=3e4,Hn=50,Zn=20,zn=400;async function _t(t,e){let n={owner:Math.random(),beat:0},r=Tt(t);try{
let o,s=!1,[i,a,c]=[0,0,performance.now()];for(let f=Zn;;f=Math.min(f*1.5,zn)){let u=O=>!O||O.owner===n.owner||s&&Mt(O,o),
d=await je(t,n,u);if(!d||u(d))return Qn(t,n);let p=performance.now(),y=Math.min(p-c,Vn);if(c=p,i+=y,a=Mt(d,o)?a+y:0,o=d,
i>=(e?Fn:Hn))return null;s=a>=vt&&!await ee(t),a>=vt&&!s&&(a=0),s||await r.wait(f*(.5+Math.random()))}}finally{r.end()}}
function Qn(t,e){let n=i=>i?.owner===e.owner,r=X(t),o=()=>{e.beat++,je(t,e,n).then(i=>n(i)||clearInterval(s),()=>{})},s=g(
()=>setInterval(o,qn));return()=>{clearInterval(s),je(t,void 0,n).then(r,r)}}function je(t,e,n){return b(ye,"readwrite",
(r,o)=>{let s=r.get(t);return o(s,i=>{n(i)&&(e?r.put(e,t):r.delete(t))}),s})}function Mt(t,e){return t.owner===e?.owner&&
t.beat===e.beat}var Xn=4e3,er=6,tr=2e3,nr=1e3,rr=50;async function It(t,e){try{return await or(t,e)}catch{}try{return await _t(t,e)}catch{
return}}async function or(t,e){let n=Re(t),r=await(e?sr(t,n):h(rr,n.granted));return r||(n.cancel(),null)}async function sr(t,e){
for(let n=er;n;n--){let r=await h(Xn,e.granted);if(r)return r;let o=Re(`${t} asking`);try{let s=await h(tr,Promise.race(
[e.granted,o.granted.then(()=>!0)])),i=s===!0?await Promise.race([e.granted,ee(t)]):s;if(typeof i=="function")return i;if(i===
void 0)return null;if(!i)return await ir(t,e)}finally{o.cancel()}}return null}async function ir(t,e){let n=Re(t,{steal:!0}),
r=await h(nr,n.granted);return(r?e:n).cancel(),r}function Re(t,e){let n=new AbortController,r=()=>{},o=new Promise((i,a)=>{
let c=()=>new Promise(f=>{let u=X(t);r=()=>{f(void 0),u()},i(r)});navigator.locks.request(t,e??{signal:n.signal},c).catch(
a)});return o.catch(()=>{}),{granted:o,cancel:()=>{n.abort(),r()}}}var ar=5e3,cr=50,Ct=new WeakMap;async function Nt(t,e,n){let r=Ct.get(t)??new Map;Ct.set(t,r);let o=r.get(e)??[],s=()=>{
let f=o.shift();f?f():r.delete(e)};if(!r.has(e))return r.set(e,o),s;let i=()=>{},a=new Promise(f=>{i=()=>f(!0),o.push(i)});
if(await h(n?ar:cr,a))return s;let c=o.indexOf(i);return c<0?s:(o.splice(c,1),null)}async function Pe(t,e,n,r){let o=t==="browser"?await It(n,r):void 0;return o===void 0?Nt(e,n,r):o}function te(t,e,n){return jt(e)?h(t,Promise.resolve(e).then(n)):n(e)}var jt=t=>typeof t?.then=="function";function ne(t,e,n){
return te(n,t.getItem(e),r=>{if(typeof(r??"")!="string")throw new TypeError("getItem gave no string");return r??null})}function Ke(t,e){
try{let n=t.peekItem?.(e);return typeof n=="string"?n:void 0}catch{return}}function Le(t,e,n,r,o,s){let i={};r!==void 0&&
(i.expiresAt=r),o!==void 0&&(i.expected=o);let a=Object.keys(i).length?[i]:[],c=n===void 0?t.removeItem(e,...a):t.setItem(
e,n,...a);return te(s,c,f=>f!==!1)}function De(t,e,n){let r=s=>{if(!Array.isArray(s))throw new TypeError("getKeys gave n\
o array");return s.filter(i=>typeof i=="string"&&i.startsWith(e))};if(typeof t.getKeys=="function")return te(n,t.getKeys(
e),r);if(typeof t.key!="function"||typeof t.length!="number")return null;let o=Array.from({length:t.length},(s,i)=>t.key(
i));return te(n,o.some(jt)?Promise.all(o):o,r)}function _(t,e){try{return t[Symbol.for("tokenward.storage")]?.[e]}catch{
return}}var fr=2**31-1;function $e(t){let e;function n(){e!==void 0&&clearTimeout(e),e=void 0}return{arm(r,o){n();try{e=g(()=>setTimeout(
t,Math.min(Math.max(r,0),fr)))}catch{return}o||(typeof e=="object"?e?.unref?.():m("Deno")?.unrefTimer?.(e))},disarm:n}}var ur=["visibilitychange","resume","pagehide","pageshow","focus","online","offline"];function Ue(t){let e=({type:r,persisted:o})=>{
t(r==="online"||r==="offline"?r:o===!0&&r==="pagehide"?"hidden":o===!0&&r==="pageshow"?"restored":"woke")},n=r=>{for(let o of ur)
try{globalThis[r](o,e,o!=="focus")}catch{}};return n("addEventListener"),()=>n("removeEventListener")}var re=()=>m("navi\
gator")?.onLine===!1;function S(t){return typeof t=="string"?JSON.stringify(t.replace(/\p{Surrogate}/gu,"�")):typeof t!="object"||t===null?
JSON.stringify(t)??"null":Array.isArray(t)?`[${t.map(S).join(",")}]`:`{${Object.entries(t).filter(([,n])=>n!==void 0).map(
([n,r])=>`${JSON.stringify(n)}:${S(r)}`).join(",")}}`}var I=t=>Rt(JSON.parse(t));function Rt(t){if(typeof t!="object"||t===
null)return t;for(let e of Object.values(t))Rt(e);return Array.isArray(t)?t:Object.setPrototypeOf(t,null)}var dr=["code","message","retryable","status","oauthError","oauthErrorDescription","suberror","claims","retryAfterMs"],P=class{#t=new Map;#e=0;keep(e){
return this.#t.set(++this.#e,e),this.#e}get(e){return this.#t.get(e)}forget(e){for(let n of e)this.#t.delete(n)}error({class:e,
code:n,message:r,cause:o,earlier:s,...i}){let a=s===void 0?this.get(o):this.error(s);return ut(e,n,r,{...i,cause:a})}thrown(e){
return typeof e=="string"?this.error(I(e)):e}threw(e){let n=this.keep(e),r={};for(let s of dr){let i=Pt(e,s);["string","\
number","boolean"].includes(typeof i)&&(r[s]=i)}let o=Pt(e,"cause");return o!=null&&(r.cause=this.keep(o)),{answer:"thre\
w",cause:n,retryable:r.retryable===!0,error:typeof r.code=="string"?r:void 0}}};function Pt(t,e){try{return t?.[e]}catch{
return}}function oe(t,e){let n=lr(t,e);return n===void 0?"is unknown: is it misspelt?":`is unknown: did you mean "${n}"?`}function lr(t,e){
let n=Kt(t),r=Math.floor(n.length/3)+1,o;for(let s of e){let i=pr(n,Kt(s));i<r&&([r,o]=[i,s])}return o}var Kt=t=>t.slice(
0,40).toLowerCase().replaceAll(/[_-]/g,"");function pr(t,e){let n=[],r=Array.from({length:e.length+1},(o,s)=>s);for(let o=1;o<=
t.length;o++){let s=[o];for(let i=1;i<=e.length;i++){let a=t[o-1]===e[i-1],c=o>1&&i>1&&t[o-1]===e[i-2]&&t[o-2]===e[i-1];
s.push(Math.min(r[i]+1,s[i-1]+1,r[i-1]+(a?0:1),c?n[i-2]+1:1/0))}[n,r]=[r,s]}return r[e.length]}function E(t,e,n){return new l(`${t||"options"}: ${e}`,{cause:n})}function Lt(t,e){try{return e()}catch(n){throw E(t,"co\
uld not be read: a getter or a proxy threw",n)}}var K=class{#t;#e=new Map;#n=new Set;constructor(e,n){if(this.#t=n,e==null)
return;let r=Lt(n,()=>typeof e=="object"&&!Array.isArray(e)?Object.entries(e):void 0);if(r===void 0)throw E(n,"must be a\
n object");for(let[o,s]of r)s!=null&&this.#e.set(o,s)}path(e){return this.#t===""?e:`${this.#t}.${e}`}peek(e){return this.#e.
get(e)}has(e){return this.#e.has(e)}take(e,n){let r=this.#e.get(e);return this.#e.delete(e),this.#n.add(e),n(r,this.path(
e))}takeAll(e){return[...this.#e.keys()].map(n=>[n,this.take(n,e)])}read(e){return Object.fromEntries(Object.entries(e).
map(([n,r])=>[hr.get(r)??n,this.take(n,r)]))}end(){for(let e of this.#e.keys())throw E(this.path(e),oe(e,this.#n))}},Be=(t,e)=>(n,r)=>{
if(n===void 0||t(n))return n;throw E(r,e)},hr=new WeakMap;var Dt=t=>(e,n)=>{if(e===void 0)throw E(n,"is missing");return t(e,n)};var C=Be(t=>typeof t=="string","must be a string");var mr=(t,e)=>Lt(e,()=>Array.isArray(t)?Object.values(t):void 0);function $t(t,e){if(t===void 0)return;let n=typeof t=="string"?[t]:mr(t,e);if(n?.every(r=>typeof r=="string"))return n;throw E(
e,"must be a string or an array of strings")}function We(t,e){if(t===void 0)return;let n,r;try{n=JSON.stringify(t)}catch(o){r=o}if(n===void 0)throw E(e,"must be what\
 JSON can hold",r);return n}var yr=9e15,Ge=(t,e,n,r=Number.MAX_VALUE)=>(o,s)=>{if(o!==void 0){if(typeof o!="number"||!(o>=
n&&o<=r))throw E(s,t);return Math.min(Math.ceil(o*e),yr)}},Qo=Number.MIN_VALUE;var Ye=Ge("must be a number of seconds that is finite and not negative",1e3,0);var Je=Ge("must be a time in epoch milliseconds, as Date.now() gives it",1,0),Xo=Ge("must be a whole number of at least \
1",1,1,2**32-1);var Ut=Dt(Be(t=>typeof t=="string"&&t!=="","must be a string")),Bt=(t,e)=>$t(t,e)?.join(" "),gr=(t,e)=>{let n=typeof t==
"string"&&t.trim()!==""?Number(t):t;if(Number.isNaN(n))throw E(e,"must be a number of seconds that is finite and not neg\
ative");return Ye(n,e)};function Gt(t,e){let n=new K(t,e),r=n.peek("access_token")!==void 0&&n.peek("accessToken")===void 0,
o=r?{accessToken:n.take("access_token",Ut),tokenType:n.take("token_type",C),expiresInMs:n.take("expires_in",gr),scope:n.
take("scope",Bt),refreshToken:n.take("refresh_token",C),idToken:n.take("id_token",C),extra:Wt(n.takeAll(We))}:{accessToken:n.
take("accessToken",Ut),tokenType:n.take("tokenType",C),expiresAt:n.take("expiresAt",Je),expiresInMs:n.take("expiresIn",Ye),
obtainedAt:n.take("obtainedAt",Je),scope:n.take("scope",Bt),refreshToken:n.take("refreshToken",C),idToken:n.take("idToke\
n",C),extra:n.take("extra",(s,i)=>Wt(new K(s,i).takeAll(We)))};return n.end(),{path:e,endpointNames:r,...o}}function se({
extra:t,...e}){return t===void 0?e:{...e,extra:JSON.parse(t)}}function Yt(t){try{let e=new K(t,"");return[e.peek("refres\
hToken"),e.peek("refresh_token")].find(r=>typeof r=="string"&&r!=="")}catch(e){if(e instanceof l)return;throw e}}function Wt(t){
let e=t.filter(([,n])=>n!==void 0);return e.length?`{${e.map(([n,r])=>`${JSON.stringify(n)}:${r}`).join(",")}}`:void 0}async function qe(t,e,n){let r=Ft(t,e,n),{tokens:o}=e,s=await(o!==void 0&&t.refresh?t.refresh.call(t.self,se(o),r):t.acquire?.
call(t.self,r));try{return{answer:"tokens",...Gt(s,"the custom provider's answer")}}catch(i){if(!(i instanceof l))throw i;
let a=i.cause===void 0?void 0:n.causes.keep(i.cause);return{answer:"noTokens",message:i.message,cause:a,refreshToken:o&&
Yt(s)}}}async function Jt(t,e,n){return await t.revoke?.call(t.self,se(e.tokens),Ft(t,e,n)),{answer:"done"}}async function qt({
owner:t},{call:e,provider:n,argument:r}){return await t[e](n,typeof r=="object"?se(r):r),{answer:"done"}}async function Vt({
make:t},e){return{answer:"parts",parts:await t?.(e)}}function Ft({owner:t},{provider:e,forceRefresh:n,minLifetimeMs:r},{
signal:o,fetch:s}){let i={provider:e,signal:o,fetch:s??globalThis.fetch};if(t===void 0)return i;let a={};return n&&(a.forceRefresh=
!0),r!==void 0&&(a.minLifetimeSeconds=r/1e3),{...i,...a}}var ie=class{#t=new Map;#e=0;get(e){return this.#t.get(e)??{}}add(e){
return this.#t.set(++this.#e,e),this.#e}forget(e){this.#t.delete(e)}register(e){let n=[],r=o=>{let s=Q(o);return o.functions!==
void 0&&(s.functions=this.add(o.functions),n.push(s.functions)),s.fallback=o.fallback?.map(i=>typeof i=="string"?i:r(i)),
s};return{config:r(e),undo:()=>n.forEach(o=>this.forget(o))}}};var Ht;function Zt(){if(Ht===void 0)return;let t;try{return Ht(new Promise(e=>{t=()=>e(void 0)})),t}catch{return}}function V(t){return typeof WeakRef=="function"?new WeakRef(t):{deref:()=>t}}var wr=400,br=new Uint8Array,ae=class{causes=new P;#t;#e;#n=new Map;#f=0;#r=new Map;#o=new Map;#i=!1;#s=!1;#c;constructor(e){
this.#e=e,this.#t=this.#u(()=>e.make(A()));let n=V(this);this.#c=$e(()=>n.deref()?.tick())}#u(e){try{return e()}catch(n){
throw this.causes.thrown(n)}}#a(e){this.#t!==void 0&&(this.#u(()=>e(this.#t)),this.drive())}tick(){this.#a(e=>e.tick(...A()))}signal(e){
this.#a(n=>n.signal(S(e),...A()))}run(e,n,r){let o=++this.#f,s=S({call:e,provider:n,...r});return this.#e.edge?this.#m(o,
s):this.#h(o,s)}#h(e,n){return new Promise((r,o)=>{let s=i=>{i.error===void 0?r(this.#e.value(i)):o(this.causes.error(i.
error))};this.#d(e,n,s)})}async#m(e,n){let r;this.#d(e,n,o=>r=o);for(let o=1;r===void 0;)await new Promise(s=>g(()=>setTimeout(
s,o))),r===void 0&&this.#a(s=>o=s.look(e,...A())??0);if(r.error!==void 0)throw this.causes.error(r.error);return this.#e.
value(r)}#d(e,n,r){this.#n.set(e,{settle:r});try{this.#a(o=>o.call(e,n,...A()))}catch(o){throw this.#n.delete(e),o}}ask(e,n,r){
let o=S({ask:e,provider:n,...r}),s=this.#u(()=>I(this.#t.ask(o,...A())));return this.drive(),s}close(){this.#s=!0,this.#a(
e=>e.close(...A())),this.#l()}#l(){if(!this.#s||this.#r.size||this.#i||this.#t===void 0)return;this.#c.disarm();let e=this.#t;
this.#t=void 0,e.free()}drive(){if(this.#i)return;this.#i=!0;try{for(let n;(n=this.#t.next())!==void 0;)this.#y(I(n));this.
causes.forget(this.#t.forgotten())}finally{this.#i=!1}let e=this.#t.deadline();e===void 0?this.#c.disarm():this.#c.arm(e,
this.#t.isAwaited()),this.#l()}#y(e){switch(e.effect){case"do":return this.#g(e);case"cancel":Ve(this.#r.get(e.number)),
this.#r.delete(e.number);return;case"unlock":Ve(this.#r.get(e.number)),this.#o.get(e.number)?.(),this.#o.delete(e.number);
return;case"settle":{let n=this.#n.get(e.caller);return this.#n.delete(e.caller),n?.settle(e)}default:return this.#e.effect(
e)}}#g({number:e,withinMs:n,work:r,...o}){let s=typeof AbortController=="function"?new AbortController:void 0;this.#r.set(
e,s);let i=Zt(),a={withinMs:n,signal:s?.signal,locked:f=>this.#o.set(e,f)},c=f=>{this.#b(e,s,f),i?.()};Promise.resolve().
then(()=>{if(!this.#p(e,s))return i?.();let f;try{f=this.#e.work(r,o,a)}catch(y){f=this.causes.threw(y)}if(typeof f?.then!=
"function")return c(f);let u=f.catch(y=>this.causes.threw(y)),p=n===void 0?u:h(n,u,()=>(Ve(s),{answer:"timedOut"}));(this.#e.
edge?this.#w(e,p):p).then(c)})}async#w(e,n){let r;for(;(r=await h(wr,n))===void 0;)this.#a(o=>o.alive(e,...A()));return r}#b(e,n,{
body:r,...o}){let s=r??br;this.#p(e,n)&&(this.#r.delete(e),this.#a(i=>i.answer(e,S(o),s,...A())))}#p(e,n){return this.#r.
has(e)&&this.#r.get(e)===n}};function Ve(t){try{t?.abort()}catch{}}var A=()=>[Date.now(),N(),Math.floor(Math.random()*2**
32)];var xr=500,kr=1e4,Sr=200,Er=8,Fe,zt=0;function Ze(t){return Fe?.web!==t&&(Fe=new He(t)),Fe}var He=class{constructor(e){this.
web=e}get[Symbol.for("tokenward.storage")](){return{kind:"local",compares:!0}}peekItem(e){return this.web.getItem(e)}async getItem(e){
let n=await en("readonly",a=>a.get(e)),r=Qt(n?.result),o=Xt(this.web.getItem(e),r);if(o!==void 0)return o;await Or(e);let s=this.
web.getItem(e),i=Xt(s,r);return i!==void 0?i:(this.#n(e,s,r?.value),s)}async setItem(e,n,r){let o=await this.#e(e,n,r);return o&&
this.web.setItem(e,n),o}async removeItem(e,n){let r=await this.#e(e,null,n);return r&&this.web.removeItem(e),r}getKeys(e){
return Object.keys(this.web).filter(n=>n.startsWith(e))}#t(e){try{let n=this.web.getItem(e);return typeof n=="string"?n:
null}catch{return null}}async#e(e,n,{expected:r,expiresAt:o}={}){return await this.#n(e,n,r,o===void 0)??(r===void 0||this.
web.getItem(e)===r)}async#n(e,n,r,o){let s=!0;return await en("readwrite",(c,f)=>{let u=c.get(e);return f(u,d=>{let p=this.#t(
e),y=Qt(d)??{value:p,replaced:[]};s=r===void 0||y.value===r,s&&c.put({value:n,replaced:Ar(n,y,p)},e)}),u},o)&&s}};function Qt(t){
return Array.isArray(t?.replaced)&&(t.value===null||typeof t.value=="string")?t:void 0}function Xt(t,e){return e===void 0||
t===e.value?t:t!==null&&e.replaced.includes(tn(t))?e.value:void 0}function Ar(t,e,n){let[r,...o]=[t,n,e.value].map(i=>i===
null?void 0:tn(i)),s=new Set([...o,...e.replaced]);return s.delete(r),[...s].filter(i=>i!==void 0).slice(0,Er)}function tn(t){
let[e,n]=[2166136261,16777619];for(let r=0;r<t.length;r++)e=Math.imul(e^t.charCodeAt(r),16777619),n=Math.imul(n^t.charCodeAt(
r),2246822507);return(n>>>11)*2**32+(e>>>0)}async function en(t,e,n){if(!(x()===void 0||performance.now()<zt))try{return{
result:await b(me,t,e,n,xr)}}catch{zt=performance.now()+kr;return}}function Or(t){return new Promise(e=>{let n=s=>{s.key===
t&&r()},r=()=>{clearTimeout(o),globalThis.removeEventListener?.("storage",n),e()},o=g(()=>setTimeout(r,Sr));globalThis.addEventListener?.(
"storage",n)})}var Tr="encryption: must be true, 32 bytes as base64 or base64url, or a CryptoKey for AES-GCM of 256 bits with the usage\
s encrypt and decrypt",ze=12,vr=32;function nn(t,e){if(t===void 0||t===!1)return;let n=t===!0?e:typeof t=="string"?Mr(t):
_e(t)&&t;if(!n)throw new l(Tr);return _r(Ie(n))}function Mr(t){let e=Y(t.replace(/=$/,"").replaceAll("+","-").replaceAll(
"/","_"));return e?.length===vr?e:void 0}var _r=t=>({canWork:t.canWork,close:t.close,async seal(e,n,r){let o=crypto.getRandomValues(
new Uint8Array(ze)),s=await t.run("encrypt",o,Qe(e),k().encode(n),r);return s&&M(Uint8Array.of(...o,...s))},async open(e,n,r){
let o=Qe(n),s=await t.run("decrypt",o.slice(0,ze),Qe(e),o.slice(ze),r);if(!s)return s;try{return bt().decode(s)}catch{return null}finally{
s.fill(0)}}}),Qe=t=>Y(t)??new Uint8Array;function rn(t){let e=ve(),r=e==="edge"&&_(t,"lasting")===!0?"durableObject":e==="server"?"process":e;return{kind:e,name:r}}
var Ir={local:"localStorage is missing or forbidden here: tokens are kept in memory alone",session:"sessionStorage is mi\
ssing or forbidden here: tokens are kept in memory alone",indexeddb:"IndexedDB is missing or forbidden here: tokens are \
kept in memory alone"},Cr="records cannot be encrypted here, since WebCrypto or IndexedDB is missing: tokens are kept in\
 memory alone",ce=class{cipher;#t=new Map;#e=0;constructor(e,n){this.cipher=nn(e,n)}get(e){return this.#t.get(e)}open(e="\
memory"){if(e==="memory")return{};let[n,r]=Nr(e),o=_(n,"kind"),s=r??(typeof o=="string"?o:"custom"),i=c=>({storageMissing:{
kind:s,message:c}});return n===void 0?i(Ir[s]):this.cipher?.canWork()===!1?i(Cr):{storage:{id:this.#n(n),kind:s,keepsRefreshTokens:_(
n,"refreshTokens")!==!1,shared:r==="local"||r==="indexeddb",volatile:_(n,"volatile")===!0,late:this.cipher===void 0&&typeof n.
peekItem=="function",compares:!!_(n,"compares"),encrypted:this.cipher!==void 0}}}#n(e){for(let[n,r]of this.#t)if(r===e)return n;
return this.#t.set(++this.#e,e),this.#e}keep(e){for(let n of this.#t.keys())e.includes(n)||this.#t.delete(n)}};function Nr(t){
let e=()=>{let n=m("localStorage");return n&&Ze(n)};return t==="local"?[e(),t]:t==="session"?[m("sessionStorage"),t]:t===
"indexeddb"?[x()&&Te(),t]:t===m("localStorage")?[e(),"local"]:[t]}var L=(t,e)=>{let n=r=>r===void 0?{answer:"timedOut"}:e(r);return typeof t?.then=="function"?t.then(n):n(t)},Xe=t=>({answer:"\
text",text:t}),on={async fetch(t,{fetch:e,host:n,signal:r,causes:o,keyOwner:s}){let i=Object.fromEntries(t.headers),a;if(t.
proof!==void 0)try{let d=await R(s,t.proof.key),p=await q(d,t.method,t.proof.htu,t.proof.iat,t.proof.nonce);i.dpop=p,a={
thumbprint:d.jkt,proof:p}}catch(d){return{answer:"noResponse",why:"noProof",cause:o.keep(d)}}let c=await Ce({method:t.method,
url:t.url,headers:i,body:t.body},{fetch:e,kind:n,signal:r});if(c.failure!==null){let d=c.cause===void 0?void 0:o.keep(c.
cause);return{answer:"noResponse",why:c.failure,cause:d}}let{status:f,body:u}=c;return{answer:"response",status:f,headers:Object.
entries(c.headers),proof:a,body:u}},read:(t,{storages:e,withinMs:n})=>L(ne(e.get(t.storage),t.key,n),Xe),peek(t,{storages:e,
withinMs:n}){let r=Ke(e.get(t.storage),t.key);return r===void 0?L(ne(e.get(t.storage),t.key,n),Xe):{answer:"text",text:r}},
write:(t,{storages:e,withinMs:n})=>L(Le(e.get(t.storage),t.key,t.text,t.expiresAt,t.expected,n),r=>({answer:"written",written:r})),
list:(t,{storages:e,withinMs:n})=>L(De(e.get(t.storage),t.prefix,n),r=>({answer:"keys",keys:r})),seal:({additionalData:t,
text:e},{storages:n,withinMs:r})=>L(n.cipher.seal(t,e,r),o=>({answer:"sealed",bytes:o})),open:({additionalData:t,bytes:e},{
storages:n,withinMs:r})=>L(n.cipher.open(t,e,r),Xe),async lock(t,{host:e,storages:n,signal:r,locked:o}){let s=await Pe(e,
n.get(t.storage),t.key,t.patient);return s&&r?.aborted?s():s&&o(s),{answer:"locked",locked:!!s}},async proofKey({name:t},{
causes:e,keyOwner:n}){try{let{jkt:r,fault:o}=await R(n,t);return{answer:"proofKey",thumbprint:r,fault:o===void 0?void 0:
e.keep(o)}}catch{return{answer:"proofKey"}}},async verify({key:t,algorithm:e,input:n,signature:r}){return{answer:"verifi\
ed",verified:await Me(t,e,k().encode(n),Y(r)??new Uint8Array)}},makeParts:(t,{functions:e})=>Vt(e.get(t.functions),t),acquire:(t,e)=>qe(
e.functions.get(t.functions),t,e),refresh:(t,e)=>qe(e.functions.get(t.functions),t,e),revoke:(t,e)=>Jt(e.functions.get(t.
functions),t,e),async resolve({provider:t},{causes:e,functions:n,resolveProvider:r}){let o=await r?.(t);return o instanceof
Error?{answer:"provider",error:e.threw(o).error}:{answer:"provider",provider:o&&n.register(o).config}},passOn:(t,{functions:e})=>qt(
e.get(t.functions),t)};var jr={async resolve({provider:t},{causes:e,resolveProvider:n}){try{let r=await n?.(t);return{answer:"provider",provider:r===
void 0?void 0:{grant:"custom",functions:r}}}catch(r){if(r?.code==="invalid_configuration")return{answer:"provider",error:e.
threw(r).error};throw r}}},et=class{functions=new ie;#t;#e;#n;#f;#r;#o;#i=()=>{};#s;constructor(e){this.#t=e,this.#e=new ce(
e.encryption,e.namespace),this.#n=this.#e.open(e.storage);let{storage:n}=this.#n,r=n&&this.#e.get(n.id);this.#f=rn(r),this.#r=
r??this}get settings(){let{namespace:e,background:n,logLevel:r,resolveProvider:o}=this.#t,{name:s}=this.#f,i=s==="browse\
r"&&re();return S({namespace:e,background:n,logLevel:r,...this.#n,host:s,offline:i,resolves:o!==void 0})}start(e){let{fetch:n,
resolveProvider:r}=this.#t,{kind:o,name:s}=this.#f,i={fetch:n,host:o,functions:this.functions,storages:this.#e,keyOwner:this.#r,
resolveProvider:r},a={...on,...jr},c=new ae({edge:s==="edge",make:()=>e,work:(f,u,d)=>a[f](u,{...i,...d,causes:c.causes}),
effect:f=>this.#c(f),value:()=>{}});if(this.#o===void 0){this.#o=c;let f=V(this);s==="browser"&&(this.#i=Ue(u=>f.deref()?.
signal({signal:u,offline:re()})))}return c}signal(e){this.#o?.signal(e)}close(){this.#i(),this.#o?.close(),this.#e.cipher?.
close()}open(e){return S(this.#e.open(e))}keep(e){this.#e.keep([...e])}async proof(e,n,r,o,s,i){return q(await R(this.#r,
e),n,r,o,s,i)}#c(e){switch(e.effect){case"announce":return this.#s?.postMessage(e.text);case"listen":return this.#u(e.listens);case"\
forget":return this.functions.forget(e.functions)}}#u(e){this.#s?.close(),this.#s=e?U(this.#t.namespace):void 0;let n=V(
this),r=({data:o})=>{typeof o=="string"&&n.deref()?.signal({signal:"heard",text:o})};this.#s&&(this.#s.onmessage=r)}};function Rr(t,e){
let n=new P,r=I(t);return n.error(e===void 0?r:{...r,cause:n.keep(e)})}function sn(t,e){if(Object.prototype.toString.call(e)===`[object ${t}]`)return!0;let n=globalThis[t];return typeof n=="f\
unction"&&e instanceof n}var an=60,D=512,fe=65,tt=Symbol.for("tokenward.storage");function Pr(t,e){let n=Kr(t),{prefix:r,cacheTtl:o,refreshTokens:s}=Lr(
e),i=async a=>{let c=r+a,f=k().encode(c);if(f.length<=D)return c;let u=new Uint8Array(await crypto.subtle.digest("SHA-25\
6",f)),d=c.slice(0,D-fe);for(;k().encode(d).length>D-fe;)d=d.slice(0,-1);return`${d}~${Array.from(u,p=>p.toString(16).padStart(
2,"0")).join("")}`};return{[tt]:Object.freeze({kind:"kv",refreshTokens:s,volatile:!0}),async getItem(a){return await n.get(
await i(a),o===void 0?{type:"text"}:{type:"text",cacheTtl:o})},async setItem(a,c,f){let u=f?.expiresAt,d=typeof u=="numb\
er"&&Number.isFinite(u)?{expirationTtl:Math.max(an,Math.ceil((u-Date.now())/1e3))}:void 0;try{await n.put(await i(a),c,d)}catch(p){
if(s||!Dr(p))throw p}},async removeItem(a){await n.delete(await i(a))},async getKeys(a){if(typeof n.list!="function")throw new J(
"This namespace has no list().");let c=[],f;do{let u=await n.list(f===void 0?{prefix:r+a}:{prefix:r+a,cursor:f});for(let{
name:d}of u.keys)c.push(d.slice(r.length));f=u.list_complete?void 0:u.cursor}while(f!==void 0);return c}}}function Kr(t){
let e=t;if(!(typeof e=="object"&&e!==null&&["get","put","delete"].every(r=>typeof e[r]=="function")))throw new l("namesp\
ace: must be a Workers KV namespace, env.TOKENS say (is the binding in wrangler's configuration?)");return e}function Lr(t){
if(t!=null&&(typeof t!="object"||Array.isArray(t)))throw new l("options: must be an object");let e={prefix:"",cacheTtl:void 0,
refreshTokens:!1};for(let[n,r]of Object.entries(t??{}))if(r!=null)if(n==="prefix"){if(typeof r!="string")throw new l("op\
tions.prefix: must be a string");if(k().encode(r).length>D-fe)throw new l(`options.prefix: must have at most ${D-fe} byt\
es, since Workers KV takes keys of ${D}`);e.prefix=r}else if(n==="cacheTtlSeconds"){if(typeof r!="number"||!Number.isInteger(
r)||r<an)throw new l("options.cacheTtlSeconds: must be a whole number of at least 60, as Workers KV demands");e.cacheTtl=
r}else if(n==="refreshTokens"){if(typeof r!="boolean")throw new l("options.refreshTokens: must be true or false");e.refreshTokens=
r}else throw new l(`options.${n}: ${oe(n,["prefix","cacheTtlSeconds","refreshTokens"])}`);return e}function Dr(t){return sn(
"Error",t)&&/\b429\b/.test(t.message)}function $r(t){let e=t;if(!(typeof e=="object"&&e!==null&&["get","put","delete","list","sync"].every(r=>typeof Reflect.get(
e,r)=="function")))throw new l("storage: must be a Durable Object's own storage, this.ctx.storage say");return{[tt]:Object.
freeze({kind:"durable object",refreshTokens:!0,lasting:!0}),async getItem(r){return await e.get(r)},async setItem(r,o){await e.
put(r,o),await e.sync()},async removeItem(r){await e.delete(r),await e.sync()},async getKeys(r){return[...(await e.list(
{prefix:r})).keys()]}}}export{et as ClientDriver,F as bound,Ie as createCipher,$e as createTimer,$r as durableObjectStorage,Rr as errorOf,x as factory,
Ln as fillRandomly,St as headOf,ve as hostKind,Te as indexedDbStorage,_e as isCipherKey,re as isOffline,Me as isSignature,
De as keysOf,Pr as kvStorage,Ue as listenToHost,Ze as localRecords,Pe as lock,N as monotonicMs,U as openChannel,g as outsideZones,
Ke as peekItem,q as proof,R as proofKey,ne as readItem,_ as saysOf,Ce as send,Dn as sha256,Le as writeItem};

