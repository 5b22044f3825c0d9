//! Saved templates: use, rename, delete. They are made on New Request.

use leptos::ev;
use leptos::prelude::*;
use wasm_bindgen_futures::spawn_local;

use super::shelves::{EACH, ShelfFailed};
use crate::api::{ApiError, templates as api};
use crate::domain::template::Template;
use crate::route::{NewRequestView, Route};
use crate::state::Session;
use crate::text;
use crate::text::access as words;
use crate::ui::dialog::Dialog;
use crate::ui::field::{Field, described_by};
use crate::ui::focus;
use crate::ui::icon::{self, Icon};
use crate::ui::live::Announcer;
use crate::ui::timing;

/// Longest name, in characters.
const LONGEST_NAME: usize = 100;

const NAME: &str = "template-name";

/// What is being done to a template.
#[derive(Clone, Debug, PartialEq)]
enum Change {
    Rename(Template),
    Delete(Template),
}

/// The list and the one change under way.
#[derive(Clone, Copy)]
struct Shelf {
    session: Session,
    announcer: Announcer,
    /// Newest first; none before it has been read.
    list: RwSignal<Option<Vec<Template>>>,
    failed: RwSignal<Option<ApiError>>,
    change: RwSignal<Option<Change>>,
    name: RwSignal<String>,
    error: RwSignal<Option<String>>,
    busy: RwSignal<bool>,
}

impl Shelf {
    fn read(self) {
        self.failed.set(None);
        spawn_local(async move {
            match read_all(self.session).await {
                Ok(list) => drop(self.list.try_set(Some(list))),
                Err(error) => drop(self.failed.try_set(Some(error))),
            }
        });
    }

    fn begin(self, change: Change) {
        self.error.set(None);
        if let Change::Rename(template) = &change {
            self.name.set(template.name.clone());
            timing::next_frame(|| focus::to_id(NAME));
        }
        self.change.set(Some(change));
    }

    /// Does what the dialog is open for. Pressed twice, it is done once.
    fn finish(self) {
        let Some(change) = self.change.get_untracked().filter(|_| !self.busy.get_untracked()) else { return };
        let name = self.name.get_untracked().trim().to_owned();
        if matches!(change, Change::Rename(_)) {
            let problem = match name.chars().count() {
                0 => Some(words::NAME_MISSING.to_owned()),
                long if long > LONGEST_NAME => Some(words::name_too_long(LONGEST_NAME)),
                _ => None,
            };
            if problem.is_some() {
                self.error.set(problem);
                focus::to_id(NAME);
                return;
            }
        }
        self.busy.set(true);
        spawn_local(async move {
            let client = self.session.client();
            let done = match &change {
                Change::Rename(template) => api::rename(&client, template, &name).await.map(|_| words::renamed(&name)),
                Change::Delete(template) => {
                    api::delete(&client, &template.id).await.map(|()| words::deleted(&template.name))
                }
            };
            if self.busy.try_set(false).is_some() {
                return;
            }
            match done {
                Ok(said) => {
                    self.announcer.say(said);
                    self.change.set(None);
                    self.read();
                }
                Err(error) => self.error.set(Some(text::error::what(&error))),
            }
        });
    }

    fn close(self) {
        if !self.busy.get_untracked() {
            self.change.set(None);
        }
    }
}

async fn read_all(session: Session) -> Result<Vec<Template>, ApiError> {
    let mut all: Vec<Template> = Vec::new();
    loop {
        let page = api::list(&session.client(), all.len()).await?;
        let more = page.more && !page.rows.is_empty();
        all.extend(page.rows);
        if !more {
            all.sort_by(|a, b| b.created.0.total_cmp(&a.created.0).then_with(|| a.name.cmp(&b.name)));
            return Ok(all);
        }
    }
}

#[component]
pub(super) fn Templates() -> impl IntoView {
    let shelf = Shelf {
        session: expect_context::<Session>(),
        announcer: expect_context::<Announcer>(),
        list: RwSignal::new(None),
        failed: RwSignal::new(None),
        change: RwSignal::new(None),
        name: RwSignal::new(String::new()),
        error: RwSignal::new(None),
        busy: RwSignal::new(false),
    };
    shelf.read();
    let all = RwSignal::new(false);
    let rest = move || shelf.list.with(|list| list.as_ref().map_or(0, Vec::len)).saturating_sub(EACH);
    let shown = move || {
        let list = shelf.list.get().unwrap_or_default();
        let most = if all.get() { list.len() } else { EACH };
        list.into_iter().take(most).collect::<Vec<_>>()
    };
    let empty = move || shelf.list.with(|list| list.as_ref().is_some_and(Vec::is_empty));
    view! {
        <section class="card shelf" aria-labelledby="templates">
            <h2 id="templates">{words::TEMPLATES}</h2>
            <ul>
                <For each=shown key=|template| (template.id.clone(), template.name.clone()) let(template)>
                    <Item template shelf/>
                </For>
            </ul>
            <p class="quiet small" hidden=move || !empty()>{words::NO_TEMPLATES}</p>
            <ShelfFailed error=shelf.failed words=words::TEMPLATES_FAILED again=Callback::new(move |()| shelf.read())/>
            <button class="btn btn--link" type="button" hidden=move || rest() == 0 || all.get() on:click=move |_| all.set(true)>
                {move || text::requests::show_more(rest())}
            </button>
        </section>
        <ChangeDialog shelf/>
    }
}

#[component]
fn Item(template: Template, shelf: Shelf) -> impl IntoView {
    // Which form fits is told by what the template holds.
    let view = NewRequestView { template: Some(template.id.clone()), ..NewRequestView::default() };
    let href = Route::NewRequest(view).href();
    let kind = template.integrations.first().map_or("key", |integration| icon::of_kind(&integration.kind));
    let (to_rename, to_delete) = (template.clone(), template.clone());
    view! {
        <li>
            <Icon name=kind/>
            <span class="shelf__what">
                <span class="line1 strong">{template.name.clone()}</span>
                <span class="line2">{words::about_template(&template)}</span>
            </span>
            <span class="shelf__acts">
                <a class="btn btn--small" href=href aria-label=words::use_of(&template.name)>{words::USE}</a>
                <button class="btn btn--subtle btn--small btn--icon" type="button" aria-label=words::rename_of(&template.name)
                    on:click=move |_| shelf.begin(Change::Rename(to_rename.clone()))><Icon name="edit"/></button>
                <button class="btn btn--subtle btn--small btn--icon" type="button" aria-label=words::delete_of(&template.name)
                    on:click=move |_| shelf.begin(Change::Delete(to_delete.clone()))><Icon name="delete"/></button>
            </span>
        </li>
    }
}

#[component]
fn ChangeDialog(shelf: Shelf) -> impl IntoView {
    let renaming = move || shelf.change.with(|change| matches!(change, Some(Change::Rename(_))));
    let title = move || if renaming() { words::RENAME_TITLE } else { words::DELETE_TITLE }.to_owned();
    let foot = move || {
        view! {
            <button class="btn" type="button" on:click=move |_| shelf.close()>{words::CANCEL}</button>
            <button class="btn btn--primary" type="button" aria-busy=move || if shelf.busy.get() { "true" } else { "false" }
                on:click=move |_| shelf.finish()>
                {move || if renaming() { words::SAVE } else { words::DELETE }}
            </button>
        }
    };
    let on_enter = move |event: ev::KeyboardEvent| {
        if event.key() == "Enter" {
            event.prevent_default();
            shelf.finish();
        }
    };
    view! {
        <Dialog
            id="template-change"
            open=Signal::derive(move || shelf.change.with(Option::is_some))
            title=Signal::derive(title)
            on_close=Callback::new(move |()| shelf.close())
            class="dialog dialog--small"
            foot=foot
        >
            <Show when=renaming>
                <Field id=NAME label=words::NAME required=true error=shelf.error>
                    <div class="input">
                        <input id=NAME type="text" autocomplete="off" aria-describedby=described_by(NAME)
                            aria-invalid=move || shelf.error.with(Option::is_some).then_some("true")
                            prop:value=shelf.name
                            on:input=move |event| { shelf.name.set(event_target_value(&event)); shelf.error.set(None); }
                            on:keydown=on_enter/>
                    </div>
                </Field>
            </Show>
            <Show when=move || !renaming()>
                <p>{move || shelf.change.with(|change| match change {
                    Some(Change::Delete(template)) => words::delete_text(&template.name),
                    _ => String::new(),
                })}</p>
                {move || shelf.error.get().map(|error| view! { <p class="hint hint--error" role="alert">{error}</p> })}
            </Show>
        </Dialog>
    }
}
