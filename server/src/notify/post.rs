//! Sending: one letter at a time, so that whoever is killed leaves at most one behind of which nobody knows whether it arrived.

use std::sync::Arc;
use std::time::Duration;

use tokio::sync::watch as told;

use super::graph::{Answer, SEND_LIMIT};
use super::words::{self, Kind};
use super::{Parts, REST, about, back_off, lease, rest};
use crate::audit;
use crate::error::ApiError;
use crate::store::outbox::Letter;

/// Who sends has this long; then somebody else sends it again. Seconds. Longer than Graph is given twice: a token, and the letter.
const TURN: f64 = 15.0;
const _: () = assert!(SEND_LIMIT.as_secs() < 15, "a letter is not sent again while it may still arrive");
/// News of so long ago is none. Seconds.
const STALE: f64 = 24.0 * 3600.0;
/// An account to which nothing can be sent is left alone for so long. Seconds.
const BLOCKED: f64 = 24.0 * 3600.0;

pub(super) async fn keep_sending(parts: Arc<Parts>, mut stopped: told::Receiver<bool>) {
    while !*stopped.borrow() {
        match parts.send_next().await {
            Ok(true) => {}
            Ok(false) => rest(&mut stopped, REST.mul_f64(about(1.0))).await,
            Err(error) => {
                tracing::warn!(error = error.message(), "notifications cannot be sent");
                rest(&mut stopped, Duration::from_secs(5)).await;
            }
        }
    }
}

impl Parts {
    /// False when nothing is due.
    async fn send_next(&self) -> Result<bool, ApiError> {
        let (lease, now) = (lease()?, self.clock.now());
        let Some(letter) = self.store.next_letter(now, &lease, now + TURN).await? else { return Ok(false) };
        let kind = Kind::of(&letter.news.kind);
        let (Some(kind), false, false) = (kind, letter.is_muted, now - letter.seen_at > STALE) else {
            let result = if letter.is_muted { "muted" } else { "stale" };
            self.metrics.letter(kind.map_or("unknown", Kind::word), result);
            self.store.settled(letter.id, &lease).await?;
            return Ok(true);
        };
        let body = words::body(kind, &letter.news, self.graph.app(), self.graph.public());
        let answer = self.graph.send(&letter.account, &body, now).await;
        let (now, word) = (self.clock.now(), kind.word());
        match answer {
            Answer::Sent => {
                self.store.settled(letter.id, &lease).await?;
                self.told(&letter, word, "sent");
            }
            Answer::Slower(wait) => {
                let to = now + wait.unwrap_or_else(|| back_off(5.0, letter.attempts));
                self.store.postponed(&letter, &lease, to, true).await?;
                self.metrics.letter(word, "postponed");
            }
            Answer::Later(cause) => {
                tracing::warn!(cause, "a notification could not be sent and is tried again");
                self.store.postponed(&letter, &lease, now + back_off(2.0, letter.attempts), false).await?;
                self.metrics.letter(word, "postponed");
            }
            Answer::NotForThem(cause) => {
                tracing::warn!(
                    cause,
                    tid = letter.account.tid,
                    oid = letter.account.oid,
                    "nothing can be sent to this account"
                );
                self.store.blocked(&letter.account, now + about(BLOCKED)).await?;
                self.told(&letter, word, "blocked");
            }
            Answer::NotTaken(cause) => {
                tracing::error!(cause, "a notification is not one that Graph takes, and is dropped");
                self.store.settled(letter.id, &lease).await?;
                self.told(&letter, word, "refused");
            }
        }
        Ok(true)
    }

    fn told(&self, letter: &Letter, kind: &'static str, result: &'static str) {
        self.metrics.letter(kind, result);
        let account = audit::Who::account(&letter.account.tid, &letter.account.oid);
        let who = audit::Who { person: Some(letter.person.clone()), ..account };
        audit::line("notify", &who, Some(&letter.news.request), result);
    }
}
