//! The time and the random bits of an engine, derived from the host's.

use super::Reading;
use crate::core::time::{Moment, TimeLine, Timestamp};

/// The moment of the input that is being handled.
#[derive(Debug, Default)]
pub(in crate::core) struct Clock {
    line: Option<TimeLine>,
    /// `Date.now()`.
    wall: i64,
    dice: u32,
}

impl Clock {
    /// Moves on to the moment of `reading`.
    pub fn read(&mut self, reading: Reading) {
        let line = self
            .line
            .get_or_insert_with(|| TimeLine::new(reading.clocks));
        line.read(reading.clocks);
        self.wall = reading.clocks.wall;
        self.dice ^= reading.random;
    }

    pub fn now(&self) -> Timestamp {
        self.line
            .as_ref()
            .map_or(Timestamp::default(), TimeLine::now)
    }

    /// The present wall clock time.
    pub fn wall(&self) -> i64 {
        self.wall
    }

    /// The present, without random bits.
    pub fn at(&self) -> Moment {
        Moment {
            now: self.now(),
            wall_offset_ms: self.line.as_ref().map_or(0, TimeLine::offset),
            random: 0,
        }
    }

    /// The present, with its own random bits. One input of the engine may reach a hundred thousand credentials, which
    /// must not all renew at the same moment. The bits spread them; no secret is derived from them.
    pub fn moment(&mut self) -> Moment {
        // Weyl sequence and the finalizer of MurmurHash3.
        self.dice = self.dice.wrapping_add(0x9E37_79B9);
        let mut random = self.dice;
        random = (random ^ (random >> 16)).wrapping_mul(0x85EB_CA6B);
        random = (random ^ (random >> 13)).wrapping_mul(0xC2B2_AE35);
        Moment {
            random: random ^ (random >> 16),
            ..self.at()
        }
    }
}
