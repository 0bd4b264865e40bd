//! Values under increasing numbers.

/// Marks the place of a value that was taken out of a list.
const HOLE: u32 = u32::MAX;

/// Values under numbers. New numbers are greater than earlier ones, so that a binary search in a sorted list finds a
/// value, and adding and taking cost very little. (A `BTreeMap` does the same with kilobytes more of code.)
///
/// Each value has a box of its own, because code for boxes is the same for all types.
#[derive(Debug)]
pub(in crate::core) struct Numbered<T> {
    places: Places,
    values: Vec<Option<Box<T>>>,
}

/// The places of the values. This does not depend on their type, so that one copy of the code serves all types.
#[derive(Debug, Default)]
struct Places {
    /// Numbers and places, sorted by number. A taken value leaves a hole, until half of the list is holes.
    list: Vec<(u32, u32)>,
    holes: usize,
    free: Vec<u32>,
    last: u32,
}

impl Places {
    fn find(&self, number: u32) -> Result<usize, usize> {
        self.list.binary_search_by(|(other, _)| other.cmp(&number))
    }

    /// The place of the value under this number. The place of a hole is past the end of every list.
    #[inline(never)]
    fn get(&self, number: u32) -> usize {
        let found = self.find(number).ok();
        let found = found.and_then(|at| self.list.get(at));
        found.map_or(HOLE, |(_, place)| *place) as usize
    }

    /// The place for a value under this number.
    #[inline(never)]
    fn put(&mut self, number: u32) -> usize {
        let used = (self.list.len() - self.holes + self.free.len()) as u32;
        let at = self.find(number);
        if let Ok(at) = at
            && let Some((_, place)) = self.list.get(at)
            && *place != HOLE
        {
            return *place as usize;
        }
        let new = self.free.pop().unwrap_or(used);
        match at {
            Ok(at) => {
                self.holes -= 1;
                if let Some((_, place)) = self.list.get_mut(at) {
                    *place = new;
                }
            }
            Err(at) => self.list.insert(at, (number, new)),
        }
        new as usize
    }

    /// Frees the place of the value under this number.
    #[inline(never)]
    fn take(&mut self, number: u32) -> usize {
        let found = self.find(number).ok();
        let Some((_, place)) = found.and_then(|at| self.list.get_mut(at)) else {
            return HOLE as usize;
        };
        let taken = std::mem::replace(place, HOLE);
        if taken != HOLE {
            self.free.push(taken);
            self.holes += 1;
            if self.holes * 2 > self.list.len() {
                self.list.retain(|(_, place)| *place != HOLE);
                self.holes = 0;
            }
        }
        taken as usize
    }

    /// A number that is not in use.
    #[inline(never)]
    fn unused(&mut self) -> u32 {
        loop {
            self.last = self.last.wrapping_add(1);
            if self.get(self.last) == HOLE as usize {
                return self.last;
            }
        }
    }
}

impl<T> Default for Numbered<T> {
    fn default() -> Self {
        Self {
            places: Places::default(),
            values: Vec::new(),
        }
    }
}

impl<T> Numbered<T> {
    /// Adds a value under a new number.
    pub fn add(&mut self, value: T) -> u32 {
        let number = self.places.unused();
        self.put(number, value);
        number
    }

    /// Adds a value under this number, in place of the one there.
    pub fn put(&mut self, number: u32, value: T) {
        let place = self.places.put(number);
        let value = Some(Box::new(value));
        match self.values.get_mut(place) {
            Some(there) => *there = value,
            None => self.values.push(value),
        }
    }

    pub fn get(&self, number: u32) -> Option<&T> {
        self.values.get(self.places.get(number))?.as_deref()
    }

    pub fn get_mut(&mut self, number: u32) -> Option<&mut T> {
        self.values.get_mut(self.places.get(number))?.as_deref_mut()
    }

    /// The value under this number. If there is none, the default value is added.
    pub fn get_or_default(&mut self, number: u32) -> &mut T
    where
        T: Default,
    {
        let place = self.places.put(number);
        if place == self.values.len() {
            self.values.push(None);
        }
        self.values[place].get_or_insert_default()
    }

    pub fn take(&mut self, number: u32) -> Option<T> {
        let taken = self.values.get_mut(self.places.take(number))?.take();
        taken.map(|value| *value)
    }

    pub fn is_empty(&self) -> bool {
        self.places.list.len() == self.places.holes
    }

    /// All values with their numbers, by number.
    pub fn iter(&self) -> impl Iterator<Item = (u32, &T)> {
        let places = self.places.list.iter();
        places.filter_map(|(number, place)| {
            Some((*number, self.values.get(*place as usize)?.as_deref()?))
        })
    }

    /// The numbers of the values that `which` accepts, by number.
    pub fn numbers(&self, which: impl Fn(&T) -> bool) -> Vec<u32> {
        let mut numbers = Vec::new();
        for (number, value) in self.iter() {
            if which(value) {
                numbers.push(number);
            }
        }
        numbers
    }

    /// All values, in no particular order.
    pub fn iter_mut(&mut self) -> impl Iterator<Item = &mut T> {
        self.values
            .iter_mut()
            .filter_map(|value| value.as_deref_mut())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_value_is_taken_once() {
        let mut values = Numbered::default();
        let first = values.add('a');
        let second = values.add('b');
        assert_eq!(values.take(first), Some('a'));
        assert_eq!(values.take(first), None);
        assert_eq!(values.get(first), None);
        assert_eq!(values.get(second), Some(&'b'));
        assert_eq!(values.take(second), Some('b'));
        assert!(values.is_empty() && values.places.list.is_empty());
    }

    #[test]
    fn a_number_that_is_in_use_is_not_given_again() {
        let mut values = Numbered::default();
        values.put(1, 'a');
        assert_eq!(values.add('b'), 2);
        values.places.last = u32::MAX;
        assert_eq!(values.add('c'), 0);
        assert_eq!(values.add('d'), 3);
        assert_eq!(values.iter().map(|(_, v)| *v).collect::<String>(), "cabd");
    }

    #[test]
    fn a_number_without_a_value_gets_the_default_one() {
        let mut values = Numbered::default();
        values.put(3, 'c');
        assert_eq!(*values.get_or_default(3), 'c');
        values.take(3);
        assert_eq!(*values.get_or_default(3), char::default());
        *values.get_or_default(2) = 'b';
        assert_eq!(
            (values.take(2), values.take(3)),
            (Some('b'), Some(char::default()))
        );
        assert!(values.is_empty());
    }

    #[test]
    fn holes_do_not_add_up() {
        let mut values = Numbered::default();
        let kept = values.add(0);
        for _ in 0..1000 {
            let number = values.add(1);
            values.take(number);
        }
        assert!(values.places.list.len() < 4 && values.values.len() < 4);
        assert_eq!(values.get(kept), Some(&0));
    }
}
