//! Reading JSON Web Tokens (RFC 7519) in compact form, without verifying them.

use super::error::{Class, Code, Error, Result};
use super::json::Json;
use super::jws::compact::{self, Problem};
use std::fmt;

/// The two readable parts of a JWT, both unverified.
#[derive(Clone)]
pub struct Jwt {
    /// The header's JSON text.
    pub header: String,
    /// The payload's JSON text.
    pub payload: String,
    /// The header (RFC 7515 §4), an object.
    pub header_json: Json,
    /// The claims (RFC 7519 §4), an object.
    pub claims: Json,
}

impl fmt::Debug for Jwt {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Jwt([redacted])")
    }
}

/// Reads a JWT: three parts of strict base64url (RFC 7515 §2: no padding, white space or stray bits), of which the first two
/// are JSON objects in UTF-8 without duplicate names (RFC 7515 §4, RFC 7519 §4).
///
/// # Errors
/// [`Class::InvalidToken`]; the message names the part that is wrong and holds nothing of the token.
pub fn decode(token: &str) -> Result<Jwt> {
    let read = || -> std::result::Result<Jwt, Problem> {
        let compact = compact::parse(token)?;
        let (payload, claims) = compact::claims(compact::payload(compact.payload)?)?;
        Ok(Jwt {
            header: compact.header,
            payload,
            header_json: compact.header_json,
            claims,
        })
    };
    read().map_err(|problem| Error::new(Class::InvalidToken, Code::InvalidToken, problem))
}

/// A JWT's own times of issue and expiry: epoch milliseconds by the issuer's clock.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct JwtTimes {
    /// `exp` (RFC 7519 §4.1.4).
    pub exp_ms: Option<i64>,
    /// `iat` (RFC 7519 §4.1.6).
    pub iat_ms: Option<i64>,
}

/// The end of the year 9999. A later date is a mistake, often milliseconds taken for seconds.
const LAST_MS: i64 = 253_402_300_799_999;

/// The times in a token, or `None` if it is no JWT. A claim that is no number, or no plausible date, counts as missing.
#[must_use]
pub fn times(token: &str) -> Option<JwtTimes> {
    let claims = decode(token).ok()?.claims;
    Some(JwtTimes {
        exp_ms: time_claim(&claims, "exp"),
        iat_ms: time_claim(&claims, "iat"),
    })
}

/// A claim that is a NumericDate (RFC 7519 §2), in milliseconds. `None` if it is missing, no number or no plausible
/// date.
pub(crate) fn time_claim(claims: &Json, name: &str) -> Option<i64> {
    claims
        .get(name)?
        .as_seconds_ms()?
        .ok()
        .filter(|ms| (1..=LAST_MS).contains(ms))
}

/// `aud` is a string or an array of strings (RFC 7519 §4.1.3).
pub(crate) fn audience(claims: &Json) -> Option<Vec<&str>> {
    audience_of(claims.get("aud")?)
}

/// The same for the claim itself.
pub(super) fn audience_of(claim: &Json) -> Option<Vec<&str>> {
    match claim {
        Json::String(one) => Some(vec![one]),
        Json::Array(many) if !many.is_empty() => many.iter().map(Json::as_str).collect(),
        _ => None,
    }
}
