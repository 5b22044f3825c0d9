//! My Tasks: what waits for this person's decision, what they decided before, and decisions on their way (D8).
//!
//! As in My Requests, each task is a few signals that change in place, and search and filters work on what is loaded.
//! The service says who may decide by its list of tasks only, so that list is read whole.

mod deciding;
mod units;

use std::collections::{HashMap, HashSet};
use std::sync::Arc;

use leptos::ev;
use leptos::prelude::*;
use wasm_bindgen_futures::spawn_local;

use self::deciding::Lost;
pub use self::units::Units;
use super::pulse::device_ms;
use super::{Asker, Loading, News, Preferences, Pulse, Row, Session, Topic};
use crate::api::{ApiError, access_requests};
use crate::domain::decision::{Course, Outcome, Verdict, decided_by};
use crate::domain::decision_hold::Hold;
use crate::domain::decision_queue::Queue;
use crate::domain::news;
use crate::domain::request::{AccessRequest, place_of};
use crate::domain::request_filter::{Choices, Filter, Subject};
use crate::domain::settling::Settling;
use crate::host;
use crate::route::{Route, TaskList, TasksView};

/// One task: what was asked for, what goes on with it, and its exact resources.
#[derive(Clone)]
pub struct Task {
    /// The request to be decided about.
    pub row: Row,
    /// What goes on with the decision.
    pub course: ArcRwSignal<Course>,
    /// Its exact resources, which are read once [`Tasks::want_units`] asks for them.
    pub units: ArcRwSignal<Units>,
}

/// What is kept of one task.
struct Known {
    task: Task,
    subject: Subject,
}

/// What became of a decision, to be told wherever the person is by then.
#[derive(Clone, Debug, PartialEq)]
pub struct DecisionNews {
    /// Id of the request.
    pub id: String,
    /// What the person decided.
    pub verdict: Verdict,
    /// What is known of it after it was sent.
    pub outcome: Outcome,
}

/// Decisions that were made together.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Batch {
    /// Ids of the requests, less those whose result the person has put away.
    pub ids: Vec<String>,
    /// The decision about all of them.
    pub verdict: Verdict,
}

/// All that waits is read at least so often, also while something that was decided here moves. Milliseconds.
const ALL_EVERY: f64 = 55_000.0;

/// The store of my tasks. One for the whole tab.
#[derive(Clone, Copy)]
pub struct Tasks {
    session: Session,
    preferences: Preferences,
    topic: Topic,
    /// What is told of tasks that come in and that others decide.
    watch: News,
    known: StoredValue<HashMap<String, Known>>,
    /// Ids of what waits for this person, newest first.
    pending: RwSignal<Vec<String>>,
    /// Ids of what waited for them before, newest first.
    history: RwSignal<Vec<String>>,
    pending_loading: RwSignal<Loading>,
    history_loading: RwSignal<Loading>,
    /// Grows with each change of any task, for what looks at many of them. No row reads it.
    revision: RwSignal<u64>,
    /// Counts up whenever reading starts anew; a reading that is not the newest ends.
    reading: StoredValue<u64>,
    reading_history: StoredValue<u64>,
    /// Tasks whose exact resources are wanted although they do not wait.
    wanted: StoredValue<Vec<String>>,
    is_reading_units: StoredValue<bool>,
    /// Whether exact resources are wanted at all: only once somebody looked at the page.
    looked_at: StoredValue<bool>,
    hold: StoredValue<Hold>,
    queue: StoredValue<Queue>,
    /// Decisions about several requests whose results the person has not put away, the newest last.
    batches: RwSignal<Vec<Batch>>,
    /// Grows when a decision gets further.
    decisions: RwSignal<u64>,
    news: RwSignal<Vec<DecisionNews>>,
    /// Requests that were decided here, each with the time until when it is followed while it moves.
    followed: StoredValue<HashMap<String, f64>>,
    /// Requests that wait no more and that a list may still show which was asked for before.
    settling: StoredValue<Settling>,
    /// When all that waits was read last, by the device's clock. Milliseconds.
    read_all_at: StoredValue<f64>,
    /// Tells this window from the person's others.
    window: StoredValue<String>,
    /// Requests whose decision was not sent because the person left.
    not_sent: RwSignal<Vec<String>>,
    /// What of it other windows left, as the device keeps it.
    left_behind: StoredValue<String>,
    has_begun: StoredValue<bool>,
}

impl Tasks {
    /// An empty store; [`Tasks::begin`] sets it going.
    pub fn new(session: Session, preferences: Preferences, pulse: Pulse, watch: News) -> Self {
        Self {
            session,
            preferences,
            topic: pulse.topic("tasks"),
            watch,
            known: StoredValue::new(HashMap::new()),
            pending: RwSignal::new(Vec::new()),
            history: RwSignal::new(Vec::new()),
            pending_loading: RwSignal::new(Loading::default()),
            history_loading: RwSignal::new(Loading::default()),
            revision: RwSignal::new(0),
            reading: StoredValue::new(0),
            reading_history: StoredValue::new(0),
            wanted: StoredValue::new(Vec::new()),
            is_reading_units: StoredValue::new(false),
            looked_at: StoredValue::new(false),
            hold: StoredValue::new(Hold::default()),
            queue: StoredValue::new(Queue::default()),
            batches: RwSignal::new(Vec::new()),
            decisions: RwSignal::new(0),
            news: RwSignal::new(Vec::new()),
            followed: StoredValue::new(HashMap::new()),
            settling: StoredValue::new(Settling::default()),
            read_all_at: StoredValue::new(0.0),
            window: StoredValue::new(host::chance().to_bits().to_string()),
            not_sent: RwSignal::new(Vec::new()),
            left_behind: StoredValue::new(String::new()),
            has_begun: StoredValue::new(false),
        }
    }

    /// From now on the store follows what changes, and leaves nothing half done when the page is left. A second call changes
    /// nothing. It does not belong to `new`, so that a first visit does not load all this before it shows anything.
    pub fn begin(self) {
        if self.has_begun.try_update_value(|has_begun| std::mem::replace(has_begun, true)) != Some(false) {
            return;
        }
        self.topic.join(Asker {
            in_motion: Box::new(move || !self.ids_in_motion().is_empty()),
            ask: Box::new(move || Box::pin(self.ask_for_changes())),
            look: Box::new(move |ids| Box::pin(self.look_at(ids))),
        });
        // The store lives as long as the page, and so do these.
        window_event_listener(ev::visibilitychange, move |_| {
            if host::is_suspended() {
                self.leave();
            }
        });
        window_event_listener(ev::pagehide, move |_| self.leave());
    }

    /// Ids of a list, newest first.
    pub fn ids(self, list: TaskList) -> ReadSignal<Vec<String>> {
        match list {
            TaskList::Pending => self.pending.read_only(),
            TaskList::History => self.history.read_only(),
        }
    }

    /// How far a list has been read.
    pub fn loading(self, list: TaskList) -> ReadSignal<Loading> {
        match list {
            TaskList::Pending => self.pending_loading.read_only(),
            TaskList::History => self.history_loading.read_only(),
        }
    }

    /// A task that has been read.
    pub fn task(self, id: &str) -> Option<Task> {
        self.known.with_value(|known| known.get(id).map(|known| known.task.clone()))
    }

    /// Ids of a list that a filter takes, newest first. Tracked.
    pub fn matching(self, list: TaskList, filter: &Filter) -> Vec<String> {
        let ids = self.ids(list);
        if filter.is_empty() {
            return ids.get();
        }
        self.revision.track();
        self.known.with_value(|known| {
            let takes = |id: &&String| known.get(*id).is_some_and(|known| filter.takes(&known.subject));
            ids.with(|ids| ids.iter().filter(takes).cloned().collect())
        })
    }

    /// What a list can be narrowed to. Tracked.
    pub fn choices(self, list: TaskList) -> Choices {
        self.revision.track();
        self.known.with_value(|known| {
            let subjects =
                |ids: &Vec<String>| Choices::of(ids.iter().filter_map(|id| known.get(id)).map(|known| &known.subject));
            self.ids(list).with(subjects)
        })
    }

    /// Somebody looks at the page: from now on exact resources are read too.
    pub fn look(self) {
        self.looked_at.set_value(true);
        self.refresh();
    }

    /// Reads anew what waits for this person. What is shown stays.
    pub fn refresh(self) {
        spawn_local(async move {
            if let Some(answer) = self.read_anew(false).await {
                self.topic.asked(answer.as_ref().copied());
            }
        });
    }

    /// Reads what waits for this person, unless the page is doing so or has done so.
    pub fn read(self) {
        let failed = self.pending_loading.with_untracked(|loading| loading.error.is_some());
        if failed || self.reading.get_value() == 0 {
            self.refresh();
        }
    }

    /// One question for changes: about what was decided here and moves, and now and then about all that waits.
    async fn ask_for_changes(self) -> Option<Result<(), ApiError>> {
        let moving = self.ids_in_motion();
        let read_all_at = self.read_all_at.get_value();
        // A clock that was set back counts as time passed.
        if moving.is_empty() || !(read_all_at..read_all_at + ALL_EVERY).contains(&device_ms()) {
            return self.read_anew(true).await;
        }
        let moving = moving.get(..access_requests::PAGE).unwrap_or(&moving);
        Some(access_requests::past_tasks_by_id(&self.session.client(), moving).await.map(|past| {
            self.tell_changed(self.merge(past));
        }))
    }

    /// Another tab saw these change; no ids mean everything. What is seen so is not told to other tabs.
    async fn look_at(self, ids: Vec<String>) -> Option<Result<(), ApiError>> {
        if ids.is_empty() || !self.pending_loading.with_untracked(|loading| loading.done) {
            return self.read_anew(false).await;
        }
        for ids in ids.chunks(access_requests::PAGE) {
            if let Err(error) = self.read_by_id(ids).await {
                return Some(Err(error));
            }
        }
        self.read_units();
        Some(Ok(()))
    }

    /// Reads all that waits; whether the other tabs are told what is different from before. `None` where a newer reading
    /// has begun.
    async fn read_anew(self, tells: bool) -> Option<Result<(), ApiError>> {
        let reading = next(self.reading)?;
        let began = device_ms();
        let answer = self.read_pending(reading).await;
        if self.reading.try_get_value() != Some(reading) {
            return None;
        }
        Some(match answer {
            Ok(changed) => {
                self.read_all_at.set_value(began);
                self.read_units();
                if tells {
                    self.tell_changed(changed);
                }
                Ok(())
            }
            Err(error) => {
                self.pending_loading.update(|loading| loading.error = Some(error.clone()));
                Err(error)
            }
        })
    }

    /// Answers which requests are not as they were known.
    async fn read_pending(self, reading: u64) -> Result<Vec<String>, ApiError> {
        let client = self.session.client();
        let mut all: Vec<String> = Vec::new();
        let mut waiting: Vec<String> = Vec::new();
        let mut changed: Vec<String> = Vec::new();
        loop {
            let began = device_ms();
            let page = access_requests::tasks(&client, all.len()).await?;
            if self.reading.try_get_value() != Some(reading) {
                return Ok(Vec::new());
            }
            let more = page.more && !page.rows.is_empty();
            let ids: Vec<String> = page.rows.iter().map(|request| request.id.clone()).collect();
            changed.extend(self.merge(page.rows));
            waiting.extend(self.open(&ids, began));
            all.extend(ids);
            let read = all.len();
            self.pending_loading.update(|loading| {
                *loading = Loading {
                    read,
                    total: page.total,
                    open_read: !more || loading.open_read,
                    done: !more || loading.done,
                    error: None,
                };
            });
            if !more {
                break;
            }
        }
        self.watch.saw_tasks(waiting.iter().filter_map(|id| self.seen(id, true)).collect());
        let all: HashSet<String> = all.into_iter().collect();
        // A decision on its way tells by itself what became of it.
        let is_missing = |id: &&String| !all.contains(*id) && !self.is_busy(id);
        let missing: Vec<String> = self.pending.with_untracked(|ids| ids.iter().filter(is_missing).cloned().collect());
        // Rows may move between two pages while these are read, so what is missing is asked about before it is closed.
        for ids in missing.chunks(access_requests::PAGE) {
            changed.extend(self.read_by_id(ids).await?);
        }
        Ok(changed)
    }

    /// Reads these requests: whether they wait for this person, and what became of them if not. Answers which are not as
    /// they were known.
    async fn read_by_id(self, ids: &[String]) -> Result<Vec<String>, ApiError> {
        let (client, began) = (self.session.client(), device_ms());
        let waiting = access_requests::tasks_by_id(&client, ids).await?;
        let found: Vec<String> = waiting.iter().map(|request| request.id.clone()).collect();
        let others: Vec<String> = ids.iter().filter(|id| !found.contains(id)).cloned().collect();
        let past = match others.is_empty() {
            true => Vec::new(),
            false => access_requests::past_tasks_by_id(&client, &others).await?,
        };
        let past_ids: Vec<String> = past.iter().map(|request| request.id.clone()).collect();
        let lost: Vec<Lost> = others.iter().filter_map(|id| self.lost(id)).collect();
        let mut changed = self.merge(waiting);
        changed.extend(self.merge(past));
        let waiting = self.open(&found, began);
        if self.history_loading.with_untracked(|loading| loading.open_read) {
            self.put(self.history, &past_ids);
        }
        let waits_here =
            |id: &&String| !self.is_busy(id) && self.pending.with_untracked(|pending| pending.contains(*id));
        let gone: Vec<String> = others.iter().filter(waits_here).cloned().collect();
        lost.into_iter().for_each(|lost| self.found(lost));
        for id in gone.iter().filter(|id| self.course(id).is_some_and(|course| course.with_untracked(Course::counts))) {
            self.close(id, Course::Over);
        }
        let seen = |waits: bool| move |id: &String| self.seen(id, waits);
        self.watch
            .saw_tasks(waiting.iter().filter_map(seen(true)).chain(gone.iter().filter_map(seen(false))).collect());
        changed.extend(gone);
        Ok(changed)
    }

    fn tell_changed(self, mut ids: Vec<String>) {
        ids.sort_unstable();
        ids.dedup();
        if !ids.is_empty() {
            self.topic.changed(ids);
        }
    }

    /// A task as news speak of it.
    fn seen(self, id: &str, waits: bool) -> Option<news::Task> {
        let request = self.task(id)?.row.get_untracked();
        let standing = match (waits, decided_by(&request)) {
            (true, _) => news::Standing::Waiting,
            (false, Some(by)) => news::Standing::Decided { by: by.map(str::to_owned) },
            (false, None) => news::Standing::Gone,
        };
        let view = TasksView { task: Some(id.to_owned()), ..TasksView::default() };
        Some(news::Task {
            id: id.to_owned(),
            created: request.created,
            what: request.headline(),
            requester: request.requestor.clone(),
            standing,
            address: Route::Tasks(view).href(),
        })
    }

    /// Reads what waited for this person before, page by page. What is shown stays.
    pub fn refresh_history(self) {
        let Some(reading) = next(self.reading_history) else { return };
        spawn_local(async move {
            let client = self.session.client();
            let mut read = 0;
            loop {
                let page = access_requests::past_tasks(&client, read).await;
                if self.reading_history.try_get_value() != Some(reading) {
                    return;
                }
                let page = match page {
                    Ok(page) => page,
                    Err(error) => {
                        self.history_loading.update(|loading| loading.error = Some(error));
                        return;
                    }
                };
                let more = page.more && !page.rows.is_empty();
                let ids: Vec<String> = page.rows.iter().map(|request| request.id.clone()).collect();
                read += ids.len();
                self.merge(page.rows);
                self.put(self.history, &ids);
                self.history_loading.update(|loading| {
                    let done = !more || loading.done;
                    *loading = Loading { read, total: page.total, open_read: done, done, error: None };
                });
                if !more {
                    return;
                }
            }
        });
    }

    /// Reads one task now, for example from a link, and whether it waits for this person.
    pub async fn read_one(self, id: &str) -> Result<Task, ApiError> {
        self.looked_at.set_value(true);
        let (client, began) = (self.session.client(), device_ms());
        let mine = access_requests::tasks_by_id(&client, &[id.to_owned()]).await?;
        let is_mine = !mine.is_empty();
        let request = match mine.into_iter().next() {
            Some(request) => request,
            None => access_requests::one(&client, id).await?,
        };
        let id = request.id.clone();
        self.merge(vec![request]);
        if is_mine {
            self.open(std::slice::from_ref(&id), began);
        }
        self.want_units(&id);
        self.task(&id).ok_or(ApiError::NotFound(None))
    }

    /// Takes in requests as the service has them now; answers which of them are new or have changed.
    fn merge(self, requests: Vec<AccessRequest>) -> Vec<String> {
        let mut changed = Vec::new();
        for request in requests {
            let id = request.id.clone();
            let subject = |units: &Units| {
                let mut subject = Subject::of(&request);
                subject.learn(units.read());
                subject
            };
            match self.task(&id) {
                Some(task) => {
                    if task.row.with_untracked(|old| **old == request) {
                        continue;
                    }
                    let subject = task.units.with_untracked(subject);
                    self.known.update_value(|known| {
                        if let Some(known) = known.get_mut(&id) {
                            known.subject = subject;
                        }
                    });
                    task.row.set(Arc::new(request));
                }
                None => {
                    let subject = subject(&Units::Unread);
                    let task = Task {
                        row: ArcRwSignal::new(Arc::new(request)),
                        course: ArcRwSignal::new(Course::Over),
                        units: ArcRwSignal::new(Units::Unread),
                    };
                    self.known.update_value(|known| drop(known.insert(id.clone(), Known { task, subject })));
                }
            }
            changed.push(id);
        }
        if !changed.is_empty() {
            self.revision.update(|revision| *revision += 1);
        }
        changed
    }

    /// Adds ids to a list where they belong.
    fn put(self, list: RwSignal<Vec<String>>, ids: &[String]) {
        let new: Vec<&String> = list.with_untracked(|known| {
            let known: HashSet<&String> = known.iter().collect();
            ids.iter().filter(|id| !known.contains(id)).collect()
        });
        if new.is_empty() {
            return;
        }
        list.update(|known| {
            self.known.with_value(|tasks| {
                let made =
                    |id: &str| tasks.get(id).map(|known| known.task.row.with_untracked(|request| request.created));
                let created = |id: &str| made(id).unwrap_or_default();
                for id in new {
                    let place = place_of(known, id, created(id), &created);
                    known.insert(place, id.clone());
                }
            });
        });
    }

    fn course(self, id: &str) -> Option<ArcRwSignal<Course>> {
        self.task(id).map(|task| task.course)
    }

    fn is_busy(self, id: &str) -> bool {
        let busy = |course: &Course| matches!(course, Course::Held(_) | Course::Under(_));
        self.course(id).is_some_and(|course| course.with_untracked(busy))
    }

    /// The service says that these wait for this person, asked at the time `asked`. Answers which do: what has just ended
    /// here may be in an answer that is older.
    fn open(self, ids: &[String], asked: f64) -> Vec<String> {
        let now = device_ms();
        let ids: Vec<String> = self
            .settling
            .with_value(|settling| ids.iter().filter(|id| !settling.holds(id, asked, now)).cloned().collect());
        let is_closed = |course: &Course| matches!(course, Course::Over | Course::Decided { .. });
        for course in ids.iter().filter_map(|id| self.course(id)) {
            if course.with_untracked(is_closed) {
                course.set(Course::Open);
            }
        }
        self.put(self.pending, &ids);
        ids
    }

    /// A task does not wait any more.
    fn close(self, id: &str, course: Course) {
        if let Some(signal) = self.course(id) {
            signal.set(course);
        }
        self.queue.update_value(|queue| queue.settle(id));
        self.settling.update_value(|settling| settling.ended(id, device_ms()));
        self.pending.update(|ids| ids.retain(|other| other != id));
        if self.history_loading.with_untracked(|loading| loading.open_read) {
            self.put(self.history, &[id.to_owned()]);
        }
        self.revision.update(|revision| *revision += 1);
    }
}

fn next(count: StoredValue<u64>) -> Option<u64> {
    count.try_update_value(|count| {
        *count += 1;
        *count
    })
}
