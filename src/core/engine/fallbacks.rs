//! Asks fallbacks for their tokens, and tells borrowers about changes to a token. The relations between entries are in
//! [`Chains`](super::chains).

use super::call::GetToken;
use super::callers::Then;
use super::chains::Link;
use super::provider::{Fallback, Provider};
use super::providers::Key;
use super::resolve::Awaiting;
use super::{Engine, Todo, closed};
use crate::core::config::validate;
use crate::core::credential::ids::AskId;
use crate::core::credential::io::Input;
use crate::core::error::Result;
use crate::core::text::concat;
use crate::core::tokens::TokenSet;

/// The name of the fallback at `place` of a chain, for paths, events and the log.
pub(super) fn name_of(provider: &str, place: usize, chain: usize) -> String {
    let name = concat(&[provider, ".fallback"]);
    if chain == 1 {
        return name;
    }
    concat(&[&name, ".", &place.to_string()])
}

/// Checks a provider's configuration, and those of the fallbacks in it.
pub(super) fn check(provider: &Provider, path: &str) -> Result<()> {
    validate(&provider.config, path)?;
    let chain = &provider.fallback;
    for (place, fallback) in chain.iter().enumerate() {
        if let Fallback::Inline(inline) = fallback {
            check(inline, &name_of(path, place, chain.len()))?;
        }
    }
    Ok(())
}

/// The part of the tokens that is lent: the access token, without anything that could get another one from its owner.
fn without_more(mut tokens: TokenSet) -> TokenSet {
    tokens.refresh_token = None;
    tokens.id_token = None;
    tokens
}

impl Engine {
    /// Asks the fallback at `place` of the borrower's chain.
    pub(super) fn ask_fallback(
        &mut self,
        borrower: Key,
        ask: AskId,
        place: usize,
        force_refresh: bool,
    ) {
        let lender = match self.chains.of(borrower).get(place) {
            Some(Link::Inline(lender)) => self.open().map(|()| *lender),
            Some(Link::Named(name)) if self.can_resolve(name) => {
                let name = name.clone();
                let then = Awaiting::Fallback {
                    borrower,
                    ask,
                    force_refresh,
                };
                return self.resolve(&name, then);
            }
            Some(Link::Named(name)) => self.find(Some(name)),
            None => Err(closed()),
        };
        self.ask_lender(borrower, ask, lender, force_refresh);
    }

    /// Asks the entry that a place of the borrower's chain leads to.
    pub(super) fn ask_lender(
        &mut self,
        borrower: Key,
        ask: AskId,
        lender: Result<Key>,
        force_refresh: bool,
    ) {
        match lender {
            Ok(lender) => {
                let options = GetToken {
                    force_refresh,
                    ..GetToken::default()
                };
                self.want_token(lender, Then::Lent { borrower, ask }, options);
            }
            Err(error) => {
                let input = Input::FallbackEnded(ask, Err(error));
                self.todo.push_back(Todo::Feed(borrower, input));
            }
        }
    }

    /// Handles the answer of the fallback that was asked.
    pub(super) fn lent(&mut self, lender: Key, borrower: Key, ask: AskId, result: Result<()>) {
        let entry = self.providers.get(lender);
        let tokens = entry.and_then(|entry| entry.credential.tokens());
        let tokens = tokens.cloned().map(without_more).map(Box::new);
        let result = result.and_then(|()| tokens.ok_or_else(closed));
        if result.is_ok() && self.providers.get(borrower).is_some() {
            self.chains.tie(borrower, lender);
        }
        self.todo
            .push_back(Todo::Feed(borrower, Input::FallbackEnded(ask, result)));
    }

    /// The entry that owns the token that this entry hands out.
    pub(super) fn owner(&self, key: Key) -> Key {
        let way = self.chains.way_to_owner(key, &self.providers);
        way.last().copied().unwrap_or(key)
    }

    /// Tells the borrowers of an entry which token it has now.
    pub(super) fn tell_borrowers(&mut self, key: Key) {
        let borrowers = self.chains.borrowers(key);
        let Some(entry) = self.providers.get(key).filter(|_| !borrowers.is_empty()) else {
            return;
        };
        let tokens = entry.credential.good_tokens(self.clock.now());
        let tokens = tokens.filter(|_| !entry.leaving).cloned().map(without_more);
        for borrower in borrowers {
            let input = Input::FallbackChanged {
                from: entry.name().clone(),
                tokens: tokens.clone().map(Box::new),
            };
            self.todo.push_back(Todo::Feed(*borrower, input));
        }
    }
}
