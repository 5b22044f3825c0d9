//! `/session`: who is signed in; and signing out.

use apono_api::{MfaEnrolled, UserSession};

use super::convert;
use super::{ApiError, Client};
use crate::domain::person::{Person, Settings};

/// Where signing in starts; `return` is the address to come back to.
pub fn sign_in_address(come_back_to: &str) -> String {
    let mut address = "/auth/sign-in?return=".to_owned();
    apono_api::query::encode_into(come_back_to, &mut address);
    address
}

/// Signing in anew in a window of its own, while the page stays as it is.
pub const SIGN_IN_POPUP: &str = "/auth/sign-in?popup=1";

/// The signed-in person and the account's switches.
pub async fn read(client: &Client) -> Result<(Person, Settings), ApiError> {
    let session: UserSession = client.get("/session", &(), None).await?;
    let person = Person {
        id: session.user.id,
        name: session.user.name,
        email: session.user.email,
        account_id: session.account.id,
        account_name: session.account.name,
    };
    Ok((person, convert::settings(session.settings)))
}

/// Whether the person has set up a second factor (reference 6).
pub async fn is_mfa_enrolled(client: &Client) -> Result<bool, ApiError> {
    let answer: MfaEnrolled = client.get("/session/is-mfa-enrolled", &(), None).await?;
    Ok(answer.is_mfa_enrolled)
}

/// Ends the session of this browser.
pub async fn sign_out(client: &Client) -> Result<(), ApiError> {
    client.post_document("/auth/sign-out").await
}
