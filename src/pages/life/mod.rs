//! What goes on beside the page that is shown, once the first data are here: what waits for the person's decision is read and
//! followed, and news are told.

mod news;

use leptos::prelude::*;

use super::my_tasks::tell_of_decisions;
use crate::state::{Navigation, News, Pulse, Requests, Session, Tasks};
use crate::ui::toast::Toaster;

/// What it works with.
#[derive(Clone, Copy)]
pub struct Life {
    /// Says which page is shown, where news need no link.
    pub navigation: Navigation,
    /// Says who is signed in, and since which renewal.
    pub session: Session,
    /// Says whether the tab can be seen.
    pub pulse: Pulse,
    /// What is gathered to be told.
    pub news: News,
    /// Looked through now and then for access that ends soon.
    pub requests: Requests,
    /// Read at once and after each renewal.
    pub tasks: Tasks,
    /// Shows the news.
    pub toaster: Toaster,
}

impl Life {
    /// Goes on for as long as the owner lives.
    pub(super) fn begin(self) {
        let Self { navigation, session, pulse, news, requests, tasks, toaster } = self;
        tasks.begin();
        read_tasks(session, tasks);
        tell_of_decisions(tasks, toaster, navigation);
        news::tell(news, requests, session, pulse, toaster);
    }
}

/// What waits for the person's decision is counted in the navigation, so it is read at once, and again after each renewal.
fn read_tasks(session: Session, tasks: Tasks) {
    Effect::new(move |before: Option<Option<(String, u32)>>| {
        let renewed = session.renewed.get();
        let now = session.person().map(|person| (person.id, renewed));
        let before = before.flatten();
        if now.is_some() && before != now {
            if before.is_none() {
                tasks.read();
                tasks.remember_left_behind();
            } else {
                tasks.refresh();
            }
        }
        now.or(before)
    });
}
