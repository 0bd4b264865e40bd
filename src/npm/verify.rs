//! The verify core's class. The package's JavaScript does fetching, storing and WebCrypto.

use crate::core::jws::boundary;
use crate::core::jws::verifier::Verifier;
use wasm_bindgen::prelude::*;

/// One verifier. Texts are JSON in UTF-8; see [`boundary`] for their names. Times are epoch milliseconds. All methods
/// take `&mut self`, because borrowing in another way would add code.
#[wasm_bindgen]
#[derive(Debug, Default)]
pub struct VerifierCore(Verifier);

#[wasm_bindgen]
impl VerifierCore {
    /// A verifier that accepts no token until it is configured.
    #[wasm_bindgen(constructor)]
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Sets the options. Returns the error if they are wrong, else an empty text.
    pub fn configure(&mut self, options: &[u8]) -> Vec<u8> {
        boundary::problem(boundary::verifier(options).map(|verifier| self.0 = verifier))
    }

    /// The keys to check a token's signature with.
    pub fn begin(&mut self, token: &[u8], now: f64, fetched: bool) -> Vec<u8> {
        boundary::begin(&mut self.0, token, now as i64, fetched)
    }

    /// The generation of the keys that tokens may be checked with now, if no fetch of newer ones is due.
    pub fn current(&mut self, now: f64) -> Option<u32> {
        self.0.current(now as i64)
    }

    /// Checks a token's claims against the rules. Returns the error if they break one, else an empty text.
    pub fn check(&mut self, claims: &[u8], now: f64) -> Vec<u8> {
        boundary::check(&self.0, claims, now as i64)
    }

    /// Begins a fetch of the key set, or tells the request to wait for another request's fetch. `joined` is true if
    /// this request has waited.
    pub fn fetch(&mut self, joined: bool, now: f64) -> Vec<u8> {
        boundary::fetch(&mut self.0, joined, now as i64)
    }

    /// Notes a sign of life of the fetch that is under way.
    pub fn alive(&mut self, now: f64) {
        self.0.alive(now as i64);
    }

    /// Handles the result of a request, and returns the next address to ask.
    pub fn answer(&mut self, text: &[u8], body: &[u8], now: f64) -> Vec<u8> {
        boundary::answer(&mut self.0, text, body, now as i64)
    }

    /// Takes a key set that another isolate fetched, if it is newer. True if it was taken.
    pub fn restore(&mut self, keys: &[u8], fetched: f64, now: f64) -> bool {
        boundary::restore(&mut self.0, keys, fetched as i64, now as i64)
    }
}
