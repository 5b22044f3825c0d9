//! Several gateways on one PostgreSQL, as the real program, which is killed by the hardest signal again and again.
//! One person is notified meanwhile.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::io::{BufRead, BufReader};
use std::process::{Child, ChildStdout, Command, Stdio};
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use apono_api::BASE_PATH;
use axum::extract::{Form, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use axum::routing::post;
use axum::{Json, Router};
use serde_json::{Value, json};
use server::config::Hidden;
use server::demo::people::{ENGINEER, SECOND_ENGINEER, TEAM_LEAD};
use tempfile::TempDir;
use tokio::net::TcpListener;

use crate::entra::{CLIENT, DANA, TENANT, attribute, key_file, say, token_at};
use crate::graph::Graph;
use crate::postgres;
use crate::support::{Answer, Browser, PATIENCE, Site, TAB, form, list, with};

const PUBLIC: &str = "https://access.example.com";
const KEY: &str = "a:AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=";
const KILL_EVERY: Duration = Duration::from_secs(5);
/// Access tokens are renewed 30 seconds before their end: these, after two.
const TOKEN_LIFE: u32 = 32;

/// Whether the test runs as long as it can be asked to.
fn all() -> bool {
    std::env::var_os("TEST_ALL").is_some()
}

fn program(database: &Hidden, more: &[&str]) -> Command {
    let mut program = Command::new(env!("CARGO_BIN_EXE_server"));
    program.args(more).env("APONO_TAB_DATABASE", database.reveal()).stdout(Stdio::piped()).stderr(Stdio::piped());
    program
}

/// The sign-in service as the gateways see it: the demo's, with tokens that soon have to be renewed.
struct Renewals {
    demo: String,
    http: reqwest::Client,
    /// How often each refresh token was traded, and those that are being traded now.
    traded: Mutex<HashMap<String, usize>>,
    now: Mutex<BTreeSet<String>>,
    at_once: AtomicUsize,
    /// The new tokens reach nobody while this is so; how often they did not.
    loses: AtomicBool,
    lost: AtomicUsize,
}

impl Renewals {
    async fn start(demo: &str) -> (Arc<Self>, String) {
        let renewals = Arc::new(Self {
            demo: demo.to_owned(),
            http: reqwest::Client::new(),
            traded: Mutex::default(),
            now: Mutex::default(),
            at_once: AtomicUsize::default(),
            loses: AtomicBool::default(),
            lost: AtomicUsize::default(),
        });
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = format!("http://{}", listener.local_addr().unwrap());
        let router = Router::new().route("/oauth/token", post(token)).with_state(Arc::clone(&renewals));
        tokio::spawn(async move { axum::serve(listener, router).await });
        (renewals, address)
    }

    fn traded(&self) -> Vec<usize> {
        self.traded.lock().unwrap().values().copied().collect()
    }

    async fn trade(&self, ask: BTreeMap<String, String>) -> Response {
        let token = ask.get("refresh_token");
        if let Some(token) = token {
            *self.traded.lock().unwrap().entry(token.clone()).or_default() += 1;
            if !self.now.lock().unwrap().insert(token.clone()) {
                self.at_once.fetch_add(1, Ordering::SeqCst);
            }
            // Long enough for others to want the same.
            tokio::time::sleep(Duration::from_millis(100)).await;
        }
        let answer = self.http.post(format!("{}/oauth/token", self.demo)).form(&ask).send().await.unwrap();
        if let Some(token) = token {
            self.now.lock().unwrap().remove(token);
        }
        let status = StatusCode::from_u16(answer.status().as_u16()).unwrap();
        let mut tokens: Value = serde_json::from_slice(&answer.bytes().await.unwrap()).unwrap();
        if status.is_success() {
            tokens["expires_in"] = json!(TOKEN_LIFE);
        }
        if token.is_some() && self.loses.load(Ordering::SeqCst) {
            self.lost.fetch_add(1, Ordering::SeqCst);
            std::future::pending::<()>().await;
        }
        (status, Json(tokens)).into_response()
    }
}

/// Goes on to its end when who asks is killed: then the tokens are traded and nobody has the new ones.
async fn token(State(renewals): State<Arc<Renewals>>, Form(ask): Form<BTreeMap<String, String>>) -> Response {
    tokio::spawn(async move { renewals.trade(ask).await }).await.unwrap()
}

/// One gateway, killed at the latest when this goes.
struct Replica {
    child: Child,
    address: String,
    /// What it says goes nowhere once this is closed.
    _said: BufReader<ChildStdout>,
}

impl Drop for Replica {
    fn drop(&mut self) {
        // SIGKILL. It may have ended already.
        drop(self.child.kill());
        self.child.wait().unwrap();
    }
}

/// What all replicas are told, and who of them runs.
struct Replicas {
    database: Hidden,
    upstream: String,
    app: String,
    /// What they are told besides.
    more: Vec<String>,
    folder: TempDir,
    running: Mutex<Vec<Replica>>,
    kills: AtomicUsize,
}

impl Replicas {
    fn start(database: Hidden, upstream: &str, app: &str, more: &[&str]) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let (upstream, app) = (upstream.to_owned(), app.to_owned());
        let more = more.iter().map(|flag| (*flag).to_owned()).collect();
        let new =
            Self { database, upstream, app, more, folder, running: Mutex::default(), kills: AtomicUsize::default() };
        // All at once, on an empty database.
        let starting: Vec<_> = (0..3).map(|_| new.spawn()).collect();
        let started = starting.into_iter().map(Replica::listening).collect();
        *new.running.lock().unwrap() = started;
        new
    }

    fn spawn(&self) -> Child {
        let folder = self.folder.path().to_str().unwrap();
        let flags = [
            ["--port", "0"],
            ["--data", folder],
            ["--dist", folder],
            ["--upstream", &self.upstream],
            ["--apono-app", &self.app],
            ["--client-id", "apono-access-demo"],
            ["--public-url", PUBLIC],
            ["--encryption-key", KEY],
        ];
        let log = std::fs::OpenOptions::new().create(true).append(true).open(self.log()).unwrap();
        let mut program = program(&self.database, flags.as_flattened());
        program.args(&self.more).env("RUST_LOG", "debug").stderr(log).spawn().unwrap()
    }

    fn log(&self) -> std::path::PathBuf {
        self.folder.path().join("log")
    }

    fn address(&self, number: usize) -> String {
        self.running.lock().unwrap()[number % 3].address.clone()
    }

    /// Another one takes its place, at another address.
    fn kill(&self, number: usize) {
        let killed = {
            let mut running = self.running.lock().unwrap();
            drop(running[number % 3].child.kill());
            running[number % 3].child.wait().unwrap()
        };
        assert_eq!(std::os::unix::process::ExitStatusExt::signal(&killed), Some(9), "it had ended by itself: {killed}");
        self.kills.fetch_add(1, Ordering::SeqCst);
        let next = Replica::listening(self.spawn());
        self.running.lock().unwrap()[number % 3] = next;
    }
}

impl Replica {
    fn listening(mut child: Child) -> Self {
        let mut said = BufReader::new(child.stdout.take().unwrap());
        let mut line = String::new();
        said.read_line(&mut line).unwrap();
        let address = line.trim().strip_prefix("Listening on ").unwrap_or_else(|| panic!("{line}")).to_owned();
        Self { child, address, _said: said }
    }
}

/// What a proxy in front does: a call that reached nobody goes to the next replica, and no other call is sent again.
async fn send(
    replicas: &Replicas,
    browser: &Browser,
    from: usize,
    (method, path): (&str, &str),
    body: &str,
) -> Result<Answer, reqwest::Error> {
    let headers = [TAB, ("sec-fetch-site", "same-origin"), ("content-type", "application/json")];
    let headers = if body.is_empty() { &headers[..2] } else { &headers[..] };
    let mut number = from;
    loop {
        let mut browser = browser.clone().at_address(&replicas.address(number));
        match browser.try_send(method, path, headers, body).await {
            // One that begins listens soon.
            Err(error) if error.is_connect() => tokio::time::sleep(Duration::from_millis(20)).await,
            answer => return answer,
        }
        number += 1;
    }
}

/// Signs in with one replica beginning and another finishing; `None` when one of them was killed meanwhile.
async fn sign_in(replicas: &Replicas, apono: &str, person: &str, from: usize) -> Option<Browser> {
    let browser = Browser::of(&replicas.address(from));
    let begun = {
        let mut begins = browser.clone();
        let answer = begins.try_send("GET", "/auth/sign-in?return=%2F", &[], "").await.ok()?;
        assert_eq!(answer.status, 303, "{}", answer.text());
        (begins, answer)
    };
    let (browser, answer) = begun;
    let (_, query) = answer.header("location").split_once('?').unwrap();
    let ask = form_urlencoded::parse(query.as_bytes()).into_owned().collect();
    let callback = Browser::of(apono).choose(&ask, person).await;
    let mut browser = browser.at_address(&replicas.address(from + 1));
    let answer = browser.try_send("GET", &callback, &[], "").await.ok()?;
    assert_eq!((answer.status, answer.header("location")), (303, "/"), "{}", answer.text());
    Some(browser)
}

/// Links an account of Entra to a person, each step at another replica.
async fn link(replicas: &Replicas, apono: &str, oid: &str, person: &str) {
    let now = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH).unwrap().as_secs_f64();
    let bearer = format!("Bearer {}", token_at(now, oid));
    let headers = [("authorization", bearer.as_str()), TAB, ("content-type", "application/json")];
    let begun = Browser::of(&replicas.address(0)).send("POST", "/auth/link", &headers, "").await;
    let mut popup = Browser::of(&replicas.address(1));
    let sent = popup.visit(begun.json()["start"].as_str().unwrap()).await;
    let (_, query) = sent.header("location").split_once('?').unwrap();
    let ask = form_urlencoded::parse(query.as_bytes()).into_owned().collect();
    let callback = Browser::of(apono).choose(&ask, person).await;
    let mut popup = popup.at_address(&replicas.address(2));
    assert_eq!(popup.visit(&callback).await.header("location"), "/auth/link-question");
    assert_eq!(say(&mut popup, "yes").await.header("location"), "/auth/end");
    let code = attribute(&popup.visit("/auth/end").await, "data-code").unwrap();
    let body = json!({ "code": code }).to_string();
    let finished = Browser::of(&replicas.address(0)).send("POST", "/auth/link/finish", &headers, body).await;
    assert_eq!(finished.status, 204, "{}", finished.text());
}

/// Asks for access again and again, and gives some of it back once its person has been notified of having it. Gives the ids of
/// what was asked for, and of what was given back.
async fn changes(apono: &Site, graph: &Graph, draft: Value, over: &AtomicBool) -> (Vec<String>, Vec<String>) {
    let (mut asked, mut given_back): (Vec<String>, Vec<String>) = Default::default();
    // The answers that are lost are those of others.
    let posted = format!("POST {BASE_PATH}/access-requests");
    while apono.control("GET", "counters", None).await[&posted].as_u64().unwrap_or_default() < 10 {
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    // A replica that is killed while it looks after the person leaves some time in which nobody does.
    let mut late = 0;
    while !over.load(Ordering::SeqCst) || given_back.len() <= 5 {
        late += usize::from(over.load(Ordering::SeqCst));
        assert!(late < 600, "the person was not notified after the last kill: {given_back:?}");
        let answer = apono.curl(SECOND_ENGINEER, "POST", "/access-requests", Some(&draft)).await;
        asked.push(answer.json()["request_ids"][0].as_str().unwrap().to_owned());
        let has = graph.shown().into_iter().find(|it| it.kind == "accessGranted" && !given_back.contains(&it.request));
        if let Some(it) = has.filter(|_| asked.len() % 2 == 0) {
            let path = format!("/access-requests/{}/revoke", it.request);
            assert_eq!(apono.curl(SECOND_ENGINEER, "POST", &path, None).await.status, 200);
            given_back.push(it.request);
        }
        tokio::time::sleep(Duration::from_millis(200)).await;
    }
    (asked, given_back)
}

/// What became of a request that somebody asked for, as far as they were told.
enum Told {
    Made(String),
    NotSent,
    Unknown,
}

fn told(answer: Result<Answer, reqwest::Error>) -> Told {
    // As the tab takes it: an answer that has broken off says nothing.
    let Ok(answer) = answer else { return Told::Unknown };
    let message = answer.json()["message"].as_str().unwrap_or_default().to_owned();
    match answer.status {
        200 => Told::Made(answer.json()["request_ids"][0].as_str().unwrap().to_owned()),
        502 if message.contains("Nothing was sent") => Told::NotSent,
        502 if message.contains("It may have done") => Told::Unknown,
        status => panic!("{status}: {}", answer.text()),
    }
}

/// All requests of the engineer at Apono: id by justification.
async fn made(apono: &Site) -> Vec<(String, String)> {
    let mut all = Vec::new();
    loop {
        let path = format!("/access-requests?scope=MyRequests&limit=1000&skip={}", all.len());
        let page = apono.curl(ENGINEER, "GET", &path, None).await.json();
        let rows = page["data"].as_array().unwrap();
        if rows.is_empty() {
            return all;
        }
        let text = |row: &Value, name: &str| row[name].as_str().unwrap_or_default().to_owned();
        all.extend(rows.iter().map(|row| (text(row, "justification"), text(row, "id"))));
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn while_replicas_are_killed_nothing_acknowledged_is_lost_or_sent_twice_and_nobody_is_signed_out() {
    let Some(database) = postgres::database().await else { return };
    let duration = Duration::from_secs(if all() { 120 } else { 15 });
    let apono = Site::with_flags(&["--demo-redirect", &format!("{PUBLIC}/auth/callback")]).await;
    let (renewals, app) = Renewals::start(&apono.address).await;
    // Slow, so that replicas are killed while they send.
    let graph = Graph::start(PUBLIC, Duration::from_millis(150)).await;
    let (_keys, keys) = key_file();
    let entra = ["--entra-client-id", CLIENT, "--entra-tenant", TENANT, "--entra-jwks", &keys];
    let more = [&entra[..], &graph.flags()].concat();
    let replicas = Arc::new(Replicas::start(database, &apono.address, &app, &more));
    link(&replicas, &apono.address, DANA, SECOND_ENGINEER).await;
    let units = apono.curl(ENGINEER, "GET", "/inventory/access-units?limit=1&search=staging-checkout-eu", None).await;
    let draft = form(&list(&units.json()["data"], "id"));
    // Answers that are lost after the work was done.
    apono.fault(json!({ "method": "POST", "path": "/access-requests", "times": 5, "kind": "drop" })).await;

    let over = Arc::new(AtomicBool::new(false));
    let (mut askers, mut others) = (Vec::new(), Vec::new());
    for number in 0..3 {
        let browser = sign_in(&replicas, &apono.address, ENGINEER, number).await.unwrap();
        // Two calls at a time by the same session, as the tab makes them.
        for lane in 0..2 {
            let (replicas, over, browser, draft) =
                (Arc::clone(&replicas), Arc::clone(&over), browser.clone(), draft.clone());
            askers.push(tokio::spawn(async move {
                let mut asked = Vec::new();
                while !over.load(Ordering::SeqCst) {
                    let justification = format!("load {number} {lane} {}", asked.len());
                    let body = with(draft.clone(), "justification", json!(justification)).to_string();
                    let call = ("POST", &*format!("{BASE_PATH}/access-requests"));
                    let answer = send(&replicas, &browser, asked.len() + lane, call, &body).await;
                    asked.push((justification, told(answer)));
                    tokio::time::sleep(Duration::from_millis(50)).await;
                }
                asked
            }));
        }
        let (replicas, over) = (Arc::clone(&replicas), Arc::clone(&over));
        others.push(tokio::spawn(async move {
            let mut round = number;
            while !over.load(Ordering::SeqCst) {
                round += 1;
                if let Ok(answer) = send(&replicas, &browser, round, ("GET", &format!("{BASE_PATH}/session")), "").await
                {
                    assert_eq!((answer.status, &answer.json()["user"]["name"]), (200, &json!("Dana Levi")));
                }
                tokio::time::sleep(Duration::from_millis(20)).await;
            }
        }));
    }
    let newcomers = {
        let (replicas, over, apono) = (Arc::clone(&replicas), Arc::clone(&over), apono.address.clone());
        tokio::spawn(async move {
            let mut signed_in = Vec::new();
            for round in 0.. {
                if over.load(Ordering::SeqCst) {
                    break;
                }
                signed_in.extend(sign_in(&replicas, &apono, TEAM_LEAD, round).await);
                tokio::time::sleep(Duration::from_millis(500)).await;
            }
            signed_in
        })
    };

    let apono = Arc::new(apono);
    let notified = {
        let (apono, graph, over) = (Arc::clone(&apono), Arc::clone(&graph), Arc::clone(&over));
        let draft = draft.clone();
        tokio::spawn(async move { changes(&apono, &graph, draft, &over).await })
    };

    let began = tokio::time::Instant::now();
    for round in 0.. {
        tokio::time::sleep_until(began + KILL_EVERY * (round + 1)).await;
        if began.elapsed() >= duration {
            break;
        }
        if round == 0 {
            assert_eq!(renewals.at_once.load(Ordering::SeqCst), 0, "two replicas renew the same tokens");
            assert!(renewals.traded().iter().all(|times| *times == 1) && renewals.traded().len() >= 3);
        }
        let replicas = Arc::clone(&replicas);
        tokio::task::spawn_blocking(move || replicas.kill(round as usize)).await.unwrap();
    }
    over.store(true, Ordering::SeqCst);
    for other in others {
        other.await.unwrap();
    }
    let signed_in = newcomers.await.unwrap();
    assert!(signed_in.len() > 3);
    for browser in &signed_in {
        let answer = send(&replicas, browser, 0, ("GET", &format!("{BASE_PATH}/session")), "").await.unwrap();
        assert_eq!((answer.status, &answer.json()["user"]["name"]), (200, &json!("Ingrid Solberg")));
    }

    let kills = replicas.kills.load(Ordering::SeqCst);
    let at_apono = made(&apono).await;
    let (mut acknowledged, mut unknown) = (0, 0);
    for asker in askers {
        for (justification, told) in asker.await.unwrap() {
            let ids: Vec<_> =
                at_apono.iter().filter(|(reason, _)| *reason == justification).map(|(_, id)| id.as_str()).collect();
            match told {
                Told::Made(id) => {
                    assert_eq!(ids, [id.as_str()], "{justification}: acknowledged, so there, and once");
                    acknowledged += 1;
                }
                Told::NotSent => assert!(ids.is_empty(), "{justification}: there though it was said not to be"),
                Told::Unknown => {
                    assert!(ids.len() <= 1, "{justification}: sent twice");
                    unknown += 1;
                }
            }
        }
    }
    assert!(acknowledged > 50, "there was no load: {acknowledged}");
    // The lost answers, and what was under way at each kill: at most one of each lane.
    assert!((5..=5 + 6 * kills).contains(&unknown), "{unknown} unknown");
    // Only a kill makes a token be traded again: at most once for each session that was being renewed then.
    let again = renewals.traded().iter().map(|times| times - 1).sum::<usize>();
    assert!(again <= kills * (3 + signed_in.len()), "{again} tokens were traded again");
    assert!(kills >= usize::try_from(duration.as_secs()).unwrap() / 5 - 1);

    let (asked, given_back) = notified.await.unwrap();
    assert!(asked.len() > 20 && given_back.len() > 5, "{} changes, {} back", asked.len(), given_back.len());
    let lacks = || {
        let shown = graph.shown();
        let has = |kind: &str, id: &String| shown.iter().any(|it| it.kind == kind && it.request == *id);
        let granted = asked.iter().filter(|id| !has("accessGranted", id));
        granted.chain(given_back.iter().filter(|id| !has("accessRevoked", id))).cloned().collect::<Vec<_>>()
    };
    // The last kill may have left the person's turn to run out, with all that came meanwhile behind it.
    let began = std::time::Instant::now();
    while !lacks().is_empty() {
        assert!(began.elapsed() < PATIENCE * 3, "of these nobody was notified: {:?}", lacks());
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
    assert!(graph.duplicates() <= kills, "{} notifications came twice by {kills} kills", graph.duplicates());

    let log = std::fs::read_to_string(replicas.log()).unwrap();
    for secret in ["only-for-tests", "for-tests", &KEY[2..], "load 0", "refresh_token"] {
        let line = log.lines().find(|line| line.contains(secret));
        assert!(line.is_none(), "{secret}: {line:?}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_person_is_still_notified_after_whoever_renewed_their_tokens_was_killed_before_they_were_kept() {
    let Some(database) = postgres::database().await else { return };
    let apono = Site::with_flags(&["--demo-redirect", &format!("{PUBLIC}/auth/callback")]).await;
    let (renewals, app) = Renewals::start(&apono.address).await;
    let graph = Graph::start(PUBLIC, Duration::ZERO).await;
    let (_keys, keys) = key_file();
    let entra = ["--entra-client-id", CLIENT, "--entra-tenant", TENANT, "--entra-jwks", &keys];
    let replicas = Replicas::start(database, &apono.address, &app, &[&entra[..], &graph.flags()].concat());
    link(&replicas, &apono.address, DANA, SECOND_ENGINEER).await;
    let units = apono.curl(ENGINEER, "GET", "/inventory/access-units?limit=1&search=staging-checkout-eu", None).await;
    let draft = form(&list(&units.json()["data"], "id"));
    let asked_and_told = async |times: usize| {
        let before = graph.shown().len();
        for _ in 0..times {
            apono.curl(SECOND_ENGINEER, "POST", "/access-requests", Some(&draft)).await;
            tokio::time::sleep(Duration::from_secs(1)).await;
            if graph.shown().len() > before {
                return true;
            }
        }
        false
    };
    assert!(asked_and_told(60).await, "the person is not looked after");

    renewals.loses.store(true, Ordering::SeqCst);
    let began = std::time::Instant::now();
    while renewals.lost.load(Ordering::SeqCst) == 0 {
        assert!(began.elapsed() < PATIENCE, "no tokens are renewed");
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    tokio::task::block_in_place(|| (0..3).for_each(|number| replicas.kill(number)));
    renewals.loses.store(false, Ordering::SeqCst);
    assert!(asked_and_told(60).await, "the person is not looked after any more");
}

#[tokio::test(flavor = "multi_thread")]
async fn check_looks_whether_the_database_lets_it_in_and_a_demo_does_not_take_one() {
    let Some(database) = postgres::database().await else { return };
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().to_str().unwrap();
    let ask = |database: &Hidden, flags: &[&str]| {
        let said = program(database, flags).output().unwrap();
        let text = [said.stdout, said.stderr].map(|bytes| String::from_utf8(bytes).unwrap()).concat();
        assert!(!text.contains("only-for-tests") && !text.contains("not-the-password"), "{text}");
        (said.status.success(), text)
    };
    let gateway = [
        ["--data", data],
        ["--upstream", "http://127.0.0.1:9"],
        ["--apono-app", "http://127.0.0.1:9"],
        ["--client-id", "tab"],
        ["--public-url", PUBLIC],
        ["--encryption-key", KEY],
    ];
    let check: Vec<_> = ["check"].into_iter().chain(gateway.as_flattened().iter().copied()).collect();
    let (fine, text) = ask(&database, &check);
    assert!(fine && !text.contains("--database"), "{text}");
    let wrong: Hidden = database.reveal().replace("only-for-tests", "not-the-password").parse().unwrap();
    let (fine, text) = ask(&wrong, &check);
    assert!(!fine && text.contains("--database cannot be used from here: PostgreSQL says: password"), "{text}");
    let (fine, text) = ask(&wrong, gateway.as_flattened());
    assert!(!fine && text.contains("PostgreSQL says: password authentication failed"), "{text}");
    // By TLS it is let in only where somebody answers for the certificate.
    let encrypted: Hidden = format!("{}?sslmode=require", database.reveal()).parse().unwrap();
    let (fine, text) = ask(&encrypted, &check);
    assert!(!fine && text.contains("--database cannot be used from here") && text.contains("TLS"), "{text}");
    let authority = folder.path().join("authority.pem");
    std::fs::write(&authority, postgres::CERTIFICATE).unwrap();
    let said = program(&encrypted, &check).env("SSL_CERT_FILE", &authority).output().unwrap();
    let text = String::from_utf8(said.stdout).unwrap();
    assert!(said.status.success() && !text.contains("--database"), "{text}");

    let (fine, text) = ask(&database, &["--data", data, "--port", "0"]);
    assert!(!fine && text.contains("--database is for a gateway: a demo keeps its data in files"), "{text}");
    assert!(!ask(&database, &["--help"]).1.contains("127.0.0.1:"));
}
