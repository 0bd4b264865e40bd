//! Queries that are answered at once: tokens, users, health, configurations.

use super::call::Handed;
use super::{Engine, Functions, Reading, closed, drive};
use crate::core::config::ProviderConfig;
use crate::core::credential::Credential;
use crate::core::credential::info::TokenInfo;
use crate::core::credential::io::Input;
#[cfg(doc)]
use crate::core::error::Class;
use crate::core::error::Result;
use crate::core::health::{self, HealthReport};
use crate::core::metrics::Metrics;
use crate::core::note::Note;
use crate::core::user::User;

impl Engine {
    /// True if leases still hold by the clock. The driver asks once a second, since a lease measures time by the wall
    /// clock alone, which may have been set back. If false, no lease holds any more.
    pub fn leases_hold(&mut self, reading: Reading) -> bool {
        self.clock.read(reading);
        let offset = self.clock.at().wall_offset_ms;
        std::mem::replace(&mut self.lent_offset, offset) == offset
    }

    /// The time line minus the wall clock, in milliseconds: zero unless the wall clock was set back.
    #[must_use]
    pub fn wall_offset_ms(&self) -> i64 {
        self.clock.at().wall_offset_ms
    }

    /// The access token in memory, if it is good now.
    pub fn peek_token(&mut self, provider: Option<&str>, reading: Reading) -> Option<Handed> {
        self.clock.read(reading);
        let key = self.find(provider).ok()?;
        let entry = self.providers.get(key)?;
        entry.credential.good_tokens(self.clock.now())?;
        drive::handed(entry, key)
    }

    /// Information about a provider's token, without its secrets. Changes nothing.
    ///
    /// # Errors
    /// [`Class::UnknownProvider`]; [`Class::ManagerClosed`].
    pub fn token_info(&mut self, provider: Option<&str>, reading: Reading) -> Result<TokenInfo> {
        self.clock.read(reading);
        let at = self.clock.at();
        self.credential(provider)
            .map(|credential| credential.info(at))
    }

    /// True if there is no token, or one with less life than the hard limit.
    ///
    /// # Errors
    /// [`Class::UnknownProvider`]; [`Class::ManagerClosed`].
    pub fn is_expired(&mut self, provider: Option<&str>, reading: Reading) -> Result<bool> {
        self.clock.read(reading);
        let now = self.clock.now();
        self.credential(provider)
            .map(|credential| credential.is_expired(now))
    }

    /// True if there is no token, or one inside the refresh-ahead window.
    ///
    /// # Errors
    /// [`Class::UnknownProvider`]; [`Class::ManagerClosed`].
    pub fn needs_refresh(&mut self, provider: Option<&str>, reading: Reading) -> Result<bool> {
        self.clock.read(reading);
        let now = self.clock.now();
        self.credential(provider)
            .map(|credential| credential.needs_refresh(now))
    }

    /// True if a user is signed in: the provider holds tokens of a login that live or can be renewed.
    ///
    /// # Errors
    /// [`Class::UnknownProvider`]; [`Class::ManagerClosed`].
    pub fn is_authenticated(&mut self, provider: Option<&str>, reading: Reading) -> Result<bool> {
        self.clock.read(reading);
        let now = self.clock.now();
        self.session(provider)
            .map(|credential| credential.is_authenticated(now))
    }

    /// The signed-in user, if the tokens came with an ID token.
    ///
    /// # Errors
    /// [`Class::UnknownProvider`]; [`Class::ManagerClosed`].
    pub fn user(&mut self, provider: Option<&str>, reading: Reading) -> Result<Option<User>> {
        self.clock.read(reading);
        let now = self.clock.now();
        self.session(provider)
            .map(|credential| credential.user(now))
    }

    /// The number of logouts of a provider's user: by `clear` or `revoke`, here or in another tab. A login stores this
    /// number when it begins, since a logout wins over a login that is under way.
    ///
    /// # Errors
    /// [`Class::UnknownProvider`]; [`Class::ManagerClosed`].
    pub fn logouts(&self, provider: Option<&str>) -> Result<u32> {
        self.credential(provider).map(Credential::logouts)
    }

    /// The health of this manager, from the facts that it knows.
    ///
    /// # Errors
    /// [`Class::ManagerClosed`].
    pub fn health(&mut self, reading: Reading) -> Result<HealthReport> {
        self.open()?;
        self.clock.read(reading);
        let at = self.clock.at();
        let storage = self.storage_health();
        let keys = self.providers.named();
        let (mut statuses, mut providers) = (Vec::new(), Vec::new());
        for entry in keys.iter().filter_map(|key| self.providers.get(*key)) {
            statuses.push(health::of_provider(entry.credential.health(at.now)));
            providers.push(entry.credential.info(at));
        }
        Ok(HealthReport {
            status: health::of_manager(statuses.into_iter(), storage.ok),
            background_refresh: self.is_background_refresh_running(),
            storage,
            providers,
        })
    }

    /// Counts since the engine was made. Tokens that were handed out under a lease are not among the cache hits.
    ///
    /// # Errors
    /// [`Class::ManagerClosed`].
    pub fn metrics(&self) -> Result<&Metrics> {
        self.open()?;
        Ok(&self.teller.metrics)
    }

    /// True if tokens are renewed without a caller.
    #[must_use]
    pub fn is_background_refresh_running(&self) -> bool {
        self.background && !self.closed
    }

    /// Starts or stops renewing tokens without a caller.
    ///
    /// # Errors
    /// [`Class::ManagerClosed`].
    pub fn set_background_refresh(&mut self, on: bool, reading: Reading) -> Result<()> {
        self.open()?;
        self.clock.read(reading);
        self.background = on;
        self.feed_all(&|| Input::Background(on));
        self.finish();
        Ok(())
    }

    /// A provider's configuration, and its functions.
    ///
    /// # Errors
    /// [`Class::UnknownProvider`]; [`Class::ManagerClosed`].
    pub fn provider(&self, name: &str) -> Result<(ProviderConfig, Option<Functions>)> {
        let key = self.find(Some(name))?;
        let entry = self.providers.get(key).ok_or_else(closed)?;
        let config = entry.credential.settings().config.clone();
        Ok((config, entry.functions))
    }

    /// Counts and logs a note of a user's login, which another core drives.
    ///
    /// # Errors
    /// [`Class::UnknownProvider`]; [`Class::ManagerClosed`].
    pub fn note(&mut self, provider: &str, note: &Note, reading: Reading) -> Result<()> {
        let key = self.find(Some(provider))?;
        self.clock.read(reading);
        self.note_all(Some(key), std::slice::from_ref(note));
        Ok(())
    }
}
