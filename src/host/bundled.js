// Made from the files of pkg-template/ by `cargo xtask build`: change those.
function f(t){let e=globalThis.Zone?.root;return typeof e?.run=="function"?e.run(t):t()}var Ee=100;function L(t){try{let{BroadcastChannel:e}=globalThis;return typeof e=="function"?new e(t):new C(t)}catch{return}}
var C=class{onmessage=null;#t=localStorage;#e;constructor(e){this.#e=`${e}%message`,addEventListener("storage",this)}handleEvent({
key:e,newValue:n}){e===this.#e&&n&&this.onmessage?.({data:n.slice(n.indexOf(" ")+1)})}postMessage(e){try{this.#t.setItem(
this.#e,`${Math.random()} ${e}`),f(()=>setTimeout(()=>this.#t.removeItem(this.#e),Ee))}catch{}}close(){removeEventListener(
"storage",this)}};var be="tokenward",x="records",v="keys",D="commits",j="leases",H=[x,v,D,j],Ae=1e3,xe=50,ve=200,Me=20,I,K,A;function Te(){
return globalThis.addEventListener?.("pagehide",()=>{A=new Promise(t=>{let e=()=>{A=void 0,t()};globalThis.addEventListener(
"pageshow",e,{once:!0})}),K?.forEach(t=>t())}),new Set}function E(){try{return globalThis.indexedDB??void 0}catch{return}}
async function p(t,e,n,r,o=Ae){let i=()=>{},s=!1,a,c=()=>{},u=new Promise((l,m)=>{c=()=>{s=!0,i(),m(R())}}),d=()=>{let l=performance.
now()+o,m=()=>{let g=performance.now()-l;g>xe?a=f(()=>setTimeout(c,Math.max(ve-g,Me))):c()};a=f(()=>setTimeout(m,o))},w=async()=>{
clearTimeout(a),await A,d()};d(),u.catch(()=>{});let y=()=>i();(K??=Te()).add(y);try{for(let l=!0;;l=!1){A&&await w();let m=I??=
Ie();try{let g=await Promise.race([m.database,u]);A&&await w();let h=g.transaction(t,e,{durability:r?"strict":"relaxed"}),
pe=new Promise((we,k)=>{i=()=>G(h)&&k(R());let F=!1,ye=(Y,he)=>{F=!0,Y.onsuccess=()=>{try{he(Y.result),h.commit?.()}catch(Se){
k(Se),G(h)}}},ge=n(h.objectStore(t),ye);F||h.commit?.(),h.oncomplete=()=>we(ge.result),h.onabort=()=>k(h.error??R())});return await Promise.
race([pe,u])}catch(g){if(g?.name==="QuotaExceededError"||(N(m),s||!l))throw g}}}finally{clearTimeout(a),K?.delete(y)}}async function _(t,e,n){
let r=await p(t,"readonly",s=>s.get(e));if(r!==void 0)return r;let o=await n();return await p(t,"readwrite",(s,a)=>{let c=s.
get(e);return a(c,u=>{u===void 0&&s.add(o,e)}),c},!0)??o}function R(){return new DOMException("IndexedDB took too long.",
"TimeoutError")}function G(t){try{return t.abort(),!0}catch{return!1}}function Ie(){let t={database:_e().then(e=>(e.onversionchange=
()=>N(t),e.onclose=()=>N(t),I!==t&&e.close(),e))};return t}function N(t){I===t&&(I=void 0),t.database.then(e=>e.close(),
()=>{})}async function _e(){let t=await J();if(H.every(n=>t.objectStoreNames.contains(n)))return t;let{version:e}=t;return t.
close(),J(e+1)}function J(t){return new Promise((e,n)=>{let r=E().open(be,t);r.onupgradeneeded=()=>{let{objectStoreNames:o}=r.
result;for(let i of H)o.contains(i)||r.result.createObjectStore(i)},r.onsuccess=()=>e(r.result),r.onerror=()=>n(r.error)})}function V(t,e){return t!=null&&Object.hasOwn(t,e)?t[e]??void 0:void 0}var z=t=>Object.assign(Object.create(null),t);var b={ES256:"P-256",ES384:"P-384",ES512:"P-521"},M={RS:"RSASSA-PKCS1-v1_5",PS:"RSA-PSS",ES:"ECDSA",Ed:"Ed25519"};function Pe(t){
if(typeof t!="object"||t===null)return;let e=V(t,"kty")!==void 0?Oe(z(t)):ke(t);return e!==void 0&&/^([RP]S(256|384|512)|EdDSA)$|^ES/.
test(e)&&(e[0]!=="E"||e==="EdDSA"||e in b)?e:void 0}function Oe({kty:t,crv:e,alg:n,d:r}){if(typeof r=="string")return t===
"RSA"?typeof n=="string"&&n[1]==="S"&&n[0]!=="E"?n:n===void 0?"RS256":void 0:t==="EC"?Object.keys(b).find(o=>b[o]===e):t===
"OKP"&&e==="Ed25519"?"EdDSA":void 0}function ke({type:t,usages:e,algorithm:n}){if(t!=="private"||!Array.isArray(e)||!e.includes(
"sign"))return;let{name:r,hash:o,namedCurve:i}=n;if(r===M.Ed)return"EdDSA";if(r===M.ES)return Object.keys(b).find(a=>b[a]===
i);let s=String(o?.name).replace("SHA-","");return r===M.RS?`RS${s}`:r===M.PS?`PS${s}`:void 0}function Ce(t){let e=t.slice(
2);return{name:M[t.slice(0,2)],hash:`SHA-${e}`,namedCurve:b[t],saltLength:Number(e)/8}}async function Q(t,e,n){let r=Pe(t),o=a=>T(new TextEncoder().encode(JSON.stringify(a))),i=`${o({alg:r,...e})}.${o(n)}`,s=await crypto.
subtle.sign(Ce(r),t,new TextEncoder().encode(i));return`${i}.${T(new Uint8Array(s))}`}function T(t){let e="";for(let n of t)
e+=String.fromCharCode(n);return btoa(e).replace(/\+/g,"-").replace(/\//g,"_").replace(/=+$/,"")}var X=new WeakMap,Le=3e3;function Re(t,e){return new Promise((n,r)=>{let o=()=>r(new DOMException("WebCrypto took too lo\
ng.","TimeoutError")),i=f(()=>setTimeout(o,Le)),s=()=>clearTimeout(i);Ke(t,e).finally(s).then(n,r)})}async function Ke(t,e){
let n=X.get(t)??new Map;X.set(t,n);let r=n.get(e);if(r?.kept===!1)return r;let o=async()=>n.get(e)??await Ne(),i;if(E())
try{let a={...await _(v,["dpop",e],o),kept:!0};return n.set(e,a),a}catch(a){i=a}let s={...await o(),kept:!1};return n.get(
e)?.kept!==!1&&n.set(e,s),{...n.get(e),fault:i}}async function Ne(){let{privateKey:t,publicKey:e}=await crypto.subtle.generateKey(
{name:"ECDSA",namedCurve:"P-256"},!1,["sign","verify"]),{crv:n,kty:r,x:o,y:i}=await crypto.subtle.exportKey("jwk",e),s={
crv:n,kty:r,x:o,y:i};return{privateKey:t,jwk:s,jkt:await ee(JSON.stringify(s))}}async function De({privateKey:t,jwk:e},n,r,o,i,s){
let c={jti:T(crypto.getRandomValues(new Uint8Array(16))),htm:n,htu:r,iat:o,nonce:i,ath:s===void 0?void 0:await ee(s)};return Q(
t,{typ:"dpop+jwt",jwk:e},c)}async function ee(t){return T(new Uint8Array(await crypto.subtle.digest("SHA-256",new TextEncoder().
encode(t))))}var je=()=>Ue;async function $e(t){return _(v,t,()=>crypto.subtle.generateKey({name:"AES-GCM",length:256},!1,["encrypt",
"decrypt"]))}var Ue={[Symbol.for("tokenward.storage")]:Object.freeze({kind:"indexeddb",compares:!0}),getItem:t=>p(x,"rea\
donly",e=>e.get(t)),setItem:(t,e,n)=>te(t,n,r=>r.put(e,t),n?.expiresAt===void 0),removeItem:(t,e)=>te(t,e,n=>n.delete(t),
!0),getKeys:t=>p(x,"readonly",e=>e.getAllKeys(IDBKeyRange.lowerBound(t)))};async function te(t,e,n,r){let o=e?.expected,
i=!0;return await p(x,"readwrite",(a,c)=>{let u=a.get(t);return c(u,d=>{i=o===void 0||(d??null)===o,i&&n(a)}),u},r),i}var Be=500,Ze=1e4,qe=200,We=8,$,ne=0;function Fe(t){return $?.web!==t&&($=new U(t)),$}var U=class{constructor(e){this.web=
e}get[Symbol.for("tokenward.storage")](){return{kind:"local",compares:!0}}peekItem(e){return this.web.getItem(e)}async getItem(e){
let n=await ie("readonly",a=>a.get(e)),r=re(n?.result),o=oe(this.web.getItem(e),r);if(o!==void 0)return o;await Ge(e);let i=this.
web.getItem(e),s=oe(i,r);return s!==void 0?s:(this.#n(e,i,r?.value),i)}async setItem(e,n,r){let o=await this.#e(e,n,r);return o&&
this.web.setItem(e,n),o}async removeItem(e,n){let r=await this.#e(e,null,n);return r&&this.web.removeItem(e),r}getKeys(e){
return Object.keys(this.web).filter(n=>n.startsWith(e))}#t(e){try{let n=this.web.getItem(e);return typeof n=="string"?n:
null}catch{return null}}async#e(e,n,{expected:r,expiresAt:o}={}){return await this.#n(e,n,r,o===void 0)??(r===void 0||this.
web.getItem(e)===r)}async#n(e,n,r,o){let i=!0;return await ie("readwrite",(c,u)=>{let d=c.get(e);return u(d,w=>{let y=this.#t(
e),l=re(w)??{value:y,replaced:[]};i=r===void 0||l.value===r,i&&c.put({value:n,replaced:Ye(n,l,y)},e)}),d},o)&&i}};function re(t){
return Array.isArray(t?.replaced)&&(t.value===null||typeof t.value=="string")?t:void 0}function oe(t,e){return e===void 0||
t===e.value?t:t!==null&&e.replaced.includes(se(t))?e.value:void 0}function Ye(t,e,n){let[r,...o]=[t,n,e.value].map(s=>s===
null?void 0:se(s)),i=new Set([...o,...e.replaced]);return i.delete(r),[...i].filter(s=>s!==void 0).slice(0,We)}function se(t){
let[e,n]=[2166136261,16777619];for(let r=0;r<t.length;r++)e=Math.imul(e^t.charCodeAt(r),16777619),n=Math.imul(n^t.charCodeAt(
r),2246822507);return(n>>>11)*2**32+(e>>>0)}async function ie(t,e,n){if(!(E()===void 0||performance.now()<ne))try{return{
result:await p(D,t,e,n,Be)}}catch{ne=performance.now()+Ze;return}}function Ge(t){return new Promise(e=>{let n=i=>{i.key===
t&&r()},r=()=>{clearTimeout(o),globalThis.removeEventListener?.("storage",n),e()},o=f(()=>setTimeout(r,qe));globalThis.addEventListener?.(
"storage",n)})}var ae="?",ce="!",ue=".",Je=4,He=250;function P(t){let e=B(t);return Z(e,n=>n===ae&&e?.postMessage(ce)),()=>{e?.postMessage(
ue),e?.close()}}async function O(t){let e=B(t);if(!e)return;let n=!1,r=new Promise(o=>Z(e,i=>i===ce&&o(n=!0)));for(let o=Je;o&&
!n;o--)e.postMessage(ae),await S(He,r);return e.close(),n}function fe(t){let e=B(t),n=()=>{};return Z(e,r=>r===ue&&n()),
{wait:r=>S(r,new Promise(o=>n=()=>o(void 0))),end:()=>e?.close()}}async function S(t,e){let n,r=new Promise(o=>n=f(()=>setTimeout(
o,t)));try{return await Promise.race([e,r])}finally{clearTimeout(n)}}function B(t){return L(`${t} alive?`)}function Z(t,e){
t&&(t.onmessage=({data:n})=>{e(n)})}var Ve=500,de=3e3,ze=1e3,Qe=3e4,Xe=50,et=20,tt=400;async function me(t,e){let n={owner:Math.random(),beat:0},r=fe(t);try{
let o,i=!1,[s,a,c]=[0,0,performance.now()];for(let u=et;;u=Math.min(u*1.5,tt)){let d=m=>!m||m.owner===n.owner||i&&le(m,o),
w=await q(t,n,d);if(!w||d(w))return nt(t,n);let y=performance.now(),l=Math.min(y-c,ze);if(c=y,s+=l,a=le(w,o)?a+l:0,o=w,s>=
(e?Qe:Xe))return null;i=a>=de&&!await O(t),a>=de&&!i&&(a=0),i||await r.wait(u*(.5+Math.random()))}}finally{r.end()}}function nt(t,e){
let n=s=>s?.owner===e.owner,r=P(t),o=()=>{e.beat++,q(t,e,n).then(s=>n(s)||clearInterval(i),()=>{})},i=f(()=>setInterval(
o,Ve));return()=>{clearInterval(i),q(t,void 0,n).then(r,r)}}function q(t,e,n){return p(j,"readwrite",(r,o)=>{let i=r.get(
t);return o(i,s=>{n(s)&&(e?r.put(e,t):r.delete(t))}),i})}function le(t,e){return t.owner===e?.owner&&t.beat===e.beat}var rt=4e3,ot=6,it=2e3,st=1e3,at=50;async function ct(t,e){try{return await ut(t,e)}catch{}try{return await me(t,e)}catch{
return}}async function ut(t,e){let n=W(t),r=await(e?ft(t,n):S(at,n.granted));return r||(n.cancel(),null)}async function ft(t,e){
for(let n=ot;n;n--){let r=await S(rt,e.granted);if(r)return r;let o=W(`${t} asking`);try{let i=await S(it,Promise.race([
e.granted,o.granted.then(()=>!0)])),s=i===!0?await Promise.race([e.granted,O(t)]):i;if(typeof s=="function")return s;if(s===
void 0)return null;if(!s)return await dt(t,e)}finally{o.cancel()}}return null}async function dt(t,e){let n=W(t,{steal:!0}),
r=await S(st,n.granted);return(r?e:n).cancel(),r}function W(t,e){let n=new AbortController,r=()=>{},o=new Promise((s,a)=>{
let c=()=>new Promise(u=>{let d=P(t);r=()=>{u(void 0),d()},s(r)});navigator.locks.request(t,e??{signal:n.signal},c).catch(
a)});return o.catch(()=>{}),{granted:o,cancel:()=>{n.abort(),r()}}}export{$e as encryptionKey,E as factory,je as indexedDbStorage,Fe as localRecords,L as openChannel,De as proof,Re as proofKey,
ct as takeLock};
