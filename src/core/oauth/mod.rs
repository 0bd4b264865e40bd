//! OAuth 2.0 and OpenID Connect as pairs of pure functions: build the request, read the response.

pub mod authorization;
pub mod client_auth;
pub mod demands;
pub mod end_session;
pub mod form;
pub mod http_date;
pub mod id_token;
pub mod key_set;
pub mod metadata;
pub mod parts;
pub mod pending_login;
pub mod pending_logins;
pub mod pkce;
pub mod pushed_request;
pub mod refresh_refusal;
pub mod revocation;
pub mod token_request;
pub mod token_response;

use super::error::{Class, Code, Error};
use super::http::{HttpRequest, HttpResponse};
use super::json::Json;
use super::redact::{redact, shown};
use super::secret::Secret;
use super::text::{Parts, SecretText, concat, find};

/// The body of a response, if it is a JSON object. A byte order mark before it is skipped, as in browsers.
pub(in crate::core) fn body_object(response: &HttpResponse) -> Option<Json> {
    let text = std::str::from_utf8(response.body.bytes()).ok()?;
    let json = Json::parse(text.strip_prefix('\u{feff}').unwrap_or(text)).ok()?;
    matches!(json, Json::Object(_)).then_some(json)
}

/// The message for a response that is `None` to [`body_object`]: the expected `what`, and the actual content.
pub(in crate::core) fn no_object(
    what: &str,
    response: &HttpResponse,
    secrets: &[Secret],
) -> String {
    no_object_shown(what, response, &|text| redact(text, secrets))
}

/// The same for a public document, whose request holds no secret. (`redact` is 5 KB of code that a verifier does not need.)
fn no_document(what: &str, response: &HttpResponse) -> String {
    no_object_shown(what, response, &shown)
}

fn no_object_shown(what: &str, response: &HttpResponse, clean: &dyn Fn(&str) -> String) -> String {
    let body = response.body.bytes().trim_ascii();
    let name_ends = |byte: &u8| !(byte.is_ascii_alphanumeric() || *byte == b'_');
    let form = body.iter().position(name_ends).and_then(|at| body.get(at));
    let came = match body.first() {
        None => "it is empty",
        Some(b'<') => "it is a page (HTML) or XML",
        Some(b'{') => "it is broken JSON, or not UTF-8",
        Some(b'[' | b'"') => "it is JSON of another kind",
        Some(_) if form == Some(&b'=') => "it is form-encoded",
        Some(_) => "it is something else",
    };
    let mut message = SecretText::default();
    for text in [what, " is not a JSON object: ", came] {
        message.push_str(text);
    }
    if let Some(content_type) = response.header("content-type").and_then(media_type) {
        message.push_str(", with the content type ");
        message.push_str(&clean(content_type));
    }
    message.into_string()
}

/// The message for a `what` from another issuer than the configured one. It shows both issuers, since they often differ
/// only by a slash. `named` comes from a server, and was redacted already.
fn another_issuer(what: &str, named: &str, configured: &str) -> String {
    concat(&[
        what,
        " is from another issuer (iss): it says \"",
        named,
        "\", and configured is \"",
        configured,
        "\"",
    ])
}

/// The type and subtype of a `Content-Type` (RFC 9110 §8.3.1), if it is well-formed.
fn media_type(header: &str) -> Option<&str> {
    let essence = Parts::of(header, b';').next()?.trim_ascii();
    let allowed =
        |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'/' | b'+' | b'-' | b'.');
    (find(essence, b'/').is_some() && essence.bytes().all(allowed)).then_some(essence)
}

/// The request for a public document in JSON.
pub(super) fn document_request(url: &str) -> HttpRequest {
    HttpRequest {
        method: "GET",
        url: url.to_owned(),
        headers: vec![("accept".to_owned(), "application/json".into())],
        body: None,
        secrets: Vec::new(),
        proves: false,
    }
}

/// The error for a public document, `what`, if the request to `url` got no response. `error` is the reason.
#[must_use]
pub fn unreachable(what: &str, url: &str, mut error: Error) -> Error {
    error.message = concat(&[what, " at ", url, " could not be reached: ", &error.message]).into();
    error
}

/// The error for a public document, `what`, that did not come with status 200.
pub(in crate::core) fn document_refusal(what: &str, status: u16) -> Error {
    let code = match status {
        0 | 300..=399 => Code::InvalidResponse,
        408 => Code::Timeout,
        429 => Code::RateLimited,
        _ => Code::AcquisitionFailed,
    };
    let mut message = SecretText::default();
    message.push_str(what);
    if code == Code::InvalidResponse {
        message.push_str(" is behind a redirect; redirects are not followed");
    } else {
        message.push_str(" could not be fetched: status ");
        message.push_number(i64::from(status));
    }
    let mut error =
        Error::new(Class::TokenAcquisition, code, message.into_string()).with_status(status);
    error.retryable = matches!(status, 408 | 429 | 500..=599);
    error
}
