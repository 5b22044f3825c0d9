//! Who is signed in, and the account's switches (reference section 9).

use serde::{Deserialize, Serialize};

use crate::open_enum::CustomFieldType;

/// The signed-in person with account and settings (`UserSessionClientModel`).
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct UserSession {
    /// The person.
    pub user: User,
    /// Whose Apono it is.
    pub account: Account,
    /// What the account has switched on.
    pub settings: UserSettings,
}

/// A person (`UserClientModel`).
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct User {
    /// Apono's id.
    pub id: String,
    /// Given name and family name.
    pub name: String,
    /// For people to tell each other apart; never an identity.
    pub email: String,
    /// The address of a picture.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub photo: Option<String>,
}

/// The account (`AccountClientModel`).
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Account {
    /// Apono's id.
    pub id: String,
    /// As the customer is called.
    pub name: String,
    /// What the customer has bought; a free word.
    pub plan: String,
}

/// The account's switches (`UserSettingsClientModel`).
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct UserSettings {
    /// A form without a duration is refused.
    pub require_duration_for_access_request: bool,
    /// Requests may wait for a second factor.
    pub mfa_enabled_for_account: bool,
    /// Questions of every form, in the order in which they are asked.
    pub request_custom_fields: Vec<CustomField>,
    /// Where a browser goes after signing out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub logout_redirect_url: Option<String>,
    /// Who decides is asked for no reason.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub disable_approver_reason: Option<bool>,
    /// Justifications are judged while they are written.
    pub enable_ai_features: bool,
}

/// A question that the account adds to every request form (`RequestCustomFieldModel`).
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct CustomField {
    /// The key in `custom_fields`.
    pub id: String,
    /// A text or a choice; `type` on the wire.
    #[serde(rename = "type")]
    pub kind: CustomFieldType,
    /// What is asked.
    pub label: String,
    /// Shown while nothing is written; may be empty.
    pub placeholder: String,
    /// What can be chosen; empty for a text.
    pub values: Vec<CustomFieldValue>,
    /// A text, or the key of one of the values.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub default: Option<String>,
    /// A form without an answer is refused.
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
    /// False means that one has to be set up before a check can be passed.
    pub is_mfa_enrolled: bool,
}
