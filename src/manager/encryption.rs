//! Whose key encrypts stored records.

use crate::core::envelope;
use crate::core::error::{Error, Result};
use crate::core::secret::Secret;
use crate::host::cipher::{Cipher, Key, is_fit};
use std::rc::Rc;
use wasm_bindgen::JsValue;

/// Whose key encrypts stored records.
#[derive(Clone, Debug)]
pub enum Encryption {
    /// A key that the host makes, that nobody can read out, and that is kept in IndexedDB (feature `modules`).
    Kept,
    /// Your own key: 32 bytes as base64 or base64url.
    Key(Secret),
    /// Your own key: a `CryptoKey` for AES-GCM of 256 bits, to encrypt and decrypt.
    CryptoKey(JsValue),
}

impl Encryption {
    /// What encrypts the records of a namespace. Says nothing of the key but that it is wrong.
    pub(super) fn cipher(&self, namespace: &str) -> Result<Rc<Cipher>> {
        let key = match self {
            Self::Kept => Some(Key::Kept(namespace.into())),
            Self::Key(text) => envelope::key_from_text(text.reveal()).map(Key::Bytes),
            Self::CryptoKey(key) => is_fit(key).then(|| Key::CryptoKey(key.clone())),
        };
        let wrong = "must be true, 32 bytes as base64 or base64url, or a CryptoKey for AES-GCM of 256 bits with the usages encrypt and decrypt";
        key.map(|key| Rc::new(Cipher::new(key)))
            .ok_or_else(|| Error::configuration("encryption", wrong))
    }
}
