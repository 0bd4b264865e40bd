//! Does on the host what the state machines ask for.

use super::custom;
use super::discovery;
use super::inner::Inner;
use super::parts;
use super::registry::Key;
use crate::core::config::Grant;
use crate::core::credential::ids::FlightId;
use crate::core::credential::io::{Input, Output};
use crate::core::records::execution::StorageOperation;
use crate::core::records::queue::Item;
use crate::core::records::work::Write;
use crate::host::bounded::with_signs_of_life;
use crate::host::fetch::Abort;
use crate::host::in_flight;
use crate::host::locks;
use std::future::Future;
use std::rc::Rc;

impl Inner {
    pub(super) fn act(&self, key: Key, output: Output) {
        let Some(inner) = self.me.upgrade() else {
            return;
        };
        match output {
            Output::Load(ticket) => inner.store_operation(key, StorageOperation::Load(ticket)),
            Output::Peek(ticket) => inner.store_operation(key, StorageOperation::Peek(ticket)),
            Output::Save {
                ticket,
                record,
                expires_at,
                only_if,
            } => {
                let expected = inner.expected(key, only_if);
                let write = Write {
                    text: Some(record),
                    expires_at,
                    expected,
                };
                inner.store_operation(key, StorageOperation::Write(ticket, write));
            }
            Output::Erase { ticket, only_if } => {
                let expected = inner.expected(key, only_if);
                let write = Write {
                    expected,
                    ..Write::default()
                };
                inner.store_operation(key, StorageOperation::Write(ticket, write));
            }
            Output::Discard(storage_key) => {
                inner.discard(key, &storage_key);
            }
            Output::TakeLock(flight) => inner.take_lock(key, flight),
            Output::ReleaseLock(flight) => inner.queue(key, Item::Release(flight)),
            Output::AskFallback { ask, place, force } => {
                inner.ask_fallback(key, ask, place, force);
            }
            Output::Revoke(waiter, tokens) => inner.revoke(key, waiter, tokens),
            Output::Discover(flight)
            | Output::Make(flight, _)
            | Output::Send(flight, _)
            | Output::CallAcquire(flight)
            | Output::CallRefresh(flight, _) => inner.start(key, flight, output),
            Output::Cancel(flight) => {
                let abort = self
                    .with_entry(key, |entry| entry.abort.take_if(|(of, _)| *of == flight))
                    .flatten();
                if let Some((_, abort)) = abort {
                    abort.abort();
                }
            }
            Output::Announce(what) => inner.announce(key, what),
            // Made into other actions by `prepare`.
            Output::Resolve(_)
            | Output::Reject(..)
            | Output::Done(_)
            | Output::Emit(_)
            | Output::Note(_) => {}
        }
    }

    /// Starts work of a flight that can be taken back.
    fn start(self: Rc<Self>, key: Key, flight: FlightId, work: Output) {
        let abort = Rc::new(Abort::new());
        self.with_entry(key, |entry| entry.abort = Some((flight, abort.clone())));
        in_flight::spawn(async move {
            let input = self.alive(key, self.work(key, flight, work, &abort)).await;
            // In Node an AbortController weighs as much as a token: none stays behind. Where it is gone, the work was taken
            // back: its late answer is none to what the flight may wait for by now.
            let ours = self.with_entry(key, |entry| {
                let ours =
                    |(_, abort_now): &mut (FlightId, Rc<Abort>)| Rc::ptr_eq(abort_now, &abort);
                entry.abort.take_if(ours).is_some()
            });
            if ours == Some(true) {
                self.feed(key, input);
            }
        });
    }

    /// What a flight waits for. One future for all kinds of it, since each kind would be code of its own.
    async fn work(
        self: &Rc<Self>,
        key: Key,
        flight: FlightId,
        work: Output,
        abort: &Abort,
    ) -> Input {
        let tokens = match work {
            Output::Send(_, request) => {
                return match self.send(key, &request, abort).await {
                    Ok(response) => Input::Response(flight, response),
                    Err((why, cause)) => Input::NetworkFailed(flight, why, cause),
                };
            }
            Output::Discover(_) => {
                let config =
                    self.with_entry(key, |entry| entry.credential.settings().config.clone());
                let Some((Grant::OAuth(oauth), policy)) = config.map(|c| (c.grant, c.retry_policy))
                else {
                    return Input::TimePassed;
                };
                // The machine waits no longer either.
                let until = self.moment().now.plus(policy.timeout_ms);
                let found = discovery::metadata(self, Some(key), &oauth, until, abort).await;
                return Input::Discovered(flight, found);
            }
            Output::Make(_, needs) => {
                return Input::Made(flight, parts::make(self, key, *needs).await);
            }
            Output::CallRefresh(_, tokens) => Some(*tokens),
            _ => None,
        };
        let ended = custom::call(self, key, tokens, abort).await;
        Input::CustomEnded(flight, ended.map(Box::new))
    }

    /// Does `work`, with signs of life for the machine where work ends with its request.
    pub(super) async fn alive<T>(&self, key: Key, work: impl Future<Output = T>) -> T {
        if !self.ends_with_request() {
            return work.await;
        }
        let flight = self
            .with_entry(key, |entry| entry.credential.in_flight())
            .flatten();
        with_signs_of_life(work, || {
            if let Some(flight) = flight {
                self.feed(key, Input::StillAlive(flight));
            }
        })
        .await
    }

    pub(super) fn take_lock(self: Rc<Self>, key: Key, flight: FlightId) {
        let name = self.with_entry(key, |entry| entry.credential.storage_key());
        let (Some(store), Some(name), false) = (self.store(), name, self.ends_with_request())
        else {
            // On the edge a lock could be held by a request that has ended.
            self.feed(key, Input::LockTimedOut(flight));
            return;
        };
        let object = store.storage.object().clone();
        in_flight::spawn(async move {
            let hold = locks::take(self.kind, &object, &name).await;
            let input = match &hold {
                Some(_) => Input::LockGranted(flight),
                None => Input::LockTimedOut(flight),
            };
            self.with_entry(key, |entry| {
                if entry.credential.in_flight() == Some(flight) {
                    entry.locks.extend(hold.map(|hold| (flight, hold)));
                }
            });
            self.feed(key, input);
        });
    }
}
