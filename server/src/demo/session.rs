//! Who calls, and the account's settings (`GET session`, `GET session/is-mfa-enrolled`).

use apono_api::{Account, MfaEnrolled, User, UserSession, UserSettings};
use axum::Json;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::{Caller, Demo};
use crate::error::ErrorBody;

pub(super) fn router() -> OpenApiRouter<Demo> {
    OpenApiRouter::new().routes(routes!(session)).routes(routes!(is_mfa_enrolled))
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
async fn session(Caller(person): Caller) -> Json<UserSession> {
    Json(UserSession {
        user: User { id: person.id.into(), name: person.name.into(), email: person.email.into(), photo: None },
        account: Account { id: "acc-northwind".into(), name: "Northwind".into(), plan: "demo".into() },
        settings: UserSettings {
            require_duration_for_access_request: false,
            mfa_enabled_for_account: false,
            request_custom_fields: Vec::new(),
            logout_redirect_url: None,
            disable_approver_reason: Some(false),
            enable_ai_features: false,
        },
    })
}

/// Whether the person has an authenticator. The demo's account does not use one.
#[utoipa::path(
    get,
    path = "/session/is-mfa-enrolled",
    tag = "session",
    responses(
        (status = 200, body = MfaEnrolled),
        (status = 401, description = "Not signed in", body = ErrorBody),
        (status = 403, description = "Not an Apono user", body = ErrorBody),
    )
)]
async fn is_mfa_enrolled(Caller(_): Caller) -> Json<MfaEnrolled> {
    Json(MfaEnrolled { is_mfa_enrolled: false })
}
