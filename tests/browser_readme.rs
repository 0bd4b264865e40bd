//! README.md's example for Rust programs, word for word; `packaging/documents.test.mjs` compares the two.
#![cfg(target_arch = "wasm32")]

#[cfg(not(feature = "modules"))]
use js_sys::eval;
use tokenward::client::{Class, Options, Storage};
use wasm_bindgen::JsCast;
use wasm_bindgen_test::*;

mod pages;
use pages::{script, token_endpoint};

wasm_bindgen_test_configure!(run_in_browser);

mod example {
    use tokenward::client::{Error, OAuthConfig, OAuthGrant, Options, TokenManager};

    pub async fn token(options: Options) -> Result<String, Error> {
        let manager = TokenManager::new(options)?;
        let server = OAuthConfig {
            issuer: Some("https://id.example.com".into()),
            client_secret: Some("secret".into()),
            scope: "read".into(),
            ..OAuthConfig::new(OAuthGrant::ClientCredentials, "app")
        };
        manager.add_provider("api", server)?;
        let token = manager.get_token(None).await?;
        Ok(token.authorization())
    }
}

mod session {
    use tokenward::client::{Error, LoginMode, LoginOptions, TokenManager, TokenRequest, User};

    pub async fn user(manager: &TokenManager) -> Result<Option<User>, Error> {
        manager.handle_callback(None).await?; // on every page: finishes a sign-in that comes back here
        if !manager.is_authenticated(None)? {
            let (options, mode) = (LoginOptions::default(), LoginMode::Redirect); // or popup(), silent()
            manager.login(None, options, mode).await?;
        }
        manager.user(None)
    }

    pub async fn token_of_another_api(manager: &TokenManager) -> Result<String, Error> {
        let orders = TokenRequest::default().resource("https://orders.example.com");
        let token = manager.get_token_with(None, orders).await?;
        Ok(token.authorization())
    }
}

mod api {
    use tokenward::client::{Error, Verifier, VerifierOptions};

    pub fn verifier() -> Result<Verifier, Error> {
        let options = VerifierOptions::new("https://id.example.com", "https://api.example.com");
        Verifier::new(options.typ("at+jwt").required_scope("read"))
    }

    pub async fn user_of(verifier: &Verifier, token: &str) -> Result<Option<String>, Error> {
        let verified = verifier.verify(token).await?; // the issuer's keys are fetched once, and kept
        Ok(verified.subject().map(str::to_owned))
    }
}

#[wasm_bindgen_test]
async fn the_example_of_an_api_refuses_a_token_that_is_not_signed() {
    load_driver();
    let verifier = api::verifier().unwrap();
    let error = api::user_of(&verifier, "eyJhbGciOiJub25lIn0.e30.").await;
    assert_eq!(error.unwrap_err().class, Class::InvalidToken);
}

#[wasm_bindgen_test]
async fn the_examples_of_a_session_know_the_user_and_get_a_token_for_another_api() {
    load_driver();
    let (fetch, bodies) = token_endpoint(600);
    let manager = pages::manager_without_a_login("session", Storage::Memory, &fetch);
    let callback = pages::callback_of(&manager).await;
    manager.finish_login(&callback).await.unwrap();
    assert_eq!(session::user(&manager).await.unwrap(), None);
    let header = session::token_of_another_api(&manager).await.unwrap();
    assert_eq!(header, "Bearer a2");
    let sent = bodies.get(1).as_string().unwrap();
    assert!(sent.contains("resource=https"), "{sent}");
}

fn load_driver() {
    // The effect of the script element in a page without modules.
    #[cfg(not(feature = "modules"))]
    eval(concat!(
        include_str!("../src/client/classic.js"),
        "globalThis.tokenwardDriver = tokenwardDriver;"
    ))
    .unwrap();
}

#[wasm_bindgen_test]
async fn the_example_of_the_readme_gets_a_token() {
    load_driver();
    let (token_endpoint, bodies) = token_endpoint(600);
    let issuer = "https://id.example.com";
    let metadata = format!(r#"{{"issuer":"{issuer}","token_endpoint":"{issuer}/token"}}"#);
    let fetch = script(
        "token, metadata",
        r#"return async (url, init) => url.endsWith("/token") ? token(url, init) : new Response(metadata)"#,
        &[&token_endpoint, &metadata.into()],
    );
    let options = Options {
        fetch: Some(fetch.unchecked_into()),
        ..Default::default()
    };
    let header = example::token(options).await.unwrap();
    assert_eq!((header.as_str(), bodies.length()), ("Bearer a1", 1));
}
