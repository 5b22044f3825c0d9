//! Resources Request: search and filters over all integrations (requirements 18-28).

use std::collections::BTreeMap;
use std::sync::Arc;

use leptos::prelude::*;
use wasm_bindgen_futures::spawn_local;

use super::address::Address;
use super::choices::LeftOut;
use super::choosing::{Choosing, Source};
use super::list::{Nothing, PickList};
use super::search::SearchField;
use crate::api::ApiError;
use crate::api::inventory::{self, UnitFilter};
use crate::route::NewRequestView;
use crate::state::{Latest, Session};
use crate::text;
use crate::text::new_request as words;
use crate::ui::combobox::{Choice, Combobox};
use crate::ui::icon::Icon;

/// Id of the search field; the first thing to go to when nothing is selected.
pub(super) const SEARCH: &str = "resources";

/// The choices of both filters.
#[derive(Clone, Copy)]
struct Filters {
    session: Session,
    state: RwSignal<State>,
    types: RwSignal<Arc<Vec<Choice>>>,
    /// Each name once (design 8).
    permissions: RwSignal<Arc<Vec<Choice>>>,
    /// All ids behind a permission's name.
    ids_of: StoredValue<BTreeMap<String, Vec<String>>>,
    latest: Latest,
}

#[derive(Clone, Debug, PartialEq)]
enum State {
    Loading,
    Ready,
    Failed(ApiError),
}

impl Filters {
    fn new() -> Self {
        Self {
            session: expect_context(),
            state: RwSignal::new(State::Loading),
            types: RwSignal::new(Arc::default()),
            permissions: RwSignal::new(Arc::default()),
            ids_of: StoredValue::new(BTreeMap::new()),
            latest: Latest::new(),
        }
    }

    fn read(self, grantee: Option<String>) {
        self.state.set(State::Loading);
        let (client, cancel) = (self.session.client(), self.latest.begin());
        spawn_local(async move {
            let read = async {
                let types = inventory::resource_types(&client, None, grantee.as_deref()).await?;
                let permissions = inventory::permissions(&client, None, grantee.as_deref()).await?;
                Ok::<_, ApiError>((types, permissions))
            };
            let answer = read.await;
            // The choices of a grantee who is not chosen any more are nobody's.
            if cancel.is_cancelled() {
                return;
            }
            match answer {
                Ok((types, permissions)) => {
                    let mut ids_of: BTreeMap<String, Vec<String>> = BTreeMap::new();
                    for permission in permissions {
                        ids_of.entry(permission.name).or_default().push(permission.id);
                    }
                    let names = ids_of.keys().map(|name| Choice { id: name.clone(), label: name.clone() }).collect();
                    let types =
                        types.into_iter().map(|kind| Choice { id: kind.id, label: kind.display_path }).collect();
                    self.ids_of.try_set_value(ids_of);
                    self.types.try_set(Arc::new(types));
                    self.permissions.try_set(Arc::new(names));
                    self.state.try_set(State::Ready);
                }
                Err(error) => drop(self.state.try_set(State::Failed(error))),
            }
        });
    }

    fn is_ready(self) -> bool {
        self.state.with(|state| *state == State::Ready)
    }

    /// Types and permissions that can be had, of those named.
    fn known(self, types: &[String], permissions: &[String]) -> (Vec<String>, Vec<String>) {
        let known = |choices: RwSignal<Arc<Vec<Choice>>>, ids: &[String]| {
            let is_known = |id: &&String| choices.with_untracked(|all| all.iter().any(|choice| choice.id == **id));
            ids.iter().filter(is_known).cloned().collect::<Vec<_>>()
        };
        (known(self.types, types), known(self.permissions, permissions))
    }

    fn source(self, wanted: &Wanted) -> Source {
        let ids = self.ids_of.with_value(|ids_of| {
            wanted.permissions.iter().filter_map(|name| ids_of.get(name)).flatten().cloned().collect()
        });
        Source::Units(UnitFilter {
            search: wanted.search.clone(),
            types: wanted.types.clone(),
            permissions: ids,
            grantee: wanted.grantee.clone(),
            ..UnitFilter::default()
        })
    }
}

/// The part of the address that decides what is listed.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Wanted {
    search: String,
    types: Vec<String>,
    permissions: Vec<String>,
    grantee: Option<String>,
}

impl Wanted {
    fn of(view: &NewRequestView) -> Self {
        Self {
            search: view.search.clone(),
            types: view.types.clone(),
            permissions: view.permissions.clone(),
            grantee: view.grantee.clone(),
        }
    }

    fn is_filtered(&self) -> bool {
        !self.types.is_empty() || !self.permissions.is_empty()
    }
}

#[component]
pub(super) fn ResourcesForm(choosing: Choosing, address: Address) -> impl IntoView {
    let filters = Filters::new();
    let left_out = RwSignal::new(false);
    search_as_addressed(choosing, address, filters, left_out);
    let toggled = |list: &mut Vec<String>, id: String| match list.iter().position(|other| *other == id) {
        Some(place) => drop(list.remove(place)),
        None => list.push(id),
    };
    let nothing = Signal::derive(move || {
        address.view.with(|view| {
            let wanted = Wanted::of(view);
            let is_narrowed = !wanted.search.trim().is_empty() || wanted.is_filtered();
            if is_narrowed { Nothing::Matches } else { Nothing::at_all(view.grantee.as_ref()) }
        })
    });
    let clear = Callback::new(move |()| {
        address.change(|view| {
            view.search.clear();
            view.types.clear();
            view.permissions.clear();
        });
    });
    view! {
        <div class="filters">
            <SearchField
                id=SEARCH
                search=Signal::derive(move || address.view.with(|view| view.search.clone()))
                on_search=Callback::new(move |search| address.change(|view| view.search = search))
            />
            <Combobox
                id="resource-type"
                label=words::RESOURCE_TYPE
                placeholder=words::ALL_TYPES
                choices=filters.types
                chosen=Signal::derive(move || address.view.with(|view| view.types.clone()))
                on_toggle=Callback::new(move |id| address.change(|view| toggled(&mut view.types, id)))
                on_clear=Callback::new(move |()| address.change(|view| view.types.clear()))
            />
            <Combobox
                id="permission"
                label=words::PERMISSION
                placeholder=words::ALL_PERMISSIONS
                choices=filters.permissions
                chosen=Signal::derive(move || address.view.with(|view| view.permissions.clone()))
                on_toggle=Callback::new(move |id| address.change(|view| toggled(&mut view.permissions, id)))
                on_clear=Callback::new(move |()| address.change(|view| view.permissions.clear()))
            />
        </div>
        {move || match filters.state.get() {
            State::Failed(error) => Some(view! {
                <div class="bar bar--bad" role="alert">
                    <Icon name="triangle"/>
                    <p>{[words::CHOICES_FAILED, " ", &text::error::what(&error)].concat()}</p>
                    <button class="btn btn--small" type="button" on:click=move |_| {
                        filters.read(address.view.with_untracked(|view| view.grantee.clone()));
                    }>{words::RETRY}</button>
                </div>
            }),
            State::Loading | State::Ready => None,
        }}
        <LeftOut shown=left_out/>
        <PickList choosing nothing clear/>
    }
}

/// Searches for what the address says, whenever it changes and after a renewed session. Filters need their choices
/// first; those that this person cannot have are taken out of the address, and the page says so.
fn search_as_addressed(choosing: Choosing, address: Address, filters: Filters, left_out: RwSignal<bool>) {
    let session = expect_context::<Session>();
    let grantee = Memo::new(move |_| address.view.with(|view| view.grantee.clone()));
    Effect::new(move |before: Option<(Option<String>, u32)>| {
        let now = (grantee.get(), session.renewed.get());
        let failed = filters.state.with_untracked(|state| matches!(state, State::Failed(_)));
        let changed = before.as_ref().is_none_or(|before| before.0 != now.0);
        if changed || failed {
            filters.read(now.0.clone());
        }
        now
    });
    let wanted = Memo::new(move |_| {
        let wanted = address.view.with(Wanted::of);
        let ready = filters.is_ready();
        (ready || !wanted.is_filtered()).then(|| (wanted, session.renewed.get()))
    });
    Effect::new(move |_| {
        let Some((wanted, _)) = wanted.get() else { return };
        let (types, permissions) =
            if wanted.is_filtered() { filters.known(&wanted.types, &wanted.permissions) } else { Default::default() };
        if types.len() < wanted.types.len() || permissions.len() < wanted.permissions.len() {
            left_out.set(true);
            address.change(|view| {
                view.types = types;
                view.permissions = permissions;
            });
        } else {
            choosing.search(filters.source(&wanted));
        }
    });
}
