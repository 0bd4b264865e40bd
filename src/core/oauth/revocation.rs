//! Token revocation (RFC 7009): the request and its response.

use super::client_auth;
use super::form::Form;
use super::token_response::{error_code, retry_after};
use crate::core::config::OAuthConfig;
use crate::core::error::{Class, Code, Error, Result};
use crate::core::http::{HttpRequest, HttpResponse, Transport};
use crate::core::redact::redact;
use crate::core::secret::Secret;
use crate::core::text::SecretText;
use crate::core::time::Timestamp;

/// The token to revoke (RFC 7009 §2.1).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// The refresh token. When it is revoked, servers end the whole grant.
    RefreshToken,
    /// The access token.
    AccessToken,
}

impl Kind {
    /// The value of `token_type_hint`.
    #[must_use]
    pub fn hint(self) -> &'static str {
        match self {
            Self::RefreshToken => "refresh_token",
            Self::AccessToken => "access_token",
        }
    }
}

/// Makes the request. The client authenticates as at the token endpoint (RFC 7009 §2.1).
#[must_use]
pub fn build(config: &OAuthConfig, endpoint: &str, token: &Secret, kind: Kind) -> HttpRequest {
    let mut form = Form::default();
    let mut secrets = Vec::new();
    // Safelisted by CORS, so that a public client's request needs no preflight.
    let mut headers = vec![(
        "content-type".to_owned(),
        "application/x-www-form-urlencoded".into(),
    )];
    form.set("token", token.reveal());
    form.set("token_type_hint", kind.hint());
    secrets.push(token.clone());
    client_auth::apply(config, &mut form, &mut headers, &mut secrets);
    HttpRequest {
        method: "POST",
        url: endpoint.to_owned(),
        headers,
        body: Some(form.encode()),
        secrets,
        // RFC 9449 §5: proofs are for token requests. A revocation needs only the client's authentication.
        proves: false,
    }
}

/// Reads the response to a request made by [`build`]. The request's `secrets` are kept out of messages. `now` and
/// `wall_offset_ms` place `Retry-After`.
///
/// # Errors
/// [`Class::Token`]: the server refused or failed. It is a success if the server knows no such token (RFC 7009 §2.2), or
/// cannot revoke access tokens (§2.2.1).
pub fn read(
    response: &HttpResponse,
    kind: Kind,
    secrets: &[Secret],
    now: Timestamp,
    wall_offset_ms: i64,
) -> Result<()> {
    let status = response.status;
    if (200..=299).contains(&status) {
        return Ok(());
    }
    let body = super::body_object(response);
    let text = |name: &str| body.as_ref().and_then(|body| body.get_str(name));
    let oauth_error = text("error").and_then(|code| error_code(code, secrets));
    if kind == Kind::AccessToken && oauth_error.as_deref() == Some("unsupported_token_type") {
        return Ok(());
    }
    let code = match status {
        408 => Code::Timeout,
        429 => Code::RateLimited,
        _ => Code::InvalidResponse,
    };
    let mut message = SecretText::default();
    message.push_str("the tokens are forgotten here, but the server did not revoke them: status ");
    message.push_number(i64::from(status));
    if let Some(code) = &oauth_error {
        message.push_str(": ");
        message.push_str(code);
    }
    let mut error = Error::new(Class::Token, code, message.into_string()).with_status(status);
    error.retryable = matches!(status, 408 | 429 | 500..=599);
    if error.retryable {
        error.retry_after_ms = retry_after(response, now, wall_offset_ms);
    }
    error.oauth_error_description =
        text("error_description").map(|description| redact(description, secrets));
    error.oauth_error = oauth_error;
    Err(error)
}

/// The error for a request that got no response.
#[must_use]
pub fn transport_error(transport: Transport) -> Error {
    let (code, message) = match transport {
        Transport::Network => (
            Code::Network,
            "the tokens are forgotten here, but not revoked: the server cannot be reached",
        ),
        Transport::NetworkOfPage => (
            Code::Network,
            "the tokens are forgotten here, but not revoked: the server cannot be reached, or a policy (CORS, CSP) forbids it",
        ),
        Transport::Timeout => (
            Code::Timeout,
            "the tokens are forgotten here, but not revoked: the server did not answer in time",
        ),
        Transport::TooLarge | Transport::NoProof => (
            Code::InvalidResponse,
            "the tokens are forgotten here, and perhaps not revoked: the server's answer is larger than 1 MiB",
        ),
    };
    let error = Error::new(Class::Token, code, message);
    match transport {
        Transport::TooLarge | Transport::NoProof => error,
        _ => error.retryable(),
    }
}
