//! Bundle Request: a bundle, its contents, and all of them or a choice (D1).

use std::sync::Arc;

use leptos::prelude::*;

use super::address::Address;
use super::choices::{Choices, Trouble};
use super::choosing::{Choosing, Source};
use super::list::{Nothing, PickList};
use super::search::SearchField;
use crate::api::inventory::{self, UnitFilter};
use crate::domain::inventory::Bundle;
use crate::state::Session;
use crate::text::new_request as words;
use crate::ui::combobox::Choice;
use crate::ui::select::Select;

pub(super) const BUNDLE: &str = "bundle";
pub(super) const SEARCH: &str = "bundle-resources";

/// What the form has read; kept while another form is in front.
#[derive(Clone, Copy)]
pub(super) struct Contents {
    session: Session,
    address: Address,
    choosing: Choosing,
    bundles: Choices<Bundle>,
}

impl Contents {
    /// The list begins as one to look at: everything in the bundle is asked for.
    pub(super) fn new(choosing: Choosing, address: Address) -> Self {
        choosing.open.set(false);
        Self { session: expect_context(), address, choosing, bundles: Choices::new() }
    }

    /// The name of the chosen bundle, as far as it is known. Tracked.
    pub(super) fn name(self) -> Option<String> {
        let chosen = self.address.view.with(|view| view.bundle.clone())?;
        let rows = self.bundles.rows();
        Some(rows.iter().find(|row| row.id == chosen).map_or(chosen, |row| row.name.clone()))
    }

    /// Everything in the bundle is asked for. Tracked.
    pub(super) fn is_whole(self) -> bool {
        !self.choosing.open.get()
    }

    fn read(self) {
        let client = self.session.client();
        let grantee = self.address.view.with_untracked(|view| view.grantee.clone());
        self.bundles.read(async move { inventory::bundles(&client, grantee.as_deref()).await });
    }
}

#[component]
pub(super) fn BundleForm(contents: Contents) -> impl IntoView {
    let Contents { session, address, choosing, bundles } = contents;
    let grantee = Memo::new(move |_| address.view.with(|view| view.grantee.clone()));
    Effect::new(move |_| {
        grantee.with(|_| ());
        session.renewed.track();
        contents.read();
    });
    let source = Memo::new(move |_| {
        let (bundle, search) = address.view.with(|view| (view.bundle.clone(), view.search.clone()));
        let grantee = grantee.get();
        let renewed = session.renewed.get();
        bundle.map(|bundle| (UnitFilter { search, bundle: Some(bundle), grantee, ..UnitFilter::default() }, renewed))
    });
    Effect::new(move |_| match source.get() {
        Some((filter, _)) => choosing.search(Source::Units(filter)),
        None => choosing.empty(),
    });
    let choices = Signal::derive(move || {
        let choice = |bundle: &Bundle| Choice { id: bundle.id.clone(), label: bundle.name.clone() };
        Arc::new(bundles.rows().iter().map(choice).collect::<Vec<_>>())
    });
    let chosen = Signal::derive(move || address.view.with(|view| view.bundle.clone()));
    let has_bundle = Memo::new(move |_| chosen.get().is_some());
    view! {
        <div class="filters filters--one">
            <div class="field">
                <label for=BUNDLE>{words::BUNDLE}</label>
                <Select
                    id=BUNDLE
                    none=words::CHOOSE_BUNDLE
                    choices
                    chosen
                    on_choose=Callback::new(move |id| {
                        choosing.clear();
                        address.change(|view| view.bundle = id);
                    })
                />
            </div>
        </div>
        <Trouble choices=bundles retry=Callback::new(move |()| contents.read())/>
        <Show when=move || has_bundle.get() fallback=move || bundles.hint(words::BUNDLE_FIRST, words::NO_BUNDLES)>
            <fieldset class="permissions">
                <legend>{words::WHAT_OF_BUNDLE}</legend>
                <div class="permissions__all">
                    <label class="check">
                        <input type="radio" name="of-bundle" prop:checked=move || contents.is_whole() on:change=move |_| choosing.open.set(false)/>
                        {words::WHOLE_BUNDLE}
                    </label>
                    <label class="check">
                        <input type="radio" name="of-bundle" prop:checked=move || !contents.is_whole() on:change=move |_| choosing.open.set(true)/>
                        {words::PART_OF_BUNDLE}
                    </label>
                </div>
            </fieldset>
            <div class="filters filters--one">
                <SearchField
                    id=SEARCH
                    search=Signal::derive(move || address.view.with(|view| view.search.clone()))
                    on_search=Callback::new(move |search| address.change(|view| view.search = search))
                />
            </div>
            <PickList
                choosing
                nothing=Signal::derive(move || address.view.with(|view| Nothing::here(&view.search)))
                clear=Callback::new(move |()| address.change(|view| view.search.clear()))
            />
        </Show>
    }
}
