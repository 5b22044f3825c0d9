//! What the demo's sign-in service hands out: codes, access tokens, refresh tokens, personal API tokens. Only their
//! hashes are stored.

use rusqlite::{Connection, OptionalExtension, Row, params};

use crate::secret;

/// Tables of tokens and codes.
pub const MIGRATION: &str = "
CREATE TABLE tokens (
    hash       BLOB PRIMARY KEY,
    person_id  TEXT NOT NULL,
    -- Epoch seconds; NULL never ends.
    expires_at REAL,
    -- The sign-in that an access token belongs to; NULL for personal tokens.
    family     TEXT
) STRICT, WITHOUT ROWID;
CREATE INDEX tokens_of_family ON tokens (family);

CREATE TABLE oauth_codes (
    hash         BLOB PRIMARY KEY,
    person_id    TEXT NOT NULL,
    client_id    TEXT NOT NULL,
    redirect_uri TEXT NOT NULL,
    challenge    TEXT NOT NULL,
    expires_at   REAL NOT NULL,
    -- The sign-in that the code led to, once it has been used.
    family       TEXT
) STRICT, WITHOUT ROWID;

CREATE TABLE oauth_refresh_tokens (
    hash      BLOB PRIMARY KEY,
    person_id TEXT NOT NULL,
    client_id TEXT NOT NULL,
    family    TEXT NOT NULL,
    used      INTEGER NOT NULL DEFAULT 0
) STRICT, WITHOUT ROWID;
CREATE INDEX oauth_refresh_tokens_of_family ON oauth_refresh_tokens (family);
";

/// When a refresh token was traded first. Of those from before this column it is not known, so they count as long ago.
pub const USED_AT: &str = "ALTER TABLE oauth_refresh_tokens ADD COLUMN used_at REAL;";

/// An access token lives this long. Seconds.
pub const ACCESS_TOKEN_LIFE: f64 = 600.0;
/// A code lives this long. Seconds.
const CODE_LIFE: f64 = 60.0;
/// A refresh token that was traded is taken once more within this time: the answer may have been lost on its way, or with
/// the process that asked. Services that rotate such tokens do the same. Seconds.
const AGAIN_WITHIN: f64 = 30.0;

/// The id of the person that `bearer` stands for at `now` (epoch seconds); `None` when it is unknown or has ended.
///
/// # Errors
/// The database cannot be read.
pub fn person_for(connection: &Connection, bearer: &str, now: f64) -> rusqlite::Result<Option<String>> {
    connection
        .prepare_cached("SELECT person_id FROM tokens WHERE hash = ?1 AND (expires_at IS NULL OR expires_at > ?2)")?
        .query_row(params![secret::hash(bearer), now], |row| row.get(0))
        .optional()
}

/// Makes `token` stand for a person until `expires_at` (epoch seconds), or for ever.
///
/// # Errors
/// The database cannot be written.
pub fn keep(connection: &Connection, token: &str, person_id: &str, expires_at: Option<f64>) -> rusqlite::Result<()> {
    connection
        .prepare_cached("INSERT OR REPLACE INTO tokens (hash, person_id, expires_at) VALUES (?1, ?2, ?3)")?
        .execute(params![secret::hash(token), person_id, expires_at])
        .map(drop)
}

/// What a code is bound to.
#[derive(Clone, Debug)]
pub struct CodeFor<'a> {
    /// Whom it signs in.
    pub person_id: &'a str,
    /// Who may redeem it.
    pub client_id: &'a str,
    /// Where it was sent; has to be named again.
    pub redirect_uri: &'a str,
    /// PKCE: the hash of the text that redeems it.
    pub challenge: &'a str,
}

/// Keeps a new code.
///
/// # Errors
/// The database cannot be written.
pub fn keep_code(connection: &Connection, code: &str, bound: &CodeFor<'_>, now: f64) -> rusqlite::Result<()> {
    connection
        .prepare_cached(
            "INSERT INTO oauth_codes (hash, person_id, client_id, redirect_uri, challenge, expires_at)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6)",
        )?
        .execute(params![
            secret::hash(code),
            bound.person_id,
            bound.client_id,
            bound.redirect_uri,
            bound.challenge,
            now + CODE_LIFE
        ])
        .map(drop)
}

/// New tokens, made by the caller so that no randomness is needed in a transaction.
#[derive(Clone, Debug)]
pub struct NewTokens {
    /// Lives for [`ACCESS_TOKEN_LIFE`].
    pub access: String,
    /// Can be used once.
    pub refresh: String,
    /// Names the sign-in when it begins with these.
    pub family: String,
}

/// Redeems a code once: keeps `tokens` for its person. `None` when the code is unknown, has ended, was used before
/// (which ends the sign-in that came of it: the code was stolen) or belongs to another client, address or verifier.
///
/// # Errors
/// The database cannot be written.
pub fn redeem_code(
    connection: &Connection,
    code: &str,
    (client_id, redirect_uri, verifier): (&str, &str, &str),
    tokens: &NewTokens,
    now: f64,
) -> rusqlite::Result<Option<()>> {
    type Kept = (String, String, String, String, f64, Option<String>);
    let row = |row: &Row<'_>| Ok((row.get(0)?, row.get(1)?, row.get(2)?, row.get(3)?, row.get(4)?, row.get(5)?));
    let kept: Option<Kept> = connection
        .prepare_cached(
            "SELECT person_id, client_id, redirect_uri, challenge, expires_at, family FROM oauth_codes WHERE hash = ?1",
        )?
        .query_row([secret::hash(code)], row)
        .optional()?;
    let Some((person, client, address, challenge, expires_at, family)) = kept else { return Ok(None) };
    if let Some(family) = family {
        end_family(connection, &family)?;
        return Ok(None);
    }
    let fits = expires_at > now
        && client == client_id
        && address == redirect_uri
        && secret::hash(&challenge) == secret::hash(&secret::challenge(verifier));
    if !fits {
        return Ok(None);
    }
    connection
        .execute("UPDATE oauth_codes SET family = ?2 WHERE hash = ?1", params![secret::hash(code), tokens.family])?;
    keep_family(connection, &person, client_id, &tokens.family, tokens, now)?;
    Ok(Some(()))
}

/// Trades a refresh token for new tokens. `None` when it is unknown or of another client, or was used some time ago, which
/// ends the whole sign-in: somebody else has it.
///
/// # Errors
/// The database cannot be written.
pub fn rotate(
    connection: &Connection,
    refresh: &str,
    client_id: &str,
    tokens: &NewTokens,
    now: f64,
) -> rusqlite::Result<Option<()>> {
    type Kept = (String, String, bool, Option<f64>);
    let row = |row: &Row<'_>| Ok((row.get(0)?, row.get(1)?, row.get(2)?, row.get(3)?));
    let kept: Option<Kept> = connection
        .prepare_cached(
            "SELECT person_id, family, used, used_at FROM oauth_refresh_tokens WHERE hash = ?1 AND client_id = ?2",
        )?
        .query_row(params![secret::hash(refresh), client_id], row)
        .optional()?;
    let Some((person, family, used, used_at)) = kept else { return Ok(None) };
    if used && used_at.is_none_or(|at| now - at >= AGAIN_WITHIN) {
        end_family(connection, &family)?;
        return Ok(None);
    }
    connection.execute(
        "UPDATE oauth_refresh_tokens SET used = 1, used_at = coalesce(used_at, ?2) WHERE hash = ?1",
        params![secret::hash(refresh), now],
    )?;
    keep_family(connection, &person, client_id, &family, tokens, now)?;
    Ok(Some(()))
}

fn keep_family(
    connection: &Connection,
    person: &str,
    client_id: &str,
    family: &str,
    tokens: &NewTokens,
    now: f64,
) -> rusqlite::Result<()> {
    connection.execute("DELETE FROM tokens WHERE expires_at < ?1", [now])?;
    connection.execute(
        "INSERT INTO tokens (hash, person_id, expires_at, family) VALUES (?1, ?2, ?3, ?4)",
        params![secret::hash(&tokens.access), person, now + ACCESS_TOKEN_LIFE, family],
    )?;
    connection.execute(
        "INSERT INTO oauth_refresh_tokens (hash, person_id, client_id, family) VALUES (?1, ?2, ?3, ?4)",
        params![secret::hash(&tokens.refresh), person, client_id, family],
    )?;
    Ok(())
}

fn end_family(connection: &Connection, family: &str) -> rusqlite::Result<()> {
    connection.execute("DELETE FROM tokens WHERE family = ?1", [family])?;
    connection.execute("DELETE FROM oauth_refresh_tokens WHERE family = ?1", [family])?;
    Ok(())
}
