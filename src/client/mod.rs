//! The manager for Rust programs.
//!
//! - `mod.rs`: the public API, [`TokenManager`]; `options.rs`: its input and output values; `custom.rs`: the program's
//!   own functions.
//! - `handle.rs`: the state that all handles of a manager share; `waiting.rs`: callers that wait.
//! - `shell.rs`: the engine, as the driver and the program see it. `results.rs`: results on their way to the program.
//! - `logins.rs`: users' logins.
//! - `verifier.rs`: [`Verifier`], for programs that are APIs; it needs no manager.
//! - `host.rs`: the imports from `driver.js`, which does the engine's effects on the host.

mod custom;
mod handle;
mod host;
mod logins;
mod options;
mod results;
mod shell;
mod verifier;
mod waiting;

pub use self::custom::{Custom, CustomContext, Resolver};
pub use self::options::{
    AccessToken, Encryption, Fallback, Logger, LoginMode, Options, Provider, SignOut, Storage,
    TokenRequest,
};
pub use self::verifier::{VerifiedToken, Verifier, VerifierOptions};
pub use crate::core::challenge::StepUp;
pub use crate::core::config::{
    ClientAuth, Endpoints, LoginConfig, LoginFormat, OAuthConfig, OAuthGrant, RefreshPolicy,
    RetryPolicy, StaticToken, Wish,
};
pub use crate::core::credential::info::TokenInfo;
pub use crate::core::engine::call::{GetToken, RefreshReport};
pub use crate::core::error::{Class, Code, Error, Result};
pub use crate::core::event::Event;
pub use crate::core::given::TokenInput;
pub use crate::core::health::{HealthReport, Status, StorageHealth};
pub use crate::core::log::{Field, Level, LogRecord};
pub use crate::core::login::start::{LoginOptions, LoginUrl};
pub use crate::core::metrics::Metrics;
pub use crate::core::oauth::end_session::LogoutOptions;
pub use crate::core::records::restored::Restored;
pub use crate::core::secret::Secret;
pub use crate::core::tokens::TokenSet;
pub use crate::core::user::User;

use self::handle::Handle;
use self::shell::reading;
use crate::core::dpop::Claims;
use crate::core::engine::Engine;
use crate::core::engine::call::{Call, Outcome};
use crate::core::http::{HttpResponse, RESPONSE_HEADERS};
use crate::core::login::desk::{Signal, effect as desk};
use crate::core::records::moves::Kind;
use crate::wire;
use js_sys::Promise;
use std::cell::Cell;
use std::fmt;
use std::future::pending;
use std::rc::Rc;
use wasm_bindgen::closure::Closure;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::{JsFuture, future_to_promise};
use web_sys::{Request, Response};

/// Gets, keeps and renews tokens for any number of providers. Cloning gives another handle to the same manager; the last handle
/// closes it.
///
/// Methods that take `provider: Option<&str>` may be called with `None` while there is exactly one provider. Dropping a
/// future abandons its call; a request that the call began goes on, for other callers.
#[derive(Clone)]
pub struct TokenManager(Rc<Handle>);

/// Handles are equal if they belong to the same manager.
impl PartialEq for TokenManager {
    fn eq(&self, other: &Self) -> bool {
        Rc::ptr_eq(&self.0, &other.0)
    }
}

impl Eq for TokenManager {}

impl fmt::Debug for TokenManager {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("TokenManager")
    }
}

/// Identifies a listener, for [`TokenManager::off`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ListenerId(u32);

/// A proof of possession for one request to a resource (RFC 9449 §7).
#[derive(Clone, Debug)]
pub struct Proof {
    text: Secret,
    claims: Claims,
}

impl Proof {
    /// The value of the request's `DPoP` header.
    #[must_use]
    pub fn as_str(&self) -> &str {
        self.text.reveal()
    }
}

/// The result of a finished login.
#[derive(Clone, Debug)]
pub struct LoginResult {
    /// The provider that has the tokens now.
    pub provider: Rc<str>,
    /// Information about the tokens.
    pub info: TokenInfo,
    /// The user, if the tokens came with an ID token.
    pub user: Option<User>,
    /// The [`LoginOptions::app_state`] that the login was begun with.
    pub app_state: Option<String>,
    /// The ID token's claims: the text of a JSON object.
    pub claims: Option<String>,
}

/// A login on another device (RFC 8628) that is under way.
#[derive(Clone, Debug)]
pub struct DeviceLogin {
    manager: TokenManager,
    id: u32,
    /// The code that the user types in.
    pub user_code: String,
    /// The address at which the user types it in.
    pub verification_uri: String,
    /// The same address with the code in it, if the server supplied one.
    pub verification_uri_complete: Option<String>,
    /// The time when the code expires (epoch milliseconds by the wall clock).
    pub expires_at: i64,
}

impl DeviceLogin {
    /// Asks the server for the user's decision, as often as RFC 8628 allows, and takes the tokens. No request is sent
    /// unless this is awaited.
    ///
    /// # Errors
    /// [`Class::Login`]: the user refused, the code expired ([`Code::Timeout`]), it was cancelled, or replaced by
    /// another one; [`Class::ManagerClosed`].
    pub async fn finish(&self) -> Result<TokenInfo> {
        let call = desk::Call::FinishDeviceLogin { id: self.id };
        match self.manager.log_in(call).await? {
            desk::Outcome::Decided(provider) => self.manager.token_info(Some(&provider)),
            _ => Err(Error::closed()),
        }
    }

    /// Ends the login. After its end this does nothing.
    pub fn cancel(&self) {
        let logins = self.manager.0.begun_logins();
        logins.input(|desk| desk.cancel_device_login(self.id, reading()));
    }
}

/// The reason for a missing token. It says more than that nothing was sent.
fn what_kept_back(error: &Error) -> Option<Error> {
    let thrown = error
        .cause
        .as_ref()
        .filter(|_| error.code == Code::Network)?;
    results::ours(thrown.0.downcast_ref()?)
}

impl TokenManager {
    /// A manager without providers. Does no I/O and sets no timer.
    ///
    /// # Errors
    /// [`Class::InvalidConfiguration`] if an option is wrong.
    pub fn new(options: Options) -> Result<Self> {
        Handle::new(options).map(Self)
    }

    /// Reads stored tokens for all providers. On the edge this does nothing: storage is read when it is first needed.
    pub async fn restore(&self) {
        // Missing stored tokens are no error, and listeners are told about a storage that fails.
        let _ = self.0.call(Call::Restore).await;
    }

    // — providers —

    /// Registers a provider.
    ///
    /// # Errors
    /// [`Class::InvalidConfiguration`] if its configuration is wrong or the name is taken; [`Class::ManagerClosed`].
    pub fn add_provider(&self, name: &str, provider: impl Into<Provider>) -> Result<()> {
        let (table, mut numbers) = (&self.0.functions, Vec::new());
        let provider = provider.into().registered(table, &mut numbers);
        let added = self
            .0
            .set_up(|engine| engine.add_provider(name, provider, reading()));
        if added.is_err() {
            numbers.into_iter().for_each(|number| table.forget(number));
        }
        added
    }

    /// Registers providers that may name each other as fallbacks, in whatever order.
    ///
    /// # Errors
    /// As [`TokenManager::add_provider`]; the providers before the wrong one stay registered.
    pub fn add_providers(
        &self,
        providers: impl IntoIterator<Item = (String, Provider)>,
    ) -> Result<()> {
        let table = &self.0.functions;
        let providers = providers.into_iter();
        let providers = providers
            .map(|(name, provider)| (name, provider.registered(table, &mut Vec::new())))
            .collect::<Vec<_>>();
        self.0
            .set_up(|engine| engine.add_providers(providers, reading()))
    }

    /// Removes a provider. Callers that wait for its token get [`Class::UnknownProvider`]; stored tokens stay stored.
    ///
    /// # Errors
    /// [`Class::UnknownProvider`]; [`Class::ManagerClosed`].
    pub fn remove_provider(&self, name: &str) -> Result<()> {
        self.0
            .try_input(|engine| engine.remove_provider(name, reading()))?;
        if let Some(logins) = self.0.logins() {
            let removed = Signal::Removed(name.into());
            logins.input(|desk| desk.signal(&removed, reading()));
        }
        Ok(())
    }

    /// The names of all providers, in the order in which they were added.
    #[must_use]
    pub fn list_providers(&self) -> Vec<Rc<str>> {
        self.0.state.engine.borrow().list_providers()
    }

    // — tokens —

    /// A good access token: from memory, else storage, else by a refresh, else acquired anew. Concurrent calls share one
    /// token request.
    ///
    /// # Errors
    /// The reason why no token could be obtained: see [`Class`].
    pub async fn get_token(&self, provider: Option<&str>) -> Result<AccessToken> {
        self.get_token_with(provider, GetToken::default()).await
    }

    /// The same, with demands on the token or for another target: see [`TokenRequest`]. A [`GetToken`] is a request, too.
    ///
    /// # Errors
    /// The reason why no token could be obtained: see [`Class`]. If a server refuses a target (`invalid_target` of RFC 8707
    /// §2, `invalid_scope`), only this call fails. [`Class::InvalidConfiguration`] if the provider's grant has no tokens
    /// for other targets.
    pub async fn get_token_with(
        &self,
        provider: Option<&str>,
        request: impl Into<TokenRequest>,
    ) -> Result<AccessToken> {
        let TokenRequest { options, target } = request.into();
        let call = Call::get_token(provider.map(Into::into), options, target.named());
        match self.0.call(call).await? {
            Outcome::Token(token) => Ok(token.into()),
            _ => Err(Error::closed()),
        }
    }

    /// The access token in memory, if it is good now. Does no I/O.
    #[must_use]
    pub fn peek_token(&self, provider: Option<&str>) -> Option<AccessToken> {
        let peek = |engine: &mut Engine| engine.peek_token(provider, reading());
        self.0.input(peek).map(Into::into)
    }

    /// Takes tokens that the program obtained itself, and stores them.
    ///
    /// # Errors
    /// [`Class::InvalidConfiguration`] for tokens that cannot be sent; [`Class::UnknownProvider`]; [`Class::ManagerClosed`].
    pub async fn set_tokens(&self, provider: &str, tokens: TokenInput) -> Result<TokenInfo> {
        if let Err((member, problem)) = tokens.check() {
            let path = ["tokens.", member.name(true)].concat();
            return Err(Error::configuration(&path, problem));
        }
        let provider = provider.into();
        let tokens = tokens.into();
        self.info_of(Call::SetTokens { provider, tokens }).await
    }

    /// All tokens that are held for a provider, including the refresh token. Times are epoch milliseconds by the wall
    /// clock.
    ///
    /// # Errors
    /// [`Class::UnknownProvider`]; [`Class::ManagerClosed`].
    pub async fn get_tokens(&self, provider: Option<&str>) -> Result<Option<TokenSet>> {
        self.get_tokens_for(provider, Wish::default()).await
    }

    /// The same for another target: see [`TokenRequest`].
    ///
    /// # Errors
    /// Those of [`TokenManager::get_tokens`]; [`Class::InvalidConfiguration`] if the provider's grant has no such tokens.
    pub async fn get_tokens_for(
        &self,
        provider: Option<&str>,
        target: Wish,
    ) -> Result<Option<TokenSet>> {
        let call = Call::get_tokens(provider.map(Into::into), target.named());
        match self.0.call(call).await? {
            Outcome::Tokens(tokens) => Ok(tokens.map(|tokens| *tokens)),
            _ => Err(Error::closed()),
        }
    }

    /// Gets a new token now, or joins a refresh that is under way.
    ///
    /// # Errors
    /// The reason why no new token could be obtained. The held tokens stay.
    pub async fn refresh(&self, provider: Option<&str>) -> Result<TokenInfo> {
        let provider = provider.map(Into::into);
        self.info_of(Call::Refresh { provider }).await
    }

    /// Refreshes every provider that holds tokens.
    ///
    /// # Errors
    /// [`Class::ManagerClosed`]. A provider's failure is in the report.
    pub async fn refresh_all(&self) -> Result<RefreshReport> {
        match self.0.call(Call::RefreshAll).await? {
            Outcome::Report(report) => Ok(*report),
            _ => Err(Error::closed()),
        }
    }

    /// Forgets the access token and keeps the refresh token. Never overwrites a newer stored record.
    ///
    /// # Errors
    /// [`Class::UnknownProvider`]; [`Class::ManagerClosed`].
    pub async fn invalidate(&self, provider: Option<&str>) -> Result<()> {
        let provider = provider.map(Into::into);
        self.0.call(Call::Invalidate { provider }).await.map(drop)
    }

    /// Reports that a resource refused an access token (401, RFC 6750 §3.1). If it is the one that is handed out, it is
    /// forgotten, provided that another can be obtained without a user. A newer one stays. Returns true if it is worth
    /// asking for a token again.
    ///
    /// # Errors
    /// [`Class::UnknownProvider`]; [`Class::ManagerClosed`].
    pub async fn reject_token(&self, provider: Option<&str>, token: &str) -> Result<bool> {
        let provider = provider.map(Into::into);
        let token = token.into();
        match self.0.call(Call::RejectToken { provider, token }).await? {
            Outcome::Flag(worth) => Ok(worth),
            _ => Err(Error::closed()),
        }
    }

    /// Forgets all tokens of one provider, or of all: memory, storage, and the origin's other tabs and workers.
    ///
    /// # Errors
    /// [`Class::UnknownProvider`]; [`Class::ManagerClosed`].
    pub async fn clear(&self, provider: Option<&str>) -> Result<()> {
        let call = match provider {
            Some(name) => Call::Clear {
                provider: name.into(),
            },
            None => Call::ClearAll,
        };
        self.0.call(call).await.map(drop)
    }

    /// Forgets all tokens like [`TokenManager::clear`], and then revokes them at the server (RFC 7009): the refresh
    /// token first, then the access token. No token is handed out from the call on. The retry policy applies to a
    /// server that does not answer. A server that could not be reached, or refused, is no error here: listeners are
    /// told.
    ///
    /// # Errors
    /// [`Class::UnknownProvider`]; [`Class::ManagerClosed`].
    pub async fn revoke(&self, provider: Option<&str>) -> Result<()> {
        let provider = provider.map(Into::into);
        self.0.call(Call::Revoke { provider }).await.map(drop)
    }

    async fn info_of(&self, call: Call) -> Result<TokenInfo> {
        match self.0.call(call).await? {
            Outcome::Info(info) => Ok(*info),
            _ => Err(Error::closed()),
        }
    }

    // — resources —

    /// The host's `fetch` with a token: that of the named provider, or of the only one that allows the request's
    /// origin. The token goes only to allowed origins, with a proof if it is bound to a key (RFC 9449), and never
    /// across redirects to other origins. After a 401 that a new token may resolve, the request is repeated with one. A
    /// refusal that only a login resolves is an [`Event::StepUp`].
    ///
    /// # Errors
    /// The value that `fetch` rejects with, or an error of this crate as [`JsValue`]: [`Code::OriginNotAllowed`], or
    /// the reason why no token could be obtained.
    pub async fn fetch(
        &self,
        provider: Option<&str>,
        request: &Request,
    ) -> std::result::Result<Response, JsValue> {
        let response = JsFuture::from(self.0.driver.fetch(request, provider)).await?;
        Ok(response.unchecked_into())
    }

    /// The provider for a request to `origin`: the named one, the only one, or the only one whose
    /// [`Provider::allowed_origins`] contain the origin.
    ///
    /// # Errors
    /// [`Code::OriginNotAllowed`]; [`Class::UnknownProvider`], also if several providers are possible;
    /// [`Class::ManagerClosed`].
    pub async fn provider_for(&self, provider: Option<&str>, origin: &str) -> Result<Rc<str>> {
        let (provider, origin) = (provider.map(Into::into), origin.into());
        match self.0.call(Call::ProviderFor { provider, origin }).await? {
            Outcome::Name(name) => Ok(name),
            _ => Err(Error::closed()),
        }
    }

    /// The provider whose [`Provider::allowed_origins`] forbid sending this token of `provider`'s to `origin`; `None`
    /// if it may be sent there. For a token that a fallback lent, both providers must allow the origin.
    ///
    /// # Errors
    /// [`Class::UnknownProvider`]; [`Class::ManagerClosed`].
    pub fn origin_refused_by(
        &self,
        provider: Option<&str>,
        token: &str,
        origin: &str,
    ) -> Result<Option<Rc<str>>> {
        let ask = |engine: &mut Engine| engine.origin_refused_by(provider, token, origin);
        self.0.try_input(ask)
    }

    /// A proof for one request to a resource with `token` (RFC 9449 §7), which comes from [`TokenManager::get_token`];
    /// `None` if the provider's tokens are bound to no key. Every request needs a new one.
    ///
    /// # Errors
    /// [`Code::Crypto`] if the host has no WebCrypto; [`Class::UnknownProvider`]; [`Class::ManagerClosed`].
    pub async fn dpop_proof(
        &self,
        provider: Option<&str>,
        method: &str,
        url: &str,
        token: &str,
    ) -> Result<Option<Proof>> {
        // Resolves the provider if necessary.
        let named = provider.map(Into::into);
        self.0.call(Call::FindProvider { provider: named }).await?;
        let ask = |engine: &mut Engine| engine.proof(provider, url, reading());
        let Some(proof) = self.0.try_input(ask)? else {
            return Ok(None);
        };
        let claims = proof.claims;
        let (iat, nonce) = (claims.iat as f64, claims.nonce.as_deref());
        let driver = &self.0.driver;
        let made = driver.proof(&proof.key, method, &claims.htu, iat, nonce, token);
        let text = JsFuture::from(made).await.map_err(|thrown| {
            let message = "the proof of possession could not be made: see cause";
            let cause = crate::core::error::Cause(Rc::new(thrown));
            Error::new(Class::Token, Code::Crypto, message).with_cause(Some(cause))
        })?;
        let text = text.as_string().unwrap_or_default().into();
        Ok(Some(Proof { text, claims }))
    }

    /// Handles the response to a request that was sent with a proof: its nonce and time are used in the next proof.
    /// Returns true if the request is worth repeating, once, with such a proof.
    #[must_use]
    pub fn dpop_answered<'a>(
        &self,
        proof: &Proof,
        status: u16,
        headers: impl IntoIterator<Item = (&'a str, &'a str)>,
    ) -> bool {
        let known = |(name, value): (&str, &str)| {
            let mut names = RESPONSE_HEADERS.into_iter();
            let name = names.find(|known| known.eq_ignore_ascii_case(name))?;
            Some((name, value.into()))
        };
        let response = HttpResponse {
            status,
            headers: headers.into_iter().filter_map(known).collect(),
            ..HttpResponse::default()
        };
        let note = |engine: &mut Engine| engine.proof_answered(&proof.claims, &response, reading());
        self.0.input(note)
    }

    // — the user's session —

    /// Signs the user in (RFC 6749 §4.1 with PKCE). [`LoginMode::Redirect`] leaves the page, and the future never resolves.
    /// In the other modes the future resolves when the login is finished in its window. A popup opens during this call, not
    /// when the future is first polled: call it in the handler of a click. The page of the redirect URI has to call
    /// [`TokenManager::handle_callback`].
    ///
    /// # Errors
    /// [`Class::Login`]: the reason why the login failed, with [`Code::PopupBlocked`], [`Code::PopupClosed`] or
    /// [`Code::Timeout`] if that is the reason. If a silent login needs the user, `oauth_error` is `login_required`,
    /// `interaction_required` or `consent_required`. [`Class::InvalidConfiguration`] if there is no page, or if the
    /// provider's grant has no login; [`Class::ManagerClosed`].
    pub fn login(
        &self,
        provider: Option<&str>,
        options: LoginOptions,
        mode: LoginMode,
    ) -> impl Future<Output = Result<LoginResult>> + use<> {
        let window = self.0.window(provider, &mode);
        let provider = provider.map(Rc::from);
        let called = window.map(|window| {
            self.log_in(match window {
                Some(window) => desk::Call::LogIn {
                    provider,
                    options,
                    window,
                },
                None => desk::Call::StartLogin { provider, options },
            })
        });
        let manager = self.clone();
        async move {
            let outcome = called?.await?;
            if let desk::Outcome::Url(login) = &outcome {
                host::leave(&login.url);
                return pending().await;
            }
            manager.finished(outcome)?.ok_or_else(Error::closed)
        }
    }

    /// Finishes a login. Call it when a page starts, on every page. If `url`, by default that of the page, is the callback of
    /// a login that was begun here, it finishes the login, removes the parameters from the address bar
    /// (`history.replaceState`) and returns the result. On any other page it returns `None`, without a request. In the
    /// window of [`TokenManager::login`] it hands the callback over and closes the window. A second call returns the same
    /// result.
    ///
    /// # Errors
    /// [`Class::Login`].
    pub async fn handle_callback(&self, url: Option<&str>) -> Result<Option<LoginResult>> {
        let result = Rc::new(Cell::new(None));
        let finish = {
            // JavaScript keeps it for a while. That must keep no manager open.
            let (handle, result) = (Rc::downgrade(&self.0), result.clone());
            move |url: String| {
                let Some(manager) = handle.upgrade().map(Self) else {
                    return Promise::resolve(&JsValue::FALSE);
                };
                let result = result.clone();
                let url = url.into();
                let called = manager.log_in(desk::Call::HandleCallback { url });
                future_to_promise(async move {
                    let finished = called.await.and_then(|outcome| manager.finished(outcome));
                    let is_none = matches!(finished, Ok(None));
                    result.set(Some(finished));
                    Ok((!is_none).into())
                })
            }
        };
        let finish = Closure::<dyn Fn(String) -> Promise>::new(finish).into_js_value();
        let handled = self.0.driver.handle_callback(url, &finish);
        let handled = JsFuture::from(handled).await.map_err(results::thrown)?;
        match (result.take(), handled.as_string()) {
            (Some(result), _) => result,
            (None, None) => Ok(None),
            // An earlier call finished it, and the desk knows the result.
            (None, Some(url)) => {
                let url = url.into();
                self.finished(self.log_in(desk::Call::HandleCallback { url }).await?)
            }
        }
    }

    /// Signs the user out here and in all tabs. Unless [`SignOut`] says otherwise, it also revokes the tokens (RFC 7009) and
    /// goes to the server's end-session endpoint (OpenID Connect RP-Initiated Logout 1.0). Returns the URL of that
    /// endpoint, if the server has one. A server that fails keeps nobody signed in, and the wait for it has a limit.
    ///
    /// # Errors
    /// [`Class::InvalidConfiguration`] if `post_logout_redirect_uri` is no redirect URI; [`Class::UnknownProvider`];
    /// [`Class::ManagerClosed`].
    pub async fn logout(&self, provider: Option<&str>, out: SignOut) -> Result<Option<String>> {
        let url = self.end_session(provider, out.options, Some(out.revoke));
        let url = url.await?;
        if let Some(url) = url.as_ref().filter(|_| out.navigate) {
            host::leave(url);
        }
        Ok(url)
    }

    /// The user's claims from the issuer's UserInfo endpoint (OpenID Connect Core §5.3): the text of a JSON object. Its `sub`
    /// is the ID token's.
    ///
    /// # Errors
    /// [`Class::TokenNotFound`] if no ID token is held; [`Class::InvalidConfiguration`] if the provider has no issuer;
    /// [`Class::Login`] if the endpoint refuses, or its `sub` is another user's; the reason why no token could be obtained.
    pub async fn user_info(&self, provider: Option<&str>) -> Result<String> {
        let provider = provider.map(Rc::from);
        let asked = self.log_in(desk::Call::UserInfo { provider }).await;
        match asked.map_err(|error| what_kept_back(&error).unwrap_or(error))? {
            desk::Outcome::UserInfo(claims) => Ok(claims),
            _ => Err(Error::closed()),
        }
    }

    /// The result of a call that finishes a login; `None` if there was none to finish.
    fn finished(&self, outcome: desk::Outcome) -> Result<Option<LoginResult>> {
        Ok(match outcome {
            desk::Outcome::Finished(finished) => Some(LoginResult {
                info: self.token_info(Some(&finished.provider))?,
                user: self.user(Some(&finished.provider))?,
                provider: finished.provider,
                app_state: finished.app_state,
                claims: finished.claims,
            }),
            _ => None,
        })
    }

    // — logins, step by step —

    /// Begins a user's login: returns the URL to send the browser to (RFC 6749 §4.1.1, with PKCE, state and nonce;
    /// pushed by RFC 9126 if that is configured or the server requires it).
    ///
    /// # Errors
    /// [`Class::InvalidConfiguration`] if the provider's grant has no login; the reason why the issuer's metadata could
    /// not be fetched.
    pub async fn start_login(
        &self,
        provider: Option<&str>,
        options: LoginOptions,
    ) -> Result<LoginUrl> {
        let provider = provider.map(Rc::from);
        match self
            .log_in(desk::Call::StartLogin { provider, options })
            .await?
        {
            desk::Outcome::Url(url) => Ok(url),
            _ => Err(Error::closed()),
        }
    }

    /// Finishes a login of this manager with the URL that the authorization server redirected to. Calls with the same
    /// URL meanwhile get the same result. In a page later calls get it too, until the user logs out; elsewhere they are
    /// refused.
    ///
    /// # Errors
    /// [`Class::Login`].
    pub async fn finish_login(&self, callback_url: &str) -> Result<LoginResult> {
        let url = callback_url.into();
        let outcome = self.log_in(desk::Call::FinishLogin { url }).await?;
        self.finished(outcome)?.ok_or_else(Error::closed)
    }

    /// Begins a login on another device (RFC 8628): returns the code to show to the user. A login of the same provider
    /// that is under way ends when this one has its code.
    ///
    /// # Errors
    /// [`Class::InvalidConfiguration`] if the provider's grant is another, or an endpoint is not known; [`Class::Login`].
    pub async fn start_device_login(&self, provider: Option<&str>) -> Result<DeviceLogin> {
        let provider = provider.map(Rc::from);
        match self
            .log_in(desk::Call::StartDeviceLogin { provider })
            .await?
        {
            desk::Outcome::Codes(codes) => Ok(DeviceLogin {
                manager: self.clone(),
                id: codes.id,
                user_code: codes.user_code,
                verification_uri: codes.verification_uri,
                verification_uri_complete: codes.verification_uri_complete,
                expires_at: codes.expires_at,
            }),
            _ => Err(Error::closed()),
        }
    }

    /// The URL to send the user to for a logout at the server, too (OpenID Connect RP-Initiated Logout 1.0), with the ID token if one is held;
    /// `None` if the server has no such endpoint. Forgets nothing: see [`TokenManager::logout`].
    ///
    /// # Errors
    /// [`Class::InvalidConfiguration`] if `post_logout_redirect_uri` is no redirect URI; [`Class::Login`] if the
    /// issuer's metadata could not be fetched; [`Class::UnknownProvider`]; [`Class::ManagerClosed`].
    pub async fn logout_url(
        &self,
        provider: Option<&str>,
        options: LogoutOptions,
    ) -> Result<Option<String>> {
        self.end_session(provider, options, None).await
    }

    async fn end_session(
        &self,
        provider: Option<&str>,
        options: LogoutOptions,
        signs_out: Option<bool>,
    ) -> Result<Option<String>> {
        let call = desk::Call::LogoutUrl {
            provider: provider.map(Rc::from),
            options,
            signs_out,
        };
        match self.log_in(call).await? {
            desk::Outcome::LogoutUrl(url) => Ok(url),
            _ => Err(Error::closed()),
        }
    }

    fn log_in(&self, call: desk::Call) -> impl Future<Output = Result<desk::Outcome>> + use<> {
        self.0.begun_logins().call(call)
    }

    // — information —

    /// True if there is no token, or one with less life than the hard limit.
    ///
    /// # Errors
    /// [`Class::UnknownProvider`]; [`Class::ManagerClosed`].
    pub fn is_expired(&self, provider: Option<&str>) -> Result<bool> {
        self.0
            .try_input(|engine| engine.is_expired(provider, reading()))
    }

    /// True if there is no token, or one inside the refresh-ahead window.
    ///
    /// # Errors
    /// [`Class::UnknownProvider`]; [`Class::ManagerClosed`].
    pub fn needs_refresh(&self, provider: Option<&str>) -> Result<bool> {
        self.0
            .try_input(|engine| engine.needs_refresh(provider, reading()))
    }

    /// True if a user is signed in: the manager holds tokens of a login that live or can be renewed.
    ///
    /// # Errors
    /// [`Class::UnknownProvider`]; [`Class::ManagerClosed`].
    pub fn is_authenticated(&self, provider: Option<&str>) -> Result<bool> {
        self.0
            .try_input(|engine| engine.is_authenticated(provider, reading()))
    }

    /// The signed-in user, if the tokens came with an ID token.
    ///
    /// # Errors
    /// [`Class::UnknownProvider`]; [`Class::ManagerClosed`].
    pub fn user(&self, provider: Option<&str>) -> Result<Option<User>> {
        self.0.try_input(|engine| engine.user(provider, reading()))
    }

    /// Information about a provider's token, without its secrets. Changes nothing.
    ///
    /// # Errors
    /// [`Class::UnknownProvider`]; [`Class::ManagerClosed`].
    pub fn token_info(&self, provider: Option<&str>) -> Result<TokenInfo> {
        self.0
            .try_input(|engine| engine.token_info(provider, reading()))
    }

    /// The health of this manager, from the facts that it knows. Sends nothing, changes nothing.
    ///
    /// # Errors
    /// [`Class::ManagerClosed`].
    pub fn health(&self) -> Result<HealthReport> {
        self.0.try_input(|engine| engine.health(reading()))
    }

    /// Counts since the manager was made.
    ///
    /// # Errors
    /// [`Class::ManagerClosed`].
    pub fn metrics(&self) -> Result<Metrics> {
        self.0.try_input(|engine| engine.metrics().cloned())
    }

    // — moves —

    /// Copies every stored record to `to`, verifies it, goes on with `to`, and only then removes it from the previous
    /// storage. No record is lost, even if a step fails or the program ends in between; the same call again completes
    /// the move. Returns the number of records moved.
    ///
    /// # Errors
    /// [`Class::InvalidConfiguration`] if `to` is the storage in use, or keeps no refresh tokens and some would be lost;
    /// [`Class::Storage`]; [`Class::ManagerClosed`].
    pub async fn migrate_storage(&self, to: &Storage) -> Result<u32> {
        let moved = self.move_records(Kind::Migrate, to).await?;
        Ok(moved.restored)
    }

    /// Writes a copy of every record to `to`, and changes nothing else. Returns their number.
    ///
    /// # Errors
    /// Those of [`TokenManager::migrate_storage`]; [`Class::InvalidConfiguration`] if `to` is memory.
    pub async fn backup(&self, to: &Storage) -> Result<u32> {
        let copied = self.move_records(Kind::Backup, to).await?;
        Ok(copied.restored)
    }

    /// Reads records from `from`; a record that is newer in memory or storage is kept. Cleared records come back, since
    /// the user explicitly asks for them.
    ///
    /// # Errors
    /// [`Class::InvalidConfiguration`] if `from` is the storage in use, or memory; [`Class::Storage`]; [`Class::ManagerClosed`].
    pub async fn restore_from(&self, from: &Storage) -> Result<Restored> {
        self.move_records(Kind::Restore, from).await
    }

    async fn move_records(&self, kind: Kind, other: &Storage) -> Result<Restored> {
        let driver = &self.0.driver;
        let opened = driver.open(&other.value());
        let other = wire::other_storage(&wire::parse(&opened)?)?;
        let begin = |engine: &mut Engine, caller| {
            engine.move_records(caller, kind, other, reading());
        };
        let moved = self.0.settled(begin).await;
        let storages = self.0.state.engine.borrow().open_storages().collect();
        driver.keep(storages);
        match moved? {
            Outcome::Moved(moved) => Ok(moved),
            _ => Err(Error::closed()),
        }
    }

    // — life —

    /// Renews tokens ahead of time without a caller. On the edge no timer outlives its request, so there this only sets
    /// the flag.
    ///
    /// # Errors
    /// [`Class::ManagerClosed`].
    pub fn start_background_refresh(&self) -> Result<()> {
        self.0
            .try_input(|engine| engine.set_background_refresh(true, reading()))
    }

    /// Stops renewing tokens without a caller.
    ///
    /// # Errors
    /// [`Class::ManagerClosed`].
    pub fn stop_background_refresh(&self) -> Result<()> {
        self.0
            .try_input(|engine| engine.set_background_refresh(false, reading()))
    }

    /// True if tokens are renewed without a caller.
    #[must_use]
    pub fn is_background_refresh_running(&self) -> bool {
        let engine = self.0.state.engine.borrow();
        engine.is_background_refresh_running()
    }

    /// Adds a listener for every event. It may call any method, including those of this manager.
    pub fn on(&self, listener: impl Fn(&Event) + 'static) -> ListenerId {
        ListenerId(self.0.listen(Rc::new(listener)))
    }

    /// Removes a listener.
    pub fn off(&self, listener: ListenerId) {
        let mut listeners = self.0.state.listeners.borrow_mut();
        listeners.retain(|(number, _)| *number != listener.0);
    }

    /// Stops timers, releases locks, and settles every pending call with [`Class::ManagerClosed`]. A refresh that was
    /// already sent is completed if there is a storage for the new refresh token.
    pub fn close(&self) {
        self.0.close();
    }
}
