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

pub use self::units::Units;
use super::{Asker, Loading, News, Preferences, Pulse, Row, Session, Topic};
use crate::api::{ApiError, access_requests};
use crate::domain::decision::{Course, Outcome, Verdict};
use crate::domain::decision_hold::Hold;
use crate::domain::decision_queue::Queue;
use crate::domain::news;
use crate::domain::request::{AccessRequest, place_of};
use crate::domain::request_filter::{Choices, Filter, Subject};
use crate::host;
use crate::route::{Route, TaskList, TasksView};

/// One task: what was asked for, what goes on with it, and its exact resources.
#[derive(Clone)]
pub struct Task {
    pub row: Row,
    pub course: ArcRwSignal<Course>,
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
    pub id: String,
    pub verdict: Verdict,
    pub outcome: Outcome,
}

/// Decisions that were made together.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Batch {
    pub ids: Vec<String>,
    pub verdict: Verdict,
}

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
    /// The newest decision about several requests.
    batch: RwSignal<Option<Batch>>,
    /// Grows when a decision gets further.
    decisions: RwSignal<u64>,
    news: RwSignal<Vec<DecisionNews>>,
    /// Requests that were decided here and are still in motion.
    followed: StoredValue<Vec<String>>,
    /// Requests whose decision was not sent because the person left.
    not_sent: RwSignal<Vec<String>>,
}

impl Tasks {
    pub fn new(session: Session, preferences: Preferences, pulse: Pulse, watch: News) -> Self {
        let tasks = Self {
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
            batch: RwSignal::new(None),
            decisions: RwSignal::new(0),
            news: RwSignal::new(Vec::new()),
            followed: StoredValue::new(Vec::new()),
            not_sent: RwSignal::new(Vec::new()),
        };
        tasks.topic.join(Asker {
            in_motion: Box::new(|| false),
            ask: Box::new(move || Box::pin(tasks.read_anew())),
            look: Box::new(move |_| Box::pin(tasks.read_anew())),
        });
        let seen = window_event_listener(ev::visibilitychange, move |_| {
            if host::is_suspended() {
                tasks.leave();
            }
        });
        let left = window_event_listener(ev::pagehide, move |_| tasks.leave());
        on_cleanup(move || {
            seen.remove();
            left.remove();
            tasks.topic.leave();
        });
        tasks
    }

    /// Ids of a list, newest first.
    pub fn ids(self, list: TaskList) -> ReadSignal<Vec<String>> {
        match list {
            TaskList::Pending => self.pending.read_only(),
            TaskList::History => self.history.read_only(),
        }
    }

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
            let answer = self.read_anew().await;
            self.topic.asked(answer.err().as_ref());
        });
    }

    async fn read_anew(self) -> Result<(), ApiError> {
        let Some(reading) = next(self.reading) else { return Ok(()) };
        let answer = self.read_pending(reading).await;
        if self.reading.try_get_value() != Some(reading) {
            return Ok(());
        }
        match &answer {
            Ok(()) => self.read_units(),
            Err(error) => self.pending_loading.update(|loading| loading.error = Some(error.clone())),
        }
        answer
    }

    async fn read_pending(self, reading: u64) -> Result<(), ApiError> {
        let client = self.session.client();
        let mut all: Vec<String> = Vec::new();
        loop {
            let page = access_requests::tasks(&client, all.len()).await?;
            if self.reading.try_get_value() != Some(reading) {
                return Ok(());
            }
            let more = page.more && !page.rows.is_empty();
            all.extend(page.rows.iter().map(|request| request.id.clone()));
            self.merge(page.rows);
            let mine: Vec<String> = all.iter().filter(|id| !self.is_decided(id)).cloned().collect();
            mine.iter().for_each(|id| self.open(id));
            self.put(self.pending, &mine);
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
                let gone = self.close_others(&all).await;
                let seen = |waiting| move |id: &String| self.seen(id, waiting);
                let seen = all.iter().filter_map(seen(true)).chain(gone.iter().filter_map(seen(false))).collect();
                self.watch.saw_tasks(seen);
                return Ok(());
            }
        }
    }

    /// What waited here and is not in the list any more was decided meanwhile: by whom says the request itself.
    async fn close_others(self, mine: &[String]) -> Vec<String> {
        let gone: Vec<String> =
            self.pending.with_untracked(|ids| ids.iter().filter(|id| !mine.contains(id)).cloned().collect());
        // A decision on its way tells by itself what became of it.
        let gone: Vec<String> = gone.into_iter().filter(|id| !self.is_busy(id)).collect();
        for id in &gone {
            if let Ok(request) = access_requests::one(&self.session.client(), id).await {
                self.merge(vec![request]);
            }
            if !self.is_busy(id) {
                self.close(id, Course::Over);
            }
        }
        gone
    }

    /// A task as news speak of it.
    fn seen(self, id: &str, waiting: bool) -> Option<news::Task> {
        let request = self.task(id)?.row.get_untracked();
        let view = TasksView { task: Some(id.to_owned()), ..TasksView::default() };
        Some(news::Task {
            id: id.to_owned(),
            created: request.created,
            what: request.headline(),
            requester: request.requestor.clone(),
            waiting,
            decided: request.last_decider().map(str::to_owned),
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
        let client = self.session.client();
        let mine = access_requests::tasks_by_id(&client, &[id.to_owned()]).await?;
        let is_mine = !mine.is_empty();
        let request = match mine.into_iter().next() {
            Some(request) => request,
            None => access_requests::one(&client, id).await?,
        };
        let id = request.id.clone();
        self.merge(vec![request]);
        if is_mine && !self.is_decided(&id) {
            self.open(&id);
            self.put(self.pending, std::slice::from_ref(&id));
        }
        self.want_units(&id);
        self.task(&id).ok_or(ApiError::NotFound(None))
    }

    /// Takes in requests as the service has them now.
    fn merge(self, requests: Vec<AccessRequest>) {
        let mut changed = false;
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
                    self.known.update_value(|known| drop(known.insert(id, Known { task, subject })));
                }
            }
            changed = true;
        }
        if changed {
            self.revision.update(|revision| *revision += 1);
        }
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

    /// Decided here: the list may not know it yet.
    fn is_decided(self, id: &str) -> bool {
        let decided = |course: &Course| matches!(course, Course::Decided { .. });
        self.course(id).is_some_and(|course| course.with_untracked(decided))
    }

    /// The service says that a task waits for this person.
    fn open(self, id: &str) {
        if let Some(course) = self.course(id).filter(|course| course.with_untracked(|course| *course == Course::Over)) {
            course.set(Course::Open);
        }
    }

    /// A task does not wait any more.
    fn close(self, id: &str, course: Course) {
        if let Some(signal) = self.course(id) {
            signal.set(course);
        }
        self.queue.update_value(|queue| queue.settle(id));
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
