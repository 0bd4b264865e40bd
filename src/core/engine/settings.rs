//! What an engine is made from, and what the host signals.

pub use crate::core::driving::{Deadline, Host, Reading};

use crate::core::credential::StorageTraits;
use crate::core::error::Error;
use crate::core::log::Level;
use std::rc::Rc;

/// What an engine is made from.
#[derive(Clone, Debug)]
pub struct Settings {
    /// Prefix of every storage key and lock, and the name of the channel. Not empty.
    pub namespace: Rc<str>,
    /// Where the engine runs.
    pub host: Host,
    /// The storage; `None` is memory.
    pub storage: Option<Storage>,
    /// Why there is no storage although one was asked for.
    pub storage_missing: Option<StorageMissing>,
    /// Whether background refresh starts at once; by default in pages and web workers.
    pub background: Option<bool>,
    /// The least important level that the logger gets; `None` without a logger.
    pub log_level: Option<Level>,
    /// Whether the host says that there is no network.
    pub offline: bool,
    /// How long the user's `resolveProvider` may take, in milliseconds; `None` without one.
    pub resolve_within_ms: Option<i64>,
}

/// A storage that the driver has opened. The driver makes the number; the same storage object has the same number.
pub type StorageId = u32;

/// A storage besides memory.
#[derive(Clone, Debug)]
pub struct Storage {
    /// Its number.
    pub id: StorageId,
    /// What health reports call it: `local`, `session`, `indexeddb`, or a name of its own.
    pub kind: String,
    /// Its properties.
    pub traits: StorageTraits,
    /// Whether it can compare and write in one step.
    pub compares: bool,
    /// Whether records in it are encrypted.
    pub encrypted: bool,
}

/// A storage that the host lacks, so that tokens are kept in memory.
#[derive(Clone, Debug)]
pub struct StorageMissing {
    /// What health reports call it.
    pub kind: String,
    /// Why.
    pub error: Error,
}

/// What the host tells unasked.
#[derive(Clone, Debug)]
pub enum Signal {
    /// Time may have passed unnoticed: the page is visible or focused again, or resumed. `offline`: the host says that there is
    /// no network.
    Woke {
        /// Whether there is no network.
        offline: bool,
    },
    /// The network is back.
    Online,
    /// The network is gone.
    Offline,
    /// The page goes away, possibly into the back/forward cache.
    Hidden,
    /// The page comes back from the back/forward cache.
    Restored {
        /// Whether there is no network.
        offline: bool,
    },
    /// Another tab, worker or manager posted this text to the channel.
    Heard(String),
}
