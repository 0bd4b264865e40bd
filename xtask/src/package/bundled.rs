//! The driver of Rust programs, as the one file that they get: a module, or a classic script for
//! wasm-bindgen's target `no-modules`. Both are kept beside the source: wasm-bindgen copies only files of the crate that a
//! literal names, and programs that need the script take it from there.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result};

use super::compile::TOOLS;
use crate::process::output_of;
use crate::project;
use crate::setup::npm;

/// The files, and esbuild's names of their formats.
const FILES: [(&str, &str); 2] = [
    ("src/client/bundled.js", "esm"),
    ("src/client/classic.js", "iife"),
];

fn made() -> Result<Vec<(PathBuf, String)>> {
    npm::install(TOOLS)?;
    let script = project::root().join(TOOLS).join("bundled.mjs");
    FILES
        .iter()
        .map(|(file, format)| {
            let text = output_of(
                Command::new("node")
                    .arg(&script)
                    .arg(project::root().join("pkg-template"))
                    .arg(format),
            );
            let text = text.context("bundling pkg-template/ for Rust programs failed")? + "\n";
            Ok((project::root().join(file), text))
        })
        .collect()
}

/// `true` if the files match those of `pkg-template/`.
pub fn is_fresh() -> Result<bool> {
    let made = made()?;
    Ok(made.iter().all(|(file, made)| is_the_text_of(file, made)))
}

fn is_the_text_of(file: &Path, text: &str) -> bool {
    fs::read_to_string(file).is_ok_and(|there| there == text)
}

/// Makes the files anew. A fresh file is not written: cargo recompiles the includers of a written file.
pub fn write() -> Result<()> {
    for (file, made) in made()? {
        if is_the_text_of(&file, &made) {
            continue;
        }
        fs::write(&file, made).with_context(|| format!("cannot write {}", file.display()))?;
    }
    Ok(())
}
