//! What Apono calls the person of a sign-in, so that a person can end all of theirs at once.

use serde::Deserialize;

use super::service::ServiceError;
use crate::answer;
use crate::demo::Demo;

/// Longer answers say more than who somebody is. Bytes.
const MOST_OF_AN_ANSWER: usize = 256 * 1024;

/// Where it is known whose a token is.
#[derive(Clone)]
pub enum Directory {
    /// The address of Apono's `GET session`.
    Apono(reqwest::Client, String),
    /// The demo's own tokens.
    Demo(Demo),
}

#[derive(Deserialize)]
struct Session {
    user: User,
}

#[derive(Deserialize)]
struct User {
    id: String,
}

impl Directory {
    /// Apono's id of the person whose token this is; `None` where the token is not taken or is nobody's at Apono.
    pub(super) async fn person(&self, token: &str) -> Result<Option<String>, ServiceError> {
        match self {
            Self::Demo(demo) => {
                let person = demo.person(token.to_owned()).await;
                let person = person.map_err(|_| ServiceError::Unreachable("the demo does not answer".to_owned()))?;
                Ok(person.map(|person| person.id.to_owned()))
            }
            Self::Apono(http, address) => {
                let unreachable = |error: reqwest::Error| ServiceError::Unreachable(error.without_url().to_string());
                let answer = http.get(address).bearer_auth(token).send().await.map_err(unreachable)?;
                let status = answer.status();
                if status.is_server_error() || status == reqwest::StatusCode::TOO_MANY_REQUESTS {
                    return Err(ServiceError::Unreachable(format!("the API answered with {status}")));
                }
                if !status.is_success() {
                    return Ok(None);
                }
                let body = answer::body(answer, MOST_OF_AN_ANSWER).await.map_err(ServiceError::Unreachable)?;
                let id = serde_json::from_slice::<Session>(&body).ok().map(|session| session.user.id);
                Ok(id.filter(|id| is_id(id)))
            }
        }
    }
}

/// An id that can stand in a log: nothing else is taken for one.
fn is_id(text: &str) -> bool {
    (1..=128).contains(&text.len())
        && text.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_' | b'.' | b':' | b'|'))
}
