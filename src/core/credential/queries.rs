//! Read-only queries of a credential.

use super::Credential;
use super::flight::Underway;
use super::ids::{FlightId, WaiterId};
use super::info::{ErrorInfo, Source, TokenInfo};
use super::io::TokenState;
use super::settings::Settings;
use super::vault::Held;
use crate::core::health::ProviderFacts;
use crate::core::identity::{self, Former};
use crate::core::lists::list;
use crate::core::time::{Moment, Timestamp};
use crate::core::tokens::TokenSet;
use std::rc::Rc;

/// Upper limit of a lease while a flight is under way.
const LEASE_IN_FLIGHT_MS: i64 = 1_000;

impl Credential {
    /// The thumbprint of the key that new tokens are bound to, as far as it is known.
    #[must_use]
    pub fn proof_key(&self) -> Option<&Rc<str>> {
        self.subject.proof_key.as_ref()
    }

    /// Distinguishes its records and hints from those of other credentials. See [`identity`]. Computed on demand, since
    /// there may be a hundred thousand credentials.
    #[must_use]
    pub fn identity(&self) -> String {
        self.subject.identity(&self.settings)
    }

    /// The storage key of its record, and the name of its lock.
    #[must_use]
    pub fn storage_key(&self) -> String {
        identity::storage_key(self.settings.owner(), &self.identity())
    }

    /// The place of a record that was written before storage keys contained the identity.
    #[must_use]
    pub fn former(&self) -> Option<Former> {
        identity::former(self.settings.owner(), &self.settings.config)
    }

    /// The name under which its proof key is stored.
    #[must_use]
    pub fn proof_key_name(&self) -> String {
        identity::proof_key_name(self.settings.owner())
    }

    /// The settings of the credential.
    #[must_use]
    pub fn settings(&self) -> &Settings {
        &self.settings
    }

    /// The tokens to hand out: the credential's own, or a fallback's. After
    /// [`Input::Invalidated`](super::io::Input::Invalidated) the access token in them is empty.
    #[must_use]
    pub fn tokens(&self) -> Option<&TokenSet> {
        self.handed().held.map(|held| &held.tokens)
    }

    /// Its own tokens, even while a fallback's are handed out.
    #[must_use]
    pub fn own_tokens(&self) -> Option<&TokenSet> {
        self.vault.tokens()
    }

    /// The demands of all waiters together, for the request: whether a new token is demanded, and the life that it must
    /// have, in milliseconds.
    #[must_use]
    pub fn demanded(&self) -> (bool, Option<i64>) {
        let lives = self.callers.iter().filter_map(|w| w.min_lifetime_ms);
        (self.callers.any_forced(), lives.max())
    }

    /// True if this is the access token that is handed out.
    #[must_use]
    pub fn hands_out(&self, access_token: &str) -> bool {
        self.tokens()
            .is_some_and(|tokens| tokens.access_token.reveal() == access_token)
    }

    /// The name of the fallback whose token is handed out, if any.
    #[must_use]
    pub fn lender(&self) -> Option<&Rc<str>> {
        self.fallbacks.loan().map(|loan| &loan.from)
    }

    /// The tokens in memory if the access token is good at `now`.
    #[must_use]
    pub fn good_tokens(&self, now: Timestamp) -> Option<&TokenSet> {
        self.handed()
            .held
            .filter(|held| held.is_good(None, now))
            .map(|held| &held.tokens)
    }

    /// The number of logouts. Work that began before a logout must not take effect after it.
    #[must_use]
    pub fn logouts(&self) -> u32 {
        self.logouts
    }

    /// A number that grows whenever the handed-out tokens change.
    #[must_use]
    pub fn version(&self) -> u32 {
        self.vault.version().wrapping_add(self.fallbacks.version())
    }

    /// The time until which the token may be handed out without asking the machine again: as long as it is good and
    /// nothing is due. `None` if it may not be.
    #[must_use]
    pub fn lease_until(&self, now: Timestamp) -> Option<Timestamp> {
        if let Some(loan) = self.fallbacks.loan() {
            return self.lease_of_loan(loan, now);
        }
        let held = self.vault.held().filter(|held| held.is_good(None, now))?;
        let mut until = held.windows().hard_at.unwrap_or(Timestamp(i64::MAX));
        if !self.flights.is_idle() {
            // The end of the flight decides what is due next, and an edge worker's flight may end silently.
            until = until.min(now.plus(LEASE_IN_FLIGHT_MS));
        } else if self.can_renew() {
            let due = held.windows().renew_at.max(self.failures.next_automatic);
            until = until.min(due.unwrap_or(until));
        }
        (until > now).then_some(until)
    }

    /// All callers that wait for an answer.
    #[must_use]
    pub fn waiter_ids(&self) -> Vec<WaiterId> {
        list(
            (self.callers.iter().map(|waiter| waiter.id))
                .chain(self.storage.waiter_ids())
                .chain(self.subject.waiter_ids()),
        )
    }

    /// The flight under way, if there is one.
    #[must_use]
    pub fn in_flight(&self) -> Option<FlightId> {
        self.flights.current().map(|underway| underway.flight.id)
    }

    /// True if work is under way that a caller could join.
    pub(super) fn is_busy(&self) -> bool {
        !self.flights.is_idle() || self.fallbacks.is_asking()
    }

    /// The facts from which this provider's health is derived.
    #[must_use]
    pub fn health(&self, now: Timestamp) -> ProviderFacts {
        let handed = self.handed();
        let own_is_dead = self.vault.held().is_some() && !self.vault.lives(now);
        ProviderFacts {
            usable: handed.held.is_some_and(|held| held.lives(now)),
            failing: self.failures.count > 0 || self.failures.gate(now).is_some(),
            on_fallback: handed.on_loan,
            stuck: self.failures.ended.is_some() || (own_is_dead && !self.can_renew()),
        }
    }

    /// True if no access token is held, or one with less life than the hard limit.
    #[must_use]
    pub fn is_expired(&self, now: Timestamp) -> bool {
        self.good_tokens(now).is_none()
    }

    /// True if no access token is held, or one inside the refresh-ahead window.
    #[must_use]
    pub fn needs_refresh(&self, now: Timestamp) -> bool {
        self.handed().held.is_none_or(|held| {
            !held.has_access_token() || held.windows().soft_at.is_some_and(|at| now >= at)
        })
    }

    /// The token's state.
    #[must_use]
    pub fn state(&self, now: Timestamp) -> TokenState {
        let handed = self.handed().held;
        let own = |u: &&Underway| u.step.shows() && u.flight.mint_waiter().is_none();
        if let Some(underway) = self.flights.current().filter(own) {
            return match handed {
                Some(held) if underway.flight.refreshes() || held.lives(now) => {
                    TokenState::Refreshing
                }
                _ => TokenState::Authenticating,
            };
        }
        match handed {
            Some(held) if held.lives(now) => match held.windows().soft_at {
                Some(soft_at) if now >= soft_at => TokenState::Expiring,
                _ => TokenState::Valid,
            },
            _ if self.failures.count > 0 => TokenState::Failed,
            Some(_) => TokenState::Expired,
            None => TokenState::NotAuthenticated,
        }
    }

    /// Information about the token, without its secrets.
    #[must_use]
    pub fn info(&self, at: Moment) -> TokenInfo {
        let handed = self.handed();
        let held = handed.held;
        let tokens = held.map(|held| &held.tokens);
        let renewable = self.can_renew() && !handed.on_loan;
        let grant = &self.settings.config.grant;
        TokenInfo {
            provider: String::from(&*self.settings.name),
            state: self.state(at.now),
            has_token: held.is_some_and(Held::has_access_token),
            has_refresh_token: self.vault.refresh_token(grant).is_some(),
            token_type: tokens.map(|t| t.token_type.to_string()),
            scope: tokens.and_then(|t| t.scope.clone()),
            obtained_at: tokens.map(|t| at.wall(t.obtained_at)),
            expires_at: tokens.and_then(|t| t.expires_at).map(|t| at.wall(t)),
            remaining_seconds: tokens
                .and_then(|t| t.expires_at)
                .map(|t| t.since(at.now).max(0) as f64 / 1000.0),
            next_refresh_at: held
                .and_then(|h| h.windows().renew_at)
                .filter(|_| renewable)
                .map(|t| at.wall(t)),
            last_refresh_at: self.flights.last_refresh_at().map(|t| at.wall(t)),
            consecutive_failures: self.failures.count,
            last_error: self.failures.last.as_ref().map(|(error, when)| ErrorInfo {
                code: error.code,
                message: error.message.to_string(),
                at: at.wall(*when),
                retryable: error.retryable,
            }),
            next_attempt_at: self.next_attempt_at().map(|t| at.wall(t)),
            source: held.map_or(Source::None, |held| held.source),
            clock_skew_ms: tokens.and_then(|t| t.clock_skew_ms),
        }
    }
}
