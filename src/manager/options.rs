//! What callers give a manager and get of it: plain values.

use super::{Custom, Encryption, Fallback, Level, Logger, Resolver};
use crate::core::config::ProviderConfig;
use crate::core::error::Error;
use js_sys::JsString;
use std::borrow::Cow;
use std::fmt;
use std::rc::Rc;
use wasm_bindgen::JsValue;

/// What a manager is made from.
pub struct Options {
    /// Prefix of every storage key and lock, and the name of the channel. Managers with the same namespace and storage share one refresh.
    pub namespace: String,
    /// Where tokens are kept beside memory.
    pub storage: Storage,
    /// Encrypts stored records with AES-256-GCM; by default they are stored as they are.
    pub encryption: Option<Encryption>,
    /// Asked for providers that are not registered, by every asynchronous method that takes a provider's name.
    pub resolver: Option<Resolver>,
    /// Whether background refresh starts at once; by default in pages and web workers.
    pub background: Option<bool>,
    /// In place of the host's `fetch`.
    pub fetch: Option<js_sys::Function>,
    /// Gets structured log records. No secret is ever in one.
    pub logger: Option<Logger>,
    /// The least important level that the logger gets.
    pub log_level: Level,
}

impl Default for Options {
    fn default() -> Self {
        Self {
            namespace: "tokenward".into(),
            storage: Storage::Memory,
            encryption: None,
            resolver: None,
            background: None,
            fetch: None,
            logger: None,
            log_level: Level::Info,
        }
    }
}

impl fmt::Debug for Options {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Options")
            .field("namespace", &self.namespace)
            .finish_non_exhaustive()
    }
}

/// Where tokens are kept beside memory.
#[derive(Clone, Debug, Default)]
pub enum Storage {
    /// Nowhere.
    #[default]
    Memory,
    /// In `localStorage`.
    Local,
    /// In `sessionStorage`: until the tab is closed.
    Session,
    /// In IndexedDB (feature `modules`).
    IndexedDb,
    /// In any object with `getItem`, `setItem` and `removeItem`, synchronous or not.
    Object(JsValue),
}

/// A provider to add.
#[derive(Clone, Debug)]
pub struct Provider {
    /// How its tokens are had, and its policies.
    pub config: ProviderConfig,
    /// The functions of [`Grant::Custom`](crate::core::config::Grant::Custom).
    pub custom: Option<Custom>,
    /// Whose tokens serve, in this order, when this provider has none.
    pub fallback: Vec<Fallback>,
    /// Origins that its token may be sent to, `https://api.example.com` say. This crate sends it nowhere by itself; see
    /// [`TokenManager::allowed_origins`](super::TokenManager::allowed_origins).
    pub allowed_origins: Vec<String>,
}

/// What a caller demands of a token.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct GetToken {
    /// Get a new token even if a good one is cached.
    pub force_refresh: bool,
    /// Whether a fallback's token will do: at once, or never. By default after
    /// [`RetryPolicy::max_failures_before_fallback`](crate::core::config::RetryPolicy::max_failures_before_fallback).
    pub use_fallback: Option<bool>,
    /// Demand at least this much life, in milliseconds.
    pub min_lifetime_ms: Option<i64>,
}

/// An access token, as the host's own string.
#[derive(Clone, Debug)]
pub struct AccessToken {
    /// The token.
    pub text: JsString,
    /// Its type, as the server sent it.
    pub token_type: Cow<'static, str>,
}

/// What [`TokenManager::refresh_all`](super::TokenManager::refresh_all) did.
#[derive(Clone, Debug, Default)]
pub struct RefreshReport {
    /// The providers that have a new token.
    pub refreshed: Vec<Rc<str>>,
    /// The providers that have none, and why.
    pub failed: Vec<(Rc<str>, Error)>,
}
