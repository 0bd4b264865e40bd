//! A queue in place of a lock: between the managers of this process that use the same storage object.

use super::{Hold, Inner};
use crate::host::bounded::within;
use crate::host::settled;
use js_sys::{Function, Promise};
use std::cell::RefCell;
use std::collections::VecDeque;
use std::rc::Rc;
use wasm_bindgen::prelude::*;

/// How long anybody waits.
pub(super) const BOUND_MS: i64 = 5_000;
/// How long who has no need to wait does.
pub(super) const AT_ONCE_MS: i64 = 50;

#[derive(Debug)]
pub(super) struct Queue {
    storage: JsValue,
    name: String,
    held: bool,
    waiting: VecDeque<Function>,
}

thread_local! {
    static QUEUES: RefCell<Vec<Rc<RefCell<Queue>>>> = const { RefCell::new(Vec::new()) };
}

impl Queue {
    fn of(storage: &JsValue, name: &str) -> Rc<RefCell<Self>> {
        QUEUES.with_borrow_mut(|queues| {
            if let Some(queue) = queues.iter().find(|queue| {
                let queue = queue.borrow();
                queue.name == name && queue.storage == *storage
            }) {
                return queue.clone();
            }
            let queue = Self {
                storage: storage.clone(),
                name: name.into(),
                held: false,
                waiting: VecDeque::new(),
            };
            let queue = Rc::new(RefCell::new(queue));
            queues.push(queue.clone());
            queue
        })
    }

    /// Hands the lock to who waits longest, or forgets the queue.
    pub fn pass_on(queue: &Rc<RefCell<Self>>) {
        let next = queue.borrow_mut().waiting.pop_front();
        match next {
            Some(next) => drop(next.call0(&JsValue::UNDEFINED)),
            None => {
                queue.borrow_mut().held = false;
                QUEUES.with_borrow_mut(|queues| queues.retain(|other| !Rc::ptr_eq(other, queue)));
            }
        }
    }
}

/// Waits for the lock called `name` between the managers of this process that use the same `storage` object; `None` if it
/// could not be had in time.
pub(super) async fn take(patient: bool, storage: &JsValue, name: &str) -> Option<Hold> {
    let ms = if patient { BOUND_MS } else { AT_ONCE_MS };
    let queue = Queue::of(storage, name);
    let turn = {
        let mut state = queue.borrow_mut();
        if state.held {
            let mut turn = None;
            let promise = Promise::new(&mut |resolve, _| turn = Some(resolve));
            let turn = turn?;
            state.waiting.push_back(turn.clone());
            Some((promise, turn))
        } else {
            state.held = true;
            None
        }
    };
    let Some((promise, turn)) = turn else {
        return Some(Hold(Inner::Local(queue)));
    };
    if within(ms, settled(Ok(promise.into()))).await.is_some() {
        return Some(Hold(Inner::Local(queue)));
    }
    let waiting = &mut queue.borrow_mut().waiting;
    let place = waiting.iter().position(|other| *other == turn);
    if let Some(place) = place {
        waiting.remove(place);
        return None;
    }
    // Given in the very moment of giving up: it is ours.
    Some(Hold(Inner::Local(queue.clone())))
}
