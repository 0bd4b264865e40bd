//! The context in which one input is handled.

use super::io::{Event, Output};
use crate::core::note::Note;
use crate::core::time::{Moment, Timestamp};

/// One input's turn: its time, and the resulting commands for the host.
pub(super) struct Turn<'a> {
    pub at: Moment,
    pub out: &'a mut Vec<Output>,
}

impl Turn<'_> {
    pub fn now(&self) -> Timestamp {
        self.at.now
    }

    pub fn push(&mut self, output: Output) {
        self.out.push(output);
    }

    pub fn emit(&mut self, event: Event) {
        self.push(Output::Emit(event));
    }

    pub fn note(&mut self, note: Note) {
        self.push(Output::Note(note));
    }
}
