//! What is counted, in the text format of Prometheus (OpenMetrics). No label names a person or takes a value from outside:
//! a call is known by the route it has met, its method only if it is a common one.

use std::borrow::Cow;
use std::sync::Arc;
use std::time::{Duration, Instant};

use axum::Router;
use axum::extract::{MatchedPath, Request, State};
use axum::http::header::CONTENT_TYPE;
use axum::http::{Method, StatusCode};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use prometheus_client::encoding::text::encode;
use prometheus_client::metrics::counter::Counter;
use prometheus_client::metrics::family::Family;
use prometheus_client::metrics::gauge::Gauge;
use prometheus_client::metrics::histogram::Histogram;
use prometheus_client::registry::{Registry, Unit};

use crate::error::ApiError;
use crate::sign_in::SignIn;

const KIND: &str = "application/openmetrics-text; version=1.0.0; charset=utf-8";

/// Up to the time after which the tab gives a call up. Seconds.
const BUCKETS: [f64; 14] = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0, 20.0];

type Labels<const N: usize> = [(&'static str, Cow<'static, str>); N];
type Times<const N: usize> = Family<Labels<N>, Histogram, fn() -> Histogram>;
type Counts<const N: usize> = Family<Labels<N>, Counter>;

/// The counters of one server. Clones share them.
#[derive(Clone, Debug)]
pub struct Metrics(Arc<Inner>);

#[derive(Debug)]
struct Inner {
    registry: Registry,
    calls: Times<3>,
    upstream: Times<1>,
    refreshes: Counts<1>,
    sign_ins: Counts<2>,
    sessions: Family<Labels<1>, Gauge>,
    looks: Counts<1>,
    letters: Counts<2>,
    letters_waiting: Gauge,
}

/// The line of a table that a call has met, told by who knows more than the router: an extension of the answer.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Route(pub(crate) &'static str);

/// What became of something that is asked of another service.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Outcome {
    Done,
    Refused,
    Unreachable,
    /// No answer within the limit, or not all of it.
    Late,
    /// The answer broke off, or cannot be used.
    Broken,
}

impl Outcome {
    const fn word(self) -> &'static str {
        match self {
            Self::Done => "done",
            Self::Refused => "refused",
            Self::Unreachable => "unreachable",
            Self::Late => "late",
            Self::Broken => "broken",
        }
    }
}

/// How many sign-ins there are now.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Sessions {
    pub(crate) browsers: i64,
    pub(crate) links: i64,
}

impl Default for Metrics {
    fn default() -> Self {
        let times: fn() -> Histogram = || Histogram::new(BUCKETS);
        let mut registry = Registry::with_prefix("apono_access");
        let (calls, upstream) = (Times::new_with_constructor(times), Times::new_with_constructor(times));
        let (refreshes, sign_ins, sessions) = (Counts::default(), Counts::default(), Family::default());
        registry.register_with_unit("call", "Calls, until their answer begins", Unit::Seconds, calls.clone());
        let help = "Calls to Apono's API, until their answer begins, by what became of them";
        registry.register_with_unit("upstream_call", help, Unit::Seconds, upstream.clone());
        registry.register("token_refreshes", "Renewals of tokens, by what became of them", refreshes.clone());
        registry.register("sign_ins", "Sign-ins that came to an end, good or bad", sign_ins.clone());
        registry.register("sessions", "Sign-ins that last, of all servers on this storage", sessions.clone());
        let (looks, letters, letters_waiting) = (Counts::default(), Counts::default(), Gauge::default());
        let help = "Looks after people for their notifications, by what became of them";
        registry.register("notification_looks", help, looks.clone());
        registry.register("notifications", "Notifications, by kind and by what became of them", letters.clone());
        let help = "Notifications that wait to be sent, of all servers on this storage";
        registry.register("notifications_waiting", help, letters_waiting.clone());
        Self(Arc::new(Inner {
            registry,
            calls,
            upstream,
            refreshes,
            sign_ins,
            sessions,
            looks,
            letters,
            letters_waiting,
        }))
    }
}

impl Metrics {
    fn call(&self, method: &Method, route: Cow<'static, str>, status: StatusCode, took: Duration) {
        let known = [Method::GET, Method::POST, Method::PUT, Method::DELETE, Method::HEAD];
        let method = if known.contains(method) { Cow::Owned(method.to_string()) } else { Cow::Borrowed("OTHER") };
        let class = match status.as_u16() / 100 {
            2 => "2xx",
            3 => "3xx",
            4 => "4xx",
            _ => "5xx",
        };
        let labels = [("method", method), ("route", route), ("status", Cow::Borrowed(class))];
        self.0.calls.get_or_create(&labels).observe(took.as_secs_f64());
    }

    pub(crate) fn upstream(&self, outcome: Outcome, took: Duration) {
        self.0.upstream.get_or_create(&[("outcome", outcome.word().into())]).observe(took.as_secs_f64());
    }

    pub(crate) fn refresh(&self, outcome: Outcome) {
        self.0.refreshes.get_or_create(&[("outcome", outcome.word().into())]).inc();
    }

    /// `kind` is what was to sign in: a `browser` or a `link`.
    pub(crate) fn sign_in(&self, kind: &'static str, outcome: Outcome) {
        self.0.sign_ins.get_or_create(&[("kind", kind.into()), ("outcome", outcome.word().into())]).inc();
    }

    /// Somebody was looked after for their notifications.
    pub(crate) fn look(&self, outcome: Outcome) {
        self.0.looks.get_or_create(&[("outcome", outcome.word().into())]).inc();
    }

    /// `outcome` is one word of ours: `sent`, `postponed`, `muted`, `stale`, `blocked` or `refused`.
    pub(crate) fn letter(&self, kind: &'static str, outcome: &'static str) {
        self.0.letters.get_or_create(&[("kind", kind.into()), ("outcome", outcome.into())]).inc();
    }

    pub(crate) fn letters_waiting(&self, count: i64) {
        self.0.letters_waiting.set(count);
    }

    fn text(&self, sessions: Sessions) -> Result<String, ApiError> {
        for (kind, count) in [("browser", sessions.browsers), ("link", sessions.links)] {
            self.0.sessions.get_or_create(&[("kind", kind.into())]).set(count);
        }
        let mut text = String::new();
        encode(&mut text, &self.0.registry).map_err(ApiError::internal)?;
        Ok(text)
    }
}

/// `/metrics`, for a listener of its own.
pub(crate) fn router(metrics: Metrics, sign_in: SignIn) -> Router {
    Router::new().route("/metrics", get(tell)).with_state((metrics, sign_in))
}

async fn tell(State((metrics, sign_in)): State<(Metrics, SignIn)>) -> Result<Response, ApiError> {
    let sessions = sign_in.sessions().await?;
    Ok(([(CONTENT_TYPE, KIND)], metrics.text(sessions)?).into_response())
}

/// Counts a call and its time.
pub(crate) async fn count(State(metrics): State<Metrics>, request: Request, next: Next) -> Response {
    let (began, method) = (Instant::now(), request.method().clone());
    let path = request.extensions().get::<MatchedPath>().map(|path| Cow::Owned(path.as_str().to_owned()));
    let answer = next.run(request).await;
    let told = answer.extensions().get::<Route>().map(|route| Cow::Borrowed(route.0));
    let route = told.or(path).unwrap_or(Cow::Borrowed("files"));
    metrics.call(&method, route, answer.status(), began.elapsed());
    answer
}
