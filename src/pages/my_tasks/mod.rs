//! My Tasks: requests of others that this person decides about, and those they decided before (D8).

#[expect(unreachable_pub, reason = "the component macro makes the props public")]
mod bulk;
#[expect(unreachable_pub, reason = "the component macro makes the props public")]
mod decide;
#[expect(unreachable_pub, reason = "the component macro makes the props public")]
mod exact;
#[expect(unreachable_pub, reason = "the component macro makes the props public")]
mod filters;
mod news;
#[expect(unreachable_pub, reason = "the component macro makes the props public")]
mod row;

use std::collections::HashMap;
use std::sync::Arc;

use leptos::prelude::*;
use wasm_bindgen_futures::spawn_local;

pub use self::news::tell_of_decisions;

use self::bulk::{BulkBar, Results};
use self::decide::Typed;
use self::filters::{FilterBar, Filters};
use self::row::{TaskRow, Ticked, link_id};
use crate::api::ApiError;
use crate::domain::decision::Course;
use crate::domain::request_filter::Filter;
use crate::domain::steady::steady;
use crate::pages::read_again::when_renewed;
use crate::route::{Route, TaskList, TasksView};
use crate::state::{Navigation, Tasks};
use crate::text;
use crate::text::tasks as words;
use crate::ui::blocks::Blocks;
use crate::ui::focus;
use crate::ui::icon::Icon;
use crate::ui::tabs::{Tab, Tabs};
use crate::ui::timing;

/// How many columns the table has.
const COLUMNS: u32 = 4;
/// The height of a task that nobody has measured yet. CSS pixels.
const TASK_HEIGHT: f64 = 230.0;

const PANEL_ID: &str = "tasks";

/// The view part of the current address; the start of the page where another page is about to take over.
fn view_of(route: &Route) -> TasksView {
    match route {
        Route::Tasks(view) => view.clone(),
        _ => TasksView::default(),
    }
}

/// What the parts of the page share.
#[derive(Clone, Copy)]
struct Page {
    view: Memo<TasksView>,
    filters: Filters,
    ticked: Ticked,
    typed: Typed,
}

/// The page My Tasks.
#[component]
pub fn MyTasks() -> impl IntoView {
    let navigation = expect_context::<Navigation>();
    let tasks = expect_context::<Tasks>();
    let route = navigation.route();
    let view = Memo::new(move |_| route.with(view_of));
    let list = Memo::new(move |_| view.with(|view| view.list));
    let alone = Memo::new(move |_| view.with(|view| view.task.clone()));
    let filters = Filters::new(navigation, view);
    let page = Page { view, filters, ticked: Ticked::new(), typed: StoredValue::new(HashMap::new()) };
    tasks.begin();
    tasks.look();
    // Whoever leaves in the middle of a decision has not made it.
    on_cleanup(move || tasks.leave());
    Effect::new(move |before: Option<Option<String>>| {
        let now = alone.get();
        if let (Some(id), None) = (before.flatten(), &now) {
            timing::next_frame(move || focus::to_id(&link_id(&id)));
        }
        now
    });
    let content = move || match alone.get() {
        Some(id) => view! { <Alone id page/> }.into_any(),
        None => view! { <Lists list page/> }.into_any(),
    };
    view! {
        <div class="page__head">
            <h1 tabindex="-1">{text::shell::MY_TASKS}</h1>
        </div>
        <NotSent/>
        {content}
    }
}

/// What was decided and not sent, because the person left.
#[component]
fn NotSent() -> impl IntoView {
    let tasks = expect_context::<Tasks>();
    let not_sent = tasks.not_sent();
    move || {
        let ids = not_sent.get();
        (!ids.is_empty()).then(|| {
            view! {
                <div class="bar bar--warning bar--above" role="alert">
                    <Icon name="triangle"/>
                    <p>{words::not_sent(&ids)}</p>
                    <button class="btn btn--small" type="button" on:click=move |_| {
                        tasks.forget_not_sent();
                        focus::to_first("main h1");
                    }>{words::DISMISS}</button>
                </div>
            }
        })
    }
}

/// The two lists with their tabs.
#[component]
fn Lists(list: Memo<TaskList>, page: Page) -> impl IntoView {
    let navigation = expect_context::<Navigation>();
    let tasks = expect_context::<Tasks>();
    let select_list = Callback::new(move |index: usize| {
        let list = if index == 0 { TaskList::Pending } else { TaskList::History };
        // The two lists share hardly a status, but what is searched for may be in either.
        navigation.go(Route::Tasks(TasksView { list, statuses: Vec::new(), ..page.filters.view() }));
    });
    let count = move |list: TaskList| {
        Signal::derive(move || {
            let complete = tasks.loading(list).with(|loading| loading.done);
            match tasks.ids(list).with(Vec::len) {
                0 if !complete => (String::new(), String::new()),
                count => words::count(count, complete),
            }
        })
    };
    let tabs = vec![
        Tab { id: "pending-tasks", label: words::PENDING, count: count(TaskList::Pending) },
        Tab { id: "past-tasks", label: words::HISTORY, count: count(TaskList::History) },
    ];
    view! {
        <Tabs
            label=words::LISTS
            tabs
            panel=PANEL_ID
            selected=Signal::derive(move || usize::from(list.get() == TaskList::History))
            on_select=select_list
        />
        <div role="tabpanel" id=PANEL_ID aria-labelledby=move || match list.get() {
            TaskList::Pending => "pending-tasks",
            TaskList::History => "past-tasks",
        }>
            {move || view! { <List list=list.get() page/> }}
        </div>
    }
}

/// What a list shows, and for which filter.
#[derive(Clone, Default, PartialEq)]
struct Shown {
    filter: Filter,
    ids: Vec<String>,
}

/// One list. What leaves it keeps its place until the person goes to the other list or changes the filters.
#[component]
fn List(list: TaskList, page: Page) -> impl IntoView {
    let tasks = expect_context::<Tasks>();
    let Page { filters, ticked, .. } = page;
    if list == TaskList::History {
        tasks.refresh_history();
    }
    let shown = Memo::new(move |before: Option<&Shown>| {
        let filter = filters.filter();
        let ids = tasks.matching(list, &filter);
        let ids = match before.filter(|before| before.filter == filter) {
            Some(before) => steady(&before.ids, &ids),
            None => ids,
        };
        Shown { filter, ids }
    });
    let ids = Memo::new(move |_| shown.with(|shown| Arc::new(shown.ids.clone())));
    let can_decide = move |id: &String| tasks.task(id).is_some_and(|task| task.course.with_untracked(Course::is_open));
    // What has been decided meanwhile, here or elsewhere, is no part of the next decision.
    let pending = tasks.ids(TaskList::Pending);
    Effect::new(move |_| {
        pending.track();
        shown.with(|shown| ticked.keep_only(|id| can_decide(id) && shown.ids.contains(id)));
    });
    let loading = tasks.loading(list);
    let read = Memo::new(move |_| loading.with(|loading| loading.done));
    let failed = Memo::new(move |_| loading.with(|loading| loading.error.clone()));
    let is_empty = Memo::new(move |_| shown.with(|shown| shown.ids.is_empty()));
    let is_narrowed = Memo::new(move |_| shown.with(|shown| !shown.filter.is_empty()));
    let again = move |_| match list {
        TaskList::Pending => tasks.refresh(),
        TaskList::History => tasks.refresh_history(),
    };
    let open_ids = move || {
        pending.track();
        shown.with(|shown| shown.ids.iter().filter(|id| can_decide(id)).cloned().collect::<Vec<_>>())
    };
    let all_ticked = move || {
        let count = ticked.count().get();
        count > 0 && count == open_ids().len()
    };
    let some_ticked = move || ticked.count().get() > 0 && !all_ticked();
    let select_all = (list == TaskList::Pending).then(|| {
        let label = move || words::select_all(open_ids().len());
        view! {
            <label class="check push" hidden=move || is_empty.get()>
                <input
                    type="checkbox"
                    prop:checked=all_ticked
                    prop:indeterminate=some_ticked
                    on:change=move |event| {
                        if event_target_checked(&event) { ticked.set(&untrack(open_ids), true) } else { ticked.clear() }
                    }
                />
                <span>{label}</span>
            </label>
        }
    });
    let waited = timing::after(300);
    let bulk = (list == TaskList::Pending).then(|| {
        view! { <BulkBar ticked shown=Signal::derive(move || shown.with(|shown| shown.ids.clone()))/> <Results/> }
    });
    view! {
        <FilterBar filters list>{select_all}</FilterBar>
        {bulk}
        {move || failed.get().map(|error| view! {
            <div class="bar bar--bad bar--above" role="alert">
                <Icon name="triangle"/>
                <p>{words::LIST_FAILED} " " {text::error::what(&error)}</p>
                <button class="btn btn--small" type="button" on:click=again>{words::RETRY}</button>
            </div>
        })}
        <Rows ids list page hidden=is_empty read/>
        {move || (is_empty.get() && !read.get() && !is_narrowed.get() && failed.with(Option::is_none) && waited.get()).then(|| view! {
            <div class="card" aria-hidden="true">
                {(0..4).map(|_| view! { <span class="skeleton skeleton--row"></span> }).collect_view()}
            </div>
        })}
        {move || (is_empty.get() && !is_narrowed.get() && read.get()).then(|| view! { <Empty list/> })}
        {move || (is_empty.get() && is_narrowed.get()).then(|| view! {
            <div class="card empty">
                <Icon name="search"/>
                <h2>{words::NO_MATCH}</h2>
                <p>{words::NO_MATCH_TEXT}</p>
                <button class="btn" type="button" on:click=move |_| filters.clear()>{words::CLEAR_FILTERS}</button>
            </div>
        })}
        <p class="table__foot" role="status">{move || {
            let matches = is_narrowed.get().then(|| shown.with(|shown| shown.ids.len()));
            loading.with(|loading| {
                let nothing = loading.read == 0 && !loading.done;
                if nothing || loading.error.is_some() { return String::new(); }
                words::progress(loading.read, loading.total, loading.done, matches)
            })
        }}</p>
    }
}

/// The tasks as a table whose rows are cards.
#[component]
fn Rows(
    #[prop(into)] ids: Signal<Arc<Vec<String>>>,
    list: TaskList,
    page: Page,
    #[prop(into)] hidden: Signal<bool>,
    #[prop(into)] read: Signal<bool>,
    #[prop(optional)] alone: bool,
) -> impl IntoView {
    let tasks = expect_context::<Tasks>();
    let Page { ticked, typed, .. } = page;
    let draw = move |id: String, place: Signal<usize>| {
        tasks.task(&id).map(|task| view! { <TaskRow task list ticked typed place alone/> }).into_any()
    };
    let all_rows = move || if read.get() { ids.with(|ids| (ids.len() + 1).to_string()) } else { "-1".to_owned() };
    view! {
        <table class="tasks" role="table" aria-label=text::shell::MY_TASKS aria-rowcount=all_rows hidden=move || hidden.get()>
            <thead role="rowgroup" class="sr">
                <tr role="row" aria-rowindex="1">
                    <th scope="col" role="columnheader">{words::SELECTION}</th>
                    <th scope="col" role="columnheader">{words::TASK}</th>
                    <th scope="col" role="columnheader">{words::DETAILS}</th>
                    <th scope="col" role="columnheader">{words::DECISION}</th>
                </tr>
            </thead>
            <Blocks rows=ids columns=COLUMNS row_height=TASK_HEIGHT key=String::clone draw/>
        </table>
    }
}

/// One task alone, as a link leads to it.
#[component]
fn Alone(id: String, page: Page) -> impl IntoView {
    let tasks = expect_context::<Tasks>();
    let is_known = RwSignal::new(tasks.task(&id).is_some());
    let failed = RwSignal::new(None::<ApiError>);
    let read = {
        let id = id.clone();
        move || {
            failed.set(None);
            let id = id.clone();
            spawn_local(async move {
                match tasks.read_one(&id).await {
                    Ok(_) => drop(is_known.try_set(true)),
                    Err(error) => drop(failed.try_set(Some(error))),
                }
            });
        }
    };
    read();
    when_renewed(failed, read.clone());
    let title = ["title-", &id].concat();
    Effect::new(move |_| {
        if is_known.get() {
            let title = title.clone();
            timing::next_frame(move || focus::to_id(&title));
        }
    });
    let back = {
        let view = page.view;
        move || view.with(|view| Route::Tasks(TasksView { task: None, ..view.clone() }).href())
    };
    let ids = Arc::new(vec![id]);
    let list = page.view.with_untracked(|view| view.list);
    view! {
        <a class="crumb" href=back><Icon name="back"/>{words::ALL_TASKS}</a>
        {move || failed.get().map(|error| {
            let gone = matches!(error, ApiError::NotFound(_));
            let sentence = if gone { words::NOT_FOUND.to_owned() } else { text::error::what(&error) };
            let read = read.clone();
            view! {
                <div class="bar bar--bad bar--above" role="alert">
                    <Icon name="triangle"/>
                    <p>{sentence}</p>
                    <button class="btn btn--small" type="button" hidden=gone on:click=move |_| read()>{words::RETRY}</button>
                </div>
            }
        })}
        {move || is_known.get().then(|| view! {
            <Rows ids=Signal::stored(Arc::clone(&ids)) list page hidden=false read=true alone=true/>
        })}
    }
}

#[component]
fn Empty(list: TaskList) -> impl IntoView {
    let (title, hint, other, label) = match list {
        TaskList::Pending => (words::EMPTY, words::EMPTY_TEXT, TaskList::History, words::HISTORY),
        TaskList::History => (words::EMPTY_HISTORY, words::EMPTY_HISTORY_TEXT, TaskList::Pending, words::PENDING),
    };
    view! {
        <div class="card empty">
            <Icon name="check-circle"/>
            <h2>{title}</h2>
            <p>{hint}</p>
            <a class="btn" href=Route::Tasks(TasksView { list: other, ..TasksView::default() }).href()>{label}</a>
        </div>
    }
}
