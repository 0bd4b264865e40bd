//! From the crate to an optimised `.wasm` and its JavaScript glue.

use std::fs;
use std::path::{Path, PathBuf};
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

/// A compiled core, before it is put into a package.
pub struct Core {
    /// Its glue is `wasm/<name>.js`, and so on.
    pub name: &'static str,
    pub wasm: Vec<u8>,
    pub glue: String,
}

/// Compiles the crate once for each core, with other features.
pub fn cores() -> Result<[Core; 2]> {
    rust::wasm_target()?;
    npm::install(TOOLS)?;
    empty(output_folder()?)?;
    let cores = [tokens()?, verify()?];
    for core in &cores {
        paths::check_absent(&core.wasm)?;
    }
    Ok(cores)
}

/// The core of `TokenManager`.
fn tokens() -> Result<Core> {
    let name = "tokenward";
    let wasm = compile(name, &["--features", "npm"], &["-C", INLINE])?;
    let generated = read(&wasm)?;
    fs::write(&wasm, places::wipe(&panics::trap(&generated)?)?)?;
    optimise(&wasm, &OPTIMIZE)?;
    fs::write(&wasm, order::named(&read(&wasm)?)?)?;
    optimise(&wasm, &["--reorder-functions-by-name"])?;
    let (wasm, glue) = names::shorten(&read(&wasm)?, &hosts::widen_tokens(&glue_of(name)?)?)?;
    Ok(Core { name, wasm, glue })
}

/// The core of `createVerifier`.
fn verify() -> Result<Core> {
    let name = "verify";
    let features = ["--no-default-features", "--features", "npm-verify"];
    let wasm = compile(name, &features, &[])?;
    optimise(&wasm, &["--low-memory-unused", "-Oz"])?;
    let glue = hosts::widen_verify(&glue_of(name)?)?;
    let wasm = read(&wasm)?;
    Ok(Core { name, wasm, glue })
}

/// Compiles the crate as cdylib alone: beside an rlib, link-time optimisation would be off (rust-lang/cargo#9672). Gives the
/// `.wasm` that wasm-bindgen wrote beside the glue.
fn compile(name: &str, features: &[&str], flags: &[&str]) -> Result<PathBuf> {
    run_step(
        &format!("compiling the core \"{name}\""),
        Command::new(project::cargo())
            .args(["rustc", "--release", "--lib", "--crate-type", "cdylib"])
            .args(["--target", rust::WASM_TARGET])
            .args(features)
            .arg("--")
            .args(flags)
            .env("CARGO_ENCODED_RUSTFLAGS", paths::rustflags()?)
            .current_dir(project::root()),
        LIMIT,
    )?;
    let compiled = project::metadata()?
        .target
        .join(rust::WASM_TARGET)
        .join("release")
        .join("tokenward.wasm");
    let out = output_folder()?;
    // `--omit-default-module-path`: else bundlers emit a second .wasm for a default that no entry point uses.
    run_step(
        "generating the glue",
        Command::new(wasm_bindgen::folder()?.join("wasm-bindgen"))
            .args(["--target", "web", "--omit-default-module-path"])
            .args(["--remove-producers-section", "--out-name", name])
            .arg("--out-dir")
            .args([&out, &compiled]),
        LIMIT,
    )?;
    Ok(out.join(format!("{name}_bg.wasm")))
}

/// No feature flags: the module names its own, and `--all-features` emits what Node 20 and Deno refuse.
fn optimise(wasm: &Path, options: &[&str]) -> Result<()> {
    run_step(
        "optimising the core for size",
        npm::script(TOOLS, "binaryen/bin/wasm-opt")
            .args(options)
            .arg(wasm)
            .arg("-o")
            .arg(wasm),
        LIMIT,
    )
}

fn read(wasm: &Path) -> Result<Vec<u8>> {
    fs::read(wasm).with_context(|| format!("cannot read {}", wasm.display()))
}

fn glue_of(name: &str) -> Result<String> {
    let glue = output_folder()?.join(format!("{name}.js"));
    fs::read_to_string(glue).context("wasm-bindgen wrote no glue")
}

/// The types of the first core's glue, which are not part of the package; the second's lie beside them. The facade is checked
/// against them.
pub fn glue_types() -> Result<PathBuf> {
    Ok(output_folder()?.join("tokenward.d.ts"))
}

/// Where the tools write.
fn output_folder() -> Result<PathBuf> {
    Ok(project::metadata()?.target.join("npm"))
}

fn empty(folder: PathBuf) -> Result<()> {
    if folder.exists() {
        fs::remove_dir_all(&folder)?;
    }
    fs::create_dir_all(&folder)?;
    Ok(())
}
