//! Messages between the tabs, workers and managers of one origin: a `BroadcastChannel`, or what `pkg-template/channel.js` has in
//! its place.

use super::{method, property};
use js_sys::Reflect;
use wasm_bindgen::prelude::*;

#[cfg(feature = "indexeddb")]
#[cfg_attr(feature = "npm", wasm_bindgen(raw_module = "../channel.js"))]
#[cfg_attr(not(feature = "npm"), wasm_bindgen(module = "/src/host/bundled.js"))]
extern "C" {
    #[wasm_bindgen(js_name = openChannel)]
    fn open(name: &str) -> Option<JsValue>;
}

#[cfg(not(feature = "indexeddb"))]
fn open(name: &str) -> Option<JsValue> {
    let class: js_sys::Function = super::global("BroadcastChannel")?.dyn_into().ok()?;
    Reflect::construct(&class, &js_sys::Array::of1(&name.into())).ok()
}

/// An open channel; dropping it closes it.
pub struct Channel {
    object: JsValue,
    _heard: Closure<dyn Fn(JsValue)>,
}

impl Channel {
    /// Opens the channel called `name`. `None` where the host has none, or forbids it.
    pub fn open(name: &str, heard: impl Fn(String) + 'static) -> Option<Self> {
        let object = open(name)?;
        let closure = Closure::<dyn Fn(JsValue)>::new(move |event: JsValue| {
            if let Some(text) = property(&event, "data").and_then(|data| data.as_string()) {
                heard(text);
            }
        });
        Reflect::set(&object, &"onmessage".into(), closure.as_ref()).ok()?;
        Some(Self {
            object,
            _heard: closure,
        })
    }

    /// Tells all others who have the channel open.
    pub fn post(&self, text: &str) {
        if let Some(post) = method(&self.object, "postMessage") {
            drop(post.call1(&self.object, &text.into()));
        }
    }
}

impl Drop for Channel {
    fn drop(&mut self) {
        if let Some(close) = method(&self.object, "close") {
            drop(close.call0(&self.object));
        }
    }
}

impl std::fmt::Debug for Channel {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Channel")
    }
}
