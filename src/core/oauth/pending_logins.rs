//! The logins that one manager has begun, until their callbacks come, bounded in number and age. Also the logins that
//! have ended, so that the error for a late callback gives the reason.
//!
//! A page keeps both in its tab's sessionStorage, which outlives the page. Logins that cannot be kept there are kept
//! here in memory.

use super::pending_login::PendingLogin;
use crate::core::error::Error;
use crate::core::secret::Secret;
use crate::core::text::SecretText;

/// The maximum number of pending logins; beyond it the oldest is dropped. An app may let any visitor begin a login.
pub const MAX_PENDING: usize = 4096;
/// The number of ended logins that are remembered, with the reason.
pub const MAX_ENDED: usize = 64;

/// The reason why a login accepts no callback any more.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Ended {
    /// A callback has used it, successfully or not.
    Finished,
    /// It began more than a day ago; see [`PendingLogin::is_too_old`].
    TooOld,
    /// [`MAX_PENDING`] others have begun since.
    Displaced,
}

impl Ended {
    const ALL: [(Self, char); 3] = [
        (Self::Finished, 'f'),
        (Self::TooOld, 'o'),
        (Self::Displaced, 'd'),
    ];

    pub(super) fn message(self) -> &'static str {
        match self {
            Self::Finished => {
                "this login was finished before, or is being finished: a callback is good once"
            }
            Self::TooOld => {
                "the login was begun more than a day ago, or this machine's clock was set forward since: begin it anew"
            }
            Self::Displaced => {
                "too many logins were begun after this one, which was dropped: begin it anew"
            }
        }
    }
}

/// The most recently ended logins, by their `state`.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct EndedLogins(Vec<(Secret, Ended)>);

impl EndedLogins {
    /// Remembers one, and forgets the oldest beyond [`MAX_ENDED`].
    pub fn add(&mut self, state: &Secret, why: Ended) {
        if self.0.len() >= MAX_ENDED {
            self.0.remove(0);
        }
        self.0.push((state.clone(), why));
    }

    /// The reason why the login of this `state` has ended, if there is a record of it.
    #[must_use]
    pub fn why(&self, state: &Secret) -> Option<Ended> {
        let mut known = self.0.iter();
        known.find(|(known, _)| known == state).map(|(_, why)| *why)
    }

    /// The error for a callback whose login is not pending.
    #[must_use]
    pub fn error(&self, state: &Secret) -> Error {
        Error::login_failed(self.why(state).map_or(
            "no login is pending for this callback: it was begun in another tab or browser, by another manager, or before a restart",
            Ended::message,
        ))
    }

    /// As text, for sessionStorage.
    #[must_use]
    pub fn to_record(&self) -> Secret {
        let mut out = SecretText::default();
        for (state, why) in &self.0 {
            let letter = Ended::ALL.iter().find(|(known, _)| known == why);
            letter.iter().for_each(|(_, letter)| out.push(*letter));
            out.push_str(state.reveal());
            out.push(' ');
        }
        out.into_secret()
    }

    /// Reads the record; unreadable entries are skipped.
    #[must_use]
    pub fn from_record(text: &str) -> Self {
        let one = |word: &str| {
            let mut rest = word.chars();
            let letter = rest.next()?;
            let (why, _) = Ended::ALL.iter().find(|(_, known)| *known == letter)?;
            Some((rest.as_str().into(), *why))
        };
        let mut ended = Self(text.split(' ').filter_map(one).collect());
        let beyond = ended.0.len().saturating_sub(MAX_ENDED);
        ended.0.drain(..beyond);
        ended
    }
}

/// The pending logins in memory, by their `state`.
#[derive(Debug, Default)]
pub struct PendingLogins {
    /// Sorted by `state`; the number is the order in which each began.
    pending: Vec<(u64, Box<PendingLogin>)>,
    begun: u64,
    /// The logins that have ended.
    pub ended: EndedLogins,
}

impl PendingLogins {
    /// Keeps a login, and drops those that are too old at `now` (epoch milliseconds by the wall clock).
    pub fn begin(&mut self, login: PendingLogin, now: i64) {
        let ended = &mut self.ended;
        self.pending.retain(|(_, old)| {
            let stays = !old.is_too_old(now);
            if !stays {
                ended.add(&old.state, Ended::TooOld);
            }
            stays
        });
        if self.pending.len() >= MAX_PENDING {
            let oldest = (0..self.pending.len()).min_by_key(|at| self.pending[*at].0);
            let (_, oldest) = self.pending.remove(oldest.unwrap_or_default());
            self.ended.add(&oldest.state, Ended::Displaced);
        }
        self.begun += 1;
        let at = self.place(&login.state).unwrap_or_else(|at| at);
        self.pending.insert(at, (self.begun, Box::new(login)));
    }

    /// Takes out the login of this `state`: it is used once.
    ///
    /// # Errors
    /// [`Class::Login`](crate::core::error::Class::Login); the message gives the reason.
    pub fn take(&mut self, state: &Secret) -> Result<PendingLogin, Error> {
        match self.place(state) {
            Ok(at) => {
                self.ended.add(state, Ended::Finished);
                Ok(*self.pending.remove(at).1)
            }
            Err(_) => Err(self.ended.error(state)),
        }
    }

    /// The number of pending logins.
    #[must_use]
    pub fn len(&self) -> usize {
        self.pending.len()
    }

    /// True if none is pending.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.pending.is_empty()
    }

    /// A binary search, whose timing reveals the first difference between two states. That is harmless: states are
    /// random and used once, and a state that is not pending reveals nothing.
    fn place(&self, state: &Secret) -> Result<usize, usize> {
        self.pending
            .binary_search_by(|(_, login)| login.state.reveal().cmp(state.reveal()))
    }
}
