//! My Requests: the two lists, the panel of one request, and the way to its access details.

#[expect(unreachable_pub, reason = "the component macro makes the props public")]
mod panel;
#[expect(unreachable_pub, reason = "the component macro makes the props public")]
mod row;

use std::sync::Arc;

use leptos::prelude::*;

use self::panel::Panel;
use self::row::{Clock, RequestRow};
use crate::domain::request::AccessRequest;
use crate::domain::status::List;
use crate::domain::steady::steady;
use crate::pages::access_details::{AccessDetailsDialog, Target};
use crate::route::{NewRequestView, RequestsView, Route};
use crate::state::{Loading, Navigation, Requests, Session};
use crate::text;
use crate::ui::focus;
use crate::ui::icon::Icon;
use crate::ui::tabs::{Tab, Tabs};
use crate::ui::timing;

/// How many rows are added at a time.
const STEP: usize = 100;

const PANEL_ID: &str = "requests";

/// The view part of the current address; the start of the page where another page is about to take over.
fn view_of(route: &Route) -> RequestsView {
    match route {
        Route::Requests(view) => view.clone(),
        _ => RequestsView::default(),
    }
}

#[component]
pub fn MyRequests() -> impl IntoView {
    let navigation = expect_context::<Navigation>();
    let requests = expect_context::<Requests>();
    let route = navigation.route();
    let view = Memo::new(move |_| route.with(view_of));
    let list = Memo::new(move |_| view.with(|view| view.list));
    let open_request = Memo::new(move |_| view.with(|view| view.request.clone()));
    let details = RwSignal::new(None::<Target>);

    let select_list = Callback::new(move |index: usize| {
        let list = if index == 0 { List::Open } else { List::Closed };
        navigation.go(Route::Requests(RequestsView { list, ..RequestsView::default() }));
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
    let close_panel = Callback::new(move |()| {
        let closed = open_request.get_untracked();
        navigation.go(Route::Requests(RequestsView { request: None, ..view.get_untracked() }));
        if let Some(id) = closed {
            timing::next_frame(move || focus::to_id(&row::link_id(&id)));
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
                <Sent view/>
                <div role="tabpanel" id=PANEL_ID aria-labelledby=move || match list.get() {
                    List::Open => "open-requests",
                    List::Closed => "closed-requests",
                }>
                    {move || view! { <Rows list=list.get() view details/> }}
                </div>
            </div>
            {move || open_request.get().map(|id| view! { <Panel id on_close=close_panel details/> })}
        </div>
        <AccessDetailsDialog target=details/>
    }
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

/// The rows of one list. What leaves the list keeps its place here until the person goes to the other list.
#[component]
fn Rows(list: List, view: Memo<RequestsView>, details: RwSignal<Option<Target>>) -> impl IntoView {
    let requests = expect_context::<Requests>();
    let current = requests.ids(list);
    let shown = Memo::new(move |before: Option<&Vec<String>>| {
        current.with(|current| steady(before.map_or(&[][..], Vec::as_slice), current))
    });
    let limit = RwSignal::new(STEP);
    let clock = Clock::start(expect_context::<Session>().clock);
    let waited = timing::after(300);
    let loading = requests.loading();
    let read = Memo::new(move |_| loading.with(|loading| loading.done || (list == List::Open && loading.open_read)));
    let ids = move || shown.with(|shown| shown.iter().take(limit.get()).cloned().collect::<Vec<_>>());
    let rest = move || shown.with(Vec::len).saturating_sub(limit.get());
    let is_empty = Memo::new(move |_| shown.with(Vec::is_empty));
    let failed = Memo::new(move |_| loading.with(|loading| loading.error.clone()));
    view! {
        {move || failed.get().map(|error| view! {
            <div class="bar bar--bad" role="alert">
                <Icon name="triangle"/>
                <p>{text::error::what(&error)}</p>
                <button class="btn btn--small" type="button" on:click=move |_| requests.read_all()>{text::requests::RETRY}</button>
            </div>
        })}
        <div class="card card--table" hidden=move || is_empty.get() && (read.get() || failed.with(Option::is_some))>
            <table class="table" role="table" aria-busy=move || if read.get() { "false" } else { "true" }>
                <thead role="rowgroup">
                    <tr role="row">
                        <th scope="col" role="columnheader" class="col-id">{text::requests::REQUEST}</th>
                        <th scope="col" role="columnheader">{text::requests::ACCESS}</th>
                        <th scope="col" role="columnheader" class="col-when">{text::requests::REQUESTED}</th>
                        <th scope="col" role="columnheader" class="col-time">{text::requests::DURATION}</th>
                        <th scope="col" role="columnheader" class="col-status">{text::requests::STATUS}</th>
                        <th scope="col" role="columnheader" class="col-acts"><span class="sr">{text::requests::ACTIONS}</span></th>
                    </tr>
                </thead>
                <tbody role="rowgroup">
                    <For each=ids key=String::clone let(id)>
                        {requests.row(&id).map(|row| {
                            let is_new = view.with_untracked(|view| view.new.contains(&id));
                            view! { <RequestRow row list clock is_new details/> }
                        })}
                    </For>
                    {move || (is_empty.get() && !read.get() && waited.get()).then(|| (0..5).map(|_| view! {
                        <tr class="waiting" aria-hidden="true"><td colspan="6"><span class="skeleton"></span></td></tr>
                    }).collect_view())}
                </tbody>
            </table>
            <button class="btn btn--subtle more" type="button" hidden=move || rest() == 0 on:click=move |_| limit.update(|limit| *limit += STEP)>
                {move || text::requests::show_more(rest().min(STEP))}
            </button>
            <p class="table__foot" role="status">{move || loading.with(progress)}</p>
        </div>
        {move || (is_empty.get() && read.get()).then(|| view! { <Empty list/> })}
        {
            // The address marks the request whose panel is open, so that going back and forth keeps it in view.
            let open_request = Memo::new(move |_| view.with(|view| view.request.clone()));
            Effect::new(move |_| clock.mark(open_request.get()));
        }
    }
}

fn progress(loading: &Loading) -> String {
    if loading.error.is_some() || (loading.read == 0 && !loading.done) {
        return String::new();
    }
    text::requests::progress(loading.read, loading.total, loading.done)
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
