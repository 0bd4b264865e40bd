//! Copies records to the other side, and reads the copies back.

use super::access::{ReadOn, write};
use super::moving::{Moving, Side};
use crate::core::credential::StorageTraits;
use crate::core::error::{Class, Code, Error};
use crate::core::record::{self, Summary};
use crate::core::records::procedure::{Context, Procedure, Returned, Step, Value};
use crate::core::records::restored::Restored;
use crate::core::records::work::{Failure, Work};
use crate::core::secret::Secret;
use std::rc::Rc;

/// Gathers the records of the current side and copies them to the other one, without any other change. A backup takes a
/// record from memory if it is newer there, and replaces the other side's records. Returns [`Value::Restored`].
#[derive(Debug)]
pub(super) struct Copy {
    moving: Rc<Moving>,
    /// The remaining keys; the next one is last.
    keys: Vec<Rc<str>>,
    backup: bool,
    best: Option<(Summary, Secret)>,
    /// The number of copies that were written, or had nothing to write.
    done: usize,
    written: u32,
    stage: Stage,
}

#[derive(Debug)]
enum Stage {
    Beginning,
    Reading,
    ReadingMemory,
    /// A damaged record was reported. It stays in its storage.
    Reported,
    Writing,
}

impl Copy {
    pub fn call(moving: &Rc<Moving>, mut keys: Vec<Rc<str>>, backup: bool) -> Step {
        keys.reverse();
        Step::Call(Box::new(Self {
            moving: moving.clone(),
            keys,
            backup,
            best: None,
            done: 0,
            written: 0,
            stage: Stage::Beginning,
        }))
    }

    /// Reads the next record, or writes the first copy.
    fn read(&mut self) -> Result<Step, Failure> {
        let Some(key) = self.keys.last() else {
            refuse_loss(&self.moving)?;
            return Ok(self.write());
        };
        self.stage = Stage::Reading;
        Ok(ReadOn::call(&self.moving, Side::Current, key))
    }

    /// Keeps the record that was read if it is newer.
    fn found(&mut self, text: Option<Secret>) -> Option<Step> {
        let text = text?;
        let key = self.keys.last()?;
        let Some(summary) = record::summary(text.reveal()) else {
            self.stage = Stage::Reported;
            return Some(Step::Do(damaged(&self.moving, key)));
        };
        let newer = |(best, _): &(Summary, _)| summary.obtained_at > best.obtained_at;
        if self.best.as_ref().is_none_or(newer) {
            self.best = Some((summary, text));
        }
        None
    }

    fn gathered(&mut self) -> Result<Step, Failure> {
        if let Some(key) = self.keys.pop() {
            let text = self.best.take().map(|(_, text)| text);
            self.moving.copies.borrow_mut().push((key, text));
        }
        self.read()
    }

    fn write(&mut self) -> Step {
        let copies = self.moving.copies.borrow();
        while let Some((key, text)) = copies.get(self.done) {
            self.done += 1;
            if let Some(text) = text {
                self.written += 1;
                self.stage = Stage::Writing;
                return Ensure::call(&self.moving, key, text, self.backup);
            }
        }
        Step::Return(Value::Restored(Restored {
            restored: self.written,
            skipped: 0,
        }))
    }
}

impl Procedure for Copy {
    fn step(&mut self, returned: Returned, _: &mut Context) -> Result<Step, Failure> {
        let value = returned?;
        match self.stage {
            Stage::Beginning => self.read(),
            Stage::Reading => {
                if let Some(step) = self.found(value.text()?) {
                    return Ok(step);
                }
                match self.keys.last() {
                    // For a record that is only in memory, another tab may have logged out.
                    Some(key) if self.backup && self.best.is_some() => {
                        self.stage = Stage::ReadingMemory;
                        Ok(ReadOn::call(&self.moving, Side::Memory, key))
                    }
                    _ => self.gathered(),
                }
            }
            Stage::ReadingMemory => match self.found(value.text()?) {
                Some(step) => Ok(step),
                None => self.gathered(),
            },
            Stage::Reported => self.gathered(),
            Stage::Writing => Ok(self.write()),
        }
    }
}

/// Reports that a record is damaged.
pub(super) fn damaged(moving: &Moving, key: &str) -> Work {
    let message = "a record is damaged: it was left where it is";
    let error = Error::new(Class::Storage, Code::Storage, message);
    Work::Report(moving.place(key).map(|place| place.credential), error)
}

fn refuse_loss(moving: &Moving) -> Result<(), Failure> {
    let other: StorageTraits = moving.traits(Side::Other);
    let has_refresh_token = |(_, text): &(Rc<str>, Option<Secret>)| {
        let summary = text
            .as_ref()
            .and_then(|text| record::summary(text.reveal()));
        summary.is_some_and(|summary| summary.has_refresh_token)
    };
    if other.keeps_refresh_tokens || !moving.copies.borrow().iter().any(has_refresh_token) {
        return Ok(());
    }
    Err(Failure::Refused(Error::configuration(
        "to",
        "this storage keeps no refresh tokens, and they would be lost: give kvStorage(ns, { refreshTokens: true }) to keep them",
    )))
}

/// Ensures that the other side has the record, or a newer one of the same credential. With `replace`, the record is
/// written in any case.
#[derive(Debug)]
pub(super) struct Ensure {
    moving: Rc<Moving>,
    key: Rc<str>,
    text: Secret,
    stage: EnsureStage,
}

#[derive(Debug)]
enum EnsureStage {
    Beginning,
    Reading,
    ToWrite,
    Writing,
    ReadingBack,
}

impl Ensure {
    pub fn call(moving: &Rc<Moving>, key: &Rc<str>, text: &Secret, replace: bool) -> Step {
        Step::Call(Box::new(Self {
            moving: moving.clone(),
            key: key.clone(),
            text: text.clone(),
            stage: match replace {
                true => EnsureStage::ToWrite,
                false => EnsureStage::Beginning,
            },
        }))
    }

    fn stands_for(&self, there: Option<Secret>) -> bool {
        there.is_some_and(|there| stands_for(&there, &self.text))
    }

    fn write(&mut self) -> Step {
        self.stage = EnsureStage::Writing;
        write(&self.moving, &self.key, &self.text)
    }
}

impl Procedure for Ensure {
    fn step(&mut self, returned: Returned, _: &mut Context) -> Result<Step, Failure> {
        let value = returned?;
        Ok(match self.stage {
            EnsureStage::Beginning => {
                self.stage = EnsureStage::Reading;
                ReadOn::call(&self.moving, Side::Other, &self.key)
            }
            EnsureStage::ToWrite => self.write(),
            EnsureStage::Reading => match self.stands_for(value.text()?) {
                true => Step::Return(Value::Nothing),
                false => self.write(),
            },
            EnsureStage::Writing => {
                self.stage = EnsureStage::ReadingBack;
                ReadOn::call(&self.moving, Side::Other, &self.key)
            }
            EnsureStage::ReadingBack if self.stands_for(value.text()?) => {
                Step::Return(Value::Nothing)
            }
            EnsureStage::ReadingBack => {
                let message = "a record that was written to the storage could not be read back: nothing was removed";
                let error = Error::new(Class::Storage, Code::Storage, message);
                return Err(Failure::Refused(error.retryable()));
            }
        })
    }
}

/// True if `there` is the same record as `text`, or a newer one of the same credential.
fn stands_for(there: &Secret, text: &Secret) -> bool {
    if there == text {
        return true;
    }
    match (
        record::summary(there.reveal()),
        record::summary(text.reveal()),
    ) {
        (Some(there), Some(text)) => {
            there.credential == text.credential
                && there.credential.is_some()
                && there.obtained_at > text.obtained_at
        }
        _ => false,
    }
}
