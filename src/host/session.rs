//! Where a pending login is kept: `sessionStorage`, which lives as long as the tab; else memory.

use super::{global, method};
use crate::core::secret::Secret;
use std::cell::RefCell;
use wasm_bindgen::JsValue;

thread_local! {
    /// For hosts without `sessionStorage`, and pages where it throws.
    static MEMORY: RefCell<Vec<(String, Secret)>> = const { RefCell::new(Vec::new()) };
}

/// Keeps `text` under `key`, and drops what `is_stale` of those whose key begins with `prefix`. Whether it survives leaving the
/// page: memory does not.
pub fn put(key: &str, text: Secret, prefix: &str, is_stale: impl Fn(&str) -> bool) -> bool {
    let Some(storage) = global("sessionStorage") else {
        return remember(key, text);
    };
    for other in keys(&storage) {
        let stale = || get(&storage, &other).is_some_and(|text| is_stale(&text));
        if other.starts_with(prefix) && stale() {
            drop(call(&storage, "removeItem", &other));
        }
    }
    let set = || {
        method(&storage, "setItem")?
            .call2(&storage, &key.into(), &text.reveal().into())
            .ok()
    };
    set().is_some() || remember(key, text)
}

fn remember(key: &str, text: Secret) -> bool {
    MEMORY.with_borrow_mut(|memory| {
        memory.retain(|(k, _)| k != key);
        memory.push((key.into(), text));
    });
    false
}

fn keys(storage: &JsValue) -> Vec<String> {
    let keys = js_sys::Reflect::own_keys(storage).unwrap_or_default();
    keys.iter().filter_map(|key| key.as_string()).collect()
}

fn call(storage: &JsValue, name: &str, key: &str) -> Option<JsValue> {
    method(storage, name)?.call1(storage, &key.into()).ok()
}

fn get(storage: &JsValue, key: &str) -> Option<String> {
    call(storage, "getItem", key)?.as_string()
}

/// Gives what is kept under `key` and removes it.
#[must_use]
pub fn take(key: &str) -> Option<Secret> {
    let stored = global("sessionStorage").and_then(|storage| {
        let text = get(&storage, key)?;
        call(&storage, "removeItem", key)?;
        Some(Secret::new(text))
    });
    stored.or_else(|| {
        MEMORY.with_borrow_mut(|memory| {
            let index = memory.iter().position(|(k, _)| k == key)?;
            Some(memory.swap_remove(index).1)
        })
    })
}
