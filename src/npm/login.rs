//! The shell of the desk of logins. Its methods are those of the engine's shell, so that one driver drives both.

use super::{Thrown, reading, shown, thrown};
use crate::core::login::desk::Desk;
use crate::core::redemption::Redemptions;
use crate::wire::{Causes, Policies, login};
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
    ) -> Thrown<()> {
        let call = login::call(text).map_err(thrown)?;
        let reading = reading(wall, monotonic, random);
        self.desk.call(caller, call, reading);
        Ok(())
    }

    /// Does at once what is asked.
    ///
    /// # Errors
    /// `InvalidConfigurationError` for what is no question.
    pub fn ask(&mut self, text: &str, wall: f64, monotonic: f64, random: u32) -> Thrown<String> {
        let reading = reading(wall, monotonic, random);
        login::ask(&mut self.desk, text, reading)
            .map(shown)
            .map_err(thrown)
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
    ) -> Thrown<()> {
        let answer = login::answer(text, body, &self.policies, &self.causes).map_err(thrown)?;
        let reading = reading(wall, monotonic, random);
        self.desk.answer(number, answer, reading);
        Ok(())
    }

    /// The holder of the tokens signals something.
    ///
    /// # Errors
    /// `InvalidConfigurationError` for what is no signal.
    pub fn signal(&mut self, text: &str, wall: f64, monotonic: f64, random: u32) -> Thrown<()> {
        let signal = login::signal(text).map_err(thrown)?;
        let reading = reading(wall, monotonic, random);
        self.desk.signal(&signal, reading);
        Ok(())
    }

    /// The timer fired.
    pub fn tick(&mut self, wall: f64, monotonic: f64, random: u32) {
        self.desk.tick(reading(wall, monotonic, random));
    }

    /// A caller gave up.
    pub fn abandon(&mut self, caller: u32, wall: f64, monotonic: f64, random: u32) {
        self.desk.abandon(caller, reading(wall, monotonic, random));
    }

    /// The request that does this work is still alive. No login waits for another request's work without a limit of its own.
    pub fn alive(&mut self, _number: u32, _wall: f64, _monotonic: f64, _random: u32) {}

    /// A caller's request is still alive. Gives after how many milliseconds it looks again; undefined if the call is settled.
    pub fn look(&mut self, caller: u32, wall: f64, monotonic: f64, random: u32) -> Option<f64> {
        let reading = reading(wall, monotonic, random);
        self.desk.look(caller, reading).map(|ms| ms as f64)
    }

    /// Stops everything but a page's redemptions.
    pub fn close(&mut self, wall: f64, monotonic: f64, random: u32) {
        self.desk.close(reading(wall, monotonic, random));
    }

    /// The next effect.
    pub fn next(&mut self) -> Option<String> {
        let effect = self.desk.next_effect()?;
        Some(shown(login::effect(&effect, self.desk.wall_offset_ms())))
    }

    /// In how many milliseconds the timer fires; undefined: not at all for now.
    pub fn deadline(&mut self) -> Option<f64> {
        self.desk.deadline().map(|deadline| deadline.in_ms as f64)
    }

    /// Whether a caller waits, so that the timer must keep the process alive.
    #[wasm_bindgen(js_name = isAwaited)]
    pub fn is_awaited(&mut self) -> bool {
        self.desk
            .deadline()
            .is_some_and(|deadline| deadline.keeps_alive)
    }

    /// The numbers of thrown values that the core no longer needs.
    pub fn forgotten(&self) -> Vec<u32> {
        self.causes.take_dropped()
    }
}
