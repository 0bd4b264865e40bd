//! Encrypts records by WebCrypto: AES-256-GCM (NIST SP 800-38D).

use super::bounded::within;
use super::crypto::{has_subtle, random_bytes, subtle};
use super::shape::Shape;
use super::storage::{Failure, indexeddb};
use super::{property, settled};
use crate::core::envelope::{self, IV_BYTES, KEY_BYTES, Sealed};
use crate::core::secret::Secret;
use js_sys::{Array, Uint8Array};
use std::cell::RefCell;
use std::fmt;
use std::pin::Pin;
use wasm_bindgen::prelude::*;
use zeroize::Zeroizing;

/// Something under way.
type Work<'a, T> = Pin<Box<dyn Future<Output = Result<T, Failure>> + 'a>>;

/// Where a key comes from.
#[derive(Clone)]
pub enum Key {
    /// A non-extractable key of this namespace, made by the host and kept in IndexedDB.
    Kept(String),
    /// The bytes of a key.
    Bytes(Zeroizing<[u8; KEY_BYTES]>),
    /// A `CryptoKey`; see [`is_fit`].
    CryptoKey(JsValue),
}

impl fmt::Debug for Key {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("[redacted]")
    }
}

/// Whether a value is a `CryptoKey` for AES-256-GCM that encrypts and decrypts.
#[must_use]
pub fn is_fit(key: &JsValue) -> bool {
    let is =
        |of: &JsValue, name: &str, wanted: &JsValue| property(of, name).as_ref() == Some(wanted);
    let usages = property(key, "usages").filter(JsValue::is_array);
    let allows = |usage: &str| {
        let usages = usages
            .as_ref()
            .map(|usages| usages.unchecked_ref::<Array>());
        usages.is_some_and(|usages| usages.includes(&usage.into(), 0))
    };
    property(key, "algorithm").is_some_and(|algorithm| {
        is(&algorithm, "name", &"AES-GCM".into()) && is(&algorithm, "length", &256.into())
    }) && is(key, "type", &"secret".into())
        && allows("encrypt")
        && allows("decrypt")
}

/// What encrypts and decrypts.
#[derive(Debug)]
pub struct Cipher(RefCell<Key>);

impl Cipher {
    /// Does nothing yet: on the edge nothing may be done at module scope.
    #[must_use]
    pub fn new(key: Key) -> Self {
        Self(RefCell::new(key))
    }

    /// Whether the host has what it takes.
    #[must_use]
    pub fn can_work(&self) -> bool {
        has_subtle() && (!matches!(&*self.0.borrow(), Key::Kept(_)) || indexeddb::open().is_some())
    }

    /// The key that is kept is read anew each time: the user may have deleted it, and another tab made a new one since.
    async fn key(&self) -> Result<JsValue, Failure> {
        let key = self.0.borrow().clone();
        match key {
            Key::CryptoKey(key) => Ok(key),
            Key::Kept(namespace) => {
                let key = indexeddb::encryption_key(&namespace).unwrap_or_default();
                settled(Ok(key)).await.map_err(Failure::Threw)
            }
            Key::Bytes(bytes) => {
                let usages = Array::of2(&"encrypt".into(), &"decrypt".into());
                let raw = Uint8Array::from(&bytes[..]);
                let arguments = Array::of5(
                    &"raw".into(),
                    &raw,
                    &"AES-GCM".into(),
                    &false.into(),
                    &usages,
                );
                let imported = subtle("importKey", &arguments).await;
                raw.fill(0, 0, raw.length());
                let imported = imported.map_err(Failure::Threw)?;
                self.0.replace(Key::CryptoKey(imported.clone()));
                Ok(imported)
            }
        }
    }

    /// Encrypts the record that is to be stored under `storage_key`.
    ///
    /// # Errors
    /// See [`Failure`]. Then nothing may be stored.
    pub async fn seal(&self, storage_key: &str, text: &Secret, ms: i64) -> Result<Secret, Failure> {
        let iv = random_bytes().map_err(|_| Failure::Threw(JsValue::UNDEFINED))?;
        let content = text.reveal().as_bytes();
        let content = self.run("encrypt", storage_key, &iv, content, ms).await?;
        let content = content.map_err(Failure::Threw)?.to_vec();
        Ok(envelope::write(&Sealed { iv, content }))
    }

    /// Decrypts what is stored under `storage_key`. `None` if it cannot be: another key, another place, or damaged.
    ///
    /// # Errors
    /// See [`Failure`]: the key could not be had.
    pub async fn unseal(
        &self,
        storage_key: &str,
        sealed: &Sealed,
        ms: i64,
    ) -> Result<Option<Secret>, Failure> {
        let plain = self.run("decrypt", storage_key, &sealed.iv, &sealed.content, ms);
        let Ok(plain) = plain.await? else {
            return Ok(None);
        };
        let text = String::from_utf8(plain.to_vec()).ok().map(Secret::new);
        plain.fill(0, 0, plain.length());
        Ok(text)
    }

    /// Both ways, in one future: its code would be there twice. The inner result is what WebCrypto says.
    fn run<'a>(
        &'a self,
        way: &'static str,
        storage_key: &'a str,
        iv: &'a [u8; IV_BYTES],
        content: &'a [u8],
        ms: i64,
    ) -> Work<'a, Result<Uint8Array, JsValue>> {
        let work = async move {
            let key = self.key().await?;
            Ok(transform(way, storage_key, iv, &key, content).await)
        };
        Box::pin(async move { within(ms, work).await.unwrap_or(Err(Failure::Hung)) })
    }
}

async fn transform(
    way: &str,
    storage_key: &str,
    iv: &[u8; IV_BYTES],
    key: &JsValue,
    content: &[u8],
) -> Result<Uint8Array, JsValue> {
    let additional_data = Uint8Array::from(&envelope::additional_data(storage_key)[..]);
    let parameters = Shape::new()
        .with("name", "AES-GCM")
        .with("iv", Uint8Array::from(&iv[..]))
        .with("additionalData", additional_data);
    let content = Uint8Array::from(content);
    let result = subtle(way, &Array::of3(&parameters.object(), key, &content)).await;
    content.fill(0, 0, content.length());
    result.map(|buffer| Uint8Array::new(&buffer))
}
