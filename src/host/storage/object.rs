//! Reads and writes stored records: any object with `getItem`, `setItem`, `removeItem`, synchronous or not.

use super::web;
use crate::core::secret::Secret;
use crate::host::bounded::within;
use crate::host::shape::Shape;
use crate::host::{method, property, settled};
use js_sys::{Array, Reflect};
use wasm_bindgen::prelude::*;

/// Why an operation failed.
#[derive(Clone, Debug)]
pub enum Failure {
    /// The storage threw, or gave something that is no text.
    Threw(JsValue),
    /// It did not answer in time.
    Hung,
}

/// A storage object.
#[derive(Clone, Debug)]
pub struct Storage(JsValue);

impl Storage {
    /// Wraps any object with the three calls of Web Storage.
    #[must_use]
    pub fn new(object: JsValue) -> Self {
        Self(object)
    }

    /// The object itself.
    #[must_use]
    pub fn object(&self) -> &JsValue {
        &self.0
    }

    /// A member of what the object says of itself under `Symbol.for("tokenward.storage")`.
    #[must_use]
    pub fn says(&self, name: &str) -> Option<JsValue> {
        let about = Reflect::get(&self.0, &js_sys::Symbol::for_("tokenward.storage")).ok()?;
        property(&about, name)
    }

    /// Reads the text under `key`, for so long.
    ///
    /// # Errors
    /// See [`Failure`].
    pub async fn get(&self, key: &str, ms: i64) -> Result<Option<Secret>, Failure> {
        let value = self.call("getItem", &Array::of1(&key.into()), ms).await?;
        if value.is_undefined() || value.is_null() {
            return Ok(None);
        }
        match value.as_string() {
            Some(text) => Ok(Some(Secret::new(text))),
            None => Err(Failure::Threw(JsValue::from_str("getItem gave no string"))),
        }
    }

    /// Whether [`peek`](Self::peek) is quicker than [`get`](Self::get).
    #[must_use]
    pub fn peeks(&self) -> bool {
        method(&self.0, "peekItem").is_some()
    }

    /// What is at hand, without waiting: another tab may have replaced it a moment ago. `None` if nothing is.
    #[must_use]
    pub fn peek(&self, key: &str) -> Option<Secret> {
        let text = method(&self.0, "peekItem")?.call1(&self.0, &key.into());
        text.ok()?.as_string().map(Secret::new)
    }

    /// Writes `text` under `key`, or removes what is there; `expires_at` (epoch milliseconds) says when it may be forgotten.
    ///
    /// With `expected`, only if that is what is there (`Some(None)`: nothing), where the storage can compare and write in one
    /// step: it says so in `compares`, and `false` if there was something else.
    ///
    /// # Errors
    /// See [`Failure`].
    pub async fn write(
        &self,
        key: &str,
        text: Option<&Secret>,
        expires_at: Option<i64>,
        expected: Option<Option<&Secret>>,
        ms: i64,
    ) -> Result<bool, Failure> {
        let js = |text: &Secret| JsValue::from_str(text.reveal());
        let arguments = Array::of1(&key.into());
        let name = match text {
            Some(text) => {
                arguments.push(&js(text));
                "setItem"
            }
            None => "removeItem",
        };
        let expires_at = expires_at.map(|at| at as f64);
        let expected = expected.map(|text| text.map_or(JsValue::NULL, js));
        if expires_at.is_some() || expected.is_some() {
            let options = Shape::new()
                .some("expiresAt", expires_at)
                .some("expected", expected);
            arguments.push(&options.object());
        }
        Ok(self.call(name, &arguments, ms).await? != JsValue::FALSE)
    }

    /// Whether it can compare and write in one step.
    #[must_use]
    pub fn compares(&self) -> bool {
        self.says("compares").is_some_and(|says| says.is_truthy())
    }

    /// All keys that begin with `prefix`; `None` if the storage cannot tell.
    ///
    /// # Errors
    /// See [`Failure`].
    pub async fn keys(&self, prefix: &str, ms: i64) -> Result<Option<Vec<String>>, Failure> {
        let keys = if method(&self.0, "getKeys").is_some() {
            let keys = self
                .call("getKeys", &Array::of1(&prefix.into()), ms)
                .await?;
            let keys = keys
                .dyn_into::<Array>()
                .map_err(|_| Failure::Threw(JsValue::from_str("getKeys gave no array")))?;
            keys.iter().filter_map(|key| key.as_string()).collect()
        } else if let Some(count) = web::count(&self.0) {
            let mut keys = Vec::new();
            for index in 0..count {
                let key = self.call("key", &Array::of1(&index.into()), ms).await?;
                keys.extend(key.as_string());
            }
            keys
        } else {
            return Ok(None);
        };
        let ours = |key: &String| key.starts_with(prefix);
        Ok(Some(Vec::into_iter(keys).filter(ours).collect()))
    }

    async fn call(&self, name: &str, arguments: &Array, ms: i64) -> Result<JsValue, Failure> {
        let function = method(&self.0, name)
            .ok_or_else(|| Failure::Threw(JsValue::from_str("a method is missing")))?;
        let returned = function.apply(&self.0, arguments);
        match within(ms, settled(returned)).await {
            Some(result) => result.map_err(Failure::Threw),
            None => Err(Failure::Hung),
        }
    }
}
