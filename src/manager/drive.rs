//! Feeds the state machines, one input at a time, and keeps the one host timer armed for what comes next.

use super::events::Event;
use super::inner::Inner;
use super::lend::{lease, token_of};
use super::log::Level;
use super::registry::{Entry, Key};
use super::waiting::Answer;
use crate::core::credential::ids::WaiterId;
use crate::core::credential::io::{self, Input, Output};
use crate::core::error::{Class, Code, Error};
use crate::core::note::Note;
use crate::core::time::Moment;
use crate::host::crypto;
use crate::host::kind::Kind;
use crate::host::timer::Timer;
use js_sys::JsString;
use std::rc::Rc;

/// What is to be done outside the machines, with what it needs as it was when the machine said so.
pub(super) enum Action {
    Do(Output),
    Settle(WaiterId, Answer),
    Tell(Event),
    Note(Rc<str>, Note),
    /// An event of a fallback without a name: listeners would not know whom it is about.
    Log(Event),
    TellBorrowers,
    Lend {
        name: Rc<str>,
        lease: Option<(JsString, i64, i64)>,
    },
}

impl Inner {
    /// Feeds one input to one machine, and does what it asks for.
    pub(super) fn feed(&self, key: Key, input: Input) {
        let at = Moment {
            random: crypto::dice(),
            ..self.moment()
        };
        let wanted = matches!(input, Input::TokenWanted { .. });
        {
            let state = &mut *self.state.borrow_mut();
            let Some(entry) = state.registry.get_mut(key) else {
                return;
            };
            let mut outputs = Vec::new();
            let version = entry.credential.version();
            entry.credential.handle(input, at, &mut outputs);
            state.schedule.set(key.index, entry.credential.deadline());
            // First what may be lent, so that a listener which asks at once gets what the event tells of.
            if self.lend.is_some() && !entry.inline {
                state
                    .actions
                    .extend(lease(entry, at, wanted).map(|action| (key, action)));
            }
            let actions = outputs
                .into_iter()
                .map(|output| (key, prepare(output, entry, at)));
            state.actions.extend(actions);
            let lends = entry.ties.as_ref().is_some_and(|t| t.has_borrowers());
            if lends && entry.credential.version() != version {
                state.actions.push_back((key, Action::TellBorrowers));
            }
        }
        self.perform();
        self.drop_if_done(key);
    }

    /// Does what is to be done, in order. What a listener causes meanwhile comes after what is already there.
    pub(super) fn perform(&self) {
        if self.performing.replace(true) {
            return;
        }
        loop {
            let Some((key, action)) = self.state.borrow_mut().actions.pop_front() else {
                break;
            };
            match action {
                Action::Do(output) => self.act(key, output),
                Action::Settle(waiter, answer) => self.settle(waiter, answer),
                Action::Tell(event) => {
                    self.count(&event);
                    self.tell(&event);
                }
                Action::Note(provider, note) => self.note(&provider, &note),
                Action::Log(event) => {
                    self.count(&event);
                    self.log_event(&event);
                }
                Action::TellBorrowers => self.tell_borrowers(key),
                Action::Lend { name, lease } => self.publish(&name, lease),
            }
        }
        self.performing.set(false);
        self.arm();
    }

    /// Drops an entry that was removed, once its flight has landed and what it had to write is written.
    pub(super) fn drop_if_done(&self, key: Key) {
        let state = &mut *self.state.borrow_mut();
        if state.registry.is_done(key) {
            state.schedule.set(key.index, None);
            drop(state.registry.drop_entry(key));
        }
    }

    /// Arms the host's timer for what comes next.
    pub(super) fn arm(&self) {
        if self.ends_with_request() {
            return;
        }
        let mut borrowed = self.state.borrow_mut();
        let state = &mut *borrowed;
        let keeps_alive = state.waiting.any();
        // An object that holds a timer is not put to sleep, and paid for: it has an alarm for what is due while nobody waits.
        let armed = self.kind != Kind::Edge || keeps_alive;
        let next = state.schedule.nearest().filter(|_| armed);
        let next = next.map(|at| (at, keeps_alive));
        if next == state.armed {
            return;
        }
        state.armed = next;
        let Some((at, _)) = next else {
            if let Some(timer) = &mut state.timer {
                timer.disarm();
            }
            return;
        };
        let ms = state
            .time_line
            .as_ref()
            .map_or(0, |line| at.since(line.now()));
        let me = self.me.clone();
        let timer = state.timer.get_or_insert_with(|| {
            Timer::new(move || {
                if let Some(inner) = me.upgrade() {
                    inner.timer_fired();
                }
            })
        });
        timer.arm(ms, keeps_alive);
        drop(borrowed); // The logger may call anything.
        if self.logger.is_some() && self.background() {
            self.log_with(
                Level::Debug,
                "timer armed",
                None,
                None,
                vec![("inMs", ms.into())],
            );
        }
    }

    pub(super) fn timer_fired(&self) {
        let now = self.moment().now;
        self.state.borrow_mut().armed = None;
        loop {
            let due = {
                let state = &mut *self.state.borrow_mut();
                state
                    .schedule
                    .take_due(now)
                    .map(|index| state.registry.key(index))
            };
            match due {
                Some(Some(key)) => self.feed(key, Input::TimePassed),
                Some(None) => {}
                None => break,
            }
        }
        self.arm();
    }
}

fn prepare(output: Output, entry: &mut Entry, at: Moment) -> Action {
    let provider = || entry.name().clone();
    match output {
        Output::Resolve(waiter) => {
            let none = || {
                Error::new(
                    Class::TokenNotFound,
                    Code::TokenNotFound,
                    "no token is held",
                )
            };
            Action::Settle(waiter, token_of(entry).map(Some).ok_or_else(none))
        }
        Output::Reject(waiter, error) => Action::Settle(waiter, Err(error)),
        Output::Done(waiter) => Action::Settle(waiter, Ok(None)),
        Output::Note(note) => Action::Note(entry.name().clone(), note),
        Output::Emit(event) => {
            let info = || entry.credential.info(at);
            let event = match event {
                io::Event::Added => Event::Added {
                    provider: provider(),
                    info: info(),
                },
                io::Event::Refreshed => Event::Refreshed {
                    provider: provider(),
                    info: info(),
                },
                io::Event::Expiring => Event::Expiring {
                    provider: provider(),
                    info: info(),
                },
                io::Event::Expired => Event::Expired {
                    provider: provider(),
                    info: info(),
                },
                io::Event::Removed => Event::Removed {
                    provider: provider(),
                },
                io::Event::Failed {
                    error,
                    next_attempt_at,
                } => Event::Error {
                    provider: provider(),
                    error,
                    next_attempt_at: next_attempt_at.map(|t| at.wall(t)),
                },
                io::Event::Fallback { to } => Event::Fallback {
                    provider: provider(),
                    to,
                },
                io::Event::Reauthenticate(error) => Event::Reauthenticate {
                    provider: provider(),
                    error,
                },
                io::Event::State { from, to } => Event::State {
                    provider: provider(),
                    from,
                    to,
                },
                io::Event::SignedIn => Event::SignedIn {
                    provider: provider(),
                    user: entry.credential.user(at.now),
                },
                io::Event::SignedOut => Event::SignedOut {
                    provider: provider(),
                },
                io::Event::StorageError(error) => Event::StorageError { error },
            };
            let inline = entry.inline && !matches!(event, Event::StorageError { .. });
            if inline {
                Action::Log(event)
            } else {
                Action::Tell(event)
            }
        }
        output => Action::Do(output),
    }
}
