//! The user's own sources of tokens: functions that are called, and may throw anything.

use super::inner::Inner;
use super::registry::{Entry, Key};
use super::thrown;
use super::token_input;
use crate::core::credential::io::Refused;
use crate::core::error::{Class, Code, Error, Result};
use crate::core::tokens::TokenSet;
use crate::host::bounded::within;
use crate::host::fetch::Abort;
use crate::host::shape::Shape;
use crate::host::{cause, global, method, property, settled};
use js_sys::Function;
use std::rc::Rc;
use wasm_bindgen::JsValue;

/// The functions of a custom provider.
#[derive(Clone, Debug)]
pub struct Custom {
    /// Gets a first token.
    pub acquire: Function,
    /// Renews a token.
    pub refresh: Option<Function>,
    /// Revokes tokens.
    pub revoke: Option<Function>,
    /// Of a coordinated provider: `setTokens`, `invalidate`, `clear` and `revoke` of who owns the credential, called with the
    /// provider's name and an argument.
    pub owner: Option<JsValue>,
    /// What `this` is inside them.
    pub this: JsValue,
}

/// Calls `refresh` with the tokens, or `acquire` if there are none.
pub(super) async fn call(
    inner: &Rc<Inner>,
    key: Key,
    tokens: Option<TokenSet>,
    abort: &Abort,
) -> std::result::Result<TokenSet, Refused> {
    let (custom, context) = prepare(inner, key, abort)?;
    let returned = match (&tokens, &custom.refresh) {
        (Some(tokens), Some(refresh)) => {
            let tokens = token_input::show(tokens, inner.moment().wall_offset_ms);
            refresh.call2(&custom.this, &tokens, &context)
        }
        _ => custom.acquire.call1(&custom.this, &context),
    };
    let value = if custom.owner.is_some() {
        let settled = settled(returned).await;
        settled.map_err(|thrown| thrown::error(thrown, UNREACHABLE))?
    } else {
        outcome(returned).await?
    };
    let read = token_input::read(&value, "the custom provider's answer").map_err(|mut error| {
        error.class = Class::TokenAcquisition;
        error.code = Code::InvalidResponse;
        error
    });
    let placed = read.and_then(|input| inner.place(key, input));
    let mut placed = placed.map_err(|error| Refused {
        error,
        refresh_token: tokens
            .as_ref()
            .and_then(|_| token_input::refresh_token(&value)),
    })?;
    if placed.refresh_token.is_none() {
        // As RFC 6749 §6 has it for servers: who gives no new one leaves the old one in force.
        placed.refresh_token = tokens.and_then(|tokens| tokens.refresh_token);
    }
    Ok(placed)
}

const UNREACHABLE: &str = "the coordinator could not be asked: see cause";

impl Inner {
    /// Has who owns the credential do the same, where somebody else does.
    pub(super) async fn pass_on(&self, key: Key, call: &str, argument: JsValue) -> Result<()> {
        let found = self.with_entry(key, |entry| {
            let owner = entry.custom.as_ref()?.owner.clone()?;
            let ms = entry.credential.settings().config.retry_policy.deadline_ms;
            Some((owner, entry.name().clone(), ms))
        });
        let Some((owner, name, ms)) = found.flatten() else {
            return Ok(());
        };
        let work = async {
            let function = method(&owner, call).ok_or(JsValue::UNDEFINED)?;
            settled(function.call2(&owner, &(&*name).into(), &argument)).await
        };
        let result = match within(ms, work).await {
            Some(Ok(_)) => return Ok(()),
            Some(Err(thrown)) => thrown::error(thrown, UNREACHABLE),
            None => {
                let message = "the coordinator did not answer in time";
                Error::new(Class::Token, Code::Timeout, message).retryable()
            }
        };
        Err(result.of(&name))
    }

    /// Whether somebody else owns the credential.
    pub(super) fn is_coordinated(&self, key: Key) -> bool {
        let owned = |entry: &mut Entry| entry.custom.as_ref().is_some_and(|c| c.owner.is_some());
        self.with_entry(key, owned) == Some(true)
    }
}

/// Calls `revoke` with the tokens.
pub(super) async fn revoke(
    inner: &Rc<Inner>,
    key: Key,
    tokens: &TokenSet,
    abort: &Abort,
) -> Result<()> {
    let (custom, context) = prepare(inner, key, abort)?;
    let Some(revoke) = &custom.revoke else {
        return Ok(());
    };
    let tokens = token_input::show(tokens, inner.moment().wall_offset_ms);
    let returned = revoke.call2(&custom.this, &tokens, &context);
    outcome(returned).await.map(drop).map_err(|mut error| {
        error.class = Class::Token;
        error
    })
}

/// The functions, and the `CustomContext` that they get.
fn prepare(inner: &Rc<Inner>, key: Key, abort: &Abort) -> Result<(Custom, JsValue)> {
    let found = inner.with_entry(key, |entry| {
        let demanded = entry.credential.demanded();
        entry
            .custom
            .clone()
            .map(|custom| (custom, entry.name().clone(), demanded))
    });
    let Some((custom, name, (forced, life_ms))) = found.flatten() else {
        return Err(failed("the provider has no acquire function", None));
    };
    let fetch = inner
        .fetch
        .clone()
        .map(JsValue::from)
        .or_else(|| global("fetch"));
    let context = Shape::new()
        .with("provider", &*name)
        .with("signal", abort.signal())
        .some("fetch", fetch);
    let context = match custom.owner {
        Some(_) => context
            .some("forceRefresh", forced.then_some(true))
            .some("minLifetimeSeconds", life_ms.map(|ms| ms as f64 / 1000.0)),
        None => context,
    };
    let context = context.object();
    Ok((custom, context.into()))
}

/// What the function returned, awaited if it is a promise.
async fn outcome(returned: std::result::Result<JsValue, JsValue>) -> Result<JsValue> {
    settled(returned).await.map_err(|thrown| {
        failed(
            "the custom provider's function threw: see cause",
            Some(thrown),
        )
    })
}

fn failed(message: &'static str, thrown: Option<JsValue>) -> Error {
    let mut error = Error::new(Class::TokenAcquisition, Code::AcquisitionFailed, message);
    // What is thrown may say of itself that the same call can succeed later, as our own errors do.
    error.retryable = thrown
        .as_ref()
        .and_then(|thrown| property(thrown, "retryable"))
        .is_some_and(|retryable| retryable.as_bool() == Some(true));
    error.with_cause(thrown.map(cause))
}
