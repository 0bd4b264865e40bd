//! Tells listeners and the log.

use super::events::Event;
use super::inner::Inner;
use super::log::{Level, LogRecord};
use crate::core::credential::io::{self};
use crate::core::error::Error;
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
        let (level, message, provider, error) = match event {
            Event::Added { provider, .. } => (Level::Info, "token obtained", Some(provider), None),
            Event::Refreshed { provider, .. } => {
                (Level::Info, "token refreshed", Some(provider), None)
            }
            Event::Expiring { provider, .. } => {
                (Level::Debug, "token is expiring", Some(provider), None)
            }
            Event::Expired { provider, .. } => (Level::Info, "token expired", Some(provider), None),
            Event::Removed { provider } => (Level::Info, "tokens removed", Some(provider), None),
            Event::Error {
                provider, error, ..
            } => (
                Level::Warn,
                "no token could be had",
                Some(provider),
                Some(error),
            ),
            Event::Fallback { provider, .. } => (
                Level::Warn,
                "a fallback's token is handed out",
                Some(provider),
                None,
            ),
            Event::Reauthenticate { provider, error } => (
                Level::Warn,
                "the user has to log in again",
                Some(provider),
                Some(error),
            ),
            Event::State { provider, to, .. } => {
                (Level::Debug, state_message(*to), Some(provider), None)
            }
            Event::StorageError { error } => (
                Level::Error,
                "the storage failed",
                error.provider.as_ref(),
                Some(error),
            ),
        };
        self.log(level, message, provider, error);
    }

    pub(super) fn log(
        &self,
        level: Level,
        message: &'static str,
        provider: Option<&Rc<str>>,
        error: Option<&Error>,
    ) {
        if let Some(logger) = self.logger.as_ref().filter(|_| level <= self.log_level) {
            let at = clock::read().wall;
            logger(&LogRecord {
                level,
                message,
                provider: provider.cloned(),
                at,
                error: error.cloned(),
            });
        }
    }
}

fn state_message(state: io::TokenState) -> &'static str {
    match state {
        io::TokenState::NotAuthenticated => "state: not_authenticated",
        io::TokenState::Authenticating => "state: authenticating",
        io::TokenState::Valid => "state: valid",
        io::TokenState::Expiring => "state: expiring",
        io::TokenState::Refreshing => "state: refreshing",
        io::TokenState::Expired => "state: expired",
        io::TokenState::Failed => "state: failed",
    }
}
