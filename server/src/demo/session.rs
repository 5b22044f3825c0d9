//! Who calls, and the account's settings (`GET session`).

use apono_api::{Account, User, UserSession};
use axum::Json;
use axum::extract::State;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::{Caller, Demo};
use crate::error::ErrorBody;

pub(super) fn router() -> OpenApiRouter<Demo> {
    OpenApiRouter::new().routes(routes!(session))
}

/// The signed-in person, their account and its settings.
#[utoipa::path(
    get,
    path = "/session",
    tag = "session",
    responses(
        (status = 200, body = UserSession),
        (status = 401, description = "Not signed in", body = ErrorBody),
        (status = 403, description = "Not an Apono user", body = ErrorBody),
    )
)]
async fn session(State(demo): State<Demo>, Caller(person): Caller) -> Json<UserSession> {
    Json(UserSession {
        user: User { id: person.id.into(), name: person.name.into(), email: person.email.into(), photo: None },
        account: Account { id: "acc-northwind".into(), name: "Northwind".into(), plan: "demo".into() },
        settings: demo.settings.get(),
    })
}
