//! The steps of flows as works for the driver, and the driver's answers.

use super::Desk;
use super::effect::{Answer, Effect, Number, Proof, Provider, Work};
use super::run::{Run, Stage};
use crate::core::dpop::Claims;
use crate::core::driving::{FoundKey, Host, NOT_MADE, senseless};
use crate::core::error::{Cause, Class, Code, Error, Result};
use crate::core::flow::{self, Next};
use crate::core::http::{HttpRequest, HttpResponse, Transport};
use crate::core::key_sets::Found;
use crate::core::log::{Level, STORAGE_FAILED};
use crate::core::login::finish::Redeem;
use crate::core::redemption::Redemption;
use std::rc::Rc;

/// The recipient of the answer to a piece of work: a run, by its number.
#[derive(Debug)]
pub(super) enum Purpose {
    /// The provider of its call.
    Opened(u32),
    /// The credential's answer to the tokens of a device login.
    Given(u32),
    /// The observation of its window.
    Seen(u32),
    /// A step of its flow.
    Step(u32, Step),
    /// The proof key for a request.
    KeyOfRequest(u32, Box<HttpRequest>),
}

/// The kind of a step.
#[derive(Debug)]
pub(super) enum Step {
    /// It gets the key set at this address.
    Keys(String),
    /// It sends a request. The claims are those of its proof of possession, if it has one.
    Send(Option<Box<Claims>>),
    Discover,
    Verify,
    Make,
    Random,
    Digest,
    ProofKey,
    Session,
    Write,
    ShowUrl,
    FindProvider,
    Give,
    IdToken,
    SignOut,
}

fn failure(answer: Answer) -> Error {
    match answer {
        Answer::Failed(error) => error,
        Answer::Threw(thrown) => thrown.into_error("the host failed: see cause"),
        _ => senseless(),
    }
}

fn missing(message: &'static str) -> Error {
    Error::new(Class::TokenAcquisition, Code::Crypto, message)
}

fn given(answer: Answer) -> Result<bool> {
    match answer {
        Answer::Given(given) => Ok(given),
        // The credential refuses the tokens, because the user has logged out.
        Answer::Failed(error) if error.class == Class::Login => Ok(false),
        other => Err(failure(other)),
    }
}

impl Desk {
    /// Has the driver do a run's work.
    pub(super) fn work(&mut self, run: u32, work: Work, within_ms: Option<i64>, purpose: Purpose) {
        let number = self.works.add(purpose);
        if let Some(run) = self.runs.get_mut(run) {
            run.step = Some(number);
        }
        self.effects.push_back(Effect::Do {
            number,
            within_ms,
            work,
        });
    }

    /// Tells a flow the answer to its step and does its next one.
    pub(super) fn advance(&mut self, id: u32, mut input: Option<flow::Answer>) {
        loop {
            let at = self.clock.at();
            let closing = self.closed;
            let Some(run) = self.runs.get_mut(id) else {
                return;
            };
            let (next, notes) = run.next(input.take(), closing, at);
            if let Some(provider) = &run.provider {
                let notes = notes.into_iter();
                let note = |note| Effect::Note(provider.name.clone(), note);
                self.effects.extend(notes.map(note));
            }
            match next {
                Next::Wait(until) => {
                    run.wakes_at = Some(until);
                    return;
                }
                Next::Do { work, until } => {
                    run.until = until;
                    input = self.do_step(id, work);
                    if input.is_none() {
                        return;
                    }
                }
                Next::Done(over) => return self.over(id, over),
            }
        }
    }

    /// Does a step. Returns its answer if it is available at once.
    fn do_step(&mut self, id: u32, work: flow::Work) -> Option<flow::Answer> {
        let run = self.runs.get(id)?;
        let provider = run.provider.clone();
        let (work, step) = match (work, provider) {
            (flow::Work::Random, _) => (Work::Random, Step::Random),
            (flow::Work::Digest(text), _) => (Work::Digest(text), Step::Digest),
            (flow::Work::ReadSession(prefix), _) => (Work::ReadSession(prefix), Step::Session),
            (flow::Work::WriteSession(key, text), _) => {
                (Work::WriteSession(key, text), Step::Write)
            }
            (flow::Work::ShowUrl { from, to }, _) => (Work::ShowUrl { from, to }, Step::ShowUrl),
            (flow::Work::FindIdToken, Some(provider)) => {
                (Work::FindIdToken(provider.name.clone()), Step::IdToken)
            }
            (flow::Work::SignOut { revoke }, Some(provider)) => {
                let provider = provider.name.clone();
                (Work::SignOut { provider, revoke }, Step::SignOut)
            }
            (flow::Work::Verify(verification), _) => (Work::Verify(verification), Step::Verify),
            (flow::Work::FindProvider(name), _) => {
                (Work::FindProvider(Some(name)), Step::FindProvider)
            }
            (flow::Work::Discover(_), Some(provider)) => {
                (Work::Discover(provider.name.clone()), Step::Discover)
            }
            (flow::Work::ProofKey, Some(provider)) => match &provider.proof_key {
                Some(name) => (Work::ProofKey { name: name.clone() }, Step::ProofKey),
                None => return Some(flow::Answer::ProofKey(None)),
            },
            (flow::Work::GiveTokens { tokens, logouts }, Some(provider)) => {
                let provider = provider.name.clone();
                let work = Work::GiveTokens {
                    provider,
                    tokens,
                    logouts,
                };
                (work, Step::Give)
            }
            (flow::Work::Make(config, needs), Some(provider)) => {
                let work = Work::MakeParts {
                    functions: provider.functions.unwrap_or_default(),
                    needs,
                    client_id: config.client_id.clone(),
                    scope: config.scope.clone(),
                };
                let within_ms = self.time_left(id);
                self.work(id, work, within_ms, Purpose::Step(id, Step::Make));
                return None;
            }
            (flow::Work::Redeem(redemption, config), Some(provider)) => {
                return self.redeem(
                    id,
                    redemption,
                    Provider {
                        config,
                        ..(*provider).clone()
                    },
                );
            }
            (flow::Work::Keys { uri, newer }, Some(_)) => {
                return match self.key_sets.find(&uri, newer, self.clock.now()) {
                    Found::Keys(keys) => Some(flow::Answer::Keys(Ok(keys))),
                    Found::Failed(error) => Some(flow::Answer::Keys(Err(error))),
                    Found::Fetch(request) => {
                        self.fetch(id, request, None, Step::Keys(uri));
                        None
                    }
                };
            }
            (flow::Work::FetchAsUser(url), Some(provider)) => {
                let provider = provider.name.clone();
                let (work, within_ms) = (Work::FetchAsUser { provider, url }, self.time_left(id));
                self.work(id, work, within_ms, Purpose::Step(id, Step::Send(None)));
                return None;
            }
            (flow::Work::Send(request), Some(provider)) => {
                return self.send(id, request, &provider);
            }
            // No login asks for the remaining kinds.
            _ => return Some(flow::Answer::TimedOut),
        };
        // Other works end by themselves.
        let is_hurried = (self.runs.get(id)).is_some_and(Run::is_hurried);
        let within_ms = self.time_left(id).filter(|_| is_hurried);
        self.work(id, work, within_ms, Purpose::Step(id, step));
        None
    }

    fn time_left(&self, id: u32) -> Option<i64> {
        let run = self.runs.get(id)?;
        Some(run.until.since(self.clock.now()).max(0))
    }

    /// Has a code redeemed. The first request begins the redemption; in a page it goes on without the desk.
    fn redeem(
        &mut self,
        id: u32,
        redemption: Rc<Redemption>,
        provider: Provider,
    ) -> Option<flow::Answer> {
        if let Some(outcome) = redemption.outcome() {
            return Some(flow::Answer::Redeemed(outcome));
        }
        let now = self.clock.now();
        let run = self.runs.get_mut(id)?;
        run.redemption = Some(redemption.clone());
        run.look_again(now);
        let caller = run.caller;
        if let Some(parts) = redemption.begin() {
            let (callback, login) = *parts;
            // This desk is told about the end directly.
            run.wakes_at = None;
            let redeem = Redeem::new(callback, login, provider.config.clone());
            let stage = Stage::Redeem(redeem.into(), redemption);
            let run = self
                .runs
                .add(Run::new(caller, stage, Some(provider.into())));
            self.advance(run, None);
        }
        None
    }

    // — requests —

    fn send(
        &mut self,
        id: u32,
        request: Box<HttpRequest>,
        provider: &Provider,
    ) -> Option<flow::Answer> {
        let unproven = flow::Answer::Response(Err((Transport::NoProof, None)));
        let mut proof = None;
        if request.proves {
            let Some(key) = provider.proof_key.clone() else {
                return Some(unproven);
            };
            if !self.runs.get(id)?.has_key {
                let (work, within_ms) = (Work::ProofKey { name: key }, self.time_left(id));
                self.work(id, work, within_ms, Purpose::KeyOfRequest(id, request));
                return None;
            }
            let Some(claims) = self.servers.claims(&request.url, None, self.clock.at()) else {
                return Some(unproven);
            };
            proof = Some(Box::new(Proof { key, claims }));
        }
        let claims = proof.as_ref().map(|proof| Box::new(proof.claims.clone()));
        self.fetch(id, request, proof, Step::Send(claims));
        None
    }

    fn fetch(&mut self, id: u32, request: Box<HttpRequest>, proof: Option<Box<Proof>>, step: Step) {
        let work = Work::Fetch { request, proof };
        let within_ms = self.time_left(id);
        self.work(id, work, within_ms, Purpose::Step(id, step));
    }

    // — answers —

    pub(super) fn answered(&mut self, number: Number, answer: Answer) {
        let Some(purpose) = self.works.take(number) else {
            return;
        };
        match purpose {
            Purpose::Opened(id) => {
                let found = match answer {
                    Answer::Provider(provider) => Ok(provider),
                    other => Err(failure(other)),
                };
                self.open(id, found);
            }
            Purpose::Given(id) => self.given(id, given(answer)),
            Purpose::Seen(id) => {
                let seen = match answer {
                    Answer::Seen(seen) => Ok(*seen),
                    other => Err(failure(other)),
                };
                self.seen(id, seen);
            }
            Purpose::KeyOfRequest(id, request) => {
                let why = match &answer {
                    // The code that makes proofs could not be loaded.
                    Answer::Threw(thrown) => (Transport::Network, Some(thrown.cause.clone())),
                    _ => (Transport::NoProof, None),
                };
                let found = self.found_key(answer).is_some();
                let Some(run) = self.runs.get_mut(id) else {
                    return;
                };
                run.has_key = found;
                let provider = run.provider.clone().filter(|_| found);
                let input = match provider {
                    Some(provider) => self.send(id, request, &provider),
                    None => Some(flow::Answer::Response(Err(why))),
                };
                if input.is_some() {
                    self.advance(id, input);
                }
            }
            Purpose::Step(id, step) => {
                let input = self.flow_answer(id, step, answer);
                self.advance(id, Some(input));
            }
        }
    }

    /// The flow's input for the answer to its step.
    fn flow_answer(&mut self, id: u32, step: Step, answer: Answer) -> flow::Answer {
        match (step, answer) {
            (Step::Send(claims), answer) => flow::Answer::Response(self.received(claims, answer)),
            (Step::Keys(uri), answer) => {
                let response = flow::Answer::Response(self.received(None, answer));
                let now = self.clock.now();
                flow::Answer::Keys(self.key_sets.fetched(&uri, response.response(), now))
            }
            (Step::FindProvider, Answer::Provider(provider)) => {
                self.note_logouts(&provider);
                let answer = (provider.config.clone(), provider.logouts);
                if let Some(run) = self.runs.get_mut(id) {
                    run.provider = Some(provider.into());
                }
                flow::Answer::Provider(Ok(answer))
            }
            (Step::FindProvider, other) => flow::Answer::Provider(Err(failure(other))),
            (Step::Give, answer) => flow::Answer::Given(given(answer)),
            (Step::Discover, Answer::Metadata(metadata)) => flow::Answer::Metadata(Ok(metadata)),
            (Step::Make, Answer::Parts(parts)) => flow::Answer::Made(Ok(parts)),
            (Step::Make, Answer::Threw(thrown)) => {
                flow::Answer::Made(Err(thrown.into_error(NOT_MADE)))
            }
            (Step::Session, Answer::Session(entries)) => flow::Answer::Session(entries),
            (Step::Session, _) => flow::Answer::Session(None),
            (Step::Write | Step::ShowUrl | Step::SignOut, answer) => {
                flow::Answer::Written(matches!(answer, Answer::Written(true)))
            }
            (Step::IdToken, Answer::IdToken(found)) => flow::Answer::IdToken(Ok(found)),
            (Step::IdToken, other) => flow::Answer::IdToken(Err(failure(other))),
            (Step::Random, Answer::Random(bytes)) => flow::Answer::Random(Ok(bytes)),
            (Step::Random, _) => {
                flow::Answer::Random(Err(missing("the host has no crypto.getRandomValues")))
            }
            (Step::Digest, Answer::Digest(digest)) => flow::Answer::Digest(Ok(digest)),
            (Step::Digest, _) => {
                let message = "WebCrypto is missing: serve the page over https, or from localhost";
                flow::Answer::Digest(Err(missing(message)))
            }
            (Step::ProofKey, answer) => {
                let found = self.found_key(answer);
                let key = found.map(|(key, kept)| flow::ProofKey {
                    jkt: key.thumbprint,
                    kept,
                });
                flow::Answer::ProofKey(key)
            }
            (Step::Verify, Answer::Verified(verified)) => flow::Answer::Verified(verified),
            (_, Answer::TimedOut) => flow::Answer::TimedOut,
            (Step::Verify, _) => flow::Answer::Verified(false),
            (Step::Make, other) => flow::Answer::Made(Err(failure(other))),
            (Step::Discover, other) => flow::Answer::Metadata(Err(failure(other))),
        }
    }

    /// The key for proofs of possession. Tells listeners about a key that could not be kept.
    fn found_key(&mut self, answer: Answer) -> Option<(FoundKey, bool)> {
        let Answer::ProofKey(found) = answer else {
            return None;
        };
        let (mut key, kept) = found?;
        if let Some(fault) = key.fault.take() {
            let error = FoundKey::not_kept(fault);
            self.log(Level::Error, STORAGE_FAILED, None, Some(&error));
            self.effects.push_back(Effect::StorageError(error));
        }
        Some((key, kept))
    }

    fn received(
        &mut self,
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
            proved.again = self.servers.answered(&claims, &response, self.clock.at());
            response.proved = Some(proved);
        }
        Ok(response)
    }
}
