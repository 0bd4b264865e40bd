//! Results on their way to the program: times are converted to the wall clock, and a cause is the thrown value itself.

use super::host::{self, Causes};
use crate::core::engine::call::Outcome;
use crate::core::error::{Cause, Class, Code, Error, Result};
use crate::core::event::Event;
use crate::core::time::Timestamp;
use crate::core::tokens::TokenSet;
use crate::wire;
use js_sys::Reflect;
use std::cell::OnceCell;
use std::rc::Rc;
use wasm_bindgen::JsValue;

/// The cause of an error is a [`JsValue`], or the [`Error`] that led to it.
pub fn error(error: Error, causes: &OnceCell<Causes>) -> Error {
    let cause = error.cause.clone();
    let cause = cause.map(|cause| match wire::number_of(&cause) {
        Some(number) => {
            let thrown = causes.get().map(|causes| causes.get(number));
            Cause(Rc::new(thrown.unwrap_or_default()))
        }
        None => match cause.0.downcast_ref::<Error>() {
            Some(earlier) => Cause(Rc::new(self::error(earlier.clone(), causes))),
            None => cause,
        },
    });
    error.with_cause(cause)
}

/// The error for a value that the driver threw.
pub fn thrown(thrown: JsValue) -> Error {
    ours(&thrown).unwrap_or_else(|| {
        let message = "the host did not do what was asked for: see cause";
        let cause = Cause(Rc::new(thrown));
        Error::new(Class::Token, Code::AcquisitionFailed, message).with_cause(Some(cause))
    })
}

/// The thrown value as an error of this library, with its cause, if it is one.
pub fn ours(thrown: &JsValue) -> Option<Error> {
    let error = wire::thrown(&host::text_of_error(thrown)?)?;
    let cause = Reflect::get(thrown, &"cause".into()).unwrap_or_default();
    let cause = (!cause.is_undefined()).then(|| Cause(Rc::new(cause)));
    Some(error.with_cause(cause))
}

pub fn event(event: Event, causes: &OnceCell<Causes>) -> Event {
    let converted = |error| self::error(error, causes);
    match event {
        Event::Error {
            provider,
            error,
            next_attempt_at,
        } => Event::Error {
            provider,
            error: converted(error),
            next_attempt_at,
        },
        Event::Reauthenticate { provider, error } => Event::Reauthenticate {
            provider,
            error: converted(error),
        },
        Event::StorageError { error } => Event::StorageError {
            error: converted(error),
        },
        other => other,
    }
}

/// `wall_offset_ms` is the time line minus the wall clock.
pub fn result(
    result: Result<Outcome>,
    wall_offset_ms: i64,
    causes: &OnceCell<Causes>,
) -> Result<Outcome> {
    let mut outcome = result.map_err(|error| self::error(error, causes))?;
    match &mut outcome {
        Outcome::Tokens(Some(tokens)) => by_wall_clock(tokens, wall_offset_ms),
        Outcome::Report(report) => {
            for (_, error) in &mut report.failed {
                *error = self::error(error.clone(), causes);
            }
        }
        _ => {}
    }
    Ok(outcome)
}

fn by_wall_clock(tokens: &mut TokenSet, offset: i64) {
    let wall = |at: Timestamp| at.plus(-offset);
    tokens.expires_at = tokens.expires_at.map(wall);
    tokens.obtained_at = wall(tokens.obtained_at);
}

impl From<Error> for JsValue {
    /// The error in the form of the npm package: an `Error` with `name`, `code`, `retryable` and so on.
    fn from(error: Error) -> Self {
        let cause = error.cause.as_ref();
        let thrown = cause.and_then(|cause| cause.0.downcast_ref::<JsValue>().cloned());
        host::error_of(wire::failure(&error).reveal(), &thrown.unwrap_or_default())
    }
}
