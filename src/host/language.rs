//! The language that the person chose for this browser, in a cookie, so that the server gives out the page in it.

use wasm_bindgen::JsCast;
use web_sys::HtmlDocument;

use super::place::reload;

/// The server reads it by this name (server/src/http/language.rs).
const COOKIE: &str = "apono-language=";
/// A year, in seconds.
const LIFE: u32 = 31_536_000;

/// The code of the language chosen for this browser; `None` where the browser's own preference counts.
pub fn chosen_language() -> Option<String> {
    let cookies = document()?.cookie().ok()?;
    cookies.split("; ").find_map(|pair| pair.strip_prefix(COOKIE)).map(str::to_owned)
}

/// Keeps a choice, or with `None` forgets it, and loads the page again. A browser that refuses cookies goes on as before.
pub fn choose_language(code: Option<&str>) {
    let life = if code.is_some() { LIFE } else { 0 };
    let cookie = [COOKIE, code.unwrap_or_default(), "; Path=/; SameSite=Lax; Max-Age=", &life.to_string()].concat();
    if document().is_some_and(|document| document.set_cookie(&cookie).is_ok()) {
        reload();
    }
}

fn document() -> Option<HtmlDocument> {
    web_sys::window()?.document()?.dyn_into().ok()
}
