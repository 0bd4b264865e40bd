//! The transferred size of the package, printed by a script in Node, whose zlib has both gzip and brotli.

use std::time::Duration;

use anyhow::{Result, ensure};

use crate::package::Package;
use crate::process::run_shown;
use crate::project;

/// Prints the table of sizes, raw and compressed, for each entry point.
pub fn print(package: &Package) -> Result<()> {
    let script = project::root().join("xtask/npm/sizes.mjs");
    let finished = run_shown(
        std::process::Command::new("node")
            .arg(script)
            .arg(&package.folder),
        Duration::from_secs(60),
    )?;
    ensure!(finished.success(), "the sizes could not be measured");
    Ok(())
}
