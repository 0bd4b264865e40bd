//! What drives: brings the core's decisions to the host, and the host's answers to the core.
//!
//! - `mod.rs`: the public API, [`TokenManager`]; `options.rs`: the plain values that go in and come out.
//! - `inner.rs`: what a manager holds; `providers.rs`, `registry.rs`: its providers, coming, going and by name. `resolve.rs`: those that come when asked for.
//! - `drive.rs`: feeds the state machines; `act.rs`: does on the host what they ask for.
//! - `calls.rs`, `waiting.rs`: callers that wait for an answer.
//! - `lend.rs`: tokens as strings of the host, and leases for the package's facade.
//! - `hints.rs`: what the tabs, workers and managers of an origin tell each other.
//! - `wake.rs`: signals of the host that time went by, or that the network came or went.
//! - `records.rs`: drives the core's work on stored records; `store.rs`: the storages that the host has opened.
//! - `encryption.rs`: whose key encrypts them.
//! - `custom.rs`, `token_input.rs`: the user's own sources of tokens.
//! - `parts.rs`: assertions and exchanged tokens, made for one request; `thrown.rs`: errors of ours that come from JavaScript.
//! - `fallback.rs`: providers that stand behind others.
//! - `flow.rs`: drives the flows of the core.
//! - `dpop.rs`: proofs of possession of the key that tokens are bound to.
//! - `revoke.rs`: tokens that are forgotten here, revoked at the server.
//! - `login/`, `discovery.rs`: the user's login.
//! - `health.rs`: how well all of it works.
//! - `events.rs`, `log.rs`, `tell.rs`, `notes.rs`: what listeners and loggers are told, and what is counted.

mod act;
mod by_name;
mod calls;
mod custom;
mod discovery;
mod dpop;
mod drive;
mod encryption;
mod events;
mod fallback;
mod flow;
mod health;
mod hints;
mod inner;
mod lend;
mod log;
mod login;
mod notes;
mod options;
mod parts;
mod providers;
mod records;
mod registry;
mod resolve;
mod revoke;
mod store;
mod tell;
mod thrown;
pub mod token_input;
mod waiting;
mod wake;

pub use self::custom::Custom;
pub use self::dpop::{Proof, Proving};
pub use self::encryption::Encryption;
pub use self::events::{Event, Listener};
pub use self::fallback::Fallback;
pub use self::log::{Field, Level, LogRecord, Logger};
pub use self::login::{DeviceLogin, LoginOptions, LoginResult, LoginUrl};
pub use self::options::{AccessToken, GetToken, Options, Provider, RefreshReport, Storage};
pub use self::resolve::{Resolver, Resolving};
pub use crate::core::credential::info::TokenInfo;
pub use crate::core::given::TokenInput;
pub use crate::core::health::{HealthReport, Status, StorageHealth};
pub use crate::core::metrics::Metrics;
pub use crate::core::oauth::end_session::LogoutOptions;
pub use crate::core::records::restored::Restored;

use self::inner::Inner;
use self::records::move_records;
use self::registry::Entry;
use crate::core::challenge;
use crate::core::credential::io::Input;
use crate::core::dpop::Claims;
#[cfg(doc)]
use crate::core::error::{Class, Code};
use crate::core::error::{Error, Result};
use crate::core::http::HttpResponse;
use crate::core::origins;
use crate::core::records::moves;
use crate::core::tokens::TokenSet;
use js_sys::JsString;
use std::fmt;
use std::rc::Rc;
use wasm_bindgen::JsValue;

/// Gets, keeps and renews tokens for any number of providers. Cloning gives another handle to the same manager.
///
/// Methods that take `provider: Option<&str>` may be called with `None` while there is exactly one provider.
#[derive(Clone)]
pub struct TokenManager(Rc<Inner>);

impl fmt::Debug for TokenManager {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("TokenManager")
    }
}

impl TokenManager {
    /// A manager without providers. Does no I/O, sets no timer, draws no random number.
    ///
    /// `lend`, if given, is called with `(name, token, since, until)` whenever a token may be handed out without asking
    /// between the two wall clock times, with `(name)` when it may no longer, and with `(undefined, name)` when another
    /// provider is the only one (`undefined`: none is).
    ///
    /// # Errors
    /// [`Class::InvalidConfiguration`] if an option is wrong.
    pub fn new(options: Options, lend: Option<js_sys::Function>) -> Result<Self> {
        if options.namespace.is_empty() {
            return Err(Error::configuration("namespace", "must not be empty"));
        }
        let encryption = options.encryption.as_ref();
        let cipher = encryption.map(|encryption| encryption.cipher(&options.namespace));
        let cipher = cipher.transpose()?;
        let inner = Inner::new(options, cipher, lend);
        inner.listen_to_host();
        Ok(Self(inner))
    }

    /// Reads stored tokens for all providers. On the edge this does nothing: storage is read when it is first needed.
    pub async fn restore(&self) {
        if self.0.ends_with_request() {
            return;
        }
        let keys = self.0.keys();
        let waits: Vec<_> = keys
            .into_iter()
            .map(|key| self.0.operate(key, Input::RestoreWanted))
            .collect();
        for wait in waits {
            // Nothing stored is no error, and a storage that fails tells so by an event.
            drop(wait.await);
        }
    }

    /// Whether what was lent may still be handed out, as far as the clock goes: to be asked each second, since leases tell
    /// time by the wall clock alone, which may have been set back. If false, none may, until it is lent anew.
    #[must_use]
    pub fn leases_hold(&self) -> bool {
        self.0.leases_hold()
    }

    /// Registers a provider.
    ///
    /// # Errors
    /// [`Class::InvalidConfiguration`] if its configuration is wrong or the name is taken; [`Class::ManagerClosed`].
    pub fn add_provider(&self, name: &str, provider: Provider) -> Result<()> {
        self.0.open()?;
        self.0.add(name, provider)
    }

    /// Registers providers that may name each other as fallbacks, in whatever order.
    ///
    /// # Errors
    /// As [`TokenManager::add_provider`]; the providers before the wrong one stay registered.
    pub fn add_providers(
        &self,
        providers: impl IntoIterator<Item = (String, Provider)>,
    ) -> Result<()> {
        self.0.open()?;
        let mut names = Vec::new();
        for (name, provider) in providers {
            self.0.add_unchained(&name, provider)?;
            names.push(name);
        }
        names.iter().try_for_each(|name| self.0.check_chain(name))
    }

    /// Takes a provider out. Who waits for its token gets [`Class::UnknownProvider`]; what is stored stays stored.
    ///
    /// # Errors
    /// [`Class::UnknownProvider`]; [`Class::ManagerClosed`].
    pub async fn remove_provider(&self, name: &str) -> Result<()> {
        self.0.open()?;
        self.0.remove(name)
    }

    /// The names of all providers, in the order in which they were added.
    #[must_use]
    pub fn list_providers(&self) -> Vec<Rc<str>> {
        self.0.names()
    }

    /// A good access token: from memory, else storage, else by a refresh, else acquired anew. Concurrent calls share one
    /// token request.
    ///
    /// # Errors
    /// Why no token could be had: see [`Class`].
    pub async fn get_token(
        &self,
        provider: Option<&str>,
        options: GetToken,
    ) -> Result<AccessToken> {
        let key = self.0.find_or_resolve(provider).await?;
        calls::token_in(self.0.token(key, options).await)
    }

    /// The access token in memory if it is good now. Does no I/O.
    #[must_use]
    pub fn peek_token(&self, provider: Option<&str>) -> Option<JsString> {
        let key = self.0.find(provider).ok()?;
        self.0.peek(key)
    }

    /// Takes tokens that were obtained elsewhere, and stores them.
    ///
    /// # Errors
    /// [`Code::InvalidResponse`] without an access token; [`Class::UnknownProvider`]; [`Class::ManagerClosed`].
    pub async fn set_tokens(&self, provider: &str, tokens: TokenInput) -> Result<TokenInfo> {
        let key = self.0.find_or_resolve(Some(provider)).await?;
        let told = tokens.token_type.clone();
        let mut tokens = self.0.place(key, tokens)?;
        self.0.bind(key, &mut tokens, told.as_deref()).await?;
        if self.0.is_coordinated(key) {
            let shown = token_input::show(&tokens, self.wall_offset_ms());
            self.0.pass_on(key, "setTokens", shown.into()).await?;
            tokens.refresh_token = None;
        }
        self.0.give_tokens(key, tokens, false).await?;
        self.0.info(key)
    }

    /// Everything that is held for a provider, the refresh token included. Times are on the manager's time line: see
    /// [`TokenManager::wall_offset_ms`].
    ///
    /// # Errors
    /// [`Class::UnknownProvider`]; [`Class::ManagerClosed`].
    pub async fn get_tokens(&self, provider: Option<&str>) -> Result<Option<TokenSet>> {
        let key = self.0.find_or_resolve(provider).await?;
        self.0.operate(key, Input::RestoreWanted).await?;
        self.0.tokens(key)
    }

    /// Gets a new token now, or joins a refresh that is under way.
    ///
    /// # Errors
    /// Why no new token could be had; what is held stays.
    pub async fn refresh(&self, provider: Option<&str>) -> Result<TokenInfo> {
        let key = self.0.find_or_resolve(provider).await?;
        self.0
            .token(
                key,
                GetToken {
                    force_refresh: true,
                    ..GetToken::default()
                },
            )
            .await?;
        self.0.info(key)
    }

    /// Refreshes every provider that holds tokens.
    ///
    /// # Errors
    /// [`Class::ManagerClosed`]. A provider's failure is in the report.
    pub async fn refresh_all(&self) -> Result<RefreshReport> {
        self.0.open()?;
        let force = GetToken {
            force_refresh: true,
            ..GetToken::default()
        };
        let mut report = RefreshReport::default();
        let keys = self.0.keys_with_tokens();
        let waits: Vec<_> = keys
            .into_iter()
            .map(|(key, name)| (name, self.0.token(key, force)))
            .collect();
        for (name, wait) in waits {
            match wait.await {
                Ok(_) => report.refreshed.push(name),
                Err(error) => report.failed.push((name, error)),
            }
        }
        Ok(report)
    }

    /// Forgets the access token and keeps the refresh token. Never writes over a newer stored record.
    ///
    /// # Errors
    /// [`Class::UnknownProvider`]; [`Class::ManagerClosed`].
    pub async fn invalidate(&self, provider: Option<&str>) -> Result<()> {
        let key = self.0.find_or_resolve(provider).await?;
        // A lent token is its owner's to renew, and those between hand it out as well.
        let next = |key: &registry::Key| self.0.lender(*key);
        let lenders: Vec<_> = std::iter::successors(next(&key), next).collect();
        let held = self.0.peek(key).map_or(JsValue::UNDEFINED, Into::into);
        let own = self.0.operate(key, Input::Invalidated);
        self.0.pass_on(key, "invalidate", held).await?;
        for lender in lenders {
            self.0.operate(lender, Input::Invalidated).await?;
        }
        own.await.map(drop)
    }

    /// Tells that a resource refused an access token (401, RFC 6750 §3.1). If it is the one that is handed out it is forgotten,
    /// provided that another can be had without a user; a newer one stays. Says whether it is worth asking for a token again.
    ///
    /// # Errors
    /// [`Class::UnknownProvider`]; [`Class::ManagerClosed`].
    pub async fn reject_token(&self, provider: Option<&str>, token: &str) -> Result<bool> {
        let mut key = self.0.find_or_resolve(provider).await?;
        if !self.0.look(key, |c, _| c.hands_out(token))? {
            return Ok(true);
        }
        while let Some(lender) = self.0.lender(key) {
            key = lender;
        }
        if !self.0.look(key, |c, _| c.can_renew())? {
            return Ok(false);
        }
        let own = self.0.operate(key, Input::Invalidated);
        self.0.pass_on(key, "invalidate", token.into()).await?;
        own.await?;
        Ok(true)
    }

    /// Whether another token may do better at `origin`, which refused this one (401) with this `WWW-Authenticate`: not for want of
    /// scope or of the user's authentication, nor where the origin refused the same token when it was new
    /// ([`TokenManager::refused_when_new`]). What can be had is [`TokenManager::reject_token`]'s to say.
    #[must_use]
    pub fn is_worth_renewing(
        &self,
        provider: Option<&str>,
        token: &str,
        origin: &str,
        challenge: Option<&str>,
    ) -> bool {
        let given_up = |entry: &mut Entry| {
            let refusals = entry.refusals.as_ref();
            let version = entry.credential.version();
            entry.credential.hands_out(token) && refusals.is_some_and(|r| r.hold(version, origin))
        };
        challenge::asks_for_new_token(challenge)
            && self
                .0
                .find(provider)
                .is_ok_and(|key| self.0.with_entry(key, given_up) != Some(true))
    }

    /// Tells that `origin` refused a token (401) that had just taken the place of a refused one.
    pub fn refused_when_new(&self, provider: Option<&str>, token: &str, origin: &str) {
        let note = |entry: &mut Entry| {
            if entry.credential.hands_out(token) {
                let version = entry.credential.version();
                let refusals = entry.refusals.get_or_insert_default();
                refusals.note(version, origin);
            }
        };
        if let Ok(key) = self.0.find(provider) {
            self.0.with_entry(key, note);
        }
    }

    /// The provider whose [`Provider::allowed_origins`] keep this token of `provider`'s from `origin`; `None` if it may go there. A
    /// token that a fallback lent goes where both may: see [`origins::refused_by`].
    ///
    /// # Errors
    /// [`Class::UnknownProvider`]; [`Class::ManagerClosed`].
    pub fn origin_refused_by(
        &self,
        provider: Option<&str>,
        token: &str,
        origin: &str,
    ) -> Result<Option<Rc<str>>> {
        let keys = self.0.way_to(self.0.find(provider)?, token);
        let lists = keys.into_iter().filter_map(|key| {
            let list = |entry: &mut Entry| (entry.name().clone(), entry.allowed_origins.clone());
            self.0.with_entry(key, list)
        });
        Ok(origins::refused_by(lists, origin))
    }

    /// A proof for one request to a resource with `token` (RFC 9449 §7), one of [`TokenManager::get_token`]; `None` if the
    /// provider's tokens are bound to no key. Every request needs a new one.
    ///
    /// # Errors
    /// [`Code::Crypto`] where the host has no WebCrypto; [`Class::UnknownProvider`]; [`Class::ManagerClosed`].
    pub async fn dpop_proof(
        &self,
        provider: Option<&str>,
        method: &str,
        url: &str,
        token: &str,
    ) -> Result<Option<Proof>> {
        let key = self.0.find_or_resolve(provider).await?;
        self.0.prove(key, method, url, token).await
    }

    /// The same without the signature, for who signs itself by `pkg-template/dpop.js`. Of a token that was had before.
    ///
    /// # Errors
    /// [`Class::UnknownProvider`]; [`Class::ManagerClosed`].
    pub fn dpop_claims(&self, provider: Option<&str>, url: &str) -> Result<Option<Proving>> {
        Ok(self.0.proving(self.0.find(provider)?, url))
    }

    /// Takes note of the answer to a request that went out with a proof: its nonce and time are in the next proof. Whether the
    /// request is worth repeating, once, with such a one.
    #[must_use]
    pub fn dpop_answered(&self, claims: &Claims, response: &HttpResponse) -> bool {
        self.0.dpop_answered(claims, response)
    }

    /// The origins that a provider's token may be sent to.
    ///
    /// # Errors
    /// [`Class::UnknownProvider`]; [`Class::ManagerClosed`].
    pub async fn allowed_origins(&self, provider: Option<&str>) -> Result<Vec<String>> {
        let key = self.0.find_or_resolve(provider).await?;
        let origins = self.0.with_entry(key, |e| e.allowed_origins.clone());
        origins.ok_or_else(closed)
    }

    /// Forgets all tokens of one provider, or of all: memory, storage, and the origin's other tabs and workers.
    ///
    /// # Errors
    /// [`Class::UnknownProvider`]; [`Class::ManagerClosed`].
    pub async fn clear(&self, provider: Option<&str>) -> Result<()> {
        self.0.open()?;
        let keys = match provider {
            Some(name) => {
                let key = self.0.find_or_resolve(Some(name)).await?;
                let mut keys = self.0.inline_of(key);
                keys.push(key);
                keys
            }
            None => self.0.keys(),
        };
        let waits: Vec<_> = keys
            .into_iter()
            .map(|key| {
                self.0.log_of(key, Level::Info, "logout");
                self.0.forget_callbacks(key);
                (key, self.0.operate(key, Input::Cleared))
            })
            .collect();
        let mut result = Ok(());
        for (key, wait) in waits {
            wait.await?;
            // Here all is forgotten, whether or not its owner can be told.
            let told = self.0.pass_on(key, "clear", JsValue::UNDEFINED).await;
            result = result.and(told);
        }
        result
    }

    /// Forgets all tokens like [`TokenManager::clear`], and then revokes them at the server (RFC 7009): the refresh token
    /// first, then the access token. No token is handed out from the call on. A server that does not answer is tried again
    /// as `retry_policy` says; that it could not be reached, or refused, is no error here: listeners are told.
    ///
    /// # Errors
    /// [`Class::UnknownProvider`]; [`Class::ManagerClosed`].
    pub async fn revoke(&self, provider: Option<&str>) -> Result<()> {
        let key = self.0.find_or_resolve(provider).await?;
        self.0.log_of(key, Level::Info, "logout");
        self.0.forget_callbacks(key);
        self.0.operate(key, Input::RevokeWanted).await?;
        self.0.pass_on(key, "revoke", JsValue::UNDEFINED).await
    }

    /// Whether there is no token, or one with less life than `min_lifetime_ms`.
    ///
    /// # Errors
    /// [`Class::UnknownProvider`]; [`Class::ManagerClosed`].
    pub fn is_expired(&self, provider: Option<&str>) -> Result<bool> {
        let key = self.0.find(provider)?;
        self.0
            .look(key, |credential, at| credential.is_expired(at.now))
    }

    /// Whether there is no token, or one inside the refresh-ahead window.
    ///
    /// # Errors
    /// [`Class::UnknownProvider`]; [`Class::ManagerClosed`].
    pub fn needs_refresh(&self, provider: Option<&str>) -> Result<bool> {
        let key = self.0.find(provider)?;
        self.0
            .look(key, |credential, at| credential.needs_refresh(at.now))
    }

    /// What is known of a provider's token, without its secrets. Changes nothing.
    ///
    /// # Errors
    /// [`Class::UnknownProvider`]; [`Class::ManagerClosed`].
    pub fn token_info(&self, provider: Option<&str>) -> Result<TokenInfo> {
        let key = self.0.find(provider)?;
        self.0.info(key)
    }

    /// How well this manager serves its callers, from what it knows: sends nothing, changes nothing.
    ///
    /// # Errors
    /// [`Class::ManagerClosed`].
    pub fn health(&self) -> Result<HealthReport> {
        self.0.open()?;
        Ok(self.0.health())
    }

    /// What was done since the manager was made, counted. Tokens that were handed out under a lease (see
    /// [`TokenManager::new`]) are not among the cache hits.
    ///
    /// # Errors
    /// [`Class::ManagerClosed`].
    pub fn metrics(&self) -> Result<Metrics> {
        self.0.open()?;
        Ok(self.0.state.borrow().metrics.clone())
    }

    /// The manager's time line minus the wall clock, in milliseconds: zero unless the wall clock was set back.
    #[must_use]
    pub fn wall_offset_ms(&self) -> i64 {
        self.0.moment().wall_offset_ms
    }

    /// Begins a user's login: gives the URL to send the browser to (RFC 6749 §4.1.1, with PKCE, state and nonce; pushed by
    /// RFC 9126 where that is configured or the server requires it).
    ///
    /// # Errors
    /// [`Class::InvalidConfiguration`] if the provider's grant knows no login; why the issuer's metadata could not be had.
    pub async fn start_login(
        &self,
        provider: Option<&str>,
        options: LoginOptions,
    ) -> Result<LoginUrl> {
        let key = self.0.find_or_resolve(provider).await?;
        self.0.log_of(key, Level::Info, "login started");
        let work = Box::pin(login::start(&self.0, key, options));
        self.0.unless_closed(work).await
    }

    /// Finishes a login of this manager with the URL that the authorization server redirected to. Calls with the same URL
    /// meanwhile get the same result, in a page later ones, too, until the user logs out; elsewhere later ones are refused.
    ///
    /// # Errors
    /// [`Class::Login`].
    pub async fn finish_login(&self, callback_url: &str) -> Result<LoginResult> {
        let work = Box::pin(login::finish(&self.0, callback_url));
        let result = self.0.unless_closed(work).await;
        self.0.log_login(match &result {
            Ok(login) => Ok(login.provider.clone()),
            Err(error) => Err(error),
        });
        result
    }

    /// Begins a login on another device (RFC 8628): gives the code to show to the user. A login of the same provider that is
    /// under way ends when this one has its code.
    ///
    /// # Errors
    /// [`Class::InvalidConfiguration`] if the provider's grant is another, or an endpoint is not known; [`Class::Login`].
    pub async fn start_device_login(&self, provider: Option<&str>) -> Result<DeviceLogin> {
        let key = self.0.find_or_resolve(provider).await?;
        self.0.log_of(key, Level::Info, "device login started");
        let work = Box::pin(login::start_device(&self.0, key));
        self.0.unless_closed(work).await
    }

    /// Asks the server how the user of a device login decided, as often as RFC 8628 allows, and takes the tokens. Nothing is
    /// asked unless somebody awaits this.
    ///
    /// # Errors
    /// [`Class::Login`]: the user refused, the code expired ([`Code::Timeout`]), it was cancelled, or another took its place;
    /// [`Class::ManagerClosed`].
    pub async fn finish_device_login(&self, id: u32) -> Result<TokenInfo> {
        self.0.open()?;
        let work: calls::Work<'_, _> = Box::pin(login::finish_device(&self.0, id));
        let result = work.await;
        self.0.log_login(match &result {
            Ok(info) => Ok(info.provider.as_str().into()),
            Err(error) => Err(error),
        });
        result
    }

    /// Ends a device login. After its end it does nothing.
    pub fn cancel_device_login(&self, id: u32) {
        self.0.cancel_device_login(id);
    }

    /// Where to send the user to log out at the server, too (OpenID Connect RP-Initiated Logout 1.0), with the ID token if one
    /// is held; `None` if the server has no such place. Forgets nothing: see [`TokenManager::clear`], which is to be called
    /// after this.
    ///
    /// # Errors
    /// [`Class::InvalidConfiguration`] if `post_logout_redirect_uri` is no redirect URI; [`Class::Login`] if the issuer's
    /// metadata could not be had; [`Class::UnknownProvider`]; [`Class::ManagerClosed`].
    pub async fn logout_url(
        &self,
        provider: Option<&str>,
        options: &LogoutOptions,
    ) -> Result<Option<String>> {
        let key = self.0.find_or_resolve(provider).await?;
        let work = Box::pin(login::logout_url(&self.0, key, options));
        self.0.unless_closed(work).await
    }

    /// Copies every stored record to `to`, verifies it, goes on with `to`, and only then removes it from the storage before.
    /// Whatever fails or ends in between, nothing is lost, and the same call again does what is left. Gives the number of
    /// records moved.
    ///
    /// # Errors
    /// [`Class::InvalidConfiguration`] if `to` is the storage in use, or keeps no refresh tokens and some would be lost;
    /// [`Class::Storage`]; [`Class::ManagerClosed`].
    pub async fn migrate_storage(&self, to: &Storage) -> Result<u32> {
        let moved = move_records(&self.0, moves::Kind::Migrate, to).await?;
        Ok(moved.restored)
    }

    /// Writes a copy of every record to `to`, leaving everything else as it is. Gives their number.
    ///
    /// # Errors
    /// Those of [`TokenManager::migrate_storage`]; [`Class::InvalidConfiguration`] if `to` is memory.
    pub async fn backup(&self, to: &Storage) -> Result<u32> {
        let copied = move_records(&self.0, moves::Kind::Backup, to).await?;
        Ok(copied.restored)
    }

    /// Reads records from `from`; a record that is newer in memory or storage is kept. It is the user's explicit wish: what
    /// was cleared comes back.
    ///
    /// # Errors
    /// [`Class::InvalidConfiguration`] if `from` is the storage in use, or memory; [`Class::Storage`];
    /// [`Class::ManagerClosed`].
    pub async fn restore_from(&self, from: &Storage) -> Result<Restored> {
        move_records(&self.0, moves::Kind::Restore, from).await
    }

    /// Renews tokens ahead of time without anybody asking. On the edge no timer outlives its request, so there it only
    /// notes the wish.
    ///
    /// # Errors
    /// [`Class::ManagerClosed`].
    pub fn start_background_refresh(&self) -> Result<()> {
        self.0.open()?;
        self.0.set_background(true);
        Ok(())
    }

    /// Stops what [`TokenManager::start_background_refresh`] began.
    ///
    /// # Errors
    /// [`Class::ManagerClosed`].
    pub fn stop_background_refresh(&self) -> Result<()> {
        self.0.open()?;
        self.0.set_background(false);
        Ok(())
    }

    /// Whether tokens are renewed without anybody asking.
    #[must_use]
    pub fn is_background_refresh_running(&self) -> bool {
        self.0.background()
    }

    /// Adds a listener for every event. It may call any method, also those of this manager.
    ///
    /// # Errors
    /// [`Class::ManagerClosed`].
    pub fn on(&self, listener: Listener) -> Result<()> {
        self.0.open()?;
        self.0.listen(listener);
        Ok(())
    }

    /// Stops timers, lets go of locks, and settles every pending call with [`Class::ManagerClosed`]. A refresh whose
    /// request is on its way is brought to its end if there is a storage to keep the new refresh token in.
    pub fn close(&self) {
        self.0.close();
    }
}

/// The error of every call after `close`.
fn closed() -> Error {
    Error::closed()
}
