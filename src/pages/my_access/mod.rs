//! My Access: what the person holds now, by integration, and short ways to ask for it again (requirements 60-62, 64).

#[expect(unreachable_pub, reason = "the component macro makes the props public")]
mod row;
#[expect(unreachable_pub, reason = "the component macro makes the props public")]
mod shelves;
#[expect(unreachable_pub, reason = "the component macro makes the props public")]
mod templates;

use std::collections::BTreeMap;
use std::sync::Arc;

use leptos::prelude::*;

use self::row::{Clock, SessionRow, ends_soon, holding};
use self::shelves::Shelves;
use crate::domain::inventory::Integration;
use crate::domain::steady::steady;
use crate::pages::parts::popups_of;
use crate::pages::request_actions::Popups;
use crate::route::{AccessView, NewRequestView, Route};
use crate::state::{Access, Held, Navigation, Requests, Session};
use crate::text;
use crate::text::access as words;
use crate::ui::combobox::{Choice, Combobox};
use crate::ui::icon::{self, Icon};
use crate::ui::timing;

/// How many sessions are added at a time.
const STEP: usize = 100;

/// How long changes are gathered before they are read. Milliseconds.
const REST: u64 = 300;

/// The sessions of one integration that are shown.
#[derive(Clone, Debug, PartialEq)]
struct Group {
    integration: Integration,
    ids: Vec<String>,
    /// The administrator's words about it.
    notes: Vec<String>,
}

fn view_of(route: &Route) -> AccessView {
    match route {
        Route::Access(view) => view.clone(),
        _ => AccessView::default(),
    }
}

/// The page My Access.
#[component]
pub fn MyAccess() -> impl IntoView {
    let navigation = expect_context::<Navigation>();
    let access = expect_context::<Access>();
    let requests = expect_context::<Requests>();
    let session = expect_context::<Session>();
    let route = navigation.route();
    let view = Memo::new(move |_| route.with(view_of));
    let popups = Popups::new();
    let clock = Clock::start(session.clock);
    keep_fresh(access, requests, session);

    // What ends while it is looked at keeps its place until the page is left.
    let current = access.ids();
    let shown = Memo::new(move |before: Option<&Vec<String>>| {
        current.with(|current| steady(before.map_or(&[][..], Vec::as_slice), current))
    });
    let held = move |id: &String| access.row(id).map(|row| row.get_untracked());
    let matching = Memo::new(move |_| {
        access.changes().track();
        let view = view.get();
        shown.with(|shown| {
            let wanted = view.search.to_lowercase();
            let fits = |id: &&String| held(id).is_some_and(|held| fits(&held, &view, &wanted));
            shown.iter().filter(fits).cloned().collect::<Vec<_>>()
        })
    });
    let limit = RwSignal::new(STEP);
    let groups = Memo::new(move |_| {
        access.changes().track();
        let rows = matching.with(|ids| ids.iter().take(limit.get()).filter_map(held).collect::<Vec<_>>());
        grouped(&rows)
    });
    // Only what is in view is asked for; a search looks into everything, so everything is asked for.
    Effect::new(move |_| {
        let searching = view.with(|view| !view.search.is_empty());
        let ids =
            if searching { shown.get() } else { matching.with(|ids| ids.iter().take(limit.get()).cloned().collect()) };
        access.show(ids);
    });
    let counts = Memo::new(move |_| {
        access.changes().track();
        clock.beats().track();
        let now = session.clock.now();
        current.with(|ids| {
            let soon = ids.iter().filter_map(held).filter(|held| ends_soon(held, now)).count();
            (ids.len(), soon)
        })
    });
    let loading = access.loading();
    let read = Memo::new(move |_| loading.with(|loading| loading.done));
    let waited = timing::after(300);
    let rest = move || matching.with(Vec::len).saturating_sub(limit.get());
    let nothing_held = move || read.get() && shown.with(Vec::is_empty);
    view! {
        <div class="page__head">
            <h1 tabindex="-1">{text::shell::MY_ACCESS}</h1>
            <span class="quiet num" role="status">
                {move || read.get().then(|| { let (active, soon) = counts.get(); words::counts(active, soon) })}
            </span>
        </div>
        <Shelves popups/>
        <Trouble/>
        <Show when=move || !nothing_held()>
            <Filters view shown/>
        </Show>
        {move || (!read.get() && waited.get() && shown.with(Vec::is_empty)).then(|| view! {
            <div class="card" aria-hidden="true">
                {(0..4).map(|_| view! { <span class="skeleton skeleton--row"></span> }).collect_view()}
            </div>
        })}
        <div aria-busy=move || if read.get() { "false" } else { "true" }>
            <For each=move || groups.get().into_iter().map(|group| group.integration.id) key=String::clone let(id)>
                <Integrated id groups clock popups/>
            </For>
        </div>
        <button class="btn btn--subtle more" type="button" hidden=move || rest() == 0 on:click=move |_| limit.update(|limit| *limit += STEP)>
            {move || text::requests::show_more(rest().min(STEP))}
        </button>
        {move || nothing_held().then(|| view! {
            <div class="card empty">
                <Icon name="key"/>
                <h2>{words::EMPTY}</h2>
                <p>{words::EMPTY_TEXT}</p>
                <div class="row">
                    <a class="btn" href=Route::NewRequest(NewRequestView::default()).href()>{text::requests::NEW_REQUEST}</a>
                    <a class="btn" href=Route::start().href()>{text::shell::MY_REQUESTS}</a>
                </div>
            </div>
        })}
        {move || (read.get() && !shown.with(Vec::is_empty) && matching.with(Vec::is_empty)).then(|| view! {
            <div class="card empty">
                <Icon name="search"/>
                <h2>{words::NO_MATCH}</h2>
                <p>{words::NO_MATCH_TEXT}</p>
                <button class="btn" type="button" on:click=move |_| navigation.note(Route::Access(AccessView::default()))>
                    {words::CLEAR_FILTERS}
                </button>
            </div>
        })}
        {popups_of(popups)}
    }
}

/// Reads when the page opens, when a request changes, and at the pace of the tab.
fn keep_fresh(access: Access, requests: Requests, session: Session) {
    let rest = timing::Debounce::new(REST);
    access.follow();
    Effect::new(move |before: Option<()>| {
        requests.revision().track();
        session.renewed.track();
        // What changes together is read once.
        if before.is_some() {
            rest.run(move || access.refresh());
        }
    });
}

fn fits(held: &Held, view: &AccessView, wanted: &str) -> bool {
    let among = |list: &[String], text: &String| list.is_empty() || list.contains(text);
    let requests: Vec<String> = held.requests.iter().map(|request| request.id.clone()).collect();
    among(&view.integrations, &held.session.integration.id)
        && among(&view.types, &held.session.type_name)
        && holding(held).matches(&held.session, &requests, wanted)
}

/// Neighbours of one integration stand together: the ids come in that order.
fn grouped(rows: &[Arc<Held>]) -> Vec<Group> {
    let mut groups: Vec<Group> = Vec::new();
    for held in rows {
        let integration = &held.session.integration;
        let place = groups.iter().position(|group| group.integration.id == integration.id);
        let place = place.unwrap_or_else(|| {
            groups.push(Group { integration: integration.clone(), ids: Vec::new(), notes: Vec::new() });
            groups.len().saturating_sub(1)
        });
        if let Some(group) = groups.get_mut(place) {
            group.ids.push(held.session.id.clone());
            group.notes.extend(
                held.session.note.iter().filter(|note| !group.notes.contains(*note)).cloned().collect::<Vec<_>>(),
            );
        }
    }
    groups
}

/// Why something is missing, and what to do.
#[component]
fn Trouble() -> impl IntoView {
    let access = expect_context::<Access>();
    let loading = access.loading();
    let failed = Memo::new(move |_| loading.with(|loading| loading.error.clone()));
    let partial = Memo::new(move |_| loading.with(|loading| loading.partial && loading.error.is_none()));
    let retry = move || {
        view! { <button class="btn btn--small" type="button" on:click=move |_| access.retry()>{text::requests::RETRY}</button> }
    };
    view! {
        {move || failed.get().map(|error| view! {
            <div class="bar bar--bad bar--above" role="alert">
                <Icon name="triangle"/>
                <p><strong>{words::LIST_FAILED}</strong> " " {text::error::what(&error)}</p>
                {retry()}
            </div>
        })}
        {move || partial.get().then(|| view! {
            <div class="bar bar--warning bar--above" role="status">
                <Icon name="triangle"/>
                <p><strong>{words::PARTIAL}</strong> " " {words::PARTIAL_TEXT}</p>
                {retry()}
            </div>
        })}
    }
}

/// Search, integrations and kinds, kept in the address.
#[component]
fn Filters(view: Memo<AccessView>, shown: Memo<Vec<String>>) -> impl IntoView {
    let navigation = expect_context::<Navigation>();
    let access = expect_context::<Access>();
    let typed = RwSignal::new(view.with_untracked(|view| view.search.clone()));
    let wait = timing::Debounce::new(200);
    Effect::new(move |_| {
        // Back and forward change the field; typing is ahead of the address and must not be.
        let search = view.with(|view| view.search.clone());
        if typed.with_untracked(|typed| typed.trim() != search) {
            wait.cancel();
            typed.set(search);
        }
    });
    let note = move |change: Box<dyn FnOnce(&mut AccessView)>| {
        let mut to = view.get_untracked();
        change(&mut to);
        navigation.note(Route::Access(to));
    };
    let on_input = move |event| {
        typed.set(event_target_value(&event));
        wait.run(move || {
            let search = typed.get_untracked().trim().to_owned();
            note(Box::new(move |view| view.search = search));
        });
    };
    let choices = move |pair: fn(&Held) -> (String, String)| {
        Memo::new(move |_| {
            let named: BTreeMap<(String, String), ()> = shown.with(|shown| {
                let rows = shown.iter().filter_map(|id| access.row(id));
                rows.map(|row| row.with_untracked(|held| pair(held))).map(|(id, label)| ((label, id), ())).collect()
            });
            Arc::new(named.into_keys().map(|(label, id)| Choice { id, label }).collect::<Vec<_>>())
        })
    };
    let integrations = choices(|held| {
        let integration = &held.session.integration;
        (integration.id.clone(), text::access::integration(integration))
    });
    let types = choices(|held| (held.session.type_name.clone(), held.session.type_name.clone()));
    let toggled = |list: &mut Vec<String>, id: String| {
        let before = list.len();
        list.retain(|other| *other != id);
        if list.len() == before {
            list.push(id);
        }
    };
    view! {
        <div class="filters filters--access">
            <div class="field">
                <label for="access-search">{words::SEARCH}</label>
                <div class="input">
                    <Icon name="search"/>
                    <input id="access-search" type="search" placeholder=words::SEARCH_HINT prop:value=typed on:input=on_input/>
                </div>
            </div>
            <Combobox
                id="access-integration"
                label=words::INTEGRATION
                placeholder=words::ALL
                choices=integrations
                chosen=Signal::derive(move || view.with(|view| view.integrations.clone()))
                on_toggle=Callback::new(move |id| note(Box::new(move |view| toggled(&mut view.integrations, id))))
                on_clear=Callback::new(move |()| note(Box::new(|view| view.integrations.clear())))
            />
            <Combobox
                id="access-type"
                label=words::TYPE
                placeholder=words::ALL
                choices=types
                chosen=Signal::derive(move || view.with(|view| view.types.clone()))
                on_toggle=Callback::new(move |id| note(Box::new(move |view| toggled(&mut view.types, id))))
                on_clear=Callback::new(move |()| note(Box::new(|view| view.types.clear())))
            />
        </div>
    }
}

/// The sessions of one integration.
#[component]
fn Integrated(id: String, groups: Memo<Vec<Group>>, clock: Clock, popups: Popups) -> impl IntoView {
    let access = expect_context::<Access>();
    let Some(integration) = groups.with_untracked(|groups| {
        groups.iter().find(|group| group.integration.id == id).map(|group| group.integration.clone())
    }) else {
        return ().into_any();
    };
    let heading = ["access-", &id].concat();
    let labelled_by = heading.clone();
    let group =
        Memo::new(move |_| groups.with(|groups| groups.iter().find(|group| group.integration.id == id).cloned()));
    let ids = move || group.with(|group| group.as_ref().map(|group| group.ids.clone()).unwrap_or_default());
    let notes = move || group.with(|group| group.as_ref().map(|group| group.notes.clone()).unwrap_or_default());
    view! {
        <section class="card card--table group" aria-labelledby=labelled_by>
            <div class="group__head">
                <Icon name=icon::of_kind(&integration.kind)/>
                <h2 id=heading>{words::integration(&integration)}</h2>
                <span class="quiet small num">{move || words::active(ids().len())}</span>
            </div>
            {move || notes().into_iter().map(|note| view! {
                <p class="group__note"><Icon name="info"/><span><strong>{words::NOTE}</strong> " " {note}</span></p>
            }).collect_view()}
            <table class="table table--access" role="table">
                <colgroup>
                    <col/><col class="col-permissions"/><col class="col-left"/><col class="col-state"/><col class="col-does"/>
                </colgroup>
                <thead role="rowgroup">
                    <tr role="row">
                        <th scope="col" role="columnheader">{words::RESOURCE}</th>
                        <th scope="col" role="columnheader">{words::PERMISSIONS}</th>
                        <th scope="col" role="columnheader">{words::TIME_LEFT}</th>
                        <th scope="col" role="columnheader">{words::STATUS}</th>
                        <th scope="col" role="columnheader"><span class="sr">{text::requests::ACTIONS}</span></th>
                    </tr>
                </thead>
                <tbody role="rowgroup">
                    <For each=ids key=String::clone let(id)>
                        {access.row(&id).map(|row| view! { <SessionRow row clock popups/> })}
                    </For>
                </tbody>
            </table>
        </section>
    }
    .into_any()
}
