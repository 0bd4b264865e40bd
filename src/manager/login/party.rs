//! Who takes part in a login: the provider as it is configured, and its server as it describes itself.

use super::discover;
use crate::core::config::{Endpoints, Grant, OAuthConfig, OAuthGrant, ProviderConfig};
use crate::core::error::{Error, Result};
use crate::core::oauth::metadata::Metadata;
use crate::manager::closed;
use crate::manager::inner::Inner;
use crate::manager::registry::Key;
use std::rc::Rc;

pub(super) struct Party {
    pub key: Key,
    pub name: Rc<str>,
    pub provider: ProviderConfig,
    pub config: Rc<OAuthConfig>,
    /// What the issuer publishes of itself, where it was asked.
    pub metadata: Option<Rc<Metadata>>,
}

impl Party {
    /// A provider with an authorization server; `None` if it has none.
    pub fn oauth(inner: &Inner, key: Key) -> Result<Option<Self>> {
        let known = inner.with_entry(key, |entry| {
            let config = entry.credential.settings().config.clone();
            (entry.name().clone(), config)
        });
        let (name, provider) = known.ok_or_else(closed)?;
        Ok(match &provider.grant {
            Grant::OAuth(config) => Some(Self {
                config: config.clone(),
                key,
                name,
                provider,
                metadata: None,
            }),
            _ => None,
        })
    }

    /// A provider that has this grant; `what` needs it.
    pub fn of(inner: &Inner, key: Key, grant: OAuthGrant, what: &str) -> Result<Self> {
        let party = Self::oauth(inner, key)?.filter(|party| party.config.grant == grant);
        party.ok_or_else(|| {
            let name = inner.with_entry(key, |entry| entry.name().clone());
            Error::configuration(
                &["providers.", &name.unwrap_or_default(), ".grant"].concat(),
                &[what, " needs the grant \"", grant.name(), "\""].concat(),
            )
        })
    }

    /// Asks the issuer, if one is configured.
    pub async fn meet(&mut self, inner: &Rc<Inner>) -> Result<()> {
        if self.config.issuer.is_some() {
            self.metadata = Some(discover(inner, &self.provider, &self.config).await?);
        }
        Ok(())
    }

    /// An endpoint, if it is known: the configured one goes before the published one.
    pub fn known_endpoint(&self, of: fn(&Endpoints) -> &Option<String>) -> Option<String> {
        let published = self
            .metadata
            .as_ref()
            .and_then(|m| of(&m.endpoints).clone());
        of(&self.config.endpoints).clone().or(published)
    }

    /// An endpoint that is needed; `member` is what it is called in the configuration.
    pub fn endpoint(&self, of: fn(&Endpoints) -> &Option<String>, member: &str) -> Result<String> {
        self.known_endpoint(of).ok_or_else(|| {
            let problem = "is needed: the issuer's metadata does not have it";
            Error::configuration(&self.path(member), problem)
        })
    }

    /// A member of the provider's configuration, by its path.
    pub fn path(&self, member: &str) -> String {
        ["providers.", &self.name, ".", member].concat()
    }
}
