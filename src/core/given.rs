//! Tokens that do not come from a token endpoint: set by hand, or from a custom provider or the configuration.

use super::config::StaticToken;
use super::error::{Class, Code, Error, Result};
use super::jwt;
use super::lifetime::MAX_LIFETIME_MS;
use super::secret::Secret;
use super::time::{Moment, Timestamp};
use super::tokens::{Targets, TokenSet, is_access_token, is_http_token, is_visible};
use super::wrong::{SCOPE, is_scope};
use crate::core::text::concat;

/// The tokens that `setTokens` and custom providers supply. Times are epoch milliseconds by the wall clock.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct TokenInput {
    /// The access token.
    pub access_token: Secret,
    /// `Bearer` by default.
    pub token_type: Option<String>,
    /// The time when it expires.
    pub expires_at: Option<i64>,
    /// Alternatively, its lifetime from `obtained_at`, in milliseconds.
    pub expires_in_ms: Option<i64>,
    /// The time when it was obtained; now by default.
    pub obtained_at: Option<i64>,
    /// The granted scope.
    pub scope: Option<String>,
    /// A refresh token, if there is one.
    pub refresh_token: Option<Secret>,
    /// An ID token, if there is one.
    pub id_token: Option<Secret>,
    /// Further members: the text of one JSON object.
    pub extra: Option<Secret>,
    /// This machine's clock minus the server's, if the server's response showed it.
    pub clock_skew_ms: Option<i64>,
}

/// The members of a [`TokenInput`] whose texts go into requests.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Member {
    /// `access_token`
    AccessToken,
    /// `token_type`
    TokenType,
    /// `scope`
    Scope,
    /// `refresh_token`
    RefreshToken,
    /// `id_token`
    IdToken,
}

impl Member {
    /// Its name: in an endpoint's response (RFC 6749 §5.1) if `endpoint`, else in this library's API.
    #[must_use]
    pub fn name(self, endpoint: bool) -> &'static str {
        match (self, endpoint) {
            (Self::AccessToken, false) => "accessToken",
            (Self::AccessToken, true) => "access_token",
            (Self::TokenType, false) => "tokenType",
            (Self::TokenType, true) => "token_type",
            (Self::Scope, _) => "scope",
            (Self::RefreshToken, false) => "refreshToken",
            (Self::RefreshToken, true) => "refresh_token",
            (Self::IdToken, false) => "idToken",
            (Self::IdToken, true) => "id_token",
        }
    }
}

impl TokenInput {
    /// Checks that each member can be sent in a request.
    ///
    /// # Errors
    /// The first member that cannot, and a sentence about the valid values. The sentence does not repeat the value.
    pub fn check(&self) -> std::result::Result<(), (Member, &'static str)> {
        if !is_access_token(self.access_token.reveal()) {
            let problem =
                "must be a token: letters, digits and -._~+/=, no spaces and no scheme before it";
            return Err((Member::AccessToken, problem));
        }
        if !self.token_type.as_deref().is_none_or(is_http_token) {
            let problem = "must be the name of an authentication scheme, such as Bearer";
            return Err((Member::TokenType, problem));
        }
        if !self.scope.as_deref().is_none_or(is_scope) {
            return Err((Member::Scope, SCOPE));
        }
        for (member, secret) in [
            (Member::RefreshToken, &self.refresh_token),
            (Member::IdToken, &self.id_token),
        ] {
            let text = secret.as_ref().map_or("", Secret::reveal);
            if !is_visible(text) {
                return Err((member, "must consist of visible ASCII characters"));
            }
        }
        Ok(())
    }

    /// The tokens, placed on the time line.
    ///
    /// They end at `expires_at` if it is set; else after the lifetime if that is set; else at the JWT's `exp`; else
    /// after `assumed_lifetime_ms`, so that no token lives for ever only because it states no end.
    ///
    /// # Errors
    /// [`Code::InvalidResponse`] if a member is wrong: see [`TokenInput::check`].
    pub fn into_tokens(self, at: Moment, assumed_lifetime_ms: i64) -> Result<TokenSet> {
        if let Err((member, problem)) = self.check() {
            let message = concat(&[member.name(false), " ", problem]);
            return Err(Error::new(
                Class::TokenAcquisition,
                Code::InvalidResponse,
                message,
            ));
        }
        let line = |wall: i64| Timestamp(wall.saturating_add(at.wall_offset_ms));
        // A token from the future would win over every other token.
        let obtained_at = self
            .obtained_at
            .map_or(at.now, |wall| line(wall).min(at.now));
        let latest = obtained_at.plus(MAX_LIFETIME_MS);
        let expires_at = (self.expires_at.map(line))
            .or_else(|| self.expires_in_ms.map(|ms| obtained_at.plus(ms)))
            .or_else(|| jwt::times(self.access_token.reveal())?.exp_ms.map(line))
            .unwrap_or_else(|| obtained_at.plus(assumed_lifetime_ms));
        Ok(TokenSet {
            access_token: self.access_token,
            token_type: TokenSet::type_of(self.token_type.as_deref()),
            expires_at: Some(expires_at.min(latest)),
            obtained_at,
            scope: self.scope,
            refresh_token: self.refresh_token,
            id_token: self.id_token,
            extra: self.extra,
            clock_skew_ms: self.clock_skew_ms,
            bound_to: None,
            targets: Targets::default(),
        })
    }
}

impl TokenSet {
    /// A token from the configuration. It ends at its configured `expires_at`, else at its `exp`, else never.
    #[must_use]
    pub fn from_static(token: &StaticToken, at: Moment) -> Self {
        let line = |wall: i64| Timestamp(wall.saturating_add(at.wall_offset_ms));
        let expires_at = token
            .expires_at
            .or_else(|| jwt::times(token.token.reveal())?.exp_ms);
        Self {
            access_token: token.token.clone(),
            token_type: TokenSet::type_of(token.token_type.as_deref()),
            expires_at: expires_at.map(line),
            ..Self::empty(at.now)
        }
    }

    /// A session with a refresh token and nothing else.
    #[must_use]
    pub fn from_refresh_token(token: Secret, now: Timestamp) -> Self {
        Self {
            refresh_token: Some(token),
            ..Self::empty(now)
        }
    }

    fn empty(now: Timestamp) -> Self {
        Self {
            access_token: Secret::default(),
            token_type: TokenSet::type_of(None),
            expires_at: None,
            obtained_at: now,
            scope: None,
            refresh_token: None,
            id_token: None,
            extra: None,
            clock_skew_ms: None,
            bound_to: None,
            targets: Targets::default(),
        }
    }
}
