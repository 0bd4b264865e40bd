// Made from the files of pkg-template/ by `cargo xtask build`: change those.
function p(t){let e=globalThis.Zone?.root;return typeof e?.run=="function"?e.run(t):t()}var Ke=100;function D(t,e){try{let{BroadcastChannel:n}=globalThis,r=typeof n=="function"?new n(t):new N(t);return e&&(r.
onmessage=({data:o})=>{typeof o=="string"&&e(o)}),r}catch{return}}var N=class{onmessage=null;#t=localStorage;#e;constructor(e){
this.#e=`${e}%message`,addEventListener("storage",this)}handleEvent({key:e,newValue:n}){e===this.#e&&n&&this.onmessage?.(
{data:n.slice(n.indexOf(" ")+1)})}postMessage(e){try{this.#t.setItem(this.#e,`${Math.random()} ${e}`),p(()=>setTimeout(()=>this.#t.
removeItem(this.#e),Ke))}catch{}}close(){removeEventListener("storage",this)}};function k(){try{return performance.now()}catch{return Date.now()}}var Le=2**31-1,Ne=50,De=250,je=2e3,Ue=3,Be=(t,e)=>p(()=>setTimeout(e,Math.min(Math.max(t,0),Le)));function I(t){let e,n=0;return{over:new Promise(o=>{let i=s=>{let c=k()+s;e=Be(s,()=>{let u=k()-c;u<Ne||n++===Ue?o():i(u<
je?De:t)})};i(t)}),end:()=>clearTimeout(e)}}async function d(t,e,n){let{over:r,end:o}=I(t);try{return await Promise.race(
[e,r.then(()=>n?.())])}finally{o()}}var $e="tokenward",M="records",T="keys",$="commits",W="leases",Q=[M,T,$,W],We=1e3,C,U,v;function Ge(){return globalThis.
addEventListener?.("pagehide",()=>{v=new Promise(t=>{let e=()=>{v=void 0,t()};globalThis.addEventListener("pageshow",e,{
once:!0})}),U?.forEach(t=>t())}),new Set}function S(){try{return globalThis.indexedDB??void 0}catch{return}}async function y(t,e,n,r,o=We){
let i=()=>{},s=!1,c=()=>{},a=()=>{},u=new Promise((m,g)=>{a=()=>{s=!0,i(),g(j())}}),f=()=>{let m=I(o);c=m.end,m.over.then(
a)},h=async()=>{c(),await v,f()};f(),u.catch(()=>{});let w=()=>i();(U??=Ge()).add(w);try{for(let m=!0;;m=!1){v&&await h();
let g=C??=Ye();try{let A=await Promise.race([g.database,u]);v&&await h();let b=A.transaction(t,e,{durability:r?"strict":
"relaxed"}),ke=new Promise((Ie,L)=>{i=()=>H(b)&&L(j());let V=!1,Ce=(q,Pe)=>{V=!0,q.onsuccess=()=>{try{Pe(q.result),b.commit?.()}catch(Re){
L(Re),H(b)}}},_e=n(b.objectStore(t),Ce);V||b.commit?.(),b.oncomplete=()=>Ie(_e.result),b.onabort=()=>L(b.error??j())});return await Promise.
race([ke,u])}catch(A){if(A?.name==="QuotaExceededError"||(B(g),s||!m))throw A}}}finally{c(),U?.delete(w)}}async function _(t,e,n){
let r=await y(t,"readonly",s=>s.get(e));if(r!==void 0)return r;let o=await n();return await y(t,"readwrite",(s,c)=>{let a=s.
get(e);return c(a,u=>{u===void 0&&s.add(o,e)}),a},!0)??o}function j(){return new DOMException("IndexedDB took too long.",
"TimeoutError")}function H(t){try{return t.abort(),!0}catch{return!1}}function Ye(){let t={database:Ze().then(e=>(e.onversionchange=
()=>B(t),e.onclose=()=>B(t),C!==t&&e.close(),e))};return t}function B(t){C===t&&(C=void 0),t.database.then(e=>e.close(),
()=>{})}async function Ze(){let t=await z();if(Q.every(n=>t.objectStoreNames.contains(n)))return t;let{version:e}=t;return t.
close(),z(e+1)}function z(t){return new Promise((e,n)=>{let r=S().open($e,t);r.onupgradeneeded=()=>{let{objectStoreNames:o}=r.
result;for(let i of Q)o.contains(i)||r.result.createObjectStore(i)},r.onsuccess=()=>e(r.result),r.onerror=()=>n(r.error)})}function X(t,e){return t!=null&&Object.hasOwn(t,e)?t[e]??void 0:void 0}var ee=t=>Object.assign(Object.create(null),t);var E={ES256:"P-256",ES384:"P-384",ES512:"P-521"},x={RS:"RSASSA-PKCS1-v1_5",PS:"RSA-PSS",ES:"ECDSA",Ed:"Ed25519"};function te(t){
if(typeof t!="object"||t===null)return;let e=X(t,"kty")!==void 0?Fe(ee(t)):Je(t);return e!==void 0&&/^([RP]S(256|384|512)|EdDSA)$|^ES/.
test(e)&&(e[0]!=="E"||e==="EdDSA"||e in E)?e:void 0}function Fe({kty:t,crv:e,alg:n,d:r}){if(typeof r=="string")return t===
"RSA"?typeof n=="string"&&n[1]==="S"&&n[0]!=="E"?n:n===void 0?"RS256":void 0:t==="EC"?Object.keys(E).find(o=>E[o]===e):t===
"OKP"&&e==="Ed25519"?"EdDSA":void 0}function Je({type:t,usages:e,algorithm:n}){if(t!=="private"||!Array.isArray(e)||!e.includes(
"sign"))return;let{name:r,hash:o,namedCurve:i}=n;if(r===x.Ed)return"EdDSA";if(r===x.ES)return Object.keys(E).find(c=>E[c]===
i);let s=String(o?.name).replace("SHA-","");return r===x.RS?`RS${s}`:r===x.PS?`PS${s}`:void 0}function Ve(t){let e=t.slice(2);return{name:x[t.slice(0,2)],hash:`SHA-${e}`,namedCurve:E[t],saltLength:Number(e)/8}}async function ne(t,e,n){let r=te(t),o=c=>O(new TextEncoder().encode(JSON.stringify(c))),i=`${o({alg:r,...e})}.${o(n)}`,
s=await crypto.subtle.sign(Ve(r),t,new TextEncoder().encode(i));return`${i}.${O(new Uint8Array(s))}`}function O(t){let e="";
for(let n of t)e+=String.fromCharCode(n);return btoa(e).replace(/\+/g,"-").replace(/\//g,"_").replace(/=+$/,"")}var re=new WeakMap,qe=3e3;function He(t,e){return d(qe,ze(t,e),()=>{throw new DOMException("WebCrypto took too long.","T\
imeoutError")})}async function ze(t,e){let n=re.get(t)??new Map;re.set(t,n);let r=n.get(e);if(r?.kept===!1)return r;let o=async()=>n.
get(e)??await Qe(),i;if(S())try{let c={...await _(T,["dpop",e],o),kept:!0};return n.set(e,c),c}catch(c){i=c}let s={...await o(),
kept:!1};return n.get(e)?.kept!==!1&&n.set(e,s),{...n.get(e),fault:i}}async function Qe(){let{privateKey:t,publicKey:e}=await crypto.
subtle.generateKey({name:"ECDSA",namedCurve:"P-256"},!1,["sign","verify"]),{crv:n,kty:r,x:o,y:i}=await crypto.subtle.exportKey(
"jwk",e),s={crv:n,kty:r,x:o,y:i};return{privateKey:t,jwk:s,jkt:await oe(JSON.stringify(s))}}async function Xe({privateKey:t,
jwk:e},n,r,o,i,s){let a={jti:O(crypto.getRandomValues(new Uint8Array(16))),htm:n,htu:r,iat:o,nonce:i,ath:s===void 0?void 0:
await oe(s)};return ne(t,{typ:"dpop+jwt",jwk:e},a)}async function oe(t){return O(new Uint8Array(await crypto.subtle.digest(
"SHA-256",new TextEncoder().encode(t))))}var et=()=>tt;async function se(t){return _(T,t,()=>crypto.subtle.generateKey({name:"AES-GCM",length:256},!1,["encrypt",
"decrypt"]))}var tt={[Symbol.for("tokenward.storage")]:Object.freeze({kind:"indexeddb",compares:!0}),getItem:t=>y(M,"rea\
donly",e=>e.get(t)),setItem:(t,e,n)=>ie(t,n,r=>r.put(e,t),n?.expiresAt===void 0),removeItem:(t,e)=>ie(t,e,n=>n.delete(t),
!0),getKeys:t=>y(M,"readonly",e=>e.getAllKeys(IDBKeyRange.lowerBound(t)))};async function ie(t,e,n,r){let o=e?.expected,
i=!0;return await y(M,"readwrite",(c,a)=>{let u=c.get(t);return a(u,f=>{i=o===void 0||(f??null)===o,i&&n(c)}),u},r),i}function l(t){try{return globalThis[t]??void 0}catch{return}}function nt(){return l("navigator")?.userAgent==="Cloudflar\
e-Workers"||l("WebSocketPair")!==void 0}function rt(){return nt()||l("EdgeRuntime")!==void 0?"edge":l("process")?.versions||
l("Deno")||l("Bun")?"server":"browser"}var ce=()=>l("crypto")?.subtle!==void 0;function ot(t){crypto.getRandomValues(t)}async function it(t){return new Uint8Array(
await crypto.subtle.digest("SHA-256",t))}async function st(t,e,n,r){try{let o=JSON.parse(e),i=await crypto.subtle.importKey(
"jwk",JSON.parse(t),o,!1,["verify"]);return await crypto.subtle.verify(o,i,r,n)}catch{return!1}}function ct(t){try{let{algorithm:e,type:n,usages:r}=t;return e.name==="AES-GCM"&&e.length===256&&n==="secret"&&Array.isArray(
r)&&r.includes("encrypt")&&r.includes("decrypt")}catch{return!1}}function at(t){let e=t;async function n(){if(typeof e==
"string")return se(e);if(!ArrayBuffer.isView(e))return e;let o=e,i=await crypto.subtle.importKey("raw",o,"AES-GCM",!1,["\
encrypt","decrypt"]);return o.fill(0),e=i}async function r(o,i,s,c){try{let a=await n(),u=crypto.subtle[o]({name:"AES-GC\
M",iv:i,additionalData:s},a,c),f=o==="encrypt"?await u:await u.catch(()=>null);return f&&new Uint8Array(f)}finally{c.fill(
0)}}return{canWork:()=>ce()&&(typeof e!="string"||S()!==void 0),run:(o,i,s,c,a)=>d(a,r(o,i,s,c)),close(){ArrayBuffer.isView(
e)&&e.fill(0)}}}function ae(){return typeof TextEncoder=="function"?new TextEncoder:{encode:ue,encodeInto:ut}}function ue(t=""){let e=encodeURIComponent(t.replace(/\p{Surrogate}/gu,"�"));return Uint8Array.from(e.match(/%..|./g)??
[],n=>n.length===1?n.charCodeAt(0):Number.parseInt(n.slice(1),16))}function ut(t,e){let[n,r]=[0,0];for(let o of t){let i=ue(
o);if(r+i.length>e.length)break;e.set(i,r),n+=o.length,r+=i.length}return{read:n,written:r}}var fe=1048576,ft=["content-type","date","retry-after","authorization","dpop-nonce","www-authenticate"];async function dt({
method:t,url:e,headers:n,body:r},{fetch:o=l("fetch"),kind:i,signal:s}){let c;try{if(typeof o!="function")throw new TypeError(
"the host has no fetch");let a={method:t,headers:n,redirect:"manual",signal:s};r!==void 0&&(a.body=r),i!=="edge"&&Object.
assign(a,{credentials:"omit",cache:"no-store"}),c=await o(e,a)}catch(a){return{failure:i==="browser"?"networkOfPage":"ne\
twork",cause:a}}try{let a=de(c);if(a===void 0)throw new TypeError("what fetch gave is no Response: it has no status");let u=await lt(
c);return u===void 0?{failure:"tooLarge"}:{failure:null,...a,body:u}}catch(a){return{failure:"network",cause:a}}}function de(t){
let e=t?.status;if(typeof e!="number")return;let n=t.headers,r=Object.create(null);for(let o of ft){let i=typeof n?.get==
"function"?n.get(o):n?.[o];typeof i=="string"&&(r[o]=i)}return{status:e,headers:r}}async function lt(t){let e=t.body?.getReader?.();
if(e===void 0){let r=ae().encode(await pt(t));return r.length>fe?void 0:r}let n=new Uint8Array;for(;;){let{done:r,value:o}=await e.
read();if(r)return n;if(!ArrayBuffer.isView(o))throw new TypeError("a chunk of the response's body is no Uint8Array");let i=n.
length+o.byteLength;if(i>fe){(async()=>e.cancel?.())().catch(()=>{});return}let s=new Uint8Array(i);s.set(n),s.set(new Uint8Array(
o.buffer,o.byteOffset,o.byteLength),n.length),n=s}}async function pt(t){return typeof t.text=="function"?String(await t.
text()):typeof t.json=="function"?JSON.stringify(await t.json())??"":""}var le="?",pe="!",me=".",mt=4,yt=250;function P(t){let e=G(t,n=>n===le&&e?.postMessage(pe));return()=>{e?.postMessage(me),
e?.close()}}async function R(t){let[e,n]=[!1,()=>{}],r=new Promise(i=>n=i),o=G(t,i=>{i===pe&&(e=!0,n())});if(o){for(let i=mt;i&&
!e;i--)o.postMessage(le),await d(yt,r);return o.close(),e}}function ye(t){let e=()=>{},n=G(t,r=>r===me&&e());return{wait:r=>new Promise(
o=>{let i=p(()=>setTimeout(o,r));e=()=>{clearTimeout(i),o()}}),end:()=>n?.close()}}function G(t,e){return D(`${t} alive?`,
e)}var ht=500,he=3e3,wt=1e3,gt=3e4,bt=50,St=20,Et=400;async function ge(t,e){let n={owner:Math.random(),beat:0},r=ye(t);try{
let o,i=!1,[s,c,a]=[0,0,performance.now()];for(let u=St;;u=Math.min(u*1.5,Et)){let f=g=>!g||g.owner===n.owner||i&&we(g,o),
h=await Y(t,n,f);if(!h||f(h))return xt(t,n);let w=performance.now(),m=Math.min(w-a,wt);if(a=w,s+=m,c=we(h,o)?c+m:0,o=h,s>=
(e?gt:bt))return null;i=c>=he&&!await R(t),c>=he&&!i&&(c=0),i||await r.wait(u*(.5+Math.random()))}}finally{r.end()}}function xt(t,e){
let n=s=>s?.owner===e.owner,r=P(t),o=()=>{e.beat++,Y(t,e,n).then(s=>n(s)||clearInterval(i),()=>{})},i=p(()=>setInterval(
o,ht));return()=>{clearInterval(i),Y(t,void 0,n).then(r,r)}}function Y(t,e,n){return y(W,"readwrite",(r,o)=>{let i=r.get(
t);return o(i,s=>{n(s)&&(e?r.put(e,t):r.delete(t))}),i})}function we(t,e){return t.owner===e?.owner&&t.beat===e.beat}var At=4e3,vt=6,Mt=2e3,Tt=1e3,Ot=50;async function be(t,e){try{return await kt(t,e)}catch{}try{return await ge(t,e)}catch{
return}}async function kt(t,e){let n=Z(t),r=await(e?It(t,n):d(Ot,n.granted));return r||(n.cancel(),null)}async function It(t,e){
for(let n=vt;n;n--){let r=await d(At,e.granted);if(r)return r;let o=Z(`${t} asking`);try{let i=await d(Mt,Promise.race([
e.granted,o.granted.then(()=>!0)])),s=i===!0?await Promise.race([e.granted,R(t)]):i;if(typeof s=="function")return s;if(s===
void 0)return null;if(!s)return await Ct(t,e)}finally{o.cancel()}}return null}async function Ct(t,e){let n=Z(t,{steal:!0}),
r=await d(Tt,n.granted);return(r?e:n).cancel(),r}function Z(t,e){let n=new AbortController,r=()=>{},o=new Promise((s,c)=>{
let a=()=>new Promise(u=>{let f=P(t);r=()=>{u(void 0),f()},s(r)});navigator.locks.request(t,e??{signal:n.signal},a).catch(
c)});return o.catch(()=>{}),{granted:o,cancel:()=>{n.abort(),r()}}}var _t=5e3,Pt=50,Se=new WeakMap;async function Ee(t,e,n){let r=Se.get(t)??new Map;Se.set(t,r);let o=r.get(e)??[],i=()=>{
let u=o.shift();u?u():r.delete(e)};if(!r.has(e))return r.set(e,o),i;let s=()=>{},c=new Promise(u=>{s=()=>u(!0),o.push(s)});
if(await d(n?_t:Pt,c))return i;let a=o.indexOf(s);return a<0?i:(o.splice(a,1),null)}async function Rt(t,e,n,r){let o=t==="browser"?await be(n,r):void 0;return o===void 0?Ee(e,n,r):o}function K(t,e,n){return xe(e)?d(t,Promise.resolve(e).then(n)):n(e)}var xe=t=>typeof t?.then=="function";function Kt(t,e,n){
return K(n,t.getItem(e),r=>{if(typeof(r??"")!="string")throw new TypeError("getItem gave no string");return r??null})}function Lt(t,e){
try{let n=t.peekItem?.(e);return typeof n=="string"?n:void 0}catch{return}}function Nt(t,e,n,r,o,i){let s={};r!==void 0&&
(s.expiresAt=r),o!==void 0&&(s.expected=o);let c=Object.keys(s).length?[s]:[],a=n===void 0?t.removeItem(e,...c):t.setItem(
e,n,...c);return K(i,a,u=>u!==!1)}function Dt(t,e,n){let r=i=>{if(!Array.isArray(i))throw new TypeError("getKeys gave no\
 array");return i.filter(s=>typeof s=="string"&&s.startsWith(e))};if(typeof t.getKeys=="function")return K(n,t.getKeys(e),
r);if(typeof t.key!="function"||typeof t.length!="number")return null;let o=Array.from({length:t.length},(i,s)=>t.key(s));
return K(n,o.some(xe)?Promise.all(o):o,r)}function jt(t,e){try{return t[Symbol.for("tokenward.storage")]?.[e]}catch{return}}var Ut=2**31-1;function Bt(t){let e;function n(){e!==void 0&&clearTimeout(e),e=void 0}return{arm(r,o){n();try{e=p(()=>setTimeout(
t,Math.min(Math.max(r,0),Ut)))}catch{return}o||(typeof e=="object"?e?.unref?.():l("Deno")?.unrefTimer?.(e))},disarm:n}}var $t=["visibilitychange","resume","pagehide","pageshow","focus","online","offline"];function Wt(t){let e=({type:r,persisted:o})=>{
t(r==="online"||r==="offline"?r:o===!0&&r==="pagehide"?"hidden":o===!0&&r==="pageshow"?"restored":"woke")},n=r=>{for(let o of $t)
try{globalThis[r](o,e,o!=="focus")}catch{}};return n("addEventListener"),()=>n("removeEventListener")}var Gt=()=>l("navi\
gator")?.onLine===!1;var Yt=500,Zt=1e4,Ft=200,Jt=8,F,Ae=0;function Vt(t){return F?.web!==t&&(F=new J(t)),F}var J=class{constructor(e){this.web=
e}get[Symbol.for("tokenward.storage")](){return{kind:"local",compares:!0}}peekItem(e){return this.web.getItem(e)}async getItem(e){
let n=await Te("readonly",c=>c.get(e)),r=ve(n?.result),o=Me(this.web.getItem(e),r);if(o!==void 0)return o;await Ht(e);let i=this.
web.getItem(e),s=Me(i,r);return s!==void 0?s:(this.#n(e,i,r?.value),i)}async setItem(e,n,r){let o=await this.#e(e,n,r);return o&&
this.web.setItem(e,n),o}async removeItem(e,n){let r=await this.#e(e,null,n);return r&&this.web.removeItem(e),r}getKeys(e){
return Object.keys(this.web).filter(n=>n.startsWith(e))}#t(e){try{let n=this.web.getItem(e);return typeof n=="string"?n:
null}catch{return null}}async#e(e,n,{expected:r,expiresAt:o}={}){return await this.#n(e,n,r,o===void 0)??(r===void 0||this.
web.getItem(e)===r)}async#n(e,n,r,o){let i=!0;return await Te("readwrite",(a,u)=>{let f=a.get(e);return u(f,h=>{let w=this.#t(
e),m=ve(h)??{value:w,replaced:[]};i=r===void 0||m.value===r,i&&a.put({value:n,replaced:qt(n,m,w)},e)}),f},o)&&i}};function ve(t){
return Array.isArray(t?.replaced)&&(t.value===null||typeof t.value=="string")?t:void 0}function Me(t,e){return e===void 0||
t===e.value?t:t!==null&&e.replaced.includes(Oe(t))?e.value:void 0}function qt(t,e,n){let[r,...o]=[t,n,e.value].map(s=>s===
null?void 0:Oe(s)),i=new Set([...o,...e.replaced]);return i.delete(r),[...i].filter(s=>s!==void 0).slice(0,Jt)}function Oe(t){
let[e,n]=[2166136261,16777619];for(let r=0;r<t.length;r++)e=Math.imul(e^t.charCodeAt(r),16777619),n=Math.imul(n^t.charCodeAt(
r),2246822507);return(n>>>11)*2**32+(e>>>0)}async function Te(t,e,n){if(!(S()===void 0||performance.now()<Ae))try{return{
result:await y($,t,e,n,Yt)}}catch{Ae=performance.now()+Zt;return}}function Ht(t){return new Promise(e=>{let n=i=>{i.key===
t&&r()},r=()=>{clearTimeout(o),globalThis.removeEventListener?.("storage",n),e()},o=p(()=>setTimeout(r,Ft));globalThis.addEventListener?.(
"storage",n)})}export{I as bound,at as createCipher,Bt as createTimer,S as factory,ot as fillRandomly,de as headOf,rt as hostKind,et as indexedDbStorage,
ct as isCipherKey,Gt as isOffline,st as isSignature,Dt as keysOf,Wt as listenToHost,Vt as localRecords,Rt as lock,k as monotonicMs,
D as openChannel,p as outsideZones,Lt as peekItem,Xe as proof,He as proofKey,Kt as readItem,jt as saysOf,dt as send,it as sha256,
Nt as writeItem};
