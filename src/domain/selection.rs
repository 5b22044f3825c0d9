//! What is chosen on Resources Request: resources, each with permissions (requirements 19, 28, 29; D12).

use std::collections::HashMap;
use std::sync::Arc;

use super::inventory::{AccessUnit, Resource};

/// The most resources that one form can hold. Distinct resources count, not their permissions (D12).
pub const MOST_RESOURCES: usize = 1_000;

/// The chosen access units, by resource.
#[derive(Clone, Debug, Default)]
pub struct Selection {
    chosen: HashMap<String, Chosen>,
    /// Grows with each resource that comes in.
    turn: u64,
}

/// One chosen resource. Where permissions are chosen for all resources at once (Integration Request) it has no units.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Chosen {
    /// What access is wanted to.
    pub resource: Arc<Resource>,
    /// One per chosen permission.
    pub units: Vec<AccessUnit>,
    turn: u64,
}

/// What became of one choice.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Choice {
    /// Taken, and nothing was given up for it.
    Taken,
    /// Taken in place of the permission named here, since the resource's type allows one at a time (reference 8).
    Replaced(String),
    /// It was held, and is not any more.
    GivenBack,
    /// Refused: [`MOST_RESOURCES`] are chosen.
    Full,
}

/// How much of a resource's listed units is chosen.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Extent {
    /// None of them; also where none are listed.
    #[default]
    Nothing,
    /// Some of them.
    Part,
    /// Every one of them.
    All,
}

/// What became of taking everything that is listed of a resource.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Taken {
    /// Everything that can be taken together is.
    Whole,
    /// Several permissions are listed of which only one can be had at a time: the person has to say which.
    Undecided,
    /// Refused: [`MOST_RESOURCES`] are chosen.
    Full,
}

impl Selection {
    /// How many resources are chosen.
    pub fn len(&self) -> usize {
        self.chosen.len()
    }

    /// Whether no resource is chosen.
    pub fn is_empty(&self) -> bool {
        self.chosen.is_empty()
    }

    /// Whether this unit is chosen, by its id.
    pub fn holds(&self, unit: &AccessUnit) -> bool {
        self.chosen.get(&unit.resource.id).is_some_and(|chosen| chosen.units.iter().any(|held| held.id == unit.id))
    }

    /// Whether the resource with this id is chosen, with or without permissions.
    pub fn holds_resource(&self, resource: &str) -> bool {
        self.chosen.contains_key(resource)
    }

    /// How much of these units of one resource is chosen.
    pub fn extent(&self, units: &[AccessUnit]) -> Extent {
        match units.iter().filter(|unit| self.holds(unit)).count() {
            0 => Extent::Nothing,
            all if all == units.len() => Extent::All,
            _ => Extent::Part,
        }
    }

    /// Takes a unit, or gives it back when it is held.
    pub fn toggle(&mut self, unit: &AccessUnit) -> Choice {
        if self.holds(unit) {
            self.give_back(unit);
            return Choice::GivenBack;
        }
        let full = self.is_full();
        match self.chosen.get_mut(&unit.resource.id) {
            Some(chosen) if unit.resource.resource_type.several_permissions => {
                chosen.units.push(unit.clone());
                Choice::Taken
            }
            Some(chosen) => {
                let before = std::mem::replace(&mut chosen.units, vec![unit.clone()]);
                before.into_iter().next().map_or(Choice::Taken, |unit| Choice::Replaced(unit.permission.name))
            }
            None if full => Choice::Full,
            None => {
                self.insert(Arc::clone(&unit.resource), vec![unit.clone()]);
                Choice::Taken
            }
        }
    }

    /// Takes a resource without permissions of its own, or gives it back.
    pub fn toggle_resource(&mut self, resource: &Arc<Resource>) -> Choice {
        if self.chosen.remove(&resource.id).is_some() {
            return Choice::GivenBack;
        }
        match self.take_resource(resource) {
            Taken::Full => Choice::Full,
            Taken::Whole | Taken::Undecided => Choice::Taken,
        }
    }

    /// Takes a resource without permissions of its own.
    pub fn take_resource(&mut self, resource: &Arc<Resource>) -> Taken {
        if self.holds_resource(&resource.id) {
            return Taken::Whole;
        }
        if self.is_full() {
            return Taken::Full;
        }
        self.insert(Arc::clone(resource), Vec::new());
        Taken::Whole
    }

    /// Takes all these units of one resource.
    pub fn take_all(&mut self, units: &[AccessUnit]) -> Taken {
        let Some(first) = units.first() else { return Taken::Whole };
        let several = first.resource.resource_type.several_permissions;
        let full = self.is_full();
        match self.chosen.get_mut(&first.resource.id) {
            Some(_) if !several => Taken::Whole,
            Some(chosen) => {
                for unit in units {
                    if !chosen.units.iter().any(|held| held.id == unit.id) {
                        chosen.units.push(unit.clone());
                    }
                }
                Taken::Whole
            }
            None if !several && units.len() > 1 => Taken::Undecided,
            None if full => Taken::Full,
            None => {
                self.insert(Arc::clone(&first.resource), units.to_vec());
                Taken::Whole
            }
        }
    }

    /// Gives back a resource with all its permissions.
    pub fn remove(&mut self, resource: &str) {
        self.chosen.remove(resource);
    }

    /// Gives everything back.
    pub fn clear(&mut self) {
        self.chosen.clear();
    }

    /// The chosen resources in the order in which they came in.
    pub fn in_order(&self) -> Vec<&Chosen> {
        let mut chosen: Vec<&Chosen> = self.chosen.values().collect();
        chosen.sort_by_key(|chosen| chosen.turn);
        chosen
    }

    /// Ids of all chosen units, in order.
    pub fn unit_ids(&self) -> Vec<String> {
        self.in_order().into_iter().flat_map(|chosen| &chosen.units).map(|unit| unit.id.clone()).collect()
    }

    /// What is chosen as resources and permissions apart, the way a template holds it: each resource with each permission
    /// of its type, to which a permission's id belongs. `None` where that would be more than what is chosen.
    pub fn as_product(&self) -> Option<(Vec<String>, Vec<String>)> {
        let chosen = self.in_order();
        let mut by_type: HashMap<(&str, &str), Vec<&str>> = HashMap::new();
        let mut permissions: Vec<String> = Vec::new();
        for one in &chosen {
            let (kind, place) = (&one.resource.resource_type, &one.resource.integration);
            let mut ids: Vec<&str> = one.units.iter().map(|unit| unit.permission.id.as_str()).collect();
            ids.sort_unstable();
            if by_type.entry((&place.id, &kind.id)).or_insert_with(|| ids.clone()) != &ids {
                return None;
            }
            for id in ids {
                if !permissions.iter().any(|known| known == id) {
                    permissions.push(id.to_owned());
                }
            }
        }
        Some((self.resource_ids(), permissions))
    }

    /// Ids of all chosen resources, in order.
    pub fn resource_ids(&self) -> Vec<String> {
        self.in_order().into_iter().map(|chosen| chosen.resource.id.clone()).collect()
    }

    fn is_full(&self) -> bool {
        self.len() >= MOST_RESOURCES
    }

    fn insert(&mut self, resource: Arc<Resource>, units: Vec<AccessUnit>) {
        self.turn += 1;
        self.chosen.insert(resource.id.clone(), Chosen { resource, units, turn: self.turn });
    }

    fn give_back(&mut self, unit: &AccessUnit) {
        if let Some(chosen) = self.chosen.get_mut(&unit.resource.id) {
            chosen.units.retain(|held| held.id != unit.id);
            if chosen.units.is_empty() {
                self.chosen.remove(&unit.resource.id);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use proptest::prelude::*;

    use super::*;
    use crate::domain::inventory::test::unit;

    fn several(resource: usize, permission: &str) -> AccessUnit {
        unit(resource, permission, true)
    }

    fn one_at_a_time(resource: usize, permission: &str) -> AccessUnit {
        unit(resource, permission, false)
    }

    fn full() -> Selection {
        let mut selection = Selection::default();
        for resource in 0..MOST_RESOURCES {
            assert_eq!(selection.toggle(&several(resource, "read")), Choice::Taken);
        }
        selection
    }

    #[test]
    fn a_thousand_resources_are_taken_and_the_next_is_refused() {
        let mut selection = full();
        assert_eq!(selection.len(), 1_000);
        assert_eq!(selection.toggle(&several(1_000, "read")), Choice::Full);
        assert_eq!(selection.take_all(&[several(1_000, "read")]), Taken::Full);
        assert_eq!(selection.len(), 1_000);
    }

    #[test]
    fn more_permissions_on_a_chosen_resource_are_taken_when_a_thousand_are_chosen() {
        let mut selection = full();
        assert_eq!(selection.toggle(&several(7, "write")), Choice::Taken);
        assert_eq!(selection.unit_ids().len(), 1_001);
    }

    #[test]
    fn giving_one_back_makes_room_for_another() {
        let mut selection = full();
        assert_eq!(selection.toggle(&several(3, "read")), Choice::GivenBack);
        assert_eq!(selection.toggle(&several(5_000, "read")), Choice::Taken);
    }

    #[test]
    fn where_one_permission_is_allowed_the_new_one_takes_the_place_of_the_old_one() {
        let mut selection = Selection::default();
        assert_eq!(selection.toggle(&one_at_a_time(1, "read")), Choice::Taken);
        assert_eq!(selection.toggle(&one_at_a_time(1, "admin")), Choice::Replaced("read".to_owned()));
        assert!(!selection.holds(&one_at_a_time(1, "read")) && selection.holds(&one_at_a_time(1, "admin")));
    }

    #[test]
    fn taking_all_never_decides_between_permissions_that_exclude_each_other() {
        let mut selection = Selection::default();
        let both = [one_at_a_time(1, "read"), one_at_a_time(1, "admin")];
        assert_eq!(selection.take_all(&both), Taken::Undecided);
        assert!(selection.is_empty());
        assert_eq!(selection.take_all(&both[..1]), Taken::Whole);
        assert_eq!(selection.take_all(&both), Taken::Whole, "a choice that was made stays");
        assert_eq!(selection.extent(&both), Extent::Part);
    }

    #[test]
    fn a_resource_without_permissions_of_its_own_counts_and_comes_back_by_its_id() {
        let mut selection = Selection::default();
        let resource = several(1, "read").resource;
        assert_eq!(selection.toggle_resource(&resource), Choice::Taken);
        assert!(selection.holds_resource("r1") && selection.unit_ids().is_empty());
        assert_eq!((selection.len(), selection.resource_ids()), (1, vec!["r1".to_owned()]));
        assert_eq!(selection.toggle_resource(&resource), Choice::GivenBack);
        assert_eq!(full().toggle_resource(&several(1_000, "read").resource), Choice::Full);
    }

    #[test]
    fn what_is_chosen_stands_in_the_order_in_which_it_was_chosen_and_is_given_back_together() {
        let mut selection = Selection::default();
        assert!(selection.is_empty());
        for resource in [7, 3, 9, 1, 8, 2] {
            selection.toggle(&several(resource, "read"));
        }
        assert_eq!(selection.resource_ids(), ["r7", "r3", "r9", "r1", "r8", "r2"]);
        assert!(!selection.is_empty());
        selection.clear();
        assert!(selection.is_empty());
    }

    #[test]
    fn a_template_holds_only_what_is_chosen_for_every_resource_of_a_type() {
        let mut selection = Selection::default();
        selection.take_all(&[several(1, "read"), several(1, "write")]);
        selection.take_all(&[several(2, "read"), several(2, "write")]);
        let ids = |ids: [&str; 2]| ids.map(str::to_owned).to_vec();
        assert_eq!(selection.as_product(), Some((ids(["r1", "r2"]), ids(["p-read", "p-write"]))));
        selection.toggle(&several(2, "write"));
        assert_eq!(selection.as_product(), None, "the template would give the second resource more than was chosen");
    }

    #[test]
    fn a_resource_shows_whether_nothing_a_part_or_all_of_it_is_chosen() {
        let mut selection = Selection::default();
        let units = [several(1, "read"), several(1, "write")];
        assert_eq!(selection.extent(&units), Extent::Nothing);
        selection.toggle(&units[0]);
        assert_eq!(selection.extent(&units), Extent::Part);
        assert_eq!(selection.take_all(&units), Taken::Whole);
        assert_eq!(selection.extent(&units), Extent::All);
    }

    proptest! {
        #[test]
        fn the_selection_is_what_a_set_of_pairs_would_be(
            steps in proptest::collection::vec((0_usize..6, 0_usize..4, 0_usize..4), 0..60),
        ) {
            let names = ["a", "b", "c", "d"];
            let mut selection = Selection::default();
            let mut model: BTreeSet<(usize, usize)> = BTreeSet::new();
            for (resource, permission, kind) in steps {
                match kind {
                    0 => {
                        selection.remove(&several(resource, "a").resource.id);
                        model.retain(|(held, _)| *held != resource);
                    }
                    1 => {
                        let all = names.map(|name| several(resource, name));
                        prop_assert_eq!(selection.take_all(&all), Taken::Whole);
                        model.extend((0..4).map(|permission| (resource, permission)));
                    }
                    _ => {
                        let taken = selection.toggle(&several(resource, names[permission])) == Choice::Taken;
                        prop_assert_eq!(taken, model.insert((resource, permission)));
                        if !taken {
                            model.remove(&(resource, permission));
                        }
                    }
                }
                let resources: BTreeSet<usize> = model.iter().map(|(resource, _)| *resource).collect();
                prop_assert_eq!(selection.len(), resources.len());
                let ids: BTreeSet<String> = selection.unit_ids().into_iter().collect();
                let wanted: BTreeSet<String> = model.iter().map(|(r, p)| several(*r, names[*p]).id).collect();
                prop_assert_eq!(ids, wanted);
            }
        }

        #[test]
        fn never_more_than_a_thousand_are_chosen(first in 900_usize..1_000, more in proptest::collection::vec(0_usize..3_000, 0..200)) {
            let mut selection = Selection::default();
            for resource in (0..first).chain(more) {
                selection.take_all(&[several(resource, "read")]);
                prop_assert!(selection.len() <= MOST_RESOURCES);
            }
        }
    }
}
