//! The shell of the moves of records: one class, no logic.

use super::{Thrown, thrown};
use crate::wire::moves;
use wasm_bindgen::prelude::*;

/// The moves of one manager.
#[wasm_bindgen]
#[derive(Debug)]
pub struct Mover {
    mover: crate::core::records::moves::mover::Mover,
}

#[wasm_bindgen]
impl Mover {
    /// The moves of the manager with these settings.
    ///
    /// # Errors
    /// `InvalidConfigurationError`.
    #[wasm_bindgen(constructor)]
    pub fn new(settings: &str) -> Thrown<Mover> {
        let mover = moves::mover(settings).map_err(thrown)?;
        Ok(Mover { mover })
    }

    /// Begins a move, and returns its number.
    ///
    /// # Errors
    /// `InvalidConfigurationError`.
    pub fn begin(&mut self, text: &str) -> Thrown<u32> {
        moves::begin(&mut self.mover, text).map_err(thrown)
    }

    /// The next step of a move, after the answer to the previous one.
    ///
    /// # Errors
    /// `InvalidConfigurationError`.
    pub fn decide(&mut self, id: u32, answer: Option<String>, closing: bool) -> Thrown<String> {
        let step =
            moves::decide(&mut self.mover, id, answer.as_deref(), closing).map_err(thrown)?;
        Ok(step.reveal().to_owned())
    }
}
