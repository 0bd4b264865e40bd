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

/// One record. It is made of fixed sentences, names and codes: no secret can be in it.
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
}
