//! The verifier of a program that is an API: it checks the JWTs that requests bring. The core decides;
//! `signatures.js` and `key-source.js` of the npm package, in the driver, ask WebCrypto and fetch the key set.

use super::host::{ClientVerifier, set};
use super::options::Storage;
use super::results;
use crate::core::error::{Error, Result};
use crate::core::jws::algorithm::Allowed;
use crate::core::jws::claims::{self, Rules};
use crate::core::jws::options::{self, Keys};
use crate::core::jws::{boundary, verifier};
use crate::core::jwt::{self, Jwt};
use js_sys::{Function, Object};
use std::cell::RefCell;
use std::rc::Rc;
use wasm_bindgen::JsValue;
use wasm_bindgen::closure::Closure;
use wasm_bindgen_futures::JsFuture;

/// The options of a [`Verifier`]: `VerifierOptions::new("https://id.example.com", "https://api.example.com").typ("at+jwt")`.
///
/// Errors name them as the npm package does (`jwksUri`, `clockToleranceSeconds`).
#[derive(Clone, Debug)]
pub struct VerifierOptions {
    rules: Rules,
    algorithms: Option<Vec<String>>,
    jwks_uri: Option<String>,
    jwks: Option<String>,
    storage: Storage,
    fetch: Option<Function>,
}

impl VerifierOptions {
    /// For the tokens of this issuer (their exact `iss`, RFC 7519 §4.1.1) that name this audience (`aud`, §4.1.3). The
    /// keys come from the issuer's metadata (RFC 8414, OpenID Connect Discovery) unless they are given. The issuer's
    /// address is https, or http on loopback.
    #[must_use]
    pub fn new(issuer: impl Into<String>, audience: impl Into<String>) -> Self {
        Self {
            rules: Rules {
                issuer: issuer.into(),
                audience: vec![audience.into()],
                algorithms: Allowed::NONE,
                tolerance_ms: options::DEFAULT_TOLERANCE_MS,
                claims: Vec::new(),
                scopes: Vec::new(),
                typ: None,
            },
            algorithms: None,
            jwks_uri: None,
            jwks: None,
            storage: Storage::Memory,
            fetch: None,
        }
    }

    /// Accepts tokens for this audience, too.
    #[must_use]
    pub fn audience(mut self, audience: impl Into<String>) -> Self {
        self.rules.audience.push(audience.into());
        self
    }

    /// Fetches the key set (RFC 7517 §5) at this address instead of the one in the issuer's metadata.
    #[must_use]
    pub fn jwks_uri(mut self, uri: impl Into<String>) -> Self {
        self.jwks_uri = Some(uri.into());
        self
    }

    /// Uses fixed keys, without network: the JSON text of a key set (RFC 7517 §5). Keys that cannot verify signatures,
    /// and RSA keys weaker than 2048 bits, are ignored.
    #[must_use]
    pub fn jwks(mut self, keys: impl Into<String>) -> Self {
        self.jwks = Some(keys.into());
        self
    }

    /// The allowed signature algorithms: RS256, RS384, RS512, PS256, PS384, PS512, ES256, ES384, ES512 (RFC 7518 §3.1),
    /// EdDSA (RFC 8037 §3.1), Ed25519 (RFC 9864 §2.2; the last two are one). Default: RS256, PS256, ES256, EdDSA. `none`,
    /// HMAC and unknown names are an error (RFC 8725 §3.1, §3.2).
    #[must_use]
    pub fn algorithms<Name: Into<String>>(mut self, names: impl IntoIterator<Item = Name>) -> Self {
        self.algorithms = Some(names.into_iter().map(Into::into).collect());
        self
    }

    /// The tolerated difference between the issuer's clock and this one, in milliseconds. Default: 30,000; from 0 to
    /// 300,000.
    #[must_use]
    pub fn clock_tolerance_ms(mut self, ms: i64) -> Self {
        self.rules.tolerance_ms = ms;
        self
    }

    /// A claim that tokens must have, with a value other than null. `iss`, `aud` and `exp` are always required.
    #[must_use]
    pub fn required_claim(mut self, name: impl Into<String>) -> Self {
        self.rules.claims.push(name.into());
        self
    }

    /// A scope that tokens must have, in `scope` (RFC 9068 §2.2.3) or `scp`; or several, space-separated.
    #[must_use]
    pub fn required_scope(mut self, scope: &str) -> Self {
        let scopes = scope.split_ascii_whitespace().map(str::to_owned);
        self.rules.scopes.extend(scopes);
        self
    }

    /// The expected `typ` of the header (RFC 7515 §4.1.9), ignoring case and `application/`: `at+jwt` accepts only access
    /// tokens of RFC 9068 §2.1.
    #[must_use]
    pub fn typ(mut self, typ: impl Into<String>) -> Self {
        self.rules.typ = Some(typ.into());
        self
    }

    /// Keeps the key set between isolates: [`Storage::kv`], [`Storage::durable_object`], or an object of the program's.
    /// By default it is kept in memory. Anything that can write there can add keys.
    #[must_use]
    pub fn storage(mut self, storage: Storage) -> Self {
        self.storage = storage;
        self
    }

    /// Replaces the host's `fetch`.
    #[must_use]
    pub fn fetch(mut self, fetch: Function) -> Self {
        self.fetch = Some(fetch);
        self
    }
}

/// Verifies the JWTs of requests to an API: signatures by the issuer's key set, claims by RFC 7519 §4.1, RFC 8725 §3 and RFC
/// 9068 §4. Cloning gives another handle to the same verifier.
///
/// The key set is fetched with the first token that needs it, once for all concurrent ones, and kept. It is fetched
/// again after ten minutes, or when a token names an unknown key, which causes at most one fetch in 30 seconds. While
/// it cannot be fetched, the old one is used for at most a day; if there is none, the fetch is tried again after a
/// pause that grows from 1 to 30 seconds. A token whose own claims show that it isn't for this API causes no request.
#[derive(Clone, Debug)]
pub struct Verifier(ClientVerifier);

impl Verifier {
    /// A verifier that has fetched nothing yet. Does no I/O.
    ///
    /// # Errors
    /// [`Class::InvalidConfiguration`](super::Class::InvalidConfiguration), naming the option.
    pub fn new(given: VerifierOptions) -> Result<Self> {
        let VerifierOptions {
            mut rules,
            algorithms,
            jwks_uri,
            jwks,
            storage,
            fetch,
        } = given;
        let names = algorithms.as_ref();
        let names: Option<Vec<&str>> =
            names.map(|names| names.iter().map(String::as_str).collect());
        rules.algorithms = options::algorithms(names.as_deref())?;
        let storage = match storage {
            Storage::Memory => JsValue::UNDEFINED,
            Storage::Object(object) => object,
            Storage::Local | Storage::Session | Storage::IndexedDb => {
                let problem = "must be an object, such as Storage::kv makes it, or Storage::Memory";
                return Err(Error::configuration("storage", problem));
            }
        };
        // The name in the storage, as in the npm package: both may share a key set.
        let source = jwks_uri.as_ref().unwrap_or(&rules.issuer).clone();
        let keys = Keys {
            uri: jwks_uri.as_deref(),
            set: jwks.as_deref(),
            introspection_endpoint: None,
        };
        let core = core_of(options::verifier(rules, keys)?);
        let fetch = fetch.map(JsValue::from).unwrap_or_default();
        let made = ClientVerifier::new(&core, &fetch, &storage, &source);
        made.map(Self).map_err(results::thrown)
    }

    /// Checks a token's signature and claims. A token that is bound to a key or a certificate (`cnf`, RFC 7800 §3.1) is
    /// accepted as well; its proof (DPoP, RFC 9449 §7; mTLS, RFC 8705 §3) is left to the program.
    ///
    /// # Errors
    /// [`Class::InvalidToken`](super::Class::InvalidToken). `oauth_error` is `invalid_token` or `insufficient_scope` (RFC
    /// 6750 §3.1); the message shows nothing of the token. `retryable` if no key set is available to check it with: then
    /// `cause` is what `fetch` threw, and `retry_after_ms` the pause before the key set is fetched again.
    pub async fn verify(&self, token: &str) -> Result<VerifiedToken> {
        let checked = JsFuture::from(self.0.check(token)).await;
        checked.map_err(results::thrown)?;
        jwt::decode(token).map(VerifiedToken)
    }
}

/// A token whose signature and claims are good.
#[derive(Clone, Debug)]
pub struct VerifiedToken(Jwt);

impl VerifiedToken {
    /// The header (RFC 7515 §4): the text of a JSON object.
    #[must_use]
    pub fn header(&self) -> &str {
        &self.0.header
    }

    /// The claims (RFC 7519 §4): the text of a JSON object, as it was signed.
    #[must_use]
    pub fn claims(&self) -> &str {
        &self.0.payload
    }

    /// `iss` (RFC 7519 §4.1.1).
    #[must_use]
    pub fn issuer(&self) -> &str {
        self.text("iss").unwrap_or_default()
    }

    /// `sub` (RFC 7519 §4.1.2): the user, or the client if it acts for itself (RFC 9068 §2.2).
    #[must_use]
    pub fn subject(&self) -> Option<&str> {
        self.text("sub")
    }

    /// `client_id` (RFC 8693 §4.3, RFC 9068 §2.2).
    #[must_use]
    pub fn client_id(&self) -> Option<&str> {
        self.text("client_id")
    }

    /// `aud` (RFC 7519 §4.1.3).
    #[must_use]
    pub fn audience(&self) -> Vec<&str> {
        jwt::audience(&self.0.claims).unwrap_or_default()
    }

    /// The scopes, from `scope` (RFC 9068 §2.2.3) or `scp`.
    #[must_use]
    pub fn scopes(&self) -> Vec<&str> {
        claims::scopes(&self.0.claims)
    }

    /// `exp` (RFC 7519 §4.1.4): epoch milliseconds by the issuer's clock. `None` if it is after the year 9999.
    #[must_use]
    pub fn expires_at(&self) -> Option<i64> {
        jwt::time_claim(&self.0.claims, "exp")
    }

    /// `iat` (RFC 7519 §4.1.6): epoch milliseconds by the issuer's clock.
    #[must_use]
    pub fn issued_at(&self) -> Option<i64> {
        jwt::time_claim(&self.0.claims, "iat")
    }

    /// A claim that is a string.
    #[must_use]
    pub fn text(&self, name: &str) -> Option<&str> {
        self.0.claims.get_str(name)
    }
}

/// The machine, with the methods of the npm package's `VerifierCore`. They are functions and no exported class: an
/// exported class would be in every program, even in one without a verifier. JavaScript owns them, since it may call them
/// after the program has dropped its verifier.
fn core_of(verifier: verifier::Verifier) -> Object {
    let shared = Rc::new(RefCell::new(verifier));
    let object = Object::new();
    let own = shared.clone();
    let begin = move |token: Vec<u8>, now: f64, fetched: bool| {
        boundary::begin(&mut own.borrow_mut(), &token, now as i64, fetched)
    };
    let begin = Closure::<dyn Fn(Vec<u8>, f64, bool) -> Vec<u8>>::new(begin);
    set(&object, "begin", &begin.into_js_value());
    let own = shared.clone();
    let current = move |now: f64| own.borrow().current(now as i64);
    let current = Closure::<dyn Fn(f64) -> Option<u32>>::new(current);
    set(&object, "current", &current.into_js_value());
    let own = shared.clone();
    let check =
        move |claims: Vec<u8>, now: f64| boundary::check(&own.borrow(), &claims, now as i64);
    let check = Closure::<dyn Fn(Vec<u8>, f64) -> Vec<u8>>::new(check);
    set(&object, "check", &check.into_js_value());
    let own = shared.clone();
    let fetch =
        move |joined: bool, now: f64| boundary::fetch(&mut own.borrow_mut(), joined, now as i64);
    let fetch = Closure::<dyn Fn(bool, f64) -> Vec<u8>>::new(fetch);
    set(&object, "fetch", &fetch.into_js_value());
    let own = shared.clone();
    let alive = move |now: f64| own.borrow_mut().alive(now as i64);
    let alive = Closure::<dyn Fn(f64)>::new(alive);
    set(&object, "alive", &alive.into_js_value());
    let own = shared.clone();
    let answer = move |text: Vec<u8>, body: Vec<u8>, now: f64| {
        boundary::answer(&mut own.borrow_mut(), &text, &body, now as i64)
    };
    let answer = Closure::<dyn Fn(Vec<u8>, Vec<u8>, f64) -> Vec<u8>>::new(answer);
    set(&object, "answer", &answer.into_js_value());
    let restore = move |keys: Vec<u8>, fetched: f64, now: f64| {
        boundary::restore(&mut shared.borrow_mut(), &keys, fetched as i64, now as i64)
    };
    let restore = Closure::<dyn Fn(Vec<u8>, f64, f64) -> bool>::new(restore);
    set(&object, "restore", &restore.into_js_value());
    object
}
