//! What a person has already, or has already asked for, so that nobody asks twice (section 3, 2).

use std::collections::HashMap;

use super::inventory::AccessUnit;
use super::moment::Moment;
use super::request::{AccessRequest, Extension};
use super::status::Status;

/// What is known of one resource with one permission.
#[derive(Clone, Debug, PartialEq)]
pub enum Held {
    /// It can be used now.
    Active {
        /// Id of the request that gives it.
        request: String,
        /// None has no end.
        until: Option<Moment>,
        /// How the request can be extended, if it can.
        extension: Option<Extension>,
    },
    /// It is asked for and not decided or not ready.
    AskedFor {
        /// Id of the request that asks for it.
        request: String,
    },
}

/// Everything held and asked for.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Holdings {
    units: HashMap<String, Held>,
    /// By resource and permission, since the same access may have another unit id in a request.
    pairs: HashMap<(String, String), Held>,
}

impl Holdings {
    /// From my requests, each with its exact units. What is active counts before what is asked for; of several, the one
    /// that lasts longest, and of those asked for the newest.
    pub fn of<'a>(requests: impl IntoIterator<Item = (&'a AccessRequest, &'a [AccessUnit])>) -> Self {
        let mut all: Vec<(&AccessRequest, &[AccessUnit], Held)> = requests
            .into_iter()
            .filter_map(|(request, units)| held_by(request).map(|held| (request, units, held)))
            .collect();
        all.sort_by(|(a, ..), (b, ..)| rank(b).total_cmp(&rank(a)).then_with(|| b.created.0.total_cmp(&a.created.0)));
        let mut holdings = Self::default();
        for (_, units, held) in all {
            for unit in units.iter().filter(|unit| is_in_force(unit)) {
                holdings.units.entry(unit.id.clone()).or_insert_with(|| held.clone());
                let pair = (unit.resource.id.clone(), unit.permission.id.clone());
                holdings.pairs.entry(pair).or_insert_with(|| held.clone());
            }
        }
        holdings
    }

    /// About an access unit by its id.
    pub fn of_unit(&self, unit: &str) -> Option<&Held> {
        self.units.get(unit)
    }

    /// About a resource with a permission, by their ids.
    pub fn of_pair(&self, resource: &str, permission: &str) -> Option<&Held> {
        self.pairs.get(&(resource.to_owned(), permission.to_owned()))
    }

    /// About an access unit of the inventory, by its id or else by what it is.
    pub fn about(&self, unit: &AccessUnit) -> Option<&Held> {
        self.of_unit(&unit.id).or_else(|| self.of_pair(&unit.resource.id, &unit.permission.id))
    }

    /// What of these resources with permissions (ids, and a name for people) is held already, together with the request
    /// it comes from; in the order in which the requests are met.
    pub fn among<'a>(&self, pairs: impl IntoIterator<Item = (&'a str, &'a str, String)>) -> Vec<Overlap> {
        let mut overlaps: Vec<Overlap> = Vec::new();
        for (resource, permission, name) in pairs {
            let Some(held) = self.of_pair(resource, permission) else { continue };
            match overlaps.iter_mut().find(|overlap| overlap.held == *held) {
                Some(overlap) => overlap.names.push(name),
                None => overlaps.push(Overlap { held: held.clone(), names: vec![name] }),
            }
        }
        overlaps
    }

    /// Whether nothing is held and nothing asked for.
    pub fn is_empty(&self) -> bool {
        self.units.is_empty()
    }
}

/// Part of a choice that one request gives or asks for already.
#[derive(Clone, Debug, PartialEq)]
pub struct Overlap {
    /// What the request gives or asks for.
    pub held: Held,
    /// The parts of the choice that are meant, for people; at least one.
    pub names: Vec<String>,
}

impl Held {
    /// Id of the request behind it.
    pub fn request(&self) -> &str {
        match self {
            Self::Active { request, .. } | Self::AskedFor { request } => request,
        }
    }
}

/// What a request's units are to the person; nothing for what is over, ends, or is in an unknown state.
fn held_by(request: &AccessRequest) -> Option<Held> {
    match request.status {
        Status::Granted => Some(Held::Active {
            request: request.id.clone(),
            until: request.ends,
            extension: request.extension_now().cloned(),
        }),
        Status::Evaluating | Status::PendingApproval | Status::PendingMfa | Status::Granting => {
            Some(Held::AskedFor { request: request.id.clone() })
        }
        _ => None,
    }
}

/// The larger, the more it counts: the end of what is active, then what is asked for.
fn rank(request: &AccessRequest) -> f64 {
    match (&request.status, request.ends) {
        (Status::Granted, None) => f64::INFINITY,
        (Status::Granted, Some(ends)) => ends.0,
        _ => f64::NEG_INFINITY,
    }
}

/// One unit of a granted request may have failed or ended by itself; its status is a free text (reference 4).
fn is_in_force(unit: &AccessUnit) -> bool {
    let over = |status: &String| {
        let status = status.to_ascii_lowercase();
        ["fail", "revok", "expir", "reject"].iter().any(|word| status.contains(word))
    };
    !unit.status.as_ref().is_some_and(over)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::domain::inventory::test::unit;
    use crate::domain::request::test::request;

    fn granted(id: &str, until: Option<f64>) -> AccessRequest {
        AccessRequest { ends: until.map(Moment), ..request(id, Status::Granted) }
    }

    fn holder(held: Option<&Held>) -> Option<&str> {
        held.map(Held::request)
    }

    #[test]
    fn what_is_active_is_told_with_its_end() {
        let holdings = Holdings::of([(&granted("AR-1", Some(50.0)), &[unit(1, "read", true)][..])]);
        let active = Held::Active { request: "AR-1".to_owned(), until: Some(Moment(50.0)), extension: None };
        assert!(!holdings.is_empty());
        assert_eq!(holdings.of_unit("u1-read"), Some(&active));
        assert_eq!(holdings.of_pair("r1", "p-read"), Some(&active));
        assert_eq!(holdings.of_pair("r1", "p-write"), None);
    }

    #[test]
    fn of_several_the_longest_counts_and_no_end_is_longest() {
        let units = [unit(1, "read", true)];
        let (short, long) = (granted("AR-1", Some(50.0)), granted("AR-2", Some(90.0)));
        let endless = granted("AR-3", None);
        let both = Holdings::of([(&short, &units[..]), (&long, &units[..])]);
        assert_eq!(holder(both.of_unit("u1-read")), Some("AR-2"));
        let all = Holdings::of([(&short, &units[..]), (&endless, &units[..]), (&long, &units[..])]);
        assert_eq!(holder(all.of_unit("u1-read")), Some("AR-3"));
    }

    #[test]
    fn what_is_asked_for_is_told_only_where_nothing_is_active() {
        let units = [unit(1, "read", true), unit(2, "read", true)];
        let asked = request("AR-2", Status::PendingApproval);
        let holdings = Holdings::of([(&asked, &units[..]), (&granted("AR-1", Some(5.0)), &units[..1])]);
        assert_eq!(holder(holdings.of_unit("u1-read")), Some("AR-1"));
        assert_eq!(holdings.of_unit("u2-read"), Some(&Held::AskedFor { request: "AR-2".to_owned() }));
    }

    #[test]
    fn a_unit_that_failed_within_a_granted_request_is_not_held() {
        let failed = AccessUnit { status: Some("Failure".to_owned()), ..unit(1, "read", true) };
        let granted_unit = AccessUnit { status: Some("Granted".to_owned()), ..unit(2, "read", true) };
        let holdings = Holdings::of([(&granted("AR-1", None), &[failed, granted_unit][..])]);
        assert_eq!(holder(holdings.of_unit("u1-read")), None);
        assert_eq!(holder(holdings.of_unit("u2-read")), Some("AR-1"));
    }

    #[test]
    fn the_same_access_under_another_unit_id_is_found_by_what_it_is() {
        let holdings = Holdings::of([(&granted("AR-1", None), &[unit(1, "read", true)][..])]);
        let other = AccessUnit { id: "another".to_owned(), ..unit(1, "read", true) };
        assert_eq!(holder(holdings.about(&other)), Some("AR-1"));
    }

    #[test]
    fn what_is_chosen_and_held_is_told_by_request_and_the_rest_is_left_out() {
        let asked = request("AR-2", Status::Granting);
        let units = [unit(1, "read", true), unit(2, "read", true), unit(3, "read", true)];
        let holdings = Holdings::of([(&granted("AR-1", None), &units[..2]), (&asked, &units[2..])]);
        let chosen = ["r1", "r2", "r3", "r4"].map(|resource| (resource, "p-read", resource.to_uppercase()));
        let told: Vec<(String, Vec<String>)> = holdings
            .among(chosen)
            .into_iter()
            .map(|overlap| (overlap.held.request().to_owned(), overlap.names))
            .collect();
        let names = |names: &[&str]| names.iter().map(|name| (*name).to_owned()).collect::<Vec<_>>();
        assert_eq!(told, [("AR-1".to_owned(), names(&["R1", "R2"])), ("AR-2".to_owned(), names(&["R3"]))]);
    }

    proptest! {
        #[test]
        fn the_answer_does_not_depend_on_the_order_of_the_requests(
            ends in proptest::collection::vec(proptest::option::of(0_u32..9), 1..6),
        ) {
            let units = [unit(1, "read", true)];
            let requests: Vec<AccessRequest> = ends
                .into_iter()
                .enumerate()
                .map(|(n, end)| {
                    let request = granted(&format!("AR-{n}"), end.map(f64::from));
                    #[expect(clippy::cast_precision_loss, reason = "a handful")]
                    let created = Moment(n as f64);
                    AccessRequest { created, ..request }
                })
                .collect();
            let forward = Holdings::of(requests.iter().map(|request| (request, &units[..])));
            let backward = Holdings::of(requests.iter().rev().map(|request| (request, &units[..])));
            prop_assert_eq!(forward, backward);
        }

        #[test]
        fn what_is_over_is_not_held(closed in prop_oneof![
            Just(Status::Expired), Just(Status::Rejected), Just(Status::Revoked), Just(Status::Failed), Just(Status::Revoking),
        ]) {
            let holdings = Holdings::of([(&request("AR-1", closed), &[unit(1, "read", true)][..])]);
            prop_assert!(holdings.is_empty());
        }
    }
}
