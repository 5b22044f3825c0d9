//! Free strings of the API as enums that never refuse a text (reference section 4).
//!
//! Two values are equal when their texts are, ignoring case, `_`, `-` and spaces: the API has spelled some of them in
//! several ways.

use std::fmt;
use std::hash::{Hash, Hasher};

use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// The letters that count when two texts are compared.
fn folded(text: &str) -> impl Iterator<Item = char> + '_ {
    text.chars().filter(|letter| !matches!(letter, '_' | '-' | ' ')).flat_map(char::to_lowercase)
}

// `stated` marks those whose values the API's document lists, and nothing else is sent; ours lists them too.
macro_rules! open_enum {
    ($($(#[$meta:meta])* $name:ident $(($values:ident))? { $($(#[$variant_meta:meta])* $variant:ident = $text:literal,)+ })+) => {$(
        $(#[$meta])*
        #[derive(Clone, Debug)]
        pub enum $name {
            $($(#[$variant_meta])* #[doc = concat!("`", $text, "` on the wire.")] $variant,)+
            /// Any other text, as it came.
            Other(String),
        }

        impl $name {
            /// The text on the wire.
            pub fn as_str(&self) -> &str {
                match self {
                    $(Self::$variant => $text,)+
                    Self::Other(text) => text,
                }
            }
        }

        impl From<&str> for $name {
            fn from(text: &str) -> Self {
                $(if folded(text).eq(folded($text)) { return Self::$variant; })+
                Self::Other(text.to_owned())
            }
        }

        impl From<String> for $name {
            fn from(text: String) -> Self {
                match Self::from(text.as_str()) {
                    Self::Other(_) => Self::Other(text),
                    known => known,
                }
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
                formatter.write_str(self.as_str())
            }
        }

        impl PartialEq for $name {
            fn eq(&self, other: &Self) -> bool {
                folded(self.as_str()).eq(folded(other.as_str()))
            }
        }

        impl Eq for $name {}

        impl Hash for $name {
            fn hash<H: Hasher>(&self, state: &mut H) {
                folded(self.as_str()).for_each(|letter| letter.hash(state));
            }
        }

        impl Serialize for $name {
            fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                serializer.serialize_str(self.as_str())
            }
        }

        impl<'de> Deserialize<'de> for $name {
            fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                String::deserialize(deserializer).map(Self::from)
            }
        }

        #[cfg(feature = "openapi")]
        impl utoipa::PartialSchema for $name {
            fn schema() -> utoipa::openapi::RefOr<utoipa::openapi::schema::Schema> {
                let stated: &[&str] = &[$(stringify!($values))?];
                if stated.is_empty() {
                    return String::schema();
                }
                utoipa::openapi::ObjectBuilder::new()
                    .schema_type(utoipa::openapi::schema::Type::String)
                    .enum_values(Some([$($text),+]))
                    .into()
            }
        }

        #[cfg(feature = "openapi")]
        impl utoipa::ToSchema for $name {}
    )+};
}

open_enum! {
    /// Which requests a list shows (4.2).
    Scope (stated) {
        MyRequests = "MyRequests",
        MyTasks = "MyTasks",
        MyHistoricTasks = "MyHistoricTasks",
        MyDelegatedRequests = "MyDelegatedRequests",
    }

    /// Where a request stands (4.1). `Granted` is another word for `Active`, `Approved` for `Granting`.
    RequestStatus {
        Initializing = "Initializing",
        Pending = "Pending",
        PendingMfa = "PendingMFA",
        Approved = "Approved",
        Granting = "Granting",
        Active = "Active",
        Granted = "Granted",
        Revoking = "Revoking",
        Expired = "Expired",
        Rejected = "Rejected",
        Revoked = "Revoked",
        Failed = "Failed",
    }

    /// How a resource filter's value is meant.
    ResourceFilterType (stated) {
        Id = "id",
        SearchTerm = "search_term",
    }

    /// Whether one approver is enough.
    ChallengeRelation (stated) {
        AnyOf = "AnyOf",
        AllOf = "AllOf",
    }

    /// What one approver said.
    ChallengeStatus (stated) {
        Approved = "Approved",
        Rejected = "Rejected",
        Pending = "Pending",
    }

    /// What kind of approver.
    ApproverType {
        User = "User",
        Group = "Group",
        Shift = "Shift",
        Manager = "Manager",
        Owner = "Owner",
    }

    /// How provisioning of a group went.
    AccessGroupState (stated) {
        Success = "Success",
        Failure = "Failure",
        Warning = "Warning",
    }

    /// What kind of template.
    TemplateType (stated) {
        IntegrationRequest = "IntegrationRequest",
    }

    /// In which forms access details come.
    ConnectionMethod {
        Cli = "cli",
        Link = "link",
        Instructions = "instructions",
        Json = "json",
    }

    /// Whether a one-time secret waits. `Available` is another word for `New`.
    CredentialsStatus {
        New = "new",
        Available = "available",
        Viewed = "viewed",
        Resetting = "resetting",
        NotApplicable = "not_applicable",
    }

    /// Where an access session stands; the values are not documented.
    SessionStatus {
        Active = "Active",
        Disconnected = "Disconnected",
    }

    /// What kind of program a launcher starts.
    LauncherType {
        Gui = "GUI",
        Tui = "TUI",
        Terminal = "TERMINAL",
        Cli = "CLI",
    }

    /// How a custom field is asked.
    CustomFieldType {
        Text = "TEXT",
        Select = "SELECT",
    }

    /// What a dry run objects to.
    DryRunCode {
        FieldMissing = "FIELD_MISSING",
        InvalidDuration = "INVALID_DURATION",
    }

    /// Which field a dry run speaks of.
    DryRunField {
        Justification = "justification",
        DurationInSec = "duration_in_sec",
    }

    /// Who can be given access; the values are not documented.
    GranteeType {
        User = "user",
        Group = "group",
    }
}

impl CredentialsStatus {
    /// Whether the next read shows the secret (reference 7.3 and 7.4).
    pub fn is_unread(&self) -> bool {
        matches!(self, Self::New | Self::Available)
    }
}
