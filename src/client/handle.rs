//! The state that all handles of a manager share: its engine and its driver.

use super::host::{ClientDriver, ClientLoop, set};
use super::logins::Logins;
use super::options::Options;
use super::shell::{State, TokenwardEngine, reading};
use super::waiting::{Callers, Machine, call};
use crate::core::engine::call::{Call, Caller, Outcome};
use crate::core::engine::{Engine, Host};
use crate::core::error::{Class, Code, Error, Result};
use crate::core::log::Level;
use crate::wire;
use js_sys::{Error as JsError, Object};
use std::cell::{Cell, OnceCell, RefCell};
use std::rc::Rc;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::spawn_local;

/// Dropping it closes the manager.
#[derive(Debug)]
pub(super) struct Handle {
    pub state: Rc<State>,
    pub driver: ClientDriver,
    engine: ClientLoop,
    /// Present once a user has begun to log in.
    logins: OnceCell<(Rc<Logins>, ClientLoop)>,
    pub namespace: Rc<str>,
    pub host: Host,
    pub log_level: Level,
    last_listener: Cell<u32>,
}

impl Handle {
    pub fn new(options: Options) -> Result<Rc<Self>> {
        let resolved = Rc::default();
        let given = Object::new();
        set(&given, "namespace", &options.namespace.as_str().into());
        set(&given, "storage", &options.storage.value());
        set(&given, "encryption", &options.encryption_value());
        if let Some(background) = options.background {
            set(&given, "background", &background.into());
        }
        if let Some(fetch) = &options.fetch {
            set(&given, "fetch", fetch);
        }
        if options.logger.is_some() {
            set(&given, "logLevel", &options.log_level.as_str().into());
        }
        if let Some(resolver) = &options.resolver {
            set(&given, "resolveProvider", &resolver.function(&resolved));
        }
        let driver = ClientDriver::new(&given).map_err(wrong)?;
        let mut manager = wire::manager(&wire::parse(&driver.settings())?)?;
        if let Some(resolver) = &options.resolver {
            manager.settings.resolve_within_ms = Some(resolver.deadline_ms);
        }
        let host = manager.settings.host;
        let state = Rc::new(State {
            engine: RefCell::new(Engine::new(manager.settings)?),
            functions: driver.functions(),
            resolved,
            callers: Callers::default(),
            handle: OnceCell::new(),
            listeners: RefCell::default(),
            logger: options.logger,
            policies: manager.policies,
            numbers: wire::Causes::default(),
            causes: OnceCell::new(),
            released: Cell::new(false),
            taking: Cell::new(false),
        });
        let engine = driver.start(TokenwardEngine::new(state.clone()).into());
        let _ = state.causes.set(engine.causes());
        let handle = Rc::new(Self {
            state,
            driver,
            engine,
            logins: OnceCell::new(),
            namespace: options.namespace.into(),
            host,
            log_level: options.log_level,
            last_listener: Cell::default(),
        });
        let _ = handle.state.handle.set(Rc::downgrade(&handle));
        handle.drive_later();
        Ok(handle)
    }

    /// Gives the engine an input, and has the driver do the resulting effects.
    pub fn input<T>(&self, give: impl FnOnce(&mut Engine) -> T) -> T {
        let result = give(&mut self.state.engine.borrow_mut());
        self.drive();
        result
    }

    /// Gives the engine an input that sets the manager up. The resulting effects are done a moment later, so that
    /// listeners that the program adds right afterwards get the events.
    pub fn set_up<T>(self: &Rc<Self>, give: impl FnOnce(&mut Engine) -> Result<T>) -> Result<T> {
        let result = give(&mut self.state.engine.borrow_mut());
        self.drive_later();
        result.map_err(|error| self.state.for_program(error))
    }

    fn drive(&self) {
        if self.state.released.get() {
            while self.state.next().is_some() {}
        } else {
            self.engine.drive();
        }
    }

    fn drive_later(self: &Rc<Self>) {
        let handle = Rc::downgrade(self);
        spawn_local(async move {
            if let Some(handle) = handle.upgrade() {
                handle.drive();
            }
        });
    }

    /// The same for an input that may fail.
    pub fn try_input<T>(&self, give: impl FnOnce(&mut Engine) -> Result<T>) -> Result<T> {
        self.input(give)
            .map_err(|error| self.state.for_program(error))
    }

    pub async fn call(self: &Rc<Self>, begun: Call) -> Result<Outcome> {
        self.settled(|engine, caller| engine.call(caller, begun, reading()))
            .await
    }

    /// The result that is settled under the number of a new caller.
    pub async fn settled(
        self: &Rc<Self>,
        begin: impl FnOnce(&mut Engine, Caller),
    ) -> Result<Outcome> {
        call(self, |handle, caller| {
            handle.input(|engine| begin(engine, caller));
        })
        .await
    }

    /// The logins, if a user has begun to log in.
    pub fn logins(&self) -> Option<&Rc<Logins>> {
        self.logins.get().map(|(logins, _)| logins)
    }

    /// The logins. Begins them if necessary.
    pub fn begun_logins(self: &Rc<Self>) -> &Rc<Logins> {
        &self.logins.get_or_init(|| Logins::new(self)).0
    }

    pub fn drive_logins(&self) {
        if let Some((_, driver)) = self.logins.get() {
            driver.drive();
        }
    }

    pub fn listen(&self, listener: Rc<dyn Fn(&crate::core::event::Event)>) -> u32 {
        let number = self.last_listener.get() + 1;
        self.last_listener.set(number);
        let mut listeners = self.state.listeners.borrow_mut();
        listeners.push((number, listener));
        number
    }

    pub fn close(&self) {
        if let Some((_, driver)) = self.logins.get() {
            driver.close();
        }
        self.driver.close();
    }
}

impl Machine for Handle {
    type Outcome = Outcome;

    fn callers(&self) -> &Callers<Outcome> {
        &self.state.callers
    }

    fn ends_with_request(&self) -> bool {
        self.host == Host::Edge
    }

    fn look(&self, caller: Caller) -> Option<i64> {
        self.input(|engine| engine.look(caller, reading()))
    }

    fn abandon(&self, caller: Caller) {
        self.input(|engine| engine.abandon(caller, reading()));
    }
}

impl Drop for Handle {
    fn drop(&mut self) {
        self.close();
    }
}

/// The error for a value that the driver threw. Its message contains the value.
fn wrong(thrown: JsValue) -> Error {
    let message = thrown.dyn_ref::<JsError>().map(JsError::message);
    Error::new(
        Class::InvalidConfiguration,
        Code::InvalidConfiguration,
        message.map_or(String::new(), String::from),
    )
}
