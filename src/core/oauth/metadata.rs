//! An issuer's metadata: RFC 8414 and OpenID Connect Discovery.

use crate::core::config::Endpoints;
use crate::core::error::{Class, Code, Error, Result};
use crate::core::http::{HttpRequest, HttpResponse};
use crate::core::json::Json;
use crate::core::text::part;
use crate::core::url::check_endpoint;

/// What an authorization server publishes of itself, as far as it is used.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Metadata {
    /// The issuer, equal to the one that was asked for.
    pub issuer: String,
    /// The endpoints.
    pub endpoints: Endpoints,
    /// The PKCE methods that the server names (RFC 8414 §2); empty if it names none.
    pub code_challenge_methods: Vec<String>,
    /// Whether every authorization response holds `iss` (RFC 9207 §3).
    pub authorization_response_iss_parameter_supported: bool,
    /// Whether a login needs a pushed authorization request (RFC 9126 §5).
    pub require_pushed_authorization_requests: bool,
}

/// Where an issuer's metadata may lie, in the order in which to try: behind the issuer's path (OpenID Connect Discovery §4,
/// what nearly all servers have), and before it (RFC 8414 §3). The second is for servers without OpenID Connect.
#[must_use]
pub fn urls(issuer: &str) -> [String; 2] {
    let issuer = issuer.strip_suffix('/').unwrap_or(issuer);
    // The path begins with the third slash.
    let mut slashes = issuer.bytes().enumerate().filter(|(_, byte)| *byte == b'/');
    let path_start = slashes.nth(2).map_or(issuer.len(), |(at, _)| at);
    let (origin, path) = (
        part(issuer, 0..path_start),
        part(issuer, path_start..issuer.len()),
    );
    [
        [issuer, "/.well-known/openid-configuration"].concat(),
        [origin, "/.well-known/oauth-authorization-server", path].concat(),
    ]
}

/// The request for the document at `url`.
#[must_use]
pub fn request(url: &str) -> HttpRequest {
    super::document_request(url)
}

/// Reads the answer to [`request`]. `issuer` is the configured one: the document's must equal it to the letter (RFC 8414
/// §3.3). Endpoints must be https, unless they are on this machine or `allow_insecure` is set.
///
/// # Errors
/// [`Class::TokenAcquisition`]: `invalid_response` for a document that cannot be used, `timeout` for 408, `rate_limited` for
/// 429, `acquisition_failed` for other statuses. See [`is_elsewhere`].
pub fn read(response: &HttpResponse, issuer: &str, allow_insecure: bool) -> Result<Metadata> {
    let status = response.status;
    if status != 200 {
        return Err(super::document_refusal("the issuer's metadata", status));
    }
    let Some(document) = super::body_object(response) else {
        return Err(invalid(super::no_object(
            "the issuer's metadata",
            response,
            &[],
        )));
    };
    if document.get_str("issuer") != Some(issuer) {
        return Err(invalid(
            "the metadata is of another issuer: `issuer` must be what the server calls itself, to the letter",
        ));
    }
    let endpoint = |name: &'static str| match document.get(name) {
        None => Ok(None),
        Some(value) => match value
            .as_str()
            .map(|url| (url, check_endpoint(url, allow_insecure)))
        {
            Some((url, Ok(()))) => Ok(Some(url.to_owned())),
            Some((_, Err(problem))) => Err(invalid(
                ["the issuer's metadata: ", name, " ", problem].concat(),
            )),
            None => Err(invalid(
                ["the issuer's metadata: ", name, " is not a string"].concat(),
            )),
        },
    };
    let flag = |name: &str| document.get(name) == Some(&Json::Bool(true));
    let texts = |name: &str| match document.get(name) {
        Some(Json::Array(items)) => items
            .iter()
            .filter_map(Json::as_str)
            .map(str::to_owned)
            .collect(),
        _ => Vec::new(),
    };
    Ok(Metadata {
        issuer: issuer.to_owned(),
        endpoints: Endpoints {
            token: endpoint("token_endpoint")?,
            authorization: endpoint("authorization_endpoint")?,
            revocation: endpoint("revocation_endpoint")?,
            device_authorization: endpoint("device_authorization_endpoint")?,
            pushed_authorization_request: endpoint("pushed_authorization_request_endpoint")?,
            end_session: endpoint("end_session_endpoint")?,
            jwks_uri: endpoint("jwks_uri")?,
        },
        code_challenge_methods: texts("code_challenge_methods_supported"),
        authorization_response_iss_parameter_supported: flag(
            "authorization_response_iss_parameter_supported",
        ),
        require_pushed_authorization_requests: flag("require_pushed_authorization_requests"),
    })
}

/// Whether the document may lie at the other of the two [`urls`]: the server has none here, or something else.
#[must_use]
pub fn is_elsewhere(error: &Error) -> bool {
    !error.retryable && matches!(error.status, None | Some(400..=499))
}

fn invalid(message: impl Into<std::borrow::Cow<'static, str>>) -> Error {
    Error::new(Class::TokenAcquisition, Code::InvalidResponse, message)
}
