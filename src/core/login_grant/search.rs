//! Which URL is tried in which format, and what an answer means for the rest of them.

use super::answer::{Answer, Telling};
use super::config::LoginConfig;
use super::request::Pair;
use crate::core::error::Error;
use crate::core::tokens::TokenSet;
use crate::core::url::Url;

/// Where login endpoints usually lie.
pub const PROBED_PATHS: [&str; 6] = [
    "/oauth/token",
    "/api/oauth/token",
    "/auth/oauth/token",
    "/api/auth/token",
    "/api/login",
    "/api/auth/login",
];

/// All pairs in the order in which they are tried: every URL in each format, those that are configured first. No URL twice.
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
            add([&origin, path].concat(), true);
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

/// Whether two URLs are one, in different spellings of the origin perhaps.
fn same(a: &str, b: &str) -> bool {
    match (Url::parse(a), Url::parse(b)) {
        (Ok(a), Ok(b)) => a.origin() == b.origin() && a.path == b.path && a.query == b.query,
        _ => a == b,
    }
}

/// One attempt to log in: its pairs are tried one after the other, each at most once, until one brings a token or an
/// answer says that no other will.
#[derive(Debug)]
pub struct Search {
    /// The pair that is being tried is the first one.
    left: Vec<Pair>,
    /// The pair that worked the last time, if there is one.
    known: Option<u32>,
    /// The pair that worked the last time does not answer.
    known_is_out: bool,
    told: Option<(Telling, Error)>,
}

/// How a search goes on.
#[derive(Debug)]
pub enum Next {
    /// With the [`Search::current`] pair.
    Send,
    /// Not at all: the pair of this number brought tokens.
    Found(u32, Box<TokenSet>),
    /// Not at all: there is no token.
    Failed(Error),
}

impl Search {
    /// A search that begins with the pair that worked the last time.
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
            told: None,
        }
    }

    /// The pair to try.
    #[must_use]
    pub fn current(&self) -> Option<&Pair> {
        self.left.first()
    }

    /// Takes in what the current pair brought.
    pub fn answered(&mut self, answer: Answer) -> Next {
        if self.left.is_empty() {
            return Next::Failed(self.failure());
        }
        let pair = self.left.remove(0);
        match answer {
            Answer::Tokens(tokens) => return Next::Found(pair.number, tokens),
            Answer::Final(error) => {
                // What another endpoint says of the password is no news of the one that is known to take it.
                if !self.known_is_out {
                    return Next::Failed(say_where(error, &pair));
                }
                self.left.clear();
            }
            Answer::NotThisUrl(telling, error) => {
                self.left.retain(|other| other.url != pair.url);
                if telling == Telling::Outage && Some(pair.number) == self.known {
                    // The endpoint is known: others that are configured may stand in for it, guesses won't.
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

    /// Why there is no token so far: an outage, if there was one, since it may pass; else the most telling answer.
    #[must_use]
    pub fn failure(&mut self) -> Error {
        let told = self.told.take().map(|(_, error)| error);
        told.unwrap_or_else(super::answer::nothing_to_try)
    }

    fn note(&mut self, telling: Telling, error: Error) {
        if self.told.as_ref().is_none_or(|(best, _)| *best <= telling) {
            self.told = Some((telling, error));
        }
    }
}

/// The error with the request that it speaks of: a developer has to find the one of many that should have worked.
fn say_where(mut error: Error, pair: &Pair) -> Error {
    // A query may hold a key.
    let place = pair.url.split('?').next().unwrap_or("");
    let parts = [place, " (", pair.format.as_str(), "): ", &error.message];
    error.message = parts.concat().into();
    error
}
