//! The callback: takes the tokens that it brings, once for all calls with the same URL. Only a callback whose login is pending is
//! kept, and only while it is being finished.

use super::redeem::{self, Redeemed, Redeeming};
use super::{LoginResult, as_login};
use crate::core::error::{Class, Code, Error, Result};
use crate::core::oauth::authorization;
use crate::core::secret::Secret;
use crate::host::bounded::within;
use crate::host::kind::Kind;
use crate::manager::inner::Inner;
use crate::manager::registry::Key;
use std::cell::{Cell, RefCell};
use std::future::poll_fn;
use std::rc::Rc;
use std::task::{Poll, Waker};

/// A callback that is being finished: calls with the same URL meanwhile get the same result. In a page so do later ones, until
/// the user logs out or another login is finished: a component may be mounted again.
pub(in crate::manager) struct Finishing {
    state: Secret,
    url: Secret,
    result: RefCell<Option<Result<LoginResult>>>,
    waiting: RefCell<Vec<Waker>>,
    /// The credential's count of logouts, once there are tokens.
    logouts: Cell<Option<(Key, u32)>>,
}

/// Of so many at most. On the edge, work that ends with its request never says so.
const MOST: usize = 64;

pub(in crate::manager) async fn finish(
    inner: &Rc<Inner>,
    callback_url: &str,
) -> Result<LoginResult> {
    inner.open()?;
    let callback = authorization::read_callback(callback_url)?;
    let state = callback.state.clone();
    if let Some(known) = inner.finishing(&state, callback_url) {
        return shared(inner, known).await;
    }
    let begun = match redeem::known(inner, callback_url) {
        Some(known) => known,
        None => redeem::begin(inner, callback, callback_url)?,
    };
    let mine = Rc::new(Finishing {
        state,
        url: callback_url.into(),
        result: RefCell::default(),
        waiting: RefCell::default(),
        logouts: Cell::default(),
    });
    inner.keep_finishing(mine.clone());
    let result = take(inner, &begun, &mine).await;
    mine.result.replace(Some(result.clone()));
    mine.waiting.take().into_iter().for_each(Waker::wake);
    inner.forget_finished(&mine);
    result
}

impl Inner {
    /// The callback that is being finished with this URL, or was in this page and is good still.
    fn finishing(&self, state: &Secret, url: &str) -> Option<Rc<Finishing>> {
        let known = self.state.borrow().finishing.iter().find_map(|known| {
            let same = known.state == *state && known.url.reveal() == url;
            same.then(|| known.clone())
        })?;
        let logged_out = known.logouts.get().is_some_and(|(key, logouts)| {
            self.look(key, |credential, _| credential.logouts()).ok() != Some(logouts)
        });
        (!logged_out).then_some(known)
    }

    fn keep_finishing(&self, finishing: Rc<Finishing>) {
        let all = &mut self.state.borrow_mut().finishing;
        if all.len() >= MOST {
            all.remove(0);
        }
        all.push(finishing);
    }

    /// What is finished is kept in a page alone, and there the last.
    fn forget_finished(&self, last: &Rc<Finishing>) {
        let is_page = self.kind() == Kind::Browser && !self.closed.get();
        self.state.borrow_mut().finishing.retain(|known| {
            known.result.borrow().is_none() || (is_page && Rc::ptr_eq(known, last))
        });
    }
}

/// The result of the call that came first with the same URL.
async fn shared(inner: &Inner, finishing: Rc<Finishing>) -> Result<LoginResult> {
    let result = poll_fn(|context| match &*finishing.result.borrow() {
        Some(result) => Poll::Ready(result.clone()),
        None => {
            let waker = context.waker().clone();
            finishing.waiting.borrow_mut().push(waker);
            Poll::Pending
        }
    });
    if !inner.ends_with_request() {
        return result.await;
    }
    // The request that came first may have ended, and its work with it.
    let lost = || {
        Err(Error::new(
            Class::Login,
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
async fn take(
    inner: &Rc<Inner>,
    begun: &Rc<Redeeming>,
    finishing: &Finishing,
) -> Result<LoginResult> {
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
    redeem::forget(begun);
    if inner.look(key, |credential, _| credential.logouts())? != logouts {
        let message = "the user logged out while the login was being finished";
        return Err(Error::login_failed(message).of(&name));
    }
    inner.give_tokens(key, tokens, true).await?;
    finishing.logouts.set(Some((key, logouts)));
    Ok(LoginResult {
        provider: name,
        info: inner.info(key)?,
        app_state,
        claims,
    })
}
