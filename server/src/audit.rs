//! Who did what: one line each under the target `audit`, for whoever has to answer that later.
//!
//! A line holds ids only: of the person at Apono, of the Microsoft account, of the sign-in (the beginning of a hash), of what was
//! decided about, and of the call. Never a name, a mail address, words that people have typed, a token or a secret.

use crate::http::request_id;

/// For whom something was done.
#[derive(Clone, Debug, Default)]
pub(crate) struct Who {
    /// Apono's id of the person; nothing where Apono knows no person for the sign-in.
    pub(crate) person: Option<String>,
    /// Tenant and object id of the Microsoft account that acts.
    pub(crate) account: Option<(String, String)>,
    /// Tells sign-ins of one person apart.
    pub(crate) session: Option<String>,
}

impl Who {
    pub(crate) fn account(tid: &str, oid: &str) -> Self {
        Self { account: Some((tid.to_owned(), oid.to_owned())), ..Self::default() }
    }
}

/// Writes the line. `on` is the id of what it was done to, `result` one word or the status of the answer.
pub(crate) fn line(what: &'static str, who: &Who, on: Option<&str>, result: &str) {
    let id = request_id::current();
    write(what, who, on, result, id.to_str().unwrap_or_default());
}

fn write(what: &'static str, who: &Who, on: Option<&str>, result: &str, id: &str) {
    let (tid, oid) = who.account.as_ref().map(|(tid, oid)| (tid.as_str(), oid.as_str())).unzip();
    let (person, session) = (who.person.as_deref(), who.session.as_deref());
    tracing::info!(target: "audit", what, person, tid, oid, session, on, result, id);
}

/// The line of something that is under way. It is written in any case: where nobody says how it ended, as unknown.
#[derive(Debug)]
pub(crate) struct Pending {
    pub(crate) what: &'static str,
    pub(crate) who: Who,
    pub(crate) on: String,
    id: String,
    result: Option<String>,
}

impl Pending {
    pub(crate) fn new(what: &'static str, who: Who, on: String) -> Self {
        let id = request_id::current().to_str().unwrap_or_default().to_owned();
        Self { what, who, on, id, result: None }
    }

    pub(crate) fn ended(mut self, status: u16) {
        self.result = Some(status.to_string());
    }
}

impl Drop for Pending {
    fn drop(&mut self) {
        write(self.what, &self.who, Some(&self.on), self.result.as_deref().unwrap_or("unknown"), &self.id);
    }
}
