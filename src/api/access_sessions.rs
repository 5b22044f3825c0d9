//! `/access-sessions`: what a person holds, and how to use it (reference 7).

use apono_api::Message;

use super::access_requests::segment;
use super::{ApiError, Client};

/// Asks for a new secret; it is ready when the session's credentials are unread again (reference 7.4).
pub async fn reset_credentials(client: &Client, session: &str) -> Result<(), ApiError> {
    let path = format!("/access-sessions/{}/reset-credentials", segment(session));
    client.post_empty::<Message>(&path).await.map(|_| ())
}
