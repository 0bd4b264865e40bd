//! Reads a credential's record, after every step that makes it readable.

use super::encryption::{Close, EncryptAll};
use super::former::TakeOver;
use super::found::Found;
use super::place::Place;
use super::procedure::{Context, Procedure, Returned, Step, Value};
use super::read::{IsClosed, Read};
use super::storage::Storage;
use super::work::{Failure, Work};
use crate::core::record;
use std::rc::Rc;

/// Reads a credential's record. A record that was stored in plain text before the user wanted encryption is encrypted
/// once, with all other records. Returns [`Value::Found`].
#[derive(Debug)]
pub(super) struct Load {
    storage: Rc<Storage>,
    place: Rc<Place>,
    stage: Stage,
}

#[derive(Debug)]
enum Stage {
    Beginning,
    Reading,
    TakingOver,
    Closing(Found),
    Checking(Found),
    Encrypting(Found),
    /// Another tab may have encrypted it meanwhile.
    ReadingAgain,
}

impl Load {
    pub fn call(storage: &Rc<Storage>, place: &Rc<Place>) -> Step {
        Step::Call(Box::new(Self {
            storage: storage.clone(),
            place: place.clone(),
            stage: Stage::Beginning,
        }))
    }

    fn found(&mut self, found: Found) -> Step {
        if found.plain_record().is_none() {
            return Step::Return(Value::Found(found));
        }
        self.stage = Stage::Checking(found);
        IsClosed::call(&self.storage)
    }
}

impl Procedure for Load {
    fn step(&mut self, returned: Returned, _: &mut Context) -> Result<Step, Failure> {
        let value = returned?;
        let (storage, key) = (&self.storage, &self.place.key);
        Ok(
            match std::mem::replace(&mut self.stage, Stage::ReadingAgain) {
                Stage::Beginning => {
                    self.stage = Stage::Reading;
                    Read::call(storage, key)
                }
                Stage::Reading => {
                    let found = value.found()?;
                    if found.text.is_some() || !self.place.may_have_former() {
                        return Ok(self.found(found));
                    }
                    self.stage = Stage::TakingOver;
                    TakeOver::call(storage, &self.place)
                }
                Stage::TakingOver => {
                    let found = value.found()?;
                    if found.text.is_none() {
                        return Ok(Step::Return(Value::Found(found)));
                    }
                    self.stage = Stage::Closing(found);
                    Close::call(storage, key)
                }
                Stage::Closing(found) => self.found(found),
                Stage::Checking(_) if value.flag()? => Read::call(storage, key),
                Stage::Checking(found) => {
                    self.stage = Stage::Encrypting(found);
                    EncryptAll::call(storage, key, false)
                }
                Stage::Encrypting(found) => Step::Return(Value::Found(found)),
                Stage::ReadingAgain => Step::Return(Value::Found(value.found()?.without_plain())),
            },
        )
    }
}

/// Reads the copy of a credential's record that is at hand, or else does the same as [`Load`]. Returns
/// [`Value::Found`].
#[derive(Debug)]
pub(super) struct Peek {
    storage: Rc<Storage>,
    place: Rc<Place>,
    stage: PeekStage,
}

#[derive(Debug)]
enum PeekStage {
    Beginning,
    Peeking,
    Loading,
}

impl Peek {
    pub fn call(storage: &Rc<Storage>, place: &Rc<Place>) -> Step {
        Step::Call(Box::new(Self {
            storage: storage.clone(),
            place: place.clone(),
            stage: PeekStage::Beginning,
        }))
    }
}

impl Procedure for Peek {
    fn step(&mut self, returned: Returned, _: &mut Context) -> Result<Step, Failure> {
        match self.stage {
            PeekStage::Beginning if self.storage.facts.traits.late => {
                self.stage = PeekStage::Peeking;
                let work = Work::Peek(self.storage.id, self.place.key.clone());
                return Ok(Step::Do(work));
            }
            PeekStage::Peeking => {
                let text = returned.and_then(Value::text).unwrap_or_default();
                if let Some(text) = text.filter(|text| record::summary(text.reveal()).is_some()) {
                    let stored = self.storage.facts.compares.then(|| text.clone());
                    let found = Found::text(text);
                    return Ok(Step::Return(Value::Found(Found { stored, ..found })));
                }
            }
            PeekStage::Loading => return returned.map(Step::Return),
            PeekStage::Beginning => {}
        }
        self.stage = PeekStage::Loading;
        Ok(Load::call(&self.storage, &self.place))
    }
}
