//! The texts between the engine and the driver: JSON, each value by its name.
//!
//! This module only reads and writes. It decides nothing.
//!
//! - `config.rs`: settings and providers. `call.rs`: calls, questions, signals. `answer.rs`: the results of works.
//! - `effect.rs`: effects and the results of calls; `batch.rs`: all effects of one input. `report.rs`: events, log
//!   records, information. `error.rs`: errors, both ways.
//! - `tokens.rs`: token sets, both ways. `metadata.rs`, `note.rs`: the metadata that a login needs, and its notes.
//! - `moves.rs`: the texts between the core of moves and the core of tokens.
//! - `login/`: the same for logins, which are a core of their own.

mod answer;
mod batch;
mod call;
mod config;
mod effect;
mod error;
pub mod login;
mod metadata;
pub mod moves;
mod note;
mod read;
mod report;
mod tokens;
mod write;

pub use self::answer::read as answer;
pub use self::batch::{Batch, Driven};
pub use self::call::{ask, begin, failure, read as call, signal};
pub use self::config::{Manager, Policies, manager, other_storage, provider};
pub use self::effect::write as effect;
pub use self::error::{Causes, number_of, thrown};
pub use self::read::parse;
