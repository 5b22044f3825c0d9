//! My Requests: the two lists with their filters, the panel of one request, and what can be done with it.

#[expect(unreachable_pub, reason = "the component macro makes the props public")]
pub(crate) mod filters;
#[expect(unreachable_pub, reason = "the component macro makes the props public")]
pub(crate) mod panel;
#[expect(unreachable_pub, reason = "the component macro makes the props public")]
mod row;
#[expect(unreachable_pub, reason = "the component macro makes the props public")]
mod set;

use std::sync::Arc;

use leptos::ev;
use leptos::html;
use leptos::prelude::*;
use wasm_bindgen::JsCast;
use wasm_bindgen_futures::spawn_local;

use self::filters::{FilterBar, Filters};
use self::row::{Clock, RequestRow};
use self::set::SetHead;
use crate::domain::request::AccessRequest;
use crate::domain::request_filter::{Filter, Subject};
use crate::domain::request_set::{Line, arrange};
use crate::domain::status::List;
use crate::domain::steady::steady_above;
use crate::pages::access_details::Target;
use crate::pages::parts::{popups_of, request_panel};
use crate::pages::request_actions::{LINK, Popups, link_id};
use crate::route::{NewRequestView, RequestsView, Route};
use crate::state::{Loading, Navigation, Pulse, Requests, Session};
use crate::text;
use crate::ui::blocks::Blocks;
use crate::ui::focus;
use crate::ui::icon::Icon;
use crate::ui::tabs::{Tab, Tabs};
use crate::ui::timing;

/// How many columns the table has.
const COLUMNS: u32 = 6;

const PANEL_ID: &str = "requests";

/// The view part of the current address; the start of the page where another page is about to take over.
fn view_of(route: &Route) -> RequestsView {
    match route {
        Route::Requests(view) => view.clone(),
        _ => RequestsView::default(),
    }
}

/// The page My Requests.
#[component]
pub fn MyRequests() -> impl IntoView {
    let navigation = expect_context::<Navigation>();
    let requests = expect_context::<Requests>();
    let route = navigation.route();
    let view = Memo::new(move |_| route.with(view_of));
    let list = Memo::new(move |_| view.with(|view| view.list));
    let open_request = Memo::new(move |_| view.with(|view| view.request.clone()));
    let popups = Popups::new();

    let filters = Filters::new(navigation, view);

    let select_list = Callback::new(move |index: usize| {
        let list = if index == 0 { List::Open } else { List::Closed };
        // The two lists share no status, but what is searched for may be in either.
        let RequestsView { search, integrations, .. } = filters.view();
        navigation.go(Route::Requests(RequestsView { list, search, integrations, ..RequestsView::default() }));
    });
    let count = move |list: List| {
        Signal::derive(move || {
            let loading = requests.loading().get();
            let complete = loading.done || (list == List::Open && loading.open_read);
            let count = requests.ids(list).with(Vec::len);
            if count == 0 && !complete {
                (String::new(), String::new())
            } else {
                text::requests::count(count, complete)
            }
        })
    };
    let tabs = vec![
        Tab { id: "open-requests", label: text::requests::OPEN, count: count(List::Open) },
        Tab { id: "closed-requests", label: text::requests::CLOSED, count: count(List::Closed) },
    ];
    open_details(navigation, requests, view, popups);
    let close_panel = Callback::new(move |()| {
        let closed = open_request.get_untracked();
        navigation.go(Route::Requests(RequestsView { request: None, ..filters.view() }));
        if let Some(id) = closed {
            timing::next_frame(move || focus::to_id(&link_id(&id)));
        }
    });
    view! {
        <div class="split" class:split--open=move || open_request.with(Option::is_some)>
            <div class="split__list">
                <div class="page__head">
                    <h1 tabindex="-1">{text::shell::MY_REQUESTS}</h1>
                    <a
                        class="btn push"
                        class:btn--primary=move || open_request.with(Option::is_none)
                        href=Route::NewRequest(NewRequestView::default()).href()
                    >
                        <Icon name="add"/>
                        {text::requests::NEW_REQUEST}
                    </a>
                </div>
                <Tabs
                    label=text::requests::LISTS
                    tabs
                    panel=PANEL_ID
                    selected=Signal::derive(move || usize::from(list.get() == List::Closed))
                    on_select=select_list
                />
                <FilterBar filters list/>
                <Sent view/>
                <div role="tabpanel" id=PANEL_ID aria-labelledby=move || match list.get() {
                    List::Open => "open-requests",
                    List::Closed => "closed-requests",
                }>
                    {move || view! { <Rows list=list.get() view filters popups/> }}
                </div>
            </div>
            {move || open_request.get().map(|id| request_panel(id, close_panel, popups))}
        </div>
        {popups_of(popups)}
    }
}

/// Opens View Details where the address asks for it, once, and takes that out of the address: coming back by it, or
/// loading it anew, opens nothing.
fn open_details(navigation: Navigation, requests: Requests, view: Memo<RequestsView>, popups: Popups) {
    let wanted = Memo::new(move |_| view.with(|view| view.request.clone().filter(|_| view.details)));
    Effect::new(move |_| {
        let Some(id) = wanted.get() else { return };
        navigation.note(Route::Requests(RequestsView { details: false, ..view.get_untracked() }));
        spawn_local(async move {
            let known = requests.row(&id);
            // The panel says what is wrong where the request cannot be read.
            let row = match known {
                Some(row) => Some(row),
                None => requests.read_one(&id).await.ok(),
            };
            // Another request may have been opened meanwhile.
            let is_here = view.try_with_untracked(|view| view.request.as_ref() == Some(&id)) == Some(true);
            let has_details = |request: &Arc<AccessRequest>| request.status.has_access() && requests.is_own(request);
            let request = row.map(|row| row.get_untracked()).filter(|request| is_here && has_details(request));
            if let Some(request) = request {
                popups.details.try_set(Some(Target::of(&request)));
            }
        });
    });
}

/// Tells what became of a form that was just sent.
#[component]
fn Sent(view: Memo<RequestsView>) -> impl IntoView {
    let requests = expect_context::<Requests>();
    move || {
        let new = view.with(|view| view.new.clone());
        (!new.is_empty()).then(|| {
            let words = requests.words_about(&new).unwrap_or_else(|| text::requests::submitted(new.len()));
            view! {
                <div class="bar bar--good" role="status">
                    <Icon name="check-circle"/>
                    <p>{words}</p>
                </div>
            }
        })
    }
}

/// What a list shows, and for which filter.
#[derive(Clone, Default, PartialEq)]
struct Shown {
    filter: Filter,
    ids: Vec<String>,
    /// How many of them have left the list.
    left: usize,
    /// How many came in that wait until the person leaves the list.
    waiting: usize,
    /// Which time the rows that have left were let go.
    time: u32,
}

/// How often it is looked whether anybody is at the list. Milliseconds.
const LOOK: u64 = 20_000;
/// After so many looks that find nobody, the rows that have left the list are let go.
const LOOKS: u32 = 6;

/// What a person is doing at a list of rows.
#[derive(Clone, Copy)]
struct Attention {
    region: NodeRef<html::Div>,
    /// A mouse is over it. A finger is nowhere once it is lifted.
    pointed: StoredValue<bool>,
    /// Grows when the person leaves the list.
    left: RwSignal<u32>,
    /// Grows when the rows that have left the list may go.
    time: RwSignal<u32>,
}

impl Attention {
    fn start(pulse: Pulse) -> Self {
        let attention = Self {
            region: NodeRef::new(),
            pointed: StoredValue::new(false),
            left: RwSignal::new(0),
            time: RwSignal::new(0),
        };
        let quiet = StoredValue::new(0_u32);
        timing::every(LOOK, move || {
            let looks = if attention.is_there() { 0 } else { quiet.get_value() + 1 };
            quiet.set_value(looks % LOOKS);
            if looks == LOOKS {
                attention.time.update(|time| *time += 1);
            }
        });
        // Nobody reads what nobody sees.
        Effect::new(move |_| {
            if !pulse.visible().get() && !attention.has_focus() {
                attention.time.update(|time| *time += 1);
            }
        });
        attention
    }

    fn has_focus(self) -> bool {
        self.region.get_untracked().is_some_and(|region| region.matches(":focus-within").unwrap_or(false))
    }

    fn is_there(self) -> bool {
        self.pointed.get_value() || self.has_focus()
    }

    fn point(self, event: &ev::PointerEvent) {
        self.pointed.set_value(event.pointer_type() == "mouse");
    }

    /// The lower one of the rows under the pointer and with the focus, by the ids of their links.
    fn row(self) -> Option<String> {
        let region = self.region.get_untracked()?;
        let selector =
            if self.pointed.get_value() { "tr:is(:hover, :focus-within) .idlink" } else { "tr:focus-within .idlink" };
        let found = region.query_selector_all(selector).ok()?;
        let last = found.get(found.length().checked_sub(1)?)?.dyn_into::<web_sys::Element>().ok()?;
        last.id().strip_prefix(LINK).map(str::to_owned)
    }
}

/// The rows of one list. What leaves the list keeps its place here until the person goes to the other list, changes the
/// filters or has not been at the list for a while; what comes in above the row that the person is at waits.
#[component]
fn Rows(list: List, view: Memo<RequestsView>, filters: Filters, popups: Popups) -> impl IntoView {
    let requests = expect_context::<Requests>();
    let attention = Attention::start(expect_context());
    let shown = Memo::new(move |before: Option<&Shown>| {
        let filter = filters.filter();
        let time = attention.time.get();
        attention.left.track();
        let matching = requests.matching(list, &filter);
        let same = before.filter(|before| before.filter == filter && before.time == time);
        let (ids, waiting) = match same {
            Some(before) => {
                let own = view.with_untracked(|view| view.new.clone());
                steady_above(&before.ids, &matching, attention.row().as_deref(), &own)
            }
            None => (matching.clone(), 0),
        };
        let left = (ids.len() + waiting).saturating_sub(matching.len());
        Shown { filter, ids, left, waiting, time }
    });
    // Nothing is worked out anew where nothing waits: a list may be long.
    let leave = move || {
        if shown.try_with_untracked(|shown| shown.waiting > 0) == Some(true) {
            attention.left.update(|left| *left += 1);
        }
    };
    let fits = Callback::new(move |request: Arc<AccessRequest>| {
        shown.with_untracked(|shown| shown.filter.is_empty() || shown.filter.takes(&Subject::of(&request)))
    });
    // Sets are of interest while something of them is open; what is over stands by itself.
    let lines = Memo::new(move |_| {
        shown.with(|shown| {
            Arc::new(match list {
                List::Open => requests.sets().with(|sets| arrange(&shown.ids, sets)),
                List::Closed => shown.ids.iter().cloned().map(Line::Single).collect(),
            })
        })
    });
    let clock = Clock::start(expect_context::<Session>().clock);
    let waited = timing::after(300);
    let loading = requests.loading();
    let read = Memo::new(move |_| loading.with(|loading| loading.done || (list == List::Open && loading.open_read)));
    let is_empty = Memo::new(move |_| shown.with(|shown| shown.ids.is_empty()));
    let is_narrowed = Memo::new(move |_| shown.with(|shown| !shown.filter.is_empty()));
    let failed = Memo::new(move |_| loading.with(|loading| loading.error.clone()));
    let all_rows = move || if read.get() { lines.with(|lines| (lines.len() + 1).to_string()) } else { "-1".to_owned() };
    let navigation = expect_context::<Navigation>();
    let open = Callback::new(move |id: String| {
        navigation.go(Route::Requests(RequestsView { request: Some(id), ..filters.view() }));
    });
    let draw_row = move |id: String, place: Signal<usize>, in_set: bool| {
        let is_new = view.with_untracked(|view| view.new.contains(&id));
        let row = requests.row(&id);
        row.map(|row| view! { <RequestRow row list clock popups open fits place is_new in_set/> }).into_any()
    };
    let draw = move |line: Line, place: Signal<usize>| match line {
        Line::Head(members) => view! { <SetHead members place columns=COLUMNS/> }.into_any(),
        Line::Member(id) => draw_row(id, place, true),
        Line::Single(id) => draw_row(id, place, false),
    };
    view! {
        {move || failed.get().map(|error| view! {
            <div class="bar bar--bad" role="alert">
                <Icon name="triangle"/>
                <p>{text::error::what(&error)}</p>
                <button class="btn btn--small" type="button" on:click=move |_| requests.read_all()>{text::requests::RETRY}</button>
            </div>
        })}
        <div
            class="card card--table"
            node_ref=attention.region
            on:pointerenter=move |event| attention.point(&event)
            on:pointerleave=move |_| {
                attention.pointed.set_value(false);
                leave();
            }
            // The focus is at its next place when the frame is drawn.
            on:focusout=move |_| timing::next_frame(leave)
            hidden=move || is_empty.get() && (read.get() || is_narrowed.get() || failed.with(Option::is_some))>
            <table class="table" role="table" aria-rowcount=all_rows aria-busy=move || if read.get() { "false" } else { "true" }>
                <thead role="rowgroup">
                    <tr role="row" aria-rowindex="1">
                        <th scope="col" role="columnheader" class="col-id">{text::requests::REQUEST}</th>
                        <th scope="col" role="columnheader">{text::requests::ACCESS}</th>
                        <th scope="col" role="columnheader" class="col-when">{text::requests::REQUESTED}</th>
                        <th scope="col" role="columnheader" class="col-time">{text::requests::DURATION}</th>
                        <th scope="col" role="columnheader" class="col-status">{text::requests::STATUS}</th>
                        <th scope="col" role="columnheader" class="col-acts"><span class="sr">{text::requests::ACTIONS}</span></th>
                    </tr>
                </thead>
                <Blocks rows=lines columns=COLUMNS key=Line::key draw/>
                {move || (is_empty.get() && !read.get() && !is_narrowed.get() && waited.get()).then(|| view! {
                    <tbody aria-hidden="true">
                        {(0..5).map(|_| view! { <tr class="waiting"><td colspan=COLUMNS><span class="skeleton"></span></td></tr> }).collect_view()}
                    </tbody>
                })}
            </table>
        </div>
        {move || (is_empty.get() && !is_narrowed.get() && read.get()).then(|| view! { <Empty list/> })}
        {move || (is_empty.get() && is_narrowed.get()).then(|| view! { <NothingMatches filters read/> })}
        <p class="table__foot" role="status">{move || {
            let (ids, left, waiting) = shown.with(|shown| (shown.ids.len(), shown.left, shown.waiting));
            // What has left and stays for the person who reads does not count; what waits does.
            let matches = is_narrowed.get().then(|| (ids + waiting).saturating_sub(left));
            let progress = loading.with(|loading| progress(loading, matches));
            if waiting == 0 { progress } else { [&progress, " ", &text::requests::waiting(waiting)].concat() }
        }}</p>
        {
            // The address marks the request whose panel is open, so that going back and forth keeps it in view.
            let open_request = Memo::new(move |_| view.with(|view| view.request.clone()));
            Effect::new(move |_| clock.mark(open_request.get()));
        }
    }
}

/// How far the history has been read, and how many of it match where the list is narrowed.
fn progress(loading: &Loading, matches: Option<usize>) -> String {
    if loading.error.is_some() || (loading.read == 0 && !loading.done) {
        return String::new();
    }
    match matches {
        Some(matches) => text::requests::matching(matches, loading.read, loading.total, loading.done),
        None => text::requests::progress(loading.read, loading.total, loading.done),
    }
}

#[component]
fn NothingMatches(filters: Filters, read: Memo<bool>) -> impl IntoView {
    view! {
        <div class="card empty">
            <Icon name="search"/>
            <h2>{text::requests::NO_MATCH}</h2>
            <p>{move || if read.get() { text::requests::NO_MATCH_TEXT } else { text::requests::NO_MATCH_YET }}</p>
            <button class="btn" type="button" on:click=move |_| filters.clear()>{text::requests::CLEAR_ALL}</button>
        </div>
    }
}

#[component]
fn Empty(list: List) -> impl IntoView {
    let (title, hint) = match list {
        List::Open => (text::requests::EMPTY_OPEN, text::requests::EMPTY_OPEN_TEXT),
        List::Closed => (text::requests::EMPTY_CLOSED, text::requests::EMPTY_CLOSED_TEXT),
    };
    view! {
        <div class="card empty">
            <Icon name="key"/>
            <h2>{title}</h2>
            <p>{hint}</p>
            <a class="btn" href=Route::NewRequest(NewRequestView::default()).href()>{text::requests::NEW_REQUEST}</a>
        </div>
    }
}

/// The picture beside a request's name.
pub(crate) fn icon_of(request: &Arc<AccessRequest>) -> &'static str {
    if request.bundle.is_some() {
        return "bundle";
    }
    request.groups.first().map_or("key", |group| crate::ui::icon::of_kind(&group.integration.kind))
}

/// The second line: what kind of access, in which integrations.
fn second_line(request: &AccessRequest) -> String {
    let mut parts: Vec<String> = Vec::new();
    if request.bundle.is_some() {
        parts.push(text::requests::BUNDLE.to_owned());
    }
    match request.groups.as_slice() {
        [] => {}
        [group] => parts.push(group.integration.name.clone()),
        several => parts.push(text::requests::integrations(several.len())),
    }
    let permissions = request.permission_names().join(", ");
    if !permissions.is_empty() && request.bundle.is_none() {
        parts.push(permissions);
    }
    parts.join(" · ")
}
