//! The health of a storage. It is reported once each time the storage breaks, not for each operation.

use super::work::Failure;
use crate::core::error::{Class, Code, Error};
use crate::core::time::Timestamp;

/// A storage that hung is left alone for this long, in milliseconds.
const LEFT_ALONE_MS: i64 = 30_000;

const FAILED: &str = "the storage failed: tokens are kept in memory until it works again";

/// The kinds of operations. Each shows for itself that it works again, because a full storage can still remove, and one
/// that cannot remove may write.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// Reading a record.
    Read,
    /// Writing a record.
    Write,
    /// Removing a record.
    Removal,
}

/// The health of a storage.
#[derive(Debug, Default)]
pub struct Health {
    /// By [`Kind`]: true if the last operation failed.
    fails: [bool; 3],
    /// It hung: no operation waits for it again until this time.
    left_alone_until: Option<Timestamp>,
    last_error: Option<&'static str>,
}

impl Health {
    /// True if the last read, the last write and the last removal worked.
    #[must_use]
    pub fn is_whole(&self) -> bool {
        self.fails == [false; 3]
    }

    /// The last failure, even if the storage works again.
    #[must_use]
    pub fn last_error(&self) -> Option<&'static str> {
        self.last_error
    }

    /// True if the storage hung a short while ago, so that no operation waits for it.
    #[must_use]
    pub fn is_left_alone(&self, now: Timestamp) -> bool {
        self.left_alone_until.is_some_and(|until| now < until)
    }

    /// Notes that an operation worked.
    pub fn worked(&mut self, kind: Kind) {
        self.fails[kind as usize] = false;
    }

    /// Notes that an operation failed. Returns the error to report, if the storage broke just now.
    pub fn failed(&mut self, kind: Kind, failure: Failure, now: Timestamp) -> Option<Error> {
        let was_whole = self.is_whole();
        self.fails[kind as usize] = true;
        let (message, thrown) = match failure {
            Failure::Threw(thrown) => (FAILED, thrown),
            Failure::Refused(_) => (FAILED, None),
            Failure::Hung => {
                self.left_alone_until = Some(now.plus(LEFT_ALONE_MS));
                (
                    "the storage does not answer: tokens are kept in memory until it does",
                    None,
                )
            }
        };
        self.last_error = Some(message);
        let error = Error::new(Class::Storage, Code::Storage, message);
        was_whole.then(|| error.retryable().with_cause(thrown))
    }
}
