//! Randomness, digests and signatures from the host: `pkg-template/driver/crypto.js`.

use crate::core::error::{Class, Code, Error, Result};
use js_sys::Uint8Array;
use wasm_bindgen::prelude::*;

driver! { "../driver/crypto.js" extern "C" {
    #[wasm_bindgen(catch, js_name = fillRandomly)]
    fn fill_randomly(bytes: &mut [u8]) -> std::result::Result<(), JsValue>;
    #[wasm_bindgen(js_name = sha256)]
    fn digest(bytes: &[u8]) -> JsValue;
    #[wasm_bindgen(js_name = isSignature)]
    fn is_signature(
        jwk: &str,
        parameters: &str,
        input: &Uint8Array,
        signature: &Uint8Array,
    ) -> JsValue;
} }

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
    let mut bytes = [0; N];
    fill_randomly(&mut bytes).map_err(|_| missing("the host has no crypto.getRandomValues"))?;
    Ok(bytes)
}

/// SHA-256 by WebCrypto.
///
/// # Errors
/// [`Code::Crypto`] where there is no WebCrypto: pages have it in secure contexts alone (https, localhost).
pub async fn sha256(bytes: &[u8]) -> Result<[u8; 32]> {
    let digest = super::settled(Ok(digest(bytes))).await;
    digest
        .ok()
        .and_then(|digest| {
            digest
                .unchecked_into::<Uint8Array>()
                .to_vec()
                .try_into()
                .ok()
        })
        .ok_or_else(|| {
            missing("WebCrypto is missing: serve the page over https, or from localhost")
        })
}

/// Whether a key made this signature of `input`: its JWK, and the algorithm's parameters for WebCrypto. A key or an algorithm that WebCrypto does not take made none.
pub async fn verify(jwk: &str, parameters: &str, input: &[u8], signature: &[u8]) -> bool {
    let (input, signature) = (Uint8Array::from(input), Uint8Array::from(signature));
    let valid = is_signature(jwk, parameters, &input, &signature);
    super::settled(Ok(valid))
        .await
        .is_ok_and(|valid| valid.is_truthy())
}

fn missing(message: &'static str) -> Error {
    Error::new(Class::TokenAcquisition, Code::Crypto, message)
}
