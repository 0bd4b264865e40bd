//! Work that goes on beside its callers, and that a host which ends requests is told to wait for.

use std::future::Future;
use std::pin::Pin;
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::spawn_local;

#[cfg(feature = "npm")]
#[wasm_bindgen(raw_module = "../in-flight.js")]
extern "C" {
    /// The function to call when the work is done; undefined where nobody waits.
    fn hold() -> JsValue;
}

/// Rust programs tell their host themselves what to wait for.
#[cfg(not(feature = "npm"))]
fn hold() -> JsValue {
    JsValue::UNDEFINED
}

/// Does `work`; on the edge the request that began it is kept alive until it is done, as far as the host lets it.
pub fn spawn(work: impl Future<Output = ()> + 'static) {
    spawn_boxed(Box::pin(work));
}

fn spawn_boxed(work: Pin<Box<dyn Future<Output = ()>>>) {
    let done = hold();
    if done.is_undefined() {
        spawn_local(work);
        return;
    }
    spawn_local(async move {
        work.await;
        drop(
            done.unchecked_into::<js_sys::Function>()
                .call0(&JsValue::UNDEFINED),
        );
    });
}
