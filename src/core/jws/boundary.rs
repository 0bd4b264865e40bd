//! The texts between the verifier and the package's JavaScript: JSON with names, in UTF-8.

use super::algorithm::ALGORITHMS;
use super::claims::Rules;
use super::options::{self, DEFAULT_TOLERANCE_MS, Keys, algorithms};
use super::verifier::{Answer, Fetch, Verifier};
use crate::core::error::{Cause, Error, Result};
use crate::core::http::HttpResponse;
use crate::core::json::{Json, ObjectWriter};
use crate::core::lists::list;
use crate::core::text::SecretText;
use std::rc::Rc;

/// The number of a thrown value, which stays in the JavaScript.
type CauseNumber = u32;

/// Reads the options of `createVerifier`. Their types were checked already.
///
/// # Errors
/// [`Class::InvalidConfiguration`](crate::core::error::Class::InvalidConfiguration).
pub fn verifier(options: &[u8]) -> Result<Verifier> {
    let options = object(options)
        .ok_or_else(|| Error::configuration("options", "must not hold half of a surrogate pair"))?;
    let number = |name: &str| options.get(name).and_then(Json::as_i64);
    let rules = Rules {
        issuer: options.get_str("issuer").unwrap_or_default().to_owned(),
        audience: texts(&options, "audience"),
        tolerance_ms: number("clockToleranceMs").unwrap_or(DEFAULT_TOLERANCE_MS),
        scopes: texts(&options, "requiredScopes"),
        algorithms: match options.get("algorithms") {
            Some(Json::Array(names)) => {
                algorithms(Some(&list(names.iter().filter_map(Json::as_str))))?
            }
            Some(_) => algorithms(Some(&[]))?,
            None => algorithms(None)?,
        },
        claims: texts(&options, "requiredClaims"),
        typ: options.get_str("typ").map(str::to_owned),
    };
    let keys = Keys {
        uri: options.get_str("jwksUri"),
        set: options.get_str("jwks"),
        introspection_endpoint: options.get_str("introspectionEndpoint"),
    };
    options::verifier(rules, keys)
}

fn object(text: &[u8]) -> Option<Json> {
    Json::parse(std::str::from_utf8(text).ok()?).ok()
}

fn texts(options: &Json, name: &str) -> Vec<String> {
    let mut texts = Vec::new();
    if let Some(Json::Array(items)) = options.get(name) {
        for text in items.iter().filter_map(Json::as_str) {
            texts.push(text.to_owned());
        }
    }
    texts
}

/// Gives the verifier the result of a request for a document: `{"url":…,"status":…}` with the body beside it;
/// `{"url":…,"cause":…}` with the number of the thrown value; or the URL alone if the time ran out. Returns the next request,
/// as [`fetch`] does.
#[must_use]
pub fn answer(verifier: &mut Verifier, text: &[u8], body: &[u8], now: i64) -> Vec<u8> {
    let next = read_answer(text, body).and_then(|(url, answer)| verifier.answer(&url, answer, now));
    written(next.map_or(Fetch::Done, Fetch::Ask))
}

fn read_answer(text: &[u8], body: &[u8]) -> Option<(String, Answer)> {
    let json = object(text)?;
    let number = |name: &str| json.get(name).and_then(Json::as_i64);
    let answer = if let Some(status) = number("status") {
        Answer::Response(HttpResponse {
            status: status as u16,
            body: body.to_vec().into(),
            ..HttpResponse::default()
        })
    } else if let Some(cause) = number("cause") {
        Answer::Failed(Some(Cause(Rc::new(cause as CauseNumber))))
    } else {
        Answer::TimedOut
    };
    Some((json.get_str("url")?.to_owned(), answer))
}

/// Takes a key set that another isolate fetched, if it is newer. True if it was taken.
pub fn restore(verifier: &mut Verifier, keys: &[u8], fetched: i64, now: i64) -> bool {
    verifier.restore(std::str::from_utf8(keys).unwrap_or_default(), fetched, now)
}

/// The error in a token's claims, as [`problem`] writes it.
#[must_use]
pub fn check(verifier: &Verifier, claims: &[u8], now: i64) -> Vec<u8> {
    problem(verifier.check(claims, now))
}

/// `{"error":{…}}`, or nothing.
#[must_use]
pub fn problem(result: Result<()>) -> Vec<u8> {
    result.map_or_else(|error| refusal(&error), |()| Vec::new())
}

/// `{"error":{"message":…}}` for a wrong option. For a refused token it also has `oauthError` and other known members.
/// `cause` is the number of the thrown value.
fn refusal(error: &Error) -> Vec<u8> {
    let mut text = SecretText::default();
    text.push_str("{\"error\":");
    let mut object = ObjectWriter::new(&mut text);
    object.string("message", &error.message);
    object.optional("oauthError", error.oauth_error.as_deref());
    object.raw("retryable", if error.retryable { "true" } else { "false" });
    object.number("status", error.status.map(i64::from));
    object.number("retryAfterMs", error.retry_after_ms);
    let cause = error.cause.as_ref();
    let number = cause.and_then(|cause| cause.0.downcast_ref::<CauseNumber>());
    object.number("cause", number.map(|number| i64::from(*number)));
    object.finish();
    text.push('}');
    text.into_string().into_bytes()
}

/// The result of [`Verifier::begin`]: `{"keys":[{"id":…,"jwk":{…}}],"algorithm":{…},"generation":…}`; `{}` if the key
/// set must be fetched first; `{"error":{…}}`.
#[must_use]
pub fn begin(verifier: &mut Verifier, token: &[u8], now: i64, fetched: bool) -> Vec<u8> {
    let check = match verifier.begin(token, now, fetched) {
        Ok(check) => check,
        Err(error) => return refusal(&error),
    };
    let mut text = SecretText::default();
    let mut object = ObjectWriter::new(&mut text);
    if let Some(check) = check {
        let mut keys = SecretText::default();
        for place in check.places {
            keys.push_str(if keys.as_str().is_empty() { "[" } else { "," });
            let mut key = ObjectWriter::new(&mut keys);
            let id = place * ALGORITHMS.len() + check.algorithm;
            key.number("id", Some(id as i64));
            key.raw("jwk", verifier.jwk(place, now));
            key.finish();
        }
        keys.push(']');
        object.raw("keys", keys.as_str());
        let algorithm = ALGORITHMS.get(check.algorithm);
        object.raw("algorithm", algorithm.map_or("", |found| found.parameters));
        object.number("generation", Some(i64::from(check.generation)));
    }
    object.finish();
    text.into_string().into_bytes()
}

/// The result of [`Verifier::fetch`]: `{"url":…}`, `{"wait":true}`, or `{}` if another request has fetched.
#[must_use]
pub fn fetch(verifier: &mut Verifier, joined: bool, now: i64) -> Vec<u8> {
    written(verifier.fetch(joined, now))
}

fn written(step: Fetch) -> Vec<u8> {
    let mut text = SecretText::default();
    let mut object = ObjectWriter::new(&mut text);
    match step {
        Fetch::Ask(url) => object.string("url", &url),
        Fetch::Wait => object.raw("wait", "true"),
        Fetch::Done => {}
    }
    object.finish();
    text.into_string().into_bytes()
}
