//! Puts the parts together and listens.

use std::fmt::Display;
use std::net::SocketAddr;
use std::path::Path;
use std::sync::Arc;

use axum::middleware::{from_fn_with_state, map_response};
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use axum::{Json, Router};
use serde_json::json;
use tokio::net::TcpListener;

use crate::clock::Clock;
use crate::config::Config;
use crate::db::Db;
use crate::demo::{self, Demo, Worker, oauth, people, tokens};
use crate::error::ApiError;
use crate::http::assets::{self, Assets};
use crate::http::headers::{self, Headers};
use crate::http::page;
use crate::http::test_controls::{self, TestControls};
use crate::secret;
use crate::sign_in::{self, Service, SignIn};

/// A server that listens.
pub struct Running {
    listener: TcpListener,
    router: Router,
    worker: Worker,
    /// Where browsers reach it.
    pub address: String,
    /// Each demo person with their personal API token.
    pub personal_tokens: Vec<(&'static people::Person, String)>,
    pub has_tab: bool,
}

/// Why the server did not start, in words with what to do.
#[derive(Debug)]
pub struct StartError(String);

impl StartError {
    fn new(doing: &str, cause: impl Display) -> Self {
        Self(format!("{doing}: {cause}"))
    }
}

impl Display for StartError {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.write_str(&self.0)
    }
}

impl std::error::Error for StartError {}

/// Opens everything and binds the port. `progress` hears of long work, in words.
///
/// # Errors
/// What could not be opened, with the reason.
pub async fn start(config: &Config, progress: impl Fn(&str) + Send + Sync + 'static) -> Result<Running, StartError> {
    // Another provider may have been installed by a test in the same process; either serves.
    drop(rustls::crypto::ring::default_provider().install_default());
    std::fs::create_dir_all(&config.data).map_err(|error| {
        StartError::new(&format!("The data folder {} cannot be made", config.data.display()), error)
    })?;
    let clock = Clock::default();
    let demo = demo::open(&config.data, config.resources, clock.clone(), progress)
        .await
        .map_err(|error| StartError::new("The demo's data cannot be opened", error))?;
    let personal_tokens = personal_tokens(&demo, &config.data).await?;
    let assets = Assets::read(&config.dist)
        .map_err(|error| StartError::new(&format!("The tab in {} cannot be read", config.dist.display()), error))?;

    let listener = TcpListener::bind(SocketAddr::new(config.listen_on(), config.port)).await.map_err(|error| {
        StartError::new(&format!("Port {} cannot be used; choose another with --port", config.port), error)
    })?;
    let bound = listener.local_addr().map_err(|error| StartError::new("The port cannot be read", error))?;
    let inside = format!("http://127.0.0.1:{}", bound.port());
    let address =
        config.public_url.as_deref().map_or_else(|| inside.clone(), |url| url.trim_end_matches('/').to_owned());

    let callback = format!("{address}/auth/callback");
    let (authorize, token) = match &config.sign_in_service {
        Some(service) => (service.as_str(), service.as_str()),
        None => (address.as_str(), inside.as_str()),
    };
    let service = Service::new(authorize, token, oauth::CLIENT_ID, &callback)
        .map_err(|error| StartError::new("Calls to the sign-in service cannot be made", error))?;
    let sign_in_db = Db::open(&config.data.join("sign-in.sqlite"), &sign_in::migrations())
        .map_err(|error| StartError::new("The database of sign-ins cannot be opened", error))?;
    let sign_in = SignIn::new(sign_in_db, clock, service, address.starts_with("https://"));

    let has_tab = assets.has_tab();
    let worker = demo.spawn_worker();
    let router = router(config, demo, sign_in, assets, callback);
    Ok(Running { listener, router, worker, address, personal_tokens, has_tab })
}

fn router(config: &Config, demo: Demo, sign_in: SignIn, assets: Assets, callback: String) -> Router {
    let controls = TestControls::default();
    let (clock, wake) = (demo.clock.clone(), Arc::clone(&demo.wake));
    let mut api = demo::router(demo.clone());
    if config.test_controls {
        api = api.layer(from_fn_with_state(controls.clone(), test_controls::interfere));
    }
    let api = api.layer(from_fn_with_state(sign_in.clone(), sign_in::admit));

    let tab = config.tab.clone();
    let tab_config = Json(json!({
        "mode": "demo",
        "portal_url": tab.portal_url,
        "administrator_contact": tab.administrator_contact,
        "mfa_page": tab.mfa_page,
        "teams_app_id": tab.teams_app_id,
        "privacy_url": tab.privacy_url,
        "terms_url": tab.terms_url,
        "support_url": tab.support_url,
    }));
    let headers = Headers::new(config.image_hosts(), assets.build());
    let mut router = api
        .merge(sign_in.router())
        .merge(oauth::router(demo, vec![callback]))
        .merge(page::router())
        .route("/config.json", get(move || async move { ([("cache-control", "no-cache")], tab_config) }))
        .route("/healthz", get(|| async { "ok" }));
    if config.test_controls {
        router = router.merge(test_controls::router(controls, clock, wake, sign_in));
    }
    router
        .fallback_service(axum::routing::any(assets::serve).with_state(assets))
        .layer(map_response(plain_refusals))
        .layer(from_fn_with_state(headers, headers::add))
}

/// What the framework itself refuses (a bad query, a body that is no form) gets the form of all our refusals.
async fn plain_refusals(answer: Response) -> Response {
    let is_text = answer.headers().get("content-type").is_some_and(|kind| kind.as_bytes().starts_with(b"text/plain"));
    let status = answer.status();
    if is_text && (status == 400 || status == 415 || status == 422) {
        return ApiError::new(axum::http::StatusCode::BAD_REQUEST, "The address or the body is not of the right form.")
            .into_response();
    }
    answer
}

/// Personal API tokens stay the same from start to start. They lie beside the data, readable by their owner only.
async fn personal_tokens(demo: &Demo, data: &Path) -> Result<Vec<(&'static people::Person, String)>, StartError> {
    let path = data.join("personal-tokens.txt");
    let failed =
        |error: &dyn Display| StartError::new(&format!("Personal tokens cannot be kept in {}", path.display()), error);
    let known = std::fs::read_to_string(&path).unwrap_or_default();
    let mut tokens = Vec::new();
    for person in &people::PEOPLE {
        let kept = known.lines().find_map(|line| line.strip_prefix(person.id)?.strip_prefix(' '));
        let token = match kept {
            Some(token) => token.to_owned(),
            None => secret::random().map_err(|error| failed(&error))?,
        };
        tokens.push((person, token));
    }
    let text: String = tokens.iter().map(|(person, token)| format!("{} {token}\n", person.id)).collect();
    write_private(&path, &text).map_err(|error| failed(&error))?;
    let kept = tokens.clone();
    demo.db
        .write(move |tx| kept.iter().try_for_each(|(person, token)| tokens::keep(tx, token, person.id, None)))
        .await
        .map_err(|error: rusqlite::Error| failed(&error))?;
    Ok(tokens)
}

fn write_private(path: &Path, text: &str) -> std::io::Result<()> {
    use std::io::Write as _;
    let mut options = std::fs::OpenOptions::new();
    options.write(true).create(true).truncate(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options.open(path)?.write_all(text.as_bytes())
}

impl Running {
    /// Serves until `stop` ends; calls under way are finished first.
    ///
    /// # Errors
    /// The listening socket breaks.
    pub async fn until(self, stop: impl Future<Output = ()> + Send + 'static) -> std::io::Result<()> {
        let served = axum::serve(self.listener, self.router).with_graceful_shutdown(stop).await;
        drop(self.worker);
        served
    }
}
