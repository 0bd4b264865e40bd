//! `cargo xtask bench`: how long a cached `getToken` takes in Node, and how large the package is.

use std::process::Command;
use std::time::Duration;

use anyhow::{Result, ensure};

use crate::{package, process, project, sizes};

/// Builds the package, times it, prints both tables.
pub fn run() -> Result<()> {
    let built = package::build()?;
    println!("==> timing a cached getToken");
    let finished = process::run_shown(
        Command::new("node").arg(project::root().join("benches/cached_get_token.mjs")),
        Duration::from_secs(5 * 60),
    )?;
    ensure!(finished.success(), "the benchmark failed");
    sizes::print(&built)
}
