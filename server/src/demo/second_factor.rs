//! The second factor (reference section 6): who has passed it, the requests that wait for it, and the demo's own page
//! for it in place of the portal's.

use apono_api::{AffectedByMfa, MfaEnrolled, PassMfa};
use axum::extract::{Form, Query, State};
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use axum::{Json, Router};
use maud::{Markup, html};
use rusqlite::{Connection, Transaction, params};
use serde::Deserialize;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::life::{HOUR, Millis, State as RequestState};
use super::people::Person;
use super::{Caller, Demo, ids, millis};
use crate::error::{ApiError, ErrorBody};
use crate::http::page;
use crate::sign_in::SignIn;

/// How long a pass holds.
const LIFE: Millis = HOUR;

/// The address of the page; `{request}` is filled in by the tab.
pub const PAGE: &str = "/demo/step-up?status=pending-mfa&request={request}";
const PATH: &str = "/demo/step-up";

pub(super) fn router() -> OpenApiRouter<Demo> {
    OpenApiRouter::new().routes(routes!(is_mfa_enrolled)).routes(routes!(pass_mfa))
}

/// Whether the person has an authenticator.
#[utoipa::path(
    get, path = "/session/is-mfa-enrolled", tag = "session",
    responses((status = 200, body = MfaEnrolled), (status = "4XX", body = ErrorBody))
)]
async fn is_mfa_enrolled(State(demo): State<Demo>, Caller(caller): Caller) -> Result<Json<MfaEnrolled>, ApiError> {
    let is_mfa_enrolled = demo.db.read(move |connection| is_enrolled(connection, caller.id).map_err(ApiError::from));
    Ok(Json(MfaEnrolled { is_mfa_enrolled: is_mfa_enrolled.await? }))
}

/// Lets the caller's requests go on that wait for the second factor, if it was passed within the last hour.
#[utoipa::path(
    post, path = "/access-requests/pass-mfa", tag = "access requests",
    responses((status = 200, body = PassMfa), (status = "4XX", body = ErrorBody))
)]
async fn pass_mfa(State(demo): State<Demo>, Caller(caller): Caller) -> Result<Json<PassMfa>, ApiError> {
    let now = millis(&demo.clock);
    let released = demo.db.write(move |tx| {
        if !is_fresh(tx, caller.id, now)? {
            return Err(ApiError::forbidden("Confirm with your authenticator app first; that holds for one hour."));
        }
        Ok(release(tx, caller.id, now)?)
    });
    let released = released.await?;
    demo.wake.notify_one();
    Ok(Json(PassMfa {
        message: told(&released),
        affected_requests: AffectedByMfa {
            total: i32::try_from(released.len()).unwrap_or(i32::MAX),
            access_requests_ids: released,
        },
    }))
}

fn told(released: &[String]) -> String {
    match released {
        [] => "No request was waiting for this.".to_owned(),
        several => format!("Going on: {}.", several.join(", ")),
    }
}

fn is_enrolled(connection: &Connection, person: &str) -> rusqlite::Result<bool> {
    connection.prepare_cached("SELECT 1 FROM second_factors WHERE person = ?1")?.exists([person])
}

/// Whether this person has passed within the last hour.
pub(super) fn is_fresh(connection: &Connection, person: &str, now: Millis) -> rusqlite::Result<bool> {
    connection
        .prepare_cached("SELECT 1 FROM second_factors WHERE person = ?1 AND passed_until > ?2")?
        .exists(params![person, now])
}

/// Gives a person an authenticator, unless they have one.
pub(super) fn enroll(tx: &Transaction<'_>, person: &str) -> rusqlite::Result<()> {
    tx.prepare_cached("INSERT OR IGNORE INTO second_factors (person) VALUES (?1)")?.execute([person]).map(drop)
}

/// Has the worker look anew at the requests that wait for this person; gives their ids.
fn release(tx: &Transaction<'_>, person: &str, now: Millis) -> rusqlite::Result<Vec<String>> {
    let (initializing, waiting) = (RequestState::Initializing.status(), RequestState::PendingMfa.status());
    tx.prepare_cached("UPDATE requests SET state = ?2, due_at = ?3 WHERE requestor = ?1 AND state = ?4 RETURNING n")?
        .query_map(params![person, initializing.as_str(), now, waiting.as_str()], |row| row.get(0).map(ids::request))?
        .collect()
}

#[derive(Clone)]
struct Page {
    demo: Demo,
    sign_in: SignIn,
}

/// The page in place of the portal's. Who opens it is known by the session of their browser, without the tab's header:
/// it shows no secret, and all that its form does is to confirm.
pub fn page_router(demo: Demo, sign_in: SignIn) -> Router {
    Router::new().route(PATH, get(ask).post(confirm)).with_state(Page { demo, sign_in })
}

impl Page {
    async fn person(&self, headers: &HeaderMap) -> Result<Option<&'static Person>, ApiError> {
        match self.sign_in.token_of(headers).await? {
            Some(token) => self.demo.person(token).await,
            None => Ok(None),
        }
    }

    async fn form(&self, person: &Person, request: &str, complaint: Option<&str>) -> Result<Markup, ApiError> {
        let id = person.id;
        let enrolled = self.demo.db.read(move |connection| is_enrolled(connection, id).map_err(ApiError::from)).await?;
        Ok(html! {
            p { "You are signed in as " strong { (person.name) } "." }
            @if enrolled {
                p { "Enter the six digits that your authenticator app shows." }
            } @else {
                p { "You have no authenticator yet: this sets one up. Enter the six digits that it shows." }
            }
            p { "This is a demo: any six digits do." }
            form method="post" action=(PATH) {
                input type="hidden" name="request" value=(request);
                label for="code" { "Code" }
                input #code name="code" inputmode="numeric" autocomplete="one-time-code" maxlength="6" required
                    aria-describedby=[complaint.map(|_| "complaint")];
                @if let Some(complaint) = complaint { p #complaint role="alert" { (complaint) } }
                button type="submit" { "Confirm" }
            }
        })
    }
}

const TITLE: &str = "Confirm that it is you";

#[derive(Default, Deserialize)]
#[serde(default)]
struct Ask {
    request: String,
    code: String,
}

async fn ask(State(page): State<Page>, Query(ask): Query<Ask>, headers: HeaderMap) -> Result<Response, ApiError> {
    let Some(person) = page.person(&headers).await? else { return Ok(not_signed_in(&ask.request)) };
    Ok(page::answer(TITLE, &page.form(person, &ask.request, None).await?))
}

fn not_signed_in(request: &str) -> Response {
    let query = |name: &str, value: &str| -> String {
        form_urlencoded::Serializer::new(String::new()).append_pair(name, value).finish()
    };
    let sign_in = format!("/auth/sign-in?{}", query("return", &format!("{PATH}?{}", query("request", request))));
    let content = html! { p { "You are not signed in." } p { a href=(sign_in) { "Sign in" } } };
    (StatusCode::UNAUTHORIZED, page::answer(TITLE, &content)).into_response()
}

async fn confirm(State(page): State<Page>, headers: HeaderMap, Form(ask): Form<Ask>) -> Result<Response, ApiError> {
    let Some(person) = page.person(&headers).await? else { return Ok(not_signed_in(&ask.request)) };
    if ask.code.len() != 6 || !ask.code.bytes().all(|digit| digit.is_ascii_digit()) {
        let form = page.form(person, &ask.request, Some("That is no code: it has six digits.")).await?;
        return Ok((StatusCode::BAD_REQUEST, page::answer(TITLE, &form)).into_response());
    }
    let now = millis(&page.demo.clock);
    let released = page.demo.db.write(move |tx| {
        enroll(tx, person.id)?;
        tx.prepare_cached("UPDATE second_factors SET passed_until = ?2 WHERE person = ?1")?
            .execute(params![person.id, now.saturating_add(LIFE)])?;
        release(tx, person.id, now)
    });
    let released = released.await.map_err(|error: rusqlite::Error| ApiError::from(error))?;
    page.demo.wake.notify_one();
    let content = html! {
        p { "This holds for one hour, also for requests that you make in it. " (told(&released)) }
        p { "You can close this window and go back to Apono Access." }
    };
    Ok(page::answer("You are confirmed", &content))
}
