//! The providers by name.

use super::Custom;
use super::fallback::Ties;
use crate::core::challenge::Refusals;
use crate::core::credential::Credential;
pub(super) use crate::core::credential::ids::CredentialKey as Key;
use crate::core::credential::ids::FlightId;
use crate::core::records::queue::Queue;
use crate::host::fetch::Abort;
use crate::host::locks::Hold;
use js_sys::{JsString, Map};
use std::arch::wasm32::memory_size;
use std::rc::Rc;
use wasm_bindgen::JsValue;

/// One provider with all that belongs to it.
pub(super) struct Entry {
    pub credential: Credential,
    pub custom: Option<Custom>,
    pub abort: Option<(FlightId, Rc<Abort>)>,
    /// The locks that flights hold.
    pub locks: Vec<(FlightId, Hold)>,
    /// There while a storage operation runs.
    pub queue: Option<Box<Queue>>,
    /// The held access token as a string of the host, with the version of the credential that it belongs to.
    pub token: Option<(u32, JsString)>,
    /// The version that was lent out, and whether there was a token in it.
    pub lent: Option<u32>,
    /// What ties it to other entries, where something does.
    pub ties: Option<Box<Ties>>,
    /// A fallback that stands behind one provider, without a name of its own.
    pub inline: bool,
    /// Nothing lies any more where its record was before the identity was in storage keys.
    pub former_gone: bool,
    /// Where its token may be sent.
    pub allowed_origins: Vec<String>,
    /// Who refused its token although it was new.
    pub refusals: Option<Box<Refusals>>,
    /// Removed or closed: it lives on until its flight has landed.
    pub leaving: bool,
    serial: u32,
}

impl Entry {
    pub fn name(&self) -> &Rc<str> {
        &self.credential.settings().name
    }

    pub fn ties(&mut self) -> &mut Ties {
        self.ties.get_or_insert_default()
    }
}

/// All providers. Names are keys of a JavaScript `Map`, which the host has anyway; entries lie in a slab, so that looking
/// one up costs the same with one provider as with a hundred thousand.
pub(super) struct Registry {
    names: Map,
    /// Boxed, so that growing moves no entry and a free place costs next to nothing.
    entries: Vec<Option<Box<Entry>>>,
    free: Vec<usize>,
    next_serial: u32,
    /// How many pages the memory had when an entry was last added.
    pages: usize,
}

const PAGE_BYTES: usize = 65_536;

impl Registry {
    pub fn new() -> Self {
        Self {
            names: Map::new(),
            entries: Vec::new(),
            free: Vec::new(),
            next_serial: 0,
            pages: 0,
        }
    }

    pub fn len(&self) -> usize {
        self.names.size() as usize
    }

    pub fn find(&self, name: &str) -> Option<Key> {
        self.key_at(self.names.get(&name.into()))
    }

    /// The only provider, if there is exactly one.
    pub fn only(&self) -> Option<Key> {
        (self.len() == 1).then(|| self.named().first().copied())?
    }

    /// All entries, those without a name too.
    pub fn all(&self) -> Vec<Key> {
        (0..self.entries.len())
            .filter_map(|i| self.key(i))
            .collect()
    }

    /// The entries that have names, in the order in which they were added.
    pub fn named(&self) -> Vec<Key> {
        let mut keys = Vec::with_capacity(self.len());
        self.names
            .for_each(&mut |index, _| keys.extend(self.key_at(index)));
        keys
    }

    /// The fallbacks without a name of their own that are called so.
    pub fn find_inline(&self, name: &str) -> Vec<Key> {
        let mut keys = self.all();
        keys.retain(|key| {
            let entry = self.get(*key);
            entry.is_some_and(|entry| entry.inline && &**entry.name() == name)
        });
        keys
    }

    fn key_at(&self, index: JsValue) -> Option<Key> {
        let index = index.as_f64()? as usize;
        let serial = self.entries.get(index)?.as_ref()?.serial;
        Some(Key { index, serial })
    }

    #[inline(never)]
    pub fn get(&self, key: Key) -> Option<&Entry> {
        self.entries
            .get(key.index)?
            .as_deref()
            .filter(|entry| entry.serial == key.serial)
    }

    #[inline(never)]
    pub fn get_mut(&mut self, key: Key) -> Option<&mut Entry> {
        self.entries
            .get_mut(key.index)?
            .as_deref_mut()
            .filter(|entry| entry.serial == key.serial)
    }

    /// The entry at a place, whichever it is.
    pub fn key(&self, index: usize) -> Option<Key> {
        let serial = self.entries.get(index)?.as_ref()?.serial;
        Some(Key { index, serial })
    }

    pub fn add(&mut self, credential: Credential, custom: Option<Custom>) -> Key {
        let inline = credential.settings().behind.is_some();
        self.next_serial = self.next_serial.wrapping_add(1);
        let serial = self.next_serial;
        let name = credential.settings().name.clone();
        let entry = Box::new(Entry {
            credential,
            custom,
            abort: None,
            locks: Vec::new(),
            queue: None,
            token: None,
            lent: None,
            ties: None,
            inline,
            former_gone: false,
            allowed_origins: Vec::new(),
            refusals: None,
            leaving: false,
            serial,
        });
        let index = self.free.pop().unwrap_or(self.entries.len());
        if index == self.entries.len() {
            self.make_room();
            self.entries.push(Some(entry));
        } else {
            self.entries[index] = Some(entry);
        }
        if !inline {
            self.names.set(&(&*name).into(), &(index as f64).into());
        }
        Key { index, serial }
    }

    /// Whether an entry that is leaving has nothing left to do.
    pub fn is_done(&self, key: Key) -> bool {
        self.get(key).is_some_and(|e| {
            let idle = e.queue.as_ref().is_none_or(|queue| queue.is_idle());
            e.leaving && e.credential.in_flight().is_none() && idle
        })
    }

    /// Where the memory has grown since the last entry, grows it by a thirty-second more. The allocator grows it by one page of
    /// 64 KB at a time, and at each of these steps engines make a new buffer object and count its whole size towards the next
    /// garbage collection: a hundred thousand providers would be added five times slower than a thousand.
    fn make_room(&mut self) {
        let pages = memory_size::<0>();
        if pages != self.pages {
            let more = pages * (PAGE_BYTES / 32);
            drop(std::hint::black_box(Vec::<u8>::with_capacity(more)));
            self.pages = memory_size::<0>();
        }
    }

    /// Makes the name free; the entry stays until [`Registry::drop_entry`].
    pub fn unname(&mut self, name: &str) {
        self.names.delete(&name.into());
    }

    pub fn drop_entry(&mut self, key: Key) -> Option<Box<Entry>> {
        self.get(key)?;
        self.free.push(key.index);
        self.entries[key.index].take()
    }
}
