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
//! Inside: `inputs.rs` takes the inputs; `membership.rs` adds and removes providers; `queries.rs` and `requests.rs`
//! answer at once; `drive.rs` feeds the credentials and turns their outputs into effects; `answers.rs` takes the answers
//! to works; `calls.rs` begins calls and ends them; `records.rs` keeps operations on records in order; `fallbacks.rs`
//! asks fallbacks and tells borrowers; `targets.rs` makes credentials for targets that callers name, and has one
//! credential ask another. The parts that own state: `providers.rs`, `chains.rs`, `resolve.rs`, `callers.rs`,
//! `queue.rs`, `flows.rs`, `tell.rs`.

mod answers;
pub mod call;
mod callers;
mod calls;
mod chains;
mod drive;
pub mod effect;
mod fallbacks;
mod flows;
mod inputs;
mod membership;
mod provider;
mod providers;
mod queries;
mod queue;
mod records;
mod requests;
mod resolve;
mod settings;
mod targets;
mod tell;

pub use self::provider::{Fallback, Functions, Provider};
pub use self::settings::{Deadline, Host, Reading, Settings, Signal, Storage, StorageMissing};

use self::call::{Caller, Outcome};
use self::callers::Callers;
use self::chains::Chains;
use self::effect::Effect;
use self::flows::{Flows, Known};
use self::providers::{Key, Providers};
use self::queue::Effects;
use self::records::Opened;
use self::resolve::Resolutions;
use self::tell::{Line, Teller};
use crate::core::config::Grant;
use crate::core::credential::Credential;
use crate::core::credential::io::Input;
use crate::core::dpop::Servers;
use crate::core::driving::clock::Clock;
use crate::core::error::{Class, Code, Error, Result};
use crate::core::event::Event;
use crate::core::key_sets::KeySets;
use crate::core::log::Level;
use crate::core::records::storages::Storages;
use crate::core::schedule::Schedule;
use crate::core::time::Timestamp;
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
