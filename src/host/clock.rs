//! The host's two clocks.

use crate::core::time::Clocks;
use wasm_bindgen::prelude::*;

#[wasm_bindgen]
extern "C" {
    // Looked up at each call, as `Date` is: test tools put another `performance` in the place of the host's.
    #[wasm_bindgen(catch, js_namespace = performance, js_name = now)]
    fn performance_now() -> Result<f64, JsValue>;
}

/// Reads both clocks. Where there is no monotonic one, the wall clock stands in for it.
#[must_use]
pub fn read() -> Clocks {
    let wall = js_sys::Date::now() as i64;
    let monotonic = performance_now().map_or(wall, |ms| ms as i64);
    Clocks { wall, monotonic }
}
