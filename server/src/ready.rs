//! Whether this server can do its work: `/healthz` and `/readyz`.
//!
//! Not ready is who cannot read its own storage. That a service of Apono does not answer is said too, but changes nothing: it
//! would be so on every server at once, and people would then meet the page of a proxy instead of ours.

use std::sync::Arc;
use std::time::{Duration, Instant};

use axum::extract::State;
use axum::http::StatusCode;
use axum::http::header::CACHE_CONTROL;
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use axum::{Json, Router};
use futures_util::future::{join, join_all};
use serde::Serialize;
use tokio::time::timeout;

use crate::db::Db;
use crate::sign_in::SignIn;

/// Everything has to answer within this time.
const PATIENCE: Duration = Duration::from_secs(2);
/// So long an answer stands, so that nobody makes us ask others more often.
const FRESH: Duration = Duration::from_secs(5);

/// What is looked at. Clones share what was found.
#[derive(Clone)]
pub(crate) struct Readiness(Arc<Inner>);

struct Inner {
    sign_in: SignIn,
    demo: Option<Db>,
    http: reqwest::Client,
    /// Services behind this one: what they are called, and their origins.
    services: Vec<(&'static str, String)>,
    found: tokio::sync::Mutex<Option<(Instant, Report)>>,
}

#[derive(Clone, Debug, Serialize)]
struct Report {
    ready: bool,
    /// In sentences; what stands here while `ready` is true is wrong elsewhere.
    problems: Vec<String>,
}

impl Readiness {
    /// # Errors
    /// The machine cannot make https calls.
    pub(crate) fn new(
        sign_in: SignIn,
        demo: Option<Db>,
        services: Vec<(&'static str, String)>,
    ) -> Result<Self, reqwest::Error> {
        let http = reqwest::Client::builder().timeout(PATIENCE).redirect(reqwest::redirect::Policy::none()).build()?;
        Ok(Self(Arc::new(Inner { sign_in, demo, http, services, found: tokio::sync::Mutex::default() })))
    }

    pub(crate) fn router(self) -> Router {
        Router::new().route("/healthz", get(|| async { "ok" })).route("/readyz", get(tell)).with_state(self)
    }

    async fn report(&self) -> Report {
        let mut found = self.0.found.lock().await;
        if let Some((_, report)) = found.as_ref().filter(|(at, _)| at.elapsed() < FRESH) {
            return report.clone();
        }
        let (storage, silent) = join(self.storage_answers(), self.silent()).await;
        let storage = (!storage).then(|| "The storage of this server does not answer.".to_owned());
        let ready = storage.is_none();
        let silent = silent.into_iter().map(|name| format!("{name} does not answer."));
        let report = Report { ready, problems: storage.into_iter().chain(silent).collect() };
        *found = Some((Instant::now(), report.clone()));
        report
    }

    async fn storage_answers(&self) -> bool {
        let sign_in = timeout(PATIENCE, self.0.sign_in.sessions());
        let demo = timeout(PATIENCE, async {
            match &self.0.demo {
                Some(db) => db.read::<_, rusqlite::Error, _>(|c| c.query_row("SELECT 1", [], |_| Ok(()))).await,
                None => Ok(()),
            }
        });
        let (sign_in, demo) = join(sign_in, demo).await;
        matches!((sign_in, demo), (Ok(Ok(_)), Ok(Ok(()))))
    }

    /// Which services do not answer. Any answer will do.
    async fn silent(&self) -> Vec<&'static str> {
        let asked = self.0.services.iter().map(|(name, origin)| async move {
            let answer = self.0.http.get(origin).send().await;
            answer.is_err().then_some(*name)
        });
        join_all(asked).await.into_iter().flatten().collect()
    }
}

async fn tell(State(readiness): State<Readiness>) -> Response {
    let report = readiness.report().await;
    let status = if report.ready { StatusCode::OK } else { StatusCode::SERVICE_UNAVAILABLE };
    (status, [(CACHE_CONTROL, "no-store")], Json(report)).into_response()
}
