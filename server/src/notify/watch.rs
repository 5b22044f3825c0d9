//! Looking after people: what has changed since the last look is news.
//!
//! What was so at the first look is none, nor is a state that came and went between two looks.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;
use std::time::Duration;

use apono_api::{RequestStatus, Scope};
use tokio::sync::watch as told;

use super::pages::{PAGE, Page, Row, Unread};
use super::words::{self, Kind};
use super::{Parts, REST, about, back_off, lease, rest};
use crate::error::ApiError;
use crate::metrics::Outcome;
use crate::store::outbox::{Lease, Mark, News, Seen, Watch};

/// A look is given up after this, and its turn ends a little later.
const LOOK_LIMIT: Duration = Duration::from_secs(20);
/// Seconds. Who is killed while renewing the person's tokens leaves a traded one behind, which sign-in services take once more
/// for about half a minute (decision 0016): the next look has to come before that is over.
const TURN: f64 = 24.0;
/// So many pages of one list are read at most by one look.
const MOST_PAGES: usize = 20;

/// Statuses of requests that are not over.
const OPEN: [RequestStatus; 8] = [
    RequestStatus::Initializing,
    RequestStatus::Pending,
    RequestStatus::PendingMfa,
    RequestStatus::Approved,
    RequestStatus::Granting,
    RequestStatus::Active,
    RequestStatus::Granted,
    RequestStatus::Revoking,
];

pub(super) async fn keep_watching(parts: Arc<Parts>, mut stopped: told::Receiver<bool>) {
    while !*stopped.borrow() {
        let found = if parts.quiet_until() > parts.clock.now() { Ok(false) } else { parts.watch_next().await };
        match found {
            Ok(true) => {}
            Ok(false) => rest(&mut stopped, REST.mul_f64(about(1.0))).await,
            Err(error) => {
                tracing::warn!(error = error.message(), "nobody can be looked after");
                rest(&mut stopped, REST.mul_f64(about(5.0))).await;
            }
        }
    }
}

/// Why a look came to nothing.
enum Trouble {
    /// The sign-in is over, and with it the link.
    Gone,
    Unread(Unread),
    Store(ApiError),
}

impl From<Unread> for Trouble {
    fn from(unread: Unread) -> Self {
        Self::Unread(unread)
    }
}

impl From<ApiError> for Trouble {
    fn from(error: ApiError) -> Self {
        Self::Store(error)
    }
}

impl Parts {
    /// False when nobody is due.
    async fn watch_next(&self) -> Result<bool, ApiError> {
        let (lease, now) = (lease()?, self.clock.now());
        let Some(watch) = self.store.next_watch(now, &lease, now + TURN).await? else { return Ok(false) };
        let looked = tokio::time::timeout(LOOK_LIMIT, self.look(&watch)).await;
        let looked = looked.unwrap_or_else(|_| Err(Unread::Failed("it took too long".to_owned()).into()));
        let now = self.clock.now();
        let wait = match looked {
            Ok(seen) => {
                self.metrics.look(Outcome::Done);
                let next_at = now + about(self.every);
                if !self.store.seen(&watch.account, &lease, seen, now, next_at).await? {
                    tracing::debug!("a look took longer than its turn and counts for nothing");
                }
                return Ok(true);
            }
            // What is kept of it went with the link.
            Err(Trouble::Gone) => return Ok(true),
            Err(Trouble::Unread(Unread::NotTaken)) => {
                self.metrics.look(Outcome::Refused);
                back_off(self.every, watch.failures)
            }
            Err(Trouble::Unread(Unread::Slower(wait))) => {
                self.metrics.look(Outcome::Late);
                self.be_quiet_until(now + wait);
                wait + about(self.every)
            }
            Err(Trouble::Unread(Unread::Failed(cause))) => {
                self.metrics.look(Outcome::Broken);
                tracing::warn!(cause, "what there is to notify somebody of cannot be read");
                back_off(self.every, watch.failures.saturating_add(1))
            }
            Err(Trouble::Store(error)) => {
                self.metrics.look(Outcome::Unreachable);
                tracing::warn!(error = error.message(), "somebody cannot be looked after");
                back_off(self.every, watch.failures.saturating_add(1))
            }
        };
        self.gave_up(&watch, &lease, now + wait).await?;
        Ok(true)
    }

    async fn gave_up(&self, watch: &Watch, lease: &Lease, next_at: f64) -> Result<(), ApiError> {
        self.store.not_seen(&watch.account, lease, next_at).await
    }

    async fn look(&self, watch: &Watch) -> Result<Seen, Trouble> {
        let token = self.sign_in.token(watch.session).await?.ok_or(Trouble::Gone)?;
        let read = self.read(watch, &token).await;
        // It is renewed for the next look, or the link is over.
        if matches!(read, Err(Unread::NotTaken)) && !self.sign_in.link_not_taken(watch.session, token).await? {
            return Err(Trouble::Gone);
        }
        Ok(read?)
    }

    async fn read(&self, watch: &Watch, token: &str) -> Result<Seen, Unread> {
        let known = |is_task: bool| -> BTreeMap<&str, &Mark> {
            let marks = watch.marks.iter().filter(|mark| mark.is_task == is_task);
            marks.map(|mark| (mark.request.as_str(), mark)).collect()
        };
        let mine = self.mine(token, watch.since, &known(false)).await?;
        let tasks = self.tasks(token).await?;
        let mut seen = Seen { since: mine.since, ..Seen::default() };
        compare_mine(watch.since, &known(false), &mine.rows, &mut seen);
        compare_tasks(watch.since, &known(true), &tasks, &mut seen);
        Ok(seen)
    }

    async fn mine(&self, token: &str, since: Option<f64>, known: &BTreeMap<&str, &Mark>) -> Result<Mine, Unread> {
        let mut mine = Mine { rows: BTreeMap::new(), since: since.unwrap_or_default() };
        for page in 0..MOST_PAGES {
            let Page { rows, is_last } = self.pages.of(token, Scope::MyRequests, page * PAGE).await?;
            // A page further down may show rows again that have moved there meanwhile; the later reading counts.
            let oldest = rows.last().map(|row| (known.contains_key(row.id.as_str()), row.made_at()));
            mine.take(rows);
            let Some((is_known, made_at)) = oldest.filter(|_| !is_last) else { break };
            let is_enough = since.is_none_or(|since| is_known || made_at <= since);
            if is_enough || page + 1 == MOST_PAGES {
                // What is older was not read and is never new.
                mine.since = mine.since.max(made_at);
                break;
            }
        }
        if since.is_none() {
            let newest = mine.rows.values().map(Row::made_at).fold(mine.since, f64::max);
            mine.since = newest;
            for page in 0..MOST_PAGES {
                let Page { rows, is_last } = self.pages.in_status(token, &OPEN, page * PAGE).await?;
                mine.take(rows);
                if is_last {
                    break;
                }
            }
        }
        let open =
            known.values().filter(|mark| !words::is_over(&mark.status) && !mine.rows.contains_key(&mark.request));
        let open: Vec<String> = open.map(|mark| mark.request.clone()).collect();
        for ids in open.chunks(PAGE) {
            mine.take(self.pages.by_id(token, ids).await?.rows);
        }
        Ok(mine)
    }

    /// What waits for the person, and whether that is all of it.
    async fn tasks(&self, token: &str) -> Result<(BTreeMap<String, Row>, bool), Unread> {
        let mut tasks = BTreeMap::new();
        for page in 0..MOST_PAGES {
            let Page { rows, is_last } = self.pages.of(token, Scope::MyTasks, page * PAGE).await?;
            tasks.extend(rows.into_iter().map(|row| (row.id.clone(), row)));
            if is_last {
                return Ok((tasks, true));
            }
        }
        Ok((tasks, false))
    }
}

/// The person's requests that were read.
struct Mine {
    rows: BTreeMap<String, Row>,
    since: f64,
}

impl Mine {
    fn take(&mut self, rows: Vec<Row>) {
        self.rows.extend(rows.into_iter().map(|row| (row.id.clone(), row)));
    }
}

/// What is kept of where a request stands: as it is told where it is told, else as the service has it.
fn state(row: &Row) -> String {
    words::told(row).map_or_else(|| row.status().as_str().to_owned(), |(_, words)| words.to_owned())
}

fn compare_mine(since: Option<f64>, known: &BTreeMap<&str, &Mark>, rows: &BTreeMap<String, Row>, seen: &mut Seen) {
    for (id, row) in rows {
        let (before, now) = (known.get(id.as_str()), state(row));
        if before.is_some_and(|mark| mark.status == now) {
            continue;
        }
        seen.changed.push(Mark { request: id.clone(), is_task: false, status: now });
        let is_news = since.is_some_and(|since| before.is_some() || row.made_at() > since);
        if let Some((kind, words)) = words::told(row).filter(|_| is_news) {
            seen.news.push(news(kind, id, words, row));
        }
    }
    let gone = known.values().filter(|mark| !rows.contains_key(&mark.request));
    seen.gone.extend(gone.map(|mark| (*mark).clone()));
}

fn compare_tasks(
    since: Option<f64>,
    known: &BTreeMap<&str, &Mark>,
    (rows, is_whole): &(BTreeMap<String, Row>, bool),
    seen: &mut Seen,
) {
    for (id, row) in rows.iter().filter(|(id, _)| !known.contains_key(id.as_str())) {
        seen.changed.push(Mark { request: id.clone(), is_task: true, status: String::new() });
        if since.is_some() {
            seen.news.push(news(Kind::Task, id, row.requester(), row));
        }
    }
    if *is_whole {
        let there: BTreeSet<&str> = rows.keys().map(String::as_str).collect();
        let gone = known.values().filter(|mark| !there.contains(mark.request.as_str()));
        seen.gone.extend(gone.map(|mark| (*mark).clone()));
    }
}

fn news(kind: Kind, id: &str, about: &str, row: &Row) -> News {
    News { kind: kind.word().to_owned(), request: id.to_owned(), about: words::plain(about), what: words::what(row) }
}
