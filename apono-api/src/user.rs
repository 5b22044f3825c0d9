//! Who is signed in, and the account's switches (reference section 9).

use serde::{Deserialize, Serialize};

use crate::open_enum::CustomFieldType;

/// The signed-in person with account and settings (`UserSessionClientModel`).
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct UserSession {
    pub user: User,
    pub account: Account,
    pub settings: UserSettings,
}

/// A person (`UserClientModel`).
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct User {
    pub id: String,
    pub name: String,
    pub email: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub photo: Option<String>,
}

/// The account (`AccountClientModel`).
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Account {
    pub id: String,
    pub name: String,
    pub plan: String,
}

/// The account's switches (`UserSettingsClientModel`).
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct UserSettings {
    pub require_duration_for_access_request: bool,
    pub mfa_enabled_for_account: bool,
    pub request_custom_fields: Vec<CustomField>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub logout_redirect_url: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub disable_approver_reason: Option<bool>,
    pub enable_ai_features: bool,
}

/// A question that the account adds to every request form (`RequestCustomFieldModel`).
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct CustomField {
    /// The key in `custom_fields`.
    pub id: String,
    #[serde(rename = "type")]
    pub kind: CustomFieldType,
    pub label: String,
    pub placeholder: String,
    pub values: Vec<CustomFieldValue>,
    /// A text, or the key of one of the values.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub default: Option<String>,
    pub required: bool,
}

/// One choice of a question (`RequestCustomFieldValueModel`).
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct CustomFieldValue {
    /// What is sent.
    pub key: String,
    /// What is shown.
    pub value: String,
}

/// Whether an authenticator is set up (`UserMfaEnrolledResponse`).
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct MfaEnrolled {
    pub is_mfa_enrolled: bool,
}
