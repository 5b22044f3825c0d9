//! The page that stands in when the tab itself has failed: never a dead screen.

use std::panic::PanicHookInfo;

use wasm_bindgen::JsCast;
use wasm_bindgen::prelude::Closure;
use web_sys::{Document, Element};

use super::place;

/// Words of the page, handed in because this module knows no texts.
pub struct Words {
    pub title: &'static str,
    pub text: &'static str,
    pub reload: &'static str,
}

/// Replaces everything by a plain message with a button that loads the page anew, and reports the place of the fault
/// to the console, without any data of the person.
pub fn show(words: &Words, panic: &PanicHookInfo<'_>) {
    if let Some(place) = panic.location() {
        web_sys::console::error_1(&format!("The tab failed at {}:{}.", place.file(), place.line()).into());
    }
    let shown = web_sys::window().and_then(|window| window.document()).and_then(|document| fill(&document, words));
    if shown.is_none() {
        web_sys::console::error_1(&words.title.into());
    }
}

fn fill(document: &Document, words: &Words) -> Option<()> {
    let body = document.body()?;
    body.set_text_content(None);
    let element = |tag: &str, text: &str, class: &str| -> Option<Element> {
        let element = document.create_element(tag).ok()?;
        element.set_text_content(Some(text));
        element.set_class_name(class);
        Some(element)
    };
    let main = element("main", "", "page doorstep")?;
    main.append_child(&*element("h1", words.title, "")?).ok()?;
    main.append_child(&*element("p", words.text, "")?).ok()?;
    let button = element("button", words.reload, "btn btn--primary")?;
    let reload = Closure::<dyn Fn()>::new(place::reload);
    button.add_event_listener_with_callback("click", reload.as_ref().unchecked_ref()).ok()?;
    reload.forget();
    main.append_child(&button).ok()?;
    body.append_child(&main).ok()?;
    Some(())
}
