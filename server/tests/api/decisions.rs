//! Approvers and what they decide. The clock stands still unless a test moves it.

use std::collections::BTreeSet;

use serde_json::{Value, json};
use server::demo::people::{ADMIN, DATA_OWNER, ENGINEER, NEWCOMER, SECOND_ENGINEER, TEAM_LEAD};

use crate::support::{Service, Site, call, form, list, texts, with};

/// Any one of the team lead and, after half an hour, the administrators.
const PRODUCTION: &str = "prod-orders-eu";
/// Any one of the team lead, somebody on call and, after two minutes, the administrators.
const CLOUD: &str = "prod-invoices-eu";
/// Both team lead and owner, with a reason, or the administrators half an hour later.
const CUSTOMERS: &str = "customer_profiles";

const TASKS: &str = "/access-requests?scope=MyTasks&limit=1000";
const HISTORY: &str = "/access-requests?scope=MyHistoricTasks&limit=1000";

impl Service {
    /// A request of this person that waits for a decision.
    async fn waiting(&self, who: &str, search: &str) -> String {
        let request = self.ask(who, &form(&self.units(who, search, 1).await)).await.remove(0);
        self.until(who, &request, "Pending").await;
        request
    }

    async fn decide(&self, who: &str, request: &str, action: &str, reason: Option<&str>) -> (u16, Value) {
        let body = json!({ "justification": reason });
        self.call(who, "POST", &format!("/access-requests/{request}/{action}"), Some(&body)).await
    }

    /// The text with which a decision is refused as too late.
    async fn too_late(&self, who: &str, request: &str, action: &str) -> String {
        let (status, answer) = self.decide(who, request, action, Some("Still")).await;
        assert_eq!(status, 409, "{answer}");
        answer["message"].as_str().unwrap().to_owned()
    }

    /// Whether the list of this person has the request.
    async fn lists(&self, who: &str, list_of: &str, request: &str) -> bool {
        list(&self.get(who, list_of).await["data"], "id").contains(&json!(request))
    }

    async fn shown(&self, who: &str, request: &str) -> Value {
        self.get(who, &format!("/access-requests/{request}")).await
    }

    /// Until this person has been told of the request.
    async fn until_told(&self, who: &str, request: &str) {
        self.until_shown(who, TASKS, |page| list(&page["data"], "id").contains(&json!(request))).await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_approved_is_granted_at_once_and_says_who_decided_when_and_why() {
    let service = Service::start().await;
    let request = service.waiting(ENGINEER, PRODUCTION).await;
    assert!(service.lists(TEAM_LEAD, TASKS, &request).await);
    let (status, answer) = service.decide(TEAM_LEAD, &request, "approve", Some("  Known incident  ")).await;
    assert_eq!(
        (status, &answer["message"]),
        (200, &json!(format!("You approved {request}. The access is being granted.")))
    );
    let shown = service.shown(ENGINEER, &request).await;
    assert_eq!(shown["status"]["status"], "Granting");
    let approver = &shown["challenge"]["approvers"][0];
    assert_eq!((&approver["name"], &approver["status"]), (&json!("Ingrid Solberg"), &json!("Approved")));
    assert_eq!(
        (&approver["metadata"]["decided_by"], &approver["metadata"]["reason"]),
        (&json!("Ingrid Solberg"), &json!("Known incident"))
    );
    let decided_at: f64 = approver["metadata"]["decided_at"].as_str().unwrap().parse().unwrap();
    assert!((decided_at - service.demo.clock.now()).abs() < 0.01);
    assert_eq!(shown["challenge"]["approvers"][1]["status"], "Pending");

    let active = service.until(ENGINEER, &request, "Active").await;
    assert!(active["revocation_time"].as_f64().unwrap() > decided_at + 1800.0, "it lasts from granting on");
    assert_eq!(service.sessions(ENGINEER, &request).await.len(), 1);
    assert!(!service.lists(TEAM_LEAD, TASKS, &request).await && service.lists(TEAM_LEAD, HISTORY, &request).await);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_rejected_is_closed_and_shows_the_reason_of_the_approver() {
    let service = Service::start().await;
    let request = service.waiting(ENGINEER, PRODUCTION).await;
    let (status, answer) = service.decide(TEAM_LEAD, &request, "reject", Some("Use the replica.")).await;
    assert_eq!((status, &answer["message"]), (200, &json!(format!("You rejected {request}."))));
    let shown = service.shown(ENGINEER, &request).await;
    assert_eq!(shown["status"], json!({ "status": "Rejected", "description": "Use the replica.", "metadata": {} }));
    assert_eq!(shown["challenge"]["approvers"][0]["status"], "Rejected");
    assert_eq!(shown["challenge"]["approvers"][0]["metadata"]["reason"], "Use the replica.");
    service.pass(3600.0);
    assert_eq!(service.state(ENGINEER, &request).await, "Rejected");
    assert!(service.sessions(ENGINEER, &request).await.is_empty());
    assert!(service.lists(TEAM_LEAD, HISTORY, &request).await);

    let silent = service.waiting(ENGINEER, PRODUCTION).await;
    assert_eq!(service.decide(TEAM_LEAD, &silent, "reject", Some(" \n")).await.0, 200);
    let shown = service.shown(ENGINEER, &silent).await;
    assert_eq!(shown["status"]["description"], "Ingrid Solberg rejected this without giving a reason.");
}

#[tokio::test(flavor = "multi_thread")]
async fn where_all_have_to_approve_the_first_yes_waits_for_the_second_and_one_no_is_enough() {
    let service = Service::start().await;
    let request = service.waiting(ENGINEER, CUSTOMERS).await;
    let (status, answer) = service.decide(TEAM_LEAD, &request, "approve", Some("A known case")).await;
    let expected = format!("You approved {request}. It waits for 1 more: Rafael Costa.");
    assert_eq!((status, &answer["message"]), (200, &json!(expected)));
    let shown = service.shown(ENGINEER, &request).await;
    assert_eq!(shown["status"]["status"], "Pending");
    assert_eq!(list(&shown["challenge"]["approvers"], "status"), ["Approved", "Pending", "Pending"]);
    assert!(!service.lists(TEAM_LEAD, TASKS, &request).await && service.lists(TEAM_LEAD, HISTORY, &request).await);
    assert!(service.lists(DATA_OWNER, TASKS, &request).await && !service.lists(DATA_OWNER, HISTORY, &request).await);
    for action in ["approve", "reject"] {
        let text = service.too_late(TEAM_LEAD, &request, action).await;
        assert!(text.starts_with("You have already approved this request. It waits for Rafael Costa."), "{text}");
    }
    assert_eq!(service.decide(DATA_OWNER, &request, "approve", Some("Mine")).await.0, 200);
    assert_eq!(service.state(ENGINEER, &request).await, "Granting");
    let text = service.too_late(DATA_OWNER, &request, "approve").await;
    assert!(text.starts_with("You and Ingrid Solberg have already approved"), "{text}");

    let refused = service.waiting(ENGINEER, CUSTOMERS).await;
    service.decide(TEAM_LEAD, &refused, "approve", Some("A known case")).await;
    assert_eq!(service.decide(DATA_OWNER, &refused, "reject", Some("The masked copy does")).await.0, 200);
    let shown = service.shown(ENGINEER, &refused).await;
    assert_eq!(shown["status"]["description"], "The masked copy does");
    assert_eq!(list(&shown["challenge"]["approvers"], "status"), ["Approved", "Rejected", "Pending"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn the_next_tier_is_told_after_its_interval_and_the_earlier_one_stays_able_to_decide() {
    let service = Service::start().await;
    let (first, second) =
        (service.waiting(SECOND_ENGINEER, CLOUD).await, service.waiting(SECOND_ENGINEER, CLOUD).await);
    let kinds = list(&service.shown(SECOND_ENGINEER, &first).await["challenge"]["approvers"], "type");
    assert_eq!(kinds, ["User", "Group", "Group"]);
    assert_eq!(service.decide(ADMIN, &first, "approve", None).await.0, 404, "not told yet");
    let asked_at = service.demo.clock.now();
    for request in [&first, &second] {
        service.until_told(ADMIN, request).await;
    }
    let waited = service.demo.clock.now() - asked_at;
    assert!((110.0..=130.0).contains(&waited), "{waited}");
    let tiers = service.shown(ADMIN, &first).await["challenge"]["approvers"].clone();
    assert_eq!(list(&tiers, "tier"), [json!(1), json!(1), json!(2)]);
    assert!(tiers[2]["tier_escalated_at"].as_f64() > tiers[0]["tier_escalated_at"].as_f64());

    assert_eq!(service.decide(ADMIN, &first, "approve", None).await.0, 200);
    assert_eq!(service.decide(ENGINEER, &second, "approve", None).await.0, 200);
    for (request, place, by) in [(first, 2, "Amara Okafor"), (second, 1, "Dana Levi")] {
        let shown = service.until(SECOND_ENGINEER, &request, "Active").await;
        assert_eq!(shown["challenge"]["approvers"][place]["metadata"]["decided_by"], by);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_tier_that_was_told_later_can_give_by_itself_what_all_of_the_first_have_not() {
    let service = Service::start().await;
    let request = service.waiting(ENGINEER, CUSTOMERS).await;
    service.decide(TEAM_LEAD, &request, "approve", Some("A known case")).await;
    service.pass(1800.0);
    service.until_told(ADMIN, &request).await;
    assert_eq!(service.decide(ADMIN, &request, "approve", Some("Rafael is away")).await.0, 200);
    let shown = service.until(ENGINEER, &request, "Active").await;
    assert_eq!(list(&shown["challenge"]["approvers"], "status"), ["Approved", "Pending", "Approved"]);
    assert!(!service.lists(DATA_OWNER, TASKS, &request).await && service.lists(DATA_OWNER, HISTORY, &request).await);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_flow_can_ask_the_manager_of_who_asks() {
    let service = Service::start().await;
    let bundle = with(form(&[]), "filter_bundle_ids", json!(["bun-orders"]));
    for (who, manager, name) in [(ENGINEER, TEAM_LEAD, "Ingrid Solberg"), (TEAM_LEAD, ADMIN, "Amara Okafor")] {
        let request = service.ask(who, &bundle).await.remove(0);
        let shown = service.until(who, &request, "Pending").await;
        let approver = &shown["challenge"]["approvers"][0];
        assert_eq!((&approver["type"], &approver["name"]), (&json!("Manager"), &json!(name)));
        assert_eq!(service.decide(manager, &request, "approve", None).await.0, 200);
        assert_eq!(service.state(who, &request).await, "Granting");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn nobody_decides_about_their_own_access_unless_the_flow_allows_it() {
    let service = Service::start().await;
    // Somebody on call decides here, and the engineer is on call.
    let own = service.waiting(ENGINEER, CLOUD).await;
    assert!(!service.lists(ENGINEER, TASKS, &own).await);
    for action in ["approve", "reject"] {
        let (status, answer) = service.decide(ENGINEER, &own, action, None).await;
        let text = answer["message"].as_str().unwrap();
        assert!(status == 403 && text.contains("Production cloud does not allow it"), "{status} {text}");
    }
    assert_eq!(service.state(ENGINEER, &own).await, "Pending");

    // For a colleague: neither who asked nor who would get it.
    let theirs = with(form(&service.units(ENGINEER, CLOUD, 1).await), "grantee_id", json!(ENGINEER));
    let theirs = service.ask(TEAM_LEAD, &theirs).await.remove(0);
    service.until_told(ADMIN, &theirs).await;
    for who in [ENGINEER, TEAM_LEAD] {
        assert_eq!(service.decide(who, &theirs, "approve", None).await.0, 403);
    }
    assert_eq!(service.decide(ADMIN, &theirs, "approve", None).await.0, 200);

    let path = "/inventory/access-units?limit=1&integration-ids=int-okta";
    let tool = form(&list(&service.get(TEAM_LEAD, path).await["data"], "id"));
    let tool = service.ask(TEAM_LEAD, &tool).await.remove(0);
    service.until(TEAM_LEAD, &tool, "Pending").await;
    assert!(service.lists(TEAM_LEAD, TASKS, &tool).await);
    assert_eq!(service.decide(TEAM_LEAD, &tool, "approve", None).await.0, 200);
    assert!(service.until(TEAM_LEAD, &tool, "Active").await["revocation_time"].is_number());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_reason_is_required_where_the_flow_says_so_and_has_fewer_than_124_characters() {
    let service = Service::start().await;
    let request = service.waiting(ENGINEER, CUSTOMERS).await;
    let (long, longest) = ("é".repeat(124), format!(" {} ", "é".repeat(123)));
    for reason in [None, Some(""), Some(" \t\n"), Some(long.as_str())] {
        for action in ["approve", "reject"] {
            let (status, answer) = service.decide(TEAM_LEAD, &request, action, reason).await;
            assert_eq!((status, &answer["field"]), (400, &json!("justification")), "{reason:?}");
            assert!(answer["message"].as_str().is_some_and(|text| !text.is_empty()));
        }
    }
    assert_eq!(service.state(ENGINEER, &request).await, "Pending");
    assert_eq!(service.decide(TEAM_LEAD, &request, "approve", Some(&longest)).await.0, 200);
    let kept = service.shown(ENGINEER, &request).await["challenge"]["approvers"][0]["metadata"]["reason"].clone();
    assert_eq!(kept, json!("é".repeat(123)));
}

#[tokio::test(flavor = "multi_thread")]
async fn an_account_that_has_switched_reasons_off_asks_for_none() {
    let service = Service::start().await;
    let request = service.waiting(ENGINEER, CUSTOMERS).await;
    assert_eq!(service.shown(TEAM_LEAD, &request).await["require_approver_reason"], true);
    let mut settings = service.demo.settings.get();
    settings.disable_approver_reason = Some(true);
    service.demo.settings.put(settings);
    assert_eq!(service.shown(TEAM_LEAD, &request).await["require_approver_reason"], false);
    assert_eq!(service.decide(TEAM_LEAD, &request, "approve", None).await.0, 200);
    assert_eq!(service.decide(DATA_OWNER, &request, "approve", None).await.0, 200);
    assert_eq!(service.state(ENGINEER, &request).await, "Granting");
}

#[tokio::test(flavor = "multi_thread")]
async fn who_comes_too_late_is_told_who_decided_what() {
    let service = Service::start().await;
    let approved = service.waiting(SECOND_ENGINEER, CLOUD).await;
    service.decide(TEAM_LEAD, &approved, "approve", None).await;
    let rejected = service.waiting(SECOND_ENGINEER, CLOUD).await;
    service.decide(TEAM_LEAD, &rejected, "reject", Some("Not today.")).await;
    let withdrawn = service.waiting(SECOND_ENGINEER, CLOUD).await;
    service.call(SECOND_ENGINEER, "POST", &format!("/access-requests/{withdrawn}/revoke"), None).await;
    for (request, text) in [
        (&approved, "Ingrid Solberg has already approved this request."),
        (&rejected, "Ingrid Solberg has already rejected this request: “Not today.”"),
        (&withdrawn, "Tom Becker withdrew this request."),
    ] {
        for action in ["approve", "reject"] {
            let told = service.too_late(ENGINEER, request, action).await;
            assert!(told.starts_with(text) && told.ends_with("nothing was changed."), "{told}");
        }
        assert!(!service.lists(ENGINEER, TASKS, request).await && service.lists(ENGINEER, HISTORY, request).await);
    }
    assert!(service.too_late(TEAM_LEAD, &approved, "reject").await.starts_with("You have already approved"));
    service.until(SECOND_ENGINEER, &withdrawn, "Revoked").await;
    assert!(service.too_late(TEAM_LEAD, &withdrawn, "approve").await.starts_with("Tom Becker withdrew"));
    service.until(SECOND_ENGINEER, &approved, "Active").await;
    service.call(SECOND_ENGINEER, "POST", &format!("/access-requests/{approved}/revoke"), None).await;
    let told = service.too_late(ENGINEER, &approved, "approve").await;
    assert!(told.contains("already approved") && told.contains("Tom Becker ended this access."), "{told}");
    assert_eq!(service.state(SECOND_ENGINEER, &approved).await, "Revoking");
}

#[tokio::test(flavor = "multi_thread")]
async fn who_was_not_asked_decides_nothing() {
    let service = Service::start().await;
    let request = service.waiting(ENGINEER, PRODUCTION).await;
    for (who, status) in [(DATA_OWNER, 404), (NEWCOMER, 404), (SECOND_ENGINEER, 404), (ADMIN, 404), (ENGINEER, 403)] {
        for action in ["approve", "reject"] {
            let (found, answer) = service.decide(who, &request, action, Some("Because")).await;
            assert_eq!(found, status, "{who}");
            assert!(answer["message"].as_str().is_some_and(|text| !text.is_empty()));
        }
    }
    for id in ["AR-99999", "AR-1", "x"] {
        assert_eq!(service.decide(TEAM_LEAD, id, "approve", None).await.0, 404, "{id}");
    }
    let path = format!("/access-requests/{request}/approve");
    for bad in [json!({ "justification": 1 }), json!([]), json!("yes")] {
        assert_eq!(service.call(TEAM_LEAD, "POST", &path, Some(&bad)).await.0, 400, "{bad}");
    }
    assert_eq!(service.state(ENGINEER, &request).await, "Pending");
    assert_eq!(service.call(TEAM_LEAD, "POST", &path, Some(&json!({}))).await.0, 200);
}

#[tokio::test(flavor = "multi_thread")]
async fn of_two_who_decide_at_the_same_time_one_wins_and_the_other_is_told() {
    let service = Service::start().await;
    let at_once = async |request: &str, decisions: [(&'static str, &'static str); 2]| {
        let calls = decisions.map(|(who, action)| {
            let (router, path) = (service.router.clone(), format!("/access-requests/{request}/{action}"));
            tokio::spawn(
                async move { call(&router, who, "POST", &path, Some(&json!({ "justification": "Mine" }))).await },
            )
        });
        let [first, second] = calls;
        [first.await.unwrap(), second.await.unwrap()]
    };
    for _ in 0..10 {
        let request = service.waiting(SECOND_ENGINEER, CLOUD).await;
        let [approved, rejected] = at_once(&request, [(TEAM_LEAD, "approve"), (ENGINEER, "reject")]).await;
        let (state, loser, text) = match (approved.0, rejected.0) {
            (200, 409) => ("Granting", rejected.1, "Ingrid Solberg has already approved"),
            (409, 200) => ("Rejected", approved.1, "Dana Levi has already rejected"),
            other => panic!("{other:?}"),
        };
        assert!(loser["message"].as_str().unwrap().starts_with(text), "{loser}");
        assert_eq!(service.state(SECOND_ENGINEER, &request).await, state);

        let both = service.waiting(ENGINEER, CUSTOMERS).await;
        let answers = at_once(&both, [(TEAM_LEAD, "approve"), (DATA_OWNER, "approve")]).await;
        assert_eq!(answers.map(|(status, _)| status), [200, 200]);
        assert_eq!(service.state(ENGINEER, &both).await, "Granting");

        // The same person with two windows.
        let twice = service.waiting(ENGINEER, PRODUCTION).await;
        let answers = at_once(&twice, [(TEAM_LEAD, "approve"), (TEAM_LEAD, "approve")]).await;
        assert_eq!(BTreeSet::from(answers.map(|(status, _)| status)), BTreeSet::from([200, 409]));

        let withdrawn = service.waiting(ENGINEER, PRODUCTION).await;
        let [approved, revoked] = at_once(&withdrawn, [(TEAM_LEAD, "approve"), (ENGINEER, "revoke")]).await;
        assert!([200, 409].contains(&approved.0) && revoked.0 == 200, "{approved:?} {revoked:?}");
        service.until(ENGINEER, &withdrawn, "Revoked").await;
        assert!(service.sessions(ENGINEER, &withdrawn).await.is_empty());
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_decision_that_was_acknowledged_survives_the_end_of_the_server() {
    let service = Service::start().await;
    let (given, refused) = (service.waiting(ENGINEER, PRODUCTION).await, service.waiting(ENGINEER, PRODUCTION).await);
    let half = service.waiting(ENGINEER, CUSTOMERS).await;
    for (request, action) in [(&given, "approve"), (&refused, "reject"), (&half, "approve")] {
        assert_eq!(service.decide(TEAM_LEAD, request, action, Some("Because")).await.0, 200);
    }
    let service = service.killed_and_started(0.0).await;
    assert_eq!(service.shown(ENGINEER, &refused).await["status"]["description"], "Because");
    assert!(service.too_late(TEAM_LEAD, &half, "approve").await.starts_with("You have already approved"));
    assert_eq!(service.decide(DATA_OWNER, &half, "approve", Some("Mine too")).await.0, 200);
    for request in [&given, &half] {
        service.until(ENGINEER, request, "Active").await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn three_hundred_tasks_are_listed_filtered_paged_counted_and_decided() {
    let service = Service::start().await;
    let total = async |query: &str| {
        let page = service.get(TEAM_LEAD, &format!("/access-requests?{query}&limit=0")).await;
        page["pagination"]["total"].as_u64().unwrap()
    };
    let before = (total("scope=MyTasks").await, total("scope=MyHistoricTasks").await);
    let by_others = total(&format!("scope=MyTasks&requestor_ids={ENGINEER}")).await;
    let body = form(&service.units(ENGINEER, PRODUCTION, 1).await);
    let mut requests = Vec::new();
    for _ in 0..300 {
        requests.extend(service.ask(ENGINEER, &body).await);
    }
    let all = before.0 + 300;
    service
        .until_shown(TEAM_LEAD, "/access-requests?scope=MyTasks&limit=0", |page| page["pagination"]["total"] == all)
        .await;
    assert_eq!(total(&format!("scope=MyTasks&requestor_ids={ENGINEER}")).await, by_others + 300);
    assert_eq!(total(&format!("scope=MyTasks&grantee_ids={SECOND_ENGINEER}&requestor_ids={ENGINEER}")).await, 0);
    assert_eq!(total("scope=MyTasks&statuses=Pending").await, all);
    assert_eq!(total("scope=MyTasks&statuses=Active&favorite_only=true").await, 0);

    let mut seen = Vec::new();
    for skip in (0..).step_by(100) {
        let page = service.get(TEAM_LEAD, &format!("/access-requests?scope=MyTasks&limit=100&skip={skip}")).await;
        seen.extend(list(&page["data"], "id"));
        if page["pagination"]["has_more"] == false {
            break;
        }
    }
    assert_eq!(seen.len() as u64, all);
    assert_eq!(seen.iter().map(Value::to_string).collect::<BTreeSet<_>>().len() as u64, all);
    let newest: Vec<Value> = requests.iter().rev().map(|id| json!(id)).collect();
    assert_eq!(seen[..300], newest[..]);

    for request in &requests[..40] {
        assert_eq!(service.decide(TEAM_LEAD, request, "approve", None).await.0, 200);
    }
    assert_eq!((total("scope=MyTasks").await, total("scope=MyHistoricTasks").await), (all - 40, before.1 + 40));
    let one = format!("scope=MyHistoricTasks&request_ids={}&request_ids={}", requests[0], requests[40]);
    assert_eq!(total(&one).await, 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn approvers_see_a_thousand_exact_units_and_never_the_details_of_the_access() {
    let service = Service::with_resources(8000).await;
    let path = "/inventory/access-units?limit=1000&integration-ids=int-postgresql-production&resource-type-ids=postgresql-table";
    let units = list(&service.get(ENGINEER, path).await["data"], "id");
    assert_eq!(units.len(), 1000);
    let request = service.ask(ENGINEER, &form(&units)).await.remove(0);
    service.until(ENGINEER, &request, "Pending").await;
    let waiting = service.get(TEAM_LEAD, &format!("/access-requests/access_units?request_id={request}")).await;
    assert_eq!(list(&waiting[0]["access_units"], "id"), units);
    let shown = service.get(TEAM_LEAD, &format!("/access-requests/{request}?access_units_summary_limit=1000")).await;
    assert_eq!(shown["access_units_summary"].as_array().unwrap().len(), 1000);

    service.decide(TEAM_LEAD, &request, "approve", None).await;
    service.until(ENGINEER, &request, "Active").await;
    let shown = service.shown(TEAM_LEAD, &request).await;
    let group = shown["access_groups"][0]["id"].as_str().unwrap();
    let whole = service.get(TEAM_LEAD, &format!("/access-groups/{group}/units?limit=1000")).await;
    assert_eq!(list(&whole["data"], "id"), units);
    let page = service.get(TEAM_LEAD, &format!("/access-groups/{group}/units?limit=300&skip=900")).await;
    assert_eq!(list(&page["data"], "id"), units[900..]);
    assert_eq!(page["pagination"], json!({ "limit": 300, "offset": 900, "total": 1000, "has_more": false }));

    let session = service.sessions(ENGINEER, &request).await.remove(0);
    let session = session["id"].as_str().unwrap();
    for path in [
        format!("/access-groups/{group}/details"),
        format!("/access-sessions/{session}"),
        format!("/access-sessions/{session}/access-details"),
        format!("/access-sessions/{session}/request-template"),
    ] {
        assert_eq!(service.status(TEAM_LEAD, &path).await, 404, "{path}");
    }
    for path in [format!("/access-groups/{group}/reset"), format!("/access-sessions/{session}/reset-credentials")] {
        assert_eq!(service.call(TEAM_LEAD, "POST", &path, None).await.0, 404, "{path}");
    }
    assert!(service.sessions(TEAM_LEAD, &request).await.is_empty());
    let kept = service.get(ENGINEER, &format!("/access-sessions/{session}")).await;
    assert_eq!(kept["credentials"]["status"], "new");
    assert_eq!(service.status(ADMIN, &format!("/access-groups/{group}/units")).await, 404);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_was_asked_for_others_is_listed_for_who_asked() {
    let service = Service::start().await;
    let body = with(form(&service.units(TEAM_LEAD, CLOUD, 1).await), "grantee_id", json!(SECOND_ENGINEER));
    let request = service.ask(TEAM_LEAD, &body).await.remove(0);
    let delegated = "/access-requests?scope=MyDelegatedRequests&limit=1000";
    assert!(service.lists(TEAM_LEAD, delegated, &request).await);
    assert!(!service.lists(SECOND_ENGINEER, delegated, &request).await);
    service.until_told(ENGINEER, &request).await;
    let shown = service.shown(ENGINEER, &request).await;
    assert_eq!(
        (&shown["requestor"]["name"], &shown["grantee"]["display_name"]),
        (&json!("Ingrid Solberg"), &json!("Tom Becker"))
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn the_demo_begins_with_tasks_and_decisions_of_every_kind() {
    let service = Service::start().await;
    for who in [TEAM_LEAD, DATA_OWNER, ADMIN, ENGINEER] {
        let (tasks, history) = (service.get(who, TASKS).await, service.get(who, HISTORY).await);
        assert!(tasks["pagination"]["total"].as_u64().unwrap() >= 2 || who != TEAM_LEAD);
        for page in [&tasks, &history] {
            assert!(page["pagination"]["total"].as_u64().unwrap() >= 1, "{who} {page}");
        }
        for row in tasks["data"].as_array().unwrap() {
            assert_eq!(row["status"]["status"], "Pending");
            assert!(row["requestor"]["id"] != who && row["grantee"]["id"] != who);
        }
        let decided = list(&history["data"], "challenge");
        let by_them = decided.iter().flat_map(|challenge| challenge["approvers"].as_array().unwrap());
        assert!(by_them.into_iter().any(|approver| approver["metadata"]["decided_at"].is_string()), "{who}");
    }
    let tasks = service.get(TEAM_LEAD, TASKS).await["data"].as_array().unwrap().clone();
    let any = |wanted: &dyn Fn(&Value) -> bool| tasks.iter().any(wanted);
    assert!(any(&|row| row["bundle"].is_object()));
    assert!(any(&|row| row["grantee"].is_object()));
    assert!(any(&|row| row["distinct_resource_names"].as_array().unwrap().len() >= 100));
    assert!(any(&|row| row["custom_fields"]["ticket"].is_string()));
    assert!(any(&|row| row["require_approver_reason"] == true));
    assert!(any(&|row| row["duration_in_sec"].is_null()));
    assert!(any(&|row| row["challenge"]["approvers"][0]["type"] == "Manager"));
    let halfway = service.get(DATA_OWNER, TASKS).await["data"].clone();
    let statuses: Vec<_> =
        list(&halfway, "challenge").iter().map(|shown| list(&shown["approvers"], "status")).collect();
    assert!(statuses.iter().any(|of| of.contains(&json!("Approved"))), "{statuses:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_person_gets_a_long_history_of_decisions() {
    let site = Site::start().await;
    let crowd = json!({ "person": TEAM_LEAD, "decided": 1500 });
    let path = "/access-requests?scope=MyHistoricTasks&limit=1";
    let before = site.curl(TEAM_LEAD, "GET", path, None).await.json()["pagination"]["total"].as_u64().unwrap();
    site.control("POST", "crowd", Some(crowd)).await;
    let page = site.curl(TEAM_LEAD, "GET", "/access-requests?scope=MyHistoricTasks&limit=1000", None).await.json();
    assert_eq!(page["pagination"]["total"], before + 1500);
    let rejected = site.curl(TEAM_LEAD, "GET", &format!("{path}&statuses=Rejected"), None).await.json();
    assert!(rejected["pagination"]["total"].as_u64().unwrap() >= 500);
    assert!(texts(&Value::Array(list(&page["data"], "id"))).len() == 1000);
}
