//! What sending notifications keeps, in PostgreSQL. Replicas pass over what another has just taken instead of waiting for it.

use deadpool_postgres::GenericClient;
use tokio_postgres::Row;

use super::{Failure, Postgres, execute, hash_of, row};
use crate::store::outbox::{Lease, Letter, Mark, News, Outbox, Seen, Watch};
use crate::store::{Account, Hash, Outcome};

pub(super) const STEP: &str = "
-- Whom to look after: each link of which the person is known.
CREATE TABLE watches (
    tid        TEXT NOT NULL,
    oid        TEXT NOT NULL,
    -- When to look next. Epoch seconds, as all times here.
    look_at    DOUBLE PRECISION NOT NULL,
    -- Who has the turn to look, and until when.
    lease      BYTEA,
    lease_ends DOUBLE PRECISION NOT NULL DEFAULT 0,
    -- Requests made before this are known; NULL before the first look.
    since      DOUBLE PRECISION,
    failures   BIGINT NOT NULL DEFAULT 0,
    PRIMARY KEY (tid, oid),
    FOREIGN KEY (tid, oid) REFERENCES links (tid, oid) ON DELETE CASCADE
);
CREATE INDEX watches_by_time ON watches (look_at);

-- What was last seen of a request.
CREATE TABLE marks (
    tid     TEXT NOT NULL,
    oid     TEXT NOT NULL,
    request TEXT NOT NULL,
    task    BOOLEAN NOT NULL,
    status  TEXT NOT NULL,
    PRIMARY KEY (tid, oid, request, task),
    FOREIGN KEY (tid, oid) REFERENCES watches (tid, oid) ON DELETE CASCADE
);

CREATE TABLE outbox (
    id         BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    tid        TEXT NOT NULL,
    oid        TEXT NOT NULL,
    kind       TEXT NOT NULL,
    request    TEXT NOT NULL,
    about      TEXT NOT NULL,
    what       TEXT NOT NULL,
    seen_at    DOUBLE PRECISION NOT NULL,
    send_at    DOUBLE PRECISION NOT NULL,
    lease      BYTEA,
    lease_ends DOUBLE PRECISION NOT NULL DEFAULT 0,
    attempts   BIGINT NOT NULL DEFAULT 0,
    FOREIGN KEY (tid, oid) REFERENCES watches (tid, oid) ON DELETE CASCADE
);
CREATE INDEX outbox_by_time ON outbox (send_at);
CREATE INDEX outbox_by_request ON outbox (tid, oid, request, id);

CREATE TABLE muted (
    -- Apono's id of the person.
    person TEXT NOT NULL,
    kind   TEXT NOT NULL,
    PRIMARY KEY (person, kind)
);
";

async fn person(c: &impl GenericClient, session: &Hash) -> Result<Option<String>, Failure> {
    let found = row(c, "SELECT person FROM session_people WHERE session = $1", &[&session.as_slice()]).await?;
    Ok(found.map(|row| row.try_get(0)).transpose()?)
}

pub(super) async fn muted(c: &impl GenericClient, session: &Hash) -> Result<Vec<String>, Failure> {
    let sql =
        "SELECT kind FROM muted WHERE person = (SELECT person FROM session_people WHERE session = $1) ORDER BY kind";
    let statement = c.prepare_cached(sql).await?;
    let rows = c.query(&statement, &[&session.as_slice()]).await?;
    rows.iter().map(|row| Ok(row.try_get(0)?)).collect()
}

/// Before the session that says whose they are is deleted.
pub(super) async fn forget(c: &impl GenericClient, session: &Hash) -> Result<(), Failure> {
    let sql = "DELETE FROM muted WHERE person = (SELECT person FROM session_people WHERE session = $1)";
    execute(c, sql, &[&session.as_slice()]).await.map(drop)
}

fn count(row: &Row, column: usize) -> Result<u32, Failure> {
    let count: i64 = row.try_get(column)?;
    Ok(u32::try_from(count).unwrap_or(u32::MAX))
}

async fn next_watch(c: &impl GenericClient, now: f64, lease: &Lease, until: f64) -> Result<Option<Watch>, Failure> {
    let sql = "UPDATE watches SET lease = $2, lease_ends = $3 FROM links WHERE links.tid = watches.tid AND links.oid = watches.oid
                 AND (watches.tid, watches.oid) =
                   (SELECT tid, oid FROM watches WHERE look_at <= $1 AND lease_ends <= $1
                    ORDER BY look_at LIMIT 1 FOR UPDATE SKIP LOCKED)
               RETURNING watches.tid, watches.oid, since, failures, session";
    let Some(found) = row(c, sql, &[&now, &lease.as_slice(), &until]).await? else { return Ok(None) };
    let account = Account { tid: found.try_get(0)?, oid: found.try_get(1)? };
    let statement = c.prepare_cached("SELECT request, task, status FROM marks WHERE tid = $1 AND oid = $2").await?;
    let rows = c.query(&statement, &[&account.tid, &account.oid]).await?;
    let mark = |row: &Row| -> Result<Mark, Failure> {
        Ok(Mark { request: row.try_get(0)?, is_task: row.try_get(1)?, status: row.try_get(2)? })
    };
    let marks = rows.iter().map(mark).collect::<Result<_, _>>()?;
    let (since, session) = (found.try_get(2)?, hash_of(&found, 4)?);
    Ok(Some(Watch { account, session, marks, since, failures: count(&found, 3)? }))
}

async fn keep_seen(
    c: &impl GenericClient,
    Account { tid, oid }: &Account,
    lease: &Lease,
    seen: &Seen,
    now: f64,
    next_at: f64,
) -> Result<bool, Failure> {
    let sql = "UPDATE watches SET look_at = $4, since = $5, failures = 0, lease = NULL, lease_ends = 0
               WHERE tid = $1 AND oid = $2 AND lease = $3";
    if execute(c, sql, &[tid, oid, &lease.as_slice(), &next_at, &seen.since]).await? == 0 {
        return Ok(false);
    }
    let sql = "INSERT INTO marks (tid, oid, request, task, status) VALUES ($1, $2, $3, $4, $5)
               ON CONFLICT (tid, oid, request, task) DO UPDATE SET status = excluded.status";
    for Mark { request, is_task, status } in &seen.changed {
        execute(c, sql, &[tid, oid, request, is_task, status]).await?;
    }
    let sql = "DELETE FROM marks WHERE tid = $1 AND oid = $2 AND request = $3 AND task = $4";
    for Mark { request, is_task, .. } in &seen.gone {
        execute(c, sql, &[tid, oid, request, is_task]).await?;
    }
    let sql = "INSERT INTO outbox (tid, oid, kind, request, about, what, seen_at, send_at)
               VALUES ($1, $2, $3, $4, $5, $6, $7, $7)";
    for News { kind, request, about, what } in &seen.news {
        execute(c, sql, &[tid, oid, kind, request, about, what, &now]).await?;
    }
    Ok(true)
}

async fn next_letter(c: &impl GenericClient, now: f64, lease: &Lease, until: f64) -> Result<Option<Letter>, Failure> {
    let sql = "UPDATE outbox SET lease = $2, lease_ends = $3, attempts = attempts + 1
               FROM links JOIN session_people AS p ON p.session = links.session
               WHERE links.tid = outbox.tid AND links.oid = outbox.oid AND id =
                 (SELECT id FROM outbox AS o WHERE send_at <= $1 AND lease_ends <= $1 AND NOT EXISTS
                    (SELECT 1 FROM outbox AS e
                     WHERE e.tid = o.tid AND e.oid = o.oid AND e.request = o.request AND e.id < o.id)
                  ORDER BY send_at, id LIMIT 1 FOR UPDATE SKIP LOCKED)
               RETURNING id, outbox.tid, outbox.oid, kind, request, about, what, seen_at, attempts - 1, person,
                 EXISTS (SELECT 1 FROM muted WHERE muted.person = p.person AND muted.kind = outbox.kind)";
    let Some(found) = row(c, sql, &[&now, &lease.as_slice(), &until]).await? else { return Ok(None) };
    let text = |column: usize| found.try_get::<_, String>(column);
    Ok(Some(Letter {
        id: found.try_get(0)?,
        account: Account { tid: text(1)?, oid: text(2)? },
        news: News { kind: text(3)?, request: text(4)?, about: text(5)?, what: text(6)? },
        seen_at: found.try_get(7)?,
        attempts: count(&found, 8)?,
        person: text(9)?,
        is_muted: found.try_get(10)?,
    }))
}

#[async_trait::async_trait]
impl Outbox for Postgres {
    async fn enrol(&self, now: f64, within: f64) -> Outcome<()> {
        let sql = "INSERT INTO watches (tid, oid, look_at)
                   SELECT tid, oid, $1::float8 + $2::float8 * random() FROM links
                   JOIN session_people ON session_people.session = links.session
                   WHERE NOT EXISTS (SELECT 1 FROM watches WHERE watches.tid = links.tid AND watches.oid = links.oid)
                   ON CONFLICT DO NOTHING";
        execute(&self.client().await?, sql, &[&now, &within]).await?;
        Ok(())
    }

    async fn next_watch(&self, now: f64, lease: &Lease, until: f64) -> Outcome<Option<Watch>> {
        let mut client = self.client().await?;
        let tx = client.transaction().await.map_err(Failure::from)?;
        let watch = next_watch(&tx, now, lease, until).await?;
        tx.commit().await.map_err(Failure::from)?;
        Ok(watch)
    }

    async fn seen(&self, account: &Account, lease: &Lease, seen: Seen, now: f64, next_at: f64) -> Outcome<bool> {
        let mut client = self.client().await?;
        let tx = client.transaction().await.map_err(Failure::from)?;
        let kept = keep_seen(&tx, account, lease, &seen, now, next_at).await?;
        tx.commit().await.map_err(Failure::from)?;
        Ok(kept)
    }

    async fn not_seen(&self, Account { tid, oid }: &Account, lease: &Lease, next_at: f64) -> Outcome<()> {
        let sql = "UPDATE watches SET look_at = $4, failures = failures + 1, lease = NULL, lease_ends = 0
                   WHERE tid = $1 AND oid = $2 AND lease = $3";
        execute(&self.client().await?, sql, &[tid, oid, &lease.as_slice(), &next_at]).await?;
        Ok(())
    }

    async fn next_letter(&self, now: f64, lease: &Lease, until: f64) -> Outcome<Option<Letter>> {
        Ok(next_letter(&self.client().await?, now, lease, until).await?)
    }

    async fn settled(&self, letter: i64, lease: &Lease) -> Outcome<()> {
        let sql = "DELETE FROM outbox WHERE id = $1 AND lease = $2";
        execute(&self.client().await?, sql, &[&letter, &lease.as_slice()]).await?;
        Ok(())
    }

    async fn postponed(&self, letter: &Letter, lease: &Lease, to: f64, all_of_tenant: bool) -> Outcome<()> {
        let client = self.client().await?;
        let sql = "UPDATE outbox SET send_at = $3, lease = NULL, lease_ends = 0 WHERE id = $1 AND lease = $2";
        execute(&client, sql, &[&letter.id, &lease.as_slice(), &to]).await?;
        if all_of_tenant {
            // Letters that others are sending now are left to them: two that wait for each other would fail.
            let sql = "UPDATE outbox SET send_at = greatest(send_at, $2) WHERE id IN
                         (SELECT id FROM outbox WHERE tid = $1 AND send_at < $2 FOR UPDATE SKIP LOCKED)";
            execute(&client, sql, &[&letter.account.tid, &to]).await?;
        }
        Ok(())
    }

    async fn blocked(&self, Account { tid, oid }: &Account, until: f64) -> Outcome<()> {
        let mut client = self.client().await?;
        let tx = client.transaction().await.map_err(Failure::from)?;
        // First the watch, as a look does, so that neither waits for the other.
        let sql =
            "UPDATE watches SET look_at = $3, since = NULL, lease = NULL, lease_ends = 0 WHERE tid = $1 AND oid = $2";
        execute(&tx, sql, &[tid, oid, &until]).await?;
        execute(&tx, "DELETE FROM outbox WHERE tid = $1 AND oid = $2", &[tid, oid]).await?;
        execute(&tx, "DELETE FROM marks WHERE tid = $1 AND oid = $2", &[tid, oid]).await?;
        Ok(tx.commit().await.map_err(Failure::from)?)
    }

    async fn waiting(&self) -> Outcome<i64> {
        let found = row(&self.client().await?, "SELECT count(*) FROM outbox", &[]).await?;
        Ok(found.map_or(Ok(0), |row| row.try_get(0)).map_err(Failure::from)?)
    }

    async fn muted(&self, session: &Hash) -> Outcome<Option<Vec<String>>> {
        let client = self.client().await?;
        Ok(match person(&client, session).await? {
            Some(_) => Some(muted(&client, session).await?),
            None => None,
        })
    }

    async fn mute(&self, session: &Hash, kinds: &[String]) -> Outcome<bool> {
        let mut client = self.client().await?;
        let tx = client.transaction().await.map_err(Failure::from)?;
        let Some(person) = person(&tx, session).await? else { return Ok(false) };
        forget(&tx, session).await?;
        for kind in kinds {
            let sql = "INSERT INTO muted (person, kind) VALUES ($1, $2) ON CONFLICT DO NOTHING";
            execute(&tx, sql, &[&person, kind]).await?;
        }
        tx.commit().await.map_err(Failure::from)?;
        Ok(true)
    }
}
