//! Takes records of another storage that are newer than the present ones.

use super::access::{ReadOn, give};
use super::copy::damaged;
use super::moving::{Moving, Side};
use crate::core::record;
use crate::core::records::procedure::{Context, Procedure, Returned, Step, Value};
use crate::core::records::replace::Store;
use crate::core::records::restored::Restored;
use crate::core::records::work::{Failure, Write};
use crate::core::secret::Secret;
use std::rc::Rc;

/// Takes each record of the other storage that is newer than those of memory and the current storage. Returns
/// [`Value::Restored`].
#[derive(Debug)]
pub(super) struct Restore {
    moving: Rc<Moving>,
    /// The remaining keys; the next one is last.
    keys: Vec<Rc<str>>,
    counts: Restored,
    stage: Stage,
}

#[derive(Debug)]
enum Stage {
    Beginning,
    Reading,
    /// A damaged record was reported.
    Reported,
    /// Comparing the other storage's record, obtained at this time, with the record of a side.
    Comparing(Secret, i64, Side),
    Giving,
    Storing,
}

impl Restore {
    pub fn call(moving: &Rc<Moving>, mut keys: Vec<Rc<str>>) -> Step {
        keys.reverse();
        Step::Call(Box::new(Self {
            moving: moving.clone(),
            keys,
            counts: Restored::default(),
            stage: Stage::Beginning,
        }))
    }

    fn read(&mut self) -> Step {
        match self.keys.last() {
            Some(key) => {
                self.stage = Stage::Reading;
                ReadOn::call(&self.moving, Side::Other, key)
            }
            None => Step::Return(Value::Restored(self.counts)),
        }
    }

    /// Counts whether the record of the last key was `taken`.
    fn counted(&mut self, taken: bool) -> Step {
        match taken {
            true => self.counts.restored += 1,
            false => self.counts.skipped += 1,
        }
        self.keys.pop();
        self.read()
    }

    fn compare(&mut self, theirs: Secret, obtained_at: i64, side: Side) -> Step {
        let Some(key) = self.keys.last() else {
            return self.read();
        };
        self.stage = Stage::Comparing(theirs, obtained_at, side);
        ReadOn::call(&self.moving, side, key)
    }

    fn take(&mut self, theirs: Secret) -> Step {
        let Some(key) = self.keys.last() else {
            return self.read();
        };
        if let Some(place) = self.moving.place(key) {
            self.stage = Stage::Giving;
            return Step::Do(give(&place, &theirs, true));
        }
        match &self.moving.before {
            Some(storage) if storage.facts.traits.keeps_refresh_tokens => {
                self.stage = Stage::Storing;
                let write = Write {
                    text: Some(theirs),
                    ..Write::default()
                };
                Store::call(storage, key, write)
            }
            _ => self.counted(false),
        }
    }
}

impl Procedure for Restore {
    fn step(&mut self, returned: Returned, _: &mut Context) -> Result<Step, Failure> {
        let value = returned?;
        Ok(match std::mem::replace(&mut self.stage, Stage::Reported) {
            Stage::Beginning => self.read(),
            Stage::Reading => match (value.text()?, self.keys.last()) {
                (Some(theirs), Some(key)) => match record::summary(theirs.reveal()) {
                    Some(summary) => self.compare(theirs, summary.obtained_at, Side::Memory),
                    None => Step::Do(damaged(&self.moving, key)),
                },
                _ => {
                    self.keys.pop();
                    self.read()
                }
            },
            Stage::Reported => self.counted(false),
            Stage::Comparing(theirs, obtained_at, side) => {
                let ours = value.text()?;
                let ours = ours.and_then(|ours| record::summary(ours.reveal()));
                if ours.is_some_and(|ours| obtained_at <= ours.obtained_at) {
                    return Ok(self.counted(false));
                }
                match side {
                    Side::Memory => self.compare(theirs, obtained_at, Side::Current),
                    _ => self.take(theirs),
                }
            }
            Stage::Giving => {
                let taken = value.flag()?;
                self.counted(taken)
            }
            Stage::Storing => self.counted(true),
        })
    }
}
