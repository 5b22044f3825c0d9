//! Takes in what a link names: chosen resources and permissions, as far as this person can have them.

use std::collections::BTreeSet;
use std::sync::Arc;

use leptos::prelude::*;
use wasm_bindgen_futures::spawn_local;

use super::forms::Forms;
use crate::api::inventory::{self, UnitFilter};
use crate::api::{ApiError, Cancel, Client, templates};
use crate::domain::inventory::{AccessUnit, Resource};
use crate::domain::template::Contents;
use crate::route::{NewRequestView, Pick, RequestKind};
use crate::text;
use crate::text::new_request as words;
use crate::ui::icon::Icon;

/// How far the link has been taken in.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) enum Restored {
    #[default]
    Done,
    Under,
    /// So many of the named things cannot be had.
    Partly(usize),
    Failed(ApiError),
}

impl Restored {
    /// The address still names more than the form holds.
    pub(super) fn is_pending(&self) -> bool {
        matches!(self, Self::Under | Self::Failed(_))
    }
}

/// Begins to take in what the address names: a template, or a selection.
pub(super) fn restore(forms: Forms) {
    let view = forms.address.view.get_untracked();
    if view.picks.is_empty() && view.template.is_none() {
        return;
    }
    forms.restored.set(Restored::Under);
    let client = forms.session.client();
    let cancel = forms.latest.begin();
    spawn_local(async move {
        let lost = match &view.template {
            Some(id) => take_template(forms, &client, id, &cancel).await,
            None => match units(&client, &filter(&view), &cancel).await {
                Ok(units) if !cancel.is_cancelled() => Ok(take(forms, &view, units)),
                Ok(_) => return,
                Err(error) => Err(error),
            },
        };
        if !cancel.is_cancelled() {
            forms.restored.set(match lost {
                Ok(0) => Restored::Done,
                Ok(lost) => Restored::Partly(lost),
                Err(error) => Restored::Failed(error),
            });
        }
    });
}

/// Fills the form that fits a template: Integration Request for one type in one integration, else Resources Request. What
/// the template leaves open stays open: nothing is selected that it does not name. Answers how much of it was not to be had.
async fn take_template(forms: Forms, client: &Client, id: &str, cancel: &Cancel) -> Result<usize, ApiError> {
    let template = templates::one(client, id).await?;
    let Contents { resources, permissions, .. } = template.contents();
    if let ([integration], [kind]) = (template.integrations.as_slice(), template.resource_types.as_slice()) {
        if cancel.is_cancelled() {
            return Ok(0);
        }
        forms.address.change(|view| {
            *view = NewRequestView {
                kind: RequestKind::Integration,
                integration: Some(integration.id.clone()),
                types: vec![kind.id.clone()],
                permissions,
                ..NewRequestView::default()
            };
        });
        let resources: Vec<Arc<Resource>> = template.resources.into_iter().map(Arc::new).collect();
        forms.choosing(RequestKind::Integration).take_resources(&resources);
        return Ok(0);
    }
    let wanted = resources.len();
    if resources.is_empty() || permissions.is_empty() {
        forms.address.change(|view| {
            let types = template.resource_types.into_iter().map(|kind| kind.id).collect();
            *view = NewRequestView { types, ..NewRequestView::default() };
        });
        return Ok(wanted);
    }
    let units = units(client, &UnitFilter { resources, permissions, ..UnitFilter::default() }, cancel).await?;
    if cancel.is_cancelled() {
        return Ok(0);
    }
    let choosing = forms.choosing(RequestKind::Resources);
    choosing.take_units(&units);
    Ok(wanted.saturating_sub(choosing.count.get_untracked()))
}

/// Every unit of the named resources with any of the named permissions: more than what is named, never less.
fn filter(view: &NewRequestView) -> UnitFilter {
    let distinct = |ids: Vec<String>| ids.into_iter().collect::<BTreeSet<_>>().into_iter().collect();
    UnitFilter {
        resources: distinct(view.picks.iter().map(|pick| pick.resource.clone()).collect()),
        permissions: distinct(view.picks.iter().filter_map(|pick| pick.permission.clone()).collect()),
        bundle: view.bundle.clone().filter(|_| view.kind == RequestKind::Bundle),
        grantee: view.grantee.clone(),
        ..UnitFilter::default()
    }
}

async fn units(client: &Client, filter: &UnitFilter, cancel: &Cancel) -> Result<Vec<AccessUnit>, ApiError> {
    let mut units = Vec::new();
    loop {
        let page = inventory::access_units(client, filter, units.len(), cancel).await?;
        let more = page.more && !page.rows.is_empty();
        units.extend(page.rows);
        if !more {
            return Ok(units);
        }
    }
}

/// Takes what is named into the form's selection; answers how much of it was not to be had.
fn take(forms: Forms, view: &NewRequestView, units: Vec<AccessUnit>) -> usize {
    let choosing = forms.choosing(view.kind);
    if view.kind == RequestKind::Integration {
        let find = |pick: &Pick| units.iter().find(|unit| unit.resource.id == pick.resource);
        let resources: Vec<Arc<Resource>> =
            view.picks.iter().filter_map(find).map(|unit| Arc::clone(&unit.resource)).collect();
        choosing.take_resources(&resources);
        return view.picks.len() - resources.len();
    }
    let find = |pick: &Pick| {
        let is_it = |unit: &&AccessUnit| {
            unit.resource.id == pick.resource && Some(&unit.permission.id) == pick.permission.as_ref()
        };
        units.iter().find(is_it).cloned()
    };
    let found: Vec<AccessUnit> = view.picks.iter().filter_map(find).collect();
    choosing.open.set(true);
    choosing.take_units(&found);
    view.picks.len() - found.len()
}

/// Says what of the link could not be taken in.
#[component]
pub(super) fn RestoreNotice(forms: Forms) -> impl IntoView {
    move || {
        let (class, sentence, failed) = match forms.restored.get() {
            Restored::Done => return None,
            Restored::Under => ("bar", words::RESTORING.to_owned(), false),
            Restored::Partly(lost) => ("bar bar--warning", words::link_lost(lost), false),
            Restored::Failed(error) => {
                ("bar bar--bad", [words::RESTORE_FAILED, " ", &text::error::what(&error)].concat(), true)
            }
        };
        Some(view! {
            <div class=class role="status">
                <Icon name="info"/>
                <p>{sentence}</p>
                <span class="row">
                    <button class="btn btn--small" type="button" hidden=!failed on:click=move |_| restore(forms)>{words::RETRY}</button>
                    <button class="btn btn--subtle btn--small btn--icon" type="button" aria-label=text::ui::CLOSE on:click=move |_| forms.restored.set(Restored::Done)>
                        <Icon name="dismiss"/>
                    </button>
                </span>
            </div>
        })
    }
}
