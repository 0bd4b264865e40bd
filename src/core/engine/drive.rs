//! Feeds the credentials, one input at a time, and turns their outputs into effects.

use super::call::{GetToken, Handed, TokenId};
use super::callers::{Then, Waiter};
use super::effect::{Context, Effect, Number, Proof, Work};
use super::flows::{Asker, protocol};
use super::provider::Functions;
use super::providers::{Entry, Key};
use super::queue::{For, Purpose, Step};
use super::resolve::Awaiting;
use super::{Engine, Todo, closed, unknown};
use crate::core::config::{Grant, OAuthConfig};
use crate::core::credential::ids::{FlightId, Ticket, WaiterId};
use crate::core::credential::io::{self, Announcement, Input, Output};
use crate::core::error::{Class, Code, Error, Result};
use crate::core::event::Event;
use crate::core::flow;
use crate::core::http::{HttpRequest, Transport};
use crate::core::oauth::parts::Needs;
use crate::core::records::execution::StorageOperation;
use crate::core::records::queue::Item;
use crate::core::records::work::Write;
use crate::core::revocation::Revocation;
use crate::core::secret::Secret;
use crate::core::text::concat;
use crate::core::time::Moment;
use crate::core::tokens::TokenSet;
use std::rc::Rc;

/// The access token that an entry holds.
pub(super) fn handed(entry: &Entry, key: Key) -> Option<Handed> {
    let tokens = entry.credential.tokens()?;
    if tokens.access_token.is_empty() {
        return None;
    }
    Some(Handed {
        id: TokenId {
            credential: key.serial,
            version: entry.credential.version(),
        },
        token: Rc::new(tokens.access_token.clone()),
        token_type: tokens.token_type.clone(),
    })
}

impl Engine {
    /// Handles all waiting inputs, and those that they cause.
    pub(super) fn drive(&mut self) {
        while let Some(todo) = self.todo.pop_front() {
            match todo {
                Todo::Feed(key, input) => self.feed(key, input),
                Todo::Executed(key, outcome) => self.executed(key, *outcome),
            }
        }
    }

    pub(super) fn feed(&mut self, key: Key, input: Input) {
        let at = self.clock.moment();
        let caller_asked = matches!(input, Input::TokenWanted { .. });
        let Some(entry) = self.providers.get_mut(key) else {
            return;
        };
        let mut outputs = Vec::new();
        let version = entry.credential.version();
        entry.credential.handle(input, at, &mut outputs);
        let changed = entry.credential.version() != version;
        self.schedule.set(key.index, entry.credential.deadline());
        // Leases come first, so that a listener that asks at once gets the token of the event.
        if !entry.inline {
            self.lend(key, at, caller_asked);
        }
        // Callers that lose the session hear of that, and not of the result of its request.
        let ended = changed && !self.holds(key);
        if ended {
            self.tell_supplied(key);
        }
        // One copy of the token serves all callers that get it now.
        let mut token = None;
        for output in outputs {
            self.perform(key, output, at, &mut token);
        }
        if changed {
            self.tell_borrowers(key);
            if !ended {
                self.tell_supplied(key);
            }
        }
        self.drop_if_done(key);
    }

    fn holds(&self, key: Key) -> bool {
        let entry = self.providers.get(key);
        entry.is_some_and(|entry| entry.credential.own_tokens().is_some())
    }

    /// Drops a removed entry once its flight has landed, everything is written, and no input for it is left.
    pub(super) fn drop_if_done(&mut self, key: Key) {
        let is_left = |entry: &Entry| entry.leaving;
        if !self.providers.get(key).is_some_and(is_left)
            || self.todo.iter().any(|todo| todo.key() == key)
        {
            return;
        }
        let Some(entry) = self.providers.drop_if_done(key) else {
            return;
        };
        self.dependents.retain(|of| *of != key);
        self.schedule.set(key.index, None);
        self.chains.forget(key);
        if let Some(functions) = entry.functions.filter(|_| !entry.is_on_demand()) {
            self.effects.push(Effect::Forget(functions));
        }
        for (_, lock) in entry.locks {
            self.effects.unlock(lock);
        }
        let name = &entry.credential.settings().name;
        for waiter in self.callers.at(key) {
            self.waiter_answered(waiter, Err(unknown(name)), None);
        }
    }

    fn perform(&mut self, key: Key, output: Output, at: Moment, token: &mut Option<Handed>) {
        match output {
            Output::Load(ticket) => self.store(key, StorageOperation::Load(ticket)),
            Output::Peek(ticket) => self.store(key, StorageOperation::Peek(ticket)),
            Output::Save {
                ticket,
                record,
                expires_at,
                only_if,
            } => {
                let write = Write {
                    text: Some(record),
                    expires_at,
                    expected: self.expected(key, only_if),
                };
                self.store(key, StorageOperation::Write(ticket, write));
            }
            Output::Erase { ticket, only_if } => {
                let write = Write {
                    expected: self.expected(key, only_if),
                    ..Write::default()
                };
                self.store(key, StorageOperation::Write(ticket, write));
            }
            Output::Discard(storage_key) => self.discard(key, &storage_key),
            Output::TakeLock(flight) => self.take_lock(key, flight),
            Output::ReleaseLock(flight) => self.queue(key, Item::Release(flight)),
            Output::Discover(flight) => {
                if let Some(config) = self.oauth_of(key) {
                    let work = flow::Work::Discover(config);
                    self.do_step(For::Flight(key, flight), work);
                }
            }
            Output::Make(flight, needs) => {
                if let Some(config) = self.oauth_of(key) {
                    let work = flow::Work::Make(config, needs);
                    self.do_step(For::Flight(key, flight), work);
                }
            }
            Output::Send(flight, request) => {
                let work = flow::Work::Send(request);
                self.do_step(For::Flight(key, flight), work);
            }
            Output::CallAcquire(flight) => self.call_custom(key, flight, None),
            Output::CallRefresh(flight, tokens) => self.call_custom(key, flight, Some(tokens)),
            Output::AskFallback { ask, place, force } => self.ask_fallback(key, ask, place, force),
            Output::AskSupplier {
                flight,
                min_lifetime_ms,
                newer_than,
            } => self.ask_supplier(key, flight, min_lifetime_ms, newer_than),
            Output::Minted(waiter, result) => {
                let waiter = self.callers.waiters.take(waiter);
                if let Some(Then::Minted(number)) = waiter.map(|waiter| waiter.then) {
                    self.minted(number, result);
                }
            }
            Output::DropAtSupplier { waiter, token } => {
                self.drop_at_supplier(key, waiter, token);
            }
            Output::Cancel(flight) => {
                let entry = self.providers.get_mut(key);
                let work = entry.and_then(|e| e.work.take_if(|(of, _)| *of == flight));
                if let Some((_, number)) = work {
                    self.cancel(number);
                }
            }
            Output::Revoke(waiter, tokens) => self.revoke(key, waiter, tokens),
            Output::Resolve(waiter) => {
                if token.is_none() {
                    let entry = self.providers.get(key);
                    *token = entry.and_then(|entry| handed(entry, key));
                }
                let none = "no token is held";
                let none = || Error::new(Class::TokenNotFound, Code::TokenNotFound, none);
                let result = token.is_some().then_some(()).ok_or_else(none);
                self.waiter_answered(waiter, result, token.clone());
            }
            Output::Reject(waiter, error) => self.waiter_answered(waiter, Err(error), None),
            Output::Done(waiter) => self.waiter_answered(waiter, Ok(()), None),
            Output::Announce(what) => self.announce(key, what),
            Output::Note(note) => {
                let wall = self.clock.wall();
                if let Some(entry) = self.providers.get(key) {
                    let name = entry.name();
                    self.teller.note(name, &note, wall, &mut self.effects);
                }
            }
            Output::Emit(event) => self.emit(key, event, at),
        }
    }

    fn emit(&mut self, key: Key, event: io::Event, at: Moment) {
        let Some(entry) = self.providers.get(key) else {
            return;
        };
        let provider = entry.name().clone();
        let info = || entry.credential.info(at);
        let event = match event {
            io::Event::Added => Event::Added {
                info: info(),
                provider,
            },
            io::Event::Refreshed => Event::Refreshed {
                info: info(),
                provider,
            },
            io::Event::Expiring => Event::Expiring {
                info: info(),
                provider,
            },
            io::Event::Expired => Event::Expired {
                info: info(),
                provider,
            },
            io::Event::Removed => Event::Removed { provider },
            io::Event::Failed {
                error,
                next_attempt_at,
            } => Event::Error {
                provider,
                error,
                next_attempt_at: next_attempt_at.map(|t| at.wall(t)),
            },
            io::Event::Fallback { to } => Event::Fallback { provider, to },
            io::Event::Reauthenticate(error) => Event::Reauthenticate { provider, error },
            io::Event::State { from, to } => Event::State { provider, from, to },
            io::Event::SignedIn => Event::SignedIn {
                user: entry.credential.user(at.now),
                provider,
            },
            io::Event::SignedOut => Event::SignedOut { provider },
            io::Event::StorageError(error) => Event::StorageError { error },
        };
        let quiet = entry.inline && !matches!(event, Event::StorageError { .. });
        let wall = self.clock.wall();
        self.teller.tell(event, quiet, wall, &mut self.effects);
    }

    fn announce(&mut self, key: Key, what: Announcement) {
        let Some(entry) = self.providers.get(key) else {
            return;
        };
        let kind = match what {
            Announcement::Renewed => "n",
            Announcement::Cleared => "c",
        };
        let mark = if entry.inline { "%" } else { ":" };
        let hint = concat(&[kind, &entry.credential.identity(), mark, entry.name()]);
        if self.listens {
            self.effects.push(Effect::Announce(hint));
        }
    }

    /// Tells the driver which token it may hand out by itself from now on, if that changed or a caller just asked.
    fn lend(&mut self, key: Key, at: Moment, caller_asked: bool) {
        let Some(entry) = self.providers.get_mut(key) else {
            return;
        };
        let version = entry.credential.version();
        if entry.lent == Some(version) && !caller_asked && !entry.leaving {
            return;
        }
        let until = entry.credential.lease_until(at.now);
        let until = until.filter(|_| !entry.leaving);
        if until.is_none() && entry.lent.is_none() {
            return;
        }
        entry.lent = until.map(|_| version);
        let provider = entry.name().clone();
        let lease = until.and_then(|until| Some((handed(entry, key)?, until)));
        // By the wall clock without corrections, since the driver compares with that.
        let since = self.clock.wall();
        self.effects.push(match lease {
            Some((token, until)) => Effect::Lend {
                provider,
                token,
                since,
                until: since.saturating_add(until.since(at.now)),
            },
            None => Effect::Withdraw(provider),
        });
    }

    /// The text on which a write depends, if the storage can compare.
    fn expected(&self, key: Key, only_if: Option<Ticket>) -> Option<Option<Secret>> {
        let queue = self.providers.get(key)?.queue.as_ref()?;
        queue.expected(only_if)
    }

    // — flights —

    /// Notes the work that the flight waits for. Earlier work of the flight no longer counts.
    pub(super) fn note_work(&mut self, key: Key, flight: FlightId, number: Number) {
        let entry = self.providers.get_mut(key);
        let before = entry.and_then(|entry| entry.work.replace((flight, number)));
        if let Some((_, before)) = before {
            self.effects.answered(before);
        }
    }

    /// Does a step of a machine.
    pub(super) fn do_step(&mut self, machine: For, work: flow::Work) {
        let Some(key) = machine.key() else {
            return;
        };
        let step = match &work {
            flow::Work::Discover(_) => Step::Discover,
            flow::Work::Keys { uri, .. } => Step::Keys(uri.clone()),
            flow::Work::Verify(_) => Step::Verify,
            flow::Work::Make(..) => Step::Make,
            flow::Work::Send(_) => Step::Send(None),
            flow::Work::CallRevoke(_) => Step::CallRevoke,
            // The step of a login, which is not a flow of the engine.
            _ => return self.deliver(machine, flow::Answer::TimedOut),
        };
        let number = self.effects.reserve(Purpose::Step(machine, step));
        match machine {
            For::Flight(key, flight) => self.note_work(key, flight, number),
            For::Flow(_, flow) => self.flows.note_work(flow, number),
        }
        match work {
            flow::Work::Discover(config) => {
                self.begin_discovery(key, &config, Asker::Step(number));
            }
            flow::Work::Keys { uri, newer } => self.find_keys(number, &uri, newer),
            flow::Work::Verify(verification) => {
                self.begin_step(number, Work::Verify(verification));
            }
            flow::Work::Make(config, needs) => self.make_parts(key, number, &config, needs),
            flow::Work::Send(request) => self.send(machine, number, request),
            flow::Work::CallRevoke(tokens) => match self.custom(key) {
                Some((functions, context)) => {
                    let work = Work::Revoke {
                        functions,
                        context,
                        tokens,
                    };
                    self.effects.begin_as(number, work, self.within_ms(machine));
                }
                None => self.step_failed(number, closed()),
            },
            _ => {}
        }
    }

    /// The time that a step may take, in milliseconds. `None` for a flight, which times its steps itself.
    pub(super) fn within_ms(&self, machine: For) -> Option<i64> {
        match machine {
            For::Flight(..) => None,
            For::Flow(_, flow) => self.flows.time_left(flow, self.clock.now()),
        }
    }

    pub(super) fn oauth_of(&self, key: Key) -> Option<Rc<OAuthConfig>> {
        match &self.providers.get(key)?.credential.settings().config.grant {
            Grant::OAuth(config) => Some(config.clone()),
            _ => None,
        }
    }

    /// Has the driver make the parts of a request. If another provider's token is the subject token, gets that token
    /// first.
    fn make_parts(&mut self, key: Key, number: Number, config: &OAuthConfig, needs: Box<Needs>) {
        let functions = self.providers.get(key).and_then(|entry| entry.functions);
        let subject_from = config.made().subject_from.as_deref();
        let subject_from = subject_from.filter(|_| needs.grant_endpoint.is_some());
        let work = Work::MakeParts {
            functions: functions.unwrap_or_default(),
            client_id: config.client_id.clone(),
            scope: config.scope.clone(),
            subject_token: None,
            needs,
        };
        match subject_from {
            None => self.begin_step(number, work),
            Some(name) if self.can_resolve(name) => {
                self.resolve(name, Awaiting::Subject(number, Box::new(work)));
            }
            Some(name) => self.ask_for_subject(number, self.find(Some(name)), Box::new(work)),
        }
    }

    /// Asks the entry whose token is the subject token of a request.
    pub(super) fn ask_for_subject(&mut self, number: Number, lender: Result<Key>, work: Box<Work>) {
        match lender {
            Ok(lender) => {
                let then = Then::Subject(number, work);
                self.want_token(lender, then, GetToken::default());
            }
            Err(error) => self.step_failed(number, error),
        }
    }

    /// Has the driver do the work of a step that was reserved, unless the step was cancelled.
    pub(super) fn begin_step(&mut self, number: Number, work: Work) {
        if let Some(Purpose::Step(machine, _)) = self.effects.purpose(number) {
            let within_ms = self.within_ms(*machine);
            self.effects.begin_as(number, work, within_ms);
        }
    }

    /// Asks an entry for its token.
    pub(super) fn want_token(&mut self, key: Key, then: Then, options: GetToken) {
        let waiter = self.callers.waiters.add(Waiter { key, then });
        let input = Input::TokenWanted {
            waiter,
            min_lifetime_ms: options.min_lifetime_ms,
            force: options.force_refresh,
            use_fallback: options.use_fallback,
        };
        self.todo.push_back(Todo::Feed(key, input));
    }

    fn send(&mut self, machine: For, number: Number, request: Box<HttpRequest>) {
        let key = machine.key();
        let entry = key.and_then(|key| self.providers.get(key));
        let is_known = entry.is_none_or(|entry| entry.credential.proof_key().is_some());
        match key.and_then(|key| self.proof_key_name(key)) {
            Some(name) if request.proves && !is_known => {
                let within_ms = self.within_ms(machine);
                let purpose = Purpose::KeyOfRequest(machine, request);
                self.effects.goes_on(number, purpose);
                self.effects
                    .begin_as(number, Work::ProofKey { name }, within_ms);
            }
            _ => self.fetch(machine, number, request),
        }
    }

    /// Sends a request under a reserved number, with a proof where it needs one.
    pub(super) fn fetch(&mut self, machine: For, number: Number, request: Box<HttpRequest>) {
        let mut proof = None;
        if request.proves {
            proof = machine
                .key()
                .and_then(|key| self.proof_for(key, &request.url));
            if proof.is_none() {
                self.effects.answered(number);
                let none = flow::Answer::Response(Err((Transport::NoProof, None)));
                return self.deliver(machine, none);
            }
        }
        let claims = proof.as_ref().map(|proof| Box::new(proof.claims.clone()));
        self.effects
            .goes_on(number, Purpose::Step(machine, Step::Send(claims)));
        let work = Work::Fetch {
            request,
            proof: proof.map(Box::new),
        };
        self.begin_step(number, work);
    }

    fn call_custom(&mut self, key: Key, flight: FlightId, tokens: Option<Box<TokenSet>>) {
        let Some((functions, context)) = self.custom(key) else {
            let message = "the provider has no acquire function";
            let error = Error::new(Class::TokenAcquisition, Code::AcquisitionFailed, message);
            let input = Input::CustomEnded(flight, Err(error.into()));
            self.todo.push_back(Todo::Feed(key, input));
            return;
        };
        let refresh_token = tokens.as_ref().map(|tokens| tokens.refresh_token.clone());
        let work = match tokens {
            Some(tokens) => Work::Refresh {
                functions,
                context,
                tokens,
            },
            None => Work::Acquire { functions, context },
        };
        let purpose = Purpose::Step(For::Flight(key, flight), Step::Call(refresh_token));
        let number = self.effects.begin(work, None, purpose);
        self.note_work(key, flight, number);
    }

    /// A custom provider's functions, and their context.
    fn custom(&self, key: Key) -> Option<(Functions, Context)> {
        let entry = self.providers.get(key)?;
        let (force_refresh, min_lifetime_ms) = entry.credential.demanded();
        let context = Context {
            provider: entry.name().clone(),
            force_refresh,
            min_lifetime_ms,
            wish: match &entry.credential.settings().config.grant {
                Grant::Custom(custom) => custom.wish.clone(),
                _ => None,
            },
        };
        Some((entry.functions?, context))
    }

    // — proofs of possession —

    /// The name of the entry's proof key, if its tokens are bound to one.
    pub(super) fn proof_key_name(&self, key: Key) -> Option<String> {
        let key = self.session_of(key);
        let bound = self.oauth_of(key).is_some_and(|config| config.dpop);
        let entry = self.providers.get(key).filter(|_| bound)?;
        Some(entry.credential.proof_key_name())
    }

    /// The content of a proof for a request to `url`; `None` if the entry's tokens are bound to no key.
    pub(super) fn proof_for(&self, key: Key, url: &str) -> Option<Proof> {
        let name = self.proof_key_name(key)?;
        let own = self.providers.get(key)?.credential.own_tokens();
        let skew_ms = own.and_then(|tokens| tokens.clock_skew_ms);
        Some(Proof {
            claims: self.servers.claims(url, skew_ms, self.clock.at())?,
            key: name,
        })
    }

    // — revocation —

    fn revoke(&mut self, key: Key, waiter: WaiterId, tokens: Option<Box<TokenSet>>) {
        // Server and client are those of the session.
        let session = self.providers.get(self.session_of(key));
        let (Some(entry), Some(tokens)) = (session, tokens) else {
            self.waiter_answered(waiter, Ok(()), None);
            return;
        };
        let config = &entry.credential.settings().config;
        let has_function = entry.revokes;
        let metadata = match &config.grant {
            Grant::OAuth(oauth) => oauth.issuer.as_deref().and_then(|i| self.known_metadata(i)),
            _ => None,
        };
        let revocation = Revocation::new(config, has_function, tokens, metadata);
        let machine = protocol(revocation, move |engine, outcome| {
            engine.revoked(key, outcome, waiter);
        });
        let flow = self.flows.add(Some(key), machine);
        self.advance(flow, None);
    }
}
