//! The user's login: the authorization code grant with PKCE, from the URL to go to until the tokens are there.
//!
//! - `finish.rs`: the callback that answers a login, once.
//! - `device.rs`: the login on another device.
//! - `logout.rs`: where to log out at the server.

mod device;
mod finish;
mod logout;

pub use self::device::DeviceLogin;
pub(super) use self::device::{
    Logins as DeviceLogins, finish as finish_device, start as start_device,
};
pub(super) use self::finish::{Wakers, finish, redeem};
pub(super) use self::logout::logout_url;
pub use crate::core::login::start::{LoginOptions, LoginUrl};

use super::TokenInfo;
use super::flow;
use super::inner::Inner;
use super::registry::Key;
use crate::core::error::Result;
use crate::core::login::start::Start;
use std::rc::Rc;

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

/// Begins a login: see [`Start`].
pub(super) async fn start(inner: &Rc<Inner>, key: Key, options: LoginOptions) -> Result<LoginUrl> {
    let (name, provider) = inner.provider(key)?;
    let logins = inner.logins.clone();
    let start = Start::new(name, provider, options, logins)?;
    flow::run(inner, Some(key), start).await
}
