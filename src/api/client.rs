//! One call: address, headers, time limit, and what its answer means.

use std::pin::Pin;
use std::sync::Arc;

use apono_api::query::Query;
use gloo_net::http::{Method, RequestBuilder, Response};
use js_sys::{Promise, Uint8Array};
use serde::Serialize;
use serde::de::DeserializeOwned;
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::JsFuture;
use web_sys::{AbortController, AbortSignal, ReadableStreamDefaultReader, ReadableStreamReadResult};

use super::ApiError;
use super::error;
use crate::domain::clock::Sighting;

/// The server takes a cookie session only together with this header, so that no link and no foreign page can make a
/// call (design 8).
const TAB_HEADER: &str = "x-apono-tab";
/// Names the build that the server hands out; a change means that a newer version waits.
const BUILD_HEADER: &str = "x-apono-build";

/// After this long without an answer a call has failed. Milliseconds.
const TIME_LIMIT_MS: u32 = 20_000;

/// More than this of one answer is not read. Bytes, after decompression. The longest list that the tab asks for has 1,000
/// rows of one or two kilobytes.
const LARGEST_BODY: usize = 16 << 20;

#[wasm_bindgen]
extern "C" {
    /// A call that the page has under way since before the tab ran (`public/boot.js`).
    type Begun;

    /// When it left: milliseconds by the device's clock.
    #[wasm_bindgen(method, getter)]
    fn sent(this: &Begun) -> f64;
    #[wasm_bindgen(method, getter)]
    fn limit(this: &Begun) -> AbortSignal;
    #[wasm_bindgen(method, getter)]
    fn answer(this: &Begun) -> Promise;
}

/// Where the page leaves such calls, by their addresses.
const BEGUN: &str = "aponoBegun";

/// The call to this address that is under way already. It is given out once, since an answer can be read once only.
fn take_begun(address: &str) -> Option<Begun> {
    let all: js_sys::Map = js_sys::Reflect::get(&js_sys::global(), &BEGUN.into()).ok()?.dyn_into().ok()?;
    let begun = all.get(&address.into());
    all.delete(&address.into()).then(|| begun.unchecked_into())
}

/// Why the body of an answer was not read to its end.
enum Unread {
    Broken,
    TooLarge,
}

/// What a call learns besides its answer.
#[derive(Clone, Debug, PartialEq)]
pub enum Heard {
    /// The session has ended (401).
    SignInNeeded,
    /// Which build the server hands out.
    Build(String),
    /// What time it is for the service.
    Time(Sighting),
    /// The server answered.
    Answered,
    /// There was no answer, or one of a gateway that got none.
    Silent,
}

/// Gives the token that goes with the next call; `None` where a cookie stands for the person.
type Bearer = fn() -> Pin<Box<dyn Future<Output = Option<String>>>>;

/// Makes calls to the server the tab came from. Cheap to clone.
#[derive(Clone)]
pub struct Client {
    listener: Arc<dyn Fn(Heard) + Send + Sync>,
    bearer: Option<Bearer>,
}

/// Gives up the calls it was handed to, when asked. Clones stand for the same calls.
#[derive(Clone)]
pub struct Cancel(Option<AbortController>);

impl Cancel {
    /// For calls to come. A browser that cannot give up calls lets them run to their end.
    pub fn new() -> Self {
        Self(AbortController::new().ok())
    }

    /// Ends the calls under way with [`ApiError::Cancelled`].
    pub fn cancel(&self) {
        if let Some(controller) = &self.0 {
            controller.abort();
        }
    }

    /// Whether an answer that arrives now comes too late: it may have been on its way when the call was given up.
    pub fn is_cancelled(&self) -> bool {
        self.signal().is_some_and(|signal| signal.aborted())
    }

    fn signal(&self) -> Option<AbortSignal> {
        self.0.as_ref().map(AbortController::signal)
    }
}

impl Default for Cancel {
    fn default() -> Self {
        Self::new()
    }
}

/// The two ways to read a body: as JSON, or not at all.
pub(super) struct Answer(Vec<u8>);

impl Answer {
    fn json<T: DeserializeOwned>(&self) -> Result<T, ApiError> {
        serde_json::from_slice(&self.0).map_err(|_| ApiError::Unreadable)
    }

    /// What has a body came from somebody who stands between, where the server has nothing to say.
    fn nothing(&self) -> Result<(), ApiError> {
        if self.0.is_empty() { Ok(()) } else { Err(ApiError::Unreadable) }
    }
}

impl Client {
    /// `listener` hears what every call learns besides its answer.
    pub fn new(listener: impl Fn(Heard) + Send + Sync + 'static) -> Self {
        Self { listener: Arc::new(listener), bearer: None }
    }

    /// The same, with what stands for the person where there is no cookie: inside a host.
    pub fn with_bearer(self, bearer: Bearer) -> Self {
        Self { bearer: Some(bearer), ..self }
    }

    /// Reads `path` below the API's base. A [`Cancel`] can give the call up.
    pub(super) async fn get<T: DeserializeOwned>(
        &self,
        path: &str,
        query: &impl Query,
        cancel: Option<&Cancel>,
    ) -> Result<T, ApiError> {
        let query = query.encoded();
        let separator = if query.is_empty() { "" } else { "?" };
        let address = format!("{}{path}{separator}{query}", apono_api::BASE_PATH);
        self.send(Method::GET, &address, None, cancel).await?.json()
    }

    /// Sends `body` to `path` below the API's base. Never repeated by itself: it may have an effect.
    pub(super) async fn post<T: DeserializeOwned>(&self, path: &str, body: &impl Serialize) -> Result<T, ApiError> {
        self.post_cancellable(path, body, None).await
    }

    /// As [`Client::post`], for questions without an effect.
    pub(super) async fn post_cancellable<T: DeserializeOwned>(
        &self,
        path: &str,
        body: &impl Serialize,
        cancel: Option<&Cancel>,
    ) -> Result<T, ApiError> {
        let body = serde_json::to_string(body).map_err(|_| ApiError::Unreadable)?;
        self.send(Method::POST, &format!("{}{path}", apono_api::BASE_PATH), Some(body), cancel).await?.json()
    }

    /// Sends a request without a body to `path` below the API's base.
    pub(super) async fn post_empty<T: DeserializeOwned>(&self, path: &str) -> Result<T, ApiError> {
        self.send(Method::POST, &format!("{}{path}", apono_api::BASE_PATH), None, None).await?.json()
    }

    /// Replaces what lies at `path` below the API's base by `body`.
    pub(super) async fn put<T: DeserializeOwned>(&self, path: &str, body: &impl Serialize) -> Result<T, ApiError> {
        let body = serde_json::to_string(body).map_err(|_| ApiError::Unreadable)?;
        self.send(Method::PUT, &format!("{}{path}", apono_api::BASE_PATH), Some(body), None).await?.json()
    }

    /// Deletes what lies at `path` below the API's base.
    pub(super) async fn delete<T: DeserializeOwned>(&self, path: &str) -> Result<T, ApiError> {
        self.send(Method::DELETE, &format!("{}{path}", apono_api::BASE_PATH), None, None).await?.json()
    }

    /// Reads a document of the server outside the API.
    pub(super) async fn get_document<T: DeserializeOwned>(&self, address: &str) -> Result<T, ApiError> {
        self.send(Method::GET, address, None, None).await?.json()
    }

    /// Sends a request without a body to an address outside the API and reads the answer.
    pub(super) async fn post_to<T: DeserializeOwned>(&self, address: &str) -> Result<T, ApiError> {
        self.send(Method::POST, address, None, None).await?.json()
    }

    /// Sends `body` to an address outside the API; what the answer holds does not matter.
    pub(super) async fn post_body(&self, address: &str, body: &impl Serialize) -> Result<(), ApiError> {
        let body = serde_json::to_string(body).map_err(|_| ApiError::Unreadable)?;
        self.send(Method::POST, address, Some(body), None).await.map(|_| ())
    }

    /// Replaces what lies at an address outside the API.
    pub(super) async fn put_document(&self, address: &str, body: &impl Serialize) -> Result<(), ApiError> {
        let body = serde_json::to_string(body).map_err(|_| ApiError::Unreadable)?;
        self.send(Method::PUT, address, Some(body), None).await?.nothing()
    }

    /// Sends a request outside the API whose answer's body does not matter.
    pub(super) async fn post_document(&self, address: &str) -> Result<(), ApiError> {
        self.send(Method::POST, address, None, None).await.map(|_| ())
    }

    /// Deletes what lies at an address outside the API.
    pub(super) async fn delete_document(&self, address: &str) -> Result<(), ApiError> {
        self.send(Method::DELETE, address, None, None).await.map(|_| ())
    }

    async fn send(
        &self,
        method: Method,
        address: &str,
        body: Option<String>,
        cancel: Option<&Cancel>,
    ) -> Result<Answer, ApiError> {
        let token = match self.bearer {
            Some(bearer) => bearer().await,
            None => None,
        };
        // What carries no token and is given up by nobody may have been begun before the tab ran.
        let begun =
            (method == Method::GET && token.is_none() && cancel.is_none()).then(|| take_begun(address)).flatten();
        let limit = begun.as_ref().map_or_else(|| AbortSignal::timeout_with_u32(TIME_LIMIT_MS), Begun::limit);
        let given_up = cancel.and_then(Cancel::signal);
        let signal = match &given_up {
            Some(given_up) => AbortSignal::any(&js_sys::Array::of2(&limit, given_up)),
            None => limit.clone(),
        };
        let failure = || match &given_up {
            Some(given_up) if given_up.aborted() => ApiError::Cancelled,
            _ if limit.aborted() => ApiError::TimedOut,
            _ => ApiError::Offline,
        };
        let mut builder = RequestBuilder::new(address)
            .method(method)
            .header(TAB_HEADER, "1")
            .header("accept", "application/json")
            .abort_signal(Some(&signal));
        if let Some(token) = token {
            builder = builder.header("authorization", &["Bearer ", &token].concat());
        }
        let sent = begun.as_ref().map_or_else(now_seconds, |begun| begun.sent() / 1000.0);
        let response = match (begun, body) {
            (Some(begun), _) => {
                let answer = JsFuture::from(begun.answer()).await;
                answer.map(|answer| Response::from(answer.unchecked_into::<web_sys::Response>())).map_err(|_| ())
            }
            (None, Some(body)) => match builder.header("content-type", "application/json").body(body) {
                Ok(request) => request.send().await.map_err(|_| ()),
                Err(_) => Err(()),
            },
            (None, None) => builder.send().await.map_err(|_| ()),
        };
        let fail = |()| {
            let error = failure();
            if error != ApiError::Cancelled {
                (self.listener)(Heard::Silent);
            }
            error
        };
        let response = response.map_err(fail)?;
        if let Some(build) = response.headers().get(BUILD_HEADER) {
            (self.listener)(Heard::Build(build));
        }
        // Only the API's answers are never kept by a cache, which would hand out an old time.
        if let Some(date) = response.headers().get("date").filter(|_| address.starts_with(apono_api::BASE_PATH)) {
            let said = js_sys::Date::parse(&date) / 1000.0;
            (self.listener)(Heard::Time(Sighting { sent, received: now_seconds(), said }));
        }
        let bytes = match body_of(&response).await {
            Ok(bytes) => bytes,
            Err(Unread::Broken) => return Err(fail(())),
            Err(Unread::TooLarge) if response.ok() => {
                (self.listener)(Heard::Answered);
                return Err(ApiError::Unreadable);
            }
            // What it means stands in the status.
            Err(Unread::TooLarge) => Vec::new(),
        };
        (self.listener)(if matches!(response.status(), 502..=504) { Heard::Silent } else { Heard::Answered });
        if response.ok() {
            return Ok(Answer(bytes));
        }
        let error = error::of_answer(response.status(), &bytes, retry_after(&response).as_deref());
        if error == ApiError::SignInNeeded {
            (self.listener)(Heard::SignInNeeded);
        }
        Err(error)
    }
}

/// Reads the body piece by piece, so that one without an end costs a bounded amount of memory.
async fn body_of(response: &Response) -> Result<Vec<u8>, Unread> {
    let mut bytes = Vec::new();
    let Some(stream) = response.body() else { return Ok(bytes) };
    let reader: ReadableStreamDefaultReader = stream.get_reader().unchecked_into();
    loop {
        let read = JsFuture::from(reader.read()).await.map_err(|_| Unread::Broken)?;
        let read: ReadableStreamReadResult = read.unchecked_into();
        if read.get_done() == Some(true) {
            return Ok(bytes);
        }
        let piece: Uint8Array = read.get_value().unchecked_into();
        bytes.extend(piece.to_vec());
        if bytes.len() > LARGEST_BODY {
            // Tells the browser to stop; nobody waits for it.
            drop(reader.cancel());
            return Err(Unread::TooLarge);
        }
    }
}

/// The device's clock: seconds since the Unix epoch.
fn now_seconds() -> f64 {
    js_sys::Date::now() / 1000.0
}

fn retry_after(response: &Response) -> Option<String> {
    response.headers().get("retry-after")
}
