//! Token sets from and to the user's JavaScript: what `setTokens` and custom providers give, and what they are shown.

pub(crate) mod members;

use self::members::{Members, Number};
use crate::core::error::Result;
use crate::core::given::TokenInput;
use crate::core::json::{self, Json};
use crate::core::oauth::token_response::scope_of;
use crate::core::secret::Secret;
use crate::core::text::SecretText;
use crate::core::tokens::TokenSet;
use crate::host::shape::Shape;
use js_sys::Object;
use wasm_bindgen::prelude::*;

/// Reads tokens under our names (`accessToken`, `expiresAt` …) or a token endpoint's own (`access_token`, `expires_in` …).
///
/// # Errors
/// [`Class::InvalidConfiguration`](crate::core::error::Class::InvalidConfiguration), naming the member by its path, which
/// begins with `path`.
pub fn read(value: &JsValue, path: &str) -> Result<TokenInput> {
    let mut members = Members::of(value, path);
    let endpoint_answer =
        members.peek("access_token").is_some() && members.peek("accessToken").is_none();
    let input = if endpoint_answer {
        endpoint_names(&mut members)
    } else {
        our_names(&mut members)
    };
    // A member that is missing was told of already.
    if let Err((member, problem)) = input.check() {
        members.fail(member.name(endpoint_answer), problem);
    }
    members.end()?;
    Ok(input)
}

fn our_names(members: &mut Members) -> TokenInput {
    let mut extra = None;
    members.inside("extra", &mut |members| extra = json_object(members));
    TokenInput {
        access_token: access_token(members, "accessToken"),
        token_type: members.text("tokenType"),
        expires_at: members.number("expiresAt", Number::Time),
        expires_in_ms: members.number("expiresIn", Number::Lifetime),
        obtained_at: members.number("obtainedAt", Number::Time),
        scope: scope(members),
        refresh_token: members.secret("refreshToken"),
        id_token: members.secret("idToken"),
        extra,
        clock_skew_ms: None,
    }
}

/// RFC 6749 §5.1. Members that no standard names are kept, as in an answer that we read ourselves.
fn endpoint_names(members: &mut Members) -> TokenInput {
    TokenInput {
        access_token: access_token(members, "access_token"),
        token_type: members.text("token_type"),
        expires_at: None,
        expires_in_ms: lifetime(members, "expires_in"),
        obtained_at: None,
        scope: scope(members),
        refresh_token: members.secret("refresh_token"),
        id_token: members.secret("id_token"),
        extra: json_object(members),
        clock_skew_ms: None,
    }
}

fn access_token(members: &mut Members, name: &str) -> Secret {
    let token = members.secret(name).filter(|token| !token.is_empty());
    members.required(name, token)
}

/// A string or an array of strings, as in an answer that we read ourselves.
fn scope(members: &mut Members) -> Option<String> {
    let value = members.take("scope")?;
    let json = members.stringified("scope", &value)?;
    let scope = Json::parse(&json).ok().and_then(|json| scope_of(&json));
    if scope.is_none() {
        members.fail("scope", "must be a string or an array of strings");
    }
    scope
}

/// The refresh token among tokens under either kind of names, whatever else is wrong with them.
#[must_use]
pub fn refresh_token(value: &JsValue) -> Option<Secret> {
    let members = Members::of(value, "");
    let names = ["refreshToken", "refresh_token"];
    let text = names
        .iter()
        .find_map(|name| members.peek(name)?.as_string());
    text.filter(|text| !text.is_empty()).map(Secret::new)
}

/// A number of seconds, or its text: some servers send `"3600"`.
fn lifetime(members: &mut Members, name: &str) -> Option<i64> {
    if !members.peek(name).is_some_and(JsValue::is_string) {
        return members.number(name, Number::Lifetime);
    }
    let text = members.text(name)?;
    let ms = json::seconds_to_ms(text.trim()).ok().filter(|ms| *ms >= 0);
    if ms.is_none() {
        members.fail(name, Number::Lifetime.problem());
    }
    ms
}

/// The text of an object with the members that are left. It is written member by member, since assigning `__proto__` to an
/// object would lose it.
fn json_object(members: &mut Members) -> Option<Secret> {
    let mut text = SecretText::default();
    for (name, value) in members.take_rest() {
        let Some(value) = members.stringified(&name, &value) else {
            continue;
        };
        text.push(if text.as_str().is_empty() { '{' } else { ',' });
        json::write_string(&mut text, &name);
        text.push(':');
        text.push_str(&value);
    }
    if text.as_str().is_empty() {
        return None;
    }
    text.push('}');
    Some(text.into_secret())
}

/// Shows a `TokenSet` as the user sees it; `wall_offset_ms` is the time line minus the wall clock.
#[must_use]
pub fn show(tokens: &TokenSet, wall_offset_ms: i64) -> Object {
    let text = |secret: &Option<Secret>| {
        secret
            .as_ref()
            .map(|secret| JsValue::from_str(secret.reveal()))
    };
    Shape::new()
        .with("accessToken", tokens.access_token.reveal())
        .with("tokenType", &*tokens.token_type)
        .ms(
            "expiresAt",
            tokens
                .expires_at
                .map(|at| at.0.saturating_sub(wall_offset_ms)),
        )
        .ms(
            "obtainedAt",
            Some(tokens.obtained_at.0.saturating_sub(wall_offset_ms)),
        )
        .some("scope", tokens.scope.as_deref())
        .some("refreshToken", text(&tokens.refresh_token))
        .some("idToken", text(&tokens.id_token))
        .some(
            "extra",
            tokens
                .extra
                .as_ref()
                .and_then(|extra| js_sys::JSON::parse(extra.reveal()).ok()),
        )
        .object()
}
