//! The parties of a login: the configured provider, and its server with its metadata.

use super::of_login;
use crate::core::config::{Endpoint, Grant, OAuthConfig, OAuthGrant, ProviderConfig};
use crate::core::error::{Error, Result};
use crate::core::oauth::metadata::{self, Metadata};
use crate::core::oauth::pending_login::asks_for_id_token;
use std::rc::Rc;

/// A provider and its authorization server.
#[derive(Clone, Debug)]
pub struct Party {
    /// The provider's name.
    pub name: Rc<str>,
    /// Its policies.
    pub provider: ProviderConfig,
    /// The client.
    pub config: Rc<OAuthConfig>,
    /// The issuer's metadata, if it was fetched.
    pub metadata: Option<Rc<Metadata>>,
}

impl Party {
    /// A provider with an authorization server; `None` if it has none.
    #[must_use]
    pub fn oauth(name: Rc<str>, provider: ProviderConfig) -> Option<Self> {
        match &provider.grant {
            Grant::OAuth(config) => Some(Self {
                config: config.clone(),
                name,
                provider,
                metadata: None,
            }),
            _ => None,
        }
    }

    /// A provider that has this grant; `what` needs it.
    ///
    /// # Errors
    /// It has another grant.
    pub fn of(
        name: Rc<str>,
        provider: ProviderConfig,
        grant: OAuthGrant,
        what: &str,
    ) -> Result<Self> {
        let party = Self::oauth(name.clone(), provider);
        let party = party.filter(|party| party.config.grant == grant);
        party.ok_or_else(|| {
            Error::configuration(
                &["providers.", &name, ".grant"].concat(),
                &[what, " needs the grant \"", grant.name(), "\""].concat(),
            )
        })
    }

    /// True if the issuer must be asked, because one is configured and some needed facts are not. These are the
    /// endpoints in `needed`, and the address of its keys if `scope` asks for an ID token.
    #[must_use]
    pub fn needs_metadata(&self, needed: &[Endpoint], scope: &str) -> bool {
        let given = |which| self.config.endpoints.get(which).is_some();
        let keys = !asks_for_id_token(scope) || given(Endpoint::JwksUri);
        let all = keys && needed.iter().all(|which| given(*which));
        self.config.issuer.is_some() && !all
    }

    /// An endpoint, if it is known: see [`metadata::endpoint`].
    ///
    /// # Errors
    /// Nothing may be sent to the published one.
    pub fn known_endpoint(&self, which: Endpoint) -> Result<Option<String>> {
        let found = metadata::endpoint(&self.config, self.metadata.as_deref(), which);
        found.map(|url| url.map(str::to_owned)).map_err(of_login)
    }

    /// The address of the issuer's keys, if it is known. It must be valid if `scope` asks for an ID token.
    ///
    /// # Errors
    /// The published address may not be used.
    pub fn jwks_uri(&self, scope: &str) -> Result<Option<String>> {
        match self.known_endpoint(Endpoint::JwksUri) {
            Err(_) if !asks_for_id_token(scope) => Ok(None),
            known => known,
        }
    }

    /// A required endpoint.
    ///
    /// # Errors
    /// There is none, or nothing may be sent to the published one.
    pub fn endpoint(&self, which: Endpoint) -> Result<String> {
        self.known_endpoint(which)?.ok_or_else(|| {
            let problem = "is needed: the issuer's metadata does not have it";
            Error::configuration(&self.path(which.configured_as()), problem)
        })
    }

    /// A member of the provider's configuration, by its path.
    #[must_use]
    pub fn path(&self, member: &str) -> String {
        ["providers.", &self.name, ".", member].concat()
    }
}
