//! The flight's deadlines, and its restart after its work was lost or the host was away.

use super::{Flight, Next, Reading, Step, Underway};
use crate::core::credential::Credential;
use crate::core::credential::failures::by_network;
use crate::core::credential::io::{LOST_AFTER_MS, Output};
use crate::core::credential::turn::Turn;
use crate::core::http::Transport;
use crate::core::oauth::token_response::transport_error;

impl Credential {
    /// Does what is due in the flight by now.
    pub(in crate::core::credential) fn go_on_in_time(&mut self, turn: &mut Turn<'_>) {
        let Some(Underway { step, flight }) = self.flights.current() else {
            return;
        };
        let lost = self.settings.requests_end
            && step.waits_for_host()
            && turn.now().since(flight.alive_at) >= LOST_AFTER_MS
            && !(self.callers.is_empty() && self.mints.is_empty());
        if !lost && step.deadline().is_none_or(|end| turn.now() < end) {
            return;
        }
        let Some(Underway { step, flight }) = self.flights.take() else {
            return;
        };
        let next = match step {
            step if lost => self.take_over(step, flight, turn),
            Step::Pause(..) if flight.absences.any() => self.begin_anew(flight, turn),
            Step::Pause(_, error) if self.host.offline && by_network(&error) => {
                self.fail(flight, error, turn)
            }
            Step::Pause(..) => self.try_again(flight, turn),
            Step::Identify(_) | Step::Discover(_) | Step::Make(_) | Step::Sent(_) => {
                turn.push(Output::Cancel(flight.id));
                self.unanswered(&step, flight, Transport::Timeout, None, turn)
            }
            // They have no deadline: storage, the lock and another provider always answer.
            Step::Read(..) | Step::Lock | Step::Asked | Step::Save(..) => flight.wait(step),
        };
        self.flights.go_on(next);
    }

    /// Takes over a flight whose request has ended: its work ended too, so the callers get a new flight.
    fn take_over(&mut self, step: Step, flight: Box<Flight>, turn: &mut Turn<'_>) -> Next {
        turn.push(Output::Cancel(flight.id));
        if let Step::Read(_, Reading::Guard(tokens)) | Step::Save(_, tokens) = step {
            // The answer had already come. Starting over only because of the storage would send a spent refresh token again.
            if flight.refused.is_none() {
                return self.commit_unsaved(flight, *tokens, turn);
            }
            self.keep_beside(*tokens, false);
            self.storage.save_again(true, turn.now());
        }
        let failed = flight.attempts.failed + 1;
        if failed >= self.settings.config.retry_policy.max_attempts {
            let error = transport_error(Transport::Timeout, flight.refreshes());
            return self.fail(flight, error, turn);
        }
        self.start_over(flight, failed, turn)
    }

    /// Handles an attempt that failed after an absence. It counts as a failed attempt, but the flight always gets a
    /// second one.
    pub(super) fn attempt_lost(&mut self, mut flight: Box<Flight>, turn: &mut Turn<'_>) -> Next {
        flight.attempts.failed += 1;
        let last = self.settings.config.retry_policy.max_attempts.max(2);
        if flight.attempts.failed < last || self.host.closing {
            self.begin_anew(flight, turn)
        } else {
            let error = transport_error(Transport::Timeout, flight.refreshes());
            self.fail(flight, error, turn)
        }
    }

    /// Starts the flight again, without the lock, from a look at storage.
    pub(super) fn begin_anew(&mut self, flight: Box<Flight>, turn: &mut Turn<'_>) -> Next {
        turn.push(Output::Cancel(flight.id));
        if self.host.closing {
            flight.land(turn);
            return None;
        }
        let failed = flight.attempts.failed;
        self.start_over(flight, failed, turn)
    }

    /// Gives the work to a new flight after this many `failed` attempts.
    fn start_over(&mut self, mut flight: Box<Flight>, failed: u32, turn: &mut Turn<'_>) -> Next {
        let mut new = self.flights.begin(flight.automatic, failed, turn.now());
        new.minting = flight.minting.take();
        flight.land(turn);
        if new
            .mint_waiter()
            .is_some_and(|waiter| !self.mints.waits(waiter))
        {
            // The caller that asked for it has left.
            return None;
        }
        self.first_step(new, turn)
    }
}
