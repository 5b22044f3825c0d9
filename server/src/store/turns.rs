//! Turns in one process: of several tasks that want the same session, one at a time.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError, Weak};

use tokio::sync::OwnedMutexGuard;

use super::Hash;

#[derive(Default)]
pub(super) struct Turns(Mutex<HashMap<Hash, Weak<tokio::sync::Mutex<()>>>>);

impl Turns {
    /// Waits for the session's turn, which lasts as long as what this gives. Those of other sessions go on meanwhile.
    pub(super) async fn wait(&self, session: &Hash) -> OwnedMutexGuard<()> {
        self.of(session).lock_owned().await
    }

    fn of(&self, session: &Hash) -> Arc<tokio::sync::Mutex<()>> {
        let mut turns = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(turn) = turns.get(session).and_then(Weak::upgrade) {
            return turn;
        }
        turns.retain(|_, turn| turn.strong_count() > 0);
        let turn = Arc::default();
        turns.insert(*session, Arc::downgrade(&turn));
        turn
    }
}
