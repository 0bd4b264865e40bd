//! `sessionStorage`: what a page keeps for as long as its tab lives.

use super::{global, method};
use crate::core::secret::Secret;
use wasm_bindgen::JsValue;

/// Where a tab keeps it.
#[derive(Debug)]
pub struct Session(JsValue);

impl Session {
    /// `None` where there is none, or where to look at it throws.
    #[must_use]
    pub fn open() -> Option<Self> {
        global("sessionStorage").map(Self)
    }

    fn call(&self, name: &str, key: &str) -> Option<JsValue> {
        method(&self.0, name)?.call1(&self.0, &key.into()).ok()
    }

    /// What is kept under `key`.
    #[must_use]
    pub fn get(&self, key: &str) -> Option<Secret> {
        Some(Secret::new(self.call("getItem", key)?.as_string()?))
    }

    /// Keeps `text` under `key`; whether that could be done.
    pub fn put(&self, key: &str, text: &Secret) -> bool {
        let set = || {
            method(&self.0, "setItem")?
                .call2(&self.0, &key.into(), &text.reveal().into())
                .ok()
        };
        set().is_some()
    }

    /// Removes what is kept under `key`; whether that could be done.
    pub fn remove(&self, key: &str) -> bool {
        self.call("removeItem", key).is_some()
    }

    /// The keys that begin with `prefix`.
    #[must_use]
    pub fn keys(&self, prefix: &str) -> Vec<String> {
        let keys = js_sys::Reflect::own_keys(&self.0).unwrap_or_default();
        keys.iter()
            .filter_map(|key| key.as_string())
            .filter(|key| key.starts_with(prefix))
            .collect()
    }
}
