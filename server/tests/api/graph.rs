//! Microsoft Graph and the token endpoint of Entra as this server sees them: refuses whatever the documents refuse
//! (reference teams.md 2.6), keeps what was delivered, and counts what was delivered twice.

use std::collections::{BTreeMap, VecDeque};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use axum::extract::{Form, Path, State};
use axum::http::header::AUTHORIZATION;
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Response};
use axum::routing::post;
use axum::{Json, Router};
use base64::Engine as _;
use base64::engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD};
use ring::signature::{RSA_PSS_2048_8192_SHA256, RsaPublicKeyComponents};
use serde::Deserialize;
use serde_json::{Value, json};
use sha2::{Digest, Sha256};
use tokio::net::TcpListener;

use crate::entra::CLIENT;
use crate::postgres::CERTIFICATE;

pub(crate) const SECRET: &str = "graph-secret-only-for-tests";
pub(crate) const APP: &str = "44444444-aaaa-4000-8000-000000000001";

/// What the next letter meets instead of a delivery.
#[derive(Clone, Debug)]
pub(crate) enum Reply {
    /// With `Retry-After`, where it is given.
    Status(u16, Option<&'static str>),
    /// It is delivered, and the answer never comes.
    DeliversAndHangs,
}

/// What was shown to somebody.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Shown {
    pub(crate) oid: String,
    pub(crate) kind: String,
    pub(crate) chain: i64,
    pub(crate) preview: String,
    /// What is filled into the text of its kind.
    pub(crate) values: BTreeMap<String, String>,
    /// The request that its link opens.
    pub(crate) request: String,
}

#[derive(Default)]
struct Inner {
    shown: Vec<Shown>,
    /// Why letters were refused that no reply was set for.
    refused: Vec<String>,
    replies: VecDeque<Reply>,
    /// When letters arrived, however they were answered.
    arrivals: Vec<std::time::Instant>,
    /// Tokens by their text: the tenant that each is for.
    tokens: BTreeMap<String, String>,
}

pub(crate) struct Graph {
    pub(crate) address: String,
    /// Where browsers reach the server, as links have to say.
    public: String,
    /// How long a letter takes, so that whoever is killed meanwhile does not hear of its delivery.
    takes: Duration,
    inner: Mutex<Inner>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
struct Letter {
    topic: Topic,
    activity_type: String,
    chain_id: i64,
    preview_text: Preview,
    template_parameters: Vec<Parameter>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
struct Topic {
    source: String,
    value: String,
    web_url: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Preview {
    content: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Parameter {
    name: String,
    value: String,
}

/// The activity types that the app's manifest declares, with the names in their texts.
pub(crate) fn declared() -> BTreeMap<String, Vec<String>> {
    let manifest: Value = serde_json::from_str(include_str!("../../../teams/manifest.json")).unwrap();
    let names = |text: &str| {
        let parts = text.split('{').skip(1);
        parts.map(|part| part.split('}').next().unwrap().to_owned()).filter(|name| name != "actor").collect()
    };
    let types = manifest["activities"]["activityTypes"].as_array().unwrap();
    types
        .iter()
        .map(|it| (it["type"].as_str().unwrap().to_owned(), names(it["templateText"].as_str().unwrap())))
        .collect()
}

impl Graph {
    pub(crate) async fn start(public: &str, takes: Duration) -> Arc<Self> {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = format!("http://{}", listener.local_addr().unwrap());
        let graph = Arc::new(Self { address, public: public.to_owned(), takes, inner: Mutex::default() });
        let router = Router::new()
            .route("/{tid}/oauth2/v2.0/token", post(token))
            .route("/v1.0/users/{oid}/teamwork/sendActivityNotification", post(send))
            .with_state(Arc::clone(&graph));
        tokio::spawn(async move { axum::serve(listener, router).await });
        graph
    }

    /// What a server is told so that it sends here, with the secret.
    pub(crate) fn flags(&self) -> [&str; 10] {
        let places = ["--graph-url", &self.address, "--entra-login", &self.address, "--teams-app-id", APP];
        let mut flags = [""; 10];
        let rest = ["--graph-client-secret", SECRET, "--notify-every", "1"];
        for (place, flag) in flags.iter_mut().zip(places.into_iter().chain(rest)) {
            *place = flag;
        }
        flags
    }

    fn inner(&self) -> std::sync::MutexGuard<'_, Inner> {
        self.inner.lock().unwrap()
    }

    pub(crate) fn reply(&self, reply: Reply) {
        self.inner().replies.push_back(reply);
    }

    /// Whether each reply that was set has been given.
    pub(crate) fn has_replied(&self) -> bool {
        self.inner().replies.is_empty()
    }

    pub(crate) fn shown(&self) -> Vec<Shown> {
        let inner = self.inner();
        assert_eq!(inner.refused, Vec::<String>::new(), "letters that Graph does not take");
        inner.shown.clone()
    }

    pub(crate) fn arrivals(&self) -> Vec<std::time::Instant> {
        self.inner().arrivals.clone()
    }

    pub(crate) fn tokens(&self) -> usize {
        self.inner().tokens.len()
    }

    /// As when Entra withdraws them.
    pub(crate) fn withdraw_tokens(&self) {
        self.inner().tokens.clear();
    }

    /// How many deliveries were of something that had been delivered before.
    pub(crate) fn duplicates(&self) -> usize {
        let shown = self.shown();
        let mut different = shown.clone();
        different.sort();
        different.dedup();
        shown.len() - different.len()
    }

    fn grant(&self, tid: &str, ask: &BTreeMap<String, String>) -> Result<String, &'static str> {
        let is = |name: &str, value: &str| ask.get(name).is_some_and(|given| given == value);
        if !is("grant_type", "client_credentials") || !is("client_id", CLIENT) {
            return Err("unauthorized_client");
        }
        if !is("scope", &format!("{}/.default", self.address)) {
            return Err("invalid_scope");
        }
        let shown = match ask.get("client_assertion") {
            Some(assertion) => {
                is("client_assertion_type", "urn:ietf:params:oauth:client-assertion-type:jwt-bearer")
                    && !ask.contains_key("client_secret")
                    && self.is_ours(tid, assertion).is_some()
            }
            None => is("client_secret", SECRET),
        };
        if !shown {
            return Err("invalid_client");
        }
        let mut inner = self.inner();
        let token = format!("token-{}-for-tests", inner.tokens.len());
        inner.tokens.insert(token.clone(), tid.to_owned());
        Ok(token)
    }

    /// A client assertion as Entra takes it: signed by PS256 with the key of the certificate that it names.
    fn is_ours(&self, tid: &str, assertion: &str) -> Option<()> {
        let (signed, signature) = assertion.rsplit_once('.')?;
        let (header, claims) = signed.split_once('.')?;
        let decoded =
            |part: &str| -> Option<Value> { serde_json::from_slice(&URL_SAFE_NO_PAD.decode(part).ok()?).ok() };
        let (header, claims) = (decoded(header)?, decoded(claims)?);
        let der = STANDARD.decode(CERTIFICATE.lines().filter(|line| !line.starts_with("-----")).collect::<String>());
        let thumbprint = URL_SAFE_NO_PAD.encode(Sha256::digest(der.ok()?));
        let key: RsaPublicKeyComponents<Vec<u8>> = crate::entra::certificates_key();
        key.verify(&RSA_PSS_2048_8192_SHA256, signed.as_bytes(), &URL_SAFE_NO_PAD.decode(signature).ok()?).ok()?;
        let aud = format!("{}/{tid}/oauth2/v2.0/token", self.address);
        let (from, to) = (claims["nbf"].as_f64()?, claims["exp"].as_f64()?);
        let right = header["alg"] == "PS256"
            && header["x5t#S256"] == *thumbprint
            && claims["aud"] == *aud
            && claims["iss"] == CLIENT
            && claims["sub"] == CLIENT
            && claims["jti"].as_str().is_some_and(|id| !id.is_empty())
            && to - from <= 600.0
            && to > from;
        right.then_some(())
    }

    fn objection(&self, oid: &str, headers: &HeaderMap, body: &Value) -> Result<Shown, String> {
        let letter: Letter = serde_json::from_value(body.clone()).map_err(|error| error.to_string())?;
        let bearer = headers.get(AUTHORIZATION).and_then(|it| it.to_str().unwrap().strip_prefix("Bearer "));
        if bearer.is_none_or(|token| !self.inner().tokens.contains_key(token)) {
            return Err("the token".to_owned());
        }
        let url = reqwest::Url::parse(&letter.topic.web_url).map_err(|error| error.to_string())?;
        let carried: BTreeMap<_, _> = url.query_pairs().into_owned().collect();
        let context: Value = serde_json::from_str(&carried["context"]).map_err(|error| error.to_string())?;
        let page = context["subEntityId"].as_str().unwrap_or_default().to_owned();
        let short = |text: &str, most: usize| !text.trim().is_empty() && text.chars().count() <= most;
        let types = declared();
        let wanted = types.get(&letter.activity_type);
        let given: Vec<_> = letter.template_parameters.iter().map(|it| it.name.clone()).collect();
        for (right, what) in [
            (letter.topic.source == "text", "topic.source"),
            (short(&letter.topic.value, 50), "topic.value"),
            (letter.topic.web_url.len() <= 1_024, "the length of topic.webUrl"),
            (url.scheme() == "https" && url.host_str() == Some("teams.microsoft.com"), "the host of topic.webUrl"),
            (url.path().starts_with(&format!("/l/entity/{APP}/")), "the app of topic.webUrl"),
            (carried["webUrl"] == format!("{}{page}", self.public), "where topic.webUrl leads without Teams"),
            (short(&letter.activity_type, 64) && wanted.is_some(), "activityType"),
            (letter.chain_id > 0, "chainId"),
            (short(&letter.preview_text.content, 150), "previewText"),
            (wanted.is_some_and(|wanted| wanted.iter().all(|name| given.contains(name))), "templateParameters"),
            (letter.template_parameters.iter().all(|it| !it.value.is_empty()), "the value of a parameter"),
        ] {
            if !right {
                return Err(format!("{what}: {body}"));
            }
        }
        let request = page.split(['=', '&']).nth(1).unwrap_or_default().to_owned();
        let (chain, preview) = (letter.chain_id, letter.preview_text.content);
        let values = letter.template_parameters.into_iter().map(|it| (it.name, it.value)).collect();
        Ok(Shown { oid: oid.to_owned(), kind: letter.activity_type, chain, preview, values, request })
    }
}

async fn token(
    State(graph): State<Arc<Graph>>,
    Path(tid): Path<String>,
    Form(ask): Form<BTreeMap<String, String>>,
) -> Response {
    match graph.grant(&tid, &ask) {
        Ok(token) => Json(json!({ "token_type": "Bearer", "expires_in": 3599, "access_token": token })).into_response(),
        Err(error) => (StatusCode::BAD_REQUEST, Json(json!({ "error": error }))).into_response(),
    }
}

/// Goes on to its end when who sends is killed: then it is delivered, and nobody has heard so.
async fn send(
    State(graph): State<Arc<Graph>>,
    Path(oid): Path<String>,
    headers: HeaderMap,
    Json(body): Json<Value>,
) -> Response {
    tokio::spawn(async move { taken(&graph, &oid, &headers, &body).await }).await.unwrap()
}

async fn taken(graph: &Graph, oid: &str, headers: &HeaderMap, body: &Value) -> Response {
    graph.inner().arrivals.push(std::time::Instant::now());
    let reply = graph.inner().replies.pop_front();
    if let Some(Reply::Status(status, wait)) = reply {
        let wait = wait.map(|wait| [("retry-after", wait)]);
        return (
            StatusCode::from_u16(status).unwrap(),
            wait.map(|wait| wait.into_response().headers().clone()).unwrap_or_default(),
        )
            .into_response();
    }
    match graph.objection(oid, headers, body) {
        Ok(shown) => graph.inner().shown.push(shown),
        Err(why) if why == "the token" => return StatusCode::UNAUTHORIZED.into_response(),
        Err(why) => {
            graph.inner().refused.push(why);
            return StatusCode::BAD_REQUEST.into_response();
        }
    }
    tokio::time::sleep(graph.takes).await;
    if matches!(reply, Some(Reply::DeliversAndHangs)) {
        std::future::pending::<()>().await;
    }
    StatusCode::NO_CONTENT.into_response()
}
