//! One access request as a person sees it (reference 5.1).

use super::inventory::Integration;
use super::moment::{Moment, Seconds};
use super::status::{List, Status};

#[derive(Clone, Debug, PartialEq)]
pub struct AccessRequest {
    pub id: String,
    pub requestor: String,
    /// For whom it is, when not for the requestor.
    pub grantee: Option<String>,
    pub created: Moment,
    /// When access ends or ended; none on granted access means that it has no end.
    pub ends: Option<Moment>,
    pub status: Status,
    /// Why it was rejected or failed, in the approver's or the service's words (requirement 67).
    pub reason: Option<String>,
    pub justification: Option<String>,
    pub bundle: Option<String>,
    pub groups: Vec<Group>,
    pub approval: Option<Approval>,
    /// What was asked for; none means the whole granting period.
    pub duration: Option<Seconds>,
    /// Label or id of each custom field with its value.
    pub custom_fields: Vec<(String, String)>,
    pub favorite: bool,
    /// The first few resource and permission names.
    pub summary: Vec<(String, String)>,
    /// Names of all distinct resources, where the service lists them.
    pub resource_names: Vec<String>,
}

/// The part of a request in one integration.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Group {
    pub id: String,
    pub integration: Integration,
    pub resource_types: Vec<String>,
    pub resources: Option<usize>,
    pub permissions: Option<usize>,
    /// What went wrong in provisioning, if anything.
    pub trouble: Option<String>,
}

/// Who decides.
#[derive(Clone, Debug, PartialEq)]
pub struct Approval {
    pub all_must_approve: bool,
    pub approvers: Vec<Approver>,
}

#[derive(Clone, Debug, PartialEq)]
pub struct Approver {
    pub name: String,
    /// "User", "Group", "Manager" and so on, as the service names it.
    pub kind: String,
    pub decision: Decision,
    pub reason: Option<String>,
    pub tier: Option<i32>,
    pub told: Option<Moment>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Decision {
    Pending,
    Approved,
    Rejected,
    /// A decision this version does not know, as the service wrote it.
    Unknown(String),
}

impl AccessRequest {
    pub fn list(&self) -> List {
        self.status.list()
    }

    /// What the request is about in one line: the bundle, or the first resource and how many more there are.
    pub fn headline(&self) -> (String, usize) {
        if let Some(bundle) = &self.bundle {
            return (bundle.clone(), 0);
        }
        let mut names = self.resource_names.clone();
        if names.is_empty() {
            names = self.summary.iter().map(|(resource, _)| resource.clone()).collect();
            names.dedup();
        }
        let counted: usize = self.groups.iter().filter_map(|group| group.resources).sum();
        let all = names.len().max(counted);
        let first =
            names.into_iter().next().or_else(|| self.groups.first().map(|group| group.integration.name.clone()));
        (first.unwrap_or_else(|| self.id.clone()), all.saturating_sub(1))
    }

    /// Distinct permission names of the summary, in order.
    pub fn permission_names(&self) -> Vec<String> {
        let mut names: Vec<String> = Vec::new();
        for (_, permission) in &self.summary {
            if !names.contains(permission) {
                names.push(permission.clone());
            }
        }
        names
    }
}
