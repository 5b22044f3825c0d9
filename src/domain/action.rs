//! What a person can do with a request, and what is known while and after it is done (D10).

use super::failure::ApiError;
use super::request::AccessRequest;
use super::status::{List, Status};

/// What a person can do with one request.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Action {
    /// Move the end of its access by what its extension gives.
    Extend,
    /// Revoke access, or withdraw what still waits.
    End,
    /// Star it or take the star away.
    Favorite(bool),
    /// Tell that the second factor has been passed.
    PassMfa,
    /// Ask for the same again.
    Again,
}

/// What goes on with one request. At most one thing at a time, so that nothing is done twice.
#[derive(Clone, Debug, Default, PartialEq)]
pub enum Doing {
    /// Nothing is under way or left to tell.
    #[default]
    Nothing,
    /// It is being done; nothing else begins before it has ended.
    Under(Action),
    /// It was not done, or is not known to have been.
    Failed {
        /// What was tried.
        action: Action,
        /// How the call failed.
        error: ApiError,
        /// Whether it may have been done all the same.
        outcome: Outcome,
    },
}

/// What is known of the effect of an action that failed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// The service refused, so nothing happened.
    NotDone,
    /// No usable answer came. The request was read again and shows no effect yet.
    NotSeen,
    /// No usable answer came, and the request could not be read either.
    Unknown,
}

impl Doing {
    /// Whether an action is being done.
    pub fn is_under(&self) -> bool {
        matches!(self, Self::Under(_))
    }
}

impl Action {
    /// Whether a request that was read after an action without an answer shows that it was done.
    pub fn shows(self, before: &AccessRequest, after: &AccessRequest) -> bool {
        match self {
            Self::Extend => {
                let later = before.ends.zip(after.ends).is_some_and(|(before, after)| after > before);
                later || after.extensions_used > before.extensions_used
            }
            Self::End => after.status == Status::Revoking || after.list() == List::Closed,
            Self::Favorite(wanted) => after.favorite == wanted,
            Self::PassMfa => after.status != Status::PendingMfa,
            // Asking again makes other requests and leaves this one as it is.
            Self::Again => false,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::moment::Moment;
    use crate::domain::request::test::request;

    fn ending(at: f64) -> AccessRequest {
        AccessRequest { ends: Some(Moment(at)), ..request("AR-1", Status::Granted) }
    }

    #[test]
    fn an_action_is_under_way_until_it_is_known_how_it_went() {
        let failed = Doing::Failed { action: Action::End, error: ApiError::TimedOut, outcome: Outcome::NotDone };
        assert!(Doing::Under(Action::End).is_under());
        assert!(!failed.is_under());
    }

    #[test]
    fn an_extension_shows_by_a_later_end_or_by_the_count() {
        assert!(!Action::Extend.shows(&ending(5.0), &ending(5.0)));
        assert!(Action::Extend.shows(&ending(5.0), &ending(6.0)));
        assert!(Action::Extend.shows(&ending(5.0), &AccessRequest { extensions_used: 1, ..ending(5.0) }));
    }

    #[test]
    fn an_end_shows_once_the_service_is_at_it() {
        let after = |status| Action::End.shows(&ending(5.0), &request("AR-1", status));
        assert!(!after(Status::Granted) && !after(Status::Granting));
        assert!(after(Status::Revoking) && after(Status::Revoked) && after(Status::Expired));
    }

    #[test]
    fn a_star_and_a_passed_factor_show_by_themselves() {
        let starred = AccessRequest { favorite: true, ..ending(5.0) };
        assert!(Action::Favorite(true).shows(&ending(5.0), &starred));
        assert!(!Action::Favorite(false).shows(&starred, &starred));
        let waiting = request("AR-1", Status::PendingMfa);
        assert!(!Action::PassMfa.shows(&waiting, &waiting));
        assert!(Action::PassMfa.shows(&waiting, &request("AR-1", Status::Granting)));
    }
}
