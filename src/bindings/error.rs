//! Errors as the TypeScript classes that stand for them.

use crate::core::error::{Cause, Class, Error};
use crate::host::shape::Shape;
use js_sys::Object;
use wasm_bindgen::prelude::*;

#[wasm_bindgen(raw_module = "../errors.js")]
extern "C" {
    #[wasm_bindgen(js_name = makeError)]
    fn make_error(class: &str, code: &str, message: &str, fields: &Object) -> JsValue;
}

/// The error as an instance of its class.
pub(super) fn error(error: &Error) -> JsValue {
    let fields = Shape::new()
        .some("provider", error.provider.as_deref())
        .with("retryable", error.retryable)
        .some("status", error.status)
        .some("oauthError", error.oauth_error.as_deref())
        .some(
            "oauthErrorDescription",
            error.oauth_error_description.as_deref(),
        )
        .some("suberror", error.suberror.as_deref())
        .some("claims", error.claims.as_deref())
        .some("retryAfterMs", error.retry_after_ms.map(|ms| ms as f64))
        .some("cause", error.cause.as_ref().and_then(cause));
    make_error(
        class_name(error.class),
        error.code.as_str(),
        &error.message,
        &fields.object(),
    )
}

/// What was thrown, or the error of ours that led to this one.
fn cause(cause: &Cause) -> Option<JsValue> {
    match cause.0.downcast_ref::<JsValue>() {
        Some(thrown) => Some(thrown.clone()),
        None => cause.0.downcast_ref().map(error),
    }
}

fn class_name(class: Class) -> &'static str {
    match class {
        Class::Token => "TokenError",
        Class::NotInitialized => "NotInitializedError",
        Class::InvalidConfiguration => "InvalidConfigurationError",
        Class::UnknownProvider => "UnknownProviderError",
        Class::TokenNotFound => "TokenNotFoundError",
        Class::TokenExpired => "TokenExpiredError",
        Class::TokenAcquisition => "TokenAcquisitionError",
        Class::TokenRefresh => "TokenRefreshError",
        Class::ReauthenticationRequired => "ReauthenticationRequiredError",
        Class::Login => "LoginError",
        Class::Storage => "StorageError",
        Class::InvalidToken => "InvalidTokenError",
        Class::ManagerClosed => "ManagerClosedError",
    }
}
