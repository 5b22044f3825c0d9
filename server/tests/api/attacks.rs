//! Attacks that belong to no single part: on headers, on time, on cookies. The whole list stands in docs/security.md.

use std::io::{Read, Write};
use std::net::TcpStream;
use std::path::Path;
use std::time::{Duration, Instant};

use apono_api::BASE_PATH;
use server::demo::people::{ENGINEER, TEAM_LEAD};

use crate::gateway::{PUBLIC, Reply, Stand, browser_of, flags, raw, with_stand};
use crate::support::{Answer, Browser, PATIENCE, Site, TAB};

#[test]
fn each_test_that_the_list_of_attacks_names_is_there() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let list = std::fs::read_to_string(root.join("../docs/security.md")).unwrap();
    let named: Vec<(&str, &str)> =
        list.split('`').skip(1).step_by(2).filter_map(|text| text.split_once("::")).collect();
    assert!(named.len() > 30, "{named:?}");
    for (file, name) in named {
        let text = std::fs::read_to_string(root.join(format!("tests/api/{file}.rs"))).unwrap_or_default();
        assert!(text.contains(&format!("fn {name}(")), "{file}::{name}");
    }
}

/// How signing in is answered when these headers are sent with it.
async fn begun(site: &Site, headers: &[(&str, &str)]) -> Answer {
    Browser::new(site).send("GET", "/auth/sign-in", headers, "").await
}

#[tokio::test(flavor = "multi_thread")]
async fn nobody_but_a_proxy_that_is_trusted_says_where_a_call_comes_from() {
    let (_stand, address) = Stand::start().await;
    let few = ["--sign-ins-per-address", "1"];
    for trusted in [&[][..], &["--trusted-proxy", "10.0.0.0/8"]] {
        let gateway = Site::gateway(&flags(&address, &[&few[..], trusted].concat())).await;
        for _ in 0..3 {
            let answer = begun(&gateway, &[("x-forwarded-for", "203.0.113.7"), ("x-forwarded-proto", "http")]).await;
            assert_eq!(answer.status, 303, "{trusted:?}");
            assert!(answer.header("location").starts_with(&address));
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn an_address_that_begins_too_many_sign_ins_waits_and_does_not_become_another_by_words_of_its_own() {
    let (_stand, address) = Stand::start().await;
    let gateway =
        Site::gateway(&flags(&address, &["--trusted-proxy", "127.0.0.1", "--sign-ins-per-address", "2"])).await;
    let of = |list| [("x-forwarded-for", list)];
    for _ in 0..2 {
        assert_eq!(begun(&gateway, &of("203.0.113.7")).await.status, 303);
    }
    for headers in [
        &of("203.0.113.7")[..],
        &of("198.51.100.1, 203.0.113.7"),
        &[("x-forwarded-for", "198.51.100.2"), ("x-forwarded-for", "203.0.113.7")],
        &[("x-forwarded-for", "203.0.113.7"), ("forwarded", "for=198.51.100.3"), ("x-real-ip", "198.51.100.4")],
    ] {
        let refused = begun(&gateway, headers).await;
        assert_eq!((refused.status, refused.text().contains("Too many sign-ins at once")), (429, true), "{headers:?}");
        let seconds: u32 = refused.header("retry-after").parse().unwrap();
        assert!((1..=60).contains(&seconds) && !refused.headers.contains_key("set-cookie"));
    }
    assert_eq!(begun(&gateway, &of("203.0.113.8")).await.status, 303, "others are not held up");
    assert_eq!(begun(&gateway, &[]).await.status, 303);
    gateway.pass(60.0).await;
    assert_eq!(begun(&gateway, &of("203.0.113.7")).await.status, 303);
}

#[tokio::test(flavor = "multi_thread")]
async fn who_comes_to_the_proxy_in_the_open_is_led_to_https_and_no_call_is_answered() {
    let (stand, address) = Stand::start().await;
    let gateway = Site::gateway(&flags(&address, &["--trusted-proxy", "127.0.0.1"])).await;
    let mut browser = browser_of(&gateway).await;
    stand.calls();
    let (open, page) = (("x-forwarded-proto", "http"), ("accept", "text/html"));
    for path in ["/requests/open?request=AR-1", "/auth/sign-in?return=%2F"] {
        let answer = Browser::new(&gateway).send("GET", path, &[open, page], "").await;
        assert_eq!((answer.status, answer.header("location")), (307, format!("{PUBLIC}{path}").as_str()));
    }
    let path = format!("{BASE_PATH}/session");
    assert_eq!(browser.send("GET", &path, &[TAB, open], "").await.status, 403);
    assert_eq!(stand.calls().len(), 0);
    assert_eq!(browser.send("GET", &path, &[TAB, ("x-forwarded-proto", "https")], "").await.status, 200);
}

/// The head of an answer, in small letters.
fn head(answer: &str) -> String {
    answer.split("\r\n\r\n").next().unwrap_or_default().to_lowercase()
}

#[tokio::test(flavor = "multi_thread")]
async fn nothing_that_comes_in_adds_a_header_to_an_answer_or_to_a_call() {
    let (stand, gateway, mut browser) = with_stand().await;
    let evil = "%0d%0aset-cookie:%20evil=1%0d%0a%0d%0aevil";
    for path in [
        format!("/auth/sign-in?return=/{evil}"),
        format!("/auth/sign-in?return={evil}"),
        format!("/auth/callback?code=1&state={evil}"),
        format!("/auth/link/{evil}"),
        format!("/auth/end?reason={evil}"),
        format!("/{evil}"),
        format!("{BASE_PATH}/access-requests/{evil}"),
    ] {
        let answer = raw(&gateway, &format!("GET {path} HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n"));
        assert!(answer.starts_with("HTTP/1.1 ") && !head(&answer).contains("evil=1"), "{path}: {answer}");
        assert_eq!(answer.matches("HTTP/1.1 ").count(), 1, "{path}: {answer}");
    }
    let ask = browser.begin("/x\r\nset-cookie: evil=1").await;
    let answer = browser.visit(&format!("/auth/callback?code=1&state={}", ask["state"])).await;
    assert_eq!(answer.header("location"), "/");
    stand.calls();

    // Lines that are continued, names with spaces, lone ends of lines, two lengths.
    for lines in [
        "x-request-id: a\r\n set-cookie: evil=1",
        "x-request-id : a",
        "x-request-id: a\rset-cookie: evil=1",
        "x-request-id: a\0b",
        "content-length: 1\r\ncontent-length: 2",
        "transfer-encoding: chunked\r\ntransfer-encoding: identity",
    ] {
        let cookie = format!("cookie: __Host-apono-session={}", browser.cookies["__Host-apono-session"]);
        let post = format!("POST {BASE_PATH}/access-requests/AR-1/extend HTTP/1.1\r\nhost: x\r\nx-apono-tab: 1");
        let answer = raw(&gateway, &format!("{post}\r\n{cookie}\r\n{lines}\r\nconnection: close\r\n\r\n"));
        assert!(answer.is_empty() || answer.starts_with("HTTP/1.1 400 "), "{lines:?}: {answer}");
    }
    assert_eq!(stand.calls().len(), 0);

    // What Apono's answer carries in a query or an id is never part of a head here.
    stand.reply(Reply::With(200, vec![("content-type", "application/json; x=\"evil=1\"".to_owned())], "{}"));
    let answer = browser.call("GET", "/session").await;
    assert_eq!((answer.status, answer.header("content-type")), (200, "application/json"));
}

#[tokio::test(flavor = "multi_thread")]
async fn who_sends_slowly_is_cut_off_however_steadily_they_go_on() {
    let (stand, gateway, browser) = with_stand().await;
    let address = gateway.address.trim_start_matches("http://").to_owned();
    let cookie = format!("cookie: __Host-apono-session={}", browser.cookies["__Host-apono-session"]);
    let body = format!(
        "POST {BASE_PATH}/access-requests HTTP/1.1\r\nhost: x\r\nx-apono-tab: 1\r\n{cookie}\r\ncontent-type: application/json\r\ncontent-length: 1000000\r\n\r\n"
    );
    // One never says anything, one drips its head, one its body.
    for (begin, drop) in [("", ""), ("GET / HTTP/1.1\r\nhost: x\r\nx-long: ", "x"), (body.as_str(), " ")] {
        let mut stream = TcpStream::connect(&address).unwrap();
        stream.set_read_timeout(Some(Duration::from_millis(50))).unwrap();
        stream.write_all(begin.as_bytes()).unwrap();
        let (started, mut answer) = (Instant::now(), Vec::new());
        loop {
            assert!(started.elapsed() < PATIENCE, "{begin:.20}: still open");
            let mut some = [0; 1024];
            match stream.read(&mut some) {
                Ok(0) => break,
                Ok(count) => answer.extend_from_slice(&some[..count]),
                Err(error) if error.kind() == std::io::ErrorKind::WouldBlock => {
                    if stream.write_all(drop.as_bytes()).is_err() {
                        break;
                    }
                }
                Err(_) => break,
            }
        }
        let answer = String::from_utf8_lossy(&answer);
        assert!(answer.is_empty() || answer.starts_with("HTTP/1.1 408 "), "{answer}");
    }
    assert_eq!(stand.calls().len(), 0);
    let (mut quick, extend) = (browser, "/access-requests/AR-1/extend");
    assert_eq!(quick.call("POST", extend).await.status, 200, "others are served meanwhile and afterwards");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_session_or_attempt_that_somebody_else_has_planted_becomes_nobodys() {
    let site = Site::with_flags(&["--public-url", "https://access.example.com"]).await;
    let mut attacker = Browser::new(&site);
    attacker.sign_in(TEAM_LEAD, "/").await;
    let planted = attacker.cookies["__Host-apono-session"].clone();

    // The victim signs in with the attacker's cookie in the browser: it is replaced, and opens nothing of the victim's.
    let mut victim = Browser::new(&site);
    for name in ["__Host-apono-session", "apono-session"] {
        victim.cookies.insert(name.to_owned(), planted.clone());
    }
    victim.sign_in(ENGINEER, "/").await;
    assert_ne!(victim.cookies["__Host-apono-session"], planted);
    assert_eq!(victim.call("GET", "/session").await.json()["user"]["name"], "Dana Levi");
    assert_eq!(attacker.call("GET", "/session").await.status, 401);

    // A value of the attacker's own choice is never taken.
    let mut victim = Browser::new(&site);
    victim.cookies.insert("__Host-apono-session".to_owned(), "chosen-by-the-attacker".to_owned());
    victim.sign_in(ENGINEER, "/").await;
    attacker.cookies.insert("__Host-apono-session".to_owned(), "chosen-by-the-attacker".to_owned());
    assert_eq!(attacker.call("GET", "/session").await.status, 401);

    // The attacker's sign-in is not finished in the victim's browser, not even with a cookie that a host beside ours could set.
    let ask = attacker.begin("/").await;
    let callback = attacker.choose(&ask, TEAM_LEAD).await;
    let mut victim = Browser::new(&site);
    let attempt = format!("apono-attempt-{}", ask["state"].chars().take(8).collect::<String>());
    assert!(attacker.cookies.contains_key(&format!("__Host-{attempt}")));
    victim.cookies.insert(attempt, ask["state"].clone());
    assert_eq!(victim.visit(&callback).await.status, 400);
    assert!(!victim.cookies.contains_key("__Host-apono-session"));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_code_of_the_sign_in_service_that_was_stolen_or_is_used_again_opens_nothing() {
    let (stand, address) = Stand::start().await;
    let gateway = Site::gateway(&flags(&address, &[])).await;
    let mut victim = Browser::new(&gateway);
    let ask = victim.begin("/").await;
    let callback = format!("/auth/callback?code=stolen&state={}", ask["state"]);
    // Who has the whole address, and who has a sign-in of his own under way and only the code.
    let mut thief = Browser::new(&gateway);
    assert_eq!(thief.visit(&callback).await.status, 400);
    assert!(stand.calls().is_empty(), "the code was not even asked about");
    assert_eq!(victim.visit(&callback).await.status, 303);
    assert_eq!(victim.visit(&callback).await.status, 400, "once");
    assert_eq!(victim.call("GET", "/session").await.status, 200);
    // Each sign-in has a verifier of its own, without which the service does not take a code.
    let challenges: Vec<String> = [victim.begin("/").await, thief.begin("/").await]
        .into_iter()
        .map(|mut ask| ask.remove("code_challenge").unwrap())
        .collect();
    assert_ne!(challenges[0], challenges[1]);
}

#[tokio::test(flavor = "multi_thread")]
async fn no_page_of_another_site_reads_anything_or_is_shown_inside_one() {
    let (_stand, address) = Stand::start().await;
    let gateway = Site::gateway(&flags(&address, &[])).await;
    let mut browser = browser_of(&gateway).await;
    let origin = ("origin", "https://evil.example");
    for path in ["/api/client/v1/access-sessions/s-1/access-details", "/auth/my-data", "/readyz", "/config.json"] {
        let asked =
            [origin, ("access-control-request-method", "GET"), ("access-control-request-headers", "x-apono-tab")];
        for (method, headers) in [("OPTIONS", &asked[..]), ("GET", &[origin, ("sec-fetch-site", "cross-site")])] {
            let answer = browser.send(method, path, headers, "").await;
            let allows = answer.headers.keys().any(|name| name.as_str().starts_with("access-control"));
            assert!(!allows, "{method} {path}");
            assert_eq!(answer.header("cross-origin-resource-policy"), "same-origin", "{method} {path}");
        }
    }
    for page in ["/auth/my-data", "/auth/callback", "/privacy"] {
        let answer = browser.visit(page).await;
        assert!(answer.header("content-security-policy").contains("frame-ancestors 'none'"), "{page}");
    }
    assert_eq!(browser.send("GET", &format!("{BASE_PATH}/session"), &[TAB, origin], "").await.status, 200);
}
