//! How well a manager can serve its callers, judged from what is known: no request is sent to find out.

use super::credential::info::TokenInfo;

/// A status, ordered from good to bad.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Status {
    /// All is well, or no token was requested yet.
    Healthy,
    /// Callers get tokens, but something fails and they may soon get none.
    Degraded,
    /// Callers of some provider get no token.
    Unhealthy,
}

impl Status {
    /// The status's public name, such as `degraded`.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Healthy => "healthy",
            Self::Degraded => "degraded",
            Self::Unhealthy => "unhealthy",
        }
    }
}

/// What is known about one provider.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct ProviderFacts {
    /// There is a live access token, its own or a fallback's.
    pub usable: bool,
    /// The last attempt failed, or the server asked for a pause.
    pub failing: bool,
    /// The token is a fallback's.
    pub on_fallback: bool,
    /// No further token can be obtained without a user or other tokens given by hand.
    pub stuck: bool,
}

/// One provider's health. A provider that was never used is healthy.
#[must_use]
pub fn of_provider(facts: ProviderFacts) -> Status {
    match facts {
        ProviderFacts {
            usable: false,
            failing,
            stuck,
            ..
        } if failing || stuck => Status::Unhealthy,
        ProviderFacts {
            failing,
            on_fallback,
            stuck,
            ..
        } if failing || on_fallback || stuck => Status::Degraded,
        _ => Status::Healthy,
    }
}

/// The health of a whole manager: its worst provider's. While the storage fails it is at best degraded, since memory still
/// serves.
#[must_use]
pub fn of_manager(providers: impl Iterator<Item = Status>, storage_ok: bool) -> Status {
    let storage = if storage_ok {
        Status::Healthy
    } else {
        Status::Degraded
    };
    providers.fold(storage, Status::max)
}

/// What a manager's health report says.
#[derive(Clone, Debug)]
pub struct HealthReport {
    /// In one word.
    pub status: Status,
    /// Whether tokens are renewed without a caller.
    pub background_refresh: bool,
    /// The storage.
    pub storage: StorageHealth,
    /// Information about each provider's token.
    pub providers: Vec<TokenInfo>,
}

/// Whether tokens can be kept.
#[derive(Clone, Debug)]
pub struct StorageHealth {
    /// `memory`, `local`, `session`, `indexeddb`, or what a storage object calls itself; `custom` if it has no name.
    pub kind: String,
    /// Whether the last read and the last write worked.
    pub ok: bool,
    /// Whether records are encrypted.
    pub encrypted: bool,
    /// What failed last, if anything did.
    pub last_error: Option<String>,
}
