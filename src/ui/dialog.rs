//! A popup window: the native dialog, which keeps the focus inside and gives it back.

use leptos::ev;
use leptos::html;
use leptos::prelude::*;

use super::icon::Icon;
use super::live::{Announcements, Announcer};
use crate::text::ui as text;

/// A modal dialog. Escape and the close button only ask (`on_close`); the owner decides and changes `open`.
/// What it holds exists only while it is open. `foot` is the row of buttons.
#[component]
pub fn Dialog(
    /// Id of the element; that of its title starts with it.
    id: &'static str,
    /// Whether it is open.
    #[prop(into)]
    open: Signal<bool>,
    /// The heading, which is its name for screen readers too.
    #[prop(into)]
    title: Signal<String>,
    /// Hears when the person wants to close it.
    on_close: Callback<()>,
    /// Classes of the element, `dialog` among them.
    #[prop(default = "dialog")]
    class: &'static str,
    /// Whether it has a button to close it.
    #[prop(default = true)]
    closable: bool,
    /// The buttons at its foot.
    #[prop(into)]
    foot: ViewFn,
    children: ChildrenFn,
) -> impl IntoView {
    let node = NodeRef::<html::Dialog>::new();
    let title_id = StoredValue::new([id, "-title"].concat());
    let announcer = use_context::<Announcer>();
    let show = move |dialog: &web_sys::HtmlDialogElement| {
        if !dialog.open() && dialog.show_modal().is_err() {
            leptos::logging::warn!("A dialog did not open.");
        }
    };
    Effect::new(move |_| {
        let Some(dialog) = node.get() else { return };
        if open.get() {
            show(&dialog);
        } else if dialog.open() {
            dialog.close();
        }
    });
    let on_keydown = move |event: ev::KeyboardEvent| {
        if event.key() == "Escape" && !event.is_composing() && !event.default_prevented() {
            event.prevent_default();
            event.stop_propagation();
            on_close.run(());
        }
    };
    let on_cancel = move |event: ev::Event| {
        event.prevent_default();
        on_close.run(());
    };
    // The back gesture of a phone, and a second one without an act between, close a dialog without asking.
    let on_closed = move |_| {
        let Some(dialog) = node.get_untracked() else { return };
        if open.get_untracked() && !dialog.open() {
            on_close.run(());
            if open.get_untracked() {
                show(&dialog);
            }
        }
    };
    view! {
        <dialog
            node_ref=node
            id=id
            class=class
            aria-labelledby=title_id.get_value()
            on:keydown=on_keydown
            on:cancel=on_cancel
            on:close=on_closed
        >
            <Show when=move || open.get()>
                <div class="dialog__head">
                    <h2 class="dialog__title" id=title_id.get_value()>{title}</h2>
                    {closable.then(|| view! {
                        <button class="btn btn--subtle btn--icon push" type="button" aria-label=text::CLOSE on:click=move |_| on_close.run(())>
                            <Icon name="dismiss"/>
                        </button>
                    })}
                </div>
                <div class="dialog__body">{children()}</div>
                <div class="dialog__foot">{foot.run()}</div>
                // Everything outside a modal dialog is inert, live regions too.
                {announcer.map(|announcer| view! { <Announcements announcer/> })}
            </Show>
        </dialog>
    }
}
