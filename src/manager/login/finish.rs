//! The callback: takes the tokens that it brings, once for all calls with the same URL.

use super::redeem::{self, Redeemed};
use super::{LoginResult, as_login, login_error};
use crate::core::error::{Code, Result};
use crate::host::bounded::within;
use crate::manager::inner::Inner;
use std::cell::RefCell;
use std::future::poll_fn;
use std::rc::Rc;
use std::task::{Poll, Waker};

/// What comes of a callback: every call of this manager with the same URL gets the same result.
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
    let result = take(inner, callback_url).await;
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

/// Takes the tokens that a callback brings.
async fn take(inner: &Rc<Inner>, callback_url: &str) -> Result<LoginResult> {
    let known = redeem::known(inner, callback_url);
    let begun = match known {
        Some(known) => known,
        None => redeem::begin(inner, callback_url)?,
    };
    let name = begun.provider.clone();
    let of_login = |error| as_login(error).of(&name);
    let key = inner.find_or_resolve(Some(&name)).await.map_err(of_login)?;
    let (provider, logouts) = inner.look(key, |credential, _| {
        (credential.settings().config.clone(), credential.logouts())
    })?;
    let Redeemed {
        tokens,
        claims,
        app_state,
    } = begun
        .outcome(inner, key, provider)
        .await
        .map_err(of_login)?;
    inner.open()?;
    redeem::forget(&begun);
    if inner.look(key, |credential, _| credential.logouts())? != logouts {
        let message = "the user logged out while the login was being finished";
        return Err(login_error(Code::LoginFailed, message).of(&name));
    }
    inner.give_tokens(key, tokens, true).await?;
    Ok(LoginResult {
        provider: name,
        info: inner.info(key)?,
        app_state,
        claims,
    })
}
