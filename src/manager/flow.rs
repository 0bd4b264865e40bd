//! Drives flows of the core: does each step on the host, within its time, and hands the answer back.

use super::custom;
use super::discovery;
use super::inner::Inner;
use super::parts;
use super::registry::Key;
use crate::core::error::Result;
use crate::core::flow::{Answer, Flow, Next, Work};
use crate::core::jws::keys::KeySet;
use crate::core::key_sets::Found;
use crate::core::time::{Moment, Timestamp};
use crate::host::bounded::{pause, within};
use crate::host::crypto;
use crate::host::fetch::Abort;
use std::cell::Cell;
use std::future::Future;
use std::pin::Pin;
use std::rc::Rc;

/// Drives `flow` of the provider at `key` to its end.
pub(super) async fn run<F: Flow>(inner: &Rc<Inner>, key: Key, flow: F) -> F::Output {
    drive(inner, key, flow, None).await
}

/// Drives a flow that is part of other work: `abort` takes back the requests of both.
pub(super) async fn run_within<F: Flow>(
    inner: &Rc<Inner>,
    key: Key,
    flow: F,
    abort: &Abort,
) -> F::Output {
    drive(inner, key, flow, Some(abort)).await
}

async fn drive<F: Flow>(
    inner: &Rc<Inner>,
    key: Key,
    mut flow: F,
    abort: Option<&Abort>,
) -> F::Output {
    let name = inner.with_entry(key, |entry| entry.name().clone());
    let mut next = flow.begin(moment(inner));
    loop {
        if let Some(name) = &name {
            let notes = flow.take_notes();
            notes.iter().for_each(|note| inner.note(name, note));
        }
        let answer = match next {
            Next::Done(output) => return output,
            Next::Wait(until) => {
                pause(until.since(inner.moment().now)).await;
                Answer::Waited
            }
            Next::Do { work, until } => answer(inner, key, work, until, abort).await,
        };
        next = flow.answer(answer, inner.open().is_err(), moment(inner));
    }
}

fn moment(inner: &Inner) -> Moment {
    Moment {
        random: crypto::dice(),
        ..inner.moment()
    }
}

/// Not generic, and boxed: the flows share this code, and a flow's work may be another flow.
fn answer<'a>(
    inner: &'a Rc<Inner>,
    key: Key,
    work: Work,
    until: Timestamp,
    abort: Option<&'a Abort>,
) -> Pin<Box<dyn Future<Output = Answer> + 'a>> {
    Box::pin(async move {
        let own = AbortIfDropped::default();
        let abort = abort.unwrap_or(&own.abort);
        let answer = perform(inner, key, work, until, abort).await;
        own.answered.set(true);
        answer.unwrap_or_else(|| {
            abort.abort();
            Answer::TimedOut
        })
    })
}

/// The issuer's keys, as [`KeySets`](crate::core::key_sets::KeySets) says.
async fn keys(
    inner: &Rc<Inner>,
    key: Key,
    (uri, newer): (&str, bool),
    until: Timestamp,
    abort: &Abort,
) -> Result<Rc<KeySet>> {
    let at = inner.moment().now;
    let found = inner.state.borrow_mut().key_sets.find(uri, newer, at);
    let request = match found {
        Found::Keys(keys) => return Ok(keys),
        Found::Failed(error) => return Err(error),
        Found::Fetch(request) => request,
    };
    let answer = answer(inner, key, Work::Send(request), until, Some(abort)).await;
    let at = inner.moment().now;
    let key_sets = &mut inner.state.borrow_mut().key_sets;
    key_sets.fetched(uri, answer.response(), at)
}

/// `None` if the work was not done in time.
async fn perform(
    inner: &Rc<Inner>,
    key: Key,
    work: Work,
    until: Timestamp,
    abort: &Abort,
) -> Option<Answer> {
    let ms = until.since(inner.moment().now);
    Some(match work {
        // What is itself made of works keeps to the time by them.
        Work::Discover(config) => {
            Answer::Metadata(discovery::metadata(inner, key, &config, until, abort).await)
        }
        Work::Keys { uri, newer } => {
            Answer::Keys(keys(inner, key, (&uri, newer), until, abort).await)
        }
        Work::Verify(signed) => {
            let (input, signature) = (signed.input.reveal().as_bytes(), &signed.signature);
            let key = signed.key.reveal();
            let check = crypto::verify(key, signed.algorithm, input, signature);
            Answer::Verified(within(ms, check).await?)
        }
        Work::Make(config, needs) => {
            Answer::Made(within(ms, parts::make_for(inner, &config, *needs)).await?)
        }
        Work::Send(request) => {
            Answer::Response(within(ms, inner.send(key, &request, abort)).await?)
        }
        Work::CallRevoke(tokens) => {
            Answer::Called(within(ms, custom::revoke(inner, key, &tokens, abort)).await?)
        }
    })
}

/// Takes a request back if its caller stops waiting.
#[derive(Default)]
struct AbortIfDropped {
    abort: Abort,
    answered: Cell<bool>,
}

impl Drop for AbortIfDropped {
    fn drop(&mut self) {
        if !self.answered.get() {
            self.abort.abort();
        }
    }
}
