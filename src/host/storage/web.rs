//! Web Storage: `localStorage`, which all tabs of an origin share, and `sessionStorage`, which lives as long as its tab.
//!
//! Tabs don't see each other's changes of `localStorage` at once. `pkg-template/local.js` commits them in IndexedDB.

use crate::host::global;
use wasm_bindgen::prelude::*;

driver! { "../local.js" extern "C" {
    #[wasm_bindgen(js_name = localRecords)]
    fn records(local_storage: JsValue) -> JsValue;
} }

/// The page's `localStorage`, with commits in IndexedDB where that works: the same object for everybody. `None` if it is
/// missing or forbidden.
#[must_use]
pub fn local() -> Option<JsValue> {
    global("localStorage").map(records)
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
