//! The keys of a move, and the credential of each.

use super::place::Place;
use crate::core::names::Names;
use std::rc::Rc;

/// Storage keys, each with the place of its credential, if that is known.
#[derive(Debug, Default)]
pub(super) struct KnownKeys {
    names: Names,
    places: Vec<Option<Rc<Place>>>,
}

impl KnownKeys {
    /// Adds a key. False if it is there already. A place in the arguments replaces the known one.
    pub fn put(&mut self, key: &Rc<str>, place: Option<Rc<Place>>) -> bool {
        if let Some(number) = self.names.get(key) {
            if place.is_some() {
                self.places[number as usize] = place;
            }
            return false;
        }
        self.names.put(key.clone(), self.places.len() as u32);
        self.places.push(place);
        true
    }

    /// True if the key is there.
    pub fn has(&self, key: &str) -> bool {
        self.names.get(key).is_some()
    }

    /// The place of the key's credential, if it is known.
    pub fn place(&self, key: &str) -> Option<&Rc<Place>> {
        self.places[self.names.get(key)? as usize].as_ref()
    }
}
