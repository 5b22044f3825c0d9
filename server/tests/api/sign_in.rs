//! Signing in to the tab and to the demo's sign-in service, as browsers, curl and thieves do it.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Arc, Mutex};

use axum::extract::{Form, State};
use axum::http::StatusCode;
use axum::routing::post;
use axum::{Json, Router};
use base64::Engine as _;
use serde_json::{Value, json};
use server::demo::people::{ENGINEER, NEWCOMER, OUTSIDER, PEOPLE, TEAM_LEAD};
use sha2::Digest as _;
use tokio::net::TcpListener;
use tokio::sync::Notify;

use crate::support::{Answer, Browser, Site, path_of};

const HOUR: f64 = 3600.0;

/// The name of who is signed in, or the status of the refusal.
async fn who(browser: &mut Browser) -> Result<String, u16> {
    named(&browser.call("GET", "/session").await)
}

fn named(answer: &Answer) -> Result<String, u16> {
    match answer.status {
        200 => Ok(answer.json()["user"]["name"].as_str().unwrap().to_owned()),
        status => Err(status),
    }
}

async fn with_token(site: &Site, token: &str) -> Result<String, u16> {
    let headers = [("authorization", token)];
    named(&Browser::new(site).send("GET", "/api/client/v1/session", &headers, "").await)
}

async fn bearer(site: &Site, token: &str) -> Result<String, u16> {
    with_token(site, &format!("Bearer {token}")).await
}

#[tokio::test(flavor = "multi_thread")]
async fn a_person_signs_in_by_code_and_pkce_and_comes_back_to_where_they_were() {
    let site = Site::start().await;
    let mut browser = Browser::new(&site);
    assert_eq!(who(&mut browser).await, Err(401));
    let ask = browser.begin("/requests/closed?status=Failed#top").await;
    assert_eq!((ask["response_type"].as_str(), ask["code_challenge_method"].as_str()), ("code", "S256"));
    assert_eq!(ask["redirect_uri"], format!("{}/auth/callback", site.address));
    assert!(!ask["scope"].contains("analytics") && !ask["scope"].contains("mcp"));
    let callback = browser.choose(&ask, ENGINEER).await;
    let answer = browser.visit(&callback).await;
    assert_eq!((answer.status, answer.header("location")), (303, "/requests/closed?status=Failed#top"));
    assert_eq!(answer.header("cache-control"), "no-store");
    assert_eq!(who(&mut browser).await.unwrap(), "Dana Levi");

    let page = browser.visit("/auth/sign-in?popup=1").await;
    let ask = form_urlencoded::parse(page.header("location").split_once('?').unwrap().1.as_bytes()).into_owned();
    let callback = browser.choose(&ask.collect(), TEAM_LEAD).await;
    let page = browser.visit(&callback).await;
    assert!(page.text().contains("You can close this window"));
    assert_eq!(who(&mut browser).await.unwrap(), "Ingrid Solberg");
}

/// The attributes of the cookie whose name begins so.
fn cookie<'a>(answer: &'a Answer, name: &str) -> (&'a str, BTreeSet<&'a str>) {
    let all = answer.headers.get_all("set-cookie").iter().map(|value| value.to_str().unwrap());
    let cookie = all.into_iter().find(|cookie| cookie.starts_with(name)).unwrap();
    let mut parts = cookie.split("; ");
    (parts.next().unwrap(), parts.collect())
}

#[tokio::test(flavor = "multi_thread")]
async fn scripts_and_foreign_pages_get_no_hold_of_the_session_cookie() {
    let site = Site::start().await;
    let answer = Browser::new(&site).sign_in(ENGINEER, "/").await;
    let (pair, attributes) = cookie(&answer, "apono-session=");
    assert!(pair.len() > 50);
    let month = format!("Max-Age={}", 30 * 24 * 3600);
    assert_eq!(attributes, BTreeSet::from(["HttpOnly", "SameSite=Lax", "Path=/", month.as_str()]));

    let site = Site::with_flags(&["--public-url", "https://access.example.com/"]).await;
    let answer = Browser::new(&site).sign_in(ENGINEER, "/").await;
    let (_, attributes) = cookie(&answer, "__Host-apono-session=");
    assert_eq!(attributes, BTreeSet::from(["HttpOnly", "SameSite=Lax", "Path=/", month.as_str(), "Secure"]));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_cookie_without_the_tabs_header_makes_no_call_and_does_not_sign_out() {
    let site = Site::start().await;
    let mut browser = Browser::new(&site);
    browser.sign_in(ENGINEER, "/").await;
    for method in ["GET", "POST"] {
        let answer = browser.send(method, "/api/client/v1/session", &[], "").await;
        assert_eq!(answer.status, 403);
        assert!(answer.json()["message"].as_str().unwrap().contains("tab"));
    }
    assert_eq!(browser.send("POST", "/auth/sign-out", &[], "").await.status, 403);
    assert!(who(&mut browser).await.is_ok());
}

#[tokio::test(flavor = "multi_thread")]
async fn no_link_to_the_sign_in_leads_anywhere_but_to_our_own_pages() {
    let site = Site::start().await;
    for foreign in [
        "https://evil.example/",
        "//evil.example",
        "///evil.example",
        "/\\evil.example",
        "\\\\evil.example",
        "/\t/evil.example",
        "/\n/evil.example",
        "javascript:alert(1)",
        "evil.example",
        "/auth/sign-in",
        "",
    ] {
        let answer = Browser::new(&site).sign_in(ENGINEER, foreign).await;
        assert_eq!((answer.status, answer.header("location")), (303, "/"), "{foreign:?}");
    }
    let long = format!("/{}", "x".repeat(5000));
    assert_eq!(Browser::new(&site).sign_in(ENGINEER, &long).await.header("location"), "/");
    let answer = Browser::new(&site).sign_in(ENGINEER, "/new?search=größe \"x\"").await;
    assert_eq!(answer.header("location"), "/new?search=gr%C3%B6%C3%9Fe%20\"x\"");
}

#[tokio::test(flavor = "multi_thread")]
async fn the_sign_in_service_sends_codes_to_the_exact_registered_address_only() {
    let site = Site::start().await;
    let mut browser = Browser::new(&site);
    let ask = browser.begin("/").await;
    let right = ask["redirect_uri"].clone();
    let (_, port) = right.rsplit_once(':').unwrap();
    for (name, wrong) in [
        ("redirect_uri", format!("{right}/")),
        ("redirect_uri", format!("{right}?x=1")),
        ("redirect_uri", format!("{right}/../x")),
        ("redirect_uri", right.replace("127.0.0.1", "localhost")),
        ("redirect_uri", right.replace("http:", "https:")),
        ("redirect_uri", right.to_uppercase()),
        ("redirect_uri", format!("http://127.0.0.1:{port}@evil.example/")),
        ("redirect_uri", "https://evil.example/auth/callback".to_owned()),
        ("redirect_uri", String::new()),
        ("client_id", "another".to_owned()),
        ("client_id", String::new()),
        ("response_type", "token".to_owned()),
        ("code_challenge_method", "plain".to_owned()),
        ("code_challenge_method", String::new()),
        ("code_challenge", String::new()),
        ("code_challenge", "short".to_owned()),
    ] {
        let bad: BTreeMap<_, _> = ask.iter().map(|(key, value)| (key.as_str(), value.as_str())).collect();
        let mut bad: Vec<_> = bad.into_iter().filter(|(key, _)| *key != name).collect();
        bad.extend([(name, wrong.as_str()), ("person", ENGINEER)]);
        let query: String = form_urlencoded::Serializer::new(String::new()).extend_pairs(&bad).finish();
        for answer in [
            browser.visit(&format!("/oauth/authorize?{query}")).await,
            browser.post_form("/oauth/authorize", &bad).await,
        ] {
            assert_eq!((answer.status, answer.header("location")), (400, ""), "{name}={wrong}");
        }
    }
    let mut nobody: Vec<_> = ask.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
    nobody.push(("person", "usr-nobody"));
    assert_eq!(browser.post_form("/oauth/authorize", &nobody).await.status, 400);
}

/// A client of the demo's sign-in service that has the verifier of its challenge, as this server is one.
struct Client {
    browser: Browser,
    redirect_uri: String,
}

const VERIFIER: &str = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk";

impl Client {
    fn of(site: &Site) -> Self {
        Self { browser: Browser::new(site), redirect_uri: format!("{}/auth/callback", site.address) }
    }

    async fn code(&mut self, person: &str) -> String {
        let challenge = base64::engine::general_purpose::URL_SAFE_NO_PAD.encode(sha2::Sha256::digest(VERIFIER));
        let ask = [
            ("response_type", "code"),
            ("client_id", "apono-access-demo"),
            ("redirect_uri", &self.redirect_uri.clone()),
            ("state", "my state & more"),
            ("code_challenge", &challenge),
            ("code_challenge_method", "S256"),
        ];
        let ask = ask.into_iter().map(|(name, value)| (name.to_owned(), value.to_owned())).collect();
        let callback = self.browser.choose(&ask, person).await;
        let query = callback.split_once('?').unwrap().1;
        let pairs: BTreeMap<_, _> = form_urlencoded::parse(query.as_bytes()).into_owned().collect();
        assert_eq!(pairs["state"], "my state & more");
        pairs["code"].clone()
    }

    async fn redeem(&mut self, code: &str, changes: &[(&str, &str)]) -> (u16, Value) {
        let mut pairs = BTreeMap::from([
            ("grant_type", "authorization_code"),
            ("client_id", "apono-access-demo"),
            ("redirect_uri", self.redirect_uri.as_str()),
            ("code_verifier", VERIFIER),
            ("code", code),
        ]);
        pairs.extend(changes.iter().copied());
        let answer = self.browser.clone().post_form("/oauth/token", &pairs.into_iter().collect::<Vec<_>>()).await;
        assert_eq!(answer.header("cache-control"), "no-store");
        (answer.status, answer.json())
    }

    async fn refresh(&mut self, token: &str) -> (u16, Value) {
        let pairs = [("grant_type", "refresh_token"), ("client_id", "apono-access-demo"), ("refresh_token", token)];
        let answer = self.browser.post_form("/oauth/token", &pairs).await;
        (answer.status, answer.json())
    }
}

fn text<'a>(value: &'a Value, name: &str) -> &'a str {
    value[name].as_str().unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_code_works_once_and_only_for_who_asked_for_it_and_soon() {
    let site = Site::start().await;
    let mut client = Client::of(&site);
    let code = client.code(ENGINEER).await;
    for change in [
        ("code_verifier", "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXx"),
        ("code_verifier", ""),
        ("client_id", "another"),
        ("redirect_uri", "https://evil.example/auth/callback"),
        ("code", "another"),
    ] {
        let (status, answer) = client.redeem(&code, &[change]).await;
        assert_eq!((status, text(&answer, "error")), (400, "invalid_grant"), "{change:?}");
    }
    let (status, tokens) = client.redeem(&code, &[]).await;
    assert_eq!((status, text(&tokens, "token_type")), (200, "Bearer"));
    assert_eq!(bearer(&site, text(&tokens, "access_token")).await.unwrap(), "Dana Levi");

    let (status, answer) = client.redeem(&code, &[]).await;
    assert_eq!((status, text(&answer, "error")), (400, "invalid_grant"));
    assert_eq!(bearer(&site, text(&tokens, "access_token")).await, Err(401), "a code used twice was stolen");
    assert_eq!(client.refresh(text(&tokens, "refresh_token")).await.0, 400);

    let code = client.code(ENGINEER).await;
    site.pass(61.0).await;
    assert_eq!(client.redeem(&code, &[]).await.1["error"], "invalid_grant");
    assert_eq!(client.redeem(&code, &[("grant_type", "password")]).await.1["error"], "unsupported_grant_type");
}

#[tokio::test(flavor = "multi_thread")]
async fn each_refresh_gives_another_token_and_one_that_comes_back_late_ends_the_sign_in() {
    let site = Site::start().await;
    let mut client = Client::of(&site);
    let code = client.code(ENGINEER).await;
    let (_, first) = client.redeem(&code, &[]).await;
    let (status, second) = client.refresh(text(&first, "refresh_token")).await;
    assert_eq!(status, 200);
    assert_ne!(first["refresh_token"], second["refresh_token"]);
    assert_ne!(first["access_token"], second["access_token"]);
    assert!(bearer(&site, text(&second, "access_token")).await.is_ok());

    site.pass(20.0).await;
    let (status, again) = client.refresh(text(&first, "refresh_token")).await;
    assert_eq!(
        (status, again["refresh_token"] != second["refresh_token"]),
        (200, true),
        "its answer may have been lost"
    );
    assert_eq!(client.refresh(text(&second, "refresh_token")).await.0, 200);
    site.pass(10.5).await;
    let (status, answer) = client.refresh(text(&first, "refresh_token")).await;
    assert_eq!((status, text(&answer, "error")), (400, "invalid_grant"));
    for tokens in [&first, &second] {
        assert_eq!(bearer(&site, text(tokens, "access_token")).await, Err(401));
        assert_eq!(client.refresh(text(tokens, "refresh_token")).await.1["error"], "invalid_grant");
    }
    assert_eq!(client.refresh("forged").await.1["error"], "invalid_grant");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_session_lasts_eight_hours_after_its_last_use() {
    let site = Site::start().await;
    let mut browser = Browser::new(&site);
    browser.sign_in(ENGINEER, "/").await;
    for _ in 0..3 {
        site.pass(7.9 * HOUR).await;
        assert_eq!(who(&mut browser).await.unwrap(), "Dana Levi");
    }
    site.pass(8.1 * HOUR).await;
    assert_eq!(who(&mut browser).await, Err(401));
    browser.sign_in(ENGINEER, "/").await;
    assert!(who(&mut browser).await.is_ok());
    site.control("POST", "end-sessions", None).await;
    assert_eq!(who(&mut browser).await, Err(401));
}

#[tokio::test(flavor = "multi_thread")]
async fn many_calls_at_once_after_a_long_pause_renew_the_tokens_once_and_all_work() {
    let site = Site::start().await;
    let mut browser = Browser::new(&site);
    browser.sign_in(ENGINEER, "/").await;
    for _ in 0..3 {
        site.pass(HOUR).await;
        let calls: Vec<_> = (0..20)
            .map(|_| {
                let mut browser = browser.clone();
                tokio::spawn(async move { who(&mut browser).await })
            })
            .collect();
        for call in calls {
            assert_eq!(call.await.unwrap().unwrap(), "Dana Levi");
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_session_survives_a_restart_and_not_a_sign_out() {
    let site = Site::start().await;
    let mut browser = Browser::new(&site);
    browser.sign_in(ENGINEER, "/").await;
    let site = site.restarted().await;
    let mut browser = browser.at(&site);
    assert_eq!(who(&mut browser).await.unwrap(), "Dana Levi");

    let mut copy = browser.clone();
    let answer = browser.send("POST", "/auth/sign-out", &[("x-apono-tab", "1")], "").await;
    assert_eq!(answer.status, 200);
    assert!(cookie(&answer, "apono-session=").1.contains("Max-Age=0"));
    assert_eq!(who(&mut browser).await, Err(401));
    assert_eq!(who(&mut copy).await, Err(401), "the cookie's value is worth nothing any more");
    copy.cookies.insert("apono-session".to_owned(), "forged".to_owned());
    assert_eq!(who(&mut copy).await, Err(401));
}

#[tokio::test(flavor = "multi_thread")]
async fn who_signs_in_anew_ends_the_session_that_this_browser_had() {
    let site = Site::start().await;
    let mut browser = Browser::new(&site);
    browser.sign_in(ENGINEER, "/").await;
    let mut before = browser.clone();
    browser.sign_in(TEAM_LEAD, "/").await;
    assert_eq!(who(&mut browser).await.unwrap(), "Ingrid Solberg");
    assert_eq!(who(&mut before).await, Err(401));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_sign_in_ends_in_the_browser_in_which_it_began_and_only_once() {
    let site = Site::start().await;
    let mut browser = Browser::new(&site);
    let ask = browser.begin("/").await;
    let callback = browser.choose(&ask, ENGINEER).await;
    let mut victim = Browser::new(&site);
    let answer = victim.visit(&callback).await;
    assert_eq!(answer.status, 400);
    assert!(answer.text().contains("not begun in this browser") && answer.text().contains("Sign in again"));
    assert_eq!(who(&mut victim).await, Err(401));

    let mut twin = browser.clone();
    assert_eq!(browser.visit(&callback).await.status, 303);
    assert_eq!(twin.visit(&callback).await.status, 400);
    assert_eq!(who(&mut twin).await, Err(401));

    let ask = browser.begin("/").await;
    let given_up = format!("/auth/callback?error=access_denied&state={}", ask["state"]);
    assert!(browser.visit(&given_up).await.text().contains("given up"));
    let ask = browser.begin("/").await;
    let forged = format!("/auth/callback?code=forged&state={}", ask["state"]);
    assert!(browser.visit(&forged).await.text().contains("did not accept"));
    assert!(who(&mut browser).await.is_ok(), "the session of before goes on");
    let ask = browser.begin("/").await;
    let callback = browser.choose(&ask, ENGINEER).await;
    site.pass(601.0).await;
    assert_eq!(browser.visit(&callback).await.status, 400);
    for query in ["", "?state=", "?state=x&code=y", "?state=%00", "?state=%F0%9F%94%91&code=1"] {
        assert_eq!(browser.visit(&format!("/auth/callback{query}")).await.status, 400, "{query}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn personal_tokens_work_as_bearer_and_stay_the_same_and_forged_and_ended_ones_do_not() {
    let site = Site::start().await;
    for person in PEOPLE {
        let expected = if person.id == OUTSIDER { Err(403) } else { Ok(person.name.to_owned()) };
        assert_eq!(bearer(&site, &site.tokens[person.id]).await, expected);
    }
    let token = &site.tokens[ENGINEER];
    assert_eq!(with_token(&site, &format!("bearer {token}")).await.unwrap(), "Dana Levi");
    for forged in [
        format!("Bearer {token}x"),
        format!("Bearer {}", &token[1..]),
        format!("Basic {token}"),
        format!("Bearer{token}"),
        token.clone(),
        "Bearer ".to_owned(),
        "Bearer".to_owned(),
        "Bearer ' OR 1=1 --".to_owned(),
    ] {
        assert_eq!(with_token(&site, &forged).await, Err(401), "{forged}");
    }
    let mut client = Client::of(&site);
    let code = client.code(NEWCOMER).await;
    let (_, tokens) = client.redeem(&code, &[]).await;
    site.pass(500.0).await;
    assert_eq!(bearer(&site, text(&tokens, "access_token")).await.unwrap(), "Jonas Meyer");
    site.pass(101.0).await;
    assert_eq!(bearer(&site, text(&tokens, "access_token")).await, Err(401));
    assert_eq!(bearer(&site, text(&tokens, "refresh_token")).await, Err(401));

    let before = site.tokens.clone();
    let site = site.restarted().await;
    assert_eq!(site.tokens, before);
    assert!(bearer(&site, &before[ENGINEER]).await.is_ok());
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        let kept = std::fs::metadata(site.folder.path().join("personal-tokens.txt")).unwrap();
        assert_eq!(kept.permissions().mode() & 0o777, 0o600);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn who_is_signed_in_but_no_apono_user_is_told_so_in_their_own_case() {
    let site = Site::start().await;
    let mut browser = Browser::new(&site);
    browser.sign_in(OUTSIDER, "/").await;
    let answer = browser.call("GET", "/session").await;
    assert_eq!(answer.status, 403);
    assert!(answer.json()["message"].as_str().unwrap().contains("administrator"));
}

/// A sign-in service whose tokens have to be renewed before every use, and which answers when it is told to.
#[derive(Clone, Default)]
struct Slow(Arc<SlowInner>);

#[derive(Default)]
struct SlowInner {
    /// What it hands out as access tokens.
    access: Mutex<String>,
    refreshes: Mutex<Vec<String>>,
    /// Answers every refresh with this status, where set.
    broken: Mutex<Option<u16>>,
    holds: Mutex<bool>,
    arrived: Notify,
    go: Notify,
}

async fn slow_token(
    State(Slow(slow)): State<Slow>,
    Form(ask): Form<BTreeMap<String, String>>,
) -> Result<Json<Value>, StatusCode> {
    let mut number = 0;
    if let Some(token) = ask.get("refresh_token") {
        if let Some(status) = *slow.broken.lock().unwrap() {
            return Err(StatusCode::from_u16(status).unwrap());
        }
        let mut seen = slow.refreshes.lock().unwrap();
        if seen.contains(token) {
            return Err(StatusCode::BAD_REQUEST);
        }
        seen.push(token.clone());
        number = seen.len();
    }
    let holds = std::mem::take(&mut *slow.holds.lock().unwrap());
    if holds {
        slow.arrived.notify_one();
        slow.go.notified().await;
    }
    let access = slow.access.lock().unwrap().clone();
    Ok(Json(json!({ "access_token": access, "refresh_token": format!("refresh-{number}"), "expires_in": 10 })))
}

/// A server with a browser signed in by that service.
async fn with_slow_service() -> (Slow, Site, Browser) {
    let slow = Slow::default();
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = format!("http://{}", listener.local_addr().unwrap());
    let router = Router::new().route("/oauth/token", post(slow_token)).with_state(slow.clone());
    tokio::spawn(async move { axum::serve(listener, router).await });
    let site = Site::with_flags(&["--sign-in-service", &address]).await;
    slow.0.access.lock().unwrap().clone_from(&site.tokens[ENGINEER]);
    let mut browser = Browser::new(&site);
    let page = browser.visit("/auth/sign-in").await;
    let location = page.header("location").to_owned();
    assert!(location.starts_with(&format!("{address}/oauth/authorize?")));
    let query = path_of(&location).split_once('?').unwrap().1;
    let ask: BTreeMap<_, _> = form_urlencoded::parse(query.as_bytes()).into_owned().collect();
    assert_eq!(browser.visit(&format!("/auth/callback?code=1&state={}", ask["state"])).await.status, 303);
    (slow, site, browser)
}

#[tokio::test(flavor = "multi_thread")]
async fn a_call_that_is_given_up_while_tokens_are_renewed_does_not_end_the_session() {
    let (slow, _site, mut browser) = with_slow_service().await;
    *slow.0.holds.lock().unwrap() = true;
    let given_up = tokio::spawn({
        let mut browser = browser.clone();
        async move { who(&mut browser).await }
    });
    slow.0.arrived.notified().await;
    given_up.abort();
    assert!(given_up.await.unwrap_err().is_cancelled());
    // The server hears of the broken connection before it answers another call.
    for _ in 0..20 {
        assert_eq!(browser.visit("/healthz").await.status, 200);
    }
    slow.0.go.notify_one();
    assert_eq!(who(&mut browser).await.unwrap(), "Dana Levi");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_session_outlives_a_sign_in_service_that_is_down_and_ends_when_it_refuses() {
    let (slow, _site, mut browser) = with_slow_service().await;
    *slow.0.broken.lock().unwrap() = Some(500);
    let answer = browser.call("GET", "/session").await;
    assert_eq!(answer.status, 503);
    assert!(answer.json()["message"].as_str().unwrap().contains("Try again"));
    *slow.0.broken.lock().unwrap() = Some(429);
    assert_eq!(who(&mut browser).await, Err(503));
    *slow.0.broken.lock().unwrap() = None;
    assert_eq!(who(&mut browser).await.unwrap(), "Dana Levi");
    *slow.0.broken.lock().unwrap() = Some(400);
    assert_eq!(who(&mut browser).await, Err(401));
    *slow.0.broken.lock().unwrap() = None;
    assert_eq!(who(&mut browser).await, Err(401));
}
