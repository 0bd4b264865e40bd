//! Firefox and geckodriver. Any version of geckodriver drives any version of Firefox.

use std::path::PathBuf;

use anyhow::{Result, bail};

use super::{first_on_path, install_on_debian, named_by};
use crate::setup::{find_on_path, installed_by_cargo, side_by_side};

const BROWSERS: [&str; 2] = ["firefox", "firefox-esr"];
const ON_MACOS: &str = "/Applications/Firefox.app/Contents/MacOS/firefox";
/// The version of geckodriver that is installed if there is none.
const DRIVER_VERSION: &str = "0.37.1";

/// Paths of a browser and of the driver that goes with it.
pub struct Firefox {
    pub browser: PathBuf,
    pub driver: PathBuf,
}

/// Finds Firefox, and geckodriver, which cargo installs if there is none (Debian has no package of it). On Debian and its
/// derivatives root installs Firefox; otherwise a message says what to do.
pub fn firefox() -> Result<Firefox> {
    let (driver, ()) = side_by_side(driver, || match find_browser() {
        Some(_) => Ok(()),
        None => install_on_debian(&["firefox-esr"]),
    })?;
    let Some(browser) = find_browser() else {
        bail!(
            "the browser tests need Firefox on PATH.\n\
             Debian:  sudo apt-get install firefox-esr\n\
             Ubuntu:  sudo snap install firefox\n\
             Fedora:  sudo dnf install firefox\n\
             macOS:   brew install --cask firefox\n\
             A browser elsewhere can be named by the variable FIREFOX_BIN, a driver by GECKODRIVER."
        );
    };
    Ok(Firefox { browser, driver })
}

/// Installs the driver, the longest step of all. Not the browser: two concurrent runs of apt-get fail.
pub fn prepare() -> Result<()> {
    driver().map(drop)
}

fn driver() -> Result<PathBuf> {
    match named_by("GECKODRIVER").or_else(|| find_on_path("geckodriver")) {
        Some(driver) => Ok(driver),
        None => installed_by_cargo("geckodriver", DRIVER_VERSION),
    }
}

fn find_browser() -> Option<PathBuf> {
    named_by("FIREFOX_BIN")
        .or_else(|| first_on_path(&BROWSERS))
        .or_else(|| Some(PathBuf::from(ON_MACOS)).filter(|path| path.is_file()))
}
