//! What an answer that is not a success means.

use crate::domain::failure::ApiError;

/// The parts of an error body that are shown. Parsed leniently: the service documents no error schema (reference 1.5).
#[derive(Default, serde::Deserialize)]
struct Body {
    #[serde(default)]
    message: Option<serde_json::Value>,
    #[serde(default)]
    error: Option<serde_json::Value>,
    #[serde(default)]
    field: Option<serde_json::Value>,
}

/// Longer texts are not meant for people.
const LONGEST_MESSAGE: usize = 300;

/// From an answer that is not a success.
pub(super) fn of_answer(status: u16, body: &[u8], retry_after: Option<&str>) -> ApiError {
    let parsed: Body = serde_json::from_slice(body).unwrap_or_default();
    let text = |value: Option<serde_json::Value>| {
        value
            .and_then(|value| value.as_str().map(|text| text.trim().chars().take(LONGEST_MESSAGE).collect::<String>()))
            .filter(|text| !text.is_empty())
    };
    let message = text(parsed.message).or(text(parsed.error));
    match status {
        401 => ApiError::SignInNeeded,
        403 => ApiError::Forbidden(message),
        404 => ApiError::NotFound(message),
        409 => ApiError::Conflict(message),
        429 => ApiError::TooMany { retry_after_seconds: retry_after.and_then(|text| text.trim().parse().ok()) },
        500.. => ApiError::Server(status),
        _ => ApiError::Refused { message, field: text(parsed.field) },
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn the_services_words_and_the_field_are_kept() {
        let error = of_answer(400, br#"{"message":"Too long","field":"duration_in_sec"}"#, None);
        let field = Some("duration_in_sec".to_owned());
        assert_eq!(error, ApiError::Refused { message: Some("Too long".to_owned()), field });
        assert_eq!(of_answer(403, br#"{"error":"No user"}"#, None), ApiError::Forbidden(Some("No user".to_owned())));
    }

    #[test]
    fn markup_and_broken_bodies_are_no_message() {
        assert_eq!(of_answer(404, b"<html>", None), ApiError::NotFound(None));
        assert_eq!(of_answer(409, br#"{"message":42}"#, None), ApiError::Conflict(None));
        assert_eq!(of_answer(503, b"", None), ApiError::Server(503));
    }

    #[test]
    fn the_wait_that_a_busy_service_asks_for_is_read() {
        assert_eq!(of_answer(429, b"", Some(" 7 ")), ApiError::TooMany { retry_after_seconds: Some(7) });
        assert_eq!(of_answer(429, b"", Some("soon")), ApiError::TooMany { retry_after_seconds: None });
    }

    proptest! {
        #[test]
        fn no_answer_makes_reading_panic(status in 300_u16..=599, body in proptest::collection::vec(any::<u8>(), 0..64)) {
            prop_assert_ne!(of_answer(status, &body, Some("x")), ApiError::Cancelled);
        }
    }
}
