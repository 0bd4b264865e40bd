//! Reads the number of tests from the runners' output.

use std::collections::BTreeSet;

use anyhow::{Context, Result};

use crate::process::Finished;
use crate::report::Counts;

/// Counts the `test result:` lines of cargo test and of wasm-bindgen's runner.
pub fn of_libtest(finished: &Finished) -> Result<Counts> {
    let counts = finished
        .text
        .lines()
        .filter_map(result_line)
        .fold(Counts::default(), |sum, counts| sum + counts);
    Ok(with_status(counts, finished))
}

/// Counts by the line that `xtask/npm/counts.mjs` prints.
pub fn of_node(finished: &Finished) -> Result<Counts> {
    let line = finished
        .text
        .lines()
        .rev()
        .find_map(|line| line.strip_prefix("counted: "))
        .context("Node's test runner ended without its counts")?;
    Ok(with_status(
        parse(line).context("unreadable counts")?,
        finished,
    ))
}

/// The test files (`tests/name.rs`) with at least one test that ran.
pub fn files_with_tests(text: &str) -> BTreeSet<String> {
    let mut files = BTreeSet::new();
    let mut current = None;
    for line in text.lines() {
        if let Some(file) = running_file(line) {
            current = Some(file);
        } else if result_line(line).is_some_and(|counts| counts.passed + counts.failed > 0) {
            files.extend(current.take());
        }
    }
    files
}

/// Cargo's "Running tests/name.rs (…)", but not the runner's "Running headless tests in …".
fn running_file(line: &str) -> Option<String> {
    let word = line
        .trim_start()
        .strip_prefix("Running ")?
        .split_whitespace()
        .next()?;
    word.ends_with(".rs").then(|| word.to_owned())
}

/// A run that ended badly without a failed test (a crash, a compile error, a hang) counts as one failure.
fn with_status(mut counts: Counts, finished: &Finished) -> Counts {
    if !finished.success() && counts.failed == 0 {
        counts.failed = 1;
    }
    counts
}

fn result_line(line: &str) -> Option<Counts> {
    let (_, result) = line.split_once("test result: ")?;
    parse(result.split_once(". ")?.1)
}

/// Reads "3 passed; 1 failed; …", with semicolons or commas.
fn parse(text: &str) -> Option<Counts> {
    let number_before = |word: &str| {
        text.split([';', ','])
            .find_map(|part| part.trim().strip_suffix(word))
            .and_then(|number| number.trim().parse().ok())
    };
    Some(Counts {
        passed: number_before("passed")?,
        failed: number_before("failed")?,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn result_lines_of_libtest_are_read() {
        let line = "test result: FAILED. 12 passed; 3 failed; 1 ignored; 0 measured; 0 filtered out; finished in 0.02s";
        assert_eq!(
            result_line(line),
            Some(Counts {
                passed: 12,
                failed: 3
            })
        );
        assert_eq!(result_line("running 15 tests"), None);
    }

    #[test]
    fn a_file_counts_as_run_only_when_a_test_of_it_ran() {
        let text = "     Running tests/browser_a.rs (target/a.wasm)\n\
                    Running headless tests in Chrome on `http://127.0.0.1:40433/`\n\
                    test result: ok. 2 passed; 0 failed; 0 ignored\n\
                    \x20    Running tests/browser_b.rs (target/b.wasm)\n\
                    no tests to run!\n\
                    \x20    Running tests/browser_c.rs (target/c.wasm)\n\
                    test result: ok. 0 passed; 0 failed; 0 ignored\n";
        assert_eq!(
            files_with_tests(text),
            BTreeSet::from(["tests/browser_a.rs".to_owned()])
        );
    }

    #[test]
    fn the_line_of_our_node_reporter_is_read() {
        assert_eq!(
            parse("7 passed, 2 failed"),
            Some(Counts {
                passed: 7,
                failed: 2
            })
        );
        assert_eq!(parse("seven passed"), None);
    }
}
