//! The callback: uses up the pending login that it belongs to, whatever comes of it, and takes the tokens.

use super::exchange::{self, Exchange};
use super::{LoginResult, as_login, login_config, login_error, session_key};
use crate::core::credential::io::Input;
use crate::core::error::{Code, Result};
use crate::core::oauth::authorization::{self, Callback};
use crate::core::oauth::pending_login::PendingLogin;
use crate::core::oauth::token_request::GrantRequest;
use crate::core::tokens::TokenSet;
use crate::host::bounded::within;
use crate::host::session;
use crate::manager::inner::Inner;
use std::cell::RefCell;
use std::future::poll_fn;
use std::rc::Rc;
use std::task::{Poll, Waker};

/// A login that a callback has used up: everybody who comes with the same URL gets the same result.
#[derive(Default)]
pub(in crate::manager) struct Finishing {
    result: Option<Result<LoginResult>>,
    waiting: Vec<Waker>,
}

pub(in crate::manager) async fn finish(
    inner: &Rc<Inner>,
    callback_url: &str,
) -> Result<LoginResult> {
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
    let (tokens, claims) = answer(inner, &name, &callback, &login)
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
    name: &Rc<str>,
    callback: &Callback,
    login: &PendingLogin,
) -> Result<(TokenSet, Option<String>)> {
    let code = authorization::check_callback(callback, login)?;
    let key = inner.find_or_resolve(Some(name)).await?;
    let provider = inner.look(key, |credential, _| credential.settings().config.clone())?;
    let config = login_config(&provider).ok_or_else(|| {
        let message = "the provider's grant is not authorization_code any more";
        login_error(Code::LoginFailed, message)
    })?;
    let logouts = inner.look(key, |credential, _| credential.logouts())?;
    let exchange = Exchange {
        name,
        provider: &provider,
        config,
        token_endpoint: &login.token_endpoint,
        grant: GrantRequest::AuthorizationCode {
            code: &code,
            redirect_uri: &login.redirect_uri,
            verifier: &login.verifier,
        },
        scope: &login.scope,
        issuer: login.issuer.as_deref(),
        jwks_uri: login.jwks_uri.as_deref(),
        nonce: login.wants_id_token().then_some(&login.nonce),
        secrets: &[login.state.clone(), login.nonce.clone()],
    };
    let result = exchange::exchange(inner, &exchange).await?;
    if inner.look(key, |credential, _| credential.logouts())? != logouts {
        let message = "the user logged out while the login was being finished";
        return Err(login_error(Code::LoginFailed, message));
    }
    Ok(result)
}
