//! Passes each answer of the host to the step of the flight that waits for it.

use super::{Reading, Step, Underway};
use crate::core::credential::Credential;
use crate::core::credential::ids::{FlightId, Ticket};
use crate::core::credential::io::{Input, NotSaved};
use crate::core::credential::storage::Stored;
use crate::core::credential::turn::Turn;
use crate::core::note::Note;
use crate::core::secret::Secret;

impl Credential {
    /// Passes an answer of the host to the step that waits for it. `None` if none does.
    pub(in crate::core::credential) fn flight_answered(
        &mut self,
        id: FlightId,
        answer: Input,
        turn: &mut Turn<'_>,
    ) -> Option<()> {
        let Underway { step, flight } = self.flights.take_of(id)?;
        let next = match (step, answer) {
            (Step::Lock, Input::LockGranted(_)) => self.lock_ended(flight, true, turn),
            (Step::Lock, Input::LockTimedOut(_)) => self.lock_ended(flight, false, turn),
            (Step::Identify(_), Input::Made(_, made)) => self.owner_answered(flight, made, turn),
            (Step::Discover(_), Input::Discovered(_, found)) => {
                self.discovered(flight, found, turn)
            }
            (Step::Make(_), Input::Made(_, made)) => self.made(flight, made, turn),
            (Step::Sent(_), Input::Response(_, response)) => self.response(flight, &response, turn),
            (Step::Asked, Input::Supplied(_, result)) => self.supplied(flight, result, turn),
            (Step::Sent(_), Input::CustomEnded(_, result)) => {
                self.custom_ended(flight, result, turn)
            }
            (
                step @ (Step::Identify(_) | Step::Discover(_) | Step::Make(_) | Step::Sent(_)),
                Input::NetworkFailed(_, why, cause),
            ) => self.unanswered(&step, flight, why, cause, turn),
            // Every step is listed, so that the compiler asks for the answer of a new one.
            (
                step @ (Step::Identify(_)
                | Step::Read(..)
                | Step::Lock
                | Step::Discover(_)
                | Step::Make(_)
                | Step::Asked
                | Step::Sent(_)
                | Step::Pause(..)
                | Step::Save(..)),
                _,
            ) => {
                self.flights.go_on(flight.wait(step));
                return None;
            }
        };
        self.flights.go_on(next);
        Some(())
    }

    /// Handles the end of a storage read of the flight. `None` if the flight waits for no such read.
    pub(in crate::core::credential) fn flight_loaded(
        &mut self,
        ticket: Ticket,
        loaded: Result<Option<Secret>, ()>,
        turn: &mut Turn<'_>,
    ) -> Option<()> {
        if !self.flights.reads(ticket) {
            return None;
        }
        // Before the flight is taken out, because a removal of the record changes what the flight has seen.
        let stored = self.read(Some(ticket), loaded, turn);
        let (flight, reading) = self.flights.take_read(ticket)?;
        let next = match reading {
            Reading::Peek => {
                if !matches!(stored, Stored::Tokens(_)) {
                    turn.note(Note::StorageMiss);
                }
                self.take_over_stored(flight, stored, false, turn)
            }
            Reading::Check => self.take_over_stored(flight, stored, true, turn),
            Reading::Recheck(error) => self.rechecked(flight, error, (ticket, stored), turn),
            Reading::Guard(tokens) => self.guard(flight, tokens, (ticket, stored), turn),
        };
        self.flights.go_on(next);
        Some(())
    }

    /// Handles the end of a storage write of the flight. `None` if the flight waits for no such write.
    pub(in crate::core::credential) fn flight_saved(
        &mut self,
        ticket: Ticket,
        saved: Result<(), NotSaved>,
        turn: &mut Turn<'_>,
    ) -> Option<()> {
        let (flight, tokens) = self.flights.take_saved(ticket)?;
        let next = match saved {
            Ok(()) => self.commit(flight, *tokens, true, turn),
            Err(NotSaved::Failed) => self.commit_unsaved(flight, *tokens, turn),
            // A logout or a newer token came between the read and the write.
            Err(NotSaved::Changed) => self.load(flight, Reading::Guard(tokens), turn),
        };
        self.flights.go_on(next);
        Some(())
    }

    /// Ends the flight early, if there is one.
    pub(in crate::core::credential) fn abort_flight(&mut self, turn: &mut Turn<'_>) {
        if let Some(Underway { flight, .. }) = self.flights.take() {
            flight.abort(turn);
        }
    }
}
