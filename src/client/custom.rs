//! The program's own functions that supply tokens and providers. The driver calls them in the same way as functions of
//! JavaScript programs.

use super::host::set;
use super::options::Provider;
use super::shell::Resolved;
use crate::core::config::CustomGrant;
use crate::core::given::TokenInput;
use crate::core::secret::Secret;
use js_sys::{Function, Object, Promise, Reflect};
use serde::{Deserialize, Serialize};
use std::fmt;
use std::future::Future;
use std::pin::Pin;
use std::rc::Rc;
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::future_to_promise;
use web_sys::AbortSignal;

/// A source of tokens that consists of the program's own functions.
///
/// They may fail with any value that converts to a [`JsValue`], such as `JsError` or the crate's own
/// [`Error`](crate::core::error::Error).
#[derive(Clone, Debug)]
pub struct Custom {
    pub(super) functions: Object,
    pub(super) grant: CustomGrant,
    pub(super) revokes: bool,
}

impl Custom {
    /// Gets tokens from `acquire`.
    #[must_use]
    pub fn new<T, E>(acquire: impl Fn(CustomContext) -> T + 'static) -> Self
    where
        T: Future<Output = Result<TokenInput, E>> + 'static,
        E: Into<JsValue>,
    {
        let custom = Self::of_functions(Object::new());
        let function = move |context: JsValue, _: JsValue| {
            let given = acquire(CustomContext(context));
            future_to_promise(async move { shown(given.await.map_err(Into::into)?) })
        };
        custom.with("acquire", function)
    }

    /// Gets tokens from JavaScript functions: an object with `acquire`, and optionally `refresh` and `revoke`.
    #[must_use]
    pub fn of_functions(functions: Object) -> Self {
        let has = |name: &str| {
            let member = Reflect::get(&functions, &name.into());
            member.is_ok_and(|member| member.is_function())
        };
        let grant = CustomGrant {
            can_refresh: has("refresh"),
            ..CustomGrant::default()
        };
        Self {
            revokes: has("revoke"),
            grant,
            functions,
        }
    }

    /// Renews tokens by this function, which gets the held tokens.
    #[must_use]
    pub fn refreshed_by<T, E>(
        mut self,
        refresh: impl Fn(TokenInput, CustomContext) -> T + 'static,
    ) -> Self
    where
        T: Future<Output = Result<TokenInput, E>> + 'static,
        E: Into<JsValue>,
    {
        self.grant.can_refresh = true;
        let refresh = Rc::new(refresh);
        let function = move |tokens: JsValue, context: JsValue| {
            let refresh = refresh.clone();
            future_to_promise(async move {
                let given = refresh(read(tokens)?, CustomContext(context)).await;
                shown(given.map_err(Into::into)?)
            })
        };
        self.with("refresh", function)
    }

    /// Revokes tokens by this function, which gets the tokens that were held.
    #[must_use]
    pub fn revoked_by<T, E>(
        mut self,
        revoke: impl Fn(TokenInput, CustomContext) -> T + 'static,
    ) -> Self
    where
        T: Future<Output = Result<(), E>> + 'static,
        E: Into<JsValue>,
    {
        self.revokes = true;
        let revoke = Rc::new(revoke);
        let function = move |tokens: JsValue, context: JsValue| {
            let revoke = revoke.clone();
            future_to_promise(async move {
                let done = revoke(read(tokens)?, CustomContext(context)).await;
                done.map_err(Into::into)?;
                Ok(JsValue::UNDEFINED)
            })
        };
        self.with("revoke", function)
    }

    fn with(self, name: &str, function: impl Fn(JsValue, JsValue) -> Promise + 'static) -> Self {
        let function = Closure::<dyn Fn(JsValue, JsValue) -> Promise>::new(function);
        set(&self.functions, name, &function.into_js_value());
        self
    }
}

/// The context for a custom provider's function.
#[derive(Clone, Debug)]
pub struct CustomContext(JsValue);

impl CustomContext {
    fn get(&self, name: &str) -> JsValue {
        Reflect::get(&self.0, &name.into()).unwrap_or_default()
    }

    /// The provider's name.
    #[must_use]
    pub fn provider(&self) -> String {
        self.get("provider").as_string().unwrap_or_default()
    }

    /// Fires when the tokens are no longer needed; `None` if the host has no such signals.
    #[must_use]
    pub fn signal(&self) -> Option<AbortSignal> {
        self.get("signal").dyn_into().ok()
    }

    /// The `fetch` of the manager: the host's own, or the one in its options.
    #[must_use]
    pub fn fetch(&self) -> Option<Function> {
        self.get("fetch").dyn_into().ok()
    }
}

/// Tokens for the driver, with the names of the package's API.
#[derive(Default, Deserialize, Serialize)]
#[serde(rename_all = "camelCase", default)]
struct Tokens {
    access_token: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    token_type: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    expires_at: Option<f64>,
    /// In seconds.
    #[serde(skip_serializing_if = "Option::is_none")]
    expires_in: Option<f64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    obtained_at: Option<f64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    scope: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    refresh_token: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    id_token: Option<String>,
    #[serde(
        with = "serde_wasm_bindgen::preserve",
        skip_serializing_if = "JsValue::is_undefined"
    )]
    extra: JsValue,
}

fn shown(given: TokenInput) -> Result<JsValue, JsValue> {
    let text = |secret: Option<Secret>| secret.map(|secret| secret.reveal().to_owned());
    let ms = |ms: Option<i64>| ms.map(|ms| ms as f64);
    let tokens = Tokens {
        access_token: given.access_token.reveal().to_owned(),
        token_type: given.token_type,
        expires_at: ms(given.expires_at),
        expires_in: ms(given.expires_in_ms).map(|ms| ms / 1_000.0),
        obtained_at: ms(given.obtained_at),
        scope: given.scope,
        refresh_token: text(given.refresh_token),
        id_token: text(given.id_token),
        extra: match given.extra {
            Some(extra) => js_sys::JSON::parse(extra.reveal())?,
            None => JsValue::UNDEFINED,
        },
    };
    Ok(serde_wasm_bindgen::to_value(&tokens)?)
}

fn read(value: JsValue) -> Result<TokenInput, JsValue> {
    let held: Tokens = serde_wasm_bindgen::from_value(value)?;
    let ms = |ms: Option<f64>| ms.map(|ms| ms as i64);
    let extra = match held.extra.is_object() {
        true => js_sys::JSON::stringify(&held.extra)?.as_string(),
        false => None,
    };
    Ok(TokenInput {
        access_token: held.access_token.into(),
        token_type: held.token_type,
        expires_at: ms(held.expires_at),
        expires_in_ms: None,
        obtained_at: ms(held.obtained_at),
        scope: held.scope,
        refresh_token: held.refresh_token.map(Secret::new),
        id_token: held.id_token.map(Secret::new),
        extra: extra.map(Secret::new),
        clock_skew_ms: None,
    })
}

/// The result of [`Resolver`]'s function: the provider, or `None` if there is none of this name.
type Resolving = Pin<Box<dyn Future<Output = Result<Option<Provider>, JsValue>>>>;

/// The source of providers that are not registered. Tenants, for example, are added when they are first asked for.
#[derive(Clone)]
pub struct Resolver {
    resolve: Rc<dyn Fn(String) -> Resolving>,
    /// The time limit of the function, in milliseconds.
    pub deadline_ms: i64,
}

impl fmt::Debug for Resolver {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Resolver")
    }
}

impl Resolver {
    /// Gets providers from this function, which returns `None` if there is none of this name. An error of
    /// [`Class::InvalidConfiguration`](crate::core::error::Class::InvalidConfiguration) reaches callers as it is. Any
    /// other error becomes the cause of a retryable
    /// [`Class::UnknownProvider`](crate::core::error::Class::UnknownProvider).
    #[must_use]
    pub fn new<T, E>(resolve: impl Fn(String) -> T + 'static) -> Self
    where
        T: Future<Output = Result<Option<Provider>, E>> + 'static,
        E: Into<JsValue>,
    {
        let resolve = move |name| -> Resolving {
            let found = resolve(name);
            Box::pin(async move { found.await.map_err(Into::into) })
        };
        Self {
            resolve: Rc::new(resolve),
            deadline_ms: 30_000,
        }
    }

    /// The function for the driver. It returns the number under which `resolved` has the provider.
    pub(super) fn function(&self, resolved: &Rc<Resolved>) -> JsValue {
        let (resolve, resolved) = (self.resolve.clone(), resolved.clone());
        let function = move |name: String| {
            let (found, resolved) = (resolve(name), resolved.clone());
            future_to_promise(async move {
                let provider = found.await?;
                Ok(provider.map_or(JsValue::UNDEFINED, |provider| resolved.put(provider).into()))
            })
        };
        Closure::<dyn Fn(String) -> Promise>::new(function).into_js_value()
    }
}
