//! What the state machines note on the way: counted, and logged for who debugs.

use super::events::Event;
use super::inner::Inner;
use super::log::{Fields, Level};
use crate::core::credential::note::Note;
use std::rc::Rc;

/// A clock that is wrong by more than this deserves a warning.
const SKEW_MS: i64 = 30_000;

impl Inner {
    /// Counts what machines tell listeners of.
    pub(super) fn count(&self, event: &Event) {
        let metrics = &mut self.state.borrow_mut().metrics;
        match event {
            Event::Error { .. } => metrics.failures += 1,
            Event::Fallback { .. } => metrics.fallbacks += 1,
            _ => {}
        }
    }

    /// Counts an operation of the storage.
    pub(super) fn count_storage(&self, is_read: bool, failed: bool) {
        let metrics = &mut self.state.borrow_mut().metrics;
        metrics.storage_reads += u64::from(is_read);
        metrics.storage_writes += u64::from(!is_read);
        metrics.storage_errors += u64::from(failed);
    }

    /// Counts and logs a note of a provider's machine.
    pub(super) fn note(&self, provider: &Rc<str>, note: &Note) {
        self.state.borrow_mut().metrics.count(note);
        if self.logger.is_some()
            && let Some((level, message, fields)) = record(note)
        {
            self.log_with(level, message, Some(provider), None, fields);
        }
    }
}

/// What the log is told of a note, if anything.
fn record(note: &Note) -> Option<(Level, &'static str, Fields)> {
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
            fields.extend(endpoint.as_deref().map(|e| ("endpoint", e.into())));
            (Level::Debug, "token request sent", fields)
        }
        Note::Answered { status: code, ms } => {
            let mut fields = vec![("ms", (*ms).into())];
            fields.extend(status(code));
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
            fields.extend(status(http));
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
        Note::Adopted => (Level::Debug, "stored token adopted", vec![]),
        Note::StorageMiss => (Level::Debug, "no usable token in storage", vec![]),
        Note::Obtained { clock_skew_ms, .. } => {
            let skew = clock_skew_ms.filter(|skew| skew.abs() > SKEW_MS)?;
            let message = "this machine's clock differs from the server's";
            (Level::Warn, message, vec![("clockSkewMs", skew.into())])
        }
        Note::CircuitOpened { cooldown_ms } => {
            let message = "circuit opened: nothing is sent until the cool-down ends";
            (
                Level::Warn,
                message,
                vec![("cooldownMs", (*cooldown_ms).into())],
            )
        }
        Note::CircuitProbed => (Level::Info, "circuit probed by one request", vec![]),
        Note::CircuitClosed => (Level::Info, "circuit closed", vec![]),
    })
}
