//! Encryption of existing plain records for a user who has turned encryption on. It happens once, in place. A marker in
//! the storage then says that plain records no longer count.

use super::lock::{Need, UnderLock};
use super::procedure::{Context, Procedure, Returned, Step, Value};
use super::put::Put;
use super::read::{IsClosed, Read};
use super::storage::Storage;
use super::work::{Failure, Work, Write};
use crate::core::identity;
use crate::core::record::Summary;
use crate::core::secret::Secret;
use std::rc::Rc;

/// Closes the namespace to plain records after a record was encrypted at `key`. A failure here does not fail the
/// caller, because the caller's record is stored: the next record tries again.
#[derive(Debug)]
pub(super) struct Close {
    storage: Rc<Storage>,
    key: Rc<str>,
    stage: CloseStage,
}

#[derive(Debug)]
enum CloseStage {
    Beginning,
    Checking,
    Encrypting,
}

impl Close {
    pub fn call(storage: &Rc<Storage>, key: &Rc<str>) -> Step {
        Step::Call(Box::new(Self {
            storage: storage.clone(),
            key: key.clone(),
            stage: CloseStage::Beginning,
        }))
    }
}

impl Procedure for Close {
    fn step(&mut self, returned: Returned, _: &mut Context) -> Result<Step, Failure> {
        match self.stage {
            CloseStage::Beginning if self.storage.facts.encrypts => {
                self.stage = CloseStage::Checking;
                Ok(IsClosed::call(&self.storage))
            }
            CloseStage::Checking if matches!(returned, Ok(Value::Flag(false))) => {
                self.stage = CloseStage::Encrypting;
                Ok(EncryptAll::call(&self.storage, &self.key, true))
            }
            _ => Ok(Step::Return(Value::Nothing)),
        }
    }
}

/// Encrypts the namespace's plain records, except for the one that was `replaced`, and writes the marker.
///
/// If the lock of a record is taken, the marker is left to the next time: the holder may fail, and its record would be
/// lost. A storage that keeps no refresh tokens holds nothing worth the reads, so only the record at `key` is encrypted
/// there.
#[derive(Debug)]
pub(super) struct EncryptAll {
    storage: Rc<Storage>,
    key: Rc<str>,
    replaced: bool,
    /// If locks are taken, one operation at a time encrypts.
    alone: Option<Alone>,
    keys: Vec<Rc<str>>,
    /// The number of prefixes of the namespace that were listed.
    listed: usize,
    /// True if no record was left to the next time.
    all: bool,
    stage: Stage,
}

#[derive(Debug)]
enum Stage {
    Beginning,
    Listing,
    Asking,
    /// Reading the last of the keys.
    Reading,
    Encrypting,
    Sealing,
    Marking,
}

/// Dropped when the operation ends or is abandoned.
#[derive(Debug)]
struct Alone(Rc<Storage>);

impl Drop for Alone {
    fn drop(&mut self) {
        self.0.closing.set(false);
    }
}

impl EncryptAll {
    pub fn call(storage: &Rc<Storage>, key: &Rc<str>, replaced: bool) -> Step {
        Step::Call(Box::new(Self {
            storage: storage.clone(),
            key: key.clone(),
            replaced,
            alone: None,
            keys: Vec::new(),
            listed: 0,
            all: true,
            stage: Stage::Beginning,
        }))
    }

    fn list(&mut self) -> Step {
        let prefixes = identity::prefixes(&self.storage.namespace);
        match prefixes.into_iter().nth(self.listed) {
            Some(prefix) => {
                self.stage = Stage::Listing;
                self.listed += 1;
                Step::Do(Work::List(self.storage.id, prefix))
            }
            None => self.listed(),
        }
    }

    fn listed(&mut self) -> Step {
        let own = self.key.clone();
        self.keys.retain(|key| *key != own);
        if !self.replaced {
            self.keys.push(own);
        }
        self.keys.reverse();
        self.read()
    }

    /// Goes on with the next key, or writes the marker after the last.
    fn read(&mut self) -> Step {
        match self.keys.last() {
            Some(key) => {
                self.stage = Stage::Reading;
                Read::call(&self.storage, key)
            }
            None if self.all => {
                self.stage = Stage::Sealing;
                Step::Do(Work::Seal(self.storage.marker(), "encrypted".into()))
            }
            None => Step::Return(Value::Nothing),
        }
    }
}

impl Procedure for EncryptAll {
    fn step(&mut self, returned: Returned, _: &mut Context) -> Result<Step, Failure> {
        let value = returned?;
        let storage = self.storage.clone();
        Ok(match self.stage {
            Stage::Beginning => {
                if storage.facts.locks {
                    if storage.closing.replace(true) {
                        return Ok(Step::Return(Value::Nothing));
                    }
                    self.alone = Some(Alone(storage.clone()));
                }
                match storage.facts.traits.keeps_refresh_tokens {
                    true => self.list(),
                    false => self.listed(),
                }
            }
            Stage::Listing => match value {
                Value::Keys(Some(keys)) => {
                    for key in keys {
                        self.keys.push(key.into());
                    }
                    self.list()
                }
                _ => {
                    self.stage = Stage::Asking;
                    Step::Do(Work::FindPlaces)
                }
            },
            Stage::Asking => {
                if let Value::Places(places) = value {
                    self.keys.clear();
                    for place in places {
                        self.keys.push(place.key);
                        self.keys.extend(place.former.map(|former| former.key));
                    }
                }
                self.listed()
            }
            Stage::Reading => {
                let found = value.found()?;
                let key = self.keys.pop();
                match (key, found.plain_record()) {
                    (Some(key), Some((text, summary))) => {
                        self.stage = Stage::Encrypting;
                        EncryptInPlace::call(&storage, &key, text, &summary)
                    }
                    _ => self.read(),
                }
            }
            Stage::Encrypting => {
                self.all &= value.flag()?;
                self.read()
            }
            Stage::Sealing => {
                self.stage = Stage::Marking;
                let write = Write {
                    text: Some(value.text()?.ok_or(Failure::Threw(None))?),
                    ..Write::default()
                };
                Step::Do(Work::Write(storage.id, storage.marker(), write))
            }
            Stage::Marking => {
                storage.closed.set(true);
                Step::Return(Value::Nothing)
            }
        })
    }
}

/// Encrypts one plain record, if its lock is free. A holder of the lock renews the record, and so encrypts it anyway.
/// Returns in [`Value::Flag`] whether the record is done.
#[derive(Debug)]
struct EncryptInPlace {
    storage: Rc<Storage>,
    key: Rc<str>,
    text: Secret,
    expires_at: Option<i64>,
    stage: InPlaceStage,
}

#[derive(Debug)]
enum InPlaceStage {
    Beginning,
    Reading,
    Writing,
}

impl EncryptInPlace {
    fn call(storage: &Rc<Storage>, key: &Rc<str>, text: &Secret, summary: &Summary) -> Step {
        let encrypt = Box::new(Self {
            storage: storage.clone(),
            key: key.clone(),
            text: text.clone(),
            expires_at: summary.forgettable_from(),
            stage: InPlaceStage::Beginning,
        });
        UnderLock::call(storage, key, Need::AtOnce, encrypt)
    }
}

impl Procedure for EncryptInPlace {
    fn step(&mut self, returned: Returned, _: &mut Context) -> Result<Step, Failure> {
        let value = returned?;
        Ok(match self.stage {
            InPlaceStage::Beginning => {
                self.stage = InPlaceStage::Reading;
                Step::Do(Work::Read(self.storage.id, self.key.clone()))
            }
            InPlaceStage::Reading if value.text()?.as_ref() == Some(&self.text) => {
                self.stage = InPlaceStage::Writing;
                let expected = Some(self.text.clone());
                let write = Write {
                    text: expected.clone(),
                    expires_at: self.expires_at,
                    expected: self.storage.facts.compares.then_some(expected),
                };
                Put::call(&self.storage, &self.key, write)
            }
            InPlaceStage::Reading | InPlaceStage::Writing => Step::Return(Value::Flag(true)),
        })
    }
}
