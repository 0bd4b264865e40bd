//! Writing one record, encrypted if the user wants it.

use super::procedure::{Context, Procedure, Returned, Step, Value};
use super::storage::Storage;
use super::work::{Failure, Work, Write};
use std::rc::Rc;

/// Writes or removes one record. Returns in [`Value::Flag`] whether the stored text was the expected one.
#[derive(Debug)]
pub(super) struct Put {
    storage: Rc<Storage>,
    key: Rc<str>,
    write: Option<Write>,
    sealing: bool,
}

impl Put {
    pub fn call(storage: &Rc<Storage>, key: &Rc<str>, write: Write) -> Step {
        Step::Call(Box::new(Self {
            storage: storage.clone(),
            key: key.clone(),
            write: Some(write),
            sealing: false,
        }))
    }
}

impl Procedure for Put {
    fn step(&mut self, returned: Returned, _: &mut Context) -> Result<Step, Failure> {
        let value = returned?;
        let Some(mut write) = self.write.take() else {
            return Ok(Step::Return(Value::Flag(value.flag()?)));
        };
        if self.sealing {
            // Without its text, this write would remove the record.
            write.text = Some(value.text()?.ok_or(Failure::Threw(None))?);
        } else if let Some(text) = &write.text
            && self.storage.facts.encrypts
        {
            let work = Work::Seal(self.key.clone(), text.clone());
            self.sealing = true;
            self.write = Some(write);
            return Ok(Step::Do(work));
        }
        Ok(Step::Do(Work::Write(
            self.storage.id,
            self.key.clone(),
            write,
        )))
    }
}
