//! `test`: every check, the fast ones first. Stops at the first that fails.

use std::ffi::OsString;
use std::fs;
use std::io::{BufRead, BufReader, Write};
use std::path::{Path, PathBuf};
use std::process::{Command, ExitCode, Stdio};
use std::time::{Duration, Instant};

use anyhow::{Context, Result};
use clap::{Args, ValueEnum};
use serde_json::{Value, json};

use crate::budget::{FirstLoad, HostModule, Parts};
use crate::counts::{self, Counts};
use crate::mutation::mutation;
use crate::package;
use crate::project::{Project, describe};
use crate::setup::{self, Extra};
use crate::tab::{self, Ahead};

#[derive(Args)]
pub(crate) struct TestArgs {
    /// Only these steps, in their usual order.
    steps: Vec<Step>,
    /// Add what takes longer: more cases of each property, full matrices.
    #[arg(long)]
    all: bool,
    /// Given on to the test runners of the steps unit, web and e2e, for example: test e2e -- --grep "Duration".
    #[arg(last = true)]
    args: Vec<OsString>,
}

impl TestArgs {
    fn chosen(&self) -> Vec<Step> {
        let by_itself = |step| self.all || step != Step::Mutation;
        let chosen = |step: &Step| if self.steps.is_empty() { by_itself(*step) } else { self.steps.contains(step) };
        Step::value_variants().iter().copied().filter(chosen).collect()
    }
}

/// In the order in which they are run.
#[derive(Clone, Copy, PartialEq, PartialOrd, ValueEnum)]
enum Step {
    /// The format of Rust code.
    Format,
    /// Style sheet and icons are as their generators write them.
    Generated,
    /// Tests of the Teams app package and of each of its checks.
    Package,
    /// Licences and versions of everything that others wrote, and what is said about it.
    Supply,
    /// Lints of everything but the tab.
    Lints,
    /// Lints of the tab as it is compiled for browsers.
    LintsWasm,
    /// Tests that need no browser.
    Unit,
    /// The demo's answers to calls that are made up, against the documents of the API.
    Schema,
    /// Tests of the tab's parts, in a browser.
    Web,
    /// The release build of the tab.
    Tab,
    /// What a first visit loads.
    Size,
    /// Tests of the whole product, in a browser.
    E2e,
    /// Every rule changed in every way, to see that a test notices; with --all, or by name.
    Mutation,
}

impl Step {
    fn name(self) -> String {
        self.to_possible_value().map(|value| value.get_name().to_owned()).unwrap_or_default()
    }
}

struct Done {
    step: Step,
    passed: bool,
    counts: Counts,
    took: Duration,
}

const WASM: &str = "wasm32-unknown-unknown";

pub(crate) fn test(project: &Project, args: &TestArgs) -> Result<ExitCode> {
    let steps = args.chosen();
    let in_browser = steps.iter().any(|step| matches!(step, Step::Web | Step::E2e));
    let mut extras = Vec::new();
    extras.extend(in_browser.then_some(Extra::Browser));
    extras.extend(steps.contains(&Step::Supply).then_some(Extra::Deny));
    extras.extend(steps.contains(&Step::Mutation).then_some(Extra::Mutants));
    setup::prepare(project, &extras)?;
    if steps.contains(&Step::Unit) {
        setup::prepare_database(project);
    }
    if steps.contains(&Step::E2e) && !args.all {
        setup::prepare_shell(project);
    }

    let mut done: Vec<Done> = Vec::new();
    let mut ahead = None;
    for step in &steps {
        if steps.contains(&Step::Tab) && (Step::Lints..Step::Tab).contains(step) && ahead.is_none() {
            ahead = Some(Ahead::begin(project));
        }
        println!("\n=== {}", step.name());
        let started = Instant::now();
        let begun = ahead.take_if(|_| *step == Step::Tab).map_or(Ok(()), Ahead::end);
        let result = begun.map_err(Failed::from).and_then(|()| perform(project, *step, args));
        let took = started.elapsed();
        let (passed, counts) = match result {
            Ok(counts) => (counts.failed == 0, counts),
            Err(Failed { reason, counts }) => {
                println!("{reason:#}");
                // A check that counts nothing and fails is one failure.
                (false, Counts { failed: counts.failed.max(1), ..counts })
            }
        };
        println!("=== {}: {}, {}", step.name(), if passed { "ok" } else { "FAILED" }, seconds(took));
        done.push(Done { step: *step, passed, counts, took });
        if !passed {
            break;
        }
    }
    print!("\n{}", table(&steps, &done));
    let all = done.iter().fold(Counts::default(), |sum, done| sum + done.counts);
    println!("\n{all}");
    Ok(if done.iter().all(|done| done.passed) { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

/// Why a step failed, and what it had counted by then.
struct Failed {
    reason: anyhow::Error,
    counts: Counts,
}

impl<E: Into<anyhow::Error>> From<E> for Failed {
    fn from(error: E) -> Self {
        Self { reason: error.into(), counts: Counts::default() }
    }
}

type Outcome = Result<Counts, Failed>;

fn perform(project: &Project, step: Step, args: &TestArgs) -> Outcome {
    let plain = |mut command: Command| -> Outcome {
        project.run(&mut command)?;
        Ok(Counts::default())
    };
    match step {
        Step::Format => plain(project.cargo(["fmt", "--all", "--check"])),
        Step::Generated => {
            for generator in ["style/generate.mjs", "teams/icons.mjs"] {
                project.run(project.command("node").args([generator, "--check"]))?;
            }
            Ok(Counts::default())
        }
        Step::Package => counted(&mut in_node(project, "teams/package.test.mjs"), counts::of_node),
        Step::Supply => {
            // A build fetches only what this machine needs; what is looked at is everything.
            project.run(&mut project.cargo(["fetch", "--locked", "--quiet"]))?;
            project.run(&mut project.cargo([
                "deny",
                "--offline",
                "--locked",
                "--workspace",
                "check",
                "-D",
                "warnings",
                "bans",
                "licenses",
                "sources",
            ]))?;
            counted(&mut in_node(project, "supply/supply.test.mjs"), counts::of_node)
        }
        Step::Lints => {
            // The tab has its own step, which looks at all of it, so that its framework is not checked for this machine too.
            let all = ["clippy", "--workspace", "--exclude", "apono-tab", "--all-targets", "--", "-D", "warnings"];
            project.run(&mut project.cargo(all))?;
            // Targets for cargo-fuzz have a workspace of their own.
            plain(project.cargo(["check", "--quiet", "--locked", "--manifest-path", "fuzz/Cargo.toml"]))
        }
        Step::LintsWasm => {
            let tab = ["clippy", "--package", "apono-tab", "--target", WASM, "--all-targets"];
            plain(project.cargo(tab.into_iter().chain(["--features", "parts", "--", "-D", "warnings"])))
        }
        Step::Unit => unit(project, args),
        Step::Schema => schema(project, args),
        Step::Web => web(project, args),
        Step::Tab => {
            tab::build(project, tab::ENGLISH)?;
            Ok(Counts::default())
        }
        Step::Size => size(project),
        Step::E2e => end_to_end(project, args),
        Step::Mutation => Ok(mutation(project)?),
    }
}

fn in_node(project: &Project, tests: &str) -> Command {
    let mut node = project.command("node");
    // Colours would hide the closing lines.
    node.args(["--test", "--test-reporter=spec", tests]).env_remove("FORCE_COLOR");
    node
}

fn schema(project: &Project, args: &TestArgs) -> Outcome {
    let Some(schemathesis) = setup::schemathesis(project) else {
        return Ok(Counts { skipped: 2, ..Counts::default() });
    };
    build_server(project)?;
    let mut node = in_node(project, "tests/schema/schema.test.mjs");
    node.env("SCHEMATHESIS", schemathesis).env("TAB_SERVER", project.server("debug"));
    if args.all {
        node.env("TEST_ALL", "1");
    }
    counted(&mut node, counts::of_node)
}

/// By the same command as in the step `unit` less the running of tests, so that the server is not compiled once more with
/// another choice of features.
fn build_server(project: &Project) -> Result<()> {
    project.run(&mut project.cargo(["test", "--workspace", "--no-run", "--quiet"]))
}

fn unit(project: &Project, args: &TestArgs) -> Outcome {
    let mut cargo = project.cargo(["test", "--workspace", "--no-fail-fast"]);
    cargo.args(&args.args);
    if args.all {
        cargo.env("PROPTEST_CASES", "4096").env("TEST_ALL", "1");
    }
    counted(&mut cargo, counts::of_cargo)
}

/// Only the test programs below tests/web: the others have nothing to run in a browser.
fn web(project: &Project, args: &TestArgs) -> Outcome {
    let metadata = project.cargo(["metadata", "--no-deps", "--format-version", "1"]).output()?;
    let metadata = serde_json::from_slice(&metadata.stdout).context("`cargo metadata` could not be understood")?;
    let programs = web_tests(&metadata, &project.root().join("tests/web"));
    if programs.is_empty() {
        println!("There are no component tests.");
        return Ok(Counts::default());
    }
    let mut cargo = project.cargo(["test", "--package", "apono-tab", "--target", WASM, "--no-fail-fast"]);
    for program in programs {
        cargo.args(["--test", program]);
    }
    cargo.args(&args.args).env("WASM_BINDGEN_TEST_WEBDRIVER_JSON", webdriver(project)?);
    counted(&mut cargo, counts::of_cargo)
}

/// The names of the tab's test programs in a folder.
fn web_tests<'a>(metadata: &'a Value, folder: &Path) -> Vec<&'a str> {
    let list = |value: &'a Value| value.as_array().into_iter().flatten();
    list(&metadata["packages"])
        .filter(|package| package["name"] == "apono-tab")
        .flat_map(|package| list(&package["targets"]))
        .filter(|target| list(&target["kind"]).any(|kind| kind == "test"))
        .filter(|target| target["src_path"].as_str().is_some_and(|path| Path::new(path).starts_with(folder)))
        .filter_map(|target| target["name"].as_str())
        .collect()
}

/// A copy of webdriver.json that names the browser which set-up found.
fn webdriver(project: &Project) -> Result<PathBuf> {
    let text = fs::read_to_string(project.root().join("webdriver.json")).context("webdriver.json cannot be read")?;
    let mut options: Value = serde_json::from_str(&text).context("webdriver.json could not be understood")?;
    let chrome = options.get_mut("goog:chromeOptions").and_then(Value::as_object_mut);
    let chrome = chrome.context("webdriver.json has no goog:chromeOptions")?;
    chrome.insert("binary".to_owned(), json!(browser(project)?));
    let folder = project.work();
    fs::create_dir_all(&folder)?;
    let copy = folder.join("webdriver.json");
    fs::write(&copy, options.to_string())?;
    Ok(copy)
}

fn size(project: &Project) -> Outcome {
    tab::build(project, tab::ENGLISH)?;
    let first_load = FirstLoad::of(&project.dist())?;
    let host = HostModule::of(&project.dist())?;
    let parts = Parts::of(&project.dist())?;
    println!("{first_load}\n{parts}\n{host}");
    if !host.is_within_ceiling() {
        return Err(anyhow::anyhow!("TeamsJS has grown above its ceiling (xtask/src/budget.rs).").into());
    }
    if !first_load.is_within_ceiling() || !parts.is_within_ceiling() {
        return Err(anyhow::anyhow!("The tab has grown above its ceiling (xtask/src/budget.rs).").into());
    }
    Ok(Counts::default())
}

fn end_to_end(project: &Project, args: &TestArgs) -> Outcome {
    let config = "tests/e2e/playwright.config.ts";
    if !project.root().join(config).exists() {
        println!("There are no end-to-end tests.");
        return Ok(Counts::default());
    }
    let mut counts = Counts::default();
    if args.all {
        let packaged = package::server_with_tab(project, "debug", &project.work().join("package"))?;
        counts = counted(&mut package::tests_of(project, &packaged), counts::of_node)?;
    }
    tab::build(project, tab::ENGLISH)?;
    build_server(project)?;
    let mut failed = None;
    let parts = if args.args.is_empty() { parts_of_all(args.all) } else { 1 };
    for part in 1..=parts {
        let mut playwright = project.npm_program("playwright");
        playwright.args(["test", "--config", config]).args(&args.args);
        if parts > 1 {
            println!("\nPart {part} of {parts}");
            playwright.arg(format!("--shard={part}/{parts}"));
        }
        in_browser(project, &mut playwright, &project.server("debug"))?;
        if args.all {
            // In the browser with everything that people have.
            playwright.env("TEST_ALL", "1");
        } else if let Some(shell) = setup::shell_program(project) {
            playwright.env("CHROMIUM_SHELL", shell);
        }
        match counted(&mut playwright, counts::of_playwright) {
            Ok(more) => counts += more,
            Err(failure) => {
                counts += failure.counts;
                failed = Some(failure.reason);
            }
        }
    }
    match failed {
        Some(reason) => Err(Failed { reason, counts }),
        None => Ok(counts),
    }
}

/// Each part begins with demo data of its own, of the moment in which it begins: tests know them as they are in their first
/// half hour, and on two cores a part takes a quarter of one.
const fn parts_of_all(all: bool) -> u32 {
    if all { 4 } else { 2 }
}

/// Tells a program that drives a browser where browser, server and tab are.
pub(crate) fn in_browser<'a>(project: &Project, command: &'a mut Command, server: &Path) -> Result<&'a mut Command> {
    command.env("TAB_SERVER", server).env("TAB_DIST", project.dist()).env("CHROMIUM", browser(project)?);
    Ok(command)
}

fn browser(project: &Project) -> Result<PathBuf> {
    setup::browser_program(project).context("Chromium is not on PATH; name it in the variable CHROMIUM")
}

/// Runs tests, shows what they print, and counts.
fn counted(command: &mut Command, count: fn(&str) -> Counts) -> Outcome {
    let name = describe(command);
    let mut child = command
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .spawn()
        .with_context(|| format!("`{name}` could not be started"))?;
    let mut output = String::new();
    if let Some(stdout) = child.stdout.take() {
        for line in BufReader::new(stdout).split(b'\n') {
            let line = String::from_utf8_lossy(&line?).into_owned();
            println!("{line}");
            output.push_str(&line);
            output.push('\n');
        }
    }
    std::io::stdout().flush()?;
    let status = child.wait()?;
    let counts = count(&output);
    if !status.success() {
        return Err(Failed { reason: anyhow::anyhow!("`{name}` failed ({status}); its output is above."), counts });
    }
    if counts.passed == 0 {
        // An empty run is not a good one.
        return Err(anyhow::anyhow!("`{name}` ran no test.").into());
    }
    Ok(counts)
}

fn table(steps: &[Step], done: &[Done]) -> String {
    let mut text = String::new();
    for step in steps {
        let row = match done.iter().find(|done| done.step == *step) {
            Some(Done { passed, counts, took, .. }) => {
                let result = if *passed { "ok" } else { "FAILED" };
                let counts = if *counts == Counts::default() { String::new() } else { counts.to_string() };
                format!("  {:<11} {result:<8} {:>8}  {counts}", step.name(), seconds(*took))
            }
            None => format!("  {:<11} not run", step.name()),
        };
        text.push_str(row.trim_end());
        text.push('\n');
    }
    text
}

fn seconds(duration: Duration) -> String {
    format!("{:.1} s", duration.as_secs_f64())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_table_shows_what_was_done_and_what_was_not_reached() {
        let steps = [Step::Format, Step::Unit, Step::E2e];
        let took = Duration::from_millis(1_240);
        let done = [
            Done { step: Step::Format, passed: true, counts: Counts::default(), took },
            Done { step: Step::Unit, passed: false, counts: Counts { passed: 4, failed: 1, skipped: 0 }, took },
        ];
        let expected = "  format      ok          1.2 s\n  unit        FAILED      1.2 s  4 passed, 1 failed\n  e2e         not run\n";
        assert_eq!(table(&steps, &done), expected);
    }

    #[test]
    fn what_takes_an_hour_is_done_with_all_or_by_name() {
        let with = |steps: &[Step], all| TestArgs { steps: steps.to_vec(), all, args: Vec::new() }.chosen();
        assert!(!with(&[], false).contains(&Step::Mutation));
        assert_eq!(with(&[], true).len(), Step::value_variants().len());
        assert!(with(&[Step::Mutation, Step::Unit], false) == [Step::Unit, Step::Mutation]);
    }

    #[test]
    fn only_test_programs_of_the_tab_in_the_folder_are_run_in_a_browser() {
        let target = |name: &str, kind: &str, path: &str| json!({ "name": name, "kind": [kind], "src_path": path });
        let metadata = json!({ "packages": [
            { "name": "server", "targets": [target("other", "test", "/p/tests/web/other.rs")] },
            { "name": "apono-tab", "targets": [
                target("apono_tab", "lib", "/p/src/lib.rs"),
                target("web", "test", "/p/tests/web/main.rs"),
                target("directions", "test", "/p/tests/directions.rs"),
            ] },
        ] });
        assert_eq!(web_tests(&metadata, Path::new("/p/tests/web")), ["web"]);
    }
}
