//! IndexedDB, which all tabs and workers of an origin share, and which is coherent between them: `pkg-template/indexeddb.js`.

use wasm_bindgen::prelude::*;

driver! { "../database.js" extern "C" {
    #[wasm_bindgen(js_name = factory)]
    fn database() -> JsValue;
} }

driver! { "../indexeddb.js" extern "C" {
    #[wasm_bindgen(js_name = indexedDbStorage)]
    fn storage() -> JsValue;
} }

/// The storage, the same object for everybody; `None` if IndexedDB is missing or forbidden.
#[must_use]
pub fn open() -> Option<JsValue> {
    (!database().is_undefined()).then(storage)
}
