//! Callers that wait for the answer of a state machine.

use super::AccessToken;
use crate::core::credential::ids::WaiterId;
use crate::core::error::Result;
use crate::host::bounded::pause;
use std::cell::RefCell;
use std::future::Future;
use std::pin::Pin;
use std::rc::Rc;
use std::task::{Context, Poll, Waker};

/// A caller on the edge looks for its answer after 1 ms, then after 2 more, and so on up to this.
const LONGEST_LOOK_MS: i64 = 15;

/// What a caller gets: a token where it asked for one.
pub(super) type Answer = Result<Option<AccessToken>>;

/// Where a caller's answer is put.
#[derive(Default)]
struct Slot {
    answer: Option<Answer>,
    waker: Option<Waker>,
}

/// A caller's side: a future of the answer.
pub(super) struct Wait {
    slot: Rc<RefCell<Slot>>,
    looked_ms: i64,
}

impl Wait {
    /// Looks for the answer a moment later, as callers on the edge do again and again. They leave no waker behind: whoever
    /// answers may be at work for another request, and what is woken would go on in that one and end with it.
    pub async fn look(&mut self) -> Option<Answer> {
        self.looked_ms = (self.looked_ms + 1).min(LONGEST_LOOK_MS);
        pause(self.looked_ms).await;
        self.answered()
    }

    /// The answer, if it has come.
    pub fn answered(&self) -> Option<Answer> {
        self.slot.borrow_mut().answer.take()
    }
}

impl Future for Wait {
    type Output = Answer;

    fn poll(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Answer> {
        let mut slot = self.slot.borrow_mut();
        match slot.answer.take() {
            Some(answer) => Poll::Ready(answer),
            None => {
                slot.waker = Some(context.waker().clone());
                Poll::Pending
            }
        }
    }
}

/// Everybody who waits.
#[derive(Default)]
pub(super) struct Waiting {
    slots: Vec<Option<Rc<RefCell<Slot>>>>,
    free: Vec<WaiterId>,
}

impl Waiting {
    /// A new caller: its number for the machine, and its future.
    pub fn add(&mut self) -> (WaiterId, Wait) {
        let slot = Rc::new(RefCell::new(Slot::default()));
        let id = self.free.pop().unwrap_or(self.slots.len() as WaiterId);
        if id as usize == self.slots.len() {
            self.slots.push(None);
        }
        self.slots[id as usize] = Some(slot.clone());
        let wait = Wait { slot, looked_ms: 0 };
        (id, wait)
    }

    /// Gives the caller its answer.
    pub fn settle(&mut self, id: WaiterId, answer: Answer) {
        let Some(slot) = self.slots.get_mut(id as usize).and_then(Option::take) else {
            return;
        };
        self.free.push(id);
        let mut slot = slot.borrow_mut();
        slot.answer = Some(answer);
        if let Some(waker) = slot.waker.take() {
            waker.wake();
        }
    }

    /// Gives everybody an answer.
    pub fn settle_all(&mut self, answer: impl Fn() -> Answer) {
        for id in 0..self.slots.len() as WaiterId {
            self.settle(id, answer());
        }
    }

    /// Whether anybody waits.
    pub fn any(&self) -> bool {
        self.free.len() < self.slots.len()
    }
}
