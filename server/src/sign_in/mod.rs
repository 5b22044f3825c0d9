//! Signing in to the tab (design 8): the server runs the code flow and keeps the tokens; the browser gets a cookie that
//! scripts cannot read. In front of the API the cookie is traded for the person's token.

mod service;
mod sessions;

use std::sync::Arc;

use axum::extract::{Query, Request, State};
use axum::http::header::{AUTHORIZATION, CACHE_CONTROL, COOKIE, LOCATION, SET_COOKIE};
use axum::http::{HeaderMap, HeaderName, HeaderValue, StatusCode};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use axum::{Json, Router};
use maud::html;
use rusqlite_migration::{M, Migrations};
use serde::Deserialize;

pub use self::service::Service;
use self::service::{Grant, ServiceError};
use self::sessions::{Attempt, Kept};
use crate::clock::Clock;
use crate::db::Db;
use crate::error::ApiError;
use crate::http::page;
use crate::secret;

/// No link, form or foreign page can send this header, so that a cookie alone never makes a call (design 8).
const TAB_HEADER: HeaderName = HeaderName::from_static("x-apono-tab");
const SEC_PURPOSE: HeaderName = HeaderName::from_static("sec-purpose");
const SEC_FETCH_SITE: HeaderName = HeaderName::from_static("sec-fetch-site");

/// The browser keeps its cookie longer than a session that nobody uses lasts: each use moves the session's end, which
/// only the server keeps. Seconds.
const COOKIE_LIFE: f64 = 30.0 * 24.0 * 3600.0;

/// An access token with less life than this is refreshed before it is used. Seconds.
const REFRESH_BEFORE: f64 = 30.0;

/// Everything about signing in. Clones share it.
#[derive(Clone)]
pub struct SignIn(Arc<Inner>);

struct Inner {
    db: Db,
    clock: Clock,
    service: Service,
    /// Browsers reach us by https, so cookies are kept to it.
    secure: bool,
    /// One refresh at a time: a refresh token works once, and two calls of one page would use it twice.
    refreshing: tokio::sync::Mutex<()>,
}

/// The schema of the sign-in's own database.
pub fn migrations() -> Migrations<'static> {
    Migrations::new(vec![M::up(sessions::MIGRATION)])
}

impl SignIn {
    pub fn new(db: Db, clock: Clock, service: Service, secure: bool) -> Self {
        Self(Arc::new(Inner { db, clock, service, secure, refreshing: tokio::sync::Mutex::default() }))
    }

    /// `/auth/…`.
    pub fn router(&self) -> Router {
        let missing = || async { ApiError::not_found("There is nothing at this address.") };
        Router::new()
            .route("/auth/sign-in", get(begin))
            .route("/auth/callback", get(finish))
            .route("/auth/sign-out", post(end))
            .route("/auth/{*rest}", axum::routing::any(missing))
            .with_state(self.clone())
    }

    /// Ends every session. For tests.
    ///
    /// # Errors
    /// The database cannot be written.
    pub async fn end_all(&self) -> Result<(), ApiError> {
        self.0.db.write(|tx| sessions::forget_all(tx).map_err(ApiError::from)).await
    }

    fn session_cookie(&self) -> &'static str {
        if self.0.secure { "__Host-apono-session" } else { "apono-session" }
    }

    fn cookie(&self, name: &str, value: &str, seconds: f64) -> HeaderValue {
        let secure = if self.0.secure { "; Secure" } else { "" };
        let cookie = format!("{name}={value}; Path=/; HttpOnly; SameSite=Lax; Max-Age={seconds}{secure}");
        // Names and values are ours: letters, digits, `-` and `_`.
        HeaderValue::from_str(&cookie).unwrap_or(HeaderValue::from_static(""))
    }

    /// The token of the session whose cookie is among these headers, without asking for the tab's own header. For pages
    /// that show no secret and of which a foreign site can make no use.
    ///
    /// # Errors
    /// The sign-in service or the database does not answer.
    pub async fn token_of(&self, headers: &HeaderMap) -> Result<Option<String>, ApiError> {
        match cookie(headers, self.session_cookie()) {
            Some(session) => self.token(session).await,
            None => Ok(None),
        }
    }

    /// The Apono token of a browser session, refreshed where it is about to end. `None` when there is no such session
    /// any more.
    async fn token(&self, session: &str) -> Result<Option<String>, ApiError> {
        let hash = secret::hash(session);
        let now = self.0.clock.now();
        match self.touch(hash, now).await? {
            Some(kept) if is_stale(&kept, now) => {}
            kept => return Ok(kept.map(|kept| kept.access)),
        }
        // In a task of its own: were the refresh broken off with the call that needs it, the new refresh token would be
        // lost and the old one is used, and the person would be signed out.
        let sign_in = self.clone();
        tokio::spawn(async move { sign_in.refreshed(hash).await }).await.map_err(ApiError::internal)?
    }

    async fn touch(&self, hash: [u8; 32], now: f64) -> Result<Option<Kept>, ApiError> {
        self.0.db.write(move |tx| sessions::touch(tx, &hash, now).map_err(ApiError::from)).await
    }

    async fn refreshed(&self, hash: [u8; 32]) -> Result<Option<String>, ApiError> {
        let inner = &self.0;
        let _one_at_a_time = inner.refreshing.lock().await;
        let now = inner.clock.now();
        let kept = match self.touch(hash, now).await? {
            Some(kept) if is_stale(&kept, now) => kept,
            kept => return Ok(kept.map(|kept| kept.access)),
        };
        match inner.service.refresh(&kept.refresh).await {
            Ok(grant) => {
                let access = grant.access_token.clone();
                inner.db.write(move |tx| sessions::renew(tx, &hash, &grant, now).map_err(ApiError::from)).await?;
                Ok(Some(access))
            }
            Err(ServiceError::Refused) => {
                inner.db.write(move |tx| sessions::forget(tx, &hash).map_err(ApiError::from)).await?;
                Ok(None)
            }
            Err(ServiceError::Unreachable(cause)) => {
                tracing::warn!(%cause, "the sign-in service cannot be reached");
                Err(ApiError::new(
                    StatusCode::SERVICE_UNAVAILABLE,
                    "The sign-in service cannot be reached. Try again shortly.",
                ))
            }
        }
    }
}

fn is_stale(kept: &Kept, now: f64) -> bool {
    kept.expires_at - now <= REFRESH_BEFORE
}

/// Lets a call through to the API with the token of its person.
///
/// A bearer passes as it is. A cookie is taken only with the tab's own header, from our own pages, and never for a
/// prefetch: nothing but a person's click in the tab may use up a one-time secret.
pub async fn admit(State(sign_in): State<SignIn>, mut request: Request, next: Next) -> Response {
    if let Err(refusal) = trade_cookie(&sign_in, &mut request).await {
        return no_store(refusal.into_response());
    }
    no_store(next.run(request).await)
}

async fn trade_cookie(sign_in: &SignIn, request: &mut Request) -> Result<(), ApiError> {
    let headers = request.headers();
    if headers.contains_key(AUTHORIZATION) {
        return Ok(());
    }
    let Some(session) = cookie(headers, sign_in.session_cookie()).map(str::to_owned) else { return Ok(()) };
    let is = |name: &HeaderName, value: &str| headers.get(name).is_some_and(|sent| sent == value);
    let foreign = headers.contains_key(&SEC_FETCH_SITE) && !is(&SEC_FETCH_SITE, "same-origin");
    if !is(&TAB_HEADER, "1") || foreign || headers.contains_key(&SEC_PURPOSE) {
        return Err(ApiError::forbidden("This call has to come from the tab itself."));
    }
    let token = sign_in.token(&session).await?.ok_or_else(ApiError::unauthorized)?;
    let bearer = HeaderValue::from_str(&format!("Bearer {token}")).map_err(ApiError::internal)?;
    request.headers_mut().insert(AUTHORIZATION, bearer);
    request.headers_mut().remove(COOKIE);
    Ok(())
}

fn no_store(mut answer: Response) -> Response {
    answer.headers_mut().insert(CACHE_CONTROL, HeaderValue::from_static("no-store"));
    answer
}

fn cookie<'a>(headers: &'a HeaderMap, name: &str) -> Option<&'a str> {
    headers
        .get_all(COOKIE)
        .iter()
        .filter_map(|line| line.to_str().ok())
        .flat_map(|line| line.split(';'))
        .find_map(|pair| pair.trim().strip_prefix(name)?.strip_prefix('='))
}

#[derive(Deserialize)]
struct Begin {
    #[serde(default, rename = "return")]
    come_back_to: String,
    #[serde(default)]
    popup: String,
}

/// An address below our own root, so that a link to the sign-in leads nowhere else.
fn own_address(address: &str) -> &str {
    let plain = address.starts_with('/')
        && !address.starts_with("//")
        && address.len() <= 4_096
        && !address.chars().any(|letter| letter.is_control() || letter == '\\')
        && !address.starts_with("/auth/");
    if plain { address } else { "/" }
}

/// The cookie that ties an attempt to the browser that began it.
fn attempt_cookie(state: &str) -> String {
    let short: String = state.chars().take(8).collect();
    format!("apono-attempt-{short}")
}

async fn begin(State(sign_in): State<SignIn>, Query(begin): Query<Begin>) -> Result<Response, ApiError> {
    let inner = &sign_in.0;
    let (state, verifier) = (secret::random()?, secret::random()?);
    let address = inner.service.authorize_address(&state, &secret::challenge(&verifier));
    let attempt =
        Attempt { verifier, come_back_to: own_address(&begin.come_back_to).to_owned(), popup: begin.popup == "1" };
    let (hash, now) = (secret::hash(&state), inner.clock.now());
    inner.db.write(move |tx| sessions::keep_attempt(tx, &hash, &attempt, now).map_err(ApiError::from)).await?;
    let cookie = sign_in.cookie(&attempt_cookie(&state), &state, sessions::ATTEMPT_LIFE);
    let address = HeaderValue::from_str(&address).map_err(ApiError::internal)?;
    Ok(no_store((StatusCode::SEE_OTHER, [(LOCATION, address), (SET_COOKIE, cookie)]).into_response()))
}

#[derive(Deserialize)]
#[serde(default)]
#[derive(Default)]
struct Finish {
    code: String,
    state: String,
    error: String,
}

async fn finish(
    State(sign_in): State<SignIn>,
    Query(finish): Query<Finish>,
    headers: HeaderMap,
) -> Result<Response, ApiError> {
    let inner = &sign_in.0;
    let name = attempt_cookie(&finish.state);
    let begun_here = cookie(&headers, &name).is_some_and(|kept| secret::hash(kept) == secret::hash(&finish.state));
    if finish.state.is_empty() || !begun_here {
        return Ok(failed("This sign-in was not begun in this browser, or too long ago."));
    }
    let (hash, now) = (secret::hash(&finish.state), inner.clock.now());
    let attempt = inner.db.write(move |tx| sessions::take_attempt(tx, &hash, now).map_err(ApiError::from)).await?;
    let Some(attempt) = attempt else {
        return Ok(failed("This sign-in was finished before, or took too long."));
    };
    if !finish.error.is_empty() || finish.code.is_empty() {
        return Ok(failed("The sign-in was given up."));
    }
    let grant = match inner.service.redeem(&finish.code, &attempt.verifier).await {
        Ok(grant) => grant,
        Err(ServiceError::Refused) => return Ok(failed("The sign-in service did not accept the sign-in.")),
        Err(ServiceError::Unreachable(cause)) => {
            tracing::warn!(%cause, "the sign-in service cannot be reached");
            return Ok(failed("The sign-in service cannot be reached."));
        }
    };
    let session = secret::random()?;
    let (hash, now) = (secret::hash(&session), inner.clock.now());
    // A session that this browser had before ends: its cookie is about to be replaced.
    let before = cookie(&headers, sign_in.session_cookie()).map(secret::hash);
    let keep = move |tx: &rusqlite::Transaction<'_>| {
        if let Some(before) = before {
            sessions::forget(tx, &before)?;
        }
        sessions::keep(tx, &hash, &grant, now)
    };
    inner.db.write(move |tx| keep(tx).map_err(ApiError::from)).await?;
    let cookies = [
        (SET_COOKIE, sign_in.cookie(sign_in.session_cookie(), &session, COOKIE_LIFE)),
        (SET_COOKIE, sign_in.cookie(&name, "", 0.0)),
    ];
    let mut answer = if attempt.popup {
        let content = html! { p { "You can close this window and go on where you were." } };
        page::with_script("You are signed in", &content, Some("/auth/signed-in.js"))
    } else {
        let address = HeaderValue::from_str(&encoded(&attempt.come_back_to)).unwrap_or(HeaderValue::from_static("/"));
        (StatusCode::SEE_OTHER, [(LOCATION, address)]).into_response()
    };
    for (name, value) in cookies {
        answer.headers_mut().append(name, value);
    }
    Ok(no_store(answer))
}

/// Characters that may not stand in a header, percent-encoded.
fn encoded(address: &str) -> String {
    let mut text = String::with_capacity(address.len());
    for byte in address.bytes() {
        if byte.is_ascii_graphic() {
            text.push(char::from(byte));
        } else {
            text.push_str(&format!("%{byte:02X}"));
        }
    }
    text
}

fn failed(reason: &str) -> Response {
    let content = html! { p { (reason) } p { a href="/auth/sign-in" { "Sign in again" } } };
    (StatusCode::BAD_REQUEST, page::answer("You are not signed in", &content)).into_response()
}

async fn end(State(sign_in): State<SignIn>, headers: HeaderMap) -> Result<Response, ApiError> {
    if headers.get(&TAB_HEADER).is_none_or(|sent| sent != "1") {
        return Err(ApiError::forbidden("This call has to come from the tab itself."));
    }
    if let Some(session) = cookie(&headers, sign_in.session_cookie()).map(secret::hash) {
        sign_in.0.db.write(move |tx| sessions::forget(tx, &session).map_err(ApiError::from)).await?;
    }
    let cookie = sign_in.cookie(sign_in.session_cookie(), "", 0.0);
    Ok(no_store(([(SET_COOKIE, cookie)], Json(serde_json::json!({}))).into_response()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_addresses_below_our_own_root_are_returned_to() {
        for foreign in
            ["https://evil.example", "//evil.example", "/\\evil.example", "evil", "", "/a\r\nb: c", "/auth/sign-in"]
        {
            assert_eq!(own_address(foreign), "/", "{foreign}");
        }
        assert_eq!(own_address("/requests/open?request=AR-1"), "/requests/open?request=AR-1");
    }

    #[test]
    fn a_cookie_is_found_by_its_whole_name() {
        let headers = HeaderMap::from_iter([(COOKIE, HeaderValue::from_static("x-apono-session=1; apono-session=2"))]);
        assert_eq!(cookie(&headers, "apono-session"), Some("2"));
        assert_eq!(cookie(&headers, "apono"), None);
    }
}
