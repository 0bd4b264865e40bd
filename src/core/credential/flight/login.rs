//! A flight that searches for a login endpoint: one attempt consists of several requests in sequence.

use super::{Flight, Next, Step};
use crate::core::config::Grant;
use crate::core::credential::Credential;
use crate::core::credential::io::Output;
use crate::core::error::Cause;
use crate::core::http::{HttpResponse, Transport};
use crate::core::login_grant::answer::{self, Answer, Context};
use crate::core::login_grant::request;
use crate::core::login_grant::search::{self, Search};
use crate::core::time::{Moment, Timestamp};

impl Credential {
    /// Sends the next request of the attempt, or the first one of a new attempt.
    pub(super) fn send_login(
        &mut self,
        mut flight: Box<Flight>,
        timeout_at: Timestamp,
        out: &mut Vec<Output>,
    ) -> Next {
        if let Grant::Login(config) = &self.settings.config.grant {
            let known = self.flights.login_pair;
            let search = flight.request.search;
            let search = search.unwrap_or_else(|| Box::new(Search::new(config, known)));
            if let Some(pair) = search.current() {
                let request = request::build(config, pair);
                out.push(Output::Send(flight.id, Box::new(request)));
            }
            flight.request.search = Some(search);
        }
        flight.wait(Step::Sent(timeout_at))
    }

    pub(super) fn login_answered(
        &mut self,
        flight: Box<Flight>,
        response: &HttpResponse,
        at: Moment,
        out: &mut Vec<Output>,
    ) -> Next {
        let search = flight.request.search.as_ref();
        let pair = search.and_then(|search| search.current());
        let (Grant::Login(config), Some(pair)) = (&self.settings.config.grant, pair) else {
            return self.attempt_lost(flight, at, out);
        };
        let context = Context {
            format: pair.format,
            sent_at: flight.request.sent_at,
            received_at: at.now,
            wall_offset_ms: at.wall_offset_ms,
            assumed_lifetime_ms: self.settings.config.refresh_policy.assumed_lifetime_ms,
        };
        let answer = answer::read(response, config, &context);
        self.search_on(flight, answer, at, out)
    }

    pub(super) fn login_unanswered(
        &mut self,
        flight: Box<Flight>,
        why: Transport,
        cause: Option<Cause>,
        at: Moment,
        out: &mut Vec<Output>,
    ) -> Next {
        self.search_on(flight, answer::unanswered(why, cause), at, out)
    }

    fn search_on(
        &mut self,
        mut flight: Box<Flight>,
        answer: Answer,
        at: Moment,
        out: &mut Vec<Output>,
    ) -> Next {
        // An attempt that ends takes its search along: the next one, if there is one, searches anew.
        let Some(mut search) = flight.request.search.take() else {
            return self.attempt_lost(flight, at, out);
        };
        let error = match search.answered(answer) {
            search::Next::Found(pair, tokens) => {
                self.flights.login_pair = Some(pair);
                return self.obtained(flight, *tokens, at, out);
            }
            search::Next::Send if at.now < self.last_start(flight.started) => {
                flight.request.search = Some(search);
                return self.send(flight, at, out);
            }
            search::Next::Send => search.failure(),
            search::Next::Failed(error) => error,
        };
        self.attempt_failed(flight, error, at, out)
    }
}
