//! Copying, in the order that works in most places: the browser's clipboard, then the older selection copy. Where both
//! are refused the caller shows the text to select (reference teams.md 1.2).

use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::JsFuture;
use web_sys::{Document, HtmlTextAreaElement};

/// The part of the browser's clipboard that we use. Missing in insecure contexts.
#[wasm_bindgen]
extern "C" {
    type Navigator;

    #[wasm_bindgen(method, getter, structural)]
    fn clipboard(this: &Navigator) -> Option<Clipboard>;

    type Clipboard;

    #[wasm_bindgen(method, catch, js_name = writeText)]
    fn write_text(this: &Clipboard, text: &str) -> Result<js_sys::Promise, JsValue>;

    type Page;

    #[wasm_bindgen(method, getter, structural, js_name = featurePolicy)]
    fn policy(this: &Page) -> Option<Policy>;

    type Policy;

    #[wasm_bindgen(method, js_name = allowsFeature)]
    fn allows(this: &Policy, feature: &str) -> bool;
}

/// Copies a text; `false` when every way is refused.
pub async fn copy(text: &str) -> bool {
    by_clipboard(text).await || by_selection(text).unwrap_or(false)
}

async fn by_clipboard(text: &str) -> bool {
    let Some(window) = web_sys::window() else { return false };
    // A frame that may not is refused, and the browser complains besides. Where a browser does not tell, it is tried.
    let policy = window.document().and_then(|document| document.unchecked_into::<Page>().policy());
    if policy.is_some_and(|policy| !policy.allows("clipboard-write")) {
        return false;
    }
    let Some(clipboard) = window.navigator().unchecked_into::<Navigator>().clipboard() else { return false };
    match clipboard.write_text(text) {
        Ok(promise) => JsFuture::from(promise).await.is_ok(),
        Err(_) => false,
    }
}

/// Selects the text in a field out of sight and copies the selection. The field stands inside the open dialog if there
/// is one, because nothing outside a modal dialog can be selected; the focus returns to where it was.
fn by_selection(text: &str) -> Option<bool> {
    let document: Document = web_sys::window()?.document()?;
    let focused = document.active_element();
    let place = document.query_selector("dialog[open]").ok().flatten().or_else(|| document.body().map(Into::into))?;
    let field: HtmlTextAreaElement = document.create_element("textarea").ok()?.unchecked_into();
    field.set_value(text);
    field.set_class_name("offscreen");
    field.set_read_only(true);
    place.append_child(&field).ok()?;
    field.select();
    let copied = document.unchecked_ref::<web_sys::HtmlDocument>().exec_command("copy").unwrap_or(false);
    field.set_value("");
    field.remove();
    if let Some(focused) = focused.and_then(|element| element.dyn_into::<web_sys::HtmlElement>().ok()) {
        drop(focused.focus());
    }
    Some(copied)
}
