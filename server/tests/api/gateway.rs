//! The gateway between the tab and Apono: with the demo as Apono, and with a stand-in that misbehaves.

use std::collections::{BTreeMap, BTreeSet};
use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::path::Path;
use std::process::{Command, Stdio};
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use apono_api::BASE_PATH;
use axum::body::{Body, Bytes};
use axum::extract::{Form, Request, State};
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Response};
use axum::routing::{any, post};
use axum::{Json, Router};
use futures_util::{StreamExt, stream};
use serde_json::{Value, json};
use server::demo::people::{ENGINEER, TEAM_LEAD};
use server::gateway::routes::ROUTES;
use tokio::net::TcpListener;

use crate::support::{Answer, Browser, PATIENCE, Site, TAB, form, list};

pub(crate) const PUBLIC: &str = "https://access.example.com";
pub(crate) const KEY: &str = "a:AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=";
const OTHER_KEY: &str = "b:AQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQE=";
const HOUR: f64 = 3600.0;

pub(crate) fn flags<'a>(upstream: &'a str, more: &[&'a str]) -> Vec<&'a str> {
    let first = ["--upstream", upstream, "--apono-app", upstream, "--client-id", "apono-access-demo"];
    let own = ["--public-url", PUBLIC, "--encryption-key", KEY];
    first.into_iter().chain(own).chain(more.iter().copied()).collect()
}

/// A demo that plays Apono, and a gateway in front of it.
pub(crate) async fn with_demo() -> (Site, Site) {
    let apono = Site::with_flags(&["--demo-redirect", &format!("{PUBLIC}/auth/callback")]).await;
    let gateway = Site::gateway(&flags(&apono.address, &[])).await;
    (apono, gateway)
}

/// A browser signed in at the gateway as this person of the demo.
pub(crate) async fn signed_in(apono: &Site, gateway: &Site, person: &str) -> Browser {
    let mut browser = Browser::new(gateway);
    let ask = browser.begin("/requests/open").await;
    assert_eq!(ask["redirect_uri"], format!("{PUBLIC}/auth/callback"));
    let query: String = form_urlencoded::Serializer::new(String::new()).extend_pairs(&ask).finish();
    let mut at_apono = Browser::new(apono);
    let page = at_apono.visit(&format!("/oauth/authorize?{query}")).await;
    assert!(page.header("content-security-policy").contains(&format!("form-action 'self' {PUBLIC};")));
    let callback = at_apono.choose(&ask, person).await;
    let answer = browser.visit(&callback).await;
    assert_eq!((answer.status, answer.header("location")), (303, "/requests/open"));
    browser
}

/// A call with a body as the tab makes it.
pub(crate) async fn send(browser: &mut Browser, method: &str, path: &str, body: &Value) -> Answer {
    let headers = [TAB, ("sec-fetch-site", "same-origin"), ("content-type", "application/json")];
    browser.send(method, &format!("{BASE_PATH}{path}"), &headers, body.to_string()).await
}

#[tokio::test(flavor = "multi_thread")]
async fn what_the_tab_reads_through_the_gateway_is_what_apono_says() {
    let (apono, gateway) = with_demo().await;
    let mut browser = signed_in(&apono, &gateway, ENGINEER).await;
    let direct = |path: String| {
        let apono = &apono;
        async move { apono.curl(ENGINEER, "GET", &path, None).await }
    };
    let request = direct("/access-requests?scope=MyRequests&limit=1".to_owned()).await.json();
    let request = request["data"][0]["id"].as_str().unwrap().to_owned();
    let session = direct("/access-sessions".to_owned()).await.json();
    let session = session["data"][0]["id"].as_str().unwrap().to_owned();
    for path in [
        "/session".to_owned(),
        "/session/is-mfa-enrolled".to_owned(),
        "/access-requests?scope=MyRequests&limit=1000&access_units_summary_limit=5".to_owned(),
        format!("/access-requests/{request}"),
        format!("/access-requests/access_units?request_id={request}"),
        "/access-requests/AR-there-is-none".to_owned(),
        "/access-requests?limit=many".to_owned(),
        "/access-sessions".to_owned(),
        format!("/access-sessions/{session}"),
        "/inventory/access-units?limit=1000&search=orders&search=%C3%A4%26".to_owned(),
        "/inventory/integrations".to_owned(),
        "/inventory/resource-types".to_owned(),
        "/inventory/resources?limit=3".to_owned(),
        "/inventory/permissions?limit=3".to_owned(),
        "/inventory/bundles".to_owned(),
        "/inventory/grantees".to_owned(),
        "/access-request-templates".to_owned(),
    ] {
        let (through, direct) = (browser.call("GET", &path).await, direct(path.clone()).await);
        assert_eq!((through.status, through.json()), (direct.status, direct.json()), "{path}");
        assert_eq!(through.header("content-type"), "application/json", "{path}");
        assert_eq!(through.header("cache-control"), "no-store", "{path}");
        assert!(!through.header("x-request-id").is_empty(), "{path}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_the_tab_does_through_the_gateway_is_done_at_apono_once() {
    let (apono, gateway) = with_demo().await;
    let mut browser = signed_in(&apono, &gateway, ENGINEER).await;
    let units = browser.call("GET", "/inventory/access-units?limit=1&search=orders").await.json();
    let draft = form(&list(&units["data"], "id"));
    assert_eq!(send(&mut browser, "POST", "/access-requests/dry-run", &draft).await.status, 200);
    assert_eq!(send(&mut browser, "POST", "/justification-validation", &draft).await.status, 200);
    let made = send(&mut browser, "POST", "/access-requests", &draft).await;
    assert_eq!(made.status, 200, "{}", made.text());
    let request = made.json()["request_ids"][0].as_str().unwrap().to_owned();
    assert_eq!(apono.curl(ENGINEER, "GET", &format!("/access-requests/{request}"), None).await.status, 200);
    apono.until(ENGINEER, &request, "Active").await;

    let session = browser.call("GET", &format!("/access-sessions?request_id={request}")).await.json();
    let session = session["data"][0]["id"].as_str().unwrap().to_owned();
    let details = browser.call("GET", &format!("/access-sessions/{session}/access-details")).await;
    assert_eq!((details.status, details.header("cache-control")), (200, "no-store"));
    assert_eq!(browser.call("POST", &format!("/access-sessions/{session}/reset-credentials")).await.status, 200);
    let star = format!("/access-requests/{request}/favorite");
    assert_eq!(send(&mut browser, "POST", &star, &json!({ "favorite": true })).await.json()["favorite"], true);
    assert_eq!(browser.call("POST", &format!("/access-requests/{request}/revoke")).await.status, 200);

    let template = json!({
        "name": "On call", "type": "IntegrationRequest", "filter_integration_ids": [], "filter_resource_type_ids": [],
        "filter_resource_ids": [], "filter_permission_ids": [],
    });
    let kept = send(&mut browser, "POST", "/access-request-templates", &template).await;
    assert_eq!(kept.status, 200, "{}", kept.text());
    let path = format!("/access-request-templates/{}", kept.json()["id"].as_str().unwrap());
    assert_eq!(send(&mut browser, "PUT", &path, &template).await.status, 200);
    assert_eq!(browser.call("DELETE", &path).await.status, 200);
    assert_eq!(browser.call("GET", &path).await.status, 404);

    let counters = apono.control("GET", "counters", None).await;
    assert_eq!(counters[format!("POST {BASE_PATH}/access-requests")], 1);
    assert_eq!(counters[format!("GET {BASE_PATH}/access-sessions/{session}/access-details")], 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn each_person_acts_as_themselves() {
    let (apono, gateway) = with_demo().await;
    let mut engineer = signed_in(&apono, &gateway, ENGINEER).await;
    let mut lead = signed_in(&apono, &gateway, TEAM_LEAD).await;
    for (browser, name) in [(&mut engineer, "Dana Levi"), (&mut lead, "Ingrid Solberg")] {
        assert_eq!(browser.call("GET", "/session").await.json()["user"]["name"], name);
    }
    // Tokens of Apono last ten minutes.
    for pass in [&apono, &gateway] {
        pass.pass(HOUR).await;
    }
    assert_eq!(engineer.call("GET", "/session").await.json()["user"]["name"], "Dana Levi");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_gateway_has_nothing_of_the_demo() {
    let (_apono, gateway) = with_demo().await;
    let mut browser = Browser::new(&gateway);
    let config = browser.json("GET", "/config.json", None).await.json();
    assert_eq!(
        (config["mode"].as_str(), config["mfa_page"].as_str().unwrap().contains("{portal}")),
        (Some("gateway"), true)
    );
    for path in ["/oauth/authorize", "/openapi.json", "/test/counters", "/demo/step-up", "/demo-icons/x.svg"] {
        assert_eq!(browser.json("GET", path, None).await.status, 404, "{path}");
    }
    assert_eq!(browser.json("POST", "/oauth/token", None).await.status, 405, "as of any file");
    assert!(!gateway.folder.path().join("demo.sqlite").exists());
    assert!(gateway.tokens.is_empty());
}

/// What a function of the tab's `src/api` calls: every `client.get("/…")` and its like, with ids as `{id}`.
fn calls_of(function: &str) -> Vec<(String, String)> {
    let methods: BTreeSet<&str> = function
        .split("client.")
        .skip(1)
        .chain(function.contains("all(client,").then_some("get("))
        .filter_map(|call| {
            let name = call.split(['(', ':', '<']).next().unwrap().trim();
            [("get", "GET"), ("post", "POST"), ("post_cancellable", "POST"), ("post_empty", "POST"), ("put", "PUT")]
                .into_iter()
                .chain([("delete", "DELETE")])
                .find_map(|(known, method)| (known == name).then_some(method))
        })
        .collect();
    let mut paths: BTreeSet<String> = function
        .split('"')
        .skip(1)
        .step_by(2)
        .filter(|text| text.starts_with('/') && !text.starts_with("/auth/"))
        .map(|text| text.replace("{}", "{id}"))
        .collect();
    for action in function.split("action(id, \"").skip(1) {
        paths.insert(format!("/access-requests/{{id}}/{}", action.split('"').next().unwrap()));
    }
    if function.contains("(PATH,") {
        paths.insert("/access-request-templates".to_owned());
    }
    if function.contains("path_of(") && !function.contains("fn path_of") {
        paths.insert("/access-request-templates/{id}".to_owned());
    }
    assert!(methods.len() <= 1, "one kind of call a function: {function}");
    let Some(method) = methods.first() else { return Vec::new() };
    // Where the caller gives the path, it stands there.
    let general = function.contains("path: &str");
    assert!(general || !paths.is_empty(), "this call is not understood here: {function}");
    paths.into_iter().map(|path| ((*method).to_owned(), path)).collect()
}

#[test]
fn what_is_forwarded_is_exactly_what_the_tab_calls() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../src/api");
    let mut called = BTreeSet::new();
    for file in std::fs::read_dir(folder).unwrap() {
        let path = file.unwrap().path();
        // What makes the calls, and what reads a document outside the API.
        if ["client.rs", "config.rs"].iter().any(|other| path.ends_with(other)) {
            continue;
        }
        let text = std::fs::read_to_string(&path).unwrap();
        let text = text.split("#[cfg(test)]").next().unwrap();
        for function in text.split("\n}\n") {
            called.extend(calls_of(function));
        }
    }
    let table: BTreeSet<_> = ROUTES.iter().map(|(method, path)| (method.to_string(), (*path).to_owned())).collect();
    assert_eq!(table.len(), ROUTES.len(), "a line stands twice in the table");
    assert_eq!(called, table);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_forwarded_is_part_of_aponos_api() {
    let site = Site::start().await;
    let document = Browser::new(&site).json("GET", "/openapi.json", None).await.json();
    let known: BTreeSet<(String, String)> = document["paths"]
        .as_object()
        .unwrap()
        .iter()
        .flat_map(|(path, methods)| {
            let path = path.strip_prefix(BASE_PATH).unwrap().to_owned();
            methods.as_object().unwrap().keys().map(move |method| (method.to_uppercase(), path.clone()))
        })
        .collect();
    for (method, path) in &ROUTES {
        assert!(known.contains(&(method.to_string(), (*path).to_owned())), "{method} {path}");
    }
}

/// A stand-in for Apono and its sign-in, which answers as it is told.
#[derive(Clone, Default)]
pub(crate) struct Stand(pub(crate) Arc<StandInner>);

#[derive(Default)]
pub(crate) struct StandInner {
    pub(crate) reply: Mutex<Reply>,
    pub(crate) calls: Mutex<Vec<Call>>,
    /// The refresh tokens that were traded, in their order.
    pub(crate) refreshes: Mutex<Vec<String>>,
    /// Refuses to refresh with this status and error.
    pub(crate) refuses: Mutex<Option<(u16, &'static str)>>,
    /// Access tokens that are not taken.
    pub(crate) revoked: Mutex<BTreeSet<String>>,
}

#[derive(Clone)]
pub(crate) struct Call {
    pub(crate) method: String,
    pub(crate) path: String,
    pub(crate) headers: HeaderMap,
    pub(crate) body: Vec<u8>,
}

#[derive(Clone, Default)]
pub(crate) enum Reply {
    #[default]
    Fine,
    With(u16, Vec<(&'static str, String)>, &'static str),
    Hangs,
    /// Begins well and breaks off.
    Breaks,
    /// Never ends, in small pieces.
    Drips,
    Huge,
}

impl Stand {
    pub(crate) async fn start() -> (Self, String) {
        server::use_ring();
        let stand = Self::default();
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = format!("http://{}", listener.local_addr().unwrap());
        let router = Router::new().route("/oauth/token", post(token)).fallback(any(call)).with_state(stand.clone());
        tokio::spawn(async move { axum::serve(listener, router).await });
        (stand, address)
    }

    pub(crate) fn reply(&self, reply: Reply) {
        *self.0.reply.lock().unwrap() = reply;
    }

    /// What has arrived since this was asked last.
    pub(crate) fn calls(&self) -> Vec<Call> {
        std::mem::take(&mut *self.0.calls.lock().unwrap())
    }

    pub(crate) fn refreshes(&self) -> usize {
        self.0.refreshes.lock().unwrap().len()
    }
}

async fn token(State(Stand(stand)): State<Stand>, Form(ask): Form<BTreeMap<String, String>>) -> Response {
    // Long enough for other calls to find an old token meanwhile.
    tokio::time::sleep(Duration::from_millis(100)).await;
    assert_eq!(ask["client_id"], "apono-access-demo");
    let mut refreshes = stand.refreshes.lock().unwrap();
    if let Some(token) = ask.get("refresh_token") {
        if let Some((status, error)) = *stand.refuses.lock().unwrap() {
            return (StatusCode::from_u16(status).unwrap(), Json(json!({ "error": error }))).into_response();
        }
        assert!(!refreshes.contains(token), "{token} is used twice");
        refreshes.push(token.clone());
    }
    let number = refreshes.len();
    let (access, refresh) = (format!("access-secret-{number}"), format!("refresh-secret-{number}"));
    Json(json!({ "access_token": access, "refresh_token": refresh, "expires_in": 600 })).into_response()
}

async fn call(State(Stand(stand)): State<Stand>, request: Request) -> Response {
    let (parts, body) = request.into_parts();
    let body = axum::body::to_bytes(body, usize::MAX).await.unwrap_or_default().to_vec();
    let bearer =
        parts.headers.get("authorization").map(|bearer| bearer.to_str().unwrap().to_owned()).unwrap_or_default();
    let path = parts.uri.to_string();
    stand.calls.lock().unwrap().push(Call { method: parts.method.to_string(), path, headers: parts.headers, body });
    if stand.revoked.lock().unwrap().contains(bearer.trim_start_matches("Bearer ")) {
        return (StatusCode::UNAUTHORIZED, [("www-authenticate", "Bearer realm=\"apono\"")]).into_response();
    }
    let reply = stand.reply.lock().unwrap().clone();
    let json = [("content-type", "application/json")];
    match reply {
        Reply::Fine => {
            let user = json!({ "id": "usr-1", "name": "name-of-dana", "email": "mail-of-dana" });
            Json(json!({ "password": "one-time-secret", "user": user })).into_response()
        }
        Reply::With(status, headers, body) => {
            let mut answer = (StatusCode::from_u16(status).unwrap(), body).into_response();
            answer.headers_mut().remove("content-type");
            for (name, value) in headers {
                answer.headers_mut().append(name, value.parse().unwrap());
            }
            answer
        }
        Reply::Hangs => std::future::pending().await,
        Reply::Breaks => {
            let begin = stream::iter([Ok(Bytes::from("{\"data\": "))]);
            let end = stream::once(async {
                tokio::time::sleep(Duration::from_millis(100)).await;
                Err(std::io::Error::other("broken"))
            });
            (json, Body::from_stream(begin.chain(end))).into_response()
        }
        Reply::Drips => {
            let drops = stream::unfold((), |()| async {
                tokio::time::sleep(Duration::from_millis(50)).await;
                Some((Ok::<_, std::io::Error>(Bytes::from(" ")), ()))
            });
            (json, Body::from_stream(drops)).into_response()
        }
        Reply::Huge => {
            let piece = Bytes::from(vec![b' '; 1024 * 1024]);
            let pieces = stream::iter((0..64).map(move |_| Ok::<_, std::io::Error>(piece.clone())));
            (json, Body::from_stream(pieces)).into_response()
        }
    }
}

/// A browser signed in at the gateway by the stand-in.
pub(crate) async fn browser_of(gateway: &Site) -> Browser {
    let mut browser = Browser::new(gateway);
    let ask = browser.begin("/").await;
    assert_eq!(browser.visit(&format!("/auth/callback?code=1&state={}", ask["state"])).await.status, 303);
    browser
}

pub(crate) async fn with_stand() -> (Stand, Site, Browser) {
    let (stand, address) = Stand::start().await;
    let gateway = Site::gateway(&flags(&address, &["--call-time-limit", "1"])).await;
    let browser = browser_of(&gateway).await;
    // That it was asked whose the tokens are.
    assert_eq!(stand.calls().len(), 1);
    (stand, gateway, browser)
}

pub(crate) fn message(answer: &Answer) -> String {
    answer.json()["message"].as_str().unwrap_or_default().to_owned()
}

#[tokio::test(flavor = "multi_thread")]
async fn who_is_not_signed_in_reaches_nothing() {
    let (stand, gateway, mut browser) = with_stand().await;
    assert_eq!(browser.call("GET", "/session").await.status, 200);
    assert_eq!(stand.calls().len(), 1);

    assert_eq!(Browser::new(&gateway).call("GET", "/session").await.status, 401);
    let mut forged = Browser::new(&gateway);
    forged.cookies.insert("__Host-apono-session".to_owned(), "x".repeat(43));
    assert_eq!(forged.call("GET", "/session").await.status, 401);
    let mut by_its_other_name = Browser::new(&gateway);
    by_its_other_name.cookies.insert("apono-session".to_owned(), browser.cookies["__Host-apono-session"].clone());
    assert_eq!(by_its_other_name.call("GET", "/session").await.status, 401);
    for bearer in ["Bearer access-secret-0", "Bearer x.y.z", "Basic x", ""] {
        let headers = [TAB, ("authorization", bearer)];
        let answer = browser.send("GET", &format!("{BASE_PATH}/session"), &headers, "").await;
        assert_eq!(answer.status, 401, "{bearer}");
    }
    gateway.pass(8.1 * HOUR).await;
    let answer = browser.call("GET", "/session").await;
    assert_eq!((answer.status, answer.header("cache-control")), (401, "no-store"));
    assert!(message(&answer).contains("Sign in again"));
    assert_eq!(stand.calls().len(), 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_call_that_the_tab_did_not_make_reaches_nothing() {
    let (stand, _gateway, mut browser) = with_stand().await;
    let details = format!("{BASE_PATH}/access-sessions/s-1/access-details");
    let cross = [TAB, ("sec-fetch-site", "cross-site")];
    let same_site = [TAB, ("sec-fetch-site", "same-site")];
    let prefetch = [TAB, ("sec-fetch-site", "same-origin"), ("sec-purpose", "prefetch")];
    for headers in [&[][..], &[("x-apono-tab", "0")], &cross, &same_site, &prefetch] {
        assert_eq!(browser.send("GET", &details, headers, "").await.status, 403, "{headers:?}");
        let post = format!("{BASE_PATH}/access-requests");
        assert_eq!(browser.send("POST", &post, headers, "{}").await.status, 403, "{headers:?}");
    }
    assert_eq!(browser.visit(&details).await.status, 403, "a link leads nowhere");
    assert_eq!(stand.calls().len(), 0);
    assert_eq!(browser.call("GET", "/access-sessions/s-1/access-details").await.status, 200);
    assert_eq!(stand.calls().len(), 1);
}

/// What is answered to exactly these bytes.
pub(crate) fn raw(site: &Site, bytes: &str) -> String {
    let mut stream = TcpStream::connect(site.address.trim_start_matches("http://")).unwrap();
    stream.set_read_timeout(Some(PATIENCE)).unwrap();
    stream.write_all(bytes.as_bytes()).unwrap();
    let mut answer = Vec::new();
    // A connection that is reset after the answer has brought it all the same.
    drop(stream.read_to_end(&mut answer));
    String::from_utf8_lossy(&answer).into_owned()
}

#[tokio::test(flavor = "multi_thread")]
async fn paths_outside_the_table_reach_nothing_however_they_are_written() {
    let (stand, gateway, browser) = with_stand().await;
    let cookie = format!("__Host-apono-session={}", browser.cookies["__Host-apono-session"]);
    for (method, path) in [
        ("GET", "/api"),
        ("GET", "/api/"),
        ("GET", "/api/v1/public"),
        ("GET", "/api/client/v1/personal-tokens"),
        ("POST", "/api/client/v1/analytics"),
        ("GET", "/api/client/v1/mcp"),
        ("DELETE", "/api/client/v1/session"),
        ("HEAD", "/api/client/v1/session"),
        ("OPTIONS", "/api/client/v1/session"),
        ("PATCH", "/api/client/v1/access-requests"),
        ("GET", "/api/client/v1/../../x"),
        ("GET", "/api/client/v1/access-requests/../session"),
        ("GET", "/api/client/v1/access-requests/.."),
        ("GET", "/api/client/v1/access-requests/%2e%2e"),
        ("GET", "/api/client/v1/access-requests/%2E%2E%2Fsession"),
        ("GET", "/api/client/v1/access-requests/..%2f..%2f..%2fadmin"),
        ("GET", "/api/client/v1/access-requests/..%5c..%5cadmin"),
        ("GET", "/api/client/v1/access-requests/%252e%252e%252fadmin"),
        ("GET", "/api/client/v1/access-requests/a%0d%0aHost:%20evil.example"),
        ("GET", "/api/client/v1//session"),
        ("GET", "//evil.example/api/client/v1/session"),
        ("GET", "http://evil.example/api/client/v1/session/x"),
    ] {
        let answer = raw(
            &gateway,
            &format!(
                "{method} {path} HTTP/1.1\r\nhost: {PUBLIC}\r\nx-apono-tab: 1\r\ncookie: {cookie}\r\nconnection: close\r\n\r\n"
            ),
        );
        assert!(answer.starts_with("HTTP/1.1 404 "), "{method} {path}: {answer}");
    }
    assert_eq!(stand.calls().len(), 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn only_the_headers_that_are_needed_pass() {
    let (stand, _gateway, mut browser) = with_stand().await;
    let sent = [
        TAB,
        ("x-request-id", "proxy-7.a_b"),
        ("content-type", "application/json; charset=utf-8"),
        ("x-forwarded-for", "10.0.0.1"),
        ("x-forwarded-host", "evil.example"),
        ("x-original-url", "/admin"),
        ("forwarded", "host=evil.example"),
        ("te", "trailers"),
        ("connection", "keep-alive, x-secret"),
        ("x-secret", "1"),
        ("accept-encoding", "gzip"),
        ("referer", "https://evil.example/"),
    ];
    let headers = vec![
        ("content-type", "application/json".to_owned()),
        ("retry-after", "7".to_owned()),
        ("set-cookie", "apono=1".to_owned()),
        ("access-control-allow-origin", "*".to_owned()),
        ("content-security-policy", "default-src *".to_owned()),
        ("cache-control", "public, max-age=600".to_owned()),
        ("clear-site-data", "\"*\"".to_owned()),
        ("link", "</x>; rel=preload".to_owned()),
        ("x-request-id", "theirs".to_owned()),
        ("location", "https://evil.example/".to_owned()),
    ];
    stand.reply(Reply::With(200, headers, "{}"));
    let answer = browser.send("POST", &format!("{BASE_PATH}/access-requests/AR-1/extend"), &sent, "{}").await;
    assert_eq!((answer.status, answer.text()), (200, "{}"));
    let [call] = stand.calls().try_into().ok().unwrap();
    assert_eq!((call.method.as_str(), call.path.as_str()), ("POST", "/api/client/v1/access-requests/AR-1/extend"));
    assert_eq!(call.body, b"{}");
    let names: BTreeSet<&str> = call.headers.keys().map(|name| name.as_str()).collect();
    let expected = ["accept", "authorization", "content-length", "content-type", "host", "user-agent", "x-request-id"];
    assert_eq!(names, BTreeSet::from(expected));
    assert_eq!(call.headers["authorization"], "Bearer access-secret-0");
    assert_eq!(call.headers["x-request-id"], "proxy-7.a_b");
    assert_eq!(call.headers["content-type"], "application/json");

    assert_eq!((answer.header("retry-after"), answer.header("x-request-id")), ("7", "proxy-7.a_b"));
    assert_eq!(answer.header("cache-control"), "no-store");
    assert!(answer.header("content-security-policy").starts_with("default-src 'none'"));
    for dropped in ["set-cookie", "access-control-allow-origin", "clear-site-data", "link", "location"] {
        assert!(answer.headers.get(dropped).is_none(), "{dropped}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn an_id_of_a_call_that_could_do_harm_is_replaced() {
    let (stand, _gateway, mut browser) = with_stand().await;
    for bad in ["a b", "a\tb", "\"quoted\"", &"x".repeat(65), "%0d%0aset-cookie:x", ""] {
        let answer = browser.send("GET", &format!("{BASE_PATH}/session"), &[TAB, ("x-request-id", bad)], "").await;
        let [call] = stand.calls().try_into().ok().unwrap();
        assert_eq!(answer.header("x-request-id").len(), 43, "{bad}");
        assert_eq!(call.headers["x-request-id"].to_str().unwrap(), answer.header("x-request-id"));
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn bodies_that_are_too_large_too_slow_broken_off_or_no_json_have_no_effect() {
    let (stand, gateway, mut browser) = with_stand().await;
    let path = format!("{BASE_PATH}/access-requests");
    let large = format!("{{\"justification\": \"{}\"}}", "x".repeat(1024 * 1024));
    let json = [TAB, ("content-type", "application/json")];
    let answer = browser.send("POST", &path, &json, large).await;
    assert_eq!((answer.status, message(&answer).contains("larger than")), (413, true));
    for kind in [&[TAB][..], &[TAB, ("content-type", "text/plain")], &[TAB, ("content-type", "multipart/form-data")]] {
        assert_eq!(browser.send("POST", &path, kind, "{}").await.status, 415);
    }
    let cookie = format!("__Host-apono-session={}", browser.cookies["__Host-apono-session"]);
    let head = format!(
        "POST {path} HTTP/1.1\r\nhost: x\r\nx-apono-tab: 1\r\ncookie: {cookie}\r\ncontent-type: application/json\r\n"
    );
    let slow = raw(&gateway, &format!("{head}content-length: 100\r\n\r\n{{\"a\":"));
    assert!(slow.starts_with("HTTP/1.1 408 ") && slow.contains("Nothing was done"), "{slow}");
    let mut broken = TcpStream::connect(gateway.address.trim_start_matches("http://")).unwrap();
    broken.write_all(format!("{head}content-length: 100\r\n\r\n{{\"a\":").as_bytes()).unwrap();
    drop(broken);
    let twice = raw(
        &gateway,
        &format!("{head}content-length: 2\r\ntransfer-encoding: chunked\r\nconnection: close\r\n\r\n0\r\n\r\n"),
    );
    assert!(twice.matches("HTTP/1.1").count() <= 1, "one call of two lengths is never two: {twice}");
    let calls = stand.calls();
    assert!(calls.len() <= 1 && calls.iter().all(|call| call.body.is_empty()), "no part of a body has gone on");
}

#[tokio::test(flavor = "multi_thread")]
async fn what_apono_refuses_comes_back_as_it_is_and_how_long_to_wait() {
    let (stand, _gateway, mut browser) = with_stand().await;
    let json = ("content-type", "application/json; charset=utf-8".to_owned());
    stand.reply(Reply::With(400, vec![json.clone()], r#"{"message":"Too long","field":"duration_in_sec"}"#));
    let answer = browser.call("GET", "/session").await;
    assert_eq!((answer.status, answer.text()), (400, r#"{"message":"Too long","field":"duration_in_sec"}"#));
    stand.reply(Reply::With(429, vec![("retry-after", "17".to_owned())], "Slow down"));
    let answer = browser.call("POST", "/access-requests/AR-1/extend").await;
    assert_eq!((answer.status, answer.header("retry-after")), (429, "17"));
    assert!(message(&answer).contains("429"));
    stand.reply(Reply::With(503, vec![json, ("retry-after", "3".to_owned())], r#"{"message":"Maintenance"}"#));
    let answer = browser.call("GET", "/session").await;
    assert_eq!((answer.status, answer.header("retry-after"), message(&answer)), (503, "3", "Maintenance".to_owned()));
    assert_eq!(stand.calls().len(), 3, "nothing is sent twice");
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_not_aponos_word_never_reaches_the_browser() {
    let (stand, _gateway, mut browser) = with_stand().await;
    let html = || vec![("content-type", "text/html".to_owned())];
    let page = "<html><script>alert(1)</script>";
    let redirect = vec![("location", "https://evil.example/".to_owned())];
    for (reply, status) in [
        (Reply::With(200, html(), page), 502),
        (Reply::With(200, vec![], page), 502),
        (Reply::With(403, html(), page), 403),
        (Reply::With(503, html(), page), 503),
        (Reply::With(302, redirect, ""), 502),
        (Reply::With(304, vec![], ""), 502),
    ] {
        stand.reply(reply);
        let answer = browser.call("POST", "/access-requests/AR-1/extend").await;
        assert_eq!((answer.status, answer.header("content-type")), (status, "application/json"));
        assert!(!message(&answer).is_empty() && !answer.text().contains("html"), "{}", answer.text());
        assert_eq!(stand.calls().len(), 1);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn an_upstream_that_is_slow_gone_endless_or_breaks_is_told_and_never_asked_twice() {
    let (stand, _gateway, mut browser) = with_stand().await;
    let extend = "/access-requests/AR-1/extend";
    stand.reply(Reply::Hangs);
    let answer = browser.call("POST", extend).await;
    assert_eq!((answer.status, message(&answer).contains("look before you ask again")), (504, true));
    assert_eq!(stand.calls().len(), 1);
    for reply in [Reply::Breaks, Reply::Drips, Reply::Huge] {
        stand.reply(reply);
        let headers = [TAB];
        let answer = browser.try_send("POST", &format!("{BASE_PATH}{extend}"), &headers, "").await;
        assert!(answer.is_err(), "half an answer is not taken for a whole one");
        assert_eq!(stand.calls().len(), 1);
    }
    stand.reply(Reply::Fine);
    assert_eq!(browser.call("POST", extend).await.status, 200);

    // One that says whose the tokens are, and is gone then.
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = format!("http://{}", listener.local_addr().unwrap());
    let going = tokio::spawn(async move { axum::serve(listener, Router::new()).await });
    let (_stand, app) = Stand::start().await;
    let mut flags = flags(&address, &[]);
    flags[3] = &app;
    let gateway = Site::gateway(&flags).await;
    let mut browser = browser_of(&gateway).await;
    going.abort();
    assert!(going.await.unwrap_err().is_cancelled());
    let answer = browser.call("POST", extend).await;
    assert_eq!((answer.status, message(&answer).contains("Nothing was sent")), (502, true));
}

#[tokio::test(flavor = "multi_thread")]
async fn while_apono_cannot_say_whose_the_tokens_are_nobody_is_signed_in() {
    let (stand, gateway, _browser) = with_stand().await;
    let mut browser = Browser::new(&gateway);
    for reply in [Reply::With(503, vec![], ""), Reply::With(429, vec![], ""), Reply::Breaks] {
        stand.reply(reply);
        let ask = browser.begin("/").await;
        let answer = browser.visit(&format!("/auth/callback?code=1&state={}", ask["state"])).await;
        assert_eq!((answer.status, answer.text().contains("cannot be reached")), (400, true));
        assert!(!browser.cookies.contains_key("__Host-apono-session"));
    }
    // Somebody whom Apono does not know is signed in, and is told so by the tab.
    stand.reply(Reply::With(403, vec![], ""));
    let ask = browser.begin("/").await;
    assert_eq!(browser.visit(&format!("/auth/callback?code=1&state={}", ask["state"])).await.status, 303);
    assert_eq!(browser.call("GET", "/session").await.status, 403);
}

#[tokio::test(flavor = "multi_thread")]
async fn no_link_to_the_sign_in_of_a_gateway_leads_elsewhere() {
    let (_stand, gateway, _browser) = with_stand().await;
    for foreign in ["https://evil.example/", "//evil.example", "/\\evil.example", "/\t/evil.example", "javascript:1"] {
        let mut browser = Browser::new(&gateway);
        let ask = browser.begin(foreign).await;
        let answer = browser.visit(&format!("/auth/callback?code=1&state={}", ask["state"])).await;
        assert_eq!((answer.status, answer.header("location")), (303, "/"), "{foreign}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn twenty_calls_after_a_pause_renew_the_tokens_once() {
    let (stand, gateway, browser) = with_stand().await;
    for round in 1..=3 {
        gateway.pass(HOUR).await;
        let calls: Vec<_> = (0..20)
            .map(|_| {
                let mut browser = browser.clone();
                tokio::spawn(async move { browser.call("GET", "/session").await.status })
            })
            .collect();
        for call in calls {
            assert_eq!(call.await.unwrap(), 200);
        }
        assert_eq!(stand.refreshes(), round);
        let calls = stand.calls();
        assert_eq!(calls.len(), 20);
        let token = format!("Bearer access-secret-{round}");
        assert!(calls.iter().all(|call| call.headers["authorization"] == token.as_str()));
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_token_that_apono_no_longer_takes_is_renewed_and_one_of_just_now_ends_the_session() {
    let (stand, gateway, mut browser) = with_stand().await;
    gateway.pass(120.0).await;
    stand.0.revoked.lock().unwrap().insert("access-secret-0".to_owned());
    let calls: Vec<_> = (0..5)
        .map(|_| {
            let mut browser = browser.clone();
            tokio::spawn(async move { browser.call("POST", "/access-requests/AR-1/extend").await })
        })
        .collect();
    for call in calls {
        let answer = call.await.unwrap();
        assert!(answer.status == 200 || answer.status == 503 && message(&answer).contains("Nothing was done"));
        assert!(answer.headers.get("www-authenticate").is_none());
    }
    assert_eq!(stand.refreshes(), 1);
    assert!(stand.calls().len() <= 5, "nothing is sent twice");
    assert_eq!(browser.call("GET", "/session").await.status, 200);

    stand.0.revoked.lock().unwrap().insert("access-secret-1".to_owned());
    let answer = browser.call("GET", "/session").await;
    assert_eq!((answer.status, message(&answer).contains("Sign in again")), (401, true));
    stand.calls();
    assert_eq!(browser.call("GET", "/session").await.status, 401);
    assert_eq!((stand.calls().len(), stand.refreshes()), (0, 1), "the session is over");
}

#[tokio::test(flavor = "multi_thread")]
async fn only_a_dead_refresh_token_signs_out_and_only_its_own_session() {
    let (stand, gateway, mut browser) = with_stand().await;
    let mut other = browser_of(&gateway).await;
    gateway.pass(HOUR).await;
    for (status, error) in [(401, "invalid_client"), (400, "unauthorized_client"), (429, ""), (500, ""), (404, "")] {
        *stand.0.refuses.lock().unwrap() = Some((status, error));
        let answer = browser.call("GET", "/session").await;
        assert_eq!((answer.status, message(&answer).contains("Try again")), (503, true), "{status} {error}");
    }
    *stand.0.refuses.lock().unwrap() = Some((400, "invalid_grant"));
    assert_eq!(browser.call("GET", "/session").await.status, 401);
    *stand.0.refuses.lock().unwrap() = None;
    assert_eq!(browser.call("GET", "/session").await.status, 401);
    // The stand-in numbers tokens for both; what counts is that this session still has one to renew.
    assert_eq!(other.call("GET", "/session").await.status, 200);
}

/// Everything that lies in the files of the gateway's database.
fn stored(site: &Site) -> Vec<u8> {
    let files = ["gateway.sqlite", "gateway.sqlite-wal", "sign-in.sqlite", "sign-in.sqlite-wal"];
    files.iter().flat_map(|file| std::fs::read(site.folder.path().join(file)).unwrap_or_default()).collect()
}

fn holds(bytes: &[u8], text: &str) -> bool {
    bytes.windows(text.len()).any(|window| window == text.as_bytes())
}

#[tokio::test(flavor = "multi_thread")]
async fn no_token_can_be_read_in_the_database_and_keys_can_be_changed() {
    let (stand, address) = Stand::start().await;
    let gateway = Site::gateway(&flags(&address, &[])).await;
    let browser = browser_of(&gateway).await;
    gateway.pass(HOUR).await;
    assert_eq!(browser.clone().call("GET", "/session").await.status, 200);
    let bytes = stored(&gateway);
    assert!(holds(&bytes, "sealed.a."));
    assert!(!holds(&bytes, "secret-") && !holds(&bytes, &browser.cookies["__Host-apono-session"]));

    let mut new_key_first = flags(&address, &["--encryption-key", KEY]);
    new_key_first[9] = OTHER_KEY;
    let gateway = gateway.restarted_with(&new_key_first).await;
    let mut browser = browser.at(&gateway);
    assert_eq!(browser.call("GET", "/session").await.status, 200);
    let mut new_key_alone = flags(&address, &[]);
    new_key_alone[9] = OTHER_KEY;
    let gateway = gateway.restarted_with(&new_key_alone).await;
    let mut browser = browser.at(&gateway);
    assert_eq!(browser.call("GET", "/session").await.status, 200, "one start with both was enough");
    assert!(!holds(&stored(&gateway), "sealed.a."));
    gateway.pass(3.0 * HOUR).await;
    assert_eq!(browser.call("GET", "/session").await.status, 200);
    assert_eq!(stand.refreshes(), 2);

    let gateway = gateway.restarted_with(&flags(&address, &[])).await;
    stand.calls();
    assert_eq!(browser.at(&gateway).call("GET", "/session").await.status, 401, "its key is gone");
    assert_eq!(stand.calls().len(), 0);
    assert_eq!(browser_of(&gateway).await.call("GET", "/session").await.status, 200);
}

#[tokio::test(flavor = "multi_thread")]
async fn tokens_of_one_service_are_never_sent_to_another() {
    let (first, address) = Stand::start().await;
    let gateway = Site::gateway(&flags(&address, &[])).await;
    let mut browser = browser_of(&gateway).await;
    assert_eq!(browser.call("GET", "/session").await.status, 200);
    let (other, elsewhere) = Stand::start().await;
    let gateway = gateway.restarted_with(&flags(&elsewhere, &[])).await;
    assert_eq!(browser.at(&gateway).call("GET", "/session").await.status, 401);
    // With it, whose they are was asked at the sign-in.
    assert_eq!((first.calls().len(), other.calls().len(), other.refreshes()), (2, 0, 0));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_demo_with_a_key_encrypts_too_also_what_lay_there_before() {
    let (_stand, address) = Stand::start().await;
    let site = Site::with_flags(&["--sign-in-service", &address]).await;
    let browser = browser_of(&site).await;
    assert!(holds(&stored(&site), "refresh-secret-0"));
    let site = site.restarted_with(&["--sign-in-service", &address, "--encryption-key", KEY]).await;
    assert!(holds(&stored(&site), "sealed.a."));
    // The demo does not know the token of the stand-in, but the session is there.
    let answer = browser.at(&site).send("POST", "/auth/sign-out", &[TAB], "").await;
    assert_eq!(answer.status, 200);
    let site = site.restarted().await;
    assert!(!holds(&stored(&site), "secret-"));
}

#[tokio::test(flavor = "multi_thread")]
async fn who_has_a_registration_with_a_secret_and_other_scopes_gives_them() {
    let seen: Arc<Mutex<Vec<BTreeMap<String, String>>>> = Arc::default();
    let to = Arc::clone(&seen);
    let token = move |Form(ask): Form<BTreeMap<String, String>>| async move {
        to.lock().unwrap().push(ask);
        Json(json!({ "access_token": "a", "expires_in": 600 }))
    };
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = format!("http://{}", listener.local_addr().unwrap());
    let router = Router::new().route("/oauth/token", post(token)).fallback(any(|| async { Json(json!({})) }));
    tokio::spawn(async move { axum::serve(listener, router).await });
    let redirect = "https://access.example.com:443/auth/callback";
    let more = ["--client-secret", "hush", "--scope", "one", "--scope", "two", "--redirect-uri", redirect];
    let gateway = Site::gateway(&flags(&address, &more)).await;
    let mut browser = Browser::new(&gateway);
    let ask = browser.begin("/").await;
    assert_eq!((ask["scope"].as_str(), ask["redirect_uri"].as_str()), ("one two", redirect));
    assert!(!ask.contains_key("client_secret"));
    browser.visit(&format!("/auth/callback?code=1&state={}", ask["state"])).await;
    assert_eq!(browser.call("GET", "/session").await.status, 200);
    let asked = seen.lock().unwrap().clone();
    assert_eq!(
        (asked.len(), asked[0]["client_secret"].as_str(), asked[0]["redirect_uri"].as_str()),
        (1, "hush", redirect)
    );
    assert_eq!(server::secret::challenge(&asked[0]["code_verifier"]), ask["code_challenge"]);
    // Without a refresh token the sign-in ends with its access token, and nobody is asked.
    gateway.pass(HOUR).await;
    assert_eq!(browser.call("GET", "/session").await.status, 401);
    assert_eq!(seen.lock().unwrap().len(), 1);
}

pub(crate) fn program(flags: &[&str]) -> Command {
    let mut program = Command::new(env!("CARGO_BIN_EXE_server"));
    program.args(flags).stdout(Stdio::piped()).stderr(Stdio::piped());
    program
}

#[tokio::test(flavor = "multi_thread")]
async fn even_the_most_talkative_log_holds_no_token_no_secret_and_no_id() {
    let (stand, address) = Stand::start().await;
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().to_str().unwrap().to_owned();
    let more = ["--port", "0", "--data", &data, "--dist", &data, "--client-secret", "client-hush"];
    let mut child = program(&flags(&address, &more)).env("RUST_LOG", "trace").spawn().unwrap();
    let mut lines = BufReader::new(child.stdout.take().unwrap()).lines();
    let inside = lines.find_map(|line| line.unwrap().strip_prefix("Listening on ").map(str::to_owned)).unwrap();
    let mut log = child.stderr.take().unwrap();
    let log = std::thread::spawn(move || {
        let mut text = String::new();
        log.read_to_string(&mut text).unwrap();
        text
    });
    let mut browser = Browser::of(&inside);
    let ask = browser.begin("/").await;
    browser.visit(&format!("/auth/callback?code=code-secret&state={}", ask["state"])).await;
    let details = browser.call("GET", "/access-sessions/session-of-dana/access-details?x=query-of-dana").await;
    assert_eq!(details.json()["password"], "one-time-secret");
    let typed = json!({ "justification": "words-of-dana" });
    assert_eq!(send(&mut browser, "POST", "/access-requests", &typed).await.status, 200);
    stand.reply(Reply::Breaks);
    assert!(
        browser.try_send("GET", &format!("{BASE_PATH}/access-sessions/session-of-dana"), &[TAB], "").await.is_err()
    );
    // Sending a signal needs no more than this on every system.
    child.kill().unwrap();
    child.wait().unwrap();
    let log = log.join().unwrap();
    assert!(log.contains("/access-sessions/{id}/access-details") && log.contains("the answer broke off"), "{log}");
    let session = browser.cookies["__Host-apono-session"].clone();
    for secret in ["secret", "hush", "of-dana", KEY, &KEY[2..], &session, &ask["state"], &ask["code_challenge"]] {
        let line = log.lines().find(|line| line.contains(secret));
        assert!(line.is_none(), "{secret}: {line:?}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn check_says_in_plain_words_what_is_wrong_and_start_refuses_the_same() {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().to_str().unwrap();
    let wrong = ["--data", data, "--dist", data, "--port", "0", "--upstream", "http://api.example.com"];
    let said = program(&["check"]).args(wrong).output().unwrap();
    let text = String::from_utf8(said.stdout).unwrap();
    assert!(!said.status.success());
    for part in ["has to begin with https", "--client-id is missing", "--public-url is missing", "--encryption-key is"]
    {
        assert!(text.contains(part), "{text}");
    }
    let refused = program(&wrong).output().unwrap();
    assert!(!refused.status.success());
    assert!(String::from_utf8(refused.stderr).unwrap().contains("--client-id is missing"));
    assert!(!folder.path().join("gateway.sqlite").exists());

    let (_stand, address) = Stand::start().await;
    let file = folder.path().join("server.toml");
    let lines = flags(&address, &["--data", data, "--dist", data]);
    let toml: String =
        lines.chunks(2).map(|pair| format!("{} = \"{}\"\n", pair[0].trim_start_matches("--"), pair[1])).collect();
    std::fs::write(&file, toml).unwrap();
    let file = file.to_str().unwrap();
    let said = program(&["check", "--config", file]).output().unwrap();
    let text = String::from_utf8(said.stdout).unwrap();
    assert!(said.status.success() && text.contains("can start") && text.contains("--dist"), "{text}");
    assert!(!text.contains(KEY));
    assert!(text.contains("--trusted-proxy is not given"), "people come through a proxy that is not named: {text}");
    let said = program(&["check", "--config", file]).env("APONO_TAB_TRUSTED_PROXIES", "127.0.0.1").output().unwrap();
    assert!(!String::from_utf8(said.stdout).unwrap().contains("--trusted-proxy"));
    let said = program(&["check", "--config", file]).env("APONO_TAB_UPSTREAM", "ftp://x").output().unwrap();
    assert!(String::from_utf8(said.stdout).unwrap().contains("--upstream: ftp://x"), "environment wins over the file");
    let said = program(&["--help", "--config", file]).output().unwrap();
    assert!(!String::from_utf8(said.stdout).unwrap().contains(KEY));
}

#[tokio::test(flavor = "multi_thread")]
async fn connections_to_apono_are_used_again() {
    // How often somebody has connected.
    let count = Arc::new(Mutex::new(0));
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = format!("http://{}", listener.local_addr().unwrap());
    let (_stand, behind) = Stand::start().await;
    let counted = Arc::clone(&count);
    tokio::spawn(async move {
        while let Ok((mut from, _)) = listener.accept().await {
            *counted.lock().unwrap() += 1;
            let behind = behind.trim_start_matches("http://").to_owned();
            tokio::spawn(async move {
                let mut to = tokio::net::TcpStream::connect(behind).await.unwrap();
                drop(tokio::io::copy_bidirectional(&mut from, &mut to).await);
            });
        }
    });
    let gateway = Site::gateway(&flags(&address, &[])).await;
    let mut browser = browser_of(&gateway).await;
    let before = *count.lock().unwrap();
    let started = Instant::now();
    for _ in 0..20 {
        assert_eq!(browser.call("GET", "/session").await.status, 200);
    }
    assert!(started.elapsed() < PATIENCE);
    assert_eq!(*count.lock().unwrap() - before, 1);
}
