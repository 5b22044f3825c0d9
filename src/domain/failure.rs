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
    Offline,
    TimedOut,
    SignInNeeded,
    Forbidden(Option<String>),
    NotFound(Option<String>),
    Conflict(Option<String>),
    Refused {
        message: Option<String>,
        field: Option<String>,
    },
    TooMany {
        retry_after_seconds: Option<u32>,
    },
    Server(u16),
    Unreadable,
}

impl ApiError {
    /// Whether the service may have acted although the tab has no answer.
    pub fn effect_unknown(&self) -> bool {
        matches!(self, Self::Offline | Self::TimedOut | Self::Server(_) | Self::Unreadable)
    }
}
