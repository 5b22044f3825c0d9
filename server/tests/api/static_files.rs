//! What the server hands out beside the API: the tab's files, its configuration, and the headers of every answer.

use std::collections::BTreeMap;

use server::demo::people::ENGINEER;

use crate::entra::{self, CLIENT, TENANT};
use crate::support::{Answer, Browser, Site, TAB};

const WASM: &str = "/apono-tab-d1b60576075f071c_bg.wasm";
const PAGE: (&str, &str) = ("accept", "text/html,application/xhtml+xml,*/*;q=0.8");

/// The directives of an answer's security policy.
fn policy(answer: &Answer) -> BTreeMap<&str, Vec<&str>> {
    let directives = answer.header("content-security-policy").split(';').map(str::trim);
    directives.filter_map(|text| text.split_once(' ')).map(|(name, rest)| (name, rest.split(' ').collect())).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_file_comes_as_the_build_compressed_it_in_the_smallest_form_that_the_browser_takes() {
    let site = Site::with_tab(&[]).await;
    let mut browser = Browser::new(&site);
    for (path, name, kind) in [(WASM, "wasm", "application/wasm"), ("/index.html", "index", "text/html; charset=utf-8")]
    {
        for (accepted, encoding) in [
            ("gzip, deflate, br, zstd", "br"),
            ("gzip", "gzip"),
            ("br;q=0, gzip;q=0.5", "gzip"),
            ("identity", ""),
            ("", ""),
        ] {
            let answer = browser.send("GET", path, &[("accept-encoding", accepted)], "").await;
            assert_eq!((answer.status, answer.header("content-encoding")), (200, encoding), "{accepted}");
            assert_eq!((answer.header("content-type"), answer.header("vary")), (kind, "accept-encoding"));
            match encoding {
                "br" => assert_eq!(answer.text(), format!("{name} in brotli")),
                "gzip" => assert_eq!(answer.text(), format!("{name} in gzip")),
                _ => assert!(!answer.text().contains(" in ")),
            }
        }
    }
    let head = browser.send("HEAD", WASM, &[], "").await;
    assert_eq!((head.status, head.body.len()), (200, 0));
}

#[tokio::test(flavor = "multi_thread")]
async fn what_carries_its_hash_is_kept_for_ever_and_the_rest_is_asked_for_again() {
    let site = Site::with_tab(&[]).await;
    let mut browser = Browser::new(&site);
    for path in [WASM, "/base-bd1592b9f6b02aa4.css"] {
        let answer = browser.send("GET", path, &[], "").await;
        assert_eq!(answer.header("cache-control"), "public, max-age=31536000, immutable");
    }
    for path in ["/", "/index.html", "/requests/open", "/start.js", "/host/teams.js", "/config.json"] {
        let answer = browser.visit(path).await;
        assert_eq!((answer.status, answer.header("cache-control")), (200, "no-cache"), "{path}");
    }
    let tag = browser.send("GET", "/start.js", &[], "").await.header("etag").to_owned();
    let again = browser.send("GET", "/start.js", &[("if-none-match", &format!("\"x\", {tag}"))], "").await;
    assert_eq!((again.status, again.body.len()), (304, 0));
    let changed = browser.send("GET", "/start.js", &[("if-none-match", "\"x\"")], "").await;
    assert_eq!(changed.status, 200);
}

#[tokio::test(flavor = "multi_thread")]
async fn every_page_address_gets_the_tab_and_nothing_else_does() {
    let site = Site::with_tab(&[]).await;
    let mut browser = Browser::new(&site);
    for page in ["/", "/requests/open", "/requests/closed?status=Failed", "/new/%F0%9F%94%91", "/apiary", "/a/b/c"] {
        let answer = browser.visit(page).await;
        assert_eq!((answer.status, answer.header("content-type")), (200, "text/html; charset=utf-8"), "{page}");
        assert!(answer.text().contains("Apono Access"));
    }
    for missing in [
        "/missing.js",
        "/apono-tab-0000000000000000_bg.wasm",
        "/index.html.br",
        "/../Cargo.toml",
        "/%2e%2e/personal-tokens.txt",
        "/api",
        "/api/client",
        "/api/client/v1",
        "/api/client/v1/nothing",
        "/api/client/v2/session",
        "/auth/nothing",
        "/oauth/nothing",
        "/demo-icons/nothing.svg",
        "/test/nothing",
    ] {
        for accept in [PAGE, ("accept", "*/*")] {
            let answer = browser.send("GET", missing, &[accept], "").await;
            assert_eq!((answer.status, answer.header("content-type")), (404, "application/json"), "{missing}");
            assert!(answer.json()["message"].as_str().is_some_and(|text| !text.is_empty()));
        }
    }
    assert_eq!(browser.send("GET", "/requests/open", &[("accept", "*/*")], "").await.status, 404);
    for method in ["POST", "PUT", "DELETE", "PATCH"] {
        let answer = browser.send(method, "/", &[PAGE], "").await;
        assert_eq!((answer.status, answer.header("content-type")), (405, "application/json"), "{method}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_page_comes_in_the_language_of_the_person_and_says_by_what_it_was_chosen() {
    let site = Site::with_tab(&[]).await;
    let mut browser = Browser::new(&site);
    for (asked, language) in [("de-AT,de;q=0.9,en;q=0.8", "de"), ("fr,en;q=0.8", "en"), ("", "en")] {
        let answer = browser.send("GET", "/help", &[PAGE, ("accept-language", asked)], "").await;
        assert_eq!((answer.status, answer.header("content-language")), (200, language), "{asked}");
        assert_eq!(answer.text().contains("lang=\"de\""), language == "de", "{asked}");
        assert_eq!(answer.header("vary"), "accept-encoding, accept-language, cookie");
    }
    let in_teams = browser.visit("/teams/requests/open?theme=dark&locale=de-de").await;
    assert_eq!(in_teams.header("content-language"), "de");
    assert_eq!(browser.visit("/config.json").await.json()["languages"], serde_json::json!(["en", "de"]));
}

#[tokio::test(flavor = "multi_thread")]
async fn without_a_built_tab_the_page_says_how_to_build_it() {
    let site = Site::start().await;
    let answer = Browser::new(&site).visit("/").await;
    assert_eq!(answer.status, 404);
    assert!(answer.text().contains("cargo xtask build"));
}

#[tokio::test(flavor = "multi_thread")]
async fn the_tab_is_told_its_configuration_without_signing_in() {
    let flags = ["--administrator-contact", "access@northwind.example", "--portal-url", "https://portal.example.com"];
    let site = Site::with_flags(&flags).await;
    let answer = Browser::new(&site).visit("/config.json").await;
    let config = answer.json();
    assert_eq!((answer.status, answer.header("content-type")), (200, "application/json"));
    assert_eq!(config["mode"], "demo");
    assert_eq!(config["administrator_contact"], "access@northwind.example");
    assert_eq!(config["portal_url"], "https://portal.example.com");
    assert!(config["mfa_page"].as_str().unwrap().contains("{request}"));
    assert!(config["teams_app_id"].is_null());
    assert_eq!(config["languages"], serde_json::json!([]), "there is no tab here");
    for page in ["privacy_url", "terms_url", "support_url"] {
        let address = config[page].as_str().unwrap().to_owned();
        assert_eq!(Browser::new(&site).visit(&address).await.status, 200, "{address}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_page_of_the_server_is_in_the_language_that_the_browser_asks_for_or_that_was_chosen_on_help() {
    let site = Site::with_tab(&[]).await;
    let mut browser = Browser::new(&site);
    for (headers, language, title) in [
        (&[][..], "en", "Privacy"),
        (&[("accept-language", "de-AT,en;q=0.5")], "de", "Datenschutz"),
        (&[("accept-language", "de"), ("cookie", "apono-language=fr")], "fr", "Confidentialité"),
    ] {
        let answer = browser.send("GET", "/privacy", headers, "").await;
        assert!(answer.text().contains(&format!("<html lang=\"{language}\">")), "{}", answer.text());
        assert!(answer.text().contains(&format!("<h1>{title}</h1>")), "{}", answer.text());
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_page_of_the_tab_is_told_whether_the_browser_sent_a_sign_in() {
    let site = Site::with_tab(&[]).await;
    let mut browser = Browser::new(&site);
    for (headers, session) in [
        (&[][..], "none"),
        (&[("cookie", "apono-language=fr")], "none"),
        (&[("cookie", "apono-session=ended")], "some"),
        (&[("cookie", "__Host-apono-session=ended")], "some"),
    ] {
        for path in ["/", "/help"] {
            let answer = browser.send("GET", path, &[headers, &[("accept", "text/html")]].concat(), "").await;
            assert_eq!((answer.status, answer.header("server-timing")), (200, &*format!("session;desc=\"{session}\"")));
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn every_answer_says_what_the_browser_may_not_do_with_it() {
    let site = Site::with_tab(&["--image-host", "https://icons.example.com"]).await;
    let mut browser = Browser::new(&site);
    for path in [
        "/",
        WASM,
        "/missing.js",
        "/config.json",
        "/openapi.json",
        "/demo-icons/okta.svg",
        "/api/client/v1/session",
        "/auth/sign-in",
        "/oauth/authorize",
        "/privacy",
    ] {
        let answer = browser.send("GET", path, &[], "").await;
        assert_eq!(answer.header("x-content-type-options"), "nosniff", "{path}");
        assert_eq!(answer.header("referrer-policy"), "no-referrer", "{path}");
        assert!(answer.header("permissions-policy").contains("camera=()"), "{path}");
        assert!(answer.headers.get("x-frame-options").is_none(), "cannot name several hosts");
        let text = answer.header("content-security-policy");
        assert!(
            !text.contains("unsafe-inline") && !text.contains("'unsafe-eval'") && !text.contains("http:"),
            "{text}"
        );
        assert_eq!(policy(&answer)["default-src"], ["'none'"], "{path}");
        assert!(policy(&answer).contains_key("frame-ancestors"), "{path}");
    }
    assert_eq!(policy(&browser.visit("/teams/my-requests").await), policy(&browser.visit("/").await));
    let answer = browser.visit("/").await;
    let policy = policy(&answer);
    for (directive, sources) in [
        ("script-src", &["'self'", "'wasm-unsafe-eval'"][..]),
        ("style-src", &["'self'"]),
        ("img-src", &["'self'", "data:", "https://icons.example.com"]),
        ("font-src", &["'self'"]),
        ("connect-src", &["'self'", "https://res.cdn.office.net"]),
        ("base-uri", &["'none'"]),
        ("form-action", &["'self'"]),
        ("object-src", &["'none'"]),
    ] {
        assert_eq!(policy[directive], sources, "{directive}");
    }
    for host in [
        "https://*.cloud.microsoft",
        "https://teams.microsoft.com",
        "https://*.teams.microsoft.com",
        "https://*.microsoft365.com",
        "https://*.office.com",
        "https://outlook.office.com",
        "https://outlook.office365.com",
        "https://outlook-sdf.office.com",
        "https://outlook-sdf.office365.com",
    ] {
        assert!(policy["frame-ancestors"].contains(&host), "{host}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn no_page_on_which_one_signs_in_can_be_framed() {
    let site = Site::start().await;
    let mut browser = Browser::new(&site);
    let ask = browser.begin("/").await;
    let query: String = form_urlencoded::Serializer::new(String::new()).extend_pairs(&ask).finish();
    let page = browser.visit(&format!("/oauth/authorize?{query}")).await;
    assert_eq!(page.status, 200);
    assert!(page.text().contains("Dana Levi"));
    for answer in [page, browser.visit("/oauth/authorize").await, browser.visit("/auth/callback").await] {
        assert_eq!(policy(&answer)["frame-ancestors"], ["'none'"]);
        assert_eq!(answer.header("cache-control"), "no-store");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn nothing_about_signing_in_can_be_framed_or_cuts_a_window_off_from_who_opened_it() {
    let (_keys, path) = entra::key_file();
    let site = Site::with_flags(&["--entra-client-id", CLIENT, "--entra-tenant", TENANT, "--entra-jwks", &path]).await;
    let mut browser = Browser::new(&site);
    for path in [
        "/auth/sign-in",
        "/auth/sign-in?popup=1",
        "/auth/callback",
        "/auth/callback?state=x.host",
        "/auth/sign-out",
        "/auth/page.css",
        "/auth/signed-in.js",
        "/auth/link",
        "/auth/link/finish",
        "/auth/link/x",
        "/auth/link-end.js",
        "/auth/end",
        "/auth/link-question",
        "/auth/end?reason=denied",
        "/auth/nothing",
        "/oauth/authorize",
        "/oauth/token",
        "/oauth/nothing",
    ] {
        for method in ["GET", "POST", "DELETE"] {
            let answer = browser.send(method, path, &[TAB], "").await;
            assert_eq!(policy(&answer)["frame-ancestors"], ["'none'"], "{method} {path} {}", answer.status);
            assert!(answer.headers.get("cross-origin-opener-policy").is_none(), "{method} {path}");
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn pictures_and_the_description_of_the_api_are_shown_to_who_is_signed_in_too() {
    let site = Site::start().await;
    let mut browser = Browser::new(&site);
    browser.sign_in(ENGINEER, "/").await;
    let picture = browser.send("GET", "/demo-icons/okta.svg", &[("sec-fetch-site", "same-origin")], "").await;
    assert_eq!((picture.status, picture.header("content-type")), (200, "image/svg+xml"));
    assert_eq!(picture.header("cache-control"), "public, max-age=86400");
    assert_eq!(browser.visit("/openapi.json").await.json()["info"]["title"], "Apono Access demo");
}

#[tokio::test(flavor = "multi_thread")]
async fn who_types_localhost_is_led_to_where_the_sign_in_comes_back_to() {
    let site = Site::with_tab(&[]).await;
    let mut browser = Browser::new(&site);
    let host = site.address.replace("http://127.0.0.1", "localhost");
    for path in ["/", "/requests/open?request=AR-00001", "/auth/sign-in?return=%2F"] {
        let answer = browser.send("GET", path, &[PAGE, ("host", &host)], "").await;
        assert_eq!((answer.status, answer.header("location")), (307, format!("{}{path}", site.address).as_str()));
    }
    for host in ["evil.example", "localhost:1", "localhost.evil.example"] {
        assert_eq!(browser.send("GET", "/", &[PAGE, ("host", host)], "").await.status, 200, "{host}");
    }
    assert_eq!(browser.send("GET", "/config.json", &[("host", &host)], "").await.status, 200);
}
