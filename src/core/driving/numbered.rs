//! Values under numbers that grow.

/// Values under numbers. New numbers are greater than those before, so that a sorted list finds a value by binary search, and adding
/// and taking cost next to nothing. (A `BTreeMap` does the same for kilobytes more of code.)
#[derive(Debug)]
pub(in crate::core) struct Numbered<T> {
    /// Sorted. Taken values leave a hole until half of the list is holes.
    values: Vec<(u32, Option<T>)>,
    holes: usize,
    last: u32,
}

impl<T> Default for Numbered<T> {
    fn default() -> Self {
        Self {
            values: Vec::new(),
            holes: 0,
            last: 0,
        }
    }
}

impl<T> Numbered<T> {
    /// Adds a value under a new number.
    pub fn add(&mut self, value: T) -> u32 {
        loop {
            self.last = self.last.wrapping_add(1);
            if self.get(self.last).is_none() {
                break;
            }
        }
        let number = self.last;
        self.put(number, value);
        number
    }

    /// Adds a value under this number, in place of the one there.
    pub fn put(&mut self, number: u32, value: T) {
        match self.place(number) {
            Ok(place) => {
                if self.values[place].1.replace(value).is_none() {
                    self.holes -= 1;
                }
            }
            Err(place) => self.values.insert(place, (number, Some(value))),
        }
    }

    pub fn get(&self, number: u32) -> Option<&T> {
        self.values[self.place(number).ok()?].1.as_ref()
    }

    pub fn get_mut(&mut self, number: u32) -> Option<&mut T> {
        let place = self.place(number).ok()?;
        self.values[place].1.as_mut()
    }

    /// The value under this number; if there is none, the default one is put there.
    pub fn get_or_default(&mut self, number: u32) -> &mut T
    where
        T: Default,
    {
        let place = self.place(number);
        let place = place.unwrap_or_else(|place| {
            self.values.insert(place, (number, None));
            self.holes += 1;
            place
        });
        let value = &mut self.values[place].1;
        self.holes -= usize::from(value.is_none());
        value.get_or_insert_default()
    }

    pub fn take(&mut self, number: u32) -> Option<T> {
        let place = self.place(number).ok()?;
        let taken = self.values[place].1.take()?;
        self.holes += 1;
        if self.holes * 2 > self.values.len() {
            self.values.retain(|(_, value)| value.is_some());
            self.holes = 0;
        }
        Some(taken)
    }

    pub fn is_empty(&self) -> bool {
        self.values.len() == self.holes
    }

    /// All values with their numbers.
    pub fn iter(&self) -> impl Iterator<Item = (u32, &T)> {
        let values = self.values.iter();
        values.filter_map(|(number, value)| Some((*number, value.as_ref()?)))
    }

    /// All values.
    pub fn iter_mut(&mut self) -> impl Iterator<Item = &mut T> {
        self.values
            .iter_mut()
            .filter_map(|(_, value)| value.as_mut())
    }

    fn place(&self, number: u32) -> Result<usize, usize> {
        self.values
            .binary_search_by(|(other, _)| other.cmp(&number))
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
        assert_eq!(values.get(second), Some(&'b'));
        assert_eq!(values.take(second), Some('b'));
        assert!(values.is_empty() && values.values.is_empty());
    }

    #[test]
    fn a_number_that_is_in_use_is_not_given_again() {
        let mut values = Numbered::default();
        values.put(1, 'a');
        assert_eq!(values.add('b'), 2);
        values.last = u32::MAX;
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
        assert!(values.values.len() < 4, "{}", values.values.len());
        assert_eq!(values.get(kept), Some(&0));
    }
}
