//! Access requests: what was asked for, where it stands, who decides (reference sections 5 and 6).

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::inventory::{AccessUnit, Bundle, Grantee, Integration, ResourceType};
use crate::open_enum::{
    AccessGroupState, ApproverType, ChallengeRelation, ChallengeStatus, DryRunCode, DryRunField, RequestStatus,
    ResourceFilterType,
};
use crate::user::User;
use crate::value::Instant;

/// One access request (`AccessRequestClientModel`).
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct AccessRequest {
    /// Shown to people as it is; looks like `AR-00123`.
    pub id: String,
    /// Who asked.
    pub requestor: User,
    /// Set when the request is on behalf of somebody else.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub grantee: Option<Grantee>,
    /// When it was sent.
    pub creation_time: Instant,
    /// When access ends or ended; absent on an active request means that it has no end.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub revocation_time: Option<Instant>,
    /// Where it stands.
    pub status: RequestStatusInfo,
    /// Why, in the person's words.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub justification: Option<String>,
    /// One per integration; empty while the request is evaluated or waits for a decision.
    pub access_groups: Vec<AccessGroup>,
    /// Set when a bundle was asked for.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub bundle: Option<Bundle>,
    /// Who has to decide; absent where nobody is asked, and before that is worked out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub challenge: Option<ChallengeInfo>,
    /// What was asked for, in seconds; absent means the whole granting period.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub duration_in_sec: Option<i32>,
    /// Field id to value.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub custom_fields: Option<BTreeMap<String, String>>,
    /// A decision needs a reason.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub require_approver_reason: Option<bool>,
    /// The caller has starred it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub favorite: Option<bool>,
    /// The first few names only, as many as the query's `access_units_summary_limit`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub access_units_summary: Option<Vec<AccessUnitSummary>>,
    /// Names without doubles, as many as `access_units_summary`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub distinct_resource_names: Option<Vec<String>>,
    /// How often it was extended.
    pub extension_count: i32,
    /// Whether it can be extended once more.
    pub extend_options: ExtendOptions,
}

/// Status with its explanation (`RequestStatusClientModel`).
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct RequestStatusInfo {
    /// One word for where it stands.
    pub status: RequestStatus,
    /// In plain words; on a rejected request usually the approver's reason.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub description: Option<String>,
    /// The service's notes, name to value; the names are not documented.
    pub metadata: BTreeMap<String, String>,
}

/// The part of a request that lies in one integration (`AccessGroupClientModel`).
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct AccessGroup {
    /// Goes into the path of its units and, the older way, of its details.
    pub id: String,
    /// Where it lies.
    pub integration: Integration,
    /// Kinds of resources in it.
    pub resource_types: Vec<ResourceType>,
    /// A secret waits that nobody has read.
    pub has_new_credentials: bool,
    /// How making the access went.
    pub status: AccessGroupStatus,
    /// How many resources it has.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub total_resources: Option<i32>,
    /// How many levels of access it has.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub total_permissions: Option<i32>,
}

/// How provisioning of a group went (`AccessGroupStatusClientModel`).
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct AccessGroupStatus {
    /// One word for it.
    pub status: AccessGroupState,
    /// Why, in plain words, mostly after a failure.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub message: Option<String>,
}

/// Who has to decide (`ChallengeInfoClientModel`).
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ChallengeInfo {
    /// Whether any of them decides or all have to.
    pub logical_relation: ChallengeRelation,
    /// Everybody who is asked, of all tiers.
    pub approvers: Vec<ChallengeApprover>,
}

/// One approver and what became of it (`ChallengeApproverClientModel`).
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ChallengeApprover {
    /// Of the person or the group.
    pub name: String,
    /// A person, a group, a shift, or a part such as manager or owner; `type` on the wire.
    #[serde(rename = "type")]
    pub kind: ApproverType,
    /// What they have decided.
    pub status: ChallengeStatus,
    /// The service's notes, name to value; the names are not documented.
    pub metadata: BTreeMap<String, String>,
    /// Escalation tier, from 1.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub tier: Option<i32>,
    /// When that tier was told.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub tier_escalated_at: Option<Instant>,
}

/// Whether and by how much access can be extended (`ExtendOptionsClientModel`).
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ExtendOptions {
    /// Whether `extend` would be taken now.
    pub can_extend: bool,
    /// Why or why not, a word of the service; its values are not documented.
    pub extension_availability: String,
    /// In seconds.
    pub extend_duration_in_sec: i32,
    /// How often it can still be extended.
    pub remaining_extensions: i32,
}

/// Names of one resource and one permission (`AccessUnitSummaryClientModel`).
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct AccessUnitSummary {
    /// To what.
    pub resource_name: String,
    /// Which level of access.
    pub permission_name: String,
}

/// The access units of one request (`AccessRequestUnitClientModel`).
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct AccessRequestUnits {
    /// The request's id.
    pub id: String,
    /// All of them; this list has no pages.
    pub access_units: Vec<AccessUnit>,
}

/// Body of creating a request and of its dry run (`CreateAccessRequestClientModel`). All arrays are always sent.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct CreateAccessRequest {
    /// Ids of integrations.
    pub filter_integration_ids: Vec<String>,
    /// Ids of bundles.
    pub filter_bundle_ids: Vec<String>,
    /// Ids of kinds of resources.
    pub filter_resource_type_ids: Vec<String>,
    /// Ids of resources.
    pub filter_resource_ids: Vec<String>,
    /// Resources, each by its id or by a search term.
    pub filter_resources: Vec<ResourceFilter>,
    /// Ids of permissions.
    pub filter_permission_ids: Vec<String>,
    /// Ids of access units, at most 1,000.
    pub filter_access_unit_ids: Vec<String>,
    /// Why; the account may require it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub justification: Option<String>,
    /// In seconds.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub duration_in_sec: Option<i32>,
    /// Answers to the account's questions, by the question's id; what was left empty is left out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub custom_fields: Option<BTreeMap<String, String>>,
    /// Not documented; left out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub run_pre_approval_validations: Option<bool>,
    /// On behalf of this person.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub grantee_id: Option<String>,
}

/// Names resources by id or by a search term.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ResourceFilter {
    /// How `value` is to be read; `type` on the wire.
    #[serde(rename = "type")]
    pub kind: ResourceFilterType,
    /// An id or a search term.
    pub value: String,
}

/// What a submission led to (`AccessRequestSubmittedClientResponse`).
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct AccessRequestSubmitted {
    /// One form may become several requests, one per access flow; none at all is a failure.
    pub request_ids: Vec<String>,
    /// The service's words, for a person.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub message: Option<String>,
}

/// What a draft would meet (`DryRunClientResponse`).
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct DryRun {
    /// `ok` when nothing stands in the way.
    pub status: String,
    /// What stands in the way; empty when nothing does.
    pub errors: Vec<DryRunError>,
    /// The longest duration for this selection, in seconds.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub max_duration_in_sec: Option<i64>,
}

/// One objection of a dry run (`DryRunAccessRequestError`).
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct DryRunError {
    /// What is wrong.
    pub code: DryRunCode,
    /// Of which field of the form.
    pub field: DryRunField,
    /// The service's words, for a person.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub message: Option<String>,
    /// `max_duration` (seconds) beside an invalid duration.
    pub details: serde_json::Value,
}

/// Body of asking again (`RequestAgainClientModel`).
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct RequestAgain {
    /// Why, anew.
    pub justification: String,
    /// As in [`CreateAccessRequest`].
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub custom_fields: Option<BTreeMap<String, String>>,
    /// Not documented; left out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub run_pre_approval_validations: Option<bool>,
}

/// Body of a decision (`ApprovalResultClientModel`).
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ApprovalResult {
    /// The reason; needed where the request has `require_approver_reason`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub justification: Option<String>,
}

/// Body of starring a request (`UpdateRequestFavoriteStateModel`).
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct UpdateFavorite {
    /// True stars it, false takes the star away.
    pub favorite: bool,
}

/// How good a justification is (`JustificationValidationResponse`).
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct JustificationValidation {
    /// It says what is to be done.
    pub describes_task: bool,
    /// It says why this much access is needed.
    pub justifies_permission_level: bool,
    /// It names a ticket.
    pub has_ticket_id_url: bool,
}

/// Which requests a passed second factor released (`PassMfaClientResponse`).
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct PassMfa {
    /// The service's words, for a person.
    pub message: String,
    /// Those that go on now.
    pub affected_requests: AffectedByMfa,
}

/// Requests that a passed second factor released (`AccessRequestsAffectedByMfa`).
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct AffectedByMfa {
    /// How many they are.
    pub total: i32,
    /// Their ids.
    pub access_requests_ids: Vec<String>,
}
