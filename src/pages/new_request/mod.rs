//! New Request: the tab Resources Request (requirements 18-32).

mod choosing;
#[expect(unreachable_pub, reason = "the component macro makes the props public")]
mod chosen;
#[expect(unreachable_pub, reason = "the component macro makes the props public")]
mod form;
#[expect(unreachable_pub, reason = "the component macro makes the props public")]
mod list;

use leptos::ev;
use leptos::prelude::*;

use self::choosing::{Choices, Choosing};
use self::form::{Form, RequestForm};
use self::list::{Filters, ResourceList};
use crate::route::{NewRequestView, Route};
use crate::state::{Navigation, Session};
use crate::text;
use crate::text::new_request as words;
use crate::ui::dialog::Dialog;
use crate::ui::focus;
use crate::ui::icon::Icon;
use crate::ui::tabs::{Tab, Tabs};

const PANEL_ID: &str = "new-request";
/// Id of the right side.
const SIDE: &str = "request-form";

#[component]
pub fn NewRequest() -> impl IntoView {
    let navigation = expect_context::<Navigation>();
    let session = expect_context::<Session>();
    let route = navigation.route();
    let view = Memo::new(move |before: Option<&NewRequestView>| {
        route.with(|route| match route {
            Route::NewRequest(view) => view.clone(),
            // Another page is about to take over.
            _ => before.cloned().unwrap_or_default(),
        })
    });
    let choosing = Choosing::new();
    let form = Form::new(choosing);
    let left_out = RwSignal::new(false);
    let note = Callback::new(move |view| navigation.note(Route::NewRequest(view)));
    choosing.read_choices();
    search_as_addressed(choosing, session, view, note, left_out);

    let tabs =
        vec![Tab { id: "resources-request", label: words::RESOURCES_TAB, count: Signal::stored(Default::default()) }];
    view! {
        <p><a class="crumb" href=Route::start().href()><Icon name="back"/>{text::shell::MY_REQUESTS}</a></p>
        <div class="page__head"><h1 tabindex="-1">{text::shell::NEW_REQUEST}</h1></div>
        <Tabs label=words::KINDS tabs panel=PANEL_ID selected=Signal::stored(0) on_select=Callback::new(|_| {})/>
        <div role="tabpanel" id=PANEL_ID aria-labelledby="resources-request" class="form">
            <ResourceList choosing filters=Filters { view, note } left_out/>
            <RequestForm form/>
        </div>
        <div class="to-form" hidden=move || choosing.count.get() == 0>
            <span class="strong num">{move || words::count_of_most(choosing.count.get())}</span>
            <button class="btn btn--primary push" type="button" on:click=move |_| focus::to_id(SIDE)>{words::TO_FORM}</button>
        </div>
        <LeaveQuestion form/>
    }
}

/// Searches for what the address says, whenever it changes and after a renewed session. Filters need their choices
/// first; those that this person cannot have are taken out of the address, and the page says so.
fn search_as_addressed(
    choosing: Choosing,
    session: Session,
    view: Memo<NewRequestView>,
    note: Callback<NewRequestView>,
    left_out: RwSignal<bool>,
) {
    Effect::new(move |renewed_before: Option<u32>| {
        let renewed = session.renewed.get();
        let ready = choosing.choices.with(|choices| *choices == Choices::Ready);
        if !ready && renewed_before.is_some_and(|before| before != renewed) {
            choosing.read_choices();
        }
        renewed
    });
    let wanted = Memo::new(move |_| {
        let view = view.get();
        let ready = choosing.choices.with(|choices| *choices == Choices::Ready);
        let filtered = !view.types.is_empty() || !view.permissions.is_empty();
        (ready || !filtered).then(|| (view, ready && filtered, session.renewed.get()))
    });
    Effect::new(move |_| {
        let Some((view, filtered, _)) = wanted.get() else { return };
        match choosing.without_unknown(&view).filter(|_| filtered) {
            Some(fewer) => {
                left_out.set(true);
                note.run(fewer);
            }
            None => choosing.search(&view),
        }
    });
}

/// Asks before a filled form is left.
#[component]
fn LeaveQuestion(form: Form) -> impl IntoView {
    let navigation = expect_context::<Navigation>();
    let leaving = RwSignal::new(None::<Route>);
    navigation.guard(Some(Callback::new(move |to: Route| {
        let filled = form.is_filled();
        if filled {
            leaving.set(Some(to));
        }
        !filled
    })));
    on_cleanup(move || navigation.guard(None));
    let closing = window_event_listener(ev::beforeunload, move |event| {
        if form.is_filled() {
            event.prevent_default();
        }
    });
    on_cleanup(move || closing.remove());
    let stay = Callback::new(move |()| leaving.set(None));
    let foot = move || {
        view! {
            <button class="btn" type="button" on:click=move |_| {
                if let Some(to) = leaving.get_untracked() {
                    navigation.guard(None);
                    navigation.go(to);
                }
            }>{words::LEAVE}</button>
            <button class="btn btn--primary" type="button" on:click=move |_| stay.run(())>{words::STAY}</button>
        }
    };
    view! {
        <Dialog
            id="leave-form"
            class="dialog dialog--small"
            open=Signal::derive(move || leaving.with(Option::is_some))
            title=words::LEAVE_TITLE
            on_close=stay
            foot=foot
        >
            <p>{words::LEAVE_TEXT}</p>
        </Dialog>
    }
}
