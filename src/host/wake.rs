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

/// What is listened to. `visibilitychange` and `resume` go to the document, of which the capturing window hears as well;
/// `focus` alone must not be captured, since every element of the page has one.
const KINDS: [&str; 6] = [
    "visibilitychange",
    "resume",
    "pageshow",
    "focus",
    "online",
    "offline",
];

/// The listeners of one manager; dropping it removes them.
pub struct Wake(Closure<dyn Fn(JsValue)>);

impl Wake {
    /// Calls `woke` at each signal, with whether the host says that it is offline.
    pub fn new(woke: impl Fn(bool) + 'static) -> Self {
        // `Fn`, since what is done at one signal may cause another.
        let closure = Closure::<dyn Fn(JsValue)>::new(move |event: JsValue| {
            let kind = property(&event, "type").and_then(|kind| kind.as_string());
            woke(match kind.as_deref() {
                Some("online") => false,
                Some("offline") => true,
                _ => is_offline(),
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
