//! Reads one record as it is, decrypted.

use super::found::Found;
use super::procedure::{Context, Procedure, Returned, Step, Value};
use super::storage::Storage;
use super::work::{Failure, Work};
use crate::core::envelope;
use crate::core::secret::Secret;
use std::mem::take;
use std::rc::Rc;

/// Reads a record. Returns [`Value::Found`].
#[derive(Debug)]
pub(super) struct Read {
    storage: Rc<Storage>,
    key: Rc<str>,
    begun: bool,
    /// The envelope that the host decrypts.
    sealed: Option<Secret>,
}

impl Read {
    pub fn call(storage: &Rc<Storage>, key: &Rc<str>) -> Step {
        Step::Call(Box::new(Self {
            storage: storage.clone(),
            key: key.clone(),
            begun: false,
            sealed: None,
        }))
    }
}

impl Procedure for Read {
    fn step(&mut self, returned: Returned, _: &mut Context) -> Result<Step, Failure> {
        let value = returned?;
        if !self.begun {
            self.begun = true;
            return Ok(Step::Do(Work::Read(self.storage.id, self.key.clone())));
        }
        let text = value.text()?;
        let facts = self.storage.facts;
        let (text, stored, is_plain) = match take(&mut self.sealed) {
            Some(sealed) => (text.unwrap_or_else(|| sealed.clone()), sealed, false),
            None => {
                let Some(text) = text else {
                    return Ok(Step::Return(Value::Found(Found::default())));
                };
                if facts.encrypts
                    && let Some(sealed) = envelope::read(text.reveal())
                {
                    self.sealed = Some(text);
                    let work = Work::Open(self.key.clone(), Box::new(sealed));
                    return Ok(Step::Do(work));
                }
                (text.clone(), text, facts.encrypts)
            }
        };
        Ok(Step::Return(Value::Found(Found {
            text: Some(text),
            stored: Some(stored).filter(|_| facts.compares),
            is_plain,
        })))
    }
}

/// Finds out whether records of the namespace have been encrypted before. Returns [`Value::Flag`].
#[derive(Debug)]
pub(super) struct IsClosed {
    storage: Rc<Storage>,
    begun: bool,
}

impl IsClosed {
    pub fn call(storage: &Rc<Storage>) -> Step {
        Step::Call(Box::new(Self {
            storage: storage.clone(),
            begun: false,
        }))
    }
}

impl Procedure for IsClosed {
    fn step(&mut self, returned: Returned, _: &mut Context) -> Result<Step, Failure> {
        let value = returned?;
        let closed = &self.storage.closed;
        if self.begun {
            let marker = value.text()?;
            closed.set(envelope::closes_namespace(
                marker.as_ref().map(Secret::reveal),
            ));
        } else if !closed.get() {
            self.begun = true;
            return Ok(Step::Do(Work::Read(self.storage.id, self.storage.marker())));
        }
        Ok(Step::Return(Value::Flag(closed.get())))
    }
}

/// Reads a record at its current or former place. A plain one is returned as [`envelope::PLAIN`] if records have been
/// encrypted before. Returns [`Value::Text`].
#[derive(Debug)]
pub(super) struct Get {
    storage: Rc<Storage>,
    key: Rc<str>,
    stage: GetStage,
}

#[derive(Debug)]
enum GetStage {
    Beginning,
    Reading,
    Checking(Found),
}

impl Get {
    pub fn call(storage: &Rc<Storage>, key: &Rc<str>) -> Step {
        Step::Call(Box::new(Self {
            storage: storage.clone(),
            key: key.clone(),
            stage: GetStage::Beginning,
        }))
    }
}

impl Procedure for Get {
    fn step(&mut self, returned: Returned, _: &mut Context) -> Result<Step, Failure> {
        let value = returned?;
        let found = match std::mem::replace(&mut self.stage, GetStage::Reading) {
            GetStage::Beginning => return Ok(Read::call(&self.storage, &self.key)),
            GetStage::Reading => {
                let found = value.found()?;
                if found.plain_record().is_some() {
                    self.stage = GetStage::Checking(found);
                    return Ok(IsClosed::call(&self.storage));
                }
                found
            }
            GetStage::Checking(found) if value.flag()? => found.without_plain(),
            GetStage::Checking(found) => found,
        };
        Ok(Step::Return(Value::Text(found.text)))
    }
}
