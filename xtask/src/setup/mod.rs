//! Set-up: each function makes sure that one tool is there and says how to call it. What is on PATH in the right version is
//! used; what is missing is installed below `target/tools`, or a message says what to install.

pub mod browser;
pub mod npm;
pub mod rust;
pub mod wasm_bindgen;
pub mod wasm_pack;

use std::ffi::OsString;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Duration;

use anyhow::{Context, Result};

use crate::process::{output_of, run_step};
use crate::project;

/// A tool that cargo installs takes minutes; one that takes this long is stuck.
const INSTALL_LIMIT: Duration = Duration::from_secs(20 * 60);

/// PATH with these folders before all others.
pub fn path_with(folders: &[&Path]) -> Result<OsString> {
    let path = std::env::var_os("PATH").unwrap_or_default();
    let all = folders
        .iter()
        .map(|folder| folder.to_path_buf())
        .chain(std::env::split_paths(&path));
    std::env::join_paths(all).context("a folder's name does not fit into PATH")
}

/// Where a program lies on PATH.
pub fn find_on_path(program: &str) -> Option<PathBuf> {
    let name = format!("{program}{}", std::env::consts::EXE_SUFFIX);
    std::env::split_paths(&std::env::var_os("PATH")?)
        .map(|folder| folder.join(&name))
        .find(|path| path.is_file())
}

/// The folder below which `cargo install` puts the tools of this checkout.
fn tools_folder() -> Result<PathBuf> {
    Ok(project::metadata()?.target.join("tools"))
}

/// A program that is its package's only one, installed by cargo below the tools' folder unless it is there.
fn installed_by_cargo(package: &str, version: &str) -> Result<PathBuf> {
    let root = tools_folder()?.join(format!("{package}-{version}"));
    let program = root
        .join("bin")
        .join(format!("{package}{}", std::env::consts::EXE_SUFFIX));
    let says_its_version = || output_of(Command::new(&program).arg("--version"));
    if says_its_version().is_none() {
        run_step(
            &format!("installing {package} {version} (a few minutes, once)"),
            Command::new(project::cargo())
                .args(["install", package, "--version", &format!("={version}")])
                .arg("--root")
                .arg(&root),
            INSTALL_LIMIT,
        )?;
    }
    says_its_version().with_context(|| format!("the {package} just installed does not run"))?;
    Ok(program)
}
