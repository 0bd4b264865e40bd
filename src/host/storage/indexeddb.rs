//! IndexedDB, which all tabs and workers of an origin share, and which is coherent between them.
//!
//! What talks to it is JavaScript, at a tenth of the size: `pkg-template/indexeddb.js`. Its classic scripts cannot have:
//! programs for wasm-bindgen's target `no-modules` turn the feature `indexeddb` off.

use wasm_bindgen::prelude::*;

#[cfg(feature = "indexeddb")]
#[cfg_attr(feature = "npm", wasm_bindgen(raw_module = "../database.js"))]
#[cfg_attr(not(feature = "npm"), wasm_bindgen(module = "/src/host/bundled.js"))]
extern "C" {
    #[wasm_bindgen(js_name = factory)]
    fn database() -> JsValue;
}

#[cfg(feature = "indexeddb")]
#[cfg_attr(feature = "npm", wasm_bindgen(raw_module = "../indexeddb.js"))]
#[cfg_attr(not(feature = "npm"), wasm_bindgen(module = "/src/host/bundled.js"))]
extern "C" {
    #[wasm_bindgen(js_name = indexedDbStorage)]
    fn storage() -> JsValue;
    #[wasm_bindgen(js_name = encryptionKey)]
    fn key(namespace: &str) -> JsValue;
}

/// The storage, the same object for everybody; `None` if IndexedDB is missing or forbidden.
#[must_use]
pub fn open() -> Option<JsValue> {
    #[cfg(feature = "indexeddb")]
    let storage = (!database().is_undefined()).then(storage);
    #[cfg(not(feature = "indexeddb"))]
    let storage = None;
    storage
}

/// A promise of the namespace's own key, which is made if there is none yet; `None` where [`open`] gives none.
pub(in crate::host) fn encryption_key(namespace: &str) -> Option<JsValue> {
    open()?;
    #[cfg(feature = "indexeddb")]
    let key = Some(key(namespace));
    #[cfg(not(feature = "indexeddb"))]
    let key = None.filter(|_: &JsValue| namespace.is_empty());
    key
}
