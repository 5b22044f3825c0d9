//! Notifications in Teams: who is told what, and what a person can do about it. The demo sends them as the gateway does.

use std::path::Path;
use std::time::{Duration, Instant};

use serde_json::{Value, json};
use server::demo::people::{ENGINEER, TEAM_LEAD};
use server::notify::Kind;

use crate::entra::{ADDRESS, DANA, Host, INGRID};
use crate::graph::{Graph, Reply, Shown};
use crate::support::{Browser, PATIENCE, TAB, form, list};

const PRODUCTION: &str = "prod-orders-eu";
const STAGING: &str = "staging-checkout-eu";

/// A server that sends to a Graph of the tests, with its figures.
async fn start(graph: &Graph) -> Host {
    Host::with_flags(&[&graph.flags()[..], &["--metrics", "127.0.0.1:0"]].concat()).await
}

/// A figure of the server; 0 where it has not been counted yet.
async fn figure(host: &Host, name: &str) -> u32 {
    let metrics = host.site.metrics.clone().unwrap();
    let text = Browser::of(&metrics).send("GET", "/metrics", &[], "").await;
    let line = text.text().lines().find_map(|line| line.strip_prefix(&format!("apono_access_{name} ")));
    line.map_or(0, |value| value.parse().unwrap())
}

/// Until everybody who is linked has been looked after at least once more.
async fn looked_after(host: &Host) {
    const LOOKS: &str = "notification_looks_total{outcome=\"done\"}";
    let (before, began) = (figure(host, LOOKS).await, Instant::now());
    while figure(host, LOOKS).await < before + 6 {
        assert!(began.elapsed() < PATIENCE, "nobody is looked after");
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
}

/// What was shown, once there are so many of it.
async fn shown(graph: &Graph, count: usize) -> Vec<Shown> {
    let began = Instant::now();
    loop {
        let shown = graph.shown();
        if shown.len() >= count {
            assert_eq!(shown.len(), count, "{shown:?}");
            return shown;
        }
        assert!(began.elapsed() < PATIENCE, "{count} were to come, and there are {shown:?}");
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
}

async fn ask(host: &Host, search: &str) -> String {
    let path = format!("/inventory/access-units?limit=1&search={search}");
    let units = host.site.curl(ENGINEER, "GET", &path, None).await.json();
    let answer = host.site.curl(ENGINEER, "POST", "/access-requests", Some(&form(&list(&units["data"], "id")))).await;
    answer.json()["request_ids"][0].as_str().unwrap().to_owned()
}

fn told<'a>(shown: &'a [Shown], oid: &str, kind: &str) -> &'a Shown {
    shown.iter().find(|it| it.oid == oid && it.kind == kind).unwrap_or_else(|| panic!("{oid} {kind}: {shown:?}"))
}

#[test]
fn each_kind_is_found_by_what_it_is_called() {
    for kind in Kind::ALL {
        assert_eq!(Kind::of(kind.word()), Some(kind));
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn who_asks_and_who_decides_are_told_of_each_change_once_and_of_nothing_that_was_before() {
    let graph = Graph::start(ADDRESS, Duration::ZERO).await;
    let host = start(&graph).await;
    let config = Browser::new(&host.site).json("GET", "/config.json", None).await.json();
    assert_eq!(config["notifications"], json!(true));
    host.link(DANA, ENGINEER).await;
    host.link(INGRID, TEAM_LEAD).await;
    looked_after(&host).await;
    assert!(graph.shown().is_empty(), "what was so before is no news: {:?}", graph.shown());

    let request = ask(&host, PRODUCTION).await;
    host.site.until(ENGINEER, &request, "Pending").await;
    let first = shown(&graph, 2).await;
    let (waits, task) = (told(&first, DANA, "requestWaiting"), told(&first, INGRID, "approvalRequired"));
    assert_eq!((&waits.request, &task.request), (&request, &request));
    let names = |shown: &Shown, name: &str| shown.values.get(name).cloned().unwrap_or_default();
    assert_eq!((names(waits, "resource").as_str(), names(task, "requester").as_str()), (PRODUCTION, "Dana Levi"));
    assert_eq!(
        task.preview,
        format!("{PRODUCTION} · {request}"),
        "names only: the words stand in the app, in each language"
    );

    let path = format!("/access-requests/{request}/approve");
    let reason = json!({ "justification": "Known incident" });
    assert_eq!(host.site.curl(TEAM_LEAD, "POST", &path, Some(&reason)).await.status, 200);
    host.site.until(ENGINEER, &request, "Active").await;
    let second = shown(&graph, 3).await;
    let granted = told(&second, DANA, "accessGranted");
    assert_eq!(names(granted, "resource"), PRODUCTION);
    assert_eq!(granted.chain, waits.chain, "it takes the place of the notification of before");

    // The tenant's sign-in is asked once for all of them, and the link ends with everything that was kept.
    assert_eq!(graph.tokens(), 1);
    let unlinked = host.call("DELETE", "/auth/link", &host.token(DANA).await, None).await;
    assert_eq!(unlinked.status, 204);
    host.site.curl(ENGINEER, "POST", &format!("/access-requests/{request}/revoke"), None).await;
    host.site.until(ENGINEER, &request, "Revoked").await;
    looked_after(&host).await;
    assert_eq!((shown(&graph, 3).await.len(), graph.duplicates()), (3, 0));
}

#[tokio::test(flavor = "multi_thread")]
async fn what_cannot_be_sent_now_is_sent_later_and_who_cannot_be_reached_is_left_alone_for_a_day() {
    let graph = Graph::start(ADDRESS, Duration::ZERO).await;
    let host = start(&graph).await;
    host.link(DANA, ENGINEER).await;
    looked_after(&host).await;
    graph.reply(Reply::Status(429, Some("2")));
    graph.reply(Reply::Status(500, None));
    let one = ask(&host, STAGING).await;
    host.site.until(ENGINEER, &one, "Active").await;
    assert_eq!(shown(&graph, 1).await[0].request, one);
    let arrivals = graph.arrivals();
    assert_eq!(arrivals.len(), 3);
    assert!(arrivals[1] - arrivals[0] >= Duration::from_millis(1_900), "as long as it was asked to wait");
    assert!(arrivals[2] - arrivals[1] >= Duration::from_secs(1), "the longer the more often it fails");

    graph.withdraw_tokens();
    let two = ask(&host, STAGING).await;
    host.site.until(ENGINEER, &two, "Active").await;
    assert_eq!(shown(&graph, 2).await[1].request, two, "with another token");

    graph.reply(Reply::Status(404, None));
    let three = ask(&host, STAGING).await;
    host.site.until(ENGINEER, &three, "Active").await;
    let began = Instant::now();
    while !graph.has_replied() {
        assert!(began.elapsed() < PATIENCE);
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    let tries = graph.arrivals().len();
    let four = ask(&host, STAGING).await;
    host.site.until(ENGINEER, &four, "Active").await;
    tokio::time::sleep(Duration::from_secs(3)).await;
    assert_eq!(graph.arrivals().len(), tries, "nothing is tried");

    host.site.pass(30.0 * 3600.0).await;
    host.site.until(ENGINEER, &four, "Expired").await;
    looked_after(&host).await;
    let five = ask(&host, STAGING).await;
    host.site.until(ENGINEER, &five, "Active").await;
    assert_eq!(shown(&graph, 3).await[2].request, five, "of before nothing is told");
    assert_eq!(graph.duplicates(), 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn who_turns_a_kind_off_hears_nothing_of_it_and_sees_so_among_what_is_kept() {
    let graph = Graph::start(ADDRESS, Duration::ZERO).await;
    let host = start(&graph).await;
    host.link(DANA, ENGINEER).await;
    looked_after(&host).await;
    let mut browser = Browser::new(&host.site);
    browser.sign_in(ENGINEER, "/").await;
    let kind = ("content-type", "application/json");
    let turn_off = |kinds: &[&str]| json!({ "muted": kinds }).to_string();
    for (headers, body, status) in [
        (&[kind][..], turn_off(&[]), 403),
        (&[TAB, kind, ("sec-fetch-site", "cross-site")], turn_off(&[]), 403),
        (&[TAB, kind], turn_off(&["accessGranted", "everything"]), 400),
        (&[TAB, kind], "{}".to_owned(), 400),
        (&[TAB, kind], turn_off(&["accessGranted", "accessGranted"]), 204),
    ] {
        let answer = browser.send("PUT", "/auth/notifications", headers, body.clone()).await;
        assert_eq!(answer.status, status, "{headers:?} {body}");
    }
    let anybody = Browser::new(&host.site).send("GET", "/auth/notifications", &[TAB], "").await;
    assert_eq!(anybody.status, 401);
    let inside = host.call("GET", "/auth/notifications", &host.token(DANA).await, None).await;
    assert_eq!((inside.status, inside.text()), (200, r#"{"muted":["accessGranted"]}"#));
    assert_eq!(inside.header("cache-control"), "no-store");
    let page = browser.visit("/auth/my-data").await;
    assert!(page.text().contains("You have turned off 1 kind of notification."), "{}", page.text());

    let quiet = ask(&host, STAGING).await;
    host.site.until(ENGINEER, &quiet, "Active").await;
    host.site.curl(ENGINEER, "POST", &format!("/access-requests/{quiet}/revoke"), None).await;
    host.site.until(ENGINEER, &quiet, "Revoked").await;
    let ended = shown(&graph, 1).await;
    assert_eq!((ended[0].kind.as_str(), &ended[0].request), ("accessRevoked", &quiet));

    let body = Some(json!({ "muted": [] }));
    assert_eq!(host.call("PUT", "/auth/notifications", &host.token(DANA).await, body).await.status, 204);
    let heard = ask(&host, STAGING).await;
    host.site.until(ENGINEER, &heard, "Active").await;
    assert_eq!(told(&shown(&graph, 2).await, DANA, "accessGranted").request, heard);

    assert_eq!(browser.send("PUT", "/auth/notifications", &[TAB, kind], turn_off(&["accessEnded"])).await.status, 204);
    assert_eq!(browser.send("POST", "/auth/sign-out-everywhere", &[TAB], "").await.status, 200);
    browser.sign_in(ENGINEER, "/").await;
    let after = browser.send("GET", "/auth/notifications", &[TAB], "").await;
    assert_eq!(after.text(), r#"{"muted":[]}"#, "it was deleted with the rest");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_certificate_shows_who_the_server_is_as_a_secret_does() {
    let graph = Graph::start(ADDRESS, Duration::ZERO).await;
    let keys = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/keys");
    let (certificate, key) = (keys.join("test-only-127.0.0.1.pem"), keys.join("test-only-1.pem"));
    let files = ["--graph-certificate", certificate.to_str().unwrap(), "--graph-key", key.to_str().unwrap()];
    let places: Vec<&str> =
        graph.flags().chunks(2).filter(|it| it[0] != "--graph-client-secret").flatten().copied().collect();
    let host = Host::with_flags(&[&places[..], &files, &["--metrics", "127.0.0.1:0"]].concat()).await;
    host.link(DANA, ENGINEER).await;
    looked_after(&host).await;
    let request = ask(&host, STAGING).await;
    host.site.until(ENGINEER, &request, "Active").await;
    assert_eq!(shown(&graph, 1).await[0].request, request);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_server_that_sends_none_offers_none() {
    let host = Host::start().await;
    let config: Value = Browser::new(&host.site).json("GET", "/config.json", None).await.json();
    assert_eq!(config["notifications"], json!(false));
    let mut browser = Browser::new(&host.site);
    browser.sign_in(ENGINEER, "/").await;
    assert_eq!(browser.send("GET", "/auth/notifications", &[TAB], "").await.status, 404);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_look_that_is_under_way_when_the_server_stops_still_reads_what_it_came_for() {
    const LISTS: &str = "GET /api/client/v1/access-requests";
    let graph = Graph::start(ADDRESS, Duration::ZERO).await;
    let host = start(&graph).await;
    host.link(DANA, ENGINEER).await;
    // Each look then takes its time, so that one is met under way sooner or later.
    host.site.fault(json!({ "path": "/access-requests", "times": 1_000, "kind": { "delay": 200 } })).await;
    let began = Instant::now();
    loop {
        let (arrived, answered) =
            (host.site.control("GET", "arrivals", None).await, host.site.control("GET", "counters", None).await);
        if arrived[LISTS].as_u64() > answered[LISTS].as_u64() {
            break;
        }
        assert!(began.elapsed() < PATIENCE, "nobody is looked after");
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    let (folder, _) = host.site.stopped().await;
    let file = rusqlite::Connection::open(folder.path().join("sign-in.sqlite")).unwrap();
    let kept = "SELECT failures = 0, since IS NOT NULL, lease IS NULL FROM watches";
    let looked = file.query_row(kept, [], |row| Ok([row.get::<_, bool>(0)?, row.get(1)?, row.get(2)?]));
    assert_eq!(looked.unwrap(), [true; 3], "nothing failed, the look is kept, and its turn is over");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_notification_whose_answer_never_comes_is_sent_once_more_and_shown_in_the_same_place() {
    let graph = Graph::start(ADDRESS, Duration::ZERO).await;
    let host = start(&graph).await;
    host.link(DANA, ENGINEER).await;
    looked_after(&host).await;
    graph.reply(Reply::DeliversAndHangs);
    let request = ask(&host, STAGING).await;
    host.site.until(ENGINEER, &request, "Active").await;
    let both = shown(&graph, 2).await;
    assert_eq!(both[0], both[1]);
    looked_after(&host).await;
    assert_eq!((shown(&graph, 2).await.len(), graph.duplicates()), (2, 1));
}
