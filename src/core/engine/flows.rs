//! Flows that are under way beside the credentials: revocations, and fetches of an issuer's metadata.

use super::Engine;
use super::call::{self, Caller};
use super::effect::{Number, Work};
use super::providers::Key;
use super::queue::{For, Purpose, Step};
use super::tell::Line;
use crate::core::config::OAuthConfig;
use crate::core::credential::ids::WaiterId;
use crate::core::discovery::Discovery;
use crate::core::driving::numbered::Numbered;
use crate::core::error::{Error, Result};
use crate::core::event::Event;
use crate::core::flow::{self, Answer, Flow, Next};
use crate::core::key_sets::Found;
use crate::core::log::Level;
use crate::core::names::Names;
use crate::core::note::Note;
use crate::core::oauth::metadata::Metadata;
use crate::core::records::work;
use crate::core::revocation::Outcome;
use crate::core::time::{Moment, Timestamp};
use std::cell::RefCell;
use std::fmt::{Debug, Formatter};
use std::rc::Rc;

/// A flow, and the code that handles its result.
///
/// It is an object, so that a program whose engine never begins a kind of flow does not contain its code.
pub(super) trait Machine {
    /// The next step; `input` is `None` at first.
    fn step(&mut self, input: Option<FlowInput>, closing: bool, at: Moment) -> Next<Over, Asked>;

    /// The input when its wait is over.
    fn waited(&self) -> FlowInput;

    /// Takes the notes of the last step, to be counted and logged.
    fn take_notes(&mut self) -> Vec<Note>;
}

/// Handles the result of a flow.
pub(super) type Over = Box<dyn FnOnce(&mut Engine)>;

/// A request of a flow.
pub(super) enum Asked {
    Flow(flow::Work),
    Record(work::Work),
}

/// An input of a flow.
pub(super) enum FlowInput {
    Flow(Box<Answer>),
    Record(work::Answer),
}

/// A flow of the protocol, and the handler of its result.
struct Protocol<F, D> {
    flow: F,
    done: Option<D>,
}

/// A flow on records, and the handler of its result.
struct Records<F, D> {
    flow: F,
    done: Option<D>,
}

impl Debug for dyn Machine {
    // Does not print the flow: that would add the Debug code of all flows.
    fn fmt(&self, f: &mut Formatter<'_>) -> std::fmt::Result {
        f.write_str("Machine")
    }
}

/// A flow of the protocol; `done` gets its result.
pub(super) fn protocol<F: Flow + 'static>(
    flow: F,
    done: impl FnOnce(&mut Engine, F::Output) + 'static,
) -> Box<dyn Machine> {
    let done = Some(done);
    Box::new(Protocol { flow, done })
}

/// A flow on records; `done` gets its result.
pub(super) fn on_records<F: Flow<work::Work, work::Answer> + 'static>(
    flow: F,
    done: impl FnOnce(&mut Engine, F::Output) + 'static,
) -> Box<dyn Machine> {
    let done = Some(done);
    Box::new(Records { flow, done })
}

impl<F: Flow, D: FnOnce(&mut Engine, F::Output) + 'static> Machine for Protocol<F, D>
where
    F::Output: 'static,
{
    fn step(&mut self, input: Option<FlowInput>, closing: bool, at: Moment) -> Next<Over, Asked> {
        let next = match input {
            Some(FlowInput::Flow(answer)) => self.flow.answer(*answer, closing, at),
            _ => self.flow.begin(at),
        };
        map(next, Asked::Flow, &mut self.done)
    }

    fn waited(&self) -> FlowInput {
        FlowInput::Flow(Box::new(Answer::Waited))
    }

    fn take_notes(&mut self) -> Vec<Note> {
        self.flow.take_notes()
    }
}

impl<F, D> Machine for Records<F, D>
where
    F: Flow<work::Work, work::Answer>,
    F::Output: 'static,
    D: FnOnce(&mut Engine, F::Output) + 'static,
{
    fn step(&mut self, input: Option<FlowInput>, closing: bool, at: Moment) -> Next<Over, Asked> {
        let next = match input {
            Some(FlowInput::Record(answer)) => self.flow.answer(answer, closing, at),
            _ => self.flow.begin(at),
        };
        map(next, Asked::Record, &mut self.done)
    }

    fn waited(&self) -> FlowInput {
        FlowInput::Record(work::Answer::Waited)
    }

    fn take_notes(&mut self) -> Vec<Note> {
        self.flow.take_notes()
    }
}

fn map<T: 'static, W>(
    next: Next<T, W>,
    asked: fn(W) -> Asked,
    done: &mut Option<impl FnOnce(&mut Engine, T) + 'static>,
) -> Next<Over, Asked> {
    match next {
        Next::Do { work, until } => Next::Do {
            work: asked(work),
            until,
        },
        Next::Wait(until) => Next::Wait(until),
        Next::Done(result) => {
            let done = done.take();
            Next::Done(Box::new(move |engine| {
                if let Some(done) = done {
                    done(engine, result);
                }
            }))
        }
    }
}

#[derive(Debug)]
struct Running {
    /// The entry that it belongs to.
    key: Option<Key>,
    machine: Box<dyn Machine>,
    /// Set if it fetches an issuer's metadata.
    discovers: Option<Rc<Discovered>>,
    /// The step that is under way.
    step: Option<Number>,
    /// The time when that step times out.
    until: Timestamp,
    /// The time when the flow goes on by itself.
    wakes_at: Option<Timestamp>,
    /// The locks that it holds.
    locks: Vec<(Rc<str>, Number)>,
}

/// The recipient of an issuer's metadata.
#[derive(Clone, Copy, Debug)]
pub(super) enum Asker {
    /// The step of this number.
    Step(Number),
    /// A call.
    Caller(Caller),
}

/// A fetch of an issuer's metadata, and all that wait for it.
#[derive(Debug)]
struct Discovered {
    issuer: Rc<str>,
    askers: RefCell<Vec<Asker>>,
}

#[derive(Debug, Default)]
pub(super) struct Flows {
    running: Numbered<Running>,
}

/// The known metadata, by issuer.
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
    /// Adds a flow, to be begun by [`Engine::advance`].
    pub fn add(&mut self, key: Option<Key>, machine: Box<dyn Machine>) -> u32 {
        self.running.add(Running {
            key,
            machine,
            discovers: None,
            step: None,
            until: Timestamp::default(),
            wakes_at: None,
            locks: Vec::new(),
        })
    }

    pub fn note_lock(&mut self, flow: u32, name: Rc<str>, number: Number) {
        if let Some(running) = self.running.get_mut(flow) {
            running.locks.push((name, number));
        }
    }

    pub fn take_lock(&mut self, flow: u32, name: &str) -> Option<Number> {
        let locks = &mut self.running.get_mut(flow)?.locks;
        let place = locks.iter().position(|(held, _)| **held == *name)?;
        Some(locks.swap_remove(place).1)
    }

    /// The time when the next flow goes on by itself.
    pub fn nearest(&self) -> Option<Timestamp> {
        let running = self.running.iter();
        running.filter_map(|(_, running)| running.wakes_at).min()
    }

    pub fn note_work(&mut self, flow: u32, number: Number) {
        if let Some(running) = self.running.get_mut(flow) {
            running.step = Some(number);
        }
    }

    /// The time that is left for the step of a flow.
    pub fn time_left(&self, flow: u32, now: Timestamp) -> Option<i64> {
        let running = self.running.get(flow)?;
        Some(running.until.since(now).max(0))
    }
}

impl Engine {
    /// Tells a flow the answer to its step and does its next one.
    pub(super) fn advance(&mut self, flow: u32, mut input: Option<FlowInput>) {
        loop {
            let at = self.clock.moment();
            let closing = self.closed;
            let Some(running) = self.flows.running.get_mut(flow) else {
                return;
            };
            running.step = None;
            running.wakes_at = None;
            let key = running.key;
            let next = running.machine.step(input.take(), closing, at);
            let notes = running.machine.take_notes();
            let asked = match next {
                Next::Wait(until) => {
                    running.wakes_at = Some(until);
                    None
                }
                Next::Do { work, until } => {
                    running.until = until;
                    Some(work)
                }
                Next::Done(over) => {
                    self.note_all(key, &notes);
                    return self.end_flow(flow, over);
                }
            };
            self.note_all(key, &notes);
            match asked {
                None => return,
                Some(Asked::Flow(work)) => return self.do_step(For::Flow(key, flow), work),
                // An immediate answer needs no recursion, however many records are moved.
                Some(Asked::Record(work)) => match self.do_record(key, flow, work) {
                    None => return,
                    answer => input = answer.map(FlowInput::Record),
                },
            }
        }
    }

    pub(super) fn note_all(&mut self, key: Option<Key>, notes: &[Note]) {
        let entry = key.and_then(|key| self.providers.get(key));
        if let Some(entry) = entry {
            let wall = self.clock.wall();
            for note in notes {
                let name = entry.name();
                self.teller.note(name, note, wall, &mut self.effects);
            }
        }
    }

    fn end_flow(&mut self, flow: u32, over: Over) {
        let running = self.flows.running.take(flow);
        for (_, lock) in running.map(|running| running.locks).unwrap_or_default() {
            self.effects.unlock(lock);
        }
        over(self);
    }

    /// Goes on with the flows whose waits are over.
    pub(super) fn wake_flows(&mut self) {
        let now = self.clock.now();
        let is_due = |running: &Running| running.wakes_at.is_some_and(|at| at <= now);
        for flow in self.flows.running.numbers(is_due) {
            if let Some(running) = self.flows.running.get(flow) {
                let input = running.machine.waited();
                self.advance(flow, Some(input));
            }
        }
    }

    /// Cancels a step, and the flow that does it.
    pub(super) fn cancel(&mut self, number: Number) {
        self.effects.cancel(number);
        self.ask_no_more(number);
        let serves = |(flow, running): (u32, &Running)| {
            let mut askers = running.discovers.as_ref()?.askers.borrow_mut();
            let place = askers
                .iter()
                .position(|asker| matches!(asker, Asker::Step(step) if *step == number))?;
            askers.swap_remove(place);
            askers.is_empty().then_some((flow, running.step))
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

    /// A server that did not take part does not fail the call: listeners and the log are told.
    pub(super) fn revoked(&mut self, key: Key, outcome: Outcome, waiter: WaiterId) {
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

    /// Gets the metadata of a client's issuer. A fetch that is under way serves later askers too, except on hosts where it would
    /// end with the request that began it.
    pub(super) fn begin_discovery(&mut self, key: Key, config: &OAuthConfig, asker: Asker) {
        let issuer = config.issuer.as_deref().unwrap_or_default();
        if let Some(known) = self.known_metadata(issuer) {
            return self.discovered(asker, Ok(known));
        }
        if !self.requests_end() {
            let under_way = |(_, running): (u32, &Running)| {
                let discovers = running.discovers.as_ref()?;
                (*discovers.issuer == *issuer).then(|| discovers.clone())
            };
            if let Some(discovers) = self.flows.running.iter().find_map(under_way) {
                return discovers.askers.borrow_mut().push(asker);
            }
        }
        let entry = self.providers.get(key);
        let policy = entry.map(|entry| entry.credential.settings().config.retry_policy.clone());
        let timeout_ms = policy.map_or(0, |policy| policy.timeout_ms);
        match Discovery::new(config, self.clock.now().plus(timeout_ms)) {
            Ok(discovery) => {
                let discovers = Rc::new(Discovered {
                    issuer: issuer.into(),
                    askers: RefCell::new(vec![asker]),
                });
                let serves = discovers.clone();
                let machine = protocol(discovery, move |engine, found| {
                    if let Ok(metadata) = &found {
                        engine.metadata.put(&serves.issuer, metadata.clone());
                    }
                    for asker in serves.askers.take() {
                        engine.discovered(asker, found.clone());
                    }
                });
                let flow = self.flows.add(Some(key), machine);
                if let Some(running) = self.flows.running.get_mut(flow) {
                    running.discovers = Some(discovers);
                }
                self.advance(flow, None);
            }
            Err(error) => self.discovered(asker, Err(error)),
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
        if let Some(Purpose::Step(machine, _)) = self.effects.answered(number) {
            self.deliver(machine, Answer::Keys(answer));
        }
    }

    fn discovered(&mut self, asker: Asker, found: Result<Rc<Metadata>>) {
        let number = match asker {
            Asker::Step(number) => number,
            Asker::Caller(caller) => {
                return self.settle(caller, found.map(call::Outcome::Metadata));
            }
        };
        if let Some(Purpose::Step(machine, _)) = self.effects.answered(number) {
            self.deliver(machine, Answer::Metadata(found));
        }
    }

    /// Ends a step that failed before the driver got any work.
    pub(super) fn step_failed(&mut self, number: Number, error: Error) {
        if let Some(Purpose::Step(machine, step)) = self.effects.answered(number) {
            let answer = match step {
                Step::Make => Answer::Made(Err(error)),
                _ => Answer::Called(Err(error)),
            };
            self.deliver(machine, answer);
        }
    }
}
