//! The user's login: the authorization code grant with PKCE, from the URL to go to until the tokens are there.
//!
//! - `party.rs`: the provider and its server; `start.rs`: the authorization request; `pending.rs`: where it waits for its answer;
//!   `finish.rs`: the callback that answers it, once; `redeem.rs`: its code for tokens.
//! - `device.rs`: the login on another device.
//! - `logout.rs`: where to log out at the server.

mod device;
mod finish;
mod logout;
mod party;
mod pending;
mod redeem;
mod start;

pub use self::device::DeviceLogin;
pub(super) use self::device::{
    Logins as DeviceLogins, finish as finish_device, start as start_device,
};
pub(super) use self::finish::{Finishing, finish};
pub(super) use self::logout::logout_url;
pub(super) use self::start::start;

use super::TokenInfo;
use super::discovery;
use super::inner::Inner;
use super::registry::Key;
use crate::core::config::{Grant, OAuthConfig, OAuthGrant, ProviderConfig};
use crate::core::error::Result;
use crate::core::http::{HttpRequest, HttpResponse, Transport};
use crate::core::login::of_login as as_login;
use crate::core::oauth::metadata::Metadata;
use crate::core::oauth::token_response::transport_error;
use crate::host::bounded::within;
use crate::host::fetch::Abort;
use std::future::Future;
use std::rc::Rc;

/// What a caller may ask of one login.
#[derive(Clone, Debug, Default)]
pub struct LoginOptions {
    /// In place of the provider's.
    pub redirect_uri: Option<String>,
    /// In place of the provider's; space-separated.
    pub scope: Option<String>,
    /// OpenID Connect Core §3.1.2.1.
    pub prompt: Option<String>,
    /// OpenID Connect Core §3.1.2.1.
    pub login_hint: Option<String>,
    /// Comes back from `finish_login`: a JSON text, kept locally and never sent.
    pub app_state: Option<String>,
    /// Further parameters of the authorization request.
    pub params: Vec<(String, String)>,
}

/// Where a login begins.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LoginUrl {
    /// Where to send the user.
    pub url: String,
    /// Until when (epoch milliseconds by the wall clock): there if the request was pushed (RFC 9126 §2.2), so that the server
    /// keeps it for a while only.
    pub expires_at: Option<i64>,
}

/// What a finished login gives.
#[derive(Clone, Debug)]
pub struct LoginResult {
    /// The provider whose tokens are there now.
    pub provider: Rc<str>,
    /// What is known of them.
    pub info: TokenInfo,
    /// What was given to `start_login`.
    pub app_state: Option<String>,
    /// The ID token's claims: the text of a JSON object.
    pub claims: Option<String>,
}

async fn discover(
    inner: &Rc<Inner>,
    key: Key,
    provider: &ProviderConfig,
    config: &OAuthConfig,
) -> Result<Rc<Metadata>> {
    bounded(provider, |abort| async move {
        let until = inner.moment().now.plus(provider.retry_policy.timeout_ms);
        discovery::metadata(inner, key, config, until, &abort).await
    })
    .await
    .map_err(as_login)
}

/// Sends a request, once.
async fn send(
    inner: &Rc<Inner>,
    key: Key,
    provider: &ProviderConfig,
    request: &HttpRequest,
) -> Result<HttpResponse> {
    bounded(provider, |abort| async move {
        inner
            .send(key, request, &abort)
            .await
            .map_err(|(why, cause)| transport_error(why, false).with_cause(cause))
    })
    .await
}

/// Does work on the network within `retryPolicy.timeoutMs`, and takes it back after that.
async fn bounded<T, F: Future<Output = Result<T>>>(
    provider: &ProviderConfig,
    work: impl FnOnce(Rc<Abort>) -> F,
) -> Result<T> {
    let mut lost = AbortIfDropped(Some(Rc::new(Abort::new())));
    let abort = lost.0.clone().unwrap_or_default();
    let result = within(provider.retry_policy.timeout_ms, work(abort)).await;
    if result.is_some() {
        lost.0 = None;
    }
    result.unwrap_or_else(|| Err(transport_error(Transport::Timeout, false)))
}

/// Takes a request back whose answer nobody waits for any more.
struct AbortIfDropped(Option<Rc<Abort>>);

impl Drop for AbortIfDropped {
    fn drop(&mut self) {
        if let Some(abort) = &self.0 {
            abort.abort();
        }
    }
}

fn login_config(provider: &ProviderConfig) -> Option<Rc<OAuthConfig>> {
    match &provider.grant {
        Grant::OAuth(config) if config.grant == OAuthGrant::AuthorizationCode => {
            Some(config.clone())
        }
        _ => None,
    }
}
