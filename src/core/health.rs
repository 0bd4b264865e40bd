//! A manager's ability to serve its callers, judged from known facts: no request is sent to find out.

use super::credential::info::TokenInfo;

/// A status, ordered from good to bad.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Status {
    /// All is well, or no token was requested yet.
    Healthy,
    /// Callers get tokens, but something fails and they may soon get none.
    Degraded,
    /// Callers of at least one provider get no token.
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

/// The known facts about one provider.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct ProviderFacts {
    /// There is a live access token, its own or a fallback's.
    pub usable: bool,
    /// The last attempt failed, or the server asked for a pause.
    pub failing: bool,
    /// The token in use is a fallback's.
    pub on_fallback: bool,
    /// No further token can be obtained without a user or tokens set by hand.
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

/// A manager's health report.
#[derive(Clone, Debug)]
pub struct HealthReport {
    /// In one word.
    pub status: Status,
    /// True if tokens are renewed without a caller.
    pub background_refresh: bool,
    /// The storage.
    pub storage: StorageHealth,
    /// Information about each provider's token.
    pub providers: Vec<TokenInfo>,
}

/// The health of a storage.
#[derive(Clone, Debug)]
pub struct StorageHealth {
    /// `memory`, `local`, `session`, `indexeddb`, or the name of a storage object; `custom` if it has no name.
    pub kind: String,
    /// True if the last read and the last write worked.
    pub ok: bool,
    /// True if records are encrypted.
    pub encrypted: bool,
    /// The message of the last failure, if there was one.
    pub last_error: Option<String>,
}
