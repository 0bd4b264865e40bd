//! Reading, writing and removing a record on either side of a move. Memory is a side too.

use super::moving::{Moving, Side};
use crate::core::record;
use crate::core::records::former::FormerRecord;
use crate::core::records::place::Place;
use crate::core::records::procedure::{Context, Procedure, Returned, Step, Value};
use crate::core::records::put::Put;
use crate::core::records::read::Get;
use crate::core::records::replace::Store;
use crate::core::records::work::{Failure, Work, Write};
use crate::core::secret::Secret;
use std::rc::Rc;

/// Reads a record. Returns its text in [`Value::Text`]; `None` if there is no usable record.
#[derive(Debug)]
pub(super) struct ReadOn {
    moving: Rc<Moving>,
    side: Side,
    key: Rc<str>,
    stage: ReadStage,
}

#[derive(Debug)]
enum ReadStage {
    Beginning,
    Asking,
    Reading,
    Looking,
    Checking(Secret),
}

impl ReadOn {
    pub fn call(moving: &Rc<Moving>, side: Side, key: &Rc<str>) -> Step {
        Step::Call(Box::new(Self {
            moving: moving.clone(),
            side,
            key: key.clone(),
            stage: ReadStage::Beginning,
        }))
    }

    fn begin(&mut self) -> Step {
        if let Some(storage) = self.moving.storage(self.side) {
            self.stage = ReadStage::Reading;
            return Get::call(storage, &self.key);
        }
        self.stage = ReadStage::Asking;
        match self.moving.place(&self.key) {
            Some(place) => Step::Do(Work::Held(place.credential)),
            None => Step::Return(Value::Text(None)),
        }
    }

    /// The record that a credential holds. A credential may store a given record as another text, for example without a
    /// refresh token that its storage does not keep.
    fn held(&self, held: Secret) -> Secret {
        let last = self.moving.last_given.borrow();
        let last = last.as_ref().filter(|(key, given)| {
            self.side == Side::Other && *key == self.key && obtained_at(&held) >= obtained_at(given)
        });
        last.map(|(_, given)| given.clone()).unwrap_or(held)
    }

    /// The step that looks at the record's former place.
    fn former(&self) -> Option<Step> {
        let storage = self.moving.storage(self.side)?;
        let place = self.moving.place(&self.key)?;
        Some(FormerRecord::call(storage, &place))
    }

    /// Memory takes the records that its credentials can use. Other records stay at their place.
    fn check(&mut self, text: Option<Secret>) -> Step {
        let for_memory = self.side == Side::Current && self.moving.other.is_none();
        match (text, self.moving.place(&self.key)) {
            (Some(text), Some(place)) if for_memory => {
                self.stage = ReadStage::Checking(text.clone());
                Step::Do(Work::CanUse(place.credential, text))
            }
            (text, _) => Step::Return(Value::Text(text.filter(|_| !for_memory))),
        }
    }
}

impl Procedure for ReadOn {
    fn step(&mut self, returned: Returned, _: &mut Context) -> Result<Step, Failure> {
        let value = returned?;
        Ok(
            match std::mem::replace(&mut self.stage, ReadStage::Looking) {
                ReadStage::Beginning => self.begin(),
                ReadStage::Asking => {
                    let held = value.text()?.map(|held| self.held(held));
                    Step::Return(Value::Text(held))
                }
                ReadStage::Reading => match (value.text()?, self.former()) {
                    (None, Some(step)) => step,
                    (text, _) => self.check(text),
                },
                ReadStage::Looking => {
                    let text = value.text()?;
                    self.check(text)
                }
                ReadStage::Checking(text) => {
                    let useful = value.flag()?;
                    Step::Return(Value::Text(Some(text).filter(|_| useful)))
                }
            },
        )
    }
}

/// Writes a record to the other side.
pub(super) fn write(moving: &Rc<Moving>, key: &Rc<str>, text: &Secret) -> Step {
    if let Some(storage) = moving.storage(Side::Other) {
        let write = Write {
            text: Some(text.clone()),
            expires_at: record::summary(text.reveal())
                .and_then(|summary| summary.forgettable_from()),
            expected: None,
        };
        return Store::call(storage, key, write);
    }
    let Some(place) = moving.place(key) else {
        return Step::Return(Value::Nothing);
    };
    moving.last_given.replace(Some((key.clone(), text.clone())));
    Step::Do(give(&place, text, false))
}

/// Gives a record to its credential.
pub(super) fn give(place: &Place, text: &Secret, restoring: bool) -> Work {
    Work::Give {
        credential: place.credential,
        record: text.clone(),
        restoring,
    }
}

/// Removes a record on a side. If that is the current side, its credential learns that the other side has the record:
/// if it is missing there one day, another tab logged out.
#[derive(Debug)]
pub(super) struct RemoveOn {
    moving: Rc<Moving>,
    side: Side,
    key: Rc<str>,
    stage: RemoveStage,
}

#[derive(Debug)]
enum RemoveStage {
    Beginning,
    Removing,
    Reading,
    Giving,
}

impl RemoveOn {
    pub fn call(moving: &Rc<Moving>, side: Side, key: &Rc<str>) -> Step {
        Step::Call(Box::new(Self {
            moving: moving.clone(),
            side,
            key: key.clone(),
            stage: RemoveStage::Beginning,
        }))
    }

    fn removed(&mut self) -> Step {
        match (&self.moving.other, self.moving.place(&self.key)) {
            (Some(other), Some(_)) if self.side == Side::Current => {
                self.stage = RemoveStage::Reading;
                Get::call(other, &self.key)
            }
            _ => Step::Return(Value::Nothing),
        }
    }
}

impl Procedure for RemoveOn {
    fn step(&mut self, returned: Returned, _: &mut Context) -> Result<Step, Failure> {
        let value = returned?;
        Ok(match self.stage {
            RemoveStage::Beginning => match self.moving.storage(self.side) {
                Some(storage) => {
                    self.stage = RemoveStage::Removing;
                    Put::call(storage, &self.key, Write::default())
                }
                None => self.removed(),
            },
            RemoveStage::Removing => self.removed(),
            RemoveStage::Reading => {
                self.stage = RemoveStage::Giving;
                match (value.text()?, self.moving.place(&self.key)) {
                    (Some(text), Some(place)) => Step::Do(give(&place, &text, false)),
                    _ => Step::Return(Value::Nothing),
                }
            }
            RemoveStage::Giving => Step::Return(Value::Nothing),
        })
    }
}

fn obtained_at(text: &Secret) -> Option<i64> {
    record::summary(text.reveal()).map(|summary| summary.obtained_at)
}
