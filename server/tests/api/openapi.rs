//! The description of the API that the server gives, and its answers, against Apono's own document. That one is not part
//! of this project: it is read from the file that the variable `APONO_OPENAPI` names, and without it these checks say
//! that they were skipped.
#![allow(clippy::print_stderr, reason = "a check that is skipped has to say so")]

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::{self, Display};

use apono_api::BASE_PATH;
use axum::body::Body;
use axum::http::Request;
use http_body_util::BodyExt;
use serde_json::{Map, Value, json};
use server::demo;
use server::demo::people::{ENGINEER, SECOND_ENGINEER, TEAM_LEAD};
use tower::ServiceExt;

use crate::support::{Service, form, with};

async fn ours() -> Value {
    let request = Request::get("/openapi.json").body(Body::empty()).unwrap();
    let answer = demo::public_router().oneshot(request).await.unwrap();
    serde_json::from_slice(&answer.into_body().collect().await.unwrap().to_bytes()).unwrap()
}

fn theirs() -> Option<Value> {
    let Some(file) = std::env::var_os("APONO_OPENAPI").filter(|file| !file.is_empty()) else {
        eprintln!("Skipped: the variable APONO_OPENAPI names no file with Apono's document.");
        return None;
    };
    let text = std::fs::read(&file).unwrap_or_else(|error| panic!("{}: {error}", file.display()));
    Some(serde_json::from_slice(&text).unwrap())
}

#[tokio::test]
async fn the_description_of_the_api_changes_only_on_purpose() {
    insta::assert_snapshot!("openapi", serde_json::to_string_pretty(&ours().await).unwrap());
}

/// What a schema admits, whichever way it is written. Whether null is admitted too goes with being required: the API
/// admits it exactly where a field may be absent (reference 1.3).
#[derive(Clone, Debug, PartialEq, Eq)]
enum Shape {
    Any,
    Text,
    OneOf(BTreeSet<String>),
    Integer,
    Number,
    Truth,
    List(Box<Shape>),
    Map(Box<Shape>),
    /// Fields, and whether each is required.
    Fields(BTreeMap<String, (Shape, bool)>),
}

impl Shape {
    fn of(document: &Value, schema: &Value) -> Self {
        if let Some(name) = schema["$ref"].as_str() {
            return Self::of(document, document.pointer(name.trim_start_matches('#')).unwrap());
        }
        for several in ["allOf", "oneOf", "anyOf"] {
            if let Some(parts) = schema[several].as_array() {
                let says =
                    |part: &&Value| part["type"] != "null" && (part["type"].is_string() || part["$ref"].is_string());
                let parts: Vec<_> = parts.iter().filter(says).collect();
                assert_eq!(parts.len(), 1, "{schema}");
                return Self::of(document, parts[0]);
            }
        }
        if let Some(values) = schema["enum"].as_array() {
            return Self::OneOf(values.iter().map(|value| value.as_str().unwrap().to_owned()).collect());
        }
        let kinds = schema["type"].as_array().cloned().unwrap_or_else(|| vec![schema["type"].clone()]);
        match kinds.iter().filter_map(Value::as_str).find(|kind| *kind != "null") {
            Some("string") => Self::Text,
            Some("integer") => Self::Integer,
            Some("number") => Self::Number,
            Some("boolean") => Self::Truth,
            Some("array") => Self::List(Box::new(Self::of(document, &schema["items"]))),
            _ => {
                if let Some(properties) = schema["properties"].as_object() {
                    let required = schema["required"].as_array().cloned().unwrap_or_default();
                    let field = |(name, field): (&String, &Value)| {
                        let needed = required.contains(&json!(name));
                        (name.clone(), (Self::of(document, field), needed))
                    };
                    return Self::Fields(properties.iter().map(field).collect());
                }
                match &schema["additionalProperties"] {
                    Value::Object(of) if !of.is_empty() => {
                        Self::Map(Box::new(Self::of(document, &Value::Object(of.clone()))))
                    }
                    _ => Self::Any,
                }
            }
        }
    }

    /// Writes down where this differs from the other.
    fn differences(&self, other: &Self, place: &str, found: &mut Vec<String>) {
        match (self, other) {
            (Self::Fields(ours), Self::Fields(theirs)) => {
                for name in ours.keys().chain(theirs.keys()).collect::<BTreeSet<_>>() {
                    let place = format!("{place}.{name}");
                    match (ours.get(name), theirs.get(name)) {
                        (Some((ours, needed)), Some((theirs, needed_there))) => {
                            ours.differences(theirs, &place, found);
                            if needed != needed_there {
                                found.push(format!("{place}: required {needed}, in Apono's document {needed_there}"));
                            }
                        }
                        (ours, _) => {
                            found.push(format!(
                                "{place}: only in {} document",
                                if ours.is_some() { "our" } else { "Apono's" }
                            ));
                        }
                    }
                }
            }
            (Self::List(ours), Self::List(theirs)) | (Self::Map(ours), Self::Map(theirs)) => {
                ours.differences(theirs, &format!("{place}[]"), found);
            }
            _ if self == other => {}
            _ => found.push(format!("{place}: {self}, in Apono's document {other}")),
        }
    }
}

impl Display for Shape {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::OneOf(values) => write!(formatter, "one of {values:?}"),
            Self::Fields(fields) => write!(formatter, "fields {:?}", fields.keys().collect::<Vec<_>>()),
            other => write!(formatter, "{other:?}"),
        }
    }
}

/// Parameters of an operation by place and name.
fn parameters(document: &Value, operation: &Value) -> Shape {
    let parameters = operation["parameters"].as_array().cloned().unwrap_or_default();
    let field = |parameter: Value| {
        let name = format!("{} {}", parameter["in"].as_str().unwrap(), parameter["name"].as_str().unwrap());
        (name, (Shape::of(document, &parameter["schema"]), parameter["required"] == true))
    };
    Shape::Fields(parameters.into_iter().map(field).filter(|(name, _)| name != COOKIE).collect())
}

/// A cookie of which nobody knows the meaning (reference 3); nothing of ours sends or reads it.
const COOKIE: &str = "cookie apono-sec";

fn content(document: &Value, of: &Value) -> Option<Shape> {
    let schema = &of["content"]["application/json"]["schema"];
    (!schema.is_null()).then(|| Shape::of(document, schema))
}

/// Paths and methods of the Client API.
fn operations(document: &Value) -> BTreeMap<(String, String), &Value> {
    let paths = document["paths"].as_object().unwrap().iter().filter(|(path, _)| path.starts_with(BASE_PATH));
    paths
        .flat_map(|(path, methods)| {
            let methods = methods.as_object().unwrap().iter();
            methods.map(|(method, operation)| ((path.clone(), method.to_uppercase()), operation))
        })
        .collect()
}

#[tokio::test]
async fn what_we_built_has_the_paths_parameters_fields_and_values_of_aponos_own_document() {
    let Some(theirs) = theirs() else { return };
    let ours = ours().await;
    let known = operations(&theirs);
    let mut found = Vec::new();
    for ((path, method), operation) in operations(&ours) {
        let place = format!("{method} {path}");
        let Some(other) = known.get(&(path, method)) else {
            found.push(format!("{place}: only in our document"));
            continue;
        };
        parameters(&ours, operation).differences(
            &parameters(&theirs, other),
            &format!("{place} parameters"),
            &mut found,
        );
        for part in ["/requestBody", "/responses/200"] {
            let of =
                |document: &Value, operation: &Value| operation.pointer(part).and_then(|part| content(document, part));
            match (of(&ours, operation), of(&theirs, other)) {
                (Some(ours), Some(theirs)) => ours.differences(&theirs, &format!("{place}{part}"), &mut found),
                (None, None) => {}
                (ours, _) => {
                    found.push(format!(
                        "{place}{part}: only in {} document",
                        if ours.is_some() { "our" } else { "Apono's" }
                    ));
                }
            }
        }
    }
    assert!(found.is_empty(), "{}", found.join("\n"));
}

/// Apono's schemas as plain JSON Schema: null where it is admitted, and no field that they do not name.
fn strict(schema: &Value) -> Value {
    match schema {
        Value::Object(map) => {
            let mut kept: Map<String, Value> = map.iter().map(|(name, value)| (name.clone(), strict(value))).collect();
            if kept.contains_key("properties") && kept["properties"].is_object() {
                kept.entry("additionalProperties").or_insert(json!(false));
            }
            if kept.remove("nullable") == Some(json!(true)) {
                return json!({ "anyOf": [{ "type": "null" }, kept] });
            }
            Value::Object(kept)
        }
        Value::Array(list) => list.iter().map(strict).collect(),
        other => other.clone(),
    }
}

/// Calls of the demo, each with the path of the document that it stands for.
struct Recorder {
    service: Service,
    answers: Vec<(String, String, Value)>,
}

impl Recorder {
    /// `ids` stand for what is in braces in the path.
    async fn call(&mut self, who: &str, method: &str, path: &str, ids: &[&str], body: Option<&Value>) -> Value {
        let (template, query) = path.split_once('?').unwrap_or((path, ""));
        let mut address = template.to_owned();
        for id in ids {
            let (from, to) = (address.find('{').unwrap(), address.find('}').unwrap());
            address.replace_range(from..=to, id);
        }
        if !query.is_empty() {
            address = format!("{address}?{query}");
        }
        let (status, answer) = self.service.call(who, method, &address, body).await;
        assert_eq!(status, 200, "{method} {address}: {answer}");
        self.answers.push((method.to_owned(), format!("{BASE_PATH}{template}"), answer.clone()));
        answer
    }
}

async fn recorded() -> Vec<(String, String, Value)> {
    let mut demo = Recorder { service: Service::start().await, answers: Vec::new() };
    for path in [
        "/session",
        "/session/is-mfa-enrolled",
        "/inventory/integrations",
        "/inventory/resource-types",
        "/inventory/resources?limit=50",
        "/inventory/permissions",
        "/inventory/bundles",
        "/inventory/access-units?limit=50",
        "/inventory/grantees",
        "/access-requests?scope=MyRequests&include_autogrant=true&limit=1000",
        "/access-requests?scope=MyTasks",
        "/access-requests?scope=MyHistoricTasks",
        "/access-requests?scope=MyDelegatedRequests",
        "/access-sessions?include_disconnected=true",
        "/access-session-groups?include_disconnected=true",
        "/access-request-templates",
        "/filters/options?key=requestor&scope=MyRequests",
        "/filters/integrations",
    ] {
        for who in [ENGINEER, TEAM_LEAD] {
            demo.call(who, "GET", path, &[], None).await;
        }
    }
    let mut units = demo.service.units(ENGINEER, "staging-checkout-eu", 2).await;
    units.extend(demo.service.units(ENGINEER, "prod-orders-eu", 1).await);
    let bad = with(with(form(&units), "justification", json!("")), "duration_in_sec", json!(-1));
    for form in [form(&units), bad] {
        demo.call(ENGINEER, "POST", "/access-requests/dry-run", &[], Some(&form)).await;
    }
    let made = demo.call(ENGINEER, "POST", "/access-requests", &[], Some(&form(&units))).await;
    let (staging, production) = (made["request_ids"][0].as_str().unwrap(), made["request_ids"][1].as_str().unwrap());
    demo.call(ENGINEER, "GET", "/access-requests/{id}", &[staging], None).await;
    demo.service.until(ENGINEER, production, "Pending").await;
    demo.call(ENGINEER, "GET", "/access-requests/{id}?access_units_summary_limit=0", &[production], None).await;
    demo.service.until(ENGINEER, staging, "Active").await;
    let active = demo.call(ENGINEER, "GET", "/access-requests/{id}", &[staging], None).await;
    let group = active["access_groups"][0]["id"].as_str().unwrap();
    demo.call(ENGINEER, "GET", "/access-groups/{id}/units", &[group], None).await;
    let theirs =
        with(form(&demo.service.units(SECOND_ENGINEER, "staging", 1).await), "grantee_id", json!(SECOND_ENGINEER));
    demo.call(TEAM_LEAD, "POST", "/access-requests", &[], Some(&theirs)).await;
    demo.call(TEAM_LEAD, "GET", "/access-requests?scope=MyDelegatedRequests", &[], None).await;

    let sessions = demo.call(ENGINEER, "GET", "/access-sessions", &[], None).await;
    for session in sessions["data"].as_array().unwrap() {
        let id = session["id"].as_str().unwrap();
        demo.call(ENGINEER, "GET", "/access-sessions/{id}", &[id], None).await;
        for _ in 0..2 {
            demo.call(ENGINEER, "GET", "/access-sessions/{id}/access-details", &[id], None).await;
        }
        if session["credentials"]["can_reset"] == true {
            demo.call(ENGINEER, "POST", "/access-sessions/{id}/reset-credentials", &[id], None).await;
            demo.call(ENGINEER, "GET", "/access-sessions/{id}", &[id], None).await;
        }
    }
    record_actions(&mut demo, staging, production, &units).await;
    demo.answers
}

async fn record_actions(demo: &mut Recorder, staging: &str, production: &str, units: &[Value]) {
    let both = format!("/access-requests/access_units?request_id={staging}&request_id={production}");
    demo.call(ENGINEER, "GET", &both, &[], None).await;
    demo.call(ENGINEER, "POST", "/justification-validation", &[], Some(&form(units))).await;
    let answered = json!({ "ticket": "OPS-7", "urgency": "low" });
    demo.call(ENGINEER, "POST", "/access-requests", &[], Some(&with(form(units), "custom_fields", answered))).await;
    for (action, answered) in [("approve", json!({ "justification": "Known" })), ("reject", json!({}))] {
        let asked = demo.service.units(ENGINEER, "prod-orders-eu", 1).await;
        let asked = demo.service.ask(ENGINEER, &form(&asked)).await.remove(0);
        demo.service.until(ENGINEER, &asked, "Pending").await;
        demo.call(TEAM_LEAD, "POST", &format!("/access-requests/{{id}}/{action}"), &[&asked], Some(&answered)).await;
        demo.call(TEAM_LEAD, "GET", "/access-requests/{id}", &[&asked], None).await;
    }
    demo.call(ENGINEER, "POST", "/access-requests/{id}/favorite", &[staging], Some(&json!({ "favorite": true }))).await;
    demo.call(ENGINEER, "POST", "/access-requests/{id}/extend", &[staging], None).await;
    for id in [staging, production] {
        demo.call(ENGINEER, "POST", "/access-requests/{id}/revoke", &[id], None).await;
        demo.call(ENGINEER, "POST", "/access-requests/{id}/dry-run", &[id], None).await;
        demo.service.until(ENGINEER, id, "Revoked").await;
        demo.call(ENGINEER, "POST", "/access-requests/{id}/dry-run", &[id], None).await;
        demo.call(ENGINEER, "GET", "/access-requests/{id}", &[id], None).await;
        let again = json!({ "justification": "Again", "custom_fields": { "urgency": "high" } });
        demo.call(ENGINEER, "POST", "/access-requests/{id}/request-again", &[id], Some(&again)).await;
    }

    let (request, session) = demo.service.granted(ENGINEER, "staging-orders-eu").await;
    demo.call(ENGINEER, "GET", "/access-sessions/{id}/request-template", &[&session], None).await;
    demo.call(ENGINEER, "POST", "/access-session-sync", &[], None).await;
    let shown = demo.call(ENGINEER, "GET", "/access-requests/{id}", &[&request], None).await;
    let group = shown["access_groups"][0]["id"].as_str().unwrap();
    demo.call(ENGINEER, "GET", "/access-groups/{id}/details", &[group], None).await;
    demo.call(ENGINEER, "POST", "/access-groups/{id}/reset", &[group], None).await;

    let template = json!({
        "name": "Orders", "type": "IntegrationRequest", "filter_integration_ids": ["int-okta"],
        "filter_resource_type_ids": ["okta-group"], "filter_resource_ids": [],
        "filter_permission_ids": ["per-okta-group-member"],
    });
    let saved = demo.call(ENGINEER, "POST", "/access-request-templates", &[], Some(&template)).await;
    let saved = saved["id"].as_str().unwrap();
    demo.call(ENGINEER, "GET", "/access-request-templates/{id}?filter-available=true", &[saved], None).await;
    demo.call(ENGINEER, "PUT", "/access-request-templates/{id}", &[saved], Some(&template)).await;
    demo.call(ENGINEER, "DELETE", "/access-request-templates/{id}", &[saved], None).await;

    let keys = form(&demo.service.units(ENGINEER, "prod-platform-keys", 1).await);
    let confirming = demo.service.ask(ENGINEER, &keys).await.remove(0);
    demo.service.until(ENGINEER, &confirming, "PendingMFA").await;
    demo.call(ENGINEER, "GET", "/access-requests/{id}", &[&confirming], None).await;
    let pass = |tx: &rusqlite::Transaction<'_>| tx.execute("UPDATE second_factors SET passed_until = 1 << 60", []);
    demo.service.demo.db.write::<_, rusqlite::Error, _>(pass).await.unwrap();
    let passed = demo.call(ENGINEER, "POST", "/access-requests/pass-mfa", &[], None).await;
    assert_eq!(passed["affected_requests"], json!({ "total": 1, "access_requests_ids": [confirming] }));
}

#[tokio::test(flavor = "multi_thread")]
async fn what_the_demo_answers_fits_aponos_own_document() {
    let Some(theirs) = theirs() else { return };
    let answers = recorded().await;
    let driven: BTreeSet<_> = answers.iter().map(|(method, path, _)| (path.clone(), method.clone())).collect();
    let ours = ours().await;
    let missing: Vec<_> = operations(&ours).into_keys().filter(|operation| !driven.contains(operation)).collect();
    assert!(missing.is_empty(), "not driven: {missing:?}");

    let components = strict(&theirs["components"]);
    let known = operations(&theirs);
    let mut validators = BTreeMap::new();
    for (method, path, answer) in answers {
        let key = (path, method);
        let validator = validators.entry(key.clone()).or_insert_with(|| {
            let mut schema = strict(&known[&key]["responses"]["200"]["content"]["application/json"]["schema"]);
            schema["components"] = components.clone();
            jsonschema::validator_for(&schema).unwrap()
        });
        let errors: Vec<_> =
            validator.iter_errors(&answer).map(|error| format!("{} {error}", error.instance_path())).collect();
        assert!(errors.is_empty(), "{key:?}\n{}\n{answer}", errors.join("\n"));
    }
}
