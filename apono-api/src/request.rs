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
    pub requestor: User,
    /// Set when the request is on behalf of somebody else.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub grantee: Option<Grantee>,
    pub creation_time: Instant,
    /// When access ends or ended; absent on an active request means that it has no end.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub revocation_time: Option<Instant>,
    pub status: RequestStatusInfo,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub justification: Option<String>,
    /// One per integration; empty while the request is evaluated or waits for a decision.
    pub access_groups: Vec<AccessGroup>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub bundle: Option<Bundle>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub challenge: Option<ChallengeInfo>,
    /// What was asked for, in seconds; absent means the whole granting period.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub duration_in_sec: Option<i32>,
    /// Field id to value.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub custom_fields: Option<BTreeMap<String, String>>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub require_approver_reason: Option<bool>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub favorite: Option<bool>,
    /// The first few names only, as many as the query's `access_units_summary_limit`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub access_units_summary: Option<Vec<AccessUnitSummary>>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub distinct_resource_names: Option<Vec<String>>,
    pub extension_count: i32,
    pub extend_options: ExtendOptions,
}

/// Status with its explanation (`RequestStatusClientModel`).
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct RequestStatusInfo {
    pub status: RequestStatus,
    /// In plain words; on a rejected request usually the approver's reason.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub description: Option<String>,
    pub metadata: BTreeMap<String, String>,
}

/// The part of a request that lies in one integration (`AccessGroupClientModel`).
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct AccessGroup {
    pub id: String,
    pub integration: Integration,
    pub resource_types: Vec<ResourceType>,
    pub has_new_credentials: bool,
    pub status: AccessGroupStatus,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub total_resources: Option<i32>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub total_permissions: Option<i32>,
}

/// How provisioning of a group went (`AccessGroupStatusClientModel`).
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct AccessGroupStatus {
    pub status: AccessGroupState,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub message: Option<String>,
}

/// Who has to decide (`ChallengeInfoClientModel`).
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ChallengeInfo {
    pub logical_relation: ChallengeRelation,
    pub approvers: Vec<ChallengeApprover>,
}

/// One approver and what became of it (`ChallengeApproverClientModel`).
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ChallengeApprover {
    pub name: String,
    #[serde(rename = "type")]
    pub kind: ApproverType,
    pub status: ChallengeStatus,
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
    pub can_extend: bool,
    pub extension_availability: String,
    /// In seconds.
    pub extend_duration_in_sec: i32,
    pub remaining_extensions: i32,
}

/// Names of one resource and one permission (`AccessUnitSummaryClientModel`).
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct AccessUnitSummary {
    pub resource_name: String,
    pub permission_name: String,
}

/// The access units of one request (`AccessRequestUnitClientModel`).
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct AccessRequestUnits {
    /// The request's id.
    pub id: String,
    pub access_units: Vec<AccessUnit>,
}

/// Body of creating a request and of its dry run (`CreateAccessRequestClientModel`). All arrays are always sent.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct CreateAccessRequest {
    pub filter_integration_ids: Vec<String>,
    pub filter_bundle_ids: Vec<String>,
    pub filter_resource_type_ids: Vec<String>,
    pub filter_resource_ids: Vec<String>,
    pub filter_resources: Vec<ResourceFilter>,
    pub filter_permission_ids: Vec<String>,
    pub filter_access_unit_ids: Vec<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub justification: Option<String>,
    /// In seconds.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub duration_in_sec: Option<i32>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub custom_fields: Option<BTreeMap<String, String>>,
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
    #[serde(rename = "type")]
    pub kind: ResourceFilterType,
    pub value: String,
}

/// What a submission led to (`AccessRequestSubmittedClientResponse`).
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct AccessRequestSubmitted {
    /// One form may become several requests, one per access flow; none at all is a failure.
    pub request_ids: Vec<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub message: Option<String>,
}

/// What a draft would meet (`DryRunClientResponse`).
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct DryRun {
    /// `ok` when nothing stands in the way.
    pub status: String,
    pub errors: Vec<DryRunError>,
    /// The longest duration for this selection, in seconds.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub max_duration_in_sec: Option<i64>,
}

/// One objection of a dry run (`DryRunAccessRequestError`).
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct DryRunError {
    pub code: DryRunCode,
    pub field: DryRunField,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub message: Option<String>,
    /// `max_duration` (seconds) beside an invalid duration.
    pub details: serde_json::Value,
}

/// Body of asking again (`RequestAgainClientModel`).
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct RequestAgain {
    pub justification: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub custom_fields: Option<BTreeMap<String, String>>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub run_pre_approval_validations: Option<bool>,
}

/// Body of a decision (`ApprovalResultClientModel`).
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ApprovalResult {
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub justification: Option<String>,
}

/// Body of starring a request (`UpdateRequestFavoriteStateModel`).
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct UpdateFavorite {
    pub favorite: bool,
}

/// How good a justification is (`JustificationValidationResponse`).
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct JustificationValidation {
    pub describes_task: bool,
    pub justifies_permission_level: bool,
    pub has_ticket_id_url: bool,
}

/// Which requests a passed second factor released (`PassMfaClientResponse`).
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct PassMfa {
    pub message: String,
    pub affected_requests: AffectedByMfa,
}

/// Requests that a passed second factor released (`AccessRequestsAffectedByMfa`).
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct AffectedByMfa {
    pub total: i32,
    pub access_requests_ids: Vec<String>,
}
