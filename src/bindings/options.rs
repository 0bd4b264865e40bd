//! What users configure, as JavaScript read it: the manager's options, policies, and the options of calls. The order of the values
//! is that of the shapes in `pkg-template/options.js` and `provider.js`.

use super::given::{Given, unknown};
use super::{output, provider};
use crate::core::config::{RefreshPolicy, RetryPolicy};
use crate::core::error::{Class, Code, Error, Result};
use crate::host;
use crate::manager::{
    Encryption, GetToken, Level, LogRecord, LoginOptions, LogoutOptions, Options, Resolver,
    Resolving, Storage,
};
use std::rc::Rc;
use wasm_bindgen::prelude::*;

#[wasm_bindgen(raw_module = "../listeners.js")]
extern "C" {
    /// Calls a user's function; what it throws goes no further.
    #[wasm_bindgen(js_name = callQuietly)]
    fn call_quietly(function: &js_sys::Function, argument: &JsValue);
}

/// The policies that every provider starts from, and shares as long as it has none of its own.
#[derive(Clone, Debug, Default)]
pub(super) struct Policies {
    pub refresh: Rc<RefreshPolicy>,
    pub retry: Rc<RetryPolicy>,
}

impl Policies {
    /// These policies with others over them, field by field.
    pub(super) fn with(&self, given: &mut Given) -> Self {
        let mut policies = self.clone();
        if let Some(mut own) = given.inner() {
            let mut refresh = RefreshPolicy::clone(&self.refresh);
            over_refresh(&mut own, &mut refresh);
            policies.refresh = refresh.into();
        }
        if let Some(mut own) = given.inner() {
            let mut retry = RetryPolicy::clone(&self.retry);
            over_retry(&mut own, &mut retry);
            policies.retry = retry.into();
        }
        policies
    }
}

fn over_refresh(own: &mut Given, policy: &mut RefreshPolicy) {
    for field in [
        &mut policy.min_lifetime_ms,
        &mut policy.ahead_ms,
        &mut policy.assumed_lifetime_ms,
    ] {
        *field = own.number().unwrap_or(*field);
    }
    policy.interval_ms = own.number().or(policy.interval_ms);
    policy.jitter = own.number().map_or(policy.jitter, |share| share as u32);
}

fn over_retry(own: &mut Given, policy: &mut RetryPolicy) {
    for field in [
        &mut policy.base_delay_ms,
        &mut policy.max_delay_ms,
        &mut policy.timeout_ms,
        &mut policy.deadline_ms,
        &mut policy.circuit_cooldown_ms,
    ] {
        *field = own.number().unwrap_or(*field);
    }
    for field in [
        &mut policy.max_attempts,
        &mut policy.circuit_threshold,
        &mut policy.max_failures_before_fallback,
    ] {
        *field = own.number().map_or(*field, |count| count as u32);
    }
}

/// What the constructor was given.
pub(super) struct ManagerOptions {
    pub options: Options,
    pub policies: Policies,
    /// Names and configurations.
    pub providers: Vec<(String, JsValue)>,
}

/// `TokenManagerOptions`.
///
/// # Errors
/// See [`unknown`].
pub(super) fn manager(mut given: Given) -> Result<ManagerOptions> {
    const LEVELS: [Level; 4] = [Level::Error, Level::Warn, Level::Info, Level::Debug];
    let mut options = Options::default();
    if let Some(namespace) = given.text() {
        options.namespace = namespace;
    }
    options.storage = given.value().map(storage).transpose()?.unwrap_or_default();
    options.encryption = given.value().and_then(encryption);
    options.background = given.flag();
    options.fetch = given.function();
    options.logger = given.function().map(|logger| {
        let log: Rc<dyn Fn(&LogRecord)> =
            Rc::new(move |record| call_quietly(&logger, &output::log_record(record)));
        log
    });
    if let Some(level) = given.one_of(&LEVELS)? {
        options.log_level = level;
    }
    let policies = Policies::default().with(&mut given);
    let providers = given.pairs();
    options.resolver = given
        .function()
        .map(|function| resolver(function, &policies));
    Ok(ManagerOptions {
        options,
        policies,
        providers,
    })
}

/// `resolveProvider`, with what it gives read already. An object that is no array is the error that a wrong configuration makes.
fn resolver(function: js_sys::Function, policies: &Policies) -> Resolver {
    let deadline_ms = policies.retry.deadline_ms;
    let policies = policies.clone();
    let resolve = move |name: &str| -> Resolving {
        let (function, policies, name) = (function.clone(), policies.clone(), name.to_owned());
        Box::pin(async move {
            let returned = function.call1(&JsValue::UNDEFINED, &name.as_str().into());
            let config = host::settled(returned).await.map_err(|thrown| {
                let message = "resolveProvider failed";
                Error::new(Class::UnknownProvider, Code::UnknownProvider, message)
                    .with_cause(Some(host::cause(thrown)))
            })?;
            if config.is_undefined() {
                return Ok(None);
            }
            if !config.is_array() {
                let message = host::property(&config, "message").unwrap_or_default();
                let (class, code) = (Class::InvalidConfiguration, Code::InvalidConfiguration);
                return Err(
                    Error::new(class, code, message.as_string().unwrap_or_default())
                        .with_cause(host::property(&config, "cause").map(host::cause)),
                );
            }
            provider::provider(config, &policies).map(Some)
        })
    };
    Resolver {
        resolve: Rc::new(resolve),
        deadline_ms,
    }
}

/// What a key has to be is checked where it is used.
fn encryption(value: JsValue) -> Option<Encryption> {
    match (value.as_bool(), value.as_string()) {
        (Some(on), _) => on.then_some(Encryption::Kept),
        (_, Some(text)) => Some(Encryption::Key(text.into())),
        _ => Some(Encryption::CryptoKey(value)),
    }
}

/// One of our own storages, which are numbers, or the user's.
///
/// # Errors
/// See [`unknown`].
pub(super) fn storage(value: JsValue) -> Result<Storage> {
    Ok(match value.as_f64().map(|place| place as u8) {
        Some(0) => Storage::Memory,
        Some(1) => Storage::Local,
        Some(2) => Storage::Session,
        Some(3) => Storage::IndexedDb,
        None if value.is_object() => Storage::Object(value),
        _ => return Err(unknown()),
    })
}

/// `GetTokenOptions`. The signal, which comes first, is looked after on the JavaScript side.
pub(super) fn get_token(mut given: Given) -> GetToken {
    given.value();
    GetToken {
        force_refresh: given.flag().unwrap_or(false),
        use_fallback: given.flag(),
        min_lifetime_ms: given.number(),
    }
}

/// `LoginOptions`.
pub(super) fn login(mut given: Given) -> LoginOptions {
    LoginOptions {
        redirect_uri: given.text(),
        scope: given.text(),
        prompt: given.text(),
        login_hint: given.text(),
        app_state: given.text(),
        params: given.text_pairs(),
    }
}

/// What `logoutUrl` may be given.
pub(super) fn logout(mut given: Given) -> LogoutOptions {
    LogoutOptions {
        post_logout_redirect_uri: given.text(),
        state: given.text(),
    }
}
