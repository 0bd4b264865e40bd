//! Timers that no zone waits for: see `pkg-template/zones.js`.

use super::{global, property};
use wasm_bindgen::prelude::*;

#[wasm_bindgen]
extern "C" {
    type Zone;

    #[wasm_bindgen(method, catch)]
    fn run(this: &Zone, work: &mut dyn FnMut()) -> Result<(), JsValue>;
}

/// Does `work`, which sets a timer, outside of all zones.
pub fn outside(work: &mut dyn FnMut()) {
    let mut done = false;
    let mut once = || {
        done = true;
        work();
    };
    // Looked up at each call: zone.js may be loaded later than this.
    if let Some(root) = global("Zone").and_then(|zone| property(&zone, "root")) {
        drop(root.unchecked_into::<Zone>().run(&mut once));
    }
    if !done {
        work();
    }
}
