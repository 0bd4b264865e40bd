// Made from the files of pkg-template/ by `cargo xtask build`: change those.
function P(t){try{return typeof BroadcastChannel=="function"?new BroadcastChannel(t):new _(t)}catch{return}}var _=class{onmessage=null;#t=localStorage;#e;constructor(e){
this.#e=`${e}%message`,addEventListener("storage",this)}handleEvent({key:e,newValue:n}){e===this.#e&&n&&this.onmessage?.(
{data:n.slice(n.indexOf(" ")+1)})}postMessage(e){try{this.#t.setItem(this.#e,`${Math.random()} ${e}`),setTimeout(()=>this.#t.
removeItem(this.#e),100)}catch{}}close(){removeEventListener("storage",this)}};var fe="tokenward",h="records",E="keys",C="commits",k="leases",Y=[h,E,C,k],le=1e3,de=50,pe=200,M;function y(){try{return globalThis.
indexedDB??void 0}catch{return}}async function p(t,e,n,r,o=le){let s=()=>{},a=!1,c,i=new Promise((f,l)=>{let d=performance.
now()+o,u=()=>{a=!0,s(),l(U())};c=setTimeout(()=>{performance.now()>d+de?c=setTimeout(u,pe):u()},o)});i.catch(()=>{});try{
for(let f=!0;;f=!1){let l=M??=me();try{let u=(await Promise.race([l.database,i])).transaction(t,e,{durability:r?"strict":
"relaxed"});s=()=>B(u);let m=new Promise((g,$)=>{let ae=(j,ie)=>{j.onsuccess=()=>{try{ie(j.result)}catch(ue){$(ue),B(u)}}},
ce=n(u.objectStore(t),ae);u.oncomplete=()=>g(ce.result),u.onabort=()=>$(u.error??U())});return await Promise.race([m,i])}catch(d){
if(d?.name==="QuotaExceededError"||(I(l),a||!f))throw d}}}finally{clearTimeout(c)}}async function x(t,e,n){let r=await p(
t,"readonly",a=>a.get(e));if(r!==void 0)return r;let o=await n();return p(t,"readwrite",a=>(a.add(o,e).onerror=c=>c.preventDefault(),
a.get(e)),!0)}function U(){return new DOMException("IndexedDB took too long.","TimeoutError")}function B(t){try{t.abort()}catch{}}
function me(){let t={database:we().then(e=>(e.onversionchange=()=>I(t),e.onclose=()=>I(t),M!==t&&e.close(),e))};return t}
function I(t){M===t&&(M=void 0),t.database.then(e=>e.close(),()=>{})}async function we(){let t=await W();if(Y.every(n=>t.
objectStoreNames.contains(n)))return t;let{version:e}=t;return t.close(),W(e+1)}function W(t){return new Promise((e,n)=>{
let r=y().open(fe,t);r.onupgradeneeded=()=>{let{objectStoreNames:o}=r.result;for(let s of Y)o.contains(s)||r.result.createObjectStore(
s)},r.onsuccess=()=>e(r.result),r.onerror=()=>n(r.error)})}var S={ES256:"P-256",ES384:"P-384",ES512:"P-521"},A={RS:"RSASSA-PKCS1-v1_5",PS:"RSA-PSS",ES:"ECDSA",Ed:"Ed25519"};function ye(t){
if(typeof t!="object"||t===null)return;let e="kty"in t?Se(t):ge(t);return e!==void 0&&/^([RP]S(256|384|512)|EdDSA)$|^ES/.
test(e)&&(e[0]!=="E"||e==="EdDSA"||e in S)?e:void 0}function Se({kty:t,crv:e,alg:n,d:r}){if(typeof r=="string")return t===
"RSA"?typeof n=="string"&&n[1]==="S"&&n[0]!=="E"?n:n===void 0?"RS256":void 0:t==="EC"?Object.keys(S).find(o=>S[o]===e):t===
"OKP"&&e==="Ed25519"?"EdDSA":void 0}function ge({type:t,usages:e,algorithm:n}){if(t!=="private"||!Array.isArray(e)||!e.includes(
"sign"))return;let{name:r,hash:o,namedCurve:s}=n;if(r===A.Ed)return"EdDSA";if(r===A.ES)return Object.keys(S).find(c=>S[c]===
s);let a=String(o?.name).replace("SHA-","");return r===A.RS?`RS${a}`:r===A.PS?`PS${a}`:void 0}function he(t){let e=t.slice(
2);return{name:A[t.slice(0,2)],hash:`SHA-${e}`,namedCurve:S[t],saltLength:Number(e)/8}}async function G(t,e,n){let r=ye(t),o=c=>b(new TextEncoder().encode(JSON.stringify(c))),s=`${o({alg:r,...e})}.${o(n)}`,a=await crypto.
subtle.sign(he(r),t,new TextEncoder().encode(s));return`${s}.${b(new Uint8Array(a))}`}function b(t){let e="";for(let n of t)
e+=String.fromCharCode(n);return btoa(e).replace(/\+/g,"-").replace(/\//g,"_").replace(/=+$/,"")}var J=new WeakMap,Ee=3e3;function Ae(t,e){return new Promise((n,r)=>{let o=setTimeout(()=>r(new DOMException("WebCrypto \
took too long.","TimeoutError")),Ee),s=()=>clearTimeout(o);be(t,e).finally(s).then(n,r)})}async function be(t,e){let n=J.
get(t)??new Map;J.set(t,n);let r=n.get(e);if(r?.kept===!1)return r;let o=async()=>n.get(e)??await Me(),s;if(y())try{let c={
...await x(E,["dpop",e],o),kept:!0};return n.set(e,c),c}catch(c){s=c}let a={...await o(),kept:!1};return n.get(e)?.kept!==
!1&&n.set(e,a),{...n.get(e),fault:s}}async function Me(){let{privateKey:t,publicKey:e}=await crypto.subtle.generateKey({
name:"ECDSA",namedCurve:"P-256"},!1,["sign","verify"]),{crv:n,kty:r,x:o,y:s}=await crypto.subtle.exportKey("jwk",e),a={crv:n,
kty:r,x:o,y:s};return{privateKey:t,jwk:a,jkt:await q(JSON.stringify(a))}}async function xe({privateKey:t,jwk:e},n,r,o,s,a){
let i={jti:b(crypto.getRandomValues(new Uint8Array(16))),htm:n,htu:r,iat:o,nonce:s,ath:a===void 0?void 0:await q(a)};return G(
t,{typ:"dpop+jwt",jwk:e},i)}async function q(t){return b(new Uint8Array(await crypto.subtle.digest("SHA-256",new TextEncoder().
encode(t))))}var ve=()=>_e;async function Te(t){return x(E,t,()=>crypto.subtle.generateKey({name:"AES-GCM",length:256},!1,["encrypt",
"decrypt"]))}var _e={[Symbol.for("tokenward.storage")]:Object.freeze({kind:"indexeddb",compares:!0}),getItem:t=>p(h,"rea\
donly",e=>e.get(t)),setItem:(t,e,n)=>F(t,n,r=>r.put(e,t),n?.expiresAt===void 0),removeItem:(t,e)=>F(t,e,n=>n.delete(t),!0),
getKeys:t=>p(h,"readonly",e=>e.getAllKeys(IDBKeyRange.lowerBound(t)))};async function F(t,e,n,r){let o=e?.expected,s=!0;
return await p(h,"readwrite",(c,i)=>{let f=c.get(t);return i(f,l=>{s=o===void 0||(l??null)===o,s&&n(c)}),f},r),s}var Pe=500,Ie=1e4,Ce=200,ke=8,O,H=0;function Oe(t){return O?.web!==t&&(O=new R(t)),O}var R=class{constructor(e){this.web=
e}get[Symbol.for("tokenward.storage")](){return{kind:"local",compares:!0}}peekItem(e){return this.web.getItem(e)}async getItem(e){
let n=await Q("readonly",c=>c.get(e)),r=V(n?.result),o=z(this.web.getItem(e),r);if(o!==void 0)return o;await Ke(e);let s=this.
web.getItem(e),a=z(s,r);return a!==void 0?a:(this.#n(e,s,r?.value),s)}async setItem(e,n,r){let o=await this.#e(e,n,r);return o&&
this.web.setItem(e,n),o}async removeItem(e,n){let r=await this.#e(e,null,n);return r&&this.web.removeItem(e),r}getKeys(e){
return Object.keys(this.web).filter(n=>n.startsWith(e))}#t(e){try{let n=this.web.getItem(e);return typeof n=="string"?n:
null}catch{return null}}async#e(e,n,{expected:r,expiresAt:o}={}){return await this.#n(e,n,r,o===void 0)??(r===void 0||this.
web.getItem(e)===r)}async#n(e,n,r,o){let s=!0;return await Q("readwrite",(i,f)=>{let l=i.get(e);return f(l,d=>{let u=this.#t(
e),m=V(d)??{value:u,replaced:[]};s=r===void 0||m.value===r,s&&i.put({value:n,replaced:Re(n,m,u)},e)}),l},o)&&s}};function V(t){
return Array.isArray(t?.replaced)&&(t.value===null||typeof t.value=="string")?t:void 0}function z(t,e){return e===void 0||
t===e.value?t:t!==null&&e.replaced.includes(X(t))?e.value:void 0}function Re(t,e,n){let[r,...o]=[t,n,e.value].map(a=>a===
null?void 0:X(a)),s=new Set([...o,...e.replaced]);return s.delete(r),[...s].filter(a=>a!==void 0).slice(0,ke)}function X(t){
let[e,n]=[2166136261,16777619];for(let r=0;r<t.length;r++)e=Math.imul(e^t.charCodeAt(r),16777619),n=Math.imul(n^t.charCodeAt(
r),2246822507);return(n>>>11)*2**32+(e>>>0)}async function Q(t,e,n){if(!(y()===void 0||performance.now()<H))try{return{result:await p(
C,t,e,n,Pe)}}catch{H=performance.now()+Ie;return}}function Ke(t){return new Promise(e=>{let n=s=>{s.key===t&&r()},r=()=>{
clearTimeout(o),globalThis.removeEventListener?.("storage",n),e()},o=setTimeout(r,Ce);globalThis.addEventListener?.("sto\
rage",n)})}var Z="?",ee="!",te=".",Le=4,De=250;function v(t){let e=K(t);return L(e,n=>n===Z&&e?.postMessage(ee)),()=>{e?.postMessage(
te),e?.close()}}async function T(t){let e=K(t);if(!e)return;let n=!1,r=new Promise(o=>L(e,s=>s===ee&&o(n=!0)));for(let o=Le;o&&
!n;o--)e.postMessage(Z),await w(De,r);return e.close(),n}function ne(t){let e=K(t),n=()=>{};return L(e,r=>r===te&&n()),{
wait:r=>w(r,new Promise(o=>n=()=>o(void 0))),end:()=>e?.close()}}async function w(t,e){let n,r=new Promise(o=>n=setTimeout(
o,t));try{return await Promise.race([e,r])}finally{clearTimeout(n)}}function K(t){return P(`${t} alive?`)}function L(t,e){
t&&(t.onmessage=({data:n})=>{e(n)})}var Ne=500,re=3e3,$e=1e3,je=3e4,Ue=50,Be=20,We=400;async function se(t,e){let n={owner:Math.random(),beat:0},r=ne(t);try{
let o,s=!1,[a,c,i]=[0,0,performance.now()];for(let f=Be;;f=Math.min(f*1.5,We)){let l=g=>!g||g.owner===n.owner||s&&oe(g,o),
d=await D(t,n,l);if(!d||l(d))return Ye(t,n);let u=performance.now(),m=Math.min(u-i,$e);if(i=u,a+=m,c=oe(d,o)?c+m:0,o=d,a>=
(e?je:Ue))return null;s=c>=re&&!await T(t),c>=re&&!s&&(c=0),s||await r.wait(f*(.5+Math.random()))}}finally{r.end()}}function Ye(t,e){
let n=s=>s?.owner===e.owner,r=v(t),o=setInterval(()=>{e.beat++,D(t,e,n).then(s=>n(s)||clearInterval(o),()=>{})},Ne);return()=>{
clearInterval(o),D(t,void 0,n).then(r,r)}}function D(t,e,n){return p(k,"readwrite",r=>{let o=r.get(t);return o.addEventListener(
"success",()=>{n(o.result)&&(e?r.put(e,t):r.delete(t))}),o})}function oe(t,e){return t.owner===e?.owner&&t.beat===e.beat}var Ge=4e3,Je=6,qe=2e3,Fe=1e3,He=50;async function Ve(t,e){try{return await ze(t,e)}catch{}try{return await se(t,e)}catch{
return}}async function ze(t,e){let n=N(t),r=await(e?Qe(t,n):w(He,n.granted));return r||(n.cancel(),null)}async function Qe(t,e){
for(let n=Je;n;n--){let r=await w(Ge,e.granted);if(r)return r;let o=N(`${t} asking`);try{let s=await w(qe,Promise.race([
e.granted,o.granted.then(()=>!0)])),a=s===!0?await Promise.race([e.granted,T(t)]):s;if(typeof a=="function")return a;if(a===
void 0)return null;if(!a)return await Xe(t,e)}finally{o.cancel()}}return null}async function Xe(t,e){let n=N(t,{steal:!0}),
r=await w(Fe,n.granted);return(r?e:n).cancel(),r}function N(t,e){let n=new AbortController,r=()=>{},o=new Promise((a,c)=>{
let i=()=>new Promise(f=>{let l=v(t);r=()=>{f(void 0),l()},a(r)});navigator.locks.request(t,e??{signal:n.signal},i).catch(
c)});return o.catch(()=>{}),{granted:o,cancel:()=>{n.abort(),r()}}}export{Te as encryptionKey,y as factory,ve as indexedDbStorage,Oe as localRecords,P as openChannel,xe as proof,Ae as proofKey,
Ve as takeLock};
