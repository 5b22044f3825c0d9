//! Search and filters over the requests that are loaded (section 3, 12): the service has none (design 8).

use super::inventory::AccessUnit;
use super::request::AccessRequest;
use super::status::Status;

/// The part of a request that filters look at, made once for each state of it so that a key stroke costs little even
/// over 10,000 requests.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Subject {
    /// Everything that a person may search for, in small letters, parted by line ends.
    text: String,
    /// Where the request stands.
    pub status: Status,
    /// Ids and names of the integrations.
    pub integrations: Vec<(String, String)>,
    /// Who asked, and for whom it is.
    people: Vec<String>,
}

impl Subject {
    /// From what the request tells by itself; [`Subject::learn`] adds to it.
    pub fn of(request: &AccessRequest) -> Self {
        let mut text = String::new();
        let mut add = |part: &str| {
            text.extend(part.chars().flat_map(char::to_lowercase));
            text.push('\n');
        };
        add(&request.id);
        add(&request.requestor);
        for part in [&request.grantee, &request.bundle, &request.justification].into_iter().flatten() {
            add(part);
        }
        for name in &request.resource_names {
            add(name);
        }
        for (resource, permission) in &request.summary {
            add(resource);
            add(permission);
        }
        for group in &request.groups {
            add(&group.integration.name);
            add(&group.integration.kind_name);
        }
        for (_, answer) in &request.custom_fields {
            add(answer);
        }
        let integrations = request.groups.iter().map(|group| &group.integration);
        Self {
            text,
            status: request.status.clone(),
            integrations: integrations.map(|one| (one.id.clone(), one.name.clone())).collect(),
            people: std::iter::once(&request.requestor).chain(&request.grantee).cloned().collect(),
        }
    }

    /// Takes in what is known besides: the exact resources of a request that names no integration yet.
    pub fn learn(&mut self, units: &[AccessUnit]) {
        let mut last: Option<&str> = None;
        for unit in units {
            let resource = &unit.resource;
            if last == Some(resource.id.as_str()) {
                continue;
            }
            last = Some(&resource.id);
            self.text.extend(resource.name.chars().flat_map(char::to_lowercase));
            self.text.push('\n');
            let integration = &resource.integration;
            if self.integrations.iter().all(|(id, _)| *id != integration.id) {
                self.integrations.push((integration.id.clone(), integration.name.clone()));
            }
        }
    }
}

/// What a list is narrowed to. Empty parts narrow nothing.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Filter {
    /// All of these have to occur; in small letters.
    words: Vec<String>,
    /// One of these, by [`Status::key`].
    statuses: Vec<String>,
    /// One of these, by id or [`NO_INTEGRATION`].
    integrations: Vec<String>,
    /// One of these, by name.
    people: Vec<String>,
}

/// Stands for requests that name no integration, because the service has not evaluated them yet.
pub const NO_INTEGRATION: &str = "-";

impl Filter {
    /// From the text searched for, keys of statuses, and ids of integrations.
    pub fn new(search: &str, statuses: &[String], integrations: &[String]) -> Self {
        Self {
            words: search.split_whitespace().map(str::to_lowercase).collect(),
            statuses: statuses.to_vec(),
            integrations: integrations.to_vec(),
            people: Vec::new(),
        }
    }

    /// Narrowed further, to requests of these people or for them.
    #[must_use]
    pub fn of_people(self, people: &[String]) -> Self {
        Self { people: people.to_vec(), ..self }
    }

    /// Whether nothing is narrowed.
    pub fn is_empty(&self) -> bool {
        self.words.is_empty() && self.statuses.is_empty() && self.integrations.is_empty() && self.people.is_empty()
    }

    /// Whether the narrowed list shows this request.
    pub fn takes(&self, subject: &Subject) -> bool {
        let status = subject.status.key();
        let integration = |wanted: &String| {
            if wanted == NO_INTEGRATION {
                subject.integrations.is_empty()
            } else {
                subject.integrations.iter().any(|(id, _)| id == wanted)
            }
        };
        (self.statuses.is_empty() || self.statuses.iter().any(|wanted| wanted == status))
            && (self.integrations.is_empty() || self.integrations.iter().any(integration))
            && (self.people.is_empty() || self.people.iter().any(|wanted| subject.people.contains(wanted)))
            && self.words.iter().all(|word| subject.text.contains(word.as_str()))
    }
}

/// What a list can be narrowed to, with how many requests each choice has.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Choices {
    /// In the order of a request's life.
    pub statuses: Vec<(Status, usize)>,
    /// Id, name, count; by name. [`NO_INTEGRATION`] comes last, without a name.
    pub integrations: Vec<(String, String, usize)>,
    /// Who asked and for whom it is; by name.
    pub people: Vec<(String, usize)>,
}

impl Choices {
    /// Counted over these requests; one in several integrations counts for each of them.
    pub fn of<'a>(subjects: impl IntoIterator<Item = &'a Subject>) -> Self {
        let mut choices = Self::default();
        let mut without = 0;
        for subject in subjects {
            match choices.statuses.iter_mut().find(|(status, _)| *status == subject.status) {
                Some((_, count)) => *count += 1,
                None => choices.statuses.push((subject.status.clone(), 1)),
            }
            for (index, name) in subject.people.iter().enumerate() {
                if subject.people.iter().take(index).any(|before| before == name) {
                    continue;
                }
                match choices.people.iter_mut().find(|(known, _)| known == name) {
                    Some((_, count)) => *count += 1,
                    None => choices.people.push((name.clone(), 1)),
                }
            }
            without += usize::from(subject.integrations.is_empty());
            for (index, (id, name)) in subject.integrations.iter().enumerate() {
                // Two groups of a request may lie in one integration.
                if subject.integrations.iter().take(index).any(|(before, _)| before == id) {
                    continue;
                }
                match choices.integrations.iter_mut().find(|(known, ..)| known == id) {
                    Some((.., count)) => *count += 1,
                    None => choices.integrations.push((id.clone(), name.clone(), 1)),
                }
            }
        }
        choices.statuses.sort_by(|(a, _), (b, _)| a.place().cmp(&b.place()).then_with(|| a.key().cmp(b.key())));
        choices.integrations.sort_by(|(a_id, a, _), (b_id, b, _)| a.cmp(b).then_with(|| a_id.cmp(b_id)));
        choices.people.sort();
        if without > 0 {
            choices.integrations.push((NO_INTEGRATION.to_owned(), String::new(), without));
        }
        choices
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::domain::inventory::test::unit;
    use crate::domain::request::test::request;

    fn words(search: &str) -> Filter {
        Filter::new(search, &[], &[])
    }

    fn subject(id: &str, status: Status) -> Subject {
        Subject::of(&request(id, status))
    }

    #[test]
    fn all_words_have_to_occur_in_whatever_order_and_case() {
        let subject = subject("AR-7", Status::Granted);
        assert!(words("").takes(&subject) && words("ar-7").takes(&subject));
        assert!(words("  READ  orders-7 ").takes(&subject));
        assert!(!words("read moon").takes(&subject));
    }

    #[test]
    fn a_request_is_found_by_who_asked_and_by_whom_it_is_for() {
        let for_ada = AccessRequest { grantee: Some("Ada".to_owned()), ..request("AR-7", Status::PendingApproval) };
        let subject = Subject::of(&for_ada);
        let of = |name: &str| Filter::default().of_people(&[name.to_owned()]);
        assert!(of("Robin").takes(&subject) && of("Ada").takes(&subject) && !of("Grace").takes(&subject));
        assert!(!of("Robin").is_empty());
        let people = Choices::of([&subject]).people;
        assert_eq!(people, [("Ada".to_owned(), 1), ("Robin".to_owned(), 1)]);
    }

    #[test]
    fn a_request_that_names_no_integration_yet_learns_it_from_its_exact_resources() {
        let waiting = AccessRequest { groups: Vec::new(), ..request("AR-7", Status::PendingApproval) };
        let mut subject = Subject::of(&waiting);
        let of_integration = Filter::new("resource", &[], &["i".to_owned()]);
        assert!(!of_integration.takes(&subject));
        subject.learn(&[unit(1, "read", true), unit(1, "write", true), unit(2, "read", true)]);
        assert!(of_integration.takes(&subject));
        assert_eq!(subject.integrations.len(), 1);
    }

    #[test]
    fn a_word_does_not_run_from_one_name_into_the_next() {
        let subject = subject("AR-7", Status::Granted);
        assert!(!words("orders-7read").takes(&subject));
    }

    #[test]
    fn one_of_the_chosen_statuses_and_one_of_the_chosen_integrations_are_enough() {
        let subject = subject("AR-7", Status::Granted);
        let chosen = |statuses: &[&str], integrations: &[&str]| {
            let owned = |texts: &[&str]| texts.iter().map(|text| (*text).to_owned()).collect::<Vec<_>>();
            Filter::new("", &owned(statuses), &owned(integrations))
        };
        assert!(chosen(&["expired", "granted"], &[]).takes(&subject));
        assert!(!chosen(&["expired"], &[]).takes(&subject));
        assert!(chosen(&["granted"], &["i", "other"]).takes(&subject));
        assert!(!chosen(&["granted"], &["other"]).takes(&subject));
        assert!(!chosen(&[], &[NO_INTEGRATION]).takes(&subject));
    }

    #[test]
    fn requests_without_an_integration_can_be_found_as_such() {
        let mut waiting = request("AR-8", Status::Evaluating);
        waiting.groups.clear();
        let waiting = Subject::of(&waiting);
        assert!(Filter::new("", &[], &[NO_INTEGRATION.to_owned()]).takes(&waiting));
        let choices = Choices::of([&waiting]);
        assert_eq!(choices.integrations, [(NO_INTEGRATION.to_owned(), String::new(), 1)]);
    }

    #[test]
    fn each_choice_counts_the_requests_that_have_it_once_each() {
        let text = str::to_owned;
        let with = |people: &[&str], integrations: &[&str]| Subject {
            people: people.iter().map(|name| text(name)).collect(),
            integrations: integrations.iter().map(|id| (text(id), text("N"))).collect(),
            ..subject("AR-7", Status::Granted)
        };
        let choices = Choices::of(&[
            with(&["Robin", "Robin"], &["i", "i", "j"]),
            with(&["Robin", "Ada"], &["i"]),
            with(&["Robin"], &[]),
            with(&["Ada"], &[]),
        ]);
        assert_eq!(choices.people, [(text("Ada"), 2), (text("Robin"), 3)]);
        let named = |id: &str, count| (text(id), text("N"), count);
        assert_eq!(choices.integrations, [named("i", 2), named("j", 1), (text(NO_INTEGRATION), String::new(), 2)]);
        assert_eq!(choices.statuses, [(Status::Granted, 4)]);
        assert_eq!(Choices::of(&[with(&[], &["i"])]).integrations, [named("i", 1)]);
    }

    fn any_status() -> impl Strategy<Value = Status> {
        prop_oneof![
            Just(Status::Granted),
            Just(Status::PendingApproval),
            Just(Status::Expired),
            "[A-Z][a-z]{1,4}".prop_map(Status::Unknown)
        ]
    }

    proptest! {
        #[test]
        fn each_choice_has_as_many_requests_as_it_says(statuses in proptest::collection::vec(any_status(), 0..30)) {
            let subjects: Vec<Subject> =
                statuses.into_iter().enumerate().map(|(n, status)| subject(&format!("AR-{n}"), status)).collect();
            for (status, count) in Choices::of(&subjects).statuses {
                let filter = Filter::new("", &[status.key().to_owned()], &[]);
                prop_assert_eq!(subjects.iter().filter(|subject| filter.takes(subject)).count(), count);
            }
        }

        #[test]
        fn more_words_never_find_more(one in "[a-z0-9-]{0,4}", two in "[a-z0-9-]{0,4}", status in any_status()) {
            let subject = subject("AR-7", status);
            let (first, both) = (words(&one), words(&format!("{one} {two}")));
            prop_assert!(!both.takes(&subject) || first.takes(&subject));
        }

        #[test]
        fn an_empty_filter_takes_everything(blanks in "[ \t]{0,4}", status in any_status()) {
            prop_assert!(words(&blanks).is_empty());
            prop_assert!(words(&blanks).takes(&subject("AR-1", status)));
        }
    }
}
