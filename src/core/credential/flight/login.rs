//! A flight that searches for a login endpoint: one attempt consists of several requests in sequence.

use super::{Flight, Next, Step};
use crate::core::config::Grant;
use crate::core::credential::Credential;
use crate::core::credential::io::Output;
use crate::core::credential::turn::Turn;
use crate::core::error::Cause;
use crate::core::http::{HttpResponse, Transport};
use crate::core::login_grant::answer::{self, Answer, Context};
use crate::core::login_grant::request;
use crate::core::login_grant::search::{self, Search};
use crate::core::time::Timestamp;

impl Credential {
    /// Sends the next request of the attempt, or the first one of a new attempt.
    pub(super) fn send_login(
        &mut self,
        mut flight: Box<Flight>,
        timeout_at: Timestamp,
        turn: &mut Turn<'_>,
    ) -> Next {
        if let Grant::Login(config) = &self.settings.config.grant {
            let known = self.flights.login_pair;
            let search = flight.request.search;
            let search = search.unwrap_or_else(|| Box::new(Search::new(config, known)));
            if let Some(pair) = search.current() {
                let request = request::build(config, pair);
                turn.push(Output::Send(flight.id, Box::new(request)));
            }
            flight.request.search = Some(search);
        }
        flight.wait(Step::Sent(timeout_at))
    }

    pub(super) fn login_answered(
        &mut self,
        flight: Box<Flight>,
        response: &HttpResponse,
        turn: &mut Turn<'_>,
    ) -> Next {
        let search = flight.request.search.as_ref();
        let pair = search.and_then(|search| search.current());
        let (Grant::Login(config), Some(pair)) = (&self.settings.config.grant, pair) else {
            return self.attempt_lost(flight, turn);
        };
        let context = Context {
            format: pair.format,
            sent_at: flight.request.sent_at,
            received_at: turn.now(),
            wall_offset_ms: turn.at.wall_offset_ms,
            assumed_lifetime_ms: self.settings.config.refresh_policy.assumed_lifetime_ms,
        };
        let answer = answer::read(response, config, &context);
        self.search_on(flight, answer, turn)
    }

    pub(super) fn login_unanswered(
        &mut self,
        flight: Box<Flight>,
        why: Transport,
        cause: Option<Cause>,
        turn: &mut Turn<'_>,
    ) -> Next {
        self.search_on(flight, answer::unanswered(why, cause), turn)
    }

    fn search_on(&mut self, mut flight: Box<Flight>, answer: Answer, turn: &mut Turn<'_>) -> Next {
        // A search ends with its attempt: the next attempt, if there is one, searches anew.
        let Some(mut search) = flight.request.search.take() else {
            return self.attempt_lost(flight, turn);
        };
        let error = match search.answered(answer) {
            search::Next::Found(pair, tokens) => {
                self.flights.login_pair = Some(pair);
                return self.obtained(flight, *tokens, turn);
            }
            search::Next::Send if turn.now() < self.last_start(flight.started) => {
                flight.request.search = Some(search);
                return self.send(flight, turn);
            }
            search::Next::Send => search.failure(),
            search::Next::Failed(error) => error,
        };
        self.attempt_failed(flight, error, turn)
    }
}
