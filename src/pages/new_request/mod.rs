//! New Request: the three forms, and what they share (requirements 15-32; D1).

mod address;
#[expect(unreachable_pub, reason = "the component macro makes the props public")]
mod bundle;
#[expect(unreachable_pub, reason = "the component macro makes the props public")]
mod choices;
mod choosing;
#[expect(unreachable_pub, reason = "the component macro makes the props public")]
mod chosen;
#[expect(unreachable_pub, reason = "the component macro makes the props public")]
mod form;
mod forms;
#[expect(unreachable_pub, reason = "the component macro makes the props public")]
mod held;
#[expect(unreachable_pub, reason = "the component macro makes the props public")]
mod integration;
#[expect(unreachable_pub, reason = "the component macro makes the props public")]
mod justification;
#[expect(unreachable_pub, reason = "the component macro makes the props public")]
mod list;
#[expect(unreachable_pub, reason = "the component macro makes the props public")]
mod resources;
#[expect(unreachable_pub, reason = "the component macro makes the props public")]
mod restore;
#[expect(unreachable_pub, reason = "the component macro makes the props public")]
mod search;
#[expect(unreachable_pub, reason = "the component macro makes the props public")]
mod templates;

use leptos::ev;
use leptos::prelude::*;

use self::address::Address;
use self::bundle::BundleForm;
use self::form::{Form, RequestForm};
use self::forms::Forms;
use self::integration::IntegrationForm;
use self::resources::ResourcesForm;
use self::restore::{RestoreNotice, restore};
use crate::route::{RequestKind, Route};
use crate::state::{HeldNow, Navigation};
use crate::text;
use crate::text::new_request as words;
use crate::ui::dialog::Dialog;
use crate::ui::focus;
use crate::ui::icon::Icon;
use crate::ui::tabs::{Tab, Tabs};

const PANEL_ID: &str = "new-request";
/// Id of the right side.
const SIDE: &str = "request-form";

/// The tabs in order.
const KINDS: [(RequestKind, &str, &str); 3] = [
    (RequestKind::Resources, "resources-request", words::RESOURCES_TAB),
    (RequestKind::Integration, "integration-request", words::INTEGRATION_TAB),
    (RequestKind::Bundle, "bundle-request", words::BUNDLE_TAB),
];

/// The page New Request.
#[component]
pub fn NewRequest() -> impl IntoView {
    let address = Address::new(expect_context::<Navigation>());
    let for_another = Signal::derive(move || address.view.with(|view| view.grantee.is_some()));
    provide_context(HeldNow::new(expect_context(), expect_context(), for_another));
    let forms = Forms::new(address);
    let form = Form::new(forms);
    restore(forms);
    let kind = Memo::new(move |_| forms.kind());
    let selected = move || KINDS.iter().position(|(other, ..)| *other == kind.get()).unwrap_or(0);
    let tabs = KINDS.map(|(_, id, label)| Tab { id, label, count: Signal::stored(Default::default()) }).to_vec();
    let on_select = Callback::new(move |index: usize| {
        if let Some((kind, ..)) = KINDS.get(index) {
            forms.bring(*kind);
        }
    });
    let count = move || forms.choosing(kind.get()).count.get();
    view! {
        <p><a class="crumb" href=Route::start().href()><Icon name="back"/>{text::shell::MY_REQUESTS}</a></p>
        <div class="page__head"><h1 tabindex="-1">{text::shell::NEW_REQUEST}</h1></div>
        <Tabs label=words::KINDS tabs panel=PANEL_ID selected=Signal::derive(selected) on_select/>
        <div role="tabpanel" id=PANEL_ID class="form" aria-labelledby=move || {
            KINDS.get(selected()).map(|(_, id, _)| *id)
        }>
            <section class="card" aria-label=words::CHOOSE>
                <RestoreNotice forms/>
                {move || match kind.get() {
                    RequestKind::Resources => view! { <ResourcesForm choosing=forms.resources address/> }.into_any(),
                    RequestKind::Integration => view! { <IntegrationForm place=forms.place/> }.into_any(),
                    RequestKind::Bundle => view! { <BundleForm contents=forms.contents/> }.into_any(),
                }}
            </section>
            <RequestForm form/>
        </div>
        <div class="to-form" hidden=move || count() == 0>
            <span class="strong num">{move || words::count_of_most(count())}</span>
            <button class="btn btn--primary push" type="button" on:click=move |_| focus::to_start_of_id(SIDE)>{words::TO_FORM}</button>
        </div>
        <LeaveQuestion form/>
    }
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
            <p>{move || if form.is_sending() { words::LEAVE_SENDING } else { words::LEAVE_TEXT }}</p>
        </Dialog>
    }
}
