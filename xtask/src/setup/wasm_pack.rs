//! wasm-pack, which runs the browser tests.

use std::process::Command;

use anyhow::Result;

use super::{find_on_path, installed_by_cargo, path_with, wasm_bindgen};

/// Any version does its work here, so this one is only what gets installed where there is none.
const VERSION: &str = "0.15.1";

/// A `wasm-pack` that finds wasm-bindgen's tools on PATH; otherwise it would download them.
pub fn command() -> Result<Command> {
    let program = match find_on_path("wasm-pack") {
        Some(program) => program,
        None => installed_by_cargo("wasm-pack", VERSION)?,
    };
    let mut command = Command::new(&program);
    command.env("PATH", path_with(&[&wasm_bindgen::folder()?])?);
    Ok(command)
}
