//! What is known of one storage, shared by all operations on it.

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
    /// Whether records are encrypted.
    pub encrypts: bool,
    /// Whether it can compare and write in one step.
    pub compares: bool,
    /// Whether locks are taken. Where work ends with its request, a lock could be held by a request that has ended.
    pub locks: bool,
}

/// One storage.
#[derive(Debug)]
pub struct Storage {
    /// The host's number of it.
    pub id: StorageId,
    /// Its properties.
    pub facts: Facts,
    /// The manager's namespace.
    pub(super) namespace: Rc<str>,
    /// Whether records of the namespace are known to have been encrypted: plain ones are not believed any more.
    pub(super) closed: Cell<bool>,
    /// Whether plain records are being encrypted.
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

    /// Asks or tells how well it works.
    pub fn health<T>(&self, ask: impl FnOnce(&mut Health) -> T) -> T {
        ask(&mut self.health.borrow_mut())
    }

    /// Whether no operation is under way.
    #[must_use]
    pub fn is_idle(&self) -> bool {
        self.running.get() == 0
    }

    /// The key of the record that says that the namespace's records are encrypted.
    pub(super) fn marker(&self) -> Rc<str> {
        identity::marker_of_encryption(&self.namespace).into()
    }
}

/// An operation is under way until this is dropped: it ended, or its host gave it up.
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
