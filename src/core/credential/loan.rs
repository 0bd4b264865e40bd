//! The tokens of other providers: the one on loan, and the fallback that is being asked.

use super::ids::AskId;
use super::io::{LOST_AFTER_MS, Output};
use super::turn::Turn;
use super::vault::Held;
use crate::core::time::Timestamp;
use std::rc::Rc;

/// A fallback's token, which is handed out while the provider has no good one of its own.
#[derive(Debug)]
pub(super) struct Loan {
    pub held: Held,
    /// The provider that it came from.
    pub from: Rc<str>,
}

/// A fallback is being asked for its token.
#[derive(Debug)]
pub(super) struct Asking {
    id: AskId,
    /// The index of the fallback in the settings.
    pub place: usize,
    pub force: bool,
    /// The last sign of life of the request that asks, on hosts whose requests end.
    alive_at: Timestamp,
}

/// The loan is kept beside the credential's own tokens. It never replaces them and is never stored. So the credential's
/// own refresh token survives, and its next own token replaces the loan.
#[derive(Debug, Default)]
pub(super) struct Fallbacks {
    loan: Option<Box<Loan>>,
    asking: Option<Box<Asking>>,
    last_ask: AskId,
    version: u32,
}

impl Fallbacks {
    pub fn loan(&self) -> Option<&Loan> {
        self.loan.as_deref()
    }

    /// A number that grows whenever the loan changes.
    pub fn version(&self) -> u32 {
        self.version
    }

    pub fn borrow(&mut self, loan: Loan) {
        self.loan = Some(Box::new(loan));
        self.version = self.version.wrapping_add(1);
    }

    /// Drops the loan. True if there was one.
    pub fn give_back(&mut self) -> bool {
        let dropped = self.loan.take().is_some();
        if dropped {
            self.version = self.version.wrapping_add(1);
        }
        dropped
    }

    pub fn is_asking(&self) -> bool {
        self.asking.is_some()
    }

    /// Asks the fallback at `place`. The answer to an earlier question no longer counts.
    pub fn ask(&mut self, place: usize, force: bool, turn: &mut Turn<'_>) {
        self.last_ask = self.last_ask.wrapping_add(1);
        let id = self.last_ask;
        self.asking = Some(Box::new(Asking {
            id,
            place,
            force,
            alive_at: turn.now(),
        }));
        turn.push(Output::AskFallback {
            ask: id,
            place,
            force,
        });
    }

    /// Notes that the request that asks is still alive.
    pub fn alive(&mut self, id: AskId, now: Timestamp) {
        if let Some(asking) = self.asking.as_mut().filter(|asking| asking.id == id) {
            asking.alive_at = now;
        }
    }

    /// Asks again if the request that asked has given no sign of life. It has ended then, and its work with it.
    pub fn ask_again_if_lost(&mut self, turn: &mut Turn<'_>) {
        if let Some(asking) = &self.asking
            && turn.now().since(asking.alive_at) >= LOST_AFTER_MS
        {
            let (place, force) = (asking.place, asking.force);
            self.ask(place, force, turn);
        }
    }

    /// Takes out the question `id`, which is answered. `None` if another question is open.
    pub fn answered(&mut self, id: AskId) -> Option<Box<Asking>> {
        self.asking.take_if(|asking| asking.id == id)
    }

    /// Ignores all answers from now on.
    pub fn stop_asking(&mut self) {
        self.asking = None;
    }
}
