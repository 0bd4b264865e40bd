//! What each step of a flight leads to.

use super::Credential;
use super::failures::Gate;
use super::flight::{Flight, Intent, Step};
use super::ids::{FlightId, Ticket};
use super::info::Source;
use super::io::{Event, Output, Refused};
use super::operations::Found;
use crate::core::config::{Endpoint, Grant, OAuthGrant};
use crate::core::error::{Cause, Class, Code, Error, Result};
use crate::core::http::{HttpResponse, Transport};
use crate::core::note::Note;
use crate::core::note::without_query;
use crate::core::oauth::form::Part;
use crate::core::oauth::id_token::Party;
use crate::core::oauth::metadata::{Metadata, endpoint};
use crate::core::oauth::parts;
use crate::core::oauth::token_request::{self, GrantRequest};
use crate::core::oauth::token_response::{self, ResponseContext};
use crate::core::time::Moment;
use crate::core::tokens::TokenSet;
use std::rc::Rc;

impl Credential {
    /// The flight, if `id` is its number: answers to older flights are ignored.
    fn current(&mut self, id: FlightId) -> Option<&mut Flight> {
        self.flight.as_deref_mut().filter(|flight| flight.id == id)
    }

    /// Neither memory nor storage has a good token: decides whether a request may be sent, and takes the lock first.
    pub(super) fn decide(&mut self, at: Moment, out: &mut Vec<Output>) {
        if let Some(error) = self.refusal(at, out) {
            self.refuse(&error, at, out);
            return;
        }
        let locks = self.settings.storage.present;
        let Some(flight) = &mut self.flight else {
            return;
        };
        if locks && !flight.locked {
            flight.locked = true;
            flight.step = Step::Lock;
            out.push(Output::TakeLock(flight.id));
        } else {
            self.send(at, out);
        }
    }

    /// The reason why nothing may be sent, if there is one.
    fn refusal(&mut self, at: Moment, out: &mut Vec<Output>) -> Option<Error> {
        if let Some(error) = &self.ended {
            return Some(error.clone());
        }
        if self.refresh_token().is_none() && !self.can_acquire() {
            let error = self.nothing_left();
            if self.held.is_some() && self.needs_user() {
                self.end_session(error.clone(), out);
            }
            return Some(error);
        }
        let (gate, wait) = self.failures.gate(at.now)?;
        let class = if self.held.is_some() {
            Class::TokenRefresh
        } else {
            Class::TokenAcquisition
        };
        let (code, message) = match gate {
            Gate::Circuit => (
                Code::CircuitOpen,
                "too many failures in a row: nothing is sent until the cool-down ends",
            ),
            Gate::RetryAfter => (
                Code::RateLimited,
                "the server asked to be left alone until retryAfterMs have passed",
            ),
        };
        let mut error = Error::new(class, code, message)
            .retryable()
            .of(&self.settings.name);
        error.retry_after_ms = Some(wait);
        if let Some((last, _)) = &self.failures.last {
            error.status = last.status;
            error.cause = Some(Cause(Rc::new(last.clone())));
        }
        Some(error)
    }

    pub(super) fn lock_ended(
        &mut self,
        id: FlightId,
        granted: bool,
        at: Moment,
        out: &mut Vec<Output>,
    ) {
        let ticket = self.ticket();
        let has_locks = !self.settings.requests_end;
        let Some(flight) = self.current(id).filter(|f| matches!(f.step, Step::Lock)) else {
            return;
        };
        flight.step = Step::Check(ticket);
        out.push(Output::Load(ticket));
        if has_locks {
            let waited_ms = at.now.since(flight.started);
            out.push(Output::Note(Note::LockEnded { granted, waited_ms }));
        }
    }

    /// A storage read of the flight ended.
    pub(super) fn flight_loaded(
        &mut self,
        ticket: Ticket,
        found: Found,
        at: Moment,
        out: &mut Vec<Output>,
    ) {
        let Some(flight) = &mut self.flight else {
            return;
        };
        let seen = found.seen();
        match &flight.step {
            Step::Peek(t) | Step::Check(t) if *t == ticket => {
                if matches!(flight.step, Step::Peek(_)) && !matches!(found, Found::Tokens(_)) {
                    out.push(Output::Note(Note::StorageMiss));
                }
                let peeked = matches!(flight.step, Step::Peek(_));
                flight.seen = seen;
                self.take_over_stored(found, !peeked, at, out);
                if self.serve(at, out) {
                    self.land(out);
                    if peeked {
                        self.look_again_if_late(at, out);
                    }
                } else {
                    self.decide(at, out);
                }
            }
            Step::Recheck(t, error) if *t == ticket => {
                let error = error.clone();
                flight.seen = seen;
                flight.rechecked = true;
                let refused = self.refresh_token().cloned();
                self.take_over_stored(found, true, at, out);
                if self.serve(at, out) {
                    self.land(out);
                } else if self.refresh_token().is_some() && self.refresh_token() != refused.as_ref()
                {
                    self.send(at, out);
                } else {
                    self.refresh_refused(error, Some(ticket), at, out);
                }
            }
            Step::Guard(t, _) if *t == ticket => {
                let before = flight.seen;
                let Step::Guard(_, tokens) = std::mem::replace(&mut flight.step, Step::Lock) else {
                    return;
                };
                self.guard(before, found, (ticket, tokens), at, out);
            }
            _ => {}
        }
    }

    /// Adopts stored tokens that are newer. Treats a missing record as a logout if it was there before. See
    /// [`adopt`](Self::adopt) for `current`.
    fn take_over_stored(&mut self, found: Found, current: bool, at: Moment, out: &mut Vec<Output>) {
        match found {
            Found::Tokens(tokens) => {
                self.adopt(*tokens, current, at, out);
            }
            Found::Nothing if !self.settings.storage.volatile && self.was_stored(at) => {
                self.forget(out)
            }
            _ => {}
        }
    }

    /// Whether storage should still hold a record of the held tokens. It may have dropped a record whose tokens are of no more
    /// use.
    pub(super) fn was_stored(&self, at: Moment) -> bool {
        self.held
            .as_ref()
            .is_some_and(|h| h.persisted && (h.lives(at.now) || h.tokens.refresh_token.is_some()))
    }

    /// Adopts stored tokens if they are newer. `current` says whether they are certainly what is stored now: a peek may return
    /// a record that was just replaced.
    pub(super) fn adopt(
        &mut self,
        mut tokens: TokenSet,
        current: bool,
        at: Moment,
        out: &mut Vec<Output>,
    ) {
        let replaced = current && self.was_replaced(&tokens);
        if let Some(held) = &mut self.held {
            // After a clock change the same record may look newer than it is.
            let same = held.tokens.access_token == tokens.access_token
                && held.tokens.refresh_token == tokens.refresh_token;
            if self.settings.storage.keeps_refresh_tokens
                && held.tokens.obtained_at == tokens.obtained_at
                && held.tokens.access_token == tokens.access_token
                && tokens.refresh_token.is_none()
            {
                // Another tab's refresh was refused, so it dropped the refresh token and kept the access token, which still
                // lives.
                held.tokens.refresh_token = None;
            }
            if (held.tokens.obtained_at >= tokens.obtained_at && !replaced) || same {
                held.persisted |= same || held.tokens.obtained_at == tokens.obtained_at;
                return;
            }
            if !self.settings.storage.keeps_refresh_tokens {
                tokens.refresh_token = held.tokens.refresh_token.take();
            }
        }
        self.hold(tokens, Source::Storage, true, at, out);
        out.push(Output::Note(Note::Adopted));
    }

    /// Whether `stored`, the current record, replaced the held tokens: in a storage that tabs share, only successors overwrite
    /// tokens. Times are not compared, since a successor looks older after the clock was set back.
    pub(super) fn was_replaced(&self, stored: &TokenSet) -> bool {
        let Some(held) = self.held.as_ref().filter(|held| held.persisted) else {
            return false;
        };
        self.settings.storage.shared && differ(&held.tokens, stored)
    }

    /// Sends another request after one that failed. Reads storage first: after a long wait or a freeze, the lock may have
    /// passed to another tab that has renewed.
    pub(super) fn try_again(&mut self, at: Moment, out: &mut Vec<Output>) {
        let ticket = self.ticket();
        let asks = self.asks_whose();
        match &mut self.flight {
            Some(flight) if asks && !flight.identified => self.identify(at, out),
            Some(flight) if self.settings.storage.present => {
                flight.step = Step::Check(ticket);
                out.push(Output::Load(ticket));
            }
            _ => self.send(at, out),
        }
    }

    /// Sends the token request, or first the request for the server's metadata.
    pub(super) fn send(&mut self, at: Moment, out: &mut Vec<Output>) {
        if self.was_away() && self.settings.storage.present {
            // Another tab may have taken the lock and renewed.
            self.begin_anew(at, out);
            return;
        }
        let refresh_token = self.refresh_token().cloned();
        let can_acquire = self.can_acquire();
        let previous = self.previous(at);
        let timeout_at = at.now.plus(self.settings.config.retry_policy.timeout_ms);
        let Some(flight) = &mut self.flight else {
            return;
        };
        flight.sent_at = at.now;
        flight.alive_at = at.now;
        flight.forced = self.waiters.iter().any(|waiter| waiter.force);
        flight.intent = match &self.settings.config.grant {
            Grant::Custom(custom) if custom.can_refresh && self.held.is_some() => Intent::Refresh,
            Grant::OAuth(_) if refresh_token.is_some() => Intent::Refresh,
            _ if can_acquire => Intent::Acquire,
            _ => return self.decide(at, out),
        };
        match &self.settings.config.grant {
            Grant::Login(_) => self.send_login(timeout_at, out),
            Grant::OAuth(config) => {
                let metadata = self.metadata.as_deref();
                // Metadata is checked when it arrives: see `discovered`.
                let Ok(Some(endpoint)) = endpoint(config, metadata, Endpoint::Token) else {
                    flight.step = Step::Discover(timeout_at);
                    out.push(Output::Discover(flight.id));
                    return;
                };
                let skew = previous.as_ref().and_then(|p| p.clock_skew_ms);
                let now = at.wall(at.now).saturating_sub(skew.unwrap_or_default());
                let for_grant = flight.intent == Intent::Acquire && flight.given.is_empty();
                if let Some(needs) = parts::needs(config, endpoint, for_grant, now) {
                    flight.step = Step::Make(timeout_at);
                    out.push(Output::Make(flight.id, Box::new(needs)));
                    return;
                }
                self.send_built(Vec::new(), at, out);
            }
            _ => {
                flight.step = Step::Sent(timeout_at);
                out.push(
                    match previous.filter(|_| flight.intent == Intent::Refresh) {
                        Some(tokens) => Output::CallRefresh(flight.id, Box::new(tokens)),
                        None => Output::CallAcquire(flight.id),
                    },
                );
            }
        }
    }

    /// Sends the request, whose parts the host has made. Each attempt gets an assertion of its own.
    pub(super) fn made(
        &mut self,
        id: FlightId,
        result: Result<Vec<Part>>,
        at: Moment,
        out: &mut Vec<Output>,
    ) {
        let Some(flight) = self.current(id) else {
            return;
        };
        let asked_whose = matches!(flight.step, Step::Identify(_));
        if !asked_whose && !matches!(flight.step, Step::Make(_)) {
            return;
        }
        let in_vain = asked_whose && flight.only_identifies;
        match result {
            // The function now speaks for another subject.
            Ok(parts) if asked_whose || self.is_of_another(&parts) => {
                self.identified(parts, at, out);
            }
            Ok(_) if self.was_away() && self.settings.storage.present => self.begin_anew(at, out),
            Ok(parts) => self.send_built(parts, at, out),
            // The function names no other subject, and the held tokens can be renewed without it.
            Err(_) if asked_whose && self.goes_on_as_before() => {
                self.identified(Vec::new(), at, out);
            }
            // No caller waits for a token, so the error is not reported.
            Err(_) if in_vain && self.waiters.is_empty() => self.land(out),
            Err(mut error) => {
                error.class = self.failure_class();
                self.attempt_failed(error, at, out);
            }
        }
    }

    /// Sends the token request, whose endpoint is known.
    fn send_built(&mut self, mut parts: Vec<Part>, at: Moment, out: &mut Vec<Output>) {
        let refresh_token = self.refresh_token().cloned();
        let (Grant::OAuth(config), Some(flight)) =
            (&self.settings.config.grant, self.flight.as_deref_mut())
        else {
            return;
        };
        let endpoint = endpoint(config, self.metadata.as_deref(), Endpoint::Token);
        let endpoint = endpoint.ok().flatten().unwrap_or_default();
        let grant = GrantRequest::next(config, refresh_token.as_ref());
        let mut request = token_request::build(config, endpoint, grant);
        if flight.intent == Intent::Acquire {
            parts.append(&mut flight.take_given());
        }
        if !parts.is_empty() {
            parts::add(&mut request, &parts);
        }
        flight.parts = parts;
        flight.sent_at = at.now;
        flight.step = Step::Sent(at.now.plus(self.settings.config.retry_policy.timeout_ms));
        out.push(Output::Send(flight.id, Box::new(request)));
    }

    pub(super) fn discovered(
        &mut self,
        id: FlightId,
        result: Result<Rc<Metadata>>,
        at: Moment,
        out: &mut Vec<Output>,
    ) {
        if !self
            .current(id)
            .is_some_and(|f| matches!(f.step, Step::Discover(_)))
        {
            return;
        }
        let Grant::OAuth(config) = &self.settings.config.grant else {
            return;
        };
        let usable = result.and_then(|metadata| {
            let found = endpoint(config, Some(&metadata), Endpoint::Token)?.is_some();
            let message = "the issuer's metadata has no token_endpoint: set tokenEndpoint";
            let missing = || Error::new(Class::Token, Code::InvalidResponse, message);
            found.then_some(metadata).ok_or_else(missing)
        });
        match usable {
            Ok(metadata) => {
                self.metadata = Some(metadata);
                self.send(at, out);
            }
            Err(mut error) => {
                error.class = self.failure_class();
                self.attempt_failed(error, at, out);
            }
        }
    }

    pub(super) fn response(
        &mut self,
        id: FlightId,
        response: &HttpResponse,
        at: Moment,
        out: &mut Vec<Output>,
    ) {
        let closing = self.closing;
        let Some(flight) = self.current(id).filter(|f| matches!(f.step, Step::Sent(_))) else {
            return;
        };
        let (intent, sent_at, proved_anew) = (flight.intent, flight.sent_at, flight.proved_anew);
        self.offline = false;
        out.push(Output::Note(Note::Answered {
            status: Some(response.status),
            ms: at.now.since(sent_at),
        }));
        if response.wants_another_proof() && !proved_anew && !closing {
            // Not a failure: the server only asked for its nonce, or showed its time (RFC 9449 §8). Parts that serve a single
            // request are made anew.
            if let Some(flight) = &mut self.flight {
                flight.proved_anew = true;
            }
            self.send(at, out);
            return;
        }
        let Grant::OAuth(config) = &self.settings.config.grant else {
            self.login_answered(response, at, out);
            return;
        };
        let previous = self.previous(at).filter(|_| intent == Intent::Refresh);
        let refresh_token = self.refresh_token().filter(|_| intent == Intent::Refresh);
        let grant = GrantRequest::next(config, refresh_token);
        let made = self.flight.as_ref().map(|flight| flight.parts.as_slice());
        let context = ResponseContext {
            refreshing: previous.as_ref(),
            party: previous.is_some().then_some(Party {
                client_id: &config.client_id,
                issuer: config.issuer.as_deref(),
            }),
            exchanging: config.grant == OAuthGrant::TokenExchange && intent == Intent::Acquire,
            requested_scope: previous
                .as_ref()
                .and_then(|p| p.scope.as_deref())
                .unwrap_or(&config.scope),
            sent_at,
            received_at: at.now,
            wall_offset_ms: at.wall_offset_ms,
            assumed_lifetime_ms: self.settings.config.refresh_policy.assumed_lifetime_ms,
            secrets: &token_request::secrets(config, grant, made.unwrap_or_default()),
        };
        match token_response::read(response, &context) {
            Ok(tokens) => self.obtained(tokens, out, at),
            Err(error) => {
                let rotated = token_response::rotated(response, &context);
                self.answer_refused(error, rotated, at, out);
            }
        }
    }

    pub(super) fn network_failed(
        &mut self,
        id: FlightId,
        why: Transport,
        cause: Option<Cause>,
        at: Moment,
        out: &mut Vec<Output>,
    ) {
        let Some(flight) = self.current(id) else {
            return;
        };
        match flight.step {
            Step::Sent(_) => {
                let ms = at.now.since(flight.sent_at);
                out.push(Output::Note(Note::Answered { status: None, ms }));
            }
            Step::Identify(_) | Step::Discover(_) | Step::Make(_) => {}
            _ => return,
        }
        if self.was_away() {
            self.attempt_lost(at, out);
            return;
        }
        if matches!(self.settings.config.grant, Grant::Login(_)) {
            self.login_unanswered(why, cause, at, out);
            return;
        }
        let refreshing = self.failure_class() == Class::TokenRefresh;
        self.attempt_failed(
            token_response::transport_error(why, refreshing).with_cause(cause),
            at,
            out,
        );
    }

    pub(super) fn custom_ended(
        &mut self,
        id: FlightId,
        result: std::result::Result<Box<TokenSet>, Refused>,
        at: Moment,
        out: &mut Vec<Output>,
    ) {
        let Some(flight) = self.current(id).filter(|f| matches!(f.step, Step::Sent(_))) else {
            return;
        };
        let ms = at.now.since(flight.sent_at);
        out.push(Output::Note(Note::Answered { status: None, ms }));
        let coordinated = self.settings.config.grant.is_coordinated();
        let forced = self.waiters.iter().any(|waiter| waiter.force);
        let Some(flight) = &mut self.flight else {
            return;
        };
        match result {
            // The coordinator returned the token it had. A caller that came meanwhile and demands a new one needs another
            // request.
            Ok(_) if coordinated && forced && !flight.forced => self.send(at, out),
            Ok(tokens) => self.obtained(*tokens, out, at),
            Err(refused) if coordinated => self.refused_elsewhere(refused.error, at, out),
            Err(refused) => self.answer_refused(refused.error, refused.refresh_token, at, out),
        }
    }

    /// An answer had no usable token; a refresh token that it brought is already kept.
    pub(super) fn attempt_refused(&mut self, mut error: Error, at: Moment, out: &mut Vec<Output>) {
        let class = self.failure_class();
        if let (Grant::Custom(_), Some(flight)) = (&self.settings.config.grant, &mut self.flight) {
            if flight.intent == Intent::Refresh && !error.retryable && !self.closing {
                // A custom `refresh` that fails for good must not lock its user out: `acquire` needs no user.
                flight.intent = Intent::Acquire;
                flight.step = Step::Sent(at.now.plus(self.settings.config.retry_policy.timeout_ms));
                out.push(Output::CallAcquire(flight.id));
                return;
            }
            error.class = class;
            if error.code == Code::AcquisitionFailed && class == Class::TokenRefresh {
                error.code = Code::RefreshFailed;
            }
        }
        self.attempt_failed(error, at, out);
    }

    /// A coordinator has no token. It has done its own retries and may have a token next time, so the circuit does not open.
    fn refused_elsewhere(&mut self, mut error: Error, at: Moment, out: &mut Vec<Output>) {
        error.class = Class::of(error.code).unwrap_or_else(|| self.failure_class());
        let login_needed = error.code == Code::ReauthenticationRequired;
        let told = self.failures.last.as_ref();
        let told = told.is_some_and(|(last, _)| last.code == error.code);
        if login_needed && !told {
            let error = error.clone().of(&self.settings.name);
            out.push(Output::Emit(Event::Reauthenticate(error)));
        }
        self.fail(error, at, out);
        if matches!(self.failures.closed_until, Some((_, Gate::Circuit))) {
            self.failures.closed_until = None;
        }
    }

    /// The tokens that a refresh starts from.
    pub(super) fn previous(&self, at: Moment) -> Option<TokenSet> {
        if let Some(held) = &self.held {
            let mut tokens = held.tokens.clone();
            tokens.refresh_token = self.refresh_token().cloned();
            return Some(tokens);
        }
        self.first_refresh_token()
            .map(|token| TokenSet::from_refresh_token(token.clone(), at.now))
    }

    pub(super) fn failure_class(&self) -> Class {
        match &self.flight {
            Some(flight) if flight.intent == Intent::Refresh => Class::TokenRefresh,
            _ if self.held.is_some() => Class::TokenRefresh,
            _ => Class::TokenAcquisition,
        }
    }

    pub(super) fn needs_user(&self) -> bool {
        matches!(&self.settings.config.grant, Grant::OAuth(config) if config.grant.needs_user())
    }

    /// Notes the request, if there is one, among the outputs from `first` on.
    pub(super) fn note_request(&self, first: usize, out: &mut Vec<Output>) {
        let Some(flight) = &self.flight else { return };
        let endpoint = out.iter().skip(first).find_map(|output| match output {
            Output::Send(_, request) => Some(Some(without_query(&request.url))),
            Output::CallAcquire(_) | Output::CallRefresh(..) => Some(None),
            _ => None,
        });
        let Some(endpoint) = endpoint else { return };
        if self.failures.probing(&self.settings.config.retry_policy) {
            out.push(Output::Note(Note::CircuitProbed));
        }
        out.push(Output::Note(Note::Requested {
            grant: match &self.settings.config.grant {
                Grant::OAuth(_) if flight.intent == Intent::Refresh => "refresh_token",
                grant => grant.name(),
            },
            attempt: flight.failed_attempts.saturating_add(1),
            endpoint,
        }));
    }
}

/// Whether `after` has a token that `before` lacks, rather than being `before` minus a token that was invalidated or refused.
fn differ(before: &TokenSet, after: &TokenSet) -> bool {
    let (old, new) = (&before.access_token, &after.access_token);
    let refresh_token = after.refresh_token.as_ref();
    refresh_token.is_some_and(|token| before.refresh_token.as_ref() != Some(token))
        || (!old.is_empty() && !new.is_empty() && old != new)
}
