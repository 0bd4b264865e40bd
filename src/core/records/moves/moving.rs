//! The shared state of a move's procedures.

use crate::core::credential::StorageTraits;
use crate::core::records::known_keys::KnownKeys;
use crate::core::records::place::Place;
use crate::core::records::storage::Storage;
use crate::core::records::storages::Copies;
use crate::core::secret::Secret;
use std::cell::RefCell;
use std::rc::Rc;

/// The side of a move on which a record is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Side {
    /// The storage that the manager uses when the move begins.
    Current,
    /// The storage that the user named.
    Other,
    /// The manager's memory.
    Memory,
}

/// A move under way.
#[derive(Debug)]
pub(super) struct Moving {
    pub before: Option<Rc<Storage>>,
    pub other: Option<Rc<Storage>>,
    /// The keys that were listed, with the credentials that are known.
    pub names: RefCell<KnownKeys>,
    pub copies: RefCell<Copies>,
    /// The last record that was given to a credential, when the side has no storage.
    pub last_given: RefCell<Option<(Rc<str>, Secret)>>,
}

impl Moving {
    pub fn new(before: Option<Rc<Storage>>, other: Option<Rc<Storage>>) -> Self {
        Self {
            before,
            other,
            names: RefCell::default(),
            copies: RefCell::default(),
            last_given: RefCell::default(),
        }
    }

    /// The storage of a side; `None` is memory.
    pub fn storage(&self, side: Side) -> Option<&Rc<Storage>> {
        match side {
            Side::Current => self.before.as_ref(),
            Side::Other => self.other.as_ref(),
            Side::Memory => None,
        }
    }

    pub fn traits(&self, side: Side) -> StorageTraits {
        let storage = self.storage(side);
        storage.map_or(StorageTraits::NONE, |storage| storage.facts.traits)
    }

    /// The credential whose record has this key, if it is known.
    pub fn place(&self, key: &str) -> Option<Rc<Place>> {
        self.names.borrow().place(key).cloned()
    }
}
