//! Removes the moved records from the previous storage.

use super::access::{ReadOn, RemoveOn};
use super::copy::Ensure;
use super::moving::{Moving, Side};
use crate::core::record;
use crate::core::records::lock::{Need, UnderLock};
use crate::core::records::procedure::{Context, Procedure, Returned, Step, Value};
use crate::core::records::restored::Restored;
use crate::core::records::work::Failure;
use crate::core::secret::Secret;
use std::rc::Rc;

/// Removes each moved record from the previous storage, once the manager uses the new one. A record that changed since
/// it was copied is copied again first. Can be repeated after a failure, with the copies that it left. Returns
/// [`Value::Restored`].
#[derive(Debug)]
pub(super) struct Clean {
    moving: Rc<Moving>,
    next: usize,
    moved: u32,
    begun: bool,
}

impl Clean {
    pub fn call(moving: &Rc<Moving>) -> Step {
        Step::Call(Box::new(Self {
            moving: moving.clone(),
            next: 0,
            moved: 0,
            begun: false,
        }))
    }
}

impl Procedure for Clean {
    fn step(&mut self, returned: Returned, _: &mut Context) -> Result<Step, Failure> {
        let value = returned?;
        if self.begun {
            self.moved += u32::from(value.flag()?);
        }
        self.begun = true;
        let number = self.next;
        self.next += 1;
        let copies = self.moving.copies.borrow();
        let Some((key, _)) = copies.get(number) else {
            return Ok(Step::Return(Value::Restored(Restored {
                restored: self.moved,
                skipped: 0,
            })));
        };
        let one = Box::new(CleanOne {
            moving: self.moving.clone(),
            number,
            key: key.clone(),
            stage: Stage::Beginning,
        });
        // Another manager must not renew the record meanwhile.
        match &self.moving.before {
            Some(storage) => Ok(UnderLock::call(storage, key, Need::Wanted, one)),
            None => Ok(Step::Call(one)),
        }
    }
}

/// Handles the record of one copy. Returns in [`Value::Flag`] whether it was moved.
#[derive(Debug)]
struct CleanOne {
    moving: Rc<Moving>,
    number: usize,
    key: Rc<str>,
    stage: Stage,
}

#[derive(Debug)]
enum Stage {
    Beginning,
    Reading,
    /// Reading the copy of a record that is gone.
    Comparing(Secret),
    RemovingCopy,
    Copying,
    Removing,
}

impl CleanOne {
    fn found(&mut self, text: Option<Secret>) -> Step {
        let copy = self.copy();
        match (text, copy) {
            (Some(text), _) if record::summary(text.reveal()).is_some() => {
                self.stage = Stage::Copying;
                Ensure::call(&self.moving, &self.key, &text, false)
            }
            // A logout removed the record meanwhile, so the copy is removed too, unless it was renewed. (A cache may
            // have forgotten the record by itself.)
            (None, Some(copy)) if !self.moving.traits(Side::Current).volatile => {
                self.stage = Stage::Comparing(copy);
                ReadOn::call(&self.moving, Side::Other, &self.key)
            }
            _ => Step::Return(Value::Flag(false)),
        }
    }

    fn copy(&self) -> Option<Secret> {
        let copies = self.moving.copies.borrow();
        copies.get(self.number)?.1.clone()
    }

    /// From here on, a missing record counts as removed by this move, even if the storage reports a failure.
    fn forget_copy(&self) {
        if let Some((_, copy)) = self.moving.copies.borrow_mut().get_mut(self.number) {
            *copy = None;
        }
    }
}

impl Procedure for CleanOne {
    fn step(&mut self, returned: Returned, _: &mut Context) -> Result<Step, Failure> {
        let value = returned?;
        Ok(
            match std::mem::replace(&mut self.stage, Stage::RemovingCopy) {
                Stage::Beginning => {
                    self.stage = Stage::Reading;
                    ReadOn::call(&self.moving, Side::Current, &self.key)
                }
                Stage::Reading => {
                    let text = value.text()?;
                    self.found(text)
                }
                Stage::Comparing(copy) if value.text()?.as_ref() == Some(&copy) => {
                    RemoveOn::call(&self.moving, Side::Other, &self.key)
                }
                Stage::Copying => {
                    self.forget_copy();
                    self.stage = Stage::Removing;
                    RemoveOn::call(&self.moving, Side::Current, &self.key)
                }
                Stage::Comparing(_) | Stage::RemovingCopy => Step::Return(Value::Flag(false)),
                Stage::Removing => Step::Return(Value::Flag(true)),
            },
        )
    }
}
