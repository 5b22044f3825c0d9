//! The step `mutation`: cargo-mutants changes one thing in the rules, runs their tests, and so on with the next. A change that
//! no test notices fails, unless `.cargo/mutants.toml` says why it may.
//!
//! Domain and routes import nothing of the framework, so they are tried beside `apono-api` in a workspace of their own: a
//! change then costs seconds of a processor instead of a build of the tab.

use std::fs;
use std::path::Path;
use std::process::Stdio;
use std::thread;

use anyhow::{Context, Result, bail};
use serde_json::Value;

use crate::counts::Counts;
use crate::project::Project;

const MEMBERS: &str = r#"members = ["apono-api", "rules"]"#;

const RULES: &str = r#"[package]
name = "rules"
version.workspace = true
edition.workspace = true
publish.workspace = true

[dependencies]
apono-api.workspace = true
serde.workspace = true
serde_json.workspace = true

[dev-dependencies]
proptest.workspace = true
"#;

/// Whatever takes longer goes round for ever, which is noticed. Seconds; the rules' tests take one.
const TIMEOUT: &str = "40";

/// How cargo-mutants ends when no change, or some, or none but endless ones were left; otherwise it did not do its work.
const ENDS: [Option<i32>; 3] = [Some(0), Some(2), Some(3)];

/// More jobs than this gain little, as cargo-mutants says itself.
const MOST_JOBS: usize = 8;

/// Tries every change. What passed are the changes that a test noticed.
///
/// # Errors
/// The workspace cannot be made, cargo-mutants cannot be started, or the tests fail before anything is changed.
pub(crate) fn mutation(project: &Project) -> Result<Counts> {
    let workspace = project.work().join("mutation");
    make(project, &workspace)?;
    let jobs = thread::available_parallelism().map_or(1, usize::from).min(MOST_JOBS);
    let mut mutants = project.cargo(["mutants", "--workspace", "--cap-lints=true", "--timeout", TIMEOUT]);
    // Without a look for examples in comments, of which there are none.
    mutants.arg("--cargo-test-arg=--tests").args(["--jobs", &jobs.to_string()]);
    mutants.arg("--dir").arg(&workspace).arg("--output").arg(project.work());
    mutants.arg("--config").arg(project.root().join(".cargo/mutants.toml"));
    // Each job builds in a copy of its own, again and again.
    mutants.env_remove("CARGO_TARGET_DIR").env_remove("CARGO_INCREMENTAL").env("PROPTEST_CASES", "32");
    mutants.stdin(Stdio::null());
    let status = mutants.status().context("cargo-mutants could not be started")?;
    if !ENDS.contains(&status.code()) {
        bail!("cargo-mutants failed ({status}); its output is above.");
    }
    let outcomes = project.work().join("mutants.out/outcomes.json");
    let outcomes = fs::read(&outcomes).with_context(|| format!("{} cannot be read", outcomes.display()))?;
    counts_of(&serde_json::from_slice(&outcomes).context("outcomes.json could not be understood")?)
}

/// Leaves the workspace with what is tried now.
fn make(project: &Project, workspace: &Path) -> Result<()> {
    if workspace.exists() {
        fs::remove_dir_all(workspace).with_context(|| format!("{} cannot be removed", workspace.display()))?;
    }
    let rules = workspace.join("rules/src");
    fs::create_dir_all(&rules)?;
    let root = project.root();
    let all = fs::read_to_string(root.join("Cargo.toml")).context("Cargo.toml cannot be read")?;
    fs::write(workspace.join("Cargo.toml"), manifest(&all).context("Cargo.toml has no members or no package")?)?;
    fs::write(workspace.join("rules/Cargo.toml"), RULES)?;
    fs::write(rules.join("lib.rs"), "pub mod domain;\npub mod route;\n")?;
    for (from, to) in [("Cargo.lock", workspace.join("Cargo.lock")), ("src/route.rs", rules.join("route.rs"))] {
        fs::copy(root.join(from), to).with_context(|| format!("{from} cannot be copied"))?;
    }
    copy_folder(&root.join("src/domain"), &rules.join("domain"))?;
    copy_folder(&root.join("apono-api"), &workspace.join("apono-api"))
}

/// What the workspace says for its members, which are others here.
fn manifest(all: &str) -> Option<String> {
    let (workspace, _) = all.split_once("\n[package]")?;
    let members = workspace.lines().find(|line| line.starts_with("members = "))?;
    Some(workspace.replacen(members, MEMBERS, 1))
}

fn copy_folder(from: &Path, to: &Path) -> Result<()> {
    fs::create_dir_all(to)?;
    for entry in fs::read_dir(from).with_context(|| format!("{} cannot be read", from.display()))? {
        let (from, to) = entry.map(|entry| (entry.path(), to.join(entry.file_name())))?;
        if from.is_dir() {
            copy_folder(&from, &to)?;
        } else {
            fs::copy(&from, &to).with_context(|| format!("{} cannot be copied", from.display()))?;
        }
    }
    Ok(())
}

/// What did not end was noticed; what does not compile counts for nothing.
fn counts_of(outcomes: &Value) -> Result<Counts> {
    let number = |name: &str| {
        let number = outcomes[name].as_u64().and_then(|number| u32::try_from(number).ok());
        number.with_context(|| format!("outcomes.json has no number {name}"))
    };
    Ok(Counts { passed: number("caught")? + number("timeout")?, failed: number("missed")?, skipped: 0 })
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn the_workspace_of_the_rules_has_the_versions_and_lints_of_the_project_and_members_of_its_own() {
        let all = "[workspace]\nmembers = [\".\", \"server\"]\n\n[workspace.package]\nedition = \"2024\"\n\n[package]\nname = \"tab\"\n";
        let own = "[workspace]\nmembers = [\"apono-api\", \"rules\"]\n\n[workspace.package]\nedition = \"2024\"\n";
        assert_eq!(manifest(all).as_deref(), Some(own));
        assert_eq!(manifest("[package]\nname = \"tab\"\n"), None);
    }

    #[test]
    fn changes_that_no_test_noticed_are_failures_and_those_that_do_not_end_are_noticed() {
        let outcomes =
            json!({ "total_mutants": 20, "caught": 12, "missed": 2, "timeout": 1, "unviable": 5, "success": 0 });
        assert_eq!(counts_of(&outcomes).unwrap(), Counts { passed: 13, failed: 2, skipped: 0 });
        assert!(counts_of(&json!({ "caught": 12 })).is_err());
    }
}
