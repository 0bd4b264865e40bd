//! The known facts about one storage, shared by all operations on it.

use super::health::Health;
use super::work::StorageId;
use crate::core::credential::StorageTraits;
use crate::core::identity;
use std::cell::{Cell, RefCell};
use std::rc::Rc;

/// The properties of a storage, as the host found them when it opened it.
#[derive(Clone, Copy, Debug)]
pub struct Facts {
    /// The properties that credentials depend on.
    pub traits: StorageTraits,
    /// True if records are encrypted.
    pub encrypts: bool,
    /// True if it can compare and write in one step.
    pub compares: bool,
    /// True if locks are taken. Not so where work ends with its request, since a request that has ended could hold a
    /// lock.
    pub locks: bool,
}

/// One storage.
#[derive(Debug)]
pub struct Storage {
    /// The host's number for it.
    pub id: StorageId,
    /// Its properties.
    pub facts: Facts,
    /// The manager's namespace.
    pub(super) namespace: Rc<str>,
    /// True if records of the namespace are known to have been encrypted. Plain ones are not accepted any more.
    pub(super) closed: Cell<bool>,
    /// True if plain records are being encrypted.
    pub(super) closing: Cell<bool>,
    health: RefCell<Health>,
    running: Cell<u32>,
}

impl Storage {
    /// A storage that was just opened.
    #[must_use]
    pub fn new(id: StorageId, facts: Facts, namespace: Rc<str>) -> Self {
        Self {
            id,
            facts,
            namespace,
            closed: Cell::new(false),
            closing: Cell::new(false),
            health: RefCell::default(),
            running: Cell::new(0),
        }
    }

    /// Reads or updates its health.
    pub fn health<T>(&self, ask: impl FnOnce(&mut Health) -> T) -> T {
        ask(&mut self.health.borrow_mut())
    }

    /// True if no operation is under way.
    #[must_use]
    pub fn is_idle(&self) -> bool {
        self.running.get() == 0
    }

    /// The key of the marker that says that the namespace's records are encrypted.
    pub(super) fn marker(&self) -> Rc<str> {
        identity::marker_of_encryption(&self.namespace).into()
    }
}

/// Marks an operation as under way until this is dropped: the operation has ended, or its host gave it up.
#[derive(Debug)]
pub(super) struct Running(Rc<Storage>);

impl Running {
    pub fn new(storage: Rc<Storage>) -> Self {
        storage.running.set(storage.running.get() + 1);
        Self(storage)
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        self.0.running.set(self.0.running.get() - 1);
    }
}
