//! Moves of records from one storage to another. The order loses no record, even if a step fails or the program ends in
//! between: copy, read back, go on with the new storage, and only then remove from the old.
//!
//! - `mod.rs`: a move from its turn to its result.
//! - `moving.rs`: the shared state of a move's procedures.
//! - `keys.rs`: lists the records. `access.rs`: reads, writes and removes them on either side.
//! - [`mover`], [`remote`]: the two sides of a move if another core decides it.
//! - `copy.rs`: makes verified copies; `clean.rs`: removes records from the previous storage; `restore.rs`: takes newer
//!   records.

mod access;
mod clean;
mod copy;
mod keys;
pub mod mover;
mod moving;
pub mod remote;
mod restore;

use self::clean::Clean;
use self::copy::Copy;
use self::keys::Keys;
use self::moving::{Moving, Side};
use self::restore::Restore;
use super::procedure::{Context, Procedure, Returned, Run, Step, Value};
use super::restored::Restored;
use super::storage::Storage;
use super::storages::{Storages, Turn, Unfinished};
use super::work::{Answer, Failure, Work};
use crate::core::error::{self, Class, Code, Error};
use crate::core::flow::{Flow, Next};
use crate::core::metrics::StorageCounts;
use crate::core::time::Moment;
use std::rc::Rc;

/// The kind of a move, which involves another storage.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// Copy every record to it, use it from then on, and remove the records from the previous storage.
    Migrate,
    /// Copy every record to it, replacing its own. A record that is newer in memory is taken from memory.
    Backup,
    /// Take each of its records that is newer than those of memory and the current storage.
    Restore,
}

/// The time, in milliseconds, between two looks whether the move's turn has come.
const LOOK_MS: i64 = 10;
const LOOKS: u32 = 1_000;
/// An operation that began before the switch ends within this many looks.
const LOOKS_AT_SWITCH: u32 = 200;

/// A move of records. Its result contains the counts of records, and the counts to add to the metrics. An error is the
/// storage's, or [`Class::InvalidConfiguration`]. A record that could not be removed is then in both storages;
/// repeating the move completes it.
#[derive(Debug)]
pub struct Move {
    run: Run,
    whole: Option<Whole>,
}

impl Move {
    /// A move of the manager with these storages. `other` is the storage that the user names; `None` is memory.
    #[must_use]
    pub fn new(storages: Rc<Storages>, kind: Kind, other: Option<Rc<Storage>>) -> Self {
        let turn = Turn::new(storages.clone());
        let moving = Moving::new(None, other);
        Self {
            run: Run::default(),
            whole: Some(Whole {
                storages,
                kind,
                turn,
                looks: 0,
                moving: Rc::new(moving),
                stage: Stage::Waiting,
            }),
        }
    }

    fn next(
        &mut self,
        next: Next<Returned, Work>,
    ) -> Next<<Self as Flow<Work, Answer>>::Output, Work> {
        match next {
            Next::Do { work, until } => Next::Do { work, until },
            Next::Wait(until) => Next::Wait(until),
            Next::Done(returned) => {
                let result = match returned {
                    Ok(Value::Restored(restored)) => Ok(restored),
                    Ok(_) => Err(failed(Failure::Threw(None))),
                    Err(failure) => Err(failed(failure)),
                };
                Next::Done((result, self.run.context.counts))
            }
        }
    }
}

impl Flow<Work, Answer> for Move {
    type Output = (error::Result<Restored>, StorageCounts);

    fn begin(&mut self, at: Moment) -> Next<Self::Output, Work> {
        let step = match self.whole.take() {
            Some(whole) => Step::Call(Box::new(whole)),
            None => Step::Return(Value::Nothing),
        };
        let next = self.run.begin(step, at);
        self.next(next)
    }

    fn answer(&mut self, answer: Answer, closing: bool, at: Moment) -> Next<Self::Output, Work> {
        self.run.context.closing = closing;
        let next = self.run.answer(answer, at);
        self.next(next)
    }
}

fn failed(failure: Failure) -> Error {
    let (message, thrown) = match failure {
        Failure::Refused(error) => return error,
        Failure::Threw(thrown) => (
            "the storage failed: nothing was lost; repeat the call to complete it",
            thrown,
        ),
        Failure::Hung => (
            "the storage does not answer: nothing was lost; repeat the call to complete it",
            None,
        ),
    };
    Error::new(Class::Storage, Code::Storage, message)
        .retryable()
        .with_cause(thrown)
}

/// A whole move.
#[derive(Debug)]
struct Whole {
    storages: Rc<Storages>,
    kind: Kind,
    turn: Turn,
    looks: u32,
    moving: Rc<Moving>,
    stage: Stage,
}

#[derive(Debug)]
enum Stage {
    /// Waiting for its turn.
    Waiting,
    Listing,
    Copying,
    Switching,
    /// Waiting until no operation on the previous storage is under way.
    Draining,
    ListingNew,
    Cleaning,
    Restoring,
}

impl Whole {
    fn begin(&mut self) -> Result<Step, Failure> {
        let before = self.storages.current();
        let other = self.moving.other.clone();
        let path = match self.kind {
            Kind::Restore => "from",
            Kind::Migrate | Kind::Backup => "to",
        };
        if is_same(&before, &other) {
            // Check for the remains of a migration to this storage.
            let unfinished = match self.kind {
                Kind::Migrate => self.storages.unfinished.take(),
                Kind::Backup | Kind::Restore => None,
            };
            let Some(Unfinished { before, copies }) = unfinished else {
                let message = "is the storage that the manager uses already: give another one";
                return Err(Failure::Refused(Error::configuration(path, message)));
            };
            let moving = Moving::new(before, other);
            moving.copies.replace(copies);
            self.moving = Rc::new(moving);
            return Ok(self.clean());
        }
        if other.is_none() && self.kind != Kind::Migrate {
            let message = "must be a storage that outlives the manager: \"memory\" is its own";
            return Err(Failure::Refused(Error::configuration(path, message)));
        }
        self.moving = Rc::new(Moving::new(before, other));
        self.stage = Stage::Listing;
        let side = match self.kind {
            Kind::Restore => Side::Other,
            Kind::Migrate | Kind::Backup => Side::Current,
        };
        Ok(Keys::call(&self.moving, side))
    }

    fn switch(&mut self) -> Step {
        self.storages.unfinished.take();
        self.storages.set(self.moving.other.clone());
        self.stage = Stage::Switching;
        Step::Do(Work::StorageChanged(self.moving.traits(Side::Other)))
    }

    fn drain(&mut self) -> Step {
        let idle = self.moving.before.as_ref().is_none_or(|s| s.is_idle());
        if idle || self.looks == LOOKS_AT_SWITCH {
            self.stage = Stage::ListingNew;
            return Keys::call(&self.moving, Side::Current);
        }
        self.looks += 1;
        self.stage = Stage::Draining;
        Step::Wait(LOOK_MS)
    }

    fn clean(&mut self) -> Step {
        self.stage = Stage::Cleaning;
        Clean::call(&self.moving)
    }
}

impl Procedure for Whole {
    fn step(&mut self, returned: Returned, context: &mut Context) -> Result<Step, Failure> {
        let switched = matches!(
            self.stage,
            Stage::Switching | Stage::Draining | Stage::ListingNew | Stage::Cleaning
        );
        if let (Err(_), true) = (&returned, switched) {
            let (before, copies) = (self.moving.before.clone(), self.moving.copies.take());
            let unfinished = Some(Unfinished { before, copies });
            self.storages.unfinished.replace(unfinished);
        }
        let value = returned?;
        Ok(match self.stage {
            Stage::Waiting if self.turn.has_come() || self.looks == LOOKS => {
                self.looks = 0;
                context.check_open()?;
                self.begin()?
            }
            Stage::Waiting => {
                context.check_open()?;
                self.looks += 1;
                Step::Wait(LOOK_MS)
            }
            Stage::Listing if self.kind == Kind::Restore => {
                self.stage = Stage::Restoring;
                Restore::call(&self.moving, value.names()?)
            }
            Stage::Listing => {
                self.stage = Stage::Copying;
                Copy::call(&self.moving, value.names()?, self.kind == Kind::Backup)
            }
            Stage::Copying if self.kind == Kind::Migrate => self.switch(),
            Stage::Switching | Stage::Draining => self.drain(),
            Stage::ListingNew => {
                let new = value.names()?.into_iter().map(|key| (key, None));
                self.moving.copies.borrow_mut().extend(new);
                self.clean()
            }
            Stage::Copying | Stage::Cleaning | Stage::Restoring => Step::Return(value),
        })
    }
}

fn is_same(a: &Option<Rc<Storage>>, b: &Option<Rc<Storage>>) -> bool {
    let id = |storage: &Option<Rc<Storage>>| storage.as_ref().map(|storage| storage.id);
    id(a) == id(b)
}
