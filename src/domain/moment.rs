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
    Minutes(i64),
    HoursMinutes(i64, i64),
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
}
