//! The folders and versions of this checkout, read from cargo once per run.

use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::OnceLock;

use anyhow::{Context, Result};
use serde_json::Value;

/// The repository's root folder.
pub fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
        .parent()
        .expect("xtask lies in the repository's root")
}

/// The parts of `cargo metadata` that the commands need.
pub struct Metadata {
    /// Version of the crate, which is the version of the npm package too.
    pub version: String,
    /// Version of wasm-bindgen in Cargo.lock; its command-line tool must be of exactly this version.
    pub wasm_bindgen: String,
    /// Cargo's target folder, as the user configured it.
    pub target: PathBuf,
}

/// Reads the metadata of this checkout; cargo is asked once.
pub fn metadata() -> Result<&'static Metadata> {
    static METADATA: OnceLock<Metadata> = OnceLock::new();
    if METADATA.get().is_none() {
        // Two concurrent threads would set the same value.
        let _ = METADATA.set(read_metadata()?);
    }
    METADATA.get().context("the metadata was just set")
}

fn read_metadata() -> Result<Metadata> {
    let output = Command::new(cargo())
        .args(["metadata", "--format-version", "1"])
        .current_dir(root())
        .stderr(std::process::Stdio::inherit())
        .output()
        .context("cannot run `cargo metadata`")?;
    anyhow::ensure!(output.status.success(), "`cargo metadata` failed");
    let json: Value = serde_json::from_slice(&output.stdout)?;
    Ok(Metadata {
        version: package_version(&json, "tokenward")?,
        wasm_bindgen: package_version(&json, "wasm-bindgen")?,
        target: json["target_directory"]
            .as_str()
            .context("`cargo metadata` names no target folder")?
            .into(),
    })
}

fn package_version(metadata: &Value, name: &str) -> Result<String> {
    metadata["packages"]
        .as_array()
        .and_then(|packages| packages.iter().find(|package| package["name"] == name))
        .and_then(|package| package["version"].as_str())
        .map(str::to_owned)
        .with_context(|| format!("Cargo.lock has no package \"{name}\""))
}

/// The cargo that runs this program.
pub fn cargo() -> String {
    std::env::var("CARGO").unwrap_or_else(|_| "cargo".into())
}
