//! A resource server's verifier without its I/O: it selects the bytes, signature and keys that the host passes to
//! WebCrypto, and decides on fetches of the key set. Times are epoch milliseconds by the wall clock.

use super::algorithm::Allowed;
use super::claims::{Refusal, Rules};
use super::compact;
use super::kept::Kept;
use super::keys::{KeySet, NoKey};
use crate::core::discovery::Search;
use crate::core::error::{Cause, Class, Code, Error, Result};
use crate::core::http::HttpResponse;
use crate::core::oauth::{key_set, unreachable};
use crate::core::text::concat;
use crate::core::url::check_endpoint;

/// The source of the keys.
#[derive(Clone, Debug)]
pub enum Source {
    /// A fixed set.
    Fixed(KeySet),
    /// At this address.
    Uri(String),
    /// At the address in the issuer's metadata.
    Metadata,
}

/// Verifies tokens by one set of rules and keys.
#[derive(Debug)]
pub struct Verifier {
    rules: Rules,
    fixed: Option<KeySet>,
    /// The address, once it is known: from the start, or from the metadata.
    jwks_uri: Option<String>,
    /// The search for the metadata, while it is under way.
    search: Search,
    kept: Kept,
    /// Counts key sets, so that a key of an older set is not mistaken for one of the current set.
    generation: u32,
    /// The last sign of life of the fetch under way.
    fetching: Option<i64>,
}

/// The outcome of a request for a document.
#[derive(Debug)]
pub enum Answer {
    /// A response came.
    Response(HttpResponse),
    /// No response came within the time limit for a document.
    TimedOut,
    /// No response came. The cause is the value that the host threw.
    Failed(Option<Cause>),
}

/// A fetch with no sign of life for this long, in milliseconds, is lost: the request that began it has ended.
const SILENCE_MS: i64 = 2_000;
/// The check of a token's signature.
#[derive(Debug, PartialEq, Eq)]
pub struct Check {
    /// The number of the key set.
    pub generation: u32,
    /// The places in the set of the keys to try.
    pub places: Vec<usize>,
    /// The algorithm's place in [`ALGORITHMS`](super::algorithm::ALGORITHMS).
    pub algorithm: usize,
}

/// The next step of a request that needs newer keys.
#[derive(Debug, PartialEq, Eq)]
pub enum Fetch {
    /// Ask at this address.
    Ask(String),
    /// Wait a little: another request fetches them.
    Wait,
    /// Go on: another request has fetched them.
    Done,
}

/// Accepts no token.
impl Default for Verifier {
    fn default() -> Self {
        let rules = Rules {
            issuer: String::new(),
            audience: Vec::new(),
            algorithms: Allowed::NONE,
            tolerance_ms: 0,
            claims: Vec::new(),
            scopes: Vec::new(),
            typ: None,
        };
        Self::new(rules, Source::Fixed(KeySet::default()))
    }
}

impl Verifier {
    /// A verifier that has fetched nothing yet.
    #[must_use]
    pub fn new(rules: Rules, source: Source) -> Self {
        let (fixed, jwks_uri) = match source {
            Source::Fixed(set) => (Some(set), None),
            Source::Uri(uri) => (None, Some(uri)),
            Source::Metadata => (None, None),
        };
        Self {
            search: Search::new(&rules.issuer),
            rules,
            fixed,
            jwks_uri,
            kept: Kept::default(),
            generation: 0,
            fetching: None,
        }
    }

    fn keys(&self, now: i64) -> Option<&KeySet> {
        self.fixed
            .as_ref()
            .or_else(|| self.kept.keys(now).map(|set| &**set))
    }

    /// The check for WebCrypto of a token (the bytes of its text). `None` if the key set must be fetched first; never
    /// `None` if `fetched` is true, because it was fetched just now.
    ///
    /// # Errors
    /// [`Class::InvalidToken`]; the message shows nothing of the token. `retryable` if there are no keys to check it with.
    pub fn begin(&mut self, token: &[u8], now: i64, fetched: bool) -> Result<Option<Check>> {
        // Bytes that are not UTF-8 are not base64url either: `parse` refuses the empty text.
        let token = std::str::from_utf8(token).unwrap_or_default();
        let compact = compact::parse(token).map_err(invalid)?;
        let header = compact.header(self.rules.algorithms).map_err(invalid)?;
        if !self.rules.has_type(&compact.header_json) {
            return Err(invalid("the token is of another type (typ)"));
        }
        let may_fetch = !fetched && self.fixed.is_none();
        let renew = may_fetch && self.kept.renew(now);
        let Some(set) = self.keys(now) else {
            return if fetched || self.kept.pause(now) > 0 {
                Err(self.unavailable(now))
            } else {
                // Don't fetch keys for a token whose claims would be rejected anyway.
                self.check_payload(compact.payload, now)
                    .map(|()| None)
                    .map_err(refused)
            };
        };
        if renew {
            return Ok(None);
        }
        match set.fitting(&compact, &header) {
            Ok(places) => Ok(Some(Check {
                generation: self.generation,
                places,
                algorithm: header.algorithm,
            })),
            Err(NoKey::Signature) => Err(invalid("the token's signature is wrong")),
            Err(NoKey::Unknown)
                if may_fetch
                    && self.check_payload(compact.payload, now).is_ok()
                    && (self.kept.search(now) || self.is_fetching(now)) =>
            {
                Ok(None)
            }
            Err(NoKey::Unknown) => Err(invalid(
                "the token is signed with a key that is not in the key set",
            )),
        }
    }

    /// The number of the key set, if tokens may be checked with it now without fetching a newer one. As long as it
    /// stays the same, the result of [`Verifier::begin`] for a header holds for every token with this header.
    #[must_use]
    pub fn current(&self, now: i64) -> Option<u32> {
        (self.fixed.is_some() || self.kept.is_fresh(now)).then_some(self.generation)
    }

    /// Checks claims against the rules: a token's decoded payload, or an authorization server's answer about a token (RFC 7662
    /// §2.2). This may run while the signature is checked, but its result may be shown only once the signature is found good.
    ///
    /// # Errors
    /// [`Class::InvalidToken`]; the message shows nothing of the claims.
    pub fn check(&self, claims: &[u8], now: i64) -> Result<()> {
        self.rules.check(claims, now).map_err(refused)
    }

    fn check_payload(&self, payload: &str, now: i64) -> std::result::Result<(), Refusal> {
        self.rules.check(&compact::payload(payload)?, now)
    }

    /// The key at a place of the set, as a JWK for WebCrypto; empty if there is none.
    #[must_use]
    pub fn jwk(&self, place: usize, now: i64) -> &str {
        let key = self.keys(now).and_then(|set| set.keys.get(place));
        key.map_or("", |key| &key.jwk)
    }

    // — fetching —

    /// True if a fetch of the key set is under way, with a recent sign of life.
    fn is_fetching(&self, now: i64) -> bool {
        self.fetching
            .is_some_and(|heard| (0..SILENCE_MS).contains(&now.saturating_sub(heard)))
    }

    /// Begins a fetch, unless another request is fetching. A request that has waited for that one (`joined`) is done
    /// when it has ended. It takes over after a long silence, because the request that began the fetch has ended then.
    pub fn fetch(&mut self, joined: bool, now: i64) -> Fetch {
        if self.is_fetching(now) {
            Fetch::Wait
        } else if joined && self.fetching.is_none() {
            Fetch::Done
        } else {
            Fetch::Ask(self.start(now))
        }
    }

    /// Notes a sign of life of the fetch that is under way.
    pub fn alive(&mut self, now: i64) {
        self.fetching = self.fetching.map(|_| now);
    }

    /// Begins a fetch, and returns the first address to ask.
    fn start(&mut self, now: i64) -> String {
        self.fetching = Some(now);
        match &self.jwks_uri {
            Some(uri) => uri.clone(),
            None => {
                self.search = Search::new(&self.rules.issuer);
                self.search.url()
            }
        }
    }

    /// Handles the response from `url`, and returns the next address to ask, if there is one.
    pub fn answer(&mut self, url: &str, answer: Answer, now: i64) -> Option<String> {
        match self.read(url, answer, now) {
            Ok(Some(next)) => {
                self.fetching = Some(now);
                return Some(next);
            }
            Ok(None) => {}
            Err(error) => self.kept.failed(error, now),
        }
        self.fetching = None;
        None
    }

    fn read(&mut self, url: &str, answer: Answer, now: i64) -> Result<Option<String>> {
        let failed = |why: &'static str, cause| {
            let error = Error::new(Class::InvalidToken, Code::InvalidToken, why);
            Err(error.with_cause(cause).retryable())
        };
        let response = match answer {
            Answer::Response(response) => Ok(response),
            Answer::TimedOut => failed("no answer came in time", None),
            Answer::Failed(cause) => failed("see cause", cause),
        };
        if self.jwks_uri.as_deref() == Some(url) {
            let response =
                response.map_err(|error| unreachable("the issuer's key set", url, error))?;
            self.put(key_set::read(&response, url)?, now);
            return Ok(None);
        }
        let Some(found) = self.search.answer(url, response) else {
            return Ok(Some(self.search.url()));
        };
        let found = found?;
        let missing = "the issuer's metadata has no jwks_uri: give jwksUri or jwks";
        let uri = found.get_str("jwks_uri").filter(|uri| !uri.is_empty());
        let uri = uri.ok_or_else(|| invalid(missing))?;
        check_address(uri).map_err(|problem| {
            let message = concat(&["the issuer's metadata: jwks_uri ", problem]);
            Error::new(Class::InvalidToken, Code::InvalidToken, message)
        })?;
        self.jwks_uri = Some(uri.to_owned());
        Ok(self.jwks_uri.clone())
    }

    /// Takes a key set that another isolate fetched, at `fetched`, if it is newer than this one, and not old. True if
    /// it was taken.
    pub fn restore(&mut self, text: &str, fetched: i64, now: i64) -> bool {
        let Some(set) = KeySet::parse(text) else {
            return false;
        };
        let taken = self.kept.would_take(fetched, now);
        if taken {
            self.put(set, fetched);
            self.fetching = None;
            // A key that it still lacks may be searched for at once.
            self.kept.search_again();
        }
        taken
    }

    fn put(&mut self, set: KeySet, fetched: i64) {
        if self.kept.put(set, fetched) {
            self.generation = (self.generation + 1) & 0xffff;
        }
    }

    fn unavailable(&self, now: i64) -> Error {
        let mut error = invalid("the token cannot be checked now: the key set is not available");
        if let Some(failure) = self.kept.failure() {
            error.message = concat(&[&error.message, " (", &failure.message, ")"]).into();
            error.status = failure.status;
            error.cause = failure.cause.clone();
        }
        error.retry_after_ms = Some(self.kept.pause(now)).filter(|pause| *pause > 0);
        error.retryable()
    }
}

/// Checks an address for keys or for introspection: https, or http on this machine.
///
/// # Errors
/// A sentence about the error.
pub fn check_address(url: &str) -> std::result::Result<(), &'static str> {
    check_endpoint(url, false).map_err(|problem| {
        let https = "must be an https URL; plain http is only for loopback addresses";
        let plain = url.starts_with("http:");
        if plain { https } else { problem }
    })
}

fn invalid(message: &'static str) -> Error {
    refused(message.into())
}

fn refused(refusal: Refusal) -> Error {
    let mut error = Error::new(Class::InvalidToken, Code::InvalidToken, refusal.message);
    error.oauth_error = Some(
        if refusal.insufficient_scope {
            "insufficient_scope"
        } else {
            "invalid_token"
        }
        .to_owned(),
    );
    error
}
