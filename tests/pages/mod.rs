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

/// A public client with a refresh token, or one that has yet to log its user in.
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
        client_secret: None,
        client_auth: None,
        scope: "read".into(),
        audience: vec![],
        resource: vec![],
        redirect_uri: Some("https://app.example/callback".into()),
        username: None,
        password: None,
        refresh_token: (grant == OAuthGrant::RefreshToken).then(|| Secret::from("r0")),
        params: vec![],
        headers: vec![],
        allow_insecure_http: false,
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
