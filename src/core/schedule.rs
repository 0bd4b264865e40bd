//! The next wake-up time, for any number of providers with one host timer.

use super::time::Timestamp;
use std::cmp::Reverse;
use std::collections::BinaryHeap;

/// The wake-up times of many providers. A provider has one at a time; setting it again replaces it. Setting and taking
/// cost the logarithm of their number, since replaced entries stay in the heap until they come up.
#[derive(Debug, Default)]
pub struct Schedule {
    heap: BinaryHeap<Reverse<(Timestamp, usize)>>,
    /// Each provider's wake-up time. A heap entry that differs from it is stale.
    due: Vec<Option<Timestamp>>,
}

impl Schedule {
    /// Sets the wake-up time of `provider`; `None` means never.
    pub fn set(&mut self, provider: usize, at: Option<Timestamp>) {
        if provider >= self.due.len() {
            self.due.resize(provider + 1, None);
        }
        if self.due[provider] == at {
            return;
        }
        self.due[provider] = at;
        self.heap.extend(at.map(|at| Reverse((at, provider))));
        if self.heap.len() > 64 && self.heap.len() > 4 * self.due.len() {
            let due = &self.due;
            self.heap
                .retain(|Reverse((at, provider))| due[*provider] == Some(*at));
        }
    }

    /// The nearest wake-up time.
    pub fn nearest(&mut self) -> Option<Timestamp> {
        while let Some(Reverse((at, provider))) = self.heap.peek() {
            if self.due[*provider] == Some(*at) {
                return Some(*at);
            }
            self.heap.pop();
        }
        None
    }

    /// Takes one provider whose time has come; it has no wake-up time afterwards.
    pub fn take_due(&mut self, now: Timestamp) -> Option<usize> {
        if self.nearest()? > now {
            return None;
        }
        let Reverse((_, provider)) = self.heap.pop()?;
        self.due[provider] = None;
        Some(provider)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_nearest_comes_first_and_a_replaced_time_never_comes() {
        let mut schedule = Schedule::default();
        schedule.set(0, Some(Timestamp(30)));
        schedule.set(1, Some(Timestamp(20)));
        schedule.set(0, Some(Timestamp(10)));
        schedule.set(1, None);
        assert_eq!(schedule.nearest(), Some(Timestamp(10)));
        assert_eq!(schedule.take_due(Timestamp(9)), None);
        assert_eq!(schedule.take_due(Timestamp(10)), Some(0));
        assert_eq!(schedule.take_due(Timestamp(1_000)), None);
        assert_eq!(schedule.nearest(), None);
    }

    #[test]
    fn setting_one_time_again_and_again_does_not_grow_the_heap() {
        let mut schedule = Schedule::default();
        for at in 0..10_000 {
            schedule.set(at % 3, Some(Timestamp(at as i64)));
        }
        assert!(schedule.heap.len() <= 65, "{} entries", schedule.heap.len());
        assert_eq!(schedule.nearest(), Some(Timestamp(9_997)));
    }

    #[test]
    fn equal_times_of_a_provider_are_taken_once() {
        let mut schedule = Schedule::default();
        schedule.set(0, Some(Timestamp(5)));
        schedule.set(0, None);
        schedule.set(0, Some(Timestamp(5)));
        assert_eq!(schedule.take_due(Timestamp(5)), Some(0));
        assert_eq!(schedule.take_due(Timestamp(5)), None);
    }
}
