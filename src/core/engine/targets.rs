//! Access tokens for other targets. The credentials for them are made on demand, or get their tokens from another
//! provider's session ([`targets`](crate::core::targets)).

use super::callers::{Then, Waiter};
use super::effect::Number;
use super::provider::Provider;
use super::providers::Key;
use super::queue::{For, Purpose, Step};
use super::resolve::Awaiting;
use super::{Engine, Todo, closed};
use crate::core::config::{Grant, ProviderConfig, Wish, validate};
use crate::core::credential::ids::{FlightId, WaiterId};
use crate::core::credential::io::Input;
use crate::core::error::{Error, Result};
use crate::core::identity::{self, Behind};
use crate::core::secret::Secret;
use crate::core::targets::{self, Mint};
use crate::core::text::concat;
use crate::core::time::Timestamp;
use crate::core::tokens::{MOST, TokenSet};
use std::rc::Rc;

impl Engine {
    // — dependencies —

    /// Notes that an entry depends on another, and is used now. The list holds entries that were made on demand for a
    /// target, and entries that get their tokens from another's session. The one that was used last is at the end.
    pub(super) fn note_dependent(&mut self, key: Key) {
        self.dependents.retain(|of| *of != key);
        self.dependents.push(key);
    }

    /// The provider whose session supplies an entry's tokens, if it exists.
    pub(super) fn supplier(&self, key: Key) -> Option<Key> {
        let entry = self.providers.get(key)?;
        self.providers.find(entry.credential.settings().supplier()?)
    }

    /// The entry whose login an entry's tokens come from.
    pub(super) fn session_of(&self, key: Key) -> Key {
        self.supplier(key).unwrap_or(key)
    }

    /// The credentials that were made on demand for a provider's targets.
    pub(super) fn on_demand_of(&self, key: Key) -> Vec<Key> {
        let mut found = Vec::new();
        let Some(owner) = self.providers.get(key).filter(|entry| !entry.inline) else {
            return found;
        };
        for key in &self.dependents {
            if let Some(entry) = self.providers.get(*key)
                && entry.is_on_demand()
                && !entry.leaving
                && entry.name() == owner.name()
            {
                found.push(*key);
            }
        }
        found
    }

    /// The entries without those that another's session supplies, which are cleared together with that session.
    pub(super) fn without_supplied(&self, mut keys: Vec<Key>) -> Vec<Key> {
        keys.retain(|key| self.supplier(*key).is_none());
        keys
    }

    /// The error in the provider that an entry names as its supplier. This also covers a supplier that was added before
    /// it.
    pub(super) fn check_supplier(&self, key: Key, name: &str) -> Result<()> {
        let Some(config) = self.oauth_of(key) else {
            return Ok(());
        };
        let Some(supplier) = &config.refresh_from else {
            return Ok(());
        };
        let own = self.providers.find(supplier);
        let wrong = match own {
            Some(own) => targets::misfit(self.oauth_of(own).as_deref(), &config),
            None if self.resolutions.is_some() => None,
            None => Some((
                "refreshToken.provider",
                "must name another provider of this manager",
            )),
        };
        match wrong {
            Some((option, problem)) => {
                let path = concat(&["providers.", name, ".", option]);
                Err(Error::configuration(&path, problem))
            }
            None => Ok(()),
        }
    }

    // — on demand —

    /// The entry for a target of a provider.
    pub(super) fn target_of(&mut self, key: Key, wish: Wish) -> Result<Key> {
        let Some(entry) = self.providers.get(key) else {
            return Err(closed());
        };
        let name = entry.name().clone();
        let mut config: ProviderConfig = entry.credential.settings().config.clone();
        let id = match &mut config.grant {
            Grant::OAuth(own) => match targets::config(wish, own, &name) {
                Some(wanted) => {
                    let id = identity::target(&wanted);
                    *own = Rc::new(wanted);
                    id
                }
                None => return Ok(key),
            },
            Grant::Custom(custom) if custom.coordinated => {
                let id = id_of(&wish);
                custom.wish = Some(Rc::new(wish));
                id
            }
            grant => {
                let problem = concat(&[
                    "has no meaning for the grant \"",
                    grant.name(),
                    "\": make a provider for each target",
                ]);
                return Err(Error::configuration(wish.option(), &problem));
            }
        };
        validate(&config, "options")?;
        let known = self.on_demand_of(key);
        for key in &known {
            let entry = self.providers.get(*key);
            if entry.is_some_and(|entry| entry.target.as_deref() == Some(&*id)) {
                self.note_dependent(*key);
                return Ok(*key);
            }
        }
        self.evict(&known);
        let functions = self.providers.get(key).and_then(|entry| entry.functions);
        let provider = Provider {
            config,
            functions,
            revokes: false,
            fallback: Vec::new(),
            allowed_origins: Vec::new(),
        };
        let behind = Behind {
            provider: name.clone(),
            places: Vec::new(),
        };
        let key = self.register(name, provider, Some(behind));
        if let Some(entry) = self.providers.get_mut(key) {
            entry.target = Some(id.into());
        }
        Ok(key)
    }

    /// Makes room for one more entry: removes the one that was not used for the longest time, and its stored token.
    fn evict(&mut self, known: &[Key]) {
        if known.len() < MOST {
            return;
        }
        for key in known {
            let entry = self.providers.get(*key);
            if entry.is_some_and(|entry| entry.credential.waiter_ids().is_empty()) {
                let (key, then) = (*key, Then::Nobody);
                let waiter = self.callers.waiters.add(Waiter { key, then });
                self.todo.push_back(Todo::Feed(key, Input::Cleared(waiter)));
                return self.leave(key);
            }
        }
    }

    // — asking —

    /// Asks the supplier of an entry for a token.
    pub(super) fn ask_supplier(
        &mut self,
        key: Key,
        flight: FlightId,
        min_lifetime_ms: Option<i64>,
        newer_than: Option<Timestamp>,
    ) {
        let number = self
            .effects
            .reserve(Purpose::Step(For::Flight(key, flight), Step::Mint));
        self.note_work(key, flight, number);
        let Some(entry) = self.providers.get(key) else {
            return;
        };
        let settings = entry.credential.settings();
        let (Grant::OAuth(config), Some(id)) = (&settings.config.grant, &entry.target) else {
            return self.minted(number, Err(closed()));
        };
        let mint = Rc::new(Mint {
            id: id.clone(),
            config: config.clone(),
            policy: settings.config.refresh_policy.clone(),
            min_lifetime_ms,
            newer_than,
        });
        let name = config.refresh_from.clone().unwrap_or_default();
        if self.can_resolve(&name) {
            self.resolve(&name, Awaiting::Mint(number, mint));
        } else {
            self.ask_to_mint(number, self.find(Some(&name)), mint);
        }
    }

    pub(super) fn ask_to_mint(&mut self, number: Number, supplier: Result<Key>, mint: Rc<Mint>) {
        match supplier {
            Ok(key) => {
                let then = Then::Minted(number);
                let waiter = self.callers.waiters.add(Waiter { key, then });
                let input = Input::MintWanted { waiter, mint };
                self.todo.push_back(Todo::Feed(key, input));
            }
            Err(error) => self.minted(number, Err(error)),
        }
    }

    /// Handles the supplier's answer to the flight whose step has this number.
    pub(super) fn minted(&mut self, number: Number, result: Result<Box<TokenSet>>) {
        if let Some(Purpose::Step(For::Flight(key, flight), _)) = self.effects.answered(number) {
            self.end_work(key, flight);
            let input = Input::Supplied(flight, result);
            self.todo.push_back(Todo::Feed(key, input));
        }
    }

    /// Withdraws the question of this step. Its answer is no longer needed.
    pub(super) fn ask_no_more(&mut self, number: Number) {
        let asks = |waiter: &Waiter| matches!(waiter.then, Then::Minted(of) if of == number);
        for id in self.callers.waiters.numbers(asks) {
            if let Some(waiter) = self.callers.waiters.take(id) {
                let input = Input::Abandoned(id);
                self.todo.push_back(Todo::Feed(waiter.key, input));
            }
        }
    }

    /// Has the supplier forget the tokens of an entry.
    pub(super) fn drop_at_supplier(
        &mut self,
        key: Key,
        waiter: Option<WaiterId>,
        token: Option<Secret>,
    ) {
        let id = self
            .providers
            .get(key)
            .and_then(|entry| entry.target.clone());
        match (self.supplier(key), id) {
            (Some(supplier), Some(id)) => {
                let input = Input::TargetDropped { waiter, id, token };
                self.todo.push_back(Todo::Feed(supplier, input));
            }
            _ => {
                if let Some(waiter) = waiter {
                    self.waiter_answered(waiter, Ok(()), None);
                }
            }
        }
    }

    // — telling —

    /// Tells the entries that an entry's session supplies which tokens it has for them.
    pub(super) fn tell_supplied(&mut self, key: Key) {
        for dependent in self.dependents.clone() {
            if self.supplier(dependent) == Some(key) {
                self.tell_of_session(dependent);
            }
        }
    }

    /// Tells an entry which tokens its supplier's session has for it.
    pub(super) fn tell_of_session(&mut self, key: Key) {
        let (Some(supplier), Some(entry)) = (self.supplier(key), self.providers.get(key)) else {
            return;
        };
        let supplier = self.providers.get(supplier);
        let Some((supplier, id)) = supplier.zip(entry.target.as_deref()) else {
            return;
        };
        let input = Input::SupplierChanged {
            tokens: supplier.credential.target(id).cloned().map(Box::new),
            session: supplier.credential.own_tokens().is_some(),
        };
        self.todo.push_back(Todo::Feed(key, input));
    }

    /// Asks an entry after its supplier's session has been read.
    pub(super) fn ask_again(&mut self, key: Key, then: Then, input: fn(WaiterId) -> Input) {
        self.tell_of_session(key);
        let waiter = self.callers.waiters.add(Waiter { key, then });
        self.todo.push_back(Todo::Feed(key, input(waiter)));
    }
}

/// Distinguishes the targets that callers want from a coordinator. The coordinator decides itself which are the same.
fn id_of(wish: &Wish) -> String {
    let mut id = wish.scope.clone();
    for values in [&wish.resource, &wish.audience] {
        id.push('\n');
        for value in values {
            id.push(' ');
            id.push_str(value);
        }
    }
    id
}
