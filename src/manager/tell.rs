//! Tells listeners and the log.

use super::TokenInfo;
use super::events::Event;
use super::inner::Inner;
use super::log::{Field, Fields, Level, LogRecord};
use super::registry::Key;
use crate::core::error::{Class, Error};
use crate::host::clock;
use std::rc::Rc;

impl Inner {
    /// Tells listeners, and the log.
    pub(super) fn tell(&self, event: &Event) {
        self.log_event(event);
        let listeners = self.state.borrow().listeners.clone();
        for listener in listeners {
            listener(event);
        }
    }

    pub(super) fn log_event(&self, event: &Event) {
        if self.logger.is_none() {
            return;
        }
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
                    _ => "no token could be had",
                };
                (Level::Warn, message, Some(provider), Some(error))
            }
            Event::Fallback { provider, to } => {
                fields.push(("to", Field::Text(to.clone())));
                let message = "a fallback's token is handed out";
                (Level::Warn, message, Some(provider), None)
            }
            Event::Reauthenticate { provider, error } => (
                Level::Warn,
                "the user has to log in again",
                Some(provider),
                Some(error),
            ),
            Event::State { provider, from, to } => {
                fields = vec![("from", from.as_str().into()), ("to", to.as_str().into())];
                (Level::Debug, "state changed", Some(provider), None)
            }
            Event::StorageError { error } => (
                Level::Error,
                "the storage failed",
                error.provider.as_ref(),
                Some(error),
            ),
        };
        self.log_with(level, message, provider, error, fields);
    }

    /// Logs what happened at `key`, by the provider's name.
    pub(super) fn log_of(&self, key: Key, level: Level, message: &'static str) {
        if self.logger.is_some() {
            let name = self.with_entry(key, |entry| entry.name().clone());
            self.log(level, message, name.as_ref());
        }
    }

    pub(super) fn log(&self, level: Level, message: &'static str, provider: Option<&Rc<str>>) {
        self.log_with(level, message, provider, None, Vec::new());
    }

    /// Logs how a login ended.
    pub(super) fn log_login(&self, result: std::result::Result<Rc<str>, &Error>) {
        match result {
            Ok(provider) => self.log(Level::Info, "login finished", Some(&provider)),
            Err(error) => {
                let provider = error.provider.as_ref();
                self.log_with(Level::Warn, "login failed", provider, Some(error), vec![]);
            }
        }
    }

    pub(super) fn log_with(
        &self,
        level: Level,
        message: &'static str,
        provider: Option<&Rc<str>>,
        error: Option<&Error>,
        fields: Fields,
    ) {
        if let Some(logger) = self.logger.as_ref().filter(|_| level <= self.log_level) {
            logger(&LogRecord {
                level,
                message,
                provider: provider.cloned(),
                at: clock::read().wall,
                error: error.cloned(),
                fields,
            });
        }
    }
}

/// What the log tells of a new token.
fn described(info: &TokenInfo) -> Fields {
    let mut fields = vec![("source", info.source.as_str().into())];
    let seconds = info.remaining_seconds.map(|seconds| seconds as i64);
    fields.extend(seconds.map(|seconds| ("lifetimeSeconds", seconds.into())));
    fields.extend(info.scope.as_deref().map(|scope| ("scope", scope.into())));
    fields
}
