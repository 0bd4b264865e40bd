//! Log records, and the texts of records about events and notes.

mod entries;

pub use self::entries::{of_event, of_note};

use super::error::Error;
use std::rc::Rc;

/// The importance of a record.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Default)]
#[allow(missing_docs)] // The names say it.
pub enum Level {
    Error,
    Warn,
    #[default]
    Info,
    Debug,
}

impl Level {
    /// The level's public name, such as `warn`.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Error => "error",
            Self::Warn => "warn",
            Self::Info => "info",
            Self::Debug => "debug",
        }
    }
}

/// A log record. It consists of fixed sentences, names, codes and numbers, so that it can contain no secret.
#[derive(Clone, Debug)]
pub struct LogRecord {
    /// Its importance.
    pub level: Level,
    /// A fixed sentence.
    pub message: &'static str,
    /// The provider's name, if one is concerned.
    pub provider: Option<Rc<str>>,
    /// Epoch milliseconds by the wall clock.
    pub at: i64,
    /// The error, if the record is about one.
    pub error: Option<Error>,
    /// Further values, by name.
    pub fields: Vec<(&'static str, Field)>,
}

/// Further values of a record, by name.
pub type Fields = Vec<(&'static str, Field)>;

/// A plain value of a record.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Field {
    /// Milliseconds, seconds, a count, a status.
    Number(i64),
    /// A name, a code, a scope, an endpoint without its query.
    Text(Rc<str>),
}

impl From<i64> for Field {
    fn from(number: i64) -> Self {
        Self::Number(number)
    }
}

impl From<&str> for Field {
    fn from(text: &str) -> Self {
        Self::Text(text.into())
    }
}

/// The log's message about a storage error.
pub(in crate::core) const STORAGE_FAILED: &str = "the storage failed";
