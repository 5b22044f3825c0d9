//! Parts of the tab that come when they are first shown, so that a first visit loads the start page and little more
//! (docs/decisions/0020). Where the tab is built in one piece, as for component tests, each part is there at once.

use std::pin::{Pin, pin};
use std::sync::Arc;
use std::task::{Context, Poll, Waker};

use leptos::prelude::*;
use leptos::wasm_split::SplitLoaderError;
use wasm_bindgen_futures::spawn_local;

use crate::domain::action::Action;
use crate::domain::pace;
use crate::domain::status::List;
use crate::host;
use crate::pages::help::Help;
use crate::pages::hosted::{Hosting, OpenInBrowser, SignInInHost, live_in_host};
use crate::pages::life::Life;
use crate::pages::my_access::MyAccess;
use crate::pages::my_requests::filters::{FilterBoxes, Filters, outlines};
use crate::pages::my_requests::panel::{Panel, around, outline};
use crate::pages::my_tasks::MyTasks;
use crate::pages::new_request::NewRequest;
use crate::pages::request_actions::{Popups, RequestPopups};
use crate::pages::session_ended::{SessionEnded, plainly};
use crate::state::{Navigation, Requests, Session, SignOut};
use crate::text::parts as words;
use crate::ui::focus;
use crate::ui::skeleton::Skeleton;
use crate::ui::timing;

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
            return Part { load: || Box::pin(load()), show: Arc::new(move || Box::pin(show($(Clone::clone(&$arg)),*))) };
            #[cfg(not(feature = "parts"))]
            return Part {
                load: || Box::pin(async { Ok(()) }),
                show: Arc::new(move || {
                    let view = show($(Clone::clone(&$arg)),*);
                    Box::pin(async { view })
                }),
            };
        }
    };
}

part!(form: new_request() = view! { <NewRequest/> });
part!(tasks: my_tasks() = view! { <MyTasks/> });
part!(more: my_access() = view! { <MyAccess/> });
part!(more: help(on_sign_out: Callback<SignOut>) = view! { <Help on_sign_out/> });
part!(more: request_popups(popups: Popups) = view! { <RequestPopups popups/> });
part!(more: filter_boxes(filters: Filters, list: Memo<List>) = view! { <FilterBoxes filters list/> });
part!(more: panel_of(id: String, on_close: Callback<()>, popups: Popups) = view! { <Panel id on_close popups/> });
part!(more: acting(popups: Popups, id: String, action: Action) = popups.act_now(id, action));
part!(more: ended() = view! { <SessionEnded/> });
part!(hosted: living_in_host(navigation: Navigation, session: Session, hosting: RwSignal<Hosting>) = live_in_host(navigation, session, hosting));
part!(hosted: host_sign_in(session: Session) = view! { <SignInInHost session/> });
part!(tasks: living(life: Life) = life.begin());

/// New Request, or an outline of a page until its part is here.
pub fn new_request_page() -> AnyView {
    page(new_request())
}

/// My Access, or an outline of a page until its part is here.
pub fn my_access_page() -> AnyView {
    page(my_access())
}

/// My Tasks, or an outline of a page until its part is here.
pub fn my_tasks_page() -> AnyView {
    page(my_tasks())
}

/// `on_sign_out` ends sign-ins.
pub fn help_page(on_sign_out: Callback<SignOut>) -> AnyView {
    page(help(on_sign_out))
}

/// Begins what goes on beside the pages, and brings all parts, one file after the other, so that going to a page later asks
/// nothing of the network. `owner` is whose life it is.
pub async fn bring_all(life: Life, owner: Owner) {
    let living = living(life);
    let mut failures = 0;
    while (living.load)().await.is_err() {
        host::sleep(pace::until_next_try_ms(failures, host::chance())).await;
        failures += 1;
    }
    owner.with(|| shown(&living));
    for part in [my_access(), new_request()] {
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
    let came = after(part, move |came| {
        stage.try_set(if came { Stage::Here } else { Stage::Failed });
        and_then();
    });
    if !came {
        stage.set(Stage::Coming);
    }
}

/// Calls with whether a part came; at once, and answers so, where it has come before.
fn after(part: &Part, settled: impl FnOnce(bool) + 'static) -> bool {
    let mut loading = (part.load)();
    match at_once(&mut loading) {
        Some(result) => {
            settled(result.is_ok());
            true
        }
        None => {
            spawn_local(async move { settled(loading.await.is_ok()) });
            false
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
    let part = request_popups(popups);
    let stage = RwSignal::new(Stage::NotAsked);
    let wanted = Memo::new(move |_| popups.is_one_open());
    let asked = part.clone();
    Effect::new(move |_| {
        if wanted.get() && matches!(stage.get_untracked(), Stage::NotAsked | Stage::Failed) {
            bring(&asked, stage, move || {
                if stage.try_get_untracked() == Some(Stage::Failed) {
                    popups.close();
                    popups.tell_not_done();
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

/// Does something with a request.
pub fn act_on(popups: Popups, id: String, action: Action) {
    let part = acting(popups, id, action);
    let acts = part.clone();
    after(&part, move |came| {
        if !came || shown(&acts).is_none() {
            popups.tell_not_done();
        }
    });
}

/// What a part shows from when `wanted` says so, and what stands in for it until it is here and where it does not come.
fn from_when(
    wanted: Signal<bool>,
    part: Part,
    coming: impl Fn() -> AnyView + Send + 'static,
    failed: impl Fn(Callback<()>) -> AnyView + Send + 'static,
) -> AnyView {
    let stage = RwSignal::new(Stage::NotAsked);
    let asked = part.clone();
    let ask = Callback::new(move |()| bring(&asked, stage, || {}));
    if wanted.get_untracked() {
        ask.run(());
    }
    Effect::new(move |_| {
        if wanted.get() && matches!(stage.get_untracked(), Stage::NotAsked | Stage::Failed) {
            ask.run(());
        }
    });
    (move || match stage.get() {
        Stage::Here => shown(&part).unwrap_or_else(|| failed(ask)),
        Stage::Failed => failed(ask),
        Stage::NotAsked | Stage::Coming => coming(),
    })
    .into_any()
}

/// The filters of My Requests; they come after the first data, and their places are kept free until then.
pub fn request_filters(filters: Filters, list: Memo<List>) -> AnyView {
    let has_started = expect_context::<Requests>().has_started();
    from_when(has_started.into(), filter_boxes(filters, list), outlines, |ask| {
        view! { <button class="btn btn--subtle" type="button" on:click=move |_| ask.run(())>{words::FILTERS_FAILED}</button> }.into_any()
    })
}

/// The panel of one request.
pub fn request_panel(id: String, on_close: Callback<()>, popups: Popups) -> AnyView {
    let part = panel_of(id.clone(), on_close, popups);
    from_when(true.into(), part, move || outline(id.clone(), on_close), |ask| around(trouble(ask)))
}

/// What stands before everything else once the session has ended.
pub fn session_ended(session: Session) -> AnyView {
    from_when(session.ended.into(), ended(), || ().into_any(), move |_| plainly(session))
}

/// Begins the life in a host, for whom the tab works all the same where that cannot be loaded.
pub fn begin_in_host(navigation: Navigation, session: Session, hosting: RwSignal<Hosting>) {
    let part = living_in_host(navigation, session, hosting);
    let (living, owner) = (part.clone(), Owner::current());
    after(&part, move |came| {
        let begun = came && owner.is_some_and(|owner| owner.with(|| shown(&living)).is_some());
        if !begun {
            hosting.set(Hosting::Silent);
        }
    });
}

/// The way in through the host.
pub fn sign_in_in_host(session: Session) -> AnyView {
    from_when(
        true.into(),
        host_sign_in(session),
        || ().into_any(),
        |ask| {
            view! {
                <div class="row">
                    <button class="btn btn--primary" type="button" on:click=move |_| ask.run(())>{words::RETRY}</button>
                    <OpenInBrowser/>
                </div>
            }
            .into_any()
        },
    )
}
