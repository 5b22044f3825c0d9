//! What can be asked for (reference section 8).

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::open_enum::GranteeType;
use crate::value::Instant;

/// A connected system (`IntegrationClientModel`).
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Integration {
    /// Apono's id; goes into filters and forms.
    pub id: String,
    /// For example `aws-account` or `postgresql`.
    #[serde(rename = "type")]
    pub kind: String,
    /// The system's kind as people know it.
    pub type_display_name: String,
    /// As the administrator called it.
    pub name: String,
    /// Of the system's kind.
    pub icons: Icons,
}

/// Addresses of an icon (`IconsConfigClientModel`).
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Icons {
    /// An address, for images only; what hosts it may lie on is not documented.
    pub png: String,
    /// As `png`; the drawing itself is never put into a page.
    pub svg: String,
}

/// A kind of resource (`ResourceTypeClientModel`).
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ResourceType {
    /// Goes into filters and forms.
    pub id: String,
    /// As people know it, for example `Database`.
    pub name: String,
    /// For example `Postgresql/Database`.
    pub display_path: String,
    /// False lets a form ask for one permission of a resource only.
    pub allow_multiple_permissions: bool,
    /// Of the system that has such resources.
    pub icons: Icons,
}

/// One thing to get access to (`ResourceClientModel`).
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Resource {
    /// Apono's id; goes into filters and forms.
    pub id: String,
    /// The id at the provider; never used in filters.
    pub source_id: String,
    /// As it is called where it lies.
    pub name: String,
    /// Where it lies, with its name at the end.
    pub path: String,
    /// Which kind of resource it is; `type` on the wire.
    #[serde(rename = "type")]
    pub kind: ResourceType,
    /// Where it lies.
    pub integration: Integration,
}

/// One level of access (`PermissionClientModel`).
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Permission {
    /// Goes into filters and forms.
    pub id: String,
    /// As people know it, for example `Read Only`.
    pub name: String,
}

/// A resource with one permission (`AccessUnitClientModel`).
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct AccessUnit {
    /// Goes into a form; at most 1,000 in one.
    pub id: String,
    /// To what.
    pub resource: Resource,
    /// Which level of access.
    pub permission: Permission,
    /// Only inside a request.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub status: Option<AccessUnitStatus>,
}

/// How far one access unit of a request is (`AccessUnitStatusClientModel`).
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct AccessUnitStatus {
    /// A word of the service; its values are not documented.
    pub status: String,
    /// The service's explanation, in plain words.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub message: Option<String>,
}

/// A named set of access (`BundleClientModel`).
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Bundle {
    /// Goes into filters and forms.
    pub id: String,
    /// As the administrator called it.
    pub name: String,
    /// The administrator's marks, name to value.
    pub labels: BTreeMap<String, String>,
}

/// Somebody who can be given access (`GranteeClientModel`).
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Grantee {
    /// Apono's id; goes into `grantee_id`.
    pub id: String,
    /// The id at the provider, often a mail address.
    pub source_id: String,
    /// The person's or the group's name.
    pub display_name: String,
    /// Person or group; `type` on the wire.
    #[serde(rename = "type")]
    pub kind: GranteeType,
}

/// One value of a list filter (`FilterOptionClientModel`).
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct FilterOption {
    /// Goes into the filter.
    pub id: String,
    /// What the value is of; `type` on the wire, values not documented.
    #[serde(rename = "type")]
    pub kind: String,
    /// The id at the provider.
    pub source_id: String,
    /// As people know it.
    pub display_name: String,
    /// Absent where there is none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub icon: Option<Icons>,
}

/// A saved request (`AccessRequestTemplateClientModel`).
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct AccessRequestTemplate {
    /// Goes into the path.
    pub id: String,
    /// As the person called it.
    pub name: String,
    /// Which form it fills; `type` on the wire.
    #[serde(rename = "type")]
    pub kind: crate::open_enum::TemplateType,
    /// Those it asks for; with `filter-available`, those that can still be asked for.
    pub integrations: Vec<Integration>,
    /// As `integrations`.
    pub resource_types: Vec<ResourceType>,
    /// As `integrations`.
    pub resources: Vec<Resource>,
    /// As `integrations`.
    pub permissions: Vec<Permission>,
    /// When it was saved first.
    pub create_date: Instant,
}

/// Body of saving a request (`CreateAndUpdateAccessRequestTemplateClientModel`).
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct SaveAccessRequestTemplate {
    /// As the person calls it.
    pub name: String,
    /// Which form it fills; `type` on the wire.
    #[serde(rename = "type")]
    pub kind: crate::open_enum::TemplateType,
    /// Ids of integrations; empty for none, never null, and so the other lists.
    pub filter_integration_ids: Vec<String>,
    /// Ids of kinds of resources.
    pub filter_resource_type_ids: Vec<String>,
    /// Ids of resources.
    pub filter_resource_ids: Vec<String>,
    /// Ids of permissions.
    pub filter_permission_ids: Vec<String>,
}
