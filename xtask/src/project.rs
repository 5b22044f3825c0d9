//! Where things are, and how other programs are started.

use std::env;
use std::ffi::OsStr;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use anyhow::{Context, Result, bail};

/// One checkout with its build folder.
#[derive(Clone)]
pub(crate) struct Project {
    root: PathBuf,
    target: PathBuf,
    path: std::ffi::OsString,
}

impl Project {
    /// `cargo run` names the folder of the program it runs; what was there at compile time serves when it is run by hand.
    pub(crate) fn find() -> Result<Self> {
        let manifest = env::var("CARGO_MANIFEST_DIR").unwrap_or_else(|_| env!("CARGO_MANIFEST_DIR").to_owned());
        let root = Path::new(&manifest).parent().context("xtask/ has no parent folder")?.to_owned();
        let target = match env::var_os("CARGO_TARGET_DIR") {
            Some(folder) => std::path::absolute(folder)?,
            None => root.join("target"),
        };
        let own = [target.join("tools/bin"), root.join("node_modules/.bin")];
        let inherited = env::var_os("PATH").unwrap_or_default();
        let path = env::join_paths(own.into_iter().chain(env::split_paths(&inherited)))
            .context("A folder on PATH or the path of this checkout has a character that PATH cannot hold")?;
        Ok(Self { root, target, path })
    }

    pub(crate) fn root(&self) -> &Path {
        &self.root
    }

    /// Cargo's build folder.
    pub(crate) fn target(&self) -> &Path {
        &self.target
    }

    /// Where this program keeps what it makes on the way.
    pub(crate) fn work(&self) -> PathBuf {
        self.target.join("xtask")
    }

    /// The finished tab.
    pub(crate) fn dist(&self) -> PathBuf {
        self.root.join("dist")
    }

    /// Where the built server lies, in the folder of a profile.
    pub(crate) fn server(&self, profile: &str) -> PathBuf {
        self.target.join(profile).join(format!("server{}", env::consts::EXE_SUFFIX))
    }

    /// A program in the root of the project, our own tools first on PATH. What `cargo run` put into the environment is
    /// taken out again: build scripts that watch it would run anew each time somebody changes between
    /// `cargo test` and `cargo xtask test`.
    pub(crate) fn command(&self, program: impl AsRef<OsStr>) -> Command {
        let mut command = Command::new(program);
        command.current_dir(&self.root).env("PATH", &self.path).env("CARGO_TARGET_DIR", &self.target);
        for (name, _) in env::vars_os() {
            let set_by_cargo = name.to_str().is_some_and(|name| {
                ["CARGO_PKG_", "CARGO_MANIFEST_", "CARGO_BIN_"].iter().any(|start| name.starts_with(start))
                    || name == "CARGO"
            });
            if set_by_cargo {
                command.env_remove(name);
            }
        }
        command
    }

    pub(crate) fn cargo<'a>(&self, args: impl IntoIterator<Item = &'a str>) -> Command {
        let mut command = self.command("cargo");
        command.args(args);
        command
    }

    /// A program that npm installs as a script.
    pub(crate) fn npm_program(&self, name: &str) -> Command {
        self.command(if cfg!(windows) { format!("{name}.cmd") } else { name.to_owned() })
    }

    /// Runs a program whose output goes to the person, to its end.
    ///
    /// # Errors
    /// It cannot be started, or it fails.
    pub(crate) fn run(&self, command: &mut Command) -> Result<()> {
        let name = describe(command);
        let status = command.stdin(Stdio::null()).status().with_context(|| format!("`{name}` could not be started"))?;
        if !status.success() {
            bail!("`{name}` failed ({status}); its output is above.");
        }
        Ok(())
    }

    /// What a program prints, without the white space around it; nothing if it is missing or fails.
    pub(crate) fn ask<'a>(
        &self,
        program: impl AsRef<OsStr>,
        args: impl IntoIterator<Item = &'a str>,
    ) -> Option<String> {
        let output = self.command(program).args(args).stdin(Stdio::null()).output().ok()?;
        output.status.success().then(|| String::from_utf8_lossy(&output.stdout).trim().to_owned())
    }

    /// The first folder on PATH that has this program.
    pub(crate) fn on_path(&self, program: &str) -> Option<PathBuf> {
        let name = format!("{program}{}", env::consts::EXE_SUFFIX);
        env::split_paths(&self.path).map(|folder| folder.join(&name)).find(|file| file.is_file())
    }
}

/// A command as a person would type it.
pub(crate) fn describe(command: &Command) -> String {
    let words = std::iter::once(command.get_program()).chain(command.get_args());
    words.map(|word| word.to_string_lossy()).collect::<Vec<_>>().join(" ")
}
