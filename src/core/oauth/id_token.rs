//! ID tokens (OpenID Connect Core): the checks of §3.1.3.7, and those of §12.2 after a refresh.
//!
//! At a login, the signature is checked if configuration or metadata names the issuer's key set. Otherwise it is not
//! checked, which is allowed for a token that came straight from the token endpoint over TLS (§3.1.3.7 no. 6). After a
//! refresh, it is not checked either: the token must be about the same user as the checked one, and an unreachable key
//! set must never end a session. An HMAC is checked with the client's secret (no. 8) wherever a signature would be.

use super::another_issuer;
use super::demands::Demands;
use crate::core::error::{Error, Result};
use crate::core::json::Json;
use crate::core::jwt::{self, Jwt};
use crate::core::redact::shown;
use crate::core::secret::Secret;
use crate::core::time::SECOND;

/// The expected properties of an ID token.
#[derive(Clone, Copy, Debug)]
pub struct Expected<'a> {
    /// The issuer, if it is known.
    pub issuer: Option<&'a str>,
    /// The client that it must be for.
    pub client_id: &'a str,
    /// The nonce, if one was sent.
    pub nonce: Option<&'a Secret>,
    /// The demands on the user's authentication.
    pub demands: &'a Demands,
    /// The current time by the wall clock, in epoch milliseconds.
    pub now_ms: i64,
    /// This machine's clock minus the server's, in milliseconds, if it is known.
    pub clock_skew_ms: Option<i64>,
}

/// The tolerated difference between the server's clock and this one, in milliseconds.
pub const TOLERANCE_MS: i64 = 300 * SECOND;

/// Checks an ID token and returns its claims, the text of a JSON object.
///
/// # Errors
/// [`Class::Login`](crate::core::error::Class::Login) with
/// [`Code::LoginFailed`](crate::core::error::Code::LoginFailed); the message names the wrong claim and shows nothing of
/// the token.
pub fn check(token: &str, expected: &Expected<'_>) -> Result<String> {
    let jwt = jwt::decode(token).map_err(|_| Error::login_failed("the ID token is not a JWT"))?;
    match (jwt.claims.get_str("iss"), expected.issuer) {
        (Some(named), Some(issuer)) if named != issuer => Err(Error::login_failed(another_issuer(
            "the ID token",
            &shown(named),
            issuer,
        ))),
        _ => check_claims(&jwt, expected)
            .map(|()| jwt.payload)
            .map_err(Error::login_failed),
    }
}

fn check_claims(jwt: &Jwt, expected: &Expected<'_>) -> std::result::Result<(), &'static str> {
    let claims = &jwt.claims;
    match jwt.header_json.get_str("alg") {
        None => return Err("the ID token names no algorithm"),
        Some(alg) if alg.is_empty() || alg.eq_ignore_ascii_case("none") => {
            return Err("the ID token is not signed");
        }
        Some(_) => {}
    }
    let issuer = claims
        .get_str("iss")
        .ok_or("the ID token names no issuer (iss)")?;
    if expected.issuer.is_some_and(|expected| expected != issuer) {
        return Err("the ID token is from another issuer (iss)");
    }
    if claims.get_str("sub").is_none_or(str::is_empty) {
        return Err("the ID token names no subject (sub)");
    }
    let audience = jwt::audience(claims).ok_or("the ID token names no audience (aud)")?;
    if !audience.contains(&expected.client_id) {
        return Err("the ID token is for another client (aud)");
    }
    match claims.get("azp") {
        Some(party) if party.as_str() != Some(expected.client_id) => {
            return Err("the ID token is for another client (azp)");
        }
        None if audience.len() > 1 => {
            return Err("the ID token is for several clients and does not name one (azp)");
        }
        _ => {}
    }
    let now = expected
        .now_ms
        .saturating_sub(expected.clock_skew_ms.unwrap_or(0));
    let expires = jwt::time_claim(claims, "exp").ok_or("the ID token has no expiry (exp)")?;
    let issued = jwt::time_claim(claims, "iat").ok_or("the ID token has no time of issue (iat)")?;
    if expires.saturating_add(TOLERANCE_MS) <= now || expires <= issued {
        return Err("the ID token has expired, or this machine's clock is wrong (exp)");
    }
    if issued.saturating_sub(TOLERANCE_MS) > now {
        return Err(
            "the ID token was issued in the future, or this machine's clock is wrong (iat)",
        );
    }
    let nonce = claims.get_str("nonce").unwrap_or("");
    if expected
        .nonce
        .is_some_and(|expected| !expected.matches(nonce))
    {
        return Err("the ID token belongs to another login (nonce)");
    }
    expected.demands.check(claims, issued)
}

/// The client that an ID token must be for, and the issuer that it must come from, if that is known.
#[derive(Clone, Copy, Debug)]
pub struct Party<'a> {
    /// The client.
    pub client_id: &'a str,
    /// The issuer, by configuration or metadata.
    pub issuer: Option<&'a str>,
}

const ISSUER: &str = "the new ID token is from another issuer (iss)";
const CLIENT: &str = "the new ID token is for another client (aud)";

/// Checks that the claims of an ID token are from the issuer and for the client.
pub(in crate::core) fn check_party(
    claims: &Json,
    party: &Party<'_>,
) -> std::result::Result<(), &'static str> {
    let named = claims.get_str("iss");
    if party.issuer.is_some_and(|issuer| named != Some(issuer)) {
        return Err(ISSUER);
    }
    let audience = jwt::audience(claims).unwrap_or_default();
    match audience.contains(&party.client_id) {
        true => Ok(()),
        false => Err(CLIENT),
    }
}

/// Checks the ID token that came with a refresh against the one before (OpenID Connect Core §12.2): the same `iss`, `sub`,
/// `aud` and `azp`; `auth_time` and `nonce`, which may be left out, must not change. The first ID token, or one after a token
/// that is not a JWT, has nothing to be compared with: it must be from the issuer and for the client.
///
/// # Errors
/// A sentence about the difference.
pub fn after_refresh(
    old: Option<&str>,
    new: &str,
    party: Option<&Party<'_>>,
) -> std::result::Result<(), &'static str> {
    let new = jwt::decode(new)
        .map_err(|_| "the new ID token is not a JWT")?
        .claims;
    let Some(old) = old.and_then(|old| jwt::decode(old).ok()) else {
        let Some(party) = party else { return Ok(()) };
        return check_party(&new, party);
    };
    let old = old.claims;
    if new.get("iss") != old.get("iss") {
        return Err(ISSUER);
    }
    if new.get("sub") != old.get("sub") {
        return Err("the new ID token is about another user (sub)");
    }
    if !same_audience(&old, &new) {
        return Err(CLIENT);
    }
    if new.get("azp") != old.get("azp") {
        return Err("the new ID token is for another client (azp)");
    }
    let authenticated = |claims: &Json| jwt::time_claim(claims, "auth_time");
    if let (Some(new), Some(old)) = (authenticated(&new), authenticated(&old))
        && new != old
    {
        return Err("the new ID token is of another authentication (auth_time)");
    }
    // The old token may come from a refresh, which should omit `nonce`. The login's nonce is unknown then.
    if let (Some(new), Some(old)) = (new.get("nonce"), old.get("nonce"))
        && new != old
    {
        return Err("the new ID token belongs to another login (nonce)");
    }
    Ok(())
}

/// True if an ID token shows that its response belongs to another session than `old`: another issuer, user or client. A
/// token that is not a JWT shows nothing.
#[must_use]
pub fn is_of_another_session(old: Option<&str>, new: &str) -> bool {
    let claims = |token: &str| jwt::decode(token).ok().map(|jwt| jwt.claims);
    let (Some(old), Some(new)) = (old.and_then(claims), claims(new)) else {
        return false;
    };
    new.get("iss") != old.get("iss")
        || new.get("sub") != old.get("sub")
        || !same_audience(&old, &new)
}

fn same_audience(old: &Json, new: &Json) -> bool {
    let of = |claims| jwt::audience(claims).unwrap_or_default();
    let (old, new) = (of(old), of(new));
    old.iter().all(|aud| new.contains(aud)) && new.iter().all(|aud| old.contains(aud))
}
