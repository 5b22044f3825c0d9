//! Reads from the output of test runners how many tests there were.

use std::fmt;
use std::ops::{Add, AddAssign};

#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(crate) struct Counts {
    pub(crate) passed: u32,
    pub(crate) failed: u32,
    pub(crate) skipped: u32,
}

impl Add for Counts {
    type Output = Self;

    fn add(self, other: Self) -> Self {
        Self {
            passed: self.passed + other.passed,
            failed: self.failed + other.failed,
            skipped: self.skipped + other.skipped,
        }
    }
}

impl AddAssign for Counts {
    fn add_assign(&mut self, other: Self) {
        *self = *self + other;
    }
}

/// The closing line of a run.
impl fmt::Display for Counts {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{} passed, {} failed", self.passed, self.failed)?;
        if self.skipped > 0 {
            write!(formatter, ", {} skipped", self.skipped)?;
        }
        Ok(())
    }
}

/// Sums the closing lines of `cargo test` and of the runner for tests in a browser, which is the same:
/// `test result: ok. 3 passed; 0 failed; 1 ignored; …`.
pub(crate) fn of_cargo(output: &str) -> Counts {
    let mut counts = Counts::default();
    for line in output.lines() {
        let Some((_, numbers)) = line.split_once("test result: ").and_then(|(_, rest)| rest.split_once(". ")) else {
            continue;
        };
        for (number, word) in numbers.split(';').filter_map(number_and_word) {
            counts += one(number, word);
        }
    }
    counts
}

/// Sums the closing lines of Playwright: `  12 passed (3.1s)`, `  1 failed`, each alone on a line.
pub(crate) fn of_playwright(output: &str) -> Counts {
    let closing = output.lines().filter(|line| line.starts_with("  ")).filter_map(number_and_word);
    closing.fold(Counts::default(), |counts, (number, word)| counts + one(number, word))
}

/// Sums the closing lines of Node's own test runner in its reporter `spec`: `ℹ pass 12`.
pub(crate) fn of_node(output: &str) -> Counts {
    let closing = output.lines().filter_map(|line| line.strip_prefix("ℹ ")?.split_once(' '));
    closing
        .filter_map(|(word, number)| Some(one(number.parse().ok()?, word)))
        .fold(Counts::default(), |counts, more| counts + more)
}

/// What a runner calls the ends that a test can have.
fn one(number: u32, word: &str) -> Counts {
    let none = Counts::default();
    match word {
        "passed" | "pass" => Counts { passed: number, ..none },
        // A test that passes only when tried again does not pass.
        "failed" | "flaky" | "interrupted" | "fail" | "cancelled" => Counts { failed: number, ..none },
        "ignored" | "skipped" | "did not run" | "todo" => Counts { skipped: number, ..none },
        _ => none,
    }
}

/// `12 passed (3.1s)` is 12 and `passed`.
fn number_and_word(text: &str) -> Option<(u32, &str)> {
    let (number, rest) = text.trim().split_once(' ')?;
    Some((number.parse().ok()?, rest.split(" (").next()?.trim()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn results_of_all_test_programs_of_a_cargo_run_are_summed() {
        let output = "running 2 tests\ntest a ... ok\ntest result: ok. 2 passed; 0 failed; 0 ignored; 0 measured; 0 filtered out; finished in 0.00s\n\
                      test result: FAILED. 10 passed; 3 failed; 1 ignored; 0 measured; 4 filtered out; finished in 1.20s\n";
        assert_eq!(of_cargo(output), Counts { passed: 12, failed: 3, skipped: 1 });
    }

    #[test]
    fn results_of_tests_in_a_browser_are_read_like_those_of_cargo() {
        let output = "test web::it_shows ... ok\n\ntest result: ok. 5 passed; 0 failed; 0 ignored; 0 filtered out; finished in 0.34s\n";
        assert_eq!(of_cargo(output), Counts { passed: 5, failed: 0, skipped: 0 });
    }

    #[test]
    fn the_closing_lines_of_playwright_are_counted_and_its_list_of_tests_is_not() {
        let output = "Running 7 tests using 1 worker\n\n  ✓  1 a.spec.ts:3:1 › 3 failed requests show (1.2s)\n\n  1 failed\n    a.spec.ts:9:1 › 4 passed\n\
                      \x20 2 skipped\n  1 did not run\n  1 flaky\n    a.spec.ts:12:1 › waits\n  12 passed (1.1m)\n";
        assert_eq!(of_playwright(output), Counts { passed: 12, failed: 2, skipped: 3 });
    }

    #[test]
    fn the_closing_lines_of_node_are_counted_and_its_list_of_tests_is_not() {
        let output = "✔ it takes pass 3 (1.5ms)\n✖ it fails (0.5ms)\nℹ tests 16\nℹ suites 0\nℹ pass 12\nℹ fail 1\nℹ cancelled 1\n\
                      ℹ skipped 2\nℹ todo 0\nℹ duration_ms 81.42\n\n✖ failing tests:\n";
        assert_eq!(of_node(output), Counts { passed: 12, failed: 2, skipped: 2 });
    }

    #[test]
    fn the_closing_line_names_skipped_tests_only_when_there_are_some() {
        assert_eq!(Counts { passed: 7, failed: 0, skipped: 0 }.to_string(), "7 passed, 0 failed");
        assert_eq!(Counts { passed: 7, failed: 1, skipped: 2 }.to_string(), "7 passed, 1 failed, 2 skipped");
    }
}
