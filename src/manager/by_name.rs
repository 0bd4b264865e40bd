//! Values by name, found at the same cost however many there are.

use js_sys::Map;

/// Names are keys of a JavaScript `Map`, which the host has anyway; values lie in a slab.
pub(super) struct ByName<T> {
    names: Map,
    values: Vec<Option<T>>,
    free: Vec<usize>,
}

impl<T> Default for ByName<T> {
    fn default() -> Self {
        Self {
            names: Map::new(),
            values: Vec::new(),
            free: Vec::new(),
        }
    }
}

impl<T> ByName<T> {
    pub fn get(&self, name: &str) -> Option<&T> {
        self.values.get(place(&self.names, name)?)?.as_ref()
    }

    pub fn get_mut(&mut self, name: &str) -> Option<&mut T> {
        self.values.get_mut(place(&self.names, name)?)?.as_mut()
    }

    /// Puts `value` in place of what was there.
    pub fn put(&mut self, name: &str, value: T) {
        let index = match place(&self.names, name) {
            Some(index) => index,
            None => self.put_new(name),
        };
        self.values[index] = Some(value);
    }

    /// A place for a name that has none.
    fn put_new(&mut self, name: &str) -> usize {
        let index = self.free.pop().unwrap_or(self.values.len());
        if index == self.values.len() {
            self.values.push(None);
        }
        self.names.set(&name.into(), &(index as f64).into());
        index
    }

    /// What is there, or what is put there now.
    pub fn get_or_default(&mut self, name: &str) -> &mut T
    where
        T: Default,
    {
        let index = match place(&self.names, name) {
            Some(index) => index,
            None => self.put_new(name),
        };
        self.values[index].get_or_insert_default()
    }

    pub fn take(&mut self, name: &str) -> Option<T> {
        let index = place(&self.names, name)?;
        self.names.delete(&name.into());
        self.free.push(index);
        self.values[index].take()
    }
}

fn place(names: &Map, name: &str) -> Option<usize> {
    Some(names.get(&name.into()).as_f64()? as usize)
}
