//! The moment in which a decision can be taken back before it leaves the browser (D8), as a machine without I/O.
//!
//! What is held is either let go once, when its time has come, or taken back, or dropped because the person left. A
//! decision whose time has long passed, because the device slept, is dropped too: nobody looks at it any more.

use super::decision::Verdict;

/// How long a decision waits. Milliseconds.
pub const WAIT_MS: f64 = 5_000.0;
/// Later than this after its time a decision is not let go any more. Milliseconds.
const LATE_MS: f64 = 10_000.0;

/// A decision about one or several requests.
#[derive(Clone, Debug, PartialEq)]
pub struct Held {
    /// Ids of the requests that are decided together; at least one.
    pub ids: Vec<String>,
    /// The same for all of them.
    pub verdict: Verdict,
    /// The same for all of them; `None` where none is given.
    pub reason: Option<String>,
    /// When it is let go. Milliseconds by the device's clock.
    pub until: f64,
}

/// What is held back now.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Hold(Vec<Held>);

/// What has come to its time.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Due {
    /// To be sent now.
    pub send: Vec<Held>,
    /// Too late, or the clock was set: never sent.
    pub dropped: Vec<Held>,
}

impl Hold {
    /// Holds a decision back from `now` on. Requests that are held already stay with their first decision; the ids that
    /// were taken are answered.
    pub fn begin(&mut self, ids: Vec<String>, verdict: Verdict, reason: Option<String>, now: f64) -> Vec<String> {
        let ids: Vec<String> = ids.into_iter().filter(|id| !self.holds(id)).collect();
        if !ids.is_empty() {
            self.0.push(Held { ids: ids.clone(), verdict, reason, until: now + WAIT_MS });
        }
        ids
    }

    /// Whether a decision about the request with this id is held back.
    pub fn holds(&self, id: &str) -> bool {
        self.0.iter().any(|held| held.ids.iter().any(|other| other == id))
    }

    /// How many requests are held with this one, itself included.
    pub fn together(&self, id: &str) -> usize {
        self.0.iter().find(|held| held.ids.iter().any(|other| other == id)).map_or(0, |held| held.ids.len())
    }

    /// Whether no decision is held back.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// When the next one is let go.
    pub fn next(&self) -> Option<f64> {
        self.0.iter().map(|held| held.until).reduce(f64::min)
    }

    /// Takes out what has come to its time. Where the clock was set, nobody knows how long a decision has waited, so it is
    /// dropped.
    pub fn take_due(&mut self, now: f64) -> Due {
        let was_set = |held: &Held| held.until - now > WAIT_MS;
        let (due, rest) = std::mem::take(&mut self.0).into_iter().partition(|held| held.until <= now || was_set(held));
        self.0 = rest;
        let (dropped, send) = Vec::into_iter(due).partition(|held| now - held.until > LATE_MS || was_set(held));
        Due { send, dropped }
    }

    /// Takes back the decision that this request is part of, with all its requests.
    pub fn take_back(&mut self, id: &str) -> Option<Held> {
        let place = self.0.iter().position(|held| held.ids.iter().any(|other| other == id))?;
        Some(self.0.remove(place))
    }

    /// The person left: nothing of it is let go.
    pub fn drop_all(&mut self) -> Vec<Held> {
        std::mem::take(&mut self.0)
    }

    /// What this window holds as a line of [`kept`]: the window, when the last of it is let go, and the requests. `None`
    /// where nothing is held.
    pub fn line(&self, window: &str) -> Option<String> {
        let until = self.0.iter().map(|held| held.until).fold(0.0, f64::max).to_string();
        let ids = self.0.iter().flat_map(|held| &held.ids).map(String::as_str);
        (!self.0.is_empty()).then(|| [window, &until].into_iter().chain(ids).collect::<Vec<_>>().join("\t"))
    }
}

/// What the person's windows hold back, as text for the device: a line each. `window` puts its own in place of the one it
/// had before; `None` where no line is left.
pub fn kept(before: &str, window: &str, line: Option<String>) -> Option<String> {
    let of_others = before.lines().filter(|line| line.split('\t').next() != Some(window)).map(str::to_owned);
    let lines: Vec<String> = of_others.chain(line).collect();
    (!lines.is_empty()).then(|| lines.join("\n"))
}

/// The same without lines that the person has read; `None` where no line is left.
pub fn without(text: &str, read: &str) -> Option<String> {
    let lines: Vec<&str> = text.lines().filter(|line| read.lines().all(|other| other != *line)).collect();
    (!lines.is_empty()).then(|| lines.join("\n"))
}

/// What windows other than this one have left, as far as it stands in both texts: the requests, and until when one of them may
/// still be at it. What cannot be read counts as nothing.
pub fn left_behind(before: &str, now: &str, window: &str) -> Option<(Vec<String>, f64)> {
    let (mut all, mut last): (Vec<String>, f64) = (Vec::new(), 0.0);
    for line in before.lines().filter(|line| now.lines().any(|other| other == *line)) {
        let mut parts = line.split('\t');
        let by = parts.next();
        let until = parts.next().and_then(|until| until.parse().ok()).filter(|until: &f64| until.is_finite());
        let Some(until) = until.filter(|_| by != Some(window)) else { continue };
        all.extend(parts.filter(|id| !id.is_empty()).map(str::to_owned));
        last = last.max(until);
    }
    (!all.is_empty()).then_some((all, last))
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use proptest::prelude::*;

    use super::*;

    fn ids(text: &str) -> Vec<String> {
        text.chars().map(String::from).collect()
    }

    #[test]
    fn a_decision_waits_five_seconds_and_is_let_go_once() {
        let mut hold = Hold::default();
        hold.begin(ids("a"), Verdict::Approve, None, 0.0);
        assert_eq!(hold.take_due(4_999.0), Due::default());
        assert_eq!(hold.take_due(5_000.0).send.len(), 1);
        assert_eq!(hold.take_due(6_000.0), Due::default());
    }

    #[test]
    fn by_a_clock_of_today_a_decision_is_kept_back_at_first_and_sent_until_it_is_too_late() {
        let begun = 1.8e12;
        let mut hold = Hold::default();
        hold.begin(ids("a"), Verdict::Approve, None, begun);
        assert_eq!(hold.take_due(begun), Due::default());
        assert_eq!(hold.take_due(begun + WAIT_MS + LATE_MS).send.len(), 1);
        hold.begin(ids("a"), Verdict::Approve, None, begun);
        assert_eq!(hold.take_due(begun + WAIT_MS + LATE_MS + 1.0).dropped.len(), 1);
    }

    #[test]
    fn what_is_held_tells_how_many_there_are_and_when_the_first_of_them_goes() {
        let mut hold = Hold::default();
        assert!(hold.is_empty());
        assert_eq!(hold.next(), None);
        hold.begin(ids("ab"), Verdict::Approve, None, 1_000.0);
        hold.begin(ids("c"), Verdict::Approve, None, 2_000.0);
        assert!(!hold.is_empty());
        assert_eq!(hold.next(), Some(1_000.0 + WAIT_MS));
        assert_eq!(["a", "c", "x"].map(|id| hold.together(id)), [2, 1, 0]);
    }

    #[test]
    fn a_decision_that_slept_past_its_time_is_not_sent() {
        let mut hold = Hold::default();
        hold.begin(ids("a"), Verdict::Reject, None, 0.0);
        let due = hold.take_due(60_000.0);
        assert!(due.send.is_empty());
        assert_eq!(due.dropped.len(), 1);
    }

    #[test]
    fn taking_one_back_takes_back_all_that_were_decided_with_it() {
        let mut hold = Hold::default();
        hold.begin(ids("ab"), Verdict::Approve, None, 0.0);
        hold.begin(ids("c"), Verdict::Approve, None, 0.0);
        assert_eq!(hold.take_back("x"), None);
        assert_eq!(hold.take_back("b").map(|held| held.ids), Some(ids("ab")));
        assert!(!hold.holds("a") && hold.holds("c"));
    }

    #[test]
    fn what_other_windows_left_behind_is_read_back() {
        let mut hold = Hold::default();
        hold.begin(ids("ab"), Verdict::Approve, None, 1_000.0);
        let one = kept("", "1", hold.line("1")).unwrap();
        let both = kept(&one, "2", hold.line("2")).unwrap();
        assert_eq!(left_behind(&one, &both, "2"), Some((ids("ab"), 6_000.0)));
        assert_eq!(left_behind(&both, &both, "3"), Some((ids("abab"), 6_000.0)));
        assert_eq!(left_behind(&one, &both, "1"), None);
        // The other window has let it go meanwhile.
        let gone = kept(&both, "1", Hold::default().line("1")).unwrap();
        assert_eq!(left_behind(&one, &gone, "2"), None);
        assert_eq!(kept(&gone, "2", None), None);
        assert_eq!((without(&both, &one), without(&both, &both)), (Some(gone), None));
        assert_eq!(left_behind("nonsense", "nonsense", "1"), None);
    }

    #[test]
    fn a_clock_that_is_set_back_drops_what_waits_and_holds_nothing_for_ever() {
        let mut hold = Hold::default();
        hold.begin(ids("a"), Verdict::Approve, None, 3_600_000.0);
        let due = hold.take_due(1_000.0);
        assert_eq!((due.send.len(), due.dropped.len()), (0, 1));
    }

    #[derive(Clone, Debug)]
    enum Event {
        Begin(Vec<String>),
        Wait(f64),
        TakeBack(String),
        Leave,
    }

    fn event() -> impl Strategy<Value = Event> {
        prop_oneof![
            "[a-e]{1,3}".prop_map(|text| Event::Begin(ids(&text))),
            (0.0..20_000.0_f64).prop_map(Event::Wait),
            "[a-e]".prop_map(Event::TakeBack),
            Just(Event::Leave),
        ]
    }

    proptest! {
        #[test]
        fn a_decision_is_let_go_at_most_once_never_early_and_never_after_it_was_taken_back_or_left(
            events in proptest::collection::vec(event(), 0..30),
        ) {
            let (mut hold, mut now) = (Hold::default(), 0.0);
            // Since when each request is held.
            let mut since: BTreeMap<String, f64> = BTreeMap::new();
            for event in events {
                match event {
                    Event::Begin(ids) => {
                        for id in hold.begin(ids, Verdict::Approve, None, now) {
                            since.entry(id).or_insert(now);
                        }
                    }
                    Event::Wait(time) => now += time,
                    Event::TakeBack(id) => {
                        for id in hold.take_back(&id).into_iter().flat_map(|held| held.ids) {
                            since.remove(&id);
                        }
                    }
                    Event::Leave => {
                        hold.drop_all();
                        since.clear();
                    }
                }
                let due = hold.take_due(now);
                for id in due.send.into_iter().flat_map(|held| held.ids).collect::<std::collections::BTreeSet<_>>() {
                    let held_since = since.remove(&id);
                    prop_assert!(held_since.is_some_and(|since| now - since >= WAIT_MS));
                }
                for id in due.dropped.into_iter().flat_map(|held| held.ids) {
                    since.remove(&id);
                }
            }
        }
    }
}
