//! A resource server's verifier without its I/O: which bytes, signature and keys the host passes to WebCrypto, and when and
//! from where it fetches the key set. Times are epoch milliseconds by the wall clock.
//!
//! A token's text is copied in once and the result out once: [`Verifier::begin`] returns all that the host needs in one buffer.

use super::algorithm::ALGORITHMS;
use super::claims::{Refusal, Rules};
use super::compact::{self, Compact, Header};
use super::kept::Kept;
use super::keys::{KeySet, NoKey};
use crate::core::config::Endpoint;
use crate::core::discovery::Search;
use crate::core::error::{Cause, Class, Code, Error, Result};
use crate::core::http::HttpResponse;
use crate::core::oauth::{key_set, unreachable};
use crate::core::url::check_endpoint;

/// Where the keys are.
#[derive(Clone, Debug)]
pub enum Source {
    /// Given once and for all.
    Fixed(KeySet),
    /// At this address.
    Uri(String),
    /// Where the issuer's metadata says.
    Metadata,
}

/// Verifies tokens by one set of rules and keys.
#[derive(Debug)]
pub struct Verifier {
    rules: Rules,
    fixed: Option<KeySet>,
    /// Known from the start, or since the metadata was read.
    jwks_uri: Option<String>,
    /// The search for the metadata that is under way.
    search: Search,
    kept: Kept,
    /// Counts key sets, so that a key of an older set is not mistaken for one of this.
    generation: u32,
    /// When the fetch that is under way was last heard of.
    fetching: Option<i64>,
}

/// The outcome of a request for a document.
#[derive(Debug)]
pub enum Answer {
    /// A response came.
    Response(HttpResponse),
    /// No response came within the time limit for a document.
    TimedOut,
    /// No response came; the host threw this.
    Failed(Option<Cause>),
}

/// A fetch with no sign of life for this long is lost: the request that began it has ended.
const SILENCE_MS: i64 = 2_000;
/// A key's handle: the generation, its place in the set (12 bits), the algorithm (4 bits).
const PLACE_BITS: u32 = 12;
const ALGORITHM_BITS: u32 = 4;

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

    /// What to ask WebCrypto about a token (the bytes of its text), as `Verifier::step` writes it. `None` if the key set has to
    /// be fetched first; never `None` if `fetched` says that it just was.
    ///
    /// # Errors
    /// [`Class::InvalidToken`]; the message shows nothing of the token. `retryable` if there are no keys to check it with.
    pub fn begin(&mut self, token: &[u8], now: i64, fetched: bool) -> Result<Option<Vec<u8>>> {
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
            Ok(places) => Ok(Some(self.step(&compact, &header, &places))),
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

    /// Four numbers: the length of the signed part, of the signature and of the header, and the number of keys to try. Then the
    /// keys' handles, the signature, and the header's text.
    fn step(&self, token: &Compact<'_>, header: &Header, places: &[usize]) -> Vec<u8> {
        let texts = [&token.signature[..], token.header.as_bytes()];
        let numbers = [
            token.input.len(),
            texts[0].len(),
            texts[1].len(),
            places.len(),
        ]
        .map(|number| number as u32);
        let handles = places.iter().map(|place| {
            let key = self.generation << PLACE_BITS | *place as u32;
            key << ALGORITHM_BITS | header.algorithm as u32
        });
        let length = texts[0].len() + texts[1].len();
        let mut out = Vec::with_capacity(4 * (numbers.len() + places.len()) + length);
        for number in numbers.into_iter().chain(handles) {
            out.extend_from_slice(&number.to_le_bytes());
        }
        texts.iter().for_each(|text| out.extend_from_slice(text));
        out
    }

    /// The number of the key set, if tokens may be checked with it now without fetching a newer one. While it stays the same, the
    /// answer of [`Verifier::begin`] for a header holds for every token with this header.
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

    /// A key by its handle: the JWK and the algorithm's parameters for WebCrypto. `None` if the set has changed since.
    #[must_use]
    pub fn key(&self, handle: u32, now: i64) -> Option<(&str, &'static str)> {
        let algorithm = &ALGORITHMS[handle as usize & ((1 << ALGORITHM_BITS) - 1)];
        let place = handle >> ALGORITHM_BITS & ((1 << PLACE_BITS) - 1);
        let same = handle >> (ALGORITHM_BITS + PLACE_BITS) == self.generation;
        let keys = &self.keys(now).filter(|_| same)?.keys;
        Some((&keys.get(place as usize)?.jwk, algorithm.parameters))
    }

    // — fetching —

    /// Whether a fetch of the key set is under way, with a recent sign of life.
    #[must_use]
    pub fn is_fetching(&self, now: i64) -> bool {
        self.fetching
            .is_some_and(|heard| (0..SILENCE_MS).contains(&now.saturating_sub(heard)))
    }

    /// Whether a fetch began and has not ended. If it is not [under way](Self::is_fetching), the request that began it has ended.
    #[must_use]
    pub fn is_lost(&self) -> bool {
        self.fetching.is_some()
    }

    /// Notes a sign of life of the fetch that is under way.
    pub fn alive(&mut self, now: i64) {
        self.fetching = self.fetching.map(|_| now);
    }

    /// Begins a fetch, and returns where to ask first.
    pub fn start(&mut self, now: i64) -> String {
        self.fetching = Some(now);
        match &self.jwks_uri {
            Some(uri) => uri.clone(),
            None => {
                self.search = Search::new(&self.rules.issuer);
                self.search.url()
            }
        }
    }

    /// Takes the answer from `url`, and returns where to ask next, if anywhere.
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
        let uri = found.published(Endpoint::JwksUri);
        let uri = uri.ok_or_else(|| invalid(missing))?;
        check_address(uri).map_err(|problem| {
            let message = ["the issuer's metadata: jwks_uri ", problem].concat();
            Error::new(Class::InvalidToken, Code::InvalidToken, message)
        })?;
        self.jwks_uri = Some(uri.to_owned());
        Ok(self.jwks_uri.clone())
    }

    /// Takes a key set that another isolate fetched, at `fetched`, if it is newer than this one, and not old. Returns whether it
    /// was taken.
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
        let mut error = invalid("the token cannot be checked now: the key set could not be had");
        if let Some(failure) = self.kept.failure() {
            error.message = [&error.message, " (", &failure.message, ")"]
                .concat()
                .into();
            error.status = failure.status;
            error.cause = failure.cause.clone();
        }
        error.retry_after_ms = Some(self.kept.pause(now)).filter(|pause| *pause > 0);
        error.retryable()
    }
}

/// Checks an address that is asked for keys, or about tokens: https, or http on this machine.
///
/// # Errors
/// A sentence that says what is wrong.
pub fn check_address(url: &str) -> std::result::Result<(), &'static str> {
    check_endpoint(url, false).map_err(|problem| {
        let https = "must be an https URL; plain http is for loopback addresses alone";
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
