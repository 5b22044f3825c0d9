//! What the tests share: the demo's API by itself, the whole server on a port, and a browser with a cookie jar.

use std::collections::hash_map::Entry;
use std::collections::{BTreeMap, HashMap};
use std::path::Path;
use std::sync::OnceLock;
use std::time::{Duration, Instant};

use apono_api::BASE_PATH;
use axum::Router;
use axum::body::Body;
use axum::http::header::{AUTHORIZATION, CONTENT_TYPE, COOKIE, LOCATION, SET_COOKIE};
use axum::http::{HeaderMap, Request};
use clap::Parser;
use http_body_util::BodyExt;
use serde_json::{Value, json};
use server::clock::Clock;
use server::config::Config;
use server::demo::people::PEOPLE;
use server::demo::{self, Demo, Worker, tokens};
use tempfile::TempDir;
use tokio::sync::oneshot;
use tokio::task::JoinHandle;
use tower::ServiceExt;

pub(crate) const NOW: f64 = 1_800_000_000.25;
pub(crate) const PATIENCE: Duration = Duration::from_secs(60);

/// How many resources most tests begin with: enough for every entry of the history.
pub(crate) const RESOURCES: u32 = 2000;

/// A folder with the data of a new demo. Filling takes longer than a test, so it is done once and copied. Without `now`
/// the history counts back from the machine's time.
pub(crate) async fn data(resources: u32, now: Option<f64>) -> TempDir {
    static FILLED: OnceLock<tokio::sync::Mutex<HashMap<(u32, bool), TempDir>>> = OnceLock::new();
    let mut filled = FILLED.get_or_init(Default::default).lock().await;
    let key = (resources, now.is_some());
    let folder = match filled.entry(key) {
        Entry::Occupied(known) => known.into_mut(),
        Entry::Vacant(place) => {
            let folder = tempfile::tempdir().unwrap();
            let clock = now.map_or_else(Clock::default, Clock::still);
            // The last connection to close folds the log into the file.
            drop(demo::open(folder.path(), resources, clock, |_| {}).await.unwrap());
            place.insert(folder)
        }
    };
    let copy = tempfile::tempdir().unwrap();
    for entry in std::fs::read_dir(folder.path()).unwrap() {
        let entry = entry.unwrap();
        std::fs::copy(entry.path(), copy.path().join(entry.file_name())).unwrap();
    }
    copy
}

/// The demo's API with its worker, and a clock that stands still unless a test moves it. The bearer of everybody is
/// their id.
pub(crate) struct Service {
    pub(crate) demo: Demo,
    pub(crate) router: Router,
    pub(crate) worker: Option<Worker>,
    folder: TempDir,
}

impl Service {
    pub(crate) async fn start() -> Self {
        Self::with_resources(RESOURCES).await
    }

    pub(crate) async fn with_resources(resources: u32) -> Self {
        Self::open(data(resources, Some(NOW)).await, NOW).await
    }

    async fn open(folder: TempDir, now: f64) -> Self {
        let demo = demo::open(folder.path(), RESOURCES, Clock::still(now), |_| {}).await.unwrap();
        let keep = |tx: &rusqlite::Transaction<'_>| {
            PEOPLE.iter().try_for_each(|person| tokens::keep(tx, person.id, person.id, None))
        };
        demo.db.write::<_, rusqlite::Error, _>(move |tx| keep(tx)).await.unwrap();
        Self { router: demo::router(demo.clone()), worker: Some(demo.spawn_worker()), demo, folder }
    }

    /// As after `kill -9`, started again so many seconds later.
    pub(crate) async fn killed_and_started(mut self, later: f64) -> Self {
        drop(self.worker.take());
        let now = self.demo.clock.now() + later;
        Self::open(self.folder, now).await
    }

    pub(crate) fn pass(&self, seconds: f64) {
        self.demo.clock.advance(seconds);
        self.demo.wake.notify_one();
    }

    pub(crate) async fn call(&self, who: &str, method: &str, path: &str, body: Option<&Value>) -> (u16, Value) {
        call(&self.router, who, method, path, body).await
    }

    pub(crate) async fn get(&self, who: &str, path: &str) -> Value {
        let (status, body) = self.call(who, "GET", path, None).await;
        assert_eq!(status, 200, "{path}: {body}");
        body
    }

    pub(crate) async fn post(&self, who: &str, path: &str, body: Option<&Value>) -> Value {
        let (status, answer) = self.call(who, "POST", path, body).await;
        assert_eq!(status, 200, "{path}: {answer}");
        answer
    }

    pub(crate) async fn status(&self, who: &str, path: &str) -> u16 {
        self.call(who, "GET", path, None).await.0
    }

    /// Units that this person may ask for, by name of resource.
    pub(crate) async fn units(&self, who: &str, search: &str, limit: usize) -> Vec<Value> {
        let page = self.get(who, &format!("/inventory/access-units?limit={limit}&search={search}")).await;
        list(&page["data"], "id")
    }

    pub(crate) async fn ask(&self, who: &str, body: &Value) -> Vec<String> {
        texts(&self.post(who, "/access-requests", Some(body)).await["request_ids"])
    }

    /// The status and the field to blame of a form that is refused.
    pub(crate) async fn refused(&self, who: &str, body: &Value) -> (u16, String) {
        let (status, answer) = self.call(who, "POST", "/access-requests", Some(body)).await;
        assert!(answer["message"].as_str().is_some_and(|text| !text.is_empty()), "{answer}");
        (status, answer["field"].as_str().unwrap_or_default().to_owned())
    }

    pub(crate) async fn state(&self, who: &str, request: &str) -> String {
        let request = self.get(who, &format!("/access-requests/{request}")).await;
        request["status"]["status"].as_str().unwrap().to_owned()
    }

    /// Lets seconds pass until the request is in this state.
    pub(crate) async fn until(&self, who: &str, request: &str, state: &str) -> Value {
        let path = format!("/access-requests/{request}");
        self.until_shown(who, &path, |shown| shown["status"]["status"] == state).await
    }

    /// Whether something has to happen before more time passes.
    async fn is_behind(&self) -> bool {
        #[allow(clippy::cast_possible_truncation, reason = "float to integer casts saturate")]
        let now = (self.demo.clock.now() * 1000.0).round() as i64;
        let due = "SELECT EXISTS (SELECT 1 FROM requests WHERE due_at <= ?1)";
        let read = move |connection: &rusqlite::Connection| connection.query_row(due, [now], |row| row.get(0));
        self.demo.db.read::<bool, rusqlite::Error, _>(read).await.unwrap()
    }

    /// Lets seconds pass until what is shown there is as wanted. Time waits for the worker, so that no state is stepped
    /// over that lasts a second or longer.
    pub(crate) async fn until_shown(&self, who: &str, path: &str, wanted: impl Fn(&Value) -> bool) -> Value {
        let started = Instant::now();
        loop {
            let shown = self.get(who, path).await;
            if wanted(&shown) {
                return shown;
            }
            assert!(started.elapsed() < PATIENCE, "{path} stays {shown}");
            if !self.is_behind().await {
                self.pass(0.5);
            }
            tokio::time::sleep(Duration::from_millis(2)).await;
        }
    }

    pub(crate) async fn sessions(&self, who: &str, request: &str) -> Vec<Value> {
        self.get(who, &format!("/access-sessions?request_id={request}")).await["data"].as_array().unwrap().clone()
    }

    /// A granted request of this person for what the search finds first, and its session.
    pub(crate) async fn granted(&self, who: &str, search: &str) -> (String, String) {
        let body = form(&self.units(who, search, 1).await);
        let request = self.ask(who, &body).await.remove(0);
        self.until(who, &request, "Active").await;
        let session = self.sessions(who, &request).await.remove(0);
        (request, session["id"].as_str().unwrap().to_owned())
    }
}

pub(crate) async fn call(router: &Router, who: &str, method: &str, path: &str, body: Option<&Value>) -> (u16, Value) {
    let request = Request::builder()
        .method(method)
        .uri(format!("{BASE_PATH}{path}"))
        .header(AUTHORIZATION, format!("Bearer {who}"))
        .header(CONTENT_TYPE, "application/json")
        .body(body.map_or_else(Body::empty, |body| Body::from(body.to_string())))
        .unwrap();
    let answer = router.clone().oneshot(request).await.unwrap();
    let status = answer.status().as_u16();
    let bytes = answer.into_body().collect().await.unwrap().to_bytes();
    (status, serde_json::from_slice(&bytes).unwrap_or(Value::Null))
}

pub(crate) fn form(units: &[Value]) -> Value {
    json!({
        "filter_integration_ids": [], "filter_bundle_ids": [], "filter_resource_type_ids": [],
        "filter_resource_ids": [], "filter_resources": [], "filter_permission_ids": [],
        "filter_access_unit_ids": units, "justification": "INC-1042: orders hang", "duration_in_sec": 1800,
    })
}

pub(crate) fn with(mut form: Value, field: &str, value: Value) -> Value {
    form[field] = value;
    form
}

pub(crate) fn list(rows: &Value, field: &str) -> Vec<Value> {
    rows.as_array().unwrap().iter().map(|row| row[field].clone()).collect()
}

pub(crate) fn texts(values: &Value) -> Vec<String> {
    values.as_array().unwrap().iter().map(|value| value.as_str().unwrap().to_owned()).collect()
}

/// The whole server on a port of its own, with test controls, in this process.
pub(crate) struct Site {
    pub(crate) address: String,
    /// Where its figures are told, if anywhere.
    pub(crate) metrics: Option<String>,
    /// Of each demo person, by their ids.
    pub(crate) tokens: BTreeMap<&'static str, String>,
    /// The same server without a network in between.
    pub(crate) router: Router,
    pub(crate) folder: TempDir,
    flags: Vec<String>,
    stop: Option<oneshot::Sender<()>>,
    task: JoinHandle<std::io::Result<()>>,
}

impl Site {
    pub(crate) async fn start() -> Self {
        Self::with_flags(&[]).await
    }

    pub(crate) async fn with_flags(flags: &[&str]) -> Self {
        let flags = flags.iter().map(|flag| (*flag).to_owned()).collect();
        Self::on(data(RESOURCES, None).await, flags).await
    }

    /// With a small built tab.
    pub(crate) async fn with_tab(flags: &[&str]) -> Self {
        let folder = data(RESOURCES, None).await;
        build_tab(folder.path());
        Self::on(folder, flags.iter().map(|flag| (*flag).to_owned()).collect()).await
    }

    /// A gateway: without a demo of its own.
    pub(crate) async fn gateway(flags: &[&str]) -> Self {
        Self::on(tempfile::tempdir().unwrap(), flags.iter().map(|flag| (*flag).to_owned()).collect()).await
    }

    /// Stopped, and started again on the same data with other flags.
    pub(crate) async fn restarted_with(mut self, flags: &[&str]) -> Self {
        self.flags = flags.iter().map(|flag| (*flag).to_owned()).collect();
        self.restarted().await
    }

    async fn on(folder: TempDir, flags: Vec<String>) -> Self {
        let data = folder.path().to_str().unwrap();
        let dist = folder.path().join("dist");
        let first = ["server", "--port", "0", "--test-controls", "--data", data, "--dist", dist.to_str().unwrap()];
        let config = Config::parse_from(first.into_iter().chain(flags.iter().map(String::as_str)));
        let running = server::start(&config, |_| {}).await.unwrap();
        let address = format!("http://{}", running.local_address().unwrap());
        let tokens = running.personal_tokens.iter().map(|(person, token)| (person.id, token.clone())).collect();
        let router = running.router();
        let metrics = running.metrics_address().map(|address| format!("http://{address}"));
        let (stop, stopped) = oneshot::channel::<()>();
        let task = tokio::spawn(running.until(async move {
            let _ended_either_way = stopped.await;
        }));
        Self { address, metrics, tokens, router, folder, flags, stop: Some(stop), task }
    }

    /// Stopped as by SIGTERM; what it leaves is its data and how it was started.
    pub(crate) async fn stopped(mut self) -> (TempDir, Vec<String>) {
        drop(self.stop.take());
        self.task.await.unwrap().unwrap();
        (self.folder, self.flags)
    }

    /// Stopped, and started again on the same data at another port.
    pub(crate) async fn restarted(self) -> Self {
        let (folder, flags) = self.stopped().await;
        Self::on(folder, flags).await
    }

    pub(crate) async fn control(&self, method: &str, path: &str, body: Option<Value>) -> Value {
        let answer = Browser::new(self).json(method, &format!("/test/{path}"), body.as_ref()).await;
        assert!(answer.status < 300, "{path}: {}", answer.text());
        answer.json()
    }

    pub(crate) async fn fault(&self, fault: Value) {
        self.control("POST", "faults", Some(fault)).await;
    }

    pub(crate) async fn pass(&self, seconds: f64) {
        self.control("POST", "clock", Some(json!({ "advance_seconds": seconds }))).await;
    }

    /// A call of the API with a personal token, as curl makes it.
    pub(crate) async fn curl(&self, who: &str, method: &str, path: &str, body: Option<&Value>) -> Answer {
        let token = format!("Bearer {}", self.tokens[who]);
        let kind = body.map(|_| (CONTENT_TYPE.as_str(), "application/json"));
        let headers: Vec<_> = [(AUTHORIZATION.as_str(), token.as_str())].into_iter().chain(kind).collect();
        let body = body.map(Value::to_string).unwrap_or_default();
        Browser::new(self).send(method, &format!("{BASE_PATH}{path}"), &headers, body).await
    }

    /// Lets seconds pass until the request of this person is in this state.
    pub(crate) async fn until(&self, who: &str, request: &str, state: &str) {
        let started = Instant::now();
        loop {
            let shown = self.curl(who, "GET", &format!("/access-requests/{request}"), None).await.json();
            if shown["status"]["status"] == state {
                return;
            }
            assert!(started.elapsed() < PATIENCE, "{request} is not {state}: {shown}");
            self.pass(0.5).await;
        }
    }
}

/// One browser: keeps cookies, follows nothing by itself.
#[derive(Clone)]
pub(crate) struct Browser {
    http: reqwest::Client,
    address: String,
    pub(crate) cookies: BTreeMap<String, String>,
}

#[derive(Debug)]
pub(crate) struct Answer {
    pub(crate) status: u16,
    pub(crate) headers: HeaderMap,
    pub(crate) body: Vec<u8>,
}

impl Answer {
    pub(crate) fn header(&self, name: &str) -> &str {
        self.headers.get(name).map(|value| value.to_str().unwrap()).unwrap_or_default()
    }

    pub(crate) fn text(&self) -> &str {
        std::str::from_utf8(&self.body).unwrap()
    }

    /// Null where there is none.
    pub(crate) fn json(&self) -> Value {
        serde_json::from_slice(&self.body).unwrap_or(Value::Null)
    }
}

/// The header that only the tab sends.
pub(crate) const TAB: (&str, &str) = ("x-apono-tab", "1");

impl Browser {
    pub(crate) fn new(site: &Site) -> Self {
        Self::of(&site.address)
    }

    /// At the server of this address.
    pub(crate) fn of(address: &str) -> Self {
        let http = reqwest::Client::builder().redirect(reqwest::redirect::Policy::none()).build().unwrap();
        Self { http, address: address.to_owned(), cookies: BTreeMap::new() }
    }

    /// With the cookies of this one at another server.
    pub(crate) fn at(self, site: &Site) -> Self {
        self.at_address(&site.address)
    }

    pub(crate) fn at_address(self, address: &str) -> Self {
        Self { address: address.to_owned(), ..self }
    }

    /// Fails when the connection breaks.
    pub(crate) async fn try_send(
        &mut self,
        method: &str,
        path: &str,
        headers: &[(&str, &str)],
        body: impl Into<Vec<u8>>,
    ) -> Result<Answer, reqwest::Error> {
        let mut request = self.http.request(method.parse().unwrap(), format!("{}{path}", self.address));
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        if !self.cookies.is_empty() {
            let cookies: Vec<_> = self.cookies.iter().map(|(name, value)| format!("{name}={value}")).collect();
            request = request.header(COOKIE, cookies.join("; "));
        }
        let answer = request.body(body.into()).send().await?;
        let (status, headers) = (answer.status().as_u16(), answer.headers().clone());
        for cookie in headers.get_all(SET_COOKIE) {
            let cookie = cookie.to_str().unwrap();
            let (name, value) = cookie.split(';').next().unwrap().split_once('=').unwrap();
            if cookie.contains("Max-Age=0") {
                self.cookies.remove(name);
            } else {
                self.cookies.insert(name.to_owned(), value.to_owned());
            }
        }
        Ok(Answer { status, headers, body: answer.bytes().await?.to_vec() })
    }

    pub(crate) async fn send(
        &mut self,
        method: &str,
        path: &str,
        headers: &[(&str, &str)],
        body: impl Into<Vec<u8>>,
    ) -> Answer {
        self.try_send(method, path, headers, body).await.unwrap()
    }

    /// As when a person types or follows an address.
    pub(crate) async fn visit(&mut self, path: &str) -> Answer {
        let headers =
            [("accept", "text/html,*/*;q=0.8"), ("sec-fetch-mode", "navigate"), ("sec-fetch-dest", "document")];
        self.send("GET", path, &headers, "").await
    }

    pub(crate) async fn post_form(&mut self, path: &str, pairs: &[(&str, &str)]) -> Answer {
        let body: String = form_urlencoded::Serializer::new(String::new()).extend_pairs(pairs).finish();
        self.send("POST", path, &[("content-type", "application/x-www-form-urlencoded")], body).await
    }

    pub(crate) async fn json(&mut self, method: &str, path: &str, body: Option<&Value>) -> Answer {
        let kind = [("content-type", "application/json")];
        let headers = if body.is_some() { &kind[..] } else { &[] };
        self.send(method, path, headers, body.map(Value::to_string).unwrap_or_default()).await
    }

    /// A call as the tab makes it.
    pub(crate) async fn call(&mut self, method: &str, path: &str) -> Answer {
        let headers = [TAB, ("sec-fetch-site", "same-origin"), ("sec-fetch-mode", "cors"), ("sec-fetch-dest", "empty")];
        self.send(method, &format!("{BASE_PATH}{path}"), &headers, "").await
    }

    /// Begins to sign in and gives the parameters of the authorize page's address.
    pub(crate) async fn begin(&mut self, come_back_to: &str) -> BTreeMap<String, String> {
        let query: String =
            form_urlencoded::Serializer::new(String::new()).append_pair("return", come_back_to).finish();
        let answer = self.visit(&format!("/auth/sign-in?{query}")).await;
        assert_eq!(answer.status, 303);
        let (address, query) = answer.header(LOCATION.as_str()).split_once('?').unwrap();
        assert!(address.ends_with("/oauth/authorize"), "{address}");
        form_urlencoded::parse(query.as_bytes()).into_owned().collect()
    }

    /// Chooses a person on the authorize page; gives the path of the callback with its query.
    pub(crate) async fn choose(&mut self, ask: &BTreeMap<String, String>, person: &str) -> String {
        let mut pairs: Vec<_> = ask.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
        pairs.push(("person", person));
        let answer = self.post_form("/oauth/authorize", &pairs).await;
        assert_eq!(answer.status, 303, "{}", answer.text());
        path_of(answer.header(LOCATION.as_str())).to_owned()
    }

    /// Signs in all the way; gives the last answer.
    pub(crate) async fn sign_in(&mut self, person: &str, come_back_to: &str) -> Answer {
        let ask = self.begin(come_back_to).await;
        let callback = self.choose(&ask, person).await;
        self.visit(&callback).await
    }
}

/// Path and query of an address.
pub(crate) fn path_of(address: &str) -> &str {
    let rest = address.split_once("://").map_or(address, |(_, rest)| rest);
    rest.find('/').map_or("/", |at| &rest[at..])
}

/// Writes a small built tab below the data folder, where [`Site`] looks for it.
fn build_tab(data: &Path) {
    let dist = data.join("dist");
    for folder in ["de", "host"] {
        std::fs::create_dir_all(dist.join(folder)).unwrap();
    }
    for (name, text) in [
        ("de/index.html", "<!doctype html><html lang=\"de\"><title>Apono Access</title>"),
        ("index.html", "<!doctype html><title>Apono Access</title>"),
        ("index.html.br", "index in brotli"),
        ("index.html.gz", "index in gzip"),
        ("apono-tab-d1b60576075f071c_bg.wasm", "wasm"),
        ("apono-tab-d1b60576075f071c_bg.wasm.br", "wasm in brotli"),
        ("apono-tab-d1b60576075f071c_bg.wasm.gz", "wasm in gzip"),
        ("base-bd1592b9f6b02aa4.css", "main {}"),
        ("start.js", "start()"),
        ("host/teams.js", "host()"),
    ] {
        std::fs::write(dist.join(name), text).unwrap();
    }
}
