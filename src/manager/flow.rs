//! Drives flows of the core: does each step on the host, within its time, and hands the answer back.

use super::custom;
use super::discovery;
use super::inner::Inner;
use super::login;
use super::parts;
use super::registry::Key;
use crate::core::error::Result;
use crate::core::flow::{Answer, Entropy, Flow, Next, ProofKey, Work};
use crate::core::jws::keys::KeySet;
use crate::core::key_sets::Found;
use crate::core::time::{Moment, Timestamp};
use crate::host::bounded::{pause, within};
use crate::host::crypto;
use crate::host::fetch::Abort;
use crate::host::session::Session;
use std::cell::Cell;
use std::future::Future;
use std::pin::Pin;
use std::rc::Rc;
use zeroize::Zeroizing;

/// Drives `flow` to its end: of the provider at `key`, if it is one's.
pub(super) async fn run<F: Flow>(inner: &Rc<Inner>, key: Option<Key>, flow: F) -> F::Output {
    drive(inner, key, flow, None).await
}

/// Drives a flow that is part of other work: `abort` takes back the requests of both.
pub(super) async fn run_within<F: Flow>(
    inner: &Rc<Inner>,
    key: Option<Key>,
    flow: F,
    abort: &Abort,
) -> F::Output {
    drive(inner, key, flow, Some(abort)).await
}

async fn drive<F: Flow>(
    inner: &Rc<Inner>,
    key: Option<Key>,
    mut flow: F,
    abort: Option<&Abort>,
) -> F::Output {
    let of = Cell::new(key);
    let mut name = None;
    let mut next = flow.begin(moment(inner));
    loop {
        name = name.or_else(|| inner.with_entry(of.get()?, |entry| entry.name().clone()));
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
            Next::Do { work, until } => answer(inner, &of, work, until, abort).await,
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
    of: &'a Cell<Option<Key>>,
    work: Work,
    until: Timestamp,
    abort: Option<&'a Abort>,
) -> Pin<Box<dyn Future<Output = Answer> + 'a>> {
    Box::pin(async move {
        let own = AbortIfDropped::default();
        let abort = abort.unwrap_or(&own.abort);
        let answer = perform(inner, of, work, until, abort).await;
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
    key: Option<Key>,
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
    let of = Cell::new(key);
    let answer = answer(inner, &of, Work::Send(request), until, Some(abort)).await;
    let at = inner.moment().now;
    let key_sets = &mut inner.state.borrow_mut().key_sets;
    key_sets.fetched(uri, answer.response(), at)
}

/// `None` if the work was not done in time. `of` is the provider that the flow is of.
async fn perform(
    inner: &Rc<Inner>,
    of: &Cell<Option<Key>>,
    work: Work,
    until: Timestamp,
    abort: &Abort,
) -> Option<Answer> {
    let key = of.get();
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
            Answer::Verified(check.await)
        }
        Work::Make(config, needs) => {
            Answer::Made(within(ms, parts::make_for(inner, &config, *needs)).await?)
        }
        Work::Random => Answer::Random(
            crypto::random_bytes().map(|bytes| Box::new(Entropy(Zeroizing::new(bytes)))),
        ),
        Work::Digest(text) => Answer::Digest(crypto::sha256(text.reveal().as_bytes()).await),
        Work::ProofKey => {
            let found = inner.proof_key(key?).await;
            Answer::ProofKey(found.map(|found| ProofKey {
                jkt: found.jkt,
                kept: found.kept,
            }))
        }
        Work::ReadSession(prefix) => {
            let entries = Session::open().map(|session| {
                let keys = session.keys(&prefix).into_iter();
                let entry = |key: String| session.get(&key).map(|text| (key, text));
                keys.filter_map(entry).collect()
            });
            Answer::Session(entries)
        }
        Work::WriteSession(key, text) => {
            let write = |session: Session| match &text {
                Some(text) => session.put(&key, text),
                None => session.remove(&key),
            };
            Answer::Written(Session::open().is_some_and(write))
        }
        Work::FindProvider(name) => {
            let find = async {
                let key = inner.find_or_resolve(Some(&name)).await?;
                of.set(Some(key));
                inner.look(key, |credential, _| {
                    (credential.settings().config.clone(), credential.logouts())
                })
            };
            Answer::Provider(find.await)
        }
        Work::Redeem(redemption, provider) => {
            Answer::Redeemed(login::redeem(inner, key?, &redemption, provider).await)
        }
        Work::GiveTokens { tokens, logouts } => {
            let key = key?;
            let give = async {
                if inner.look(key, |credential, _| credential.logouts())? != logouts {
                    return Ok(false);
                }
                inner.give_tokens(key, *tokens, true).await.map(|_| true)
            };
            Answer::Given(give.await)
        }
        Work::Send(request) => {
            Answer::Response(within(ms, inner.send(key?, &request, abort)).await?)
        }
        Work::CallRevoke(tokens) => {
            Answer::Called(within(ms, custom::revoke(inner, key?, &tokens, abort)).await?)
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
