//! Moving the focus.

use leptos::prelude::*;
use wasm_bindgen::JsCast;
use web_sys::{Element, HtmlElement};

/// Puts the focus on the element with this id; an element that is gone or takes no focus changes nothing.
pub fn to_id(id: &str) {
    to(document().get_element_by_id(id));
}

/// Puts the focus on the element with this id and shows its beginning. By itself a browser shows the middle of what is taller than
/// the window, and a person would not see where they have come.
pub fn to_start_of_id(id: &str) {
    to_id(id);
    if let Some(element) = document().get_element_by_id(id) {
        element.scroll_into_view();
    }
}

/// Puts the focus on the element with this id where the focus got lost, and leaves the view where it is.
pub fn to_id_if_lost(id: &str) {
    let is_lost = document().active_element().is_none_or(|focused| focused.tag_name() == "BODY");
    let element = document().get_element_by_id(id).and_then(|element| element.dyn_into::<HtmlElement>().ok());
    if let Some(element) = element.filter(|_| is_lost) {
        let options = web_sys::FocusOptions::new();
        options.set_prevent_scroll(true);
        if element.focus_with_options(&options).is_err() {
            leptos::logging::warn!("An element did not take the focus.");
        }
    }
}

/// Puts the focus on the first element that matches.
pub fn to_first(selector: &str) {
    to(document().query_selector(selector).ok().flatten());
}

fn to(element: Option<Element>) {
    let focused = element.and_then(|element| element.dyn_into::<HtmlElement>().ok()).map(|element| element.focus());
    if matches!(focused, Some(Err(_))) {
        leptos::logging::warn!("An element did not take the focus.");
    }
}
