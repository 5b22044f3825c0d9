//! Builds the tab for release, once for each language (decision 0023): compiled, taken apart into the files that a person loads one
//! by one (decision 0020), joined to the browser by wasm-bindgen, and made small and compressed by `xtask/finish.mjs`.

use std::collections::BTreeMap;
use std::fs::{self, File};
use std::hash::{DefaultHasher, Hash, Hasher};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::thread::{self, JoinHandle};

use anyhow::{Context, Result, anyhow};
use clap::Args;

use crate::project::Project;

const WASM: &str = "wasm32-unknown-unknown";
/// The name that wasm-bindgen gives to the script of the tab.
const MAIN: &str = "tab";

/// The language whose texts are always there; a server without the others hands it out to everybody.
pub(crate) const ENGLISH: &[&str] = &["en"];
/// Every language that there are texts in.
pub(crate) const ALL_LANGUAGES: &[&str] = &["en", "de", "fr"];

#[derive(Args)]
pub(crate) struct BuildArgs {
    /// In every language, which takes three times as long; without it in English.
    #[arg(long)]
    all_languages: bool,
}

impl BuildArgs {
    pub(crate) fn languages(&self) -> &'static [&'static str] {
        if self.all_languages { ALL_LANGUAGES } else { ENGLISH }
    }
}

/// All that the finished tab is made from. Whether it must be built again is told by their content alone.
const SOURCES: &[&str] = &[
    ".cargo",
    "Cargo.lock",
    "Cargo.toml",
    "apono-api",
    "index.html",
    "package-lock.json",
    "public",
    "rust-toolchain.toml",
    "src",
    "style",
    "xtask/finish.mjs",
    "xtask/src/tab.rs",
];

/// Leaves the finished tab in `dist/`, in these languages at least. What is already there is not built again.
///
/// # Errors
/// The tab does not build; the reason is printed above.
pub(crate) fn build(project: &Project, languages: &[&str]) -> Result<()> {
    let _lock = lock(project)?;
    let sources = fingerprint_of_sources(project)?;
    if !is_whole(project, sources) {
        empty(&project.dist())?;
    }
    for language in languages.iter().filter(|language| !project.dist().join(index_of(language)).exists()) {
        println!("Building the tab ({language})");
        compile(project, language, &project.work().join("stage"))?;
        fs::write(stamp(project), built_from(project, sources)?)?;
    }
    Ok(())
}

/// The first and longest part of [`build`] in English, going on beside other work: it keeps one core busy for most of its
/// time and has a build folder of its own. It says nothing, since [`build`] gives the same command again. Who ends without
/// waiting leaves the compiler to come to its end, and the next build finds what it made.
pub(crate) struct Ahead(JoinHandle<Result<()>>);

impl Ahead {
    pub(crate) fn begin(project: &Project) -> Self {
        let project = project.clone();
        Self(thread::spawn(move || {
            let _lock = lock(&project)?;
            if is_whole(&project, fingerprint_of_sources(&project)?) {
                return Ok(());
            }
            let mut cargo = rustc(&project, "en");
            let cargo = cargo.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
            // That it fails is found again, and told, by the build.
            cargo.status().context("cargo could not be started")?;
            Ok(())
        }))
    }

    /// Waits for its end.
    ///
    /// # Errors
    /// It could not be begun.
    pub(crate) fn end(self) -> Result<()> {
        if !self.0.is_finished() {
            println!("Waiting for the compiler, which began beside the steps before");
        }
        self.0.join().unwrap_or_else(|_| Err(anyhow!("The thread that compiles the tab has broken off.")))
    }
}

/// Another build of the same tab would write the same files.
fn lock(project: &Project) -> Result<File> {
    fs::create_dir_all(project.work())?;
    let lock = File::create(project.work().join("tab.lock"))?;
    lock.lock().context("The lock of the build cannot be taken")?;
    Ok(lock)
}

fn stamp(project: &Project) -> PathBuf {
    project.work().join("tab.stamp")
}

/// Taken before compiling: what is edited meanwhile belongs to the next build.
fn fingerprint_of_sources(project: &Project) -> Result<u64> {
    fingerprint(project.root(), SOURCES)
}

fn built_from(project: &Project, sources: u64) -> Result<String> {
    Ok(format!("{sources:016x} {:016x}\n", fingerprint(project.root(), &["dist"])?))
}

/// Whether what is in `dist/` is what was built from these sources.
fn is_whole(project: &Project, sources: u64) -> bool {
    fs::read_to_string(stamp(project)).is_ok_and(|text| built_from(project, sources).is_ok_and(|now| now == text))
}

/// The page of a language, below `dist/`.
fn index_of(language: &str) -> PathBuf {
    let folder = if ENGLISH.contains(&language) { "" } else { language };
    Path::new(folder).join("index.html")
}

fn empty(folder: &Path) -> Result<()> {
    if folder.exists() {
        fs::remove_dir_all(folder).with_context(|| format!("{} cannot be removed", folder.display()))?;
    }
    Ok(())
}

fn rustc(project: &Project, language: &str) -> Command {
    let features = if ENGLISH.contains(&language) { "parts".to_owned() } else { format!("parts,{language}") };
    let mut cargo = project.cargo(["rustc", "--profile", "wasm", "--target", WASM, "--bin", "apono-tab"]);
    // The places of all calls stay in the compiled tab, so that it can be taken apart.
    cargo.args(["--features", &features, "--", "-C", "link-arg=--emit-relocs"]);
    cargo
}

fn compile(project: &Project, language: &str, stage: &Path) -> Result<()> {
    empty(stage)?;
    project.run(&mut rustc(project, language))?;
    let main = take_apart(&project.target().join(WASM).join("wasm/apono-tab.wasm"), stage)?;
    let mut bindgen = project.command("wasm-bindgen");
    // Through the table that the linker exports, parts call each other.
    bindgen.args([
        "--target",
        "web",
        "--no-typescript",
        "--weak-refs",
        "--keep-lld-exports",
        "--out-name",
        MAIN,
        "--out-dir",
    ]);
    project.run(bindgen.arg(stage).arg(&main))?;
    fs::remove_file(main)?;
    project.run(project.command("node").arg("xtask/finish.mjs").arg(stage).arg(project.dist()).arg(language))
}

/// Writes the parts and the script that brings them, `parts.js`, into a folder; gives the file of the first part, which
/// wasm-bindgen has to see yet.
fn take_apart(compiled: &Path, folder: &Path) -> Result<PathBuf> {
    let module = fs::read(compiled).with_context(|| format!("{} cannot be read", compiled.display()))?;
    let main = folder.join("first.wasm");
    let script = format!("./{MAIN}.js");
    let mut options = wasm_split_cli_support::Options::new(&module);
    options.output_dir = folder;
    options.main_out_path = &main;
    options.link_name = "./parts.js";
    options.main_module = &script;
    fs::create_dir_all(folder)?;
    let parts = wasm_split_cli_support::transform(options).map_err(|error| anyhow!("{error:#}"))?;
    // Which files each part needs, for the page's start script.
    let files = serde_json::to_string(&parts.prefetch_map.into_iter().collect::<BTreeMap<_, _>>())?;
    fs::write(folder.join("parts.json"), files)?;
    Ok(main)
}

/// A number that changes when a name or the content of one of these files, or of a file below these folders, does.
fn fingerprint(root: &Path, names: &[&str]) -> Result<u64> {
    let mut hasher = DefaultHasher::new();
    root.hash(&mut hasher);
    for name in names {
        add(&root.join(name), &mut hasher).with_context(|| format!("{name} cannot be read"))?;
    }
    Ok(hasher.finish())
}

fn add(path: &Path, hasher: &mut DefaultHasher) -> std::io::Result<()> {
    path.hash(hasher);
    if path.is_dir() {
        let mut entries = fs::read_dir(path)?.collect::<std::io::Result<Vec<_>>>()?;
        entries.sort_by_key(|entry| entry.file_name());
        entries.iter().try_for_each(|entry| add(&entry.path(), hasher))
    } else {
        fs::read(path)?.hash(hasher);
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_fingerprint_changes_with_content_and_names_and_with_nothing_else() {
        let folder = std::env::temp_dir().join(format!("xtask-fingerprint-{}", std::process::id()));
        fs::create_dir_all(folder.join("src")).unwrap();
        fs::write(folder.join("src/a.rs"), "one").unwrap();
        let first = fingerprint(&folder, &["src"]).unwrap();
        fs::write(folder.join("src/a.rs"), "one").unwrap();
        assert_eq!(fingerprint(&folder, &["src"]).unwrap(), first);
        fs::write(folder.join("src/a.rs"), "two").unwrap();
        let second = fingerprint(&folder, &["src"]).unwrap();
        assert_ne!(second, first);
        fs::rename(folder.join("src/a.rs"), folder.join("src/b.rs")).unwrap();
        assert_ne!(fingerprint(&folder, &["src"]).unwrap(), second);
        fs::remove_dir_all(folder).unwrap();
    }
}
