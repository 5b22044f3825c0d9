//! What time it is, as the demo sees it. Tests move it instead of waiting.

use std::sync::{Arc, Mutex, PoisonError};
use std::time::{SystemTime, UNIX_EPOCH};

/// Seconds since the Unix epoch. Clones share one time.
#[derive(Clone, Debug, Default)]
pub struct Clock(Arc<Mutex<Face>>);

#[derive(Clone, Copy, Debug)]
enum Face {
    /// The machine's time moved by so many seconds.
    Moved(f64),
    /// Stands still at this second.
    Still(f64),
}

impl Default for Face {
    fn default() -> Self {
        Self::Moved(0.0)
    }
}

impl Clock {
    /// A clock that stands still at `seconds` until it is moved.
    pub fn still(seconds: f64) -> Self {
        Self(Arc::new(Mutex::new(Face::Still(seconds))))
    }

    /// Seconds since the Unix epoch.
    pub fn now(&self) -> f64 {
        match *self.face() {
            Face::Moved(by) => machine_seconds() + by,
            Face::Still(at) => at,
        }
    }

    /// Moves the clock by `seconds`; negative goes back.
    pub fn advance(&self, seconds: f64) {
        match &mut *self.face() {
            Face::Moved(at) | Face::Still(at) => *at += seconds,
        }
    }

    /// Puts the clock to `seconds`; one that runs keeps running from there.
    pub fn set(&self, seconds: f64) {
        match &mut *self.face() {
            Face::Moved(by) => *by = seconds - machine_seconds(),
            Face::Still(at) => *at = seconds,
        }
    }

    fn face(&self) -> std::sync::MutexGuard<'_, Face> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

fn machine_seconds() -> f64 {
    SystemTime::now().duration_since(UNIX_EPOCH).map_or(0.0, |since| since.as_secs_f64())
}

#[cfg(test)]
mod tests {
    use super::Clock;

    #[test]
    fn a_still_clock_moves_only_when_told_and_its_clones_follow() {
        let clock = Clock::still(1000.0);
        let clone = clock.clone();
        clock.advance(60.5);
        assert_eq!(clone.now(), 1060.5);
        clone.set(10.0);
        assert_eq!(clock.now(), 10.0);
    }

    #[test]
    fn a_running_clock_runs_on_from_where_it_was_put() {
        let clock = Clock::default();
        clock.set(5000.0);
        let now = clock.now();
        assert!((5000.0..5060.0).contains(&now), "{now}");
        clock.advance(3600.0);
        assert!(clock.now() >= 8600.0);
    }
}
