//! How new tokens take effect: unless another tab won meanwhile, they are written, held and handed out, in this order.

use super::flight::Intent;
use super::flight::{Seen, Step};
use super::ids::Ticket;
use super::info::Source;
use super::io::{Announcement, NotSaved, Output};
use super::operations::{Found, Operation};
use super::{Credential, Held};
use crate::core::error::Error;
use crate::core::note::Note;
use crate::core::oauth::{refresh_refusal, token_response};
use crate::core::record;
use crate::core::secret::Secret;
use crate::core::time::Moment;
use crate::core::tokens::TokenSet;

impl Credential {
    /// New tokens arrived.
    pub(super) fn obtained(&mut self, tokens: TokenSet, out: &mut Vec<Output>, at: Moment) {
        if tokens.has_expired(at.now) {
            let error = token_response::expired_on_arrival(self.failure_class());
            self.answer_refused(error, tokens.refresh_token, at, out);
        } else {
            self.look_before_commit(tokens, at, out);
        }
    }

    /// The answer has no usable access token, for the reason `error`. A refresh token in it replaces the old one first, since
    /// the server counts the old one as spent.
    pub(super) fn answer_refused(
        &mut self,
        error: Error,
        refresh_token: Option<Secret>,
        at: Moment,
        out: &mut Vec<Output>,
    ) {
        let new = refresh_token.filter(|new| {
            Some(new) != self.refresh_token() && refresh_refusal::of(&error).is_none()
        });
        let (Some(new), Some(flight)) = (new, &mut self.flight) else {
            self.attempt_refused(error, at, out);
            return;
        };
        flight.refused = Some(error);
        let sent_at = flight.sent_at;
        let before = self.previous(at);
        let mut tokens =
            before.unwrap_or_else(|| TokenSet::from_refresh_token(new.clone(), sent_at));
        tokens.refresh_token = Some(new);
        // 1 ms newer than what it replaces, so that comparisons of records prefer it. The access token keeps its age.
        tokens.obtained_at = tokens.obtained_at.plus(1);
        tokens.expires_at.get_or_insert(tokens.obtained_at);
        if tokens.bound_to.is_none() {
            tokens.bound_to = self.proof_key.clone();
        }
        self.look_before_commit(tokens, at, out);
    }

    /// Before new tokens take effect, checks whether another tab won meanwhile.
    fn look_before_commit(&mut self, tokens: TokenSet, at: Moment, out: &mut Vec<Output>) {
        let ticket = self.ticket();
        let present = self.settings.storage.present;
        let Some(flight) = &mut self.flight else {
            return;
        };
        if present {
            flight.look_before_commit(ticket, Box::new(tokens), out);
        } else {
            self.commit(tokens, false, at, out);
        }
    }

    pub(super) fn guard(
        &mut self,
        before: Option<Seen>,
        found: Found,
        (looked, tokens): (Ticket, Box<TokenSet>),
        at: Moment,
        out: &mut Vec<Output>,
    ) {
        let identity = self.identity();
        let unchanged = before.is_some() && before == found.seen();
        let replaced = match &found {
            Found::Tokens(theirs) => before.is_some() && self.was_replaced(theirs),
            _ => false,
        };
        let Some(flight) = &mut self.flight else {
            return;
        };
        match (before, found) {
            // A logout elsewhere wins: the late result is dropped.
            (Some(Seen::Record(_)), Found::Nothing) if !self.settings.storage.volatile => {
                self.forget(out);
                let error = self.nothing_left();
                self.land(out);
                self.reject_all(&error, out);
            }
            // A newer token wins as well. The record from before is not newer, whatever happened to the clock since. Neither is
            // one that was invalidated meanwhile: its refresh token is the spent one.
            (_, Found::Tokens(theirs))
                if !unchanged
                    && (replaced
                        || (theirs.obtained_at > flight.sent_at
                            && !theirs.access_token.is_empty())) =>
            {
                self.hold(*theirs, Source::Storage, true, at, out);
                self.land(out);
                self.resolve_all(out);
            }
            _ => {
                let ticket = self.ticket();
                let Some(flight) = &mut self.flight else {
                    return;
                };
                out.push(save(
                    &tokens,
                    &self.settings,
                    &identity,
                    ticket,
                    Some(looked),
                    at,
                ));
                flight.step = Step::Save(ticket, tokens);
            }
        }
    }

    /// A storage write of the flight ended.
    pub(super) fn flight_saved(
        &mut self,
        ticket: Ticket,
        saved: std::result::Result<(), NotSaved>,
        at: Moment,
        out: &mut Vec<Output>,
    ) {
        let another = self.ticket();
        let Some(flight) = &mut self.flight else {
            return;
        };
        if !matches!(&flight.step, Step::Save(t, _) if *t == ticket) {
            return;
        }
        if let Step::Save(_, tokens) = std::mem::replace(&mut flight.step, Step::Lock) {
            match saved {
                Ok(()) => self.commit(*tokens, true, at, out),
                Err(NotSaved::Failed) => self.commit_unsaved(*tokens, at, out),
                // A logout or a newer token came between the read and the write.
                Err(NotSaved::Changed) => flight.look_before_commit(another, tokens, out),
            }
        }
    }

    /// The new tokens could not be written. They take effect anyway, and the write is repeated.
    pub(super) fn commit_unsaved(&mut self, tokens: TokenSet, at: Moment, out: &mut Vec<Output>) {
        self.commit(tokens, false, at, out);
        self.save_soon(at);
    }

    /// Schedules another write of the held tokens.
    pub(super) fn save_soon(&mut self, at: Moment) {
        self.save_again_at = Some(at.now.plus(super::operations::STORAGE_AGAIN_MS));
    }

    /// Replaces the old refresh token with that of an unusable answer. The failures stay counted.
    pub(super) fn keep_refresh_token(&mut self, tokens: TokenSet, persisted: bool) {
        self.first_counts = false;
        self.save_again_at = None;
        self.version = self.version.wrapping_add(1);
        match &mut self.held {
            Some(held) => {
                held.tokens.refresh_token = tokens.refresh_token;
                held.tokens.obtained_at = tokens.obtained_at;
                held.persisted = persisted;
            }
            None => {
                self.held = Some(Held {
                    tokens,
                    policy: self.settings.config.refresh_policy.clone(),
                    random: 0,
                    source: Source::Primary,
                    persisted,
                    // Without an access token there are no edges to tell.
                    told_expiring: true,
                    told_expired: true,
                    asked_fallback: false,
                });
            }
        }
    }

    pub(super) fn commit(
        &mut self,
        tokens: TokenSet,
        persisted: bool,
        at: Moment,
        out: &mut Vec<Output>,
    ) {
        if let Some(error) = self
            .flight
            .as_mut()
            .and_then(|flight| flight.refused.take())
        {
            self.keep_refresh_token(tokens, persisted);
            if persisted {
                out.push(Output::Announce(Announcement::Renewed));
            }
            self.attempt_refused(error, at, out);
            return;
        }
        self.last_refresh_at = Some(at.now);
        self.note_obtained(&tokens, out);
        self.hold(tokens, Source::Primary, persisted, at, out);
        if persisted {
            out.push(Output::Announce(Announcement::Renewed));
        }
        self.land(out);
        self.resolve_all(out);
    }

    /// Writes the held tokens, or removes the record if nothing worth keeping is left.
    pub(super) fn write_held(
        &mut self,
        waiter: Option<super::ids::WaiterId>,
        at: Moment,
        out: &mut Vec<Output>,
    ) {
        self.write_held_if(waiter, None, None, at, out);
    }

    /// The same, unless the record changed since the read `only_if`. `invalidated` is the access token that was dropped, if
    /// any.
    pub(super) fn write_held_if(
        &mut self,
        waiter: Option<super::ids::WaiterId>,
        only_if: Option<Ticket>,
        invalidated: Option<Secret>,
        at: Moment,
        out: &mut Vec<Output>,
    ) {
        if !self.settings.storage.present {
            out.extend(waiter.map(Output::Done));
            return;
        }
        let worth = |t: &TokenSet| !t.access_token.is_empty() || t.refresh_token.is_some();
        if self.held.as_ref().is_some_and(|held| worth(&held.tokens)) {
            let ticket = self.operate(Operation::Save {
                waiter,
                version: self.version,
                invalidated,
            });
            if let Some(held) = &self.held {
                let identity = self.identity();
                out.push(save(
                    &held.tokens,
                    &self.settings,
                    &identity,
                    ticket,
                    only_if,
                    at,
                ));
            }
        } else {
            self.erase(waiter, only_if, out);
        }
    }

    /// Notes that the flight obtained tokens.
    pub(super) fn note_obtained(&self, tokens: &TokenSet, out: &mut Vec<Output>) {
        if self.failures.probing(&self.settings.config.retry_policy) {
            out.push(Output::Note(Note::CircuitClosed));
        }
        out.push(Output::Note(Note::Obtained {
            refreshed: (self.flight.as_ref()).is_some_and(|f| f.intent == Intent::Refresh),
            clock_skew_ms: tokens.clock_skew_ms,
        }));
    }
}

fn save(
    tokens: &TokenSet,
    settings: &super::Settings,
    identity: &str,
    ticket: Ticket,
    only_if: Option<Ticket>,
    at: Moment,
) -> Output {
    let keep = settings.storage.keeps_refresh_tokens;
    // With a refresh token the record outlives the access token.
    let expires_at = tokens
        .expires_at
        .filter(|_| !keep || tokens.refresh_token.is_none());
    Output::Save {
        ticket,
        record: record::write(tokens, identity, keep, at.wall_offset_ms),
        expires_at: expires_at.map(|end| at.wall(end)),
        only_if,
    }
}
