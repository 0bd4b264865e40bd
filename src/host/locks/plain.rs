//! Locks between the tabs and workers of an origin by Web Locks alone: for programs whose wasm-bindgen target has no
//! JavaScript modules. Who is slow and who is frozen look alike to it.

use super::local::{AT_ONCE_MS, BOUND_MS};
use crate::host::bounded::within;
use crate::host::fetch::Abort;
use crate::host::{global, method, property, settled};
use js_sys::{Function, Object, Promise, Reflect};
use wasm_bindgen::prelude::*;

/// Waits for the lock called `name`; what is given lets go of it. `None` in it if the lock could not be had in time. Where the
/// host has no Web Locks, the outer `None` says so at once.
pub async fn take(patient: bool, name: &str) -> Option<Option<Function>> {
    let ms = if patient { BOUND_MS } else { AT_ONCE_MS };
    let locks = global("navigator").and_then(|navigator| property(&navigator, "locks"))?;
    let request = method(&locks, "request")?;
    let abort = Abort::new();
    let options = Object::new();
    Reflect::set(&options, &"signal".into(), &abort.signal()).ok()?;

    // The browser calls `granted` once the lock is ours, and holds it until the promise that `granted` returns is settled.
    let mut release = None;
    let held = Promise::new(&mut |resolve, _| release = Some(resolve));
    let release = release?;
    let mut announce = None;
    let announced = Promise::new(&mut |resolve, _| announce = Some(resolve));
    let announce = announce?;
    let granted = Closure::once_into_js(move || -> Promise {
        drop(announce.call0(&JsValue::UNDEFINED));
        held
    });
    let requested = request
        .call3(&locks, &name.into(), &options, &granted)
        .ok()?;
    // Rejects when the wait is given up; nobody else looks at it.
    wasm_bindgen_futures::spawn_local(async move { drop(settled(Ok(requested)).await) });
    match within(ms, settled(Ok(announced.into()))).await {
        Some(_) => Some(Some(release)),
        None => {
            abort.abort();
            // Granted in the very moment of giving up: let go.
            drop(release.call0(&JsValue::UNDEFINED));
            Some(None)
        }
    }
}
