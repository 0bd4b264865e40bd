//! The JavaScript files that the crate imports, as the one module that Rust programs get: `src/host/bundled.js`. It is kept
//! beside the source because wasm-bindgen copies only files of the crate that a literal names.

use std::fs;
use std::path::PathBuf;
use std::process::Command;

use anyhow::{Context, Result};

use super::compile::TOOLS;
use crate::process::output_of;
use crate::project;
use crate::setup::npm;

fn file() -> PathBuf {
    project::root().join("src/host/bundled.js")
}

fn made() -> Result<String> {
    npm::install(TOOLS)?;
    let script = project::root().join(TOOLS).join("bundled.mjs");
    let text = output_of(
        Command::new("node")
            .arg(script)
            .arg(project::root().join("pkg-template")),
    );
    Ok(text.context("bundling pkg-template/ for Rust programs failed")? + "\n")
}

/// Whether the file is what the files of `pkg-template/` make.
pub fn is_fresh() -> Result<bool> {
    let made = made()?;
    Ok(fs::read_to_string(file()).is_ok_and(|there| there == made))
}

/// Makes the file anew.
pub fn write() -> Result<()> {
    let file = file();
    fs::write(&file, made()?).with_context(|| format!("cannot write {}", file.display()))
}
