//! A flight that searches for a login endpoint: one attempt consists of several requests in sequence.

use super::Credential;
use super::flight::Step;
use super::io::Output;
use crate::core::config::Grant;
use crate::core::error::Cause;
use crate::core::http::{HttpResponse, Transport};
use crate::core::login_grant::answer::{self, Answer, Context};
use crate::core::login_grant::request;
use crate::core::login_grant::search::{Next, Search};
use crate::core::time::{Moment, Timestamp};

impl Credential {
    /// Sends the next request of the attempt, or the first one of a new attempt.
    pub(super) fn send_login(&mut self, timeout_at: Timestamp, out: &mut Vec<Output>) {
        let (Grant::Login(config), Some(flight)) = (&self.settings.config.grant, &mut self.flight)
        else {
            return;
        };
        let known = self.login_pair;
        let search = flight
            .search
            .get_or_insert_with(|| Box::new(Search::new(config, known)));
        if let Some(pair) = search.current() {
            let request = request::build(config, pair);
            out.push(Output::Send(flight.id, Box::new(request)));
        }
        flight.step = Step::Sent(timeout_at);
    }

    pub(super) fn login_answered(
        &mut self,
        response: &HttpResponse,
        at: Moment,
        out: &mut Vec<Output>,
    ) {
        let (Grant::Login(config), Some(flight)) = (&self.settings.config.grant, &self.flight)
        else {
            return;
        };
        let Some(pair) = flight.search.as_ref().and_then(|search| search.current()) else {
            return;
        };
        let context = Context {
            format: pair.format,
            sent_at: flight.sent_at,
            received_at: at.now,
            wall_offset_ms: at.wall_offset_ms,
            assumed_lifetime_ms: self.settings.config.refresh_policy.assumed_lifetime_ms,
        };
        let answer = answer::read(response, config, &context);
        self.search_on(answer, at, out);
    }

    pub(super) fn login_unanswered(
        &mut self,
        why: Transport,
        cause: Option<Cause>,
        at: Moment,
        out: &mut Vec<Output>,
    ) {
        self.search_on(answer::unanswered(why, cause), at, out);
    }

    fn search_on(&mut self, answer: Answer, at: Moment, out: &mut Vec<Output>) {
        let out_of_time = at.now >= self.last_start();
        let Some(flight) = &mut self.flight else {
            return;
        };
        let Some(search) = &mut flight.search else {
            return;
        };
        let error = match search.answered(answer) {
            Next::Found(pair, tokens) => {
                self.login_pair = Some(pair);
                flight.search = None;
                self.obtained(*tokens, out, at);
                return;
            }
            Next::Send if !out_of_time => {
                self.send(at, out);
                return;
            }
            Next::Send => search.failure(),
            Next::Failed(error) => error,
        };
        // The next attempt, if there is one, restarts the search.
        flight.search = None;
        self.attempt_failed(error, at, out);
    }
}
