//! The keys of a move, and which credential has which: found at the same cost however many there are.

use super::place::Place;
use crate::core::text::Fnv;
use std::rc::Rc;

/// Storage keys, each with the place of its credential, if that is known.
#[derive(Debug, Default)]
pub(super) struct Names {
    entries: Vec<(Rc<str>, Option<Rc<Place>>)>,
    /// A hash table of numbers of entries, counted from 1; 0 is a free slot. At most half of it is used.
    slots: Vec<u32>,
}

impl Names {
    /// Adds a key. False if it is there already; its place is the given one from now on, if one is given.
    pub fn put(&mut self, key: &Rc<str>, place: Option<Rc<Place>>) -> bool {
        if self.slots.len() <= 2 * self.entries.len() {
            self.grow();
        }
        let slot = self.slot(key);
        match self.entry_at(slot) {
            Some(number) => {
                if place.is_some() {
                    self.entries[number].1 = place;
                }
                false
            }
            None => {
                self.entries.push((key.clone(), place));
                self.slots[slot] = self.entries.len() as u32;
                true
            }
        }
    }

    /// Whether the key is there.
    pub fn has(&self, key: &str) -> bool {
        !self.slots.is_empty() && self.entry_at(self.slot(key)).is_some()
    }

    /// The place of the key's credential, if it is known.
    pub fn place(&self, key: &str) -> Option<&Rc<Place>> {
        if self.slots.is_empty() {
            return None;
        }
        let number = self.entry_at(self.slot(key))?;
        self.entries[number].1.as_ref()
    }

    fn entry_at(&self, slot: usize) -> Option<usize> {
        (self.slots[slot] as usize).checked_sub(1)
    }

    /// The slot of a key: the one that holds it, or the free one where it would be put.
    fn slot(&self, key: &str) -> usize {
        let mut sum = Fnv::new();
        sum.add(key.as_bytes());
        // The low bits alone hardly depend on the first bytes.
        let mut slot = (sum.value() >> 32 ^ sum.value()) as usize % self.slots.len();
        while let Some(number) = self.entry_at(slot) {
            if *self.entries[number].0 == *key {
                break;
            }
            slot = (slot + 1) % self.slots.len();
        }
        slot
    }

    fn grow(&mut self) {
        self.slots = vec![0; (4 * self.entries.len()).max(16)];
        for number in 0..self.entries.len() {
            let slot = self.slot(&self.entries[number].0);
            self.slots[slot] = number as u32 + 1;
        }
    }
}
