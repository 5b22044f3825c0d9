//! Whose sign-ins are whose: what Apono calls the person of each, so that a person can end all of theirs at once.

use rusqlite::{Connection, OptionalExtension};
use serde::Deserialize;

use super::entra::Account;
use super::service::ServiceError;
use crate::demo::Demo;

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

/// Longer answers say more than who somebody is. Bytes.
const MOST_OF_AN_ANSWER: usize = 256 * 1024;

/// Where it is known whose a token is.
#[derive(Clone)]
pub enum Directory {
    /// The address of Apono's `GET session`.
    Apono(reqwest::Client, String),
    Demo(Demo),
}

#[derive(Deserialize)]
struct Session {
    user: User,
}

#[derive(Deserialize)]
struct User {
    id: String,
}

impl Directory {
    /// Apono's id of the person whose token this is; `None` where the token is not taken or is nobody's at Apono.
    pub(super) async fn person(&self, token: &str) -> Result<Option<String>, ServiceError> {
        match self {
            Self::Demo(demo) => {
                let person = demo.person(token.to_owned()).await;
                let person = person.map_err(|_| ServiceError::Unreachable("the demo does not answer".to_owned()))?;
                Ok(person.map(|person| person.id.to_owned()))
            }
            Self::Apono(http, address) => {
                let unreachable = |error: reqwest::Error| ServiceError::Unreachable(error.without_url().to_string());
                let mut answer = http.get(address).bearer_auth(token).send().await.map_err(unreachable)?;
                let status = answer.status();
                if status.is_server_error() || status == reqwest::StatusCode::TOO_MANY_REQUESTS {
                    return Err(ServiceError::Unreachable(format!("the API answered with {status}")));
                }
                if !status.is_success() {
                    return Ok(None);
                }
                let mut body = Vec::new();
                while let Some(chunk) = answer.chunk().await.map_err(unreachable)? {
                    body.extend_from_slice(&chunk);
                    if body.len() > MOST_OF_AN_ANSWER {
                        return Err(ServiceError::Unreachable("the answer of the API is too large".to_owned()));
                    }
                }
                let id = serde_json::from_slice::<Session>(&body).ok().map(|session| session.user.id);
                Ok(id.filter(|id| is_id(id)))
            }
        }
    }
}

/// An id that can stand in a log: nothing else is taken for one.
fn is_id(text: &str) -> bool {
    (1..=128).contains(&text.len())
        && text.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_' | b'.' | b':' | b'|'))
}

pub(super) fn keep(c: &Connection, session: &[u8; 32], person: Option<&str>) -> rusqlite::Result<()> {
    let Some(person) = person else { return Ok(()) };
    c.execute("INSERT INTO session_people (session, person) VALUES (?1, ?2)", (session, person)).map(drop)
}

pub(super) fn of(c: &Connection, session: &[u8; 32]) -> rusqlite::Result<Option<String>> {
    c.prepare_cached("SELECT person FROM session_people WHERE session = ?1")?
        .query_row([session], |row| row.get(0))
        .optional()
}

/// What is kept for a person.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Kept {
    pub(super) browsers: usize,
    pub(super) accounts: Vec<Account>,
}

/// What is kept for the person of this session; of one whose person is not known only itself.
pub(super) fn kept(c: &Connection, session: &[u8; 32], now: f64) -> rusqlite::Result<Kept> {
    let all = "SELECT links.tid, links.oid FROM sessions LEFT JOIN links ON links.session = sessions.hash
               LEFT JOIN link_codes ON link_codes.session = sessions.hash
               WHERE sessions.ends_at > ?2 AND link_codes.session IS NULL AND (sessions.hash = ?1 OR sessions.hash IN
                 (SELECT session FROM session_people
                  WHERE person = (SELECT person FROM session_people WHERE session = ?1)))";
    let mut statement = c.prepare_cached(all)?;
    let rows = statement.query_map((session, now), |row| {
        let (tid, oid): (Option<String>, Option<String>) = (row.get(0)?, row.get(1)?);
        Ok(tid.zip(oid).map(|(tid, oid)| Account { tid, oid }))
    })?;
    let mut kept = Kept::default();
    for row in rows {
        match row? {
            Some(account) => kept.accounts.push(account),
            None => kept.browsers += 1,
        }
    }
    Ok(kept)
}

/// Deletes all that is kept for the person of this session, with what their linked accounts have begun; says what it was.
pub(super) fn forget(c: &Connection, session: &[u8; 32], now: f64) -> rusqlite::Result<Kept> {
    let gone = kept(c, session, now)?;
    for Account { tid, oid } in &gone.accounts {
        c.execute("DELETE FROM link_starts WHERE tid = ?1 AND oid = ?2", [tid, oid])?;
        c.execute("DELETE FROM sign_in_attempts WHERE tid = ?1 AND oid = ?2", [tid, oid])?;
    }
    c.execute(
        "DELETE FROM sessions WHERE hash = ?1 OR hash IN
           (SELECT session FROM session_people WHERE person = (SELECT person FROM session_people WHERE session = ?1))",
        [session],
    )?;
    Ok(gone)
}
