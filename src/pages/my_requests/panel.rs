//! Everything about one request: exact resources, who decides, in whose words.

use std::sync::Arc;

use leptos::prelude::*;
use wasm_bindgen_futures::spawn_local;

use super::row::duration;
use super::set::Companions;
use crate::api::ApiError;
use crate::api::access_requests::{group_units, units_of};
use crate::domain::custom_field::in_words;
use crate::domain::inventory::AccessUnit;
use crate::domain::request::{AccessRequest, Group};
use crate::domain::status::List;
use crate::host;
use crate::pages::approvers::Approvers;
use crate::pages::read_again::when_renewed;
use crate::pages::request_actions::{ActionButtons, CourseOf, FavoriteButton, HEADING, Place, Popups};
use crate::pages::status_badge;
use crate::route::{RequestsView, Route};
use crate::state::{Latest, Requests, Row, Session};
use crate::text;
use crate::ui::badge::Badge;
use crate::ui::focus;
use crate::ui::format;
use crate::ui::icon::Icon;
use crate::ui::live::Announcer;
use crate::ui::timing;

/// How many resources of a group are shown at a time.
const STEP: usize = 50;

/// The panel of the request `id`, which is read by its id where the list does not have it.
#[component]
pub fn Panel(id: String, on_close: Callback<()>, popups: Popups) -> impl IntoView {
    let requests = expect_context::<Requests>();
    let row = RwSignal::new(requests.row(&id));
    let failed = RwSignal::new(None::<ApiError>);
    let read = {
        let id = id.clone();
        move || {
            failed.set(None);
            let id = id.clone();
            spawn_local(async move {
                match requests.read_one(&id).await {
                    Ok(read) => drop(row.try_set(Some(read))),
                    Err(error) => drop(failed.try_set(Some(error))),
                }
            });
        }
    };
    if row.with_untracked(Option::is_none) {
        read();
    }
    when_renewed(failed, read.clone());
    // What a link shows of somebody else is theirs to mark.
    let is_own = move |row: &Row| row.with_untracked(|request| requests.is_own(request));
    timing::next_frame(|| focus::to_id(HEADING));
    let failure = {
        let read = read.clone();
        move || {
            failed.get().map(|error| {
                let gone = matches!(error, ApiError::NotFound(_));
                let words = if gone { text::requests::NOT_FOUND.to_owned() } else { text::error::what(&error) };
                let read = read.clone();
                view! {
                    <div class="panel__section" role="alert">
                        <p>{words}</p>
                        <button class="btn" type="button" hidden=gone on:click=move |_| read()>{text::requests::RETRY}</button>
                    </div>
                }
            })
        }
    };
    view! {
        <aside class="panel card" aria-labelledby=HEADING>
            <div class="panel__head">
                <h2 id=HEADING tabindex="-1">{id.clone()}</h2>
                {move || row.get().filter(is_own).map(|row| view! { <FavoriteButton row popups/> })}
                <CopyLink id=id.clone()/>
                {close_button(on_close)}
            </div>
            {failure}
            {move || row.get().map(|row| view! { <About row popups/> })}
        </aside>
    }
}

/// The panel while what fills it is on its way.
pub fn outline(id: String, on_close: Callback<()>) -> AnyView {
    timing::next_frame(|| focus::to_id(HEADING));
    view! {
        <aside class="panel card" aria-labelledby=HEADING aria-busy="true">
            <div class="panel__head">
                <h2 id=HEADING tabindex="-1">{id}</h2>
                {close_button(on_close)}
            </div>
            <div class="panel__section" aria-hidden="true">
                <span class="skeleton skeleton--row"></span>
                <span class="skeleton skeleton--row"></span>
                <span class="skeleton skeleton--row"></span>
            </div>
        </aside>
    }
    .into_any()
}

/// Around what is said where the panel cannot be loaded.
pub fn around(content: AnyView) -> AnyView {
    view! { <aside class="panel card" aria-label=text::requests::DETAILS>{content}</aside> }.into_any()
}

fn close_button(on_close: Callback<()>) -> impl IntoView {
    view! {
        <button class="btn btn--subtle btn--icon" type="button" aria-label=text::requests::CLOSE_PANEL on:click=move |_| on_close.run(())>
            <Icon name="dismiss"/>
        </button>
    }
}

#[component]
fn CopyLink(id: String) -> impl IntoView {
    let session = expect_context::<Session>();
    let announcer = expect_context::<Announcer>();
    let copied = RwSignal::new(false);
    let rest = timing::Debounce::new(2_000);
    let copy = move |_| {
        let view = RequestsView { request: Some(id.clone()), ..RequestsView::default() };
        let route = Route::Requests(view);
        // Who copies a link in Teams means to open it there; in a browser it stays a link of the web.
        let app = session.config.with_untracked(|config| config.teams_app_id.clone()).filter(|_| host::is_hosted());
        let address = match app {
            Some(app) => route.teams_link(&app, &host::origin()),
            None => [host::origin(), route.href()].concat(),
        };
        spawn_local(async move {
            let done = host::copy(&address).await;
            announcer.say(if done { text::requests::LINK_COPIED } else { text::requests::LINK_NOT_COPIED }.to_owned());
            if done {
                copied.try_set(true);
                rest.run(move || copied.set(false));
            }
        });
    };
    view! {
        <button class="btn btn--subtle" type="button" on:click=copy>
            <Icon name=Signal::derive(move || if copied.get() { "check" } else { "link" })/>
            {move || if copied.get() { text::requests::LINK_COPIED } else { text::requests::COPY_LINK }}
        </button>
    }
}

#[component]
fn About(row: Row, popups: Popups) -> impl IntoView {
    let session = expect_context::<Session>();
    // The exact resources are read anew only when the groups change, not with every change of the request.
    let groups = {
        let row = row.clone();
        Memo::new(move |_| row.with(|request| request.groups.clone()))
    };
    let unevaluated = row.clone();
    let head = {
        let row = row.clone();
        move || row.with(|request| view! { <Head request=Arc::clone(request) session/> })
    };
    let id = row.with_untracked(|request| request.id.clone());
    let buttons = view! { <ActionButtons row=row.clone() popups place=Place::Panel/> };
    let extension = {
        let row = row.clone();
        let own = row.with_untracked(|request| expect_context::<Requests>().is_own(request));
        move || row.with(|request| request.extension_now().filter(|_| own).map(text::actions::extensions_left))
    };
    let rest = move || row.with(|request| view! { <Rest request=Arc::clone(request) session/> });
    view! {
        <section class="panel__section">
            {head}
            <div class="row panel__acts">{buttons}</div>
            {move || extension().map(|words| view! { <p class="small quiet">{words}</p> })}
            <CourseOf id=id.clone() popups place=Place::Panel/>
        </section>
        <section class="panel__section">
            <h3>{text::requests::RESOURCES}</h3>
            {move || groups.with(|groups| {
                if groups.is_empty() {
                    view! { <Unevaluated row=unevaluated.clone()/> }.into_any()
                } else {
                    groups.iter().map(|group| view! { <Units group=group.clone()/> }).collect_view().into_any()
                }
            })}
        </section>
        {rest}
        <Companions id/>
    }
}

#[component]
fn Head(request: Arc<AccessRequest>, session: Session) -> impl IntoView {
    let contact = session.config.with_untracked(|config| config.administrator_contact.clone());
    let reason = status_badge::reason(&request, contact.as_deref());
    let ((first, second), _) = duration(&request, session.clock.now());
    view! {
        <div class="row">
            <Badge look=status_badge::look(&request.status) label=text::status::label(&request.status).to_owned() reason=None id=String::new()/>
            <span class="strong">{first}</span>
            <span class="quiet">{second}</span>
        </div>
        {reason.map(|reason| view! { <p class="quote">{reason}</p> })}
    }
}

#[component]
fn Rest(request: Arc<AccessRequest>, session: Session) -> impl IntoView {
    let mut facts =
        session.settings.with_untracked(|settings| in_words(&settings.custom_fields, &request.custom_fields));
    facts.push((text::requests::REQUESTED_BY.to_owned(), request.requestor.clone()));
    if let Some(grantee) = &request.grantee {
        facts.push((text::requests::REQUESTED_FOR.to_owned(), grantee.clone()));
    }
    if let Some(bundle) = &request.bundle {
        facts.push((text::new_request::BUNDLE.to_owned(), bundle.clone()));
    }
    facts.push((text::requests::REQUESTED.to_owned(), format::in_full(request.created.0)));
    let asked = request.duration.map_or_else(|| text::requests::WHOLE_PERIOD.to_owned(), text::time::duration);
    facts.push((text::requests::DURATION.to_owned(), asked));
    if let Some(ends) = request.ends {
        let label = if request.list() == List::Closed { text::requests::ENDED } else { text::requests::ENDS };
        facts.push((label.to_owned(), format::in_full(ends.0)));
    }
    view! {
        {request.approval.clone().map(|approval| view! {
            <section class="panel__section">
                <h3>{text::requests::APPROVERS}</h3>
                <Approvers approval/>
            </section>
        })}
        {request.justification.clone().map(|words| view! {
            <section class="panel__section">
                <h3>{text::requests::JUSTIFICATION}</h3>
                <p class="quote">{words}</p>
            </section>
        })}
        <section class="panel__section">
            <h3>{text::requests::DETAILS}</h3>
            <dl class="facts">
                {facts.into_iter().map(|(label, fact)| view! { <dt>{label}</dt><dd>{fact}</dd> }).collect_view()}
            </dl>
        </section>
    }
}

/// What was asked for, where Apono has not made groups of it: it was not evaluated yet, or never granted. The first few
/// stand in the request itself; all of them are asked for, and where that fails the first few stay.
#[component]
fn Unevaluated(row: Row) -> impl IntoView {
    let client = expect_context::<Session>().client();
    let units = RwSignal::new(Vec::<(String, Vec<String>)>::new());
    let shown = RwSignal::new(STEP);
    let id = row.with_untracked(|request| request.id.clone());
    let status = {
        let row = row.clone();
        Memo::new(move |_| row.with(|request| request.status.clone()))
    };
    Effect::new(move |_| {
        status.track();
        let (client, ids) = (client.clone(), [id.clone()]);
        spawn_local(async move {
            if let Ok(answer) = units_of(&client, &ids).await {
                let units_of_it = answer.into_iter().flat_map(|(_, units)| units);
                let rows = units_of_it.map(|unit| (unit.resource.name.clone(), vec![unit.permission.name])).collect();
                units.try_set(merged(rows));
            }
        });
    });
    let rows = Memo::new(move |_| {
        let known = units.get();
        if known.is_empty() {
            let pair = |(resource, permission): &(String, String)| (resource.clone(), vec![permission.clone()]);
            row.with(|request| merged(request.summary.iter().map(pair).collect()))
        } else {
            known
        }
    });
    let rest = move || rows.with(Vec::len).saturating_sub(shown.get());
    view! {
        <p class="quiet small" hidden=move || !rows.with(Vec::is_empty)>{text::requests::UNITS_LATER}</p>
        {move || {
            let rows: Vec<_> = rows.with(|rows| rows.iter().take(shown.get()).cloned().collect());
            (!rows.is_empty()).then(|| view! { <Resources rows/> })
        }}
        <ShowMore rest=Signal::derive(rest) on_more=Callback::new(move |()| shown.update(|shown| *shown += STEP))/>
    }
}

/// Neighbours of the same resource become one row.
fn merged(rows: Vec<(String, Vec<String>)>) -> Vec<(String, Vec<String>)> {
    let mut result: Vec<(String, Vec<String>)> = Vec::new();
    for (resource, permissions) in rows {
        match result.last_mut() {
            Some((last, known)) if *last == resource => known.extend(permissions),
            _ => result.push((resource, permissions)),
        }
    }
    result
}

#[component]
fn Resources(rows: Vec<(String, Vec<String>)>) -> impl IntoView {
    let row = |(resource, permissions): (String, Vec<String>)| {
        let chips = permissions.into_iter().map(|name| view! { <span class="chip">{name}</span> }).collect_view();
        view! { <li><span class="strong">{resource}</span> {chips}</li> }
    };
    view! { <ul class="resources">{rows.into_iter().map(row).collect_view()}</ul> }
}

/// Offers the next [`STEP`] of so many that are not shown yet.
#[component]
fn ShowMore(rest: Signal<usize>, on_more: Callback<()>) -> impl IntoView {
    view! {
        <button class="btn btn--link" type="button" hidden=move || rest.get() == 0 on:click=move |_| on_more.run(())>
            {move || text::requests::show_more(rest.get().min(STEP))}
        </button>
    }
}

/// The exact resources of one integration, read page by page as the person asks for more.
#[component]
fn Units(group: Group) -> impl IntoView {
    let client = expect_context::<Session>().client();
    let units = RwSignal::new(Vec::<AccessUnit>::new());
    let shown = RwSignal::new(STEP);
    let more = RwSignal::new(true);
    let failed = RwSignal::new(None::<ApiError>);
    let latest = Latest::new();
    let id = group.id.clone();
    let read = move || {
        let (client, id, cancel) = (client.clone(), id.clone(), latest.begin());
        failed.set(None);
        spawn_local(async move {
            let skip = units.try_with_untracked(Vec::len).unwrap_or(0);
            match group_units(&client, &id, skip, &cancel).await {
                Ok(page) => {
                    more.try_set(page.more);
                    units.try_update(|units| units.extend(page.rows));
                }
                Err(ApiError::Cancelled) => {}
                Err(error) => drop(failed.try_set(Some(error))),
            }
        });
    };
    read();
    when_renewed(failed, read.clone());
    let rows = Memo::new(move |_| {
        units.with(|units| {
            let row = |unit: &AccessUnit| (unit.resource.name.clone(), vec![unit.permission.name.clone()]);
            merged(units.iter().map(row).collect())
        })
    });
    let total = group.resources;
    let rest = move || total.unwrap_or_else(|| rows.with(Vec::len)).saturating_sub(shown.get());
    let show_more = {
        let read = read.clone();
        Callback::new(move |()| {
            shown.update(|shown| *shown += STEP);
            if more.get_untracked() && rows.with_untracked(Vec::len) < shown.get_untracked() {
                read();
            }
        })
    };
    view! {
        <div class="what">
            <Icon name=crate::ui::icon::of_kind(&group.integration.kind)/>
            <span class="line2">{[group.integration.kind_name.as_str(), " · ", &group.integration.name].concat()}</span>
        </div>
        {group.trouble.map(|trouble| view! { <p class="hint hint--error">{trouble}</p> })}
        {move || view! { <Resources rows=rows.with(|rows| rows.iter().take(shown.get()).cloned().collect())/> }}
        <ShowMore rest=Signal::derive(rest) on_more=show_more/>
        {move || failed.get().map(|error| {
            let read = read.clone();
            view! {
                <p class="hint hint--error" role="alert">{text::error::what(&error)}</p>
                <button class="btn btn--small" type="button" on:click=move |_| read()>{text::requests::RETRY}</button>
            }
        })}
    }
}
