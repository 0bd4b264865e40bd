//! What shows the manager to the npm package. Reads options, converts, throws typed errors; holds no logic.
//!
//! The JavaScript side of this boundary is `pkg-template/api.js`.

mod api;
mod calls;
mod dpop;
mod error;
mod introspection;
mod jwt;
mod options;
mod output;
mod provider;
mod verifier;
