//! Hosts without Web Locks: the holder of the lease in IndexedDB has the lock. The tests write another tab's leases
//! there themselves.
#![cfg(target_arch = "wasm32")]

mod pages;

use pages::*;
use tokenward::client::*;
use wasm_bindgen::prelude::*;
use wasm_bindgen_test::*;

wasm_bindgen_test_configure!(run_in_browser);

fn without_web_locks() {
    let hide =
        r#"Object.defineProperty(navigator, "locks", { value: undefined, configurable: true })"#;
    script("", hide, &[]);
}

/// Opens the database of the manager, and changes its leases.
async fn leases(name: &str, what: &str) -> JsValue {
    settled(
        "name, what",
        r#"return new Promise((resolve, reject) => {
            const opening = indexedDB.open("tokenward");
            opening.onerror = reject;
            opening.onsuccess = () => {
                const database = opening.result;
                const leases = database.transaction("leases", "readwrite").objectStore("leases");
                const request = new Function("leases", "name", what)(leases, name);
                leases.transaction.oncomplete = () => { database.close(); resolve(request.result); };
                leases.transaction.onabort = reject;
            };
        })"#,
        &[&name.into(), &what.into()],
    )
    .await
}

const LEASE: &str = "return leases.get(name)";
const END_LEASE: &str = "return leases.delete(name)";

/// Makes the database, in the same way as the first tab that takes a lease.
async fn with_database() {
    without_web_locks();
    let (fetch, _) = token_endpoint(600);
    let manager = with_client("first", Storage::IndexedDb, &fetch);
    get(&manager).await;
    manager.clear(None).await.unwrap();
}

#[wasm_bindgen_test]
async fn while_a_request_is_under_way_there_is_a_lease_and_afterwards_there_is_none() {
    without_web_locks();
    let (fetch, bodies, let_go) = endpoint_that_waits();
    let manager = with_client("leased", Storage::Local, &fetch);
    let getting = getting(&manager);
    until_asked(&bodies).await;
    assert!(!leases(&record_key("leased"), LEASE).await.is_undefined());
    let_go.call0(&JsValue::UNDEFINED).unwrap();
    assert_eq!(token(getting).await.as_deref(), Some("a1"));
    for _ in 0..100 {
        if leases(&record_key("leased"), LEASE).await.is_undefined() {
            break;
        }
        sleep(10).await;
    }
    assert!(leases(&record_key("leased"), LEASE).await.is_undefined());
    manager.clear(None).await.unwrap();
}

#[wasm_bindgen_test]
async fn while_another_tab_renews_its_lease_nothing_is_sent() {
    with_database().await;
    let renew = r#"return leases.put({ owner: 1, beat: Math.random() }, name)"#;
    leases(&record_key("renewed"), renew).await;
    let (fetch, bodies) = token_endpoint(600);
    let manager = with_client("renewed", Storage::Local, &fetch);
    let getting = getting(&manager);
    for _ in 0..14 {
        sleep(500).await;
        leases(&record_key("renewed"), renew).await;
    }
    assert_eq!(bodies.length(), 0);
    leases(&record_key("renewed"), END_LEASE).await;
    assert_eq!(token(getting).await.as_deref(), Some("a1"));
    manager.clear(None).await.unwrap();
}

#[wasm_bindgen_test]
async fn a_lease_that_is_not_renewed_is_taken_over_by_one_waiter_alone() {
    with_database().await;
    leases(
        &record_key("dead"),
        "return leases.put({ owner: 1, beat: 0 }, name)",
    )
    .await;
    let (fetch, bodies) = token_endpoint(600);
    let managers = [(); 5].map(|()| with_client("dead", Storage::IndexedDb, &fetch));
    let getting: Vec<_> = managers.iter().map(getting).collect();
    for getting in getting {
        assert_eq!(token(getting).await.as_deref(), Some("a1"));
    }
    assert_eq!(bodies.length(), 1);
    managers[0].clear(None).await.unwrap();
}

#[wasm_bindgen_test]
async fn a_lease_that_was_taken_over_is_neither_renewed_nor_released_by_its_former_holder() {
    without_web_locks();
    let (fetch, bodies, let_go) = endpoint_that_waits();
    let manager = with_client("lost", Storage::Local, &fetch);
    let getting = getting(&manager);
    until_asked(&bodies).await;
    leases(
        &record_key("lost"),
        "return leases.put({ owner: 1, beat: 7 }, name)",
    )
    .await;
    sleep(1_200).await;
    let_go.call0(&JsValue::UNDEFINED).unwrap();
    assert_eq!(token(getting).await.as_deref(), Some("a1"));
    sleep(300).await;
    let owner = js_sys::Reflect::get(&leases(&record_key("lost"), LEASE).await, &"owner".into());
    assert_eq!(owner.unwrap(), 1);
    leases(&record_key("lost"), END_LEASE).await;
    manager.clear(None).await.unwrap();
}
