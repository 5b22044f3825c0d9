//! One request in a list. A row reads its own request and nothing shared: one clock writes into all rows.

use std::collections::HashMap;
use std::sync::Arc;

use leptos::ev;
use leptos::prelude::*;

use super::{icon_of, second_line};
use crate::domain::moment::{EXPIRING_SOON, Left, Moment};
use crate::domain::request::AccessRequest;
use crate::domain::status::{List, Status};
use crate::pages::request_actions::{ActionButtons, CourseOf, Place, Popups, link_id};
use crate::pages::status_badge;
use crate::route::{RequestsView, Route};
use crate::state::{self, Row, Session};
use crate::text;
use crate::ui::format;
use crate::ui::icon::Icon;
use crate::ui::timing;

/// How often what is left is written anew. Milliseconds.
const TICK: u64 = 20_000;

/// What the page writes into one row from outside.
#[derive(Clone)]
struct Slot {
    row: Row,
    times: ArcRwSignal<Times>,
    marked: ArcRwSignal<bool>,
}

/// The two columns that change with time.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
struct Times {
    requested: (String, String),
    duration: (String, String),
    soon: bool,
}

/// The page's one clock, and the mark of the row whose panel is open.
#[derive(Clone, Copy)]
pub(super) struct Clock {
    time: state::Clock,
    slots: StoredValue<HashMap<String, Slot>>,
    marked: StoredValue<Option<String>>,
}

impl Clock {
    pub(super) fn start(time: state::Clock) -> Self {
        let clock = Self { time, slots: StoredValue::new(HashMap::new()), marked: StoredValue::new(None) };
        timing::every(TICK, move || clock.tick());
        Effect::new(move |_| {
            time.jumps().track();
            clock.tick();
        });
        clock
    }

    fn tick(self) {
        let now = self.time.now();
        let slots: Vec<Slot> = self.slots.try_with_value(|slots| slots.values().cloned().collect()).unwrap_or_default();
        for slot in slots {
            let times = slot.row.with_untracked(|request| times(request, now));
            if slot.times.with_untracked(|old| *old != times) {
                slot.times.set(times);
            }
        }
    }

    /// Marks the row of this request, and no other.
    pub(super) fn mark(self, id: Option<String>) {
        let before = self.marked.get_value();
        let set = |id: &Option<String>, marked: bool| {
            let slot = id.as_ref().and_then(|id| self.slots.with_value(|slots| slots.get(id).cloned()));
            if let Some(slot) = slot {
                slot.marked.set(marked);
            }
        };
        set(&before, false);
        set(&id, true);
        self.marked.set_value(id);
    }

    fn add(self, id: &str, row: &Row) -> Slot {
        let times = row.with_untracked(|request| times(request, self.time.now()));
        let marked = self.marked.with_value(|marked| marked.as_deref() == Some(id));
        let slot = Slot { row: row.clone(), times: ArcRwSignal::new(times), marked: ArcRwSignal::new(marked) };
        self.slots.update_value(|slots| drop(slots.insert(id.to_owned(), slot.clone())));
        let id = id.to_owned();
        on_cleanup(move || drop(self.slots.try_update_value(|slots| slots.remove(&id))));
        slot
    }
}

/// What the columns Requested and Duration say at a moment.
fn times(request: &AccessRequest, now: Moment) -> Times {
    let requested = (format::day_and_time(request.created.0, now.0), format::ago(request.created.0, now.0));
    let (duration, soon) = duration(request, now);
    Times { requested, duration, soon }
}

/// First and second line of the column Duration, and whether access ends soon.
pub(super) fn duration(request: &AccessRequest, now: Moment) -> ((String, String), bool) {
    let asked = || match request.duration {
        Some(length) => (text::time::duration(length), text::requests::ASKED_FOR.to_owned()),
        None => (text::requests::WHOLE_PERIOD.to_owned(), text::requests::NO_DURATION.to_owned()),
    };
    match (&request.status, request.ends) {
        (Status::Granted, None) => ((text::requests::NO_END.to_owned(), String::new()), false),
        (Status::Granted, Some(ends)) => {
            let seconds = ends.seconds_since(now);
            let soon = seconds <= EXPIRING_SOON;
            let until = [text::time::UNTIL, &format::day_and_time(ends.0, now.0)].concat();
            let second = if soon { [text::requests::EXPIRING_SOON, " · ", &until].concat() } else { until };
            ((text::time::left(Left::of(seconds)), second), soon)
        }
        (Status::Expired | Status::Revoked, Some(ends)) => {
            let ended = [text::requests::ENDED, " ", &format::day_and_time(ends.0, now.0)].concat();
            ((asked().0, ended), false)
        }
        _ => (asked(), false),
    }
}

/// Why a row that keeps its place does not belong to the list any more.
fn where_it_went(
    request: &Arc<AccessRequest>,
    list: List,
    fits: Callback<Arc<AccessRequest>, bool>,
) -> Option<&'static str> {
    match (list, request.list()) {
        (List::Open, List::Closed) => Some(text::requests::MOVED_TO_CLOSED),
        (List::Closed, List::Open) => Some(text::requests::MOVED_TO_OPEN),
        _ => (!fits.run(Arc::clone(request))).then_some(text::requests::OUTSIDE_FILTERS),
    }
}

#[component]
pub(super) fn RequestRow(
    row: Row,
    list: List,
    clock: Clock,
    popups: Popups,
    /// Opens the panel of this request and keeps the filters of the list.
    open: Callback<String>,
    /// Whether the filters of the list take the request as it is now.
    fits: Callback<Arc<AccessRequest>, bool>,
    /// The row's number in the list, from 0.
    place: Signal<usize>,
    is_new: bool,
    /// Whether it stands below the head of its set.
    in_set: bool,
) -> impl IntoView {
    let session = expect_context::<Session>();
    let request = row.get_untracked();
    let id = request.id.clone();
    let slot = clock.add(&id, &row);
    let href = Route::Requests(RequestsView { list, request: Some(id.clone()), ..RequestsView::default() }).href();
    let buttons_row = row.clone();
    let on_click = {
        let id = id.clone();
        move |event: ev::MouseEvent| {
            // With a key held the browser opens the plain address in a tab or window of its own.
            if !(event.meta_key() || event.ctrl_key() || event.shift_key() || event.alt_key()) {
                event.prevent_default();
                open.run(id.clone());
            }
        }
    };
    // A change of the request writes the times anew; the clock does the rest.
    let (changed, times_of) = (row.clone(), slot.times.clone());
    Effect::new(move |_| {
        let new = changed.with(|request| times(request, session.clock.now()));
        if times_of.with_untracked(|old| *old != new) {
            times_of.set(new);
        }
    });
    let what = {
        let row = row.clone();
        move || row.with(|request| view! { <What request=Arc::clone(request) is_new/> })
    };
    let status = {
        let (row, id) = (row.clone(), id.clone());
        move || {
            row.with(|request| {
                view! {
                    {status_badge::badge(request, session, ["reason-", &id].concat())}
                    {(request.status == Status::Failed).then(|| {
                        let contact = session.config.with_untracked(|config| config.administrator_contact.clone());
                        view! { <span class="small quiet below">{text::status::who_helps(contact.as_deref())}</span> }
                    })}
                    {where_it_went(request, list, fits).map(|words| view! { <span class="small quiet below">{words}</span> })}
                }
            })
        }
    };
    let times = slot.times;
    let (t1, t2, t3, t4, t5) = (times.clone(), times.clone(), times.clone(), times.clone(), times);
    let marked = slot.marked;
    view! {
        <tr
            role="row"
            aria-rowindex=move || place.get() + 2
            class:marked=move || marked.get()
            class:flash=is_new
            class:set-row=in_set
        >
            <th scope="row" role="rowheader" class="cell-id">
                <a id=link_id(&id) class="idlink" href=href on:click=on_click>{id.clone()}</a>
            </th>
            <td role="cell">{what}</td>
            <td role="cell" data-label=text::requests::REQUESTED class="col-when">
                <span class="line1">{move || t1.with(|times| times.requested.0.clone())}</span>
                <span class="line2">{move || t2.with(|times| times.requested.1.clone())}</span>
            </td>
            <td role="cell" data-label=text::requests::DURATION>
                <span class="line1" class:soon=move || t5.with(|times| times.soon)>
                    {move || t3.with(|times| times.duration.0.clone())}
                </span>
                <span class="line2">{move || t4.with(|times| times.duration.1.clone())}</span>
            </td>
            <td role="cell" data-label=text::requests::STATUS>
                {status}
                <CourseOf id=id popups place=Place::Row/>
            </td>
            <td role="cell" class="cell-acts"><div class="acts"><ActionButtons row=buttons_row popups place=Place::Row/></div></td>
        </tr>
    }
}

/// What the request is about, in two lines.
#[component]
fn What(request: Arc<AccessRequest>, is_new: bool) -> impl IntoView {
    let (headline, more) = request.headline();
    view! {
        <div class="what">
            <Icon name=icon_of(&request)/>
            <div>
                <span class="line1 strong">
                    {headline}
                    {(more > 0).then(|| view! { " " <span class="chip">{text::requests::more(more)}</span> })}
                    {request.favorite.then(|| view! {
                        " " <Icon name="star-filled" class="icon star--on"/> <span class="sr">{text::requests::IS_FAVORITE}</span>
                    })}
                    {is_new.then(|| view! { " " <span class="chip chip--new">{text::requests::NEW_MARK}</span> })}
                </span>
                <span class="line2">{second_line(&request)}</span>
            </div>
        </div>
    }
}
