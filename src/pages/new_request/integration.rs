//! Integration Request: resources of one type in one integration, with permissions for all of them (D1).

use std::sync::Arc;

use leptos::prelude::*;

use super::address::Address;
use super::choices::{Choices, LeftOut, Read, Trouble};
use super::choosing::{Choosing, Source};
use super::list::{Nothing, PickList};
use super::search::SearchField;
use crate::api::inventory::{self, ResourceFilter};
use crate::domain::inventory::{Integration, Permission, ResourceType};
use crate::state::Session;
use crate::text::new_request as words;
use crate::ui::combobox::Choice;
use crate::ui::select::Select;

pub(super) const INTEGRATION: &str = "integration";
pub(super) const RESOURCE_TYPE: &str = "integration-resource-type";
pub(super) const PERMISSIONS: &str = "permissions";
pub(super) const SEARCH: &str = "integration-resources";

/// What the form has read; kept while another form is in front.
#[derive(Clone, Copy)]
pub(super) struct Place {
    session: Session,
    address: Address,
    choosing: Choosing,
    integrations: Choices<Integration>,
    types: Choices<ResourceType>,
    permissions: Choices<Permission>,
    /// Something that the address names is not among what can be had.
    left_out: RwSignal<bool>,
}

/// The part of the address that places the list.
type At = (Option<String>, Option<String>, Option<String>);

impl Place {
    pub(super) fn new(choosing: Choosing, address: Address) -> Self {
        Self {
            session: expect_context(),
            address,
            choosing,
            integrations: Choices::new(),
            types: Choices::new(),
            permissions: Choices::new(),
            left_out: RwSignal::new(false),
        }
    }

    /// Integration, resource type and grantee.
    fn at(self) -> At {
        self.address.view.with(|view| (view.integration.clone(), view.types.first().cloned(), view.grantee.clone()))
    }

    fn read_integrations(self) {
        let (client, (_, _, grantee)) = (self.session.client(), untrack(|| self.at()));
        self.integrations.read(async move { inventory::integrations(&client, grantee.as_deref()).await });
    }

    fn read_types(self) {
        let (client, (integration, _, grantee)) = (self.session.client(), untrack(|| self.at()));
        match integration {
            Some(integration) => self
                .types
                .read(async move { inventory::resource_types(&client, Some(&integration), grantee.as_deref()).await }),
            None => self.types.forget(),
        }
    }

    fn read_permissions(self) {
        let (client, at) = (self.session.client(), untrack(|| self.at()));
        match at {
            (Some(integration), Some(kind), grantee) => self.permissions.read(async move {
                inventory::permissions(&client, Some((&integration, &kind)), grantee.as_deref()).await
            }),
            _ => self.permissions.forget(),
        }
    }

    /// The chosen resource type, as far as it has been read. Tracked.
    fn kind(self) -> Option<ResourceType> {
        let (_, kind, _) = self.at();
        self.types.rows().iter().find(|row| Some(&row.id) == kind.as_ref()).cloned()
    }

    /// Names of the chosen permissions. Tracked.
    pub(super) fn permission_names(self) -> Vec<String> {
        self.chosen_permissions().into_iter().map(|(_, name)| name).collect()
    }

    /// Ids and names of the chosen permissions, as far as they have been read. Tracked.
    pub(super) fn chosen_permissions(self) -> Vec<(String, String)> {
        let chosen = self.address.view.with(|view| view.permissions.clone());
        let rows = self.permissions.rows();
        rows.iter().filter(|row| chosen.contains(&row.id)).map(|row| (row.id.clone(), row.name.clone())).collect()
    }

    fn choose_integration(self, id: Option<String>) {
        self.choosing.clear();
        self.address.change(|view| {
            view.integration = id;
            view.types.clear();
            view.permissions.clear();
        });
    }

    fn choose_type(self, id: Option<String>) {
        self.choosing.clear();
        self.address.change(|view| {
            view.types = id.into_iter().collect();
            view.permissions.clear();
        });
    }

    /// Where the type allows one permission, a new one takes the place of the old one.
    fn choose_permission(self, id: &str, several: bool) {
        self.address.change(|view| {
            let held = view.permissions.iter().any(|other| other == id);
            if !several {
                view.permissions.clear();
            }
            if several && held {
                view.permissions.retain(|other| other != id);
            } else {
                view.permissions.push(id.to_owned());
            }
        });
    }
}

#[component]
pub(super) fn IntegrationForm(place: Place) -> impl IntoView {
    let Place { address, choosing, integrations, types, permissions, .. } = place;
    read_as_addressed(place);
    let integration_choices = Signal::derive(move || {
        let label = |row: &Integration| [&row.name, " · ", &row.kind_name].concat();
        choices(&integrations.rows(), |row| (row.id.clone(), label(row)))
    });
    let type_choices = Signal::derive(move || choices(&types.rows(), |row| (row.id.clone(), row.name.clone())));
    let nothing = Signal::derive(move || address.view.with(|view| Nothing::here(&view.search)));
    let placed = Memo::new(move |_| {
        let (integration, kind, _) = place.at();
        integration.is_some() && kind.is_some()
    });
    let no_types = move || types.state.with(|state| !matches!(state, Read::Done(_)));
    view! {
        <div class="filters filters--two">
            <div class="field">
                <label for=INTEGRATION>{words::INTEGRATION}</label>
                <Select
                    id=INTEGRATION
                    none=words::CHOOSE_INTEGRATION
                    choices=integration_choices
                    chosen=Signal::derive(move || place.at().0)
                    on_choose=Callback::new(move |id| place.choose_integration(id))
                />
            </div>
            <div class="field">
                <label for=RESOURCE_TYPE>{words::RESOURCE_TYPE}</label>
                <Select
                    id=RESOURCE_TYPE
                    none=words::CHOOSE_TYPE
                    choices=type_choices
                    chosen=Signal::derive(move || place.at().1)
                    on_choose=Callback::new(move |id| place.choose_type(id))
                />
                <p class="hint" hidden=move || !(no_types() && place.at().0.is_none())>{words::INTEGRATION_FIRST}</p>
            </div>
        </div>
        <LeftOut shown=place.left_out/>
        <Trouble choices=integrations retry=Callback::new(move |()| place.read_integrations())/>
        <Trouble choices=types retry=Callback::new(move |()| place.read_types())/>
        <Show when=move || placed.get() fallback=move || integrations.hint(words::PLACE_FIRST, words::NO_INTEGRATIONS)>
            <div class="filters filters--one">
                <SearchField
                    id=SEARCH
                    search=Signal::derive(move || address.view.with(|view| view.search.clone()))
                    on_search=Callback::new(move |search| address.change(|view| view.search = search))
                />
            </div>
            <PickList choosing nothing clear=Callback::new(move |()| address.change(|view| view.search.clear()))/>
            <Trouble choices=permissions retry=Callback::new(move |()| place.read_permissions())/>
            <Permissions place/>
        </Show>
    }
}

/// The permissions of the chosen type: boxes, or one of them where the type allows one.
#[component]
fn Permissions(place: Place) -> impl IntoView {
    let several = Memo::new(move |_| place.kind().is_none_or(|kind| kind.several_permissions));
    let rows = Signal::derive(move || place.permissions.rows());
    view! {
        <fieldset class="permissions" id=PERMISSIONS tabindex="-1">
            <legend>{words::PERMISSIONS}</legend>
            <p class="hint" hidden=move || several.get()>{words::ONE_PERMISSION}</p>
            <div class="permissions__all">
                {move || {
                    let kind = if several.get() { "checkbox" } else { "radio" };
                    rows.get().iter().map(|row| {
                        let (id, chosen) = (row.id.clone(), row.id.clone());
                        view! {
                            <label class="check">
                                <input
                                    type=kind
                                    name="permission-of-all"
                                    prop:checked=move || place.address.view.with(|view| view.permissions.contains(&chosen))
                                    on:change=move |_| place.choose_permission(&id, several.get_untracked())
                                />
                                {row.name.clone()}
                            </label>
                        }
                    }).collect_view()
                }}
            </div>
        </fieldset>
    }
}

/// Reads what the address asks for: each list when what is before it has been chosen.
fn read_as_addressed(place: Place) {
    let session = place.session;
    let renewed = move || session.renewed.get();
    let grantee = Memo::new(move |_| (place.at().2, renewed()));
    let integration = Memo::new(move |_| (place.at().0, grantee.get()));
    let kind = Memo::new(move |_| (place.at().1, integration.get()));
    // A form that comes back to the front has its lists already.
    fn is_new<T: Send + Sync>(choices: Choices<T>, first: bool) -> bool {
        !first || choices.state.with_untracked(|state| !matches!(state, Read::Done(_)))
    }
    Effect::new(move |before: Option<()>| {
        grantee.with(|_| ());
        if is_new(place.integrations, before.is_none()) {
            place.read_integrations();
        }
    });
    Effect::new(move |before: Option<()>| {
        integration.with(|_| ());
        if is_new(place.types, before.is_none()) {
            place.read_types();
        }
    });
    Effect::new(move |before: Option<()>| {
        kind.with(|_| ());
        if is_new(place.permissions, before.is_none()) {
            place.read_permissions();
        }
    });
    leave_out_what_is_not_there(place);
    // Where there is only one, nobody has to choose it.
    Effect::new(move |_| {
        let rows = place.types.rows();
        if let ([only], (Some(_), None, _)) = (rows.as_slice(), untrack(|| place.at())) {
            place.choose_type(Some(only.id.clone()));
        }
    });
    Effect::new(move |_| {
        let rows = place.permissions.rows();
        let none_chosen = place.address.view.with_untracked(|view| view.permissions.is_empty());
        if let ([only], true) = (rows.as_slice(), none_chosen) {
            place.choose_permission(&only.id, true);
        }
    });
    let source = Memo::new(move |_| {
        let (integration, resource_type, grantee) = place.at();
        let search = place.address.view.with(|view| view.search.clone());
        let filter = |integration, resource_type| ResourceFilter { search, integration, resource_type, grantee };
        integration.zip(resource_type).map(|(integration, kind)| (filter(integration, kind), renewed()))
    });
    Effect::new(move |_| match source.get() {
        Some((filter, _)) => place.choosing.search(Source::Resources(filter)),
        None => place.choosing.empty(),
    });
}

/// What is not on the page must not be asked for: a stale link or another grantee can name what is in none of the lists.
fn leave_out_what_is_not_there(place: Place) {
    fn is_missing<T: Clone + Send + Sync>(choices: Choices<T>, chosen: Option<String>, id: fn(&T) -> &String) -> bool {
        choices.done().zip(chosen).is_some_and(|(rows, chosen)| rows.iter().all(|row| *id(row) != chosen))
    }
    Effect::new(move |_| {
        let (chosen, ..) = untrack(|| place.at());
        if is_missing(place.integrations, chosen, |row| &row.id) {
            place.left_out.set(true);
            place.choose_integration(None);
        }
    });
    Effect::new(move |_| {
        let (_, chosen, _) = untrack(|| place.at());
        if is_missing(place.types, chosen, |row| &row.id) {
            place.left_out.set(true);
            place.choose_type(None);
        }
    });
    Effect::new(move |_| {
        let Some(rows) = place.permissions.done() else { return };
        let is_there = |id: &String| rows.iter().any(|row| row.id == *id);
        if !place.address.view.with_untracked(|view| view.permissions.iter().all(is_there)) {
            place.left_out.set(true);
            place.address.change(|view| view.permissions.retain(is_there));
        }
    });
}

fn choices<T>(rows: &[T], choice: impl Fn(&T) -> (String, String)) -> Arc<Vec<Choice>> {
    let choice = |row| {
        let (id, label) = choice(row);
        Choice { id, label }
    };
    Arc::new(rows.iter().map(choice).collect())
}
