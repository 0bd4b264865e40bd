//! Providers that are added when they are first asked for. [`Resolving`] decides when to resolve one. Calls go on once
//! the provider is there.

use super::call::{Call, Caller};
use super::effect::{Answer, Number, Work};
use super::provider::Provider;
use super::providers::Key;
use super::queue::Purpose;
use super::{Engine, Todo, closed};
use crate::core::credential::ids::AskId;
use crate::core::credential::io::Input;
use crate::core::driving::numbered::Numbered;
use crate::core::error::{Class, Code, Error, Result};
use crate::core::resolving::{CallId, Failure, Output, Resolving};
use crate::core::targets::Mint;
use crate::core::time::Timestamp;
use std::rc::Rc;

/// The work that goes on once a name has its provider, or turns out to have none.
#[derive(Debug)]
pub(super) enum Awaiting {
    /// The call begins.
    Call(Caller, Box<Call>),
    /// The entry's fallback is asked.
    Fallback {
        borrower: Key,
        ask: AskId,
        force_refresh: bool,
    },
    /// The provider's token is the subject token of a request that is being made.
    Subject(Number, Box<Work>),
    /// A step asks for a token from the provider's session.
    Mint(Number, Rc<Mint>),
}

/// The question to a fallback for which a name is resolved, if it is for one.
type Question = Option<(Key, AskId)>;

/// The resolutions, and what awaits them.
#[derive(Debug)]
pub(super) struct Resolutions {
    machine: Resolving,
    awaiting: Numbered<(Rc<str>, Awaiting)>,
    /// The work by which the user's function is called.
    calls: Numbered<Number>,
}

impl Resolutions {
    pub fn new(deadline_ms: i64, requests_end: bool) -> Self {
        Self {
            machine: Resolving::new(deadline_ms, requests_end),
            awaiting: Numbered::default(),
            calls: Numbered::default(),
        }
    }

    /// The names that `caller`, or a question of one of these entries to a fallback, waits for.
    fn names(&self, caller: Caller, keys: &[Key]) -> Vec<(Rc<str>, Question)> {
        let question = |awaiting: &Awaiting| match awaiting {
            Awaiting::Call(of, _) if *of == caller => Some(None),
            Awaiting::Fallback { borrower, ask, .. } if keys.contains(borrower) => {
                Some(Some((*borrower, *ask)))
            }
            _ => None,
        };
        let mut names = Vec::new();
        for (_, (name, awaiting)) in self.awaiting.iter() {
            names.extend(question(awaiting).map(|question| (name.clone(), question)));
        }
        names
    }
}

impl Engine {
    /// True if a provider of this name can still be resolved.
    pub(super) fn can_resolve(&self, name: &str) -> bool {
        self.resolutions.is_some()
            && !name.is_empty()
            && !self.closed
            && self.providers.find(name).is_none()
    }

    /// Has the provider of this name resolved, and then goes on.
    pub(super) fn resolve(&mut self, name: &str, then: Awaiting) {
        if let Some(resolutions) = &mut self.resolutions {
            let waiter = resolutions.awaiting.add((name.into(), then));
            self.resolving(|machine, now, out| machine.wanted(name, waiter, now, out));
        }
    }

    /// Handles the arrival of a provider of this name.
    pub(super) fn resolved(&mut self, name: &str) {
        self.resolving(|machine, _, out| machine.added(name, out));
    }

    pub(super) fn close_resolutions(&mut self) {
        self.resolving(|machine, _, out| machine.close(&closed(), out));
    }

    /// Notes that the request that calls the user's function is still alive.
    pub(super) fn resolver_alive(&mut self, name: &str, call: CallId) {
        self.resolving(|machine, now, _| machine.alive(name, call, now));
    }

    /// Notes that the request of `caller` is still alive. Its call waits for these entries.
    pub(super) fn look_at_resolutions(&mut self, caller: Caller, keys: &[Key]) {
        let resolutions = self.resolutions.as_ref();
        let names = resolutions.map(|resolutions| resolutions.names(caller, keys));
        for (name, question) in names.unwrap_or_default() {
            if let Some((borrower, ask)) = question {
                self.todo
                    .push_back(Todo::Feed(borrower, Input::FallbackAlive(ask)));
            }
            self.resolving(|machine, now, out| machine.waited(&name, now, out));
        }
    }

    /// Handles the answer of the user's function.
    pub(super) fn resolver_answered(&mut self, name: &str, call: CallId, answer: Answer) {
        let Some(resolutions) = &mut self.resolutions else {
            return;
        };
        resolutions.calls.take(call);
        if !resolutions.machine.awaits(name, call) {
            return;
        }
        let failure = match answer {
            Answer::Provider(Ok(Some(provider))) => match self.add_resolved(name, *provider) {
                Ok(()) => return,
                Err(error) => Failure::Error(error),
            },
            Answer::Provider(Ok(None)) => Failure::NoProvider,
            Answer::Provider(Err(error)) => Failure::Error(error),
            Answer::Threw(thrown) => {
                let message = "resolveProvider failed";
                let error = Error::new(Class::UnknownProvider, Code::UnknownProvider, message);
                Failure::Error(error.with_cause(Some(thrown.cause)))
            }
            _ => Failure::TimedOut,
        };
        self.resolving(|machine, _, out| machine.failed(name, call, failure, out));
    }

    fn add_resolved(&mut self, name: &str, provider: Provider) -> Result<()> {
        self.add_all(vec![(name.to_owned(), provider)])
    }

    /// Gives an input to the machine, and does its outputs.
    fn resolving(&mut self, input: impl FnOnce(&mut Resolving, Timestamp, &mut Vec<Output>)) {
        let now = self.clock.now();
        let Some(resolutions) = &mut self.resolutions else {
            return;
        };
        let mut outputs = Vec::new();
        input(&mut resolutions.machine, now, &mut outputs);
        for output in outputs {
            self.do_resolving(output, now);
        }
    }

    fn do_resolving(&mut self, output: Output, now: Timestamp) {
        let Some(resolutions) = &mut self.resolutions else {
            return;
        };
        match output {
            Output::Call { call, name, until } => {
                let work = Work::Resolve {
                    provider: name.clone(),
                };
                let purpose = Purpose::Resolver(name, call);
                let number = self.effects.begin(work, Some(until.since(now)), purpose);
                resolutions.calls.put(call, number);
            }
            Output::Cancel { call, .. } => {
                if let Some(number) = resolutions.calls.take(call) {
                    self.effects.cancel(number);
                }
            }
            Output::Settle(waiters, result) => {
                for waiter in waiters {
                    let awaiting = self
                        .resolutions
                        .as_mut()
                        .and_then(|r| r.awaiting.take(waiter));
                    if let Some((name, awaiting)) = awaiting {
                        self.go_on(&name, awaiting, result.clone());
                    }
                }
            }
        }
    }

    fn go_on(&mut self, name: &str, awaiting: Awaiting, result: Result<()>) {
        let found = result.and_then(|()| self.find(Some(name)));
        match awaiting {
            Awaiting::Call(caller, call) => {
                if let Err(error) = found.and_then(|_| self.begin(caller, *call)) {
                    self.settle(caller, Err(error));
                }
            }
            Awaiting::Fallback {
                borrower,
                ask,
                force_refresh,
            } => self.ask_lender(borrower, ask, found, force_refresh),
            Awaiting::Subject(number, work) => self.ask_for_subject(number, found, work),
            Awaiting::Mint(number, mint) => self.ask_to_mint(number, found, mint),
        }
    }
}
