//! The second flow of a device login: asks for the user's decision, as often as RFC 8628 allows, until there are
//! tokens.

use super::codes::Begun;
use super::polling::{self, Polling};
use crate::core::error::{Error, Result};
use crate::core::flow::{Answer, Flow, Next};
use crate::core::login::exchange::{Exchange, Granted, Terms};
use crate::core::login::of_login;
use crate::core::note::Note;
use crate::core::time::Moment;
use crate::core::tokens::TokenSet;
use std::rc::Rc;

/// The wait for the user's decision.
#[derive(Debug)]
pub struct Decision {
    provider: Rc<str>,
    terms: Terms,
    polling: Polling,
    /// The question under way.
    exchange: Option<Exchange>,
    logged_out: bool,
    notes: Vec<Note>,
}

type Step = Next<Result<Box<TokenSet>>>;

impl Decision {
    /// A wait that has sent no request yet.
    #[must_use]
    pub fn new(begun: Begun) -> Self {
        Self {
            provider: begun.provider,
            polling: Polling::new(&begun.code, begun.at),
            terms: begun.terms,
            exchange: None,
            logged_out: false,
            notes: Vec::new(),
        }
    }

    /// Notes that the user logs out. Tokens that arrive from now on are dropped, and no more are requested.
    pub fn logged_out(&mut self) {
        self.logged_out = true;
    }

    fn next(&mut self, at: Moment) -> Result<Step> {
        if self.logged_out {
            let message = "the user logged out while the device login was under way";
            return Err(Error::login_failed(message));
        }
        match self.polling.next(at.now) {
            polling::Next::Wait(ms) => Ok(Next::Wait(at.now.plus(ms))),
            polling::Next::Over(error) => Err(error),
            polling::Next::Ask => {
                let mut exchange = Exchange::new(self.terms.clone());
                let step = exchange.begin(at);
                self.go_on(exchange, step, at)
            }
        }
    }

    fn go_on(
        &mut self,
        mut exchange: Exchange,
        step: Next<Result<Granted>>,
        at: Moment,
    ) -> Result<Step> {
        self.notes.append(&mut exchange.take_notes());
        let result = match step {
            Next::Done(result) => result,
            Next::Wait(until) => {
                self.exchange = Some(exchange);
                return Ok(Next::Wait(until));
            }
            Next::Do { work, until } => {
                self.exchange = Some(exchange);
                return Ok(Next::Do { work, until });
            }
        };
        match result {
            Ok(granted) if !self.logged_out => Ok(Next::Done(Ok(granted.tokens))),
            Ok(_) => self.next(at),
            Err(error) => {
                self.polling.failed(error, at.now)?;
                self.next(at)
            }
        }
    }

    fn named(&self, step: Result<Step>) -> Step {
        step.unwrap_or_else(|error| Next::Done(Err(of_login(error).of(&self.provider))))
    }
}

impl Flow for Decision {
    type Output = Result<Box<TokenSet>>;

    fn begin(&mut self, at: Moment) -> Step {
        let step = self.next(at);
        self.named(step)
    }

    fn answer(&mut self, answer: Answer, closing: bool, at: Moment) -> Step {
        let step = match self.exchange.take() {
            None => self.next(at),
            Some(mut exchange) => {
                let step = exchange.answer(answer, closing, at);
                self.go_on(exchange, step, at)
            }
        };
        self.named(step)
    }

    fn take_notes(&mut self) -> Vec<Note> {
        std::mem::take(&mut self.notes)
    }
}
