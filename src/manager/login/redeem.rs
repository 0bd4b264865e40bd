//! A callback's code for tokens: uses up the pending login that it belongs to, whatever comes of it.
//!
//! In a page this is the page's work rather than a manager's: under React's StrictMode, say, a component is mounted twice, and
//! the manager that sent the code is closed before the answer is there. Then the next one that comes with the same URL gets what
//! came of it. Elsewhere, where managers may be different users', each keeps its own.

use super::{login_config, pending};
use crate::core::config::ProviderConfig;
use crate::core::error::{Error, Result};
use crate::core::login::exchange::{Exchange, Granted, Terms, UserGrant};
use crate::core::oauth::authorization::{self, Callback};
use crate::core::oauth::pending_login::PendingLogin;
use crate::core::secret::Secret;
use crate::core::tokens::TokenSet;
use crate::host::kind::Kind;
use crate::manager::flow;
use crate::manager::inner::Inner;
use crate::manager::registry::Key;
use std::cell::RefCell;
use std::future::poll_fn;
use std::rc::Rc;
use std::task::{Poll, Waker};
use wasm_bindgen_futures::spawn_local;

thread_local! {
    /// Callbacks of this page whose tokens nobody has taken yet, and those that brought none.
    static PAGE: RefCell<Vec<Rc<Redeeming>>> = const { RefCell::new(Vec::new()) };
}

/// Of so many callbacks at most. Each of them was a login that was begun here.
const MOST: usize = 16;

/// A code that is being redeemed, or was.
pub(super) struct Redeeming {
    namespace: Rc<str>,
    url: Secret,
    /// The provider's name.
    pub provider: Rc<str>,
    /// What it is redeemed with, until that begins.
    begin: RefCell<Option<Box<(Callback, PendingLogin)>>>,
    state: RefCell<State>,
}

#[derive(Default)]
struct State {
    outcome: Option<Result<Redeemed>>,
    waiting: Vec<Waker>,
}

/// What a callback brings.
#[derive(Clone)]
pub(super) struct Redeemed {
    pub tokens: TokenSet,
    /// Of the ID token.
    pub claims: Option<String>,
    pub app_state: Option<String>,
}

/// What another manager of this page, of the same namespace, has begun with the same URL.
pub(super) fn known(inner: &Inner, url: &str) -> Option<Rc<Redeeming>> {
    let same =
        |known: &&Rc<Redeeming>| known.namespace == inner.namespace && known.url.reveal() == url;
    PAGE.with_borrow(|page| page.iter().find(same).cloned())
}

/// Uses up the pending login, good or bad.
pub(super) fn begin(inner: &Inner, callback: Callback, url: &str) -> Result<Rc<Redeeming>> {
    let login = pending::take(inner, &callback.state)?;
    let begun = Rc::new(Redeeming {
        namespace: inner.namespace.clone(),
        url: url.into(),
        provider: login.provider.as_str().into(),
        begin: RefCell::new(Some(Box::new((callback, login)))),
        state: RefCell::default(),
    });
    if inner.kind() == Kind::Browser {
        PAGE.with_borrow_mut(|page| {
            if page.len() >= MOST {
                page.remove(0);
            }
            page.push(begun.clone());
        });
    }
    Ok(begun)
}

impl Inner {
    /// The user logs out: what a callback brought and nobody has taken yet is nothing to take any more.
    pub(in crate::manager) fn forget_callbacks(&self, key: Key) {
        let Some(name) = self.with_entry(key, |entry| entry.name().clone()) else {
            return;
        };
        let ends = |known: &Redeeming| {
            known.namespace == self.namespace
                && known.provider == name
                && known.state.borrow().outcome.is_some()
        };
        PAGE.with_borrow_mut(|page| page.retain(|known| !ends(known)));
    }
}

/// A manager has it that is not closed: who waits gets it still, who comes later is late.
pub(super) fn forget(taken: &Rc<Redeeming>) {
    PAGE.with_borrow_mut(|page| page.retain(|known| !Rc::ptr_eq(known, taken)));
}

impl Redeeming {
    /// What comes of it. Who asks first has it redeemed.
    pub async fn outcome(
        self: &Rc<Self>,
        inner: &Rc<Inner>,
        key: Key,
        provider: ProviderConfig,
    ) -> Result<Redeemed> {
        if let Some(parts) = self.begin.take() {
            let (this, inner) = (self.clone(), inner.clone());
            let work = async move {
                let outcome = redeem(&inner, key, &provider, *parts).await;
                let mut state = this.state.borrow_mut();
                state.outcome = Some(outcome);
                state.waiting.drain(..).for_each(Waker::wake);
            };
            if self.is_of_page() {
                spawn_local(work);
            } else {
                work.await;
            }
        }
        poll_fn(|context| {
            let mut state = self.state.borrow_mut();
            match &state.outcome {
                Some(outcome) => Poll::Ready(outcome.clone()),
                None => {
                    state.waiting.push(context.waker().clone());
                    Poll::Pending
                }
            }
        })
        .await
    }

    fn is_of_page(self: &Rc<Self>) -> bool {
        PAGE.with_borrow(|page| page.iter().any(|known| Rc::ptr_eq(known, self)))
    }
}

/// Exchanges the code (RFC 6749 §4.1.3).
async fn redeem(
    inner: &Rc<Inner>,
    key: Key,
    provider: &ProviderConfig,
    (callback, login): (Callback, PendingLogin),
) -> Result<Redeemed> {
    let code = authorization::check_callback(&callback, &login, js_sys::Date::now() as i64)?;
    let config = login_config(provider).ok_or_else(|| {
        let message = "the provider's grant is not authorization_code any more";
        Error::login_failed(message)
    })?;
    let nonce = login.wants_id_token().then(|| login.nonce.clone());
    let exchange = Exchange::new(Terms {
        provider: provider.clone(),
        config,
        token_endpoint: login.token_endpoint,
        grant: UserGrant::Code {
            code,
            redirect_uri: login.redirect_uri,
            verifier: login.verifier,
        },
        scope: login.scope,
        issuer: login.issuer,
        jwks_uri: login.jwks_uri,
        nonce,
        secrets: vec![login.state, login.nonce],
    });
    let Granted { tokens, claims } = flow::run(inner, key, exchange).await?;
    Ok(Redeemed {
        tokens,
        claims,
        app_state: login.app_state,
    })
}
