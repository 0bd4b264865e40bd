//! Writes a credential's record, and does what follows from that.

use super::encryption::Close;
use super::former::ForgetFormer;
use super::place::Place;
use super::procedure::{Context, Procedure, Returned, Step, Value};
use super::put::Put;
use super::storage::Storage;
use super::work::{Failure, Write};
use std::rc::Rc;

/// Writes or removes a record. Plain records no longer count after one was encrypted. Returns in [`Value::Flag`]
/// whether the stored text was the expected one.
#[derive(Debug)]
pub(super) struct Store {
    storage: Rc<Storage>,
    key: Rc<str>,
    write: Option<Write>,
    removes: bool,
    /// True if it was written; `None` until that is known.
    written: Option<bool>,
}

impl Store {
    pub fn call(storage: &Rc<Storage>, key: &Rc<str>, write: Write) -> Step {
        Step::Call(Box::new(Self {
            storage: storage.clone(),
            key: key.clone(),
            removes: write.text.is_none(),
            write: Some(write),
            written: None,
        }))
    }
}

impl Procedure for Store {
    fn step(&mut self, returned: Returned, _: &mut Context) -> Result<Step, Failure> {
        if let Some(write) = self.write.take() {
            return Ok(Put::call(&self.storage, &self.key, write));
        }
        if let Some(written) = self.written {
            return Ok(Step::Return(Value::Flag(written)));
        }
        let written = returned?.flag()?;
        if self.removes {
            return Ok(Step::Return(Value::Flag(written)));
        }
        self.written = Some(written);
        Ok(Close::call(&self.storage, &self.key))
    }
}

/// Writes or removes a credential's record, and removes the one at its former place. Returns in [`Value::Flag`] whether
/// the stored text was the expected one.
#[derive(Debug)]
pub(super) struct Replace {
    storage: Rc<Storage>,
    place: Rc<Place>,
    write: Option<Write>,
    removes: bool,
    stage: Stage,
}

#[derive(Debug)]
enum Stage {
    Beginning,
    Storing,
    Forgetting,
}

impl Replace {
    pub fn call(storage: &Rc<Storage>, place: &Rc<Place>, write: Write) -> Step {
        Step::Call(Box::new(Self {
            storage: storage.clone(),
            place: place.clone(),
            removes: write.text.is_none(),
            write: Some(write),
            stage: Stage::Beginning,
        }))
    }
}

impl Procedure for Replace {
    fn step(&mut self, returned: Returned, _: &mut Context) -> Result<Step, Failure> {
        let (storage, place) = (&self.storage, &self.place);
        Ok(match self.stage {
            Stage::Beginning => {
                self.stage = Stage::Storing;
                let write = self.write.take().unwrap_or_default();
                Store::call(storage, &place.key, write)
            }
            Stage::Storing => {
                let written = returned?.flag()?;
                if !written || !place.may_have_former() {
                    return Ok(Step::Return(Value::Flag(written)));
                }
                self.stage = Stage::Forgetting;
                ForgetFormer::call(storage, place)
            }
            Stage::Forgetting => {
                // A record that was cleared must not come back from there.
                if self.removes {
                    returned?;
                }
                Step::Return(Value::Flag(true))
            }
        })
    }
}
