//! A code for tokens (RFC 6749 §4.1.3), and the check of the ID token among them.

use super::{bounded, login_error};
use crate::core::config::{OAuthConfig, ProviderConfig};
use crate::core::credential::note::Note;
use crate::core::error::{Code, Result};
use crate::core::oauth::id_token::{self, Expected};
use crate::core::oauth::pending_login::PendingLogin;
use crate::core::oauth::token_request::{self, GrantRequest};
use crate::core::oauth::token_response::{self, ResponseContext, transport_error};
use crate::core::secret::Secret;
use crate::core::tokens::TokenSet;
use crate::host::fetch;
use crate::manager::inner::Inner;
use std::rc::Rc;

pub(super) async fn exchange(
    inner: &Rc<Inner>,
    provider: &ProviderConfig,
    config: &OAuthConfig,
    login: &PendingLogin,
    code: &Secret,
) -> Result<(TokenSet, Option<String>)> {
    let grant = GrantRequest::AuthorizationCode {
        code,
        redirect_uri: &login.redirect_uri,
        verifier: &login.verifier,
    };
    let request = token_request::build(config, &login.token_endpoint, grant);
    let name: Rc<str> = login.provider.as_str().into();
    let sent_at = inner.moment().now;
    inner.note(&name, &Note::requested("authorization_code", &request));
    // Once: a code that was redeemed is not to be sent again, and nobody knows whether a lost answer redeemed it.
    let response = bounded(provider, |abort| async move {
        fetch::send(&request, inner.fetch.as_ref(), inner.kind(), &abort)
            .await
            .map_err(|(why, cause)| transport_error(why, false).with_cause(cause))
    })
    .await;
    let at = inner.moment();
    inner.note(
        &name,
        &Note::Answered {
            status: response.as_ref().ok().map(|response| response.status),
            ms: at.now.since(sent_at),
        },
    );
    let response = response?;
    let mut secrets = token_request::secrets(config, grant);
    secrets.extend([login.state.clone(), login.nonce.clone()]);
    let tokens = token_response::read(
        &response,
        &ResponseContext {
            refreshing: None,
            requested_scope: &login.scope,
            sent_at,
            received_at: at.now,
            wall_offset_ms: at.wall_offset_ms,
            assumed_lifetime_ms: provider.refresh_policy.assumed_lifetime_ms,
            secrets: &secrets,
        },
    )?;
    inner.note(
        &name,
        &Note::Obtained {
            refreshed: false,
            clock_skew_ms: tokens.clock_skew_ms,
        },
    );
    let expected = Expected {
        issuer: login.issuer.as_deref(),
        client_id: &config.client_id,
        nonce: login.wants_id_token().then_some(&login.nonce),
        now_ms: at.wall(at.now),
        clock_skew_ms: tokens.clock_skew_ms,
    };
    let claims = match &tokens.id_token {
        Some(token) => Some(id_token::check(token.reveal(), &expected)?),
        None if login.wants_id_token() => {
            let message = "the server gave no ID token although the scope has openid (OpenID Connect Core §3.1.3.3)";
            return Err(login_error(Code::LoginFailed, message));
        }
        None => None,
    };
    Ok((tokens, claims))
}
