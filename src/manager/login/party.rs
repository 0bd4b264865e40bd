//! Who takes part in a login: the provider as it is configured, and its server as it describes itself.

use super::{as_login, discover};
use crate::core::config::{Endpoint, Grant, OAuthConfig, OAuthGrant, ProviderConfig};
use crate::core::error::{Error, Result};
use crate::core::oauth::metadata::{self, Metadata};
use crate::core::oauth::pending_login::asks_for_id_token;
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

    /// Asks the issuer, if one is configured, unless all that is needed of it is configured, too: these endpoints, and where its
    /// keys are, where `scope` asks for an ID token.
    pub async fn meet(
        &mut self,
        inner: &Rc<Inner>,
        needed: &[Endpoint],
        scope: &str,
    ) -> Result<()> {
        let given = |which| self.config.endpoints.get(which).is_some();
        let keys = !asks_for_id_token(scope) || given(Endpoint::JwksUri);
        let all = keys && needed.iter().all(|which| given(*which));
        if self.config.issuer.is_some() && !all {
            self.metadata = Some(discover(inner, self.key, &self.provider, &self.config).await?);
        }
        Ok(())
    }

    /// An endpoint, if it is known: see [`metadata::endpoint`].
    pub fn known_endpoint(&self, which: Endpoint) -> Result<Option<String>> {
        let found = metadata::endpoint(&self.config, self.metadata.as_deref(), which);
        found.map(|url| url.map(str::to_owned)).map_err(as_login)
    }

    /// Where the issuer's keys are, if that is known. It has to be right where `scope` asks for an ID token.
    pub fn jwks_uri(&self, scope: &str) -> Result<Option<String>> {
        match self.known_endpoint(Endpoint::JwksUri) {
            Err(_) if !asks_for_id_token(scope) => Ok(None),
            known => known,
        }
    }

    /// An endpoint that is needed.
    pub fn endpoint(&self, which: Endpoint) -> Result<String> {
        self.known_endpoint(which)?.ok_or_else(|| {
            let problem = "is needed: the issuer's metadata does not have it";
            Error::configuration(&self.path(which.configured_as()), problem)
        })
    }

    /// A member of the provider's configuration, by its path.
    pub fn path(&self, member: &str) -> String {
        ["providers.", &self.name, ".", member].concat()
    }
}
