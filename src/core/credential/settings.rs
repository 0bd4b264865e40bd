//! The settings of a credential, and the facts that follow from them alone.

use crate::core::config::{Grant, ProviderConfig};
use crate::core::error::{Class, Code, Error};
use crate::core::identity::{Behind, Owner};
use std::rc::Rc;

/// The properties of the storage that the machine depends on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct StorageTraits {
    /// True if there is any storage besides memory.
    pub present: bool,
    /// True if refresh tokens may be written to it.
    pub keeps_refresh_tokens: bool,
    /// True if other tabs are known to see the same records.
    pub shared: bool,
    /// True if records vanish by themselves (a cache), so that a missing record is no logout.
    pub volatile: bool,
    /// True if [`Output::Peek`](super::io::Output::Peek) may return a record that another tab has just replaced.
    pub late: bool,
}

impl StorageTraits {
    /// Memory alone.
    pub const NONE: Self = Self {
        present: false,
        keeps_refresh_tokens: true,
        shared: false,
        volatile: false,
        late: false,
    };
}

/// The settings of a credential.
#[derive(Debug)]
pub struct Settings {
    /// The manager's namespace.
    pub namespace: Rc<str>,
    /// The provider's name.
    pub name: Rc<str>,
    /// Its position, if it is a fallback without a name.
    pub behind: Option<Box<Behind>>,
    /// The grant and the policies.
    pub config: ProviderConfig,
    /// The storage.
    pub storage: StorageTraits,
    /// Names of the providers whose tokens serve when this one has none, in order.
    pub fallbacks: Vec<Rc<str>>,
    /// True if work ends with the request that began it (edge workers). A flight without signs of life is then lost,
    /// and a waiting caller takes it over.
    pub requests_end: bool,
}

impl Settings {
    pub(super) fn owner(&self) -> Owner<'_> {
        Owner {
            namespace: &self.namespace,
            name: &self.name,
            behind: self.behind.as_deref(),
        }
    }

    /// True if the token is a fixed one, with no server to renew it.
    pub(super) fn is_static(&self) -> bool {
        matches!(self.config.grant, Grant::Static(_))
    }

    /// True if the configuration alone suffices to obtain a new token.
    pub(super) fn can_acquire(&self) -> bool {
        match &self.config.grant {
            Grant::OAuth(config) => !config.grant.needs_user() || config.refresh_from.is_some(),
            Grant::Custom(_) | Grant::Login(_) => true,
            Grant::Static(_) => false,
        }
    }

    /// True if the first token requires a user's login.
    pub(super) fn needs_user(&self) -> bool {
        matches!(&self.config.grant, Grant::OAuth(config) if config.grant.needs_user())
            && !self.is_supplied()
    }

    /// True if the tokens come from another provider's session, and are kept in its record.
    #[must_use]
    pub fn is_supplied(&self) -> bool {
        self.supplier().is_some()
    }

    /// The provider whose refresh token is used.
    #[must_use]
    pub fn supplier(&self) -> Option<&Rc<str>> {
        match &self.config.grant {
            Grant::OAuth(config) => config.refresh_from.as_ref(),
            _ => None,
        }
    }

    /// True if it stores no record of its own: its token is fixed, or lies in another provider's record, or in a
    /// coordinator's.
    #[must_use]
    pub fn stores_nothing(&self) -> bool {
        let wishes = matches!(&self.config.grant, Grant::Custom(custom) if custom.wish.is_some());
        self.is_static() || self.is_supplied() || wishes
    }

    /// The error for a caller when no token can be obtained. `holds` says whether tokens are held nevertheless.
    pub(super) fn nothing_left(&self, holds: bool) -> Error {
        let error = match &self.config.grant {
            Grant::OAuth(config) if config.grant.needs_user() => Error::new(
                Class::ReauthenticationRequired,
                Code::ReauthenticationRequired,
                "the user has to log in: call startLogin or startDeviceLogin, or setTokens with tokens obtained elsewhere",
            ),
            Grant::Static(_) if holds => Error::new(
                Class::TokenExpired,
                Code::TokenExpired,
                "the static token has expired and cannot be renewed: call setTokens with a new one",
            ),
            _ => Error::new(
                Class::TokenNotFound,
                Code::TokenNotFound,
                "no token is held: it was cleared",
            ),
        };
        error.of(&self.name)
    }
}
