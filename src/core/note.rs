//! Steps on the way to a token that are counted and logged, but are no events for listeners.

use super::error::Code;
use super::http::HttpRequest;

/// A step on the way to a token. Contains no secret: names, numbers, and an endpoint without its query.
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
    /// The response to [`Note::Requested`] arrived, or none will.
    Answered {
        /// HTTP status, if there is one.
        status: Option<u16>,
        /// The duration of the request.
        ms: i64,
    },
    /// The request will be sent again.
    RetryPlanned {
        /// The wait before it.
        wait_ms: i64,
        /// The reason.
        code: Code,
        /// HTTP status, if a server answered.
        status: Option<u16>,
    },
    /// The wait for the lock between tabs is over.
    LockEnded {
        /// True if it was granted; if not, the work goes on without it.
        granted: bool,
        /// The time since the flight began.
        waited_ms: i64,
    },
    /// Stored tokens were taken over.
    Adopted,
    /// Storage holds no usable tokens.
    StorageMiss,
    /// New tokens came from the provider.
    Obtained {
        /// True if a refresh obtained them.
        refreshed: bool,
        /// This machine's clock minus the server's.
        clock_skew_ms: Option<i64>,
    },
    /// The server took a pushed authorization request.
    RequestPushed,
    /// A page cannot store the login that it begins, so the login is lost when the user leaves the page.
    LoginNotKept,
    /// Too many failures in a row: nothing is sent until the cool-down ends.
    CircuitOpened {
        /// The length of the cool-down.
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

/// The endpoint as a log may show it: without its query, which can contain anything.
pub(super) fn without_query(url: &str) -> String {
    url.split(['?', '#']).next().unwrap_or_default().to_owned()
}
