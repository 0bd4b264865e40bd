//! The shell of the desk of logins. Its methods are those of the engine's shell, so that one driver drives both.

use super::{Thrown, reading, shown, thrown};
use crate::core::login::desk::Desk;
use crate::core::redemption::Redemptions;
use crate::wire::{Batch, Causes, Policies, login};
use std::cell::RefCell;
use std::rc::Rc;
use wasm_bindgen::prelude::*;

thread_local! {
    /// What the managers of this page have redeemed.
    static PAGE: Rc<RefCell<Redemptions>> = Rc::default();
}

/// The user of a provider logs out of a manager that may have no desk: tokens that the login of another one left are not to be
/// taken any more.
#[wasm_bindgen(js_name = loggedOut)]
pub fn logged_out(namespace: &str, provider: &str) {
    PAGE.with(|page| page.borrow_mut().log_out(namespace, provider));
}

/// The desk of one manager.
#[wasm_bindgen]
#[derive(Debug)]
pub struct LoginCore {
    desk: Desk,
    policies: Policies,
    causes: Causes,
}

#[wasm_bindgen]
impl LoginCore {
    /// A desk of the manager with these settings.
    ///
    /// # Errors
    /// `InvalidConfigurationError`.
    #[wasm_bindgen(constructor)]
    pub fn new(settings: &str, _wall: f64, _monotonic: f64, _random: u32) -> Thrown<LoginCore> {
        let page = PAGE.with(Rc::clone);
        let (settings, policies) = login::settings(settings, page).map_err(thrown)?;
        Ok(LoginCore {
            desk: Desk::new(settings),
            policies,
            causes: Causes::default(),
        })
    }

    /// Begins a call that is settled by an effect.
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
        let call = login::call(text).map_err(thrown)?;
        let reading = reading(wall, monotonic, random);
        self.desk.call(caller, call, reading);
        Ok(self.taken(Batch::new()))
    }

    /// Does at once what is asked.
    ///
    /// # Errors
    /// `InvalidConfigurationError` for what is no question.
    pub fn ask(&mut self, text: &str, wall: f64, monotonic: f64, random: u32) -> Thrown<String> {
        let reading = reading(wall, monotonic, random);
        let answer = login::ask(&mut self.desk, text, reading).map_err(thrown)?;
        Ok(self.taken(Batch::answering(&answer)))
    }

    /// A piece of work ended. `body` is that of a response.
    ///
    /// # Errors
    /// `InvalidConfigurationError` for what is no answer.
    pub fn answer(
        &mut self,
        number: u32,
        text: &str,
        body: Vec<u8>,
        wall: f64,
        monotonic: f64,
        random: u32,
    ) -> Thrown<String> {
        let answer = login::answer(text, body, &self.policies, &self.causes).map_err(thrown)?;
        let reading = reading(wall, monotonic, random);
        self.desk.answer(number, answer, reading);
        Ok(self.taken(Batch::new()))
    }

    /// The holder of the tokens signals something.
    ///
    /// # Errors
    /// `InvalidConfigurationError` for what is no signal.
    pub fn signal(&mut self, text: &str, wall: f64, monotonic: f64, random: u32) -> Thrown<String> {
        let signal = login::signal(text).map_err(thrown)?;
        let reading = reading(wall, monotonic, random);
        self.desk.signal(&signal, reading);
        Ok(self.taken(Batch::new()))
    }

    /// The timer fired.
    pub fn tick(&mut self, wall: f64, monotonic: f64, random: u32) -> String {
        self.desk.tick(reading(wall, monotonic, random));
        self.taken(Batch::new())
    }

    /// The request that does this work is still alive. No login waits for another request's work without a limit of its own.
    pub fn alive(&mut self, _number: u32, _wall: f64, _monotonic: f64, _random: u32) -> String {
        self.taken(Batch::new())
    }

    /// A caller's request is still alive. Gives after how many milliseconds it looks again; 0 if the call is settled.
    pub fn look(&mut self, caller: u32, wall: f64, monotonic: f64, random: u32) -> String {
        let reading = reading(wall, monotonic, random);
        let next = self.desk.look(caller, reading);
        self.taken(Batch::looked(next))
    }

    /// Stops everything but a page's redemptions.
    pub fn close(&mut self, wall: f64, monotonic: f64, random: u32) -> String {
        self.desk.close(reading(wall, monotonic, random));
        self.taken(Batch::new())
    }

    /// What was caused otherwise.
    pub fn effects(&mut self) -> String {
        self.taken(Batch::new())
    }
}

impl LoginCore {
    /// What an input caused, as one text: see [`Batch`].
    #[inline(never)]
    fn taken(&mut self, mut batch: Batch) -> String {
        while let Some(effect) = self.desk.next_effect() {
            batch.add(&login::effect(&effect, self.desk.wall_offset_ms()));
        }
        shown(batch.end(self.desk.deadline(), &self.causes))
    }
}
