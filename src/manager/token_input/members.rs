//! Reads tokens that a user gave: an object's own enumerable members alone, each with its type checked. What users of the npm
//! package configure is read in the same way by `pkg-template/members.js`.
//!
//! Nothing is read through prototypes, so that a page whose `Object.prototype` was tampered with configures nothing. Getters
//! and proxies may throw; that becomes a typed error like any other. Messages name the member by its path and say what
//! belongs there; they never repeat what was there, which may be a secret.
//!
//! The first thing that is wrong is kept, and told by [`Members::end`]. Until then a wrong member reads like one that is
//! missing: code that reads ten members has one way out instead of ten, which is shorter to read, and in WebAssembly a third
//! of the size.

use crate::core::error::{Error, Result};
use crate::core::secret::Secret;
use crate::host;
use js_sys::Array;
use wasm_bindgen::prelude::*;

#[wasm_bindgen]
extern "C" {
    #[wasm_bindgen(js_namespace = Object, js_name = entries, catch)]
    fn own_entries(object: &JsValue) -> std::result::Result<Array, JsValue>;
    #[wasm_bindgen(js_namespace = Array, js_name = isArray, catch)]
    fn is_array(value: &JsValue) -> std::result::Result<bool, JsValue>;
    /// `undefined` for what JSON has no word for; throws for cycles and BigInts.
    #[wasm_bindgen(js_namespace = JSON, js_name = stringify, catch)]
    fn stringify(value: &JsValue) -> std::result::Result<JsValue, JsValue>;
}

/// What a number stands for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Number {
    /// Epoch milliseconds: zero or more.
    Time,
    /// A lifetime in seconds as servers tell it, read as milliseconds: zero or more.
    Lifetime,
}

impl Number {
    /// What to say of a number that is not allowed.
    pub(crate) fn problem(self) -> &'static str {
        match self {
            Self::Time => "must be a time in epoch milliseconds, as Date.now() gives it",
            Self::Lifetime => "must be a number of seconds that is finite and not negative",
        }
    }

    fn read(self, number: f64) -> Option<i64> {
        let factor = match self {
            Self::Time => 1.0,
            Self::Lifetime => 1000.0,
        };
        // Rounded up, so that a lifetime never becomes zero.
        (0.0..=f64::MAX)
            .contains(&number)
            .then(|| (number * factor).ceil().min(MAX_MS) as i64)
    }
}

/// Larger numbers of milliseconds are cut to this: a little under `Number.MAX_SAFE_INTEGER`, 285,000 years.
const MAX_MS: f64 = 9e15;

/// The members of an object that are still to be read. [`Members::end`] refuses what is left.
#[derive(Debug)]
pub(crate) struct Members {
    path: String,
    left: Vec<(String, JsValue)>,
    wrong: Option<Error>,
}

impl Members {
    /// Takes hold of an object's members. `path` is what the object is called in messages; empty for the outermost, which is
    /// called `options`. An object that is missing has no members.
    pub(crate) fn of(value: &JsValue, path: &str) -> Self {
        let mut members = Self {
            path: path.into(),
            left: Vec::new(),
            wrong: None,
        };
        let object = value.is_object() && members.is_list(value) == Some(false);
        if object {
            members.left = members.entries(value);
        } else if is_there(value) {
            members.fail("", "must be an object");
        }
        members
    }

    // — what is wrong —

    /// Notes that a member is wrong, unless something was wrong before.
    #[inline(never)]
    pub(crate) fn fail(&mut self, name: &str, problem: &str) {
        if self.wrong.is_none() {
            let dot = if self.path.is_empty() || name.is_empty() {
                ""
            } else {
                "."
            };
            let path = [&self.path, dot, name].concat();
            self.wrong = Some(Error::configuration(
                if path.is_empty() { "options" } else { &path },
                problem,
            ));
        }
    }

    fn fail_by(&mut self, name: &str, problem: &str, thrown: JsValue) {
        let before = self.wrong.take();
        self.fail(name, problem);
        let now = self
            .wrong
            .take()
            .map(|error| error.with_cause(Some(host::cause(thrown))));
        self.wrong = before.or(now);
    }

    /// Notes what was wrong elsewhere, unless something was wrong before.
    pub(crate) fn fail_with(&mut self, result: Result<()>) {
        if let Err(error) = result {
            self.wrong.get_or_insert(error);
        }
    }

    /// The first thing that was wrong. What nobody asked for is wrong, too: a misspelt name must not be lost without a word.
    ///
    /// # Errors
    /// [`Class::InvalidConfiguration`](crate::core::error::Class::InvalidConfiguration), naming the member by its path.
    pub(crate) fn end(mut self) -> Result<()> {
        let unknown = self.rest().next().map(|(name, _)| name.to_owned());
        if let Some(name) = unknown {
            self.fail(&name, "is unknown: is it misspelt?");
        }
        self.wrong.map_or(Ok(()), Err)
    }

    // — what is there —

    /// A member, left where it is; null counts as missing.
    pub(crate) fn peek(&self, name: &str) -> Option<&JsValue> {
        self.rest()
            .find(|(n, _)| *n == name)
            .map(|(_, value)| value)
    }

    /// Takes a member out, whatever it is; null counts as missing.
    #[inline(never)]
    pub(crate) fn take(&mut self, name: &str) -> Option<JsValue> {
        let at = self.left.iter().position(|(n, _)| n == name)?;
        Some(self.left.swap_remove(at).1).filter(is_there)
    }

    /// All that is left, with names.
    pub(crate) fn rest(&self) -> impl Iterator<Item = (&str, &JsValue)> {
        self.left
            .iter()
            .filter(|(_, value)| is_there(value))
            .map(|(name, value)| (name.as_str(), value))
    }

    /// Takes out all that is left, with names.
    pub(crate) fn take_rest(&mut self) -> Vec<(String, JsValue)> {
        let mut rest = std::mem::take(&mut self.left);
        rest.retain(|(_, value)| is_there(value));
        rest
    }

    /// What was read of a member that has to be there.
    pub(crate) fn required<T: Default>(&mut self, name: &str, value: Option<T>) -> T {
        value.unwrap_or_else(|| {
            self.fail(name, "is missing");
            T::default()
        })
    }

    /// A string.
    #[inline(never)]
    pub(crate) fn text(&mut self, name: &str) -> Option<String> {
        let text = self.take(name)?.as_string();
        if text.is_none() {
            self.fail(name, "must be a string");
        }
        text
    }

    /// A string that is kept secret.
    pub(crate) fn secret(&mut self, name: &str) -> Option<Secret> {
        self.text(name).map(Secret::new)
    }

    /// An object, read by `read`.
    #[inline(never)]
    pub(crate) fn inside(&mut self, name: &str, read: &mut dyn FnMut(&mut Self)) {
        let Some(value) = self.take(name) else { return };
        let dot = if self.path.is_empty() { "" } else { "." };
        let mut inner = Self::of(&value, &[&self.path, dot, name].concat());
        read(&mut inner);
        self.fail_with(inner.end());
    }

    /// A number in the range that its meaning allows.
    #[inline(never)]
    pub(crate) fn number(&mut self, name: &str, meaning: Number) -> Option<i64> {
        let number = self
            .take(name)?
            .as_f64()
            .and_then(|number| meaning.read(number));
        if number.is_none() {
            self.fail(name, meaning.problem());
        }
        number
    }

    /// The JSON text of a value; `None` for what JSON leaves out: functions, say.
    pub(crate) fn stringified(&mut self, name: &str, value: &JsValue) -> Option<String> {
        match stringify(value) {
            Ok(text) => text.as_string(),
            Err(thrown) => {
                self.fail_by(name, NO_JSON, thrown);
                None
            }
        }
    }

    // — what may throw —

    fn entries(&mut self, value: &JsValue) -> Vec<(String, JsValue)> {
        match own_entries(value) {
            Ok(entries) => {
                let pairs = entries.iter().map(|pair| pair.unchecked_into::<Array>());
                pairs
                    .map(|pair| (pair.get(0).as_string().unwrap_or_default(), pair.get(1)))
                    .collect()
            }
            Err(thrown) => {
                self.fail_by("", THREW, thrown);
                Vec::new()
            }
        }
    }

    fn is_list(&mut self, value: &JsValue) -> Option<bool> {
        match is_array(value) {
            Ok(list) => Some(list),
            Err(thrown) => {
                self.fail_by("", THREW, thrown);
                None
            }
        }
    }
}

const NO_JSON: &str = "must be what JSON can hold";
const THREW: &str = "could not be read: a getter or a proxy threw";

fn is_there(value: &JsValue) -> bool {
    !value.is_undefined() && !value.is_null()
}
