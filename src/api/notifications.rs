//! `/auth/notifications`: of what the person does not want to be notified. Of the server itself, not of Apono.

use serde::{Deserialize, Serialize};

use super::{ApiError, Client};
use crate::domain::notification::Kind;

const ADDRESS: &str = "/auth/notifications";

#[derive(Serialize, Deserialize)]
struct Muted {
    muted: Vec<String>,
}

/// What the person has turned off.
pub async fn muted(client: &Client) -> Result<Vec<Kind>, ApiError> {
    let answer: Muted = client.get_document(ADDRESS).await?;
    Ok(answer.muted.iter().filter_map(|word| Kind::of(word)).collect())
}

/// Puts these in the place of what was turned off.
pub async fn mute(client: &Client, kinds: &[Kind]) -> Result<(), ApiError> {
    let muted = kinds.iter().map(|kind| kind.word().to_owned()).collect();
    client.put_document(ADDRESS, &Muted { muted }).await
}
