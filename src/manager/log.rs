//! Structured log records.

use crate::core::error::Error;
use std::rc::Rc;

/// Gets log records.
pub type Logger = Rc<dyn Fn(&LogRecord)>;

/// How important a record is.
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
    /// The level's public name, `warn` say.
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

/// One record. It is made of fixed sentences, names, codes and numbers: no secret can be in it.
#[derive(Clone, Debug)]
pub struct LogRecord {
    /// How important it is.
    pub level: Level,
    /// A fixed sentence.
    pub message: &'static str,
    /// The provider's name, where one is concerned.
    pub provider: Option<Rc<str>>,
    /// Epoch milliseconds by the wall clock.
    pub at: i64,
    /// The error, where the record tells of one.
    pub error: Option<Error>,
    /// What else is to be told, by name.
    pub fields: Vec<(&'static str, Field)>,
}

/// What else a record tells, by name.
pub(super) type Fields = Vec<(&'static str, Field)>;

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
