//! What sending notifications keeps, in SQLite.

use rusqlite::{Connection, OptionalExtension, Row, Transaction, params};

use super::Sqlite;
use crate::store::outbox::{Lease, Letter, Mark, News, Outbox, Seen, Watch};
use crate::store::{Account, Hash, Outcome};

pub(super) const MIGRATION: &str = "
-- Whom to look after: each link of which the person is known.
CREATE TABLE watches (
    tid         TEXT NOT NULL,
    oid         TEXT NOT NULL,
    -- When to look next. Epoch seconds, as all times here.
    look_at     REAL NOT NULL,
    -- Who has the turn to look, and until when.
    lease       BLOB,
    lease_ends  REAL NOT NULL DEFAULT 0,
    -- Requests made before this are known; NULL before the first look.
    since       REAL,
    failures    INTEGER NOT NULL DEFAULT 0,
    PRIMARY KEY (tid, oid),
    FOREIGN KEY (tid, oid) REFERENCES links (tid, oid) ON DELETE CASCADE
) STRICT, WITHOUT ROWID;
CREATE INDEX watches_by_time ON watches (look_at);

-- What was last seen of a request.
CREATE TABLE marks (
    tid     TEXT NOT NULL,
    oid     TEXT NOT NULL,
    request TEXT NOT NULL,
    task    INTEGER NOT NULL,
    status  TEXT NOT NULL,
    PRIMARY KEY (tid, oid, request, task),
    FOREIGN KEY (tid, oid) REFERENCES watches (tid, oid) ON DELETE CASCADE
) STRICT, WITHOUT ROWID;

CREATE TABLE outbox (
    id         INTEGER PRIMARY KEY AUTOINCREMENT,
    tid        TEXT NOT NULL,
    oid        TEXT NOT NULL,
    kind       TEXT NOT NULL,
    request    TEXT NOT NULL,
    about      TEXT NOT NULL,
    what       TEXT NOT NULL,
    seen_at    REAL NOT NULL,
    send_at    REAL NOT NULL,
    lease      BLOB,
    lease_ends REAL NOT NULL DEFAULT 0,
    attempts   INTEGER NOT NULL DEFAULT 0,
    FOREIGN KEY (tid, oid) REFERENCES watches (tid, oid) ON DELETE CASCADE
) STRICT;
CREATE INDEX outbox_by_time ON outbox (send_at);
CREATE INDEX outbox_by_request ON outbox (tid, oid, request, id);

CREATE TABLE muted (
    -- Apono's id of the person.
    person TEXT NOT NULL,
    kind   TEXT NOT NULL,
    PRIMARY KEY (person, kind)
) STRICT, WITHOUT ROWID;
";

const PERSON: &str = "SELECT person FROM session_people WHERE session = ?1";

pub(super) fn muted(c: &Connection, session: &Hash) -> rusqlite::Result<Vec<String>> {
    let sql = format!("SELECT kind FROM muted WHERE person = ({PERSON}) ORDER BY kind");
    let mut statement = c.prepare_cached(&sql)?;
    statement.query_map([session], |row| row.get(0))?.collect()
}

/// Before the session that says whose they are is deleted.
pub(super) fn forget(c: &Connection, session: &Hash) -> rusqlite::Result<()> {
    c.execute(&format!("DELETE FROM muted WHERE person = ({PERSON})"), [session]).map(drop)
}

fn mark(row: &Row<'_>) -> rusqlite::Result<Mark> {
    Ok(Mark { request: row.get(0)?, is_task: row.get(1)?, status: row.get(2)? })
}

fn next_watch(tx: &Transaction<'_>, now: f64, lease: &Lease, until: f64) -> rusqlite::Result<Option<Watch>> {
    let sql = "UPDATE watches SET lease = ?2, lease_ends = ?3 WHERE (tid, oid) =
                 (SELECT tid, oid FROM watches WHERE look_at <= ?1 AND lease_ends <= ?1 ORDER BY look_at LIMIT 1)
               RETURNING tid, oid, since, failures,
                 (SELECT session FROM links WHERE links.tid = watches.tid AND links.oid = watches.oid)";
    let found = tx
        .prepare_cached(sql)?
        .query_row(params![now, lease, until], |row| {
            let account = Account { tid: row.get(0)?, oid: row.get(1)? };
            let (since, failures, session) = (row.get(2)?, row.get(3)?, row.get(4)?);
            Ok(Watch { account, session, marks: Vec::new(), since, failures })
        })
        .optional()?;
    let Some(watch) = found else { return Ok(None) };
    let mut statement = tx.prepare_cached("SELECT request, task, status FROM marks WHERE tid = ?1 AND oid = ?2")?;
    let marks = statement.query_map([&watch.account.tid, &watch.account.oid], mark)?.collect::<Result<_, _>>()?;
    Ok(Some(Watch { marks, ..watch }))
}

fn keep_seen(
    tx: &Transaction<'_>,
    Account { tid, oid }: &Account,
    lease: &Lease,
    seen: &Seen,
    now: f64,
    next_at: f64,
) -> rusqlite::Result<bool> {
    let sql = "UPDATE watches SET look_at = ?4, since = ?5, failures = 0, lease = NULL, lease_ends = 0
               WHERE tid = ?1 AND oid = ?2 AND lease = ?3";
    if tx.execute(sql, params![tid, oid, lease, next_at, seen.since])? == 0 {
        return Ok(false);
    }
    let mut put = tx.prepare_cached(
        "INSERT INTO marks (tid, oid, request, task, status) VALUES (?1, ?2, ?3, ?4, ?5)
         ON CONFLICT (tid, oid, request, task) DO UPDATE SET status = excluded.status",
    )?;
    for mark in &seen.changed {
        put.execute(params![tid, oid, mark.request, mark.is_task, mark.status])?;
    }
    let mut take = tx.prepare_cached("DELETE FROM marks WHERE tid = ?1 AND oid = ?2 AND request = ?3 AND task = ?4")?;
    for mark in &seen.gone {
        take.execute(params![tid, oid, mark.request, mark.is_task])?;
    }
    let mut write = tx.prepare_cached(
        "INSERT INTO outbox (tid, oid, kind, request, about, what, seen_at, send_at)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?7)",
    )?;
    for News { kind, request, about, what } in &seen.news {
        write.execute(params![tid, oid, kind, request, about, what, now])?;
    }
    Ok(true)
}

fn next_letter(tx: &Transaction<'_>, now: f64, lease: &Lease, until: f64) -> rusqlite::Result<Option<Letter>> {
    let sql = "UPDATE outbox SET lease = ?2, lease_ends = ?3, attempts = attempts + 1 WHERE id =
                 (SELECT id FROM outbox AS o WHERE send_at <= ?1 AND lease_ends <= ?1 AND NOT EXISTS
                    (SELECT 1 FROM outbox AS e
                     WHERE e.tid = o.tid AND e.oid = o.oid AND e.request = o.request AND e.id < o.id)
                  ORDER BY send_at, id LIMIT 1)
               RETURNING id, tid, oid, kind, request, about, what, seen_at, attempts - 1";
    let found = tx
        .prepare_cached(sql)?
        .query_row(params![now, lease, until], |row| {
            let account = Account { tid: row.get(1)?, oid: row.get(2)? };
            let news = News { kind: row.get(3)?, request: row.get(4)?, about: row.get(5)?, what: row.get(6)? };
            let (id, seen_at, attempts) = (row.get(0)?, row.get(7)?, row.get(8)?);
            Ok(Letter { id, account, person: String::new(), news, is_muted: false, seen_at, attempts })
        })
        .optional()?;
    let Some(letter) = found else { return Ok(None) };
    let sql = "SELECT person, EXISTS (SELECT 1 FROM muted WHERE muted.person = p.person AND kind = ?3)
               FROM links JOIN session_people AS p ON p.session = links.session WHERE tid = ?1 AND oid = ?2";
    let (person, is_muted) = tx
        .prepare_cached(sql)?
        .query_row(params![letter.account.tid, letter.account.oid, letter.news.kind], |row| {
            Ok((row.get(0)?, row.get(1)?))
        })?;
    Ok(Some(Letter { person, is_muted, ..letter }))
}

#[async_trait::async_trait]
impl Outbox for Sqlite {
    async fn enrol(&self, now: f64, within: f64) -> Outcome<()> {
        let sql = "INSERT INTO watches (tid, oid, look_at)
                   SELECT tid, oid, ?1 + ?2 * (abs(random()) % 1000) / 1000.0 FROM links
                   JOIN session_people ON session_people.session = links.session
                   WHERE NOT EXISTS (SELECT 1 FROM watches WHERE watches.tid = links.tid AND watches.oid = links.oid)";
        self.write(move |tx| tx.execute(sql, params![now, within]).map(drop)).await
    }

    async fn next_watch(&self, now: f64, lease: &Lease, until: f64) -> Outcome<Option<Watch>> {
        let lease = *lease;
        self.write(move |tx| next_watch(tx, now, &lease, until)).await
    }

    async fn seen(&self, account: &Account, lease: &Lease, seen: Seen, now: f64, next_at: f64) -> Outcome<bool> {
        let (account, lease) = (account.clone(), *lease);
        self.write(move |tx| keep_seen(tx, &account, &lease, &seen, now, next_at)).await
    }

    async fn not_seen(&self, account: &Account, lease: &Lease, next_at: f64) -> Outcome<()> {
        let (Account { tid, oid }, lease) = (account.clone(), *lease);
        let sql = "UPDATE watches SET look_at = ?4, failures = failures + 1, lease = NULL, lease_ends = 0
                   WHERE tid = ?1 AND oid = ?2 AND lease = ?3";
        self.write(move |tx| tx.execute(sql, params![tid, oid, lease, next_at]).map(drop)).await
    }

    async fn next_letter(&self, now: f64, lease: &Lease, until: f64) -> Outcome<Option<Letter>> {
        let lease = *lease;
        self.write(move |tx| next_letter(tx, now, &lease, until)).await
    }

    async fn settled(&self, letter: i64, lease: &Lease) -> Outcome<()> {
        let lease = *lease;
        let sql = "DELETE FROM outbox WHERE id = ?1 AND lease = ?2";
        self.write(move |tx| tx.execute(sql, params![letter, lease]).map(drop)).await
    }

    async fn postponed(&self, letter: &Letter, lease: &Lease, to: f64, all_of_tenant: bool) -> Outcome<()> {
        let (id, tid, lease) = (letter.id, letter.account.tid.clone(), *lease);
        self.write(move |tx| {
            let sql = "UPDATE outbox SET send_at = ?3, lease = NULL, lease_ends = 0 WHERE id = ?1 AND lease = ?2";
            tx.execute(sql, params![id, lease, to])?;
            if all_of_tenant {
                tx.execute("UPDATE outbox SET send_at = max(send_at, ?2) WHERE tid = ?1", params![tid, to])?;
            }
            Ok(())
        })
        .await
    }

    async fn blocked(&self, account: &Account, until: f64) -> Outcome<()> {
        let Account { tid, oid } = account.clone();
        self.write(move |tx| {
            tx.execute("DELETE FROM outbox WHERE tid = ?1 AND oid = ?2", [&tid, &oid])?;
            tx.execute("DELETE FROM marks WHERE tid = ?1 AND oid = ?2", [&tid, &oid])?;
            let sql = "UPDATE watches SET look_at = ?3, since = NULL, lease = NULL, lease_ends = 0
                       WHERE tid = ?1 AND oid = ?2";
            tx.execute(sql, params![tid, oid, until]).map(drop)
        })
        .await
    }

    async fn waiting(&self) -> Outcome<i64> {
        self.db.read(|c| Ok(c.query_row("SELECT count(*) FROM outbox", [], |row| row.get(0))?)).await
    }

    async fn muted(&self, session: &Hash) -> Outcome<Option<Vec<String>>> {
        let session = *session;
        self.db
            .read(move |c| match super::people::of(c, &session)? {
                Some(_) => Ok(Some(muted(c, &session)?)),
                None => Ok(None),
            })
            .await
    }

    async fn mute(&self, session: &Hash, kinds: &[String]) -> Outcome<bool> {
        let (session, kinds) = (*session, kinds.to_vec());
        self.write(move |tx| {
            let Some(person) = super::people::of(tx, &session)? else { return Ok(false) };
            forget(tx, &session)?;
            for kind in kinds {
                tx.execute("INSERT OR IGNORE INTO muted (person, kind) VALUES (?1, ?2)", [&person, &kind])?;
            }
            Ok(true)
        })
        .await
    }
}
