//! The operations of one credential, one after the other. A removal must not overtake the write before it, and the next
//! holder of a lock must find the record that was written under it.

use super::execution::{Seen, StorageOperation};
use super::place::Place;
use crate::core::credential::ids::{FlightId, Ticket};
use crate::core::secret::Secret;
use std::collections::VecDeque;
use std::rc::Rc;

/// An item that waits for its turn.
#[derive(Debug)]
pub enum Item {
    /// Execute the operation. Its place is determined when it is queued, since the credential may be another subject's
    /// by the time its turn comes.
    Execute(Rc<Place>, StorageOperation),
    /// Release the flight's lock.
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
    /// Adds an item. Returns it if its turn has come already. An operation's turn ends with [`Queue::turn_ended`].
    pub fn push(&mut self, item: Item) -> Option<Item> {
        if self.busy {
            self.waiting.push_back(item);
            return None;
        }
        self.busy = matches!(item, Item::Execute(..));
        Some(item)
    }

    /// The item whose turn comes next, after an operation that ended or after the item that this returned before.
    /// `None` if there is none.
    pub fn turn_ended(&mut self) -> Option<Item> {
        let next = self.waiting.pop_front();
        self.busy = next.is_some();
        next
    }

    /// True if no operation is under way or waits.
    #[must_use]
    pub fn is_idle(&self) -> bool {
        !self.busy
    }

    /// Keeps the result of a read while the credential reacts to it.
    pub fn keep(&mut self, seen: Option<Seen>) {
        self.seen = seen;
    }

    /// The result of the read on which a write depends. `None`: the write depends on no read, or the storage cannot
    /// compare.
    #[must_use]
    pub fn expected(&self, only_if: Option<Ticket>) -> Option<Option<Secret>> {
        let seen = self.seen.as_ref()?;
        (only_if == Some(seen.ticket)).then(|| seen.stored.clone())
    }
}
