//! Teams, Outlook and Microsoft 365 around the tab: a typed facade over what `teams.js` takes from TeamsJS.
//!
//! `public/start.js` begins to load that module, and the handshake with it, while the tab itself is still compiled. What
//! the library refuses may be any JavaScript value, never only an `Error` (reference teams.md 1.2).

use std::cell::Cell;

use js_sys::{Promise, Reflect};
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::JsFuture;

use super::place::sleep;
use crate::domain::refusal::Refusal;

#[wasm_bindgen]
extern "C" {
    type Module;

    #[wasm_bindgen(method, catch)]
    fn connect(this: &Module) -> Result<Promise, JsValue>;
    #[wasm_bindgen(method, catch, js_name = tellTheme)]
    fn tell_theme(this: &Module, theme: &str) -> Result<(), JsValue>;
    #[wasm_bindgen(method, catch)]
    fn listen(
        this: &Module,
        suspend: &JsValue,
        resume: &JsValue,
        enter: &JsValue,
        back: &JsValue,
        link: &JsValue,
    ) -> Result<(), JsValue>;
    #[wasm_bindgen(method, catch)]
    fn succeeded(this: &Module) -> Result<JsValue, JsValue>;
    #[wasm_bindgen(method, catch, js_name = failedAsExpected)]
    fn failed_as_expected(this: &Module, reason: &str, message: &str) -> Result<(), JsValue>;
    #[wasm_bindgen(method, catch, js_name = returnFocus)]
    fn return_focus(this: &Module, forward: bool) -> Result<(), JsValue>;
    #[wasm_bindgen(method, catch)]
    fn token(this: &Module, silent: bool) -> Result<Promise, JsValue>;
    #[wasm_bindgen(method, catch, js_name = signIn)]
    fn sign_in(this: &Module, address: &str) -> Result<Promise, JsValue>;
    #[wasm_bindgen(method, catch, js_name = openLink)]
    fn open_link(this: &Module, address: &str) -> Result<Promise, JsValue>;
    #[wasm_bindgen(method, catch, js_name = goTo)]
    fn go_to(this: &Module, page: &str, sub_page: &str) -> Result<Promise, JsValue>;
}

/// Under this name `public/start.js` leaves the promise of the module.
const PLACE: &str = "aponoTeams";

/// A host that has not answered so long after the page began is taken for none. TeamsJS itself waits a minute. Milliseconds.
const HANDSHAKE_LIMIT_MS: f64 = 4_000.0;
/// The least that is waited, where the tab itself took long to come. Milliseconds.
const HANDSHAKE_LEAST_MS: f64 = 700.0;
/// A host shows its own windows before it hands a token out on a click; without one it answers at once. Milliseconds.
const SILENT_TOKEN_LIMIT_MS: f64 = 5_000.0;

thread_local! {
    static SUSPENDED: Cell<bool> = const { Cell::new(false) };
    /// The host has not answered in time, and nobody waits for it any more.
    static GIVEN_UP: Cell<bool> = const { Cell::new(false) };
}

/// What the host says about where the tab is. Never proof of who the person is (reference teams.md 2.1).
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Context {
    /// What a link into the app carries; anybody may have written it.
    pub sub_page: Option<String>,
}

/// What the tab does when the host asks.
pub struct Handlers {
    /// With the address that the host now wants shown.
    pub resume: Box<dyn Fn(String)>,
    /// The focus comes in, forwards or backwards.
    pub enter: Box<dyn Fn(bool)>,
    /// Answers whether the tab went back itself.
    pub back: Box<dyn Fn() -> bool>,
    /// With what a link into the app carries that was followed while the tab was open; anybody may have written it.
    pub link: Box<dyn Fn(String)>,
}

/// Whether the tab was opened in a host, by its address or by a frame around it.
pub fn is_hosted() -> bool {
    promise().is_some()
}

/// Whether the host has put the tab aside. Nothing asks the service meanwhile.
pub fn is_suspended() -> bool {
    SUSPENDED.get()
}

fn promise() -> Option<Promise> {
    Reflect::get(&js_sys::global(), &PLACE.into()).ok()?.dyn_into().ok()
}

async fn module() -> Option<Module> {
    Some(JsFuture::from(promise()?).await.ok()?.unchecked_into())
}

/// What the host said first; `None` where there is no host, or one that does not answer in time.
async fn first_answer() -> Option<JsValue> {
    if GIVEN_UP.get() {
        return None;
    }
    let passed = web_sys::window().and_then(|window| window.performance()).map_or(0.0, |clock| clock.now());
    let limit = (HANDSHAKE_LIMIT_MS - passed).max(HANDSHAKE_LEAST_MS);
    let answer = within(limit, async { wait(module().await?.connect()).await.ok() }).await;
    GIVEN_UP.set(answer.is_none());
    answer?
}

/// Waits for the host's first answer, and lets the page look and rest as it says. Once.
pub async fn connect() -> Option<Context> {
    let context = first_answer().await?;
    Some(settle(&context).await)
}

/// Waits on, for a host that did not answer in time. TeamsJS ends this wait after a minute.
pub async fn connect_late() -> Option<Context> {
    let context = wait(module().await?.connect()).await.ok()?;
    GIVEN_UP.set(false);
    Some(settle(&context).await)
}

async fn settle(context: &JsValue) -> Context {
    let said = |path: &[&str]| {
        let found = path.iter().try_fold(context.clone(), |value, name| Reflect::get(&value, &(*name).into()));
        found.unwrap_or(JsValue::UNDEFINED)
    };
    if let (Some(module), Some(theme)) = (module().await, said(&["app", "theme"]).as_string()) {
        told(module.tell_theme(&theme));
    }
    // What is made ready out of sight rests like what is put aside: it is read once and not followed.
    SUSPENDED.set(said(&["page", "isBackgroundLoad"]).as_bool().unwrap_or(false));
    Context { sub_page: said(&["page", "subPageId"]).as_string().filter(|text| !text.is_empty()) }
}

/// The person is here after all: a page that rested goes on.
pub fn wake() {
    if SUSPENDED.replace(false) {
        look_again();
    }
}

/// Hears what the host asks from now on. For the life of the page.
pub async fn listen(handlers: Handlers) {
    let Some(module) = module().await else { return };
    let Handlers { resume, enter, back, link } = handlers;
    let suspend = Closure::<dyn Fn()>::new(|| {
        SUSPENDED.set(true);
        look_again();
    });
    let resume = Closure::<dyn Fn(String)>::new(move |address| {
        resume(address);
        wake();
    });
    let enter = Closure::<dyn Fn(bool)>::new(enter);
    let back = Closure::<dyn Fn() -> bool>::new(back);
    let link = Closure::<dyn Fn(String)>::new(link);
    told(module.listen(suspend.as_ref(), resume.as_ref(), enter.as_ref(), back.as_ref(), link.as_ref()));
    suspend.forget();
    resume.forget();
    enter.forget();
    back.forget();
    link.forget();
}

/// Whoever follows whether the page is seen finds out that this changed.
fn look_again() {
    let options = web_sys::EventInit::new();
    options.set_bubbles(true);
    let event = web_sys::Event::new_with_event_init_dict("visibilitychange", &options);
    if let (Some(document), Ok(event)) = (web_sys::window().and_then(|window| window.document()), event) {
        told(document.dispatch_event(&event).map(|_| ()));
    }
}

/// The person is known and the page can be used.
pub async fn succeeded() {
    if let Some(module) = module().await {
        told(module.succeeded().map(|_| ()));
    }
}

/// The page itself says what is wrong; `reason` is one of the library's `ExpectedFailureReason`.
pub async fn failed_as_expected(reason: &str) {
    if let Some(module) = module().await {
        told(module.failed_as_expected(reason, ""));
    }
}

/// A token for our server that needs nothing of the person; `None` where the host gives none.
pub async fn silent_token() -> Option<String> {
    if !is_hosted() {
        return None;
    }
    first_answer().await?;
    let token = async { wait(module().await?.token(true)).await.ok() };
    within(SILENT_TOKEN_LIMIT_MS, token).await??.as_string()
}

/// A token for our server, for which the host may ask the person. Only after a click.
pub async fn token() -> Result<String, Refusal> {
    let Some(module) = module().await else { return Err(Refusal::Blocked) };
    let token = wait(module.token(false)).await.map_err(refusal)?;
    token.as_string().ok_or(Refusal::Other(String::new()))
}

/// Lets the person sign in at `address` of this server in a window of the host's; what its last page said.
pub async fn sign_in_at(address: &str) -> Result<String, Refusal> {
    let Some(module) = module().await else { return Err(Refusal::Blocked) };
    let said = wait(module.sign_in(address)).await.map_err(refusal)?;
    said.as_string().ok_or(Refusal::Other(String::new()))
}

fn refusal(value: JsValue) -> Refusal {
    let message = || Reflect::get(&value, &"message".into()).ok().and_then(|message| message.as_string());
    let text = value.as_string().or_else(message).unwrap_or_default();
    Refusal::read(&text)
}

/// Opens an address outside the tab; `false` when the host does not.
pub async fn open_link(address: &str) -> bool {
    match module().await {
        Some(module) => wait(module.open_link(address)).await.is_ok(),
        None => false,
    }
}

/// Shows another tab of the app; `false` when the host cannot, so that the page is shown here.
pub async fn go_to(page: &str, sub_page: &str) -> bool {
    match module().await {
        Some(module) => wait(module.go_to(page, sub_page)).await.is_ok_and(|shown| shown.is_truthy()),
        None => false,
    }
}

/// Gives the focus back to the host, to what comes after the tab or before it.
pub async fn return_focus(forward: bool) {
    if let Some(module) = module().await {
        told(module.return_focus(forward));
    }
}

async fn wait(asked: Result<Promise, JsValue>) -> Result<JsValue, JsValue> {
    JsFuture::from(asked?).await
}

/// A host may not know what it is told; nothing can be done about it here, and nothing depends on it.
fn told(done: Result<(), JsValue>) {
    if done.is_err() {
        web_sys::console::debug_1(&"The host did not take what it was told.".into());
    }
}

/// What `work` comes to, if it does so in time.
async fn within<T>(limit_ms: f64, work: impl Future<Output = T>) -> Option<T> {
    let mut work = std::pin::pin!(work);
    let mut limit = std::pin::pin!(sleep(limit_ms));
    std::future::poll_fn(|task| {
        if let std::task::Poll::Ready(done) = work.as_mut().poll(task) {
            return std::task::Poll::Ready(Some(done));
        }
        limit.as_mut().poll(task).map(|()| None)
    })
    .await
}
