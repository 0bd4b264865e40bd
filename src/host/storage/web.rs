//! Web Storage: `localStorage`, which all tabs of an origin share, and `sessionStorage`, which lives as long as its tab.

use crate::host::{global, method, property};
use wasm_bindgen::prelude::*;

/// The page's `localStorage`; `None` if it is missing or forbidden.
#[must_use]
pub fn local() -> Option<JsValue> {
    global("localStorage")
}

/// The page's `sessionStorage`; `None` if it is missing or forbidden.
#[must_use]
pub fn session() -> Option<JsValue> {
    global("sessionStorage")
}

/// How many keys an object holds that lists them as Web Storage does; `None` if it doesn't.
pub(super) fn count(object: &JsValue) -> Option<u32> {
    method(object, "key")?;
    Some(property(object, "length")?.as_f64()? as u32)
}
