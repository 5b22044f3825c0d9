//! Where a request stands, and which of the two lists shows it (requirements 55-71, D3-D5; reference 4.1).

/// The two lists of My Requests.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum List {
    /// Not over, or in a status that this version does not know.
    #[default]
    Open,
    /// Expired, rejected, revoked or failed.
    Closed,
}

/// A request's status in the words of the requirements.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Status {
    /// "Pending (being evaluated)": nobody has been asked yet.
    Evaluating,
    /// Somebody has been asked to decide.
    PendingApproval,
    /// The person still has to pass a second factor.
    PendingMfa,
    /// Approved; the service is setting the access up.
    Granting,
    /// "Granted" on My Requests, "Active" on My Access (D4).
    Granted,
    /// The service is taking the access away.
    Revoking,
    /// Access has come to its end.
    Expired,
    /// Somebody decided against it.
    Rejected,
    /// Access was ended before its time.
    Revoked,
    /// The service could not set the access up.
    Failed,
    /// A status this version does not know, as the service wrote it.
    Unknown(String),
}

impl Status {
    /// Which list shows a request in this status.
    pub fn list(&self) -> List {
        match self {
            Self::Expired | Self::Rejected | Self::Revoked | Self::Failed => List::Closed,
            _ => List::Open,
        }
    }

    /// Whether the service is at work, so that a change is a matter of seconds (reference 5.9).
    pub fn in_motion(&self) -> bool {
        matches!(self, Self::Evaluating | Self::Granting | Self::Revoking)
    }

    /// What the status is called in addresses; an unknown one is called as the service wrote it.
    pub fn key(&self) -> &str {
        match self {
            Self::Evaluating => "evaluating",
            Self::PendingApproval => "pending-approval",
            Self::PendingMfa => "pending-mfa",
            Self::Granting => "granting",
            Self::Granted => "granted",
            Self::Revoking => "revoking",
            Self::Expired => "expired",
            Self::Rejected => "rejected",
            Self::Revoked => "revoked",
            Self::Failed => "failed",
            Self::Unknown(text) => text,
        }
    }

    /// Its place in the life of a request; unknown ones come last.
    pub fn place(&self) -> usize {
        match self {
            Self::Evaluating => 0,
            Self::PendingMfa => 1,
            Self::PendingApproval => 2,
            Self::Granting => 3,
            Self::Granted => 4,
            Self::Revoking => 5,
            Self::Expired => 6,
            Self::Revoked => 7,
            Self::Rejected => 8,
            Self::Failed => 9,
            Self::Unknown(_) => 10,
        }
    }

    /// Whether the same can be asked for anew (requirements 36-40; a failed one where the service's dry run allows it).
    pub fn can_be_asked_again(&self) -> bool {
        self.list() == List::Closed
    }

    /// Whether the person can try to end it: there is access, or somebody still has to decide (D10). The service has
    /// the last word about what waits (reference 12, 8).
    pub fn can_be_ended(&self) -> bool {
        matches!(self, Self::Granted | Self::Evaluating | Self::PendingApproval | Self::PendingMfa)
    }

    /// Whether there is access to use now, and with it details to view (requirements 48, 64).
    pub fn has_access(&self) -> bool {
        *self == Self::Granted
    }
}

#[cfg(test)]
pub(crate) mod test {
    use proptest::prelude::*;

    use super::Status;

    /// Any status, also one that this version does not know.
    pub(crate) fn any_status() -> impl Strategy<Value = Status> {
        prop_oneof![
            Just(Status::Evaluating),
            Just(Status::PendingApproval),
            Just(Status::PendingMfa),
            Just(Status::Granting),
            Just(Status::Granted),
            Just(Status::Revoking),
            Just(Status::Expired),
            Just(Status::Rejected),
            Just(Status::Revoked),
            Just(Status::Failed),
            "[A-Z][a-z]{1,4}".prop_map(Status::Unknown),
        ]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn decided_and_ended_requests_are_closed_and_all_others_open() {
        for closed in [Status::Expired, Status::Rejected, Status::Revoked, Status::Failed] {
            assert_eq!(closed.list(), List::Closed, "{closed:?}");
        }
        let open = [
            Status::Evaluating,
            Status::PendingApproval,
            Status::PendingMfa,
            Status::Granting,
            Status::Granted,
            Status::Revoking,
            Status::Unknown("Frozen".to_owned()),
        ];
        for open in open {
            assert_eq!(open.list(), List::Open, "{open:?}");
        }
    }

    #[test]
    fn what_is_over_can_be_asked_for_again_and_what_is_granted_or_waits_can_be_ended() {
        let all = in_order();
        let which = |fits: fn(&Status) -> bool| all.iter().filter(|status| fits(status)).cloned().collect::<Vec<_>>();
        let over = [Status::Expired, Status::Revoked, Status::Rejected, Status::Failed];
        assert_eq!(which(Status::can_be_asked_again), over);
        let ends = [Status::Evaluating, Status::PendingMfa, Status::PendingApproval, Status::Granted];
        assert_eq!(which(Status::can_be_ended), ends);
    }

    #[test]
    fn statuses_stand_in_the_order_of_a_requests_life_and_unknown_ones_last() {
        assert!(in_order().is_sorted_by(|one, next| one.place() < next.place()));
    }

    fn in_order() -> Vec<Status> {
        use Status::{
            Evaluating, Expired, Failed, Granted, Granting, PendingApproval, PendingMfa, Rejected, Revoked, Revoking,
            Unknown,
        };
        vec![
            Evaluating,
            PendingMfa,
            PendingApproval,
            Granting,
            Granted,
            Revoking,
            Expired,
            Revoked,
            Rejected,
            Failed,
            Unknown("Frozen".to_owned()),
        ]
    }

    #[test]
    fn a_request_that_waits_for_a_person_is_not_in_motion() {
        assert!(!Status::PendingApproval.in_motion());
        assert!(!Status::PendingMfa.in_motion());
        assert!(Status::Evaluating.in_motion() && Status::Granting.in_motion() && Status::Revoking.in_motion());
    }
}
