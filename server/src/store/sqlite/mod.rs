//! One file, one process.

mod links;
mod outbox;
mod people;
mod sessions;

use std::path::Path;

use async_trait::async_trait;
use rusqlite::Transaction;
use rusqlite_migration::{M, Migrations};

use super::turns::Turns;
use super::{
    ASK_LIFE, Account, Attempt, CODE_LIFE, Decide, Hash, Kept, LIFE, Named, Outcome, Reseal, Step, Store, Tokens,
};
use crate::db::{Db, OpenError};
use crate::error::ApiError;

/// Sign-ins in one file, for one process.
pub struct Sqlite {
    db: Db,
    turns: Turns,
}

fn migrations() -> Migrations<'static> {
    Migrations::new(vec![
        M::up(sessions::MIGRATION),
        M::up(links::MIGRATION),
        M::up(sessions::RENEWED_AT),
        M::up(links::NAMES),
        M::up(people::MIGRATION),
        M::up(outbox::MIGRATION),
        M::up(sessions::ENDS),
    ])
}

impl Sqlite {
    /// # Errors
    /// As of [`Db::open`].
    pub fn open(file: &Path) -> Result<Self, OpenError> {
        Ok(Self { db: Db::open(file, &migrations())?, turns: Turns::default() })
    }

    async fn write<T: Send + 'static>(
        &self,
        work: impl FnOnce(&Transaction<'_>) -> rusqlite::Result<T> + Send + 'static,
    ) -> Outcome<T> {
        self.db.write(move |tx| Ok(work(tx)?)).await
    }
}

#[async_trait]
impl Store for Sqlite {
    async fn keep_attempt(&self, state: &Hash, attempt: Attempt, now: f64) -> Outcome<()> {
        let state = *state;
        self.write(move |tx| sessions::keep_attempt(tx, &state, &attempt, now)).await
    }

    async fn take_attempt(&self, state: &Hash, now: f64) -> Outcome<Option<Attempt>> {
        let state = *state;
        self.write(move |tx| sessions::take_attempt(tx, &state, now)).await
    }

    async fn begin_session(
        &self,
        session: &Hash,
        tokens: Tokens,
        person: Option<String>,
        before: Option<Hash>,
        now: f64,
    ) -> Outcome<()> {
        let session = *session;
        let begin = move |tx: &Transaction<'_>| {
            before.map_or(Ok(()), |before| sessions::forget(tx, &before))?;
            sessions::keep(tx, &session, &tokens, now, LIFE)?;
            people::keep(tx, &session, person.as_deref())
        };
        self.write(begin).await
    }

    async fn session(&self, session: &Hash, now: f64) -> Outcome<Option<Tokens>> {
        let session = *session;
        let found = self.db.read::<_, ApiError, _>(move |c| Ok(sessions::find(c, &session, now)?)).await?;
        if matches!(found, Some((_, true))) {
            self.write(move |tx| sessions::touch(tx, &session, now)).await?;
        }
        Ok(found.map(|(tokens, _)| tokens))
    }

    async fn in_turn(&self, session: &Hash, now: f64, decide: Decide) -> Outcome<Option<Tokens>> {
        let _turn = self.turns.wait(session).await;
        let Some(kept) = self.session(session, now).await? else { return Ok(None) };
        let session = *session;
        match decide(kept.clone()).await? {
            Step::Stay => Ok(Some(kept)),
            Step::Renew(tokens) => {
                let new = tokens.clone();
                let there = self.write(move |tx| sessions::renew(tx, &session, &new)).await?;
                Ok(there.then_some(tokens))
            }
            Step::End => self.end_session(&session).await.map(|()| None),
        }
    }

    async fn end_session(&self, session: &Hash) -> Outcome<()> {
        let session = *session;
        self.write(move |tx| sessions::forget(tx, &session)).await
    }

    async fn person_of(&self, session: &Hash) -> Outcome<Option<String>> {
        let session = *session;
        self.db.read(move |c| Ok(people::of(c, &session)?)).await
    }

    async fn kept_for_person_of(&self, session: &Hash, now: f64) -> Outcome<Kept> {
        let session = *session;
        self.db.read(move |c| Ok(people::kept(c, &session, now)?)).await
    }

    async fn forget_person_of(&self, session: &Hash, now: f64) -> Outcome<Kept> {
        let session = *session;
        self.write(move |tx| people::forget(tx, &session, now)).await
    }

    async fn count(&self, now: f64) -> Outcome<(i64, i64)> {
        self.db.read(move |c| Ok(sessions::count(c, now)?)).await
    }

    async fn end_all(&self) -> Outcome<()> {
        self.write(|tx| sessions::forget_all(tx)).await
    }

    async fn seal_again(&self, reseal: Reseal) -> Outcome<usize> {
        let change = move |tx: &Transaction<'_>| {
            // What is written over is gone from the file too, also later.
            tx.pragma_update(None, "secure_delete", true)?;
            sessions::change_all(tx, &reseal)
        };
        let (changed, closed) = self.db.write(change).await?;
        if changed > 0 {
            self.db.fold().await?;
        }
        Ok(closed)
    }

    async fn keep_start(&self, id: &Hash, named: Named, now: f64) -> Outcome<()> {
        let id = *id;
        self.write(move |tx| links::keep_start(tx, &id, &named, now)).await
    }

    async fn take_start(&self, id: &Hash, now: f64) -> Outcome<Option<Named>> {
        let id = *id;
        self.write(move |tx| links::take_start(tx, &id, now)).await
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
        let (question, session) = (*question, *session);
        let ask = move |tx: &Transaction<'_>| {
            sessions::keep(tx, &session, &tokens, now, ASK_LIFE + CODE_LIFE)?;
            people::keep(tx, &session, person.as_deref())?;
            links::keep_question(tx, &question, &named, &session, now)
        };
        self.write(ask).await
    }

    async fn asked_about(&self, question: &Hash, now: f64) -> Outcome<Option<String>> {
        let question = *question;
        self.db.read(move |c| Ok(links::asked_about(c, &question, now)?)).await
    }

    async fn say_yes(&self, question: &Hash, code: &Hash, now: f64) -> Outcome<bool> {
        let (question, code) = (*question, *code);
        self.write(move |tx| links::say_yes(tx, &question, &code, now)).await
    }

    async fn say_no(&self, question: &Hash) -> Outcome<()> {
        let question = *question;
        self.write(move |tx| links::say_no(tx, &question)).await
    }

    async fn finish_link(&self, code: &Hash, account: &Account, now: f64) -> Outcome<bool> {
        let (code, account) = (*code, account.clone());
        self.write(move |tx| links::finish(tx, &code, &account, now)).await
    }

    async fn linked_session(&self, account: &Account) -> Outcome<Option<Hash>> {
        let account = account.clone();
        self.db.read(move |c| Ok(links::session_of(c, &account)?)).await
    }

    async fn unlink(&self, account: &Account) -> Outcome<bool> {
        let account = account.clone();
        self.write(move |tx| links::end(tx, &account)).await
    }
}

#[cfg(test)]
mod tests {
    #[test]
    fn the_migrations_fit_together() {
        super::migrations().validate().unwrap();
    }
}
