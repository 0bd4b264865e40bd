//! The request of a flight: the parts that the configuration does not supply, and the sending.

use super::{Flight, Intent, Next, Step};
use crate::core::config::{Endpoint, Grant};
use crate::core::credential::Credential;
use crate::core::credential::io::Output;
use crate::core::credential::turn::Turn;
use crate::core::error::{Class, Code, Error, Result};
use crate::core::note::{Note, without_query};
use crate::core::oauth::form::Part;
use crate::core::oauth::metadata::{Metadata, endpoint};
use crate::core::oauth::parts;
use crate::core::oauth::token_request::{self, GrantRequest};
use crate::core::time::{Moment, Timestamp};
use std::rc::Rc;

impl Credential {
    /// Sends the token request, or first the request for the server's metadata.
    pub(in crate::core::credential) fn send(
        &mut self,
        mut flight: Box<Flight>,
        turn: &mut Turn<'_>,
    ) -> Next {
        if flight.absences.any() && self.settings.storage.present {
            // Another tab may have taken the lock and renewed.
            return self.begin_anew(flight, turn);
        }
        let timeout_at = self.timeout_at(turn.at);
        flight.alive_at = turn.now();
        flight.request.sent_at = turn.now();
        flight.request.forced = self.callers.any_forced();
        let holds = self.vault.held().is_some();
        flight.request.intent = match &self.settings.config.grant {
            Grant::Custom(custom) if custom.can_refresh && holds => Intent::Refresh,
            Grant::OAuth(_) if self.refresh_token().is_some() => Intent::Refresh,
            _ if self.settings.can_acquire() => Intent::Acquire,
            _ => return self.decide(flight, turn),
        };
        match &self.settings.config.grant {
            Grant::Login(_) => self.send_login(flight, timeout_at, turn),
            Grant::OAuth(config) if config.refresh_from.is_some() => {
                self.ask_supplier(flight, turn)
            }
            Grant::OAuth(config) => {
                let metadata = self.flights.metadata.as_deref();
                // Metadata is checked when it arrives: see `discovered`.
                let Ok(Some(endpoint)) = endpoint(config, metadata, Endpoint::Token) else {
                    turn.push(Output::Discover(flight.id));
                    return flight.wait(Step::Discover(timeout_at));
                };
                let skew = self.previous(turn.at).and_then(|p| p.clock_skew_ms);
                let now = turn
                    .at
                    .wall(turn.now())
                    .saturating_sub(skew.unwrap_or_default());
                let for_grant = !flight.refreshes() && flight.identification.parts.is_empty();
                if let Some(needs) = parts::needs(config, endpoint, for_grant, now) {
                    turn.push(Output::Make(flight.id, Box::new(needs)));
                    return flight.wait(Step::Make(timeout_at));
                }
                self.send_built(flight, Vec::new(), turn)
            }
            Grant::Custom(_) | Grant::Static(_) => {
                let previous = self.previous(turn.at).filter(|_| flight.refreshes());
                turn.push(match previous {
                    Some(tokens) => Output::CallRefresh(flight.id, Box::new(tokens)),
                    None => Output::CallAcquire(flight.id),
                });
                flight.wait(Step::Sent(timeout_at))
            }
        }
    }

    /// The time when a step that begins now times out.
    pub(super) fn timeout_at(&self, at: Moment) -> Timestamp {
        at.now.plus(self.settings.config.retry_policy.timeout_ms)
    }

    /// Handles the arrival of the issuer's metadata, or the failure to fetch it.
    pub(super) fn discovered(
        &mut self,
        flight: Box<Flight>,
        found: Result<Rc<Metadata>>,
        turn: &mut Turn<'_>,
    ) -> Next {
        let usable = found.and_then(|metadata| {
            if let Grant::OAuth(config) = &self.settings.config.grant
                && endpoint(config, Some(&metadata), Endpoint::Token)?.is_none()
            {
                let message = "the issuer's metadata has no token_endpoint: set tokenEndpoint";
                return Err(Error::new(Class::Token, Code::InvalidResponse, message));
            }
            Ok(metadata)
        });
        match usable {
            Ok(metadata) => {
                self.flights.metadata = Some(metadata);
                self.send(flight, turn)
            }
            Err(error) => self.not_made(flight, error, turn),
        }
    }

    /// Sends the request now that the host has made its parts. Each attempt gets an assertion of its own.
    pub(super) fn made(
        &mut self,
        flight: Box<Flight>,
        made: Result<Vec<Part>>,
        turn: &mut Turn<'_>,
    ) -> Next {
        match made {
            // The function now returns another subject.
            Ok(parts) if self.subject.is_another(&parts, &self.settings) => {
                self.identified(flight, parts, turn)
            }
            Ok(_) if flight.absences.any() && self.settings.storage.present => {
                self.begin_anew(flight, turn)
            }
            Ok(parts) => self.send_built(flight, parts, turn),
            Err(error) => self.not_made(flight, error, turn),
        }
    }

    /// Handles the failure of a part that the request needs.
    pub(super) fn not_made(
        &mut self,
        flight: Box<Flight>,
        mut error: Error,
        turn: &mut Turn<'_>,
    ) -> Next {
        error.class = self.failure_class(&flight);
        self.attempt_failed(flight, error, turn)
    }

    /// Sends the token request, now that its endpoint is known.
    fn send_built(
        &mut self,
        mut flight: Box<Flight>,
        mut parts: Vec<Part>,
        turn: &mut Turn<'_>,
    ) -> Next {
        let Grant::OAuth(config) = &self.settings.config.grant else {
            return self.send(flight, turn);
        };
        let metadata = self.flights.metadata.as_deref();
        let endpoint = endpoint(config, metadata, Endpoint::Token);
        let endpoint = endpoint.ok().flatten().unwrap_or_default();
        let asking = flight.minting.as_ref().map_or(config, |m| &m.mint.config);
        let grant = GrantRequest::next(config, self.refresh_token());
        let mut request = token_request::build_for(config, asking, endpoint, grant);
        if !flight.refreshes() {
            parts.append(&mut flight.identification.parts);
        }
        if !parts.is_empty() {
            parts::add(&mut request, &parts);
        }
        flight.request.parts = parts;
        flight.request.sent_at = turn.now();
        turn.push(Output::Send(flight.id, Box::new(request)));
        flight.wait(Step::Sent(self.timeout_at(turn.at)))
    }

    /// Adds a note about the request, if there is one, to the outputs from `first` on.
    pub(in crate::core::credential) fn note_request(&self, first: usize, turn: &mut Turn<'_>) {
        let Some(underway) = self.flights.current() else {
            return;
        };
        let endpoint = turn.out.iter().skip(first).find_map(|output| match output {
            Output::Send(_, request) => Some(Some(without_query(&request.url))),
            Output::CallAcquire(_) | Output::CallRefresh(..) => Some(None),
            _ => None,
        });
        let Some(endpoint) = endpoint else { return };
        if self.failures.probing(&self.settings.config.retry_policy) {
            turn.note(Note::CircuitProbed);
        }
        turn.note(Note::Requested {
            grant: match &self.settings.config.grant {
                Grant::OAuth(_) if underway.flight.refreshes() => "refresh_token",
                grant => grant.name(),
            },
            attempt: underway.flight.attempts.failed.saturating_add(1),
            endpoint,
        });
    }
}
