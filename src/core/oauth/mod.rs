//! OAuth 2.0 and OpenID Connect as pairs of pure functions: build the request, read the response.

pub mod authorization;
pub mod client_auth;
pub mod end_session;
pub mod form;
pub mod http_date;
pub mod id_token;
pub mod metadata;
pub mod parts;
pub mod pending_login;
pub mod pkce;
pub mod pushed_request;
pub mod revocation;
pub mod token_request;
pub mod token_response;

use super::http::HttpResponse;
use super::json::Json;

/// The body of a response, if it is a JSON object. A byte order mark before it is skipped, as browsers do.
pub(super) fn body_object(response: &HttpResponse) -> Option<Json> {
    let text = std::str::from_utf8(response.body.bytes()).ok()?;
    let json = Json::parse(text.strip_prefix('\u{feff}').unwrap_or(text)).ok()?;
    matches!(json, Json::Object(_)).then_some(json)
}
