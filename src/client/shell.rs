//! The engine of one manager, with its interfaces for the driver and for the program.

use super::handle::Handle;
use super::host::Causes;
use super::logins;
use super::options::{Logger, Provider};
use super::results;
use super::waiting::{Callers, is_ours};
use crate::core::driving::{Deadline, Host, Reading};
use crate::core::engine::Engine;
use crate::core::engine::call::Outcome;
use crate::core::engine::effect::{Answer, Effect};
use crate::core::error::Error;
use crate::core::event::Event;
use crate::core::log::LogRecord;
use crate::core::secret::Secret;
use crate::wire::{self, Batch, Driven, Policies};
use std::cell::{Cell, OnceCell, RefCell};
use std::collections::BTreeMap;
use std::fmt;
use std::rc::{Rc, Weak};
use wasm_bindgen::prelude::*;

/// A listener, and the number of its registration.
type Listener = (u32, Rc<dyn Fn(&Event)>);

/// The state of a manager.
///
/// Neither JavaScript nor the program is called while the engine is borrowed, so that both may call the manager.
pub(super) struct State {
    pub engine: RefCell<Engine>,
    /// Resolved providers, until the driver brings the answer.
    pub resolved: Rc<Resolved>,
    pub callers: Callers<Outcome>,
    pub listeners: RefCell<Vec<Listener>>,
    pub logger: Option<Logger>,
    pub policies: Policies,
    /// The numbers under which the driver keeps thrown values.
    pub numbers: wire::Causes,
    pub causes: OnceCell<Causes>,
    /// The manager, while there is a handle to it.
    pub handle: OnceCell<Weak<Handle>>,
    /// True if the driver has released the engine.
    pub released: Cell<bool>,
    pub turn: Turn,
}

/// A guard for taking effects one at a time. A listener of the program's may bring another input meanwhile; its effects
/// come with the rest, in order.
#[derive(Debug, Default)]
pub(super) struct Turn(Cell<bool>);

impl Turn {
    /// No effect is taken before [`Turn::begin`].
    pub fn later() -> Self {
        Self(Cell::new(true))
    }

    pub fn begin(&self) {
        self.0.set(false);
    }

    pub fn take<T>(&self, next: impl FnOnce() -> Option<T>) -> Option<T> {
        if self.0.replace(true) {
            return None;
        }
        let taken = next();
        self.0.set(false);
        taken
    }
}

impl fmt::Debug for State {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("State")
    }
}

/// Providers, by numbers.
#[derive(Debug, Default)]
pub(super) struct Resolved {
    last: Cell<u32>,
    providers: RefCell<BTreeMap<u32, Provider>>,
}

impl Resolved {
    pub fn put(&self, provider: Provider) -> u32 {
        let number = self.last.get().wrapping_add(1);
        self.last.set(number);
        self.providers.borrow_mut().insert(number, provider);
        number
    }

    fn take(&self, number: u32) -> Option<Provider> {
        self.providers.borrow_mut().remove(&number)
    }
}

impl Driven for &State {
    fn next(&mut self) -> Option<Secret> {
        self.turn.take(|| self.next_effect())
    }

    fn due(&mut self) -> Option<Deadline> {
        self.engine.borrow_mut().deadline()
    }
}

impl State {
    /// The state of a manager with these settings, and the kind of its host. No effect is taken before its handle exists.
    pub fn new(
        settings: &str,
        resolve_within_ms: Option<i64>,
        resolved: Rc<Resolved>,
        logger: Option<Logger>,
    ) -> crate::core::error::Result<(Rc<Self>, Host)> {
        let mut manager = wire::manager(&wire::parse(settings)?)?;
        if resolve_within_ms.is_some() {
            manager.settings.resolve_within_ms = resolve_within_ms;
        }
        let host = manager.settings.host;
        let state = Self {
            engine: RefCell::new(Engine::new(manager.settings)?),
            resolved,
            callers: Callers::default(),
            handle: OnceCell::new(),
            listeners: RefCell::default(),
            logger,
            policies: manager.policies,
            numbers: wire::Causes::default(),
            causes: OnceCell::new(),
            released: Cell::new(false),
            turn: Turn::later(),
        };
        Ok((Rc::new(state), host))
    }

    /// The next effect for the driver. Effects that concern only the program are done here.
    fn next_effect(&self) -> Option<Secret> {
        loop {
            let effect = self.engine.borrow_mut().next_effect()?;
            match effect {
                Effect::Settle(caller, result) if is_ours(caller) => {
                    let offset = self.engine.borrow().wall_offset_ms();
                    let result = results::result(result, offset, &self.causes);
                    self.callers.settle(caller, result);
                }
                Effect::Emit(event) => self.tell(&results::event(event, &self.causes)),
                Effect::Log(record) => self.log(&record),
                // A call of the engine is as cheap here as a table of lent tokens.
                Effect::Lend { .. } | Effect::Withdraw(_) | Effect::Only(_) => {}
                effect => {
                    if let (Effect::LoggedOut(provider), Some(handle)) = (&effect, self.handle()) {
                        logins::logged_out(&handle, provider.clone());
                    }
                    let offset = self.engine.borrow().wall_offset_ms();
                    return Some(wire::effect(&effect, offset));
                }
            }
        }
    }

    /// The effects of an input, for the driver.
    fn take_effects(&self, batch: Batch) -> String {
        batch.take_effects(&mut &*self, &self.numbers)
    }

    fn handle(&self) -> Option<Rc<Handle>> {
        self.handle.get()?.upgrade()
    }

    pub fn tell(&self, event: &Event) {
        let listeners = self.listeners.borrow().clone();
        listeners.iter().for_each(|(_, listener)| listener(event));
    }

    pub fn log(&self, record: &LogRecord) {
        if let Some(logger) = &self.logger {
            logger(record);
        }
    }

    fn answer_of(&self, text: &str, body: Vec<u8>) -> Result<Answer, Error> {
        let mut answer = wire::answer(text, body, &self.policies, &self.numbers)?;
        if let (Answer::Provider(Ok(Some(found))), Some(handle)) = (&mut answer, self.handle()) {
            // In place of functions, the driver has registered the provider's number.
            let table = &handle.functions;
            let registered = found.functions.unwrap_or_default();
            let number = table.get(registered).as_f64().unwrap_or_default();
            table.forget(registered);
            if let Some(provider) = self.resolved.take(number as u32) {
                **found = provider.registered(table, &mut Vec::new());
            }
        }
        Ok(answer)
    }

    /// The error in the form for the program.
    pub fn for_program(&self, error: Error) -> Error {
        results::error(error, &self.causes)
    }
}

/// The engine of a manager, for the driver of this crate. It is of no use to other JavaScript.
#[wasm_bindgen(skip_typescript)]
#[derive(Debug)]
pub struct TokenwardEngine {
    state: Rc<State>,
}

impl TokenwardEngine {
    pub(super) fn new(state: Rc<State>) -> Self {
        Self { state }
    }
}

impl Drop for TokenwardEngine {
    fn drop(&mut self) {
        self.state.released.set(true);
    }
}

#[wasm_bindgen]
#[allow(missing_docs)] // As those of the npm package's `Core`.
impl TokenwardEngine {
    pub fn effects(&self) -> String {
        self.state.take_effects(Batch::new())
    }

    pub fn call(
        &self,
        caller: u32,
        text: &str,
        wall: f64,
        monotonic: f64,
        random: u32,
    ) -> Result<String, JsValue> {
        let reading = Reading::of(wall, monotonic, random);
        let begun = self.with(|engine| wire::begin(engine, caller, text, reading));
        begun.map_err(JsValue::from)?;
        Ok(self.effects())
    }

    pub fn ask(
        &self,
        text: &str,
        wall: f64,
        monotonic: f64,
        random: u32,
    ) -> Result<String, JsValue> {
        let reading = Reading::of(wall, monotonic, random);
        let policies = &self.state.policies;
        let answer = self.with(|engine| wire::ask(engine, policies, text, reading));
        let answer = answer.map_err(JsValue::from)?;
        Ok(self.state.take_effects(Batch::answering(&answer)))
    }

    pub fn look(&self, caller: u32, wall: f64, monotonic: f64, random: u32) -> String {
        let reading = Reading::of(wall, monotonic, random);
        let next = self.with(|engine| engine.look(caller, reading));
        self.state.take_effects(Batch::looked(next))
    }

    pub fn answer(
        &self,
        number: u32,
        text: &str,
        body: Vec<u8>,
        wall: f64,
        monotonic: f64,
        random: u32,
    ) -> Result<String, JsValue> {
        let answer = self.state.answer_of(text, body).map_err(JsValue::from)?;
        let reading = Reading::of(wall, monotonic, random);
        self.with(|engine| engine.answer(number, answer, reading));
        Ok(self.effects())
    }

    pub fn signal(
        &self,
        text: &str,
        wall: f64,
        monotonic: f64,
        random: u32,
    ) -> Result<String, JsValue> {
        let signal = wire::signal(text).map_err(JsValue::from)?;
        let reading = Reading::of(wall, monotonic, random);
        self.with(|engine| engine.host(signal, reading));
        Ok(self.effects())
    }

    pub fn tick(&self, wall: f64, monotonic: f64, random: u32) -> String {
        let reading = Reading::of(wall, monotonic, random);
        self.with(|engine| engine.tick(reading));
        self.effects()
    }

    pub fn alive(&self, number: u32, wall: f64, monotonic: f64, random: u32) -> String {
        let reading = Reading::of(wall, monotonic, random);
        self.with(|engine| engine.alive(number, reading));
        self.effects()
    }

    pub fn close(&self, wall: f64, monotonic: f64, random: u32) -> String {
        let reading = Reading::of(wall, monotonic, random);
        self.with(|engine| engine.close(reading));
        self.effects()
    }
}

impl TokenwardEngine {
    fn with<T>(&self, input: impl FnOnce(&mut Engine) -> T) -> T {
        input(&mut self.state.engine.borrow_mut())
    }
}

/// The host's clocks and random bits.
pub(super) fn reading() -> Reading {
    let random = js_sys::Math::random() * f64::from(u32::MAX);
    let monotonic = super::host::monotonic_ms();
    Reading::of(js_sys::Date::now(), monotonic, random as u32)
}
