//! The pending login, which waits for its callback. A page keeps it in its tab's sessionStorage, since the user leaves
//! the page for the authorization server's. Hosts that are no page keep it in memory, as do pages whose sessionStorage
//! fails.
//!
//! Servers may have a sessionStorage as well. All users of the process share it, so it is no place for a user's login.

use crate::core::error::Result;
use crate::core::flow::{Answer, Flow, Next, Work};
use crate::core::login::window::STATE_PREFIX;
use crate::core::oauth::pending_login::PendingLogin;
use crate::core::oauth::pending_logins::{Ended, EndedLogins, PendingLogins};
use crate::core::secret::Secret;
use crate::core::text::{SecretText, escape_namespace};
use crate::core::time::{Moment, SECOND};
use std::cell::RefCell;
use std::rc::Rc;

/// The time limit for sessionStorage.
const SESSION_TIMEOUT_MS: i64 = SECOND;

/// The logins that one manager has begun and whose callbacks have not come. Its flows share them.
#[derive(Clone, Debug)]
pub struct Logins {
    /// The logins that no sessionStorage keeps.
    memory: Rc<RefCell<PendingLogins>>,
    /// The prefix of the keys in a page's sessionStorage; `None` if there is no page.
    prefix: Option<Rc<str>>,
    /// True if new logins are in windows of their own, so that the page stays.
    in_windows: bool,
}

impl Logins {
    /// Begins without logins. If `is_page`, the page's sessionStorage may keep them.
    #[must_use]
    pub fn new(namespace: &str, is_page: bool) -> Self {
        Self {
            memory: Rc::default(),
            prefix: is_page.then(|| escape_namespace(namespace).into()),
            in_windows: false,
        }
    }

    /// The same for logins in windows of their own. They wait in memory, because the page that begins them stays, and
    /// its frames would share its sessionStorage.
    #[must_use]
    pub fn in_windows(&self) -> Self {
        Self {
            memory: self.memory.clone(),
            prefix: None,
            in_windows: true,
        }
    }

    /// The `state` of a login. Its prefix marks a login in a window of its own.
    #[must_use]
    pub fn state(&self, random: Secret) -> Secret {
        match self.in_windows {
            true => SecretText::join(&[STATE_PREFIX, random.reveal()]),
            false => random,
        }
    }

    /// True if a page's sessionStorage may keep logins.
    #[must_use]
    pub fn is_page(&self) -> bool {
        self.prefix.is_some()
    }

    /// Forgets the logins in memory, because the manager is closed.
    pub fn close(&self) {
        *self.memory.borrow_mut() = PendingLogins::default();
    }

    // Keys with marks that no record's key has, because both may lie in sessionStorage.

    fn key(&self, state: &str) -> String {
        [self.prefix.as_deref().unwrap_or(""), "%login:", state].concat()
    }

    fn ended_key(&self) -> String {
        [self.prefix.as_deref().unwrap_or(""), "%ended-logins"].concat()
    }

    /// The logins that have ended, from an answer about the [`Self::ended_key`].
    fn ended(&self, answer: Answer) -> EndedLogins {
        let key = self.ended_key();
        let record = entries(answer)
            .into_iter()
            .flatten()
            .find(|entry| entry.0 == key);
        EndedLogins::from_record(record.as_ref().map_or("", |(_, text)| text.reveal()))
    }
}

/// The entries of sessionStorage; `None` if there is none.
fn entries(answer: Answer) -> Option<Vec<(String, Secret)>> {
    match answer {
        Answer::Session(entries) => entries,
        _ => None,
    }
}

fn work<T>(work: Work, at: Moment) -> Next<T> {
    let until = at.now.plus(SESSION_TIMEOUT_MS);
    Next::Do { work, until }
}

/// Keeps a login until its callback comes, and drops those that are too old. Returns whether the login survives a
/// navigation; in memory it does not.
#[derive(Debug)]
pub struct Keep {
    logins: Logins,
    login: Box<PendingLogin>,
    step: Keeping,
    /// The keys of logins that are too old, or damaged.
    stale: Vec<String>,
    /// The states of the logins that are too old.
    ended: Vec<Secret>,
}

/// The step under way.
#[derive(Clone, Copy, Debug)]
enum Keeping {
    Look,
    Remove,
    ReadEnded,
    WriteEnded,
    Write,
}

impl Keep {
    /// Keeps `login` among `logins`.
    #[must_use]
    pub fn new(logins: Logins, login: Box<PendingLogin>) -> Self {
        Self {
            logins,
            login,
            step: Keeping::Look,
            stale: Vec::new(),
            ended: Vec::new(),
        }
    }

    fn go(&mut self, step: Keeping, todo: Work, at: Moment) -> Next<bool> {
        self.step = step;
        work(todo, at)
    }

    fn clean(&mut self, at: Moment) -> Next<bool> {
        if let Some(key) = self.stale.pop() {
            return self.go(Keeping::Remove, Work::WriteSession(key, None), at);
        }
        if self.ended.is_empty() {
            return self.write(at);
        }
        let key = self.logins.ended_key();
        self.go(Keeping::ReadEnded, Work::ReadSession(key), at)
    }

    fn write(&mut self, at: Moment) -> Next<bool> {
        let key = self.logins.key(self.login.state.reveal());
        let record = self.login.to_record();
        self.go(Keeping::Write, Work::WriteSession(key, Some(record)), at)
    }

    fn remember(&mut self) -> Next<bool> {
        let now = self.login.created_at;
        let mut memory = self.logins.memory.borrow_mut();
        memory.begin((*self.login).clone(), now);
        Next::Done(false)
    }
}

impl Flow for Keep {
    type Output = bool;

    fn begin(&mut self, at: Moment) -> Next<bool> {
        if !self.logins.is_page() {
            return self.remember();
        }
        let prefix = self.logins.key("");
        self.go(Keeping::Look, Work::ReadSession(prefix), at)
    }

    fn answer(&mut self, answer: Answer, _closing: bool, at: Moment) -> Next<bool> {
        match self.step {
            Keeping::Look => {
                let Some(entries) = entries(answer) else {
                    return self.remember();
                };
                let now = self.login.created_at;
                for (key, record) in entries {
                    let login = PendingLogin::from_record(record.reveal());
                    if login.as_ref().is_none_or(|login| login.is_too_old(now)) {
                        self.stale.push(key);
                        self.ended.extend(login.map(|login| login.state));
                    }
                }
                self.clean(at)
            }
            Keeping::Remove => self.clean(at),
            Keeping::ReadEnded => {
                let mut ended = self.logins.ended(answer);
                for state in &self.ended {
                    ended.add(state, Ended::TooOld);
                }
                let text = Some(ended.to_record());
                let key = self.logins.ended_key();
                self.go(Keeping::WriteEnded, Work::WriteSession(key, text), at)
            }
            Keeping::WriteEnded => self.write(at),
            Keeping::Write if matches!(answer, Answer::Written(true)) => Next::Done(true),
            Keeping::Write => self.remember(),
        }
    }
}

/// Takes out the login that a callback belongs to. The error explains why there is none.
#[derive(Debug)]
pub struct Take {
    logins: Logins,
    state: Secret,
    step: Taking,
    /// The login's record in sessionStorage.
    record: Option<Secret>,
}

/// The step under way.
#[derive(Clone, Copy, Debug)]
enum Taking {
    Look,
    Remove,
    ReadEnded,
    WriteEnded,
    /// The search for the reason of the error.
    Explain,
}

impl Take {
    /// Takes the login of this `state` from `logins`.
    #[must_use]
    pub fn new(logins: Logins, state: Secret) -> Self {
        Self {
            logins,
            state,
            step: Taking::Look,
            record: None,
        }
    }

    fn go(&mut self, step: Taking, todo: Work, at: Moment) -> Next<Result<Box<PendingLogin>>> {
        self.step = step;
        work(todo, at)
    }

    /// Looks for the login in memory. With `explain`, sessionStorage may contain the reason why it is missing.
    fn recall(&mut self, explain: bool, at: Moment) -> Next<Result<Box<PendingLogin>>> {
        let mut memory = self.logins.memory.borrow_mut();
        let taken = memory.take(&self.state);
        let unknown = taken.is_err() && memory.ended.why(&self.state).is_none();
        drop(memory);
        if unknown && explain {
            let key = self.logins.ended_key();
            return self.go(Taking::Explain, Work::ReadSession(key), at);
        }
        Next::Done(taken.map(Box::new))
    }
}

impl Flow for Take {
    type Output = Result<Box<PendingLogin>>;

    fn begin(&mut self, at: Moment) -> Next<Self::Output> {
        if !self.logins.is_page() {
            return self.recall(false, at);
        }
        let key = self.logins.key(self.state.reveal());
        self.go(Taking::Look, Work::ReadSession(key), at)
    }

    fn answer(&mut self, answer: Answer, _closing: bool, at: Moment) -> Next<Self::Output> {
        match self.step {
            Taking::Look => {
                let Some(entries) = entries(answer) else {
                    return self.recall(false, at);
                };
                let key = self.logins.key(self.state.reveal());
                let found = entries.into_iter().find(|entry| entry.0 == key);
                let Some((_, record)) = found else {
                    return self.recall(true, at);
                };
                self.record = Some(record);
                self.go(Taking::Remove, Work::WriteSession(key, None), at)
            }
            Taking::Remove if matches!(answer, Answer::Written(true)) => {
                let key = self.logins.ended_key();
                self.go(Taking::ReadEnded, Work::ReadSession(key), at)
            }
            // An entry that cannot be removed could be taken twice.
            Taking::Remove => self.recall(true, at),
            Taking::ReadEnded => {
                let mut ended = self.logins.ended(answer);
                ended.add(&self.state, Ended::Finished);
                let text = Some(ended.to_record());
                let key = self.logins.ended_key();
                self.go(Taking::WriteEnded, Work::WriteSession(key, text), at)
            }
            Taking::WriteEnded => {
                let record = self.record.take();
                let login = record.and_then(|text| PendingLogin::from_record(text.reveal()));
                Next::Done(
                    login
                        .map(Box::new)
                        .ok_or_else(|| EndedLogins::default().error(&self.state)),
                )
            }
            Taking::Explain => Next::Done(Err(self.logins.ended(answer).error(&self.state))),
        }
    }
}
