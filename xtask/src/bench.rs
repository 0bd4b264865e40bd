//! `cargo xtask bench`: how long a cached `getToken` takes in Node, what 100,000 tenants cost, and how large the package is.

use std::process::Command;
use std::time::Duration;

use anyhow::{Result, ensure};

use crate::{package, process, project, sizes};

/// Builds the package, times it, prints the tables.
pub fn run() -> Result<()> {
    let built = package::build()?;
    time("a cached getToken", "benches/cached_get_token.mjs")?;
    time("100,000 tenants", "benches/tenants.mjs")?;
    sizes::print(&built)
}

fn time(what: &str, script: &str) -> Result<()> {
    println!("==> timing {what}");
    let finished = process::run_shown(
        Command::new("node").arg(project::root().join(script)),
        Duration::from_secs(5 * 60),
    )?;
    ensure!(finished.success(), "the benchmark failed");
    Ok(())
}
