//! Providers that are added when they are first asked for: tenants.
//!
//! All callers that ask for a name at once share one call of the user's function. Only a provider is remembered; after
//! a failure the next caller causes another call. Where work ends with its request, a call is lost when the request
//! that made it ends. There each caller looks again and again. The first caller that finds no sign of life for
//! [`LOST_AFTER_MS`] causes a new call.

use super::credential::ids::WaiterId;
use super::credential::io::LOST_AFTER_MS;
use super::error::{Class, Code, Error, Result};
use super::time::Timestamp;
use std::rc::Rc;

/// One call of the user's function. The machine makes the numbers.
pub type CallId = u32;

/// A command for the host.
#[derive(Debug)]
pub enum Output {
    /// Call the user's function with the name. Answered by [`Resolving::failed`], or by adding the provider
    /// ([`Resolving::added`]) if the answer is still [awaited](Resolving::awaits).
    Call {
        /// The number of the call.
        call: CallId,
        /// The provider's name.
        name: Rc<str>,
        /// The time when the call is answered by [`Failure::TimedOut`].
        until: Timestamp,
    },
    /// The answer to this call is no longer wanted.
    Cancel {
        /// The number of the call.
        call: CallId,
        /// The provider's name.
        name: Rc<str>,
    },
    /// The callers for this name have a provider now, or none for this reason.
    Settle(Vec<WaiterId>, Result<()>),
}

/// The reason why a call brought no provider.
#[derive(Clone, Debug)]
pub enum Failure {
    /// The user's function returned no provider for this name.
    NoProvider,
    /// The function threw, or returned an invalid configuration ([`Class::InvalidConfiguration`]).
    Error(Error),
    /// The function did not answer in time.
    TimedOut,
}

/// The resolutions under way.
#[derive(Debug)]
pub struct Resolving {
    deadline_ms: i64,
    requests_end: bool,
    /// Sorted by name. Boxed, since each one that comes or goes moves those behind it.
    #[allow(clippy::vec_box)]
    under_way: Vec<Box<Resolution>>,
    last_call: CallId,
}

#[derive(Debug)]
struct Resolution {
    name: Rc<str>,
    /// The call whose answer counts. An earlier one was abandoned as lost.
    call: CallId,
    /// The last sign of life of the request that made the call.
    alive_at: Timestamp,
    waiters: Vec<WaiterId>,
}

impl Resolving {
    /// `deadline_ms` is the time limit of one call. `requests_end` is true if work ends with the request that began it.
    #[must_use]
    pub fn new(deadline_ms: i64, requests_end: bool) -> Self {
        Self {
            deadline_ms,
            requests_end,
            under_way: Vec::new(),
            last_call: 0,
        }
    }

    /// Handles a caller that wants the provider of this name, which is not registered. Answered by [`Output::Settle`].
    pub fn wanted(&mut self, name: &str, waiter: WaiterId, now: Timestamp, out: &mut Vec<Output>) {
        match self.place(name) {
            Ok(place) => self.under_way[place].waiters.push(waiter),
            Err(place) => {
                let mut resolution = Box::new(Resolution {
                    name: name.into(),
                    call: 0,
                    alive_at: now,
                    waiters: vec![waiter],
                });
                self.call(&mut resolution, now, out);
                self.under_way.insert(place, resolution);
            }
        }
    }

    /// Handles a caller that still waits for this name. Has the function called again if the call under way is lost.
    pub fn waited(&mut self, name: &str, now: Timestamp, out: &mut Vec<Output>) {
        if let Ok(place) = self.place(name)
            && self.requests_end
            && now.since(self.under_way[place].alive_at) >= LOST_AFTER_MS
        {
            let mut resolution = self.under_way.remove(place);
            self.call(&mut resolution, now, out);
            self.under_way.insert(place, resolution);
        }
    }

    /// Notes that the request that made the call is still alive (hosts whose requests end).
    pub fn alive(&mut self, name: &str, call: CallId, now: Timestamp) {
        if let Some(place) = self.awaiting(name, call) {
            self.under_way[place].alive_at = now;
        }
    }

    /// True if the answer to this call still counts.
    #[must_use]
    pub fn awaits(&self, name: &str, call: CallId) -> bool {
        self.awaiting(name, call).is_some()
    }

    /// Handles a call that brought no provider.
    pub fn failed(&mut self, name: &str, call: CallId, why: Failure, out: &mut Vec<Output>) {
        let Some(place) = self.awaiting(name, call) else {
            return;
        };
        let error = match why {
            Failure::NoProvider => unknown(
                Code::UnknownProvider,
                "no provider has this name, and resolveProvider returned none",
            ),
            Failure::Error(error) if error.class == Class::InvalidConfiguration => error,
            Failure::Error(error) => unknown(
                Code::UnknownProvider,
                "resolveProvider failed: see cause; the next call asks it again",
            )
            .retryable()
            .with_cause(error.cause.clone()),
            Failure::TimedOut => unknown(
                Code::Timeout,
                "resolveProvider did not answer within retryPolicy.deadlineMs; the next call asks it again",
            )
            .retryable(),
        };
        let Resolution { name, waiters, .. } = *self.under_way.remove(place);
        out.push(Output::Settle(waiters, Err(error.of(&name))));
    }

    /// Handles a new provider of this name, from a call or set by hand.
    pub fn added(&mut self, name: &str, out: &mut Vec<Output>) {
        if let Ok(place) = self.place(name) {
            let resolution = self.under_way.remove(place);
            self.end(*resolution, Ok(()), out);
        }
    }

    /// Closes: all callers get `error`.
    pub fn close(&mut self, error: &Error, out: &mut Vec<Output>) {
        for resolution in std::mem::take(&mut self.under_way) {
            self.end(*resolution, Err(error.clone()), out);
        }
    }

    fn call(&mut self, resolution: &mut Resolution, now: Timestamp, out: &mut Vec<Output>) {
        self.last_call = self.last_call.wrapping_add(1);
        resolution.call = self.last_call;
        resolution.alive_at = now;
        out.push(Output::Call {
            call: resolution.call,
            name: resolution.name.clone(),
            until: now.plus(self.deadline_ms),
        });
    }

    /// The place of a name's resolution in the list, or the place to insert it.
    fn place(&self, name: &str) -> std::result::Result<usize, usize> {
        self.under_way
            .binary_search_by(|resolution| (*resolution.name).cmp(name))
    }

    /// The place of the resolution that this call belongs to.
    fn awaiting(&self, name: &str, call: CallId) -> Option<usize> {
        let place = self.place(name).ok()?;
        (self.under_way[place].call == call).then_some(place)
    }

    /// Ends a resolution whose call may still be under way.
    fn end(&self, resolution: Resolution, result: Result<()>, out: &mut Vec<Output>) {
        // A call of another request is out of reach where requests end.
        if !self.requests_end {
            out.push(Output::Cancel {
                call: resolution.call,
                name: resolution.name,
            });
        }
        out.push(Output::Settle(resolution.waiters, result));
    }
}

fn unknown(code: Code, message: &'static str) -> Error {
    Error::new(Class::UnknownProvider, code, message)
}
