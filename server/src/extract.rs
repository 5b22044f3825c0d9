//! Reading queries and bodies strictly: what does not fit answers 400 and names the field.

use apono_api::query::Query;
use apono_api::{Page, Pagination};
use axum::body::{Bytes, to_bytes};
use axum::extract::{FromRequest, FromRequestParts, Request};
use axum::http::header::{AUTHORIZATION, CONTENT_TYPE};
use axum::http::request::Parts;
use axum::http::{HeaderMap, StatusCode};
use serde::de::DeserializeOwned;

use crate::error::ApiError;

/// The largest body that is read, in bytes.
pub const MAX_BODY: usize = 1024 * 1024;
/// The most rows of one page.
pub const MAX_LIMIT: i32 = 1000;
const DEFAULT_LIMIT: i32 = 100;

/// The parameters of an endpoint, of the right types.
#[derive(Clone, Debug)]
pub struct Params<Q>(pub Q);

impl<Q: Query + 'static, S: Sync> FromRequestParts<S> for Params<Q> {
    type Rejection = ApiError;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, ApiError> {
        let text = parts.uri.query().unwrap_or_default();
        let pairs: Vec<_> = form_urlencoded::parse(text.as_bytes()).collect();
        Q::from_pairs(pairs.iter().map(|(name, value)| (name.as_ref(), value.as_ref())))
            .map(Self)
            .map_err(|bad| ApiError::bad_request(bad.name, format!("`{}` must be {}.", bad.name, bad.expected)))
    }
}

/// A JSON body of the right form.
#[derive(Clone, Debug)]
pub struct Body<T>(pub T);

impl<T: DeserializeOwned, S: Sync> FromRequest<S> for Body<T> {
    type Rejection = ApiError;

    async fn from_request(request: Request, _: &S) -> Result<Self, ApiError> {
        let is_json = request.headers().get(CONTENT_TYPE).and_then(|value| value.to_str().ok()).is_some_and(|text| {
            text.split(';').next().is_some_and(|kind| kind.trim().eq_ignore_ascii_case("application/json"))
        });
        if !is_json {
            let message = "The body must be JSON, with the header `Content-Type: application/json`.";
            return Err(ApiError::new(StatusCode::UNSUPPORTED_MEDIA_TYPE, message));
        }
        let bytes: Bytes = to_bytes(request.into_body(), MAX_BODY).await.map_err(|_| ApiError::too_large(MAX_BODY))?;
        // A list would be taken for the fields in their order, and an empty one for a body that leaves all of them out.
        if bytes.iter().find(|byte| !byte.is_ascii_whitespace()) == Some(&b'[') {
            return Err(ApiError::bad_request("body", "The body must be a JSON object."));
        }
        let mut reader = serde_json::Deserializer::from_slice(&bytes);
        let value = serde_path_to_error::deserialize(&mut reader).map_err(|error| {
            // Where not even a key can be told, the path is `.` or `?`: the body as a whole.
            let path = Some(error.path().to_string()).filter(|path| path != "." && path != "?");
            let cause = error.into_inner().to_string();
            // For a field that is missing the path is the object around it; only the text tells its name.
            let missing = cause.strip_prefix("missing field `").and_then(|rest| rest.split('`').next());
            let field = match (path, missing) {
                (Some(path), Some(name)) => format!("{path}.{name}"),
                (None, Some(name)) => name.to_owned(),
                (Some(path), None) => path,
                (None, None) => "body".to_owned(),
            };
            ApiError::bad_request(field.clone(), format!("`{field}` cannot be read: {cause}."))
        })?;
        reader
            .end()
            .map_err(|error| ApiError::bad_request("body", format!("The body goes on after its end: {error}.")))?;
        Ok(Self(value))
    }
}

/// The token of `Authorization: Bearer …`.
pub(crate) fn bearer(headers: &HeaderMap) -> Option<&str> {
    let (scheme, token) = headers.get(AUTHORIZATION)?.to_str().ok()?.split_once(' ')?;
    scheme.eq_ignore_ascii_case("bearer").then(|| token.trim())
}

/// Which rows of a list are wanted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Paging {
    skip: i32,
    limit: i32,
}

impl Paging {
    /// From the query's `skip` (default 0) and `limit` (default 100, at most [`MAX_LIMIT`]; 0 gives an empty page).
    ///
    /// # Errors
    /// 400 for a negative number or a limit above the most.
    pub fn new(skip: Option<i32>, limit: Option<i32>) -> Result<Self, ApiError> {
        let (skip, limit) = (skip.unwrap_or(0), limit.unwrap_or(DEFAULT_LIMIT));
        if skip < 0 {
            return Err(ApiError::bad_request("skip", "`skip` must be 0 or more."));
        }
        if !(0..=MAX_LIMIT).contains(&limit) {
            return Err(ApiError::bad_request("limit", format!("`limit` must be between 0 and {MAX_LIMIT}.")));
        }
        Ok(Self { skip, limit })
    }

    /// How many rows come before this page.
    pub fn skip(self) -> usize {
        usize::try_from(self.skip).unwrap_or(0)
    }

    /// How many rows the page has at most.
    pub fn limit(self) -> usize {
        usize::try_from(self.limit).unwrap_or(0)
    }

    /// The page of these rows out of the whole list.
    pub fn cut<T>(self, all: Vec<T>) -> Page<T> {
        let total = all.len();
        self.page(all.into_iter().skip(self.skip()).take(self.limit()).collect(), total)
    }

    /// A page whose rows were cut already, out of `total`.
    pub fn page<T>(self, data: Vec<T>, total: usize) -> Page<T> {
        let has_more = self.skip().saturating_add(data.len()) < total;
        let total = i32::try_from(total).ok();
        Page { data, pagination: Pagination { limit: self.limit, offset: self.skip, total, has_more: Some(has_more) } }
    }

    /// A page whose rows were cut already, where more follow and nobody has counted how many.
    pub fn page_before_more<T>(self, data: Vec<T>) -> Page<T> {
        let (limit, offset) = (self.limit, self.skip);
        Page { data, pagination: Pagination { limit, offset, total: None, has_more: Some(true) } }
    }
}

#[cfg(test)]
mod tests {
    use apono_api::query::AccessUnitsQuery;
    use axum::body::Body as HttpBody;
    use serde::Deserialize;

    use super::*;

    #[derive(Debug, Deserialize)]
    struct Draft {
        #[allow(dead_code, reason = "only read through Debug")]
        filter_bundle_ids: Vec<String>,
    }

    async fn refused(body: impl Into<HttpBody>) -> (u16, Option<String>) {
        let request =
            Request::post("/").header(CONTENT_TYPE, "application/json; charset=utf-8").body(body.into()).unwrap();
        let error = Body::<Draft>::from_request(request, &()).await.unwrap_err();
        (error.status().as_u16(), error.field().map(str::to_owned))
    }

    #[tokio::test]
    async fn a_bad_body_is_refused_with_the_field_to_blame() {
        assert_eq!(refused(r#"{"filter_bundle_ids": null}"#).await, (400, Some("filter_bundle_ids".into())));
        assert_eq!(refused(r#"{"filter_bundle_ids": [1]}"#).await, (400, Some("filter_bundle_ids[0]".into())));
        assert_eq!(refused("{}").await, (400, Some("filter_bundle_ids".into())));
        assert_eq!(refused("").await, (400, Some("body".into())));
        assert_eq!(refused(" [[]]").await, (400, Some("body".into())));
        assert_eq!(refused("{").await, (400, Some("body".into())));
        assert_eq!(refused("[".repeat(100_000)).await.0, 400);
        assert_eq!(refused(r#"{"filter_bundle_ids": []} more"#).await, (400, Some("body".into())));
        assert_eq!(refused(vec![0xff, 0xfe]).await, (400, Some("body".into())));
    }

    #[tokio::test]
    async fn a_body_over_one_mebibyte_is_too_large() {
        assert_eq!(refused(" ".repeat(MAX_BODY + 1)).await, (413, None));
    }

    #[tokio::test]
    async fn a_body_that_does_not_claim_to_be_json_is_refused() {
        let request = Request::post("/").body(HttpBody::from("{}")).unwrap();
        assert_eq!(Body::<Draft>::from_request(request, &()).await.unwrap_err().status(), 415);
    }

    #[tokio::test]
    async fn a_bad_parameter_is_refused_by_its_exact_name() {
        let (mut parts, ()) = Request::get("/?limit=ten").body(()).unwrap().into_parts();
        let error = Params::<AccessUnitsQuery>::from_request_parts(&mut parts, &()).await.unwrap_err();
        assert_eq!((error.status().as_u16(), error.field()), (400, Some("limit")));
    }

    #[test]
    fn a_page_says_whether_more_follow() {
        let page = Paging::new(Some(2), Some(2)).unwrap().cut(vec![1, 2, 3, 4, 5]);
        assert_eq!((page.data, page.pagination.has_more, page.pagination.total), (vec![3, 4], Some(true), Some(5)));
        let page = Paging::new(Some(4), Some(2)).unwrap().cut(vec![1, 2, 3, 4, 5]);
        assert_eq!((page.data, page.pagination.has_more), (vec![5], Some(false)));
        let page = Paging::new(None, Some(0)).unwrap().cut(vec![1]);
        assert_eq!((page.data, page.pagination.total), (vec![], Some(1)));
    }

    #[test]
    fn negative_numbers_and_too_large_pages_are_refused() {
        assert_eq!(Paging::new(Some(-1), None).unwrap_err().field(), Some("skip"));
        assert_eq!(Paging::new(None, Some(-1)).unwrap_err().field(), Some("limit"));
        assert_eq!(Paging::new(None, Some(MAX_LIMIT + 1)).unwrap_err().field(), Some("limit"));
    }
}
