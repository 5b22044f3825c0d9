//! What is held and asked for already, unit by unit: read only where somebody looks, and again when requests change.

use std::collections::HashMap;
use std::sync::Arc;

use leptos::prelude::*;
use wasm_bindgen_futures::spawn_local;

use super::{Requests, Session};
use crate::api::access_requests;
use crate::domain::held::Holdings;
use crate::domain::inventory::AccessUnit;
use crate::domain::request::AccessRequest;
use crate::domain::status::List;
use crate::host;

/// Rest after a change before units are read, since changes come in bursts. Milliseconds.
const REST: f64 = 250.0;
/// How many requests are asked about at once: one request may hold 1,000 units.
const AT_ONCE: usize = 20;

/// The units of a request, as they were while it had the status of this key.
struct Units {
    status: String,
    units: Vec<AccessUnit>,
}

/// The holdings of the signed-in person. Made by the page that shows them; ends with it.
#[derive(Clone, Copy)]
pub struct HeldNow {
    session: Session,
    requests: Requests,
    units: StoredValue<HashMap<String, Units>>,
    holdings: RwSignal<Arc<Holdings>>,
    /// The form asks for somebody else, whose holdings are not known here.
    for_another: Signal<bool>,
    /// Counts up with each change; a reading that is not the newest ends.
    reading: StoredValue<u64>,
}

impl HeldNow {
    /// Reads soon after this, and again after each change of `requests`, until the owner goes. Nothing is held while
    /// `for_another`.
    pub fn new(session: Session, requests: Requests, for_another: Signal<bool>) -> Self {
        let held = Self {
            session,
            requests,
            units: StoredValue::new(HashMap::new()),
            holdings: RwSignal::new(Arc::default()),
            for_another,
            reading: StoredValue::new(0),
        };
        Effect::new(move |_| {
            requests.revision().track();
            for_another.track();
            held.read_soon();
        });
        held
    }

    /// What is known so far. What could not be read is missing until the next change, so this never warns wrongly.
    pub fn holdings(self) -> ReadSignal<Arc<Holdings>> {
        self.holdings.read_only()
    }

    fn read_soon(self) {
        let Some(reading) = self.reading.try_update_value(|count| {
            *count += 1;
            *count
        }) else {
            return;
        };
        let is_newest = move || self.reading.try_get_value() == Some(reading);
        spawn_local(async move {
            host::sleep(REST).await;
            if !is_newest() {
                return;
            }
            let open = self.open_requests();
            self.forget_others(&open);
            // Ends and extensions may have changed although the units have not.
            self.count(&open);
            let client = self.session.client();
            for requests in self.without_units(&open).chunks(AT_ONCE) {
                let ids: Vec<String> = requests.iter().map(|request| request.id.clone()).collect();
                let Ok(answer) = access_requests::units_of(&client, &ids).await else { return };
                if !is_newest() {
                    return;
                }
                self.take_in(requests, answer);
                self.count(&open);
            }
        });
    }

    /// What is open and gives access to the person themselves.
    fn open_requests(self) -> Vec<Arc<AccessRequest>> {
        let me = untrack(|| self.session.person()).filter(|_| self.for_another.try_get_untracked() == Some(false));
        let Some(me) = me else { return Vec::new() };
        let ids = self.requests.ids(List::Open).get_untracked();
        let rows = ids.iter().filter_map(|id| self.requests.row(id)).map(|row| row.get_untracked());
        rows.filter(|request| request.is_for(&me.id)).collect()
    }

    fn forget_others(self, open: &[Arc<AccessRequest>]) {
        self.units.update_value(|units| units.retain(|id, _| open.iter().any(|request| request.id == *id)));
    }

    fn without_units(self, open: &[Arc<AccessRequest>]) -> Vec<Arc<AccessRequest>> {
        self.units.with_value(|units| {
            let known = |request: &AccessRequest| {
                units.get(&request.id).is_some_and(|units| units.status == request.status.key())
            };
            open.iter().filter(|request| !known(request)).cloned().collect()
        })
    }

    /// Each request of the question is known afterwards, also one that the answer leaves out.
    fn take_in(self, asked: &[Arc<AccessRequest>], answer: Vec<(String, Vec<AccessUnit>)>) {
        let mut answer: HashMap<String, Vec<AccessUnit>> = answer.into_iter().collect();
        self.units.update_value(|units| {
            for request in asked {
                let status = request.status.key().to_owned();
                let read = answer.remove(&request.id).unwrap_or_default();
                units.insert(request.id.clone(), Units { status, units: read });
            }
        });
    }

    fn count(self, open: &[Arc<AccessRequest>]) {
        let holdings = self.units.with_value(|units| {
            let with_units = open
                .iter()
                .filter_map(|request| units.get(&request.id).map(|units| (request.as_ref(), units.units.as_slice())));
            Holdings::of(with_units)
        });
        if self.holdings.with_untracked(|before| **before != holdings) {
            self.holdings.set(Arc::new(holdings));
        }
    }
}
