//! Structured log records.

pub(super) use crate::core::log::Fields;
pub use crate::core::log::{Field, Level, LogRecord};
use std::rc::Rc;

/// Gets log records.
pub type Logger = Rc<dyn Fn(&LogRecord)>;
