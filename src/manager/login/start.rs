//! The authorization request: what a login needs to know when the user comes back, and the URL to go to.

use super::party::Party;
use super::{LoginOptions, LoginUrl, as_login, pending, send};
use crate::core::config::{Endpoint, OAuthGrant};
use crate::core::error::{Error, Result};
use crate::core::oauth::authorization::{self, LoginRequest};
use crate::core::oauth::form::Form;
use crate::core::oauth::pending_login::PendingLogin;
use crate::core::oauth::pkce;
use crate::core::oauth::pushed_request::{self, Pushed};
use crate::core::oauth::token_response::ResponseContext;
use crate::core::validate::is_redirect_uri;
use crate::host::crypto;
use crate::host::kind::Kind;
use crate::manager::inner::Inner;
use crate::manager::log::Level;
use crate::manager::parts;
use crate::manager::registry::Key;
use std::rc::Rc;

pub(in crate::manager) async fn start(
    inner: &Rc<Inner>,
    key: Key,
    options: LoginOptions,
) -> Result<LoginUrl> {
    let mut party = Party::of(inner, key, OAuthGrant::AuthorizationCode, "startLogin")?;
    let redirect_uri = options
        .redirect_uri
        .clone()
        .or_else(|| party.config.redirect_uri.clone());
    let redirect_uri = redirect_uri.ok_or_else(|| {
        Error::configuration(
            &party.path("redirectUri"),
            "is needed to log in: give it here or to startLogin",
        )
    })?;
    check(&options, &redirect_uri)?;
    let scope = options.scope.clone();
    let scope = scope.unwrap_or_else(|| party.config.scope.clone());
    let mut needed = vec![Endpoint::Authorization, Endpoint::Token];
    if party.config.par == Some(true) {
        needed.push(Endpoint::PushedAuthorizationRequest);
    }
    party.meet(inner, &needed, &scope).await?;
    let endpoint = party.endpoint(Endpoint::Authorization)?;
    let metadata = party.metadata.as_deref();
    let login = PendingLogin {
        state: pkce::random_text(&crypto::random_bytes()?),
        nonce: pkce::random_text(&crypto::random_bytes()?),
        verifier: pkce::random_text(&crypto::random_bytes()?),
        provider: String::from(&*party.name),
        redirect_uri,
        issuer: party.config.issuer.clone(),
        iss_required: metadata.is_some_and(|m| m.authorization_response_iss_parameter_supported),
        token_endpoint: party.endpoint(Endpoint::Token)?,
        jwks_uri: party.jwks_uri(&scope)?,
        scope,
        created_at: js_sys::Date::now() as i64,
        app_state: options.app_state,
    };
    let challenge =
        pkce::challenge_from_digest(&crypto::sha256(login.verifier.reveal().as_bytes()).await?);
    let request = LoginRequest {
        prompt: options.prompt,
        login_hint: options.login_hint,
        params: options.params,
        dpop_jkt: inner.login_key(key).await,
    };
    let mut parameters = authorization::parameters(&party.config, &login, &challenge, &request);
    let mut expires_at = None;
    let required = metadata.is_some_and(|m| m.require_pushed_authorization_requests);
    if party.config.par.unwrap_or(required) {
        let pushed = push(inner, &party, &login, parameters).await;
        let pushed = pushed.map_err(|error| as_login(error).of(&party.name))?;
        parameters = pushed_request::parameters(&party.config, &pushed);
        expires_at = Some(inner.moment().wall(pushed.expires_at));
    }
    if !pending::keep(inner, login) && inner.kind() == Kind::Browser {
        let message = "sessionStorage is missing, forbidden or full: this login is lost when the user leaves the page";
        inner.log(Level::Warn, message, Some(&party.name));
    }
    Ok(LoginUrl {
        url: authorization::url(&endpoint, &parameters),
        expires_at,
    })
}

fn check(options: &LoginOptions, redirect_uri: &str) -> Result<()> {
    if !is_redirect_uri(redirect_uri) {
        return Err(Error::configuration(
            "options.redirectUri",
            "must be an absolute URI without a fragment",
        ));
    }
    match authorization::check_params(&options.params) {
        None => Ok(()),
        Some(param) => Err(Error::configuration(
            &["options.params.", param].concat(),
            "is set by tokenward: leave it out",
        )),
    }
}

/// Hands the request to the server (RFC 9126).
async fn push(
    inner: &Rc<Inner>,
    party: &Party,
    login: &PendingLogin,
    parameters: Form,
) -> Result<Pushed> {
    let endpoint = party.endpoint(Endpoint::PushedAuthorizationRequest)?;
    let mut request = pushed_request::build(&party.config, &endpoint, login, parameters);
    parts::authenticate(inner, &party.config, &endpoint, &mut request).await?;
    let sent_at = inner.moment().now;
    let response = send(inner, party.key, &party.provider, &request).await?;
    let at = inner.moment();
    let context = ResponseContext::of_login(&party.provider, &request.secrets, sent_at, at);
    let pushed = pushed_request::read(&response, &context)?;
    inner.log(
        Level::Debug,
        "authorization request pushed",
        Some(&party.name),
    );
    Ok(pushed)
}
