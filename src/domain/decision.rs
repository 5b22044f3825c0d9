//! Deciding about somebody's request (D8; reference 5.7): whether it can be decided, what the reason has to be, and what
//! came of it as the service tells it afterwards.

use std::collections::BTreeMap;

use super::failure::ApiError;
use super::moment::{Moment, Seconds};
use super::person::Settings;
use super::request::{AccessRequest, Decision};
use super::status::Status;

/// What a person decides.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// Let the access be given, as far as this person decides; others may still have to.
    Approve,
    /// Refuse the access.
    Reject,
}

/// The most characters of a reason: fewer than 124 (reference 5.5).
pub const LONGEST_REASON: usize = 123;

/// Whether a decision takes a reason.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub enum ReasonRule {
    /// The account takes none.
    Hidden,
    /// A reason can be given or left out.
    #[default]
    Optional,
    /// Nothing is sent without a reason.
    Required,
}

/// What stands in the way of a reason.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ReasonError {
    /// A reason is required, and nothing but blanks was typed.
    Missing,
    /// By so many characters.
    TooLong(usize),
}

impl ReasonRule {
    /// For one request.
    pub fn of(request: &AccessRequest, settings: &Settings) -> Self {
        match (settings.no_approver_reason, request.reason_required) {
            (true, _) => Self::Hidden,
            (false, true) => Self::Required,
            (false, false) => Self::Optional,
        }
    }

    /// For several that are decided with one reason: the strictest of theirs.
    pub fn of_all(rules: impl IntoIterator<Item = Self>) -> Self {
        rules.into_iter().max().unwrap_or(Self::Hidden)
    }

    /// What is to be sent for what was typed. Blanks are no reason.
    ///
    /// # Errors
    /// What to say at the field.
    pub fn read(self, typed: &str) -> Result<Option<String>, ReasonError> {
        let typed = typed.trim();
        let length = typed.chars().count();
        match self {
            Self::Hidden => Ok(None),
            Self::Required if typed.is_empty() => Err(ReasonError::Missing),
            _ if length > LONGEST_REASON => Err(ReasonError::TooLong(length - LONGEST_REASON)),
            _ => Ok(Some(typed.to_owned()).filter(|typed| !typed.is_empty())),
        }
    }
}

/// Whether a request can still be decided. That it waits for this very person is what the service's list of tasks says;
/// a request itself does not tell (reference 5.7).
pub fn is_undecided(status: &Status) -> bool {
    matches!(status, Status::PendingApproval | Status::Evaluating | Status::Unknown(_))
}

/// Who decided about a request that was approved or rejected, where that is known; `None` for one that nobody decided about,
/// or that has ended since.
pub fn decided_by(request: &AccessRequest) -> Option<Option<&str>> {
    let is_decided =
        matches!(request.status, Status::Rejected | Status::PendingMfa | Status::Granting | Status::Granted);
    is_decided.then(|| request.last_decider())
}

/// When access would end if it were approved now; `None` where no length was asked for.
pub fn would_end(duration: Option<Seconds>, now: Moment) -> Option<Moment> {
    #[expect(clippy::cast_precision_loss, reason = "durations of access are far below 2^53 seconds")]
    duration.map(|length| Moment(now.0 + length.0 as f64))
}

/// What became of a decision, as the request shows it when it is read again.
#[derive(Clone, Debug, PartialEq)]
pub enum Said {
    /// Taken, and so many others still have to approve.
    WaitsForOthers(usize),
    /// Taken: the request goes on or is over.
    Done,
    /// Taken by the service, but the request does not show it yet, or could not be read again.
    Taken,
    /// Somebody else decided before, or the request ended by itself.
    Meanwhile {
        /// Name of who decided; `None` where nobody did, or the service does not tell.
        by: Option<String>,
        /// What was decided; `Unknown` with the status's key where the request ended otherwise.
        decision: Decision,
    },
}

/// What is known after a decision was sent.
#[derive(Clone, Debug, PartialEq)]
pub enum Outcome {
    /// The request shows what came of it, or the service has taken it.
    Said(Said),
    /// Not decided. `unknown`: no usable answer came, so it may arrive yet, and has to be looked at before it is sent
    /// anew.
    Failed {
        /// How the call that sent it failed.
        error: ApiError,
        /// Whether it may have arrived, by [`ApiError::effect_unknown`].
        unknown: bool,
    },
}

/// How the service answered a decision.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Answer {
    /// Accepted; the request may show it only later.
    Taken,
    /// The service certainly did not take it.
    Refused,
    /// There was no usable answer.
    Lost,
}

impl Answer {
    /// From the result of the call that sent it.
    pub fn of(answer: &Result<(), ApiError>) -> Self {
        match answer {
            Ok(()) => Self::Taken,
            Err(error) if error.effect_unknown() => Self::Lost,
            Err(_) => Self::Refused,
        }
    }
}

/// Tells what became of a decision from the service's answer, and from the request read again, where it could be.
/// `before` is the request as the person saw it; `after` as it is now, with whether it still waits for this person.
pub fn outcome(
    verdict: Verdict,
    before: &AccessRequest,
    answer: Result<(), ApiError>,
    after: Option<(&AccessRequest, bool)>,
) -> Outcome {
    let seen = after.and_then(|(after, is_mine)| seen(verdict, before, after, Answer::of(&answer), is_mine));
    match (answer, seen) {
        (_, Some(said)) => Outcome::Said(said),
        (Ok(()), None) => Outcome::Said(Said::Taken),
        (Err(error), None) => Outcome::Failed { unknown: error.effect_unknown(), error },
    }
}

/// What a request shows of a decision; `None` while it shows nothing new.
pub fn seen(
    verdict: Verdict,
    before: &AccessRequest,
    after: &AccessRequest,
    answer: Answer,
    is_mine: bool,
) -> Option<Said> {
    if is_undecided(&after.status) {
        let gone = !is_mine;
        let all = after.approval.as_ref().is_some_and(|approval| approval.all_must_approve);
        let more = approvals(after) > approvals(before);
        return match (answer, verdict) {
            (Answer::Refused, _) => {
                let meanwhile = || meanwhile(before, after, Decision::Approved);
                gone.then(meanwhile)
            }
            (_, Verdict::Approve) if all && (gone || more && answer == Answer::Taken) => {
                Some(Said::WaitsForOthers(still_needed(after)))
            }
            _ => gone.then_some(Said::Taken),
        };
    }
    let (decision, wanted) = match &after.status {
        Status::Rejected => (Decision::Rejected, Some(Verdict::Reject)),
        Status::Granting | Status::Granted | Status::PendingMfa => (Decision::Approved, Some(Verdict::Approve)),
        // Whatever else it is now, for example revoked or failed: nothing is left to decide.
        other => (Decision::Unknown(other.key().to_owned()), None),
    };
    let done = answer == Answer::Taken && wanted.is_none_or(|wanted| wanted == verdict);
    // A lost answer and a request that is as wanted: it came through, or somebody else decided the same.
    let same = answer == Answer::Lost && wanted == Some(verdict);
    Some(if done || same { Said::Done } else { meanwhile(before, after, decision) })
}

fn meanwhile(before: &AccessRequest, after: &AccessRequest, decision: Decision) -> Said {
    Said::Meanwhile { by: decider(before, after, &decision), decision }
}

fn approvals(request: &AccessRequest) -> usize {
    let approvers = request.approval.iter().flat_map(|approval| &approval.approvers);
    approvers.filter(|approver| approver.decision == Decision::Approved).count()
}

/// How many still have to approve, at least one while the request waits. Everybody of one tier is enough, so the tier
/// with the fewest left counts; one that has not been told belongs to later.
fn still_needed(request: &AccessRequest) -> usize {
    let Some(approval) = &request.approval else { return 1 };
    if !approval.all_must_approve {
        return 1;
    }
    let told = approval.approvers.iter().any(|approver| approver.told.is_some());
    let mut tiers: BTreeMap<Option<i32>, usize> = BTreeMap::new();
    for approver in approval.approvers.iter().filter(|approver| !told || approver.told.is_some()) {
        *tiers.entry(approver.tier).or_default() += usize::from(approver.decision != Decision::Approved);
    }
    tiers.into_values().min().unwrap_or(1).max(1)
}

/// Who decided so, and had not when the person looked.
fn decider(before: &AccessRequest, after: &AccessRequest, decision: &Decision) -> Option<String> {
    let known = |name: &str| {
        let approvers = before.approval.iter().flat_map(|approval| &approval.approvers);
        approvers.filter(|approver| approver.decision == *decision).any(|approver| approver.name == name)
    };
    let mut approvers = after.approval.iter().flat_map(|approval| &approval.approvers);
    let found = approvers.find(|approver| approver.decision == *decision && !known(&approver.name));
    found.map(|approver| approver.who().to_owned())
}

/// What goes on with one task.
#[derive(Clone, Debug, Default, PartialEq)]
pub enum Course {
    /// It does not wait for this person, or not any more.
    #[default]
    Over,
    /// It waits for this person.
    Open,
    /// Decided, and kept back for a moment in which it can be taken back.
    Held(Verdict),
    /// In the queue or on its way.
    Under(Verdict),
    /// Decided here.
    Decided {
        /// What this person decided.
        verdict: Verdict,
        /// What came of it.
        said: Said,
    },
    /// Sent and not done, or not known to be.
    Failed {
        /// What was sent.
        verdict: Verdict,
        /// How the call failed.
        error: ApiError,
        /// Whether it may have arrived all the same.
        unknown: bool,
    },
}

impl Course {
    /// Whether buttons to decide are offered.
    pub fn is_open(&self) -> bool {
        matches!(self, Self::Open | Self::Failed { .. })
    }

    /// Whether it still counts as waiting for this person.
    pub fn counts(&self) -> bool {
        !matches!(self, Self::Over | Self::Decided { .. })
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::domain::request::test::{approver, request};
    use crate::domain::request::{Approval, Approver};
    use crate::domain::status::test::any_status;

    fn asked(status: Status, all: bool, approvers: &[(&str, Decision)]) -> AccessRequest {
        let approvers = approvers.iter().map(|(name, decision)| approver(name, decision.clone())).collect();
        AccessRequest { approval: Some(Approval { all_must_approve: all, approvers }), ..request("AR-1", status) }
    }

    fn pending(all: bool) -> AccessRequest {
        asked(Status::PendingApproval, all, &[("Ingrid", Decision::Pending), ("Ada", Decision::Pending)])
    }

    #[test]
    fn a_reason_is_hidden_where_the_account_takes_none_and_required_where_the_request_says_so() {
        let rule = |disabled, required| {
            let settings = Settings { no_approver_reason: disabled, ..Settings::default() };
            ReasonRule::of(&AccessRequest { reason_required: required, ..pending(false) }, &settings)
        };
        assert_eq!(rule(false, false), ReasonRule::Optional);
        assert_eq!(rule(false, true), ReasonRule::Required);
        assert_eq!([rule(true, false), rule(true, true)], [ReasonRule::Hidden; 2]);
    }

    #[test]
    fn several_take_the_strictest_rule_of_theirs_and_none_take_no_reason() {
        use ReasonRule::{Hidden, Optional, Required};
        assert_eq!(ReasonRule::of_all([Hidden, Required, Optional]), Required);
        assert_eq!(ReasonRule::of_all([]), Hidden);
    }

    #[test]
    fn a_reason_may_have_123_characters() {
        assert_eq!(ReasonRule::Optional.read(&"ä".repeat(123)), Ok(Some("ä".repeat(123))));
        assert_eq!(ReasonRule::Optional.read(&"ä".repeat(124)), Err(ReasonError::TooLong(1)));
    }

    #[test]
    fn a_request_is_decided_by_somebody_while_it_shows_that() {
        let by = |status| {
            let request = asked(status, false, &[("Ingrid", Decision::Approved)]);
            decided_by(&request).map(|by| by.map(str::to_owned))
        };
        assert_eq!(by(Status::Granted), Some(Some("Ingrid".to_owned())));
        assert_eq!([by(Status::PendingApproval), by(Status::Revoked)], [None, None]);
        assert_eq!(decided_by(&request("AR-1", Status::Rejected)), Some(None), "the service does not tell");
    }

    #[test]
    fn an_answer_is_taken_refused_or_lost() {
        assert_eq!(Answer::of(&Ok(())), Answer::Taken);
        assert_eq!(Answer::of(&Err(ApiError::Conflict(None))), Answer::Refused);
        assert_eq!(Answer::of(&Err(ApiError::TimedOut)), Answer::Lost);
    }

    #[test]
    fn a_decision_that_is_taken_and_does_not_show_yet_says_nothing() {
        assert_eq!(seen(Verdict::Approve, &pending(true), &pending(true), Answer::Taken, true), None);
    }

    #[test]
    fn an_approval_without_an_answer_is_not_taken_from_that_of_another() {
        let after = asked(Status::PendingApproval, true, &[("Ingrid", Decision::Pending), ("Ada", Decision::Approved)]);
        assert_eq!(seen(Verdict::Approve, &pending(true), &after, Answer::Lost, true), None);
    }

    #[test]
    fn a_request_that_is_over_is_as_this_person_decided_or_somebody_else_was_faster() {
        let after = |status, decision| asked(status, false, &[("Ingrid", Decision::Pending), ("Ada", decision)]);
        let seen = |answer, after| seen(Verdict::Approve, &pending(false), &after, answer, false);
        let meanwhile = |decision| Some(Said::Meanwhile { by: Some("Ada".to_owned()), decision });
        let granted = || after(Status::Granted, Decision::Approved);
        let rejected = || after(Status::Rejected, Decision::Rejected);
        assert_eq!(
            [Answer::Taken, Answer::Lost].map(|answer| seen(answer, granted())),
            [Some(Said::Done), Some(Said::Done)]
        );
        assert_eq!(seen(Answer::Refused, granted()), meanwhile(Decision::Approved));
        for answer in [Answer::Taken, Answer::Lost, Answer::Refused] {
            assert_eq!(seen(answer, rejected()), meanwhile(Decision::Rejected), "{answer:?}");
        }
        let revoked = || asked(Status::Revoked, false, &[]);
        let ended = Some(Said::Meanwhile { by: None, decision: Decision::Unknown("revoked".to_owned()) });
        assert_eq!(seen(Answer::Taken, revoked()), Some(Said::Done));
        assert_eq!([Answer::Lost, Answer::Refused].map(|answer| seen(answer, revoked())), [ended.clone(), ended]);
    }

    #[test]
    fn who_had_decided_before_the_person_looked_is_not_named() {
        let before =
            asked(Status::PendingApproval, false, &[("Ada", Decision::Approved), ("Rafael", Decision::Pending)]);
        let after = asked(Status::Granting, false, &[("Ada", Decision::Approved), ("Rafael", Decision::Approved)]);
        let meanwhile = Said::Meanwhile { by: Some("Rafael".to_owned()), decision: Decision::Approved };
        assert_eq!(seen(Verdict::Reject, &before, &after, Answer::Refused, false), Some(meanwhile));
    }

    #[test]
    fn of_several_tiers_the_one_with_the_fewest_left_is_waited_for() {
        let all = [("A", 1), ("B", 1), ("C", 1), ("D", 2), ("E", 2)];
        let waiting = |approved: &[&str], all_must_approve| {
            let approvers = all.map(|(name, tier)| {
                let decision = if approved.contains(&name) { Decision::Approved } else { Decision::Pending };
                Approver { tier: Some(tier), told: Some(Moment(1.0)), ..approver(name, decision) }
            });
            let approval = Approval { all_must_approve, approvers: approvers.to_vec() };
            still_needed(&AccessRequest { approval: Some(approval), ..pending(true) })
        };
        assert_eq!([waiting(&[], true), waiting(&["D"], true), waiting(&["A", "B"], true)], [2, 1, 1]);
        assert_eq!(waiting(&["D", "E"], true), 1, "while the request waits somebody is missing");
        assert_eq!(waiting(&[], false), 1, "anybody is enough");
    }

    #[test]
    fn a_task_can_be_decided_while_it_is_open_and_counts_until_it_is_decided() {
        let failed = Course::Failed { verdict: Verdict::Approve, error: ApiError::TimedOut, unknown: false };
        let decided = Course::Decided { verdict: Verdict::Approve, said: Said::Done };
        let all = [
            Course::Over,
            Course::Open,
            Course::Held(Verdict::Approve),
            Course::Under(Verdict::Approve),
            decided,
            failed,
        ];
        assert_eq!(all.each_ref().map(Course::is_open), [false, true, false, false, false, true]);
        assert_eq!(all.each_ref().map(Course::counts), [false, true, true, true, false, true]);
    }

    #[test]
    fn a_refused_decision_on_a_task_that_is_gone_was_made_by_somebody_else() {
        let after = asked(Status::PendingApproval, true, &[("Ingrid", Decision::Pending), ("Ada", Decision::Approved)]);
        let meanwhile = Said::Meanwhile { by: Some("Ada".to_owned()), decision: Decision::Approved };
        assert_eq!(seen(Verdict::Approve, &pending(true), &after, Answer::Refused, false), Some(meanwhile));
        assert_eq!(seen(Verdict::Approve, &pending(true), &after, Answer::Refused, true), None);
    }

    #[test]
    fn approving_where_all_must_approve_says_how_many_are_missing() {
        let after = asked(Status::PendingApproval, true, &[("Ingrid", Decision::Approved), ("Ada", Decision::Pending)]);
        let said = outcome(Verdict::Approve, &pending(true), Ok(()), Some((&after, true)));
        assert_eq!(said, Outcome::Said(Said::WaitsForOthers(1)));
    }

    #[test]
    fn the_last_approval_sets_the_request_going() {
        let after = asked(Status::Granting, false, &[("Ingrid", Decision::Approved), ("Ada", Decision::Pending)]);
        assert_eq!(outcome(Verdict::Approve, &pending(false), Ok(()), Some((&after, true))), Outcome::Said(Said::Done));
    }

    #[test]
    fn who_comes_second_is_told_who_was_first_and_has_not_failed() {
        let after = asked(Status::Rejected, false, &[("Ingrid", Decision::Pending), ("Ada", Decision::Rejected)]);
        let refused = Err(ApiError::Conflict(Some("It was decided.".to_owned())));
        let meanwhile = Said::Meanwhile { by: Some("Ada".to_owned()), decision: Decision::Rejected };
        assert_eq!(outcome(Verdict::Approve, &pending(false), refused, Some((&after, true))), Outcome::Said(meanwhile));
    }

    #[test]
    fn a_group_that_decided_is_named_by_the_member_who_did() {
        let mut after = asked(Status::Granting, false, &[("Data owners", Decision::Approved)]);
        after.approval.as_mut().unwrap().approvers[0].decided_by = Some("Rafael".to_owned());
        let conflict = Err(ApiError::Conflict(None));
        let said = outcome(Verdict::Reject, &pending(false), conflict, Some((&after, true)));
        assert_eq!(
            said,
            Outcome::Said(Said::Meanwhile { by: Some("Rafael".to_owned()), decision: Decision::Approved })
        );
    }

    #[test]
    fn a_decision_without_an_answer_is_read_from_the_request_and_else_not_known() {
        let lost = || Err(ApiError::TimedOut);
        let unknown = Outcome::Failed { error: ApiError::TimedOut, unknown: true };
        assert_eq!(outcome(Verdict::Approve, &pending(false), lost(), None), unknown);
        assert_eq!(outcome(Verdict::Approve, &pending(false), lost(), Some((&pending(false), true))), unknown);
        let refused = Err(ApiError::Conflict(None));
        let failed = Outcome::Failed { error: ApiError::Conflict(None), unknown: false };
        assert_eq!(outcome(Verdict::Approve, &pending(false), refused, Some((&pending(false), true))), failed);
    }

    #[test]
    fn an_approval_whose_answer_was_lost_shows_by_the_task_that_is_gone() {
        let after = asked(Status::PendingApproval, true, &[("Ingrid", Decision::Approved), ("Ada", Decision::Pending)]);
        let said = outcome(Verdict::Approve, &pending(true), Err(ApiError::TimedOut), Some((&after, false)));
        assert_eq!(said, Outcome::Said(Said::WaitsForOthers(1)));
    }

    #[test]
    fn who_was_not_told_yet_is_not_waited_for() {
        let mut after = asked(
            Status::PendingApproval,
            true,
            &[("Ingrid", Decision::Approved), ("Ada", Decision::Pending), ("Later", Decision::Pending)],
        );
        for approver in after.approval.as_mut().unwrap().approvers.iter_mut().take(2) {
            approver.told = Some(Moment(1.0));
        }
        let said = seen(Verdict::Approve, &pending(true), &after, Answer::Taken, true);
        assert_eq!(said, Some(Said::WaitsForOthers(1)));
    }

    #[test]
    fn access_would_end_a_duration_from_now() {
        assert_eq!(would_end(Some(Seconds(3_600)), Moment(100.0)), Some(Moment(3_700.0)));
        assert_eq!(would_end(None, Moment(100.0)), None);
    }

    fn any_error() -> impl Strategy<Value = ApiError> {
        prop_oneof![
            Just(ApiError::TimedOut),
            Just(ApiError::Offline),
            Just(ApiError::Server(500)),
            Just(ApiError::Conflict(None)),
            Just(ApiError::Forbidden(None)),
            Just(ApiError::TooMany { retry_after_seconds: None }),
        ]
    }

    proptest! {
        #[test]
        fn what_is_sent_as_a_reason_is_short_and_not_blank(typed in "\\PC{0,140}| {0,5}") {
            for rule in [ReasonRule::Hidden, ReasonRule::Optional, ReasonRule::Required] {
                match rule.read(&typed) {
                    Ok(Some(reason)) => {
                        prop_assert!(reason.chars().count() < 124 && !reason.trim().is_empty());
                        prop_assert_ne!(rule, ReasonRule::Hidden);
                    }
                    Ok(None) => prop_assert_ne!(rule, ReasonRule::Required),
                    Err(ReasonError::Missing) => prop_assert!(typed.trim().is_empty()),
                    Err(ReasonError::TooLong(by)) => prop_assert_eq!(typed.trim().chars().count(), LONGEST_REASON + by),
                }
            }
        }

        #[test]
        fn a_request_that_is_decided_is_never_called_a_failure(status in any_status(), error in any_error(), approve: bool) {
            let verdict = if approve { Verdict::Approve } else { Verdict::Reject };
            let after = AccessRequest { status: status.clone(), ..pending(false) };
            let outcome = outcome(verdict, &pending(false), Err(error), Some((&after, true)));
            prop_assert_eq!(matches!(outcome, Outcome::Failed { .. }), is_undecided(&status));
        }

        #[test]
        fn an_answer_that_says_yes_is_never_a_failure(status in any_status(), read: bool) {
            let after = AccessRequest { status, ..pending(true) };
            let outcome = outcome(Verdict::Approve, &pending(true), Ok(()), Some((&after, true)).filter(|_| read));
            prop_assert!(matches!(outcome, Outcome::Said(_)));
        }
    }
}
