//! Signing in by pasting a personal API token, for an account of Apono that has no client registration yet. Off unless the
//! configuration says `--allow-pasted-tokens`.
//!
//! `GET /auth/token?state=…` shows the form in place of Apono's sign-in, `POST /auth/token` takes it. What is begun and how it
//! ends is the same as with a code: the attempt counts once, in time, and only in the browser that began it.

use axum::Router;
use axum::extract::{Query, State};
use axum::http::HeaderMap;
use axum::response::Response;
use axum::routing::get;
use maud::html;
use serde::Deserialize;

use super::own_form::OwnForm;
use super::service::{Grant, ServiceError};
use super::{Failure, SignIn, attempt_of, concluded, learnt};
use crate::error::ApiError;
use crate::http::page;
use crate::http::words::Words;

/// Personal tokens are shorter. Bytes.
const LONGEST: usize = 4_096;

pub(super) fn router() -> Router<SignIn> {
    Router::new().route("/auth/token", get(ask).post(take))
}

#[derive(Deserialize)]
struct Ask {
    #[serde(default)]
    state: String,
}

async fn ask(State(sign_in): State<SignIn>, Query(ask): Query<Ask>, headers: HeaderMap) -> Result<Response, ApiError> {
    if !sign_in.began_here(&ask.state, &headers) {
        return concluded(&sign_in, &ask.state, &headers, Err(Failure::NotHere)).await;
    }
    let words = Words::of(&headers);
    let content = html! {
        p { (words.paste_how) }
        form method="post" action="/auth/token" {
            input type="hidden" name="state" value=(ask.state);
            label for="token" { (words.paste_token) }
            input type="password" id="token" name="token" autocomplete="off" required autofocus maxlength=(LONGEST);
            button { (words.sign_in) }
        }
    };
    Ok(page::in_words(words, words.paste, &content))
}

#[derive(Deserialize)]
struct Pasted {
    #[serde(default)]
    state: String,
    #[serde(default)]
    token: String,
}

async fn take(
    State(sign_in): State<SignIn>,
    headers: HeaderMap,
    OwnForm(pasted): OwnForm<Pasted>,
) -> Result<Response, ApiError> {
    let redeemed = match attempt_of(&sign_in, &pasted.state, &headers).await? {
        Ok(attempt) => {
            let grant = accepted(&sign_in, pasted.token.trim()).await;
            learnt(&sign_in, attempt, grant)
        }
        Err(failure) => Err(failure),
    };
    concluded(&sign_in, &pasted.state, &headers, redeemed).await
}

/// Nothing is kept before Apono has said whose token it is.
async fn accepted(sign_in: &SignIn, token: &str) -> Result<(Grant, Option<String>), ServiceError> {
    let plain = !token.is_empty() && token.len() <= LONGEST && token.bytes().all(|byte| byte.is_ascii_graphic());
    if !plain {
        return Err(ServiceError::Refused);
    }
    let person = sign_in.0.directory.person(token).await?.ok_or(ServiceError::Refused)?;
    // Nothing renews it: it is good until Apono says otherwise.
    let grant = Grant { access_token: token.to_owned(), refresh_token: String::new(), expires_in: f64::INFINITY };
    Ok((grant, Some(person)))
}
