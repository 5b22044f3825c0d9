//! `/access-sessions`: what a person holds, and how to use it (reference 7).

use apono_api::query::{AccessDetailsQuery, AccessSessionsQuery};
use apono_api::{AccessSessionDetails, Message, Page};

use super::access_requests::segment;
use super::convert;
use super::{ApiError, Client};
use crate::domain::inventory::PageOf;
use crate::domain::session::{AccessDetails, AccessSession};

/// How many sessions one page holds.
const PAGE: i32 = 200;

/// What the person holds, from row `skip` on.
pub async fn list(client: &Client, skip: usize) -> Result<PageOf<AccessSession>, ApiError> {
    let query =
        AccessSessionsQuery { limit: Some(PAGE), skip: i32::try_from(skip).ok(), ..AccessSessionsQuery::default() };
    let page: Page<apono_api::AccessSession> = client.get("/access-sessions", &query, None).await?;
    Ok(convert::page(page, convert::access_session))
}

/// The sessions that a request led to.
pub async fn of_request(client: &Client, request: &str) -> Result<Vec<AccessSession>, ApiError> {
    let query = AccessSessionsQuery { request_ids: vec![request.to_owned()], ..AccessSessionsQuery::default() };
    let page: Page<apono_api::AccessSession> = client.get("/access-sessions", &query, None).await?;
    Ok(page.data.into_iter().map(convert::access_session).collect())
}

/// One session as it is now.
pub async fn one(client: &Client, session: &str) -> Result<AccessSession, ApiError> {
    let path = format!("/access-sessions/{}", segment(session));
    client.get(&path, &(), None).await.map(convert::access_session)
}

/// Reads how to use a session. **Uses a one-time secret up**: called once per click of a person, never repeated, never
/// in advance (D9; reference 7.3).
pub async fn read_details(client: &Client, session: &str) -> Result<AccessDetails, ApiError> {
    let path = format!("/access-sessions/{}/access-details", segment(session));
    let details: AccessSessionDetails = client.get(&path, &AccessDetailsQuery::default(), None).await?;
    Ok(convert::access_details(details))
}

/// Asks for a new secret; it is ready when the session's credentials are unread again (reference 7.4).
pub async fn reset_credentials(client: &Client, session: &str) -> Result<(), ApiError> {
    let path = format!("/access-sessions/{}/reset-credentials", segment(session));
    client.post_empty::<Message>(&path).await.map(|_| ())
}
