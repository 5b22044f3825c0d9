//! Access sessions: what a person holds, and how to use it (reference section 7).

use serde::{Deserialize, Serialize};

use crate::inventory::{Icons, Integration, Permission, Resource, ResourceType};
use crate::open_enum::{ConnectionMethod, CredentialsStatus, LauncherType, SessionStatus};

/// One active access (`AccessSessionClientModel`). It carries neither its request nor its end.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct AccessSession {
    /// Goes into the path.
    pub id: String,
    /// As the service calls it; shown beside the kind's name.
    pub name: String,
    /// What kind of access it is; `type` on the wire.
    #[serde(rename = "type")]
    pub kind: SessionType,
    /// Where it is.
    pub integration: Integration,
    /// Absent means that nothing secret is shown.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub credentials: Option<Credentials>,
    /// In which forms its details come; empty means that there are none.
    pub connection_methods: Vec<ConnectionMethod>,
    /// Whether it works now.
    pub status: SessionStatus,
    /// It gives more than the service lists.
    pub has_more_access_units: bool,
    /// Its details have a page to open.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub has_link_access_details: Option<bool>,
    /// Desktop programs can be started with it.
    pub has_launchers: bool,
    /// Those programs, without their commands.
    pub launchers: Vec<LauncherSummary>,
    /// Who read the secret first.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub consumed_by: Option<String>,
    /// The secret was changed after it was given out.
    pub credentials_rotated: bool,
    /// The administrator's note for this integration.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub custom_access_details: Option<String>,
}

/// Whether a secret waits (`CredentialsClientModel`).
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Credentials {
    /// Sessions with the same id share one secret.
    pub id: String,
    /// Whether the secret was shown already.
    pub status: CredentialsStatus,
    /// A new secret can be asked for.
    pub can_reset: bool,
}

/// What kind of access a session is (`SessionTypeClientModel`).
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct SessionType {
    /// A word of the service, for example `postgresql`.
    pub id: String,
    /// As people know it.
    pub name: String,
    /// Of the system's kind.
    pub icons: Icons,
}

/// A desktop program that a session can start, in short (`LauncherSummaryClientModel`).
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct LauncherSummary {
    /// The program's key.
    pub id: String,
    /// As people know it.
    pub display_name: String,
    /// How it is started.
    pub launcher_type: LauncherType,
}

/// The sessions of one integration (`AccessSessionsGroupClientModel`).
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct AccessSessionsGroup {
    /// Absent where sessions belong to none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub integration: Option<Integration>,
    /// How many sessions there are.
    pub total: i32,
    /// The first of them, as many as the query's `sessions-page-size`.
    pub sessions: Vec<AccessSession>,
    /// The administrator's note for this integration.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub custom_access_details: Option<String>,
}

/// How to use a session (`AccessSessionDetailsClientModel`). Reading it uses a one-time secret up.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct AccessSessionDetails {
    /// As they are after this reading; absent means that nothing was secret.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub credentials: Option<Credentials>,
    /// Always there.
    pub instructions: Instructions,
    /// Parameters such as `host`, `port`, `username`, `password`; the keys vary.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub json: Option<serde_json::Map<String, serde_json::Value>>,
    /// One command line.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub cli: Option<String>,
    /// A page to open.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub link: Option<Link>,
    /// The secret was changed after it was given out.
    pub credentials_rotated: bool,
    /// Who read the secret first; anybody but the caller means that it is masked here.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub consumed_by: Option<String>,
    /// Desktop programs with their commands, which no browser can start.
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
    /// Foreign text: to be opened only when it is `https`.
    pub url: String,
    /// What stands on the link; absent where the service gives no words.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub title: Option<String>,
}

/// A desktop program and how to start it (`LauncherClientModel`).
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Launcher {
    /// The program's key.
    pub id: String,
    /// As people know it.
    pub display_name: String,
    /// How it is started.
    pub launcher_type: LauncherType,
    /// To be run before, where the program needs a sign-in.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub auth_command: Option<String>,
    /// Starts the program; may hold the secret.
    pub invocation_command: String,
    /// `url`, or anything else for no encoding.
    pub password_encoding: String,
}

/// What to ask for to get a session's access again (`AccessSessionRequestTemplateClientModel`).
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct AccessSessionRequestTemplate {
    /// Where to ask.
    pub integrations: Vec<Integration>,
    /// For which kinds of resources.
    pub resource_types: Vec<ResourceType>,
    /// For which resources.
    pub resources: Vec<Resource>,
    /// For which levels of access.
    pub permissions: Vec<Permission>,
}

/// Access details of a group, the older way (`AccessDetailsClientModel`).
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct AccessDetails {
    /// The form to copy.
    pub plain: String,
    /// The form to show.
    pub markdown: String,
    /// A new secret can be asked for.
    pub can_reset_credentials: bool,
}
