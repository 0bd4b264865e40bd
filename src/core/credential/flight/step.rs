//! The steps at which a flight waits.

use crate::core::credential::ids::Ticket;
use crate::core::error::Error;
use crate::core::time::Timestamp;
use crate::core::tokens::TokenSet;

/// The step at which a flight waits. Storage, the lock and another provider always answer, if only by a failure. Every
/// other step has a time limit here.
#[derive(Debug)]
pub(in crate::core::credential) enum Step {
    /// Asking the host for the owner of the tokens, until this moment.
    Identify(Timestamp),
    /// Reading storage.
    Read(Ticket, Reading),
    /// Waiting for the lock.
    Lock,
    /// Waiting for the issuer's metadata, until this moment.
    Discover(Timestamp),
    /// Waiting until this moment for the host to make the parts that the configuration does not supply.
    Make(Timestamp),
    /// Waiting for the provider whose refresh token is used.
    Asked,
    /// Waiting for the response, until this moment.
    Sent(Timestamp),
    /// Pausing between two attempts, until this moment. The error is that of the last attempt.
    Pause(Timestamp, Error),
    /// Writing the new tokens.
    Save(Ticket, Box<TokenSet>),
}

/// The reason for which a flight reads storage.
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
    /// The time when the step times out, if it has a limit of its own.
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

    /// True if the step waits for the host.
    pub fn waits_for_host(&self) -> bool {
        !matches!(self, Self::Pause(..))
    }

    /// True if the flight has come far enough to show in the token's state.
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
