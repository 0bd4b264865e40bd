//! What a token must say so that a resource server takes it: RFC 7519 §4.1, RFC 8725 §3.8 to §3.11, RFC 9068 §4.

use super::algorithm::Allowed;
use crate::core::json::Json;
use crate::core::jwt;
use std::borrow::Cow;

/// The rules of one resource server.
#[derive(Clone, Debug)]
pub struct Rules {
    /// `iss`, to the letter.
    pub issuer: String,
    /// One of these must be in `aud`.
    pub audience: Vec<String>,
    /// What a token may be signed with.
    pub algorithms: Allowed,
    /// How far the issuer's clock may be from ours.
    pub tolerance_ms: i64,
    /// Claims that must be there.
    pub claims: Vec<String>,
    /// Scopes that must be there.
    pub scopes: Vec<String>,
    /// The header's `typ`.
    pub typ: Option<String>,
}

/// Why a token's claims are not enough: the `error` of RFC 6750 §3.1 and a sentence that shows nothing of the token.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Refusal {
    /// Whether the token is good, but not for this.
    pub insufficient_scope: bool,
    /// What is wrong.
    pub message: Cow<'static, str>,
}

impl From<&'static str> for Refusal {
    fn from(message: &'static str) -> Self {
        Self {
            insufficient_scope: false,
            message: message.into(),
        }
    }
}

impl Rules {
    /// Whether a header's `typ` is the wanted one.
    #[must_use]
    pub fn has_type(&self, header: &Json) -> bool {
        (self.typ.as_ref())
            .is_none_or(|typ| header.get_str("typ").is_some_and(|own| same(own, typ)))
    }

    /// Holds a token's claims against the rules, at `now_ms` by the wall clock.
    ///
    /// # Errors
    /// The first thing that is wrong.
    pub fn check(&self, claims: &Json, now_ms: i64) -> Result<(), Refusal> {
        if claims.get_str("iss") != Some(&self.issuer) {
            return Err("the token is from another issuer (iss)".into());
        }
        let audience =
            jwt::audience(claims).ok_or(Refusal::from("the token names no audience (aud)"))?;
        if !self.audience.iter().any(|own| audience.contains(&&**own)) {
            return Err("the token is for another audience (aud)".into());
        }
        let expires = time(claims, "exp", "the token's expiry is no number (exp)")?
            .ok_or(Refusal::from("the token has no expiry (exp)"))?;
        if now_ms >= expires.saturating_add(self.tolerance_ms) {
            return Err("the token has expired (exp)".into());
        }
        if time(claims, "nbf", "the token's beginning is no number (nbf)")?
            .is_some_and(|begins| now_ms < begins.saturating_sub(self.tolerance_ms))
        {
            return Err("the token is not valid yet (nbf)".into());
        }
        time(
            claims,
            "iat",
            "the token's time of issue is no number (iat)",
        )?;
        if let Some(missing) = self.claims.iter().find(|name| claims.get(name).is_none()) {
            return Err(Refusal {
                insufficient_scope: false,
                message: ["the token lacks a required claim (", missing, ")"]
                    .concat()
                    .into(),
            });
        }
        let granted = scopes(claims);
        if self.scopes.iter().all(|scope| granted.contains(&&**scope)) {
            Ok(())
        } else {
            Err(Refusal {
                insufficient_scope: true,
                message: "the token lacks a required scope (scope)".into(),
            })
        }
    }
}

/// Media types without regard to case, with or without `application/` (RFC 7515 §4.1.9).
fn same(one: &str, other: &str) -> bool {
    let short = |typ: &str| {
        let typ = typ.to_ascii_lowercase();
        match typ.strip_prefix("application/") {
            Some(rest) if !rest.contains('/') => rest.to_owned(),
            _ => typ,
        }
    };
    short(one) == short(other)
}

/// A NumericDate (RFC 7519 §2) in milliseconds.
fn time(claims: &Json, name: &str, problem: &'static str) -> Result<Option<i64>, Refusal> {
    let Some(value) = claims.get(name) else {
        return Ok(None);
    };
    match value.as_seconds_ms() {
        Some(Ok(ms)) => Ok(Some(ms)),
        _ => Err(problem.into()),
    }
}

/// `scope` (RFC 9068 §2.2.3), or `scp` as Entra ID and Okta have it: one text with spaces, or a list.
fn scopes(claims: &Json) -> Vec<&str> {
    match claims.get("scope").or_else(|| claims.get("scp")) {
        Some(Json::String(text)) => text.split(' ').collect(),
        Some(Json::Array(list)) => list.iter().filter_map(Json::as_str).collect(),
        _ => Vec::new(),
    }
}
