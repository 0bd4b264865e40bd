//! Waits that end.

use super::{clock, zone};
use gloo_timers::future::TimeoutFuture;
use std::future::{Future, poll_fn};
use std::pin::pin;
use std::task::{Context, Poll};

/// Hosts fire a longer timer at once.
const LONGEST_MS: i64 = i32::MAX as i64;
/// How often work that ends with its request gives a sign of life: several times before it is taken for lost.
const SIGN_MS: i64 = 400;

/// A timer that fires later than this shows that the page's thread was busy.
const LATE_MS: i64 = 50;
/// What came while it was busy waits behind the timer in the host's queue: it gets so long.
const GRACE_MS: i64 = 250;
/// A timer that fires later than this shows that the host slept, or that the page was frozen: the wait counts anew.
const AWAY_MS: i64 = 2_000;
/// More often nothing is made up for: every wait ends.
const MOST: u8 = 3;

/// What `work` gives, or `None` if it takes longer than `ms` (or 24 days, the longest that a host can wait); it is dropped then.
/// That the host itself was busy, or away, is not held against the work.
pub async fn within<T>(ms: i64, work: impl Future<Output = T>) -> Option<T> {
    let mut work = pin!(work);
    let mut limit = Limit { ms, timer: None };
    poll_fn(|context| match work.as_mut().poll(context) {
        Poll::Ready(value) => Poll::Ready(Some(value)),
        Poll::Pending => limit.poll(context).map(|()| None),
    })
    .await
}

/// Not generic: the work may be anything.
struct Limit {
    ms: i64,
    /// Made only when needed: what is ready at once needs no timer.
    timer: Option<Timer>,
}

struct Timer {
    future: TimeoutFuture,
    due: i64,
    prolonged: u8,
}

impl Limit {
    fn poll(&mut self, context: &mut Context<'_>) -> Poll<()> {
        let ms = self.ms;
        let limit = self.timer.get_or_insert_with(|| Timer {
            future: timer(ms),
            due: clock::read().monotonic.saturating_add(ms),
            prolonged: 0,
        });
        while pin!(&mut limit.future).poll(context).is_ready() {
            let now = clock::read().monotonic;
            let late_ms = now.saturating_sub(limit.due);
            if late_ms < LATE_MS || limit.prolonged == MOST {
                return Poll::Ready(());
            }
            let more_ms = if late_ms < AWAY_MS { GRACE_MS } else { ms };
            limit.prolonged += 1;
            limit.due = now.saturating_add(more_ms);
            limit.future = timer(more_ms);
        }
        Poll::Pending
    }
}

fn timer(ms: i64) -> TimeoutFuture {
    let mut made = None;
    zone::outside(&mut || {
        made = Some(TimeoutFuture::new(ms.clamp(0, LONGEST_MS) as u32));
    });
    // It is made in any case.
    made.unwrap_or_else(|| TimeoutFuture::new(0))
}

/// Lets `ms` go by.
pub async fn pause(ms: i64) {
    timer(ms).await;
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
