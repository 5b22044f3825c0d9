//! How often the tab asks for changes (design 8, "Pace of polling"). Milliseconds.

/// What the tab knows when it decides about its next question.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Situation {
    /// For how long something has been in motion, if anything is.
    pub in_motion_for_ms: Option<f64>,
    /// Whether the tab can be seen.
    pub visible: bool,
    /// How many questions in a row have failed with 429 or 5xx or not been answered.
    pub failures: u32,
    /// What the service asked to wait, in milliseconds (`Retry-After`).
    pub retry_after_ms: Option<f64>,
}

const FAST: f64 = 1_500.0;
const SLOW: f64 = 15_000.0;
const IDLE: f64 = 60_000.0;
/// How long the fast pace is kept.
const FAST_FOR: f64 = 90_000.0;
const LONGEST_WAIT: f64 = 5.0 * 60_000.0;

/// How long to wait before the next question; `None` to stop. `chance` is a random number from 0 to 1 for the jitter
/// of 20 % that keeps many tabs from asking at once.
pub fn wait_ms(situation: Situation, chance: f64) -> Option<f64> {
    let pace = match (situation.visible, situation.in_motion_for_ms) {
        (true, Some(moving)) if moving < FAST_FOR => FAST,
        (true, Some(_)) => SLOW,
        (true, None) | (false, Some(_)) => IDLE,
        (false, None) => return None,
    };
    let backed_off = (pace * 2_f64.powi(i32::try_from(situation.failures.min(10)).unwrap_or(10))).min(LONGEST_WAIT);
    let jittered = backed_off.max(pace) * (0.9 + 0.2 * chance.clamp(0.0, 1.0));
    Some(jittered.max(situation.retry_after_ms.unwrap_or(0.0)))
}

/// One kind of question over time: when it was asked last and how that went. Times are milliseconds by the device's
/// clock, which may be set meanwhile.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Rhythm {
    asked_at: f64,
    moving_since: Option<f64>,
    failures: u32,
    retry_after_ms: Option<f64>,
    /// The jitter of the wait under way, from 0 to 1.
    chance: f64,
}

impl Rhythm {
    /// A question goes out, from this tab or from another one: the wait begins anew.
    pub fn asked(&mut self, now: f64, chance: f64) {
        self.asked_at = now;
        self.chance = chance;
    }

    /// How a question went: failures in a row, none after an answer, and what the service asked to wait.
    pub fn went(&mut self, now: f64, failures: u32, retry_after_ms: Option<f64>) {
        self.asked_at = now;
        self.failures = failures;
        self.retry_after_ms = retry_after_ms;
    }

    /// How many questions in a row have failed; 0 after an answer.
    pub fn failures(&self) -> u32 {
        self.failures
    }

    /// Whether something changes within seconds. The fast pace counts from when that began.
    pub fn moves(&mut self, moves: bool, now: f64) {
        self.moving_since = moves.then(|| self.moving_since.unwrap_or(now));
    }

    /// Something was just done, so the fast pace begins anew.
    pub fn begins_to_move(&mut self, now: f64) {
        self.moving_since = Some(now);
    }

    /// When the next question is due; `None` for never.
    pub fn due(&self, now: f64, visible: bool) -> Option<f64> {
        let situation = Situation {
            in_motion_for_ms: self.moving_since.map(|since| now - since),
            visible,
            failures: self.failures,
            retry_after_ms: self.retry_after_ms,
        };
        // A clock that was set back must not make the wait longer.
        wait_ms(situation, self.chance).map(|wait| self.asked_at.min(now) + wait)
    }

    /// Whether a person who comes back may be answered at once: not while the service has asked to wait.
    pub fn may_ask(&self, now: f64) -> bool {
        self.until_may_ask(now) <= 0.0
    }

    /// For how long the service has asked to wait. A clock that was set back counts as time passed.
    pub fn until_may_ask(&self, now: f64) -> f64 {
        let until = self.asked_at + self.retry_after_ms.unwrap_or(0.0);
        if self.asked_at > now { 0.0 } else { (until - now).max(0.0) }
    }
}

/// How long to wait before asking whether a service that cannot be reached is back.
pub fn until_next_try_ms(failures: u32, chance: f64) -> f64 {
    const LONGEST: f64 = 30_000.0;
    let wait = 2_000.0 * 2_f64.powi(i32::try_from(failures.min(10)).unwrap_or(10));
    wait.min(LONGEST) * (0.9 + 0.2 * chance.clamp(0.0, 1.0))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const QUIET: Situation = Situation { in_motion_for_ms: None, visible: true, failures: 0, retry_after_ms: None };

    #[test]
    fn the_pace_follows_what_moves_and_what_is_seen() {
        let pace = |in_motion_for_ms, visible| wait_ms(Situation { in_motion_for_ms, visible, ..QUIET }, 0.5);
        assert_eq!(pace(Some(0.0), true), Some(FAST));
        assert_eq!(pace(Some(89_999.0), true), Some(FAST));
        assert_eq!(pace(Some(90_000.0), true), Some(SLOW));
        assert_eq!(pace(None, true), Some(IDLE));
        assert_eq!(pace(Some(0.0), false), Some(IDLE));
        assert_eq!(pace(None, false), None);
    }

    #[test]
    fn failures_double_the_wait_and_retry_after_is_kept() {
        let moving = Situation { in_motion_for_ms: Some(0.0), ..QUIET };
        assert_eq!(wait_ms(Situation { failures: 3, ..moving }, 0.5), Some(FAST * 8.0));
        assert_eq!(wait_ms(Situation { failures: 99, ..moving }, 0.5), Some(300_000.0), "five minutes");
        assert_eq!(wait_ms(Situation { retry_after_ms: Some(30_000.0), ..moving }, 0.5), Some(30_000.0));
    }

    #[test]
    fn a_service_that_is_away_is_tried_soon_and_then_less_often() {
        assert_eq!(
            [0, 1, 2, 9].map(|failures| until_next_try_ms(failures, 0.5)),
            [2_000.0, 4_000.0, 8_000.0, 30_000.0]
        );
        assert_eq!([0.0, 1.0].map(|chance| until_next_try_ms(0, chance)), [1_800.0, 2_200.0]);
    }

    #[test]
    fn what_another_tab_asks_makes_this_one_wait_anew() {
        let mut rhythm = Rhythm::default();
        rhythm.asked(0.0, 0.5);
        assert_eq!(rhythm.due(0.0, true), Some(IDLE));
        rhythm.asked(50_000.0, 0.5);
        assert_eq!(rhythm.due(59_000.0, true), Some(50_000.0 + IDLE));
    }

    #[test]
    fn the_wait_that_a_busy_service_asks_for_holds_for_a_person_who_comes_back_too() {
        let mut rhythm = Rhythm::default();
        rhythm.asked(0.0, 0.5);
        rhythm.went(100.0, 1, Some(90_000.0));
        assert!(!rhythm.may_ask(60_000.0) && !rhythm.may_ask(90_000.0) && rhythm.may_ask(90_100.0));
        rhythm.went(90_200.0, 0, None);
        assert!(rhythm.may_ask(90_200.0));
    }

    #[test]
    fn failures_in_a_row_are_counted_until_an_answer() {
        let mut rhythm = Rhythm::default();
        rhythm.went(0.0, 3, None);
        assert_eq!(rhythm.failures(), 3);
        rhythm.went(1.0, 0, None);
        assert_eq!(rhythm.failures(), 0);
    }

    #[test]
    fn a_clock_that_is_set_back_ends_the_wait_that_was_asked_for() {
        let mut rhythm = Rhythm::default();
        rhythm.went(100.0, 1, Some(1_000.0));
        assert_eq!([100.0, 600.0, 2_000.0].map(|now| rhythm.until_may_ask(now)), [1_000.0, 500.0, 0.0]);
        assert_eq!(rhythm.until_may_ask(50.0), 0.0);
    }

    #[test]
    fn a_service_with_a_problem_of_its_own_is_asked_at_once_by_a_person_who_comes_back() {
        let mut rhythm = Rhythm::default();
        rhythm.went(0.0, 5, None);
        assert!(rhythm.may_ask(1.0));
        assert_eq!(rhythm.due(1.0, true), Some(LONGEST_WAIT * 0.9));
    }

    #[test]
    fn the_fast_pace_ends_by_itself_and_begins_anew_when_something_is_done() {
        let mut rhythm = Rhythm::default();
        rhythm.asked(0.0, 0.5);
        rhythm.moves(true, 0.0);
        assert_eq!(rhythm.due(10.0, true), Some(FAST));
        rhythm.moves(true, 80_000.0);
        assert_eq!(rhythm.due(90_000.0, true), Some(SLOW));
        rhythm.begins_to_move(90_000.0);
        assert_eq!(rhythm.due(90_000.0, true), Some(FAST));
        rhythm.moves(false, 91_000.0);
        assert_eq!(rhythm.due(91_000.0, false), None);
    }

    proptest! {
        #[test]
        fn two_tabs_that_hear_of_each_other_ask_no_more_often_than_one(
            chances in proptest::collection::vec(0.0..1.0_f64, 60),
            moves: bool,
        ) {
            let mut tabs = [Rhythm::default(), Rhythm::default()];
            let mut times: Vec<f64> = Vec::new();
            let mut now = 0.0;
            for pair in chances.chunks(2) {
                for (tab, chance) in tabs.iter_mut().zip(pair) {
                    tab.moves(moves, now);
                    tab.asked(now, *chance);
                }
                now = tabs.iter().filter_map(|tab| tab.due(now, true)).fold(f64::INFINITY, f64::min);
                times.push(now);
            }
            let pace = if moves { FAST } else { IDLE };
            for (one, next) in times.iter().zip(times.iter().skip(1)) {
                prop_assert!(next - one >= pace * 0.9 - 1e-6);
            }
        }

        #[test]
        fn a_clock_that_is_set_never_makes_the_wait_longer(set in -1e7..1e7_f64, chance in 0.0..1.0_f64) {
            let mut rhythm = Rhythm::default();
            rhythm.asked(1e9, chance);
            let now = 1e9 + set;
            prop_assert!(rhythm.due(now, true).is_some_and(|due| due - now <= IDLE * 1.1 + 1e-3));
        }
    }

    proptest! {
        #[test]
        fn jitter_stays_within_a_tenth_to_either_side(chance in -1.0..2.0_f64) {
            let wait = wait_ms(QUIET, chance).unwrap();
            prop_assert!((54_000.0..=66_000.0).contains(&wait));
        }

        #[test]
        fn no_wait_is_shorter_than_asked_for_or_than_the_pace_and_none_is_endless(
            moving in proptest::option::of(0.0..200_000.0_f64),
            visible: bool,
            failures: u32,
            asked in proptest::option::of(0.0..600_000.0_f64),
            chance in 0.0..1.0_f64,
        ) {
            let situation = Situation { in_motion_for_ms: moving, visible, failures, retry_after_ms: asked };
            let calm = Situation { failures: 0, retry_after_ms: None, ..situation };
            match (wait_ms(situation, chance), wait_ms(calm, chance)) {
                (Some(wait), Some(pace)) => {
                    prop_assert!(wait >= pace && wait >= asked.unwrap_or(0.0));
                    prop_assert!(wait <= LONGEST_WAIT * 1.1 || Some(wait) == asked);
                    let worse = Situation { failures: failures.saturating_add(1), ..situation };
                    prop_assert!(wait_ms(worse, chance).is_some_and(|longer| longer >= wait));
                }
                (None, None) => prop_assert!(!visible && moving.is_none()),
                other => prop_assert!(false, "failures decide whether to ask at all: {other:?}"),
            }
        }
    }
}
