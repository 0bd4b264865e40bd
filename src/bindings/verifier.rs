//! The class behind `createVerifier`: reads its options, and passes on what the core decides. Fetching, storing and WebCrypto are
//! `verifier.js`'s: a promise of JavaScript's own belongs to the request that made it.

use super::{error, introspection, options};
use crate::core::error::Result;
use crate::core::http::HttpResponse;
use crate::core::jws::algorithm::{ALGORITHMS, Allowed};
use crate::core::jws::claims::Rules;
use crate::core::jws::keys::KeySet;
use crate::core::jws::verifier::{Source, Verifier};
use crate::core::url::check_endpoint;
use crate::manager::token_input::members::{Members, Number};
use std::cell::RefCell;
use wasm_bindgen::prelude::*;

const DEFAULT_ALGORITHMS: [&str; 4] = ["RS256", "PS256", "ES256", "EdDSA"];
const DEFAULT_TOLERANCE_MS: i64 = 30_000;
const MAX_TOLERANCE_MS: i64 = 300_000;

/// One verifier.
#[wasm_bindgen]
#[derive(Debug)]
pub struct VerifierCore(RefCell<Verifier>);

#[wasm_bindgen]
impl VerifierCore {
    /// Reads `VerifierOptions`.
    ///
    /// # Errors
    /// `InvalidConfigurationError`.
    #[wasm_bindgen(constructor)]
    pub fn new(options: &JsValue) -> std::result::Result<VerifierCore, JsValue> {
        match read(options) {
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

    /// What came from `url`; nothing came where there is no body. Gives where to ask next.
    pub fn answer(&self, url: &str, status: u16, body: Option<String>, now: f64) -> Option<String> {
        let response = body.map(|body| HttpResponse {
            status,
            body: body.into_bytes().into(),
            ..HttpResponse::default()
        });
        let mut verifier = self.0.borrow_mut();
        verifier.answer(url, response.as_ref(), now as i64)
    }

    /// A key set that was fetched elsewhere; whether it was taken.
    pub fn restore(&self, keys: &str, fetched: f64, now: f64) -> bool {
        let mut verifier = self.0.borrow_mut();
        verifier.restore(keys, fetched as i64, now as i64)
    }
}

fn read(value: &JsValue) -> Result<Verifier> {
    let mut members = Members::of(value, "");
    let issuer = members.text("issuer");
    let issuer = members.required("issuer", issuer);
    let audience = members.texts("audience");
    for (name, empty) in [
        ("issuer", issuer.is_empty()),
        (
            "audience",
            audience.is_empty() || audience.iter().any(String::is_empty),
        ),
    ] {
        if empty {
            members.fail(name, "is missing, or empty");
        }
    }
    let tolerance_ms = members.number("clockToleranceSeconds", Number::Lifetime);
    if tolerance_ms.is_some_and(|ms| ms > MAX_TOLERANCE_MS) {
        members.fail("clockToleranceSeconds", "must be at most 300");
    }
    let introspects = introspection::read(&mut members);
    let scopes = members.texts("requiredScopes").join(" ");
    let rules = Rules {
        algorithms: algorithms(&mut members),
        tolerance_ms: tolerance_ms.unwrap_or(DEFAULT_TOLERANCE_MS),
        claims: members.texts("requiredClaims"),
        scopes: scopes.split_ascii_whitespace().map(str::to_owned).collect(),
        typ: members.text("typ"),
        audience,
        issuer,
    };
    let source = if introspects {
        Source::Fixed(KeySet::default())
    } else {
        source(&mut members, &rules.issuer)
    };
    // Not used here but checked: `verifier.js` has them.
    options::fetch(&mut members);
    members.take("storage");
    members.number("cacheSeconds", Number::Seconds);
    members.number("cacheEntries", Number::Count);
    members.end()?;
    Ok(Verifier::new(rules, source))
}

fn algorithms(members: &mut Members) -> Allowed {
    let given = members.peek("algorithms").is_some();
    let mut names = members.texts("algorithms");
    if !given {
        names = DEFAULT_ALGORITHMS.map(str::to_owned).to_vec();
    }
    let mut allowed = Some(Allowed::NONE).filter(|_| !names.is_empty());
    for name in &names {
        allowed = allowed.and_then(|allowed| allowed.with(name));
    }
    allowed.unwrap_or_else(|| {
        let all = ALGORITHMS
            .each_ref()
            .map(|algorithm| algorithm.name)
            .join("\", \"");
        let problem = ["must hold one or more of \"", &all, "\" and nothing else"].concat();
        members.fail("algorithms", &problem);
        Allowed::NONE
    })
}

fn source(members: &mut Members, issuer: &str) -> Source {
    let uri = members.text("jwksUri");
    let Some(keys) = members.json("jwks") else {
        let (name, url) = match &uri {
            Some(uri) => ("jwksUri", uri.as_str()),
            None => ("issuer", issuer),
        };
        if let Some(problem) = problem_with_url(url) {
            members.fail(name, problem);
        }
        return uri.map_or(Source::Metadata, Source::Uri);
    };
    if uri.is_some() {
        members.fail("jwks", "is one way, and jwksUri another: give one of them");
    }
    let keys = KeySet::parse(&keys).unwrap_or_else(|| {
        members.fail("jwks", "must be a key set: an object with an array `keys`");
        KeySet::default()
    });
    Source::Fixed(keys)
}

/// What is wrong with an address that is asked about tokens.
pub(super) fn problem_with_url(url: &str) -> Option<&'static str> {
    let problem = check_endpoint(url, false).err()?;
    let https = "must be an https URL; plain http is for loopback addresses alone";
    Some(if url.starts_with("http:") {
        https
    } else {
        problem
    })
}
