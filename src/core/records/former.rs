//! Records from before storage keys contained the identity.

use super::found::Found;
use super::lock::{Need, UnderLock};
use super::place::Place;
use super::procedure::{Context, Procedure, Returned, Step, Value};
use super::put::Put;
use super::read::{Get, Read};
use super::storage::Storage;
use super::work::{Failure, Write};
use crate::core::record;
use crate::core::secret::Secret;
use std::rc::Rc;

/// Reads the record at its former place. Returns it in [`Value::Text`], converted to the current form; `None` if it is
/// not this credential's.
#[derive(Debug)]
pub(super) struct FormerRecord {
    storage: Rc<Storage>,
    place: Rc<Place>,
    begun: bool,
}

impl FormerRecord {
    pub fn call(storage: &Rc<Storage>, place: &Rc<Place>) -> Step {
        Step::Call(Box::new(Self {
            storage: storage.clone(),
            place: place.clone(),
            begun: false,
        }))
    }
}

impl Procedure for FormerRecord {
    fn step(&mut self, returned: Returned, context: &mut Context) -> Result<Step, Failure> {
        let value = returned?;
        let Some(former) = &self.place.former else {
            return Ok(Step::Return(Value::Text(None)));
        };
        if !self.begun {
            self.begun = true;
            return Ok(Get::call(&self.storage, &former.key));
        }
        context.counts.reads += 1;
        let identity = self.place.identity();
        let taken = |text: Secret| record::taken_over(text.reveal(), &former.fingerprint, identity);
        Ok(Step::Return(Value::Text(value.text()?.and_then(taken))))
    }
}

/// Removes the former record, because another has taken its place or it was cleared.
#[derive(Debug)]
pub(super) struct ForgetFormer {
    storage: Rc<Storage>,
    place: Rc<Place>,
    stage: ForgetStage,
}

#[derive(Debug)]
enum ForgetStage {
    Beginning,
    Looking,
    Removing,
}

impl ForgetFormer {
    pub fn call(storage: &Rc<Storage>, place: &Rc<Place>) -> Step {
        Step::Call(Box::new(Self {
            storage: storage.clone(),
            place: place.clone(),
            stage: ForgetStage::Beginning,
        }))
    }
}

impl Procedure for ForgetFormer {
    fn step(&mut self, returned: Returned, _: &mut Context) -> Result<Step, Failure> {
        let value = returned?;
        match self.stage {
            ForgetStage::Beginning => {
                self.stage = ForgetStage::Looking;
                return Ok(FormerRecord::call(&self.storage, &self.place));
            }
            ForgetStage::Looking => {
                if let (Some(_), Some(former)) = (value.text()?, &self.place.former) {
                    self.stage = ForgetStage::Removing;
                    return Ok(Put::call(&self.storage, &former.key, Write::default()));
                }
            }
            ForgetStage::Removing => {}
        }
        self.place.former_gone.set(true);
        Ok(Step::Return(Value::Nothing))
    }
}

/// Moves a former record to its current place, under the former lock, since a page with the previous version may be
/// renewing the record. Returns [`Value::Found`].
#[derive(Debug)]
pub(super) struct TakeOver {
    storage: Rc<Storage>,
    place: Rc<Place>,
    stage: TakeOverStage,
}

#[derive(Debug)]
enum TakeOverStage {
    Beginning,
    Looking,
    Moving,
}

impl TakeOver {
    pub fn call(storage: &Rc<Storage>, place: &Rc<Place>) -> Step {
        Step::Call(Box::new(Self {
            storage: storage.clone(),
            place: place.clone(),
            stage: TakeOverStage::Beginning,
        }))
    }
}

impl Procedure for TakeOver {
    fn step(&mut self, returned: Returned, _: &mut Context) -> Result<Step, Failure> {
        let value = returned?;
        match self.stage {
            TakeOverStage::Beginning => {
                self.stage = TakeOverStage::Looking;
                return Ok(FormerRecord::call(&self.storage, &self.place));
            }
            TakeOverStage::Looking => {
                if let (Some(_), Some(former)) = (value.text()?, &self.place.former) {
                    self.stage = TakeOverStage::Moving;
                    let (storage, place) = (self.storage.clone(), self.place.clone());
                    let stage = MoveStage::Beginning;
                    let work = Box::new(Move {
                        storage,
                        place,
                        stage,
                    });
                    return Ok(UnderLock::call(
                        &self.storage,
                        &former.key,
                        Need::Wanted,
                        work,
                    ));
                }
            }
            TakeOverStage::Moving => return Ok(Step::Return(value)),
        }
        self.place.former_gone.set(true);
        Ok(Step::Return(Value::Found(Found::default())))
    }
}

/// The same, after the lock was taken or was not available.
#[derive(Debug)]
struct Move {
    storage: Rc<Storage>,
    place: Rc<Place>,
    stage: MoveStage,
}

#[derive(Debug)]
enum MoveStage {
    Beginning,
    /// Another tab may have moved it meanwhile.
    Reading,
    Looking,
    Writing(Secret),
    Forgetting(Secret),
    ReadingBack,
}

impl Procedure for Move {
    fn step(&mut self, returned: Returned, _: &mut Context) -> Result<Step, Failure> {
        let (storage, place) = (&self.storage, &self.place);
        match std::mem::replace(&mut self.stage, MoveStage::ReadingBack) {
            MoveStage::Beginning => {
                self.stage = MoveStage::Reading;
                Ok(Read::call(storage, &place.key))
            }
            MoveStage::Reading => {
                let found = returned?.found()?;
                if found.text.is_some() {
                    return Ok(Step::Return(Value::Found(found)));
                }
                self.stage = MoveStage::Looking;
                Ok(FormerRecord::call(storage, place))
            }
            MoveStage::Looking => {
                let Some(text) = returned?.text()? else {
                    place.former_gone.set(true);
                    return Ok(Step::Return(Value::Found(Found::default())));
                };
                let write = Write {
                    expires_at: record::summary(text.reveal())
                        .and_then(|summary| summary.forgettable_from()),
                    text: Some(text.clone()),
                    expected: storage.facts.compares.then_some(None),
                };
                self.stage = MoveStage::Writing(text);
                Ok(Put::call(storage, &place.key, write))
            }
            MoveStage::Writing(text) => match returned.and_then(|value| value.flag()) {
                Ok(true) => {
                    self.stage = MoveStage::Forgetting(text);
                    Ok(ForgetFormer::call(storage, place))
                }
                Ok(false) => Ok(Read::call(storage, &place.key)),
                // The record stays at its former place, and is used anyway.
                Err(_) => Ok(Step::Return(Value::Found(Found::text(text)))),
            },
            MoveStage::Forgetting(text) => {
                returned?;
                if storage.facts.compares {
                    return Ok(Read::call(storage, &place.key));
                }
                Ok(Step::Return(Value::Found(Found::text(text))))
            }
            MoveStage::ReadingBack => returned.map(Step::Return),
        }
    }
}
