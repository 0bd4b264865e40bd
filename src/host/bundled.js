// Made from the files of pkg-template/ by `cargo xtask build`: change those.
function O(t){try{let{BroadcastChannel:e}=globalThis;return typeof e=="function"?new e(t):new C(t)}catch{return}}var C=class{onmessage=null;#t=localStorage;#e;constructor(e){
this.#e=`${e}%message`,addEventListener("storage",this)}handleEvent({key:e,newValue:n}){e===this.#e&&n&&this.onmessage?.(
{data:n.slice(n.indexOf(" ")+1)})}postMessage(e){try{this.#t.setItem(this.#e,`${Math.random()} ${e}`),setTimeout(()=>this.#t.
removeItem(this.#e),100)}catch{}}close(){removeEventListener("storage",this)}};var ge="tokenward",b="records",M="keys",D="commits",N="leases",H=[b,M,D,N],Se=1e3,he=50,Ee=200,Ae=20,v,K,A;function be(){
return globalThis.addEventListener?.("pagehide",()=>{A=new Promise(t=>{let e=()=>{A=void 0,t()};globalThis.addEventListener(
"pageshow",e,{once:!0})}),K?.forEach(t=>t())}),new Set}function S(){try{return globalThis.indexedDB??void 0}catch{return}}
async function p(t,e,n,r,o=Se){let s=()=>{},a=!1,i,c=()=>{},u=new Promise((d,l)=>{c=()=>{a=!0,s(),l(R())}}),f=()=>{let d=performance.
now()+o;i=setTimeout(()=>{let l=performance.now()-d;l>he?i=setTimeout(c,Math.max(Ee-l,Ae)):c()},o)},m=async()=>{clearTimeout(
i),await A,f()};f(),u.catch(()=>{});let w=()=>s();(K??=be()).add(w);try{for(let d=!0;;d=!1){A&&await m();let l=v??=Me();
try{let E=await Promise.race([l.database,u]);A&&await m();let y=E.transaction(t,e,{durability:r?"strict":"relaxed"}),de=new Promise(
(le,k)=>{s=()=>G(y)&&k(R());let Y=!1,pe=(F,we)=>{Y=!0,F.onsuccess=()=>{try{we(F.result),y.commit?.()}catch(ye){k(ye),G(y)}}},
me=n(y.objectStore(t),pe);Y||y.commit?.(),y.oncomplete=()=>le(me.result),y.onabort=()=>k(y.error??R())});return await Promise.
race([de,u])}catch(E){if(E?.name==="QuotaExceededError"||(L(l),a||!d))throw E}}}finally{clearTimeout(i),K?.delete(w)}}async function _(t,e,n){
let r=await p(t,"readonly",a=>a.get(e));if(r!==void 0)return r;let o=await n();return await p(t,"readwrite",(a,i)=>{let c=a.
get(e);return i(c,u=>{u===void 0&&a.add(o,e)}),c},!0)??o}function R(){return new DOMException("IndexedDB took too long.",
"TimeoutError")}function G(t){try{return t.abort(),!0}catch{return!1}}function Me(){let t={database:Te().then(e=>(e.onversionchange=
()=>L(t),e.onclose=()=>L(t),v!==t&&e.close(),e))};return t}function L(t){v===t&&(v=void 0),t.database.then(e=>e.close(),
()=>{})}async function Te(){let t=await J();if(H.every(n=>t.objectStoreNames.contains(n)))return t;let{version:e}=t;return t.
close(),J(e+1)}function J(t){return new Promise((e,n)=>{let r=S().open(ge,t);r.onupgradeneeded=()=>{let{objectStoreNames:o}=r.
result;for(let s of H)o.contains(s)||r.result.createObjectStore(s)},r.onsuccess=()=>e(r.result),r.onerror=()=>n(r.error)})}var h={ES256:"P-256",ES384:"P-384",ES512:"P-521"},T={RS:"RSASSA-PKCS1-v1_5",PS:"RSA-PSS",ES:"ECDSA",Ed:"Ed25519"};function xe(t){
if(typeof t!="object"||t===null)return;let e="kty"in t?ve(t):_e(t);return e!==void 0&&/^([RP]S(256|384|512)|EdDSA)$|^ES/.
test(e)&&(e[0]!=="E"||e==="EdDSA"||e in h)?e:void 0}function ve({kty:t,crv:e,alg:n,d:r}){if(typeof r=="string")return t===
"RSA"?typeof n=="string"&&n[1]==="S"&&n[0]!=="E"?n:n===void 0?"RS256":void 0:t==="EC"?Object.keys(h).find(o=>h[o]===e):t===
"OKP"&&e==="Ed25519"?"EdDSA":void 0}function _e({type:t,usages:e,algorithm:n}){if(t!=="private"||!Array.isArray(e)||!e.includes(
"sign"))return;let{name:r,hash:o,namedCurve:s}=n;if(r===T.Ed)return"EdDSA";if(r===T.ES)return Object.keys(h).find(i=>h[i]===
s);let a=String(o?.name).replace("SHA-","");return r===T.RS?`RS${a}`:r===T.PS?`PS${a}`:void 0}function Pe(t){let e=t.slice(
2);return{name:T[t.slice(0,2)],hash:`SHA-${e}`,namedCurve:h[t],saltLength:Number(e)/8}}async function V(t,e,n){let r=xe(t),o=i=>x(new TextEncoder().encode(JSON.stringify(i))),s=`${o({alg:r,...e})}.${o(n)}`,a=await crypto.
subtle.sign(Pe(r),t,new TextEncoder().encode(s));return`${s}.${x(new Uint8Array(a))}`}function x(t){let e="";for(let n of t)
e+=String.fromCharCode(n);return btoa(e).replace(/\+/g,"-").replace(/\//g,"_").replace(/=+$/,"")}var z=new WeakMap,Ie=3e3;function ke(t,e){return new Promise((n,r)=>{let o=setTimeout(()=>r(new DOMException("WebCrypto \
took too long.","TimeoutError")),Ie),s=()=>clearTimeout(o);Ce(t,e).finally(s).then(n,r)})}async function Ce(t,e){let n=z.
get(t)??new Map;z.set(t,n);let r=n.get(e);if(r?.kept===!1)return r;let o=async()=>n.get(e)??await Oe(),s;if(S())try{let i={
...await _(M,["dpop",e],o),kept:!0};return n.set(e,i),i}catch(i){s=i}let a={...await o(),kept:!1};return n.get(e)?.kept!==
!1&&n.set(e,a),{...n.get(e),fault:s}}async function Oe(){let{privateKey:t,publicKey:e}=await crypto.subtle.generateKey({
name:"ECDSA",namedCurve:"P-256"},!1,["sign","verify"]),{crv:n,kty:r,x:o,y:s}=await crypto.subtle.exportKey("jwk",e),a={crv:n,
kty:r,x:o,y:s};return{privateKey:t,jwk:a,jkt:await Q(JSON.stringify(a))}}async function Re({privateKey:t,jwk:e},n,r,o,s,a){
let c={jti:x(crypto.getRandomValues(new Uint8Array(16))),htm:n,htu:r,iat:o,nonce:s,ath:a===void 0?void 0:await Q(a)};return V(
t,{typ:"dpop+jwt",jwk:e},c)}async function Q(t){return x(new Uint8Array(await crypto.subtle.digest("SHA-256",new TextEncoder().
encode(t))))}var Ke=()=>De;async function Le(t){return _(M,t,()=>crypto.subtle.generateKey({name:"AES-GCM",length:256},!1,["encrypt",
"decrypt"]))}var De={[Symbol.for("tokenward.storage")]:Object.freeze({kind:"indexeddb",compares:!0}),getItem:t=>p(b,"rea\
donly",e=>e.get(t)),setItem:(t,e,n)=>Z(t,n,r=>r.put(e,t),n?.expiresAt===void 0),removeItem:(t,e)=>Z(t,e,n=>n.delete(t),!0),
getKeys:t=>p(b,"readonly",e=>e.getAllKeys(IDBKeyRange.lowerBound(t)))};async function Z(t,e,n,r){let o=e?.expected,s=!0;
return await p(b,"readwrite",(i,c)=>{let u=i.get(t);return c(u,f=>{s=o===void 0||(f??null)===o,s&&n(i)}),u},r),s}var Ne=500,$e=1e4,je=200,Ue=8,$,X=0;function qe(t){return $?.web!==t&&($=new j(t)),$}var j=class{constructor(e){this.web=
e}get[Symbol.for("tokenward.storage")](){return{kind:"local",compares:!0}}peekItem(e){return this.web.getItem(e)}async getItem(e){
let n=await ne("readonly",i=>i.get(e)),r=ee(n?.result),o=te(this.web.getItem(e),r);if(o!==void 0)return o;await We(e);let s=this.
web.getItem(e),a=te(s,r);return a!==void 0?a:(this.#n(e,s,r?.value),s)}async setItem(e,n,r){let o=await this.#e(e,n,r);return o&&
this.web.setItem(e,n),o}async removeItem(e,n){let r=await this.#e(e,null,n);return r&&this.web.removeItem(e),r}getKeys(e){
return Object.keys(this.web).filter(n=>n.startsWith(e))}#t(e){try{let n=this.web.getItem(e);return typeof n=="string"?n:
null}catch{return null}}async#e(e,n,{expected:r,expiresAt:o}={}){return await this.#n(e,n,r,o===void 0)??(r===void 0||this.
web.getItem(e)===r)}async#n(e,n,r,o){let s=!0;return await ne("readwrite",(c,u)=>{let f=c.get(e);return u(f,m=>{let w=this.#t(
e),d=ee(m)??{value:w,replaced:[]};s=r===void 0||d.value===r,s&&c.put({value:n,replaced:Be(n,d,w)},e)}),f},o)&&s}};function ee(t){
return Array.isArray(t?.replaced)&&(t.value===null||typeof t.value=="string")?t:void 0}function te(t,e){return e===void 0||
t===e.value?t:t!==null&&e.replaced.includes(re(t))?e.value:void 0}function Be(t,e,n){let[r,...o]=[t,n,e.value].map(a=>a===
null?void 0:re(a)),s=new Set([...o,...e.replaced]);return s.delete(r),[...s].filter(a=>a!==void 0).slice(0,Ue)}function re(t){
let[e,n]=[2166136261,16777619];for(let r=0;r<t.length;r++)e=Math.imul(e^t.charCodeAt(r),16777619),n=Math.imul(n^t.charCodeAt(
r),2246822507);return(n>>>11)*2**32+(e>>>0)}async function ne(t,e,n){if(!(S()===void 0||performance.now()<X))try{return{
result:await p(D,t,e,n,Ne)}}catch{X=performance.now()+$e;return}}function We(t){return new Promise(e=>{let n=s=>{s.key===
t&&r()},r=()=>{clearTimeout(o),globalThis.removeEventListener?.("storage",n),e()},o=setTimeout(r,je);globalThis.addEventListener?.(
"storage",n)})}var oe="?",se="!",ae=".",Ye=4,Fe=250;function P(t){let e=U(t);return q(e,n=>n===oe&&e?.postMessage(se)),()=>{e?.postMessage(
ae),e?.close()}}async function I(t){let e=U(t);if(!e)return;let n=!1,r=new Promise(o=>q(e,s=>s===se&&o(n=!0)));for(let o=Ye;o&&
!n;o--)e.postMessage(oe),await g(Fe,r);return e.close(),n}function ie(t){let e=U(t),n=()=>{};return q(e,r=>r===ae&&n()),
{wait:r=>g(r,new Promise(o=>n=()=>o(void 0))),end:()=>e?.close()}}async function g(t,e){let n,r=new Promise(o=>n=setTimeout(
o,t));try{return await Promise.race([e,r])}finally{clearTimeout(n)}}function U(t){return O(`${t} alive?`)}function q(t,e){
t&&(t.onmessage=({data:n})=>{e(n)})}var Ge=500,ce=3e3,Je=1e3,He=3e4,Ve=50,ze=20,Qe=400;async function fe(t,e){let n={owner:Math.random(),beat:0},r=ie(t);try{
let o,s=!1,[a,i,c]=[0,0,performance.now()];for(let u=ze;;u=Math.min(u*1.5,Qe)){let f=l=>!l||l.owner===n.owner||s&&ue(l,o),
m=await B(t,n,f);if(!m||f(m))return Ze(t,n);let w=performance.now(),d=Math.min(w-c,Je);if(c=w,a+=d,i=ue(m,o)?i+d:0,o=m,a>=
(e?He:Ve))return null;s=i>=ce&&!await I(t),i>=ce&&!s&&(i=0),s||await r.wait(u*(.5+Math.random()))}}finally{r.end()}}function Ze(t,e){
let n=s=>s?.owner===e.owner,r=P(t),o=setInterval(()=>{e.beat++,B(t,e,n).then(s=>n(s)||clearInterval(o),()=>{})},Ge);return()=>{
clearInterval(o),B(t,void 0,n).then(r,r)}}function B(t,e,n){return p(N,"readwrite",(r,o)=>{let s=r.get(t);return o(s,a=>{
n(a)&&(e?r.put(e,t):r.delete(t))}),s})}function ue(t,e){return t.owner===e?.owner&&t.beat===e.beat}var Xe=4e3,et=6,tt=2e3,nt=1e3,rt=50;async function ot(t,e){try{return await st(t,e)}catch{}try{return await fe(t,e)}catch{
return}}async function st(t,e){let n=W(t),r=await(e?at(t,n):g(rt,n.granted));return r||(n.cancel(),null)}async function at(t,e){
for(let n=et;n;n--){let r=await g(Xe,e.granted);if(r)return r;let o=W(`${t} asking`);try{let s=await g(tt,Promise.race([
e.granted,o.granted.then(()=>!0)])),a=s===!0?await Promise.race([e.granted,I(t)]):s;if(typeof a=="function")return a;if(a===
void 0)return null;if(!a)return await it(t,e)}finally{o.cancel()}}return null}async function it(t,e){let n=W(t,{steal:!0}),
r=await g(nt,n.granted);return(r?e:n).cancel(),r}function W(t,e){let n=new AbortController,r=()=>{},o=new Promise((a,i)=>{
let c=()=>new Promise(u=>{let f=P(t);r=()=>{u(void 0),f()},a(r)});navigator.locks.request(t,e??{signal:n.signal},c).catch(
i)});return o.catch(()=>{}),{granted:o,cancel:()=>{n.abort(),r()}}}export{Le as encryptionKey,S as factory,Ke as indexedDbStorage,qe as localRecords,O as openChannel,Re as proof,ke as proofKey,
ot as takeLock};
