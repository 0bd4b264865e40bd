//! Access tokens for other targets, from the session that this credential holds ([`targets`](crate::core::targets)).
//! Other credentials ask for them. Each token takes a flight of its own. These flights take turns with the renewals of
//! the credential's own token, so that its refresh token is in one request at a time.
//!
//! The special steps of such a flight are in `flight/target.rs`.

use super::Credential;
use super::ids::WaiterId;
use super::io::Output;
use super::storage::Read;
use super::turn::Turn;
use super::windows::Windows;
use crate::core::config::Grant;
use crate::core::error::{Error, Result};
use crate::core::secret::Secret;
use crate::core::targets::{self, Mint};
use crate::core::time::Timestamp;
use crate::core::tokens::TokenSet;
use std::rc::Rc;

/// The credentials that wait for an access token, in order.
#[derive(Debug, Default)]
pub(super) struct Mints(Vec<(WaiterId, Rc<Mint>)>);

/// The purpose of a flight for a target.
#[derive(Debug)]
pub(super) struct Minting {
    pub waiter: WaiterId,
    pub mint: Rc<Mint>,
}

impl Mints {
    /// True if this one still waits.
    pub fn waits(&self, waiter: WaiterId) -> bool {
        self.0.iter().any(|(of, _)| *of == waiter)
    }

    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Removes a credential that no longer waits.
    pub fn leave(&mut self, waiter: WaiterId) {
        self.0.retain(|(of, _)| *of != waiter);
    }

    /// Forgets all, because no answer is wanted any more.
    pub fn close(&mut self) {
        self.0 = Vec::new();
    }

    pub fn reject_all(&mut self, error: &Error, turn: &mut Turn<'_>) {
        for (waiter, _) in std::mem::take(&mut self.0) {
            turn.push(Output::Minted(waiter, Err(error.clone())));
        }
    }
}

impl Credential {
    pub(super) fn mint_wanted(&mut self, waiter: WaiterId, mint: Rc<Mint>) {
        if !self.host.closing {
            self.mints.0.push((waiter, mint));
        }
    }

    /// The held tokens for a target.
    #[must_use]
    pub fn target(&self, id: &str) -> Option<&TokenSet> {
        self.vault.tokens()?.targets.get(id)
    }

    /// Hands the held tokens to the credentials that wait for them.
    pub(super) fn serve_mints(&mut self, turn: &mut Turn<'_>) {
        let Some(held) = self.vault.tokens().filter(|_| !self.mints.is_empty()) else {
            return;
        };
        let at = turn.at;
        self.mints.0.retain(|(waiter, mint)| {
            let tokens = held.targets.get(&mint.id);
            let Some(tokens) = tokens.filter(|tokens| serves(tokens, mint, at.now, at.random))
            else {
                return true;
            };
            turn.push(Output::Minted(*waiter, Ok(Box::new(tokens.clone()))));
            false
        });
    }

    /// Begins a flight if none is under way: first for callers that want the credential's own token, then for
    /// credentials that wait.
    pub(super) fn go_on_waiting(&mut self, turn: &mut Turn<'_>) {
        self.serve_mints(turn);
        while self.flights.is_idle() && !self.host.closing {
            if self.callers.any_flies() {
                self.begin_flight(false, turn);
            } else if let Some((waiter, mint)) = self.mints.0.first().cloned() {
                match self.misfit(&mint) {
                    Some(error) => self.minted(waiter, Err(error), turn),
                    None => self.begin_minting(Minting { waiter, mint }, turn),
                }
            } else {
                return;
            }
        }
    }

    /// The reason why the refresh token cannot serve this request.
    fn misfit(&self, mint: &Mint) -> Option<Error> {
        let own = match &self.settings.config.grant {
            Grant::OAuth(own) => Some(&**own),
            _ => None,
        };
        let (option, problem) = targets::misfit(own, &mint.config)?;
        Some(Error::configuration(option, problem))
    }

    /// Answers a waiting credential.
    pub(super) fn minted(
        &mut self,
        waiter: WaiterId,
        result: Result<Box<TokenSet>>,
        turn: &mut Turn<'_>,
    ) {
        self.mints.leave(waiter);
        turn.push(Output::Minted(waiter, result));
    }

    /// Drops the tokens for a target that another credential has forgotten.
    pub(super) fn target_dropped(
        &mut self,
        waiter: Option<WaiterId>,
        id: Rc<str>,
        token: Option<Secret>,
        turn: &mut Turn<'_>,
    ) {
        self.vault.drop_target(&id, token.as_ref());
        if self.settings.storage.present {
            let ticket = self
                .storage
                .begin_read(Read::DropTarget { waiter, id, token });
            turn.push(Output::Load(ticket));
        } else if let Some(waiter) = waiter {
            turn.push(Output::Done(waiter));
        }
    }
}

/// True if existing tokens already serve the request: they have enough life, are due for no renewal, and are new to the
/// credential that asked.
fn serves(tokens: &TokenSet, mint: &Mint, now: Timestamp, random: u32) -> bool {
    let windows = Windows::new(tokens, &mint.policy, random);
    let before = |end: Option<Timestamp>| end.is_none_or(|end| now < end);
    mint.newer_than.is_none_or(|than| tokens.obtained_at > than)
        && before(windows.good_until(mint.min_lifetime_ms))
        && before(windows.renew_at)
}
