//! The input and output values of a manager.

use super::custom::{Custom, Resolver};
use super::host::{self, FunctionTable, set};
use crate::core::config::{Grant, LoginConfig, OAuthConfig, ProviderConfig, RefreshPolicy};
use crate::core::config::{RetryPolicy, StaticToken, Wish};
use crate::core::engine;
use crate::core::engine::call::{GetToken, Handed};
#[cfg(doc)]
use crate::core::error::Class;
use crate::core::error::{Error, Result};
use crate::core::log::{Level, LogRecord};
use crate::core::login::window::Kind;
use crate::core::oauth::end_session::LogoutOptions;
use crate::core::secret::Secret;
use js_sys::{Function, Object};
use std::borrow::Cow;
use std::fmt;
use std::num::NonZeroU32;
use std::rc::Rc;
use wasm_bindgen::JsValue;
use web_sys::Window;

/// Gets log records.
pub type Logger = Rc<dyn Fn(&LogRecord)>;

/// The options of a manager.
pub struct Options {
    /// Prefix of every storage key and lock, and the name of the channel. Managers with the same namespace and storage share one
    /// refresh.
    pub namespace: String,
    /// The storage for tokens, besides memory.
    pub storage: Storage,
    /// Encrypts stored records with AES-256-GCM; by default they are stored as they are.
    pub encryption: Option<Encryption>,
    /// Asked for providers that are not registered, by every asynchronous method that takes a provider's name.
    pub resolver: Option<Resolver>,
    /// Background refresh starts at once (true) or not (false); by default it does in pages and web workers.
    pub background: Option<bool>,
    /// Replaces the host's `fetch`.
    pub fetch: Option<Function>,
    /// Gets structured log records, which never contain a secret.
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

impl Options {
    pub(super) fn encryption_value(&self) -> JsValue {
        match &self.encryption {
            None => JsValue::UNDEFINED,
            Some(Encryption::Kept) => JsValue::TRUE,
            Some(Encryption::Key(text)) => text.reveal().into(),
            Some(Encryption::CryptoKey(key)) => key.clone(),
        }
    }
}

/// The storage for tokens, besides memory.
#[derive(Clone, Debug, Default)]
pub enum Storage {
    /// None.
    #[default]
    Memory,
    /// In `localStorage`.
    Local,
    /// In `sessionStorage`: until the tab is closed.
    Session,
    /// In IndexedDB.
    IndexedDb,
    /// In any object with `getItem`, `setItem` and `removeItem`, synchronous or not.
    Object(JsValue),
}

impl Storage {
    /// Workers KV. It keeps only access tokens, since it is a cache: two isolates may read different values.
    ///
    /// # Errors
    /// [`Class::InvalidConfiguration`] if the value is no KV namespace.
    pub fn kv(namespace: &JsValue) -> Result<Self> {
        let storage = host::kv_storage(namespace, &JsValue::UNDEFINED);
        storage.map(Self::Object).map_err(|_| {
            Error::configuration(
                "storage",
                "must be a KV namespace of the Worker's environment",
            )
        })
    }

    /// A Durable Object's own storage (`this.ctx.storage`), from inside the object.
    ///
    /// # Errors
    /// [`Class::InvalidConfiguration`] if the value is no such storage.
    pub fn durable_object(storage: &JsValue) -> Result<Self> {
        let storage = host::durable_object_storage(storage);
        storage.map(Self::Object).map_err(|_| {
            Error::configuration(
                "storage",
                "must be a Durable Object's own storage, such as this.ctx.storage",
            )
        })
    }

    pub(super) fn value(&self) -> JsValue {
        match self {
            Self::Memory => "memory".into(),
            Self::Local => "local".into(),
            Self::Session => "session".into(),
            Self::IndexedDb => "indexeddb".into(),
            Self::Object(object) => object.clone(),
        }
    }
}

/// The key that encrypts stored records.
#[derive(Clone, Debug)]
pub enum Encryption {
    /// A key that the host makes and keeps in IndexedDB. No program can read it out.
    Kept,
    /// Your own key: 32 bytes as base64 or base64url.
    Key(Secret),
    /// Your own key: a `CryptoKey` for AES-GCM of 256 bits, to encrypt and decrypt.
    CryptoKey(JsValue),
}

/// A provider to add. Made from an [`OAuthConfig`], [`LoginConfig`], [`StaticToken`] or [`Custom`].
#[derive(Clone, Debug)]
pub struct Provider {
    /// The way to obtain its tokens, and its policies.
    pub config: ProviderConfig,
    /// The providers whose tokens serve, in this order, when this one has none.
    pub fallback: Vec<Fallback>,
    /// Origins that its token may be sent to, such as `https://api.example.com`.
    pub allowed_origins: Vec<String>,
    functions: Option<Object>,
    revokes: bool,
}

impl Provider {
    fn new(grant: Grant) -> Self {
        Self {
            config: ProviderConfig {
                grant,
                refresh_policy: Rc::default(),
                retry_policy: Rc::default(),
            },
            fallback: Vec::new(),
            allowed_origins: Vec::new(),
            functions: None,
            revokes: false,
        }
    }

    /// Sets the policy for renewals.
    #[must_use]
    pub fn refresh_policy(mut self, policy: impl Into<Rc<RefreshPolicy>>) -> Self {
        self.config.refresh_policy = policy.into();
        self
    }

    /// Sets the policy for retries.
    #[must_use]
    pub fn retry_policy(mut self, policy: impl Into<Rc<RetryPolicy>>) -> Self {
        self.config.retry_policy = policy.into();
        self
    }

    /// Adds a fallback behind the existing ones, by its name or by its configuration.
    #[must_use]
    pub fn fallback(mut self, fallback: impl Into<Fallback>) -> Self {
        self.fallback.push(fallback.into());
        self
    }

    /// Adds an origin that its token may be sent to, such as `https://api.example.com`.
    #[must_use]
    pub fn allowed_origin(mut self, origin: impl Into<String>) -> Self {
        self.allowed_origins.push(origin.into());
        self
    }

    /// Sets the function that makes the parts that its requests need anew each time ([`OAuthConfig::made`]). It gets an
    /// object with `clientId`, `scope`, `now`, and `audience`, `endpoint` and `subjectToken` if they apply. It returns
    /// an array of pairs of a parameter's name and value, or a promise of one.
    #[must_use]
    pub fn made_by(mut self, make: &Function) -> Self {
        let functions = Object::new();
        set(&functions, "make", make);
        self.functions = Some(functions);
        self
    }

    /// The same, with the numbers of its functions. These are also added to `numbers`.
    pub(super) fn registered(
        self,
        table: &FunctionTable,
        numbers: &mut Vec<u32>,
    ) -> engine::Provider {
        let functions = self.functions.map(|functions| table.add(&functions));
        numbers.extend(functions);
        let fallback = self.fallback.into_iter().map(|fallback| match fallback {
            Fallback::Named(name) => engine::Fallback::Named(name),
            Fallback::Inline(provider) => {
                engine::Fallback::Inline(provider.registered(table, numbers))
            }
        });
        engine::Provider {
            config: self.config,
            functions,
            revokes: self.revokes,
            fallback: fallback.collect(),
            allowed_origins: self.allowed_origins,
        }
    }
}

impl From<OAuthConfig> for Provider {
    fn from(config: OAuthConfig) -> Self {
        Self::new(Grant::OAuth(config.into()))
    }
}

impl From<LoginConfig> for Provider {
    fn from(config: LoginConfig) -> Self {
        Self::new(Grant::Login(config.into()))
    }
}

impl From<StaticToken> for Provider {
    fn from(token: StaticToken) -> Self {
        Self::new(Grant::Static(token.into()))
    }
}

impl From<Custom> for Provider {
    fn from(custom: Custom) -> Self {
        Self {
            functions: Some(custom.functions),
            revokes: custom.revokes,
            ..Self::new(Grant::Custom(custom.grant))
        }
    }
}

/// One place of a fallback chain.
#[derive(Clone, Debug)]
pub enum Fallback {
    /// Another provider of the same manager.
    Named(String),
    /// An inline provider, without a name.
    Inline(Box<Provider>),
}

impl From<&str> for Fallback {
    fn from(name: &str) -> Self {
        Self::Named(name.into())
    }
}

impl From<Provider> for Fallback {
    fn from(provider: Provider) -> Self {
        Self::Inline(Box::new(provider))
    }
}

/// A caller's demands on a token: `TokenRequest::default().resource("https://api.example.com")`.
///
/// A request with a target (scope, resource or audience) gets another token than the provider's own, from the same login
/// (RFC 6749 §6, RFC 8707 §2.2) or for the same client. Each set of values (scopes in any order) is a credential of its
/// own, stored beside the provider's. A provider has at most 64 of them; the least recently used one is forgotten first.
#[derive(Clone, Debug, Default)]
pub struct TokenRequest {
    /// The demands on any token.
    pub options: GetToken,
    /// The target. Empty values are the provider's own.
    pub target: Wish,
}

impl TokenRequest {
    /// With these scopes, space-separated (RFC 6749 §3.3).
    #[must_use]
    pub fn scope(mut self, scope: impl Into<String>) -> Self {
        self.target.scope = scope.into();
        self
    }

    /// With another resource that the token is for: its absolute URI (RFC 8707 §2).
    #[must_use]
    pub fn resource(mut self, resource: impl Into<String>) -> Self {
        self.target.resource.push(resource.into());
        self
    }

    /// With another audience, where the server has such a parameter.
    #[must_use]
    pub fn audience(mut self, audience: impl Into<String>) -> Self {
        self.target.audience.push(audience.into());
        self
    }

    /// With at least this much life left, in milliseconds.
    #[must_use]
    pub fn min_lifetime_ms(mut self, ms: i64) -> Self {
        self.options.min_lifetime_ms = Some(ms);
        self
    }

    /// New, even if a good one is cached.
    #[must_use]
    pub fn force_refresh(mut self) -> Self {
        self.options.force_refresh = true;
        self
    }
}

impl From<GetToken> for TokenRequest {
    fn from(options: GetToken) -> Self {
        let target = Wish::default();
        Self { options, target }
    }
}

/// The place of a login.
#[derive(Clone, Debug, Default)]
pub enum LoginMode {
    /// In this tab: the page goes to the server, and starts anew at the redirect URI.
    #[default]
    Redirect,
    /// In a window of its own.
    Popup {
        /// A window that the page has opened itself.
        window: Option<Window>,
        /// The time limit of the login, in milliseconds; five minutes by default.
        timeout_ms: Option<NonZeroU32>,
    },
    /// In a hidden frame: the server must not ask the user anything (OpenID Connect Core §3.1.2.1, `prompt=none`).
    Silent {
        /// The time limit of the login, in milliseconds; ten seconds by default.
        timeout_ms: Option<NonZeroU32>,
    },
}

impl LoginMode {
    /// In a new window, for five minutes.
    #[must_use]
    pub fn popup() -> Self {
        Self::Popup {
            window: None,
            timeout_ms: None,
        }
    }

    /// In a hidden frame, for ten seconds.
    #[must_use]
    pub fn silent() -> Self {
        Self::Silent { timeout_ms: None }
    }

    pub(super) fn name(&self) -> &'static str {
        match self {
            Self::Redirect => "redirect",
            Self::Popup { .. } => "popup",
            Self::Silent { .. } => "silent",
        }
    }

    /// The window that the page has opened.
    pub(super) fn given(&self) -> JsValue {
        match self {
            Self::Popup { window, .. } => window.clone().map(JsValue::from).unwrap_or_default(),
            _ => JsValue::UNDEFINED,
        }
    }

    /// The kind and time limit of the login's own window.
    pub(super) fn window(&self) -> Option<(Kind, Option<i64>)> {
        let (kind, timeout_ms) = match self {
            Self::Redirect => return None,
            Self::Popup { timeout_ms, .. } => (Kind::Popup, timeout_ms),
            Self::Silent { timeout_ms } => (Kind::Silent, timeout_ms),
        };
        Some((kind, timeout_ms.map(|ms| ms.get().into())))
    }
}

/// Options of a logout.
#[derive(Clone, Debug)]
pub struct SignOut {
    /// Parameters of the server's end-session endpoint.
    pub options: LogoutOptions,
    /// True to revoke the tokens at the server (RFC 7009). Default: true.
    pub revoke: bool,
    /// True to go to the server's end-session endpoint afterwards, if there is one. Default: true.
    pub navigate: bool,
}

impl Default for SignOut {
    fn default() -> Self {
        Self {
            options: LogoutOptions::default(),
            revoke: true,
            navigate: true,
        }
    }
}

/// An access token.
#[derive(Clone, Debug)]
pub struct AccessToken {
    token: Rc<Secret>,
    token_type: Cow<'static, str>,
}

impl AccessToken {
    /// The token as a text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        self.token.reveal()
    }

    /// The type, as the server sent it.
    #[must_use]
    pub fn token_type(&self) -> &str {
        &self.token_type
    }

    /// The value of the `Authorization` header of a request with it. The usual types are written in their standard
    /// case, since some servers spell them differently.
    #[must_use]
    pub fn authorization(&self) -> String {
        let mut usual = ["Bearer", "DPoP"].into_iter();
        let scheme = usual.find(|usual| usual.eq_ignore_ascii_case(&self.token_type));
        [scheme.unwrap_or(&self.token_type), " ", self.as_str()].concat()
    }
}

impl From<Handed> for AccessToken {
    fn from(handed: Handed) -> Self {
        Self {
            token: handed.token,
            token_type: handed.token_type,
        }
    }
}

impl From<AccessToken> for String {
    fn from(token: AccessToken) -> Self {
        token.as_str().into()
    }
}
