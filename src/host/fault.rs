//! The page that stands in when the tab itself has failed: never a dead screen. It works without the framework, which
//! may be what failed.

use std::panic::PanicHookInfo;

use js_sys::{RangeError, WebAssembly::RuntimeError};
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::spawn_local;
use web_sys::{Document, Element, ErrorEvent, Event, HtmlElement, HtmlTextAreaElement, PromiseRejectionEvent};

use super::{clipboard, place};

/// Words of the page, handed in because this module knows no texts.
pub struct Words {
    /// Heading of the page.
    pub title: &'static str,
    /// Below the heading: how to go on, and what is lost.
    pub text: &'static str,
    /// Label of the button that loads the page anew.
    pub reload: &'static str,
    /// What opens the report, and its name for screen readers.
    pub report: &'static str,
    /// Above the report: what it holds and what it does not.
    pub report_hint: &'static str,
    /// Label of the button that copies the report.
    pub copy: &'static str,
    /// Said once the report has been copied.
    pub copied: &'static str,
    /// Writes the report: where it was, which build, which kind of page, which browser, and when.
    pub write: fn([&str; 5]) -> String,
}

/// From now on a panic, or a fault of the program that is none, such as a stack that is used up, replaces everything by
/// [`Words`], a button that loads the page anew, and a report to copy. The report says where in the program it was, which
/// build and which kind of page, never whose page, what was typed, or the words of the panic, which may hold either.
pub fn watch(words: &'static Words) {
    std::panic::set_hook(Box::new(|panic| show(words, &origin_of(panic))));
    let Some(window) = web_sys::window() else { return };
    let on_error = Closure::<dyn Fn(ErrorEvent)>::new(move |event: ErrorEvent| look_at(words, &event.error()));
    let on_rejection = Closure::<dyn Fn(PromiseRejectionEvent)>::new(move |event: PromiseRejectionEvent| {
        look_at(words, &event.reason())
    });
    // What was typed is gone with the program, so nobody is asked whether to leave it. Listeners come in the order in
    // which they were added, and this is the first.
    let on_leaving = Closure::<dyn Fn(Event)>::new(move |event: Event| {
        if is_shown() {
            event.stop_immediate_propagation();
        }
    });
    for (name, listener) in [
        ("error", on_error.as_ref()),
        ("unhandledrejection", on_rejection.as_ref()),
        ("beforeunload", on_leaving.as_ref()),
    ] {
        if window.add_event_listener_with_callback(name, listener.unchecked_ref()).is_err() {
            web_sys::console::debug_1(&"Faults that are no panics are not seen.".into());
        }
    }
    on_error.forget();
    on_rejection.forget();
    on_leaving.forget();
}

/// Errors of scripts leave the page as it is; errors of the program itself do not. Each panic is followed by one.
fn look_at(words: &Words, error: &JsValue) {
    let of_the_program = error.is_instance_of::<RuntimeError>() || error.is_instance_of::<RangeError>();
    if of_the_program && !is_shown() {
        show(words, &error.unchecked_ref::<js_sys::Error>().name().as_string().unwrap_or_default());
    }
}

const PAGE: &str = "fault";

fn is_shown() -> bool {
    document().is_some_and(|document| document.get_element_by_id(PAGE).is_some())
}

fn document() -> Option<Document> {
    web_sys::window()?.document()
}

/// File and line, without the folders of whoever built it.
fn origin_of(panic: &PanicHookInfo<'_>) -> String {
    panic.location().map(|place| [short(place.file()), ":", &place.line().to_string()].concat()).unwrap_or_default()
}

/// `src/app.rs` of ours; crate and file of a library.
fn short(file: &str) -> &str {
    let library = file.rsplit_once("/registry/src/").and_then(|(_, rest)| rest.split_once('/'));
    library.map_or(file, |(_, file)| file)
}

fn show(words: &Words, origin: &str) {
    web_sys::console::error_1(&["The tab failed at ", origin, "."].concat().into());
    if document().and_then(|document| fill(&document, words, origin)).is_none() {
        web_sys::console::error_1(&words.title.into());
    }
}

fn fill(document: &Document, words: &Words, origin: &str) -> Option<()> {
    let body = document.body()?;
    body.set_text_content(None);
    let element = |tag: &str, text: &str, class: &str| -> Option<Element> {
        let element = document.create_element(tag).ok()?;
        element.set_text_content(Some(text));
        element.set_class_name(class);
        Some(element)
    };
    let main = element("main", "", "page doorstep")?;
    main.set_id(PAGE);
    let title = element("h1", words.title, "")?.unchecked_into::<HtmlElement>();
    title.set_tab_index(-1);
    main.append_child(&title).ok()?;
    main.append_child(&*element("p", words.text, "")?).ok()?;
    let reload = button(element, words.reload, "btn btn--primary", place::reload)?;
    main.append_child(&reload).ok()?;

    let details = element("details", "", "fault")?;
    details.append_child(&*element("summary", words.report, "")?).ok()?;
    details.append_child(&*element("p", words.report_hint, "quiet small")?).ok()?;
    let report = element("textarea", "", "input input--area")?.unchecked_into::<HtmlTextAreaElement>();
    let text = report_of(document, words, origin);
    report.set_value(&text);
    report.set_read_only(true);
    report.set_rows(5);
    report.set_attribute("aria-label", words.report).ok()?;
    details.append_child(&report).ok()?;
    let said = element("p", "", "small")?;
    said.set_attribute("role", "status").ok()?;
    let (done, copied) = (said.clone(), words.copied);
    let copy = button(element, words.copy, "btn", move || {
        let (text, report, done) = (text.clone(), report.clone(), done.clone());
        spawn_local(async move {
            // Where every way to copy is refused, the text is selected for the person's own.
            if clipboard::copy(&text).await {
                done.set_text_content(Some(copied));
            } else {
                report.select();
            }
        });
    })?;
    details.append_child(&copy).ok()?;
    details.append_child(&said).ok()?;
    main.append_child(&details).ok()?;
    body.append_child(&main).ok()?;
    title.focus().ok()
}

fn button(
    element: impl Fn(&str, &str, &str) -> Option<Element>,
    words: &str,
    class: &str,
    press: impl Fn() + 'static,
) -> Option<Element> {
    let button = element("button", words, class)?;
    let press = Closure::<dyn Fn()>::new(press);
    button.add_event_listener_with_callback("click", press.as_ref().unchecked_ref()).ok()?;
    press.forget();
    Some(button)
}

fn report_of(document: &Document, words: &Words, origin: &str) -> String {
    let build = document.query_selector("script[data-wasm]").ok().flatten();
    let build = build.and_then(|script| script.get_attribute("data-wasm")).unwrap_or_default();
    // What follows the first part may name a request.
    let (path, _) = place::path_and_query();
    let page = path.split('/').nth(1).unwrap_or_default();
    let browser = web_sys::window().and_then(|window| window.navigator().user_agent().ok()).unwrap_or_default();
    let time = js_sys::Date::new_0().to_iso_string().as_string().unwrap_or_default();
    (words.write)([origin, &build, page, &browser, &time])
}

#[cfg(test)]
mod tests {
    use super::short;

    #[test]
    fn the_place_of_a_fault_names_no_folder_of_whoever_built_it() {
        assert_eq!(short("/home/dana/.cargo/registry/src/index-1/tachys-0.2/src/dom.rs"), "tachys-0.2/src/dom.rs");
        assert_eq!(short("src/app.rs"), "src/app.rs");
    }
}
