//! What sending notifications needs to know across replicas: whom to look after, what was seen of their requests, what waits to
//! be sent, and what they do not want to hear of.
//!
//! Looking and sending go by leases: who holds one alone may write what comes of it, and who has lost it writes nothing.

use async_trait::async_trait;

use super::{Account, Hash, Outcome};

/// Whose turn it is: a random value for each turn.
pub type Lease = [u8; 16];

/// What was last seen of a request.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Mark {
    /// Apono's id of the request.
    pub request: String,
    /// It waits for the person's decision; else it is one of theirs.
    pub is_task: bool,
    /// As the service spells it; empty for a task.
    pub status: String,
}

/// A linked account whose person is due to be looked after.
#[derive(Clone, Debug, PartialEq)]
pub struct Watch {
    /// The account that is linked.
    pub account: Account,
    /// Hash of the session of the link, whose token asks Apono.
    pub session: Hash,
    /// All that was last seen of the person's requests and tasks.
    pub marks: Vec<Mark>,
    /// Requests made before this are known, though there may be no mark of them: epoch seconds of the service. `None` before
    /// the first look.
    pub since: Option<f64>,
    /// How many looks in a row have failed.
    pub failures: u32,
}

/// What came of a look.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Seen {
    /// Marks that are new or have another status.
    pub changed: Vec<Mark>,
    /// Marks that nothing needs any more.
    pub gone: Vec<Mark>,
    /// What the person is to be told; each becomes a letter.
    pub news: Vec<News>,
    /// [`Watch::since`] for the next look.
    pub since: f64,
}

/// Something a person is to be told.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct News {
    /// A word of `notify::Kind`.
    pub kind: String,
    /// Apono's id of the request.
    pub request: String,
    /// The status in words; for a task the name of who asks.
    pub about: String,
    /// What the request is for.
    pub what: String,
}

/// A piece of news on its way.
#[derive(Clone, Debug, PartialEq)]
pub struct Letter {
    /// Number of the letter in this store.
    pub id: i64,
    /// The account that it goes to.
    pub account: Account,
    /// Apono's id of whose it is.
    pub person: String,
    /// What it tells.
    pub news: News,
    /// The person does not want to hear of this kind.
    pub is_muted: bool,
    /// When the change was seen. Epoch seconds.
    pub seen_at: f64,
    /// How often it was tried before.
    pub attempts: u32,
}

/// Each call is done whole or not at all.
#[async_trait]
pub trait Outbox: Send + Sync {
    /// Looks after all linked accounts of which the person is known, those that are new from `now` to `within` seconds later.
    async fn enrol(&self, now: f64, within: f64) -> Outcome<()>;

    /// The account that has been due for longest, and of which nobody else has the turn; it is ours until `until`.
    async fn next_watch(&self, now: f64, lease: &Lease, until: f64) -> Outcome<Option<Watch>>;

    /// Keeps what came of a look and the news of it together, and ends the turn. False when the turn was lost: then nothing
    /// is kept.
    async fn seen(&self, account: &Account, lease: &Lease, seen: Seen, now: f64, next_at: f64) -> Outcome<bool>;

    /// Ends the turn of a look that has failed.
    async fn not_seen(&self, account: &Account, lease: &Lease, next_at: f64) -> Outcome<()>;

    /// The letter that has been due for longest and that nobody else sends; of those about one request of one account only
    /// the oldest. It is ours until `until`.
    async fn next_letter(&self, now: f64, lease: &Lease, until: f64) -> Outcome<Option<Letter>>;

    /// The letter needs nothing more: it was sent, or it never will be.
    async fn settled(&self, letter: i64, lease: &Lease) -> Outcome<()>;

    /// The letter is to be tried again then. With `all_of_tenant` no other letter of its tenant is tried before either.
    async fn postponed(&self, letter: &Letter, lease: &Lease, to: f64, all_of_tenant: bool) -> Outcome<()>;

    /// Nothing can be sent to this account before then: what waits for it is dropped, and it begins anew afterwards.
    async fn blocked(&self, account: &Account, until: f64) -> Outcome<()>;

    /// How many letters wait.
    async fn waiting(&self) -> Outcome<i64>;

    /// The kinds that the person of this session does not want to hear of; `None` where it is not known who they are.
    async fn muted(&self, session: &Hash) -> Outcome<Option<Vec<String>>>;

    /// Puts these in the place of the kinds that the person of this session does not want to hear of. False where it is not
    /// known who they are.
    async fn mute(&self, session: &Hash, kinds: &[String]) -> Outcome<bool>;
}
