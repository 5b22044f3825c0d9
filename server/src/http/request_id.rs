//! An id for each call: in the answer, in what is sent on to Apono, and in the log.

use axum::extract::Request;
use axum::http::{HeaderMap, HeaderName, HeaderValue};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};

use crate::error::ApiError;
use crate::secret;

pub(crate) const REQUEST_ID: HeaderName = HeaderName::from_static("x-request-id");

/// Longer ids of requests are not taken over. Bytes.
const LONGEST: usize = 64;

tokio::task_local! {
    static CURRENT: HeaderValue;
}

/// The id of the call that is being answered here; nothing outside of one.
pub(crate) fn current() -> HeaderValue {
    CURRENT.try_with(HeaderValue::clone).unwrap_or(HeaderValue::from_static(""))
}

/// Gives the call its id: the one that a proxy in front has given, else a new one.
pub(crate) async fn give(request: Request, next: Next) -> Response {
    let id = match given(request.headers()).map_or_else(new, Ok) {
        Ok(id) => id,
        Err(error) => return error.into_response(),
    };
    let mut answer = CURRENT.scope(id.clone(), next.run(request)).await;
    answer.headers_mut().insert(REQUEST_ID, id);
    answer
}

fn given(headers: &HeaderMap) -> Option<HeaderValue> {
    let plain = |byte: &u8| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_' | b'.');
    let fits = |id: &[u8]| (1..=LONGEST).contains(&id.len()) && id.iter().all(plain);
    headers.get(REQUEST_ID).filter(|id| fits(id.as_bytes())).cloned()
}

fn new() -> Result<HeaderValue, ApiError> {
    HeaderValue::try_from(secret::random()?).map_err(ApiError::internal)
}
