//! The suites that Node's test runner runs.

use std::fs;
use std::path::PathBuf;
use std::process::Command;

use anyhow::{Context, Result, ensure};

use super::{counts, shown};
use crate::report::Counts;
use crate::setup::{browser, npm, rust, wasm_bindgen};
use crate::{package, project};

/// Longer than any file of tests takes (Node 20 counts the file, later ones each test); a longer wait is a hang.
const FILE_LIMIT_MS: u32 = 600_000;

/// Most of a test's time is waiting, so more concurrent files cost little. Node's own choice leaves one core of two idle.
const FILES_AT_ONCE: usize = 3;
/// Each of these files has browsers of its own. With three at once two cores are so busy that pages exceed their time limits.
const BROWSER_FILES_AT_ONCE: usize = 2;

/// Runs the `*.test.mjs` files of a folder, in which pages are opened in Chromium.
pub fn suite(folder: &str) -> Result<Counts> {
    suite_by(&mut Command::new("node"), folder)
}

/// Runs programs in Rust as users write them.
pub fn rust_programs() -> Result<Counts> {
    suite_by(&mut node_with_rust()?, RUST_PROGRAMS)
}

/// Compiles them.
pub fn compile_rust_programs() -> Result<()> {
    let script = format!("{RUST_PROGRAMS}/compile.mjs");
    shown(node_with_rust()?.arg(script)).map(drop)
}

const RUST_PROGRAMS: &str = "tests/rust-programs";

fn node_with_rust() -> Result<Command> {
    rust::wasm_target()?;
    let tool = format!("wasm-bindgen{}", std::env::consts::EXE_SUFFIX);
    let mut node = Command::new("node");
    node.env("CARGO", project::cargo())
        .env("CARGO_TARGET_DIR", &project::metadata()?.target)
        .env("WASM_BINDGEN", wasm_bindgen::folder()?.join(tool));
    Ok(node)
}

fn suite_by(node: &mut Command, folder: &str) -> Result<Counts> {
    let files = test_files(folder)?;
    ensure!(!files.is_empty(), "{folder} holds no *.test.mjs file");
    let chromium = browser::chromium()?;
    run(
        node.env("CHROME_BIN", chromium.browser)
            .env("CHROMEDRIVER", chromium.driver),
        files,
    )
}

/// Drives the example and other pages in Firefox.
pub fn e2e_firefox() -> Result<Counts> {
    let firefox = browser::firefox()?;
    npm::install("www-example")?;
    run(
        Command::new("node")
            .env("FIREFOX_BIN", firefox.browser)
            .env("GECKODRIVER", firefox.driver),
        engine_files("firefox")?,
    )
}

/// Drives the example and other pages in WebKit.
pub fn e2e_webkit() -> Result<Counts> {
    let webkit = browser::webkit()?;
    npm::install("www-example")?;
    let mut node = Command::new("node");
    node.env("WEBKIT_DRIVER", &webkit.driver);
    run(&mut webkit.with_screen(&node), engine_files("webkit")?)
}

fn run(node: &mut Command, files: Vec<PathBuf>) -> Result<Counts> {
    npm::install("tests")?;
    let in_browsers = files
        .iter()
        .any(|file| file.iter().any(|part| part == "e2e"));
    let at_once = if in_browsers {
        BROWSER_FILES_AT_ONCE
    } else {
        FILES_AT_ONCE
    };
    // The second reporter prints the counts in a form that does not change between versions of Node.
    let finished = shown(
        node.arg("--test")
            .arg(format!("--test-timeout={FILE_LIMIT_MS}"))
            .arg(format!("--test-concurrency={at_once}"))
            .args(["--test-reporter=spec", "--test-reporter-destination=stdout"])
            .args([
                "--test-reporter=./xtask/npm/counts.mjs",
                "--test-reporter-destination=stdout",
            ])
            .args(files)
            .env("GLUE_TYPES", package::glue_types()?),
    )?;
    counts::of_node(&finished)
}

/// Each engine's files begin with its name.
fn engine_files(engine: &str) -> Result<Vec<PathBuf>> {
    let mut files = test_files("tests/e2e/engines")?;
    files.retain(|path| {
        path.file_name()
            .is_some_and(|name| name.to_string_lossy().starts_with(engine))
    });
    Ok(files)
}

fn test_files(folder: &str) -> Result<Vec<PathBuf>> {
    let mut files = Vec::new();
    for entry in fs::read_dir(project::root().join(folder))
        .with_context(|| format!("cannot read {folder}"))?
    {
        let path = entry?.path();
        if path.to_string_lossy().ends_with(".test.mjs") {
            files.push(path);
        }
    }
    files.sort();
    Ok(files)
}
