//! The lock that makes one refresh of many: between the tabs and workers of an origin, or within one process by a queue.
//!
//! - `origin.rs`: between tabs and workers, by Web Locks or a lease in IndexedDB.
//! - `plain.rs`: the same by Web Locks alone, for programs that cannot import JavaScript modules.
//! - `local.rs`: the queue.

mod local;
#[cfg(feature = "indexeddb")]
mod origin;
#[cfg(not(feature = "indexeddb"))]
mod plain;

use self::local::Queue;
#[cfg(not(feature = "indexeddb"))]
use self::plain as origin;
use super::kind::Kind;
use js_sys::Function;
use std::cell::RefCell;
use std::rc::Rc;
use wasm_bindgen::prelude::*;

/// The hold on a lock; dropping it lets go.
#[derive(Debug)]
pub struct Hold(Inner);

#[derive(Debug)]
enum Inner {
    Origin(Function),
    Local(Rc<RefCell<Queue>>),
}

impl Drop for Hold {
    fn drop(&mut self) {
        match &self.0 {
            Inner::Origin(release) => drop(release.call0(&JsValue::UNDEFINED)),
            Inner::Local(queue) => Queue::pass_on(queue),
        }
    }
}

/// Waits for the lock called `name`: between tabs and workers where they can agree by something, else between the managers of
/// this process that use the same `storage` object. `None` if it could not be had in time.
pub async fn take(kind: Kind, storage: &JsValue, name: &str) -> Option<Hold> {
    take_patiently(true, kind, storage, name).await
}

/// The same, for who has no need to wait: `None` if somebody holds the lock.
pub async fn take_if_free(kind: Kind, storage: &JsValue, name: &str) -> Option<Hold> {
    take_patiently(false, kind, storage, name).await
}

async fn take_patiently(patient: bool, kind: Kind, storage: &JsValue, name: &str) -> Option<Hold> {
    let between_tabs = match kind {
        Kind::Browser => origin::take(patient, name).await,
        _ => None,
    };
    match between_tabs {
        Some(release) => release.map(|release| Hold(Inner::Origin(release))),
        None => local::take(patient, storage, name).await,
    }
}
