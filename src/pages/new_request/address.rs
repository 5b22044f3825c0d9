//! The form's state in the address.

use leptos::prelude::*;

use crate::route::{NewRequestView, Route};
use crate::state::Navigation;

/// What the address says, and how a changed field gets there.
#[derive(Clone, Copy)]
pub(super) struct Address {
    pub view: Memo<NewRequestView>,
    navigation: Navigation,
}

impl Address {
    pub(super) fn new(navigation: Navigation) -> Self {
        let route = navigation.route();
        let view = Memo::new(move |before: Option<&NewRequestView>| {
            route.with(|route| match route {
                Route::NewRequest(view) => view.clone(),
                // Another page is about to take over.
                _ => before.cloned().unwrap_or_default(),
            })
        });
        Self { view, navigation }
    }

    /// Writes a change into the address without a step of the history.
    pub(super) fn change(self, change: impl FnOnce(&mut NewRequestView)) {
        let mut view = self.view.get_untracked();
        change(&mut view);
        // The page may have been left meanwhile, by a search that was still at rest.
        if self.navigation.route().with_untracked(|route| matches!(route, Route::NewRequest(_))) {
            self.navigation.note(Route::NewRequest(view).within_limit());
        }
    }
}
