//! An issuer's metadata, under the names in the issuer's document.

use super::write::Out;
use crate::core::config::Endpoint;
use crate::core::oauth::metadata::Metadata;

/// Writes the relevant parts of the document; [`Metadata::of`] reads them.
pub(super) fn write(out: &mut Out, metadata: &Metadata) {
    out.text("issuer", &metadata.issuer);
    for which in Endpoint::ALL {
        out.some(which.published_as(), metadata.published(which));
    }
    out.some("userinfo_endpoint", metadata.userinfo_endpoint.as_deref());
    out.list("code_challenge_methods_supported", |out| {
        let methods = metadata.code_challenge_methods.iter();
        methods.for_each(|method| out.item(method));
    });
    for (name, flag) in [
        (
            "authorization_response_iss_parameter_supported",
            metadata.authorization_response_iss_parameter_supported,
        ),
        (
            "require_pushed_authorization_requests",
            metadata.require_pushed_authorization_requests,
        ),
    ] {
        out.flag(name, flag);
    }
}
