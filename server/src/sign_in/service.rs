//! The sign-in service as a client sees it: `/oauth/authorize` and `/oauth/token` (reference 1.2).

use std::time::Duration;

use serde::Deserialize;

use crate::answer;
use crate::config::Hidden;

const TIME_LIMIT: Duration = Duration::from_secs(10);
/// Tokens are shorter. Bytes.
const MOST_OF_AN_ANSWER: usize = 256 * 1024;

/// What is asked for: no analytics and no agents (design 8).
const SCOPES: &str = "end_user:access_sessions:read end_user:access_sessions:write end_user:access_requests:read \
                      end_user:access_requests:write end_user:inventory:read";

/// Where the service is and who we are to it.
#[derive(Clone, Debug)]
pub struct Service {
    http: reqwest::Client,
    /// Origin of `/oauth/authorize`, as browsers reach it.
    authorize: String,
    /// Origin of `/oauth/token`, as this server reaches it.
    token: String,
    client_id: String,
    client_secret: Option<Hidden>,
    redirect_uri: String,
    scopes: String,
}

/// Tokens as the service hands them out.
#[derive(Clone, Deserialize)]
pub(super) struct Grant {
    pub(super) access_token: String,
    /// Empty where there is none: the sign-in ends with its access token. A service that does not rotate refresh tokens
    /// leaves it out of what it renews.
    #[serde(default)]
    pub(super) refresh_token: String,
    /// Seconds.
    #[serde(default = "short")]
    pub(super) expires_in: f64,
}

/// A token whose life is not told is taken for a short-lived one. Seconds.
fn short() -> f64 {
    300.0
}

/// Why there are no tokens.
pub(super) enum ServiceError {
    /// The code or token is not accepted: the person has to sign in again.
    Refused,
    /// No usable answer; the cause is for the log and holds no secret.
    Unreachable(String),
}

impl Service {
    /// # Errors
    /// The machine cannot make https calls.
    pub fn new(authorize: &str, token: &str, client_id: &str, redirect_uri: &str) -> Result<Self, reqwest::Error> {
        let http =
            reqwest::Client::builder().timeout(TIME_LIMIT).redirect(reqwest::redirect::Policy::none()).build()?;
        let origin = |address: &str| address.trim_end_matches('/').to_owned();
        Ok(Self {
            http,
            authorize: origin(authorize),
            token: origin(token),
            client_id: client_id.to_owned(),
            client_secret: None,
            redirect_uri: redirect_uri.to_owned(),
            scopes: SCOPES.to_owned(),
        })
    }

    /// The same with the secret of our registration and, where there are any, other scopes than the tab's.
    pub fn with(self, client_secret: Option<Hidden>, scopes: &[String]) -> Self {
        let scopes = if scopes.is_empty() { self.scopes } else { scopes.join(" ") };
        Self { client_secret, scopes, ..self }
    }

    /// Where the browser goes to sign in.
    pub(super) fn authorize_address(&self, state: &str, challenge: &str) -> String {
        let query: String = form_urlencoded::Serializer::new(String::new())
            .append_pair("response_type", "code")
            .append_pair("client_id", &self.client_id)
            .append_pair("redirect_uri", &self.redirect_uri)
            .append_pair("scope", &self.scopes)
            .append_pair("state", state)
            .append_pair("code_challenge", challenge)
            .append_pair("code_challenge_method", "S256")
            .finish();
        format!("{}/oauth/authorize?{query}", self.authorize)
    }

    pub(super) async fn redeem(&self, code: &str, verifier: &str) -> Result<Grant, ServiceError> {
        let form = [
            ("grant_type", "authorization_code"),
            ("client_id", &self.client_id),
            ("code", code),
            ("redirect_uri", &self.redirect_uri),
            ("code_verifier", verifier),
        ];
        self.ask(&form).await
    }

    pub(super) async fn refresh(&self, token: &str) -> Result<Grant, ServiceError> {
        if token.is_empty() {
            return Err(ServiceError::Refused);
        }
        let form = [("grant_type", "refresh_token"), ("client_id", self.client_id.as_str()), ("refresh_token", token)];
        let grant = self.ask(&form).await?;
        let refresh_token = if grant.refresh_token.is_empty() { token.to_owned() } else { grant.refresh_token };
        Ok(Grant { refresh_token, ..grant })
    }

    async fn ask(&self, form: &[(&str, &str)]) -> Result<Grant, ServiceError> {
        let unreachable = |error: reqwest::Error| ServiceError::Unreachable(error.without_url().to_string());
        // As a field of the form, as Apono takes the client id (reference 1.2), not as Basic authentication.
        let secret = self.client_secret.as_ref().map(|secret| ("client_secret", secret.reveal()));
        let form: Vec<_> = form.iter().copied().chain(secret).collect();
        let answer =
            self.http.post(format!("{}/oauth/token", self.token)).form(&form).send().await.map_err(unreachable)?;
        let status = answer.status();
        let body = answer::body(answer, MOST_OF_AN_ANSWER).await.map_err(ServiceError::Unreachable)?;
        if status.is_success() {
            return serde_json::from_slice(&body)
                .map_err(|_| ServiceError::Unreachable("the tokens could not be read".to_owned()));
        }
        // Only what says that this code or token is dead signs a person out. That our own registration is not accepted
        // (`invalid_client`) is for the administrator, and passes.
        let error = serde_json::from_slice::<Refusal>(&body).map(|refusal| refusal.error).unwrap_or_default();
        if status == reqwest::StatusCode::BAD_REQUEST && (error.is_empty() || error == "invalid_grant") {
            return Err(ServiceError::Refused);
        }
        let known = ["invalid_client", "invalid_request", "invalid_scope", "unauthorized_client"];
        let error = known.into_iter().find(|known| *known == error).unwrap_or("no known error");
        Err(ServiceError::Unreachable(format!("answered with {status}, {error}")))
    }
}

/// An error of the token endpoint (RFC 6749, 5.2).
#[derive(Deserialize)]
struct Refusal {
    #[serde(default)]
    error: String,
}
