//! The class behind `createVerifier`: takes its options, and passes on what the core decides. Fetching, storing and WebCrypto are
//! `verifier.js`'s: a promise of JavaScript's own belongs to the request that made it.

use super::error;
use super::given::Given;
use crate::core::error::{Error, Result};
use crate::core::http::HttpResponse;
use crate::core::jws::algorithm::{ALGORITHMS, Allowed};
use crate::core::jws::claims::Rules;
use crate::core::jws::keys::KeySet;
use crate::core::jws::verifier::{Answer, Source, Verifier, check_address};
use std::cell::RefCell;
use wasm_bindgen::prelude::*;

const DEFAULT_ALGORITHMS: [&str; 4] = ["RS256", "PS256", "ES256", "EdDSA"];
const DEFAULT_TOLERANCE_MS: i64 = 30_000;

/// One verifier.
#[wasm_bindgen]
#[derive(Debug)]
pub struct VerifierCore(RefCell<Verifier>);

#[wasm_bindgen]
impl VerifierCore {
    /// Takes `VerifierOptions` as `verifier-options.js` read them.
    ///
    /// # Errors
    /// `InvalidConfigurationError`.
    #[wasm_bindgen(constructor)]
    pub fn new(options: JsValue) -> std::result::Result<VerifierCore, JsValue> {
        match verifier(Given::new(options)) {
            Ok(verifier) => Ok(Self(RefCell::new(verifier))),
            Err(wrong) => Err(error::error(&wrong)),
        }
    }

    /// What is to be asked of WebCrypto, or undefined if the key set is to be fetched first.
    ///
    /// # Errors
    /// `InvalidTokenError`.
    pub fn begin(
        &self,
        token: &[u8],
        now: f64,
        fetched: bool,
    ) -> std::result::Result<Option<Vec<u8>>, JsValue> {
        let step = self.0.borrow_mut().begin(token, now as i64, fetched);
        step.map_err(|refused| error::error(&refused))
    }

    /// Which key set tokens may be checked with now, if no newer one is to be fetched.
    pub fn current(&self, now: f64) -> Option<u32> {
        self.0.borrow().current(now as i64)
    }

    /// Holds a token's claims, as JSON in UTF-8, against the rules.
    ///
    /// # Errors
    /// `InvalidTokenError`.
    pub fn check(&self, claims: &[u8], now: f64) -> std::result::Result<(), JsValue> {
        let checked = self.0.borrow().check(claims, now as i64);
        checked.map_err(|refused| error::error(&refused))
    }

    /// A key as two JSON texts with a line break between them, or undefined if the key set has changed.
    pub fn key(&self, handle: u32, now: f64) -> Option<String> {
        let verifier = self.0.borrow();
        let (jwk, parameters) = verifier.key(handle, now as i64)?;
        Some([jwk, "\n", parameters].concat())
    }

    #[wasm_bindgen(js_name = isFetching)]
    pub fn is_fetching(&self, now: f64) -> bool {
        self.0.borrow().is_fetching(now as i64)
    }

    pub fn start(&self, now: f64) -> String {
        self.0.borrow_mut().start(now as i64)
    }

    #[wasm_bindgen(js_name = isLost)]
    pub fn is_lost(&self) -> bool {
        self.0.borrow().is_lost()
    }

    pub fn alive(&self, now: f64) {
        self.0.borrow_mut().alive(now as i64);
    }

    /// What came from `url`. Where there is no body nothing came: `cause` is what was thrown, if not for the time alone. Gives where
    /// to ask next.
    pub fn answer(
        &self,
        url: &str,
        status: u16,
        body: Option<String>,
        cause: JsValue,
        now: f64,
    ) -> Option<String> {
        let answer = match body {
            Some(body) => Answer::Response(HttpResponse {
                status,
                body: body.into_bytes().into(),
                ..HttpResponse::default()
            }),
            None if cause.is_undefined() => Answer::TimedOut,
            None => Answer::Failed(Some(crate::host::cause(cause))),
        };
        self.0.borrow_mut().answer(url, answer, now as i64)
    }

    /// A key set that was fetched elsewhere; whether it was taken.
    pub fn restore(&self, keys: &str, fetched: f64, now: f64) -> bool {
        let mut verifier = self.0.borrow_mut();
        verifier.restore(keys, fetched as i64, now as i64)
    }
}

fn verifier(mut given: Given) -> Result<Verifier> {
    let rules = Rules {
        issuer: given.text().unwrap_or_default(),
        audience: given.texts(),
        tolerance_ms: given.number().unwrap_or(DEFAULT_TOLERANCE_MS),
        scopes: given
            .texts()
            .join(" ")
            .split_ascii_whitespace()
            .map(str::to_owned)
            .collect(),
        algorithms: algorithms(given.inner())?,
        claims: given.texts(),
        typ: given.text(),
    };
    let (uri, keys, introspection) = (given.text(), given.text(), given.text());
    let source = match introspection {
        Some(endpoint) => {
            check("introspection.endpoint", &endpoint)?;
            Source::Fixed(KeySet::default())
        }
        None => source(uri, keys, &rules.issuer)?,
    };
    Ok(Verifier::new(rules, source))
}

fn algorithms(given: Option<Given>) -> Result<Allowed> {
    let names = match given {
        Some(given) => given.into_texts(),
        None => DEFAULT_ALGORITHMS.map(str::to_owned).to_vec(),
    };
    let mut allowed = Some(Allowed::NONE).filter(|_| !names.is_empty());
    for name in &names {
        allowed = allowed.and_then(|allowed| allowed.with(name));
    }
    allowed.ok_or_else(|| {
        let all = ALGORITHMS
            .each_ref()
            .map(|algorithm| algorithm.name)
            .join("\", \"");
        let problem = ["must hold one or more of \"", &all, "\" and nothing else"].concat();
        Error::configuration("algorithms", &problem)
    })
}

fn source(uri: Option<String>, keys: Option<String>, issuer: &str) -> Result<Source> {
    let Some(keys) = keys else {
        return match uri {
            Some(uri) => check("jwksUri", &uri).map(|()| Source::Uri(uri)),
            None => check("issuer", issuer).map(|()| Source::Metadata),
        };
    };
    if uri.is_some() {
        let problem = "is one way, and jwksUri another: give one of them";
        return Err(Error::configuration("jwks", problem));
    }
    let problem = "must be a key set: an object with an array `keys`";
    let keys = KeySet::parse(&keys).ok_or_else(|| Error::configuration("jwks", problem))?;
    Ok(Source::Fixed(keys))
}

/// Checks an address that is asked about tokens.
fn check(name: &str, url: &str) -> Result<()> {
    check_address(url).map_err(|problem| Error::configuration(name, problem))
}
