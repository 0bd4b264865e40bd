//! The keys of the records to move.

use super::moving::{Moving, Side};
use crate::core::identity;
use crate::core::records::known_keys::KnownKeys;
use crate::core::records::load::Load;
use crate::core::records::place::Place;
use crate::core::records::procedure::{Context, Procedure, Returned, Step, Value};
use crate::core::records::work::{Failure, Work};
use std::rc::Rc;

/// Lists the keys of all records that may be on a side and were not listed before: the keys of the credentials, and
/// further keys that the storage can list. Returns [`Value::Names`].
#[derive(Debug)]
pub(super) struct Keys {
    moving: Rc<Moving>,
    side: Side,
    /// The remaining places of credentials; the next one is last.
    places: Vec<Rc<Place>>,
    former: KnownKeys,
    keys: Vec<Rc<str>>,
    listed: usize,
    stage: Stage,
}

#[derive(Debug)]
enum Stage {
    Beginning,
    Finding,
    /// The record is taken over, or encrypted, before it is moved.
    Loading,
    Listing,
}

impl Keys {
    pub fn call(moving: &Rc<Moving>, side: Side) -> Step {
        Step::Call(Box::new(Self {
            moving: moving.clone(),
            side,
            places: Vec::new(),
            former: KnownKeys::default(),
            keys: Vec::new(),
            listed: 0,
            stage: Stage::Beginning,
        }))
    }

    fn add(&mut self, key: Rc<str>, place: Option<Rc<Place>>) {
        if self.moving.names.borrow_mut().put(&key, place) {
            self.keys.push(key);
        }
    }

    /// Goes on with the next credential, or lists the further keys of the storage.
    fn load(&mut self) -> Step {
        while let Some(place) = self.places.pop() {
            if let Some(former) = &place.former {
                self.former.put(&former.key, None);
            }
            self.add(place.key.clone(), Some(place.clone()));
            if let (Side::Current, Some(storage)) = (self.side, self.moving.storage(self.side)) {
                self.stage = Stage::Loading;
                return Load::call(storage, &place);
            }
        }
        // Memory has no place for the records of unknown credentials.
        match self.moving.other {
            Some(_) => self.list(),
            None => self.done(),
        }
    }

    fn list(&mut self) -> Step {
        let Some(storage) = self.moving.storage(self.side) else {
            return self.done();
        };
        let prefixes = identity::prefixes(&storage.namespace);
        match prefixes.into_iter().nth(self.listed) {
            Some(prefix) => {
                self.stage = Stage::Listing;
                self.listed += 1;
                Step::Do(Work::List(storage.id, prefix))
            }
            None => self.done(),
        }
    }

    fn done(&mut self) -> Step {
        Step::Return(Value::Names(std::mem::take(&mut self.keys)))
    }
}

impl Procedure for Keys {
    fn step(&mut self, returned: Returned, _: &mut Context) -> Result<Step, Failure> {
        let value = returned?;
        Ok(match (&self.stage, value) {
            (Stage::Beginning, _) => {
                self.stage = Stage::Finding;
                Step::Do(Work::FindPlaces)
            }
            (Stage::Finding, Value::Places(places)) => {
                for place in places.into_iter().rev() {
                    self.places.push(Rc::new(place));
                }
                self.load()
            }
            (Stage::Listing, Value::Keys(Some(keys))) => {
                for key in keys {
                    let key = Rc::from(key);
                    // A credential has taken the record over, or looks at this place itself.
                    if !self.former.has(&key) {
                        self.add(key, None);
                    }
                }
                self.list()
            }
            (Stage::Finding | Stage::Loading, _) => self.load(),
            (Stage::Listing, _) => self.done(),
        })
    }
}
