//! Messages between the tabs, workers and managers of one origin: a `BroadcastChannel`, or what `pkg-template/channel.js` has in
//! its place.

use wasm_bindgen::prelude::*;

driver! { "../channel.js" extern "C" {
    type HostChannel;

    #[wasm_bindgen(js_name = openChannel)]
    fn open(name: &str, heard: &JsValue) -> Option<HostChannel>;
    #[wasm_bindgen(method, catch, js_name = postMessage)]
    fn post(this: &HostChannel, text: &str) -> Result<(), JsValue>;
    #[wasm_bindgen(method)]
    fn close(this: &HostChannel);
} }

/// An open channel; dropping it closes it.
pub struct Channel {
    host: HostChannel,
    _heard: Closure<dyn Fn(String)>,
}

impl Channel {
    /// Opens the channel called `name`. `None` where the host has none, or forbids it.
    pub fn open(name: &str, heard: impl Fn(String) + 'static) -> Option<Self> {
        let heard = Closure::<dyn Fn(String)>::new(heard);
        Some(Self {
            host: open(name, heard.as_ref())?,
            _heard: heard,
        })
    }

    /// Tells all others who have the channel open.
    pub fn post(&self, text: &str) {
        drop(self.host.post(text));
    }
}

impl Drop for Channel {
    fn drop(&mut self) {
        self.host.close();
    }
}

impl std::fmt::Debug for Channel {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Channel")
    }
}
