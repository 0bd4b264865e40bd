//! Set-up: each function ensures that one tool is installed, and returns how to call it. A tool on PATH in the right version is
//! used; a missing one is installed below `target/tools`, or a message says what to install.

pub mod browser;
pub mod npm;
pub mod rust;
pub mod wasm_bindgen;

use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::Mutex;
use std::thread;
use std::time::Duration;

use anyhow::{Context, Result};

use crate::process::{output_of, run_step};
use crate::project;

/// The limit for installing a tool with cargo, which normally takes minutes.
const INSTALL_LIMIT: Duration = Duration::from_secs(20 * 60);

/// Runs two steps of set-up concurrently: one compiles a tool while the other downloads a browser.
pub fn side_by_side<A: Send, B>(
    one: impl FnOnce() -> Result<A> + Send,
    other: impl FnOnce() -> Result<B>,
) -> Result<(A, B)> {
    thread::scope(|scope| {
        let one = scope.spawn(one);
        let other = other();
        let one = one.join().expect("no step of set-up panics");
        Ok((one?, other?))
    })
}

/// The path of a program on PATH.
pub fn find_on_path(program: &str) -> Option<PathBuf> {
    let name = format!("{program}{}", std::env::consts::EXE_SUFFIX);
    std::env::split_paths(&std::env::var_os("PATH")?)
        .map(|folder| folder.join(&name))
        .find(|path| path.is_file())
}

/// The folder below which `cargo install` puts the tools of this checkout.
fn tools_folder() -> Result<PathBuf> {
    Ok(project::metadata()?.target.join("tools"))
}

/// The only program of its package, installed by cargo below the tools' folder unless it is there. Concurrent callers wait for
/// the installation.
fn installed_by_cargo(package: &str, version: &str) -> Result<PathBuf> {
    static INSTALLS: Mutex<()> = Mutex::new(());
    let _one_at_a_time = INSTALLS.lock();
    let root = tools_folder()?.join(format!("{package}-{version}"));
    let program = root
        .join("bin")
        .join(format!("{package}{}", std::env::consts::EXE_SUFFIX));
    let says_its_version = || output_of(Command::new(&program).arg("--version"));
    if says_its_version().is_none() {
        cargo_install(package, version, &root, &[])?;
    }
    says_its_version().with_context(|| format!("the {package} just installed does not run"))?;
    Ok(program)
}

/// Compiling a tool takes longer than its use here, so it is compiled for speed of compilation.
const HASTY_PROFILE: [(&str, &str); 4] = [
    ("CARGO_PROFILE_RELEASE_OPT_LEVEL", "1"),
    ("CARGO_PROFILE_RELEASE_CODEGEN_UNITS", "16"),
    ("CARGO_PROFILE_RELEASE_LTO", "off"),
    ("CARGO_PROFILE_RELEASE_DEBUG", "0"),
];

/// Installs a package's programs below `root`. Common dependencies of several tools are compiled once.
///
/// Not with `--locked`: a tool's lock file may name versions that a registry mirror lacks or that were yanked.
fn cargo_install(package: &str, version: &str, root: &Path, options: &[&str]) -> Result<()> {
    run_step(
        &format!("installing {package} {version} (a minute or two, once)"),
        Command::new(project::cargo())
            .args(["install", package, "--version", &format!("={version}")])
            .args(options)
            .arg("--root")
            .arg(root)
            .arg("--target-dir")
            .arg(tools_folder()?.join("build"))
            .envs(HASTY_PROFILE),
        INSTALL_LIMIT,
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn steps_side_by_side_give_both_results_or_an_error_of_either() {
        let (two, three) = side_by_side(|| Ok(2), || Ok(3)).unwrap();
        assert_eq!((two, three), (2, 3));
        let no = || -> Result<u8> { anyhow::bail!("no") };
        assert!(side_by_side(no, || Ok(3)).is_err());
        assert!(side_by_side(|| Ok(2), no).is_err());
    }
}
