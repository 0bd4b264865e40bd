//! The order of URLs and formats to try, and the meaning of each response for the rest of them.

use super::answer::{Answer, Telling};
use super::config::LoginConfig;
use super::request::Pair;
use crate::core::error::Error;
use crate::core::text::concat;
use crate::core::tokens::TokenSet;
use crate::core::url::Url;

/// The usual paths of login endpoints.
pub const PROBED_PATHS: [&str; 6] = [
    "/oauth/token",
    "/api/oauth/token",
    "/auth/oauth/token",
    "/api/auth/token",
    "/api/login",
    "/api/auth/login",
];

/// All pairs in the order in which they are tried: every URL in each format, configured URLs first. No URL appears twice.
#[must_use]
pub fn pairs(config: &LoginConfig) -> Vec<Pair> {
    let mut urls: Vec<(String, bool)> = Vec::new();
    let mut add = |url: String, guessed| {
        if !urls.iter().any(|(known, _)| same(known, &url)) {
            urls.push((url, guessed));
        }
    };
    for url in &config.urls {
        add(url.clone(), false);
    }
    let origins = config.urls.iter().filter(|_| config.probe);
    for origin in origins.filter_map(|url| Some(Url::parse(url).ok()?.origin())) {
        for path in PROBED_PATHS {
            add(concat(&[&origin, path]), true);
        }
    }
    let formats = config.formats();
    let mut pairs = Vec::with_capacity(urls.len() * formats.len());
    for (url, guessed) in &urls {
        for (at, format) in formats.iter().enumerate() {
            if !formats.iter().take(at).any(|earlier| earlier == format) {
                pairs.push(Pair {
                    number: pairs.len() as u32,
                    url: url.clone(),
                    format: *format,
                    guessed: *guessed,
                });
            }
        }
    }
    pairs
}

/// True if two URLs are the same, even if their origins are spelled differently.
fn same(a: &str, b: &str) -> bool {
    match (Url::parse(a), Url::parse(b)) {
        (Ok(a), Ok(b)) => a.origin() == b.origin() && a.path == b.path && a.query == b.query,
        _ => a == b,
    }
}

/// One attempt to log in: its pairs are tried one after the other, each at most once, until one yields a token or an answer
/// rules out the others.
#[derive(Debug)]
pub struct Search {
    /// The pairs not yet answered; the first is the one being tried.
    left: Vec<Pair>,
    /// The pair that worked last time, if there is one.
    known: Option<u32>,
    /// True if the pair that worked last time is out of order.
    known_is_out: bool,
    best_failure: Option<(Telling, Error)>,
}

/// The next step of a search.
#[derive(Debug)]
pub enum Next {
    /// Send a request with the [`Search::current`] pair.
    Send,
    /// The search ends: the pair of this number brought tokens.
    Found(u32, Box<TokenSet>),
    /// The search ends without a token.
    Failed(Error),
}

impl Search {
    /// A search that begins with the pair that worked last time.
    #[must_use]
    pub fn new(config: &LoginConfig, known: Option<u32>) -> Self {
        let mut left = pairs(config);
        if let Some(at) = left.iter().position(|pair| Some(pair.number) == known) {
            left[..=at].rotate_right(1);
        }
        Self {
            left,
            known,
            known_is_out: false,
            best_failure: None,
        }
    }

    /// The pair to try.
    #[must_use]
    pub fn current(&self) -> Option<&Pair> {
        self.left.first()
    }

    /// Handles the response for the current pair.
    pub fn answered(&mut self, answer: Answer) -> Next {
        if self.left.is_empty() {
            return Next::Failed(self.failure());
        }
        let pair = self.left.remove(0);
        match answer {
            Answer::Tokens(tokens) => return Next::Found(pair.number, tokens),
            Answer::Final(error) => {
                // Another endpoint's refusal does not affect the endpoint that is known to accept the password.
                if !self.known_is_out {
                    return Next::Failed(say_where(error, &pair));
                }
                self.left.clear();
            }
            Answer::NotThisUrl(telling, error) => {
                self.left.retain(|other| other.url != pair.url);
                if telling == Telling::Outage && Some(pair.number) == self.known {
                    // The endpoint is known. Other configured URLs may replace it, but guessed ones must not.
                    self.left.retain(|other| !other.guessed);
                    self.known_is_out = true;
                }
                self.note(telling, say_where(error, &pair));
            }
            Answer::NotThisFormat(telling, error) => self.note(telling, say_where(error, &pair)),
        }
        if self.left.is_empty() {
            Next::Failed(self.failure())
        } else {
            Next::Send
        }
    }

    /// The reason why there is no token so far: an outage if there was one, since it may pass, else the most telling
    /// failure.
    #[must_use]
    pub fn failure(&mut self) -> Error {
        let best = self.best_failure.take().map(|(_, error)| error);
        best.unwrap_or_else(super::answer::nothing_to_try)
    }

    fn note(&mut self, telling: Telling, error: Error) {
        if self
            .best_failure
            .as_ref()
            .is_none_or(|(best, _)| *best <= telling)
        {
            self.best_failure = Some((telling, error));
        }
    }
}

/// Adds the request to the error's message, so that a developer can find it among many requests.
fn say_where(mut error: Error, pair: &Pair) -> Error {
    // The URL without its query, which may contain a key.
    let place = pair.url.split('?').next().unwrap_or("");
    let parts = [place, " (", pair.format.as_str(), "): ", &error.message];
    error.message = parts.concat().into();
    error
}
