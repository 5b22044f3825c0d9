//! Whatever comes in, the answer is a refusal with a reason and never an error of the server.

use std::sync::OnceLock;

use axum::body::Body;
use axum::http::Request;
use http_body_util::BodyExt;
use proptest::prelude::*;
use serde_json::{Value, json};
use server::demo::people::{ENGINEER, PEOPLE};
use tower::ServiceExt;

use crate::entra::{self, CLIENT, TENANT};
use crate::support::{Browser, Site};

/// A server that many cases share.
fn shared() -> &'static (tokio::runtime::Runtime, Site) {
    static SHARED: OnceLock<(tokio::runtime::Runtime, Site)> = OnceLock::new();
    SHARED.get_or_init(|| {
        let runtime = tokio::runtime::Runtime::new().unwrap();
        let (keys, path) = entra::key_file();
        let flags = ["--entra-client-id", CLIENT, "--entra-tenant", TENANT, "--entra-jwks", &path];
        let site = runtime.block_on(Site::with_flags(&flags));
        // The server reads the file with the first token, which the process outlives.
        let _kept_until_the_end = keys.keep();
        (runtime, site)
    })
}

const PATHS: [&str; 51] = [
    "/",
    "/config.json",
    "/healthz",
    "/readyz",
    "/openapi.json",
    "/privacy",
    "/auth/sign-in",
    "/auth/callback",
    "/auth/sign-out",
    "/auth/link",
    "/auth/link/finish",
    "/auth/link/{}",
    "/auth/end",
    "/auth/link-question",
    "/auth/my-data",
    "/auth/sign-out-everywhere",
    "/auth/token",
    "/oauth/authorize",
    "/oauth/token",
    "/demo-icons/{}",
    "/api/client/v1/session",
    "/api/client/v1/session/is-mfa-enrolled",
    "/api/client/v1/access-requests",
    "/api/client/v1/access-requests/dry-run",
    "/api/client/v1/access-requests/{}",
    "/api/client/v1/access-requests/{}/{}",
    "/api/client/v1/access-groups/{}/units",
    "/api/client/v1/access-sessions",
    "/api/client/v1/access-sessions/{}",
    "/api/client/v1/access-sessions/{}/{}",
    "/api/client/v1/inventory/integrations",
    "/api/client/v1/inventory/resource-types",
    "/api/client/v1/inventory/resources",
    "/api/client/v1/inventory/permissions",
    "/api/client/v1/inventory/bundles",
    "/api/client/v1/inventory/access-units",
    "/api/client/v1/inventory/grantees",
    "/api/client/v1/access-requests/access_units",
    "/api/client/v1/access-requests/pass-mfa",
    "/api/client/v1/access-requests/AR-00001/{}",
    "/api/client/v1/access-groups/{}/{}",
    "/api/client/v1/access-session-groups",
    "/api/client/v1/access-session-sync",
    "/api/client/v1/access-request-templates",
    "/api/client/v1/access-request-templates/{}",
    "/api/client/v1/filters/options",
    "/api/client/v1/filters/integrations",
    "/api/client/v1/justification-validation",
    "/demo/step-up",
    "/api/client/v1/{}",
    "/{}/{}",
];

const NAMES: [&str; 36] = [
    "limit",
    "skip",
    "search",
    "permission-search",
    "scope",
    "statuses",
    "request_ids",
    "request_id",
    "access_units_summary_limit",
    "integration-id",
    "integration-ids",
    "resource-type-id",
    "resource-type-ids",
    "resource-ids",
    "permission-ids",
    "bundle-ids",
    "source-id",
    "grantee_id",
    "grantee_type",
    "session_id",
    "consumed_by",
    "format_type",
    "favorite_only",
    "return",
    "popup",
    "state",
    "reason",
    "code",
    "redirect_uri",
    "code_challenge",
    "grant_type",
    "key",
    "filter-available",
    "sessions-page-size",
    "request",
    "person",
];

fn word() -> impl Strategy<Value = String> {
    let known = [
        "",
        "0",
        "-1",
        "1000",
        "1001",
        "2147483647",
        "2147483648",
        "true",
        "MyTasks",
        "AR-00001",
        "session-000001",
        "group-000001",
        "res-000001",
        "int-okta",
        "bun-orders",
        "postgresql-database",
        "usr-tom-becker",
        "json",
        "access-details",
        "units",
        "request-again",
        "revoke",
        "approve",
        "reject",
        "extend",
        "favorite",
        "dry-run",
        "details",
        "requestor",
        "refresh_token",
        "authorization_code",
        "okta.svg",
        "..",
        ".",
        "\0",
        "%",
    ];
    prop_oneof![3 => proptest::sample::select(known.to_vec()).prop_map(str::to_owned), 1 => "\\PC{0,12}", 1 => any::<String>()]
}

/// Text of an address: mostly encoded as a browser does it, at times raw bytes behind `%`.
fn encoded() -> impl Strategy<Value = String> {
    prop_oneof![
        4 => word().prop_map(|word| {
            let mut text = String::new();
            apono_api::query::encode_into(&word, &mut text);
            text
        }),
        1 => proptest::collection::vec(any::<u8>(), 0..6)
            .prop_map(|bytes| bytes.iter().map(|byte| format!("%{byte:02X}")).collect()),
        1 => "[a-z%=&;+./]{0,12}",
    ]
}

fn address() -> impl Strategy<Value = String> {
    let path = (proptest::sample::select(PATHS.to_vec()), encoded(), encoded())
        .prop_map(|(path, first, second)| path.replacen("{}", &first, 1).replacen("{}", &second, 1));
    let name = prop_oneof![4 => proptest::sample::select(NAMES.to_vec()).prop_map(str::to_owned), 1 => encoded()];
    (path, proptest::collection::vec((name, encoded()), 0..4)).prop_map(|(path, pairs)| {
        let query: Vec<String> = pairs.into_iter().map(|(name, value)| format!("{name}={value}")).collect();
        if query.is_empty() { path } else { format!("{path}?{}", query.join("&")) }
    })
}

fn body() -> impl Strategy<Value = Vec<u8>> {
    let json = prop_oneof![
        word().prop_map(|word| json!({ "justification": word })),
        proptest::collection::btree_map("[a-z_]{0,20}", word(), 0..4).prop_map(|map| json!(map)),
        proptest::collection::vec(word(), 0..4).prop_map(|list| json!({ "filter_access_unit_ids": list })),
        word().prop_map(|word| json!({ "justification": word, "favorite": true, "custom_fields": { "ticket": word } })),
        word().prop_map(|word| json!({
            "name": word, "type": "IntegrationRequest", "filter_integration_ids": [word], "filter_bundle_ids": [],
            "filter_resource_type_ids": [], "filter_resource_ids": [word], "filter_resources": [],
            "filter_permission_ids": [], "filter_access_unit_ids": [word],
        })),
        Just(Value::Null),
    ];
    prop_oneof![
        json.prop_map(|value| value.to_string().into_bytes()),
        proptest::collection::vec(any::<u8>(), 0..60),
        proptest::collection::vec((proptest::sample::select(NAMES.to_vec()), encoded()), 0..4).prop_map(|pairs| {
            pairs.iter().map(|(name, value)| format!("{name}={value}")).collect::<Vec<_>>().join("&").into_bytes()
        }),
        (1_usize..300_000).prop_map(|depth| "[".repeat(depth).into_bytes()),
        Just(vec![b' '; 1024 * 1024 + 1]),
    ]
}

const METHODS: [&str; 8] = ["GET", "GET", "POST", "POST", "PUT", "DELETE", "HEAD", "BREW"];
const KINDS: [&str; 5] =
    ["application/json", "application/json; charset=utf-8", "application/x-www-form-urlencoded", "text/plain", ""];

proptest! {
    #![proptest_config(ProptestConfig { cases: 1200, ..ProptestConfig::default() })]

    #[test]
    fn no_call_whatever_is_in_it_is_answered_with_an_error_of_the_server(
        method in proptest::sample::select(METHODS.to_vec()),
        address in address(),
        body in body(),
        kind in proptest::sample::select(KINDS.to_vec()),
        who in proptest::option::of(0..PEOPLE.len() + 2),
        cookie in proptest::option::of("[!-~]{0,20}"),
    ) {
        let (runtime, site) = shared();
        let mut request = Request::builder().method(method).uri(&address).header("content-type", kind);
        if let Some(who) = who {
            let token = match PEOPLE.get(who) {
                Some(person) => site.tokens[person.id].clone(),
                None if who == PEOPLE.len() => entra::any_token(),
                None => "a.b.c".to_owned(),
            };
            request = request.header("authorization", format!("Bearer {token}"));
        }
        if let Some(cookie) = cookie {
            request = request.header("cookie", format!("apono-session={cookie}")).header("x-apono-tab", "1");
        }
        // Some texts are no address at all; no client can send them.
        let Ok(request) = request.body(Body::from(body)) else { return Ok(()) };
        let answer = runtime.block_on(site.router.clone().oneshot(request)).unwrap();
        let status = answer.status().as_u16();
        let kind = answer.headers().get("content-type").map(|kind| kind.to_str().unwrap().to_owned());
        let body = runtime.block_on(answer.into_body().collect()).unwrap().to_bytes();
        prop_assert!(status < 500, "{} {} {}", method, address, status);
        if status >= 400 && address.starts_with("/api/") && method != "HEAD" {
            let refusal: Value = serde_json::from_slice(&body).unwrap_or(Value::Null);
            prop_assert!(refusal["message"].is_string(), "{} {} {} {:?} {:?}", method, address, status, kind, body);
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_body_over_one_mebibyte_is_refused_also_over_a_real_connection() {
    let site = Site::start().await;
    let token = format!("Bearer {}", site.tokens[ENGINEER]);
    for size in [1024 * 1024 + 1, 8 * 1024 * 1024] {
        for (path, kind) in [
            ("/api/client/v1/access-requests", "application/json"),
            ("/api/client/v1/access-requests/dry-run", "application/json"),
            ("/oauth/token", "application/x-www-form-urlencoded"),
            ("/oauth/authorize", "application/x-www-form-urlencoded"),
        ] {
            let headers = [("authorization", token.as_str()), ("content-type", kind)];
            let answer = Browser::new(&site).send("POST", path, &headers, vec![b' '; size]).await;
            assert_eq!((answer.status, answer.header("content-type")), (413, "application/json"), "{path} {size}");
            assert!(answer.json()["message"].as_str().unwrap().contains("1048576"));
        }
    }
    let mut filled = json!({ "justification": "x".repeat(900_000) }).to_string();
    filled.push_str(&" ".repeat(100_000));
    let headers = [("authorization", token.as_str()), ("content-type", "application/json")];
    let answer = Browser::new(&site).send("POST", "/api/client/v1/access-requests", &headers, filled).await;
    assert_eq!((answer.status, answer.json()["field"].as_str()), (400, Some("filter_integration_ids")));
}
