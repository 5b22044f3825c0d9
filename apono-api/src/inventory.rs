//! What can be asked for (reference section 8).

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::open_enum::GranteeType;
use crate::value::Instant;

/// A connected system (`IntegrationClientModel`).
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Integration {
    pub id: String,
    /// For example `aws-account` or `postgresql`.
    #[serde(rename = "type")]
    pub kind: String,
    pub type_display_name: String,
    pub name: String,
    pub icons: Icons,
}

/// Addresses of an icon (`IconsConfigClientModel`).
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Icons {
    pub png: String,
    pub svg: String,
}

/// A kind of resource (`ResourceTypeClientModel`).
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ResourceType {
    pub id: String,
    pub name: String,
    /// For example `Postgresql/Database`.
    pub display_path: String,
    pub allow_multiple_permissions: bool,
    pub icons: Icons,
}

/// One thing to get access to (`ResourceClientModel`).
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Resource {
    pub id: String,
    /// The id at the provider; never used in filters.
    pub source_id: String,
    pub name: String,
    pub path: String,
    #[serde(rename = "type")]
    pub kind: ResourceType,
    pub integration: Integration,
}

/// One level of access (`PermissionClientModel`).
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Permission {
    pub id: String,
    pub name: String,
}

/// A resource with one permission (`AccessUnitClientModel`).
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct AccessUnit {
    pub id: String,
    pub resource: Resource,
    pub permission: Permission,
    /// Only inside a request.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub status: Option<AccessUnitStatus>,
}

/// How far one access unit of a request is (`AccessUnitStatusClientModel`).
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct AccessUnitStatus {
    pub status: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub message: Option<String>,
}

/// A named set of access (`BundleClientModel`).
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Bundle {
    pub id: String,
    pub name: String,
    pub labels: BTreeMap<String, String>,
}

/// Somebody who can be given access (`GranteeClientModel`).
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Grantee {
    pub id: String,
    pub source_id: String,
    pub display_name: String,
    #[serde(rename = "type")]
    pub kind: GranteeType,
}

/// One value of a list filter (`FilterOptionClientModel`).
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct FilterOption {
    pub id: String,
    #[serde(rename = "type")]
    pub kind: String,
    pub source_id: String,
    pub display_name: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub icon: Option<Icons>,
}

/// A saved request (`AccessRequestTemplateClientModel`).
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct AccessRequestTemplate {
    pub id: String,
    pub name: String,
    #[serde(rename = "type")]
    pub kind: crate::open_enum::TemplateType,
    pub integrations: Vec<Integration>,
    pub resource_types: Vec<ResourceType>,
    pub resources: Vec<Resource>,
    pub permissions: Vec<Permission>,
    pub create_date: Instant,
}

/// Body of saving a request (`CreateAndUpdateAccessRequestTemplateClientModel`).
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct SaveAccessRequestTemplate {
    pub name: String,
    #[serde(rename = "type")]
    pub kind: crate::open_enum::TemplateType,
    pub filter_integration_ids: Vec<String>,
    pub filter_resource_type_ids: Vec<String>,
    pub filter_resource_ids: Vec<String>,
    pub filter_permission_ids: Vec<String>,
}
