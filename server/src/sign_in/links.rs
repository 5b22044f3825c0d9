//! What is stored of links: which account of Entra acts by which sign-in. Their secrets only as hashes.

use rusqlite::{Connection, OptionalExtension, Row, params};

use super::entra::Account;
use super::sessions;

/// A link is a session that no cookie opens: its key is the hash of a secret that nobody has kept. It ends when the
/// session does, for example because the sign-in service no longer renews its tokens.
pub(super) const MIGRATION: &str = "
-- The account of Entra that a sign-in is for, if it is for one.
ALTER TABLE sign_in_attempts ADD COLUMN tid TEXT;
ALTER TABLE sign_in_attempts ADD COLUMN oid TEXT;

CREATE TABLE link_starts (
    -- Hash of the id that the address of the popup's first page carries.
    hash       BLOB PRIMARY KEY,
    tid        TEXT NOT NULL,
    oid        TEXT NOT NULL,
    expires_at REAL NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE link_codes (
    hash       BLOB PRIMARY KEY,
    -- The account that began, and alone may finish.
    tid        TEXT NOT NULL,
    oid        TEXT NOT NULL,
    session    BLOB NOT NULL REFERENCES sessions (hash) ON DELETE CASCADE,
    expires_at REAL NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX link_codes_of_session ON link_codes (session);

CREATE TABLE links (
    tid     TEXT NOT NULL,
    oid     TEXT NOT NULL,
    session BLOB NOT NULL UNIQUE REFERENCES sessions (hash) ON DELETE CASCADE,
    PRIMARY KEY (tid, oid)
) STRICT, WITHOUT ROWID;
";

/// A popup has to be opened within this time. Seconds.
const START_LIFE: f64 = 600.0;
/// A code lives this long. Seconds.
pub(super) const CODE_LIFE: f64 = 60.0;

pub(super) fn keep_start(c: &Connection, hash: &[u8; 32], account: &Account, now: f64) -> rusqlite::Result<()> {
    c.execute("DELETE FROM link_starts WHERE expires_at <= ?1", [now])?;
    c.execute(
        "INSERT INTO link_starts (hash, tid, oid, expires_at) VALUES (?1, ?2, ?3, ?4)",
        params![hash, account.tid, account.oid, now + START_LIFE],
    )
    .map(drop)
}

/// Takes a start away: its popup opens once.
pub(super) fn take_start(c: &Connection, hash: &[u8; 32], now: f64) -> rusqlite::Result<Option<Account>> {
    let row = |row: &Row<'_>| Ok((Account { tid: row.get(0)?, oid: row.get(1)? }, row.get(2)?));
    let taken: Option<(Account, f64)> = c
        .query_row("DELETE FROM link_starts WHERE hash = ?1 RETURNING tid, oid, expires_at", [hash], row)
        .optional()?;
    Ok(taken.filter(|(_, expires_at)| *expires_at > now).map(|(account, _)| account))
}

/// Keeps the code of a session, which ends with it unless the link is finished.
pub(super) fn keep_code(
    c: &Connection,
    hash: &[u8; 32],
    account: &Account,
    session: &[u8; 32],
    now: f64,
) -> rusqlite::Result<()> {
    c.execute(
        "INSERT INTO link_codes (hash, tid, oid, session, expires_at) VALUES (?1, ?2, ?3, ?4, ?5)",
        params![hash, account.tid, account.oid, session, now + CODE_LIFE],
    )
    .map(drop)
}

/// Makes the session of a code that of the account; false when the code is unknown, has ended or was begun by another
/// account. Whatever comes of it, the code is used up.
pub(super) fn finish(c: &Connection, hash: &[u8; 32], account: &Account, now: f64) -> rusqlite::Result<bool> {
    type Taken = (Account, [u8; 32], f64);
    let row = |row: &Row<'_>| Ok((Account { tid: row.get(0)?, oid: row.get(1)? }, row.get(2)?, row.get(3)?));
    let taken: Option<Taken> = c
        .query_row("DELETE FROM link_codes WHERE hash = ?1 RETURNING tid, oid, session, expires_at", [hash], row)
        .optional()?;
    let Some((begun_by, session, expires_at)) = taken else { return Ok(false) };
    if begun_by != *account || expires_at <= now {
        sessions::forget(c, &session)?;
        return Ok(false);
    }
    end(c, account)?;
    sessions::keep_for_ever(c, &session)?;
    c.execute("INSERT INTO links (tid, oid, session) VALUES (?1, ?2, ?3)", params![account.tid, account.oid, session])?;
    Ok(true)
}

/// The session by which an account acts.
pub(super) fn session_of(c: &Connection, account: &Account) -> rusqlite::Result<Option<[u8; 32]>> {
    c.prepare_cached("SELECT session FROM links WHERE tid = ?1 AND oid = ?2")?
        .query_row([&account.tid, &account.oid], |row| row.get(0))
        .optional()
}

/// Ends a link; false when there was none.
pub(super) fn end(c: &Connection, account: &Account) -> rusqlite::Result<bool> {
    let session = session_of(c, account)?;
    session.map_or(Ok(()), |session| sessions::forget(c, &session))?;
    Ok(session.is_some())
}
