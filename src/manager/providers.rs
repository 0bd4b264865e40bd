//! Providers come and go.

use super::Provider;
use super::fallback::{self, Fallback, Link};
use super::inner::{Inner, unknown};
use super::log::Level;
use super::registry::Key;
use crate::core::config::Grant;
use crate::core::credential::io::Input;
use crate::core::credential::{Credential, Settings, StorageTraits};
use crate::core::error::{Error, Result};
use crate::core::identity::Behind;
use crate::host::kind::Kind;
use std::rc::Rc;

impl Inner {
    /// Adds a provider with its fallbacks, all of it or nothing.
    pub(super) fn add(&self, name: &str, provider: Provider) -> Result<()> {
        self.add_unchained(name, provider)?;
        self.check_chain(name)
            .inspect_err(|_| drop(self.remove(name)))?;
        // Who waits for this name to be resolved has it now.
        self.resolved(name);
        Ok(())
    }

    /// The same, with fallbacks that may be added later: [`Inner::check_chain`] looks whether they were.
    pub(super) fn add_unchained(&self, name: &str, provider: Provider) -> Result<Key> {
        let path = ["providers.", name].concat();
        if name.is_empty() {
            return Err(Error::configuration(
                "providers",
                "a provider's name must not be empty",
            ));
        }
        fallback::validate(&provider, &path)?;
        if self.state.borrow().registry.find(name).is_some() {
            return Err(Error::configuration(
                &path,
                "the name is taken: remove that provider first",
            ));
        }
        let key = self.register(name.into(), provider, None);
        self.log_of(key, Level::Info, "provider added");
        self.tell_only();
        Ok(key)
    }

    /// Makes an entry of a configuration that was checked, after those of the fallbacks in it.
    fn register(&self, name: Rc<str>, provider: Provider, behind: Option<Behind>) -> Key {
        let count = provider.fallback.len();
        let places = provider.fallback.into_iter().enumerate();
        let chain: Vec<_> = places
            .map(|(place, fallback)| match fallback {
                Fallback::Named(name) => (Rc::from(name), None),
                Fallback::Inline(provider) => {
                    let behind = fallback::behind(&name, behind.as_ref(), place);
                    let name: Rc<str> = fallback::name_of(&name, place, count).into();
                    (
                        name.clone(),
                        Some(self.register(name, provider, Some(behind))),
                    )
                }
            })
            .collect();
        if self.kind == Kind::Browser && has_secret(&provider.config.grant) {
            let message = "a clientSecret in a page is no secret: use authorization_code without one (RFC 10017 §6.3.3.1)";
            self.log(Level::Warn, message, Some(&name));
        }
        let storage = match &provider.config.grant {
            Grant::Static(_) => StorageTraits::NONE,
            _ => self.storage_traits(),
        };
        let settings = Settings {
            namespace: self.namespace.clone(),
            name: name.clone(),
            behind: behind.map(Box::new),
            config: provider.config,
            storage,
            fallbacks: chain.iter().map(|(name, _)| name.clone()).collect(),
            requests_end: self.ends_with_request(),
        };
        let credential = Credential::new(settings, self.moment());
        let key = self
            .state
            .borrow_mut()
            .registry
            .add(credential, provider.custom);
        if !provider.allowed_origins.is_empty() {
            self.with_entry(key, |entry| {
                entry.allowed_origins = provider.allowed_origins
            });
        }
        if !chain.is_empty() {
            let links = chain.into_iter().map(|(name, key)| match key {
                Some(key) => Link::Inline(key),
                None => Link::Named(name),
            });
            self.with_entry(key, |entry| entry.ties().chain = links.collect());
        }
        if self.background() {
            self.feed(key, Input::Background(true));
        }
        if self.offline.get() {
            self.feed(key, Input::Network(false));
        }
        key
    }

    pub(super) fn remove(&self, name: &str) -> Result<()> {
        let key = self.find(Some(name))?;
        let mut waiters = Vec::new();
        for key in self.inline_of(key).into_iter().chain([key]) {
            self.with_entry(key, |entry| waiters.extend(entry.credential.waiter_ids()));
        }
        self.state.borrow_mut().registry.unname(name);
        self.log_of(key, Level::Info, "provider removed");
        self.leave(key);
        self.tell_only();
        self.leave_device_logins(Some(name), &unknown(name));
        for waiter in waiters {
            self.settle(waiter, Err(unknown(name)));
        }
        Ok(())
    }

    /// An entry goes: at once, or as soon as its flight has landed.
    pub(super) fn leave(&self, key: Key) {
        for key in self.inline_of(key).into_iter().chain([key]) {
            self.with_entry(key, |entry| entry.leaving = true);
            self.tell_borrowers(key);
            self.feed(key, Input::Closing);
        }
    }
}

fn has_secret(grant: &Grant) -> bool {
    match grant {
        Grant::OAuth(config) => config.client_secret.is_some(),
        Grant::Login(config) => config.client_secret.is_some(),
        Grant::Static(_) | Grant::Custom(_) => false,
    }
}
