//! The lock that makes one refresh of many: between tabs and workers by Web Locks, within one process by a queue.

use super::bounded::within;
use super::fetch::Abort;
use super::kind::Kind;
use super::{global, method, property, settled};
use js_sys::{Function, Object, Promise, Reflect};
use std::cell::RefCell;
use std::collections::VecDeque;
use std::rc::Rc;
use wasm_bindgen::prelude::*;

/// How long anybody waits for a lock: a holder that froze or died blocks nobody for longer.
const BOUND_MS: i64 = 5_000;
/// Within so long browsers grant a lock that is free.
const AT_ONCE_MS: i64 = 50;

/// The hold on a lock; dropping it lets go.
#[derive(Debug)]
pub struct Hold(Inner);

#[derive(Debug)]
enum Inner {
    Web(Function),
    Local(Rc<RefCell<Queue>>),
}

impl Drop for Hold {
    fn drop(&mut self) {
        match &self.0 {
            Inner::Web(release) => drop(release.call0(&JsValue::UNDEFINED)),
            Inner::Local(queue) => Queue::pass_on(queue),
        }
    }
}

/// Waits for the lock called `name`: between tabs and workers where the host has Web Locks, else between the managers of this
/// process that use the same `storage` object. `None` if it could not be had in time.
pub async fn take(kind: Kind, storage: &JsValue, name: &str) -> Option<Hold> {
    take_within(BOUND_MS, kind, storage, name).await
}

/// The same, for who has no need to wait: `None` if somebody holds the lock.
pub async fn take_if_free(kind: Kind, storage: &JsValue, name: &str) -> Option<Hold> {
    take_within(AT_ONCE_MS, kind, storage, name).await
}

async fn take_within(ms: i64, kind: Kind, storage: &JsValue, name: &str) -> Option<Hold> {
    let web = match kind {
        Kind::Browser => web(ms, name).await,
        _ => None,
    };
    match web {
        Some(hold) => hold,
        None => local(ms, storage, name).await,
    }
}

/// Waits for the lock called `name` between all tabs and workers of the origin; `None` if it could not be had in time.
/// Where the host has no Web Locks, the outer `None` says so at once.
async fn web(ms: i64, name: &str) -> Option<Option<Hold>> {
    let locks = global("navigator").and_then(|navigator| property(&navigator, "locks"))?;
    let request = method(&locks, "request")?;
    let abort = Abort::new();
    let options = Object::new();
    Reflect::set(&options, &"signal".into(), &abort.signal()).ok()?;

    // The browser calls `granted` once the lock is ours, and holds it until the promise that `granted` returns is settled.
    let mut release = None;
    let held = Promise::new(&mut |resolve, _| release = Some(resolve));
    let release = release?;
    let mut announce = None;
    let announced = Promise::new(&mut |resolve, _| announce = Some(resolve));
    let announce = announce?;
    let granted = Closure::once_into_js(move || -> Promise {
        drop(announce.call0(&JsValue::UNDEFINED));
        held
    });
    let requested = request
        .call3(&locks, &name.into(), &options, &granted)
        .ok()?;
    // Rejects when the wait is given up; nobody else looks at it.
    wasm_bindgen_futures::spawn_local(async move { drop(settled(requested).await) });
    match within(ms, settled(announced.into())).await {
        Some(_) => Some(Some(Hold(Inner::Web(release)))),
        None => {
            abort.abort();
            // Granted in the very moment of giving up: let go.
            drop(release.call0(&JsValue::UNDEFINED));
            Some(None)
        }
    }
}

#[derive(Debug)]
struct Queue {
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
    fn pass_on(queue: &Rc<RefCell<Self>>) {
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
async fn local(ms: i64, storage: &JsValue, name: &str) -> Option<Hold> {
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
    if within(ms, settled(promise.into())).await.is_some() {
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
