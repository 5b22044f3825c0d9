//! Asking again, ending and prolonging access, favorites.

use std::collections::BTreeSet;

use serde_json::{Value, json};
use server::demo::people::{ADMIN, DATA_OWNER, ENGINEER, NEWCOMER, SECOND_ENGINEER, TEAM_LEAD};

use crate::support::{Service, form, list, texts, with};

const STAGING: &str = "staging-checkout-eu";
const PRODUCTION: &str = "prod-orders-eu";

impl Service {
    /// A request of this person in this state whose justification contains this.
    async fn past(&self, who: &str, status: &str, justification: &str) -> String {
        let page = self.get(who, &format!("/access-requests?limit=1000&statuses={status}")).await;
        let rows = page["data"].as_array().unwrap();
        let fits = |row: &&Value| row["justification"].as_str().unwrap_or_default().contains(justification);
        rows.iter().find(fits).unwrap()["id"].as_str().unwrap().to_owned()
    }

    async fn act(&self, who: &str, request: &str, action: &str, body: Option<&Value>) -> (u16, Value) {
        self.call(who, "POST", &format!("/access-requests/{request}/{action}"), body).await
    }
}

fn because(justification: &str) -> Value {
    json!({ "justification": justification })
}

#[tokio::test(flavor = "multi_thread")]
async fn what_has_expired_was_rejected_revoked_or_failed_is_asked_for_again_for_as_long_as_before() {
    let service = Service::start().await;
    for (status, justification) in [
        ("Expired", "Take over the orders service"),
        ("Rejected", "Compare revenue"),
        ("Revoked", ""),
        ("Failed", "order events arrive twice"),
    ] {
        let old = service.past(ENGINEER, status, justification).await;
        let before = service.get(ENGINEER, &format!("/access-requests/{old}?access_units_summary_limit=1000")).await;
        let (status, dry) = service.act(ENGINEER, &old, "dry-run", None).await;
        assert_eq!((status, &dry["status"], &dry["errors"]), (200, &json!("ok"), &json!([])), "{old}");
        assert!(dry["max_duration_in_sec"].as_i64().unwrap() >= before["duration_in_sec"].as_i64().unwrap());

        let (status, made) =
            service.act(ENGINEER, &old, "request-again", Some(&because("  Once more, please  "))).await;
        assert_eq!(status, 200, "{made}");
        let [again] = texts(&made["request_ids"]).try_into().unwrap();
        let path = format!("/access-requests/{again}?access_units_summary_limit=1000");
        let after = service.get(ENGINEER, &path).await;
        for field in ["bundle", "duration_in_sec", "access_units_summary", "distinct_resource_names", "custom_fields"] {
            assert_eq!(before[field], after[field], "{field} of {old} and {again}");
        }
        assert_eq!(
            (&after["justification"], &after["status"]["status"]),
            (&json!("Once more, please"), &json!("Initializing"))
        );
        assert_ne!(service.state(ENGINEER, &old).await, "Initializing");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_part_of_a_bundle_and_the_access_of_a_colleague_are_asked_for_again_as_they_were() {
    let service = Service::start().await;
    let content = service.get(ENGINEER, "/inventory/access-units?bundle-ids=bun-staging-all&limit=2").await;
    let units = list(&content["data"], "id");
    let part = with(form(&units), "filter_bundle_ids", json!(["bun-staging-all"]));
    let part = service.ask(ENGINEER, &part).await.remove(0);
    assert_eq!(service.act(ENGINEER, &part, "revoke", None).await.0, 200);
    service.until(ENGINEER, &part, "Revoked").await;
    let made = service.act(ENGINEER, &part, "request-again", Some(&because("Again"))).await.1;
    let again = service.get(ENGINEER, &format!("/access-requests/{}", made["request_ids"][0].as_str().unwrap())).await;
    assert_eq!(again["bundle"]["id"], "bun-staging-all");
    assert_eq!(again["access_units_summary"].as_array().unwrap().len(), 2);

    let delegated = service.past(TEAM_LEAD, "Revoked", "Tom joins").await;
    let made = service.act(TEAM_LEAD, &delegated, "request-again", Some(&because("Another week"))).await.1;
    let path = format!("/access-requests/{}", made["request_ids"][0].as_str().unwrap());
    let again = service.get(TEAM_LEAD, &path).await;
    assert_eq!((&again["requestor"]["id"], &again["grantee"]["id"]), (&json!(TEAM_LEAD), &json!(SECOND_ENGINEER)));
    let made = service.act(SECOND_ENGINEER, &delegated, "request-again", Some(&because("For myself"))).await.1;
    let path = format!("/access-requests/{}", made["request_ids"][0].as_str().unwrap());
    assert_eq!(service.get(SECOND_ENGINEER, &path).await["grantee"], Value::Null);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_cannot_be_asked_for_again_says_why_and_makes_nothing() {
    let service = Service::start().await;
    let total = async || service.get(ENGINEER, "/access-requests?limit=1").await["pagination"]["total"].clone();
    let before = total().await;
    let gone = service.past(ENGINEER, "Expired", "Move old exports").await;
    let open = service.past(ENGINEER, "Pending", "INC-1042").await;
    for (request, code, word) in [(gone, "NOT_GRANTABLE", "Object Admin"), (open, "STILL_OPEN", "open")] {
        let (status, dry) = service.act(ENGINEER, &request, "dry-run", None).await;
        assert_eq!((status, &dry["status"], &dry["errors"][0]["code"]), (200, &json!("error"), &json!(code)));
        assert!(dry["errors"][0]["message"].as_str().unwrap().contains(word), "{dry}");
        let (status, answer) = service.act(ENGINEER, &request, "request-again", Some(&because("Why not"))).await;
        assert_eq!((status, &answer["message"]), (409, &dry["errors"][0]["message"]));
    }
    let old = service.past(ENGINEER, "Rejected", "").await;
    for (body, field) in [
        (json!({ "justification": " \n" }), "justification"),
        (json!({ "justification": null }), "justification"),
        (json!({}), "justification"),
        (json!({ "justification": "x", "custom_fields": { "urgency": "very" } }), "custom_fields.urgency"),
        (json!([]), "body"),
    ] {
        let (status, answer) = service.act(ENGINEER, &old, "request-again", Some(&body)).await;
        assert_eq!((status, answer["field"].as_str()), (400, Some(field)), "{body}");
    }
    assert_eq!(total().await, before);
}

#[tokio::test(flavor = "multi_thread")]
async fn access_is_ended_by_who_has_it_and_what_waits_is_withdrawn() {
    let service = Service::start().await;
    let (request, session) = service.granted(ENGINEER, "bastion-prod-eu").await;
    let (status, answer) = service.act(ENGINEER, &request, "revoke", None).await;
    assert_eq!(status, 200);
    assert!(answer["message"].is_string());
    assert_eq!(service.state(ENGINEER, &request).await, "Revoking");
    assert_eq!(service.act(ENGINEER, &request, "revoke", None).await.0, 200, "a second click changes nothing");
    assert_eq!(service.sessions(ENGINEER, &request).await.len(), 1, "until it is done");
    let revoked = service.until(ENGINEER, &request, "Revoked").await;
    assert_eq!(revoked["status"]["description"], "Dana Levi ended this access.");
    assert!(revoked["revocation_time"].as_f64().unwrap() <= service.demo.clock.now());
    assert!(service.sessions(ENGINEER, &request).await.is_empty());
    assert_eq!(service.status(ENGINEER, &format!("/access-sessions/{session}/access-details")).await, 409);
    assert_eq!(service.act(ENGINEER, &request, "revoke", None).await.0, 409);

    let waits = service.ask(ENGINEER, &form(&service.units(ENGINEER, PRODUCTION, 1).await)).await.remove(0);
    service.until(ENGINEER, &waits, "Pending").await;
    assert_eq!(service.act(ENGINEER, &waits, "revoke", None).await.0, 200);
    let revoked = service.until(ENGINEER, &waits, "Revoked").await;
    assert_eq!(revoked["status"]["description"], "Dana Levi withdrew this request.");
    let tasks = service.get(TEAM_LEAD, "/access-requests?scope=MyTasks&limit=1000").await;
    assert!(!list(&tasks["data"], "id").contains(&json!(waits)));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_session_that_another_request_holds_too_outlives_the_end_of_one() {
    let service = Service::start().await;
    let (first, session) = service.granted(TEAM_LEAD, STAGING).await;
    let (second, same) = service.granted(TEAM_LEAD, "staging-orders-eu").await;
    assert_eq!(session, same);
    service.act(TEAM_LEAD, &first, "revoke", None).await;
    service.until(TEAM_LEAD, &first, "Revoked").await;
    assert_eq!(service.sessions(TEAM_LEAD, &second).await.len(), 1);
    let template = service.get(TEAM_LEAD, &format!("/access-sessions/{session}/request-template")).await;
    assert_eq!(list(&template["resources"], "name"), ["staging-orders-eu"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn access_is_extended_as_often_and_as_long_as_its_flow_allows() {
    let service = Service::start().await;
    let (request, _) = service.granted(ENGINEER, STAGING).await;
    let path = format!("/access-requests/{request}");
    let mut ends = service.get(ENGINEER, &path).await["revocation_time"].as_f64().unwrap();
    for used in 1..=2 {
        let (status, answer) = service.act(ENGINEER, &request, "extend", None).await;
        assert_eq!(status, 200);
        assert!(answer["message"].as_str().unwrap().contains("240 minutes"));
        let shown = service.get(ENGINEER, &path).await;
        assert_eq!(shown["revocation_time"].as_f64().unwrap(), ends + 240.0 * 60.0);
        assert_eq!(
            (&shown["extension_count"], &shown["extend_options"]["remaining_extensions"]),
            (&json!(used), &json!(2 - used))
        );
        ends += 240.0 * 60.0;
    }
    let (status, answer) = service.act(ENGINEER, &request, "extend", None).await;
    assert_eq!(status, 409);
    assert!(answer["message"].as_str().unwrap().contains("as often as"));
    service.pass(1800.0);
    assert_eq!(service.state(ENGINEER, &request).await, "Active");
    service.pass(8.0 * 3600.0);
    service.until(ENGINEER, &request, "Expired").await;
    assert_eq!(service.act(ENGINEER, &request, "extend", None).await.0, 409);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_cannot_be_extended_says_why() {
    let service = Service::start().await;
    for (who, status, justification, word) in [
        (DATA_OWNER, "Active", "Monthly report", "does not allow"),
        (ENGINEER, "Pending", "INC-1042", "active"),
        (ENGINEER, "Expired", "INC-1038", "active"),
    ] {
        let request = service.past(who, status, justification).await;
        let before = service.get(who, &format!("/access-requests/{request}")).await;
        assert_eq!(before["extend_options"]["can_extend"], false);
        let (status, answer) = service.act(who, &request, "extend", None).await;
        assert_eq!(status, 409);
        assert!(answer["message"].as_str().unwrap().contains(word), "{answer}");
        assert_eq!(service.get(who, &format!("/access-requests/{request}")).await, before);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_was_done_with_a_request_survives_the_end_of_the_server() {
    let service = Service::start().await;
    let (extended, _) = service.granted(ENGINEER, STAGING).await;
    let (ended, _) = service.granted(ENGINEER, "bastion-prod-eu").await;
    service.act(ENGINEER, &extended, "extend", None).await;
    service.act(ENGINEER, &ended, "revoke", None).await;
    service.act(ENGINEER, &ended, "favorite", Some(&json!({ "favorite": true }))).await;
    let service = service.killed_and_started(1801.0).await;
    service.until(ENGINEER, &ended, "Revoked").await;
    assert_eq!(service.state(ENGINEER, &extended).await, "Active");
    let favorites = service.get(ENGINEER, "/access-requests?favorite_only=true").await;
    assert_eq!(favorites["data"][0]["id"], json!(ended));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_favorite_is_a_persons_own() {
    let service = Service::start().await;
    let delegated = service.past(TEAM_LEAD, "Revoked", "Tom joins").await;
    let (status, shown) = service.act(TEAM_LEAD, &delegated, "favorite", Some(&json!({ "favorite": true }))).await;
    assert_eq!((status, &shown["id"], &shown["favorite"]), (200, &json!(delegated), &json!(true)));
    let path = format!("/access-requests/{delegated}");
    assert_eq!(service.get(TEAM_LEAD, &path).await["favorite"], true);
    assert_eq!(service.get(SECOND_ENGINEER, &path).await["favorite"], false);
    for (favorite, total) in [(true, 1), (false, 0), (false, 0)] {
        service.act(TEAM_LEAD, &delegated, "favorite", Some(&json!({ "favorite": favorite }))).await;
        let page = service.get(TEAM_LEAD, "/access-requests?favorite_only=true").await;
        assert_eq!(page["pagination"]["total"], total);
    }
    for bad in [json!({}), json!({ "favorite": null }), json!({ "favorite": "yes" })] {
        let (status, answer) = service.act(TEAM_LEAD, &delegated, "favorite", Some(&bad)).await;
        assert_eq!((status, &answer["field"]), (400, &json!("favorite")));
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn who_only_decides_sees_a_request_but_does_nothing_with_it_and_others_do_not_find_it() {
    let service = Service::start().await;
    let waits = service.past(ENGINEER, "Pending", "INC-1042").await;
    for action in ["dry-run", "request-again", "revoke", "extend"] {
        assert_eq!(service.act(TEAM_LEAD, &waits, action, Some(&because("x"))).await.0, 403, "{action}");
    }
    for who in [DATA_OWNER, NEWCOMER] {
        for action in ["dry-run", "request-again", "revoke", "extend", "favorite"] {
            let body = json!({ "justification": "x", "favorite": true });
            assert_eq!(service.act(who, &waits, action, Some(&body)).await.0, 404, "{action}");
        }
    }
    assert_eq!(service.act(ENGINEER, "AR-99999", "revoke", None).await.0, 404);
    assert_eq!(service.state(ENGINEER, &waits).await, "Pending");
}

#[tokio::test(flavor = "multi_thread")]
async fn the_units_of_several_requests_come_at_once() {
    let service = Service::start().await;
    let (granted, _) = service.granted(ENGINEER, STAGING).await;
    let waits = service.past(ENGINEER, "Pending", "INC-1042").await;
    let path = format!("/access-requests/access_units?request_id={waits}&request_id={granted}");
    let rows = service.get(ENGINEER, &path).await;
    assert_eq!(list(&rows, "id"), [json!(waits), json!(granted)]);
    let shown = service.get(ENGINEER, &format!("/access-requests/{waits}")).await;
    assert_eq!(rows[0]["access_units"][0]["resource"]["name"], shown["distinct_resource_names"][0]);
    assert_eq!(rows[0]["access_units"][0]["status"], Value::Null);
    assert_eq!(rows[1]["access_units"][0]["status"]["status"], "Granted");
    for (who, query, status) in [
        (ENGINEER, String::new(), 400),
        (ENGINEER, format!("?{}", "request_id=AR-00001&".repeat(101)), 400),
        (ENGINEER, format!("?request_id={granted}&request_id=x"), 404),
        (ADMIN, format!("?request_id={granted}"), 404),
    ] {
        assert_eq!(service.status(who, &format!("/access-requests/access_units{query}")).await, status, "{query}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_demo_begins_with_something_of_every_kind() {
    let service = Service::start().await;
    let all = async |who: &str| {
        service.get(who, "/access-requests?limit=1000&include_autogrant=true").await["data"].as_array().unwrap().clone()
    };
    let engineer = all(ENGINEER).await;
    let can_extend = |row: &&Value| row["extend_options"]["can_extend"] == true;
    assert!(engineer.iter().any(|row| can_extend(&row)));
    assert_eq!(engineer.iter().filter(|row| row["favorite"] == true).count(), 2);
    assert!(engineer.iter().any(|row| row["custom_fields"]["ticket"] == "INC-1042"));
    let closed = |row: &&Value| {
        ["Expired", "Rejected", "Revoked", "Failed"].contains(&row["status"]["status"].as_str().unwrap())
    };
    let kinds: BTreeSet<_> = engineer.iter().filter(closed).map(|row| row["bundle"].is_null()).collect();
    assert_eq!(kinds.len(), 2, "resources and bundles");
    let confirming = all(TEAM_LEAD).await.into_iter().filter(|row| row["status"]["status"] == "PendingMFA").count();
    assert_eq!(confirming, 1);
    let sessions = service.get(SECOND_ENGINEER, "/access-sessions").await;
    let sessions = sessions["data"].as_array().unwrap();
    assert!(
        sessions
            .iter()
            .any(|session| session["credentials_rotated"] == true && session["custom_access_details"].is_string())
    );
    let mut shared = 0;
    for request in all(SECOND_ENGINEER).await.iter().filter(|row| row["status"]["status"] == "Active") {
        let held = service.sessions(SECOND_ENGINEER, request["id"].as_str().unwrap()).await;
        shared += held.iter().filter(|session| session["integration"]["id"] == "int-elasticsearch-logs").count();
    }
    assert_eq!(shared, 2);
    assert_eq!(service.get(ENGINEER, "/access-request-templates").await["pagination"]["total"], 2);
}
