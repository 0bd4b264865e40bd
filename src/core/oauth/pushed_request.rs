//! Pushed authorization requests (RFC 9126): the parameters go straight to the server, and the user's URL names them.

use super::client_auth;
use super::form::Form;
use super::pending_login::PendingLogin;
use super::token_response::{ResponseContext, error, refusal};
use crate::core::config::OAuthConfig;
use crate::core::error::{Code, Result};
use crate::core::http::{HttpRequest, HttpResponse};
use crate::core::lifetime;
use crate::core::time::Timestamp;

/// An authorization request that the server holds.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Pushed {
    /// The name of the request in the authorization URL (RFC 9126 §2.2). Valid for one login.
    pub request_uri: String,
    /// The time when the server forgets it, counted from before it was sent.
    pub expires_at: Timestamp,
}

/// Makes the request. `parameters` are those that the authorization URL would otherwise contain (§2.1).
#[must_use]
pub fn build(
    config: &OAuthConfig,
    endpoint: &str,
    login: &PendingLogin,
    parameters: Form,
) -> HttpRequest {
    let secrets = vec![login.state.clone(), login.nonce.clone()];
    client_auth::post(config, endpoint, parameters, secrets)
}

/// Reads the response (§2.2, §2.3).
///
/// # Errors
/// Those of [`token_response::read`](super::token_response::read), for every response except 201 with a `request_uri`
/// that has not expired.
pub fn read(response: &HttpResponse, context: &ResponseContext<'_>) -> Result<Pushed> {
    const WHAT: &str = "the pushed authorization request";
    let body = super::body_object(response);
    let invalid = |message: &'static str| {
        error(context, Code::InvalidResponse, message).with_status(response.status)
    };
    match response.status {
        201 => {}
        0 | 300..=399 => {
            return Err(invalid(
                "the pushed authorization request was answered with a redirect; redirects are not followed",
            ));
        }
        200..=299 => {
            return Err(invalid(
                "the pushed authorization request was answered with a status that is not 201 (RFC 9126 §2.2)",
            ));
        }
        _ => return Err(refusal(WHAT, response, body.as_ref(), context)),
    }
    let body = body.ok_or_else(|| {
        let what = "the answer to the pushed authorization request";
        let message = super::no_object(what, response, context.secrets);
        error(context, Code::InvalidResponse, message).with_status(response.status)
    })?;
    let request_uri = body
        .get_str("request_uri")
        .filter(|uri| !uri.is_empty())
        .ok_or_else(|| invalid("request_uri is missing or not a string (RFC 9126 §2.2)"))?;
    let expires_in = match body.get("expires_in") {
        Some(value) => lifetime::expires_in_ms(value, context.sent_at).map_err(invalid)?,
        None => return Err(invalid("expires_in is missing (RFC 9126 §2.2)")),
    };
    let expires_at = context.sent_at.plus(expires_in);
    if expires_at <= context.received_at {
        return Err(invalid("the request_uri had expired before it arrived").retryable());
    }
    Ok(Pushed {
        request_uri: request_uri.to_owned(),
        expires_at,
    })
}

/// The only parameters of the authorization URL after a pushed request (§4).
#[must_use]
pub fn parameters(config: &OAuthConfig, pushed: &Pushed) -> Form {
    let mut form = Form::default();
    form.set("client_id", &config.client_id);
    form.set("request_uri", &pushed.request_uri);
    form
}
