//! Providers, shell, page switch.

use leptos::ev;
use leptos::prelude::*;
use wasm_bindgen::JsCast;
use wasm_bindgen_futures::spawn_local;
use web_sys::HtmlElement;

use crate::api::{ApiError, session as session_api};
use crate::domain::pace;
use crate::domain::person::Person;
use crate::host;
use crate::pages;
use crate::pages::hosted::{Hosting, SilentHost};
use crate::pages::life::Life;
use crate::pages::parts::{session_ended, sign_in_in_host};
use crate::route::{AccessView, IN_HOST, Route, TaskList, TasksView};
use crate::state::{Access, Navigation, News, Phase, Preferences, Pulse, Reach, Requests, Session, SignOut, Tasks};
use crate::text;
use crate::ui::focus;
use crate::ui::icon::Icon;
use crate::ui::live::{Announcements, Announcer};
use crate::ui::skeleton::Skeleton;
use crate::ui::timing;
use crate::ui::toast::{Toaster, Toasts};

/// Time for the first painting of the data, in milliseconds, before more of the tab is asked for.
const PARTS_AFTER_MS: u64 = 500;

/// Mounts the tab into the page and takes the static skeleton away.
pub fn start() {
    const WORDS: host::FaultWords = host::FaultWords {
        title: text::fault::TITLE,
        text: text::fault::TEXT,
        reload: text::fault::RELOAD,
        report: text::fault::REPORT,
        report_hint: text::fault::REPORT_HINT,
        copy: text::fault::COPY,
        copied: text::fault::COPIED,
        write: text::fault::report,
    };
    host::watch_faults(&WORDS);
    let Some(root) = document().get_element_by_id("app").and_then(|root| root.dyn_into::<HtmlElement>().ok()) else {
        leptos::logging::error!("The page has no place for the tab.");
        return;
    };
    root.set_text_content(None);
    mount_to(root, App).forget();
}

#[component]
fn App() -> impl IntoView {
    let (path, query) = host::path_and_query();
    let navigation = Navigation::new(Route::parse(&path, &query));
    let session = Session::new();
    let pulse = Pulse::new(session);
    let news = News::new(session, pulse);
    let requests = Requests::new(session, pulse, news);
    provide_context(navigation);
    provide_context(session);
    provide_context(pulse);
    provide_context(news);
    provide_context(requests);
    provide_context(Access::new(session, pulse));
    let preferences = Preferences::new();
    provide_context(preferences);
    let tasks = Tasks::new(session, preferences, pulse, news);
    provide_context(tasks);
    provide_context(Announcer::new());
    let toaster = Toaster::new(host::is_visible);
    provide_context(toaster);
    let hosting = RwSignal::new(Hosting::Alone);
    if host::is_hosted() {
        pages::parts::begin_in_host(navigation, session, hosting);
    }
    let hosting = hosting.read_only();
    provide_context(hosting);

    spawn_local(async move {
        session.read_config().await;
    });
    if host::is_signed_out() {
        session.phase.set(Phase::SignedOut);
    } else {
        spawn_local(async move {
            session.read().await;
        });
    }
    when_signed_in(session, requests, preferences, pulse, news);
    live_after_the_start(Life { navigation, session, pulse, news, requests, tasks, toaster });
    come_back_to_the_service(session, requests, pulse);
    hear_of_renewal(session);
    catch_up_after_sleep(session, pulse);
    follow_links(navigation, hosting);

    let phase = Memo::new(move |_| match session.phase.get() {
        // The person's own data change without building the page anew.
        Phase::Known(_) => None,
        other => Some(other),
    });
    move || match phase.get() {
        None => view! { <Shell/> }.into_any(),
        Some(phase) => view! { <Doorstep phase/> }.into_any(),
    }
}

/// Reads the lists once the person is known, and again after each renewal. Another person than before gets a new page.
fn when_signed_in(session: Session, requests: Requests, preferences: Preferences, pulse: Pulse, news: News) {
    Effect::new(move |_| {
        if let Some(person) = session.person() {
            preferences.read(&person);
            news.begin();
            pulse.start(&person);
        }
    });
    Effect::new(move |before: Option<Option<(String, u32)>>| {
        let renewed = session.renewed.get();
        let now = session.person().map(|person| (person.id, renewed));
        let before = before.flatten();
        match (&before, &now) {
            (Some((old, _)), Some((new, _))) if old != new => host::reload(),
            (_, Some(_)) if before != now => requests.read_all(),
            _ => {}
        }
        now.or(before)
    });
}

/// What is not needed for the first data comes once these are here, so that nobody waits for it later.
fn live_after_the_start(life: Life) {
    let started = life.requests.has_started();
    let rest = timing::Debounce::new(PARTS_AFTER_MS);
    let Some(owner) = Owner::current() else { return };
    Effect::new(move |begun: Option<bool>| {
        let begins = begun != Some(true) && started.get() && life.session.person().is_some();
        if begins {
            let owner = owner.clone();
            rest.run(move || spawn_local(pages::parts::bring_all(life, owner)));
        }
        begins || begun == Some(true)
    });
}

/// While the service cannot be reached it is tried again by itself, at once when the network is back; and when it is
/// back, what is shown is read anew.
fn come_back_to_the_service(session: Session, requests: Requests, pulse: Pulse) {
    let round = StoredValue::new(0_u32);
    let away = Memo::new(move |_| {
        session.reach.get() != Reach::Fine || session.phase.with(|phase| matches!(phase, Phase::Unreachable(_)))
    });
    Effect::new(move |before: Option<bool>| {
        let now = away.get();
        round.update_value(|round| *round = round.wrapping_add(1));
        if now {
            spawn_local(try_again(session, round));
        } else if before == Some(true) && session.phase.with_untracked(|phase| matches!(phase, Phase::Known(_))) {
            let stopped = requests.loading().with_untracked(|loading| loading.error.is_some());
            if stopped {
                requests.read_all_again();
            }
            pulse.now();
        }
        now
    });
    let online = window_event_listener(ev::online, move |_| spawn_local(async move { session.read().await }));
    let offline = window_event_listener(ev::offline, move |_| session.reach.set(Reach::Offline));
    // Whatever the administrator changed meanwhile shows when the person comes back to the window.
    let focused = window_event_listener(ev::focus, move |_| {
        if session.phase.with_untracked(|phase| matches!(phase, Phase::NotAUser(_) | Phase::Unreachable(_))) {
            spawn_local(async move { session.read().await });
        }
    });
    on_cleanup(move || {
        online.remove();
        offline.remove();
        focused.remove();
    });
}

async fn try_again(session: Session, round: StoredValue<u32>) {
    let mine = round.try_get_value();
    let mut failures = 0;
    loop {
        host::sleep(pace::until_next_try_ms(failures, host::chance())).await;
        if round.try_get_value() != mine {
            return;
        }
        if host::is_visible() {
            session.read().await;
            failures += 1;
        }
    }
}

/// The window of a renewed sign-in tells the others (design 8); coming back to the tab asks as well, since the window
/// may have been another tab.
fn hear_of_renewal(session: Session) {
    let read = move || {
        if session.ended.get_untracked() {
            spawn_local(async move { session.read().await });
        }
    };
    host::on_signed_in(read);
    let listener = window_event_listener(ev::focus, move |_| read());
    on_cleanup(move || listener.remove());
}

/// What was known before the device slept, or before its clock was set, is read anew at once.
fn catch_up_after_sleep(session: Session, pulse: Pulse) {
    Effect::new(move |before: Option<u32>| {
        let jumps = session.clock.jumps().get();
        let known = session.phase.with_untracked(|phase| matches!(phase, Phase::Known(_)));
        if known && host::is_visible() && before.is_some_and(|before| before != jumps) {
            pulse.now();
        }
        jumps
    });
}

/// Plain clicks on links to our own pages stay in the tab; everything else is the browser's.
fn follow_links(navigation: Navigation, hosting: ReadSignal<Hosting>) {
    let listener = window_event_listener(ev::click, move |event| {
        if event.default_prevented()
            || event.button() != 0
            || event.meta_key()
            || event.ctrl_key()
            || event.shift_key()
            || event.alt_key()
        {
            return;
        }
        let link = event
            .target()
            .and_then(|target| target.dyn_into::<web_sys::Element>().ok())
            .and_then(|target| target.closest("a[href]").ok().flatten());
        let Some(link) = link else { return };
        let Some(href) = link.get_attribute("href") else { return };
        if link.has_attribute("target") {
            // What leaves the tab is opened by the host, which knows in which window.
            if hosting.get_untracked() == Hosting::Answered {
                event.prevent_default();
                leave_by_host(href);
            }
            return;
        }
        let (path, query) = href.split_once('?').unwrap_or((href.as_str(), ""));
        let route = Route::parse(path, query);
        if href.starts_with('/') && route != Route::NotFound {
            event.prevent_default();
            let elsewhere = hosting.get_untracked() == Hosting::Answered
                && navigation.route().with_untracked(|here| here.entity() != route.entity());
            if elsewhere {
                // The host shows its other tab; where it cannot, the page is shown here.
                spawn_local(async move {
                    if !host::go_to(route.entity(), &route.href()).await {
                        navigation.go(route);
                    }
                });
            } else {
                navigation.go(route);
            }
        }
    });
    on_cleanup(move || listener.remove());
}

fn leave_by_host(address: String) {
    let address = if address.starts_with('/') { [host::origin(), address].concat() } else { address };
    spawn_local(async move {
        if !host::open_link(&address).await {
            host::open_window(&address);
        }
    });
}

/// Top bar and the page; what a signed-in person sees.
#[component]
fn Shell() -> impl IntoView {
    let navigation = expect_context::<Navigation>();
    let hosting = expect_context::<ReadSignal<Hosting>>();
    let session = expect_context::<Session>();
    let route = navigation.route();
    let page = Memo::new(move |_| route.with(PageName::of));
    let announcer = expect_context::<Announcer>();
    let toaster = expect_context::<Toaster>();
    let preferences = expect_context::<Preferences>();
    let tasks = expect_context::<Tasks>();
    let waiting = Memo::new(move |_| tasks.ids(TaskList::Pending).with(Vec::len));
    let sign_out_failed = RwSignal::new(None);
    let on_sign_out =
        Callback::new(move |which| sign_out(which, session, preferences, hosting.get_untracked(), sign_out_failed));
    name_and_focus_pages(page, expect_context());
    view! {
        <a class="skip" href="#content" on:click=|event| { event.prevent_default(); focus_heading(); }>{text::shell::SKIP}</a>
        <header class="topbar">
            <span class="topbar__name"><ProductMark/>{text::shell::PRODUCT}</span>
            <nav class="topbar__nav" aria-label=text::shell::PAGES>
                <a href=Route::start().href() aria-current=move || page.get().in_my_requests().then_some("page")>
                    {text::shell::MY_REQUESTS}
                </a>
                <a href=Route::Access(AccessView::default()).href() aria-current=move || (page.get() == PageName::Access).then_some("page")>
                    {text::shell::MY_ACCESS}
                </a>
                <a href=Route::Tasks(TasksView::default()).href() aria-current=move || (page.get() == PageName::Tasks).then_some("page")>
                    {text::shell::MY_TASKS}
                    <span class="count count--brand" hidden=move || waiting.get() == 0>
                        <span aria-hidden="true">{move || waiting.get()}</span>
                        <span class="sr">{move || text::tasks::waiting(waiting.get())}</span>
                    </span>
                </a>
                <a href=Route::Help.href() aria-current=move || (page.get() == PageName::Help).then_some("page")>
                    {text::shell::HELP}
                </a>
            </nav>
            <div class="topbar__end">
                <Show when=move || session.config.with(|config| config.is_demo())>
                    <span class="demo-mark" title=text::shell::DEMO_EXPLAINED>{text::shell::DEMO}</span>
                </Show>
                {move || session.person().map(|person| view! { <Account person on_sign_out/> })}
            </div>
        </header>
        <SilentHost hosting/>
        <NewerBuild page/>
        <OutOfReach/>
        <StillSignedIn failed=sign_out_failed on_sign_out/>
        <main id="content" class="page" tabindex="-1">
            {move || match page.get() {
                PageName::MyRequests => view! { <pages::my_requests::MyRequests/> }.into_any(),
                PageName::NewRequest => pages::parts::new_request_page(),
                PageName::Access => pages::parts::my_access_page(),
                PageName::Tasks => pages::parts::my_tasks_page(),
                PageName::Help => pages::parts::help_page(on_sign_out),
                PageName::NotFound => view! { <NotFound/> }.into_any(),
            }}
        </main>
        {session_ended(session)}
        <Announcements announcer/>
        <Toasts toaster/>
    }
}

/// Which page a route belongs to, whatever its filters.
#[derive(Clone, Copy, PartialEq, Eq)]
enum PageName {
    MyRequests,
    NewRequest,
    Access,
    Tasks,
    Help,
    NotFound,
}

impl PageName {
    fn of(route: &Route) -> Self {
        match route {
            Route::Requests(_) => Self::MyRequests,
            Route::NewRequest(_) => Self::NewRequest,
            Route::Access(_) => Self::Access,
            Route::Tasks(_) => Self::Tasks,
            Route::Help => Self::Help,
            Route::NotFound => Self::NotFound,
        }
    }

    fn title(self) -> &'static str {
        match self {
            Self::MyRequests => text::shell::MY_REQUESTS,
            Self::NewRequest => text::shell::NEW_REQUEST,
            Self::Access => text::shell::MY_ACCESS,
            Self::Tasks => text::shell::MY_TASKS,
            Self::Help => text::help::TITLE,
            Self::NotFound => text::shell::NOT_FOUND_TITLE,
        }
    }

    fn in_my_requests(self) -> bool {
        matches!(self, Self::MyRequests | Self::NewRequest)
    }
}

/// Each page has its title, and going to another page puts the focus on its heading; the first page leaves the focus
/// where the browser put it. While nobody sees the tab and something is in motion the title carries a mark (design 8).
fn name_and_focus_pages(page: Memo<PageName>, pulse: Pulse) {
    let waits = Memo::new(move |_| pulse.moving().get() && !pulse.visible().get());
    Effect::new(move |_| {
        let title = text::shell::title(page.get().title());
        host::set_title(&if waits.get() { text::shell::in_motion(&title) } else { title });
    });
    Effect::new(move |before: Option<PageName>| {
        let page = page.get();
        if before.is_some_and(|before| before != page) {
            timing::next_frame(focus_heading);
        }
        page
    });
}

fn focus_heading() {
    focus::to_first("main h1");
}

#[component]
fn ProductMark() -> impl IntoView {
    view! {
        <span class="topbar__mark" aria-hidden="true">
            <svg class="icon" viewBox="0 0 16 16"><circle cx="9.5" cy="6.5" r="3"/><path d="m7.4 8.6-4.4 4.4m1.6-1.6 1.4 1.4"/></svg>
        </span>
    }
}

/// The round mark of the signed-in person with what belongs to the account.
#[component]
fn Account(person: Person, on_sign_out: Callback<SignOut>) -> impl IntoView {
    view! {
        <details class="account">
            <summary class="avatar" aria-label=text::shell::signed_in_as(&person.name, &person.email)>
                <span aria-hidden="true">{person.initials()}</span>
            </summary>
            <div class="account__menu">
                <p class="strong">{person.name.clone()}</p>
                <p class="quiet small">{person.email.clone()}</p>
                <p class="quiet small">{person.account_name.clone()}</p>
                <button class="btn" type="button" on:click=move |_| on_sign_out.run(SignOut::Here)>{text::shell::SIGN_OUT}</button>
            </div>
        </details>
    }
}

/// Ends the session; in a host the link to its account, which stays signed in there. The justifications kept on this
/// device go with it (design 8). Where the session may go on, the person is told.
fn sign_out(
    which: SignOut,
    session: Session,
    preferences: Preferences,
    hosting: Hosting,
    failed: RwSignal<Option<(SignOut, ApiError)>>,
) {
    // What was done though its answer was lost ended this sign-in too.
    let is_lost = |(before, error): (SignOut, ApiError)| before == which && error.effect_unknown();
    let may_be_done = failed.get_untracked().is_some_and(is_lost);
    failed.set(None);
    spawn_local(async move {
        let client = session.client();
        let hosted = hosting == Hosting::Answered;
        let signed_out = match which {
            SignOut::Everywhere => session_api::sign_out_everywhere(&client).await,
            SignOut::Here if hosted => session_api::unlink(&client).await,
            SignOut::Here => session_api::sign_out(&client).await,
        };
        match signed_out {
            // Where this sign-in has ended already, others may go on.
            Err(ApiError::SignInNeeded) if which == SignOut::Everywhere && !may_be_done => {
                preferences.clear_justifications();
                drop(failed.try_set(Some((which, ApiError::SignInNeeded))));
            }
            Ok(()) | Err(ApiError::SignInNeeded) => {
                preferences.clear_justifications();
                host::leave_for(if hosted { IN_HOST } else { "/" });
            }
            Err(error) => drop(failed.try_set(Some((which, error)))),
        }
    });
}

/// Says that signing out did not work, and offers it again.
#[component]
fn StillSignedIn(failed: RwSignal<Option<(SignOut, ApiError)>>, on_sign_out: Callback<SignOut>) -> impl IntoView {
    move || {
        failed.get().map(|(which, error)| {
            let why = if error == ApiError::SignInNeeded { text::shell::END_THE_OTHERS.to_owned() } else { text::error::what(&error) };
            view! {
                <div class="reach" role="alert">
                    <Icon name="triangle"/>
                    <p><strong>{text::shell::STILL_SIGNED_IN}</strong> " " {why}</p>
                    <button class="btn btn--small" type="button" on:click=move |_| on_sign_out.run(which)>{text::shell::SIGN_OUT_AGAIN}</button>
                    <button class="btn btn--subtle btn--small btn--icon" type="button" aria-label=text::ui::CLOSE on:click=move |_| failed.set(None)>
                        <Icon name="dismiss"/>
                    </button>
                </div>
            }
        })
    }
}

/// Says that the service cannot be reached while the page is in use; goes when it can.
#[component]
fn OutOfReach() -> impl IntoView {
    let session = expect_context::<Session>();
    let said = move || match session.reach.get() {
        Reach::Fine => None,
        Reach::Offline => Some((text::shell::OFFLINE, text::shell::OFFLINE_TEXT)),
        Reach::Silent => Some((text::shell::SILENT, text::shell::SILENT_TEXT)),
    };
    view! {
        <div role="status">
            {move || said().map(|(title, words)| view! {
                <div class="reach">
                    <Icon name="triangle"/>
                    <p><strong>{title}</strong> " " {words}</p>
                </div>
            })}
        </div>
    }
}

/// Offers a reload when the server has a newer build; never reloads by itself, and offers none on New Request (design 8, "Versions").
#[component]
fn NewerBuild(page: Memo<PageName>) -> impl IntoView {
    let session = expect_context::<Session>();
    view! {
        <Show when=move || session.newer_build.get() && page.get() != PageName::NewRequest>
            <div class="newer" role="status">
                <span>{text::shell::NEWER_TITLE}</span>
                <button class="btn btn--small" type="button" on:click=|_| host::reload()>{text::shell::RELOAD}</button>
            </div>
        </Show>
    }
}

#[component]
fn NotFound() -> impl IntoView {
    view! {
        <section class="doorstep">
            <h1 tabindex="-1">{text::shell::NOT_FOUND_TITLE}</h1>
            <p>{text::shell::NOT_FOUND_TEXT}</p>
            <a class="btn btn--primary" href=Route::start().href()>{text::shell::TO_MY_REQUESTS}</a>
        </section>
    }
}

/// What stands in for the pages while nobody is signed in or the service cannot be used.
#[component]
fn Doorstep(phase: Phase) -> impl IntoView {
    let session = expect_context::<Session>();
    let sign_in = {
        let (path, query) = host::path_and_query();
        session_api::sign_in_address(&format!("{path}{query}"))
    };
    let contact = move || session.config.with(|config| config.administrator_contact.clone());
    let portal = move |class: &'static str| {
        move || {
            session.config.with(|config| config.portal_url.clone()).map(|portal| {
                view! {
                    <a class=class href=portal target="_blank" rel="noopener">{text::shell::OPEN_PORTAL}</a>
                }
            })
        }
    };
    let trying = RwSignal::new(false);
    let again = move |_| {
        if !trying.get_untracked() {
            trying.set(true);
            spawn_local(async move {
                session.read().await;
                trying.try_set(false);
            });
        }
    };
    let again_words = move |words: &'static str| move || if trying.get() { text::shell::TRYING } else { words };
    let content = match phase {
        Phase::Starting | Phase::Known(_) => view! {
            <h1 class="sr" tabindex="-1">{text::shell::PRODUCT}</h1>
            <p class="sr" role="status">{text::shell::LOADING}</p>
            <Skeleton/>
        }
        .into_any(),
        Phase::SignedOut if host::is_hosted() => view! {
            <section class="doorstep">
                <h1 tabindex="-1">{text::shell::SIGN_IN_TITLE}</h1>
                <p>{text::shell::SIGN_IN_TEXT}</p>
                {sign_in_in_host(session)}
            </section>
        }
        .into_any(),
        Phase::SignedOut => view! {
            <section class="doorstep">
                <h1 tabindex="-1">{text::shell::SIGN_IN_TITLE}</h1>
                <p>{text::shell::SIGN_IN_TEXT}</p>
                <a class="btn btn--primary" href=sign_in target="_self">{text::shell::SIGN_IN}</a>
            </section>
        }
        .into_any(),
        Phase::NotAUser(message) => view! {
            <section class="doorstep">
                <h1 tabindex="-1">{text::shell::NOT_A_USER_TITLE}</h1>
                <p>{message.unwrap_or_else(|| text::shell::NOT_A_USER_TEXT.to_owned())}</p>
                <p>{move || text::shell::ask_administrator(contact().as_deref())}</p>
                <div class="row">
                    {portal("btn btn--primary")}
                    <button class="btn" type="button" on:click=again>{again_words(text::shell::CHECK_AGAIN)}</button>
                    <a class="btn" href=sign_in.clone() target="_self">{text::shell::OTHER_ACCOUNT}</a>
                </div>
            </section>
        }
        .into_any(),
        Phase::Unreachable(error) => view! {
            <section class="doorstep">
                <h1 tabindex="-1">{text::shell::UNREACHABLE_TITLE}</h1>
                <p>{text::error::what(&error)}</p>
                <p>{move || text::shell::unreachable_help(contact().as_deref())}</p>
                <p class="quiet small">{text::shell::TRIES_BY_ITSELF}</p>
                <div class="row">
                    <button class="btn btn--primary" type="button" on:click=again>{again_words(text::shell::RETRY)}</button>
                    {portal("btn")}
                </div>
            </section>
        }
        .into_any(),
    };
    host::set_title(text::shell::PRODUCT);
    view! {
        <header class="topbar">
            <span class="topbar__name"><ProductMark/>{text::shell::PRODUCT}</span>
            <div class="topbar__end">
                <Show when=move || session.config.with(|config| config.is_demo())>
                    <span class="demo-mark" title=text::shell::DEMO_EXPLAINED>{text::shell::DEMO}</span>
                </Show>
            </div>
        </header>
        <main id="content" class="page" tabindex="-1">{content}</main>
    }
}
