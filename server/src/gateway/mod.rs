//! The way to Apono's own API: a call of the tab goes on with its person's token, and the answer comes back.
//!
//! Nothing is sent twice, kept or looked into. A call is read to its end before any of it is sent, so that one that breaks
//! off has no effect; an answer passes through as it arrives. Of the headers only those pass that the tab or Apono need; the
//! log knows the line of the table, the status and the time, but neither ids nor tokens nor bodies; the audit (`audit.rs`) also the
//! id of what was decided, revoked or reset.

pub mod routes;

use std::error::Error as _;
use std::sync::Arc;
use std::time::{Duration, Instant};

use axum::Router;
use axum::body::{Body, to_bytes};
use axum::extract::{Request, State};
use axum::http::header::{ACCEPT, AUTHORIZATION, CONTENT_LENGTH, CONTENT_TYPE, DATE, RETRY_AFTER, USER_AGENT};
use axum::http::{HeaderMap, HeaderValue, StatusCode};
use axum::response::{IntoResponse, Response};
use axum::routing::any;
use bytes::Bytes;
use futures_util::StreamExt;

use self::routes::Place;
use crate::audit;
use crate::error::ApiError;
use crate::extract::MAX_BODY;
use crate::http::request_id::{self, REQUEST_ID};
use crate::metrics::{Metrics, Outcome, Route};
use crate::sign_in::{Acting, Refusal, Rejected, SignIn, no_store};

const AGENT: &str = concat!("apono-access/", env!("CARGO_PKG_VERSION"));

/// A connection is made within this time.
const CONNECT_LIMIT: Duration = Duration::from_secs(5);
/// Unused connections are given up before those in between usually do: a call on one that is closed at that moment fails.
const IDLE: Duration = Duration::from_secs(20);
/// The largest answer that passes, in bytes. A page of 1,000 access units takes about one MiB.
const MOST_OF_AN_ANSWER: usize = 32 * 1024 * 1024;

/// The gateway. Clones share its connections.
#[derive(Clone)]
pub struct Gateway(Arc<Inner>);

struct Inner {
    http: reqwest::Client,
    /// Origin of the API, without a slash at the end.
    upstream: String,
    sign_in: SignIn,
    metrics: Metrics,
}

impl Gateway {
    /// `limit` is how long an answer may take, to its last byte.
    ///
    /// # Errors
    /// The machine cannot make https calls.
    pub fn new(upstream: &str, limit: Duration, sign_in: SignIn, metrics: Metrics) -> Result<Self, reqwest::Error> {
        let http = reqwest::Client::builder()
            .connect_timeout(CONNECT_LIMIT)
            .timeout(limit)
            .pool_idle_timeout(IDLE)
            .redirect(reqwest::redirect::Policy::none())
            .retry(reqwest::retry::never())
            .build()?;
        let upstream = upstream.trim_end_matches('/').to_owned();
        Ok(Self(Arc::new(Inner { http, upstream, sign_in, metrics })))
    }

    /// Everything below `/api`.
    pub fn router(self) -> Router {
        Router::new().route("/api", any(answer)).route("/api/{*rest}", any(answer)).with_state(self)
    }
}

async fn answer(State(gateway): State<Gateway>, request: Request) -> Response {
    let Some(place) = routes::find(request.method(), request.uri().path()) else {
        return no_store(ApiError::not_found("There is nothing at this address.").into_response());
    };
    let (method, route, began) = (request.method().clone(), place.route, Instant::now());
    let id = request_id::current();
    let mut answer = gateway.forwarded(request, &place, &id).await.unwrap_or_else(IntoResponse::into_response);
    let (status, milliseconds) = (answer.status().as_u16(), began.elapsed().as_millis());
    tracing::info!(target: "gateway", id = id.to_str().unwrap_or_default(), %method, route, status, milliseconds);
    answer.extensions_mut().insert(Route(route));
    no_store(answer)
}

impl Gateway {
    async fn forwarded(&self, request: Request, place: &Place, id: &HeaderValue) -> Result<Response, Refusal> {
        let sign_in = &self.0.sign_in;
        // A token that is not ours is not carried on: who has one of Apono's calls Apono.
        let acting = sign_in.acting(request.headers()).await?.ok_or_else(ApiError::unauthorized)?;
        let Some((what, on)) = place.audited() else { return self.sent(request, place, id, acting).await };
        let who = sign_in.acting_person(&acting).await?;
        let pending = audit::Pending::new(what, who, on.to_owned());
        let answer = self.sent(request, place, id, acting).await.unwrap_or_else(IntoResponse::into_response);
        pending.ended(answer.status().as_u16());
        Ok(answer)
    }

    async fn sent(
        &self,
        request: Request,
        place: &Place,
        id: &HeaderValue,
        acting: Acting,
    ) -> Result<Response, Refusal> {
        let Inner { http, upstream, metrics, .. } = &*self.0;
        let (parts, body) = request.into_parts();
        let body = to_bytes(body, MAX_BODY).await.map_err(|_| ApiError::too_large(MAX_BODY))?;
        let mut headers = HeaderMap::new();
        if !body.is_empty() {
            if !is_json(&parts.headers) {
                let message = "The body must be JSON, with the header `Content-Type: application/json`.";
                return Err(ApiError::new(StatusCode::UNSUPPORTED_MEDIA_TYPE, message).into());
            }
            headers.insert(CONTENT_TYPE, HeaderValue::from_static("application/json"));
        }
        let mut bearer = HeaderValue::from_str(&format!("Bearer {}", acting.token)).map_err(ApiError::internal)?;
        bearer.set_sensitive(true);
        headers.insert(AUTHORIZATION, bearer);
        headers.insert(ACCEPT, HeaderValue::from_static("application/json"));
        headers.insert(USER_AGENT, HeaderValue::from_static(AGENT));
        headers.insert(REQUEST_ID, id.clone());
        let query = parts.uri.query().map(|query| format!("?{query}")).unwrap_or_default();
        let address = format!("{upstream}{}{query}", place.path);
        let began = Instant::now();
        let sent = http.request(parts.method, address).headers(headers).body(body).send().await;
        metrics.upstream(sent.as_ref().map_or_else(outcome, |_| Outcome::Done), began.elapsed());
        let answer = sent.map_err(|error| unreachable(error, place.route, id))?;
        if answer.status() == reqwest::StatusCode::UNAUTHORIZED {
            return Err(self.not_taken(acting).await);
        }
        Ok(passed_on(answer, place.route, id))
    }

    /// The service has done nothing. The call is not repeated here, since nothing is; the tab or the person may.
    async fn not_taken(&self, acting: Acting) -> Refusal {
        match self.0.sign_in.rejected(acting).await {
            Ok(Rejected::Ended(refusal)) => refusal,
            Ok(Rejected::Renewed) => {
                let message = "Your sign-in was renewed. Nothing was done yet: try again.";
                ApiError::new(StatusCode::SERVICE_UNAVAILABLE, message).into()
            }
            Err(error) => error.into(),
        }
    }
}

fn is_json(headers: &HeaderMap) -> bool {
    headers.get(CONTENT_TYPE).and_then(|kind| kind.to_str().ok()).is_some_and(|kind| {
        kind.split(';').next().is_some_and(|kind| kind.trim().eq_ignore_ascii_case("application/json"))
    })
}

/// The answer as it goes to the tab. What is not JSON is not Apono's word but that of something in between; it never
/// reaches the browser, where it could be a page of our own address.
fn passed_on(answer: reqwest::Response, route: &str, id: &HeaderValue) -> Response {
    let status = answer.status();
    let length = answer.content_length();
    let (from, body) = axum::http::Response::<reqwest::Body>::from(answer).into_parts();
    let warn = |what: &str| {
        let id = id.to_str().unwrap_or_default();
        tracing::warn!(target: "gateway", id, route, status = status.as_u16(), what);
    };
    let kept = [DATE, RETRY_AFTER].into_iter().filter_map(|name| {
        let value = from.headers.get(&name)?.clone();
        Some((name, value))
    });
    let mut headers: HeaderMap = kept.collect();
    let error = |status: StatusCode, message: &str| (headers.clone(), ApiError::new(status, message)).into_response();
    if length.is_some_and(|length| length > MOST_OF_AN_ANSWER as u64) {
        warn("the answer is too large");
        return error(StatusCode::BAD_GATEWAY, "Apono's answer is too large to be passed on.");
    }
    let is_empty = length == Some(0);
    let is_json = is_json(&from.headers);
    if status.is_success() && (is_json || is_empty) || (status.is_client_error() || status.is_server_error()) && is_json
    {
        if is_json {
            headers.insert(CONTENT_TYPE, HeaderValue::from_static("application/json"));
        }
        if let Some(length) = length {
            headers.insert(CONTENT_LENGTH, length.into());
        }
        return (status, headers, limited(body, route, id)).into_response();
    }
    if status.is_client_error() || status.is_server_error() {
        return error(status, &format!("Apono answered with {} and gave no reason.", status.as_u16()));
    }
    warn("the answer is not one of the API");
    error(StatusCode::BAD_GATEWAY, "Something between this server and Apono gave an answer that cannot be used.")
}

/// An answer that grows too large, or breaks off, breaks off towards the browser too: half of it is never taken for all.
fn limited(body: reqwest::Body, route: &str, id: &HeaderValue) -> Body {
    let (route, id) = (route.to_owned(), id.to_str().unwrap_or_default().to_owned());
    let mut size = 0_usize;
    let chunks = Body::new(body).into_data_stream().map(move |chunk| -> Result<Bytes, std::io::Error> {
        let broken = |what: &str| {
            tracing::warn!(target: "gateway", id, route, what);
            std::io::Error::other("broken off")
        };
        let chunk = chunk.map_err(|_| broken("the answer broke off"))?;
        size = size.saturating_add(chunk.len());
        if size > MOST_OF_AN_ANSWER { Err(broken("the answer is too large")) } else { Ok(chunk) }
    });
    Body::from_stream(chunks)
}

fn outcome(error: &reqwest::Error) -> Outcome {
    match (error.is_connect(), error.is_timeout()) {
        (true, _) => Outcome::Unreachable,
        (false, true) => Outcome::Late,
        (false, false) => Outcome::Broken,
    }
}

/// No answer. Only where no connection was made is it certain that nothing was done.
fn unreachable(error: reqwest::Error, route: &str, id: &HeaderValue) -> ApiError {
    let outcome = outcome(&error);
    let error = error.without_url();
    let mut cause = error.to_string();
    let mut inner = error.source();
    while let Some(error) = inner {
        cause = format!("{cause}: {error}");
        inner = error.source();
    }
    tracing::warn!(target: "gateway", id = id.to_str().unwrap_or_default(), route, cause, "no answer");
    let unknown = "It may have done what was asked: look before you ask again.";
    match outcome {
        Outcome::Unreachable => {
            ApiError::new(StatusCode::BAD_GATEWAY, "Apono cannot be reached. Nothing was sent: try again shortly.")
        }
        Outcome::Late => ApiError::new(StatusCode::GATEWAY_TIMEOUT, format!("Apono did not answer in time. {unknown}")),
        _ => ApiError::new(StatusCode::BAD_GATEWAY, format!("The way to Apono has broken. {unknown}")),
    }
}
