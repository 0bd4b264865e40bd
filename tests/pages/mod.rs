//! What the browser tests share: a client, a manager with it, and token endpoints that are functions of the test.
#![allow(dead_code, reason = "each file of tests uses a part")]

use js_sys::{Array, Function, Object, Reflect};
use tokenward::core::config::*;
use tokenward::core::secret::Secret;
use tokenward::manager::*;
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::JsFuture;

/// A `fetch` that gives tokens `a1`, `a2` … after a moment, and an array with the bodies that it was sent.
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

/// A `fetch` that gives a token only after `let_go` was called, and an array with the bodies that it was sent.
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

/// What [`getting`] gives.
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

/// Calls a JavaScript function that gives a promise, and waits for it.
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
        grant,
        issuer: None,
        endpoints: Endpoints {
            token: Some(token_endpoint.into()),
            authorization: Some("https://as.example/authorize".into()),
            ..Endpoints::default()
        },
        client_id: "client".into(),
        client_secret: (grant == OAuthGrant::ClientCredentials).then(|| Secret::from("secret")),
        client_auth: None,
        scope: "read".into(),
        audience: vec![],
        resource: vec![],
        redirect_uri: Some("https://app.example/callback".into()),
        username: None,
        password: None,
        refresh_token: (grant == OAuthGrant::RefreshToken).then(|| Secret::from("r0")),
        made: None,
        params: vec![],
        headers: vec![],
        allow_insecure_http: false,
        par: None,
        dpop: false,
    };
    Provider {
        config: ProviderConfig {
            grant: Grant::OAuth(Box::new(config)),
            refresh_policy: Default::default(),
            retry_policy: RetryPolicy {
                max_attempts: 1,
                ..RetryPolicy::default()
            }
            .into(),
        },
        custom: None,
        fallback: vec![],
        allowed_origins: vec![],
    }
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
    TokenManager::new(options, None).unwrap()
}

/// A manager with the provider `api`, which holds a refresh token.
pub fn with_client(namespace: &str, storage: Storage, fetch: &Function) -> TokenManager {
    let manager = manager(namespace, storage, Some(fetch));
    let provider = client(OAuthGrant::RefreshToken, "https://as.example/token");
    manager.add_provider("api", provider).unwrap();
    manager
}

pub async fn get(manager: &TokenManager) -> String {
    let token = manager.get_token(None, GetToken::default()).await.unwrap();
    String::from(token.text)
}

/// [`get`] that goes on while the test does something else.
pub fn getting(manager: &TokenManager) -> js_sys::Promise {
    let manager = manager.clone();
    wasm_bindgen_futures::future_to_promise(async move { Ok(get(&manager).await.into()) })
}

/// The manager renews its token in the background, without anybody asking.
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

/// A login begins and ends where there is no `sessionStorage`.
pub async fn logs_in() {
    let (fetch, _) = token_endpoint(600);
    let manager = manager("login", Storage::Memory, Some(&fetch));
    let provider = client(OAuthGrant::AuthorizationCode, "https://as.example/token");
    manager.add_provider("user", provider).unwrap();
    let url = manager
        .start_login(None, LoginOptions::default())
        .await
        .unwrap()
        .url;
    let (_, state) = url.split_once("&state=").unwrap();
    let state = state.split('&').next().unwrap();
    let callback = format!("https://app.example/callback?code=c1&state={state}");
    manager.finish_login(&callback).await.unwrap();
    assert_eq!(get(&manager).await, "a1");
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
