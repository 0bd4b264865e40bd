//! The callback: runs [`Finish`] once for all calls with the same URL.

use super::LoginResult;
use crate::core::config::ProviderConfig;
use crate::core::error::{Class, Code, Error, Result};
use crate::core::login::callbacks::{Finished, Finishing};
use crate::core::login::finish::{Finish, Redeem};
use crate::core::oauth::authorization;
use crate::core::redemption::{Redeemed, Redemption, Redemptions};
use crate::core::secret::Secret;
use crate::host::bounded::within;
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
    static PAGE: Page = Page::default();
}

/// What the managers of a page share.
#[derive(Clone, Default)]
struct Page {
    redemptions: Rc<RefCell<Redemptions>>,
    wakers: Rc<Wakers>,
}

/// Futures that wait for what another call does.
#[derive(Default)]
pub(in crate::manager) struct Wakers(RefCell<Vec<Waker>>);

impl Wakers {
    async fn until<T>(&self, look: impl Fn() -> Option<T>) -> T {
        poll_fn(|context| match look() {
            Some(found) => Poll::Ready(found),
            None => {
                self.0.borrow_mut().push(context.waker().clone());
                Poll::Pending
            }
        })
        .await
    }

    fn wake(&self) {
        self.0.take().into_iter().for_each(Waker::wake);
    }
}

pub(in crate::manager) async fn finish(
    inner: &Rc<Inner>,
    callback_url: &str,
) -> Result<LoginResult> {
    inner.open()?;
    let callback = authorization::read_callback(callback_url)?;
    let url = Secret::from(callback_url);
    let logouts = |name: &str| {
        let key = inner.find(Some(name)).ok()?;
        inner.look(key, |credential, _| credential.logouts()).ok()
    };
    let known = inner.finishes.borrow().find(&url, &logouts);
    let finished = match known {
        Some(known) => shared(inner, &known).await,
        None => {
            let mine = inner.finishes.borrow_mut().begin(url);
            let page = (inner.kind() == Kind::Browser).then(|| PAGE.with(Page::clone).redemptions);
            let (namespace, logins) = (inner.namespace.clone(), inner.logins.clone());
            let finish = Finish::new(namespace, mine.clone(), callback, logins, page);
            let result = flow::run(inner, None, finish).await;
            inner.finishes.borrow_mut().ended(&mine, result.clone());
            inner.finish_wakers.wake();
            result
        }
    }?;
    let key = inner.find(Some(&finished.provider))?;
    Ok(LoginResult {
        info: inner.info(key)?,
        provider: finished.provider,
        app_state: finished.app_state,
        claims: finished.claims,
    })
}

/// The result of the call that came first with the same URL.
async fn shared(inner: &Inner, finishing: &Finishing) -> Result<Finished> {
    let result = inner.finish_wakers.until(|| finishing.result());
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

/// What the redemption brings. The first call has it begun; in a page it goes on without the manager.
pub(in crate::manager) async fn redeem(
    inner: &Rc<Inner>,
    key: Key,
    redemption: &Rc<Redemption>,
    provider: ProviderConfig,
) -> Result<Redeemed> {
    let wakers = PAGE.with(Page::clone).wakers;
    if let Some(parts) = redemption.begin() {
        let (callback, login) = *parts;
        let flow = Redeem::new(callback, login, provider);
        let (inner, this, wakers) = (inner.clone(), redemption.clone(), wakers.clone());
        let is_page = inner.kind() == Kind::Browser;
        let work = async move {
            let outcome = flow::run(&inner, Some(key), flow).await;
            this.ended(outcome);
            wakers.wake();
        };
        if is_page {
            spawn_local(work);
        } else {
            work.await;
        }
    }
    wakers.until(|| redemption.outcome()).await
}

impl Inner {
    /// The user logs out: see [`Redemptions::log_out`].
    pub(in crate::manager) fn forget_callbacks(&self, key: Key) {
        if let Some(name) = self.with_entry(key, |entry| entry.name().clone()) {
            let page = PAGE.with(Page::clone);
            let mut redemptions = page.redemptions.borrow_mut();
            redemptions.log_out(&self.namespace, &name);
        }
    }
}
