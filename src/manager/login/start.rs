//! The authorization request: what a login needs to know when the user comes back, and the URL to go to.

use super::{LoginOptions, discover, login_config, session_key};
use crate::core::error::{Error, Result};
use crate::core::oauth::authorization::{self, LoginRequest};
use crate::core::oauth::pending_login::PendingLogin;
use crate::core::oauth::pkce;
use crate::core::validate::is_redirect_uri;
use crate::host::{crypto, session};
use crate::manager::closed;
use crate::manager::inner::Inner;
use crate::manager::registry::Key;
use std::rc::Rc;

pub(in crate::manager) async fn start(
    inner: &Rc<Inner>,
    key: Key,
    options: LoginOptions,
) -> Result<String> {
    let (name, provider) = inner
        .with_entry(key, |entry| {
            (
                entry.name().clone(),
                entry.credential.settings().config.clone(),
            )
        })
        .ok_or_else(closed)?;
    let path = |member: &str| ["providers.", &name, ".", member].concat();
    let config = login_config(&provider).ok_or_else(|| {
        Error::configuration(
            &path("grant"),
            "startLogin needs the grant \"authorization_code\"",
        )
    })?;
    let redirect_uri = options.redirect_uri.or_else(|| config.redirect_uri.clone());
    let redirect_uri = redirect_uri.ok_or_else(|| {
        Error::configuration(
            &path("redirectUri"),
            "is needed to log in: give it here or to startLogin",
        )
    })?;
    if !is_redirect_uri(&redirect_uri) {
        return Err(Error::configuration(
            "options.redirectUri",
            "must be an absolute URI without a fragment",
        ));
    }
    if let Some(param) = authorization::check_params(&options.params) {
        let path = ["options.params.", param].concat();
        return Err(Error::configuration(
            &path,
            "is set by tokenward: leave it out",
        ));
    }

    let endpoints = &config.endpoints;
    let metadata = match (&endpoints.authorization, &endpoints.token, &config.issuer) {
        (Some(_), Some(_), None) => None,
        _ => Some(discover(inner, &provider, config).await?),
    };
    let endpoint = |own: &Option<String>, discovered: Option<&Option<String>>, member: &str| {
        own.clone()
            .or_else(|| discovered.cloned().flatten())
            .ok_or_else(|| {
                Error::configuration(
                    &path(member),
                    "is needed: the issuer's metadata does not have it",
                )
            })
    };
    let discovered = metadata.as_ref().map(|metadata| &metadata.endpoints);
    let authorization = endpoint(
        &endpoints.authorization,
        discovered.map(|e| &e.authorization),
        "authorizationEndpoint",
    )?;
    let login = PendingLogin {
        state: pkce::random_text(&crypto::random_bytes()?),
        nonce: pkce::random_text(&crypto::random_bytes()?),
        verifier: pkce::random_text(&crypto::random_bytes()?),
        provider: name.to_string(),
        redirect_uri,
        issuer: config.issuer.clone(),
        iss_required: metadata
            .as_ref()
            .is_some_and(|m| m.authorization_response_iss_parameter_supported),
        scope: options.scope.unwrap_or_else(|| config.scope.clone()),
        token_endpoint: endpoint(
            &endpoints.token,
            discovered.map(|e| &e.token),
            "tokenEndpoint",
        )?,
        created_at: js_sys::Date::now() as i64,
        app_state: options.app_state,
    };
    let challenge =
        pkce::challenge_from_digest(&crypto::sha256(login.verifier.reveal().as_bytes()).await?);
    let request = LoginRequest {
        prompt: options.prompt,
        login_hint: options.login_hint,
        params: options.params,
    };
    let url =
        authorization::authorization_url(config, &authorization, &login, &challenge, &request);
    session::put(&session_key(inner, &login.state), login.to_record());
    Ok(url)
}
