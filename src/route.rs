//! One address per page, filter and form state: `/requests/open?request=AR-1`. Pure; any text parses to some route.
//!
//! Inside a host the same addresses carry the marker `/teams` in front (design 5), which [`Route::parse`] skips.

use apono_api::query::encode_into;

use crate::domain::status::List;

/// Where the person is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Route {
    /// My Requests: `/requests/open` or `/requests/closed`.
    Requests(RequestsView),
    /// New Request: `/new/resources`, `/new/integration` or `/new/bundle`.
    NewRequest(NewRequestView),
    /// My Access: `/access`.
    Access(AccessView),
    /// My Tasks: `/my-tasks/pending` or `/my-tasks/history`.
    Tasks(TasksView),
    /// The help page: `/help`, which carries no state.
    Help,
    /// An address that leads nowhere.
    NotFound,
}

/// My Requests: which list, what narrows it, and whose panel is open.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct RequestsView {
    /// Open or closed requests.
    pub list: List,
    /// Id of the request whose panel is open.
    pub request: Option<String>,
    /// Its access details are to be opened at once.
    pub details: bool,
    /// Ids of one submission, marked as new in the list.
    pub new: Vec<String>,
    /// What is searched for; empty narrows nothing.
    pub search: String,
    /// Statuses by [`Status::key`](crate::domain::status::Status::key).
    pub statuses: Vec<String>,
    /// Ids of integrations.
    pub integrations: Vec<String>,
}

impl RequestsView {
    /// The same list narrowed by nothing.
    pub fn without_filters(self) -> Self {
        Self { search: String::new(), statuses: Vec::new(), integrations: Vec::new(), ..self }
    }
}

/// My Access: what narrows the list.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct AccessView {
    /// What is searched for; empty narrows nothing.
    pub search: String,
    /// Ids of integrations.
    pub integrations: Vec<String>,
    /// Names of kinds of sessions.
    pub types: Vec<String>,
}

/// The two lists of My Tasks (D8).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum TaskList {
    /// What waits for the person's decision.
    #[default]
    Pending,
    /// What waited for it before.
    History,
}

/// My Tasks: which list, what narrows it, and which task alone is shown.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct TasksView {
    /// What waits, or what waited before.
    pub list: TaskList,
    /// Id of the request that alone is shown.
    pub task: Option<String>,
    /// What is searched for; empty narrows nothing.
    pub search: String,
    /// Statuses by [`Status::key`](crate::domain::status::Status::key).
    pub statuses: Vec<String>,
    /// Ids of integrations.
    pub integrations: Vec<String>,
    /// Names of people who asked, or for whom it is.
    pub people: Vec<String>,
}

impl TasksView {
    /// The same list narrowed by nothing.
    pub fn without_filters(self) -> Self {
        Self { list: self.list, task: self.task, ..Self::default() }
    }
}

/// New Request: which form, and what it holds. A justification never stands in an address.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct NewRequestView {
    /// Which of the three forms.
    pub kind: RequestKind,
    /// What is searched for in the list of the form; empty narrows nothing.
    pub search: String,
    /// Ids of resource types; one on Integration Request.
    pub types: Vec<String>,
    /// Resources Request: names of permissions, each standing for all ids behind it (design 8). Integration Request:
    /// ids of the chosen permissions.
    pub permissions: Vec<String>,
    /// Id of the integration, on Integration Request.
    pub integration: Option<String>,
    /// Id of the bundle, on Bundle Request.
    pub bundle: Option<String>,
    /// What is chosen in the list.
    pub picks: Vec<Pick>,
    /// What is typed as the duration.
    pub hours: String,
    /// Id of the person whom access is for.
    pub grantee: Option<String>,
    /// Id of a saved template to fill the form from.
    pub template: Option<String>,
}

/// The three forms (D1).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum RequestKind {
    /// Resources with permissions, across all integrations.
    #[default]
    Resources,
    /// Resources of one type in one integration.
    Integration,
    /// Everything in one bundle.
    Bundle,
}

/// A chosen resource, with a permission except on Integration Request. Both ids.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Pick {
    /// Id of the resource.
    pub resource: String,
    /// Id of the permission; `None` on Integration Request.
    pub permission: Option<String>,
}

impl Pick {
    fn text(&self) -> String {
        let mut text = String::new();
        encode_into(&self.resource, &mut text);
        if let Some(permission) = &self.permission {
            text.push('|');
            encode_into(permission, &mut text);
        }
        text
    }

    fn parse(text: &str) -> Self {
        match text.split_once('|') {
            Some((resource, permission)) => Self { resource: decode(resource), permission: Some(decode(permission)) },
            None => Self { resource: decode(text), permission: None },
        }
    }
}

/// In front of every address inside a host.
pub const IN_HOST: &str = "/teams";

/// The most characters of a link into the app that a host passes on (reference teams.md 2.4).
pub const LONGEST_SUB_PAGE: usize = 1_024;

/// The longest address that travels safely: links in hosts are cut a little above this many characters.
pub const LONGEST_ADDRESS: usize = 1_800;

impl Route {
    /// Reads an address: path, and query with its `?`.
    pub fn parse(path: &str, query: &str) -> Self {
        let path = path.strip_prefix(IN_HOST).filter(|rest| rest.is_empty() || rest.starts_with('/')).unwrap_or(path);
        let pairs: Vec<(String, String)> = pairs(query).collect();
        let first = |name: &str| pairs.iter().find(|(key, _)| key == name).map(|(_, value)| value.clone());
        let all = |name: &str| -> Vec<String> {
            pairs
                .iter()
                .filter(|(key, value)| key == name && !value.is_empty())
                .map(|(_, value)| value.clone())
                .collect()
        };
        let requests = |list| {
            Self::Requests(RequestsView {
                list,
                request: first("request").filter(|id| !id.is_empty()),
                details: first("details").is_some(),
                new: all("new"),
                search: first("search").unwrap_or_default(),
                statuses: all("status"),
                integrations: all("integration"),
            })
        };
        let tasks = |list| {
            Self::Tasks(TasksView {
                list,
                task: first("task").filter(|id| !id.is_empty()),
                search: first("search").unwrap_or_default(),
                statuses: all("status"),
                integrations: all("integration"),
                people: all("who"),
            })
        };
        let some = |name: &str| first(name).filter(|id| !id.is_empty());
        let form = |kind| {
            Self::NewRequest(NewRequestView {
                kind,
                search: first("search").unwrap_or_default(),
                types: all("type"),
                permissions: all("permission"),
                integration: some("integration"),
                bundle: some("bundle"),
                picks: all("pick").iter().map(|text| Pick::parse(text)).collect(),
                hours: first("hours").unwrap_or_default(),
                grantee: some("for"),
                template: some("template"),
            })
        };
        match path.trim_end_matches('/') {
            "" | "/requests" | "/requests/open" => requests(List::Open),
            "/requests/closed" => requests(List::Closed),
            "/new" | "/new/resources" => form(RequestKind::Resources),
            "/new/integration" => form(RequestKind::Integration),
            "/new/bundle" => form(RequestKind::Bundle),
            "/access" => Self::Access(AccessView {
                search: first("search").unwrap_or_default(),
                integrations: all("integration"),
                types: all("type"),
            }),
            "/my-tasks" | "/my-tasks/pending" => tasks(TaskList::Pending),
            "/my-tasks/history" => tasks(TaskList::History),
            "/help" => Self::Help,
            _ => Self::NotFound,
        }
    }

    /// Reads what a link into the app carries, which anybody may have written; `None` unless it is one of our addresses.
    pub fn of_sub_page(text: &str) -> Option<Self> {
        if !text.starts_with('/') || text.len() > LONGEST_SUB_PAGE {
            return None;
        }
        let (path, query) = text.split_once('?').unwrap_or((text, ""));
        Some(Self::parse(path, query)).filter(|route| *route != Self::NotFound)
    }

    /// What the query of an address from a host says that a link into the app carried.
    pub fn sub_page_of(query: &str) -> Option<String> {
        pairs(query).find(|(name, _)| name == "subPageId").map(|(_, value)| value)
    }

    /// Which tab of the app in a host shows this page: its entity id in the app's manifest.
    pub fn entity(&self) -> &'static str {
        match self {
            Self::Requests(_) | Self::NewRequest(_) | Self::NotFound => "requests",
            Self::Access(_) => "access",
            Self::Tasks(_) => "my-tasks",
            Self::Help => "help",
        }
    }

    /// A link that opens this page in Teams, or at `origin` where Teams is not installed. What does not fit is left out:
    /// the link then leads to the page without it.
    pub fn teams_link(&self, app: &str, origin: &str) -> String {
        let mut sub_page = self.href();
        let mut web_address = [origin, &sub_page].concat();
        if web_address.len() > LONGEST_SUB_PAGE {
            sub_page.truncate(sub_page.find('?').unwrap_or(sub_page.len()));
            web_address = [origin, &sub_page].concat();
        }
        let mut link = String::from("https://teams.microsoft.com/l/entity/");
        encode_into(app, &mut link);
        link.push('/');
        link.push_str(self.entity());
        link.push_str("?webUrl=");
        encode_into(&web_address, &mut link);
        link.push_str("&context=");
        // An address of ours holds nothing that JSON escapes: `href` encodes all but letters, digits and a few marks.
        encode_into(&["{\"subEntityId\":\"", &sub_page, "\"}"].concat(), &mut link);
        link
    }

    /// The address of this route. [`Route::NotFound`] has none of its own and leads to the start.
    pub fn href(&self) -> String {
        let mut address = Address::default();
        match self {
            Self::Requests(view) => {
                address.path = match view.list {
                    List::Open => "/requests/open",
                    List::Closed => "/requests/closed",
                };
                address.add("request", view.request.as_deref());
                address.add("details", view.details.then_some("1"));
                address.add("new", view.new.iter().map(String::as_str));
                address.add("search", Some(view.search.as_str()).filter(|text| !text.is_empty()));
                address.add("status", view.statuses.iter().map(String::as_str));
                address.add("integration", view.integrations.iter().map(String::as_str));
            }
            Self::NewRequest(view) => {
                address.path = match view.kind {
                    RequestKind::Resources => "/new/resources",
                    RequestKind::Integration => "/new/integration",
                    RequestKind::Bundle => "/new/bundle",
                };
                address.add("search", Some(view.search.as_str()).filter(|text| !text.is_empty()));
                address.add("integration", view.integration.as_deref());
                address.add("bundle", view.bundle.as_deref());
                address.add("type", view.types.iter().map(String::as_str));
                address.add("permission", view.permissions.iter().map(String::as_str));
                address.add("hours", Some(view.hours.as_str()).filter(|text| !text.is_empty()));
                address.add("for", view.grantee.as_deref());
                address.add("template", view.template.as_deref());
                for pick in &view.picks {
                    address.add("pick", [pick.text().as_str()]);
                }
            }
            Self::Access(view) => {
                address.path = "/access";
                address.add("search", Some(view.search.as_str()).filter(|text| !text.is_empty()));
                address.add("integration", view.integrations.iter().map(String::as_str));
                address.add("type", view.types.iter().map(String::as_str));
            }
            Self::Tasks(view) => {
                address.path = match view.list {
                    TaskList::Pending => "/my-tasks/pending",
                    TaskList::History => "/my-tasks/history",
                };
                address.add("task", view.task.as_deref());
                address.add("search", Some(view.search.as_str()).filter(|text| !text.is_empty()));
                address.add("status", view.statuses.iter().map(String::as_str));
                address.add("integration", view.integrations.iter().map(String::as_str));
                address.add("who", view.people.iter().map(String::as_str));
            }
            Self::Help => address.path = "/help",
            Self::NotFound => address.path = "/",
        }
        address.text()
    }

    /// This route without what is chosen in a list where that would make the address longer than
    /// [`LONGEST_ADDRESS`] characters.
    pub fn within_limit(self) -> Self {
        match self {
            Self::NewRequest(view) if Self::NewRequest(view.clone()).href().len() > LONGEST_ADDRESS => {
                Self::NewRequest(NewRequestView { picks: Vec::new(), ..view })
            }
            other => other,
        }
    }

    /// My Requests with Open Requests in front: where everything starts.
    pub fn start() -> Self {
        Self::Requests(RequestsView::default())
    }

    /// Whether both are the same page, whatever their filters: going there does not start the page anew.
    pub fn same_page(&self, other: &Self) -> bool {
        std::mem::discriminant(self) == std::mem::discriminant(other)
    }
}

#[derive(Default)]
struct Address {
    path: &'static str,
    query: String,
}

impl Address {
    fn add<'a>(&mut self, name: &str, values: impl IntoIterator<Item = &'a str>) {
        for value in values {
            self.query.push(if self.query.is_empty() { '?' } else { '&' });
            self.query.push_str(name);
            self.query.push('=');
            encode_into(value, &mut self.query);
        }
    }

    fn text(self) -> String {
        format!("{}{}", self.path, self.query)
    }
}

fn pairs(query: &str) -> impl Iterator<Item = (String, String)> + '_ {
    query.trim_start_matches('?').split('&').filter(|pair| !pair.is_empty()).map(|pair| {
        let (name, value) = pair.split_once('=').unwrap_or((pair, ""));
        (decode(name), decode(value))
    })
}

/// Undoes percent-encoding; `+` is a space; what is not valid stays or becomes U+FFFD.
fn decode(text: &str) -> String {
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.bytes();
    while let Some(byte) = rest.next() {
        let escaped = (byte == b'%').then(|| {
            let mut ahead = rest.clone();
            let high = char::from(ahead.next()?).to_digit(16)?;
            let low = char::from(ahead.next()?).to_digit(16)?;
            rest = ahead;
            u8::try_from(high * 16 + low).ok()
        });
        bytes.push(match (escaped.flatten(), byte) {
            (Some(byte), _) => byte,
            (None, b'+') => b' ',
            (None, byte) => byte,
        });
    }
    String::from_utf8_lossy(&bytes).into_owned()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn parse(address: &str) -> Route {
        let (path, query) = address.split_once('?').unwrap_or((address, ""));
        Route::parse(path, query)
    }

    fn form() -> impl Strategy<Value = NewRequestView> {
        let text = ".{1,12}";
        let maybe = || proptest::option::of(text);
        let texts = || proptest::collection::vec(text, 0..4);
        let kind = prop_oneof![Just(RequestKind::Resources), Just(RequestKind::Integration), Just(RequestKind::Bundle)];
        let pick = (text, maybe()).prop_map(|(resource, permission)| Pick { resource, permission });
        let picks = proptest::collection::vec(pick, 0..4);
        (kind, ".{0,12}", (texts(), texts(), picks), (maybe(), maybe(), maybe(), maybe()), ".{0,6}").prop_map(
            |(kind, search, (types, permissions, picks), (integration, bundle, grantee, template), hours)| {
                NewRequestView {
                    kind,
                    search,
                    types,
                    permissions,
                    integration,
                    bundle,
                    picks,
                    hours,
                    grantee,
                    template,
                }
            },
        )
    }

    fn route() -> impl Strategy<Value = Route> {
        let text = ".{1,12}";
        let texts = || proptest::collection::vec(text, 0..4);
        prop_oneof![
            (any::<[bool; 2]>(), proptest::option::of(text), texts(), ".{0,12}", texts(), texts()).prop_map(
                |([closed, details], request, new, search, statuses, integrations)| {
                    let list = if closed { List::Closed } else { List::Open };
                    Route::Requests(RequestsView { list, request, details, new, search, statuses, integrations })
                }
            ),
            form().prop_map(Route::NewRequest),
            (".{0,12}", texts(), texts()).prop_map(|(search, integrations, types)| Route::Access(AccessView {
                search,
                integrations,
                types
            })),
            (any::<bool>(), proptest::option::of(text), ".{0,12}", texts(), texts(), texts()).prop_map(
                |(history, task, search, statuses, integrations, people)| {
                    let list = if history { TaskList::History } else { TaskList::Pending };
                    Route::Tasks(TasksView { list, task, search, statuses, integrations, people })
                }
            ),
            Just(Route::Help),
        ]
    }

    #[test]
    fn a_link_into_the_app_carries_one_of_our_addresses_or_nothing() {
        let request = RequestsView { request: Some("AR-1".to_owned()), ..RequestsView::default() };
        assert_eq!(Route::of_sub_page("/requests/open?request=AR-1"), Some(Route::Requests(request)));
        let too_long = format!("/new?search={}", "x".repeat(100_000));
        for text in
            ["", "AR-1", "<script>alert(1)</script>", "https://evil.example/", "//evil.example", "/nowhere", &too_long]
        {
            assert_eq!(Route::of_sub_page(text), None, "{text:.40}");
        }
    }

    #[test]
    fn a_link_into_the_app_may_be_as_long_as_a_host_passes_on_and_no_longer() {
        let of = |length: usize| format!("/new?search={}", "x".repeat(length - "/new?search=".len()));
        assert!(Route::of_sub_page(&of(LONGEST_SUB_PAGE)).is_some());
        assert_eq!(Route::of_sub_page(&of(LONGEST_SUB_PAGE + 1)), None);
    }

    #[test]
    fn what_a_link_carried_is_found_in_the_address_from_the_host() {
        let carried = Route::sub_page_of("theme=dark&subPageId=%2Fhelp%3Fa&locale=de");
        assert_eq!(carried.as_deref(), Some("/help?a"));
        assert_eq!(Route::sub_page_of("theme=dark&page=%2Fhelp"), None);
    }

    #[test]
    fn a_link_into_teams_leaves_out_what_would_make_its_address_too_long() {
        let origin = "https://access.example.com";
        let link = |length: usize| {
            let search = "x".repeat(length - origin.len() - "/new/resources?search=".len());
            Route::NewRequest(NewRequestView { search, ..NewRequestView::default() }).teams_link("app", origin)
        };
        assert!(link(LONGEST_SUB_PAGE - 1).contains("search") && link(LONGEST_SUB_PAGE).contains("search"));
        assert!(!link(LONGEST_SUB_PAGE + 1).contains("search") && !link(LONGEST_SUB_PAGE + 9).contains("search"));
    }

    #[test]
    fn the_same_page_has_other_filters_and_another_page_is_another() {
        let filtered = Route::Access(AccessView { search: "orders".to_owned(), ..AccessView::default() });
        assert!(filtered.same_page(&Route::Access(AccessView::default())));
        assert!(!filtered.same_page(&Route::Help));
    }

    #[test]
    fn a_link_into_teams_leads_to_the_tab_that_shows_the_page() {
        let request = RequestsView { request: Some("AR-1".to_owned()), ..RequestsView::default() };
        let link = Route::Requests(request).teams_link("app 1", "https://access.example.com");
        assert_eq!(
            link,
            "https://teams.microsoft.com/l/entity/app%201/requests\
             ?webUrl=https%3A%2F%2Faccess.example.com%2Frequests%2Fopen%3Frequest%3DAR-1\
             &context=%7B%22subEntityId%22%3A%22%2Frequests%2Fopen%3Frequest%3DAR-1%22%7D"
        );
    }

    proptest! {
        #[test]
        fn any_text_of_a_link_into_the_app_is_some_route_or_none(text in ".{0,40}") {
            if let Some(route) = Route::of_sub_page(&text) {
                prop_assert_ne!(route, Route::NotFound);
            }
        }

        #[test]
        fn what_a_link_into_teams_carries_is_read_back_and_fits(route in route()) {
            let link = route.teams_link("app", "https://access.example.com");
            let query = link.split_once('?').map(|(_, query)| query).unwrap_or_default();
            let context = pairs(query).find(|(name, _)| name == "context").map(|(_, value)| value).unwrap_or_default();
            let carried: serde_json::Value = serde_json::from_str(&context).unwrap();
            let carried = Route::of_sub_page(carried["subEntityId"].as_str().unwrap());
            prop_assert!(carried.is_some());
            if route.href().len() < 900 {
                prop_assert_eq!(carried.unwrap(), route);
            }
        }
    }

    proptest! {
        #[test]
        fn every_route_comes_back_from_its_address(route in route()) {
            prop_assert_eq!(parse(&route.href()), route);
        }

        #[test]
        fn any_text_is_some_route_with_a_lasting_address(path in ".{0,40}", query in ".{0,80}") {
            let route = Route::parse(&path, &query);
            if route != Route::NotFound {
                prop_assert_eq!(parse(&route.href()), route);
            }
        }
    }

    #[test]
    fn a_selection_too_long_for_an_address_stays_out_of_it_and_all_else_in() {
        let pick = |number: usize| Pick { resource: format!("resource-{number}"), permission: Some("read".to_owned()) };
        let of = |count| NewRequestView {
            search: "orders".to_owned(),
            picks: (0..count).map(pick).collect(),
            ..Default::default()
        };
        let short = Route::NewRequest(of(10));
        assert_eq!(short.clone().within_limit(), short);
        assert_eq!(Route::NewRequest(of(1_000)).within_limit(), Route::NewRequest(of(0)));

        let long = |more: usize| {
            let rest = LONGEST_ADDRESS - Route::NewRequest(of(1)).href().len();
            Route::NewRequest(NewRequestView { search: ["orders", &"x".repeat(rest + more)].concat(), ..of(1) })
        };
        assert_eq!(long(0).within_limit(), long(0), "as long as it may be");
        assert_ne!(long(1).within_limit(), long(1));
    }

    #[test]
    fn the_start_is_open_requests() {
        assert_eq!(parse("/"), Route::start());
        assert_eq!(parse("/requests"), Route::start());
        assert_eq!(Route::start().href(), "/requests/open");
    }

    #[test]
    fn the_marker_of_a_host_leads_to_the_same_page() {
        assert_eq!(parse("/teams/requests/closed"), parse("/requests/closed"));
        assert_eq!(parse("/teams"), Route::start());
        assert_eq!(parse("/teamsters"), Route::NotFound);
    }

    #[test]
    fn a_task_has_an_address_of_its_own_in_the_tab_my_tasks() {
        let task = Route::Tasks(TasksView { task: Some("AR-1".to_owned()), ..TasksView::default() });
        assert_eq!(parse("/my-tasks?task=AR-1"), task);
        assert_eq!(task.href(), "/my-tasks/pending?task=AR-1");
        assert_eq!(task.entity(), "my-tasks");
    }

    #[test]
    fn what_leads_nowhere_is_said_to() {
        assert_eq!(parse("/nowhere"), Route::NotFound);
    }

    #[test]
    fn taking_away_what_narrows_my_requests_keeps_the_list_and_what_is_open() {
        let open = RequestsView {
            list: List::Closed,
            request: Some("AR-1".to_owned()),
            details: true,
            new: vec!["AR-2".to_owned()],
            ..RequestsView::default()
        };
        let narrowed = RequestsView {
            search: "orders".to_owned(),
            statuses: vec!["failed".to_owned()],
            integrations: vec!["int-1".to_owned()],
            ..open.clone()
        };
        assert_eq!(narrowed.without_filters(), open);
    }

    #[test]
    fn taking_away_what_narrows_my_tasks_keeps_the_list_and_the_one_that_is_shown() {
        let shown = TasksView { list: TaskList::History, task: Some("AR-1".to_owned()), ..TasksView::default() };
        let narrowed = TasksView {
            search: "orders".to_owned(),
            statuses: vec!["rejected".to_owned()],
            integrations: vec!["int-1".to_owned()],
            people: vec!["Dana Levi".to_owned()],
            ..shown.clone()
        };
        assert_eq!(narrowed.without_filters(), shown);
    }
}
