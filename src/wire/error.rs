//! Errors, and values that were thrown on the host's side.

use super::read::{Members, parse, unknown};
use super::write::Out;
use crate::core::error::{Cause, Class, Code, Error};
use crate::core::json::Json;
use std::cell::RefCell;
use std::rc::Rc;

/// The numbers of thrown values. The values stay with the driver; the core carries the numbers. When the last copy of a
/// number is gone, the driver is told, so that it can release the value.
#[derive(Clone, Debug, Default)]
pub struct Causes(Rc<RefCell<Vec<u32>>>);

/// One number.
struct Kept {
    number: u32,
    dropped: Causes,
}

impl Drop for Kept {
    fn drop(&mut self) {
        self.dropped.0.borrow_mut().push(self.number);
    }
}

impl Causes {
    /// The cause that the driver keeps under this number.
    pub(super) fn of(&self, number: Option<u32>) -> Option<Cause> {
        let number = number?;
        let dropped = self.clone();
        Some(Cause(Rc::new(Kept { number, dropped })))
    }

    /// The numbers that are no longer in use.
    #[must_use]
    pub fn take_dropped(&self) -> Vec<u32> {
        std::mem::take(&mut self.0.borrow_mut())
    }
}

/// The number under which the driver keeps the value of a cause, if it keeps one.
#[must_use]
pub fn number_of(cause: &Cause) -> Option<u32> {
    let kept = cause.0.downcast_ref::<Kept>()?;
    Some(kept.number)
}

/// Writes the members of an error.
pub(super) fn write(out: &mut Out, error: &Error) {
    out.text("class", error.class.name());
    out.text("code", error.code.as_str());
    out.text("message", &error.message);
    out.some("provider", error.provider.as_deref());
    out.flag("retryable", error.retryable);
    out.some_number("status", error.status.map(i64::from));
    out.some("oauthError", error.oauth_error.as_deref());
    out.some(
        "oauthErrorDescription",
        error.oauth_error_description.as_deref(),
    );
    out.some("suberror", error.suberror.as_deref());
    out.some("claims", error.claims.as_deref());
    out.some_number("retryAfterMs", error.retry_after_ms);
    if let Some(cause) = &error.cause {
        if let Some(number) = number_of(cause) {
            out.number("cause", number.into());
        } else if let Some(earlier) = cause.0.downcast_ref::<Error>() {
            out.inside("earlier", |out| write(out, earlier));
        }
    }
}

/// An error of another core, as [`write()`] wrote it. It came by the driver.
pub(super) fn again(json: &Json, causes: &Causes) -> Error {
    let mut error = read(json, causes).unwrap_or_else(unknown);
    let class = json.get_str("class");
    let class = Class::ALL
        .into_iter()
        .find(|known| Some(known.name()) == class);
    error.class = class.unwrap_or(error.class);
    error.provider = json.get_str("provider").map(Rc::from);
    if let Some(earlier) = json.get("earlier") {
        error.cause = Some(Cause(Rc::new(again(earlier, causes))));
    }
    error
}

/// One of this library's errors that the driver threw, without its cause; `None` if it has none of its codes.
#[must_use]
pub fn thrown(text: &str) -> Option<Error> {
    let (given, causes) = (&parse(text).ok()?, &Causes::default());
    read(given, causes)?;
    Some(again(given, causes))
}

/// One of this library's errors that came in by the driver; `None` if it has none of its codes.
pub(super) fn read(json: &Json, causes: &Causes) -> Option<Error> {
    let name = json.get_str("code")?;
    let code = Code::ALL.into_iter().find(|code| code.as_str() == name)?;
    let class = Class::of(code).unwrap_or(Class::TokenAcquisition);
    let mut error = Error::new(class, code, json.text("message").unwrap_or_default());
    error.retryable = json.flag("retryable").unwrap_or_default();
    error.status = json
        .number("status")
        .and_then(|status| status.try_into().ok());
    error.oauth_error = json.text("oauthError");
    error.oauth_error_description = json.text("oauthErrorDescription");
    error.suberror = json.text("suberror");
    error.claims = json.text("claims");
    error.retry_after_ms = json.number("retryAfterMs");
    Some(error.with_cause(causes.of(json.count("cause"))))
}
