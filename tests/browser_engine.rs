//! What engines do each in their way: digests and random numbers, long timers, the real `fetch` and its streams, sessionStorage,
//! and a localStorage that is full or forbidden.
#![cfg(target_arch = "wasm32")]

mod pages;

use base64::Engine;
use base64::prelude::BASE64_URL_SAFE_NO_PAD;
use js_sys::Array;
use pages::*;
use sha2::{Digest, Sha256};
use std::cell::Cell;
use std::rc::Rc;
use tokenward::core::config::*;
use tokenward::manager::*;
use wasm_bindgen::prelude::*;
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

fn who_logs_in(namespace: &str, fetch: &js_sys::Function) -> TokenManager {
    let manager = manager(namespace, Storage::Memory, Some(fetch));
    let provider = client(OAuthGrant::AuthorizationCode, "https://as.example/token");
    manager.add_provider("user", provider).unwrap();
    manager
}

fn pending_logins() -> u32 {
    let count =
        r#"return Object.keys(sessionStorage).filter((key) => key.includes("%login:")).length"#;
    script("", count, &[]).as_f64().unwrap() as u32
}

/// Counts the `storageError` events.
fn storage_errors(manager: &TokenManager) -> Rc<Cell<u32>> {
    let count = Rc::new(Cell::new(0));
    let sink = count.clone();
    manager
        .on(Rc::new(move |event| {
            if matches!(event, Event::StorageError { .. }) {
                sink.set(sink.get() + 1);
            }
        }))
        .unwrap();
    count
}

#[wasm_bindgen_test]
async fn the_challenge_is_the_digest_of_the_verifier_that_is_sent_later() {
    let (fetch, bodies) = token_endpoint(600);
    let manager = who_logs_in("challenge", &fetch);
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
    let manager = who_logs_in("random", &fetch);
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
    let manager = who_logs_in("pending", &fetch);
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

/// Hosts fire a timer of more than 2³¹−1 ms, some 25 days, at once: a manager that arms one is woken again and again.
#[wasm_bindgen_test]
async fn a_token_of_a_year_is_not_renewed_at_once_and_wakes_nobody() {
    let armed = Array::new();
    let restore = script(
        "armed",
        r#"
        const before = globalThis.setTimeout;
        globalThis.setTimeout = (callback, ms) => { armed.push(ms); return before(callback, ms); };
        return () => { globalThis.setTimeout = before; };
        "#,
        &[&armed],
    );
    let mut requests = Vec::new();
    for days in [24, 25, 26, 365] {
        let (fetch, bodies) = token_endpoint(days * 86_400);
        let manager = with_client("long", Storage::Memory, &fetch);
        get(&manager).await;
        manager.start_background_refresh().unwrap();
        sleep(200).await;
        requests.push(bodies.length());
        manager.close();
    }
    script("restore", "restore()", &[&restore]);
    assert_eq!(requests, [1, 1, 1, 1]);
    assert!(
        armed
            .iter()
            .all(|ms| ms.as_f64().unwrap() < 2_147_483_648.0)
    );
}

#[wasm_bindgen_test]
async fn an_answer_of_the_engines_own_fetch_is_read() {
    let fetch = fetch_that(
        r#"return globalThis.fetch('data:application/json,{"access_token":"from-data","token_type":"bearer","expires_in":600}',
            { signal: init.signal, credentials: init.credentials, cache: init.cache, redirect: init.redirect })"#,
    );
    assert_eq!(
        get(&with_client("data", Storage::Memory, &fetch)).await,
        "from-data"
    );
}

/// The server that serves this page: it knows no such path.
#[wasm_bindgen_test]
async fn a_real_servers_refusal_has_its_status() {
    let manager = manager("refused", Storage::Memory, None);
    let origin = script("", "return location.origin", &[])
        .as_string()
        .unwrap();
    let provider = client(OAuthGrant::RefreshToken, &format!("{origin}/no-such-path"));
    manager.add_provider("api", provider).unwrap();
    let error = manager
        .get_token(None, GetToken::default())
        .await
        .unwrap_err();
    assert_eq!(error.status, Some(404), "{}", error.message);
}

#[wasm_bindgen_test]
async fn a_server_that_is_not_there_is_a_network_error_that_may_pass() {
    let manager = manager("unreachable", Storage::Memory, None);
    let provider = client(OAuthGrant::RefreshToken, "http://127.0.0.1:9/token");
    manager.add_provider("api", provider).unwrap();
    let error = manager
        .get_token(None, GetToken::default())
        .await
        .unwrap_err();
    assert_eq!(error.code.as_str(), "network");
    assert!(error.retryable);
}

#[wasm_bindgen_test]
async fn an_answer_without_end_is_cut_off_and_its_stream_cancelled() {
    let seen = Array::new();
    let fetch = script(
        "seen",
        r#"return async () => new Response(new ReadableStream({
            pull: (controller) => controller.enqueue(new Uint8Array(65_536)),
            cancel: () => { seen.push("cancelled"); },
        }))"#,
        &[&seen],
    );
    let error = with_client("endless", Storage::Memory, &fetch.unchecked_into())
        .get_token(None, GetToken::default())
        .await
        .unwrap_err();
    assert_eq!(error.code.as_str(), "invalid_response");
    sleep(10).await;
    assert_eq!(seen.length(), 1);
}

#[wasm_bindgen_test]
async fn a_full_local_storage_is_told_once_and_the_token_stays_in_memory() {
    let (fetch, bodies) = token_endpoint(600);
    script(
        "",
        r#"
        let length = 1 << 20;
        for (let n = 0; length >= 1;) {
            try { localStorage.setItem(`filler-${n}`, "x".repeat(length)); n += 1; } catch { length >>= 1; }
        }
        "#,
        &[],
    );
    let manager = with_client("quota", Storage::Local, &fetch);
    let told = storage_errors(&manager);
    let tokens = [get(&manager).await, get(&manager).await];
    script(
        "",
        r#"for (const key of Object.keys(localStorage)) if (key.startsWith("filler-")) localStorage.removeItem(key)"#,
        &[],
    );
    assert_eq!(tokens, ["a1", "a1"]);
    assert_eq!(told.get(), 1);
    assert_eq!(bodies.length(), 1);
    manager.clear(None).await.unwrap();
}

/// As engines do it where the user forbids a site its data: the property itself throws.
#[wasm_bindgen_test]
async fn forbidden_storages_are_told_once_and_everything_goes_on_in_memory() {
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
    let manager = manager("forbidden", Storage::Local, Some(&fetch));
    let told = storage_errors(&manager);
    let provider = client(OAuthGrant::AuthorizationCode, "https://as.example/token");
    manager.add_provider("user", provider).unwrap();
    let callback = callback_of(&manager).await;
    let finished = manager.finish_login(&callback).await.map(drop);
    script("restore", "restore()", &[&restore]);
    finished.unwrap();
    assert_eq!(get(&manager).await, "a1");
    assert_eq!(told.get(), 1);
    assert!(!manager.health().unwrap().storage.ok);
}
