//! Parts of the tab that come when they are first shown, so that a first visit loads the start page and little more
//! (docs/decisions/0020). Where the tab is built in one piece, as for component tests, each part is there at once.

use std::pin::{Pin, pin};
use std::sync::Arc;
use std::task::{Context, Poll, Waker};

use leptos::prelude::*;
use leptos::wasm_split::SplitLoaderError;
use wasm_bindgen_futures::spawn_local;

use crate::host;
use crate::pages::help::Help;
use crate::pages::my_access::MyAccess;
use crate::pages::my_tasks::MyTasks;
use crate::pages::new_request::NewRequest;
use crate::pages::request_actions::{Popups, RequestPopups};
use crate::state::SignOut;
use crate::text::parts as words;
use crate::ui::focus;
use crate::ui::skeleton::Skeleton;
use crate::ui::timing;
use crate::ui::toast::{Toast, Toaster};

type Loading = Pin<Box<dyn Future<Output = Result<(), SplitLoaderError>>>>;
type Showing = Pin<Box<dyn Future<Output = Result<AnyView, SplitLoaderError>>>>;

/// How a part is brought, and how it is shown once it is there.
#[derive(Clone)]
struct Part {
    load: fn() -> Loading,
    show: Arc<dyn Fn() -> Showing + Send + Sync>,
}

/// `name` is a part that shows what `view` makes. Those of the same `file` come together.
macro_rules! part {
    ($file:ident: $name:ident($($arg:ident: $kind:ty),*) = $view:expr) => {
        fn $name($($arg: $kind),*) -> Part {
            #[cfg_attr(
                feature = "parts",
                leptos::wasm_split::wasm_split($file, fallible, wasm_split_path = leptos::wasm_split, preload(load))
            )]
            fn show($($arg: $kind),*) -> Result<AnyView, SplitLoaderError> {
                Ok($view.into_any())
            }
            #[cfg(feature = "parts")]
            return Part { load: || Box::pin(load()), show: Arc::new(move || Box::pin(show($($arg),*))) };
            #[cfg(not(feature = "parts"))]
            return Part { load: || Box::pin(async { Ok(()) }), show: Arc::new(move || Box::pin(async move { show($($arg),*) })) };
        }
    };
}

part!(form: new_request() = view! { <NewRequest/> });
part!(tasks: my_tasks() = view! { <MyTasks/> });
part!(more: my_access() = view! { <MyAccess/> });
part!(more: help(on_sign_out: Callback<SignOut>) = view! { <Help on_sign_out/> });
part!(more: request_popups(popups: Popups) = view! { <RequestPopups popups/> });

pub fn new_request_page() -> AnyView {
    page(new_request())
}

pub fn my_access_page() -> AnyView {
    page(my_access())
}

pub fn my_tasks_page() -> AnyView {
    page(my_tasks())
}

/// `on_sign_out` ends sign-ins.
pub fn help_page(on_sign_out: Callback<SignOut>) -> AnyView {
    page(help(on_sign_out))
}

/// Brings all parts, one file after the other, so that going to a page later asks nothing of the network.
pub async fn bring_all() {
    for part in [my_access(), new_request(), my_tasks()] {
        // What does not come now is asked for again, and spoken of, when it is to be shown.
        if (part.load)().await.is_err() {
            return;
        }
    }
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Stage {
    NotAsked,
    Coming,
    Here,
    Failed,
}

/// Brings a part; at once where it has come before.
fn bring(part: &Part, stage: RwSignal<Stage>, and_then: impl FnOnce() + 'static) {
    let mut loading = (part.load)();
    let settled = move |result: Result<(), SplitLoaderError>| {
        stage.try_set(if result.is_ok() { Stage::Here } else { Stage::Failed });
        and_then();
    };
    match at_once(&mut loading) {
        Some(result) => settled(result),
        None => {
            stage.set(Stage::Coming);
            spawn_local(async move { settled(loading.await) });
        }
    }
}

/// The outcome of a future that has nothing to wait for.
fn at_once<F: Future + Unpin>(future: &mut F) -> Option<F::Output> {
    match pin!(future).poll(&mut Context::from_waker(Waker::noop())) {
        Poll::Ready(output) => Some(output),
        Poll::Pending => None,
    }
}

/// What the part shows, with the contexts of the place where it stands; nothing where it has not come.
fn shown(part: &Part) -> Option<AnyView> {
    at_once(&mut (part.show)())?.ok()
}

/// The heading while a page is on its way, which takes the focus as each page's does.
const HEADING: &str = "part-heading";

fn page(part: Part) -> AnyView {
    let stage = RwSignal::new(Stage::NotAsked);
    let asked = part.clone();
    let ask = move |pressed: bool| {
        bring(&asked, stage, move || {
            let is_on_heading = document().active_element().is_some_and(|focused| focused.id() == HEADING);
            if pressed || is_on_heading {
                timing::next_frame_of(stage, || focus::to_first("main h1"));
            }
        });
    };
    ask(false);
    let ask = Callback::new(move |()| {
        ask(true);
        // The button has gone; until the page is here its outline has the focus.
        timing::next_frame_of(stage, || focus::to_id(HEADING));
    });
    (move || match stage.get() {
        Stage::Here => shown(&part).unwrap_or_else(|| trouble(ask)),
        Stage::Failed => trouble(ask),
        Stage::NotAsked | Stage::Coming => view! {
            <h1 class="sr" id=HEADING tabindex="-1">{words::COMING}</h1>
            <Skeleton/>
        }
        .into_any(),
    })
    .into_any()
}

fn trouble(ask: Callback<()>) -> AnyView {
    view! {
        <section class="doorstep" role="alert">
            <h1 id=HEADING tabindex="-1">{words::FAILED}</h1>
            <p>{words::FAILED_TEXT}</p>
            <div class="row">
                <button class="btn btn--primary" type="button" on:click=move |_| ask.run(())>{words::RETRY}</button>
                <button class="btn" type="button" on:click=|_| host::reload()>{words::RELOAD}</button>
            </div>
        </section>
    }
    .into_any()
}

/// The popups of a page with requests; they come when the first of them is opened.
pub fn popups_of(popups: Popups) -> AnyView {
    let toaster = expect_context::<Toaster>();
    let part = request_popups(popups);
    let stage = RwSignal::new(Stage::NotAsked);
    let wanted = Memo::new(move |_| popups.is_one_open());
    let asked = part.clone();
    Effect::new(move |_| {
        if wanted.get() && matches!(stage.get_untracked(), Stage::NotAsked | Stage::Failed) {
            bring(&asked, stage, move || {
                if stage.try_get_untracked() == Some(Stage::Failed) {
                    popups.close();
                    let [title, text] = [words::POPUP_FAILED, words::POPUP_FAILED_TEXT].map(str::to_owned);
                    toaster.show_with("triangle", Toast { title, text, link: None });
                }
            });
        }
    });
    (move || match stage.get() {
        Stage::Here => shown(&part),
        Stage::Coming => Some(view! { <p class="coming" role="status">{words::COMING}</p> }.into_any()),
        Stage::NotAsked | Stage::Failed => None,
    })
    .into_any()
}
