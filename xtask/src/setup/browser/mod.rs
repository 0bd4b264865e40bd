//! The three engines of the browser tests, each with its WebDriver program.

mod chromium;
mod firefox;
mod webkit;

pub use chromium::chromium;
pub use firefox::{firefox, prepare as prepare_firefox};
pub use webkit::webkit;

use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::OnceLock;
use std::time::Duration;

use anyhow::Result;

use super::find_on_path;
use crate::process::{output_of, run_step};

const LIMIT: Duration = Duration::from_secs(10 * 60);

/// The program that an environment variable names, if it exists.
fn named_by(variable: &str) -> Option<PathBuf> {
    std::env::var_os(variable)
        .map(PathBuf::from)
        .filter(|path| path.is_file())
}

/// The first of these programs that is on PATH.
fn first_on_path(names: &[&str]) -> Option<PathBuf> {
    names.iter().find_map(|name| find_on_path(name))
}

/// Installs these packages as root on Debian and its derivatives. Otherwise does nothing: the caller looks again and reports
/// missing programs.
fn install_on_debian(packages: &[&str]) -> Result<()> {
    if !Path::new("/etc/debian_version").exists() || !is_root() {
        return Ok(());
    }
    static UPDATED: OnceLock<()> = OnceLock::new();
    if UPDATED.get().is_none() {
        run_step(
            "updating Debian's package lists",
            apt().arg("update"),
            LIMIT,
        )?;
        UPDATED.get_or_init(|| ());
    }
    run_step(
        &format!("installing {}", packages.join(", ")),
        apt()
            .args(["install", "--yes", "--no-install-recommends"])
            .args(packages),
        LIMIT,
    )
}

fn is_root() -> bool {
    output_of(Command::new("id").arg("-u")).as_deref() == Some("0")
}

fn apt() -> Command {
    let mut command = Command::new("apt-get");
    command
        .env("DEBIAN_FRONTEND", "noninteractive")
        .arg("--quiet");
    command
}
