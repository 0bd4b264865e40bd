//! The manager behind its handles: what it holds, and what can be asked of it.

use super::by_name::ByName;
use super::dpop::Dpop;
use super::drive::Action;
use super::events::{Event, Listener};
use super::lend::token_of;
use super::log::{Level, Logger};
use super::login;
use super::registry::{Entry, Key, Registry};
use super::resolve::{Resolutions, Resolver};
use super::store::{Missing, Opened, Stores, find};
use super::waiting::Waiting;
use super::{Options, TokenInfo, TokenInput, closed};
use crate::core::config::ProviderConfig;
use crate::core::credential::io::Input;
use crate::core::credential::{Credential, StorageTraits};
use crate::core::error::{Class, Code, Error, Result};
use crate::core::key_sets::KeySets;
use crate::core::login::callbacks::Finishes;
use crate::core::login::pending::Logins;
use crate::core::metrics::Metrics;
use crate::core::oauth::metadata::Metadata;
use crate::core::records::storages::Storages;
use crate::core::schedule::Schedule;
use crate::core::time::{Moment, TimeLine, Timestamp};
use crate::core::tokens::TokenSet;
use crate::host::channel::Channel;
use crate::host::cipher::Cipher;
use crate::host::clock;
use crate::host::kind::{self, Kind};
use crate::host::timer::Timer;
use crate::host::wake::Wake;
use js_sys::{Function, JsString};
use std::cell::{Cell, RefCell, RefMut};
use std::collections::VecDeque;
use std::rc::{Rc, Weak};

/// The manager behind its handles.
pub(super) struct Inner {
    pub(super) state: RefCell<State>,
    pub(super) kind: Kind,
    /// Work ends with the request that began it.
    requests_end: bool,
    pub(super) namespace: Rc<str>,
    pub(super) cipher: Option<Rc<Cipher>>,
    pub(super) storages: Rc<Storages>,
    pub(super) stores: Stores,
    /// Why there is no storage although one was asked for.
    pub(super) storage_missing: RefCell<Option<Missing>>,
    pub(super) resolver: Option<Resolver>,
    pub(super) fetch: Option<Function>,
    pub(super) logins: Logins,
    pub(super) finishes: RefCell<Finishes>,
    pub(super) finish_wakers: login::Wakers,
    pub(super) dpop: Dpop,
    pub(super) lend: Option<Function>,
    pub(super) logger: Option<Logger>,
    pub(super) log_level: Level,
    pub(super) closed: Cell<bool>,
    pub(super) background: Cell<bool>,
    /// The host says that there is no network.
    pub(super) offline: Cell<bool>,
    pub(super) wake: RefCell<Option<Wake>>,
    pub(super) channel: RefCell<Option<Channel>>,
    pub(super) performing: Cell<bool>,
    /// The time line minus the wall clock when leases were last found to hold.
    pub(super) lent_offset: Cell<i64>,
    /// The storage was found broken before anybody could listen.
    pub(super) early_error: RefCell<Option<Error>>,
    pub(super) me: Weak<Self>,
}

pub(super) struct State {
    pub(super) time_line: Option<TimeLine>,
    pub(super) registry: Registry,
    pub(super) waiting: Waiting,
    pub(super) schedule: Schedule,
    pub(super) timer: Option<Timer>,
    /// What the timer is armed for, and whether a process waits for it.
    pub(super) armed: Option<(Timestamp, bool)>,
    pub(super) actions: VecDeque<(Key, Action)>,
    pub(super) listeners: Vec<Listener>,
    pub(super) metrics: Metrics,
    /// By issuer.
    pub(super) metadata: ByName<Rc<Metadata>>,
    pub(super) key_sets: KeySets,
    pub(super) resolutions: Resolutions,
    /// Logins on other devices that are under way.
    pub(super) device_logins: login::DeviceLogins,
}

impl Inner {
    pub(super) fn new(
        options: Options,
        cipher: Option<Rc<Cipher>>,
        lend: Option<Function>,
    ) -> Rc<Self> {
        let kind = kind::detect();
        let namespace: Rc<str> = options.namespace.into();
        let (found, missing) = match find(&options.storage, cipher.as_deref()) {
            Ok(found) => (found, None),
            Err(missing) => (None, Some(missing)),
        };
        // The storage of a Durable Object says where this is: all events of an object run in one context, and none is cut off.
        let lasting = found.as_ref().is_some_and(Opened::is_lasting);
        let requests_end = kind == Kind::Edge && !lasting;
        let error = missing.as_ref().map(|missing| missing.error.clone());
        let object = found.as_ref().map(|found| found.storage.object());
        let dpop = Dpop::new(object);
        let stores = Stores::default();
        let storage =
            found.map(|found| stores.open(found, cipher.is_some(), !requests_end, &namespace));
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
                metrics: Metrics::default(),
                metadata: ByName::default(),
                key_sets: KeySets::default(),
                resolutions: Resolutions::new(options.resolver.as_ref(), requests_end),
                device_logins: login::DeviceLogins::default(),
            }),
            kind,
            requests_end,
            cipher,
            storages: Rc::new(Storages::new(storage)),
            stores,
            storage_missing: RefCell::new(missing),
            resolver: options.resolver,
            fetch: options.fetch,
            logins: Logins::new(&namespace, kind == Kind::Browser),
            finishes: RefCell::new(Finishes::new(kind == Kind::Browser)),
            finish_wakers: login::Wakers::default(),
            namespace,
            dpop,
            lend,
            logger: options.logger,
            log_level: options.log_level,
            closed: Cell::new(false),
            background: Cell::new(options.background.unwrap_or(kind == Kind::Browser)),
            offline: Cell::new(false),
            wake: RefCell::default(),
            channel: RefCell::default(),
            performing: Cell::new(false),
            lent_offset: Cell::new(0),
            early_error: RefCell::new(error),
            me: me.clone(),
        })
    }

    // — asking —

    pub(super) fn ends_with_request(&self) -> bool {
        self.requests_end
    }

    pub(super) fn kind(&self) -> Kind {
        self.kind
    }

    /// The traits of the storage that the manager uses.
    pub(super) fn storage_traits(&self) -> StorageTraits {
        let storage = self.storages.current();
        storage.map_or(StorageTraits::NONE, |storage| storage.facts.traits)
    }

    /// The host's side of the storage that the manager uses.
    pub(super) fn store(&self) -> Option<Rc<Opened>> {
        self.stores.get(self.storages.current()?.id)
    }

    pub(super) fn open(&self) -> Result<()> {
        if self.closed.get() {
            Err(closed())
        } else {
            Ok(())
        }
    }

    /// The present, by the host's clocks and dice.
    pub(super) fn moment(&self) -> Moment {
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

    pub(super) fn find(&self, name: Option<&str>) -> Result<Key> {
        self.open()?;
        let state = self.state.borrow();
        let found = match name {
            Some(name) => state.registry.find(name),
            None => state.registry.only(),
        };
        found.ok_or_else(|| match name {
            Some(name) if self.resolver.is_some() => not_resolved(name),
            Some(name) => unknown(name),
            None => {
                let message = "name a provider: only a manager with exactly one can do without";
                Error::new(Class::UnknownProvider, Code::UnknownProvider, message)
            }
        })
    }

    pub(super) fn keys(&self) -> Vec<Key> {
        self.state.borrow().registry.all()
    }

    pub(super) fn names(&self) -> Vec<Rc<str>> {
        let state = self.state.borrow();
        state
            .registry
            .named()
            .iter()
            .filter_map(|key| state.registry.get(*key))
            .map(|entry| entry.name().clone())
            .collect()
    }

    pub(super) fn keys_with_tokens(&self) -> Vec<(Key, Rc<str>)> {
        let state = self.state.borrow();
        let holds = |key: &Key| {
            let entry = state.registry.get(*key)?;
            entry
                .credential
                .tokens()
                .map(|_| (*key, entry.name().clone()))
        };
        state.registry.named().iter().filter_map(holds).collect()
    }

    pub(super) fn with_entry<T>(
        &self,
        key: Key,
        use_it: impl FnOnce(&mut Entry) -> T,
    ) -> Option<T> {
        self.entry(key).map(|mut entry| use_it(&mut entry))
    }

    /// Not inlined: there are a hundred places that look an entry up.
    #[inline(never)]
    fn entry(&self, key: Key) -> Option<RefMut<'_, Entry>> {
        RefMut::filter_map(self.state.borrow_mut(), |state| state.registry.get_mut(key)).ok()
    }

    pub(super) fn look<T>(
        &self,
        key: Key,
        ask: impl FnOnce(&Credential, Moment) -> T,
    ) -> Result<T> {
        let at = self.moment();
        self.with_entry(key, |entry| ask(&entry.credential, at))
            .ok_or_else(closed)
    }

    /// A provider's name and configuration.
    pub(super) fn provider(&self, key: Key) -> Result<(Rc<str>, ProviderConfig)> {
        let known = self.with_entry(key, |entry| {
            let config = entry.credential.settings().config.clone();
            (entry.name().clone(), config)
        });
        known.ok_or_else(closed)
    }

    pub(super) fn info(&self, key: Key) -> Result<TokenInfo> {
        self.look(key, Credential::info)
    }

    pub(super) fn tokens(&self, key: Key) -> Result<Option<TokenSet>> {
        let held = self.look(key, |credential, _| {
            let own = credential.own_tokens();
            // While a fallback's token is handed out, the own refresh token is still held.
            credential.tokens().map(|handed| TokenSet {
                refresh_token: own.and_then(|own| own.refresh_token.clone()),
                ..handed.clone()
            })
        })?;
        Ok(held.filter(|tokens| !tokens.access_token.is_empty() || tokens.refresh_token.is_some()))
    }

    pub(super) fn peek(&self, key: Key) -> Option<JsString> {
        let at = self.moment();
        let token = self.with_entry(key, |entry| {
            let living = entry.credential.good_tokens(at.now).is_some();
            if living { token_of(entry) } else { None }
        })??;
        Some(token.text)
    }

    /// Given tokens, as the machine takes them.
    pub(super) fn place(&self, key: Key, tokens: TokenInput) -> Result<TokenSet> {
        let assumed = self.look(key, |c, _| {
            c.settings().config.refresh_policy.assumed_lifetime_ms
        })?;
        tokens.into_tokens(self.moment(), assumed)
    }

    pub(super) fn background(&self) -> bool {
        self.background.get() && !self.closed.get()
    }

    pub(super) fn known_metadata(&self, issuer: &str) -> Option<Rc<Metadata>> {
        self.state.borrow().metadata.get(issuer).cloned()
    }

    pub(super) fn keep_metadata(&self, issuer: &str, metadata: Rc<Metadata>) {
        self.state.borrow_mut().metadata.put(issuer, metadata);
    }

    // — changing —

    pub(super) fn set_background(&self, on: bool) {
        self.background.set(on);
        for key in self.keys() {
            self.feed(key, Input::Background(on));
        }
    }

    pub(super) fn listen(&self, listener: Listener) {
        self.state.borrow_mut().listeners.push(listener);
        if let Some(error) = self.early_error.take() {
            self.tell(&Event::StorageError { error });
        }
    }

    pub(super) fn close(&self) {
        if self.closed.replace(true) {
            return;
        }
        drop(self.wake.take());
        for key in self.keys() {
            self.leave(key);
        }
        self.close_channel();
        self.leave_resolutions();
        self.leave_device_logins(None, &closed());
        let mut state = self.state.borrow_mut();
        state.listeners.clear();
        self.logins.close();
        self.finishes.borrow_mut().close();
        state.waiting.settle_all(|| Err(closed()));
        drop(state);
        self.log(Level::Info, "manager closed", None);
        self.arm();
    }
}

pub(super) fn unknown(name: &str) -> Error {
    let mut error = Error::new(
        Class::UnknownProvider,
        Code::UnknownProvider,
        "no provider has this name: add it first",
    );
    error.provider = Some(name.into());
    error
}

fn not_resolved(name: &str) -> Error {
    let mut error = unknown(name);
    error.message =
        "this provider is not resolved yet: await getToken, or another asynchronous method, first"
            .into();
    error
}
