//! Where the user logs out at the server (OpenID Connect RP-Initiated Logout 1.0).

use super::of_login;
use super::party::Party;
use crate::core::config::Endpoint;
use crate::core::error::Result;
use crate::core::flow::{Answer, Flow, Next, Work};
use crate::core::time::Moment;

/// The search for the server's end-session endpoint.
#[derive(Debug)]
pub struct EndSession {
    party: Party,
}

impl EndSession {
    /// The search at the server of `party`.
    #[must_use]
    pub fn new(party: Party) -> Self {
        Self { party }
    }

    fn known(&self) -> Next<Result<Option<String>>> {
        Next::Done(self.party.known_endpoint(Endpoint::EndSession))
    }
}

impl Flow for EndSession {
    /// `None` if the server has no such endpoint.
    type Output = Result<Option<String>>;

    fn begin(&mut self, at: Moment) -> Next<Self::Output> {
        if !self.party.needs_metadata(&[Endpoint::EndSession], "") {
            return self.known();
        }
        Next::Do {
            work: Work::Discover(self.party.config.clone()),
            until: at.now.plus(self.party.provider.retry_policy.timeout_ms),
        }
    }

    fn answer(&mut self, answer: Answer, _closing: bool, _at: Moment) -> Next<Self::Output> {
        let metadata = match answer {
            Answer::Metadata(metadata) => metadata,
            other => other.response().map(|_| Default::default()),
        };
        match metadata {
            Ok(metadata) => {
                self.party.metadata = Some(metadata);
                self.known()
            }
            Err(error) => Next::Done(Err(of_login(error))),
        }
    }
}
