// Made from the files of pkg-template/ by `cargo xtask build`: change those.
function I(t){try{return typeof BroadcastChannel=="function"?new BroadcastChannel(t):new _(t)}catch{return}}var _=class{onmessage=null;#t=localStorage;#e;constructor(e){
this.#e=`${e}%message`,addEventListener("storage",this)}handleEvent({key:e,newValue:n}){e===this.#e&&n&&this.onmessage?.(
{data:n.slice(n.indexOf(" ")+1)})}postMessage(e){try{this.#t.setItem(this.#e,`${Math.random()} ${e}`),setTimeout(()=>this.#t.
removeItem(this.#e),100)}catch{}}close(){removeEventListener("storage",this)}};var ue="tokenward",h="records",E="keys",C="commits",k="leases",W=[h,E,C,k],fe=1e3,le=50,de=200,M;function S(){try{return globalThis.
indexedDB??void 0}catch{return}}async function p(t,e,n,r,o=fe){let s=()=>{},a=!1,c,u=new Promise((f,l)=>{let d=performance.
now()+o,i=()=>{a=!0,s(),l(j())};c=setTimeout(()=>{performance.now()>d+le?c=setTimeout(i,de):i()},o)});u.catch(()=>{});try{
for(let f=!0;;f=!1){let l=M??=pe();try{let i=(await Promise.race([l.database,u])).transaction(t,e,{durability:r?"strict":
"relaxed"});return s=()=>U(i),await new Promise((m,y)=>{let se=($,ce)=>{$.onsuccess=()=>{try{ce($.result)}catch(ie){y(ie),
U(i)}}},ae=n(i.objectStore(t),se);i.oncomplete=()=>m(ae.result),i.onabort=()=>y(i.error??j())})}catch(d){if(d?.name==="Q\
uotaExceededError"||(P(l),a||!f))throw d}}}finally{clearTimeout(c)}}async function x(t,e,n){let r=await p(t,"readonly",a=>a.
get(e));if(r!==void 0)return r;let o=await n();return p(t,"readwrite",a=>(a.add(o,e).onerror=c=>c.preventDefault(),a.get(
e)),!0)}function j(){return new DOMException("IndexedDB took too long.","TimeoutError")}function U(t){try{t.abort()}catch{}}
function pe(){let t={database:me().then(e=>(e.onversionchange=()=>P(t),e.onclose=()=>P(t),M!==t&&e.close(),e))};return t}
function P(t){M===t&&(M=void 0),t.database.then(e=>e.close(),()=>{})}async function me(){let t=await B();if(W.every(n=>t.
objectStoreNames.contains(n)))return t;let{version:e}=t;return t.close(),B(e+1)}function B(t){return new Promise((e,n)=>{
let r=S().open(ue,t);r.onupgradeneeded=()=>{let{objectStoreNames:o}=r.result;for(let s of W)o.contains(s)||r.result.createObjectStore(
s)},r.onsuccess=()=>e(r.result),r.onerror=()=>n(r.error)})}var g={ES256:"P-256",ES384:"P-384",ES512:"P-521"},A={RS:"RSASSA-PKCS1-v1_5",PS:"RSA-PSS",ES:"ECDSA",Ed:"Ed25519"};function we(t){
if(typeof t!="object"||t===null)return;let e="kty"in t?ye(t):Se(t);return e!==void 0&&/^([RP]S(256|384|512)|EdDSA)$|^ES/.
test(e)&&(e[0]!=="E"||e==="EdDSA"||e in g)?e:void 0}function ye({kty:t,crv:e,alg:n,d:r}){if(typeof r=="string")return t===
"RSA"?typeof n=="string"&&n[1]==="S"&&n[0]!=="E"?n:n===void 0?"RS256":void 0:t==="EC"?Object.keys(g).find(o=>g[o]===e):t===
"OKP"&&e==="Ed25519"?"EdDSA":void 0}function Se({type:t,usages:e,algorithm:n}){if(t!=="private"||!Array.isArray(e)||!e.includes(
"sign"))return;let{name:r,hash:o,namedCurve:s}=n;if(r===A.Ed)return"EdDSA";if(r===A.ES)return Object.keys(g).find(c=>g[c]===
s);let a=String(o?.name).replace("SHA-","");return r===A.RS?`RS${a}`:r===A.PS?`PS${a}`:void 0}function ge(t){let e=t.slice(
2);return{name:A[t.slice(0,2)],hash:`SHA-${e}`,namedCurve:g[t],saltLength:Number(e)/8}}async function Y(t,e,n){let r=we(t),o=c=>b(new TextEncoder().encode(JSON.stringify(c))),s=`${o({alg:r,...e})}.${o(n)}`,a=await crypto.
subtle.sign(ge(r),t,new TextEncoder().encode(s));return`${s}.${b(new Uint8Array(a))}`}function b(t){let e="";for(let n of t)
e+=String.fromCharCode(n);return btoa(e).replace(/\+/g,"-").replace(/\//g,"_").replace(/=+$/,"")}var G=new WeakMap,he=3e3;function Ee(t,e){return new Promise((n,r)=>{let o=setTimeout(()=>r(new DOMException("WebCrypto \
took too long.","TimeoutError")),he),s=()=>clearTimeout(o);Ae(t,e).finally(s).then(n,r)})}async function Ae(t,e){let n=G.
get(t)??new Map;G.set(t,n);let r=n.get(e);if(r?.kept===!1)return r;let o=async()=>n.get(e)??await be(),s;if(S())try{let c={
...await x(E,["dpop",e],o),kept:!0};return n.set(e,c),c}catch(c){s=c}let a={...await o(),kept:!1};return n.get(e)?.kept!==
!1&&n.set(e,a),{...n.get(e),fault:s}}async function be(){let{privateKey:t,publicKey:e}=await crypto.subtle.generateKey({
name:"ECDSA",namedCurve:"P-256"},!1,["sign","verify"]),{crv:n,kty:r,x:o,y:s}=await crypto.subtle.exportKey("jwk",e),a={crv:n,
kty:r,x:o,y:s};return{privateKey:t,jwk:a,jkt:await J(JSON.stringify(a))}}async function Me({privateKey:t,jwk:e},n,r,o,s,a){
let u={jti:b(crypto.getRandomValues(new Uint8Array(16))),htm:n,htu:r,iat:o,nonce:s,ath:a===void 0?void 0:await J(a)};return Y(
t,{typ:"dpop+jwt",jwk:e},u)}async function J(t){return b(new Uint8Array(await crypto.subtle.digest("SHA-256",new TextEncoder().
encode(t))))}var xe=()=>Te;async function ve(t){return x(E,t,()=>crypto.subtle.generateKey({name:"AES-GCM",length:256},!1,["encrypt",
"decrypt"]))}var Te={[Symbol.for("tokenward.storage")]:Object.freeze({kind:"indexeddb",compares:!0}),getItem:t=>p(h,"rea\
donly",e=>e.get(t)),setItem:(t,e,n)=>q(t,n,r=>r.put(e,t),n?.expiresAt===void 0),removeItem:(t,e)=>q(t,e,n=>n.delete(t),!0),
getKeys:t=>p(h,"readonly",e=>e.getAllKeys(IDBKeyRange.lowerBound(t)))};async function q(t,e,n,r){let o=e?.expected,s=!0;
return await p(h,"readwrite",(c,u)=>{let f=c.get(t);return u(f,l=>{s=o===void 0||(l??null)===o,s&&n(c)}),f},r),s}var _e=500,Ie=1e4,Pe=200,Ce=8,O,F=0;function ke(t){return O?.web!==t&&(O=new R(t)),O}var R=class{constructor(e){this.web=
e}get[Symbol.for("tokenward.storage")](){return{kind:"local",compares:!0}}peekItem(e){return this.web.getItem(e)}async getItem(e){
let n=await z("readonly",c=>c.get(e)),r=H(n?.result),o=V(this.web.getItem(e),r);if(o!==void 0)return o;await Re(e);let s=this.
web.getItem(e),a=V(s,r);return a!==void 0?a:(this.#n(e,s,r?.value),s)}async setItem(e,n,r){let o=await this.#e(e,n,r);return o&&
this.web.setItem(e,n),o}async removeItem(e,n){let r=await this.#e(e,null,n);return r&&this.web.removeItem(e),r}getKeys(e){
return Object.keys(this.web).filter(n=>n.startsWith(e))}#t(e){try{let n=this.web.getItem(e);return typeof n=="string"?n:
null}catch{return null}}async#e(e,n,{expected:r,expiresAt:o}={}){return await this.#n(e,n,r,o===void 0)??(r===void 0||this.
web.getItem(e)===r)}async#n(e,n,r,o){let s=!0;return await z("readwrite",(u,f)=>{let l=u.get(e);return f(l,d=>{let i=this.#t(
e),m=H(d)??{value:i,replaced:[]};s=r===void 0||m.value===r,s&&u.put({value:n,replaced:Oe(n,m,i)},e)}),l},o)&&s}};function H(t){
return Array.isArray(t?.replaced)&&(t.value===null||typeof t.value=="string")?t:void 0}function V(t,e){return e===void 0||
t===e.value?t:t!==null&&e.replaced.includes(Q(t))?e.value:void 0}function Oe(t,e,n){let[r,...o]=[t,n,e.value].map(a=>a===
null?void 0:Q(a)),s=new Set([...o,...e.replaced]);return s.delete(r),[...s].filter(a=>a!==void 0).slice(0,Ce)}function Q(t){
let[e,n]=[2166136261,16777619];for(let r=0;r<t.length;r++)e=Math.imul(e^t.charCodeAt(r),16777619),n=Math.imul(n^t.charCodeAt(
r),2246822507);return(n>>>11)*2**32+(e>>>0)}async function z(t,e,n){if(!(S()===void 0||performance.now()<F))try{return{result:await p(
C,t,e,n,_e)}}catch{F=performance.now()+Ie;return}}function Re(t){return new Promise(e=>{let n=s=>{s.key===t&&r()},r=()=>{
clearTimeout(o),globalThis.removeEventListener?.("storage",n),e()},o=setTimeout(r,Pe);globalThis.addEventListener?.("sto\
rage",n)})}var X="?",Z="!",ee=".",Ke=4,Le=250;function v(t){let e=K(t);return L(e,n=>n===X&&e?.postMessage(Z)),()=>{e?.postMessage(
ee),e?.close()}}async function T(t){let e=K(t);if(!e)return;let n=!1,r=new Promise(o=>L(e,s=>s===Z&&o(n=!0)));for(let o=Ke;o&&
!n;o--)e.postMessage(X),await w(Le,r);return e.close(),n}function te(t){let e=K(t),n=()=>{};return L(e,r=>r===ee&&n()),{
wait:r=>w(r,new Promise(o=>n=()=>o(void 0))),end:()=>e?.close()}}async function w(t,e){let n,r=new Promise(o=>n=setTimeout(
o,t));try{return await Promise.race([e,r])}finally{clearTimeout(n)}}function K(t){return I(`${t} alive?`)}function L(t,e){
t&&(t.onmessage=({data:n})=>{e(n)})}var De=500,ne=3e3,Ne=1e3,$e=3e4,je=50,Ue=20,Be=400;async function oe(t,e){let n={owner:Math.random(),beat:0},r=te(t);try{
let o,s=!1,[a,c,u]=[0,0,performance.now()];for(let f=Ue;;f=Math.min(f*1.5,Be)){let l=y=>!y||y.owner===n.owner||s&&re(y,o),
d=await D(t,n,l);if(!d||l(d))return We(t,n);let i=performance.now(),m=Math.min(i-u,Ne);if(u=i,a+=m,c=re(d,o)?c+m:0,o=d,a>=
(e?$e:je))return null;s=c>=ne&&!await T(t),c>=ne&&!s&&(c=0),s||await r.wait(f*(.5+Math.random()))}}finally{r.end()}}function We(t,e){
let n=s=>s?.owner===e.owner,r=v(t),o=setInterval(()=>{e.beat++,D(t,e,n).then(s=>n(s)||clearInterval(o),()=>{})},De);return()=>{
clearInterval(o),D(t,void 0,n).then(r,r)}}function D(t,e,n){return p(k,"readwrite",r=>{let o=r.get(t);return o.addEventListener(
"success",()=>{n(o.result)&&(e?r.put(e,t):r.delete(t))}),o})}function re(t,e){return t.owner===e?.owner&&t.beat===e.beat}var Ye=4e3,Ge=6,Je=2e3,qe=1e3,Fe=50;async function He(t,e){try{return await Ve(t,e)}catch{}try{return await oe(t,e)}catch{
return}}async function Ve(t,e){let n=N(t),r=await(e?ze(t,n):w(Fe,n.granted));return r||(n.cancel(),null)}async function ze(t,e){
for(let n=Ge;n;n--){let r=await w(Ye,e.granted);if(r)return r;let o=N(`${t} asking`);try{let s=await w(Je,Promise.race([
e.granted,o.granted.then(()=>!0)])),a=s===!0?await Promise.race([e.granted,T(t)]):s;if(typeof a=="function")return a;if(a===
void 0)return null;if(!a)return await Qe(t,e)}finally{o.cancel()}}return null}async function Qe(t,e){let n=N(t,{steal:!0}),
r=await w(qe,n.granted);return(r?e:n).cancel(),r}function N(t,e){let n=new AbortController,r=()=>{},o=new Promise((a,c)=>{
let u=()=>new Promise(f=>{let l=v(t);r=()=>{f(void 0),l()},a(r)});navigator.locks.request(t,e??{signal:n.signal},u).catch(
c)});return o.catch(()=>{}),{granted:o,cancel:()=>{n.abort(),r()}}}export{ve as encryptionKey,S as factory,xe as indexedDbStorage,ke as localRecords,I as openChannel,Me as proof,Ee as proofKey,
He as takeLock};
