//! What shows the manager to the npm package. Takes options, converts, throws typed errors; holds no logic.
//!
//! The JavaScript side of this boundary is `pkg-template/api.js`, and `options.js`, which reads what users configure.

mod api;
mod calls;
mod dpop;
mod error;
mod given;
mod options;
mod output;
mod provider;
