//! IndexedDB and sessionStorage in a real browser: stored records are found again, and no fault of a storage stops the
//! manager.
#![cfg(target_arch = "wasm32")]

use js_sys::{Array, Function, Promise};
use std::cell::RefCell;
use std::future::poll_fn;
use std::pin::pin;
use std::rc::Rc;
use tokenward::client::*;
use tokenward::core::given::TokenInput;
use tokenward::core::secret::Secret;
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::JsFuture;
use wasm_bindgen_test::*;

mod pages;
use pages::{TRANSACTIONS_ABORT, client, get, record_key};

wasm_bindgen_test_configure!(run_in_browser);

/// A `fetch` that returns tokens `a1`, `a2` …
fn token_endpoint() -> Function {
    let make = Function::new_no_args(
        r#"let n = 0;
        return async () => {
            n++;
            return Response.json({ access_token: `a${n}`, token_type: "Bearer", expires_in: 600, refresh_token: `r${n}` });
        }"#,
    );
    make.call0(&JsValue::UNDEFINED).unwrap().unchecked_into()
}

fn manager(namespace: &str, storage: Storage) -> TokenManager {
    manager_with(namespace, storage, None, "api")
}

fn encrypting(namespace: &str, storage: Storage, provider: &str) -> TokenManager {
    manager_with(namespace, storage, Some(Encryption::Kept), provider)
}

fn manager_with(
    namespace: &str,
    storage: Storage,
    encryption: Option<Encryption>,
    name: &str,
) -> TokenManager {
    let options = Options {
        namespace: namespace.into(),
        storage,
        encryption,
        fetch: Some(token_endpoint()),
        background: Some(false),
        ..Options::default()
    };
    let manager = TokenManager::new(options).unwrap();
    let provider = client(OAuthGrant::RefreshToken, "https://as.example/token");
    manager.add_provider(name, provider).unwrap();
    manager
}

fn given() -> TokenInput {
    TokenInput {
        access_token: Secret::from("given"),
        expires_in_ms: Some(600_000),
        ..TokenInput::default()
    }
}

fn storage_errors(manager: &TokenManager) -> Rc<RefCell<Vec<String>>> {
    let messages = Rc::new(RefCell::new(Vec::new()));
    let sink = messages.clone();
    manager.on(move |event| {
        if let Event::StorageError { error } = event {
            sink.borrow_mut().push(error.message.to_string());
        }
    });
    messages
}

/// Runs the body of an async function with `open`, `deleted` and `ended` at hand.
async fn js(body: &str) -> JsValue {
    let source = [
        r#"const ended = (request) => new Promise((resolve, reject) => {
            request.onsuccess = () => resolve(request.result);
            request.onerror = () => reject(request.error);
        });
        const deleted = (name) => ended(indexedDB.deleteDatabase(name));
        const open = (name, version, upgrade) => {
            const request = indexedDB.open(name, version);
            request.onupgradeneeded = () => upgrade?.(request.result);
            return ended(request);
        };
        return (async () => {"#,
        body,
        "})();",
    ];
    let run = Function::new_no_args(&source.concat());
    let promise: Promise = run.call0(&JsValue::UNDEFINED).unwrap().unchecked_into();
    JsFuture::from(promise).await.unwrap()
}

async fn records() -> Vec<String> {
    let keys = js(r#"
        const database = await open("tokenward");
        const keys = await ended(database.transaction("records").objectStore("records").getAllKeys());
        database.close();
        return keys;
    "#)
    .await;
    Array::from(&keys)
        .iter()
        .filter_map(|k| k.as_string())
        .collect()
}

/// The milliseconds that `work` takes at most, or the test fails.
async fn in_time<T>(ms: u32, work: impl Future<Output = T>) -> T {
    let (mut work, mut end) = (pin!(work), pin!(pages::sleep(ms)));
    poll_fn(|context| {
        let polled = work.as_mut().poll(context);
        let is_late = polled.is_pending() && end.as_mut().poll(context).is_ready();
        assert!(!is_late, "it ends in time");
        polled
    })
    .await
}

#[wasm_bindgen_test]
async fn a_second_manager_finds_the_token_in_indexeddb() {
    js("await deleted('tokenward')").await;
    let first = manager("found", Storage::IndexedDb);
    let errors = storage_errors(&first);
    assert_eq!(get(&first).await, "a1");
    assert_eq!(records().await, [record_key("found")]);
    let second = manager("found", Storage::IndexedDb);
    second.restore().await;
    assert_eq!(second.peek_token(None).unwrap().as_str(), "a1");
    assert_eq!(second.health().unwrap().storage.kind, "indexeddb");

    second.clear(None).await.unwrap();
    assert!(records().await.is_empty());
    assert!(errors.borrow().is_empty());
}

#[wasm_bindgen_test]
async fn a_second_manager_of_the_tab_finds_the_token_in_session_storage() {
    js("sessionStorage.clear()").await;
    assert_eq!(get(&manager("tab", Storage::Session)).await, "a1");
    let second = manager("tab", Storage::Session);
    second.restore().await;
    assert_eq!(second.peek_token(None).unwrap().as_str(), "a1");
    assert_eq!(second.health().unwrap().storage.kind, "session");
    let stored = js("return [Object.keys(sessionStorage), Object.keys(localStorage).filter((key) => key.startsWith('tab'))].flat().join()").await;
    assert_eq!(stored.as_string(), Some(record_key("tab")));
    second.clear(None).await.unwrap();
    assert!(js("return sessionStorage.length === 0").await.is_truthy());
}

#[wasm_bindgen_test]
async fn records_move_from_session_storage_to_indexeddb() {
    js("sessionStorage.clear(); await deleted('tokenward')").await;
    let manager = manager("moving", Storage::Session);
    assert_eq!(get(&manager).await, "a1");
    assert_eq!(
        manager.migrate_storage(&Storage::IndexedDb).await.unwrap(),
        1
    );
    assert_eq!(records().await, [record_key("moving")]);
    assert!(js("return sessionStorage.length === 0").await.is_truthy());
}

#[wasm_bindgen_test]
async fn a_database_deleted_under_the_page_is_made_anew() {
    js("await deleted('tokenward')").await;
    let manager = manager("deleted", Storage::IndexedDb);
    let errors = storage_errors(&manager);
    assert_eq!(get(&manager).await, "a1");
    in_time(3_000, js("await deleted('tokenward')")).await;
    in_time(3_000, manager.set_tokens("api", given()))
        .await
        .unwrap();
    assert_eq!(records().await, [record_key("deleted")]);
    assert!(errors.borrow().is_empty(), "{errors:?}");
}

#[wasm_bindgen_test]
async fn a_newer_version_of_the_database_is_not_blocked_and_is_used() {
    js("await deleted('tokenward')").await;
    let first = manager("newer", Storage::IndexedDb);
    let errors = storage_errors(&first);
    assert_eq!(get(&first).await, "a1");
    let upgrade =
        "(await open('tokenward', 7, (database) => database.createObjectStore('more'))).close()";
    in_time(3_000, js(upgrade)).await;
    first.refresh(None).await.unwrap();
    let second = manager("newer", Storage::IndexedDb);
    second.restore().await;
    assert_eq!(second.peek_token(None).unwrap().as_str(), "a2");
    assert!(errors.borrow().is_empty(), "{errors:?}");
}

#[wasm_bindgen_test]
async fn a_database_without_the_object_stores_gets_them() {
    js("await deleted('tokenward'); (await open('tokenward', 3, (database) => database.createObjectStore('other'))).close()").await;
    let manager = manager("stores", Storage::IndexedDb);
    let errors = storage_errors(&manager);
    assert_eq!(get(&manager).await, "a1");
    assert_eq!(records().await, [record_key("stores")]);
    assert!(errors.borrow().is_empty(), "{errors:?}");
}

#[wasm_bindgen_test]
async fn an_upgrade_that_another_tab_blocks_delays_nothing_and_works_once_unblocked() {
    let block = r#"
        await deleted("tokenward");
        globalThis.blocker = await open("tokenward", 1);
    "#;
    js(block).await;
    let blocked = manager("blocked", Storage::IndexedDb);
    let errors = storage_errors(&blocked);
    assert_eq!(in_time(4_000, get(&blocked)).await, "a1");
    assert_eq!(errors.borrow().len(), 1, "{errors:?}");
    assert!(!blocked.health().unwrap().storage.ok);

    js("globalThis.blocker.close()").await;
    let free = manager("blocked", Storage::IndexedDb);
    let errors = storage_errors(&free);
    assert_eq!(get(&free).await, "a1");
    assert_eq!(records().await, [record_key("blocked")]);
    assert!(errors.borrow().is_empty(), "{errors:?}");
}

#[wasm_bindgen_test]
async fn an_open_request_that_never_ends_is_abandoned_and_made_again() {
    js(r#"
        await deleted("tokenward");
        const { open } = IDBFactory.prototype;
        IDBFactory.prototype.open = function () { return {}; };
        globalThis.heal = () => { IDBFactory.prototype.open = open; };
    "#)
    .await;
    let hung = manager("hung", Storage::IndexedDb);
    let errors = storage_errors(&hung);
    assert_eq!(in_time(4_000, get(&hung)).await, "a1");
    assert_eq!(errors.borrow().len(), 1, "{errors:?}");
    // The database's own time limit ends a little after the manager's.
    js("globalThis.heal(); await new Promise((resolve) => setTimeout(resolve, 300));").await;
    let healed = manager("hung", Storage::IndexedDb);
    assert_eq!(in_time(4_000, get(&healed)).await, "a1");
    assert_eq!(records().await, [record_key("hung")]);
}

#[wasm_bindgen_test]
async fn a_page_that_is_busy_for_seconds_does_not_consider_its_storage_broken() {
    js(r#"
        await deleted("tokenward");
        const { get } = IDBObjectStore.prototype;
        IDBObjectStore.prototype.get = function (key) {
            // The database's answers wait in the queue, behind every timer that fired meanwhile.
            const end = performance.now() + 1_500;
            setTimeout(() => { while (performance.now() < end); });
            globalThis.heal();
            return this.get(key);
        };
        globalThis.heal = () => { IDBObjectStore.prototype.get = get; };
    "#)
    .await;
    let busy = manager("busy", Storage::IndexedDb);
    let errors = storage_errors(&busy);
    assert_eq!(in_time(6_000, get(&busy)).await, "a1");
    assert_eq!(errors.borrow().len(), 0, "{errors:?}");
    assert_eq!(records().await, [record_key("busy")]);
}

/// Faults that keep a write from ending for longer than any time limit, until `globalThis.thaw()`: another tab that
/// froze in a transaction, and a database that opens slowly.
const HANGS: [&str; 2] = [
    r#"const database = await open("tokenward");
    const store = database.transaction("records", "readwrite").objectStore("records");
    let frozen = true;
    globalThis.thaw = () => { frozen = false; };
    const spin = () => { if (frozen) store.get("x").onsuccess = spin; else database.close(); };
    spin();"#,
    r#"await deleted("tokenward");
    const { open: real } = IDBFactory.prototype;
    const thawed = new Promise((resolve) => { globalThis.thaw = resolve; });
    IDBFactory.prototype.open = function (...args) {
        const late = {};
        thawed.then(() => {
            IDBFactory.prototype.open = real;
            const request = real.apply(this, args);
            for (const event of ["onupgradeneeded", "onsuccess", "onerror"])
                request[event] = () => { late.result = request.result; late[event]?.(); };
        });
        return late;
    };"#,
];

#[wasm_bindgen_test]
async fn a_write_that_was_given_up_does_not_come_late() {
    const RECORD: &str = r#"
        const database = await open("tokenward");
        const there = database.objectStoreNames.contains("records");
        const record = there && (await ended(database.transaction("records").objectStore("records").get(IDBKeyRange.bound("late:api", "late:api~"))));
        database.close();
        return record;
    "#;
    for (number, hang) in HANGS.into_iter().enumerate() {
        js("await deleted('tokenward')").await;
        let manager = manager("late", Storage::IndexedDb);
        let errors = storage_errors(&manager);
        assert_eq!(get(&manager).await, "a1");
        let before = js(RECORD).await.as_string();
        js(hang).await;
        in_time(4_000, manager.set_tokens("api", given()))
            .await
            .unwrap();
        assert_eq!(errors.borrow().len(), 1, "{number}: {errors:?}");
        js(r#"
            const pause = () => new Promise((resolve) => setTimeout(resolve, 400));
            await pause();
            globalThis.thaw();
            await pause();
        "#)
        .await;
        let expected = before.filter(|_| number == 0);
        assert_eq!(js(RECORD).await.as_string(), expected, "{number}");
    }
}

#[wasm_bindgen_test]
async fn a_connection_that_the_browser_lost_without_an_event_is_made_anew() {
    js("await deleted('tokenward')").await;
    let manager = manager("lost", Storage::IndexedDb);
    let errors = storage_errors(&manager);
    assert_eq!(get(&manager).await, "a1");
    js(r#"
        const { transaction } = IDBDatabase.prototype;
        IDBDatabase.prototype.transaction = function () {
            IDBDatabase.prototype.transaction = transaction;
            throw new DOMException("Connection to Indexed Database server lost. Refresh the page to try again", "UnknownError");
        };
    "#)
    .await;
    manager.refresh(None).await.unwrap();
    assert!(errors.borrow().is_empty(), "{errors:?}");
    assert!(manager.health().unwrap().storage.ok);
}

/// Each fault, with the code to run before and after. All of them degrade to memory, and most of them appear in an
/// operation's report.
const FAULTS: [(&str, &str); 4] = [
    // Full.
    (
        r#"const { put } = IDBObjectStore.prototype;
        IDBObjectStore.prototype.put = () => { throw new DOMException("full", "QuotaExceededError"); };
        globalThis.heal = () => { IDBObjectStore.prototype.put = put; };"#,
        "globalThis.heal()",
    ),
    // Forbidden: blocked cookies, a sandboxed frame.
    (
        r#"Object.defineProperty(globalThis, "indexedDB", { configurable: true, get() { throw new DOMException("no", "SecurityError"); } })"#,
        "delete globalThis.indexedDB",
    ),
    // Private windows of old browsers.
    (
        r#"const { open } = IDBFactory.prototype;
        IDBFactory.prototype.open = function () {
            const request = { error: new DOMException("no", "InvalidStateError") };
            setTimeout(() => request.onerror?.());
            return request;
        };
        globalThis.heal = () => { IDBFactory.prototype.open = open; };"#,
        "globalThis.heal()",
    ),
    // Every transaction aborts.
    (TRANSACTIONS_ABORT, "globalThis.heal()"),
];

#[wasm_bindgen_test]
async fn despite_every_fault_of_indexeddb_tokens_live_in_memory_and_it_is_reported_once() {
    for (number, (breaks, heals)) in FAULTS.into_iter().enumerate() {
        js("await deleted('tokenward')").await;
        // The test makes and deletes a property of the global object itself. The browser's own property may lie there,
        // too.
        js("globalThis.kept ??= Object.getOwnPropertyDescriptor(globalThis, 'indexedDB')").await;
        js(breaks).await;
        let broken = manager("broken", Storage::IndexedDb);
        let errors = storage_errors(&broken);
        assert_eq!(in_time(4_000, get(&broken)).await, "a1", "{number}");
        broken.refresh(None).await.unwrap();
        assert_eq!(get(&broken).await, "a2");
        assert_eq!(errors.borrow().len(), 1, "{number}: {errors:?}");
        assert!(!broken.health().unwrap().storage.ok);
        js(heals).await;
        js("if (globalThis.kept) Object.defineProperty(globalThis, 'indexedDB', globalThis.kept)")
            .await;
        let healed = manager("broken", Storage::IndexedDb);
        let errors = storage_errors(&healed);
        assert_eq!(get(&healed).await, "a1");
        assert!(errors.borrow().is_empty(), "{number}: {errors:?}");
    }
}

#[wasm_bindgen_test]
async fn a_kept_key_encrypts_records_in_any_storage_and_is_not_extractable() {
    for storage in [Storage::IndexedDb, Storage::Local] {
        js("localStorage.clear(); await deleted('tokenward')").await;
        let first = encrypting("kept", storage.clone(), "api");
        let errors = storage_errors(&first);
        assert_eq!(get(&first).await, "a1");
        assert!(first.health().unwrap().storage.encrypted);
        let told = js(r#"
            const database = await open("tokenward");
            const get = (store, key) => ended(database.transaction(store).objectStore(store).get(key));
            const key = await get("keys", "kept");
            const record = Object.entries(localStorage).find(([key]) => key.startsWith("kept:api"))?.[1] ?? (await get("records", IDBKeyRange.bound("kept:api", "kept:api~")));
            database.close();
            return [key.extractable, key.algorithm.name, key.algorithm.length, record.slice(0, 5)].join();
        "#)
        .await;
        assert_eq!(told.as_string().unwrap(), "false,AES-GCM,256,twe1:");
        let second = encrypting("kept", storage, "api");
        second.restore().await;
        assert_eq!(second.peek_token(None).unwrap().as_str(), "a1");
        assert!(errors.borrow().is_empty(), "{errors:?}");
    }
}

#[wasm_bindgen_test]
async fn of_two_keys_made_at_the_same_time_one_wins_and_both_managers_use_it() {
    js("await deleted('tokenward')").await;
    let [a, b] = ["a", "b"].map(|name| encrypting("race", Storage::IndexedDb, name));
    let both = Array::new();
    for manager in [a, b] {
        both.push(&wasm_bindgen_futures::future_to_promise(async move {
            Ok(get(&manager).await.into())
        }));
    }
    JsFuture::from(Promise::all(&both)).await.unwrap();
    for name in ["a", "b"] {
        let restarted = encrypting("race", Storage::IndexedDb, name);
        restarted.restore().await;
        assert_eq!(restarted.peek_token(None).unwrap().as_str(), "a1", "{name}");
    }
}

#[wasm_bindgen_test]
async fn with_the_key_lost_a_record_is_absent_and_the_next_write_has_a_new_key() {
    js("localStorage.clear(); await deleted('tokenward')").await;
    let first = encrypting("lost-key", Storage::Local, "api");
    assert_eq!(get(&first).await, "a1");
    js("await deleted('tokenward')").await;
    let second = encrypting("lost-key", Storage::Local, "api");
    let errors = storage_errors(&second);
    second.restore().await;
    assert!(second.peek_token(None).is_none());
    assert_eq!(errors.borrow().len(), 1, "{errors:?}");
    // The second token endpoint counts from one again.
    assert_eq!(get(&second).await, "a1");
    assert!(second.health().unwrap().storage.ok);
    let third = encrypting("lost-key", Storage::Local, "api");
    third.restore().await;
    assert_eq!(third.peek_token(None).unwrap().as_str(), "a1");
}

#[wasm_bindgen_test]
async fn while_the_key_is_unavailable_nothing_is_written_in_plain_text() {
    js("localStorage.clear(); await deleted('tokenward')").await;
    js(r#"
        const { open: real } = IDBFactory.prototype;
        IDBFactory.prototype.open = function () { throw new DOMException("no", "SecurityError"); };
        globalThis.heal = () => { IDBFactory.prototype.open = real; };
    "#)
    .await;
    let manager = encrypting("no-key", Storage::Local, "api");
    let errors = storage_errors(&manager);
    assert_eq!(get(&manager).await, "a1");
    assert!(js("return localStorage.length === 0").await.is_truthy());
    assert_eq!(errors.borrow().len(), 1, "{errors:?}");
    js("globalThis.heal()").await;
}

#[wasm_bindgen_test]
async fn plain_records_in_local_storage_are_encrypted_where_they_lie() {
    js("localStorage.clear(); await deleted('tokenward')").await;
    assert_eq!(get(&manager("plain", Storage::Local)).await, "a1");
    let second = encrypting("plain", Storage::Local, "api");
    second.restore().await;
    assert_eq!(second.peek_token(None).unwrap().as_str(), "a1");
    let sealed = js("return Object.entries(localStorage).find(([key]) => key.startsWith('plain:api'))[1].startsWith('twe1:')").await;
    assert!(sealed.is_truthy());
}
