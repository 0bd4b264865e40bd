//! How new tokens take effect. Unless another tab won meanwhile, they are written, held and handed out, in this order.

use super::{Flight, Next, Reading, Step};
use crate::core::credential::Credential;
use crate::core::credential::ids::Ticket;
use crate::core::credential::info::Source;
use crate::core::credential::io::{Announcement, Output};
use crate::core::credential::storage::{Seen, Stored};
use crate::core::credential::turn::Turn;
use crate::core::error::{Class, Code, Error};
use crate::core::note::Note;
use crate::core::oauth::{refresh_refusal, token_response};
use crate::core::secret::Secret;
use crate::core::tokens::TokenSet;

impl Credential {
    /// Handles the arrival of new tokens.
    pub(in crate::core::credential) fn obtained(
        &mut self,
        flight: Box<Flight>,
        tokens: TokenSet,
        turn: &mut Turn<'_>,
    ) -> Next {
        if tokens.has_expired(turn.now()) {
            let error = token_response::expired_on_arrival(self.failure_class(&flight));
            self.answer_refused(flight, error, tokens.refresh_token, turn)
        } else {
            let tokens = match &flight.minting {
                Some(minting) => self.with_target(minting, tokens, turn),
                None => TokenSet {
                    targets: self.vault.targets(),
                    ..tokens
                },
            };
            self.look_before_commit(flight, tokens, turn)
        }
    }

    /// Handles an answer without a usable access token, for the reason `error`. A refresh token in it replaces the old
    /// one first, since the server counts the old one as spent.
    pub(super) fn answer_refused(
        &mut self,
        mut flight: Box<Flight>,
        error: Error,
        refresh_token: Option<Secret>,
        turn: &mut Turn<'_>,
    ) -> Next {
        let new = refresh_token.filter(|new| {
            Some(new) != self.refresh_token() && refresh_refusal::of(&error).is_none()
        });
        let Some(new) = new else {
            return self.attempt_refused(flight, error, turn);
        };
        flight.refused = Some(error);
        let tokens = self.beside(Some(new), turn);
        self.look_before_commit(flight, tokens, turn)
    }

    /// The held tokens, with the refresh token of an answer that brought no access token of the credential's own.
    pub(in crate::core::credential) fn beside(
        &self,
        refresh_token: Option<Secret>,
        turn: &Turn<'_>,
    ) -> TokenSet {
        let mut tokens = self.previous(turn.at).unwrap_or_else(|| {
            let token = refresh_token.clone().unwrap_or_default();
            TokenSet::from_refresh_token(token, turn.now())
        });
        tokens.refresh_token = refresh_token;
        // 1 ms newer than what it replaces, so that comparisons of records prefer it. The access token keeps its age.
        tokens.obtained_at = tokens.obtained_at.plus(1);
        tokens.expires_at.get_or_insert(tokens.obtained_at);
        if tokens.bound_to.is_none() {
            tokens.bound_to = self.subject.proof_key.clone();
        }
        tokens
    }

    /// Before new tokens take effect, checks whether another tab won meanwhile.
    fn look_before_commit(
        &mut self,
        flight: Box<Flight>,
        tokens: TokenSet,
        turn: &mut Turn<'_>,
    ) -> Next {
        if self.settings.storage.present {
            self.load(flight, Reading::Guard(Box::new(tokens)), turn)
        } else {
            self.commit(flight, tokens, false, turn)
        }
    }

    /// Handles the second read of storage: writes the new tokens, unless the stored record wins.
    pub(super) fn guard(
        &mut self,
        mut flight: Box<Flight>,
        tokens: Box<TokenSet>,
        (looked, stored): (Ticket, Stored),
        turn: &mut Turn<'_>,
    ) -> Next {
        let before = flight.seen;
        let unchanged = match before {
            Some(_) => before == stored.seen(),
            // Storage could not be read before, but the flight started from the tokens that are held.
            None => matches!(&stored, Stored::Tokens(theirs) if self.vault.has_all_of(theirs)),
        };
        // A record with the refresh token that this flight has spent comes from before the flight, whatever else is in it.
        let spent = |theirs: &TokenSet| {
            theirs.refresh_token.is_some()
                && theirs.refresh_token.as_ref() == self.refresh_token()
                && theirs.refresh_token != tokens.refresh_token
        };
        match stored {
            // A logout in another tab wins: the late result is dropped.
            Stored::Nothing
                if matches!(before, Some(Seen::Record(_))) && !self.settings.storage.volatile =>
            {
                self.forget(turn);
                flight.land(turn);
                self.reject_all(turn);
                None
            }
            // A newer token wins as well. The record from before is not newer, even if the clock changed since. A
            // record that was invalidated meanwhile is not newer either: its refresh token is the spent one.
            Stored::Tokens(theirs)
                if !unchanged
                    && !spent(&theirs)
                    && ((before.is_some()
                        && self.vault.was_replaced(&theirs, self.settings.storage))
                        || (theirs.obtained_at > flight.request.sent_at
                            && !theirs.access_token.is_empty())) =>
            {
                self.hold(*theirs, Source::Storage, true, turn);
                if let Some(minting) = flight.minting.take() {
                    // The new token may belong to another session, so the flight asks for one again.
                    let message = "the session changed while the token was fetched";
                    let error = Error::new(Class::TokenRefresh, Code::RefreshFailed, message);
                    return self.land_unminted(flight, &minting, error.retryable(), turn);
                }
                flight.land(turn);
                if self.vault.lives(turn.now()) {
                    self.callers.resolve_all(turn);
                }
                None
            }
            Stored::Nothing | Stored::Tokens(_) | Stored::Unusable => {
                let ticket = self.storage.ticket();
                turn.push(self.save(&tokens, ticket, Some(looked), turn.at));
                flight.wait(Step::Save(ticket, tokens))
            }
        }
    }

    /// Handles a failed write of the new tokens. They take effect anyway, and the write is repeated.
    pub(super) fn commit_unsaved(
        &mut self,
        flight: Box<Flight>,
        tokens: TokenSet,
        turn: &mut Turn<'_>,
    ) -> Next {
        let next = self.commit(flight, tokens, false, turn);
        self.storage.save_again(true, turn.now());
        next
    }

    /// Keeps the other tokens of an answer that has no usable access token, or has one for another target. The failures
    /// stay counted.
    pub(super) fn keep_beside(&mut self, tokens: TokenSet, persisted: bool) {
        self.replaces(Some(&tokens), persisted);
        let policy = &self.settings.config.refresh_policy;
        self.vault.keep_beside(tokens, persisted, policy);
    }

    pub(super) fn commit(
        &mut self,
        mut flight: Box<Flight>,
        tokens: TokenSet,
        persisted: bool,
        turn: &mut Turn<'_>,
    ) -> Next {
        let refused = flight.refused.take();
        if refused.is_some() || flight.minting.is_some() {
            self.keep_beside(tokens, persisted);
        } else {
            self.flights.last_refresh_at = Some(turn.now());
            if self.failures.probing(&self.settings.config.retry_policy) {
                turn.note(Note::CircuitClosed);
            }
            if !self.settings.is_supplied() {
                turn.note(Note::Obtained {
                    refreshed: flight.refreshes(),
                    clock_skew_ms: tokens.clock_skew_ms,
                });
            }
            self.hold(tokens, Source::Primary, persisted, turn);
        }
        if persisted {
            turn.push(Output::Announce(Announcement::Renewed));
        }
        if let Some(error) = refused {
            return self.attempt_refused(flight, error, turn);
        }
        if let Some(minting) = flight.minting.take() {
            return self.land_minted(flight, &minting, turn);
        }
        flight.land(turn);
        self.callers.resolve_all(turn);
        None
    }
}
