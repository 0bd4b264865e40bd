//! **tokenward** gets, keeps and renews OAuth access tokens for web pages and edge workers.
//!
//! The modules depend on each other in one direction: `client` → [`wire`] → [`core`], and `npm` → [`wire`].
//!
//! - [`core`] decides. It is a set of state machines without I/O: time comes in as an argument, requests go out as values. It names
//!   no JavaScript crate, compiles for every target and is tested natively.
//! - [`wire`] reads and writes the texts between the core's machines and JavaScript. It is pure Rust, too.
//! - `client` is the API for Rust programs: [`TokenManager`](client::TokenManager), and [`Verifier`](client::Verifier) for
//!   APIs. It links the core's [`engine`](core::engine), [`desk`](core::login::desk) of logins and
//!   [`verifier`](core::jws::verifier) into the program's `.wasm`. The driver of the npm package, which is JavaScript, does
//!   their work on the host.
//! - `npm` exposes the cores of the npm package, each in a `.wasm` of its own: the engine (feature `npm-tokens`), the logins
//!   (`npm-login`), the moves of records between storages (`npm-moves`) and the verifier (`npm-verify`).
//!
//! Everything except [`core`] and [`wire`] exists on `wasm32` only. `client` is a feature, which is on by default. With
//! it, a program's glue exports two classes for the driver, `TokenwardEngine` and `TokenwardLogins`.
//!
//! Programs import the driver as a module. Programs for wasm-bindgen's target `no-modules` cannot do that. They turn
//! the default feature `modules` off and keep `client`, and their page loads `src/client/classic.js` of this crate by a
//! `<script>` before their own.

#![forbid(unsafe_code)]

pub mod core;
pub mod wire;

// 2 KB of brotli smaller than the standard library's allocator, at the same cost per tenant. Rust programs choose their own.
#[cfg(all(
    any(
        feature = "npm-login",
        feature = "npm-moves",
        feature = "npm-tokens",
        feature = "npm-verify"
    ),
    target_arch = "wasm32"
))]
#[global_allocator]
static ALLOCATOR: rlsf::SmallGlobalTlsf = rlsf::SmallGlobalTlsf::new();

#[cfg(all(feature = "client", target_arch = "wasm32"))]
pub mod client;
#[cfg(all(
    any(
        feature = "npm-login",
        feature = "npm-moves",
        feature = "npm-tokens",
        feature = "npm-verify"
    ),
    target_arch = "wasm32"
))]
mod npm;
