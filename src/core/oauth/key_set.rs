//! The issuer's public keys: the document at `jwks_uri` (RFC 8414 §2, RFC 7517 §5).

use crate::core::error::{Class, Code, Error, Result};
use crate::core::http::{HttpRequest, HttpResponse};
use crate::core::jws::keys::KeySet;
use crate::core::text::concat;

/// The request for the key set.
#[must_use]
pub fn request(jwks_uri: &str) -> HttpRequest {
    super::document_request(jwks_uri)
}

/// Reads the response from `url`.
///
/// # Errors
/// [`Class::TokenAcquisition`]: `invalid_response` for a document that is not a key set; for other statuses than 200, the
/// codes of [`metadata`](super::metadata::read).
pub fn read(response: &HttpResponse, url: &str) -> Result<KeySet> {
    let what = concat(&["the issuer's key set (", url, ")"]);
    if response.status != 200 {
        return Err(super::document_refusal(&what, response.status));
    }
    let invalid =
        |message: String| Error::new(Class::TokenAcquisition, Code::InvalidResponse, message);
    match super::body_object(response) {
        None => Err(invalid(super::no_document(&what, response))),
        Some(document) => {
            KeySet::of(&document).ok_or_else(|| invalid(concat(&[&what, " has no array `keys`"])))
        }
    }
}
