//! The user's login on another device (RFC 8628): drives the flows of [`core::device`](crate::core::device).
//!
//! Nothing is asked unless somebody awaits the result. In a Worker the questions end with the request that asks them.

use crate::core::device::codes::Codes;
use crate::core::device::decision::Decision;
use crate::core::device::logins::{DeviceLogins, Ended};
use crate::core::error::{Error, Result};
use crate::core::flow::{Answer, Flow, Next};
use crate::core::note::Note;
use crate::core::time::Moment;
use crate::core::tokens::TokenSet;
use crate::manager::inner::Inner;
use crate::manager::registry::Key;
use crate::manager::{TokenInfo, closed, flow};
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

/// The device logins under way, and what their flows need of this manager.
#[derive(Default)]
pub(in crate::manager) struct Logins {
    machine: DeviceLogins,
    runs: Vec<Run>,
}

impl Logins {
    fn decided(&mut self, id: u32) {
        self.machine.decided(id);
        self.runs.retain(|run| run.id != id);
    }
}

#[derive(Clone)]
struct Run {
    id: u32,
    key: Key,
    /// Of the credential, when this began: a logout since then wins.
    logouts: u32,
    ending: Rc<Ending>,
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
    let known = inner.with_entry(key, |entry| {
        let config = entry.credential.settings().config.clone();
        (entry.name().clone(), config, entry.credential.logouts())
    });
    let (name, config, logouts) = known.ok_or_else(closed)?;
    let begun = flow::run(inner, Some(key), Codes::new(name, config)?).await?;
    let at = inner.moment();
    inner.look(key, |_, _| ())?;
    let mut login = DeviceLogin {
        id: 0,
        user_code: begun.code.user_code.clone(),
        verification_uri: begun.code.verification_uri.clone(),
        verification_uri_complete: begun.code.verification_uri_complete.clone(),
        expires_at: at.wall(begun.code.expires_at),
    };
    inner.device_logins(|machine, ended| login.id = machine.begin(begun, ended));
    let run = Run {
        id: login.id,
        key,
        logouts,
        ending: Rc::default(),
    };
    inner.state.borrow_mut().device_logins.runs.push(run);
    Ok(login)
}

/// Asks until the user has decided, and takes the tokens.
pub(in crate::manager) async fn finish(inner: &Rc<Inner>, id: u32) -> Result<TokenInfo> {
    let (run, decision) = {
        let logins = &mut inner.state.borrow_mut().device_logins;
        let decision = logins.machine.decide(id)?;
        let run = logins.runs.iter().find(|run| run.id == id);
        (run.cloned().ok_or_else(closed)?, decision)
    };
    let key = run.key;
    let flow = WithLogout {
        inner: inner.clone(),
        run: run.clone(),
        decision,
    };
    let result = run
        .ending
        .unless_ended(flow::run(inner, Some(key), flow))
        .await;
    inner.state.borrow_mut().device_logins.decided(id);
    inner.give_tokens(key, *result?, true).await?;
    inner.info(key)
}

/// Tells a decision of a logout since the login began.
struct WithLogout {
    inner: Rc<Inner>,
    run: Run,
    decision: Decision,
}

impl WithLogout {
    fn look(&mut self) {
        let logouts = self
            .inner
            .look(self.run.key, |credential, _| credential.logouts());
        if logouts.is_ok_and(|logouts| logouts != self.run.logouts) {
            self.decision.logged_out();
        }
    }
}

impl Flow for WithLogout {
    type Output = Result<Box<TokenSet>>;

    fn begin(&mut self, at: Moment) -> Next<Self::Output> {
        self.look();
        self.decision.begin(at)
    }

    fn answer(&mut self, answer: Answer, closing: bool, at: Moment) -> Next<Self::Output> {
        self.look();
        self.decision.answer(answer, closing, at)
    }

    fn take_notes(&mut self) -> Vec<Note> {
        self.decision.take_notes()
    }
}

impl Inner {
    /// Feeds the machine, and ends what it ends.
    fn device_logins(&self, input: impl FnOnce(&mut DeviceLogins, &mut Vec<Ended>)) {
        let logins = &mut self.state.borrow_mut().device_logins;
        let mut ended = Vec::new();
        input(&mut logins.machine, &mut ended);
        for Ended { id, error } in ended {
            if let Some(place) = logins.runs.iter().position(|run| run.id == id) {
                logins.runs.swap_remove(place).ending.end(error);
            }
        }
    }

    pub(in crate::manager) fn cancel_device_login(&self, id: u32) {
        self.device_logins(|machine, ended| machine.cancel(id, ended));
    }

    /// The provider of this name leaves, or the manager is closed.
    pub(in crate::manager) fn leave_device_logins(&self, provider: Option<&str>, error: &Error) {
        self.device_logins(|machine, ended| machine.leave(provider, error, ended));
    }
}
