//! Signals of pages and web workers that time may have gone by unnoticed, or that the network came or went:
//! `pkg-template/driver/wake.js`.

use js_sys::Function;
use wasm_bindgen::prelude::*;

driver! { "../driver/wake.js" extern "C" {
    #[wasm_bindgen(js_name = listenToHost)]
    fn listen(heard: &JsValue) -> Function;
    #[wasm_bindgen(js_name = isOffline)]
    fn offline() -> bool;
} }

/// What a host tells.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Signal {
    /// Time may have gone by.
    Woke,
    /// There is a network.
    Online,
    /// There is none.
    Offline,
    /// The page goes away, and perhaps into the back/forward cache.
    Hidden,
    /// The page comes back from the back/forward cache.
    Restored,
}

/// The listeners of one manager; dropping it removes them.
pub struct Wake {
    stop: Function,
    _heard: Closure<dyn Fn(String)>,
}

impl Wake {
    /// Calls `woke` at each signal.
    pub fn new(woke: impl Fn(Signal) + 'static) -> Self {
        // `Fn`, since what is done at one signal may cause another.
        let heard = Closure::<dyn Fn(String)>::new(move |signal: String| {
            woke(match signal.as_str() {
                "online" => Signal::Online,
                "offline" => Signal::Offline,
                "hidden" => Signal::Hidden,
                "restored" => Signal::Restored,
                _ => Signal::Woke,
            });
        });
        Self {
            stop: listen(heard.as_ref()),
            _heard: heard,
        }
    }
}

impl Drop for Wake {
    fn drop(&mut self) {
        drop(self.stop.call0(&JsValue::UNDEFINED));
    }
}

impl std::fmt::Debug for Wake {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Wake")
    }
}

/// Whether the host says that there is no network. That there is one it says without knowing.
#[must_use]
pub fn is_offline() -> bool {
    offline()
}
