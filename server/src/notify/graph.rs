//! Microsoft Graph: a token for each tenant by client credentials, and `sendActivityNotification` (reference teams.md 2.6).

use std::collections::HashMap;
use std::path::Path;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use axum::http::header::{CONTENT_TYPE, RETRY_AFTER};
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use reqwest::StatusCode;
use ring::rand::SystemRandom;
use ring::signature::{RSA_PSS_SHA256, RsaKeyPair};
use rustls::pki_types::pem::PemObject;
use rustls::pki_types::{CertificateDer, PrivateKeyDer};
use rustls::sign::CertifiedKey;
use serde::Deserialize;
use serde_json::{Value, json};
use sha2::{Digest, Sha256};

use super::Places;
use crate::answer;
use crate::config::{Hidden, NotifyConfig};
use crate::secret;
use crate::store::Account;

/// For a token and a letter together.
pub(super) const SEND_LIMIT: Duration = Duration::from_secs(8);
/// Answers are shorter. Bytes.
const MOST_OF_AN_ANSWER: usize = 256 * 1024;
/// A token with less life than this is not used any more. Seconds.
const RENEW_BEFORE: f64 = 120.0;
/// How long our own signature is good for. Seconds.
const ASSERTION_LIFE: f64 = 300.0;
/// The longest wait that is taken from a header, in seconds.
const LONGEST_WAIT: u32 = 3_600;

/// What Graph made of a letter. The texts are for the log and hold no ids, names or secrets.
#[derive(Debug, PartialEq)]
pub(super) enum Answer {
    Sent,
    /// Too much is asked of it for this tenant; after so many seconds, where it says so.
    Slower(Option<f64>),
    /// No answer, or one that passes.
    Later(String),
    /// The app is not installed for this account, may not send to it, or it is not there.
    NotForThem(&'static str),
    /// The letter itself is wrong.
    NotTaken(String),
}

/// How this server shows who it is.
enum Credential {
    Secret(Hidden),
    Certificate {
        key: Box<RsaKeyPair>,
        /// SHA-256 of the certificate, as the header `x5t#S256` has it.
        thumbprint: String,
    },
}

pub(super) struct Graph {
    http: reqwest::Client,
    /// Origins, without a slash at the end.
    graph: String,
    login: String,
    public: String,
    client_id: String,
    app: String,
    credential: Credential,
    /// By tenant: a token, and when it ends.
    tokens: Mutex<HashMap<String, (Arc<str>, f64)>>,
}

#[derive(Deserialize)]
struct Granted {
    access_token: String,
    /// Seconds.
    expires_in: f64,
}

#[derive(Deserialize)]
struct Refused {
    #[serde(default)]
    error: String,
}

impl Graph {
    pub(super) fn new(config: &NotifyConfig, places: &Places<'_>) -> Result<Self, String> {
        let credential = match (&config.secret, config.files()) {
            (Some(secret), None) => Credential::Secret(secret.clone()),
            (None, Some((certificate, key))) => certified(certificate, key)?,
            _ => return Err("either --graph-client-secret or --graph-certificate has to be given".to_owned()),
        };
        let http = reqwest::Client::builder()
            .timeout(SEND_LIMIT)
            .redirect(reqwest::redirect::Policy::none())
            .retry(reqwest::retry::never())
            .build()
            .map_err(|error| error.to_string())?;
        let origin = |address: &str| address.trim_end_matches('/').to_owned();
        Ok(Self {
            http,
            graph: origin(&config.graph),
            login: origin(&config.login),
            public: origin(places.public),
            client_id: places.client_id.to_owned(),
            app: places.teams_app_id.to_owned(),
            credential,
            tokens: Mutex::default(),
        })
    }

    pub(super) fn app(&self) -> &str {
        &self.app
    }

    pub(super) fn public(&self) -> &str {
        &self.public
    }

    /// Sends a letter once. Where no answer came it may have arrived.
    pub(super) async fn send(&self, account: &Account, body: &Value, now: f64) -> Answer {
        match tokio::time::timeout(SEND_LIMIT, self.sent(account, body, now)).await {
            Ok(answer) => answer,
            Err(_) => Answer::Later("no answer in time".to_owned()),
        }
    }

    async fn sent(&self, account: &Account, body: &Value, now: f64) -> Answer {
        let token = match self.token(&account.tid, now).await {
            Ok(token) => token,
            Err(answer) => return answer,
        };
        let address = format!("{}/v1.0/users/{}/teamwork/sendActivityNotification", self.graph, account.oid);
        let request = self.http.post(address).bearer_auth(&*token).header(CONTENT_TYPE, "application/json");
        let answer = match request.body(body.to_string()).send().await {
            Ok(answer) => answer,
            Err(error) => return Answer::Later(error.without_url().to_string()),
        };
        let status = answer.status();
        match status {
            _ if status.is_success() => Answer::Sent,
            StatusCode::TOO_MANY_REQUESTS => Answer::Slower(wait_of(&answer)),
            StatusCode::UNAUTHORIZED => {
                self.forget(&account.tid, &token);
                Answer::Later("the token is not taken".to_owned())
            }
            StatusCode::FORBIDDEN => Answer::NotForThem("403: the app may not send to it"),
            StatusCode::NOT_FOUND => Answer::NotForThem("404: it is not there, or the app is not installed for it"),
            StatusCode::CONFLICT => Answer::NotForThem("409: it has two apps with this registration"),
            _ if status.is_client_error() && status != StatusCode::REQUEST_TIMEOUT => {
                Answer::NotTaken(format!("answered with {}", status.as_u16()))
            }
            StatusCode::SERVICE_UNAVAILABLE if wait_of(&answer).is_some() => Answer::Slower(wait_of(&answer)),
            _ => Answer::Later(format!("answered with {}", status.as_u16())),
        }
    }

    fn tokens(&self) -> std::sync::MutexGuard<'_, HashMap<String, (Arc<str>, f64)>> {
        self.tokens.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn forget(&self, tid: &str, token: &str) {
        let mut tokens = self.tokens();
        if tokens.get(tid).is_some_and(|(known, _)| **known == *token) {
            tokens.remove(tid);
        }
    }

    async fn token(&self, tid: &str, now: f64) -> Result<Arc<str>, Answer> {
        if let Some((token, ends_at)) = self.tokens().get(tid)
            && ends_at - now > RENEW_BEFORE
        {
            return Ok(Arc::clone(token));
        }
        let Granted { access_token, expires_in } = self.granted(tid, now).await?;
        let token: Arc<str> = access_token.into();
        self.tokens().insert(tid.to_owned(), (Arc::clone(&token), now + expires_in));
        Ok(token)
    }

    /// By the credentials of the app itself, as Entra takes them.
    async fn granted(&self, tid: &str, now: f64) -> Result<Granted, Answer> {
        let later = |why: &str| Answer::Later(format!("no token of Entra: {why}"));
        let address = format!("{}/{tid}/oauth2/v2.0/token", self.login);
        let scope = format!("{}/.default", self.graph);
        let common =
            [("grant_type", "client_credentials"), ("client_id", self.client_id.as_str()), ("scope", scope.as_str())];
        let assertion;
        let own = match &self.credential {
            Credential::Secret(secret) => vec![("client_secret", secret.reveal())],
            Credential::Certificate { key, thumbprint } => {
                assertion = self.assertion(key, thumbprint, &address, now).map_err(later)?;
                let kind = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer";
                vec![("client_assertion_type", kind), ("client_assertion", assertion.as_str())]
            }
        };
        let form: Vec<_> = common.into_iter().chain(own).collect();
        let failed = |error: reqwest::Error| later(&error.without_url().to_string());
        let answer = self.http.post(&address).form(&form).send().await.map_err(failed)?;
        let (status, wait) = (answer.status(), wait_of(&answer));
        if status == StatusCode::TOO_MANY_REQUESTS {
            return Err(Answer::Slower(wait));
        }
        let body = answer::body(answer, MOST_OF_AN_ANSWER).await.map_err(|reason| later(&reason))?;
        if status.is_success() {
            return serde_json::from_slice(&body).map_err(|_| later("it cannot be read"));
        }
        // Wrong credentials are for the administrator, and letters wait until they are right.
        let error = serde_json::from_slice::<Refused>(&body).map(|refused| refused.error).unwrap_or_default();
        let known = ["invalid_client", "invalid_request", "invalid_scope", "unauthorized_client", "invalid_resource"];
        let error = known.into_iter().find(|known| *known == error).unwrap_or("no known error");
        Err(later(&format!("answered with {}, {error}", status.as_u16())))
    }

    /// A JWT of our own that shows that we hold the key of the certificate.
    fn assertion(&self, key: &RsaKeyPair, thumbprint: &str, address: &str, now: f64) -> Result<String, &'static str> {
        let id = secret::random().map_err(|_| "there is no randomness")?;
        let header = json!({ "alg": "PS256", "typ": "JWT", "x5t#S256": thumbprint });
        let (from, to) = (now.floor(), (now + ASSERTION_LIFE).floor());
        let claims = json!({
            "aud": address, "iss": self.client_id, "sub": self.client_id, "jti": id, "nbf": from, "iat": from, "exp": to,
        });
        let [header, claims] = [header, claims].map(|part| URL_SAFE_NO_PAD.encode(part.to_string()));
        let signed = format!("{header}.{claims}");
        let mut signature = vec![0; key.public().modulus_len()];
        key.sign(&RSA_PSS_SHA256, &SystemRandom::new(), signed.as_bytes(), &mut signature)
            .map_err(|_| "the certificate's key cannot sign")?;
        Ok(format!("{signed}.{}", URL_SAFE_NO_PAD.encode(signature)))
    }
}

/// Seconds.
fn wait_of(answer: &reqwest::Response) -> Option<f64> {
    let text = answer.headers().get(RETRY_AFTER)?.to_str().ok()?;
    text.trim().parse::<u32>().ok().map(|seconds| f64::from(seconds.clamp(1, LONGEST_WAIT)))
}

/// Reads a certificate and its RSA key, both in PEM, and looks whether they go together.
fn certified(certificate: &Path, key: &Path) -> Result<Credential, String> {
    let read = |flag: &str, file: &Path| {
        std::fs::read(file).map_err(|error| format!("{flag}: {} cannot be read: {error}", file.display()))
    };
    let (text, key_text) = (read("--graph-certificate", certificate)?, read("--graph-key", key)?);
    let first = CertificateDer::from_pem_slice(&text)
        .map_err(|_| format!("--graph-certificate: {} holds no certificate in PEM", certificate.display()))?;
    let wrong_key = || format!("--graph-key: {} holds no RSA key of 2048 bits or more in PEM", key.display());
    let der = PrivateKeyDer::from_pem_slice(&key_text).map_err(|_| wrong_key())?;
    let pair = match &der {
        PrivateKeyDer::Pkcs8(der) => RsaKeyPair::from_pkcs8(der.secret_pkcs8_der()),
        PrivateKeyDer::Pkcs1(der) => RsaKeyPair::from_der(der.secret_pkcs1_der()),
        _ => return Err(wrong_key()),
    };
    let pair = pair.map_err(|_| wrong_key())?;
    let thumbprint = URL_SAFE_NO_PAD.encode(Sha256::digest(&first));
    let signing = rustls::crypto::ring::sign::any_supported_type(&der).map_err(|_| wrong_key())?;
    CertifiedKey::new(vec![first], signing).keys_match().map_err(|_| {
        let (certificate, key) = (certificate.display(), key.display());
        format!("--graph-certificate and --graph-key: {certificate} and {key} do not go together")
    })?;
    Ok(Credential::Certificate { key: Box::new(pair), thumbprint })
}

/// What is wrong with the files of a certificate, as a sentence with the flag.
pub(crate) fn certificate_problem(certificate: &Path, key: &Path) -> Option<String> {
    certified(certificate, key).err().map(|problem| format!("{problem}."))
}
