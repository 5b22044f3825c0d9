//! A status in a picture and a word. With a reason it is a button: hover, focus and tap show the reason (requirement 67).

use leptos::html;
use leptos::prelude::*;
use wasm_bindgen::JsCast;

use super::early::Early;
use super::icon::Icon;

/// How a status looks: its class, its picture, whether the picture turns.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct Look {
    /// The class for its colour; empty for the plain one.
    pub class: &'static str,
    /// Name of the picture in the sprite.
    pub icon: &'static str,
    /// Whether the picture turns: something goes on by itself.
    pub turns: bool,
}

/// A badge. `reason` makes it a button whose tooltip holds the reason; `id` must then be unique on the page.
#[component]
pub fn Badge(
    /// Its class, its picture, and whether that turns.
    look: Look,
    /// The status in words.
    label: String,
    /// Why it stands so; `None` makes a plain badge.
    reason: Option<String>,
    /// Id of the button; not used without a reason.
    id: String,
) -> impl IntoView {
    let icon = if look.turns { "icon spin" } else { "icon" };
    let class = ["badge ", look.class].concat();
    let content = view! { <Icon name=look.icon class=icon/>{label} };
    match reason {
        None => view! { <span class=class>{content}</span> }.into_any(),
        Some(reason) => view! { <Tipped id class reason>{content}</Tipped> }.into_any(),
    }
}

/// The tooltip's greatest width and its least distance from the edges of the window. CSS pixels, as in the style sheet.
const WIDTH: f64 = 280.0;
const MARGIN: f64 = 12.0;
/// Between the button and its tooltip; the style sheet bridges it, so that the pointer can cross.
const GAP: f64 = 4.0;

/// Where a tooltip stands: from the left edge of the window, and from its upper or its lower one.
#[derive(Clone, Copy, Default, PartialEq)]
struct Place {
    left: f64,
    top: Option<f64>,
    bottom: Option<f64>,
}

impl Place {
    /// Beside this element, on the side with more room.
    fn beside(element: &web_sys::Element) -> Self {
        let rect = element.get_bounding_client_rect();
        let length = |length: Result<wasm_bindgen::JsValue, _>| length.ok().and_then(|length| length.as_f64());
        let width = length(window().inner_width()).unwrap_or(rect.right());
        let height = length(window().inner_height()).unwrap_or(rect.bottom() * 2.0);
        let left = rect.left().min(width - WIDTH - MARGIN).max(MARGIN);
        if rect.top() + rect.bottom() > height {
            Self { left, top: None, bottom: Some(height - rect.top() + GAP) }
        } else {
            Self { left, top: Some(rect.bottom() + GAP), bottom: None }
        }
    }
}

/// A button with a tooltip, which shows while the pointer or the focus is there, until Escape.
#[component]
fn Tipped(id: String, class: String, reason: String, children: Children) -> impl IntoView {
    let shown = RwSignal::new(false);
    let place = RwSignal::new(Place::default());
    let (pointed, focused) = (StoredValue::new(false), StoredValue::new(false));
    let whole = NodeRef::<html::Span>::new();
    let button = NodeRef::<html::Button>::new();
    let elsewhere = StoredValue::new_local(Vec::<Early>::new());
    let find_place = move || {
        if let Some(button) = button.get_untracked() {
            place.set(Place::beside(&button));
        }
    };
    let hide = move || {
        elsewhere.set_value(Vec::new());
        shown.set(false);
    };
    let show = move || {
        find_place();
        if shown.get_untracked() {
            return;
        }
        shown.set(true);
        // The focus may be anywhere while the pointer is here, and a scroll of the focus must not hide what it shows.
        elsewhere.set_value(vec![
            Early::hear("keydown", move |event| {
                let escape = event.dyn_ref::<web_sys::KeyboardEvent>().is_some_and(|event| event.key() == "Escape");
                if escape {
                    event.prevent_default();
                    event.stop_propagation();
                    hide();
                }
            }),
            Early::hear("pointerdown", move |event| {
                if whole.get_untracked().is_some_and(|whole| !holds(&whole, event.target())) {
                    pointed.set_value(false);
                    hide();
                }
            }),
            Early::hear("scroll", move |_| find_place()),
            Early::hear("resize", move |_| find_place()),
        ]);
    };
    let come = move |reason: StoredValue<bool>| {
        reason.set_value(true);
        show();
    };
    let go = move |reason: StoredValue<bool>| {
        // A badge that is drawn anew loses focus and pointer after its state has gone.
        reason.try_set_value(false);
        if [pointed, focused].iter().all(|reason| reason.try_get_value() == Some(false)) {
            hide();
        }
    };
    view! {
        <span class="tip" node_ref=whole on:pointerenter=move |_| come(pointed) on:pointerleave=move |_| go(pointed)>
            <button
                node_ref=button
                type="button"
                class=class
                aria-describedby=id.clone()
                on:focus=move |_| come(focused)
                on:blur=move |_| go(focused)
                on:click=move |_| show()
            >
                {children()}
            </button>
            <span
                class="tooltip"
                role="tooltip"
                id=id
                hidden=move || !shown.get()
                style:left=move || px(place.get().left)
                style:top=move || place.get().top.map(px)
                style:bottom=move || place.get().bottom.map(px)
            >
                {reason}
            </span>
        </span>
    }
}

/// Whether something that an event speaks of stands inside an element.
pub(super) fn holds(element: &web_sys::Node, target: Option<web_sys::EventTarget>) -> bool {
    target.and_then(|target| target.dyn_into::<web_sys::Node>().ok()).is_some_and(|node| element.contains(Some(&node)))
}

/// A length in whole CSS pixels.
pub(crate) fn px(length: f64) -> String {
    #[expect(clippy::cast_possible_truncation, reason = "float to integer casts saturate")]
    let length = length as i64;
    let mut text = length.to_string();
    text.push_str("px");
    text
}
