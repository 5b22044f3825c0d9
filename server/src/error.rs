//! The one form in which the API refuses: JSON with a `message`, and the `field` where one is to blame.

use axum::Json;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use serde::Serialize;
use utoipa::ToSchema;

/// A refusal. `?` makes one of a database error: logged in full, told as "something went wrong here".
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ApiError {
    status: StatusCode,
    body: ErrorBody,
}

/// Body of every answer that is not a success.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct ErrorBody {
    /// For people: what happened and what to do.
    pub message: String,
    /// The parameter or field that has to change.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub field: Option<String>,
}

impl ApiError {
    /// `message` is for people and says what to do; nothing of the cause belongs into it.
    pub fn new(status: StatusCode, message: impl Into<String>) -> Self {
        Self { status, body: ErrorBody { message: message.into(), field: None } }
    }

    /// 400: `field` is the exact name of the parameter or the path of the body's field.
    pub fn bad_request(field: impl Into<String>, message: impl Into<String>) -> Self {
        let mut error = Self::new(StatusCode::BAD_REQUEST, message);
        error.body.field = Some(field.into());
        error
    }

    /// 401: no valid sign-in.
    pub fn unauthorized() -> Self {
        Self::new(StatusCode::UNAUTHORIZED, "You are not signed in, or your session has ended. Sign in again.")
    }

    /// 403: signed in, but not allowed.
    pub fn forbidden(message: impl Into<String>) -> Self {
        Self::new(StatusCode::FORBIDDEN, message)
    }

    /// 404.
    pub fn not_found(message: impl Into<String>) -> Self {
        Self::new(StatusCode::NOT_FOUND, message)
    }

    /// 405.
    pub fn method_not_allowed() -> Self {
        Self::new(StatusCode::METHOD_NOT_ALLOWED, "This address does not take this method.")
    }

    /// 409: right in form, but not in this state.
    pub fn conflict(message: impl Into<String>) -> Self {
        Self::new(StatusCode::CONFLICT, message)
    }

    /// 413: `limit` is in bytes.
    pub fn too_large(limit: usize) -> Self {
        Self::new(StatusCode::PAYLOAD_TOO_LARGE, format!("The body is larger than {limit} bytes. Send less at once."))
    }

    /// 500: the cause goes to the log only.
    pub fn internal(cause: impl std::fmt::Display) -> Self {
        tracing::error!(%cause, "a call failed");
        Self::new(
            StatusCode::INTERNAL_SERVER_ERROR,
            "Something went wrong on the server; nothing was changed. Try again, and tell your administrator if it stays.",
        )
    }

    /// With what the call is answered.
    pub const fn status(&self) -> StatusCode {
        self.status
    }

    /// For people: what happened and what to do.
    pub fn message(&self) -> &str {
        &self.body.message
    }

    /// The parameter or field that has to change, where it is one.
    pub fn field(&self) -> Option<&str> {
        self.body.field.as_deref()
    }
}

impl IntoResponse for ApiError {
    fn into_response(self) -> Response {
        (self.status, Json(self.body)).into_response()
    }
}

impl From<rusqlite::Error> for ApiError {
    fn from(error: rusqlite::Error) -> Self {
        Self::internal(error)
    }
}

impl std::fmt::Display for ApiError {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(formatter, "{}: {}", self.status, self.body.message)
    }
}

impl std::error::Error for ApiError {}
