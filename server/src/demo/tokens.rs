//! Bearer tokens of the demo: who a token stands for. Only a token's hash is stored.

use rusqlite::{Connection, OptionalExtension, params};
use sha2::{Digest, Sha256};

pub const MIGRATION: &str = "
CREATE TABLE tokens (
    hash       BLOB PRIMARY KEY,
    person_id  TEXT NOT NULL,
    -- Epoch seconds; NULL never ends.
    expires_at REAL
) STRICT, WITHOUT ROWID;
";

/// The id of the person that `bearer` stands for at `now` (epoch seconds); `None` when it is unknown or has ended.
///
/// # Errors
/// The database cannot be read.
pub fn person_for(connection: &Connection, bearer: &str, now: f64) -> rusqlite::Result<Option<String>> {
    connection
        .prepare_cached("SELECT person_id FROM tokens WHERE hash = ?1 AND (expires_at IS NULL OR expires_at > ?2)")?
        .query_row(params![hash(bearer), now], |row| row.get(0))
        .optional()
}

/// Makes `token` stand for a person until `expires_at` (epoch seconds), or for ever.
///
/// # Errors
/// The database cannot be written.
pub fn keep(connection: &Connection, token: &str, person_id: &str, expires_at: Option<f64>) -> rusqlite::Result<()> {
    connection
        .prepare_cached("INSERT OR REPLACE INTO tokens (hash, person_id, expires_at) VALUES (?1, ?2, ?3)")?
        .execute(params![hash(token), person_id, expires_at])
        .map(drop)
}

fn hash(token: &str) -> [u8; 32] {
    Sha256::digest(token.as_bytes()).into()
}
