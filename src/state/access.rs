//! What the person holds now: sessions, joined with the requests they come from (design 8, "My Access").

use std::collections::{HashMap, HashSet};
use std::sync::Arc;

use leptos::prelude::*;
use wasm_bindgen_futures::spawn_local;

use super::{Asker, Pulse, Session, Topic};
use crate::api::{ApiError, access_requests, access_sessions};
use crate::domain::access_join::{self, AccessJoin, Joined, Source};
use crate::domain::inventory::PageOf;
use crate::domain::request::AccessRequest;
use crate::domain::session::AccessSession;

/// How many questions of the join are under way at once (design 8).
const AT_ONCE: usize = 4;

/// How many favorites are shown.
const FAVORITES: usize = 3;

/// One session with all that is known of it.
#[derive(Clone, Debug, PartialEq)]
pub struct Held {
    /// The session as it was listed last.
    pub session: AccessSession,
    /// Which requests it comes from and when it ends, as far as that is known.
    pub joined: Joined,
    /// The requests behind it, as far as they are known.
    pub requests: Vec<Arc<AccessRequest>>,
    /// It has ended while it was looked at.
    pub gone: bool,
}

/// One row's session; it changes in place.
pub type HeldRow = ArcRwSignal<Arc<Held>>;

/// How far the page has been read.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct AccessLoading {
    /// Everything has been read once.
    pub done: bool,
    /// Why reading failed; what was read stays.
    pub error: Option<ApiError>,
    /// Some sessions' requests could not be read, so their end is not known.
    pub partial: bool,
}

/// The store of what the person holds. One for the whole tab; it reads only while My Access asks it to.
#[derive(Clone, Copy)]
pub struct Access {
    session: Session,
    topic: Topic,
    rows: StoredValue<HashMap<String, HeldRow>>,
    ids: RwSignal<Vec<String>>,
    favorites: RwSignal<Option<Vec<Arc<AccessRequest>>>>,
    favorites_failed: RwSignal<Option<ApiError>>,
    loading: RwSignal<AccessLoading>,
    /// Grows when what a row says of itself has changed, for what searches in all of them.
    changes: RwSignal<u32>,
    join: StoredValue<AccessJoin>,
    sources: StoredValue<HashMap<String, Arc<AccessRequest>>>,
    /// Ids of the sessions whose end is wanted, in the order of the page.
    in_view: StoredValue<Vec<String>>,
    asking: StoredValue<HashSet<String>>,
    /// Counts up whenever reading starts anew; answers to an earlier reading are dropped.
    reading: StoredValue<u64>,
}

impl Access {
    /// An empty store; it reads nothing before [`Access::follow`] or [`Access::refresh`].
    pub fn new(session: Session, pulse: Pulse) -> Self {
        Self {
            session,
            topic: pulse.topic("access"),
            rows: StoredValue::new(HashMap::new()),
            ids: RwSignal::new(Vec::new()),
            favorites: RwSignal::new(None),
            favorites_failed: RwSignal::new(None),
            loading: RwSignal::new(AccessLoading::default()),
            changes: RwSignal::new(0),
            join: StoredValue::new(AccessJoin::default()),
            sources: StoredValue::new(HashMap::new()),
            in_view: StoredValue::new(Vec::new()),
            asking: StoredValue::new(HashSet::new()),
            reading: StoredValue::new(0),
        }
    }

    /// Ids of the sessions, by integration and name.
    pub fn ids(self) -> ReadSignal<Vec<String>> {
        self.ids.read_only()
    }

    /// The row of a session; `None` for an id that was not read.
    pub fn row(self, id: &str) -> Option<HeldRow> {
        self.rows.with_value(|rows| rows.get(id).cloned())
    }

    /// How far the page has been read.
    pub fn loading(self) -> ReadSignal<AccessLoading> {
        self.loading.read_only()
    }

    /// Grows when what a row says of itself has changed.
    pub fn changes(self) -> ReadSignal<u32> {
        self.changes.read_only()
    }

    /// The newest requests with a star; none before they have been read.
    pub fn favorites(self) -> ReadSignal<Option<Vec<Arc<AccessRequest>>>> {
        self.favorites.read_only()
    }

    /// Why the favorites could not be read; what was read stays.
    pub fn favorites_failed(self) -> ReadSignal<Option<ApiError>> {
        self.favorites_failed.read_only()
    }

    /// Reads now, and at the pace of the tab until the caller's owner goes.
    pub fn follow(self) {
        self.topic.join(Asker {
            in_motion: Box::new(|| false),
            ask: Box::new(move || Box::pin(self.read_anew(true))),
            look: Box::new(move |_| Box::pin(self.read_anew(false))),
        });
        on_cleanup(move || self.topic.leave());
        // What had ended while the page was open before is of no interest any more.
        let ids: HashSet<String> = self.ids.get_untracked().into_iter().collect();
        self.rows.update_value(|rows| rows.retain(|id, _| ids.contains(id)));
        self.refresh();
    }

    /// Reads everything anew. What is shown stays until the answer is here.
    pub fn refresh(self) {
        spawn_local(async move {
            if let Some(answer) = self.read_anew(true).await {
                self.topic.asked(answer.as_ref().copied());
            }
        });
    }

    /// Reads everything; whether the other tabs are told when there are other sessions than before. `None` where a newer
    /// reading has begun.
    async fn read_anew(self, tells: bool) -> Option<Result<(), ApiError>> {
        let reading = self.reading.try_update_value(|reading| {
            *reading += 1;
            *reading
        })?;
        self.read_favorites();
        let known = self.loading.with_untracked(|loading| loading.done).then(|| self.ids.get_untracked());
        let answer = self.read(reading).await;
        if self.reading.try_get_value() != Some(reading) {
            return None;
        }
        let done = answer.is_ok() || self.loading.with_untracked(|loading| loading.done);
        let partial = self.join.with_value(AccessJoin::has_failures);
        self.loading.set(AccessLoading { done, error: answer.clone().err(), partial });
        if tells && known.is_some_and(|known| self.ids.with_untracked(|ids| *ids != known)) {
            self.topic.changed(Vec::new());
        }
        Some(answer)
    }

    /// Reads the newest requests with a star.
    pub fn read_favorites(self) {
        spawn_local(async move {
            let answer = access_requests::favorites(&self.session.client(), FAVORITES).await;
            self.favorites_failed.try_set(answer.as_ref().err().cloned());
            if let Ok(favorites) = answer {
                self.favorites.try_set(Some(favorites.into_iter().map(Arc::new).collect()));
            }
        });
    }

    /// Asks again what could not be read.
    pub fn retry(self) {
        self.join.update_value(AccessJoin::forget_failures);
        self.refresh();
    }

    /// Says which sessions are in view: only their end is asked for.
    pub fn show(self, ids: Vec<String>) {
        self.in_view.set_value(ids);
        self.ask_on();
    }

    async fn read(self, reading: u64) -> Result<(), ApiError> {
        let client = self.session.client();
        let mut sessions: Vec<AccessSession> = Vec::new();
        loop {
            let PageOf { rows, more, .. } = access_sessions::list(&client, sessions.len()).await?;
            let more = more && !rows.is_empty();
            sessions.extend(rows);
            if !more {
                break;
            }
        }
        let mut requests: Vec<AccessRequest> = Vec::new();
        loop {
            let PageOf { rows, more, .. } = access_requests::giving_access(&client, requests.len()).await?;
            let more = more && !rows.is_empty();
            requests.extend(rows);
            if !more {
                break;
            }
        }
        if self.reading.try_get_value() == Some(reading) {
            self.take_in(sessions, requests);
        }
        Ok(())
    }

    fn take_in(self, mut sessions: Vec<AccessSession>, requests: Vec<AccessRequest>) {
        // Rows may move between two pages while they are read.
        let mut seen = HashSet::new();
        sessions.retain(|session| seen.insert(session.id.clone()));
        sessions.sort_by(|a, b| place(a).cmp(&place(b)));
        self.join.update_value(|join| {
            join.take_sessions(sessions.iter().map(joinable).collect());
            join.take_sources(requests.iter().map(source).collect());
        });
        let requests = requests.into_iter().map(|request| (request.id.clone(), Arc::new(request))).collect();
        self.sources.set_value(requests);
        let ids: Vec<String> = sessions.iter().map(|session| session.id.clone()).collect();
        for session in sessions {
            self.put(session, false);
        }
        let gone: Vec<AccessSession> = self.rows.with_value(|rows| {
            let gone = rows.iter().filter(|(id, _)| !seen.contains(*id));
            gone.map(|(_, row)| row.with_untracked(|held| held.session.clone())).collect()
        });
        for session in gone {
            self.put(session, true);
        }
        if self.ids.with_untracked(|old| *old != ids) {
            self.ids.set(ids);
        }
        self.ask_on();
    }

    fn put(self, session: AccessSession, gone: bool) {
        let row = self.row(&session.id);
        let mut joined = self.join.with_value(|join| join.of(&session.id));
        // While it is asked anew, what was known stays.
        if let (Joined::Asking, Some(row)) = (&joined, &row) {
            joined = row.with_untracked(|held| held.joined.clone());
        }
        let requests = match &joined {
            Joined::Known { requests, .. } => {
                let before =
                    row.as_ref().map(|row| row.with_untracked(|held| held.requests.clone())).unwrap_or_default();
                let kept = |id: &String| before.iter().find(|request| request.id == *id).cloned();
                self.sources.with_value(|sources| {
                    requests.iter().filter_map(|id| sources.get(id).cloned().or_else(|| kept(id))).collect()
                })
            }
            Joined::Asking | Joined::Unknown => Vec::new(),
        };
        let held = Held { joined, requests, gone, session };
        match row {
            Some(row) => {
                if row.with_untracked(|old| **old != held) {
                    row.set(Arc::new(held));
                    self.changes.update(|changes| *changes = changes.wrapping_add(1));
                }
            }
            None => self.rows.update_value(|rows| {
                rows.insert(held.session.id.clone(), ArcRwSignal::new(Arc::new(held)));
            }),
        }
    }

    /// Keeps so many questions of the join under way until what is in view is known.
    fn ask_on(self) {
        let wanted = self.in_view.with_value(|in_view| self.join.with_value(|join| join.to_ask(in_view)));
        for request in wanted {
            let begun = self.asking.try_update_value(|asking| asking.len() < AT_ONCE && asking.insert(request.clone()));
            if begun == Some(true) {
                spawn_local(self.ask(request));
            }
        }
    }

    async fn ask(self, request: String) {
        let reading = self.reading.try_get_value();
        let answer = access_sessions::of_request(&self.session.client(), &request).await;
        let sessions = answer.ok().map(|sessions| sessions.into_iter().map(|session| session.id).collect());
        if self.asking.try_update_value(|asking| asking.remove(&request)).is_none() {
            return;
        }
        // What was asked before everything was read anew may be old: it is asked again.
        if self.reading.try_get_value() == reading {
            self.join.update_value(|join| join.answer(&request, sessions));
            for id in self.join.with_value(|join| join.settled_by(&request)) {
                if let Some(row) = self.row(&id) {
                    let (session, gone) = row.with_untracked(|held| (held.session.clone(), held.gone));
                    self.put(session, gone);
                }
            }
            let partial = self.join.with_value(AccessJoin::has_failures);
            if self.loading.with_untracked(|loading| loading.partial != partial) {
                self.loading.update(|loading| loading.partial = partial);
            }
        }
        self.ask_on();
    }
}

/// By integration, then by name.
fn place(session: &AccessSession) -> (String, &str, &str, &str, &str) {
    let integration = &session.integration;
    let kind = integration.kind_name.to_lowercase();
    (kind, &integration.name, &integration.id, &session.name, &session.id)
}

fn joinable(session: &AccessSession) -> access_join::Session {
    access_join::Session { id: session.id.clone(), integration: session.integration.id.clone() }
}

fn source(request: &AccessRequest) -> Source {
    Source {
        id: request.id.clone(),
        integrations: request.groups.iter().map(|group| group.integration.id.clone()).collect(),
        ends: request.ends,
    }
}
