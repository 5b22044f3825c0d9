//! Decisions on their way: held back for a moment, then sent a few at a time, and read again afterwards.

use std::sync::Arc;

use leptos::prelude::*;
use wasm_bindgen_futures::spawn_local;

use super::{Batch, DecisionNews, Tasks};
use crate::api::{ApiError, access_requests};
use crate::domain::decision::{Answer, Course, Outcome, Said, Verdict, is_undecided, outcome, seen};
use crate::domain::decision_hold::{Held, WAIT_MS, kept, left_behind, without};
use crate::domain::decision_queue::{Queue, Step, Tally};
use crate::domain::request::AccessRequest;
use crate::host;
use crate::state::pulse::device_ms;

/// How often a request is read after a decision until it shows something, and how long after each other. Milliseconds.
const LOOKS: u32 = 4;
const BETWEEN_LOOKS_MS: f64 = 1_000.0;
/// For how long what was decided is followed while the service is at it. Milliseconds.
const FOLLOWED_FOR_MS: f64 = 60_000.0;
/// What another window may need to let go of what it holds. Milliseconds.
const GRACE_MS: f64 = 1_000.0;

/// Under this name the device keeps which decisions are held back, as ids, of each window.
const HELD: &str = "held-decisions";

/// A decision of which nobody knows whether it has arrived.
pub(super) struct Lost {
    id: String,
    verdict: Verdict,
    before: Arc<AccessRequest>,
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
        self.put_away(&ids);
        if count > 1 {
            self.batches.update(|batches| batches.push(Batch { ids: ids.clone(), verdict }));
        }
        if self.preferences.holds_decisions().get_untracked() {
            let held =
                self.hold.try_update_value(|hold| hold.begin(ids, verdict, reason, device_ms())).unwrap_or_default();
            held.iter().for_each(|id| self.set(id, Course::Held(verdict)));
            self.keep_held();
            spawn_local(async move {
                host::sleep(WAIT_MS).await;
                // A timer may come before its time, by a moment or because the clock was set back.
                while let Some(rest) = self.let_go() {
                    host::sleep(rest.clamp(50.0, WAIT_MS)).await;
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
        self.put_away(&ids);
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
        self.put_away(&ids);
        self.not_sent.update(|not_sent| not_sent.extend(ids));
    }

    /// Requests whose decision was not sent because the person left.
    pub fn not_sent(self) -> ReadSignal<Vec<String>> {
        self.not_sent.read_only()
    }

    /// The person has read that something was not sent.
    pub fn forget_not_sent(self) {
        self.not_sent.set(Vec::new());
        let Some(key) = untrack(|| self.session.device_key(HELD)) else { return };
        let text = host::kept(&key).unwrap_or_default();
        let rest = self.left_behind.with_value(|left_behind| without(&text, left_behind));
        keep(&key, rest);
    }

    /// Reads what a page that was left in the middle of a decision did not send. Another window may still be at it.
    pub fn remember_left_behind(self) {
        let Some(key) = untrack(|| self.session.device_key(HELD)) else { return };
        let Some(before) = host::kept(&key) else { return };
        let window = self.window.get_value();
        let Some((_, until)) = left_behind(&before, &before, &window) else { return };
        spawn_local(async move {
            let wait = until + GRACE_MS - device_ms();
            if wait > 0.0 {
                host::sleep(wait.min(WAIT_MS + GRACE_MS)).await;
            }
            let now = host::kept(&key).unwrap_or_default();
            if let Some((ids, _)) = left_behind(&before, &now, &window) {
                self.left_behind.try_set_value(before);
                self.not_sent.try_update(|not_sent| not_sent.extend(ids));
            }
        });
    }

    /// Decisions about several requests whose results the person has not put away, the newest last.
    pub fn batches(self) -> ReadSignal<Vec<Batch>> {
        self.batches.read_only()
    }

    /// These requests have no result any more: they are decided anew, or the person has read it. What went well before is
    /// put away with them, so that the page shows what is new and what failed.
    pub fn put_away(self, ids: &[String]) {
        self.batches.update(|batches| {
            for batch in batches.iter_mut() {
                batch.ids.retain(|id| !ids.contains(id));
            }
            batches.retain(|batch| {
                let tally = self.queue.with_value(|queue| queue.tally(&batch.ids));
                let is_held = self.hold.with_value(|hold| batch.ids.iter().any(|id| hold.holds(id)));
                is_held || !tally.is_over() || !tally.failed.is_empty()
            });
        });
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
        let mut again: Vec<String> = Vec::new();
        for id in ids {
            if let Some(verdict) = self.queue.try_update_value(|queue| queue.retry(id)).flatten() {
                self.set(id, Course::Under(verdict));
                again.push(id.clone());
            }
        }
        self.watch.mine(again);
        self.go_on();
    }

    /// Lets go what has come to its time; answers in how many milliseconds the next comes to it.
    fn let_go(self) -> Option<f64> {
        let now = device_ms();
        let due = self.hold.try_update_value(|hold| hold.take_due(now))?;
        due.send.into_iter().for_each(|held| self.send(held));
        self.keep_held();
        self.drop_held(due.dropped);
        self.decisions.update(|count| *count += 1);
        self.hold.with_value(|hold| hold.next().map(|next| next - now))
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
                let after = self.look_after(&id, verdict, &before, &answer).await;
                let outcome = outcome(verdict, &before, answer, after.as_ref().map(|(after, mine)| (after, *mine)));
                self.queue.try_update_value(|queue| queue.sent(&id, &outcome));
                self.merge(after.into_iter().map(|(after, _)| after).collect());
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
    ) -> Option<(AccessRequest, bool)> {
        let kind = Answer::of(answer);
        let looks = if kind == Answer::Taken { LOOKS } else { 1 };
        let mut last = None;
        for look in 0..looks {
            if look > 0 {
                host::sleep(BETWEEN_LOOKS_MS).await;
            }
            let Ok((after, is_mine)) = self.read_now(id).await else { continue };
            let said = seen(verdict, before, &after, kind, is_mine);
            last = Some((after, is_mine));
            if said.is_some_and(|said| said != Said::Taken) {
                break;
            }
        }
        last
    }

    /// A request as it is now, and whether it waits for this person, which is asked only while nobody has decided.
    /// Both have to be known: what is sent again although it may have arrived is decided twice.
    async fn read_now(self, id: &str) -> Result<(AccessRequest, bool), ApiError> {
        let client = self.session.client();
        let request = access_requests::one(&client, id).await?;
        let is_mine =
            is_undecided(&request.status) && !access_requests::tasks_by_id(&client, &[id.to_owned()]).await?.is_empty();
        Ok((request, is_mine))
    }

    pub(super) fn lost(self, id: &str) -> Option<Lost> {
        let task = self.task(id)?;
        let verdict = task.course.with_untracked(|course| match course {
            Course::Failed { verdict, unknown: true, .. } => Some(*verdict),
            _ => None,
        })?;
        Some(Lost { id: id.to_owned(), verdict, before: task.row.get_untracked() })
    }

    /// The request of a lost decision has been read and does not wait for this person any more: it shows what became of it.
    pub(super) fn found(self, lost: Lost) {
        let Lost { id, verdict, before } = lost;
        let after = self.task(&id).map(|task| task.row.get_untracked());
        if let Some(said) = after.and_then(|after| seen(verdict, &before, &after, Answer::Lost, false)) {
            self.conclude(id, verdict, Outcome::Said(said));
        }
    }

    fn conclude(self, id: String, verdict: Verdict, outcome: Outcome) {
        match &outcome {
            Outcome::Said(said) => {
                self.close(&id, Course::Decided { verdict, said: said.clone() });
                if self.pending_loading.with_untracked(|loading| loading.done) {
                    // Known as decided, so that it is news when it waits once more, in a later tier.
                    self.watch.saw_tasks(self.seen(&id, false).into_iter().collect());
                }
                self.topic.changed(vec![id.clone()]);
                self.stay_with(&id);
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

    /// What was decided here is asked about for a while at the pace of what moves.
    fn stay_with(self, id: &str) {
        let until = device_ms() + FOLLOWED_FOR_MS;
        self.followed.update_value(|followed| followed.extend([(id.to_owned(), until)]));
        self.topic.begins_to_move();
    }

    /// What was decided here and does not stand still yet.
    pub(super) fn ids_in_motion(self) -> Vec<String> {
        let now = device_ms();
        let moves =
            |id: &str| self.task(id).is_some_and(|task| task.row.with_untracked(|request| request.status.in_motion()));
        self.followed
            .try_update_value(|followed| {
                followed.retain(|id, until| *until > now && moves(id));
                followed.keys().cloned().collect()
            })
            .unwrap_or_default()
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
        let line = self.window.with_value(|window| self.hold.with_value(|hold| hold.line(window)));
        let before = host::kept(&key).unwrap_or_default();
        keep(&key, self.window.with_value(|window| kept(&before, window, line)));
    }
}

/// Where the device keeps nothing, a page that is left says less on return.
fn keep(key: &str, text: Option<String>) {
    match text {
        Some(text) => drop(host::keep(key, &text)),
        None => drop(host::forget(key)),
    }
}
