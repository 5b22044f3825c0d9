//! The controls that end-to-end tests work with.

use std::time::Duration;

use serde_json::json;
use server::demo::people::ENGINEER;

use crate::support::{Browser, PATIENCE, RESOURCES, Site, data, form};

const SESSION: &str = "GET /api/client/v1/session";

#[tokio::test(flavor = "multi_thread")]
async fn the_next_calls_of_a_path_are_answered_as_a_test_says_and_then_work_again() {
    let site = Site::start().await;
    let body = "{\"message\":\"Slow down.\"}";
    let answer = json!({ "answer": { "status": 429, "headers": { "retry-after": "3" }, "body": body } });
    site.fault(json!({ "method": "GET", "path": "/session", "times": 2, "kind": answer })).await;
    for _ in 0..2 {
        let answer = site.curl(ENGINEER, "GET", "/session", None).await;
        assert_eq!((answer.status, answer.header("retry-after"), answer.text()), (429, "3", body));
    }
    assert_eq!(site.curl(ENGINEER, "GET", "/session", None).await.status, 200);
    assert_eq!(site.control("GET", "counters", None).await[SESSION], 1);
    assert_eq!(site.control("GET", "arrivals", None).await[SESSION], 3);
    site.control("DELETE", "counters", None).await;
    assert_eq!(site.control("GET", "arrivals", None).await, json!({}));

    site.fault(json!({ "path": "/session", "kind": { "answer": { "status": 500 } } })).await;
    site.control("DELETE", "faults", None).await;
    assert_eq!(site.curl(ENGINEER, "GET", "/session", None).await.status, 200);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_call_can_do_its_work_and_yet_be_answered_with_an_error() {
    let site = Site::start().await;
    let total = async || {
        let page = site.curl(ENGINEER, "GET", "/access-requests?limit=1", None).await.json();
        page["pagination"]["total"].as_u64().unwrap()
    };
    let unit =
        site.curl(ENGINEER, "GET", "/inventory/access-units?limit=1", None).await.json()["data"][0]["id"].clone();
    let (form, before) = (form(&[unit]), total().await);
    for (after, more) in [(false, 0), (true, 1)] {
        let answer = json!({ "answer": { "status": 500, "after": after } });
        site.fault(json!({ "method": "POST", "path": "/access-requests", "kind": answer })).await;
        assert_eq!(site.curl(ENGINEER, "POST", "/access-requests", Some(&form)).await.status, 500);
        assert_eq!(total().await, before + more);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_clock_is_read_put_and_moved() {
    let site = Site::start().await;
    assert!(site.control("POST", "clock", Some(json!({ "set_seconds": 3e9 }))).await["now"].as_f64().unwrap() >= 3e9);
    site.pass(3600.0).await;
    let now = site.control("GET", "clock", None).await["now"].as_f64().unwrap();
    assert!((3e9 + 3600.0..3e9 + 3700.0).contains(&now), "{now}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_call_that_hangs_holds_up_nobody_else_and_not_the_end_of_the_server() {
    let site = Site::start().await;
    site.fault(json!({ "path": "/session", "kind": "hang" })).await;
    site.fault(json!({ "path": "/session", "kind": { "delay": 1 } })).await;
    let hanging = tokio::spawn({
        let (mut browser, token) = (Browser::new(&site), format!("Bearer {}", site.tokens[ENGINEER]));
        async move { browser.try_send("GET", "/api/client/v1/session", &[("authorization", &token)], "").await.is_err() }
    });
    while site.control("GET", "arrivals", None).await[SESSION].is_null() {
        tokio::time::sleep(Duration::from_millis(2)).await;
    }
    assert_eq!(site.curl(ENGINEER, "GET", "/session", None).await.status, 200);
    tokio::time::timeout(PATIENCE, site.restarted()).await.unwrap();
    hanging.abort();
}

#[tokio::test(flavor = "multi_thread")]
async fn a_person_gets_a_long_history_and_many_sessions() {
    let site = Site::start().await;
    let total = async |path: &str| {
        let page = site.curl(ENGINEER, "GET", path, None).await.json();
        page["pagination"]["total"].as_u64().unwrap()
    };
    let (requests, sessions) =
        ("/access-requests?limit=1&statuses=Failed&statuses=Expired", "/access-sessions?limit=1");
    let before = (total(requests).await, total(sessions).await);
    let crowd = json!({ "person": ENGINEER, "requests": 2000, "sessions": 500 });
    site.control("POST", "crowd", Some(crowd)).await;
    assert_eq!((total(requests).await, total(sessions).await), (before.0 + 1000, before.1 + 500));
}

#[tokio::test(flavor = "multi_thread")]
async fn settings_that_are_none_are_refused() {
    let site = Site::start().await;
    for bad in [json!({ "enable_ai_features": "yes" }), json!({ "request_custom_fields": [{}] })] {
        let answer = Browser::new(&site).json("POST", "/test/settings", Some(&bad)).await;
        assert_eq!(answer.status, 400, "{bad}");
    }
    assert_eq!(site.control("GET", "settings", None).await["enable_ai_features"], true);
}

#[tokio::test(flavor = "multi_thread")]
async fn without_the_flag_there_are_no_controls() {
    use clap::Parser;
    let folder = data(RESOURCES, None).await;
    let path = folder.path().to_str().unwrap();
    let config = server::config::Config::parse_from(["server", "--port", "0", "--data", path, "--dist", path]);
    let running = server::start(&config, |_| {}).await.unwrap();
    for path in ["faults", "counters", "arrivals", "clock", "end-sessions", "settings", "crowd"] {
        for method in ["GET", "POST", "DELETE"] {
            let request = axum::http::Request::builder().method(method).uri(format!("/test/{path}"));
            let request = request.body(axum::body::Body::empty()).unwrap();
            let answer = tower::ServiceExt::oneshot(running.router(), request).await.unwrap();
            assert!([404, 405].contains(&answer.status().as_u16()), "{method} {path}");
        }
    }
}
