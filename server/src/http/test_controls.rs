//! Controls for tests, only behind `--test-controls`: calls that fail, counts of calls, the clock, ended sessions.
//!
//! | call | does |
//! |---|---|
//! | `POST /test/faults` | makes the next calls go wrong, see below; several faults are used up in the order they came |
//! | `DELETE /test/faults` | forgets what was not used up |
//! | `GET /test/counters` | how often each call was let through to the API, as `{"GET /api/client/v1/session": 3}` |
//! | `DELETE /test/counters` | counts from 0 again |
//! | `GET /test/arrivals` | the same for what arrived at the API, also calls that a fault kept from it |
//! | `GET /test/clock` | `{"now": 1800000000.5}`, in epoch seconds |
//! | `POST /test/clock` | `{"advance_seconds": 3600}` or `{"set_seconds": 1800000000}`; answers as `GET` does |
//! | `POST /test/end-sessions` | ends every session in a browser and every link of a Microsoft account; tokens of curl go on |
//! | `GET /test/settings` | the account's settings, as in the answer of `GET session` |
//! | `POST /test/settings` | changes those that the body names, until the server stops |
//! | `POST /test/crowd` | `{"person": "usr-dana-levi", "requests": 10000, "sessions": 500}`: gives a person so many more closed requests, and one active request with so many sessions; `"decided": 10000` gives them so many requests of others about which they decided |
//!
//! A fault is `{"method": "GET", "path": "/access-details", "times": 1, "kind": …}`: `path` is any part of the path,
//! `method` and `times` may be left out. It acts on calls that the sign-in has let through. Its kind is one of
//!
//! - `{"delay": 1500}`: the call works, so many milliseconds later;
//! - `{"answer": {"status": 429, "headers": {"retry-after": "3"}, "body": "{\"message\": \"Slow down.\"}"}}`: the call does
//!   nothing and is answered so; with `"after": true` it does its work first, and only its answer is lost;
//! - `"cut"`: the call does its work, and the connection breaks in the middle of its answer;
//! - `"hang"`: the call does nothing and is never answered.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use apono_api::UserSettings;
use axum::body::{Body, to_bytes};
use axum::extract::{Request, State};
use axum::http::{HeaderName, HeaderValue, StatusCode};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use axum::{Json, Router};
use bytes::Bytes;
use futures_util::{StreamExt, stream};
use serde::Deserialize;
use serde_json::json;
use tokio::sync::Notify;

use crate::clock::Clock;
use crate::demo::Demo;
use crate::error::ApiError;
use crate::sign_in::SignIn;

/// How long the first half of an answer has before its connection breaks.
const BEFORE_CUT: Duration = Duration::from_millis(100);

/// What tests have asked for. Clones share it.
#[derive(Clone, Default)]
pub struct TestControls(Arc<Mutex<Inner>>);

#[derive(Default)]
struct Inner {
    faults: Vec<Fault>,
    arrivals: Counters,
    calls: Counters,
}

/// By method and path.
type Counters = BTreeMap<String, u64>;

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
    /// The call is answered with this and, unless it works first (`after`), does nothing.
    Answer {
        status: u16,
        #[serde(default)]
        after: bool,
        #[serde(default)]
        body: String,
        #[serde(default)]
        headers: BTreeMap<String, String>,
    },
    /// The call works, and the connection breaks in the middle of its answer.
    Cut,
    /// The call works, and the connection breaks before its answer. Browsers then ask again by themselves.
    Drop,
    /// The call is never answered and does nothing.
    Hang,
}

/// The part of `/test/…` that a gateway has too: the clock and the sessions. `wake` hears when the clock was moved.
pub fn router(clock: Clock, wake: Arc<Notify>, sign_in: SignIn) -> Router {
    let told = clock.clone();
    let tell = move || async move { now(&told) };
    let turn = move |Json(turn): Json<Turn>| async move {
        match turn {
            Turn::AdvanceSeconds(seconds) => clock.advance(seconds),
            Turn::SetSeconds(seconds) => clock.set(seconds),
        }
        wake.notify_one();
        now(&clock)
    };
    let end_sessions = move || async move { sign_in.end_all().await.map(|()| StatusCode::NO_CONTENT) };
    Router::new().route("/test/clock", get(tell).post(turn)).route("/test/end-sessions", post(end_sessions))
}

/// The rest of `/test/…`, about the demo.
pub fn demo_router(controls: TestControls, demo: Demo) -> Router {
    Router::new()
        .route("/test/faults", post(add_fault).delete(clear_faults))
        .route("/test/counters", get(counters).delete(clear_counters))
        .route("/test/arrivals", get(arrivals))
        .with_state(controls)
        .merge(
            Router::new()
                .route("/test/settings", get(settings).post(change_settings))
                .route("/test/crowd", post(crowd))
                .with_state(demo),
        )
}

async fn settings(State(demo): State<Demo>) -> Json<UserSettings> {
    Json(demo.settings.get())
}

async fn change_settings(
    State(demo): State<Demo>,
    Json(changes): Json<serde_json::Map<String, serde_json::Value>>,
) -> Result<Json<UserSettings>, ApiError> {
    let bad = |error: serde_json::Error| ApiError::bad_request("body", error.to_string());
    let mut settings = serde_json::to_value(demo.settings.get()).map_err(bad)?;
    settings.as_object_mut().into_iter().for_each(|known| known.extend(changes.clone()));
    let settings: UserSettings = serde_json::from_value(settings).map_err(bad)?;
    demo.settings.put(settings.clone());
    Ok(Json(settings))
}

#[derive(Deserialize)]
struct Crowd {
    person: String,
    #[serde(default)]
    requests: u32,
    #[serde(default)]
    sessions: u32,
    #[serde(default)]
    decided: u32,
}

async fn crowd(State(demo): State<Demo>, Json(crowd): Json<Crowd>) -> Result<StatusCode, ApiError> {
    demo.crowd(&crowd.person, crowd.requests, crowd.sessions, crowd.decided).await?;
    Ok(StatusCode::NO_CONTENT)
}

#[derive(Deserialize)]
#[serde(rename_all = "snake_case")]
enum Turn {
    AdvanceSeconds(f64),
    SetSeconds(f64),
}

fn now(clock: &Clock) -> Json<serde_json::Value> {
    Json(json!({ "now": clock.now() }))
}

async fn add_fault(State(controls): State<TestControls>, Json(fault): Json<Fault>) -> StatusCode {
    controls.inner().faults.push(fault);
    StatusCode::NO_CONTENT
}

async fn clear_faults(State(controls): State<TestControls>) -> StatusCode {
    controls.inner().faults.clear();
    StatusCode::NO_CONTENT
}

async fn counters(State(controls): State<TestControls>) -> Json<Counters> {
    Json(controls.inner().calls.clone())
}

async fn clear_counters(State(controls): State<TestControls>) -> StatusCode {
    let mut inner = controls.inner();
    inner.calls.clear();
    inner.arrivals.clear();
    StatusCode::NO_CONTENT
}

async fn arrivals(State(controls): State<TestControls>) -> Json<Counters> {
    Json(controls.inner().arrivals.clone())
}

impl TestControls {
    fn inner(&self) -> std::sync::MutexGuard<'_, Inner> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The fault that this call meets, if any.
    fn arrive(&self, method: &str, path: &str) -> Option<Kind> {
        let mut inner = self.inner();
        count(&mut inner.arrivals, method, path);
        let fault = inner.faults.iter_mut().find(|fault| {
            fault.times > 0
                && path.contains(&fault.path)
                && fault.method.as_deref().is_none_or(|wanted| wanted == method)
        })?;
        fault.times -= 1;
        Some(fault.kind.clone())
    }

    fn let_through(&self, method: &str, path: &str) {
        count(&mut self.inner().calls, method, path);
    }
}

fn count(counters: &mut Counters, method: &str, path: &str) {
    *counters.entry(format!("{method} {path}")).or_default() += 1;
}

/// Counts what reaches the API and makes it fail where a test wants that. Placed behind the sign-in, so that a call
/// refused there is not counted.
pub async fn interfere(State(controls): State<TestControls>, request: Request, next: Next) -> Response {
    let (method, path) = (request.method().to_string(), request.uri().path().to_owned());
    let fault = controls.arrive(&method, &path);
    match &fault {
        Some(Kind::Hang) => std::future::pending().await,
        Some(Kind::Answer { status, after: false, body, headers }) => return made_up(*status, body, headers),
        Some(Kind::Delay(milliseconds)) => tokio::time::sleep(Duration::from_millis(*milliseconds)).await,
        Some(Kind::Cut | Kind::Drop | Kind::Answer { .. }) | None => {}
    }
    controls.let_through(&method, &path);
    let answer = next.run(request).await;
    match &fault {
        Some(Kind::Cut) => cut(answer).await,
        Some(Kind::Drop) => answer.map(|_| Body::from_stream(stream::iter([Err::<Bytes, _>(broken())]))),
        Some(Kind::Answer { status, body, headers, .. }) => made_up(*status, body, headers),
        _ => answer,
    }
}

fn made_up(status: u16, body: &str, headers: &BTreeMap<String, String>) -> Response {
    let status = StatusCode::from_u16(status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
    let mut answer = (status, body.to_owned()).into_response();
    for (name, value) in headers {
        if let (Ok(name), Ok(value)) = (HeaderName::try_from(name), HeaderValue::try_from(value)) {
            answer.headers_mut().insert(name, value);
        }
    }
    answer
}

fn broken() -> std::io::Error {
    std::io::Error::new(std::io::ErrorKind::ConnectionAborted, "broken for a test")
}

async fn cut(answer: Response) -> Response {
    let (parts, body) = answer.into_parts();
    let whole = match to_bytes(body, usize::MAX).await {
        Ok(whole) => whole,
        Err(error) => return ApiError::internal(error).into_response(),
    };
    let half = stream::iter([Ok::<Bytes, std::io::Error>(whole.slice(..whole.len() / 2))]);
    let broken = stream::once(async {
        // The first half has to be on its way: of a connection that breaks without an answer browsers ask again.
        tokio::time::sleep(BEFORE_CUT).await;
        Err(broken())
    });
    let body = half.chain(broken);
    Response::from_parts(parts, Body::from_stream(body))
}
