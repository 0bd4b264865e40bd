//! `sessionStorage`: what a page keeps for as long as its tab lives.

use super::global;
use crate::core::secret::Secret;
use wasm_bindgen::prelude::*;

#[wasm_bindgen]
extern "C" {
    #[derive(Debug)]
    type WebStorage;

    #[wasm_bindgen(method, catch, js_name = getItem)]
    fn get_item(this: &WebStorage, key: &str) -> Result<Option<String>, JsValue>;
    #[wasm_bindgen(method, catch, js_name = setItem)]
    fn set_item(this: &WebStorage, key: &str, text: &str) -> Result<(), JsValue>;
    #[wasm_bindgen(method, catch, js_name = removeItem)]
    fn remove_item(this: &WebStorage, key: &str) -> Result<(), JsValue>;
}

/// Where a tab keeps it.
#[derive(Debug)]
pub struct Session(WebStorage);

impl Session {
    /// `None` where there is none, or where to look at it throws.
    #[must_use]
    pub fn open() -> Option<Self> {
        Some(Self(global("sessionStorage")?.unchecked_into()))
    }

    /// What is kept under `key`.
    #[must_use]
    pub fn get(&self, key: &str) -> Option<Secret> {
        self.0.get_item(key).ok()?.map(Secret::new)
    }

    /// Keeps `text` under `key`; whether that could be done.
    pub fn put(&self, key: &str, text: &Secret) -> bool {
        self.0.set_item(key, text.reveal()).is_ok()
    }

    /// Removes what is kept under `key`; whether that could be done.
    pub fn remove(&self, key: &str) -> bool {
        self.0.remove_item(key).is_ok()
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
