//! Calls to the service against a network that obeys the test: what each answer means, and that nothing is ever asked
//! twice by itself.

use apono_tab::api::{ApiError, Cancel, Client, Heard, access_requests, access_sessions, inventory, session};
use apono_tab::domain::draft::{Draft, Wanted};
use apono_tab::domain::moment::Seconds;
use leptos::prelude::{GetValue, StoredValue, UpdateValue, WithValue};
use wasm_bindgen_futures::spawn_local;
use wasm_bindgen_test::wasm_bindgen_test;

use crate::browser::{Network, settle, until};

const EMPTY_PAGE: &str = r#"{"data":[],"pagination":{"limit":100,"offset":0,"total":0}}"#;

/// A client over a network of the test, and what it has heard besides answers.
struct Service {
    network: Network,
    client: Client,
    heard: StoredValue<Vec<Heard>>,
}

impl Service {
    fn new() -> Self {
        let heard = StoredValue::new(Vec::new());
        let client = Client::new(move |news| heard.update_value(|heard| heard.push(news)));
        Self { network: Network::lay_out(), client, heard }
    }

    fn heard(&self, news: &Heard) -> usize {
        self.heard.with_value(|heard| heard.iter().filter(|other| *other == news).count())
    }

    /// Reads my requests and answers with how that failed; the call must have been made once.
    async fn failure(&self) -> ApiError {
        let failure = access_requests::mine(&self.client, 0).await.expect_err("the call fails");
        settle().await;
        assert_eq!(self.network.calls().len(), 1, "the call was repeated");
        failure
    }
}

async fn failure_of(status: u16, headers: &[(&str, &str)], body: &str) -> ApiError {
    let service = Service::new();
    service.network.answer(status, headers, body);
    service.failure().await
}

fn words(text: &str) -> Option<String> {
    Some(text.to_owned())
}

/// A form of Resources Request with nothing typed.
fn units(ids: &[&str]) -> Draft {
    Draft::bare(Wanted::Units(ids.iter().map(|id| (*id).to_owned()).collect()), None)
}

#[wasm_bindgen_test]
async fn a_call_carries_the_tabs_header_and_its_query() {
    let service = Service::new();
    service.network.answer(200, &[("x-apono-build", "b1")], EMPTY_PAGE);
    let page = access_requests::mine_in(&service.client, &["Pending", "Active"], 100).await.unwrap();
    assert_eq!((page.rows.len(), page.total, page.more), (0, Some(0), false));
    let call = service.network.calls().remove(0);
    let (path, query) = call.split_once('?').unwrap();
    assert_eq!(path, "GET /api/client/v1/access-requests");
    for part in ["scope=MyRequests", "statuses=Pending", "statuses=Active", "limit=100", "skip=100"] {
        assert!(query.split('&').any(|other| other == part), "{part} is missing in {query}");
    }
    assert_eq!(service.network.header(0, "x-apono-tab").as_deref(), Some("1"));
    assert_eq!(service.network.header(0, "accept").as_deref(), Some("application/json"));
    assert_eq!((service.heard(&Heard::Build("b1".to_owned())), service.heard(&Heard::Answered)), (1, 1));
}

#[wasm_bindgen_test]
async fn the_time_of_the_service_is_taken_from_its_answers() {
    let service = Service::new();
    service.network.answer(200, &[("date", "Wed, 25 Nov 2026 16:40:00 GMT")], EMPTY_PAGE);
    drop(access_requests::mine(&service.client, 0).await);
    let time = service.heard.with_value(|heard| {
        heard.iter().find_map(|news| if let Heard::Time(sighting) = news { Some(*sighting) } else { None })
    });
    let time = time.unwrap();
    assert_eq!(time.said, 1_795_624_800.0);
    assert!(time.sent <= time.received);
}

#[wasm_bindgen_test]
async fn ids_from_the_service_stay_one_segment_of_the_path() {
    let service = Service::new();
    service.network.answer(404, &[], "");
    drop(access_requests::one(&service.client, "../a b/?x=ü").await);
    let call = service.network.calls().remove(0);
    assert!(call.starts_with("GET /api/client/v1/access-requests/..%2Fa%20b%2F%3Fx%3D%C3%BC"), "{call}");
}

#[wasm_bindgen_test]
async fn a_session_that_has_ended_is_told_once() {
    let service = Service::new();
    service.network.answer(401, &[], r#"{"message":"No session"}"#);
    assert_eq!(service.failure().await, ApiError::SignInNeeded);
    assert_eq!(service.heard(&Heard::SignInNeeded), 1);
}

#[wasm_bindgen_test]
async fn refusals_keep_the_words_of_the_service() {
    let refused = |field: Option<&str>| ApiError::Refused { message: words("No"), field: field.map(str::to_owned) };
    let body = r#"{"message":"No"}"#;
    assert_eq!(failure_of(403, &[], body).await, ApiError::Forbidden(words("No")));
    assert_eq!(failure_of(404, &[], body).await, ApiError::NotFound(words("No")));
    assert_eq!(failure_of(409, &[], body).await, ApiError::Conflict(words("No")));
    assert_eq!(failure_of(413, &[], body).await, refused(None));
    assert_eq!(failure_of(422, &[], body).await, refused(None));
    let named = failure_of(400, &[], r#"{"message":"No","field":"duration_in_sec"}"#).await;
    assert_eq!(named, refused(Some("duration_in_sec")));
}

#[wasm_bindgen_test]
async fn a_busy_service_says_how_long_to_wait() {
    let wait = |seconds| ApiError::TooMany { retry_after_seconds: seconds };
    assert_eq!(failure_of(429, &[("retry-after", "7")], "").await, wait(Some(7)));
    assert_eq!(failure_of(429, &[], "").await, wait(None));
}

#[wasm_bindgen_test]
async fn faults_of_the_service_are_told_by_their_number() {
    for status in [500, 502, 503, 504] {
        assert_eq!(failure_of(status, &[], "<html>Bad gateway</html>").await, ApiError::Server(status));
    }
}

#[wasm_bindgen_test]
async fn answers_that_cannot_be_read_are_told_as_such() {
    for body in ["", "{", "<!doctype html><title>Sign in</title>", "null", r#"{"data":[{}],"pagination":{}}"#] {
        assert_eq!(failure_of(200, &[], body).await, ApiError::Unreadable, "{body}");
    }
}

#[wasm_bindgen_test]
async fn of_an_answer_that_is_larger_than_anything_has_a_use_for_only_the_status_counts() {
    let huge = ["{\"message\":\"", &"x".repeat(17 << 20), "\"}"].concat();
    assert_eq!(failure_of(200, &[], &huge).await, ApiError::Unreadable);
    assert_eq!(failure_of(503, &[], &huge).await, ApiError::Server(503));
    assert_eq!(failure_of(409, &[], &huge).await, ApiError::Conflict(None));
}

#[wasm_bindgen_test]
async fn a_broken_connection_is_told_whether_it_breaks_before_or_within_the_answer() {
    let service = Service::new();
    service.network.answer_nothing();
    assert_eq!(service.failure().await, ApiError::Offline);
    let service = Service::new();
    service.network.answer_half();
    assert_eq!(service.failure().await, ApiError::Offline);
    assert_eq!((service.heard(&Heard::Silent), service.heard(&Heard::Answered)), (1, 0));
}

#[wasm_bindgen_test]
async fn a_call_without_an_answer_ends_when_its_time_is_over() {
    let service = Service::new();
    service.network.answer_never();
    let failure = StoredValue::new(None);
    let client = service.client.clone();
    spawn_local(async move {
        let answer = access_requests::mine(&client, 0).await.map(|_| ());
        failure.update_value(|failure| *failure = answer.err());
    });
    until("the call is made", || service.network.calls().len() == 1).await;
    assert_eq!(failure.get_value(), None);
    assert_eq!(service.network.limit(), 20_000.0);
    service.network.run_out_of_time();
    until("the call has ended", || failure.get_value().is_some()).await;
    assert_eq!(failure.get_value(), Some(ApiError::TimedOut));
    assert_eq!(service.network.calls().len(), 1);
}

#[wasm_bindgen_test]
async fn a_call_that_is_given_up_ends_and_the_network_hears_of_it() {
    let service = Service::new();
    service.network.answer_never();
    let failure = StoredValue::new(None);
    let (client, cancel) = (service.client.clone(), Cancel::new());
    let of_the_call = cancel.clone();
    spawn_local(async move {
        let answer = inventory::access_units(&client, &inventory::UnitFilter::default(), 0, &of_the_call).await;
        failure.update_value(|failure| *failure = answer.map(|_| ()).err());
    });
    until("the call is made", || service.network.calls().len() == 1).await;
    cancel.cancel();
    until("the call has ended", || failure.get_value().is_some()).await;
    assert_eq!(failure.get_value(), Some(ApiError::Cancelled));
    assert!(service.network.given_up(0));
    assert_eq!(service.heard(&Heard::Silent), 0, "a call that was given up says nothing of the network");
}

#[wasm_bindgen_test]
async fn a_request_is_sent_once_whatever_becomes_of_it() {
    let draft = units(&["u1", "u2"]);
    let answers: [fn(&Network); 5] = [
        |network| network.answer(503, &[("retry-after", "0")], ""),
        |network| network.answer(429, &[("retry-after", "0")], ""),
        |network| network.answer(401, &[], ""),
        Network::answer_nothing,
        Network::answer_half,
    ];
    for answer in answers {
        let service = Service::new();
        answer(&service.network);
        drop(access_requests::create(&service.client, &draft).await.expect_err("the call fails"));
        settle().await;
        assert_eq!(service.network.calls(), ["POST /api/client/v1/access-requests"]);
    }
}

#[wasm_bindgen_test]
async fn a_request_says_what_the_form_says_and_answers_with_every_id() {
    let service = Service::new();
    service.network.answer(200, &[], r#"{"request_ids":["AR-1","AR-2"],"message":"Sent"}"#);
    let draft = Draft { justification: words("Why"), duration: Some(Seconds(3_600)), ..units(&["u1"]) };
    let submitted = access_requests::create(&service.client, &draft).await.unwrap();
    assert_eq!(submitted.requests, ["AR-1", "AR-2"]);
    let body: serde_json::Value = serde_json::from_str(&service.network.body(0)).unwrap();
    assert_eq!(body["filter_access_unit_ids"], serde_json::json!(["u1"]));
    assert_eq!(body["justification"], "Why");
    assert_eq!(body["duration_in_sec"], 3_600);
    assert_eq!(service.network.header(0, "content-type").as_deref(), Some("application/json"));
}

#[wasm_bindgen_test]
async fn an_answer_without_a_request_is_no_success() {
    let service = Service::new();
    service.network.answer(200, &[], r#"{"request_ids":[],"message":"Nothing to do"}"#);
    let failure = access_requests::create(&service.client, &units(&["u1"])).await.expect_err("nothing was created");
    assert_eq!(failure, ApiError::Refused { message: words("Nothing to do"), field: None });
}

#[wasm_bindgen_test]
async fn a_secret_is_read_once_also_when_its_answer_is_lost() {
    let answers: [fn(&Network); 4] = [
        Network::answer_nothing,
        Network::answer_half,
        |network| network.answer(502, &[], ""),
        |network| network.answer(200, &[], "{"),
    ];
    for answer in answers {
        let service = Service::new();
        answer(&service.network);
        let failure = access_sessions::read_details(&service.client, "s1").await.err().expect("the answer is lost");
        assert!(failure.effect_unknown(), "{failure:?} says that the secret is safe");
        settle().await;
        assert_eq!(service.network.calls().len(), 1);
    }
}

#[wasm_bindgen_test]
async fn a_reset_is_asked_for_once() {
    let service = Service::new();
    service.network.answer(500, &[], "");
    assert_eq!(access_sessions::reset_credentials(&service.client, "s1").await, Err(ApiError::Server(500)));
    settle().await;
    assert_eq!(service.network.calls(), ["POST /api/client/v1/access-sessions/s1/reset-credentials"]);
}

#[wasm_bindgen_test]
async fn the_signed_in_person_is_read_with_the_accounts_switches() {
    let service = Service::new();
    let body = r#"{
        "user": {"id": "u", "name": "Ada Byron", "email": "ada@example.com"},
        "account": {"id": "a", "name": "Example", "plan": "pro"},
        "settings": {
            "require_duration_for_access_request": true, "mfa_enabled_for_account": false,
            "request_custom_fields": [], "enable_ai_features": false, "unheard_of": [1]
        }
    }"#;
    service.network.answer(200, &[], body);
    let (person, settings) = session::read(&service.client).await.unwrap();
    assert_eq!((person.name.as_str(), person.account_id.as_str()), ("Ada Byron", "a"));
    assert!(settings.require_duration);
}
