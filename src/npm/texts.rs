//! The common parts of the shells of cores that a driver drives.

#[cfg(any(feature = "npm-login", feature = "npm-tokens"))]
use crate::core::driving::Reading;
use crate::core::error::Error;
use crate::core::secret::Secret;
#[cfg(any(feature = "npm-login", feature = "npm-tokens"))]
use crate::core::time::Clocks;
use crate::wire;
use wasm_bindgen::prelude::*;

/// The value that JavaScript throws: the text of an error.
pub(super) type Thrown<T> = Result<T, JsValue>;

#[cfg(any(feature = "npm-login", feature = "npm-tokens"))]
pub(super) fn reading(wall: f64, monotonic: f64, random: u32) -> Reading {
    let clocks = Clocks {
        wall: wall as i64,
        monotonic: monotonic as i64,
    };
    Reading { clocks, random }
}

pub(super) fn shown(text: Secret) -> String {
    text.reveal().to_owned()
}

pub(super) fn thrown(error: Error) -> JsValue {
    JsValue::from_str(wire::failure(&error).reveal())
}
