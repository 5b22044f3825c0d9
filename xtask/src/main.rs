//! The commands people type: `cargo xtask run`, `test`, `dev`, `build`, `package`, `audit`, `bench`.
//!
//! Each begins with all the set-up it needs ([`setup`]), so that a fresh clone needs no other step.
#![expect(clippy::print_stdout, clippy::print_stderr, reason = "this program speaks to a person")]

mod audit;
mod budget;
mod counts;
mod package;
mod project;
mod serve;
mod setup;
mod steps;
mod tab;

use std::process::ExitCode;

use clap::{Parser, Subcommand, ValueEnum};

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
    Build,
    /// Make one program with the tab inside (docs/deploy.md) and the app package for Teams (docs/deploy-teams.md).
    Package(package::PackageArgs),
    /// Ask whether anything that others wrote has a known vulnerability. Needs a network.
    Audit,
    /// Measure; results go to bench/results/.
    Bench {
        /// What to measure; everything when left out.
        what: Option<Bench>,
    },
    /// Opens a browser once an address answers; `run --open` starts it beside the server.
    #[command(hide = true)]
    OpenWhenReady { port: u16 },
}

#[derive(Clone, Copy, PartialEq, ValueEnum)]
enum Bench {
    /// How fast the demo API searches, and what memory it needs.
    Server,
    /// What the gateway adds to a call, and whether its memory stays.
    Gateway,
    /// What a click and a scroll cost in a long list, in a browser.
    List,
    /// How long the tab takes inside a host, until it is loaded and until a person sees something.
    Host,
    /// Whether an hour with 200 changes leaves memory and pace as they have to be, in a browser.
    Soak,
    /// Whether the tab and its peers (bench/peers) show and do the same, and what each of them loads.
    Peers,
    /// The tab against its peers: start, search, choosing, popup and memory, and which goals hold.
    Compare,
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
        Command::Build => {
            setup::prepare(&project, &[])?;
            tab::build(&project)?;
            println!("The tab is in {}.", project.dist().display());
            Ok(ExitCode::SUCCESS)
        }
        Command::Package(args) => package::package(&project, &args),
        Command::Audit => audit::audit(&project),
        Command::Bench { what } => bench(&project, what),
        Command::OpenWhenReady { port } => serve::open_when_ready(port),
    }
}

fn bench(project: &Project, what: Option<Bench>) -> anyhow::Result<ExitCode> {
    let wanted = |one| what.is_none_or(|what| what == one);
    if wanted(Bench::Server) {
        project.run(&mut project.cargo(["run", "--release", "--package", "server", "--example", "bench_server"]))?;
    }
    if wanted(Bench::Gateway) {
        let server = serve::release_server(project)?;
        let mut gateway = project.cargo(["run", "--release", "--package", "server", "--example", "bench_gateway"]);
        project.run(gateway.arg("--").arg(server))?;
    }
    if matches!(what, Some(Bench::Server | Bench::Gateway)) {
        return Ok(ExitCode::SUCCESS);
    }
    setup::prepare(project, &[setup::Extra::Browser])?;
    tab::build(project)?;
    let server = serve::release_server(project)?;
    if wanted(Bench::Peers) || wanted(Bench::Compare) {
        setup::prepare_peers(project)?;
        project.run(project.npm_program("npm").args(["run", "--silent", "build", "--prefix", "bench/peers"]))?;
    }
    let scripts = [
        (Bench::List, "bench/list.mjs"),
        (Bench::Soak, "bench/soak.mjs"),
        (Bench::Peers, "bench/peers.mjs"),
        (Bench::Compare, "bench/compare.mjs"),
    ];
    for (_, script) in scripts.into_iter().filter(|(bench, _)| wanted(*bench)) {
        let mut node = project.command("node");
        node.arg(project.root().join(script));
        project.run(steps::in_browser(project, &mut node, &server)?)?;
    }
    if wanted(Bench::Host) {
        let mut host = project.npm_program("playwright");
        host.args(["test", "host", "--config", "tests/e2e/playwright.config.ts", "--project=bench"]).env("BENCH", "1");
        project.run(steps::in_browser(project, &mut host, &server)?)?;
    }
    Ok(ExitCode::SUCCESS)
}
