// Made from the files of pkg-template/ by `cargo xtask build`: change those.
function C(t){try{let{BroadcastChannel:e}=globalThis;return typeof e=="function"?new e(t):new k(t)}catch{return}}var k=class{onmessage=null;#t=localStorage;#e;constructor(e){
this.#e=`${e}%message`,addEventListener("storage",this)}handleEvent({key:e,newValue:n}){e===this.#e&&n&&this.onmessage?.(
{data:n.slice(n.indexOf(" ")+1)})}postMessage(e){try{this.#t.setItem(this.#e,`${Math.random()} ${e}`),setTimeout(()=>this.#t.
removeItem(this.#e),100)}catch{}}close(){removeEventListener("storage",this)}};var Se="tokenward",A="records",x="keys",N="commits",D="leases",H=[A,x,N,D],Ee=1e3,be=50,Ae=200,xe=20,T,R,b;function ve(){
return globalThis.addEventListener?.("pagehide",()=>{b=new Promise(t=>{let e=()=>{b=void 0,t()};globalThis.addEventListener(
"pageshow",e,{once:!0})}),R?.forEach(t=>t())}),new Set}function h(){try{return globalThis.indexedDB??void 0}catch{return}}
async function p(t,e,n,r,o=Ee){let i=()=>{},s=!1,a,c=()=>{},u=new Promise((d,l)=>{c=()=>{s=!0,i(),l(L())}}),f=()=>{let d=performance.
now()+o;a=setTimeout(()=>{let l=performance.now()-d;l>be?a=setTimeout(c,Math.max(Ae-l,xe)):c()},o)},m=async()=>{clearTimeout(
a),await b,f()};f(),u.catch(()=>{});let w=()=>i();(R??=ve()).add(w);try{for(let d=!0;;d=!1){b&&await m();let l=T??=Me();
try{let E=await Promise.race([l.database,u]);b&&await m();let y=E.transaction(t,e,{durability:r?"strict":"relaxed"}),pe=new Promise(
(me,O)=>{i=()=>G(y)&&O(L());let Y=!1,we=(F,ge)=>{Y=!0,F.onsuccess=()=>{try{ge(F.result),y.commit?.()}catch(he){O(he),G(y)}}},
ye=n(y.objectStore(t),we);Y||y.commit?.(),y.oncomplete=()=>me(ye.result),y.onabort=()=>O(y.error??L())});return await Promise.
race([pe,u])}catch(E){if(E?.name==="QuotaExceededError"||(K(l),s||!d))throw E}}}finally{clearTimeout(a),R?.delete(w)}}async function I(t,e,n){
let r=await p(t,"readonly",s=>s.get(e));if(r!==void 0)return r;let o=await n();return await p(t,"readwrite",(s,a)=>{let c=s.
get(e);return a(c,u=>{u===void 0&&s.add(o,e)}),c},!0)??o}function L(){return new DOMException("IndexedDB took too long.",
"TimeoutError")}function G(t){try{return t.abort(),!0}catch{return!1}}function Me(){let t={database:Te().then(e=>(e.onversionchange=
()=>K(t),e.onclose=()=>K(t),T!==t&&e.close(),e))};return t}function K(t){T===t&&(T=void 0),t.database.then(e=>e.close(),
()=>{})}async function Te(){let t=await J();if(H.every(n=>t.objectStoreNames.contains(n)))return t;let{version:e}=t;return t.
close(),J(e+1)}function J(t){return new Promise((e,n)=>{let r=h().open(Se,t);r.onupgradeneeded=()=>{let{objectStoreNames:o}=r.
result;for(let i of H)o.contains(i)||r.result.createObjectStore(i)},r.onsuccess=()=>e(r.result),r.onerror=()=>n(r.error)})}function V(t,e){return t!=null&&Object.hasOwn(t,e)?t[e]??void 0:void 0}var z=t=>Object.assign(Object.create(null),t);var S={ES256:"P-256",ES384:"P-384",ES512:"P-521"},v={RS:"RSASSA-PKCS1-v1_5",PS:"RSA-PSS",ES:"ECDSA",Ed:"Ed25519"};function Ie(t){
if(typeof t!="object"||t===null)return;let e=V(t,"kty")!==void 0?_e(z(t)):Pe(t);return e!==void 0&&/^([RP]S(256|384|512)|EdDSA)$|^ES/.
test(e)&&(e[0]!=="E"||e==="EdDSA"||e in S)?e:void 0}function _e({kty:t,crv:e,alg:n,d:r}){if(typeof r=="string")return t===
"RSA"?typeof n=="string"&&n[1]==="S"&&n[0]!=="E"?n:n===void 0?"RS256":void 0:t==="EC"?Object.keys(S).find(o=>S[o]===e):t===
"OKP"&&e==="Ed25519"?"EdDSA":void 0}function Pe({type:t,usages:e,algorithm:n}){if(t!=="private"||!Array.isArray(e)||!e.includes(
"sign"))return;let{name:r,hash:o,namedCurve:i}=n;if(r===v.Ed)return"EdDSA";if(r===v.ES)return Object.keys(S).find(a=>S[a]===
i);let s=String(o?.name).replace("SHA-","");return r===v.RS?`RS${s}`:r===v.PS?`PS${s}`:void 0}function Oe(t){let e=t.slice(
2);return{name:v[t.slice(0,2)],hash:`SHA-${e}`,namedCurve:S[t],saltLength:Number(e)/8}}async function Q(t,e,n){let r=Ie(t),o=a=>M(new TextEncoder().encode(JSON.stringify(a))),i=`${o({alg:r,...e})}.${o(n)}`,s=await crypto.
subtle.sign(Oe(r),t,new TextEncoder().encode(i));return`${i}.${M(new Uint8Array(s))}`}function M(t){let e="";for(let n of t)
e+=String.fromCharCode(n);return btoa(e).replace(/\+/g,"-").replace(/\//g,"_").replace(/=+$/,"")}var Z=new WeakMap,ke=3e3;function Ce(t,e){return new Promise((n,r)=>{let o=setTimeout(()=>r(new DOMException("WebCrypto \
took too long.","TimeoutError")),ke),i=()=>clearTimeout(o);Le(t,e).finally(i).then(n,r)})}async function Le(t,e){let n=Z.
get(t)??new Map;Z.set(t,n);let r=n.get(e);if(r?.kept===!1)return r;let o=async()=>n.get(e)??await Re(),i;if(h())try{let a={
...await I(x,["dpop",e],o),kept:!0};return n.set(e,a),a}catch(a){i=a}let s={...await o(),kept:!1};return n.get(e)?.kept!==
!1&&n.set(e,s),{...n.get(e),fault:i}}async function Re(){let{privateKey:t,publicKey:e}=await crypto.subtle.generateKey({
name:"ECDSA",namedCurve:"P-256"},!1,["sign","verify"]),{crv:n,kty:r,x:o,y:i}=await crypto.subtle.exportKey("jwk",e),s={crv:n,
kty:r,x:o,y:i};return{privateKey:t,jwk:s,jkt:await X(JSON.stringify(s))}}async function Ke({privateKey:t,jwk:e},n,r,o,i,s){
let c={jti:M(crypto.getRandomValues(new Uint8Array(16))),htm:n,htu:r,iat:o,nonce:i,ath:s===void 0?void 0:await X(s)};return Q(
t,{typ:"dpop+jwt",jwk:e},c)}async function X(t){return M(new Uint8Array(await crypto.subtle.digest("SHA-256",new TextEncoder().
encode(t))))}var Ne=()=>je;async function De(t){return I(x,t,()=>crypto.subtle.generateKey({name:"AES-GCM",length:256},!1,["encrypt",
"decrypt"]))}var je={[Symbol.for("tokenward.storage")]:Object.freeze({kind:"indexeddb",compares:!0}),getItem:t=>p(A,"rea\
donly",e=>e.get(t)),setItem:(t,e,n)=>ee(t,n,r=>r.put(e,t),n?.expiresAt===void 0),removeItem:(t,e)=>ee(t,e,n=>n.delete(t),
!0),getKeys:t=>p(A,"readonly",e=>e.getAllKeys(IDBKeyRange.lowerBound(t)))};async function ee(t,e,n,r){let o=e?.expected,
i=!0;return await p(A,"readwrite",(a,c)=>{let u=a.get(t);return c(u,f=>{i=o===void 0||(f??null)===o,i&&n(a)}),u},r),i}var $e=500,Ue=1e4,Be=200,qe=8,j,te=0;function We(t){return j?.web!==t&&(j=new $(t)),j}var $=class{constructor(e){this.web=
e}get[Symbol.for("tokenward.storage")](){return{kind:"local",compares:!0}}peekItem(e){return this.web.getItem(e)}async getItem(e){
let n=await oe("readonly",a=>a.get(e)),r=ne(n?.result),o=re(this.web.getItem(e),r);if(o!==void 0)return o;await Fe(e);let i=this.
web.getItem(e),s=re(i,r);return s!==void 0?s:(this.#n(e,i,r?.value),i)}async setItem(e,n,r){let o=await this.#e(e,n,r);return o&&
this.web.setItem(e,n),o}async removeItem(e,n){let r=await this.#e(e,null,n);return r&&this.web.removeItem(e),r}getKeys(e){
return Object.keys(this.web).filter(n=>n.startsWith(e))}#t(e){try{let n=this.web.getItem(e);return typeof n=="string"?n:
null}catch{return null}}async#e(e,n,{expected:r,expiresAt:o}={}){return await this.#n(e,n,r,o===void 0)??(r===void 0||this.
web.getItem(e)===r)}async#n(e,n,r,o){let i=!0;return await oe("readwrite",(c,u)=>{let f=c.get(e);return u(f,m=>{let w=this.#t(
e),d=ne(m)??{value:w,replaced:[]};i=r===void 0||d.value===r,i&&c.put({value:n,replaced:Ye(n,d,w)},e)}),f},o)&&i}};function ne(t){
return Array.isArray(t?.replaced)&&(t.value===null||typeof t.value=="string")?t:void 0}function re(t,e){return e===void 0||
t===e.value?t:t!==null&&e.replaced.includes(ie(t))?e.value:void 0}function Ye(t,e,n){let[r,...o]=[t,n,e.value].map(s=>s===
null?void 0:ie(s)),i=new Set([...o,...e.replaced]);return i.delete(r),[...i].filter(s=>s!==void 0).slice(0,qe)}function ie(t){
let[e,n]=[2166136261,16777619];for(let r=0;r<t.length;r++)e=Math.imul(e^t.charCodeAt(r),16777619),n=Math.imul(n^t.charCodeAt(
r),2246822507);return(n>>>11)*2**32+(e>>>0)}async function oe(t,e,n){if(!(h()===void 0||performance.now()<te))try{return{
result:await p(N,t,e,n,$e)}}catch{te=performance.now()+Ue;return}}function Fe(t){return new Promise(e=>{let n=i=>{i.key===
t&&r()},r=()=>{clearTimeout(o),globalThis.removeEventListener?.("storage",n),e()},o=setTimeout(r,Be);globalThis.addEventListener?.(
"storage",n)})}var se="?",ae="!",ce=".",Ge=4,Je=250;function _(t){let e=U(t);return B(e,n=>n===se&&e?.postMessage(ae)),()=>{e?.postMessage(
ce),e?.close()}}async function P(t){let e=U(t);if(!e)return;let n=!1,r=new Promise(o=>B(e,i=>i===ae&&o(n=!0)));for(let o=Ge;o&&
!n;o--)e.postMessage(se),await g(Je,r);return e.close(),n}function ue(t){let e=U(t),n=()=>{};return B(e,r=>r===ce&&n()),
{wait:r=>g(r,new Promise(o=>n=()=>o(void 0))),end:()=>e?.close()}}async function g(t,e){let n,r=new Promise(o=>n=setTimeout(
o,t));try{return await Promise.race([e,r])}finally{clearTimeout(n)}}function U(t){return C(`${t} alive?`)}function B(t,e){
t&&(t.onmessage=({data:n})=>{e(n)})}var He=500,fe=3e3,Ve=1e3,ze=3e4,Qe=50,Ze=20,Xe=400;async function le(t,e){let n={owner:Math.random(),beat:0},r=ue(t);try{
let o,i=!1,[s,a,c]=[0,0,performance.now()];for(let u=Ze;;u=Math.min(u*1.5,Xe)){let f=l=>!l||l.owner===n.owner||i&&de(l,o),
m=await q(t,n,f);if(!m||f(m))return et(t,n);let w=performance.now(),d=Math.min(w-c,Ve);if(c=w,s+=d,a=de(m,o)?a+d:0,o=m,s>=
(e?ze:Qe))return null;i=a>=fe&&!await P(t),a>=fe&&!i&&(a=0),i||await r.wait(u*(.5+Math.random()))}}finally{r.end()}}function et(t,e){
let n=i=>i?.owner===e.owner,r=_(t),o=setInterval(()=>{e.beat++,q(t,e,n).then(i=>n(i)||clearInterval(o),()=>{})},He);return()=>{
clearInterval(o),q(t,void 0,n).then(r,r)}}function q(t,e,n){return p(D,"readwrite",(r,o)=>{let i=r.get(t);return o(i,s=>{
n(s)&&(e?r.put(e,t):r.delete(t))}),i})}function de(t,e){return t.owner===e?.owner&&t.beat===e.beat}var tt=4e3,nt=6,rt=2e3,ot=1e3,it=50;async function st(t,e){try{return await at(t,e)}catch{}try{return await le(t,e)}catch{
return}}async function at(t,e){let n=W(t),r=await(e?ct(t,n):g(it,n.granted));return r||(n.cancel(),null)}async function ct(t,e){
for(let n=nt;n;n--){let r=await g(tt,e.granted);if(r)return r;let o=W(`${t} asking`);try{let i=await g(rt,Promise.race([
e.granted,o.granted.then(()=>!0)])),s=i===!0?await Promise.race([e.granted,P(t)]):i;if(typeof s=="function")return s;if(s===
void 0)return null;if(!s)return await ut(t,e)}finally{o.cancel()}}return null}async function ut(t,e){let n=W(t,{steal:!0}),
r=await g(ot,n.granted);return(r?e:n).cancel(),r}function W(t,e){let n=new AbortController,r=()=>{},o=new Promise((s,a)=>{
let c=()=>new Promise(u=>{let f=_(t);r=()=>{u(void 0),f()},s(r)});navigator.locks.request(t,e??{signal:n.signal},c).catch(
a)});return o.catch(()=>{}),{granted:o,cancel:()=>{n.abort(),r()}}}export{De as encryptionKey,h as factory,Ne as indexedDbStorage,We as localRecords,C as openChannel,Ke as proof,Ce as proofKey,
st as takeLock};
