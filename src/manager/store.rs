//! Records in storage: one operation of a credential after the other, and one event for each time that the storage breaks.

use super::events::Event;
use super::inner::Inner;
use super::registry::Key;
use crate::core::credential::StorageTraits;
use crate::core::credential::ids::Ticket;
use crate::core::credential::io::{Input, NotSaved};
use crate::core::envelope;
use crate::core::error::{Class, Code, Error};
use crate::core::identity::{self, Former};
use crate::core::record::{self, Summary};
use crate::core::secret::Secret;
use crate::core::time::Timestamp;
use crate::host::cause;
use crate::host::cipher::Cipher;
use crate::host::in_flight;
use crate::host::locks::{self, Hold};
use crate::host::storage::{Failure, Storage, indexeddb, web};
use std::cell::Cell;
use std::collections::VecDeque;
use std::pin::Pin;
use std::rc::Rc;

/// One storage operation.
#[derive(Debug)]
pub(super) enum Operation {
    Load(Ticket),
    Peek(Ticket),
    Write(Ticket, Write),
}

/// Where a credential's record lies.
#[derive(Debug)]
pub(super) struct Place {
    /// Its storage key, which is the name of its lock too.
    pub key: String,
    /// Where it may lie since before the identity was in storage keys.
    pub former: Option<Former>,
    /// Nothing does any more.
    former_gone: Cell<bool>,
}

/// What is to be in storage.
#[derive(Debug, Default)]
pub(super) struct Write {
    /// `None`: nothing.
    pub record: Option<Secret>,
    /// When the storage may forget it (epoch milliseconds by the wall clock).
    pub expires_at: Option<i64>,
    /// Only if this is what is there, as it lies there: `Some(None)` is nothing.
    pub expected: Option<Option<Secret>>,
}

/// What a read found, as it lay there: encrypted, perhaps.
pub(super) struct Read {
    ticket: Ticket,
    stored: Option<Secret>,
}

/// A stored record.
#[derive(Default)]
pub(super) struct Found {
    /// Decrypted; one that cannot be decrypted is given as it is.
    text: Option<Secret>,
    /// As it lies there.
    stored: Option<Secret>,
    /// Whether it is in plain text although the user wants encryption.
    is_plain: bool,
}

impl Found {
    /// The text of a record that is in plain text although the user wants encryption, and what can be told of it.
    fn plain_record(&self) -> Option<(&Secret, Summary)> {
        let text = self.text.as_ref().filter(|_| self.is_plain)?;
        Some((text, record::summary(text.reveal())?))
    }

    /// The same without what nobody can have written who has the key.
    fn without_plain(mut self) -> Self {
        if self.plain_record().is_some() {
            self.text = Some(envelope::PLAIN.into());
        }
        self
    }
}

/// The operations of one credential that wait for their turn while another one runs: a removal must not overtake the write
/// before it.
#[derive(Debug, Default)]
pub(super) struct Queue {
    operations: VecDeque<(Place, Operation)>,
    /// The lock, held until all is done: who gets it next must find what was written.
    pub lock: Option<Hold>,
}

/// The manager's storage.
#[derive(Debug)]
pub(super) struct Store {
    storage: Storage,
    cipher: Option<Rc<Cipher>>,
    /// What the host's own storages are called.
    kind: Option<&'static str>,
    /// Whether it can compare and write in one step.
    compares: bool,
    /// Whether it shows at once what may be late.
    late: bool,
    /// Whether records of the namespace are known to have been encrypted: plain ones are not believed any more.
    closed: Cell<bool>,
    /// Whether plain records are being encrypted now.
    closing: Cell<bool>,
    /// Which kinds of operation failed last time.
    reads_fail: Cell<bool>,
    writes_fail: Cell<bool>,
    removals_fail: Cell<bool>,
    /// It hung: nobody waits for it again until then.
    left_alone_until: Cell<Option<Timestamp>>,
    /// What the last failure was.
    last_error: Cell<Option<&'static str>>,
    /// Operations under way.
    running: Cell<u32>,
}

/// A storage that the host doesn't have, so that memory has to do.
#[derive(Clone, Debug)]
pub(super) struct Missing {
    /// What `health` calls it.
    pub kind: &'static str,
    pub error: Error,
}

/// An operation under way; dropping it says that it is over, or will never be.
struct Running<'a>(&'a Cell<u32>);

impl<'a> Running<'a> {
    fn new(count: &'a Cell<u32>) -> Self {
        count.set(count.get() + 1);
        Self(count)
    }
}

impl Place {
    fn identity(&self) -> &str {
        identity::of(&self.key)
    }

    fn may_have_former(&self) -> bool {
        self.former.is_some() && !self.former_gone.get()
    }
}

impl Drop for Running<'_> {
    fn drop(&mut self) {
        self.0.set(self.0.get() - 1);
    }
}

/// Plain records are being encrypted; dropping it says that this is over, or will never be.
struct Closing<'a>(&'a Cell<bool>);

impl<'a> Closing<'a> {
    fn new(closing: &'a Cell<bool>) -> Self {
        closing.set(true);
        Self(closing)
    }
}

impl Drop for Closing<'_> {
    fn drop(&mut self) {
        self.0.set(false);
    }
}

/// The storage key of what says that the namespace's records are encrypted. No record has one like it.
fn marker_of(inner: &Inner) -> String {
    identity::marker_of_encryption(&inner.namespace)
}

/// What is seldom done: in a box, so that not every future that may do it holds its code.
type Rare<'a, T> = Pin<Box<dyn Future<Output = Result<T, Failure>> + 'a>>;

/// A storage that hung is left alone for so long.
const LEFT_ALONE_MS: i64 = 30_000;

impl Store {
    /// Opens the storage; `None` is memory.
    pub fn open(
        storage: &super::Storage,
        cipher: Option<Rc<Cipher>>,
    ) -> Result<Option<Self>, Missing> {
        let (object, kind, message) = match storage {
            super::Storage::Memory => return Ok(None),
            super::Storage::Local => (
                web::local(),
                Some("local"),
                "localStorage is missing or forbidden here: tokens are kept in memory alone",
            ),
            super::Storage::Session => (
                web::session(),
                Some("session"),
                "sessionStorage is missing or forbidden here: tokens are kept in memory alone",
            ),
            super::Storage::IndexedDb => (
                indexeddb::open(),
                Some("indexeddb"),
                "IndexedDB is missing or forbidden here: tokens are kept in memory alone",
            ),
            // By whatever name it is given.
            super::Storage::Object(object) if web::is_local(object) => {
                (web::local(), Some("local"), "")
            }
            super::Storage::Object(object) => (Some(object.clone()), None, ""),
        };
        let missing = |message| Missing {
            kind: kind.unwrap_or("custom"),
            error: Error::new(Class::Storage, Code::Storage, message),
        };
        let object = object.ok_or_else(|| missing(message))?;
        if !cipher.as_ref().is_none_or(|cipher| cipher.can_work()) {
            // Rather no record than one in plain text.
            let message = "records cannot be encrypted here, since WebCrypto or IndexedDB is missing: tokens are kept in memory alone";
            return Err(missing(message));
        }
        let storage = Storage::new(object);
        Ok(Some(Self {
            compares: storage.compares(),
            // What is encrypted takes its time anyway.
            late: cipher.is_none() && storage.peeks(),
            storage,
            cipher,
            kind,
            closed: Cell::default(),
            closing: Cell::default(),
            reads_fail: Cell::default(),
            writes_fail: Cell::default(),
            removals_fail: Cell::default(),
            left_alone_until: Cell::default(),
            running: Cell::default(),
            last_error: Cell::default(),
        }))
    }

    pub fn storage(&self) -> &Storage {
        &self.storage
    }

    pub fn is_encrypted(&self) -> bool {
        self.cipher.is_some()
    }

    /// Reads a record and decrypts it. One that cannot be decrypted is given as it is, one in plain text where records have been encrypted
    /// before as [`envelope::PLAIN`].
    pub async fn get(&self, inner: &Inner, key: &str) -> Result<Option<Secret>, Failure> {
        let found = self.read(key).await?;
        if found.plain_record().is_some() && self.is_closed(inner).await? {
            return Ok(found.without_plain().text);
        }
        Ok(found.text)
    }

    async fn read(&self, key: &str) -> Result<Found, Failure> {
        let Some(text) = self.storage.get(key).await? else {
            return Ok(Found::default());
        };
        let (plain, is_plain) = match (&self.cipher, envelope::read(text.reveal())) {
            (Some(cipher), Some(sealed)) => (cipher.unseal(key, &sealed).await?, false),
            (cipher, _) => (None, cipher.is_some()),
        };
        let stored = self.compares.then(|| text.clone());
        Ok(Found {
            text: Some(plain.unwrap_or(text)),
            stored,
            is_plain,
        })
    }

    /// Reads a record from what is at hand, or else as it should be read.
    async fn peek(&self, inner: &Inner, place: &Place) -> Result<Found, Failure> {
        let text = if self.late {
            self.storage.peek(&place.key)
        } else {
            None
        };
        match text.filter(|text| record::summary(text.reveal()).is_some()) {
            Some(text) => Ok(Found {
                text: Some(text),
                ..Found::default()
            }),
            None => self.load(inner, place).await,
        }
    }

    /// Reads a record. What was stored in plain text, before the user wanted encryption, is taken over once, with all others.
    pub async fn load(&self, inner: &Inner, place: &Place) -> Result<Found, Failure> {
        let key = &place.key;
        let mut found = self.read(key).await?;
        if found.text.is_none() && place.may_have_former() {
            found = self.take_over(inner, place).await?;
            if found.text.is_some() {
                self.close(inner, key).await;
            }
        }
        if found.plain_record().is_none() {
            return Ok(found);
        }
        if self.is_closed(inner).await? {
            // Another tab may have encrypted it meanwhile.
            return Ok(self.read(key).await?.without_plain());
        }
        self.close_to_plain(inner, key, false).await?;
        Ok(found)
    }

    /// What lies where the record was before the identity was in storage keys, as it is written now; `None` if there is none that
    /// is this credential's.
    pub fn former_record<'a>(
        &'a self,
        inner: &'a Inner,
        place: &'a Place,
    ) -> Rare<'a, Option<Secret>> {
        Box::pin(async move {
            let Some(former) = &place.former else {
                return Ok(None);
            };
            let text = self.get(inner, &former.key).await?;
            inner.count_storage(true, false);
            let taken = |text: Secret| {
                record::taken_over(text.reveal(), &former.fingerprint, place.identity())
            };
            Ok(text.and_then(taken))
        })
    }

    /// Moves a record from where it was before the identity was in storage keys. A page that still looks there may be renewing it:
    /// its lock is taken, where there are locks.
    fn take_over<'a>(&'a self, inner: &'a Inner, place: &'a Place) -> Rare<'a, Found> {
        Box::pin(async move {
            let Some(former) = &place.former else {
                return Ok(Found::default());
            };
            if self.former_record(inner, place).await?.is_none() {
                place.former_gone.set(true);
                return Ok(Found::default());
            }
            let _hold = if inner.ends_with_request() {
                None
            } else {
                locks::take(inner.kind(), self.storage.object(), &former.key).await
            };
            let found = self.read(&place.key).await?;
            if found.text.is_some() {
                return Ok(found);
            }
            let Some(text) = self.former_record(inner, place).await? else {
                place.former_gone.set(true);
                return Ok(found);
            };
            let write = Write {
                expires_at: record::summary(text.reveal())
                    .and_then(|summary| summary.forgettable_from()),
                record: Some(text.clone()),
                expected: self.compares.then_some(None),
            };
            match self.put(&place.key, &write).await {
                Ok(true) => self.forget_former(inner, place).await?,
                Ok(false) => return self.read(&place.key).await,
                // It stays where it is, and serves all the same.
                Err(_) => {
                    return Ok(Found {
                        text: Some(text),
                        ..Found::default()
                    });
                }
            }
            if self.compares {
                return self.read(&place.key).await;
            }
            Ok(Found {
                text: Some(text),
                ..Found::default()
            })
        })
    }

    /// Removes what lies where the record was before, since another has taken its place, or it was cleared.
    async fn forget_former(&self, inner: &Inner, place: &Place) -> Result<(), Failure> {
        if let Some(former) = &place.former
            && self.former_record(inner, place).await?.is_some()
        {
            self.remove(&former.key).await?;
        }
        place.former_gone.set(true);
        Ok(())
    }

    /// Whether records of the namespace have been encrypted before.
    async fn is_closed(&self, inner: &Inner) -> Result<bool, Failure> {
        if !self.closed.get() {
            let marker = self.storage.get(&marker_of(inner)).await?;
            let closed = envelope::closes_namespace(marker.as_ref().map(Secret::reveal));
            self.closed.set(closed);
        }
        Ok(self.closed.get())
    }

    /// A record was encrypted at `key`: closes the namespace to plain ones. What fails is tried again with the next one, since the record
    /// itself is stored.
    async fn close(&self, inner: &Inner, key: &str) {
        if self.cipher.is_some() && matches!(self.is_closed(inner).await, Ok(false)) {
            drop(self.close_to_plain(inner, key, true).await);
        }
    }

    /// Encrypts the namespace's plain records where they lie, but for the one that was `replaced`, and then says in the storage that plain
    /// ones do not count any more.
    ///
    /// Without the lock of one of them this is left for the next time: who holds it may fail, and would have lost the record. A
    /// storage that keeps no refresh tokens has nothing worth the reads: there the record at `key` is taken over alone.
    fn close_to_plain<'a>(
        &'a self,
        inner: &'a Inner,
        key: &'a str,
        replaced: bool,
    ) -> Pin<Box<dyn Future<Output = Result<(), Failure>> + 'a>> {
        Box::pin(async move {
            let Some(cipher) = &self.cipher else {
                return Ok(());
            };
            let _closing = match inner.ends_with_request() {
                true => None,
                false if self.closing.get() => return Ok(()),
                false => Some(Closing::new(&self.closing)),
            };
            let mut keys = Vec::new();
            if self.traits().keeps_refresh_tokens {
                keys = inner.record_keys(self).await?;
            }
            keys.retain(|known| **known != *key);
            if !replaced {
                keys.push(key.into());
            }
            let mut all = true;
            for key in keys {
                let found = self.read(&key).await?;
                if let Some((text, summary)) = found.plain_record() {
                    all &= self.encrypt_in_place(inner, &key, text, &summary).await?;
                }
            }
            if all {
                let marker = marker_of(inner);
                let sealed = cipher.seal(&marker, &"encrypted".into()).await?;
                self.storage
                    .write(&marker, Some(&sealed), None, None)
                    .await?;
                self.closed.set(true);
            }
            Ok(())
        })
    }

    /// Whoever renews the record meanwhile goes before, and encrypts it anyway. False if it is left to somebody else.
    async fn encrypt_in_place(
        &self,
        inner: &Inner,
        key: &str,
        text: &Secret,
        summary: &Summary,
    ) -> Result<bool, Failure> {
        let _hold = if inner.ends_with_request() {
            None
        } else {
            match locks::take_if_free(inner.kind(), self.storage.object(), key).await {
                Some(hold) => Some(hold),
                None => return Ok(false),
            }
        };
        if self.storage.get(key).await?.as_ref() != Some(text) {
            return Ok(true);
        }
        let write = Write {
            record: Some(text.clone()),
            expires_at: summary.forgettable_from(),
            expected: self.compares.then(|| Some(text.clone())),
        };
        self.put(key, &write).await.map(|_| true)
    }

    /// Writes a record, encrypted if the user wants it, or removes it. Gives whether what was there was what was expected.
    async fn write(&self, inner: &Inner, key: &str, write: &Write) -> Result<bool, Failure> {
        let written = self.put(key, write).await?;
        if write.record.is_some() {
            self.close(inner, key).await;
        }
        Ok(written)
    }

    async fn put(&self, key: &str, write: &Write) -> Result<bool, Failure> {
        let sealed = match (&self.cipher, &write.record) {
            (Some(cipher), Some(text)) => Some(cipher.seal(key, text).await?),
            _ => None,
        };
        let text = sealed.as_ref().or(write.record.as_ref());
        let expected = write.expected.as_ref().map(Option::as_ref);
        self.storage
            .write(key, text, write.expires_at, expected)
            .await
    }

    /// Writes or removes a credential's record, and what lies where it was before.
    async fn replace(&self, inner: &Inner, place: &Place, write: &Write) -> Result<bool, Failure> {
        let written = self.write(inner, &place.key, write).await?;
        if written && place.may_have_former() {
            let forgotten = self.forget_former(inner, place).await;
            // What was cleared must not come back from there.
            if write.record.is_none() {
                forgotten?;
            }
        }
        Ok(written)
    }

    /// Writes a record whatever is there, encrypted if the user wants it.
    pub async fn set(
        &self,
        inner: &Inner,
        key: &str,
        text: &Secret,
        expires_at: Option<i64>,
    ) -> Result<(), Failure> {
        let write = Write {
            record: Some(text.clone()),
            expires_at,
            expected: None,
        };
        self.write(inner, key, &write).await.map(drop)
    }

    /// Removes a record.
    pub async fn remove(&self, key: &str) -> Result<(), Failure> {
        self.put(key, &Write::default()).await.map(drop)
    }

    /// Whether no operation is under way.
    pub fn is_idle(&self) -> bool {
        self.running.get() == 0
    }

    /// Whether it belongs to a place whose work goes on when the request that began it has been answered.
    pub fn is_lasting(&self) -> bool {
        self.says("lasting") == Some(true)
    }

    fn says(&self, name: &str) -> Option<bool> {
        self.storage.says(name)?.as_bool()
    }

    /// What `health` calls it: a storage object may have a name of its own.
    pub fn kind(&self) -> String {
        if let Some(kind) = self.kind {
            return kind.into();
        }
        let own = self.storage.says("kind").and_then(|kind| kind.as_string());
        own.unwrap_or_else(|| "custom".into())
    }

    /// Whether the last read, the last write and the last removal worked.
    pub fn is_whole(&self) -> bool {
        !self.reads_fail.get() && !self.writes_fail.get() && !self.removals_fail.get()
    }

    pub fn last_error(&self) -> Option<&'static str> {
        self.last_error.get()
    }

    pub fn traits(&self) -> StorageTraits {
        StorageTraits {
            present: true,
            keeps_refresh_tokens: self.says("refreshTokens") != Some(false),
            volatile: self.says("volatile") == Some(true),
            shared: matches!(self.kind, Some("local" | "indexeddb")),
            late: self.late,
        }
    }

    /// Notes how an operation ended. The event to tell, if the storage broke just now.
    fn note(
        &self,
        operation: &Operation,
        result: Result<&(Found, bool), &Failure>,
        now: Timestamp,
    ) -> Option<Event> {
        let was_whole = self.is_whole();
        // A full storage removes well enough, and one that cannot remove may write: each kind shows for itself that it works again.
        let fails = match operation {
            Operation::Load(_) | Operation::Peek(_) => &self.reads_fail,
            Operation::Write(_, write) if write.record.is_none() => &self.removals_fail,
            Operation::Write(..) => &self.writes_fail,
        };
        // Where there is no record, the key to it was not needed.
        let nothing_there = matches!(result, Ok((found, _)) if found.text.is_none());
        let is_load = !matches!(operation, Operation::Write(..));
        if !(is_load && nothing_there && self.cipher.is_some()) {
            fails.set(result.is_err());
        }
        let (message, thrown) = match result.err()? {
            Failure::Threw(thrown) => (
                "the storage failed: tokens are kept in memory until it works again",
                Some(thrown),
            ),
            Failure::Hung => {
                self.left_alone_until.set(Some(now.plus(LEFT_ALONE_MS)));
                (
                    "the storage does not answer: tokens are kept in memory until it does",
                    None,
                )
            }
        };
        self.last_error.set(Some(message));
        let error = Error::new(Class::Storage, Code::Storage, message);
        was_whole.then(|| Event::StorageError {
            error: error
                .retryable()
                .with_cause(thrown.map(|thrown| cause(thrown.clone()))),
        })
    }

    async fn run(
        &self,
        inner: &Inner,
        place: &Place,
        operation: &Operation,
    ) -> Result<(Found, bool), ()> {
        if self
            .left_alone_until
            .get()
            .is_some_and(|until| inner.moment().now < until)
        {
            return Err(());
        }
        let _running = Running::new(&self.running);
        let result = match operation {
            Operation::Load(_) => self.load(inner, place).await.map(|found| (found, true)),
            Operation::Peek(_) => self.peek(inner, place).await.map(|found| (found, true)),
            Operation::Write(_, write) => {
                let written = self.replace(inner, place, write).await;
                written.map(|written| (Found::default(), written))
            }
        };
        let reads = !matches!(operation, Operation::Write(..));
        inner.count_storage(reads, result.is_err());
        if let Some(event) = self.note(operation, result.as_ref(), inner.moment().now) {
            inner.tell(&event);
        }
        result.map_err(drop)
    }
}

impl Inner {
    /// Queues an operation of the credential at `key`.
    pub(super) fn queue(self: &Rc<Self>, key: Key, operation: Operation) {
        let inner = self.clone();
        // Where it lies now: until its turn comes the credential may be another subject's.
        let Some(place) = self.place_of(key) else {
            return;
        };
        if self.ends_with_request() {
            // What an ended request left undone must not hold up the others.
            in_flight::spawn(async move { inner.run_operation(key, place, operation).await });
            return;
        }
        let starts = self.with_entry(key, |entry| {
            let starts = entry.queue.is_none();
            let queue = entry.queue.get_or_insert_default();
            queue.operations.push_back((place, operation));
            starts
        });
        if starts == Some(true) {
            in_flight::spawn(async move {
                while let Some((place, operation)) = inner.next_operation(key) {
                    inner.run_operation(key, place, operation).await;
                }
            });
        }
    }

    /// Where a credential's record lies.
    pub(super) fn place_of(&self, key: Key) -> Option<Place> {
        self.with_entry(key, |entry| Place {
            key: entry.credential.storage_key(),
            former: entry.credential.former(),
            former_gone: Cell::new(entry.former_gone),
        })
    }

    fn next_operation(&self, key: Key) -> Option<(Place, Operation)> {
        let (next, done) = self.with_entry(key, |entry| {
            let next = entry.queue.as_mut()?.operations.pop_front();
            let done = entry.queue.take_if(|_| next.is_none());
            Some((next, done))
        })??;
        drop(done);
        self.drop_if_done(key);
        next
    }

    async fn run_operation(self: &Rc<Self>, key: Key, place: Place, operation: Operation) {
        let result = match self.store() {
            Some(store) => {
                self.alive(key, async {
                    // What is read is judged by it.
                    if matches!(operation, Operation::Load(_) | Operation::Peek(_)) {
                        self.proof_key(key).await;
                    }
                    let result = store.run(self, &place, &operation).await;
                    if place.former_gone.get() {
                        self.with_entry(key, |entry| entry.former_gone = true);
                    }
                    result
                })
                .await
            }
            // What began before the manager went on with memory alone.
            None => Ok((Found::default(), true)),
        };
        match operation {
            Operation::Load(ticket) | Operation::Peek(ticket) => {
                let text = result.map(|(Found { text, stored, .. }, _)| {
                    self.keep_read(key, Some(Read { ticket, stored }));
                    text
                });
                self.feed(key, Input::Loaded(ticket, text));
                self.keep_read(key, None);
            }
            Operation::Write(ticket, _) => {
                let saved = match result {
                    Ok((_, true)) => Ok(()),
                    Ok((_, false)) => Err(NotSaved::Changed),
                    Err(()) => Err(NotSaved::Failed),
                };
                self.feed(key, Input::Saved(ticket, saved));
            }
        }
    }

    fn keep_read(&self, key: Key, read: Option<Read>) {
        let compares = self.store().is_some_and(|store| store.compares);
        self.with_entry(key, |entry| {
            entry.read = read.filter(|_| compares).map(Box::new);
        });
    }

    /// What the read found that something to be written depends on, where the storage can compare.
    pub(super) fn read_by(&self, key: Key, only_if: Option<Ticket>) -> Option<Option<Secret>> {
        self.with_entry(key, |entry| {
            let read = entry.read.as_ref();
            read.filter(|read| only_if == Some(read.ticket))
                .map(|read| read.stored.clone())
        })?
    }
}
