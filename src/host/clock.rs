//! The host's two clocks.

use crate::core::time::Clocks;
use wasm_bindgen::prelude::*;

driver! { "../driver/clock.js" extern "C" {
    #[wasm_bindgen(js_name = monotonicMs)]
    fn monotonic_ms() -> f64;
} }

/// Reads both clocks. Where there is no monotonic one, the wall clock stands in for it.
#[must_use]
pub fn read() -> Clocks {
    Clocks {
        wall: js_sys::Date::now() as i64,
        monotonic: monotonic_ms() as i64,
    }
}
