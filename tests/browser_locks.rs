//! Web Locks between a page and a web worker: the page's manager while a worker holds the lock, waits for it, dies with
//! it or hangs with it. The worker is plain JavaScript that uses the lock by its name, as its manager would.
#![cfg(target_arch = "wasm32")]

mod pages;

use js_sys::Array;
use pages::*;
use tokenward::client::*;
use wasm_bindgen::prelude::*;
use wasm_bindgen_test::*;

wasm_bindgen_test_configure!(run_in_browser);

/// A worker that follows commands, and answers when it is done.
struct Worker(JsValue);

impl Worker {
    fn start() -> Self {
        Self(script(
            "",
            r#"
            const source = `
                let release;
                const orders = {
                    take: (name) => new Promise((taken) => {
                        navigator.locks.request(name, () => { taken(); return new Promise((resolve) => { release = resolve; }); });
                    }),
                    release: () => release(),
                    // As a manager in it would, during a long request.
                    answer: (name) => {
                        const channel = new BroadcastChannel(name + " alive?");
                        channel.onmessage = ({ data }) => { if (data === "?") channel.postMessage("!"); };
                    },
                    holders: async (name) => (await navigator.locks.query()).held.filter((lock) => lock.name === name).length,
                    // None of its code runs any more, not even for a timer or a message.
                    freeze: () => { setTimeout(() => { for (;;); }); },
                };
                onmessage = async ({ data: [order, name] }) => postMessage(await orders[order](name));
            `;
            return new Worker(URL.createObjectURL(new Blob([source], { type: "text/javascript" })));
            "#,
            &[],
        ))
    }

    async fn told(&self, order: &str, name: &str) -> JsValue {
        settled(
            "worker, order, name",
            r#"return new Promise((resolve, reject) => {
                worker.onmessage = ({ data }) => resolve(data);
                worker.onerror = reject;
                worker.postMessage([order, name]);
            })"#,
            &[&self.0, &order.into(), &name.into()],
        )
        .await
    }

    fn end(self) {
        script("worker", "worker.terminate()", &[&self.0]);
    }
}

/// The clients that hold the lock of this name.
async fn holders(name: &str) -> Vec<String> {
    let clients = settled(
        "name",
        r#"return navigator.locks.query().then(({ held }) =>
            held.filter((lock) => lock.name === name).map((lock) => lock.clientId))"#,
        &[&name.into()],
    )
    .await;
    let clients = Array::from(&clients);
    clients.iter().map(|id| id.as_string().unwrap()).collect()
}

#[wasm_bindgen_test]
async fn a_worker_sees_the_lock_held_while_the_request_is_under_way_and_not_afterwards() {
    let worker = Worker::start();
    let (fetch, bodies, let_go) = endpoint_that_waits();
    let manager = with_client("seen", Storage::Local, &fetch);
    let getting = getting(&manager);
    until_asked(&bodies).await;
    assert_eq!(worker.told("holders", &record_key("seen")).await, 1);
    let_go.call0(&JsValue::UNDEFINED).unwrap();
    assert_eq!(token(getting).await.as_deref(), Some("a1"));
    assert_eq!(worker.told("holders", &record_key("seen")).await, 0);
    worker.end();
    manager.clear(None).await.unwrap();
}

#[wasm_bindgen_test]
async fn the_holder_of_the_lock_answers_a_question_for_a_sign_of_life() {
    let (fetch, bodies, let_go) = endpoint_that_waits();
    let manager = with_client("asked", Storage::Local, &fetch);
    let getting = getting(&manager);
    until_asked(&bodies).await;
    let answered = settled(
        "name",
        r#"return new Promise((resolve) => {
            const channel = new BroadcastChannel(name + " alive?");
            channel.onmessage = ({ data }) => resolve(data);
            channel.postMessage("?");
        })"#,
        &[&record_key("asked").into()],
    )
    .await;
    assert_eq!(answered, "!");
    let_go.call0(&JsValue::UNDEFINED).unwrap();
    assert_eq!(token(getting).await.as_deref(), Some("a1"));
    manager.clear(None).await.unwrap();
}

#[wasm_bindgen_test]
async fn while_a_worker_holds_the_lock_nothing_is_sent_and_its_record_is_adopted() {
    let worker = Worker::start();
    worker.told("take", &record_key("waited")).await;
    let (fetch, bodies) = token_endpoint(600);
    let manager = with_client("waited", Storage::Local, &fetch);
    let getting = getting(&manager);
    sleep(300).await;
    assert_eq!(bodies.length(), 0);

    // The holder's result: a record of the same name. A manager that has the lock already can write it without taking
    // it.
    let (other_fetch, _) = token_endpoint(600);
    let other = with_client("waited", Storage::Local, &other_fetch);
    let given = TokenInput {
        access_token: "given".into(),
        expires_in_ms: Some(600_000),
        ..TokenInput::default()
    };
    other.set_tokens("api", given).await.unwrap();
    worker.told("release", "").await;
    assert_eq!(token(getting).await.as_deref(), Some("given"));
    assert_eq!(bodies.length(), 0, "the stored token was adopted");
    worker.end();
    for manager in [manager, other] {
        manager.clear(None).await.unwrap();
    }
}

#[wasm_bindgen_test]
async fn a_worker_that_dies_with_the_lock_leaves_it_to_the_next_waiter() {
    let worker = Worker::start();
    worker.told("take", &record_key("dies")).await;
    let dead = holders(&record_key("dies")).await;
    let (fetch, bodies, let_go) = endpoint_that_waits();
    let manager = with_client("dies", Storage::Local, &fetch);
    let getting = getting(&manager);
    sleep(100).await;
    worker.end();
    until_asked(&bodies).await;
    let living = holders(&record_key("dies")).await;
    assert_eq!(living.len(), 1, "the request is sent under the lock");
    assert_ne!(living, dead);
    let_go.call0(&JsValue::UNDEFINED).unwrap();
    assert_eq!(token(getting).await.as_deref(), Some("a1"));
    manager.clear(None).await.unwrap();
}

#[wasm_bindgen_test]
async fn a_worker_that_is_slow_with_the_lock_keeps_it_as_long_as_it_gives_signs_of_life() {
    let worker = Worker::start();
    worker.told("take", &record_key("slow")).await;
    worker.told("answer", &record_key("slow")).await;
    let (fetch, bodies) = token_endpoint(600);
    let manager = with_client("slow", Storage::Local, &fetch);
    let getting = getting(&manager);
    sleep(7_000).await;
    assert_eq!(bodies.length(), 0);
    worker.told("release", "").await;
    assert_eq!(token(getting).await.as_deref(), Some("a1"));
    worker.end();
    manager.clear(None).await.unwrap();
}

#[wasm_bindgen_test]
async fn a_worker_that_hangs_with_the_lock_loses_it_and_does_not_keep_the_token_from_others() {
    let worker = Worker::start();
    worker.told("take", &record_key("hangs")).await;
    worker.told("freeze", "").await;
    let (fetch, bodies) = token_endpoint(600);
    let manager = with_client("hangs", Storage::Local, &fetch);
    assert_eq!(get(&manager).await, "a1");
    assert_eq!(bodies.length(), 1);
    for _ in 0..100 {
        if holders(&record_key("hangs")).await.is_empty() {
            break;
        }
        sleep(10).await;
    }
    assert!(
        holders(&record_key("hangs")).await.is_empty(),
        "nobody waits again"
    );
    worker.end();
    manager.clear(None).await.unwrap();
}
