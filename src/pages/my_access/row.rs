//! One session in the list. A row reads its own session and nothing shared: one clock writes into all rows.

use std::collections::HashMap;
use std::sync::Arc;

use leptos::prelude::*;

use crate::domain::access_join::{Ending, Joined};
use crate::domain::holding::Holding;
use crate::domain::moment::{EXPIRING_SOON, Left, Moment};
use crate::domain::status::Status;
use crate::pages::access_details::Target;
use crate::pages::request_actions::{ActionButtons, CourseOf, Place, Popups};
use crate::pages::status_badge;
use crate::route::{RequestsView, Route};
use crate::state::{self, Held, HeldRow};
use crate::text;
use crate::text::access as words;
use crate::ui::badge::Badge;
use crate::ui::format;
use crate::ui::icon::Icon;
use crate::ui::timing;

/// How often what is left is written anew. Milliseconds.
const TICK: u64 = 20_000;

/// What the page writes into one row from outside.
#[derive(Clone)]
struct Slot {
    row: HeldRow,
    times: ArcRwSignal<Times>,
}

/// The column that changes with time.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
struct Times {
    left: String,
    until: String,
    soon: bool,
}

/// The page's one clock.
#[derive(Clone, Copy)]
pub(super) struct Clock {
    time: state::Clock,
    slots: StoredValue<HashMap<String, Slot>>,
    /// Grows with every tick, for what counts over all rows.
    beats: RwSignal<u32>,
}

impl Clock {
    pub(super) fn start(time: state::Clock) -> Self {
        let clock = Self { time, slots: StoredValue::new(HashMap::new()), beats: RwSignal::new(0) };
        timing::every(TICK, move || clock.tick());
        Effect::new(move |_| {
            time.jumps().track();
            clock.tick();
        });
        clock
    }

    pub(super) fn beats(self) -> ReadSignal<u32> {
        self.beats.read_only()
    }

    fn tick(self) {
        let slots: Vec<Slot> = self.slots.try_with_value(|slots| slots.values().cloned().collect()).unwrap_or_default();
        for slot in slots {
            self.write(&slot);
        }
        self.beats.try_update(|beats| *beats = beats.wrapping_add(1));
    }

    fn write(self, slot: &Slot) {
        let times = slot.row.with_untracked(|held| times(held, self.time.now()));
        if slot.times.with_untracked(|old| *old != times) {
            slot.times.set(times);
        }
    }

    fn add(self, id: String, row: &HeldRow) -> Slot {
        let slot = Slot { row: row.clone(), times: ArcRwSignal::new(Times::default()) };
        self.write(&slot);
        self.slots.update_value(|slots| drop(slots.insert(id.clone(), slot.clone())));
        on_cleanup(move || drop(self.slots.try_update_value(|slots| slots.remove(&id))));
        slot
    }
}

/// Whether access ends soon, as far as its end is known.
pub(super) fn ends_soon(held: &Held, now: Moment) -> bool {
    match held.joined {
        Joined::Known { ending: Ending::At(ends), .. } => !held.gone && ends.seconds_since(now) <= EXPIRING_SOON,
        _ => false,
    }
}

/// What the column Time left says at a moment.
fn times(held: &Held, now: Moment) -> Times {
    let plain = |left: &str, until: &str| Times { left: left.to_owned(), until: until.to_owned(), soon: false };
    if held.gone {
        return plain(words::ENDED, "");
    }
    let Joined::Known { requests, ending } = &held.joined else {
        return match held.joined {
            Joined::Unknown => plain(words::TIME_UNKNOWN, ""),
            _ => Times::default(),
        };
    };
    match ending {
        Ending::Untold => plain(words::TIME_UNKNOWN, words::NO_REQUEST),
        Ending::Never => plain(words::NO_END, words::WHOLE_PERIOD),
        Ending::At(ends) => {
            let soon = ends_soon(held, now);
            let until = [text::time::UNTIL, &format::day_and_time(ends.0, now.0)].concat();
            let until = if soon { [words::EXPIRING_SOON, " · ", &until].concat() } else { until };
            let until = if requests.len() > 1 {
                [&until, ", ", &text::numbers::requests(requests.len())].concat()
            } else {
                until
            };
            Times { left: text::time::left(Left::of(ends.seconds_since(now))), until, soon }
        }
    }
}

/// Everything that has been read of a session, in a person's words.
pub(super) fn holding(held: &Held) -> Holding {
    Holding::of(&held.session, held.requests.iter().map(AsRef::as_ref))
}

#[component]
pub(super) fn SessionRow(row: HeldRow, clock: Clock, popups: Popups) -> impl IntoView {
    let slot = clock.add(row.with_untracked(|held| held.session.id.clone()), &row);
    // A change of the session writes the times anew; the clock does the rest.
    let changed = slot.clone();
    Effect::new(move |_| {
        changed.row.track();
        clock.write(&changed);
    });
    let asking = {
        let row = row.clone();
        Memo::new(move |_| row.with(|held| held.joined == Joined::Asking))
    };
    let what = {
        let row = row.clone();
        move || row.with(|held| view! { <What held=Arc::clone(held)/> })
    };
    let permissions = {
        let row = row.clone();
        move || row.with(|held| words::permissions(&holding(held)))
    };
    let status = {
        let row = row.clone();
        move || row.with(|held| view! { <State held=Arc::clone(held)/> })
    };
    let gone = {
        let row = row.clone();
        Memo::new(move |_| row.with(|held| held.gone))
    };
    let actions = {
        let row = row.clone();
        move || {
            let row = row.clone();
            (!gone.get()).then(|| view! { <Actions row popups/> })
        }
    };
    let (t1, t2, t3, t4) = (slot.times.clone(), slot.times.clone(), slot.times.clone(), slot.times);
    view! {
        <tr role="row">
            <th scope="row" role="rowheader">{what}</th>
            <td role="cell" data-label=words::PERMISSIONS><span>{permissions}</span></td>
            <td role="cell" data-label=words::TIME_LEFT>
                <span class="skeleton skeleton--time" hidden=move || !asking.get()></span>
                <span class="line1" class:soon=move || t1.with(|times| times.soon)>
                    <span class="soon__icon" hidden=move || !t2.with(|times| times.soon)><Icon name="clock"/></span>
                    {move || t3.with(|times| times.left.clone())}
                </span>
                <span class="line2">{move || t4.with(|times| times.until.clone())}</span>
            </td>
            <td role="cell" data-label=words::STATUS>{status}</td>
            <td role="cell" class="cell-acts">{actions}</td>
        </tr>
    }
}

/// What the access is, in two lines: resources, then kind, bundle and the requests behind it.
#[component]
fn What(held: Arc<Held>) -> impl IntoView {
    let holding = holding(&held);
    let name = holding.names.first().cloned().unwrap_or_default();
    let mut about = vec![held.session.type_name.clone()];
    if held.session.name != held.session.integration.name && held.session.name != name {
        about.push(held.session.name.clone());
    }
    about.extend(holding.resource_count.map(text::numbers::resources));
    about.extend(holding.bundles.iter().map(|bundle| words::of_bundle(bundle)));
    let links = held.requests.iter().map(|request| {
        let view = RequestsView { request: Some(request.id.clone()), ..RequestsView::default() };
        view! { " · " <a class="quiet" href=Route::Requests(view).href()>{request.id.clone()}</a> }
    });
    view! {
        <span class="line1 strong">
            {name}
            {(holding.more > 0).then(|| view! { " " <span class="chip">{text::requests::more(holding.more)}</span> })}
        </span>
        <span class="line2">{about.join(" · ")} {links.collect_view()}</span>
    }
}

/// "Active" (D4), and what is on its way.
#[component]
fn State(held: Arc<Held>) -> impl IntoView {
    let revoking = !held.requests.is_empty() && held.requests.iter().all(|request| request.status == Status::Revoking);
    let (look, label) = if held.gone {
        (status_badge::look(&Status::Expired), words::ENDED)
    } else if revoking {
        (status_badge::look(&Status::Revoking), text::status::label(&Status::Revoking))
    } else {
        (status_badge::look(&Status::Granted), words::ACTIVE)
    };
    let label = label.to_owned();
    view! {
        <Badge look label reason=None id=String::new()/>
        {held.session.rotated.then(|| view! { <span class="chip">{words::ROTATED}</span> })}
    }
}

/// The details, and where one request gives the access what can be done with that. What several requests give is ended
/// and extended at each of them: the row links to them.
#[component]
fn Actions(row: HeldRow, popups: Popups) -> impl IntoView {
    let name = row.with_untracked(|held| holding(held).names.into_iter().next().unwrap_or_default());
    let label = words::details_of(&name);
    let only = {
        let row = row.clone();
        move || {
            row.with(|held| match held.requests.as_slice() {
                [request] => Some(Arc::clone(request)),
                _ => None,
            })
        }
    };
    let request = Memo::new(move |_| only());
    // One signal for one request, so that a change of it draws no button anew that has the focus.
    let id = Memo::new(move |_| request.with(|request| request.as_ref().map(|request| request.id.clone())));
    let actions = move || {
        let id = id.get()?;
        let request_now = request.get_untracked()?;
        let row = ArcRwSignal::new(request_now);
        let changing = row.clone();
        Effect::new(move |_| {
            if let Some(request) = request.get() {
                changing.set(request);
            }
        });
        Some(view! {
            <ActionButtons row popups place=Place::Access/>
            <CourseOf id popups place=Place::Access/>
        })
    };
    let open = move |_| {
        popups.details.set(Some(row.with_untracked(|held| {
            let is_bundle = held.requests.iter().any(|request| request.bundle.is_some());
            let headline = holding(held).names.into_iter().next().unwrap_or_default();
            Target::of_session(&held.session, headline, is_bundle)
        })));
    };
    view! {
        <div class="row">
            <button class="btn btn--small" type="button" aria-label=label on:click=open>{words::ACCESS_DETAILS}</button>
            {actions}
        </div>
    }
}
