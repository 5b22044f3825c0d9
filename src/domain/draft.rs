//! A request before it is sent, and what the service would say to it (reference 5.2 and 5.3).

use super::custom_field::Answers;
use super::duration::DurationRule;
use super::moment::Seconds;

/// A filled form that can be sent.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Draft {
    pub wanted: Wanted,
    pub justification: Option<String>,
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
    Integration { integration: String, resource_type: String, resources: Vec<String>, permissions: Vec<String> },
    /// Bundle Request: everything in the bundle, or these access units of it.
    Bundle { bundle: String, units: Option<Vec<String>> },
}

/// What a form still needs before it can be sent.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Missing {
    Resource,
    Integration,
    ResourceType,
    Permission,
    Bundle,
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
    pub justification_required: bool,
    pub duration: DurationRule,
    /// Everything the service objects to beyond what is still to be filled in.
    pub objections: Vec<Objection>,
}

/// One thing that stands in the way, in the service's words.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Objection {
    /// The API's name of the field it belongs to.
    pub field: String,
    pub message: Option<String>,
}

/// What the service thinks of a justification. Advice only: nothing is refused for it (reference 5.5).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Judgement {
    pub describes_task: bool,
    pub justifies_level: bool,
    pub names_ticket: bool,
}

/// What became of a submission.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Submitted {
    /// One form may become several requests, one per access flow (requirement 21).
    pub requests: Vec<String>,
    pub message: Option<String>,
}
