//! `cargo xtask test`: every check and test, each suite with its own count, and one line over all of them.

mod counts;
mod js;
mod rust;

use std::process::Command;
use std::time::{Duration, Instant};

use anyhow::{Result, bail};

use crate::process::{self, Finished};
use crate::report::{Counts, Outcome, Report};
use crate::{package, setup};

/// One suite: how the command line names it, what it is, and what runs it.
struct Suite {
    name: &'static str,
    about: &'static str,
    /// Whether it tests the built package.
    needs_package: bool,
    run: fn() -> Result<Counts>,
}

/// In this order: what fails fastest comes first.
const SUITES: [Suite; 13] = [
    Suite {
        name: "format",
        about: "rustfmt has nothing to change, and the bundled module is fresh",
        needs_package: false,
        run: rust::format,
    },
    Suite {
        name: "clippy",
        about: "no clippy warning, natively and for wasm32",
        needs_package: false,
        run: rust::clippy,
    },
    Suite {
        name: "native",
        about: "cargo test: the core, and these commands",
        needs_package: false,
        run: rust::native,
    },
    Suite {
        name: "browser-chromium",
        about: "the Rust API in Chromium",
        needs_package: false,
        run: || rust::browser(rust::Engine::Chromium),
    },
    Suite {
        name: "browser-firefox",
        about: "the Rust API in Firefox",
        needs_package: false,
        run: || rust::browser(rust::Engine::Firefox),
    },
    Suite {
        name: "browser-webkit",
        about: "the Rust API in WebKit",
        needs_package: false,
        run: || rust::browser(rust::Engine::Webkit),
    },
    Suite {
        name: "build",
        about: "the npm package builds",
        needs_package: true,
        run: || Ok(Counts::check(true)),
    },
    Suite {
        name: "types",
        about: "the package's types against the contract",
        needs_package: true,
        run: || js::suite("tests/types"),
    },
    Suite {
        name: "runtimes",
        about: "the package in Node, Deno, Bun, workerd and the edge runtime",
        needs_package: true,
        run: || js::suite("tests/runtimes"),
    },
    Suite {
        name: "packaging",
        about: "npm pack, installed, in each kind of consumer",
        needs_package: true,
        run: || {
            setup::npm::install("tests/packaging/next-project")?;
            setup::npm::install("tests/packaging/test-runners")?;
            js::suite("tests/packaging")
        },
    },
    Suite {
        name: "e2e-chromium",
        about: "the example, other pages, and the suite of every runtime, in Chromium",
        needs_package: true,
        run: || {
            setup::npm::install("www-example")?;
            js::suite("tests/e2e")
        },
    },
    Suite {
        name: "e2e-firefox",
        about: "the same in Firefox",
        needs_package: true,
        run: js::e2e_firefox,
    },
    Suite {
        name: "e2e-webkit",
        about: "the same in WebKit",
        needs_package: true,
        run: js::e2e_webkit,
    },
];

impl Suite {
    /// Whether a name on the command line means this suite: `browser` and `e2e` mean those of all three engines.
    fn is_meant_by(&self, name: &str) -> bool {
        let rest = self.name.strip_prefix(name);
        rest.is_some_and(|rest| rest.is_empty() || rest.starts_with('-'))
    }
}

/// Prints the suites' names.
pub fn list() {
    for suite in &SUITES {
        println!("{:<16} {}", suite.name, suite.about);
    }
    println!("\n`browser` and `e2e` name the suites of all three engines.");
}

/// Runs the named suites, or all. A failure fails the whole, and the rest still runs. `false` if anything failed.
pub fn run(names: &[String]) -> Result<bool> {
    for name in names {
        if !SUITES.iter().any(|suite| suite.is_meant_by(name)) {
            bail!("there is no suite \"{name}\"; `cargo xtask test --list` names them");
        }
    }
    let mut report = Report::default();
    let mut package_stands: Option<bool> = None;
    for suite in SUITES
        .iter()
        .filter(|suite| names.is_empty() || names.iter().any(|name| suite.is_meant_by(name)))
    {
        println!("\n──── {}: {} ────", suite.name, suite.about);
        let begun = Instant::now();
        let counts = if suite.needs_package && !*package_stands.get_or_insert_with(build_package) {
            Err(anyhow::anyhow!("the package was not built"))
        } else {
            (suite.run)()
        };
        let outcome = Outcome::new(suite.name, counts, begun.elapsed());
        println!("{outcome}");
        report.add(outcome);
    }
    println!("\n{report}");
    Ok(report.passed())
}

fn build_package() -> bool {
    match package::build() {
        Ok(_) => true,
        Err(error) => {
            eprintln!("error: {error:#}");
            false
        }
    }
}

/// Runs one child of a suite. No suite needs as long as this limit, even when it compiles everything anew.
fn shown(command: &mut Command) -> Result<Finished> {
    const LIMIT: Duration = Duration::from_secs(15 * 60);
    process::run_shown(command.current_dir(crate::project::root()), LIMIT)
}

/// A check is one test: it passes if the command succeeds.
fn check(command: &mut Command) -> Result<Counts> {
    Ok(Counts::check(shown(command)?.success()))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn meant_by(name: &str) -> Vec<&'static str> {
        let meant = SUITES.iter().filter(|suite| suite.is_meant_by(name));
        meant.map(|suite| suite.name).collect()
    }

    #[test]
    fn a_name_means_its_suite_or_that_of_every_engine() {
        assert_eq!(meant_by("browser-firefox"), ["browser-firefox"]);
        assert_eq!(
            meant_by("browser"),
            ["browser-chromium", "browser-firefox", "browser-webkit"]
        );
        assert_eq!(meant_by("brow"), [""; 0]);
        assert_eq!(meant_by(""), [""; 0]);
    }
}
