//! What a user granted, for tokens: the token request of a login, and the check of the ID token that it brings.

use super::{send, signature};
use crate::core::config::{OAuthConfig, ProviderConfig};
use crate::core::credential::note::Note;
use crate::core::error::{Class, Error, Result};
use crate::core::oauth::id_token::{self, Expected};
use crate::core::oauth::pending_login::asks_for_id_token;
use crate::core::oauth::token_request::{self, GrantRequest};
use crate::core::oauth::token_response::{self, ResponseContext};
use crate::core::secret::Secret;
use crate::core::tokens::TokenSet;
use crate::manager::inner::Inner;
use crate::manager::parts;
use crate::manager::registry::Key;
use std::rc::Rc;

/// A token request of a login, and what its answer has to fit.
pub(super) struct Exchange<'a> {
    pub key: Key,
    pub name: &'a Rc<str>,
    pub provider: &'a ProviderConfig,
    pub config: &'a OAuthConfig,
    pub token_endpoint: &'a str,
    pub grant: GrantRequest<'a>,
    /// The scope that was asked for.
    pub scope: &'a str,
    /// The issuer that was asked, where it is known.
    pub issuer: Option<&'a str>,
    /// Where the issuer's keys are, where that is known.
    pub jwks_uri: Option<&'a str>,
    /// What was sent with a login that must bring an ID token (OpenID Connect Core §3.1.3.3).
    pub nonce: Option<&'a Secret>,
    /// What no message may show, beside the request's own secrets.
    pub secrets: &'a [Secret],
}

/// Sends it, once: nobody knows whether a request whose answer was lost redeemed what it held. Gives the tokens, and the claims
/// of the ID token among them.
pub(super) async fn exchange(
    inner: &Rc<Inner>,
    exchange: &Exchange<'_>,
) -> Result<(TokenSet, Option<String>)> {
    let Exchange {
        key,
        name,
        provider,
        config,
        grant,
        ..
    } = *exchange;
    if let Some(jwks_uri) = exchange
        .jwks_uri
        .filter(|_| asks_for_id_token(exchange.scope))
    {
        // First, so that a code is not spent on tokens that cannot be believed.
        signature::check(inner, key, (provider, config), jwks_uri, None).await?;
    }
    let endpoint = exchange.token_endpoint;
    let mut proved_anew = false;
    let (mut secrets, sent_at, at, response) = loop {
        let mut request = token_request::build(config, endpoint, grant);
        parts::authenticate(inner, config, endpoint, &mut request).await?;
        let sent_at = inner.moment().now;
        inner.note(name, &Note::requested(grant.name(), &request));
        let response = send(inner, key, provider, &request).await;
        let at = inner.moment();
        inner.note(
            name,
            &Note::Answered {
                status: response.as_ref().ok().map(|response| response.status),
                ms: at.now.since(sent_at),
            },
        );
        let response = response?;
        // Such an answer is no use of what was sent (RFC 9449 §8).
        if proved_anew || !response.wants_another_proof() {
            break (request.secrets, sent_at, at, response);
        }
        proved_anew = true;
    };
    secrets.extend_from_slice(exchange.secrets);
    let tokens = token_response::read(
        &response,
        &ResponseContext {
            requested_scope: exchange.scope,
            ..ResponseContext::of_login(provider, &secrets, sent_at, at)
        },
    )?;
    if tokens.has_expired(at.now) && tokens.refresh_token.is_none() {
        // Nothing can be asked again: the code is spent.
        let mut error = token_response::expired_on_arrival(Class::Login);
        error.retryable = false;
        return Err(error);
    }
    inner.note(
        name,
        &Note::Obtained {
            refreshed: false,
            clock_skew_ms: tokens.clock_skew_ms,
        },
    );
    let expected = Expected {
        issuer: exchange.issuer,
        client_id: &config.client_id,
        nonce: exchange.nonce,
        now_ms: at.wall(at.now),
        clock_skew_ms: tokens.clock_skew_ms,
    };
    let claims = match &tokens.id_token {
        Some(token) => {
            let claims = id_token::check(token.reveal(), &expected)?;
            if let Some(jwks_uri) = exchange.jwks_uri {
                signature::check(inner, key, (provider, config), jwks_uri, Some(token)).await?;
            }
            Some(claims)
        }
        None if exchange.nonce.is_some() => {
            let message = "the server gave no ID token although the scope has openid (OpenID Connect Core §3.1.3.3)";
            return Err(Error::login_failed(message));
        }
        None => None,
    };
    Ok((tokens, claims))
}
