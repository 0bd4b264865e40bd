//! A world for the state machine: virtual time, tabs that share a storage and a lock, a scripted token endpoint.
//!
//! No test waits: the world jumps to the time of the next event. Every request is recorded with its time.
//!
//! Each tab has a time line of its own, made of two clocks that all tabs share: [`World::set_clock`] sets the wall
//! clock, and [`World::sleep`] stops the monotonic one. Timers run by the monotonic clock, as in hosts.

#![allow(dead_code)] // Each test file uses a part of it.

pub mod storage;

use self::storage::{Disk, Doing};
use std::cell::Cell;
use std::collections::{BTreeMap, VecDeque};
use std::rc::Rc;
use tokenward::core::config::*;
use tokenward::core::credential::ids::{CredentialKey, FlightId, WaiterId};
use tokenward::core::credential::io::{Event, Input, NotSaved, Output, TokenState};
use tokenward::core::credential::{Credential, Settings, StorageTraits};
use tokenward::core::error::{Class, Code, Error};
use tokenward::core::http::{HttpRequest, HttpResponse, Transport};
use tokenward::core::note::Note;
use tokenward::core::records::execution::{Execution, StorageOperation};
use tokenward::core::records::place::Place;
use tokenward::core::records::queue::{Item, Queue};
use tokenward::core::records::storage::{Facts, Storage};
use tokenward::core::records::work::Write;
use tokenward::core::secret::Secret;
use tokenward::core::time::{Clocks, Moment, TimeLine, Timestamp};
use tokenward::core::tokens::TokenSet;

/// 2026-01-01T00:00:00Z.
pub const START: i64 = 1_767_225_600_000;

/// The token endpoint's reaction to a request.
pub enum Reply {
    /// Answers with status and body.
    Answer(u16, String),
    /// Answers with an additional header.
    Header(u16, &'static str, String),
    /// The connection fails.
    Broken,
    /// Never answers.
    Silence,
}

/// The token endpoint: gets the request's form and the time.
pub type Server = Box<dyn FnMut(&BTreeMap<String, String>, i64) -> Reply>;

/// The answers of fallbacks, by the place in the chain and whether a cached token is not enough.
pub type Fallback = Box<dyn FnMut(usize, bool) -> Loan>;

/// A fallback's answer.
pub enum Loan {
    /// A token and its life in seconds.
    Token(&'static str, i64),
    /// It has none either.
    Nothing,
    /// It never answers.
    Silence,
}

pub struct Tab {
    pub credential: Credential,
    pub events: Vec<(i64, Event)>,
    pub answers: BTreeMap<WaiterId, (i64, Result<String, Error>)>,
    pub frozen: bool,
    /// The reports that its storage broke.
    pub broke: Vec<Error>,
    next_waiter: WaiterId,
    line: TimeLine,
    /// The time for which the tab's timer is armed, and the time when it fires.
    timer: Option<(Timestamp, i64)>,
}

enum Pending {
    Input(usize, Input),
    Load(usize, u32),
    Save(usize, u32, Option<String>, Option<u32>),
    /// The next step of the tab's storage operation.
    Step(usize),
}

/// A disk that tabs store their records on.
pub struct Shelf {
    pub disk: Disk,
    facts: Box<dyn Fn(&mut Facts)>,
    tabs: BTreeMap<usize, Shelved>,
}

/// A tab's state of its storage on the shelf.
struct Shelved {
    storage: Rc<Storage>,
    queue: Queue,
    doing: Option<Doing<Execution>>,
}

impl Shelf {
    fn tab(&mut self, tab: usize) -> &mut Shelved {
        let facts = &self.facts;
        self.tabs.entry(tab).or_insert_with(|| Shelved {
            storage: storage::storage(facts),
            queue: Queue::default(),
            doing: None,
        })
    }
}

pub struct World {
    /// The true time.
    pub now: i64,
    /// The wall clock minus the true time.
    wall_is_ahead: i64,
    /// The time for which the monotonic clock stood still.
    slept: i64,
    pub tabs: Vec<Tab>,
    pub server: Server,
    /// The fallbacks of every credential, if there are any.
    pub fallback: Fallback,
    /// The time and place of each question to a fallback.
    pub asked: Vec<(i64, usize)>,
    /// The number of fallbacks of a credential in a tab that opens from now on.
    pub fallbacks: usize,
    /// The time of each request, and its form.
    pub requests: Vec<(i64, BTreeMap<String, String>)>,
    pub latency: i64,
    /// The refresh tokens of requests that may still be answered.
    outstanding: Vec<(usize, FlightId, String)>,
    /// True if no tab may send a refresh token again while it may still be answered.
    pub one_at_a_time: bool,
    pub storage: Option<String>,
    pub storage_works: bool,
    /// The storage that replaces `storage` if the machines of `core::records` execute the tabs' operations.
    pub shelf: Option<Shelf>,
    /// The text that a peek returns in place of the stored one.
    pub late_copy: Option<String>,
    /// The duration of a write of tokens, and of a removal that depends on a read.
    pub write_takes: i64,
    /// The result of each read.
    given: BTreeMap<(usize, u32), Option<String>>,
    /// True if tabs hear each other.
    pub hints: bool,
    /// The number of reads of storage.
    pub reads: usize,
    /// All events of storage and callers, in order.
    pub journal: Vec<String>,
    /// The notes for counts and the log.
    pub notes: Vec<Note>,
    pub random: u32,
    pending: Vec<(i64, u64, Pending)>,
    sequence: u64,
    lock: Option<(usize, FlightId)>,
    lock_queue: VecDeque<(usize, FlightId)>,
}

pub fn token(access: &str, seconds: i64, refresh: Option<&str>) -> Reply {
    let refresh = refresh
        .map(|r| format!(r#","refresh_token":"{r}""#))
        .unwrap_or_default();
    Reply::Answer(
        200,
        format!(
            r#"{{"access_token":"{access}","token_type":"Bearer","expires_in":{seconds}{refresh}}}"#
        ),
    )
}

pub fn oauth_error(status: u16, error: &str) -> Reply {
    Reply::Answer(status, format!(r#"{{"error":"{error}"}}"#))
}

/// A server that returns `a1`, `a2` … and rotates refresh tokens `r1`, `r2` …, refusing a spent one.
pub fn rotating(seconds: i64) -> Server {
    let mut count = 0;
    Box::new(move |form, _| {
        if form["grant_type"] == "refresh_token" && form["refresh_token"] != format!("r{count}") {
            return oauth_error(400, "invalid_grant");
        }
        count += 1;
        token(&format!("a{count}"), seconds, Some(&format!("r{count}")))
    })
}

/// A server that returns `a1`, `a2` … for client credentials.
pub fn counting(seconds: i64) -> Server {
    let mut count = 0;
    Box::new(move |_, _| {
        count += 1;
        token(&format!("a{count}"), seconds, None)
    })
}

pub fn oauth(grant: OAuthGrant) -> OAuthConfig {
    OAuthConfig {
        grant,
        issuer: None,
        endpoints: Endpoints {
            token: Some("https://as.example/token".into()),
            ..Endpoints::default()
        },
        client_id: "client".into(),
        client_secret: (grant == OAuthGrant::ClientCredentials)
            .then(|| Secret::from("secret-of-client")),
        client_auth: None,
        scope: "read".into(),
        audience: vec![],
        resource: vec![],
        redirect_uri: None,
        username: None,
        password: None,
        refresh_token: None,
        refresh_from: None,
        made: None,
        params: vec![],
        headers: vec![],
        allow_insecure_http: false,
        dpop: false,
        par: None,
    }
}

pub fn provider(grant: OAuthGrant) -> ProviderConfig {
    ProviderConfig {
        grant: Grant::OAuth(Rc::new(oauth(grant))),
        refresh_policy: Default::default(),
        retry_policy: Default::default(),
    }
}

pub fn with_refresh_token(first: &str) -> ProviderConfig {
    let mut config = provider(OAuthGrant::RefreshToken);
    if let Grant::OAuth(oauth) = &mut config.grant {
        Rc::make_mut(oauth).refresh_token = Some(Secret::from(first));
    }
    config
}

pub const SHARED: StorageTraits = StorageTraits {
    present: true,
    keeps_refresh_tokens: true,
    shared: true,
    volatile: false,
    late: false,
};

impl World {
    pub fn new(config: ProviderConfig, server: Server) -> Self {
        Self::with(1, config, StorageTraits::NONE, server)
    }

    /// One tab without storage, whose credential has this many fallbacks.
    pub fn falling_back(
        config: ProviderConfig,
        fallbacks: usize,
        server: Server,
        fallback: Fallback,
    ) -> Self {
        let mut world = Self::with(0, config.clone(), StorageTraits::NONE, server);
        world.fallbacks = fallbacks;
        world.fallback = fallback;
        world.open_tab(config, StorageTraits::NONE, false);
        world
    }

    pub fn with(
        tabs: usize,
        config: ProviderConfig,
        storage: StorageTraits,
        server: Server,
    ) -> Self {
        let mut world = Self {
            now: START,
            wall_is_ahead: 0,
            slept: 0,
            tabs: vec![],
            server,
            fallback: Box::new(|_, _| Loan::Nothing),
            asked: vec![],
            fallbacks: 0,
            requests: vec![],
            latency: 50,
            outstanding: vec![],
            one_at_a_time: false,
            storage: None,
            storage_works: true,
            shelf: None,
            late_copy: None,
            write_takes: 0,
            given: BTreeMap::new(),
            hints: false,
            reads: 0,
            journal: vec![],
            notes: vec![],
            random: 0x8000_0000,
            pending: vec![],
            sequence: 0,
            lock: None,
            lock_queue: VecDeque::new(),
        };
        for _ in 0..tabs {
            world.open_tab(config.clone(), storage, false);
        }
        world
    }

    pub fn open_tab(
        &mut self,
        config: ProviderConfig,
        storage: StorageTraits,
        requests_end: bool,
    ) -> usize {
        let settings = Settings {
            namespace: Rc::from("tokenward"),
            name: Rc::from("api"),
            behind: None,
            config,
            storage,
            fallbacks: (0..self.fallbacks)
                .map(|i| format!("backup{i}").into())
                .collect(),
            requests_end,
        };
        let mut line = TimeLine::new(self.clocks());
        let credential = Credential::new(settings, self.moment_on(&mut line));
        self.tabs.push(Tab {
            line,
            timer: None,
            credential,
            events: vec![],
            answers: BTreeMap::new(),
            frozen: false,
            broke: vec![],
            next_waiter: 0,
        });
        self.tabs.len() - 1
    }

    /// The present by undisturbed clocks.
    pub fn moment(&self) -> Moment {
        self.moment_on(&mut TimeLine::new(self.clocks()))
    }

    /// The present as the tab sees it.
    pub fn moment_of(&mut self, tab: usize) -> Moment {
        let mut line = self.tabs[tab].line;
        let at = self.moment_on(&mut line);
        self.tabs[tab].line = line;
        at
    }

    fn moment_on(&self, line: &mut TimeLine) -> Moment {
        Moment {
            now: line.read(self.clocks()),
            wall_offset_ms: line.offset(),
            random: self.random,
        }
    }

    fn clocks(&self) -> Clocks {
        Clocks {
            wall: self.now + self.wall_is_ahead,
            monotonic: self.now - START - self.slept,
        }
    }

    /// Sets the wall clock forward, or back.
    pub fn set_clock(&mut self, ms: i64) {
        self.wall_is_ahead += ms;
    }

    /// Lets the machine sleep, and its monotonic clock stand still. Answers that arrive meanwhile are there when it
    /// wakes up.
    pub fn sleep(&mut self, ms: i64) {
        self.now += ms;
        self.slept += ms;
        for (_, fires) in self.tabs.iter_mut().filter_map(|tab| tab.timer.as_mut()) {
            *fires += ms;
        }
    }

    /// Fails every request under way.
    pub fn break_connections(&mut self) {
        for (_, _, what) in &mut self.pending {
            if let Pending::Input(_, input) = what
                && let Input::Response(flight, _) = *input
            {
                *input = Input::NetworkFailed(flight, Transport::Network, None);
            }
        }
        for pending in &mut self.pending {
            pending.0 = pending.0.min(self.now);
        }
    }

    /// Freezes every page for this long: no timer fires, and no answer is seen, but all clocks run on.
    pub fn freeze(&mut self, ms: i64) {
        let before: Vec<_> = self.tabs.iter().map(|tab| tab.frozen).collect();
        self.tabs.iter_mut().for_each(|tab| tab.frozen = true);
        self.run_for(ms);
        for (tab, frozen) in self.tabs.iter_mut().zip(before) {
            tab.frozen = frozen;
        }
    }

    pub fn feed(&mut self, tab: usize, input: Input) {
        let mut out = Vec::new();
        let at = self.moment_of(tab);
        self.tabs[tab].credential.handle(input, at, &mut out);
        self.arm(tab);
        for output in out {
            self.perform(tab, output);
        }
    }

    /// Arms the tab's timer, unless it is armed for that already.
    fn arm(&mut self, tab: usize) {
        let now = self.now;
        let tab = &mut self.tabs[tab];
        let next = tab.credential.deadline();
        if next != tab.timer.map(|(deadline, _)| deadline) {
            tab.timer =
                next.map(|deadline| (deadline, now + deadline.since(tab.line.now()).max(0)));
        }
    }

    fn later(&mut self, after: i64, what: Pending) {
        self.sequence += 1;
        self.pending.push((self.now + after, self.sequence, what));
    }

    /// Tabs store their records on `disk`, by the machines of `core::records`.
    pub fn store_on(&mut self, disk: Disk, facts: impl Fn(&mut Facts) + 'static) {
        let facts = Box::new(facts);
        self.shelf = Some(Shelf {
            disk,
            facts,
            tabs: BTreeMap::new(),
        });
    }

    fn queue(&mut self, tab: usize, item: Item) {
        let Some(shelf) = &mut self.shelf else {
            return;
        };
        let shelved = shelf.tab(tab);
        let turn = shelved.queue.push(item);
        self.take_turn(tab, turn);
    }

    fn take_turn(&mut self, tab: usize, turn: Option<Item>) {
        match turn {
            Some(Item::Execute(place, operation)) => {
                let shelved = self.shelf.as_mut().expect("a shelf").tab(tab);
                let storage = Some(shelved.storage.clone());
                let execution = Execution::new(storage, place, operation);
                shelved.doing = Some(Doing::new(execution));
                self.later(0, Pending::Step(tab));
            }
            Some(Item::Release(flight)) => self.release(tab, flight),
            None => {}
        }
    }

    /// Does the next work of a tab's storage operation, which takes a millisecond, or as long as it hangs.
    fn step(&mut self, tab: usize) {
        let shelf = self.shelf.as_mut().expect("a shelf");
        shelf.tab(tab);
        shelf.disk.now = self.now;
        let shelved = shelf.tabs.get_mut(&tab).expect("a tab");
        let mut doing = shelved.doing.take().expect("an operation");
        let Some(outcome) = doing.output.take() else {
            doing.step(&mut shelf.disk);
            let took = shelf.disk.now - self.now + 1;
            shelved.doing = Some(doing);
            self.later(took, Pending::Step(tab));
            return;
        };
        if let Some(error) = outcome.broke {
            self.tabs[tab].broke.push(error);
        }
        if let Some(input) = outcome.input {
            shelved.queue.keep(outcome.seen);
            self.feed(tab, input);
        }
        let queue = &mut self.shelf.as_mut().expect("a shelf").tab(tab).queue;
        queue.keep(None);
        while let Some(item) = self
            .shelf
            .as_mut()
            .expect("a shelf")
            .tab(tab)
            .queue
            .turn_ended()
        {
            let waits = matches!(item, Item::Execute(..));
            self.take_turn(tab, Some(item));
            if waits {
                break;
            }
        }
    }

    /// A storage operation of the tab's credential, if there is a shelf.
    fn operation(&mut self, tab: usize, output: &Output) -> Option<StorageOperation> {
        let queue = &self.shelf.as_mut()?.tab(tab).queue;
        let write = |text: Option<&Secret>, expires_at, only_if| Write {
            text: text.cloned(),
            expires_at,
            expected: queue.expected(only_if),
        };
        Some(match output {
            Output::Load(ticket) => StorageOperation::Load(*ticket),
            Output::Peek(ticket) => StorageOperation::Peek(*ticket),
            Output::Save {
                ticket,
                record,
                expires_at,
                only_if,
            } => StorageOperation::Write(*ticket, write(Some(record), *expires_at, *only_if)),
            Output::Erase { ticket, only_if } => {
                StorageOperation::Write(*ticket, write(None, None, *only_if))
            }
            _ => return None,
        })
    }

    /// The place of the tab's record.
    pub fn place(&self, tab: usize) -> Place {
        let credential = &self.tabs[tab].credential;
        Place {
            credential: CredentialKey {
                index: tab,
                serial: 0,
            },
            key: credential.storage_key().into(),
            former: credential.former(),
            former_gone: Cell::new(false),
        }
    }

    fn release(&mut self, tab: usize, flight: FlightId) {
        self.lock_queue.retain(|waiting| *waiting != (tab, flight));
        if self.lock == Some((tab, flight)) {
            self.lock = None;
            self.pass_lock();
        }
    }

    fn perform(&mut self, tab: usize, output: Output) {
        if let Some(operation) = self.operation(tab, &output) {
            let place = Rc::new(self.place(tab));
            self.queue(tab, Item::Execute(place, operation));
            return;
        }
        match output {
            Output::AskSupplier { .. } | Output::Minted(..) | Output::DropAtSupplier { .. } => {
                panic!("a credential by itself has no supplier")
            }
            Output::Load(ticket) => self.later(0, Pending::Load(tab, ticket)),
            Output::Peek(ticket) => match &self.late_copy {
                Some(text) => {
                    self.given.insert((tab, ticket), Some(text.clone()));
                    let input = Input::Loaded(ticket, Ok(Some(Secret::from(text.as_str()))));
                    self.later(0, Pending::Input(tab, input));
                }
                None => self.later(0, Pending::Load(tab, ticket)),
            },
            Output::Save {
                ticket,
                record,
                only_if,
                ..
            } => {
                let record = Some(record.reveal().to_owned());
                self.later(
                    self.write_takes,
                    Pending::Save(tab, ticket, record, only_if),
                );
            }
            Output::Erase { ticket, only_if } => {
                let after = only_if.map_or(0, |_| self.write_takes);
                self.later(after, Pending::Save(tab, ticket, None, only_if));
            }
            Output::TakeLock(flight) => {
                self.lock_queue.push_back((tab, flight));
                self.pass_lock();
            }
            Output::ReleaseLock(flight) if self.shelf.is_some() => {
                self.queue(tab, Item::Release(flight));
            }
            Output::ReleaseLock(flight) => self.release(tab, flight),
            Output::Send(flight, request) => self.answer(tab, flight, &request),
            Output::Resolve(waiter) => {
                let tokens = self.tabs[tab]
                    .credential
                    .tokens()
                    .expect("resolve means that a token is held");
                let text = tokens.access_token.reveal().to_owned();
                self.journal.push(format!("resolve {text}"));
                self.settle(tab, waiter, Ok(text));
            }
            Output::Reject(waiter, error) => self.settle(tab, waiter, Err(error)),
            Output::Revoke(waiter, tokens) => {
                let spelled = tokens.map(|tokens| {
                    let refresh = tokens.refresh_token.as_ref().map_or("", |t| t.reveal());
                    format!("{}/{refresh}", tokens.access_token.reveal())
                });
                self.journal.push(format!(
                    "revoke {}",
                    spelled.as_deref().unwrap_or("nothing")
                ));
                self.settle(tab, waiter, Ok(String::new()));
            }
            Output::Announce(what) if self.hints => {
                for other in (0..self.tabs.len()).filter(|other| *other != tab) {
                    self.later(1, Pending::Input(other, Input::Elsewhere(what)));
                }
            }
            Output::Announce(_) | Output::Discard(_) => {}
            Output::Note(note) => self.notes.push(note),
            Output::Done(waiter) => self.settle(tab, waiter, Ok(String::new())),
            Output::Emit(event) => {
                let now = self.now;
                self.tabs[tab].events.push((now, event));
            }
            Output::Cancel(flight) => {
                self.answered(tab, flight);
                self.pending
                    .retain(|(_, _, what)| !is_answer(what, tab, Some(flight)));
            }
            Output::AskFallback { ask, place, force } => {
                self.asked.push((self.now, place));
                let result = match (self.fallback)(place, force) {
                    Loan::Token(access, seconds) => {
                        Ok(Box::new(self.tokens(access, seconds, None)))
                    }
                    Loan::Nothing => Err(Error::new(
                        Class::TokenAcquisition,
                        Code::AcquisitionFailed,
                        "no",
                    )),
                    Loan::Silence => return,
                };
                self.later(
                    self.latency,
                    Pending::Input(tab, Input::FallbackEnded(ask, result)),
                );
            }
            Output::Discover(_)
            | Output::Make(..)
            | Output::CallAcquire(_)
            | Output::CallRefresh(..) => {
                self.journal.push(format!("{output:?}"));
            }
        }
    }

    fn settle(&mut self, tab: usize, waiter: WaiterId, answer: Result<String, Error>) {
        let now = self.now;
        let before = self.tabs[tab].answers.insert(waiter, (now, answer));
        assert!(before.is_none(), "a caller was answered twice");
    }

    fn pass_lock(&mut self) {
        if self.lock.is_none()
            && let Some((tab, flight)) = self.lock_queue.pop_front()
        {
            self.lock = Some((tab, flight));
            self.later(0, Pending::Input(tab, Input::LockGranted(flight)));
        }
    }

    fn answered(&mut self, tab: usize, flight: FlightId) {
        self.outstanding
            .retain(|(by, of, _)| (*by, *of) != (tab, flight));
    }

    fn answer(&mut self, tab: usize, flight: FlightId, request: &HttpRequest) {
        assert!(
            !self
                .pending
                .iter()
                .any(|(_, _, what)| is_answer(what, tab, None)),
            "two requests of one credential at the same time"
        );
        let form = form(request);
        if let Some(token) = form.get("refresh_token") {
            assert!(
                !self.one_at_a_time || self.outstanding.iter().all(|(_, _, sent)| sent != token),
                "{token} was sent again while its answer may still come"
            );
            self.outstanding.push((tab, flight, token.clone()));
        }
        let reply = (self.server)(&form, self.now);
        self.requests.push((self.now, form));
        let input = match reply {
            Reply::Answer(status, body) => Input::Response(
                flight,
                HttpResponse {
                    status,
                    headers: vec![],
                    body: body.as_str().into(),
                    proved: None,
                },
            ),
            Reply::Header(status, name, value) => {
                let response = HttpResponse {
                    status,
                    headers: vec![(name, value.into())],
                    body: "".into(),
                    proved: None,
                };
                Input::Response(flight, response)
            }
            Reply::Broken => Input::NetworkFailed(flight, Transport::Network, None),
            Reply::Silence => return,
        };
        self.later(self.latency, Pending::Input(tab, input));
    }

    /// Lets time pass until `end`, jumping from one event to the next.
    pub fn run_until(&mut self, end: i64) {
        for _ in 0..1_000_000 {
            let due = self
                .pending
                .iter()
                .filter(|p| !self.frozen(&p.2))
                .map(|p| (p.0, p.1))
                .min();
            let deadlines = self.tabs.iter().enumerate().filter(|(_, t)| !t.frozen);
            let deadline = deadlines.filter_map(|(i, t)| Some((t.timer?.1, i))).min();
            match (due, deadline) {
                (Some((at, sequence)), deadline)
                    if at <= end && deadline.is_none_or(|(d, _)| at <= d) =>
                {
                    self.now = self.now.max(at);
                    let index = self.pending.iter().position(|p| p.1 == sequence).unwrap();
                    let what = self.pending.remove(index).2;
                    self.happen(what);
                }
                (_, Some((at, tab))) if at <= end => {
                    self.now = self.now.max(at);
                    self.tabs[tab].timer = None;
                    self.feed(tab, Input::TimePassed);
                }
                _ => {
                    self.now = end;
                    return;
                }
            }
        }
        let credentials: Vec<_> = self.tabs.iter().map(|tab| &tab.credential).collect();
        panic!(
            "the world never comes to rest at {}: {credentials:#?}",
            self.now
        );
    }

    fn frozen(&self, what: &Pending) -> bool {
        let (Pending::Input(tab, _)
        | Pending::Load(tab, _)
        | Pending::Save(tab, ..)
        | Pending::Step(tab)) = what;
        self.tabs[*tab].frozen
    }

    fn happen(&mut self, what: Pending) {
        match what {
            Pending::Input(tab, input) => {
                if let Input::Response(flight, _) | Input::NetworkFailed(flight, ..) = input {
                    self.answered(tab, flight);
                }
                self.feed(tab, input);
            }
            Pending::Step(tab) => self.step(tab),
            Pending::Load(tab, ticket) => {
                self.reads += 1;
                self.given.insert((tab, ticket), self.storage.clone());
                let stored = self.storage.as_deref().map(Secret::from);
                self.feed(
                    tab,
                    Input::Loaded(
                        ticket,
                        if self.storage_works {
                            Ok(stored)
                        } else {
                            Err(())
                        },
                    ),
                );
            }
            Pending::Save(tab, ticket, record, only_if) => {
                let given = only_if.map(|read| &self.given[&(tab, read)]);
                let saved = if !self.storage_works {
                    Err(NotSaved::Failed)
                } else if given.is_some_and(|given| *given != self.storage) {
                    self.journal.push("changed".into());
                    Err(NotSaved::Changed)
                } else {
                    self.journal
                        .push(if record.is_some() { "save" } else { "erase" }.into());
                    self.storage = record;
                    Ok(())
                };
                self.feed(tab, Input::Saved(ticket, saved));
            }
        }
    }

    pub fn run_for(&mut self, ms: i64) {
        self.run_until(self.now + ms);
    }

    /// Begins a call of a caller that wants a token; returns its number.
    pub fn want(&mut self, tab: usize) -> WaiterId {
        self.want_with(tab, false, None)
    }

    pub fn want_with(&mut self, tab: usize, force: bool, min_lifetime_ms: Option<i64>) -> WaiterId {
        self.want_as(tab, force, min_lifetime_ms, None)
    }

    /// Begins a call that sets whether a fallback's token will do.
    pub fn want_falling_back(&mut self, tab: usize, use_fallback: bool) -> WaiterId {
        self.want_as(tab, false, None, Some(use_fallback))
    }

    pub fn want_as(
        &mut self,
        tab: usize,
        force: bool,
        min_lifetime_ms: Option<i64>,
        use_fallback: Option<bool>,
    ) -> WaiterId {
        let waiter = self.waiter(tab);
        self.feed(
            tab,
            Input::TokenWanted {
                waiter,
                min_lifetime_ms,
                force,
                use_fallback,
            },
        );
        waiter
    }

    pub fn waiter(&mut self, tab: usize) -> WaiterId {
        self.tabs[tab].next_waiter += 1;
        self.tabs[tab].next_waiter
    }

    /// Gets a token for a caller: time passes until it has its answer.
    pub fn get(&mut self, tab: usize) -> Result<String, Error> {
        let waiter = self.want(tab);
        self.wait(tab, waiter)
    }

    pub fn wait(&mut self, tab: usize, waiter: WaiterId) -> Result<String, Error> {
        for _ in 0..10_000 {
            if let Some((_, answer)) = self.tabs[tab].answers.get(&waiter) {
                return answer.clone();
            }
            self.run_for(10);
        }
        panic!("a caller was never answered");
    }

    pub fn clear(&mut self, tab: usize) {
        let waiter = self.waiter(tab);
        self.feed(tab, Input::Cleared(waiter));
    }

    pub fn tokens(&self, access: &str, seconds: i64, refresh: Option<&str>) -> TokenSet {
        TokenSet {
            access_token: access.into(),
            token_type: "Bearer".into(),
            expires_at: Some(Timestamp(self.now + seconds * 1000)),
            obtained_at: Timestamp(self.now),
            scope: None,
            refresh_token: refresh.map(Secret::from),
            id_token: None,
            extra: None,
            clock_skew_ms: None,
            bound_to: None,
            targets: tokenward::core::tokens::Targets::default(),
        }
    }

    pub fn set_tokens(&mut self, tab: usize, access: &str, seconds: i64, refresh: Option<&str>) {
        let mut tokens = self.tokens(access, seconds, refresh);
        tokens.obtained_at = self.moment_of(tab).now;
        tokens.expires_at = Some(tokens.obtained_at.plus(seconds * 1000));
        let waiter = self.waiter(tab);
        self.feed(
            tab,
            Input::TokensSet {
                waiter,
                tokens: Box::new(tokens),
                by_login: false,
            },
        );
    }

    pub fn state(&self, tab: usize) -> TokenState {
        let mut line = self.tabs[tab].line;
        self.tabs[tab]
            .credential
            .state(self.moment_on(&mut line).now)
    }

    pub fn count(&self, tab: usize, is: impl Fn(&Event) -> bool) -> usize {
        self.tabs[tab]
            .events
            .iter()
            .filter(|(_, event)| is(event))
            .count()
    }
}

/// True if something pending is the answer to a request of the tab's.
fn is_answer(what: &Pending, tab: usize, flight: Option<FlightId>) -> bool {
    match what {
        Pending::Input(of, Input::Response(id, _) | Input::NetworkFailed(id, ..)) => {
            *of == tab && flight.is_none_or(|flight| flight == *id)
        }
        _ => false,
    }
}

fn form(request: &HttpRequest) -> BTreeMap<String, String> {
    let body = request.body.as_ref().map_or("", |body| body.reveal());
    let pairs = body.split('&').filter_map(|pair| pair.split_once('='));
    pairs
        .map(|(name, value)| (name.to_owned(), value.to_owned()))
        .collect()
}
