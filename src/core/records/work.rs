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

/// A primitive work of the host.
#[derive(Clone, Debug)]
pub enum Work {
    /// Read the text under the key. Answered by [`Answer::Text`].
    Read(StorageId, Rc<str>),
    /// Read the copy that is at hand, without waiting. Another tab may have replaced the text a moment ago. Answered by
    /// [`Answer::Text`].
    Peek(StorageId, Rc<str>),
    /// Write, or remove. Answered by [`Answer::Flag`]: whether the stored text was the expected one.
    Write(StorageId, Rc<str>, Write),
    /// List the keys that begin with the text. Answered by [`Answer::Keys`].
    List(StorageId, String),
    /// Encrypt the text that is to be stored under the key. Answered by [`Answer::Text`].
    Seal(Rc<str>, Secret),
    /// Decrypt the text that is stored under the key. Answered by [`Answer::Text`]: `None` if it cannot be decrypted,
    /// because it has another key or place, or is damaged.
    Open(Rc<str>, Box<Sealed>),
    /// Take the lock of this name: between tabs, or between users of this storage. Answered by
    /// [`Answer::Flag`]: whether it is held now.
    TakeLock {
        /// The storage.
        storage: StorageId,
        /// The lock's name.
        name: Rc<str>,
        /// True to wait for another holder.
        patient: bool,
    },
    /// Release the lock. Answered by [`Answer::Done`].
    ReleaseLock(StorageId, Rc<str>),
    /// Name the places of all credentials whose records may be moved. Answered by [`Answer::Places`].
    FindPlaces,
    /// Ask the credential for a record of the tokens that it holds in memory. Answered by [`Answer::Text`].
    Held(CredentialKey),
    /// Ask the credential whether the record is its own. Answered by [`Answer::Flag`].
    CanUse(CredentialKey, Secret),
    /// Give the record to the credential ([`Input::RecordGiven`](crate::core::credential::io::Input::RecordGiven)).
    /// Answered by [`Answer::Flag`]: whether it holds other tokens now.
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
    /// Ask the core that decides the move of this number for the next step. Answered by [`Answer::Decided`].
    Decide {
        /// The move's number.
        id: u32,
        /// The answer to the previous step; `None` at first.
        answer: Option<Box<Answer>>,
        /// True if the manager is closing.
        closing: bool,
    },
}

/// The desired content of storage.
#[derive(Clone, Debug, Default)]
pub struct Write {
    /// The text; `None` removes the stored one.
    pub text: Option<Secret>,
    /// The time when the storage may forget it (epoch milliseconds by the wall clock).
    pub expires_at: Option<i64>,
    /// Write only if this is the stored text (`Some(None)`: nothing is stored). A storage that cannot compare and write
    /// in one step writes in any case.
    pub expected: Option<Option<Secret>>,
}

/// The result of a work.
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
    /// It failed. The cause is the thrown value.
    Failed(Option<Cause>),
    /// It was not done, because the manager was closed.
    Refused(Error),
    /// It was not done in time.
    TimedOut,
    /// The wait is over.
    Waited,
    /// The next step of a move.
    Decided(Box<Decision>),
}

/// The next step, from the core that decides a move.
#[derive(Clone, Debug)]
pub enum Decision {
    /// Do this.
    Do(Work),
    /// Wait for this many milliseconds.
    Wait(i64),
    /// The move is over, with this result.
    Done(Result<Restored, Box<Over>>, StorageCounts),
}

/// The reason why a move failed.
#[derive(Clone, Debug)]
pub struct Over {
    /// The error, without the thrown value.
    pub error: Error,
    /// True if the last thrown value caused it.
    pub threw: bool,
}

/// The reason why a work failed.
#[derive(Clone, Debug)]
pub enum Failure {
    /// The storage threw, or returned something invalid.
    Threw(Option<Cause>),
    /// It did not answer in time.
    Hung,
    /// It was not done, for this reason.
    Refused(Error),
}

/// The time limit for storage and encryption, in milliseconds.
const BOUND_MS: i64 = 900;
/// A waiter for a lock may wait as long as its holder shows signs of life. The host ends the wait earlier, unless the
/// host itself hangs.
const LOCK_BOUND_MS: i64 = 60_000;
/// The time limit for giving a record to a credential, in milliseconds. The credential writes the record after the
/// operations that wait.
const GIVE_BOUND_MS: i64 = 60_000;

impl Work {
    /// The time limit of the work, in milliseconds.
    #[must_use]
    pub fn bound_ms(&self) -> i64 {
        match self {
            Self::TakeLock { .. } => LOCK_BOUND_MS,
            Self::Give { .. } => GIVE_BOUND_MS,
            _ => BOUND_MS,
        }
    }
}
