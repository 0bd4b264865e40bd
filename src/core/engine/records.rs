//! Records in storage: the operations of one credential in order, and one event for each time that the storage breaks.

use super::settings::{Settings, Storage};
use crate::core::credential::ids::Ticket;
use crate::core::credential::io::{Input, NotSaved};
use crate::core::error::{Cause, Class, Code, Error};
use crate::core::health::StorageHealth;
use crate::core::secret::Secret;
use crate::core::time::Timestamp;
use std::collections::VecDeque;
use std::rc::Rc;

/// A storage that hung is left alone for so long.
const LEFT_ALONE_MS: i64 = 30_000;

/// How long one operation may take: a storage that hangs is given up within a second.
pub(super) const BOUND_MS: i64 = 900;

/// One storage operation of a credential.
#[derive(Debug)]
pub(super) struct Operation {
    pub ticket: Ticket,
    /// Where the record lay when the operation was asked for: later the credential may be another subject's.
    pub place: Rc<str>,
    pub what: What,
}

#[derive(Debug)]
pub(super) enum What {
    Load,
    Peek,
    Write(Write),
}

/// What storage is to hold.
#[derive(Debug)]
pub(super) struct Write {
    /// `None`: nothing.
    pub record: Option<Secret>,
    /// When the storage may forget it: epoch milliseconds by the wall clock.
    pub expires_at: Option<i64>,
    /// Only if this is what lies there.
    pub expected: Option<Option<Secret>>,
}

/// The operations of one credential that wait while another one runs: a removal must not overtake the write before it.
#[derive(Debug, Default)]
pub(super) struct Queue {
    pub waiting: VecDeque<Operation>,
    /// The number of the lock that is released when all is done: its next holder must find what was written.
    pub unlock: Option<u32>,
}

/// Why an operation failed.
#[derive(Debug)]
pub(super) enum Failure {
    Threw(Option<Cause>),
    Hung,
}

/// How the storage does.
#[derive(Debug, Default)]
pub(super) struct Condition {
    reads_fail: bool,
    writes_fail: bool,
    removals_fail: bool,
    left_alone_until: Option<Timestamp>,
    last_error: Option<&'static str>,
}

impl Operation {
    /// The credential's input if the storage failed.
    pub fn failed(&self) -> Input {
        match self.what {
            What::Load | What::Peek => Input::Loaded(self.ticket, Err(())),
            What::Write(_) => Input::Saved(self.ticket, Err(NotSaved::Failed)),
        }
    }
}

impl What {
    pub fn reads(&self) -> bool {
        !matches!(self, Self::Write(_))
    }
}

impl Condition {
    /// Whether the last read, the last write and the last removal worked.
    fn is_whole(&self) -> bool {
        !self.reads_fail && !self.writes_fail && !self.removals_fail
    }

    /// Whether the storage hung a moment ago and is not asked.
    pub fn is_left_alone(&self, now: Timestamp) -> bool {
        self.left_alone_until.is_some_and(|until| now < until)
    }

    /// Notes how an operation ended. Gives the error to tell listeners, if the storage broke just now. `found` is false if a read
    /// found nothing: that says nothing of a key that was not needed.
    pub fn note(
        &mut self,
        what: &What,
        failure: Option<Failure>,
        found: bool,
        storage: &Storage,
        now: Timestamp,
    ) -> Option<Error> {
        let was_whole = self.is_whole();
        // A full storage removes well enough, and one that cannot remove may write: each kind shows for itself that it works again.
        let fails = match what {
            What::Load | What::Peek => &mut self.reads_fail,
            What::Write(write) if write.record.is_none() => &mut self.removals_fail,
            What::Write(_) => &mut self.writes_fail,
        };
        if failure.is_some() || found || !storage.encrypted || !what.reads() {
            *fails = failure.is_some();
        }
        let (message, cause) = match failure? {
            Failure::Threw(cause) => (
                "the storage failed: tokens are kept in memory until it works again",
                cause,
            ),
            Failure::Hung => {
                self.left_alone_until = Some(now.plus(LEFT_ALONE_MS));
                let message =
                    "the storage does not answer: tokens are kept in memory until it does";
                (message, None)
            }
        };
        self.last_error = Some(message);
        let error = Error::new(Class::Storage, Code::Storage, message);
        was_whole.then(|| error.retryable().with_cause(cause))
    }

    pub fn health(&self, settings: &Settings) -> StorageHealth {
        if let Some(storage) = &settings.storage {
            return StorageHealth {
                kind: storage.kind.clone(),
                ok: self.is_whole(),
                encrypted: storage.encrypted,
                last_error: self.last_error.map(str::to_owned),
            };
        }
        let missing = settings.storage_missing.as_ref();
        StorageHealth {
            kind: missing.map_or("memory", |missing| &missing.kind).into(),
            ok: missing.is_none(),
            encrypted: false,
            last_error: missing.map(|missing| missing.error.message.to_string()),
        }
    }
}
