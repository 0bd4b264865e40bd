//! The URL for the user's logout at the server (OpenID Connect RP-Initiated Logout 1.0 §2).

use super::form::Form;
use crate::core::config::OAuthConfig;
use crate::core::secret::Secret;
use crate::core::url::append_query;

/// The options of a logout.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct LogoutOptions {
    /// The URI to which the server sends the user afterwards. It must be registered at the server.
    pub post_logout_redirect_uri: Option<String>,
    /// An opaque value that the server returns with the user.
    pub state: Option<String>,
}

/// The URL to send the user to.
///
/// It contains the ID token if there is one (`id_token_hint`, which §2 recommends). Without it, servers ask the user
/// whether the logout is intended, do not send the user back, or refuse (Okta). No other token ever appears in a URL:
/// an ID token is meant for the client, opens no API, and goes back to the server that issued it.
#[must_use]
pub fn url(
    config: &OAuthConfig,
    endpoint: &str,
    id_token: Option<&Secret>,
    options: &LogoutOptions,
) -> String {
    let optional = |text: &Option<String>| text.clone().unwrap_or_default();
    let mut form = Form::default();
    form.set("id_token_hint", id_token.map_or("", Secret::reveal));
    form.set("client_id", &config.client_id);
    form.set(
        "post_logout_redirect_uri",
        &optional(&options.post_logout_redirect_uri),
    );
    form.set("state", &optional(&options.state));
    append_query(endpoint, form.encode().reveal())
}
