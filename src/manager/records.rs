//! Drives `core::records`: does its works on the host, one at a time, and hands the answers back.

use super::Storage;
use super::events::Event;
use super::inner::Inner;
use super::registry::{Entry, Key};
use super::store::{Missing, Opened, find};
use crate::core::credential::ids::FlightId;
use crate::core::credential::io::Input;
use crate::core::error::Result;
use crate::core::flow::{Flow, Next};
use crate::core::records::execution::{Execution, StorageOperation};
use crate::core::records::moves::{Kind, Move};
use crate::core::records::place::Place;
use crate::core::records::queue::Item;
use crate::core::records::restored::Restored;
use crate::core::records::storage;
use crate::core::records::work::{Answer, StorageId, Work};
use crate::core::secret::Secret;
use crate::host::bounded::{pause, within};
use crate::host::cause;
use crate::host::in_flight;
use crate::host::locks::{self, Hold};
use crate::host::storage::Failure;
use std::cell::Cell;
use std::pin::Pin;
use std::rc::Rc;

/// The locks that a flow holds: they are released with it.
type Holds = Vec<(Rc<str>, Hold)>;

/// Drives `flow` to its end.
async fn run<F: Flow<Work, Answer>>(inner: &Rc<Inner>, mut flow: F) -> F::Output {
    let mut holds = Holds::new();
    let mut next = flow.begin(inner.moment());
    loop {
        let answer = match next {
            Next::Done(output) => return output,
            Next::Wait(until) => {
                pause(until.since(inner.moment().now)).await;
                Answer::Waited
            }
            Next::Do { work, until } => {
                let ms = until.since(inner.moment().now);
                perform(inner, work, ms, &mut holds).await
            }
        };
        next = flow.answer(answer, inner.open().is_err(), inner.moment());
    }
}

/// Not generic: the flows share this code.
async fn perform(inner: &Rc<Inner>, work: Work, ms: i64, holds: &mut Holds) -> Answer {
    let done = match work {
        Work::Read(..) | Work::Peek(..) | Work::Write(..) | Work::List(..) => {
            store(inner, work, ms).await
        }
        Work::Seal(key, text) => match &inner.cipher {
            Some(cipher) => cipher.seal(&key, &text, ms).await.map(some_text),
            None => Ok(Answer::Failed(None)),
        },
        Work::Open(key, sealed) => match &inner.cipher {
            Some(cipher) => cipher.unseal(&key, &sealed, ms).await.map(Answer::Text),
            None => Ok(Answer::Failed(None)),
        },
        Work::TakeLock {
            storage,
            name,
            patient,
        } => {
            let hold = match inner.stores.get(storage) {
                Some(opened) => take(inner, &opened, &name, patient).await,
                None => None,
            };
            let held = hold.is_some();
            holds.extend(hold.map(|hold| (name, hold)));
            Ok(Answer::Flag(held))
        }
        Work::ReleaseLock(_, name) => {
            holds.retain(|(held, _)| *held != name);
            Ok(Answer::Done)
        }
        Work::Give {
            credential,
            record,
            restoring,
        } => {
            let given = within(ms, give(inner, credential, record, restoring));
            Ok(given.await.unwrap_or(Answer::TimedOut))
        }
        work => Ok(inner.ask_credentials(work)),
    };
    done.unwrap_or_else(|failure| match failure {
        Failure::Threw(thrown) => Answer::Failed(Some(cause(thrown))),
        Failure::Hung => Answer::TimedOut,
    })
}

fn some_text(text: Secret) -> Answer {
    Answer::Text(Some(text))
}

/// The works of the storage itself.
async fn store(inner: &Inner, work: Work, ms: i64) -> std::result::Result<Answer, Failure> {
    let id: StorageId = match work {
        Work::Read(id, _) | Work::Peek(id, _) | Work::Write(id, ..) | Work::List(id, _) => id,
        _ => return Ok(Answer::Failed(None)),
    };
    let Some(opened) = inner.stores.get(id) else {
        return Ok(Answer::Failed(None));
    };
    let storage = &opened.storage;
    match work {
        Work::Read(_, key) => storage.get(&key, ms).await.map(Answer::Text),
        Work::Peek(_, key) => Ok(Answer::Text(storage.peek(&key))),
        Work::Write(_, key, write) => {
            let expected = write.expected.as_ref().map(Option::as_ref);
            let text = write.text.as_ref();
            let written = storage.write(&key, text, write.expires_at, expected, ms);
            written.await.map(Answer::Flag)
        }
        Work::List(_, prefix) => storage.keys(&prefix, ms).await.map(Answer::Keys),
        _ => Ok(Answer::Failed(None)),
    }
}

async fn take(inner: &Inner, opened: &Opened, name: &str, patient: bool) -> Option<Hold> {
    let object = opened.storage.object();
    match patient {
        true => locks::take(inner.kind(), object, name).await,
        false => locks::take_if_free(inner.kind(), object, name).await,
    }
}

async fn give(inner: &Rc<Inner>, key: Key, record: Secret, restoring: bool) -> Answer {
    // What is given is judged by it.
    inner.proof_key(key).await;
    let version = || inner.with_entry(key, |entry| entry.credential.version());
    let before = version();
    let input = move |waiter| Input::RecordGiven {
        waiter,
        record,
        restoring,
    };
    match inner.ask(key, input).await {
        Ok(_) => Answer::Flag(version() != before),
        Err(error) => Answer::Refused(error),
    }
}

/// Moves records, after the moves that were begun before.
pub(super) fn move_records<'a>(
    inner: &'a Rc<Inner>,
    kind: Kind,
    storage: &'a Storage,
) -> Pin<Box<dyn Future<Output = Result<Restored>> + 'a>> {
    Box::pin(async move {
        inner.open()?;
        let other = match inner.open_storage(storage) {
            Ok(other) => other,
            Err(missing) => return Err(missing.error),
        };
        let (result, counts) = run(inner, Move::new(inner.storages.clone(), kind, other)).await;
        inner.state.borrow_mut().metrics.add_storage(counts);
        result
    })
}

impl Inner {
    fn open_storage(
        &self,
        storage: &Storage,
    ) -> std::result::Result<Option<Rc<storage::Storage>>, Missing> {
        let found = find(storage, self.cipher.as_deref())?;
        let encrypts = self.cipher.is_some();
        let locks = !self.ends_with_request();
        Ok(found.map(|found| self.stores.open(found, encrypts, locks, &self.namespace)))
    }

    /// What credentials are asked and told.
    fn ask_credentials(&self, work: Work) -> Answer {
        match work {
            Work::FindPlaces => {
                let moves = |entry: &mut Entry| !entry.leaving && entry.credential.is_identified();
                let moves = |key: &Key| self.with_entry(*key, moves) == Some(true);
                let keys = self.keys().into_iter().filter(moves);
                Answer::Places(keys.filter_map(|key| self.place_of(key)).collect())
            }
            Work::Held(key) => {
                let at = self.moment();
                let held = self.with_entry(key, |entry| entry.credential.record(at));
                Answer::Text(held.flatten())
            }
            Work::CanUse(key, record) => {
                let useful = self.with_entry(key, |entry| entry.credential.can_use(&record));
                Answer::Flag(useful == Some(true))
            }
            Work::StorageChanged(traits) => {
                self.storage_missing.replace(None);
                for key in self.keys() {
                    self.with_entry(key, |entry| entry.former_gone = false);
                    self.feed(key, Input::StorageChanged(traits));
                }
                Answer::Done
            }
            Work::Report(about, mut error) => {
                let name = |key| self.with_entry(key, |entry| entry.name().clone());
                error.provider = about.and_then(name);
                self.tell(&Event::StorageError { error });
                Answer::Done
            }
            _ => Answer::Failed(None),
        }
    }

    /// Where a credential's record is.
    fn place_of(&self, key: Key) -> Option<Place> {
        self.with_entry(key, |entry| Place {
            credential: key,
            key: entry.credential.storage_key().into(),
            former: entry.credential.former(),
            former_gone: Cell::new(entry.former_gone),
        })
    }

    /// Queues an operation on the record of the credential at `key`.
    pub(super) fn store_operation(self: &Rc<Self>, key: Key, operation: StorageOperation) {
        if let Some(place) = self.place_of(key) {
            self.queue(key, Item::Execute(Rc::new(place), operation));
        }
    }

    /// Queues the removal of a record that was the credential's while it was another subject's.
    pub(super) fn discard(self: &Rc<Self>, key: Key, storage_key: &str) {
        let place = Place {
            credential: key,
            key: storage_key.into(),
            former: None,
            former_gone: Cell::new(true),
        };
        let place = Rc::new(place);
        self.queue(key, Item::Execute(place, StorageOperation::Discard));
    }

    /// Queues an item of the credential at `key`.
    pub(super) fn queue(self: &Rc<Self>, key: Key, item: Item) {
        // What an ended request left undone must not hold up the others.
        let waits = !self.ends_with_request();
        let turn = match waits {
            true => self.with_entry(key, |entry| entry.queue.get_or_insert_default().push(item)),
            false => Some(Some(item)),
        };
        match turn.flatten() {
            Some(Item::Execute(place, operation)) => {
                let inner = self.clone();
                in_flight::spawn(async move {
                    inner.execute(key, place, operation).await;
                    while waits && let Some(item) = inner.turn_ended(key) {
                        match item {
                            Item::Execute(place, operation) => {
                                inner.execute(key, place, operation).await;
                            }
                            Item::Release(flight) => inner.release_lock(key, flight),
                        }
                    }
                });
            }
            Some(Item::Release(flight)) => {
                self.release_lock(key, flight);
                self.drop_queue(key);
            }
            None => {}
        }
    }

    fn turn_ended(&self, key: Key) -> Option<Item> {
        let next = self.with_entry(key, |entry| entry.queue.as_mut()?.turn_ended());
        let next = next.flatten();
        if next.is_none() {
            self.drop_queue(key);
        }
        next
    }

    /// There may be a hundred thousand credentials, so idle queues must not hold memory.
    fn drop_queue(&self, key: Key) {
        self.with_entry(key, |entry| {
            entry.queue.take_if(|queue| queue.is_idle());
        });
        self.drop_if_done(key);
    }

    fn release_lock(&self, key: Key, flight: FlightId) {
        let released = self.with_entry(key, |entry| {
            let mut locks = entry.locks.iter();
            let place = locks.position(|(held_by, _)| *held_by == flight)?;
            Some(entry.locks.swap_remove(place))
        });
        drop(released);
    }

    async fn execute(self: &Rc<Self>, key: Key, place: Rc<Place>, operation: StorageOperation) {
        let storage = self.storages.current();
        let in_storage = storage.is_some();
        let execution = Execution::new(storage, place, operation);
        let outcome = self.alive(key, async {
            // What is read is judged by it.
            if execution.reads() && in_storage {
                self.proof_key(key).await;
            }
            run(self, execution).await
        });
        let outcome = outcome.await;
        self.state.borrow_mut().metrics.add_storage(outcome.counts);
        if let Some(error) = outcome.broke {
            self.tell(&Event::StorageError { error });
        }
        let Some(input) = outcome.input else {
            return;
        };
        self.with_entry(key, |entry| {
            entry.former_gone |= outcome.former_gone;
            if outcome.seen.is_some() {
                entry.queue.get_or_insert_default().keep(outcome.seen);
            }
        });
        self.feed(key, input);
        self.with_entry(key, |entry| {
            if let Some(queue) = &mut entry.queue {
                queue.keep(None);
            }
        });
        if self.ends_with_request() {
            self.drop_queue(key);
        }
    }

    /// What the read found that something to be written depends on, where the storage can compare.
    pub(super) fn expected(&self, key: Key, only_if: Option<u32>) -> Option<Option<Secret>> {
        self.with_entry(key, |entry| entry.queue.as_ref()?.expected(only_if))?
    }
}
