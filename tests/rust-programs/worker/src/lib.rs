//! A Worker of workers-rs that calls an API with a token of its own.

use std::cell::OnceCell;
use tokenward::client::{OAuthConfig, OAuthGrant, Options, Provider, Storage, TokenManager};
use worker::js_sys::Reflect;
use worker::wasm_bindgen::JsValue;
use worker::wasm_bindgen_futures::spawn_local;
use worker::{Context, Env, Request, Response, Result, event, web_sys};

thread_local! {
    /// One manager for all requests of the isolate.
    static MANAGER: OnceCell<TokenManager> = const { OnceCell::new() };
}

fn manager(env: &Env) -> Result<TokenManager> {
    MANAGER.with(|cell| {
        if cell.get().is_none() {
            let _ = cell.set(made(env)?);
        }
        Ok(cell.get().expect("it was just set").clone())
    })
}

fn made(env: &Env) -> Result<TokenManager> {
    let text = |name| env.var(name).map(|value| value.to_string());
    let tokens = Reflect::get(env.as_ref(), &"TOKENS".into())?;
    let options = Options {
        storage: Storage::kv(&tokens).map_err(JsValue::from)?,
        ..Options::default()
    };
    let manager = TokenManager::new(options).map_err(JsValue::from)?;
    let server = OAuthConfig {
        issuer: Some(text("ISSUER")?),
        client_secret: Some(text("CLIENT_SECRET")?.into()),
        ..OAuthConfig::new(OAuthGrant::ClientCredentials, text("CLIENT_ID")?)
    };
    let provider = Provider::from(server).allowed_origin(text("API")?);
    manager
        .add_provider("api", provider)
        .map_err(JsValue::from)?;
    Ok(manager)
}

#[event(fetch, respond_with_errors)]
async fn fetch(request: Request, env: Env, _: Context) -> Result<Response> {
    let manager = manager(&env)?;
    match request.path().as_str() {
        // The API's response.
        "/items" => {
            let url = format!("{}/items", env.var("API")?.to_string());
            let response = manager
                .fetch(None, &web_sys::Request::new_with_str(&url)?)
                .await?;
            Ok(response.into())
        }
        // The header for a request that the program sends by other means.
        "/header" => {
            let token = manager.get_token(None).await.map_err(JsValue::from)?;
            Response::ok(token.authorization())
        }
        // Begins to get a token, and answers meanwhile.
        "/begin" => {
            spawn_local(async move {
                let _ = manager.get_token(None).await;
            });
            Response::ok("")
        }
        // True if there is a token.
        "/has" => Response::ok(manager.peek_token(None).is_some().to_string()),
        _ => Response::error("Not found", 404),
    }
}
