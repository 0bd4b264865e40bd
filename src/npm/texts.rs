//! The common parts of the shells of cores that a driver drives.

use crate::core::error::Error;
use crate::wire;
use wasm_bindgen::prelude::*;

/// The value that JavaScript throws: the text of an error.
pub(super) type Thrown<T> = Result<T, JsValue>;

pub(super) fn thrown(error: Error) -> JsValue {
    JsValue::from_str(wire::failure(&error).reveal())
}
