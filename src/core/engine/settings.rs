//! The settings of an engine, and the signals of the host.

pub use crate::core::driving::{Deadline, Host, Reading};

use crate::core::credential::StorageTraits;
use crate::core::error::Error;
use crate::core::log::Level;
use std::rc::Rc;

/// The settings of an engine.
#[derive(Clone, Debug)]
pub struct Settings {
    /// Prefix of every storage key and lock, and the name of the channel. Not empty.
    pub namespace: Rc<str>,
    /// The kind of host.
    pub host: Host,
    /// The storage; `None` is memory.
    pub storage: Option<Storage>,
    /// The reason for a missing storage, if one was configured.
    pub storage_missing: Option<StorageMissing>,
    /// Background refresh starts at once (true) or not (false); by default it does in pages and web workers.
    pub background: Option<bool>,
    /// The least important level that the logger gets; `None` without a logger.
    pub log_level: Option<Level>,
    /// True if the host says that there is no network.
    pub offline: bool,
    /// The time limit for the user's `resolveProvider`, in milliseconds; `None` without such a function.
    pub resolve_within_ms: Option<i64>,
}

/// A storage that the driver has opened. The driver chooses the number; the same storage object has the same number.
pub type StorageId = u32;

/// A storage besides memory.
#[derive(Clone, Debug)]
pub struct Storage {
    /// Its number.
    pub id: StorageId,
    /// The name in health reports: `local`, `session`, `indexeddb`, or a custom name.
    pub kind: String,
    /// Its properties.
    pub traits: StorageTraits,
    /// True if it can compare and write in one step.
    pub compares: bool,
    /// True if records in it are encrypted.
    pub encrypted: bool,
}

/// A storage that the host lacks. Tokens are kept in memory instead.
#[derive(Clone, Debug)]
pub struct StorageMissing {
    /// The name in health reports.
    pub kind: String,
    /// The error.
    pub error: Error,
}

/// A signal of the host.
#[derive(Clone, Debug)]
pub enum Signal {
    /// Time may have passed unnoticed: the page is visible or focused again, or resumed.
    Woke {
        /// True if there is no network.
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
        /// True if there is no network.
        offline: bool,
    },
    /// Another tab, worker or manager posted this text to the channel.
    Heard(String),
}
