//! Callers that wait for their results.

use crate::core::driving::Caller;
use crate::core::error::Result;
use gloo_timers::future::TimeoutFuture;
use std::cell::{Cell, RefCell};
use std::collections::BTreeMap;
use std::fmt;
use std::future::Future;
use std::pin::Pin;
use std::rc::Rc;
use std::task::{Context, Poll, Waker};

/// The result of a call, once there is one.
struct Waiting<T> {
    result: RefCell<Option<Result<T>>>,
    waker: RefCell<Option<Waker>>,
}

/// The calls of a machine that are not settled yet.
pub(super) struct Callers<T> {
    last: Cell<Caller>,
    waiting: RefCell<BTreeMap<Caller, Rc<Waiting<T>>>>,
}

/// The driver's own callers, from its `fetch`, have lower numbers.
const FIRST: Caller = 1 << 31;

/// True if the program is the caller.
pub(super) fn is_ours(caller: Caller) -> bool {
    caller > FIRST
}

impl<T> Default for Callers<T> {
    fn default() -> Self {
        Self {
            last: Cell::new(FIRST),
            waiting: RefCell::default(),
        }
    }
}

impl<T> fmt::Debug for Callers<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Callers")
    }
}

impl<T> Callers<T> {
    fn put(&self, caller: Caller, waiting: Rc<Waiting<T>>) {
        self.waiting.borrow_mut().insert(caller, waiting);
    }

    pub fn settle(&self, caller: Caller, result: Result<T>) {
        let waiting = self.waiting.borrow_mut().remove(&caller);
        if let Some(waiting) = waiting {
            *waiting.result.borrow_mut() = Some(result);
            let waker = waiting.waker.borrow_mut().take();
            if let Some(waker) = waker {
                waker.wake();
            }
        }
    }
}

/// A machine that settles calls.
pub(super) trait Machine {
    type Outcome;

    fn callers(&self) -> &Callers<Self::Outcome>;

    /// True if work, timers and promises end with the request that began them.
    fn ends_with_request(&self) -> bool;

    /// Moves a caller's call on. Returns the milliseconds until the caller looks again.
    fn look(&self, caller: Caller) -> Option<i64>;

    /// Handles a caller that gave up.
    fn abandon(&self, caller: Caller);
}

/// Begins a call at once, under the number of a new caller. The future waits for its result; dropping it abandons the call.
pub(super) fn call<M: Machine, Begin: FnOnce(&M, Caller)>(
    machine: &Rc<M>,
    begin: Begin,
) -> impl Future<Output = Result<M::Outcome>> + use<M, Begin> {
    let callers = machine.callers();
    let caller = callers.last.get() + 1;
    callers.last.set(caller);
    let waiting = Rc::new(Waiting {
        result: RefCell::default(),
        waker: RefCell::default(),
    });
    callers.put(caller, waiting.clone());
    begin(machine, caller);
    let pending = Pending {
        machine: machine.clone(),
        caller,
        waiting,
    };
    async move {
        if pending.machine.ends_with_request() {
            pending.looking().await
        } else {
            pending.await
        }
    }
}

struct Pending<M: Machine> {
    machine: Rc<M>,
    caller: Caller,
    waiting: Rc<Waiting<M::Outcome>>,
}

impl<M: Machine> Pending<M> {
    /// Waits on hosts where no request may wake another's task: each caller looks for its result with a timer of its
    /// own.
    async fn looking(self) -> Result<M::Outcome> {
        let mut ms = 1;
        loop {
            let result = self.waiting.result.borrow_mut().take();
            if let Some(result) = result {
                return result;
            }
            TimeoutFuture::new(ms).await;
            if self.waiting.result.borrow().is_none() {
                let next = self.machine.look(self.caller);
                ms = next.and_then(|ms| ms.try_into().ok()).unwrap_or_default();
            }
        }
    }
}

impl<M: Machine> Future for Pending<M> {
    type Output = Result<M::Outcome>;

    fn poll(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Self::Output> {
        let result = self.waiting.result.borrow_mut().take();
        match result {
            Some(result) => Poll::Ready(result),
            None => {
                *self.waiting.waker.borrow_mut() = Some(context.waker().clone());
                Poll::Pending
            }
        }
    }
}

impl<M: Machine> Drop for Pending<M> {
    fn drop(&mut self) {
        let mut callers = self.machine.callers().waiting.borrow_mut();
        let waited = callers.remove(&self.caller);
        drop(callers);
        if waited.is_some() {
            self.machine.abandon(self.caller);
        }
    }
}
