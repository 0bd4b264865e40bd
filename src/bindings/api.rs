//! The class behind `TokenManager` of the npm package: what answers at once. What takes time is in `calls.rs`.

use super::calls::{self, Operation};
use super::given::Given;
use super::{dpop, error, options, output, provider};
use crate::core::error::{Error, Result};
use crate::manager::TokenManager;
use js_sys::{Array, Function, JsString, Promise};
use std::rc::Rc;
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::future_to_promise;

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
    /// Takes `TokenManagerOptions` as `options.js` read them. `lend` is told which tokens may be handed out without asking, `tell` of events.
    ///
    /// # Errors
    /// `InvalidConfigurationError`.
    #[wasm_bindgen(constructor)]
    pub fn new(options: JsValue, lend: Function, tell: Function) -> Thrown<Core> {
        thrown(Self::make(options, lend, tell))
    }

    fn make(options: JsValue, lend: Function, tell: Function) -> Result<Self> {
        let given = options::manager(Given::new(options))?;
        let core = Self {
            manager: TokenManager::new(given.options, Some(lend))?,
            policies: given.policies,
        };
        let providers = given.providers.into_iter();
        let read = |(name, config)| Ok((name, provider::provider(config, &core.policies)?));
        let providers = providers.map(read).collect::<Result<Vec<_>>>()?;
        core.manager.add_providers(providers)?;
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

    /// Does what takes time: one entrance, one future and one promise for all of it, since each would be code of its own.
    /// `argument` is taken before this returns.
    pub fn run(
        &self,
        operation: Operation,
        #[wasm_bindgen(unchecked_optional_param_type = "string")] provider: Option<String>,
        #[wasm_bindgen(unchecked_optional_param_type = "unknown")] argument: JsValue,
    ) -> Promise {
        let argument = calls::argument(operation, argument);
        let manager = self.manager.clone();
        future_to_promise(async move {
            let result = match argument {
                Ok(argument) => calls::perform(manager, operation, provider, argument).await,
                Err(error) => Err(error),
            };
            thrown(result)
        })
    }

    /// Takes a `ProviderConfig` as `provider.js` read it.
    ///
    /// # Errors
    /// `InvalidConfigurationError`.
    #[wasm_bindgen(js_name = addProvider)]
    pub fn add_provider(&self, name: &str, config: JsValue) -> Thrown<()> {
        let provider = provider::provider(config, &self.policies);
        thrown(provider.and_then(|provider| self.manager.add_provider(name, provider)))
    }

    #[wasm_bindgen(js_name = listProviders)]
    pub fn list_providers(&self) -> Array {
        let names = self.manager.list_providers();
        names.iter().map(|name| JsValue::from_str(name)).collect()
    }

    /// Whether the leases may go on, as far as the clock goes.
    #[wasm_bindgen(js_name = leasesHold)]
    pub fn leases_hold(&self) -> bool {
        self.manager.leases_hold()
    }

    #[wasm_bindgen(js_name = peekToken)]
    pub fn peek_token(&self, provider: Option<String>) -> Option<JsString> {
        self.manager.peek_token(provider.as_deref())
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

    /// What a DPoP proof for a request to this URL says; undefined if the provider's token is bound to no key.
    ///
    /// # Errors
    /// `UnknownProviderError`.
    #[wasm_bindgen(js_name = dpopClaims)]
    pub fn dpop_claims(&self, provider: Option<String>, url: &str) -> Thrown<JsValue> {
        let proving = self.manager.dpop_claims(provider.as_deref(), url);
        thrown(
            proving
                .map(|proving| proving.map_or(JsValue::UNDEFINED, |proving| dpop::shown(&proving))),
        )
    }

    /// The provider whose `allowedOrigins` keep a token from an origin; undefined if it may go there.
    ///
    /// # Errors
    /// `UnknownProviderError`.
    #[wasm_bindgen(js_name = originRefusedBy)]
    pub fn origin_refused_by(
        &self,
        provider: Option<String>,
        token: &str,
        origin: &str,
    ) -> Thrown<Option<String>> {
        let by = self
            .manager
            .origin_refused_by(provider.as_deref(), token, origin);
        thrown(by.map(|by| by.map(|name| name.to_string())))
    }

    /// Whether another token may do better at an origin that refused this one with this `WWW-Authenticate`.
    #[wasm_bindgen(js_name = isWorthRenewing)]
    pub fn is_worth_renewing(
        &self,
        provider: Option<String>,
        token: &str,
        origin: &str,
        challenge: Option<String>,
    ) -> bool {
        let challenge = challenge.as_deref();
        self.manager
            .is_worth_renewing(provider.as_deref(), token, origin, challenge)
    }

    /// An origin refused a token that had just taken the place of a refused one.
    #[wasm_bindgen(js_name = refusedWhenNew)]
    pub fn refused_when_new(&self, provider: Option<String>, token: &str, origin: &str) {
        self.manager
            .refused_when_new(provider.as_deref(), token, origin);
    }

    /// Such a request was answered: whether it is worth repeating with another proof.
    #[wasm_bindgen(js_name = dpopAnswered)]
    pub fn dpop_answered(&self, claims: &JsValue, response: &JsValue) -> bool {
        dpop::answered(claims, response)
            .is_some_and(|(claims, response)| self.manager.dpop_answered(&claims, &response))
    }

    /// # Errors
    /// `ManagerClosedError`.
    pub fn health(&self) -> Thrown<JsValue> {
        thrown(self.manager.health().map(|report| output::health(&report)))
    }

    /// The counters of `MetricsReport`, in the order of the facade's `COUNTERS`.
    ///
    /// # Errors
    /// `ManagerClosedError`.
    pub fn metrics(&self) -> Thrown<Vec<f64>> {
        thrown(
            self.manager
                .metrics()
                .map(|metrics| output::metrics(&metrics)),
        )
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

    #[wasm_bindgen(js_name = cancelDeviceLogin)]
    pub fn cancel_device_login(&self, id: u32) {
        self.manager.cancel_device_login(id);
    }

    pub fn close(&self) {
        self.manager.close();
    }
}

/// What listeners and promises get of an error.
fn thrown<T>(result: Result<T>) -> Thrown<T> {
    result.map_err(|failure: Error| error::error(&failure))
}
