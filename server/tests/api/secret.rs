//! A one-time secret is used up by nothing but a person's click in the tab, or curl with a personal token.

use serde_json::{Value, json};
use server::demo::people::ENGINEER;

use crate::support::{Answer, Browser, Site, form};

const STAGING: &str = "staging-checkout-eu";

/// A granted request's session with an unread secret.
async fn granted(site: &Site) -> String {
    let units = format!("/inventory/access-units?limit=1&search={STAGING}");
    let unit = site.curl(ENGINEER, "GET", &units, None).await.json()["data"][0]["id"].clone();
    let made = site.curl(ENGINEER, "POST", "/access-requests", Some(&form(&[unit]))).await.json();
    let request = made["request_ids"][0].as_str().unwrap();
    site.until(ENGINEER, request, "Active").await;
    let sessions = site.curl(ENGINEER, "GET", &format!("/access-sessions?request_id={request}"), None).await.json();
    // The history holds a session in the same system, whose secret may have been read; a reset makes a new one.
    let session = sessions["data"][0]["id"].as_str().unwrap().to_owned();
    assert_eq!(sessions["data"][0]["credentials"]["status"], "new");
    session
}

async fn credentials(site: &Site, session: &str) -> Value {
    let shown = site.curl(ENGINEER, "GET", &format!("/access-sessions/{session}"), None).await;
    shown.json()["credentials"]["status"].clone()
}

fn password(answer: &Answer) -> String {
    answer.json()["json"]["password"].as_str().unwrap_or_default().to_owned()
}

#[tokio::test(flavor = "multi_thread")]
async fn neither_a_link_nor_a_foreign_page_nor_a_prefetch_uses_a_secret_up_and_the_tab_reads_it_exactly_once() {
    let site = Site::start().await;
    let session = granted(&site).await;
    let mut browser = Browser::new(&site);
    browser.sign_in(ENGINEER, "/").await;
    let path = format!("/api/client/v1/access-sessions/{session}/access-details");
    let tab = ("x-apono-tab", "1");
    for headers in [
        // A link or an address typed; a picture or script of a foreign page; a foreign page that guesses.
        &[("accept", "text/html"), ("sec-fetch-site", "none"), ("sec-fetch-mode", "navigate")][..],
        &[("sec-fetch-site", "cross-site"), ("sec-fetch-mode", "no-cors")],
        &[("sec-fetch-site", "same-origin"), ("sec-fetch-mode", "cors")],
        &[tab, ("sec-fetch-site", "cross-site")],
        &[tab, ("sec-fetch-site", "same-site")],
        &[tab, ("sec-fetch-site", "same-origin"), ("sec-purpose", "prefetch;prerender")],
        &[("x-apono-tab", "0"), ("sec-fetch-site", "same-origin")],
        &[],
    ] {
        let answer = browser.send("GET", &path, headers, "").await;
        assert_eq!(answer.status, 403, "{headers:?}");
        assert_eq!(answer.header("cache-control"), "no-store");
        let answer = browser.send("OPTIONS", &path, headers, "").await;
        assert!(answer.headers.keys().all(|name| !name.as_str().starts_with("access-control")), "{headers:?}");
    }
    assert_eq!(browser.send("HEAD", &path, &[tab, ("sec-fetch-site", "same-origin")], "").await.status, 405);
    assert_eq!(
        site.curl(ENGINEER, "HEAD", &format!("/access-sessions/{session}/access-details"), None).await.status,
        405
    );
    assert_eq!(credentials(&site, &session).await, "new");

    let first = browser.call("GET", &format!("/access-sessions/{session}/access-details")).await;
    assert_eq!((first.status, first.header("cache-control")), (200, "no-store"));
    assert!(password(&first).len() > 20 && !password(&first).contains('*'));
    assert_eq!(credentials(&site, &session).await, "viewed");
    let second = browser.call("GET", &format!("/access-sessions/{session}/access-details")).await;
    assert!(password(&second).bytes().all(|letter| letter == b'*'));
    assert_eq!(site.control("GET", "counters", None).await[format!("GET {path}")], 2);
}

#[tokio::test(flavor = "multi_thread")]
async fn an_answer_that_is_lost_on_its_way_has_used_the_secret_up_and_a_reset_makes_another() {
    let site = Site::start().await;
    let session = granted(&site).await;
    let mut browser = Browser::new(&site);
    browser.sign_in(ENGINEER, "/").await;
    site.fault(json!({ "path": "/access-details", "kind": "cut" })).await;
    let path = format!("/api/client/v1/access-sessions/{session}/access-details");
    let headers = [("x-apono-tab", "1")];
    assert!(browser.try_send("GET", &path, &headers, "").await.is_err());
    assert_eq!(credentials(&site, &session).await, "viewed");

    assert_eq!(browser.call("POST", &format!("/access-sessions/{session}/reset-credentials")).await.status, 200);
    assert_eq!(credentials(&site, &session).await, "resetting");
    while credentials(&site, &session).await != "new" {
        site.pass(0.5).await;
    }
    assert!(!password(&browser.send("GET", &path, &headers, "").await).contains('*'));
}
