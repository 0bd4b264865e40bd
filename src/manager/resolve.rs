//! Providers that are added when they are first asked for: tenants.
//!
//! However many callers ask for a name at once, it is resolved once, and each of them waits for the outcome. Only a provider
//! is remembered; whatever went wrong is asked again by the next call. On the edge a resolution ends with the request that
//! began it, so there each caller waits with timers of its own, and begins anew when there is no sign of life.

use super::inner::Inner;
use super::registry::Key;
use super::waiting::{Answer, Wait};
use super::{Provider, closed};
use crate::core::credential::ids::WaiterId;
use crate::core::credential::io::LOST_AFTER_MS;
use crate::core::error::{Class, Code, Error, Result};
use crate::core::time::Timestamp;
use crate::host::bounded::{with_signs_of_life, within};
use crate::host::in_flight;
use std::fmt;
use std::future::{Future, poll_fn};
use std::pin::{Pin, pin};
use std::rc::Rc;
use std::task::Poll;

/// What [`Resolver::resolve`] gives: the provider, or `None` if there is none of this name.
pub type Resolving = Pin<Box<dyn Future<Output = Result<Option<Provider>>>>>;

/// Where providers come from that are not registered.
#[derive(Clone)]
pub struct Resolver {
    /// Gives the provider of a name. An error of [`Class::InvalidConfiguration`] reaches callers as it is; any other becomes
    /// the cause of a retryable [`Class::UnknownProvider`].
    pub resolve: Rc<dyn Fn(&str) -> Resolving>,
    /// How long it may take, in milliseconds.
    pub deadline_ms: i64,
}

impl fmt::Debug for Resolver {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Resolver")
    }
}

/// A resolution under way.
pub(super) struct Resolution {
    /// Which attempt it is: what an older one brings comes too late.
    attempt: u32,
    alive_at: Timestamp,
    waiters: Vec<WaiterId>,
}

impl Inner {
    /// The provider of this name, resolved if need be.
    pub(super) async fn find_or_resolve(self: &Rc<Self>, name: Option<&str>) -> Result<Key> {
        match (self.find(name), name, &self.resolver) {
            (Err(error), Some(name), Some(_))
                if error.class == Class::UnknownProvider && !name.is_empty() =>
            {
                self.resolve(name).await
            }
            (found, ..) => found,
        }
    }

    async fn resolve(self: &Rc<Self>, name: &str) -> Result<Key> {
        let wait = self.join_resolution(name);
        let answer = if self.ends_with_request() {
            self.wait_for_resolution(name, wait).await
        } else {
            wait.await
        };
        answer?;
        self.find(Some(name))
    }

    /// Joins the resolution of `name`, or begins one.
    fn join_resolution(self: &Rc<Self>, name: &str) -> Wait {
        let alive_at = self.moment().now;
        let (begins, wait) = {
            let state = &mut *self.state.borrow_mut();
            let (waiter, wait) = state.waiting.add();
            match state.resolving.get_mut(name) {
                Some(resolution) => {
                    resolution.waiters.push(waiter);
                    (false, wait)
                }
                None => {
                    let resolution = Resolution {
                        attempt: 0,
                        alive_at,
                        waiters: vec![waiter],
                    };
                    state.resolving.put(name, resolution);
                    (true, wait)
                }
            }
        };
        if begins {
            self.begin_resolution(name, 0);
        }
        wait
    }

    fn begin_resolution(self: &Rc<Self>, name: &str, attempt: u32) {
        let Some(resolver) = self.resolver.clone() else {
            return;
        };
        let inner = self.clone();
        let name: Rc<str> = name.into();
        // Answered when nobody waits any more: the manager was closed, or the provider added by hand.
        let nobody_waits = (!self.ends_with_request()).then(|| {
            let state = &mut *self.state.borrow_mut();
            let (id, wait) = state.waiting.add();
            if let Some(resolution) = state.resolving.get_mut(&name) {
                resolution.waiters.push(id);
            }
            wait
        });
        in_flight::spawn(async move {
            // The function is the user's and may do anything at once, also call this manager.
            let work = within(resolver.deadline_ms, (resolver.resolve)(&name));
            let resolved = match nobody_waits {
                Some(nobody_waits) => match unless(nobody_waits, work).await {
                    Some(resolved) => resolved,
                    None => return,
                },
                None => {
                    let sign = || {
                        let now = inner.moment().now;
                        let state = &mut *inner.state.borrow_mut();
                        if let Some(resolution) = state.resolving.get_mut(&name) {
                            resolution.alive_at = now;
                        }
                    };
                    with_signs_of_life(work, sign).await
                }
            };
            inner.end_resolution(&name, attempt, resolved);
        });
    }

    fn end_resolution(
        &self,
        name: &Rc<str>,
        attempt: u32,
        resolved: Option<Result<Option<Provider>>>,
    ) {
        let current = {
            let state = self.state.borrow();
            let resolution = state.resolving.get(name);
            resolution.is_some_and(|resolution| resolution.attempt == attempt)
        };
        if !current || self.closed.get() {
            return;
        }
        let result = match resolved {
            Some(Ok(Some(provider))) => self.add(name, provider),
            Some(Ok(None)) => Err(unknown(
                Code::UnknownProvider,
                "no provider has this name, and resolveProvider gave none",
            )),
            Some(Err(error)) if error.class == Class::InvalidConfiguration => Err(error),
            Some(Err(error)) => Err(unknown(
                Code::UnknownProvider,
                "resolveProvider failed: see cause; the next call asks it again",
            )
            .retryable()
            .with_cause(error.cause.clone())),
            None => Err(unknown(
                Code::Timeout,
                "resolveProvider did not answer within retryPolicy.deadlineMs; the next call asks it again",
            )
            .retryable()),
        };
        self.settle_resolution(name, result.map_err(|error| error.of(name)));
    }

    /// Everybody who waits for the name gets the outcome; nothing is remembered of it.
    pub(super) fn settle_resolution(&self, name: &str, result: Result<()>) {
        let resolution = self.state.borrow_mut().resolving.take(name);
        for waiter in resolution.map(|r| r.waiters).unwrap_or_default() {
            self.settle(waiter, result.clone().map(|()| None));
        }
    }

    /// Waits where the resolution may be another request's, which may have ended.
    async fn wait_for_resolution(self: &Rc<Self>, name: &str, mut wait: Wait) -> Answer {
        loop {
            if let Some(answer) = wait.look().await {
                return answer;
            }
            if self.closed.get() {
                return Err(closed());
            }
            if let Some(attempt) = self.take_over_resolution(name) {
                self.begin_resolution(name, attempt);
            }
        }
    }

    /// The number of a new attempt, if the one under way is lost.
    fn take_over_resolution(&self, name: &str) -> Option<u32> {
        let now = self.moment().now;
        let state = &mut *self.state.borrow_mut();
        let resolution = state.resolving.get_mut(name)?;
        if now.since(resolution.alive_at) < LOST_AFTER_MS {
            return None;
        }
        resolution.alive_at = now;
        resolution.attempt += 1;
        Some(resolution.attempt)
    }
}

/// What `work` gives, or `None` once `end` is answered.
async fn unless<T>(mut end: Wait, work: impl Future<Output = T>) -> Option<T> {
    let mut work = pin!(work);
    poll_fn(|context| match Pin::new(&mut end).poll(context) {
        Poll::Ready(_) => Poll::Ready(None),
        Poll::Pending => work.as_mut().poll(context).map(Some),
    })
    .await
}

fn unknown(code: Code, message: &'static str) -> Error {
    Error::new(Class::UnknownProvider, code, message)
}
