//! What can go wrong with a call, in the classes that a person is told apart.

/// | status | variant | what the tab does |
/// |---|---|---|
/// | no answer | `Offline`, `TimedOut` | says so and offers Retry; an effect that was sent is unknown |
/// | 401 | `SignInNeeded` | asks to sign in again and keeps the page |
/// | 403 | `Forbidden` | shows the service's words |
/// | 404 | `NotFound` | says that it is gone |
/// | 409 | `Conflict` | shows the service's words and reads anew |
/// | 400, 413, 422, other 4xx | `Refused` | shows the service's words, beside the field if it names one |
/// | 429 | `TooMany` | waits as asked |
/// | 5xx | `Server` | says so and offers Retry |
/// | unreadable body | `Unreadable` | says so and offers Retry |
#[derive(Clone, Debug, PartialEq)]
pub enum ApiError {
    /// The call was given up by the tab itself; nobody waits for it.
    Cancelled,
    /// No answer came: there is no connection, or it broke.
    Offline,
    /// No answer came within the time that the tab waits.
    TimedOut,
    /// 401: the person is not signed in, or not any more.
    SignInNeeded,
    /// 403, with the service's words where it gave some.
    Forbidden(Option<String>),
    /// 404, with the service's words where it gave some.
    NotFound(Option<String>),
    /// 409, with the service's words where it gave some.
    Conflict(Option<String>),
    /// Any other 4xx; also a submission that led to no request.
    Refused {
        /// The service's words, cut where they are long; `None` where it gave none.
        message: Option<String>,
        /// The API's name of the field that is wrong; `None` where the service names none.
        field: Option<String>,
    },
    /// 429: more calls than the service takes.
    TooMany {
        /// From `Retry-After`; `None` where that is absent or no number of seconds.
        retry_after_seconds: Option<u32>,
    },
    /// The status, from 500 on.
    Server(u16),
    /// The body is not what was expected, or too large.
    Unreadable,
}

impl ApiError {
    /// Whether the service may have acted although the tab has no answer.
    pub fn effect_unknown(&self) -> bool {
        matches!(self, Self::Offline | Self::TimedOut | Self::Server(_) | Self::Unreadable)
    }
}
