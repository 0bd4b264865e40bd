//! Points in time, and the one time line made of the host's two clocks.

/// A point in time: milliseconds since the Unix epoch, on the manager's time line (see [`TimeLine`]).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Default, serde::Serialize)]
#[serde(transparent)]
pub struct Timestamp(pub i64);

/// Milliseconds in a second.
pub const SECOND: i64 = 1000;

impl Timestamp {
    /// The point that lies `ms` milliseconds later (earlier, if negative). Saturates.
    #[must_use]
    #[inline(never)]
    pub fn plus(self, ms: i64) -> Self {
        Self(self.0.saturating_add(ms))
    }

    /// The milliseconds from `earlier` to this point; negative if this point is earlier. Saturates.
    #[must_use]
    #[inline(never)]
    pub fn since(self, earlier: Self) -> i64 {
        self.0.saturating_sub(earlier.0)
    }
}

/// The moment at which an input is handled: the host's time and random bits.
#[derive(Clone, Copy, Debug)]
pub struct Moment {
    /// The present on the manager's time line.
    pub now: Timestamp,
    /// The time line minus the wall clock, in milliseconds: zero unless the wall clock was set back.
    pub wall_offset_ms: i64,
    /// 32 random bits, new for each input: they spread retries and renewals.
    pub random: u32,
}

impl Moment {
    /// A point of the time line, by the wall clock (`Date.now()`).
    #[must_use]
    pub fn wall(&self, at: Timestamp) -> i64 {
        at.0.saturating_sub(self.wall_offset_ms)
    }
}

/// The host's clocks, read at one moment.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Clocks {
    /// `Date.now()`: milliseconds since the epoch. Runs on during sleep; the user can set it forward and back.
    pub wall: i64,
    /// `performance.now()`: milliseconds since some start. Never set back; stands still during sleep on some systems.
    pub monotonic: i64,
}

/// One time line made of two clocks: elapsed time is the larger of the two clocks' elapsed times.
///
/// So neither a wall clock that is set back nor a monotonic clock that stands still during sleep makes an expired token valid
/// again. Elapsed time is counted from an anchor rather than added up from reading to reading, since adding up rounded readings
/// would make the line run fast.
#[derive(Clone, Copy, Debug)]
pub struct TimeLine {
    anchor: Clocks,
    base: Timestamp,
    now: Timestamp,
    /// Changes only by jumps. Otherwise the clocks' rounding would make the same stored record look newer or older at
    /// each read.
    offset: i64,
}

/// If the clocks' elapsed times differ by more than this, one of them was set or stood still, and the anchor moves to
/// the present.
const JUMP: i64 = SECOND;

impl TimeLine {
    /// A time line that starts at the wall clock's present.
    #[must_use]
    pub fn new(clocks: Clocks) -> Self {
        let now = Timestamp(clocks.wall);
        Self {
            anchor: clocks,
            base: now,
            now,
            offset: 0,
        }
    }

    /// Moves on to the moment of `clocks` and returns it. Never goes back.
    pub fn read(&mut self, clocks: Clocks) -> Timestamp {
        let wall = clocks.wall.saturating_sub(self.anchor.wall);
        let monotonic = clocks.monotonic.saturating_sub(self.anchor.monotonic);
        self.now = self.now.max(self.base.plus(wall.max(monotonic)));
        if wall.saturating_sub(monotonic).saturating_abs() > JUMP {
            self.anchor = clocks;
            self.base = self.now;
        }
        let offset = self.now.0.saturating_sub(clocks.wall);
        if offset.saturating_sub(self.offset).saturating_abs() > JUMP {
            self.offset = offset;
        }
        self.now
    }

    /// The last moment that was read.
    #[must_use]
    pub fn now(&self) -> Timestamp {
        self.now
    }

    /// The milliseconds to add to a wall clock time to place it on this line, to within a second.
    #[must_use]
    pub fn offset(&self) -> i64 {
        self.offset
    }
}
