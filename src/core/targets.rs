//! Access tokens for several targets from one session: a login's refresh token gives a token for each API (RFC 6749 §6, RFC 8707
//! §2.2).
//!
//! The tokens for other targets are kept in the record of the provider that holds the refresh token. So one write commits a
//! rotated refresh token together with the token that came with it, a logout removes all of them at once, and no token of a
//! former session can be taken for one of the next user's.

use super::config::{OAuthConfig, OAuthGrant, RefreshPolicy, Wish};
use super::identity;
use super::time::Timestamp;
use std::rc::Rc;

/// A credential's request to another one: an access token for this target.
#[derive(Clone, Debug)]
pub struct Mint {
    /// The [`identity::target`] of its configuration.
    pub id: Rc<str>,
    /// The configuration of the credential that asks.
    pub config: Rc<OAuthConfig>,
    /// The policy by which that credential renews its tokens.
    pub policy: Rc<RefreshPolicy>,
    /// Remaining life that its callers demand, in milliseconds.
    pub min_lifetime_ms: Option<i64>,
    /// An existing token serves only if it was obtained after this time.
    pub newer_than: Option<Timestamp>,
}

/// The configuration of the credential for the target `wish` of a client; `None` if the values are the client's own. `name` is the
/// provider's.
#[must_use]
pub fn config(wish: Wish, own: &OAuthConfig, name: &Rc<str>) -> Option<OAuthConfig> {
    let mut derived = own.clone();
    let (scope, resource, audience) = (
        !wish.scope.is_empty(),
        !wish.resource.is_empty(),
        !wish.audience.is_empty(),
    );
    if scope {
        derived.scope = wish.scope;
    }
    if resource {
        derived.resource = wish.resource;
    }
    if audience {
        derived.audience = wish.audience;
    }
    // A value in `params` would override it.
    derived.params.retain(|(name, _)| match name.as_str() {
        "scope" => !scope,
        "resource" => !resource,
        "audience" => !audience,
        _ => true,
    });
    if identity::target(&derived) == identity::target(own) {
        return None;
    }
    if own.grant.needs_user() && own.refresh_from.is_none() {
        derived.refresh_from = Some(name.clone());
        derived.refresh_token = None;
        derived.grant = OAuthGrant::RefreshToken;
        if !scope {
            // A missing scope means the granted scope (RFC 6749 §6), which the configured scope may exceed.
            derived.scope.clear();
        }
    }
    Some(derived)
}

/// The reason why the refresh token of `own` cannot serve `asking`: the wrong option of `asking`, and the error in it.
#[must_use]
pub fn misfit(
    own: Option<&OAuthConfig>,
    asking: &OAuthConfig,
) -> Option<(&'static str, &'static str)> {
    let user = own.filter(|own| own.grant.needs_user() && own.refresh_from.is_none());
    let Some(own) = user else {
        let problem = "must name a provider of a user's login (authorization_code, device_code, refresh_token) with a refresh token of its own";
        return Some(("refreshToken.provider", problem));
    };
    let differ = |one: &Option<String>, other: &Option<String>| {
        one.is_some() && other.is_some() && one != other
    };
    let option = if own.client_id != asking.client_id {
        "clientId"
    } else if differ(&own.issuer, &asking.issuer) {
        "issuer"
    } else if differ(&own.endpoints.token, &asking.endpoints.token) {
        "tokenEndpoint"
    } else if asking.dpop && !own.dpop {
        "dpop"
    } else {
        return None;
    };
    let problem = "must equal that of the provider whose refresh token it uses (RFC 6749 §6)";
    Some((option, problem))
}
