//! The suites' results: a table, and a line with the sum.

use std::fmt;
use std::ops::Add;
use std::time::Duration;

use anyhow::Result;

/// The numbers of passed and failed tests.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Counts {
    pub passed: u32,
    pub failed: u32,
}

impl Counts {
    /// A check without a test runner counts as one test.
    pub fn check(passed: bool) -> Self {
        Self {
            passed: u32::from(passed),
            failed: u32::from(!passed),
        }
    }
}

impl Add for Counts {
    type Output = Self;

    fn add(self, other: Self) -> Self {
        Self {
            passed: self.passed + other.passed,
            failed: self.failed + other.failed,
        }
    }
}

/// One suite's result.
pub struct Outcome {
    suite: &'static str,
    counts: Counts,
    took: Duration,
    /// The reason of a failure other than a failed test.
    note: Option<String>,
}

impl Outcome {
    /// A suite that could not run, or that ran no test at all, is one failure.
    pub fn new(suite: &'static str, counts: Result<Counts>, took: Duration) -> Self {
        let failed = Counts::check(false);
        let (counts, note) = match counts {
            Ok(counts) if counts == Counts::default() => (failed, Some("ran no test".to_owned())),
            Ok(counts) => (counts, None),
            Err(error) => (failed, Some(format!("{error:#}"))),
        };
        Self {
            suite,
            counts,
            took,
            note,
        }
    }
}

impl fmt::Display for Outcome {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "{:<16} {:>5} passed {:>5} failed {:>6.1} s",
            self.suite,
            self.counts.passed,
            self.counts.failed,
            self.took.as_secs_f64()
        )?;
        match &self.note {
            Some(note) => write!(f, "   {note}"),
            None => Ok(()),
        }
    }
}

/// The results of all suites that ran.
#[derive(Default)]
pub struct Report(Vec<Outcome>);

impl Report {
    pub fn add(&mut self, outcome: Outcome) {
        self.0.push(outcome);
    }

    pub fn passed(&self) -> bool {
        let total = self.total();
        total.failed == 0 && total.passed > 0
    }

    fn total(&self) -> Counts {
        self.0
            .iter()
            .fold(Counts::default(), |sum, outcome| sum + outcome.counts)
    }
}

impl fmt::Display for Report {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for outcome in &self.0 {
            writeln!(f, "{outcome}")?;
        }
        let took: Duration = self.0.iter().map(|outcome| outcome.took).sum();
        writeln!(f, "{:<16} {:>33.1} s", "all of it", took.as_secs_f64())?;
        let total = self.total();
        write!(f, "\n{} passed, {} failed", total.passed, total.failed)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn report(counts: Result<Counts>) -> Report {
        let mut report = Report::default();
        report.add(Outcome::new("suite", counts, Duration::ZERO));
        report
    }

    #[test]
    fn a_suite_that_ran_no_test_is_a_failure() {
        let report = report(Ok(Counts::default()));
        assert!(!report.passed());
        assert!(report.to_string().ends_with("\n0 passed, 1 failed"));
    }

    #[test]
    fn a_suite_that_could_not_run_is_a_failure_with_its_reason() {
        let report = report(Err(anyhow::anyhow!("no browser")));
        assert!(!report.passed());
        assert!(report.to_string().contains("no browser"));
    }

    #[test]
    fn the_last_line_sums_up_all_suites() {
        let mut report = report(Ok(Counts {
            passed: 3,
            failed: 0,
        }));
        report.add(Outcome::new(
            "other",
            Ok(Counts {
                passed: 4,
                failed: 0,
            }),
            Duration::ZERO,
        ));
        assert!(report.passed());
        assert!(report.to_string().ends_with("\n7 passed, 0 failed"));
    }
}
