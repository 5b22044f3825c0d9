//! What a session is called and what it allows, told from the requests behind it: its own name often only repeats the
//! integration's.

use super::request::AccessRequest;
use super::session::AccessSession;

/// A session in a person's words.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Holding {
    /// Distinct resource names, or the session's own name where none is known.
    pub names: Vec<String>,
    /// How many resources there are beyond the first name.
    pub more: usize,
    /// Distinct permission names, as far as they are listed.
    pub permissions: Vec<String>,
    /// How many permissions there are, where only their number is known.
    pub permission_count: Option<usize>,
    /// How many resources there are, where only their number is known.
    pub resource_count: Option<usize>,
    /// Bundles that it comes from.
    pub bundles: Vec<String>,
}

impl Holding {
    /// From a session and the requests that it comes from, as far as they are known.
    pub fn of<'a>(session: &AccessSession, requests: impl IntoIterator<Item = &'a AccessRequest>) -> Self {
        let mut holding = Self::default();
        let mut counted = 0;
        let mut several = 0;
        for request in requests {
            several += 1;
            if let Some(bundle) = &request.bundle {
                add(&mut holding.bundles, bundle);
            }
            let here = request.groups.iter().find(|group| group.integration.id == session.integration.id);
            counted = counted.max(here.and_then(|group| group.resources).unwrap_or(0));
            // The summary of a request over several integrations does not say which resource lies where.
            if request.groups.len() == 1 {
                let summed = request.summary.iter().map(|(resource, _)| resource);
                request.resource_names.iter().chain(summed).for_each(|name| add(&mut holding.names, name));
                request.permission_names().iter().for_each(|name| add(&mut holding.permissions, name));
            } else if let Some(count) = here.and_then(|group| group.permissions) {
                holding.permission_count = Some(holding.permission_count.unwrap_or(0).max(count));
            }
        }
        // Several requests may share resources, so their numbers do not add up.
        let all = if several == 1 { counted.max(holding.names.len()) } else { holding.names.len() };
        holding.more = if holding.names.is_empty() { 0 } else { all.saturating_sub(1) };
        if holding.names.is_empty() {
            holding.resource_count = Some(counted).filter(|count| *count > 0);
            holding.names.push(session.name.clone());
        }
        holding
    }

    /// Whether any of its words, or those of its session, hold all of these. `wanted` is in lower case.
    pub fn matches(&self, session: &AccessSession, requests: &[String], wanted: &str) -> bool {
        let integration = &session.integration;
        let own = [&session.name, &session.type_name, &integration.name, &integration.kind_name];
        let words = own.into_iter().chain(&self.names).chain(&self.permissions).chain(&self.bundles).chain(requests);
        let text = words.map(|word| word.to_lowercase()).collect::<Vec<_>>().join("\n");
        wanted.split_whitespace().all(|part| text.contains(part))
    }
}

fn add(list: &mut Vec<String>, name: &str) {
    if !list.iter().any(|known| known == name) {
        list.push(name.to_owned());
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::inventory::Integration;
    use crate::domain::request::Group;
    use crate::domain::request::test::request as some_request;
    use crate::domain::status::Status;

    fn integration(id: &str) -> Integration {
        Integration {
            id: id.to_owned(),
            kind: "postgresql".into(),
            kind_name: "PostgreSQL".into(),
            name: "Orders".into(),
        }
    }

    fn session() -> AccessSession {
        AccessSession {
            id: "s".into(),
            name: "Orders".into(),
            type_name: "PostgreSQL".into(),
            integration: integration("db"),
            credentials: None,
            rotated: false,
            note: None,
        }
    }

    fn request(summary: &[(&str, &str)], groups: &[(&str, usize)]) -> AccessRequest {
        let group = |(id, resources): &(&str, usize)| Group {
            id: (*id).to_owned(),
            integration: integration(id),
            resource_types: Vec::new(),
            resources: Some(*resources),
            permissions: Some(2),
            trouble: None,
        };
        let mut request = some_request("AR-1", Status::Granted);
        request.summary = summary.iter().map(|(a, b)| ((*a).to_owned(), (*b).to_owned())).collect();
        request.groups = groups.iter().map(group).collect();
        request.resource_names = Vec::new();
        request
    }

    #[test]
    fn a_request_in_one_integration_names_the_resources_and_permissions() {
        let holding = Holding::of(&session(), [&request(&[("orders", "Read"), ("orders", "Write")], &[("db", 7)])]);
        assert_eq!((holding.names, holding.more), (vec!["orders".to_owned()], 6));
        assert_eq!(holding.permissions, ["Read", "Write"]);
    }

    #[test]
    fn a_request_over_several_integrations_leaves_the_sessions_own_name_and_a_number() {
        let holding = Holding::of(&session(), [&request(&[("orders", "Read")], &[("db", 3), ("aws", 1)])]);
        assert_eq!((holding.names, holding.more), (vec!["Orders".to_owned()], 0));
        assert_eq!(
            (holding.permissions.len(), holding.permission_count, holding.resource_count),
            (0, Some(2), Some(3))
        );
    }

    #[test]
    fn where_no_resource_is_counted_no_number_is_told() {
        let holding = Holding::of(&session(), [&request(&[], &[("db", 0), ("aws", 1)])]);
        assert_eq!((holding.resource_count, holding.more), (None, 0));
    }

    #[test]
    fn resources_of_several_requests_are_counted_once() {
        let one = request(&[("orders", "Read")], &[("db", 1)]);
        let two = request(&[("orders", "Write"), ("billing", "Read")], &[("db", 2)]);
        let holding = Holding::of(&session(), [&one, &two]);
        assert_eq!((holding.names.len(), holding.more), (2, 1));
    }

    #[test]
    fn every_word_of_a_search_has_to_be_found_somewhere() {
        let holding = Holding::of(&session(), [&request(&[("orders-eu", "Read")], &[("db", 1)])]);
        assert!(holding.matches(&session(), &["AR-1".to_owned()], "postgres orders-eu ar-1"));
        assert!(holding.matches(&session(), &[], ""));
        assert!(!holding.matches(&session(), &[], "orders us"));
    }
}
