//! What the state machines note on the way: counted, and logged for who debugs.

use super::events::Event;
use super::inner::Inner;
use crate::core::log;
use crate::core::note::Note;
use std::rc::Rc;

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

    /// Counts and logs a note of a provider's machine.
    pub(super) fn note(&self, provider: &Rc<str>, note: &Note) {
        self.state.borrow_mut().metrics.count(note);
        if self.logger.is_some()
            && let Some((level, message, fields)) = log::of_note(note)
        {
            self.log_with(level, message, Some(provider), None, fields);
        }
    }
}
