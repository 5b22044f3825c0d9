//! Calls of which only the newest matters, such as the search for what is being typed.

use leptos::prelude::*;

use crate::api::Cancel;

/// Gives up the call before whenever a new one begins, and the last one when its owner goes.
#[derive(Clone, Copy)]
pub struct Latest(StoredValue<Cancel, LocalStorage>);

impl Latest {
    /// Belongs to the current owner.
    pub fn new() -> Self {
        let latest = Self(StoredValue::new_local(Cancel::new()));
        on_cleanup(move || latest.give_up());
        latest
    }

    /// What the new call is to be made with.
    pub fn begin(self) -> Cancel {
        self.give_up();
        let cancel = Cancel::new();
        self.0.try_set_value(cancel.clone());
        cancel
    }

    /// Gives up the call under way, if there is one.
    pub fn give_up(self) {
        self.0.try_with_value(Cancel::cancel);
    }
}

impl Default for Latest {
    fn default() -> Self {
        Self::new()
    }
}
