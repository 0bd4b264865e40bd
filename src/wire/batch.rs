//! A core's output for each input: all effects in one text, so that an input is one crossing.

use super::error::Causes;
use super::{effect, login};
use crate::core::driving::Deadline;
use crate::core::engine::Engine;
use crate::core::login::desk::Desk;
use crate::core::secret::Secret;
use crate::core::text::SecretText;
use std::fmt;

/// A machine that a loop of the driver drives.
pub trait Driven {
    /// The JSON text of the next effect for the driver.
    fn next(&mut self) -> Option<Secret>;

    /// The time at which the timer is to fire.
    fn due(&mut self) -> Option<Deadline>;
}

impl Driven for Engine {
    fn next(&mut self) -> Option<Secret> {
        let effect = self.next_effect()?;
        Some(effect::write(&effect, self.wall_offset_ms()))
    }

    fn due(&mut self) -> Option<Deadline> {
        self.deadline()
    }
}

impl Driven for Desk {
    fn next(&mut self) -> Option<Secret> {
        let effect = self.next_effect()?;
        Some(login::effect(&effect, self.wall_offset_ms()))
    }

    fn due(&mut self) -> Option<Deadline> {
        self.deadline()
    }
}

/// A text of effects under construction.
pub struct Batch {
    text: SecretText,
    any: bool,
}

impl fmt::Debug for Batch {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Batch")
    }
}

impl Default for Batch {
    fn default() -> Self {
        Self::new()
    }
}

impl Batch {
    /// A batch without effects.
    #[must_use]
    pub fn new() -> Self {
        Self::with(|_| {})
    }

    /// A batch that begins with the JSON text of an answer.
    #[must_use]
    pub fn answering(answer: &Secret) -> Self {
        Self::with(|text| {
            text.push_str("\"answer\":");
            text.push_str(answer.reveal());
            text.push(',');
        })
    }

    /// A batch that begins with the milliseconds after which a caller looks again; 0 if its call is settled.
    #[must_use]
    pub fn looked(next_ms: Option<i64>) -> Self {
        Self::with(|text| {
            text.push_str("\"answer\":");
            text.push_number(next_ms.unwrap_or_default());
            text.push(',');
        })
    }

    fn with(answer: impl FnOnce(&mut SecretText)) -> Self {
        let mut text = SecretText::default();
        text.push('{');
        answer(&mut text);
        text.push_str("\"effects\":[");
        Self { text, any: false }
    }

    /// The effects of an input, as one text.
    pub fn take_effects(mut self, from: &mut impl Driven, causes: &Causes) -> String {
        while let Some(effect) = from.next() {
            self.add(&effect);
        }
        self.end(from.due(), causes).reveal().to_owned()
    }

    /// Adds the JSON text of an effect.
    fn add(&mut self, effect: &Secret) {
        if self.any {
            self.text.push(',');
        }
        self.any = true;
        self.text.push_str(effect.reveal());
    }

    /// The text, with the time for the timer, and the numbers of thrown values that the core no longer needs.
    #[must_use]
    fn end(mut self, deadline: Option<Deadline>, causes: &Causes) -> Secret {
        let text = &mut self.text;
        text.push(']');
        if let Some(deadline) = deadline {
            text.push_str(",\"dueMs\":");
            text.push_number(deadline.in_ms);
            if deadline.keeps_alive {
                text.push_str(",\"isAwaited\":true");
            }
        }
        let mut before = ",\"forgotten\":[";
        for number in causes.take_dropped() {
            text.push_str(before);
            text.push_number(number.into());
            before = ",";
        }
        if before == "," {
            text.push(']');
        }
        text.push('}');
        self.text.into_secret()
    }
}
