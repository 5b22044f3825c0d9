//! `bench server`: how long a search of the demo API and a page of an approver's lists take, and how much memory the
//! server needs.
//!
//! Asks the router inside this process for pages of 1,000 access units, then for pages out of 300 tasks and 10,000
//! decisions, and reads each answer to its end, so the figures hold SQLite, counting and JSON, but no network. Prints a table and keeps
//! `server` in `bench/results.json`.
//! Arguments: the number of resources (default 100,000).

use std::io::Write;
use std::time::{Duration, Instant};

use apono_api::query::{AccessRequestsQuery, AccessUnitsQuery, Query};
use apono_api::{AccessRequest, AccessUnit, CreateAccessRequest, Page, Scope};
use axum::Router;
use serde::Serialize;
use server::clock::Clock;
use server::demo::{self, people, router, seed, tokens};

mod asking;
use asking::{Outcome, SEARCHES, get, keep, memory, ms, post, share, time};

const TOKEN: &str = "bench";
const APPROVER: &str = "bench-approver";
const TASKS: usize = 300;
const DECIDED: u32 = 10_000;
/// Scope, and how many rows of it are asked for.
const LISTS: &[(Scope, i32)] = &[
    (Scope::MyTasks, 0),
    (Scope::MyTasks, 100),
    (Scope::MyTasks, 300),
    (Scope::MyHistoricTasks, 0),
    (Scope::MyHistoricTasks, 100),
];
const ROUNDS: usize = 30;
const LIMIT: i32 = 1000;

#[derive(Serialize)]
struct Results {
    resources: usize,
    seed_ms: f64,
    searches: Vec<Row>,
    /// Over all searches.
    median_ms: f64,
    p95_ms: f64,
    lists: Vec<ListRow>,
    /// Resident memory after all searches, and the most it ever was (filling included), in MiB.
    memory_mib: f64,
    memory_peak_mib: f64,
}

#[derive(Serialize)]
struct Row {
    search: &'static str,
    /// Nothing where nobody counted to the end.
    found: Option<i32>,
    rows: usize,
    bytes: usize,
    median_ms: f64,
    p95_ms: f64,
}

#[derive(Serialize)]
struct ListRow {
    scope: String,
    total: i32,
    rows: usize,
    bytes: usize,
    median_ms: f64,
    p95_ms: f64,
}

#[tokio::main]
async fn main() -> Outcome<()> {
    let resources = std::env::args().nth(1).map_or(Ok(seed::DEFAULT_RESOURCES), |text| text.parse())?;
    let folder = tempfile::tempdir()?;
    let started = Instant::now();
    let demo = demo::open(folder.path(), resources, Clock::default(), |_| {}).await?;
    let seed_ms = ms(started.elapsed());
    demo.db.write::<_, rusqlite::Error, _>(|tx| tokens::keep(tx, TOKEN, people::ENGINEER, None)).await?;
    demo.db.write::<_, rusqlite::Error, _>(|tx| tokens::keep(tx, APPROVER, people::TEAM_LEAD, None)).await?;
    demo.crowd(people::TEAM_LEAD, 0, 0, DECIDED).await?;
    let resources = demo.catalog.resources();
    let _worker = demo.spawn_worker();
    let app = router(demo);

    let mut searches = Vec::new();
    let mut all = Vec::new();
    for search in SEARCHES {
        let (row, times) = measure(&app, search).await?;
        searches.push(row);
        all.extend(times);
    }
    all.sort();
    make_tasks(&app).await?;
    let mut lists = Vec::new();
    for (scope, limit) in LISTS {
        lists.push(list(&app, scope, *limit).await?);
    }
    let results = Results {
        resources,
        seed_ms,
        searches,
        median_ms: ms(share(&all, 50)),
        p95_ms: ms(share(&all, 95)),
        lists,
        memory_mib: memory("VmRSS:")?,
        memory_peak_mib: memory("VmHWM:")?,
    };
    print(&results)?;
    keep("server", &results)
}

async fn measure(app: &Router, search: &'static str) -> Outcome<(Row, Vec<Duration>)> {
    let query = AccessUnitsQuery { search: Some(search.to_owned()), limit: Some(LIMIT), ..Default::default() };
    let (times, body) = time(app, TOKEN, &format!("/inventory/access-units?{}", query.encoded()), ROUNDS).await?;
    let page: Page<AccessUnit> = serde_json::from_slice(&body)?;
    let row = Row {
        search,
        found: page.pagination.total,
        rows: page.data.len(),
        bytes: body.len(),
        median_ms: ms(share(&times, 50)),
        p95_ms: ms(share(&times, 95)),
    };
    Ok((row, times))
}

async fn list(app: &Router, scope: &Scope, limit: i32) -> Outcome<ListRow> {
    let query = AccessRequestsQuery { scope: Some(scope.clone()), limit: Some(limit), ..Default::default() };
    let (times, body) = time(app, APPROVER, &format!("/access-requests?{}", query.encoded()), ROUNDS).await?;
    let page: Page<AccessRequest> = serde_json::from_slice(&body)?;
    Ok(ListRow {
        scope: scope.to_string(),
        total: page.pagination.total.unwrap_or_default(),
        rows: page.data.len(),
        bytes: body.len(),
        median_ms: ms(share(&times, 50)),
        p95_ms: ms(share(&times, 95)),
    })
}

/// Asks until so many requests wait for the approver.
async fn make_tasks(app: &Router) -> Outcome<()> {
    let units = get(app, TOKEN, "/inventory/access-units?limit=1&search=prod-orders-eu").await?;
    let units: Page<AccessUnit> = serde_json::from_slice(&units)?;
    let form = CreateAccessRequest {
        filter_access_unit_ids: units.data.into_iter().map(|unit| unit.id).collect(),
        justification: Some("One of many".to_owned()),
        ..Default::default()
    };
    let form = serde_json::to_string(&form)?;
    for _ in 0..TASKS {
        post(app, TOKEN, "/access-requests", form.clone()).await?;
    }
    loop {
        let tasks = get(app, APPROVER, "/access-requests?scope=MyTasks&limit=0").await?;
        let tasks: Page<AccessRequest> = serde_json::from_slice(&tasks)?;
        if tasks.pagination.total.and_then(|total| usize::try_from(total).ok()).is_some_and(|total| total >= TASKS) {
            return Ok(());
        }
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
}

fn print(results: &Results) -> std::io::Result<()> {
    let mut out = std::io::stdout().lock();
    writeln!(out, "{} resources, filled in {} ms\n", results.resources, results.seed_ms)?;
    writeln!(out, "{:<18} {:>9} {:>6} {:>10} {:>10} {:>8}", "search", "found", "rows", "bytes", "median ms", "p95 ms")?;
    for row in &results.searches {
        let search = if row.search.is_empty() { "(everything)" } else { row.search };
        let found = row.found.map_or_else(|| "many".to_owned(), |found| found.to_string());
        writeln!(
            out,
            "{search:<18} {found:>9} {:>6} {:>10} {:>10.2} {:>8.2}",
            row.rows, row.bytes, row.median_ms, row.p95_ms
        )?;
    }
    writeln!(out, "{:<46} {:>10.2} {:>8.2}", "all together", results.median_ms, results.p95_ms)?;
    writeln!(out, "\n{:<18} {:>9} {:>6} {:>10} {:>10} {:>8}", "list", "total", "rows", "bytes", "median ms", "p95 ms")?;
    for row in &results.lists {
        writeln!(
            out,
            "{:<18} {:>9} {:>6} {:>10} {:>10.2} {:>8.2}",
            row.scope, row.total, row.rows, row.bytes, row.median_ms, row.p95_ms
        )?;
    }
    writeln!(out, "\nmemory {} MiB, at most {} MiB", results.memory_mib, results.memory_peak_mib)
}
