//! The field "Duration (in Hours)" (requirement 30, D6; reference 5.4).

use super::moment::Seconds;

/// What is known of the duration before it is typed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct DurationRule {
    /// An empty field is refused.
    pub required: bool,
    /// The longest that can be asked for.
    pub cap: Option<Seconds>,
}

/// Why a typed duration is refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DurationError {
    /// Nothing was typed, and a duration is required.
    Missing,
    /// Not a number of hours, or not certainly one: three digits after a comma may be thousands.
    NotANumber,
    /// Less than one second.
    NotPositive,
    /// Longer than the cap.
    TooLong(Seconds),
}

/// The API takes 32 bits of seconds, so nothing longer can be asked for even where no cap is known.
const LONGEST: Seconds = Seconds(i32::MAX as i64);

impl DurationRule {
    /// Reads what was typed: hours with an optional fraction after a point or a comma. Nothing typed and not required
    /// means the whole granting period (`None`).
    ///
    /// # Errors
    /// The reason to show at the field.
    pub fn read(self, typed: &str) -> Result<Option<Seconds>, DurationError> {
        let typed = typed.trim();
        if typed.is_empty() {
            return if self.required { Err(DurationError::Missing) } else { Ok(None) };
        }
        let hours = hours(typed).ok_or(DurationError::NotANumber)?;
        let seconds = Seconds::from_hours(hours);
        if seconds.0 <= 0 {
            return Err(DurationError::NotPositive);
        }
        let cap = self.cap.map_or(LONGEST, |cap| cap.min(LONGEST));
        if seconds > cap { Err(DurationError::TooLong(cap)) } else { Ok(Some(seconds)) }
    }
}

/// Digits with at most one decimal sign. Three digits after a comma may be meant as thousands: not guessed, refused.
fn hours(typed: &str) -> Option<f64> {
    let unsigned = typed.strip_prefix(['-', '+']).unwrap_or(typed);
    let plain = unsigned.chars().all(|letter| letter.is_ascii_digit() || letter == '.' || letter == ',');
    if !plain || unsigned.split_once(',').is_some_and(|(_, fraction)| fraction.len() == 3) {
        return None;
    }
    typed.replace(',', ".").parse().ok().filter(|hours: &f64| hours.is_finite())
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const FREE: DurationRule = DurationRule { required: false, cap: None };

    fn capped(hours: i64) -> DurationRule {
        DurationRule { required: false, cap: Some(Seconds(hours * 3600)) }
    }

    #[test]
    fn hours_and_fractions_of_an_hour_are_read() {
        assert_eq!(FREE.read("4"), Ok(Some(Seconds(14_400))));
        assert_eq!(FREE.read(" 1.5 "), Ok(Some(Seconds(5_400))));
        assert_eq!(FREE.read("0,25"), Ok(Some(Seconds(900))));
        assert_eq!(FREE.read("+2"), Ok(Some(Seconds(7_200))));
    }

    #[test]
    fn nothing_typed_means_the_whole_period_unless_a_duration_is_required() {
        assert_eq!(FREE.read("  "), Ok(None));
        assert_eq!(DurationRule { required: true, cap: None }.read(""), Err(DurationError::Missing));
    }

    #[test]
    fn zero_negative_text_and_too_much_are_refused_with_their_reason() {
        assert_eq!(FREE.read("0"), Err(DurationError::NotPositive));
        assert_eq!(FREE.read("-1"), Err(DurationError::NotPositive));
        assert_eq!(FREE.read("0.0001"), Err(DurationError::NotPositive));
        for typed in ["abc", "1e9", "NaN", "inf", "1 2", "1.2.3", "1,000", ".", "-", "--1", "٣"] {
            assert_eq!(FREE.read(typed), Err(DurationError::NotANumber), "{typed}");
        }
        assert_eq!(FREE.read("1000000000"), Err(DurationError::TooLong(Seconds(2_147_483_647))));
        assert_eq!(capped(8).read("8.01"), Err(DurationError::TooLong(Seconds(28_800))));
        assert_eq!(capped(8).read("8"), Ok(Some(Seconds(28_800))));
    }

    proptest! {
        #[test]
        fn no_text_is_accepted_beyond_the_cap_or_below_one_second(typed in ".{0,12}", cap in 1_i64..1_000_000) {
            let rule = DurationRule { required: false, cap: Some(Seconds(cap)) };
            if let Ok(Some(seconds)) = rule.read(&typed) {
                prop_assert!(seconds.0 >= 1 && seconds.0 <= cap);
            }
        }

        #[test]
        fn whole_hours_come_back_as_their_seconds(hours in 1_i64..500_000) {
            prop_assert_eq!(FREE.read(&hours.to_string()), Ok(Some(Seconds(hours * 3600))));
        }
    }
}
