//! The device authorization request (RFC 8628 §3.1) and its response (§3.2).

use crate::core::config::OAuthConfig;
use crate::core::error::{Code, Error, Result};
use crate::core::http::{HttpRequest, HttpResponse};
use crate::core::json::{Json, seconds_to_ms};
use crate::core::lifetime;
use crate::core::oauth::form::Form;
use crate::core::oauth::token_response::{ResponseContext, error, refusal};
use crate::core::oauth::{body_object, client_auth, no_object};
use crate::core::secret::Secret;
use crate::core::time::{SECOND, Timestamp};
use crate::core::url::{Url, is_loopback};

/// The codes with which the server waits for the user.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DeviceCode {
    /// Sent to the token endpoint to ask for the decision. Never shown to a user.
    pub device_code: Secret,
    /// The code that the user types in.
    pub user_code: String,
    /// The address at which the user types it in.
    pub verification_uri: String,
    /// The same address with the code in it, for example for a QR code.
    pub verification_uri_complete: Option<String>,
    /// The time when both codes expire, counted from before they were requested.
    pub expires_at: Timestamp,
    /// The wait between two requests to the token endpoint, in milliseconds.
    pub interval_ms: i64,
}

/// The interval if the server names none (§3.5).
const INTERVAL_MS: i64 = 5 * SECOND;
/// The shortest interval, in milliseconds, even if the server allows less: no user decides that fast.
const SHORTEST_INTERVAL_MS: i64 = SECOND;

/// Makes the request. The client authenticates as at the token endpoint.
#[must_use]
pub fn build(config: &OAuthConfig, endpoint: &str) -> HttpRequest {
    let mut form = Form::default();
    form.set("scope", &config.scope);
    form.add_all("audience", &config.audience);
    form.add_all("resource", &config.resource);
    client_auth::post(config, endpoint, form, Vec::new())
}

/// Reads the response. `allow_insecure` allows an address with plain http for the user.
///
/// # Errors
/// Those of [`token_response::read`](crate::core::oauth::token_response::read). `expires_in` is required (§3.2):
/// without it, the app cannot tell the user when the code expires, and polling would never end.
pub fn read(
    response: &HttpResponse,
    allow_insecure: bool,
    context: &ResponseContext<'_>,
) -> Result<DeviceCode> {
    let body = body_object(response);
    let invalid = |message: &'static str| -> Error {
        error(context, Code::InvalidResponse, message).with_status(response.status)
    };
    match (response.status, &body) {
        (200, Some(body)) if body.get("error").is_none() => {
            success(body, allow_insecure, context.sent_at).map_err(invalid)
        }
        (200, None) => {
            let what = "the answer to the device authorization request";
            let message = no_object(what, response, context.secrets);
            Err(error(context, Code::InvalidResponse, message).with_status(response.status))
        }
        (0 | 201..=399, _) => Err(invalid(
            "the device authorization request was answered with a status that is not 200; redirects are not followed",
        )),
        _ => Err(refusal(
            "the device authorization request",
            response,
            body.as_ref(),
            context,
        )),
    }
}

fn success(
    body: &Json,
    allow_insecure: bool,
    sent_at: Timestamp,
) -> std::result::Result<DeviceCode, &'static str> {
    let text = |name: &str| body.get_str(name).filter(|text| !text.is_empty());
    let device_code = text("device_code").ok_or("device_code is missing or not a string")?;
    let user_code = text("user_code")
        .filter(|code| !code.chars().any(char::is_control))
        .ok_or("user_code is missing or not a string that can be shown")?;
    // Google uses the name of early drafts.
    let verification_uri = text("verification_uri")
        .or_else(|| text("verification_url"))
        .ok_or("verification_uri is missing or not a string")?;
    let complete = text("verification_uri_complete");
    let is_web = |uri: &str| {
        Url::parse(uri).is_ok_and(|url| url.https || allow_insecure || is_loopback(url.host))
    };
    if !is_web(verification_uri) || !complete.is_none_or(is_web) {
        return Err(
            "verification_uri is not an https URL; plain http is for loopback addresses, or for allowInsecureHttp: true",
        );
    }
    let expires_in = body
        .get("expires_in")
        .ok_or("expires_in is missing (RFC 8628 §3.2)")?;
    let lifetime_ms = lifetime::expires_in_ms(expires_in, sent_at)?;
    let interval_ms = match body.get("interval") {
        None => INTERVAL_MS,
        Some(value) => seconds(value)
            .filter(|ms| *ms >= 0)
            .ok_or("interval is not a number of seconds")?
            .max(SHORTEST_INTERVAL_MS),
    };
    if interval_ms >= lifetime_ms {
        return Err("interval is longer than the code's lifetime");
    }
    Ok(DeviceCode {
        device_code: device_code.into(),
        user_code: user_code.to_owned(),
        verification_uri: verification_uri.to_owned(),
        verification_uri_complete: complete.map(str::to_owned),
        expires_at: sent_at.plus(lifetime_ms),
        interval_ms,
    })
}

/// A number of seconds, or a string that is one, in milliseconds.
fn seconds(value: &Json) -> Option<i64> {
    match value {
        Json::Number(text) => seconds_to_ms(text).ok(),
        Json::String(text) => seconds_to_ms(text).ok(),
        _ => None,
    }
}
