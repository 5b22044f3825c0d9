//! The commands people type: `cargo xtask run`, `test`, `dev`, `build`, `package`, `audit`, `bench`.
//!
//! Each begins with all the set-up it needs ([`setup`]), so that a fresh clone needs no other step.
#![expect(clippy::print_stdout, clippy::print_stderr, reason = "this program speaks to a person")]

mod audit;
mod bench;
mod budget;
mod counts;
mod mutation;
mod package;
mod project;
mod serve;
mod setup;
mod steps;
mod tab;

use std::process::ExitCode;

use clap::{Parser, Subcommand};

use project::Project;

#[derive(Parser)]
#[command(name = "cargo xtask", bin_name = "cargo xtask", about = "Builds, runs and tests the Apono tab.")]
struct Cli {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Build everything and start it with demo data.
    Run(serve::RunArgs),
    /// Run every check, or only those named.
    Test(steps::TestArgs),
    /// Build on every change and reload the browser, on port 8081.
    Dev,
    /// Build the tab for release into dist/.
    Build(tab::BuildArgs),
    /// Make one program with the tab inside (docs/deploy.md) and the app package for Teams (docs/deploy-teams.md).
    Package(package::PackageArgs),
    /// Ask whether anything that others wrote has a known vulnerability. Needs a network.
    Audit,
    /// Measure; results go to bench/results.json, tables and charts to docs/performance.md.
    Bench {
        /// What to measure; everything when left out.
        what: Option<bench::Bench>,
    },
    /// Opens a browser once an address answers; `run --open` starts it beside the server.
    #[command(hide = true)]
    OpenWhenReady { port: u16 },
}

fn main() -> ExitCode {
    match perform(Cli::parse().command) {
        Ok(code) => code,
        Err(error) => {
            eprintln!("\n{error:#}");
            ExitCode::FAILURE
        }
    }
}

fn perform(command: Command) -> anyhow::Result<ExitCode> {
    let project = Project::find()?;
    match command {
        Command::Run(args) => serve::run(&project, &args),
        Command::Test(args) => steps::test(&project, &args),
        Command::Dev => serve::dev(&project),
        Command::Build(args) => {
            setup::prepare(&project, &[])?;
            tab::build(&project, args.languages())?;
            println!("The tab is in {}.", project.dist().display());
            Ok(ExitCode::SUCCESS)
        }
        Command::Package(args) => package::package(&project, &args),
        Command::Audit => audit::audit(&project),
        Command::Bench { what } => bench::bench(&project, what),
        Command::OpenWhenReady { port } => serve::open_when_ready(port),
    }
}
