//! Controls for tests, only behind `--test-controls`: calls that fail, counts of calls, the clock, ended sessions.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use axum::body::{Body, to_bytes};
use axum::extract::{Request, State};
use axum::http::{HeaderName, HeaderValue, StatusCode};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use axum::{Json, Router};
use bytes::Bytes;
use futures_util::stream;
use serde::Deserialize;
use serde_json::json;
use tokio::sync::Notify;

use crate::clock::Clock;
use crate::error::ApiError;
use crate::sign_in::SignIn;

/// What tests have asked for. Clones share it.
#[derive(Clone, Default)]
pub struct TestControls(Arc<Mutex<Inner>>);

#[derive(Default)]
struct Inner {
    faults: Vec<Fault>,
    calls: BTreeMap<String, u64>,
}

/// Calls that go wrong: which, how many of them, and how.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Fault {
    /// `GET`, `POST`; any when absent.
    method: Option<String>,
    /// The path contains this.
    path: String,
    /// How many calls; one when absent.
    #[serde(default = "once")]
    times: u32,
    kind: Kind,
}

fn once() -> u32 {
    1
}

#[derive(Clone, Debug, Deserialize)]
#[serde(rename_all = "snake_case")]
enum Kind {
    /// The call works, after so many milliseconds.
    Delay(u64),
    /// The call does nothing and is answered with this.
    Answer {
        status: u16,
        #[serde(default)]
        body: String,
        #[serde(default)]
        headers: BTreeMap<String, String>,
    },
    /// The call works, and the connection breaks in the middle of its answer.
    Cut,
    /// The call is never answered and does nothing.
    Hang,
}

/// `/test/…`.
pub fn router(controls: TestControls, clock: Clock, wake: Arc<Notify>, sign_in: SignIn) -> Router {
    let faults = post(add_fault).delete(clear_faults);
    let move_clock = move |Json(step): Json<Step>| async move {
        clock.advance(step.advance_seconds);
        wake.notify_one();
        Json(json!({ "now": clock.now() }))
    };
    let end_sessions = move || async move { sign_in.end_all().await.map(|()| StatusCode::NO_CONTENT) };
    Router::new()
        .route("/test/faults", faults)
        .route("/test/counters", get(counters))
        .with_state(controls)
        .route("/test/clock", post(move_clock))
        .route("/test/end-sessions", post(end_sessions))
}

#[derive(Deserialize)]
struct Step {
    advance_seconds: f64,
}

async fn add_fault(State(controls): State<TestControls>, Json(fault): Json<Fault>) -> StatusCode {
    controls.inner().faults.push(fault);
    StatusCode::NO_CONTENT
}

async fn clear_faults(State(controls): State<TestControls>) -> StatusCode {
    controls.inner().faults.clear();
    StatusCode::NO_CONTENT
}

async fn counters(State(controls): State<TestControls>) -> Json<BTreeMap<String, u64>> {
    Json(controls.inner().calls.clone())
}

impl TestControls {
    fn inner(&self) -> std::sync::MutexGuard<'_, Inner> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn take_fault(&self, method: &str, path: &str) -> Option<Kind> {
        let mut inner = self.inner();
        let fault = inner.faults.iter_mut().find(|fault| {
            fault.times > 0
                && path.contains(&fault.path)
                && fault.method.as_deref().is_none_or(|wanted| wanted == method)
        })?;
        fault.times -= 1;
        Some(fault.kind.clone())
    }
}

/// Counts what reaches the API and makes it fail where a test wants that. Placed behind the sign-in, so that a call
/// refused there is not counted.
pub async fn interfere(State(controls): State<TestControls>, request: Request, next: Next) -> Response {
    let (method, path) = (request.method().to_string(), request.uri().path().to_owned());
    match controls.take_fault(&method, &path) {
        Some(Kind::Hang) => std::future::pending().await,
        Some(Kind::Answer { status, body, headers }) => return made_up(status, body, &headers),
        Some(Kind::Delay(milliseconds)) => tokio::time::sleep(Duration::from_millis(milliseconds)).await,
        Some(Kind::Cut) => {
            controls.count(&method, &path);
            return cut(next.run(request).await).await;
        }
        None => {}
    }
    controls.count(&method, &path);
    next.run(request).await
}

impl TestControls {
    fn count(&self, method: &str, path: &str) {
        *self.inner().calls.entry(format!("{method} {path}")).or_default() += 1;
    }
}

fn made_up(status: u16, body: String, headers: &BTreeMap<String, String>) -> Response {
    let status = StatusCode::from_u16(status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
    let mut answer = (status, body).into_response();
    for (name, value) in headers {
        if let (Ok(name), Ok(value)) = (HeaderName::try_from(name), HeaderValue::try_from(value)) {
            answer.headers_mut().insert(name, value);
        }
    }
    answer
}

async fn cut(answer: Response) -> Response {
    let (parts, body) = answer.into_parts();
    let whole = match to_bytes(body, usize::MAX).await {
        Ok(whole) => whole,
        Err(error) => return ApiError::internal(error).into_response(),
    };
    let half = whole.slice(..whole.len() / 2);
    let broken = || std::io::Error::new(std::io::ErrorKind::ConnectionAborted, "cut for a test");
    let body = stream::iter([Ok::<Bytes, std::io::Error>(half), Err(broken())]);
    Response::from_parts(parts, Body::from_stream(body))
}
