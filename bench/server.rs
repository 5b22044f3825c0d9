//! `bench server`: how long a search of the demo API takes, and how much memory the server needs.
//!
//! Asks the router inside this process for pages of 1,000 access units and reads each answer to its end, so the figures
//! hold SQLite, counting and JSON, but no network. Prints a table and writes `bench/results/server.json`.
//! Arguments: the number of resources (default 100,000).

use std::error::Error;
use std::io::Write;
use std::path::Path;
use std::time::{Duration, Instant};

use apono_api::query::{AccessUnitsQuery, Query};
use apono_api::{AccessUnit, BASE_PATH, Page};
use axum::Router;
use axum::body::Body;
use axum::http::Request;
use axum::http::header::AUTHORIZATION;
use http_body_util::BodyExt;
use serde::Serialize;
use server::clock::Clock;
use server::demo::{self, people, router, seed, tokens};
use tower::ServiceExt;

const TOKEN: &str = "bench";
const ROUNDS: usize = 30;
const LIMIT: i32 = 1000;

/// What people type: nothing, rare and common words, several words, words shorter than the index knows, nothing found.
const SEARCHES: &[&str] =
    &["", "prod-orders-eu", "orders eu", "prod", "staging", "api", "payments worker", "eu", "o", "e a i", "zzz", "zq"];

#[derive(Serialize)]
struct Results {
    resources: usize,
    seed_ms: f64,
    searches: Vec<Row>,
    /// Over all searches.
    median_ms: f64,
    p95_ms: f64,
    /// Resident memory after all searches, and the most it ever was (filling included), in MiB.
    memory_mib: f64,
    memory_peak_mib: f64,
}

#[derive(Serialize)]
struct Row {
    search: &'static str,
    found: i32,
    rows: usize,
    bytes: usize,
    median_ms: f64,
    p95_ms: f64,
}

#[tokio::main]
async fn main() -> Result<(), Box<dyn Error>> {
    let resources = std::env::args().nth(1).map_or(Ok(seed::DEFAULT_RESOURCES), |text| text.parse())?;
    let folder = tempfile::tempdir()?;
    let started = Instant::now();
    let demo = demo::open(folder.path(), resources, Clock::default(), |_| {}).await?;
    let seed_ms = ms(started.elapsed());
    demo.db.write::<_, rusqlite::Error, _>(|tx| tokens::keep(tx, TOKEN, people::ENGINEER, None)).await?;
    let resources = demo.catalog.resources();
    let app = router(demo);

    let mut searches = Vec::new();
    let mut all = Vec::new();
    for search in SEARCHES {
        let (row, times) = measure(&app, search).await?;
        searches.push(row);
        all.extend(times);
    }
    all.sort();
    let results = Results {
        resources,
        seed_ms,
        searches,
        median_ms: ms(share(&all, 50)),
        p95_ms: ms(share(&all, 95)),
        memory_mib: memory("VmRSS:")?,
        memory_peak_mib: memory("VmHWM:")?,
    };
    print(&results)?;
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("../bench/results/server.json");
    if let Some(folder) = file.parent() {
        std::fs::create_dir_all(folder)?;
    }
    std::fs::write(&file, serde_json::to_string_pretty(&results)? + "\n")?;
    Ok(())
}

async fn measure(app: &Router, search: &'static str) -> Result<(Row, Vec<Duration>), Box<dyn Error>> {
    let query = AccessUnitsQuery { search: Some(search.to_owned()), limit: Some(LIMIT), ..Default::default() };
    let uri = format!("{BASE_PATH}/inventory/access-units?{}", query.encoded());
    let mut times = Vec::new();
    let mut body = Vec::new();
    for _ in 0..ROUNDS {
        let request = Request::get(&uri).header(AUTHORIZATION, format!("Bearer {TOKEN}")).body(Body::empty())?;
        let started = Instant::now();
        let answer = app.clone().oneshot(request).await?;
        if !answer.status().is_success() {
            return Err(format!("`{search}` was answered with {}", answer.status()).into());
        }
        body = answer.into_body().collect().await?.to_bytes().to_vec();
        times.push(started.elapsed());
    }
    times.sort();
    let page: Page<AccessUnit> = serde_json::from_slice(&body)?;
    let row = Row {
        search,
        found: page.pagination.total.unwrap_or_default(),
        rows: page.data.len(),
        bytes: body.len(),
        median_ms: ms(share(&times, 50)),
        p95_ms: ms(share(&times, 95)),
    };
    Ok((row, times))
}

/// The value below which so many percent of the sorted ones are.
fn share(sorted: &[Duration], percent: usize) -> Duration {
    sorted.get(sorted.len() * percent / 100).copied().unwrap_or_default()
}

fn ms(time: Duration) -> f64 {
    (time.as_secs_f64() * 1e5).round() / 100.0
}

/// A line of the kernel's account of this process, in MiB.
fn memory(name: &str) -> Result<f64, Box<dyn Error>> {
    let status = std::fs::read_to_string("/proc/self/status")?;
    let line = status.lines().find_map(|line| line.strip_prefix(name)).ok_or("the kernel tells no memory")?;
    let kib: f64 = line.trim().trim_end_matches(" kB").parse()?;
    Ok((kib / 102.4).round() / 10.0)
}

fn print(results: &Results) -> std::io::Result<()> {
    let mut out = std::io::stdout().lock();
    writeln!(out, "{} resources, filled in {} ms\n", results.resources, results.seed_ms)?;
    writeln!(out, "{:<18} {:>9} {:>6} {:>10} {:>10} {:>8}", "search", "found", "rows", "bytes", "median ms", "p95 ms")?;
    for row in &results.searches {
        let search = if row.search.is_empty() { "(everything)" } else { row.search };
        writeln!(
            out,
            "{search:<18} {:>9} {:>6} {:>10} {:>10.2} {:>8.2}",
            row.found, row.rows, row.bytes, row.median_ms, row.p95_ms
        )?;
    }
    writeln!(out, "{:<46} {:>10.2} {:>8.2}", "all together", results.median_ms, results.p95_ms)?;
    writeln!(out, "\nmemory {} MiB, at most {} MiB", results.memory_mib, results.memory_peak_mib)
}
