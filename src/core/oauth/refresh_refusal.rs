//! The meaning of a refused refresh (RFC 6749 §5.2): the refresh token is void, or the server requires the user.
//!
//! Both lists contain only words that have a single meaning in the response to a refresh. An ambiguous word must not
//! end a session: `invalid_request`, `unauthorized_client` or `access_denied` may come from a wrong configuration.

use crate::core::error::Error;
use crate::core::json::Json;

/// The reason why a refresh was refused for good.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Refusal {
    /// The refresh token is void: expired, revoked, spent, or never valid.
    Void,
    /// The refresh token may be good, but the server first requires its user: another factor, consent, a password. The
    /// stored tokens stay.
    UserWanted,
}

/// `error` values of a void refresh token, compared without regard to case.
const VOID: [&str; 7] = [
    // RFC 6749 §5.2: Entra ID, Google (`invalid_rapt` is its `error_subtype`), Okta, Auth0, Keycloak, Salesforce, Xero.
    INVALID_GRANT,
    // GitHub: "Troubleshooting OAuth app access token request errors".
    "bad_refresh_token",
    // Slack: the errors of the method `oauth.v2.access`. PayPal, too.
    "invalid_refresh_token",
    // Slack again, for a revoked token.
    "token_revoked",
    // RFC 6750 §3.1. Token endpoints borrow it for the only token in the request: Cloud Foundry's UAA, Spring Security OAuth
    // ("Invalid refresh token (expired)"), iRacing (its page "invalid_token").
    "invalid_token",
    // RFC 8628 §3.5, for device codes; in the answer to a refresh it can only mean the refresh token.
    "expired_token",
    // Zoho: "Refresh access tokens". A refresh sends no code.
    "invalid_code",
];

/// `error` values by which a server requires the user.
const USER_WANTED: [&str; 6] = [
    // OpenID Connect Core §3.1.2.6; at the token endpoint: Entra ID ("Handle errors and exceptions in MSAL"), and others.
    "interaction_required",
    "login_required",
    "account_selection_required",
    "consent_required",
    // Auth0: "Authenticate with the Resource Owner Password flow and MFA"; refreshes are answered with it as well.
    "mfa_required",
    // OpenID Connect Core Unmet Authentication Requirements 1.0.
    "unmet_authentication_requirements",
];

/// Values of `suberror` by which Entra ID states, beside `invalid_grant`, that it requires the user. For such a request
/// the refresh token is good. With `bad_token`, or none, it is void. (MSAL: `InteractionRequiredAuthError`.)
const WANTED_FOR_THIS: [&str; 4] = [
    "consent_required",
    "basic_action",
    "additional_action",
    "message_only",
];

/// This library's `error` for a void refresh token if the server sends none.
const INVALID_GRANT: &str = "invalid_grant";

/// The meaning of a refused refresh; `None` if it does not end the session. A server that fails at the same time (5xx,
/// 429) has decided nothing.
#[must_use]
pub fn of(error: &Error) -> Option<Refusal> {
    let word = error.oauth_error.as_deref().filter(|_| !error.retryable)?;
    let is = |known: &&str| known.eq_ignore_ascii_case(word);
    let suberror = error.suberror.as_deref().unwrap_or_default();
    if word.eq_ignore_ascii_case(INVALID_GRANT) && WANTED_FOR_THIS.contains(&suberror) {
        Some(Refusal::UserWanted)
    } else if VOID.iter().any(is) {
        Some(Refusal::Void)
    } else {
        USER_WANTED.iter().any(is).then_some(Refusal::UserWanted)
    }
}

/// The `error` that fits a response to a refresh whose other members state clearly that the refresh token is void.
pub(super) fn in_other_words(body: &Json) -> Option<&'static str> {
    let says = |object: &Json, name: &str, value: &str| object.get_str(name) == Some(value);
    let first = match body.get("errors") {
        Some(Json::Array(errors)) => errors.first(),
        _ => None,
    };
    let void = match body.get_str("error") {
        // Zoom: {"reason":"Invalid Token!","error":"invalid_request"}.
        Some("invalid_request") => says(body, "reason", "Invalid Token!"),
        Some(_) => false,
        None => {
            // HubSpot: {"status":"BAD_REFRESH_TOKEN","message":"missing or invalid refresh token"}.
            says(body, "status", "BAD_REFRESH_TOKEN")
                // Twitch ("Refreshing Access Tokens"): {"status":400,"message":"Invalid refresh token"}. Square, too.
                || says(body, "message", "Invalid refresh token")
                || first.is_some_and(|first| {
                    // Fitbit: {"errors":[{"errorType":"invalid_grant","message":"Refresh token invalid: …"}]}.
                    says(first, "errorType", INVALID_GRANT)
                        // Strava: {"errors":[{"resource":"RefreshToken","field":"refresh_token","code":"invalid"}]}.
                        || (says(first, "field", "refresh_token") && says(first, "code", "invalid"))
                })
        }
    };
    void.then_some(INVALID_GRANT)
}
