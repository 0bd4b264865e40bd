//! What a flight waits for.

use crate::core::credential::ids::Ticket;
use crate::core::error::Error;
use crate::core::time::Timestamp;
use crate::core::tokens::TokenSet;

/// What a flight waits for. Storage, the lock and another provider always answer, if only by a failure; everything else has a limit
/// here.
#[derive(Debug)]
pub(in crate::core::credential) enum Step {
    /// Asking the host whose tokens are wanted, until the moment.
    Identify(Timestamp),
    /// Reading storage.
    Read(Ticket, Reading),
    /// Waiting for the lock.
    Lock,
    /// Waiting for the issuer's metadata, until the moment.
    Discover(Timestamp),
    /// Waiting for the host to make the parts that the configuration does not supply, until the moment.
    Make(Timestamp),
    /// Waiting for the provider whose refresh token is used.
    Asked,
    /// Waiting for the answer, until the moment.
    Sent(Timestamp),
    /// Pausing between two attempts, until the moment; the last one failed with the error.
    Pause(Timestamp, Error),
    /// The new tokens are being written.
    Save(Ticket, Box<TokenSet>),
}

/// Why a flight reads storage.
#[derive(Debug)]
pub(in crate::core::credential) enum Reading {
    /// Without the lock: another tab may have a good token.
    Peek,
    /// Under the lock: another tab may have renewed.
    Check,
    /// The refresh was refused for good with the error: is a newer token stored?
    Recheck(Error),
    /// The new tokens arrived: has another tab won?
    Guard(Box<TokenSet>),
}

impl Step {
    /// When the step times out, if it has a limit of its own.
    pub fn deadline(&self) -> Option<Timestamp> {
        match self {
            Self::Identify(at)
            | Self::Discover(at)
            | Self::Make(at)
            | Self::Sent(at)
            | Self::Pause(at, _) => Some(*at),
            Self::Read(..) | Self::Lock | Self::Asked | Self::Save(..) => None,
        }
    }

    /// Whether the step waits for the host.
    pub fn waits_for_host(&self) -> bool {
        !matches!(self, Self::Pause(..))
    }

    /// Whether the flight has come far enough to show in the token's state.
    pub fn shows(&self) -> bool {
        match self {
            Self::Identify(_) | Self::Lock => false,
            Self::Read(_, reading) => match reading {
                Reading::Peek | Reading::Check => false,
                Reading::Recheck(_) | Reading::Guard(_) => true,
            },
            Self::Discover(_)
            | Self::Make(_)
            | Self::Asked
            | Self::Sent(_)
            | Self::Pause(..)
            | Self::Save(..) => true,
        }
    }
}
