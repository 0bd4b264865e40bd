//! Parts that the host makes for a single request: signed assertions (RFC 7523) and tokens to exchange (RFC 8693).
//!
//! [`needs`] lists the parts of a request, the host makes them, and [`add`] puts them into the request. No part is used
//! for a second request: an assertion is valid once, and a subject token may have been renewed.

use super::form::{Part, push_encoded};
use super::metadata::{self, Metadata};
use crate::core::config::{AssertionAudience, ClientAuth, Endpoint, OAuthConfig, OAuthGrant};
use crate::core::http::HttpRequest;
use crate::core::secret::Secret;
use crate::core::text::SecretText;
use crate::core::time::Moment;

/// The parts that the host must make.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Needs {
    /// The audience of a client assertion (RFC 7523 §3), if the client authenticates with one.
    pub client_audience: Option<String>,
    /// The token endpoint, if the request also needs the token or assertion that the grant exchanges.
    pub grant_endpoint: Option<String>,
    /// The current time by the server's clock, if that is known, in epoch milliseconds.
    pub now: i64,
}

/// The parts that a request of this client needs to authenticate, and for the configured grant if `for_grant`. Older
/// servers expect `token_endpoint` as the audience of a client assertion.
#[must_use]
pub fn needs(
    config: &OAuthConfig,
    token_endpoint: &str,
    for_grant: bool,
    now: i64,
) -> Option<Needs> {
    let signs = config.client_auth() == ClientAuth::PrivateKeyJwt;
    // A malicious server can name another server's token endpoint as its own. With the endpoint as the audience, it would get
    // an assertion that works at the other server; with the issuer it does not (draft-ietf-oauth-rfc7523bis §4).
    let newer = config.made().audience == AssertionAudience::Issuer;
    let issuer = config.issuer.as_deref().filter(|_| newer);
    let exchanges = matches!(
        config.grant,
        OAuthGrant::TokenExchange | OAuthGrant::JwtBearer
    );
    let needs = Needs {
        client_audience: signs.then(|| issuer.unwrap_or(token_endpoint).to_owned()),
        grant_endpoint: (for_grant && exchanges).then(|| token_endpoint.to_owned()),
        now,
    };
    (signs || needs.grant_endpoint.is_some()).then_some(needs)
}

/// The parts with which the client authenticates in a request to `endpoint`. `clock_skew_ms` is this machine's clock
/// minus the server's, if that is known.
#[must_use]
pub fn of_client(
    config: &OAuthConfig,
    metadata: Option<&Metadata>,
    endpoint: &str,
    clock_skew_ms: Option<i64>,
    at: Moment,
) -> Option<Needs> {
    // The older audience of an assertion is the token endpoint, even if the client authenticates at another endpoint.
    let audience = metadata::endpoint(config, metadata, Endpoint::Token);
    let audience = audience.ok().flatten().unwrap_or(endpoint);
    let now = at.wall(at.now);
    let now = now.saturating_sub(clock_skew_ms.unwrap_or_default());
    needs(config, audience, false, now)
}

/// Puts the made parts into the request.
pub fn add(request: &mut HttpRequest, parts: &[Part]) {
    let mut body = SecretText::default();
    body.push_str(request.body.as_ref().map_or("", Secret::reveal));
    for Part { name, value } in parts {
        if !body.as_str().is_empty() {
            body.push('&');
        }
        push_encoded(&mut body, name);
        body.push('=');
        push_encoded(&mut body, value.reveal());
        if is_secret(name) {
            request.secrets.push(value.clone());
        }
    }
    request.body = Some(body.into_secret());
}

/// The value of `client_assertion_type` is a URN, which an error message may show.
fn is_secret(name: &str) -> bool {
    !name.ends_with("_type")
}
