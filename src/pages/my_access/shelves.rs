//! Short ways to ask again: the newest favorites, what ended last, and saved templates (section 3, 8).

use std::sync::Arc;

use leptos::prelude::*;

use super::templates::Templates;
use crate::api::ApiError;
use crate::domain::request::AccessRequest;
use crate::domain::status::List;
use crate::pages::my_requests::icon_of;
use crate::pages::request_actions::Popups;
use crate::route::{RequestsView, Route};
use crate::state::{Access, Requests, Session};
use crate::text;
use crate::text::access as words;
use crate::ui::format;
use crate::ui::icon::Icon;

/// How many are shown of each kind.
pub(super) const EACH: usize = 3;

#[component]
pub(super) fn Shelves(popups: Popups) -> impl IntoView {
    let access = expect_context::<Access>();
    let requests = expect_context::<Requests>();
    let closed = requests.ids(List::Closed);
    let recent = Memo::new(move |_| closed.with(|ids| ids.iter().take(EACH).cloned().collect::<Vec<_>>()));
    let favorites = access.favorites();
    let no_favorites = move || favorites.with(|list| list.as_ref().is_some_and(Vec::is_empty));
    let no_recent = move || recent.with(Vec::is_empty) && requests.loading().with(|loading| loading.done);
    view! {
        <div class="shelves">
            <section class="card shelf" aria-labelledby="favorites">
                <h2 id="favorites">{words::FAVORITES}</h2>
                <ul>
                    {move || favorites.get().unwrap_or_default().into_iter().map(|request| view! { <Item request popups/> }).collect_view()}
                </ul>
                <p class="quiet small" hidden=move || !no_favorites()>{words::NO_FAVORITES}</p>
                <ShelfFailed error=access.favorites_failed() words=words::FAVORITES_FAILED again=Callback::new(move |()| access.read_favorites())/>
            </section>
            <section class="card shelf" aria-labelledby="recent">
                <h2 id="recent">{words::RECENT}</h2>
                <ul>
                    <For each=move || recent.get() key=String::clone let(id)>
                        {requests.row(&id).map(|row| move || view! { <Item request=row.get() popups/> })}
                    </For>
                </ul>
                <p class="quiet small" hidden=move || !no_recent()>{words::NO_RECENT}</p>
            </section>
            <Templates/>
        </div>
    }
}

/// Says that a shelf could not be read, and offers to read it again.
#[component]
pub(super) fn ShelfFailed(
    #[prop(into)] error: Signal<Option<ApiError>>,
    words: &'static str,
    again: Callback<()>,
) -> impl IntoView {
    move || {
        error.get().map(|error| {
            view! {
                <div class="row" role="status">
                    <p class="hint hint--error"><Icon name="triangle"/><span>{words} " " {text::error::what(&error)}</span></p>
                    <button class="btn btn--small" type="button" on:click=move |_| again.run(())>{text::requests::RETRY}</button>
                </div>
            }
        })
    }
}

/// One request, to be made again where it is over, else to be looked at.
#[component]
fn Item(request: Arc<AccessRequest>, popups: Popups) -> impl IntoView {
    let now = expect_context::<Session>().clock.now();
    let (headline, more) = request.headline();
    let mut about: Vec<String> = Vec::new();
    if request.bundle.is_some() {
        about.push(text::requests::BUNDLE.to_owned());
    } else {
        about.push(request.permission_names().join(", "));
    }
    about.push(text::status::label(&request.status).to_owned());
    about.push(format::ago(request.ends.unwrap_or(request.created).0.min(now.0), now.0));
    about.retain(|part| !part.is_empty());
    let id = request.id.clone();
    let acts = if request.status.can_be_asked_again() {
        let again = Arc::clone(&request);
        view! {
            <button
                class="btn btn--small"
                type="button"
                aria-label=text::actions::of(text::actions::REQUEST_AGAIN, &id)
                on:click=move |_| popups.again.set(Some(Arc::clone(&again)))
            >
                {text::actions::REQUEST_AGAIN}
            </button>
        }
        .into_any()
    } else {
        let view = RequestsView { request: Some(id.clone()), ..RequestsView::default() };
        view! { <a class="quiet small" href=Route::Requests(view).href()>{id.clone()}</a> }.into_any()
    };
    view! {
        <li>
            <Icon name=icon_of(&request)/>
            <span class="shelf__what">
                <span class="line1 strong">{headline} {(more > 0).then(|| [" ", &text::requests::more(more)].concat())}</span>
                <span class="line2">{about.join(" · ")}</span>
            </span>
            <span class="shelf__acts">{acts}</span>
        </li>
    }
}
