//! Points in time and lengths of time.

/// Seconds since the Unix epoch, by the server's clock.
#[derive(Clone, Copy, Debug, Default, PartialEq, PartialOrd)]
pub struct Moment(pub f64);

impl Moment {
    /// Whole seconds from `earlier` to this moment; negative when this one is earlier.
    pub fn seconds_since(self, earlier: Self) -> f64 {
        self.0 - earlier.0
    }
}

/// A length of access in whole seconds.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Seconds(pub i64);

impl Seconds {
    /// From hours, cut to whole seconds as the service's own tools do (reference 5.4).
    pub fn from_hours(hours: f64) -> Self {
        #[expect(clippy::cast_possible_truncation, reason = "float to integer casts saturate")]
        Self((hours * 3600.0) as i64)
    }

    /// The same in hours, with their fraction.
    pub fn hours(self) -> f64 {
        #[expect(clippy::cast_precision_loss, reason = "durations of access are far below 2^53 seconds")]
        let seconds = self.0 as f64;
        seconds / 3600.0
    }
}

/// How much of a length of time is left, in the two units a person reads at a glance.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Left {
    /// Nothing is left.
    Over,
    /// From 1 to 59.
    Minutes(i64),
    /// Hours from 1 to 23, and minutes from 0 to 59.
    HoursMinutes(i64, i64),
    /// Days from 1 on, and hours from 0 to 23.
    DaysHours(i64, i64),
}

/// From so many seconds before the end on, access counts as expiring soon (30 minutes).
pub const EXPIRING_SOON: f64 = 30.0 * 60.0;

impl Left {
    /// Of a length in seconds. A started minute counts as a whole one, so that "1 min left" never stands for nothing.
    pub fn of(seconds: f64) -> Self {
        if seconds <= 0.0 {
            return Self::Over;
        }
        #[expect(clippy::cast_possible_truncation, reason = "float to integer casts saturate")]
        let minutes = (seconds / 60.0).ceil() as i64;
        match minutes {
            ..60 => Self::Minutes(minutes),
            60..1440 => Self::HoursMinutes(minutes / 60, minutes % 60),
            _ => Self::DaysHours(minutes / 1440, minutes % 1440 / 60),
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn what_is_left_reads_in_the_two_largest_units() {
        assert_eq!(Left::of(0.0), Left::Over);
        assert_eq!(Left::of(-5.0), Left::Over);
        assert_eq!(Left::of(1.0), Left::Minutes(1));
        assert_eq!(Left::of(59.0 * 60.0), Left::Minutes(59));
        assert_eq!(Left::of(3600.0), Left::HoursMinutes(1, 0));
        assert_eq!(Left::of(3.0 * 3600.0 + 12.0 * 60.0), Left::HoursMinutes(3, 12));
        assert_eq!(Left::of(26.5 * 3600.0), Left::DaysHours(1, 2));
    }

    #[test]
    fn access_expires_soon_in_its_last_half_hour() {
        assert_eq!(Left::of(EXPIRING_SOON), Left::Minutes(30));
    }

    /// The fewest and the most seconds that read like this.
    fn span(left: Left) -> (i64, i64) {
        match left {
            Left::Over => (0, 0),
            Left::Minutes(minutes) => (minutes * 60 - 59, minutes * 60),
            Left::HoursMinutes(hours, minutes) => span(Left::Minutes(hours * 60 + minutes)),
            Left::DaysHours(days, hours) => {
                let minutes = (days * 24 + hours) * 60;
                (minutes * 60 - 59, minutes * 60 + 59 * 60)
            }
        }
    }

    proptest! {
        #[test]
        fn what_is_left_is_never_further_off_than_its_smaller_unit(seconds in 1_i64..100_000_000) {
            let left = Left::of(seconds as f64);
            let (least, most) = span(left);
            prop_assert!(least <= seconds && seconds <= most, "{left:?}");
            match left {
                Left::Over => prop_assert!(false),
                Left::Minutes(minutes) => prop_assert!((1..60).contains(&minutes)),
                Left::HoursMinutes(hours, minutes) => prop_assert!((1..24).contains(&hours) && (0..60).contains(&minutes)),
                Left::DaysHours(days, hours) => prop_assert!(days >= 1 && (0..24).contains(&hours)),
            }
        }

        #[test]
        fn hours_and_seconds_agree(seconds in 0_i64..1_000_000_000) {
            let there = Seconds(seconds).hours();
            prop_assert!((Seconds::from_hours(there).0 - seconds).abs() <= 1);
        }
    }
}
