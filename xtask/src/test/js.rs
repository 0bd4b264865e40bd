//! The suites that Node's test runner runs.

use std::fs;
use std::path::PathBuf;
use std::process::Command;

use anyhow::{Context, Result, ensure};

use super::{counts, shown};
use crate::report::Counts;
use crate::setup::{browser, npm};
use crate::{package, project};

/// Longer than any one file of tests takes (Node 20 counts the file, later ones each test); what waits longer hangs.
const FILE_LIMIT_MS: u32 = 300_000;

/// Runs the `*.test.mjs` files of a folder.
pub fn suite(folder: &str) -> Result<Counts> {
    npm::install("tests")?;
    let files = test_files(folder)?;
    ensure!(!files.is_empty(), "{folder} holds no *.test.mjs file");
    // The reporter beside the readable one prints the counts in a form that does not change between versions of Node.
    let finished = shown(
        Command::new("node")
            .arg("--test")
            .arg(format!("--test-timeout={FILE_LIMIT_MS}"))
            .args(["--test-reporter=spec", "--test-reporter-destination=stdout"])
            .args([
                "--test-reporter=./xtask/npm/counts.mjs",
                "--test-reporter-destination=stdout",
            ])
            .args(files)
            .env("CHROME_BIN", browser::chromium()?.browser)
            .env("GLUE_TYPES", package::glue_types()?),
    )?;
    counts::of_node(&finished)
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
