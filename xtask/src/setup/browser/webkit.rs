//! WebKit: on Linux WebKitGTK, whose driver starts its own small browser; on macOS Safari.

use std::path::PathBuf;
use std::process::Command;

use anyhow::{Result, bail};

use super::{install_on_debian, named_by};
use crate::setup::find_on_path;

/// The driver, and the program that provides a screen for its browser.
pub struct Webkit {
    pub driver: PathBuf,
    /// WebKitGTK's browser needs an X server; Safari needs none of ours.
    xvfb_run: Option<PathBuf>,
}

impl Webkit {
    /// A command that runs `program` with a screen of its own.
    pub fn with_screen(&self, program: &Command) -> Command {
        let Some(xvfb_run) = &self.xvfb_run else {
            return copied(Command::new(program.get_program()), program);
        };
        let mut command = Command::new(xvfb_run);
        command
            .args(["--auto-servernum", "--server-args=-screen 0 1280x1024x24"])
            .arg(program.get_program());
        copied(command, program)
    }
}

/// `onto` with the additional arguments and environment of `program`.
fn copied(mut onto: Command, program: &Command) -> Command {
    onto.args(program.get_args());
    for (name, value) in program.get_envs() {
        match value {
            Some(value) => onto.env(name, value),
            None => onto.env_remove(name),
        };
    }
    onto
}

/// Finds WebKit's driver and a virtual screen. On Debian and its derivatives root installs them; otherwise a message says what to do.
pub fn webkit() -> Result<Webkit> {
    if let Some(found) = find() {
        return Ok(found);
    }
    // xvfb-run calls xauth, which Debian only recommends.
    install_on_debian(&["webkit2gtk-driver", "xvfb", "xauth"])?;
    match find() {
        Some(found) => Ok(found),
        None => bail!(
            "the browser tests need WebKit's driver and a virtual X server on PATH.\n\
             Debian, Ubuntu: sudo apt-get install webkit2gtk-driver xvfb xauth\n\
             Fedora:         sudo dnf install /usr/bin/WebKitWebDriver /usr/bin/xvfb-run\n\
             macOS:          sudo safaridriver --enable\n\
             A driver elsewhere can be named by the variable WEBKIT_DRIVER."
        ),
    }
}

fn find() -> Option<Webkit> {
    if cfg!(target_os = "macos") {
        let driver = named_by("WEBKIT_DRIVER").or_else(|| find_on_path("safaridriver"))?;
        return Some(Webkit {
            driver,
            xvfb_run: None,
        });
    }
    Some(Webkit {
        driver: named_by("WEBKIT_DRIVER").or_else(|| find_on_path("WebKitWebDriver"))?,
        xvfb_run: Some(find_on_path("xvfb-run")?),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_program_runs_under_the_screen_with_its_arguments_and_environment() {
        let webkit = Webkit {
            driver: "driver".into(),
            xvfb_run: Some("xvfb-run".into()),
        };
        let mut program = Command::new("program");
        program
            .arg("argument")
            .env("GIVEN", "1")
            .env_remove("TAKEN");
        let command = webkit.with_screen(&program);
        let text = format!("{command:?}");
        assert!(text.ends_with(r#""program" "argument""#), "{text}");
        assert_eq!(command.get_program(), "xvfb-run");
        assert!(
            command
                .get_envs()
                .any(|pair| pair == ("GIVEN".as_ref(), Some("1".as_ref())))
        );
        assert!(
            command
                .get_envs()
                .any(|pair| pair == ("TAKEN".as_ref(), None))
        );
    }
}
