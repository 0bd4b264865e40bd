//! Where records can be stored: one file per kind of storage. Each kind is an object with `getItem`, `setItem` and
//! `removeItem`, so that [`Storage`] reads and writes all of them.

pub mod indexeddb;
mod object;
pub mod web;

pub use self::object::{Failure, Storage};
