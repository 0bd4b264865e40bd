//! Flows that are under way beside the credentials: revocations, the fetch of an issuer's metadata.

use super::Engine;
use super::effect::{Number, Work};
use super::names::Names;
use super::numbered::Numbered;
use super::providers::Key;
use super::queue::{For, Purpose, Step};
use super::tell::Line;
use crate::core::config::OAuthConfig;
use crate::core::credential::ids::WaiterId;
use crate::core::discovery::Discovery;
use crate::core::error::{Error, Result};
use crate::core::event::Event;
use crate::core::flow::{Answer, Flow, Next};
use crate::core::key_sets::Found;
use crate::core::log::Level;
use crate::core::note::Note;
use crate::core::oauth::metadata::Metadata;
use crate::core::revocation::{Outcome, Revocation};
use crate::core::time::{Moment, Timestamp};
use std::rc::Rc;

/// A flow, and who gets its result.
#[derive(Debug)]
pub(super) enum Machine {
    Revocation(Box<Revocation>, WaiterId),
    /// With the issuer, and the number of the step that asks for its metadata.
    Discovery(Box<Discovery>, Rc<str>, Number),
}

/// The result of a flow.
enum Over {
    Revoked(Outcome, WaiterId),
    Discovered(Result<Rc<Metadata>>, Rc<str>, Number),
}

impl Machine {
    /// The next step; `answer` is `None` at first.
    fn step(&mut self, answer: Option<Answer>, closing: bool, at: Moment) -> Next<Over> {
        match self {
            Self::Revocation(flow, waiter) => {
                let next = go_on(&mut **flow, answer, closing, at);
                map(next, |outcome| Over::Revoked(outcome, *waiter))
            }
            Self::Discovery(flow, issuer, number) => {
                let next = go_on(&mut **flow, answer, closing, at);
                map(next, |found| {
                    Over::Discovered(found, issuer.clone(), *number)
                })
            }
        }
    }
}

impl Machine {
    /// What is to be counted and logged of the last step.
    fn take_notes(&mut self) -> Vec<Note> {
        match self {
            Self::Revocation(flow, _) => flow.take_notes(),
            Self::Discovery(flow, ..) => flow.take_notes(),
        }
    }
}

fn go_on<F: Flow>(
    flow: &mut F,
    answer: Option<Answer>,
    closing: bool,
    at: Moment,
) -> Next<F::Output> {
    match answer {
        None => flow.begin(at),
        Some(answer) => flow.answer(answer, closing, at),
    }
}

fn map<T>(next: Next<T>, over: impl FnOnce(T) -> Over) -> Next<Over> {
    match next {
        Next::Do { work, until } => Next::Do { work, until },
        Next::Wait(until) => Next::Wait(until),
        Next::Done(result) => Next::Done(over(result)),
    }
}

#[derive(Debug)]
struct Running {
    key: Key,
    machine: Machine,
    /// The step that is under way.
    step: Option<Number>,
    /// When that step times out.
    until: Timestamp,
    /// When the flow goes on by itself.
    wakes_at: Option<Timestamp>,
}

#[derive(Debug, Default)]
pub(super) struct Flows {
    running: Numbered<Running>,
}

/// The metadata of issuers, by issuer.
#[derive(Debug, Default)]
pub(super) struct Known {
    names: Names,
    values: Vec<Rc<Metadata>>,
}

impl Known {
    fn get(&self, issuer: &str) -> Option<&Rc<Metadata>> {
        self.values.get(self.names.get(issuer)? as usize)
    }

    fn put(&mut self, issuer: &Rc<str>, metadata: Rc<Metadata>) {
        match self.names.get(issuer) {
            Some(place) => self.values[place as usize] = metadata,
            None => {
                self.names.put(issuer.clone(), self.values.len() as u32);
                self.values.push(metadata);
            }
        }
    }
}

impl Flows {
    /// When the next flow goes on by itself.
    pub fn nearest(&self) -> Option<Timestamp> {
        let running = self.running.iter();
        running.filter_map(|(_, running)| running.wakes_at).min()
    }

    pub fn note_work(&mut self, flow: u32, number: Number) {
        if let Some(running) = self.running.get_mut(flow) {
            running.step = Some(number);
        }
    }

    /// How long the step of a flow may still take.
    pub fn time_left(&self, flow: u32, now: Timestamp) -> Option<i64> {
        let running = self.running.get(flow)?;
        Some(running.until.since(now).max(0))
    }
}

impl Engine {
    pub(super) fn begin_flow(&mut self, key: Key, machine: Machine) {
        let flow = self.flows.running.add(Running {
            key,
            machine,
            step: None,
            until: Timestamp::default(),
            wakes_at: None,
        });
        self.advance(flow, None);
    }

    /// Gives a flow the answer to its step and does its next one.
    pub(super) fn advance(&mut self, flow: u32, answer: Option<Answer>) {
        let at = self.clock.moment();
        let closing = self.closed;
        let Some(running) = self.flows.running.get_mut(flow) else {
            return;
        };
        running.step = None;
        running.wakes_at = None;
        let key = running.key;
        let next = running.machine.step(answer, closing, at);
        let notes = running.machine.take_notes();
        if let Some(entry) = self.providers.get(key) {
            let wall = self.clock.wall();
            for note in notes {
                let name = entry.name();
                self.teller.note(name, &note, wall, &mut self.effects);
            }
        }
        let Some(running) = self.flows.running.get_mut(flow) else {
            return;
        };
        match next {
            Next::Wait(until) => running.wakes_at = Some(until),
            Next::Do { work, until } => {
                running.until = until;
                self.do_step(For::Flow(key, flow), work);
            }
            Next::Done(over) => {
                self.flows.running.take(flow);
                match over {
                    Over::Revoked(outcome, waiter) => self.revoked(key, outcome, waiter),
                    Over::Discovered(found, issuer, number) => {
                        if let Ok(metadata) = &found {
                            self.metadata.put(&issuer, metadata.clone());
                        }
                        self.discovered(number, found);
                    }
                }
            }
        }
    }

    /// Goes on with the flows whose waits are over.
    pub(super) fn wake_flows(&mut self) {
        let now = self.clock.now();
        let due = |(flow, running): (u32, &Running)| {
            running.wakes_at.is_some_and(|at| at <= now).then_some(flow)
        };
        let due: Vec<u32> = self.flows.running.iter().filter_map(due).collect();
        for flow in due {
            self.advance(flow, Some(Answer::Waited));
        }
    }

    /// Takes a step back, with the flow that does it.
    pub(super) fn cancel(&mut self, number: Number) {
        self.effects.cancel(number);
        let serves = |(flow, running): (u32, &Running)| match running.machine {
            Machine::Discovery(_, _, of) if of == number => Some((flow, running.step)),
            _ => None,
        };
        let serving = self.flows.running.iter().find_map(serves);
        if let Some((flow, step)) = serving {
            self.flows.running.take(flow);
            if let Some(step) = step {
                self.effects.cancel(step);
            }
        }
    }

    // — revocation —

    /// A server that did not take part is no failure of the call: listeners and the log are told.
    fn revoked(&mut self, key: Key, outcome: Outcome, waiter: WaiterId) {
        let entry = self.providers.get(key);
        let name = entry.map(|entry| entry.name().clone());
        match outcome {
            Outcome::Revoked => self.log(Line::new(Level::Info, "tokens revoked", name.as_ref())),
            Outcome::Unsupported => {
                let message =
                    "tokens forgotten but not revoked: the provider has no revocation endpoint";
                self.log(Line::new(Level::Info, message, name.as_ref()));
            }
            Outcome::Failed(error) => {
                if let Some(provider) = name {
                    self.tell(Event::Error {
                        error: error.of(&provider),
                        provider,
                        next_attempt_at: None,
                    });
                }
            }
        }
        self.waiter_answered(waiter, Ok(()), None);
    }

    // — metadata —

    pub(super) fn known_metadata(&self, issuer: &str) -> Option<Rc<Metadata>> {
        self.metadata.get(issuer).cloned()
    }

    /// Gets the metadata of a client's issuer, for the step of this number.
    pub(super) fn begin_discovery(&mut self, key: Key, config: &OAuthConfig, number: Number) {
        let issuer = config.issuer.as_deref().unwrap_or_default();
        if let Some(known) = self.known_metadata(issuer) {
            return self.discovered(number, Ok(known));
        }
        let entry = self.providers.get(key);
        let policy = entry.map(|entry| entry.credential.settings().config.retry_policy.clone());
        let timeout_ms = policy.map_or(0, |policy| policy.timeout_ms);
        match Discovery::new(config, self.clock.now().plus(timeout_ms)) {
            Ok(discovery) => {
                let machine = Machine::Discovery(Box::new(discovery), issuer.into(), number);
                self.begin_flow(key, machine);
            }
            Err(error) => self.discovered(number, Err(error)),
        }
    }

    /// Gets the keys at an address, for the step of this number.
    pub(super) fn find_keys(&mut self, number: Number, uri: &str, newer: bool) {
        let answer = match self.key_sets.find(uri, newer, self.clock.now()) {
            Found::Keys(keys) => Ok(keys),
            Found::Failed(error) => Err(error),
            Found::Fetch(request) => {
                let proof = None;
                return self.begin_step(number, Work::Fetch { request, proof });
            }
        };
        if let Some(Purpose::Step(whose, _)) = self.effects.answered(number) {
            self.deliver(whose, Answer::Keys(answer));
        }
    }

    fn discovered(&mut self, number: Number, found: Result<Rc<Metadata>>) {
        if let Some(Purpose::Step(whose, _)) = self.effects.answered(number) {
            self.deliver(whose, Answer::Metadata(found));
        }
    }

    /// A step failed before the driver was asked for anything.
    pub(super) fn step_failed(&mut self, number: Number, error: Error) {
        if let Some(Purpose::Step(whose, step)) = self.effects.answered(number) {
            let answer = match step {
                Step::Make => Answer::Made(Err(error)),
                _ => Answer::Called(Err(error)),
            };
            self.deliver(whose, answer);
        }
    }
}
