//! The host's two clocks.

use crate::core::time::Clocks;
use wasm_bindgen::prelude::*;

#[wasm_bindgen]
extern "C" {
    type Performance;
    #[wasm_bindgen(method)]
    fn now(this: &Performance) -> f64;
    #[wasm_bindgen(thread_local_v2, js_name = performance)]
    static PERFORMANCE: Option<Performance>;
}

/// Reads both clocks. Where there is no monotonic one, the wall clock stands in for it.
#[must_use]
pub fn read() -> Clocks {
    let wall = js_sys::Date::now() as i64;
    let monotonic =
        PERFORMANCE.with(|performance| performance.as_ref().map_or(wall, |p| p.now() as i64));
    Clocks { wall, monotonic }
}
