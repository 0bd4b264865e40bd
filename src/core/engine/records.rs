//! Records in storage: the operations of each credential in order, moves between storages, and the questions of both to
//! credentials.

use super::call::{self, Caller};
use super::callers::{Task, Then, Waiter};
use super::effect::{Answer, Number, StorageId, Work};
use super::flows::{FlowInput, on_records};
use super::providers::Key;
use super::queue::{For, Purpose};
use super::settings::{Host, Reading, Storage};
use super::{Engine, Todo, closed};
use crate::core::credential::StorageTraits;
use crate::core::credential::ids::FlightId;
use crate::core::credential::io::Input;
use crate::core::error::Result;
use crate::core::event::Event;
use crate::core::flow::Flow;
use crate::core::health::StorageHealth;
use crate::core::metrics::StorageCounts;
pub(super) use crate::core::records::execution::Outcome;
use crate::core::records::execution::{Execution, StorageOperation};
use crate::core::records::moves::remote::Remote;
use crate::core::records::moves::{Kind, Move};
use crate::core::records::place::Place;
use crate::core::records::queue::Item;
use crate::core::records::restored::Restored;
use crate::core::records::storage::{Facts, Storage as Stored};
use crate::core::records::work::{self, Write};
use crate::core::secret::Secret;
use std::cell::Cell;
use std::rc::{Rc, Weak};

/// The time limit for the search for a key, if the code that searches has to be loaded first.
pub(super) const KEY_BOUND_MS: i64 = 10_000;

/// A storage that the driver opened.
#[derive(Debug)]
pub(super) struct Opened {
    id: StorageId,
    kind: String,
    state: Weak<Stored>,
}

/// The core's state for a storage: the existing one, if the storage is already open.
pub(super) fn open(
    storage: Storage,
    opened: &mut Vec<Opened>,
    host: Host,
    namespace: &Rc<str>,
) -> Rc<Stored> {
    opened.retain(|opened| opened.state.strong_count() > 0);
    let same = opened.iter().find(|opened| opened.id == storage.id);
    if let Some(state) = same.and_then(|opened| opened.state.upgrade()) {
        return state;
    }
    let facts = Facts {
        traits: storage.traits,
        encrypts: storage.encrypted,
        compares: storage.compares,
        // On the edge a lock could be held by a request that has ended.
        locks: host != Host::Edge,
    };
    let state = Rc::new(Stored::new(storage.id, facts, namespace.clone()));
    opened.push(Opened {
        id: storage.id,
        kind: storage.kind,
        state: Rc::downgrade(&state),
    });
    state
}

impl Engine {
    /// The properties of the storage in use.
    pub(super) fn traits(&self) -> StorageTraits {
        let storage = self.storages.current();
        storage.map_or(StorageTraits::NONE, |storage| storage.facts.traits)
    }

    pub(super) fn storage_health(&self) -> StorageHealth {
        if let Some(storage) = self.storages.current() {
            let opened = self.opened.iter().find(|opened| opened.id == storage.id);
            return StorageHealth {
                kind: opened.map_or("", |opened| &opened.kind).into(),
                ok: storage.health(|health| health.is_whole()),
                encrypted: storage.facts.encrypts,
                last_error: storage
                    .health(|health| health.last_error())
                    .map(str::to_owned),
            };
        }
        let missing = self.settings.storage_missing.as_ref();
        StorageHealth {
            kind: missing.map_or("memory", |missing| &missing.kind).into(),
            ok: missing.is_none(),
            encrypted: false,
            last_error: missing.map(|missing| missing.error.message.to_string()),
        }
    }

    // — operations of credentials —

    /// The place of a credential's record.
    fn place_of(&self, key: Key) -> Option<Place> {
        let entry = self.providers.get(key)?;
        Some(Place {
            credential: key,
            key: entry.credential.storage_key().into(),
            former: entry.credential.former(),
            former_gone: Cell::new(entry.former_gone),
        })
    }

    /// Does an operation on a credential's record, after the earlier ones.
    pub(super) fn store(&mut self, key: Key, operation: StorageOperation) {
        if let Some(place) = self.place_of(key) {
            self.queue(key, Item::Execute(Rc::new(place), operation));
        }
    }

    /// Removes a record that the credential wrote when it belonged to another subject.
    pub(super) fn discard(&mut self, key: Key, storage_key: &str) {
        let place = Place {
            credential: key,
            key: storage_key.into(),
            former: None,
            former_gone: Cell::new(true),
        };
        self.queue(
            key,
            Item::Execute(Rc::new(place), StorageOperation::Discard),
        );
    }

    pub(super) fn queue(&mut self, key: Key, item: Item) {
        // Work that a request left undone when it ended must not block later work.
        let waits = !self.requests_end();
        let Some(entry) = self.providers.get_mut(key) else {
            return;
        };
        let turn = match waits {
            true => entry.queue.get_or_insert_default().push(item),
            false => Some(item),
        };
        match turn {
            Some(Item::Execute(place, operation)) => self.execute(key, place, operation),
            Some(Item::Release(flight)) => {
                self.unlock(key, flight);
                self.drop_queue(key);
            }
            None => {}
        }
    }

    fn execute(&mut self, key: Key, place: Rc<Place>, operation: StorageOperation) {
        let storage = self.storages.current();
        let stored = storage.is_some();
        let execution = Execution::new(storage, place, operation);
        let reads = stored && execution.reads();
        let machine = on_records(execution, move |engine, outcome| {
            let ended = Todo::Executed(key, Box::new(outcome));
            engine.todo.push_back(ended);
        });
        let flow = self.flows.add(Some(key), machine);
        // The key determines which stored tokens can be used.
        match self.proof_key_name(key).filter(|_| reads) {
            Some(name) => {
                let purpose = Purpose::KeyOfRead(For::Flow(Some(key), flow));
                self.begin_for_flow(flow, Work::ProofKey { name }, KEY_BOUND_MS, purpose);
            }
            None => self.advance(flow, None),
        }
    }

    /// Handles the end of an operation: its credential gets the result, and the next one begins.
    pub(super) fn executed(&mut self, key: Key, outcome: Outcome) {
        self.teller.metrics.add_storage(outcome.counts);
        if let Some(error) = outcome.broke {
            self.tell(Event::StorageError { error });
        }
        if let Some(input) = outcome.input {
            if let Some(entry) = self.providers.get_mut(key) {
                entry.former_gone |= outcome.former_gone;
                if outcome.seen.is_some() {
                    entry.queue.get_or_insert_default().keep(outcome.seen);
                }
            }
            self.feed(key, input);
            let entry = self.providers.get_mut(key);
            if let Some(queue) = entry.and_then(|entry| entry.queue.as_mut()) {
                queue.keep(None);
            }
        }
        while !self.requests_end() {
            let entry = self.providers.get_mut(key);
            let queue = entry.and_then(|entry| entry.queue.as_mut());
            match queue.and_then(|queue| queue.turn_ended()) {
                Some(Item::Execute(place, operation)) => {
                    return self.execute(key, place, operation);
                }
                Some(Item::Release(flight)) => self.unlock(key, flight),
                None => break,
            }
        }
        self.drop_queue(key);
    }

    /// There may be a hundred thousand credentials, so idle queues must not hold memory.
    fn drop_queue(&mut self, key: Key) {
        if let Some(entry) = self.providers.get_mut(key) {
            entry.queue.take_if(|queue| queue.is_idle());
        }
        self.drop_if_done(key);
    }

    // — locks —

    pub(super) fn take_lock(&mut self, key: Key, flight: FlightId) {
        let storage = self
            .storages
            .current()
            .filter(|storage| storage.facts.locks);
        let entry = self.providers.get_mut(key);
        let (Some(storage), Some(entry)) = (storage, entry) else {
            let input = Input::LockTimedOut(flight);
            return self.todo.push_back(Todo::Feed(key, input));
        };
        let work = Work::Lock {
            storage: storage.id,
            name: entry.credential.storage_key().into(),
            patient: true,
        };
        let number = self.effects.begin(work, None, Purpose::Lock(key, flight));
        entry.locks.push((flight, number));
    }

    pub(super) fn lock_ended(&mut self, key: Key, flight: FlightId, number: Number, granted: bool) {
        let entry = self.providers.get_mut(key);
        match entry {
            Some(entry) if !granted => entry.locks.retain(|(_, of)| *of != number),
            None if granted => self.effects.unlock(number),
            _ => {}
        }
        let input = match granted {
            true => Input::LockGranted(flight),
            false => Input::LockTimedOut(flight),
        };
        self.todo.push_back(Todo::Feed(key, input));
    }

    fn unlock(&mut self, key: Key, flight: FlightId) {
        let Some(entry) = self.providers.get_mut(key) else {
            return;
        };
        let place = entry.locks.iter().position(|(of, _)| *of == flight);
        if let Some(place) = place {
            let (_, number) = entry.locks.swap_remove(place);
            self.effects.unlock(number);
        }
    }

    // — moves —

    /// Moves records to or from another storage; `None` is memory. Answered by [`Effect::Settle`](super::effect::Effect::Settle) with
    /// [`Outcome::Moved`](call::Outcome::Moved).
    ///
    /// No [`Call`](call::Call): a program that moves no records does not contain the code.
    pub fn move_records(
        &mut self,
        caller: Caller,
        kind: Kind,
        other: Option<Storage>,
        reading: Reading,
    ) {
        self.clock.read(reading);
        self.callers.tasks.put(caller, Task::default());
        match self.open() {
            Ok(()) => self.begin_move(caller, kind, other),
            Err(error) => self.settle(caller, Err(error)),
        }
        self.finish();
    }

    /// The same for a move that another core decides. The move has this number there.
    pub fn move_remotely(
        &mut self,
        caller: Caller,
        id: u32,
        other: Option<Storage>,
        reading: Reading,
    ) {
        self.clock.read(reading);
        self.callers.tasks.put(caller, Task::default());
        match self.open() {
            Ok(()) => {
                let (host, namespace) = (self.settings.host, &self.settings.namespace);
                let other = other.map(|other| open(other, &mut self.opened, host, namespace));
                self.moves(caller, Remote::new(id, self.storages.clone(), other));
            }
            Err(error) => self.settle(caller, Err(error)),
        }
        self.finish();
    }

    fn moves<F>(&mut self, caller: Caller, moving: F)
    where
        F: Flow<work::Work, work::Answer, Output = (Result<Restored>, StorageCounts)> + 'static,
    {
        let machine = on_records(moving, move |engine, (result, counts)| {
            engine.teller.metrics.add_storage(counts);
            engine.settle(caller, result.map(call::Outcome::Moved));
        });
        let flow = self.flows.add(None, machine);
        self.advance(flow, None);
    }

    fn begin_move(&mut self, caller: Caller, kind: Kind, other: Option<Storage>) {
        let (host, namespace) = (self.settings.host, &self.settings.namespace);
        let other = other.map(|other| open(other, &mut self.opened, host, namespace));
        self.moves(caller, Move::new(self.storages.clone(), kind, other));
    }

    /// The storages that are in use, or hold the remains of a migration. The driver may close all others.
    pub fn open_storages(&self) -> impl Iterator<Item = StorageId> {
        let used = |opened: &&Opened| opened.state.strong_count() > 0;
        self.opened.iter().filter(used).map(|opened| opened.id)
    }

    // — requests of operations and moves —

    /// Does a step of an operation or a move. Returns the answer if it is available at once.
    pub(super) fn do_record(
        &mut self,
        key: Option<Key>,
        flow: u32,
        work: work::Work,
    ) -> Option<work::Answer> {
        let mut lock = None;
        let work = match work {
            work::Work::Read(storage, key) => Work::Read { storage, key },
            work::Work::Peek(storage, key) => Work::Peek { storage, key },
            work::Work::Write(storage, key, write) => {
                let Write {
                    text,
                    expires_at,
                    expected,
                } = write;
                Work::Write {
                    storage,
                    key,
                    text,
                    expires_at,
                    expected,
                }
            }
            work::Work::List(storage, prefix) => Work::List { storage, prefix },
            work::Work::Seal(key, text) => Work::Seal { key, text },
            work::Work::Open(key, sealed) => Work::Open { key, sealed },
            work::Work::TakeLock {
                storage,
                name,
                patient,
            } => {
                lock = Some(name.clone());
                Work::Lock {
                    storage,
                    name,
                    patient,
                }
            }
            work::Work::Decide {
                id,
                answer,
                closing,
            } => Work::Decide {
                id,
                answer,
                closing,
            },
            work::Work::ReleaseLock(_, name) => {
                if let Some(number) = self.flows.take_lock(flow, &name) {
                    self.effects.unlock(number);
                }
                return Some(work::Answer::Done);
            }
            work::Work::Give {
                credential,
                record,
                restoring,
            } => return self.give(flow, credential, record, restoring),
            asked => return Some(self.ask_credentials(asked)),
        };
        let machine = For::Flow(key, flow);
        let within_ms = self.within_ms(machine).unwrap_or_default();
        self.begin_for_flow(flow, work, within_ms, Purpose::Record(machine, lock));
        None
    }

    fn begin_for_flow(&mut self, flow: u32, work: Work, within_ms: i64, purpose: Purpose) {
        let number = self.effects.begin(work, Some(within_ms), purpose);
        self.flows.note_work(flow, number);
    }

    /// Handles the driver's answer to a step of an operation or a move.
    pub(super) fn record_answered(
        &mut self,
        flow: u32,
        lock: Option<Rc<str>>,
        number: Number,
        answer: Answer,
    ) {
        let answer = match answer {
            Answer::Text(text) => work::Answer::Text(text),
            Answer::Written(flag) => work::Answer::Flag(flag),
            Answer::Locked(flag) => {
                if let Some(name) = lock.filter(|_| flag) {
                    self.flows.note_lock(flow, name, number);
                }
                work::Answer::Flag(flag)
            }
            Answer::Keys(keys) => work::Answer::Keys(keys),
            Answer::Decided(step) => work::Answer::Decided(step),
            Answer::Threw(thrown) => work::Answer::Failed(Some(thrown.cause)),
            Answer::TimedOut => work::Answer::TimedOut,
            _ => work::Answer::Failed(None),
        };
        self.advance(flow, Some(FlowInput::Record(answer)));
    }

    /// The questions and messages to credentials.
    fn ask_credentials(&mut self, work: work::Work) -> work::Answer {
        match work {
            work::Work::FindPlaces => {
                let mut places = Vec::new();
                for key in self.providers.all() {
                    let entry = self.providers.get(key);
                    if entry.is_some_and(|entry| entry.credential.is_identified()) {
                        places.extend(self.place_of(key));
                    }
                }
                work::Answer::Places(places)
            }
            work::Work::Held(key) => {
                let at = self.clock.at();
                let entry = self.providers.get(key);
                work::Answer::Text(entry.and_then(|entry| entry.credential.record(at)))
            }
            work::Work::CanUse(key, record) => {
                let entry = self.providers.get(key);
                let useful = entry.is_some_and(|entry| entry.credential.can_use(&record));
                work::Answer::Flag(useful)
            }
            work::Work::StorageChanged(traits) => {
                self.settings.storage_missing = None;
                for key in self.providers.all() {
                    if let Some(entry) = self.providers.get_mut(key) {
                        entry.former_gone = false;
                    }
                    let input = Input::StorageChanged(traits);
                    self.todo.push_back(Todo::Feed(key, input));
                }
                work::Answer::Done
            }
            work::Work::Report(about, mut error) => {
                let entry = about.and_then(|key| self.providers.get(key));
                error.provider = entry.map(|entry| entry.name().clone());
                self.tell(Event::StorageError { error });
                work::Answer::Done
            }
            _ => work::Answer::Failed(None),
        }
    }

    /// Gives a record to a credential. The credential gets its key first, since the record is checked against it.
    fn give(
        &mut self,
        flow: u32,
        key: Key,
        record: Secret,
        restoring: bool,
    ) -> Option<work::Answer> {
        match self.proof_key_name(key) {
            Some(name) => {
                let purpose = Purpose::KeyOfGift(flow, key, record, restoring);
                self.begin_for_flow(flow, Work::ProofKey { name }, KEY_BOUND_MS, purpose);
                None
            }
            None => self.give_now(flow, key, record, restoring),
        }
    }

    /// The answer if the credential is gone.
    pub(super) fn give_now(
        &mut self,
        flow: u32,
        key: Key,
        record: Secret,
        restoring: bool,
    ) -> Option<work::Answer> {
        let Some(entry) = self.providers.get(key).filter(|_| !self.closed) else {
            return Some(work::Answer::Refused(closed()));
        };
        let then = Then::Given(flow, entry.credential.version());
        let waiter = self.callers.waiters.add(Waiter { key, then });
        let input = Input::RecordGiven {
            waiter,
            record,
            restoring,
        };
        self.todo.push_back(Todo::Feed(key, input));
        None
    }
}
