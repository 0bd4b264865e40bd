//! Where the logins of a manager wait for their callbacks. A page keeps them in its tab's sessionStorage, since it is left for the
//! authorization server's; what is not a page, and what sessionStorage does not take, keeps them in the manager.
//!
//! Servers may have a sessionStorage as well, which is the whole process': it is nothing to keep a user's login in.

use crate::core::error::Result;
use crate::core::oauth::pending_login::PendingLogin;
use crate::core::oauth::pending_logins::{Ended, EndedLogins};
use crate::core::secret::Secret;
use crate::host::kind::Kind;
use crate::host::session::Session;
use crate::manager::inner::Inner;

fn session(inner: &Inner) -> Option<Session> {
    (inner.kind() == Kind::Browser)
        .then(Session::open)
        .flatten()
}

// Keys with marks that no record's key has: both may lie in sessionStorage.

fn key(inner: &Inner, state: &str) -> String {
    inner.marked_key("%login:", state)
}

fn ended_key(inner: &Inner) -> String {
    inner.marked_key("%ended-logins", "")
}

fn ended(inner: &Inner, session: &Session) -> EndedLogins {
    let record = session.get(&ended_key(inner));
    EndedLogins::from_record(record.as_ref().map_or("", Secret::reveal))
}

/// Keeps what has to be known when the user comes back, and drops what nobody came back for. Gives whether it survives that the
/// page is left: memory does not.
pub(super) fn keep(inner: &Inner, login: PendingLogin) -> bool {
    let now = login.created_at;
    if let Some(session) = session(inner) {
        drop_stale(inner, &session, now);
        if session.put(&key(inner, login.state.reveal()), &login.to_record()) {
            return true;
        }
    }
    inner.state.borrow_mut().logins.begin(login, now);
    false
}

fn drop_stale(inner: &Inner, session: &Session, now: i64) {
    let mut ended = ended(inner, session);
    let before = ended.clone();
    for key in session.keys(&key(inner, "")) {
        let Some(record) = session.get(&key) else {
            continue;
        };
        let login = PendingLogin::from_record(record.reveal());
        if let Some(login) = login.as_ref().filter(|login| login.is_too_old(now)) {
            ended.add(&login.state, Ended::TooOld);
        }
        if login.is_none_or(|login| login.is_too_old(now)) {
            session.remove(&key);
        }
    }
    if ended != before {
        session.put(&ended_key(inner), &ended.to_record());
    }
}

/// Uses up the login that a callback belongs to.
pub(super) fn take(inner: &Inner, state: &Secret) -> Result<PendingLogin> {
    let session = session(inner);
    if let Some(session) = &session {
        let key = key(inner, state.reveal());
        let record = session.get(&key);
        // What cannot be removed could be taken twice.
        if let Some(record) = record.filter(|_| session.remove(&key)) {
            let mut ended = ended(inner, session);
            ended.add(state, Ended::Finished);
            session.put(&ended_key(inner), &ended.to_record());
            return PendingLogin::from_record(record.reveal())
                .ok_or_else(|| EndedLogins::default().error(state));
        }
    }
    let taken = inner.state.borrow_mut().logins.take(state);
    taken.map_err(|error| match &session {
        Some(session) if inner.state.borrow().logins.ended.why(state).is_none() => {
            ended(inner, session).error(state)
        }
        _ => error,
    })
}
