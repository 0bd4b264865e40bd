//! Work under a lock.

use super::procedure::{Context, Procedure, Returned, Step, Value};
use super::storage::Storage;
use super::work::{Failure, Work};
use std::rc::Rc;

/// The need for a lock: wait for it or not, and go on without it or not.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Need {
    /// Wait for it, and do the work without it if it is not granted in time.
    Wanted,
    /// Do not wait for it, and do nothing without it.
    AtOnce,
}

/// Does a procedure under a lock, where locks are taken, and releases the lock however the procedure ends. Returns the
/// procedure's result, or `false` if nothing was done.
#[derive(Debug)]
pub(super) struct UnderLock {
    storage: Rc<Storage>,
    name: Rc<str>,
    need: Need,
    stage: Stage,
}

#[derive(Debug)]
enum Stage {
    Beginning(Box<dyn Procedure>),
    Taking(Box<dyn Procedure>),
    Working,
    Locked,
    Releasing(Returned),
}

impl UnderLock {
    pub fn call(
        storage: &Rc<Storage>,
        name: &Rc<str>,
        need: Need,
        procedure: Box<dyn Procedure>,
    ) -> Step {
        Step::Call(Box::new(Self {
            storage: storage.clone(),
            name: name.clone(),
            need,
            stage: Stage::Beginning(procedure),
        }))
    }
}

impl Procedure for UnderLock {
    fn step(&mut self, returned: Returned, _: &mut Context) -> Result<Step, Failure> {
        match std::mem::replace(&mut self.stage, Stage::Working) {
            Stage::Beginning(procedure) if self.storage.facts.locks => {
                self.stage = Stage::Taking(procedure);
                Ok(Step::Do(Work::TakeLock {
                    storage: self.storage.id,
                    name: self.name.clone(),
                    patient: self.need == Need::Wanted,
                }))
            }
            Stage::Beginning(procedure) => Ok(Step::Call(procedure)),
            Stage::Taking(procedure) => {
                let locked = matches!(returned, Ok(Value::Flag(true)));
                if locked {
                    self.stage = Stage::Locked;
                } else if self.need == Need::AtOnce {
                    return Ok(Step::Return(Value::Flag(false)));
                }
                Ok(Step::Call(procedure))
            }
            Stage::Working => returned.map(Step::Return),
            Stage::Locked => {
                self.stage = Stage::Releasing(returned);
                Ok(Step::Do(Work::ReleaseLock(
                    self.storage.id,
                    self.name.clone(),
                )))
            }
            Stage::Releasing(result) => result.map(Step::Return),
        }
    }
}
