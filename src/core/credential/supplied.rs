//! A credential that gets its tokens from another provider's session ([`targets`](crate::core::targets)). It stores
//! nothing itself: it holds the tokens that the session has for its target.

use super::Credential;
use super::flight::{Flight, Next, Step};
use super::info::Source;
use super::io::Output;
use super::turn::Turn;
use crate::core::error::{Class, Code, Result};
use crate::core::note::Note;
use crate::core::oauth::refresh_refusal::{self, Refusal};
use crate::core::tokens::TokenSet;

impl Credential {
    /// Asks the supplier for a token.
    pub(super) fn ask_supplier(&mut self, flight: Box<Flight>, turn: &mut Turn<'_>) -> Next {
        let held = self.vault.tokens().map(|tokens| tokens.obtained_at);
        turn.push(Output::AskSupplier {
            flight: flight.id,
            min_lifetime_ms: self.demanded().1,
            newer_than: held.max(self.callers.last_forced()),
        });
        flight.wait(Step::Asked)
    }

    /// Handles the supplier's answer.
    pub(super) fn supplied(
        &mut self,
        flight: Box<Flight>,
        result: Result<Box<TokenSet>>,
        turn: &mut Turn<'_>,
    ) -> Next {
        match result {
            // The supplier had the token already, and a caller came meanwhile that demands a new one.
            Ok(tokens) if self.callers.any_forced() && flight.came_too_late_for(&tokens) => {
                self.send(flight, turn)
            }
            Ok(tokens) => self.obtained(flight, *tokens, turn),
            Err(mut error) => {
                if error.class == Class::TokenRefresh && self.vault.held().is_none() {
                    // The error is about the supplier's refresh token, but this credential was acquiring its first
                    // token.
                    error.class = Class::TokenAcquisition;
                    if error.code == Code::RefreshFailed {
                        error.code = Code::AcquisitionFailed;
                    }
                }
                let over = error.class == Class::ReauthenticationRequired
                    && refresh_refusal::of(&error) != Some(Refusal::UserWanted);
                if over && !self.host.closing {
                    // There is no session. This does not count as a failure of this credential, because nothing was
                    // sent for it.
                    self.failures.automation_stopped = true;
                    let error = error.of(&self.settings.name);
                    return self.refuse(flight, &error, turn);
                }
                self.attempt_failed(flight, error, turn)
            }
        }
    }

    /// Handles a change of the supplier's session: another tab got a token for this target, or a user logged in or out.
    pub(super) fn supplier_changed(
        &mut self,
        tokens: Option<Box<TokenSet>>,
        session: bool,
        turn: &mut Turn<'_>,
    ) {
        match tokens {
            Some(tokens) => {
                let held = self.vault.tokens();
                if held.is_none_or(|held| held.obtained_at < tokens.obtained_at) {
                    self.hold(*tokens, Source::Storage, false, turn);
                    turn.note(Note::Adopted);
                    if self.serve(None, turn) {
                        self.abort_flight(turn);
                    }
                }
            }
            None if session => {
                self.failures.reopen();
                self.forget(turn);
            }
            None => self.logged_out_elsewhere(turn),
        }
    }
}
