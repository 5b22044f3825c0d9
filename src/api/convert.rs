//! From wire types to domain types. Lenient: what the service leaves out or spells anew never loses a row.

use apono_api as wire;

use crate::domain::custom_field::{Answer, Choice, CustomField};
use crate::domain::draft::{Objection, Rules};
use crate::domain::instructions::is_web_address;
use crate::domain::inventory::{AccessUnit, Bundle, Grantee, Integration, PageOf, Permission, Resource, ResourceType};
use crate::domain::moment::{Moment, Seconds};
use crate::domain::person::Settings;
use crate::domain::request::{AccessRequest, Approval, Approver, Decision, Extension, Group};
use crate::domain::session::{AccessDetails, AccessSession, Credentials, Secrecy, Value};
use crate::domain::status::Status;
use crate::domain::template::Template;

fn moment(instant: wire::Instant) -> Moment {
    Moment(instant.seconds())
}

fn count(number: i32) -> Option<usize> {
    usize::try_from(number).ok()
}

/// What is not blank.
pub(super) fn text(text: Option<String>) -> Option<String> {
    text.filter(|text| !text.trim().is_empty())
}

pub(super) fn page<Wire, Row>(page: wire::Page<Wire>, row: impl FnMut(Wire) -> Row) -> PageOf<Row> {
    PageOf {
        more: page.has_more(),
        total: page.pagination.total.and_then(count),
        rows: page.data.into_iter().map(row).collect(),
    }
}

pub(super) fn settings(wire: wire::UserSettings) -> Settings {
    Settings {
        require_duration: wire.require_duration_for_access_request,
        mfa: wire.mfa_enabled_for_account,
        ai_features: wire.enable_ai_features,
        no_approver_reason: wire.disable_approver_reason.unwrap_or(false),
        custom_fields: wire.request_custom_fields.into_iter().filter_map(custom_field).collect(),
    }
}

/// Questions of a kind that this version does not know are skipped, as by the service's own tools (reference 9).
fn custom_field(wire: wire::CustomField) -> Option<CustomField> {
    let answer = match wire.kind {
        wire::CustomFieldType::Text => Answer::Text { default: wire.default.unwrap_or_default() },
        wire::CustomFieldType::Select => {
            let choice = |value: wire::CustomFieldValue| Choice { key: value.key, label: value.value };
            let choices: Vec<Choice> = wire.values.into_iter().map(choice).collect();
            let default = wire.default.filter(|key| choices.iter().any(|choice| choice.key == *key));
            Answer::Choice { choices, default }
        }
        wire::CustomFieldType::Other(_) => return None,
    };
    Some(CustomField { id: wire.id, label: wire.label, placeholder: wire.placeholder, required: wire.required, answer })
}

pub(super) fn integration(wire: wire::Integration) -> Integration {
    Integration { id: wire.id, kind: wire.kind, kind_name: wire.type_display_name, name: wire.name }
}

pub(super) fn resource_type(wire: wire::ResourceType) -> ResourceType {
    ResourceType {
        id: wire.id,
        name: wire.name,
        display_path: wire.display_path,
        several_permissions: wire.allow_multiple_permissions,
    }
}

pub(super) fn permission(wire: wire::Permission) -> Permission {
    Permission { id: wire.id, name: wire.name }
}

pub(super) fn resource(wire: wire::Resource) -> Resource {
    Resource {
        id: wire.id,
        name: wire.name,
        path: wire.path,
        resource_type: resource_type(wire.kind),
        integration: integration(wire.integration),
    }
}

pub(super) fn bundle(wire: wire::Bundle) -> Bundle {
    Bundle { id: wire.id, name: wire.name }
}

pub(super) fn grantee(wire: wire::Grantee) -> Grantee {
    Grantee { id: wire.id, name: wire.display_name, source_id: wire.source_id }
}

/// A page of access units.
pub(super) fn units_page(page: wire::Page<wire::AccessUnit>) -> PageOf<AccessUnit> {
    PageOf { more: page.has_more(), total: page.pagination.total.and_then(count), rows: access_units(page.data) }
}

/// Units in the order they came; neighbours of one resource share it, so that a page of 1,000 rows holds few copies.
pub(super) fn access_units(wire: Vec<wire::AccessUnit>) -> Vec<AccessUnit> {
    let mut units: Vec<AccessUnit> = Vec::with_capacity(wire.len());
    for unit in wire {
        let shared = units.last().map(|last| &last.resource).filter(|last| last.id == unit.resource.id).cloned();
        units.push(AccessUnit {
            id: unit.id,
            resource: shared.unwrap_or_else(|| resource(unit.resource).into()),
            permission: permission(unit.permission),
            status: unit.status.map(|status| status.status),
        });
    }
    units
}

/// Maps the service's word to a status (reference 4.1). `asked` tells whether somebody has been asked to decide.
fn status(wire: wire::RequestStatus, asked: bool) -> Status {
    use wire::RequestStatus as Wire;
    match wire {
        Wire::Initializing => Status::Evaluating,
        Wire::Pending if asked => Status::PendingApproval,
        Wire::Pending => Status::Evaluating,
        Wire::PendingMfa => Status::PendingMfa,
        Wire::Approved | Wire::Granting => Status::Granting,
        Wire::Active | Wire::Granted => Status::Granted,
        Wire::Revoking => Status::Revoking,
        Wire::Expired => Status::Expired,
        Wire::Rejected => Status::Rejected,
        Wire::Revoked => Status::Revoked,
        Wire::Failed => Status::Failed,
        Wire::Other(text) => Status::Unknown(text),
    }
}

/// The approver's words: where the service keeps them is not documented, so the description comes first and then any
/// metadata whose key speaks of a reason (reference 4.1).
fn reason(description: Option<String>, metadata: std::collections::BTreeMap<String, String>) -> Option<String> {
    text(description).or_else(|| {
        metadata.into_iter().find_map(|(key, value)| {
            let key = key.to_ascii_lowercase();
            text(Some(value)).filter(|_| key.contains("reason") || key.contains("justification"))
        })
    })
}

fn approval(wire: wire::ChallengeInfo) -> Approval {
    Approval {
        all_must_approve: wire.logical_relation == wire::ChallengeRelation::AllOf,
        approvers: wire.approvers.into_iter().map(approver).collect(),
    }
}

/// What metadata says under one of these names, however the service writes them: its keys are not documented.
fn fact(metadata: &std::collections::BTreeMap<String, String>, names: &[&str]) -> Option<String> {
    let plain = |key: &str| -> String {
        key.chars().filter(char::is_ascii_alphanumeric).map(|letter| letter.to_ascii_lowercase()).collect()
    };
    metadata
        .iter()
        .find(|(key, _)| names.contains(&plain(key).as_str()))
        .and_then(|(_, value)| text(Some(value.clone())))
}

/// Epoch seconds written as text, to the second: the reader of fractions is as large as a page of the tab.
fn moment_of(text: &str) -> Option<Moment> {
    let whole: u32 = text.trim().split('.').next()?.parse().ok()?;
    (whole > 0).then(|| Moment(whole.into()))
}

fn approver(wire: wire::ChallengeApprover) -> Approver {
    let decided_by = fact(&wire.metadata, &["decidedby", "approvedby", "rejectedby"]);
    let decided = fact(&wire.metadata, &["decidedat", "approvedat", "rejectedat"]);
    Approver {
        decided_by,
        decided: decided.as_deref().and_then(moment_of),
        name: wire.name,
        kind: wire.kind.to_string(),
        decision: match wire.status {
            wire::ChallengeStatus::Approved => Decision::Approved,
            wire::ChallengeStatus::Rejected => Decision::Rejected,
            wire::ChallengeStatus::Pending => Decision::Pending,
            wire::ChallengeStatus::Other(text) => Decision::Unknown(text),
        },
        reason: reason(None, wire.metadata),
        tier: wire.tier,
        told: wire.tier_escalated_at.map(moment),
    }
}

fn group(wire: wire::AccessGroup) -> Group {
    let fine = wire.status.status == wire::AccessGroupState::Success;
    Group {
        id: wire.id,
        integration: integration(wire.integration),
        resource_types: wire.resource_types.into_iter().map(|kind| kind.name).collect(),
        resources: wire.total_resources.and_then(count),
        permissions: wire.total_permissions.and_then(count),
        trouble: text(wire.status.message).filter(|_| !fine),
    }
}

pub(super) fn access_request(wire: wire::AccessRequest) -> AccessRequest {
    let asked = wire.challenge.as_ref().is_some_and(|challenge| !challenge.approvers.is_empty());
    let holder = wire.grantee.as_ref().map_or(&wire.requestor.id, |grantee| &grantee.id).clone();
    let approval = wire.challenge.map(approval).filter(|approval| !approval.approvers.is_empty());
    let status = status(wire.status.status, asked);
    // The service documents no place for it (reference 12, 4), so what stands with who rejected is looked at too.
    let why = reason(wire.status.description, wire.status.metadata)
        .or_else(|| approval.as_ref().filter(|_| status == Status::Rejected).and_then(Approval::why_rejected));
    AccessRequest {
        holder,
        grantee: wire.grantee.filter(|grantee| grantee.id != wire.requestor.id).map(|grantee| grantee.display_name),
        id: wire.id,
        requestor_id: wire.requestor.id,
        requestor: wire.requestor.name,
        created: moment(wire.creation_time),
        ends: wire.revocation_time.map(moment),
        status,
        reason: why,
        justification: text(wire.justification),
        bundle: wire.bundle.map(|bundle| bundle.name),
        groups: wire.access_groups.into_iter().map(group).collect(),
        approval,
        duration: wire.duration_in_sec.map(|seconds| Seconds(seconds.into())),
        custom_fields: wire.custom_fields.unwrap_or_default().into_iter().collect(),
        favorite: wire.favorite.unwrap_or(false),
        summary: wire
            .access_units_summary
            .unwrap_or_default()
            .into_iter()
            .map(|unit| (unit.resource_name, unit.permission_name))
            .collect(),
        resource_names: wire.distinct_resource_names.unwrap_or_default(),
        extension: extension(&wire.extend_options),
        extensions_used: count(wire.extension_count).unwrap_or(0),
        reason_required: wire.require_approver_reason.unwrap_or(false),
    }
}

fn extension(wire: &wire::ExtendOptions) -> Option<Extension> {
    let offered = wire.can_extend && wire.extend_duration_in_sec > 0;
    let remaining = count(wire.remaining_extensions).unwrap_or(0);
    offered.then(|| Extension { by: Seconds(wire.extend_duration_in_sec.into()), remaining })
}

/// A dry run that misses a justification or a duration tells that they are required (reference 5.3). What it misses of the
/// custom fields is no news: the form knows from the account's settings which of them are required.
pub(super) fn rules(wire: wire::DryRun) -> Rules {
    let mut rules = Rules::default();
    let mut cap = wire.max_duration_in_sec;
    for error in wire.errors {
        match (&error.code, &error.field) {
            (wire::DryRunCode::FieldMissing, wire::DryRunField::Justification) => rules.justification_required = true,
            (wire::DryRunCode::FieldMissing, field) if field.to_string().starts_with("custom_fields") => {}
            (wire::DryRunCode::InvalidDuration | wire::DryRunCode::FieldMissing, wire::DryRunField::DurationInSec) => {
                rules.duration.required = true;
                #[expect(clippy::cast_possible_truncation, reason = "float to integer casts saturate")]
                let named = error.details.get("max_duration").and_then(serde_json::Value::as_f64).map(|cap| cap as i64);
                cap = cap.or(named);
            }
            _ => rules.objections.push(Objection { field: error.field.to_string(), message: text(error.message) }),
        }
    }
    rules.duration.cap = cap.filter(|cap| *cap > 0).map(Seconds);
    rules
}

pub(super) fn template(wire: wire::AccessRequestTemplate) -> Template {
    Template {
        id: wire.id,
        name: wire.name,
        integrations: wire.integrations.into_iter().map(integration).collect(),
        resource_types: wire.resource_types.into_iter().map(resource_type).collect(),
        resources: wire.resources.into_iter().map(resource).collect(),
        permissions: wire.permissions.into_iter().map(permission).collect(),
        created: moment(wire.create_date),
    }
}

pub(super) fn access_session(wire: wire::AccessSession) -> AccessSession {
    AccessSession {
        id: wire.id,
        name: wire.name,
        type_name: wire.kind.name,
        integration: integration(wire.integration),
        credentials: wire
            .credentials
            .map(|wire| Credentials { unread: wire.status.is_unread(), can_reset: wire.can_reset }),
        rotated: wire.credentials_rotated,
        note: text(wire.custom_access_details),
    }
}

pub(super) fn access_details(wire: wire::AccessSessionDetails) -> AccessDetails {
    let plain = wire.instructions.plain;
    let instructions = text(Some(wire.instructions.markdown)).unwrap_or_else(|| plain.clone());
    let link = wire.link.filter(|link| is_web_address(&link.url));
    let mut values = Vec::new();
    for (key, value) in wire.json.unwrap_or_default() {
        add_values(&key, value, &mut values);
    }
    let command = text(wire.cli);
    let masked = [Some(&instructions), command.as_ref()].into_iter().flatten().any(|text| text.contains("****"))
        || values.iter().any(|value| value.secrecy == Secrecy::Masked);
    AccessDetails {
        message: text(wire.instructions.custom_message),
        // A session with credentials shows them once and a mask ever after (reference 7.3).
        shown_once: wire.credentials.is_some() && !masked,
        plain: text(Some(plain)).unwrap_or_else(|| instructions.clone()),
        instructions,
        command,
        link: link.map(|link| (link.url.clone(), text(link.title).unwrap_or(link.url))),
        values,
    }
}

/// Parameters may be nested; each text gets a line of its own, named by its way, so that a secret within is masked.
fn add_values(key: &str, value: serde_json::Value, values: &mut Vec<Value>) {
    let below = |part: &str| [key, "_", part].concat();
    match value {
        serde_json::Value::Null => {}
        serde_json::Value::String(text) => values.push(Value::new(key, text)),
        serde_json::Value::Object(parts) => {
            parts.into_iter().for_each(|(part, value)| add_values(&below(&part), value, values));
        }
        serde_json::Value::Array(parts) => {
            let numbered = parts.into_iter().zip(1..);
            numbered.for_each(|(value, number): (_, u32)| add_values(&below(&number.to_string()), value, values));
        }
        plain => values.push(Value::new(key, plain.to_string())),
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use proptest::prelude::*;
    use serde_json::json;

    use super::*;
    use crate::domain::status::List;

    fn words() -> impl Strategy<Value = String> {
        "\\PC{0,12}"
    }

    fn map() -> impl Strategy<Value = BTreeMap<String, String>> {
        proptest::collection::btree_map(words(), words(), 0..3)
    }

    /// Any spelling of a status, known or not.
    fn status_word() -> impl Strategy<Value = String> {
        const KNOWN: [&str; 13] = [
            "Initializing",
            "Pending",
            "PendingMFA",
            "PENDING_MFA",
            "approved",
            "Granting",
            "active",
            "Granted",
            "Revoking",
            "EXPIRED",
            "Rejected",
            "revoked",
            "Failed",
        ];
        prop_oneof![proptest::sample::select(&KNOWN).prop_map(str::to_owned), words()]
    }

    fn integration() -> serde_json::Value {
        let icons = json!({"png": "", "svg": ""});
        json!({"id": "i", "type": "postgresql", "type_display_name": "PostgreSQL", "name": "Orders", "icons": icons})
    }

    fn challenge() -> impl Strategy<Value = serde_json::Value> {
        let approver = (words(), words(), words(), map(), proptest::option::of(any::<i32>())).prop_map(
            |(name, kind, status, metadata, tier)| {
                json!({"name": name, "type": kind, "status": status, "metadata": metadata, "tier": tier})
            },
        );
        (words(), proptest::collection::vec(approver, 0..3))
            .prop_map(|(relation, approvers)| json!({"logical_relation": relation, "approvers": approvers}))
    }

    fn group() -> impl Strategy<Value = serde_json::Value> {
        (words(), words(), proptest::option::of(words()), proptest::option::of(any::<i32>())).prop_map(
            |(id, status, message, total)| {
                json!({
                    "id": id, "integration": integration(), "resource_types": [], "has_new_credentials": false,
                    "status": {"status": status, "message": message}, "total_resources": total
                })
            },
        )
    }

    /// Any request that the service might send, as it stands in its answer.
    fn request() -> impl Strategy<Value = serde_json::Value> {
        let texts = || proptest::option::of(words());
        let about =
            (words(), status_word(), texts(), map(), texts(), -1e12..1e12_f64, proptest::option::of(-1e12..1e12_f64));
        let parts = (
            proptest::collection::vec(group(), 0..3),
            proptest::option::of(challenge()),
            proptest::option::of(any::<i32>()),
            proptest::option::of(map()),
            proptest::option::of(proptest::collection::vec(words(), 0..3)),
        );
        (about, parts).prop_map(|(about, parts)| {
            let (id, status, description, metadata, justification, created, ends) = about;
            let (groups, challenge, duration, custom_fields, names) = parts;
            json!({
                "id": id, "requestor": {"id": "u", "name": "Ada", "email": "ada@example.com"},
                "creation_time": created, "revocation_time": ends, "justification": justification,
                "status": {"status": status, "description": description, "metadata": metadata},
                "access_groups": groups, "challenge": challenge, "duration_in_sec": duration,
                "custom_fields": custom_fields, "distinct_resource_names": names, "extension_count": 0,
                "extend_options": {
                    "can_extend": false, "extension_availability": "", "extend_duration_in_sec": 0, "remaining_extensions": 0
                }
            })
        })
    }

    proptest! {
        #[test]
        fn every_request_of_a_page_becomes_a_row_on_exactly_one_list(requests in proptest::collection::vec(request(), 0..6)) {
            let ids: Vec<String> = requests.iter().map(|request| request["id"].as_str().unwrap().to_owned()).collect();
            let statuses: Vec<String> =
                requests.iter().map(|request| request["status"]["status"].as_str().unwrap().to_owned()).collect();
            let body = json!({"data": requests, "pagination": {"limit": 100, "offset": 0}});
            let body: wire::Page<wire::AccessRequest> = serde_json::from_value(body).unwrap();
            let rows = page(body, access_request).rows;
            prop_assert_eq!(rows.iter().map(|row| row.id.clone()).collect::<Vec<_>>(), ids);
            for (row, word) in rows.iter().zip(statuses) {
                let plain: String = word.chars().filter(|letter| !" _-".contains(*letter)).collect();
                let closed = ["expired", "rejected", "revoked", "failed"].contains(&plain.to_lowercase().as_str());
                prop_assert_eq!(row.list(), if closed { List::Closed } else { List::Open }, "{}", word);
                prop_assert!(!row.reason.as_ref().is_some_and(|reason| reason.trim().is_empty()));
                prop_assert!(!row.approval.as_ref().is_some_and(|approval| approval.approvers.is_empty()));
            }
        }

        #[test]
        fn no_secret_is_shown_in_the_open_however_deep_it_lies(
            way in proptest::collection::vec("[a-c0-2]{1,3}", 0..4),
            secret in "[k-z]{8}",
        ) {
            let inner = way.iter().rev().fold(json!({"password": secret, "port": 5432}), |inner, part| {
                if part.starts_with('0') { json!([inner]) } else { json!({part.as_str(): inner}) }
            });
            let details = access_details(details(&json!({"db": inner}), None));
            let of = |secrecy| details.values.iter().filter(move |value| value.secrecy == secrecy).map(|value| value.text.as_str());
            prop_assert_eq!(of(Secrecy::Secret).collect::<Vec<_>>(), [secret.as_str()]);
            prop_assert_eq!(of(Secrecy::Open).collect::<Vec<_>>(), ["5432"]);
        }
    }

    fn details(json: &serde_json::Value, cli: Option<&str>) -> wire::AccessSessionDetails {
        let whole = json!({
            "credentials": {"id": "c", "status": "used", "can_reset": true},
            "instructions": {"plain": "Connect.", "markdown": ""},
            "json": json, "cli": cli, "credentials_rotated": false, "launchers": []
        });
        serde_json::from_value(whole).unwrap()
    }

    #[test]
    fn a_secret_in_the_command_alone_is_shown_once_and_a_mask_is_not() {
        assert!(access_details(details(&json!({}), Some("PGPASSWORD=geheim psql"))).holds_secret());
        assert!(!access_details(details(&json!({}), Some("PGPASSWORD=******** psql"))).holds_secret());
        assert!(!access_details(details(&json!({"password": "********"}), Some("psql"))).holds_secret());
    }

    #[test]
    fn a_page_as_the_service_sends_it_becomes_rows_as_people_see_them() {
        let body = include_str!("../../tests/fixtures/access-requests.json");
        let page = page(serde_json::from_str(body).unwrap(), access_request);
        assert_eq!((page.total, page.more), (Some(212), true));
        let [waiting, rejected] = page.rows.as_slice() else { panic!("two rows") };
        assert_eq!(waiting.status, Status::PendingApproval);
        assert_eq!(waiting.headline(), ("orders-eu".to_owned(), 2));
        assert_eq!(waiting.permission_names(), ["read only", "read and write"]);
        assert_eq!((waiting.duration, waiting.ends), (Some(Seconds(14_400)), None));
        assert_eq!(waiting.grantee, None, "a request for oneself is for nobody else");
        assert!(waiting.is_for(&waiting.holder) && !waiting.is_for("somebody"));
        let approval = waiting.approval.as_ref().unwrap();
        assert!(!approval.all_must_approve);
        assert_eq!(approval.approvers.iter().map(|approver| approver.tier).collect::<Vec<_>>(), [Some(1), Some(2)]);
        assert_eq!(approval.approvers[1].told, Some(Moment(1_795_600_500.0)));
        assert_eq!(rejected.status, Status::Rejected);
        assert_eq!(rejected.reason.as_deref(), Some("Please use the replica."));
        assert_eq!(rejected.headline(), ("Billing on call".to_owned(), 0));
        assert_eq!(rejected.grantee.as_deref(), Some("Grace Hopper"));
        assert!(!rejected.is_for(&waiting.holder), "who gets access for somebody else cannot use it");
        assert_eq!(rejected.justification, None, "blanks are no justification");
        assert_eq!(rejected.custom_fields, [("ticket".to_owned(), "OPS-12".to_owned())]);
    }

    #[test]
    fn the_words_of_who_rejected_are_the_reason_where_the_status_has_none() {
        let mut body: serde_json::Value =
            serde_json::from_str(include_str!("../../tests/fixtures/access-requests.json")).unwrap();
        let row = &mut body["data"][0];
        let said = |who: &str, status: &str, note: &str| json!({"name": who, "type": "User", "status": status, "metadata": {"reason": note}});
        let approvers = [
            said("Ada", "Approved", "Fine."),
            said("Tim", "Rejected", " "),
            said("Grace", "Rejected", "Use the replica."),
        ];
        row["challenge"] = json!({"logical_relation": "AnyOf", "approvers": approvers});
        row["status"] = json!({"status": "Rejected", "metadata": {}});
        let reason = |row: &serde_json::Value| access_request(serde_json::from_value(row.clone()).unwrap()).reason;
        assert_eq!(reason(row).as_deref(), Some("Use the replica."));
        row["status"]["description"] = json!("The policy forbids it.");
        assert_eq!(reason(row).as_deref(), Some("The policy forbids it."));
        row["status"] = json!({"status": "Active", "metadata": {}});
        assert_eq!(reason(row), None, "what was said of something that is granted is no rejection");
    }

    #[test]
    fn who_decided_and_when_is_read_however_the_service_spells_it() {
        let read = |metadata: serde_json::Value| {
            let body = json!({"name": "On-call", "type": "Group", "status": "Approved", "metadata": metadata});
            let approver = approver(serde_json::from_value(body).unwrap());
            (approver.decided_by, approver.decided)
        };
        let known = (Some("Ada".to_owned()), Some(Moment(1_795_600_500.0)));
        assert_eq!(read(json!({"decided_by": "Ada", "decided_at": "1795600500.5"})), known);
        assert_eq!(read(json!({"Approved-By": "Ada", "approvedAt": "1795600500.5"})), known);
        assert_eq!(read(json!({"decided_by": " ", "decided_at": "soon"})), (None, None));
    }

    #[test]
    fn rules_are_read_from_what_an_empty_form_misses() {
        let answer = json!({
            "status": "error",
            "errors": [
                {"code": "FIELD_MISSING", "field": "justification", "details": {}},
                {"code": "INVALID_DURATION", "field": "duration_in_sec", "details": {"max_duration": 28_800}},
                {"code": "NO_SUCH_RULE", "field": "grantee_id", "message": "Not allowed", "details": null}
            ]
        });
        let rules = rules(serde_json::from_value(answer).unwrap());
        assert!(rules.justification_required && rules.duration.required);
        assert_eq!(rules.duration.cap, Some(Seconds(28_800)));
        let objection = Objection { field: "grantee_id".to_owned(), message: Some("Not allowed".to_owned()) };
        assert_eq!(rules.objections, [objection]);
    }

    #[test]
    fn what_a_bare_form_misses_is_required_and_no_objection() {
        let missing = |field: &str| {
            let error = json!({"code": "FIELD_MISSING", "field": field, "message": "Missing.", "details": {}});
            rules(serde_json::from_value(json!({"status": "error", "errors": [error]})).unwrap())
        };
        assert_eq!(missing("custom_fields.ticket"), Rules::default());
        let duration = missing("duration_in_sec");
        assert!(duration.duration.required && duration.objections.is_empty());
        assert_eq!(missing("grantee_id").objections.len(), 1);
    }
}
