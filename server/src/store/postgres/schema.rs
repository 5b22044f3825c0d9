//! The schema, in steps. A step that a release has had never changes; new ones are added at the end.

use deadpool_postgres::Client;

use super::{Failure, outbox};

/// Held by the replica that brings the schema up to date. Any number that nothing else in the database locks.
const LOCK: i64 = 0x0041_706f_6e6f_5461;

const STEPS: [&str; 2] = [
    "
CREATE TABLE sign_in_attempts (
    -- Hash of the state that travels through the sign-in service.
    hash         BYTEA PRIMARY KEY,
    verifier     TEXT NOT NULL,
    come_back_to TEXT NOT NULL,
    popup        BOOLEAN NOT NULL,
    -- The account of Entra that a sign-in is for, if it is for one.
    tid          TEXT,
    oid          TEXT,
    name         TEXT,
    -- Epoch seconds, as all times here.
    expires_at   DOUBLE PRECISION NOT NULL
);
CREATE INDEX sign_in_attempts_by_end ON sign_in_attempts (expires_at);

CREATE TABLE sessions (
    -- Hash of the cookie's value.
    hash       BYTEA PRIMARY KEY,
    access     TEXT NOT NULL,
    refresh    TEXT NOT NULL,
    -- When the access token ends.
    expires_at DOUBLE PRECISION NOT NULL,
    -- When the session ends unless it is used before.
    ends_at    DOUBLE PRECISION NOT NULL,
    renewed_at DOUBLE PRECISION NOT NULL
);
CREATE INDEX sessions_by_end ON sessions (ends_at);

CREATE TABLE session_people (
    session BYTEA PRIMARY KEY REFERENCES sessions (hash) ON DELETE CASCADE,
    -- Apono's id of the person.
    person  TEXT NOT NULL
);
CREATE INDEX session_people_of_person ON session_people (person);

CREATE TABLE link_starts (
    -- Hash of the id that the address of the popup's first page carries.
    hash       BYTEA PRIMARY KEY,
    tid        TEXT NOT NULL,
    oid        TEXT NOT NULL,
    name       TEXT NOT NULL,
    expires_at DOUBLE PRECISION NOT NULL
);
CREATE INDEX link_starts_by_end ON link_starts (expires_at);

-- Questions that wait for their answer, and the codes of those that were answered with yes.
CREATE TABLE link_codes (
    hash       BYTEA PRIMARY KEY,
    -- The account that began, and alone may finish.
    tid        TEXT NOT NULL,
    oid        TEXT NOT NULL,
    name       TEXT NOT NULL,
    session    BYTEA NOT NULL REFERENCES sessions (hash) ON DELETE CASCADE,
    expires_at DOUBLE PRECISION NOT NULL
);
CREATE INDEX link_codes_of_session ON link_codes (session);

CREATE TABLE links (
    tid     TEXT NOT NULL,
    oid     TEXT NOT NULL,
    session BYTEA NOT NULL UNIQUE REFERENCES sessions (hash) ON DELETE CASCADE,
    PRIMARY KEY (tid, oid)
);
",
    outbox::STEP,
];

/// Brings the schema up to date. Replicas that start together do it one after the other, and the first has done it for all.
pub(super) async fn update(client: &mut Client) -> Result<(), Failure> {
    let tx = client.transaction().await?;
    tx.batch_execute("SET LOCAL lock_timeout = 0; SET LOCAL statement_timeout = 0").await?;
    tx.execute("SELECT pg_advisory_xact_lock($1)", &[&LOCK]).await?;
    tx.batch_execute("CREATE TABLE IF NOT EXISTS apono_access_schema (steps INTEGER NOT NULL)").await?;
    let done: i32 = match tx.query_opt("SELECT steps FROM apono_access_schema", &[]).await? {
        Some(row) => row.try_get(0)?,
        None => {
            tx.execute("INSERT INTO apono_access_schema (steps) VALUES (0)", &[]).await?;
            0
        }
    };
    let done = usize::try_from(done).map_err(|_| Failure::Newer)?;
    for step in STEPS.get(done..).ok_or(Failure::Newer)? {
        tx.batch_execute(step).await?;
    }
    tx.execute("UPDATE apono_access_schema SET steps = $1", &[&i32::try_from(STEPS.len()).unwrap_or(i32::MAX)]).await?;
    Ok(tx.commit().await?)
}
