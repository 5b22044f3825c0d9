//! What a host did with a question that a person sees (reference teams.md 2.3).

/// Why there is no answer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Refusal {
    /// The window was closed, or its page may not be opened from a host: the host cannot tell one from the other.
    Cancelled,
    /// The host could not open its window.
    Blocked,
    /// In the host's own words, which are for no person.
    Other(String),
}

impl Refusal {
    /// Reads the text with which a host refuses.
    pub fn read(text: &str) -> Self {
        match text {
            "CancelledByUser" => Self::Cancelled,
            "FailedToOpenWindow" => Self::Blocked,
            _ => Self::Other(text.to_owned()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_closed_window_a_blocked_one_and_other_refusals_are_told_apart() {
        assert_eq!(Refusal::read("CancelledByUser"), Refusal::Cancelled);
        assert_eq!(Refusal::read("FailedToOpenWindow"), Refusal::Blocked);
        assert_eq!(Refusal::read("invalid_resource"), Refusal::Other("invalid_resource".to_owned()));
    }
}
