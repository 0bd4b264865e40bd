//! **tokenward** gets, keeps and renews OAuth access tokens for web pages and edge workers.
//!
//! The modules depend on each other in one direction: `bindings` → `manager` → [`core`], `manager` → `host`, and `npm` → [`wire`] →
//! [`core`].
//!
//! - [`core`] decides. It is a state machine without I/O: time comes in as an argument, requests go out as values. It names
//!   no JavaScript crate, compiles for every target and is tested natively.
//! - `host` performs the I/O: one thin file per capability of the JavaScript host, without any decision. What it calls is
//!   JavaScript, the driver.
//! - `manager` drives the core with the host. [`TokenManager`](manager::TokenManager) is the API for Rust programs.
//! - `bindings` exposes the manager to the npm package (feature `npm`), and `npm` its cores, each in a `.wasm` of its own: the
//!   engine (feature `npm-tokens`), the logins (`npm-login`), the verifier (`npm-verify`).
//! - [`wire`] reads and writes what crosses between these and JavaScript. It is pure Rust, too.
//!
//! Everything but [`core`] and [`wire`] exists on `wasm32` only. `host` and `manager` are the feature `client`, which is on by default.
//!
//! Programs import the driver as a module. Those for wasm-bindgen's target `no-modules` cannot: they turn the default feature
//! `modules` off and keep `client`, and their page loads `src/host/classic.js` of this crate by a `<script>` before their own.

#![forbid(unsafe_code)]

pub mod core;
pub mod wire;

// 2 KB of brotli smaller than the standard library's allocator, at the same cost per tenant. Rust programs choose their own.
#[cfg(all(
    any(
        feature = "npm",
        feature = "npm-login",
        feature = "npm-tokens",
        feature = "npm-verify"
    ),
    target_arch = "wasm32"
))]
#[global_allocator]
static ALLOCATOR: rlsf::SmallGlobalTlsf = rlsf::SmallGlobalTlsf::new();

#[cfg(all(feature = "npm", target_arch = "wasm32"))]
mod bindings;
#[cfg(all(feature = "client", target_arch = "wasm32"))]
pub mod client;
#[cfg(all(feature = "client", target_arch = "wasm32"))]
pub mod host;
#[cfg(all(feature = "client", target_arch = "wasm32"))]
pub mod manager;
#[cfg(all(
    any(feature = "npm-login", feature = "npm-tokens", feature = "npm-verify"),
    target_arch = "wasm32"
))]
mod npm;
