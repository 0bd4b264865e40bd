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
    let mut cargo = Command::new(project::cargo());
    // Builds without these two take half the time (9 in place of 17 seconds for five tests); CI neither edits nor debugs.
    if std::env::var_os("CI").is_some() {
        cargo
            .env("CARGO_INCREMENTAL", "0")
            .env("CARGO_PROFILE_DEV_DEBUG", "line-tables-only");
    }
    cargo
}

pub fn format() -> Result<Counts> {
    rust::formatter_and_linter()?;
    let formatted = check(cargo().args(["fmt", "--all", "--check"]))?;
    let programs = "tests/rust-programs/Cargo.toml";
    let formatted_programs =
        check(cargo().args(["fmt", "--all", "--check", "--manifest-path", programs]))?;
    let fresh = bundled::is_fresh()?;
    if !fresh {
        println!(
            "src/client/bundled.js or classic.js is not what pkg-template/ makes: run `cargo xtask build`"
        );
    }
    Ok(formatted + formatted_programs + Counts::check(fresh))
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
    for core in ["npm-verify", "npm-tokens", "npm-login", "npm-moves"] {
        let wasm = ["clippy", "--target", rust::WASM_TARGET, "--lib"];
        let alone = ["--no-default-features", "--features", core];
        cores = cores + check(cargo().args(wasm).args(alone).args(deny))?;
    }
    // As docs.rs builds it. A link that leads nowhere is no warning of clippy.
    let documentation = check(
        cargo()
            .args(["doc", "--no-deps", "--lib"])
            .args(["--target", rust::WASM_TARGET])
            .env("RUSTDOCFLAGS", "-D warnings"),
    )?;
    Ok(native + wasm_crate + wasm_classic + cores + documentation)
}

pub fn native() -> Result<Counts> {
    let mut total = Counts::default();
    for mut tests in native_tests() {
        total = total + counts::of_libtest(&shown(&mut tests)?)?;
    }
    Ok(total)
}

/// Everything that `native` compiles, except the examples in the documentation.
pub fn compile_native() -> Result<()> {
    native_tests().into_iter().try_for_each(compile)
}

/// Two runs, since one for the whole workspace could rebuild this very program while it runs.
fn native_tests() -> [Command; 2] {
    ["tokenward", "xtask"].map(|package| {
        let mut command = cargo();
        command.args(["test", "--no-fail-fast", "--package", package]);
        command
    })
}

fn compile(mut tests: Command) -> Result<()> {
    shown(tests.arg("--no-run")).map(drop)
}

/// An engine of the browser tests.
pub enum Engine {
    Chromium,
    Firefox,
    Webkit,
}

/// Every file of tests that opens pages.
const ALL: [&str; 2] = ["--test", "browser_*"];
/// The file that also runs with the driver as a classic script.
const CLASSIC: [&str; 5] = [
    "--no-default-features",
    "--features",
    "client",
    "--test",
    "browser_readme",
];

/// Everything that the browser suites compile.
pub fn compile_browser() -> Result<()> {
    rust::wasm_target()?;
    compile(wasm_tests(&ALL))?;
    compile(wasm_tests(&CLASSIC))
}

/// The tests that need a page. Each file of them must have run: a file that requests no browser is skipped with success.
pub fn browser(engine: Engine) -> Result<Counts> {
    rust::wasm_target()?;
    let classic = match engine {
        Engine::Chromium => classic_script()?,
        _ => Counts::default(),
    };
    let finished = shown(&mut in_browser(engine, wasm_tests(&ALL))?)?;

    if finished.success() {
        let ran = counts::files_with_tests(&finished.text);
        let missing: Vec<_> = browser_files()?.difference(&ran).cloned().collect();
        ensure!(missing.is_empty(), "ran no test of {}", missing.join(", "));
    }
    Ok(classic + counts::of_libtest(&finished)?)
}

/// A program for wasm-bindgen's target `no-modules`, where the driver is a classic script.
fn classic_script() -> Result<Counts> {
    let mut test = in_browser(Engine::Chromium, wasm_tests(&CLASSIC))?;
    test.env("WASM_BINDGEN_USE_NO_MODULE", "1");
    counts::of_libtest(&shown(&mut test)?)
}

/// The runner looks for a driver in these variables, in its own order: only the engine's may be set.
const DRIVERS: [&str; 4] = [
    "GECKODRIVER",
    "SAFARIDRIVER",
    "CHROMEDRIVER",
    "MSEDGEDRIVER",
];

/// Like `wasm-pack test --headless`, but only for the files that open pages: it would compile all others for wasm, too.
///
/// Without debug information, which is nine tenths of a file: the runner would read and discard it for each file and engine.
fn wasm_tests(which: &[&str]) -> Command {
    let mut command = cargo();
    command
        .env("CARGO_PROFILE_DEV_DEBUG", "0")
        .args(["test", "--no-fail-fast", "--target", rust::WASM_TARGET])
        .args(which);
    command
}

/// The same tests, with the name of their browser.
fn in_browser(engine: Engine, mut command: Command) -> Result<Command> {
    for driver in DRIVERS {
        command.env_remove(driver);
    }
    let tools = match &engine {
        // The first of the three.
        Engine::Chromium => side_by_side(wasm_bindgen::folder, browser::chromium)?.0,
        _ => wasm_bindgen::folder()?,
    };
    command
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
        // Safari's protocol is WebKit's. Without capabilities, the driver starts its own browser.
        Engine::Webkit => {
            let webkit = browser::webkit()?;
            command.env("SAFARIDRIVER", &webkit.driver);
            webkit.with_screen(&command)
        }
    })
}

/// A folder for files that a browser would leave in the system's temporary folder when its driver is killed.
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
