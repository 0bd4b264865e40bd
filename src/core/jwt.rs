//! Reading JSON Web Tokens (RFC 7519) in compact form, without verifying them.

use super::base64;
use super::error::{Class, Code, Error, Result};
use super::json::{Json, JsonError};
use std::fmt;

/// The two readable parts of a JWT. Nothing of them has been verified.
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
/// are JSON objects in UTF-8 that have no name twice (RFC 7515 §4, RFC 7519 §4).
///
/// # Errors
/// [`Class::InvalidToken`]; the message names the part that is wrong and holds nothing of the token.
pub fn decode(token: &str) -> Result<Jwt> {
    let mut parts = token.split('.');
    let (Some(header), Some(payload), Some(signature), fourth) =
        (parts.next(), parts.next(), parts.next(), parts.next())
    else {
        return Err(invalid(
            "not a JWT: three parts with dots between them are expected",
        ));
    };
    if fourth.is_some() {
        return Err(invalid(if parts.count() == 1 {
            "an encrypted JWT (JWE, five parts): only its recipient can read it"
        } else {
            "not a JWT: three parts with dots between them are expected"
        }));
    }
    let (header, header_json) = part(header, &HEADER)?;
    let (payload, claims) = part(payload, &PAYLOAD)?;
    base64::decode_url(signature).ok_or_else(|| invalid("the JWT's signature is not base64url"))?;
    Ok(Jwt {
        header,
        payload,
        header_json,
        claims,
    })
}

/// What is wrong with a part: not base64url, not UTF-8, not a JSON object, a name twice.
type Complaints = [&'static str; 4];
const HEADER: Complaints = [
    "the JWT's header is not base64url",
    "the JWT's header is not UTF-8",
    "the JWT's header is not a JSON object",
    "the JWT's header has a name twice",
];
const PAYLOAD: Complaints = [
    "the JWT's payload is not base64url",
    "the JWT's payload is not UTF-8",
    "the JWT's payload is not a JSON object",
    "the JWT's payload has a name twice",
];

fn part(text: &str, complaints: &'static Complaints) -> Result<(String, Json)> {
    let bytes = base64::decode_url(text).ok_or_else(|| invalid(complaints[0]))?;
    let text = String::from_utf8(bytes).map_err(|_| invalid(complaints[1]))?;
    match Json::parse(&text) {
        Ok(json @ Json::Object(_)) => Ok((text, json)),
        Err(JsonError::DuplicateName) => Err(invalid(complaints[3])),
        _ => Err(invalid(complaints[2])),
    }
}

fn invalid(message: &'static str) -> Error {
    Error::new(Class::InvalidToken, Code::InvalidToken, message)
}

/// When a JWT says that it was issued and when it expires: epoch milliseconds by the issuer's clock.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct JwtTimes {
    /// `exp` (RFC 7519 §4.1.4).
    pub exp_ms: Option<i64>,
    /// `iat` (RFC 7519 §4.1.6).
    pub iat_ms: Option<i64>,
}

/// The end of the year 9999: what lies behind is no date that anybody meant (milliseconds taken for seconds, often).
const LAST_MS: i64 = 253_402_300_799_999;

/// The times in a token, or `None` if it is no JWT. A claim that is no number, or no sensible date, counts as missing.
#[must_use]
pub fn times(token: &str) -> Option<JwtTimes> {
    let claims = decode(token).ok()?.claims;
    Some(JwtTimes {
        exp_ms: time_claim(&claims, "exp"),
        iat_ms: time_claim(&claims, "iat"),
    })
}

/// A claim that is a NumericDate (RFC 7519 §2), in milliseconds. `None` if it is missing, no number or no sensible date.
pub(super) fn time_claim(claims: &Json, name: &str) -> Option<i64> {
    claims
        .get(name)?
        .as_seconds_ms()?
        .ok()
        .filter(|ms| (1..=LAST_MS).contains(ms))
}
