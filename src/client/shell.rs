//! The engine of one manager, on both of its sides: the driver's and the program's.

use super::handle::Handle;
use super::host::{Causes, FunctionTable};
use super::logins;
use super::options::{Logger, Provider};
use super::told;
use super::waiting::{Callers, is_ours};
use crate::core::engine::call::Outcome;
use crate::core::engine::effect::{Answer, Effect};
use crate::core::engine::{Engine, Reading};
use crate::core::error::Error;
use crate::core::event::Event;
use crate::core::log::LogRecord;
use crate::core::time::Clocks;
use crate::wire::{self, Policies};
use std::cell::{Cell, OnceCell, RefCell};
use std::collections::BTreeMap;
use std::fmt;
use std::rc::{Rc, Weak};
use wasm_bindgen::prelude::*;

/// A listener, and the number that its registration has.
type Listener = (u32, Rc<dyn Fn(&Event)>);

/// What a manager holds.
///
/// No call of JavaScript or of the program's is made while the engine is borrowed, so that either may call the manager.
pub(super) struct State {
    pub engine: RefCell<Engine>,
    pub functions: FunctionTable,
    /// Providers that were resolved, until the driver brings the answer.
    pub resolved: Rc<Resolved>,
    pub callers: Callers<Outcome>,
    pub listeners: RefCell<Vec<Listener>>,
    pub logger: Option<Logger>,
    pub policies: Policies,
    /// The numbers under which the driver keeps what was thrown.
    pub numbers: wire::Causes,
    pub causes: OnceCell<Causes>,
    /// The manager, while there is a handle to it.
    pub handle: OnceCell<Weak<Handle>>,
    /// Whether the driver has let the engine go.
    pub released: Cell<bool>,
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

impl State {
    /// The next effect for the driver. What concerns the program alone is done here.
    pub fn next(&self) -> Option<String> {
        loop {
            let effect = self.engine.borrow_mut().next_effect()?;
            match effect {
                Effect::Settle(caller, result) if is_ours(caller) => {
                    let offset = self.engine.borrow().wall_offset_ms();
                    let result = told::result(result, offset, &self.causes);
                    self.callers.settle(caller, result);
                }
                Effect::Emit(event) => self.tell(&told::event(event, &self.causes)),
                Effect::Log(record) => self.log(&record),
                Effect::LoggedOut(provider) => {
                    if let Some(handle) = self.handle.get().and_then(Weak::upgrade) {
                        logins::logged_out(&handle, provider);
                    }
                }
                // The engine is as near as a table of lent tokens would be.
                Effect::Lend { .. } | Effect::Withdraw(_) | Effect::Only(_) => {}
                effect => {
                    let offset = self.engine.borrow().wall_offset_ms();
                    let text = wire::effect(&effect, offset);
                    return Some(text.reveal().to_owned());
                }
            }
        }
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
        if let Answer::Provider(Ok(Some(found))) = &mut answer {
            let provider = self.resolved.take(found.functions.unwrap_or_default());
            if let Some(provider) = provider {
                **found = provider.registered(&self.functions, &mut Vec::new());
            }
        }
        Ok(answer)
    }

    /// The error as the program sees it.
    pub fn told(&self, error: Error) -> Error {
        told::error(error, &self.causes)
    }
}

/// The engine of a manager, for the driver of this crate. JavaScript has no use for it.
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
    pub fn next(&self) -> Option<String> {
        self.state.next()
    }

    pub fn call(
        &self,
        caller: u32,
        text: &str,
        wall: f64,
        monotonic: f64,
        random: u32,
    ) -> Result<(), JsValue> {
        let reading = reading_of(wall, monotonic, random);
        let mut engine = self.state.engine.borrow_mut();
        wire::begin(&mut engine, caller, text, reading).map_err(JsValue::from)
    }

    pub fn ask(
        &self,
        text: &str,
        wall: f64,
        monotonic: f64,
        random: u32,
    ) -> Result<String, JsValue> {
        let reading = reading_of(wall, monotonic, random);
        let mut engine = self.state.engine.borrow_mut();
        let answer = wire::ask(&mut engine, &self.state.policies, text, reading);
        Ok(answer.map_err(JsValue::from)?.reveal().to_owned())
    }

    pub fn look(&self, caller: u32, wall: f64, monotonic: f64, random: u32) -> Option<f64> {
        let reading = reading_of(wall, monotonic, random);
        let next = self.state.engine.borrow_mut().look(caller, reading);
        next.map(|ms| ms as f64)
    }

    pub fn answer(
        &self,
        number: u32,
        text: &str,
        body: Vec<u8>,
        wall: f64,
        monotonic: f64,
        random: u32,
    ) -> Result<(), JsValue> {
        let answer = self.state.answer_of(text, body).map_err(JsValue::from)?;
        let reading = reading_of(wall, monotonic, random);
        let mut engine = self.state.engine.borrow_mut();
        engine.answer(number, answer, reading);
        Ok(())
    }

    pub fn signal(
        &self,
        text: &str,
        wall: f64,
        monotonic: f64,
        random: u32,
    ) -> Result<(), JsValue> {
        let signal = wire::signal(text).map_err(JsValue::from)?;
        let reading = reading_of(wall, monotonic, random);
        self.state.engine.borrow_mut().host(signal, reading);
        Ok(())
    }

    pub fn tick(&self, wall: f64, monotonic: f64, random: u32) {
        let reading = reading_of(wall, monotonic, random);
        self.state.engine.borrow_mut().tick(reading);
    }

    pub fn alive(&self, number: u32, wall: f64, monotonic: f64, random: u32) {
        let reading = reading_of(wall, monotonic, random);
        self.state.engine.borrow_mut().alive(number, reading);
    }

    pub fn close(&self, wall: f64, monotonic: f64, random: u32) {
        let reading = reading_of(wall, monotonic, random);
        self.state.engine.borrow_mut().close(reading);
    }

    pub fn deadline(&self) -> Option<f64> {
        let deadline = self.state.engine.borrow_mut().deadline();
        deadline.map(|deadline| deadline.in_ms as f64)
    }

    #[wasm_bindgen(js_name = isAwaited)]
    pub fn is_awaited(&self) -> bool {
        let deadline = self.state.engine.borrow_mut().deadline();
        deadline.is_some_and(|deadline| deadline.keeps_alive)
    }

    pub fn forgotten(&self) -> Vec<u32> {
        self.state.numbers.take_dropped()
    }
}

pub(super) fn reading_of(wall: f64, monotonic: f64, random: u32) -> Reading {
    let clocks = Clocks {
        wall: wall as i64,
        monotonic: monotonic as i64,
    };
    Reading { clocks, random }
}

/// The host's clocks and dice.
pub(super) fn reading() -> Reading {
    let random = js_sys::Math::random() * f64::from(u32::MAX);
    let monotonic = super::host::monotonic_ms();
    reading_of(js_sys::Date::now(), monotonic, random as u32)
}
