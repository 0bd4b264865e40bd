//! Chromium and its driver, which the browser tests run in.

use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Duration;

use anyhow::{Result, bail};

use super::find_on_path;
use crate::process::{output_of, run_step};

const LIMIT: Duration = Duration::from_secs(10 * 60);
/// The names under which distributions install it, and Google's own.
const BROWSERS: [&str; 4] = [
    "chromium",
    "chromium-browser",
    "google-chrome",
    "google-chrome-stable",
];

/// Paths of a browser and of the driver that goes with it.
pub struct Chromium {
    pub browser: PathBuf,
    pub driver: PathBuf,
}

/// Finds Chromium and chromedriver. On Debian and its kin root installs them; elsewhere a message says what to do.
pub fn chromium() -> Result<Chromium> {
    if let Some(found) = find() {
        return Ok(found);
    }
    if Path::new("/etc/debian_version").exists() && is_root() {
        run_step(
            "updating Debian's package lists",
            apt().arg("update"),
            LIMIT,
        )?;
        run_step(
            "installing chromium and chromium-driver",
            apt().args([
                "install",
                "--yes",
                "--no-install-recommends",
                "chromium",
                "chromium-driver",
            ]),
            LIMIT,
        )?;
    }
    match find() {
        Some(found) => Ok(found),
        None => bail!(
            "the browser tests need Chromium (or Chrome) and chromedriver of the same version on PATH.\n\
             Debian, Ubuntu: sudo apt-get install chromium chromium-driver\n\
             Fedora:         sudo dnf install chromium chromedriver\n\
             macOS:          brew install --cask google-chrome chromedriver\n\
             A browser elsewhere can be named by the variable CHROME_BIN, a driver by CHROMEDRIVER."
        ),
    }
}

fn find() -> Option<Chromium> {
    let browser = named_by("CHROME_BIN").or_else(|| {
        let mac = PathBuf::from("/Applications/Google Chrome.app/Contents/MacOS/Google Chrome");
        BROWSERS
            .iter()
            .find_map(|name| find_on_path(name))
            .or_else(|| mac.is_file().then_some(mac))
    })?;
    let driver = named_by("CHROMEDRIVER").or_else(|| find_on_path("chromedriver"))?;
    Some(Chromium { browser, driver })
}

fn named_by(variable: &str) -> Option<PathBuf> {
    std::env::var_os(variable)
        .map(PathBuf::from)
        .filter(|path| path.is_file())
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
