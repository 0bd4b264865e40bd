//! The check of a provider's configuration. It names the first wrong option by its path and its remedy.

use super::config::{
    AssertionSource, ClientAuth, Grant, OAuthConfig, OAuthGrant, ProviderConfig, RefreshPolicy,
    RetryPolicy, StaticToken,
};
use super::error::{Error, Result};
use super::login_grant::check::check as check_login;
use super::secret::Secret;
use super::tokens::{is_access_token, is_http_token, is_visible};
use super::url::{Url, check_endpoint};
use super::wrong::{SCOPE, Wrong, is_scope, wrong};
use crate::core::text::concat;

/// Finds the first wrong option of a provider. `path` is the provider's name in messages, such as `providers.api`.
///
/// # Errors
/// [`Class::InvalidConfiguration`](super::error::Class::InvalidConfiguration), naming the option by its path.
pub fn validate(config: &ProviderConfig, path: &str) -> Result<()> {
    let found = check_refresh(&config.refresh_policy)
        .or_else(|| check_retry(&config.retry_policy))
        .or_else(|| match &config.grant {
            Grant::OAuth(oauth) => check_oauth(oauth),
            Grant::Login(login) => check_login(login),
            Grant::Static(token) => check_static(token),
            Grant::Custom(_) => None,
        });
    found.map_or(
        Ok(()),
        |Wrong {
             option,
             member,
             problem,
         }| {
            let dot = if member.is_empty() { "" } else { "." };
            Err(Error::configuration(
                &concat(&[path, ".", option, dot, member]),
                problem,
            ))
        },
    )
}

const POSITIVE: &str = "must be a finite number above zero";

fn first_not_positive(values: &[(&'static str, i64)]) -> Option<Wrong<'static>> {
    values
        .iter()
        .find(|(_, value)| *value <= 0)
        .and_then(|(option, _)| wrong(option, POSITIVE))
}

fn check_refresh(policy: &RefreshPolicy) -> Option<Wrong<'static>> {
    if policy.jitter > 65_536 {
        return wrong("refreshPolicy.jitter", "must be a number from 0 to 1");
    }
    first_not_positive(&[
        ("refreshPolicy.minLifetimeSeconds", policy.min_lifetime_ms),
        ("refreshPolicy.aheadSeconds", policy.ahead_ms),
        (
            "refreshPolicy.intervalSeconds",
            policy.interval_ms.unwrap_or(1),
        ),
        (
            "refreshPolicy.assumedLifetimeSeconds",
            policy.assumed_lifetime_ms,
        ),
    ])
}

fn check_retry(policy: &RetryPolicy) -> Option<Wrong<'static>> {
    first_not_positive(&[
        ("retryPolicy.maxAttempts", i64::from(policy.max_attempts)),
        ("retryPolicy.baseDelayMs", policy.base_delay_ms),
        ("retryPolicy.maxDelayMs", policy.max_delay_ms),
        ("retryPolicy.timeoutMs", policy.timeout_ms),
        ("retryPolicy.deadlineMs", policy.deadline_ms),
        (
            "retryPolicy.circuitThreshold",
            i64::from(policy.circuit_threshold),
        ),
        ("retryPolicy.circuitCooldownMs", policy.circuit_cooldown_ms),
        (
            "retryPolicy.maxFailuresBeforeFallback",
            i64::from(policy.max_failures_before_fallback),
        ),
    ])
}

fn check_static(token: &StaticToken) -> Option<Wrong<'static>> {
    if !is_access_token(token.token.reveal()) {
        return wrong(
            "token",
            "must be a token: letters, digits and -._~+/=, no spaces and no \"Bearer \" before it",
        );
    }
    if token
        .token_type
        .as_deref()
        .is_some_and(|name| !is_http_token(name))
    {
        return wrong(
            "tokenType",
            "must be the name of an authentication scheme, such as Bearer",
        );
    }
    if token.expires_at.is_some_and(|at| at <= 0) {
        return wrong("expiresAt", "must be a point in time in epoch milliseconds");
    }
    None
}

fn check_oauth(config: &OAuthConfig) -> Option<Wrong<'_>> {
    check_server(config)
        .or_else(|| check_client(config))
        .or_else(|| check_made(config))
        .or_else(|| check_user(config))
        .or_else(|| check_request(config))
        .or_else(|| check_params(config))
        .or_else(|| check_headers(config))
}

fn check_server(config: &OAuthConfig) -> Option<Wrong<'_>> {
    let insecure = config.allow_insecure_http;
    let endpoints = &config.endpoints;
    if let Some(issuer) = &config.issuer {
        if let Err(problem) = check_endpoint(issuer, insecure) {
            return wrong("issuer", problem);
        }
        // RFC 8414 §2. A question mark at the end counts as a query.
        if Url::parse(issuer).is_ok_and(|url| url.query.is_some()) {
            return wrong("issuer", "must not have a query (?…)");
        }
    }
    let urls = [
        ("tokenEndpoint", &endpoints.token),
        ("authorizationEndpoint", &endpoints.authorization),
        ("revocationEndpoint", &endpoints.revocation),
        (
            "deviceAuthorizationEndpoint",
            &endpoints.device_authorization,
        ),
        (
            "pushedAuthorizationRequestEndpoint",
            &endpoints.pushed_authorization_request,
        ),
        ("endSessionEndpoint", &endpoints.end_session),
        ("jwksUri", &endpoints.jwks_uri),
    ];
    for (option, url) in urls {
        if let Some(Err(problem)) = url.as_ref().map(|url| check_endpoint(url, insecure)) {
            return wrong(option, problem);
        }
    }
    if config.issuer.is_none() {
        if config.par == Some(true) && endpoints.pushed_authorization_request.is_none() {
            return wrong(
                "pushedAuthorizationRequestEndpoint",
                "is missing: par is true; set it, or set issuer to have it discovered",
            );
        }
        if endpoints.token.is_none() && config.refresh_from.is_none() {
            return wrong(
                "tokenEndpoint",
                "is missing: set it, or set issuer to have the endpoints discovered",
            );
        }
        if config.grant == OAuthGrant::DeviceCode && endpoints.device_authorization.is_none() {
            return wrong(
                "deviceAuthorizationEndpoint",
                "is missing: set it, or set issuer to have the endpoints discovered",
            );
        }
        if config.grant == OAuthGrant::AuthorizationCode && endpoints.authorization.is_none() {
            return wrong(
                "authorizationEndpoint",
                "is missing: set it, or set issuer to have the endpoints discovered",
            );
        }
    }
    None
}

fn check_client(config: &OAuthConfig) -> Option<Wrong<'_>> {
    if config.refresh_from.is_some() && config.grant != OAuthGrant::RefreshToken {
        return wrong(
            "refreshToken.provider",
            "is only for the grant \"refresh_token\"",
        );
    }
    if config.client_id.is_empty() {
        return wrong("clientId", "must not be empty");
    }
    match (&config.client_secret, config.client_auth()) {
        (Some(secret), _) if secret.is_empty() => wrong(
            "clientSecret",
            "must not be empty: leave it out for a public client",
        ),
        (None, ClientAuth::SecretBasic | ClientAuth::SecretPost) => {
            wrong("clientSecret", "is missing: clientAuth needs one")
        }
        _ => None,
    }
}

fn check_request(config: &OAuthConfig) -> Option<Wrong<'_>> {
    if !is_scope(&config.scope) {
        return wrong("scope", SCOPE);
    }
    if config.audience.iter().any(String::is_empty) {
        return wrong("audience", "must not be empty");
    }
    if config
        .resource
        .iter()
        .any(|resource| resource.is_empty() || resource.contains('#'))
    {
        return wrong("resource", "must be a URI without a fragment (#…)");
    }
    if config
        .redirect_uri
        .as_ref()
        .is_some_and(|uri| !is_redirect_uri(uri))
    {
        return wrong("redirectUri", REDIRECT_URI);
    }
    if config.refresh_token.as_ref().is_some_and(Secret::is_empty) {
        return wrong("refreshToken", "must not be empty");
    }
    None
}

/// Checks the parts that the host makes anew for each request: each grant has the part that it exchanges, and every
/// option is used.
fn check_made(config: &OAuthConfig) -> Option<Wrong<'static>> {
    let made = config.made();
    let exchanges = config.grant == OAuthGrant::TokenExchange;
    let bears = config.grant == OAuthGrant::JwtBearer;
    let claims = made.assertion == Some(AssertionSource::Claims);
    let signs = config.client_auth() == ClientAuth::PrivateKeyJwt;
    const EXCHANGE: &str = "is for the grant \"token_exchange\"";
    let wrong_if = |is: bool, option, problem| is.then(|| wrong(option, problem)).flatten();
    wrong_if(
        exchanges && made.subject.is_none(),
        "subjectToken",
        "is missing: the grant \"token_exchange\" exchanges it",
    )
    .or_else(|| {
        wrong_if(
            !exchanges && made.subject.is_some(),
            "subjectToken",
            EXCHANGE,
        )
    })
    .or_else(|| wrong_if(!exchanges && made.actor.is_some(), "actorToken", EXCHANGE))
    .or_else(|| {
        wrong_if(
            bears && made.assertion.is_none(),
            "assertion",
            "is missing: the grant \"jwt_bearer\" exchanges it",
        )
    })
    .or_else(|| {
        wrong_if(
            !bears && made.assertion.is_some(),
            "assertion",
            "is for the grant \"jwt_bearer\"",
        )
    })
    .or_else(|| {
        wrong_if(
            (claims || signs) && !made.has_key,
            "privateKey",
            "is missing: clientAuth \"private_key_jwt\" or the claims of assertion need it",
        )
    })
    .or_else(|| {
        wrong_if(
            made.has_key && !claims && !signs,
            "privateKey",
            "is not used: set clientAuth to \"private_key_jwt\", or leave it out",
        )
    })
}

/// Checks the user's credentials, which only one grant sends.
fn check_user(config: &OAuthConfig) -> Option<Wrong<'static>> {
    const ELSEWHERE: &str = "is for the grants \"password\" and \"login\"";
    let username = config.username.as_ref().map(String::is_empty);
    let password = config.password.as_ref().map(Secret::is_empty);
    let user = [("username", username), ("password", password)];
    user.into_iter().find_map(|(option, empty)| {
        match (config.grant == OAuthGrant::Password, empty) {
            (true, None) => wrong(option, "is missing: the grant \"password\" sends it"),
            (true, Some(true)) => wrong(option, "must not be empty"),
            (false, Some(_)) => wrong(option, ELSEWHERE),
            _ => None,
        }
    })
}

/// The problem with an invalid redirect URI.
pub const REDIRECT_URI: &str = "must be an absolute URI without a fragment (#…)";

/// True if a text can be a redirect URI (RFC 6749 §3.1.2): absolute, without fragment. Native shells use schemes of
/// their own (RFC 8252 §7.1), so http is not required.
#[must_use]
pub fn is_redirect_uri(uri: &str) -> bool {
    let scheme = uri.split_once(':').map_or("", |(scheme, _)| scheme);
    scheme.starts_with(|c: char| c.is_ascii_alphabetic())
        && scheme
            .bytes()
            .all(|byte| byte.is_ascii_alphanumeric() || b"+-.".contains(&byte))
        && uri
            .bytes()
            .all(|byte| byte.is_ascii_graphic() && byte != b'#')
}

/// Parameters that tokenward sets itself. Another value would change the meaning of the request.
const OWN_PARAMS: [&str; 10] = [
    "grant_type",
    "client_id",
    "client_secret",
    "code",
    "code_verifier",
    "redirect_uri",
    "refresh_token",
    "assertion",
    "client_assertion",
    "client_assertion_type",
];

/// The same for [`OAuthGrant::TokenExchange`].
const EXCHANGE_PARAMS: [&str; 4] = [
    "subject_token",
    "subject_token_type",
    "actor_token",
    "actor_token_type",
];

/// The same for [`OAuthGrant::Password`].
const USER_PARAMS: [&str; 2] = ["username", "password"];

fn check_params(config: &OAuthConfig) -> Option<Wrong<'_>> {
    config.params.iter().find_map(|(name, _)| {
        let problem = match name.as_str() {
            "" => "must not have an empty name",
            name if OWN_PARAMS.contains(&name)
                || (config.grant == OAuthGrant::TokenExchange
                    && EXCHANGE_PARAMS.contains(&name))
                || (config.grant == OAuthGrant::Password && USER_PARAMS.contains(&name)) =>
            {
                "is set by the grant and the client's options: leave it out"
            }
            _ => return None,
        };
        Some(Wrong {
            option: "params",
            member: name,
            problem,
        })
    })
}

/// Headers that are set by the request's form, the host or the client authentication.
const OWN_HEADERS: [&str; 5] = [
    "content-type",
    "content-length",
    "host",
    "cookie",
    "transfer-encoding",
];

fn check_headers(config: &OAuthConfig) -> Option<Wrong<'_>> {
    config.headers.iter().find_map(|(name, value)| {
        let own = |own: &str| name.eq_ignore_ascii_case(own);
        let problem = if !is_http_token(name) {
            "is not the name of a header"
        } else if OWN_HEADERS.into_iter().any(own) || (config.dpop && own("dpop")) {
            "is set by tokenward: leave it out"
        } else if own("authorization") && config.client_auth() == ClientAuth::SecretBasic {
            "is set by clientAuth \"client_secret_basic\": use another, or leave it out"
        } else if !is_visible(value.reveal()) {
            "must have a value of visible ASCII characters"
        } else {
            return None;
        };
        Some(Wrong {
            option: "headers",
            member: name,
            problem,
        })
    })
}
