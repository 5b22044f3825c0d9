//! Saving the form as a template.

use leptos::prelude::*;
use wasm_bindgen_futures::spawn_local;

use super::forms::Forms;
use crate::api::{ApiError, templates};
use crate::domain::template::Contents;
use crate::route::RequestKind;
use crate::text;
use crate::text::new_request as words;
use crate::ui::dialog::Dialog;
use crate::ui::field::{Field, described_by};
use crate::ui::icon::Icon;
use crate::ui::toast::{Toast, Toaster};

const NAME: &str = "template-name";

/// What of the form in front a template can hold. Tracked.
///
/// # Errors
/// Why it can hold nothing, in words.
fn contents(forms: Forms) -> Result<Contents, &'static str> {
    let kind = forms.kind();
    let choosing = forms.choosing(kind);
    choosing.changes.track();
    let chosen = choosing.chosen(|_| true);
    let distinct = |ids: Vec<String>| {
        let mut kept: Vec<String> = Vec::new();
        for id in ids {
            if !kept.contains(&id) {
                kept.push(id);
            }
        }
        kept
    };
    let view = forms.address.view.get();
    match kind {
        RequestKind::Bundle => Err(words::NO_BUNDLE_TEMPLATE),
        RequestKind::Integration => match view.integration {
            Some(integration) if !chosen.is_empty() => Ok(Contents {
                integrations: vec![integration],
                resource_types: view.types,
                resources: choosing.resource_ids(),
                permissions: view.permissions,
            }),
            _ => Err(words::TEMPLATE_EMPTY),
        },
        RequestKind::Resources if chosen.is_empty() => Err(words::TEMPLATE_EMPTY),
        RequestKind::Resources => {
            let (resources, permissions) = choosing.as_product().ok_or(words::TEMPLATE_UNEVEN)?;
            let ids = |part: fn(&crate::domain::inventory::Resource) -> &String| {
                distinct(chosen.iter().map(|chosen| part(&chosen.resource).clone()).collect())
            };
            Ok(Contents {
                integrations: ids(|resource| &resource.integration.id),
                resource_types: ids(|resource| &resource.resource_type.id),
                resources,
                permissions,
            })
        }
    }
}

/// The button with its popup.
#[component]
pub(super) fn SaveAsTemplate(forms: Forms) -> impl IntoView {
    let toaster = expect_context::<Toaster>();
    let open = RwSignal::new(false);
    let name = RwSignal::new(String::new());
    let pressed = RwSignal::new(false);
    let saving = RwSignal::new(false);
    let failed = RwSignal::new(None::<ApiError>);
    let close = Callback::new(move |()| open.set(false));
    let contents = Memo::new(move |_| contents(forms));
    let error = Memo::new(move |_| {
        let blank = name.with(|name| name.trim().is_empty());
        (pressed.get() && blank).then(|| words::TEMPLATE_NAME_MISSING.to_owned())
    });
    let save = move || {
        pressed.set(true);
        let (typed, contents) = (name.get_untracked().trim().to_owned(), contents.get_untracked());
        let (false, false, Ok(contents)) = (typed.is_empty(), saving.get_untracked(), contents) else { return };
        saving.set(true);
        failed.set(None);
        let client = forms.session.client();
        spawn_local(async move {
            match templates::create(&client, &typed, &contents).await {
                Ok(template) => {
                    open.try_set(false);
                    toaster.show(Toast { title: words::TEMPLATE_SAVED.to_owned(), text: template.name, link: None });
                }
                Err(error) => drop(failed.try_set(Some(error))),
            }
            saving.try_set(false);
        });
    };
    let foot = move || {
        view! {
            <button class="btn" type="button" on:click=move |_| close.run(())>{words::CANCEL}</button>
            <button class="btn btn--primary" type="submit" form="template-form" aria-busy=move || saving.get().then_some("true")>
                {words::SAVE}
            </button>
        }
    };
    view! {
        <button
            class="btn btn--subtle push"
            type="button"
            hidden=move || forms.kind() == RequestKind::Bundle
            on:click=move |_| {
                name.set(String::new());
                pressed.set(false);
                failed.set(None);
                open.set(true);
            }
        >
            {words::SAVE_TEMPLATE}
        </button>
        <Dialog id="save-template" class="dialog dialog--small" open title=words::SAVE_TEMPLATE on_close=close foot=foot>
            {move || match contents.get() {
                Err(why) => view! { <p>{why}</p> }.into_any(),
                Ok(contents) => view! {
                    <p class="quiet">{words::template_holds(contents.resources.len(), contents.permissions.len())}</p>
                }
                .into_any(),
            }}
            <form id="template-form" novalidate on:submit=move |event| {
                event.prevent_default();
                save();
            }>
                <Field id=NAME label=words::TEMPLATE_NAME required=Signal::stored(true) error>
                    <div class="input">
                        <input
                            id=NAME
                            type="text"
                            autocomplete="off"
                            maxlength="100"
                            aria-describedby=described_by(NAME)
                            aria-invalid=move || error.with(Option::is_some).then_some("true")
                            prop:value=name
                            on:input=move |event| name.set(event_target_value(&event))
                        />
                    </div>
                </Field>
            </form>
            {move || failed.get().map(|error| view! {
                <div class="bar bar--bad" role="alert">
                    <Icon name="triangle"/>
                    <p>{[words::TEMPLATE_NOT_SAVED, " ", &text::error::what(&error)].concat()}</p>
                </div>
            })}
        </Dialog>
    }
}
