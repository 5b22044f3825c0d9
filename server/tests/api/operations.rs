//! What who runs the server sees of it: readiness, figures.

use std::ffi::OsString;
use std::io::{BufRead, BufReader};
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use apono_api::BASE_PATH;
use axum::routing::{any, post};
use axum::{Json, Router};
use serde_json::{Value, json};
use server::config::Config;
use server::demo::people::ENGINEER;
use tokio::net::TcpListener;
use tokio::sync::Notify;

use crate::gateway::{KEY, PUBLIC, Reply, Stand, browser_of, flags, program, signed_in};
use crate::postgres;
use crate::support::{Answer, Browser, PATIENCE, RESOURCES, Site, TAB, data, texts};

fn problems(answer: &Answer) -> Vec<String> {
    texts(&answer.json()["problems"])
}

#[tokio::test(flavor = "multi_thread")]
async fn a_server_is_ready_while_its_storage_answers_and_tells_plainly_what_does_not() {
    let (_stand, address) = Stand::start().await;
    let gateway = Site::gateway(&flags(&address, &[])).await;
    let mut anyone = Browser::new(&gateway);
    let answer = anyone.send("GET", "/readyz", &[], "").await;
    assert_eq!((answer.status, answer.header("cache-control")), (200, "no-store"));
    assert_eq!(answer.json(), json!({ "ready": true, "problems": [] }));

    let gone = Site::gateway(&flags(&address, &[])).await;
    let file = rusqlite::Connection::open(gone.folder.path().join("gateway.sqlite")).unwrap();
    file.execute_batch("PRAGMA foreign_keys = OFF; DROP TABLE sessions;").unwrap();
    let mut anyone = Browser::new(&gone);
    let answer = anyone.send("GET", "/readyz", &[], "").await;
    assert_eq!((answer.status, &answer.json()["ready"]), (503, &json!(false)));
    assert_eq!(problems(&answer), ["The storage of this server does not answer."]);
    assert_eq!(anyone.send("GET", "/healthz", &[], "").await.text(), "ok", "the process is well");

    let demo = Site::start().await;
    assert_eq!(Browser::new(&demo).send("GET", "/readyz", &[], "").await.json()["ready"], true);
}

#[tokio::test(flavor = "multi_thread")]
async fn replicas_on_one_postgresql_count_the_same_sign_ins_end_them_together_and_are_ready_while_it_answers() {
    let Some(database) = postgres::database().await else { return };
    let apono = Site::with_flags(&["--demo-redirect", &format!("{PUBLIC}/auth/callback")]).await;
    let flags = flags(&apono.address, &["--metrics", "127.0.0.1:0", "--database", database.reveal()]);
    let (one, two) = (Site::gateway(&flags).await, Site::gateway(&flags).await);
    let mut here = signed_in(&apono, &one, ENGINEER).await;
    let mut there = signed_in(&apono, &two, ENGINEER).await;
    for replica in [&one, &two] {
        assert!(figures(replica).await.contains("apono_access_sessions{kind=\"browser\"} 2"));
    }
    assert_eq!(
        Browser::new(&one).send("GET", "/readyz", &[], "").await.json(),
        json!({ "ready": true, "problems": [] })
    );

    let answer = here.send("POST", "/auth/sign-out-everywhere", &[TAB], "").await;
    assert_eq!((answer.status, answer.text()), (200, r#"{"accounts":0,"browsers":2}"#));
    assert_eq!(there.call("GET", "/session").await.status, 401);
    assert!(figures(&two).await.contains("apono_access_sessions{kind=\"browser\"} 0"));

    postgres::connect(&database).await.batch_execute("DROP TABLE sessions CASCADE").await.unwrap();
    let answer = Browser::new(&two).send("GET", "/readyz", &[], "").await;
    assert_eq!(
        (answer.status, problems(&answer)),
        (503, vec!["The storage of this server does not answer.".to_owned()])
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn services_that_do_not_answer_are_named_but_take_no_server_out_and_are_not_asked_for_every_call() {
    let nobody = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let address = format!("http://{}", nobody.local_addr().unwrap());
    drop(nobody);
    let (stand, app) = Stand::start().await;
    let mut flags = flags(&address, &[]);
    flags[3] = &app;
    let gateway = Site::gateway(&flags).await;
    for _ in 0..20 {
        let answer = Browser::new(&gateway).send("GET", "/readyz", &[], "").await;
        assert_eq!((answer.status, problems(&answer)), (200, vec!["Apono's API does not answer.".to_owned()]));
        assert!(!answer.text().contains("127.0.0.1"));
    }
    let calls = stand.calls();
    // A machine that is very slow may ask a second time.
    assert!((1..=3).contains(&calls.len()), "{}", calls.len());
    assert!(calls.iter().all(|call| call.path == "/" && call.headers.get("authorization").is_none()));
}

async fn figures(site: &Site) -> String {
    let answer = Browser::of(site.metrics.as_ref().unwrap()).send("GET", "/metrics", &[], "").await;
    assert_eq!(answer.status, 200);
    assert!(answer.header("content-type").starts_with("application/openmetrics-text"));
    answer.text().to_owned()
}

#[tokio::test(flavor = "multi_thread")]
async fn prometheus_reads_calls_by_route_and_outcomes_and_learns_nothing_of_people() {
    let (stand, address) = Stand::start().await;
    let gateway = Site::gateway(&flags(&address, &["--metrics", "127.0.0.1:0"])).await;
    let mut browser = browser_of(&gateway).await;
    assert_eq!(browser.call("GET", "/access-sessions/session-of-dana?x=query-of-dana").await.status, 200);
    assert_eq!(browser.call("GET", "/access-sessions/another-of-dana").await.status, 200);
    stand.reply(Reply::With(503, vec![], ""));
    assert_eq!(browser.call("POST", "/access-requests/AR-of-dana/revoke").await.status, 503);
    assert_eq!(browser.call("GET", "/not-there/of-dana").await.status, 404);
    browser.send("BREW", "/coffee-of-dana", &[], "").await;
    gateway.pass(3600.0).await;
    stand.reply(Reply::Fine);
    assert_eq!(browser.call("GET", "/session").await.status, 200);

    let text = figures(&gateway).await;
    for line in [
        "apono_access_call_seconds_count{method=\"GET\",route=\"/access-sessions/{id}\",status=\"2xx\"} 2",
        "apono_access_call_seconds_count{method=\"POST\",route=\"/access-requests/{id}/revoke\",status=\"5xx\"} 1",
        "apono_access_call_seconds_count{method=\"GET\",route=\"/api/{*rest}\",status=\"4xx\"} 1",
        "apono_access_call_seconds_count{method=\"GET\",route=\"/auth/callback\",status=\"3xx\"} 1",
        "apono_access_call_seconds_count{method=\"OTHER\",route=\"files\",status=\"4xx\"} 1",
        "apono_access_upstream_call_seconds_count{outcome=\"done\"} ",
        "apono_access_token_refreshes_total{outcome=\"done\"} 1",
        "apono_access_sign_ins_total{kind=\"browser\",outcome=\"done\"} 1",
        "apono_access_sessions{kind=\"browser\"} 1",
        "apono_access_sessions{kind=\"link\"} 0",
    ] {
        assert!(text.contains(line), "{line}\n{text}");
    }
    assert!(!text.contains("dana") && !text.contains("BREW"), "{text}");
    assert_eq!(Browser::new(&gateway).send("GET", "/metrics", &[], "").await.status, 404, "on its own listener only");
    let aside = Browser::of(gateway.metrics.as_ref().unwrap()).send("GET", "/api/client/v1/session", &[], "").await;
    assert_eq!(aside.status, 404, "nothing else is there");

    let short = Site::gateway(&flags(&address, &["--metrics", "127.0.0.1:0", "--call-time-limit", "1"])).await;
    let mut browser = browser_of(&short).await;
    stand.reply(Reply::Hangs);
    assert_eq!(browser.call("GET", "/session").await.status, 504);
    assert!(figures(&short).await.contains("apono_access_upstream_call_seconds_count{outcome=\"late\"} 1"));
}

#[tokio::test(flavor = "multi_thread")]
async fn figures_are_told_nowhere_unless_asked_for_and_a_place_that_is_taken_is_named() {
    let site = Site::start().await;
    assert!(site.metrics.is_none());
    assert_eq!(site.curl(ENGINEER, "GET", "/session", None).await.status, 200);
    let taken = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let folder = data(RESOURCES, None).await;
    let data = folder.path().to_str().unwrap();
    let place = taken.local_addr().unwrap().to_string();
    let flags = ["server", "--port", "0", "--data", data, "--dist", data, "--metrics", &place];
    let config = <Config as clap::Parser>::parse_from(flags);
    let refused = server::start(&config, |_| {}).await.err().unwrap().to_string();
    assert!(refused.contains("--metrics") && refused.contains(&place), "{refused}");
}

#[tokio::test(flavor = "multi_thread")]
async fn each_decision_revocation_reset_and_sign_in_is_one_line_of_json_with_ids_only() {
    let (stand, address) = Stand::start().await;
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().to_str().unwrap().to_owned();
    let more = ["--port", "0", "--data", &data, "--dist", &data, "--log-format", "json", "--call-time-limit", "1"];
    let mut child = program(&flags(&address, &more)).spawn().unwrap();
    let mut lines = BufReader::new(child.stdout.take().unwrap()).lines();
    let inside = lines.find_map(|line| line.unwrap().strip_prefix("Listening on ").map(str::to_owned)).unwrap();
    let mut browser = Browser::of(&inside);
    let ask = browser.begin("/").await;
    browser.visit(&format!("/auth/callback?code=code-secret&state={}", ask["state"])).await;
    let words = json!({ "justification": "words-of-dana" });
    let id = ("x-request-id", "proxy-1");
    let kind = ("content-type", "application/json");
    for path in ["access-requests/AR-1/approve", "access-requests/AR-2/reject", "access-requests/AR-1/extend"] {
        let path = format!("{BASE_PATH}/{path}");
        assert_eq!(browser.send("POST", &path, &[TAB, id, kind], words.to_string()).await.status, 200);
    }
    stand.reply(Reply::With(409, vec![("content-type", "application/json".to_owned())], "{}"));
    assert_eq!(browser.call("POST", "/access-requests/AR-3/revoke").await.status, 409);
    stand.reply(Reply::Hangs);
    assert_eq!(browser.call("POST", "/access-sessions/session-1/reset-credentials").await.status, 504);
    // A person who closes the window meanwhile.
    let path = format!("{BASE_PATH}/access-requests/AR-4/approve");
    let arrived = async {
        while !stand.calls().iter().any(|call| call.path.contains("AR-4")) {
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
    };
    tokio::select! {
        answer = browser.try_send("POST", &path, &[TAB], "") => panic!("answered before the window was closed: {}", answer.is_ok()),
        () = arrived => {}
    }
    assert_eq!(browser.send("POST", "/auth/sign-out", &[TAB], "").await.status, 200);

    let mut log: Vec<Value> = Vec::new();
    for line in BufReader::new(child.stderr.take().unwrap()).lines() {
        log.push(serde_json::from_str(&line.unwrap()).unwrap());
        if log.iter().filter(|line| line["target"] == "audit").count() == 7 {
            break;
        }
    }
    child.kill().unwrap();
    child.wait().unwrap();
    let audit: Vec<&Value> = log.iter().filter(|line| line["target"] == "audit").collect();
    let mut told: Vec<String> = audit
        .iter()
        .map(|line| format!("{} {} {}", line["what"].as_str().unwrap(), line["on"], line["result"].as_str().unwrap()))
        .collect();
    told.sort();
    assert_eq!(
        told,
        [
            "approve \"AR-1\" 200",
            "approve \"AR-4\" unknown",
            "reject \"AR-2\" 200",
            "reset-credentials \"session-1\" 504",
            "revoke \"AR-3\" 409",
            "sign-in null done",
            "sign-out null done",
        ]
    );
    let session = &audit[0]["session"];
    for line in &audit {
        assert_eq!((&line["person"], &line["session"]), (&json!("usr-1"), session), "{line}");
        assert!(!line["id"].as_str().unwrap().is_empty() && line["timestamp"].is_string(), "{line}");
    }
    assert_eq!(audit[1]["id"], "proxy-1");
    let text = log.iter().map(Value::to_string).collect::<String>();
    for secret in ["secret", "of-dana", &browser.cookies.values().cloned().collect::<String>(), &ask["state"]] {
        assert!(secret.is_empty() || !text.contains(secret), "{secret}: {text}");
    }
}

/// What stands between two texts of a file of the project.
fn part(file: &str, begin: &str, end: &str) -> String {
    let text = std::fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("..").join(file)).unwrap();
    let (_, rest) = text.split_once(begin).unwrap_or_else(|| panic!("{file} has no {begin}"));
    rest.split_once(end).unwrap().0.to_owned()
}

#[test]
fn what_the_documents_the_unit_and_the_image_say_is_a_configuration_that_the_server_takes() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("server.toml");
    let example = part("docs/deploy.md", "```toml\n# /etc/apono-access/server.toml\n", "```");
    std::fs::write(&file, example.replace("2026a:the output of openssl", KEY)).unwrap();
    let file = file.to_str().unwrap();

    let unit = part("deploy/apono-access.service", "ExecStart=", "\n");
    let by_unit: Vec<&str> = unit.split(' ').map(|word| if word.ends_with(".toml") { file } else { word }).collect();
    let entry = part("deploy/Containerfile", "ENTRYPOINT ", "\n");
    let entry: Vec<String> = serde_json::from_str(&entry).unwrap();
    let by_image: Vec<&str> = entry.iter().map(String::as_str).chain(["--config", file]).collect();
    for line in [&by_unit, &by_image] {
        let config = Config::read(line.iter().map(OsString::from)).unwrap();
        assert_eq!(server::check::problems(&config), Vec::<String>::new(), "{line:?}");
        assert_eq!(config.data, Path::new("/var/lib/apono-access"), "{line:?}");
        assert_eq!(config.dist, None, "{line:?}: the tab is inside the program");
    }
    let image = Config::read(by_image.iter().map(OsString::from)).unwrap();
    assert!(!image.listen_on().is_loopback(), "a proxy reaches the container from outside");
}

#[test]
fn each_flag_that_the_documents_name_is_one() {
    let text = std::fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("../docs/deploy.md")).unwrap();
    let command = <Config as clap::CommandFactory>::command();
    let known: Vec<String> =
        command.get_arguments().filter_map(|flag| flag.get_long()).map(|flag| format!("--{flag}")).collect();
    let lines = text.lines().filter(|line| line.starts_with('|'));
    let named = lines.flat_map(|line| line.split('`').skip(1).step_by(2)).flat_map(|code| code.split(' '));
    let flags: Vec<&str> = named.filter(|word| word.starts_with("--") && word.len() > 2).collect();
    assert!(flags.len() > 14, "{flags:?}");
    for flag in flags {
        assert!(known.iter().any(|known| known == flag), "{flag}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_stop_lets_a_call_under_way_finish_and_does_not_wait_for_one_that_hangs() {
    let (arrived, go) = (Arc::new(Notify::new()), Arc::new(Notify::new()));
    let (tell, wait) = (Arc::clone(&arrived), Arc::clone(&go));
    let slow = move || async move {
        tell.notify_one();
        wait.notified().await;
        Json(json!({}))
    };
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let upstream = format!("http://{}", listener.local_addr().unwrap());
    let extend = format!("{BASE_PATH}/access-requests/{{id}}/extend");
    let router = Router::new().route(&extend, post(slow)).fallback(any(|| async { Json(json!({})) }));
    tokio::spawn(async move { axum::serve(listener, router).await });
    let (_stand, app) = Stand::start().await;
    // The call itself would hang far longer than this test waits.
    let mut flags = flags(&upstream, &["--call-time-limit", "600"]);
    flags[3] = &app;
    let mut gateway = Site::gateway(&flags).await;
    for hangs in [false, true] {
        let mut browser = browser_of(&gateway).await;
        let path = format!("{BASE_PATH}/access-requests/AR-1/extend");
        let call = tokio::spawn(async move { browser.try_send("POST", &path, &[TAB], "").await });
        arrived.notified().await;
        let stopped = tokio::spawn(gateway.restarted());
        if !hangs {
            go.notify_one();
        }
        gateway = tokio::time::timeout(PATIENCE, stopped).await.unwrap().unwrap();
        assert_eq!(call.await.unwrap().is_err(), hangs);
    }
}
