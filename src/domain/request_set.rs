//! Requests that came from one form stay together (section 3, 1). The service does not say which those are, so the device
//! remembers them (design 8); what it has forgotten falls apart into single requests.

use super::status::Status;

/// How many submissions are remembered.
const MOST_SETS: usize = 50;
/// The longest submission that is remembered.
const MOST_IDS: usize = 200;

/// The remembered submissions, newest first. An id belongs to at most one of them.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Sets(Vec<Vec<String>>);

impl Sets {
    /// Reads what [`Sets::text`] wrote. What cannot be read counts as forgotten.
    pub fn read(text: &str) -> Self {
        let mut sets = Self::default();
        let lines: Vec<&str> = text.lines().take(MOST_SETS).collect();
        for line in lines.into_iter().rev() {
            let ids: Vec<String> = line.split('\t').filter(|id| !id.is_empty()).map(str::to_owned).collect();
            sets.add(&ids);
        }
        sets
    }

    /// One line a submission.
    pub fn text(&self) -> String {
        self.0.iter().map(|ids| ids.join("\t")).collect::<Vec<_>>().join("\n")
    }

    /// Remembers a submission; one that became a single request is no set.
    pub fn add(&mut self, ids: &[String]) {
        let mut own: Vec<String> = Vec::new();
        for id in ids {
            if !own.contains(id) {
                own.push(id.clone());
            }
        }
        let plain = |id: &String| !id.is_empty() && !id.contains(char::is_control);
        if !(2..=MOST_IDS).contains(&own.len()) || !own.iter().all(plain) {
            return;
        }
        self.0.retain(|other| !other.iter().any(|id| own.contains(id)));
        self.0.insert(0, own);
        self.0.truncate(MOST_SETS);
    }

    /// All requests of the submission that this one belongs to.
    pub fn of(&self, id: &str) -> Option<&[String]> {
        self.0.iter().find(|ids| ids.iter().any(|other| other == id)).map(Vec::as_slice)
    }
}

/// One line of a list in which sets stand together.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Line {
    /// The head of a set: all its requests, also those that are not on this list.
    Head(Vec<String>),
    /// A request below the head before it.
    Member(String),
    /// A request that stands alone.
    Single(String),
}

impl Line {
    /// What tells this line from all others of a list.
    pub fn key(&self) -> String {
        match self {
            Self::Head(members) => ["set ", members.first().map_or("", String::as_str)].concat(),
            Self::Member(id) => ["member ", id].concat(),
            Self::Single(id) => ["single ", id].concat(),
        }
    }
}

/// Puts the requests of each set together, where the first of them stands. A set of which only one request is on this
/// list has nothing to keep together.
pub fn arrange(ids: &[String], sets: &Sets) -> Vec<Line> {
    let set_of = set_of_each(sets);
    let mut here: Vec<Vec<&String>> = vec![Vec::new(); sets.0.len()];
    for id in ids {
        if let Some(members) = set_of.get(id.as_str()).and_then(|set| here.get_mut(*set)) {
            members.push(id);
        }
    }
    let mut lines = Vec::with_capacity(ids.len());
    for id in ids {
        let set = set_of.get(id.as_str()).copied();
        let together = set.and_then(|set| here.get(set)).filter(|members| members.len() > 1);
        match (together, set.and_then(|set| sets.0.get(set))) {
            (Some(members), Some(all)) => {
                if members.first() == Some(&id) {
                    lines.push(Line::Head(all.clone()));
                    lines.extend(members.iter().map(|id| Line::Member((*id).clone())));
                }
            }
            _ => lines.push(Line::Single(id.clone())),
        }
    }
    lines
}

fn set_of_each(sets: &Sets) -> std::collections::HashMap<&str, usize> {
    let numbered = sets.0.iter().enumerate();
    numbered.flat_map(|(set, ids)| ids.iter().map(move |id| (id.as_str(), set))).collect()
}

/// How far a set is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Progress {
    /// How many give access now.
    pub granted: usize,
    /// Ended, rejected or failed.
    pub closed: usize,
    /// How many requests the set has, also those whose status is not known.
    pub all: usize,
}

impl Progress {
    /// Of `all` requests, from the statuses that are known.
    pub fn of<'a>(all: usize, statuses: impl IntoIterator<Item = &'a Status>) -> Self {
        let mut progress = Self { all, ..Self::default() };
        for status in statuses {
            progress.granted += usize::from(status.has_access());
            progress.closed += usize::from(status.list() == super::status::List::Closed);
        }
        progress
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use proptest::prelude::*;

    use super::*;

    fn ids(text: &str) -> Vec<String> {
        text.chars().map(String::from).collect()
    }

    fn sets(all: &[&str]) -> Sets {
        let mut sets = Sets::default();
        all.iter().rev().for_each(|set| sets.add(&ids(set)));
        sets
    }

    fn shown(lines: &[Line]) -> String {
        let line = |line: &Line| match line {
            Line::Head(members) => format!("[{}]", members.concat()),
            Line::Member(id) => format!(".{id}"),
            Line::Single(id) => id.clone(),
        };
        lines.iter().map(line).collect()
    }

    #[test]
    fn a_set_stands_where_its_newest_request_stands() {
        assert_eq!(shown(&arrange(&ids("abcde"), &sets(&["bd"]))), "a[bd].b.dce");
    }

    #[test]
    fn a_request_whose_companions_are_on_the_other_list_stands_alone() {
        assert_eq!(shown(&arrange(&ids("abc"), &sets(&["bx"]))), "abc");
        assert_eq!(shown(&arrange(&ids("abc"), &sets(&["bcx"]))), "a[bcx].b.c");
    }

    #[test]
    fn what_the_device_has_forgotten_falls_apart() {
        assert_eq!(shown(&arrange(&ids("abc"), &Sets::read(""))), "abc");
        assert_eq!(shown(&arrange(&ids("abc"), &Sets::read("\u{0}{\"broken\":"))), "abc");
    }

    #[test]
    fn a_set_is_found_by_any_of_its_requests_and_gives_way_to_a_newer_one_that_shares_some() {
        let mut sets = sets(&["abc", "de"]);
        assert_eq!(sets.of("b"), Some(&*ids("abc")));
        assert_eq!(sets.of("e"), Some(&*ids("de")));
        assert_eq!(sets.of("x"), None);
        sets.add(&ids("cx"));
        assert_eq!(sets.of("a"), None);
        assert_eq!(sets.of("c"), Some(&*ids("cx")));
        assert_eq!(sets.of("d"), Some(&*ids("de")));
    }

    #[test]
    fn what_would_not_be_read_back_is_not_remembered() {
        let mut sets = Sets::default();
        for id in ["", "b\tc", "b\nc"] {
            sets.add(&["a".to_owned(), id.to_owned()]);
        }
        assert_eq!(sets, Sets::default());
    }

    #[test]
    fn a_form_that_became_one_request_is_no_set() {
        let mut sets = Sets::default();
        sets.add(&ids("a"));
        sets.add(&ids("aa"));
        sets.add(&[]);
        assert_eq!(sets, Sets::default());
    }

    #[test]
    fn the_progress_counts_all_requests_of_the_set_also_those_not_read_yet() {
        let progress =
            Progress::of(5, [&Status::Granted, &Status::Rejected, &Status::PendingApproval, &Status::Granted]);
        assert_eq!(progress, Progress { granted: 2, closed: 1, all: 5 });
    }

    proptest! {
        #[test]
        fn every_request_stands_in_the_list_exactly_once(
            list in "[a-j]{0,10}", all in proptest::collection::vec("[a-l]{0,5}", 0..6),
        ) {
            let list: Vec<String> = ids(&list).into_iter().collect::<BTreeSet<_>>().into_iter().rev().collect();
            let all: Vec<&str> = all.iter().map(String::as_str).collect();
            let lines = arrange(&list, &sets(&all));
            let mut shown: Vec<String> = lines
                .iter()
                .filter_map(|line| match line {
                    Line::Head(_) => None,
                    Line::Member(id) | Line::Single(id) => Some(id.clone()),
                })
                .collect();
            let keys: BTreeSet<String> = lines.iter().map(Line::key).collect();
            prop_assert_eq!(keys.len(), lines.len());
            let mut wanted = list;
            shown.sort();
            wanted.sort();
            prop_assert_eq!(shown, wanted);
        }

        #[test]
        fn members_follow_their_head(list in "[a-j]{0,10}", all in proptest::collection::vec("[a-l]{2,5}", 0..4)) {
            let list: Vec<String> = ids(&list).into_iter().collect::<BTreeSet<_>>().into_iter().collect();
            let all: Vec<&str> = all.iter().map(String::as_str).collect();
            let mut head: Option<Vec<String>> = None;
            for line in arrange(&list, &sets(&all)) {
                match line {
                    Line::Head(members) => head = Some(members),
                    Line::Member(id) => prop_assert!(head.as_ref().is_some_and(|members| members.contains(&id))),
                    Line::Single(_) => head = None,
                }
            }
        }

        #[test]
        fn what_is_kept_comes_back_and_stays_bounded(
            all in proptest::collection::vec(proptest::collection::vec("[A-Z]{1,3}-[0-9]{1,3}", 0..6), 0..80),
        ) {
            let mut sets = Sets::default();
            all.iter().for_each(|set| sets.add(set));
            prop_assert!(sets.0.len() <= MOST_SETS);
            prop_assert_eq!(Sets::read(&sets.text()), sets);
        }

        #[test]
        fn no_kept_text_breaks_the_list(text in ".{0,60}") {
            let sets = Sets::read(&text);
            prop_assert_eq!(Sets::read(&sets.text()), sets);
        }
    }
}
