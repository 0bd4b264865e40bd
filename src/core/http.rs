//! HTTP requests and responses as values: the core makes and reads them, the host sends them.

use super::secret::Secret;
use std::rc::Rc;

/// A request for the host to send: redirects not followed, no cookies, no cache.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct HttpRequest {
    /// `GET` or `POST`.
    pub method: &'static str,
    /// Absolute URL.
    pub url: String,
    /// Header names (lower case) and values. A value may hold credentials, hence [`Secret`].
    pub headers: Vec<(String, Secret)>,
    /// Form-urlencoded or JSON text; `None` for `GET`.
    pub body: Option<Secret>,
    /// The secrets in this request. If the server echoes one, error messages show it replaced.
    pub secrets: Vec<Secret>,
    /// True if it goes out with a proof of possession ([`dpop`](super::dpop)).
    pub proves: bool,
}

/// The response headers that the core reads; the host passes on only these, with names in lower case.
pub const RESPONSE_HEADERS: [&str; 6] = [
    "content-type",
    "date",
    "retry-after",
    "authorization",
    "dpop-nonce",
    "www-authenticate",
];

/// A response as the host received it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct HttpResponse {
    /// HTTP status; 0 if a browser hides it (an opaque redirect).
    pub status: u16,
    /// Those of [`RESPONSE_HEADERS`] that were present. Login endpoints give tokens in one, hence [`Secret`].
    pub headers: Vec<(&'static str, Secret)>,
    /// The whole body, at most [`MAX_BODY_BYTES`]. It may hold tokens, so it is treated like a [`Secret`] and never logged.
    pub body: Body,
    /// The proof of possession that was sent with the request, if there was one.
    pub proved: Option<Box<Proved>>,
}

/// The proof that was sent with a request.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Proved {
    /// The thumbprint (RFC 7638) of its key.
    pub jkt: Rc<str>,
    /// The proof itself. It is no secret, but stays out of Debug output.
    pub proof: Secret,
    /// True if the request is worth repeating with another proof. See
    /// [`Servers::answered`](super::dpop::Servers::answered).
    pub again: bool,
}

/// The largest response body that is read, in bytes; the host stops reading beyond it and reports
/// [`Transport::TooLarge`].
pub const MAX_BODY_BYTES: usize = 1024 * 1024;

/// A response body; wiped on drop, and hidden in Debug output.
#[derive(Clone, Default, PartialEq, Eq)]
pub struct Body(zeroize::Zeroizing<Vec<u8>>);

impl Body {
    /// The bytes.
    #[must_use]
    pub fn bytes(&self) -> &[u8] {
        &self.0
    }
}

impl From<Vec<u8>> for Body {
    fn from(bytes: Vec<u8>) -> Self {
        Self(zeroize::Zeroizing::new(bytes))
    }
}

impl From<&str> for Body {
    fn from(text: &str) -> Self {
        Self::from(text.as_bytes().to_vec())
    }
}

impl std::fmt::Debug for Body {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("[redacted]")
    }
}

impl HttpResponse {
    /// True if the request is worth repeating with another proof of possession. The refused one had no other effect.
    #[must_use]
    pub fn wants_another_proof(&self) -> bool {
        self.proved.as_ref().is_some_and(|proved| proved.again)
    }

    /// A header's value by its lower-case name.
    #[must_use]
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers
            .iter()
            .find(|(n, _)| *n == name)
            .map(|(_, v)| v.reveal())
    }
}

/// The reason why no response came.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Transport {
    /// `fetch` rejected, or the response broke off: no connection, DNS, TLS.
    Network,
    /// `fetch` rejected in a page, where a block by policy (CORS, CSP) looks the same.
    NetworkOfPage,
    /// The attempt took too long.
    Timeout,
    /// The body is larger than [`MAX_BODY_BYTES`].
    TooLarge,
    /// The proof of possession that the request needs could not be made. Nothing was sent.
    NoProof,
}
