//! Feeds the state machines and does what they ask for.

use super::custom;
use super::discovery;
use super::events::{Event, Listener};
use super::log::{Level, LogRecord, Logger};
use super::login::Finishing;
use super::registry::{Entry, Key, Registry};
use super::store::{Operation, Store};
use super::waiting::{Answer, Wait, Waiting};
use super::{AccessToken, GetToken, Options, Provider, TokenInfo, TokenInput, closed};
use crate::core::config::{self, Grant};
use crate::core::credential::io::{self, FlightId, Input, Moment, Output, WaiterId};
use crate::core::credential::{Credential, Settings, StorageTraits};
use crate::core::error::{Class, Code, Error, Result};
use crate::core::oauth::metadata::Metadata;
use crate::core::schedule::Schedule;
use crate::core::secret::Secret;
use crate::core::time::{TimeLine, Timestamp};
use crate::core::tokens::TokenSet;
use crate::host::bounded::{with_signs_of_life, within};
use crate::host::fetch::{self, Abort};
use crate::host::kind::{self, Kind};
use crate::host::timer::Timer;
use crate::host::{clock, crypto, locks};
use js_sys::{Function, JsString};
use std::cell::{Cell, RefCell};
use std::collections::VecDeque;
use std::future::Future;
use std::rc::{Rc, Weak};
use wasm_bindgen::JsValue;
use wasm_bindgen_futures::spawn_local;

/// How often work that ends with its request gives a sign of life.
const SIGN_MS: u32 = 400;
/// How often a caller on the edge looks for its answer.
const LOOK_MS: u32 = 15;
/// A lease ends after so long, so that a wall clock that was set back is noticed.
const LEASE_MS: i64 = 1_000;

/// The manager behind its handles.
pub(super) struct Inner {
    state: RefCell<State>,
    kind: Kind,
    namespace: String,
    store: Option<Store>,
    pub fetch: Option<Function>,
    lend: Option<Function>,
    logger: Option<Logger>,
    log_level: Level,
    closed: Cell<bool>,
    background: Cell<bool>,
    performing: Cell<bool>,
    /// The storage was found broken before anybody could listen.
    early_error: RefCell<Option<Error>>,
    me: Weak<Self>,
}

struct State {
    time_line: Option<TimeLine>,
    registry: Registry,
    waiting: Waiting,
    schedule: Schedule,
    timer: Option<Timer>,
    /// What the timer is armed for, and whether a process waits for it.
    armed: Option<(Timestamp, bool)>,
    actions: VecDeque<(Key, Action)>,
    listeners: Vec<Listener>,
    metadata: Vec<(String, Rc<Metadata>)>,
    /// Logins that are being finished or are, by their callback URL (the code in it is spent).
    finishing: Vec<(Secret, Rc<RefCell<Finishing>>)>,
}

/// What is to be done outside the machines, with what it needs as it was when the machine said so.
enum Action {
    Do(Output),
    Settle(WaiterId, Answer),
    Tell(Event),
    Lend {
        name: Rc<str>,
        lease: Option<(JsString, i64, i64)>,
    },
}

impl Inner {
    pub fn new(options: Options, lend: Option<Function>) -> Rc<Self> {
        let kind = kind::detect();
        let (store, error) = Store::open(&options.storage);
        Rc::new_cyclic(|me| Self {
            state: RefCell::new(State {
                time_line: None,
                registry: Registry::new(),
                waiting: Waiting::default(),
                schedule: Schedule::default(),
                timer: None,
                armed: None,
                actions: VecDeque::new(),
                listeners: Vec::new(),
                metadata: Vec::new(),
                finishing: Vec::new(),
            }),
            kind,
            namespace: options.namespace,
            store,
            fetch: options.fetch,
            lend,
            logger: options.logger,
            log_level: options.log_level,
            closed: Cell::new(false),
            background: Cell::new(options.background.unwrap_or(kind == Kind::Browser)),
            performing: Cell::new(false),
            early_error: RefCell::new(error),
            me: me.clone(),
        })
    }

    // — asking —

    pub fn ends_with_request(&self) -> bool {
        self.kind == Kind::Edge
    }

    pub fn kind(&self) -> Kind {
        self.kind
    }

    pub fn namespace(&self) -> &str {
        &self.namespace
    }

    pub fn store(&self) -> Option<&Store> {
        self.store.as_ref()
    }

    pub fn open(&self) -> Result<()> {
        if self.closed.get() {
            Err(closed())
        } else {
            Ok(())
        }
    }

    /// The present, by the host's clocks and dice.
    pub fn moment(&self) -> Moment {
        let clocks = clock::read();
        let mut state = self.state.borrow_mut();
        let line = state.time_line.get_or_insert_with(|| TimeLine::new(clocks));
        let now = line.read(clocks);
        Moment {
            now,
            wall_offset_ms: line.offset(),
            random: 0,
        }
    }

    pub fn find(&self, name: Option<&str>) -> Result<Key> {
        self.open()?;
        let state = self.state.borrow();
        let found = match name {
            Some(name) => state.registry.find(name),
            None => state.registry.only(),
        };
        found.ok_or_else(|| match name {
            Some(name) => unknown(name),
            None => {
                let message = "name a provider: only a manager with exactly one can do without";
                Error::new(Class::UnknownProvider, Code::UnknownProvider, message)
            }
        })
    }

    pub fn keys(&self) -> Vec<Key> {
        self.state.borrow().registry.keys()
    }

    pub fn names(&self) -> Vec<Rc<str>> {
        let state = self.state.borrow();
        state
            .registry
            .keys()
            .iter()
            .filter_map(|key| state.registry.get(*key))
            .map(|entry| entry.name.clone())
            .collect()
    }

    pub fn keys_with_tokens(&self) -> Vec<(Key, Rc<str>)> {
        let state = self.state.borrow();
        let holds = |key: &Key| {
            let entry = state.registry.get(*key)?;
            entry
                .credential
                .tokens()
                .map(|_| (*key, entry.name.clone()))
        };
        state.registry.keys().iter().filter_map(holds).collect()
    }

    pub fn with_entry<T>(&self, key: Key, use_it: impl FnOnce(&mut Entry) -> T) -> Option<T> {
        self.state.borrow_mut().registry.get_mut(key).map(use_it)
    }

    pub fn look<T>(&self, key: Key, ask: impl FnOnce(&Credential, Moment) -> T) -> Result<T> {
        let at = self.moment();
        self.with_entry(key, |entry| ask(&entry.credential, at))
            .ok_or_else(closed)
    }

    pub fn info(&self, key: Key) -> Result<TokenInfo> {
        self.look(key, Credential::info)
    }

    pub fn tokens(&self, key: Key) -> Result<Option<TokenSet>> {
        let held = self.look(key, |credential, _| credential.tokens().cloned())?;
        Ok(held.filter(|tokens| !tokens.access_token.is_empty() || tokens.refresh_token.is_some()))
    }

    pub fn peek(&self, key: Key) -> Option<JsString> {
        let at = self.moment();
        let token = self.with_entry(key, |entry| {
            let living = entry.credential.good_tokens(at.now).is_some();
            if living { token_of(entry) } else { None }
        })??;
        Some(token.text)
    }

    /// Given tokens, as the machine takes them.
    pub fn place(&self, key: Key, tokens: TokenInput) -> Result<TokenSet> {
        let assumed = self.look(key, |c, _| {
            c.settings().config.refresh_policy.assumed_lifetime_ms
        })?;
        tokens.into_tokens(self.moment(), assumed)
    }

    pub fn background(&self) -> bool {
        self.background.get() && !self.closed.get()
    }

    pub fn known_metadata(&self, issuer: &str) -> Option<Rc<Metadata>> {
        let state = self.state.borrow();
        state
            .metadata
            .iter()
            .find(|(known, _)| known == issuer)
            .map(|(_, metadata)| metadata.clone())
    }

    pub fn keep_metadata(&self, issuer: String, metadata: Rc<Metadata>) {
        let mut state = self.state.borrow_mut();
        state.metadata.retain(|(known, _)| *known != issuer);
        state.metadata.push((issuer, metadata));
    }

    pub fn finishing(&self, url: &str) -> Option<Rc<RefCell<Finishing>>> {
        let state = self.state.borrow();
        state
            .finishing
            .iter()
            .find(|(known, _)| known.reveal() == url)
            .map(|(_, finishing)| finishing.clone())
    }

    pub fn keep_finishing(&self, url: &str, finishing: Rc<RefCell<Finishing>>) {
        self.state
            .borrow_mut()
            .finishing
            .push((url.into(), finishing));
    }

    // — changing —

    pub fn add(&self, name: &str, provider: Provider) -> Result<()> {
        let path = ["providers.", name].concat();
        if name.is_empty() {
            return Err(Error::configuration(
                "providers",
                "a provider's name must not be empty",
            ));
        }
        config::validate(&provider.config, &path)?;
        if self.state.borrow().registry.find(name).is_some() {
            return Err(Error::configuration(
                &path,
                "the name is taken: remove that provider first",
            ));
        }
        let name: Rc<str> = name.into();
        if self.kind == Kind::Browser && has_secret(&provider.config.grant) {
            let message = "a clientSecret in a page is no secret: use authorization_code without one (RFC 10017 §6.3.3.1)";
            self.log(Level::Warn, message, Some(&name), None);
        }
        let storage = match (&provider.config.grant, &self.store) {
            (Grant::Static(_), _) | (_, None) => StorageTraits::NONE,
            (_, Some(store)) => store.traits(),
        };
        let settings = Settings {
            name: name.clone(),
            config: provider.config,
            storage,
            requests_end: self.ends_with_request(),
        };
        let credential = Credential::new(settings, self.moment());
        // Escaped, so that no other pair of namespace and name makes the same key.
        let namespace = self.namespace.replace('%', "%25").replace(':', "%3A");
        let storage_key = [&namespace, ":", &*name].concat().into();
        let key = self
            .state
            .borrow_mut()
            .registry
            .add(storage_key, credential, provider.custom);
        if self.background() {
            self.feed(key, Input::Background(true));
        }
        Ok(())
    }

    pub fn remove(&self, name: &str) -> Result<()> {
        let key = self.find(Some(name))?;
        let waiters = {
            let mut state = self.state.borrow_mut();
            state.registry.unname(name);
            state
                .registry
                .get_mut(key)
                .map(|entry| entry.credential.waiter_ids())
                .unwrap_or_default()
        };
        self.leave(key);
        for waiter in waiters {
            self.settle(waiter, Err(unknown(name)));
        }
        Ok(())
    }

    /// An entry goes: at once, or as soon as its flight has landed.
    fn leave(&self, key: Key) {
        self.with_entry(key, |entry| entry.leaving = true);
        self.feed(key, Input::Closing);
    }

    pub fn set_background(&self, on: bool) {
        self.background.set(on);
        for key in self.keys() {
            self.feed(key, Input::Background(on));
        }
    }

    pub fn listen(&self, listener: Listener) {
        self.state.borrow_mut().listeners.push(listener);
        if let Some(error) = self.early_error.take() {
            self.tell(&Event::StorageError { error });
        }
    }

    pub fn close(&self) {
        if self.closed.replace(true) {
            return;
        }
        for key in self.keys() {
            self.leave(key);
        }
        let mut state = self.state.borrow_mut();
        state.listeners.clear();
        state.waiting.settle_all(|| Err(closed()));
        drop(state);
        self.arm();
    }

    /// Does something with a credential that its machine answers by [`Output::Done`].
    pub fn operate(
        self: &Rc<Self>,
        key: Key,
        input: impl FnOnce(WaiterId) -> Input,
    ) -> impl Future<Output = Result<()>> + 'static {
        let wait = self.ask(key, input);
        async move { wait.await.map(drop) }
    }

    /// Asks for a token.
    pub fn token(
        self: &Rc<Self>,
        key: Key,
        options: GetToken,
    ) -> impl Future<Output = Result<AccessToken>> + 'static {
        let GetToken {
            force_refresh: force,
            min_lifetime_ms,
            ..
        } = options;
        let wait = self.ask(key, move |waiter| Input::TokenWanted {
            waiter,
            min_lifetime_ms,
            force,
        });
        async move { wait.await?.ok_or_else(closed) }
    }

    /// Feeds an input that is answered. It is fed now; the answer is waited for when the future is polled.
    fn ask(
        self: &Rc<Self>,
        key: Key,
        input: impl FnOnce(WaiterId) -> Input,
    ) -> impl Future<Output = Answer> + 'static {
        let (waiter, wait) = self.state.borrow_mut().waiting.add();
        let flight = |inner: &Self| {
            inner
                .with_entry(key, |entry| entry.credential.in_flight())
                .flatten()
        };
        let before = flight(self);
        self.feed(key, input(waiter));
        let after = flight(self);
        let inner = self.clone();
        async move {
            if !inner.ends_with_request() {
                return wait.await;
            }
            inner
                .wait_on_the_edge(key, wait, after.is_none() || after != before)
                .await
        }
    }

    /// Waits where no timer outlives its request and no request may wait for another's promise: each caller looks for its
    /// answer with a timer of its own, which moves the machine's time on as well.
    async fn wait_on_the_edge(self: Rc<Self>, key: Key, wait: Wait, own_flight: bool) -> Answer {
        loop {
            let answer = if own_flight {
                within(LOOK_MS, wait.clone()).await
            } else {
                within(LOOK_MS, std::future::pending::<()>()).await;
                wait.answered()
            };
            match answer {
                Some(answer) => return answer,
                None => self.feed(key, Input::TimePassed),
            }
        }
    }

    // — driving —

    /// Feeds one input to one machine, and does what it asks for.
    pub fn feed(&self, key: Key, input: Input) {
        let at = Moment {
            random: crypto::dice(),
            ..self.moment()
        };
        let wanted = matches!(input, Input::TokenWanted { .. });
        {
            let state = &mut *self.state.borrow_mut();
            let Some(entry) = state.registry.get_mut(key) else {
                return;
            };
            let mut outputs = Vec::new();
            entry.credential.handle(input, at, &mut outputs);
            state.schedule.set(key.index, entry.credential.deadline());
            // First what may be lent, so that a listener which asks at once gets what the event tells of.
            if self.lend.is_some() {
                state
                    .actions
                    .extend(lease(entry, at, wanted).map(|action| (key, action)));
            }
            let actions = outputs
                .into_iter()
                .map(|output| (key, prepare(output, entry, at)));
            state.actions.extend(actions);
        }
        self.perform();
        self.drop_if_done(key);
    }

    /// Drops an entry that was removed, once its flight has landed and what it had to write is written.
    pub fn drop_if_done(&self, key: Key) {
        let state = &mut *self.state.borrow_mut();
        if state.registry.is_done(key) {
            state.schedule.set(key.index, None);
            drop(state.registry.drop_entry(key));
        }
    }

    /// Does what is to be done, in order. What a listener causes meanwhile comes after what is already there.
    fn perform(&self) {
        if self.performing.replace(true) {
            return;
        }
        loop {
            let Some((key, action)) = self.state.borrow_mut().actions.pop_front() else {
                break;
            };
            match action {
                Action::Do(output) => self.act(key, output),
                Action::Settle(waiter, answer) => self.settle(waiter, answer),
                Action::Tell(event) => self.tell(&event),
                Action::Lend { name, lease } => self.publish(&name, lease),
            }
        }
        self.performing.set(false);
        self.arm();
    }

    fn act(&self, key: Key, output: Output) {
        let Some(inner) = self.me.upgrade() else {
            return;
        };
        match output {
            Output::Load(ticket) => inner.queue(key, Operation::Load(ticket)),
            Output::Save {
                ticket,
                record,
                expires_at,
            } => inner.queue(key, Operation::Save(ticket, record, expires_at)),
            Output::Erase(ticket) => inner.queue(key, Operation::Erase(ticket)),
            Output::TakeLock(flight) => inner.take_lock(key, flight),
            Output::ReleaseLock(flight) => {
                let lock = self.with_entry(key, |entry| {
                    entry.lock.take_if(|(held_by, _)| *held_by == flight)
                });
                drop(lock);
            }
            Output::Discover(flight) => inner.start(key, flight, move |inner, abort| async move {
                let config = inner.with_entry(key, |entry| {
                    entry.credential.settings().config.grant.clone()
                });
                let Some(Grant::OAuth(config)) = config else {
                    return Input::TimePassed;
                };
                Input::Discovered(flight, discovery::metadata(&inner, &config, &abort).await)
            }),
            Output::Send(flight, request) => {
                inner.start(key, flight, move |inner, abort| async move {
                    match fetch::send(&request, inner.fetch.as_ref(), inner.kind, &abort).await {
                        Ok(response) => Input::Response(flight, response),
                        Err((why, cause)) => Input::NetworkFailed(flight, why, cause),
                    }
                })
            }
            Output::CallAcquire(flight) => {
                inner.start(key, flight, move |inner, abort| async move {
                    Input::CustomEnded(
                        flight,
                        custom::call(&inner, key, None, &abort).await.map(Box::new),
                    )
                })
            }
            Output::CallRefresh(flight, tokens) => {
                inner.start(key, flight, move |inner, abort| async move {
                    Input::CustomEnded(
                        flight,
                        custom::call(&inner, key, Some(*tokens), &abort)
                            .await
                            .map(Box::new),
                    )
                })
            }
            Output::Cancel(flight) => {
                let abort = self
                    .with_entry(key, |entry| entry.abort.take_if(|(of, _)| *of == flight))
                    .flatten();
                if let Some((_, abort)) = abort {
                    abort.abort();
                }
            }
            // Made into other actions by `prepare`.
            Output::Resolve(_) | Output::Reject(..) | Output::Done(_) | Output::Emit(_) => {}
        }
    }

    /// Starts work of a flight that can be taken back.
    fn start<F: Future<Output = Input> + 'static>(
        self: Rc<Self>,
        key: Key,
        flight: FlightId,
        work: impl FnOnce(Rc<Self>, Rc<Abort>) -> F,
    ) {
        let abort = Rc::new(Abort::new());
        self.with_entry(key, |entry| entry.abort = Some((flight, abort.clone())));
        let work = work(self.clone(), abort);
        spawn_local(async move {
            let input = self.alive(key, work).await;
            self.feed(key, input);
        });
    }

    /// Does `work`, with signs of life for the machine where work ends with its request.
    pub async fn alive<T>(&self, key: Key, work: impl Future<Output = T>) -> T {
        if !self.ends_with_request() {
            return work.await;
        }
        let flight = self
            .with_entry(key, |entry| entry.credential.in_flight())
            .flatten();
        with_signs_of_life(SIGN_MS, work, || {
            if let Some(flight) = flight {
                self.feed(key, Input::StillAlive(flight));
            }
        })
        .await
    }

    fn take_lock(self: Rc<Self>, key: Key, flight: FlightId) {
        let Some(store) = &self.store else { return };
        let name = self.with_entry(key, |entry| entry.storage_key.clone());
        let (Some(name), false) = (name, self.ends_with_request()) else {
            // On the edge a lock could be held by a request that has ended.
            self.feed(key, Input::LockTimedOut(flight));
            return;
        };
        let object = store.storage().object().clone();
        spawn_local(async move {
            let web = if self.kind == Kind::Browser {
                locks::web(&name).await
            } else {
                None
            };
            let hold = match web {
                Some(hold) => hold,
                None => locks::local(&object, &name).await,
            };
            let input = match &hold {
                Some(_) => Input::LockGranted(flight),
                None => Input::LockTimedOut(flight),
            };
            self.with_entry(key, |entry| {
                if entry.credential.in_flight() == Some(flight) {
                    entry.lock = hold.map(|hold| (flight, hold));
                }
            });
            self.feed(key, input);
        });
    }

    fn settle(&self, waiter: WaiterId, answer: Answer) {
        self.state.borrow_mut().waiting.settle(waiter, answer);
    }

    /// Tells listeners, and the log.
    pub fn tell(&self, event: &Event) {
        self.log_event(event);
        let listeners = self.state.borrow().listeners.clone();
        for listener in listeners {
            listener(event);
        }
    }

    fn log_event(&self, event: &Event) {
        let (level, message, provider, error) = match event {
            Event::Added { provider, .. } => (Level::Info, "token obtained", Some(provider), None),
            Event::Refreshed { provider, .. } => {
                (Level::Info, "token refreshed", Some(provider), None)
            }
            Event::Expiring { provider, .. } => {
                (Level::Debug, "token is expiring", Some(provider), None)
            }
            Event::Expired { provider, .. } => (Level::Info, "token expired", Some(provider), None),
            Event::Removed { provider } => (Level::Info, "tokens removed", Some(provider), None),
            Event::Error {
                provider, error, ..
            } => (
                Level::Warn,
                "no token could be had",
                Some(provider),
                Some(error),
            ),
            Event::Reauthenticate { provider, error } => (
                Level::Warn,
                "the user has to log in again",
                Some(provider),
                Some(error),
            ),
            Event::State { provider, to, .. } => {
                (Level::Debug, state_message(*to), Some(provider), None)
            }
            Event::StorageError { error } => (
                Level::Error,
                "the storage failed",
                error.provider.as_ref(),
                Some(error),
            ),
        };
        self.log(level, message, provider, error);
    }

    fn log(
        &self,
        level: Level,
        message: &'static str,
        provider: Option<&Rc<str>>,
        error: Option<&Error>,
    ) {
        if let Some(logger) = self.logger.as_ref().filter(|_| level <= self.log_level) {
            let at = clock::read().wall;
            logger(&LogRecord {
                level,
                message,
                provider: provider.cloned(),
                at,
                error: error.cloned(),
            });
        }
    }

    fn publish(&self, name: &str, lease: Option<(JsString, i64, i64)>) {
        let Some(lend) = &self.lend else { return };
        let result = match lease {
            Some((token, since, until)) => lend.call4(
                &JsValue::UNDEFINED,
                &name.into(),
                &token,
                &(since as f64).into(),
                &(until as f64).into(),
            ),
            None => lend.call1(&JsValue::UNDEFINED, &name.into()),
        };
        drop(result);
    }

    /// Arms the host's timer for what comes next.
    fn arm(&self) {
        if self.ends_with_request() {
            return;
        }
        let state = &mut *self.state.borrow_mut();
        let keeps_alive = state.waiting.any();
        let next = state.schedule.nearest().map(|at| (at, keeps_alive));
        if next == state.armed {
            return;
        }
        state.armed = next;
        let Some((at, _)) = next else {
            if let Some(timer) = &mut state.timer {
                timer.disarm();
            }
            return;
        };
        let ms = state
            .time_line
            .as_ref()
            .map_or(0, |line| at.since(line.now()));
        let me = self.me.clone();
        let timer = state.timer.get_or_insert_with(|| {
            Timer::new(move || {
                if let Some(inner) = me.upgrade() {
                    inner.timer_fired();
                }
            })
        });
        timer.arm(ms, keeps_alive);
    }

    fn timer_fired(&self) {
        let now = self.moment().now;
        self.state.borrow_mut().armed = None;
        loop {
            let due = {
                let state = &mut *self.state.borrow_mut();
                state
                    .schedule
                    .take_due(now)
                    .map(|index| state.registry.key(index))
            };
            match due {
                Some(Some(key)) => self.feed(key, Input::TimePassed),
                Some(None) => {}
                None => break,
            }
        }
        self.arm();
    }
}

/// The held access token as a string of the host, made once for each version.
fn token_of(entry: &mut Entry) -> Option<AccessToken> {
    let version = entry.credential.version();
    if entry.token.as_ref().is_none_or(|(of, ..)| *of != version) {
        let tokens = entry
            .credential
            .tokens()
            .filter(|tokens| !tokens.access_token.is_empty())?;
        let text = JsString::from(tokens.access_token.reveal());
        entry.token = Some((version, text, tokens.token_type.as_str().into()));
    }
    let (_, text, token_type) = entry.token.as_ref()?;
    Some(AccessToken {
        text: text.clone(),
        token_type: token_type.clone(),
    })
}

fn prepare(output: Output, entry: &mut Entry, at: Moment) -> Action {
    let provider = || entry.name.clone();
    match output {
        Output::Resolve(waiter) => {
            let none = || {
                Error::new(
                    Class::TokenNotFound,
                    Code::TokenNotFound,
                    "no token is held",
                )
            };
            Action::Settle(waiter, token_of(entry).map(Some).ok_or_else(none))
        }
        Output::Reject(waiter, error) => Action::Settle(waiter, Err(error)),
        Output::Done(waiter) => Action::Settle(waiter, Ok(None)),
        Output::Emit(event) => {
            let info = || entry.credential.info(at);
            Action::Tell(match event {
                io::Event::Added => Event::Added {
                    provider: provider(),
                    info: info(),
                },
                io::Event::Refreshed => Event::Refreshed {
                    provider: provider(),
                    info: info(),
                },
                io::Event::Expiring => Event::Expiring {
                    provider: provider(),
                    info: info(),
                },
                io::Event::Expired => Event::Expired {
                    provider: provider(),
                    info: info(),
                },
                io::Event::Removed => Event::Removed {
                    provider: provider(),
                },
                io::Event::Failed {
                    error,
                    next_attempt_at,
                } => Event::Error {
                    provider: provider(),
                    error,
                    next_attempt_at: next_attempt_at.map(|t| at.wall(t)),
                },
                io::Event::Reauthenticate(error) => Event::Reauthenticate {
                    provider: provider(),
                    error,
                },
                io::Event::State { from, to } => Event::State {
                    provider: provider(),
                    from,
                    to,
                },
                io::Event::StorageError(error) => Event::StorageError { error },
            })
        }
        output => Action::Do(output),
    }
}

/// What is lent of the token from now on, if that changed or somebody just asked for it.
fn lease(entry: &mut Entry, at: Moment, wanted: bool) -> Option<Action> {
    let version = entry.credential.version();
    if entry.lent == Some(version) && !wanted {
        return None;
    }
    let until = entry
        .credential
        .lease_until(at.now)
        .filter(|_| !entry.leaving);
    if until.is_none() && entry.lent.is_none() {
        return None;
    }
    entry.lent = until.map(|_| version);
    let lease = until.and_then(|until| {
        // By the wall clock as it shows: what the facade compares with. `at` places records, to within a second.
        let since = clock::read().wall;
        Some((
            token_of(entry)?.text,
            since,
            since.saturating_add(until.since(at.now).min(LEASE_MS)),
        ))
    });
    Some(Action::Lend {
        name: entry.name.clone(),
        lease,
    })
}

fn unknown(name: &str) -> Error {
    let mut error = Error::new(
        Class::UnknownProvider,
        Code::UnknownProvider,
        "no provider has this name: add it first",
    );
    error.provider = Some(name.into());
    error
}

fn has_secret(grant: &Grant) -> bool {
    matches!(grant, Grant::OAuth(config) if config.client_secret.is_some())
}

fn state_message(state: io::TokenState) -> &'static str {
    match state {
        io::TokenState::NotAuthenticated => "state: not_authenticated",
        io::TokenState::Authenticating => "state: authenticating",
        io::TokenState::Valid => "state: valid",
        io::TokenState::Expiring => "state: expiring",
        io::TokenState::Refreshing => "state: refreshing",
        io::TokenState::Expired => "state: expired",
        io::TokenState::Failed => "state: failed",
    }
}
