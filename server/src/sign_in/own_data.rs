//! What a person can do about what is kept for them: see it, and delete all of it, which signs them out everywhere.
//!
//! | call | does |
//! |---|---|
//! | `GET /auth/my-data` | a page that says what is kept, with a button |
//! | `POST /auth/my-data` | the button, from that page only |
//! | `POST /auth/sign-out-everywhere` | the same from the tab, by cookie or with a token of Entra: `{"browsers": 2, "accounts": 1}` |

use axum::Router;
use axum::extract::State;
use axum::http::HeaderMap;
use axum::http::header::SET_COOKIE;
use axum::response::{IntoResponse, Json, Response};
use axum::routing::{get, post};
use maud::html;
use serde::Deserialize;
use serde_json::json;

use super::own_form::OwnForm;
use super::{Refusal, SignIn, cookie, no_store};
use crate::audit;
use crate::error::ApiError;
use crate::http::page;
use crate::http::words::Words;
use crate::secret;
use crate::store::{Hash, Kept};

pub(super) fn router() -> Router<SignIn> {
    Router::new().route("/auth/my-data", get(show).post(delete)).route("/auth/sign-out-everywhere", post(everywhere))
}

impl SignIn {
    async fn forget_person(&self, session: Hash, who: &audit::Who) -> Result<Kept, ApiError> {
        let gone = self.0.store.forget_person_of(&session, self.0.clock.now()).await?;
        audit::line("sign-out-everywhere", who, None, "done");
        for account in &gone.accounts {
            let account = audit::Who::account(&account.tid, &account.oid);
            audit::line("unlink", &audit::Who { person: who.person.clone(), ..account }, None, "done");
        }
        Ok(gone)
    }

    /// What the form carries: made of the cookie, which no other site reads, and worth nothing in its place.
    fn form_token(&self, headers: &HeaderMap) -> Option<String> {
        cookie(headers, self.session_cookie()).map(|session| secret::challenge(&format!("form {session}")))
    }
}

async fn everywhere(State(sign_in): State<SignIn>, headers: HeaderMap) -> Result<Response, Refusal> {
    let (session, account) = sign_in.lasting(&headers).await?;
    let who = sign_in.who(session, account.as_ref()).await?;
    let Kept { browsers, accounts, .. } = sign_in.forget_person(session, &who).await?;
    let cookie = sign_in.cookie(sign_in.session_cookie(), "", 0.0);
    let gone = json!({ "browsers": browsers, "accounts": accounts.len() });
    Ok(no_store(([(SET_COOKIE, cookie)], Json(gone)).into_response()))
}

/// The session of the browser that shows one of these pages.
async fn session_here(sign_in: &SignIn, headers: &HeaderMap) -> Result<Option<Hash>, ApiError> {
    let Some(session) = cookie(headers, sign_in.session_cookie()).map(secret::hash) else { return Ok(None) };
    Ok(sign_in.used(&session, sign_in.0.clock.now()).await?.map(|_| session))
}

fn not_signed_in(words: &Words) -> Response {
    let content = html! {
        p { (words.kept_sign_in) }
        p { a href="/auth/sign-in?return=%2F" { (words.sign_in) } }
    };
    page::in_words(words, words.not_signed_in, &content)
}

async fn show(State(sign_in): State<SignIn>, headers: HeaderMap) -> Result<Response, ApiError> {
    let words = Words::of(&headers);
    let (session, form) = match (session_here(&sign_in, &headers).await?, sign_in.form_token(&headers)) {
        (Some(session), Some(form)) => (session, form),
        _ => return Ok(not_signed_in(words)),
    };
    let kept = sign_in.0.store.kept_for_person_of(&session, sign_in.0.clock.now()).await?;
    let content = html! {
        p { ((words.browsers)(kept.browsers)) }
        p { ((words.accounts)(kept.accounts.len())) }
        @if !kept.muted.is_empty() { p { ((words.muted)(kept.muted.len())) } }
        p { (words.kept_besides) }
        form method="post" action="/auth/my-data" {
            input type="hidden" name="form" value=(form);
            button { (words.kept_delete) }
        }
        p { a href="/" { (words.kept_go_back) } }
    };
    Ok(page::in_words(words, words.kept, &content))
}

#[derive(Deserialize)]
struct Delete {
    #[serde(default)]
    form: String,
}

async fn delete(
    State(sign_in): State<SignIn>,
    headers: HeaderMap,
    OwnForm(delete): OwnForm<Delete>,
) -> Result<Response, ApiError> {
    let words = Words::of(&headers);
    let Some(session) = session_here(&sign_in, &headers).await? else { return Ok(not_signed_in(words)) };
    let expected = sign_in.form_token(&headers).map(|form| secret::hash(&form));
    if expected != Some(secret::hash(&delete.form)) {
        return Err(ApiError::forbidden("This has to come from the page with the button."));
    }
    let who = sign_in.who(session, None).await?;
    sign_in.forget_person(session, &who).await?;
    let content = html! {
        p { (words.deleted_what) }
        p { a href="/auth/sign-in?return=%2F" { (words.sign_in_again) } }
    };
    let mut answer = page::in_words(words, words.deleted, &content);
    answer.headers_mut().append(SET_COOKIE, sign_in.cookie(sign_in.session_cookie(), "", 0.0));
    Ok(answer)
}
