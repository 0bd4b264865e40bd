//! `cargo xtask demo`: builds the package and starts the example with it.

use std::ffi::OsString;
use std::process::Command;

use anyhow::Result;

use crate::setup::npm;
use crate::{package, process, project};

/// Runs the example with these options until Ctrl-C. `false` if it ended with an error.
pub fn run(options: &[OsString]) -> Result<bool> {
    package::build()?;
    npm::install("www-example")?;
    println!("==> starting the example; Ctrl-C stops all of it");
    process::run_foreground(
        Command::new("node")
            .arg("start.mjs")
            .args(options)
            .current_dir(project::root().join("www-example")),
    )
}
