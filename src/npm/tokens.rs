//! The shell of the engine: one class, no logic, no futures.

use super::{Thrown, thrown};
use crate::core::driving::Reading;
use crate::core::engine::Engine;
use crate::wire::{self, Batch, Causes, Policies};
use wasm_bindgen::prelude::*;

/// The engine of one manager. Texts are those of [`wire`]; the clocks and 32 random bits come with every input. Nothing
/// here calls JavaScript, so that no call starts inside another.
#[wasm_bindgen]
#[derive(Debug)]
pub struct Core {
    engine: Engine,
    policies: Policies,
    causes: Causes,
}

#[wasm_bindgen]
impl Core {
    /// An engine with the providers of its settings.
    ///
    /// # Errors
    /// `InvalidConfigurationError`.
    #[wasm_bindgen(constructor)]
    pub fn new(settings: &str, wall: f64, monotonic: f64, random: u32) -> Thrown<Core> {
        let make = || {
            let manager = wire::manager(&wire::parse(settings)?)?;
            let mut engine = Engine::new(manager.settings)?;
            engine.add_providers(manager.providers, Reading::of(wall, monotonic, random))?;
            Ok(Core {
                engine,
                policies: manager.policies,
                causes: Causes::default(),
            })
        };
        make().map_err(thrown)
    }

    /// Begins a call. An effect settles it.
    ///
    /// # Errors
    /// `InvalidConfigurationError`.
    pub fn call(
        &mut self,
        caller: u32,
        text: &str,
        wall: f64,
        monotonic: f64,
        random: u32,
    ) -> Thrown<String> {
        let reading = Reading::of(wall, monotonic, random);
        wire::begin(&mut self.engine, caller, text, reading).map_err(thrown)?;
        Ok(self.take_effects(Batch::new()))
    }

    /// Answers a question at once.
    ///
    /// # Errors
    /// The engine's error.
    pub fn ask(&mut self, text: &str, wall: f64, monotonic: f64, random: u32) -> Thrown<String> {
        let reading = Reading::of(wall, monotonic, random);
        let answer = wire::ask(&mut self.engine, &self.policies, text, reading).map_err(thrown)?;
        Ok(self.take_effects(Batch::answering(&answer)))
    }

    /// Handles the end of a piece of work. `body` is that of a response.
    ///
    /// # Errors
    /// `InvalidConfigurationError` if the text is no answer.
    pub fn answer(
        &mut self,
        number: u32,
        text: &str,
        body: Vec<u8>,
        wall: f64,
        monotonic: f64,
        random: u32,
    ) -> Thrown<String> {
        let answer = wire::answer(text, body, &self.policies, &self.causes).map_err(thrown)?;
        self.engine
            .answer(number, answer, Reading::of(wall, monotonic, random));
        Ok(self.take_effects(Batch::new()))
    }

    /// Handles a signal of the host.
    ///
    /// # Errors
    /// `InvalidConfigurationError` if the text is no signal.
    pub fn signal(&mut self, text: &str, wall: f64, monotonic: f64, random: u32) -> Thrown<String> {
        let signal = wire::signal(text).map_err(thrown)?;
        self.engine
            .host(signal, Reading::of(wall, monotonic, random));
        Ok(self.take_effects(Batch::new()))
    }

    /// Handles the timer.
    pub fn tick(&mut self, wall: f64, monotonic: f64, random: u32) -> String {
        self.engine.tick(Reading::of(wall, monotonic, random));
        self.take_effects(Batch::new())
    }

    /// Notes that the request that does this work is still alive.
    pub fn alive(&mut self, number: u32, wall: f64, monotonic: f64, random: u32) -> String {
        self.engine
            .alive(number, Reading::of(wall, monotonic, random));
        self.take_effects(Batch::new())
    }

    /// Notes that a caller's request is still alive. Returns the milliseconds until it looks again; 0 if the call is
    /// settled.
    pub fn look(&mut self, caller: u32, wall: f64, monotonic: f64, random: u32) -> String {
        let reading = Reading::of(wall, monotonic, random);
        let next = self.engine.look(caller, reading);
        self.take_effects(Batch::looked(next))
    }

    /// Stops everything.
    pub fn close(&mut self, wall: f64, monotonic: f64, random: u32) -> String {
        self.engine.close(Reading::of(wall, monotonic, random));
        self.take_effects(Batch::new())
    }

    /// Effects that other causes than an input have left.
    pub fn effects(&mut self) -> String {
        self.take_effects(Batch::new())
    }
}

impl Core {
    /// The effects of an input, as one text. See [`Batch`].
    #[inline(never)]
    fn take_effects(&mut self, batch: Batch) -> String {
        batch.take_effects(&mut self.engine, &self.causes)
    }
}
