//! One credential's operations, one after the other: a removal must not overtake the write before it, and the next holder of a
//! lock must find what was written under it.

use super::execution::{Seen, StorageOperation};
use super::place::Place;
use crate::core::credential::ids::{FlightId, Ticket};
use crate::core::secret::Secret;
use std::collections::VecDeque;
use std::rc::Rc;

/// What waits for its turn.
#[derive(Debug)]
pub enum Item {
    /// The operation is executed. Its place is known when it is asked for: until its turn comes, the credential may be
    /// another subject's.
    Execute(Rc<Place>, StorageOperation),
    /// The flight's lock is released.
    Release(FlightId),
}

/// A queue of one credential's operations.
#[derive(Debug, Default)]
pub struct Queue {
    waiting: VecDeque<Item>,
    busy: bool,
    seen: Option<Seen>,
}

impl Queue {
    /// Adds an item. Gives it back if its turn has come already. An operation's turn ends with [`Queue::turn_ended`].
    pub fn push(&mut self, item: Item) -> Option<Item> {
        if self.busy {
            self.waiting.push_back(item);
            return None;
        }
        self.busy = matches!(item, Item::Execute(..));
        Some(item)
    }

    /// The item whose turn comes after the operation that ended, or after the last item that this gave; `None` if there is none.
    pub fn turn_ended(&mut self) -> Option<Item> {
        let next = self.waiting.pop_front();
        self.busy = next.is_some();
        next
    }

    /// Whether no operation is under way or waits.
    #[must_use]
    pub fn is_idle(&self) -> bool {
        !self.busy
    }

    /// Keeps what a read found while the credential draws its consequences.
    pub fn keep(&mut self, seen: Option<Seen>) {
        self.seen = seen;
    }

    /// What the read found on which a write depends. `None`: the write depends on no read, or the storage cannot compare.
    #[must_use]
    pub fn expected(&self, only_if: Option<Ticket>) -> Option<Option<Secret>> {
        let seen = self.seen.as_ref()?;
        (only_if == Some(seen.ticket)).then(|| seen.stored.clone())
    }
}
