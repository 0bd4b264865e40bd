//! The moves of one manager, as a core of their own. The core of the tokens does each step.

use super::{Kind, Move};
use crate::core::error::Code;
use crate::core::flow::{Flow, Next};
use crate::core::records::storage::{Facts, Storage};
use crate::core::records::storages::Storages;
use crate::core::records::work::{Answer, Decision, Over, StorageId};
use crate::core::time::{Moment, Timestamp};
use std::rc::Rc;

/// The moves of one manager.
#[derive(Debug)]
pub struct Mover {
    storages: Rc<Storages>,
    opened: Vec<Rc<Storage>>,
    namespace: Rc<str>,
    /// The moves under way, with their numbers.
    moves: Vec<(u32, Move)>,
    last: u32,
}

/// The core of the tokens times the steps, so nothing here depends on the time.
const AT: Moment = Moment {
    now: Timestamp(0),
    wall_offset_ms: 0,
    random: 0,
};

impl Mover {
    /// The moves of a manager of this namespace, which uses this storage. `None` is memory.
    #[must_use]
    pub fn new(namespace: &str, current: Option<(StorageId, Facts)>) -> Self {
        let mut mover = Self {
            storages: Rc::default(),
            opened: Vec::new(),
            namespace: namespace.into(),
            moves: Vec::new(),
            last: 0,
        };
        let current = mover.open(current);
        mover.storages = Rc::new(Storages::new(current));
        mover
    }

    /// The storage, with the known facts about it.
    fn open(&mut self, storage: Option<(StorageId, Facts)>) -> Option<Rc<Storage>> {
        let (id, facts) = storage?;
        self.opened.retain(|opened| Rc::strong_count(opened) > 1);
        if let Some(same) = self.opened.iter().find(|opened| opened.id == id) {
            return Some(same.clone());
        }
        let opened = Rc::new(Storage::new(id, facts, self.namespace.clone()));
        self.opened.push(opened.clone());
        Some(opened)
    }

    /// Begins a move, and returns its number. `other` is the storage that the user names; `None` is memory.
    pub fn begin(&mut self, kind: Kind, other: Option<(StorageId, Facts)>) -> u32 {
        let other = self.open(other);
        self.last += 1;
        let moving = Move::new(self.storages.clone(), kind, other);
        self.moves.push((self.last, moving));
        self.last
    }

    /// The next step of a move, after the answer to the previous one. `None` if there is no such move. `closing` is
    /// true if the manager is closing.
    pub fn step(&mut self, id: u32, answer: Option<Answer>, closing: bool) -> Option<Decision> {
        let place = self.moves.iter().position(|(number, _)| *number == id)?;
        let (_, moving) = &mut self.moves[place];
        let next = match answer {
            None => moving.begin(AT),
            Some(answer) => moving.answer(answer, closing, AT),
        };
        Some(match next {
            Next::Do { work, .. } => Decision::Do(work),
            Next::Wait(until) => Decision::Wait(until.since(AT.now)),
            Next::Done((result, counts)) => {
                self.moves.swap_remove(place);
                let result = result.map_err(|error| {
                    let threw = error.code == Code::Storage;
                    Box::new(Over { error, threw })
                });
                Decision::Done(result, counts)
            }
        })
    }
}
