//! An issuer's metadata, fetched when it is first needed and kept for all providers of that issuer.

use super::flow;
use super::inner::Inner;
use super::registry::Key;
use crate::core::config::OAuthConfig;
use crate::core::discovery::Discovery;
use crate::core::error::Result;
use crate::core::oauth::metadata::Metadata;
use crate::core::time::Timestamp;
use crate::host::fetch::Abort;
use std::rc::Rc;

/// The metadata of the configuration's issuer, for a caller that waits until `until` and takes its requests back by `abort`.
pub(super) async fn metadata(
    inner: &Rc<Inner>,
    key: Option<Key>,
    config: &OAuthConfig,
    until: Timestamp,
    abort: &Abort,
) -> Result<Rc<Metadata>> {
    let issuer = config.issuer.as_deref();
    if let Some(known) = issuer.and_then(|issuer| inner.known_metadata(issuer)) {
        return Ok(known);
    }
    let discovery = Discovery::new(config, until)?;
    let found = flow::run_within(inner, key, discovery, abort).await?;
    inner.keep_metadata(&found.issuer, found.clone());
    Ok(found)
}
