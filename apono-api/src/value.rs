//! Values with a form of their own on the wire.

use serde::{Deserialize, Deserializer, Serialize};

/// A point in time: seconds since the Unix epoch, as a JSON number with a fraction, kept to the microsecond.
///
/// Reading rounds to the microsecond, because a decimal fraction may come back one unit in the last place off and two
/// readings of one instant have to be equal.
#[derive(Clone, Copy, Debug, Default, PartialEq, PartialOrd, Serialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Instant(f64);

/// From this many seconds on (2^32, in the year 2106) the doubles lie so far apart that rounding to microseconds twice may
/// end on two of them.
const EXACT_SECONDS: f64 = 4_294_967_296.0;

impl Instant {
    /// From seconds since the epoch. What is not a finite number becomes the epoch itself.
    pub fn from_seconds(seconds: f64) -> Self {
        if !seconds.is_finite() {
            return Self(0.0);
        }
        Self(if seconds.abs() < EXACT_SECONDS { (seconds * 1e6).round() / 1e6 } else { seconds })
    }

    /// Seconds since the epoch.
    pub const fn seconds(self) -> f64 {
        self.0
    }
}

impl<'de> Deserialize<'de> for Instant {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        f64::deserialize(deserializer).map(Self::from_seconds)
    }
}
