//! One address per page, filter and form state: `/requests/open?request=AR-1`. Pure; any text parses to some route.
//!
//! Inside a host the same addresses carry the marker `/teams` in front (design 5), which [`Route::parse`] skips.

use apono_api::query::encode_into;

use crate::domain::status::List;

/// Where the person is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Route {
    Requests(RequestsView),
    NewRequest(NewRequestView),
    /// An address that leads nowhere.
    NotFound,
}

/// My Requests: which list, and whose panel is open.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct RequestsView {
    pub list: List,
    /// Id of the request whose panel is open.
    pub request: Option<String>,
    /// Ids of one submission, marked as new in the list.
    pub new: Vec<String>,
}

/// New Request: the tab Resources Request with what narrows its list.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct NewRequestView {
    pub search: String,
    /// Ids of resource types.
    pub types: Vec<String>,
    /// Names of permissions: each name stands for all ids behind it (design 8).
    pub permissions: Vec<String>,
}

impl Route {
    /// Reads an address: path, and query with its `?`.
    pub fn parse(path: &str, query: &str) -> Self {
        let path = path.strip_prefix("/teams").filter(|rest| rest.is_empty() || rest.starts_with('/')).unwrap_or(path);
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
                new: all("new"),
            })
        };
        match path.trim_end_matches('/') {
            "" | "/requests" | "/requests/open" => requests(List::Open),
            "/requests/closed" => requests(List::Closed),
            "/new" | "/new/resources" => Self::NewRequest(NewRequestView {
                search: first("search").unwrap_or_default(),
                types: all("type"),
                permissions: all("permission"),
            }),
            _ => Self::NotFound,
        }
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
                address.add("new", view.new.iter().map(String::as_str));
            }
            Self::NewRequest(view) => {
                address.path = "/new/resources";
                address.add("search", Some(view.search.as_str()).filter(|text| !text.is_empty()));
                address.add("type", view.types.iter().map(String::as_str));
                address.add("permission", view.permissions.iter().map(String::as_str));
            }
            Self::NotFound => address.path = "/",
        }
        address.text()
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

    fn route() -> impl Strategy<Value = Route> {
        let text = ".{1,12}";
        let texts = || proptest::collection::vec(text, 0..4);
        prop_oneof![
            (any::<bool>(), proptest::option::of(text), texts()).prop_map(|(closed, request, new)| {
                Route::Requests(RequestsView { list: if closed { List::Closed } else { List::Open }, request, new })
            }),
            (".{0,12}", texts(), texts()).prop_map(|(search, types, permissions)| Route::NewRequest(NewRequestView {
                search,
                types,
                permissions
            })),
        ]
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
    fn what_leads_nowhere_is_said_to() {
        assert_eq!(parse("/nowhere"), Route::NotFound);
    }
}
