//! The user's login in a real browser: digests and random numbers, sessionStorage, a login on another device, and logging out.
#![cfg(target_arch = "wasm32")]

mod pages;

use base64::Engine;
use base64::prelude::BASE64_URL_SAFE_NO_PAD;
use pages::{
    callback_of, fetch_that, get, manager, manager_without_a_login, script, token_endpoint,
};
use sha2::{Digest, Sha256};
use std::cell::Cell;
use std::rc::Rc;
use tokenward::client::*;
use wasm_bindgen_test::*;

wasm_bindgen_test_configure!(run_in_browser);

/// A parameter of a URL's query or of a form's body.
fn parameter(text: &str, name: &str) -> String {
    let pairs = text.rsplit('?').next().unwrap();
    let value = pairs
        .split('&')
        .find_map(|pair| pair.strip_prefix(name)?.strip_prefix('='));
    value.unwrap_or_default().to_owned()
}

fn pending_logins() -> u32 {
    let count =
        r#"return Object.keys(sessionStorage).filter((key) => key.includes("%login:")).length"#;
    script("", count, &[]).as_f64().unwrap() as u32
}

#[wasm_bindgen_test]
async fn the_challenge_is_the_digest_of_the_verifier_that_is_sent_later() {
    let (fetch, bodies) = token_endpoint(600);
    let manager = manager_without_a_login("challenge", Storage::Memory, &fetch);
    let url = manager
        .start_login(None, LoginOptions::default())
        .await
        .unwrap()
        .url;
    let state = parameter(&url, "state");
    let callback = format!("https://app.example/callback?code=c1&state={state}");
    manager.finish_login(&callback).await.unwrap();

    let verifier = parameter(&bodies.get(0).as_string().unwrap(), "code_verifier");
    assert_eq!(verifier.len(), 43, "32 random bytes");
    assert_eq!(
        parameter(&url, "code_challenge"),
        BASE64_URL_SAFE_NO_PAD.encode(Sha256::digest(&verifier))
    );
}

#[wasm_bindgen_test]
async fn each_login_draws_its_own_random_values() {
    let (fetch, _) = token_endpoint(600);
    let manager = manager_without_a_login("random", Storage::Memory, &fetch);
    let mut drawn = Vec::new();
    for _ in 0..20 {
        let url = manager
            .start_login(None, LoginOptions::default())
            .await
            .unwrap()
            .url;
        drawn.push(parameter(&url, "state"));
        drawn.push(parameter(&url, "code_challenge"));
    }
    assert!(drawn.iter().all(|value| value.len() >= 22));
    let all = drawn.len();
    drawn.sort();
    drawn.dedup();
    assert_eq!(drawn.len(), all);
}

#[wasm_bindgen_test]
async fn a_pending_login_lies_in_session_storage_until_its_callback() {
    script("", "sessionStorage.clear()", &[]);
    let (fetch, _) = token_endpoint(600);
    let manager = manager_without_a_login("pending", Storage::Memory, &fetch);
    let url = manager
        .start_login(None, LoginOptions::default())
        .await
        .unwrap()
        .url;
    assert_eq!(pending_logins(), 1);
    let state = parameter(&url, "state");
    let callback = format!("https://app.example/callback?code=c1&state={state}");
    manager.finish_login(&callback).await.unwrap();
    assert_eq!(pending_logins(), 0);
}

/// Engines do this if the user forbids a site its data: reading the property throws.
#[wasm_bindgen_test]
async fn forbidden_storages_are_reported_once_and_everything_goes_on_in_memory() {
    let restore = script(
        "",
        r#"
        const names = ["localStorage", "sessionStorage"];
        const before = names.map((name) => [name, Object.getOwnPropertyDescriptor(window, name)]);
        const get = () => { throw new DOMException("The operation is insecure.", "SecurityError"); };
        for (const name of names) Object.defineProperty(window, name, { configurable: true, get });
        return () => before.forEach(([name, own]) => own ? Object.defineProperty(window, name, own) : delete window[name]);
        "#,
        &[],
    );
    let (fetch, _) = token_endpoint(600);
    let manager = manager_without_a_login("forbidden", Storage::Local, &fetch);
    let told = Rc::new(Cell::new(0));
    let sink = told.clone();
    manager.on(move |event| {
        if matches!(event, Event::StorageError { .. }) {
            sink.set(sink.get() + 1);
        }
    });
    let callback = callback_of(&manager).await;
    let finished = manager.finish_login(&callback).await.map(drop);
    script("restore", "restore()", &[&restore]);
    finished.unwrap();
    assert_eq!(get(&manager).await, "a1");
    assert_eq!(told.get(), 1);
    assert!(!manager.health().unwrap().storage.ok);
}
#[wasm_bindgen_test]
async fn a_login_goes_through_session_storage_once() {
    let (fetch, bodies) = token_endpoint(600);
    let manager = manager_without_a_login("login", Storage::Memory, &fetch);
    let options = LoginOptions {
        app_state: Some(r#"{"page":"/"}"#.into()),
        ..LoginOptions::default()
    };
    let url = manager.start_login(None, options).await.unwrap().url;
    assert!(url.contains("code_challenge_method=S256"));
    let state = url
        .split("&state=")
        .nth(1)
        .unwrap()
        .split('&')
        .next()
        .unwrap();
    let callback = format!("https://app.example/callback?code=c1&state={state}");
    let result = manager.finish_login(&callback).await.unwrap();
    assert_eq!(result.app_state.as_deref(), Some(r#"{"page":"/"}"#));
    assert!(
        bodies
            .get(0)
            .as_string()
            .unwrap()
            .contains("code_verifier=")
    );
    // The same URL again gives the same result, and the code is not redeemed twice.
    manager.finish_login(&callback).await.unwrap();
    assert_eq!(bodies.length(), 1);
    let stale = format!("https://app.example/callback?code=c2&state={state}");
    assert_eq!(
        manager.finish_login(&stale).await.unwrap_err().class,
        Class::Login
    );
    assert_eq!(get(&manager).await, "a1");
}

/// A client of the device flow. Its user decides at once.
fn device_client() -> Provider {
    let server = |path: &str| Some(format!("https://as.example/{path}"));
    OAuthConfig {
        endpoints: Endpoints {
            token: server("token"),
            device_authorization: server("device"),
            end_session: server("logout"),
            ..Endpoints::default()
        },
        ..OAuthConfig::new(OAuthGrant::DeviceCode, "tv")
    }
    .into()
}

const DEVICE_SERVER: &str = r#"return Promise.resolve(Response.json(url.endsWith("/device")
    ? { device_code: "d1", user_code: "WDJB-MJHT", verification_uri: "https://as.example/activate", expires_in: 600, interval: 1 }
    : { access_token: "a1", token_type: "Bearer", expires_in: 600, refresh_token: "r1" }))"#;

#[wasm_bindgen_test]
async fn a_user_logs_in_on_another_device() {
    let manager = manager("device", Storage::Memory, Some(&fetch_that(DEVICE_SERVER)));
    manager.add_provider("tv", device_client()).unwrap();
    let login = manager.start_device_login(None).await.unwrap();
    assert_eq!(login.user_code, "WDJB-MJHT");
    assert_eq!(login.verification_uri, "https://as.example/activate");
    assert!(login.expires_at as f64 > js_sys::Date::now());
    let info = login.finish().await.unwrap();
    assert!(info.has_refresh_token);
    assert_eq!(get(&manager).await, "a1");
}

#[wasm_bindgen_test]
async fn a_device_login_ends_when_it_is_cancelled_or_its_provider_is_removed() {
    let manager = manager("ended", Storage::Memory, Some(&fetch_that(DEVICE_SERVER)));
    for goes in [false, true] {
        manager.add_provider("tv", device_client()).unwrap();
        let login = manager.start_device_login(None).await.unwrap();
        let waiting = login.clone();
        let finished = wasm_bindgen_futures::future_to_promise(async move {
            let error = waiting.finish().await.unwrap_err();
            Ok(error.class.name().into())
        });
        pages::sleep(50).await;
        if goes {
            manager.remove_provider("tv").unwrap();
        } else {
            login.cancel();
            manager.remove_provider("tv").unwrap();
        }
        let class = pages::token(finished).await;
        let expected = if goes {
            "UnknownProviderError"
        } else {
            "LoginError"
        };
        assert_eq!(class.as_deref(), Some(expected));
    }
}

#[wasm_bindgen_test]
async fn the_logout_url_names_the_uri_to_return_to() {
    let manager = manager("out", Storage::Memory, None);
    manager.add_provider("tv", device_client()).unwrap();
    let options = LogoutOptions {
        post_logout_redirect_uri: Some("https://app.example/bye".into()),
        ..LogoutOptions::default()
    };
    let url = manager.logout_url(None, options).await.unwrap().unwrap();
    assert!(url.starts_with("https://as.example/logout?"), "{url}");
    assert!(url.contains("https%3A%2F%2Fapp.example%2Fbye"), "{url}");
}

#[wasm_bindgen_test]
async fn a_logout_wins_over_a_login_that_is_under_way() {
    let (fetch, bodies, let_go) = pages::endpoint_that_waits();
    let manager = manager_without_a_login("wins", Storage::Memory, &fetch);
    let callback = callback_of(&manager).await;
    let finishing = manager.clone();
    let finished = wasm_bindgen_futures::future_to_promise(async move {
        let error = finishing.finish_login(&callback).await.unwrap_err();
        Ok(error.class.name().into())
    });
    pages::until_asked(&bodies).await;
    manager.clear(None).await.unwrap();
    let_go.call0(&wasm_bindgen::JsValue::UNDEFINED).unwrap();
    assert_eq!(pages::token(finished).await.as_deref(), Some("LoginError"));
    assert!(manager.peek_token(None).is_none());
}
