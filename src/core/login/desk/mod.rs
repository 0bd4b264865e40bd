//! The logins of one manager as a machine: the waiting callers, and the flows that are under way. It holds no tokens.
//! The driver gets providers from the [engine](crate::core::engine) of the manager, and passes the tokens of a login to
//! it.
//!
//! It is driven in the same way as the engine: calls, answers, signals and time go in, and [`Desk::next_effect`]
//! returns the effects. The engine's rules for re-entrancy, work, callers, and hosts where work ends with its request
//! also apply here.
//!
//! In a page the redemption of a callback's code goes on after the manager that began it is closed, and another manager
//! may take its result. See [`redemption`](crate::core::redemption).
//!
//! `effect.rs`: inputs and outputs. `run.rs`: one flow that is under way. `steps.rs`: its steps as works, and their
//! answers.

pub mod effect;
mod run;
mod steps;

use self::effect::{Answer, Call, Caller, DeviceLogin, Effect, Number, Outcome, Provider, Work};
use self::run::{Over, Run, Stage};
use self::steps::Purpose;
use super::callbacks::{Finished, Finishes, Finishing};
use super::finish::Finish;
use super::logout::EndSession;
use super::pending::Logins;
use super::start::Start;
use super::user_info::UserInfo;
use super::window::{self, Kind, Seen, Verdict, Watch, Window};
use crate::core::device::codes::{Begun, Codes};
use crate::core::device::logins::{DeviceLogins, Ended};
use crate::core::dpop::Servers;
use crate::core::driving::clock::Clock;
use crate::core::driving::numbered::Numbered;
use crate::core::driving::{Deadline, Host, Reading, next_look_ms};
use crate::core::error::{Class, Code, Error, Result};
use crate::core::flow;
use crate::core::key_sets::KeySets;
use crate::core::log::{Level, LogRecord};
use crate::core::oauth::authorization::{self, Callback};
use crate::core::redemption::Redemptions;
use crate::core::secret::Secret;
use crate::core::time::Timestamp;
use crate::core::tokens::TokenSet;
use std::cell::RefCell;
use std::collections::VecDeque;
use std::rc::Rc;

/// On hosts where work ends with its request: the time that a caller waits for a callback that another request
/// finishes.
const BOUND_ON_THE_EDGE_MS: i64 = 10_000;

/// On such hosts, a caller that has not looked for this long is gone with its request.
const GONE_AFTER_MS: i64 = 60_000;

/// The settings of a desk.
#[derive(Clone, Debug)]
pub struct Settings {
    /// The manager's namespace. The keys in a page's storage begin with it.
    pub namespace: Rc<str>,
    /// The kind of host.
    pub host: Host,
    /// The least important level that the logger gets; `None` without a logger.
    pub log_level: Option<Level>,
    /// The redemptions of all managers of this page. Ignored if the host is no page.
    pub page: Rc<RefCell<Redemptions>>,
}

/// A signal from the side that holds the tokens.
#[derive(Clone, Debug)]
pub enum Signal {
    /// The user of the provider of this name logs out.
    LoggedOut(Rc<str>),
    /// The provider of this name is removed.
    Removed(Rc<str>),
}

/// The logins of one manager.
#[derive(Debug)]
pub struct Desk {
    settings: Settings,
    clock: Clock,
    effects: VecDeque<Effect>,
    works: Numbered<Purpose>,
    callers: Numbered<Waiting>,
    runs: Numbered<Run>,
    logins: Logins,
    finishes: Finishes,
    device_logins: DeviceLogins,
    /// The providers of the device logins under way, with a note of whether the user has logged out since.
    devices: Vec<Device>,
    /// The numbers of logouts of providers' users, for providers with a finished callback. Used in a page only:
    /// elsewhere no result stays for which they count.
    logouts: Vec<(Rc<str>, u32)>,
    key_sets: KeySets,
    servers: Servers,
    closed: bool,
}

/// A call that is not settled yet.
#[derive(Debug)]
struct Waiting {
    /// For the result of a callback, which all calls with the same URL get. The time is the limit for a callback that
    /// another request finishes.
    callback: Option<(Rc<Finishing>, Option<Timestamp>)>,
    /// It ends a login.
    ends: bool,
    /// A URL that is no callback of a login is no failure.
    handles: bool,
    looked_ms: i64,
    looked_at: Timestamp,
}

#[derive(Debug)]
struct Device {
    id: u32,
    provider: Rc<Provider>,
    logged_out: bool,
}

impl Desk {
    /// A desk without logins.
    #[must_use]
    pub fn new(settings: Settings) -> Self {
        let is_page = settings.host == Host::Browser;
        Self {
            clock: Clock::default(),
            effects: VecDeque::new(),
            works: Numbered::default(),
            callers: Numbered::default(),
            runs: Numbered::default(),
            logins: Logins::new(&settings.namespace, is_page),
            finishes: Finishes::new(is_page),
            device_logins: DeviceLogins::default(),
            devices: Vec::new(),
            logouts: Vec::new(),
            key_sets: KeySets::default(),
            servers: Servers::default(),
            closed: false,
            settings,
        }
    }

    // — inputs —

    /// A call that is answered by [`Effect::Settle`] with the same number.
    pub fn call(&mut self, caller: Caller, call: Call, reading: Reading) {
        self.clock.read(reading);
        self.forget_gone();
        let waiting = Waiting {
            callback: None,
            ends: matches!(
                call,
                Call::LogIn { .. }
                    | Call::FinishLogin { .. }
                    | Call::HandleCallback { .. }
                    | Call::FinishDeviceLogin { .. }
            ),
            handles: matches!(call, Call::HandleCallback { .. }),
            looked_ms: 0,
            looked_at: self.clock.now(),
        };
        self.callers.put(caller, waiting);
        if let Err(error) = self.begin(caller, call) {
            self.settle(caller, Err(error));
        }
    }

    /// Handles a caller that gave up. Its call is not settled; work that it began goes on.
    pub fn abandon(&mut self, caller: Caller, reading: Reading) {
        self.clock.read(reading);
        self.callers.take(caller);
    }

    /// Handles the end of a piece of work. An unexpected answer is ignored.
    pub fn answer(&mut self, number: Number, answer: Answer, reading: Reading) {
        self.clock.read(reading);
        self.answered(number, answer);
    }

    /// Handles a signal from the side that holds the tokens.
    pub fn signal(&mut self, signal: &Signal, reading: Reading) {
        self.clock.read(reading);
        match signal {
            Signal::LoggedOut(name) => self.logged_out(name),
            Signal::Removed(name) => self.removed(name),
        }
    }

    /// Ends a device login. After its end this does nothing.
    pub fn cancel_device_login(&mut self, id: u32, reading: Reading) {
        self.clock.read(reading);
        let mut ended = Vec::new();
        self.device_logins.cancel(id, &mut ended);
        self.end_devices(ended);
    }

    /// Handles the timer.
    pub fn tick(&mut self, reading: Reading) {
        self.clock.read(reading);
        self.wake(None);
    }

    /// Notes that a caller's request is still alive, and moves its call on. For hosts where work ends with its request.
    /// Returns the time until the next look, in milliseconds; `None` if the call is settled.
    pub fn look(&mut self, caller: Caller, reading: Reading) -> Option<i64> {
        self.clock.read(reading);
        let now = self.clock.now();
        let waiting = self.callers.get_mut(caller)?;
        waiting.looked_at = now;
        waiting.looked_ms = next_look_ms(waiting.looked_ms);
        let next_ms = waiting.looked_ms;
        let until = waiting.callback.as_ref().and_then(|(_, until)| *until);
        if until.is_some_and(|until| until <= now) {
            let message = "the request that finished this login has ended";
            let lost = Error::new(Class::Login, Code::Timeout, message);
            self.settle(caller, Err(lost));
        }
        self.wake(Some(caller));
        self.callers.get(caller).map(|_| next_ms)
    }

    /// Stops everything and settles every call with [`Class::ManagerClosed`]. In a page redemptions go on, so the
    /// driver goes on until no effect is left.
    pub fn close(&mut self, reading: Reading) {
        self.clock.read(reading);
        self.closed = true;
        for caller in self.callers_where(&|_| true) {
            self.settle(caller, Err(Error::closed()));
        }
        self.device_logins = DeviceLogins::default();
        self.devices.clear();
        self.logins.close();
        self.finishes.close();
        let is_page = self.is_page();
        for id in self.runs_where(&|run| !is_page || !run.is_of_callback()) {
            self.end(id);
        }
    }

    // — outputs —

    /// The next effect for the driver.
    pub fn next_effect(&mut self) -> Option<Effect> {
        self.effects.pop_front()
    }

    /// The time at which to call [`Desk::tick`]; `None`: not at all for now. It counts from the last input's reading.
    #[must_use]
    pub fn deadline(&self) -> Option<Deadline> {
        let runs = self.runs.iter();
        let next = runs.flat_map(|(_, run)| [run.wakes_at, run.window.map(|(_, end)| end)]);
        let next = next.flatten().min();
        let next = next.filter(|_| self.settings.host != Host::Edge)?;
        Some(Deadline {
            in_ms: next.since(self.clock.now()).max(0),
            keeps_alive: !self.callers.is_empty(),
        })
    }

    /// The time line minus the wall clock, in milliseconds: zero unless the wall clock was set back.
    #[must_use]
    pub fn wall_offset_ms(&self) -> i64 {
        self.clock.at().wall_offset_ms
    }

    fn settle(&mut self, caller: Caller, result: Result<Outcome>) {
        let Some(waiting) = self.callers.take(caller) else {
            return;
        };
        if waiting.ends {
            match &result {
                Ok(Outcome::Finished(finished)) => {
                    self.log(
                        Level::Info,
                        "login finished",
                        Some(&finished.provider),
                        None,
                    );
                }
                Ok(Outcome::Decided(name)) => {
                    self.log(Level::Info, "login finished", Some(name), None);
                }
                Ok(_) => {}
                Err(error) => {
                    let provider = error.provider.as_ref();
                    self.log(Level::Warn, "login failed", provider, Some(error));
                }
            }
        }
        self.effects.push_back(Effect::Settle(caller, result));
    }

    fn log(
        &mut self,
        level: Level,
        message: &'static str,
        provider: Option<&Rc<str>>,
        error: Option<&Error>,
    ) {
        if self.settings.log_level.is_some_and(|most| level <= most) {
            self.effects.push_back(Effect::Log(LogRecord {
                level,
                message,
                provider: provider.cloned(),
                at: self.clock.wall(),
                error: error.cloned(),
                fields: Vec::new(),
            }));
        }
    }

    // — calls —

    fn is_page(&self) -> bool {
        self.settings.host == Host::Browser
    }

    fn begin(&mut self, caller: Caller, call: Call) -> Result<()> {
        if self.closed {
            return Err(Error::closed());
        }
        match call {
            Call::FinishLogin { url } => self.finish(caller, url, false),
            Call::HandleCallback { url } => self.finish(caller, url, true),
            Call::FinishDeviceLogin { id } => self.decide(caller, id),
            Call::StartLogin { ref provider, .. }
            | Call::StartDeviceLogin { ref provider }
            | Call::LogIn { ref provider, .. }
            | Call::UserInfo { ref provider }
            | Call::LogoutUrl { ref provider, .. } => {
                let work = Work::FindProvider(provider.clone());
                let window = match call {
                    Call::LogIn { window, .. } => Some(window),
                    _ => None,
                };
                let mut run = Run::new(caller, Stage::Opening(call.into()), None);
                let now = self.clock.now();
                run.window = window.map(|window| (window, now.plus(window.timeout_ms)));
                let run = self.runs.add(run);
                self.work(run, work, None, Purpose::Opened(run));
                Ok(())
            }
        }
    }

    /// Continues a call after the search for its provider.
    fn open(&mut self, id: u32, found: Result<Box<Provider>>) {
        let Some(run) = self.runs.get_mut(id) else {
            return;
        };
        let Stage::Opening(call) = std::mem::replace(&mut run.stage, Stage::Opened) else {
            return;
        };
        let caller = run.caller;
        let found = found.map(|found| run.provider.insert(found.into()).clone());
        match found.and_then(|provider| self.open_with(*call, &provider)) {
            Ok(stage) => {
                if let Some(run) = self.runs.get_mut(id) {
                    run.stage = stage;
                }
                self.advance(id, None);
            }
            Err(error) => {
                self.end(id);
                self.settle(caller, Err(error));
            }
        }
    }

    fn open_with(&mut self, call: Call, provider: &Provider) -> Result<Stage> {
        let (name, config) = (provider.name.clone(), provider.config.clone());
        Ok(match call {
            Call::StartLogin { options, .. } => {
                self.log(Level::Info, "login started", Some(&name), None);
                let start = Start::new(name, config, options, self.logins.clone())?;
                Stage::Start(start.into())
            }
            Call::LogIn {
                mut options,
                window,
                ..
            } => {
                self.log(Level::Info, "login started", Some(&name), None);
                if window.kind == Kind::Silent {
                    options.prompt = Some("none".into());
                }
                let start = Start::new(name, config, options, self.logins.in_windows())?;
                Stage::Start(start.into())
            }
            Call::UserInfo { .. } => Stage::UserInfo(UserInfo::new(name, config)?.into()),
            Call::LogoutUrl {
                options, signs_out, ..
            } => Stage::EndSession(EndSession::new(name, config, options, signs_out)?.into()),
            _ => {
                self.log(Level::Info, "device login started", Some(&name), None);
                Stage::Codes(Codes::new(name, config)?.into())
            }
        })
    }

    // — callbacks —

    fn finish(&mut self, caller: Caller, url: Secret, handles: bool) -> Result<()> {
        let callback = authorization::read_callback(url.reveal());
        if handles && !callback.as_ref().is_ok_and(Callback::is_answer) {
            self.settle(caller, Ok(Outcome::NoCallback));
            return Ok(());
        }
        let callback = callback?;
        let logouts = |name: &str| {
            let mut known = self.logouts.iter();
            known
                .find(|(known, _)| **known == *name)
                .map(|(_, count)| *count)
        };
        let known = self.finishes.find(&url, &logouts);
        let ended = known
            .clone()
            .and_then(|known| Some((known.result()?, known)));
        if let Some((result, known)) = ended {
            self.callback_ended(caller, &known, result);
            return Ok(());
        }
        let bound = self.clock.now().plus(BOUND_ON_THE_EDGE_MS);
        let until = (known.is_some() && self.settings.host == Host::Edge).then_some(bound);
        let is_new = known.is_none();
        let finishing = known.unwrap_or_else(|| self.finishes.begin(url));
        if let Some(waiting) = self.callers.get_mut(caller) {
            waiting.callback = Some((finishing.clone(), until));
        }
        if is_new {
            let page = self.is_page().then(|| self.settings.page.clone());
            let (namespace, logins) = (self.settings.namespace.clone(), self.logins.clone());
            let cleans = handles && page.is_some();
            let callback = (callback, cleans);
            let finish = Finish::new(namespace, finishing.clone(), callback, logins, page);
            let stage = Stage::Finish(finish.into(), finishing);
            let run = self.runs.add(Run::new(caller, stage, None));
            self.advance(run, None);
        }
        Ok(())
    }

    /// Tells a caller the result of a callback. A stranger's callback is no failure for a caller that only asks whether
    /// there is one.
    fn callback_ended(&mut self, caller: Caller, of: &Finishing, result: Result<Finished>) {
        let waiting = self.callers.get(caller);
        let handles = waiting.is_some_and(|waiting| waiting.handles);
        let outcome = match handles && !of.was_ours() {
            true => Ok(Outcome::NoCallback),
            false => result.map(Outcome::Finished),
        };
        self.settle(caller, outcome);
    }

    // — windows —

    /// Sends the login's window to the server, and watches it.
    fn watch(&mut self, mut run: Run, window: Window, url: String) {
        let state = match &run.stage {
            Stage::Start(start) => start.state().cloned().unwrap_or_default(),
            _ => Secret::default(),
        };
        run.stage = Stage::Watch(Watch::new(state.clone()).into());
        let id = self.runs.add(run);
        let go = Some((url, state));
        let window = window.number;
        self.work(id, Work::Watch { window, go }, None, Purpose::Seen(id));
    }

    fn seen(&mut self, id: u32, seen: Result<Seen>) {
        let now = self.clock.now();
        let Some(run) = self.runs.get_mut(id) else {
            return;
        };
        let (Stage::Watch(watch), Some((window, _))) = (&mut run.stage, run.window) else {
            return;
        };
        let (caller, window) = (run.caller, window.number);
        let verdict = match seen {
            Ok(seen) => watch.see(seen, now),
            Err(error) => {
                self.end(id);
                return self.settle(caller, Err(error));
            }
        };
        match verdict {
            Verdict::Callback(url) => {
                self.end(id);
                if let Err(error) = self.finish(caller, url, false) {
                    self.settle(caller, Err(error));
                }
                return;
            }
            Verdict::Closed => self.settle(caller, Err(window::closed())),
            Verdict::Wait => {}
        }
        let look = Work::Watch { window, go: None };
        self.work(id, look, None, Purpose::Seen(id));
    }

    /// Ends the logins in windows that have taken too long.
    fn end_late(&mut self) {
        let now = self.clock.now();
        let is_late = |run: &Run| run.window.is_some_and(|(_, end)| end <= now);
        for id in self.runs_where(&is_late) {
            let window = self.runs.get(id).and_then(|run| run.window);
            if let (Some((window, _)), Some(caller)) = (window, self.end(id)) {
                self.settle(caller, Err(window::timed_out(window.kind)));
            }
        }
    }

    // — device logins —

    fn codes_came(&mut self, run: &Run, begun: Box<Begun>) -> Result<Outcome> {
        let provider = run.provider.clone().ok_or_else(Error::closed)?;
        let code = begun.code.clone();
        let mut ended = Vec::new();
        let id = self.device_logins.begin(begun, &mut ended);
        self.end_devices(ended);
        self.devices.push(Device {
            id,
            provider,
            logged_out: run.logged_out,
        });
        Ok(Outcome::Codes(DeviceLogin {
            id,
            user_code: code.user_code,
            verification_uri: code.verification_uri,
            verification_uri_complete: code.verification_uri_complete,
            expires_at: self.clock.at().wall(code.expires_at),
        }))
    }

    fn decide(&mut self, caller: Caller, id: u32) -> Result<()> {
        let mut decision = self.device_logins.decide(id)?;
        let device = self.devices.iter().find(|device| device.id == id);
        let device = device.ok_or_else(Error::closed)?;
        if device.logged_out {
            decision.logged_out();
        }
        let stage = Stage::Decision(decision.into(), id);
        let run = Run::new(caller, stage, Some(device.provider.clone()));
        let run = self.runs.add(run);
        self.advance(run, None);
        Ok(())
    }

    /// Ends the waits for decisions.
    fn end_devices(&mut self, ended: Vec<Ended>) {
        for Ended { id, error } in ended {
            self.devices.retain(|device| device.id != id);
            let of = |run: &Run| matches!(run.stage, Stage::Decision(_, of) if of == id);
            self.end_with(&of, &error);
        }
    }

    /// Ends runs with this error.
    fn end_with(&mut self, ends: &dyn Fn(&Run) -> bool, error: &Error) {
        for id in self.runs_where(ends) {
            if let Some(caller) = self.end(id) {
                self.settle(caller, Err(error.clone()));
            }
        }
    }

    // — signals —

    fn logged_out(&mut self, name: &Rc<str>) {
        let page = &self.settings.page;
        page.borrow_mut().log_out(&self.settings.namespace, name);
        for (known, count) in &mut self.logouts {
            *count = count.wrapping_add(u32::from(known == name));
        }
        for device in &mut self.devices {
            device.logged_out |= device.provider.name == *name;
        }
        for run in self.runs.iter_mut() {
            if run.provider.as_ref().is_some_and(|of| of.name == *name) {
                run.logged_out = true;
                if let Stage::Decision(decision, _) = &mut run.stage {
                    decision.logged_out();
                }
            }
        }
    }

    fn removed(&mut self, name: &Rc<str>) {
        self.logouts.retain(|(known, _)| known != name);
        let mut ended = Vec::new();
        let error = Error::unknown_provider(name);
        self.device_logins.leave(Some(name), &error, &mut ended);
        self.end_devices(ended);
        let is_begun = |run: &Run| {
            let of = run.provider.as_ref();
            matches!(run.stage, Stage::Codes(_)) && of.is_some_and(|of| of.name == *name)
        };
        self.end_with(&is_begun, &error);
    }

    /// Notes the number of logouts of a provider's user.
    fn note_logouts(&mut self, provider: &Provider) {
        if self.is_page() {
            self.logouts.retain(|(known, _)| *known != provider.name);
            self.logouts.push((provider.name.clone(), provider.logouts));
        }
    }

    // — runs —

    /// Continues the runs whose wait is over: only those of this caller, where work ends with its request.
    fn wake(&mut self, caller: Option<Caller>) {
        self.end_late();
        let now = self.clock.now();
        let is_due = |run: &Run| {
            let wakes = caller.is_none_or(|caller| run.caller == caller);
            wakes && run.wakes_at.is_some_and(|at| at <= now)
        };
        for id in self.runs_where(&is_due) {
            let Some(run) = self.runs.get_mut(id) else {
                continue;
            };
            match run.redemption.clone() {
                None => self.advance(id, Some(flow::Answer::Waited)),
                Some(redemption) => match redemption.outcome() {
                    Some(outcome) => self.advance(id, Some(flow::Answer::Redeemed(outcome))),
                    None => run.look_again(now),
                },
            }
        }
    }

    /// The runs for which this is true. Not generic, because many places make such lists.
    fn runs_where(&self, is: &dyn Fn(&Run) -> bool) -> Vec<u32> {
        let runs = self.runs.iter();
        runs.filter_map(|(id, run)| is(run).then_some(id)).collect()
    }

    /// The callers for which this is true.
    fn callers_where(&self, is: &dyn Fn(&Waiting) -> bool) -> Vec<Caller> {
        let callers = self.callers.iter();
        callers
            .filter_map(|(caller, waiting)| is(waiting).then_some(caller))
            .collect()
    }

    /// Ends a run whose result is no longer needed. Returns the caller that began it.
    fn end(&mut self, id: u32) -> Option<Caller> {
        let run = self.runs.take(id)?;
        if let Some(step) = run.step
            && self.works.take(step).is_some()
        {
            self.effects.push_back(Effect::Cancel(step));
        }
        if let Some((window, _)) = run.window {
            self.effects.push_back(Effect::CloseWindow(window.number));
        }
        Some(run.caller)
    }

    /// Forgets callers whose requests have ended.
    fn forget_gone(&mut self) {
        if self.settings.host != Host::Edge {
            return;
        }
        let now = self.clock.now();
        let is_gone = |waiting: &Waiting| now.since(waiting.looked_at) > GONE_AFTER_MS;
        for caller in self.callers_where(&is_gone) {
            self.callers.take(caller);
            for id in self.runs_where(&|run| run.caller == caller) {
                self.end(id);
            }
        }
    }

    /// Handles the end of a flow.
    fn over(&mut self, id: u32, over: Over) {
        let Some(run) = self.runs.take(id) else {
            return;
        };
        let caller = run.caller;
        match over {
            Over::Url(url) => match (url, run.window) {
                (Ok(login), Some((window, _))) => self.watch(run, window, login.url),
                (url, window) => {
                    let closes = window.map(|(window, _)| Effect::CloseWindow(window.number));
                    self.effects.extend(closes);
                    self.settle(caller, url.map(Outcome::Url));
                }
            },
            Over::Codes(begun) => {
                let codes = begun.and_then(|begun| self.codes_came(&run, begun));
                self.settle(caller, codes);
            }
            Over::Decided(tokens) => {
                if let Stage::Decision(_, login) = run.stage {
                    self.device_logins.decided(login);
                    self.devices.retain(|device| device.id != login);
                }
                match (tokens, run.provider.clone()) {
                    (Ok(tokens), Some(provider)) => self.give(run, &provider, tokens),
                    (Ok(_), None) => {}
                    (Err(error), _) => self.settle(caller, Err(error)),
                }
            }
            Over::UserInfo(claims) => self.settle(caller, claims.map(Outcome::UserInfo)),
            Over::EndSession(url) => self.settle(caller, url.map(Outcome::LogoutUrl)),
            Over::Finished(result) => {
                let Stage::Finish(_, finishing) = run.stage else {
                    return;
                };
                self.finishes.ended(&finishing, result.clone());
                let waits = |waiting: &Waiting| {
                    let callback = waiting.callback.as_ref();
                    callback.is_some_and(|(of, _)| Rc::ptr_eq(of, &finishing))
                };
                for caller in self.callers_where(&waits) {
                    self.callback_ended(caller, &finishing, result.clone());
                }
            }
            Over::Redeemed(outcome) => {
                let Stage::Redeem(_, redemption) = run.stage else {
                    return;
                };
                redemption.ended(outcome.clone());
                let waits = |run: &Run| {
                    let of = run.redemption.as_ref();
                    of.is_some_and(|of| Rc::ptr_eq(of, &redemption))
                };
                for id in self.runs_where(&waits) {
                    self.advance(id, Some(flow::Answer::Redeemed(outcome.clone())));
                }
            }
        }
    }

    /// Passes on the tokens of a device login.
    fn give(&mut self, mut run: Run, provider: &Provider, tokens: Box<TokenSet>) {
        run.stage = Stage::Giving;
        let id = self.runs.add(run);
        let work = Work::GiveTokens {
            provider: provider.name.clone(),
            tokens,
            logouts: provider.logouts,
        };
        self.work(id, work, None, Purpose::Given(id));
    }

    fn given(&mut self, id: u32, given: Result<bool>) {
        let Some(run) = self.runs.take(id) else {
            return;
        };
        let Some(provider) = run.provider else {
            return;
        };
        let name = &provider.name;
        let given = given.and_then(|given| match given {
            true => Ok(Outcome::Decided(name.clone())),
            false => {
                let message = "the user logged out while the device login was under way";
                Err(Error::login_failed(message).of(name))
            }
        });
        self.settle(run.caller, given);
    }
}
