//! Reads and writes stored records: any object with `getItem`, `setItem`, `removeItem`, synchronous or not. How is said in
//! `pkg-template/driver/storage.js`.

use crate::core::secret::Secret;
use crate::host::{method, settled};
use js_sys::Array;
use wasm_bindgen::prelude::*;

driver! { "../driver/storage.js" extern "C" {
    #[wasm_bindgen(catch, js_name = readItem)]
    fn read_item(storage: &JsValue, key: &str, ms: f64) -> Result<JsValue, JsValue>;
    #[wasm_bindgen(js_name = peekItem)]
    fn peek_item(storage: &JsValue, key: &str) -> Option<String>;
    #[wasm_bindgen(catch, js_name = writeItem)]
    fn write_item(
        storage: &JsValue,
        key: &str,
        text: Option<&str>,
        expires_at: Option<f64>,
        expected: &JsValue,
        ms: f64,
    ) -> Result<JsValue, JsValue>;
    #[wasm_bindgen(catch, js_name = keysOf)]
    fn keys_of(storage: &JsValue, prefix: &str, ms: f64) -> Result<JsValue, JsValue>;
    #[wasm_bindgen(js_name = saysOf)]
    fn says_of(storage: &JsValue, name: &str) -> JsValue;
} }

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
        let says = says_of(&self.0, name);
        (!says.is_undefined() && !says.is_null()).then_some(says)
    }

    /// Reads the text under `key`, in at most `ms`.
    ///
    /// # Errors
    /// See [`Failure`].
    pub async fn get(&self, key: &str, ms: i64) -> Result<Option<Secret>, Failure> {
        let found = answer(read_item(&self.0, key, ms as f64)).await?;
        Ok(found.as_string().map(Secret::new))
    }

    /// Whether [`peek`](Self::peek) is quicker than [`get`](Self::get).
    #[must_use]
    pub fn peeks(&self) -> bool {
        method(&self.0, "peekItem").is_some()
    }

    /// What is at hand, without waiting: another tab may have replaced it a moment ago. `None` if nothing is.
    #[must_use]
    pub fn peek(&self, key: &str) -> Option<Secret> {
        peek_item(&self.0, key).map(Secret::new)
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
        let expected = match expected {
            Some(Some(text)) => text.reveal().into(),
            Some(None) => JsValue::NULL,
            None => JsValue::UNDEFINED,
        };
        let text = text.map(Secret::reveal);
        let expires_at = expires_at.map(|at| at as f64);
        let written = write_item(&self.0, key, text, expires_at, &expected, ms as f64);
        Ok(answer(written).await?.is_truthy())
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
        let keys = answer(keys_of(&self.0, prefix, ms as f64)).await?;
        let keys = keys.dyn_ref::<Array>().map(Array::iter);
        Ok(keys.map(|keys| keys.filter_map(|key| key.as_string()).collect()))
    }
}

/// What the driver gives: undefined after the time that a storage has.
async fn answer(returned: Result<JsValue, JsValue>) -> Result<JsValue, Failure> {
    let answer = settled(returned).await.map_err(Failure::Threw)?;
    if answer.is_undefined() {
        return Err(Failure::Hung);
    }
    Ok(answer)
}
