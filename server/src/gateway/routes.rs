//! What is forwarded: the calls that the tab makes, and nothing else of Apono's API. A test compares this table with the
//! calls in the tab's sources.

use apono_api::BASE_PATH;
use axum::http::Method;
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, percent_decode_str, utf8_percent_encode};

/// Method and path below [`BASE_PATH`]; `{id}` is one segment.
pub const ROUTES: [(Method, &str); 33] = [
    (Method::GET, "/session"),
    (Method::GET, "/session/is-mfa-enrolled"),
    (Method::GET, "/access-requests"),
    (Method::POST, "/access-requests"),
    (Method::POST, "/access-requests/dry-run"),
    (Method::POST, "/access-requests/pass-mfa"),
    (Method::GET, "/access-requests/access_units"),
    (Method::GET, "/access-requests/{id}"),
    (Method::POST, "/access-requests/{id}/dry-run"),
    (Method::POST, "/access-requests/{id}/request-again"),
    (Method::POST, "/access-requests/{id}/approve"),
    (Method::POST, "/access-requests/{id}/reject"),
    (Method::POST, "/access-requests/{id}/revoke"),
    (Method::POST, "/access-requests/{id}/extend"),
    (Method::POST, "/access-requests/{id}/favorite"),
    (Method::POST, "/justification-validation"),
    (Method::GET, "/access-groups/{id}/units"),
    (Method::GET, "/access-sessions"),
    (Method::GET, "/access-sessions/{id}"),
    (Method::GET, "/access-sessions/{id}/access-details"),
    (Method::POST, "/access-sessions/{id}/reset-credentials"),
    (Method::GET, "/inventory/integrations"),
    (Method::GET, "/inventory/resource-types"),
    (Method::GET, "/inventory/resources"),
    (Method::GET, "/inventory/permissions"),
    (Method::GET, "/inventory/bundles"),
    (Method::GET, "/inventory/access-units"),
    (Method::GET, "/inventory/grantees"),
    (Method::GET, "/access-request-templates"),
    (Method::POST, "/access-request-templates"),
    (Method::GET, "/access-request-templates/{id}"),
    (Method::PUT, "/access-request-templates/{id}"),
    (Method::DELETE, "/access-request-templates/{id}"),
];

const ID: &str = "{id}";
/// Longer ids are none. Characters.
const LONGEST_ID: usize = 256;
/// What an id may hold as it is; anything else is percent-encoded anew, however it came.
const ENCODED: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'_').remove(b'.').remove(b'~');

/// A call that may be forwarded.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Place {
    /// The line of the table; for the log, since it names nobody.
    pub(super) route: &'static str,
    /// The path at the upstream, written anew from its parts.
    pub(super) path: String,
}

impl Place {
    /// What the audit calls this call, and the id that it is about as it stands in the path; `None` for what is not in it.
    pub(super) fn audited(&self) -> Option<(&'static str, &str)> {
        let what = match self.route {
            "/access-requests/{id}/approve" => "approve",
            "/access-requests/{id}/reject" => "reject",
            "/access-requests/{id}/revoke" => "revoke",
            "/access-sessions/{id}/reset-credentials" => "reset-credentials",
            _ => return None,
        };
        Some((what, self.path.rsplit('/').nth(1).unwrap_or_default()))
    }
}

/// Where a call goes; `None` for what is not in the table.
pub(super) fn find(method: &Method, path: &str) -> Option<Place> {
    let rest = path.strip_prefix(BASE_PATH)?;
    ROUTES.iter().filter(|(known, _)| known == method).find_map(|(_, route)| {
        let parts: Vec<&str> = rest.split('/').collect();
        let wanted: Vec<&str> = route.split('/').collect();
        if parts.len() != wanted.len() {
            return None;
        }
        let parts = parts.iter().zip(wanted).map(|(part, wanted)| match wanted {
            ID => id(part),
            _ => (*part == wanted).then(|| wanted.to_owned()),
        });
        let path = parts.collect::<Option<Vec<_>>>()?.join("/");
        Some(Place { route, path: format!("{BASE_PATH}{path}") })
    })
}

/// An id that stays one segment wherever it is decoded, also twice.
fn id(part: &str) -> Option<String> {
    let id = percent_decode_str(part).decode_utf8().ok()?;
    let whole = !id.is_empty()
        && id != "."
        && id != ".."
        && id.chars().count() <= LONGEST_ID
        && !id.chars().any(|letter| letter.is_control() || matches!(letter, '/' | '\\' | '%' | '?' | '#' | ';'));
    whole.then(|| utf8_percent_encode(&id, ENCODED).to_string())
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn path(path: &str) -> Option<String> {
        find(&Method::GET, &format!("{BASE_PATH}{path}")).map(|place| place.path)
    }

    #[test]
    fn what_is_decided_revoked_or_reset_is_audited_by_its_id_and_nothing_else_is() {
        let audited = |method: Method, path: &str| {
            let place = find(&method, &format!("{BASE_PATH}{path}")).unwrap();
            place.audited().map(|(what, on)| format!("{what} {on}"))
        };
        assert_eq!(audited(Method::POST, "/access-requests/AR-1/approve").unwrap(), "approve AR-1");
        assert_eq!(audited(Method::POST, "/access-requests/a%20b/reject").unwrap(), "reject a%20b");
        assert_eq!(audited(Method::POST, "/access-requests/AR-1/revoke").unwrap(), "revoke AR-1");
        assert_eq!(audited(Method::POST, "/access-sessions/s/reset-credentials").unwrap(), "reset-credentials s");
        let count = ROUTES.iter().filter(|(method, route)| {
            let path = route.replace(ID, "x");
            find(method, &format!("{BASE_PATH}{path}")).unwrap().audited().is_some()
        });
        assert_eq!(count.count(), 4);
    }

    #[test]
    fn literal_places_come_before_ids_and_ids_are_written_anew() {
        let place = find(&Method::GET, &format!("{BASE_PATH}/access-requests/access_units")).unwrap();
        assert_eq!(place.route, "/access-requests/access_units");
        assert_eq!(path("/access-requests/AR-1").unwrap(), format!("{BASE_PATH}/access-requests/AR-1"));
        assert_eq!(path("/access-requests/%41R%20ä").unwrap(), format!("{BASE_PATH}/access-requests/AR%20%C3%A4"));
    }

    #[test]
    fn what_is_not_in_the_table_is_not_found() {
        for other in [
            "",
            "/",
            "/session/",
            "//session",
            "/personal-tokens",
            "/access-requests/",
            "/access-requests/AR-1/",
            "/access-requests/AR-1/approve",
            "/access-requests/..",
            "/access-requests/%2e%2e",
            "/access-requests/.%2E",
            "/access-requests/a%2f..%2fb",
            "/access-requests/a%5c..%5cb",
            "/access-requests/%252e%252e",
            "/access-requests/a%0d%0ab",
            "/access-requests/a%00",
            "/access-requests/%ff",
            "/access-requests/a%3Fb=1",
            "/access-requests/a;b",
            "/../../x",
            "/%2e%2e/session",
            "/sess%69on",
        ] {
            assert_eq!(path(other), None, "{other}");
        }
        assert_eq!(find(&Method::GET, "/api/client/v2/session"), None);
        assert_eq!(find(&Method::HEAD, &format!("{BASE_PATH}/session")), None);
        assert_eq!(path(&format!("/access-requests/{}", "x".repeat(257))), None);
    }

    proptest! {
        #[test]
        fn no_id_leaves_its_segment(text in "\\PC{1,40}") {
            let raw = utf8_percent_encode(&text, NON_ALPHANUMERIC).to_string();
            if let Some(found) = path(&format!("/access-sessions/{raw}/access-details")) {
                let url = reqwest::Url::parse(&format!("https://api.example.com{found}")).unwrap();
                prop_assert_eq!(url.path(), &found);
                prop_assert_eq!(found.matches('/').count(), 6);
                prop_assert!(url.query().is_none() && url.fragment().is_none());
            }
        }
    }
}
