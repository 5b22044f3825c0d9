//! What time it is for the server, told from its answers on a device whose own clock may be wrong.

use super::moment::Moment;

/// One answer's time. Seconds since the Unix epoch.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Sighting {
    /// When the call left, by the device's clock.
    pub sent: f64,
    /// When the answer began to arrive, by the device's clock.
    pub received: f64,
    /// What the server said (`Date`), cut to whole seconds.
    pub said: f64,
}

/// By how many seconds the server's clock is ahead of the device's.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Skew(f64);

impl Skew {
    /// The server wrote its time somewhere between sending and receiving, and cut away less than a second. An estimate
    /// that fits stays, so that a device whose clock is right is never corrected; any other moves just far enough.
    #[must_use]
    pub fn after(self, sighting: Sighting) -> Self {
        let least = sighting.said - sighting.received;
        let most = sighting.said + 1.0 - sighting.sent;
        if least.is_finite() && most.is_finite() && least <= most { Self(self.0.clamp(least, most)) } else { self }
    }

    /// The server's time when the device's clock shows `device`.
    pub fn server_time(self, device: f64) -> Moment {
        Moment(device + self.0)
    }

    /// Whether the change to `other` is one that people would notice. A second either way is within what is known.
    pub fn differs_from(self, other: Self) -> bool {
        (self.0 - other.0).abs() > 2.0
    }
}

/// Timers may be late by this much before it is taken for sleep. Seconds.
const LATE: f64 = 10.0;

/// Whether the device slept, or its clock was set, during a wait of `waited` seconds in which its clock moved by `passed`.
pub fn has_jumped(waited: f64, passed: f64) -> bool {
    passed > waited + LATE || passed < waited - LATE
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// What a device whose clock lags by `skew` sees of a server that answers at `at` by its own clock.
    fn sighting(at: f64, skew: f64, there: f64, back: f64) -> Sighting {
        Sighting { sent: at - skew - there, received: at - skew + back, said: at.floor() }
    }

    #[test]
    fn a_device_whose_clock_is_right_is_not_corrected() {
        let skew = Skew::default().after(sighting(1_000.9, 0.0, 0.2, 0.3)).after(sighting(2_000.1, 0.0, 0.1, 4.0));
        assert_eq!(skew, Skew::default());
    }

    #[test]
    fn a_clock_that_is_an_hour_off_is_corrected_by_the_first_answer() {
        let skew = Skew::default().after(sighting(10_000.5, -3_600.0, 0.1, 0.1));
        assert!((skew.server_time(13_600.5).0 - 10_000.5).abs() <= 1.0);
    }

    #[test]
    fn an_unreadable_date_changes_nothing() {
        for said in [f64::NAN, f64::INFINITY, f64::NEG_INFINITY] {
            let skew = Skew::default().after(Sighting { sent: 1.0, received: 2.0, said });
            assert_eq!(skew, Skew::default(), "{said}");
        }
    }

    #[test]
    fn an_answer_that_came_before_its_call_left_changes_nothing() {
        let skew = Skew::default().after(Sighting { sent: 9.0, received: 2.0, said: 100.0 });
        assert_eq!(skew, Skew::default(), "the clock was set meanwhile");
    }

    #[test]
    fn a_change_of_more_than_two_seconds_either_way_is_noticed() {
        let differ = |one, other| Skew(one).differs_from(Skew(other));
        assert!(!differ(5.0, 5.0) && !differ(5.0, 3.0) && !differ(3.0, 5.0));
        assert!(differ(5.5, 3.0) && differ(3.0, 5.5) && differ(-3.0, 3.0));
    }

    #[test]
    fn a_laptop_that_slept_and_a_clock_that_was_set_back_are_noticed_and_a_late_timer_is_not() {
        assert!(has_jumped(5.0, 3_600.0) && has_jumped(5.0, -60.0));
        assert!(!has_jumped(5.0, 5.0) && !has_jumped(5.0, 9.0) && !has_jumped(5.0, 4.9));
        assert!(!has_jumped(5.0, 15.0) && !has_jumped(5.0, -5.0) && has_jumped(5.0, 15.5) && has_jumped(5.0, -5.5));
        assert!(!has_jumped(60.0, 51.0) && has_jumped(60.0, 49.0));
    }

    proptest! {
        #[test]
        fn the_estimate_is_never_further_off_than_a_second_and_the_way(
            skew in -1e6..1e6_f64,
            answers in proptest::collection::vec((1e9..2e9_f64, 0.0..5.0_f64, 0.0..5.0_f64), 1..20),
        ) {
            let mut estimate = Skew::default();
            for (at, there, back) in answers {
                estimate = estimate.after(sighting(at, skew, there, back));
                prop_assert!((estimate.0 - skew).abs() <= 1.0 + there + back + 1e-3);
            }
        }

        #[test]
        fn a_clock_that_is_set_while_the_tab_is_open_is_followed(before in -1e5..1e5_f64, after in -1e5..1e5_f64) {
            let estimate = Skew::default().after(sighting(1e9, before, 0.1, 0.1)).after(sighting(1e9 + 60.0, after, 0.1, 0.1));
            prop_assert!((estimate.0 - after).abs() <= 1.3);
        }
    }
}
