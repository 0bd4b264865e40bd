//! Waits that end: `pkg-template/driver/within.js`.

use js_sys::Promise;
use std::future::{Future, poll_fn};
use std::pin::{Pin, pin};
use std::task::Poll;
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::JsFuture;

driver! { "../driver/within.js" extern "C" {
    type Wait;

    fn bound(ms: f64) -> Wait;
    #[cfg(feature = "npm")]
    #[wasm_bindgen(js_name = pause)]
    fn unbound(ms: f64) -> Wait;
    #[wasm_bindgen(method, getter)]
    fn over(this: &Wait) -> Promise;
    #[wasm_bindgen(method)]
    fn end(this: &Wait);
} }

/// How often work that ends with its request gives a sign of life: several times before it is taken for lost.
const SIGN_MS: i64 = 400;

struct Limit {
    wait: Wait,
    over: JsFuture,
}

impl Limit {
    fn new(wait: Wait) -> Self {
        let over = wait.over().into();
        Self { wait, over }
    }
}

impl Drop for Limit {
    fn drop(&mut self) {
        self.wait.end();
    }
}

/// What `work` gives, or `None` if it takes longer than `ms` (or 24 days, the longest that a host can wait); it is dropped then.
/// That the host itself was busy, or away, is not held against the work.
pub async fn within<T>(ms: i64, work: impl Future<Output = T>) -> Option<T> {
    let mut work = pin!(work);
    let mut limit = None;
    poll_fn(|context| match work.as_mut().poll(context) {
        Poll::Ready(value) => Poll::Ready(Some(value)),
        Poll::Pending => {
            // Made only when needed: what is ready at once needs no timer.
            let limit = limit.get_or_insert_with(|| Limit::new(bound(ms as f64)));
            Pin::new(&mut limit.over).poll(context).map(|_| None)
        }
    })
    .await
}

/// Lets `ms` go by.
#[cfg(feature = "npm")]
pub async fn pause(ms: i64) {
    let mut limit = Limit::new(unbound(ms as f64));
    drop(Pin::new(&mut limit.over).await);
}

/// Lets `ms` go by.
#[cfg(not(feature = "npm"))]
pub async fn pause(ms: i64) {
    let ms = ms.clamp(0, i32::MAX.into()) as u32;
    let mut timer = None;
    super::zone::outside(&mut || timer = Some(gloo_timers::future::TimeoutFuture::new(ms)));
    if let Some(timer) = timer {
        timer.await;
    }
}

/// What `work` gives; while it is under way, `sign` is called again and again.
pub async fn with_signs_of_life<T>(work: impl Future<Output = T>, sign: impl Fn()) -> T {
    let mut work = pin!(work);
    loop {
        if let Some(value) = within(SIGN_MS, work.as_mut()).await {
            return value;
        }
        sign();
    }
}
