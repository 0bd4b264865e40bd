// Made from src/client/driver.js and pkg-template/ by `cargo xtask build`: change those.
var tokenwardDriver=(()=>{var ue=Object.defineProperty;var kn=Object.getOwnPropertyDescriptor;var Sn=Object.getOwnPropertyNames;var En=Object.prototype.hasOwnProperty;var An=(t,e)=>{for(var n in e)ue(t,n,{get:e[n],enumerable:!0})},On=(t,e,n,r)=>{if(e&&typeof e=="object"||typeof e=="func\
tion")for(let o of Sn(e))!En.call(t,o)&&o!==n&&ue(t,o,{get:()=>e[o],enumerable:!(r=kn(e,o))||r.enumerable});return t};var Tn=t=>On(ue({},"__esModule",{value:!0}),t);var Hr={};An(Hr,{ClientDriver:()=>ae,durableObjectStorage:()=>hn,errorOf:()=>un,fillRandomly:()=>Dt,kvStorage:()=>pn,monotonicMs:()=>v});function w(t){let e=globalThis.Zone?.root;return typeof e?.run=="function"?e.run(t):t()}var vn=100;function V(t,e){try{let{BroadcastChannel:n}=globalThis,r=typeof n=="function"?new n(t):new de(t);return e&&(r.
onmessage=({data:o})=>{typeof o=="string"&&e(o)}),r}catch{return}}var de=class{onmessage=null;#t=localStorage;#e;constructor(e){
this.#e=`${e}%message`,addEventListener("storage",this)}handleEvent({key:e,newValue:n}){e===this.#e&&n&&this.onmessage?.(
{data:n.slice(n.indexOf(" ")+1)})}postMessage(e){try{this.#t.setItem(this.#e,`${Math.random()} ${e}`),w(()=>setTimeout(()=>this.#t.
removeItem(this.#e),vn))}catch{}}close(){removeEventListener("storage",this)}};function v(){try{return performance.now()}catch{return Date.now()}}var Mn=2**31-1,_n=50,In=250,Cn=2e3,Nn=3,jn=(t,e)=>w(()=>setTimeout(e,Math.min(Math.max(t,0),Mn)));function le(t){let e,n=0;return{over:new Promise(o=>{let s=i=>{let a=v()+i;e=jn(i,()=>{let f=v()-a;f<_n||n++===Nn?o():s(
f<Cn?In:t)})};s(t)}),end:()=>clearTimeout(e)}}async function p(t,e,n){let{over:r,end:o}=le(t);try{return await Promise.race(
[e,r.then(()=>n?.())])}finally{o()}}var Rn="tokenward",U="records",B="keys",ye="commits",ge="leases",He=[U,B,ye,ge],Pn=1e3,F,he,$;function Kn(){return globalThis.
addEventListener?.("pagehide",()=>{$=new Promise(t=>{let e=()=>{$=void 0,t()};globalThis.addEventListener("pageshow",e,{
once:!0})}),he?.forEach(t=>t())}),new Set}function A(){try{return globalThis.indexedDB??void 0}catch{return}}async function x(t,e,n,r,o=Pn){
let s=()=>{},i=!1,a=()=>{},c=()=>{},f=new Promise((y,b)=>{c=()=>{i=!0,s(),b(pe())}}),u=()=>{let y=le(o);a=y.end,y.over.then(
c)},d=async()=>{a(),await $,u()};u(),f.catch(()=>{});let m=()=>s();(he??=Kn()).add(m);try{for(let y=!0;;y=!1){$&&await d();
let b=F??=Ln();try{let D=await Promise.race([b.database,f]);$&&await d();let T=D.transaction(t,e,{durability:r?"strict":
"relaxed"}),mn=new Promise((yn,fe)=>{s=()=>Ve(T)&&fe(pe());let Ye=!1,gn=(qe,bn)=>{Ye=!0,qe.onsuccess=()=>{try{bn(qe.result),
T.commit?.()}catch(xn){fe(xn),Ve(T)}}},wn=n(T.objectStore(t),gn);Ye||T.commit?.(),T.oncomplete=()=>yn(wn.result),T.onabort=
()=>fe(T.error??pe())});return await Promise.race([mn,f])}catch(D){if(D?.name==="QuotaExceededError"||(me(b),i||!y))throw D}}}finally{
a(),he?.delete(m)}}async function H(t,e,n){let r=await x(t,"readonly",i=>i.get(e));if(r!==void 0)return r;let o=await n();
return await x(t,"readwrite",(i,a)=>{let c=i.get(e);return a(c,f=>{f===void 0&&i.add(o,e)}),c},!0)??o}function pe(){return new DOMException(
"IndexedDB took too long.","TimeoutError")}function Ve(t){try{return t.abort(),!0}catch{return!1}}function Ln(){let t={database:Dn().
then(e=>(e.onversionchange=()=>me(t),e.onclose=()=>me(t),F!==t&&e.close(),e))};return t}function me(t){F===t&&(F=void 0),
t.database.then(e=>e.close(),()=>{})}async function Dn(){let t=await Fe();if(He.every(n=>t.objectStoreNames.contains(n)))
return t;let{version:e}=t;return t.close(),Fe(e+1)}function Fe(t){return new Promise((e,n)=>{let r=A().open(Rn,t);r.onupgradeneeded=
()=>{let{objectStoreNames:o}=r.result;for(let s of He)o.contains(s)||r.result.createObjectStore(s)},r.onsuccess=()=>e(r.
result),r.onerror=()=>n(r.error)})}var $n=[void 0,"","AQgw","AEIMQUYcgkosw048"];function W(t){let e=$n[t.length%4];if(!(e!==void 0&&!e.includes(t[t.length-
1]))&&!(e===""||t.includes("+")||t.includes("/")))try{let n=Un(t);return n.length===t.length*3>>2?n:void 0}catch{return}}
var Un=(()=>{let t=globalThis;return typeof t.Uint8Array.fromBase64=="function"?e=>t.Uint8Array.fromBase64(e,{alphabet:"\
base64url"}):typeof t.Buffer?.from=="function"?e=>t.Buffer.from(e,"base64url"):e=>Uint8Array.from(atob(e.replaceAll("-",
"+").replaceAll("_","/")),n=>n.charCodeAt(0))})();var Ze=["code","provider","retryable","status","oauthError","oauthErrorDescription","suberror","claims","retryAfterMs"],
g=class extends Error{constructor(e,n={}){super(e,n.cause===void 0?void 0:{cause:n.cause}),this.code=n.code??ze[this.name]??
"acquisition_failed",this.retryable=n.retryable??!1;for(let r of Ze)n[r]!==void 0&&Object.assign(this,{[r]:n[r]})}toJSON(){
let e={name:this.name,message:this.message};for(let n of Ze)e[n]=Reflect.get(this,n);return e}},we=class extends g{},l=class extends g{},
be=class extends g{},xe=class extends g{},ke=class extends g{},Se=class extends g{},Z=class extends g{},Ee=class extends Z{},
Ae=class extends g{},G=class extends g{},Oe=class extends g{},J=class extends g{},Bn=[[g,"TokenError","acquisition_faile\
d"],[we,"NotInitializedError","not_initialized"],[l,"InvalidConfigurationError","invalid_configuration"],[be,"UnknownPro\
viderError","unknown_provider"],[xe,"TokenNotFoundError","token_not_found"],[ke,"TokenExpiredError","token_expired"],[Se,
"TokenAcquisitionError","acquisition_failed"],[Z,"TokenRefreshError","refresh_failed"],[Ee,"ReauthenticationRequiredErro\
r","reauthentication_required"],[Ae,"LoginError","login_failed"],[G,"StorageError","storage"],[Oe,"InvalidTokenError","i\
nvalid_token"],[J,"ManagerClosedError","closed"]],ze={},Qe={};for(let[t,e,n]of Bn)Object.defineProperty(t.prototype,"nam\
e",{value:e,configurable:!0,writable:!0}),ze[e]=n,Qe[e]=t;function Xe(t,e,n,r){let o=Qe[t]??g;return new o(n,{...r,code:e})}function et(t,e){return t!=null&&Object.hasOwn(t,e)?t[e]??void 0:void 0}var z=t=>Object.assign(Object.create(null),t);var M={ES256:"P-256",ES384:"P-384",ES512:"P-521"},N={RS:"RSASSA-PKCS1-v1_5",PS:"RSA-PSS",ES:"ECDSA",Ed:"Ed25519"};function tt(t){
if(typeof t!="object"||t===null)return;let e=et(t,"kty")!==void 0?Wn(z(t)):Gn(t);return e!==void 0&&/^([RP]S(256|384|512)|EdDSA)$|^ES/.
test(e)&&(e[0]!=="E"||e==="EdDSA"||e in M)?e:void 0}function Wn({kty:t,crv:e,alg:n,d:r}){if(typeof r=="string")return t===
"RSA"?typeof n=="string"&&n[1]==="S"&&n[0]!=="E"?n:n===void 0?"RS256":void 0:t==="EC"?Object.keys(M).find(o=>M[o]===e):t===
"OKP"&&e==="Ed25519"?"EdDSA":void 0}function Gn({type:t,usages:e,algorithm:n}){if(t!=="private"||!Array.isArray(e)||!e.includes(
"sign"))return;let{name:r,hash:o,namedCurve:s}=n;if(r===N.Ed)return"EdDSA";if(r===N.ES)return Object.keys(M).find(a=>M[a]===
s);let i=String(o?.name).replace("SHA-","");return r===N.RS?`RS${i}`:r===N.PS?`PS${i}`:void 0}function Jn(t){let e=t.slice(2);return{name:N[t.slice(0,2)],hash:`SHA-${e}`,namedCurve:M[t],saltLength:Number(e)/8}}async function nt(t,e,n){let r=tt(t),o=a=>_(new TextEncoder().encode(JSON.stringify(a))),s=`${o({alg:r,...e})}.${o(n)}`,
i=await crypto.subtle.sign(Jn(r),t,new TextEncoder().encode(s));return`${s}.${_(new Uint8Array(i))}`}function _(t){let e="";
for(let n of t)e+=String.fromCharCode(n);return btoa(e).replace(/\+/g,"-").replace(/\//g,"_").replace(/=+$/,"")}var rt=new WeakMap,Yn=3e3;function Y(t,e){return p(Yn,qn(t,e),()=>{throw new DOMException("WebCrypto took too long.","Ti\
meoutError")})}async function qn(t,e){let n=rt.get(t)??new Map;rt.set(t,n);let r=n.get(e);if(r?.kept===!1)return r;let o=async()=>n.
get(e)??await Vn(),s;if(A())try{let a={...await H(B,["dpop",e],o),kept:!0};return n.set(e,a),a}catch(a){s=a}let i={...await o(),
kept:!1};return n.get(e)?.kept!==!1&&n.set(e,i),{...n.get(e),fault:s}}async function Vn(){let{privateKey:t,publicKey:e}=await crypto.
subtle.generateKey({name:"ECDSA",namedCurve:"P-256"},!1,["sign","verify"]),{crv:n,kty:r,x:o,y:s}=await crypto.subtle.exportKey(
"jwk",e),i={crv:n,kty:r,x:o,y:s};return{privateKey:t,jwk:i,jkt:await ot(JSON.stringify(i))}}async function Q({privateKey:t,
jwk:e},n,r,o,s,i){let c={jti:_(crypto.getRandomValues(new Uint8Array(16))),htm:n,htu:r,iat:o,nonce:s,ath:i===void 0?void 0:
await ot(i)};return nt(t,{typ:"dpop+jwt",jwk:e},c)}async function ot(t){return _(new Uint8Array(await crypto.subtle.digest(
"SHA-256",new TextEncoder().encode(t))))}function k(t){return typeof t=="string"?JSON.stringify(t.replace(/\p{Surrogate}/gu,"�")):typeof t!="object"||t===null?
JSON.stringify(t)??"null":Array.isArray(t)?`[${t.map(k).join(",")}]`:`{${Object.entries(t).filter(([,n])=>n!==void 0).map(
([n,r])=>`${JSON.stringify(n)}:${k(r)}`).join(",")}}`}var I=t=>st(JSON.parse(t));function st(t){if(typeof t!="object"||t===null)return t;for(let e of Object.values(t))st(e);return Array.isArray(t)?t:Object.
setPrototypeOf(t,null)}var Fn=["code","message","retryable","status","oauthError","oauthErrorDescription","suberror","claims","retryAfterMs"],Te=new Map,
it=0,j=class{keep(e){return Te.set(++it,e),it}get(e){return Te.get(e)}forget(e){for(let n of e)Te.delete(n)}again({cause:e,
earlier:n,...r}){return{...r,cause:e===void 0?void 0:this.keep(this.get(e)),earlier:n&&this.again(n)}}error({class:e,code:n,
message:r,cause:o,earlier:s,...i}){let a=s===void 0?this.get(o):this.error(s);return Xe(e,n,r,{...i,cause:a})}thrown(e){
return typeof e=="string"?this.error(I(e)):e}threw(e){let n=this.keep(e),r={};for(let s of Fn){let i=at(e,s);["string","\
number","boolean"].includes(typeof i)&&(r[s]=i)}let o=at(e,"cause");return o!=null&&(r.cause=this.keep(o)),{answer:"thre\
w",cause:n,retryable:r.retryable===!0,error:typeof r.code=="string"?r:void 0}}};function at(t,e){try{return t?.[e]}catch{
return}}function X(t,e){let n=Hn(t,e);return n===void 0?"is unknown: is it misspelt?":`is unknown: did you mean "${n}"?`}function Hn(t,e){
let n=ct(t),r=Math.floor(n.length/3)+1,o;for(let s of e){let i=Zn(n,ct(s));i<r&&([r,o]=[i,s])}return o}var ct=t=>t.slice(
0,40).toLowerCase().replaceAll(/[_-]/g,"");function Zn(t,e){let n=[],r=Array.from({length:e.length+1},(o,s)=>s);for(let o=1;o<=
t.length;o++){let s=[o];for(let i=1;i<=e.length;i++){let a=t[o-1]===e[i-1],c=o>1&&i>1&&t[o-1]===e[i-2]&&t[o-2]===e[i-1];
s.push(Math.min(r[i]+1,s[i-1]+1,r[i-1]+(a?0:1),c?n[i-2]+1:1/0))}[n,r]=[r,s]}return r[e.length]}function S(t,e,n){return new l(`${t||"options"}: ${e}`,{cause:n})}function ft(t,e){try{return e()}catch(n){throw S(t,"co\
uld not be read: a getter or a proxy threw",n)}}var R=class{#t;#e=new Map;#n=new Set;constructor(e,n){if(this.#t=n,e==null)
return;let r=ft(n,()=>typeof e=="object"&&!Array.isArray(e)?Object.entries(e):void 0);if(r===void 0)throw S(n,"must be a\
n object");for(let[o,s]of r)s!=null&&this.#e.set(o,s)}path(e){return this.#t===""?e:`${this.#t}.${e}`}peek(e){return this.#e.
get(e)}has(e){return this.#e.has(e)}take(e,n){let r=this.#e.get(e);return this.#e.delete(e),this.#n.add(e),n(r,this.path(
e))}takeAll(e){return[...this.#e.keys()].map(n=>[n,this.take(n,e)])}read(e){return Object.fromEntries(Object.entries(e).
map(([n,r])=>[zn.get(r)??n,this.take(n,r)]))}end(){for(let e of this.#e.keys())throw S(this.path(e),X(e,this.#n))}},ve=(t,e)=>(n,r)=>{
if(n===void 0||t(n))return n;throw S(r,e)},zn=new WeakMap;var ut=t=>(e,n)=>{if(e===void 0)throw S(n,"is missing");return t(e,n)};var C=ve(t=>typeof t=="string","must be a string");var Qn=(t,e)=>ft(e,()=>Array.isArray(t)?Object.values(t):void 0);function dt(t,e){if(t===void 0)return;let n=typeof t=="string"?[t]:Qn(t,e);if(n?.every(r=>typeof r=="string"))return n;throw S(
e,"must be a string or an array of strings")}function Me(t,e){if(t===void 0)return;let n,r;try{n=JSON.stringify(t)}catch(o){r=o}if(n===void 0)throw S(e,"must be what\
 JSON can hold",r);return n}var Xn=9e15,_e=(t,e,n,r=Number.MAX_VALUE)=>(o,s)=>{if(o!==void 0){if(typeof o!="number"||!(o>=
n&&o<=r))throw S(s,t);return Math.min(Math.ceil(o*e),Xn)}},Oo=Number.MIN_VALUE;var Ie=_e("must be a number of seconds that is finite and not negative",1e3,0);var Ce=_e("must be a time in epoch milliseconds, as Date.now() gives it",1,0),To=_e("must be a whole number of at least \
1",1,1,2**32-1);var lt=ut(ve(t=>typeof t=="string"&&t!=="","must be a string")),pt=(t,e)=>dt(t,e)?.join(" "),er=(t,e)=>{let n=typeof t==
"string"&&t.trim()!==""?Number(t):t;if(Number.isNaN(n))throw S(e,"must be a number of seconds that is finite and not neg\
ative");return Ie(n,e)};function mt(t,e){let n=new R(t,e),r=n.peek("access_token")!==void 0&&n.peek("accessToken")===void 0,
o=r?{accessToken:n.take("access_token",lt),tokenType:n.take("token_type",C),expiresInMs:n.take("expires_in",er),scope:n.
take("scope",pt),refreshToken:n.take("refresh_token",C),idToken:n.take("id_token",C),extra:ht(n.takeAll(Me))}:{accessToken:n.
take("accessToken",lt),tokenType:n.take("tokenType",C),expiresAt:n.take("expiresAt",Ce),expiresInMs:n.take("expiresIn",Ie),
obtainedAt:n.take("obtainedAt",Ce),scope:n.take("scope",pt),refreshToken:n.take("refreshToken",C),idToken:n.take("idToke\
n",C),extra:n.take("extra",(s,i)=>ht(new R(s,i).takeAll(Me)))};return n.end(),{path:e,endpointNames:r,...o}}function ee({
extra:t,...e}){return t===void 0?e:{...e,extra:JSON.parse(t)}}function yt(t){try{let e=new R(t,"");return[e.peek("refres\
hToken"),e.peek("refresh_token")].find(r=>typeof r=="string"&&r!=="")}catch(e){if(e instanceof l)return;throw e}}function ht(t){
let e=t.filter(([,n])=>n!==void 0);return e.length?`{${e.map(([n,r])=>`${JSON.stringify(n)}:${r}`).join(",")}}`:void 0}async function Ne(t,e,n){let r=xt(t,e,n),{tokens:o}=e,s=await(o!==void 0&&t.refresh?t.refresh.call(t.self,ee(o),r):t.acquire?.
call(t.self,r));try{return{answer:"tokens",...mt(s,"the custom provider's answer")}}catch(i){if(!(i instanceof l))throw i;
let a=i.cause===void 0?void 0:n.causes.keep(i.cause);return{answer:"noTokens",message:i.message,cause:a,refreshToken:o&&
yt(s)}}}async function gt(t,e,n){return await t.revoke?.call(t.self,ee(e.tokens),xt(t,e,n)),{answer:"done"}}async function wt({
owner:t},{call:e,provider:n,argument:r}){return await t[e](n,typeof r=="object"?ee(r):r),{answer:"done"}}async function bt({
make:t},e){return{answer:"parts",parts:await t?.(e)}}function xt({owner:t},{provider:e,forceRefresh:n,minLifetimeMs:r},{
signal:o,fetch:s}){let i={provider:e,signal:o,fetch:s??globalThis.fetch};if(t===void 0)return i;let a={};return n&&(a.forceRefresh=
!0),r!==void 0&&(a.minLifetimeSeconds=r/1e3),{...i,...a}}var te=class{#t=new Map;#e=0;get(e){return this.#t.get(e)??{}}add(e){
return this.#t.set(++this.#e,e),this.#e}forget(e){this.#t.delete(e)}register(e){let n=[],r=o=>{let s=z(o);return o.functions!==
void 0&&(s.functions=this.add(o.functions),n.push(s.functions)),s.fallback=o.fallback?.map(i=>typeof i=="string"?i:r(i)),
s};return{config:r(e),undo:()=>n.forEach(o=>this.forget(o))}}};var kt;function St(){if(kt===void 0)return;let t;try{return kt(new Promise(e=>{t=()=>e(void 0)})),t}catch{return}}function q(t){return typeof WeakRef=="function"?new WeakRef(t):{deref:()=>t}}function h(t){try{return globalThis[t]??void 0}catch{return}}function tr(){return h("navigator")?.userAgent==="Cloudflar\
e-Workers"||h("WebSocketPair")!==void 0}function Et(){return tr()||h("EdgeRuntime")!==void 0?"edge":h("process")?.versions||
h("Deno")||h("Bun")?"server":"browser"}var nr=2**31-1;function At(t){let e;function n(){e!==void 0&&clearTimeout(e),e=void 0}return{arm(r,o){n();try{e=w(()=>setTimeout(
t,Math.min(Math.max(r,0),nr)))}catch{return}o||(typeof e=="object"?e?.unref?.():h("Deno")?.unrefTimer?.(e))},disarm:n}}var rr=400,or=new Uint8Array,Ot=new Set,ne=class{causes=new j;#t;#e;#n=new Map;#f=0;#r=new Map;#o=new Map;#i=!1;#s=!1;#c;constructor(e){
this.#e=e,this.#t=this.#u(()=>e.make(O()));let n=q(this);this.#c=At(()=>n.deref()?.tick())}#u(e){try{return e()}catch(n){
throw this.causes.thrown(n)}}#a(e){this.#t!==void 0&&(this.#u(()=>e(this.#t)),this.drive())}tick(){this.#a(e=>e.tick(...O()))}signal(e){
this.#a(n=>n.signal(k(e),...O()))}run(e,n,r,o=this.#h){let s=++this.#f,i=k({call:e,provider:n,...r});return this.#e.edge?
this.#y(s,i,o):this.#m(s,i,o)}#h=e=>{if(e.error!==void 0)throw this.causes.error(e.error);return this.#e.value(e)};#m(e,n,r){
return new Promise((o,s)=>{this.#d(e,n,i=>{try{o(r(i))}catch(a){s(a)}})})}async#y(e,n,r){let o;this.#d(e,n,s=>{try{o={value:r(
s)}}catch(i){o={error:i}}});for(let s=1;o===void 0;)await new Promise(i=>w(()=>setTimeout(i,s))),o===void 0&&this.#a(i=>s=
i.look(e,...O())??0);if("error"in o)throw o.error;return o.value}#d(e,n,r){if(this.#t===void 0)throw new J("This TokenMa\
nager is closed.");this.#n.set(e,{settle:r});try{this.#a(o=>o.call(e,n,...O()))}catch(o){throw this.#n.delete(e),o}}ask(e,n,r){
let o=k({ask:e,provider:n,...r}),s=this.#u(()=>I(this.#t.ask(o,...O())));return this.drive(),s}close(){this.#s=!0,this.#a(
e=>e.close(...O())),this.#l()}#l(){if(!this.#s||this.#r.size||this.#i||this.#t===void 0)return;this.#c.disarm();let e=this.#t;
this.#t=void 0,e.free()}drive(){if(this.#i)return;this.#i=!0;try{for(let r;(r=this.#t.next())!==void 0;)this.#g(I(r));this.
causes.forget(this.#t.forgotten())}finally{this.#i=!1}let e=this.#t.deadline(),n=this.#t.isAwaited();e===void 0?this.#c.
disarm():this.#c.arm(e,n),n&&!this.#e.edge?Ot.add(this):Ot.delete(this),this.#l()}#g(e){switch(e.effect){case"do":return this.#w(
e);case"cancel":je(this.#r.get(e.number)),this.#r.delete(e.number);return;case"unlock":je(this.#r.get(e.number)),this.#o.
get(e.number)?.(),this.#o.delete(e.number);return;case"settle":{let n=this.#n.get(e.caller);return this.#n.delete(e.caller),
n?.settle(e)}default:return this.#e.effect(e)}}#w({number:e,withinMs:n,work:r,...o}){let s=typeof AbortController=="func\
tion"?new AbortController:void 0;this.#r.set(e,s);let i=St(),a={withinMs:n,signal:s?.signal,locked:u=>this.#o.set(e,u)},
c=u=>{this.#x(e,s,u),i?.()},f=()=>{if(!this.#p(e,s))return i?.();let u;try{u=this.#e.work(r,o,a)}catch(b){u=this.causes.
threw(b)}if(typeof u?.then!="function")return c(u);let d=u.catch(b=>this.causes.threw(b)),y=n===void 0?d:p(n,d,()=>(je(s),
{answer:"timedOut"}));(this.#e.edge?this.#b(e,y):y).then(c)};this.#e.atOnce?f():Promise.resolve().then(f)}async#b(e,n){let r;
for(;(r=await p(rr,n))===void 0;)this.#a(o=>o.alive(e,...O()));return r}#x(e,n,{body:r,...o}){let s=r??or;this.#p(e,n)&&
(this.#r.delete(e),this.#a(i=>i.answer(e,k(o),s,...O())))}#p(e,n){return this.#r.has(e)&&this.#r.get(e)===n}};function je(t){
try{t?.abort()}catch{}}var O=()=>[Date.now(),v(),Math.floor(Math.random()*2**32)];var vt=()=>sr;async function Mt(t){return H(B,t,()=>crypto.subtle.generateKey({name:"AES-GCM",length:256},!1,["encrypt",
"decrypt"]))}var sr={[Symbol.for("tokenward.storage")]:Object.freeze({kind:"indexeddb",compares:!0}),getItem:t=>x(U,"rea\
donly",e=>e.get(t)),setItem:(t,e,n)=>Tt(t,n,r=>r.put(e,t),n?.expiresAt===void 0),removeItem:(t,e)=>Tt(t,e,n=>n.delete(t),
!0),getKeys:t=>x(U,"readonly",e=>e.getAllKeys(IDBKeyRange.lowerBound(t)))};async function Tt(t,e,n,r){let o=e?.expected,
s=!0;return await x(U,"readwrite",(a,c)=>{let f=a.get(t);return c(f,u=>{s=o===void 0||(u??null)===o,s&&n(a)}),f},r),s}var ir=500,ar=1e4,cr=200,fr=8,Re,_t=0;function jt(t){return Re?.web!==t&&(Re=new Pe(t)),Re}var Pe=class{constructor(e){this.
web=e}get[Symbol.for("tokenward.storage")](){return{kind:"local",compares:!0}}peekItem(e){return this.web.getItem(e)}async getItem(e){
let n=await Nt("readonly",a=>a.get(e)),r=It(n?.result),o=Ct(this.web.getItem(e),r);if(o!==void 0)return o;await dr(e);let s=this.
web.getItem(e),i=Ct(s,r);return i!==void 0?i:(this.#n(e,s,r?.value),s)}async setItem(e,n,r){let o=await this.#e(e,n,r);return o&&
this.web.setItem(e,n),o}async removeItem(e,n){let r=await this.#e(e,null,n);return r&&this.web.removeItem(e),r}getKeys(e){
return Object.keys(this.web).filter(n=>n.startsWith(e))}#t(e){try{let n=this.web.getItem(e);return typeof n=="string"?n:
null}catch{return null}}async#e(e,n,{expected:r,expiresAt:o}={}){return await this.#n(e,n,r,o===void 0)??(r===void 0||this.
web.getItem(e)===r)}async#n(e,n,r,o){let s=!0;return await Nt("readwrite",(c,f)=>{let u=c.get(e);return f(u,d=>{let m=this.#t(
e),y=It(d)??{value:m,replaced:[]};s=r===void 0||y.value===r,s&&c.put({value:n,replaced:ur(n,y,m)},e)}),u},o)&&s}};function It(t){
return Array.isArray(t?.replaced)&&(t.value===null||typeof t.value=="string")?t:void 0}function Ct(t,e){return e===void 0||
t===e.value?t:t!==null&&e.replaced.includes(Rt(t))?e.value:void 0}function ur(t,e,n){let[r,...o]=[t,n,e.value].map(i=>i===
null?void 0:Rt(i)),s=new Set([...o,...e.replaced]);return s.delete(r),[...s].filter(i=>i!==void 0).slice(0,fr)}function Rt(t){
let[e,n]=[2166136261,16777619];for(let r=0;r<t.length;r++)e=Math.imul(e^t.charCodeAt(r),16777619),n=Math.imul(n^t.charCodeAt(
r),2246822507);return(n>>>11)*2**32+(e>>>0)}async function Nt(t,e,n){if(!(A()===void 0||performance.now()<_t))try{return{
result:await x(ye,t,e,n,ir)}}catch{_t=performance.now()+ar;return}}function dr(t){return new Promise(e=>{let n=s=>{s.key===
t&&r()},r=()=>{clearTimeout(o),globalThis.removeEventListener?.("storage",n),e()},o=w(()=>setTimeout(r,cr));globalThis.addEventListener?.(
"storage",n)})}function E(){return typeof TextEncoder=="function"?new TextEncoder:{encode:Kt,encodeInto:lr}}function Pt(){return typeof TextDecoder==
"function"?new TextDecoder("utf-8",{ignoreBOM:!0}):{decode:pr}}function Kt(t=""){let e=encodeURIComponent(t.replace(/\p{Surrogate}/gu,
"�"));return Uint8Array.from(e.match(/%..|./g)??[],n=>n.length===1?n.charCodeAt(0):Number.parseInt(n.slice(1),16))}function lr(t,e){
let[n,r]=[0,0];for(let o of t){let s=Kt(o);if(r+s.length>e.length)break;e.set(s,r),n+=o.length,r+=s.length}return{read:n,
written:r}}function pr(t=new Uint8Array){let e="";for(let n of t)e+=`%${(n+256).toString(16).slice(1)}`;return decodeURIComponent(
e)}var Lt=()=>h("crypto")?.subtle!==void 0;function Dt(t){crypto.getRandomValues(t)}async function $t(t,e,n,r){try{let o=JSON.parse(e),s=await crypto.subtle.importKey("jwk",JSON.parse(t),o,!1,["verify"]);
return await crypto.subtle.verify(o,s,r,n)}catch{return!1}}function Ut(t){try{let{algorithm:e,type:n,usages:r}=t;return e.name==="AES-GCM"&&e.length===256&&n==="secret"&&Array.isArray(
r)&&r.includes("encrypt")&&r.includes("decrypt")}catch{return!1}}function Bt(t){let e=t;async function n(){if(typeof e==
"string")return Mt(e);if(!ArrayBuffer.isView(e))return e;let o=e,s=await crypto.subtle.importKey("raw",o,"AES-GCM",!1,["\
encrypt","decrypt"]);return o.fill(0),e=s}async function r(o,s,i,a){try{let c=await n(),f=crypto.subtle[o]({name:"AES-GC\
M",iv:s,additionalData:i},c,a),u=o==="encrypt"?await f:await f.catch(()=>null);return u&&new Uint8Array(u)}finally{a.fill(
0)}}return{canWork:()=>Lt()&&(typeof e!="string"||A()!==void 0),run:(o,s,i,a,c)=>p(c,r(o,s,i,a)),close(){ArrayBuffer.isView(
e)&&e.fill(0)}}}var hr="encryption: must be true, 32 bytes as base64 or base64url, or a CryptoKey for AES-GCM of 256 bits with the usage\
s encrypt and decrypt",Ke=12,mr=32;function Wt(t,e){if(t===void 0||t===!1)return;let n=t===!0?e:typeof t=="string"?yr(t):
Ut(t)&&t;if(!n)throw new l(hr);return gr(Bt(n))}function yr(t){let e=W(t.replace(/=$/,"").replaceAll("+","-").replaceAll(
"/","_"));return e?.length===mr?e:void 0}var gr=t=>({canWork:t.canWork,close:t.close,async seal(e,n,r){let o=crypto.getRandomValues(
new Uint8Array(Ke)),s=await t.run("encrypt",o,Le(e),E().encode(n),r);return s&&_(Uint8Array.of(...o,...s))},async open(e,n,r){
let o=Le(n),s=await t.run("decrypt",o.slice(0,Ke),Le(e),o.slice(Ke),r);if(!s)return s;try{return Pt().decode(s)}catch{return null}finally{
s.fill(0)}}}),Le=t=>W(t)??new Uint8Array;function re(t,e,n){return Gt(e)?p(t,Promise.resolve(e).then(n)):n(e)}var Gt=t=>typeof t?.then=="function";function De(t,e,n){
return re(n,t.getItem(e),r=>{if(typeof(r??"")!="string")throw new TypeError("getItem gave no string");return r??null})}function Jt(t,e){
try{let n=t.peekItem?.(e);return typeof n=="string"?n:void 0}catch{return}}function Yt(t,e,n,r,o,s){let i={};r!==void 0&&
(i.expiresAt=r),o!==void 0&&(i.expected=o);let a=Object.keys(i).length?[i]:[],c=n===void 0?t.removeItem(e,...a):t.setItem(
e,n,...a);return re(s,c,f=>f!==!1)}function qt(t,e,n){let r=s=>{if(!Array.isArray(s))throw new TypeError("getKeys gave n\
o array");return s.filter(i=>typeof i=="string"&&i.startsWith(e))};if(typeof t.getKeys=="function")return re(n,t.getKeys(
e),r);if(typeof t.key!="function"||typeof t.length!="number")return null;let o=Array.from({length:t.length},(s,i)=>t.key(
i));return re(n,o.some(Gt)?Promise.all(o):o,r)}function P(t,e){try{return t[Symbol.for("tokenward.storage")]?.[e]}catch{
return}}function Vt(t){let e=Et(),r=e==="edge"&&P(t,"lasting")===!0?"durableObject":e==="server"?"process":e;return{kind:e,name:r}}
var wr={local:"localStorage is missing or forbidden here: tokens are kept in memory alone",session:"sessionStorage is mi\
ssing or forbidden here: tokens are kept in memory alone",indexeddb:"IndexedDB is missing or forbidden here: tokens are \
kept in memory alone"},br="records cannot be encrypted here, since WebCrypto or IndexedDB is missing: tokens are kept in\
 memory alone",oe=class{cipher;#t=new Map;#e=0;constructor(e,n){this.cipher=Wt(e,n)}get(e){return this.#t.get(e)}open(e="\
memory"){if(e==="memory")return{};let[n,r]=xr(e),o=P(n,"kind"),s=r??(typeof o=="string"?o:"custom"),i=c=>({storageMissing:{
kind:s,message:c}});return n===void 0?i(wr[s]):this.cipher?.canWork()===!1?i(br):{storage:{id:this.#n(n),kind:s,keepsRefreshTokens:P(
n,"refreshTokens")!==!1,shared:r==="local"||r==="indexeddb",volatile:P(n,"volatile")===!0,late:this.cipher===void 0&&typeof n.
peekItem=="function",compares:!!P(n,"compares"),encrypted:this.cipher!==void 0}}}#n(e){for(let[n,r]of this.#t)if(r===e)return n;
return this.#t.set(++this.#e,e),this.#e}keep(e){for(let n of this.#t.keys())e.includes(n)||this.#t.delete(n)}};function xr(t){
let e=()=>{let n=h("localStorage");return n&&jt(n)};return t==="local"?[e(),t]:t==="session"?[h("sessionStorage"),t]:t===
"indexeddb"?[A()&&vt(),t]:t===h("localStorage")?[e(),"local"]:[t]}var kr=["visibilitychange","resume","pagehide","pageshow","focus","online","offline"];function Ft(t){let e=({type:r,persisted:o})=>{
t(r==="online"||r==="offline"?r:o===!0&&r==="pagehide"?"hidden":o===!0&&r==="pageshow"?"restored":"woke")},n=r=>{for(let o of kr)
try{globalThis[r](o,e,o!=="focus")}catch{}};return n("addEventListener"),()=>n("removeEventListener")}var $e=()=>h("navi\
gator")?.onLine===!1;var Ht=1048576,Sr=["content-type","date","retry-after","authorization","dpop-nonce","www-authenticate"];async function Zt({
method:t,url:e,headers:n,body:r},{fetch:o=h("fetch"),kind:s,signal:i}){let a;try{if(typeof o!="function")throw new TypeError(
"the host has no fetch");let c={method:t,headers:n,redirect:"manual",signal:i};r!==void 0&&(c.body=r),s!=="edge"&&Object.
assign(c,{credentials:"omit",cache:"no-store"}),a=await o(e,c)}catch(c){return{failure:s==="browser"?"networkOfPage":"ne\
twork",cause:c}}try{let c=Er(a);if(c===void 0)throw new TypeError("what fetch gave is no Response: it has no status");let f=await Ar(
a);return f===void 0?{failure:"tooLarge"}:{failure:null,...c,body:f}}catch(c){return{failure:"network",cause:c}}}function Er(t){
let e=t?.status;if(typeof e!="number")return;let n=t.headers,r=Object.create(null);for(let o of Sr){let s=typeof n?.get==
"function"?n.get(o):n?.[o];typeof s=="string"&&(r[o]=s)}return{status:e,headers:r}}async function Ar(t){let e=t.body?.getReader?.();
if(e===void 0){let r=E().encode(await Or(t));return r.length>Ht?void 0:r}let n=new Uint8Array;for(;;){let{done:r,value:o}=await e.
read();if(r)return n;if(!ArrayBuffer.isView(o))throw new TypeError("a chunk of the response's body is no Uint8Array");let s=n.
length+o.byteLength;if(s>Ht){(async()=>e.cancel?.())().catch(()=>{});return}let i=new Uint8Array(s);i.set(n),i.set(new Uint8Array(
o.buffer,o.byteOffset,o.byteLength),n.length),n=i}}async function Or(t){return typeof t.text=="function"?String(await t.
text()):typeof t.json=="function"?JSON.stringify(await t.json())??"":""}var zt="?",Qt="!",Xt=".",Tr=4,vr=250;function se(t){let e=Ue(t,n=>n===zt&&e?.postMessage(Qt));return()=>{e?.postMessage(
Xt),e?.close()}}async function ie(t){let[e,n]=[!1,()=>{}],r=new Promise(s=>n=s),o=Ue(t,s=>{s===Qt&&(e=!0,n())});if(o){for(let s=Tr;s&&
!e;s--)o.postMessage(zt),await p(vr,r);return o.close(),e}}function en(t){let e=()=>{},n=Ue(t,r=>r===Xt&&e());return{wait:r=>new Promise(
o=>{let s=w(()=>setTimeout(o,r));e=()=>{clearTimeout(s),o()}}),end:()=>n?.close()}}function Ue(t,e){return V(`${t} alive\
?`,e)}var Mr=500,tn=3e3,_r=1e3,Ir=3e4,Cr=50,Nr=20,jr=400;async function rn(t,e){let n={owner:Math.random(),beat:0},r=en(t);try{
let o,s=!1,[i,a,c]=[0,0,performance.now()];for(let f=Nr;;f=Math.min(f*1.5,jr)){let u=b=>!b||b.owner===n.owner||s&&nn(b,o),
d=await Be(t,n,u);if(!d||u(d))return Rr(t,n);let m=performance.now(),y=Math.min(m-c,_r);if(c=m,i+=y,a=nn(d,o)?a+y:0,o=d,
i>=(e?Ir:Cr))return null;s=a>=tn&&!await ie(t),a>=tn&&!s&&(a=0),s||await r.wait(f*(.5+Math.random()))}}finally{r.end()}}
function Rr(t,e){let n=i=>i?.owner===e.owner,r=se(t),o=()=>{e.beat++,Be(t,e,n).then(i=>n(i)||clearInterval(s),()=>{})},s=w(
()=>setInterval(o,Mr));return()=>{clearInterval(s),Be(t,void 0,n).then(r,r)}}function Be(t,e,n){return x(ge,"readwrite",
(r,o)=>{let s=r.get(t);return o(s,i=>{n(i)&&(e?r.put(e,t):r.delete(t))}),s})}function nn(t,e){return t.owner===e?.owner&&
t.beat===e.beat}var Pr=4e3,Kr=6,Lr=2e3,Dr=1e3,$r=50;async function on(t,e){try{return await Ur(t,e)}catch{}try{return await rn(t,e)}catch{
return}}async function Ur(t,e){let n=We(t),r=await(e?Br(t,n):p($r,n.granted));return r||(n.cancel(),null)}async function Br(t,e){
for(let n=Kr;n;n--){let r=await p(Pr,e.granted);if(r)return r;let o=We(`${t} asking`);try{let s=await p(Lr,Promise.race(
[e.granted,o.granted.then(()=>!0)])),i=s===!0?await Promise.race([e.granted,ie(t)]):s;if(typeof i=="function")return i;if(i===
void 0)return null;if(!i)return await Wr(t,e)}finally{o.cancel()}}return null}async function Wr(t,e){let n=We(t,{steal:!0}),
r=await p(Dr,n.granted);return(r?e:n).cancel(),r}function We(t,e){let n=new AbortController,r=()=>{},o=new Promise((i,a)=>{
let c=()=>new Promise(f=>{let u=se(t);r=()=>{f(void 0),u()},i(r)});navigator.locks.request(t,e??{signal:n.signal},c).catch(
a)});return o.catch(()=>{}),{granted:o,cancel:()=>{n.abort(),r()}}}var Gr=5e3,Jr=50,sn=new WeakMap;async function an(t,e,n){let r=sn.get(t)??new Map;sn.set(t,r);let o=r.get(e)??[],s=()=>{
let f=o.shift();f?f():r.delete(e)};if(!r.has(e))return r.set(e,o),s;let i=()=>{},a=new Promise(f=>{i=()=>f(!0),o.push(i)});
if(await p(n?Gr:Jr,a))return s;let c=o.indexOf(i);return c<0?s:(o.splice(c,1),null)}async function cn(t,e,n,r){let o=t==="browser"?await on(n,r):void 0;return o===void 0?an(e,n,r):o}var K=(t,e)=>{let n=r=>r===void 0?{answer:"timedOut"}:e(r);return typeof t?.then=="function"?t.then(n):n(t)},Ge=t=>({answer:"\
text",text:t}),fn={async fetch(t,{fetch:e,host:n,signal:r,causes:o,keyOwner:s}){let i=Object.fromEntries(t.headers),a;if(t.
proof!==void 0)try{let d=await Y(s,t.proof.key),m=await Q(d,t.method,t.proof.htu,t.proof.iat,t.proof.nonce);i.dpop=m,a={
thumbprint:d.jkt,proof:m}}catch(d){return{answer:"noResponse",why:"noProof",cause:o.keep(d)}}let c=await Zt({method:t.method,
url:t.url,headers:i,body:t.body},{fetch:e,kind:n,signal:r});if(c.failure!==null){let d=c.cause===void 0?void 0:o.keep(c.
cause);return{answer:"noResponse",why:c.failure,cause:d}}let{status:f,body:u}=c;return{answer:"response",status:f,headers:Object.
entries(c.headers),proof:a,body:u}},read:(t,{storages:e,withinMs:n})=>K(De(e.get(t.storage),t.key,n),Ge),peek(t,{storages:e,
withinMs:n}){let r=Jt(e.get(t.storage),t.key);return r===void 0?K(De(e.get(t.storage),t.key,n),Ge):{answer:"text",text:r}},
write:(t,{storages:e,withinMs:n})=>K(Yt(e.get(t.storage),t.key,t.text,t.expiresAt,t.expected,n),r=>({answer:"written",written:r})),
list:(t,{storages:e,withinMs:n})=>K(qt(e.get(t.storage),t.prefix,n),r=>({answer:"keys",keys:r})),seal:({additionalData:t,
text:e},{storages:n,withinMs:r})=>K(n.cipher.seal(t,e,r),o=>({answer:"sealed",bytes:o})),open:({additionalData:t,bytes:e},{
storages:n,withinMs:r})=>K(n.cipher.open(t,e,r),Ge),async lock(t,{host:e,storages:n,signal:r,locked:o}){let s=await cn(e,
n.get(t.storage),t.key,t.patient);return s&&r?.aborted?s():s&&o(s),{answer:"locked",locked:!!s}},async proofKey({name:t},{
causes:e,keyOwner:n}){try{let{jkt:r,kept:o,fault:s}=await Y(n,t);return{answer:"proofKey",thumbprint:r,kept:o,fault:s===
void 0?void 0:e.keep(s)}}catch{return{answer:"proofKey"}}},async verify({key:t,algorithm:e,input:n,signature:r}){return{
answer:"verified",verified:await $t(t,e,E().encode(n),W(r)??new Uint8Array)}},makeParts:(t,{functions:e})=>bt(e.get(t.functions),
t),acquire:(t,e)=>Ne(e.functions.get(t.functions),t,e),refresh:(t,e)=>Ne(e.functions.get(t.functions),t,e),revoke:(t,e)=>gt(
e.functions.get(t.functions),t,e),async resolve({provider:t},{causes:e,functions:n,resolveProvider:r,signal:o,keep:s}){let i=await r?.(
t);if(i instanceof Error)return{answer:"provider",error:e.threw(i).error};let a=i&&n.register(i).config;return a&&!o?.aborted&&
s(t,a),{answer:"provider",provider:a}},passOn:(t,{functions:e})=>wt(e.get(t.functions),t)};var Yr={async resolve({provider:t},{causes:e,resolveProvider:n}){try{let r=await n?.(t);return{answer:"provider",provider:r===
void 0?void 0:{grant:"custom",functions:r}}}catch(r){if(r?.code==="invalid_configuration")return{answer:"provider",error:e.
threw(r).error};throw r}}},ae=class{functions=new te;#t;#e;#n;#f;#r;#o;#i=()=>{};#s;constructor(e){this.#t=e,this.#e=new oe(
e.encryption,e.namespace),this.#n=this.#e.open(e.storage);let{storage:n}=this.#n,r=n&&this.#e.get(n.id);this.#f=Vt(r),this.#r=
r??this}get settings(){let{namespace:e,background:n,logLevel:r,resolveProvider:o}=this.#t,{name:s}=this.#f,i=s==="browse\
r"&&$e();return k({namespace:e,background:n,logLevel:r,...this.#n,host:s,offline:i,resolves:o!==void 0})}start(e){let{fetch:n,
resolveProvider:r}=this.#t,{kind:o,name:s}=this.#f,i={fetch:n,host:o,functions:this.functions,storages:this.#e,keyOwner:this.#r,
resolveProvider:r},a={...fn,...Yr},c=new ne({edge:s==="edge",make:()=>e,work:(f,u,d)=>a[f](u,{...i,...d,causes:c.causes}),
effect:f=>this.#c(f),value:()=>{}});if(this.#o===void 0){this.#o=c;let f=q(this);s==="browser"&&(this.#i=Ft(u=>f.deref()?.
signal({signal:u,offline:$e()})))}return c}signal(e){this.#o?.signal(e)}close(){this.#i(),this.#o?.close(),this.#e.cipher?.
close()}open(e){return k(this.#e.open(e))}keep(e){this.#e.keep([...e])}async proof(e,n,r,o,s,i){return Q(await Y(this.#r,
e),n,r,o,s,i)}#c(e){switch(e.effect){case"announce":return this.#s?.postMessage(e.text);case"listen":return this.#u(e.listens);case"\
forget":return this.functions.forget(e.functions)}}#u(e){this.#s?.close(),this.#s=e?V(this.#t.namespace):void 0;let n=q(
this),r=({data:o})=>{typeof o=="string"&&n.deref()?.signal({signal:"heard",text:o})};this.#s&&(this.#s.onmessage=r)}};function un(t,e){
let n=new j,r=I(t);return n.error(e===void 0?r:{...r,cause:n.keep(e)})}function dn(t,e){if(Object.prototype.toString.call(e)===`[object ${t}]`)return!0;let n=globalThis[t];return typeof n=="f\
unction"&&e instanceof n}var ln=60,L=512,ce=65,Je=Symbol.for("tokenward.storage");function pn(t,e){let n=qr(t),{prefix:r,cacheTtl:o,refreshTokens:s}=Vr(
e),i=async a=>{let c=r+a,f=E().encode(c);if(f.length<=L)return c;let u=new Uint8Array(await crypto.subtle.digest("SHA-25\
6",f)),d=c.slice(0,L-ce);for(;E().encode(d).length>L-ce;)d=d.slice(0,-1);return`${d}~${Array.from(u,m=>m.toString(16).padStart(
2,"0")).join("")}`};return{[Je]:Object.freeze({kind:"kv",refreshTokens:s,volatile:!0}),async getItem(a){return await n.get(
await i(a),o===void 0?{type:"text"}:{type:"text",cacheTtl:o})},async setItem(a,c,f){let u=f?.expiresAt,d=typeof u=="numb\
er"&&Number.isFinite(u)?{expirationTtl:Math.max(ln,Math.ceil((u-Date.now())/1e3))}:void 0;try{await n.put(await i(a),c,d)}catch(m){
if(s||!Fr(m))throw m}},async removeItem(a){await n.delete(await i(a))},async getKeys(a){if(typeof n.list!="function")throw new G(
"This namespace has no list().");let c=[],f;do{let u=await n.list(f===void 0?{prefix:r+a}:{prefix:r+a,cursor:f});for(let{
name:d}of u.keys)c.push(d.slice(r.length));f=u.list_complete?void 0:u.cursor}while(f!==void 0);return c}}}function qr(t){
let e=t;if(!(typeof e=="object"&&e!==null&&["get","put","delete"].every(r=>typeof e[r]=="function")))throw new l("namesp\
ace: must be a Workers KV namespace, env.TOKENS say (is the binding in wrangler's configuration?)");return e}function Vr(t){
if(t!=null&&(typeof t!="object"||Array.isArray(t)))throw new l("options: must be an object");let e={prefix:"",cacheTtl:void 0,
refreshTokens:!1};for(let[n,r]of Object.entries(t??{}))if(r!=null)if(n==="prefix"){if(typeof r!="string")throw new l("op\
tions.prefix: must be a string");if(E().encode(r).length>L-ce)throw new l(`options.prefix: must have at most ${L-ce} byt\
es, since Workers KV takes keys of ${L}`);e.prefix=r}else if(n==="cacheTtlSeconds"){if(typeof r!="number"||!Number.isInteger(
r)||r<ln)throw new l("options.cacheTtlSeconds: must be a whole number of at least 60, as Workers KV demands");e.cacheTtl=
r}else if(n==="refreshTokens"){if(typeof r!="boolean")throw new l("options.refreshTokens: must be true or false");e.refreshTokens=
r}else throw new l(`options.${n}: ${X(n,["prefix","cacheTtlSeconds","refreshTokens"])}`);return e}function Fr(t){return dn(
"Error",t)&&/\b429\b/.test(t.message)}function hn(t){let e=t;if(!(typeof e=="object"&&e!==null&&["get","put","delete","list","sync"].every(r=>typeof Reflect.get(
e,r)=="function")))throw new l("storage: must be a Durable Object's own storage, this.ctx.storage say");return{[Je]:Object.
freeze({kind:"durable object",refreshTokens:!0,lasting:!0}),async getItem(r){return await e.get(r)},async setItem(r,o){await e.
put(r,o),await e.sync()},async removeItem(r){await e.delete(r),await e.sync()},async getKeys(r){return[...(await e.list(
{prefix:r})).keys()]}}}return Tn(Hr);})();
