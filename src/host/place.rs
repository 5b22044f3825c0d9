//! The browser around the tab.

use web_sys::{Element, VisibilityState, Window};

fn window() -> Option<Window> {
    web_sys::window()
}

/// The address as path, and query with its `?`.
pub fn path_and_query() -> (String, String) {
    let location = window().map(|window| window.location());
    let part = |read: fn(&web_sys::Location) -> Result<String, wasm_bindgen::JsValue>| {
        location.as_ref().and_then(|location| read(location).ok()).unwrap_or_default()
    };
    (part(web_sys::Location::pathname), part(web_sys::Location::search))
}

/// The origin of the page: scheme, host and port.
pub fn origin() -> String {
    window().and_then(|window| window.location().origin().ok()).unwrap_or_default()
}

/// Sets the title of the document, which browsers show on their tab.
pub fn set_title(title: &str) {
    if let Some(document) = window().and_then(|window| window.document()) {
        document.set_title(title);
    }
}

fn page() -> Option<Element> {
    window().and_then(|window| window.document()).and_then(|document| document.document_element())
}

/// Whether the browser sent no sign-in with its request for this page (public/boot.js).
pub fn is_signed_out() -> bool {
    page().is_some_and(|page| page.has_attribute("data-signed-out"))
}

/// Shows the page as in a host, which draws the app's name and pages itself, or as in a browser with its own top bar.
pub fn look_hosted(hosted: bool) {
    if let Some(Err(_)) = page().map(|page| page.toggle_attribute_with_force("data-hosted", hosted)) {
        web_sys::console::debug_1(&"The page keeps the look that it has.".into());
    }
}

/// Loads the page anew.
pub fn reload() {
    let reloaded = window().map(|window| window.location().reload());
    debug_assert!(!matches!(reloaded, Some(Err(_))), "a page may reload itself");
}

/// Leaves the tab for another address of its server.
pub fn leave_for(address: &str) {
    let left = window().map(|window| window.location().assign(address));
    debug_assert!(!matches!(left, Some(Err(_))), "a page may go to its own server");
}

/// The device's clock: seconds since the Unix epoch.
pub fn now_seconds() -> f64 {
    js_sys::Date::now() / 1000.0
}

/// A random number from 0 up to 1, for jitter only.
pub fn chance() -> f64 {
    js_sys::Math::random()
}

/// Whether a person can see the tab: its window is shown, and no host has put it aside.
pub fn is_visible() -> bool {
    if super::is_suspended() {
        return false;
    }
    let document = window().and_then(|window| window.document());
    document.is_none_or(|document| document.visibility_state() == VisibilityState::Visible)
}

/// Whether the person's keys go to this page rather than to another window.
pub fn has_focus() -> bool {
    let document = window().and_then(|window| window.document());
    document.is_none_or(|document| document.has_focus().unwrap_or(true))
}

/// Whether the browser believes that it has a network: a hint for words, never a reason not to try.
pub fn on_line() -> bool {
    window().is_none_or(|window| window.navigator().on_line())
}

/// Opens an address of ours in a small window of its own; `false` when the browser refuses.
pub fn open_window(address: &str) -> bool {
    let features = "popup,width=520,height=680";
    window()
        .and_then(|window| {
            window.open_with_url_and_target_and_features(address, "apono-sign-in", features).ok().flatten()
        })
        .is_some()
}

/// Waits so many milliseconds. Without a window there is nothing to wait for.
pub async fn sleep(milliseconds: f64) {
    let wait = js_sys::Promise::new(&mut |done, _| {
        #[expect(clippy::cast_possible_truncation, reason = "float to integer casts saturate")]
        let milliseconds = milliseconds as i32;
        let started =
            window().map(|window| window.set_timeout_with_callback_and_timeout_and_arguments_0(&done, milliseconds));
        if !matches!(started, Some(Ok(_))) {
            drop(done.call0(&wasm_bindgen::JsValue::NULL));
        }
    });
    drop(wasm_bindgen_futures::JsFuture::from(wait).await);
}
