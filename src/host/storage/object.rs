//! Reads and writes stored records: any object with `getItem`, `setItem`, `removeItem`, synchronous or not.

use super::web;
use crate::core::secret::Secret;
use crate::host::bounded::within;
use crate::host::{method, property, settled};
use js_sys::{Array, Object, Reflect};
use wasm_bindgen::prelude::*;

/// How long one operation may take: what hangs must be given up within a second.
const BOUND_MS: i64 = 900;

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

    /// Reads the text under `key`.
    ///
    /// # Errors
    /// See [`Failure`].
    pub async fn get(&self, key: &str) -> Result<Option<Secret>, Failure> {
        let value = self.call("getItem", &Array::of1(&key.into())).await?;
        if value.is_undefined() || value.is_null() {
            return Ok(None);
        }
        match value.as_string() {
            Some(text) => Ok(Some(Secret::new(text))),
            None => Err(Failure::Threw(JsValue::from_str("getItem gave no string"))),
        }
    }

    /// Writes `text` under `key`; `expires_at` (epoch milliseconds) says when it may be forgotten.
    ///
    /// # Errors
    /// See [`Failure`].
    pub async fn set(
        &self,
        key: &str,
        text: &Secret,
        expires_at: Option<i64>,
    ) -> Result<(), Failure> {
        let arguments = Array::of2(&key.into(), &text.reveal().into());
        if let Some(at) = expires_at {
            let options = Object::new();
            Reflect::set(&options, &"expiresAt".into(), &(at as f64).into())
                .map_err(Failure::Threw)?;
            arguments.push(&options);
        }
        self.call("setItem", &arguments).await.map(drop)
    }

    /// Removes what is under `key`.
    ///
    /// # Errors
    /// See [`Failure`].
    pub async fn remove(&self, key: &str) -> Result<(), Failure> {
        self.call("removeItem", &Array::of1(&key.into()))
            .await
            .map(drop)
    }

    /// All keys that begin with `prefix`; `None` if the storage cannot tell.
    ///
    /// # Errors
    /// See [`Failure`].
    pub async fn keys(&self, prefix: &str) -> Result<Option<Vec<String>>, Failure> {
        let keys = if method(&self.0, "getKeys").is_some() {
            let keys = self.call("getKeys", &Array::of1(&prefix.into())).await?;
            let keys = keys
                .dyn_into::<Array>()
                .map_err(|_| Failure::Threw(JsValue::from_str("getKeys gave no array")))?;
            keys.iter().filter_map(|key| key.as_string()).collect()
        } else if let Some(count) = web::count(&self.0) {
            let mut keys = Vec::new();
            for index in 0..count {
                let key = self.call("key", &Array::of1(&index.into())).await?;
                keys.extend(key.as_string());
            }
            keys
        } else {
            return Ok(None);
        };
        let ours = |key: &String| key.starts_with(prefix);
        Ok(Some(Vec::into_iter(keys).filter(ours).collect()))
    }

    async fn call(&self, name: &str, arguments: &Array) -> Result<JsValue, Failure> {
        let function = method(&self.0, name)
            .ok_or_else(|| Failure::Threw(JsValue::from_str("a method is missing")))?;
        let value = function.apply(&self.0, arguments).map_err(Failure::Threw)?;
        match within(BOUND_MS, settled(value)).await {
            Some(result) => result.map_err(Failure::Threw),
            None => Err(Failure::Hung),
        }
    }
}
