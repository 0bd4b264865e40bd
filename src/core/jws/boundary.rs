//! The texts between the verifier and the package's JavaScript: JSON with names, in UTF-8.

use super::algorithm::{ALGORITHMS, Allowed};
use super::claims::Rules;
use super::keys::KeySet;
use super::verifier::{Answer, Check, Fetch, Source, Verifier, check_address};
use crate::core::error::{Cause, Error, Result};
use crate::core::http::HttpResponse;
use crate::core::json::{Json, ObjectWriter};
use crate::core::text::SecretText;
use std::rc::Rc;

/// The number of a thrown value, which stays in the JavaScript.
type CauseNumber = u32;

const DEFAULT_ALGORITHMS: [&str; 4] = ["RS256", "PS256", "ES256", "EdDSA"];
const DEFAULT_TOLERANCE_MS: i64 = 30_000;

/// Reads the options of `createVerifier`. Their types were checked already.
///
/// # Errors
/// [`Class::InvalidConfiguration`](crate::core::error::Class::InvalidConfiguration).
pub fn verifier(options: &[u8]) -> Result<Verifier> {
    let options = object(options)
        .ok_or_else(|| Error::configuration("options", "must not hold half of a surrogate pair"))?;
    let text = |name: &str| options.get_str(name).map(str::to_owned);
    let number = |name: &str| options.get(name).and_then(Json::as_i64);
    let rules = Rules {
        issuer: text("issuer").unwrap_or_default(),
        audience: texts(&options, "audience"),
        tolerance_ms: number("clockToleranceMs").unwrap_or(DEFAULT_TOLERANCE_MS),
        scopes: texts(&options, "requiredScopes"),
        algorithms: algorithms(options.get("algorithms"))?,
        claims: texts(&options, "requiredClaims"),
        typ: text("typ"),
    };
    let source = match options.get_str("introspectionEndpoint") {
        Some(endpoint) => {
            check("introspection.endpoint", endpoint)?;
            Source::Fixed(KeySet::default())
        }
        None => source(text("jwksUri"), options.get_str("jwks"), &rules.issuer)?,
    };
    Ok(Verifier::new(rules, source))
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

fn algorithms(names: Option<&Json>) -> Result<Allowed> {
    let mut allowed = Some(Allowed::NONE);
    let mut add = |name: &str| allowed = allowed.and_then(|allowed| allowed.with(name));
    match names {
        Some(Json::Array(names)) if !names.is_empty() => {
            names.iter().filter_map(Json::as_str).for_each(add);
        }
        // No algorithm has this name.
        Some(_) => add(""),
        None => DEFAULT_ALGORITHMS.into_iter().for_each(add),
    }
    allowed.ok_or_else(|| {
        let mut problem = SecretText::default();
        problem.push_str("must hold one or more of");
        for (place, algorithm) in ALGORITHMS.iter().enumerate() {
            problem.push_str(if place == 0 { " \"" } else { ", \"" });
            problem.push_str(algorithm.name);
            problem.push('"');
        }
        problem.push_str(" and nothing else");
        Error::configuration("algorithms", problem.as_str())
    })
}

fn source(uri: Option<String>, keys: Option<&str>, issuer: &str) -> Result<Source> {
    let Some(keys) = keys else {
        return match uri {
            Some(uri) => check("jwksUri", &uri).map(|()| Source::Uri(uri)),
            None => check("issuer", issuer).map(|()| Source::Metadata),
        };
    };
    if uri.is_some() {
        let problem = "conflicts with jwksUri: leave one of them out";
        return Err(Error::configuration("jwks", problem));
    }
    let problem = "must be a key set: an object with an array `keys`";
    let keys = KeySet::parse(keys).ok_or_else(|| Error::configuration("jwks", problem))?;
    Ok(Source::Fixed(keys))
}

/// Checks an address to which tokens are sent for introspection.
fn check(name: &str, url: &str) -> Result<()> {
    check_address(url).map_err(|problem| Error::configuration(name, problem))
}

/// Reads the result of a request for a document: `{"url":…,"status":…}` with the body beside it; `{"url":…,"cause":…}`
/// with the number of the thrown value; or the URL alone if the time ran out. Returns the URL, too.
#[must_use]
pub fn answer(text: &[u8], body: &[u8]) -> Option<(String, Answer)> {
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
pub fn begun(verifier: &Verifier, step: Result<Option<Check>>, now: i64) -> Vec<u8> {
    let check = match step {
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
pub fn fetch(step: Fetch) -> Vec<u8> {
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
