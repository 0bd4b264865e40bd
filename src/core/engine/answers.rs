//! Passes the driver's answers to the machines that wait for them.

use super::effect::{Answer, FoundKey, Number, Thrown};
use super::flows::FlowInput;
use super::providers::Key;
use super::queue::{For, Purpose, Step};
use super::settings::Host;
use super::{Engine, Todo, closed};
use crate::core::credential::ids::FlightId;
use crate::core::credential::io::{Input, Refused};
use crate::core::dpop::Claims;
use crate::core::driving::{NOT_MADE, senseless};
use crate::core::error::{Cause, Class, Code, Error, Result};
use crate::core::event::Event;
use crate::core::flow;
use crate::core::given::TokenInput;
use crate::core::http::{HttpResponse, Transport};
use crate::core::secret::Secret;
use crate::core::tokens::TokenSet;
use std::rc::Rc;

pub(super) const UNREACHABLE: &str = "the coordinator could not be asked: see cause";

/// An error that a user's function threw. The thrown value may declare that the same call can succeed later.
fn error_of_custom(thrown: Thrown) -> Error {
    let message = "the custom provider's function threw: see cause";
    let mut error = Error::new(Class::TokenAcquisition, Code::AcquisitionFailed, message);
    error.retryable = thrown.retryable;
    error.with_cause(Some(thrown.cause))
}

impl Engine {
    pub(super) fn answered(&mut self, number: Number, answer: Answer) {
        let Some(purpose) = self.effects.answered(number) else {
            return;
        };
        match purpose {
            Purpose::Record(For::Flow(_, flow), lock) => {
                self.record_answered(flow, lock, number, answer);
            }
            Purpose::KeyOfRead(machine) => {
                if let For::Flow(Some(key), flow) = machine {
                    self.found_key(key, answer);
                    self.advance(flow, None);
                }
            }
            Purpose::KeyOfGift(flow, key, record, restoring) => {
                self.found_key(key, answer);
                if let Some(answer) = self.give_now(flow, key, record, restoring) {
                    self.advance(flow, Some(FlowInput::Record(answer)));
                }
            }
            Purpose::KeyOfRequest(machine, request) => {
                self.effects
                    .goes_on(number, Purpose::Step(machine, Step::Send(None)));
                let why = match &answer {
                    // The code that makes proofs could not be loaded.
                    Answer::Threw(thrown) => (Transport::Network, Some(thrown.cause.clone())),
                    _ => (Transport::NoProof, None),
                };
                match machine.key().and_then(|key| self.found_key(key, answer)) {
                    // The credential hears of its key first. This may end the flight.
                    Some(_) => {
                        self.drive();
                        if self.effects.purpose(number).is_some() {
                            self.fetch(machine, number, request);
                        }
                    }
                    None => self.unsent(number, why),
                }
            }
            Purpose::Step(machine, step) => self.step_ended(machine, step, answer),
            Purpose::Lock(key, flight) => {
                let granted = matches!(answer, Answer::Locked(true));
                self.lock_ended(key, flight, number, granted);
            }
            Purpose::KeyOfTokens(key, caller, tokens, token_type, by_login) => {
                let found = self.found_key(key, answer);
                self.bind_and_set(key, caller, tokens, token_type.as_deref(), by_login, found);
            }
            Purpose::Owner(key, caller, call) => {
                let result = match answer {
                    Answer::Done => Ok(()),
                    Answer::Threw(thrown) => Err(thrown.into_error(UNREACHABLE)),
                    _ => {
                        let message = "the coordinator did not answer in time";
                        Err(Error::new(Class::Token, Code::Timeout, message).retryable())
                    }
                };
                self.owner_answered(key, caller, call, result);
            }
            Purpose::Resolver(name, call) => self.resolver_answered(&name, call, answer),
            Purpose::Record(For::Flight(..), _) => {}
        }
    }

    // — steps —

    fn step_ended(&mut self, machine: For, step: Step, answer: Answer) {
        let result = match (step, answer) {
            (Step::Mint, _) => return,
            (Step::Call(refresh_token), answer) => {
                return self.custom_ended(machine, refresh_token, answer);
            }
            (Step::Send(claims), answer) => {
                flow::Answer::Response(self.received(machine, claims, answer))
            }
            (Step::Keys(uri), answer) => {
                let response = flow::Answer::Response(self.received(machine, None, answer));
                let now = self.clock.now();
                flow::Answer::Keys(self.key_sets.fetched(&uri, response.response(), now))
            }
            (Step::Verify, Answer::Verified(verified)) => flow::Answer::Verified(verified),
            (Step::Make, Answer::Parts(parts)) => flow::Answer::Made(Ok(parts)),
            (Step::Make, Answer::Threw(thrown)) => {
                flow::Answer::Made(Err(thrown.into_error(NOT_MADE)))
            }
            (Step::CallRevoke, Answer::Done) => flow::Answer::Called(Ok(())),
            (Step::CallRevoke, Answer::Threw(thrown)) => {
                let mut error = error_of_custom(thrown);
                error.class = Class::Token;
                flow::Answer::Called(Err(error))
            }
            (_, Answer::TimedOut) => flow::Answer::TimedOut,
            (Step::Make, _) => flow::Answer::Made(Err(senseless())),
            (Step::CallRevoke, _) => flow::Answer::Called(Err(senseless())),
            (Step::Verify, _) => flow::Answer::Verified(false),
            (Step::Discover, _) => flow::Answer::Metadata(Err(senseless())),
        };
        self.deliver(machine, result);
    }

    /// Gives a machine the answer to its step.
    pub(super) fn deliver(&mut self, machine: For, answer: flow::Answer) {
        let (key, flight) = match machine {
            For::Flight(key, flight) => (key, flight),
            For::Flow(_, flow) => {
                return self.advance(flow, Some(FlowInput::Flow(Box::new(answer))));
            }
        };
        self.end_work(key, flight);
        let input = match answer {
            flow::Answer::Metadata(found) => Input::Discovered(flight, found),
            flow::Answer::Made(made) => Input::Made(flight, made),
            flow::Answer::Response(Ok(response)) => Input::Response(flight, response),
            flow::Answer::Response(Err((why, cause))) => Input::NetworkFailed(flight, why, cause),
            // No flight asks for the work that these answer.
            _ => Input::NetworkFailed(flight, Transport::Timeout, None),
        };
        self.todo.push_back(Todo::Feed(key, input));
    }

    pub(super) fn end_work(&mut self, key: Key, flight: FlightId) {
        if let Some(entry) = self.providers.get_mut(key) {
            entry.work.take_if(|(of, _)| *of == flight);
        }
    }

    /// Handles a request that was not sent.
    fn unsent(&mut self, number: Number, why: (Transport, Option<Cause>)) {
        if let Some(Purpose::Step(machine, _)) = self.effects.answered(number) {
            self.deliver(machine, flow::Answer::Response(Err(why)));
        }
    }

    fn received(
        &mut self,
        machine: For,
        claims: Option<Box<Claims>>,
        answer: Answer,
    ) -> std::result::Result<HttpResponse, (Transport, Option<Cause>)> {
        let mut response = match answer {
            Answer::Response(response) => response,
            Answer::NoResponse(why, cause) => return Err((why, cause)),
            Answer::Threw(thrown) => {
                let why = match self.settings.host {
                    Host::Browser => Transport::NetworkOfPage,
                    _ => Transport::Network,
                };
                return Err((why, Some(thrown.cause)));
            }
            _ => return Err((Transport::Timeout, None)),
        };
        if let (Some(claims), Some(mut proved)) = (claims, response.proved.take()) {
            // Another tab may have made another key meanwhile.
            if let Some(key) = machine.key() {
                self.know_key(key, Some(proved.jkt.clone()));
            }
            proved.again = self.servers.answered(&claims, &response, self.clock.at());
            response.proved = Some(proved);
        }
        Ok(response)
    }

    fn custom_ended(
        &mut self,
        machine: For,
        refresh_token: Option<Option<Secret>>,
        answer: Answer,
    ) {
        let For::Flight(key, flight) = machine else {
            return;
        };
        self.end_work(key, flight);
        let refreshes = refresh_token.is_some();
        let coordinated = self.is_coordinated(key);
        let ended = match answer {
            Answer::Tokens(input) => {
                let returned = input.refresh_token.clone();
                self.place(key, *input).map_err(|error| Refused {
                    error,
                    refresh_token: returned.filter(|_| refreshes),
                })
            }
            Answer::NoTokens {
                mut error,
                refresh_token,
            } => {
                error.class = Class::TokenAcquisition;
                error.code = Code::InvalidResponse;
                Err(Refused {
                    error,
                    refresh_token: refresh_token.filter(|_| refreshes),
                })
            }
            Answer::Threw(thrown) if coordinated => Err(thrown.into_error(UNREACHABLE).into()),
            Answer::Threw(thrown) => Err(error_of_custom(thrown).into()),
            _ => Err(senseless().into()),
        };
        let ended = ended.map(|mut tokens| {
            if tokens.refresh_token.is_none() {
                // As with servers (RFC 6749 §6): without a new one the old one stays in force.
                tokens.refresh_token = refresh_token.flatten();
            }
            Box::new(tokens)
        });
        self.todo
            .push_back(Todo::Feed(key, Input::CustomEnded(flight, ended)));
    }

    /// Converts tokens from a caller to the form that the credential takes.
    pub(super) fn place(&self, key: Key, tokens: TokenInput) -> Result<TokenSet> {
        let entry = self.providers.get(key).ok_or_else(closed)?;
        let policy = &entry.credential.settings().config.refresh_policy;
        tokens.into_tokens(self.clock.at(), policy.assumed_lifetime_ms)
    }

    pub(super) fn is_coordinated(&self, key: Key) -> bool {
        let entry = self.providers.get(key);
        entry.is_some_and(|entry| entry.credential.settings().config.grant.is_coordinated())
    }

    // — the key for proofs of possession —

    /// Tells the credential about its key, and listeners about a key that could not be kept.
    fn found_key(&mut self, key: Key, answer: Answer) -> Option<Rc<str>> {
        let found: Option<FoundKey> = match answer {
            Answer::ProofKey(found) => found,
            _ => None,
        };
        let thumbprint = found.as_ref().map(|found| found.thumbprint.clone());
        self.know_key(key, thumbprint.clone());
        if let Some(fault) = found.and_then(|found| found.fault) {
            self.tell(Event::StorageError {
                error: FoundKey::not_kept(fault),
            });
        }
        thumbprint
    }

    fn know_key(&mut self, key: Key, thumbprint: Option<Rc<str>>) {
        let entry = self.providers.get(key);
        if entry.is_some_and(|entry| entry.credential.proof_key() != thumbprint.as_ref()) {
            self.todo
                .push_back(Todo::Feed(key, Input::ProofKey(thumbprint)));
        }
    }
}
