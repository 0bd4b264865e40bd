// Made from the files of pkg-template/ by `cargo xtask build`: change those.
var tokenwardDriver=(()=>{var D=Object.defineProperty;var tt=Object.getOwnPropertyDescriptor;var nt=Object.getOwnPropertyNames;var rt=Object.prototype.hasOwnProperty;var ot=(t,e)=>{for(var n in e)D(t,n,{get:e[n],enumerable:!0})},it=(t,e,n,r)=>{if(e&&typeof e=="object"||typeof e=="funct\
ion")for(let o of nt(e))!rt.call(t,o)&&o!==n&&D(t,o,{get:()=>e[o],enumerable:!(r=tt(e,o))||r.enumerable});return t};var st=t=>it(D({},"__esModule",{value:!0}),t);var on={};ot(on,{bound:()=>M,createCipher:()=>ge,createTimer:()=>Be,factory:()=>w,fillRandomly:()=>me,headOf:()=>Y,hostKind:()=>le,
indexedDbStorage:()=>fe,isCipherKey:()=>we,isOffline:()=>We,isSignature:()=>he,keysOf:()=>je,listenToHost:()=>$e,localRecords:()=>Je,
lock:()=>Re,monotonicMs:()=>v,openChannel:()=>C,outsideZones:()=>l,peekItem:()=>Ne,proof:()=>ce,proofKey:()=>se,readItem:()=>Le,
saysOf:()=>Ue,send:()=>xe,sha256:()=>ye,writeItem:()=>De});function l(t){let e=globalThis.Zone?.root;return typeof e?.run=="function"?e.run(t):t()}var ct=100;function C(t,e){try{let{BroadcastChannel:n}=globalThis,r=typeof n=="function"?new n(t):new j(t);return e&&(r.
onmessage=({data:o})=>{typeof o=="string"&&e(o)}),r}catch{return}}var j=class{onmessage=null;#t=localStorage;#e;constructor(e){
this.#e=`${e}%message`,addEventListener("storage",this)}handleEvent({key:e,newValue:n}){e===this.#e&&n&&this.onmessage?.(
{data:n.slice(n.indexOf(" ")+1)})}postMessage(e){try{this.#t.setItem(this.#e,`${Math.random()} ${e}`),l(()=>setTimeout(()=>this.#t.
removeItem(this.#e),ct))}catch{}}close(){removeEventListener("storage",this)}};function v(){try{return performance.now()}catch{return Date.now()}}var at=2**31-1,ut=50,ft=250,dt=2e3,lt=3,pt=(t,e)=>l(()=>setTimeout(e,Math.min(Math.max(t,0),at)));function M(t){let e,n=0;return{over:new Promise(o=>{let i=s=>{let c=v()+s;e=pt(s,()=>{let u=v()-c;u<ut||n++===lt?o():i(u<
dt?ft:t)})};i(t)}),end:()=>clearTimeout(e)}}async function d(t,e,n){let{over:r,end:o}=M(t);try{return await Promise.race(
[e,r.then(()=>n?.())])}finally{o()}}var mt="tokenward",O="records",k="keys",W="commits",G="leases",ee=[O,k,W,G],yt=1e3,_,B,T;function ht(){return globalThis.
addEventListener?.("pagehide",()=>{T=new Promise(t=>{let e=()=>{T=void 0,t()};globalThis.addEventListener("pageshow",e,{
once:!0})}),B?.forEach(t=>t())}),new Set}function w(){try{return globalThis.indexedDB??void 0}catch{return}}async function y(t,e,n,r,o=yt){
let i=()=>{},s=!1,c=()=>{},a=()=>{},u=new Promise((m,b)=>{a=()=>{s=!0,i(),b(U())}}),f=()=>{let m=M(o);c=m.end,m.over.then(
a)},h=async()=>{c(),await T,f()};f(),u.catch(()=>{});let g=()=>i();(B??=ht()).add(g);try{for(let m=!0;;m=!1){T&&await h();
let b=_??=wt();try{let A=await Promise.race([b.database,u]);T&&await h();let S=A.transaction(t,e,{durability:r?"strict":
"relaxed"}),qe=new Promise((He,N)=>{i=()=>Q(S)&&N(U());let H=!1,ze=(z,Xe)=>{H=!0,z.onsuccess=()=>{try{Xe(z.result),S.commit?.()}catch(et){
N(et),Q(S)}}},Qe=n(S.objectStore(t),ze);H||S.commit?.(),S.oncomplete=()=>He(Qe.result),S.onabort=()=>N(S.error??U())});return await Promise.
race([qe,u])}catch(A){if(A?.name==="QuotaExceededError"||($(b),s||!m))throw A}}}finally{c(),B?.delete(g)}}async function P(t,e,n){
let r=await y(t,"readonly",s=>s.get(e));if(r!==void 0)return r;let o=await n();return await y(t,"readwrite",(s,c)=>{let a=s.
get(e);return c(a,u=>{u===void 0&&s.add(o,e)}),a},!0)??o}function U(){return new DOMException("IndexedDB took too long.",
"TimeoutError")}function Q(t){try{return t.abort(),!0}catch{return!1}}function wt(){let t={database:gt().then(e=>(e.onversionchange=
()=>$(t),e.onclose=()=>$(t),_!==t&&e.close(),e))};return t}function $(t){_===t&&(_=void 0),t.database.then(e=>e.close(),
()=>{})}async function gt(){let t=await X();if(ee.every(n=>t.objectStoreNames.contains(n)))return t;let{version:e}=t;return t.
close(),X(e+1)}function X(t){return new Promise((e,n)=>{let r=w().open(mt,t);r.onupgradeneeded=()=>{let{objectStoreNames:o}=r.
result;for(let i of ee)o.contains(i)||r.result.createObjectStore(i)},r.onsuccess=()=>e(r.result),r.onerror=()=>n(r.error)})}function te(t,e){return t!=null&&Object.hasOwn(t,e)?t[e]??void 0:void 0}var ne=t=>Object.assign(Object.create(null),t);var E={ES256:"P-256",ES384:"P-384",ES512:"P-521"},x={RS:"RSASSA-PKCS1-v1_5",PS:"RSA-PSS",ES:"ECDSA",Ed:"Ed25519"};function re(t){
if(typeof t!="object"||t===null)return;let e=te(t,"kty")!==void 0?bt(ne(t)):St(t);return e!==void 0&&/^([RP]S(256|384|512)|EdDSA)$|^ES/.
test(e)&&(e[0]!=="E"||e==="EdDSA"||e in E)?e:void 0}function bt({kty:t,crv:e,alg:n,d:r}){if(typeof r=="string")return t===
"RSA"?typeof n=="string"&&n[1]==="S"&&n[0]!=="E"?n:n===void 0?"RS256":void 0:t==="EC"?Object.keys(E).find(o=>E[o]===e):t===
"OKP"&&e==="Ed25519"?"EdDSA":void 0}function St({type:t,usages:e,algorithm:n}){if(t!=="private"||!Array.isArray(e)||!e.includes(
"sign"))return;let{name:r,hash:o,namedCurve:i}=n;if(r===x.Ed)return"EdDSA";if(r===x.ES)return Object.keys(E).find(c=>E[c]===
i);let s=String(o?.name).replace("SHA-","");return r===x.RS?`RS${s}`:r===x.PS?`PS${s}`:void 0}function Et(t){let e=t.slice(2);return{name:x[t.slice(0,2)],hash:`SHA-${e}`,namedCurve:E[t],saltLength:Number(e)/8}}async function oe(t,e,n){let r=re(t),o=c=>I(new TextEncoder().encode(JSON.stringify(c))),i=`${o({alg:r,...e})}.${o(n)}`,
s=await crypto.subtle.sign(Et(r),t,new TextEncoder().encode(i));return`${i}.${I(new Uint8Array(s))}`}function I(t){let e="";
for(let n of t)e+=String.fromCharCode(n);return btoa(e).replace(/\+/g,"-").replace(/\//g,"_").replace(/=+$/,"")}var ie=new WeakMap,xt=3e3;function se(t,e){return d(xt,At(t,e),()=>{throw new DOMException("WebCrypto took too long.","T\
imeoutError")})}async function At(t,e){let n=ie.get(t)??new Map;ie.set(t,n);let r=n.get(e);if(r?.kept===!1)return r;let o=async()=>n.
get(e)??await vt(),i;if(w())try{let c={...await P(k,["dpop",e],o),kept:!0};return n.set(e,c),c}catch(c){i=c}let s={...await o(),
kept:!1};return n.get(e)?.kept!==!1&&n.set(e,s),{...n.get(e),fault:i}}async function vt(){let{privateKey:t,publicKey:e}=await crypto.
subtle.generateKey({name:"ECDSA",namedCurve:"P-256"},!1,["sign","verify"]),{crv:n,kty:r,x:o,y:i}=await crypto.subtle.exportKey(
"jwk",e),s={crv:n,kty:r,x:o,y:i};return{privateKey:t,jwk:s,jkt:await ae(JSON.stringify(s))}}async function ce({privateKey:t,
jwk:e},n,r,o,i,s){let a={jti:I(crypto.getRandomValues(new Uint8Array(16))),htm:n,htu:r,iat:o,nonce:i,ath:s===void 0?void 0:
await ae(s)};return oe(t,{typ:"dpop+jwt",jwk:e},a)}async function ae(t){return I(new Uint8Array(await crypto.subtle.digest(
"SHA-256",new TextEncoder().encode(t))))}var fe=()=>Mt;async function de(t){return P(k,t,()=>crypto.subtle.generateKey({name:"AES-GCM",length:256},!1,["encrypt",
"decrypt"]))}var Mt={[Symbol.for("tokenward.storage")]:Object.freeze({kind:"indexeddb",compares:!0}),getItem:t=>y(O,"rea\
donly",e=>e.get(t)),setItem:(t,e,n)=>ue(t,n,r=>r.put(e,t),n?.expiresAt===void 0),removeItem:(t,e)=>ue(t,e,n=>n.delete(t),
!0),getKeys:t=>y(O,"readonly",e=>e.getAllKeys(IDBKeyRange.lowerBound(t)))};async function ue(t,e,n,r){let o=e?.expected,
i=!0;return await y(O,"readwrite",(c,a)=>{let u=c.get(t);return a(u,f=>{i=o===void 0||(f??null)===o,i&&n(c)}),u},r),i}function p(t){try{return globalThis[t]??void 0}catch{return}}function Tt(){return p("navigator")?.userAgent==="Cloudflar\
e-Workers"||p("WebSocketPair")!==void 0}function le(){return Tt()||p("EdgeRuntime")!==void 0?"edge":p("process")?.versions||
p("Deno")||p("Bun")?"server":"browser"}var pe=()=>p("crypto")?.subtle!==void 0;function me(t){crypto.getRandomValues(t)}async function ye(t){return new Uint8Array(
await crypto.subtle.digest("SHA-256",t))}async function he(t,e,n,r){try{let o=JSON.parse(e),i=await crypto.subtle.importKey(
"jwk",JSON.parse(t),o,!1,["verify"]);return await crypto.subtle.verify(o,i,r,n)}catch{return!1}}function we(t){try{let{algorithm:e,type:n,usages:r}=t;return e.name==="AES-GCM"&&e.length===256&&n==="secret"&&Array.isArray(
r)&&r.includes("encrypt")&&r.includes("decrypt")}catch{return!1}}function ge(t){let e=t;async function n(){if(typeof e==
"string")return de(e);if(!ArrayBuffer.isView(e))return e;let o=e,i=await crypto.subtle.importKey("raw",o,"AES-GCM",!1,["\
encrypt","decrypt"]);return o.fill(0),e=i}async function r(o,i,s,c){try{let a=await n(),u=crypto.subtle[o]({name:"AES-GC\
M",iv:i,additionalData:s},a,c),f=o==="encrypt"?await u:await u.catch(()=>null);return f&&new Uint8Array(f)}finally{c.fill(
0)}}return{canWork:()=>pe()&&(typeof e!="string"||w()!==void 0),run:(o,i,s,c,a)=>d(a,r(o,i,s,c)),close(){ArrayBuffer.isView(
e)&&e.fill(0)}}}function be(){return typeof TextEncoder=="function"?new TextEncoder:{encode:Se,encodeInto:Ot}}function Se(t=""){let e=encodeURIComponent(t.replace(/\p{Surrogate}/gu,"�"));return Uint8Array.from(e.match(/%..|./g)??
[],n=>n.length===1?n.charCodeAt(0):Number.parseInt(n.slice(1),16))}function Ot(t,e){let[n,r]=[0,0];for(let o of t){let i=Se(
o);if(r+i.length>e.length)break;e.set(i,r),n+=o.length,r+=i.length}return{read:n,written:r}}var Ee=1048576,kt=["content-type","date","retry-after","authorization","dpop-nonce","www-authenticate"];async function xe({
method:t,url:e,headers:n,body:r},{fetch:o=p("fetch"),kind:i,signal:s}){let c;try{if(typeof o!="function")throw new TypeError(
"the host has no fetch");let a={method:t,headers:n,redirect:"manual",signal:s};r!==void 0&&(a.body=r),i!=="edge"&&Object.
assign(a,{credentials:"omit",cache:"no-store"}),c=await o(e,a)}catch(a){return{failure:i==="browser"?"networkOfPage":"ne\
twork",cause:a}}try{let a=Y(c);if(a===void 0)throw new TypeError("what fetch gave is no Response: it has no status");let u=await It(
c);return u===void 0?{failure:"tooLarge"}:{failure:null,...a,body:u}}catch(a){return{failure:"network",cause:a}}}function Y(t){
let e=t?.status;if(typeof e!="number")return;let n=t.headers,r=Object.create(null);for(let o of kt){let i=typeof n?.get==
"function"?n.get(o):n?.[o];typeof i=="string"&&(r[o]=i)}return{status:e,headers:r}}async function It(t){let e=t.body?.getReader?.();
if(e===void 0){let r=be().encode(await Ct(t));return r.length>Ee?void 0:r}let n=new Uint8Array;for(;;){let{done:r,value:o}=await e.
read();if(r)return n;if(!ArrayBuffer.isView(o))throw new TypeError("a chunk of the response's body is no Uint8Array");let i=n.
length+o.byteLength;if(i>Ee){(async()=>e.cancel?.())().catch(()=>{});return}let s=new Uint8Array(i);s.set(n),s.set(new Uint8Array(
o.buffer,o.byteOffset,o.byteLength),n.length),n=s}}async function Ct(t){return typeof t.text=="function"?String(await t.
text()):typeof t.json=="function"?JSON.stringify(await t.json())??"":""}var Ae="?",ve="!",Me=".",_t=4,Pt=250;function R(t){let e=Z(t,n=>n===Ae&&e?.postMessage(ve));return()=>{e?.postMessage(Me),
e?.close()}}async function K(t){let[e,n]=[!1,()=>{}],r=new Promise(i=>n=i),o=Z(t,i=>{i===ve&&(e=!0,n())});if(o){for(let i=_t;i&&
!e;i--)o.postMessage(Ae),await d(Pt,r);return o.close(),e}}function Te(t){let e=()=>{},n=Z(t,r=>r===Me&&e());return{wait:r=>new Promise(
o=>{let i=l(()=>setTimeout(o,r));e=()=>{clearTimeout(i),o()}}),end:()=>n?.close()}}function Z(t,e){return C(`${t} alive?`,
e)}var Rt=500,Oe=3e3,Kt=1e3,Lt=3e4,Nt=50,Dt=20,jt=400;async function Ie(t,e){let n={owner:Math.random(),beat:0},r=Te(t);try{
let o,i=!1,[s,c,a]=[0,0,performance.now()];for(let u=Dt;;u=Math.min(u*1.5,jt)){let f=b=>!b||b.owner===n.owner||i&&ke(b,o),
h=await F(t,n,f);if(!h||f(h))return Ut(t,n);let g=performance.now(),m=Math.min(g-a,Kt);if(a=g,s+=m,c=ke(h,o)?c+m:0,o=h,s>=
(e?Lt:Nt))return null;i=c>=Oe&&!await K(t),c>=Oe&&!i&&(c=0),i||await r.wait(u*(.5+Math.random()))}}finally{r.end()}}function Ut(t,e){
let n=s=>s?.owner===e.owner,r=R(t),o=()=>{e.beat++,F(t,e,n).then(s=>n(s)||clearInterval(i),()=>{})},i=l(()=>setInterval(
o,Rt));return()=>{clearInterval(i),F(t,void 0,n).then(r,r)}}function F(t,e,n){return y(G,"readwrite",(r,o)=>{let i=r.get(
t);return o(i,s=>{n(s)&&(e?r.put(e,t):r.delete(t))}),i})}function ke(t,e){return t.owner===e?.owner&&t.beat===e.beat}var Bt=4e3,$t=6,Wt=2e3,Gt=1e3,Yt=50;async function Ce(t,e){try{return await Zt(t,e)}catch{}try{return await Ie(t,e)}catch{
return}}async function Zt(t,e){let n=J(t),r=await(e?Ft(t,n):d(Yt,n.granted));return r||(n.cancel(),null)}async function Ft(t,e){
for(let n=$t;n;n--){let r=await d(Bt,e.granted);if(r)return r;let o=J(`${t} asking`);try{let i=await d(Wt,Promise.race([
e.granted,o.granted.then(()=>!0)])),s=i===!0?await Promise.race([e.granted,K(t)]):i;if(typeof s=="function")return s;if(s===
void 0)return null;if(!s)return await Jt(t,e)}finally{o.cancel()}}return null}async function Jt(t,e){let n=J(t,{steal:!0}),
r=await d(Gt,n.granted);return(r?e:n).cancel(),r}function J(t,e){let n=new AbortController,r=()=>{},o=new Promise((s,c)=>{
let a=()=>new Promise(u=>{let f=R(t);r=()=>{u(void 0),f()},s(r)});navigator.locks.request(t,e??{signal:n.signal},a).catch(
c)});return o.catch(()=>{}),{granted:o,cancel:()=>{n.abort(),r()}}}var Vt=5e3,qt=50,_e=new WeakMap;async function Pe(t,e,n){let r=_e.get(t)??new Map;_e.set(t,r);let o=r.get(e)??[],i=()=>{
let u=o.shift();u?u():r.delete(e)};if(!r.has(e))return r.set(e,o),i;let s=()=>{},c=new Promise(u=>{s=()=>u(!0),o.push(s)});
if(await d(n?Vt:qt,c))return i;let a=o.indexOf(s);return a<0?i:(o.splice(a,1),null)}async function Re(t,e,n,r){let o=t==="browser"?await Ce(n,r):void 0;return o===void 0?Pe(e,n,r):o}function L(t,e,n){return Ke(e)?d(t,Promise.resolve(e).then(n)):n(e)}var Ke=t=>typeof t?.then=="function";function Le(t,e,n){
return L(n,t.getItem(e),r=>{if(typeof(r??"")!="string")throw new TypeError("getItem gave no string");return r??null})}function Ne(t,e){
try{let n=t.peekItem?.(e);return typeof n=="string"?n:void 0}catch{return}}function De(t,e,n,r,o,i){let s={};r!==void 0&&
(s.expiresAt=r),o!==void 0&&(s.expected=o);let c=Object.keys(s).length?[s]:[],a=n===void 0?t.removeItem(e,...c):t.setItem(
e,n,...c);return L(i,a,u=>u!==!1)}function je(t,e,n){let r=i=>{if(!Array.isArray(i))throw new TypeError("getKeys gave no\
 array");return i.filter(s=>typeof s=="string"&&s.startsWith(e))};if(typeof t.getKeys=="function")return L(n,t.getKeys(e),
r);if(typeof t.key!="function"||typeof t.length!="number")return null;let o=Array.from({length:t.length},(i,s)=>t.key(s));
return L(n,o.some(Ke)?Promise.all(o):o,r)}function Ue(t,e){try{return t[Symbol.for("tokenward.storage")]?.[e]}catch{return}}var Ht=2**31-1;function Be(t){let e;function n(){e!==void 0&&clearTimeout(e),e=void 0}return{arm(r,o){n();try{e=l(()=>setTimeout(
t,Math.min(Math.max(r,0),Ht)))}catch{return}o||(typeof e=="object"?e?.unref?.():p("Deno")?.unrefTimer?.(e))},disarm:n}}var zt=["visibilitychange","resume","pagehide","pageshow","focus","online","offline"];function $e(t){let e=({type:r,persisted:o})=>{
t(r==="online"||r==="offline"?r:o===!0&&r==="pagehide"?"hidden":o===!0&&r==="pageshow"?"restored":"woke")},n=r=>{for(let o of zt)
try{globalThis[r](o,e,o!=="focus")}catch{}};return n("addEventListener"),()=>n("removeEventListener")}var We=()=>p("navi\
gator")?.onLine===!1;var Qt=500,Xt=1e4,en=200,tn=8,V,Ge=0;function Je(t){return V?.web!==t&&(V=new q(t)),V}var q=class{constructor(e){this.web=
e}get[Symbol.for("tokenward.storage")](){return{kind:"local",compares:!0}}peekItem(e){return this.web.getItem(e)}async getItem(e){
let n=await Fe("readonly",c=>c.get(e)),r=Ye(n?.result),o=Ze(this.web.getItem(e),r);if(o!==void 0)return o;await rn(e);let i=this.
web.getItem(e),s=Ze(i,r);return s!==void 0?s:(this.#n(e,i,r?.value),i)}async setItem(e,n,r){let o=await this.#e(e,n,r);return o&&
this.web.setItem(e,n),o}async removeItem(e,n){let r=await this.#e(e,null,n);return r&&this.web.removeItem(e),r}getKeys(e){
return Object.keys(this.web).filter(n=>n.startsWith(e))}#t(e){try{let n=this.web.getItem(e);return typeof n=="string"?n:
null}catch{return null}}async#e(e,n,{expected:r,expiresAt:o}={}){return await this.#n(e,n,r,o===void 0)??(r===void 0||this.
web.getItem(e)===r)}async#n(e,n,r,o){let i=!0;return await Fe("readwrite",(a,u)=>{let f=a.get(e);return u(f,h=>{let g=this.#t(
e),m=Ye(h)??{value:g,replaced:[]};i=r===void 0||m.value===r,i&&a.put({value:n,replaced:nn(n,m,g)},e)}),f},o)&&i}};function Ye(t){
return Array.isArray(t?.replaced)&&(t.value===null||typeof t.value=="string")?t:void 0}function Ze(t,e){return e===void 0||
t===e.value?t:t!==null&&e.replaced.includes(Ve(t))?e.value:void 0}function nn(t,e,n){let[r,...o]=[t,n,e.value].map(s=>s===
null?void 0:Ve(s)),i=new Set([...o,...e.replaced]);return i.delete(r),[...i].filter(s=>s!==void 0).slice(0,tn)}function Ve(t){
let[e,n]=[2166136261,16777619];for(let r=0;r<t.length;r++)e=Math.imul(e^t.charCodeAt(r),16777619),n=Math.imul(n^t.charCodeAt(
r),2246822507);return(n>>>11)*2**32+(e>>>0)}async function Fe(t,e,n){if(!(w()===void 0||performance.now()<Ge))try{return{
result:await y(W,t,e,n,Qt)}}catch{Ge=performance.now()+Xt;return}}function rn(t){return new Promise(e=>{let n=i=>{i.key===
t&&r()},r=()=>{clearTimeout(o),globalThis.removeEventListener?.("storage",n),e()},o=l(()=>setTimeout(r,en));globalThis.addEventListener?.(
"storage",n)})}return st(on);})();
