//! Counted and logged steps on the way to a token that are not events for listeners.

use super::error::Code;
use super::http::HttpRequest;

/// Something that happened on the way to a token. Holds no secret: names, numbers, and an endpoint without its query.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Note {
    /// A caller got the token in memory.
    CacheHit,
    /// A caller joined work that was under way.
    Joined,
    /// A request for a token goes out, or a custom provider's function is called.
    Requested {
        /// The grant that is used, such as `refresh_token`.
        grant: &'static str,
        /// 1 for the first of a flight.
        attempt: u32,
        /// The endpoint, if the request goes over the network.
        endpoint: Option<String>,
    },
    /// The answer to [`Note::Requested`] arrived, or none will.
    Answered {
        /// HTTP status, if there is one.
        status: Option<u16>,
        /// How long it took.
        ms: i64,
    },
    /// The request will be sent again.
    RetryPlanned {
        /// The wait before it.
        wait_ms: i64,
        /// Why.
        code: Code,
        /// HTTP status, if a server answered.
        status: Option<u16>,
    },
    /// The wait for the lock between tabs is over.
    LockEnded {
        /// Whether it was granted; if not, the work goes on without it.
        granted: bool,
        /// How long the flight had been under way.
        waited_ms: i64,
    },
    /// Stored tokens were taken over.
    Adopted,
    /// Storage holds no usable tokens.
    StorageMiss,
    /// New tokens came from the provider.
    Obtained {
        /// Whether a refresh obtained them.
        refreshed: bool,
        /// This machine's clock minus the server's.
        clock_skew_ms: Option<i64>,
    },
    /// The server took a pushed authorization request.
    RequestPushed,
    /// A page cannot keep the login that it begins: it is lost when the user leaves the page.
    LoginNotKept,
    /// Too many failures in a row: nothing is sent until the cool-down ends.
    CircuitOpened {
        /// Its length.
        cooldown_ms: i64,
    },
    /// The cool-down has ended: one request probes the provider.
    CircuitProbed,
    /// The provider works again.
    CircuitClosed,
}

impl Note {
    /// The first and only request of its kind.
    #[must_use]
    pub fn requested(grant: &'static str, request: &HttpRequest) -> Self {
        Self::Requested {
            grant,
            attempt: 1,
            endpoint: Some(without_query(&request.url)),
        }
    }
}

/// The endpoint as a log may show it: without its query, which could hold anything.
pub(super) fn without_query(url: &str) -> String {
    url.split(['?', '#']).next().unwrap_or_default().to_owned()
}
