//! The claims that a resource server requires of a token: RFC 7519 §4.1, RFC 8725 §3.8 to §3.11, RFC 9068 §4.

use super::algorithm::Allowed;
use super::compact;
use crate::core::json::{Json, seconds_to_ms};
use crate::core::text::{Parts, concat, find, split_once};
use std::borrow::Cow;

/// The rules of one resource server.
#[derive(Clone, Debug)]
pub struct Rules {
    /// `iss`, compared exactly.
    pub issuer: String,
    /// One of these must be in `aud`.
    pub audience: Vec<String>,
    /// The algorithms that a token may be signed with.
    pub algorithms: Allowed,
    /// The tolerated difference between the issuer's clock and this one, in milliseconds.
    pub tolerance_ms: i64,
    /// Required claims.
    pub claims: Vec<String>,
    /// Required scopes.
    pub scopes: Vec<String>,
    /// The header's `typ`.
    pub typ: Option<String>,
}

/// The reason why a token's claims are refused: the `error` of RFC 6750 §3.1 and a sentence that shows nothing of the
/// token.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Refusal {
    /// True if the token is good, but lacks a scope.
    pub insufficient_scope: bool,
    /// The error in the token.
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
    /// True if a header's `typ` is the required one.
    #[must_use]
    pub fn has_type(&self, header: &Json) -> bool {
        (self.typ.as_ref())
            .is_none_or(|typ| header.get_str("typ").is_some_and(|own| same(own, typ)))
    }

    /// Checks a token's claims, as JSON in UTF-8, against the rules, at `now_ms` by the wall clock.
    ///
    /// # Errors
    /// The first violated rule.
    pub fn check(&self, claims: &[u8], now_ms: i64) -> Result<(), Refusal> {
        let mut found = Found([None; 7]);
        let mut there = vec![false; self.claims.len()];
        compact::each_claim(claims, &mut |name, text| {
            // A claim that is null counts as missing.
            if text == "null" {
                return;
            }
            if let Some(place) = looked_at(name) {
                found.0[place] = Some(text);
            }
            for (own, there) in self.claims.iter().zip(&mut there) {
                *there |= own == name;
            }
        })?;
        if found.json(ISS).as_ref().and_then(Json::as_str) != Some(&self.issuer) {
            return Err("the token is from another issuer (iss)".into());
        }
        let audience = (found.json(AUD).filter(is_audience))
            .ok_or(Refusal::from("the token names no audience (aud)"))?;
        if !self.audience.iter().any(|own| holds(&audience, own, false)) {
            return Err("the token is for another audience (aud)".into());
        }
        let expires = (found.time(EXP, "the token's expiry is not a number (exp)")?)
            .ok_or(Refusal::from("the token has no expiry (exp)"))?;
        if now_ms >= expires.saturating_add(self.tolerance_ms) {
            return Err("the token has expired (exp)".into());
        }
        if (found.time(NBF, "the token's beginning is not a number (nbf)")?)
            .is_some_and(|begins| now_ms < begins.saturating_sub(self.tolerance_ms))
        {
            return Err("the token is not valid yet (nbf)".into());
        }
        found.time(IAT, "the token's time of issue is not a number (iat)")?;
        if let Some(place) = there.iter().position(|there| !there) {
            let name = self.claims.get(place).map_or("", String::as_str);
            let message = concat(&["the token lacks a required claim (", name, ")"]);
            return Err(Refusal {
                insufficient_scope: false,
                message: message.into(),
            });
        }
        if self.scopes.is_empty() {
            return Ok(());
        }
        let granted = found.json(SCOPE).or_else(|| found.json(SCP));
        let has = |scope: &String| (granted.as_ref()).is_some_and(|all| holds(all, scope, true));
        if self.scopes.iter().all(has) {
            Ok(())
        } else {
            Err(Refusal {
                insufficient_scope: true,
                message: "the token lacks a required scope (scope)".into(),
            })
        }
    }
}

/// The JSON text of each claim that every token is checked for, if the token has it.
struct Found<'a>([Option<&'a str>; 7]);

const ISS: usize = 0;
const AUD: usize = 1;
const EXP: usize = 2;
const NBF: usize = 3;
const IAT: usize = 4;
const SCOPE: usize = 5;
const SCP: usize = 6;

/// The place of such a claim. It runs for every claim of every token, so it compares bytes: a few comparisons of
/// numbers.
fn looked_at(name: &str) -> Option<usize> {
    Some(match name.as_bytes() {
        b"iss" => ISS,
        b"aud" => AUD,
        b"exp" => EXP,
        b"nbf" => NBF,
        b"iat" => IAT,
        b"scope" => SCOPE,
        b"scp" => SCP,
        _ => return None,
    })
}

impl Found<'_> {
    fn json(&self, place: usize) -> Option<Json> {
        Json::parse(self.0[place]?).ok()
    }

    /// A NumericDate (RFC 7519 §2) in milliseconds.
    fn time(&self, place: usize, problem: &'static str) -> Result<Option<i64>, Refusal> {
        let Some(text) = self.0[place] else {
            return Ok(None);
        };
        // The text may be any JSON value; only a number is accepted.
        seconds_to_ms(text).map(Some).map_err(|_| problem.into())
    }
}

/// Media types without regard to case, with or without `application/` (RFC 7515 §4.1.9).
fn same(one: &str, other: &str) -> bool {
    short(one).eq_ignore_ascii_case(short(other))
}

fn short(typ: &str) -> &str {
    match split_once(typ, b'/') {
        Some((kind, rest))
            if kind.eq_ignore_ascii_case("application") && find(rest, b'/').is_none() =>
        {
            rest
        }
        _ => typ,
    }
}

/// `aud` is a text or a list of texts (RFC 7519 §4.1.3).
fn is_audience(claim: &Json) -> bool {
    match claim {
        Json::String(_) => true,
        Json::Array(list) => {
            !list.is_empty() && list.iter().all(|item| matches!(item, Json::String(_)))
        }
        _ => false,
    }
}

/// True if a claim is this text, or a list that contains it. With `words`, also if this text is one of the words in the
/// claim.
fn holds(claim: &Json, wanted: &str, words: bool) -> bool {
    any(claim, words, &mut |text| text == wanted)
}

/// True if this is true of a claim that is a text, or of an item of a list. With `words`, of a word of the text.
fn any<'a>(claim: &'a Json, words: bool, is: &mut dyn FnMut(&'a str) -> bool) -> bool {
    match claim {
        Json::String(text) if words => Parts::of(text, b' ').any(is),
        Json::String(text) => is(text),
        Json::Array(list) => list.iter().filter_map(Json::as_str).any(is),
        _ => false,
    }
}

/// The scopes of a token: `scope` (RFC 9068 §2.2.3), or `scp` of Entra ID and Okta.
#[must_use]
pub fn scopes(claims: &Json) -> Vec<&str> {
    let mut scopes = Vec::new();
    if let Some(granted) = claims.get("scope").or_else(|| claims.get("scp")) {
        any(granted, true, &mut |scope| {
            if !scope.is_empty() {
                scopes.push(scope);
            }
            false
        });
    }
    scopes
}
