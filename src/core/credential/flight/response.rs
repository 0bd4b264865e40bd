//! The response to the request of a flight.

use super::{Flight, Intent, Next, Step};
use crate::core::config::{Grant, OAuthGrant};
use crate::core::credential::Credential;
use crate::core::credential::failures::Gate;
use crate::core::credential::io::{Event, Output, Refused};
use crate::core::credential::turn::Turn;
use crate::core::error::{Cause, Class, Code, Error};
use crate::core::http::{HttpResponse, Transport};
use crate::core::note::Note;
use crate::core::oauth::id_token::Party;
use crate::core::oauth::token_request::{self, GrantRequest};
use crate::core::oauth::token_response::{self, ResponseContext};
use crate::core::tokens::TokenSet;

impl Credential {
    /// Handles the server's response.
    pub(super) fn response(
        &mut self,
        mut flight: Box<Flight>,
        response: &HttpResponse,
        turn: &mut Turn<'_>,
    ) -> Next {
        self.host.offline = false;
        flight.note_answered(Some(response.status), turn);
        if response.wants_another_proof() && !flight.request.proved_anew && !self.host.closing {
            // This is not a failure: the server only asked for its nonce, or showed its time (RFC 9449 §8). Parts that
            // serve a single request are made anew.
            flight.request.proved_anew = true;
            return self.send(flight, turn);
        }
        let Grant::OAuth(config) = &self.settings.config.grant else {
            return self.login_answered(flight, response, turn);
        };
        let refreshes = flight.refreshes();
        let mut previous = self.previous(turn.at).filter(|_| refreshes);
        let mut asking = config;
        if let Some(minting) = &flight.minting {
            asking = &minting.mint.config;
            let asked = Some(&asking.scope).filter(|scope| !scope.is_empty());
            if let (Some(previous), Some(asked)) = (&mut previous, asked) {
                previous.scope = Some(asked.clone());
            }
        }
        let refresh_token = self.refresh_token().filter(|_| refreshes);
        let grant = GrantRequest::next(config, refresh_token);
        let context = ResponseContext {
            refreshing: previous.as_ref(),
            party: previous.is_some().then_some(Party {
                client_id: &config.client_id,
                issuer: config.issuer.as_deref(),
            }),
            exchanging: config.grant == OAuthGrant::TokenExchange && !refreshes,
            requested_scope: previous
                .as_ref()
                .and_then(|p| p.scope.as_deref())
                .unwrap_or(&config.scope),
            sent_at: flight.request.sent_at,
            received_at: turn.now(),
            wall_offset_ms: turn.at.wall_offset_ms,
            assumed_lifetime_ms: self.settings.config.refresh_policy.assumed_lifetime_ms,
            secrets: &token_request::secrets(config, asking, grant, &flight.request.parts),
        };
        match token_response::read(response, &context) {
            Ok(tokens) => self.obtained(flight, tokens, turn),
            Err(error) => {
                let rotated = token_response::rotated(response, &context);
                self.answer_refused(flight, error, rotated, turn)
            }
        }
    }

    /// Handles the host's failure to bring an answer for `step` in time.
    pub(super) fn unanswered(
        &mut self,
        step: &Step,
        flight: Box<Flight>,
        why: Transport,
        cause: Option<Cause>,
        turn: &mut Turn<'_>,
    ) -> Next {
        if matches!(step, Step::Sent(_)) {
            flight.note_answered(None, turn);
        }
        if flight.absences.any() {
            return self.attempt_lost(flight, turn);
        }
        if matches!(self.settings.config.grant, Grant::Login(_)) {
            return self.login_unanswered(flight, why, cause, turn);
        }
        let refreshing = self.failure_class(&flight) == Class::TokenRefresh;
        let error = token_response::transport_error(why, refreshing).with_cause(cause);
        self.attempt_failed(flight, error, turn)
    }

    /// Handles the result of the custom provider's function: returned or thrown.
    pub(super) fn custom_ended(
        &mut self,
        flight: Box<Flight>,
        result: Result<Box<TokenSet>, Refused>,
        turn: &mut Turn<'_>,
    ) -> Next {
        flight.note_answered(None, turn);
        let coordinated = self.settings.config.grant.is_coordinated();
        let forced = self.callers.any_forced();
        match result {
            // The coordinator returned the token that it had. A caller that came meanwhile demands a new one, so
            // another request is needed.
            Ok(_) if coordinated && forced && !flight.request.forced => self.send(flight, turn),
            Ok(tokens) => self.obtained(flight, *tokens, turn),
            Err(refused) if coordinated => self.coordinator_refused(flight, refused.error, turn),
            Err(refused) => self.answer_refused(flight, refused.error, refused.refresh_token, turn),
        }
    }

    /// Handles an answer without a usable token. A refresh token that came with it is already kept.
    pub(super) fn attempt_refused(
        &mut self,
        mut flight: Box<Flight>,
        mut error: Error,
        turn: &mut Turn<'_>,
    ) -> Next {
        if let Grant::Custom(_) = self.settings.config.grant {
            if flight.refreshes() && !error.retryable && !self.host.closing {
                // A custom `refresh` that fails for good must not lock out its user, since `acquire` needs no user.
                flight.request.intent = Intent::Acquire;
                turn.push(Output::CallAcquire(flight.id));
                return flight.wait(Step::Sent(self.timeout_at(turn.at)));
            }
            error.class = self.failure_class(&flight);
            if error.code == Code::AcquisitionFailed && error.class == Class::TokenRefresh {
                error.code = Code::RefreshFailed;
            }
        }
        self.attempt_failed(flight, error, turn)
    }

    /// Handles a coordinator without a token. It has done its own retries and may have a token next time, so the
    /// circuit does not open.
    fn coordinator_refused(
        &mut self,
        flight: Box<Flight>,
        mut error: Error,
        turn: &mut Turn<'_>,
    ) -> Next {
        error.class = Class::of(error.code).unwrap_or_else(|| self.failure_class(&flight));
        let login_needed = error.code == Code::ReauthenticationRequired;
        let last = self.failures.last.as_ref();
        let reported = last.is_some_and(|(last, _)| last.code == error.code);
        if login_needed && !reported {
            let error = error.clone().of(&self.settings.name);
            turn.emit(Event::Reauthenticate(error));
        }
        let next = self.fail(flight, error, turn);
        if matches!(self.failures.closed_until, Some((_, Gate::Circuit))) {
            self.failures.closed_until = None;
        }
        next
    }

    pub(super) fn failure_class(&self, flight: &Flight) -> Class {
        if flight.refreshes() || self.vault.held().is_some() {
            Class::TokenRefresh
        } else {
            Class::TokenAcquisition
        }
    }
}

impl Flight {
    fn note_answered(&self, status: Option<u16>, turn: &mut Turn<'_>) {
        let ms = turn.now().since(self.request.sent_at);
        turn.note(Note::Answered { status, ms });
    }
}
