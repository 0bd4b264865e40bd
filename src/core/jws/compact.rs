//! The compact form (RFC 7515 §7.1): strict reading, and the rules for the header.

use super::algorithm::{self, Allowed};
use crate::core::base64;
use crate::core::json::{Json, JsonError};
use crate::core::text::{Parts, part};

/// The error in a token: a sentence that shows nothing of it.
pub type Problem = &'static str;

/// A JWS taken apart. Nothing of it has been verified.
pub struct Compact<'a> {
    /// The header's JSON text.
    pub header: String,
    /// The header, an object that has no name twice.
    pub header_json: Json,
    /// The payload as received: see [`payload`].
    pub payload: &'a str,
    /// The signature.
    pub signature: Vec<u8>,
    /// The signed text (RFC 7515 §5.1): the first two parts as received.
    pub input: &'a str,
}

impl std::fmt::Debug for Compact<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Compact([redacted])")
    }
}

/// The check that a JWS needs, according to its header.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Header {
    /// The algorithm's place in [`algorithm::ALGORITHMS`].
    pub algorithm: usize,
    /// The key that the header names as its signer's (RFC 7515 §4.1.4).
    pub kid: Option<String>,
}

const PARTS: Problem = "not a JWT: three parts with dots between them are expected";

/// Splits a token into its three parts. The first and the last are strict base64url (RFC 7515 §2: no padding, white
/// space or stray bits), and the first is a JSON object in UTF-8 that has no name twice (RFC 7515 §4).
///
/// # Errors
/// The wrong part.
pub fn parse(token: &str) -> Result<Compact<'_>, Problem> {
    let mut parts = Parts::of(token, b'.');
    let (Some(header), Some(payload), Some(signature), fourth) =
        (parts.next(), parts.next(), parts.next(), parts.next())
    else {
        return Err(PARTS);
    };
    if fourth.is_some() {
        return Err(if parts.count() == 1 {
            "an encrypted JWT (JWE, five parts): only its recipient can read it"
        } else {
            PARTS
        });
    }
    let bytes = base64::decode_url(header).ok_or("the JWT's header is not base64url")?;
    let (text, header_json) = object(bytes, &HEADER)?;
    Ok(Compact {
        header: text,
        header_json,
        payload,
        signature: base64::decode_url(signature).ok_or("the JWT's signature is not base64url")?,
        input: part(token, 0..header.len() + 1 + payload.len()),
    })
}

/// The payload's bytes, from strict base64url as well. Separate from [`parse`] so that it can be read while the signature is
/// checked.
///
/// # Errors
/// It is not base64url.
pub fn payload(text: &str) -> Result<Vec<u8>, Problem> {
    base64::decode_url(text).ok_or("the JWT's payload is not base64url")
}

/// The errors of a part: not UTF-8, not a JSON object, a name twice.
type Complaints = [Problem; 3];
const HEADER: Complaints = [
    "the JWT's header is not UTF-8",
    "the JWT's header is not a JSON object",
    "the JWT's header has a name twice",
];
const PAYLOAD: Complaints = [
    "the JWT's payload is not UTF-8",
    "the JWT's payload is not a JSON object",
    "the JWT's payload has a name twice",
];

fn object(bytes: Vec<u8>, complaints: &'static Complaints) -> Result<(String, Json), Problem> {
    let text = String::from_utf8(bytes).map_err(|_| complaints[0])?;
    match Json::parse(&text) {
        Ok(json @ Json::Object(_)) => Ok((text, json)),
        Ok(_) => Err(complaints[1]),
        Err(error) => Err(complaint(error, complaints)),
    }
}

fn complaint(error: JsonError, complaints: &Complaints) -> Problem {
    complaints[1 + usize::from(error == JsonError::DuplicateName)]
}

/// Reads a payload as a JWT's claims: a JSON object in UTF-8 that has no name twice (RFC 7519 §4). Returns its text, too.
///
/// # Errors
/// The error in the payload.
pub fn claims(payload: Vec<u8>) -> Result<(String, Json), Problem> {
    object(payload, &PAYLOAD)
}

/// Reads claims just as strictly, and passes each claim's name and its value's JSON text to `tell`.
///
/// # Errors
/// The error in the payload.
pub fn each_claim<'a>(
    payload: &'a [u8],
    tell: &mut dyn FnMut(&str, &'a str),
) -> Result<(), Problem> {
    let text = std::str::from_utf8(payload).map_err(|_| PAYLOAD[0])?;
    Json::each_member(text, tell).map_err(|error| complaint(error, &PAYLOAD))
}

impl Compact<'_> {
    /// The check that the header asks for. Keys that it contains or points to (`jwk`, `jku`, `x5c`, `x5u`) are ignored,
    /// because a forger would have chosen them.
    ///
    /// # Errors
    /// The algorithm is not an allowed one, or the header asks for an extension (`crit`, RFC 7515 §4.1.11; none is known) or
    /// for a payload that is not base64url (RFC 7797).
    pub fn header(&self, allowed: Allowed) -> Result<Header, Problem> {
        let named = match self.member("alg") {
            Some(Json::String(name)) => name,
            _ => return Err("the JWT's header names no algorithm (alg)"),
        };
        if named.eq_ignore_ascii_case("none") {
            return Err("the JWT is not signed (alg)");
        }
        let algorithm = algorithm::find(named)
            .filter(|place| allowed.has(*place))
            .ok_or("the JWT's algorithm is not an allowed one (alg)")?;
        self.check_extensions()?;
        let kid = match self.member("kid") {
            None => None,
            Some(Json::String(kid)) => Some(kid.to_string()),
            Some(_) => return Err("the JWT's key ID is not a string (kid)"),
        };
        Ok(Header { algorithm, kid })
    }

    /// Refuses a header that requires an unsupported feature.
    ///
    /// # Errors
    /// See [`Compact::header`].
    pub fn check_extensions(&self) -> Result<(), Problem> {
        if self.member("crit").is_some() {
            return Err("the JWT's header has extensions that are not understood (crit)");
        }
        if (self.member("b64")).is_some_and(|b64| !matches!(b64, Json::Bool(true))) {
            return Err("the JWT's payload is not base64url, as its header says (b64)");
        }
        Ok(())
    }

    /// A member of the header. `Json::get` takes null for a missing member; here it is a wrong value.
    fn member(&self, name: &str) -> Option<&Json> {
        let Json::Object(members) = &self.header_json else {
            return None;
        };
        let found = members.iter().find(|(n, _)| n == name);
        found.map(|(_, value)| value)
    }
}
