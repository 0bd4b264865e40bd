//! The one host timer: `pkg-template/driver/timer.js`.

use wasm_bindgen::prelude::*;

driver! { "../driver/timer.js" extern "C" {
    #[derive(Debug)]
    type HostTimer;

    #[wasm_bindgen(js_name = createTimer)]
    fn create_timer(fired: &JsValue) -> HostTimer;
    #[wasm_bindgen(method)]
    fn arm(this: &HostTimer, ms: f64, keeps_alive: bool);
    #[wasm_bindgen(method)]
    fn disarm(this: &HostTimer);
} }

/// A timer that is armed for one moment at a time. Dropping it disarms it.
#[derive(Debug)]
pub struct Timer {
    host: HostTimer,
    _fired: Closure<dyn FnMut()>,
}

impl Timer {
    /// A timer that calls `callback` when it fires.
    pub fn new(callback: impl FnMut() + 'static) -> Self {
        let fired = Closure::<dyn FnMut()>::new(callback);
        Self {
            host: create_timer(fired.as_ref()),
            _fired: fired,
        }
    }

    /// Arms the timer, in place of what it was armed for. It fires early if `ms` is longer than the host can wait.
    /// `keeps_alive` says whether a process waits for it.
    pub fn arm(&mut self, ms: i64, keeps_alive: bool) {
        self.host.arm(ms as f64, keeps_alive);
    }

    /// Disarms the timer.
    pub fn disarm(&mut self) {
        self.host.disarm();
    }
}

impl Drop for Timer {
    fn drop(&mut self) {
        self.disarm();
    }
}
