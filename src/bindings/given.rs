//! What the package's JavaScript has read of the user's options (`pkg-template/members.js`): values without names, in the order in
//! which they are asked for here. Their types and ranges were checked there.

use crate::core::error::{Class, Code, Error, Result};
use crate::core::secret::Secret;
use js_sys::{Array, Function};
use wasm_bindgen::prelude::*;

/// What the package's JavaScript says and this does not know. Its files check everything that users give, so this is another fault.
#[cold]
pub(super) fn unknown() -> Error {
    let message = "the package's core does not know this call or option, which its JavaScript does: are its files of different versions?";
    Error::new(
        Class::InvalidConfiguration,
        Code::InvalidConfiguration,
        message,
    )
}

/// Values that are still to be asked for. What is missing is undefined.
pub(super) struct Given {
    values: Array,
    next: u32,
}

impl Given {
    pub fn new(values: JsValue) -> Self {
        Self {
            values: values.unchecked_into(),
            next: 0,
        }
    }

    #[inline(never)]
    fn take(&mut self) -> JsValue {
        self.next += 1;
        self.values.get(self.next - 1)
    }

    pub fn value(&mut self) -> Option<JsValue> {
        Some(self.take()).filter(|value| !value.is_undefined())
    }

    #[inline(never)]
    pub fn text(&mut self) -> Option<String> {
        self.take().as_string()
    }

    pub fn secret(&mut self) -> Option<Secret> {
        self.text().map(Secret::new)
    }

    #[inline(never)]
    pub fn flag(&mut self) -> Option<bool> {
        self.take().as_bool()
    }

    /// A number; durations and times are whole milliseconds.
    #[inline(never)]
    pub fn number(&mut self) -> Option<i64> {
        self.take().as_f64().map(|number| number as i64)
    }

    /// One of some words, as its place among them; `None` if it is missing.
    ///
    /// # Errors
    /// See [`unknown`].
    #[inline(never)]
    pub fn place(&mut self) -> Result<Option<usize>> {
        let value = self.take();
        if value.is_undefined() {
            return Ok(None);
        }
        let place = value.as_f64().filter(|place| *place >= 0.0);
        place.map(|place| Some(place as usize)).ok_or_else(unknown)
    }

    /// What such a word stands for.
    ///
    /// # Errors
    /// See [`unknown`].
    pub fn one_of<T: Copy>(&mut self, all: &[T]) -> Result<Option<T>> {
        let place = self.place()?;
        let found = place.map(|place| all.get(place).copied().ok_or_else(unknown));
        found.transpose()
    }

    pub fn function(&mut self) -> Option<Function> {
        self.value().map(JsValue::unchecked_into)
    }

    /// Values inside.
    pub fn inner(&mut self) -> Option<Self> {
        self.value().map(Self::new)
    }

    /// A list, which is empty where it is missing.
    #[inline(never)]
    pub fn list(&mut self) -> Vec<JsValue> {
        let list = self.inner();
        list.map_or_else(Vec::new, |list| list.values.iter().collect())
    }

    pub fn texts(&mut self) -> Vec<String> {
        self.inner().map_or_else(Vec::new, Self::into_texts)
    }

    /// All values, which are texts.
    #[inline(never)]
    pub fn into_texts(self) -> Vec<String> {
        let text = |value: JsValue| value.as_string();
        self.values.iter().filter_map(text).collect()
    }

    /// Names and values.
    #[inline(never)]
    pub fn pairs(&mut self) -> Vec<(String, JsValue)> {
        let pair = |pair| {
            let mut pair = Self::new(pair);
            (pair.text().unwrap_or_default(), pair.take())
        };
        self.list().into_iter().map(pair).collect()
    }

    /// Names and texts.
    pub fn text_pairs<T: From<String>>(&mut self) -> Vec<(String, T)> {
        let text =
            |(name, value): (_, JsValue)| (name, value.as_string().unwrap_or_default().into());
        self.pairs().into_iter().map(text).collect()
    }
}
