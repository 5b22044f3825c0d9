//! The sign-in service as a client sees it: `/oauth/authorize` and `/oauth/token` (reference 1.2).

use std::time::Duration;

use serde::Deserialize;

const TIME_LIMIT: Duration = Duration::from_secs(10);

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
    redirect_uri: String,
}

/// Tokens as the service hands them out.
#[derive(Clone, Deserialize)]
pub(super) struct Grant {
    pub(super) access_token: String,
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
            redirect_uri: redirect_uri.to_owned(),
        })
    }

    /// Where the browser goes to sign in.
    pub(super) fn authorize_address(&self, state: &str, challenge: &str) -> String {
        let query: String = form_urlencoded::Serializer::new(String::new())
            .append_pair("response_type", "code")
            .append_pair("client_id", &self.client_id)
            .append_pair("redirect_uri", &self.redirect_uri)
            .append_pair("scope", SCOPES)
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
        self.ask(&[("grant_type", "refresh_token"), ("client_id", &self.client_id), ("refresh_token", token)]).await
    }

    async fn ask(&self, form: &[(&str, &str)]) -> Result<Grant, ServiceError> {
        let unreachable = |error: reqwest::Error| ServiceError::Unreachable(error.without_url().to_string());
        let answer =
            self.http.post(format!("{}/oauth/token", self.token)).form(form).send().await.map_err(unreachable)?;
        let status = answer.status();
        let body = answer.bytes().await.map_err(unreachable)?;
        if status.is_success() {
            return serde_json::from_slice(&body)
                .map_err(|_| ServiceError::Unreachable("the tokens could not be read".to_owned()));
        }
        if status.is_client_error() && status != reqwest::StatusCode::TOO_MANY_REQUESTS {
            return Err(ServiceError::Refused);
        }
        Err(ServiceError::Unreachable(format!("answered with {status}")))
    }
}
