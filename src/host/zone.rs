//! Timers that no zone waits for: `pkg-template/zones.js`.

use wasm_bindgen::prelude::*;

driver! { "../zones.js" extern "C" {
    /// Does `work`, which sets a timer, outside of all zones.
    #[wasm_bindgen(js_name = outsideZones)]
    pub fn outside(work: &mut dyn FnMut());
} }
