//! Node, and npm packages in exactly the versions that a folder's lock file names.

use std::fs;
use std::path::Path;
use std::process::Command;
use std::time::Duration;

use anyhow::{Context, Result, bail};

use crate::process::{output_of, run_step};
use crate::project;

/// The oldest supported Node, from the package's own `engines`.
const OLDEST_NODE: (u32, u32) = (20, 19);
const LIMIT: Duration = Duration::from_secs(10 * 60);
/// Left in `node_modules` after an install: the lock file that was installed.
const STAMP: &str = ".installed-lock.json";

/// Installs a folder's packages by `npm ci`, unless that lock file is installed already. Install scripts do not run: none
/// of the packages needs its own.
pub fn install(folder: &str) -> Result<()> {
    check_node()?;
    let folder_path = project::root().join(folder);
    let lock = fs::read_to_string(folder_path.join("package-lock.json"))
        .with_context(|| format!("{folder} has no package-lock.json"))?;
    let stamp = folder_path.join("node_modules").join(STAMP);
    if fs::read_to_string(&stamp).is_ok_and(|installed| installed == lock) {
        return Ok(());
    }
    run_step(
        &format!("installing the npm packages of {folder}/"),
        npm()
            .args(["ci", "--ignore-scripts", "--no-audit", "--no-fund"])
            .current_dir(&folder_path),
        LIMIT,
    )?;
    fs::write(&stamp, lock).with_context(|| format!("cannot write {}", stamp.display()))
}

/// A Node script of a package in `folder`, as a command.
pub fn script(folder: &str, path: impl AsRef<Path>) -> Command {
    let mut command = Command::new("node");
    command.arg(project::root().join(folder).join("node_modules").join(path));
    command
}

fn npm() -> Command {
    Command::new(if cfg!(windows) { "npm.cmd" } else { "npm" })
}

fn check_node() -> Result<()> {
    let (major, minor) = OLDEST_NODE;
    let Some(version) = output_of(Command::new("node").arg("--version")) else {
        bail!("Node is not on PATH; install Node {major}.{minor} or newer");
    };
    if parse_version(&version).is_none_or(|found| found < OLDEST_NODE) {
        bail!("Node {major}.{minor} or newer is needed; this is {version}");
    }
    Ok(())
}

/// Major and minor number of a version such as "v20.19.1".
fn parse_version(text: &str) -> Option<(u32, u32)> {
    let mut numbers = text
        .trim()
        .strip_prefix('v')?
        .split('.')
        .map(str::parse::<u32>);
    Some((numbers.next()?.ok()?, numbers.next()?.ok()?))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn node_versions_compare_by_number() {
        assert_eq!(parse_version("v20.19.1"), Some((20, 19)));
        assert!(parse_version("v20.9.0").unwrap() < OLDEST_NODE);
        assert_eq!(parse_version("twenty"), None);
    }
}
