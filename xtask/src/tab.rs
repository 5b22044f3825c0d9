//! Builds the tab for release: Trunk, then `xtask/finish.mjs`, which makes it small and compresses it.

use std::fs::{self, File};
use std::hash::{DefaultHasher, Hash, Hasher};
use std::path::Path;

use anyhow::{Context, Result};

use crate::project::Project;

/// All that the finished tab is made from. Whether it must be built again is told by their content alone.
const SOURCES: &[&str] = &[
    ".cargo",
    "Cargo.lock",
    "Cargo.toml",
    "Trunk.toml",
    "apono-api",
    "index.html",
    "package-lock.json",
    "public",
    "rust-toolchain.toml",
    "src",
    "style",
    "xtask/finish.mjs",
];

/// Leaves the finished tab in `dist/`. Does nothing when it is already there.
///
/// # Errors
/// The tab does not build; the reason is printed above.
pub(crate) fn build(project: &Project) -> Result<()> {
    let work = project.target().join("xtask");
    fs::create_dir_all(&work)?;
    // Another build of the same tab would write the same files.
    let lock = File::create(work.join("tab.lock"))?;
    lock.lock().context("The lock of the build cannot be taken")?;

    let stamp = work.join("tab.stamp");
    let sources = fingerprint(project.root(), SOURCES)?;
    let built_from = |sources: u64| -> Result<String> {
        Ok(format!("{sources:016x} {:016x}\n", fingerprint(project.root(), &["dist"])?))
    };
    if fs::read_to_string(&stamp).is_ok_and(|text| built_from(sources).is_ok_and(|now| now == text)) {
        return Ok(());
    }

    println!("Building the tab");
    let stage = work.join("stage");
    // Trunk works offline, so that it never brings tools of its own.
    project.run(&mut project.cargo(["fetch"]))?;
    let mut trunk = project.command("trunk");
    // Trunk takes no other value for this variable than true and false.
    trunk.env_remove("NO_COLOR");
    project.run(trunk.args(["build", "--release", "--offline", "true", "--dist"]).arg(&stage))?;
    project.run(project.command("node").arg("xtask/finish.mjs").args([stage, project.dist()]))?;
    fs::write(&stamp, built_from(sources)?)?;
    Ok(())
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
