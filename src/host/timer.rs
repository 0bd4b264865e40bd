//! The one host timer.
//!
//! Bound by hand rather than through gloo-timers, since Node, Deno and Bun must be told whether a timer keeps the process
//! alive, and gloo keeps the timer's handle to itself.

use super::zone;
use wasm_bindgen::prelude::*;

#[wasm_bindgen]
extern "C" {
    #[wasm_bindgen(catch, js_name = setTimeout)]
    fn set_timeout(callback: &js_sys::Function, ms: f64) -> Result<JsValue, JsValue>;
    #[wasm_bindgen(js_name = clearTimeout)]
    fn clear_timeout(id: &JsValue);
}

/// Hosts fire a longer timer at once.
const LONGEST_MS: i64 = i32::MAX as i64;

/// A timer that is armed for one moment at a time. Dropping it disarms it.
#[derive(Debug)]
pub struct Timer {
    callback: Closure<dyn FnMut()>,
    id: Option<JsValue>,
}

impl Timer {
    /// A timer that calls `callback` when it fires.
    pub fn new(callback: impl FnMut() + 'static) -> Self {
        Self {
            callback: Closure::new(callback),
            id: None,
        }
    }

    /// Arms the timer, in place of what it was armed for. It fires early if `ms` is longer than the host can wait.
    /// `keeps_alive` says whether a process waits for it.
    pub fn arm(&mut self, ms: i64, keeps_alive: bool) {
        self.disarm();
        let ms = ms.clamp(0, LONGEST_MS) as f64;
        let callback = self.callback.as_ref().unchecked_ref();
        zone::outside(&mut || self.id = set_timeout(callback, ms).ok());
        if !keeps_alive && let Some(id) = &self.id {
            release(id);
        }
    }

    /// Disarms the timer.
    pub fn disarm(&mut self) {
        if let Some(id) = self.id.take() {
            clear_timeout(&id);
        }
    }
}

impl Drop for Timer {
    fn drop(&mut self) {
        self.disarm();
    }
}

/// Lets the process end although the timer is armed: `id.unref()` in Node and Bun, `Deno.unrefTimer(id)` in Deno.
fn release(id: &JsValue) {
    let released = if id.is_object() {
        super::method(id, "unref").map(|unref| unref.call0(id))
    } else {
        super::global("Deno")
            .and_then(|deno| super::method(&deno, "unrefTimer").map(|unref| unref.call1(&deno, id)))
    };
    drop(released);
}
