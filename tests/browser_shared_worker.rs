//! The manager in a shared worker.
#![cfg(target_arch = "wasm32")]

mod pages;

use wasm_bindgen_test::*;

wasm_bindgen_test_configure!(run_in_shared_worker);

#[wasm_bindgen_test]
async fn a_shared_worker_gets_its_token_and_renews_it() {
    pages::renews_in_the_background().await;
}

#[wasm_bindgen_test]
async fn a_login_begins_and_ends_in_a_shared_worker() {
    pages::logs_in().await;
}

#[wasm_bindgen_test]
async fn a_shared_worker_proves_its_key() {
    pages::proves().await;
}
