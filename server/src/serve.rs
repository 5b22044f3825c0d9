//! Puts the parts together and listens.

use std::fmt::Display;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use apono_api::BASE_PATH;
use axum::body::Body;
use axum::extract::{Request, State};
use axum::http::StatusCode;
use axum::http::header::{CONTENT_TYPE, HOST};
use axum::middleware::{Next, from_fn, from_fn_with_state, map_response};
use axum::response::{IntoResponse, Redirect, Response};
use axum::routing::get;
use axum::{Json, Router};
use axum_server::Handle;
use axum_server::tls_rustls::RustlsAcceptor;
use futures_util::StreamExt;
use serde_json::json;
use tokio::net::TcpListener;

use crate::check;
use crate::clock::Clock;
use crate::config::Config;
use crate::demo::{self, Demo, Worker, oauth, people, second_factor, tokens};
use crate::error::ApiError;
use crate::extract::MAX_BODY;
use crate::gateway::Gateway;
use crate::http::assets::{self, Assets};
use crate::http::client::{self, Front};
use crate::http::headers::{self, Headers};
use crate::http::test_controls::{self, TestControls};
use crate::http::{page, request_id};
use crate::metrics::{self, Metrics};
use crate::notify::{Notifier, Places};
use crate::ready::Readiness;
use crate::seal::Seal;
use crate::secret;
use crate::sign_in::{self, Directory, Entra, Parts, Service, SignIn};
use crate::store;
use crate::tls::{self, Tls};

/// How long a stop waits for notifications that are under way, and then again for calls, so that one that hangs does not hold it up.
const LAST_CALLS: Duration = Duration::from_secs(2);

/// How long Apono may take to say whose a token is.
const ASKING_WHOSE: Duration = Duration::from_secs(10);

/// How long a connection may be unused, or take for the head of a later call. Longer than proxies and browsers keep theirs, so
/// that a call does not meet one that is just being closed.
const IDLE: Duration = Duration::from_secs(75);

/// How much of a body is read, in bytes, though it is too large to be taken.
const MOST_DISCARDED: usize = 16 * MAX_BODY;

/// Apono's page for the second factor, as it was last seen (reference 6).
const APONO_MFA_PAGE: &str = "{portal}/account/step-up?status=pending-mfa&request={request}";

/// A server that listens.
pub struct Running {
    listener: TcpListener,
    router: Router,
    tls: Option<Tls>,
    /// How long the head of a first call may take.
    head_limit: Duration,
    /// For Prometheus.
    metrics: Option<(TcpListener, Router)>,
    /// Of the demo.
    worker: Option<Worker>,
    notifier: Option<Notifier>,
    /// Where it listens; another place than browsers reach when something stands in front that speaks TLS.
    pub inside: String,
    /// Where browsers reach it.
    pub address: String,
    /// Each demo person with their personal API token. Nobody where there is no demo.
    pub personal_tokens: Vec<(&'static people::Person, String)>,
    /// Whether there is a tab to hand out.
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
    use_ring();
    let problems = check::problems(config);
    if !problems.is_empty() {
        return Err(StartError::new("The configuration cannot be used", problems.join("\n")));
    }
    std::fs::create_dir_all(&config.data).map_err(|error| {
        StartError::new(&format!("The data folder {} cannot be made", config.data.display()), error)
    })?;
    let clock = Clock::default();
    let demo = match &config.gateway.upstream {
        Some(_) => None,
        None => Some(
            demo::open(&config.data, config.resources, clock.clone(), progress)
                .await
                .map_err(|error| StartError::new("The demo's data cannot be opened", error))?,
        ),
    };
    let personal_tokens = match &demo {
        Some(demo) => personal_tokens(demo, &config.data).await?,
        None => Vec::new(),
    };
    let assets = match config.dist() {
        None => Assets::embedded(),
        Some(folder) => Assets::read(folder)
            .map_err(|error| StartError::new(&format!("The tab in {} cannot be read", folder.display()), error))?,
    };

    let listener = TcpListener::bind(SocketAddr::new(config.listen_on(), config.port)).await.map_err(|error| {
        StartError::new(&format!("Port {} cannot be used; choose another with --port", config.port), error)
    })?;
    let bound = listener.local_addr().map_err(|error| StartError::new("The port cannot be read", error))?;
    let tls = config.tls().map(tls::Files::load).transpose();
    let tls = tls.map_err(|problem| StartError::new("The certificate cannot be used", problem))?;
    let inside = format!("{}://{}", if tls.is_some() { "https" } else { "http" }, reached_from_here(bound));
    let address = config.public_address().unwrap_or(&inside).to_owned();

    let metrics = Metrics::default();
    let directory = directory(config, demo.as_ref())
        .map_err(|error| StartError::new("Calls to the upstream cannot be made", error))?;
    let sign_in = sign_in(config, &clock, (&inside, &address), directory, metrics.clone()).await?;
    let for_prometheus = match config.metrics {
        None => None,
        Some(place) => {
            let listener = TcpListener::bind(place)
                .await
                .map_err(|error| StartError::new(&format!("{place} cannot be used (--metrics)"), error))?;
            Some((listener, metrics::router(metrics.clone(), sign_in.clone())))
        }
    };
    let readiness = readiness(config, &sign_in, demo.as_ref())
        .map_err(|error| StartError::new("Other services cannot be asked whether they answer", error))?;
    let has_tab = assets.has_tab();
    let worker = demo.as_ref().map(Demo::spawn_worker);
    let notifier = notifier(config, &clock, (&inside, &address), &sign_in, &metrics)
        .map_err(|error| StartError::new("Notifications cannot be sent", error))?;
    let side = match (demo, &config.gateway.upstream) {
        (Some(demo), _) => demo_side(config, demo, &sign_in, &address),
        (None, upstream) => {
            let upstream = upstream.as_deref().unwrap_or_default();
            gateway_side(config, upstream, clock, &sign_in, metrics.clone())
                .map_err(|error| StartError::new("Calls to the upstream cannot be made", error))?
        }
    };
    let side = Side { routes: side.routes.merge(readiness.router()), ..side };
    let router = router(config, side, &sign_in, assets, &address, metrics);
    let (head_limit, metrics) = (config.call_time_limit(), for_prometheus);
    Ok(Running {
        listener,
        router,
        tls,
        head_limit,
        metrics,
        worker,
        notifier,
        inside,
        address,
        personal_tokens,
        has_tab,
    })
}

/// Chooses who does the cryptography of TLS. Another provider may have been installed by a test in the same process; either
/// serves.
pub fn use_ring() {
    drop(rustls::crypto::ring::default_provider().install_default());
}

/// Where this machine reaches the server itself: all addresses of a family include its loopback.
fn reached_from_here(bound: SocketAddr) -> SocketAddr {
    let ip = match bound.ip() {
        IpAddr::V4(ip) if ip.is_unspecified() => IpAddr::V4(Ipv4Addr::LOCALHOST),
        IpAddr::V6(ip) if ip.is_unspecified() => IpAddr::V6(Ipv6Addr::LOCALHOST),
        ip => ip,
    };
    SocketAddr::new(ip, bound.port())
}

/// Where the sign-in service sends people back to.
fn callback(address: &str) -> String {
    format!("{address}/auth/callback")
}

fn readiness(config: &Config, sign_in: &SignIn, demo: Option<&Demo>) -> Result<Readiness, reqwest::Error> {
    let services = match &config.gateway.upstream {
        Some(upstream) => {
            let app = (!config.gateway.allow_pasted_tokens).then(|| ("Apono's sign-in", config.gateway.app.clone()));
            [("Apono's API", upstream.clone())].into_iter().chain(app).collect()
        }
        None => Vec::new(),
    };
    Readiness::new(sign_in.clone(), demo.map(|demo| demo.db.clone()), services)
}

/// Who tells whose a token is.
fn directory(config: &Config, demo: Option<&Demo>) -> Result<Directory, reqwest::Error> {
    if let Some(demo) = demo {
        return Ok(Directory::Demo(demo.clone()));
    }
    let upstream = config.gateway.upstream.as_deref().unwrap_or_default().trim_end_matches('/');
    let http = reqwest::Client::builder()
        .timeout(ASKING_WHOSE)
        .redirect(reqwest::redirect::Policy::none())
        .retry(reqwest::retry::never())
        .build()?;
    Ok(Directory::Apono(http, format!("{upstream}{BASE_PATH}/session")))
}

async fn sign_in(
    config: &Config,
    clock: &Clock,
    (inside, address): (&str, &str),
    directory: Directory,
    metrics: Metrics,
) -> Result<SignIn, StartError> {
    let gateway = &config.gateway;
    // The tokens of one service are never sent to another: not those of a demo, and not those of the service of before.
    let (file, bound_to, service) = match &gateway.upstream {
        Some(upstream) => {
            let client = gateway.client_id.as_deref().unwrap_or_default();
            let redirect = gateway.redirect_uri.clone().unwrap_or_else(|| callback(address));
            let service = Service::new(&gateway.app, &gateway.app, client, &redirect)
                .map(|service| service.with(gateway.client_secret.clone(), &gateway.scopes));
            let origin = |url: &str| url.trim_end_matches('/').to_owned();
            ("gateway.sqlite", format!("{} {} {client}", origin(upstream), origin(&gateway.app)), service)
        }
        None => {
            let (authorize, token) = match &config.sign_in_service {
                Some(service) => (service.as_str(), service.as_str()),
                None => (address, inside),
            };
            let service = Service::new(authorize, token, oauth::CLIENT_ID, &callback(address));
            ("sign-in.sqlite", config.sign_in_service.clone().unwrap_or_else(|| "demo".to_owned()), service)
        }
    };
    let service = service.map_err(|error| StartError::new("Calls to the sign-in service cannot be made", error))?;
    let seal = Seal::new(&config.encryption_keys, bound_to)
        .map_err(|error| StartError::new("A key cannot be used (--encryption-key)", error))?;
    let store = store::open(gateway.database.as_ref(), &config.data.join(file))
        .await
        .map_err(|error| StartError::new("The database of sign-ins cannot be opened", error))?;
    let entra = Entra::new(&config.entra, address)
        .map_err(|error| StartError::new("The keys of Entra cannot be read from there (--entra-jwks)", error))?;
    let sign_in = SignIn::new(Parts {
        store,
        clock: clock.clone(),
        service,
        directory,
        pasted_tokens: gateway.allow_pasted_tokens,
        entra,
        seal,
        secure: address.starts_with("https://"),
        most_of_an_address: config.sign_ins_per_address,
        metrics,
    });
    sign_in
        .seal_again()
        .await
        .map_err(|error| StartError::new("The database of sign-ins cannot be encrypted anew", error))?;
    Ok(sign_in)
}

/// Who sends notifications, where that is asked for.
fn notifier(
    config: &Config,
    clock: &Clock,
    (inside, address): (&str, &str),
    sign_in: &SignIn,
    metrics: &Metrics,
) -> Result<Option<Notifier>, String> {
    let (true, Some(client_id)) = (config.notify.is_on(), &config.entra.client_id) else { return Ok(None) };
    let places = Places {
        apono: config.gateway.upstream.as_deref().unwrap_or(inside),
        public: address,
        client_id,
        teams_app_id: config.tab.teams_app_id.as_deref().unwrap_or_default(),
    };
    let with = (sign_in.store(), sign_in.clone());
    Notifier::start(&config.notify, &places, with, clock.clone(), metrics.clone()).map(Some)
}

/// What differs between demo and gateway.
struct Side {
    /// As the tab is told.
    mode: &'static str,
    /// The page for the second factor, unless the configuration names another.
    mfa_page: String,
    routes: Router,
}

fn demo_side(config: &Config, demo: Demo, sign_in: &SignIn, address: &str) -> Side {
    let controls = TestControls::default();
    let mut api = demo::router(demo.clone());
    if config.test_controls {
        api = api.layer(from_fn_with_state(controls.clone(), test_controls::interfere));
    }
    let redirects = [callback(address)].into_iter().chain(config.demo_redirects.iter().cloned()).collect();
    let mut routes = api
        .layer(from_fn_with_state(sign_in.clone(), sign_in::admit))
        .merge(second_factor::page_router(demo.clone(), sign_in.clone()))
        .merge(oauth::router(demo.clone(), redirects))
        .merge(demo::public_router());
    if config.test_controls {
        let (clock, wake) = (demo.clock.clone(), Arc::clone(&demo.wake));
        routes = routes
            .merge(test_controls::router(clock, wake, sign_in.clone()))
            .merge(test_controls::demo_router(controls, demo));
    }
    Side { mode: "demo", mfa_page: format!("{address}{}", second_factor::PAGE), routes }
}

fn gateway_side(
    config: &Config,
    upstream: &str,
    clock: Clock,
    sign_in: &SignIn,
    metrics: Metrics,
) -> Result<Side, reqwest::Error> {
    let mut routes = Gateway::new(upstream, config.call_time_limit(), sign_in.clone(), metrics)?.router();
    if config.test_controls {
        routes = routes.merge(test_controls::router(clock, Arc::default(), sign_in.clone()));
    }
    Ok(Side { mode: "gateway", mfa_page: APONO_MFA_PAGE.to_owned(), routes })
}

fn router(config: &Config, side: Side, sign_in: &SignIn, assets: Assets, address: &str, metrics: Metrics) -> Router {
    let tab = config.tab.clone();
    let tab_config = Json(json!({
        "mode": side.mode,
        "portal_url": tab.portal_url,
        "administrator_contact": tab.administrator_contact,
        "mfa_page": tab.mfa_page.unwrap_or(side.mfa_page),
        "teams_app_id": tab.teams_app_id,
        "notifications": config.notify.is_on(),
        "languages": assets.languages(),
        "privacy_url": tab.privacy_url,
        "terms_url": tab.terms_url,
        "support_url": tab.support_url,
    }));
    let headers = Headers::new(config.image_hosts(), assets.build());
    let notifications =
        if config.notify.is_on() { sign_in::notifications::router(sign_in.clone()) } else { Router::new() };
    side.routes
        .merge(notifications)
        .merge(sign_in.router())
        .merge(page::router())
        .route("/config.json", get(move || async move { ([("cache-control", "no-cache")], tab_config) }))
        .fallback_service(axum::routing::any(assets::serve).with_state(assets))
        .layer(map_response(plain_refusals))
        .layer(from_fn_with_state(config.call_time_limit(), small_bodies))
        .layer(from_fn_with_state(address.to_owned(), own_name))
        .layer(from_fn_with_state(Front::new(&config.trusted_proxies, address), client::tell))
        .layer(from_fn_with_state(headers, headers::add))
        .layer(from_fn_with_state(metrics, metrics::count))
        .layer(from_fn(request_id::give))
}

/// What the framework itself refuses (a bad query, a body that is no form) gets the form of all our refusals.
async fn plain_refusals(answer: Response) -> Response {
    let is_text = answer.headers().get(CONTENT_TYPE).is_some_and(|kind| kind.as_bytes().starts_with(b"text/plain"));
    if is_text && matches!(answer.status().as_u16(), 400 | 415 | 422) {
        return ApiError::new(StatusCode::BAD_REQUEST, "The address or the body is not of the right form.")
            .into_response();
    }
    answer
}

/// Reads the body before anything else happens, in so much time, and refuses a large one only when it has come to its end:
/// a client that still sends would meet a broken connection instead of the refusal.
async fn small_bodies(State(limit): State<Duration>, request: Request, next: Next) -> Response {
    let (parts, body) = request.into_parts();
    match tokio::time::timeout(limit, whole(body)).await {
        Ok(Ok(body)) => next.run(Request::from_parts(parts, Body::from(body))).await,
        Ok(Err(refusal)) => refusal.into_response(),
        Err(_) => {
            ApiError::new(StatusCode::REQUEST_TIMEOUT, "The body did not arrive in time. Nothing was done: try again.")
                .into_response()
        }
    }
}

async fn whole(body: Body) -> Result<Vec<u8>, ApiError> {
    let mut stream = body.into_data_stream();
    let (mut kept, mut size) = (Vec::new(), 0);
    while let Some(chunk) = stream.next().await {
        let chunk = chunk.map_err(|_| ApiError::new(StatusCode::BAD_REQUEST, "The body broke off before its end."))?;
        size += chunk.len();
        if size <= MAX_BODY {
            kept.extend_from_slice(&chunk);
        } else if size > MOST_DISCARDED {
            break;
        }
    }
    if size > MAX_BODY { Err(ApiError::too_large(MAX_BODY)) } else { Ok(kept) }
}

/// Who types `localhost` for `127.0.0.1` is led to the address that the sign-in comes back to: to a browser these are
/// two places, and the cookie of one is not sent to the other.
async fn own_name(State(address): State<String>, request: Request, next: Next) -> Response {
    let host = request.headers().get(HOST).and_then(|host| host.to_str().ok()).unwrap_or_default();
    let (path, navigates) = (request.uri().path(), assets::is_navigation(request.uri().path(), request.headers()));
    let elsewhere = host.strip_prefix("localhost").is_some_and(|port| address == format!("http://127.0.0.1{port}"));
    if elsewhere && (navigates || path == "/auth/sign-in") {
        let rest = request.uri().path_and_query().map_or("/", |rest| rest.as_str());
        return Redirect::temporary(&format!("{address}{rest}")).into_response();
    }
    next.run(request).await
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
    /// Where it listens, whatever browsers call it.
    ///
    /// # Errors
    /// The listening socket has broken.
    pub fn local_address(&self) -> std::io::Result<SocketAddr> {
        self.listener.local_addr()
    }

    /// Where Prometheus finds it, if anywhere.
    pub fn metrics_address(&self) -> Option<SocketAddr> {
        self.metrics.as_ref().and_then(|(listener, _)| listener.local_addr().ok())
    }

    /// Answers calls from inside this process, without a network in between.
    pub fn router(&self) -> Router {
        self.router.clone()
    }

    /// Serves until `stop` ends; notifications under way then have [`LAST_CALLS`] to be finished, and after them calls.
    ///
    /// # Errors
    /// The listening socket breaks.
    pub async fn until(self, stop: impl Future<Output = ()> + Send + 'static) -> std::io::Result<()> {
        let handle = Handle::new();
        let mut server =
            axum_server::from_tcp(self.listener.into_std()?)?.http1_only().first_request_timeout(self.head_limit);
        server.http_builder().http1().header_read_timeout(IDLE);
        let server = server.handle(handle.clone());
        let calls = self.router.into_make_service_with_connect_info::<SocketAddr>();
        let served = async {
            match self.tls {
                None => server.serve(calls).await,
                Some(tls) => {
                    let acceptor = RustlsAcceptor::new(tls.config.clone());
                    tokio::select! {
                        served = server.acceptor(acceptor).serve(calls) => served,
                        () = tls.follow_signals() => Ok(()),
                    }
                }
            }
        };
        let metrics = async {
            match self.metrics {
                Some((listener, router)) => axum::serve(listener, router).await,
                None => std::future::pending().await,
            }
        };
        let mut notifier = self.notifier;
        let stop = async {
            stop.await;
            // While calls are still answered: of a demo the notifier asks this same server.
            if let Some(notifier) = notifier.take() {
                notifier.stop(LAST_CALLS).await;
            }
            handle.graceful_shutdown(Some(LAST_CALLS));
            std::future::pending().await
        };
        let served = tokio::select! {
            served = served => served,
            served = metrics => served,
            served = stop => served,
        };
        // It is still there where the serving has broken off by itself.
        if let Some(notifier) = notifier {
            notifier.stop(LAST_CALLS).await;
        }
        drop(self.worker);
        served
    }
}
