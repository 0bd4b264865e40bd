//! Reads what users configure: the manager's options, policies, and the options of calls.

use super::{output, provider};
use crate::core::config::{RefreshPolicy, RetryPolicy};
use crate::core::error::{Class, Code, Error, Result};
use crate::host;
use crate::manager::token_input::members::{Members, Number};
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
    #[inline(never)]
    pub(super) fn with(&self, members: &mut Members) -> Self {
        let mut policies = self.clone();
        members.inside("refreshPolicy", &mut |own| {
            let mut refresh = RefreshPolicy::clone(&self.refresh);
            read_refresh(own, &mut refresh);
            policies.refresh = refresh.into();
        });
        members.inside("retryPolicy", &mut |own| {
            let mut retry = RetryPolicy::clone(&self.retry);
            read_retry(own, &mut retry);
            policies.retry = retry.into();
        });
        policies
    }
}

fn read_refresh(own: &mut Members, policy: &mut RefreshPolicy) {
    let durations = [
        ("minLifetimeSeconds", &mut policy.min_lifetime_ms),
        ("aheadSeconds", &mut policy.ahead_ms),
        ("assumedLifetimeSeconds", &mut policy.assumed_lifetime_ms),
    ];
    read_all(own, Number::Seconds, durations);
    policy.interval_ms = own
        .number("intervalSeconds", Number::Seconds)
        .or(policy.interval_ms);
    if let Some(share) = own.number("jitter", Number::Share) {
        policy.jitter = share as u32;
    }
}

fn read_retry(own: &mut Members, policy: &mut RetryPolicy) {
    let durations = [
        ("baseDelayMs", &mut policy.base_delay_ms),
        ("maxDelayMs", &mut policy.max_delay_ms),
        ("timeoutMs", &mut policy.timeout_ms),
        ("deadlineMs", &mut policy.deadline_ms),
        ("circuitCooldownMs", &mut policy.circuit_cooldown_ms),
    ];
    read_all(own, Number::Milliseconds, durations);
    for (name, field) in [
        ("maxAttempts", &mut policy.max_attempts),
        ("circuitThreshold", &mut policy.circuit_threshold),
        (
            "maxFailuresBeforeFallback",
            &mut policy.max_failures_before_fallback,
        ),
    ] {
        if let Some(count) = own.number(name, Number::Count) {
            *field = count as u32;
        }
    }
}

fn read_all<const N: usize>(own: &mut Members, meaning: Number, fields: [(&str, &mut i64); N]) {
    for (name, field) in fields {
        if let Some(number) = own.number(name, meaning) {
            *field = number;
        }
    }
}

/// What the constructor was given.
pub(super) struct ManagerOptions {
    pub options: Options,
    pub policies: Policies,
    /// Names and configurations, not read yet.
    pub providers: Vec<(String, JsValue)>,
}

/// `TokenManagerOptions`.
pub(super) fn manager(value: &JsValue) -> Result<ManagerOptions> {
    const LEVELS: [Level; 4] = [Level::Error, Level::Warn, Level::Info, Level::Debug];
    let mut members = Members::of(value, "");
    let mut options = Options::default();
    if let Some(namespace) = members.text("namespace") {
        options.namespace = namespace;
    }
    options.storage = storage(&mut members, "storage");
    options.encryption = encryption(&mut members);
    options.background = members.flag("background");
    options.fetch = fetch(&mut members);
    options.logger = members.function("logger").map(|logger| {
        let log: Rc<dyn Fn(&LogRecord)> =
            Rc::new(move |record| call_quietly(&logger, &output::log_record(record)));
        log
    });
    if let Some(place) = members.word("logLevel", &LEVELS.map(Level::as_str), &[]) {
        options.log_level = LEVELS[place];
    }
    let policies = Policies::default().with(&mut members);
    let mut providers = Vec::new();
    members.inside("providers", &mut |members| providers = members.take_rest());
    options.resolver = members
        .function("resolveProvider")
        .map(|function| resolver(function, &policies));
    members.end()?;
    Ok(ManagerOptions {
        options,
        policies,
        providers,
    })
}

/// `resolveProvider`, whose configurations are read like those of `providers`.
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
            if config.is_undefined() || config.is_null() {
                return Ok(None);
            }
            let path = ["providers.", &name].concat();
            provider::read(&config, &path, &policies).map(Some)
        })
    };
    Resolver {
        resolve: Rc::new(resolve),
        deadline_ms,
    }
}

/// A function, or what has one as its method: a service binding of a Worker, or an mTLS certificate's.
pub(super) fn fetch(members: &mut Members) -> Option<js_sys::Function> {
    if !members.peek("fetch").is_some_and(JsValue::is_object) {
        return members.function("fetch");
    }
    let binding = members.take("fetch")?;
    let method = host::method(&binding, "fetch");
    if method.is_none() {
        members.fail("fetch", "must be a function, or have one as its method");
    }
    Some(method?.bind0(&binding))
}

/// What a key has to be is checked where it is used.
fn encryption(members: &mut Members) -> Option<Encryption> {
    let value = members.take("encryption")?;
    match (value.as_bool(), value.as_string()) {
        (Some(on), _) => on.then_some(Encryption::Kept),
        (_, Some(text)) => Some(Encryption::Key(text.into())),
        _ => Some(Encryption::CryptoKey(value)),
    }
}

fn storage(members: &mut Members, name: &str) -> Storage {
    if !members.peek(name).is_some_and(JsValue::is_object) {
        let words = ["memory", "local", "session", "indexeddb"];
        return match members.word(name, &words, &[]) {
            Some(1) => Storage::Local,
            Some(2) => Storage::Session,
            Some(3) => Storage::IndexedDb,
            _ => Storage::Memory,
        };
    }
    let object = members.take(name).unwrap_or_default();
    // Its methods may lie in its prototype: a storage is no configuration, and Web Storage's own lie there.
    if ["getItem", "setItem", "removeItem"]
        .iter()
        .any(|name| host::method(&object, name).is_none())
    {
        members.fail(
            name,
            "must have the methods getItem, setItem and removeItem",
        );
    }
    Storage::Object(object)
}

/// The storage that a move goes to or a restore comes from, which is the member `name` of `value`.
pub(super) fn other_storage(value: &JsValue, name: &str) -> Result<Storage> {
    let mut members = Members::of(value, "");
    if members.peek(name).is_none() {
        members.fail(name, "is missing: give a storage");
    }
    let storage = storage(&mut members, name);
    members.end()?;
    Ok(storage)
}

/// `GetTokenOptions`. The signal is looked after on the JavaScript side.
pub(super) fn get_token(value: &JsValue) -> Result<GetToken> {
    let mut members = Members::of(value, "options");
    members.take("signal");
    let options = GetToken {
        force_refresh: members.flag("forceRefresh").unwrap_or(false),
        use_fallback: members.flag("useFallback"),
        min_lifetime_ms: members.number("minLifetimeSeconds", Number::Seconds),
    };
    members.end()?;
    Ok(options)
}

/// `LoginOptions`.
pub(super) fn login(value: &JsValue) -> Result<LoginOptions> {
    const PROMPTS: [&str; 4] = ["none", "login", "consent", "select_account"];
    let mut members = Members::of(value, "options");
    let options = LoginOptions {
        redirect_uri: members.text("redirectUri"),
        scope: scope(&mut members),
        prompt: members
            .word("prompt", &PROMPTS, &[])
            .map(|place| PROMPTS[place].into()),
        login_hint: members.text("loginHint"),
        app_state: members.json("appState"),
        params: members.text_map("params"),
    };
    members.end()?;
    Ok(options)
}

/// What `logoutUrl` may be given.
pub(super) fn logout(value: &JsValue) -> Result<LogoutOptions> {
    let mut members = Members::of(value, "options");
    let options = LogoutOptions {
        post_logout_redirect_uri: members.text("postLogoutRedirectUri"),
        state: members.text("state"),
    };
    members.end()?;
    Ok(options)
}

/// Scopes as RFC 6749 §3.3 writes them: `["a", "b"]` is `a b`.
pub(super) fn scope(members: &mut Members) -> Option<String> {
    members.peek("scope")?;
    Some(members.texts("scope").join(" "))
}
