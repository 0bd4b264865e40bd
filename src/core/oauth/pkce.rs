//! Proof Key for Code Exchange (RFC 7636), only with method S256. The host draws the random bytes and hashes.

use crate::core::base64;
use crate::core::secret::Secret;

/// The only code challenge method that is used (RFC 9700 §2.1.1).
pub const METHOD: &str = "S256";

/// 32 random bytes as text: 43 characters of base64url. Serves as code verifier (RFC 7636 §4.1), `state` and `nonce`.
#[must_use]
pub fn random_text(bytes: &[u8; 32]) -> Secret {
    Secret::new(base64::encode_url(bytes))
}

/// The code challenge (RFC 7636 §4.2), from the SHA-256 digest of the verifier's ASCII text.
#[must_use]
pub fn challenge_from_digest(digest: &[u8; 32]) -> String {
    base64::encode_url(digest)
}
