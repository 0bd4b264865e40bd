//! The suites that cargo and wasm-pack run.

use std::collections::BTreeSet;
use std::fs;
use std::process::Command;

use anyhow::{Result, ensure};

use super::{check, counts, shown};
use crate::project;
use crate::report::Counts;
use crate::setup::{browser, rust, wasm_pack};

fn cargo() -> Command {
    Command::new(project::cargo())
}

pub fn format() -> Result<Counts> {
    rust::formatter_and_linter()?;
    check(cargo().args(["fmt", "--all", "--check"]))
}

pub fn clippy() -> Result<Counts> {
    rust::formatter_and_linter()?;
    rust::wasm_target()?;
    let deny = ["--", "-D", "warnings"];
    let wasm = ["clippy", "--target", rust::WASM_TARGET, "--lib", "--tests"];
    let native = check(
        cargo()
            .args(["clippy", "--workspace", "--all-targets"])
            .args(deny),
    )?;
    let wasm_crate = check(cargo().args(wasm).args(deny))?;
    let wasm_package = check(cargo().args(wasm).args(["--features", "npm"]).args(deny))?;
    Ok(native + wasm_crate + wasm_package)
}

/// In two runs, since one for the whole workspace could rebuild this very program while it runs.
pub fn native() -> Result<Counts> {
    let mut total = Counts::default();
    for package in ["tokenward", "xtask"] {
        let finished = shown(cargo().args(["test", "--no-fail-fast", "--package", package]))?;
        total = total + counts::of_libtest(&finished)?;
    }
    Ok(total)
}

/// The tests that need a page. Each file of them has to have run: one that does not ask for a browser is skipped with
/// success.
pub fn browser() -> Result<Counts> {
    rust::wasm_target()?;
    let mut wasm_pack = wasm_pack::command(&browser::chromium()?.driver)?;
    let finished = shown(wasm_pack.args(["test", "--headless", "--chrome"]))?;

    if finished.success() {
        let ran = counts::files_with_tests(&finished.text);
        let missing: Vec<_> = browser_files()?.difference(&ran).cloned().collect();
        ensure!(missing.is_empty(), "ran no test of {}", missing.join(", "));
    }
    counts::of_libtest(&finished)
}

fn browser_files() -> Result<BTreeSet<String>> {
    let mut files = BTreeSet::new();
    for entry in fs::read_dir(project::root().join("tests"))? {
        let name = entry?.file_name().to_string_lossy().into_owned();
        if name.starts_with("browser_") && name.ends_with(".rs") {
            files.insert(format!("tests/{name}"));
        }
    }
    Ok(files)
}
