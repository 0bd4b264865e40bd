//! The manager in a dedicated web worker, where there is neither a document nor `localStorage`.
#![cfg(target_arch = "wasm32")]

use js_sys::Function;
use std::cell::Cell;
use std::rc::Rc;
use tokenward::core::config::*;
use tokenward::core::secret::Secret;
use tokenward::manager::*;
use wasm_bindgen_test::*;

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
    let config = OAuthConfig {
        grant: OAuthGrant::ClientCredentials,
        issuer: None,
        endpoints: Endpoints {
            token: Some("https://as.example/token".into()),
            ..Endpoints::default()
        },
        client_id: "client".into(),
        client_secret: Some(Secret::from("secret")),
        client_auth: None,
        scope: String::new(),
        audience: vec![],
        resource: vec![],
        redirect_uri: None,
        username: None,
        password: None,
        refresh_token: None,
        params: vec![],
        headers: vec![],
        allow_insecure_http: false,
    };
    Provider {
        config: ProviderConfig {
            grant: Grant::OAuth(Box::new(config)),
            refresh_policy: RefreshPolicy::default(),
            retry_policy: RetryPolicy::default(),
        },
        custom: None,
        fallback: vec![],
        allowed_origins: vec![],
    }
}

#[wasm_bindgen_test]
async fn a_worker_gets_its_token() {
    let manager = TokenManager::new(options(Storage::Memory), None).unwrap();
    manager.add_provider("api", provider()).unwrap();
    let token = manager.get_token(None, GetToken::default()).await.unwrap();
    assert_eq!(String::from(token.text), "a");
    assert!(
        manager.is_background_refresh_running(),
        "as in pages, it is on unless told otherwise"
    );
}

#[wasm_bindgen_test]
async fn without_local_storage_the_manager_tells_so_once_and_goes_on_in_memory() {
    let manager = TokenManager::new(options(Storage::Local), None).unwrap();
    let told = Rc::new(Cell::new(0));
    let count = told.clone();
    manager
        .on(Rc::new(move |event| {
            if matches!(event, Event::StorageError { .. }) {
                count.set(count.get() + 1);
            }
        }))
        .unwrap();
    manager.add_provider("api", provider()).unwrap();
    let token = manager.get_token(None, GetToken::default()).await.unwrap();
    assert_eq!(String::from(token.text), "a");
    assert_eq!(told.get(), 1);
}
