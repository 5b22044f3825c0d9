//! The list of what may be requested: one resource's permissions stand together under its name (design 8).

use std::sync::Arc;

use super::inventory::{AccessUnit, PageOf, Resource};

/// What has been read so far, in the service's order.
#[derive(Clone, Debug, Default)]
pub struct Listing {
    groups: Vec<Group>,
    rows: Vec<ListRow>,
    /// Units in all, when the service says so.
    total: Option<usize>,
    /// Rows of the service read so far: units, or resources where they alone are listed.
    read: usize,
    more: bool,
}

/// A resource with its listed units; without any where resources alone are listed.
#[derive(Clone, Debug)]
pub struct Group {
    /// What its units give access to.
    pub resource: Arc<Resource>,
    /// Those read so far, in the service's order.
    pub units: Vec<AccessUnit>,
}

/// One line of the list.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ListRow {
    /// A resource's name: the group's place.
    Head(usize),
    /// One of its permissions: the group's place, and the unit's within it.
    Unit(usize, usize),
}

impl Listing {
    /// Adds the next page. The first unit may belong to the resource that the page before ended with.
    pub fn append(&mut self, page: PageOf<AccessUnit>) {
        self.total = page.total;
        self.more = page.more && !page.rows.is_empty();
        self.read += page.rows.len();
        for unit in page.rows {
            if self.groups.last().is_none_or(|group| group.resource.id != unit.resource.id) {
                self.rows.push(ListRow::Head(self.groups.len()));
                self.groups.push(Group { resource: Arc::clone(&unit.resource), units: Vec::new() });
            }
            let place = self.groups.len().saturating_sub(1);
            if let Some(group) = self.groups.last_mut() {
                self.rows.push(ListRow::Unit(place, group.units.len()));
                group.units.push(unit);
            }
        }
    }

    /// Adds the next page of resources alone.
    pub fn append_resources(&mut self, page: PageOf<Resource>) {
        self.total = page.total;
        self.more = page.more && !page.rows.is_empty();
        self.read += page.rows.len();
        for resource in page.rows {
            self.rows.push(ListRow::Head(self.groups.len()));
            self.groups.push(Group { resource: Arc::new(resource), units: Vec::new() });
        }
    }

    /// All lines, in the order in which they are shown.
    pub fn rows(&self) -> &[ListRow] {
        &self.rows
    }

    /// The group at this place.
    pub fn group(&self, place: usize) -> Option<&Group> {
        self.groups.get(place)
    }

    /// The unit by the place of its group, and by its own within that.
    pub fn unit(&self, group: usize, unit: usize) -> Option<&AccessUnit> {
        self.groups.get(group).and_then(|group| group.units.get(unit))
    }

    /// The groups of which every unit has been read: the last one may go on with the next page.
    pub fn whole_groups(&self) -> &[Group] {
        let whole = if self.more { self.groups.len().saturating_sub(1) } else { self.groups.len() };
        self.groups.get(..whole).unwrap_or_default()
    }

    /// How many resources have been read.
    pub fn resources(&self) -> usize {
        self.groups.len()
    }

    /// How many rows of the service have been read: where the next page begins.
    pub fn read(&self) -> usize {
        self.read
    }

    /// How many rows the service has in all, when it says so: units, or resources where they alone are listed.
    pub fn total(&self) -> Option<usize> {
        self.total
    }

    /// Whether there are further pages.
    pub fn more(&self) -> bool {
        self.more
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::domain::inventory::test::unit;

    fn page(units: &[(usize, &str)], more: bool) -> PageOf<AccessUnit> {
        let rows = units.iter().map(|(resource, permission)| unit(*resource, permission, true)).collect();
        PageOf { rows, total: None, more }
    }

    #[test]
    fn permissions_stand_under_their_resource() {
        let mut listing = Listing::default();
        listing.append(page(&[(1, "read"), (1, "write"), (2, "read")], false));
        use ListRow::{Head, Unit};
        assert_eq!(listing.rows(), [Head(0), Unit(0, 0), Unit(0, 1), Head(1), Unit(1, 0)]);
    }

    #[test]
    fn resources_alone_are_lines_without_permissions() {
        let resources = |numbers: &[usize]| {
            numbers.iter().map(|number| Resource::clone(&unit(*number, "read", true).resource)).collect()
        };
        let mut listing = Listing::default();
        listing.append_resources(PageOf { rows: resources(&[1, 2]), total: Some(3), more: true });
        assert_eq!((listing.read(), listing.total(), listing.more()), (2, Some(3), true));
        listing.append_resources(PageOf { rows: resources(&[3]), total: Some(3), more: false });
        assert_eq!(listing.rows(), [ListRow::Head(0), ListRow::Head(1), ListRow::Head(2)]);
        assert_eq!((listing.read(), listing.more()), (3, false));
        listing.append_resources(PageOf { rows: Vec::new(), total: Some(3), more: true });
        assert!(!listing.more(), "an empty page is the last one, whatever it says");
    }

    #[test]
    fn a_unit_is_found_by_its_place() {
        let mut listing = Listing::default();
        listing.append(page(&[(1, "read"), (2, "read"), (2, "write")], true));
        assert_eq!(listing.unit(1, 1).map(|unit| unit.id.as_str()), Some("u2-write"));
        assert_eq!((listing.unit(0, 1), listing.unit(2, 0)), (None, None));
        assert!(listing.more());
    }

    #[test]
    fn a_resource_that_a_page_cuts_in_two_stays_one_and_is_whole_only_then() {
        let mut listing = Listing::default();
        listing.append(page(&[(1, "read"), (2, "read")], true));
        assert_eq!(listing.whole_groups().len(), 1);
        listing.append(page(&[(2, "write"), (3, "read")], false));
        assert_eq!((listing.resources(), listing.read(), listing.whole_groups().len()), (3, 4, 3));
        assert_eq!(listing.group(1).unwrap().units.len(), 2);
    }

    proptest! {
        #[test]
        fn the_list_is_the_same_however_it_is_cut_into_pages(
            lengths in proptest::collection::vec(1_usize..5, 0..20), cut in 1_usize..7,
        ) {
            let names = ["a", "b", "c", "d"];
            let all: Vec<(usize, &str)> = lengths
                .iter()
                .enumerate()
                .flat_map(|(resource, length)| names.into_iter().take(*length).map(move |name| (resource, name)))
                .collect();
            let (mut whole, mut cut_up) = (Listing::default(), Listing::default());
            whole.append(page(&all, false));
            for part in all.chunks(cut) {
                cut_up.append(page(part, true));
            }
            cut_up.append(page(&[], true));
            prop_assert!(!cut_up.more(), "an empty page is the last one, whatever it says");
            prop_assert_eq!(whole.rows(), cut_up.rows());
        }
    }
}
