//! wasm-pack, which runs the browser tests.

use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result};

use super::{INSTALL_LIMIT, find_on_path, path_with, tools_folder, wasm_bindgen};
use crate::process::{output_of, run_step};
use crate::project;

/// Any version does its work here, so this one is only what gets installed where there is none.
const VERSION: &str = "0.15.1";

/// A `wasm-pack` that finds wasm-bindgen's tools and this browser driver on PATH; otherwise it would download them.
pub fn command(driver: &Path) -> Result<Command> {
    let program = match find_on_path("wasm-pack") {
        Some(program) => program,
        None => installed()?,
    };
    let mut command = Command::new(&program);
    let driver_folder = driver.parent().context("a program lies in a folder")?;
    command.env(
        "PATH",
        path_with(&[&wasm_bindgen::folder()?, driver_folder])?,
    );
    Ok(command)
}

fn installed() -> Result<PathBuf> {
    let root = tools_folder()?.join(format!("wasm-pack-{VERSION}"));
    let program = root.join("bin").join("wasm-pack");
    if output_of(Command::new(&program).arg("--version")).is_none() {
        run_step(
            &format!("installing wasm-pack {VERSION} (about two minutes, once)"),
            Command::new(project::cargo())
                .args([
                    "install",
                    "wasm-pack",
                    "--version",
                    &format!("={VERSION}"),
                    "--root",
                ])
                .arg(&root),
            INSTALL_LIMIT,
        )?;
    }
    output_of(Command::new(&program).arg("--version"))
        .context("the wasm-pack just installed does not run")?;
    Ok(program)
}
