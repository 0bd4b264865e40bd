//! Calls that a state machine answers, and how their callers wait.

use super::inner::Inner;
use super::registry::Key;
use super::waiting::{Answer, Wait};
use super::{AccessToken, GetToken, closed};
use crate::core::credential::ids::WaiterId;
use crate::core::credential::io::Input;
use crate::core::error::Result;
use crate::core::tokens::TokenSet;
use std::future::{Future, poll_fn};
use std::pin::Pin;
use std::rc::Rc;
use std::task::Poll;

/// The future of an answer.
pub(super) type Answering = Pin<Box<dyn Future<Output = Answer>>>;

/// Work that is its own piece of code, rather than a part of every future that waits for it.
pub(super) type Work<'a, T> = Pin<Box<dyn Future<Output = Result<T>> + 'a>>;

/// The token in the answer to [`Inner::token`].
pub(super) fn token_in(answer: Answer) -> Result<AccessToken> {
    answer?.ok_or_else(closed)
}

/// A place among those who wait, given back when its future ends or is dropped.
struct Place<'a>(&'a Inner, WaiterId);

impl Drop for Place<'_> {
    fn drop(&mut self) {
        self.0.settle(self.1, Ok(None));
    }
}

impl Inner {
    /// Does something with a credential that its machine answers by [`Output::Done`].
    pub(super) fn operate(self: &Rc<Self>, key: Key, input: fn(WaiterId) -> Input) -> Answering {
        self.ask(key, input)
    }

    /// Asks for a token: see [`token_in`].
    pub(super) fn token(self: &Rc<Self>, key: Key, options: GetToken) -> Answering {
        let GetToken {
            force_refresh: force,
            min_lifetime_ms,
            use_fallback,
        } = options;
        self.ask(key, move |waiter| Input::TokenWanted {
            waiter,
            min_lifetime_ms,
            force,
            use_fallback,
        })
    }

    /// Gives a credential tokens that were obtained elsewhere.
    pub(super) fn give_tokens(
        self: &Rc<Self>,
        key: Key,
        tokens: TokenSet,
        by_login: bool,
    ) -> Answering {
        let tokens = Box::new(tokens);
        self.ask(key, move |waiter| Input::TokensSet {
            waiter,
            tokens,
            by_login,
        })
    }

    /// Feeds an input that is answered. It is fed now; the answer is waited for when the future is polled.
    pub(super) fn ask(
        self: &Rc<Self>,
        key: Key,
        input: impl FnOnce(WaiterId) -> Input,
    ) -> Answering {
        let (waiter, wait) = self.state.borrow_mut().waiting.add();
        self.answer(key, input(waiter), wait)
    }

    /// Not generic, and boxed: one future for all kinds of calls.
    fn answer(self: &Rc<Self>, key: Key, input: Input, wait: Wait) -> Answering {
        self.feed(key, input);
        if !self.ends_with_request() {
            return Box::pin(wait);
        }
        Box::pin(self.clone().wait_on_the_edge(key, wait))
    }

    /// Waits where no timer outlives its request and no request may wait for another's promise: each caller looks for its
    /// answer with a timer of its own, which moves the machine's time on as well.
    async fn wait_on_the_edge(self: Rc<Self>, key: Key, mut wait: Wait) -> Answer {
        if let Some(answer) = wait.answered() {
            return answer;
        }
        loop {
            if let Some(answer) = wait.look().await {
                return answer;
            }
            self.feed(key, Input::TimePassed);
        }
    }

    /// What `work` gives, unless the manager is closed before: then it is dropped.
    pub(super) async fn unless_closed<T>(&self, mut work: Work<'_, T>) -> Result<T> {
        self.open()?;
        let (waiter, mut close) = self.state.borrow_mut().waiting.add();
        let _place = Place(self, waiter);
        poll_fn(|context| match Pin::new(&mut close).poll(context) {
            Poll::Ready(_) => Poll::Ready(Err(closed())),
            Poll::Pending => work.as_mut().poll(context),
        })
        .await
    }

    pub(super) fn settle(&self, waiter: WaiterId, answer: Answer) {
        self.state.borrow_mut().waiting.settle(waiter, answer);
    }
}
