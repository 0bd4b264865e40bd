//! Fallback chains: which providers stand behind which, and how one asks another for its token.
//!
//! A fallback given by its configuration is an entry like any other, but has no name that callers know: it comes and goes
//! with the provider that it stands behind, and listeners hear of it through that one alone.

use super::inner::Inner;
use super::registry::{Key, Registry};
use super::{GetToken, Provider};
use crate::core::config;
use crate::core::credential::ids::AskId;
use crate::core::credential::io::Input;
use crate::core::error::{Error, Result};
use crate::core::identity::Behind;
use crate::core::tokens::TokenSet;
use crate::host::bounded::with_signs_of_life;
use crate::host::in_flight;
use std::rc::Rc;

/// One place of a fallback chain.
#[derive(Clone, Debug)]
pub enum Fallback {
    /// Another provider of the same manager.
    Named(String),
    /// A provider of its own.
    Inline(Provider),
}

/// One place of an entry's chain.
#[derive(Clone)]
pub(super) enum Link {
    Named(Rc<str>),
    Inline(Key),
}

/// What ties an entry to others. Most entries have none of it.
#[derive(Default)]
pub(super) struct Ties {
    pub chain: Vec<Link>,
    /// Whose callers have got a token of this entry.
    borrowers: Vec<Key>,
    /// The entry that this one borrowed from last, and is among the borrowers of.
    borrows_from: Option<Key>,
}

/// What the fallback at `place` of a chain is called: in paths, in events, and in the log.
pub(super) fn name_of(provider: &str, place: usize, chain: usize) -> String {
    let name = [provider, ".fallback"].concat();
    if chain == 1 {
        return name;
    }
    [&name, ".", &place.to_string()].concat()
}

/// Where the fallback at `place` of a chain stands; `behind` says it of the one that the chain belongs to, if that has no name.
pub(super) fn behind(provider: &Rc<str>, behind: Option<&Behind>, place: usize) -> Behind {
    let mut behind = behind.cloned().unwrap_or_else(|| Behind {
        provider: provider.clone(),
        places: Vec::new(),
    });
    behind.places.push(place);
    behind
}

/// Checks a provider's configuration, and those of the fallbacks in it.
pub(super) fn validate(provider: &Provider, path: &str) -> Result<()> {
    config::validate(&provider.config, path)?;
    let chain = &provider.fallback;
    for (place, fallback) in chain.iter().enumerate() {
        if let Fallback::Inline(inline) = fallback {
            validate(inline, &name_of(path, place, chain.len()))?;
        }
    }
    Ok(())
}

impl Inner {
    /// Whether the chain of a provider leads to providers that there are, and never back.
    ///
    /// # Errors
    /// [`Class::InvalidConfiguration`](crate::core::error::Class::InvalidConfiguration).
    pub(super) fn check_chain(&self, name: &str) -> Result<()> {
        let state = self.state.borrow();
        let Some(key) = state.registry.find(name) else {
            return Ok(());
        };
        let mut walk = Walk {
            registry: &state.registry,
            resolves: self.resolver.is_some(),
            path: Vec::new(),
            done: Vec::new(),
        };
        walk.visit(key).map_err(|problem| {
            Error::configuration(&["providers.", name, ".fallback"].concat(), &problem)
        })
    }

    /// The fallbacks that come and go with an entry, and theirs.
    pub(super) fn inline_of(&self, key: Key) -> Vec<Key> {
        let state = self.state.borrow();
        let mut found = vec![key];
        let mut at = 0;
        while let Some(key) = found.get(at).copied() {
            at += 1;
            let ties = state.registry.get(key).and_then(|e| e.ties.as_ref());
            let chain = ties.map(|ties| ties.chain.as_slice()).unwrap_or_default();
            found.extend(chain.iter().filter_map(|link| match link {
                Link::Inline(key) => Some(*key),
                Link::Named(_) => None,
            }));
        }
        found.split_off(1)
    }

    /// The entries from this one to the one whose token it hands out. If that is another token by now, it may be of whoever stands
    /// behind it.
    pub(super) fn way_to(&self, key: Key, token: &str) -> Vec<Key> {
        let mut way = vec![key];
        if self.with_entry(key, |entry| entry.credential.hands_out(token)) == Some(true) {
            let next = |key: &Key| self.lender(*key);
            way.extend(std::iter::successors(next(&key), next));
            return way;
        }
        let mut at = 0;
        while let Some(key) = way.get(at).copied() {
            at += 1;
            let state = self.state.borrow();
            let ties = state.registry.get(key).and_then(|e| e.ties.as_ref());
            let chain = ties.map(|ties| ties.chain.as_slice()).unwrap_or_default();
            for link in chain {
                let next = match link {
                    Link::Inline(key) => Some(*key),
                    Link::Named(name) => state.registry.find(name),
                };
                way.extend(next.filter(|next| !way.contains(next)));
            }
        }
        way
    }

    /// The entry whose token another one hands out now.
    pub(super) fn lender(&self, key: Key) -> Option<Key> {
        self.with_entry(key, |entry| {
            entry.credential.lender()?;
            entry.ties.as_ref()?.borrows_from
        })?
    }

    /// Asks the fallback at `place` of the entry's chain.
    pub(super) fn ask_fallback(self: Rc<Self>, key: Key, ask: AskId, place: usize, force: bool) {
        in_flight::spawn(async move {
            let work = self.fallback_tokens(key, place, force);
            let result = if self.ends_with_request() {
                let sign = || self.feed(key, Input::FallbackAlive(ask));
                with_signs_of_life(work, sign).await
            } else {
                work.await
            };
            self.feed(key, Input::FallbackEnded(ask, result.map(Box::new)));
        });
    }

    async fn fallback_tokens(
        self: &Rc<Self>,
        key: Key,
        place: usize,
        force_refresh: bool,
    ) -> Result<TokenSet> {
        let link = self.with_entry(key, |entry| entry.ties.as_ref()?.chain.get(place).cloned());
        let lender = match link.flatten() {
            Some(Link::Inline(lender)) => lender,
            Some(Link::Named(name)) => self.find_or_resolve(Some(&name)).await?,
            None => return Err(super::closed()),
        };
        let options = GetToken {
            force_refresh,
            ..GetToken::default()
        };
        self.token(lender, options).await?;
        let tokens = self.look(lender, |credential, _| credential.tokens().cloned())?;
        self.tie(key, lender);
        tokens.map(without_more).ok_or_else(super::closed)
    }

    /// Notes that one entry hands out the other's token, so that it hears of what becomes of it.
    fn tie(&self, borrower: Key, lender: Key) {
        let is_new = self.with_entry(borrower, |entry| {
            entry.ties().borrows_from.replace(lender) != Some(lender)
        });
        if is_new == Some(true) {
            self.with_entry(lender, |entry| entry.ties().borrowers.push(borrower));
        }
    }

    /// Tells those who borrowed from an entry what it has now.
    pub(super) fn tell_borrowers(&self, key: Key) {
        let now = self.moment().now;
        let found = self.with_entry(key, |entry| {
            let tokens = entry.credential.good_tokens(now).cloned();
            let ties = entry.ties.as_ref()?;
            Some((
                entry.name().clone(),
                tokens.filter(|_| !entry.leaving),
                ties.borrowers.clone(),
            ))
        });
        let Some((from, tokens, borrowers)) = found.flatten() else {
            return;
        };
        let tokens = tokens.map(without_more);
        for borrower in borrowers {
            let input = Input::FallbackChanged {
                from: from.clone(),
                tokens: tokens.clone().map(Box::new),
            };
            self.feed(borrower, input);
        }
    }
}

/// What is lent: an access token, and nothing with which its owner could be asked for another.
fn without_more(mut tokens: TokenSet) -> TokenSet {
    tokens.refresh_token = None;
    tokens.id_token = None;
    tokens
}

impl Ties {
    pub fn has_borrowers(&self) -> bool {
        !self.borrowers.is_empty()
    }
}

/// A walk along chains, from provider to provider.
struct Walk<'a> {
    registry: &'a Registry,
    /// Whether a name that is not registered may still come to be.
    resolves: bool,
    path: Vec<Key>,
    done: Vec<Key>,
}

impl Walk<'_> {
    fn visit(&mut self, key: Key) -> std::result::Result<(), String> {
        if let Some(start) = self.path.iter().position(|passed| *passed == key) {
            let names = self.path[start..].iter().chain([&key]);
            let names: Vec<_> = names
                .filter_map(|k| Some(&**self.registry.get(*k)?.name()))
                .collect();
            return Err(["makes a cycle: ", &names.join(" → ")].concat());
        }
        if self.done.contains(&key) {
            return Ok(());
        }
        self.path.push(key);
        let ties = self.registry.get(key).and_then(|entry| entry.ties.as_ref());
        for link in ties.map(|ties| ties.chain.as_slice()).unwrap_or_default() {
            let next = match link {
                Link::Inline(key) => Some(*key),
                Link::Named(name) => self.registry.find(name),
            };
            match next {
                Some(next) => self.visit(next)?,
                None if self.resolves => {}
                None => {
                    return Err(
                        "must name providers of this manager, or be their configurations".into(),
                    );
                }
            }
        }
        self.path.pop();
        self.done.push(key);
        Ok(())
    }
}
