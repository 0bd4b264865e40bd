//! One manager as a machine: its providers, the schedule, the waiting callers, and the work that is under way on the
//! host.
//!
//! The engine decides and the driver does. The driver passes each input to the engine. It then does the effects that
//! [`Engine::next_effect`] returns, in order, until that returns nothing:
//!
//! | event | input |
//! |---|---|
//! | a call that is answered later: `getToken`, `setTokens`, `clear` … | [`Engine::call`] |
//! | a move of records: `migrateStorage`, `backup`, `restore` | [`Engine::move_records`] |
//! | a call that is answered at once: `getTokenInfo`, `addProvider` … | the method of its name |
//! | work that an effect began has ended | [`Engine::answer`] |
//! | the timer fired | [`Engine::tick`] |
//! | the host woke up, its network changed, another tab announced something | [`Engine::host`] |
//! | the caller's `AbortSignal` fired; the driver has rejected the promise itself | [`Engine::abandon`] |
//! | the manager closes | [`Engine::close`] |
//!
//! After each input the driver sets its one timer to [`Engine::deadline`]. Every input brings a [`Reading`] of the clocks, and
//! random bits.
//!
//! **Re-entrancy.** The engine calls no other code: effects wait in a queue. So a listener, a logger or a user's
//! function may call the engine while the driver does an effect. The resulting effects go to the end of the queue, and
//! the loop that is already under way does them. A driver must not begin a second loop.
//!
//! **Work.** [`Effect::Do`] carries a number, and its answer brings the number back. The engine ignores an unexpected
//! answer, so late answers and answers to cancelled work are harmless: each number is answered at most once. Works may
//! end in any order.
//!
//! **Callers.** The driver numbers its calls and keeps their promises. [`Effect::Settle`] comes once for each call that
//! was not abandoned. This includes calls that are open when the manager closes.
//!
//! **Tokens.** [`Effect::Lend`] allows the driver to hand out a token by itself, without crossing into the core, until
//! the lease ends or [`Effect::Withdraw`] comes. A lease measures time by the wall clock alone, so the driver asks
//! [`Engine::leases_hold`] before it uses a lease, at most once a second. By a token's [`TokenId`](call::TokenId) the
//! driver finds the string that it may already have made of it.
//!
//! **Hosts where work ends with its request** ([`Host::Edge`]). No timer outlives its request, and no request may
//! resolve another one's promise. There [`Engine::deadline`] returns nothing. The driver puts the result of
//! [`Effect::Settle`] into a slot. Each caller looks into its own slot by timers of its own request: first after a
//! millisecond, then after as many milliseconds as [`Engine::look`] returns. [`Engine::look`] also moves time on and
//! takes over work that was lost with another request. While a work is under way, its request sends [`Engine::alive`]
//! several times within [`LOST_AFTER_MS`](crate::core::credential::io::LOST_AFTER_MS).
//!
//! Inside: `drive.rs` feeds the credentials and turns their outputs into effects; `answers.rs` takes the answers to
//! works; `calls.rs` begins calls and ends them; `records.rs` keeps operations on records in order; `fallbacks.rs` asks
//! fallbacks and tells borrowers; `targets.rs` makes credentials for targets that callers name, and has one credential
//! ask another. The parts that own state: `providers.rs`, `chains.rs`, `resolve.rs`, `callers.rs`, `queue.rs`,
//! `flows.rs`, `tell.rs`.

mod answers;
pub mod call;
mod callers;
mod calls;
mod chains;
mod drive;
pub mod effect;
mod fallbacks;
mod flows;
mod provider;
mod providers;
mod queue;
mod records;
mod resolve;
mod settings;
mod targets;
mod tell;

pub use self::provider::{Fallback, Functions, Provider};
pub use self::settings::{Deadline, Host, Reading, Settings, Signal, Storage, StorageMissing};

use self::call::{Call, Caller, Handed, Outcome};
use self::callers::{Callers, Task, Then};
use self::chains::{Chains, Link};
use self::effect::{Answer, Effect, Number, Proof};
use self::flows::{Flows, Known};
use self::providers::{Key, Providers};
use self::queue::{Effects, For, Purpose};
use self::records::Opened;
use self::resolve::Resolutions;
use self::tell::{Line, Teller};
use crate::core::challenge::{self, Refusal};
use crate::core::config::{Grant, ProviderConfig};
use crate::core::credential::info::TokenInfo;
use crate::core::credential::io::{Announcement, Input};
use crate::core::credential::{self, Credential, StorageTraits};
use crate::core::dpop::{Claims, Servers};
use crate::core::driving::clock::Clock;
use crate::core::error::{Class, Code, Error, Result};
use crate::core::event::Event;
use crate::core::health::{self, HealthReport};
use crate::core::http::HttpResponse;
use crate::core::identity::{self, Behind, IDENTITY_DIGITS};
use crate::core::key_sets::KeySets;
use crate::core::log::Level;
use crate::core::metrics::Metrics;
use crate::core::note::Note;
use crate::core::origins;
use crate::core::records::storages::Storages;
use crate::core::schedule::Schedule;
use crate::core::text::concat;
use crate::core::time::Timestamp;
use crate::core::user::User;
use std::collections::VecDeque;
use std::rc::Rc;

/// A manager.
#[derive(Debug)]
pub struct Engine {
    settings: Settings,
    clock: Clock,
    providers: Providers,
    chains: Chains,
    /// The entries that depend on another one, in order of use: the most recently used is at the end.
    dependents: Vec<Key>,
    schedule: Schedule,
    callers: Callers,
    flows: Flows,
    /// Present if providers can be resolved.
    resolutions: Option<Resolutions>,
    effects: Effects,
    teller: Teller,
    storages: Rc<Storages>,
    opened: Vec<Opened>,
    servers: Servers,
    /// By issuer.
    metadata: Known,
    key_sets: KeySets,
    /// The inputs that are still to be handled, in order.
    todo: VecDeque<Todo>,
    background: bool,
    offline: bool,
    listens: bool,
    closed: bool,
    /// The time line minus the wall clock when leases were last found to hold.
    lent_offset: i64,
    /// The wake-up time for which the driver's timer was last set.
    armed: Option<Timestamp>,
}

/// An input that is still to be handled.
#[derive(Debug)]
enum Todo {
    /// The credential gets the input.
    Feed(Key, Input),
    /// A storage operation of the credential has ended.
    Executed(Key, Box<records::Outcome>),
}

impl Todo {
    fn key(&self) -> Key {
        match self {
            Self::Feed(key, _) | Self::Executed(key, _) => *key,
        }
    }
}

/// The error of every call after `close`.
fn closed() -> Error {
    Error::closed()
}

fn unknown(name: &str) -> Error {
    Error::unknown_provider(&Rc::from(name))
}

fn not_resolved(name: &str) -> Error {
    let mut error = unknown(name);
    error.message =
        "this provider is not resolved yet: await getToken, or another asynchronous method, first"
            .into();
    error
}

fn has_secret(grant: &Grant) -> bool {
    match grant {
        Grant::OAuth(config) => config.client_secret.is_some(),
        Grant::Login(config) => config.client_secret.is_some(),
        Grant::Static(_) | Grant::Custom(_) => false,
    }
}

impl Engine {
    /// An engine without providers.
    ///
    /// # Errors
    /// [`Class::InvalidConfiguration`] if the namespace is empty.
    pub fn new(settings: Settings) -> Result<Self> {
        if settings.namespace.is_empty() {
            return Err(Error::configuration("namespace", "must not be empty"));
        }
        let browser = settings.host == Host::Browser;
        let (mut opened, host) = (Vec::new(), settings.host);
        let storage = settings.storage.clone();
        let storage = storage.map(|s| records::open(s, &mut opened, host, &settings.namespace));
        let mut engine = Self {
            clock: Clock::default(),
            providers: Providers::default(),
            chains: Chains::default(),
            dependents: Vec::new(),
            schedule: Schedule::default(),
            callers: Callers::default(),
            flows: Flows::default(),
            resolutions: settings
                .resolve_within_ms
                .map(|ms| Resolutions::new(ms, settings.host == Host::Edge)),
            effects: Effects::default(),
            teller: Teller::new(settings.log_level),
            storages: Rc::new(Storages::new(storage)),
            opened,
            servers: Servers::default(),
            metadata: Known::default(),
            key_sets: KeySets::default(),
            todo: VecDeque::new(),
            background: settings.background.unwrap_or(browser),
            offline: settings.offline,
            listens: false,
            closed: false,
            lent_offset: 0,
            armed: None,
            settings,
        };
        if let Some(missing) = &engine.settings.storage_missing {
            let error = missing.error.clone();
            engine
                .effects
                .push(Effect::Emit(Event::StorageError { error }));
        }
        if browser {
            engine.listen(true);
        }
        Ok(engine)
    }

    /// The next effect for the driver.
    pub fn next_effect(&mut self) -> Option<Effect> {
        self.effects.next()
    }

    /// The time at which to call [`Engine::tick`]; `None`: not at all for now. It counts from the last input's reading.
    pub fn deadline(&mut self) -> Option<Deadline> {
        let keeps_alive = self.is_awaited();
        let next = self.next_wake_up()?;
        Some(Deadline {
            in_ms: next.since(self.clock.now()).max(0),
            keeps_alive,
        })
    }

    fn is_awaited(&self) -> bool {
        !self.callers.tasks.is_empty()
    }

    fn next_wake_up(&mut self) -> Option<Timestamp> {
        let armed = match self.settings.host {
            Host::Browser | Host::Process => true,
            // An object with a timer does not go to sleep, and is paid for. While no caller waits, an alarm serves
            // instead.
            Host::DurableObject => self.is_awaited(),
            Host::Edge => false,
        };
        let credentials = self.schedule.nearest();
        let flows = self.flows.nearest();
        let both = credentials.zip(flows).map(|(one, other)| one.min(other));
        both.or(credentials).or(flows).filter(|_| armed)
    }

    /// Handles the consequences of an input, and notes a new wake-up time in the log.
    fn finish(&mut self) {
        self.drive();
        let next = self.next_wake_up();
        if next == self.armed {
            return;
        }
        self.armed = next;
        if let Some(next) = next.filter(|_| self.is_background_refresh_running()) {
            let ms = next.since(self.clock.now());
            let line = Line {
                fields: vec![("inMs", ms.into())],
                ..Line::new(Level::Debug, "timer armed", None)
            };
            self.teller.log(line, self.clock.wall(), &mut self.effects);
        }
    }

    // — inputs —

    /// A call that is answered by [`Effect::Settle`] with the same number.
    pub fn call(&mut self, caller: Caller, call: Call, reading: Reading) {
        self.clock.read(reading);
        self.callers.tasks.put(caller, Task::default());
        if let Err(error) = self.begin(caller, call) {
            self.settle(caller, Err(error));
        }
        self.finish();
    }

    /// Handles a caller that gave up. Its call is not settled; work that it began goes on.
    pub fn abandon(&mut self, caller: Caller, reading: Reading) {
        self.clock.read(reading);
        self.callers.tasks.take(caller);
        for id in self.callers.of(caller) {
            if let Some(waiter) = self.callers.waiters.take(id) {
                let key = waiter.key;
                self.todo.push_back(Todo::Feed(key, Input::Abandoned(id)));
            }
        }
        self.finish();
    }

    /// Handles the end of a piece of work. An unexpected answer is ignored.
    pub fn answer(&mut self, number: Number, answer: Answer, reading: Reading) {
        self.clock.read(reading);
        self.answered(number, answer);
        self.finish();
    }

    /// Notes that the request that does this work is still alive. For hosts where work ends with its request.
    pub fn alive(&mut self, number: Number, reading: Reading) {
        self.clock.read(reading);
        let purpose = self.effects.purpose(number);
        let key = purpose.and_then(Purpose::key);
        if let Some(Purpose::Resolver(name, call)) = purpose {
            let (name, call) = (name.clone(), *call);
            self.resolver_alive(&name, call);
        }
        if let Some(key) = key
            && let Some(entry) = self.providers.get(key)
            && let Some(flight) = entry.credential.in_flight()
        {
            self.todo
                .push_back(Todo::Feed(key, Input::StillAlive(flight)));
        }
        self.finish();
    }

    /// Notes that a caller's request is still alive, and moves its call on. For hosts where work ends with its request.
    /// Returns the time until the next look, in milliseconds; `None` if the call is settled.
    pub fn look(&mut self, caller: Caller, reading: Reading) -> Option<i64> {
        self.clock.read(reading);
        let task = self.callers.tasks.get_mut(caller)?;
        let next_ms = task.next_look_ms();
        let mut keys: Vec<Key> = Vec::new();
        for id in self.callers.of(caller) {
            keys.extend(self.callers.waiters.get(id).map(|waiter| waiter.key));
        }
        let mut at = 0;
        // A caller that waits for a fallback also moves the fallback's flight on.
        while let Some(key) = keys.get(at).copied() {
            at += 1;
            for (lender, sign) in self.asked_by(key) {
                self.todo.push_back(Todo::Feed(key, sign));
                if !keys.contains(&lender) {
                    keys.push(lender);
                }
            }
        }
        self.look_at_resolutions(caller, &keys);
        for key in keys.into_iter().rev() {
            self.todo.push_back(Todo::Feed(key, Input::TimePassed));
        }
        self.wake_flows();
        self.finish();
        self.callers.tasks.get(caller).map(|_| next_ms)
    }

    /// The entries whose tokens an entry waits for, each with the sign of life for that wait.
    fn asked_by(&self, key: Key) -> Vec<(Key, Input)> {
        let mut asked = Vec::new();
        for (_, waiter) in self.callers.waiters.iter() {
            let sign = match waiter.then {
                Then::Lent { borrower, ask } if borrower == key => Input::FallbackAlive(ask),
                Then::Subject(number, _) | Then::Minted(number) => {
                    match self.effects.purpose(number) {
                        Some(Purpose::Step(For::Flight(of, flight), _)) if *of == key => {
                            Input::StillAlive(*flight)
                        }
                        _ => continue,
                    }
                }
                _ => continue,
            };
            asked.push((waiter.key, sign));
        }
        asked
    }

    /// Handles the timer.
    pub fn tick(&mut self, reading: Reading) {
        self.clock.read(reading);
        self.time_passed();
        self.finish();
    }

    fn time_passed(&mut self) {
        self.armed = None;
        let now = self.clock.now();
        while let Some(index) = self.schedule.take_due(now) {
            if let Some(key) = self.providers.key(index) {
                self.todo.push_back(Todo::Feed(key, Input::TimePassed));
                self.drive();
            }
        }
        self.wake_flows();
    }

    /// Handles a signal of the host.
    pub fn host(&mut self, signal: Signal, reading: Reading) {
        self.clock.read(reading);
        if !self.closed {
            self.signalled(signal);
        }
        self.finish();
    }

    fn signalled(&mut self, signal: Signal) {
        let offline = match signal {
            Signal::Heard(hint) => return self.heard(&hint),
            Signal::Online => {
                self.look_into_storage();
                false
            }
            Signal::Offline => true,
            Signal::Woke { offline } => offline,
            // An open channel may keep the page out of the back/forward cache. A page with a storage of its own would
            // miss a logout meanwhile: it would neither hear of it nor find it in storage. Such a page gives up its
            // place in the cache instead.
            Signal::Hidden => {
                if self.traits().shared {
                    self.listen(false);
                }
                return;
            }
            Signal::Restored { offline } => {
                self.listen(true);
                self.look_into_storage();
                offline
            }
        };
        if std::mem::replace(&mut self.offline, offline) != offline {
            self.feed_all(&|| Input::Network(!offline));
        }
        self.time_passed();
    }

    /// Looks at storage, because others may have renewed or logged out unnoticed.
    fn look_into_storage(&mut self) {
        self.feed_all(&|| Input::Elsewhere(Announcement::Renewed));
    }

    /// Opens or closes the channel, unless it is already.
    fn listen(&mut self, listens: bool) {
        if std::mem::replace(&mut self.listens, listens) != listens {
            self.effects.push(Effect::Listen(listens));
        }
    }

    /// Handles a hint, which names a change and a credential. It only causes a look at storage.
    fn heard(&mut self, hint: &str) {
        let Some((what, hint)) = hint.split_at_checked(1) else {
            return;
        };
        let Some((identity, name)) = hint.split_at_checked(IDENTITY_DIGITS) else {
            return;
        };
        let what = match what {
            "n" => Announcement::Renewed,
            "c" => Announcement::Cleared,
            _ => return,
        };
        let keys = match name.split_at_checked(1) {
            Some((":", name)) => Vec::from_iter(self.providers.find(name)),
            Some(("%", name)) => self.providers.find_inline(name),
            _ => return,
        };
        for key in keys {
            let entry = self.providers.get(key);
            if entry.is_some_and(|entry| entry.credential.identity() == identity) {
                self.todo.push_back(Todo::Feed(key, Input::Elsewhere(what)));
            }
        }
    }

    fn feed_all(&mut self, input: &dyn Fn() -> Input) {
        for key in self.providers.all() {
            self.todo.push_back(Todo::Feed(key, input()));
            self.drive();
        }
    }

    /// Stops everything and settles every call with [`Class::ManagerClosed`]. A refresh that was already sent is
    /// finished if there is a storage for the new refresh token, so the driver goes on until no effect is left.
    pub fn close(&mut self, reading: Reading) {
        self.clock.read(reading);
        if std::mem::replace(&mut self.closed, true) {
            return;
        }
        // First, so that no caller gets the error of a fallback that is removed.
        for caller in self.callers.tasks.numbers(|_| true) {
            self.settle(caller, Err(closed()));
        }
        for key in self.providers.all() {
            self.leave(key);
        }
        self.close_resolutions();
        self.listen(false);
        self.teller.close();
        for waiter in self.callers.waiters.numbers(|_| true) {
            self.waiter_answered(waiter, Err(closed()), None);
        }
        self.log(Line::new(Level::Info, "manager closed", None));
        self.finish();
    }

    // — providers —

    /// Adds a provider with its fallbacks: all of them, or nothing.
    ///
    /// # Errors
    /// [`Class::InvalidConfiguration`] if its configuration is wrong or the name is taken; [`Class::ManagerClosed`].
    pub fn add_provider(&mut self, name: &str, provider: Provider, reading: Reading) -> Result<()> {
        self.add_providers(vec![(name.to_owned(), provider)], reading)
    }

    /// Adds providers that may name each other as fallbacks, in whatever order.
    ///
    /// # Errors
    /// As [`Engine::add_provider`]. The providers before the wrong one stay.
    pub fn add_providers(
        &mut self,
        providers: Vec<(String, Provider)>,
        reading: Reading,
    ) -> Result<()> {
        self.clock.read(reading);
        let result = self.add_all(providers);
        self.finish();
        result
    }

    fn add_all(&mut self, providers: Vec<(String, Provider)>) -> Result<()> {
        self.open()?;
        let mut added = Vec::new();
        for (name, provider) in providers {
            added.push((self.add_unchained(&name, provider)?, name));
        }
        let resolves = self.resolutions.is_some();
        for (key, name) in added {
            if let Some(problem) = self.chains.problem(key, &self.providers, resolves) {
                self.remove(key, &name);
                let path = concat(&["providers.", &name, ".fallback"]);
                return Err(Error::configuration(&path, &problem));
            }
            if let Err(error) = self.check_supplier(key, &name) {
                self.remove(key, &name);
                return Err(error);
            }
            self.tell_of_session(key);
            self.resolved(&name);
        }
        Ok(())
    }

    /// Adds a provider whose fallbacks may be added later.
    fn add_unchained(&mut self, name: &str, provider: Provider) -> Result<Key> {
        let path = concat(&["providers.", name]);
        if name.is_empty() {
            let problem = "a provider's name must not be empty";
            return Err(Error::configuration("providers", problem));
        }
        fallbacks::check(&provider, &path)?;
        if self.providers.find(name).is_some() {
            let problem = "the name is taken: remove that provider first";
            return Err(Error::configuration(&path, problem));
        }
        let key = self.register(name.into(), provider, None);
        self.log_of(key, Level::Info, "provider added");
        self.tell_only();
        Ok(key)
    }

    /// Makes an entry of a checked configuration, after those of its inline fallbacks.
    fn register(&mut self, name: Rc<str>, provider: Provider, behind: Option<Behind>) -> Key {
        let count = provider.fallback.len();
        let mut fallbacks = Vec::new();
        let mut chain = Vec::new();
        for (place, fallback) in provider.fallback.into_iter().enumerate() {
            match fallback {
                Fallback::Named(name) => {
                    let name: Rc<str> = name.into();
                    fallbacks.push(name.clone());
                    chain.push(Link::Named(name));
                }
                Fallback::Inline(inline) => {
                    let mut behind = behind.clone().unwrap_or_else(|| Behind {
                        provider: name.clone(),
                        places: Vec::new(),
                    });
                    behind.places.push(place);
                    let name: Rc<str> = fallbacks::name_of(&name, place, count).into();
                    fallbacks.push(name.clone());
                    chain.push(Link::Inline(self.register(name, inline, Some(behind))));
                }
            }
        }
        if self.settings.host == Host::Browser && has_secret(&provider.config.grant) {
            let message = "a clientSecret in a page is no secret: use authorization_code without one (RFC 10017 §6.3.3.1)";
            self.log(Line::new(Level::Warn, message, Some(&name)));
        }
        let mut settings = credential::Settings {
            namespace: self.settings.namespace.clone(),
            name,
            behind: behind.map(Box::new),
            config: provider.config,
            storage: self.traits(),
            fallbacks,
            requests_end: self.requests_end(),
        };
        if settings.stores_nothing() {
            settings.storage = StorageTraits::NONE;
        }
        let supplied = match &settings.config.grant {
            Grant::OAuth(config) if settings.is_supplied() => Some(identity::target(config)),
            _ => None,
        };
        let credential = Credential::new(settings, self.clock.moment());
        let key = self.providers.add(credential, provider.functions);
        self.chains.set(key, chain);
        if let Some(entry) = self.providers.get_mut(key) {
            entry.revokes = provider.revokes;
            entry.allowed_origins = provider.allowed_origins;
            entry.target = supplied.map(Rc::from);
            if entry.target.is_some() || entry.is_on_demand() {
                self.note_dependent(key);
            }
        }
        if self.is_background_refresh_running() {
            self.todo
                .push_back(Todo::Feed(key, Input::Background(true)));
        }
        if self.offline {
            self.todo.push_back(Todo::Feed(key, Input::Network(false)));
        }
        self.drive();
        key
    }

    /// Removes a provider. Callers that wait for its token get [`Class::UnknownProvider`]; stored tokens stay stored.
    ///
    /// # Errors
    /// [`Class::UnknownProvider`]; [`Class::ManagerClosed`].
    pub fn remove_provider(&mut self, name: &str, reading: Reading) -> Result<()> {
        self.clock.read(reading);
        let key = self.find(Some(name))?;
        self.remove(key, name);
        self.finish();
        Ok(())
    }

    fn remove(&mut self, key: Key, name: &str) {
        let mut keys = self.chains.inline_of(key);
        keys.extend(self.on_demand_of(key));
        keys.push(key);
        self.providers.unname(name);
        self.log_of(key, Level::Info, "provider removed");
        self.leave(key);
        self.tell_only();
        for key in keys {
            for waiter in self.callers.at(key) {
                self.waiter_answered(waiter, Err(unknown(name)), None);
            }
        }
    }

    /// Removes an entry: at once, or as soon as its flight has landed.
    fn leave(&mut self, key: Key) {
        let mut keys = self.chains.inline_of(key);
        keys.extend(self.on_demand_of(key));
        keys.push(key);
        for key in keys {
            if let Some(entry) = self.providers.get_mut(key) {
                entry.leaving = true;
            }
            self.tell_borrowers(key);
            self.todo.push_back(Todo::Feed(key, Input::Closing));
            self.drive();
        }
    }

    /// Tells the driver which provider is the only one, if that may have changed.
    fn tell_only(&mut self) {
        if self.providers.len() <= 2 {
            let only = self
                .providers
                .only()
                .and_then(|key| self.providers.get(key));
            let only = only.map(|entry| entry.name().clone());
            self.effects.push(Effect::Only(only));
        }
    }

    /// The names of all providers, in the order in which they were added.
    #[must_use]
    pub fn list_providers(&self) -> Vec<Rc<str>> {
        let keys = self.providers.named();
        let mut names = Vec::new();
        for entry in keys.iter().filter_map(|key| self.providers.get(*key)) {
            names.push(entry.name().clone());
        }
        names
    }

    // — queries —

    /// True if leases still hold by the clock. The driver asks once a second, since a lease measures time by the wall
    /// clock alone, which may have been set back. If false, no lease holds any more.
    pub fn leases_hold(&mut self, reading: Reading) -> bool {
        self.clock.read(reading);
        let offset = self.clock.at().wall_offset_ms;
        std::mem::replace(&mut self.lent_offset, offset) == offset
    }

    /// The time line minus the wall clock, in milliseconds: zero unless the wall clock was set back.
    #[must_use]
    pub fn wall_offset_ms(&self) -> i64 {
        self.clock.at().wall_offset_ms
    }

    /// The access token in memory, if it is good now.
    pub fn peek_token(&mut self, provider: Option<&str>, reading: Reading) -> Option<Handed> {
        self.clock.read(reading);
        let key = self.find(provider).ok()?;
        let entry = self.providers.get(key)?;
        entry.credential.good_tokens(self.clock.now())?;
        drive::handed(entry, key)
    }

    /// Information about a provider's token, without its secrets. Changes nothing.
    ///
    /// # Errors
    /// [`Class::UnknownProvider`]; [`Class::ManagerClosed`].
    pub fn token_info(&mut self, provider: Option<&str>, reading: Reading) -> Result<TokenInfo> {
        self.clock.read(reading);
        let at = self.clock.at();
        self.credential(provider)
            .map(|credential| credential.info(at))
    }

    /// True if there is no token, or one with less life than the hard limit.
    ///
    /// # Errors
    /// [`Class::UnknownProvider`]; [`Class::ManagerClosed`].
    pub fn is_expired(&mut self, provider: Option<&str>, reading: Reading) -> Result<bool> {
        self.clock.read(reading);
        let now = self.clock.now();
        self.credential(provider)
            .map(|credential| credential.is_expired(now))
    }

    /// True if there is no token, or one inside the refresh-ahead window.
    ///
    /// # Errors
    /// [`Class::UnknownProvider`]; [`Class::ManagerClosed`].
    pub fn needs_refresh(&mut self, provider: Option<&str>, reading: Reading) -> Result<bool> {
        self.clock.read(reading);
        let now = self.clock.now();
        self.credential(provider)
            .map(|credential| credential.needs_refresh(now))
    }

    /// True if a user is signed in: the provider holds tokens of a login that live or can be renewed.
    ///
    /// # Errors
    /// [`Class::UnknownProvider`]; [`Class::ManagerClosed`].
    pub fn is_authenticated(&mut self, provider: Option<&str>, reading: Reading) -> Result<bool> {
        self.clock.read(reading);
        let now = self.clock.now();
        self.session(provider)
            .map(|credential| credential.is_authenticated(now))
    }

    /// The signed-in user, if the tokens came with an ID token.
    ///
    /// # Errors
    /// [`Class::UnknownProvider`]; [`Class::ManagerClosed`].
    pub fn user(&mut self, provider: Option<&str>, reading: Reading) -> Result<Option<User>> {
        self.clock.read(reading);
        let now = self.clock.now();
        self.session(provider)
            .map(|credential| credential.user(now))
    }

    /// The number of logouts of a provider's user: by `clear` or `revoke`, here or in another tab. A login stores this
    /// number when it begins, since a logout wins over a login that is under way.
    ///
    /// # Errors
    /// [`Class::UnknownProvider`]; [`Class::ManagerClosed`].
    pub fn logouts(&self, provider: Option<&str>) -> Result<u32> {
        self.credential(provider).map(Credential::logouts)
    }

    /// The health of this manager, from the facts that it knows.
    ///
    /// # Errors
    /// [`Class::ManagerClosed`].
    pub fn health(&mut self, reading: Reading) -> Result<HealthReport> {
        self.open()?;
        self.clock.read(reading);
        let at = self.clock.at();
        let storage = self.storage_health();
        let keys = self.providers.named();
        let (mut statuses, mut providers) = (Vec::new(), Vec::new());
        for entry in keys.iter().filter_map(|key| self.providers.get(*key)) {
            statuses.push(health::of_provider(entry.credential.health(at.now)));
            providers.push(entry.credential.info(at));
        }
        Ok(HealthReport {
            status: health::of_manager(statuses.into_iter(), storage.ok),
            background_refresh: self.is_background_refresh_running(),
            storage,
            providers,
        })
    }

    /// Counts since the engine was made. Tokens that were handed out under a lease are not among the cache hits.
    ///
    /// # Errors
    /// [`Class::ManagerClosed`].
    pub fn metrics(&self) -> Result<&Metrics> {
        self.open()?;
        Ok(&self.teller.metrics)
    }

    /// True if tokens are renewed without a caller.
    #[must_use]
    pub fn is_background_refresh_running(&self) -> bool {
        self.background && !self.closed
    }

    /// Starts or stops renewing tokens without a caller.
    ///
    /// # Errors
    /// [`Class::ManagerClosed`].
    pub fn set_background_refresh(&mut self, on: bool, reading: Reading) -> Result<()> {
        self.open()?;
        self.clock.read(reading);
        self.background = on;
        self.feed_all(&|| Input::Background(on));
        self.finish();
        Ok(())
    }

    /// The provider whose allowed origins forbid sending this token to `origin`; `None` if it may be sent there. See
    /// [`origins::refused_by`].
    ///
    /// # Errors
    /// [`Class::UnknownProvider`]; [`Class::ManagerClosed`].
    pub fn origin_refused_by(
        &self,
        provider: Option<&str>,
        token: &str,
        origin: &str,
    ) -> Result<Option<Rc<str>>> {
        let key = self.find(provider)?;
        let way = self.chains.way_to(key, token, &self.providers);
        let entries = way.into_iter().filter_map(|key| self.providers.get(key));
        let lists = entries.map(|entry| (entry.name().clone(), entry.allowed_origins.clone()));
        Ok(origins::refused_by(lists, origin))
    }

    /// As `origin_refused_by`, but returns an error.
    ///
    /// # Errors
    /// [`Code::OriginNotAllowed`]; [`Class::UnknownProvider`]; [`Class::ManagerClosed`].
    pub fn check_origin(&self, provider: &str, token: &str, origin: &str) -> Result<()> {
        match self.origin_refused_by(Some(provider), token, origin)? {
            Some(by) => Err(origins::not_allowed(origin, &by).of(&provider.into())),
            None => Ok(()),
        }
    }

    /// The provider for a request to `origin`. See [`origins::only`] if no provider is named.
    fn provider_for(&self, provider: Option<&str>, origin: &str) -> Result<Rc<str>> {
        self.open()?;
        let name = match provider {
            None if self.providers.len() > 1 => {
                let mut lists = Vec::new();
                for key in self.providers.named() {
                    let entry = self.providers.get(key);
                    lists.extend(entry.map(|e| (e.name(), &e.allowed_origins[..])));
                }
                return origins::only(&lists, origin).cloned();
            }
            _ => self.find(provider)?,
        };
        let entry = self.providers.get(name).ok_or_else(closed)?;
        match entry
            .allowed_origins
            .iter()
            .any(|allowed| allowed == origin)
        {
            true => Ok(entry.name().clone()),
            false => Err(origins::not_allowed(origin, entry.name()).of(entry.name())),
        }
    }

    /// Handles an API's refusal of a request with a token: `status` (401 or 403) and this `WWW-Authenticate` header.
    /// Tells listeners if the API requires a step-up. True if another token may do better there. That is not so after a
    /// 403, or if the origin refused the same token when it was new.
    pub fn challenged(
        &mut self,
        provider: Option<&str>,
        token: &str,
        origin: &str,
        status: u16,
        challenge: Option<&str>,
        reading: Reading,
    ) -> bool {
        self.clock.read(reading);
        let key = self.find(provider).ok();
        let Some(entry) = key.and_then(|key| self.providers.get(key)) else {
            return false;
        };
        match challenge::read(challenge) {
            Refusal::OfToken => {
                let refusals = entry.refusals.as_ref();
                let version = entry.credential.version();
                let refused = refusals.is_some_and(|r| r.hold(version, origin));
                status == 401 && !(entry.credential.hands_out(token) && refused)
            }
            Refusal::StepUp(wanted) => {
                self.tell(Event::StepUp {
                    provider: entry.name().clone(),
                    wanted: Box::new(wanted),
                });
                false
            }
            Refusal::Other => false,
        }
    }

    /// Notes that `origin` refused a token (401) that had just replaced a refused one.
    pub fn refused_when_new(&mut self, provider: Option<&str>, token: &str, origin: &str) {
        let key = self.find(provider).ok();
        if let Some(entry) = key.and_then(|key| self.providers.get_mut(key))
            && entry.credential.hands_out(token)
        {
            let version = entry.credential.version();
            entry.refusals.get_or_insert_default().note(version, origin);
        }
    }

    /// The content of a proof of possession for a request to `url` (RFC 9449 §7); `None` if the provider's token is
    /// bound to no key.
    ///
    /// # Errors
    /// [`Class::UnknownProvider`]; [`Class::ManagerClosed`].
    pub fn proof(
        &mut self,
        provider: Option<&str>,
        url: &str,
        reading: Reading,
    ) -> Result<Option<Proof>> {
        self.clock.read(reading);
        let key = self.owner(self.find(provider)?);
        Ok(self.proof_for(key, url))
    }

    /// Handles the response to a request to a resource that was sent with a proof. True if the request is worth
    /// repeating, once, with another proof.
    pub fn proof_answered(
        &mut self,
        claims: &Claims,
        response: &HttpResponse,
        reading: Reading,
    ) -> bool {
        self.clock.read(reading);
        self.servers.answered(claims, response, self.clock.at())
    }

    /// A provider's configuration, and its functions.
    ///
    /// # Errors
    /// [`Class::UnknownProvider`]; [`Class::ManagerClosed`].
    pub fn provider(&self, name: &str) -> Result<(ProviderConfig, Option<Functions>)> {
        let key = self.find(Some(name))?;
        let entry = self.providers.get(key).ok_or_else(closed)?;
        let config = entry.credential.settings().config.clone();
        Ok((config, entry.functions))
    }

    /// Counts and logs a note of a user's login, which another core drives.
    ///
    /// # Errors
    /// [`Class::UnknownProvider`]; [`Class::ManagerClosed`].
    pub fn note(&mut self, provider: &str, note: &Note, reading: Reading) -> Result<()> {
        let key = self.find(Some(provider))?;
        self.clock.read(reading);
        self.note_all(Some(key), std::slice::from_ref(note));
        Ok(())
    }

    // — common —

    fn open(&self) -> Result<()> {
        if self.closed { Err(closed()) } else { Ok(()) }
    }

    fn find(&self, name: Option<&str>) -> Result<Key> {
        self.open()?;
        let found = match name {
            Some(name) => self.providers.find(name),
            None => self.providers.only(),
        };
        found.ok_or_else(|| match name {
            Some(name) if self.resolutions.is_some() => not_resolved(name),
            Some(name) => unknown(name),
            None => {
                let message = "name a provider: the manager does not have exactly one";
                Error::new(Class::UnknownProvider, Code::UnknownProvider, message)
            }
        })
    }

    fn credential(&self, provider: Option<&str>) -> Result<&Credential> {
        let key = self.find(provider)?;
        let entry = self.providers.get(key).ok_or_else(closed)?;
        Ok(&entry.credential)
    }

    /// The credential of the login that supplies a provider's tokens.
    fn session(&self, provider: Option<&str>) -> Result<&Credential> {
        let key = self.session_of(self.find(provider)?);
        let entry = self.providers.get(key).ok_or_else(closed)?;
        Ok(&entry.credential)
    }

    fn requests_end(&self) -> bool {
        self.settings.host == Host::Edge
    }

    fn log(&mut self, line: Line<'_>) {
        self.teller.log(line, self.clock.wall(), &mut self.effects);
    }

    /// Logs a message about `key`, under the provider's name.
    fn log_of(&mut self, key: Key, level: Level, message: &'static str) {
        let entry = self.providers.get(key);
        let name = entry.map(|entry| entry.name().clone());
        self.log(Line::new(level, message, name.as_ref()));
    }

    fn tell(&mut self, event: Event) {
        let wall = self.clock.wall();
        self.teller.tell(event, false, wall, &mut self.effects);
    }

    /// Settles a call, unless it is settled.
    fn settle(&mut self, caller: Caller, result: Result<Outcome>) {
        if self.callers.tasks.take(caller).is_some() {
            self.effects.push(Effect::Settle(caller, result));
        }
    }
}
