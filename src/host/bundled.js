// Made from the files of pkg-template/ by `cargo xtask build`: change those.
function C(t){try{return typeof BroadcastChannel=="function"?new BroadcastChannel(t):new I(t)}catch{return}}var I=class{onmessage=null;#t=localStorage;#e;constructor(e){
this.#e=`${e}%message`,addEventListener("storage",this)}handleEvent({key:e,newValue:n}){e===this.#e&&n&&this.onmessage?.(
{data:n.slice(n.indexOf(" ")+1)})}postMessage(e){try{this.#t.setItem(this.#e,`${Math.random()} ${e}`),setTimeout(()=>this.#t.
removeItem(this.#e),100)}catch{}}close(){removeEventListener("storage",this)}};var me="tokenward",E="records",A="keys",K="commits",L="leases",J=[E,A,K,L],we=1e3,ge=50,Se=200,ye=20,x,O,S;function he(){
return globalThis.addEventListener?.("pagehide",()=>{S=new Promise(t=>{let e=()=>{S=void 0,t()};globalThis.addEventListener(
"pageshow",e,{once:!0})}),O?.forEach(t=>t())}),new Set}function y(){try{return globalThis.indexedDB??void 0}catch{return}}
async function m(t,e,n,r,o=we){let s=()=>{},a=!1,i,c=new Promise((d,p)=>{let l=performance.now()+o,u=()=>{a=!0,s(),p(k())};
i=setTimeout(()=>{let w=performance.now()-l;w>ge?i=setTimeout(u,Math.max(Se-w,ye)):u()},o)});c.catch(()=>{});let f=()=>s();
(O??=he()).add(f);try{for(let d=!0;;d=!1){S&&await Promise.race([S,c]);let p=x??=Ee();try{let l=await Promise.race([p.database,
c]);S&&await Promise.race([S,c]);let u=l.transaction(t,e,{durability:r?"strict":"relaxed"}),w=new Promise((ue,P)=>{s=()=>F(
u)&&P(k());let W=!1,fe=(Y,le)=>{W=!0,Y.onsuccess=()=>{try{le(Y.result),u.commit?.()}catch(pe){P(pe),F(u)}}},de=n(u.objectStore(
t),fe);W||u.commit?.(),u.oncomplete=()=>ue(de.result),u.onabort=()=>P(u.error??k())});return await Promise.race([w,c])}catch(l){
if(l?.name==="QuotaExceededError"||(R(p),a||!d))throw l}}}finally{clearTimeout(i),O?.delete(f)}}async function T(t,e,n){
let r=await m(t,"readonly",a=>a.get(e));if(r!==void 0)return r;let o=await n();return await m(t,"readwrite",(a,i)=>{let c=a.
get(e);return i(c,f=>{f===void 0&&a.add(o,e)}),c},!0)??o}function k(){return new DOMException("IndexedDB took too long.",
"TimeoutError")}function F(t){try{return t.abort(),!0}catch{return!1}}function Ee(){let t={database:Ae().then(e=>(e.onversionchange=
()=>R(t),e.onclose=()=>R(t),x!==t&&e.close(),e))};return t}function R(t){x===t&&(x=void 0),t.database.then(e=>e.close(),
()=>{})}async function Ae(){let t=await G();if(J.every(n=>t.objectStoreNames.contains(n)))return t;let{version:e}=t;return t.
close(),G(e+1)}function G(t){return new Promise((e,n)=>{let r=y().open(me,t);r.onupgradeneeded=()=>{let{objectStoreNames:o}=r.
result;for(let s of J)o.contains(s)||r.result.createObjectStore(s)},r.onsuccess=()=>e(r.result),r.onerror=()=>n(r.error)})}var h={ES256:"P-256",ES384:"P-384",ES512:"P-521"},b={RS:"RSASSA-PKCS1-v1_5",PS:"RSA-PSS",ES:"ECDSA",Ed:"Ed25519"};function be(t){
if(typeof t!="object"||t===null)return;let e="kty"in t?Me(t):xe(t);return e!==void 0&&/^([RP]S(256|384|512)|EdDSA)$|^ES/.
test(e)&&(e[0]!=="E"||e==="EdDSA"||e in h)?e:void 0}function Me({kty:t,crv:e,alg:n,d:r}){if(typeof r=="string")return t===
"RSA"?typeof n=="string"&&n[1]==="S"&&n[0]!=="E"?n:n===void 0?"RS256":void 0:t==="EC"?Object.keys(h).find(o=>h[o]===e):t===
"OKP"&&e==="Ed25519"?"EdDSA":void 0}function xe({type:t,usages:e,algorithm:n}){if(t!=="private"||!Array.isArray(e)||!e.includes(
"sign"))return;let{name:r,hash:o,namedCurve:s}=n;if(r===b.Ed)return"EdDSA";if(r===b.ES)return Object.keys(h).find(i=>h[i]===
s);let a=String(o?.name).replace("SHA-","");return r===b.RS?`RS${a}`:r===b.PS?`PS${a}`:void 0}function Te(t){let e=t.slice(
2);return{name:b[t.slice(0,2)],hash:`SHA-${e}`,namedCurve:h[t],saltLength:Number(e)/8}}async function q(t,e,n){let r=be(t),o=i=>M(new TextEncoder().encode(JSON.stringify(i))),s=`${o({alg:r,...e})}.${o(n)}`,a=await crypto.
subtle.sign(Te(r),t,new TextEncoder().encode(s));return`${s}.${M(new Uint8Array(a))}`}function M(t){let e="";for(let n of t)
e+=String.fromCharCode(n);return btoa(e).replace(/\+/g,"-").replace(/\//g,"_").replace(/=+$/,"")}var H=new WeakMap,ve=3e3;function _e(t,e){return new Promise((n,r)=>{let o=setTimeout(()=>r(new DOMException("WebCrypto \
took too long.","TimeoutError")),ve),s=()=>clearTimeout(o);Pe(t,e).finally(s).then(n,r)})}async function Pe(t,e){let n=H.
get(t)??new Map;H.set(t,n);let r=n.get(e);if(r?.kept===!1)return r;let o=async()=>n.get(e)??await Ie(),s;if(y())try{let i={
...await T(A,["dpop",e],o),kept:!0};return n.set(e,i),i}catch(i){s=i}let a={...await o(),kept:!1};return n.get(e)?.kept!==
!1&&n.set(e,a),{...n.get(e),fault:s}}async function Ie(){let{privateKey:t,publicKey:e}=await crypto.subtle.generateKey({
name:"ECDSA",namedCurve:"P-256"},!1,["sign","verify"]),{crv:n,kty:r,x:o,y:s}=await crypto.subtle.exportKey("jwk",e),a={crv:n,
kty:r,x:o,y:s};return{privateKey:t,jwk:a,jkt:await V(JSON.stringify(a))}}async function Ce({privateKey:t,jwk:e},n,r,o,s,a){
let c={jti:M(crypto.getRandomValues(new Uint8Array(16))),htm:n,htu:r,iat:o,nonce:s,ath:a===void 0?void 0:await V(a)};return q(
t,{typ:"dpop+jwt",jwk:e},c)}async function V(t){return M(new Uint8Array(await crypto.subtle.digest("SHA-256",new TextEncoder().
encode(t))))}var ke=()=>Re;async function Oe(t){return T(A,t,()=>crypto.subtle.generateKey({name:"AES-GCM",length:256},!1,["encrypt",
"decrypt"]))}var Re={[Symbol.for("tokenward.storage")]:Object.freeze({kind:"indexeddb",compares:!0}),getItem:t=>m(E,"rea\
donly",e=>e.get(t)),setItem:(t,e,n)=>z(t,n,r=>r.put(e,t),n?.expiresAt===void 0),removeItem:(t,e)=>z(t,e,n=>n.delete(t),!0),
getKeys:t=>m(E,"readonly",e=>e.getAllKeys(IDBKeyRange.lowerBound(t)))};async function z(t,e,n,r){let o=e?.expected,s=!0;
return await m(E,"readwrite",(i,c)=>{let f=i.get(t);return c(f,d=>{s=o===void 0||(d??null)===o,s&&n(i)}),f},r),s}var Ke=500,Le=1e4,De=200,Ne=8,D,Q=0;function $e(t){return D?.web!==t&&(D=new N(t)),D}var N=class{constructor(e){this.web=
e}get[Symbol.for("tokenward.storage")](){return{kind:"local",compares:!0}}peekItem(e){return this.web.getItem(e)}async getItem(e){
let n=await ee("readonly",i=>i.get(e)),r=X(n?.result),o=Z(this.web.getItem(e),r);if(o!==void 0)return o;await Ue(e);let s=this.
web.getItem(e),a=Z(s,r);return a!==void 0?a:(this.#n(e,s,r?.value),s)}async setItem(e,n,r){let o=await this.#e(e,n,r);return o&&
this.web.setItem(e,n),o}async removeItem(e,n){let r=await this.#e(e,null,n);return r&&this.web.removeItem(e),r}getKeys(e){
return Object.keys(this.web).filter(n=>n.startsWith(e))}#t(e){try{let n=this.web.getItem(e);return typeof n=="string"?n:
null}catch{return null}}async#e(e,n,{expected:r,expiresAt:o}={}){return await this.#n(e,n,r,o===void 0)??(r===void 0||this.
web.getItem(e)===r)}async#n(e,n,r,o){let s=!0;return await ee("readwrite",(c,f)=>{let d=c.get(e);return f(d,p=>{let l=this.#t(
e),u=X(p)??{value:l,replaced:[]};s=r===void 0||u.value===r,s&&c.put({value:n,replaced:je(n,u,l)},e)}),d},o)&&s}};function X(t){
return Array.isArray(t?.replaced)&&(t.value===null||typeof t.value=="string")?t:void 0}function Z(t,e){return e===void 0||
t===e.value?t:t!==null&&e.replaced.includes(te(t))?e.value:void 0}function je(t,e,n){let[r,...o]=[t,n,e.value].map(a=>a===
null?void 0:te(a)),s=new Set([...o,...e.replaced]);return s.delete(r),[...s].filter(a=>a!==void 0).slice(0,Ne)}function te(t){
let[e,n]=[2166136261,16777619];for(let r=0;r<t.length;r++)e=Math.imul(e^t.charCodeAt(r),16777619),n=Math.imul(n^t.charCodeAt(
r),2246822507);return(n>>>11)*2**32+(e>>>0)}async function ee(t,e,n){if(!(y()===void 0||performance.now()<Q))try{return{
result:await m(K,t,e,n,Ke)}}catch{Q=performance.now()+Le;return}}function Ue(t){return new Promise(e=>{let n=s=>{s.key===
t&&r()},r=()=>{clearTimeout(o),globalThis.removeEventListener?.("storage",n),e()},o=setTimeout(r,De);globalThis.addEventListener?.(
"storage",n)})}var ne="?",re="!",oe=".",Be=4,We=250;function v(t){let e=$(t);return j(e,n=>n===ne&&e?.postMessage(re)),()=>{e?.postMessage(
oe),e?.close()}}async function _(t){let e=$(t);if(!e)return;let n=!1,r=new Promise(o=>j(e,s=>s===re&&o(n=!0)));for(let o=Be;o&&
!n;o--)e.postMessage(ne),await g(We,r);return e.close(),n}function se(t){let e=$(t),n=()=>{};return j(e,r=>r===oe&&n()),
{wait:r=>g(r,new Promise(o=>n=()=>o(void 0))),end:()=>e?.close()}}async function g(t,e){let n,r=new Promise(o=>n=setTimeout(
o,t));try{return await Promise.race([e,r])}finally{clearTimeout(n)}}function $(t){return C(`${t} alive?`)}function j(t,e){
t&&(t.onmessage=({data:n})=>{e(n)})}var Ye=500,ae=3e3,Fe=1e3,Ge=3e4,Je=50,qe=20,He=400;async function ce(t,e){let n={owner:Math.random(),beat:0},r=se(t);try{
let o,s=!1,[a,i,c]=[0,0,performance.now()];for(let f=qe;;f=Math.min(f*1.5,He)){let d=w=>!w||w.owner===n.owner||s&&ie(w,o),
p=await U(t,n,d);if(!p||d(p))return Ve(t,n);let l=performance.now(),u=Math.min(l-c,Fe);if(c=l,a+=u,i=ie(p,o)?i+u:0,o=p,a>=
(e?Ge:Je))return null;s=i>=ae&&!await _(t),i>=ae&&!s&&(i=0),s||await r.wait(f*(.5+Math.random()))}}finally{r.end()}}function Ve(t,e){
let n=s=>s?.owner===e.owner,r=v(t),o=setInterval(()=>{e.beat++,U(t,e,n).then(s=>n(s)||clearInterval(o),()=>{})},Ye);return()=>{
clearInterval(o),U(t,void 0,n).then(r,r)}}function U(t,e,n){return m(L,"readwrite",(r,o)=>{let s=r.get(t);return o(s,a=>{
n(a)&&(e?r.put(e,t):r.delete(t))}),s})}function ie(t,e){return t.owner===e?.owner&&t.beat===e.beat}var ze=4e3,Qe=6,Xe=2e3,Ze=1e3,et=50;async function tt(t,e){try{return await nt(t,e)}catch{}try{return await ce(t,e)}catch{
return}}async function nt(t,e){let n=B(t),r=await(e?rt(t,n):g(et,n.granted));return r||(n.cancel(),null)}async function rt(t,e){
for(let n=Qe;n;n--){let r=await g(ze,e.granted);if(r)return r;let o=B(`${t} asking`);try{let s=await g(Xe,Promise.race([
e.granted,o.granted.then(()=>!0)])),a=s===!0?await Promise.race([e.granted,_(t)]):s;if(typeof a=="function")return a;if(a===
void 0)return null;if(!a)return await ot(t,e)}finally{o.cancel()}}return null}async function ot(t,e){let n=B(t,{steal:!0}),
r=await g(Ze,n.granted);return(r?e:n).cancel(),r}function B(t,e){let n=new AbortController,r=()=>{},o=new Promise((a,i)=>{
let c=()=>new Promise(f=>{let d=v(t);r=()=>{f(void 0),d()},a(r)});navigator.locks.request(t,e??{signal:n.signal},c).catch(
i)});return o.catch(()=>{}),{granted:o,cancel:()=>{n.abort(),r()}}}export{Oe as encryptionKey,y as factory,ke as indexedDbStorage,$e as localRecords,C as openChannel,Ce as proof,_e as proofKey,
tt as takeLock};
