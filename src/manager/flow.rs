//! Drives flows of the core: does each step on the host, within its time, and hands the answer back.

use super::custom;
use super::discovery;
use super::inner::Inner;
use super::parts;
use super::registry::Key;
use crate::core::flow::{Answer, Flow, Next, Work};
use crate::core::time::Moment;
use crate::host::bounded::{pause, within};
use crate::host::crypto;
use crate::host::fetch::Abort;
use std::rc::Rc;

/// Drives `flow` of the provider at `key` to its end.
pub(super) async fn run<F: Flow>(inner: &Rc<Inner>, key: Key, mut flow: F) -> F::Output {
    let mut next = flow.begin(moment(inner));
    loop {
        let answer = match next {
            Next::Done(output) => return output,
            Next::Wait(until) => {
                pause(until.since(inner.moment().now)).await;
                Answer::Waited
            }
            Next::Do { work, until } => {
                answer(inner, key, work, until.since(inner.moment().now)).await
            }
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

/// Not generic: the flows share this code.
async fn answer(inner: &Rc<Inner>, key: Key, work: Work, ms: i64) -> Answer {
    let abort = Abort::new();
    let answer = within(ms, perform(inner, key, work, &abort)).await;
    answer.unwrap_or_else(|| {
        abort.abort();
        Answer::TimedOut
    })
}

async fn perform(inner: &Rc<Inner>, key: Key, work: Work, abort: &Abort) -> Answer {
    match work {
        Work::Discover(config) => {
            Answer::Metadata(discovery::metadata(inner, &config, abort).await)
        }
        Work::Make(config, needs) => Answer::Made(parts::make_for(inner, &config, *needs).await),
        Work::Send(request) => Answer::Response(inner.send(key, &request, abort).await),
        Work::CallRevoke(tokens) => {
            Answer::Called(custom::revoke(inner, key, &tokens, abort).await)
        }
    }
}
