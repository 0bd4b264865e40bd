//! Waits that end.

use gloo_timers::future::TimeoutFuture;
use std::future::{Future, poll_fn};
use std::pin::pin;
use std::task::Poll;

/// Hosts fire a longer timer at once.
const LONGEST_MS: i64 = i32::MAX as i64;
/// How often work that ends with its request gives a sign of life: several times before it is taken for lost.
const SIGN_MS: i64 = 400;

/// What `work` gives, or `None` if it takes longer than `ms` (or 24 days, the longest that a host can wait); it is dropped then.
pub async fn within<T>(ms: i64, work: impl Future<Output = T>) -> Option<T> {
    let mut work = pin!(work);
    let mut timeout = None;
    poll_fn(|context| {
        if let Poll::Ready(value) = work.as_mut().poll(context) {
            return Poll::Ready(Some(value));
        }
        // Made only now: what is ready at once needs no timer.
        let timeout =
            timeout.get_or_insert_with(|| TimeoutFuture::new(ms.clamp(0, LONGEST_MS) as u32));
        pin!(timeout).poll(context).map(|()| None)
    })
    .await
}

/// Lets `ms` go by.
pub async fn pause(ms: i64) {
    within(ms, std::future::pending::<()>()).await;
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
