//! Records that move between storages: what `core::storage_moves` decides, done on the host, one move after the other.

use super::Storage;
use super::by_name::ByName;
use super::events::Event;
use super::inner::Inner;
use super::registry::{Entry, Key};
use super::store::{self, Store};
use super::waiting::Wait;
use crate::core::credential::StorageTraits;
use crate::core::credential::ids::WaiterId;
use crate::core::credential::io::Input;
use crate::core::error::{Class, Code, Error, Result};
use crate::core::identity;
use crate::core::record;
use crate::core::secret::Secret;
use crate::core::storage_moves::{self, Call, Copies, Place, Records, Restored};
use crate::host::bounded::pause;
use crate::host::cause;
use crate::host::locks::{self, Hold};
use crate::host::storage::Failure;
use std::cell::RefCell;
use std::rc::Rc;

/// What a storage told, unless it failed.
type Found<T> = std::result::Result<T, Failure>;

/// What a migration has left to remove.
pub(super) struct Unfinished {
    before: Option<Rc<Store>>,
    copies: Copies,
}

/// How often somebody looks whether it is his turn, and for how long.
const LOOK_MS: i64 = 10;
const LOOKS: u32 = 1_000;
/// An operation that began before the switch ends within this many looks.
const LOOKS_AT_SWITCH: u32 = 200;

/// What is to be done with another storage.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Move {
    Migrate,
    Backup,
    Restore,
}

/// Does it, after what was begun before: one future for all three.
pub(super) fn run<'a>(
    inner: &'a Rc<Inner>,
    what: Move,
    storage: &'a Storage,
) -> Call<'a, Restored> {
    Box::pin(async move {
        let _turn = Turn::take(inner).await?;
        let other = open(inner, storage)?;
        let before = inner.store();
        let path = if what == Move::Restore { "from" } else { "to" };
        if is_same(&other, &before) {
            // Is something left of a migration to this storage?
            let unfinished = match what {
                Move::Migrate => inner.unfinished.take(),
                _ => None,
            };
            return match unfinished {
                Some(Unfinished { before, copies }) => {
                    Moving::new(inner, before, other).clean(copies).await
                }
                None => Err(Error::configuration(
                    path,
                    "is the storage that the manager uses already: give another one",
                )),
            };
        }
        if what != Move::Migrate && other.is_none() {
            let message = "must be a storage that outlives the manager: \"memory\" is its own";
            return Err(Error::configuration(path, message));
        }
        let moving = Moving::new(inner, before, other);
        let from = match what {
            Move::Restore => Place::Other,
            _ => Place::Current,
        };
        let keys = moving.keys(from).await?;
        match what {
            Move::Restore => storage_moves::restore(&moving, &keys).await,
            Move::Backup => {
                let traits = moving.traits(Place::Other);
                let copied = storage_moves::backup(&moving, &keys, traits).await?;
                Ok(done(copied))
            }
            Move::Migrate => {
                let traits = moving.traits(Place::Other);
                let mut copies = storage_moves::copy(&moving, &keys, traits).await?;
                inner.unfinished.take();
                match moving.switch().await {
                    Ok(new) => copies.extend(new.into_iter().map(|key| (key, None))),
                    Err(error) => {
                        moving.leave_unfinished(copies);
                        return Err(error);
                    }
                }
                moving.clean(copies).await
            }
        }
    })
}

fn done(count: u32) -> Restored {
    Restored {
        restored: count,
        skipped: 0,
    }
}

fn open(inner: &Inner, storage: &Storage) -> Result<Option<Rc<Store>>> {
    match Store::open(storage, inner.cipher.clone()) {
        Ok(store) => Ok(store.map(Rc::new)),
        Err(missing) => Err(missing.error),
    }
}

fn is_same(a: &Option<Rc<Store>>, b: &Option<Rc<Store>>) -> bool {
    let object = |store: &Option<Rc<Store>>| store.as_ref().map(|s| s.storage().object().clone());
    object(a) == object(b)
}

/// The right to move records; others wait for it.
struct Turn {
    inner: Rc<Inner>,
    id: WaiterId,
}

impl Turn {
    async fn take(inner: &Rc<Inner>) -> Result<Self> {
        inner.open()?;
        let (id, mine) = inner.state.borrow_mut().waiting.add();
        let turn = Self {
            inner: inner.clone(),
            id,
        };
        let before: Option<Wait> = inner.last_move.replace(Some(mine));
        let Some(before) = before else {
            return Ok(turn);
        };
        // Looked for with timers of our own: on the edge the move before may be another request's, and have ended with it.
        for _ in 0..LOOKS {
            if before.is_answered() {
                break;
            }
            pause(LOOK_MS).await;
            inner.open()?;
        }
        inner.open()?;
        Ok(turn)
    }
}

impl Drop for Turn {
    fn drop(&mut self) {
        self.inner.settle(self.id, Ok(None));
    }
}

/// A move under way.
struct Moving {
    inner: Rc<Inner>,
    before: Option<Rc<Store>>,
    other: Option<Rc<Store>>,
    /// The credentials by storage key.
    known: RefCell<ByName<Key>>,
    /// The keys that were listed.
    seen: RefCell<ByName<()>>,
    hold: RefCell<Option<Hold>>,
    /// The last record that memory was given.
    given: RefCell<Option<(Rc<str>, Secret)>>,
}

impl Moving {
    fn new(inner: &Rc<Inner>, before: Option<Rc<Store>>, other: Option<Rc<Store>>) -> Self {
        Self {
            known: RefCell::default(),
            seen: RefCell::default(),
            inner: inner.clone(),
            before,
            other,
            hold: RefCell::default(),
            given: RefCell::default(),
        }
    }

    fn store(&self, place: Place) -> Option<&Rc<Store>> {
        match place {
            Place::Current => self.before.as_ref(),
            Place::Other => self.other.as_ref(),
            Place::Memory => None,
        }
    }

    fn traits(&self, place: Place) -> StorageTraits {
        (self.store(place)).map_or(StorageTraits::NONE, |store| store.traits())
    }

    fn credential(&self, key: &str) -> Option<Key> {
        self.known.borrow().get(key).copied()
    }

    /// The keys of all records that may be there and were not asked for before: those of the providers, and what the storage can
    /// tell of others.
    async fn keys(&self, place: Place) -> Result<Vec<Rc<str>>> {
        let mut keys: Vec<Rc<str>> = Vec::new();
        let mut former_keys = ByName::default();
        for (key, lies) in self.inner.places() {
            if let (Place::Current, Some(store)) = (place, self.store(place)) {
                store.load(&self.inner, &lies).await.map_err(failed)?;
            }
            let storage_key = Rc::from(&*lies.key);
            self.known.borrow_mut().put(&storage_key, key);
            keys.push(storage_key);
            if let Some(former) = lies.former {
                former_keys.put(&former.key, ());
            }
        }
        // Memory has no place for the records of providers that it does not know.
        if self.other.is_some()
            && let Some(store) = self.store(place)
        {
            let listed = self.inner.listed_keys(store).await.map_err(failed)?;
            // A provider that is registered has taken it over, or looks there by itself.
            let theirs = |key: &Rc<str>| former_keys.get(key).is_none();
            keys.extend(listed.into_iter().flatten().filter(theirs));
        }
        let seen = &mut *self.seen.borrow_mut();
        keys.retain(|key| {
            let new = seen.get(key).is_none();
            seen.put(key, ());
            new
        });
        Ok(keys)
    }

    async fn clean(&self, mut copies: Copies) -> Result<Restored> {
        let before = self.traits(Place::Current);
        match storage_moves::clean(self, &mut copies, before).await {
            Ok(moved) => Ok(done(moved)),
            Err(error) => {
                self.leave_unfinished(copies);
                Err(error)
            }
        }
    }

    fn leave_unfinished(&self, copies: Copies) {
        let before = self.before.clone();
        self.inner
            .unfinished
            .replace(Some(Unfinished { before, copies }));
    }

    fn in_memory(&self, key: &str, place: Place) -> Option<Secret> {
        let at = self.inner.moment();
        let credential = self.credential(key)?;
        let held = self
            .inner
            .with_entry(credential, |e| e.credential.record(at))??;
        let given = self.given.borrow().clone();
        match given.filter(|(of, _)| place == Place::Other && &**of == key) {
            // What was given and taken may be written in other words, with a refresh token that the storage does not keep say.
            Some((_, given)) if obtained_at(&held) >= obtained_at(&given) => Some(given),
            _ => Some(held),
        }
    }

    fn is_of_use(&self, key: &str, text: &Secret) -> bool {
        let useful = |key| self.inner.with_entry(key, |e| e.credential.can_use(text));
        self.credential(key).and_then(useful) == Some(true)
    }

    async fn give(&self, key: Key, text: &Secret, restoring: bool) -> Result<()> {
        self.inner.proof_key(key).await;
        let record = text.clone();
        let input = move |waiter| Input::RecordGiven {
            waiter,
            record,
            restoring,
        };
        self.inner.ask(key, input).await.map(drop)
    }
}

impl Records for Moving {
    fn read<'a>(&'a self, place: Place, key: &'a str) -> Call<'a, Option<Secret>> {
        Box::pin(async move {
            self.inner.open()?;
            let Some(store) = self.store(place) else {
                return Ok(self.in_memory(key, place));
            };
            let mut text = store.get(&self.inner, key).await.map_err(failed)?;
            let lies = self
                .credential(key)
                .and_then(|key| self.inner.place_of(key));
            if let (None, Some(lies)) = (&text, lies) {
                text = store
                    .former_record(&self.inner, &lies)
                    .await
                    .map_err(failed)?;
            }
            // Memory takes what its providers can use; the rest stays where it is.
            let for_memory = place == Place::Current && self.other.is_none();
            Ok(text.filter(|text| !for_memory || self.is_of_use(key, text)))
        })
    }

    fn write<'a>(
        &'a self,
        place: Place,
        key: &'a str,
        text: &'a Secret,
        expires_at: Option<i64>,
    ) -> Call<'a, ()> {
        Box::pin(async move {
            self.inner.open()?;
            match (self.store(place), self.credential(key)) {
                (Some(store), _) => {
                    (store.set(&self.inner, key, text, expires_at).await).map_err(failed)
                }
                (None, Some(credential)) => {
                    self.given.replace(Some((key.into(), text.clone())));
                    self.give(credential, text, false).await
                }
                (None, None) => Ok(()),
            }
        })
    }

    fn remove<'a>(&'a self, place: Place, key: &'a str) -> Call<'a, ()> {
        Box::pin(async move {
            self.inner.open()?;
            if let Some(store) = self.store(place) {
                store.remove(key).await.map_err(failed)?;
            }
            // The credential learns that the new storage holds its record: if it is missing one day, somebody logged out.
            if let (Place::Current, Some(other), Some(credential)) =
                (place, &self.other, self.credential(key))
                && let Some(text) = other.get(&self.inner, key).await.map_err(failed)?
            {
                self.give(credential, &text, false).await?;
            }
            Ok(())
        })
    }

    fn switch(&self) -> Call<'_, Vec<Rc<str>>> {
        Box::pin(async move {
            self.inner.open()?;
            let traits = self.traits(Place::Other);
            self.inner.store.replace(self.other.clone());
            self.inner.storage_missing.replace(None);
            for key in self.inner.keys() {
                self.inner
                    .with_entry(key, |entry| entry.former_gone = false);
                self.inner.feed(key, Input::StorageChanged(traits));
            }
            for _ in 0..LOOKS_AT_SWITCH {
                if self.before.as_ref().is_none_or(|store| store.is_idle()) {
                    break;
                }
                pause(LOOK_MS).await;
            }
            self.keys(Place::Current).await
        })
    }

    fn hold<'a>(&'a self, key: &'a str) -> Call<'a, ()> {
        Box::pin(async move {
            self.inner.open()?;
            drop(self.hold.take());
            // On the edge a lock could be held by a request that has ended.
            if let Some(store) = self.before.as_ref()
                && !self.inner.ends_with_request()
            {
                let object = store.storage().object();
                let hold = locks::take(self.inner.kind(), object, key).await;
                self.hold.replace(hold);
            }
            Ok(())
        })
    }

    fn take<'a>(&'a self, key: &'a str, text: &'a Secret) -> Call<'a, bool> {
        Box::pin(async move {
            self.inner.open()?;
            if let Some(credential) = self.credential(key) {
                let version = || {
                    self.inner
                        .with_entry(credential, |e| e.credential.version())
                };
                let before = version();
                self.give(credential, text, true).await?;
                return Ok(version() != before);
            }
            let keeps = self.traits(Place::Current).keeps_refresh_tokens;
            match &self.before {
                Some(store) if keeps => {
                    store
                        .set(&self.inner, key, text, None)
                        .await
                        .map_err(failed)?;
                    Ok(true)
                }
                _ => Ok(false),
            }
        })
    }

    fn damaged(&self, key: &str) {
        let message = "a record is damaged: it was left where it is";
        let mut error = Error::new(Class::Storage, Code::Storage, message);
        error.provider = self
            .credential(key)
            .and_then(|key| self.inner.with_entry(key, |entry| entry.name().clone()));
        self.inner.tell(&Event::StorageError { error });
    }
}

fn obtained_at(text: &Secret) -> Option<i64> {
    record::summary(text.reveal()).map(|summary| summary.obtained_at)
}

fn failed(failure: Failure) -> Error {
    let (message, thrown) = match failure {
        Failure::Threw(thrown) => ("the storage failed", Some(cause(thrown))),
        Failure::Hung => ("the storage does not answer", None),
    };
    let message = [
        message,
        ": nothing was lost; the same call again does what is left",
    ]
    .concat();
    Error::new(Class::Storage, Code::Storage, message)
        .retryable()
        .with_cause(thrown)
}

impl Inner {
    /// The keys of all records that are in a storage; where it cannot tell, of those that the providers may have there.
    pub(super) async fn record_keys(&self, store: &Store) -> Found<Vec<Rc<str>>> {
        if let Some(listed) = self.listed_keys(store).await? {
            return Ok(listed);
        }
        let places = self.places().into_iter().map(|(_, place)| place);
        let keys = |place: store::Place| {
            let former = place.former.map(|former| Rc::from(&*former.key));
            [Some(Rc::from(&*place.key)), former].into_iter().flatten()
        };
        Ok(places.flat_map(keys).collect())
    }

    /// The keys of records, where the storage can tell.
    async fn listed_keys(&self, store: &Store) -> Found<Option<Vec<Rc<str>>>> {
        let mut keys = Vec::new();
        for prefix in identity::prefixes(&self.namespace) {
            let Some(listed) = store.storage().keys(&prefix).await? else {
                return Ok(None);
            };
            keys.extend(listed.into_iter().map(Rc::from));
        }
        Ok(Some(keys))
    }

    /// A key of the namespace. Escaped, so that no other pair of namespace and name makes the same one.
    pub(super) fn marked_key(&self, mark: &str, name: &str) -> String {
        let namespace = self.namespace.replace('%', "%25").replace(':', "%3A");
        [&namespace, mark, name].concat()
    }

    /// The credentials whose records may be moved, with where these lie.
    fn places(&self) -> Vec<(Key, store::Place)> {
        let place = |key| {
            let known = |entry: &mut Entry| !entry.leaving && entry.credential.is_identified();
            let staying = self.with_entry(key, known) == Some(true);
            Some((key, self.place_of(key).filter(|_| staying)?))
        };
        self.keys().into_iter().filter_map(place).collect()
    }
}
