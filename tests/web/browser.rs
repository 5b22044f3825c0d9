//! The browser as tests use it: `browser.js` in the words of the tests.

use std::any::Any;

use leptos::prelude::*;
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::JsFuture;
use web_sys::{Element, HtmlElement};

#[wasm_bindgen(module = "/tests/web/browser.js")]
extern "C" {
    #[wasm_bindgen(js_name = query)]
    fn query_js(root: &Element, role: &str, name: Option<&str>) -> Vec<HtmlElement>;
    fn inventory(root: &Element) -> String;
    #[wasm_bindgen(js_name = startAfresh)]
    fn start_afresh();
    #[wasm_bindgen(js_name = press, variadic)]
    fn press_js(key: &str, how: Vec<String>) -> bool;

    /// The name by which assistive technology calls an element.
    pub(crate) fn name(element: &Element) -> String;
    pub(crate) fn role(element: &Element) -> String;
    /// Presses and releases with a mouse or a finger, moving the focus as a browser does.
    pub(crate) fn tap(element: &Element);
    /// Brings the pointer onto an element (`pointerenter`) or takes it away (`pointerleave`).
    pub(crate) fn point(element: &Element, event: &str);
    /// Chooses an option of the browser's own list, as a person does.
    pub(crate) fn choose(select: &Element, value: &str);
    /// Replaces what a field holds, as typing does.
    #[wasm_bindgen(js_name = "type")]
    pub(crate) fn type_into(field: &Element, text: &str);

    #[wasm_bindgen(js_name = turn)]
    fn turn_js() -> js_sys::Promise;

    #[wasm_bindgen(js_name = stopClock)]
    fn stop_clock();
    #[wasm_bindgen(js_name = pass)]
    fn pass_js(milliseconds: f64);

    #[wasm_bindgen(js_name = layOutAnswers)]
    fn lay_out_answers();
    #[wasm_bindgen(js_name = answer)]
    fn answer_js(status: u16, headers: js_sys::Array, body: &str);
    #[wasm_bindgen(js_name = answerNothing)]
    fn answer_nothing();
    #[wasm_bindgen(js_name = answerHalf)]
    fn answer_half();
    #[wasm_bindgen(js_name = answerNever)]
    fn answer_never();
    fn calls() -> Vec<String>;
    #[wasm_bindgen(js_name = sentHeader)]
    fn sent_header(call: u32, name: &str) -> Option<String>;
    #[wasm_bindgen(js_name = sentBody)]
    fn sent_body(call: u32) -> String;
    #[wasm_bindgen(js_name = givenUp)]
    fn given_up(call: u32) -> bool;
    fn limit() -> f64;
    #[wasm_bindgen(js_name = runOutOfTime)]
    fn run_out_of_time();

    /// How often a region has changed, as a screen reader hears it, since the counting began.
    #[wasm_bindgen(js_name = countChanges)]
    pub(crate) fn count_changes(region: &Element) -> js_sys::Function;
}

/// A view on a page of its own, taken away at the end of its test.
pub(crate) struct Page {
    root: HtmlElement,
    mounted: Option<Box<dyn Any>>,
}

impl Page {
    /// Shows a view with the tab's own style sheets.
    pub(crate) async fn show<V>(view: impl FnOnce() -> V + 'static) -> Self
    where
        V: IntoView + 'static,
        <View<V> as Render>::State: 'static,
    {
        start_afresh();
        style();
        let root: HtmlElement = document().create_element("main").unwrap().unchecked_into();
        root.set_class_name("test");
        document().body().unwrap().append_child(&root).unwrap();
        let mounted = mount_to(root.clone(), move || view().into_view());
        settle().await;
        Self { root, mounted: Some(Box::new(mounted)) }
    }

    /// The one visible thing with this role and name.
    pub(crate) fn get(&self, role: &str, name: &str) -> HtmlElement {
        let mut found = query_js(&self.root, role, Some(name));
        let there = || inventory(&self.root);
        assert!(found.len() == 1, "{} things are {role} {name:?}; there is\n{}", found.len(), there());
        found.remove(0)
    }

    /// Everything visible with this role.
    pub(crate) fn all(&self, role: &str) -> Vec<HtmlElement> {
        query_js(&self.root, role, None)
    }

    pub(crate) fn shows(&self, role: &str, name: &str) -> bool {
        !query_js(&self.root, role, Some(name)).is_empty()
    }

    /// The names of everything visible with this role, in the order of the document.
    pub(crate) fn names(&self, role: &str) -> Vec<String> {
        self.all(role).iter().map(|element| name(element)).collect()
    }

    pub(crate) fn root(&self) -> &HtmlElement {
        &self.root
    }

    /// How many elements there are.
    pub(crate) fn size(&self) -> u32 {
        self.root.query_selector_all("*").unwrap().length()
    }

    /// Takes the view away as a page that is left.
    pub(crate) fn leave(&mut self) {
        self.mounted = None;
    }
}

impl Drop for Page {
    fn drop(&mut self) {
        self.leave();
        self.root.remove();
    }
}

fn style() {
    const ID: &str = "style-of-the-tab";
    if document().get_element_by_id(ID).is_none() {
        let style = document().create_element("style").unwrap();
        style.set_id(ID);
        let sheets = [
            include_str!("../../style/tokens.css"),
            include_str!("../../style/base.css"),
            include_str!("../../style/controls.css"),
        ];
        style.set_text_content(Some(&sheets.concat()));
        document().head().unwrap().append_child(&style).unwrap();
    }
}

/// Presses a key where the focus is; `true` when the page left the key to the browser.
pub(crate) fn press(key: &str) -> bool {
    press_js(key, Vec::new())
}

/// Presses a key in a state of the event, for example `altKey`, `repeat` or `isComposing`.
pub(crate) fn press_with(key: &str, state: &str) -> bool {
    press_js(key, vec![state.to_owned()])
}

/// Role and name of what has the focus.
pub(crate) fn focused() -> String {
    match document().active_element() {
        Some(element) if element.tag_name() != "BODY" => format!("{} {}", role(&element), name(&element)),
        _ => "nothing".to_owned(),
    }
}

pub(crate) fn has_focus(element: &Element) -> bool {
    document().active_element().is_some_and(|focused| focused == *element)
}

/// Waits until what was done has been drawn.
pub(crate) async fn settle() {
    turn().await;
    frame().await;
    turn().await;
}

/// Waits for a state that comes with one of the next paintings.
pub(crate) async fn until(state: &str, reached: impl Fn() -> bool) {
    for _ in 0..300 {
        if reached() {
            return;
        }
        settle().await;
    }
    panic!("{state}: not reached");
}

/// Waits until everything that waits for nothing has run.
async fn turn() {
    JsFuture::from(turn_js()).await.unwrap();
}

async fn frame() {
    let painted = js_sys::Promise::new(&mut |done, _| {
        window().request_animation_frame(&done).unwrap();
    });
    JsFuture::from(painted).await.unwrap();
}

/// Gives back timers and network that an earlier test took, for a test that shows no page and lays out no network: they begin
/// by this themselves.
pub(crate) fn begin() {
    start_afresh();
}

/// Timers that run only when the test lets time pass.
pub(crate) struct Clock;

impl Clock {
    pub(crate) fn stop() -> Self {
        stop_clock();
        Self
    }

    pub(crate) async fn pass(&self, milliseconds: f64) {
        pass_js(milliseconds);
        settle().await;
    }
}

/// A network that gives the answers laid out by the test, in order.
pub(crate) struct Network;

impl Network {
    pub(crate) fn lay_out() -> Self {
        start_afresh();
        lay_out_answers();
        Self
    }

    pub(crate) fn answer(&self, status: u16, headers: &[(&str, &str)], body: &str) {
        let headers = headers.iter().map(|(name, value)| js_sys::Array::of2(&(*name).into(), &(*value).into()));
        answer_js(status, headers.collect(), body);
    }

    /// The connection breaks before anything arrives.
    pub(crate) fn answer_nothing(&self) {
        answer_nothing();
    }

    /// The head of a success arrives and its body breaks off.
    pub(crate) fn answer_half(&self) {
        answer_half();
    }

    /// No answer comes until the call is given up.
    pub(crate) fn answer_never(&self) {
        answer_never();
    }

    /// The calls so far, as "METHOD address".
    pub(crate) fn calls(&self) -> Vec<String> {
        calls()
    }

    pub(crate) fn header(&self, call: u32, name: &str) -> Option<String> {
        sent_header(call, name)
    }

    pub(crate) fn body(&self, call: u32) -> String {
        sent_body(call)
    }

    /// Whether the network has heard that nobody waits for the answer.
    pub(crate) fn given_up(&self, call: u32) -> bool {
        given_up(call)
    }

    /// How long the newest call may take, in milliseconds.
    pub(crate) fn limit(&self) -> f64 {
        limit()
    }

    /// The newest call's time is over.
    pub(crate) fn run_out_of_time(&self) {
        run_out_of_time();
    }
}
