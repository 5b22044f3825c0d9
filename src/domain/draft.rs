//! A request before it is sent, and what the service would say to it (reference 5.2 and 5.3).

use super::duration::DurationRule;
use super::moment::Seconds;

/// What is asked for on Resources Request, in the form that can be sent.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Draft {
    /// Ids of the chosen access units.
    pub units: Vec<String>,
    pub justification: Option<String>,
    pub duration: Option<Seconds>,
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

/// What became of a submission.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Submitted {
    /// One form may become several requests, one per access flow (requirement 21).
    pub requests: Vec<String>,
    pub message: Option<String>,
}
