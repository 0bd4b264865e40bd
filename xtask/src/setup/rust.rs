//! Rust's own parts: the wasm target, rustfmt, clippy.

use std::process::Command;
use std::sync::Mutex;
use std::time::Duration;

use anyhow::{Result, bail};

use crate::process::{output_of, run_step};

pub const WASM_TARGET: &str = "wasm32-unknown-unknown";
const LIMIT: Duration = Duration::from_secs(10 * 60);

/// Ensures that the standard library for the wasm target is installed.
pub fn wasm_target() -> Result<()> {
    let sysroot_of_target = output_of(Command::new("rustc").args([
        "--print",
        "target-libdir",
        "--target",
        WASM_TARGET,
    ]));
    if sysroot_of_target.is_some_and(|folder| std::path::Path::new(&folder).is_dir()) {
        return Ok(());
    }
    rustup(
        &["target", "add", WASM_TARGET],
        &format!("Rust's standard library for {WASM_TARGET}"),
    )
}

/// Ensures that `cargo fmt` and `cargo clippy` are installed.
pub fn formatter_and_linter() -> Result<()> {
    for (component, command) in [("rustfmt", "fmt"), ("clippy", "clippy")] {
        if output_of(Command::new(crate::project::cargo()).args([command, "--version"])).is_none() {
            rustup(&["component", "add", component], component)?;
        }
    }
    Ok(())
}

/// One at a time: a suite and the preparation of another may need the same part.
fn rustup(arguments: &[&str], what: &str) -> Result<()> {
    static RUNS: Mutex<()> = Mutex::new(());
    let _one_at_a_time = RUNS.lock();
    if output_of(Command::new("rustup").arg("--version")).is_none() {
        bail!(
            "{what} is missing and rustup, which could install it, is not on PATH.\n\
             Install Rust with rustup, or this part with the package manager that Rust came from."
        );
    }
    run_step(
        &format!("installing {what}"),
        Command::new("rustup").args(arguments),
        LIMIT,
    )
}
