// Made from src/client/driver.js and pkg-template/ by `cargo xtask build`: change those.
function w(t){let e=globalThis.Zone?.root;return typeof e?.run=="function"?e.run(t):t()}var yn=100;function V(t,e){try{let{BroadcastChannel:n}=globalThis,r=typeof n=="function"?new n(t):new fe(t);return e&&(r.
onmessage=({data:o})=>{typeof o=="string"&&e(o)}),r}catch{return}}var fe=class{onmessage=null;#t=localStorage;#e;constructor(e){
this.#e=`${e}%message`,addEventListener("storage",this)}handleEvent({key:e,newValue:n}){e===this.#e&&n&&this.onmessage?.(
{data:n.slice(n.indexOf(" ")+1)})}postMessage(e){try{this.#t.setItem(this.#e,`${Math.random()} ${e}`),w(()=>setTimeout(()=>this.#t.
removeItem(this.#e),yn))}catch{}}close(){removeEventListener("storage",this)}};function C(){try{return performance.now()}catch{return Date.now()}}var gn=2**31-1,wn=50,bn=250,xn=2e3,kn=3,Sn=(t,e)=>w(()=>setTimeout(e,Math.min(Math.max(t,0),gn)));function ue(t){let e,n=0;return{over:new Promise(o=>{let s=i=>{let a=C()+i;e=Sn(i,()=>{let f=C()-a;f<wn||n++===kn?o():s(
f<xn?bn:t)})};s(t)}),end:()=>clearTimeout(e)}}async function p(t,e,n){let{over:r,end:o}=ue(t);try{return await Promise.race(
[e,r.then(()=>n?.())])}finally{o()}}var En="tokenward",U="records",B="keys",he="commits",me="leases",Fe=[U,B,he,me],An=1e3,F,le,$;function On(){return globalThis.
addEventListener?.("pagehide",()=>{$=new Promise(t=>{let e=()=>{$=void 0,t()};globalThis.addEventListener("pageshow",e,{
once:!0})}),le?.forEach(t=>t())}),new Set}function A(){try{return globalThis.indexedDB??void 0}catch{return}}async function x(t,e,n,r,o=An){
let s=()=>{},i=!1,a=()=>{},c=()=>{},f=new Promise((y,b)=>{c=()=>{i=!0,s(),b(de())}}),u=()=>{let y=ue(o);a=y.end,y.over.then(
c)},d=async()=>{a(),await $,u()};u(),f.catch(()=>{});let m=()=>s();(le??=On()).add(m);try{for(let y=!0;;y=!1){$&&await d();
let b=F??=Tn();try{let D=await Promise.race([b.database,f]);$&&await d();let T=D.transaction(t,e,{durability:r?"strict":
"relaxed"}),un=new Promise((dn,ce)=>{s=()=>qe(T)&&ce(de());let Je=!1,ln=(Ye,hn)=>{Je=!0,Ye.onsuccess=()=>{try{hn(Ye.result),
T.commit?.()}catch(mn){ce(mn),qe(T)}}},pn=n(T.objectStore(t),ln);Je||T.commit?.(),T.oncomplete=()=>dn(pn.result),T.onabort=
()=>ce(T.error??de())});return await Promise.race([un,f])}catch(D){if(D?.name==="QuotaExceededError"||(pe(b),i||!y))throw D}}}finally{
a(),le?.delete(m)}}async function H(t,e,n){let r=await x(t,"readonly",i=>i.get(e));if(r!==void 0)return r;let o=await n();
return await x(t,"readwrite",(i,a)=>{let c=i.get(e);return a(c,f=>{f===void 0&&i.add(o,e)}),c},!0)??o}function de(){return new DOMException(
"IndexedDB took too long.","TimeoutError")}function qe(t){try{return t.abort(),!0}catch{return!1}}function Tn(){let t={database:vn().
then(e=>(e.onversionchange=()=>pe(t),e.onclose=()=>pe(t),F!==t&&e.close(),e))};return t}function pe(t){F===t&&(F=void 0),
t.database.then(e=>e.close(),()=>{})}async function vn(){let t=await Ve();if(Fe.every(n=>t.objectStoreNames.contains(n)))
return t;let{version:e}=t;return t.close(),Ve(e+1)}function Ve(t){return new Promise((e,n)=>{let r=A().open(En,t);r.onupgradeneeded=
()=>{let{objectStoreNames:o}=r.result;for(let s of Fe)o.contains(s)||r.result.createObjectStore(s)},r.onsuccess=()=>e(r.
result),r.onerror=()=>n(r.error)})}var Mn=[void 0,"","AQgw","AEIMQUYcgkosw048"];function W(t){let e=Mn[t.length%4];if(!(e!==void 0&&!e.includes(t[t.length-
1]))&&!(e===""||t.includes("+")||t.includes("/")))try{let n=_n(t);return n.length===t.length*3>>2?n:void 0}catch{return}}
var _n=(()=>{let t=globalThis;return typeof t.Uint8Array.fromBase64=="function"?e=>t.Uint8Array.fromBase64(e,{alphabet:"\
base64url"}):typeof t.Buffer?.from=="function"?e=>t.Buffer.from(e,"base64url"):e=>Uint8Array.from(atob(e.replaceAll("-",
"+").replaceAll("_","/")),n=>n.charCodeAt(0))})();var He=["code","provider","retryable","status","oauthError","oauthErrorDescription","suberror","claims","retryAfterMs"],
g=class extends Error{constructor(e,n={}){super(e,n.cause===void 0?void 0:{cause:n.cause}),this.code=n.code??Ze[this.name]??
"acquisition_failed",this.retryable=n.retryable??!1;for(let r of He)n[r]!==void 0&&Object.assign(this,{[r]:n[r]})}toJSON(){
let e={name:this.name,message:this.message};for(let n of He)e[n]=Reflect.get(this,n);return e}},ye=class extends g{},l=class extends g{},
ge=class extends g{},we=class extends g{},be=class extends g{},xe=class extends g{},Z=class extends g{},ke=class extends Z{},
Se=class extends g{},G=class extends g{},Ee=class extends g{},J=class extends g{},In=[[g,"TokenError","acquisition_faile\
d"],[ye,"NotInitializedError","not_initialized"],[l,"InvalidConfigurationError","invalid_configuration"],[ge,"UnknownPro\
viderError","unknown_provider"],[we,"TokenNotFoundError","token_not_found"],[be,"TokenExpiredError","token_expired"],[xe,
"TokenAcquisitionError","acquisition_failed"],[Z,"TokenRefreshError","refresh_failed"],[ke,"ReauthenticationRequiredErro\
r","reauthentication_required"],[Se,"LoginError","login_failed"],[G,"StorageError","storage"],[Ee,"InvalidTokenError","i\
nvalid_token"],[J,"ManagerClosedError","closed"]],Ze={},ze={};for(let[t,e,n]of In)Object.defineProperty(t.prototype,"nam\
e",{value:e,configurable:!0,writable:!0}),Ze[e]=n,ze[e]=t;function Qe(t,e,n,r){let o=ze[t]??g;return new o(n,{...r,code:e})}function Xe(t,e){return t!=null&&Object.hasOwn(t,e)?t[e]??void 0:void 0}var z=t=>Object.assign(Object.create(null),t);var v={ES256:"P-256",ES384:"P-384",ES512:"P-521"},N={RS:"RSASSA-PKCS1-v1_5",PS:"RSA-PSS",ES:"ECDSA",Ed:"Ed25519"};function et(t){
if(typeof t!="object"||t===null)return;let e=Xe(t,"kty")!==void 0?Cn(z(t)):Nn(t);return e!==void 0&&/^([RP]S(256|384|512)|EdDSA)$|^ES/.
test(e)&&(e[0]!=="E"||e==="EdDSA"||e in v)?e:void 0}function Cn({kty:t,crv:e,alg:n,d:r}){if(typeof r=="string")return t===
"RSA"?typeof n=="string"&&n[1]==="S"&&n[0]!=="E"?n:n===void 0?"RS256":void 0:t==="EC"?Object.keys(v).find(o=>v[o]===e):t===
"OKP"&&e==="Ed25519"?"EdDSA":void 0}function Nn({type:t,usages:e,algorithm:n}){if(t!=="private"||!Array.isArray(e)||!e.includes(
"sign"))return;let{name:r,hash:o,namedCurve:s}=n;if(r===N.Ed)return"EdDSA";if(r===N.ES)return Object.keys(v).find(a=>v[a]===
s);let i=String(o?.name).replace("SHA-","");return r===N.RS?`RS${i}`:r===N.PS?`PS${i}`:void 0}function jn(t){let e=t.slice(2);return{name:N[t.slice(0,2)],hash:`SHA-${e}`,namedCurve:v[t],saltLength:Number(e)/8}}async function tt(t,e,n){let r=et(t),o=a=>M(new TextEncoder().encode(JSON.stringify(a))),s=`${o({alg:r,...e})}.${o(n)}`,
i=await crypto.subtle.sign(jn(r),t,new TextEncoder().encode(s));return`${s}.${M(new Uint8Array(i))}`}function M(t){let e="";
for(let n of t)e+=String.fromCharCode(n);return btoa(e).replace(/\+/g,"-").replace(/\//g,"_").replace(/=+$/,"")}var nt=new WeakMap,Rn=3e3;function Y(t,e){return p(Rn,Pn(t,e),()=>{throw new DOMException("WebCrypto took too long.","Ti\
meoutError")})}async function Pn(t,e){let n=nt.get(t)??new Map;nt.set(t,n);let r=n.get(e);if(r?.kept===!1)return r;let o=async()=>n.
get(e)??await Kn(),s;if(A())try{let a={...await H(B,["dpop",e],o),kept:!0};return n.set(e,a),a}catch(a){s=a}let i={...await o(),
kept:!1};return n.get(e)?.kept!==!1&&n.set(e,i),{...n.get(e),fault:s}}async function Kn(){let{privateKey:t,publicKey:e}=await crypto.
subtle.generateKey({name:"ECDSA",namedCurve:"P-256"},!1,["sign","verify"]),{crv:n,kty:r,x:o,y:s}=await crypto.subtle.exportKey(
"jwk",e),i={crv:n,kty:r,x:o,y:s};return{privateKey:t,jwk:i,jkt:await rt(JSON.stringify(i))}}async function Q({privateKey:t,
jwk:e},n,r,o,s,i){let c={jti:M(crypto.getRandomValues(new Uint8Array(16))),htm:n,htu:r,iat:o,nonce:s,ath:i===void 0?void 0:
await rt(i)};return tt(t,{typ:"dpop+jwt",jwk:e},c)}async function rt(t){return M(new Uint8Array(await crypto.subtle.digest(
"SHA-256",new TextEncoder().encode(t))))}function k(t){return typeof t=="string"?JSON.stringify(t.replace(/\p{Surrogate}/gu,"�")):typeof t!="object"||t===null?
JSON.stringify(t)??"null":Array.isArray(t)?`[${t.map(k).join(",")}]`:`{${Object.entries(t).filter(([,n])=>n!==void 0).map(
([n,r])=>`${JSON.stringify(n)}:${k(r)}`).join(",")}}`}var _=t=>ot(JSON.parse(t));function ot(t){if(typeof t!="object"||t===null)return t;for(let e of Object.values(t))ot(e);return Array.isArray(t)?t:Object.
setPrototypeOf(t,null)}var Ln=["code","message","retryable","status","oauthError","oauthErrorDescription","suberror","claims","retryAfterMs"],Ae=new Map,
st=0,j=class{keep(e){return Ae.set(++st,e),st}get(e){return Ae.get(e)}forget(e){for(let n of e)Ae.delete(n)}again({cause:e,
earlier:n,...r}){return{...r,cause:e===void 0?void 0:this.keep(this.get(e)),earlier:n&&this.again(n)}}error({class:e,code:n,
message:r,cause:o,earlier:s,...i}){let a=s===void 0?this.get(o):this.error(s);return Qe(e,n,r,{...i,cause:a})}thrown(e){
return typeof e=="string"?this.error(_(e)):e}threw(e){let n=this.keep(e),r={};for(let s of Ln){let i=it(e,s);["string","\
number","boolean"].includes(typeof i)&&(r[s]=i)}let o=it(e,"cause");return o!=null&&(r.cause=this.keep(o)),{answer:"thre\
w",cause:n,retryable:r.retryable===!0,error:typeof r.code=="string"?r:void 0}}};function it(t,e){try{return t?.[e]}catch{
return}}function X(t,e){let n=Dn(t,e);return n===void 0?"is unknown: is it misspelt?":`is unknown: did you mean "${n}"?`}function Dn(t,e){
let n=at(t),r=Math.floor(n.length/3)+1,o;for(let s of e){let i=$n(n,at(s));i<r&&([r,o]=[i,s])}return o}var at=t=>t.slice(
0,40).toLowerCase().replaceAll(/[_-]/g,"");function $n(t,e){let n=[],r=Array.from({length:e.length+1},(o,s)=>s);for(let o=1;o<=
t.length;o++){let s=[o];for(let i=1;i<=e.length;i++){let a=t[o-1]===e[i-1],c=o>1&&i>1&&t[o-1]===e[i-2]&&t[o-2]===e[i-1];
s.push(Math.min(r[i]+1,s[i-1]+1,r[i-1]+(a?0:1),c?n[i-2]+1:1/0))}[n,r]=[r,s]}return r[e.length]}function S(t,e,n){return new l(`${t||"options"}: ${e}`,{cause:n})}function ct(t,e){try{return e()}catch(n){throw S(t,"co\
uld not be read: a getter or a proxy threw",n)}}var R=class{#t;#e=new Map;#n=new Set;constructor(e,n){if(this.#t=n,e==null)
return;let r=ct(n,()=>typeof e=="object"&&!Array.isArray(e)?Object.entries(e):void 0);if(r===void 0)throw S(n,"must be a\
n object");for(let[o,s]of r)s!=null&&this.#e.set(o,s)}path(e){return this.#t===""?e:`${this.#t}.${e}`}peek(e){return this.#e.
get(e)}has(e){return this.#e.has(e)}take(e,n){let r=this.#e.get(e);return this.#e.delete(e),this.#n.add(e),n(r,this.path(
e))}takeAll(e){return[...this.#e.keys()].map(n=>[n,this.take(n,e)])}read(e){return Object.fromEntries(Object.entries(e).
map(([n,r])=>[Un.get(r)??n,this.take(n,r)]))}end(){for(let e of this.#e.keys())throw S(this.path(e),X(e,this.#n))}},Oe=(t,e)=>(n,r)=>{
if(n===void 0||t(n))return n;throw S(r,e)},Un=new WeakMap;var ft=t=>(e,n)=>{if(e===void 0)throw S(n,"is missing");return t(e,n)};var I=Oe(t=>typeof t=="string","must be a string");var Bn=(t,e)=>ct(e,()=>Array.isArray(t)?Object.values(t):void 0);function ut(t,e){if(t===void 0)return;let n=typeof t=="string"?[t]:Bn(t,e);if(n?.every(r=>typeof r=="string"))return n;throw S(
e,"must be a string or an array of strings")}function Te(t,e){if(t===void 0)return;let n,r;try{n=JSON.stringify(t)}catch(o){r=o}if(n===void 0)throw S(e,"must be what\
 JSON can hold",r);return n}var Wn=9e15,ve=(t,e,n,r=Number.MAX_VALUE)=>(o,s)=>{if(o!==void 0){if(typeof o!="number"||!(o>=
n&&o<=r))throw S(s,t);return Math.min(Math.ceil(o*e),Wn)}},yo=Number.MIN_VALUE;var Me=ve("must be a number of seconds that is finite and not negative",1e3,0);var _e=ve("must be a time in epoch milliseconds, as Date.now() gives it",1,0),go=ve("must be a whole number of at least \
1",1,1,2**32-1);var dt=ft(Oe(t=>typeof t=="string"&&t!=="","must be a string")),lt=(t,e)=>ut(t,e)?.join(" "),Gn=(t,e)=>{let n=typeof t==
"string"&&t.trim()!==""?Number(t):t;if(Number.isNaN(n))throw S(e,"must be a number of seconds that is finite and not neg\
ative");return Me(n,e)};function ht(t,e){let n=new R(t,e),r=n.peek("access_token")!==void 0&&n.peek("accessToken")===void 0,
o=r?{accessToken:n.take("access_token",dt),tokenType:n.take("token_type",I),expiresInMs:n.take("expires_in",Gn),scope:n.
take("scope",lt),refreshToken:n.take("refresh_token",I),idToken:n.take("id_token",I),extra:pt(n.takeAll(Te))}:{accessToken:n.
take("accessToken",dt),tokenType:n.take("tokenType",I),expiresAt:n.take("expiresAt",_e),expiresInMs:n.take("expiresIn",Me),
obtainedAt:n.take("obtainedAt",_e),scope:n.take("scope",lt),refreshToken:n.take("refreshToken",I),idToken:n.take("idToke\
n",I),extra:n.take("extra",(s,i)=>pt(new R(s,i).takeAll(Te)))};return n.end(),{path:e,endpointNames:r,...o}}function ee({
extra:t,...e}){return t===void 0?e:{...e,extra:JSON.parse(t)}}function mt(t){try{let e=new R(t,"");return[e.peek("refres\
hToken"),e.peek("refresh_token")].find(r=>typeof r=="string"&&r!=="")}catch(e){if(e instanceof l)return;throw e}}function pt(t){
let e=t.filter(([,n])=>n!==void 0);return e.length?`{${e.map(([n,r])=>`${JSON.stringify(n)}:${r}`).join(",")}}`:void 0}async function Ie(t,e,n){let r=bt(t,e,n),{tokens:o}=e,s=await(o!==void 0&&t.refresh?t.refresh.call(t.self,ee(o),r):t.acquire?.
call(t.self,r));try{return{answer:"tokens",...ht(s,"the custom provider's answer")}}catch(i){if(!(i instanceof l))throw i;
let a=i.cause===void 0?void 0:n.causes.keep(i.cause);return{answer:"noTokens",message:i.message,cause:a,refreshToken:o&&
mt(s)}}}async function yt(t,e,n){return await t.revoke?.call(t.self,ee(e.tokens),bt(t,e,n)),{answer:"done"}}async function gt({
owner:t},{call:e,provider:n,argument:r}){return await t[e](n,typeof r=="object"?ee(r):r),{answer:"done"}}async function wt({
make:t},e){return{answer:"parts",parts:await t?.(e)}}function bt({owner:t},{provider:e,forceRefresh:n,minLifetimeMs:r},{
signal:o,fetch:s}){let i={provider:e,signal:o,fetch:s??globalThis.fetch};if(t===void 0)return i;let a={};return n&&(a.forceRefresh=
!0),r!==void 0&&(a.minLifetimeSeconds=r/1e3),{...i,...a}}var te=class{#t=new Map;#e=0;get(e){return this.#t.get(e)??{}}add(e){
return this.#t.set(++this.#e,e),this.#e}forget(e){this.#t.delete(e)}register(e){let n=[],r=o=>{let s=z(o);return o.functions!==
void 0&&(s.functions=this.add(o.functions),n.push(s.functions)),s.fallback=o.fallback?.map(i=>typeof i=="string"?i:r(i)),
s};return{config:r(e),undo:()=>n.forEach(o=>this.forget(o))}}};var xt;function kt(){if(xt===void 0)return;let t;try{return xt(new Promise(e=>{t=()=>e(void 0)})),t}catch{return}}function q(t){return typeof WeakRef=="function"?new WeakRef(t):{deref:()=>t}}function h(t){try{return globalThis[t]??void 0}catch{return}}function Jn(){return h("navigator")?.userAgent==="Cloudflar\
e-Workers"||h("WebSocketPair")!==void 0}function St(){return Jn()||h("EdgeRuntime")!==void 0?"edge":h("process")?.versions||
h("Deno")||h("Bun")?"server":"browser"}var Yn=2**31-1;function Et(t){let e;function n(){e!==void 0&&clearTimeout(e),e=void 0}return{arm(r,o){n();try{e=w(()=>setTimeout(
t,Math.min(Math.max(r,0),Yn)))}catch{return}o||(typeof e=="object"?e?.unref?.():h("Deno")?.unrefTimer?.(e))},disarm:n}}var qn=400,Vn=new Uint8Array,At=new Set,ne=class{causes=new j;#t;#e;#n=new Map;#f=0;#r=new Map;#o=new Map;#i=!1;#s=!1;#c;constructor(e){
this.#e=e,this.#t=this.#u(()=>e.make(O()));let n=q(this);this.#c=Et(()=>n.deref()?.tick())}#u(e){try{return e()}catch(n){
throw this.causes.thrown(n)}}#a(e){this.#t!==void 0&&(this.#u(()=>e(this.#t)),this.drive())}tick(){this.#a(e=>e.tick(...O()))}signal(e){
this.#a(n=>n.signal(k(e),...O()))}run(e,n,r,o=this.#h){let s=++this.#f,i=k({call:e,provider:n,...r});return this.#e.edge?
this.#y(s,i,o):this.#m(s,i,o)}#h=e=>{if(e.error!==void 0)throw this.causes.error(e.error);return this.#e.value(e)};#m(e,n,r){
return new Promise((o,s)=>{this.#d(e,n,i=>{try{o(r(i))}catch(a){s(a)}})})}async#y(e,n,r){let o;this.#d(e,n,s=>{try{o={value:r(
s)}}catch(i){o={error:i}}});for(let s=1;o===void 0;)await new Promise(i=>w(()=>setTimeout(i,s))),o===void 0&&this.#a(i=>s=
i.look(e,...O())??0);if("error"in o)throw o.error;return o.value}#d(e,n,r){if(this.#t===void 0)throw new J("This TokenMa\
nager is closed.");this.#n.set(e,{settle:r});try{this.#a(o=>o.call(e,n,...O()))}catch(o){throw this.#n.delete(e),o}}ask(e,n,r){
let o=k({ask:e,provider:n,...r}),s=this.#u(()=>_(this.#t.ask(o,...O())));return this.drive(),s}close(){this.#s=!0,this.#a(
e=>e.close(...O())),this.#l()}#l(){if(!this.#s||this.#r.size||this.#i||this.#t===void 0)return;this.#c.disarm();let e=this.#t;
this.#t=void 0,e.free()}drive(){if(this.#i)return;this.#i=!0;try{for(let r;(r=this.#t.next())!==void 0;)this.#g(_(r));this.
causes.forget(this.#t.forgotten())}finally{this.#i=!1}let e=this.#t.deadline(),n=this.#t.isAwaited();e===void 0?this.#c.
disarm():this.#c.arm(e,n),n&&!this.#e.edge?At.add(this):At.delete(this),this.#l()}#g(e){switch(e.effect){case"do":return this.#w(
e);case"cancel":Ce(this.#r.get(e.number)),this.#r.delete(e.number);return;case"unlock":Ce(this.#r.get(e.number)),this.#o.
get(e.number)?.(),this.#o.delete(e.number);return;case"settle":{let n=this.#n.get(e.caller);return this.#n.delete(e.caller),
n?.settle(e)}default:return this.#e.effect(e)}}#w({number:e,withinMs:n,work:r,...o}){let s=typeof AbortController=="func\
tion"?new AbortController:void 0;this.#r.set(e,s);let i=kt(),a={withinMs:n,signal:s?.signal,locked:u=>this.#o.set(e,u)},
c=u=>{this.#x(e,s,u),i?.()},f=()=>{if(!this.#p(e,s))return i?.();let u;try{u=this.#e.work(r,o,a)}catch(b){u=this.causes.
threw(b)}if(typeof u?.then!="function")return c(u);let d=u.catch(b=>this.causes.threw(b)),y=n===void 0?d:p(n,d,()=>(Ce(s),
{answer:"timedOut"}));(this.#e.edge?this.#b(e,y):y).then(c)};this.#e.atOnce?f():Promise.resolve().then(f)}async#b(e,n){let r;
for(;(r=await p(qn,n))===void 0;)this.#a(o=>o.alive(e,...O()));return r}#x(e,n,{body:r,...o}){let s=r??Vn;this.#p(e,n)&&
(this.#r.delete(e),this.#a(i=>i.answer(e,k(o),s,...O())))}#p(e,n){return this.#r.has(e)&&this.#r.get(e)===n}};function Ce(t){
try{t?.abort()}catch{}}var O=()=>[Date.now(),C(),Math.floor(Math.random()*2**32)];var Tt=()=>Fn;async function vt(t){return H(B,t,()=>crypto.subtle.generateKey({name:"AES-GCM",length:256},!1,["encrypt",
"decrypt"]))}var Fn={[Symbol.for("tokenward.storage")]:Object.freeze({kind:"indexeddb",compares:!0}),getItem:t=>x(U,"rea\
donly",e=>e.get(t)),setItem:(t,e,n)=>Ot(t,n,r=>r.put(e,t),n?.expiresAt===void 0),removeItem:(t,e)=>Ot(t,e,n=>n.delete(t),
!0),getKeys:t=>x(U,"readonly",e=>e.getAllKeys(IDBKeyRange.lowerBound(t)))};async function Ot(t,e,n,r){let o=e?.expected,
s=!0;return await x(U,"readwrite",(a,c)=>{let f=a.get(t);return c(f,u=>{s=o===void 0||(u??null)===o,s&&n(a)}),f},r),s}var Hn=500,Zn=1e4,zn=200,Qn=8,Ne,Mt=0;function Nt(t){return Ne?.web!==t&&(Ne=new je(t)),Ne}var je=class{constructor(e){this.
web=e}get[Symbol.for("tokenward.storage")](){return{kind:"local",compares:!0}}peekItem(e){return this.web.getItem(e)}async getItem(e){
let n=await Ct("readonly",a=>a.get(e)),r=_t(n?.result),o=It(this.web.getItem(e),r);if(o!==void 0)return o;await er(e);let s=this.
web.getItem(e),i=It(s,r);return i!==void 0?i:(this.#n(e,s,r?.value),s)}async setItem(e,n,r){let o=await this.#e(e,n,r);return o&&
this.web.setItem(e,n),o}async removeItem(e,n){let r=await this.#e(e,null,n);return r&&this.web.removeItem(e),r}getKeys(e){
return Object.keys(this.web).filter(n=>n.startsWith(e))}#t(e){try{let n=this.web.getItem(e);return typeof n=="string"?n:
null}catch{return null}}async#e(e,n,{expected:r,expiresAt:o}={}){return await this.#n(e,n,r,o===void 0)??(r===void 0||this.
web.getItem(e)===r)}async#n(e,n,r,o){let s=!0;return await Ct("readwrite",(c,f)=>{let u=c.get(e);return f(u,d=>{let m=this.#t(
e),y=_t(d)??{value:m,replaced:[]};s=r===void 0||y.value===r,s&&c.put({value:n,replaced:Xn(n,y,m)},e)}),u},o)&&s}};function _t(t){
return Array.isArray(t?.replaced)&&(t.value===null||typeof t.value=="string")?t:void 0}function It(t,e){return e===void 0||
t===e.value?t:t!==null&&e.replaced.includes(jt(t))?e.value:void 0}function Xn(t,e,n){let[r,...o]=[t,n,e.value].map(i=>i===
null?void 0:jt(i)),s=new Set([...o,...e.replaced]);return s.delete(r),[...s].filter(i=>i!==void 0).slice(0,Qn)}function jt(t){
let[e,n]=[2166136261,16777619];for(let r=0;r<t.length;r++)e=Math.imul(e^t.charCodeAt(r),16777619),n=Math.imul(n^t.charCodeAt(
r),2246822507);return(n>>>11)*2**32+(e>>>0)}async function Ct(t,e,n){if(!(A()===void 0||performance.now()<Mt))try{return{
result:await x(he,t,e,n,Hn)}}catch{Mt=performance.now()+Zn;return}}function er(t){return new Promise(e=>{let n=s=>{s.key===
t&&r()},r=()=>{clearTimeout(o),globalThis.removeEventListener?.("storage",n),e()},o=w(()=>setTimeout(r,zn));globalThis.addEventListener?.(
"storage",n)})}function E(){return typeof TextEncoder=="function"?new TextEncoder:{encode:Pt,encodeInto:tr}}function Rt(){return typeof TextDecoder==
"function"?new TextDecoder("utf-8",{ignoreBOM:!0}):{decode:nr}}function Pt(t=""){let e=encodeURIComponent(t.replace(/\p{Surrogate}/gu,
"�"));return Uint8Array.from(e.match(/%..|./g)??[],n=>n.length===1?n.charCodeAt(0):Number.parseInt(n.slice(1),16))}function tr(t,e){
let[n,r]=[0,0];for(let o of t){let s=Pt(o);if(r+s.length>e.length)break;e.set(s,r),n+=o.length,r+=s.length}return{read:n,
written:r}}function nr(t=new Uint8Array){let e="";for(let n of t)e+=`%${(n+256).toString(16).slice(1)}`;return decodeURIComponent(
e)}var Kt=()=>h("crypto")?.subtle!==void 0;function rr(t){crypto.getRandomValues(t)}async function Lt(t,e,n,r){try{let o=JSON.parse(e),s=await crypto.subtle.importKey("jwk",JSON.parse(t),o,!1,["verify"]);
return await crypto.subtle.verify(o,s,r,n)}catch{return!1}}function Dt(t){try{let{algorithm:e,type:n,usages:r}=t;return e.name==="AES-GCM"&&e.length===256&&n==="secret"&&Array.isArray(
r)&&r.includes("encrypt")&&r.includes("decrypt")}catch{return!1}}function $t(t){let e=t;async function n(){if(typeof e==
"string")return vt(e);if(!ArrayBuffer.isView(e))return e;let o=e,s=await crypto.subtle.importKey("raw",o,"AES-GCM",!1,["\
encrypt","decrypt"]);return o.fill(0),e=s}async function r(o,s,i,a){try{let c=await n(),f=crypto.subtle[o]({name:"AES-GC\
M",iv:s,additionalData:i},c,a),u=o==="encrypt"?await f:await f.catch(()=>null);return u&&new Uint8Array(u)}finally{a.fill(
0)}}return{canWork:()=>Kt()&&(typeof e!="string"||A()!==void 0),run:(o,s,i,a,c)=>p(c,r(o,s,i,a)),close(){ArrayBuffer.isView(
e)&&e.fill(0)}}}var or="encryption: must be true, 32 bytes as base64 or base64url, or a CryptoKey for AES-GCM of 256 bits with the usage\
s encrypt and decrypt",Re=12,sr=32;function Ut(t,e){if(t===void 0||t===!1)return;let n=t===!0?e:typeof t=="string"?ir(t):
Dt(t)&&t;if(!n)throw new l(or);return ar($t(n))}function ir(t){let e=W(t.replace(/=$/,"").replaceAll("+","-").replaceAll(
"/","_"));return e?.length===sr?e:void 0}var ar=t=>({canWork:t.canWork,close:t.close,async seal(e,n,r){let o=crypto.getRandomValues(
new Uint8Array(Re)),s=await t.run("encrypt",o,Pe(e),E().encode(n),r);return s&&M(Uint8Array.of(...o,...s))},async open(e,n,r){
let o=Pe(n),s=await t.run("decrypt",o.slice(0,Re),Pe(e),o.slice(Re),r);if(!s)return s;try{return Rt().decode(s)}catch{return null}finally{
s.fill(0)}}}),Pe=t=>W(t)??new Uint8Array;function re(t,e,n){return Bt(e)?p(t,Promise.resolve(e).then(n)):n(e)}var Bt=t=>typeof t?.then=="function";function Ke(t,e,n){
return re(n,t.getItem(e),r=>{if(typeof(r??"")!="string")throw new TypeError("getItem gave no string");return r??null})}function Wt(t,e){
try{let n=t.peekItem?.(e);return typeof n=="string"?n:void 0}catch{return}}function Gt(t,e,n,r,o,s){let i={};r!==void 0&&
(i.expiresAt=r),o!==void 0&&(i.expected=o);let a=Object.keys(i).length?[i]:[],c=n===void 0?t.removeItem(e,...a):t.setItem(
e,n,...a);return re(s,c,f=>f!==!1)}function Jt(t,e,n){let r=s=>{if(!Array.isArray(s))throw new TypeError("getKeys gave n\
o array");return s.filter(i=>typeof i=="string"&&i.startsWith(e))};if(typeof t.getKeys=="function")return re(n,t.getKeys(
e),r);if(typeof t.key!="function"||typeof t.length!="number")return null;let o=Array.from({length:t.length},(s,i)=>t.key(
i));return re(n,o.some(Bt)?Promise.all(o):o,r)}function P(t,e){try{return t[Symbol.for("tokenward.storage")]?.[e]}catch{
return}}function Yt(t){let e=St(),r=e==="edge"&&P(t,"lasting")===!0?"durableObject":e==="server"?"process":e;return{kind:e,name:r}}
var cr={local:"localStorage is missing or forbidden here: tokens are kept in memory alone",session:"sessionStorage is mi\
ssing or forbidden here: tokens are kept in memory alone",indexeddb:"IndexedDB is missing or forbidden here: tokens are \
kept in memory alone"},fr="records cannot be encrypted here, since WebCrypto or IndexedDB is missing: tokens are kept in\
 memory alone",oe=class{cipher;#t=new Map;#e=0;constructor(e,n){this.cipher=Ut(e,n)}get(e){return this.#t.get(e)}open(e="\
memory"){if(e==="memory")return{};let[n,r]=ur(e),o=P(n,"kind"),s=r??(typeof o=="string"?o:"custom"),i=c=>({storageMissing:{
kind:s,message:c}});return n===void 0?i(cr[s]):this.cipher?.canWork()===!1?i(fr):{storage:{id:this.#n(n),kind:s,keepsRefreshTokens:P(
n,"refreshTokens")!==!1,shared:r==="local"||r==="indexeddb",volatile:P(n,"volatile")===!0,late:this.cipher===void 0&&typeof n.
peekItem=="function",compares:!!P(n,"compares"),encrypted:this.cipher!==void 0}}}#n(e){for(let[n,r]of this.#t)if(r===e)return n;
return this.#t.set(++this.#e,e),this.#e}keep(e){for(let n of this.#t.keys())e.includes(n)||this.#t.delete(n)}};function ur(t){
let e=()=>{let n=h("localStorage");return n&&Nt(n)};return t==="local"?[e(),t]:t==="session"?[h("sessionStorage"),t]:t===
"indexeddb"?[A()&&Tt(),t]:t===h("localStorage")?[e(),"local"]:[t]}var dr=["visibilitychange","resume","pagehide","pageshow","focus","online","offline"];function qt(t){let e=({type:r,persisted:o})=>{
t(r==="online"||r==="offline"?r:o===!0&&r==="pagehide"?"hidden":o===!0&&r==="pageshow"?"restored":"woke")},n=r=>{for(let o of dr)
try{globalThis[r](o,e,o!=="focus")}catch{}};return n("addEventListener"),()=>n("removeEventListener")}var Le=()=>h("navi\
gator")?.onLine===!1;var Vt=1048576,lr=["content-type","date","retry-after","authorization","dpop-nonce","www-authenticate"];async function Ft({
method:t,url:e,headers:n,body:r},{fetch:o=h("fetch"),kind:s,signal:i}){let a;try{if(typeof o!="function")throw new TypeError(
"the host has no fetch");let c={method:t,headers:n,redirect:"manual",signal:i};r!==void 0&&(c.body=r),s!=="edge"&&Object.
assign(c,{credentials:"omit",cache:"no-store"}),a=await o(e,c)}catch(c){return{failure:s==="browser"?"networkOfPage":"ne\
twork",cause:c}}try{let c=pr(a);if(c===void 0)throw new TypeError("what fetch gave is no Response: it has no status");let f=await hr(
a);return f===void 0?{failure:"tooLarge"}:{failure:null,...c,body:f}}catch(c){return{failure:"network",cause:c}}}function pr(t){
let e=t?.status;if(typeof e!="number")return;let n=t.headers,r=Object.create(null);for(let o of lr){let s=typeof n?.get==
"function"?n.get(o):n?.[o];typeof s=="string"&&(r[o]=s)}return{status:e,headers:r}}async function hr(t){let e=t.body?.getReader?.();
if(e===void 0){let r=E().encode(await mr(t));return r.length>Vt?void 0:r}let n=new Uint8Array;for(;;){let{done:r,value:o}=await e.
read();if(r)return n;if(!ArrayBuffer.isView(o))throw new TypeError("a chunk of the response's body is no Uint8Array");let s=n.
length+o.byteLength;if(s>Vt){(async()=>e.cancel?.())().catch(()=>{});return}let i=new Uint8Array(s);i.set(n),i.set(new Uint8Array(
o.buffer,o.byteOffset,o.byteLength),n.length),n=i}}async function mr(t){return typeof t.text=="function"?String(await t.
text()):typeof t.json=="function"?JSON.stringify(await t.json())??"":""}var Ht="?",Zt="!",zt=".",yr=4,gr=250;function se(t){let e=De(t,n=>n===Ht&&e?.postMessage(Zt));return()=>{e?.postMessage(
zt),e?.close()}}async function ie(t){let[e,n]=[!1,()=>{}],r=new Promise(s=>n=s),o=De(t,s=>{s===Zt&&(e=!0,n())});if(o){for(let s=yr;s&&
!e;s--)o.postMessage(Ht),await p(gr,r);return o.close(),e}}function Qt(t){let e=()=>{},n=De(t,r=>r===zt&&e());return{wait:r=>new Promise(
o=>{let s=w(()=>setTimeout(o,r));e=()=>{clearTimeout(s),o()}}),end:()=>n?.close()}}function De(t,e){return V(`${t} alive\
?`,e)}var wr=500,Xt=3e3,br=1e3,xr=3e4,kr=50,Sr=20,Er=400;async function tn(t,e){let n={owner:Math.random(),beat:0},r=Qt(t);try{
let o,s=!1,[i,a,c]=[0,0,performance.now()];for(let f=Sr;;f=Math.min(f*1.5,Er)){let u=b=>!b||b.owner===n.owner||s&&en(b,o),
d=await $e(t,n,u);if(!d||u(d))return Ar(t,n);let m=performance.now(),y=Math.min(m-c,br);if(c=m,i+=y,a=en(d,o)?a+y:0,o=d,
i>=(e?xr:kr))return null;s=a>=Xt&&!await ie(t),a>=Xt&&!s&&(a=0),s||await r.wait(f*(.5+Math.random()))}}finally{r.end()}}
function Ar(t,e){let n=i=>i?.owner===e.owner,r=se(t),o=()=>{e.beat++,$e(t,e,n).then(i=>n(i)||clearInterval(s),()=>{})},s=w(
()=>setInterval(o,wr));return()=>{clearInterval(s),$e(t,void 0,n).then(r,r)}}function $e(t,e,n){return x(me,"readwrite",
(r,o)=>{let s=r.get(t);return o(s,i=>{n(i)&&(e?r.put(e,t):r.delete(t))}),s})}function en(t,e){return t.owner===e?.owner&&
t.beat===e.beat}var Or=4e3,Tr=6,vr=2e3,Mr=1e3,_r=50;async function nn(t,e){try{return await Ir(t,e)}catch{}try{return await tn(t,e)}catch{
return}}async function Ir(t,e){let n=Ue(t),r=await(e?Cr(t,n):p(_r,n.granted));return r||(n.cancel(),null)}async function Cr(t,e){
for(let n=Tr;n;n--){let r=await p(Or,e.granted);if(r)return r;let o=Ue(`${t} asking`);try{let s=await p(vr,Promise.race(
[e.granted,o.granted.then(()=>!0)])),i=s===!0?await Promise.race([e.granted,ie(t)]):s;if(typeof i=="function")return i;if(i===
void 0)return null;if(!i)return await Nr(t,e)}finally{o.cancel()}}return null}async function Nr(t,e){let n=Ue(t,{steal:!0}),
r=await p(Mr,n.granted);return(r?e:n).cancel(),r}function Ue(t,e){let n=new AbortController,r=()=>{},o=new Promise((i,a)=>{
let c=()=>new Promise(f=>{let u=se(t);r=()=>{f(void 0),u()},i(r)});navigator.locks.request(t,e??{signal:n.signal},c).catch(
a)});return o.catch(()=>{}),{granted:o,cancel:()=>{n.abort(),r()}}}var jr=5e3,Rr=50,rn=new WeakMap;async function on(t,e,n){let r=rn.get(t)??new Map;rn.set(t,r);let o=r.get(e)??[],s=()=>{
let f=o.shift();f?f():r.delete(e)};if(!r.has(e))return r.set(e,o),s;let i=()=>{},a=new Promise(f=>{i=()=>f(!0),o.push(i)});
if(await p(n?jr:Rr,a))return s;let c=o.indexOf(i);return c<0?s:(o.splice(c,1),null)}async function sn(t,e,n,r){let o=t==="browser"?await nn(n,r):void 0;return o===void 0?on(e,n,r):o}var K=(t,e)=>{let n=r=>r===void 0?{answer:"timedOut"}:e(r);return typeof t?.then=="function"?t.then(n):n(t)},Be=t=>({answer:"\
text",text:t}),an={async fetch(t,{fetch:e,host:n,signal:r,causes:o,keyOwner:s}){let i=Object.fromEntries(t.headers),a;if(t.
proof!==void 0)try{let d=await Y(s,t.proof.key),m=await Q(d,t.method,t.proof.htu,t.proof.iat,t.proof.nonce);i.dpop=m,a={
thumbprint:d.jkt,proof:m}}catch(d){return{answer:"noResponse",why:"noProof",cause:o.keep(d)}}let c=await Ft({method:t.method,
url:t.url,headers:i,body:t.body},{fetch:e,kind:n,signal:r});if(c.failure!==null){let d=c.cause===void 0?void 0:o.keep(c.
cause);return{answer:"noResponse",why:c.failure,cause:d}}let{status:f,body:u}=c;return{answer:"response",status:f,headers:Object.
entries(c.headers),proof:a,body:u}},read:(t,{storages:e,withinMs:n})=>K(Ke(e.get(t.storage),t.key,n),Be),peek(t,{storages:e,
withinMs:n}){let r=Wt(e.get(t.storage),t.key);return r===void 0?K(Ke(e.get(t.storage),t.key,n),Be):{answer:"text",text:r}},
write:(t,{storages:e,withinMs:n})=>K(Gt(e.get(t.storage),t.key,t.text,t.expiresAt,t.expected,n),r=>({answer:"written",written:r})),
list:(t,{storages:e,withinMs:n})=>K(Jt(e.get(t.storage),t.prefix,n),r=>({answer:"keys",keys:r})),seal:({additionalData:t,
text:e},{storages:n,withinMs:r})=>K(n.cipher.seal(t,e,r),o=>({answer:"sealed",bytes:o})),open:({additionalData:t,bytes:e},{
storages:n,withinMs:r})=>K(n.cipher.open(t,e,r),Be),async lock(t,{host:e,storages:n,signal:r,locked:o}){let s=await sn(e,
n.get(t.storage),t.key,t.patient);return s&&r?.aborted?s():s&&o(s),{answer:"locked",locked:!!s}},async proofKey({name:t},{
causes:e,keyOwner:n}){try{let{jkt:r,kept:o,fault:s}=await Y(n,t);return{answer:"proofKey",thumbprint:r,kept:o,fault:s===
void 0?void 0:e.keep(s)}}catch{return{answer:"proofKey"}}},async verify({key:t,algorithm:e,input:n,signature:r}){return{
answer:"verified",verified:await Lt(t,e,E().encode(n),W(r)??new Uint8Array)}},makeParts:(t,{functions:e})=>wt(e.get(t.functions),
t),acquire:(t,e)=>Ie(e.functions.get(t.functions),t,e),refresh:(t,e)=>Ie(e.functions.get(t.functions),t,e),revoke:(t,e)=>yt(
e.functions.get(t.functions),t,e),async resolve({provider:t},{causes:e,functions:n,resolveProvider:r,signal:o,keep:s}){let i=await r?.(
t);if(i instanceof Error)return{answer:"provider",error:e.threw(i).error};let a=i&&n.register(i).config;return a&&!o?.aborted&&
s(t,a),{answer:"provider",provider:a}},passOn:(t,{functions:e})=>gt(e.get(t.functions),t)};var Pr={async resolve({provider:t},{causes:e,resolveProvider:n}){try{let r=await n?.(t);return{answer:"provider",provider:r===
void 0?void 0:{grant:"custom",functions:r}}}catch(r){if(r?.code==="invalid_configuration")return{answer:"provider",error:e.
threw(r).error};throw r}}},We=class{functions=new te;#t;#e;#n;#f;#r;#o;#i=()=>{};#s;constructor(e){this.#t=e,this.#e=new oe(
e.encryption,e.namespace),this.#n=this.#e.open(e.storage);let{storage:n}=this.#n,r=n&&this.#e.get(n.id);this.#f=Yt(r),this.#r=
r??this}get settings(){let{namespace:e,background:n,logLevel:r,resolveProvider:o}=this.#t,{name:s}=this.#f,i=s==="browse\
r"&&Le();return k({namespace:e,background:n,logLevel:r,...this.#n,host:s,offline:i,resolves:o!==void 0})}start(e){let{fetch:n,
resolveProvider:r}=this.#t,{kind:o,name:s}=this.#f,i={fetch:n,host:o,functions:this.functions,storages:this.#e,keyOwner:this.#r,
resolveProvider:r},a={...an,...Pr},c=new ne({edge:s==="edge",make:()=>e,work:(f,u,d)=>a[f](u,{...i,...d,causes:c.causes}),
effect:f=>this.#c(f),value:()=>{}});if(this.#o===void 0){this.#o=c;let f=q(this);s==="browser"&&(this.#i=qt(u=>f.deref()?.
signal({signal:u,offline:Le()})))}return c}signal(e){this.#o?.signal(e)}close(){this.#i(),this.#o?.close(),this.#e.cipher?.
close()}open(e){return k(this.#e.open(e))}keep(e){this.#e.keep([...e])}async proof(e,n,r,o,s,i){return Q(await Y(this.#r,
e),n,r,o,s,i)}#c(e){switch(e.effect){case"announce":return this.#s?.postMessage(e.text);case"listen":return this.#u(e.listens);case"\
forget":return this.functions.forget(e.functions)}}#u(e){this.#s?.close(),this.#s=e?V(this.#t.namespace):void 0;let n=q(
this),r=({data:o})=>{typeof o=="string"&&n.deref()?.signal({signal:"heard",text:o})};this.#s&&(this.#s.onmessage=r)}};function Kr(t,e){
let n=new j,r=_(t);return n.error(e===void 0?r:{...r,cause:n.keep(e)})}function cn(t,e){if(Object.prototype.toString.call(e)===`[object ${t}]`)return!0;let n=globalThis[t];return typeof n=="f\
unction"&&e instanceof n}var fn=60,L=512,ae=65,Ge=Symbol.for("tokenward.storage");function Lr(t,e){let n=Dr(t),{prefix:r,cacheTtl:o,refreshTokens:s}=$r(
e),i=async a=>{let c=r+a,f=E().encode(c);if(f.length<=L)return c;let u=new Uint8Array(await crypto.subtle.digest("SHA-25\
6",f)),d=c.slice(0,L-ae);for(;E().encode(d).length>L-ae;)d=d.slice(0,-1);return`${d}~${Array.from(u,m=>m.toString(16).padStart(
2,"0")).join("")}`};return{[Ge]:Object.freeze({kind:"kv",refreshTokens:s,volatile:!0}),async getItem(a){return await n.get(
await i(a),o===void 0?{type:"text"}:{type:"text",cacheTtl:o})},async setItem(a,c,f){let u=f?.expiresAt,d=typeof u=="numb\
er"&&Number.isFinite(u)?{expirationTtl:Math.max(fn,Math.ceil((u-Date.now())/1e3))}:void 0;try{await n.put(await i(a),c,d)}catch(m){
if(s||!Ur(m))throw m}},async removeItem(a){await n.delete(await i(a))},async getKeys(a){if(typeof n.list!="function")throw new G(
"This namespace has no list().");let c=[],f;do{let u=await n.list(f===void 0?{prefix:r+a}:{prefix:r+a,cursor:f});for(let{
name:d}of u.keys)c.push(d.slice(r.length));f=u.list_complete?void 0:u.cursor}while(f!==void 0);return c}}}function Dr(t){
let e=t;if(!(typeof e=="object"&&e!==null&&["get","put","delete"].every(r=>typeof e[r]=="function")))throw new l("namesp\
ace: must be a Workers KV namespace, env.TOKENS say (is the binding in wrangler's configuration?)");return e}function $r(t){
if(t!=null&&(typeof t!="object"||Array.isArray(t)))throw new l("options: must be an object");let e={prefix:"",cacheTtl:void 0,
refreshTokens:!1};for(let[n,r]of Object.entries(t??{}))if(r!=null)if(n==="prefix"){if(typeof r!="string")throw new l("op\
tions.prefix: must be a string");if(E().encode(r).length>L-ae)throw new l(`options.prefix: must have at most ${L-ae} byt\
es, since Workers KV takes keys of ${L}`);e.prefix=r}else if(n==="cacheTtlSeconds"){if(typeof r!="number"||!Number.isInteger(
r)||r<fn)throw new l("options.cacheTtlSeconds: must be a whole number of at least 60, as Workers KV demands");e.cacheTtl=
r}else if(n==="refreshTokens"){if(typeof r!="boolean")throw new l("options.refreshTokens: must be true or false");e.refreshTokens=
r}else throw new l(`options.${n}: ${X(n,["prefix","cacheTtlSeconds","refreshTokens"])}`);return e}function Ur(t){return cn(
"Error",t)&&/\b429\b/.test(t.message)}function Br(t){let e=t;if(!(typeof e=="object"&&e!==null&&["get","put","delete","list","sync"].every(r=>typeof Reflect.get(
e,r)=="function")))throw new l("storage: must be a Durable Object's own storage, this.ctx.storage say");return{[Ge]:Object.
freeze({kind:"durable object",refreshTokens:!0,lasting:!0}),async getItem(r){return await e.get(r)},async setItem(r,o){await e.
put(r,o),await e.sync()},async removeItem(r){await e.delete(r),await e.sync()},async getKeys(r){return[...(await e.list(
{prefix:r})).keys()]}}}export{We as ClientDriver,Br as durableObjectStorage,Kr as errorOf,rr as fillRandomly,Lr as kvStorage,C as monotonicMs};
