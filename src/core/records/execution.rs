//! One operation on a credential's record, from its turn to its result.

use super::found::Found;
use super::health::Kind;
use super::load::{Load, Peek};
use super::place::Place;
use super::procedure::{Returned, Run, Value};
use super::put::Put;
use super::replace::Replace;
use super::storage::{Running, Storage};
use super::work::{Answer, Work, Write};
use crate::core::credential::ids::Ticket;
use crate::core::credential::io::{Input, NotSaved};
use crate::core::error::Error;
use crate::core::flow::{Flow, Next};
use crate::core::metrics::StorageCounts;
use crate::core::secret::Secret;
use crate::core::time::Moment;
use std::rc::Rc;

/// An operation on a credential's record.
#[derive(Debug)]
pub enum StorageOperation {
    /// Read the record.
    Load(Ticket),
    /// Read the record; a stale copy is acceptable.
    Peek(Ticket),
    /// Write or remove the record.
    Write(Ticket, Write),
    /// Remove the record of another subject. If that fails, the record expires by itself.
    Discard,
}

/// A stored record as a read found it, encrypted or not.
#[derive(Clone, Debug)]
pub struct Seen {
    /// The read.
    pub ticket: Ticket,
    /// The stored text; `None` if there is none.
    pub stored: Option<Secret>,
}

/// The result of an operation.
#[derive(Debug)]
pub struct Outcome {
    /// The credential's input.
    pub input: Option<Input>,
    /// The stored record that a read found, if the storage can compare and write in one step.
    pub seen: Option<Seen>,
    /// The error to report, if the storage broke just now.
    pub broke: Option<Error>,
    /// The counts to add to the metrics.
    pub counts: StorageCounts,
    /// True if the credential has no former record any more.
    pub former_gone: bool,
}

/// An operation under way.
#[derive(Debug)]
pub struct Execution {
    /// `None` is memory: nothing is stored.
    storage: Option<Rc<Storage>>,
    place: Rc<Place>,
    operation: StorageOperation,
    kind: Option<Kind>,
    run: Run,
    running: Option<Running>,
}

impl Execution {
    /// Makes an operation from a queued one.
    #[must_use]
    pub fn new(
        storage: Option<Rc<Storage>>,
        place: Rc<Place>,
        operation: StorageOperation,
    ) -> Self {
        let kind = match &operation {
            StorageOperation::Discard => None,
            StorageOperation::Write(_, write) if write.text.is_none() => Some(Kind::Removal),
            StorageOperation::Write(..) => Some(Kind::Write),
            StorageOperation::Load(_) | StorageOperation::Peek(_) => Some(Kind::Read),
        };
        Self {
            storage,
            place,
            operation,
            kind,
            run: Run::default(),
            running: None,
        }
    }

    /// True if it reads the record, which is checked against the credential's proof key.
    #[must_use]
    pub fn reads(&self) -> bool {
        self.kind == Some(Kind::Read)
    }

    fn next(&mut self, next: Next<Returned, Work>, at: Moment) -> Next<Outcome, Work> {
        match next {
            Next::Do { work, until } => Next::Do { work, until },
            Next::Wait(until) => Next::Wait(until),
            Next::Done(returned) => {
                drop(self.running.take());
                Next::Done(self.ended(returned, at))
            }
        }
    }

    fn ended(&mut self, returned: Returned, at: Moment) -> Outcome {
        let mut counts = std::mem::take(&mut self.run.context.counts);
        let Some(kind) = self.kind else {
            return self.outcome(Ok(Value::Nothing), counts, None);
        };
        match kind {
            Kind::Read => counts.reads += 1,
            Kind::Write | Kind::Removal => counts.writes += 1,
        }
        counts.errors += u64::from(returned.is_err());
        let broke = self.storage.as_ref().and_then(|storage| match &returned {
            Err(failure) => storage.health(|health| health.failed(kind, failure.clone(), at.now)),
            // Without a record, its key was not needed and may still fail.
            Ok(Value::Found(Found { text: None, .. })) if storage.facts.encrypts => None,
            Ok(_) => {
                storage.health(|health| health.worked(kind));
                None
            }
        });
        self.outcome(returned.map_err(drop), counts, broke)
    }

    fn outcome(
        &mut self,
        result: Result<Value, ()>,
        counts: StorageCounts,
        broke: Option<Error>,
    ) -> Outcome {
        let mut seen = None;
        let compares = self.storage.as_ref().is_some_and(|s| s.facts.compares);
        let input = match self.operation {
            StorageOperation::Load(ticket) | StorageOperation::Peek(ticket) => {
                let text = result.map(|value| {
                    let Found { text, stored, .. } = value.found().unwrap_or_default();
                    seen = compares.then_some(Seen { ticket, stored });
                    text
                });
                Some(Input::Loaded(ticket, text))
            }
            StorageOperation::Write(ticket, _) => {
                let saved = match result.map(|value| value.flag()) {
                    Ok(Ok(true)) => Ok(()),
                    Ok(Ok(false)) => Err(NotSaved::Changed),
                    _ => Err(NotSaved::Failed),
                };
                Some(Input::Saved(ticket, saved))
            }
            StorageOperation::Discard => None,
        };
        Outcome {
            input,
            seen,
            broke,
            counts,
            former_gone: self.place.former_gone.get(),
        }
    }
}

impl Flow<Work, Answer> for Execution {
    type Output = Outcome;

    fn begin(&mut self, at: Moment) -> Next<Outcome, Work> {
        let none = StorageCounts::default();
        let Some(storage) = &self.storage else {
            // The operation was queued before the manager went on with memory alone.
            let nothing = match self.reads() {
                true => Value::Found(Found::default()),
                false => Value::Flag(true),
            };
            return Next::Done(self.outcome(Ok(nothing), none, None));
        };
        if storage.health(|health| health.is_left_alone(at.now)) {
            return Next::Done(self.outcome(Err(()), none, None));
        }
        self.running = Some(Running::new(storage.clone()));
        let place = &self.place;
        let step = match &mut self.operation {
            StorageOperation::Load(_) => Load::call(storage, place),
            StorageOperation::Peek(_) => Peek::call(storage, place),
            StorageOperation::Write(_, write) => {
                Replace::call(storage, place, std::mem::take(write))
            }
            StorageOperation::Discard => Put::call(storage, &place.key, Write::default()),
        };
        let next = self.run.begin(step, at);
        self.next(next, at)
    }

    fn answer(&mut self, answer: Answer, _: bool, at: Moment) -> Next<Outcome, Work> {
        let next = self.run.answer(answer, at);
        self.next(next, at)
    }
}
