//! `audit`: known vulnerabilities of crates and npm packages. It asks others, so it is no test; what could not be asked is
//! said and is no good result.

use std::process::{ExitCode, Stdio};

use anyhow::{Context, Result};
use serde_json::Value;

use crate::project::Project;
use crate::setup::{self, Extra};

/// What one list of advisories said.
#[derive(Debug, PartialEq)]
enum Answer {
    Nothing,
    /// Advisories about what we use.
    Found(u64),
    /// Nobody answered; the reason.
    NotReached(String),
}

/// Exits with 0 when both lists were asked and know of nothing, with 1 when one knows of something, and with 2 when
/// nothing is known but a list could not be asked.
///
/// # Errors
/// Set-up is not complete, or a program cannot be started.
pub(crate) fn audit(project: &Project) -> Result<ExitCode> {
    setup::prepare(project, &[Extra::Deny])?;
    let deny = ["deny", "--workspace", "--format", "json", "check", "advisories"];
    let crates = project.cargo(deny).stdin(Stdio::null()).output().context("cargo-deny could not be started")?;
    let npm = project.npm_program("npm").args(["audit", "--json"]).stdin(Stdio::null()).output();
    let npm = npm.context("npm could not be started")?;
    let answers = [
        ("crates (RustSec)", of_cargo_deny(&String::from_utf8_lossy(&crates.stderr)), "cargo deny check advisories"),
        ("npm packages", of_npm(&String::from_utf8_lossy(&npm.stdout)), "npm audit"),
    ];
    for (what, answer, more) in &answers {
        match answer {
            Answer::Nothing => println!("{what}: no advisory."),
            Answer::Found(1) => println!("{what}: 1 advisory. More: {more}"),
            Answer::Found(number) => println!("{what}: {number} advisories. More: {more}"),
            Answer::NotReached(why) => println!("{what}: NOT LOOKED AT, the list could not be reached: {why}"),
        }
    }
    Ok(ExitCode::from(code(answers.iter().map(|(_, answer, _)| answer))))
}

fn code<'a>(answers: impl Iterator<Item = &'a Answer> + Clone) -> u8 {
    if answers.clone().any(|answer| matches!(answer, Answer::Found(_))) {
        1
    } else if answers.clone().all(|answer| *answer == Answer::Nothing) {
        0
    } else {
        2
    }
}

/// cargo-deny writes one JSON a line: what it found, and at the end a summary, unless it could not get its list.
fn of_cargo_deny(lines: &str) -> Answer {
    let lines = lines.lines().filter_map(|line| serde_json::from_str::<Value>(line).ok());
    let (summaries, others): (Vec<_>, Vec<_>) =
        lines.partition(|line| line.get("type").is_some_and(|kind| kind == "summary"));
    let Some(summary) = summaries.last() else {
        let said = others.iter().rev().find_map(|line| line.pointer("/fields/message")?.as_str());
        return Answer::NotReached(in_a_line(said));
    };
    let count = |level| summary.pointer(&format!("/fields/advisories/{level}")).and_then(Value::as_u64);
    match count("errors").zip(count("warnings")) {
        Some((0, 0)) => Answer::Nothing,
        Some((errors, warnings)) => Answer::Found(errors + warnings),
        None => Answer::NotReached(in_a_line(None)),
    }
}

fn of_npm(report: &str) -> Answer {
    let report: Value = serde_json::from_str(report).unwrap_or_default();
    match report.pointer("/metadata/vulnerabilities/total").and_then(Value::as_u64) {
        Some(0) => Answer::Nothing,
        Some(number) => Answer::Found(number),
        None => Answer::NotReached(in_a_line(report.get("message").and_then(Value::as_str))),
    }
}

/// The last line of what a program said, which is the reason; names of hosts and all.
fn in_a_line(said: Option<&str>) -> String {
    let last = said.and_then(|said| said.lines().rev().find(|line| !line.trim().is_empty()));
    last.unwrap_or("it said nothing that could be understood").trim().to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_list_that_was_not_reached_is_no_clean_bill() {
        let log = r#"{"fields":{"level":"ERROR","message":"failed to fetch\nCould not resolve host\n"},"type":"log"}"#;
        assert_eq!(of_cargo_deny(log), Answer::NotReached("Could not resolve host".to_owned()));
        assert_eq!(
            of_npm(r#"{"message":"405 Method Not Allowed"}"#),
            Answer::NotReached("405 Method Not Allowed".to_owned())
        );
        assert!(matches!(of_npm(""), Answer::NotReached(_)));
        assert!(matches!(of_cargo_deny(""), Answer::NotReached(_)));
    }

    #[test]
    fn advisories_are_counted() {
        let summary = |errors: u8, warnings: u8| {
            format!(r#"{{"fields":{{"advisories":{{"errors":{errors},"warnings":{warnings}}}}},"type":"summary"}}"#)
        };
        assert_eq!(of_cargo_deny(&summary(0, 0)), Answer::Nothing);
        assert_eq!(of_cargo_deny(&summary(1, 2)), Answer::Found(3));
        let report =
            |total: u8| format!(r#"{{"auditReportVersion":2,"metadata":{{"vulnerabilities":{{"total":{total}}}}}}}"#);
        assert_eq!(of_npm(&report(0)), Answer::Nothing);
        assert_eq!(of_npm(&report(4)), Answer::Found(4));
    }

    #[test]
    fn the_exit_code_tells_found_from_not_looked_at() {
        let not_reached = Answer::NotReached(String::new());
        assert_eq!(code([&Answer::Nothing, &Answer::Nothing].into_iter()), 0);
        assert_eq!(code([&not_reached, &Answer::Found(1)].into_iter()), 1);
        assert_eq!(code([&Answer::Nothing, &not_reached].into_iter()), 2);
    }
}
