//! Messages to listeners and the log, and counts.

use super::effect::Effect;
use super::queue::Effects;
use crate::core::error::Error;
use crate::core::event::Event;
use crate::core::log::{self, Fields, Level, LogRecord};
use crate::core::metrics::Metrics;
use crate::core::note::Note;
use std::rc::Rc;

#[derive(Debug, Default)]
pub(super) struct Teller {
    pub metrics: Metrics,
    level: Option<Level>,
    /// True once the manager was closed: no event is emitted any more.
    deaf: bool,
}

/// A record before it is stamped.
pub(super) struct Line<'a> {
    pub level: Level,
    pub message: &'static str,
    pub provider: Option<&'a Rc<str>>,
    pub error: Option<&'a Error>,
    pub fields: Fields,
}

impl<'a> Line<'a> {
    pub fn new(level: Level, message: &'static str, provider: Option<&'a Rc<str>>) -> Self {
        Self {
            level,
            message,
            provider,
            error: None,
            fields: Vec::new(),
        }
    }
}

impl Teller {
    pub fn new(level: Option<Level>) -> Self {
        Self {
            level,
            ..Self::default()
        }
    }

    pub fn close(&mut self) {
        self.deaf = true;
    }

    /// Tells listeners and the log. With `quiet`, tells the log alone, because listeners do not know a provider without
    /// a name.
    pub fn tell(&mut self, event: Event, quiet: bool, wall: i64, effects: &mut Effects) {
        match event {
            Event::Error { .. } => self.metrics.failures += 1,
            Event::Fallback { .. } => self.metrics.fallbacks += 1,
            _ => {}
        }
        if self.level.is_some() {
            let (level, message, provider, error, fields) = log::of_event(&event);
            let line = Line {
                level,
                message,
                provider,
                error,
                fields,
            };
            self.log(line, wall, effects);
        }
        if !quiet && !self.deaf {
            effects.push(Effect::Emit(event));
        }
    }

    /// Counts and logs a note of a provider's machine.
    pub fn note(&mut self, provider: &Rc<str>, note: &Note, wall: i64, effects: &mut Effects) {
        self.metrics.count(note);
        if self.level.is_some()
            && let Some((level, message, fields)) = log::of_note(note)
        {
            let line = Line {
                fields,
                ..Line::new(level, message, Some(provider))
            };
            self.log(line, wall, effects);
        }
    }

    pub fn log(&self, line: Line<'_>, wall: i64, effects: &mut Effects) {
        if self.level.is_some_and(|most| line.level <= most) {
            effects.push(Effect::Log(LogRecord {
                level: line.level,
                message: line.message,
                provider: line.provider.cloned(),
                at: wall,
                error: line.error.cloned(),
                fields: line.fields,
            }));
        }
    }
}
