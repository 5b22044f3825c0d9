//! The account's switches and questions.

use serde_json::{Value, json};
use server::demo::people::ENGINEER;

use crate::support::{Service, Site, form, list, with};

async fn change(site: &Site, settings: Value) {
    site.control("POST", "settings", Some(settings)).await;
}

async fn submit(site: &Site, form: &Value) -> (u16, Value) {
    let answer = site.curl(ENGINEER, "POST", "/access-requests", Some(form)).await;
    (answer.status, answer.json())
}

async fn staging(site: &Site) -> Value {
    let path = "/inventory/access-units?limit=1&search=staging-checkout-eu";
    form(&[site.curl(ENGINEER, "GET", path, None).await.json()["data"][0]["id"].clone()])
}

#[tokio::test(flavor = "multi_thread")]
async fn the_account_asks_questions_of_several_types_of_which_none_is_required() {
    let service = Service::start().await;
    let settings = service.get(ENGINEER, "/session").await["settings"].clone();
    let fields = &settings["request_custom_fields"];
    assert_eq!(list(fields, "type"), ["TEXT", "SELECT", "DATE_RANGE"]);
    assert_eq!(list(fields, "required"), [json!(false), json!(false), json!(false)]);
    assert_eq!(fields[0]["placeholder"], "For example OPS-1042");
    assert_eq!(list(&fields[1]["values"], "key"), ["low", "normal", "high"]);
    assert_eq!(fields[1]["default"], "normal");
    assert_eq!((&settings["mfa_enabled_for_account"], &settings["enable_ai_features"]), (&json!(true), &json!(true)));

    let form = form(&service.units(ENGINEER, "staging-checkout-eu", 1).await);
    let answers = json!({ "ticket": " OPS-7 ", "urgency": "high", "change-window": "" });
    let request = service.ask(ENGINEER, &with(form.clone(), "custom_fields", answers)).await.remove(0);
    let shown = service.get(ENGINEER, &format!("/access-requests/{request}")).await;
    assert_eq!(shown["custom_fields"], json!({ "ticket": "OPS-7", "urgency": "high" }));
    for none in [Value::Null, json!({}), json!({ "ticket": " " })] {
        let request = service.ask(ENGINEER, &with(form.clone(), "custom_fields", none)).await.remove(0);
        assert_eq!(service.get(ENGINEER, &format!("/access-requests/{request}")).await["custom_fields"], Value::Null);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_question_that_the_account_requires_has_to_be_answered() {
    let site = Site::start().await;
    let form = staging(&site).await;
    let mut fields = site.control("GET", "settings", None).await["request_custom_fields"].clone();
    fields[0]["required"] = json!(true);
    change(&site, json!({ "request_custom_fields": fields })).await;
    let dry = site.curl(ENGINEER, "POST", "/access-requests/dry-run", Some(&form)).await.json();
    assert_eq!(
        (&dry["errors"][0]["code"], &dry["errors"][0]["field"]),
        (&json!("FIELD_MISSING"), &json!("custom_fields.ticket"))
    );
    let (status, answer) = submit(&site, &form).await;
    assert_eq!((status, &answer["field"]), (400, &json!("custom_fields.ticket")));
    assert_eq!(submit(&site, &with(form, "custom_fields", json!({ "ticket": "OPS-7" }))).await.0, 200);
}

#[tokio::test(flavor = "multi_thread")]
async fn an_account_that_requires_a_duration_says_so_in_the_dry_run_with_the_cap() {
    let site = Site::start().await;
    let form = with(staging(&site).await, "duration_in_sec", Value::Null);
    let dry = async || site.curl(ENGINEER, "POST", "/access-requests/dry-run", Some(&form)).await.json();
    assert_eq!(dry().await["status"], "ok");
    change(&site, json!({ "require_duration_for_access_request": true })).await;
    let session = site.curl(ENGINEER, "GET", "/session", None).await.json();
    assert_eq!(session["settings"]["require_duration_for_access_request"], true);
    let error = &dry().await["errors"][0];
    assert_eq!((&error["code"], &error["field"]), (&json!("INVALID_DURATION"), &json!("duration_in_sec")));
    assert_eq!(error["details"]["max_duration"], 8 * 3600);
    let (status, answer) = submit(&site, &form).await;
    assert_eq!((status, &answer["field"]), (400, &json!("duration_in_sec")));
}

#[tokio::test(flavor = "multi_thread")]
async fn justifications_are_judged_only_where_the_account_wants_it() {
    let site = Site::start().await;
    let form = staging(&site).await;
    let judged = async || site.curl(ENGINEER, "POST", "/justification-validation", Some(&form)).await.status;
    assert_eq!(judged().await, 200);
    change(&site, json!({ "enable_ai_features": false })).await;
    assert_eq!(judged().await, 403);
}
