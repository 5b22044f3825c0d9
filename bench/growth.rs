//! `bench growth`, the half without a browser: what search, list and create of the demo API cost by the number of resources,
//! and list and create by the number of requests.
//!
//! Asks the router inside this process, so the figures hold SQLite, counting and JSON, but no network. Prints tables and puts
//! `growth_api` into `bench/results.json`.

use std::io::Write;
use std::time::{Duration, Instant};

use apono_api::query::{AccessRequestsQuery, AccessUnitsQuery, Query};
use apono_api::{AccessRequest, AccessUnit, CreateAccessRequest, Page};
use axum::Router;
use serde::Serialize;
use server::clock::Clock;
use server::demo::{self, people, router, tokens};

mod asking;
use asking::{Outcome, SEARCHES, get, keep, memory, ms, post, share, time};

const TOKEN: &str = "bench";
const RESOURCES: [u32; 4] = [1_000, 10_000, 100_000, 1_000_000];
const REQUESTS: [u32; 4] = [100, 1_000, 10_000, 100_000];
/// Where only the requests grow.
const FEW_RESOURCES: u32 = 2_000;
const ROUNDS: usize = 30;
/// Two answers may differ so much, at most, between 100,000 and 1,000,000 resources.
const GOAL: f64 = 2.0;

#[derive(Serialize)]
struct Results {
    by_resources: Vec<ByResources>,
    by_requests: Vec<ByRequests>,
    /// Of each search: the time with 1,000,000 resources by that with 100,000, and how many rows each answer had.
    ratios: Vec<Ratio>,
    /// Over the sum of all searches.
    ratio: f64,
    goal: f64,
    holds: bool,
}

#[derive(Serialize)]
struct ByResources {
    resources: u32,
    seed_ms: f64,
    memory_mib: f64,
    searches: Vec<Search>,
    /// All searches, one after the other.
    search_ms: f64,
    list_ms: f64,
    create_ms: f64,
}

#[derive(Serialize)]
struct Search {
    search: &'static str,
    rows: usize,
    /// Nothing where nobody counted to the end.
    total: Option<i32>,
    ms: f64,
}

#[derive(Serialize)]
struct ByRequests {
    requests: u32,
    /// The newest 100, the oldest 100, what is open, and 100 by their ids.
    first_ms: f64,
    last_ms: f64,
    open_ms: f64,
    by_id_ms: f64,
    create_ms: f64,
}

#[derive(Serialize)]
struct Ratio {
    search: &'static str,
    ratio: f64,
    rows: [usize; 2],
}

#[tokio::main]
async fn main() -> Outcome<()> {
    let mut by_resources = Vec::new();
    for resources in RESOURCES {
        by_resources.push(with_resources(resources).await?);
    }
    let mut by_requests = Vec::new();
    for requests in REQUESTS {
        by_requests.push(with_requests(requests).await?);
    }
    let [.., before, after] = by_resources.as_slice() else { return Err("two sizes are needed".into()) };
    let pairs = before.searches.iter().zip(&after.searches);
    let ratios: Vec<Ratio> = pairs
        .map(|(before, after)| Ratio {
            search: before.search,
            ratio: after.ms / before.ms,
            rows: [before.rows, after.rows],
        })
        .collect();
    let ratio = after.search_ms / before.search_ms;
    // Where there are more rows to answer with, the answer itself is longer.
    let holds = ratios.iter().filter(|ratio| ratio.rows[0] == ratio.rows[1]).all(|ratio| ratio.ratio <= GOAL);
    let results = Results { by_resources, by_requests, ratios, ratio, goal: GOAL, holds };
    print(&results)?;
    keep("growth_api", &results)
}

async fn with_resources(resources: u32) -> Outcome<ByResources> {
    let folder = tempfile::tempdir()?;
    let started = Instant::now();
    let demo = demo::open(folder.path(), resources, Clock::default(), |_| {}).await?;
    let seed_ms = ms(started.elapsed());
    demo.db.write::<_, rusqlite::Error, _>(|tx| tokens::keep(tx, TOKEN, people::ENGINEER, None)).await?;
    let _worker = demo.spawn_worker();
    let app = router(demo);
    let mut searches = Vec::new();
    for search in SEARCHES {
        let query = AccessUnitsQuery { search: Some((*search).to_owned()), limit: Some(1_000), ..Default::default() };
        let (times, body) = time(&app, TOKEN, &format!("/inventory/access-units?{}", query.encoded()), ROUNDS).await?;
        let page: Page<AccessUnit> = serde_json::from_slice(&body)?;
        searches.push(Search {
            search,
            rows: page.data.len(),
            total: page.pagination.total,
            ms: ms(share(&times, 50)),
        });
    }
    Ok(ByResources {
        resources,
        seed_ms,
        memory_mib: memory("VmRSS:")?,
        search_ms: searches.iter().map(|search| search.ms).sum(),
        searches,
        list_ms: list(&app, &AccessRequestsQuery::default()).await?,
        create_ms: create(&app).await?,
    })
}

async fn with_requests(requests: u32) -> Outcome<ByRequests> {
    let folder = tempfile::tempdir()?;
    let demo = demo::open(folder.path(), FEW_RESOURCES, Clock::default(), |_| {}).await?;
    demo.db.write::<_, rusqlite::Error, _>(|tx| tokens::keep(tx, TOKEN, people::ENGINEER, None)).await?;
    demo.crowd(people::ENGINEER, requests, 0, 0).await?;
    let _worker = demo.spawn_worker();
    let app = router(demo);
    let first = get(&app, TOKEN, "/access-requests?limit=100").await?;
    let first: Page<AccessRequest> = serde_json::from_slice(&first)?;
    let ids = first.data.into_iter().map(|request| request.id).collect();
    let open = ["Initializing", "Pending", "PendingMFA", "Granting", "Active", "Revoking"].map(str::to_owned).to_vec();
    let skip = i32::try_from(requests.saturating_sub(100)).ok();
    Ok(ByRequests {
        requests,
        first_ms: list(&app, &AccessRequestsQuery::default()).await?,
        last_ms: list(&app, &AccessRequestsQuery { skip, ..Default::default() }).await?,
        open_ms: list(&app, &AccessRequestsQuery { statuses: open, ..Default::default() }).await?,
        by_id_ms: list(&app, &AccessRequestsQuery { request_ids: ids, ..Default::default() }).await?,
        create_ms: create(&app).await?,
    })
}

/// A page of 100 of the person's own requests.
async fn list(app: &Router, query: &AccessRequestsQuery) -> Outcome<f64> {
    let query = AccessRequestsQuery { limit: Some(100), ..query.clone() };
    let (times, _) = time(app, TOKEN, &format!("/access-requests?{}", query.encoded()), ROUNDS).await?;
    Ok(ms(share(&times, 50)))
}

/// A request for one thing, written to the disk.
async fn create(app: &Router) -> Outcome<f64> {
    let units = get(app, TOKEN, "/inventory/access-units?limit=1&search=prod-orders-eu").await?;
    let units: Page<AccessUnit> = serde_json::from_slice(&units)?;
    let form = CreateAccessRequest {
        filter_access_unit_ids: units.data.into_iter().map(|unit| unit.id).collect(),
        justification: Some("One of many".to_owned()),
        ..Default::default()
    };
    let form = serde_json::to_string(&form)?;
    let mut times: Vec<Duration> = Vec::new();
    for _ in 0..ROUNDS {
        let started = Instant::now();
        post(app, TOKEN, "/access-requests", form.clone()).await?;
        times.push(started.elapsed());
    }
    times.sort();
    Ok(ms(share(&times, 50)))
}

fn print(results: &Results) -> std::io::Result<()> {
    let mut out = std::io::stdout().lock();
    write!(out, "{:<20}", "ms, by resources")?;
    for column in &results.by_resources {
        write!(out, "{:>12}", column.resources)?;
    }
    writeln!(out, "{:>12}", "last step")?;
    for (place, ratio) in results.ratios.iter().enumerate() {
        let name = if ratio.search.is_empty() { "(everything)" } else { ratio.search };
        write!(out, "search {name:<13}")?;
        for search in results.by_resources.iter().filter_map(|column| column.searches.get(place)) {
            write!(out, "{:>12.2}", search.ms)?;
        }
        let [before, after] = ratio.rows;
        let longer = if before == after { String::new() } else { format!("  {before} rows, then {after}") };
        writeln!(out, "{:>11.1}x{longer}", ratio.ratio)?;
    }
    type Row = (&'static str, fn(&ByResources) -> f64);
    let rows: [Row; 5] = [
        ("all searches", |column| column.search_ms),
        ("list", |column| column.list_ms),
        ("create", |column| column.create_ms),
        ("filling", |column| column.seed_ms),
        ("memory, MiB", |column| column.memory_mib),
    ];
    for (name, of) in rows {
        write!(out, "{name:<20}")?;
        for column in &results.by_resources {
            write!(out, "{:>12.2}", of(column))?;
        }
        writeln!(out)?;
    }
    writeln!(
        out,
        "\n{:<20}{:>12}{:>12}{:>12}{:>12}{:>12}",
        "ms, by requests", "first", "last", "open", "by id", "create"
    )?;
    for row in &results.by_requests {
        writeln!(
            out,
            "{:<20}{:>12.2}{:>12.2}{:>12.2}{:>12.2}{:>12.2}",
            row.requests, row.first_ms, row.last_ms, row.open_ms, row.by_id_ms, row.create_ms
        )?;
    }
    let verdict = if results.holds { "holds" } else { "MISSED" };
    writeln!(
        out,
        "\n{verdict}: an answer of as many rows takes at most {GOAL} times as long with ten times the resources; all together {:.2}",
        results.ratio
    )
}
