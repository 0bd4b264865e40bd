//! Signals of pages and web workers that time may have gone by unnoticed, or that the network came or went.
//!
//! Bound by hand: web-sys would bring a class for every event and target.

use super::{global, property};
use wasm_bindgen::prelude::*;

#[wasm_bindgen]
extern "C" {
    #[wasm_bindgen(catch, js_name = addEventListener)]
    fn add_listener(kind: &str, listener: &JsValue, capture: bool) -> Result<(), JsValue>;
    #[wasm_bindgen(catch, js_name = removeEventListener)]
    fn remove_listener(kind: &str, listener: &JsValue, capture: bool) -> Result<(), JsValue>;
}

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

/// What is listened to. `visibilitychange` and `resume` go to the document, of which the capturing window hears as well;
/// `focus` alone must not be captured, since every element of the page has one.
const KINDS: [&str; 7] = [
    "visibilitychange",
    "resume",
    "pagehide",
    "pageshow",
    "focus",
    "online",
    "offline",
];

/// The listeners of one manager; dropping it removes them.
pub struct Wake(Closure<dyn Fn(JsValue)>);

impl Wake {
    /// Calls `woke` at each signal.
    pub fn new(woke: impl Fn(Signal) + 'static) -> Self {
        // `Fn`, since what is done at one signal may cause another.
        let closure = Closure::<dyn Fn(JsValue)>::new(move |event: JsValue| {
            let kind = property(&event, "type").and_then(|kind| kind.as_string());
            let persisted = || {
                let persisted = property(&event, "persisted");
                persisted.and_then(|persisted| persisted.as_bool()) == Some(true)
            };
            woke(match kind.as_deref() {
                Some("online") => Signal::Online,
                Some("offline") => Signal::Offline,
                Some("pagehide") if persisted() => Signal::Hidden,
                Some("pageshow") if persisted() => Signal::Restored,
                _ => Signal::Woke,
            });
        });
        let wake = Self(closure);
        wake.each(add_listener);
        wake
    }

    fn each(&self, what: impl Fn(&str, &JsValue, bool) -> Result<(), JsValue>) {
        for kind in KINDS {
            drop(what(kind, self.0.as_ref(), kind != "focus"));
        }
    }
}

impl Drop for Wake {
    fn drop(&mut self) {
        self.each(remove_listener);
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
    let online = global("navigator").and_then(|navigator| property(&navigator, "onLine"));
    online.is_some_and(|online| online.as_bool() == Some(false))
}
