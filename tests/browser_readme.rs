//! README.md's example for Rust programs, word for word; `packaging/documents.test.mjs` compares the two.
#![cfg(target_arch = "wasm32")]

#[cfg(not(feature = "modules"))]
use js_sys::eval;
use tokenward::core::config::{Grant as AnyGrant, OAuthGrant};
use wasm_bindgen_test::*;

mod pages;
use pages::{client, token_endpoint};

wasm_bindgen_test_configure!(run_in_browser);

mod example {
    use std::rc::Rc;
    use tokenward::core::config::{Grant, OAuthConfig, ProviderConfig};
    use tokenward::core::error::Error;
    use tokenward::manager::{GetToken, Options, Provider, TokenManager};

    pub async fn token(options: Options, server: OAuthConfig) -> Result<String, Error> {
        let manager = TokenManager::new(options, None)?;
        let config = ProviderConfig {
            grant: Grant::OAuth(Rc::new(server)),
            refresh_policy: Default::default(),
            retry_policy: Default::default(),
        };
        let provider = Provider {
            config,
            custom: None,
            fallback: vec![],
            allowed_origins: vec![],
        };
        manager.add_provider("api", provider)?;
        let token = manager.get_token(None, GetToken::default()).await?;
        Ok(token.text.into())
    }
}

#[wasm_bindgen_test]
async fn the_example_of_the_readme_gets_a_token() {
    // What the script element of a page without modules does.
    #[cfg(not(feature = "modules"))]
    eval(concat!(
        include_str!("../src/host/classic.js"),
        "globalThis.tokenwardDriver = tokenwardDriver;"
    ))
    .unwrap();
    let (fetch, bodies) = token_endpoint(600);
    let options = tokenward::manager::Options {
        fetch: Some(fetch),
        ..Default::default()
    };
    let provider = client(OAuthGrant::ClientCredentials, "https://as.example/token");
    let AnyGrant::OAuth(server) = provider.config.grant else {
        unreachable!()
    };
    let token = example::token(options, (*server).clone()).await.unwrap();
    assert_eq!((token.as_str(), bodies.length()), ("a1", 1));
}
