//! Web Storage: `localStorage`, which all tabs of an origin share, and `sessionStorage`, which lives as long as its tab.
//!
//! Tabs don't see each other's changes of `localStorage` at once. `pkg-template/local.js` commits them in IndexedDB.

use crate::host::{global, method, property};
use wasm_bindgen::prelude::*;

#[cfg(feature = "indexeddb")]
#[cfg_attr(feature = "npm", wasm_bindgen(raw_module = "../local.js"))]
#[cfg_attr(not(feature = "npm"), wasm_bindgen(module = "/src/host/bundled.js"))]
extern "C" {
    #[wasm_bindgen(js_name = localRecords)]
    fn records(local_storage: JsValue) -> JsValue;
}

/// The page's `localStorage`, with commits in IndexedDB where that works: the same object for everybody. `None` if it is
/// missing or forbidden.
#[must_use]
pub fn local() -> Option<JsValue> {
    let storage = global("localStorage")?;
    #[cfg(feature = "indexeddb")]
    let storage = records(storage);
    Some(storage)
}

/// Whether an object that a user gave is `localStorage` itself.
#[must_use]
pub fn is_local(object: &JsValue) -> bool {
    global("localStorage").is_some_and(|local| local == *object)
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
