//! Waits that end.

use gloo_timers::future::TimeoutFuture;
use std::future::{Future, poll_fn};
use std::pin::pin;
use std::task::Poll;

/// What `work` gives, or `None` if it takes longer than `ms`; it is dropped then.
pub async fn within<T>(ms: u32, work: impl Future<Output = T>) -> Option<T> {
    let mut work = pin!(work);
    let mut timeout = None;
    poll_fn(|context| {
        if let Poll::Ready(value) = work.as_mut().poll(context) {
            return Poll::Ready(Some(value));
        }
        // Made only now: what is ready at once needs no timer.
        let timeout = timeout.get_or_insert_with(|| TimeoutFuture::new(ms));
        pin!(timeout).poll(context).map(|()| None)
    })
    .await
}

/// What `work` gives; while it is under way, `sign` is called about every `ms`.
pub async fn with_signs_of_life<T>(ms: u32, work: impl Future<Output = T>, sign: impl Fn()) -> T {
    let mut work = pin!(work);
    loop {
        if let Some(value) = within(ms, work.as_mut()).await {
            return value;
        }
        sign();
    }
}
