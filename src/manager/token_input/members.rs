//! Reads an object that a user gave: its own enumerable members alone, each with its type checked.
//!
//! Nothing is read through prototypes, so that a page whose `Object.prototype` was tampered with configures nothing. Getters
//! and proxies may throw; that becomes a typed error like any other. Messages name the member by its path and say what
//! belongs there; they never repeat what was there, which may be a secret.

use crate::core::error::{Error, Result};
use crate::core::secret::Secret;
use crate::host;
use js_sys::{Array, Function};
use wasm_bindgen::prelude::*;

#[wasm_bindgen]
extern "C" {
    #[wasm_bindgen(js_namespace = Object, js_name = entries, catch)]
    fn own_entries(object: &JsValue) -> std::result::Result<Array, JsValue>;
    #[wasm_bindgen(js_namespace = Array, js_name = isArray, catch)]
    fn is_array(value: &JsValue) -> std::result::Result<bool, JsValue>;
}

/// What a number stands for, which decides what is allowed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Number {
    /// A duration in seconds, read as milliseconds: more than zero.
    Seconds,
    /// A duration in milliseconds: more than zero.
    Milliseconds,
    /// A whole number from 1.
    Count,
    /// A share from 0 to 1, read in 1/65536.
    Share,
    /// Epoch milliseconds: zero or more.
    Time,
    /// A lifetime in seconds as servers tell it, read as milliseconds: zero or more.
    Lifetime,
}

impl Number {
    /// What to say of a number that is not allowed.
    pub(crate) fn problem(self) -> &'static str {
        match self {
            Self::Seconds => "must be a number of seconds that is finite and more than zero",
            Self::Milliseconds => "must be a number of milliseconds that is finite and more than zero",
            Self::Count => "must be a whole number of at least 1",
            Self::Share => "must be a number from 0 to 1",
            Self::Time => "must be a time in epoch milliseconds, as Date.now() gives it",
            Self::Lifetime => "must be a number of seconds that is finite and not negative",
        }
    }
}

/// Larger numbers of milliseconds are cut to this: a little under `Number.MAX_SAFE_INTEGER`, 285,000 years.
const MAX_MS: f64 = 9e15;

/// The members of an object that are still to be read. [`Members::end`] refuses what is left.
#[derive(Debug)]
pub(crate) struct Members {
    path: String,
    left: Vec<(String, JsValue)>,
}

impl Members {
    /// Takes hold of an object's members. `path` is what the object is called in messages; empty for the outermost.
    pub(crate) fn of(value: &JsValue, path: &str) -> Result<Self> {
        let called = if path.is_empty() { "options" } else { path };
        if !value.is_object() || is_list(value, called)? {
            return Err(Error::configuration(called, "must be an object"));
        }
        Ok(Self { path: path.into(), left: entries(value, called)? })
    }

    /// Whether there is such a member.
    pub(crate) fn has(&self, name: &str) -> bool {
        self.peek(name).is_some()
    }

    /// The path of a member.
    pub(crate) fn path(&self, name: &str) -> String {
        let mut path = self.path.clone();
        if !path.is_empty() {
            path.push('.');
        }
        path.push_str(name);
        path
    }

    /// The error that says what is wrong with a member.
    pub(crate) fn wrong(&self, name: &str, problem: &str) -> Error {
        Error::configuration(&self.path(name), problem)
    }

    /// Takes a member out, whatever it is; null counts as missing.
    pub(crate) fn take(&mut self, name: &str) -> Option<JsValue> {
        let at = self.left.iter().position(|(n, _)| n == name)?;
        Some(self.left.swap_remove(at).1).filter(is_there)
    }

    /// A member, left where it is; null counts as missing.
    pub(crate) fn peek(&self, name: &str) -> Option<&JsValue> {
        self.left.iter().find(|(n, _)| n == name).map(|(_, value)| value).filter(|value| is_there(value))
    }

    /// Takes a member that has to be there.
    pub(crate) fn required<T>(&self, name: &str, value: Option<T>) -> Result<T> {
        value.ok_or_else(|| self.wrong(name, "is missing"))
    }

    /// A string.
    pub(crate) fn text(&mut self, name: &str) -> Result<Option<String>> {
        match self.take(name) {
            None => Ok(None),
            Some(value) => value.as_string().map(Some).ok_or_else(|| self.wrong(name, "must be a string")),
        }
    }

    /// A string that is kept secret.
    pub(crate) fn secret(&mut self, name: &str) -> Result<Option<Secret>> {
        Ok(self.text(name)?.map(Secret::new))
    }

    /// A string, or an array of strings.
    pub(crate) fn texts(&mut self, name: &str) -> Result<Vec<String>> {
        const PROBLEM: &str = "must be a string or an array of strings";
        let Some(value) = self.take(name) else { return Ok(Vec::new()) };
        if let Some(text) = value.as_string() {
            return Ok(vec![text]);
        }
        let path = self.path(name);
        if !is_list(&value, &path)? {
            return Err(Error::configuration(&path, PROBLEM));
        }
        let texts = entries(&value, &path)?;
        texts.into_iter().map(|(_, v)| v.as_string().ok_or_else(|| Error::configuration(&path, PROBLEM))).collect()
    }

    /// An object whose members are all strings, which may be secret.
    pub(crate) fn text_map(&mut self, name: &str) -> Result<Vec<(String, Secret)>> {
        let Some(inner) = self.members(name)? else { return Ok(Vec::new()) };
        let mut map = Vec::with_capacity(inner.left.len());
        for (name, value) in inner.rest() {
            let text = value.as_string().ok_or_else(|| inner.wrong(name, "must be a string"))?;
            map.push((name.to_owned(), Secret::new(text)));
        }
        Ok(map)
    }

    /// `true` or `false`.
    pub(crate) fn flag(&mut self, name: &str) -> Result<Option<bool>> {
        match self.take(name) {
            None => Ok(None),
            Some(value) => value.as_bool().map(Some).ok_or_else(|| self.wrong(name, "must be true or false")),
        }
    }

    /// A function.
    pub(crate) fn function(&mut self, name: &str) -> Result<Option<Function>> {
        match self.take(name) {
            None => Ok(None),
            Some(value) => value.dyn_into().map(Some).map_err(|_| self.wrong(name, "must be a function")),
        }
    }

    /// An object.
    pub(crate) fn members(&mut self, name: &str) -> Result<Option<Self>> {
        match self.take(name) {
            None => Ok(None),
            Some(value) => Self::of(&value, &self.path(name)).map(Some),
        }
    }

    /// A number in the range that its meaning allows.
    pub(crate) fn number(&mut self, name: &str, meaning: Number) -> Result<Option<i64>> {
        let Some(value) = self.take(name) else { return Ok(None) };
        match value.as_f64().and_then(|number| convert(number, meaning)) {
            Some(number) => Ok(Some(number)),
            None => Err(self.wrong(name, meaning.problem())),
        }
    }

    /// One of some words, as what it stands for. `later` are words that this version does not know yet.
    pub(crate) fn word<T: Copy>(&mut self, name: &str, words: &[(&str, T)], later: &[&str]) -> Result<Option<T>> {
        let Some(value) = self.take(name) else { return Ok(None) };
        let text = value.as_string();
        let text = text.as_deref().unwrap_or("");
        if let Some((_, meaning)) = words.iter().find(|(word, _)| *word == text) {
            return Ok(Some(*meaning));
        }
        if let Some(word) = later.iter().find(|word| **word == text) {
            return Err(self.wrong(name, &["\"", word, NOT_YET].concat()));
        }
        let mut problem = String::from("must be ");
        for (at, (word, _)) in words.iter().enumerate() {
            problem.push_str(match at {
                0 => "\"",
                _ if at + 1 == words.len() => "\" or \"",
                _ => "\", \"",
            });
            problem.push_str(word);
        }
        problem.push('"');
        Err(self.wrong(name, &problem))
    }

    /// Refuses members that a later version will know, rather than let them look as if they worked.
    pub(crate) fn not_yet(&mut self, names: &[&str]) -> Result<()> {
        for name in names {
            let Some(value) = self.take(name) else { continue };
            let off = value.as_bool() == Some(false)
                || value.dyn_ref::<Array>().is_some_and(|list| list.length() == 0);
            if !off {
                return Err(self.wrong(name, "is not in this version of tokenward"));
            }
        }
        Ok(())
    }

    /// All that is left, with names.
    pub(crate) fn rest(&self) -> impl Iterator<Item = (&str, &JsValue)> {
        self.left.iter().filter(|(_, value)| is_there(value)).map(|(name, value)| (name.as_str(), value))
    }

    /// The error of a member that threw when it was read.
    pub(crate) fn unreadable(&self, name: &str, thrown: JsValue) -> Error {
        unreadable(&self.path(name), thrown)
    }

    /// Refuses what nobody asked for: a name that is misspelt must not be lost without a word.
    pub(crate) fn end(self) -> Result<()> {
        match self.rest().next() {
            None => Ok(()),
            Some((name, _)) => Err(self.wrong(name, "is unknown: is it misspelt?")),
        }
    }
}

/// What follows a word that is known and not there yet.
const NOT_YET: &str = "\" is not in this version of tokenward";

fn is_there(value: &JsValue) -> bool {
    !value.is_undefined() && !value.is_null()
}

fn entries(value: &JsValue, path: &str) -> Result<Vec<(String, JsValue)>> {
    let entries = own_entries(value).map_err(|thrown| unreadable(path, thrown))?;
    let pair = |pair: JsValue| {
        let pair: Array = pair.unchecked_into();
        (pair.get(0).as_string().unwrap_or_default(), pair.get(1))
    };
    Ok(entries.iter().map(pair).collect())
}

fn is_list(value: &JsValue, path: &str) -> Result<bool> {
    is_array(value).map_err(|thrown| unreadable(path, thrown))
}

fn unreadable(path: &str, thrown: JsValue) -> Error {
    Error::configuration(path, "could not be read: a getter or a proxy threw").with_cause(Some(host::cause(thrown)))
}

fn convert(number: f64, meaning: Number) -> Option<i64> {
    let (factor, least, most) = match meaning {
        Number::Seconds => (1000.0, f64::MIN_POSITIVE, f64::MAX),
        Number::Milliseconds => (1.0, f64::MIN_POSITIVE, f64::MAX),
        Number::Count => (1.0, 1.0, f64::from(u32::MAX)),
        Number::Share => (65_536.0, 0.0, 1.0),
        Number::Time => (1.0, 0.0, f64::MAX),
        Number::Lifetime => (1000.0, 0.0, f64::MAX),
    };
    let allowed = (least..=most).contains(&number) && (meaning != Number::Count || number.trunc() == number);
    // Rounded up, so that a duration never becomes zero.
    allowed.then(|| (number * factor).ceil().min(MAX_MS) as i64)
}
