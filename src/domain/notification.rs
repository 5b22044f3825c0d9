//! What people are notified of in Teams while the tab is closed (D7, second half). They turn it off by kind.

/// One kind of notification.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// Somebody waits for the person's decision.
    Task,
    /// The person's request waits for an approver, or for their second factor.
    Waiting,
    /// The person's request gives access now.
    Granted,
    /// The person's request was rejected or has failed.
    Refused,
    /// The person's access has expired or was revoked.
    Ended,
}

impl Kind {
    /// Every kind, in the order in which people see them.
    pub const ALL: [Self; 5] = [Self::Task, Self::Waiting, Self::Granted, Self::Refused, Self::Ended];

    /// What the server calls it.
    pub fn word(self) -> &'static str {
        match self {
            Self::Task => "approvalRequired",
            Self::Waiting => "requestWaiting",
            Self::Granted => "accessGranted",
            Self::Refused => "requestRefused",
            Self::Ended => "accessEnded",
        }
    }

    /// One that this version does not know is none.
    pub fn of(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.word() == word)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_kind_is_found_by_its_word_and_no_other_word_is_one() {
        for kind in Kind::ALL {
            assert_eq!(Kind::of(kind.word()), Some(kind));
        }
        assert_eq!(Kind::of("approvalRequired"), Some(Kind::Task));
        assert_eq!([Kind::of(""), Kind::of("something new")], [None, None]);
    }
}
