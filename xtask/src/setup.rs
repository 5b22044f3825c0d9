//! All set-up: looks for what is missing, says so, and installs it. Nothing is installed twice.

use std::fs::{self, File};
use std::path::PathBuf;
use std::process::Command;
use std::thread::sleep;
use std::time::Duration;

use anyhow::{Context, Result, bail};
use serde_json::Value;

use crate::project::{Project, describe};

/// The last Trunk that the pinned Rust builds.
const TRUNK: &str = "0.21.14";
const DENY: &str = "0.20.2";
const MUTANTS: &str = "27.1.0";
const SCHEMATHESIS: &str = "4.32.5";
const WASM: &str = "wasm32-unknown-unknown";
const OLDEST_NODE: u32 = 20;

/// What only some commands need.
#[derive(Clone, Copy, PartialEq)]
pub(crate) enum Extra {
    /// A browser with its driver, for tests and measurements in one.
    Browser,
    /// What looks through the crates.
    Deny,
    /// What changes the rules to try their tests.
    Mutants,
    /// What builds on every change.
    Trunk,
}

/// Something that is needed and not there.
struct Missing {
    what: String,
    why: &'static str,
    /// What a person can type or do.
    by_hand: String,
    /// What we can run ourselves; the commands in this order. None where only a person can help.
    install: Vec<Command>,
    tries: u32,
}

impl Missing {
    fn new(what: impl Into<String>, why: &'static str, install: Vec<Command>) -> Self {
        let by_hand = install.iter().map(describe).collect::<Vec<_>>().join(" && ");
        Self { what: what.into(), why, by_hand, install, tries: 1 }
    }

    fn only_by_hand(what: impl Into<String>, why: &'static str, by_hand: impl Into<String>) -> Self {
        Self { what: what.into(), why, by_hand: by_hand.into(), install: Vec::new(), tries: 1 }
    }
}

/// Installs what is missing.
///
/// # Errors
/// Something cannot be installed; says what, why it is needed and the command to install it by hand.
pub(crate) fn prepare(project: &Project, extras: &[Extra]) -> Result<()> {
    if look(project, extras)?.is_empty() {
        return Ok(());
    }
    let tools = project.target().join("tools");
    fs::create_dir_all(&tools)?;
    // Two commands at once would install the same things into the same folders.
    let lock = File::create(tools.join("lock"))?;
    lock.lock().context("The lock of the tools cannot be taken")?;

    let missing = look(project, extras)?;
    let (ours, theirs): (Vec<_>, Vec<_>) = missing.into_iter().partition(|missing| !missing.install.is_empty());
    if !theirs.is_empty() {
        let list = theirs.iter().map(in_words).collect::<String>();
        bail!("This is missing and cannot be installed from here:\n{list}\nThen give the same command again.");
    }
    println!("Set-up, once (some minutes on a new machine):");
    for missing in &ours {
        println!("  - {}, {}", missing.what, missing.why);
    }
    for missing in ours {
        println!("\nInstalling {}", missing.what);
        install(project, missing)?;
    }
    let build = tools_build(project);
    if build.exists() {
        fs::remove_dir_all(&build).with_context(|| format!("{} cannot be removed", build.display()))?;
    }
    println!("\nSet-up is complete.\n");
    Ok(())
}

fn in_words(missing: &Missing) -> String {
    format!("  - {}, {}.\n    {}\n", missing.what, missing.why, missing.by_hand)
}

fn install(project: &Project, mut missing: Missing) -> Result<()> {
    let words = in_words(&missing);
    for command in &mut missing.install {
        let mut tries = missing.tries;
        while let Err(error) = project.run(command) {
            tries -= 1;
            if tries == 0 {
                return Err(error.context(format!("This could not be installed; please do it by hand:\n{words}")));
            }
            println!("{error:#}\nTrying again in 5 seconds.");
            sleep(Duration::from_secs(5));
        }
    }
    Ok(())
}

fn look(project: &Project, extras: &[Extra]) -> Result<Vec<Missing>> {
    let mut missing = Vec::new();
    missing.extend(node(project));
    missing.extend(rust_parts(project));
    if extras.contains(&Extra::Trunk) {
        missing.extend(trunk(project));
    }
    missing.extend(wasm_bindgen(project)?);
    missing.extend(npm_packages(project, ".", "which make the tab small and test it")?);
    if extras.contains(&Extra::Deny) {
        missing.extend(cargo_deny(project));
    }
    if extras.contains(&Extra::Mutants) {
        missing.extend(cargo_mutants(project));
    }
    if extras.contains(&Extra::Browser) {
        missing.extend(chromium(project));
    }
    Ok(missing)
}

fn node(project: &Project) -> Option<Missing> {
    let enough = project.ask("node", ["--version"]).and_then(|text| major(&text)).is_some_and(|it| it >= OLDEST_NODE);
    let npm = project.on_path("npm").or_else(|| project.on_path("npm.cmd"));
    (!enough || npm.is_none()).then(|| {
        Missing::only_by_hand(
            format!("Node.js {OLDEST_NODE} or newer with npm"),
            "whose packages make the tab small and test it",
            "Take it from your system's packages or from https://nodejs.org.",
        )
    })
}

/// The target, and the components for formatting and lints, of the toolchain that runs us.
fn rust_parts(project: &Project) -> Option<Missing> {
    let why = "to compile for the browser, and to check format and lints";
    let Some(sysroot) = project.ask("rustc", ["--print", "sysroot"]).map(PathBuf::from) else {
        return Some(Missing::only_by_hand("rustc", why, "Install rustup from https://rustup.rs."));
    };
    let exe = std::env::consts::EXE_SUFFIX;
    let mut install = Vec::new();
    let mut add = |kind: &str, name: &str, file: String| {
        if !sysroot.join(file).exists() {
            let mut command = project.command("rustup");
            command.args([kind, "add", name]);
            install.push(command);
        }
    };
    add("target", WASM, format!("lib/rustlib/{WASM}/lib"));
    add("component", "rustfmt", format!("bin/cargo-fmt{exe}"));
    add("component", "clippy", format!("bin/cargo-clippy{exe}"));
    if install.is_empty() {
        return None;
    }
    let mut missing = Missing::new("parts of the Rust toolchain", why, install);
    // The first fetch can be slow enough to be given up.
    missing.tries = 3;
    if project.on_path("rustup").is_none() {
        missing.install.clear();
        missing.by_hand = format!("Install rustup from https://rustup.rs, then: {}", missing.by_hand);
    }
    Some(missing)
}

fn trunk(project: &Project) -> Option<Missing> {
    let why = "which builds the tab on every change (about 2 minutes)";
    crate_tool(project, ("trunk", TRUNK), &["--version"], &["--no-default-features"], why)
}

fn cargo_deny(project: &Project) -> Option<Missing> {
    let why = "which looks through licences and versions of all crates (about 1 minute)";
    crate_tool(project, ("cargo-deny", DENY), &["--version"], &["--no-default-features"], why)
}

fn cargo_mutants(project: &Project) -> Option<Missing> {
    let why = "which changes the rules, to see that their tests notice (about 1 minute)";
    crate_tool(project, ("cargo-mutants", MUTANTS), &["mutants", "--version"], &[], why)
}

/// A program that is a crate of the same name, by the versions of its own lock file. `asks` makes it tell its version.
fn crate_tool(
    project: &Project,
    (name, version): (&str, &str),
    asks: &[&str],
    flags: &[&str],
    why: &'static str,
) -> Option<Missing> {
    let what = format!("{name} {version}");
    let there = project.ask(name, asks.iter().copied()).is_some_and(|text| text == what);
    (!there).then(|| {
        let command = cargo_install(project, &[&["--locked", name, "--version", version], flags].concat());
        Missing::new(what, why, vec![command])
    })
}

/// Its version must be exactly that of the library. The lock file of the package does not resolve everywhere, so it is
/// not used.
fn wasm_bindgen(project: &Project) -> Result<Option<Missing>> {
    let lock = read(project, "Cargo.lock")?;
    let version = locked_version(&lock, "wasm-bindgen").context("Cargo.lock does not name wasm-bindgen")?;
    let there =
        project.ask("wasm-bindgen", ["--version"]).is_some_and(|text| text == format!("wasm-bindgen {version}"))
            && project.on_path("wasm-bindgen-test-runner").is_some();
    Ok((!there).then(|| {
        let command = cargo_install(project, &["wasm-bindgen-cli", "--version", version]);
        let why = "which joins the compiled tab to the browser (about 1 minute)";
        Missing::new(format!("wasm-bindgen-cli {version}"), why, vec![command])
    }))
}

/// Tools need no optimised build: this way they install in a third of the time and do their work as fast.
fn cargo_install(project: &Project, args: &[&str]) -> Command {
    let mut command = project.cargo(["install", "--root"]);
    command
        .arg(project.target().join("tools"))
        .args(args)
        .env("CARGO_TARGET_DIR", tools_build(project))
        .env("CARGO_PROFILE_RELEASE_OPT_LEVEL", "0")
        .env("CARGO_PROFILE_RELEASE_CODEGEN_UNITS", "16")
        .env("CARGO_PROFILE_RELEASE_LTO", "off")
        .env_remove("CARGO_BUILD_TARGET");
    command
}

fn tools_build(project: &Project) -> PathBuf {
    project.target().join("tools/build")
}

/// Installs the packages of a folder that only one measurement needs.
///
/// # Errors
/// They cannot be installed.
pub(crate) fn prepare_extra(project: &Project, folder: &str, why: &'static str) -> Result<()> {
    match npm_packages(project, folder, why)? {
        Some(missing) => {
            println!("Installing {}, {}", missing.what, missing.why);
            install(project, missing)
        }
        None => Ok(()),
    }
}

/// The packages that the lock file in a folder of the project names.
fn npm_packages(project: &Project, folder: &str, why: &'static str) -> Result<Option<Missing>> {
    let lock = format!("{folder}/package-lock.json");
    let wanted =
        serde_json::from_str(&read(project, &lock)?).with_context(|| format!("{lock} could not be understood"))?;
    let there = fs::read_to_string(project.root().join(folder).join("node_modules/.package-lock.json"))
        .ok()
        .and_then(|text| serde_json::from_str(&text).ok())
        .is_some_and(|installed| same_packages(&wanted, &installed));
    Ok((!there).then(|| {
        let mut command = project.npm_program("npm");
        command
            // The one package with an installation script, esbuild, works without it.
            .args(["ci", "--prefix", folder, "--ignore-scripts", "--no-audit", "--no-fund"])
            .env("PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD", "1");
        Missing::new("packages from npm", why, vec![command])
    }))
}

/// Chromium with its driver, and letters for it to draw.
fn chromium(project: &Project) -> Option<Missing> {
    let mut packages = Vec::new();
    if browser_program(project).is_none() {
        packages.push("chromium");
    }
    if driver_program(project).is_none() {
        packages.push("chromium-driver");
    }
    let fonts_are_counted = cfg!(target_os = "linux");
    if fonts_are_counted && project.ask("fc-list", []).is_none_or(|fonts| fonts.is_empty()) {
        packages.extend(["fontconfig", "fonts-liberation"]);
    }
    if packages.is_empty() {
        return None;
    }
    let by_hand = "Install Chromium or Chrome with chromedriver of the same version, and name the programs in the variables \
                   CHROMIUM and CHROMEDRIVER if they are not on PATH.";
    Some(from_debian(project, &packages, "in which the tab is tested", by_hand))
}

/// Packages of Debian and its like; `by_hand` is for other systems.
fn from_debian(project: &Project, packages: &[&str], why: &'static str, by_hand: &str) -> Missing {
    let mut update = project.command("apt-get");
    update.arg("update");
    let mut install = project.command("apt-get");
    install.args(["install", "--yes", "--no-install-recommends"]).args(packages);
    install.env("DEBIAN_FRONTEND", "noninteractive");
    let mut missing = Missing::new(packages.join(", "), why, vec![update, install]);
    let may_install = project.on_path("apt-get").is_some() && project.ask("id", ["-u"]).as_deref() == Some("0");
    if !may_install {
        missing.install.clear();
        missing.by_hand = if project.on_path("apt-get").is_some() {
            format!("sudo apt-get update && sudo apt-get install {}", packages.join(" "))
        } else {
            by_hand.to_owned()
        };
    }
    missing
}

/// Installs PostgreSQL where that can be done from here. Elsewhere the tests that need it say that they were skipped: it is
/// needed for several replicas of a server only.
pub(crate) fn prepare_database(project: &Project) {
    let of_debian = fs::read_dir("/usr/lib/postgresql").into_iter().flatten().flatten();
    if project.on_path("initdb").is_some() || of_debian.map(|it| it.path()).any(|it| it.join("bin/initdb").exists()) {
        return;
    }
    let by_hand = "Install PostgreSQL with its programs initdb and postgres on PATH.";
    let missing = from_debian(project, &["postgresql"], "on which replicas of the server are tested", by_hand);
    let words = in_words(&missing);
    if missing.install.is_empty() {
        println!("This is missing, and its tests will be skipped:\n{words}");
    } else if let Err(error) = install(project, missing) {
        println!("{error:#}\nTests that need it will be skipped.");
    }
}

/// Schemathesis in a folder of its own, installed where Python is there. None where it cannot be had, which is said: only
/// calls that are made up need it.
pub(crate) fn schemathesis(project: &Project) -> Option<PathBuf> {
    let folder = project.target().join("tools/schemathesis");
    let programs = folder.join(if cfg!(windows) { "Scripts" } else { "bin" });
    let program = programs.join(format!("schemathesis{}", std::env::consts::EXE_SUFFIX));
    let there = |program: &PathBuf| {
        project.ask(program, ["--version"]).is_some_and(|text| text.ends_with(&format!("version {SCHEMATHESIS}")))
    };
    if there(&program) {
        return Some(program);
    }
    let Some(python) = ["python3", "python"].into_iter().find(|name| project.ask(name, ["--version"]).is_some()) else {
        println!("Python 3 is missing, so that the demo's answers to made-up calls are not tested.");
        return None;
    };
    let mut environment = project.command(python);
    environment.args(["-m", "venv", "--clear"]).arg(&folder);
    let mut install = project.command(programs.join(format!("python{}", std::env::consts::EXE_SUFFIX)));
    install.args(["-m", "pip", "install", "--quiet", "--disable-pip-version-check"]);
    install.arg(format!("schemathesis=={SCHEMATHESIS}"));
    let why = "which makes up calls of the API";
    let missing = Missing::new(format!("Schemathesis {SCHEMATHESIS}"), why, vec![environment, install]);
    println!("Installing {}, {}", missing.what, missing.why);
    if let Err(error) = self::install(project, missing) {
        println!("{error:#}\nThe demo's answers to made-up calls are not tested.");
        return None;
    }
    Some(program)
}

/// Installs Chromium without its windows where that can be done from here: what it shows is the same, and the tests of the whole
/// product take a third less time in it. Elsewhere the whole browser does.
pub(crate) fn prepare_shell(project: &Project) {
    if named_by("CHROMIUM").is_some() || shell_program(project).is_some() {
        return;
    }
    let missing = from_debian(project, &["chromium-headless-shell"], "in which tests take less time", "");
    if missing.install.is_empty() {
        return;
    }
    println!("Installing {}, {}", missing.what, missing.why);
    if let Err(error) = install(project, missing) {
        println!("{error:#}\nThe whole browser does instead.");
    }
}

/// Chromium without its windows, unless the variable `CHROMIUM` names the browser to use.
pub(crate) fn shell_program(project: &Project) -> Option<PathBuf> {
    if named_by("CHROMIUM").is_some() {
        return None;
    }
    ["chromium-headless-shell", "chrome-headless-shell"].iter().find_map(|name| project.on_path(name))
}

/// Chromium, Chrome, or what the variable `CHROMIUM` names.
pub(crate) fn browser_program(project: &Project) -> Option<PathBuf> {
    named_by("CHROMIUM").or_else(|| {
        ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable"]
            .iter()
            .find_map(|name| project.on_path(name))
    })
}

/// The driver for component tests; the test runner looks at the same variable.
fn driver_program(project: &Project) -> Option<PathBuf> {
    named_by("CHROMEDRIVER").or_else(|| project.on_path("chromedriver"))
}

fn named_by(variable: &str) -> Option<PathBuf> {
    std::env::var_os(variable).map(PathBuf::from).filter(|file| file.is_file())
}

fn read(project: &Project, name: &str) -> Result<String> {
    fs::read_to_string(project.root().join(name)).with_context(|| format!("{name} cannot be read"))
}

/// The first number of a version: 20 of `v20.20.2`.
fn major(version: &str) -> Option<u32> {
    version.trim_start_matches('v').split('.').next()?.parse().ok()
}

/// The version of a package in the text of a Cargo.lock.
fn locked_version<'a>(lock: &'a str, package: &str) -> Option<&'a str> {
    let name = format!("name = \"{package}\"");
    let mut lines = lock.lines().skip_while(|line| *line != name);
    lines.nth(1)?.strip_prefix("version = \"")?.strip_suffix('"')
}

/// Whether npm's own note of what it installed agrees with package-lock.json: the same packages at the same versions.
/// Packages for other systems may be absent.
fn same_packages(wanted: &Value, installed: &Value) -> bool {
    let (Some(wanted), Some(installed)) = (wanted["packages"].as_object(), installed["packages"].as_object()) else {
        return false;
    };
    let there = |name: &String| installed.get(name).map(|package| &package["integrity"]);
    let all_wanted = wanted.iter().filter(|(name, _)| !name.is_empty()).all(|(name, package)| match there(name) {
        Some(integrity) => *integrity == package["integrity"],
        None => package["optional"] == true,
    });
    all_wanted && installed.keys().all(|name| wanted.contains_key(name))
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn the_version_of_a_package_is_read_from_cargo_lock_and_not_that_of_a_package_with_a_longer_name() {
        let lock = "[[package]]\nname = \"wasm-bindgen-futures\"\nversion = \"0.4.60\"\n\n\
                    [[package]]\nname = \"wasm-bindgen\"\nversion = \"0.2.130\"\nsource = \"x\"\n";
        assert_eq!(locked_version(lock, "wasm-bindgen"), Some("0.2.130"));
        assert_eq!(locked_version(lock, "trunk"), None);
    }

    #[test]
    fn the_major_version_of_node_is_a_number() {
        assert_eq!(major("v20.20.2"), Some(20));
        assert_eq!(major("v9.0.0"), Some(9));
        assert_eq!(major("unknown"), None);
    }

    #[test]
    fn npm_packages_are_installed_again_when_one_is_new_changed_or_gone_from_the_lock_file() {
        let lock = |packages: Value| json!({ "packages": packages });
        let wanted = lock(json!({
            "": { "name": "root" },
            "node_modules/a": { "integrity": "a1" },
            "node_modules/for-another-system": { "integrity": "w1", "optional": true },
        }));
        assert!(same_packages(&wanted, &lock(json!({ "node_modules/a": { "integrity": "a1" } }))));
        assert!(!same_packages(&wanted, &lock(json!({}))));
        assert!(!same_packages(&wanted, &lock(json!({ "node_modules/a": { "integrity": "a2" } }))));
        let more = json!({ "node_modules/a": { "integrity": "a1" }, "node_modules/b": { "integrity": "b1" } });
        assert!(!same_packages(&wanted, &lock(more)));
    }
}
