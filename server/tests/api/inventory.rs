//! What may be asked for.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Value, json};
use server::demo::people::{ADMIN, DATA_OWNER, ENGINEER, NEWCOMER, OUTSIDER, SECOND_ENGINEER, TEAM_LEAD};

use crate::support::{Service, form, list, texts};

const LISTS: [&str; 7] =
    ["integrations", "resource-types", "resources", "permissions", "bundles", "access-units", "grantees"];

impl Service {
    async fn inventory(&self, who: &str, query: &str) -> Value {
        self.get(who, &format!("/inventory/{query}")).await
    }

    /// One field of all rows of a list.
    async fn all(&self, who: &str, query: &str, field: &str) -> Vec<String> {
        let joint = if query.contains('?') { '&' } else { '?' };
        let mut rows = Vec::new();
        loop {
            let page = self.inventory(who, &format!("{query}{joint}limit=1000&skip={}", rows.len())).await;
            rows.extend(list(&page["data"], field).iter().map(|value| value.as_str().unwrap().to_owned()));
            if page["pagination"]["has_more"] == false {
                assert_eq!(page["pagination"]["total"], rows.len());
                return rows;
            }
        }
    }

    async fn names(&self, query: &str) -> Vec<String> {
        let field = if query.starts_with("grantees") { "display_name" } else { "name" };
        self.all(ENGINEER, query, field).await
    }

    /// Resources and permissions, by name, of the access units found.
    async fn pairs(&self, query: &str) -> Vec<(String, String)> {
        let page = self.inventory(ENGINEER, &format!("access-units?limit=1000&{query}")).await;
        let name = |row: &Value, of: &str| row[of]["name"].as_str().unwrap().to_owned();
        page["data"].as_array().unwrap().iter().map(|row| (name(row, "resource"), name(row, "permission"))).collect()
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn pages_put_together_are_the_whole_list_without_a_gap_or_a_repetition() {
    let service = Service::start().await;
    for name in LISTS {
        let whole = service.all(ENGINEER, name, "id").await;
        assert_eq!(whole.iter().collect::<BTreeSet<_>>().len(), whole.len(), "{name}");
        let size = (whole.len() / 3).clamp(1, 1000);
        let mut pages = Vec::new();
        for skip in (0..whole.len()).step_by(size) {
            let page = service.inventory(ENGINEER, &format!("{name}?limit={size}&skip={skip}")).await;
            let last = skip + size >= whole.len();
            assert_eq!(
                page["pagination"],
                json!({ "limit": size, "offset": skip, "total": whole.len(), "has_more": !last }),
                "{name}"
            );
            pages.extend(texts(&list(&page["data"], "id").into()));
        }
        assert_eq!(pages, whole, "{name}");
        let beyond = service.inventory(ENGINEER, &format!("{name}?skip=2147483647")).await;
        assert_eq!(beyond["data"], json!([]));
        assert_eq!(service.inventory(ENGINEER, &format!("{name}?limit=0")).await["pagination"]["total"], whole.len());
        let plain = service.inventory(ENGINEER, name).await;
        assert_eq!(plain["pagination"]["limit"], 100);
        for (query, field) in
            [("skip=-1", "skip"), ("limit=1001", "limit"), ("limit=-1", "limit"), ("limit=x", "limit")]
        {
            let (status, answer) = service.call(ENGINEER, "GET", &format!("/inventory/{name}?{query}"), None).await;
            assert_eq!((status, answer["field"].as_str()), (400, Some(field)), "{name}?{query}");
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_search_finds_every_word_anywhere_in_the_name_in_any_order_and_case() {
    let service = Service::start().await;
    let found = async |words: &str| {
        let query: String = form_urlencoded::Serializer::new(String::new()).append_pair("search", words).finish();
        service.names(&format!("resources?{query}")).await
    };
    assert_eq!(found("staging-checkout-eu").await, ["staging-checkout-eu"]);
    for words in ["CHECKOUT-EU  staging-c", "eu checkout staging-ch", "\tstaging-checkout-eu\n", "out-e g-check"] {
        assert!(found(words).await.contains(&"staging-checkout-eu".to_owned()), "{words}");
    }
    let all = found("").await;
    assert_eq!(found("  ").await, all);
    for words in ["orders eu", "e", "eu", "_", "eu-west prod", "p-"] {
        let expected: Vec<_> =
            all.iter().filter(|name| words.split(' ').all(|word| name.contains(word))).cloned().collect();
        assert_eq!(found(words).await, expected, "{words}");
    }
    for nothing in
        ["%", "prod%", "\"", "\"\"\"", "'", "zzz", "prod AND nothing", "*", "prod*", "\0", "🔑🔑🔑", "(", "-x"]
    {
        assert_eq!(found(nothing).await, [""; 0], "{nothing}");
    }
    let long = "x".repeat(201);
    for name in LISTS {
        let (status, answer) = service.call(ENGINEER, "GET", &format!("/inventory/{name}?search={long}"), None).await;
        assert_eq!((status, answer["field"].as_str()), (400, Some("search")), "{name}");
    }
    for (query, expected) in [
        ("integrations?search=production%20post", "PostgreSQL Production"),
        ("integrations?search=MONGO", "MongoDB Customer Data"),
        ("resource-types?search=postgresql/tab", "Table"),
        ("permissions?search=impersonate", ""),
        ("bundles?search=SHIP", "Shipping service"),
        ("grantees?search=becker", "Tom Becker"),
        ("grantees?search=TOM.BECKER@", "Tom Becker"),
    ] {
        assert_eq!(service.names(query).await.concat(), expected, "{query}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn every_parameter_of_the_lists_narrows_them() {
    let service = Service::start().await;
    let staging = "integration-id=int-postgresql-staging";
    assert_eq!(service.names(&format!("resource-types?{staging}")).await, ["Database", "Table", "Role"]);
    assert_eq!(service.names("resource-types?integration-id=int-nowhere").await, [""; 0]);
    for row in service.inventory(ENGINEER, &format!("resources?{staging}&limit=1000")).await["data"].as_array().unwrap()
    {
        assert_eq!(row["integration"]["id"], "int-postgresql-staging");
    }
    let types = "resource-type-id=postgresql-database&resource-type-id=aws-s3-bucket";
    let page = service.inventory(ENGINEER, &format!("resources?{types}&limit=1000")).await;
    let seen: BTreeSet<_> = list(&page["data"], "type").iter().map(|of| of["id"].to_string()).collect();
    assert_eq!(seen, BTreeSet::from(["\"aws-s3-bucket\"".to_owned(), "\"postgresql-database\"".to_owned()]));

    let one = service.inventory(ENGINEER, "resources?search=staging-checkout-eu").await["data"][0].clone();
    let source = one["source_id"].as_str().unwrap();
    assert_ne!(one["source_id"], one["id"]);
    let by_source = format!("resources?source-id={source}&source-id=nothing");
    assert_eq!(service.all(ENGINEER, &by_source, "id").await, [one["id"].as_str().unwrap()]);
    assert_eq!(one["path"], "PostgreSQL Staging/Database/staging-checkout-eu");

    assert_eq!(
        service.names("permissions?resource-type-id=postgresql-database").await,
        ["Read Only", "Read Write", "Admin"]
    );
    assert_eq!(
        service
            .names("permissions?integration-id=int-postgresql-production&resource-type-id=postgresql-database")
            .await,
        ["Read Only", "Read Write"],
        "the flow of production gives no Admin"
    );
    assert_eq!(service.names("permissions?integration-id=int-okta").await, ["Member", "Assigned"]);
    assert_eq!(service.names("grantees?grantee_type=Group").await, [""; 0]);
    assert_eq!(service.names("grantees?grantee_type=USER").await, service.names("grantees").await);
}

#[tokio::test(flavor = "multi_thread")]
async fn access_units_are_narrowed_by_each_parameter_and_by_all_of_them_together() {
    let service = Service::start().await;
    let id = service.inventory(ENGINEER, "resources?search=staging-checkout-eu").await["data"][0]["id"].clone();
    let id = id.as_str().unwrap();
    let three = ["Read Only", "Read Write", "Admin"].map(|name| ("staging-checkout-eu".to_owned(), name.to_owned()));
    assert_eq!(service.pairs(&format!("resource-ids={id}")).await, three);
    assert_eq!(service.pairs(&format!("resource-ids={id}&permission-search=READ")).await, three[..2]);
    assert_eq!(service.pairs(&format!("resource-ids={id}&permission-search=read%20w")).await, three[1..2]);
    let per = "permission-ids=per-postgresql-database-admin&permission-ids=per-postgresql-database-read-only";
    assert_eq!(
        service.pairs(&format!("resource-ids={id}&{per}")).await,
        [three[0].clone(), three[2].clone()],
        "in the order of the permissions"
    );
    let narrow = format!(
        "search=checkout&permission-search=admin&integration-ids=int-postgresql-staging&integration-ids=int-okta\
         &resource-type-ids=postgresql-database&resource-ids={id}&{per}&bundle-ids=bun-staging-all"
    );
    assert_eq!(service.pairs(&narrow).await, [], "the bundle gives Read Only");
    assert_eq!(service.pairs(&narrow.replace("search=admin", "search=only")).await, three[..1]);
    for nothing in [
        "integration-ids=int-nowhere",
        "resource-type-ids=nothing",
        "resource-ids=res-ffffff",
        "resource-ids=nothing",
        "permission-ids=nothing",
        "bundle-ids=nothing",
        "bundle-ids=bun-audit&search=zzz",
        "permission-search=nothing",
    ] {
        assert_eq!(service.pairs(nothing).await, [], "{nothing}");
    }
    assert_eq!(service.pairs("integration-ids=int-postgresql-production&permission-search=admin").await, []);
}

#[tokio::test(flavor = "multi_thread")]
async fn the_permissions_of_one_resource_stand_together_and_resources_are_ordered_by_name() {
    let service = Service::start().await;
    for query in ["", "search=orders", "bundle-ids=bun-staging-all", "permission-search=re"] {
        let page = service.inventory(ENGINEER, &format!("access-units?limit=1000&{query}")).await;
        let resources: Vec<(String, String)> = list(&page["data"], "resource")
            .iter()
            .map(|resource| (resource["name"].as_str().unwrap().to_owned(), resource["id"].to_string()))
            .collect();
        let mut runs = resources.clone();
        runs.dedup();
        assert_eq!(runs.iter().collect::<BTreeSet<_>>().len(), runs.len(), "{query}");
        assert!(runs.iter().map(|(name, _)| name).is_sorted(), "{query}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn nobody_sees_what_no_flow_of_theirs_covers_and_everything_seen_can_be_asked_for() {
    let service = Service::start().await;
    let mut units = BTreeMap::new();
    for who in [ENGINEER, SECOND_ENGINEER, TEAM_LEAD, DATA_OWNER, ADMIN] {
        let seen = service.all(who, "access-units", "id").await;
        // Every hundredth, so that the test stays short.
        let some: Vec<Value> = seen.iter().step_by(100).map(|id| json!(id)).collect();
        let (status, answer) = service.call(who, "POST", "/access-requests/dry-run", Some(&form(&some))).await;
        assert_eq!(status, 200, "{who}: {answer}");
        units.insert(who, seen.into_iter().collect::<BTreeSet<_>>());
    }
    for (who, seen) in &units {
        for (other, others) in &units {
            for id in others.difference(seen).step_by(200) {
                let (status, _) =
                    service.call(who, "POST", "/access-requests/dry-run", Some(&form(&[json!(id)]))).await;
                assert_eq!(status, 400, "{who} asks for {id} of {other}");
                let page = service.inventory(who, &format!("access-units?resource-ids={}", &id[5..11])).await;
                assert_eq!(page["data"], json!([]));
            }
        }
    }
    let systems = async |who: &str| service.all(who, "integrations", "id").await;
    assert!(!systems(SECOND_ENGINEER).await.contains(&"int-ssh-bastions".to_owned()), "he is not on call");
    assert!(systems(ENGINEER).await.contains(&"int-ssh-bastions".to_owned()));
    assert_eq!(
        systems(DATA_OWNER).await,
        ["int-mongodb-customers", "int-okta", "int-github", "int-snowflake", "int-salesforce"]
    );
    for (query, who) in [("bundle-ids=bun-audit", SECOND_ENGINEER), ("bundle-ids=bun-orders", DATA_OWNER)] {
        assert_eq!(service.inventory(who, &format!("access-units?{query}")).await["data"], json!([]), "{who}");
    }
    assert!(!service.all(SECOND_ENGINEER, "bundles", "id").await.contains(&"bun-audit".to_owned()));
}

#[tokio::test(flavor = "multi_thread")]
async fn who_asks_for_a_colleague_sees_what_the_colleague_may_have() {
    let service = Service::start().await;
    for name in LISTS.into_iter().filter(|name| *name != "grantees") {
        let theirs = service.all(SECOND_ENGINEER, name, "id").await;
        let query = format!("{name}?grantee_id={SECOND_ENGINEER}");
        assert_eq!(service.all(TEAM_LEAD, &query, "id").await, theirs, "{name}");
        assert_eq!(service.all(ADMIN, &query, "id").await, theirs, "{name}");
        assert_eq!(
            service.all(TEAM_LEAD, &format!("{name}?grantee_id="), "id").await,
            service.all(TEAM_LEAD, name, "id").await
        );
        for (grantee, expected) in [(DATA_OWNER, 403), ("usr-nobody", 404), (OUTSIDER, 403), (NEWCOMER, 403)] {
            let path = format!("/inventory/{name}?grantee_id={grantee}");
            assert_eq!(service.status(ENGINEER, &path).await, expected, "{path}");
        }
    }
    let people = async |who: &str| service.all(who, "grantees", "id").await;
    assert_eq!(people(ENGINEER).await, [ENGINEER, SECOND_ENGINEER, TEAM_LEAD]);
    assert_eq!(people(SECOND_ENGINEER).await, [ENGINEER, SECOND_ENGINEER, TEAM_LEAD]);
    assert_eq!(people(ADMIN).await, [ENGINEER, SECOND_ENGINEER, TEAM_LEAD, DATA_OWNER, ADMIN]);
}

#[tokio::test(flavor = "multi_thread")]
async fn who_is_in_no_flow_gets_empty_lists_and_who_has_no_account_a_reason() {
    let service = Service::start().await;
    for name in LISTS {
        let page = service.inventory(NEWCOMER, name).await;
        assert_eq!(page["data"], json!([]), "{name}");
        assert_eq!(page["pagination"], json!({ "limit": 100, "offset": 0, "total": 0, "has_more": false }));
        let (status, answer) = service.call(OUTSIDER, "GET", &format!("/inventory/{name}"), None).await;
        assert_eq!(status, 403);
        assert!(answer["message"].as_str().unwrap().contains("administrator"));
        assert_eq!(service.status("nobody", &format!("/inventory/{name}")).await, 401);
    }
}
