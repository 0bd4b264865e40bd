//! The state that all handles of a manager share: its engine and its driver.

use super::host::{ClientDriver, ClientLoop, FunctionTable, LoginDriver, set};
use super::logins::Logins;
use super::options::{LoginMode, Options};
use super::results;
use super::shell::{State, TokenwardEngine, reading};
use super::waiting::{Callers, Machine, call};
use crate::core::engine::call::{Call, Caller, Outcome};
use crate::core::engine::{Engine, Host};
use crate::core::error::{Error, Result};
use crate::core::log::Level;
use crate::core::login::window::Window;
use crate::wire::Driven;
use js_sys::Object;
use std::cell::{Cell, OnceCell};
use std::rc::Rc;
use wasm_bindgen::JsValue;
use wasm_bindgen::closure::Closure;
use wasm_bindgen_futures::spawn_local;

/// Dropping it closes the manager.
#[derive(Debug)]
pub(super) struct Handle {
    pub state: Rc<State>,
    pub driver: ClientDriver,
    pub functions: FunctionTable,
    engine: ClientLoop,
    /// Present once a user has begun to log in.
    logins: OnceCell<(Rc<Logins>, LoginDriver, ClientLoop)>,
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
            // A flag is enough: the records never reach the driver.
            set(&given, "logger", &JsValue::TRUE);
            set(&given, "logLevel", &options.log_level.as_str().into());
        }
        if let Some(resolver) = &options.resolver {
            set(&given, "resolveProvider", &resolver.function(&resolved));
        }
        let resolve_within_ms = options.resolver.map(|resolver| resolver.deadline_ms);
        let made = Rc::new(OnceCell::new());
        let make = {
            let (made, logger) = (made.clone(), options.logger);
            Closure::once_into_js(move |settings: String| {
                let engine = State::new(&settings, resolve_within_ms, resolved, logger);
                engine.map_err(JsValue::from).map(|(state, host)| {
                    let _ = made.set((state.clone(), host));
                    TokenwardEngine::new(state)
                })
            })
        };
        let driver = ClientDriver::new(&given, &make).map_err(results::thrown)?;
        let (state, host) = made.get().cloned().ok_or_else(Error::closed)?;
        let engine = driver.engine();
        let _ = state.causes.set(engine.causes());
        let handle = Rc::new(Self {
            state,
            functions: driver.functions(),
            driver,
            engine,
            logins: OnceCell::new(),
            namespace: options.namespace.into(),
            host,
            log_level: options.log_level,
            last_listener: Cell::default(),
        });
        let _ = handle.state.handle.set(Rc::downgrade(&handle));
        handle.state.turn.begin();
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
            while (&*self.state).next().is_some() {}
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
        self.logins.get().map(|(logins, ..)| logins)
    }

    /// The logins. Begins them if necessary.
    pub fn begun_logins(self: &Rc<Self>) -> &Rc<Logins> {
        &self.logins.get_or_init(|| Logins::new(self)).0
    }

    /// The window of a login. A popup opens now. `None` if this page goes to the server.
    pub fn window(
        self: &Rc<Self>,
        provider: Option<&str>,
        mode: &LoginMode,
    ) -> Result<Option<Window>> {
        let popup = self.driver.popup(mode.name(), provider, &mode.given());
        let popup = popup.map_err(results::thrown)?;
        Ok(mode.window().map(|(kind, timeout_ms)| {
            let (_, driver, _) = self.logins.get_or_init(|| Logins::new(self));
            Window::new(driver.watch(&popup), kind, timeout_ms)
        }))
    }

    pub fn drive_logins(&self) {
        if let Some((.., desk)) = self.logins.get() {
            desk.drive();
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
