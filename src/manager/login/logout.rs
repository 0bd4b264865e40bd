//! The URL of the server's logout. Nothing is forgotten here: `clear` and `revoke` do that.

use crate::core::credential::io::Input;
use crate::core::error::{Error, Result};
use crate::core::login::logout::EndSession;
use crate::core::login::party::Party;
use crate::core::oauth::end_session::{self, LogoutOptions};
use crate::core::validate::{REDIRECT_URI, is_redirect_uri};
use crate::manager::flow;
use crate::manager::inner::Inner;
use crate::manager::registry::Key;
use std::rc::Rc;

/// `None` if the provider's server has no end-session endpoint.
pub(in crate::manager) async fn logout_url(
    inner: &Rc<Inner>,
    key: Key,
    options: &LogoutOptions,
) -> Result<Option<String>> {
    let uri = options.post_logout_redirect_uri.as_deref();
    if uri.is_some_and(|uri| !is_redirect_uri(uri)) {
        let path = "options.postLogoutRedirectUri";
        return Err(Error::configuration(path, REDIRECT_URI));
    }
    let (name, provider) = inner.provider(key)?;
    let Some(party) = Party::oauth(name, provider) else {
        return Ok(None);
    };
    let config = party.config.clone();
    let found = flow::run(inner, Some(key), EndSession::new(party)).await?;
    let Some(endpoint) = found else {
        return Ok(None);
    };
    inner.operate(key, Input::RestoreWanted).await?;
    // Not a fallback's: that one's user is somebody else.
    let id_token = inner.look(key, |credential, _| {
        credential.own_tokens().and_then(|own| own.id_token.clone())
    })?;
    let id_token = id_token.as_ref();
    Ok(Some(end_session::url(
        &config, &endpoint, id_token, options,
    )))
}
