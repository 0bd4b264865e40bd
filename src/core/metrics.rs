//! Counts of events, and durations of token requests.

use super::note::Note;

/// Operations on stored records.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct StorageCounts {
    /// Records read, found or not.
    pub reads: u64,
    /// Records written or removed.
    pub writes: u64,
    /// Reads and writes that failed.
    pub errors: u64,
}

/// Counters since the manager was made.
#[derive(Clone, Debug, Default)]
pub struct Metrics {
    /// Calls answered from memory.
    pub cache_hits: u64,
    /// Token requests sent, repeated ones included.
    pub token_requests: u64,
    /// Tokens obtained by a refresh.
    pub refreshes: u64,
    /// Tokens obtained anew.
    pub acquisitions: u64,
    /// Refreshes and acquisitions that failed, after their retries.
    pub failures: u64,
    /// Requests that were repeated.
    pub retries: u64,
    /// The number of times that a provider began to use a fallback.
    pub fallbacks: u64,
    /// Calls that joined a request under way.
    pub deduplicated: u64,
    /// Records read from storage, found or not.
    pub storage_reads: u64,
    /// Records written to storage or removed from it.
    pub storage_writes: u64,
    /// Reads and writes of records that failed.
    pub storage_errors: u64,
    /// The durations of token requests.
    pub latency: Latency,
}

impl Metrics {
    /// Adds operations on stored records.
    pub fn add_storage(&mut self, counts: StorageCounts) {
        self.storage_reads += counts.reads;
        self.storage_writes += counts.writes;
        self.storage_errors += counts.errors;
    }

    /// Counts a note of a credential's state machine.
    pub fn count(&mut self, note: &Note) {
        match note {
            Note::CacheHit => self.cache_hits += 1,
            Note::Joined => self.deduplicated += 1,
            Note::Requested { attempt, .. } => {
                self.token_requests += 1;
                self.retries += u64::from(*attempt > 1);
            }
            Note::Answered { ms, .. } => self.latency.add(*ms),
            Note::Obtained {
                refreshed: true, ..
            } => self.refreshes += 1,
            Note::Obtained { .. } => self.acquisitions += 1,
            _ => {}
        }
    }
}

/// The number of last requests that the percentiles cover.
const SAMPLES: usize = 256;

/// The durations of the last requests, in milliseconds.
#[derive(Clone, Debug, Default)]
pub struct Latency {
    samples: Vec<u32>,
    /// The number of all measured requests.
    pub count: u64,
}

impl Latency {
    /// Adds a measurement.
    pub fn add(&mut self, ms: i64) {
        let ms = u32::try_from(ms.max(0)).unwrap_or(u32::MAX);
        if self.samples.len() < SAMPLES {
            self.samples.push(ms);
        } else {
            self.samples[(self.count % SAMPLES as u64) as usize] = ms;
        }
        self.count += 1;
    }

    /// The duration that `percent` percent of the last 256 requests did not exceed (nearest rank); 0 if there were
    /// none. 100 gives the longest.
    #[must_use]
    pub fn percentile(&self, percent: usize) -> u32 {
        let rank = (self.samples.len() * percent).div_ceil(100).max(1);
        // Counting instead of sorting: less code, and 256 samples are few.
        let reached = |limit: u32| self.samples.iter().filter(|s| **s <= limit).count() >= rank;
        let candidates = self.samples.iter().copied();
        candidates.filter(|s| reached(*s)).min().unwrap_or(0)
    }
}
