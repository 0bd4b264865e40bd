//! The shell of the desk of logins. It has the same methods as the engine's shell, so that one driver drives both.

use super::{Thrown, thrown};
use crate::core::driving::Reading;
use crate::core::login::desk::Desk;
use crate::core::redemption::Redemptions;
use crate::wire::{Batch, Causes, Policies, login};
use std::cell::RefCell;
use std::rc::Rc;
use wasm_bindgen::prelude::*;

thread_local! {
    /// The redemptions of all managers of this page.
    static PAGE: Rc<RefCell<Redemptions>> = Rc::default();
}

/// Handles a logout from a manager that may have no desk: tokens that the login of another manager left become void.
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
        let call = login::call(text).map_err(thrown)?;
        let reading = Reading::of(wall, monotonic, random);
        self.desk.call(caller, call, reading);
        Ok(self.take_effects(Batch::new()))
    }

    /// Handles a question, and returns the answer at once.
    ///
    /// # Errors
    /// `InvalidConfigurationError` if the text is no question.
    pub fn ask(&mut self, text: &str, wall: f64, monotonic: f64, random: u32) -> Thrown<String> {
        let reading = Reading::of(wall, monotonic, random);
        let answer = login::ask(&mut self.desk, text, reading).map_err(thrown)?;
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
        let answer = login::answer(text, body, &self.policies, &self.causes).map_err(thrown)?;
        let reading = Reading::of(wall, monotonic, random);
        self.desk.answer(number, answer, reading);
        Ok(self.take_effects(Batch::new()))
    }

    /// Handles a signal from the side that holds the tokens.
    ///
    /// # Errors
    /// `InvalidConfigurationError` if the text is no signal.
    pub fn signal(&mut self, text: &str, wall: f64, monotonic: f64, random: u32) -> Thrown<String> {
        let signal = login::signal(text).map_err(thrown)?;
        let reading = Reading::of(wall, monotonic, random);
        self.desk.signal(&signal, reading);
        Ok(self.take_effects(Batch::new()))
    }

    /// Handles the timer.
    pub fn tick(&mut self, wall: f64, monotonic: f64, random: u32) -> String {
        self.desk.tick(Reading::of(wall, monotonic, random));
        self.take_effects(Batch::new())
    }

    /// Notes that the request that does this work is still alive. No login waits without a time limit for another
    /// request's work.
    pub fn alive(&mut self, _number: u32, _wall: f64, _monotonic: f64, _random: u32) -> String {
        self.take_effects(Batch::new())
    }

    /// Notes that a caller's request is still alive. Returns the milliseconds until it looks again; 0 if the call is
    /// settled.
    pub fn look(&mut self, caller: u32, wall: f64, monotonic: f64, random: u32) -> String {
        let reading = Reading::of(wall, monotonic, random);
        let next = self.desk.look(caller, reading);
        self.take_effects(Batch::looked(next))
    }

    /// Stops everything except a page's redemptions.
    pub fn close(&mut self, wall: f64, monotonic: f64, random: u32) -> String {
        self.desk.close(Reading::of(wall, monotonic, random));
        self.take_effects(Batch::new())
    }

    /// Effects that other causes than an input have left.
    pub fn effects(&mut self) -> String {
        self.take_effects(Batch::new())
    }
}

impl LoginCore {
    /// The effects of an input, as one text. See [`Batch`].
    #[inline(never)]
    fn take_effects(&mut self, batch: Batch) -> String {
        batch.take_effects(&mut self.desk, &self.causes)
    }
}
