//! Asking for access and using it. The clock stands still unless a test moves it.

use std::collections::BTreeSet;
use std::sync::OnceLock;
use std::time::{Duration, Instant};

use proptest::prelude::*;
use serde_json::{Value, json};
use server::demo::people::{ADMIN, DATA_OWNER, ENGINEER, NEWCOMER, SECOND_ENGINEER, TEAM_LEAD};

use crate::support::{NOW, PATIENCE, Service, call, form, list, with};

const STAGING: &str = "staging-checkout-eu";
const PRODUCTION: &str = "prod-orders-eu";
const CUSTOMERS: &str = "customer_profiles";

#[tokio::test(flavor = "multi_thread")]
async fn a_form_over_two_flows_becomes_two_requests_of_which_one_is_granted_and_one_waits_for_its_approvers() {
    let service = Service::start().await;
    let mut units = service.units(ENGINEER, STAGING, 2).await;
    units.extend(service.units(ENGINEER, PRODUCTION, 1).await);
    let ids = service.ask(ENGINEER, &form(&units)).await;
    assert_eq!(ids.len(), 2);
    assert_eq!(service.state(ENGINEER, &ids[0]).await, "Initializing");

    let active = service.until(ENGINEER, &ids[0], "Active").await;
    assert_eq!(active["access_groups"][0]["status"]["status"], "Success");
    assert_eq!(active["access_groups"][0]["total_permissions"], 2);
    assert_eq!(active["distinct_resource_names"], json!([STAGING]));
    assert_eq!(active["extend_options"]["can_extend"], true);
    let group = active["access_groups"][0]["id"].as_str().unwrap();
    let units = service.get(ENGINEER, &format!("/access-groups/{group}/units")).await;
    assert_eq!(units["pagination"]["total"], 2);
    assert_eq!(units["data"][0]["status"]["status"], "Granted");
    let lasts = active["revocation_time"].as_f64().unwrap() - service.demo.clock.now();
    assert!((1700.0..=1800.0).contains(&lasts), "{lasts}");

    let pending = service.until(ENGINEER, &ids[1], "Pending").await;
    let approvers = &pending["challenge"]["approvers"];
    assert_eq!(approvers[0]["name"], "Ingrid Solberg");
    assert_eq!((&approvers[0]["status"], &approvers[0]["tier"]), (&json!("Pending"), &json!(1)));
    assert!(approvers[0]["tier_escalated_at"].is_f64() && approvers[1]["tier_escalated_at"].is_null());
    assert_eq!(pending["access_groups"], json!([]));

    service.pass(1800.0);
    service.until(ENGINEER, &ids[0], "Expired").await;
    assert_eq!(service.state(ENGINEER, &ids[1]).await, "Pending");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_request_that_was_acknowledged_survives_the_end_of_the_server_in_every_step_and_moves_on() {
    let mut service = Service::start().await;
    drop(service.worker.take());
    let units = service.units(ENGINEER, STAGING, 1).await;
    let request = service.ask(ENGINEER, &form(&units)).await.remove(0);

    let service = service.killed_and_started(1.0).await;
    service.until(ENGINEER, &request, "Granting").await;
    let service = service.killed_and_started(0.0).await;
    assert_eq!(service.state(ENGINEER, &request).await, "Granting");
    service.until(ENGINEER, &request, "Active").await;
    let service = service.killed_and_started(7200.0).await;
    service.until(ENGINEER, &request, "Expired").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn of_fifty_reads_at_once_exactly_one_shows_the_secret_and_a_reset_makes_a_new_one() {
    let service = Service::start().await;
    let (_, session) = service.granted(ENGINEER, STAGING).await;
    let path = format!("/access-sessions/{session}/access-details");
    let mut seen = BTreeSet::new();
    for _ in 0..2 {
        let reads: Vec<_> = (0..50)
            .map(|_| {
                let (router, path) = (service.router.clone(), path.clone());
                tokio::spawn(async move { call(&router, ENGINEER, "GET", &path, None).await })
            })
            .collect();
        let mut secrets = Vec::new();
        for read in reads {
            let (status, details) = read.await.unwrap();
            assert_eq!(status, 200);
            assert_eq!(details["credentials"]["status"], "viewed");
            let password = details["json"]["password"].as_str().unwrap().to_owned();
            if !password.bytes().all(|letter| letter == b'*') {
                secrets.push(password);
            }
        }
        assert_eq!(secrets.len(), 1);
        seen.extend(secrets);

        let path = format!("/access-sessions/{session}/reset-credentials");
        assert_eq!(service.call(ENGINEER, "POST", &path, None).await.0, 200);
        let started = Instant::now();
        let path = format!("/access-sessions/{session}");
        let mut resetting = service.get(ENGINEER, &path).await;
        assert_eq!(resetting["credentials"]["status"], "resetting");
        while resetting["credentials"]["status"] != "new" {
            assert!(started.elapsed() < PATIENCE);
            service.pass(0.5);
            tokio::time::sleep(Duration::from_millis(2)).await;
            resetting = service.get(ENGINEER, &path).await;
        }
        assert_eq!(resetting["credentials_rotated"], true);
    }
    assert_eq!(seen.len(), 2);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_read_that_asks_for_another_form_leaves_the_secret_unread() {
    let service = Service::start().await;
    let (_, session) = service.granted(ENGINEER, STAGING).await;
    let path = format!("/access-sessions/{session}/access-details");
    let details = service.get(ENGINEER, &format!("{path}?format_type=cli")).await;
    assert!(details["cli"].is_string() && details["json"].is_null());
    assert_eq!(details["credentials"]["status"], "new");
    for bad in ["format_type=xml".to_owned(), format!("consumed_by={}", "x".repeat(101))] {
        let (status, answer) = service.call(ENGINEER, "GET", &format!("{path}?{bad}"), None).await;
        assert_eq!((status, answer["field"].as_str()), (400, bad.split('=').next()));
    }
    let details = service.get(ENGINEER, &format!("{path}?consumed_by=teams_tab")).await;
    assert_eq!(details["consumed_by"], "teams_tab");
    assert_eq!(service.get(ENGINEER, &path).await["consumed_by"], "teams_tab");
}

#[tokio::test(flavor = "multi_thread")]
async fn who_has_no_part_in_a_request_does_not_find_it_and_nobody_uses_the_access_of_another() {
    let service = Service::start().await;
    let (request, session) = service.granted(ENGINEER, STAGING).await;
    let group = service.get(ENGINEER, &format!("/access-requests/{request}")).await;
    let group = group["access_groups"][0]["id"].as_str().unwrap().to_owned();
    for other in [SECOND_ENGINEER, NEWCOMER, ADMIN] {
        for path in [
            format!("/access-requests/{request}"),
            format!("/access-groups/{group}/units"),
            format!("/access-sessions/{session}"),
            format!("/access-sessions/{session}/access-details"),
        ] {
            assert_eq!(service.status(other, &path).await, 404, "{path}");
        }
        let path = format!("/access-sessions/{session}/reset-credentials");
        assert_eq!(service.call(other, "POST", &path, None).await.0, 404);
        let page = service.get(other, &format!("/access-requests?request_ids={request}")).await;
        assert_eq!(page["pagination"]["total"], 0);
        assert!(service.sessions(other, &request).await.is_empty());
    }
    let path = format!("/access-sessions/{session}");
    assert_eq!(service.get(ENGINEER, &path).await["credentials"]["status"], "new");
    for id in ["AR-1", "AR-99999", "AR-00000", "AR--0001", "1", "%00", "AR-0000%EF%BC%91"] {
        assert_eq!(service.status(ENGINEER, &format!("/access-requests/{id}")).await, 404, "{id}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn every_wrong_form_is_refused_by_the_name_of_its_field_and_nothing_is_written() {
    let service = Service::start().await;
    let before = service.get(ENGINEER, "/access-requests").await["pagination"]["total"].clone();
    let production = service.units(ENGINEER, PRODUCTION, 1).await;
    let good = form(&production);
    let foreign = service.units(DATA_OWNER, "storefront", 1).await;
    let admin_only = json!("unit-000001-fff");
    let resource = service.get(ENGINEER, &format!("/inventory/resources?search={PRODUCTION}")).await;
    let (resource, of_type) = (&resource["data"][0]["id"], &resource["data"][0]["type"]["id"]);
    let mut staging = service.units(ENGINEER, STAGING, 1).await;
    staging.push(json!("unit-ffffff-001"));
    let empty = form(&[]);
    let by_filter = with(empty.clone(), "filter_resources", json!([{ "type": "id", "value": resource }]));
    for (form, field) in [
        (with(good.clone(), "duration_in_sec", json!(0)), "duration_in_sec"),
        (with(good.clone(), "duration_in_sec", json!(-1)), "duration_in_sec"),
        (with(good.clone(), "duration_in_sec", json!(4 * 3600 + 1)), "duration_in_sec"),
        (with(good.clone(), "duration_in_sec", json!(3.6e12)), "duration_in_sec"),
        (with(good.clone(), "duration_in_sec", json!(3_600_000_000_000_u64)), "duration_in_sec"),
        (with(good.clone(), "duration_in_sec", json!("abc")), "duration_in_sec"),
        (with(good.clone(), "justification", json!(" \t\n ")), "justification"),
        (with(good.clone(), "justification", Value::Null), "justification"),
        (with(good.clone(), "custom_fields", json!({ "colour": "red" })), "custom_fields.colour"),
        (with(good.clone(), "custom_fields", json!({ "urgency": "very" })), "custom_fields.urgency"),
        (with(good.clone(), "custom_fields", json!({ "ticket": "x".repeat(501) })), "custom_fields.ticket"),
        (with(good.clone(), "custom_fields", json!({ "ticket": 1 })), "custom_fields.ticket"),
        (with(good.clone(), "grantee_id", json!("usr-nobody")), "grantee_id"),
        (with(good.clone(), "grantee_id", json!(DATA_OWNER)), "grantee_id"),
        (with(good.clone(), "filter_bundle_ids", json!(["bun-nothing"])), "filter_bundle_ids"),
        (with(good.clone(), "filter_bundle_ids", Value::Null), "filter_bundle_ids"),
        (with(good.clone(), "filter_access_unit_ids", json!(["unit-1"])), "filter_access_unit_ids"),
        (with(good.clone(), "filter_access_unit_ids", json!([admin_only])), "filter_access_unit_ids"),
        (with(good.clone(), "filter_access_unit_ids", json!(staging)), "filter_access_unit_ids"),
        (empty.clone(), "filter_access_unit_ids"),
        (with(empty.clone(), "filter_integration_ids", json!(["int-nowhere"])), "filter_integration_ids"),
        (with(empty.clone(), "filter_integration_ids", json!(["int-okta"])), "filter_resources"),
        (with(empty.clone(), "filter_resource_type_ids", json!(["ssh-nothing"])), "filter_resource_type_ids"),
        (with(empty.clone(), "filter_permission_ids", json!(["per-nothing"])), "filter_permission_ids"),
        (with(empty.clone(), "filter_resource_ids", json!(["res-ffffff"])), "filter_resource_ids"),
        (by_filter.clone(), "filter_permission_ids"),
        (
            with(by_filter.clone(), "filter_permission_ids", json!(["per-postgresql-database-admin"])),
            "filter_permission_ids",
        ),
        (with(by_filter, "filter_integration_ids", json!(["int-okta"])), "filter_resources"),
        (with(empty.clone(), "filter_resources", json!([{ "type": "id", "value": "x" }])), "filter_resources"),
        (with(empty.clone(), "filter_resources", json!([{ "type": "search_term", "value": " " }])), "filter_resources"),
        (with(empty, "filter_resources", json!([{ "type": "colour", "value": "red" }])), "filter_resources"),
    ] {
        assert_eq!(service.refused(ENGINEER, &form).await, (400, field.to_owned()), "{form}");
    }
    assert_eq!(service.refused(NEWCOMER, &form(&foreign)).await, (400, "filter_access_unit_ids".into()));
    assert_eq!(service.refused(DATA_OWNER, &good).await, (400, "filter_access_unit_ids".into()));
    assert_eq!(of_type, "postgresql-database");
    assert_eq!(service.get(ENGINEER, "/access-requests").await["pagination"]["total"], before);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_thousand_resources_can_be_asked_for_and_one_more_is_refused() {
    let service = Service::with_resources(4000).await;
    let mut units = Vec::new();
    let mut resources = BTreeSet::new();
    for skip in (0..).step_by(1000) {
        let page = service.get(ENGINEER, &format!("/inventory/access-units?limit=1000&skip={skip}")).await;
        for unit in page["data"].as_array().unwrap() {
            if resources.len() < 1001 && resources.insert(unit["resource"]["id"].to_string()) {
                units.push(unit["id"].clone());
            }
        }
        if resources.len() == 1001 {
            break;
        }
    }
    assert_eq!(service.refused(ENGINEER, &form(&units)).await, (400, "filter_access_unit_ids".into()));
    units.pop();
    let (status, answer) = service.call(ENGINEER, "POST", "/access-requests/dry-run", Some(&form(&units))).await;
    assert_eq!((status, &answer["status"]), (200, &json!("ok")));
    assert!(service.ask(ENGINEER, &form(&units)).await.len() > 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_dry_run_teaches_what_is_required_and_the_cap_and_creates_nothing() {
    let service = Service::start().await;
    let dry_run = async |body: &Value| {
        let (status, answer) = service.call(ENGINEER, "POST", "/access-requests/dry-run", Some(body)).await;
        assert_eq!(status, 200, "{answer}");
        answer
    };
    let before = service.get(ENGINEER, "/access-requests").await["pagination"]["total"].clone();
    let mut units = service.units(ENGINEER, STAGING, 1).await;
    let staging = with(form(&units), "justification", Value::Null);
    assert_eq!(dry_run(&staging).await, json!({ "status": "ok", "errors": [], "max_duration_in_sec": 8 * 3600 }));

    units.extend(service.units(ENGINEER, PRODUCTION, 1).await);
    let both = with(with(form(&units), "justification", json!(" ")), "duration_in_sec", json!(5 * 3600));
    let answer = dry_run(&both).await;
    assert_eq!(answer["max_duration_in_sec"], 4 * 3600);
    assert_eq!(list(&answer["errors"], "code"), ["FIELD_MISSING", "INVALID_DURATION"]);
    assert_eq!(list(&answer["errors"], "field"), ["justification", "duration_in_sec"]);
    assert_eq!(answer["errors"][1]["details"]["max_duration"], 4 * 3600);
    assert_eq!(service.get(ENGINEER, "/access-requests").await["pagination"]["total"], before);

    let types = with(form(&[]), "filter_integration_ids", json!(["int-postgresql-production"]));
    let path = "/access-requests/dry-run?resource_type_only_mode=true";
    let (status, answer) = service.call(ENGINEER, "POST", path, Some(&types)).await;
    assert_eq!((status, &answer["max_duration_in_sec"]), (200, &json!(4 * 3600)));
}

#[tokio::test(flavor = "multi_thread")]
async fn resources_of_an_integration_are_asked_for_by_resource_and_permission() {
    let service = Service::start().await;
    let resource = service.get(ENGINEER, &format!("/inventory/resources?search={PRODUCTION}")).await;
    let body = json!({
        "filter_integration_ids": ["int-postgresql-production"], "filter_bundle_ids": [],
        "filter_resource_type_ids": ["postgresql-database"], "filter_resource_ids": [],
        "filter_resources": [{ "type": "id", "value": resource["data"][0]["id"] }],
        "filter_permission_ids": ["per-postgresql-database-read-only", "per-postgresql-database-read-write"],
        "filter_access_unit_ids": [], "justification": "Look", "run_pre_approval_validations": true,
    });
    let request = service.ask(ENGINEER, &body).await.remove(0);
    let shown = service.get(ENGINEER, &format!("/access-requests/{request}?access_units_summary_limit=1")).await;
    assert_eq!(shown["access_units_summary"], json!([{ "resource_name": PRODUCTION, "permission_name": "Read Only" }]));
    assert!(shown["duration_in_sec"].is_null());

    let one_only = json!(["per-mongodb-database-read-only", "per-mongodb-database-read-write"]);
    let database = service.get(ENGINEER, "/inventory/resources?resource-type-id=mongodb-database&limit=1").await;
    let body = with(form(&[]), "filter_resource_ids", json!([database["data"][0]["id"]]));
    let body = with(body, "filter_permission_ids", one_only);
    assert_eq!(service.refused(ENGINEER, &body).await, (400, "filter_permission_ids".into()));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_bundle_is_asked_for_as_a_whole_or_in_part_and_reset_as_a_whole() {
    let service = Service::start().await;
    let bundle = json!(["bun-staging-all"]);
    let content = service.get(ENGINEER, "/inventory/access-units?bundle-ids=bun-staging-all&limit=1000").await;
    let whole = service.ask(ENGINEER, &with(form(&[]), "filter_bundle_ids", bundle.clone())).await.remove(0);
    let shown = service.until(ENGINEER, &whole, "Active").await;
    assert_eq!(shown["bundle"]["name"], "All of staging");
    let mut units = 0;
    for group in list(&shown["access_groups"], "id") {
        let page = service.get(ENGINEER, &format!("/access-groups/{}/units", group.as_str().unwrap())).await;
        units += page["pagination"]["total"].as_i64().unwrap();
    }
    assert_eq!(content["pagination"]["total"], units);

    let part = with(form(&[content["data"][0]["id"].clone()]), "filter_bundle_ids", bundle);
    let part = service.ask(ENGINEER, &part).await.remove(0);
    let shown = service.get(ENGINEER, &format!("/access-requests/{part}")).await;
    assert_eq!(shown["distinct_resource_names"].as_array().unwrap().len(), 1);

    let sessions = service.get(ENGINEER, "/access-sessions?bundle_id=bun-staging-all").await;
    let resettable: Vec<&str> = sessions["data"]
        .as_array()
        .unwrap()
        .iter()
        .filter(|session| session["credentials"]["can_reset"] == true)
        .map(|session| session["id"].as_str().unwrap())
        .collect();
    let path = format!("/access-sessions/{}/reset-credentials", resettable[0]);
    assert_eq!(service.call(ENGINEER, "POST", &path, None).await.0, 200);
    for session in resettable {
        let shown = service.get(ENGINEER, &format!("/access-sessions/{session}")).await;
        assert_eq!(shown["credentials"]["status"], "resetting");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_the_rules_refuse_is_rejected_by_itself_and_what_cannot_be_provisioned_fails_with_the_reason() {
    let service = Service::start().await;
    let unit = async |of_type: &str, permission: &str| {
        let path = format!("/inventory/access-units?limit=1&resource-type-ids={of_type}&permission-ids={permission}");
        service.get(ENGINEER, &path).await["data"][0]["id"].clone()
    };
    let root = form(&[unit("ssh-server", "per-ssh-server-root").await]);
    let without = with(root.clone(), "justification", json!("INC- is not a number"));
    let rejected = service.ask(ENGINEER, &without).await.remove(0);
    let shown = service.until(ENGINEER, &rejected, "Rejected").await;
    assert!(shown["status"]["description"].as_str().unwrap().contains("INC-1042"));
    let granted = service.ask(ENGINEER, &root).await.remove(0);
    service.until(ENGINEER, &granted, "Active").await;

    let host = unit("rabbitmq-virtual-host", "per-rabbitmq-virtual-host-read").await;
    let failed = service.ask(ENGINEER, &form(std::slice::from_ref(&host))).await.remove(0);
    let shown = service.until(ENGINEER, &failed, "Failed").await;
    assert!(shown["status"]["description"].as_str().unwrap().contains("maintenance"));
    assert_eq!(shown["access_groups"][0]["status"]["status"], "Failure");
    assert!(service.sessions(ENGINEER, &failed).await.is_empty());

    let queue = unit("rabbitmq-queue", "per-rabbitmq-queue-read").await;
    let partly = service.ask(ENGINEER, &form(&[host, queue])).await.remove(0);
    let shown = service.until(ENGINEER, &partly, "Active").await;
    assert_eq!(shown["access_groups"][0]["status"]["status"], "Warning");
    let path = format!("/access-groups/{}/units", shown["access_groups"][0]["id"].as_str().unwrap());
    let states = service.get(ENGINEER, &path).await;
    let states: BTreeSet<String> =
        list(&states["data"], "status").iter().map(|status| status["status"].to_string()).collect();
    assert_eq!(states, BTreeSet::from(["\"Failure\"".to_owned(), "\"Granted\"".to_owned()]));
}

#[tokio::test(flavor = "multi_thread")]
async fn asking_again_for_a_system_leads_to_the_same_session_which_ends_with_the_last_request() {
    let service = Service::start().await;
    let (first, session) = service.granted(TEAM_LEAD, STAGING).await;
    service.pass(900.0);
    let (second, again) = service.granted(TEAM_LEAD, "staging-orders-eu").await;
    assert_eq!(session, again);
    let path = format!("/access-sessions/{session}/access-details?format_type=cli");
    let details = service.get(TEAM_LEAD, &path).await;
    assert!(details["cli"].as_str().unwrap().contains("staging-orders-eu"), "the newest request comes first");
    let within = service.get(TEAM_LEAD, &format!("/inventory/resources?session_id={session}")).await;
    assert_eq!(list(&within["data"], "name"), ["staging-checkout-eu", "staging-orders-eu"]);
    assert_eq!(service.status(ENGINEER, &format!("/inventory/resources?session_id={session}")).await, 404);

    service.pass(900.0);
    service.until(TEAM_LEAD, &first, "Expired").await;
    assert_eq!(service.sessions(TEAM_LEAD, &second).await.len(), 1);
    service.pass(900.0);
    service.until(TEAM_LEAD, &second, "Expired").await;
    assert!(service.sessions(TEAM_LEAD, &second).await.is_empty());
    assert_eq!(service.status(TEAM_LEAD, &path).await, 409);
    let ended = format!("/access-sessions?include_disconnected=true&request_id={second}");
    assert_eq!(list(&service.get(TEAM_LEAD, &ended).await["data"], "status"), ["Disconnected"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn credentials_that_only_an_administrator_renews_and_access_without_any_cannot_be_reset() {
    let service = Service::start().await;
    for who in [ENGINEER, DATA_OWNER] {
        let sessions = service.get(who, "/access-sessions").await;
        for session in sessions["data"].as_array().unwrap() {
            let path = format!("/access-sessions/{}/reset-credentials", session["id"].as_str().unwrap());
            let can_reset = session["credentials"]["can_reset"] == true;
            let expected = if can_reset { 200 } else { 409 };
            assert_eq!(service.call(who, "POST", &path, None).await.0, expected, "{session}");
        }
    }
    let (request, bastion) = service.granted(ENGINEER, "bastion-prod-eu").await;
    assert_eq!(service.sessions(ENGINEER, &request).await[0]["credentials"]["can_reset"], false);
    let path = format!("/access-sessions/{bastion}/reset-credentials");
    assert_eq!(service.call(ENGINEER, "POST", &path, None).await.0, 409);
}

#[tokio::test(flavor = "multi_thread")]
async fn the_next_tier_is_told_after_half_an_hour_and_nobody_decides_about_their_own_access() {
    let service = Service::start().await;
    let units = service.units(ENGINEER, PRODUCTION, 1).await;
    let request = service.ask(ENGINEER, &form(&units)).await.remove(0);
    service.until(ENGINEER, &request, "Pending").await;
    let tasks = async |who: &str| {
        let page = service.get(who, "/access-requests?scope=MyTasks&limit=1000").await;
        list(&page["data"], "id").contains(&json!(request))
    };
    assert!(tasks(TEAM_LEAD).await && !tasks(ADMIN).await && !tasks(ENGINEER).await);
    assert_eq!(service.status(TEAM_LEAD, &format!("/access-requests/{request}")).await, 200);
    assert_eq!(service.status(ADMIN, &format!("/access-requests/{request}")).await, 404);
    service.pass(30.0 * 60.0);
    let started = Instant::now();
    while !tasks(ADMIN).await {
        assert!(started.elapsed() < PATIENCE);
        tokio::time::sleep(Duration::from_millis(2)).await;
    }

    let own = service.ask(TEAM_LEAD, &form(&service.units(TEAM_LEAD, PRODUCTION, 1).await)).await.remove(0);
    let shown = service.until(TEAM_LEAD, &own, "Pending").await;
    assert_eq!(list(&shown["challenge"]["approvers"], "name"), ["Apono admins"]);
    assert!(shown["challenge"]["approvers"][0]["tier_escalated_at"].is_f64());
}

#[tokio::test(flavor = "multi_thread")]
async fn the_list_is_filtered_by_every_parameter_and_paged_with_the_newest_first() {
    let service = Service::start().await;
    let all = service.get(ENGINEER, "/access-requests").await;
    let total = all["pagination"]["total"].as_u64().unwrap();
    let times: Vec<f64> = list(&all["data"], "creation_time").iter().map(|time| time.as_f64().unwrap()).collect();
    assert!(times.is_sorted_by(|a, b| a >= b));
    let page = service.get(ENGINEER, "/access-requests?skip=1&limit=2&access_units_summary_limit=0").await;
    assert_eq!(list(&page["data"], "id"), list(&all["data"], "id")[1..3]);
    assert_eq!(page["data"][0]["access_units_summary"], json!([]));
    assert_eq!(page["pagination"], json!({ "limit": 2, "offset": 1, "total": total, "has_more": true }));

    let count = async |who: &str, query: &str| {
        let page = service.get(who, &format!("/access-requests?{query}")).await;
        page["pagination"]["total"].as_u64().unwrap()
    };
    assert_eq!(count(ENGINEER, "scope=MyRequests&include_autogrant=true").await, total + 1);
    assert_eq!(count(ENGINEER, "statuses=ACTIVE&statuses=granted").await, 1);
    assert_eq!(count(ENGINEER, "statuses=pending&statuses=Revoked&statuses=unheard-of").await, 3);
    assert_eq!(count(ENGINEER, "statuses=unheard-of").await, 0);
    let newest = all["data"][0]["id"].as_str().unwrap();
    assert_eq!(count(ENGINEER, &format!("request_ids={newest}&request_ids=AR-77777&request_ids=x")).await, 1);
    assert_eq!(count(ENGINEER, "request_ids=x").await, 0);
    assert_eq!(count(ENGINEER, "favorite_only=true").await, 2);
    assert_eq!(count(ENGINEER, "favorite_only=true&statuses=Active").await, 0);
    assert_eq!(count(ENGINEER, &format!("requestor_ids={ENGINEER}")).await, total);
    assert_eq!(count(ENGINEER, &format!("grantee_ids={SECOND_ENGINEER}")).await, 0);
    assert_eq!(count(SECOND_ENGINEER, &format!("requestor_ids={TEAM_LEAD}")).await, 1);
    assert_eq!(count(TEAM_LEAD, "scope=MyDelegatedRequests").await, 1);
    assert!(count(TEAM_LEAD, "scope=MyTasks").await > 2);
    assert!(count(TEAM_LEAD, "scope=MyHistoricTasks").await > 2);
    let tasks = service.get(TEAM_LEAD, "/access-requests?scope=MyTasks").await;
    assert!(tasks["data"].as_array().unwrap().iter().all(|row| row["requestor"]["id"] != TEAM_LEAD));
    for (query, field) in [
        ("scope=Everything", "scope"),
        ("skip=-1", "skip"),
        ("limit=1001", "limit"),
        ("favorite_only=perhaps", "favorite_only"),
        ("access_units_summary_limit=-1", "access_units_summary_limit"),
    ] {
        let (status, answer) = service.call(ENGINEER, "GET", &format!("/access-requests?{query}"), None).await;
        assert_eq!((status, answer["field"].as_str()), (400, Some(field)), "{query}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn sessions_are_found_by_every_parameter() {
    let service = Service::start().await;
    let sessions = service.get(ENGINEER, "/access-sessions").await;
    let sessions = sessions["data"].as_array().unwrap();
    let postgres = sessions.iter().find(|session| session["type"]["id"] == "postgresql").unwrap();
    let credentials = postgres["credentials"]["id"].as_str().unwrap();
    for query in [
        "search=postgresql%20stag",
        "integration_id=int-postgresql-staging",
        "integration_types=postgresql",
        "session_types=POSTGRESQL",
        &format!("credentials_id={credentials}"),
    ] {
        let page = service.get(ENGINEER, &format!("/access-sessions?{query}")).await;
        assert_eq!(list(&page["data"], "id"), [postgres["id"].clone()], "{query}");
    }
    let count = async |query: &str| {
        service.get(ENGINEER, &format!("/access-sessions?{query}")).await["pagination"]["total"].clone()
    };
    assert_eq!(count("status=active").await, sessions.len());
    for nothing in ["status=unheard-of", "search=zzz", "request_id=AR-99999", "bundle_id=x", "credentials_id=x"] {
        assert_eq!(count(nothing).await, 0, "{nothing}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn everybody_but_the_newcomer_has_a_history_in_every_status_that_lasts_and_it_is_written_once() {
    let service = Service::start().await;
    for who in [ENGINEER, SECOND_ENGINEER, TEAM_LEAD, DATA_OWNER, ADMIN] {
        let page = service.get(who, "/access-requests").await;
        let rows = page["data"].as_array().unwrap();
        for status in ["Pending", "Active", "Expired", "Rejected", "Revoked", "Failed"] {
            let row = rows.iter().find(|row| row["status"]["status"] == status);
            let row = row.unwrap_or_else(|| panic!("{who} has nothing {status}"));
            match status {
                "Pending" => assert!(!row["challenge"]["approvers"].as_array().unwrap().is_empty()),
                "Active" => {
                    let id = row["id"].as_str().unwrap();
                    assert!(!service.sessions(who, id).await.is_empty(), "{who} {id}");
                }
                "Rejected" | "Failed" => assert!(row["status"]["description"].is_string()),
                _ => assert!(row["revocation_time"].as_f64().unwrap() < NOW),
            }
        }
    }
    assert_eq!(service.get(NEWCOMER, "/access-requests").await["pagination"]["total"], 0);
    let before = service.get(ENGINEER, "/access-requests?include_autogrant=true").await;
    let service = service.killed_and_started(0.0).await;
    service.pass(0.0);
    assert_eq!(service.get(ENGINEER, "/access-requests?include_autogrant=true").await, before);
}

#[tokio::test(flavor = "multi_thread")]
async fn access_for_a_colleague_is_theirs_and_both_see_the_request() {
    let service = Service::start().await;
    let units = service.units(SECOND_ENGINEER, STAGING, 1).await;
    let body = with(form(&units), "grantee_id", json!(SECOND_ENGINEER));
    let request = service.ask(TEAM_LEAD, &body).await.remove(0);
    let shown = service.until(TEAM_LEAD, &request, "Active").await;
    assert_eq!(shown["grantee"]["display_name"], "Tom Becker");
    assert_eq!(service.state(SECOND_ENGINEER, &request).await, "Active");
    assert_eq!(service.sessions(SECOND_ENGINEER, &request).await.len(), 1);
    assert!(service.sessions(TEAM_LEAD, &request).await.is_empty());
}

/// A router that many cases share; nothing moves in it.
fn shared() -> &'static (tokio::runtime::Runtime, Service) {
    static SHARED: OnceLock<(tokio::runtime::Runtime, Service)> = OnceLock::new();
    SHARED.get_or_init(|| {
        let runtime = tokio::runtime::Runtime::new().unwrap();
        let service = runtime.block_on(Service::start());
        (runtime, service)
    })
}

fn word() -> impl Strategy<Value = String> {
    let known = [
        "",
        "MyTasks",
        "MyRequests",
        "AR-00001",
        "session-000001",
        "group-000001",
        "unit-000001-001",
        "res-000001",
        "int-okta",
        "bun-orders",
        "bun-staging-all",
        "postgresql",
        "postgresql-database",
        "usr-dana-levi",
        "Pending",
        "true",
        "json",
        "0",
        "-1",
        "5",
        "2147483647",
        "2147483648",
        "9223372036854775807",
        "id",
        "search_term",
        "prod",
        "per-okta-group-member",
        "per-postgresql-database-read-only",
        "INC-1",
    ];
    prop_oneof![3 => proptest::sample::select(known.to_vec()).prop_map(str::to_owned), 1 => "\\PC{0,12}", 1 => any::<String>()]
}

fn value() -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![
        4 => word().prop_map(Value::from),
        1 => any::<i64>().prop_map(Value::from),
        1 => any::<f64>().prop_map(Value::from),
        1 => Just(Value::Null),
        1 => any::<bool>().prop_map(Value::from),
    ];
    leaf.prop_recursive(2, 12, 4, |inner| {
        prop_oneof![
            4 => proptest::collection::vec(inner.clone(), 0..4).prop_map(Value::from),
            1 => (word(), inner.clone()).prop_map(|(kind, value)| json!([{ "type": kind, "value": value }])),
            1 => proptest::collection::btree_map(word(), inner, 0..3)
                .prop_map(|map| Value::Object(map.into_iter().collect())),
        ]
    })
}

const ARRAYS: [&str; 7] = [
    "filter_integration_ids",
    "filter_bundle_ids",
    "filter_resource_type_ids",
    "filter_resource_ids",
    "filter_resources",
    "filter_permission_ids",
    "filter_access_unit_ids",
];
const OTHERS: [&str; 5] =
    ["justification", "duration_in_sec", "custom_fields", "grantee_id", "run_pre_approval_validations"];

/// Often nearly right, so that cases get past the reading of the body.
fn body() -> impl Strategy<Value = Value> {
    let words = proptest::collection::vec(word(), 0..3);
    let field = proptest::sample::select([ARRAYS.as_slice(), OTHERS.as_slice()].concat());
    (proptest::collection::vec(words, ARRAYS.len()), proptest::collection::vec((field, value()), 0..3)).prop_map(
        |(arrays, changes)| {
            let mut body = serde_json::Map::new();
            for (name, words) in ARRAYS.iter().zip(arrays) {
                let resources = *name == "filter_resources";
                let row = |word: String| {
                    if resources { json!({ "type": "search_term", "value": word }) } else { json!(word) }
                };
                body.insert((*name).to_owned(), words.into_iter().map(row).collect());
            }
            for (name, value) in changes {
                body.insert(name.to_owned(), value);
            }
            Value::Object(body)
        },
    )
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 400, ..ProptestConfig::default() })]

    #[test]
    fn no_form_whatever_is_in_it_is_answered_with_an_error_of_the_server(
        body in body(),
        path in proptest::sample::select(vec![
            "/access-requests", "/access-requests/dry-run", "/access-requests/dry-run?resource_type_only_mode=true",
        ]),
    ) {
        let (runtime, service) = shared();
        let (status, answer) = runtime.block_on(service.call(ENGINEER, "POST", path, Some(&body)));
        prop_assert!(status == 200 || status == 400, "{} {}", status, answer);
        prop_assert!(status == 200 || answer["field"].is_string(), "{}", answer);
    }

    #[test]
    fn no_address_whatever_is_in_it_is_answered_with_an_error_of_the_server(
        id in word(),
        path in proptest::sample::select(vec![
            "/access-requests", "/access-requests/{}", "/access-sessions", "/access-sessions/{}",
            "/access-sessions/{}/access-details", "/access-groups/{}/units",
        ]),
        pairs in proptest::collection::vec((proptest::sample::select(vec![
            "scope", "statuses", "favorite_only", "include_autogrant", "request_ids", "requestor_ids", "grantee_ids",
            "access_units_summary_limit", "limit", "skip", "search", "request_id", "integration_id", "bundle_id",
            "credentials_id", "integration_types", "session_types", "status", "include_disconnected", "consumed_by",
            "format_type", "integration-ids", "resource-type-ids",
        ]), word()), 0..4),
    ) {
        let (runtime, service) = shared();
        let mut segment = String::new();
        apono_api::query::encode_into(&id, &mut segment);
        let query: String = pairs.iter().fold(String::new(), |mut query, (name, value)| {
            query.push_str(if query.is_empty() { "?" } else { "&" });
            query.push_str(name);
            query.push('=');
            apono_api::query::encode_into(value, &mut query);
            query
        });
        let path = format!("{}{query}", path.replace("{}", &segment));
        let (status, answer) = runtime.block_on(service.call(ENGINEER, "GET", &path, None));
        prop_assert!(status < 500, "{} {} {}", path, status, answer);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_customers_data_needs_every_approver_of_the_first_tier() {
    let service = Service::start().await;
    let request = service.ask(ENGINEER, &form(&service.units(ENGINEER, CUSTOMERS, 1).await)).await.remove(0);
    let shown = service.until(ENGINEER, &request, "Pending").await;
    assert_eq!(shown["challenge"]["logical_relation"], "AllOf");
    assert_eq!(shown["require_approver_reason"], true);
    assert_eq!(list(&shown["challenge"]["approvers"], "type"), ["User", "Owner", "Group"]);
}
