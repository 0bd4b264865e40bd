//! Tells listeners and the log.

use super::events::Event;
use super::inner::Inner;
use super::log::{Fields, Level, LogRecord};
use super::registry::Key;
use crate::core::error::Error;
use crate::core::log;
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
        let (level, message, provider, error, fields) = log::of_event(event);
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
