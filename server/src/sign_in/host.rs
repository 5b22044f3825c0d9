//! Signing in inside Teams, Outlook and Microsoft 365 (reference teams.md 2.3): the account of Entra that a host vouches for
//! is linked once to a sign-in of our own, and then acts by it.
//!
//! | call | does |
//! |---|---|
//! | `POST /auth/link` | with a token of Entra: `{"start": "/auth/link/…"}`, the address for a popup |
//! | `GET /auth/link/…` | the popup: signs in by code and PKCE as a browser does, but leaves no session in it |
//! | `GET /auth/link-question` | asks who has signed in there whether this account may act for them |
//! | `POST /auth/link-question` | the answer, from that page only |
//! | `GET /auth/end` | where the popup ends: gives the host a one-time code, or the reason why there is none |
//! | `POST /auth/link/finish` | `{"code": "…"}` with a token of the account that began: links the two, 204 |
//! | `DELETE /auth/link` | with a token of Entra: ends the link, 204 |
//!
//! Nobody can attach his account to another's: a code is worth something only together with the token of who began, and
//! there is none before the person who signed in has read which account it is for and has said yes. What
//! travels between popup and tab goes through the host alone, because the two share neither cookies nor storage.

use axum::Router;
use axum::extract::{Path, Query, State};
use axum::http::header::{CONTENT_SECURITY_POLICY, LOCATION, SET_COOKIE};
use axum::http::{HeaderMap, HeaderValue, StatusCode};
use axum::response::{IntoResponse, Json, Response};
use axum::routing::{get, post};
use maud::html;
use serde::Deserialize;
use serde_json::json;

use super::own_form::OwnForm;
use super::service::Grant;
use super::{Failure, Refusal, SignIn, from_the_tab, no_store};
use crate::audit;
use crate::error::ApiError;
use crate::extract::Body;
use crate::http::headers::{TEAMS_DATA, cookie};
use crate::http::page;
use crate::http::words::Words;
use crate::secret;
use crate::store::{self, Attempt, Hash, Named};

/// Carries the question whether an account may act for who has signed in. Its value is no code: a code is made by a yes.
const QUESTION_COOKIE: &str = "apono-link-question";
/// Carries the code from the end of the popup's sign-in to its last page, so that it stands in no address.
const CODE_COOKIE: &str = "apono-link-code";

pub(super) fn router() -> Router<SignIn> {
    Router::new()
        .route("/auth/link", post(start).delete(unlink))
        .route("/auth/link/finish", post(finish))
        .route("/auth/link/{id}", get(open))
        .route("/auth/link-question", get(question).post(answered))
        .route("/auth/end", get(end))
}

impl SignIn {
    async fn begun_by(&self, headers: &HeaderMap) -> Result<Named, Refusal> {
        self.account(headers).await?.ok_or(Refusal::Token)
    }
}

async fn start(State(sign_in): State<SignIn>, headers: HeaderMap) -> Result<Response, Refusal> {
    from_the_tab(&headers)?;
    let named = sign_in.begun_by(&headers).await?;
    let (id, now) = (secret::random()?, sign_in.0.clock.now());
    sign_in.0.store.keep_start(&secret::hash(&id), named, now).await?;
    Ok(no_store(Json(json!({ "start": format!("/auth/link/{id}") })).into_response()))
}

async fn open(State(sign_in): State<SignIn>, Path(id): Path<String>) -> Result<Response, ApiError> {
    match sign_in.0.store.take_start(&secret::hash(&id), sign_in.0.clock.now()).await? {
        None => Ok(failed(Failure::Late)),
        account => sign_in.attempt(Attempt { account, ..Attempt::default() }).await,
    }
}

/// The end of the popup's sign-in: its tokens wait until the person says yes, and then until the account that began fetches
/// them with the code.
pub(super) async fn signed_in(
    sign_in: &SignIn,
    named: Named,
    grant: Grant,
    person: Option<String>,
) -> Result<Response, ApiError> {
    let (question, nobodys) = (secret::random()?, secret::random()?);
    let (session, now) = (secret::hash(&nobodys), sign_in.0.clock.now());
    let tokens = sign_in.sealed(&session, grant, now)?;
    sign_in.0.store.ask(&question_hash(&question), named, &session, tokens, person, now).await?;
    Ok(lead_on("/auth/link-question", sign_in.cookie(&sign_in.own_cookie(QUESTION_COOKIE), &question, store::ASK_LIFE)))
}

/// Leads the popup to its next page, with what that needs.
fn lead_on(page: &'static str, cookie: HeaderValue) -> Response {
    (StatusCode::SEE_OTHER, [(LOCATION, HeaderValue::from_static(page)), (SET_COOKIE, cookie)]).into_response()
}

/// Questions and codes stand in one table; none of the one is ever taken for the other.
fn question_hash(question: &str) -> Hash {
    secret::hash(&format!("question {question}"))
}

fn question_of(sign_in: &SignIn, headers: &HeaderMap) -> Option<Hash> {
    cookie(headers, &sign_in.own_cookie(QUESTION_COOKIE)).filter(|question| !question.is_empty()).map(question_hash)
}

/// Asks, because whoever began may have sent the popup's address to somebody else.
async fn question(State(sign_in): State<SignIn>, headers: HeaderMap) -> Result<Response, ApiError> {
    let Some(hash) = question_of(&sign_in, &headers) else { return Ok(failed(Failure::Late)) };
    let name = sign_in.0.store.asked_about(&hash, sign_in.0.clock.now()).await?;
    let Some(name) = name else { return Ok(failed(Failure::Late)) };
    let words = Words::of(&headers);
    let content = html! {
        p {
            @if name.is_empty() { (words.connect_nameless) } @else { (words.connect_named) strong { (name) } }
            (words.connect_what)
        }
        p { (words.connect_care) }
        form method="post" action="/auth/link-question" {
            button name="answer" value="yes" { (words.connect_yes) }
            button name="answer" value="no" { (words.connect_no) }
        }
    };
    Ok(no_store(page::in_words(words, words.connect, &content)))
}

#[derive(Deserialize)]
struct Answered {
    #[serde(default)]
    answer: String,
}

async fn answered(
    State(sign_in): State<SignIn>,
    headers: HeaderMap,
    OwnForm(answered): OwnForm<Answered>,
) -> Result<Response, ApiError> {
    let over = sign_in.cookie(&sign_in.own_cookie(QUESTION_COOKIE), "", 0.0);
    let question = question_of(&sign_in, &headers);
    let mut answer = match (question, answered.answer.as_str()) {
        (Some(question), "yes") => {
            let (code, now) = (secret::random()?, sign_in.0.clock.now());
            if sign_in.0.store.say_yes(&question, &secret::hash(&code), now).await? {
                lead_on("/auth/end", sign_in.cookie(&sign_in.own_cookie(CODE_COOKIE), &code, store::CODE_LIFE))
            } else {
                failed(Failure::Late)
            }
        }
        (Some(question), _) => {
            sign_in.0.store.say_no(&question).await?;
            audit::line("link-question", &audit::Who::default(), None, "refused");
            failed(Failure::GivenUp)
        }
        (None, _) => failed(Failure::Late),
    };
    answer.headers_mut().append(SET_COOKIE, over);
    Ok(no_store(answer))
}

/// Leads the popup to its last page without a code.
pub(super) fn failed(failure: Failure) -> Response {
    no_store((StatusCode::SEE_OTHER, [(LOCATION, format!("/auth/end?reason={}", failure.word()))]).into_response())
}

#[derive(Deserialize)]
struct End {
    #[serde(default)]
    reason: String,
}

async fn end(State(sign_in): State<SignIn>, Query(end): Query<End>, headers: HeaderMap) -> Response {
    let code =
        cookie(&headers, &sign_in.own_cookie(CODE_COOKIE)).filter(|code| !code.is_empty() && end.reason.is_empty());
    let words = Words::of(&headers);
    let (title, content) = match code {
        Some(code) => (words.signed_in, html! { p data-code=(code) { (words.can_close) } }),
        None => {
            let failure = Failure::of(&end.reason);
            let content = html! {
                p data-reason=(failure.word()) { (failure.sentence(words)) }
                p { (words.can_close) }
            };
            (words.not_signed_in, content)
        }
    };
    let mut answer = page::with_script(words.language, title, &content, Some("/auth/link-end.js"));
    let policy = HeaderValue::from_str(&format!("{}; connect-src {TEAMS_DATA}", page::POLICY));
    if let Ok(policy) = policy {
        answer.headers_mut().insert(CONTENT_SECURITY_POLICY, policy);
    }
    answer.headers_mut().append(SET_COOKIE, sign_in.cookie(&sign_in.own_cookie(CODE_COOKIE), "", 0.0));
    no_store(answer)
}

#[derive(Deserialize)]
struct Finish {
    code: String,
}

async fn finish(
    State(sign_in): State<SignIn>,
    headers: HeaderMap,
    Body(finish): Body<Finish>,
) -> Result<Response, Refusal> {
    let Named { account, .. } = sign_in.begun_by(&headers).await?;
    let linked = sign_in.0.store.finish_link(&secret::hash(&finish.code), &account, sign_in.0.clock.now()).await?;
    let mut who = audit::Who::account(&account.tid, &account.oid);
    if !linked {
        // Its code had ended, or was begun by another account.
        audit::line("link", &who, None, "refused");
        // One sentence for all causes, so that nobody learns whether a code that he has found is good.
        return Err(ApiError::forbidden(
            "This sign-in was finished before, took too long or was begun by somebody else. Sign in again.",
        )
        .into());
    }
    if let Some((session, account)) = sign_in.session_of(&headers).await? {
        who = sign_in.who(session, account.as_ref()).await?;
    }
    audit::line("link", &who, None, "done");
    Ok(no_store(StatusCode::NO_CONTENT.into_response()))
}

async fn unlink(State(sign_in): State<SignIn>, headers: HeaderMap) -> Result<Response, Refusal> {
    let Named { account, .. } = sign_in.begun_by(&headers).await?;
    if let Some(session) = sign_in.0.store.linked_session(&account).await? {
        let who = sign_in.who(session, Some(&account)).await?;
        if sign_in.0.store.unlink(&account).await? {
            audit::line("unlink", &who, None, "done");
        }
    }
    Ok(no_store(StatusCode::NO_CONTENT.into_response()))
}
