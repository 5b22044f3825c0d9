//! What the measurements of the API share: asking the router inside this process, times, and where results are kept.

use std::error::Error;
use std::path::Path;
use std::time::{Duration, Instant};

use apono_api::BASE_PATH;
use axum::Router;
use axum::body::Body;
use axum::http::Request;
use axum::http::header::{AUTHORIZATION, CONTENT_TYPE};
use http_body_util::BodyExt;
use serde::Serialize;
use serde_json::Value;
use tower::ServiceExt;

pub(crate) type Outcome<T> = Result<T, Box<dyn Error + Send + Sync>>;

/// What people type: nothing, rare and common words, several words, words shorter than the index knows, nothing found.
pub(crate) const SEARCHES: &[&str] =
    &["", "prod-orders-eu", "orders eu", "prod", "staging", "api", "payments worker", "eu", "o", "e a i", "zzz", "zq"];

/// Reads an answer to its end.
pub(crate) async fn get(app: &Router, token: &str, path: &str) -> Outcome<Vec<u8>> {
    answer(app, Request::get(format!("{BASE_PATH}{path}")), token, Body::empty()).await
}

/// Sends JSON and reads the answer to its end.
pub(crate) async fn post(app: &Router, token: &str, path: &str, body: String) -> Outcome<Vec<u8>> {
    let request = Request::post(format!("{BASE_PATH}{path}")).header(CONTENT_TYPE, "application/json");
    answer(app, request, token, Body::from(body)).await
}

async fn answer(app: &Router, request: axum::http::request::Builder, token: &str, body: Body) -> Outcome<Vec<u8>> {
    let request = request.header(AUTHORIZATION, format!("Bearer {token}")).body(body)?;
    let address = request.uri().clone();
    let answer = app.clone().oneshot(request).await?;
    if !answer.status().is_success() {
        return Err(format!("`{address}` was answered with {}", answer.status()).into());
    }
    Ok(answer.into_body().collect().await?.to_bytes().to_vec())
}

/// How long so many answers took, in order, and the last of them.
pub(crate) async fn time(app: &Router, token: &str, path: &str, rounds: usize) -> Outcome<(Vec<Duration>, Vec<u8>)> {
    let mut times = Vec::new();
    let mut body = Vec::new();
    for _ in 0..rounds {
        let started = Instant::now();
        body = get(app, token, path).await?;
        times.push(started.elapsed());
    }
    times.sort();
    Ok((times, body))
}

/// The value below which so many percent of the sorted ones are.
pub(crate) fn share(sorted: &[Duration], percent: usize) -> Duration {
    sorted.get(sorted.len() * percent / 100).copied().unwrap_or_default()
}

pub(crate) fn ms(time: Duration) -> f64 {
    (time.as_secs_f64() * 1e5).round() / 100.0
}

/// A line of the kernel's account of this process, in MiB.
pub(crate) fn memory(name: &str) -> Outcome<f64> {
    let status = std::fs::read_to_string("/proc/self/status")?;
    let line = status.lines().find_map(|line| line.strip_prefix(name)).ok_or("the kernel tells no memory")?;
    let kib: f64 = line.trim().trim_end_matches(" kB").parse()?;
    Ok((kib / 102.4).round() / 10.0)
}

/// Puts results into `bench/results.json`, beside those of other measurements.
pub(crate) fn keep(name: &str, results: &impl Serialize) -> Outcome<()> {
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("../bench/results.json");
    let mut all: serde_json::Map<String, Value> = match std::fs::read_to_string(&file) {
        Ok(text) => serde_json::from_str(&text)?,
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => serde_json::Map::new(),
        Err(error) => return Err(error.into()),
    };
    all.insert(name.to_owned(), serde_json::to_value(results)?);
    Ok(std::fs::write(&file, serde_json::to_string_pretty(&all)? + "\n")?)
}
