//! The logins of a manager's users: the desk of the core, with its own loop of the driver. The engine beside it answers
//! the desk's questions about tokens.

use super::handle::Handle;
use super::host::{Causes, ClientLoop, LoginDriver};
use super::results;
use super::shell::{Turn, reading};
use super::waiting::{Callers, Machine, call};
use crate::core::driving::{Caller, Deadline, Host, Reading};
use crate::core::engine::call as engine;
use crate::core::error::{Error, Result};
use crate::core::event::Event;
use crate::core::given::TokenInput;
use crate::core::login::desk::effect::{Answer, Call, Effect, Number, Outcome, Provider, Work};
use crate::core::login::desk::{Desk, Settings, Signal};
use crate::core::redemption::Redemptions;
use crate::core::secret::Secret;
use crate::core::tokens::TokenSet;
use crate::wire::{self, Driven};
use std::cell::{Cell, OnceCell, RefCell};
use std::fmt;
use std::rc::{Rc, Weak};
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::spawn_local;

thread_local! {
    /// The redemptions of all managers of this page.
    static PAGE: Rc<RefCell<Redemptions>> = Rc::default();
}

/// A manager's state of its logins.
pub(super) struct Logins {
    desk: RefCell<Desk>,
    callers: Callers<Outcome>,
    host: Host,
    numbers: wire::Causes,
    causes: OnceCell<Causes>,
    handle: Weak<Handle>,
    released: Cell<bool>,
    turn: Turn,
}

impl fmt::Debug for Logins {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Logins")
    }
}

impl Machine for Logins {
    type Outcome = Outcome;

    fn callers(&self) -> &Callers<Outcome> {
        &self.callers
    }

    fn ends_with_request(&self) -> bool {
        self.host == Host::Edge
    }

    fn look(&self, caller: Caller) -> Option<i64> {
        self.input(|desk| desk.look(caller, reading()))
    }

    fn abandon(&self, caller: Caller) {
        self.input(|desk| desk.abandon(caller, reading()));
    }
}

impl Driven for &Logins {
    fn next(&mut self) -> Option<Secret> {
        self.turn.take(|| self.next_effect())
    }

    fn due(&mut self) -> Option<Deadline> {
        self.desk.borrow().deadline()
    }
}

impl Logins {
    /// The logins of a manager, and the loop that drives them.
    pub fn new(handle: &Rc<Handle>) -> (Rc<Self>, LoginDriver, ClientLoop) {
        let settings = Settings {
            namespace: handle.namespace.clone(),
            host: handle.host,
            log_level: handle.state.logger.as_ref().map(|_| handle.log_level),
            page: PAGE.with(Rc::clone),
        };
        let logins = Rc::new(Self {
            desk: RefCell::new(Desk::new(settings)),
            callers: Callers::default(),
            host: handle.host,
            numbers: wire::Causes::default(),
            causes: OnceCell::new(),
            handle: Rc::downgrade(handle),
            released: Cell::new(false),
            turn: Turn::default(),
        });
        let made = logins.clone();
        let make = Closure::once_into_js(move || TokenwardLogins { logins: made });
        let driver = handle.driver.start_logins(&make);
        let desk = driver.desk();
        let _ = logins.causes.set(desk.causes());
        (logins, driver, desk)
    }

    /// Begins a call, at once.
    pub fn call(self: &Rc<Self>, begun: Call) -> impl Future<Output = Result<Outcome>> + use<> {
        let begin = |logins: &Self, caller| {
            logins.input(|desk| desk.call(caller, begun, reading()));
        };
        let (logins, settled) = (self.clone(), call(self, begin));
        async move {
            let settled = settled.await;
            settled.map_err(|error| results::error(error, &logins.causes))
        }
    }

    /// Gives the desk an input, and has the driver do the resulting effects.
    pub fn input<T>(&self, give: impl FnOnce(&mut Desk) -> T) -> T {
        let result = give(&mut self.desk.borrow_mut());
        match self.handle.upgrade() {
            Some(handle) if !self.released.get() => handle.drive_logins(),
            _ => while (&*self).next().is_some() {},
        }
        result
    }

    /// The effects of an input, for the driver.
    fn take_effects(&self) -> String {
        wire::Batch::new().take_effects(&mut &*self, &self.numbers)
    }

    /// The next effect for the driver. Effects that concern the program or the engine are done here.
    fn next_effect(&self) -> Option<Secret> {
        loop {
            let effect = self.desk.borrow_mut().next_effect()?;
            let handle = self.handle.upgrade();
            match (effect, handle) {
                (Effect::Settle(caller, result), _) => self.callers.settle(caller, result),
                (Effect::Do { number, work, .. }, handle) if is_ours(&work) => match handle {
                    Some(handle) => spawn_local(answer(handle, number, work)),
                    None => {
                        let closed = Answer::Failed(Error::closed());
                        self.desk.borrow_mut().answer(number, closed, reading());
                    }
                },
                (Effect::Log(record), Some(handle)) => handle.state.log(&record),
                (Effect::StorageError(error), Some(handle)) => {
                    let error = results::error(error, &self.causes);
                    handle.state.tell(&Event::StorageError { error });
                }
                // The provider may have been removed, and the manager closed.
                (Effect::Note(provider, note), Some(handle)) => {
                    let _ = handle.input(|engine| engine.note(&provider, &note, reading()));
                }
                (Effect::Log(_) | Effect::StorageError(_) | Effect::Note(..), None) => {}
                (effect, _) => {
                    let offset = self.desk.borrow().wall_offset_ms();
                    return Some(wire::login::effect(&effect, offset));
                }
            }
        }
    }
}

/// Handles the logout of a provider's user.
pub(super) fn logged_out(handle: &Handle, provider: Rc<str>) {
    match handle.logins() {
        Some(logins) => {
            let signal = Signal::LoggedOut(provider);
            logins.input(|desk| desk.signal(&signal, reading()));
        }
        // Tokens that the login of another manager left become void.
        None => PAGE.with(|page| page.borrow_mut().log_out(&handle.namespace, &provider)),
    }
}

/// True if the engine does this work, not the driver.
fn is_ours(work: &Work) -> bool {
    matches!(
        work,
        Work::FindProvider(_)
            | Work::Discover(_)
            | Work::FindIdToken(_)
            | Work::SignOut { .. }
            | Work::GiveTokens { .. }
    )
}

/// Has the engine do a piece of the desk's work.
async fn answer(handle: Rc<Handle>, number: Number, work: Work) {
    let answer = by_engine(&handle, work).await;
    if let Some(logins) = handle.logins() {
        let answer = answer.unwrap_or_else(Answer::Failed);
        logins.input(|desk| desk.answer(number, answer, reading()));
    }
}

async fn by_engine(handle: &Rc<Handle>, work: Work) -> Result<Answer> {
    let named = |name: &Rc<str>| String::from(&**name);
    let asked = match &work {
        Work::FindProvider(provider) => engine::Call::FindProvider {
            provider: provider.as_ref().map(named),
        },
        Work::Discover(provider) => engine::Call::Discover {
            provider: named(provider),
        },
        Work::FindIdToken(provider) => engine::Call::IdToken {
            provider: named(provider),
        },
        Work::SignOut { provider, revoke } => {
            let provider = named(provider);
            match revoke {
                true => engine::Call::Revoke {
                    provider: Some(provider),
                },
                false => engine::Call::Clear { provider },
            }
        }
        Work::GiveTokens {
            provider,
            tokens,
            logouts,
        } => {
            let offset = handle.logins().map(|logins| logins.offset());
            engine::Call::TakeLogin {
                provider: named(provider),
                tokens: Box::new(given(tokens, offset.unwrap_or_default())),
                logouts: *logouts,
            }
        }
        _ => return Err(Error::closed()),
    };
    Ok(match handle.call(asked).await? {
        engine::Outcome::Provider(found) => {
            let state = &handle.state.engine;
            let (config, functions) = state.borrow().provider(&found.name)?;
            Answer::Provider(Box::new(Provider {
                name: found.name,
                config,
                functions,
                logouts: found.logouts,
                proof_key: found.proof_key,
            }))
        }
        engine::Outcome::Metadata(metadata) => Answer::Metadata(metadata),
        engine::Outcome::IdToken(id_token) => Answer::IdToken(id_token),
        _ => Answer::Given(true),
    })
}

/// Tokens, converted from the desk's time line to the engine's. Each has its own.
fn given(tokens: &TokenSet, wall_offset_ms: i64) -> TokenInput {
    let wall = |ms: i64| ms.saturating_sub(wall_offset_ms);
    TokenInput {
        access_token: tokens.access_token.clone(),
        token_type: Some(tokens.token_type.to_string()),
        expires_at: tokens.expires_at.map(|at| wall(at.0)),
        expires_in_ms: None,
        obtained_at: Some(wall(tokens.obtained_at.0)),
        scope: tokens.scope.clone(),
        refresh_token: tokens.refresh_token.clone(),
        id_token: tokens.id_token.clone(),
        extra: tokens.extra.clone(),
        clock_skew_ms: tokens.clock_skew_ms,
    }
}

impl Logins {
    fn offset(&self) -> i64 {
        self.desk.borrow().wall_offset_ms()
    }
}

/// The desk of a manager's logins, for the driver of this crate. It is of no use to other JavaScript.
#[wasm_bindgen(skip_typescript)]
#[derive(Debug)]
pub struct TokenwardLogins {
    logins: Rc<Logins>,
}

impl Drop for TokenwardLogins {
    fn drop(&mut self) {
        self.logins.released.set(true);
    }
}

#[wasm_bindgen]
#[allow(missing_docs)] // As those of the npm package's `LoginCore`.
impl TokenwardLogins {
    pub fn effects(&self) -> String {
        self.logins.take_effects()
    }

    pub fn answer(
        &self,
        number: u32,
        text: &str,
        body: Vec<u8>,
        wall: f64,
        monotonic: f64,
        random: u32,
    ) -> std::result::Result<String, JsValue> {
        let numbers = &self.logins.numbers;
        let answer = wire::login::answer(text, body, &wire::Policies::default(), numbers)?;
        let reading = Reading::of(wall, monotonic, random);
        self.with(|desk| desk.answer(number, answer, reading));
        Ok(self.effects())
    }

    pub fn tick(&self, wall: f64, monotonic: f64, random: u32) -> String {
        let reading = Reading::of(wall, monotonic, random);
        self.with(|desk| desk.tick(reading));
        self.effects()
    }

    /// No login waits without a time limit for another request's work.
    pub fn alive(&self) -> String {
        self.effects()
    }

    pub fn close(&self, wall: f64, monotonic: f64, random: u32) -> String {
        let reading = Reading::of(wall, monotonic, random);
        self.with(|desk| desk.close(reading));
        self.effects()
    }
}

impl TokenwardLogins {
    fn with(&self, input: impl FnOnce(&mut Desk)) {
        input(&mut self.logins.desk.borrow_mut());
    }
}
