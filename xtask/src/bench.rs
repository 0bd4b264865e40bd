//! `cargo xtask bench`: speed, memory, size and hard cases in the browser, printed as tables.

use std::process::Command;
use std::time::Duration;

use anyhow::{Result, ensure};

use crate::setup::{browser, npm};
use crate::{package, process, project, sizes};

struct Benchmark {
    name: &'static str,
    script: &'static str,
    /// As short as possible: each script can run for longer by itself, with other arguments.
    arguments: &'static [&'static str],
    /// Folders with the npm packages that it needs.
    packages: &'static [&'static str],
    opens_pages: bool,
    /// `true` if it reads the names of the cores' functions.
    reads_names: bool,
}

const BENCHMARKS: &[Benchmark] = &[
    Benchmark {
        name: "weight",
        script: "benches/weight.mjs",
        arguments: &[],
        packages: &["tests", "www-example", "benches/peers"],
        opens_pages: true,
        reads_names: false,
    },
    Benchmark {
        name: "executed",
        script: "benches/executed.mjs",
        arguments: &[],
        packages: &["tests", "www-example", "benches/peers"],
        opens_pages: true,
        reads_names: true,
    },
    Benchmark {
        name: "cold",
        script: "benches/cold.mjs",
        arguments: &["7"],
        packages: &["tests", "www-example", "benches/peers"],
        opens_pages: true,
        reads_names: false,
    },
    Benchmark {
        name: "cached",
        script: "benches/cached_get_token.mjs",
        arguments: &[],
        packages: &[],
        opens_pages: false,
        reads_names: false,
    },
    Benchmark {
        name: "tenants",
        script: "benches/tenants.mjs",
        arguments: &[],
        packages: &[],
        opens_pages: false,
        reads_names: false,
    },
    Benchmark {
        name: "verify",
        script: "benches/verify.mjs",
        arguments: &[],
        packages: &["tests", "www-example"],
        opens_pages: true,
        reads_names: false,
    },
    Benchmark {
        name: "early-end",
        script: "benches/early-end.mjs",
        arguments: &[],
        packages: &["tests"],
        opens_pages: false,
        reads_names: false,
    },
    Benchmark {
        name: "coordinator",
        script: "benches/coordinator.mjs",
        arguments: &["5"],
        packages: &["tests"],
        opens_pages: false,
        reads_names: false,
    },
    Benchmark {
        name: "killed-holder",
        script: "benches/killed-holder.mjs",
        arguments: &["2"],
        packages: &["tests", "www-example"],
        opens_pages: true,
        reads_names: false,
    },
    Benchmark {
        name: "twenty-tabs",
        script: "benches/twenty-tabs.mjs",
        arguments: &["5"],
        packages: &["tests", "www-example", "benches/peers"],
        opens_pages: true,
        reads_names: false,
    },
];

/// The valid names on the command line.
pub fn names() -> impl Iterator<Item = &'static str> {
    BENCHMARKS.iter().map(|benchmark| benchmark.name)
}

/// Builds the package, runs the named benchmarks, or all of them, and prints the package's sizes.
pub fn run(chosen: &[String]) -> Result<()> {
    for name in chosen {
        let known: Vec<_> = names().collect();
        ensure!(
            known.contains(&name.as_str()),
            "there is no benchmark \"{name}\": {}",
            known.join(", ")
        );
    }
    let built = package::build()?;
    let is_chosen =
        |benchmark: &&Benchmark| chosen.is_empty() || chosen.iter().any(|n| n == benchmark.name);
    for benchmark in BENCHMARKS.iter().filter(is_chosen) {
        run_one(benchmark)?;
    }
    sizes::print(&built)
}

fn run_one(benchmark: &Benchmark) -> Result<()> {
    println!("==> benchmark {}", benchmark.name);
    let mut node = Command::new("node");
    if benchmark.opens_pages {
        node.env("CHROMIUM", browser::chromium()?.browser);
    }
    for folder in benchmark.packages {
        npm::install(folder)?;
    }
    if benchmark.reads_names {
        package::named_cores()?;
    }
    let finished = process::run_shown(
        node.arg(project::root().join(benchmark.script))
            .args(benchmark.arguments),
        Duration::from_secs(10 * 60),
    )?;
    ensure!(finished.success(), "the benchmark failed");
    Ok(())
}
