//! From the crate to an optimised `.wasm` and its JavaScript glue.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Duration;

use anyhow::{Context, Result};

use super::{hosts, paths};
use crate::process::run_step;
use crate::project;
use crate::setup::{npm, rust, wasm_bindgen};

/// The folder of the npm tools for the build.
pub const TOOLS: &str = "xtask/npm";
const LIMIT: Duration = Duration::from_secs(15 * 60);
/// A compiled core, before it is put into a package.
pub struct Core {
    /// Its glue is `wasm/<name>.js`, and so on.
    pub name: &'static str,
    pub wasm: Vec<u8>,
    pub glue: String,
}

/// Compiles the crate once for each core, with its features.
pub fn cores() -> Result<[Core; 4]> {
    rust::wasm_target()?;
    npm::install(TOOLS)?;
    empty(output_folder()?)?;
    let cores = [
        core("tokenward", "npm-tokens")?,
        core("login", "npm-login")?,
        core("moves", "npm-moves")?,
        core("verify", "npm-verify")?,
    ];
    for core in &cores {
        paths::check_absent(&core.wasm)?;
    }
    Ok(cores)
}

/// A core of one of the crate's features.
fn core(name: &'static str, feature: &str) -> Result<Core> {
    let compiled = compile(name, feature)?;
    let wasm = compiled.with_file_name(format!("{name}.wasm"));
    optimise(&compiled, &wasm, Names::Dropped)?;
    // Some bundlers would move code that the glue of a later core shares with that of the first to a file of its own, which
    // every page would have to wait for.
    let coders = match name {
        "login" | "moves" => Some(fs::read_to_string(
            project::root().join("pkg-template/text.js"),
        )?),
        _ => None,
    };
    let glue = hosts::widen(&glue_of(name)?, coders.as_deref())?;
    let wasm = read(&wasm)?;
    Ok(Core { name, wasm, glue })
}

/// Compiles the crate only as cdylib: with an rlib, link-time optimisation would be off (rust-lang/cargo#9672). Returns the
/// `.wasm` that wasm-bindgen wrote beside the glue.
fn compile(name: &str, feature: &str) -> Result<PathBuf> {
    run_step(
        &format!("compiling the core \"{name}\""),
        Command::new(project::cargo())
            .args(["rustc", "--release", "--lib", "--crate-type", "cdylib"])
            .args(["--target", rust::WASM_TARGET])
            .args(["--no-default-features", "--features", feature])
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
    // `--omit-default-module-path`: otherwise bundlers emit a second .wasm for a default that no entry point uses.
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

/// The linker puts the stack first, so only a stack about to overflow reaches the first kilobyte of memory
/// (`--low-memory-unused`). No feature flags: the module names its own, and `--all-features` emits what Node 20 and Deno refuse.
///
/// Flattened code with its branches sorted anew is 1 % smaller (brotli) after two rounds than after one without. Functions with one caller
/// stay functions, since large ones need more locals. Two passes that save bytes are left out, since the cores of tokens and logins
/// are 600 to 700 bytes smaller (brotli) without them.
fn optimise(from: &Path, to: &Path, names: Names) -> Result<()> {
    run_step(
        "optimising the core for size",
        npm::script(TOOLS, "binaryen/bin/wasm-opt")
            .args([
                "--low-memory-unused",
                "--one-caller-inline-max-function-size=0",
            ])
            .args(["--flatten", "--rereloop", "-Oz", "-Oz"])
            .args(["--skip-pass=local-cse", "--skip-pass=simplify-locals"])
            .args((names == Names::Kept).then_some("-g"))
            .arg(from)
            .arg("-o")
            .arg(to),
        LIMIT,
    )
}

/// `true` if functions keep their names.
#[derive(Clone, Copy, PartialEq)]
enum Names {
    Kept,
    Dropped,
}

/// The cores as they were last built, with the names of their functions: `target/npm/<core>.named.wasm`.
pub fn named() -> Result<()> {
    for name in ["tokenward", "login", "moves", "verify"] {
        let compiled = output_folder()?.join(format!("{name}_bg.wasm"));
        let named = compiled.with_file_name(format!("{name}.named.wasm"));
        optimise(&compiled, &named, Names::Kept)?;
    }
    Ok(())
}

fn read(wasm: &Path) -> Result<Vec<u8>> {
    fs::read(wasm).with_context(|| format!("cannot read {}", wasm.display()))
}

fn glue_of(name: &str) -> Result<String> {
    let glue = output_folder()?.join(format!("{name}.js"));
    fs::read_to_string(glue).context("wasm-bindgen wrote no glue")
}

/// The types of the first core's glue, which are not part of the package; those of the others are beside them. The facade is
/// checked against them.
pub fn glue_types() -> Result<PathBuf> {
    Ok(output_folder()?.join("tokenward.d.ts"))
}

/// The tools' output folder.
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
