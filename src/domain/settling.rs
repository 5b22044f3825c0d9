//! What has just ended here may still be in an answer that was asked for before, or shortly afterwards. Milliseconds by the
//! device's clock.

use std::collections::HashMap;

/// So long after it ended something may still be in an answer. What is in a later one has begun anew.
const SETTLES_FOR: f64 = 15_000.0;
/// Longer than any answer is on its way.
const KEPT_FOR: f64 = 120_000.0;

/// What has ended, by its id.
#[derive(Clone, Debug, Default)]
pub struct Settling(HashMap<String, f64>);

impl Settling {
    /// It has ended now.
    pub fn ended(&mut self, id: &str, now: f64) {
        // A clock that was set back forgets what it cannot tell.
        self.0.retain(|_, since| (*since..*since + KEPT_FOR).contains(&now));
        self.0.insert(id.to_owned(), now);
    }

    /// Whether an answer that was asked for at `asked`, and is here now, may be older than the end.
    pub fn holds(&self, id: &str, asked: f64, now: f64) -> bool {
        self.0.get(id).is_some_and(|since| (*since..*since + KEPT_FOR).contains(&now) && asked < since + SETTLES_FOR)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const ENDED: f64 = 1_000_000.0;

    fn settling() -> Settling {
        let mut settling = Settling::default();
        settling.ended("AR-1", ENDED);
        settling
    }

    #[test]
    fn an_answer_that_was_asked_for_before_or_shortly_after_the_end_is_not_believed_whenever_it_comes() {
        assert!(settling().holds("AR-1", ENDED - 5_000.0, ENDED + 40_000.0));
        assert!(settling().holds("AR-1", ENDED + 14_999.0, ENDED + 15_200.0));
        assert!(!settling().holds("AR-2", ENDED - 5_000.0, ENDED + 100.0));
    }

    #[test]
    fn what_waits_in_a_later_answer_waits_anew_and_an_older_one_that_comes_after_it_still_is_not_believed() {
        assert!(!settling().holds("AR-1", ENDED + 15_000.0, ENDED + 15_100.0));
        assert!(settling().holds("AR-1", ENDED - 1.0, ENDED + 20_000.0));
    }

    #[test]
    fn what_ended_before_another_thing_did_is_still_not_believed() {
        let mut settling = settling();
        settling.ended("AR-2", ENDED + 1_000.0);
        assert!(settling.holds("AR-1", ENDED - 1.0, ENDED + 2_000.0));
        assert!(settling.holds("AR-2", ENDED - 1.0, ENDED + 2_000.0));
    }

    #[test]
    fn a_clock_that_was_set_back_and_much_later_ends_forget_it() {
        assert!(!settling().holds("AR-1", ENDED - 60_000.0, ENDED - 50_000.0));
        assert!(!settling().holds("AR-1", ENDED - 1.0, ENDED + KEPT_FOR));
        let mut settling = settling();
        settling.ended("AR-2", ENDED + KEPT_FOR);
        assert_eq!(settling.0.len(), 1);
    }
}
