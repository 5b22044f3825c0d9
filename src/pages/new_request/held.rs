//! What of the choice the person has already or has asked for, with what to do instead (section 3, 2).

use leptos::prelude::*;

use super::forms::Forms;
use crate::domain::action::Action;
use crate::domain::held::{Held, Overlap};
use crate::pages::request_actions::{CourseOf, Place, Popups};
use crate::route::{RequestKind, RequestsView, Route};
use crate::state::{HeldNow, Session};
use crate::text;
use crate::text::new_request as words;
use crate::ui::format;
use crate::ui::icon::Icon;

/// How many requests are named; the others are counted.
const MOST: usize = 4;

/// What of the form in front is held. Tracked.
fn overlaps(forms: Forms, held: HeldNow) -> Vec<Overlap> {
    let kind = forms.kind();
    let choosing = forms.choosing(kind);
    choosing.changes.track();
    let chosen = choosing.chosen(|_| true);
    let permissions = match kind {
        RequestKind::Integration => forms.place.chosen_permissions(),
        RequestKind::Resources | RequestKind::Bundle => Vec::new(),
    };
    let of_units = chosen.iter().flat_map(|chosen| {
        chosen.units.iter().map(move |unit| {
            let name = words::resource_with(&chosen.resource.name, &unit.permission.name);
            (chosen.resource.id.as_str(), unit.permission.id.as_str(), name)
        })
    });
    let of_pairs = chosen.iter().flat_map(|chosen| {
        permissions.iter().map(move |(id, name)| {
            (chosen.resource.id.as_str(), id.as_str(), words::resource_with(&chosen.resource.name, name))
        })
    });
    held.holdings().with(|holdings| holdings.among(of_units.chain(of_pairs)))
}

#[component]
pub(super) fn AlreadyHeld(forms: Forms) -> impl IntoView {
    let held = expect_context::<HeldNow>();
    let popups = Popups::new();
    let found = Memo::new(move |_| overlaps(forms, held));
    let shown = move || found.with(|found| found.iter().take(MOST).cloned().collect::<Vec<_>>());
    let more = move || found.with(|found| found.len().saturating_sub(MOST));
    view! {
        <div class="bar" role="status" hidden=move || found.with(Vec::is_empty)>
            <Icon name="info"/>
            <div class="held">
                <p class="strong">{words::ALREADY_HELD}</p>
                <ul>
                    <For each=shown key=|overlap| (overlap.held.request().to_owned(), overlap.names.len(), until(&overlap.held).map(f64::to_bits)) let(overlap)>
                        <Item overlap popups/>
                    </For>
                </ul>
                <p hidden=move || more() == 0>{move || text::requests::more(more())}</p>
            </div>
        </div>
    }
}

fn until(held: &Held) -> Option<f64> {
    match held {
        Held::Active { until, .. } => until.map(|until| until.0),
        Held::AskedFor { .. } => None,
    }
}

#[component]
fn Item(overlap: Overlap, popups: Popups) -> impl IntoView {
    let now = expect_context::<Session>().clock.now();
    let Overlap { held, names } = overlap;
    let id = held.request().to_owned();
    let what = words::names(&names);
    let state = words::held(&held, |ends| format::day_and_time(ends.0, now.0));
    let extend = match &held {
        Held::Active { extension: Some(extension), .. } => {
            let label = text::actions::extend_by(extension);
            let (id, whose) = (id.clone(), text::actions::of(&label, &id));
            Some(view! {
                <button class="btn btn--small" type="button" aria-label=whose on:click=move |_| popups.act(&id, Action::Extend)>
                    {label}
                </button>
            })
        }
        Held::Active { extension: None, .. } | Held::AskedFor { .. } => None,
    };
    let view = RequestsView { request: Some(id.clone()), ..RequestsView::default() };
    view! {
        <li>
            <span class="strong">{what}</span>
            <span class="quiet small">{state}</span>
            <span class="row">
                {extend}
                <a class="small" href=Route::Requests(view).href()>{words::look_at(&id)}</a>
            </span>
            <CourseOf id popups place=Place::Row/>
        </li>
    }
}
