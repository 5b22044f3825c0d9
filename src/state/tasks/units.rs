//! The exact resources and permissions of tasks. A request that waits has no groups yet (reference 5.1), so its units are
//! read by its id: a few requests at a time, one question after the other.

use std::collections::HashMap;
use std::sync::Arc;

use leptos::prelude::*;
use wasm_bindgen_futures::spawn_local;

use super::Tasks;
use crate::api::{ApiError, access_requests};
use crate::domain::inventory::AccessUnit;

/// Of how many requests one question asks: a request may hold a thousand units.
const AT_A_TIME: usize = 10;

/// What is known of the exact resources of a task.
#[derive(Clone, Debug, Default, PartialEq)]
pub enum Units {
    /// Nobody has asked for them yet, or they are being read.
    #[default]
    Unread,
    /// All that the request asks for.
    Read(Arc<Vec<AccessUnit>>),
    /// Why they could not be read; [`Tasks::want_units`] tries again.
    Failed(ApiError),
}

impl Units {
    /// What has been read.
    pub fn read(&self) -> &[AccessUnit] {
        match self {
            Self::Read(units) => units,
            Self::Unread | Self::Failed(_) => &[],
        }
    }
}

impl Tasks {
    /// The exact resources of this task are to be read, again where that failed.
    pub fn want_units(self, id: &str) {
        let Some(task) = self.task(id) else { return };
        if task.units.with_untracked(|units| matches!(units, Units::Read(_))) {
            return;
        }
        if task.units.with_untracked(|units| matches!(units, Units::Failed(_))) {
            task.units.set(Units::Unread);
        }
        self.wanted.update_value(|wanted| {
            if !wanted.iter().any(|other| other == id) {
                wanted.push(id.to_owned());
            }
        });
        self.read_units();
    }

    /// Reads what is wanted and not known, first of the tasks that were asked for.
    pub(super) fn read_units(self) {
        if self.is_reading_units.get_value() || !self.looked_at.get_value() {
            return;
        }
        self.is_reading_units.set_value(true);
        spawn_local(async move {
            while let Some(ids) = self.next_without_units() {
                let answer = access_requests::units_of(&self.session.client(), &ids).await;
                if self.known.is_disposed() {
                    return;
                }
                let failed = answer.is_err();
                self.take_units(&ids, answer);
                if failed {
                    break;
                }
            }
            self.is_reading_units.try_set_value(false);
        });
    }

    fn next_without_units(self) -> Option<Vec<String>> {
        let unread =
            |id: &String| self.task(id).is_some_and(|task| task.units.with_untracked(|units| *units == Units::Unread));
        let wanted = self.wanted.try_update_value(std::mem::take)?;
        let mut ids: Vec<String> = wanted.into_iter().filter(unread).collect();
        self.pending.with_untracked(|pending| {
            for id in pending.iter().filter(|id| unread(id)) {
                if ids.len() >= AT_A_TIME {
                    break;
                }
                if !ids.contains(id) {
                    ids.push(id.clone());
                }
            }
        });
        if ids.len() > AT_A_TIME {
            let later = ids.split_off(AT_A_TIME);
            self.wanted.update_value(|wanted| wanted.extend(later));
        }
        (!ids.is_empty()).then_some(ids)
    }

    /// Each request of the question is known afterwards, also one that the answer leaves out.
    fn take_units(self, ids: &[String], answer: Result<Vec<(String, Vec<AccessUnit>)>, ApiError>) {
        let (mut read, error): (HashMap<String, Vec<AccessUnit>>, _) = match answer {
            Ok(answer) => (answer.into_iter().collect(), None),
            Err(error) => (HashMap::new(), Some(error)),
        };
        for id in ids {
            let Some(task) = self.task(id) else { continue };
            let units = match &error {
                Some(error) => Units::Failed(error.clone()),
                None => Units::Read(Arc::new(read.remove(id).unwrap_or_default())),
            };
            self.known.update_value(|known| {
                if let Some(known) = known.get_mut(id) {
                    known.subject.learn(units.read());
                }
            });
            task.units.set(units);
        }
        self.revision.update(|revision| *revision += 1);
    }
}
