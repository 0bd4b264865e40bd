//! wasm-bindgen's command-line tools, which must have exactly the version of the crate in Cargo.lock.

use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result};

use super::{cargo_install, find_on_path, tools_folder};
use crate::process::output_of;
use crate::project;

/// The folder with `wasm-bindgen` and `wasm-bindgen-test-runner`; installs them if necessary.
pub fn folder() -> Result<PathBuf> {
    let version = &project::metadata()?.wasm_bindgen;
    if let Some(program) =
        find_on_path("wasm-bindgen").filter(|program| has_version(program, version))
    {
        return Ok(program
            .parent()
            .context("a program lies in a folder")?
            .into());
    }
    let root = tools_folder()?.join(format!("wasm-bindgen-{version}"));
    let folder = root.join("bin");
    if !has_version(&folder.join("wasm-bindgen"), version) {
        // Its TLS is only for drivers on other machines.
        cargo_install(
            "wasm-bindgen-cli",
            version,
            &root,
            &["--no-default-features"],
        )?;
    }
    Ok(folder)
}

fn has_version(program: &Path, version: &str) -> bool {
    output_of(Command::new(program).arg("--version"))
        .is_some_and(|line| line == format!("wasm-bindgen {version}"))
}
