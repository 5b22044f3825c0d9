//! Tells the person what changed while the tab is open (D7, first half): one toast at a time, in one tab of the browser,
//! heard once by screen readers. What comes in while nobody can see or hear it waits, and is told folded.

use leptos::prelude::*;
use wasm_bindgen_futures::spawn_local;

use crate::domain::news::{Folded, Item, Kind, fold};
use crate::host;
use crate::route::{RequestsView, Route};
use crate::state::{News, Pulse, Requests, Session};
use crate::text::news as words;
use crate::ui::format;
use crate::ui::timing;
use crate::ui::toast::{Toast, Toaster};

/// How long news gathers before it is told. The tab with the person's keys goes first. Milliseconds.
const REST: f64 = 400.0;
const REST_ELSEWHERE: f64 = 1_500.0;
/// How often it is looked whether the way is free. Milliseconds.
const AGAIN: f64 = 500.0;
/// How often the server's clock is looked at for what ends soon. Milliseconds.
const TICK: u64 = 10_000;

/// Tells news for as long as the page lives.
pub(super) fn tell(news: News, requests: Requests, session: Session, pulse: Pulse, toaster: Toaster) {
    timing::every(TICK, move || requests.look_at_the_clock());
    Effect::new(move |_| {
        session.clock.jumps().track();
        requests.look_at_the_clock();
    });
    let telling = StoredValue::new(false);
    Effect::new(move |_| {
        if news.waiting().get() && pulse.visible().get() && !telling.get_value() {
            telling.set_value(true);
            spawn_local(async move {
                while news.waiting().get_untracked() && pulse.visible().get_untracked() {
                    host::sleep(if host::has_focus() { REST } else { REST_ELSEWHERE }).await;
                    news.tell(move || toaster.is_free(), move |items| show(items, session, toaster)).await;
                    host::sleep(AGAIN).await;
                }
                telling.set_value(false);
            });
        }
    });
}

fn show(items: Vec<Item>, session: Session, toaster: Toaster) {
    match fold(items) {
        Some(Folded::One(item)) => {
            let now = session.clock.now();
            let until = item.ends.map(|ends| format::day_and_time(ends.0, now.0));
            let left = item.ends.map(|ends| ends.seconds_since(now)).unwrap_or_default();
            let contact = session.config.with_untracked(|config| config.administrator_contact.clone());
            let toast = Toast {
                title: words::title(&item, left),
                text: words::text(&item, until.as_deref(), contact.as_deref()),
                link: address(&item).map(|address| (address, words::link(item.kind).to_owned())),
            };
            toaster.show_with(icon(item.kind), toast);
        }
        Some(Folded::Several { kinds, list, address }) => {
            let (title, text) = words::several(&kinds);
            let list = list.map(|list| Route::Requests(RequestsView { list, ..RequestsView::default() }).href());
            // The list of tasks is the address of one of them without its query.
            let tasks = address.and_then(|address| address.split('?').next().map(str::to_owned));
            let link = list.or(tasks).map(|address| (address, words::TO_LIST.to_owned()));
            let kind = kinds.first().map_or(Kind::Granted, |(kind, _)| *kind);
            toaster.show_with(icon(kind), Toast { title, text, link });
        }
        None => {}
    }
}

/// Where the person sees more: the details of what was granted, else the request or the task.
fn address(item: &Item) -> Option<String> {
    match item.kind.list() {
        Some(list) => {
            let details = item.kind == Kind::Granted;
            let request = Some(item.id.clone());
            Some(Route::Requests(RequestsView { list, request, details, ..RequestsView::default() }).href())
        }
        None => item.address.clone(),
    }
}

fn icon(kind: Kind) -> &'static str {
    match kind {
        Kind::NeedsMfa => "shield",
        Kind::Granted | Kind::Decided => "check-circle",
        Kind::Expiring | Kind::Expired => "clock",
        Kind::Rejected | Kind::Revoked | Kind::Failed => "triangle",
        Kind::NewTask => "info",
    }
}
