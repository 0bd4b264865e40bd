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
