//! Saved requests.

use serde_json::{Value, json};
use server::demo::people::{ENGINEER, NEWCOMER, SECOND_ENGINEER};

use crate::support::{Service, list, with};

const PATH: &str = "/access-request-templates";

async fn template(service: &Service, name: &str) -> Value {
    let resource = service.get(ENGINEER, "/inventory/resources?search=prod-orders-eu").await;
    json!({
        "name": name, "type": "IntegrationRequest", "filter_integration_ids": ["int-postgresql-production"],
        "filter_resource_type_ids": ["postgresql-database"], "filter_resource_ids": [resource["data"][0]["id"]],
        "filter_permission_ids": ["per-postgresql-database-read-only"],
    })
}

#[tokio::test(flavor = "multi_thread")]
async fn a_request_is_saved_found_renamed_used_and_deleted_by_who_saved_it() {
    let service = Service::start().await;
    let saved = service.post(ENGINEER, PATH, Some(&template(&service, "  Orders  ").await)).await;
    assert_eq!((&saved["name"], &saved["type"]), (&json!("Orders"), &json!("IntegrationRequest")));
    assert_eq!(list(&saved["resources"], "name"), ["prod-orders-eu"]);
    assert_eq!(list(&saved["permissions"], "name"), ["Read Only"]);
    assert_eq!(list(&saved["integrations"], "id"), ["int-postgresql-production"]);
    assert_eq!(saved["create_date"].as_f64().unwrap(), service.demo.clock.now());
    let one = format!("{PATH}/{}", saved["id"].as_str().unwrap());
    assert_eq!(service.get(ENGINEER, &one).await, saved);

    service.pass(60.0);
    let newer = service.post(ENGINEER, PATH, Some(&template(&service, "Newer").await)).await;
    let names = async |query: &str| list(&service.get(ENGINEER, &format!("{PATH}?{query}")).await["data"], "name");
    assert_eq!(names("limit=2").await, ["Newer", "Orders"]);
    assert_eq!(names("search=oRDERS").await, ["Orders", "Orders database, to look"]);
    assert_eq!(names("limit=1&skip=1").await, ["Orders"]);

    let other = with(template(&service, "Renamed").await, "filter_resource_ids", json!([]));
    let (status, replaced) = service.call(ENGINEER, "PUT", &one, Some(&other)).await;
    assert_eq!((status, &replaced["name"], &replaced["resources"]), (200, &json!("Renamed"), &json!([])));
    assert_eq!((&replaced["id"], &replaced["create_date"]), (&saved["id"], &saved["create_date"]));

    for (who, expected) in [(SECOND_ENGINEER, 404), (ENGINEER, 200), (ENGINEER, 404)] {
        assert_eq!(service.call(who, "DELETE", &one, None).await.0, expected);
    }
    assert_eq!(service.status(ENGINEER, &one).await, 404);
    let service = service.killed_and_started(1.0).await;
    assert_eq!(service.get(ENGINEER, &format!("{PATH}/{}", newer["id"].as_str().unwrap())).await, newer);
    let again = service.post(ENGINEER, PATH, Some(&template(&service, "Orders").await)).await;
    assert_ne!(again["id"], saved["id"], "an id is never given twice");
}

#[tokio::test(flavor = "multi_thread")]
async fn what_cannot_be_saved_is_refused_by_the_name_of_its_field() {
    let service = Service::start().await;
    let good = template(&service, "Orders").await;
    let saved = service.post(ENGINEER, PATH, Some(&good)).await;
    let newer = service.post(ENGINEER, PATH, Some(&with(good.clone(), "name", json!("Newer")))).await;
    for (field, value) in [
        ("name", json!("")),
        ("name", json!(" \t")),
        ("name", json!("x".repeat(101))),
        ("name", Value::Null),
        ("type", json!("BundleRequest")),
        ("filter_integration_ids", json!(["int-nowhere"])),
        ("filter_integration_ids", Value::Null),
        ("filter_resource_type_ids", json!(["gcp-service-account"])),
        ("filter_resource_ids", json!(["res-ffffff"])),
        ("filter_permission_ids", json!(["per-nothing"])),
        ("filter_permission_ids", json!(vec!["per-postgresql-database-read-only"; 1001])),
    ] {
        let bad = with(with(good.clone(), "name", json!("Another")), field, value);
        for (method, path) in [("POST", PATH.to_owned()), ("PUT", format!("{PATH}/{}", saved["id"].as_str().unwrap()))]
        {
            let (status, answer) = service.call(ENGINEER, method, &path, Some(&bad)).await;
            assert_eq!((status, answer["field"].as_str()), (400, Some(field)), "{bad}");
        }
    }
    assert_eq!(service.call(ENGINEER, "POST", PATH, Some(&good)).await.0, 409, "the name is taken");
    let path = format!("{PATH}/{}", newer["id"].as_str().unwrap());
    assert_eq!(service.call(ENGINEER, "PUT", &path, Some(&good)).await.0, 409);
    let same = format!("{PATH}/{}", saved["id"].as_str().unwrap());
    assert_eq!(service.call(ENGINEER, "PUT", &same, Some(&good)).await.0, 200, "its own name is free for it");
    assert_eq!(service.call(SECOND_ENGINEER, "POST", PATH, Some(&good)).await.0, 200, "names are a person's own");
    assert_eq!(service.call(NEWCOMER, "POST", PATH, Some(&good)).await.0, 400);
    for id in ["template-ffffff", "template-000000", "x", "%00"] {
        for method in ["GET", "PUT", "DELETE"] {
            assert_eq!(service.call(ENGINEER, method, &format!("{PATH}/{id}"), Some(&good)).await.0, 404, "{id}");
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_template_can_be_shown_without_what_may_no_longer_be_asked_for() {
    let service = Service::start().await;
    let saved = service.post(ENGINEER, PATH, Some(&template(&service, "Orders").await)).await;
    let number = i64::from_str_radix(saved["id"].as_str().unwrap().rsplit('-').next().unwrap(), 16).unwrap();
    // As if another flow had covered it when it was saved.
    let more = json!([
        "per-postgresql-database-read-only",
        "per-postgresql-database-admin",
        "per-gcp-service-account-impersonate"
    ]);
    let change = move |tx: &rusqlite::Transaction<'_>| {
        let sql = "UPDATE templates SET permissions = ?2, integrations = '[\"int-azure-platform\", \"int-gone\"]' WHERE n = ?1";
        tx.execute(sql, rusqlite::params![number, more.to_string()])
    };
    service.demo.db.write::<_, rusqlite::Error, _>(change).await.unwrap();
    let path = format!("{PATH}/{}", saved["id"].as_str().unwrap());
    let all = service.get(ENGINEER, &path).await;
    assert_eq!(list(&all["permissions"], "name"), ["Read Only", "Admin", "Impersonate"]);
    let available = service.get(ENGINEER, &format!("{path}?filter-available=true")).await;
    assert_eq!(list(&available["permissions"], "name"), ["Read Only", "Admin"], "Admin is given on staging");
    assert_eq!(list(&available["integrations"], "id"), ["int-azure-platform"]);
    assert_eq!(service.status(ENGINEER, &format!("{path}?filter-available=perhaps")).await, 400);
}
