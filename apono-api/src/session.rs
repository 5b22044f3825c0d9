//! Access sessions: what a person holds, and how to use it (reference section 7).

use serde::{Deserialize, Serialize};

use crate::inventory::{Icons, Integration, Permission, Resource, ResourceType};
use crate::open_enum::{ConnectionMethod, CredentialsStatus, LauncherType, SessionStatus};

/// One active access (`AccessSessionClientModel`). It carries neither its request nor its end.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct AccessSession {
    pub id: String,
    pub name: String,
    #[serde(rename = "type")]
    pub kind: SessionType,
    pub integration: Integration,
    /// Absent means that nothing secret is shown.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub credentials: Option<Credentials>,
    pub connection_methods: Vec<ConnectionMethod>,
    pub status: SessionStatus,
    pub has_more_access_units: bool,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub has_link_access_details: Option<bool>,
    pub has_launchers: bool,
    pub launchers: Vec<LauncherSummary>,
    /// Who read the secret first.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub consumed_by: Option<String>,
    pub credentials_rotated: bool,
    /// The administrator's note for this integration.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub custom_access_details: Option<String>,
}

/// Whether a secret waits (`CredentialsClientModel`).
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Credentials {
    pub id: String,
    pub status: CredentialsStatus,
    pub can_reset: bool,
}

/// What kind of access a session is (`SessionTypeClientModel`).
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct SessionType {
    pub id: String,
    pub name: String,
    pub icons: Icons,
}

/// A desktop program that a session can start, in short (`LauncherSummaryClientModel`).
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct LauncherSummary {
    pub id: String,
    pub display_name: String,
    pub launcher_type: LauncherType,
}

/// The sessions of one integration (`AccessSessionsGroupClientModel`).
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct AccessSessionsGroup {
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub integration: Option<Integration>,
    pub total: i32,
    pub sessions: Vec<AccessSession>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub custom_access_details: Option<String>,
}

/// How to use a session (`AccessSessionDetailsClientModel`). Reading it uses a one-time secret up.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct AccessSessionDetails {
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub credentials: Option<Credentials>,
    pub instructions: Instructions,
    /// Parameters such as `host`, `port`, `username`, `password`; the keys vary.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub json: Option<serde_json::Map<String, serde_json::Value>>,
    /// One command line.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub cli: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub link: Option<Link>,
    pub credentials_rotated: bool,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub consumed_by: Option<String>,
    pub launchers: Vec<Launcher>,
}

/// Instructions in two forms (`InstructionClientModel`).
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Instructions {
    /// The form to copy.
    pub plain: String,
    /// The form to show.
    pub markdown: String,
    /// The administrator's message.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub custom_message: Option<String>,
}

/// A page to open (`LinkClientModel`).
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Link {
    pub url: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub title: Option<String>,
}

/// A desktop program and how to start it (`LauncherClientModel`).
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Launcher {
    pub id: String,
    pub display_name: String,
    pub launcher_type: LauncherType,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub auth_command: Option<String>,
    pub invocation_command: String,
    /// `url`, or anything else for no encoding.
    pub password_encoding: String,
}

/// What to ask for to get a session's access again (`AccessSessionRequestTemplateClientModel`).
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct AccessSessionRequestTemplate {
    pub integrations: Vec<Integration>,
    pub resource_types: Vec<ResourceType>,
    pub resources: Vec<Resource>,
    pub permissions: Vec<Permission>,
}

/// Access details of a group, the older way (`AccessDetailsClientModel`).
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct AccessDetails {
    pub plain: String,
    pub markdown: String,
    pub can_reset_credentials: bool,
}
