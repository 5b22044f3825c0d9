//! The life of a request: which state follows which, and when. Pure; `worker` carries it out.

use apono_api::RequestStatus;

/// Milliseconds since the Unix epoch, or a length in milliseconds.
pub(crate) type Millis = i64;

pub(crate) const SECOND: Millis = 1000;
pub(crate) const MINUTE: Millis = 60 * SECOND;
pub(crate) const HOUR: Millis = 60 * MINUTE;

/// How long a new request is evaluated.
pub(crate) const EVALUATION: Millis = SECOND;
/// How long taking access away takes.
pub(crate) const REVOCATION: Millis = 2 * SECOND;
/// How long new credentials take.
pub(crate) const RESET: Millis = 2 * SECOND;

/// How long provisioning so many units takes: three seconds, up to eight for many.
pub(crate) fn granting(units: usize) -> Millis {
    (3 + i64::try_from(units / 50).unwrap_or(5).min(5)) * SECOND
}

/// Where a request stands (reference 4.1).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum State {
    Initializing,
    Pending,
    PendingMfa,
    Granting,
    Active,
    Revoking,
    Expired,
    Rejected,
    Revoked,
    Failed,
}

impl State {
    pub(crate) const ALL: [Self; 10] = [
        Self::Initializing,
        Self::Pending,
        Self::PendingMfa,
        Self::Granting,
        Self::Active,
        Self::Revoking,
        Self::Expired,
        Self::Rejected,
        Self::Revoked,
        Self::Failed,
    ];

    pub(crate) fn status(self) -> RequestStatus {
        match self {
            Self::Initializing => RequestStatus::Initializing,
            Self::Pending => RequestStatus::Pending,
            Self::PendingMfa => RequestStatus::PendingMfa,
            Self::Granting => RequestStatus::Granting,
            Self::Active => RequestStatus::Active,
            Self::Revoking => RequestStatus::Revoking,
            Self::Expired => RequestStatus::Expired,
            Self::Rejected => RequestStatus::Rejected,
            Self::Revoked => RequestStatus::Revoked,
            Self::Failed => RequestStatus::Failed,
        }
    }

    /// The state that a status in a filter means; its other words count too.
    pub(crate) fn from_status(status: &RequestStatus) -> Option<Self> {
        match status {
            RequestStatus::Approved => Some(Self::Granting),
            RequestStatus::Granted => Some(Self::Active),
            status => Self::ALL.into_iter().find(|state| state.status() == *status),
        }
    }

    /// Whether nothing can follow.
    pub(crate) fn is_final(self) -> bool {
        matches!(self, Self::Expired | Self::Rejected | Self::Revoked | Self::Failed)
    }

    /// The text kept in the database, which is the one on the wire.
    pub(crate) fn from_text(text: &str) -> Option<Self> {
        Self::from_status(&RequestStatus::from(text))
    }
}

/// What the flow and the content of a request say about its life.
#[derive(Clone, Debug, Default)]
pub(crate) struct Plan {
    /// Why the flow refuses by itself.
    pub(crate) refusal: Option<String>,
    pub(crate) asks_mfa: bool,
    pub(crate) needs_approval: bool,
    /// When the next tier of approvers is told.
    pub(crate) next_tier: Option<Millis>,
    /// Why nothing of it can be provisioned.
    pub(crate) failure: Option<String>,
    /// How long provisioning takes.
    pub(crate) granting: Millis,
    /// How long access lasts from granting on; `None` has no end.
    pub(crate) duration: Option<Millis>,
}

/// The state after a move, when the next move is due, and the reason to show.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Step {
    pub(crate) state: State,
    /// `None` in final states, and where a person has to act first.
    pub(crate) due: Option<Millis>,
    pub(crate) description: Option<String>,
}

/// The move of a request whose due time has come.
pub(crate) fn when_due(state: State, plan: &Plan, now: Millis) -> Step {
    let step = |state, due| Step { state, due, description: None };
    match state {
        State::Initializing if plan.refusal.is_some() => {
            Step { state: State::Rejected, due: None, description: plan.refusal.clone() }
        }
        State::Initializing if plan.asks_mfa => step(State::PendingMfa, None),
        State::Initializing if plan.needs_approval => step(State::Pending, plan.next_tier),
        State::Initializing => step(State::Granting, Some(now.saturating_add(plan.granting))),
        State::Pending => step(State::Pending, plan.next_tier),
        State::Granting if plan.failure.is_some() => {
            Step { state: State::Failed, due: None, description: plan.failure.clone() }
        }
        State::Granting => step(State::Active, plan.duration.map(|length| now.saturating_add(length))),
        State::Active => step(State::Expired, None),
        State::Revoking => step(State::Revoked, None),
        State::PendingMfa | State::Expired | State::Rejected | State::Revoked | State::Failed => step(state, None),
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn plan() -> impl Strategy<Value = Plan> {
        (
            any::<Option<bool>>(),
            any::<bool>(),
            any::<bool>(),
            proptest::option::of(0..i64::MAX),
            any::<Option<bool>>(),
            0..HOUR,
            proptest::option::of(0..i64::MAX),
        )
            .prop_map(|(refusal, asks_mfa, needs_approval, next_tier, failure, granting, duration)| Plan {
                refusal: refusal.map(|_| "no".to_owned()),
                asks_mfa,
                needs_approval,
                next_tier,
                failure: failure.map(|_| "broken".to_owned()),
                granting,
                duration,
            })
    }

    fn state() -> impl Strategy<Value = State> {
        proptest::sample::select(State::ALL.to_vec())
    }

    proptest! {
        #[test]
        fn nothing_follows_a_final_state(state in state(), plan in plan(), now in 0..i64::MAX) {
            let step = when_due(state, &plan, now);
            if state.is_final() {
                prop_assert_eq!(step, Step { state, due: None, description: None });
            }
        }

        #[test]
        fn a_state_without_a_due_time_is_final_or_waits_for_a_person(state in state(), plan in plan(), now in 0..i64::MAX) {
            let step = when_due(state, &plan, now);
            let waits = match step.state {
                State::Pending => plan.next_tier.is_none(),
                State::PendingMfa => true,
                State::Active => plan.duration.is_none(),
                _ => false,
            };
            prop_assert_eq!(step.due.is_none(), step.state.is_final() || waits);
        }

        #[test]
        fn due_times_of_the_worker_never_lie_in_the_past(state in state(), mut plan in plan(), now in 0..i64::MAX) {
            plan.next_tier = None;
            prop_assert!(when_due(state, &plan, now).due.is_none_or(|due| due >= now));
        }

        #[test]
        fn what_nobody_has_to_decide_settles_within_four_moves(mut plan in plan(), now in 0..HOUR) {
            plan.needs_approval = false;
            plan.asks_mfa = false;
            plan.duration = Some(HOUR);
            let mut at = now;
            let mut state = State::Initializing;
            for _ in 0..4 {
                let step = when_due(state, &plan, at);
                state = step.state;
                at = step.due.unwrap_or(at);
            }
            prop_assert!(state.is_final());
        }
    }

    #[test]
    fn every_state_is_read_back_from_its_text_in_any_case() {
        for state in State::ALL {
            assert_eq!(State::from_text(state.status().as_str()), Some(state));
            assert_eq!(State::from_text(&state.status().as_str().to_uppercase()), Some(state));
        }
        assert_eq!(State::from_text("granted"), Some(State::Active));
        assert_eq!(State::from_text("resting"), None);
    }

    #[test]
    fn access_ends_its_duration_after_granting_not_after_asking() {
        let plan = Plan { duration: Some(HOUR), granting: 3 * SECOND, ..Plan::default() };
        assert_eq!(when_due(State::Initializing, &plan, 1_000).due, Some(4_000));
        assert_eq!(when_due(State::Granting, &plan, 4_000).due, Some(4_000 + HOUR));
    }
}
