//! What the filters of lists can be set to.

use serde_json::{Value, json};
use server::demo::people::{DATA_OWNER, ENGINEER, NEWCOMER, SECOND_ENGINEER, TEAM_LEAD};

use crate::support::{Service, form, list, with};

#[tokio::test(flavor = "multi_thread")]
async fn people_to_filter_by_are_those_of_the_listed_requests() {
    let service = Service::start().await;
    let names = async |who: &str, query: &str| {
        list(&service.get(who, &format!("/filters/options?{query}")).await["data"], "display_name")
    };
    assert_eq!(names(ENGINEER, "key=requestor&scope=MyRequests").await, ["Dana Levi"]);
    assert_eq!(names(TEAM_LEAD, "key=requestor_ids&scope=MyRequests").await, ["Ingrid Solberg"]);
    assert_eq!(names(TEAM_LEAD, "key=Grantee&scope=MyDelegatedRequests").await, ["Tom Becker"]);
    assert_eq!(names(SECOND_ENGINEER, "key=requestor&scope=MyRequests").await, ["Tom Becker", "Ingrid Solberg"]);
    let deciding = names(TEAM_LEAD, "key=requestor&scope=MyTasks").await;
    assert!(deciding.contains(&json!("Dana Levi")) && !deciding.contains(&json!("Ingrid Solberg")));
    assert_eq!(names(TEAM_LEAD, "key=requestor&scope=MyTasks&search=lEVI").await, ["Dana Levi"]);
    assert_eq!(names(NEWCOMER, "key=requestor&scope=MyRequests").await, Vec::<Value>::new());
    for (query, field) in [
        ("scope=MyRequests", "key"),
        ("key=colour&scope=MyRequests", "key"),
        ("key=requestor&scope=x", "scope"),
        ("key=requestor&limit=-1", "limit"),
    ] {
        let (status, answer) = service.call(ENGINEER, "GET", &format!("/filters/options?{query}"), None).await;
        assert_eq!((status, answer["field"].as_str()), (400, Some(field)), "{query}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn systems_to_filter_by_are_those_of_the_listed_requests() {
    let service = Service::start().await;
    let ids = async |who: &str, query: &str| {
        list(&service.get(who, &format!("/filters/integrations{query}")).await["data"], "id")
    };
    let own = ids(ENGINEER, "").await;
    assert!(own.contains(&json!("int-redis-caches")) && own.contains(&json!("int-gcp-analytics")));
    assert!(!own.contains(&json!("int-okta")));
    assert_eq!(ids(ENGINEER, "?scope=MyRequests").await, own);
    assert_eq!(ids(ENGINEER, "?scope=something%20new").await, own);
    assert_eq!(ids(ENGINEER, "?limit=1&skip=1").await, own[1..2]);
    assert_ne!(ids(DATA_OWNER, "?scope=MyTasks").await, ids(DATA_OWNER, "?scope=MyRequests").await);
    assert_eq!(ids(NEWCOMER, "").await, Vec::<Value>::new());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_justification_is_judged_without_refusing_anything() {
    let service = Service::start().await;
    let judged = async |who: &str, search: &str, justification: &str| {
        let body = with(form(&service.units(who, search, 3).await), "justification", json!(justification));
        let answer = service.post(who, "/justification-validation", Some(&body)).await;
        ["describes_task", "justifies_permission_level", "has_ticket_id_url"]
            .map(|name| answer[name].as_bool().unwrap())
    };
    // Read Only, Read Write and Admin.
    let staging = "staging-checkout-eu";
    assert_eq!(judged(ENGINEER, staging, "").await, [false, false, false]);
    assert_eq!(judged(ENGINEER, staging, "please").await, [false, false, false]);
    assert_eq!(judged(ENGINEER, staging, "See how slow the queries of checkout are").await, [true, false, false]);
    assert_eq!(judged(ENGINEER, staging, "Fix the slow queries of checkout").await, [true, true, false]);
    assert_eq!(judged(ENGINEER, staging, "Slow queries of checkout, OPS-7").await, [true, true, true]);
    let nothing = form(&[]);
    let (status, answer) = service.call(ENGINEER, "POST", "/justification-validation", Some(&nothing)).await;
    assert_eq!((status, answer["field"].is_string()), (400, true));
}
