//! What a person holds: by system, what to ask for to get it again, and the older way to its details.

use serde_json::{Value, json};
use server::demo::people::{ENGINEER, NEWCOMER, SECOND_ENGINEER};

use crate::support::{Service, list};

const STAGING: &str = "staging-checkout-eu";

#[tokio::test(flavor = "multi_thread")]
async fn sessions_stand_together_by_system_with_the_administrators_note() {
    let service = Service::start().await;
    let sessions = service.get(SECOND_ENGINEER, "/access-sessions").await;
    let groups = service.get(SECOND_ENGINEER, "/access-session-groups").await;
    let groups = groups["data"].as_array().unwrap();
    let shown: Vec<Value> = groups.iter().flat_map(|group| list(&group["sessions"], "id")).collect();
    assert_eq!(shown, list(&sessions["data"], "id"));
    let production = groups.iter().find(|group| group["integration"]["id"] == "int-postgresql-production").unwrap();
    assert!(production["custom_access_details"].as_str().unwrap().contains("30 seconds"));
    for group in groups {
        assert_eq!(group["total"], group["sessions"].as_array().unwrap().len());
        assert!(list(&group["sessions"], "integration").iter().all(|of| *of == group["integration"]));
    }
    assert_eq!(service.get(NEWCOMER, "/access-session-groups").await["pagination"]["total"], 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn of_a_system_with_many_sessions_the_first_are_shown_and_all_are_counted() {
    let service = Service::start().await;
    service.demo.crowd(NEWCOMER, 1, 1, 0).await.unwrap_err();
    service.demo.crowd(ENGINEER, 0, 500, 0).await.unwrap();
    let total = |page: &Value| -> i64 {
        page["data"].as_array().unwrap().iter().map(|group| group["total"].as_i64().unwrap()).sum()
    };
    let held = service.get(ENGINEER, "/access-sessions?limit=1").await["pagination"]["total"].as_i64().unwrap();
    assert!(held > 500);
    for (query, most) in [("", 10), ("?sessions-page-size=3", 3), ("?sessions-page-size=0", 0)] {
        let page = service.get(ENGINEER, &format!("/access-session-groups{query}")).await;
        assert_eq!(total(&page), held);
        let sizes = page["data"].as_array().unwrap().iter().map(|group| group["sessions"].as_array().unwrap().len());
        assert_eq!(sizes.max().unwrap(), most);
    }
    let page = service.get(ENGINEER, "/access-session-groups?limit=1&skip=1").await;
    assert_eq!(page["data"].as_array().unwrap().len(), 1);
    for (query, expected) in [
        ("search=redis", "int-redis-caches"),
        ("integration_id=int-redis-caches", "int-redis-caches"),
        ("integration_types=redis&status=active", "int-redis-caches"),
        ("session_types=REDIS&include_disconnected=true", "int-redis-caches"),
    ] {
        let page = service.get(ENGINEER, &format!("/access-session-groups?{query}")).await;
        assert_eq!(
            list(&page["data"], "integration").iter().map(|of| of["id"].clone()).collect::<Vec<_>>(),
            [expected]
        );
    }
    for (query, field) in [
        ("sessions-page-size=-1", "sessions-page-size"),
        ("sessions-page-size=1001", "sessions-page-size"),
        ("skip=-1", "skip"),
    ] {
        let (status, answer) = service.call(ENGINEER, "GET", &format!("/access-session-groups?{query}"), None).await;
        assert_eq!((status, answer["field"].as_str()), (400, Some(field)));
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_session_tells_what_to_ask_for_to_get_it_again() {
    let service = Service::start().await;
    let (_, session) = service.granted(ENGINEER, "bastion-prod-eu").await;
    let template = service.get(ENGINEER, &format!("/access-sessions/{session}/request-template")).await;
    assert_eq!(list(&template["integrations"], "id"), ["int-ssh-bastions"]);
    assert_eq!(list(&template["resource_types"], "id"), ["ssh-server"]);
    assert_eq!(list(&template["resources"], "name"), ["bastion-prod-eu"]);
    assert_eq!(list(&template["permissions"], "name"), ["Login"]);
    assert_eq!(service.status(SECOND_ENGINEER, &format!("/access-sessions/{session}/request-template")).await, 404);
    assert!(service.post(ENGINEER, "/access-session-sync", None).await["message"].is_string());
}

#[tokio::test(flavor = "multi_thread")]
async fn the_older_way_to_the_details_shows_a_secret_once_too() {
    let service = Service::start().await;
    let (request, session) = service.granted(ENGINEER, STAGING).await;
    let shown = service.get(ENGINEER, &format!("/access-requests/{request}")).await;
    assert_eq!(shown["access_groups"][0]["has_new_credentials"], true);
    let group = shown["access_groups"][0]["id"].as_str().unwrap();
    let path = format!("/access-groups/{group}/details");
    assert_eq!(service.call(ENGINEER, "HEAD", &path, None).await.0, 405);
    let first = service.get(ENGINEER, &path).await;
    assert_eq!(first["can_reset_credentials"], true);
    let password = |details: &Value| {
        let plain = details["plain"].as_str().unwrap().to_owned();
        plain.lines().find_map(|line| line.strip_prefix("password: ").map(str::to_owned)).unwrap()
    };
    assert!(password(&first).len() > 20);
    assert!(first["markdown"].as_str().unwrap().contains(&password(&first)));
    assert_eq!(password(&service.get(ENGINEER, &path).await), "********");
    let shown = service.get(ENGINEER, &format!("/access-sessions/{session}")).await;
    assert_eq!(shown["credentials"]["status"], "viewed");

    service.post(ENGINEER, &format!("/access-groups/{group}/reset"), None).await;
    let path_of_session = format!("/access-sessions/{session}");
    service.until_shown(ENGINEER, &path_of_session, |shown| shown["credentials"]["status"] == "new").await;
    assert_ne!(password(&service.get(ENGINEER, &path).await), password(&first));
    for (method, path) in [("GET", path), ("POST", format!("/access-groups/{group}/reset"))] {
        assert_eq!(service.call(SECOND_ENGINEER, method, &path, None).await.0, 404);
    }
    for id in ["group-ffffff", "x"] {
        assert_eq!(
            service.call(ENGINEER, "POST", &format!("/access-groups/{id}/reset"), None).await,
            (404, json!({ "message": "There is no access group with this id." }))
        );
    }
}
