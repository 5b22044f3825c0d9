//! `bench`: measures, and says which goals hold. The measurements themselves lie in `bench/`.

use std::process::ExitCode;

use anyhow::Result;
use clap::ValueEnum;

use crate::project::Project;
use crate::setup::{self, Extra};
use crate::{serve, steps, tab};

#[derive(Clone, Copy, PartialEq, ValueEnum)]
pub(crate) enum Bench {
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
    /// What each of this costs by the number of resources and of requests, in the API and in the tab.
    Growth,
    /// What Lighthouse says of each page.
    Lighthouse,
    /// Nothing is measured: tables and charts are written anew from bench/results.json.
    Report,
}

/// Measures what is named, or everything.
///
/// # Errors
/// A measurement cannot be taken, or finds what must not be. A goal that is missed is no error.
pub(crate) fn bench(project: &Project, what: Option<Bench>) -> Result<ExitCode> {
    let wanted = |one| what.is_none_or(|what| what == one);
    let any_of = |all: &[Bench]| all.iter().any(|one| wanted(*one));
    if any_of(&[Bench::Server, Bench::Growth]) {
        let examples = [(Bench::Server, "bench_server"), (Bench::Growth, "bench_growth")];
        for (_, example) in examples.into_iter().filter(|(bench, _)| wanted(*bench)) {
            project.run(&mut project.cargo(["run", "--release", "--package", "server", "--example", example]))?;
        }
    }
    if wanted(Bench::Gateway) {
        let server = serve::release_server(project)?;
        let mut gateway = project.cargo(["run", "--release", "--package", "server", "--example", "bench_gateway"]);
        project.run(gateway.arg("--").arg(server))?;
    }
    let mut failures = Vec::new();
    if !matches!(what, Some(Bench::Server | Bench::Gateway | Bench::Report)) {
        failures = in_browser(project, &wanted)?;
    }
    project.run(project.command("node").arg(project.root().join("bench/report.mjs")))?;
    for failure in &failures {
        eprintln!("{failure:#}");
    }
    Ok(if failures.is_empty() { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

/// One that finds what must not be does not keep the others from being taken; why it failed is told at the end.
fn in_browser(project: &Project, wanted: &impl Fn(Bench) -> bool) -> Result<Vec<anyhow::Error>> {
    let mut failures = Vec::new();
    setup::prepare(project, &[Extra::Browser])?;
    tab::build(project, tab::ENGLISH)?;
    let server = serve::release_server(project)?;
    if [Bench::Peers, Bench::Compare, Bench::Soak].into_iter().any(wanted) {
        setup::prepare_extra(project, "bench/peers", "for the peers that the tab is measured against")?;
        project.run(project.npm_program("npm").args(["run", "--silent", "build", "--prefix", "bench/peers"]))?;
    }
    if wanted(Bench::Lighthouse) {
        setup::prepare_extra(project, "bench/lighthouse", "for Lighthouse")?;
    }
    let scripts = [
        (Bench::Peers, "bench/peers.mjs"),
        (Bench::Compare, "bench/compare.mjs"),
        (Bench::Growth, "bench/growth.mjs"),
        (Bench::List, "bench/list.mjs"),
        (Bench::Soak, "bench/soak.mjs"),
        (Bench::Lighthouse, "bench/lighthouse/lighthouse.mjs"),
    ];
    for (_, script) in scripts.into_iter().filter(|(bench, _)| wanted(*bench)) {
        let mut node = project.command("node");
        node.arg(project.root().join(script));
        failures.extend(project.run(steps::in_browser(project, &mut node, &server)?).err());
    }
    if wanted(Bench::Host) {
        let mut host = project.npm_program("playwright");
        host.args(["test", "host", "--config", "tests/e2e/playwright.config.ts", "--project=bench"]).env("BENCH", "1");
        failures.extend(project.run(steps::in_browser(project, &mut host, &server)?).err());
    }
    Ok(failures)
}
