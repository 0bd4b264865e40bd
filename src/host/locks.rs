//! The lock that makes one refresh of many: `pkg-template/driver/lock.js`.

use super::kind::Kind;
use js_sys::Function;
use wasm_bindgen::prelude::*;

driver! { "../driver/lock.js" extern "C" {
    fn lock(kind: &str, storage: &JsValue, name: &str, patient: bool) -> JsValue;
} }

/// The hold on a lock; dropping it lets go.
#[derive(Debug)]
pub struct Hold(Function);

impl Drop for Hold {
    fn drop(&mut self) {
        drop(self.0.call0(&JsValue::UNDEFINED));
    }
}

/// Waits for the lock called `name`: between tabs and workers where they can agree by something, else between the managers of
/// this process that use the same `storage` object. `None` if it could not be had in time.
pub async fn take(kind: Kind, storage: &JsValue, name: &str) -> Option<Hold> {
    hold(lock(kind.name(), storage, name, true)).await
}

/// The same, for who has no need to wait: `None` if somebody holds the lock.
pub async fn take_if_free(kind: Kind, storage: &JsValue, name: &str) -> Option<Hold> {
    hold(lock(kind.name(), storage, name, false)).await
}

async fn hold(taken: JsValue) -> Option<Hold> {
    let release = super::settled(Ok(taken)).await.ok()?;
    Some(Hold(release.dyn_into().ok()?))
}
