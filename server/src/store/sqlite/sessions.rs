//! What is stored of sign-ins: attempts under way and browser sessions. Their secrets only as hashes.

use rusqlite::{Connection, OptionalExtension, params};

use crate::store::{ATTEMPT_LIFE, Account, Attempt, Hash, LIFE, Named, Outcome, Reseal, TOUCH_EVERY, Tokens};

pub(super) const MIGRATION: &str = "
CREATE TABLE sign_in_attempts (
    -- Hash of the state that travels through the sign-in service.
    hash         BLOB PRIMARY KEY,
    verifier     TEXT NOT NULL,
    come_back_to TEXT NOT NULL,
    popup        INTEGER NOT NULL,
    expires_at   REAL NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE sessions (
    -- Hash of the cookie's value.
    hash       BLOB PRIMARY KEY,
    access     TEXT NOT NULL,
    refresh    TEXT NOT NULL,
    -- When the access token ends; epoch seconds, as below.
    expires_at REAL NOT NULL,
    -- When the session ends unless it is used before.
    ends_at    REAL NOT NULL
) STRICT, WITHOUT ROWID;
";

/// When the tokens were handed out: those of just now that the service does not take are dead.
pub(super) const RENEWED_AT: &str = "ALTER TABLE sessions ADD COLUMN renewed_at REAL NOT NULL DEFAULT 0;";

/// What has ended is deleted whenever something begins.
pub(super) const ENDS: &str = "
CREATE INDEX sign_in_attempts_by_end ON sign_in_attempts (expires_at);
CREATE INDEX sessions_by_end ON sessions (ends_at);
CREATE INDEX link_starts_by_end ON link_starts (expires_at);
";

pub(super) fn keep_attempt(c: &Connection, hash: &Hash, attempt: &Attempt, now: f64) -> rusqlite::Result<()> {
    c.execute("DELETE FROM sign_in_attempts WHERE expires_at <= ?1", [now])?;
    c.execute(
        "INSERT INTO sign_in_attempts (hash, verifier, come_back_to, popup, tid, oid, name, expires_at)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)",
        params![
            hash,
            attempt.verifier,
            attempt.come_back_to,
            attempt.popup,
            attempt.account.as_ref().map(|named| &named.account.tid),
            attempt.account.as_ref().map(|named| &named.account.oid),
            attempt.account.as_ref().map(|named| &named.name),
            now + ATTEMPT_LIFE
        ],
    )
    .map(drop)
}

/// Takes an attempt away: it can be finished once.
pub(super) fn take_attempt(c: &Connection, hash: &Hash, now: f64) -> rusqlite::Result<Option<Attempt>> {
    let taken: Option<(Attempt, f64)> = c
        .query_row(
            "DELETE FROM sign_in_attempts WHERE hash = ?1 RETURNING verifier, come_back_to, popup, tid, oid, name, expires_at",
            [hash],
            |row| {
                let (tid, oid): (Option<String>, Option<String>) = (row.get(3)?, row.get(4)?);
                let name: Option<String> = row.get(5)?;
                let named = |(tid, oid)| Named { account: Account { tid, oid }, name: name.unwrap_or_default() };
                let account = tid.zip(oid).map(named);
                let attempt = Attempt { verifier: row.get(0)?, come_back_to: row.get(1)?, popup: row.get(2)?, account };
                Ok((attempt, row.get(6)?))
            },
        )
        .optional()?;
    Ok(taken.filter(|(_, expires_at)| *expires_at > now).map(|(attempt, _)| attempt))
}

/// Keeps the tokens of a session that lives so many seconds unless it is used before.
pub(super) fn keep(c: &Connection, hash: &Hash, tokens: &Tokens, now: f64, life: f64) -> rusqlite::Result<()> {
    c.execute("DELETE FROM sessions WHERE ends_at <= ?1", [now])?;
    c.execute(
        "INSERT INTO sessions (hash, access, refresh, expires_at, ends_at, renewed_at) VALUES (?1, ?2, ?3, ?4, ?5, ?6)",
        params![hash, tokens.access, tokens.refresh, tokens.expires_at, now + life, tokens.renewed_at],
    )
    .map(drop)
}

/// From now on the session lasts until it is ended.
pub(super) fn keep_for_ever(c: &Connection, hash: &Hash) -> rusqlite::Result<()> {
    c.execute("UPDATE sessions SET ends_at = ?2 WHERE hash = ?1", params![hash, f64::INFINITY]).map(drop)
}

/// The session's tokens, if it has not ended, and whether its end is to be moved for this use.
pub(super) fn find(c: &Connection, hash: &Hash, now: f64) -> rusqlite::Result<Option<(Tokens, bool)>> {
    c.prepare_cached(
        "SELECT access, refresh, expires_at, renewed_at, ends_at FROM sessions WHERE hash = ?1 AND ends_at > ?2",
    )?
    .query_row(params![hash, now], |row| {
        let (access, refresh, expires_at) = (row.get(0)?, row.get(1)?, row.get(2)?);
        let ends_at: f64 = row.get(4)?;
        let kept = Tokens { access, refresh, expires_at, renewed_at: row.get(3)? };
        Ok((kept, now + LIFE - ends_at > TOUCH_EVERY))
    })
    .optional()
}

/// The session was used: its end moves, unless it has ended meanwhile.
pub(super) fn touch(c: &Connection, hash: &Hash, now: f64) -> rusqlite::Result<()> {
    let ends_at = now + LIFE;
    c.execute(
        "UPDATE sessions SET ends_at = max(ends_at, ?2) WHERE hash = ?1 AND ends_at > ?3",
        params![hash, ends_at, now],
    )
    .map(drop)
}

/// False when the session has ended meanwhile.
pub(super) fn renew(c: &Connection, hash: &Hash, tokens: &Tokens) -> rusqlite::Result<bool> {
    let changed = c.execute(
        "UPDATE sessions SET access = ?2, refresh = ?3, expires_at = ?4, renewed_at = ?5 WHERE hash = ?1",
        params![hash, tokens.access, tokens.refresh, tokens.expires_at, tokens.renewed_at],
    )?;
    Ok(changed == 1)
}

/// Goes through all sessions and puts in place of their tokens (access, refresh) what `change` makes of them. Gives the
/// number of those that were changed, and of those of which it makes nothing.
pub(super) fn change_all(c: &Connection, change: &Reseal) -> Outcome<(usize, usize)> {
    type Stored = (Hash, String, String);
    let rows: Vec<Stored> = c
        .prepare("SELECT hash, access, refresh FROM sessions")?
        .query_map([], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)))?
        .collect::<Result<_, _>>()?;
    let (mut changed, mut closed) = (0, 0);
    for (hash, access, refresh) in rows {
        match change(&hash, (&access, &refresh))? {
            Some(new) if new == (access, refresh) => {}
            Some((access, refresh)) => {
                c.execute(
                    "UPDATE sessions SET access = ?2, refresh = ?3 WHERE hash = ?1",
                    params![hash, access, refresh],
                )?;
                changed += 1;
            }
            None => closed += 1,
        }
    }
    Ok((changed, closed))
}

pub(super) fn count(c: &Connection, now: f64) -> rusqlite::Result<(i64, i64)> {
    c.prepare_cached("SELECT (SELECT count(*) FROM sessions WHERE ends_at > ?1), (SELECT count(*) FROM links)")?
        .query_row([now], |row| Ok((row.get(0)?, row.get(1)?)))
}

pub(super) fn forget(c: &Connection, hash: &Hash) -> rusqlite::Result<()> {
    c.execute("DELETE FROM sessions WHERE hash = ?1", [hash]).map(drop)
}

pub(super) fn forget_all(c: &Connection) -> rusqlite::Result<()> {
    c.execute("DELETE FROM sessions", []).map(drop)
}
