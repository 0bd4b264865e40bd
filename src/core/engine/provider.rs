//! A provider's configuration as an input of the engine.

pub use crate::core::driving::Functions;

use crate::core::config::ProviderConfig;

/// A provider to add.
#[derive(Clone, Debug)]
pub struct Provider {
    /// The way to obtain its tokens, and its policies.
    pub config: ProviderConfig,
    /// Its functions and keys, if it has any.
    pub functions: Option<Functions>,
    /// True if a custom provider's functions include a `revoke`.
    pub revokes: bool,
    /// The providers whose tokens serve, in this order, when this one has none.
    pub fallback: Vec<Fallback>,
    /// Origins that its token may be sent to, such as `https://api.example.com`.
    pub allowed_origins: Vec<String>,
}

/// One place of a fallback chain.
#[derive(Clone, Debug)]
pub enum Fallback {
    /// Another provider of the same manager.
    Named(String),
    /// An inline provider, without a name.
    Inline(Provider),
}
