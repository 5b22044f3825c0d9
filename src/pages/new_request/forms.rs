//! The three forms side by side: which one is in front, and what it asks for.

use leptos::prelude::*;

use super::address::Address;
use super::bundle::{self, Contents};
use super::choosing::Choosing;
use super::integration::{self, Place};
use super::resources;
use super::restore::Restored;
use crate::domain::draft::{Missing, Wanted};
use crate::route::{NewRequestView, Pick, RequestKind};
use crate::state::{Latest, Session};

/// More chosen resources than this never fit into an address.
const MOST_PICKS: usize = 60;

#[derive(Clone, Copy)]
pub(super) struct Forms {
    pub address: Address,
    pub resources: Choosing,
    pub place: Place,
    in_place: Choosing,
    pub contents: Contents,
    in_bundle: Choosing,
    /// What the forms that are not in front say in the address when they come back.
    behind: StoredValue<Vec<NewRequestView>>,
    /// How far a link that names a selection has been taken in.
    pub restored: RwSignal<Restored>,
    pub session: Session,
    pub latest: Latest,
}

impl Forms {
    pub(super) fn new(address: Address) -> Self {
        let resources = Choosing::new("matching-resources");
        let in_place = Choosing::new("integration-list");
        let in_bundle = Choosing::new("bundle-list");
        Self {
            address,
            resources,
            place: Place::new(in_place, address),
            in_place,
            contents: Contents::new(in_bundle, address),
            in_bundle,
            behind: StoredValue::new(Vec::new()),
            restored: RwSignal::new(Restored::Done),
            session: expect_context(),
            latest: Latest::new(),
        }
    }

    /// The form in front. Tracked.
    pub(super) fn kind(self) -> RequestKind {
        self.address.view.with(|view| view.kind)
    }

    /// The list of a form.
    pub(super) fn choosing(self, kind: RequestKind) -> Choosing {
        match kind {
            RequestKind::Resources => self.resources,
            RequestKind::Integration => self.in_place,
            RequestKind::Bundle => self.in_bundle,
        }
    }

    /// Brings another form to the front, as it was left.
    pub(super) fn bring(self, kind: RequestKind) {
        let front = self.address.view.get_untracked();
        if front.kind == kind {
            return;
        }
        let back = self.behind.try_update_value(|behind| {
            let back = behind.iter().position(|view| view.kind == kind).map(|place| behind.remove(place));
            behind.push(front);
            back
        });
        self.address.change(|view| {
            let (hours, grantee) = (std::mem::take(&mut view.hours), view.grantee.take());
            let back = back.flatten().unwrap_or_else(|| NewRequestView { kind, ..NewRequestView::default() });
            *view = NewRequestView { hours, grantee, ..back };
        });
    }

    /// Notices every change of what the form in front asks for.
    pub(super) fn track(self) {
        self.address.view.with(|_| ());
        let choosing = self.choosing(untrack(|| self.kind()));
        choosing.changes.track();
        choosing.open.track();
    }

    /// What the form in front asks for. Tracks everything that changes it.
    pub(super) fn wanted(self) -> Result<Wanted, Missing> {
        let kind = self.kind();
        let choosing = self.choosing(kind);
        choosing.changes.track();
        let none = choosing.count.get() == 0;
        match kind {
            RequestKind::Resources if none => Err(Missing::Resource),
            RequestKind::Resources => Ok(Wanted::Units(choosing.unit_ids())),
            RequestKind::Integration => self.address.view.with(|view| {
                let integration = view.integration.clone().ok_or(Missing::Integration)?;
                let resource_type = view.types.first().cloned().ok_or(Missing::ResourceType)?;
                if none {
                    return Err(Missing::Resource);
                }
                if view.permissions.is_empty() {
                    return Err(Missing::Permission);
                }
                let (resources, permissions) = (choosing.resource_ids(), view.permissions.clone());
                Ok(Wanted::Integration { integration, resource_type, resources, permissions })
            }),
            RequestKind::Bundle => {
                let bundle = self.address.view.with(|view| view.bundle.clone()).ok_or(Missing::Bundle)?;
                match (self.contents.is_whole(), none) {
                    (true, _) => Ok(Wanted::Bundle { bundle, units: None }),
                    (false, true) => Err(Missing::PartOfBundle),
                    (false, false) => Ok(Wanted::Bundle { bundle, units: Some(choosing.unit_ids()) }),
                }
            }
        }
    }

    /// Whether any form holds a choice.
    pub(super) fn hold_something(self) -> bool {
        let counts = [self.resources, self.in_place, self.in_bundle].map(|choosing| choosing.count.get_untracked());
        let view = self.address.view.get_untracked();
        counts.iter().any(|count| *count > 0) || view.integration.is_some() || view.bundle.is_some()
    }

    /// What is chosen in the list in front, for the address; nothing when it is too much.
    pub(super) fn picks(self) -> Vec<Pick> {
        let kind = untrack(|| self.kind());
        let choosing = self.choosing(kind);
        if choosing.count.get_untracked() > MOST_PICKS {
            return Vec::new();
        }
        let mut picks = Vec::new();
        for chosen in choosing.chosen(|_| true) {
            let resource = || chosen.resource.id.clone();
            if chosen.units.is_empty() {
                picks.push(Pick { resource: resource(), permission: None });
            }
            for unit in &chosen.units {
                picks.push(Pick { resource: resource(), permission: Some(unit.permission.id.clone()) });
            }
        }
        picks
    }
}

/// Id of the field to go to.
pub(super) fn field_of(missing: Missing, kind: RequestKind) -> &'static str {
    match (missing, kind) {
        (Missing::Integration, _) => integration::INTEGRATION,
        (Missing::ResourceType, _) => integration::RESOURCE_TYPE,
        (Missing::Permission, _) => integration::PERMISSIONS,
        (Missing::Bundle, _) => bundle::BUNDLE,
        (Missing::PartOfBundle, _) => bundle::SEARCH,
        (Missing::Resource, RequestKind::Integration) => integration::SEARCH,
        (Missing::Resource, _) => resources::SEARCH,
    }
}
