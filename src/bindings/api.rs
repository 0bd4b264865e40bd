//! The class behind `TokenManager` of the npm package.

use super::{error, options, output, provider};
use crate::core::error::{Error, Result};
use crate::manager::token_input;
use crate::manager::{TokenInfo, TokenManager};
use js_sys::{Function, JsString, Promise};
use std::future::Future;
use std::pin::Pin;
use std::rc::Rc;
use wasm_bindgen::prelude::*;

/// What throws in JavaScript instead of returning.
type Thrown<T> = std::result::Result<T, JsValue>;

/// One manager. Methods take `&self` and futures own what they need, so that calls may come at any time, from listeners too.
#[wasm_bindgen]
#[derive(Debug)]
pub struct Core {
    manager: TokenManager,
    policies: options::Policies,
}

#[wasm_bindgen]
impl Core {
    /// Reads `TokenManagerOptions`. `lend` is told which tokens may be handed out without asking, `tell` of events.
    ///
    /// # Errors
    /// `InvalidConfigurationError`.
    #[wasm_bindgen(constructor)]
    pub fn new(options: &JsValue, lend: Function, tell: Function) -> Thrown<Core> {
        thrown(Self::make(options, lend, tell))
    }

    fn make(value: &JsValue, lend: Function, tell: Function) -> Result<Self> {
        let read = options::manager(value)?;
        let core = Self {
            manager: TokenManager::new(read.options, Some(lend))?,
            policies: read.policies,
        };
        for (name, config) in &read.providers {
            core.add(name, config)?;
        }
        // Last, so that a wrong option leaves nothing behind.
        core.manager.on(Rc::new(move |event| {
            // The facade looks after listeners that throw.
            let _ = tell.call2(
                &JsValue::UNDEFINED,
                &event.name().into(),
                &output::event(event),
            );
        }))?;
        Ok(core)
    }

    fn add(&self, name: &str, config: &JsValue) -> Result<()> {
        let path = ["providers.", name].concat();
        self.manager
            .add_provider(name, provider::read(config, &path, &self.policies)?)
    }

    /// Reads stored tokens.
    pub fn restore(&self) -> Promise {
        let manager = self.manager.clone();
        promise(async move {
            manager.restore().await;
            Ok(JsValue::UNDEFINED)
        })
    }

    /// # Errors
    /// `InvalidConfigurationError`.
    #[wasm_bindgen(js_name = addProvider)]
    pub fn add_provider(&self, name: &str, config: &JsValue) -> Thrown<()> {
        thrown(self.add(name, config))
    }

    #[wasm_bindgen(js_name = removeProvider)]
    pub fn remove_provider(&self, name: String) -> Promise {
        let manager = self.manager.clone();
        promise(async move {
            manager
                .remove_provider(&name)
                .await
                .map(|()| JsValue::UNDEFINED)
        })
    }

    #[wasm_bindgen(js_name = listProviders)]
    pub fn list_providers(&self) -> Vec<String> {
        self.manager
            .list_providers()
            .iter()
            .map(ToString::to_string)
            .collect()
    }

    #[wasm_bindgen(js_name = getToken)]
    pub fn get_token(&self, provider: Option<String>, options: &JsValue) -> Promise {
        self.token(provider, options, false)
    }

    /// The value of an `Authorization` header.
    #[wasm_bindgen(js_name = getAuthorization)]
    pub fn get_authorization(&self, provider: Option<String>, options: &JsValue) -> Promise {
        self.token(provider, options, true)
    }

    fn token(&self, provider: Option<String>, options: &JsValue, with_type: bool) -> Promise {
        let manager = self.manager.clone();
        let options = options::get_token(options);
        promise(async move {
            let token = manager.get_token(provider.as_deref(), options?).await?;
            if !with_type {
                return Ok(token.text.into());
            }
            // RFC 6750 §2.1 writes it like this, and not every server compares without regard to case.
            let bearer = token.token_type.eq_ignore_ascii_case("bearer");
            let scheme = if bearer { "Bearer" } else { &*token.token_type };
            Ok(JsString::from(scheme)
                .concat(&" ".into())
                .concat(&token.text)
                .into())
        })
    }

    #[wasm_bindgen(js_name = peekToken)]
    pub fn peek_token(&self, provider: Option<String>) -> Option<JsString> {
        self.manager.peek_token(provider.as_deref())
    }

    #[wasm_bindgen(js_name = setTokens)]
    pub fn set_tokens(&self, provider: String, tokens: &JsValue) -> Promise {
        let manager = self.manager.clone();
        let tokens = token_input::read(tokens, "tokens");
        promise(async move { manager.set_tokens(&provider, tokens?).await.map(info) })
    }

    #[wasm_bindgen(js_name = getTokens)]
    pub fn get_tokens(&self, provider: Option<String>) -> Promise {
        let manager = self.manager.clone();
        promise(async move {
            let tokens = manager.get_tokens(provider.as_deref()).await?;
            let offset = manager.wall_offset_ms();
            Ok(tokens.map_or(JsValue::UNDEFINED, |tokens| {
                token_input::show(&tokens, offset).into()
            }))
        })
    }

    pub fn refresh(&self, provider: Option<String>) -> Promise {
        let manager = self.manager.clone();
        promise(async move { manager.refresh(provider.as_deref()).await.map(info) })
    }

    #[wasm_bindgen(js_name = refreshAll)]
    pub fn refresh_all(&self) -> Promise {
        let manager = self.manager.clone();
        promise(async move {
            manager
                .refresh_all()
                .await
                .map(|report| output::refresh_report(&report).into())
        })
    }

    pub fn invalidate(&self, provider: Option<String>) -> Promise {
        let manager = self.manager.clone();
        promise(async move {
            manager
                .invalidate(provider.as_deref())
                .await
                .map(|()| JsValue::UNDEFINED)
        })
    }

    pub fn clear(&self, provider: Option<String>) -> Promise {
        let manager = self.manager.clone();
        promise(async move {
            manager
                .clear(provider.as_deref())
                .await
                .map(|()| JsValue::UNDEFINED)
        })
    }

    /// # Errors
    /// `UnknownProviderError`.
    #[wasm_bindgen(js_name = isExpired)]
    pub fn is_expired(&self, provider: Option<String>) -> Thrown<bool> {
        thrown(self.manager.is_expired(provider.as_deref()))
    }

    /// # Errors
    /// `UnknownProviderError`.
    #[wasm_bindgen(js_name = needsRefresh)]
    pub fn needs_refresh(&self, provider: Option<String>) -> Thrown<bool> {
        thrown(self.manager.needs_refresh(provider.as_deref()))
    }

    /// # Errors
    /// `UnknownProviderError`.
    #[wasm_bindgen(js_name = getTokenInfo)]
    pub fn get_token_info(&self, provider: Option<String>) -> Thrown<JsValue> {
        thrown(
            self.manager
                .token_info(provider.as_deref())
                .map(|info| output::token_info(&info)),
        )
    }

    /// The URL to send the user to.
    #[wasm_bindgen(js_name = startLogin)]
    pub fn start_login(&self, provider: Option<String>, options: &JsValue) -> Promise {
        let manager = self.manager.clone();
        let options = options::login(options);
        promise(async move {
            manager
                .start_login(provider.as_deref(), options?)
                .await
                .map(JsValue::from)
        })
    }

    #[wasm_bindgen(js_name = finishLogin)]
    pub fn finish_login(&self, callback_url: String) -> Promise {
        let manager = self.manager.clone();
        promise(async move {
            manager
                .finish_login(&callback_url)
                .await
                .map(|result| output::login_result(&result).into())
        })
    }

    /// # Errors
    /// `ManagerClosedError`.
    #[wasm_bindgen(js_name = startBackgroundRefresh)]
    pub fn start_background_refresh(&self) -> Thrown<()> {
        thrown(self.manager.start_background_refresh())
    }

    /// # Errors
    /// `ManagerClosedError`.
    #[wasm_bindgen(js_name = stopBackgroundRefresh)]
    pub fn stop_background_refresh(&self) -> Thrown<()> {
        thrown(self.manager.stop_background_refresh())
    }

    #[wasm_bindgen(js_name = isBackgroundRefreshRunning)]
    pub fn is_background_refresh_running(&self) -> bool {
        self.manager.is_background_refresh_running()
    }

    pub fn close(&self) {
        self.manager.close();
    }
}

/// What listeners and promises get of an error.
fn thrown<T>(result: Result<T>) -> Thrown<T> {
    result.map_err(|failure: Error| error::error(&failure))
}

/// Makes a promise of a future. The inner function is not generic: the machinery behind a promise is there once.
fn promise(future: impl Future<Output = Result<JsValue>> + 'static) -> Promise {
    fn of(future: Pin<Box<dyn Future<Output = Result<JsValue>>>>) -> Promise {
        wasm_bindgen_futures::future_to_promise(async move { thrown(future.await) })
    }
    of(Box::pin(future))
}

fn info(info: TokenInfo) -> JsValue {
    output::token_info(&info)
}
