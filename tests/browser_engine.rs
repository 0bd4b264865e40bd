//! Differences between browser engines: long timers, the real `fetch` and its streams, and a full localStorage.
#![cfg(target_arch = "wasm32")]

mod pages;

use js_sys::Array;
use pages::*;
use std::cell::Cell;
use std::rc::Rc;
use tokenward::client::*;
use wasm_bindgen::prelude::*;
use wasm_bindgen_test::*;

wasm_bindgen_test_configure!(run_in_browser);

/// Counts the `storageError` events.
fn storage_errors(manager: &TokenManager) -> Rc<Cell<u32>> {
    let count = Rc::new(Cell::new(0));
    let sink = count.clone();
    manager.on(move |event| {
        if matches!(event, Event::StorageError { .. }) {
            sink.set(sink.get() + 1);
        }
    });
    count
}

/// Hosts fire a timer of more than 2³¹−1 ms, some 25 days, at once: a manager that arms one is woken again and again.
#[wasm_bindgen_test]
async fn a_token_of_a_year_is_not_renewed_at_once_and_arms_no_timer_in_a_loop() {
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

/// The server that serves this page. It does not know this path.
#[wasm_bindgen_test]
async fn a_real_servers_refusal_has_its_status() {
    let manager = manager("refused", Storage::Memory, None);
    let origin = script("", "return location.origin", &[])
        .as_string()
        .unwrap();
    let provider = client(OAuthGrant::RefreshToken, &format!("{origin}/no-such-path"));
    manager.add_provider("api", provider).unwrap();
    let error = manager.get_token(None).await.unwrap_err();
    assert_eq!(error.status, Some(404), "{}", error.message);
}

#[wasm_bindgen_test]
async fn an_unreachable_server_is_a_retryable_network_error() {
    let manager = manager("unreachable", Storage::Memory, None);
    let provider = client(OAuthGrant::RefreshToken, "http://127.0.0.1:9/token");
    manager.add_provider("api", provider).unwrap();
    let error = manager.get_token(None).await.unwrap_err();
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
        .get_token(None)
        .await
        .unwrap_err();
    assert_eq!(error.code.as_str(), "invalid_response");
    sleep(10).await;
    assert_eq!(seen.length(), 1);
}

#[wasm_bindgen_test]
async fn a_full_local_storage_is_reported_once_and_the_token_stays_in_memory() {
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
