//! What can be done with a request, wherever it is shown: buttons, the popups that ask first, and what became of it.

#[expect(unreachable_pub, reason = "the component macro makes the props public")]
mod mfa;

use std::sync::Arc;

use leptos::prelude::*;
use wasm_bindgen_futures::spawn_local;

use self::mfa::MfaDialog;
use crate::domain::action::{Action, Doing, Outcome};
use crate::domain::request::AccessRequest;
use crate::domain::status::Status;
use crate::pages::access_details::{AccessDetailsDialog, Target};
use crate::pages::parts::act_on;
use crate::pages::request_again::RequestAgainDialog;
use crate::route::{RequestsView, Route};
use crate::state::{Navigation, Requests, Row, Session};
use crate::text;
use crate::text::actions as words;
use crate::text::parts as parts_words;
use crate::ui::dialog::Dialog;
use crate::ui::focus;
use crate::ui::format;
use crate::ui::icon::Icon;
use crate::ui::timing;
use crate::ui::toast::{Toast, Toaster};

/// The popups of a page that shows requests. Setting one opens it.
#[derive(Clone, Copy)]
pub struct Popups {
    /// Whose access details are shown.
    pub details: RwSignal<Option<Target>>,
    /// The request to be sent once more.
    pub again: RwSignal<Option<Arc<AccessRequest>>>,
    /// The request to be cancelled or revoked.
    pub end: RwSignal<Option<Arc<AccessRequest>>>,
    /// The request that waits for the second factor.
    pub mfa: RwSignal<Option<Arc<AccessRequest>>>,
    doer: Doer,
}

/// Does things with requests and tells what became of them.
#[derive(Clone, Copy)]
struct Doer {
    requests: Requests,
    session: Session,
    toaster: Toaster,
}

impl Popups {
    /// For the page whose component calls this.
    pub fn new() -> Self {
        Self {
            details: RwSignal::new(None),
            again: RwSignal::new(None),
            end: RwSignal::new(None),
            mfa: RwSignal::new(None),
            doer: Doer { requests: expect_context(), session: expect_context(), toaster: expect_context() },
        }
    }

    /// Whether a person has opened one. Tracked.
    pub fn is_one_open(self) -> bool {
        let request = [self.again, self.end, self.mfa].iter().any(|target| target.with(Option::is_some));
        self.details.with(Option::is_some) || request
    }

    /// Closes them all.
    pub fn close(self) {
        self.details.try_set(None);
        for target in [self.again, self.end, self.mfa] {
            target.try_set(None);
        }
    }

    /// Does something with a request, unless something is under way already, and tells what became of it.
    pub fn act(self, id: &str, action: Action) {
        act_on(self, id.to_owned(), action);
    }

    /// Does it, where the part of the tab that can is here.
    pub(super) fn act_now(self, id: String, action: Action) {
        let doer = self.doer;
        spawn_local(async move {
            if let Some(after) = doer.requests.act(&id, action).await {
                doer.tell(&id, action, after.as_deref());
            }
        });
    }

    /// Says at the edge of the page that nothing was done.
    pub(super) fn tell_not_done(self) {
        let [title, text] = [parts_words::POPUP_FAILED, parts_words::POPUP_FAILED_TEXT].map(str::to_owned);
        self.doer.toaster.show_with("triangle", Toast { title, text, link: None });
    }
}

impl Default for Popups {
    fn default() -> Self {
        Self::new()
    }
}

impl Doer {
    fn tell(self, id: &str, action: Action, after: Option<&AccessRequest>) {
        // The star shows by itself.
        if matches!(action, Action::Favorite(_)) {
            return;
        }
        let now = self.session.clock.now();
        let until = after.and_then(|request| request.ends).map(|ends| format::day_and_time(ends.0, now.0));
        let text = match (action, until, after) {
            (Action::Extend, Some(until), _) => [text::requests::ENDS, " ", &until].concat(),
            (_, _, Some(request)) => text::status::label(&request.status).to_owned(),
            _ => String::new(),
        };
        self.toaster.show(Toast { title: words::done(action, id), text, link: None });
    }
}

/// The popups themselves; once on each page that shows requests.
#[component]
pub fn RequestPopups(
    /// What opens each of them.
    popups: Popups,
) -> impl IntoView {
    view! {
        <AccessDetailsDialog target=popups.details/>
        <RequestAgainDialog target=popups.again/>
        <EndDialog popups/>
        <MfaDialog popups/>
    }
}

/// Asks before something is ended.
#[component]
fn EndDialog(popups: Popups) -> impl IntoView {
    let target = popups.end;
    let has_access =
        Memo::new(move |_| target.with(|target| target.as_ref().is_none_or(|request| request.status.has_access())));
    let label = move || if has_access.get() { words::REVOKE } else { words::CANCEL_REQUEST };
    let close = Callback::new(move |()| target.set(None));
    let confirm = move |_| {
        // Taken out first: a second press of the key finds nothing to end.
        if let Some(request) = target.try_update(Option::take).flatten() {
            popups.act(&request.id, Action::End);
        }
    };
    let foot = move || {
        view! {
            <button class="btn" type="button" on:click=move |_| close.run(())>{words::KEEP}</button>
            <button class="btn btn--danger" type="button" on:click=confirm>{label}</button>
        }
    };
    view! {
        <Dialog
            id="end-request"
            class="dialog dialog--small"
            open=Signal::derive(move || target.with(Option::is_some))
            title=Signal::derive(move || words::end_title(has_access.get()).to_owned())
            on_close=close
            foot=foot
        >
            <p>{move || target.with(|target| target.as_ref().map(|request| words::end_text(request)))}</p>
        </Dialog>
    }
}

/// Where buttons stand.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Place {
    /// In a row: small, and only what is likely next.
    Row,
    /// In a row of My Access, which has a button of its own for the details.
    Access,
    /// In a panel: everything.
    Panel,
}

/// What a request offers now. A change of anything else draws no button anew, so that the focus stays.
#[derive(Clone, Debug, PartialEq)]
struct Offers {
    details: bool,
    extension: Option<(String, String)>,
    mfa: bool,
    again: bool,
    /// Revoke, or else Cancel request.
    end: Option<bool>,
}

impl Offers {
    /// Details are for who holds the access, who may not be the person that asked for it. Nothing can be done with a request
    /// that is not one's own, which a link can open in the panel.
    fn of(request: &AccessRequest, place: Place, me: Option<&str>, own: bool) -> Self {
        let has_access = request.status.has_access();
        let extension = request.extension_now().filter(|_| own).map(|extension| match place {
            Place::Row | Place::Access => {
                let label = [words::EXTEND, " ", &words::short(extension.by)].concat();
                (label, [&words::extend_by(extension), ". ", &words::extensions_left(extension)].concat())
            }
            Place::Panel => (words::extend_by(extension), words::extensions_left(extension)),
        });
        let ends = own && request.status.can_be_ended() && (place != Place::Row || !has_access);
        Self {
            details: has_access && place != Place::Access && me.is_none_or(|me| request.is_for(me)),
            extension,
            mfa: own && request.status == Status::PendingMfa,
            again: own && request.status.can_be_asked_again(),
            end: ends.then_some(has_access),
        }
    }
}

/// What the ids of the links that open the panels of requests begin with.
pub(crate) const LINK: &str = "open-";

/// Id of the link that opens a request's panel, so that what was beside it can return the focus to it.
pub(crate) fn link_id(request: &str) -> String {
    [LINK, request].concat()
}

/// Id of the heading of the open panel.
pub(crate) const HEADING: &str = "panel-heading";

/// Where the focus goes when the button that has it is not offered any more: it would get lost otherwise.
fn keep_focus(request: &str, place: Place) {
    let target = match place {
        Place::Row => link_id(request),
        Place::Panel => HEADING.to_owned(),
        Place::Access => return,
    };
    let focused = document().active_element();
    let is_button = focused.as_ref().is_some_and(|focused| focused.tag_name() == "BUTTON");
    let beside = document().get_element_by_id(&target);
    let of_row = |element: &web_sys::Element| element.closest("tr, aside").ok().flatten();
    let is_here = focused.as_ref().and_then(of_row).is_some_and(|row| row.contains(beside.as_deref()));
    if is_button && is_here {
        timing::next_frame(move || {
            if document().active_element().is_none_or(|focused| focused.tag_name() == "BODY") {
                focus::to_id(&target);
            }
        });
    }
}

/// The buttons of a request. While something is under way they stay, and do nothing.
#[component]
pub fn ActionButtons(
    /// The request that they act on.
    row: Row,
    /// The popups of the page.
    popups: Popups,
    /// Where they stand, which says what is offered and how it looks.
    place: Place,
) -> impl IntoView {
    let id = row.with_untracked(|request| request.id.clone());
    let course = popups.doer.requests.course(&id);
    let offers = {
        let row = row.clone();
        let me = untrack(|| popups.doer.session.person()).map(|person| person.id);
        let own = place != Place::Panel || row.with_untracked(|request| popups.doer.requests.is_own(request));
        Memo::new(move |_| row.with(|request| Offers::of(request, place, me.as_deref(), own)))
    };
    let busy = {
        let course = course.clone();
        Memo::new(move |_| course.with(Doing::is_under))
    };
    let in_row = place != Place::Panel;
    let size = if in_row { " btn--small" } else { "" };
    let class = move |kind: &str| ["btn", size, kind].concat();
    let (row, id) = (StoredValue::new(row), StoredValue::new(id));
    let request = move || row.with_value(|row| row.get_untracked());
    let idle = move |action: &dyn Fn()| {
        if !busy.get_untracked() {
            action();
        }
    };
    // In a list a button has to say whose it is; in a panel the heading says so.
    let labelled = move |label: &str| in_row.then(|| id.with_value(|id| words::of(label, id)));
    let primary = if place == Place::Panel { " btn--primary" } else { "" };
    let is_busy = move || busy.get().then_some("true");
    move || {
        let offers = offers.get();
        id.with_value(|id| keep_focus(id, place));
        view! {
            {offers.details.then(|| view! {
                <button
                    class=class(primary)
                    type="button"
                    aria-label=in_row.then(|| id.with_value(|id| text::requests::view_details_of(id)))
                    on:click=move |_| popups.details.set(Some(Target::of(&request())))
                >
                    {text::requests::VIEW_DETAILS}
                </button>
            })}
            {offers.mfa.then(|| view! {
                <button class=class(primary) type="button" aria-label=labelled(words::COMPLETE_MFA) aria-busy=is_busy on:click=move |_| {
                    idle(&|| popups.mfa.set(Some(request())));
                }>
                    <Icon name="shield"/>
                    {words::COMPLETE_MFA}
                </button>
            })}
            {offers.again.then(|| view! {
                <button class=class(primary) type="button" aria-label=labelled(words::REQUEST_AGAIN) aria-busy=is_busy on:click=move |_| {
                    idle(&|| popups.again.set(Some(request())));
                }>
                    <Icon name="refresh"/>
                    {words::REQUEST_AGAIN}
                </button>
            })}
            {offers.extension.map(|(label, about)| view! {
                <button class=class("") type="button" aria-label=labelled(&label) title=about aria-busy=is_busy on:click=move |_| {
                    id.with_value(|id| popups.act(id, Action::Extend));
                }>{label.clone()}</button>
            })}
            {offers.end.map(|revoke| {
                let label = if revoke { words::REVOKE } else { words::CANCEL_REQUEST };
                let kind = match (revoke, place) {
                    (true, Place::Access) | (false, Place::Row | Place::Access) => " btn--subtle",
                    (true, _) => " btn--danger",
                    (false, Place::Panel) => "",
                };
                view! {
                    <button class=class(kind) type="button" aria-label=labelled(label) aria-busy=is_busy on:click=move |_| {
                        idle(&|| popups.end.set(Some(request())));
                    }>{label}</button>
                }
            })}
        }
    }
}

/// The star of a request: it shows what the service says, and while it is being saved that it is being saved.
#[component]
pub fn FavoriteButton(
    /// The request with the star.
    row: Row,
    /// The popups of the page.
    popups: Popups,
) -> impl IntoView {
    let id = row.with_untracked(|request| request.id.clone());
    let course = popups.doer.requests.course(&id);
    let is_favorite = Memo::new(move |_| row.with(|request| request.favorite));
    let saving = Memo::new(move |_| course.with(|doing| matches!(doing, Doing::Under(Action::Favorite(_)))));
    let icon = Signal::derive(move || match (saving.get(), is_favorite.get()) {
        (true, _) => "arc",
        (false, true) => "star-filled",
        (false, false) => "star",
    });
    view! {
        <button
            class="btn btn--subtle btn--icon star"
            class:star--on=move || is_favorite.get()
            class:star--saving=move || saving.get()
            type="button"
            aria-label=words::of(words::FAVORITE, &id)
            title=words::FAVORITE
            aria-pressed=move || if is_favorite.get() { "true" } else { "false" }
            aria-busy=move || saving.get().then_some("true")
            on:click=move |_| popups.act(&id, Action::Favorite(!is_favorite.get_untracked()))
        >
            <Icon name=icon/>
        </button>
    }
}

/// What goes on with a request or went wrong with it, in words. Where the panel says the same, the row says it to the eye
/// only, so that it is heard once.
#[component]
pub fn CourseOf(
    /// Id of the request.
    id: String,
    /// The popups of the page.
    popups: Popups,
    /// Where it stands, which says how it looks.
    place: Place,
) -> impl IntoView {
    let requests = popups.doer.requests;
    let course = requests.course(&id);
    let id = StoredValue::new(id);
    let route = expect_context::<Navigation>().route();
    let spoken = move |role: &'static str| {
        let panel = route.with_untracked(|route| match route {
            Route::Requests(view) => id.with_value(|id| view.request.as_ref() == Some(id)),
            _ => false,
        });
        (place == Place::Panel || !panel).then_some(role)
    };
    move || {
        match course.get() {
        Doing::Nothing => ().into_any(),
        Doing::Under(action) => {
            view! { <span class="progress small" role=spoken("status")><Icon name="arc" class="icon spin"/>{words::under(action)}</span> }
                .into_any()
        }
        Doing::Failed { action, error, outcome } => {
            let sentence = words::failed(action, &error, outcome);
            let unknown = outcome == Outcome::Unknown;
            let look = move |_| {
                let id = id.get_value();
                spawn_local(async move {
                    if requests.read_one(&id).await.is_ok() {
                        requests.forget_failure(&id);
                    }
                });
            };
            let to_open = (action == Action::Again && unknown).then(|| {
                view! { <a href=Route::Requests(RequestsView::default()).href()>{text::again::TO_OPEN}</a> }
            });
            let buttons = view! {
                {to_open}
                <button class="btn btn--link" type="button" hidden=!unknown || action == Action::Again on:click=look>{words::LOOK_AGAIN}</button>
                <button class="btn btn--link" type="button" on:click=move |_| id.with_value(|id| requests.forget_failure(id))>{words::DISMISS}</button>
            };
            match place {
                Place::Row | Place::Access => view! {
                    <div class="course" role=spoken("alert")><span class="hint hint--error"><Icon name="triangle"/><span>{sentence}</span></span>{buttons}</div>
                }
                .into_any(),
                Place::Panel => view! {
                    <div class="bar bar--bad" role="alert"><Icon name="triangle"/><div><p>{sentence}</p>{buttons}</div></div>
                }
                .into_any(),
            }
        }
    }
    }
}
