//! Puts the package together: the hand-written files of `pkg-template/`, each core as a .wasm and as text, licences, and the crate's
//! version.

use std::fs;
use std::path::Path;

use anyhow::{Context, Result, ensure};
use serde_json::Value;

use super::compile::Core;
use super::packed;
use crate::project;

/// Files of the repository's root that go into the package.
const FROM_ROOT: [&str; 3] = ["LICENSE-APACHE", "LICENSE-MIT", "CHANGELOG.md"];
const MANIFEST: &str = "package.json";

/// Rewrites the package's folder. It contains all files of the template, and its "files" name each of them.
pub fn package(cores: &[Core], folder: &Path) -> Result<()> {
    let template = project::root().join("pkg-template");
    let mut manifest: Value = serde_json::from_str(&read(&template.join(MANIFEST))?)
        .context("pkg-template/package.json")?;
    let version = &project::metadata()?.version;
    check_changelog(version)?;
    check_version_module(&template, version)?;
    manifest["version"] = Value::from(version.as_str());

    let mut files = Vec::new();
    collect(&template, "", &mut files)?;
    files.retain(|(name, _)| name != MANIFEST);
    for name in FROM_ROOT {
        files.push((
            name.to_owned(),
            read(&project::root().join(name))?.into_bytes(),
        ));
    }
    for Core { name, wasm, glue } in cores {
        files.push((format!("wasm/{name}.js"), glue.clone().into_bytes()));
        files.push((format!("wasm/{name}_bg.wasm"), wasm.clone()));
        files.push((
            format!("wasm/{name}_bg.text.js"),
            text_module(wasm).into_bytes(),
        ));
    }
    files.sort();
    manifest["files"] = files.iter().map(|(name, _)| name.as_str()).collect();

    clear(folder)?;
    for (name, content) in &files {
        write(&folder.join(name), content)?;
    }
    let manifest = format!("{}\n", serde_json::to_string_pretty(&manifest)?);
    write(&folder.join(MANIFEST), manifest.as_bytes())
}

/// The template's files by their names in the package.
fn collect(folder: &Path, prefix: &str, files: &mut Vec<(String, Vec<u8>)>) -> Result<()> {
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        let name = path.file_name().and_then(|name| name.to_str());
        let name = format!("{prefix}{}", name.context("a file without a name")?);
        if path.is_dir() {
            collect(&path, &format!("{name}/"), files)?;
        } else {
            files.push((name, read(&path)?.into_bytes()));
        }
    }
    Ok(())
}

/// Fails if the changelog has no heading for the version.
fn check_changelog(version: &str) -> Result<()> {
    let changelog = read(&project::root().join("CHANGELOG.md"))?;
    let told = changelog
        .lines()
        .filter(|line| line.starts_with("## "))
        .any(|line| line.contains(version) || line.to_lowercase().contains("unreleased"));
    ensure!(
        told,
        "CHANGELOG.md has no heading for version {version}, which Cargo.toml names"
    );
    Ok(())
}

/// JavaScript's `version` is a separate module, so that it can be read before the core is loaded.
fn check_version_module(template: &Path, version: &str) -> Result<()> {
    let module = read(&template.join("version.js"))?;
    ensure!(
        module.contains(&format!("version = \"{version}\"")),
        "pkg-template/version.js must say \"{version}\", as Cargo.toml does"
    );
    Ok(())
}

fn text_module(wasm: &[u8]) -> String {
    format!(
        "// A core as text, for runtimes and bundlers that cannot import a .wasm file.\nexport default \"{}\";\n",
        packed::pack(wasm)
    )
}

/// Empties the folder and keeps the folder itself: `node_modules` elsewhere link to it.
fn clear(folder: &Path) -> Result<()> {
    fs::create_dir_all(folder)?;
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        if path.is_dir() {
            fs::remove_dir_all(&path)
        } else {
            fs::remove_file(&path)
        }
        .with_context(|| format!("cannot remove {}", path.display()))?;
    }
    Ok(())
}

fn read(path: &Path) -> Result<String> {
    fs::read_to_string(path).with_context(|| format!("cannot read {}", path.display()))
}

fn write(path: &Path, content: &[u8]) -> Result<()> {
    if let Some(folder) = path.parent() {
        fs::create_dir_all(folder)?;
    }
    fs::write(path, content).with_context(|| format!("cannot write {}", path.display()))
}
