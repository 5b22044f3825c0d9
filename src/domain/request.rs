//! One access request as a person sees it (reference 5.1).

use super::inventory::Integration;
use super::moment::{Moment, Seconds};
use super::status::{List, Status};

/// One request with what the service tells of it.
#[derive(Clone, Debug, PartialEq)]
pub struct AccessRequest {
    /// Shown to people as it is, for example `AR-00123`.
    pub id: String,
    /// Name of who asked.
    pub requestor: String,
    /// For whom it is, when not for the requestor.
    pub grantee: Option<String>,
    /// Id of who sent it.
    pub requestor_id: String,
    /// Id of who gets the access: the grantee, else the requestor.
    pub holder: String,
    /// When it was sent.
    pub created: Moment,
    /// When access ends or ended; none on granted access means that it has no end.
    pub ends: Option<Moment>,
    /// Where it stands.
    pub status: Status,
    /// Why it was rejected or failed, in the approver's or the service's words (requirement 67).
    pub reason: Option<String>,
    /// Why it was asked for, in the person's words.
    pub justification: Option<String>,
    /// Name of the bundle; `None` where none was asked for.
    pub bundle: Option<String>,
    /// One per integration; empty while it is evaluated or waits for a decision.
    pub groups: Vec<Group>,
    /// `None` where nobody is asked, and before it is worked out who is.
    pub approval: Option<Approval>,
    /// What was asked for; none means the whole granting period.
    pub duration: Option<Seconds>,
    /// Label or id of each custom field with its value.
    pub custom_fields: Vec<(String, String)>,
    /// Whether the signed-in person has starred it.
    pub favorite: bool,
    /// The first few resource and permission names.
    pub summary: Vec<(String, String)>,
    /// Names of all distinct resources, where the service lists them.
    pub resource_names: Vec<String>,
    /// How its access can be extended, where the service offers that.
    pub extension: Option<Extension>,
    /// How often it has been extended.
    pub extensions_used: usize,
    /// Whether who decides has to say why.
    pub reason_required: bool,
}

/// What one extension gives (reference 5.8).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Extension {
    /// How much later the access ends.
    pub by: Seconds,
    /// How many are left, this one included.
    pub remaining: usize,
}

/// The part of a request in one integration.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Group {
    /// For reading its exact units.
    pub id: String,
    /// The system that it lies in.
    pub integration: Integration,
    /// Names of the kinds of resources in it.
    pub resource_types: Vec<String>,
    /// How many resources it has; `None` where the service does not tell.
    pub resources: Option<usize>,
    /// How many levels of access it has; `None` where the service does not tell.
    pub permissions: Option<usize>,
    /// What went wrong in provisioning, if anything.
    pub trouble: Option<String>,
}

/// Who decides.
#[derive(Clone, Debug, PartialEq)]
pub struct Approval {
    /// Whether all have to approve; otherwise any one of them decides.
    pub all_must_approve: bool,
    /// Everybody who is asked, of all tiers; at least one.
    pub approvers: Vec<Approver>,
}

impl Approval {
    /// Why it was rejected, in the words of who did.
    pub fn why_rejected(&self) -> Option<String> {
        let rejected = self.approvers.iter().filter(|approver| approver.decision == Decision::Rejected);
        rejected.filter_map(|approver| approver.reason.clone()).next()
    }
}

/// A person or a group that is asked to decide, and what became of it.
#[derive(Clone, Debug, PartialEq)]
pub struct Approver {
    /// Name of the person or the group.
    pub name: String,
    /// "User", "Group", "Manager" and so on, as the service names it.
    pub kind: String,
    /// What they have decided.
    pub decision: Decision,
    /// Why, in the approver's words; `None` where the service's notes hold none.
    pub reason: Option<String>,
    /// Who decided, where the approver is a group or the service says so.
    pub decided_by: Option<String>,
    /// When they decided; `None` before that, and where the service does not tell.
    pub decided: Option<Moment>,
    /// Escalation tier, from 1; `None` where the service names none.
    pub tier: Option<i32>,
    /// When that tier was told; `None` where the service names no time.
    pub told: Option<Moment>,
}

impl Approver {
    /// Who decided: a person, also where a group was asked and the service says who it was.
    pub fn who(&self) -> &str {
        self.decided_by.as_deref().unwrap_or(&self.name)
    }
}

/// What an approver has decided.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Decision {
    /// Nothing yet.
    Pending,
    /// For the request.
    Approved,
    /// Against the request.
    Rejected,
    /// A decision this version does not know, as the service wrote it.
    Unknown(String),
}

/// Where an id belongs in a list of requests: newest first, and of the same moment the larger id first. `created_of` says
/// when those were made that are there.
pub fn place_of(ids: &[String], id: &str, created: Moment, created_of: &dyn Fn(&str) -> Moment) -> usize {
    ids.partition_point(|other| created_of(other).0.total_cmp(&created.0).then_with(|| other.as_str().cmp(id)).is_gt())
}

impl AccessRequest {
    /// Whether it belongs on the lists of the person with this id: they sent it, or get the access.
    pub fn is_of(&self, person: &str) -> bool {
        self.requestor_id == person || self.is_for(person)
    }

    /// Whether the access is for the person with this id: only they can use it.
    pub fn is_for(&self, person: &str) -> bool {
        self.holder == person
    }

    /// Which list of My Requests shows it.
    pub fn list(&self) -> List {
        self.status.list()
    }

    /// How it can be extended now: only access that is there has an end to move.
    pub fn extension_now(&self) -> Option<&Extension> {
        self.extension.as_ref().filter(|_| self.status.has_access() && self.ends.is_some())
    }

    /// Who decided last, by name.
    pub fn last_decider(&self) -> Option<&str> {
        let decided = self.approval.iter().flat_map(|approval| &approval.approvers);
        let decided = decided.filter(|approver| matches!(approver.decision, Decision::Approved | Decision::Rejected));
        let when = |approver: &&Approver| approver.decided.map_or(f64::MIN, |moment| moment.0);
        decided.max_by(|one, other| when(one).total_cmp(&when(other))).map(Approver::who)
    }

    /// What the request is about in one line: the bundle, or the first resource and how many more there are.
    pub fn headline(&self) -> (String, usize) {
        if let Some(bundle) = &self.bundle {
            return (bundle.clone(), 0);
        }
        let mut names = distinct(&self.resource_names);
        if names.is_empty() {
            names = distinct(self.summary.iter().map(|(resource, _)| resource));
        }
        let counted: usize = self.groups.iter().filter_map(|group| group.resources).sum();
        let all = names.len().max(counted);
        let first =
            names.into_iter().next().or_else(|| self.groups.first().map(|group| group.integration.name.clone()));
        (first.unwrap_or_else(|| self.id.clone()), all.saturating_sub(1))
    }

    /// Distinct permission names of the summary, in order.
    pub fn permission_names(&self) -> Vec<String> {
        distinct(self.summary.iter().map(|(_, permission)| permission))
    }
}

/// Each name once, in the order in which they first come.
fn distinct<'a>(all: impl IntoIterator<Item = &'a String>) -> Vec<String> {
    let mut names: Vec<String> = Vec::new();
    for name in all {
        if !names.contains(name) {
            names.push(name.clone());
        }
    }
    names
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use proptest::prelude::*;

    use super::*;

    fn request(
        bundle: Option<String>,
        units: &[(String, String)],
        names: Vec<String>,
        counted: Option<usize>,
    ) -> AccessRequest {
        let integration = Integration {
            id: "i".to_owned(),
            kind: String::new(),
            kind_name: String::new(),
            name: "Orders".to_owned(),
        };
        let group = |resources| Group {
            id: "g".to_owned(),
            integration: integration.clone(),
            resource_types: Vec::new(),
            resources: Some(resources),
            permissions: None,
            trouble: None,
        };
        AccessRequest {
            bundle,
            groups: counted.map(group).into_iter().collect(),
            summary: units.to_vec(),
            resource_names: names,
            ..super::test::request("AR-1", Status::Granted)
        }
    }

    fn unit(resource: &str, permission: &str) -> (String, String) {
        (resource.to_owned(), permission.to_owned())
    }

    #[test]
    fn a_request_is_of_who_sent_it_and_of_who_gets_the_access_and_only_for_the_latter() {
        let request = AccessRequest {
            requestor_id: "usr-robin".to_owned(),
            holder: "usr-kim".to_owned(),
            ..super::test::request("AR-1", Status::Granted)
        };
        let of = |person| (request.is_of(person), request.is_for(person));
        assert_eq!([of("usr-robin"), of("usr-kim"), of("usr-alex")], [(true, false), (true, true), (false, false)]);
    }

    #[test]
    fn why_a_request_was_rejected_is_said_by_who_rejected_it_and_not_by_who_approved_it() {
        let approver = |decision, reason: Option<&str>| Approver {
            reason: reason.map(str::to_owned),
            ..super::test::approver("Ingrid", decision)
        };
        let approval = |approvers| Approval { all_must_approve: true, approvers };
        let rejected = approval(vec![
            approver(Decision::Approved, Some("It is urgent.")),
            approver(Decision::Rejected, None),
            approver(Decision::Rejected, Some("Use the copy.")),
        ]);
        assert_eq!(rejected.why_rejected().as_deref(), Some("Use the copy."));
        assert_eq!(approval(vec![approver(Decision::Approved, Some("It is urgent."))]).why_rejected(), None);
    }

    #[test]
    fn a_request_is_named_by_its_bundle_else_by_its_first_resource_else_by_its_integration_else_by_its_id() {
        let units = [unit("orders", "read"), unit("users", "read")];
        let named = |request: AccessRequest| request.headline();
        assert_eq!(named(request(Some("On call".to_owned()), &units, Vec::new(), Some(9))), ("On call".to_owned(), 0));
        assert_eq!(named(request(None, &units, Vec::new(), None)), ("orders".to_owned(), 1));
        assert_eq!(named(request(None, &units, Vec::new(), Some(12))), ("orders".to_owned(), 11));
        assert_eq!(named(request(None, &[], Vec::new(), Some(0))), ("Orders".to_owned(), 0));
        assert_eq!(named(request(None, &[], Vec::new(), None)), ("AR-1".to_owned(), 0));
    }

    #[test]
    fn only_access_that_is_there_and_has_an_end_can_be_extended() {
        let extension = Extension { by: Seconds(3_600), remaining: 1 };
        let with = |status, ends: Option<f64>| AccessRequest {
            ends: ends.map(Moment),
            extension: Some(extension.clone()),
            ..super::test::request("AR-1", status)
        };
        assert_eq!(with(Status::Granted, Some(9.0)).extension_now(), Some(&extension));
        assert_eq!(with(Status::Granted, None).extension_now(), None);
        assert_eq!(with(Status::Expired, Some(9.0)).extension_now(), None);
    }

    #[test]
    fn a_resource_with_two_permissions_counts_once_wherever_they_stand() {
        let units = [unit("orders", "read"), unit("users", "read"), unit("orders", "write")];
        let request = request(None, &units, Vec::new(), None);
        assert_eq!(request.headline(), ("orders".to_owned(), 1));
        assert_eq!(request.permission_names(), ["read", "write"]);
    }

    #[test]
    fn the_newest_stands_first_and_of_the_same_moment_the_larger_id() {
        let created = |id: &str| Moment(if id == "AR-1" { 1.0 } else { 2.0 });
        let mut ids: Vec<String> = Vec::new();
        for id in ["AR-2", "AR-1", "AR-3"] {
            let place = place_of(&ids, id, created(id), &created);
            ids.insert(place, id.to_owned());
        }
        assert_eq!(ids, ["AR-3", "AR-2", "AR-1"]);
    }

    #[test]
    fn who_decided_last_is_named_as_a_person_and_nobody_who_has_not() {
        let mut request = super::test::request("AR-1", Status::PendingApproval);
        assert_eq!(request.last_decider(), None);
        let at = |name: &str, decision, seconds: f64| Approver {
            decided: Some(Moment(seconds)),
            ..super::test::approver(name, decision)
        };
        let group = Approver { decided_by: Some("Ada".to_owned()), ..at("On-call", Decision::Approved, 20.0) };
        let approvers = vec![at("Bob", Decision::Rejected, 10.0), group, at("Eve", Decision::Pending, 30.0)];
        request.approval = Some(Approval { all_must_approve: false, approvers });
        assert_eq!(request.last_decider(), Some("Ada"));
    }

    proptest! {
        #[test]
        fn a_headline_counts_every_distinct_resource_and_loses_none(
            units in proptest::collection::vec(("[a-d]", "[r-t]"), 1..8),
            listed: bool,
        ) {
            let resources: BTreeSet<&String> = units.iter().map(|(resource, _)| resource).collect();
            let permissions: BTreeSet<&String> = units.iter().map(|(_, permission)| permission).collect();
            let names = if listed { units.iter().map(|(resource, _)| resource.clone()).collect() } else { Vec::new() };
            let request = request(None, &units, names, None);
            let (first, more) = request.headline();
            prop_assert!(resources.contains(&first));
            prop_assert_eq!(more + 1, resources.len());
            prop_assert_eq!(request.permission_names().len(), permissions.len());
        }
    }
}

#[cfg(test)]
pub(crate) mod test {
    use super::*;

    /// A request for reading one database.
    pub(crate) fn request(id: &str, status: Status) -> AccessRequest {
        let text = str::to_owned;
        let resource = id.replace("AR", "orders");
        AccessRequest {
            id: text(id),
            requestor: text("Robin"),
            grantee: None,
            requestor_id: text("usr-robin"),
            holder: text("usr-robin"),
            created: Moment(0.0),
            ends: None,
            status,
            reason: None,
            justification: Some(text("Incident")),
            bundle: None,
            groups: vec![Group {
                id: text("g"),
                integration: Integration { id: text("i"), kind: text("k"), kind_name: text("K"), name: text("N") },
                resource_types: Vec::new(),
                resources: Some(1),
                permissions: Some(1),
                trouble: None,
            }],
            approval: None,
            duration: None,
            custom_fields: Vec::new(),
            favorite: false,
            summary: vec![(resource.clone(), text("read"))],
            resource_names: vec![resource],
            extension: None,
            extensions_used: 0,
            reason_required: false,
        }
    }

    /// Somebody who is asked to decide.
    pub(crate) fn approver(name: &str, decision: Decision) -> Approver {
        Approver {
            name: name.to_owned(),
            kind: "User".to_owned(),
            decision,
            reason: None,
            decided_by: None,
            decided: None,
            tier: None,
            told: None,
        }
    }
}
