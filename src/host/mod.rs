//! What does: one thin file per capability of the JavaScript host. Makes no decision.
//!
//! Every capability may be missing, throw or hang: each file says what it gives then.
//!
//! The work itself is JavaScript, at a tenth of the size: files of `pkg-template/`, which the npm package holds one by one. Rust
//! programs load them as one file, `bundled.js`, which `cargo xtask build` makes of them: wasm-bindgen copies only what is
//! named, and dozens of requests at once are more than its test server answers. Pages without modules load `classic.js`.

/// Imports functions of one of the driver's files: the npm package's own file, or what Rust programs have in its place.
#[rustfmt::skip]
macro_rules! driver {
    ($file:literal $imports:item) => {
        #[cfg_attr(feature = "npm", wasm_bindgen(raw_module = $file))]
        #[cfg_attr(
            all(feature = "modules", not(feature = "npm")),
            wasm_bindgen(module = "/src/host/bundled.js")
        )]
        #[cfg_attr(not(feature = "modules"), wasm_bindgen(js_namespace = tokenwardDriver))]
        $imports
    };
}

pub mod bounded;
pub mod channel;
pub mod cipher;
pub mod clock;
pub mod crypto;
pub mod dpop;
pub mod fetch;
pub mod in_flight;
pub mod kind;
pub mod locks;
pub mod session;
pub(crate) mod shape;
pub mod storage;
pub mod timer;
pub mod wake;
#[cfg(not(feature = "npm"))]
mod zone;

use std::future::Future;
use std::pin::Pin;
use std::task::{Context, Poll};
use wasm_bindgen::prelude::*;

/// A property of the global object; `None` if it is missing or its getter throws (`localStorage` in a sandboxed frame does).
pub(crate) fn global(name: &str) -> Option<JsValue> {
    property(&js_sys::global(), name)
}

/// A property of any value; `None` if it is null, missing, or its getter throws.
pub(crate) fn property(object: &JsValue, name: &str) -> Option<JsValue> {
    js_sys::Reflect::get(object, &name.into())
        .ok()
        .filter(|value| !value.is_undefined() && !value.is_null())
}

/// A method of any value, if it has it.
pub(crate) fn method(object: &JsValue, name: &str) -> Option<js_sys::Function> {
    property(object, name)?.dyn_into().ok()
}

/// What was thrown, as the core carries it: opaque.
pub(crate) fn cause(thrown: JsValue) -> crate::core::error::Cause {
    crate::core::error::Cause(std::rc::Rc::new(thrown))
}

/// What a call comes to: a future of the promise (or any thenable) that it returned, a ready one of anything else.
///
/// The future has a name and is not inlined, since every call of the host's has one.
#[inline(never)]
pub(crate) fn settled(returned: Result<JsValue, JsValue>) -> Settling {
    match returned {
        Ok(value) if method(&value, "then").is_some() => {
            Settling::Awaited(js_sys::Promise::resolve(&value).into())
        }
        known => Settling::Known(known),
    }
}

/// See [`settled`].
pub(crate) enum Settling {
    Known(Result<JsValue, JsValue>),
    Awaited(wasm_bindgen_futures::JsFuture),
}

impl Future for Settling {
    type Output = Result<JsValue, JsValue>;

    #[inline(never)]
    fn poll(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Self::Output> {
        match self.get_mut() {
            Self::Known(known) => Poll::Ready(known.clone()),
            Self::Awaited(promise) => Pin::new(promise).poll(context),
        }
    }
}
