//! A world for whole engines: virtual time, tabs that share a storage, locks and a channel, a scripted token endpoint.
//!
//! The world is the driver: it does the effects of each engine later, in the order of their times. It fails a test at
//! once if a caller is settled twice, if two requests with the same refresh token are under way, or if the engine
//! accepts an answer to a cancelled number.

#![allow(dead_code)] // Each test file uses a part of it.

use crate::simulation::{Reply, START, Server};
use std::collections::{BTreeMap, BTreeSet, VecDeque};
use tokenward::core::config::ProviderConfig;
use tokenward::core::credential::StorageTraits;
use tokenward::core::credential::info::TokenInfo;
use tokenward::core::engine::call::{Call, Caller, GetToken, Handed, Outcome};
use tokenward::core::engine::effect::{Answer, Effect, Number, StorageId, Thrown, Work};
use tokenward::core::engine::{Engine, Host, Provider, Reading, Settings, Signal, Storage};
use tokenward::core::envelope::{self, Sealed};
use tokenward::core::error::{Cause, Error};
use tokenward::core::event::Event;
use tokenward::core::given::TokenInput;
use tokenward::core::http::{HttpResponse, Proved, Transport};
use tokenward::core::log::Level;
use tokenward::core::records::moves::Kind;
use tokenward::core::records::moves::mover::Mover;
use tokenward::core::records::storage::Facts;
use tokenward::core::secret::Secret;
use tokenward::core::time::Clocks;

fn facts(storage: &Storage, edge: bool) -> (StorageId, Facts) {
    let facts = Facts {
        traits: storage.traits,
        encrypts: storage.encrypted,
        compares: storage.compares,
        locks: !edge,
    };
    (storage.id, facts)
}

/// The reaction of a tab's listener to an event: calls that it makes at once.
pub type Listener = Box<dyn FnMut(&Event) -> Vec<Call>>;

/// The results of a user's function; `None`: it never returns.
pub type Function = Box<dyn FnMut(&Work, i64) -> Option<Answer>>;

/// A request to an edge worker. Work that it began ends with it.
pub type Visit = u32;

pub struct Tab {
    pub engine: Engine,
    pub answers: BTreeMap<Caller, (i64, Result<Outcome, Error>)>,
    pub events: Vec<(i64, Event)>,
    pub log: Vec<&'static str>,
    /// Leases, withdrawals and events, in the order in which the driver got them.
    pub heard: Vec<&'static str>,
    /// The tokens that the driver may hand out by itself, each with its end by the wall clock.
    pub lent: BTreeMap<String, (Handed, i64, i64)>,
    pub only: Option<String>,
    /// The providers with a signed-in user, according to the listeners.
    pub signed_in: BTreeSet<String>,
    pub listener: Option<Listener>,
    pub frozen: bool,
    pub closed: bool,
    edge: bool,
    mover: Mover,
    listens: bool,
    abandoned: BTreeSet<Caller>,
    cancelled: BTreeSet<Number>,
    next_caller: Caller,
    timer: Option<i64>,
    draining: bool,
}

#[derive(Clone)]
enum Happening {
    Answer(Number, Answer),
    /// The storage operation is done when its time comes.
    Touch(Number, Work),
    Signal(Signal),
    /// A caller on the edge looks.
    Look(Caller),
    /// The request sends a sign of life while its work is under way.
    Alive(Number),
}

struct Pending {
    at: i64,
    sequence: u64,
    tab: usize,
    visit: Option<Visit>,
    what: Happening,
}

#[derive(Default)]
struct Lock {
    holder: Option<(usize, Number)>,
    waiting: VecDeque<(usize, Number)>,
}

pub struct World {
    /// The true time.
    pub now: i64,
    /// True if a core of their own decides moves of records.
    pub moves_are_remote: bool,
    wall_is_ahead: i64,
    slept: i64,
    pub tabs: Vec<Tab>,
    pub server: Server,
    pub function: Function,
    pub requests: Vec<(i64, BTreeMap<String, String>)>,
    pub latency: i64,
    outstanding: Vec<(usize, Number, String)>,
    /// Set if requests are sent with proofs of possession; the nonce in each.
    pub dpop: bool,
    pub nonces: Vec<Option<String>>,
    /// Storage number 1, which the tabs share.
    pub storage: BTreeMap<String, String>,
    /// The other storages.
    pub others: BTreeMap<StorageId, BTreeMap<String, String>>,
    pub storage_works: bool,
    /// True if the storage never answers.
    pub storage_hangs: bool,
    pub write_takes: i64,
    pub reads: usize,
    /// True if cancelled work is answered nevertheless.
    pub cancelled_work_answers: bool,
    locks: BTreeMap<String, Lock>,
    pending: Vec<Pending>,
    sequence: u64,
    random: u32,
    /// The request in which events happen now.
    visit: Option<Visit>,
    ended: BTreeSet<Visit>,
    next_visit: Visit,
}

pub const STORED: StorageTraits = crate::simulation::SHARED;

/// A storage that all tabs share and that can compare.
pub fn shared() -> Option<Storage> {
    Some(Storage {
        id: 1,
        kind: "local".into(),
        traits: STORED,
        compares: true,
        encrypted: false,
    })
}

pub fn settings(storage: Option<Storage>) -> Settings {
    Settings {
        namespace: "tokenward".into(),
        host: Host::Browser,
        storage,
        storage_missing: None,
        background: Some(false),
        log_level: Some(Level::Debug),
        offline: false,
        resolve_within_ms: None,
    }
}

pub fn provider(config: ProviderConfig) -> Provider {
    Provider {
        config,
        functions: None,
        revokes: false,
        fallback: vec![],
        allowed_origins: vec![],
    }
}

/// A toy cipher, which only a test may use.
fn masked(bytes: &[u8]) -> Vec<u8> {
    bytes.iter().map(|byte| byte ^ 0x55).collect()
}

impl World {
    pub fn new(server: Server) -> Self {
        Self {
            now: START,
            wall_is_ahead: 0,
            slept: 0,
            tabs: vec![],
            server,
            function: Box::new(|_, _| None),
            requests: vec![],
            latency: 50,
            outstanding: vec![],
            storage: BTreeMap::new(),
            others: BTreeMap::new(),
            dpop: false,
            nonces: vec![],
            moves_are_remote: false,
            storage_works: true,
            storage_hangs: false,
            write_takes: 0,
            reads: 0,
            cancelled_work_answers: false,
            locks: BTreeMap::new(),
            pending: vec![],
            sequence: 0,
            random: 0x8000_0000,
            visit: None,
            ended: BTreeSet::new(),
            next_visit: 0,
        }
    }

    /// This many tabs with one storage, each with the provider `api`.
    pub fn of_tabs(
        tabs: usize,
        config: &ProviderConfig,
        server: impl FnMut(&BTreeMap<String, String>, i64) -> Reply + 'static,
    ) -> Self {
        let mut world = Self::new(Box::new(server));
        for _ in 0..tabs {
            let tab = world.open(settings(shared()));
            world.add(tab, "api", provider(config.clone()));
        }
        world
    }

    pub fn open(&mut self, settings: Settings) -> usize {
        let edge = settings.host == Host::Edge;
        let current = settings
            .storage
            .as_ref()
            .map(|storage| facts(storage, edge));
        let mover = Mover::new(&settings.namespace, current);
        self.tabs.push(Tab {
            engine: Engine::new(settings).expect("settings that are right"),
            answers: BTreeMap::new(),
            events: vec![],
            log: vec![],
            heard: vec![],
            lent: BTreeMap::new(),
            only: None,
            signed_in: BTreeSet::new(),
            listener: None,
            frozen: false,
            closed: false,
            edge,
            mover,
            listens: false,
            abandoned: BTreeSet::new(),
            cancelled: BTreeSet::new(),
            next_caller: 0,
            timer: None,
            draining: false,
        });
        let tab = self.tabs.len() - 1;
        self.drain(tab);
        tab
    }

    pub fn add(&mut self, tab: usize, name: &str, provider: Provider) {
        let reading = self.reading();
        let added = self.tabs[tab].engine.add_provider(name, provider, reading);
        added.expect("a provider that is right");
        self.drain(tab);
    }

    pub fn reading(&mut self) -> Reading {
        self.random = self
            .random
            .wrapping_mul(1_664_525)
            .wrapping_add(1_013_904_223);
        Reading {
            clocks: Clocks {
                wall: self.wall(),
                monotonic: self.now - START - self.slept,
            },
            random: self.random,
        }
    }

    /// `Date.now()`.
    pub fn wall(&self) -> i64 {
        self.now + self.wall_is_ahead
    }

    pub fn set_clock(&mut self, ms: i64) {
        self.wall_is_ahead += ms;
    }

    /// The machine sleeps, and its monotonic clock with it.
    pub fn sleep(&mut self, ms: i64) {
        self.now += ms;
        self.slept += ms;
        for fires in self.tabs.iter_mut().filter_map(|tab| tab.timer.as_mut()) {
            *fires += ms;
        }
    }

    // — inputs —

    pub fn call(&mut self, tab: usize, call: Call) -> Caller {
        self.tabs[tab].next_caller += 1;
        let caller = self.tabs[tab].next_caller;
        let reading = self.reading();
        self.tabs[tab].engine.call(caller, call, reading);
        self.drain(tab);
        if self.tabs[tab].edge && !self.tabs[tab].answers.contains_key(&caller) {
            self.later(1, tab, Happening::Look(caller));
        }
        caller
    }

    pub fn move_records(&mut self, tab: usize, kind: Kind, other: Option<Storage>) -> Caller {
        self.tabs[tab].next_caller += 1;
        let caller = self.tabs[tab].next_caller;
        let reading = self.reading();
        let remote = self.moves_are_remote;
        let Tab {
            engine,
            mover,
            edge,
            ..
        } = &mut self.tabs[tab];
        if remote {
            let there = other.as_ref().map(|storage| facts(storage, *edge));
            let id = mover.begin(kind, there);
            engine.move_remotely(caller, id, other, reading);
        } else {
            engine.move_records(caller, kind, other, reading);
        }
        self.drain(tab);
        caller
    }

    pub fn want(&mut self, tab: usize) -> Caller {
        self.want_with(tab, GetToken::default())
    }

    pub fn want_with(&mut self, tab: usize, options: GetToken) -> Caller {
        let provider = None;
        self.call(tab, Call::GetToken { provider, options })
    }

    pub fn set_tokens(
        &mut self,
        tab: usize,
        access: &str,
        seconds: i64,
        refresh: Option<&str>,
    ) -> Caller {
        let tokens = Box::new(TokenInput {
            access_token: access.into(),
            expires_in_ms: Some(seconds * 1000),
            refresh_token: refresh.map(Secret::from),
            ..TokenInput::default()
        });
        let provider = "api".into();
        self.call(tab, Call::SetTokens { provider, tokens })
    }

    pub fn clear(&mut self, tab: usize) -> Caller {
        self.call(tab, Call::ClearAll)
    }

    pub fn abandon(&mut self, tab: usize, caller: Caller) {
        let reading = self.reading();
        self.tabs[tab].abandoned.insert(caller);
        self.tabs[tab].engine.abandon(caller, reading);
        self.drain(tab);
    }

    pub fn signal(&mut self, tab: usize, signal: Signal) {
        let reading = self.reading();
        self.tabs[tab].engine.host(signal, reading);
        self.drain(tab);
    }

    pub fn background(&mut self, tab: usize, on: bool) {
        let reading = self.reading();
        drop(self.tabs[tab].engine.set_background_refresh(on, reading));
        self.drain(tab);
    }

    pub fn remove(&mut self, tab: usize, name: &str) -> Result<(), Error> {
        let reading = self.reading();
        let removed = self.tabs[tab].engine.remove_provider(name, reading);
        self.drain(tab);
        removed
    }

    pub fn close(&mut self, tab: usize) {
        let reading = self.reading();
        self.tabs[tab].engine.close(reading);
        self.drain(tab);
        self.tabs[tab].closed = true;
    }

    /// Begins a request to an edge worker. The following events happen in it, until [`World::leave`].
    pub fn visit(&mut self) -> Visit {
        self.next_visit += 1;
        self.visit = Some(self.next_visit);
        self.next_visit
    }

    pub fn leave(&mut self) {
        self.visit = None;
    }

    /// Ends the request, and its work, timers and promises with it.
    pub fn end_visit(&mut self, visit: Visit) {
        self.ended.insert(visit);
    }

    // — the driver —

    pub fn drain(&mut self, tab: usize) {
        if std::mem::replace(&mut self.tabs[tab].draining, true) {
            return;
        }
        while let Some(effect) = self.tabs[tab].engine.next_effect() {
            self.perform(tab, effect);
        }
        self.tabs[tab].draining = false;
        let now = self.now;
        let deadline = self.tabs[tab].engine.deadline();
        self.tabs[tab].timer = deadline.map(|deadline| now + deadline.in_ms);
    }

    fn perform(&mut self, tab: usize, effect: Effect) {
        let now = self.now;
        let state = &mut self.tabs[tab];
        match effect {
            Effect::Do {
                number,
                within_ms,
                work,
            } => self.begin(tab, number, within_ms, work),
            Effect::Cancel(number) => {
                state.cancelled.insert(number);
                self.outstanding
                    .retain(|(t, n, _)| (*t, *n) != (tab, number));
                if !self.cancelled_work_answers {
                    self.forget(tab, number);
                }
            }
            Effect::Unlock(number) => self.unlock(tab, number),
            Effect::Settle(caller, result) => {
                assert!(
                    !state.abandoned.contains(&caller),
                    "an abandoned caller was settled"
                );
                let before = state.answers.insert(caller, (now, result));
                assert!(before.is_none(), "a caller was settled twice");
            }
            Effect::Lend {
                provider,
                token,
                since,
                until,
            } => {
                state.heard.push("lend");
                state
                    .lent
                    .insert(provider.to_string(), (token, since, until));
            }
            Effect::Withdraw(provider) => {
                state.heard.push("withdraw");
                state.lent.remove(&*provider);
            }
            Effect::Only(only) => state.only = only.map(|name| name.to_string()),
            Effect::Emit(event) => {
                assert!(
                    !state.closed,
                    "an event after the manager was closed: {event:?}"
                );
                state.heard.push(event.name());
                match &event {
                    Event::SignedIn { provider, .. } => {
                        let news = state.signed_in.insert(provider.to_string());
                        assert!(news, "a user signed in twice");
                    }
                    Event::SignedOut { provider } => {
                        let news = state.signed_in.remove(&**provider);
                        assert!(news, "a user signed out who was not signed in");
                    }
                    _ => {}
                }
                let mut listener = state.listener.take();
                let calls = listener
                    .as_mut()
                    .map_or(vec![], |listener| listener(&event));
                state.listener = listener;
                state.events.push((now, event));
                for call in calls {
                    self.call(tab, call);
                }
            }
            Effect::Log(record) => state.log.push(record.message),
            Effect::Announce(hint) => {
                for other in (0..self.tabs.len()).filter(|other| *other != tab) {
                    if self.tabs[other].listens {
                        let signal = Signal::Heard(hint.clone());
                        self.later(1, other, Happening::Signal(signal));
                    }
                }
            }
            Effect::Listen(listens) => state.listens = listens,
            Effect::LoggedOut(_) => state.heard.push("loggedOut"),
            Effect::Forget(_) => {}
        }
    }

    fn begin(&mut self, tab: usize, number: Number, within_ms: Option<i64>, work: Work) {
        if self.tabs[tab].edge {
            self.later(400, tab, Happening::Alive(number));
        }
        if let Some(ms) = within_ms {
            self.later(ms, tab, Happening::Answer(number, Answer::TimedOut));
        }
        match work {
            Work::Fetch { request, proof } => {
                assert_eq!(self.dpop, proof.is_some(), "a proof that was not asked for");
                let proved = proof.map(|proof| {
                    self.nonces.push(proof.claims.nonce);
                    Box::new(Proved {
                        jkt: "thumb".into(),
                        proof: "proof".into(),
                        again: false,
                    })
                });
                let body = request.body.as_ref().map_or("", |body| body.reveal());
                let pairs = body.split('&').filter_map(|pair| pair.split_once('='));
                let form: BTreeMap<_, _> = pairs
                    .map(|(name, value)| (name.to_owned(), value.to_owned()))
                    .collect();
                if let Some(token) = form.get("refresh_token") {
                    assert!(
                        self.outstanding.iter().all(|(_, _, sent)| sent != token),
                        "{token} was sent again while its answer may still come"
                    );
                    self.outstanding.push((tab, number, token.clone()));
                }
                let reply = (self.server)(&form, self.now);
                self.requests.push((self.now, form));
                let response = |status, headers, body: &str| {
                    Answer::Response(HttpResponse {
                        status,
                        headers,
                        body: body.into(),
                        proved: proved.clone(),
                    })
                };
                let answer = match reply {
                    Reply::Answer(status, body) => response(status, vec![], &body),
                    Reply::Header(status, name, value) => {
                        response(status, vec![(name, value.into())], "")
                    }
                    Reply::Broken => Answer::NoResponse(Transport::Network, None),
                    Reply::Silence => return,
                };
                self.later(self.latency, tab, Happening::Answer(number, answer));
            }
            Work::Read { .. } | Work::Peek { .. } | Work::List { .. } => {
                self.later(0, tab, Happening::Touch(number, work));
            }
            Work::Seal { text, .. } => {
                let sealed = Sealed {
                    iv: [7; 12],
                    content: masked(text.reveal().as_bytes()),
                };
                let text = Some(envelope::write(&sealed));
                self.later(1, tab, Happening::Answer(number, Answer::Text(text)));
            }
            Work::Open { sealed, .. } => {
                let text = String::from_utf8(masked(&sealed.content)).expect("a text");
                let answer = Answer::Text(Some(text.into()));
                self.later(1, tab, Happening::Answer(number, answer));
            }
            Work::Write { .. } => {
                self.later(self.write_takes, tab, Happening::Touch(number, work));
            }
            Work::Decide {
                id,
                answer,
                closing,
            } => {
                let mover = &mut self.tabs[tab].mover;
                let step = mover.step(id, answer.map(|answer| *answer), closing);
                let answer = Answer::Decided(Box::new(step.expect("a move")));
                self.later(0, tab, Happening::Answer(number, answer));
            }
            Work::Lock { name, .. } => {
                let lock = self.locks.entry(name.to_string()).or_default();
                lock.waiting.push_back((tab, number));
                self.pass_locks();
            }
            work => {
                if let Some(answer) = (self.function)(&work, self.now) {
                    self.later(self.latency, tab, Happening::Answer(number, answer));
                }
            }
        }
    }

    fn unlock(&mut self, tab: usize, number: Number) {
        for lock in self.locks.values_mut() {
            lock.waiting.retain(|waiting| *waiting != (tab, number));
            lock.holder.take_if(|holder| *holder == (tab, number));
        }
        self.pass_locks();
    }

    pub fn locks_held(&self) -> usize {
        let locks = self.locks.values();
        locks.filter(|lock| lock.holder.is_some()).count()
    }

    fn pass_locks(&mut self) {
        let mut granted = vec![];
        for lock in self.locks.values_mut() {
            if lock.holder.is_none()
                && let Some(next) = lock.waiting.pop_front()
            {
                lock.holder = Some(next);
                granted.push(next);
            }
        }
        for (tab, number) in granted {
            self.later(0, tab, Happening::Answer(number, Answer::Locked(true)));
        }
    }

    fn touch(&mut self, number: Number, work: Work) -> Happening {
        let answer = if !self.storage_works {
            Answer::Threw(Thrown {
                cause: Cause(std::rc::Rc::new("the disk is full")),
                retryable: false,
                error: None,
            })
        } else {
            match work {
                Work::Read { storage, key } | Work::Peek { storage, key } => {
                    self.reads += 1;
                    let text = self.stored(storage).get(&*key);
                    Answer::Text(text.map(|text| text.as_str().into()))
                }
                Work::Write {
                    storage,
                    key,
                    text,
                    expected,
                    ..
                } => {
                    let stored = self.stored(storage);
                    let now = stored.get(&*key).map(String::as_str);
                    let as_expected =
                        expected.is_none_or(|e| e.as_ref().map(Secret::reveal) == now);
                    match text.filter(|_| as_expected) {
                        Some(text) => {
                            stored.insert(key.to_string(), text.reveal().into());
                        }
                        None if as_expected => drop(stored.remove(&*key)),
                        None => {}
                    }
                    Answer::Written(as_expected)
                }
                Work::List { storage, prefix } => {
                    let keys = self.stored(storage).keys();
                    let keys = keys.filter(|key| key.starts_with(&prefix));
                    Answer::Keys(Some(keys.cloned().collect()))
                }
                work => panic!("{work:?} is no work of the storage"),
            }
        };
        Happening::Answer(number, answer)
    }

    fn stored(&mut self, storage: StorageId) -> &mut BTreeMap<String, String> {
        match storage {
            1 => &mut self.storage,
            other => self.others.entry(other).or_default(),
        }
    }

    // — time —

    fn later(&mut self, after: i64, tab: usize, what: Happening) {
        self.sequence += 1;
        self.pending.push(Pending {
            at: self.now + after,
            sequence: self.sequence,
            tab,
            visit: self.visit,
            what,
        });
    }

    /// Drops all further answers to this work.
    fn forget(&mut self, tab: usize, number: Number) {
        self.pending.retain(|pending| {
            let of = match &pending.what {
                Happening::Answer(of, _) | Happening::Touch(of, _) | Happening::Alive(of) => *of,
                Happening::Signal(_) | Happening::Look(_) => return true,
            };
            (pending.tab, of) != (tab, number)
        });
    }

    /// True if the work's answer is about to come.
    fn is_at_hand(&self, tab: usize, number: Number) -> bool {
        self.pending.iter().any(|pending| {
            pending.tab == tab
                && pending.at <= self.now + 250
                && match &pending.what {
                    Happening::Answer(_, Answer::TimedOut) => false,
                    Happening::Answer(of, _) => *of == number,
                    Happening::Touch(of, _) => *of == number && !self.storage_hangs,
                    _ => false,
                }
        })
    }

    fn happen(&mut self, pending: Pending) {
        let Pending {
            tab, visit, what, ..
        } = pending;
        let before = std::mem::replace(&mut self.visit, visit);
        let reading = self.reading();
        match what {
            Happening::Touch(number, _) if self.storage_hangs => {
                let _ = number;
            }
            Happening::Answer(number, Answer::TimedOut) if self.is_at_hand(tab, number) => {
                // An answer that came while the host was away or busy counts.
                self.later(250, tab, Happening::Answer(number, Answer::TimedOut));
            }
            Happening::Touch(number, work) => {
                let done = self.touch(number, work);
                self.later(0, tab, done);
            }
            Happening::Answer(number, answer) => {
                self.outstanding
                    .retain(|(t, n, _)| (*t, *n) != (tab, number));
                // A driver answers once: neither the time limit nor a sign of life follows the answer.
                self.forget(tab, number);
                self.tabs[tab].engine.answer(number, answer, reading);
            }
            Happening::Signal(signal) => self.tabs[tab].engine.host(signal, reading),
            Happening::Look(caller) => {
                if let Some(ms) = self.tabs[tab].engine.look(caller, reading) {
                    self.later(ms, tab, Happening::Look(caller));
                }
            }
            Happening::Alive(number) => {
                self.tabs[tab].engine.alive(number, reading);
                self.later(400, tab, Happening::Alive(number));
            }
        }
        self.drain(tab);
        self.visit = before;
    }

    pub fn run_until(&mut self, end: i64) {
        for _ in 0..1_000_000 {
            let ended = &self.ended;
            self.pending
                .retain(|p| p.visit.is_none_or(|visit| !ended.contains(&visit)));
            let awake = |tab: usize| !self.tabs[tab].frozen;
            let due = self.pending.iter().filter(|p| awake(p.tab));
            let due = due.map(|p| (p.at, p.sequence)).min();
            let timers = self.tabs.iter().enumerate().filter(|(_, t)| !t.frozen);
            let timer = timers.filter_map(|(i, t)| Some((t.timer?, i))).min();
            match (due, timer) {
                (Some((at, sequence)), timer)
                    if at <= end && timer.is_none_or(|(t, _)| at <= t) =>
                {
                    self.now = self.now.max(at);
                    let place = self.pending.iter().position(|p| p.sequence == sequence);
                    let pending = self.pending.remove(place.expect("it is there"));
                    self.happen(pending);
                }
                (_, Some((at, tab))) if at <= end => {
                    self.now = self.now.max(at);
                    let reading = self.reading();
                    self.tabs[tab].timer = None;
                    self.tabs[tab].engine.tick(reading);
                    self.drain(tab);
                }
                _ => {
                    self.now = end;
                    return;
                }
            }
        }
        panic!("the world never comes to rest at {}", self.now);
    }

    pub fn run_for(&mut self, ms: i64) {
        self.run_until(self.now + ms);
    }

    /// Freezes every page for this long: no timer fires, and no answer is seen, but all clocks run on.
    pub fn freeze(&mut self, ms: i64) {
        self.tabs.iter_mut().for_each(|tab| tab.frozen = true);
        self.run_for(ms);
        self.tabs.iter_mut().for_each(|tab| tab.frozen = false);
    }

    // — results —

    pub fn outcome(&mut self, tab: usize, caller: Caller) -> Result<Outcome, Error> {
        for _ in 0..10_000 {
            if let Some((_, answer)) = self.tabs[tab].answers.get(&caller) {
                return answer.clone();
            }
            self.run_for(10);
        }
        panic!("a caller was never answered");
    }

    pub fn token(&mut self, tab: usize, caller: Caller) -> Result<String, Error> {
        match self.outcome(tab, caller)? {
            Outcome::Token(handed) => Ok(handed.token.reveal().to_owned()),
            other => panic!("{other:?} is no token"),
        }
    }

    pub fn get(&mut self, tab: usize) -> Result<String, Error> {
        let caller = self.want(tab);
        self.token(tab, caller)
    }

    pub fn info(&mut self, tab: usize, provider: &str) -> TokenInfo {
        let reading = self.reading();
        let info = self.tabs[tab].engine.token_info(Some(provider), reading);
        info.expect("a provider of this name")
    }

    pub fn count(&self, tab: usize, is: impl Fn(&Event) -> bool) -> usize {
        let events = self.tabs[tab].events.iter();
        events.filter(|(_, event)| is(event)).count()
    }
}
