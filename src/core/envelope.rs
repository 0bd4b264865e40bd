//! The envelope of an encrypted record: `twe1:` and base64url of the initialization vector, the ciphertext and its tag
//! (AES-256-GCM). The plaintext is a whole record of `record.rs`.

use super::base64::{decode_url, encode_url};
use super::secret::Secret;
use super::text::concat;

/// The length of an initialization vector: 96 bits, the length that AES-GCM is made for (NIST SP 800-38D §5.2.1.1).
pub const IV_BYTES: usize = 12;
const TAG_BYTES: usize = 16;

/// The start of an envelope of any version.
const MARK: &str = "twe";
const PREFIX: &str = "twe1:";

/// Stands for a plain-text record in a namespace whose records have been encrypted before: its writer had no key.
pub const PLAIN: &str = "twe plain";

/// The content of an envelope.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sealed {
    /// The initialization vector, a new one for each write.
    pub iv: [u8; IV_BYTES],
    /// The ciphertext with its tag.
    pub content: Vec<u8>,
}

/// Puts an encrypted record into its envelope.
#[must_use]
pub fn write(sealed: &Sealed) -> Secret {
    let bytes = [&sealed.iv[..], &sealed.content].concat();
    concat(&[PREFIX, &encode_url(&bytes)]).into()
}

/// Takes an encrypted record out of its envelope; `None` if it is damaged, or of a later version.
#[must_use]
pub fn read(text: &str) -> Option<Sealed> {
    let bytes = decode_url(text.strip_prefix(PREFIX)?)?;
    let (iv, content) = bytes.split_first_chunk()?;
    (content.len() > TAG_BYTES).then(|| Sealed {
        iv: *iv,
        content: content.to_vec(),
    })
}

/// True if a text is an envelope rather than a plain record.
#[must_use]
pub fn is_envelope(text: &str) -> bool {
    text.starts_with(MARK)
}

/// True if a namespace's marker says that its records are encrypted. Such a marker is an envelope, whichever key sealed
/// it.
#[must_use]
pub fn closes_namespace(marker: Option<&str>) -> bool {
    marker.is_some_and(|text| read(text).is_some())
}

/// The data authenticated beside the record: the version and the storage key, so that records cannot be swapped.
#[must_use]
pub fn additional_data(storage_key: &str) -> Vec<u8> {
    concat(&[PREFIX, storage_key]).into_bytes()
}
