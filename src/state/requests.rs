//! My requests: read page by page in the background, split into the two lists here, and followed while they move. The
//! poller of the tab says when to ask.
//!
//! The service has neither a search nor a sort for requests (design 8), and an unknown status belongs on Open Requests
//! (D5), so the split is never left to the service's filter. Rows hold a signal each and read no other.

mod actions;

use std::collections::{HashMap, HashSet};
use std::sync::Arc;

use leptos::prelude::*;
use wasm_bindgen_futures::spawn_local;

use super::pulse::device_ms;
use super::{Asker, News, Pulse, Session, Topic};
use crate::api::{ApiError, access_requests};
use crate::domain::action::Doing;
use crate::domain::draft::Submitted;
use crate::domain::inventory::PageOf;
use crate::domain::moment::Moment;
use crate::domain::request::{AccessRequest, place_of};
use crate::domain::request_filter::{Choices, Filter, Subject};
use crate::domain::request_set::{Progress, Sets};
use crate::domain::status::List;
use crate::host;

/// Statuses of what is still open, as the service spells them (reference 4).
const OPEN: [&str; 6] = ["Initializing", "Pending", "PendingMFA", "Granting", "Active", "Revoking"];

/// One row's request; it changes in place.
pub type Row = ArcRwSignal<Arc<AccessRequest>>;

/// What goes on with one request; it changes in place.
pub type Course = ArcRwSignal<Doing>;

/// Everything open is asked about at least so often, also while something moves. Milliseconds by the device's clock.
const ALL_EVERY: f64 = 55_000.0;

/// For how long a request is followed after something was done with it. Milliseconds by the device's clock.
const FOLLOWED_FOR: f64 = 30_000.0;

/// What is kept of one request.
struct Known {
    row: Row,
    subject: Subject,
    /// How many acts had been done when one was done with it last.
    acted: u64,
}

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
    news: News,
    topic: Topic,
    rows: StoredValue<HashMap<String, Known>>,
    courses: StoredValue<HashMap<String, Course>>,
    /// Ids on Open Requests, newest first.
    open: RwSignal<Vec<String>>,
    /// Ids on Closed Requests, newest first.
    closed: RwSignal<Vec<String>>,
    /// Grows with each change of any request, for what looks at many of them. No row reads it.
    revision: RwSignal<u64>,
    /// Which requests were sent together, as far as this device remembers.
    sets: RwSignal<Sets>,
    loading: RwSignal<Loading>,
    /// What the service said about the newest submission.
    sent: RwSignal<Option<Submitted>>,
    /// When everything open was asked about last, by the device's clock.
    asked_all: StoredValue<f64>,
    /// Requests that are followed although they are not in motion, each with the time until when.
    followed: StoredValue<HashMap<String, f64>>,
    /// Counts up whenever reading starts anew; a reading that is not the newest ends.
    reading: StoredValue<u64>,
    /// Counts what was done with any request.
    acts: StoredValue<u64>,
}

impl Requests {
    /// An empty store, already hung into `pulse`.
    pub fn new(session: Session, pulse: Pulse, news: News) -> Self {
        let requests = Self {
            session,
            news,
            topic: pulse.topic("requests"),
            rows: StoredValue::new(HashMap::new()),
            courses: StoredValue::new(HashMap::new()),
            open: RwSignal::new(Vec::new()),
            closed: RwSignal::new(Vec::new()),
            revision: RwSignal::new(0),
            sets: RwSignal::new(Sets::default()),
            loading: RwSignal::new(Loading::default()),
            sent: RwSignal::new(None),
            asked_all: StoredValue::new(0.0),
            followed: StoredValue::new(HashMap::new()),
            reading: StoredValue::new(0),
            acts: StoredValue::new(0),
        };
        requests.topic.join(Asker {
            in_motion: Box::new(move || !requests.ids_in_motion().is_empty()),
            ask: Box::new(move || Box::pin(async move { Some(requests.ask_for_changes().await) })),
            look: Box::new(move |ids| Box::pin(async move { Some(requests.look(ids).await) })),
        });
        requests
    }

    /// Ids of a list, newest first.
    pub fn ids(self, list: List) -> ReadSignal<Vec<String>> {
        match list {
            List::Open => self.open.read_only(),
            List::Closed => self.closed.read_only(),
        }
    }

    /// Whether what is open of the person's own is here, or cannot be had.
    pub fn has_started(self) -> Memo<bool> {
        let loading = self.loading();
        Memo::new(move |_| loading.with(|loading| loading.open_read || loading.error.is_some()))
    }

    /// How far the lists have been read.
    pub fn loading(self) -> ReadSignal<Loading> {
        self.loading.read_only()
    }

    /// Grows with each change of any request. For what looks at many requests, never for a row.
    pub fn revision(self) -> ReadSignal<u64> {
        self.revision.read_only()
    }

    /// The row of a request that has been read.
    pub fn row(self, id: &str) -> Option<Row> {
        self.rows.with_value(|rows| rows.get(id).map(|known| known.row.clone()))
    }

    /// Ids of a list that a filter takes, newest first. Tracked.
    pub fn matching(self, list: List, filter: &Filter) -> Vec<String> {
        let ids = self.ids(list);
        if filter.is_empty() {
            return ids.get();
        }
        self.revision.track();
        self.rows.with_value(|rows| {
            let takes = |id: &&String| rows.get(*id).is_some_and(|known| filter.takes(&known.subject));
            ids.with(|ids| ids.iter().filter(takes).cloned().collect())
        })
    }

    /// What a list can be narrowed to. Tracked.
    pub fn choices(self, list: List) -> Choices {
        self.revision.track();
        self.rows.with_value(|rows| {
            let subjects =
                |ids: &Vec<String>| Choices::of(ids.iter().filter_map(|id| rows.get(id)).map(|known| &known.subject));
            self.ids(list).with(subjects)
        })
    }

    /// Which requests were sent together, as far as this device remembers.
    pub fn sets(self) -> ReadSignal<Sets> {
        self.sets.read_only()
    }

    /// How far these requests of one set are. Those that the service does not know any more do not count. Tracked.
    pub fn progress(self, members: &[String]) -> Progress {
        self.revision.track();
        let done = self.loading.with(|loading| loading.done);
        self.rows.with_value(|rows| {
            let known: Vec<&Known> = members.iter().filter_map(|id| rows.get(id)).collect();
            let all = if done { known.len() } else { members.len() };
            Progress::of(all, known.into_iter().map(|known| &known.subject.status))
        })
    }

    /// Reads everything, first what is open and then the whole history in the background. What is shown stays.
    pub fn read_all(self) {
        self.loading.update(|loading| loading.error = None);
        self.read_all_again();
    }

    /// As [`Requests::read_all`], where nobody has asked for it: what went wrong before stays said until it is right.
    pub fn read_all_again(self) {
        self.remember_sets();
        let Some(reading) = self.reading.try_update_value(|count| {
            *count += 1;
            *count
        }) else {
            return;
        };
        spawn_local(async move {
            let Some(answer) = self.read_pages(reading).await else { return };
            self.topic.asked(answer.as_ref().copied());
            if let Err(error) = answer {
                self.loading.update(|loading| loading.error = Some(error));
            }
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
        self.keep_set(&ids);
        self.sent.set(Some(submitted));
        self.stay_with(&ids);
        // What was never read cannot be seen to change, so the other tabs are told in any case.
        self.topic.changed(ids.clone());
        let answer = self.look(ids).await;
        self.topic.begins_to_move();
        answer
    }

    /// Reads these requests anew, or everything open where none is named. What is seen so is not told to other tabs.
    async fn look(self, ids: Vec<String>) -> Result<(), ApiError> {
        self.remember_sets();
        if ids.is_empty() {
            return self.ask_for_changes().await;
        }
        let client = self.session.client();
        for ids in ids.chunks(access_requests::PAGE) {
            let as_of = self.acts.get_value();
            let page = access_requests::mine_by_id(&client, ids).await?;
            self.take_in_rows(page.rows, as_of);
        }
        Ok(())
    }

    /// Looks at the clock for access that comes close to its end.
    pub fn look_at_the_clock(self) {
        let open: Vec<Arc<AccessRequest>> = self.open.with_untracked(|open| {
            let granted = |row: &Row| row.with_untracked(|request| request.status.has_access());
            open.iter().filter_map(|id| self.row(id)).filter(granted).map(|row| row.get_untracked()).collect()
        });
        self.news.look_at(open.iter().map(Arc::as_ref));
    }

    /// Whether it is on the lists of the signed-in person, or belongs there. What the service has listed is theirs, whatever
    /// its ids say.
    pub fn is_own(self, request: &AccessRequest) -> bool {
        let is_mine = || untrack(|| self.session.person()).is_none_or(|me| request.is_of(&me.id));
        self.row(&request.id).is_some() || is_mine()
    }

    /// Reads one request now, for example when its panel opens from a link. That of somebody else is shown, but is on none
    /// of the lists.
    pub async fn read_one(self, id: &str) -> Result<Row, ApiError> {
        let as_of = self.acts.get_value();
        let request = access_requests::one(&self.session.client(), id).await?;
        let id = request.id.clone();
        if !self.is_own(&request) {
            return Ok(ArcRwSignal::new(Arc::new(request)));
        }
        self.merge(vec![request], as_of);
        self.row(&id).ok_or(ApiError::NotFound(None))
    }

    /// Asks for changes at once, unless the service has asked to wait.
    pub fn refresh_now(self) {
        self.topic.ask_now();
    }

    /// `None` where a newer reading has begun.
    async fn read_pages(self, reading: u64) -> Option<Result<(), ApiError>> {
        let client = self.session.client();
        let is_newest = || self.reading.try_get_value() == Some(reading);
        let mut skip = 0;
        loop {
            let as_of = self.acts.get_value();
            let page = access_requests::mine_in(&client, &OPEN, skip).await;
            if !is_newest() {
                return None;
            }
            let PageOf { rows, more, .. } = match page {
                Ok(page) => page,
                Err(error) => return Some(Err(error)),
            };
            let more = more && !rows.is_empty();
            skip += rows.len();
            self.merge(rows, as_of);
            if !more {
                break;
            }
        }
        self.loading.update(|loading| *loading = Loading { open_read: true, error: None, ..loading.clone() });
        let mut skip = 0;
        loop {
            let as_of = self.acts.get_value();
            let page = access_requests::mine(&client, skip).await;
            if !is_newest() {
                return None;
            }
            let PageOf { rows, total, more } = match page {
                Ok(page) => page,
                Err(error) => return Some(Err(error)),
            };
            let more = more && !rows.is_empty();
            skip += rows.len();
            self.merge(rows, as_of);
            self.loading.update(|loading| {
                *loading = Loading { read: skip, total, open_read: true, done: !more, error: None };
            });
            if !more {
                return Some(Ok(()));
            }
        }
    }

    /// Takes in rows that this tab has read, and tells the other tabs which of them have changed.
    fn merge(self, requests: Vec<AccessRequest>, as_of: u64) {
        let changed = self.take_in_rows(requests, as_of);
        if !changed.is_empty() {
            self.topic.changed(changed);
        }
    }

    /// Notes that something was done with a request: what was asked about it before that is out of date.
    fn acted_on(self, id: &str) {
        self.acts.update_value(|acts| *acts += 1);
        self.rows.update_value(|rows| {
            if let Some(known) = rows.get_mut(id) {
                known.acted = self.acts.get_value();
            }
        });
    }

    /// Takes in rows as the service had them when so many acts had been done. Lists change only where a row is new or has changed sides, in place,
    /// so that a page costs the same however long the history is. Returns what has changed since it was known, and what
    /// was made since the tab was opened.
    fn take_in_rows(self, requests: Vec<AccessRequest>, as_of: u64) -> Vec<String> {
        let mut changed = false;
        let mut fresh: Vec<String> = Vec::new();
        let mut left: HashSet<String> = HashSet::new();
        let mut arrived: Vec<(String, Moment, List)> = Vec::new();
        for request in requests {
            let (id, created, list) = (request.id.clone(), request.created, request.list());
            match self.row(&id) {
                Some(row) => {
                    let old = row.get_untracked();
                    let is_late =
                        || self.rows.with_value(|rows| rows.get(&id).is_some_and(|known| known.acted > as_of));
                    if *old == request || is_late() {
                        continue;
                    }
                    let same_list = old.list() == list;
                    self.news.saw(Some(&old), &request);
                    fresh.push(id.clone());
                    self.rows.update_value(|rows| {
                        if let Some(known) = rows.get_mut(&id) {
                            known.subject = Subject::of(&request);
                        }
                    });
                    row.set(Arc::new(request));
                    self.settle(&id);
                    if !same_list {
                        left.insert(id.clone());
                        arrived.push((id, created, list));
                    }
                }
                None => {
                    if self.news.saw(None, &request) {
                        fresh.push(id.clone());
                    }
                    let subject = Subject::of(&request);
                    let known = Known { row: ArcRwSignal::new(Arc::new(request)), subject, acted: 0 };
                    self.rows.update_value(|rows| drop(rows.insert(id.clone(), known)));
                    arrived.push((id, created, list));
                }
            }
            changed = true;
        }
        for (list, signal) in [(List::Open, self.open), (List::Closed, self.closed)] {
            if !left.is_empty() || arrived.iter().any(|(_, _, to)| *to == list) {
                let here = arrived.iter().filter(|(_, _, to)| *to == list);
                signal.update(|ids| {
                    ids.retain(|id| !left.contains(id));
                    here.for_each(|(id, created, _)| self.insert(ids, id, *created));
                });
            }
        }
        if changed {
            self.revision.update(|revision| *revision += 1);
            self.look_at_the_clock();
        }
        fresh
    }

    /// Puts an id where it belongs.
    fn insert(self, ids: &mut Vec<String>, id: &str, created: Moment) {
        let place = self.rows.with_value(|rows| {
            let made = |id: &str| rows.get(id).map(|known| known.row.with_untracked(|request| request.created));
            place_of(ids, id, created, &|id| made(id).unwrap_or_default())
        });
        ids.insert(place, id.to_owned());
    }

    /// What changes within seconds: the service is at it, or something was just done with it.
    fn ids_in_motion(self) -> Vec<String> {
        let now = device_ms();
        self.followed.update_value(|followed| followed.retain(|_, until| *until > now));
        let mut moving: Vec<String> = self.open.with_untracked(|open| {
            let moves =
                |id: &&String| self.row(id).is_some_and(|row| row.with_untracked(|request| request.status.in_motion()));
            open.iter().filter(moves).cloned().collect()
        });
        self.followed.with_value(|followed| {
            for id in followed.keys() {
                if !moving.contains(id) {
                    moving.push(id.clone());
                }
            }
        });
        moving
    }

    /// Asks about these for a while at the pace of what moves.
    fn stay_with(self, ids: &[String]) {
        let until = device_ms() + FOLLOWED_FOR;
        self.followed.update_value(|followed| followed.extend(ids.iter().map(|id| (id.clone(), until))));
        self.topic.begins_to_move();
    }

    /// Where this device keeps the sets of the signed-in person.
    fn sets_key(self) -> Option<String> {
        self.session.device_key("sets")
    }

    fn remember_sets(self) {
        let kept = untrack(|| self.sets_key()).and_then(|key| host::kept(&key)).map(|text| Sets::read(&text));
        if let Some(kept) = kept.filter(|kept| self.sets.with_untracked(|sets| sets != kept)) {
            self.sets.set(kept);
        }
    }

    /// Keeps a submission together. Another window may have added its own meanwhile, so what is kept is read first.
    fn keep_set(self, ids: &[String]) {
        self.remember_sets();
        self.sets.update(|sets| sets.add(ids));
        if let Some(key) = untrack(|| self.sets_key()) {
            // Where the device keeps nothing, they stay together for as long as the page is open.
            host::keep(&key, &self.sets.with_untracked(Sets::text));
        }
    }

    /// One question for changes: about what moves if anything does, and now and then about everything open.
    async fn ask_for_changes(self) -> Result<(), ApiError> {
        let moving = self.ids_in_motion();
        let client = self.session.client();
        let now = device_ms();
        let asked_all = self.asked_all.get_value();
        // A clock that was set back counts as time passed.
        if !moving.is_empty() && (asked_all..asked_all + ALL_EVERY).contains(&now) {
            let as_of = self.acts.get_value();
            let page = access_requests::mine_by_id(&client, &moving).await?;
            self.merge(page.rows, as_of);
            return Ok(());
        }
        let as_of = self.acts.get_value();
        let mut open: Vec<AccessRequest> = Vec::new();
        loop {
            let page = access_requests::mine_in(&client, &OPEN, open.len()).await?;
            let more = page.more && !page.rows.is_empty();
            open.extend(page.rows);
            if !more {
                break;
            }
        }
        self.asked_all.set_value(now);
        self.take_open(open, moving, as_of).await
    }

    /// What was open here and is no longer in the answer has closed meanwhile: it is read by its id, as is what is
    /// followed.
    async fn take_open(self, open: Vec<AccessRequest>, followed: Vec<String>, as_of: u64) -> Result<(), ApiError> {
        let still: HashSet<&str> = open.iter().map(|request| request.id.as_str()).collect();
        let mut gone: Vec<String> =
            self.open.with_untracked(|open| open.iter().filter(|id| !still.contains(id.as_str())).cloned().collect());
        let others = followed.into_iter().filter(|id| !still.contains(id.as_str()));
        for id in others {
            if !gone.contains(&id) {
                gone.push(id);
            }
        }
        self.merge(open, as_of);
        for ids in gone.chunks(access_requests::PAGE) {
            let as_of = self.acts.get_value();
            let page = access_requests::mine_by_id(&self.session.client(), ids).await?;
            self.merge(page.rows, as_of);
        }
        Ok(())
    }
}
