//! From the crate to an optimised `.wasm` and its JavaScript glue.

use std::fs;
use std::path::PathBuf;
use std::process::Command;
use std::time::Duration;

use anyhow::{Context, Result};

use super::{hosts, names, order, panics, paths, places};
use crate::process::run_step;
use crate::project;
use crate::setup::{npm, rust, wasm_bindgen};

/// The folder of the npm tools that building needs.
pub const TOOLS: &str = "xtask/npm";
const LIMIT: Duration = Duration::from_secs(15 * 60);
/// LLVM puts a function that has one caller into it, however large both are. What is left is giants, in which nothing repeats:
/// numbers of locals and places on the stack are others each time. Its prices for what it copies are multiplied by thirty, and
/// what may be spent by as much, so that all other calls are judged as before and the bonus for a last caller (15000) weighs a
/// thirtieth: functions beyond a hundred instructions stay functions. 1.6 KB of brotli in 150.
const INLINE: &str =
    "llvm-args=-inline-threshold=150 -inline-instr-cost=150 -inline-call-penalty=750";
/// Each of these was measured by what it saves in brotli, 3 KB of 125 together:
/// - the linker puts the stack first, so nothing but a stack about to overflow ever lies in the first kilobyte of memory;
/// - what has one caller stays a function, unless LLVM knew better;
/// - control flow taken apart and built anew, then optimised twice.
const OPTIMIZE: [&str; 6] = [
    "--low-memory-unused",
    "--one-caller-inline-max-function-size=0",
    "--flatten",
    "--rereloop",
    "-Oz",
    "-Oz",
];

/// The compiled core, before it is put into a package.
pub struct Core {
    pub wasm: Vec<u8>,
    pub glue: String,
}

/// Compiles the crate as cdylib alone: beside an rlib, link-time optimisation would be off (rust-lang/cargo#9672).
pub fn core() -> Result<Core> {
    rust::wasm_target()?;
    npm::install(TOOLS)?;
    let bindgen = wasm_bindgen::folder()?.join("wasm-bindgen");
    let metadata = project::metadata()?;

    run_step(
        "compiling the core",
        Command::new(project::cargo())
            .args(["rustc", "--release", "--lib", "--crate-type", "cdylib"])
            .args(["--target", rust::WASM_TARGET, "--features", "npm"])
            .args(["--", "-C", INLINE])
            .env("CARGO_ENCODED_RUSTFLAGS", paths::rustflags()?)
            .current_dir(project::root()),
        LIMIT,
    )?;
    let compiled = metadata
        .target
        .join(rust::WASM_TARGET)
        .join("release")
        .join("tokenward.wasm");

    let out = empty(output_folder()?)?;
    // `--omit-default-module-path`: else bundlers emit a second .wasm for a default that no entry point uses.
    run_step(
        "generating the glue",
        Command::new(bindgen)
            .args(["--target", "web", "--omit-default-module-path"])
            .args([
                "--remove-producers-section",
                "--out-name",
                "tokenward",
                "--out-dir",
            ])
            .args([&out, &compiled]),
        LIMIT,
    )?;
    // No feature flags: the module names its own, and `--all-features` emits what Node 20 and Deno refuse.
    let wasm = out.join("tokenward_bg.wasm");
    let generated = fs::read(&wasm).with_context(|| format!("cannot read {}", wasm.display()))?;
    fs::write(&wasm, places::wipe(&panics::trap(&generated)?)?)?;
    run_step(
        "optimising the core for size",
        npm::script(TOOLS, "binaryen/bin/wasm-opt")
            .args(OPTIMIZE)
            .arg(&wasm)
            .arg("-o")
            .arg(&wasm),
        LIMIT,
    )?;
    let optimised = fs::read(&wasm).with_context(|| format!("cannot read {}", wasm.display()))?;
    fs::write(&wasm, order::named(&optimised)?)?;
    run_step(
        "putting like functions side by side",
        npm::script(TOOLS, "binaryen/bin/wasm-opt")
            .arg("--reorder-functions-by-name")
            .arg(&wasm)
            .arg("-o")
            .arg(&wasm),
        LIMIT,
    )?;

    let optimised = fs::read(&wasm).with_context(|| format!("cannot read {}", wasm.display()))?;
    let glue =
        fs::read_to_string(out.join("tokenward.js")).context("wasm-bindgen wrote no glue")?;
    let (wasm, glue) = names::shorten(&optimised, &hosts::widen(&glue)?)?;
    let core = Core { wasm, glue };
    paths::check_absent(&core.wasm)?;
    Ok(core)
}

/// The glue's types, which are not part of the package: the facade in front of it is checked against them.
pub fn glue_types() -> Result<PathBuf> {
    Ok(output_folder()?.join("tokenward.d.ts"))
}

/// Where the tools write.
fn output_folder() -> Result<PathBuf> {
    Ok(project::metadata()?.target.join("npm"))
}

fn empty(folder: PathBuf) -> Result<PathBuf> {
    if folder.exists() {
        fs::remove_dir_all(&folder)?;
    }
    fs::create_dir_all(&folder)?;
    Ok(folder)
}
