//! Keys and signatures for proofs of possession (RFC 9449): `pkg-template/dpop.js`, by WebCrypto and IndexedDB.
//!
//! It is a static import and no dynamic one: service workers have no `import()`.

use super::{property, settled};
use crate::core::dpop::Claims;
use crate::core::secret::Secret;
use std::fmt;
use std::rc::Rc;
use wasm_bindgen::prelude::*;

driver! { "../dpop.js" extern "C" {
    #[wasm_bindgen(js_name = proofKey)]
    fn proof_key(owner: &JsValue, id: &str) -> JsValue;
    #[wasm_bindgen(js_name = proof)]
    fn sign(
        key: &JsValue,
        htm: &str,
        htu: &str,
        iat: f64,
        nonce: Option<&str>,
        token: Option<&str>,
    ) -> JsValue;
} }

/// A key pair whose private half nobody can read out.
#[derive(Clone)]
pub struct ProofKey {
    key: JsValue,
    /// The public key's thumbprint (RFC 7638).
    pub jkt: Rc<str>,
    /// Whether it outlives this page.
    pub kept: bool,
    /// Why it could not be kept, told once.
    pub fault: Option<JsValue>,
}

impl fmt::Debug for ProofKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("[redacted]")
    }
}

impl ProofKey {
    /// The key called `id`, which is made if there is none yet. Where it cannot be kept it lasts as long as `owner`, an object.
    /// `None` where there is no WebCrypto.
    pub async fn find(owner: &JsValue, id: &str) -> Option<Self> {
        let key = settled(Ok(proof_key(owner, id))).await.ok()?;
        Some(Self {
            jkt: property(&key, "jkt")?.as_string()?.into(),
            kept: property(&key, "kept").is_some_and(|kept| kept.is_truthy()),
            fault: property(&key, "fault"),
            key,
        })
    }

    /// A proof for one request with `method`; with the hash of `token` where that goes along.
    ///
    /// # Errors
    /// What WebCrypto threw.
    pub async fn sign(
        &self,
        method: &str,
        claims: &Claims,
        token: Option<&str>,
    ) -> Result<Secret, JsValue> {
        let (iat, nonce) = (claims.iat as f64, claims.nonce.as_deref());
        let proof = sign(&self.key, method, &claims.htu, iat, nonce, token);
        let proof = settled(Ok(proof)).await?;
        proof.as_string().map(Secret::new).ok_or(proof)
    }
}
