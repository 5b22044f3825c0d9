//! SQLite without blocking the async threads: one connection that writes, a few that read.

use std::path::Path;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use rusqlite::{Connection, Transaction, TransactionBehavior, ffi};
use rusqlite_migration::Migrations;
use tokio::sync::Semaphore;
use tokio::task::{JoinError, spawn_blocking};

/// More readers than cores only wait for each other; two more let quick reads pass slow ones.
const READERS: usize = 4;
const BUSY_TIMEOUT: Duration = Duration::from_secs(10);
const STATEMENTS: usize = 128;
/// Page cache of one connection, in KiB.
const CACHE_KIB: i64 = 8 * 1024;

/// An open database. Clones share its connections.
#[derive(Clone, Debug)]
pub struct Db {
    writer: Arc<tokio::sync::Mutex<Connection>>,
    readers: Arc<Readers>,
    permits: Arc<Semaphore>,
}

/// Why a database could not be opened.
#[derive(Debug)]
pub enum OpenError {
    /// SQLite refuses the file: it is no database, is locked, or cannot be written.
    Sqlite(rusqlite::Error),
    /// The file is newer than this program, damaged, or a migration does not fit it.
    Migration(rusqlite_migration::Error),
}

#[derive(Debug)]
struct Readers(Mutex<Vec<Connection>>);

/// A reader that goes back when its task ends, also by a panic.
struct Lent {
    connection: Option<Connection>,
    home: Arc<Readers>,
}

impl Db {
    /// Opens or creates the file at `path` and brings its schema up to date.
    ///
    /// # Errors
    /// The file cannot be opened or written, or its schema cannot be brought up to date.
    pub fn open(path: &Path, migrations: &Migrations<'_>) -> Result<Self, OpenError> {
        let mut writer = connect(path)?;
        // With FULL an acknowledged write also survives a loss of power, at the price of one sync of the disk per write;
        // a demo writes rarely.
        writer.execute_batch("PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL;")?;
        migrations.to_latest(&mut writer).map_err(OpenError::Migration)?;
        let readers = (0..READERS)
            .map(|_| {
                let reader = connect(path)?;
                reader.pragma_update(None, "query_only", true)?;
                Ok(reader)
            })
            .collect::<rusqlite::Result<Vec<_>>>()?;
        Ok(Self {
            writer: Arc::new(tokio::sync::Mutex::new(writer)),
            readers: Arc::new(Readers(Mutex::new(readers))),
            permits: Arc::new(Semaphore::new(READERS)),
        })
    }

    /// Runs `work` on a reading connection, off the async threads. It sees one state of the database.
    ///
    /// # Errors
    /// What `work` returns, or SQLite's refusal to read. A panic in `work` goes on in the caller.
    pub async fn read<T, E, F>(&self, work: F) -> Result<T, E>
    where
        F: FnOnce(&Connection) -> Result<T, E> + Send + 'static,
        T: Send + 'static,
        E: From<rusqlite::Error> + Send + 'static,
    {
        let Ok(permit) = Arc::clone(&self.permits).acquire_owned().await else { return Err(stopping().into()) };
        let home = Arc::clone(&self.readers);
        let task = spawn_blocking(move || {
            let mut lent = home.lend().ok_or_else(stopping)?;
            let outcome = match lent.connection.as_mut() {
                Some(connection) => {
                    let snapshot = connection.transaction()?;
                    work(&snapshot)
                }
                None => Err(stopping().into()),
            };
            drop(lent);
            drop(permit);
            outcome
        });
        settle(task.await)
    }

    /// Runs `work` in a transaction that is kept only if `work` succeeds, off the async threads. Writes happen one after
    /// the other; once this returns `Ok` the change is on the disk.
    ///
    /// # Errors
    /// What `work` returns, or SQLite's refusal to begin or to commit. A panic in `work` goes on in the caller, and the
    /// transaction is undone.
    pub async fn write<T, E, F>(&self, work: F) -> Result<T, E>
    where
        F: FnOnce(&Transaction<'_>) -> Result<T, E> + Send + 'static,
        T: Send + 'static,
        E: From<rusqlite::Error> + Send + 'static,
    {
        let mut writer = Arc::clone(&self.writer).lock_owned().await;
        let task = spawn_blocking(move || {
            let transaction = writer.transaction_with_behavior(TransactionBehavior::Immediate)?;
            let value = work(&transaction)?;
            transaction.commit()?;
            Ok(value)
        });
        settle(task.await)
    }

    /// Folds the log into the file and empties it: what was written over is then nowhere on the disk any more, as far as
    /// SQLite decides that.
    ///
    /// # Errors
    /// The file cannot be written.
    pub async fn fold(&self) -> rusqlite::Result<()> {
        let writer = Arc::clone(&self.writer).lock_owned().await;
        settle(spawn_blocking(move || writer.query_row("PRAGMA wal_checkpoint(TRUNCATE)", [], |_| Ok(()))).await)
    }
}

fn connect(path: &Path) -> rusqlite::Result<Connection> {
    let connection = Connection::open(path)?;
    connection.busy_timeout(BUSY_TIMEOUT)?;
    connection.set_prepared_statement_cache_capacity(STATEMENTS);
    connection.pragma_update(None, "foreign_keys", true)?;
    connection.pragma_update(None, "cache_size", -CACHE_KIB)?;
    Ok(connection)
}

/// What a call finds when the program is about to end.
fn stopping() -> rusqlite::Error {
    rusqlite::Error::SqliteFailure(ffi::Error::new(ffi::SQLITE_INTERRUPT), Some("the server is stopping".to_owned()))
}

fn settle<T, E: From<rusqlite::Error>>(task: Result<Result<T, E>, JoinError>) -> Result<T, E> {
    match task.map_err(JoinError::try_into_panic) {
        Ok(outcome) => outcome,
        Err(Ok(panic)) => std::panic::resume_unwind(panic),
        Err(Err(_)) => Err(stopping().into()),
    }
}

impl Readers {
    fn lend(self: &Arc<Self>) -> Option<Lent> {
        let connection = self.0.lock().unwrap_or_else(PoisonError::into_inner).pop()?;
        Some(Lent { connection: Some(connection), home: Arc::clone(self) })
    }
}

impl Drop for Lent {
    fn drop(&mut self) {
        self.home.0.lock().unwrap_or_else(PoisonError::into_inner).extend(self.connection.take());
    }
}

impl From<rusqlite::Error> for OpenError {
    fn from(error: rusqlite::Error) -> Self {
        Self::Sqlite(error)
    }
}

impl std::fmt::Display for OpenError {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Sqlite(error) => write!(formatter, "the database cannot be opened: {error}"),
            Self::Migration(error) => {
                write!(formatter, "the database does not fit this version of the program: {error}")
            }
        }
    }
}

impl std::error::Error for OpenError {}

#[cfg(test)]
mod tests {
    use rusqlite_migration::{M, Migrations};

    use super::Db;

    fn open(folder: &tempfile::TempDir) -> Db {
        let migrations = Migrations::new(vec![M::up("CREATE TABLE notes (text TEXT NOT NULL) STRICT;")]);
        Db::open(&folder.path().join("db.sqlite"), &migrations).unwrap()
    }

    async fn notes(db: &Db) -> i64 {
        db.read::<_, rusqlite::Error, _>(|c| c.query_row("SELECT count(*) FROM notes", [], |row| row.get(0)))
            .await
            .unwrap()
    }

    #[tokio::test]
    async fn what_was_written_is_read_also_after_opening_again() {
        let folder = tempfile::tempdir().unwrap();
        {
            let db = open(&folder);
            db.write::<_, rusqlite::Error, _>(|tx| tx.execute("INSERT INTO notes VALUES ('a')", [])).await.unwrap();
            assert_eq!(notes(&db).await, 1);
        }
        assert_eq!(notes(&open(&folder)).await, 1);
    }

    #[tokio::test]
    async fn a_failed_or_panicking_write_leaves_nothing_and_the_next_one_works() {
        let folder = tempfile::tempdir().unwrap();
        let db = open(&folder);
        let failed = db
            .write::<(), rusqlite::Error, _>(|tx| {
                tx.execute("INSERT INTO notes VALUES ('a')", [])?;
                Err(rusqlite::Error::QueryReturnedNoRows)
            })
            .await;
        assert!(failed.is_err());
        let writer = db.clone();
        let panicked = tokio::spawn(async move {
            writer
                .write::<(), rusqlite::Error, _>(|tx| {
                    tx.execute("INSERT INTO notes VALUES ('b')", [])?;
                    panic!("on purpose")
                })
                .await
        });
        assert!(panicked.await.is_err());
        assert_eq!(notes(&db).await, 0);
        db.write::<_, rusqlite::Error, _>(|tx| tx.execute("INSERT INTO notes VALUES ('c')", [])).await.unwrap();
        assert_eq!(notes(&db).await, 1);
    }

    #[tokio::test]
    async fn readers_come_back_after_panics_and_cannot_write() {
        let folder = tempfile::tempdir().unwrap();
        let db = open(&folder);
        for _ in 0..20 {
            let reader = db.clone();
            let panicked =
                tokio::spawn(async move { reader.read::<(), rusqlite::Error, _>(|_| panic!("on purpose")).await });
            assert!(panicked.await.is_err());
        }
        let refused = db.read::<_, rusqlite::Error, _>(|c| c.execute("INSERT INTO notes VALUES ('x')", [])).await;
        assert!(refused.is_err());
        assert_eq!(notes(&db).await, 0);
    }
}
