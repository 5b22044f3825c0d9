//! A status in a picture and a word. With a reason it is a button: hover, focus and tap show the reason (requirement 67).

use leptos::ev;
use leptos::html;
use leptos::prelude::*;

use super::icon::Icon;

/// How a status looks: its class, its picture, whether the picture turns.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct Look {
    pub class: &'static str,
    pub icon: &'static str,
    pub turns: bool,
}

/// A badge. `reason` makes it a button whose tooltip holds the reason; `id` must then be unique on the page.
#[component]
pub fn Badge(look: Look, label: String, reason: Option<String>, id: String) -> impl IntoView {
    let icon = if look.turns { "icon spin" } else { "icon" };
    let class = ["badge ", look.class].concat();
    match reason {
        None => view! { <span class=class><Icon name=look.icon class=icon/>{label}</span> }.into_any(),
        Some(reason) => view! {
            <Tipped id reason>
                <Icon name=look.icon class=icon/>
                {label}
            </Tipped>
        }
        .into_any(),
    }
    .into_any()
}

#[component]
fn Tipped(id: String, reason: String, children: Children) -> impl IntoView {
    let shown = RwSignal::new(false);
    let button = NodeRef::<html::Button>::new();
    let place = RwSignal::new((0.0, 0.0));
    let show = move || {
        if let Some(button) = button.get_untracked() {
            let rect = button.get_bounding_client_rect();
            let wide = window().inner_width().ok().and_then(|width| width.as_f64()).unwrap_or(rect.right());
            place.set((rect.left().min(wide - 292.0).max(12.0), rect.bottom() + 4.0));
        }
        shown.set(true);
    };
    let hide = move || shown.set(false);
    // A tap on a touch screen focuses first and clicks after; the click must not close what the focus opened.
    let on_click = move |_| show();
    let on_keydown = move |event: ev::KeyboardEvent| {
        if event.key() == "Escape" && shown.get_untracked() {
            event.stop_propagation();
            hide();
        }
    };
    let scrolled = window_event_listener(ev::scroll, move |_| hide());
    on_cleanup(move || scrolled.remove());
    view! {
        <span class="tip" on:mouseenter=move |_| show() on:mouseleave=move |_| hide() on:keydown=on_keydown>
            <button
                node_ref=button
                type="button"
                class="badge"
                aria-describedby=id.clone()
                on:focus=move |_| show()
                on:blur=move |_| hide()
                on:click=on_click
            >
                {children()}
            </button>
            <span
                class="tooltip"
                role="tooltip"
                id=id.clone()
                hidden=move || !shown.get()
                style:left=move || px(place.get().0)
                style:top=move || px(place.get().1)
            >
                {reason}
            </span>
        </span>
    }
}

/// A length in whole CSS pixels.
pub(super) fn px(length: f64) -> String {
    #[expect(clippy::cast_possible_truncation, reason = "float to integer casts saturate")]
    let length = length as i64;
    let mut text = length.to_string();
    text.push_str("px");
    text
}
