//! Encrypts records by WebCrypto: AES-256-GCM (NIST SP 800-38D). `pkg-template/driver/cipher.js` says how.

use super::crypto::random_bytes;
use super::settled;
use super::storage::Failure;
use crate::core::envelope::{self, IV_BYTES, KEY_BYTES, Sealed};
use crate::core::secret::Secret;
use js_sys::Uint8Array;
use std::fmt;
use wasm_bindgen::prelude::*;
use zeroize::Zeroizing;

driver! { "../driver/cipher.js" extern "C" {
    #[wasm_bindgen(js_name = isCipherKey)]
    fn is_cipher_key(key: &JsValue) -> bool;

    type HostCipher;

    #[wasm_bindgen(js_name = createCipher)]
    fn create_cipher(source: &JsValue) -> HostCipher;
    #[wasm_bindgen(method, js_name = canWork)]
    fn can_work(this: &HostCipher) -> bool;
    #[wasm_bindgen(method)]
    fn run(
        this: &HostCipher,
        way: &str,
        iv: &Uint8Array,
        additional_data: &Uint8Array,
        content: &Uint8Array,
        ms: f64,
    ) -> JsValue;
    #[wasm_bindgen(method)]
    fn close(this: &HostCipher);
} }

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
    is_cipher_key(key)
}

/// What encrypts and decrypts.
pub struct Cipher(HostCipher);

impl fmt::Debug for Cipher {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("[redacted]")
    }
}

impl Drop for Cipher {
    fn drop(&mut self) {
        self.0.close();
    }
}

impl Cipher {
    /// Does nothing yet: on the edge nothing may be done at module scope.
    #[must_use]
    pub fn new(key: Key) -> Self {
        Self(create_cipher(&match key {
            Key::Kept(namespace) => namespace.into(),
            Key::Bytes(bytes) => Uint8Array::from(&bytes[..]).into(),
            Key::CryptoKey(key) => key,
        }))
    }

    /// Whether the host has what it takes.
    #[must_use]
    pub fn can_work(&self) -> bool {
        self.0.can_work()
    }

    /// Encrypts the record that is to be stored under `storage_key`, in at most `ms`.
    ///
    /// # Errors
    /// See [`Failure`]. Then nothing may be stored.
    pub async fn seal(&self, storage_key: &str, text: &Secret, ms: i64) -> Result<Secret, Failure> {
        let iv = random_bytes().map_err(|_| Failure::Threw(JsValue::UNDEFINED))?;
        let content = text.reveal().as_bytes();
        let content = self.run("encrypt", storage_key, &iv, content, ms).await?;
        let content = content.unwrap_or_default().to_vec();
        Ok(envelope::write(&Sealed { iv, content }))
    }

    /// Decrypts what is stored under `storage_key`, in at most `ms`. `None` if it cannot be: another key, another place, or damaged.
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
        let Some(plain) = plain.await? else {
            return Ok(None);
        };
        let text = String::from_utf8(plain.to_vec()).ok().map(Secret::new);
        plain.fill(0, 0, plain.length());
        Ok(text)
    }

    /// Both ways. `None` if it cannot be decrypted.
    async fn run(
        &self,
        way: &str,
        storage_key: &str,
        iv: &[u8; IV_BYTES],
        content: &[u8],
        ms: i64,
    ) -> Result<Option<Uint8Array>, Failure> {
        let additional_data = envelope::additional_data(storage_key);
        let [iv, additional_data, content] =
            [&iv[..], &additional_data[..], content].map(Uint8Array::from);
        let result = self.0.run(way, &iv, &additional_data, &content, ms as f64);
        let result = settled(Ok(result)).await.map_err(Failure::Threw)?;
        if result.is_undefined() {
            return Err(Failure::Hung);
        }
        Ok((!result.is_null()).then(|| result.unchecked_into()))
    }
}
