//! Randomness and digests from the host.

use crate::core::error::{Class, Code, Error, Result};
use js_sys::{Function, Uint8Array};

/// 32 bits that spread retries: need not be secret.
#[must_use]
pub fn dice() -> u32 {
    (js_sys::Math::random() * 4_294_967_296.0) as u32
}

/// Secret random bytes.
///
/// # Errors
/// [`Code::Crypto`] where the host has no `crypto.getRandomValues`.
pub fn random_bytes<const N: usize>() -> Result<[u8; N]> {
    let fill = || {
        let crypto = super::global("crypto")?;
        let bytes = Uint8Array::new_with_length(N as u32);
        super::method(&crypto, "getRandomValues")?
            .call1(&crypto, &bytes)
            .ok()?;
        let mut filled = [0; N];
        bytes.copy_to(&mut filled);
        bytes.fill(0, 0, N as u32);
        Some(filled)
    };
    fill().ok_or_else(|| missing("the host has no crypto.getRandomValues"))
}

/// SHA-256 by WebCrypto.
///
/// # Errors
/// [`Code::Crypto`] where there is no WebCrypto: pages have it in secure contexts alone (https, localhost).
pub async fn sha256(bytes: &[u8]) -> Result<[u8; 32]> {
    let unavailable =
        || missing("WebCrypto is missing: serve the page over https, or from localhost");
    let subtle = super::global("crypto")
        .and_then(|crypto| super::property(&crypto, "subtle"))
        .ok_or_else(unavailable)?;
    let digest: Function = super::method(&subtle, "digest").ok_or_else(unavailable)?;
    let promise = digest
        .call2(&subtle, &"SHA-256".into(), &Uint8Array::from(bytes))
        .map_err(|_| unavailable())?;
    let digest = super::settled(promise).await.map_err(|_| unavailable())?;
    let mut filled = [0; 32];
    let digest = Uint8Array::new(&digest);
    if digest.length() != 32 {
        return Err(unavailable());
    }
    digest.copy_to(&mut filled);
    Ok(filled)
}

fn missing(message: &'static str) -> Error {
    Error::new(Class::TokenAcquisition, Code::Crypto, message)
}
