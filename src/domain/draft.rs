//! A request before it is sent, and what the service would say to it (reference 5.2 and 5.3).

use super::custom_field::Answers;
use super::duration::DurationRule;
use super::moment::Seconds;

/// A filled form that can be sent.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Draft {
    /// What access is asked for, and by which form.
    pub wanted: Wanted,
    /// Why, in the person's words; `None` where nothing was typed.
    pub justification: Option<String>,
    /// `None` asks for the whole granting period.
    pub duration: Option<Seconds>,
    /// Answers to the account's own questions.
    pub custom_fields: Answers,
    /// Id of the person whom access is for, when not for oneself.
    pub grantee: Option<String>,
}

/// What is asked for, by form (D1; reference 5.2). All ids.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Wanted {
    /// Resources Request: access units over all integrations.
    Units(Vec<String>),
    /// Integration Request: resources of one type in one integration, each with all these permissions.
    Integration {
        /// The system that the resources lie in.
        integration: String,
        /// The one type of all the resources.
        resource_type: String,
        /// At least one.
        resources: Vec<String>,
        /// At least one.
        permissions: Vec<String>,
    },
    /// Bundle Request: everything in the bundle, or these access units of it.
    Bundle {
        /// Id of the bundle.
        bundle: String,
        /// `None` for everything in it.
        units: Option<Vec<String>>,
    },
}

/// What a form still needs before it can be sent.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Missing {
    /// No resource is chosen.
    Resource,
    /// No integration is chosen.
    Integration,
    /// No resource type is chosen.
    ResourceType,
    /// No permission is chosen for the resources of an Integration Request.
    Permission,
    /// No bundle is chosen.
    Bundle,
    /// Parts of the bundle are wanted, and none is chosen.
    PartOfBundle,
}

impl Draft {
    /// What the service is asked to learn its rules: the choice alone, nothing typed.
    pub fn bare(wanted: Wanted, grantee: Option<String>) -> Self {
        Self { wanted, justification: None, duration: None, custom_fields: Answers::new(), grantee }
    }
}

/// What a dry run teaches the form.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Rules {
    /// A form without a justification is refused.
    pub justification_required: bool,
    /// Whether a duration is required, and how long it can be.
    pub duration: DurationRule,
    /// Everything the service objects to beyond what is still to be filled in.
    pub objections: Vec<Objection>,
}

/// One thing that stands in the way, in the service's words.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Objection {
    /// The API's name of the field it belongs to.
    pub field: String,
    /// For people; `None` where the service gives no words.
    pub message: Option<String>,
}

/// What the service thinks of a justification. Advice only: nothing is refused for it (reference 5.5).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Judgement {
    /// It says what is to be done.
    pub describes_task: bool,
    /// It says why this much access is needed.
    pub justifies_level: bool,
    /// It names a ticket.
    pub names_ticket: bool,
}

/// What became of a submission.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Submitted {
    /// One form may become several requests, one per access flow (requirement 21).
    pub requests: Vec<String>,
    /// The service's words for the person; `None` where it gives none.
    pub message: Option<String>,
}
