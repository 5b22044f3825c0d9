//! What all replicas of a server share: sign-ins under way, sessions with their tokens, links and one-time codes, and the
//! notifications that are on their way ([`outbox`]). Embedded SQLite for one process, PostgreSQL for any number (decision 0016).
//! The demo's own data lie elsewhere.
//!
//! Whatever opens a door is kept as a hash, and tokens come here sealed. Times are epoch seconds of the caller's clock.

pub mod outbox;
mod postgres;
mod sqlite;
mod turns;

use std::path::Path;
use std::pin::Pin;
use std::sync::Arc;

use async_trait::async_trait;

use self::outbox::Outbox;
pub(crate) use self::postgres::Address;
pub use self::postgres::Postgres;
pub use self::sqlite::Sqlite;
use crate::config::Hidden;
use crate::error::ApiError;

/// What is kept of a secret (`secret::hash`).
pub type Hash = [u8; 32];

/// Fails when the database does not answer or refuses; the cause is in the log by then.
pub type Outcome<T> = Result<T, ApiError>;

/// A session lives this long after its last use. Seconds, as all below.
pub const LIFE: f64 = 8.0 * 3600.0;
/// An attempt to sign in lives this long.
pub const ATTEMPT_LIFE: f64 = 600.0;
/// A popup has to be opened within this time.
const START_LIFE: f64 = 600.0;
/// A person who has signed in answers within this time whether the account may act for them.
pub const ASK_LIFE: f64 = 600.0;
/// A code of a link lives this long.
pub const CODE_LIFE: f64 = 60.0;
/// A session's end is moved at most this often.
const TOUCH_EVERY: f64 = 60.0;

/// An account of Entra. Mail addresses and names change hands; these two ids never do.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Account {
    /// The tenant's id, `tid` of the token.
    pub tid: String,
    /// The object's id in the tenant, `oid` of the token.
    pub oid: String,
}

/// An account as people call it, for the one question that is asked about it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Named {
    /// The account itself.
    pub account: Account,
    /// Its mail address, or the name of its owner; empty where the token has neither.
    pub name: String,
}

/// A sign-in under way.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Attempt {
    /// PKCE: its hash went to the sign-in service, and only who has it gets the tokens.
    pub verifier: String,
    /// The address inside the tab that the browser goes to afterwards.
    pub come_back_to: String,
    /// It is done in a window of its own, which closes afterwards.
    pub popup: bool,
    /// The account of Entra that is to act by this sign-in, instead of this browser.
    pub account: Option<Named>,
}

/// The tokens of a session; here as they are stored.
#[derive(Clone, PartialEq)]
pub struct Tokens {
    /// Stands for the person in calls.
    pub access: String,
    /// Is changed for new tokens, once.
    pub refresh: String,
    /// When the access token ends.
    pub expires_at: f64,
    /// When the tokens were handed out: those of just now that the service does not take are dead.
    pub renewed_at: f64,
}

/// What is kept for a person.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Kept {
    /// How many sessions of browsers there are.
    pub browsers: usize,
    /// Those that are linked.
    pub accounts: Vec<Account>,
    /// The kinds of notifications that they have muted.
    pub muted: Vec<String>,
}

impl Kept {
    /// For each session the account that is linked to it, if any.
    fn of(sessions: Vec<Option<Account>>, muted: Vec<String>) -> Self {
        let all = sessions.len();
        let accounts: Vec<_> = sessions.into_iter().flatten().collect();
        Self { browsers: all - accounts.len(), accounts, muted }
    }
}

/// What becomes of a session in its turn.
pub enum Step {
    /// It stays as it is.
    Stay,
    /// It goes on with these.
    Renew(Tokens),
    /// It is over.
    End,
}

/// Is asked what to do with a session, knowing its tokens as they are in its turn. May take long: it asks the sign-in service.
pub type Decide = Box<dyn FnOnce(Tokens) -> Pin<Box<dyn Future<Output = Outcome<Step>> + Send>> + Send>;

/// Makes of a session's tokens (access, refresh) what is to stand in their place; `None` when they cannot be opened here.
pub type Reseal = Arc<dyn Fn(&Hash, (&str, &str)) -> Outcome<Option<(String, String)>> + Send + Sync>;

/// Where it is kept. Each call is done whole or not at all, and once it returns it outlives the end of the process.
#[async_trait]
pub trait Store: Outbox {
    /// Keeps an attempt for [`ATTEMPT_LIFE`] under the hash of its state.
    async fn keep_attempt(&self, state: &Hash, attempt: Attempt, now: f64) -> Outcome<()>;

    /// Takes an attempt away: it can be finished once, wherever it began.
    async fn take_attempt(&self, state: &Hash, now: f64) -> Outcome<Option<Attempt>>;

    /// Begins the session of a browser, and ends the one that it had before. `person` is Apono's id of theirs, where known.
    async fn begin_session(
        &self,
        session: &Hash,
        tokens: Tokens,
        person: Option<String>,
        before: Option<Hash>,
        now: f64,
    ) -> Outcome<()>;

    /// The tokens of a session that has not ended. This is a use of it, so its end moves; that is written at most once a
    /// minute, so that calls do not wait for each other.
    async fn session(&self, session: &Hash, now: f64) -> Outcome<Option<Tokens>>;

    /// Waits until nobody else, in any replica, decides about this session; then decides, and keeps what was decided before
    /// the next one's turn. Gives the tokens as they are then; `None` when the session has ended.
    ///
    /// Who ends in the middle of a turn loses it, and the next one finds the tokens of before.
    async fn in_turn(&self, session: &Hash, now: f64, decide: Decide) -> Outcome<Option<Tokens>>;

    /// Ends a session, and with it a link; one that is not there has ended already.
    async fn end_session(&self, session: &Hash) -> Outcome<()>;

    /// Apono's id of whose session it is, where known.
    async fn person_of(&self, session: &Hash) -> Outcome<Option<String>>;

    /// What is kept for the person of this session; of one whose person is not known only itself. What waits for the person's
    /// yes does not count.
    async fn kept_for_person_of(&self, session: &Hash, now: f64) -> Outcome<Kept>;

    /// Deletes all that is kept for the person of this session, with what their linked accounts have begun; says what it was.
    async fn forget_person_of(&self, session: &Hash, now: f64) -> Outcome<Kept>;

    /// How many sessions last, links among them, and how many are links.
    async fn count(&self, now: f64) -> Outcome<(i64, i64)>;

    /// Ends all sessions and links. For tests.
    async fn end_all(&self) -> Outcome<()>;

    /// Puts all tokens under the key of now; gives the number of sessions that could not be opened. Those stay as they are:
    /// another replica may have their key.
    async fn seal_again(&self, reseal: Reseal) -> Outcome<usize>;

    /// Keeps for which account a popup was asked for; `id` is that of its first page.
    async fn keep_start(&self, id: &Hash, named: Named, now: f64) -> Outcome<()>;

    /// Takes a start away: its popup opens once.
    async fn take_start(&self, id: &Hash, now: f64) -> Outcome<Option<Named>>;

    /// Keeps a session that no cookie opens while its person is asked whether the account may act by it. It ends soon
    /// unless the link is finished.
    async fn ask(
        &self,
        question: &Hash,
        named: Named,
        session: &Hash,
        tokens: Tokens,
        person: Option<String>,
        now: f64,
    ) -> Outcome<()>;

    /// What the account is called about which a person is asked.
    async fn asked_about(&self, question: &Hash, now: f64) -> Outcome<Option<String>>;

    /// The person has said yes: from now on the code counts, for a short time. False when nothing was asked, or too long ago.
    async fn say_yes(&self, question: &Hash, code: &Hash, now: f64) -> Outcome<bool>;

    /// The person has said no: what they signed in for ends.
    async fn say_no(&self, question: &Hash) -> Outcome<()>;

    /// Makes the session of a code that of the account, in the place of the one it had; false when the code is unknown, has
    /// ended or was begun by another account. Whatever comes of it, the code is used up.
    async fn finish_link(&self, code: &Hash, account: &Account, now: f64) -> Outcome<bool>;

    /// The session by which an account acts.
    async fn linked_session(&self, account: &Account) -> Outcome<Option<Hash>>;

    /// Ends a link with its session; false when there was none.
    async fn unlink(&self, account: &Account) -> Outcome<bool>;
}

/// Opens PostgreSQL where an address is given, else the file; brings the schema up to date.
///
/// # Errors
/// Why that cannot be done, in words without the password.
pub async fn open(database: Option<&Hidden>, file: &Path) -> Result<Arc<dyn Store>, String> {
    Ok(match database {
        Some(address) => Arc::new(Postgres::open(address).await?),
        None => Arc::new(Sqlite::open(file).map_err(|error| error.to_string())?),
    })
}
