//! What people are notified of in Teams while the tab is closed (D7, second half). They turn it off by kind.

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    Task,
    Waiting,
    Granted,
    Refused,
    Ended,
}

impl Kind {
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
