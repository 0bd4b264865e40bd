//! Fallback chains: the fallbacks of each entry, and the entries that borrow a token from each.

use super::providers::{Key, Providers};
use crate::core::driving::numbered::Numbered;
use std::rc::Rc;

/// A place in an entry's chain.
#[derive(Clone, Debug)]
pub(super) enum Link {
    Named(Rc<str>),
    Inline(Key),
}

/// The chains of all entries, and the loans along them.
#[derive(Debug, Default)]
pub(super) struct Chains {
    /// By the entry's serial number. Most entries have none.
    ties: Numbered<Ties>,
}

/// The ties of an entry to others.
#[derive(Debug, Default)]
struct Ties {
    chain: Vec<Link>,
    /// The entries whose callers got a token of this entry.
    borrowers: Vec<Key>,
    /// The entry that this one borrowed from last. This one is among its borrowers.
    borrows_from: Option<Key>,
}

impl Chains {
    /// Sets the fallbacks of the entry.
    pub fn set(&mut self, key: Key, chain: Vec<Link>) {
        if !chain.is_empty() {
            self.ties.get_or_default(key.serial).chain = chain;
        }
    }

    /// Forgets an entry that is gone.
    pub fn forget(&mut self, key: Key) {
        self.untie(key);
        self.ties.take(key.serial);
    }

    /// The places of the entry's chain.
    pub fn of(&self, key: Key) -> &[Link] {
        let ties = self.ties.get(key.serial);
        ties.map_or(&[], |ties| &ties.chain)
    }

    /// The inline fallbacks of an entry, and their own inline fallbacks. They come and go with the entry.
    pub fn inline_of(&self, key: Key) -> Vec<Key> {
        let mut found = Vec::new();
        let mut next = Some(key);
        let mut at = 0;
        while let Some(key) = next {
            for link in self.of(key) {
                if let Link::Inline(key) = link {
                    found.push(*key);
                }
            }
            next = found.get(at).copied();
            at += 1;
        }
        found
    }

    // — loans —

    /// Notes that one entry hands out the other's token, so that the borrower hears of changes to it.
    pub fn tie(&mut self, borrower: Key, lender: Key) {
        self.untie(borrower);
        let ties = self.ties.get_or_default(borrower.serial);
        ties.borrows_from = Some(lender);
        let ties = self.ties.get_or_default(lender.serial);
        ties.borrowers.push(borrower);
    }

    fn untie(&mut self, borrower: Key) {
        let ties = self.ties.get_mut(borrower.serial);
        let lender = ties.and_then(|ties| ties.borrows_from.take());
        if let Some(ties) = lender.and_then(|lender| self.ties.get_mut(lender.serial)) {
            ties.borrowers.retain(|key| *key != borrower);
        }
    }

    /// The entries that borrow this entry's token.
    pub fn borrowers(&self, key: Key) -> &[Key] {
        let ties = self.ties.get(key.serial);
        ties.map_or(&[], |ties| &ties.borrowers)
    }

    /// The entries from this one up to the owner of the token that it hands out.
    pub fn way_to_owner(&self, key: Key, providers: &Providers) -> Vec<Key> {
        let lender = |key: Key| {
            providers.get(key)?.credential.lender()?;
            self.ties.get(key.serial)?.borrows_from
        };
        let mut way = vec![key];
        let mut at = key;
        while let Some(next) = lender(at) {
            way.push(next);
            at = next;
        }
        way
    }

    /// The same for this particular token. If the entry no longer hands it out, any of its fallbacks may own it.
    pub fn way_to(&self, key: Key, token: &str, providers: &Providers) -> Vec<Key> {
        let entry = providers.get(key);
        if entry.is_some_and(|entry| entry.credential.hands_out(token)) {
            return self.way_to_owner(key, providers);
        }
        let mut way = vec![key];
        let mut at = 0;
        while let Some(key) = way.get(at).copied() {
            at += 1;
            for link in self.of(key) {
                let next = linked(link, providers);
                way.extend(next.filter(|next| !way.contains(next)));
            }
        }
        way
    }

    // — errors —

    /// The error in the chain that begins at `key`: it leads to an unknown provider, or back to itself. With
    /// `resolves`, an unregistered name may be resolved later.
    pub fn problem(&self, key: Key, providers: &Providers, resolves: bool) -> Option<String> {
        let mut walk = Walk {
            chains: self,
            providers,
            resolves,
            path: Vec::new(),
            done: Vec::new(),
        };
        walk.visit(key).err()
    }
}

/// The entry at a place of a chain, if it exists.
fn linked(link: &Link, providers: &Providers) -> Option<Key> {
    match link {
        Link::Inline(key) => Some(*key),
        Link::Named(name) => providers.find(name),
    }
}

/// A walk along chains, from provider to provider.
struct Walk<'a> {
    chains: &'a Chains,
    providers: &'a Providers,
    resolves: bool,
    path: Vec<Key>,
    done: Vec<Key>,
}

impl Walk<'_> {
    fn visit(&mut self, key: Key) -> Result<(), String> {
        if let Some(start) = self.path.iter().position(|passed| *passed == key) {
            let mut problem = String::from("makes a cycle: ");
            self.path.push(key);
            for (place, key) in self.path.iter().skip(start).enumerate() {
                if place > 0 {
                    problem.push_str(" → ");
                }
                problem.push_str(self.providers.get(*key).map_or("", |entry| entry.name()));
            }
            return Err(problem);
        }
        if self.done.contains(&key) {
            return Ok(());
        }
        self.path.push(key);
        for link in self.chains.of(key) {
            match linked(link, self.providers) {
                Some(next) => self.visit(next)?,
                None if self.resolves => {}
                None => {
                    let problem = "must name providers of this manager, or be their configurations";
                    return Err(problem.into());
                }
            }
        }
        self.path.pop();
        self.done.push(key);
        Ok(())
    }
}
