//! What a person does not want to be notified of, for the tab. Only where this server sends notifications.
//!
//! | call | does |
//! |---|---|
//! | `GET /auth/notifications` | by cookie or with a token of Entra: `{"muted": ["accessEnded"]}`, words of `notify::Kind` |
//! | `PUT /auth/notifications` | the same as body: puts these in the place of those of before, 204 |

use axum::Router;
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Json, Response};
use axum::routing::get;
use serde::{Deserialize, Serialize};

use super::{Refusal, SignIn, no_store};
use crate::audit;
use crate::error::ApiError;
use crate::extract::Body;
use crate::notify::Kind;

/// Not part of [`SignIn::router`]: who sends none offers none.
pub(crate) fn router(sign_in: SignIn) -> Router {
    Router::new().route("/auth/notifications", get(read).put(write)).with_state(sign_in)
}

#[derive(Serialize, Deserialize)]
struct Muted {
    muted: Vec<String>,
}

async fn read(State(sign_in): State<SignIn>, headers: HeaderMap) -> Result<Response, Refusal> {
    let (session, _) = sign_in.lasting(&headers).await?;
    let muted = sign_in.0.store.muted(&session).await?.ok_or_else(nobodys)?;
    Ok(no_store(Json(Muted { muted }).into_response()))
}

async fn write(
    State(sign_in): State<SignIn>,
    headers: HeaderMap,
    Body(Muted { mut muted }): Body<Muted>,
) -> Result<Response, Refusal> {
    let (session, account) = sign_in.lasting(&headers).await?;
    if let Some(unknown) = muted.iter().position(|word| Kind::of(word).is_none()) {
        return Err(ApiError::bad_request(format!("muted[{unknown}]"), "This is no kind of notification.").into());
    }
    muted.sort_unstable();
    muted.dedup();
    if !sign_in.0.store.mute(&session, &muted).await? {
        return Err(nobodys().into());
    }
    let who = sign_in.who(session, account.as_ref()).await?;
    audit::line("mute", &who, None, "done");
    Ok(no_store(StatusCode::NO_CONTENT.into_response()))
}

fn nobodys() -> ApiError {
    ApiError::conflict("Apono does not say whose this sign-in is, so nothing can be kept for it.")
}
