//! The log records of events and notes.

use super::{Field, Fields, Level, STORAGE_FAILED};
use crate::core::credential::info::TokenInfo;
use crate::core::error::{Class, Error};
use crate::core::event::Event;
use crate::core::lists::add_all;
use crate::core::note::Note;
use std::rc::Rc;

/// The log record of an event: its level and message, and its subject.
#[must_use]
pub fn of_event(
    event: &Event,
) -> (
    Level,
    &'static str,
    Option<&Rc<str>>,
    Option<&Error>,
    Fields,
) {
    let mut fields = Vec::new();
    let (level, message, provider, error) = match event {
        Event::Added { provider, info } => {
            fields = described(info);
            (Level::Info, "token obtained", Some(provider), None)
        }
        Event::Refreshed { provider, info } => {
            fields = described(info);
            (Level::Info, "token refreshed", Some(provider), None)
        }
        Event::Expiring { provider, .. } => {
            (Level::Debug, "token is expiring", Some(provider), None)
        }
        Event::Expired { provider, .. } => (Level::Info, "token expired", Some(provider), None),
        Event::Removed { provider } => (Level::Info, "tokens removed", Some(provider), None),
        Event::Error {
            provider, error, ..
        } => {
            let message = match error.class {
                Class::Token => "tokens could not be revoked",
                _ => "no token could be obtained",
            };
            (Level::Warn, message, Some(provider), Some(error))
        }
        Event::Fallback { provider, to } => {
            fields.push(("to", Field::Text(to.clone())));
            let message = "a fallback's token is used";
            (Level::Warn, message, Some(provider), None)
        }
        Event::Reauthenticate { provider, error } => {
            let message = "the user has to log in again";
            (Level::Warn, message, Some(provider), Some(error))
        }
        Event::State { provider, from, to } => {
            fields = vec![("from", from.as_str().into()), ("to", to.as_str().into())];
            (Level::Debug, "state changed", Some(provider), None)
        }
        Event::SignedIn { provider, .. } => {
            (Level::Info, "a user is signed in", Some(provider), None)
        }
        Event::SignedOut { provider } => {
            (Level::Info, "the user is signed out", Some(provider), None)
        }
        Event::StepUp { provider, wanted } => {
            fields.push(("oauthError", wanted.error.into()));
            let message = "an API requires another authentication of the user, or more scope";
            (Level::Info, message, Some(provider), None)
        }
        Event::StorageError { error } => (
            Level::Error,
            STORAGE_FAILED,
            error.provider.as_ref(),
            Some(error),
        ),
    };
    (level, message, provider, error, fields)
}

/// The fields of a record about a new token.
fn described(info: &TokenInfo) -> Fields {
    let mut fields = vec![("source", info.source.as_str().into())];
    let seconds = info.remaining_seconds.map(|seconds| seconds as i64);
    add_all(
        &mut fields,
        seconds.map(|seconds| ("lifetimeSeconds", seconds.into())),
    );
    add_all(
        &mut fields,
        info.scope.as_deref().map(|scope| ("scope", scope.into())),
    );
    fields
}

/// A clock that is wrong by more than this deserves a warning.
const SKEW_MS: i64 = 30_000;

/// The log record of a note, if it has one.
#[must_use]
pub fn of_note(note: &Note) -> Option<(Level, &'static str, Fields)> {
    let status = |status: &Option<u16>| status.map(|status| ("status", i64::from(status).into()));
    Some(match note {
        Note::CacheHit | Note::Joined => return None,
        Note::Requested {
            grant,
            attempt,
            endpoint,
        } => {
            let mut fields = vec![
                ("grant", (*grant).into()),
                ("attempt", i64::from(*attempt).into()),
            ];
            add_all(
                &mut fields,
                endpoint.as_deref().map(|e| ("endpoint", e.into())),
            );
            (Level::Debug, "token request sent", fields)
        }
        Note::Answered { status: code, ms } => {
            let mut fields = vec![("ms", (*ms).into())];
            add_all(&mut fields, status(code));
            (Level::Debug, "token request ended", fields)
        }
        Note::RetryPlanned {
            wait_ms,
            code,
            status: http,
        } => {
            let mut fields = vec![
                ("waitMs", (*wait_ms).into()),
                ("code", code.as_str().into()),
            ];
            add_all(&mut fields, status(http));
            let message = "token request failed: it will be repeated";
            (Level::Warn, message, fields)
        }
        Note::LockEnded { granted, waited_ms } => {
            let (level, message) = if *granted {
                (Level::Debug, "lock acquired")
            } else {
                (Level::Warn, "lock timed out: going on without it")
            };
            (level, message, vec![("waitedMs", (*waited_ms).into())])
        }
        Note::RequestPushed => (Level::Debug, "authorization request pushed", vec![]),
        Note::LoginNotKept => {
            let message = "sessionStorage is missing, forbidden or full: this login is lost when the user leaves the page";
            (Level::Warn, message, vec![])
        }
        Note::Adopted => (Level::Debug, "stored token adopted", vec![]),
        Note::StorageMiss => (Level::Debug, "no usable token in storage", vec![]),
        Note::Obtained { clock_skew_ms, .. } => {
            let skew = clock_skew_ms.filter(|skew| skew.abs() > SKEW_MS)?;
            let message = "this machine's clock differs from the server's";
            (Level::Warn, message, vec![("clockSkewMs", skew.into())])
        }
        Note::CircuitOpened { cooldown_ms } => {
            let message = "circuit opened: nothing is sent until the cool-down ends";
            let fields = vec![("cooldownMs", (*cooldown_ms).into())];
            (Level::Warn, message, fields)
        }
        Note::CircuitProbed => (Level::Info, "circuit probed by one request", vec![]),
        Note::CircuitClosed => (Level::Info, "circuit closed", vec![]),
    })
}
