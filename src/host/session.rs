//! Where a pending login is kept: `sessionStorage`, which lives as long as the tab; else memory.

use super::{global, method};
use crate::core::secret::Secret;
use std::cell::RefCell;

thread_local! {
    /// For hosts without `sessionStorage`, and pages where it throws.
    static MEMORY: RefCell<Vec<(String, Secret)>> = const { RefCell::new(Vec::new()) };
}

/// Keeps `text` under `key`.
pub fn put(key: &str, text: Secret) {
    let kept = global("sessionStorage").and_then(|storage| {
        method(&storage, "setItem")?
            .call2(&storage, &key.into(), &text.reveal().into())
            .ok()
    });
    if kept.is_none() {
        MEMORY.with_borrow_mut(|memory| {
            memory.retain(|(k, _)| k != key);
            memory.push((key.into(), text));
        });
    }
}

/// Gives what is kept under `key` and removes it.
#[must_use]
pub fn take(key: &str) -> Option<Secret> {
    let stored = global("sessionStorage").and_then(|storage| {
        let text = method(&storage, "getItem")?
            .call1(&storage, &key.into())
            .ok()?
            .as_string()?;
        method(&storage, "removeItem")?
            .call1(&storage, &key.into())
            .ok()?;
        Some(Secret::new(text))
    });
    stored.or_else(|| {
        MEMORY.with_borrow_mut(|memory| {
            let index = memory.iter().position(|(k, _)| k == key)?;
            Some(memory.swap_remove(index).1)
        })
    })
}
