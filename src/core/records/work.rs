//! The primitive works of the host on storages, and their answers: plain data.

use super::place::Place;
use super::restored::Restored;
use crate::core::credential::StorageTraits;
use crate::core::credential::ids::CredentialKey;
use crate::core::envelope::Sealed;
use crate::core::error::{Cause, Error};
use crate::core::metrics::StorageCounts;
use crate::core::secret::Secret;
use std::rc::Rc;

/// A storage that the host has opened.
pub type StorageId = u32;

/// One thing that the host does.
#[derive(Clone, Debug)]
pub enum Work {
    /// Read the text under the key. Answered by [`Answer::Text`].
    Read(StorageId, Rc<str>),
    /// Read what is at hand, without waiting; another tab may have replaced it a moment ago. Answered by [`Answer::Text`].
    Peek(StorageId, Rc<str>),
    /// Write, or remove. Answered by [`Answer::Flag`]: whether what was there was what was
    /// expected.
    Write(StorageId, Rc<str>, Write),
    /// List the keys that begin with the text. Answered by [`Answer::Keys`].
    List(StorageId, String),
    /// Encrypt the text that is to be stored under the key. Answered by [`Answer::Text`].
    Seal(Rc<str>, Secret),
    /// Decrypt what is stored under the key. Answered by [`Answer::Text`]: `None` if it cannot be decrypted, because it has
    /// another key or place, or is damaged.
    Open(Rc<str>, Box<Sealed>),
    /// Take the lock of this name: between tabs, or between users of this storage. Answered by
    /// [`Answer::Flag`]: whether it is held now.
    TakeLock {
        /// The storage.
        storage: StorageId,
        /// The lock's name.
        name: Rc<str>,
        /// Whether to wait for another holder.
        patient: bool,
    },
    /// Release the lock. Answered by [`Answer::Done`].
    ReleaseLock(StorageId, Rc<str>),
    /// Name the places of all credentials whose records may be moved. Answered by [`Answer::Places`].
    FindPlaces,
    /// Ask the credential for the record of what it holds in memory. Answered by [`Answer::Text`].
    Held(CredentialKey),
    /// Ask the credential whether the record is its own. Answered by [`Answer::Flag`].
    CanUse(CredentialKey, Secret),
    /// Give the record to the credential ([`Input::RecordGiven`](crate::core::credential::io::Input::RecordGiven)). Answered by
    /// [`Answer::Flag`]: whether it holds other tokens now.
    Give {
        /// The credential.
        credential: CredentialKey,
        /// The record.
        record: Secret,
        /// The user restores it, even if it was cleared.
        restoring: bool,
    },
    /// Tell all credentials that records are in another storage now. Answered by [`Answer::Done`].
    StorageChanged(StorageTraits),
    /// Tell listeners of the error, which is about a record of the credential. Answered by [`Answer::Done`].
    Report(Option<CredentialKey>, Error),
    /// Ask the core that decides the move of this number what is next. Answered by [`Answer::Decided`].
    Decide {
        /// The move's number.
        id: u32,
        /// The answer to the step before; `None` at first.
        answer: Option<Box<Answer>>,
        /// Whether the manager is closing.
        closing: bool,
    },
}

/// What is to be in storage.
#[derive(Clone, Debug, Default)]
pub struct Write {
    /// `None` removes what is there.
    pub text: Option<Secret>,
    /// When the storage may forget it (epoch milliseconds by the wall clock).
    pub expires_at: Option<i64>,
    /// Write only if this is what is there (`Some(None)`: nothing). A storage that cannot compare and write in one step writes
    /// in any case.
    pub expected: Option<Option<Secret>>,
}

/// How a work ended.
#[derive(Clone, Debug)]
pub enum Answer {
    /// The text, if there is one.
    Text(Option<Secret>),
    /// Yes or no; see the work.
    Flag(bool),
    /// The keys; `None` if the storage cannot list them.
    Keys(Option<Vec<String>>),
    /// The places.
    Places(Vec<Place>),
    /// It is done.
    Done,
    /// It failed, with what was thrown.
    Failed(Option<Cause>),
    /// It is not done, for this reason: the manager was closed.
    Refused(Error),
    /// It was not done in time.
    TimedOut,
    /// The wait is over.
    Waited,
    /// What is next.
    Decided(Box<Decision>),
}

/// What the core that decides a move says is next.
#[derive(Clone, Debug)]
pub enum Decision {
    /// Do this.
    Do(Work),
    /// Do nothing for so many milliseconds.
    Wait(i64),
    /// The move is over, with this result.
    Done(Result<Restored, Box<Over>>, StorageCounts),
}

/// Why a move failed.
#[derive(Clone, Debug)]
pub struct Over {
    /// The error, without what was thrown.
    pub error: Error,
    /// Whether it is due to what was thrown last.
    pub threw: bool,
}

/// Why a work failed.
#[derive(Clone, Debug)]
pub enum Failure {
    /// The storage threw, or gave something that makes no sense.
    Threw(Option<Cause>),
    /// It did not answer in time.
    Hung,
    /// It is not done, for this reason.
    Refused(Error),
}

/// Storage and encryption that hang are given up within a second.
const BOUND_MS: i64 = 900;
/// A lock is waited for behind a holder that shows signs of life; the host ends the wait earlier, unless it hangs itself.
const LOCK_BOUND_MS: i64 = 60_000;
/// A credential that is given a record writes it, after the operations that wait.
const GIVE_BOUND_MS: i64 = 60_000;

impl Work {
    /// How long the host may take.
    #[must_use]
    pub fn bound_ms(&self) -> i64 {
        match self {
            Self::TakeLock { .. } => LOCK_BOUND_MS,
            Self::Give { .. } => GIVE_BOUND_MS,
            _ => BOUND_MS,
        }
    }
}
