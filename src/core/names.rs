//! Names and their numbers.

use std::rc::Rc;

/// Lists longer than this are split.
const LONGEST: usize = 256;

/// A sorted list of names in pieces, so that adding one of a hundred thousand names moves only a few hundred. Names may
/// come from strangers (tenants). A hash table would become slow with some choices of names; this list does not.
#[derive(Debug, Default)]
pub(super) struct Names {
    lists: Vec<Vec<(Rc<str>, u32)>>,
    count: usize,
}

impl Names {
    pub fn len(&self) -> usize {
        self.count
    }

    pub fn get(&self, name: &str) -> Option<u32> {
        let (list, place) = self.place(name);
        Some(self.lists.get(list)?[place.ok()?].1)
    }

    /// Adds a name, or changes its number.
    pub fn put(&mut self, name: Rc<str>, number: u32) {
        let (list, place) = self.place(&name);
        if self.lists.is_empty() {
            self.lists.push(Vec::new());
        }
        let names = &mut self.lists[list];
        match place {
            Ok(place) => names[place].1 = number,
            Err(place) => {
                names.insert(place, (name, number));
                self.count += 1;
                if names.len() > LONGEST {
                    let rest = names.split_off(LONGEST / 2);
                    self.lists.insert(list + 1, rest);
                }
            }
        }
    }

    pub fn remove(&mut self, name: &str) {
        let (list, place) = self.place(name);
        let Ok(place) = place else {
            return;
        };
        self.lists[list].remove(place);
        self.count -= 1;
        if self.lists[list].is_empty() {
            self.lists.remove(list);
        }
    }

    /// All numbers, in no particular order.
    pub fn numbers(&self) -> Vec<u32> {
        let mut numbers = Vec::new();
        for list in &self.lists {
            for (_, number) in list {
                numbers.push(*number);
            }
        }
        numbers
    }

    /// The list for a name, and the name's place in it.
    fn place(&self, name: &str) -> (usize, Result<usize, usize>) {
        let after = self.lists.partition_point(|list| &*list[0].0 <= name);
        let list = after.saturating_sub(1);
        let place = match self.lists.get(list) {
            Some(names) => names.binary_search_by(|(other, _)| (**other).cmp(name)),
            None => Err(0),
        };
        (list, place)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn many_names_in_any_order_are_found_and_go() {
        let mut names = Names::default();
        let name = |i: u32| Rc::from(format!("tenant{}", i.wrapping_mul(2_654_435_761)));
        for i in 0..5_000 {
            names.put(name(i), i);
        }
        assert_eq!(names.len(), 5_000);
        assert!((0..5_000).all(|i| names.get(&name(i)) == Some(i)));
        assert_eq!(names.get("tenant"), None);
        assert_eq!(names.get("z"), None);
        for i in 0..5_000 {
            names.remove(&name(i));
            assert_eq!(names.get(&name(i)), None);
        }
        assert!(names.lists.is_empty() && names.len() == 0);
    }

    #[test]
    fn a_name_has_the_number_that_was_put_last() {
        let mut names = Names::default();
        names.put("a".into(), 1);
        names.put("a".into(), 2);
        assert_eq!((names.get("a"), names.len()), (Some(2), 1));
        names.remove("b");
        assert_eq!(names.len(), 1);
    }
}
