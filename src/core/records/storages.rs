//! The storage that a manager uses, and the remains of moves between storages.

use super::storage::Storage;
use crate::core::secret::Secret;
use std::cell::{Cell, RefCell};
use std::rc::Rc;

/// The keys of a move, and the verified copies; `None` if there is nothing to compare with.
pub(super) type Copies = Vec<(Rc<str>, Option<Secret>)>;

/// The records that a migration still has to remove.
#[derive(Debug)]
pub(super) struct Unfinished {
    pub before: Option<Rc<Storage>>,
    pub copies: Copies,
}

/// The storages of one manager.
#[derive(Debug, Default)]
pub struct Storages {
    current: RefCell<Option<Rc<Storage>>>,
    pub(super) unfinished: RefCell<Option<Unfinished>>,
    moves_begun: Cell<u32>,
    moves: RefCell<Vec<u32>>,
}

impl Storages {
    /// Starts with the storage that the manager uses first; `None` is memory.
    #[must_use]
    pub fn new(storage: Option<Rc<Storage>>) -> Self {
        Self {
            current: RefCell::new(storage),
            ..Self::default()
        }
    }

    /// The storage that the manager uses; `None` is memory.
    #[must_use]
    pub fn current(&self) -> Option<Rc<Storage>> {
        self.current.borrow().clone()
    }

    pub(super) fn set(&self, storage: Option<Rc<Storage>>) {
        self.current.replace(storage);
    }
}

/// A move's place in the queue of moves. Dropped when the move ends or is abandoned.
#[derive(Debug)]
pub(super) struct Turn {
    storages: Rc<Storages>,
    number: u32,
}

impl Turn {
    pub fn new(storages: Rc<Storages>) -> Self {
        let number = storages.moves_begun.get().wrapping_add(1);
        storages.moves_begun.set(number);
        storages.moves.borrow_mut().push(number);
        Self { storages, number }
    }

    /// True if the previous move has ended.
    pub fn has_come(&self) -> bool {
        let before = self.number.wrapping_sub(1);
        !self.storages.moves.borrow().contains(&before)
    }
}

impl Drop for Turn {
    fn drop(&mut self) {
        let moves = &mut *self.storages.moves.borrow_mut();
        moves.retain(|number| *number != self.number);
    }
}
