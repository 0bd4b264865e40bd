//! The flight's deadlines, and how it starts again if its work is lost or the host was away.

use super::{Flight, Next, Reading, Step, Underway};
use crate::core::credential::Credential;
use crate::core::credential::failures::by_network;
use crate::core::credential::io::{LOST_AFTER_MS, Output};
use crate::core::http::Transport;
use crate::core::oauth::token_response::transport_error;
use crate::core::time::Moment;

impl Credential {
    /// Does what is due in the flight by now.
    pub(in crate::core::credential) fn go_on_in_time(&mut self, at: Moment, out: &mut Vec<Output>) {
        let Some(Underway { step, flight }) = self.flights.current() else {
            return;
        };
        let lost = self.settings.requests_end
            && step.waits_for_host()
            && at.now.since(flight.alive_at) >= LOST_AFTER_MS
            && !self.callers.is_empty();
        if !lost && step.deadline().is_none_or(|end| at.now < end) {
            return;
        }
        let Some(Underway { step, flight }) = self.flights.take() else {
            return;
        };
        let next = match step {
            step if lost => self.take_over(step, flight, at, out),
            Step::Pause(..) if flight.absences.any() => self.begin_anew(flight, at, out),
            Step::Pause(_, error) if self.host.offline && by_network(&error) => {
                self.fail(flight, error, at, out)
            }
            Step::Pause(..) => self.try_again(flight, at, out),
            Step::Identify(_) | Step::Discover(_) | Step::Make(_) | Step::Sent(_) => {
                out.push(Output::Cancel(flight.id));
                self.unanswered(&step, flight, Transport::Timeout, None, at, out)
            }
            // They have no deadline: storage and the lock always answer.
            Step::Read(..) | Step::Lock | Step::Save(..) => flight.wait(step),
        };
        self.flights.go_on(next);
    }

    /// The request that the flight belonged to has ended, and its work with it: the callers get a new flight.
    fn take_over(
        &mut self,
        step: Step,
        flight: Box<Flight>,
        at: Moment,
        out: &mut Vec<Output>,
    ) -> Next {
        out.push(Output::Cancel(flight.id));
        if let Step::Read(_, Reading::Guard(tokens)) | Step::Save(_, tokens) = step {
            // The answer had already come. Starting over only because of the storage would send a spent refresh token again.
            if flight.refused.is_none() {
                return self.commit_unsaved(flight, *tokens, at, out);
            }
            self.keep_refresh_token(*tokens, false);
            self.storage.save_again(true, at.now);
        }
        let failed = flight.attempts.failed + 1;
        if failed >= self.settings.config.retry_policy.max_attempts {
            let error = transport_error(Transport::Timeout, flight.refreshes());
            return self.fail(flight, error, at, out);
        }
        self.start_over(flight, failed, at, out)
    }

    /// An attempt failed after an absence. It counts as a failed attempt, but the flight always gets a second one.
    pub(super) fn attempt_lost(
        &mut self,
        mut flight: Box<Flight>,
        at: Moment,
        out: &mut Vec<Output>,
    ) -> Next {
        flight.attempts.failed += 1;
        let last = self.settings.config.retry_policy.max_attempts.max(2);
        if flight.attempts.failed < last || self.host.closing {
            self.begin_anew(flight, at, out)
        } else {
            let error = transport_error(Transport::Timeout, flight.refreshes());
            self.fail(flight, error, at, out)
        }
    }

    /// Starts the flight again, without the lock, from a look at storage.
    pub(super) fn begin_anew(
        &mut self,
        flight: Box<Flight>,
        at: Moment,
        out: &mut Vec<Output>,
    ) -> Next {
        out.push(Output::Cancel(flight.id));
        if self.host.closing {
            flight.land(out);
            return None;
        }
        let failed = flight.attempts.failed;
        self.start_over(flight, failed, at, out)
    }

    /// Gives the work to a new flight, after so many `failed` attempts.
    fn start_over(
        &mut self,
        flight: Box<Flight>,
        failed: u32,
        at: Moment,
        out: &mut Vec<Output>,
    ) -> Next {
        let new = self.flights.begin(flight.automatic, failed, at.now);
        flight.land(out);
        self.first_step(new, at, out)
    }
}
