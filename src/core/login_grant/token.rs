//! Finds the token in a login endpoint's response.

use super::config::{LoginConfig, TOKEN_FIELDS};
use crate::core::http::HttpResponse;
use crate::core::json::Json;
use crate::core::tokens::{is_access_token, is_http_token};

/// A token, and the place where it was found.
#[derive(Clone, Copy, Debug)]
pub(super) struct Found<'a> {
    pub token: &'a str,
    /// The authentication scheme in front of it.
    pub scheme: Option<&'a str>,
    /// The object that it is a member of.
    pub beside: Option<&'a Json>,
    /// The field in which it was found; empty for the header.
    pub field: &'a str,
}

/// The first of the configured fields that holds a token, else the `Authorization` header.
pub(super) fn find<'a>(
    config: &'a LoginConfig,
    body: Option<&'a Json>,
    response: &'a HttpResponse,
) -> Option<Found<'a>> {
    let in_field = |field: &'a str| {
        let (text, beside) = reach(body?, field)?;
        Some(Found {
            field,
            beside: Some(beside),
            ..credentials(text)?
        })
    };
    let found = if config.token_fields.is_empty() {
        TOKEN_FIELDS.into_iter().find_map(in_field)
    } else {
        config.token_fields.iter().find_map(|field| in_field(field))
    };
    found.or_else(|| credentials(response.header("authorization")?))
}

/// The string that `path` leads to, and the object that holds it. A member whose name is the whole path, dots included, comes
/// before nested members. The search goes on past a value that is not a token.
fn reach<'a>(object: &'a Json, path: &str) -> Option<(&'a str, &'a Json)> {
    if let Some(text) = object
        .get_str(path)
        .filter(|text| credentials(text).is_some())
    {
        return Some((text, object));
    }
    path.match_indices('.').find_map(|(dot, _)| {
        let (name, rest) = (path.get(..dot)?, path.get(dot + 1..)?);
        reach(object.get(name)?, rest)
    })
}

/// Reads a token, with or without its scheme before it. `None` if it is not an access token ([`is_access_token`]), or if the
/// scheme's credentials are not a token.
fn credentials(text: &str) -> Option<Found<'_>> {
    let text = text.trim_ascii();
    let (scheme, token) = match text.split_once(' ') {
        Some((scheme, token)) => (Some(scheme), token.trim_ascii_start()),
        None => (None, text),
    };
    let is_scheme = |scheme: &str| {
        is_http_token(scheme)
            && !["basic", "digest"]
                .iter()
                .any(|other| scheme.eq_ignore_ascii_case(other))
    };
    (is_access_token(token) && scheme.is_none_or(is_scheme)).then_some(Found {
        token,
        scheme,
        beside: None,
        field: "",
    })
}
