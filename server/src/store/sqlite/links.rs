//! What is stored of links: which account of Entra acts by which sign-in. Their secrets only as hashes.

use rusqlite::{Connection, OptionalExtension, Row, params};

use super::sessions;
use crate::store::{ASK_LIFE, Account, CODE_LIFE, Hash, Named, START_LIFE};

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

/// What the account is called, for the question whether it may act by a sign-in.
pub(super) const NAMES: &str = "
ALTER TABLE link_starts ADD COLUMN name TEXT NOT NULL DEFAULT '';
ALTER TABLE sign_in_attempts ADD COLUMN name TEXT;
ALTER TABLE link_codes ADD COLUMN name TEXT NOT NULL DEFAULT '';
";

pub(super) fn keep_start(c: &Connection, hash: &Hash, named: &Named, now: f64) -> rusqlite::Result<()> {
    c.execute("DELETE FROM link_starts WHERE expires_at <= ?1", [now])?;
    c.execute(
        "INSERT INTO link_starts (hash, tid, oid, name, expires_at) VALUES (?1, ?2, ?3, ?4, ?5)",
        params![hash, named.account.tid, named.account.oid, named.name, now + START_LIFE],
    )
    .map(drop)
}

/// Takes a start away: its popup opens once.
pub(super) fn take_start(c: &Connection, hash: &Hash, now: f64) -> rusqlite::Result<Option<Named>> {
    let row = |row: &Row<'_>| {
        let account = Account { tid: row.get(0)?, oid: row.get(1)? };
        Ok((Named { account, name: row.get(2)? }, row.get(3)?))
    };
    let taken: Option<(Named, f64)> = c
        .query_row("DELETE FROM link_starts WHERE hash = ?1 RETURNING tid, oid, name, expires_at", [hash], row)
        .optional()?;
    Ok(taken.filter(|(_, expires_at)| *expires_at > now).map(|(account, _)| account))
}

/// Keeps a session that waits for the person's answer; it ends with it unless the link is finished.
pub(super) fn keep_question(
    c: &Connection,
    hash: &Hash,
    named: &Named,
    session: &Hash,
    now: f64,
) -> rusqlite::Result<()> {
    c.execute(
        "INSERT INTO link_codes (hash, tid, oid, name, session, expires_at) VALUES (?1, ?2, ?3, ?4, ?5, ?6)",
        params![hash, named.account.tid, named.account.oid, named.name, session, now + ASK_LIFE],
    )
    .map(drop)
}

/// What the account is called about which a person is asked.
pub(super) fn asked_about(c: &Connection, hash: &Hash, now: f64) -> rusqlite::Result<Option<String>> {
    c.prepare_cached("SELECT name FROM link_codes WHERE hash = ?1 AND expires_at > ?2")?
        .query_row(params![hash, now], |row| row.get(0))
        .optional()
}

/// The person has said yes: from now on the code counts, for a short time. False when nothing was asked, or too long ago.
pub(super) fn say_yes(c: &Connection, question: &Hash, code: &Hash, now: f64) -> rusqlite::Result<bool> {
    let changed = c.execute(
        "UPDATE link_codes SET hash = ?2, expires_at = ?3 WHERE hash = ?1 AND expires_at > ?4",
        params![question, code, now + CODE_LIFE, now],
    )?;
    Ok(changed == 1)
}

/// The person has said no: what they signed in for ends.
pub(super) fn say_no(c: &Connection, question: &Hash) -> rusqlite::Result<()> {
    c.execute("DELETE FROM sessions WHERE hash IN (SELECT session FROM link_codes WHERE hash = ?1)", [question])
        .map(drop)
}

/// Makes the session of a code that of the account; false when the code is unknown, has ended or was begun by another
/// account. Whatever comes of it, the code is used up.
pub(super) fn finish(c: &Connection, hash: &Hash, account: &Account, now: f64) -> rusqlite::Result<bool> {
    type Taken = (Account, Hash, f64);
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
pub(super) fn session_of(c: &Connection, account: &Account) -> rusqlite::Result<Option<Hash>> {
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
