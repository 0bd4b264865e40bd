//! Locks between the tabs and workers of an origin: `pkg-template/locks.js` and the files that it imports, which say how.
//! They are JavaScript since the same in Rust is ten times its size.

use js_sys::{Function, Promise};
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::JsFuture;

#[cfg_attr(feature = "npm", wasm_bindgen(raw_module = "../locks.js"))]
#[cfg_attr(not(feature = "npm"), wasm_bindgen(module = "/src/host/bundled.js"))]
extern "C" {
    #[wasm_bindgen(js_name = takeLock)]
    fn take_lock(name: &str, patient: bool) -> Promise;
}

/// Waits for the lock called `name`; what is given lets go of it. `None` in it if the lock could not be had in time, or is
/// held and the caller has no patience. The outer `None` says that tabs have nothing here to agree by.
pub async fn take(patient: bool, name: &str) -> Option<Option<Function>> {
    let given = JsFuture::from(take_lock(name, patient)).await.ok()?;
    if given.is_undefined() {
        return None;
    }
    Some(given.dyn_into().ok())
}
