//! From wire types to domain types. Lenient: what the service leaves out or spells anew never loses a row.

use apono_api as wire;

use crate::domain::custom_field::{Answer, Choice, CustomField};
use crate::domain::draft::{Objection, Rules};
use crate::domain::instructions::is_web_address;
use crate::domain::inventory::{AccessUnit, Integration, PageOf, Permission, Resource, ResourceType};
use crate::domain::moment::{Moment, Seconds};
use crate::domain::person::Settings;
use crate::domain::request::{AccessRequest, Approval, Approver, Decision, Group};
use crate::domain::session::{AccessDetails, AccessSession, Credentials, Value};
use crate::domain::status::Status;
use crate::domain::template::Template;

fn moment(instant: wire::Instant) -> Moment {
    Moment(instant.seconds())
}

fn count(number: i32) -> Option<usize> {
    usize::try_from(number).ok()
}

/// What is not blank.
fn text(text: Option<String>) -> Option<String> {
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

fn resource(wire: wire::Resource) -> Resource {
    Resource {
        id: wire.id,
        name: wire.name,
        path: wire.path,
        resource_type: resource_type(wire.kind),
        integration: integration(wire.integration),
    }
}

/// A page of access units.
pub(super) fn units_page(page: wire::Page<wire::AccessUnit>) -> PageOf<AccessUnit> {
    PageOf { more: page.has_more(), total: page.pagination.total.and_then(count), rows: access_units(page.data) }
}

/// Units in the order they came; neighbours of one resource share it, so that a page of 1,000 rows holds few copies.
fn access_units(wire: Vec<wire::AccessUnit>) -> Vec<AccessUnit> {
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
            let key = key.to_lowercase();
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

fn approver(wire: wire::ChallengeApprover) -> Approver {
    Approver {
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
    AccessRequest {
        grantee: wire.grantee.filter(|grantee| grantee.id != wire.requestor.id).map(|grantee| grantee.display_name),
        id: wire.id,
        requestor: wire.requestor.name,
        created: moment(wire.creation_time),
        ends: wire.revocation_time.map(moment),
        status: status(wire.status.status, asked),
        reason: reason(wire.status.description, wire.status.metadata),
        justification: text(wire.justification),
        bundle: wire.bundle.map(|bundle| bundle.name),
        groups: wire.access_groups.into_iter().map(group).collect(),
        approval: wire.challenge.map(approval).filter(|approval| !approval.approvers.is_empty()),
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
    }
}

/// A dry run that misses a justification or a duration tells that they are required (reference 5.3).
pub(super) fn rules(wire: wire::DryRun) -> Rules {
    let mut rules = Rules::default();
    let mut cap = wire.max_duration_in_sec;
    for error in wire.errors {
        match (&error.code, &error.field) {
            (wire::DryRunCode::FieldMissing, wire::DryRunField::Justification) => rules.justification_required = true,
            (wire::DryRunCode::InvalidDuration, wire::DryRunField::DurationInSec) => {
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
    }
}

pub(super) fn access_details(wire: wire::AccessSessionDetails) -> AccessDetails {
    let instructions = text(Some(wire.instructions.markdown)).unwrap_or(wire.instructions.plain);
    let link = wire.link.filter(|link| is_web_address(&link.url));
    let value = |(key, value): (String, serde_json::Value)| {
        let shown = match value {
            serde_json::Value::Null => return None,
            serde_json::Value::String(text) => text,
            other => other.to_string(),
        };
        Some(Value::new(&key, shown))
    };
    AccessDetails {
        message: text(wire.instructions.custom_message),
        instructions,
        command: text(wire.cli),
        link: link.map(|link| (link.url.clone(), text(link.title).unwrap_or(link.url))),
        values: wire.json.unwrap_or_default().into_iter().filter_map(value).collect(),
    }
}
