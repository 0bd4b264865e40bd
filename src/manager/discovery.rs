//! An issuer's metadata, fetched when it is first needed and kept for all providers of that issuer.

use super::inner::Inner;
use crate::core::config::OAuthConfig;
use crate::core::error::{Error, Result};
use crate::core::oauth::metadata::{self, Metadata};
use crate::core::oauth::token_response::transport_error;
use crate::host::fetch::{self, Abort};
use std::rc::Rc;

/// The metadata of the configuration's issuer. Values alone are shared, not requests: on the edge a request that was begun
/// for one caller must not be what another waits for.
pub(super) async fn metadata(
    inner: &Rc<Inner>,
    config: &OAuthConfig,
    abort: &Abort,
) -> Result<Rc<Metadata>> {
    let Some(issuer) = &config.issuer else {
        return Err(Error::configuration(
            "issuer",
            "is needed where an endpoint is not given",
        ));
    };
    if let Some(known) = inner.known_metadata(issuer) {
        return Ok(known);
    }
    let [first, second] = metadata::urls(issuer);
    let result = match fetch_from(inner, config, &first, abort).await {
        Err(error) if metadata::is_elsewhere(&error) && first != second => {
            let other = fetch_from(inner, config, &second, abort).await;
            // Where there is nothing at the second address, what is wrong with the document at the first says more.
            other.map_err(|other| if error.status.is_none() { error } else { other })
        }
        result => result,
    };
    let found = Rc::new(result?);
    inner.keep_metadata(issuer, found.clone());
    Ok(found)
}

async fn fetch_from(
    inner: &Rc<Inner>,
    config: &OAuthConfig,
    url: &str,
    abort: &Abort,
) -> Result<Metadata> {
    let request = metadata::request(url);
    let response = fetch::send(&request, inner.fetch.as_ref(), inner.kind(), abort)
        .await
        .map_err(|(why, cause)| {
            let mut error = transport_error(why, false).with_cause(cause);
            error.message = ["the issuer's metadata (", url, "): ", &error.message]
                .concat()
                .into();
            error
        })?;
    metadata::read(&response, url, config.issuer.as_deref().unwrap_or_default())
}
