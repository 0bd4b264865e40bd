//! Providers are added and removed.

use super::chains::Link;
use super::effect::Effect;
use super::providers::Key;
use super::tell::Line;
use super::{Engine, Fallback, Host, Provider, Reading, Todo, fallbacks, has_secret, unknown};
use crate::core::config::Grant;
use crate::core::credential::io::Input;
use crate::core::credential::{self, Credential, StorageTraits};
#[cfg(doc)]
use crate::core::error::Class;
use crate::core::error::{Error, Result};
use crate::core::identity::{self, Behind};
use crate::core::log::Level;
use crate::core::text::concat;
use std::rc::Rc;

impl Engine {
    /// Adds a provider with its fallbacks: all of them, or nothing.
    ///
    /// # Errors
    /// [`Class::InvalidConfiguration`] if its configuration is wrong or the name is taken; [`Class::ManagerClosed`].
    pub fn add_provider(&mut self, name: &str, provider: Provider, reading: Reading) -> Result<()> {
        self.add_providers(vec![(name.to_owned(), provider)], reading)
    }

    /// Adds providers that may name each other as fallbacks, in whatever order.
    ///
    /// # Errors
    /// As [`Engine::add_provider`]. The providers before the wrong one stay.
    pub fn add_providers(
        &mut self,
        providers: Vec<(String, Provider)>,
        reading: Reading,
    ) -> Result<()> {
        self.clock.read(reading);
        let result = self.add_all(providers);
        self.finish();
        result
    }

    pub(super) fn add_all(&mut self, providers: Vec<(String, Provider)>) -> Result<()> {
        self.open()?;
        let mut added = Vec::new();
        for (name, provider) in providers {
            added.push((self.add_unchained(&name, provider)?, name));
        }
        let resolves = self.resolutions.is_some();
        for (key, name) in added {
            if let Some(problem) = self.chains.problem(key, &self.providers, resolves) {
                self.remove(key, &name);
                let path = concat(&["providers.", &name, ".fallback"]);
                return Err(Error::configuration(&path, &problem));
            }
            if let Err(error) = self.check_supplier(key, &name) {
                self.remove(key, &name);
                return Err(error);
            }
            self.tell_of_session(key);
            self.resolved(&name);
        }
        Ok(())
    }

    /// Adds a provider whose fallbacks may be added later.
    pub(super) fn add_unchained(&mut self, name: &str, provider: Provider) -> Result<Key> {
        let path = concat(&["providers.", name]);
        if name.is_empty() {
            let problem = "a provider's name must not be empty";
            return Err(Error::configuration("providers", problem));
        }
        fallbacks::check(&provider, &path)?;
        if self.providers.find(name).is_some() {
            let problem = "the name is taken: remove that provider first";
            return Err(Error::configuration(&path, problem));
        }
        let key = self.register(name.into(), provider, None);
        self.log_of(key, Level::Info, "provider added");
        self.tell_only();
        Ok(key)
    }

    /// Makes an entry of a checked configuration, after those of its inline fallbacks.
    pub(super) fn register(
        &mut self,
        name: Rc<str>,
        provider: Provider,
        behind: Option<Behind>,
    ) -> Key {
        let count = provider.fallback.len();
        let mut fallbacks = Vec::new();
        let mut chain = Vec::new();
        for (place, fallback) in provider.fallback.into_iter().enumerate() {
            match fallback {
                Fallback::Named(name) => {
                    let name: Rc<str> = name.into();
                    fallbacks.push(name.clone());
                    chain.push(Link::Named(name));
                }
                Fallback::Inline(inline) => {
                    let mut behind = behind.clone().unwrap_or_else(|| Behind {
                        provider: name.clone(),
                        places: Vec::new(),
                    });
                    behind.places.push(place);
                    let name: Rc<str> = fallbacks::name_of(&name, place, count).into();
                    fallbacks.push(name.clone());
                    chain.push(Link::Inline(self.register(name, inline, Some(behind))));
                }
            }
        }
        if self.settings.host == Host::Browser && has_secret(&provider.config.grant) {
            let message = "a clientSecret in a page is no secret: use authorization_code without one (RFC 10017 §6.3.3.1)";
            self.log(Line::new(Level::Warn, message, Some(&name)));
        }
        let mut settings = credential::Settings {
            namespace: self.settings.namespace.clone(),
            name,
            behind: behind.map(Box::new),
            config: provider.config,
            storage: self.traits(),
            fallbacks,
            requests_end: self.requests_end(),
        };
        if settings.stores_nothing() {
            settings.storage = StorageTraits::NONE;
        }
        let supplied = match &settings.config.grant {
            Grant::OAuth(config) if settings.is_supplied() => Some(identity::target(config)),
            _ => None,
        };
        let credential = Credential::new(settings, self.clock.moment());
        let key = self.providers.add(credential, provider.functions);
        self.chains.set(key, chain);
        if let Some(entry) = self.providers.get_mut(key) {
            entry.revokes = provider.revokes;
            entry.allowed_origins = provider.allowed_origins;
            entry.target = supplied.map(Rc::from);
            if entry.target.is_some() || entry.is_on_demand() {
                self.note_dependent(key);
            }
        }
        if self.is_background_refresh_running() {
            self.todo
                .push_back(Todo::Feed(key, Input::Background(true)));
        }
        if self.offline {
            self.todo.push_back(Todo::Feed(key, Input::Network(false)));
        }
        self.drive();
        key
    }

    /// Removes a provider. Callers that wait for its token get [`Class::UnknownProvider`]; stored tokens stay stored.
    ///
    /// # Errors
    /// [`Class::UnknownProvider`]; [`Class::ManagerClosed`].
    pub fn remove_provider(&mut self, name: &str, reading: Reading) -> Result<()> {
        self.clock.read(reading);
        let key = self.find(Some(name))?;
        self.remove(key, name);
        self.finish();
        Ok(())
    }

    pub(super) fn remove(&mut self, key: Key, name: &str) {
        let mut keys = self.chains.inline_of(key);
        keys.extend(self.on_demand_of(key));
        keys.push(key);
        self.providers.unname(name);
        self.log_of(key, Level::Info, "provider removed");
        self.leave(key);
        self.tell_only();
        for key in keys {
            for waiter in self.callers.at(key) {
                self.waiter_answered(waiter, Err(unknown(name)), None);
            }
        }
    }

    /// Removes an entry: at once, or as soon as its flight has landed.
    pub(super) fn leave(&mut self, key: Key) {
        let mut keys = self.chains.inline_of(key);
        keys.extend(self.on_demand_of(key));
        keys.push(key);
        for key in keys {
            if let Some(entry) = self.providers.get_mut(key) {
                entry.leaving = true;
            }
            self.tell_borrowers(key);
            self.todo.push_back(Todo::Feed(key, Input::Closing));
            self.drive();
        }
    }

    /// Tells the driver which provider is the only one, if that may have changed.
    pub(super) fn tell_only(&mut self) {
        if self.providers.len() <= 2 {
            let only = self
                .providers
                .only()
                .and_then(|key| self.providers.get(key));
            let only = only.map(|entry| entry.name().clone());
            self.effects.push(Effect::Only(only));
        }
    }

    /// The names of all providers, in the order in which they were added.
    #[must_use]
    pub fn list_providers(&self) -> Vec<Rc<str>> {
        let keys = self.providers.named();
        let mut names = Vec::new();
        for entry in keys.iter().filter_map(|key| self.providers.get(*key)) {
            names.push(entry.name().clone());
        }
        names
    }
}
