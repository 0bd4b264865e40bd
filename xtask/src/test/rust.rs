//! The suites that cargo runs.

use std::collections::BTreeSet;
use std::fs;
use std::path::PathBuf;
use std::process::Command;

use anyhow::{Result, ensure};

use super::{check, counts, shown};
use crate::package::bundled;
use crate::project;
use crate::report::Counts;
use crate::setup::{browser, rust, side_by_side, wasm_bindgen};

fn cargo() -> Command {
    Command::new(project::cargo())
}

pub fn format() -> Result<Counts> {
    rust::formatter_and_linter()?;
    let formatted = check(cargo().args(["fmt", "--all", "--check"]))?;
    let fresh = bundled::is_fresh()?;
    if !fresh {
        println!(
            "src/client/bundled.js or classic.js is not what pkg-template/ makes: run `cargo xtask build`"
        );
    }
    Ok(formatted + Counts::check(fresh))
}

pub fn clippy() -> Result<Counts> {
    rust::formatter_and_linter()?;
    rust::wasm_target()?;
    let deny = ["--", "-D", "warnings"];
    let wasm = ["clippy", "--target", rust::WASM_TARGET, "--lib", "--tests"];
    let native = check(
        cargo()
            .args(["clippy", "--workspace", "--all-targets"])
            .args(deny),
    )?;
    let wasm_crate = check(cargo().args(wasm).args(deny))?;
    let classic = ["--no-default-features", "--features", "client"];
    let wasm_classic = check(cargo().args(wasm).args(classic).args(deny))?;
    let mut cores = Counts::default();
    for core in ["npm-verify", "npm-tokens", "npm-login"] {
        let wasm = ["clippy", "--target", rust::WASM_TARGET, "--lib"];
        let alone = ["--no-default-features", "--features", core];
        cores = cores + check(cargo().args(wasm).args(alone).args(deny))?;
    }
    Ok(native + wasm_crate + wasm_classic + cores)
}

/// In two runs, since one for the whole workspace could rebuild this very program while it runs.
pub fn native() -> Result<Counts> {
    let mut total = Counts::default();
    for package in ["tokenward", "xtask"] {
        let finished = shown(cargo().args(["test", "--no-fail-fast", "--package", package]))?;
        total = total + counts::of_libtest(&finished)?;
    }
    Ok(total)
}

/// An engine that the browser tests run in.
pub enum Engine {
    Chromium,
    Firefox,
    Webkit,
}

/// The tests that need a page. Each file of them has to have run: one that does not ask for a browser is skipped with
/// success.
pub fn browser(engine: Engine) -> Result<Counts> {
    rust::wasm_target()?;
    let classic = match engine {
        Engine::Chromium => classic_script()?,
        _ => Counts::default(),
    };
    let finished = shown(&mut browser_tests(engine, &["--test", "browser_*"])?)?;

    if finished.success() {
        let ran = counts::files_with_tests(&finished.text);
        let missing: Vec<_> = browser_files()?.difference(&ran).cloned().collect();
        ensure!(missing.is_empty(), "ran no test of {}", missing.join(", "));
    }
    Ok(classic + counts::of_libtest(&finished)?)
}

/// A program for wasm-bindgen's target `no-modules`, where the driver is a classic script.
fn classic_script() -> Result<Counts> {
    let which = [
        "--no-default-features",
        "--features",
        "client",
        "--test",
        "browser_readme",
    ];
    let mut test = browser_tests(Engine::Chromium, &which)?;
    test.env("WASM_BINDGEN_USE_NO_MODULE", "1");
    counts::of_libtest(&shown(&mut test)?)
}

/// The runner looks into these variables for a driver, in an order of its own: only the engine's may be there.
const DRIVERS: [&str; 4] = [
    "GECKODRIVER",
    "SAFARIDRIVER",
    "CHROMEDRIVER",
    "MSEDGEDRIVER",
];

/// As `wasm-pack test --headless` does it, for the files that open pages alone: it would compile all others for wasm, too.
fn browser_tests(engine: Engine, which: &[&str]) -> Result<Command> {
    let mut command = cargo();
    for driver in DRIVERS {
        command.env_remove(driver);
    }
    let tools = match &engine {
        // The first of the three.
        Engine::Chromium => side_by_side(wasm_bindgen::folder, browser::chromium)?.0,
        _ => wasm_bindgen::folder()?,
    };
    command
        .args(["test", "--no-fail-fast", "--target", rust::WASM_TARGET])
        .args(which)
        .env(
            "CARGO_TARGET_WASM32_UNKNOWN_UNKNOWN_RUNNER",
            tools.join("wasm-bindgen-test-runner"),
        )
        .env("WASM_BINDGEN_TEST_ONLY_WEB", "1");
    Ok(match engine {
        Engine::Chromium => {
            command.env("CHROMEDRIVER", browser::chromium()?.driver);
            command
        }
        Engine::Firefox => {
            let firefox = browser::firefox()?;
            let profiles = empty_folder("firefox-profiles")?;
            let arguments = format!(
                "--binary '{}' --profile-root '{}'",
                firefox.browser.display(),
                profiles.display()
            );
            command
                .env("GECKODRIVER", &firefox.driver)
                .env("GECKODRIVER_ARGS", arguments);
            command
        }
        // Safari's protocol is WebKit's. Its driver is asked for without capabilities, and starts the browser it came with.
        Engine::Webkit => {
            let webkit = browser::webkit()?;
            command.env("SAFARIDRIVER", &webkit.driver);
            webkit.with_screen(&command)
        }
    })
}

/// A folder for what a browser would leave behind in the system's temporary folder when its driver is killed.
fn empty_folder(name: &str) -> Result<PathBuf> {
    let folder = project::metadata()?.target.join(name);
    if folder.exists() {
        fs::remove_dir_all(&folder)?;
    }
    fs::create_dir_all(&folder)?;
    Ok(folder)
}

fn browser_files() -> Result<BTreeSet<String>> {
    let mut files = BTreeSet::new();
    for entry in fs::read_dir(project::root().join("tests"))? {
        let name = entry?.file_name().to_string_lossy().into_owned();
        if name.starts_with("browser_") && name.ends_with(".rs") {
            files.insert(format!("tests/{name}"));
        }
    }
    Ok(files)
}
