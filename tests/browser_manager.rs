//! The manager in a real browser: its storage, locks, timers, streams and digests. The token endpoint is a `fetch` of
//! the test, which answers with the browser's own `Response`.
#![cfg(target_arch = "wasm32")]

use js_sys::{Array, Function, Promise, Reflect};
use std::cell::RefCell;
use std::rc::Rc;
use tokenward::client::*;
use tokenward::core::config::*;
use tokenward::core::error::Class;
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::JsFuture;
use wasm_bindgen_test::*;

mod pages;
use pages::*;

wasm_bindgen_test_configure!(run_in_browser);

fn local_storage(key: &str) -> Option<String> {
    let storage = Reflect::get(&js_sys::global(), &"localStorage".into()).unwrap();
    let get: Function = Reflect::get(&storage, &"getItem".into())
        .unwrap()
        .unchecked_into();
    get.call1(&storage, &key.into()).unwrap().as_string()
}

fn events_of(manager: &TokenManager) -> Rc<RefCell<Vec<&'static str>>> {
    let names = Rc::new(RefCell::new(Vec::new()));
    let sink = names.clone();
    manager.on(move |event| sink.borrow_mut().push(event.name()));
    names
}

#[wasm_bindgen_test]
async fn a_hundred_concurrent_callers_share_one_request() {
    let (fetch, bodies) = token_endpoint(600);
    let manager = with_client("hundred", Storage::Memory, &fetch);
    let promises = Array::new();
    for _ in 0..100 {
        let manager = manager.clone();
        promises.push(&wasm_bindgen_futures::future_to_promise(async move {
            Ok(get(&manager).await.into())
        }));
    }
    let tokens = JsFuture::from(Promise::all(&promises)).await.unwrap();
    assert!(
        Array::from(&tokens)
            .iter()
            .all(|token| token.as_string().as_deref() == Some("a1"))
    );
    assert_eq!(bodies.length(), 1);
}

#[wasm_bindgen_test]
async fn a_second_manager_finds_the_token_in_local_storage() {
    let (fetch, bodies) = token_endpoint(600);
    assert_eq!(
        get(&with_client("second", Storage::Local, &fetch)).await,
        "a1"
    );
    let second = with_client("second", Storage::Local, &fetch);
    second.restore().await;
    assert_eq!(
        second.peek_token(None).map(String::from).as_deref(),
        Some("a1")
    );
    assert_eq!(bodies.length(), 1);
    second.clear(None).await.unwrap();
    assert_eq!(local_storage(&record_key("second")), None);
}

#[wasm_bindgen_test]
async fn records_move_into_local_storage_and_out_of_it() {
    let (fetch, bodies) = token_endpoint(600);
    let manager = with_client("moving", Storage::Memory, &fetch);
    assert_eq!(get(&manager).await, "a1");
    assert_eq!(manager.migrate_storage(&Storage::Local).await.unwrap(), 1);
    assert!(local_storage(&record_key("moving")).is_some());
    // The localStorage object is the storage in use, even under another name.
    let object = Reflect::get(&js_sys::global(), &"localStorage".into()).unwrap();
    let same = manager.migrate_storage(&Storage::Object(object)).await;
    assert_eq!(same.unwrap_err().class, Class::InvalidConfiguration);
    // A manager without that provider still finds its record, and leaves it in place because memory has no place for
    // it.
    let options = Options {
        namespace: "moving".into(),
        storage: Storage::Local,
        ..Options::default()
    };
    let stranger = TokenManager::new(options).unwrap();
    let session = Reflect::get(&js_sys::global(), &"sessionStorage".into()).unwrap();
    let session = Storage::Object(session);
    assert_eq!(stranger.backup(&session).await.unwrap(), 1);
    assert_eq!(manager.migrate_storage(&Storage::Memory).await.unwrap(), 1);
    assert_eq!(local_storage(&record_key("moving")), None);
    assert_eq!(get(&manager).await, "a1");
    assert_eq!(stranger.restore_from(&session).await.unwrap().restored, 1);
    assert!(local_storage(&record_key("moving")).is_some());
    assert_eq!(bodies.length(), 1);
}

#[wasm_bindgen_test]
async fn managers_that_share_local_storage_share_one_refresh_through_web_locks() {
    let (fetch, bodies) = token_endpoint(600);
    let managers: Vec<_> = (0..5)
        .map(|_| with_client("locks", Storage::Local, &fetch))
        .collect();
    let promises = Array::new();
    for manager in managers.clone() {
        promises.push(&wasm_bindgen_futures::future_to_promise(async move {
            Ok(get(&manager).await.into())
        }));
    }
    JsFuture::from(Promise::all(&promises)).await.unwrap();
    assert_eq!(bodies.length(), 1);
    managers[0].clear(None).await.unwrap();
}

#[wasm_bindgen_test]
async fn a_storage_that_hangs_is_abandoned_and_reported_once() {
    let (fetch, bodies) = token_endpoint(600);
    let never = fetch_that("return new Promise(() => {})");
    let storage = js_sys::Object::new();
    for name in ["getItem", "setItem", "removeItem"] {
        Reflect::set(&storage, &name.into(), &never).unwrap();
    }
    let manager = with_client("hangs", Storage::Object(storage.into()), &fetch);
    let events = events_of(&manager);
    assert_eq!(get(&manager).await, "a1");
    manager.refresh(None).await.unwrap();
    assert_eq!(bodies.length(), 2);
    let told = events
        .borrow()
        .iter()
        .filter(|name| **name == "storageError")
        .count();
    assert_eq!(told, 1);
}

#[wasm_bindgen_test]
async fn a_full_storage_leaves_the_token_in_memory() {
    let (fetch, _) = token_endpoint(600);
    let storage = js_sys::Object::new();
    Reflect::set(
        &storage,
        &"getItem".into(),
        &fetch_that("return null").into(),
    )
    .unwrap();
    let full = fetch_that("throw new DOMException('full', 'QuotaExceededError')");
    Reflect::set(&storage, &"setItem".into(), &full).unwrap();
    Reflect::set(&storage, &"removeItem".into(), &full).unwrap();
    let manager = with_client("full", Storage::Object(storage.into()), &fetch);
    let events = events_of(&manager);
    assert_eq!(get(&manager).await, "a1");
    assert_eq!(get(&manager).await, "a1");
    assert_eq!(
        events
            .borrow()
            .iter()
            .filter(|name| **name == "storageError")
            .count(),
        1
    );
}

#[wasm_bindgen_test]
async fn background_refresh_renews_without_a_caller() {
    let (fetch, bodies) = token_endpoint(2);
    let manager = with_client("background", Storage::Memory, &fetch);
    get(&manager).await;
    manager.start_background_refresh().unwrap();
    let begin = js_sys::Date::now();
    while bodies.length() < 3 && js_sys::Date::now() - begin < 15_000.0 {
        sleep(50).await;
    }
    manager.close();
    assert!(
        bodies.length() >= 3,
        "{} requests in {} ms",
        bodies.length(),
        js_sys::Date::now() - begin
    );
}

#[wasm_bindgen_test]
async fn an_answer_larger_than_a_mebibyte_is_refused() {
    let fetch = fetch_that("return Promise.resolve(new Response(new Uint8Array(2 << 20)))");
    let error = with_client("large", Storage::Memory, &fetch)
        .get_token(None)
        .await
        .unwrap_err();
    assert_eq!(error.code.as_str(), "invalid_response");
}

#[wasm_bindgen_test]
async fn an_error_of_fetch_becomes_the_cause_of_a_typed_error() {
    let fetch = fetch_that("throw 'not even an Error'");
    let error = with_client("throws", Storage::Memory, &fetch)
        .get_token(None)
        .await
        .unwrap_err();
    assert_eq!(error.code.as_str(), "network");
    let cause = error.cause.as_ref().unwrap();
    let thrown = cause.0.downcast_ref::<JsValue>().unwrap();
    assert_eq!(thrown.as_string().as_deref(), Some("not even an Error"));
}

#[wasm_bindgen_test]
async fn closing_settles_waiting_callers() {
    let fetch = fetch_that("return new Promise(() => {})");
    let manager = with_client("closing", Storage::Memory, &fetch);
    let waiting = manager.clone();
    let promise = wasm_bindgen_futures::future_to_promise(async move {
        let error = waiting.get_token(None).await.unwrap_err();
        Ok(JsValue::from_bool(error.class == Class::ManagerClosed))
    });
    sleep(20).await;
    manager.close();
    assert_eq!(JsFuture::from(promise).await.unwrap(), JsValue::TRUE);
}

/// Waits until `is` holds, for a second.
async fn soon(is: impl Fn() -> bool) -> bool {
    for _ in 0..50 {
        if is() {
            return true;
        }
        sleep(20).await;
    }
    false
}

#[wasm_bindgen_test]
async fn managers_of_one_storage_adopt_each_others_tokens_and_log_out_together() {
    let (fetch, bodies) = token_endpoint(600);
    let first = with_client("hints", Storage::Local, &fetch);
    let second = with_client("hints", Storage::Local, &fetch);
    let events = events_of(&second);
    assert_eq!(get(&first).await, "a1");
    assert_eq!(get(&second).await, "a1");
    first.refresh(None).await.unwrap();
    let peek = || second.peek_token(None).map(String::from);
    assert!(soon(|| peek().as_deref() == Some("a2")).await);
    assert_eq!(bodies.length(), 2);

    first.clear(None).await.unwrap();
    assert!(soon(|| peek().is_none()).await);
    let told = |name: &str| events.borrow().iter().filter(|n| **n == name).count();
    assert_eq!((told("refreshed"), told("removed")), (1, 1));
    second.close();
}

#[wasm_bindgen_test]
async fn without_a_storage_a_logout_reaches_the_same_credential_alone() {
    let (fetch, _) = token_endpoint(600);
    let first = with_client("word", Storage::Memory, &fetch);
    let same = with_client("word", Storage::Memory, &fetch);
    let other = manager("word", Storage::Memory, Some(&fetch));
    let mut config = client(OAuthGrant::RefreshToken, "https://as.example/token");
    if let Grant::OAuth(oauth) = &mut config.config.grant {
        Rc::make_mut(oauth).scope = "write".into();
    }
    other.add_provider("api", config).unwrap();
    for manager in [&first, &same, &other] {
        get(manager).await;
    }
    first.clear(None).await.unwrap();
    assert!(soon(|| same.peek_token(None).is_none()).await);
    assert!(other.peek_token(None).is_some());
}
