//! Has the user's function called for providers that are added when they are first asked for: see [`resolving`].

use super::by_name::ByName;
use super::inner::Inner;
use super::registry::Key;
use super::waiting::Wait;
use super::{Provider, closed};
use crate::core::credential::ids::WaiterId;
use crate::core::error::{Class, Result};
use crate::core::resolving::{self, CallId, Failure, Output};
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

/// The resolutions, and what their calls of the user's function wait for.
pub(super) struct Resolutions {
    machine: resolving::Resolving,
    /// Answered when a name's call is cancelled.
    cancelled: ByName<WaiterId>,
}

impl Resolutions {
    pub fn new(resolver: Option<&Resolver>, requests_end: bool) -> Self {
        let deadline_ms = resolver.map_or(0, |resolver| resolver.deadline_ms);
        Self {
            machine: resolving::Resolving::new(deadline_ms, requests_end),
            cancelled: ByName::default(),
        }
    }
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
        let (waiter, mut wait) = self.state.borrow_mut().waiting.add();
        self.resolving(|machine, now, out| machine.wanted(name, waiter, now, out));
        let answer = if self.ends_with_request() {
            loop {
                if let Some(answer) = wait.look().await {
                    break answer;
                }
                self.resolving(|machine, now, out| machine.waited(name, now, out));
            }
        } else {
            wait.await
        };
        answer?;
        self.find(Some(name))
    }

    /// A provider of this name was added.
    pub(super) fn resolved(&self, name: &str) {
        self.resolving(|machine, _, out| machine.added(name, out));
    }

    /// The manager closes.
    pub(super) fn leave_resolutions(&self) {
        self.resolving(|machine, _, out| machine.close(&closed(), out));
    }

    fn resolving(
        &self,
        input: impl FnOnce(&mut resolving::Resolving, Timestamp, &mut Vec<Output>),
    ) {
        let now = self.moment().now;
        let mut outputs = Vec::new();
        input(
            &mut self.state.borrow_mut().resolutions.machine,
            now,
            &mut outputs,
        );
        for output in outputs {
            match output {
                Output::Call { call, name, until } => self.call_resolver(call, name, until),
                Output::Cancel { name, .. } => self.cancel_call(&name),
                Output::Settle(waiters, result) => {
                    for waiter in waiters {
                        self.settle(waiter, result.clone().map(|()| None));
                    }
                }
            }
        }
    }

    fn call_resolver(&self, call: CallId, name: Rc<str>, until: Timestamp) {
        let (Some(inner), Some(resolver)) = (self.me.upgrade(), self.resolver.clone()) else {
            return;
        };
        let cancelled = (!self.ends_with_request()).then(|| {
            let state = &mut *self.state.borrow_mut();
            let (waiter, wait) = state.waiting.add();
            state.resolutions.cancelled.put(&name, waiter);
            wait
        });
        in_flight::spawn(async move {
            let ms = until.since(inner.moment().now);
            // The function is the user's and may do anything at once, also call this manager.
            let work = within(ms, (resolver.resolve)(&name));
            let resolved = match cancelled {
                Some(cancelled) => {
                    let Some(resolved) = unless(cancelled, work).await else {
                        return;
                    };
                    inner.cancel_call(&name);
                    resolved
                }
                None => {
                    let sign = || {
                        inner.resolving(|machine, now, _| machine.alive(&name, call, now));
                    };
                    with_signs_of_life(work, sign).await
                }
            };
            let failure = match resolved {
                Some(Ok(Some(provider))) => {
                    if !inner.awaits_resolution(&name, call) {
                        return;
                    }
                    match inner.add(&name, provider) {
                        Ok(()) => return,
                        Err(error) => Failure::Error(error),
                    }
                }
                Some(Ok(None)) => Failure::NoProvider,
                Some(Err(error)) => Failure::Error(error),
                None => Failure::TimedOut,
            };
            inner.resolving(|machine, _, out| machine.failed(&name, call, failure, out));
        });
    }

    fn awaits_resolution(&self, name: &str, call: CallId) -> bool {
        self.state.borrow().resolutions.machine.awaits(name, call)
    }

    /// Ends the wait for the answer of a name's call.
    fn cancel_call(&self, name: &str) {
        let state = &mut *self.state.borrow_mut();
        if let Some(waiter) = state.resolutions.cancelled.take(name) {
            state.waiting.settle(waiter, Ok(None));
        }
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
