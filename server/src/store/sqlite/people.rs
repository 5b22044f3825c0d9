//! Whose sign-ins are whose, so that a person can end all of theirs at once.

use rusqlite::{Connection, OptionalExtension, params};

use super::outbox;
use crate::store::{Account, Hash, Kept};

/// Sign-ins of before, whose person nobody has asked for, end: they could not be ended with the others.
pub(super) const MIGRATION: &str = "
CREATE TABLE session_people (
    session BLOB PRIMARY KEY REFERENCES sessions (hash) ON DELETE CASCADE,
    -- Apono's id of the person.
    person  TEXT NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX session_people_of_person ON session_people (person);
DELETE FROM sessions;
";

pub(super) fn keep(c: &Connection, session: &Hash, person: Option<&str>) -> rusqlite::Result<()> {
    let Some(person) = person else { return Ok(()) };
    c.execute("INSERT INTO session_people (session, person) VALUES (?1, ?2)", params![session, person]).map(drop)
}

pub(super) fn of(c: &Connection, session: &Hash) -> rusqlite::Result<Option<String>> {
    c.prepare_cached("SELECT person FROM session_people WHERE session = ?1")?
        .query_row([session], |row| row.get(0))
        .optional()
}

pub(super) fn kept(c: &Connection, session: &Hash, now: f64) -> rusqlite::Result<Kept> {
    let all = "SELECT links.tid, links.oid FROM sessions LEFT JOIN links ON links.session = sessions.hash
               LEFT JOIN link_codes ON link_codes.session = sessions.hash
               WHERE sessions.ends_at > ?2 AND link_codes.session IS NULL AND (sessions.hash = ?1 OR sessions.hash IN
                 (SELECT session FROM session_people
                  WHERE person = (SELECT person FROM session_people WHERE session = ?1)))";
    let mut statement = c.prepare_cached(all)?;
    let rows = statement.query_map(params![session, now], |row| {
        let (tid, oid): (Option<String>, Option<String>) = (row.get(0)?, row.get(1)?);
        Ok(tid.zip(oid).map(|(tid, oid)| Account { tid, oid }))
    })?;
    Ok(Kept::of(rows.collect::<rusqlite::Result<_>>()?, outbox::muted(c, session)?))
}

pub(super) fn forget(c: &Connection, session: &Hash, now: f64) -> rusqlite::Result<Kept> {
    let gone = kept(c, session, now)?;
    for Account { tid, oid } in &gone.accounts {
        c.execute("DELETE FROM link_starts WHERE tid = ?1 AND oid = ?2", [tid, oid])?;
        c.execute("DELETE FROM sign_in_attempts WHERE tid = ?1 AND oid = ?2", [tid, oid])?;
    }
    outbox::forget(c, session)?;
    c.execute(
        "DELETE FROM sessions WHERE hash = ?1 OR hash IN
           (SELECT session FROM session_people WHERE person = (SELECT person FROM session_people WHERE session = ?1))",
        [session],
    )?;
    Ok(gone)
}
