//! Errors of ours that come in from JavaScript: from the package's own files, and from the coordinator's other side.

use crate::core::error::{Class, Code, Error};
use crate::host::{cause, property};
use wasm_bindgen::JsValue;

/// What was thrown, as an error with its code; [`Code::AcquisitionFailed`] with `otherwise` for a message if it has none of ours.
pub(super) fn error(thrown: JsValue, otherwise: &'static str) -> Error {
    let text = |name: &str| property(&thrown, name).and_then(|value| value.as_string());
    let number = |name: &str| property(&thrown, name).and_then(|value| value.as_f64());
    let code = text("code").and_then(|code| Code::ALL.into_iter().find(|c| c.as_str() == code));
    let Some(code) = code else {
        return Error::new(Class::TokenAcquisition, Code::AcquisitionFailed, otherwise)
            .with_cause(Some(cause(thrown)));
    };
    let class = Class::of(code).unwrap_or(Class::TokenAcquisition);
    let mut error = Error::new(class, code, text("message").unwrap_or_default());
    error.retryable = property(&thrown, "retryable").is_some_and(|value| value.is_truthy());
    error.status = number("status").map(|status| status as u16);
    error.oauth_error = text("oauthError");
    error.oauth_error_description = text("oauthErrorDescription");
    error.suberror = text("suberror");
    error.claims = text("claims");
    error.retry_after_ms = number("retryAfterMs").map(|ms| ms as i64);
    error.with_cause(property(&thrown, "cause").map(cause))
}
