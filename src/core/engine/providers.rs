//! The providers by name and by number.

use super::effect::Number;
use super::provider::Functions;
use crate::core::challenge::Refusals;
use crate::core::credential::Credential;
use crate::core::credential::ids::FlightId;
use crate::core::names::Names;
use crate::core::records::queue::Queue;
use std::rc::Rc;

pub(super) use crate::core::credential::ids::CredentialKey as Key;

/// A provider with all its state.
#[derive(Debug)]
pub(super) struct Entry {
    pub credential: Credential,
    pub functions: Option<Functions>,
    /// True if its functions include a `revoke`.
    pub revokes: bool,
    /// The flight's work that is under way on the host.
    pub work: Option<(FlightId, Number)>,
    /// The locks that flights hold or wait for.
    pub locks: Vec<(FlightId, Number)>,
    /// Present while a storage operation runs or waits.
    pub queue: Option<Box<Queue>>,
    /// True if no record is left at the place from before the identity was in storage keys.
    pub former_gone: bool,
    /// The version that was lent, if it contained a token.
    pub lent: Option<u32>,
    /// True for a fallback of one provider, without a name of its own.
    pub inline: bool,
    pub allowed_origins: Vec<String>,
    /// The origins that refused its token when it was new.
    pub refusals: Option<Box<Refusals>>,
    /// The [`identity::target`](crate::core::identity::target) of its tokens, if they lie in the record of another
    /// entry.
    pub target: Option<Rc<str>>,
    /// Removed or closed; the entry stays until its flight has landed.
    pub leaving: bool,
    serial: u32,
}

impl Entry {
    pub fn name(&self) -> &Rc<str> {
        &self.credential.settings().name
    }

    /// True if it was made for a target that a caller named.
    pub fn is_on_demand(&self) -> bool {
        let behind = self.credential.settings().behind.as_ref();
        behind.is_some_and(|behind| behind.places.is_empty())
    }
}

/// All providers, in a slab.
#[derive(Debug, Default)]
pub(super) struct Providers {
    names: Names,
    /// Boxed, so that growing moves no entry and a free place takes little memory.
    entries: Vec<Option<Box<Entry>>>,
    free: Vec<usize>,
    next_serial: u32,
}

impl Providers {
    pub fn len(&self) -> usize {
        self.names.len()
    }

    pub fn find(&self, name: &str) -> Option<Key> {
        self.key(self.names.get(name)? as usize)
    }

    /// The only provider, if there is exactly one.
    pub fn only(&self) -> Option<Key> {
        if self.len() != 1 {
            return None;
        }
        self.key(*self.names.numbers().first()? as usize)
    }

    /// All entries, with and without a name, except those that are leaving.
    pub fn all(&self) -> Vec<Key> {
        let mut keys = Vec::new();
        for index in 0..self.entries.len() {
            if let Some(key) = self.key(index)
                && self.get(key).is_some_and(|entry| !entry.leaving)
            {
                keys.push(key);
            }
        }
        keys
    }

    /// The entries that have names, in the order in which they were added.
    pub fn named(&self) -> Vec<Key> {
        let mut keys = Vec::new();
        for index in self.names.numbers() {
            keys.extend(self.key(index as usize));
        }
        let serial = |place: u32| keys.get(place as usize).map(|key| key.serial);
        let mut named = Vec::new();
        for place in crate::core::order::sorted(keys.len(), &|a, b| serial(a) < serial(b)) {
            named.extend(keys.get(place as usize));
        }
        named
    }

    /// The inline fallbacks that are called by this name.
    pub fn find_inline(&self, name: &str) -> Vec<Key> {
        let mut keys = self.all();
        keys.retain(|key| {
            let entry = self.get(*key);
            entry.is_some_and(|entry| entry.inline && &**entry.name() == name)
        });
        keys
    }

    #[inline(never)]
    pub fn get(&self, key: Key) -> Option<&Entry> {
        let entry = self.entries.get(key.index)?.as_deref();
        entry.filter(|entry| entry.serial == key.serial)
    }

    #[inline(never)]
    pub fn get_mut(&mut self, key: Key) -> Option<&mut Entry> {
        let entry = self.entries.get_mut(key.index)?.as_deref_mut();
        entry.filter(|entry| entry.serial == key.serial)
    }

    /// The entry at a place, if there is one.
    pub fn key(&self, index: usize) -> Option<Key> {
        let serial = self.entries.get(index)?.as_ref()?.serial;
        Some(Key { index, serial })
    }

    pub fn add(&mut self, credential: Credential, functions: Option<Functions>) -> Key {
        let inline = credential.settings().behind.is_some();
        self.next_serial = self.next_serial.wrapping_add(1);
        let serial = self.next_serial;
        let name = credential.settings().name.clone();
        let entry = Box::new(Entry {
            credential,
            functions,
            revokes: false,
            work: None,
            locks: Vec::new(),
            queue: None,
            former_gone: false,
            lent: None,
            inline,
            allowed_origins: Vec::new(),
            refusals: None,
            target: None,
            leaving: false,
            serial,
        });
        let index = self.free.pop().unwrap_or(self.entries.len());
        if index == self.entries.len() {
            self.entries.push(Some(entry));
        } else {
            self.entries[index] = Some(entry);
        }
        if !inline {
            self.names.put(name, index as u32);
        }
        Key { index, serial }
    }

    /// Frees the name; the entry stays until [`Providers::drop_if_done`].
    pub fn unname(&mut self, name: &str) {
        self.names.remove(name);
    }

    /// Drops an entry that is leaving and has nothing left to do.
    pub fn drop_if_done(&mut self, key: Key) -> Option<Box<Entry>> {
        self.get(key).filter(|entry| {
            entry.leaving && entry.credential.in_flight().is_none() && entry.queue.is_none()
        })?;
        self.free.push(key.index);
        self.entries[key.index].take()
    }
}
