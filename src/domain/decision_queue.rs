//! Decisions on their way, as a machine without I/O: at most a few at once, each with its own result, none sent twice
//! (D8). A decision whose effect is not known is looked at before it is sent again.

use super::decision::{Outcome, Said, Verdict};
use super::failure::ApiError;

/// How many decisions are under way at once.
pub const AT_ONCE: usize = 4;

/// What is to be done next.
#[derive(Clone, Debug, PartialEq)]
pub enum Step {
    /// Send the decision to the service.
    Send {
        /// Id of the request.
        id: String,
        /// What the person decided.
        verdict: Verdict,
        /// `None` where none is given.
        reason: Option<String>,
    },
    /// Read the request, because a decision sent before may have arrived.
    Look {
        /// Id of the request.
        id: String,
        /// The decision that may have arrived.
        verdict: Verdict,
    },
}

#[derive(Clone, Debug, PartialEq)]
enum State {
    Waiting { look: bool },
    Looking,
    Sending,
    Done,
    Failed { error: ApiError, unknown: bool },
}

#[derive(Clone, Debug, PartialEq)]
struct Job {
    id: String,
    verdict: Verdict,
    reason: Option<String>,
    state: State,
}

impl Job {
    fn is_under(&self) -> bool {
        matches!(self.state, State::Looking | State::Sending)
    }
}

/// All decisions of this window, in the order in which they were made.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Queue(Vec<Job>);

/// How far several decisions are.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Tally {
    /// How many were asked about.
    pub all: usize,
    /// How many are done; one that the queue does not hold counts as done.
    pub done: usize,
    /// Those that failed, with why.
    pub failed: Vec<(String, ApiError)>,
}

impl Tally {
    /// Whether each of them is done or has failed.
    pub fn is_over(&self) -> bool {
        self.done + self.failed.len() == self.all
    }
}

impl Queue {
    /// Adds a decision; `false` where one about the same request is waiting or on its way. One that failed is made anew.
    pub fn add(&mut self, id: &str, verdict: Verdict, reason: Option<String>) -> bool {
        let look = match self.0.iter().find(|job| job.id == id).map(|job| &job.state) {
            Some(State::Waiting { .. } | State::Looking | State::Sending) => return false,
            Some(State::Failed { unknown, .. }) => *unknown,
            Some(State::Done) | None => false,
        };
        self.0.retain(|job| job.id != id);
        self.0.push(Job { id: id.to_owned(), verdict, reason, state: State::Waiting { look } });
        true
    }

    /// Makes a decision that failed anew, as it was; `None` where it has not failed.
    pub fn retry(&mut self, id: &str) -> Option<Verdict> {
        let job = self.0.iter_mut().find(|job| job.id == id)?;
        let State::Failed { unknown, .. } = job.state else { return None };
        job.state = State::Waiting { look: unknown };
        Some(job.verdict)
    }

    /// What can begin now. It counts as under way from here on.
    pub fn take_steps(&mut self) -> Vec<Step> {
        let mut free = AT_ONCE.saturating_sub(self.0.iter().filter(|job| job.is_under()).count());
        let mut steps = Vec::new();
        for job in &mut self.0 {
            let State::Waiting { look } = job.state else { continue };
            if free == 0 {
                break;
            }
            free -= 1;
            let (id, verdict) = (job.id.clone(), job.verdict);
            if look {
                job.state = State::Looking;
                steps.push(Step::Look { id, verdict });
            } else {
                job.state = State::Sending;
                steps.push(Step::Send { id, verdict, reason: job.reason.clone() });
            }
        }
        steps
    }

    /// What came of a decision that was sent.
    pub fn sent(&mut self, id: &str, outcome: &Outcome) {
        self.end(
            id,
            State::Sending,
            match outcome {
                Outcome::Said(_) => State::Done,
                Outcome::Failed { error, unknown } => State::Failed { error: error.clone(), unknown: *unknown },
            },
        );
    }

    /// What the look showed: something was decided, nothing was (it is sent now), or nothing could be seen.
    pub fn looked(&mut self, id: &str, seen: Result<Option<&Said>, ApiError>) {
        self.end(
            id,
            State::Looking,
            match seen {
                Ok(Some(_)) => State::Done,
                Ok(None) => State::Waiting { look: false },
                Err(error) => State::Failed { error, unknown: true },
            },
        );
    }

    fn end(&mut self, id: &str, from: State, to: State) {
        if let Some(job) = self.0.iter_mut().find(|job| job.id == id && job.state == from) {
            job.state = to;
        }
    }

    /// The request shows by itself what became of it, so that there is nothing to send anew.
    pub fn settle(&mut self, id: &str) {
        self.0.retain(|job| job.id != id || job.is_under());
    }

    /// How far these decisions are.
    pub fn tally(&self, ids: &[String]) -> Tally {
        let mut tally = Tally { all: ids.len(), ..Tally::default() };
        for id in ids {
            match self.0.iter().find(|job| job.id == *id).map(|job| &job.state) {
                Some(State::Failed { error, .. }) => tally.failed.push((id.clone(), error.clone())),
                Some(State::Waiting { .. } | State::Looking | State::Sending) => {}
                Some(State::Done) | None => tally.done += 1,
            }
        }
        tally
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use proptest::prelude::*;

    use super::*;

    fn failed(error: ApiError) -> Outcome {
        Outcome::Failed { unknown: error.effect_unknown(), error }
    }

    fn sends(steps: &[Step]) -> Vec<&str> {
        steps
            .iter()
            .filter_map(|step| if let Step::Send { id, .. } = step { Some(id.as_str()) } else { None })
            .collect()
    }

    #[test]
    fn four_are_under_way_at_once_and_the_next_follows_when_one_is_done() {
        let mut queue = Queue::default();
        for id in ["a", "b", "c", "d", "e", "f"] {
            assert!(queue.add(id, Verdict::Approve, None));
        }
        assert_eq!(sends(&queue.take_steps()), ["a", "b", "c", "d"]);
        assert!(queue.take_steps().is_empty());
        queue.sent("b", &Outcome::Said(Said::Done));
        assert_eq!(sends(&queue.take_steps()), ["e"]);
    }

    #[test]
    fn a_second_press_changes_nothing() {
        let mut queue = Queue::default();
        assert!(queue.add("a", Verdict::Approve, None));
        assert!(!queue.add("a", Verdict::Reject, None));
        assert_eq!(queue.take_steps().len(), 1);
    }

    #[test]
    fn only_what_failed_is_sent_again_and_after_a_lost_answer_it_is_looked_at_first() {
        let mut queue = Queue::default();
        for id in ["a", "b", "c"] {
            queue.add(id, Verdict::Approve, None);
        }
        queue.take_steps();
        queue.sent("a", &Outcome::Said(Said::Done));
        queue.sent("b", &failed(ApiError::Conflict(None)));
        queue.sent("c", &failed(ApiError::TimedOut));
        let ids: Vec<String> = ["a", "b", "c"].map(str::to_owned).to_vec();
        let tally = queue.tally(&ids);
        assert!(tally.is_over());
        assert_eq!((tally.done, tally.failed.len()), (1, 2));
        for id in &ids {
            queue.retry(id);
        }
        let steps = queue.take_steps();
        assert_eq!(sends(&steps), ["b"]);
        assert!(steps.contains(&Step::Look { id: "c".to_owned(), verdict: Verdict::Approve }));
        queue.looked("c", Ok(Some(&Said::Done)));
        assert!(queue.take_steps().is_empty());
    }

    /// A decision whose answer was lost and which is being looked at.
    fn looked_at(id: &str) -> Queue {
        let mut queue = Queue::default();
        queue.add(id, Verdict::Approve, None);
        queue.take_steps();
        queue.sent(id, &failed(ApiError::TimedOut));
        queue.retry(id);
        assert_eq!(queue.take_steps(), [Step::Look { id: id.to_owned(), verdict: Verdict::Approve }]);
        queue
    }

    #[test]
    fn a_look_that_shows_nothing_sends_and_one_that_fails_is_repeated_before_anything_is_sent() {
        let mut queue = looked_at("a");
        queue.looked("a", Ok(None));
        assert_eq!(sends(&queue.take_steps()), ["a"]);

        let mut queue = looked_at("a");
        queue.looked("a", Err(ApiError::Offline));
        assert_eq!(queue.tally(&["a".to_owned()]).failed, [("a".to_owned(), ApiError::Offline)]);
        queue.retry("a");
        assert_eq!(queue.take_steps(), [Step::Look { id: "a".to_owned(), verdict: Verdict::Approve }]);
    }

    #[test]
    fn an_answer_to_another_question_changes_nothing() {
        let mut queue = looked_at("a");
        queue.sent("a", &Outcome::Said(Said::Done));
        queue.looked("b", Ok(Some(&Said::Done)));
        assert!(!queue.tally(&["a".to_owned()]).is_over());
    }

    #[test]
    fn what_a_request_shows_by_itself_ends_what_has_failed_and_nothing_that_is_under_way() {
        let mut queue = Queue::default();
        for id in ["a", "b", "c"] {
            queue.add(id, Verdict::Approve, None);
        }
        queue.take_steps();
        queue.sent("a", &failed(ApiError::Conflict(None)));
        queue.sent("c", &failed(ApiError::Conflict(None)));
        queue.settle("a");
        queue.settle("b");
        let tally = queue.tally(&["a", "b", "c"].map(str::to_owned));
        assert_eq!((tally.done, tally.failed.len(), tally.is_over()), (1, 1, false));
        assert_eq!((queue.retry("a"), queue.retry("c")), (None, Some(Verdict::Approve)));
    }

    proptest! {
        /// The service takes a decision at most once for each request, whatever is answered and however often people press.
        #[test]
        fn nothing_is_decided_twice_and_never_more_than_four_at_once(
            presses in proptest::collection::vec((0_usize..12, any::<bool>()), 1..60),
            answers in proptest::collection::vec(0_u8..5, 1..80),
        ) {
            let mut queue = Queue::default();
            let mut under: Vec<Step> = Vec::new();
            let mut taken: BTreeMap<String, usize> = BTreeMap::new();
            let mut answers = answers.into_iter().cycle();
            for (number, again) in presses {
                let id = number.to_string();
                if again { queue.retry(&id); } else if !taken.contains_key(&id) { queue.add(&id, Verdict::Approve, None); }
                under.extend(queue.take_steps());
                prop_assert!(under.len() <= AT_ONCE);
                if under.is_empty() { continue; }
                match under.remove(0) {
                    Step::Send { id, .. } => {
                        let outcome = match answers.next().unwrap_or(0) {
                            0 | 1 => { *taken.entry(id.clone()).or_default() += 1; Outcome::Said(Said::Done) }
                            // The service took it, and the answer was lost.
                            2 => { *taken.entry(id.clone()).or_default() += 1; failed(ApiError::TimedOut) }
                            3 => failed(ApiError::Server(500)),
                            _ => failed(ApiError::Conflict(None)),
                        };
                        queue.sent(&id, &outcome);
                    }
                    Step::Look { id, .. } => {
                        let is_taken = taken.contains_key(&id);
                        let seen = if answers.next() == Some(4) { Err(ApiError::Offline) } else { Ok(is_taken.then_some(&Said::Done)) };
                        queue.looked(&id, seen);
                    }
                }
            }
            prop_assert!(taken.values().all(|times| *times == 1), "{taken:?}");
        }
    }
}
