//! `cargo xtask test`: every check and test, each suite with its own count, and one line with the sum.

mod counts;
mod js;
mod rust;

use std::process::Command;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;
use std::time::{Duration, Instant};

use anyhow::{Result, bail};

use crate::process::{self, Finished};
use crate::report::{Counts, Outcome, Report};
use crate::{package, setup};

/// One suite: its name on the command line, its description, and its function.
struct Suite {
    name: &'static str,
    about: &'static str,
    /// `true` if it tests the built package.
    needs_package: bool,
    /// Preparation beside earlier suites: compilations and installations. It may fail, since the suite does it again and shows
    /// the error.
    prepare: Option<fn() -> Result<()>>,
    run: fn() -> Result<Counts>,
}

/// In this order: suites that fail fast come first, and suites that cargo compiles come after those that leave a processor idle.
const SUITES: [Suite; 14] = [
    Suite {
        name: "format",
        about: "rustfmt has nothing to change, and the bundled module is fresh",
        needs_package: false,
        prepare: None,
        run: rust::format,
    },
    Suite {
        name: "build",
        about: "the npm package builds",
        needs_package: true,
        prepare: None,
        run: || Ok(Counts::check(true)),
    },
    Suite {
        name: "types",
        about: "the package's types against the contract",
        needs_package: true,
        prepare: None,
        run: || js::suite("tests/types"),
    },
    Suite {
        name: "runtimes",
        about: "the package in Node, Deno, Bun, workerd and the edge runtime",
        needs_package: true,
        prepare: None,
        run: || js::suite("tests/runtimes"),
    },
    Suite {
        name: "packaging",
        about: "npm pack, installed, in each kind of consumer",
        needs_package: true,
        prepare: None,
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
        prepare: None,
        run: || {
            setup::npm::install("www-example")?;
            setup::npm::install("tests/e2e/angular")?;
            js::suite("tests/e2e")
        },
    },
    Suite {
        name: "clippy",
        about: "no warning of clippy, natively and for wasm32, and none of rustdoc",
        needs_package: false,
        prepare: Some(|| rust::clippy().map(drop)),
        run: rust::clippy,
    },
    Suite {
        name: "native",
        about: "cargo test: the core, and these commands",
        needs_package: false,
        prepare: Some(rust::compile_native),
        run: rust::native,
    },
    Suite {
        name: "e2e-firefox",
        about: "the same in Firefox",
        needs_package: true,
        prepare: Some(setup::browser::prepare_firefox),
        run: js::e2e_firefox,
    },
    Suite {
        name: "e2e-webkit",
        about: "the same in WebKit",
        needs_package: true,
        prepare: None,
        run: js::e2e_webkit,
    },
    Suite {
        name: "browser-chromium",
        about: "the Rust API in Chromium",
        needs_package: false,
        prepare: Some(rust::compile_browser),
        run: || rust::browser(rust::Engine::Chromium),
    },
    Suite {
        name: "browser-firefox",
        about: "the Rust API in Firefox",
        needs_package: false,
        prepare: Some(setup::browser::prepare_firefox),
        run: || rust::browser(rust::Engine::Firefox),
    },
    Suite {
        name: "browser-webkit",
        about: "the Rust API in WebKit",
        needs_package: false,
        prepare: None,
        run: || rust::browser(rust::Engine::Webkit),
    },
    Suite {
        name: "rust-programs",
        about: "a page of Yew and a Worker of workers-rs, compiled and run",
        needs_package: true,
        prepare: Some(js::compile_rust_programs),
        run: js::rust_programs,
    },
];

/// Runs only if it is named: it installs the newest versions of other packages from the registry, which change independently.
const NAMED_SUITES: [Suite; 1] = [Suite {
    name: "quick-start",
    about: "the README's quick starts, each by the newest template of its framework; runs only if it is named",
    needs_package: true,
    prepare: None,
    run: || js::suite("tests/quick-start"),
}];

fn all_suites() -> impl Iterator<Item = &'static Suite> {
    SUITES.iter().chain(&NAMED_SUITES)
}

impl Suite {
    /// `true` if a name on the command line means this suite: `browser` and `e2e` mean those of all three engines.
    fn is_meant_by(&self, name: &str) -> bool {
        let rest = self.name.strip_prefix(name);
        rest.is_some_and(|rest| rest.is_empty() || rest.starts_with('-'))
    }
}

/// Prints the suites' names.
pub fn list() {
    for suite in all_suites() {
        println!("{:<16} {}", suite.name, suite.about);
    }
    println!("\n`browser` and `e2e` name the suites of all three engines.");
}

/// Runs the named suites, or all but those that have to be named. After a failure the rest still runs. `false` if anything failed.
pub fn run(names: &[String]) -> Result<bool> {
    for name in names {
        if !all_suites().any(|suite| suite.is_meant_by(name)) {
            bail!("there is no suite \"{name}\"; `cargo xtask test --list` names them");
        }
    }
    let suites: Vec<_> = match names {
        [] => SUITES.iter().collect(),
        names => all_suites()
            .filter(|suite| names.iter().any(|name| suite.is_meant_by(name)))
            .collect(),
    };
    let begun = AtomicUsize::new(0);
    let report = thread::scope(|scope| {
        scope.spawn(|| process::ahead_of_time(|| prepare(&suites, &begun)));
        run_each(&suites, &begun)
    });
    println!("\n{report}");
    Ok(report.passed())
}

/// Runs suites one after another, and counts those that it has begun.
fn run_each(suites: &[&Suite], begun: &AtomicUsize) -> Report {
    let mut report = Report::default();
    let mut package_stands: Option<bool> = None;
    for suite in suites {
        begun.fetch_add(1, Ordering::Relaxed);
        println!("\n──── {}: {} ────", suite.name, suite.about);
        let since = Instant::now();
        let counts = if suite.needs_package && !*package_stands.get_or_insert_with(build_package) {
            Err(anyhow::anyhow!("the package was not built"))
        } else {
            (suite.run)()
        };
        let outcome = Outcome::new(suite.name, counts, since.elapsed());
        println!("{outcome}");
        report.add(outcome);
    }
    report
}

/// Prepares the suites that have not begun, in their order. A single suite begins at once.
fn prepare(suites: &[&Suite], begun: &AtomicUsize) {
    for (index, suite) in suites.iter().enumerate().skip(1) {
        let is_ahead = index >= begun.load(Ordering::Relaxed);
        if let Some(prepare) = suite.prepare.filter(|_| is_ahead) {
            // The suite will get the same error, and show it.
            let _ = prepare();
        }
    }
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

    #[test]
    fn suites_that_have_not_begun_are_prepared_and_one_alone_begins_at_once() {
        static PREPARED: AtomicUsize = AtomicUsize::new(0);
        let suite = Suite {
            name: "",
            about: "",
            needs_package: false,
            prepare: Some(|| {
                PREPARED.fetch_add(1, Ordering::Relaxed);
                bail!("the next is prepared all the same")
            }),
            run: || Ok(Counts::check(true)),
        };
        let prepared = |suites: usize, begun| {
            prepare(&vec![&suite; suites], &AtomicUsize::new(begun));
            PREPARED.swap(0, Ordering::Relaxed)
        };
        assert_eq!(prepared(4, 2), 2);
        assert_eq!(prepared(4, 0), 3);
        assert_eq!(prepared(1, 0), 0);
    }
}
