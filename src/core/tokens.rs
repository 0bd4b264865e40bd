//! A set of tokens, and its lifetime.

use super::secret::Secret;
use super::time::Timestamp;
use std::borrow::Cow;
use std::rc::Rc;

/// The tokens of one credential, as they came from a server, a user or the storage.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TokenSet {
    /// The access token.
    pub access_token: Secret,
    /// As the server sent it; compared without regard to case.
    pub token_type: Cow<'static, str>,
    /// The time when it expires; `None` if the time is unknown and none is assumed.
    pub expires_at: Option<Timestamp>,
    /// The time when it was obtained, read before its request was sent.
    pub obtained_at: Timestamp,
    /// The granted scope (RFC 6749 §3.3).
    pub scope: Option<String>,
    /// RFC 6749 §1.5.
    pub refresh_token: Option<Secret>,
    /// OpenID Connect Core §2.
    pub id_token: Option<Secret>,
    /// Response members that no standard names: the text of one JSON object, as received.
    pub extra: Option<Secret>,
    /// This machine's clock minus the server's, in milliseconds, if the response had a `Date`.
    pub clock_skew_ms: Option<i64>,
    /// The thumbprint (RFC 7638) of the key that they are bound to, if any ([`dpop`](super::dpop)).
    pub bound_to: Option<Rc<str>>,
    /// Access tokens for other targets from the same session.
    pub targets: Targets,
}

/// The maximum number of tokens for other targets beside a provider's own, and of credentials made on demand. The one
/// that was not used for the longest time is forgotten first.
pub const MOST: usize = 64;

/// The tokens for other targets, each with the [`identity::target`](super::identity::target) of its target. The newest
/// is the last.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Targets(Vec<(Rc<str>, TokenSet)>);

impl Targets {
    /// All of them, the newest last.
    #[must_use]
    pub fn list(&self) -> &[(Rc<str>, TokenSet)] {
        &self.0
    }

    /// The tokens for one target: an access token, without refresh token and ID token.
    #[must_use]
    pub fn get(&self, id: &str) -> Option<&TokenSet> {
        for (of, tokens) in &self.0 {
            if **of == *id {
                return Some(tokens);
            }
        }
        None
    }

    /// True if this access token, or any, is held for a target.
    #[must_use]
    pub fn has(&self, id: &str, token: Option<&Secret>) -> bool {
        let tokens = self.get(id);
        tokens.is_some_and(|tokens| token.is_none_or(|token| *token == tokens.access_token))
    }

    /// Adds the tokens for a target, in place of its earlier ones. Beyond [`MOST`] the oldest are removed.
    pub fn put(&mut self, id: Rc<str>, tokens: TokenSet) {
        self.remove(&id);
        if self.0.len() >= MOST {
            self.0.remove(0);
        }
        self.0.push((id, tokens));
    }

    /// Forgets the tokens for a target.
    pub fn remove(&mut self, id: &str) {
        self.0.retain(|(of, _)| **of != *id);
    }

    /// Changes all of them.
    pub(super) fn update(&mut self, change: &dyn Fn(&mut TokenSet)) {
        for (_, tokens) in &mut self.0 {
            change(tokens);
        }
    }

    /// True if these contain a token that is not in `before`.
    #[must_use]
    pub fn are_news_after(&self, before: &Self) -> bool {
        for (id, tokens) in &self.0 {
            if !before.has(id, Some(&tokens.access_token)) {
                return true;
            }
        }
        false
    }

    /// The time when the last of them expires.
    #[must_use]
    pub fn last_expires_at(&self) -> Option<Timestamp> {
        let mut last = None;
        for (_, tokens) in &self.0 {
            last = last.max(tokens.expires_at);
        }
        last
    }
}

/// True if a text can be an access token, which follows its scheme in an `Authorization` header.
///
/// RFC 6750 §2.1 asks for letters, digits, `-._~+/` and `=`. Large services issue others: Salesforce `!`, Amazon and
/// Laravel Sanctum `|`, X `%`, eBay `^` and `#`, Snowflake `:`, Atlassian `=` inside. So the characters of a `token` by
/// RFC 9110 §5.6.2 are allowed, and `/`, `=` and `:`. White space, quotes, commas and control characters are not
/// allowed: they would end the header's field or begin another.
#[must_use]
pub fn is_access_token(text: &str) -> bool {
    let allowed = |byte: u8| is_token_character(byte) || b"/=:".contains(&byte);
    !text.is_empty() && text.bytes().all(allowed)
}

/// True if a text is a `token` by RFC 9110 §5.6.2: the name of a header, or an authentication scheme (§11.1). A token
/// type is used as such a scheme.
#[must_use]
pub fn is_http_token(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(is_token_character)
}

pub(super) fn is_token_character(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || b"!#$%&'*+-.^_`|~".contains(&byte)
}

/// True if a text consists of visible ASCII characters and spaces, as refresh tokens do (RFC 6749 App. A.17).
#[must_use]
pub fn is_visible(text: &str) -> bool {
    text.bytes().all(|byte| (b' '..=b'~').contains(&byte))
}

impl TokenSet {
    /// True if the access token has expired.
    #[must_use]
    pub fn has_expired(&self, now: Timestamp) -> bool {
        self.expires_at.is_some_and(|end| end <= now)
    }

    /// The time when the last access token expires, including those for other targets.
    #[must_use]
    pub fn last_expires_at(&self) -> Option<Timestamp> {
        self.expires_at.max(self.targets.last_expires_at())
    }

    /// The token type of a response, or `Bearer` if there is none. Nearly every server writes `Bearer`, so that takes
    /// no memory of its own.
    #[must_use]
    pub fn type_of(token_type: Option<&str>) -> Cow<'static, str> {
        const BEARER: &str = "Bearer";
        match token_type {
            None | Some(BEARER) => Cow::Borrowed(BEARER),
            Some(other) => Cow::Owned(other.to_owned()),
        }
    }
}
