//! `/session`: who is signed in; and signing out.

use apono_api::{MfaEnrolled, UserSession};
use serde::{Deserialize, Serialize};

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

/// The server's answer to [`begin_link`].
#[derive(Deserialize)]
struct LinkBegun {
    start: String,
}

#[derive(Serialize)]
struct LinkCode<'a> {
    code: &'a str,
}

/// Begins to link the account in the host, whose token goes with the call. The path of the page to sign in at.
pub async fn begin_link(client: &Client) -> Result<String, ApiError> {
    client.post_to("/auth/link").await.map(|LinkBegun { start }| start)
}

/// Ends the link with the code that the last page of the sign-in gave out.
pub async fn finish_link(client: &Client, code: &str) -> Result<(), ApiError> {
    client.post_body("/auth/link/finish", &LinkCode { code }).await
}

/// Takes the link between the account in the host and the person's user away.
pub async fn unlink(client: &Client) -> Result<(), ApiError> {
    client.delete_document("/auth/link").await
}

/// Ends the session of this browser.
pub async fn sign_out(client: &Client) -> Result<(), ApiError> {
    client.post_document("/auth/sign-out").await
}

/// Ends all sign-ins of the person, in browsers and in hosts.
pub async fn sign_out_everywhere(client: &Client) -> Result<(), ApiError> {
    client.post_document("/auth/sign-out-everywhere").await
}
