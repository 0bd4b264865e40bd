//! The common parts of the browser tests: a client, a manager with it, and token endpoints that are functions of the
//! test.
#![allow(dead_code, reason = "each file of tests uses a part")]

use js_sys::{Array, Function, Object, Reflect};
use std::rc::Rc;
use tokenward::client::*;
use tokenward::core::config::*;
use tokenward::core::identity::{Owner, identity, storage_key};
use tokenward::core::secret::Secret;
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::JsFuture;

/// A `fetch` that returns tokens `a1`, `a2` … after a moment, and an array with the bodies that it got.
pub fn token_endpoint(seconds: u32) -> (Function, Array) {
    let bodies = Array::new();
    let fetch = script(
        "bodies, seconds",
        r#"return async (url, init) => {
            bodies.push(init.body);
            const n = bodies.length;
            await new Promise((resolve) => setTimeout(resolve, 30));
            return Response.json({ access_token: `a${n}`, token_type: "Bearer", expires_in: seconds, refresh_token: `r${n}` });
        }"#,
        &[&bodies, &seconds.into()],
    );
    (fetch.unchecked_into(), bodies)
}

/// A `fetch` that returns a token only after a call of `let_go`, and an array with the bodies that it got.
pub fn endpoint_that_waits() -> (Function, Array, Function) {
    let parts: Array = script(
        "",
        r#"
        const bodies = [];
        let letGo;
        const free = new Promise((resolve) => { letGo = resolve; });
        const fetch = async (url, init) => {
            bodies.push(init.body);
            await free;
            return Response.json({ access_token: "a1", token_type: "Bearer", expires_in: 600, refresh_token: "r1" });
        };
        return [fetch, bodies, () => letGo()];
        "#,
        &[],
    )
    .unchecked_into();
    (
        parts.get(0).unchecked_into(),
        parts.get(1).unchecked_into(),
        parts.get(2).unchecked_into(),
    )
}

pub async fn until_asked(bodies: &Array) {
    for _ in 0..1_000 {
        if bodies.length() > 0 {
            return;
        }
        sleep(10).await;
    }
    panic!("nothing was sent");
}

/// The result of [`getting`].
pub async fn token(getting: js_sys::Promise) -> Option<String> {
    JsFuture::from(getting).await.unwrap().as_string()
}

/// Calls a JavaScript function with these parameters and this body.
pub fn script(parameters: &str, body: &str, arguments: &[&JsValue]) -> JsValue {
    let arguments: Array = arguments.iter().copied().collect();
    Function::new_with_args(parameters, body)
        .apply(&JsValue::UNDEFINED, &arguments)
        .unwrap()
}

/// Calls a JavaScript function that returns a promise, and waits for it.
pub async fn settled(parameters: &str, body: &str, arguments: &[&JsValue]) -> JsValue {
    let promise = script(parameters, body, arguments).unchecked_into::<js_sys::Promise>();
    JsFuture::from(promise).await.unwrap()
}

pub fn fetch_that(body: &str) -> Function {
    Function::new_with_args("url, init", body)
}

/// A public client with a refresh token, one that has yet to log its user in, or a confidential one that needs no user.
pub fn client(grant: OAuthGrant, token_endpoint: &str) -> Provider {
    let config = OAuthConfig {
        endpoints: Endpoints {
            token: Some(token_endpoint.into()),
            authorization: Some("https://as.example/authorize".into()),
            ..Endpoints::default()
        },
        client_secret: (grant == OAuthGrant::ClientCredentials).then(|| Secret::from("secret")),
        scope: "read".into(),
        redirect_uri: Some("https://app.example/callback".into()),
        refresh_token: (grant == OAuthGrant::RefreshToken).then(|| Secret::from("r0")),
        ..OAuthConfig::new(grant, "client")
    };
    Provider::from(config).retry_policy(RetryPolicy {
        max_attempts: 1,
        ..RetryPolicy::default()
    })
}

/// A manager without background refresh; without `fetch` it uses the browser's own.
pub fn manager(namespace: &str, storage: Storage, fetch: Option<&Function>) -> TokenManager {
    let options = Options {
        namespace: namespace.into(),
        storage,
        fetch: fetch.cloned(),
        background: Some(false),
        ..Options::default()
    };
    TokenManager::new(options).unwrap()
}

/// A manager with the provider `api`, which holds a refresh token.
pub fn with_client(namespace: &str, storage: Storage, fetch: &Function) -> TokenManager {
    let manager = manager(namespace, storage, Some(fetch));
    let provider = client(OAuthGrant::RefreshToken, "https://as.example/token");
    manager.add_provider("api", provider).unwrap();
    manager
}

/// The key of [`with_client`]'s record, which is also the name of its lock.
pub fn record_key(namespace: &str) -> String {
    let provider = client(OAuthGrant::RefreshToken, "https://as.example/token");
    let owner = Owner {
        namespace,
        name: "api",
        behind: None,
    };
    storage_key(owner, &identity(owner, &provider.config, None))
}

pub async fn get(manager: &TokenManager) -> String {
    let token = manager.get_token(None).await.unwrap();
    String::from(token)
}

/// [`get`] in the background, while the test does other work.
pub fn getting(manager: &TokenManager) -> js_sys::Promise {
    let manager = manager.clone();
    wasm_bindgen_futures::future_to_promise(async move { Ok(get(&manager).await.into()) })
}

/// The manager renews its token in the background, without a caller.
pub async fn renews_in_the_background() {
    let (fetch, bodies) = token_endpoint(2);
    let manager = with_client("renewed", Storage::Memory, &fetch);
    assert_eq!(get(&manager).await, "a1");
    manager.start_background_refresh().unwrap();
    for _ in 0..1_000 {
        if bodies.length() > 1 {
            break;
        }
        sleep(10).await;
    }
    manager.close();
    assert!(bodies.length() > 1);
}

/// A manager with the provider `user`, whose user has yet to log in.
pub fn manager_without_a_login(
    namespace: &str,
    storage: Storage,
    fetch: &Function,
) -> TokenManager {
    let manager = manager(namespace, storage, Some(fetch));
    let provider = client(OAuthGrant::AuthorizationCode, "https://as.example/token");
    manager.add_provider("user", provider).unwrap();
    manager
}

/// A login begins and ends on a host without `sessionStorage`.
pub async fn logs_in() {
    let (fetch, _) = token_endpoint(600);
    let manager = manager_without_a_login("login", Storage::Memory, &fetch);
    let callback = callback_of(&manager).await;
    manager.finish_login(&callback).await.unwrap();
    assert_eq!(get(&manager).await, "a1");
}

/// Begins a login; returns the URL of the server's answer.
pub async fn callback_of(manager: &TokenManager) -> String {
    let login = manager.start_login(None, LoginOptions::default()).await;
    let url = login.unwrap().url;
    let (_, state) = url.split_once("&state=").unwrap();
    let state = state.split('&').next().unwrap();
    format!("https://app.example/callback?code=c1&state={state}")
}

/// From now on every transaction of IndexedDB aborts, until `globalThis.heal()`.
pub const TRANSACTIONS_ABORT: &str = r#"const { transaction } = IDBDatabase.prototype;
    IDBDatabase.prototype.transaction = function (...args) {
        const begun = transaction.apply(this, args);
        queueMicrotask(() => begun.abort());
        return begun;
    };
    globalThis.heal = () => { IDBDatabase.prototype.transaction = transaction; };"#;

/// Records lie encrypted in IndexedDB, by a key that is kept there, and are found again. If the host can keep no key
/// (shared workers of WebKit), nothing is stored, and tokens are obtained all the same.
pub async fn keeps_encrypted_records() {
    let can_keep_keys = settled(
        "",
        r#"return crypto.subtle.generateKey({ name: "AES-GCM", length: 256 }, false, ["encrypt", "decrypt"])
            .then((key) => structuredClone(key)).then(() => true, () => false);"#,
        &[],
    );
    let can_keep_keys = can_keep_keys.await.is_truthy();
    let (fetch, bodies) = token_endpoint(600);
    let open = || {
        let options = Options {
            namespace: "sealed".into(),
            storage: Storage::IndexedDb,
            encryption: Some(Encryption::Kept),
            fetch: Some(fetch.clone()),
            background: Some(false),
            ..Options::default()
        };
        let manager = TokenManager::new(options).unwrap();
        let provider = client(OAuthGrant::RefreshToken, "https://as.example/token");
        manager.add_provider("api", provider).unwrap();
        manager
    };
    let first = open();
    assert_eq!(get(&first).await, "a1");
    assert!(first.health().unwrap().storage.encrypted);
    assert_eq!(first.health().unwrap().storage.ok, can_keep_keys);
    let second = open();
    second.restore().await;
    let found = second.peek_token(None).map(String::from);
    assert_eq!(found.as_deref(), can_keep_keys.then_some("a1"));
    assert_eq!(bodies.length(), 1);
}

pub async fn sleep(ms: u32) {
    gloo_timers::future::TimeoutFuture::new(ms).await;
}

pub fn object(members: &[(&str, &JsValue)]) -> Object {
    let object = Object::new();
    for (name, value) in members {
        Reflect::set(&object, &(*name).into(), value).unwrap();
    }
    object
}

/// A `fetch` that returns tokens bound to the key of the request's proof, and an array with the thumbprints of these
/// keys. A proof with a wrong signature gets a 400.
pub fn dpop_endpoint() -> (Function, Array) {
    let keys = Array::new();
    let fetch = script(
        "keys, verified",
        r#"return async (url, init) => {
            const { jkt, claims } = await verified(init.headers.dpop);
            if (claims.htm !== init.method || claims.htu !== url) return new Response("{}", { status: 400 });
            const n = keys.push(jkt);
            return Response.json({ access_token: `a${n}`, token_type: "DPoP", expires_in: 600, refresh_token: `r${n}` });
        }"#,
        &[&keys, &script("", VERIFIED, &[])],
    );
    (fetch.unchecked_into(), keys)
}

/// Returns a function that checks a proof's signature and returns its claims and the thumbprint of its key.
const VERIFIED: &str = r#"
    const bytes = (text) => Uint8Array.from(atob(text.replace(/-/g, "+").replace(/_/g, "/")), (c) => c.charCodeAt(0));
    return async (proof) => {
        const [header, claims, signature] = proof.split(".");
        const { jwk, typ, alg } = JSON.parse(atob(header));
        if (typ !== "dpop+jwt" || alg !== "ES256" || "d" in jwk) throw new Error("the header is wrong");
        const key = await crypto.subtle.importKey("jwk", jwk, { name: "ECDSA", namedCurve: "P-256" }, false, ["verify"]);
        const signed = new TextEncoder().encode(`${header}.${claims}`);
        if (!(await crypto.subtle.verify({ name: "ECDSA", hash: "SHA-256" }, key, bytes(signature), signed))) throw new Error("badly signed");
        const { crv, kty, x, y } = jwk;
        const digest = await crypto.subtle.digest("SHA-256", new TextEncoder().encode(JSON.stringify({ crv, kty, x, y })));
        const jkt = btoa(String.fromCharCode(...new Uint8Array(digest))).replace(/\+/g, "-").replace(/\//g, "_").replace(/=/g, "");
        return { jkt, claims: JSON.parse(new TextDecoder().decode(bytes(claims))) };
    };
"#;

/// A manager with the provider `api`, whose tokens are bound to a key.
pub fn with_bound_client(
    namespace: &str,
    storage: Storage,
    grant: OAuthGrant,
    fetch: &Function,
) -> TokenManager {
    let manager = manager(namespace, storage, Some(fetch));
    let mut provider = client(grant, "https://as.example/token");
    if let Grant::OAuth(config) = &mut provider.config.grant {
        Rc::make_mut(config).dpop = true;
    }
    manager.add_provider("api", provider).unwrap();
    manager
}

/// Tokens are bound to a key that signs well.
pub async fn proves() {
    let (fetch, keys) = dpop_endpoint();
    let grant = OAuthGrant::RefreshToken;
    let manager = with_bound_client("proves", Storage::Memory, grant, &fetch);
    assert_eq!(get(&manager).await, "a1");
    manager.refresh(None).await.unwrap();
    assert_eq!(keys.length(), 2);
    assert_eq!(keys.get(0), keys.get(1));
    let proof = manager
        .dpop_proof(None, "GET", "https://api.example/", "a2")
        .await
        .unwrap()
        .unwrap();
    let verified = settled(
        "proof, verified",
        "return verified(proof)",
        &[&proof.as_str().into(), &script("", VERIFIED, &[])],
    )
    .await;
    let jkt = Reflect::get(&verified, &"jkt".into()).unwrap();
    assert_eq!(jkt, keys.get(0), "tokens and resources: one key");
}
