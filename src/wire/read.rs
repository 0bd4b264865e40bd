//! Reads values that the driver has checked. A missing value, or one of another type, reads as none. A text of an
//! unexpected kind is [`unknown`].

use crate::core::error::{Class, Code, Error, Result};
use crate::core::json::Json;
use crate::core::secret::Secret;

/// The error for a text that this version does not know. The driver checks all values from users, so only files of
/// different versions can cause this error.
#[cold]
pub(super) fn unknown() -> Error {
    let message = "the package's core does not know this call or option: are its files of different versions?";
    let (class, code) = (Class::InvalidConfiguration, Code::InvalidConfiguration);
    Error::new(class, code, message)
}

/// The value of a JSON text.
///
/// # Errors
/// [`Class::InvalidConfiguration`]: this is no JSON text.
pub fn parse(text: &str) -> Result<Json> {
    Json::parse(text).map_err(|_| unknown())
}

/// Members of an object, by name.
pub(super) trait Members {
    /// A text.
    fn text(&self, name: &str) -> Option<String>;

    /// A secret text.
    fn secret(&self, name: &str) -> Option<Secret>;

    /// `true` or `false`.
    fn flag(&self, name: &str) -> Option<bool>;

    /// A whole number.
    fn number(&self, name: &str) -> Option<i64>;

    /// A small whole number.
    fn count(&self, name: &str) -> Option<u32>;

    /// The items of an array.
    fn items(&self, name: &str) -> &[Json];

    /// The texts of an array.
    fn texts(&self, name: &str) -> Vec<String>;

    /// The pairs of an array of pairs of texts.
    fn pairs(&self, name: &str) -> Vec<(String, Secret)>;
}

impl Members for Json {
    #[inline(never)]
    fn text(&self, name: &str) -> Option<String> {
        self.get_str(name).map(str::to_owned)
    }

    #[inline(never)]
    fn secret(&self, name: &str) -> Option<Secret> {
        self.text(name).map(Secret::new)
    }

    #[inline(never)]
    fn flag(&self, name: &str) -> Option<bool> {
        match self.get(name)? {
            Json::Bool(flag) => Some(*flag),
            _ => None,
        }
    }

    #[inline(never)]
    fn number(&self, name: &str) -> Option<i64> {
        self.get(name)?.as_i64()
    }

    fn count(&self, name: &str) -> Option<u32> {
        u32::try_from(self.number(name)?).ok()
    }

    #[inline(never)]
    fn items(&self, name: &str) -> &[Json] {
        match self.get(name) {
            Some(Json::Array(items)) => items,
            _ => &[],
        }
    }

    #[inline(never)]
    fn texts(&self, name: &str) -> Vec<String> {
        let mut texts = Vec::new();
        for item in self.items(name) {
            texts.extend(item.as_str().map(str::to_owned));
        }
        texts
    }

    #[inline(never)]
    fn pairs(&self, name: &str) -> Vec<(String, Secret)> {
        let mut pairs = Vec::new();
        for item in self.items(name) {
            if let Json::Array(pair) = item
                && let [Json::String(name), Json::String(value)] = pair.as_slice()
            {
                pairs.push((name.as_str().to_owned(), value.as_str().into()));
            }
        }
        pairs
    }
}
