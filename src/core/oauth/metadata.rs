//! An issuer's metadata: RFC 8414 and OpenID Connect Discovery.

use crate::core::config::{Endpoint, Endpoints, OAuthConfig};
use crate::core::error::{Class, Code, Error, Result};
use crate::core::http::{HttpRequest, HttpResponse};
use crate::core::json::Json;
use crate::core::lists::list;
use crate::core::redact::shown;
use crate::core::text::{concat, part};
use crate::core::url::check_endpoint;

/// The relevant parts of an authorization server's metadata.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Metadata {
    /// The issuer, equal to the requested one.
    pub issuer: String,
    endpoints: Endpoints,
    /// The address of the user's claims (OpenID Connect Discovery §3), unchecked.
    pub userinfo_endpoint: Option<String>,
    /// The PKCE methods that the server names (RFC 8414 §2); empty if it names none.
    pub code_challenge_methods: Vec<String>,
    /// True if every authorization response contains `iss` (RFC 9207 §3).
    pub authorization_response_iss_parameter_supported: bool,
    /// True if a login needs a pushed authorization request (RFC 9126 §5).
    pub require_pushed_authorization_requests: bool,
}

/// The possible addresses of an issuer's metadata, in the order to try: after the issuer's path (OpenID Connect
/// Discovery §4, which nearly all servers have), then before it (RFC 8414 §3), for servers without OpenID Connect.
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
        concat(&[issuer, "/.well-known/openid-configuration"]),
        concat(&[origin, "/.well-known/oauth-authorization-server", path]),
    ]
}

/// The request for the document at `url`.
#[must_use]
pub fn request(url: &str) -> HttpRequest {
    super::document_request(url)
}

/// Reads the response to [`request`] for `url`.
///
/// # Errors
/// See [`document`].
pub fn read(response: &HttpResponse, url: &str, issuer: &str) -> Result<Metadata> {
    document(response, url, issuer).map(|document| Metadata::of(&document))
}

/// Reads the response to [`request`] for `url` as a document. `issuer` is the configured one: the document's must be
/// identical (RFC 8414 §3.3). [`endpoint`] checks each endpoint when it is used, so that a bad one that is not needed
/// does not make the document useless.
///
/// # Errors
/// [`Class::TokenAcquisition`]: `invalid_response` for a document that cannot be used, `timeout` for 408, `rate_limited` for
/// 429, `acquisition_failed` for other statuses. See [`is_elsewhere`].
pub fn document(response: &HttpResponse, url: &str, issuer: &str) -> Result<Json> {
    let what = concat(&["the issuer's metadata (", url, ")"]);
    let status = response.status;
    if status != 200 {
        return Err(super::document_refusal(&what, status));
    }
    let Some(document) = super::body_object(response) else {
        return Err(invalid(super::no_document(&what, response)));
    };
    if document.get_str("issuer") != Some(issuer) {
        let problem = match document.get_str("issuer") {
            Some(named) => super::another_issuer(&what, &shown(named), issuer),
            None => concat(&[&what, " names no issuer"]),
        };
        let hint = ": `issuer` must be identical to the server's own";
        return Err(invalid(concat(&[&problem, hint])));
    }
    Ok(document)
}

impl Metadata {
    /// The relevant parts of a document that [`document`] accepted. An endpoint that is empty, or not a string, counts
    /// as missing.
    #[must_use]
    pub fn of(document: &Json) -> Self {
        let endpoint = |name| {
            let url = document.get_str(name).filter(|url| !url.is_empty());
            url.map(str::to_owned)
        };
        let flag = |name: &str| document.get(name) == Some(&Json::Bool(true));
        let texts = |name: &str| match document.get(name) {
            Some(Json::Array(items)) => {
                list(items.iter().filter_map(Json::as_str).map(str::to_owned))
            }
            _ => Vec::new(),
        };
        Self {
            issuer: document.get_str("issuer").unwrap_or_default().to_owned(),
            endpoints: Endpoints::of(|which| endpoint(which.published_as())),
            userinfo_endpoint: endpoint("userinfo_endpoint"),
            code_challenge_methods: texts("code_challenge_methods_supported"),
            authorization_response_iss_parameter_supported: flag(
                "authorization_response_iss_parameter_supported",
            ),
            require_pushed_authorization_requests: flag("require_pushed_authorization_requests"),
        }
    }

    /// This endpoint as the server publishes it, unchecked: see [`endpoint`].
    #[must_use]
    pub fn published(&self, which: Endpoint) -> Option<&str> {
        self.endpoints.get(which)
    }
}

/// An endpoint before its use: the configured one, else the published one. The published one must be https, unless it
/// is on this machine or `allow_insecure_http` is set for this client. `None` if there is neither.
///
/// # Errors
/// [`Class::TokenAcquisition`] with `invalid_response`: nothing may be sent to the published one.
pub fn endpoint<'a>(
    config: &'a OAuthConfig,
    metadata: Option<&'a Metadata>,
    which: Endpoint,
) -> Result<Option<&'a str>> {
    if let Some(configured) = config.endpoints.get(which) {
        return Ok(Some(configured));
    }
    let Some(published) = metadata.and_then(|metadata| metadata.published(which)) else {
        return Ok(None);
    };
    match check_endpoint(published, config.allow_insecure_http) {
        Ok(()) => Ok(Some(published)),
        Err(problem) => Err(invalid(concat(&[
            "the issuer's metadata: ",
            which.published_as(),
            " ",
            problem,
            "; or set ",
            which.configured_as(),
        ]))),
    }
}

/// True if the document may be at the other of the two [`urls`], because the server has none at this one, or another
/// kind of content.
#[must_use]
pub fn is_elsewhere(error: &Error) -> bool {
    !error.retryable && matches!(error.status, None | Some(400..=499))
}

fn invalid(message: impl Into<std::borrow::Cow<'static, str>>) -> Error {
    Error::new(Class::TokenAcquisition, Code::InvalidResponse, message)
}
