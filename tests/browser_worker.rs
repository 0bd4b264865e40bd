//! The manager in a dedicated web worker, where there is neither a document nor `localStorage`.
#![cfg(target_arch = "wasm32")]

use js_sys::{Array, Function};
use std::cell::Cell;
use std::rc::Rc;
use tokenward::client::*;
use wasm_bindgen::prelude::*;
use wasm_bindgen_test::*;

mod pages;
use pages::client;

wasm_bindgen_test_configure!(run_in_dedicated_worker);

fn options(storage: Storage) -> Options {
    let body = r#"return Promise.resolve(Response.json({ access_token: "a", token_type: "Bearer", expires_in: 600 }))"#;
    Options {
        storage,
        fetch: Some(Function::new_with_args("url, init", body)),
        ..Options::default()
    }
}

fn provider() -> Provider {
    client(OAuthGrant::ClientCredentials, "https://as.example/token")
}

#[wasm_bindgen_test]
async fn a_worker_gets_its_token() {
    let manager = TokenManager::new(options(Storage::Memory)).unwrap();
    manager.add_provider("api", provider()).unwrap();
    let token = manager.get_token(None).await.unwrap();
    assert_eq!(String::from(token), "a");
    assert!(
        manager.is_background_refresh_running(),
        "as in pages, it is on unless told otherwise"
    );
}

#[wasm_bindgen_test]
async fn without_local_storage_the_manager_reports_it_once_and_goes_on_in_memory() {
    let manager = TokenManager::new(options(Storage::Local)).unwrap();
    let told = Rc::new(Cell::new(0));
    let count = told.clone();
    manager.on(move |event| {
        if matches!(event, Event::StorageError { .. }) {
            count.set(count.get() + 1);
        }
    });
    manager.add_provider("api", provider()).unwrap();
    let token = manager.get_token(None).await.unwrap();
    assert_eq!(String::from(token), "a");
    assert_eq!(told.get(), 1);
}

#[wasm_bindgen_test]
async fn offline_nothing_is_renewed_and_online_it_is_within_seconds() {
    let sent = Array::new();
    let make = Function::new_with_args(
        "sent",
        r#"return async () => Response.json({
            access_token: `a${sent.push(0)}`, token_type: "Bearer", expires_in: sent.length > 1 ? 600 : 2,
        })"#,
    );
    let fetch = make.call1(&JsValue::UNDEFINED, &sent).unwrap();
    let options = Options {
        fetch: Some(fetch.unchecked_into()),
        ..options(Storage::Memory)
    };
    let manager = TokenManager::new(options).unwrap();
    manager.add_provider("api", provider()).unwrap();
    manager.get_token(None).await.unwrap();
    dispatch("offline");
    sleep(2_500).await;
    assert_eq!(sent.length(), 1);
    dispatch("online");
    for _ in 0..50 {
        sleep(100).await;
    }
    assert_eq!(sent.length(), 2);
    manager.close();
}

fn dispatch(kind: &str) {
    let dispatch = Function::new_with_args("kind", "dispatchEvent(new Event(kind))");
    dispatch.call1(&JsValue::UNDEFINED, &kind.into()).unwrap();
}

async fn sleep(ms: u32) {
    gloo_timers::future::TimeoutFuture::new(ms).await;
}

#[wasm_bindgen_test]
async fn a_worker_keeps_its_tokens_in_indexeddb() {
    let first = TokenManager::new(options(Storage::IndexedDb)).unwrap();
    first.add_provider("api", provider()).unwrap();
    first.get_token(None).await.unwrap();
    let second = TokenManager::new(options(Storage::IndexedDb)).unwrap();
    second.add_provider("api", provider()).unwrap();
    second.restore().await;
    assert_eq!(second.peek_token(None).unwrap().as_str(), "a");
    assert!(second.health().unwrap().storage.ok);
}

#[wasm_bindgen_test]
async fn a_worker_proves_its_key() {
    pages::proves().await;
}
