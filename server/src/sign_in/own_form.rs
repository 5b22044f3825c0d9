//! Forms of the pages of signing in.

use axum::Form;
use axum::extract::{FromRequest, Request};
use axum::response::{IntoResponse, Response};
use serde::de::DeserializeOwned;

use super::from_own_page;
use crate::error::ApiError;

/// A form that a page of this server has sent, as far as the browser says where it comes from: a foreign page could send one
/// with the cookies of whoever looks at it.
pub(super) struct OwnForm<T>(pub(super) T);

impl<T: DeserializeOwned, S: Send + Sync> FromRequest<S> for OwnForm<T> {
    type Rejection = Response;

    async fn from_request(request: Request, state: &S) -> Result<Self, Response> {
        if !from_own_page(request.headers()) {
            return Err(ApiError::forbidden("This has to come from the page with the button.").into_response());
        }
        let Form(form) = Form::from_request(request, state).await.map_err(IntoResponse::into_response)?;
        Ok(Self(form))
    }
}
