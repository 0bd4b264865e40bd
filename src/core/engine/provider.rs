//! What a provider is made from.

pub use crate::core::driving::Functions;

use crate::core::config::ProviderConfig;

/// A provider to add.
#[derive(Clone, Debug)]
pub struct Provider {
    /// How its tokens are obtained, and its policies.
    pub config: ProviderConfig,
    /// Its functions and keys, if it has any.
    pub functions: Option<Functions>,
    /// Whether a custom provider's functions include a `revoke`.
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
    /// A provider of its own.
    Inline(Provider),
}
