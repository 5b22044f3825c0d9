//! My requests: read page by page in the background, split into the two lists here, and followed while they move.
//!
//! The service has neither a search nor a sort for requests (design 8), and an unknown status belongs on Open Requests
//! (D5), so the split is never left to the service's filter. Rows hold a signal each and read no other.

use std::collections::HashMap;
use std::sync::Arc;

use leptos::ev;
use leptos::prelude::*;
use wasm_bindgen_futures::spawn_local;

use super::Session;
use crate::api::{ApiError, access_requests};
use crate::domain::draft::Submitted;
use crate::domain::inventory::PageOf;
use crate::domain::pace::{self, Situation};
use crate::domain::request::AccessRequest;
use crate::domain::status::List;
use crate::host;

/// Statuses of what is still open, as the service spells them (reference 4).
const OPEN: [&str; 6] = ["Initializing", "Pending", "PendingMFA", "Granting", "Active", "Revoking"];

/// One row's request; it changes in place.
pub type Row = ArcRwSignal<Arc<AccessRequest>>;

/// How far the lists have been read.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Loading {
    /// Rows of the history read so far.
    pub read: usize,
    /// Rows in all, when the service says so.
    pub total: Option<usize>,
    /// Everything that is open has been read once.
    pub open_read: bool,
    /// Everything has been read once.
    pub done: bool,
    /// Why reading stopped; what was read stays.
    pub error: Option<ApiError>,
}

/// The store of my requests. One for the whole tab.
#[derive(Clone, Copy)]
pub struct Requests {
    session: Session,
    rows: StoredValue<HashMap<String, Row>>,
    /// Ids on Open Requests, newest first.
    open: RwSignal<Vec<String>>,
    /// Ids on Closed Requests, newest first.
    closed: RwSignal<Vec<String>>,
    loading: RwSignal<Loading>,
    /// Grows with each change of any request, for what looks at many of them. No row reads it.
    revision: RwSignal<u64>,
    /// What the service said about the newest submission.
    sent: RwSignal<Option<Submitted>>,
    /// Since when something has been in motion, by the device's clock.
    moving_since: StoredValue<Option<f64>>,
    failures: StoredValue<u32>,
    retry_after_ms: StoredValue<Option<f64>>,
    /// Counts up whenever a new wait begins; a wait that is not the newest ends without asking.
    wait: StoredValue<u64>,
    /// Counts up whenever reading starts anew; a reading that is not the newest ends.
    reading: StoredValue<u64>,
}

impl Requests {
    pub fn new(session: Session) -> Self {
        let requests = Self {
            session,
            rows: StoredValue::new(HashMap::new()),
            open: RwSignal::new(Vec::new()),
            closed: RwSignal::new(Vec::new()),
            loading: RwSignal::new(Loading::default()),
            revision: RwSignal::new(0),
            sent: RwSignal::new(None),
            moving_since: StoredValue::new(None),
            failures: StoredValue::new(0),
            retry_after_ms: StoredValue::new(None),
            wait: StoredValue::new(0),
            reading: StoredValue::new(0),
        };
        let listener = window_event_listener(ev::visibilitychange, move |_| {
            if host::is_visible() {
                requests.refresh_now();
            } else {
                requests.wait_for_next();
            }
        });
        on_cleanup(move || listener.remove());
        requests
    }

    /// Ids of a list, newest first.
    pub fn ids(self, list: List) -> ReadSignal<Vec<String>> {
        match list {
            List::Open => self.open.read_only(),
            List::Closed => self.closed.read_only(),
        }
    }

    pub fn loading(self) -> ReadSignal<Loading> {
        self.loading.read_only()
    }

    /// Grows with each change of any request. For what looks at many requests, never for a row.
    pub fn revision(self) -> ReadSignal<u64> {
        self.revision.read_only()
    }

    /// The row of a request that has been read.
    pub fn row(self, id: &str) -> Option<Row> {
        self.rows.with_value(|rows| rows.get(id).cloned())
    }

    /// Reads everything, first what is open and then the whole history in the background. What is shown stays.
    pub fn read_all(self) {
        let Some(reading) = self.reading.try_update_value(|count| {
            *count += 1;
            *count
        }) else {
            return;
        };
        self.loading.update(|loading| *loading = Loading { error: None, ..loading.clone() });
        spawn_local(async move {
            if let Err(error) = self.read_pages(reading).await {
                self.stop_reading(error);
            }
            self.wait_for_next();
        });
    }

    /// What the service said about the submission that became these requests.
    pub fn words_about(self, requests: &[String]) -> Option<String> {
        self.sent
            .with(|sent| sent.as_ref().filter(|sent| sent.requests == requests).and_then(|sent| sent.message.clone()))
    }

    /// A form was sent: what became of it is read now and followed.
    ///
    /// # Errors
    /// The requests could not be read yet; they are at the pace of the list.
    pub async fn take_in(self, submitted: Submitted) -> Result<(), ApiError> {
        let ids = submitted.requests.clone();
        self.sent.set(Some(submitted));
        self.follow(&ids).await
    }

    /// Reads these requests now, marks them as in motion and follows them until they settle.
    async fn follow(self, ids: &[String]) -> Result<(), ApiError> {
        self.moving_since.set_value(Some(host::now_seconds() * 1000.0));
        let client = self.session.client();
        let mut answer = Ok(());
        for ids in ids.chunks(access_requests::PAGE) {
            match access_requests::mine_by_id(&client, ids).await {
                Ok(page) => self.merge(page.rows),
                Err(error) => answer = Err(error),
            }
        }
        self.wait_for_next();
        answer
    }

    /// Reads one request now, for example when its panel opens from a link.
    pub async fn read_one(self, id: &str) -> Result<Row, ApiError> {
        let request = access_requests::one(&self.session.client(), id).await?;
        let id = request.id.clone();
        self.merge(vec![request]);
        self.row(&id).ok_or(ApiError::NotFound(None))
    }

    /// Asks for changes at once, and then at the pace again.
    pub fn refresh_now(self) {
        spawn_local(async move {
            self.ask_for_changes().await;
            self.wait_for_next();
        });
    }

    async fn read_pages(self, reading: u64) -> Result<(), ApiError> {
        let client = self.session.client();
        let is_newest = || self.reading.try_get_value() == Some(reading);
        let mut skip = 0;
        loop {
            let page = access_requests::mine_in(&client, &OPEN, skip).await?;
            if !is_newest() {
                return Ok(());
            }
            skip += page.rows.len();
            let more = page.more && !page.rows.is_empty();
            self.merge(page.rows);
            if !more {
                break;
            }
        }
        self.loading.update(|loading| loading.open_read = true);
        let mut skip = 0;
        loop {
            let page = access_requests::mine(&client, skip).await?;
            if !is_newest() {
                return Ok(());
            }
            let PageOf { rows, total, more } = page;
            let more = more && !rows.is_empty();
            skip += rows.len();
            self.merge(rows);
            self.loading.update(|loading| {
                *loading = Loading { read: skip, total, open_read: true, done: !more, error: None };
            });
            if !more {
                return Ok(());
            }
        }
    }

    fn stop_reading(self, error: ApiError) {
        self.note_failure(&error);
        self.loading.update(|loading| loading.error = Some(error));
    }

    /// Takes in rows as the service has them now. Lists change only where a row is new or has changed sides.
    fn merge(self, requests: Vec<AccessRequest>) {
        let (mut moved, mut changed) = (false, false);
        for request in requests {
            match self.row(&request.id) {
                Some(row) => {
                    let (same, same_list) = row.with_untracked(|old| (**old == request, old.list() == request.list()));
                    moved |= !same_list;
                    if !same {
                        changed = true;
                        row.set(Arc::new(request));
                    }
                }
                None => {
                    moved = true;
                    let row = ArcRwSignal::new(Arc::new(request));
                    self.rows.update_value(|rows| {
                        let id = row.with_untracked(|request| request.id.clone());
                        rows.insert(id, row);
                    });
                }
            }
        }
        if moved {
            self.split_lists();
        }
        if moved || changed {
            self.revision.update(|revision| *revision += 1);
        }
        let moving = self.ids_in_motion();
        let since = self.moving_since.get_value();
        self.moving_since.set_value(if moving.is_empty() {
            None
        } else {
            since.or_else(|| Some(host::now_seconds() * 1000.0))
        });
    }

    fn split_lists(self) {
        let mut all: Vec<Arc<AccessRequest>> =
            self.rows.with_value(|rows| rows.values().map(|row| row.get_untracked()).collect());
        all.sort_by(|a, b| b.created.0.total_cmp(&a.created.0).then_with(|| b.id.cmp(&a.id)));
        let ids =
            |list| all.iter().filter(|request| request.list() == list).map(|request| request.id.clone()).collect();
        let (open, closed): (Vec<_>, Vec<_>) = (ids(List::Open), ids(List::Closed));
        if self.open.with_untracked(|old| *old != open) {
            self.open.set(open);
        }
        if self.closed.with_untracked(|old| *old != closed) {
            self.closed.set(closed);
        }
    }

    fn ids_in_motion(self) -> Vec<String> {
        self.open.with_untracked(|open| {
            let moves =
                |id: &&String| self.row(id).is_some_and(|row| row.with_untracked(|request| request.status.in_motion()));
            open.iter().filter(moves).cloned().collect()
        })
    }

    /// One question for changes: about what moves if anything does, else about everything open.
    async fn ask_for_changes(self) {
        let moving = self.ids_in_motion();
        let client = self.session.client();
        let answer = if moving.is_empty() {
            match access_requests::mine_in(&client, &OPEN, 0).await {
                Ok(page) => self.take_open(page).await,
                Err(error) => Err(error),
            }
        } else {
            access_requests::mine_by_id(&client, &moving).await.map(|page| self.merge(page.rows))
        };
        match answer {
            Ok(()) => {
                self.failures.set_value(0);
                self.retry_after_ms.set_value(None);
            }
            Err(error) => self.note_failure(&error),
        }
    }

    /// What was open here and is no longer in the answer has closed meanwhile: it is read by its id.
    async fn take_open(self, page: PageOf<AccessRequest>) -> Result<(), ApiError> {
        let gone: Vec<String> = if page.more {
            Vec::new()
        } else {
            let still = |id: &String| page.rows.iter().any(|request| request.id == *id);
            self.open.with_untracked(|open| open.iter().filter(|id| !still(id)).cloned().collect())
        };
        self.merge(page.rows);
        for ids in gone.chunks(access_requests::PAGE) {
            let page = access_requests::mine_by_id(&self.session.client(), ids).await?;
            self.merge(page.rows);
        }
        Ok(())
    }

    fn note_failure(self, error: &ApiError) {
        self.failures.update_value(|failures| *failures = failures.saturating_add(1));
        self.retry_after_ms.set_value(match error {
            ApiError::TooMany { retry_after_seconds } => retry_after_seconds.map(|seconds| seconds * 1000.0),
            _ => None,
        });
    }

    /// Waits at the pace of design 8 and asks again; replaces any wait under way.
    fn wait_for_next(self) {
        let Some(wait) = self.wait.try_update_value(|count| {
            *count += 1;
            *count
        }) else {
            return;
        };
        let situation = Situation {
            in_motion_for_ms: self.moving_since.get_value().map(|since| host::now_seconds() * 1000.0 - since),
            visible: host::is_visible(),
            failures: self.failures.get_value(),
            retry_after_ms: self.retry_after_ms.get_value(),
        };
        let Some(wait_ms) = pace::wait_ms(situation, host::chance()) else { return };
        spawn_local(async move {
            host::sleep(wait_ms).await;
            if self.wait.try_get_value() == Some(wait) {
                self.ask_for_changes().await;
                if self.wait.try_get_value() == Some(wait) {
                    self.wait_for_next();
                }
            }
        });
    }
}
