//! The user's login: the authorization code grant with PKCE, from the URL to go to until the tokens are there.

use super::discovery;
use super::inner::Inner;
use super::registry::Key;
use super::{TokenInfo, closed};
use crate::core::config::{Grant, OAuthConfig, OAuthGrant, ProviderConfig};
use crate::core::credential::io::Input;
use crate::core::credential::note::Note;
use crate::core::error::{Class, Code, Error, Result};
use crate::core::http::Transport;
use crate::core::oauth::authorization::{self, Callback, LoginRequest};
use crate::core::oauth::id_token::{self, Expected};
use crate::core::oauth::pending_login::PendingLogin;
use crate::core::oauth::pkce;
use crate::core::oauth::token_request::{self, GrantRequest};
use crate::core::oauth::token_response::{self, ResponseContext, transport_error};
use crate::core::secret::Secret;
use crate::core::tokens::TokenSet;
use crate::core::validate::is_redirect_uri;
use crate::host::bounded::within;
use crate::host::fetch::{self, Abort};
use crate::host::{crypto, session};
use std::cell::RefCell;
use std::future::{Future, poll_fn};
use std::rc::Rc;
use std::task::{Poll, Waker};

/// What a caller may ask of one login.
#[derive(Clone, Debug, Default)]
pub struct LoginOptions {
    /// In place of the provider's.
    pub redirect_uri: Option<String>,
    /// In place of the provider's; space-separated.
    pub scope: Option<String>,
    /// OpenID Connect Core §3.1.2.1.
    pub prompt: Option<String>,
    /// OpenID Connect Core §3.1.2.1.
    pub login_hint: Option<String>,
    /// Comes back from `finish_login`: a JSON text, kept locally and never sent.
    pub app_state: Option<String>,
    /// Further parameters of the authorization request.
    pub params: Vec<(String, String)>,
}

/// What a finished login gives.
#[derive(Clone, Debug)]
pub struct LoginResult {
    /// The provider whose tokens are there now.
    pub provider: Rc<str>,
    /// What is known of them.
    pub info: TokenInfo,
    /// What was given to `start_login`.
    pub app_state: Option<String>,
    /// The ID token's claims: the text of a JSON object.
    pub claims: Option<String>,
}

/// A login that a callback has used up: everybody who comes with the same URL gets the same result.
#[derive(Default)]
pub(super) struct Finishing {
    result: Option<Result<LoginResult>>,
    waiting: Vec<Waker>,
}

pub(super) async fn start(inner: &Rc<Inner>, key: Key, options: LoginOptions) -> Result<String> {
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

pub(super) async fn finish(inner: &Rc<Inner>, callback_url: &str) -> Result<LoginResult> {
    if let Some(known) = inner.finishing(callback_url) {
        return shared(inner, known).await;
    }
    let mine = Rc::new(RefCell::new(Finishing::default()));
    inner.keep_finishing(callback_url, mine.clone());
    let result = redeem(inner, callback_url).await;
    let mut finishing = mine.borrow_mut();
    finishing.result = Some(result.clone());
    finishing.waiting.drain(..).for_each(Waker::wake);
    result
}

/// The result of the call that came first with the same URL.
async fn shared(inner: &Inner, finishing: Rc<RefCell<Finishing>>) -> Result<LoginResult> {
    let result = poll_fn(|context| {
        let mut finishing = finishing.borrow_mut();
        match &finishing.result {
            Some(result) => Poll::Ready(result.clone()),
            None => {
                finishing.waiting.push(context.waker().clone());
                Poll::Pending
            }
        }
    });
    if !inner.ends_with_request() {
        return result.await;
    }
    // The request that came first may have ended, and its work with it.
    let lost = || {
        Err(login_error(
            Code::Timeout,
            "the request that finished this login has ended",
        ))
    };
    within(BOUND_ON_THE_EDGE_MS, result)
        .await
        .unwrap_or_else(lost)
}

const BOUND_ON_THE_EDGE_MS: i64 = 10_000;

/// Uses up the pending login, good or bad, and exchanges the code (RFC 6749 §4.1.3).
async fn redeem(inner: &Rc<Inner>, callback_url: &str) -> Result<LoginResult> {
    let callback = authorization::read_callback(callback_url)?;
    let unknown = || {
        let message = "no login is pending for this callback: it was finished before, or begun in another tab or browser";
        login_error(Code::LoginFailed, message)
    };
    let record = session::take(&session_key(inner, &callback.state)).ok_or_else(unknown)?;
    let login = PendingLogin::from_record(record.reveal()).ok_or_else(unknown)?;
    let name: Rc<str> = login.provider.as_str().into();
    let (tokens, claims) = answer(inner, &callback, &login)
        .await
        .map_err(|error| as_login(error).of(&name))?;
    let key = inner.find(Some(&name))?;
    inner
        .operate(key, |waiter| Input::TokensSet {
            waiter,
            tokens: Box::new(tokens),
            by_login: true,
        })
        .await?;
    Ok(LoginResult {
        provider: name,
        info: inner.info(key)?,
        app_state: login.app_state.clone(),
        claims,
    })
}

/// What the callback brings: tokens, and the claims of the ID token.
async fn answer(
    inner: &Rc<Inner>,
    callback: &Callback,
    login: &PendingLogin,
) -> Result<(TokenSet, Option<String>)> {
    let code = authorization::check_callback(callback, login)?;
    let key = inner.find_or_resolve(Some(&login.provider)).await?;
    let provider = inner.look(key, |credential, _| credential.settings().config.clone())?;
    let config = login_config(&provider).ok_or_else(|| {
        let message = "the provider's grant is not authorization_code any more";
        login_error(Code::LoginFailed, message)
    })?;
    let logouts = inner.look(key, |credential, _| credential.logouts())?;
    let result = exchange(inner, &provider, config, login, &code).await?;
    if inner.look(key, |credential, _| credential.logouts())? != logouts {
        let message = "the user logged out while the login was being finished";
        return Err(login_error(Code::LoginFailed, message));
    }
    Ok(result)
}

async fn exchange(
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

async fn discover(
    inner: &Rc<Inner>,
    provider: &ProviderConfig,
    config: &OAuthConfig,
) -> Result<Rc<crate::core::oauth::metadata::Metadata>> {
    bounded(provider, |abort| async move {
        discovery::metadata(inner, config, &abort).await
    })
    .await
    .map_err(as_login)
}

/// Does work on the network within `retryPolicy.timeoutMs`, and takes it back after that.
async fn bounded<T, F: Future<Output = Result<T>>>(
    provider: &ProviderConfig,
    work: impl FnOnce(Rc<Abort>) -> F,
) -> Result<T> {
    let abort = Rc::new(Abort::new());
    let result = within(provider.retry_policy.timeout_ms, work(abort.clone())).await;
    result.unwrap_or_else(|| {
        abort.abort();
        Err(transport_error(Transport::Timeout, false))
    })
}

fn login_config(provider: &ProviderConfig) -> Option<&OAuthConfig> {
    match &provider.grant {
        Grant::OAuth(config) if config.grant == OAuthGrant::AuthorizationCode => Some(config),
        _ => None,
    }
}

fn session_key(inner: &Inner, state: &Secret) -> String {
    // With a mark that no record's key has: both may lie in sessionStorage.
    inner.marked_key("%login:", state.reveal())
}

/// What went wrong with the server is a login's failure here; a wrong option stays one.
fn as_login(mut error: Error) -> Error {
    if error.class == Class::TokenAcquisition {
        error.class = Class::Login;
    }
    if error.code == Code::AcquisitionFailed {
        error.code = Code::LoginFailed;
    }
    error
}

fn login_error(code: Code, message: &'static str) -> Error {
    Error::new(Class::Login, code, message)
}
