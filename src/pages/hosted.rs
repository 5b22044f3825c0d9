//! The tab at home in Teams, Outlook and Microsoft 365 (reference teams.md 2): its life, keyboard, links and sign-in there.
//! In a browser none of this runs.

use leptos::ev;
use leptos::prelude::*;
use wasm_bindgen::JsCast;
use wasm_bindgen_futures::spawn_local;
use web_sys::{Element, HtmlElement};

use crate::api::{ApiError, session as session_api};
use crate::host;
use crate::route::Route;
use crate::state::{Navigation, Phase, Session};
use crate::text::hosted as words;

/// How the tab and its host stand.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Hosting {
    /// In a browser, or before the host has answered.
    Alone,
    Answered,
    /// Something frames the tab, or its address says so, and nothing answers.
    Silent,
}

/// Hears what the host says for as long as the page lives.
pub(crate) fn live_in_host(navigation: Navigation, session: Session, hosting: RwSignal<Hosting>) {
    spawn_local(async move {
        let context = match host::connect().await {
            Some(context) => context,
            None => {
                hosting.set(Hosting::Silent);
                host::look_hosted(false);
                // A page that came over a slow network may have asked late.
                let Some(context) = host::connect_late().await else { return };
                host::look_hosted(true);
                session.read().await;
                context
            }
        };
        if let Some(route) = context.sub_page.as_deref().and_then(Route::of_sub_page) {
            navigation.note(route);
        }
        hosting.set(Hosting::Answered);
        let followed = StoredValue::new(context.sub_page.unwrap_or_default());
        host::listen(host::Handlers {
            resume: Box::new(move |address| resume(navigation, session, &address)),
            enter: Box::new(enter),
            back: Box::new(move || close_dialog() || navigation.back()),
            // A host tells its whole context anew whenever any of it changes.
            link: Box::new(move |link| {
                let route = Route::of_sub_page(&link);
                if followed.try_update_value(|before| std::mem::replace(before, link.clone()) != link) == Some(true) {
                    route.into_iter().for_each(|route| navigation.go(route));
                }
            }),
        })
        .await;
        tell_how_it_stands(session);
        give_focus_back();
        wake_by_hand();
    });
}

/// The host shows the tab again, perhaps for another address than before.
fn resume(navigation: Navigation, session: Session, address: &str) {
    let rest = address.strip_prefix(host::origin().as_str()).unwrap_or_default();
    let (path, query) = rest.split_once('?').unwrap_or((rest, ""));
    let linked = Route::sub_page_of(query).and_then(|text| Route::of_sub_page(&text));
    let shown = navigation.route().get_untracked();
    let wanted = linked.unwrap_or_else(|| Route::parse(path, ""));
    // Coming back to the same tab of the app leaves it as it was.
    if !rest.is_empty() && wanted != Route::NotFound && wanted.entity() != shown.entity() {
        navigation.go(wanted);
    }
    spawn_local(async move { session.read().await });
}

/// The host takes its own outline away once the person can use the page, or the page itself says what is wrong.
fn tell_how_it_stands(session: Session) {
    Effect::new(move |before: Option<Option<&'static str>>| {
        let reason = session.phase.with(|phase| match phase {
            Phase::Starting => None,
            Phase::Known(_) => Some(""),
            Phase::SignedOut | Phase::NotAUser(_) => Some("PermissionError"),
            Phase::Unreachable(ApiError::Offline) => Some("Offline"),
            Phase::Unreachable(ApiError::TooMany { .. }) => Some("Throttling"),
            Phase::Unreachable(_) => Some("Other"),
        });
        if let Some(reason) = reason.filter(|_| before.flatten() != reason) {
            spawn_local(async move {
                if reason.is_empty() { host::succeeded().await } else { host::failed_as_expected(reason).await }
            });
        }
        reason
    });
}

/// What the keyboard reaches, in the order of the page.
fn reachable() -> Vec<HtmlElement> {
    const SELECTOR: &str = "a[href], button:not([disabled]), input:not([disabled]), select:not([disabled]), \
                            textarea:not([disabled]), summary, [tabindex='0']";
    let dialog = document().query_selector("dialog[open]").ok().flatten();
    let Some(place) = dialog.or_else(|| document().body().map(Into::into)) else { return Vec::new() };
    let Ok(found) = place.query_selector_all(SELECTOR) else { return Vec::new() };
    (0..found.length())
        .filter_map(|index| found.get(index)?.dyn_into::<HtmlElement>().ok())
        .filter(|element| element.tab_index() >= 0 && element.get_client_rects().length() > 0)
        .collect()
}

/// The focus comes from the host: to the first place of the page, or to its last.
fn enter(forward: bool) {
    let places = reachable();
    let place = if forward { places.first() } else { places.last() };
    if place.is_some_and(|place| place.focus().is_err()) {
        leptos::logging::warn!("An element did not take the focus.");
    }
}

/// Tab past the last place, or backwards past the first, goes on in the host: inside a frame it would start anew.
fn give_focus_back() {
    let listener = window_event_listener(ev::keydown, move |event| {
        if event.key() != "Tab" || event.default_prevented() || event.ctrl_key() || event.alt_key() || event.meta_key()
        {
            return;
        }
        let forward = !event.shift_key();
        let places = reachable();
        let edge = if forward { places.last() } else { places.first() };
        let focused = document().active_element();
        let at_edge = edge.is_some_and(|edge| focused.as_ref() == Some(edge.unchecked_ref::<Element>()));
        let in_dialog = edge.is_some_and(|edge| edge.closest("dialog").is_ok_and(|dialog| dialog.is_some()));
        if at_edge && !in_dialog {
            event.prevent_default();
            spawn_local(host::return_focus(forward));
        }
    });
    // For the life of the page.
    std::mem::forget(listener);
}

/// Not every host says that it shows a page which it had made ready out of sight.
fn wake_by_hand() {
    let pointer = window_event_listener(ev::pointerdown, |_| host::wake());
    let key = window_event_listener(ev::keydown, |_| host::wake());
    // For the life of the page.
    std::mem::forget((pointer, key));
}

/// The host's back button closes what lies on top first, as Escape does.
fn close_dialog() -> bool {
    let Ok(Some(dialog)) = document().query_selector("dialog[open]") else { return false };
    let options = web_sys::EventInit::new();
    options.set_cancelable(true);
    let Ok(event) = web_sys::Event::new_with_event_init_dict("cancel", &options) else { return false };
    dialog.dispatch_event(&event).is_ok()
}

/// Signs in through the host, and links the account there to the person's user the first time. What to tell the person
/// where that did not work.
async fn sign_in(session: Session) -> Option<String> {
    if let Err(refusal) = host::token().await {
        return Some(words::token_refused(&refusal));
    }
    session.read().await;
    let signed_in =
        || session.phase.with_untracked(|phase| !matches!(phase, Phase::SignedOut)) && !session.ended.get_untracked();
    if signed_in() {
        return None;
    }
    let client = session.client();
    let start = match session_api::begin_link(&client).await {
        Ok(start) => start,
        Err(error) => return Some(words::link_failed(&error)),
    };
    let code = match host::sign_in_at(&[host::origin(), start].concat()).await {
        Ok(code) => code,
        Err(refusal) => return Some(words::window_refused(&refusal)),
    };
    if let Err(error) = session_api::finish_link(&client, &code).await {
        return Some(words::link_failed(&error));
    }
    session.read().await;
    if signed_in() { None } else { Some(words::NOT_LINKED.to_owned()) }
}

/// The way in through the host, with what went wrong, and the way out into a browser. A host that does not answer leaves
/// only the latter.
#[component]
pub(crate) fn SignInInHost(session: Session) -> impl IntoView {
    let hosting = expect_context::<ReadSignal<Hosting>>();
    let trying = RwSignal::new(false);
    let trouble = RwSignal::new(None::<String>);
    let try_it = move |_| {
        if trying.get_untracked() {
            return;
        }
        trying.set(true);
        trouble.set(None);
        spawn_local(async move {
            let said = sign_in(session).await;
            trouble.try_set(said);
            trying.try_set(false);
        });
    };
    let said = move || match hosting.get() {
        Hosting::Silent => Some(words::SILENT.to_owned()),
        _ => trouble.get(),
    };
    view! {
        <div role="alert">{move || said().map(|said| view! { <p>{said}</p> })}</div>
        <div class="row">
            <button class="btn btn--primary" type="button" hidden=move || hosting.get() == Hosting::Silent on:click=try_it>
                {move || if trying.get() { words::SIGNING_IN } else { words::SIGN_IN }}
            </button>
            <OpenInBrowser/>
        </div>
    }
}

/// The same page in a browser, where signing in works without the host.
#[component]
pub(crate) fn OpenInBrowser() -> impl IntoView {
    let route = expect_context::<Navigation>().route();
    view! {
        <a class="btn" href=move || route.with(Route::href) target="_blank" rel="noopener">{words::OPEN_IN_BROWSER}</a>
    }
}

/// Says that nothing answers around the tab, which works all the same.
#[component]
pub(crate) fn SilentHost(hosting: ReadSignal<Hosting>) -> impl IntoView {
    view! {
        <Show when=move || hosting.get() == Hosting::Silent>
            <div class="newer" role="status">
                <span>{words::SILENT}</span>
                <OpenInBrowser/>
            </div>
        </Show>
    }
}
