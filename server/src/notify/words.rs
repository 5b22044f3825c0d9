//! What a notification is about, and how it reads. Pure.

use apono_api::RequestStatus;
use apono_api::query::encode_into;
use serde_json::{Value, json};

use super::pages::Row;
use crate::store::outbox::News;

/// A preview shows so many characters (reference teams.md 2.6).
const LONGEST_PREVIEW: usize = 150;
/// A value that is filled into the text of a notification. Feeds show one or two lines.
const LONGEST_VALUE: usize = 60;
/// Graph refuses longer addresses (reference teams.md 2.6). Bytes.
const LONGEST_LINK: usize = 1_024;

/// Kinds of notifications: people mute them by kind.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// Somebody waits for the person's decision.
    Task,
    /// The person's request waits for an approver, or for their second factor.
    Waiting,
    /// The person has access now.
    Granted,
    /// Rejected or failed.
    Refused,
    /// Expired or revoked.
    Ended,
}

impl Kind {
    /// Every kind there is.
    pub const ALL: [Self; 5] = [Self::Task, Self::Waiting, Self::Granted, Self::Refused, Self::Ended];

    /// What it is called in the storage and towards the tab.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Task => "approvalRequired",
            Self::Waiting => "requestWaiting",
            Self::Granted => "accessGranted",
            Self::Refused => "requestRefused",
            Self::Ended => "accessEnded",
        }
    }

    /// The kind that is called this; `None` for any other word.
    pub fn of(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.word() == word)
    }
}

const PENDING_MFA: &str = "Pending MFA";
const REJECTED: &str = "Rejected";
const FAILED: &str = "Failed";
const EXPIRED: &str = "Expired";
const REVOKED: &str = "Revoked";

/// Whether a request of which this is told is over, so that nothing follows any more.
pub(super) fn is_over(state: &str) -> bool {
    [REJECTED, FAILED, EXPIRED, REVOKED].contains(&state)
}

/// The activity type of the app's manifest, where its words stand in each language of the app: Teams shows them in the
/// language of the person, which this server need not know.
fn activity(kind: Kind, about: &str) -> &'static str {
    match (kind, about) {
        (Kind::Task, _) => "approvalRequired",
        (Kind::Waiting, PENDING_MFA) => "secondFactorRequired",
        (Kind::Waiting, _) => "requestWaiting",
        (Kind::Granted, _) => "accessGranted",
        (Kind::Refused, FAILED) => "requestFailed",
        (Kind::Refused, _) => "requestRejected",
        (Kind::Ended, REVOKED) => "accessRevoked",
        (Kind::Ended, _) => "accessExpired",
    }
}

/// Where a request stands, as far as it is told. Steps that pass by themselves within seconds are none of these.
pub(super) fn told(row: &Row) -> Option<(Kind, &'static str)> {
    use RequestStatus as Status;
    Some(match row.status() {
        Status::Pending if row.is_asked() => (Kind::Waiting, "Pending Approval"),
        Status::PendingMfa => (Kind::Waiting, PENDING_MFA),
        Status::Active | Status::Granted => (Kind::Granted, "Granted"),
        Status::Rejected => (Kind::Refused, REJECTED),
        Status::Failed => (Kind::Refused, FAILED),
        Status::Expired => (Kind::Ended, EXPIRED),
        Status::Revoked => (Kind::Ended, REVOKED),
        _ => return None,
    })
}

/// What a request is for: the bundle's name, else that of its first resource and how many there are besides.
pub(super) fn what(row: &Row) -> String {
    let names = row.resources();
    match (row.bundle(), names.split_first()) {
        (Some(bundle), _) => plain(bundle),
        (None, Some((first, []))) => plain(first),
        (None, Some((first, rest))) => format!("{} +{}", cut(&plain(first), 40), rest.len()),
        (None, None) => row.id.clone(),
    }
}

/// On one line.
pub(super) fn plain(text: &str) -> String {
    text.split(|letter: char| letter.is_whitespace() || letter.is_control())
        .filter(|word| !word.is_empty())
        .collect::<Vec<_>>()
        .join(" ")
}

/// At most so many characters.
fn cut(text: &str, most: usize) -> String {
    if text.chars().count() <= most {
        return text.to_owned();
    }
    text.chars().take(most.saturating_sub(1)).chain(['…']).collect()
}

/// The body for Graph. Later states of a request have its `chainId` and take the place of earlier ones. All but the activity
/// type are names, which are the same in every language.
pub(super) fn body(kind: Kind, news: &News, app: &str, public: &str) -> Value {
    let (about, what) = (cut(&news.about, LONGEST_VALUE), cut(&news.what, LONGEST_VALUE));
    let named = |name: &str, value: &str| json!({ "name": name, "value": value });
    let mut parameters = vec![named("resource", &what)];
    if kind == Kind::Task {
        parameters.push(named("requester", &about));
    }
    let preview = format!("{what} · {}", cut(&plain(&news.request), LONGEST_VALUE));
    json!({
        "topic": { "source": "text", "value": "Apono Access", "webUrl": link(kind, &news.request, app, public) },
        "activityType": activity(kind, &news.about),
        "chainId": chain(&news.request),
        "previewText": { "content": cut(&preview, LONGEST_PREVIEW) },
        "templateParameters": parameters,
    })
}

/// A number for each request, small enough for every reader of JSON.
fn chain(request: &str) -> i64 {
    let [a, b, c, d, e, f, g, ..] = crate::secret::hash(&format!("request {request}"));
    i64::from_be_bytes([0, a & 0x1f, b, c, d, e, f, g])
}

/// A link that opens the request in the app, as the tab makes them too (`src/route.rs`). What does not fit leads to the list.
fn link(kind: Kind, request: &str, app: &str, public: &str) -> String {
    let (entity, list, name) = match kind {
        Kind::Task => ("my-tasks", "/my-tasks/pending", "task"),
        Kind::Waiting | Kind::Granted => ("requests", "/requests/open", "request"),
        Kind::Refused | Kind::Ended => ("requests", "/requests/closed", "request"),
    };
    let mut page = format!("{list}?{name}=");
    encode_into(request, &mut page);
    let link = |page: &str| {
        let mut link = "https://teams.microsoft.com/l/entity/".to_owned();
        encode_into(app, &mut link);
        link.extend(["/", entity, "?webUrl="]);
        encode_into(&format!("{public}{page}"), &mut link);
        link.push_str("&context=");
        encode_into(&format!("{{\"subEntityId\":\"{page}\"}}"), &mut link);
        link
    };
    let whole = link(&page);
    if whole.len() <= LONGEST_LINK { whole } else { link(list) }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use super::*;

    fn news(request: &str, about: &str, what: &str) -> News {
        let [request, about, what] = [request, about, what].map(str::to_owned);
        News { kind: String::new(), request, about, what }
    }

    #[test]
    fn each_state_that_lasts_is_told_and_steps_that_pass_are_not() {
        let state = |text: &str| told(&serde_json::from_value(serde_json::from_str(text).unwrap()).unwrap());
        let status = |status: &str| state(&format!(r#"{{"id":"AR-1","status":{{"status":"{status}"}}}}"#));
        assert_eq!(status("Active"), Some((Kind::Granted, "Granted")));
        assert_eq!(status("PENDING_MFA"), Some((Kind::Waiting, "Pending MFA")));
        assert_eq!(status("Rejected"), Some((Kind::Refused, "Rejected")));
        assert_eq!(status("Failed"), Some((Kind::Refused, "Failed")));
        assert_eq!(status("Expired"), Some((Kind::Ended, "Expired")));
        assert_eq!(status("Revoked"), Some((Kind::Ended, "Revoked")));
        let asked = r#"{"id":"AR-1","status":{"status":"Pending"},"challenge":{"approvers":[{}]}}"#;
        assert_eq!(state(asked), Some((Kind::Waiting, "Pending Approval")));
        for passes in ["Initializing", "Pending", "Approved", "Granting", "Revoking", "Something new"] {
            assert_eq!(status(passes), None, "{passes}");
        }
        assert_eq!(state(r#"{"id":"AR-1"}"#), None);
    }

    #[test]
    fn the_manifest_has_a_type_for_each_state_that_is_told_and_no_other() {
        let manifest: Value = serde_json::from_str(include_str!("../../../teams/manifest.json")).unwrap();
        let types = manifest["activities"]["activityTypes"].as_array().unwrap();
        let mut declared: Vec<&str> = types.iter().map(|it| it["type"].as_str().unwrap()).collect();
        let words =
            ["Pending", "PendingMFA", "Active", "Granted", "Rejected", "Failed", "Expired", "Revoked", "Granting"];
        let row =
            |word: &str| json!({ "id": "AR-1", "status": { "status": word }, "challenge": { "approvers": [{}] } });
        let states: BTreeMap<_, _> = words
            .iter()
            .filter_map(|word| told(&serde_json::from_value(row(word)).unwrap()))
            .map(|(kind, about)| (about, activity(kind, about)))
            .collect();
        let mut sent: Vec<&str> = states.into_values().collect();
        sent.push(activity(Kind::Task, "Robin"));
        declared.sort_unstable();
        sent.sort_unstable();
        assert_eq!(sent, declared);
    }

    #[test]
    fn a_request_is_named_by_its_bundle_or_its_first_resource() {
        let named = |rest: &str| what(&serde_json::from_str(&format!(r#"{{"id":"AR-1"{rest}}}"#)).unwrap());
        assert_eq!(named(""), "AR-1");
        assert_eq!(named(r#","distinct_resource_names":["orders\n db"]"#), "orders db");
        assert_eq!(named(r#","distinct_resource_names":["orders","stock","bills"]"#), "orders +2");
        assert_eq!(
            named(r#","access_units_summary":[{"resource_name":"orders"},{"resource_name":"orders"}]"#),
            "orders"
        );
        assert_eq!(named(r#","bundle":{"name":"On-call"},"distinct_resource_names":["orders"]"#), "On-call");
    }

    #[test]
    fn a_link_leads_to_the_request_as_one_of_the_tab_does() {
        assert_eq!(
            link(Kind::Granted, "AR-1", "app 1", "https://access.example.com"),
            "https://teams.microsoft.com/l/entity/app%201/requests\
             ?webUrl=https%3A%2F%2Faccess.example.com%2Frequests%2Fopen%3Frequest%3DAR-1\
             &context=%7B%22subEntityId%22%3A%22%2Frequests%2Fopen%3Frequest%3DAR-1%22%7D"
        );
        assert!(
            link(Kind::Task, "AR-1", "a", "https://x.example").contains("%22%2Fmy-tasks%2Fpending%3Ftask%3DAR-1%22")
        );
        assert!(link(Kind::Ended, "AR-1", "a", "https://x.example").contains("%2Frequests%2Fclosed%3Frequest%3DAR-1"));
    }

    proptest::proptest! {
        #[test]
        fn whatever_is_named_and_asked_for_graph_takes_it(
            request in ".{1,300}", about in ".{0,300}", what in ".{0,300}", kind in 0_usize..5,
        ) {
            let kind = Kind::ALL[kind];
            let news = news(&request, &about, &what);
            let body = body(kind, &news, "22222222-aaaa-4000-8000-000000000001", "https://access.example.com");
            let link = body["topic"]["webUrl"].as_str().unwrap();
            proptest::prop_assert!(link.len() <= LONGEST_LINK && link.is_ascii());
            proptest::prop_assert!(body["previewText"]["content"].as_str().unwrap().chars().count() <= LONGEST_PREVIEW);
            let chain = body["chainId"].as_i64().unwrap();
            proptest::prop_assert!((0..1 << 53).contains(&chain));
        }
    }
}
