//! Decisions on their way: held back for a moment, then sent a few at a time, and read again afterwards.

use leptos::prelude::*;
use wasm_bindgen_futures::spawn_local;

use super::{Batch, DecisionNews, Tasks};
use crate::api::{ApiError, access_requests};
use crate::domain::decision::{Answer, Course, Outcome, Said, Verdict, is_undecided, outcome, seen};
use crate::domain::decision_hold::{Held, WAIT_MS, left_behind};
use crate::domain::decision_queue::{Queue, Step, Tally};
use crate::domain::request::AccessRequest;
use crate::host;

/// How often a request is read after a decision until it shows something, and how long after each other. Milliseconds.
const LOOKS: u32 = 4;
const BETWEEN_LOOKS_MS: f64 = 1_000.0;
/// When what was decided is read again while the service is at it. Milliseconds after each other.
const FOLLOWED_AFTER_MS: [f64; 8] = [2_000.0, 2_000.0, 3_000.0, 5_000.0, 10_000.0, 15_000.0, 15_000.0, 15_000.0];
/// What another window may need to let go of what it holds. Milliseconds.
const GRACE_MS: f64 = 1_000.0;

/// Under this name the device keeps which decisions are held back, as ids.
const HELD: &str = "held-decisions";

fn now_ms() -> f64 {
    host::now_seconds() * 1000.0
}

impl Tasks {
    /// Decides about these requests, with one reason for all. What is not open is left out; the number of those that
    /// are decided is answered. Unless the person turned that off, the decision waits for a moment first.
    pub fn decide(self, ids: Vec<String>, verdict: Verdict, reason: Option<String>) -> usize {
        let is_open = |id: &String| self.course(id).is_some_and(|course| course.with_untracked(Course::is_open));
        let ids: Vec<String> = ids.into_iter().filter(is_open).collect();
        let count = ids.len();
        if count == 0 {
            return 0;
        }
        if count > 1 {
            self.batch.set(Some(Batch { ids: ids.clone(), verdict }));
        }
        if self.preferences.holds_decisions().get_untracked() {
            let held =
                self.hold.try_update_value(|hold| hold.begin(ids, verdict, reason, now_ms())).unwrap_or_default();
            held.iter().for_each(|id| self.set(id, Course::Held(verdict)));
            self.keep_held();
            spawn_local(async move {
                host::sleep(WAIT_MS).await;
                // A timer may come a moment before its time.
                while self.let_go() {
                    host::sleep(50.0).await;
                }
            });
        } else {
            self.send(Held { ids, verdict, reason, until: 0.0 });
        }
        self.decisions.update(|count| *count += 1);
        count
    }

    /// Takes back the decision that this request is part of; answers all its requests.
    pub fn take_back(self, id: &str) -> Vec<String> {
        let held = self.hold.try_update_value(|hold| hold.take_back(id)).flatten();
        let ids = held.map(|held| held.ids).unwrap_or_default();
        self.reopen(&ids);
        self.keep_held();
        self.batch.update(|batch| {
            if batch.as_ref().is_some_and(|batch| batch.ids.iter().any(|other| other == id)) {
                *batch = None;
            }
        });
        ids
    }

    /// The person leaves: what is held back is not sent, and the page says so when they return.
    pub fn leave(self) {
        let held = self.hold.try_update_value(|hold| hold.drop_all()).unwrap_or_default();
        self.drop_held(held);
    }

    fn drop_held(self, held: Vec<Held>) {
        let ids: Vec<String> = held.into_iter().flat_map(|held| held.ids).collect();
        if ids.is_empty() {
            return;
        }
        self.reopen(&ids);
        self.batch.set(None);
        self.not_sent.update(|not_sent| not_sent.extend(ids));
    }

    /// Requests whose decision was not sent because the person left.
    pub fn not_sent(self) -> ReadSignal<Vec<String>> {
        self.not_sent.read_only()
    }

    /// The person has read that something was not sent.
    pub fn forget_not_sent(self) {
        self.not_sent.set(Vec::new());
        if let Some(key) = untrack(|| self.session.device_key(HELD)) {
            host::forget(&key);
        }
    }

    /// Reads what a page that was left in the middle of a decision did not send. Another window may still be at it.
    pub fn remember_left_behind(self) {
        let Some(key) = untrack(|| self.session.device_key(HELD)) else { return };
        let Some(text) = host::kept(&key) else { return };
        let Some((ids, until)) = left_behind(&text) else { return };
        spawn_local(async move {
            let wait = until + GRACE_MS - now_ms();
            if wait > 0.0 {
                host::sleep(wait.min(WAIT_MS + GRACE_MS)).await;
            }
            if host::kept(&key).as_ref() == Some(&text)
                && self.hold.try_with_value(|hold| hold.is_empty()) == Some(true)
            {
                self.not_sent.try_set(ids);
            }
        });
    }

    /// The newest decision about several requests.
    pub fn batch(self) -> ReadSignal<Option<Batch>> {
        self.batch.read_only()
    }

    pub fn forget_batch(self) {
        self.batch.set(None);
    }

    /// How far these decisions are. Tracked.
    pub fn tally(self, ids: &[String]) -> Tally {
        self.decisions.track();
        let held = self.hold.with_value(|hold| ids.iter().any(|id| hold.holds(id)));
        let tally = self.queue.with_value(|queue| queue.tally(ids));
        if held { Tally { all: ids.len(), ..Tally::default() } } else { tally }
    }

    /// Whether this decision is still held back. Tracked.
    pub fn is_held(self, id: &str) -> bool {
        self.decisions.track();
        self.hold.with_value(|hold| hold.holds(id))
    }

    /// How many decisions were made together with this one, while they are held back.
    pub fn held_with(self, id: &str) -> usize {
        self.hold.with_value(|hold| hold.together(id))
    }

    /// What became of decisions since this was asked last. Tracked.
    pub fn take_news(self) -> Vec<DecisionNews> {
        if self.news.with(Vec::is_empty) {
            Vec::new()
        } else {
            self.news.try_update(std::mem::take).unwrap_or_default()
        }
    }

    /// Makes those of these decisions anew that failed, and no others.
    pub fn retry(self, ids: &[String]) {
        for id in ids {
            let again = self.queue.try_update_value(|queue| queue.retry(id)).flatten();
            if let Some(verdict) = again {
                self.set(id, Course::Under(verdict));
            }
        }
        self.go_on();
    }

    /// Lets go what has come to its time; answers whether something is due in a moment.
    fn let_go(self) -> bool {
        let now = now_ms();
        let Some(due) = self.hold.try_update_value(|hold| hold.take_due(now)) else { return false };
        due.send.into_iter().for_each(|held| self.send(held));
        self.keep_held();
        self.drop_held(due.dropped);
        self.decisions.update(|count| *count += 1);
        self.hold.with_value(|hold| hold.next().is_some_and(|next| next - now < 500.0))
    }

    fn send(self, held: Held) {
        self.watch.mine(held.ids.clone());
        for id in &held.ids {
            let added = self.queue.try_update_value(|queue| queue.add(id, held.verdict, held.reason.clone()));
            if added == Some(true) {
                self.set(id, Course::Under(held.verdict));
            }
        }
        self.go_on();
    }

    fn go_on(self) {
        self.decisions.update(|count| *count += 1);
        for step in self.queue.try_update_value(Queue::take_steps).unwrap_or_default() {
            spawn_local(async move {
                self.perform(step).await;
                if !self.queue.is_disposed() {
                    self.go_on();
                }
            });
        }
    }

    async fn perform(self, step: Step) {
        match step {
            Step::Send { id, verdict, reason } => {
                let Some(before) = self.task(&id).map(|task| task.row.get_untracked()) else { return };
                let client = self.session.client();
                let answer = access_requests::decide(&client, &id, verdict, reason.as_deref()).await;
                let (after, is_mine) = self.look_after(&id, verdict, &before, &answer).await;
                let outcome = outcome(verdict, &before, answer, after.as_ref(), is_mine);
                self.queue.try_update_value(|queue| queue.sent(&id, &outcome));
                if let Some(after) = after {
                    self.merge(vec![after]);
                }
                self.conclude(id, verdict, outcome);
            }
            Step::Look { id, verdict } => {
                let Some(before) = self.task(&id).map(|task| task.row.get_untracked()) else { return };
                match self.read_now(&id).await {
                    Ok((after, is_mine)) => {
                        let said = seen(verdict, &before, &after, Answer::Lost, is_mine);
                        self.queue.try_update_value(|queue| queue.looked(&id, Ok(said.as_ref())));
                        self.merge(vec![after]);
                        if let Some(said) = said {
                            self.conclude(id, verdict, Outcome::Said(said));
                        }
                    }
                    Err(error) => {
                        self.queue.try_update_value(|queue| queue.looked(&id, Err(error.clone())));
                        self.conclude(id, verdict, Outcome::Failed { error, unknown: true });
                    }
                }
            }
        }
    }

    /// Reads a request after a decision until it shows what became of it, as far as it does.
    async fn look_after(
        self,
        id: &str,
        verdict: Verdict,
        before: &AccessRequest,
        answer: &Result<(), ApiError>,
    ) -> (Option<AccessRequest>, Option<bool>) {
        let kind = Answer::of(answer);
        let looks = if kind == Answer::Taken { LOOKS } else { 1 };
        let mut last = (None, None);
        for look in 0..looks {
            if look > 0 {
                host::sleep(BETWEEN_LOOKS_MS).await;
            }
            let Ok((after, is_mine)) = self.read_now(id).await else { continue };
            let said = seen(verdict, before, &after, kind, is_mine);
            last = (Some(after), is_mine);
            if said.is_some_and(|said| said != Said::Taken) {
                break;
            }
        }
        last
    }

    /// A request as it is now, and whether it waits for this person, which is asked only while nobody has decided.
    async fn read_now(self, id: &str) -> Result<(AccessRequest, Option<bool>), ApiError> {
        let client = self.session.client();
        let request = access_requests::one(&client, id).await?;
        let is_mine = if is_undecided(&request.status) {
            access_requests::tasks_by_id(&client, &[id.to_owned()]).await.ok().map(|mine| !mine.is_empty())
        } else {
            Some(false)
        };
        Ok((request, is_mine))
    }

    fn conclude(self, id: String, verdict: Verdict, outcome: Outcome) {
        match &outcome {
            Outcome::Said(said) => {
                self.close(&id, Course::Decided { verdict, said: said.clone() });
                self.topic.changed(vec![id.clone()]);
                self.follow(&id);
            }
            Outcome::Failed { error, unknown } => {
                if !unknown {
                    self.watch.not_mine(vec![id.clone()]);
                }
                self.set(&id, Course::Failed { verdict, error: error.clone(), unknown: *unknown });
            }
        }
        self.news.update(|news| news.push(DecisionNews { id, verdict, outcome }));
    }

    /// What was decided here is read again until it stands still, all of it with one question.
    fn follow(self, id: &str) {
        let is_first = self.followed.try_update_value(|followed| {
            followed.push(id.to_owned());
            followed.len() == 1
        });
        if is_first != Some(true) {
            return;
        }
        spawn_local(async move {
            for wait in FOLLOWED_AFTER_MS {
                host::sleep(wait).await;
                let moves = |id: &String| {
                    self.task(id).is_some_and(|task| task.row.with_untracked(|request| request.status.in_motion()))
                };
                if self.followed.is_disposed() {
                    return;
                }
                if !host::is_visible() {
                    continue;
                }
                let mut ids = self.followed.get_value();
                ids.retain(moves);
                ids.truncate(access_requests::PAGE);
                if ids.is_empty() {
                    break;
                }
                if let Ok(requests) = access_requests::past_tasks_by_id(&self.session.client(), &ids).await {
                    self.merge(requests);
                }
            }
            self.followed.try_set_value(Vec::new());
        });
    }

    fn set(self, id: &str, course: Course) {
        if let Some(signal) = self.course(id) {
            signal.set(course);
        }
    }

    fn reopen(self, ids: &[String]) {
        ids.iter().for_each(|id| self.set(id, Course::Open));
        self.decisions.update(|count| *count += 1);
    }

    /// The device keeps which decisions are held, so that a page that is left in the middle can say what it did not send.
    fn keep_held(self) {
        let Some(key) = untrack(|| self.session.device_key(HELD)) else { return };
        match self.hold.with_value(|hold| (!hold.is_empty()).then(|| hold.text())) {
            Some(text) => drop(host::keep(&key, &text)),
            None => drop(host::forget(&key)),
        }
    }
}
