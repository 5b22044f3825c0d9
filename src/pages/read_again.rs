//! Reading again what failed for want of a session.

use leptos::prelude::*;

use crate::api::ApiError;
use crate::state::Session;

/// What could not be read for want of a session is read again when there is one.
pub(crate) fn when_renewed(failed: RwSignal<Option<ApiError>>, read: impl Fn() + 'static) {
    let renewed = expect_context::<Session>().renewed;
    Effect::new(move |before: Option<u32>| {
        let now = renewed.get();
        if before.is_some_and(|before| before != now) && failed.with_untracked(Option::is_some) {
            read();
        }
        now
    });
}
