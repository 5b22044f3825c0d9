//! One database, any number of replicas.

mod address;
mod outbox;
mod schema;

use std::error::Error as _;
use std::fmt;
use std::time::Duration;

use async_trait::async_trait;
use axum::http::StatusCode;
use deadpool_postgres::{Client, GenericClient, Pool, PoolError};
use tokio::sync::Semaphore;
use tokio_postgres::Row;
use tokio_postgres::error::SqlState;
use tokio_postgres::types::ToSql;

pub(crate) use self::address::Address;
use super::turns::Turns;
use super::{
    ASK_LIFE, ATTEMPT_LIFE, Account, Attempt, CODE_LIFE, Decide, Hash, Kept, LIFE, Named, Outcome, Reseal, START_LIFE,
    Step, Store, TOUCH_EVERY, Tokens,
};
use crate::config::Hidden;
use crate::error::ApiError;
use crate::secret;

/// Connections of one replica. PostgreSQL has 100 for all, unless it is told otherwise.
const CONNECTIONS: usize = 16;
/// So many of them may wait for the sign-in service, so that a slow one leaves some for all other calls.
const IN_TURN: usize = 8;
/// New tokens that could not be written are tried again after each of these: the service has forgotten the old ones.
const WRITE_AGAIN: [Duration; 4] =
    [Duration::from_millis(100), Duration::from_millis(500), Duration::from_secs(2), Duration::from_secs(5)];
/// So many sessions are sealed anew at a time.
const PAGE: i64 = 500;

/// Sign-ins in PostgreSQL, for any number of replicas.
pub struct Postgres {
    pool: Pool,
    turns: Turns,
    in_turn: Semaphore,
}

/// Why something could not be read or written.
#[derive(Debug)]
pub(crate) enum Failure {
    Pool(PoolError),
    Postgres(tokio_postgres::Error),
    /// The schema is of a later release than this program.
    Newer,
}

type Values<'a> = &'a [&'a (dyn ToSql + Sync)];

impl Postgres {
    /// Connects, and brings the schema up to date.
    ///
    /// # Errors
    /// Why that cannot be done, in words without the password.
    pub async fn open(address: &Hidden) -> Result<Self, String> {
        let pool = Address::parse(address)?.pool(CONNECTIONS)?;
        let told = |failure: Failure| failure.to_string();
        let mut client = pool.get().await.map_err(|error| told(error.into()))?;
        schema::update(&mut client).await.map_err(told)?;
        drop(client);
        Ok(Self { pool, turns: Turns::default(), in_turn: Semaphore::new(IN_TURN) })
    }

    /// Whether somebody answers at an address who lets us in.
    ///
    /// # Errors
    /// Why not, in words without the password.
    pub(crate) async fn answers(address: &Hidden) -> Result<(), String> {
        let pool = Address::parse(address)?.pool(1)?;
        pool.get().await.map(drop).map_err(|error| Failure::from(error).to_string())
    }

    async fn client(&self) -> Result<Client, Failure> {
        Ok(self.pool.get().await?)
    }

    /// The fallback of a turn whose connection broke: whoever had the turn since has left another `renewed_at`.
    async fn write_again(&self, session: &Hash, of: f64, tokens: &Tokens) -> Result<bool, Failure> {
        let mut tried = Err(Failure::Pool(PoolError::Closed));
        for wait in WRITE_AGAIN {
            tokio::time::sleep(wait).await;
            tried = match self.client().await {
                Ok(client) => renew(&client, session, of, tokens).await,
                Err(failure) => Err(failure),
            };
            if tried.is_ok() {
                break;
            }
        }
        tried
    }
}

async fn execute(c: &impl GenericClient, sql: &str, values: Values<'_>) -> Result<u64, Failure> {
    let statement = c.prepare_cached(sql).await?;
    Ok(c.execute(&statement, values).await?)
}

async fn row(c: &impl GenericClient, sql: &str, values: Values<'_>) -> Result<Option<Row>, Failure> {
    let statement = c.prepare_cached(sql).await?;
    Ok(c.query_opt(&statement, values).await?)
}

/// Takes rows away that have ended. What another transaction holds is left to it: two that wait for each other would fail.
async fn prune(c: &impl GenericClient, table: &str, column: &str, now: f64) -> Result<(), Failure> {
    let ended = format!("SELECT hash FROM {table} WHERE {column} <= $1 FOR UPDATE SKIP LOCKED");
    execute(c, &format!("DELETE FROM {table} WHERE hash IN ({ended})"), &[&now]).await.map(drop)
}

/// Until the end of its transaction nobody else has this lock. A hash is random, so that two never meet by chance.
async fn lock(c: &impl GenericClient, hash: &Hash) -> Result<(), Failure> {
    let [a, b, c1, d, e, f, g, h, ..] = *hash;
    let key = i64::from_be_bytes([a, b, c1, d, e, f, g, h]);
    execute(c, "SELECT pg_advisory_xact_lock($1)", &[&key]).await.map(drop)
}

/// Of all that finish and end links of one account, one at a time.
async fn lock_account(c: &impl GenericClient, Account { tid, oid }: &Account) -> Result<(), Failure> {
    lock(c, &secret::hash(&format!("account {tid} {oid}"))).await
}

async fn keep(
    c: &impl GenericClient,
    session: &Hash,
    tokens: &Tokens,
    person: Option<String>,
    ends_at: f64,
    now: f64,
) -> Result<(), Failure> {
    prune(c, "sessions", "ends_at", now).await?;
    let Tokens { access, refresh, expires_at, renewed_at } = tokens;
    let sql = "INSERT INTO sessions (hash, access, refresh, expires_at, ends_at, renewed_at)
               VALUES ($1, $2, $3, $4, $5, $6)";
    execute(c, sql, &[&session.as_slice(), access, refresh, expires_at, &ends_at, renewed_at]).await?;
    if let Some(person) = person {
        let sql = "INSERT INTO session_people (session, person) VALUES ($1, $2)";
        execute(c, sql, &[&session.as_slice(), &person]).await?;
    }
    Ok(())
}

async fn kept(c: &impl GenericClient, session: &Hash, now: f64) -> Result<Kept, Failure> {
    let sql = "SELECT links.tid, links.oid FROM sessions LEFT JOIN links ON links.session = sessions.hash
               LEFT JOIN link_codes ON link_codes.session = sessions.hash
               WHERE sessions.ends_at > $2 AND link_codes.session IS NULL AND (sessions.hash = $1 OR sessions.hash IN
                 (SELECT session FROM session_people
                  WHERE person = (SELECT person FROM session_people WHERE session = $1)))";
    let statement = c.prepare_cached(sql).await?;
    let account = |row: &Row| -> Result<Option<Account>, Failure> {
        let (tid, oid): (Option<String>, Option<String>) = (row.try_get(0)?, row.try_get(1)?);
        Ok(tid.zip(oid).map(|(tid, oid)| Account { tid, oid }))
    };
    let rows = c.query(&statement, &[&session.as_slice(), &now]).await?;
    let sessions = rows.iter().map(account).collect::<Result<_, _>>()?;
    Ok(Kept::of(sessions, outbox::muted(c, session).await?))
}

/// The session's tokens, if it has not ended, and whether its end is to be moved for this use.
async fn find(c: &impl GenericClient, session: &Hash, now: f64) -> Result<Option<(Tokens, bool)>, Failure> {
    let sql = "SELECT access, refresh, expires_at, renewed_at, ends_at FROM sessions WHERE hash = $1 AND ends_at > $2";
    let Some(row) = row(c, sql, &[&session.as_slice(), &now]).await? else { return Ok(None) };
    let tokens = Tokens {
        access: row.try_get(0)?,
        refresh: row.try_get(1)?,
        expires_at: row.try_get(2)?,
        renewed_at: row.try_get(3)?,
    };
    let ends_at: f64 = row.try_get(4)?;
    Ok(Some((tokens, now + LIFE - ends_at > TOUCH_EVERY)))
}

/// Puts new tokens in the place of those of so long ago; false when those are not there any more.
async fn renew(c: &impl GenericClient, session: &Hash, of: f64, tokens: &Tokens) -> Result<bool, Failure> {
    let Tokens { access, refresh, expires_at, renewed_at } = tokens;
    let sql = "UPDATE sessions SET access = $2, refresh = $3, expires_at = $4, renewed_at = $5
               WHERE hash = $1 AND renewed_at = $6";
    Ok(execute(c, sql, &[&session.as_slice(), access, refresh, expires_at, renewed_at, &of]).await? == 1)
}

async fn forget(c: &impl GenericClient, session: &Hash) -> Result<(), Failure> {
    execute(c, "DELETE FROM sessions WHERE hash = $1", &[&session.as_slice()]).await.map(drop)
}

async fn session_of(c: &impl GenericClient, Account { tid, oid }: &Account) -> Result<Option<Hash>, Failure> {
    let found = row(c, "SELECT session FROM links WHERE tid = $1 AND oid = $2", &[tid, oid]).await?;
    found.map(|row| hash_of(&row, 0)).transpose()
}

async fn end_link(c: &impl GenericClient, account: &Account) -> Result<bool, Failure> {
    let session = session_of(c, account).await?;
    if let Some(session) = &session {
        forget(c, session).await?;
    }
    Ok(session.is_some())
}

fn hash_of(row: &Row, column: usize) -> Result<Hash, Failure> {
    let bytes: &[u8] = row.try_get(column)?;
    // Shorter ones are never written.
    let mut hash = Hash::default();
    hash.iter_mut().zip(bytes).for_each(|(place, byte)| *place = *byte);
    Ok(hash)
}

#[async_trait]
impl Store for Postgres {
    async fn keep_attempt(&self, state: &Hash, attempt: Attempt, now: f64) -> Outcome<()> {
        let client = self.client().await?;
        prune(&client, "sign_in_attempts", "expires_at", now).await?;
        let Attempt { verifier, come_back_to, popup, account } = attempt;
        let (tid, oid, name) = match account {
            Some(Named { account: Account { tid, oid }, name }) => (Some(tid), Some(oid), Some(name)),
            None => (None, None, None),
        };
        let sql = "INSERT INTO sign_in_attempts (hash, verifier, come_back_to, popup, tid, oid, name, expires_at)
                   VALUES ($1, $2, $3, $4, $5, $6, $7, $8)";
        let ends = now + ATTEMPT_LIFE;
        let values: Values<'_> = &[&state.as_slice(), &verifier, &come_back_to, &popup, &tid, &oid, &name, &ends];
        execute(&client, sql, values).await?;
        Ok(())
    }

    async fn take_attempt(&self, state: &Hash, now: f64) -> Outcome<Option<Attempt>> {
        let sql = "DELETE FROM sign_in_attempts WHERE hash = $1
                   RETURNING verifier, come_back_to, popup, tid, oid, name, expires_at";
        let Some(row) = row(&self.client().await?, sql, &[&state.as_slice()]).await? else { return Ok(None) };
        let read = || -> Result<(Attempt, f64), tokio_postgres::Error> {
            let (tid, oid): (Option<String>, Option<String>) = (row.try_get(3)?, row.try_get(4)?);
            let name: Option<String> = row.try_get(5)?;
            let named = |(tid, oid)| Named { account: Account { tid, oid }, name: name.unwrap_or_default() };
            let account = tid.zip(oid).map(named);
            let (verifier, come_back_to, popup) = (row.try_get(0)?, row.try_get(1)?, row.try_get(2)?);
            Ok((Attempt { verifier, come_back_to, popup, account }, row.try_get(6)?))
        };
        let (attempt, expires_at) = read().map_err(Failure::from)?;
        Ok((expires_at > now).then_some(attempt))
    }

    async fn begin_session(
        &self,
        session: &Hash,
        tokens: Tokens,
        person: Option<String>,
        before: Option<Hash>,
        now: f64,
    ) -> Outcome<()> {
        let mut client = self.client().await?;
        let tx = client.transaction().await.map_err(Failure::from)?;
        if let Some(before) = before {
            forget(&tx, &before).await?;
        }
        keep(&tx, session, &tokens, person, now + LIFE, now).await?;
        Ok(tx.commit().await.map_err(Failure::from)?)
    }

    async fn session(&self, session: &Hash, now: f64) -> Outcome<Option<Tokens>> {
        let client = self.client().await?;
        let found = find(&client, session, now).await?;
        if matches!(found, Some((_, true))) {
            let sql = "UPDATE sessions SET ends_at = greatest(ends_at, $2) WHERE hash = $1 AND ends_at > $3";
            execute(&client, sql, &[&session.as_slice(), &(now + LIFE), &now]).await?;
        }
        Ok(found.map(|(tokens, _)| tokens))
    }

    async fn in_turn(&self, session: &Hash, now: f64, decide: Decide) -> Outcome<Option<Tokens>> {
        // One task of this replica waits in the database, for all of them.
        let _here = self.turns.wait(session).await;
        let _some = self.in_turn.acquire().await.map_err(ApiError::internal)?;
        let mut client = self.client().await?;
        let tx = client.transaction().await.map_err(Failure::from)?;
        // A lock beside the row: signing out does not wait for it. PostgreSQL takes it back when this process ends, and when
        // this machine has not been heard of for so long that no answer of the sign-in service can be waited for any more.
        lock(&tx, session).await?;
        let Some((kept, _)) = find(&tx, session, now).await? else { return Ok(None) };
        match decide(kept.clone()).await? {
            Step::Stay => Ok(Some(kept)),
            Step::End => {
                forget(&tx, session).await?;
                tx.commit().await.map_err(Failure::from)?;
                Ok(None)
            }
            Step::Renew(tokens) => {
                let written = match renew(&tx, session, kept.renewed_at, &tokens).await {
                    Ok(written) => tx.commit().await.map(|()| written).map_err(Failure::from),
                    Err(failure) => Err(failure),
                };
                let written = match written {
                    Ok(written) => written,
                    Err(failure) => {
                        tracing::warn!(%failure, "new tokens could not be written and are tried again");
                        self.write_again(session, kept.renewed_at, &tokens).await?
                    }
                };
                if written {
                    return Ok(Some(tokens));
                }
                // The session has ended meanwhile, or the tokens had been written after all.
                Ok(find(&self.client().await?, session, now).await?.map(|(tokens, _)| tokens))
            }
        }
    }

    async fn end_session(&self, session: &Hash) -> Outcome<()> {
        Ok(forget(&self.client().await?, session).await?)
    }

    async fn person_of(&self, session: &Hash) -> Outcome<Option<String>> {
        let sql = "SELECT person FROM session_people WHERE session = $1";
        let found = row(&self.client().await?, sql, &[&session.as_slice()]).await?;
        Ok(found.map(|row| row.try_get(0)).transpose().map_err(Failure::from)?)
    }

    async fn kept_for_person_of(&self, session: &Hash, now: f64) -> Outcome<Kept> {
        Ok(kept(&self.client().await?, session, now).await?)
    }

    async fn forget_person_of(&self, session: &Hash, now: f64) -> Outcome<Kept> {
        let mut client = self.client().await?;
        let tx = client.transaction().await.map_err(Failure::from)?;
        let gone = kept(&tx, session, now).await?;
        for Account { tid, oid } in &gone.accounts {
            execute(&tx, "DELETE FROM link_starts WHERE tid = $1 AND oid = $2", &[tid, oid]).await?;
            execute(&tx, "DELETE FROM sign_in_attempts WHERE tid = $1 AND oid = $2", &[tid, oid]).await?;
        }
        outbox::forget(&tx, session).await?;
        let sql = "DELETE FROM sessions WHERE hash = $1 OR hash IN
                     (SELECT session FROM session_people
                      WHERE person = (SELECT person FROM session_people WHERE session = $1))";
        execute(&tx, sql, &[&session.as_slice()]).await?;
        tx.commit().await.map_err(Failure::from)?;
        Ok(gone)
    }

    async fn count(&self, now: f64) -> Outcome<(i64, i64)> {
        let sql = "SELECT (SELECT count(*) FROM sessions WHERE ends_at > $1), (SELECT count(*) FROM links)";
        let client = self.client().await?;
        let statement = client.prepare_cached(sql).await.map_err(Failure::from)?;
        let row = client.query_one(&statement, &[&now]).await.map_err(Failure::from)?;
        Ok((row.try_get(0).map_err(Failure::from)?, row.try_get(1).map_err(Failure::from)?))
    }

    async fn end_all(&self) -> Outcome<()> {
        execute(&self.client().await?, "DELETE FROM sessions", &[]).await?;
        Ok(())
    }

    async fn seal_again(&self, reseal: Reseal) -> Outcome<usize> {
        let client = self.client().await?;
        let (mut last, mut closed) = (Vec::new(), 0);
        loop {
            let sql = "SELECT hash, access, refresh FROM sessions WHERE hash > $1 ORDER BY hash LIMIT $2";
            let statement = client.prepare_cached(sql).await.map_err(Failure::from)?;
            let rows = client.query(&statement, &[&last, &PAGE]).await.map_err(Failure::from)?;
            let Some(end) = rows.last() else { return Ok(closed) };
            last = hash_of(end, 0)?.to_vec();
            for row in &rows {
                let hash = hash_of(row, 0)?;
                let text = |column: usize| row.try_get::<_, String>(column).map_err(Failure::from);
                let (access, refresh) = (text(1)?, text(2)?);
                match reseal(&hash, (&access, &refresh))? {
                    None => closed += 1,
                    Some(new) if new == (access.clone(), refresh.clone()) => {}
                    Some((new_access, new_refresh)) => {
                        // Not over tokens that another replica has renewed meanwhile.
                        let sql = "UPDATE sessions SET access = $4, refresh = $5
                                   WHERE hash = $1 AND access = $2 AND refresh = $3";
                        let values: Values<'_> = &[&hash.as_slice(), &access, &refresh, &new_access, &new_refresh];
                        execute(&client, sql, values).await?;
                    }
                }
            }
        }
    }

    async fn keep_start(&self, id: &Hash, named: Named, now: f64) -> Outcome<()> {
        let client = self.client().await?;
        prune(&client, "link_starts", "expires_at", now).await?;
        let Named { account: Account { tid, oid }, name } = named;
        let sql = "INSERT INTO link_starts (hash, tid, oid, name, expires_at) VALUES ($1, $2, $3, $4, $5)";
        execute(&client, sql, &[&id.as_slice(), &tid, &oid, &name, &(now + START_LIFE)]).await?;
        Ok(())
    }

    async fn take_start(&self, id: &Hash, now: f64) -> Outcome<Option<Named>> {
        let sql = "DELETE FROM link_starts WHERE hash = $1 RETURNING tid, oid, name, expires_at";
        let Some(row) = row(&self.client().await?, sql, &[&id.as_slice()]).await? else { return Ok(None) };
        let read = || -> Result<(Named, f64), tokio_postgres::Error> {
            let account = Account { tid: row.try_get(0)?, oid: row.try_get(1)? };
            Ok((Named { account, name: row.try_get(2)? }, row.try_get(3)?))
        };
        let (named, expires_at) = read().map_err(Failure::from)?;
        Ok((expires_at > now).then_some(named))
    }

    async fn ask(
        &self,
        question: &Hash,
        named: Named,
        session: &Hash,
        tokens: Tokens,
        person: Option<String>,
        now: f64,
    ) -> Outcome<()> {
        let mut client = self.client().await?;
        let tx = client.transaction().await.map_err(Failure::from)?;
        keep(&tx, session, &tokens, person, now + ASK_LIFE + CODE_LIFE, now).await?;
        let Named { account: Account { tid, oid }, name } = named;
        let sql = "INSERT INTO link_codes (hash, tid, oid, name, session, expires_at) VALUES ($1, $2, $3, $4, $5, $6)";
        let (ends, session) = (now + ASK_LIFE, session.as_slice());
        execute(&tx, sql, &[&question.as_slice(), &tid, &oid, &name, &session, &ends]).await?;
        Ok(tx.commit().await.map_err(Failure::from)?)
    }

    async fn asked_about(&self, question: &Hash, now: f64) -> Outcome<Option<String>> {
        let sql = "SELECT name FROM link_codes WHERE hash = $1 AND expires_at > $2";
        let found = row(&self.client().await?, sql, &[&question.as_slice(), &now]).await?;
        Ok(found.map(|row| row.try_get(0)).transpose().map_err(Failure::from)?)
    }

    async fn say_yes(&self, question: &Hash, code: &Hash, now: f64) -> Outcome<bool> {
        let sql = "UPDATE link_codes SET hash = $2, expires_at = $3 WHERE hash = $1 AND expires_at > $4";
        let (question, code, ends) = (question.as_slice(), code.as_slice(), now + CODE_LIFE);
        Ok(execute(&self.client().await?, sql, &[&question, &code, &ends, &now]).await? == 1)
    }

    async fn say_no(&self, question: &Hash) -> Outcome<()> {
        let sql = "DELETE FROM sessions WHERE hash IN (SELECT session FROM link_codes WHERE hash = $1)";
        execute(&self.client().await?, sql, &[&question.as_slice()]).await?;
        Ok(())
    }

    async fn finish_link(&self, code: &Hash, account: &Account, now: f64) -> Outcome<bool> {
        let mut client = self.client().await?;
        let tx = client.transaction().await.map_err(Failure::from)?;
        lock_account(&tx, account).await?;
        let sql = "DELETE FROM link_codes WHERE hash = $1 RETURNING tid, oid, session, expires_at";
        let Some(taken) = row(&tx, sql, &[&code.as_slice()]).await? else { return Ok(false) };
        let text = |column: usize| taken.try_get::<_, String>(column).map_err(Failure::from);
        let begun_by = Account { tid: text(0)?, oid: text(1)? };
        let (session, expires_at): (_, f64) = (hash_of(&taken, 2)?, taken.try_get(3).map_err(Failure::from)?);
        let counts = begun_by == *account && expires_at > now;
        if counts {
            end_link(&tx, account).await?;
            let sql = "UPDATE sessions SET ends_at = 'Infinity' WHERE hash = $1";
            execute(&tx, sql, &[&session.as_slice()]).await?;
            let sql = "INSERT INTO links (tid, oid, session) VALUES ($1, $2, $3)";
            execute(&tx, sql, &[&account.tid, &account.oid, &session.as_slice()]).await?;
        } else {
            forget(&tx, &session).await?;
        }
        tx.commit().await.map_err(Failure::from)?;
        Ok(counts)
    }

    async fn linked_session(&self, account: &Account) -> Outcome<Option<Hash>> {
        Ok(session_of(&self.client().await?, account).await?)
    }

    async fn unlink(&self, account: &Account) -> Outcome<bool> {
        let mut client = self.client().await?;
        let tx = client.transaction().await.map_err(Failure::from)?;
        lock_account(&tx, account).await?;
        let was_there = end_link(&tx, account).await?;
        tx.commit().await.map_err(Failure::from)?;
        Ok(was_there)
    }
}

impl From<PoolError> for Failure {
    fn from(error: PoolError) -> Self {
        Self::Pool(error)
    }
}

impl From<tokio_postgres::Error> for Failure {
    fn from(error: tokio_postgres::Error) -> Self {
        Self::Postgres(error)
    }
}

impl Failure {
    /// What PostgreSQL itself has said.
    fn state(&self) -> Option<&SqlState> {
        match self {
            Self::Postgres(error) | Self::Pool(PoolError::Backend(error)) => error.code(),
            _ => None,
        }
    }
}

impl fmt::Display for Failure {
    /// Never the detail of an error: it may hold what stands in a row.
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let error = match self {
            Self::Newer => return formatter.write_str("the database is of a later version than this program"),
            Self::Pool(PoolError::Backend(error)) | Self::Postgres(error) => error,
            Self::Pool(PoolError::Timeout(_)) => return formatter.write_str("no connection to PostgreSQL in time"),
            Self::Pool(error) => return write!(formatter, "no connection to PostgreSQL: {error}"),
        };
        if let Some(error) = error.as_db_error() {
            return write!(formatter, "PostgreSQL says: {} ({})", error.message(), error.code().code());
        }
        write!(formatter, "{error}")?;
        let mut cause = error.source();
        while let Some(error) = cause {
            write!(formatter, ": {error}")?;
            cause = error.source();
        }
        Ok(())
    }
}

impl From<Failure> for ApiError {
    /// A mistake of ours is one; else the database is away, overloaded or waits for somebody else, which passes.
    fn from(failure: Failure) -> Self {
        // Connection, one that had to give way to another, resources, a lock, an operator: the classes of PostgreSQL's codes.
        let passes =
            |state: &SqlState| ["08", "40", "53", "55", "57"].iter().any(|class| state.code().starts_with(class));
        if failure.state().is_some_and(|state| !passes(state)) {
            return Self::internal(failure);
        }
        tracing::error!(%failure, "the database of sign-ins does not answer");
        Self::new(StatusCode::SERVICE_UNAVAILABLE, "The server cannot reach its database. Try again shortly.")
    }
}

#[cfg(test)]
mod tests {
    use deadpool_postgres::TimeoutType;

    use super::*;

    #[test]
    fn a_database_that_is_away_is_something_that_passes() {
        for failure in [Failure::Pool(PoolError::Timeout(TimeoutType::Create)), Failure::Pool(PoolError::Closed)] {
            let error = ApiError::from(failure);
            assert_eq!((error.status().as_u16(), error.message().contains("Try again")), (503, true));
        }
    }
}
