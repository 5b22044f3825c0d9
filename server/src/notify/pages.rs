//! Reading a person's requests and tasks at Apono, with their token, as the tab does.

use std::time::Duration;

use apono_api::query::{AccessRequestsQuery, Query as _};
use apono_api::{BASE_PATH, RequestStatus, Scope};
use axum::http::header::RETRY_AFTER;
use reqwest::StatusCode;
use serde::Deserialize;
use serde::de::IgnoredAny;
use serde_json::Value;

use crate::answer;

/// How many requests one page holds.
pub(super) const PAGE: usize = 100;
/// How long a page may take.
const TIME_LIMIT: Duration = Duration::from_secs(10);
/// Bytes. A page takes a few hundred KiB.
const MOST_OF_AN_ANSWER: usize = 16 * 1024 * 1024;
const AGENT: &str = concat!("apono-access-notifications/", env!("CARGO_PKG_VERSION"));

/// Why a page could not be read.
#[derive(Debug, PartialEq)]
pub(super) enum Unread {
    /// The token is not taken.
    NotTaken,
    /// Apono asks everyone to wait so many seconds.
    Slower(f64),
    /// For the log.
    Failed(String),
}

/// A request, as far as it is needed here. What is missing loses no row.
#[derive(Debug, Deserialize)]
pub(super) struct Row {
    pub(super) id: String,
    #[serde(default)]
    creation_time: Option<f64>,
    #[serde(default)]
    status: Option<StatusOf>,
    #[serde(default)]
    challenge: Option<Challenge>,
    #[serde(default)]
    requestor: Option<Named>,
    #[serde(default)]
    bundle: Option<Named>,
    #[serde(default)]
    distinct_resource_names: Option<Vec<String>>,
    #[serde(default)]
    access_units_summary: Option<Vec<Unit>>,
}

#[derive(Debug, Deserialize)]
struct StatusOf {
    status: RequestStatus,
}

#[derive(Debug, Deserialize)]
struct Challenge {
    #[serde(default)]
    approvers: Vec<IgnoredAny>,
}

#[derive(Debug, Deserialize)]
struct Named {
    name: String,
}

#[derive(Debug, Deserialize)]
struct Unit {
    resource_name: String,
}

impl Row {
    /// Epoch seconds of the service.
    pub(super) fn made_at(&self) -> f64 {
        self.creation_time.filter(|time| time.is_finite()).unwrap_or_default()
    }

    pub(super) fn status(&self) -> RequestStatus {
        self.status.as_ref().map_or(RequestStatus::Other(String::new()), |status| status.status.clone())
    }

    /// Somebody has been asked to decide.
    pub(super) fn is_asked(&self) -> bool {
        self.challenge.as_ref().is_some_and(|challenge| !challenge.approvers.is_empty())
    }

    pub(super) fn requester(&self) -> &str {
        self.requestor.as_ref().map_or("Somebody", |person| &person.name)
    }

    pub(super) fn bundle(&self) -> Option<&str> {
        self.bundle.as_ref().map(|bundle| bundle.name.as_str()).filter(|name| !name.is_empty())
    }

    /// The names that are told of its resources, each once.
    pub(super) fn resources(&self) -> Vec<&str> {
        let distinct = self.distinct_resource_names.iter().flatten().map(String::as_str);
        let units = self.access_units_summary.iter().flatten().map(|unit| unit.resource_name.as_str());
        let mut names: Vec<&str> = Vec::new();
        for name in distinct.chain(units) {
            if !name.is_empty() && !names.contains(&name) {
                names.push(name);
            }
        }
        names
    }
}

/// Where pages are read.
pub(super) struct Pages {
    http: reqwest::Client,
    address: String,
}

/// A page of rows, and whether another follows.
pub(super) struct Page {
    pub(super) rows: Vec<Row>,
    pub(super) is_last: bool,
}

impl Pages {
    pub(super) fn new(apono: &str) -> Result<Self, reqwest::Error> {
        let http = reqwest::Client::builder()
            .timeout(TIME_LIMIT)
            .user_agent(AGENT)
            .redirect(reqwest::redirect::Policy::none())
            .retry(reqwest::retry::never())
            .build()?;
        Ok(Self { http, address: format!("{}{BASE_PATH}/access-requests", apono.trim_end_matches('/')) })
    }

    /// Requests of a scope, the newest first, from row `skip` on.
    pub(super) async fn of(&self, token: &str, scope: Scope, skip: usize) -> Result<Page, Unread> {
        self.read(token, AccessRequestsQuery { scope: Some(scope), skip: i32::try_from(skip).ok(), ..page() }).await
    }

    /// Those of the person's requests that have one of these statuses, as the service spells them.
    pub(super) async fn in_status(&self, token: &str, statuses: &[RequestStatus], skip: usize) -> Result<Page, Unread> {
        let statuses = statuses.iter().map(|status| status.as_str().to_owned()).collect();
        let (scope, skip) = (Some(Scope::MyRequests), i32::try_from(skip).ok());
        self.read(token, AccessRequestsQuery { scope, statuses, skip, ..page() }).await
    }

    /// These of the person's requests, at most [`PAGE`].
    pub(super) async fn by_id(&self, token: &str, ids: &[String]) -> Result<Page, Unread> {
        let (scope, request_ids) = (Some(Scope::MyRequests), ids.to_vec());
        self.read(token, AccessRequestsQuery { scope, request_ids, ..page() }).await
    }

    async fn read(&self, token: &str, query: AccessRequestsQuery) -> Result<Page, Unread> {
        #[derive(Deserialize)]
        struct Listed {
            data: Vec<Value>,
        }
        let failed = |error: reqwest::Error| Unread::Failed(error.without_url().to_string());
        let address = format!("{}?{}", self.address, query.encoded());
        let answer = self.http.get(address).bearer_auth(token).send().await.map_err(failed)?;
        let status = answer.status();
        if status == StatusCode::UNAUTHORIZED {
            return Err(Unread::NotTaken);
        }
        let wait = answer.headers().get(RETRY_AFTER).and_then(|value| value.to_str().ok()?.trim().parse::<u32>().ok());
        if status == StatusCode::TOO_MANY_REQUESTS || (status == StatusCode::SERVICE_UNAVAILABLE && wait.is_some()) {
            return Err(Unread::Slower(f64::from(wait.unwrap_or(30).min(3_600))));
        }
        if !status.is_success() {
            return Err(Unread::Failed(format!("answered with {}", status.as_u16())));
        }
        let body = answer::body(answer, MOST_OF_AN_ANSWER).await.map_err(Unread::Failed)?;
        let listed: Listed =
            serde_json::from_slice(&body).map_err(|_| Unread::Failed("the answer cannot be read".to_owned()))?;
        let is_last = listed.data.len() < PAGE;
        // A row without an id is none that could be told of.
        let rows = listed.data.into_iter().filter_map(|row| serde_json::from_value(row).ok()).collect();
        Ok(Page { rows, is_last })
    }
}

fn page() -> AccessRequestsQuery {
    AccessRequestsQuery { limit: i32::try_from(PAGE).ok(), ..AccessRequestsQuery::default() }
}
