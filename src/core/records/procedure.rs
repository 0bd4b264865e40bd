//! Procedures: step lists that call each other. A stack of them runs until the host has something to do.

use super::found::Found;
use super::place::Place;
use super::restored::Restored;
use super::work::{Answer, Failure, Work};
use crate::core::error::Error;
use crate::core::flow::Next;
use crate::core::metrics::StorageCounts;
use crate::core::secret::Secret;
use crate::core::time::Moment;
use std::fmt;
use std::rc::Rc;

/// The result of a work or of a called procedure.
#[derive(Debug)]
pub(super) enum Value {
    Nothing,
    Flag(bool),
    Text(Option<Secret>),
    Keys(Option<Vec<String>>),
    Places(Vec<Place>),
    Found(Found),
    Names(Vec<Rc<str>>),
    Restored(Restored),
}

pub(super) type Returned = Result<Value, Failure>;

/// The next step of a procedure. A failure ends the procedure, and is passed to its caller.
pub(super) enum Step {
    Do(Work),
    /// Waits for this many milliseconds.
    Wait(i64),
    Call(Box<dyn Procedure>),
    Return(Value),
}

/// A step list.
pub(super) trait Procedure {
    /// The next step. `returned` is the result of the last one; [`Value::Nothing`] at first.
    fn step(&mut self, returned: Returned, context: &mut Context) -> Result<Step, Failure>;
}

/// Prints only the kind: printing the fields of all procedures would put the code that formats values into the .wasm.
impl fmt::Debug for dyn Procedure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Procedure")
    }
}

/// The shared state of all procedures of a run.
#[derive(Debug, Default)]
pub(super) struct Context {
    pub counts: StorageCounts,
    /// The manager is closing, so moves end.
    pub closing: bool,
}

impl Context {
    pub fn check_open(&self) -> Result<(), Failure> {
        match self.closing {
            true => Err(Failure::Refused(Error::closed())),
            false => Ok(()),
        }
    }
}

/// Procedures under way, each called by the one before it.
#[derive(Debug, Default)]
pub(super) struct Run {
    stack: Vec<Box<dyn Procedure>>,
    pub context: Context,
}

impl Run {
    pub fn begin(&mut self, step: Step, at: Moment) -> Next<Returned, Work> {
        self.go_on(Ok(step), at)
    }

    pub fn answer(&mut self, answer: Answer, at: Moment) -> Next<Returned, Work> {
        let returned = match answer {
            Answer::Text(text) => Ok(Value::Text(text)),
            Answer::Flag(flag) => Ok(Value::Flag(flag)),
            Answer::Keys(keys) => Ok(Value::Keys(keys)),
            Answer::Places(places) => Ok(Value::Places(places)),
            Answer::Done | Answer::Waited => Ok(Value::Nothing),
            Answer::Failed(thrown) => Err(Failure::Threw(thrown)),
            Answer::Refused(error) => Err(Failure::Refused(error)),
            Answer::TimedOut => Err(Failure::Hung),
            Answer::Decided(_) => Err(senseless()),
        };
        let step = match self.stack.last_mut() {
            Some(top) => top.step(returned, &mut self.context),
            None => returned.map(Step::Return),
        };
        self.go_on(step, at)
    }

    fn go_on(&mut self, mut step: Result<Step, Failure>, at: Moment) -> Next<Returned, Work> {
        loop {
            let returned = match step {
                // A lock is released even then.
                Ok(Step::Do(work))
                    if !matches!(work, Work::ReleaseLock(..)) && self.context.closing =>
                {
                    step = self.context.check_open().map(|()| Step::Do(work));
                    continue;
                }
                Ok(Step::Do(work)) => {
                    let until = at.now.plus(work.bound_ms());
                    return Next::Do { work, until };
                }
                Ok(Step::Wait(ms)) => return Next::Wait(at.now.plus(ms)),
                Ok(Step::Call(procedure)) => {
                    self.stack.push(procedure);
                    Ok(Value::Nothing)
                }
                Ok(Step::Return(value)) => self.pop(Ok(value)),
                Err(failure) => self.pop(Err(failure)),
            };
            let Some(top) = self.stack.last_mut() else {
                return Next::Done(returned);
            };
            step = top.step(returned, &mut self.context);
        }
    }

    fn pop(&mut self, returned: Returned) -> Returned {
        drop(self.stack.pop());
        returned
    }
}

impl Value {
    pub fn flag(&self) -> Result<bool, Failure> {
        match self {
            Self::Flag(flag) => Ok(*flag),
            _ => Err(senseless()),
        }
    }

    pub fn text(self) -> Result<Option<Secret>, Failure> {
        match self {
            Self::Text(text) => Ok(text),
            _ => Err(senseless()),
        }
    }

    pub fn names(self) -> Result<Vec<Rc<str>>, Failure> {
        match self {
            Self::Names(names) => Ok(names),
            _ => Err(senseless()),
        }
    }

    pub fn found(self) -> Result<Found, Failure> {
        match self {
            Self::Found(found) => Ok(found),
            _ => Err(senseless()),
        }
    }
}

/// The failure for an answer that does not fit the work.
fn senseless() -> Failure {
    Failure::Threw(None)
}
