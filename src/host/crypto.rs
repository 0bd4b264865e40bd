//! Randomness, digests and signatures from the host.

use crate::core::error::{Class, Code, Error, Result};
use js_sys::{Array, JSON, Uint8Array};
use wasm_bindgen::JsValue;

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
        |_| missing("WebCrypto is missing: serve the page over https, or from localhost");
    let digest = subtle(
        "digest",
        &Array::of2(&"SHA-256".into(), &Uint8Array::from(bytes)),
    )
    .await
    .map_err(unavailable)?;
    let mut filled = [0; 32];
    let digest = Uint8Array::new(&digest);
    if digest.length() != 32 {
        return Err(unavailable(JsValue::UNDEFINED));
    }
    digest.copy_to(&mut filled);
    Ok(filled)
}

/// Whether a key made this signature of `input`: its JWK, and the algorithm's parameters for WebCrypto. A key or an algorithm that WebCrypto does not take made none.
pub async fn verify(jwk: &str, parameters: &str, input: &[u8], signature: &[u8]) -> bool {
    let check = async {
        let parameters = JSON::parse(parameters)?;
        let key = JSON::parse(jwk)?;
        let usages = Array::of1(&"verify".into());
        let import = [&"jwk".into(), &key, &parameters, &false.into(), &usages];
        let key = subtle("importKey", &import.into_iter().collect()).await?;
        let (signature, input) = (Uint8Array::from(signature), Uint8Array::from(input));
        subtle("verify", &Array::of4(&parameters, &key, &signature, &input)).await
    };
    check.await.is_ok_and(|valid| valid.is_truthy())
}

/// Whether the host has WebCrypto.
pub(super) fn has_subtle() -> bool {
    subtle_crypto().is_some()
}

fn subtle_crypto() -> Option<JsValue> {
    super::property(&super::global("crypto")?, "subtle")
}

/// Calls a method of `crypto.subtle`.
pub(super) async fn subtle(name: &str, arguments: &Array) -> std::result::Result<JsValue, JsValue> {
    let subtle = subtle_crypto().ok_or(JsValue::UNDEFINED)?;
    let method = super::method(&subtle, name).ok_or(JsValue::UNDEFINED)?;
    super::settled(method.apply(&subtle, arguments)).await
}

fn missing(message: &'static str) -> Error {
    Error::new(Class::TokenAcquisition, Code::Crypto, message)
}
