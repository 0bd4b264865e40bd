//! The key that tokens are bound to (DPoP, RFC 9449) in a real browser: kept in IndexedDB, shared by all managers, and
//! not extractable. Also tokens whose key is lost.
#![cfg(target_arch = "wasm32")]

use js_sys::Array;
use std::cell::Cell;
use std::rc::Rc;
use tokenward::client::*;
use tokenward::core::error::Class;
use tokenward::core::given::TokenInput;
use tokenward::core::secret::Secret;
use wasm_bindgen::prelude::*;
use wasm_bindgen_test::*;

mod pages;
use pages::{TRANSACTIONS_ABORT, dpop_endpoint, get, getting, script, settled, with_bound_client};

wasm_bindgen_test_configure!(run_in_browser);

/// The entry of a provider's key in IndexedDB, by its namespace: `[extractable, result of exportKey]`.
async fn kept_key(namespace: &str) -> Option<Array> {
    let found = settled(
        "id",
        r#"return (async () => {
            const ended = (request) => new Promise((resolve, reject) => {
                request.onsuccess = () => resolve(request.result);
                request.onerror = () => reject(request.error);
            });
            const database = await ended(indexedDB.open("tokenward"));
            const kept = await ended(database.transaction("keys").objectStore("keys").get(["dpop", id]));
            database.close();
            if (kept === undefined) return undefined;
            const { privateKey } = kept;
            return [privateKey.extractable, await crypto.subtle.exportKey("jwk", privateKey).catch((error) => error.name)];
        })();"#,
        &[&[namespace, ":api"].concat().into()],
    )
    .await;
    (!found.is_undefined()).then(|| found.unchecked_into())
}

async fn forget_key(namespace: &str) {
    settled(
        "id",
        r#"return new Promise((resolve, reject) => {
            const request = indexedDB.open("tokenward");
            request.onsuccess = () => {
                const transaction = request.result.transaction("keys", "readwrite");
                transaction.objectStore("keys").delete(["dpop", id]);
                transaction.oncomplete = () => resolve(request.result.close());
                transaction.onabort = reject;
            };
        });"#,
        &[&[namespace, ":api"].concat().into()],
    )
    .await;
}

fn given() -> TokenInput {
    TokenInput {
        access_token: Secret::from("given"),
        refresh_token: Some(Secret::from("refresh")),
        expires_in_ms: Some(600_000),
        ..TokenInput::default()
    }
}

fn storage_errors(manager: &TokenManager) -> Rc<Cell<u32>> {
    let count = Rc::new(Cell::new(0));
    let told = count.clone();
    manager.on(move |event| {
        if matches!(event, Event::StorageError { .. }) {
            told.set(told.get() + 1);
        }
    });
    count
}

#[wasm_bindgen_test]
async fn tokens_and_resources_are_proved_by_one_key_that_is_not_extractable() {
    pages::proves().await;
    let found = kept_key("proves").await.unwrap();
    assert_eq!(found.get(0), JsValue::FALSE);
    assert_eq!(found.get(1), "InvalidAccessError");
}

#[wasm_bindgen_test]
async fn managers_that_begin_together_share_one_key_with_a_later_one() {
    let (fetch, keys) = dpop_endpoint();
    let grant = OAuthGrant::RefreshToken;
    let make = || with_bound_client("together", Storage::Memory, grant, &fetch);
    let managers: Vec<_> = (0..5).map(|_| make()).collect();
    let waits: Vec<_> = managers.iter().map(getting).collect();
    for wait in waits {
        wasm_bindgen_futures::JsFuture::from(wait).await.unwrap();
    }
    managers.iter().for_each(TokenManager::close);
    get(&make()).await;
    assert_eq!(keys.length(), 6);
    assert!(keys.iter().all(|key| key == keys.get(0)), "{keys:?}");
}

#[wasm_bindgen_test]
async fn stored_tokens_are_found_again_with_their_key_and_are_absent_without_it() {
    let (fetch, keys) = dpop_endpoint();
    let grant = OAuthGrant::AuthorizationCode;
    let make = || with_bound_client("lost", Storage::Session, grant, &fetch);
    let first = make();
    first.set_tokens("api", given()).await.unwrap();
    first.close();
    let reloaded = make();
    assert_eq!(get(&reloaded).await, "given");
    reloaded.refresh(None).await.unwrap();
    reloaded.close();

    forget_key("lost").await;
    // Its storage is another object, so it does not use the first managers' knowledge of their key.
    let object = script(
        "",
        r#"return { getItem: (k) => sessionStorage.getItem(k), setItem: (k, v) => sessionStorage.setItem(k, v), removeItem: (k) => sessionStorage.removeItem(k) }"#,
        &[],
    );
    let bereft = with_bound_client("lost", Storage::Object(object), grant, &fetch);
    let told = storage_errors(&bereft);
    let error = bereft.get_token(None).await.unwrap_err();
    assert_eq!(error.class, Class::ReauthenticationRequired);
    assert!(told.get() > 0, "the user is told why");
    assert_eq!(keys.length(), 1, "nothing was sent that would be refused");
    assert!(kept_key("lost").await.is_some(), "the next login has a key");
}

#[wasm_bindgen_test]
async fn a_key_that_the_user_deleted_under_the_page_is_kept_again() {
    let (fetch, keys) = dpop_endpoint();
    let grant = OAuthGrant::RefreshToken;
    let manager = with_bound_client("again", Storage::Memory, grant, &fetch);
    get(&manager).await;
    forget_key("again").await;
    manager.refresh(None).await.unwrap();
    assert!(kept_key("again").await.is_some());
    assert_eq!(keys.get(0), keys.get(1));
}

#[wasm_bindgen_test]
async fn if_indexeddb_fails_the_key_lives_in_memory_and_listeners_are_told_once() {
    script("", TRANSACTIONS_ABORT, &[]);
    let (fetch, keys) = dpop_endpoint();
    let grant = OAuthGrant::RefreshToken;
    let manager = with_bound_client("broken", Storage::Memory, grant, &fetch);
    let told = storage_errors(&manager);
    get(&manager).await;
    manager.refresh(None).await.unwrap();
    script("", "globalThis.heal()", &[]);
    assert_eq!(keys.get(0), keys.get(1));
    assert_eq!(told.get(), 1);
}
