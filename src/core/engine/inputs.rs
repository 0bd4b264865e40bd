//! The inputs: calls, answers, time, and signals of the host.

use super::call::{Call, Caller};
use super::callers::{Task, Then};
use super::effect::{Answer, Effect, Number};
use super::providers::Key;
use super::queue::{For, Purpose};
use super::tell::Line;
use super::{Engine, Reading, Signal, Todo, closed};
use crate::core::credential::io::{Announcement, Input};
#[cfg(doc)]
use crate::core::error::Class;
use crate::core::identity::IDENTITY_DIGITS;
use crate::core::log::Level;

impl Engine {
    /// A call that is answered by [`Effect::Settle`] with the same number.
    pub fn call(&mut self, caller: Caller, call: Call, reading: Reading) {
        self.clock.read(reading);
        self.callers.tasks.put(caller, Task::default());
        if let Err(error) = self.begin(caller, call) {
            self.settle(caller, Err(error));
        }
        self.finish();
    }

    /// Handles a caller that gave up. Its call is not settled; work that it began goes on.
    pub fn abandon(&mut self, caller: Caller, reading: Reading) {
        self.clock.read(reading);
        self.callers.tasks.take(caller);
        for id in self.callers.of(caller) {
            if let Some(waiter) = self.callers.waiters.take(id) {
                let key = waiter.key;
                self.todo.push_back(Todo::Feed(key, Input::Abandoned(id)));
            }
        }
        self.finish();
    }

    /// Handles the end of a piece of work. An unexpected answer is ignored.
    pub fn answer(&mut self, number: Number, answer: Answer, reading: Reading) {
        self.clock.read(reading);
        self.answered(number, answer);
        self.finish();
    }

    /// Notes that the request that does this work is still alive. For hosts where work ends with its request.
    pub fn alive(&mut self, number: Number, reading: Reading) {
        self.clock.read(reading);
        let purpose = self.effects.purpose(number);
        let key = purpose.and_then(Purpose::key);
        if let Some(Purpose::Resolver(name, call)) = purpose {
            let (name, call) = (name.clone(), *call);
            self.resolver_alive(&name, call);
        }
        if let Some(key) = key
            && let Some(entry) = self.providers.get(key)
            && let Some(flight) = entry.credential.in_flight()
        {
            self.todo
                .push_back(Todo::Feed(key, Input::StillAlive(flight)));
        }
        self.finish();
    }

    /// Notes that a caller's request is still alive, and moves its call on. For hosts where work ends with its request.
    /// Returns the time until the next look, in milliseconds; `None` if the call is settled.
    pub fn look(&mut self, caller: Caller, reading: Reading) -> Option<i64> {
        self.clock.read(reading);
        let task = self.callers.tasks.get_mut(caller)?;
        let next_ms = task.next_look_ms();
        let mut keys: Vec<Key> = Vec::new();
        for id in self.callers.of(caller) {
            keys.extend(self.callers.waiters.get(id).map(|waiter| waiter.key));
        }
        let mut at = 0;
        // A caller that waits for a fallback also moves the fallback's flight on.
        while let Some(key) = keys.get(at).copied() {
            at += 1;
            for (lender, sign) in self.asked_by(key) {
                self.todo.push_back(Todo::Feed(key, sign));
                if !keys.contains(&lender) {
                    keys.push(lender);
                }
            }
        }
        self.look_at_resolutions(caller, &keys);
        for key in keys.into_iter().rev() {
            self.todo.push_back(Todo::Feed(key, Input::TimePassed));
        }
        self.wake_flows();
        self.finish();
        self.callers.tasks.get(caller).map(|_| next_ms)
    }

    /// The entries whose tokens an entry waits for, each with the sign of life for that wait.
    pub(super) fn asked_by(&self, key: Key) -> Vec<(Key, Input)> {
        let mut asked = Vec::new();
        for (_, waiter) in self.callers.waiters.iter() {
            let sign = match waiter.then {
                Then::Lent { borrower, ask } if borrower == key => Input::FallbackAlive(ask),
                Then::Subject(number, _) | Then::Minted(number) => {
                    match self.effects.purpose(number) {
                        Some(Purpose::Step(For::Flight(of, flight), _)) if *of == key => {
                            Input::StillAlive(*flight)
                        }
                        _ => continue,
                    }
                }
                _ => continue,
            };
            asked.push((waiter.key, sign));
        }
        asked
    }

    /// Handles the timer.
    pub fn tick(&mut self, reading: Reading) {
        self.clock.read(reading);
        self.time_passed();
        self.finish();
    }

    pub(super) fn time_passed(&mut self) {
        self.armed = None;
        let now = self.clock.now();
        while let Some(index) = self.schedule.take_due(now) {
            if let Some(key) = self.providers.key(index) {
                self.todo.push_back(Todo::Feed(key, Input::TimePassed));
                self.drive();
            }
        }
        self.wake_flows();
    }

    /// Handles a signal of the host.
    pub fn host(&mut self, signal: Signal, reading: Reading) {
        self.clock.read(reading);
        if !self.closed {
            self.signalled(signal);
        }
        self.finish();
    }

    pub(super) fn signalled(&mut self, signal: Signal) {
        let offline = match signal {
            Signal::Heard(hint) => return self.heard(&hint),
            Signal::Online => {
                self.look_into_storage();
                false
            }
            Signal::Offline => true,
            Signal::Woke { offline } => offline,
            // An open channel may keep the page out of the back/forward cache. A page with a storage of its own would
            // miss a logout meanwhile: it would neither hear of it nor find it in storage. Such a page gives up its
            // place in the cache instead.
            Signal::Hidden => {
                if self.traits().shared {
                    self.listen(false);
                }
                return;
            }
            Signal::Restored { offline } => {
                self.listen(true);
                self.look_into_storage();
                offline
            }
        };
        if std::mem::replace(&mut self.offline, offline) != offline {
            self.feed_all(&|| Input::Network(!offline));
        }
        self.time_passed();
    }

    /// Looks at storage, because others may have renewed or logged out unnoticed.
    pub(super) fn look_into_storage(&mut self) {
        self.feed_all(&|| Input::Elsewhere(Announcement::Renewed));
    }

    /// Opens or closes the channel, unless it is already.
    pub(super) fn listen(&mut self, listens: bool) {
        if std::mem::replace(&mut self.listens, listens) != listens {
            self.effects.push(Effect::Listen(listens));
        }
    }

    /// Handles a hint, which names a change and a credential. It only causes a look at storage.
    pub(super) fn heard(&mut self, hint: &str) {
        let Some((what, hint)) = hint.split_at_checked(1) else {
            return;
        };
        let Some((identity, name)) = hint.split_at_checked(IDENTITY_DIGITS) else {
            return;
        };
        let what = match what {
            "n" => Announcement::Renewed,
            "c" => Announcement::Cleared,
            _ => return,
        };
        let keys = match name.split_at_checked(1) {
            Some((":", name)) => Vec::from_iter(self.providers.find(name)),
            Some(("%", name)) => self.providers.find_inline(name),
            _ => return,
        };
        for key in keys {
            let entry = self.providers.get(key);
            if entry.is_some_and(|entry| entry.credential.identity() == identity) {
                self.todo.push_back(Todo::Feed(key, Input::Elsewhere(what)));
            }
        }
    }

    pub(super) fn feed_all(&mut self, input: &dyn Fn() -> Input) {
        for key in self.providers.all() {
            self.todo.push_back(Todo::Feed(key, input()));
            self.drive();
        }
    }

    /// Stops everything and settles every call with [`Class::ManagerClosed`]. A refresh that was already sent is
    /// finished if there is a storage for the new refresh token, so the driver goes on until no effect is left.
    pub fn close(&mut self, reading: Reading) {
        self.clock.read(reading);
        if std::mem::replace(&mut self.closed, true) {
            return;
        }
        // First, so that no caller gets the error of a fallback that is removed.
        for caller in self.callers.tasks.numbers(|_| true) {
            self.settle(caller, Err(closed()));
        }
        for key in self.providers.all() {
            self.leave(key);
        }
        self.close_resolutions();
        self.listen(false);
        self.teller.close();
        for waiter in self.callers.waiters.numbers(|_| true) {
            self.waiter_answered(waiter, Err(closed()), None);
        }
        self.log(Line::new(Level::Info, "manager closed", None));
        self.finish();
    }
}
