//! Chromium and chromedriver.

use std::path::PathBuf;

use anyhow::{Result, bail};

use super::{first_on_path, install_on_debian, named_by};
use crate::setup::find_on_path;

/// The names under which distributions install it, and Google's own.
const BROWSERS: [&str; 4] = [
    "chromium",
    "chromium-browser",
    "google-chrome",
    "google-chrome-stable",
];
const ON_MACOS: &str = "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome";

/// Paths of a browser and of the driver that goes with it.
pub struct Chromium {
    pub browser: PathBuf,
    pub driver: PathBuf,
}

/// Finds Chromium and chromedriver. On Debian and its derivatives root installs them; otherwise a message says what to do.
pub fn chromium() -> Result<Chromium> {
    if let Some(found) = find() {
        return Ok(found);
    }
    install_on_debian(&["chromium", "chromium-driver"])?;
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
    let browser = named_by("CHROME_BIN")
        .or_else(|| first_on_path(&BROWSERS))
        .or_else(|| Some(PathBuf::from(ON_MACOS)).filter(|path| path.is_file()))?;
    let driver = named_by("CHROMEDRIVER").or_else(|| find_on_path("chromedriver"))?;
    Some(Chromium { browser, driver })
}
