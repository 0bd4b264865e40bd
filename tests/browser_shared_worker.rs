//! The manager in a shared worker.
#![cfg(target_arch = "wasm32")]

mod pages;

use pages::*;
use tokenward::core::config::OAuthGrant;
use tokenward::manager::*;
use wasm_bindgen_test::*;

wasm_bindgen_test_configure!(run_in_shared_worker);

#[wasm_bindgen_test]
async fn a_shared_worker_gets_its_token_and_renews_it() {
    let (fetch, bodies) = token_endpoint(2);
    let manager = with_client("renewed", Storage::Memory, &fetch);
    assert_eq!(get(&manager).await, "a1");
    manager.start_background_refresh().unwrap();
    for _ in 0..1_000 {
        if bodies.length() > 1 {
            break;
        }
        sleep(10).await;
    }
    manager.close();
    assert!(bodies.length() > 1);
}

#[wasm_bindgen_test]
async fn a_login_begins_and_ends_in_a_shared_worker() {
    let (fetch, _) = token_endpoint(600);
    let manager = manager("login", Storage::Memory, Some(&fetch));
    let provider = client(OAuthGrant::AuthorizationCode, "https://as.example/token");
    manager.add_provider("user", provider).unwrap();
    let url = manager
        .start_login(None, LoginOptions::default())
        .await
        .unwrap();
    let (_, state) = url.split_once("&state=").unwrap();
    let state = state.split('&').next().unwrap();
    let callback = format!("https://app.example/callback?code=c1&state={state}");
    manager.finish_login(&callback).await.unwrap();
    assert_eq!(get(&manager).await, "a1");
}
