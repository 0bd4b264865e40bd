//! Keeps the builder's own paths out of the package: rustc writes source paths into panic messages. They would reveal the builder
//! and make each machine's build different.

use std::path::{MAIN_SEPARATOR, PathBuf};
use std::process::Command;

use anyhow::{Result, bail};

use crate::process::output_of;
use crate::project;

/// The flags that rename this machine's folders, in the form of `CARGO_ENCODED_RUSTFLAGS`, after the user's own flags.
pub fn rustflags() -> Result<String> {
    let own = std::env::var("RUSTFLAGS").unwrap_or_default();
    let flags = own.split_whitespace().map(str::to_owned).chain(
        renamed_folders()
            .into_iter()
            .map(|(folder, name)| format!("--remap-path-prefix={}={name}", folder.display())),
    );
    Ok(flags.collect::<Vec<_>>().join("\u{1f}"))
}

/// Fails if the .wasm still contains a folder of this machine.
pub fn check_absent(wasm: &[u8]) -> Result<()> {
    for (folder, _) in renamed_folders() {
        let inside = format!("{}{MAIN_SEPARATOR}", folder.display());
        if contains(wasm, inside.as_bytes()) {
            bail!(
                "the built .wasm holds the path {} of this machine",
                folder.display()
            );
        }
    }
    Ok(())
}

/// rustc applies the last rule that fits, so the inner folders come after those that hold them.
fn renamed_folders() -> Vec<(PathBuf, &'static str)> {
    let mut folders = Vec::new();
    if let Some(home) = std::env::home_dir() {
        folders.push((home, "/home"));
    }
    folders.push((project::root().into(), "/tokenward"));
    if let Some(cargo) = cargo_home() {
        folders.push((cargo, "/cargo"));
    }
    if let Some(sysroot) = output_of(Command::new("rustc").args(["--print", "sysroot"])) {
        folders.push((sysroot.into(), "/rust"));
    }
    // "/" and similar folders are in every path and identify no machine.
    folders.retain(|(folder, _)| folder.components().count() > 1);
    folders
}

fn cargo_home() -> Option<PathBuf> {
    std::env::var_os("CARGO_HOME")
        .map(PathBuf::from)
        .or_else(|| std::env::home_dir().map(|home| home.join(".cargo")))
}

fn contains(bytes: &[u8], needle: &[u8]) -> bool {
    bytes.windows(needle.len()).any(|window| window == needle)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_path_of_this_machine_in_the_output_is_an_error() {
        let inside = format!("\0{}/src/lib.rs\0", project::root().display());
        assert!(check_absent(inside.as_bytes()).is_err());
        assert!(check_absent(b"\0/tokenward/src/lib.rs\0").is_ok());
    }
}
