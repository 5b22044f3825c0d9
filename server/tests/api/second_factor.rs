//! Requests that wait for a second factor, and the demo's page for it.

use serde_json::json;
use server::demo::people::{ENGINEER, TEAM_LEAD};

use crate::support::{Browser, Service, Site, form};

const KEYS: &str = "prod-platform-keys";
const PAGE: &str = "/demo/step-up?status=pending-mfa&request=AR-00001";

#[tokio::test(flavor = "multi_thread")]
async fn a_request_for_keys_waits_for_the_second_factor_and_goes_on_when_it_is_passed() {
    let service = Service::start().await;
    let body = form(&service.units(ENGINEER, KEYS, 1).await);
    let request = service.ask(ENGINEER, &body).await.remove(0);
    service.until(ENGINEER, &request, "PendingMFA").await;
    let (status, answer) = service.call(ENGINEER, "POST", "/access-requests/pass-mfa", None).await;
    assert_eq!(status, 403, "nothing was confirmed yet");
    assert!(answer["message"].as_str().unwrap().contains("authenticator"));
    service.pass(3600.0);
    assert_eq!(service.state(ENGINEER, &request).await, "PendingMFA");
    assert_eq!(service.get(ENGINEER, "/session/is-mfa-enrolled").await["is_mfa_enrolled"], true);
    assert_eq!(service.get(TEAM_LEAD, "/session/is-mfa-enrolled").await["is_mfa_enrolled"], false);
    assert_eq!(service.call(ENGINEER, "POST", &format!("/access-requests/{request}/revoke"), None).await.0, 200);
    service.until(ENGINEER, &request, "Revoked").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_page_confirms_a_person_for_one_hour_and_lets_their_requests_go_on() {
    let site = Site::start().await;
    let path = format!("/inventory/access-units?limit=1&search={KEYS}");
    let unit = site.curl(TEAM_LEAD, "GET", &path, None).await.json()["data"][0]["id"].clone();
    let body = form(&[unit]);
    let ask = async || {
        let made = site.curl(TEAM_LEAD, "POST", "/access-requests", Some(&body)).await.json();
        made["request_ids"][0].as_str().unwrap().to_owned()
    };
    let first = ask().await;
    site.until(TEAM_LEAD, &first, "PendingMFA").await;

    let mut browser = Browser::new(&site);
    let page = browser.visit(PAGE).await;
    assert_eq!(page.status, 401);
    assert!(page.text().contains("/auth/sign-in?return=%2Fdemo%2Fstep-up%3Frequest%3DAR-00001"), "{}", page.text());
    assert_eq!(browser.post_form("/demo/step-up", &[("code", "123456")]).await.status, 401);
    let back = browser.sign_in(TEAM_LEAD, "/demo/step-up?request=AR-00001").await;
    assert_eq!(back.header("location"), "/demo/step-up?request=AR-00001");
    let page = browser.visit(PAGE).await;
    assert!(
        page.status == 200 && page.text().contains("Ingrid Solberg") && page.text().contains("no authenticator yet")
    );
    assert!(page.header("content-security-policy").contains("frame-ancestors 'none'"));
    for wrong in ["", "12345", "1234567", "12345x", "１２３４５６"] {
        let page = browser.post_form("/demo/step-up", &[("code", wrong), ("request", "<b>")]).await;
        assert_eq!(page.status, 400, "{wrong}");
        assert!(page.text().contains("six digits") && !page.text().contains("<b>"));
    }
    assert_eq!(site.curl(TEAM_LEAD, "POST", "/access-requests/pass-mfa", None).await.status, 403);

    let page = browser.post_form("/demo/step-up", &[("code", "123456"), ("request", &first)]).await;
    assert!(page.status == 200 && page.text().contains(&first), "{}", page.text());
    site.until(TEAM_LEAD, &first, "Active").await;
    let enrolled = site.curl(TEAM_LEAD, "GET", "/session/is-mfa-enrolled", None).await.json();
    assert_eq!(enrolled, json!({ "is_mfa_enrolled": true }));
    assert!(!browser.visit(PAGE).await.text().contains("no authenticator yet"));
    let passed = site.curl(TEAM_LEAD, "POST", "/access-requests/pass-mfa", None).await;
    assert_eq!((passed.status, passed.json()["affected_requests"]["total"].as_i64()), (200, Some(0)));

    let within_the_hour = ask().await;
    site.until(TEAM_LEAD, &within_the_hour, "Active").await;
    site.pass(3600.0).await;
    let later = ask().await;
    site.until(TEAM_LEAD, &later, "PendingMFA").await;
    assert_eq!(site.curl(TEAM_LEAD, "POST", "/access-requests/pass-mfa", None).await.status, 403);
    let config = browser.visit("/config.json").await.json();
    let expected = format!("{}/demo/step-up?status=pending-mfa&request={{request}}", site.address);
    assert_eq!(config["mfa_page"], json!(expected));
}

#[tokio::test(flavor = "multi_thread")]
async fn another_page_for_the_second_factor_can_be_configured() {
    let site = Site::with_flags(&["--mfa-page", "{portal}/step-up?request={request}"]).await;
    let config = Browser::new(&site).visit("/config.json").await.json();
    assert_eq!(config["mfa_page"], "{portal}/step-up?request={request}");
}
