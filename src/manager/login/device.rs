//! The user's login on another device (RFC 8628): the codes, then one question after the other to the token endpoint.
//!
//! The questions are asked by who waits for the result, so that no work goes on that nobody knows of; in a Worker they end with
//! the request that asks them.

use super::party::Party;
use super::{as_login, send};
use crate::core::config::{Endpoint, OAuthGrant};
use crate::core::device::authorization::{self, DeviceCode};
use crate::core::device::polling::{Next, Polling};
use crate::core::error::{Error, Result};
use crate::core::login::exchange::{Exchange, Terms, UserGrant};
use crate::core::oauth::token_response::ResponseContext;
use crate::core::tokens::TokenSet;
use crate::host::bounded::pause;
use crate::manager::TokenInfo;
use crate::manager::flow;
use crate::manager::inner::Inner;
use crate::manager::parts;
use crate::manager::registry::Key;
use std::cell::RefCell;
use std::future::{Future, poll_fn};
use std::pin::pin;
use std::rc::Rc;
use std::task::{Poll, Waker};

/// What to show to the user.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DeviceLogin {
    /// Which login this is: see [`TokenManager::finish_device_login`](crate::manager::TokenManager::finish_device_login).
    pub id: u32,
    /// What the user types in.
    pub user_code: String,
    /// Where.
    pub verification_uri: String,
    /// The same with the code in it, where the server gave one.
    pub verification_uri_complete: Option<String>,
    /// When the code is void (epoch milliseconds by the wall clock).
    pub expires_at: i64,
}

/// A device login that has begun and did not end yet.
pub(in crate::manager) struct Run {
    id: u32,
    key: Key,
    /// What waits for the user; taken by who asks how they decided.
    waiting: Option<Box<Waiting>>,
    ending: Rc<Ending>,
}

struct Waiting {
    party: Party,
    token_endpoint: String,
    jwks_uri: Option<String>,
    code: DeviceCode,
    polling: Polling,
    /// Of the credential, when this began: a logout since then wins.
    logouts: u32,
}

/// How a login is ended from outside.
#[derive(Default)]
struct Ending {
    error: RefCell<Option<Error>>,
    waker: RefCell<Option<Waker>>,
}

impl Ending {
    fn end(&self, error: Error) {
        self.error.replace(Some(error));
        if let Some(waker) = self.waker.take() {
            waker.wake();
        }
    }

    /// What `work` gives, unless it is ended before: then it is dropped.
    async fn unless_ended<T>(&self, work: impl Future<Output = Result<T>>) -> Result<T> {
        let mut work = pin!(work);
        poll_fn(|context| {
            if let Some(error) = &*self.error.borrow() {
                return Poll::Ready(Err(error.clone()));
            }
            self.waker.replace(Some(context.waker().clone()));
            work.as_mut().poll(context)
        })
        .await
    }
}

/// Gets the codes. A login of the same provider that is under way ends once this one has its own.
pub(in crate::manager) async fn start(inner: &Rc<Inner>, key: Key) -> Result<DeviceLogin> {
    let mut party = Party::of(inner, key, OAuthGrant::DeviceCode, "startDeviceLogin")?;
    let logouts = inner.look(key, |credential, _| credential.logouts())?;
    let needed = [Endpoint::DeviceAuthorization, Endpoint::Token];
    let config = party.config.clone();
    party.meet(inner, &needed, &config.scope).await?;
    let token_endpoint = party.endpoint(Endpoint::Token)?;
    let jwks_uri = party.jwks_uri(&config.scope)?;
    let code = ask_for_codes(inner, &party).await;
    let code = code.map_err(|error| as_login(error).of(&party.name))?;
    let at = inner.moment();
    inner.look(key, |_, _| ())?;
    let message = "another device login of this provider took its place";
    inner.end_device_logins(&|run| run.key == key, &Error::login_failed(message));
    let mut state = inner.state.borrow_mut();
    state.device_logins_begun = state.device_logins_begun.wrapping_add(1);
    let login = DeviceLogin {
        id: state.device_logins_begun,
        user_code: code.user_code.clone(),
        verification_uri: code.verification_uri.clone(),
        verification_uri_complete: code.verification_uri_complete.clone(),
        expires_at: at.wall(code.expires_at),
    };
    state.device_logins.push(Run {
        id: login.id,
        key,
        waiting: Some(Box::new(Waiting {
            polling: Polling::new(&code, at.now),
            party,
            token_endpoint,
            jwks_uri,
            code,
            logouts,
        })),
        ending: Rc::default(),
    });
    Ok(login)
}

async fn ask_for_codes(inner: &Rc<Inner>, party: &Party) -> Result<DeviceCode> {
    let endpoint = party.endpoint(Endpoint::DeviceAuthorization)?;
    let mut request = authorization::build(&party.config, &endpoint);
    parts::authenticate(inner, &party.config, &endpoint, &mut request).await?;
    let sent_at = inner.moment().now;
    let response = send(inner, party.key, &party.provider, &request).await?;
    let at = inner.moment();
    let context = ResponseContext::of_login(&party.provider, &request.secrets, sent_at, at);
    authorization::read(&response, party.config.allow_insecure_http, &context)
}

/// Asks until the user has decided, and takes the tokens.
pub(in crate::manager) async fn finish(inner: &Rc<Inner>, id: u32) -> Result<TokenInfo> {
    let found = inner.with_device_login(id, |run| {
        let waiting = run.waiting.take()?;
        Some((run.key, waiting, run.ending.clone()))
    });
    let Some((key, waiting, ending)) = found.flatten() else {
        let message = "this device login has ended, or somebody waits for it already";
        return Err(Error::login_failed(message));
    };
    let name = waiting.party.name.clone();
    let result = ending.unless_ended(decision(inner, key, *waiting)).await;
    // From here on it is not to be cancelled any more.
    inner
        .state
        .borrow_mut()
        .device_logins
        .retain(|run| run.id != id);
    let tokens = result.map_err(|error| as_login(error).of(&name))?;
    inner.give_tokens(key, tokens, true).await?;
    inner.info(key)
}

/// The tokens, if the user agrees.
async fn decision(inner: &Rc<Inner>, key: Key, waiting: Waiting) -> Result<TokenSet> {
    let Waiting {
        party,
        token_endpoint,
        jwks_uri,
        code,
        mut polling,
        logouts,
    } = waiting;
    loop {
        match polling.next(inner.moment().now) {
            Next::Wait(ms) => {
                pause(ms).await;
                continue;
            }
            Next::Over(error) => return Err(error),
            Next::Ask => {}
        }
        let exchange = Exchange::new(Terms {
            provider: party.provider.clone(),
            config: party.config.clone(),
            token_endpoint: token_endpoint.clone(),
            grant: UserGrant::DeviceCode(code.device_code.clone()),
            scope: party.config.scope.clone(),
            issuer: party.config.issuer.clone(),
            jwks_uri: jwks_uri.clone(),
            nonce: None,
            secrets: Vec::new(),
        });
        let result = flow::run(inner, key, exchange).await;
        if inner.look(key, |credential, _| credential.logouts())? != logouts {
            let message = "the user logged out while the device login was under way";
            return Err(Error::login_failed(message));
        }
        match result {
            Ok(granted) => return Ok(granted.tokens),
            Err(error) => polling.failed(error, inner.moment().now)?,
        }
    }
}

impl Inner {
    fn with_device_login<T>(&self, id: u32, use_it: impl FnOnce(&mut Run) -> T) -> Option<T> {
        let state = &mut *self.state.borrow_mut();
        let mut runs = state.device_logins.iter_mut();
        runs.find(|run| run.id == id).map(use_it)
    }

    /// Ends those that `ends` chooses, with `error` for who waits.
    fn end_device_logins(&self, ends: &dyn Fn(&Run) -> bool, error: &Error) {
        let runs = &mut self.state.borrow_mut().device_logins;
        let ending = runs.iter().filter(|run| ends(run));
        ending.for_each(|run| run.ending.end(error.clone()));
        runs.retain(|run| !ends(run));
    }

    pub(in crate::manager) fn cancel_device_login(&self, id: u32) {
        let error = Error::login_failed("the device login was cancelled");
        self.end_device_logins(&|run| run.id == id, &error);
    }

    /// The provider leaves, or the manager is closed.
    pub(in crate::manager) fn leave_device_logins(&self, of: Option<Key>, error: &Error) {
        self.end_device_logins(&|run| of.is_none_or(|key| run.key == key), error);
    }
}
