//! Days of the calendar, which are not always 24 hours long, and lengths of time since something happened.

/// A day of the calendar in the zone of the person.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Day {
    /// Of the Gregorian calendar.
    pub year: i64,
    /// From 1 to 12.
    pub month: u32,
    /// From 1 to 31.
    pub day: u32,
}

impl Day {
    /// How many days this one comes after `other`; negative before it.
    pub fn days_after(self, other: Self) -> i64 {
        self.number() - other.number()
    }

    /// Days since 1 January 1970 in the Gregorian calendar. Years are counted from March, so that the leap day is the
    /// last of its year.
    fn number(self) -> i64 {
        let (month, day) = (i64::from(self.month), i64::from(self.day));
        let year = if month <= 2 { self.year - 1 } else { self.year };
        let (era, of_era) = (year.div_euclid(400), year.rem_euclid(400));
        let of_year = (153 * ((month + 9) % 12) + 2) / 5 + day - 1;
        era * 146_097 + of_era * 365 + of_era / 4 - of_era / 100 + of_year - 719_468
    }
}

/// How long ago something was, in the one unit that people would name.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Ago {
    /// Whole minutes, from 0 to 59.
    Minutes(i64),
    /// Whole hours, at least 1.
    Hours(i64),
    /// Days of the calendar, from 1 to 29.
    Days(i64),
    /// Months of 30 days, at least 1.
    Months(i64),
}

impl Ago {
    /// `passed` seconds and `days` days of the calendar ago. What lies less than a day back is told in hours also over
    /// midnight; "yesterday" is the day before, never two days before.
    pub fn of(passed: f64, days: i64) -> Self {
        #[expect(clippy::cast_possible_truncation, reason = "float to integer casts saturate")]
        let minutes = (passed.max(0.0) / 60.0) as i64;
        match minutes {
            ..60 => Self::Minutes(minutes),
            _ if minutes < 1_440 || days < 1 => Self::Hours(minutes / 60),
            _ if days < 30 => Self::Days(days),
            _ => Self::Months(days / 30),
        }
    }

    /// Number and unit as `Intl.RelativeTimeFormat` takes them.
    pub fn in_words(self) -> (i64, &'static str) {
        match self {
            Self::Minutes(count) => (count, "minute"),
            Self::Hours(count) => (count, "hour"),
            Self::Days(count) => (count, "day"),
            Self::Months(count) => (count, "month"),
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const HOUR: f64 = 3_600.0;

    fn day(year: i64, month: u32, day: u32) -> Day {
        Day { year, month, day }
    }

    #[test]
    fn days_are_counted_over_months_years_and_leap_days() {
        assert_eq!(day(1970, 1, 1).number(), 0);
        assert_eq!(day(2024, 3, 1).days_after(day(2024, 2, 28)), 2);
        assert_eq!(day(2100, 3, 1).days_after(day(2100, 2, 28)), 1);
        assert_eq!(day(2027, 1, 1).days_after(day(2026, 12, 31)), 1);
        assert_eq!(day(2026, 11, 25).number(), 20_782);
    }

    #[test]
    fn yesterday_is_the_day_before_and_not_what_lies_more_than_24_hours_back() {
        assert_eq!(Ago::of(30.0 * HOUR, 1), Ago::Days(1));
        assert_eq!(Ago::of(30.0 * HOUR, 2), Ago::Days(2), "from 21:00 to 03:00 of the day after the next");
        assert_eq!(Ago::of(2.0 * HOUR, 1), Ago::Hours(2), "over midnight");
    }

    #[test]
    fn a_day_of_25_hours_is_still_today_and_one_of_23_hours_is_over_sooner() {
        assert_eq!(Ago::of(24.5 * HOUR, 0), Ago::Hours(24));
        assert_eq!(Ago::of(23.5 * HOUR, 1), Ago::Hours(23));
    }

    #[test]
    fn each_unit_is_told_until_the_next_one_fits() {
        assert_eq!(Ago::of(24.0 * HOUR, 1), Ago::Days(1));
        assert_eq!(Ago::of(29.5 * 24.0 * HOUR, 29), Ago::Days(29));
        assert_eq!(Ago::of(30.0 * 24.0 * HOUR, 30), Ago::Months(1));
        assert_eq!(Ago::of(100.0 * 24.0 * HOUR, 100), Ago::Months(3));
        let words = [Ago::Minutes(5), Ago::Hours(4), Ago::Days(3), Ago::Months(2)].map(Ago::in_words);
        assert_eq!(words, [(5, "minute"), (4, "hour"), (3, "day"), (2, "month")]);
    }

    #[test]
    fn what_a_wrong_clock_puts_into_the_future_was_just_now() {
        assert_eq!(Ago::of(-90.0, 0), Ago::Minutes(0));
    }

    proptest! {
        #[test]
        fn the_next_day_is_one_day_later(year in 1800_i64..2400, month in 1_u32..=12, of_month in 1_u32..=31) {
            let leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
            let last = [31, if leap { 29 } else { 28 }, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31][(month - 1) as usize];
            let of_month = of_month.min(last);
            let next = if of_month < last {
                day(year, month, of_month + 1)
            } else if month < 12 {
                day(year, month + 1, 1)
            } else {
                day(year + 1, 1, 1)
            };
            prop_assert_eq!(next.days_after(day(year, month, of_month)), 1);
        }

        #[test]
        fn more_time_never_sounds_like_less(hours in 0_i64..20_000, start in 0_i64..24) {
            let ago = |hours: i64| Ago::of(hours as f64 * HOUR, (start + hours).div_euclid(24));
            let rank = |ago: Ago| match ago {
                Ago::Minutes(count) => (0, count),
                Ago::Hours(count) => (1, count),
                Ago::Days(count) => (2, count),
                Ago::Months(count) => (3, count),
            };
            prop_assert!(rank(ago(hours)) <= rank(ago(hours + 1)));
        }
    }
}
