//! The calls of callers, and their results.

pub use crate::core::driving::Caller;

use crate::core::config::Wish;
use crate::core::credential::info::TokenInfo;
use crate::core::error::Error;
use crate::core::given::TokenInput;
use crate::core::oauth::metadata::Metadata;
use crate::core::records::restored::Restored;
use crate::core::secret::Secret;
use crate::core::tokens::TokenSet;
use std::borrow::Cow;
use std::rc::Rc;

/// A call that is answered later, by [`Effect::Settle`](super::effect::Effect::Settle). `provider: None` means the only provider.
#[derive(Clone, Debug)]
pub enum Call {
    /// Read stored tokens of all providers. Gives [`Outcome::Nothing`].
    Restore,
    /// A good access token. Gives [`Outcome::Token`].
    GetToken {
        /// The provider's name.
        provider: Option<String>,
        /// The demands on the token.
        options: GetToken,
    },
    /// A good access token for another target than the provider's own, from the same login or for the same client. Gives
    /// [`Outcome::Token`].
    GetTokenFor {
        /// The provider's name.
        provider: Option<String>,
        /// The demands on the token.
        options: GetToken,
        /// The target.
        wish: Box<Wish>,
    },
    /// Everything that is held. Gives [`Outcome::Tokens`].
    GetTokens {
        /// The provider's name.
        provider: Option<String>,
    },
    /// Everything that is held for another target than the provider's own. Gives [`Outcome::Tokens`].
    GetTokensFor {
        /// The provider's name.
        provider: Option<String>,
        /// The target.
        wish: Box<Wish>,
    },
    /// Take tokens from outside the engine. Gives [`Outcome::Info`].
    SetTokens {
        /// The provider's name.
        provider: String,
        /// The tokens.
        tokens: Box<TokenInput>,
    },
    /// Take the tokens of a user's login. Gives [`Outcome::Info`]; [`Class::Login`](crate::core::error::Class::Login) if the user
    /// has logged out since.
    TakeLogin {
        /// The provider's name.
        provider: String,
        /// The tokens, bound to the provider's proof key if its tokens are.
        tokens: Box<TokenInput>,
        /// The number of the user's logouts when the login began. See [`Engine::logouts`](super::Engine::logouts).
        logouts: u32,
    },
    /// The provider of a user's login. For a provider that gets its tokens from another's session, that other one.
    /// Gives [`Outcome::Provider`].
    FindProvider {
        /// The provider's name.
        provider: Option<String>,
    },
    /// The metadata of a provider's issuer. Gives [`Outcome::Metadata`].
    Discover {
        /// The provider's name.
        provider: String,
    },
    /// The ID token of a provider's own user. Gives [`Outcome::IdToken`].
    IdToken {
        /// The provider's name.
        provider: String,
    },
    /// Get a new token now. Gives [`Outcome::Info`].
    Refresh {
        /// The provider's name.
        provider: Option<String>,
    },
    /// Get a new token for every provider that holds one. Gives [`Outcome::Report`].
    RefreshAll,
    /// Forget the access token, keep the refresh token. Gives [`Outcome::Nothing`].
    Invalidate {
        /// The provider's name.
        provider: Option<String>,
    },
    /// Report that a resource refused this access token (RFC 6750 §3.1). The engine forgets it if it is the one that is
    /// handed out and another can be obtained. Gives [`Outcome::Flag`]: true if it is worth asking for a token again.
    RejectToken {
        /// The provider's name.
        provider: Option<String>,
        /// The refused token.
        token: Secret,
    },
    /// Find the provider for a request: the named one, or else the only one whose allowed origins include the
    /// request's. Gives [`Outcome::Name`], unless the token may not be sent there.
    ProviderFor {
        /// The provider's name.
        provider: Option<String>,
        /// The origin of the request's URL, such as `https://api.example.com`.
        origin: String,
    },
    /// Forget all tokens of one provider. Gives [`Outcome::Nothing`].
    Clear {
        /// The provider's name.
        provider: String,
    },
    /// Forget all tokens of all providers. Gives [`Outcome::Nothing`].
    ClearAll,
    /// Forget all tokens of one provider, then revoke them at the server (RFC 7009). Gives [`Outcome::Nothing`].
    Revoke {
        /// The provider's name.
        provider: Option<String>,
    },
}

impl Call {
    /// The call for an access token for this target; for the provider's own without one.
    #[must_use]
    pub fn get_token(provider: Option<String>, options: GetToken, wish: Option<Box<Wish>>) -> Self {
        match wish {
            None => Self::GetToken { provider, options },
            Some(wish) => Self::GetTokenFor {
                provider,
                options,
                wish,
            },
        }
    }

    /// The call for everything that is held for this target, likewise.
    #[must_use]
    pub fn get_tokens(provider: Option<String>, wish: Option<Box<Wish>>) -> Self {
        match wish {
            None => Self::GetTokens { provider },
            Some(wish) => Self::GetTokensFor { provider, wish },
        }
    }

    /// The name of the provider that the call is about; `None` if it is about the only one, or about all.
    #[must_use]
    pub fn provider(&self) -> Option<&str> {
        match self {
            Self::Restore | Self::RefreshAll | Self::ClearAll => None,
            Self::SetTokens { provider, .. }
            | Self::TakeLogin { provider, .. }
            | Self::Discover { provider }
            | Self::IdToken { provider }
            | Self::Clear { provider } => Some(provider),
            Self::GetToken { provider, .. }
            | Self::GetTokenFor { provider, .. }
            | Self::GetTokens { provider }
            | Self::GetTokensFor { provider, .. }
            | Self::FindProvider { provider }
            | Self::Refresh { provider }
            | Self::Invalidate { provider }
            | Self::RejectToken { provider, .. }
            | Self::ProviderFor { provider, .. }
            | Self::Revoke { provider } => provider.as_deref(),
        }
    }
}

/// A caller's demands on a token.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct GetToken {
    /// Get a new token even if a good one is cached.
    pub force_refresh: bool,
    /// Use a fallback's token at once (true) or never (false). By default one is used after
    /// [`RetryPolicy::max_failures_before_fallback`](crate::core::config::RetryPolicy::max_failures_before_fallback)
    /// failures.
    pub use_fallback: Option<bool>,
    /// Demand at least this much life, in milliseconds.
    pub min_lifetime_ms: Option<i64>,
}

/// The result of a [`Call`].
#[derive(Clone, Debug)]
pub enum Outcome {
    /// The call is done.
    Nothing,
    /// An access token.
    Token(Handed),
    /// Everything that is held; `None` if nothing is. Times are on the engine's time line: see
    /// [`Engine::wall_offset_ms`](super::Engine::wall_offset_ms).
    Tokens(Option<Box<TokenSet>>),
    /// A provider.
    Provider(Box<FoundProvider>),
    /// The metadata of an issuer.
    Metadata(Rc<Metadata>),
    /// The ID token, if one is held.
    IdToken(Option<Secret>),
    /// Information about the token.
    Info(Box<TokenInfo>),
    /// The result of each provider's refresh.
    Report(Box<RefreshReport>),
    /// Yes or no.
    Flag(bool),
    /// The number of records that a move has handled.
    Moved(Restored),
    /// A provider's name.
    Name(Rc<str>),
}

/// A provider whose user logs in.
#[derive(Clone, Debug)]
pub struct FoundProvider {
    /// Its name.
    pub name: Rc<str>,
    /// See [`Engine::logouts`](super::Engine::logouts).
    pub logouts: u32,
    /// The name of its key for proofs of possession, if its tokens are bound to one.
    pub proof_key: Option<String>,
}

/// An access token that is handed out.
#[derive(Clone, Debug)]
pub struct Handed {
    /// Identifies the token: equal numbers mean the same token, so that the driver can keep a single string of the host
    /// for it.
    pub id: TokenId,
    /// The access token.
    pub token: Rc<Secret>,
    /// The type, as the server sent it.
    pub token_type: Cow<'static, str>,
}

/// Identifies an access token among those of a manager.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct TokenId {
    /// The credential.
    pub credential: u32,
    /// The version of the credential's tokens.
    pub version: u32,
}

/// The result of [`Call::RefreshAll`].
#[derive(Clone, Debug, Default)]
pub struct RefreshReport {
    /// The providers that have a new token.
    pub refreshed: Vec<Rc<str>>,
    /// The providers that have none, with the errors.
    pub failed: Vec<(Rc<str>, Error)>,
}
