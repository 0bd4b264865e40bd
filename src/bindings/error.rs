//! Errors as the TypeScript classes that stand for them.

use crate::core::error::{Cause, Error};
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
        error.class.name(),
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
